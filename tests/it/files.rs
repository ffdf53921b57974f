//! Attached files, and files that wait to be imported.

use bytes::Bytes;
use heliu_domain::{Code, CommandId, OpportunityId, Outcome, conversation::FILE_MAX, exchange::IMPORT_MAX};
use hyper::Method;
use serde_json::Value;

use crate::harness::*;

impl Server {
    async fn attach(&self, card: OpportunityId, name: &str, bytes: impl Into<Bytes>) -> Reply {
        self.client.ask(Method::POST, &format!("/files/acme/{card}"), &[("x-file-name", name)], bytes).await
    }

    fn stored(&self) -> usize {
        let mut count = 0;
        let mut folders = vec![self.folder.path().join("files"), self.folder.path().join("imports")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() { folders.push(entry.path()) } else { count += 1 }
            }
        }
        count
    }

    async fn files(&self, card: OpportunityId) -> Vec<heliu_domain::conversation::File> {
        self.store().opportunity(self.plot.workspace, card).await.unwrap().unwrap().files
    }
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_and_is_only_saved() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    let attached = server.attach(card, "%E6%8A%A5%E4%BB%B7.svg", svg).await;
    assert_eq!(attached.status, 200, "{}", attached.text());
    let file = server.files(card).await.remove(0);
    assert_eq!((file.name.as_str(), file.size), ("报价.svg", u64::try_from(svg.len()).unwrap()));
    let back = server.client.get(&format!("/files/acme/{}", file.id)).await;
    assert_eq!((back.status.as_u16(), &*back.text()), (200, svg));
    assert_eq!(back.header("content-type"), "application/octet-stream");
    assert_eq!(back.header("x-content-type-options"), "nosniff");
    assert!(back.header("cache-control").contains("no-store"));
    assert!(back.header("content-security-policy").starts_with("sandbox"));
    assert_eq!(back.header("content-disposition"), "attachment; filename=\"__.svg\"; filename*=UTF-8''%E6%8A%A5%E4%BB%B7.svg");
}

#[tokio::test]
async fn a_form_may_carry_the_file() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let big = "0123456789".repeat(300_000);
    let form = format!(
        "--b\r\ncontent-disposition: form-data; name=\"note\"\r\n\r\nhi\r\n--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
         content-type: text/plain\r\n\r\n{big}\r\n--b--\r\n"
    );
    let headers = [("content-type", "multipart/form-data; boundary=b")];
    let reply = server.client.ask(Method::POST, &format!("/files/acme/{card}"), &headers, form).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let file = server.files(card).await.remove(0);
    assert_eq!((file.name.as_str(), file.size), ("a.txt", 3_000_000));
    let empty = server.client.ask(Method::POST, &format!("/files/acme/{card}"), &headers, "--b--\r\n").await;
    empty.refused(422, Code::Required);
}

#[tokio::test]
async fn a_name_is_a_name_and_never_a_path() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let names =
        ["..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", "..", "a%00b", "C:%5Cx", "%22%3B%0D%0Ax-evil:%201", "CON", "%E2%80%AEgpj.exe"];
    for name in names {
        let reply = server.attach(card, name, "x").await;
        assert_eq!(reply.status, 200, "{name}: {}", reply.text());
    }
    let files = server.files(card).await;
    assert_eq!((files.len(), server.stored()), (names.len(), names.len()));
    for file in files {
        assert!(server.folder.path().join(format!("files/{}/{}", server.plot.workspace, file.id)).is_file());
        let back = server.client.get(&format!("/files/acme/{}", file.id)).await;
        assert_eq!((back.status.as_u16(), back.header("x-evil")), (200, ""));
        assert!(back.header("content-disposition").starts_with("attachment; filename=\""));
    }
    for path in ["/files/acme/..%2F..%2Fheliu.db", "/files/acme/%2e%2e%2fheliu.db", "/files/acme/heliu.db", "/files/..%2Facme/x"] {
        let status = server.client.get(path).await.status.as_u16();
        assert!(matches!(status, 400 | 404), "{path}: {status}");
    }
}

#[tokio::test]
async fn what_is_refused_leaves_no_bytes_behind() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let before = server.fingerprint().await;
    let large = Bytes::from(vec![7u8; usize::try_from(FILE_MAX).unwrap() + 1]);
    server.attach(card, "large", large).await.refused(413, Code::TooLarge);
    server.attach(id(OpportunityId::new), "orphan", "x").await.refused(404, Code::NotFound);
    server.attach(card, "", "x").await.refused(422, Code::Required);
    server.attach(card, "%zz", "x").await.refused(422, Code::Required);
    let stranger = [("x-file-name", "a"), ("cookie", "")];
    server.client.ask(Method::POST, &format!("/files/acme/{card}"), &stranger, "x").await.refused(401, Code::SignedOut);
    assert_eq!((server.fingerprint().await, server.stored()), (before, 0));
}

#[tokio::test]
async fn an_upload_sent_again_is_attached_once() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let command = id(CommandId::new).to_string();
    let headers = [("x-file-name", "a.txt"), ("x-command-id", command.as_str())];
    let path = format!("/files/acme/{card}");
    let mut outcomes: Vec<Outcome> = Vec::new();
    for body in ["first", "first", "other"] {
        outcomes.push(server.client.ask(Method::POST, &path, &headers, body).await.json());
    }
    assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0]));
    let files = server.files(card).await;
    assert_eq!((files.len(), server.stored()), (1, 1));
    assert_eq!(server.client.get(&format!("/files/acme/{}", files[0].id)).await.text(), "first");
}

#[tokio::test]
async fn a_file_of_another_workspace_is_not_there() {
    let server = Server::start().await;
    let other = Plot::lay(server.store(), "other").await;
    let card = server.add_card().await;
    server.attach(card, "a.txt", "secret").await;
    let file = server.files(card).await.remove(0);
    let path = format!("/files/other/{}", file.id);
    server.client.get(&path).await.refused(401, Code::SignedOut);
    server.client.ask(Method::GET, &path, &[("cookie", &other.cookie("other"))], "").await.refused(404, Code::NotFound);
    server.client.get(&format!("/files/nowhere/{}", file.id)).await.refused(404, Code::NotFound);
}

#[tokio::test]
async fn a_file_waits_under_its_token_for_its_own_workspace() {
    let server = Server::start().await;
    let other = Plot::lay(server.store(), "other").await;
    let kept = server.client.ask(Method::POST, "/import/acme/file", &[("x-file-name", "a.csv")], "title\nA").await;
    let waiting: Value = kept.json();
    let token = waiting["token"].as_str().unwrap();
    assert_eq!((waiting["name"].as_str(), waiting["size"].as_u64()), (Some("a.csv"), Some(7)));
    let uploads = &server.context.uploads;
    assert_eq!(uploads.read(server.plot.workspace, token).await.unwrap(), b"title\nA");
    assert_eq!(uploads.read(other.workspace, token).await.unwrap_err().code, Code::NotFound);
    assert_eq!(uploads.read(server.plot.workspace, "../x").await.unwrap_err().code, Code::Malformed);
    // After an hour it is forgotten.
    heliu::server::clock::set_ahead(61 * 60 * 1000);
    assert_eq!(uploads.read(server.plot.workspace, token).await.unwrap_err().code, Code::NotFound);
    uploads.sweep().await.unwrap();
    assert_eq!(server.stored(), 0);
    let large = Bytes::from(vec![b'x'; IMPORT_MAX + 1]);
    let refused = server.client.ask(Method::POST, "/import/acme/file", &[("x-file-name", "a.csv")], large).await;
    refused.refused(413, Code::TooLarge);
    assert_eq!(server.stored(), 0);
}
