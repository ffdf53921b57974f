//! Bodies with a name, and files that wait under a random token until their import is done or an hour has passed.

use std::{pin::Pin, time::Duration};

use axum::{
    Json,
    extract::{FromRequest, Multipart, Path, Request, State},
    http::{HeaderMap, header},
};
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt, stream};
use heliu_domain::{Code, Problem, WorkspaceId, exchange::IMPORT_MAX};
use serde::{Deserialize, Serialize};
use tokio::{sync::mpsc, time::timeout};
use tokio_stream::wrappers::ReceiverStream;

use crate::server::{
    context::{Context, Visit},
    files::Files,
    random,
    refusal::Refusal,
    session::decoded,
};

/// Longest time until the first file of a form comes.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a file waits, in milliseconds.
const LIFE: i64 = 60 * 60 * 1000;
/// Most files of a workspace that wait at once.
const WAITING_MAX: usize = 20;

/// The files that wait.
#[derive(Clone)]
pub struct Uploads(Files);

/// What the browser gets for its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Under this it can be read for an hour.
    pub token: String,
    /// The name it came with.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

impl Uploads {
    /// Kept where attached files are, so that every server of a group finds them.
    pub fn new(files: Files) -> Self {
        Self(files)
    }

    /// Keeps a body; answers the token.
    ///
    /// # Errors
    /// It is too large, too many wait, or it cannot be stored.
    pub async fn keep(&self, workspace: WorkspaceId, body: impl Stream<Item = Result<Bytes, Problem>>) -> Result<(String, u64), Problem> {
        self.sweep().await?;
        if self.0.list(&folder(workspace)).await?.len() >= WAITING_MAX {
            return Err(Problem::new(Code::TooMany));
        }
        let token = random::token();
        let most = u64::try_from(IMPORT_MAX).unwrap_or(u64::MAX);
        let size = self.0.put(&key(workspace, &token)?, body, most).await?;
        Ok((token, size))
    }

    /// The file under a token.
    ///
    /// # Errors
    /// There is none in this workspace, or no longer.
    pub async fn read(&self, workspace: WorkspaceId, token: &str) -> Result<Vec<u8>, Problem> {
        let key = key(workspace, token)?;
        let age = self.0.list(&folder(workspace)).await?.into_iter().find_map(|(found, age)| (found == key).then_some(age));
        if age.is_none_or(|age| age > LIFE) {
            return Err(Problem::not_found("file"));
        }
        let (_, bytes) = self.0.get(&key).await?;
        let bytes: Vec<Bytes> = bytes.try_collect().await.map_err(|error| {
            tracing::warn!(%error, "a waiting file cannot be read");
            Problem::new(Code::Unavailable)
        })?;
        Ok(bytes.concat())
    }

    /// Forgets the file under a token.
    ///
    /// # Errors
    /// The token is none.
    pub async fn remove(&self, workspace: WorkspaceId, token: &str) -> Result<(), Problem> {
        self.0.remove(&key(workspace, token)?).await;
        Ok(())
    }

    /// Forgets every file that has waited too long.
    ///
    /// # Errors
    /// They cannot be listed.
    pub async fn sweep(&self) -> Result<(), Problem> {
        for (key, age) in self.0.list("imports").await? {
            if age > LIFE {
                self.0.remove(&key).await;
            }
        }
        Ok(())
    }
}

/// Keeps the body of the request for an import.
///
/// # Errors
/// Whatever is wrong with the file or the person; then nothing is kept.
pub async fn keep(State(context): State<Context>, Path(slug): Path<String>, request: Request) -> Result<Json<Waiting>, Refusal> {
    let visit = Visit::new(&context, request.headers(), &slug).await?;
    let Incoming { name, body } = incoming(request).await?;
    let (token, size) = context.uploads.keep(visit.workspace.id, body).await?;
    Ok(Json(Waiting { token, name, size }))
}

/// A body that is on its way, with the name it is to have.
pub struct Incoming {
    pub name: String,
    pub body: Pin<Box<dyn Stream<Item = Result<Bytes, Problem>> + Send>>,
}

/// The file in a request: a form's first file, or the body itself with its name, percent-encoded, in `x-file-name`.
///
/// # Errors
/// There is no file, or it has no name.
pub async fn incoming(request: Request) -> Result<Incoming, Problem> {
    let broken = |_| Problem::malformed("body");
    if !is_form(request.headers()) {
        let name = request.headers().get("x-file-name").and_then(|name| name.to_str().ok()).and_then(decoded);
        let body = request.into_body().into_data_stream().map_err(broken);
        return Ok(Incoming { name: name.ok_or_else(|| Problem::of(Code::Required, "file"))?, body: Box::pin(body) });
    }
    let form = Multipart::from_request(request, &()).await.map_err(|_| Problem::malformed("body"))?;
    let mut pieces = Box::pin(pieces(form));
    match timeout(PATIENCE, pieces.next()).await.map_err(|_| Problem::malformed("body"))?.transpose()? {
        Some(Piece::Name(name)) => {
            let body = pieces.filter_map(async |piece| match piece {
                Ok(Piece::Bytes(bytes)) => Some(Ok(bytes)),
                Ok(Piece::Name(_)) => None,
                Err(problem) => Some(Err(problem)),
            });
            Ok(Incoming { name, body: Box::pin(body) })
        }
        _ => Err(Problem::of(Code::Required, "file")),
    }
}

/// What is read of a form, in this order.
enum Piece {
    Name(String),
    Bytes(Bytes),
}

fn pieces(form: Multipart) -> impl Stream<Item = Result<Piece, Problem>> + Send {
    let (sender, receiver) = mpsc::channel(2);
    let read = async move {
        let outcome = read_form(form, &sender).await;
        if let Err(problem) = outcome {
            // The reader has gone when this fails, and needs no word.
            let _ = sender.send(Err(problem)).await;
        }
    };
    // Both halves are polled together, so that dropping the stream ends the reading.
    let reading = stream::once(read).filter_map(async |()| None);
    stream::select(ReceiverStream::new(receiver), reading)
}

async fn read_form(mut form: Multipart, pieces: &mpsc::Sender<Result<Piece, Problem>>) -> Result<(), Problem> {
    let broken = |_| Problem::malformed("body");
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let Some(name) = field.file_name().map(str::to_owned) else { continue };
        if pieces.send(Ok(Piece::Name(name))).await.is_err() {
            return Ok(());
        }
        while let Some(bytes) = field.chunk().await.map_err(broken)? {
            if pieces.send(Ok(Piece::Bytes(bytes))).await.is_err() {
                return Ok(());
            }
        }
        return Ok(());
    }
    Ok(())
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.to_ascii_lowercase().starts_with("multipart/form-data")
}

fn folder(workspace: WorkspaceId) -> String {
    format!("imports/{workspace}")
}

fn key(workspace: WorkspaceId, token: &str) -> Result<String, Problem> {
    let is_token = token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_token { Ok(format!("{}/{token}", folder(workspace))) } else { Err(Problem::malformed("token")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_never_a_path() {
        let workspace = WorkspaceId::new(heliu_domain::Timestamp(0), [0; 10]);
        assert!(key(workspace, &random::token()).is_ok());
        assert!(key(workspace, "../../../../heliu.db/00000000000").is_err());
    }
}
