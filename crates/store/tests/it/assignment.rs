//! Whom to give an opportunity to: the figures behind proposals, and whom they are told of.

use heliu_domain::{
    assignment::{Because, Factor, Weights, Work},
    board::{Author, Edit},
    directory::{Access, Department, DirectoryCommand, Person},
    pipeline::PipelineCommand,
    policy::Visibility,
    responsibility::*,
    *,
};

use crate::house::{House, fresh, now};

crate::stories! {
    proposals_rest_on_what_is_stored
    only_whom_one_may_give_to_is_proposed
    weights_are_the_administrators
    whoever_sees_no_card_gets_no_proposals
}

async fn join(house: &House, name: &str, department: Department, access: Access) -> Person {
    let person = Person { access, ..Person::member(fresh!(PersonId), name.to_owned(), department) };
    house.does(Command::Directory(DirectoryCommand::SavePerson(person.clone()))).await.unwrap();
    person
}

fn does(command: ResponsibilityCommand) -> Command {
    Command::Responsibility(Box::new(command))
}

async fn owned(house: &House, stage: usize, owner: PersonId) -> OpportunityId {
    house.card(stage, "Card", vec![Value::Owner(Some(owner))]).await
}

async fn close(house: &House, card: OpportunityId, won: bool) {
    house.does(Command::Board(BoardCommand::Close { cards: vec![card], won, reason: "Reason".to_owned() })).await.unwrap();
}

async fn founder(house: &House) -> Person {
    let people = house.store.people(house.company.workspace).await.unwrap();
    people.into_iter().find(|person| person.id == house.company.founder).unwrap()
}

async fn proposed(house: &House, actor: &Person, card: OpportunityId) -> Vec<heliu_domain::assignment::Proposal> {
    let window = house.store.seen_by(house.company.workspace, actor.clone());
    window.proposals(card, actor, now()).await.unwrap()
}

async fn proposals_rest_on_what_is_stored(house: House) {
    let (busy, able) =
        (join(&house, "Busy", Department::Sales, Access::Member).await, join(&house, "Able", Department::Sales, Access::Member).await);
    for _ in 0..3 {
        owned(&house, 0, busy.id).await;
    }
    let (won, lost) = (owned(&house, 0, able.id).await, owned(&house, 0, able.id).await);
    close(&house, won, true).await;
    close(&house, lost, false).await;
    let binned = owned(&house, 0, able.id).await;
    house.does(Command::Board(BoardCommand::Delete { cards: vec![binned] })).await.unwrap();
    let role = fresh!(RoleId);
    let lines = vec![(fresh!(LineId), LineKind::Skill(3), "Negotiation".to_owned())];
    let new = NewRole {
        id: role,
        department: Department::Sales,
        name: "Seller".into(),
        purpose: String::new(),
        lines,
        responsibilities: Vec::new(),
    };
    let dates = HoldingDates { from: None, until: None, away_from: None, away_until: None };
    let row = Row::Stage(house.company.stages[0]);
    for command in [
        ResponsibilityCommand::AddRoles { roles: vec![new] },
        ResponsibilityCommand::Hold { id: fresh!(HoldingId), role, person: able.id, deputy: false, dates },
        ResponsibilityCommand::SetCell { row, column: Column::Role(role), seen: None, letter: Some(Letter::Responsible) },
        ResponsibilityCommand::SaveSkill { person: able.id, name: "negotiation".into(), level: 4, years: 6 },
    ] {
        house.does(does(command)).await.unwrap();
    }
    let facts = house.store.assignment(house.company.workspace, house.company.pipeline, house.company.stages[0], now()).await.unwrap();
    assert_eq!(facts.works[&busy.id], Work { open: 3, won: 0, lost: 0 });
    assert_eq!(facts.works[&able.id], Work { open: 0, won: 1, lost: 1 });

    let card = house.card(0, "To be given", Vec::new()).await;
    let ranked = proposed(&house, &founder(&house).await, card).await;
    assert_eq!(ranked[0].person, able.id);
    assert_eq!(ranked.last().unwrap().person, busy.id);
    let because: Vec<&Because> = ranked[0].reasons.iter().map(|reason| &reason.because).collect();
    assert!(matches!(because[0], Because::Skills(found) if found[0].has == 4 && found[0].needs == 3 && found[0].years == 6));
    assert_eq!(because[1], &Because::Carries(Letter::Responsible, Some("Seller".to_owned())));
    assert_eq!(because[3], &Because::Results { won: 1, closed: 2, common: 50 });
    house.is_sound().await;
}

async fn only_whom_one_may_give_to_is_proposed(house: House) {
    let lead = join(&house, "Lead", Department::Sales, Access::Lead).await;
    let member = join(&house, "Member", Department::Sales, Access::Member).await;
    let viewer = join(&house, "Viewer", Department::Sales, Access::Viewer).await;
    let other = join(&house, "Other", Department::Service, Access::Member).await;
    let left = join(&house, "Left", Department::Sales, Access::Member).await;
    house.does(Command::Directory(DirectoryCommand::SavePerson(Person { active: false, ..left.clone() }))).await.unwrap();
    let card = owned(&house, 0, member.id).await;
    let people = async |actor: &Person| proposed(&house, actor, card).await.into_iter().map(|it| it.person).collect::<Vec<_>>();
    let all = people(&founder(&house).await).await;
    assert!(all.contains(&other.id) && all.contains(&member.id) && !all.contains(&viewer.id) && !all.contains(&left.id));
    let of_lead = people(&lead).await;
    assert!(of_lead.contains(&lead.id) && of_lead.contains(&member.id) && !of_lead.contains(&other.id));
    for person in of_lead {
        let was = house.get(card).await.get(Field::Owner);
        let edits = vec![Edit { card, sets: vec![Set { was, now: Value::Owner(Some(person)) }] }];
        let author = Author { person: lead.id, at: now() };
        house.commit(author, Command::Board(BoardCommand::Edit { edits })).await.unwrap();
    }
}

async fn weights_are_the_administrators(house: House) {
    let lead = join(&house, "Lead", Department::Sales, Access::Lead).await;
    let set = |weight| does(ResponsibilityCommand::SetWeight { factor: Factor::Load, weight });
    let refused = house.commit(Author { person: lead.id, at: now() }, set(9)).await.unwrap_err();
    assert_eq!(refused.code, Code::Forbidden);
    assert_eq!(house.does(set(11)).await.unwrap_err().field.as_deref(), Some("weight"));
    let outcome = house.does(set(9)).await.unwrap();
    let weights = async || house.store.chart(house.company.workspace).await.unwrap().chart().weights;
    assert_eq!(weights().await, Some(Weights { load: 9, ..Weights::default() }));
    house.does(set(0)).await.unwrap();
    assert_eq!(weights().await.unwrap().load, 0);
    let refused = house.does(Command::Undo { command: outcome.command }).await.unwrap_err();
    assert_eq!(refused.code, Code::ChangedSince);
    house.is_sound().await;
}

async fn whoever_sees_no_card_gets_no_proposals(house: House) {
    let member = join(&house, "Member", Department::Sales, Access::Member).await;
    let manager = join(&house, "Manager", Department::Management, Access::Member).await;
    let card = house.card(0, "Card", Vec::new()).await;
    let command = PipelineCommand::Show { id: house.company.pipeline, to: Visibility::Departments(vec![Department::Management]) };
    house.does(Command::Pipeline(command)).await.unwrap();
    let window = house.store.seen_by(house.company.workspace, member.clone());
    assert_eq!(window.proposals(card, &member, now()).await.unwrap_err().code, Code::NotFound);
    let people: Vec<PersonId> = proposed(&house, &founder(&house).await, card).await.into_iter().map(|it| it.person).collect();
    assert!(people.contains(&manager.id) && !people.contains(&member.id), "a card must not go to somebody who cannot see it");
}
