//! What a browser need not download again.

use hyper::Method;

use crate::harness::*;

#[tokio::test]
async fn an_unchanged_page_costs_next_to_nothing() {
    let server = Server::start().await;
    let path = server.board();
    let page = server.client.browse(&path, &[]).await;
    assert_eq!((page.status.as_u16(), page.header("cache-control")), (200, "private, no-cache"));
    let again = server.client.browse(&path, &[("if-none-match", page.header("etag"))]).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    // The scripts of the kept page bear the nonce of the policy that is kept with it.
    assert_eq!(again.header("content-security-policy"), "");
    let head: usize = again.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    assert!(head < 1000, "{head} bytes");
}

#[tokio::test]
async fn a_page_that_would_come_out_differently_is_sent() {
    let server = Server::start().await;
    let path = server.board();
    let tag = server.client.browse(&path, &[]).await.header("etag").to_owned();
    let known = ("if-none-match", tag.as_str());
    let person = server.client.cookie.clone();
    assert_eq!(server.client.browse(&path, &[known]).await.status, 304);
    assert_eq!(server.client.browse(&format!("{path}?q=a"), &[known]).await.status, 200);
    for cookie in
        ["", &format!("{person}; heliu_language=zh"), &format!("{person}; heliu_theme=dark"), &format!("{person}; heliu_offset=60")]
    {
        assert_eq!(server.client.browse(&path, &[known, ("cookie", cookie)]).await.status, 200, "{cookie}");
    }
    server.add_card().await;
    assert_eq!(server.client.browse(&path, &[known]).await.status, 200);
}

#[tokio::test]
async fn the_files_of_a_build_are_kept_for_ever_and_travel_packed() {
    let server = Server::start().await;
    let page = server.client.browse(&server.board(), &[]).await.text().into_owned();
    let build = server.context.assets.build();
    for (kind, link) in [("js", "modulepreload"), ("css", "stylesheet")] {
        assert!(page.contains(&format!("/pkg/heliu.{build}.{kind}")) && page.contains(link), "{page}");
    }
    // Under either name, with and without the variable that cargo-leptos sets.
    let named = page.split("href=\"").map(|rest| rest.split('"').next().unwrap()).find(|link| link.ends_with(".wasm")).unwrap().to_owned();
    let wasm = server.client.ask(Method::GET, &named, &[("accept-encoding", "gzip, br")], "").await;
    assert_eq!((wasm.status.as_u16(), wasm.header("content-encoding"), &*wasm.body), (200, "br", b"packed".as_slice()));
    assert_eq!(wasm.header("content-type"), "application/wasm");
    assert!(wasm.header("cache-control").contains("immutable"));
    let plain = server.client.ask(Method::GET, &named, &[], "").await;
    assert_eq!(&*plain.body, b"\0asm");
    let icon = server.client.get("/favicon.svg").await;
    let again = server.client.ask(Method::GET, "/favicon.svg", &[("if-none-match", icon.header("etag"))], "").await;
    assert_eq!((icon.header("cache-control"), again.status.as_u16()), ("public, max-age=86400", 304));
}

#[tokio::test]
async fn pages_travel_packed_too() {
    let server = Server::start().await;
    let page = server.client.browse(&server.board(), &[("accept-encoding", "br")]).await;
    assert_eq!((page.status.as_u16(), page.header("content-encoding")), (200, "br"));
    let stream = server.client.open("/live/acme", &[("accept-encoding", "br")]).await;
    assert!(!stream.headers().contains_key("content-encoding"));
}
