//! The matrix, the roles and the findings over HTTP.

use heliu_domain::{
    Code, Command, HoldingId, PersonId, ResponsibilityId, RoleId,
    directory::{Department, DirectoryCommand, Person},
    responsibility::{
        Cell, Chart, Column, Finding, HoldingDates, Kind, Letter, NewResponsibility, NewRole, Part, ResponsibilityCommand, Row, Spot,
    },
};
use serde_json::{Value, json};

use crate::harness::*;

const HOSTILE: &str = "=1+1 <img src=x onerror=alert(1)> \"quoted\"";

fn does(command: ResponsibilityCommand) -> Command {
    Command::Responsibility(Box::new(command))
}

/// A role and a line of work with an A between them.
async fn furnish(server: &Server) -> (RoleId, ResponsibilityId) {
    let (role, work) = (id(RoleId::new), id(ResponsibilityId::new));
    let new = NewRole {
        id: role,
        department: Department::Sales,
        name: HOSTILE.into(),
        purpose: String::new(),
        lines: Vec::new(),
        responsibilities: vec![NewResponsibility { id: work, text: format!("{HOSTILE} work"), letter: Some(Letter::Accountable) }],
    };
    server.client.run(does(ResponsibilityCommand::AddRoles { roles: vec![new] })).await;
    (role, work)
}

async fn member(server: &Server) -> PersonId {
    let person = Person::member(id(PersonId::new), "Member".into(), Department::Sales);
    let member = person.id;
    server.client.run(Command::Directory(DirectoryCommand::SavePerson(person))).await;
    member
}

#[tokio::test]
async fn the_pages_are_rendered_and_nothing_that_people_write_becomes_markup() {
    let server = Server::start().await;
    let (role, _) = furnish(&server).await;
    for path in ["matrix".to_owned(), "roles".to_owned(), format!("roles/{role}"), "skills".to_owned(), "findings".to_owned()] {
        let page = server.client.browse(&format!("/w/{SLUG}/{path}"), &[]).await;
        assert_eq!(page.status, 200, "{path}");
        // In attributes and scripts the quotation marks are written otherwise.
        assert!(!page.text().contains(HOSTILE), "{path}");
        if path == "matrix" {
            let html = page.text();
            assert!(html.contains("scope=\"row\"") && html.contains("scope=\"col\"") && html.contains("class=\"raci A\""), "{html}");
        }
    }
    let nowhere = server.client.browse(&format!("/w/{SLUG}/roles/{}", id(RoleId::new)), &[]).await;
    assert_eq!(nowhere.status, 404);
}

#[tokio::test]
async fn a_member_may_read_but_not_change_and_nothing_is_written() {
    let server = Server::start().await;
    let (role, work) = furnish(&server).await;
    let member = member(&server).await;
    server.plot.begin(server.store(), member, "member").await;
    let before = server.fingerprint().await;
    let (row, column) = (Row::Responsibility(work), Column::Role(role));
    let commands = [
        ResponsibilityCommand::SetCell { row, column, seen: Some(Letter::Accountable), letter: None },
        ResponsibilityCommand::DeleteResponsibility { id: work },
        ResponsibilityCommand::Publish { role },
        ResponsibilityCommand::Hold { id: id(HoldingId::new), role, person: member, deputy: false, dates: HoldingDates::default() },
        ResponsibilityCommand::SaveSkill { person: server.plot.person, name: "x".into(), level: 1, years: 1 },
        ResponsibilityCommand::SetShare { percent: 50 },
        ResponsibilityCommand::Accept { finding: Finding { spot: Spot::Row(row), kind: Kind::NoResponsible }, because: "x".into() },
    ];
    let cookie = format!("heliu_session_{SLUG}=member");
    let headers = [("content-type", "application/json"), ("cookie", cookie.as_str())];
    for command in commands {
        let body = json!({"workspace": SLUG, "envelopes": [envelope(does(command))]}).to_string();
        server.client.ask(http::Method::POST, "/api/send", &headers, body).await.refused(403, Code::Forbidden);
    }
    assert_eq!(server.fingerprint().await, before);
    let own = does(ResponsibilityCommand::SaveSkill { person: member, name: "Patience".into(), level: 2, years: 1 });
    let body = json!({"workspace": SLUG, "envelopes": [envelope(own)]}).to_string();
    assert_eq!(server.client.ask(http::Method::POST, "/api/send", &headers, body).await.status, 200);
}

#[tokio::test]
async fn a_stale_cell_is_refused_with_what_stands_there() {
    let server = Server::start().await;
    let (role, work) = furnish(&server).await;
    let stale = does(ResponsibilityCommand::SetCell {
        row: Row::Responsibility(work),
        column: Column::Role(role),
        seen: None,
        letter: Some(Letter::Informed),
    });
    server.client.send(&[envelope(stale)]).await.refused(409, Code::Overtaken);
    let chart: Value = server.client.post("/api/chart", json!({"workspace": SLUG}).to_string()).await.json();
    let parts: Vec<Part> = serde_json::from_value(chart["parts"].clone()).unwrap();
    let cell = Cell { row: Row::Responsibility(work), column: Column::Role(role), letter: Letter::Accountable };
    assert!(parts.contains(&Part::Cell(cell)));
    assert_eq!(Chart::new(Vec::new(), Vec::new(), Vec::new(), parts).letter(cell.row, cell.column), Some(Letter::Accountable));
}

#[tokio::test]
async fn findings_follow_what_happens() {
    let server = Server::start().await;
    let read = async || -> Vec<Finding> { server.client.post("/api/findings", json!({"workspace": SLUG}).to_string()).await.json() };
    assert_eq!(read().await, []);
    let (role, work) = furnish(&server).await;
    let first = read().await;
    assert!(first.contains(&Finding { spot: Spot::Role(role), kind: Kind::Vacant }));
    assert!(first.contains(&Finding { spot: Spot::Row(Row::Responsibility(work)), kind: Kind::NoResponsible }));
    let person = server.plot.person;
    let hold = ResponsibilityCommand::Hold { id: id(HoldingId::new), role, person, deputy: false, dates: HoldingDates::default() };
    server.client.run(does(hold)).await;
    assert!(!read().await.contains(&Finding { spot: Spot::Role(role), kind: Kind::Vacant }));
    server.add_card().await;
    let found = read().await;
    assert!(found.contains(&Finding { spot: Spot::Pipeline(server.plot.pipeline), kind: Kind::NoOwner { cards: 1 } }), "{found:?}");
    let accepted = found[0].clone();
    let open = async || -> Value { server.client.post("/api/tidings", json!({"workspace": SLUG}).to_string()).await.json() };
    let before = open().await["open"].as_i64().unwrap();
    server.client.run(does(ResponsibilityCommand::Accept { finding: accepted, because: "For now".into() })).await;
    assert_eq!(open().await["open"].as_i64().unwrap(), before - 1);
}

#[tokio::test]
async fn the_matrix_is_exported_with_formulas_made_harmless() {
    let server = Server::start().await;
    furnish(&server).await;
    let csv = server.client.get(&format!("/matrix/{SLUG}/roles.csv")).await;
    assert_eq!((csv.status.as_u16(), csv.header("content-type")), (200, "text/csv; charset=utf-8"));
    let text = csv.text().into_owned();
    assert!(text.starts_with('\u{feff}') && text.contains("'=1+1") && text.contains(",A"), "{text}");
    let xlsx = server.client.get(&format!("/matrix/{SLUG}/people.xlsx")).await;
    assert!(xlsx.header("content-disposition").starts_with("attachment") && xlsx.body.starts_with(b"PK"));
    assert_eq!(server.client.get(&format!("/matrix/{SLUG}/roles.pdf")).await.status, 404);
    assert_eq!(server.client.get("/matrix/nowhere/roles.csv").await.status, 404);
}

#[tokio::test]
async fn a_place_in_the_matrix_that_is_none_is_refused() {
    let server = Server::start().await;
    let good = format!("{}:{}", id(RoleId::new), id(RoleId::new));
    for (cell, status) in [(good.as_str(), 204), ("x", 400), ("<script>:1", 400)] {
        let reply = server.client.post(&format!("/live/{SLUG}/presence"), json!({"tab": "t", "cell": cell}).to_string()).await;
        assert_eq!(reply.status.as_u16(), status, "{cell}");
    }
}
