//! The bytes of attached files: in the data folder, or in a store that speaks S3 where several servers share one database.
//!
//! Bytes come first and the command that makes them visible second; a file that a person sees is therefore always whole.

use std::{io, sync::Arc, time::Duration};

use axum::{
    Json,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt};
use heliu_domain::{
    Code, Command, CommandId, Envelope, FileId, OpportunityId, Outcome, Problem, WorkspaceId,
    conversation::{ConversationCommand, FILE_MAX},
};
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, WriteMultipart, local::LocalFileSystem, path::Path as Key};
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout},
};

use crate::server::{
    api::discard,
    clock,
    context::{Context, Visit},
    random,
    refusal::Refusal,
    uploads::{Incoming, incoming},
};

/// Longest pause between two pieces of an upload.
const PAUSE: Duration = Duration::from_secs(20);
/// An upload that is slower than this many bytes a second, after a pause, only takes a place from others.
const PACE_MIN: u64 = 8 * 1024;
/// Most uploads at once: each holds up to two pieces in memory.
const UPLOADS_MAX: usize = 16;
/// S3 asks for pieces of at least 5 MB; a disk does not.
const PIECE_REMOTE: usize = 5 * 1024 * 1024;
const PIECE_LOCAL: usize = 512 * 1024;

/// Where bytes are kept.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    prefix: Key,
    piece: usize,
    places: Arc<Semaphore>,
}

impl Files {
    /// The folder, which must exist.
    ///
    /// # Errors
    /// It cannot be used.
    pub fn local(folder: &std::path::Path) -> Result<Self, object_store::Error> {
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self::new(Arc::new(store), Key::default(), PIECE_LOCAL))
    }

    /// The bucket and folder of an `s3://` URL; keys and region come from the environment, as with Amazon's own tools.
    ///
    /// # Errors
    /// The URL is no such one, or something is missing in the environment.
    pub fn remote(url: &str) -> Result<Self, object_store::Error> {
        let wrong = |source: Box<dyn std::error::Error + Send + Sync>| object_store::Error::Generic { store: "s3", source };
        let url = reqwest::Url::parse(url).map_err(|error| wrong(error.into()))?;
        if url.scheme() != "s3" {
            return Err(wrong(format!("{}: write s3://BUCKET/FOLDER", url.scheme()).into()));
        }
        let environment =
            std::env::vars().filter(|(name, _)| name.starts_with("AWS_")).map(|(name, value)| (name.to_ascii_lowercase(), value));
        let (store, prefix) = object_store::parse_url_opts(&url, environment)?;
        Ok(Self::new(store.into(), prefix, PIECE_REMOTE))
    }

    fn new(store: Arc<dyn ObjectStore>, prefix: Key, piece: usize) -> Self {
        Self { store, prefix, piece, places: Arc::new(Semaphore::new(UPLOADS_MAX)) }
    }

    /// The bytes under a key.
    ///
    /// # Errors
    /// There are none, or they cannot be read.
    pub async fn get(&self, key: &str) -> Result<(u64, impl Stream<Item = io::Result<Bytes>> + Send + 'static), Problem> {
        let found = self.store.get(&self.key(key)).await.map_err(|error| problem(&error))?;
        Ok((found.meta.size, found.into_stream().map_err(io::Error::other)))
    }

    /// Writes a body of at most `most` bytes under a key, holding only a piece or two of it in memory; answers its size.
    ///
    /// # Errors
    /// It is too large or too slow, breaks off, or cannot be stored; then nothing is stored.
    pub async fn put(&self, key: &str, body: impl Stream<Item = Result<Bytes, Problem>>, most: u64) -> Result<u64, Problem> {
        let _place = self.places.try_acquire().map_err(|_| Problem::new(Code::Unavailable))?;
        let key = self.key(key);
        let mut body = std::pin::pin!(body);
        let begun = Instant::now();
        let (mut size, mut first) = (0u64, Vec::new());
        let mut upload: Option<WriteMultipart> = None;
        let stored: Result<(), Problem> = async {
            while let Some(bytes) = next(&mut body).await? {
                size += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                if size > most {
                    discard(&mut body).await;
                    return Err(Problem::of(Code::TooLarge, "file").with(most));
                }
                if begun.elapsed() > PAUSE + Duration::from_secs(size / PACE_MIN) {
                    return Err(Problem::malformed("body"));
                }
                match &mut upload {
                    Some(upload) => {
                        upload.wait_for_capacity(2).await.map_err(|error| problem(&error))?;
                        upload.put(bytes);
                    }
                    None if first.len() + bytes.len() < self.piece => first.extend_from_slice(&bytes),
                    None => {
                        let parts = self.store.put_multipart_opts(&key, Default::default()).await.map_err(|error| problem(&error))?;
                        let upload = upload.insert(WriteMultipart::new_with_chunk_size(parts, self.piece));
                        upload.put(std::mem::take(&mut first).into());
                        upload.put(bytes);
                    }
                }
            }
            Ok(())
        }
        .await;
        match (stored, upload) {
            (Ok(()), None) => self.store.put(&key, PutPayload::from(first)).await.map(drop),
            (Ok(()), Some(upload)) => upload.finish().await.map(drop),
            (Err(refused), upload) => {
                if let Some(upload) = upload {
                    // What was refused matters more than that its remains could not be cleared away.
                    let _ = upload.abort().await;
                }
                return Err(refused);
            }
        }
        .map_err(|error| problem(&error))?;
        Ok(size)
    }

    /// Forgets the bytes under a key; that there are none is fine.
    pub async fn remove(&self, key: &str) {
        match self.store.delete(&self.key(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => tracing::warn!(key, %error, "a file that is not needed could not be removed"),
        }
    }

    /// Every key under a folder with its age in milliseconds.
    ///
    /// # Errors
    /// They cannot be listed.
    pub async fn list(&self, folder: &str) -> Result<Vec<(String, i64)>, Problem> {
        let now = clock::now().0;
        let listed: Vec<_> = self.store.list(Some(&self.key(folder))).try_collect().await.map_err(|error| problem(&error))?;
        let prefix = self.prefix.as_ref();
        let own = |key: &str| key.strip_prefix(prefix).unwrap_or(key).trim_start_matches('/').to_owned();
        Ok(listed.into_iter().map(|meta| (own(meta.location.as_ref()), now - meta.last_modified.timestamp_millis())).collect())
    }

    fn key(&self, key: &str) -> Key {
        Key::from_iter(self.prefix.parts().chain(Key::from(key).parts()))
    }
}

/// The next piece of a body.
async fn next<S: Stream<Item = Result<Bytes, Problem>> + Unpin>(body: &mut S) -> Result<Option<Bytes>, Problem> {
    let piece = timeout(PAUSE, body.next()).await.map_err(|_| Problem::malformed("body"))?;
    piece.transpose()
}

/// Attaches the body of the request to an opportunity.
///
/// # Errors
/// Whatever is wrong with the file, the opportunity or the person; then nothing is kept.
pub async fn upload(
    State(context): State<Context>,
    Path((slug, opportunity)): Path<(String, String)>,
    request: Request,
) -> Result<Json<Outcome>, Refusal> {
    let opportunity: OpportunityId = opportunity.parse()?;
    let visit = Visit::new(&context, request.headers(), &slug).await?;
    let author = visit.author();
    let workspace = visit.workspace.id;
    let command = command_id(request.headers())?;
    if !visit.window(&context).sees(opportunity).await? {
        return Err(Problem::not_found("opportunity").into());
    }
    // The same command again finds its file and leaves it alone.
    let id = FileId(command.0);
    let known = context.store.file(workspace, id).await?;
    let Incoming { name, body } = incoming(request).await?;
    let size = match &known {
        Some(file) => file.size,
        None => context.files.put(&key(workspace, id), body, FILE_MAX).await?,
    };
    let attach = ConversationCommand::Attach { id, opportunity, name, size };
    let envelope = Envelope { id: command, command: Command::Conversation(attach) };
    let answer = context.store.commit(workspace, author, envelope).await;
    if let Err(problem) = &answer
        && known.is_none()
        && !problem.code.is_passing()
        && problem.code != Code::Internal
    {
        context.files.remove(&key(workspace, id)).await;
    }
    Ok(Json(answer?))
}

/// The bytes of an attached file, to be saved and never shown.
///
/// # Errors
/// The workspace has no such file.
pub async fn download(
    State(context): State<Context>,
    Path((slug, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let id: FileId = file.parse()?;
    let visit = Visit::new(&context, &headers, &slug).await?;
    let file = visit.window(&context).file(id).await?.ok_or_else(|| Problem::not_found("file"))?;
    let (size, bytes) = context.files.get(&key(visit.workspace.id, id)).await?;
    let mut response = Body::from_stream(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    save_as(headers, &file.name);
    Ok(response)
}

/// Headers of an answer that is saved under a name, whatever it contains.
pub fn save_as(headers: &mut HeaderMap, name: &str) {
    if let Ok(disposition) = HeaderValue::from_str(&disposition(name)) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'"));
}

/// `attachment` with the name in its plain and its full form (RFC 6266).
fn disposition(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' }).collect();
    let mut full = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            full.push(char::from(byte));
        } else {
            full.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{full}")
}

/// The id of the command under which a file is attached: the client's, so that a repetition is harmless, or a new one.
fn command_id(headers: &HeaderMap) -> Result<CommandId, Problem> {
    match headers.get("x-command-id") {
        Some(id) => id.to_str().map_err(|_| Problem::malformed("id"))?.parse(),
        None => Ok(CommandId::new(clock::now(), random::bytes())),
    }
}

/// Two workspaces can never reach each other's bytes.
fn key(workspace: WorkspaceId, file: FileId) -> String {
    format!("files/{workspace}/{file}")
}

/// A fault of the byte store in the words of the interface; the cause goes to the log.
fn problem(error: &object_store::Error) -> Problem {
    if matches!(error, object_store::Error::NotFound { .. }) {
        return Problem::not_found("file");
    }
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
        if matches!(kind, Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)) {
            return Problem::new(Code::DiskFull);
        }
        cause = error.source();
    }
    let id = random::token();
    tracing::error!(id, %error, "files cannot be reached");
    Problem::new(Code::Internal).with(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_header() {
        let expected = "attachment; filename=\"__ _a____.._b.pdf\"; filename*=UTF-8''%E6%8A%A5%E4%BB%B7%20%22a%22%3B%0D%0A..%2Fb.pdf";
        assert_eq!(disposition("报价 \"a\";\r\n../b.pdf"), expected);
    }

    #[tokio::test]
    async fn a_body_that_grows_too_large_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::local(folder.path()).unwrap();
        let body = futures::stream::repeat_with(|| Ok(Bytes::from_static(&[7; 100_000])));
        let refused = files.put("files/a/b", body, 3_000_000).await.unwrap_err();
        assert_eq!(refused.code, Code::TooLarge);
        assert_eq!(files.list("files").await.unwrap(), []);
    }

    #[tokio::test]
    async fn small_and_large_bodies_come_back_whole() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::local(folder.path()).unwrap();
        for size in [0usize, 1, PIECE_LOCAL - 1, PIECE_LOCAL, 3 * PIECE_LOCAL + 17] {
            let bytes: Vec<u8> = (0..size).map(|i| u8::try_from(i % 251).unwrap()).collect();
            let body = futures::stream::iter(bytes.chunks(70_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect::<Vec<_>>());
            assert_eq!(files.put("files/a/b", body, FILE_MAX).await, Ok(u64::try_from(size).unwrap()));
            let (told, stream) = files.get("files/a/b").await.unwrap();
            let back: Vec<Bytes> = stream.try_collect().await.unwrap();
            assert!(back.concat() == bytes && told == u64::try_from(size).unwrap(), "{size}");
        }
    }
}
