//! Pictures of people: read with suspicion, drawn anew so that nothing of the original survives, and shown to their workspace alone.

use std::io::Cursor;

use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures::TryStreamExt;
use heliu_domain::{AvatarId, Code, Problem, WorkspaceId};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, imageops::FilterType};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::server::{
    context::{Context, Visit},
    refusal::Refusal,
    uploads::incoming,
};

/// Most bytes of a picture that is sent.
pub const PICTURE_MAX: usize = 2 * 1024 * 1024;
/// Most pixels along one side.
const SIDE_MAX: u32 = 8_000;
/// Most memory that reading one may take.
const MEMORY_MAX: u64 = 128 * 1024 * 1024;
/// Pixels along each side of what is kept.
const SIDE: u32 = 128;
/// One at a time: each may take much memory.
static PLACE: Semaphore = Semaphore::const_new(1);

/// The picture of a person.
///
/// # Errors
/// There is none, or nobody of the workspace asks.
pub async fn show(State(context): State<Context>, Path((slug, id)): Path<(String, String)>, request: Request) -> Result<Response, Refusal> {
    let visit = Visit::new(&context, request.headers(), &slug).await?;
    let id: AvatarId = id.parse()?;
    let (_, bytes) = context.files.get(&key(visit.workspace.id, id)).await?;
    let mut response = Body::from_stream(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'"));
    Ok(response)
}

/// Takes the picture out of a form, draws it anew and keeps it.
///
/// # Errors
/// It is too large, or no picture that is understood.
pub async fn keep(context: &Context, workspace: WorkspaceId, form: Request) -> Result<AvatarId, Problem> {
    let mut body = incoming(form).await?.body;
    let mut bytes = Vec::new();
    while let Some(piece) = body.try_next().await? {
        if bytes.len() + piece.len() > PICTURE_MAX {
            crate::server::api::discard(&mut body).await;
            return Err(Problem::of(Code::TooLarge, "avatar").with(PICTURE_MAX));
        }
        bytes.extend_from_slice(&piece);
    }
    let _place = PLACE.acquire().await.map_err(|_| Problem::new(Code::Unavailable))?;
    let drawn = tokio::task::spawn_blocking(move || drawn(&bytes)).await.map_err(|_| unreadable())??;
    let mut name = [0; 16];
    name.copy_from_slice(Sha256::digest(&drawn).get(..16).unwrap_or(&[0; 16]));
    let id = AvatarId(uuid::Builder::from_custom_bytes(name).into_uuid());
    let body = futures::stream::once(async { Ok(drawn.into()) });
    context.files.put(&key(workspace, id), body, PICTURE_MAX as u64).await?;
    Ok(id)
}

/// Among the attached files, so that backups have it.
fn key(workspace: WorkspaceId, id: AvatarId) -> String {
    format!("files/{workspace}/{id}")
}

fn unreadable() -> Problem {
    Problem::of(Code::Invalid, "avatar")
}

/// The middle of a picture as a small PNG.
fn drawn(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    // What the file calls itself does not count, only how it begins.
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| unreadable())?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
        return Err(unreadable());
    }
    let mut decoder = reader.into_decoder().map_err(|_| unreadable())?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 || width > SIDE_MAX || height > SIDE_MAX || decoder.total_bytes() > MEMORY_MAX {
        return Err(unreadable());
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    decoder.set_limits(limits).map_err(|_| unreadable())?;
    let orientation = decoder.orientation().map_err(|_| unreadable())?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| unreadable())?;
    let side = width.min(height);
    picture = picture.crop_imm((width - side) / 2, (height - side) / 2, side, side);
    picture.apply_orientation(orientation);
    let small = DynamicImage::ImageRgba8(picture.resize_exact(SIDE, SIDE, FilterType::Triangle).to_rgba8());
    let mut written = Vec::new();
    small.write_to(&mut Cursor::new(&mut written), ImageFormat::Png).map_err(|_| unreadable())?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use image::{ImageBuffer, Rgb};

    use super::*;

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let pixels = ImageBuffer::from_fn(width, height, |x, _| Rgb([u8::try_from(x % 256).unwrap(), 20, 200]));
        let mut bytes = Vec::new();
        DynamicImage::ImageRgb8(pixels).write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    fn check(bytes: &[u8]) -> Result<(u32, u32), Problem> {
        let drawn = drawn(bytes)?;
        let again = image::load_from_memory_with_format(&drawn, ImageFormat::Png).unwrap();
        Ok((again.width(), again.height()))
    }

    #[test]
    fn pictures_become_small_squares() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            for (width, height) in [(1, 1), (300, 200), (64, 500)] {
                assert_eq!(check(&picture(width, height, format)), Ok((SIDE, SIDE)), "{format:?} {width} {height}");
            }
        }
    }

    #[test]
    fn nothing_of_the_original_survives() {
        let mut polyglot = picture(40, 40, ImageFormat::Png);
        polyglot.extend_from_slice(b"<script>alert(1)</script>PK\x03\x04");
        let drawn = drawn(&polyglot).unwrap();
        assert!(!drawn.windows(8).any(|part| part == b"<script>"));
        assert_eq!(drawn, super::drawn(&picture(40, 40, ImageFormat::Png)).unwrap());
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let svg: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        let mut cut = picture(50, 50, ImageFormat::Png);
        cut.truncate(60);
        for bytes in [svg, b"", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", b"BM", b"%PDF-1.7", b"<html>", &cut] {
            assert_eq!(drawn(bytes), Err(unreadable()), "{:?}", bytes.get(..8));
        }
    }

    /// The head of a PNG that says it is this large.
    fn bomb(side: u32) -> Vec<u8> {
        let mut bytes = picture(1, 1, ImageFormat::Png);
        bytes[16..20].copy_from_slice(&side.to_be_bytes());
        bytes[20..24].copy_from_slice(&side.to_be_bytes());
        let sum = crc(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        bytes
    }

    fn crc(bytes: &[u8]) -> u32 {
        let step = |sum: u32, byte: &u8| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 })
        };
        !bytes.iter().fold(u32::MAX, step)
    }

    #[test]
    fn a_bomb_is_refused_before_it_unfolds() {
        for side in [7_999, 8_001, 50_000, 2_000_000_000] {
            assert_eq!(drawn(&bomb(side)), Err(unreadable()), "{side}");
        }
    }
}
