//! Clients that are slow, or too many.

use std::time::{Duration, Instant};

use heliu::server::{accept::Limits, context::Settings};
use heliu_domain::Code;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

use crate::harness::*;

/// Reads until the other side closes; what came.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset is an end as well.
    let _ = timeout(LONG, stream.read_to_end(&mut bytes)).await.expect("the server closes");
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn a_head_that_never_ends_is_cut_while_others_are_served() {
    let limits = Limits { headers: Duration::from_secs(1), ..Limits::default() };
    let server = Server::start_with(Settings::default(), limits).await;
    let begun = Instant::now();
    let slow = (0..100).map(|_| async {
        let mut stream = TcpStream::connect(server.client.address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
        while stream.write_all(b"x: y\r\n").await.is_ok() {
            sleep(Duration::from_millis(100)).await;
        }
        begun.elapsed()
    });
    let served = async {
        for _ in 0..10 {
            assert_eq!(server.client.get("/health").await.status, 200);
            sleep(Duration::from_millis(50)).await;
        }
    };
    let (cut, ()) = tokio::join!(futures::future::join_all(slow), served);
    assert!(cut.iter().all(|after| *after < Duration::from_secs(4)), "{:?}", cut.iter().max());
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let limits = Limits { idle: Duration::from_millis(300), headers: Duration::from_millis(200), ..Limits::default() };
    let server = Server::start_with(Settings::default(), limits).await;
    let mut stream = TcpStream::connect(server.client.address).await.unwrap();
    assert!(!rest(&mut stream).await.starts_with("HTTP/1.1 2"));
}

#[tokio::test]
async fn beyond_the_cap_connections_are_closed_at_once() {
    let limits = Limits { connections: 5, ..Limits::default() };
    let server = Server::start_with(Settings::default(), limits).await;
    let mut held = Vec::new();
    for _ in 0..5 {
        let mut stream = TcpStream::connect(server.client.address).await.unwrap();
        stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let mut byte = [0];
        stream.read_exact(&mut byte).await.unwrap();
        held.push(stream);
    }
    let mut refused = TcpStream::connect(server.client.address).await.unwrap();
    assert_eq!(rest(&mut refused).await, "");
    drop(held);
    sleep(Duration::from_millis(300)).await;
    assert_eq!(server.client.get("/health").await.status, 200);
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let server = Server::start().await;
    for head in [format!("x: {}\r\n", "y".repeat(40_000)), "x: y\r\n".repeat(200)] {
        let mut stream = TcpStream::connect(server.client.address).await.unwrap();
        // The server may close before it has taken everything.
        let _ = stream.write_all(format!("GET /health HTTP/1.1\r\nhost: x\r\n{head}\r\n").as_bytes()).await;
        let answer = rest(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    }
    assert_eq!(server.client.get("/health").await.status, 200);
}

#[tokio::test]
async fn what_is_not_http_is_refused() {
    let server = Server::start().await;
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(server.client.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let answer = rest(&mut stream).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.1 5"), "{answer}");
    }
    assert_eq!(server.client.get("/health").await.status, 200);
}

#[tokio::test]
async fn what_exceeds_the_places_is_told_to_come_back() {
    let server = Server::start_with(Settings { requests_max: 0, ..Settings::default() }, Limits::default()).await;
    for refused in
        [server.client.get("/w/acme").await, server.client.get(&server.board()).await, server.client.post("/api/send", "{}").await]
    {
        refused.refused(503, Code::Unavailable);
        assert!(!refused.header("retry-after").is_empty());
    }
    // Streams and files have places of their own.
    assert_eq!(server.client.open("/live/acme", &[]).await.status(), 200);
    assert_eq!(server.client.get("/favicon.svg").await.status, 200);
}

#[tokio::test]
async fn a_body_that_does_not_come_takes_no_place() {
    let server = Server::start_with(Settings { requests_max: 2, ..Settings::default() }, Limits::default()).await;
    let mut holding = Vec::new();
    for path in ["/api/send", "/live/acme/presence", "/files/acme/x", "/import/acme/file"].into_iter().cycle().take(40) {
        let mut stream = TcpStream::connect(server.client.address).await.unwrap();
        let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        holding.push(stream);
    }
    sleep(Duration::from_millis(200)).await;
    server.add_card().await;
    assert_eq!(server.client.get(&server.board()).await.status, 200);
    server.client.run(server.plot.card().1).await;
}
