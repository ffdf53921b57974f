//! Who is shown what: every route and every server function, asked by everybody who has no business there.

use std::collections::BTreeMap;

use heliu_domain::{
    BoardCommand, Command, CommandId, CommentId, FileId, OpportunityId, OwnerRule, PipelineId, Place, StageId, Value,
    conversation::ConversationCommand,
    directory::{Access, Department, DirectoryCommand, Person},
    filter::{Filter, Sort, SortBy},
    inbox::InboxCommand,
    pipeline::{NewStage, PipelineCommand, StagePart},
    policy::Visibility,
    responsibility::{Column, Letter, ResponsibilityCommand, Row},
};
use heliu_store::InboxPart;
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
    hide_in(server, &server.plot, SECRET).await
}

/// The same in any workspace, with another word in every text.
async fn hide_in(server: &Server, plot: &Plot, secret: &str) -> Hidden {
    let store = server.store();
    let hidden = Hidden { pipeline: id(PipelineId::new), stage: id(StageId::new), card: id(OpportunityId::new), file: id(FileId::new) };
    let stage = NewStage { id: hidden.stage, name: format!("{secret} stage"), probability: 50, rot_days: None };
    let name = format!("{secret} pipeline");
    let values = vec![Value::Tags(vec![format!("{secret}-tag")]), Value::Source(format!("{secret} source"))];
    let title = format!("{secret} title");
    let create = BoardCommand::Create { id: hidden.card, pipeline: hidden.pipeline, stage: hidden.stage, place: Place::End, title, values };
    let text = format!("{secret} words");
    let commands = [
        Command::Pipeline(PipelineCommand::Add { id: hidden.pipeline, name, stages: vec![stage] }),
        Command::Pipeline(PipelineCommand::Show { id: hidden.pipeline, to: Visibility::Departments(vec![Department::Management]) }),
        Command::Board(create),
        Command::Conversation(ConversationCommand::Describe { opportunity: hidden.card, before: String::new(), after: text.clone() }),
        Command::Conversation(ConversationCommand::Comment { id: id(CommentId::new), opportunity: hidden.card, text, contact: false }),
        Command::Conversation(ConversationCommand::Attach {
            id: hidden.file,
            opportunity: hidden.card,
            name: format!("{secret}.txt"),
            size: 9,
        }),
        plot.card_in(hidden.pipeline, hidden.stage),
        Command::Board(BoardCommand::Close { cards: vec![hidden.card], won: true, reason: format!("{secret} reason") }),
    ];
    for command in commands {
        plot.commit(store, command).await;
    }
    let (row, column) = (Row::Stage(hidden.stage), Column::Person(plot.person));
    let cell = ResponsibilityCommand::SetCell { row, column, seen: None, letter: Some(Letter::Consulted) };
    plot.commit(store, Command::Responsibility(Box::new(cell))).await;
    let key = format!("files/{}/{}", plot.workspace, hidden.file);
    let bytes = futures::stream::once(async { Ok(bytes::Bytes::from(secret.to_owned())) });
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
    let away = envelope(Command::Board(BoardCommand::Move {
        cards: vec![card],
        stage: plot.stages[0],
        place: Place::Top,
        seen: Vec::new(),
        note: String::new(),
    }));
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
        ("proposals", json!({"card": card})),
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
        ("outlook", json!({"stage": stage, "cards": [card]})),
        ("inbox", json!({"unread_only": false, "before": null, "limit": 50})),
        ("unread", json!({})),
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
        format!("/w/{SLUG}/inbox"),
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

/// Every way to put one of these ids in the place of one that stands in a value.
fn swapped(value: &Json, ids: &[String]) -> Vec<Json> {
    let text = value.to_string();
    let is_id = |part: &&str| part.len() == 36 && part.parse::<PipelineId>().is_ok();
    let mut own: Vec<&str> = text.split('"').filter(is_id).collect();
    own.sort_unstable();
    own.dedup();
    let swaps = own.iter().flat_map(|own| ids.iter().map(move |id| (own, id)));
    swaps.map(|(own, id)| serde_json::from_str(&text.replace(*own, id)).unwrap()).collect()
}

#[tokio::test]
async fn an_id_of_another_workspace_leads_nowhere_wherever_it_stands() {
    const FOREIGN: &str = "FARSECRET";
    let server = Server::start().await;
    let own = hide(&server).await;
    let other = Plot::lay(server.store(), "other").await;
    let far = hide_in(&server, &other, FOREIGN).await;
    let ids = [far.pipeline.to_string(), far.stage.to_string(), far.card.to_string(), far.file.to_string(), other.person.to_string()];
    let before = server.store().seq(other.workspace).await.unwrap();
    let mut asked = 0;
    for (name, body) in bodies(&server.plot, &own) {
        for mut body in swapped(&body, &ids) {
            if let Some(envelopes) = body.get_mut("envelopes").and_then(Json::as_array_mut) {
                // Each is another command, not the one of before again.
                envelopes.iter_mut().for_each(|envelope| envelope["id"] = json!(id(CommandId::new)));
            }
            let reply = server.client.post(&format!("/api/{name}"), body.to_string()).await;
            assert!(!reply.status.is_server_error() && !reply.text().contains(FOREIGN), "{name} {body}: {}", reply.text());
            asked += 1;
        }
    }
    assert!(asked > 100, "{asked}");
    for address in addresses(&far) {
        for address in [address.clone(), address.replace(&far.pipeline.to_string(), &own.pipeline.to_string())] {
            let reply = server.client.browse(&address, &[]).await;
            assert!(!reply.status.is_server_error() && !reply.text().contains(FOREIGN), "{address}: {}", reply.text());
        }
    }
    assert_eq!(server.store().seq(other.workspace).await.unwrap(), before);
    assert_eq!(server.store().check().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_stream_tells_nothing_more_once_the_right_to_it_is_gone() {
    use http_body_util::BodyExt;
    let server = Server::start().await;
    let hidden = hide(&server).await;
    // One loses the administrator's rights, for the other the pipeline is hidden.
    let fallen = server.admit("Fallen", Access::Administrator).await;
    let shut_out = server.admit("Shut", Access::Member).await;
    let show = |to| Command::Pipeline(PipelineCommand::Show { id: hidden.pipeline, to });
    server.plot.commit(server.store(), show(Visibility::Everyone)).await;
    let mut streams = Vec::new();
    for client in [&fallen, &shut_out] {
        streams.push(client.open(&format!("/live/{SLUG}"), &[("accept", "text/event-stream")]).await.into_body());
    }
    let people = server.store().people(server.plot.workspace).await.unwrap();
    let person = people.into_iter().find(|person| person.name == "Fallen").unwrap();
    server.plot.commit(server.store(), show(Visibility::Departments(vec![Department::Management]))).await;
    let demote = DirectoryCommand::SavePerson(Person { access: Access::Member, ..person });
    server.plot.commit(server.store(), Command::Directory(demote)).await;
    let (mark, seen) = server.plot.card();
    server.plot.commit(server.store(), seen).await;
    let after = format!("{SECRET} afterwards");
    let reopen = Command::Board(BoardCommand::Reopen { cards: vec![hidden.card] });
    let text = Command::Conversation(ConversationCommand::Comment {
        id: id(CommentId::new),
        opportunity: hidden.card,
        text: after.clone(),
        contact: false,
    });
    server.plot.commit(server.store(), reopen).await;
    server.plot.commit(server.store(), text).await;
    let (last, seen) = server.plot.card();
    server.plot.commit(server.store(), seen).await;
    for stream in &mut streams {
        let mut heard = String::new();
        while !heard.contains(&last.to_string()) {
            let frame = tokio::time::timeout(crate::harness::LONG, stream.frame()).await.unwrap().unwrap().unwrap();
            heard.push_str(&String::from_utf8_lossy(frame.data_ref().unwrap()));
        }
        let since = &heard[heard.find(&mark.to_string()).unwrap()..];
        assert!(!since.contains(SECRET) && !since.contains(&hidden.card.to_string()), "{since}");
    }
}

#[tokio::test]
async fn nobody_writes_in_another_name_or_at_another_time() {
    let server = Server::start().await;
    let mia = server.admit("Mia", Access::Member).await;
    let me = server.store().people(server.plot.workspace).await.unwrap().into_iter().find(|person| person.name == "Mia").unwrap().id;
    let (card, command) = server.plot.card();
    let mut forged = serde_json::to_value(envelope(command)).unwrap();
    for (field, value) in [
        ("actor", json!(server.plot.person)),
        ("author", json!({"person": server.plot.person, "at": 0})),
        ("person", json!(server.plot.person)),
        ("workspace", json!("other")),
        ("at", json!(0)),
    ] {
        forged[field] = value.clone();
        forged["command"]["board"]["create"][field] = value;
    }
    forged["command"]["board"]["create"]["created_at"] = json!(0);
    forged["command"]["board"]["create"]["state"] = json!("won");
    let before = heliu::server::clock::now();
    let body = json!({"workspace": SLUG, "envelopes": [forged], "actor": server.plot.person, "person": server.plot.person});
    let reply = mia.post("/api/send", body.to_string()).await;
    let entries = server.store().changes_since(server.plot.workspace, 0, 1000).await.unwrap();
    let entry = entries.iter().find(|entry| entry.change.subject().1 == card.to_string());
    match entry {
        // What is not asked for is ignored, never believed.
        Some(entry) => {
            assert_eq!(entry.actor, me);
            assert!(entry.at >= before);
            let heliu_domain::Change::OpportunityAdded { opportunity } = &entry.change else { panic!("{entry:?}") };
            assert!(opportunity.created_at >= before && opportunity.state == heliu_domain::State::Open, "{opportunity:?}");
        }
        None => assert!(reply.status.is_client_error(), "{}", reply.text()),
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
async fn a_notification_reaches_nobody_but_its_person() {
    use http_body_util::BodyExt;
    let server = Server::start().await;
    let plot = &server.plot;
    let (una, mia) = (server.admit("Una", Access::Member).await, server.admit("Mia", Access::Lead).await);
    let people = server.store().people(plot.workspace).await.unwrap();
    let una_id = people.iter().find(|person| person.name == "Una").unwrap().id;
    let mut streams = Vec::new();
    for client in [&una, &mia, &server.client] {
        streams.push(client.open(&format!("/live/{SLUG}?since=0"), &[("accept", "text/event-stream")]).await.into_body());
    }
    let rule = StagePart::OwnerRule(OwnerRule::Person(una_id));
    plot.commit(server.store(), Command::Pipeline(PipelineCommand::EditStage { id: plot.stages[1], part: rule })).await;
    let (card, made) = plot.card();
    plot.commit(server.store(), made).await;
    let note = "ask for Mr Li".to_owned();
    let moved = BoardCommand::Move { cards: vec![card], stage: plot.stages[1], place: Place::Top, seen: Vec::new(), note };
    let body = json!({"workspace": SLUG, "envelopes": [envelope(Command::Board(moved))]});
    let reply = server.client.post("/api/send", body.to_string()).await;
    // Whoever causes it does not see it either, though they may do everything here.
    let tells = |text: &str| text.contains("\"notification\"");
    assert!(reply.text().contains("\"handover\"") && !tells(&reply.text()), "{}", reply.text());
    let (last, seen) = plot.card();
    plot.commit(server.store(), seen).await;
    for (index, stream) in streams.iter_mut().enumerate() {
        let mut heard = String::new();
        while !heard.contains(&last.to_string()) {
            let frame = tokio::time::timeout(crate::harness::LONG, stream.frame()).await.unwrap().unwrap().unwrap();
            heard.push_str(&String::from_utf8_lossy(frame.data_ref().unwrap()));
        }
        assert!(heard.contains("ask for Mr Li"), "{heard}");
        assert_eq!(tells(&heard), index == 0, "{heard}");
    }
    for (client, expected) in [(&una, true), (&mia, false), (&server.client, false)] {
        let body = json!({"workspace": SLUG, "since": 0}).to_string();
        assert_eq!(tells(&client.post("/api/changes", body).await.text()), expected);
        let body = json!({"workspace": SLUG, "unread_only": false, "before": null, "limit": 50}).to_string();
        assert_eq!(client.post("/api/inbox", body).await.text().contains(&card.to_string()), expected);
        let count = client.post("/api/unread", json!({"workspace": SLUG}).to_string()).await;
        assert_eq!(count.text(), if expected { "1" } else { "0" });
        let page = client.browse(&format!("/w/{SLUG}/inbox"), &[]).await;
        assert!(page.status.is_success());
        assert_eq!(page.text().contains("ask for Mr Li"), expected);
    }
    // Nobody marks what is told to others.
    let told = server.store().seen_by(plot.workspace, people.iter().find(|person| person.id == una_id).unwrap().clone());
    let part = InboxPart { before: None, unread_only: true, now: plot.author().at, limit: 10 };
    let id = told.inbox(part).await.unwrap()[0].notification.id;
    for (client, left) in [(&mia, 1), (&server.client, 1), (&una, 0)] {
        let read = envelope(Command::Inbox(InboxCommand::Read { ids: vec![id] }));
        let reply = client.post("/api/send", json!({"workspace": SLUG, "envelopes": [read]}).to_string()).await;
        assert_eq!((reply.status.as_u16(), told.unread(10).await.unwrap()), (200, left));
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
