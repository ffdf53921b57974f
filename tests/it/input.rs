//! What cannot be read, is too much, or makes the server stumble.

use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use heliu::server::{accept::Limits, context::Settings};
use heliu_domain::{Code, Problem};
use hyper::Method;
use serde_json::json;

use crate::harness::*;

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_changes_nothing() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let before = server.fingerprint().await;
    let deep = format!("{{\"workspace\":\"acme\",\"envelopes\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let foreign = id(heliu_domain::StageId::new);
    let bodies = [
        String::new(),
        "{".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "\u{feff}{}".to_owned(),
        deep,
        json!({"workspace": 7, "envelopes": []}).to_string(),
        json!({"workspace": SLUG, "envelopes": [{"id": "x", "command": {}}]}).to_string(),
        json!({"workspace": SLUG, "envelopes": [{"id": card, "command": {"board": {"move": {"cards": [card], "stage": "../../etc", "place": "top"}}}}]}).to_string(),
        json!({"workspace": SLUG, "envelopes": [{"id": card, "command": {"board": {"delete": {"cards": [null]}}}}]}).to_string().replace("null", "1e400"),
        json!({"workspace": SLUG, "envelopes": [{"id": card, "command": {"board": {"explode": {}}}}]}).to_string(),
    ];
    for body in bodies {
        let reply = server.client.post("/api/send", body.clone()).await;
        let problem: Problem = reply.json();
        assert_eq!((reply.status.as_u16(), problem.code), (400, Code::Malformed), "{}", body.chars().take(100).collect::<String>());
        assert_eq!(reply.header("content-type"), "application/json");
    }
    let unknown = [
        json!({"workspace": "nowhere", "envelopes": []}),
        json!({"workspace": "acme\0", "envelopes": []}),
        json!({"workspace": "' or 1=1 --", "envelopes": []}),
        json!({"workspace": SLUG, "envelopes": [{"id": card, "command": {"board": {"move": {"cards": [card], "stage": foreign, "place": "top"}}}}]}),
    ];
    for body in unknown {
        server.client.post("/api/send", body.to_string()).await.refused(404, Code::NotFound);
    }
    assert_eq!(server.fingerprint().await, before);
}

#[tokio::test]
async fn only_json_of_bounded_size_is_taken() {
    let server = Server::start().await;
    let before = server.fingerprint().await;
    let body = Bytes::from(vec![b'['; 2 * 1024 * 1024 + 1]);
    server.client.post("/api/send", body.clone()).await.refused(413, Code::TooLarge);
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx"] {
        let reply = server.client.ask(Method::POST, "/api/send", &[("content-type", kind)], "{}").await;
        reply.refused(415, Code::Malformed);
    }
    server.client.post("/live/acme/presence", body).await;
    server.client.post("/live/acme/presence", "{}").await.refused(400, Code::Malformed);
    assert_eq!(server.fingerprint().await, before);
}

#[tokio::test]
async fn a_page_of_another_version_is_told_so() {
    let server = Server::start().await;
    server.client.post("/api/no_longer_there", "{}").await.refused(410, Code::Outdated);
    let reply = server.client.get("/health").await;
    assert_eq!(reply.header("x-heliu-build"), server.context.assets.build());
}

#[tokio::test]
async fn nobody_writes_without_saying_who() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let before = server.fingerprint().await;
    let person = server.plot.person;
    let body = json!({"workspace": SLUG, "envelopes": [envelope(server.plot.move_to(card, 1))]}).to_string();
    for cookie in ["", "heliu_session_acme=x", &format!("heliu_session_acme={person}"), "heliu_session_acme=%00"] {
        let reply =
            server.client.ask(Method::POST, "/api/send", &[("content-type", "application/json"), ("cookie", cookie)], body.clone()).await;
        reply.refused(401, Code::SignedOut);
    }
    assert_eq!(server.fingerprint().await, before);
}

#[tokio::test]
async fn reading_changes_nothing() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let before = server.fingerprint().await;
    let pipeline = server.plot.pipeline;
    let paths = [
        "/".to_owned(),
        "/health".to_owned(),
        "/w/acme".to_owned(),
        format!("/w/acme/board/{pipeline}"),
        format!("/w/acme/board/{pipeline}/card/{card}"),
        "/w/acme/settings".to_owned(),
        "/api/send".to_owned(),
        "/w/acme/sign-in".to_owned(),
        format!("/files/acme/{card}"),
        "/import/acme/file".to_owned(),
        "/live/acme/presence".to_owned(),
    ];
    for path in paths {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            let reply = server.client.ask(method.clone(), &path, &[("accept", "text/html")], "").await;
            assert!(reply.status.as_u16() < 500, "{method} {path}: {}", reply.status);
        }
    }
    assert_eq!(server.fingerprint().await, before);
}

#[tokio::test]
async fn a_panic_harms_only_its_own_request() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let before = server.fingerprint().await;
    let board = server.board();
    let file = format!("/files/acme/{card}");
    let send = json!({"workspace": SLUG, "envelopes": [envelope(server.plot.move_to(card, 1))]}).to_string();
    let handlers = [
        (Method::GET, "/", ""),
        (Method::GET, board.as_str(), ""),
        (Method::GET, "/nowhere", ""),
        (Method::GET, "/favicon.svg", ""),
        (Method::GET, "/health", ""),
        (Method::GET, "/live/acme", ""),
        (Method::GET, file.as_str(), ""),
        (Method::POST, file.as_str(), "bytes"),
        (Method::POST, "/import/acme/file", "bytes"),
        (Method::POST, "/live/acme/presence", "{}"),
        (Method::POST, "/api/send", send.as_str()),
    ];
    for (method, path, body) in handlers {
        let headers = [("x-heliu-panic", "1"), ("content-type", "application/json"), ("x-file-name", "a")];
        let reply = server.client.ask(method, path, &headers, body.to_owned()).await;
        let problem: Problem = reply.json();
        assert_eq!((reply.status.as_u16(), problem.code, problem.params.len()), (500, Code::Internal, 1), "{path}");
        assert!(!reply.text().contains("asked to panic"), "{path}");
    }
    assert_eq!(server.fingerprint().await, before);
    assert_eq!(server.client.get("/health").await.status, 200);
    server.client.run(server.plot.move_to(card, 1)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_are_rendered_on_many_threads_without_a_panic() {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    std::panic::set_hook(Box::new(|panic| {
        eprintln!("{panic}");
        PANICS.fetch_add(1, Ordering::Relaxed);
    }));
    let server = Server::start().await;
    let card = server.add_card().await;
    let pipeline = server.plot.pipeline;
    let paths = [
        format!("/w/acme/board/{pipeline}"),
        format!("/w/acme/board/{pipeline}/card/{card}"),
        format!("/w/acme/list/{pipeline}"),
        "/w/acme/settings".to_owned(),
        format!("/w/acme/settings/{pipeline}"),
        "/w/acme/import".to_owned(),
        "/w/acme/bin".to_owned(),
        "/w/nowhere".to_owned(),
    ];
    for _ in 0..5 {
        let pages = paths.iter().cycle().take(32).map(|path| server.client.browse(path, &[]));
        for (path, page) in paths.iter().cycle().zip(futures::future::join_all(pages).await) {
            assert!(page.status.as_u16() < 500 && page.text().contains("</html>"), "{path}: {}", page.status);
        }
    }
    assert_eq!(PANICS.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_fault_is_a_page_in_the_language_of_who_is_looking() {
    let server = Server::start().await;
    let page = server.client.browse("/w/acme", &[("x-heliu-panic", "1"), ("accept-language", "zh-CN")]).await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (500, "text/html; charset=utf-8"));
    assert!(page.text().contains("服务器出错"), "{}", page.text());
}

#[tokio::test]
async fn panics_are_asked_for_in_vain_where_the_operator_does_not_allow_it() {
    let server = Server::start_with(Settings::default(), Limits::default()).await;
    let reply = server.client.ask(Method::GET, "/health", &[("x-heliu-panic", "1")], "").await;
    assert_eq!(reply.status, 200);
}
