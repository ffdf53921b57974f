//! Somebody leaves: nothing of theirs is left without anybody.

use heliu_domain::{
    directory::{Access, Department, DirectoryCommand, Person},
    responsibility::*,
    *,
};

use crate::house::{House, fresh};

crate::stories! {
    all_that_somebody_leaves_goes_over_in_one_step
    nobody_is_deactivated_while_something_is_theirs
    one_administrator_remains
    only_somebody_who_works_takes_over
}

async fn join(house: &House, name: &str, access: Access) -> Person {
    let person = Person { access, ..Person::member(fresh!(PersonId), name.to_owned(), Department::Sales) };
    house.does(Command::Directory(DirectoryCommand::SavePerson(person.clone()))).await.unwrap();
    person
}

fn does(command: ResponsibilityCommand) -> Command {
    Command::Responsibility(Box::new(command))
}

fn leave(person: &Person, successor: &Person) -> Command {
    Command::Directory(DirectoryCommand::Leave { person: person.id, successor: successor.id })
}

async fn chart(house: &House) -> Chart {
    house.store.chart(house.company.workspace).await.unwrap().chart()
}

/// A role that somebody holds, by the ids of both.
async fn held(house: &House, name: &str, person: &Person) -> RoleId {
    let role = fresh!(RoleId);
    let new = NewRole {
        id: role,
        department: Department::Sales,
        name: name.into(),
        purpose: String::new(),
        lines: Vec::new(),
        responsibilities: Vec::new(),
    };
    house.does(does(ResponsibilityCommand::AddRoles { roles: vec![new] })).await.unwrap();
    hold(house, role, person).await;
    role
}

async fn hold(house: &House, role: RoleId, person: &Person) {
    let dates = HoldingDates { from: None, until: None, away_from: None, away_until: None };
    house.does(does(ResponsibilityCommand::Hold { id: fresh!(HoldingId), role, person: person.id, deputy: false, dates })).await.unwrap();
}

async fn give(house: &House, row: Row, person: &Person, letter: Letter) {
    let column = Column::Person(person.id);
    house.does(does(ResponsibilityCommand::SetCell { row, column, seen: None, letter: Some(letter) })).await.unwrap();
}

async fn all_that_somebody_leaves_goes_over_in_one_step(house: House) {
    let (leaver, heir) = (join(&house, "Leaver", Access::Lead).await, join(&house, "Heir", Access::Member).await);
    let founder = house.company.founder;
    let owned = house.card(0, "Owned", vec![Value::Owner(Some(leaver.id)), Value::Collaborators(vec![heir.id])]).await;
    let helped = house.card(1, "Helped", vec![Value::Owner(Some(founder)), Value::Collaborators(vec![leaver.id])]).await;
    let binned = house.card(0, "Binned", vec![Value::Owner(Some(leaver.id))]).await;
    let won = house.card(0, "Won", vec![Value::Owner(Some(leaver.id))]).await;
    house.does(Command::Board(BoardCommand::Delete { cards: vec![binned] })).await.unwrap();
    house.does(Command::Board(BoardCommand::Close { cards: vec![won], won: true, reason: "Price".into() })).await.unwrap();
    let (alone, shared) = (held(&house, "Alone", &leaver).await, held(&house, "Shared", &leaver).await);
    hold(&house, shared, &heir).await;
    let [first, second] = [0, 1].map(|index| Row::Stage(house.company.stages[index]));
    give(&house, first, &leaver, Letter::Accountable).await;
    give(&house, first, &heir, Letter::Informed).await;
    give(&house, second, &leaver, Letter::Responsible).await;
    let before = chart(&house).await;

    let outcome = house.does(leave(&leaver, &heir)).await.unwrap();
    assert_eq!(house.get(owned).await.owner, Some(heir.id));
    assert_eq!(house.get(owned).await.collaborators, [], "an owner does not help oneself");
    assert_eq!(house.get(helped).await.owner, Some(founder));
    assert_eq!(house.get(helped).await.collaborators, []);
    assert_eq!(house.get(binned).await.owner, Some(heir.id));
    assert_eq!(house.get(won).await.owner, Some(leaver.id), "the record stays");
    let after = chart(&house).await;
    assert!(!after.people[&leaver.id].active);
    let today = crate::house::now().date();
    for role in [alone, shared] {
        assert_eq!(after.holders(role, today).into_iter().collect::<Vec<_>>(), [heir.id]);
    }
    assert_eq!(after.holdings_of(shared).len(), 2, "who holds it already does not hold it twice");
    assert_eq!(after.letter(first, Column::Person(heir.id)), Some(Letter::Accountable));
    assert_eq!(after.letter(second, Column::Person(heir.id)), Some(Letter::Responsible));
    assert_eq!(after.letter(first, Column::Person(leaver.id)), None);
    house.is_sound().await;

    house.does(Command::Undo { command: outcome.command }).await.unwrap();
    assert_eq!(chart(&house).await, before);
    assert_eq!(house.get(owned).await.owner, Some(leaver.id));
    assert_eq!(house.get(helped).await.collaborators, [leaver.id]);
    house.is_sound().await;
}

async fn nobody_is_deactivated_while_something_is_theirs(house: House) {
    let leaver = join(&house, "Leaver", Access::Member).await;
    let gone = || Command::Directory(DirectoryCommand::SavePerson(Person { active: false, ..leaver.clone() }));
    let card = house.card(0, "Owned", vec![Value::Owner(Some(leaver.id))]).await;
    held(&house, "Role", &leaver).await;
    give(&house, Row::Stage(house.company.stages[0]), &leaver, Letter::Responsible).await;
    let refused = house.does(gone()).await.unwrap_err();
    assert_eq!((refused.code, refused.params), (Code::NotEmpty, vec!["1".to_owned(), "1".to_owned(), "1".to_owned()]));
    house.does(Command::Board(BoardCommand::Close { cards: vec![card], won: false, reason: "Price".into() })).await.unwrap();
    assert_eq!(house.does(gone()).await.unwrap_err().params[0], "0");
    let heir = join(&house, "Heir", Access::Member).await;
    house.does(leave(&leaver, &heir)).await.unwrap();
    assert!(!chart(&house).await.people[&leaver.id].active);
}

async fn one_administrator_remains(house: House) {
    let people = house.store.people(house.company.workspace).await.unwrap();
    let founder = people.into_iter().find(|person| person.id == house.company.founder).unwrap();
    let second = join(&house, "Second", Access::Administrator).await;
    let save = |person: Person| Command::Directory(DirectoryCommand::SavePerson(person));
    house.does(save(Person { access: Access::Member, ..second.clone() })).await.unwrap();
    for person in [Person { access: Access::Lead, ..founder.clone() }, Person { active: false, ..founder.clone() }] {
        assert_eq!(house.does(save(person)).await.unwrap_err().code, Code::LastOne);
    }
    assert_eq!(house.does(leave(&founder, &second)).await.unwrap_err().code, Code::LastOne);
    house.does(save(second.clone())).await.unwrap();
    house.does(leave(&founder, &second)).await.unwrap();
}

async fn only_somebody_who_works_takes_over(house: House) {
    let leaver = join(&house, "Leaver", Access::Member).await;
    let viewer = join(&house, "Viewer", Access::Viewer).await;
    let left = join(&house, "Left", Access::Member).await;
    house.does(leave(&left, &leaver)).await.unwrap();
    house.card(0, "Owned", vec![Value::Owner(Some(leaver.id))]).await;
    let before = house.seq().await;
    for successor in [&viewer, &left, &leaver] {
        let refused = house.does(leave(&leaver, successor)).await.unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("successor")));
    }
    let nobody = Person { id: fresh!(PersonId), ..viewer.clone() };
    assert_eq!(house.does(leave(&leaver, &nobody)).await.unwrap_err().code, Code::NotFound);
    let lead = join(&house, "Lead", Access::Lead).await;
    let by_lead = board::Author { person: lead.id, at: crate::house::now() };
    assert_eq!(house.commit(by_lead, leave(&leaver, &lead)).await.unwrap_err().code, Code::Forbidden);
    assert_eq!(house.seq().await, before + 1, "only the lead has joined since");
}
