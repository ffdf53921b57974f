//! What every answer carries, and who may not ask.

use bytes::Bytes;
use heliu::server::{accept::Limits, context::Settings};
use heliu_domain::Code;
use hyper::Method;

use crate::harness::*;

#[track_caller]
fn check(what: &str, reply: &Reply) {
    let policy = reply.header("content-security-policy");
    for part in ["default-src", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{what}: {part} in {policy}");
    }
    let scripts = policy.split(';').find(|part| part.trim().starts_with("script-src ")).unwrap_or_default();
    assert!(!scripts.contains("unsafe-inline") && !scripts.contains("'unsafe-eval'"), "{what}: {scripts}");
    let expected = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("strict-transport-security", ""),
        ("server", ""),
        ("x-powered-by", ""),
    ];
    for (name, value) in expected {
        assert_eq!(reply.header(name), value, "{what}: {name}");
    }
    for name in ["permissions-policy", "cache-control", "x-heliu-build"] {
        assert!(!reply.header(name).is_empty(), "{what}: {name} is missing");
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let server = Server::start().await;
    let client = &server.client;
    let build = server.context.assets.build().to_owned();
    let pages = ["/", "/w/acme", "/nowhere", "/w/nowhere/board/x", "/files/acme/x"];
    for path in pages {
        check(path, &client.browse(path, &[]).await);
        check(path, &client.get(path).await);
    }
    for path in ["/health", "/favicon.svg", &format!("/pkg/heliu.{build}.wasm"), "/pkg/heliu.0.js", "/live/nowhere", "/live/acme?since=x"] {
        check(path, &client.get(path).await);
    }
    for body in ["", "{", "{}"] {
        check(body, &client.post("/api/send", body).await);
    }
    check("panic", &client.ask(Method::GET, "/w/acme", &[("x-heliu-panic", "1")], "").await);
    check("forged", &client.ask(Method::POST, "/api/send", &[("origin", "https://evil.example")], "").await);
    check("wrong method", &client.ask(Method::DELETE, "/w/acme", &[], "").await);
    check("wrong method", &client.ask(Method::PUT, "/nowhere", &[], "").await);
    check("too large", &client.post("/api/send", Bytes::from(vec![b' '; 3_000_000])).await);
}

#[tokio::test]
async fn only_scripts_with_the_nonce_of_the_answer_run() {
    let server = Server::start().await;
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let page = server.client.browse(&server.board(), &[]).await;
        let policy = page.header("content-security-policy");
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
        assert!(nonce.len() >= 22, "{nonce}");
        let text = page.text().into_owned();
        assert!(text.matches("<script").count() > 0);
        for script in text.split("<script").skip(1) {
            assert!(script.starts_with(" ") && script.split('>').next().unwrap().contains(&nonce), "{script}");
        }
        nonces.push(nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn browsers_are_told_to_stay_with_https_where_that_is_how_they_come() {
    let settings = Settings { public_url: Some("https://heliu.example".to_owned()), ..Settings::default() };
    let server = Server::start_with(settings, Limits::default()).await;
    for path in ["/w/acme", "/health", "/nowhere"] {
        assert!(server.client.get(path).await.header("strict-transport-security").starts_with("max-age="), "{path}");
    }
    // A proxy may call the server by another name than browsers do.
    let json = ("content-type", "application/json");
    let reply = server.client.ask(Method::POST, "/api/send", &[json, ("origin", "https://heliu.example")], "{").await;
    reply.refused(400, Code::Malformed);
}

#[tokio::test]
async fn requests_from_other_sites_change_nothing() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let before = server.fingerprint().await;
    assert_eq!(before, server.fingerprint().await);
    let own = format!("http://{}", server.client.address);
    let sibling = format!("http://evil.{}", server.client.address);
    let forged: [&[(&str, &str)]; 7] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", &sibling), ("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", &own), ("sec-fetch-site", "cross-site")],
        &[("origin", "https://evil.example"), ("content-type", "text/plain")],
    ];
    let body = serde_json::json!({"workspace": SLUG, "envelopes": [envelope(server.plot.move_to(card, 1))]}).to_string();
    let paths = [
        "/api/send",
        "/start",
        "/w/acme/sign-in",
        "/w/acme/sign-out",
        "/language",
        &format!("/files/acme/{card}"),
        "/import/acme/file",
        "/live/acme/presence",
    ];
    for path in paths {
        for headers in forged {
            let mut headers = headers.to_vec();
            if !headers.iter().any(|(name, _)| *name == "content-type") {
                headers.push(("content-type", "application/json"));
            }
            headers.push(("x-file-name", "a.txt"));
            let reply = server.client.ask(Method::POST, path, &headers, body.clone()).await;
            reply.refused(403, Code::Forbidden);
        }
    }
    assert_eq!(server.fingerprint().await, before);
    let reply = server.client.ask(Method::POST, "/api/send", &[("origin", &own), ("content-type", "application/json")], body).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_ne!(server.fingerprint().await, before);
}
