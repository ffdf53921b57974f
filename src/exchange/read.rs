//! Bytes to text: which encoding a file is in, and what of it cannot be read.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, DecoderResult, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use heliu_domain::{
    exchange::{Encoding, IMPORT_MAX},
    problem::{Code, Problem},
};

/// The text of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// Without byte order mark. Each undecodable sequence stands as U+FFFD.
    pub text: String,
    /// What was recognised, or chosen.
    pub encoding: Encoding,
    /// Whether the bytes would fit another encoding as well.
    pub ambiguous: bool,
    /// Where in `text` something could not be decoded: offset in bytes, and the bytes as hexadecimal digits.
    pub undecodable: Vec<(usize, String)>,
}

/// Decodes a file: by its byte order mark, else as UTF-16 where every other byte is zero, else as UTF-8 where that fits, else by
/// the statistics of chardetng as GB18030 or Windows-1252. A chosen encoding is taken whatever the bytes look like.
///
/// # Errors
/// [`Code::TooLarge`] beyond [`IMPORT_MAX`], [`Code::Required`] for an empty file.
pub fn decode(bytes: &[u8], chosen: Option<Encoding>) -> Result<Decoded, Problem> {
    if bytes.len() > IMPORT_MAX {
        return Err(Problem::of(Code::TooLarge, "file").with(IMPORT_MAX));
    }
    let (encoding, ambiguous) = chosen.map_or_else(|| detect(bytes), |chosen| (chosen, false));
    let mark = mark(encoding);
    let (text, mut undecodable) = convert(bytes.strip_prefix(mark).unwrap_or(bytes), encoding);
    if encoding == Encoding::Windows1252 {
        // Five bytes mean nothing in Windows-1252; the web's decoder makes control characters of them.
        let unassigned = text.char_indices().filter(|(_, c)| ('\u{80}'..='\u{9f}').contains(c));
        undecodable = unassigned.map(|(offset, c)| (offset, format!("{:02X}", u32::from(c)))).collect();
    }
    if text.trim().is_empty() {
        return Err(Problem::of(Code::Required, "file"));
    }
    Ok(Decoded { text, encoding, ambiguous, undecodable })
}

/// The byte order mark of an encoding.
fn mark(encoding: Encoding) -> &'static [u8] {
    match encoding {
        Encoding::Utf8 => b"\xEF\xBB\xBF",
        Encoding::Utf16Le => b"\xFF\xFE",
        Encoding::Utf16Be => b"\xFE\xFF",
        Encoding::Gb18030 => b"\x84\x31\x95\x33",
        Encoding::Windows1252 => b"",
    }
}

/// The most likely encoding, and whether others are about as likely.
pub fn detect(bytes: &[u8]) -> (Encoding, bool) {
    for marked in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Gb18030] {
        if bytes.starts_with(mark(marked)) {
            return (marked, false);
        }
    }
    let zeros = |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        (0, 1..) => return (Encoding::Utf16Le, false),
        (1.., 0) => return (Encoding::Utf16Be, false),
        // Some Chinese characters have their zero byte on the other side, so a few strays do not decide.
        (even, odd) if odd > 4 * even && odd * 40 > bytes.len() => return (Encoding::Utf16Le, false),
        (even, odd) if even > 4 * odd && even * 40 > bytes.len() => return (Encoding::Utf16Be, false),
        _ => {}
    }
    if is_mostly_utf8(bytes) {
        return (Encoding::Utf8, false);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let fits_gb18030 = GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some();
    if guess == GBK || guess == GB18030 {
        // A handful of accented letters also makes valid Chinese characters.
        (Encoding::Gb18030, bytes.iter().filter(|byte| **byte >= 0x80).count() < 8)
    } else if guess == WINDOWS_1252 {
        (Encoding::Windows1252, false)
    } else if fits_gb18030 {
        (Encoding::Gb18030, guess == BIG5 || !guess.is_single_byte() || bytes.len() < 1000)
    } else {
        (Encoding::Windows1252, true)
    }
}

/// Whether the bytes are UTF-8, apart from damage: at least four times as many sequences of it as bytes that fit none.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut sequences, mut strays) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        sequences += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        strays += usize::from(!chunk.invalid().is_empty());
    }
    strays == 0 || sequences >= 4 * strays
}

/// Decodes, with U+FFFD and a note in the place of each malformed sequence.
fn convert(bytes: &[u8], encoding: Encoding) -> (String, Vec<(usize, String)>) {
    let decoder = match encoding {
        Encoding::Utf8 => UTF_8,
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Gb18030 => GB18030,
        Encoding::Windows1252 => WINDOWS_1252,
    };
    let mut decoder = decoder.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len()));
    let mut undecodable = Vec::new();
    let mut read = 0;
    loop {
        let rest = bytes.get(read..).unwrap_or_default();
        let (result, taken) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        read += taken;
        match result {
            DecoderResult::InputEmpty => return (text, undecodable),
            DecoderResult::OutputFull => text.reserve(rest.len().max(64)),
            DecoderResult::Malformed(length, behind) => {
                let end = read.saturating_sub(usize::from(behind));
                let bad = bytes.get(end.saturating_sub(usize::from(length))..end).unwrap_or_default();
                undecodable.push((text.len(), bad.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")));
                if text.capacity() - text.len() < 4 {
                    text.reserve(64);
                }
                text.push('\u{FFFD}');
            }
        }
    }
}
