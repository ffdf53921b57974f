//! Tests of this room.

use encoding_rs::{GB18030, WINDOWS_1252};
use heliu_domain::{
    exchange::{Encoding, IMPORT_MAX},
    problem::Code,
};
use proptest::prelude::*;

use super::world::World;
use crate::exchange::{
    csv,
    dataset::{Upload, prepare},
    read, trello,
};

const CHINESE: &str = "编号,标题,客户\n1,智能工厂改造,青云制造\n2,年度备件,远山科技有限公司\n";

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let mark = if mark { "\u{feff}" } else { "" };
    mark.encode_utf16().chain(text.encode_utf16()).flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn encodings_are_recognised_and_read() {
    let check = |bytes: &[u8], encoding: Encoding, text: &str| {
        let decoded = read::decode(bytes, None).unwrap();
        assert_eq!((decoded.encoding, decoded.text.as_str(), decoded.undecodable.len()), (encoding, text, 0));
    };
    check(CHINESE.as_bytes(), Encoding::Utf8, CHINESE);
    check(format!("\u{feff}{CHINESE}").as_bytes(), Encoding::Utf8, CHINESE);
    check(&GB18030.encode(CHINESE).0, Encoding::Gb18030, CHINESE);
    for (big, encoding) in [(false, Encoding::Utf16Le), (true, Encoding::Utf16Be)] {
        check(&utf16(CHINESE, big, true), encoding, CHINESE);
        check(&utf16(CHINESE, big, false), encoding, CHINESE);
        check(&utf16("a,b\n1,2\n", big, false), encoding, "a,b\n1,2\n");
    }
    let western = "Title,Account\nCafé à la crème,Société Générale\nStraße,Müller\n";
    check(&WINDOWS_1252.encode(western).0, Encoding::Windows1252, western);
}

#[test]
fn a_chosen_encoding_is_taken() {
    let bytes = GB18030.encode(CHINESE).0;
    assert_eq!(read::decode(&bytes, Some(Encoding::Windows1252)).unwrap().encoding, Encoding::Windows1252);
    assert_eq!(read::decode(&bytes, Some(Encoding::Gb18030)).unwrap().text, CHINESE);
}

#[test]
fn undecodable_bytes_are_problems_of_their_rows() {
    let mut bytes = "编号,标题\n1,\"第一\n行\"\n2,好的\n".as_bytes().to_vec();
    bytes.extend(b"3,bad \xFF\xFE byte\n4,after\n");
    let table = csv::read(&bytes, None, None).unwrap();
    assert_eq!((table.encoding, table.rows.len()), (Encoding::Utf8, 3));
    let [problem] = table.problems.as_slice() else { panic!("{:?}", table.problems) };
    assert_eq!((problem.line, problem.found.as_str(), problem.problem.code), (5, "FF", Code::Malformed));
    assert_eq!(table.rows[2].line, 6);
    // The same in the other encodings: a lone surrogate, a broken pair, a byte without meaning.
    let mut wide = utf16("a,b\n1,2\n", false, true);
    wide.extend([0x00, 0xD8, b',', 0, b'x', 0, b'\n', 0]);
    assert_eq!(csv::read(&wide, None, None).unwrap().problems[0].line, 3);
    let mut han = GB18030.encode(CHINESE).0.into_owned();
    han.extend(b"3,\x81\x20,x\n");
    assert_eq!(csv::read(&han, Some(Encoding::Gb18030), None).unwrap().problems[0].line, 4);
    assert_eq!(csv::read(b"a,b\n1,\x81\n", Some(Encoding::Windows1252), None).unwrap().problems[0].found, "81");
}

#[test]
fn replacement_characters_that_the_file_has_are_kept() {
    let table = csv::read("a,b\n1,37\u{FFFD}36\n".as_bytes(), None, None).unwrap();
    assert_eq!((table.problems.len(), table.rows[0].cell(1)), (0, "37\u{FFFD}36"));
}

#[test]
fn files_of_the_wrong_size_are_refused() {
    assert_eq!(read::decode(b"", None).unwrap_err().code, Code::Required);
    assert_eq!(read::decode(b" \n\t", None).unwrap_err().code, Code::Required);
    assert_eq!(read::decode(&vec![b'a'; IMPORT_MAX + 1], None).unwrap_err().code, Code::TooLarge);
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), prefix in 0usize..6) {
        let prefixes: [&[u8]; 6] = [b"", b"\xFF\xFE", b"\xFE\xFF", b"\xEF\xBB\xBF", b"ID,Title,Amount,Expected close,Tags\n", b"{\"lists\":[],\"cards\":"];
        let bytes = [prefixes[prefix], &bytes].concat();
        let world = World::default();
        for encoding in [None, Some(Encoding::Utf8), Some(Encoding::Utf16Le), Some(Encoding::Utf16Be), Some(Encoding::Gb18030), Some(Encoding::Windows1252)] {
            let _ = csv::read(&bytes, encoding, None);
        }
        let _ = prepare(&[Upload { name: "x", bytes: &bytes }], None, &world.around());
        let _ = trello::build("x", &bytes, &world.around());
    }

    #[test]
    fn no_cells_make_the_planner_panic(cells in proptest::collection::vec("[-0-9a-zA-Z年月日,.:/;\"'=+@ ()¥万亿]{0,12}", 8..40)) {
        let rows: String = cells.chunks(8).map(|row| row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",") + "\n").collect();
        let text = format!("ID,Title,Amount,Expected close,Next step,Next step due,Tags,Created\n{rows}");
        let _ = prepare(&[Upload { name: "x", bytes: text.as_bytes() }], None, &World::default().around());
    }
}
