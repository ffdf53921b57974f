//! Who is shown what: every route and every server function, asked by everybody who has no business there.

use std::collections::BTreeMap;

use heliu_domain::{
    BoardCommand, Command, CommandId, CommentId, FileId, OpportunityId, PipelineId, Place, StageId, Value,
    conversation::ConversationCommand,
    directory::{Access, Department, DirectoryCommand, Person},
    filter::{Filter, Sort, SortBy},
    pipeline::{NewStage, PipelineCommand},
    policy::Visibility,
    responsibility::{Column, Letter, ResponsibilityCommand, Row},
};
use leptos::server_fn::axum::server_fn_paths;
use serde_json::{Value as Json, json};

use crate::harness::{Client, Plot, SLUG, Server, envelope, id};

/// Stands in every text that only the management may read.
const SECRET: &str = "TOPSECRET";

/// A pipeline for the management with one card, and everything that hangs on it.
struct Hidden {
    pipeline: PipelineId,
    stage: StageId,
    card: OpportunityId,
    file: FileId,
}

impl Hidden {
    /// Whether a text speaks of any of it.
    fn is_told_by(&self, text: &str) -> bool {
        let ids = [self.pipeline.to_string(), self.stage.to_string(), self.card.to_string()];
        text.contains(SECRET) || ids.iter().any(|id| text.contains(id))
    }
}

async fn hide(server: &Server) -> Hidden {
    let (plot, store) = (&server.plot, server.store());
    let hidden = Hidden { pipeline: id(PipelineId::new), stage: id(StageId::new), card: id(OpportunityId::new), file: id(FileId::new) };
    let stage = NewStage { id: hidden.stage, name: format!("{SECRET} stage"), probability: 50, rot_days: None };
    let name = format!("{SECRET} pipeline");
    let values = vec![Value::Tags(vec![format!("{SECRET}-tag")]), Value::Source(format!("{SECRET} source"))];
    let title = format!("{SECRET} title");
    let create = BoardCommand::Create { id: hidden.card, pipeline: hidden.pipeline, stage: hidden.stage, place: Place::End, title, values };
    let text = format!("{SECRET} words");
    let commands = [
        Command::Pipeline(PipelineCommand::Add { id: hidden.pipeline, name, stages: vec![stage] }),
        Command::Pipeline(PipelineCommand::Show { id: hidden.pipeline, to: Visibility::Departments(vec![Department::Management]) }),
        Command::Board(create),
        Command::Conversation(ConversationCommand::Describe { opportunity: hidden.card, before: String::new(), after: text.clone() }),
        Command::Conversation(ConversationCommand::Comment { id: id(CommentId::new), opportunity: hidden.card, text, contact: false }),
        Command::Conversation(ConversationCommand::Attach {
            id: hidden.file,
            opportunity: hidden.card,
            name: format!("{SECRET}.txt"),
            size: 9,
        }),
        plot.card_in(hidden.pipeline, hidden.stage),
        Command::Board(BoardCommand::Close { cards: vec![hidden.card], won: true, reason: format!("{SECRET} reason") }),
    ];
    for command in commands {
        plot.commit(store, command).await;
    }
    let (row, column) = (Row::Stage(hidden.stage), Column::Person(plot.person));
    let cell = ResponsibilityCommand::SetCell { row, column, seen: None, letter: Some(Letter::Consulted) };
    plot.commit(store, Command::Responsibility(Box::new(cell))).await;
    let key = format!("files/{}/{}", plot.workspace, hidden.file);
    let bytes = futures::stream::once(async { Ok(bytes::Bytes::from_static(b"TOPSECRET")) });
    server.context.files.put(&key, bytes, 1000).await.unwrap();
    hidden
}

/// What is asked of every server function; one that is not in this list fails the test.
fn bodies(plot: &Plot, hidden: &Hidden) -> BTreeMap<&'static str, Json> {
    let filter = serde_json::to_value(Filter { state: heliu_domain::filter::StateFilter::All, ..Filter::default() }).unwrap();
    let sort = serde_json::to_value(Sort { by: SortBy::Title, descending: false }).unwrap();
    let (pipeline, stage, card) = (hidden.pipeline, hidden.stage, hidden.card);
    let choices = json!({"files": [], "mapping": null, "into": {"existing": pipeline}, "skip": false});
    let delete = envelope(Command::Board(BoardCommand::Delete { cards: vec![card] }));
    let away =
        envelope(Command::Board(BoardCommand::Move { cards: vec![card], stage: plot.stages[0], place: Place::Top, seen: Vec::new() }));
    let promote = Person { access: Access::Administrator, ..Person::member(plot.person, "Me".to_owned(), Department::Management) };
    let promote = envelope(Command::Directory(DirectoryCommand::SavePerson(promote)));
    let bodies = [
        ("account", json!({"account": "01900000-0000-7000-8000-000000000001"})),
        ("accounts", json!({"text": ""})),
        ("bin", json!({"offset": 0, "limit": 100})),
        ("board", json!({"pipeline": pipeline, "filter": filter})),
        ("changes", json!({"since": 0})),
        ("column", json!({"stage": stage, "filter": filter, "after": null})),
        ("contacts", json!({"account": null, "text": ""})),
        ("import_preview", json!({"choices": choices})),
        ("import_run", json!({"choices": choices, "command": id(CommandId::new)})),
        ("imports", json!({})),
        ("list", json!({"pipeline": pipeline, "filter": filter, "sort": sort})),
        ("markdown", json!({"text": "*x*"})),
        ("opportunity", json!({"card": card})),
        ("pipeline", json!({"pipeline": pipeline})),
        ("reasons", json!({"pipeline": pipeline, "won": true})),
        ("refresh", json!({"pipeline": pipeline, "filter": filter, "cards": [card]})),
        ("rows", json!({"pipeline": pipeline, "filter": filter, "sort": sort, "offset": 0, "limit": 10})),
        ("send", json!({"envelopes": [delete, away, promote]})),
        ("stage-counts", json!({"pipeline": pipeline})),
        ("tags", json!({"pipeline": pipeline, "text": ""})),
        ("timeline", json!({"card": card, "before": i64::MAX})),
        ("undoable", json!({"again": false})),
        ("views", json!({"pipeline": pipeline})),
        ("workspace", json!({})),
        ("chart", json!({})),
        ("versions", json!({"role": "01900000-0000-7000-8000-000000000001"})),
        ("cell-history", json!({"row": {"stage": stage}, "column": {"person": plot.person}})),
        ("findings", json!({})),
        ("tidings", json!({})),
    ];
    bodies
        .into_iter()
        .map(|(name, mut body)| {
            body["workspace"] = json!(SLUG);
            (name, body)
        })
        .collect()
}

/// Those of them whose answers an administrator finds the secret in: proof that the question was a real one.
const TELLING: [&str; 17] = [
    "board",
    "changes",
    "column",
    "list",
    "opportunity",
    "pipeline",
    "reasons",
    "refresh",
    "rows",
    "stage-counts",
    "tags",
    "timeline",
    "views",
    "workspace",
    "chart",
    "cell-history",
    "findings",
];

/// Addresses of the hidden things for reading.
fn addresses(hidden: &Hidden) -> Vec<String> {
    let Hidden { pipeline, card, file, .. } = hidden;
    vec![
        format!("/w/{SLUG}"),
        format!("/w/{SLUG}/board/{pipeline}?state=all"),
        format!("/w/{SLUG}/board/{pipeline}/card/{card}"),
        format!("/w/{SLUG}/list/{pipeline}?state=all"),
        format!("/w/{SLUG}/list/{pipeline}/card/{card}"),
        format!("/w/{SLUG}/settings"),
        format!("/w/{SLUG}/settings/{pipeline}"),
        format!("/w/{SLUG}/import"),
        format!("/w/{SLUG}/bin"),
        format!("/files/{SLUG}/{file}"),
        format!("/w/{SLUG}/matrix"),
        format!("/w/{SLUG}/roles"),
        format!("/w/{SLUG}/findings"),
        format!("/matrix/{SLUG}/people.csv"),
        format!("/w/{SLUG}/audit"),
        format!("/w/{SLUG}/audit/log.csv"),
        format!("/w/{SLUG}/audit/log.xlsx"),
        format!("/export/{SLUG}/{pipeline}.csv?state=all"),
        format!("/export/{SLUG}/{pipeline}.json?state=all"),
    ]
}

#[tokio::test]
async fn what_is_hidden_is_told_to_nobody_by_any_function_or_address() {
    let server = Server::start().await;
    let hidden = hide(&server).await;
    let bodies = bodies(&server.plot, &hidden);
    let other = Plot::lay(server.store(), "other").await;
    let stranger = Client { cookie: String::new(), ..server.client.clone() };
    let foreigner = Client { cookie: other.cookie("other"), ..server.client.clone() };
    let forger = Client { cookie: other.cookie(SLUG), ..server.client.clone() };
    let insiders =
        [server.admit("Lead", Access::Lead).await, server.admit("Mia", Access::Member).await, server.admit("Vic", Access::Viewer).await];
    let paths: Vec<String> = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    for path in &paths {
        let name = path.trim_start_matches("/api/");
        assert!(bodies.contains_key(name), "{path} is asked by nobody here: add it");
    }
    let before = server.fingerprint().await;
    for (name, body) in &bodies {
        assert!(paths.contains(&format!("/api/{name}")), "{name} is no server function");
        for outsider in [&stranger, &foreigner, &forger] {
            let reply = outsider.post(&format!("/api/{name}"), body.to_string()).await;
            assert_eq!(reply.status.as_u16(), 401, "{name}: {}", reply.text());
            assert!(!reply.text().contains(SECRET), "{name}");
        }
        for insider in &insiders {
            let reply = insider.post(&format!("/api/{name}"), body.to_string()).await;
            let text = reply.text();
            assert!(!reply.status.is_server_error(), "{name}: {text}");
            assert!(!hidden.is_told_by(&text), "{name} as {}: {text}", insider.cookie);
        }
    }
    for address in addresses(&hidden) {
        for client in [&stranger, &foreigner, &forger].into_iter().chain(&insiders) {
            let reply = client.browse(&address, &[]).await;
            assert!(
                !reply.status.is_server_error() && !reply.text().contains(SECRET),
                "{address} as {:?}: {}",
                client.cookie,
                reply.text()
            );
        }
    }
    assert_eq!(server.fingerprint().await, before, "somebody who may not has changed something");
    for name in TELLING {
        let reply = server.client.post(&format!("/api/{name}"), bodies[name].to_string()).await;
        assert_eq!(reply.status.as_u16(), 200, "{name}: {}", reply.text());
        let tells = hidden.is_told_by(&reply.text());
        assert!(tells || name == "views", "{name} tells nothing even to an administrator: {}", reply.text());
    }
    for address in addresses(&hidden).iter().filter(|address| address.contains(&hidden.pipeline.to_string()) || address.contains("/files/"))
    {
        let reply = server.client.browse(address, &[]).await;
        assert!(reply.text().contains(SECRET), "{address} tells nothing even to an administrator: {}", reply.text());
    }
}

#[tokio::test]
async fn the_live_feed_is_silent_about_what_is_hidden() {
    use http_body_util::BodyExt;
    let server = Server::start().await;
    let hidden = hide(&server).await;
    let mia = server.admit("Mia", Access::Member).await;
    let mut streams = Vec::new();
    for client in [&mia, &server.client] {
        streams.push(client.open(&format!("/live/{SLUG}?since=0"), &[("accept", "text/event-stream")]).await.into_body());
    }
    server.plot.commit(server.store(), Command::Board(BoardCommand::Reopen { cards: vec![hidden.card] })).await;
    let (card, seen) = server.plot.card();
    server.plot.commit(server.store(), seen).await;
    for (index, stream) in streams.iter_mut().enumerate() {
        let mut heard = String::new();
        while !heard.contains(&card.to_string()) {
            let frame = tokio::time::timeout(crate::harness::LONG, stream.frame()).await.unwrap().unwrap().unwrap();
            heard.push_str(&String::from_utf8_lossy(frame.data_ref().unwrap()));
        }
        let is_told = heard.contains(SECRET) || heard.contains(&hidden.card.to_string());
        assert_eq!(is_told, index == 1, "{heard}");
    }
}

#[tokio::test]
async fn presence_does_not_tell_where_somebody_looks_that_is_hidden() {
    use http_body_util::BodyExt;
    let server = Server::start().await;
    let hidden = hide(&server).await;
    let mia = server.admit("Mia", Access::Member).await;
    let cell = format!("{}:{}", hidden.stage, server.plot.person);
    let looks = [
        json!({"tab": "card", "pipeline": hidden.pipeline, "card": hidden.card}),
        json!({"tab": "board", "pipeline": hidden.pipeline}),
        json!({"tab": "bare", "card": hidden.card}),
        json!({"tab": "cell", "cell": cell}),
        json!({"tab": "open", "pipeline": server.plot.pipeline}),
    ];
    let mut streams = Vec::new();
    for client in [&mia, &server.client] {
        streams.push(client.open(&format!("/live/{SLUG}"), &[("accept", "text/event-stream")]).await.into_body());
    }
    for look in &looks {
        assert_eq!(server.client.post(&format!("/live/{SLUG}/presence"), look.to_string()).await.status.as_u16(), 204);
    }
    // Whoever comes later is told at once.
    for client in [&mia, &server.client] {
        streams.push(client.open(&format!("/live/{SLUG}"), &[("accept", "text/event-stream")]).await.into_body());
    }
    for (index, stream) in streams.iter_mut().enumerate() {
        let mut heard = String::new();
        while looks.iter().any(|look| !heard.contains(&format!("\"tab\":{}", look["tab"]))) {
            let frame = tokio::time::timeout(crate::harness::LONG, stream.frame()).await.unwrap().unwrap().unwrap();
            heard.push_str(&String::from_utf8_lossy(frame.data_ref().unwrap()));
        }
        let ids = [hidden.card.to_string(), hidden.pipeline.to_string(), hidden.stage.to_string()];
        assert_eq!(ids.iter().any(|id| heard.contains(id)), index % 2 == 1, "{heard}");
        assert!(heard.contains(&server.plot.pipeline.to_string()), "{heard}");
    }
}

#[test]
fn every_route_is_known_here() {
    const KNOWN: [&str; 26] = [
        // Asked above.
        "/files/{slug}/{id}",
        "/export/{slug}/{name}",
        "/live/{slug}",
        "/matrix/{slug}/{name}",
        "/w/{workspace}/audit",
        "/w/{workspace}/audit/{name}",
        // Asked in `sign_in`, `profile` and `live`.
        "/avatar/{slug}/{id}",
        "/w/{workspace}/profile/picture",
        "/live/{slug}/presence",
        "/import/{slug}/file",
        "/",
        "/start",
        "/demo",
        "/language",
        "/w/{workspace}/sign-in",
        "/w/{workspace}/sign-out",
        "/w/{workspace}/code",
        "/w/{workspace}/forgot",
        "/w/{workspace}/ticket/{token}",
        "/w/{workspace}/profile",
        "/w/{workspace}/profile/{action}",
        "/w/{workspace}/people/{person}",
        "/w/{workspace}/people/{person}/{action}",
        // Asked in `openid`, with the address of the way back.
        "/w/{workspace}/openid",
        // Tell nothing.
        "/health",
        "/api/{*unknown}",
    ];
    let text = include_str!("../../src/server/router.rs");
    let routes = text.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next());
    for route in routes {
        assert!(KNOWN.contains(&route), "{route}: decide who may ask it, and test that");
    }
}
