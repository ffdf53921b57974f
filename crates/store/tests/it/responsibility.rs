//! Roles, responsibilities and the matrix: many hands at once, one cell, versions, undo, findings.

use heliu_domain::{
    directory::{Access, Department, DirectoryCommand, Person},
    responsibility::*,
    *,
};

use crate::{
    house::{Company, House, found, fresh, now},
    stories,
};

stories! {
    two_leads_fill_two_hundred_cells_each
    a_cell_seen_otherwise_is_not_overwritten
    a_profile_is_published_and_acknowledged
    two_authors_of_one_line_do_not_lose_each_other
    what_was_done_can_be_taken_back
    members_and_other_departments_are_refused
    ids_of_another_company_are_not_there
    the_history_of_a_cell_is_told
    findings_kept_current_equal_findings_computed_anew
}

/// Two roles, one of Sales, one of Service.
struct Roles {
    sales: RoleId,
    service: RoleId,
}

fn does(command: ResponsibilityCommand) -> Command {
    Command::Responsibility(Box::new(command))
}

async fn colleague_leads(house: &House) {
    let person = Person { access: Access::Lead, ..Person::member(house.company.colleague, "Colleague".into(), Department::Service) };
    house.does(Command::Directory(DirectoryCommand::SavePerson(person))).await.unwrap();
}

fn new_role(id: RoleId, department: Department, name: &str) -> NewRole {
    NewRole { id, department, name: name.to_owned(), purpose: String::new(), lines: Vec::new(), responsibilities: Vec::new() }
}

async fn roles(house: &House) -> Roles {
    let roles = Roles { sales: fresh!(RoleId), service: fresh!(RoleId) };
    let new = vec![new_role(roles.sales, Department::Sales, "Seller"), new_role(roles.service, Department::Service, "Supporter")];
    house.does(does(ResponsibilityCommand::AddRoles { roles: new })).await.unwrap();
    roles
}

async fn work(house: &House, department: Department, text: &str) -> Row {
    let id = fresh!(ResponsibilityId);
    let new = NewResponsibility { id, text: text.to_owned(), letter: None };
    house.does(does(ResponsibilityCommand::AddResponsibility { department, new, role: None })).await.unwrap();
    Row::Responsibility(id)
}

fn set(row: Row, column: Column, seen: Option<Letter>, letter: Option<Letter>) -> Command {
    does(ResponsibilityCommand::SetCell { row, column, seen, letter })
}

async fn chart(house: &House) -> Chart {
    house.store.chart(house.company.workspace).await.unwrap().chart()
}

async fn two_leads_fill_two_hundred_cells_each(house: House) {
    colleague_leads(&house).await;
    let roles = roles(&house).await;
    let mut rows = (Vec::new(), Vec::new());
    for number in 0..100 {
        rows.0.push(work(&house, Department::Sales, &format!("Sales work {number}")).await);
        rows.1.push(work(&house, Department::Service, &format!("Service work {number}")).await);
    }
    let columns = [Column::Role(roles.sales), Column::Role(roles.service)];
    let fill = async |author: fn(&House) -> board::Author, rows: &[Row]| {
        for row in rows {
            for column in columns {
                house.commit(author(&house), set(*row, column, None, Some(Letter::Responsible))).await.unwrap();
            }
        }
    };
    tokio::join!(fill(House::founder, &rows.0), fill(House::colleague, &rows.1));
    let chart = chart(&house).await;
    assert_eq!(chart.cells.values().map(|cells| cells.len()).sum::<usize>(), 400);
    house.is_sound().await;
}

async fn a_cell_seen_otherwise_is_not_overwritten(house: House) {
    colleague_leads(&house).await;
    let roles = roles(&house).await;
    let row = work(&house, Department::Service, "Answer complaints").await;
    let column = Column::Role(roles.service);
    house.does(set(row, column, None, Some(Letter::Accountable))).await.unwrap();
    let late = house.commit(house.colleague(), set(row, column, None, Some(Letter::Informed))).await.unwrap_err();
    assert_eq!((late.code, late.field.as_deref()), (Code::Overtaken, Some("cell")));
    assert_eq!(late.params, ["Answer complaints", "Supporter", "A"]);
    assert_eq!(chart(&house).await.letter(row, column), Some(Letter::Accountable));
    let again = set(row, column, Some(Letter::Accountable), Some(Letter::Informed));
    house.commit(house.colleague(), again).await.unwrap();
    assert_eq!(chart(&house).await.letter(row, column), Some(Letter::Informed));
    house.is_sound().await;
}

async fn a_profile_is_published_and_acknowledged(house: House) {
    let roles = roles(&house).await;
    let role = roles.sales;
    let person = house.company.colleague;
    let hold = ResponsibilityCommand::Hold { id: fresh!(HoldingId), role, person, deputy: false, dates: HoldingDates::default() };
    house.does(does(hold)).await.unwrap();
    let add = |text: &str| ResponsibilityCommand::AddLine { id: fresh!(LineId), role, kind: LineKind::Skill(3), text: text.to_owned() };
    house.does(does(add("Negotiation"))).await.unwrap();
    house.does(does(ResponsibilityCommand::Publish { role })).await.unwrap();
    house.does(does(add("Law"))).await.unwrap();
    let before = chart(&house).await;
    assert_eq!(before.missing(&before.roles[&role], now().date()), [person]);
    house.does(does(ResponsibilityCommand::Remind { role, person })).await.unwrap();
    house.commit(house.colleague(), does(ResponsibilityCommand::Acknowledge { role, number: 1 })).await.unwrap();
    let mine = house.does(does(ResponsibilityCommand::Acknowledge { role, number: 1 })).await.unwrap_err();
    assert_eq!(mine.code, Code::Forbidden, "only holders agree");
    let after = chart(&house).await;
    assert_eq!(after.missing(&after.roles[&role], now().date()), []);
    house.does(does(ResponsibilityCommand::Publish { role })).await.unwrap();
    let old = house.commit(house.colleague(), does(ResponsibilityCommand::Acknowledge { role, number: 1 })).await.unwrap_err();
    assert_eq!(old.code, Code::Rewritten);
    let versions = house.store.versions(house.company.workspace, role, 10).await.unwrap();
    let skills: Vec<usize> = versions.iter().map(|version| version.profile.skills.len()).collect();
    assert_eq!((versions[0].number, skills), (2, vec![2, 1]));
    let latest = chart(&house).await;
    assert_eq!(latest.missing(&latest.roles[&role], now().date()), [person], "a new version asks anew");
    house.is_sound().await;
}

async fn two_authors_of_one_line_do_not_lose_each_other(house: House) {
    let role = roles(&house).await.sales;
    let id = fresh!(LineId);
    let add = ResponsibilityCommand::AddLine { id, role, kind: LineKind::Kpi, text: "Conversion".into() };
    house.does(does(add)).await.unwrap();
    let edit = |seen: &str, text: &str| does(ResponsibilityCommand::EditLine { id, seen: seen.to_owned(), text: text.to_owned() });
    house.does(edit("Conversion", "Conversion rate")).await.unwrap();
    let late = house.does(edit("Conversion", "Conversions")).await.unwrap_err();
    assert_eq!((late.code, late.params.as_slice()), (Code::Rewritten, ["Conversion rate".to_owned()].as_slice()));
    house.does(edit("Conversion rate", "Conversions")).await.unwrap();
    assert_eq!(chart(&house).await.lines[&id].text, "Conversions");
}

async fn what_was_done_can_be_taken_back(house: House) {
    let roles = roles(&house).await;
    let row = work(&house, Department::Sales, "Sign").await;
    let column = Column::Role(roles.sales);
    let first = house.does(set(row, column, None, Some(Letter::Responsible))).await.unwrap();
    let second = house.does(set(row, column, Some(Letter::Responsible), Some(Letter::Accountable))).await.unwrap();
    let since = house.undo(&first).await.unwrap_err();
    assert_eq!(since.code, Code::ChangedSince);
    house.undo(&second).await.unwrap();
    assert_eq!(chart(&house).await.letter(row, column), Some(Letter::Responsible));
    let Row::Responsibility(id) = row else { unreachable!() };
    let deleted = house.does(does(ResponsibilityCommand::DeleteResponsibility { id })).await.unwrap();
    assert_eq!(chart(&house).await.rows().len(), 4, "only the stages are left");
    house.undo(&deleted).await.unwrap();
    assert_eq!(chart(&house).await.letter(row, column), Some(Letter::Responsible));
    house.is_sound().await;
}

async fn members_and_other_departments_are_refused(house: House) {
    let roles = roles(&house).await;
    let (sales, service) = (work(&house, Department::Sales, "Sell").await, work(&house, Department::Service, "Help").await);
    let stage = Row::Stage(house.stage(0));
    let column = Column::Role(roles.sales);
    let tries = async |rows: [Row; 3]| {
        let mut allowed = Vec::new();
        for row in rows {
            allowed.push(house.commit(house.colleague(), set(row, column, None, Some(Letter::Informed))).await.is_ok());
        }
        allowed
    };
    let seq = house.seq().await;
    assert_eq!(tries([sales, service, stage]).await, [false, false, false], "a member");
    assert_eq!(house.seq().await, seq);
    colleague_leads(&house).await;
    assert_eq!(tries([sales, service, stage]).await, [false, true, false], "the lead of Service");
    house.does(set(stage, column, None, Some(Letter::Accountable))).await.unwrap();
}

async fn ids_of_another_company_are_not_there(house: House) {
    let roles = roles(&house).await;
    let row = work(&house, Department::Sales, "Sell").await;
    let other: Company = found(&house.store).await;
    let author = board::Author { person: other.founder, at: now() };
    let foreign = [
        set(row, Column::Person(other.founder), None, Some(Letter::Responsible)),
        set(Row::Stage(other.stages[0]), Column::Role(roles.sales), None, Some(Letter::Responsible)),
        does(ResponsibilityCommand::Publish { role: roles.sales }),
        does(ResponsibilityCommand::AddLine { id: fresh!(LineId), role: roles.sales, kind: LineKind::Kpi, text: "x".into() }),
        does(ResponsibilityCommand::SaveSkill { person: house.company.founder, name: "x".into(), level: 1, years: 0 }),
        does(ResponsibilityCommand::AddRoles { roles: vec![new_role(roles.sales, Department::Sales, "Mine now")] }),
    ];
    let seq = house.store.seq(other.workspace).await.unwrap();
    for command in foreign {
        let envelope = Envelope { id: fresh!(CommandId), command };
        let refusal = house.store.commit(other.workspace, author, envelope).await.unwrap_err();
        assert_eq!(refusal.code, Code::NotFound);
    }
    assert_eq!(house.store.seq(other.workspace).await.unwrap(), seq);
    assert!(house.store.chart(other.workspace).await.unwrap().parts.is_empty());
}

async fn the_history_of_a_cell_is_told(house: House) {
    let roles = roles(&house).await;
    let row = work(&house, Department::Sales, "Sell").await;
    let column = Column::Role(roles.sales);
    house.does(set(row, column, None, Some(Letter::Responsible))).await.unwrap();
    house.does(set(row, column, Some(Letter::Responsible), None)).await.unwrap();
    let told = house.store.history(house.company.workspace, "cell", &cell_key(row, column), None, 10).await.unwrap();
    assert_eq!(told.len(), 2);
    assert!(told[0].seq > told[1].seq && told[0].actor == house.company.founder);
}

async fn findings_kept_current_equal_findings_computed_anew(house: House) {
    let workspace = house.company.workspace;
    let since = Timestamp(0);
    let (seq, mut watch) = house.store.watch(workspace, now(), since).await.unwrap();
    let roles = roles(&house).await;
    let row = work(&house, Department::Sales, "Follow up opportunities").await;
    work(&house, Department::Service, "Follows up opportunities").await;
    house.does(set(row, Column::Role(roles.sales), None, Some(Letter::Accountable))).await.unwrap();
    let card = house.card(0, "Deal", vec![]).await;
    house
        .board(BoardCommand::Move { cards: vec![card], stage: house.stage(1), place: Place::Top, seen: Vec::new(), note: String::new() })
        .await
        .unwrap();
    house.board(BoardCommand::Delete { cards: vec![house.card(0, "Gone", vec![]).await] }).await.unwrap();
    for entry in house.store.changes_since(workspace, seq, 1000).await.unwrap() {
        watch.apply(&entry);
    }
    let (_, anew) = house.store.watch(workspace, now(), since).await.unwrap();
    assert_eq!(watch.findings(), anew.findings());
    assert!(watch.findings().iter().any(|finding| matches!(finding.kind, Kind::Alike { .. })));
    assert!(watch.findings().iter().any(|finding| matches!(finding.kind, Kind::NoOwner { cards: 1 })));
}
