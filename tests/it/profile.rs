//! What people say of themselves: name, time zone and picture, and what pictures are dangerous for.

use heliu_domain::{
    Code, Command,
    directory::{Access, Department, DirectoryCommand, Person},
};
use hyper::Method;
use serde_json::Value as Json;

use crate::harness::*;

const FORM: &str = "application/x-www-form-urlencoded";

/// A red square of 3 × 3 pixels.
const PNG: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 3, 0, 0, 0, 3, 8, 2, 0, 0, 0, 217, 74, 34, 232, 0, 0, 0, 16, 73,
    68, 65, 84, 120, 156, 99, 56, 96, 96, 0, 65, 12, 88, 88, 0, 157, 14, 10, 33, 161, 135, 109, 66, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66,
    96, 130,
];

impl Client {
    async fn fill(&self, action: &str, body: &str) -> Reply {
        let path = format!("/w/acme/profile/{action}");
        self.ask(Method::POST, &path, &[("content-type", FORM), ("accept", "text/html")], body.to_owned()).await
    }

    async fn picture(&self, name: &str, kind: &str, bytes: &[u8]) -> Reply {
        let head =
            format!("--edge\r\ncontent-disposition: form-data; name=\"picture\"; filename=\"{name}\"\r\ncontent-type: {kind}\r\n\r\n");
        let body = [head.as_bytes(), bytes, b"\r\n--edge--\r\n"].concat();
        let headers = [("content-type", "multipart/form-data; boundary=edge"), ("accept", "text/html")];
        self.ask(Method::POST, "/w/acme/profile/picture", &headers, body).await
    }

    /// Oneself, as the workspace has it.
    async fn own(&self) -> Json {
        let data: Json = self.post("/api/workspace", r#"{"workspace":"acme"}"#).await.json();
        data["people"].as_array().unwrap().iter().find(|person| person["id"] == data["me"]).unwrap().clone()
    }
}

#[tokio::test]
async fn anybody_changes_the_own_name_and_nothing_else_of_themselves() {
    let server = Server::start().await;
    let vic = server.admit("Vic", Access::Viewer).await;
    assert_eq!(vic.fill("name", "person=Victoria+Wong").await.status.as_u16(), 303);
    assert_eq!(vic.own().await["name"], "Victoria Wong");
    // What is refused comes back as it was typed.
    let taken = vic.fill("name", "person=ann").await;
    assert_eq!(taken.status.as_u16(), 409);
    assert!(taken.text().contains("value=\"ann\"") && taken.text().contains("exists already"), "{}", taken.text());
    assert_eq!(vic.fill("name", "person=").await.status.as_u16(), 422);
    let me: Person = serde_json::from_value(vic.own().await).unwrap();
    let promoted = Person { access: Access::Administrator, ..me.clone() };
    let other = Person { id: server.plot.person, ..Person::member(me.id, "Victoria".to_owned(), Department::Sales) };
    for person in [promoted, other] {
        let save = Command::Directory(DirectoryCommand::SavePerson(person));
        vic.send(&[envelope(save)]).await.refused(403, Code::Forbidden);
    }
    assert_eq!(vic.own().await["access"], "viewer");
}

#[tokio::test]
async fn a_chosen_time_zone_beats_the_browsers() {
    let server = Server::start().await;
    let browser = ("cookie", &*format!("{}; heliu_offset=-300", server.client.cookie));
    let offset = async || {
        let page = server.client.browse("/w/acme/settings", &[browser]).await;
        let text = page.text();
        text.split("data-offset=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    assert_eq!(offset().await, "-300");
    assert_eq!(server.client.fill("zone", "zone=Asia%2FKolkata").await.status.as_u16(), 303);
    assert_eq!(offset().await, "330");
    let profile = server.client.browse("/w/acme/profile", &[]).await;
    assert!(profile.text().contains("<option value=\"Asia/Kolkata\" selected"), "{}", profile.text());
    for wrong in ["Mars%2FOlympus", "..%2F..%2Fetc%2Fpasswd", "%3Cscript%3E"] {
        assert_eq!(server.client.fill("zone", &format!("zone={wrong}")).await.status.as_u16(), 422, "{wrong}");
    }
    assert_eq!(offset().await, "330");
    assert_eq!(server.client.fill("zone", "zone=").await.status.as_u16(), 303);
    assert_eq!(offset().await, "-300");
}

#[tokio::test]
async fn a_picture_is_drawn_anew_and_shown_to_the_workspace_alone() {
    let server = Server::start().await;
    let sent = server.client.picture("../../etc/me.svg", "image/svg+xml", &[PNG, b"<script>alert(1)</script>"].concat()).await;
    assert_eq!(sent.status.as_u16(), 303, "{}", sent.text());
    let path = format!("/avatar/acme/{}", server.client.own().await["avatar"].as_str().unwrap());
    let shown = server.client.get(&path).await;
    assert_eq!(
        (shown.status.as_u16(), shown.header("content-type"), shown.header("x-content-type-options")),
        (200, "image/png", "nosniff")
    );
    assert!(shown.header("cache-control").contains("immutable") && shown.header("content-security-policy").contains("sandbox"));
    assert!(!shown.body.windows(8).any(|part| part == b"<script>"));
    let page = server.client.browse("/w/acme/profile", &[]).await;
    assert!(page.text().contains(&path), "{}", page.text());
    let colleague = server.admit("Vic", Access::Viewer).await;
    assert_eq!(colleague.get(&path).await.status.as_u16(), 200);
    let other = Plot::lay(server.store(), "other").await;
    for cookie in [String::new(), other.cookie("other"), other.cookie(SLUG)] {
        Client { cookie, ..server.client.clone() }.get(&path).await.refused(401, Code::SignedOut);
    }
    let foreigner = Client { cookie: other.cookie("other"), ..server.client.clone() };
    foreigner.get(&path.replace("acme", "other")).await.refused(404, Code::NotFound);
    for name in ["..%2f..%2fheliu.db", "heliu.db", &"0".repeat(36)] {
        assert!(server.client.get(&format!("/avatar/acme/{name}")).await.status.is_client_error(), "{name}");
    }
    assert_eq!(server.client.fill("remove-picture", "").await.status.as_u16(), 303);
    assert_eq!(server.client.own().await["avatar"], Json::Null);
    assert_eq!(server.store().check().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_no_picture_is_refused_and_nothing_changes() {
    let server = Server::start().await;
    let before = server.fingerprint().await;
    let mut bomb = PNG.to_vec();
    bomb[16..20].copy_from_slice(&60_000u32.to_be_bytes());
    let svg: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    for (name, kind, bytes) in
        [("me.svg", "image/svg+xml", svg), ("me.png", "image/png", svg), ("me.png", "image/png", &bomb), ("me.png", "image/png", b"")]
    {
        let reply = server.client.picture(name, kind, bytes).await;
        assert_eq!(reply.status.as_u16(), 422, "{}", reply.text());
        assert!(reply.text().contains("PNG, JPEG or WebP"), "{}", reply.text());
    }
    let large = server.client.picture("me.png", "image/png", &[PNG, &vec![0; 2 * 1024 * 1024]].concat()).await;
    assert_eq!(large.status.as_u16(), 413);
    assert_eq!(server.client.ask(Method::POST, "/w/acme/profile/picture", &[("content-type", FORM)], "x").await.status.as_u16(), 422);
    let stranger = Client { cookie: String::new(), ..server.client.clone() };
    assert_eq!(stranger.picture("me.png", "image/png", PNG).await.status.as_u16(), 401);
    assert_eq!(server.fingerprint().await, before);
}
