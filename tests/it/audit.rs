//! The audit log: who sees it, what it says, and that every refused try is in it and nowhere else.

use heliu_domain::{
    BoardCommand, Code, Command, audit::Topic, board::Place, directory::Access, id::OpportunityId, pipeline::PipelineCommand,
};
use heliu_store::{AuditEntry, AuditFilter};

use crate::harness::*;

async fn refusals(server: &Server) -> Vec<String> {
    let filter = AuditFilter { topic: Some(Topic::Refused), ..AuditFilter::default() };
    let entries = server.store().audit(server.plot.workspace, &filter, None, 1000).await.unwrap();
    let tried = entries.into_iter().filter_map(|entry| match entry {
        AuditEntry::Note { note, .. } => Some(note.tried),
        AuditEntry::Change { .. } => None,
    });
    tried.collect()
}

async fn add(server: &Server, title: &str) {
    let plot = &server.plot;
    let (id, title) = (id(OpportunityId::new), title.to_owned());
    let create = BoardCommand::Create { id, pipeline: plot.pipeline, stage: plot.stages[0], place: Place::End, title, values: Vec::new() };
    plot.commit(server.store(), Command::Board(create)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_see_it_and_others_are_refused() {
    let server = Server::start().await;
    add(&server, "Pump order").await;
    let page = server.client.browse("/w/acme/audit", &[]).await;
    assert_eq!(page.status.as_u16(), 200);
    assert!(page.text().contains("Opportunity “Pump order”") && page.text().contains("created it"), "{}", page.text());
    for access in [Access::Lead, Access::Member, Access::Viewer] {
        let client = server.admit(access.as_str(), access).await;
        for path in ["/w/acme/audit", "/w/acme/audit/log.csv", "/w/acme/audit/log.xlsx"] {
            client.get(path).await.refused(403, Code::Forbidden);
        }
        assert!(!client.browse("/w/acme/settings", &[]).await.text().contains("/w/acme/audit\" hidden=\"false"));
    }
    let nobody = Client { cookie: String::new(), ..server.client.clone() };
    assert_eq!(
        nobody.browse("/w/acme/audit?kind=cards", &[]).await.header("location"),
        "/w/acme/sign-in?next=/w/acme/audit%3Fkind%3Dcards"
    );
    nobody.get("/w/acme/audit/log.csv").await.refused(401, Code::SignedOut);
}

#[tokio::test]
async fn what_is_refused_is_written_down_and_changes_nothing_else() {
    let server = Server::start().await;
    let vic = server.admit("Vic", Access::Viewer).await;
    let before = server.fingerprint().await;
    let (_, create) = server.plot.card();
    let rename = Command::Pipeline(PipelineCommand::Rename { id: server.plot.pipeline, name: "Mine".to_owned() });
    vic.send(&[envelope(create.clone())]).await.refused(403, Code::Forbidden);
    assert_eq!(vic.send(&[envelope(create), envelope(rename)]).await.status.as_u16(), 200);
    let person = server.plot.person;
    let choices = serde_json::json!({"files": [], "mapping": null, "into": {"existing": server.plot.pipeline}, "skip": false});
    let import = serde_json::json!({"workspace": SLUG, "choices": choices}).to_string();
    let imported = vic.post("/api/import_preview", import).await;
    vic.get(&format!("/w/acme/people/{person}")).await.refused(403, Code::Forbidden);
    vic.get("/w/acme/audit").await.refused(403, Code::Forbidden);
    let mut tried = refusals(&server).await;
    if imported.status.as_u16() == 403 {
        tried.retain(|tried| tried != "POST /api/import_preview");
    }
    tried.reverse();
    let expected = ["board", "board", "pipeline", &format!("GET /w/acme/people/{person}"), "GET /w/acme/audit"];
    assert_eq!(tried, expected);
    assert_eq!(server.fingerprint().await, before);
    let page = server.client.browse("/w/acme/audit?kind=refused", &[]).await;
    assert!(page.text().contains("was refused: GET /w/acme/audit from 127.0.0.1") && page.text().contains("Vic"), "{}", page.text());
    assert!(page.text().contains("was refused: Board"), "{}", page.text());
}

#[tokio::test]
async fn whoever_keeps_trying_does_not_fill_the_disk() {
    let server = Server::start().await;
    let vic = server.admit("Vic", Access::Viewer).await;
    for _ in 0..30 {
        vic.get("/w/acme/audit").await.refused(403, Code::Forbidden);
    }
    let count = refusals(&server).await.len();
    assert!((20..=22).contains(&count), "{count}");
}

#[tokio::test]
async fn requests_of_other_sites_and_strangers_leave_no_trace() {
    let server = Server::start().await;
    let forged = [("content-type", "application/json"), ("origin", "https://evil.example")];
    assert_eq!(server.client.ask(hyper::Method::POST, "/live/acme/presence", &forged, "{}").await.status.as_u16(), 403);
    let stranger = Client { cookie: String::new(), ..server.client.clone() };
    stranger.get("/w/acme/audit/log.csv").await.refused(401, Code::SignedOut);
    assert_eq!(refusals(&server).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn files_hold_what_the_filter_shows_and_no_formulas() {
    let server = Server::start().await;
    add(&server, "=HYPERLINK(\"http://evil\")").await;
    let csv = server.client.get("/w/acme/audit/log.csv?kind=cards").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.header("content-disposition").contains("attachment"));
    let text = csv.text();
    assert_eq!(text.trim_end().lines().count(), 2, "{text}");
    assert!(text.starts_with("\u{feff}When,Who,What,Record,By\r\n"), "{text}");
    let records: Vec<Vec<String>> =
        csv::Reader::from_reader(text.as_bytes()).into_records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    assert!(records.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '@', '-'])), "{records:?}");
    let xlsx = server.client.get("/w/acme/audit/log.xlsx?kind=cards").await;
    assert!(xlsx.body.starts_with(b"PK"), "{:?}", xlsx.status);
    for packed in ["gzip", "br"] {
        let reply = server.client.ask(hyper::Method::GET, "/w/acme/audit/log.csv", &[("accept-encoding", packed)], "").await;
        assert_eq!((reply.status.as_u16(), reply.header("content-encoding")), (200, packed));
    }
    assert_eq!(server.client.get("/w/acme/audit/log.pdf").await.status.as_u16(), 404);
}

#[tokio::test]
async fn addresses_that_cannot_be_read_are_refused_clearly() {
    let server = Server::start().await;
    for query in ["kind=all", "from=yesterday", "person=ann", "before=x"] {
        server.client.get(&format!("/w/acme/audit?{query}")).await.refused(400, Code::Malformed);
    }
    // A form sends its empty fields, too.
    assert_eq!(server.client.get("/w/acme/audit?person=&kind=&from=&to=").await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_long_log_is_read_page_by_page() {
    let server = Server::start().await;
    for number in 0..120 {
        add(&server, &format!("Card number {number:03}")).await;
    }
    let (mut path, mut seen) = ("/w/acme/audit?kind=cards".to_owned(), Vec::new());
    loop {
        let page = server.client.browse(&path, &[]).await;
        let text = page.text();
        seen.extend(text.split("Card number ").skip(1).map(|rest| rest[..3].to_owned()));
        let Some(link) = text.split("<a ").find(|link| link.contains("rel=\"next\"")) else { break };
        path = link.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    }
    let expected: Vec<String> = (0..120).rev().map(|number| format!("{number:03}")).collect();
    assert_eq!(seen, expected);
}
