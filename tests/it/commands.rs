//! Commands over HTTP: repeated, at once, many.

use std::collections::BTreeSet;

use heliu_domain::{Command, Entry, Outcome, Problem, board::BoardCommand};
use serde_json::{Value, json};

use crate::harness::*;

#[tokio::test]
async fn a_command_sent_again_has_its_effect_once_and_the_same_answer() {
    let server = Server::start().await;
    let (card, create) = server.plot.card();
    let commands = [create, server.plot.move_to(card, 1), Command::Board(BoardCommand::Delete { cards: vec![card] })];
    for command in commands {
        let envelopes = [envelope(command)];
        let before = server.seq().await;
        let sent = (0..5).map(|_| server.client.send(&envelopes));
        let replies = futures::future::join_all(sent).await;
        let again = server.client.send(&envelopes).await;
        let answers: BTreeSet<_> = replies.iter().chain([&again]).map(|reply| (reply.status.as_u16(), reply.text().into_owned())).collect();
        assert_eq!(answers.len(), 1, "{answers:?}");
        let outcome: Vec<Result<Outcome, Problem>> = again.json();
        assert_eq!(outcome[0].as_ref().unwrap().seq, server.seq().await);
        assert!(server.seq().await > before);
    }
    let entries: Vec<Entry> = server.store().changes_since(server.plot.workspace, 0, 1000).await.unwrap();
    let expected: Vec<i64> = (1..).take(entries.len()).collect();
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn each_command_of_a_batch_has_its_own_answer() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let stranger = id(heliu_domain::OpportunityId::new);
    let batch =
        [envelope(server.plot.move_to(card, 1)), envelope(server.plot.move_to(stranger, 1)), envelope(server.plot.move_to(card, 2))];
    let answers: Vec<Value> = server.client.send(&batch).await.json();
    assert!(answers[0].get("Ok").is_some() && answers[2].get("Ok").is_some(), "{answers:?}");
    assert_eq!(answers[1]["Err"]["code"], json!("not_found"));
}

#[tokio::test]
async fn another_workspace_cannot_be_reached_through_ones_own() {
    let server = Server::start().await;
    let other = Plot::lay(server.store(), "other").await;
    let (card, create) = other.card();
    other.commit(server.store(), create).await;
    let before = server.fingerprint().await;
    let foreign = [
        other.move_to(card, 1),
        Command::Board(BoardCommand::Delete { cards: vec![card] }),
        Command::Board(BoardCommand::Close { cards: vec![card], won: true, reason: "price".to_owned() }),
    ];
    for command in foreign {
        let reply = server.client.send(&[envelope(command)]).await;
        reply.refused(404, heliu_domain::Code::NotFound);
    }
    // Nor by pretending to be somebody of the other one.
    let body = json!({"workspace": SLUG, "envelopes": [envelope(other.move_to(card, 1))]}).to_string();
    let headers = [("content-type", "application/json"), ("cookie", &*other.cookie(SLUG))];
    let reply = server.client.ask(hyper::Method::POST, "/api/send", &headers, body).await;
    reply.refused(401, heliu_domain::Code::SignedOut);
    assert_eq!(server.fingerprint().await, before);
}

#[tokio::test]
async fn only_the_first_start_founds() {
    let server = Server::start().await;
    let before = server.fingerprint().await;
    let body = "workspace=Second&person=Eve&email=eve%40example.com&password=correct+horse&currency=CNY";
    let form = [("content-type", "application/x-www-form-urlencoded")];
    for path in ["/start", "/demo"] {
        server.client.ask(hyper::Method::POST, path, &form, body).await.refused(403, heliu_domain::Code::Forbidden);
    }
    assert_eq!(server.fingerprint().await, before);
}
