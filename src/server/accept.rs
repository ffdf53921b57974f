//! The accept loop: bounded in connections, patience and memory, and able to stop.

use std::{
    convert::Infallible,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, body::Body};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    task::JoinSet,
    time::{Instant, Sleep, sleep, timeout_at},
};
use tower::Service;

use crate::server::session::Peer;

/// What a connection may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most connections at once; beyond, new ones are closed at once.
    pub connections: usize,
    /// From the first byte of a request to the end of its headers.
    pub headers: Duration,
    /// Between two requests.
    pub idle: Duration,
    /// Without any progress in sending.
    pub stuck: Duration,
    /// For what is under way when the server stops.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connections: 8192, headers: seconds(10), idle: seconds(60), stuck: seconds(30), farewell: Duration::from_millis(4500) }
    }
}

/// Largest head of a request, and most bytes that are buffered for a connection.
const HEAD_MAX: usize = 32 * 1024;
const BUFFER_MAX: usize = 64 * 1024;
/// Most lines in the head of a request.
const HEADERS_MAX: usize = 100;

/// Serves connections until `stop` comes, then lets what is under way finish, for a while.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let stopping = watch::Sender::new(false);
    let mut connections = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
            // Those that have ended are forgotten as time goes by.
            Some(_) = connections.join_next() => continue,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Without a place the connection is dropped, that is, closed.
                if let Ok(place) = places.clone().try_acquire_owned() {
                    let connection = connection(stream, Peer(peer), router.clone(), limits, stopping.subscribe());
                    connections.spawn(async move {
                        connection.await;
                        drop(place);
                    });
                }
            }
            Err(error) if is_theirs(&error) => {}
            // Out of file descriptors, most likely: some will be free in a moment.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    stopping.send_replace(true);
    let end = Instant::now() + limits.farewell;
    while let Ok(Some(_)) = timeout_at(end, connections.join_next()).await {}
    if !connections.is_empty() {
        tracing::warn!(connections = connections.len(), "connections were cut off");
    }
}

async fn connection(stream: TcpStream, peer: Peer, router: Router, limits: Limits, mut stopping: watch::Receiver<bool>) {
    // An answer is sent as soon as it is there.
    let _ = stream.set_nodelay(true);
    let work = Arc::new(Work::default());
    let stream = Patient::new(stream, limits, work.clone());
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (mut router, work) = (router.clone(), work.clone());
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        work.begin();
        async move {
            let answer: Result<_, Infallible> = router.call(request).await;
            work.end();
            answer
        }
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.idle + limits.headers)
        .max_header_size(HEAD_MAX)
        .max_headers(HEADERS_MAX)
        .max_buf_size(BUFFER_MAX);
    let mut serving = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        ended = serving.as_mut() => return report(ended),
        _ = stopping.wait_for(|stopping| *stopping) => serving.as_mut().graceful_shutdown(),
    }
    report(serving.await);
}

fn report(ended: hyper::Result<()>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended");
    }
}

/// Whether it is the client that went away, which is nothing to report.
fn is_theirs(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused)
}

/// What a connection is doing, as its service tells it.
#[derive(Default)]
struct Work {
    /// A request is being answered; its body may take longer than a head.
    is_busy: AtomicBool,
    /// Requests whose head has arrived.
    begun: AtomicU64,
}

impl Work {
    fn begin(&self) {
        self.is_busy.store(true, Ordering::Relaxed);
        self.begun.fetch_add(1, Ordering::Relaxed);
    }

    fn end(&self) {
        self.is_busy.store(false, Ordering::Relaxed);
    }
}

/// A connection that ends when its client dawdles over a request's head, or does not take what it is sent.
struct Patient<S> {
    stream: S,
    limits: Limits,
    work: Arc<Work>,
    /// How many requests had begun when the head was begun that is arriving now.
    begun: u64,
    head: Option<Pin<Box<Sleep>>>,
    stuck: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    fn new(stream: S, limits: Limits, work: Arc<Work>) -> Self {
        Self { stream, limits, work, begun: 0, head: None, stuck: None }
    }

    /// Notes how writing goes; an error when it has not gone on for too long.
    fn written<T>(&mut self, progress: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if progress.is_ready() {
            self.stuck = None;
            return progress;
        }
        let limit = self.limits.stuck;
        let stuck = self.stuck.get_or_insert_with(|| Box::pin(sleep(limit)));
        if stuck.as_mut().poll(context).is_ready() { Poll::Ready(Err(io::ErrorKind::TimedOut.into())) } else { Poll::Pending }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let progress = Pin::new(&mut self.stream).poll_read(context, buffer);
        let begun = self.work.begun.load(Ordering::Relaxed);
        if begun != self.begun {
            self.begun = begun;
            self.head = None;
        }
        if self.work.is_busy.load(Ordering::Relaxed) {
            return progress;
        }
        if progress.is_ready() && buffer.filled().len() > before {
            let limit = self.limits.headers;
            self.head.get_or_insert_with(|| Box::pin(sleep(limit)));
        }
        if progress.is_pending()
            && let Some(head) = &mut self.head
            && head.as_mut().poll(context).is_ready()
        {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        progress
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let progress = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(progress, context)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, slices: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let progress = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.written(progress, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let progress = Pin::new(&mut self.stream).poll_flush(context);
        self.written(progress, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let progress = Pin::new(&mut self.stream).poll_shutdown(context);
        self.written(progress, context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    fn patient(room: usize) -> (Patient<tokio::io::DuplexStream>, tokio::io::DuplexStream, Arc<Work>) {
        let (ours, theirs) = duplex(room);
        let work = Arc::new(Work::default());
        (Patient::new(ours, Limits::default(), work.clone()), theirs, work)
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_takes_nothing_is_given_up() {
        let (mut ours, _theirs, _) = patient(10);
        let begun = Instant::now();
        let error = ours.write_all(&[0; 100]).await.unwrap_err();
        assert_eq!((error.kind(), begun.elapsed().as_secs()), (io::ErrorKind::TimedOut, 30));
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_drips_is_cut_however_steadily_it_drips() {
        let (mut ours, mut theirs, _) = patient(100);
        tokio::spawn(async move {
            while theirs.write_all(b"x").await.is_ok() {
                sleep(Duration::from_secs(1)).await;
            }
        });
        let begun = Instant::now();
        let mut byte = [0];
        while ours.read_exact(&mut byte).await.is_ok() {}
        assert_eq!(begun.elapsed().as_secs(), 10);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_or_a_stream_may_take_its_time() {
        let (mut ours, mut theirs, work) = patient(100);
        theirs.write_all(b"head").await.unwrap();
        let mut bytes = [0; 4];
        ours.read_exact(&mut bytes).await.unwrap();
        work.begin();
        // A stream's answer begins at once and lasts.
        work.end();
        tokio::spawn(async move {
            sleep(Duration::from_secs(20)).await;
            theirs.write_all(b"body").await.unwrap();
        });
        ours.read_exact(&mut bytes).await.unwrap();
        assert_eq!(&bytes, b"body");
    }
}
