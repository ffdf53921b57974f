//! Stages' rules: who owns a card that enters, what was said, who is told, and how it is taken back.

use std::collections::BTreeMap;

use heliu_domain::{
    board::{Author, Edit},
    command::{Envelope, Outcome},
    directory::{Department, DirectoryCommand, Person},
    inbox::{InboxCommand, Kind, Message},
    pipeline::{PipelineCommand, StagePart},
    policy::Visibility,
    responsibility::{Column, HoldingDates, Letter, NewRole, ResponsibilityCommand, Row},
    time::days_from_date,
    *,
};
use heliu_store::InboxPart;

use crate::{
    house::{House, fresh, now},
    stories,
};

stories! {
    a_stage_keeps_the_owner_unless_it_has_a_rule
    those_who_answer_for_a_stage_take_turns
    an_owner_who_answers_for_the_stage_keeps_the_card
    a_deputy_takes_over_for_a_holder_who_is_away
    nobody_to_be_found_is_said_and_the_owner_stays
    a_named_person_receives_every_card_and_after_them_their_successor
    the_best_match_receives_a_card_and_many_are_spread
    whoever_does_not_see_the_pipeline_receives_nothing
    a_card_made_in_a_stage_follows_its_rule
    moving_within_a_stage_passes_nothing_on
    an_undo_restores_the_owner_and_takes_back_what_was_not_read
    what_was_read_stays_when_the_move_is_taken_back
    moves_at_once_share_fairly
    a_repeated_command_passes_on_once
    a_bulk_move_is_told_together
    a_member_may_move_a_card_that_then_belongs_to_another
    an_import_and_the_recycle_bin_pass_nothing_on
    a_card_given_by_hand_and_help_asked_for_are_told
    an_inbox_is_read_page_by_page_by_its_person_alone
    a_card_that_is_no_longer_seen_is_not_named
    rules_are_kept_and_name_only_people_who_are_there
}

fn role(command: ResponsibilityCommand) -> Command {
    Command::Responsibility(Box::new(command))
}

impl House {
    async fn rule(&self, stage: usize, rule: OwnerRule) {
        self.try_rule(stage, rule).await.unwrap();
    }

    async fn try_rule(&self, stage: usize, rule: OwnerRule) -> Result<Outcome, Problem> {
        let part = StagePart::OwnerRule(rule);
        self.does(Command::Pipeline(PipelineCommand::EditStage { id: self.stage(stage), part })).await
    }

    async fn hire(&self, name: &str) -> PersonId {
        let person = Person::member(fresh!(PersonId), name.to_owned(), Department::Sales);
        self.does(Command::Directory(DirectoryCommand::SavePerson(person.clone()))).await.unwrap();
        person.id
    }

    async fn dismiss(&self, person: PersonId, successor: PersonId) {
        self.does(Command::Directory(DirectoryCommand::Leave { person, successor })).await.unwrap();
    }

    /// A role that answers for a stage.
    async fn accountable(&self, stage: usize) -> RoleId {
        let id = fresh!(RoleId);
        let new = NewRole {
            id,
            department: Department::Sales,
            name: format!("Closer {id}"),
            purpose: String::new(),
            lines: Vec::new(),
            responsibilities: Vec::new(),
        };
        self.does(role(ResponsibilityCommand::AddRoles { roles: vec![new] })).await.unwrap();
        let row = Row::Stage(self.stage(stage));
        let cell = ResponsibilityCommand::SetCell { row, column: Column::Role(id), seen: None, letter: Some(Letter::Accountable) };
        self.does(role(cell)).await.unwrap();
        id
    }

    async fn hold(&self, role_id: RoleId, person: PersonId, deputy: bool) -> HoldingId {
        let id = fresh!(HoldingId);
        let dates = HoldingDates::default();
        self.does(role(ResponsibilityCommand::Hold { id, role: role_id, person, deputy, dates })).await.unwrap();
        id
    }

    async fn enter(&self, author: Author, cards: &[OpportunityId], stage: usize, note: &str) -> Result<Outcome, Problem> {
        let (cards, stage, note) = (cards.to_vec(), self.stage(stage), note.to_owned());
        self.commit(author, Command::Board(BoardCommand::Move { cards, stage, place: Place::End, seen: Vec::new(), note })).await
    }

    async fn moves(&self, card: OpportunityId, stage: usize) -> Outcome {
        self.enter(self.founder(), &[card], stage, "").await.unwrap()
    }

    async fn owner(&self, card: OpportunityId) -> Option<PersonId> {
        self.get(card).await.owner
    }

    async fn person(&self, id: PersonId) -> Person {
        self.store.people(self.company.workspace).await.unwrap().into_iter().find(|person| person.id == id).unwrap()
    }

    async fn inbox(&self, id: PersonId, unread_only: bool) -> Vec<Message> {
        let window = self.store.seen_by(self.company.workspace, self.person(id).await);
        window.inbox(InboxPart { before: None, unread_only, now: now(), limit: 100 }).await.unwrap()
    }

    async fn told(&self, id: PersonId) -> Vec<(Kind, Option<String>)> {
        self.inbox(id, false).await.into_iter().map(|message| (message.notification.kind, message.title)).collect()
    }
}

fn handovers(outcome: &Outcome) -> Vec<Handover> {
    let records = outcome.entries.iter().filter_map(|entry| match &entry.change {
        Change::Put { was: None, now: Some(Record::Handover(handover)) } => Some(handover.clone()),
        _ => None,
    });
    records.collect()
}

async fn a_stage_keeps_the_owner_unless_it_has_a_rule(house: House) {
    let founder = house.company.founder;
    let card = house.card(0, "Plain", vec![Value::Owner(Some(founder))]).await;
    let outcome = house.moves(card, 1).await;
    assert_eq!(outcome.changes, 1);
    assert_eq!(house.owner(card).await, Some(founder));
    // What somebody took the trouble to write is kept, even though nobody asked for it.
    let outcome = house.enter(house.founder(), &[card], 2, "ask for Mr Li").await.unwrap();
    let [kept] = handovers(&outcome).try_into().unwrap();
    assert_eq!((kept.rule, kept.from, kept.to, kept.note.as_str()), (OwnerRule::Keep, Some(founder), Some(founder), "ask for Mr Li"));
    let long = "字".repeat(handover::NOTE_MAX + 1);
    let refused = house.enter(house.founder(), &[card], 3, &long).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::TooLong, Some("note")));
    house.is_sound().await;
}

async fn those_who_answer_for_a_stage_take_turns(house: House) {
    let closers = house.accountable(2).await;
    let mut people = vec![house.hire("Ann").await, house.hire("Bob").await, house.hire("Cem").await];
    for person in &people {
        house.hold(closers, *person, false).await;
    }
    house.rule(2, OwnerRule::Accountable).await;
    let mut taken: BTreeMap<PersonId, usize> = BTreeMap::new();
    for round in 1..=3 {
        for number in 0..3 {
            let card = house.card(0, &format!("Card {round} {number}"), vec![Value::Owner(Some(house.company.founder))]).await;
            house.moves(card, 2).await;
            *taken.entry(house.owner(card).await.unwrap()).or_default() += 1;
        }
        assert_eq!(taken, people.iter().map(|person| (*person, round)).collect());
    }
    // Whoever joins has had no turn yet, whoever has left gets none.
    house.dismiss(people.remove(0), people[0]).await;
    let new = house.hire("Dan").await;
    house.hold(closers, new, false).await;
    let card = house.card(0, "Next", Vec::new()).await;
    let outcome = house.moves(card, 2).await;
    let [handover] = handovers(&outcome).try_into().unwrap();
    assert_eq!((handover.from, handover.to, handover.turn), (None, Some(new), 10));
    house.is_sound().await;
}

async fn an_owner_who_answers_for_the_stage_keeps_the_card(house: House) {
    let closers = house.accountable(2).await;
    let (ann, bob) = (house.hire("Ann").await, house.hire("Bob").await);
    house.hold(closers, ann, false).await;
    house.hold(closers, bob, false).await;
    house.rule(2, OwnerRule::Accountable).await;
    let card = house.card(0, "Hers", vec![Value::Owner(Some(bob))]).await;
    assert!(handovers(&house.moves(card, 2).await).is_empty());
    assert_eq!(house.owner(card).await, Some(bob));
}

async fn a_deputy_takes_over_for_a_holder_who_is_away(house: House) {
    let closers = house.accountable(1).await;
    let (ann, bob) = (house.hire("Ann").await, house.hire("Bob").await);
    let holding = house.hold(closers, ann, false).await;
    house.hold(closers, bob, true).await;
    house.rule(1, OwnerRule::Accountable).await;
    let first = house.card(0, "First", Vec::new()).await;
    house.moves(first, 1).await;
    assert_eq!(house.owner(first).await, Some(ann));

    let today = now().date();
    let dates =
        HoldingDates { away_from: Some(today), away_until: Some(time::date_from_days(days_from_date(today) + 7)), ..Default::default() };
    house.does(role(ResponsibilityCommand::EditHolding { id: holding, dates })).await.unwrap();
    let second = house.card(0, "Second", Vec::new()).await;
    house.moves(second, 1).await;
    assert_eq!(house.owner(second).await, Some(bob));
    house.is_sound().await;
}

async fn nobody_to_be_found_is_said_and_the_owner_stays(house: House) {
    let founder = house.company.founder;
    house.rule(1, OwnerRule::Accountable).await;
    let card = house.card(0, "Orphan", vec![Value::Owner(Some(founder))]).await;
    let outcome = house.moves(card, 1).await;
    let [handover] = handovers(&outcome).try_into().unwrap();
    assert_eq!((handover.from, handover.to, handover.turn), (Some(founder), None, 0));
    assert_eq!(house.owner(card).await, Some(founder));
    assert!(house.told(house.company.colleague).await.is_empty());
    house.is_sound().await;
}

async fn a_named_person_receives_every_card_and_after_them_their_successor(house: House) {
    let ann = house.hire("Ann").await;
    house.rule(1, OwnerRule::Person(ann)).await;
    let card = house.card(0, "First", vec![Value::Owner(Some(house.company.colleague))]).await;
    let outcome = house.enter(house.founder(), &[card], 1, "  He *pays* late.  ").await.unwrap();
    let [handover] = handovers(&outcome).try_into().unwrap();
    assert_eq!(handover.note, "He *pays* late.");
    assert_eq!((handover.by, handover.to), (house.company.founder, Some(ann)));
    assert_eq!(house.owner(card).await, Some(ann));
    // The mover, the new owner and the one before: two of them are told.
    let title = || Some("First".to_owned());
    assert_eq!(house.told(ann).await, [(Kind::HandedOver, title())]);
    assert_eq!(house.inbox(ann, true).await[0].note, "He *pays* late.");
    // The card had been given to the colleague by the founder before.
    assert_eq!(house.told(house.company.colleague).await, [(Kind::PassedOn, title()), (Kind::Given, title())]);
    assert_eq!(house.inbox(house.company.colleague, false).await[0].notification.owner, Some(ann));
    assert!(house.told(house.company.founder).await.is_empty());
    let story = house.store.timeline(house.company.workspace, card, None, 10).await.unwrap();
    assert!(story.iter().any(|entry| matches!(&entry.change, Change::Put { now: Some(Record::Handover(it)), .. } if *it == handover)));

    house.dismiss(ann, house.company.colleague).await;
    let card = house.card(0, "Second", Vec::new()).await;
    let [handover] = handovers(&house.moves(card, 1).await).try_into().unwrap();
    assert_eq!(handover.to, Some(house.company.colleague));
    house.is_sound().await;
}

async fn the_best_match_receives_a_card_and_many_are_spread(house: House) {
    let (ann, founder, colleague) = (house.hire("Ann").await, house.company.founder, house.company.colleague);
    for number in 0..3 {
        house.card(0, &format!("Load {number}"), vec![Value::Owner(Some(founder))]).await;
    }
    house.rule(2, OwnerRule::BestMatch).await;
    let cards = [house.card(0, "First", Vec::new()).await, house.card(0, "Second", Vec::new()).await];
    house.enter(house.founder(), &cards, 2, "").await.unwrap();
    // Nobody has skills or results here: the load decides, then the name.
    assert_eq!((house.owner(cards[0]).await, house.owner(cards[1]).await), (Some(ann), Some(colleague)));
    let skill = ResponsibilityCommand::SaveSkill { person: founder, name: "Solar".to_owned(), level: 5, years: 9 };
    house.does(role(skill)).await.unwrap();
    let third = house.card(0, "Third", vec![Value::Tags(vec!["solar".to_owned()])]).await;
    house.moves(third, 2).await;
    assert_eq!(house.owner(third).await, Some(founder));
    house.is_sound().await;
}

async fn whoever_does_not_see_the_pipeline_receives_nothing(house: House) {
    let closers = house.accountable(1).await;
    house.hold(closers, house.company.colleague, false).await;
    house.rule(1, OwnerRule::Accountable).await;
    let show = PipelineCommand::Show { id: house.company.pipeline, to: Visibility::Departments(vec![Department::Sales]) };
    house.does(Command::Pipeline(show)).await.unwrap();
    let card = house.card(0, "Sales only", Vec::new()).await;
    let [handover] = handovers(&house.moves(card, 1).await).try_into().unwrap();
    assert_eq!((handover.to, house.owner(card).await), (None, None));
    house.is_sound().await;
}

async fn a_card_made_in_a_stage_follows_its_rule(house: House) {
    let ann = house.hire("Ann").await;
    house.rule(0, OwnerRule::Person(ann)).await;
    let card = house.card(0, "New", vec![Value::Owner(Some(house.company.colleague))]).await;
    assert_eq!(house.owner(card).await, Some(ann));
    assert_eq!(house.told(ann).await, [(Kind::HandedOver, Some("New".to_owned()))]);
    // It never was the colleague's.
    assert!(house.told(house.company.colleague).await.is_empty());
    house.is_sound().await;
}

async fn moving_within_a_stage_passes_nothing_on(house: House) {
    let ann = house.hire("Ann").await;
    let (first, second) = (house.card(1, "First", Vec::new()).await, house.card(1, "Second", Vec::new()).await);
    house.rule(1, OwnerRule::Person(ann)).await;
    house.moves(first, 1).await;
    assert_eq!(house.titles(1).await, ["Second", "First"]);
    assert_eq!((house.owner(first).await, house.owner(second).await), (None, None));
}

async fn an_undo_restores_the_owner_and_takes_back_what_was_not_read(house: House) {
    let (ann, colleague) = (house.hire("Ann").await, house.company.colleague);
    house.rule(1, OwnerRule::Person(ann)).await;
    let card = house.card(0, "Back and forth", vec![Value::Owner(Some(colleague))]).await;
    let moved = house.enter(house.founder(), &[card], 1, "note").await.unwrap();
    let undone = house.undo(&moved).await.unwrap();
    assert_eq!((house.owner(card).await, house.get(card).await.stage), (Some(colleague), house.stage(0)));
    assert!(house.told(ann).await.is_empty());
    assert_eq!(house.told(colleague).await.len(), 1);
    house.is_sound().await;
    house.undo(&undone).await.unwrap();
    assert_eq!((house.owner(card).await, house.get(card).await.stage), (Some(ann), house.stage(1)));
    assert_eq!(house.inbox(ann, true).await[0].note, "note");
    house.is_sound().await;
}

async fn what_was_read_stays_when_the_move_is_taken_back(house: House) {
    let (ann, colleague) = (house.hire("Ann").await, house.company.colleague);
    house.rule(1, OwnerRule::Person(ann)).await;
    let card = house.card(0, "Read", vec![Value::Owner(Some(colleague))]).await;
    let moved = house.moves(card, 1).await;
    let reader = Author { person: ann, at: now() };
    house.commit(reader, Command::Inbox(InboxCommand::ReadAll)).await.unwrap();
    house.undo(&moved).await.unwrap();
    assert_eq!(house.owner(card).await, Some(colleague));
    assert_eq!(house.told(ann).await.len(), 1);
    assert!(house.inbox(ann, true).await.is_empty());
    house.is_sound().await;
}

async fn moves_at_once_share_fairly(house: House) {
    let closers = house.accountable(2).await;
    let people = [house.hire("Ann").await, house.hire("Bob").await, house.hire("Cem").await, house.hire("Dan").await];
    for person in people {
        house.hold(closers, person, false).await;
    }
    house.rule(2, OwnerRule::Accountable).await;
    let mut cards = Vec::new();
    for number in 0..24 {
        cards.push(house.card(0, &format!("Card {number}"), Vec::new()).await);
    }
    let house = std::sync::Arc::new(house);
    let moves = cards.iter().map(|card| {
        let (house, card) = (house.clone(), *card);
        tokio::spawn(async move { house.moves(card, 2).await })
    });
    for moved in moves.collect::<Vec<_>>() {
        moved.await.unwrap();
    }
    let mut taken: BTreeMap<PersonId, usize> = BTreeMap::new();
    for card in cards {
        *taken.entry(house.owner(card).await.unwrap()).or_default() += 1;
    }
    assert_eq!(taken, people.into_iter().map(|person| (person, 6)).collect());
    house.is_sound().await;
}

async fn a_repeated_command_passes_on_once(house: House) {
    let closers = house.accountable(2).await;
    for name in ["Ann", "Bob"] {
        let person = house.hire(name).await;
        house.hold(closers, person, false).await;
    }
    house.rule(2, OwnerRule::Accountable).await;
    let card = house.card(0, "Once", Vec::new()).await;
    let command = BoardCommand::Move { cards: vec![card], stage: house.stage(2), place: Place::Top, seen: Vec::new(), note: "x".into() };
    let envelope = Envelope { id: fresh!(CommandId), command: Command::Board(command) };
    let (workspace, author) = (house.company.workspace, house.founder());
    let first = house.store.commit(workspace, author, envelope.clone()).await.unwrap();
    let owner = house.owner(card).await;
    let again = house.store.commit(workspace, author, envelope).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(house.owner(card).await, owner);
    assert_eq!(house.told(owner.unwrap()).await.len(), 1);
    house.is_sound().await;
}

async fn a_bulk_move_is_told_together(house: House) {
    let ann = house.hire("Ann").await;
    house.rule(1, OwnerRule::Person(ann)).await;
    let mut cards = Vec::new();
    for number in 0..8 {
        cards.push(house.card(0, &format!("Card {number}"), vec![Value::Owner(Some(house.company.founder))]).await);
    }
    let outcome = house.enter(house.founder(), &cards, 1, "all yours").await.unwrap();
    assert_eq!(handovers(&outcome).len(), 8);
    let [one] = house.inbox(ann, true).await.try_into().unwrap();
    assert_eq!((one.notification.more, one.title.as_deref()), (7, Some("Card 0")));
    for card in cards {
        assert_eq!(house.owner(card).await, Some(ann));
    }
    house.undo(&outcome).await.unwrap();
    assert!(house.told(ann).await.is_empty());
    house.is_sound().await;
}

async fn a_member_may_move_a_card_that_then_belongs_to_another(house: House) {
    let (ann, colleague) = (house.hire("Ann").await, house.company.colleague);
    house.rule(1, OwnerRule::Person(ann)).await;
    let show = PipelineCommand::Show { id: house.company.pipeline, to: Visibility::Involved };
    house.does(Command::Pipeline(show)).await.unwrap();
    // The colleague contributes, so they could not give the card away themselves.
    let values = vec![Value::Owner(Some(house.company.founder)), Value::Collaborators(vec![colleague])];
    let card = house.card(0, "Shared", values).await;
    house.enter(house.colleague(), &[card], 1, "").await.unwrap();
    assert_eq!(house.owner(card).await, Some(ann));
    assert!(house.store.seen_by(house.company.workspace, house.person(ann).await).sees(card).await.unwrap());
    // Who may not move it, may not by way of the rule.
    let other = house.card(0, "Other", vec![Value::Owner(Some(house.company.founder))]).await;
    assert_eq!(house.enter(house.colleague(), &[other], 1, "").await.unwrap_err().code, Code::NotFound);
    assert_eq!(house.owner(other).await, Some(house.company.founder));
    house.is_sound().await;
}

async fn an_import_and_the_recycle_bin_pass_nothing_on(house: House) {
    let ann = house.hire("Ann").await;
    let card = house.card(1, "Binned", vec![Value::Owner(Some(house.company.founder))]).await;
    house.board(BoardCommand::Delete { cards: vec![card] }).await.unwrap();
    house.rule(1, OwnerRule::Person(ann)).await;
    house.board(BoardCommand::Restore { cards: vec![card] }).await.unwrap();
    assert_eq!(house.owner(card).await, Some(house.company.founder));
    let deleted = PipelineCommand::DeleteStage { id: house.stage(0), cards_to: house.stage(1) };
    let moved = house.card(0, "Moved along", Vec::new()).await;
    house.does(Command::Pipeline(deleted)).await.unwrap();
    assert_eq!((house.get(moved).await.stage, house.owner(moved).await), (house.stage(1), None));
    assert!(house.told(ann).await.is_empty());
    house.is_sound().await;
}

async fn a_card_given_by_hand_and_help_asked_for_are_told(house: House) {
    let (ann, bob, founder) = (house.hire("Ann").await, house.hire("Bob").await, house.company.founder);
    let card = house.card(0, "Given", vec![Value::Owner(Some(ann))]).await;
    let edit = |was: Value, now: Value| BoardCommand::Edit { edits: vec![Edit { card, sets: vec![Set { was, now }] }] };
    let given = house.board(edit(Value::Owner(Some(ann)), Value::Owner(Some(bob)))).await.unwrap();
    house.board(edit(Value::Collaborators(Vec::new()), Value::Collaborators(vec![ann, founder]))).await.unwrap();
    let title = || Some("Given".to_owned());
    assert_eq!(house.told(bob).await, [(Kind::Given, title())]);
    assert_eq!(house.told(ann).await, [(Kind::Involved, title()), (Kind::Taken, title()), (Kind::Given, title())]);
    assert_eq!(house.inbox(ann, false).await[1].notification.owner, Some(bob));
    assert!(house.told(founder).await.is_empty());
    house.undo(&given).await.unwrap();
    assert!(house.told(bob).await.is_empty());
    house.is_sound().await;
}

async fn an_inbox_is_read_page_by_page_by_its_person_alone(house: House) {
    let (ann, bob) = (house.hire("Ann").await, house.hire("Bob").await);
    for number in 0..5 {
        house.card(0, &format!("Card {number}"), vec![Value::Owner(Some(ann))]).await;
    }
    let (workspace, person) = (house.company.workspace, house.person(ann).await);
    let window = house.store.seen_by(workspace, person);
    assert_eq!((window.unread(100).await.unwrap(), window.unread(3).await.unwrap()), (5, 3));
    let (mut titles, mut before) = (Vec::new(), None);
    loop {
        let page = window.inbox(InboxPart { before, unread_only: false, now: now(), limit: 2 }).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some((last.notification.at, last.notification.id));
        titles.extend(page.into_iter().filter_map(|message| message.title));
    }
    assert_eq!(titles, ["Card 4", "Card 3", "Card 2", "Card 1", "Card 0"]);

    let first = house.inbox(ann, true).await[0].notification.clone();
    let read = |person: PersonId| {
        let author = Author { person, at: now() };
        house.commit(author, Command::Inbox(InboxCommand::Read { ids: vec![first.id, first.id] }))
    };
    assert_eq!(read(bob).await.unwrap().changes, 0);
    let outcome = read(ann).await.unwrap();
    assert_eq!((outcome.changes, window.unread(100).await.unwrap()), (1, 4));
    assert_eq!(read(ann).await.unwrap().changes, 0);
    // Reading is nothing that one takes back.
    assert_eq!(house.store.undoable(workspace, ann).await.unwrap(), None);

    // Nobody else hears of any of it, whatever they may do.
    let told = |entries: Vec<Entry>| entries.iter().filter(|entry| entry.change.addressee().is_some()).count();
    for (id, expected) in [(ann, 6), (bob, 0), (house.company.founder, 0)] {
        let window = house.store.seen_by(workspace, house.person(id).await);
        assert_eq!(told(window.changes_since(0, 1000).await.unwrap()), expected);
        assert_eq!(told(window.outcome(outcome.clone()).entries), usize::from(id == ann));
    }
    let later = Timestamp(now().0 + 100 * time::DAY_MS);
    let kept = window.inbox(InboxPart { before: None, unread_only: false, now: later, limit: 100 }).await.unwrap();
    assert!(kept.len() == 4 && kept.iter().all(|message| message.notification.read_at.is_none()));
    house.is_sound().await;
}

async fn a_card_that_is_no_longer_seen_is_not_named(house: House) {
    let (ann, bob) = (house.hire("Ann").await, house.hire("Bob").await);
    house.rule(1, OwnerRule::Person(ann)).await;
    let show = PipelineCommand::Show { id: house.company.pipeline, to: Visibility::Involved };
    house.does(Command::Pipeline(show)).await.unwrap();
    let card = house.card(0, "Secret", vec![Value::Owner(Some(bob))]).await;
    house.enter(house.founder(), &[card], 1, "secret note").await.unwrap();
    let [passed, given] = house.inbox(bob, false).await.try_into().unwrap();
    for message in [passed, given] {
        assert_eq!((message.title, message.pipeline, message.stage, message.note.as_str()), (None, None, None, ""));
    }
    assert_eq!(house.inbox(ann, false).await[0].title.as_deref(), Some("Secret"));
    let window = house.store.seen_by(house.company.workspace, house.person(bob).await);
    let heard = serde_json::to_string(&window.changes_since(0, 1000).await.unwrap()).unwrap();
    assert!(!heard.contains("secret note"), "{heard}");
}

async fn rules_are_kept_and_name_only_people_who_are_there(house: House) {
    let ann = house.hire("Ann").await;
    for rule in [OwnerRule::Person(ann), OwnerRule::BestMatch, OwnerRule::Accountable, OwnerRule::Keep] {
        house.rule(1, rule).await;
        let stages = house.store.stages(house.company.workspace, house.company.pipeline).await.unwrap();
        assert_eq!(stages[1].owner_rule, rule);
        house.is_sound().await;
    }
    let unknown = house.try_rule(1, OwnerRule::Person(fresh!(PersonId))).await.unwrap_err();
    assert_eq!((unknown.code, unknown.field.as_deref()), (Code::NotFound, Some("owner_rule")));
    house.dismiss(ann, house.company.colleague).await;
    assert_eq!(house.try_rule(1, OwnerRule::Person(ann)).await.unwrap_err().code, Code::NotFound);
}
