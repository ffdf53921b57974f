//! Taking back and doing again: every kind of command, and what stands in the way.

use heliu_domain::{
    command::Command,
    conversation::ConversationCommand,
    directory::{Account, Contact, DirectoryCommand, Person},
    exchange::{ImportInto, ImportPlan, ImportRow},
    money::Rate,
    pipeline::{FieldKind, NewStage, PipelineCommand, StagePart},
    view::ViewCommand,
    *,
};

use crate::house::{House, fresh};

crate::stories! {
    every_command_can_be_taken_back_and_done_again
    someone_elses_change_stands_in_the_way
    only_ones_own_commands_are_taken_back
    a_chain_of_undos_and_redos
    a_stage_with_cards_is_deleted_and_comes_back
    an_undone_move_finds_its_place_taken
    an_undone_stage_is_kept_for_cards_in_the_bin
}

/// Takes a command back, does it again and takes it back once more; what people see changes each time.
async fn there_and_back(house: &House, command: Command) {
    let word = format!("{command:?}").chars().take(90).collect::<String>();
    let before = picture(house).await;
    let done = house.does(command).await.unwrap_or_else(|problem| panic!("{word}: {problem:?}"));
    let after = picture(house).await;
    assert_ne!(before, after, "{word}");
    assert_eq!(house.store.undoable(house.company.workspace, house.company.founder).await.unwrap(), Some(done.command), "{word}");

    let undone = house.undo(&done).await.unwrap_or_else(|problem| panic!("undo {word}: {problem:?}"));
    assert_eq!(picture(house).await, before, "undo {word}");
    assert_eq!(house.undo(&done).await.unwrap_err().code, Code::NothingToUndo, "{word}");
    assert_eq!(house.store.redoable(house.company.workspace, house.company.founder).await.unwrap(), Some(undone.command), "{word}");

    house.undo(&undone).await.unwrap_or_else(|problem| panic!("redo {word}: {problem:?}"));
    assert_eq!(picture(house).await, after, "redo {word}");
    assert_eq!(house.store.undoable(house.company.workspace, house.company.founder).await.unwrap(), Some(done.command), "{word}");
    assert_eq!(house.store.redoable(house.company.workspace, house.company.founder).await.unwrap(), None, "{word}");

    house.undo(&done).await.unwrap_or_else(|problem| panic!("undo again {word}: {problem:?}"));
    assert_eq!(picture(house).await, before, "undo again {word}");
    house.is_sound().await;
}

/// What people see of a company: live cards in order with their conversations, pipelines, active people, live accounts.
async fn picture(house: &House) -> Vec<String> {
    let (store, workspace) = (&house.store, house.company.workspace);
    let all = filter::Filter { state: filter::StateFilter::All, ..Default::default() };
    let mut seen = vec![format!("{:?}", store.workspaces().await.unwrap())];
    for pipeline in store.pipelines(workspace).await.unwrap() {
        let board = store.board(workspace, pipeline.id, &all, 10_000).await.unwrap().unwrap();
        for card in board.columns.iter().flatten() {
            let detail = store.opportunity(workspace, card.id).await.unwrap().unwrap();
            let story = store.timeline(workspace, card.id, None, 1000).await.unwrap();
            let said = store.said(workspace, &page::mentioned(&story)).await.unwrap();
            seen.push(format!("{:?} {} {said:?} {:?}", detail.opportunity, detail.description, detail.files));
        }
        seen.push(format!("{pipeline:?} {:?} {:?} {:?}", board.stages, board.fields, board.totals.columns));
        seen.push(format!("{:?}", store.views(workspace, pipeline.id, house.company.founder).await.unwrap()));
    }
    let people = store.people(workspace).await.unwrap();
    seen.extend(people.iter().filter(|person| person.active).map(|person| format!("{person:?}")));
    seen.push(format!("{:?}", store.accounts(workspace, "", 100).await.unwrap()));
    seen.push(format!("{:?}", store.contacts(workspace, None, "", 100).await.unwrap()));
    seen.push(format!("{:?}", store.rates(workspace).await.unwrap()));
    seen
}

async fn every_command_can_be_taken_back_and_done_again(house: House) {
    let first = house.card(0, "First", Vec::new()).await;
    let second = house.card(0, "Second", vec![Value::Tags(vec!["old".into()])]).await;
    let closed = house.card(1, "Closed", Vec::new()).await;
    house.board(BoardCommand::Close { cards: vec![closed], won: true, reason: "price".into() }).await.unwrap();
    let binned = house.card(1, "Binned", Vec::new()).await;
    house.board(BoardCommand::Delete { cards: vec![binned] }).await.unwrap();
    let requirement = pipeline::Requirement { id: fresh!(RequirementId), need: pipeline::Need::Confirm("Budget known".into()) };
    let part = StagePart::Requirements(vec![requirement.clone()]);
    house.does(Command::Pipeline(PipelineCommand::EditStage { id: house.stage(3), part })).await.unwrap();
    let field = fresh!(CustomFieldId);
    let add = PipelineCommand::AddField { id: field, pipeline: house.company.pipeline, name: "Floor".into(), kind: FieldKind::Number };
    house.does(Command::Pipeline(add)).await.unwrap();
    let comment = fresh!(CommentId);
    let say = ConversationCommand::Comment { id: comment, opportunity: first, text: "Hello".into(), contact: false };
    house.does(Command::Conversation(say)).await.unwrap();
    let file = fresh!(FileId);
    let attach = ConversationCommand::Attach { id: file, opportunity: first, name: "offer.pdf".into(), size: 12 };
    house.does(Command::Conversation(attach)).await.unwrap();
    let view = fresh!(ViewId);
    let pipeline = house.company.pipeline;
    let save = ViewCommand::Save { id: view, pipeline, name: "Mine".into(), query: "owner=none".into(), shared: false };
    house.does(Command::View(save)).await.unwrap();

    let account = Link { id: fresh!(AccountId), name: "Acme".to_owned() };
    let edit = |card, was, now| board::Edit { card, sets: vec![Set { was, now }] };
    let values = vec![
        Value::Account(Some(account.clone())),
        Value::Contact(Some(Link { id: fresh!(ContactId), name: "Ann".into() })),
        Value::Amount(Some(Money::new(12_345, Currency::EUR))),
        Value::Owner(Some(house.company.colleague)),
        Value::Custom(field, Some(opportunity::CustomValue::Number(2_000))),
    ];
    let present = house.get(first).await;
    let sets = values.into_iter().map(|now| Set { was: present.get(now.field()), now });
    let boards = [
        house.new_card(fresh!(OpportunityId), 2, "New", vec![Value::Source("fair".into())]),
        BoardCommand::Move { cards: vec![first, second], stage: house.stage(1), place: Place::Top, seen: Vec::new(), note: String::new() },
        BoardCommand::Move { cards: vec![second], stage: house.stage(0), place: Place::Top, seen: Vec::new(), note: String::new() },
        BoardCommand::Edit { edits: vec![board::Edit { card: first, sets: sets.collect() }] },
        BoardCommand::Edit { edits: vec![edit(second, Value::Tags(vec!["old".into()]), Value::Tags(vec!["old".into(), "new".into()]))] },
        BoardCommand::Check { card: first, requirements: vec![requirement.id], done: true },
        BoardCommand::Close { cards: vec![first, second], won: false, reason: "late".into() },
        BoardCommand::Reopen { cards: vec![closed] },
        BoardCommand::Delete { cards: vec![first, second] },
        BoardCommand::Restore { cards: vec![binned] },
    ];
    for command in boards {
        there_and_back(&house, Command::Board(command)).await;
    }
    let conversations = [
        ConversationCommand::Describe { opportunity: first, before: String::new(), after: "A long story".into() },
        ConversationCommand::Comment { id: fresh!(CommentId), opportunity: first, text: "Called them".into(), contact: true },
        ConversationCommand::EditComment { id: comment, text: "Hello there".into() },
        ConversationCommand::DeleteComment { id: comment },
        ConversationCommand::Attach { id: fresh!(FileId), opportunity: first, name: "plan.pdf".into(), size: 7 },
        ConversationCommand::Detach { id: file },
    ];
    for command in conversations {
        there_and_back(&house, Command::Conversation(command)).await;
    }
    let stage = |name: &str| NewStage { id: fresh!(StageId), name: name.to_owned(), probability: 40, rot_days: Some(9) };
    let pipelines = [
        PipelineCommand::Add { id: fresh!(PipelineId), name: "Partners".into(), stages: vec![stage("One"), stage("Two")] },
        PipelineCommand::Rename { id: pipeline, name: "Direct".into() },
        PipelineCommand::AddStage { pipeline, after: Some(house.stage(0)), stage: stage("Between") },
        PipelineCommand::EditStage { id: house.stage(1), part: StagePart::Limit(Some(StageLimit { cards: 3, hard: false })) },
        PipelineCommand::EditStage { id: house.stage(1), part: StagePart::Probability(33) },
        PipelineCommand::MoveStage { id: house.stage(3), after: None },
        PipelineCommand::DeleteStage { id: house.stage(0), cards_to: house.stage(2) },
        PipelineCommand::AddField {
            id: fresh!(CustomFieldId),
            pipeline,
            name: "Colour".into(),
            kind: FieldKind::Choice(vec!["red".into()]),
        },
        PipelineCommand::EditField { id: field, name: "Storey".into(), kind: FieldKind::Number },
        PipelineCommand::DeleteField { id: field },
    ];
    for command in pipelines {
        there_and_back(&house, Command::Pipeline(command)).await;
    }
    let colleague = Person::member(house.company.colleague, "Colleague".into(), directory::Department::Product);
    let known = Account { industry: "Tools".into(), ..Account::named(fresh!(AccountId), "Globex".into()) };
    let directory = [
        DirectoryCommand::SavePerson(Person { id: fresh!(PersonId), name: "Newcomer".into(), ..colleague.clone() }),
        DirectoryCommand::SavePerson(colleague),
        DirectoryCommand::SaveContact(Contact::named(fresh!(ContactId), None, "Bob".into())),
        DirectoryCommand::SaveAccount(known),
        DirectoryCommand::SaveRate(Rate { currency: Currency::USD, date: heliu_domain::time::date(2026, 1, 1), micros: 7_100_000 }),
        DirectoryCommand::RenameWorkspace { name: "New name".into(), currency: Currency::EUR },
    ];
    for command in directory {
        there_and_back(&house, Command::Directory(command)).await;
    }
    let views = [
        ViewCommand::Save { id: fresh!(ViewId), pipeline, name: "All".into(), query: "state=all".into(), shared: true },
        ViewCommand::Save { id: view, pipeline, name: "Ours".into(), query: "owner=none".into(), shared: true },
        ViewCommand::Delete { id: view },
    ];
    for command in views {
        there_and_back(&house, Command::View(command)).await;
    }
}

async fn someone_elses_change_stands_in_the_way(house: House) {
    let card = house.card(0, "Card", Vec::new()).await;
    let edit = |was: &str, now: &str| {
        let set = Set { was: Value::Title(was.to_owned()), now: Value::Title(now.to_owned()) };
        Command::Board(BoardCommand::Edit { edits: vec![board::Edit { card, sets: vec![set] }] })
    };
    let own = house.does(edit("Card", "Mine")).await.unwrap();
    house.commit(house.colleague(), edit("Mine", "Theirs")).await.unwrap();
    let seq = house.seq().await;
    let refused = house.undo(&own).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::ChangedSince, Some("title")));
    assert_eq!(house.seq().await, seq);
    assert_eq!(house.get(card).await.title, "Theirs");
    house.is_sound().await;
}

async fn only_ones_own_commands_are_taken_back(house: House) {
    let id = fresh!(OpportunityId);
    let own = house.board(house.new_card(id, 0, "Card", Vec::new())).await.unwrap();
    let theirs = house.commit(house.colleague(), Command::Undo { command: own.command }).await.unwrap_err();
    assert_eq!(theirs.code, Code::Forbidden);
    assert_eq!(house.store.undoable(house.company.workspace, house.company.colleague).await.unwrap(), None);
    let unknown = house.does(Command::Undo { command: fresh!(CommandId) }).await.unwrap_err();
    assert_eq!(unknown.code, Code::NotFound);
    let founding = house.does(Command::Undo { command: CommandId(house.company.workspace.0) }).await.unwrap_err();
    assert_eq!(founding.code, Code::NothingToUndo);
}

async fn a_chain_of_undos_and_redos(house: House) {
    let card = house.card(0, "Card", Vec::new()).await;
    let (workspace, founder) = (house.company.workspace, house.company.founder);
    let mut moves = Vec::new();
    for stage in 1..4 {
        let place = Place::End;
        moves.push(
            house
                .board(BoardCommand::Move { cards: vec![card], stage: house.stage(stage), place, seen: Vec::new(), note: String::new() })
                .await
                .unwrap(),
        );
    }
    let take_back = async || {
        let command = house.store.undoable(workspace, founder).await.unwrap().unwrap();
        house.does(Command::Undo { command }).await.unwrap();
        house.get(card).await.stage
    };
    let do_again = async || {
        let command = house.store.redoable(workspace, founder).await.unwrap().unwrap();
        house.does(Command::Undo { command }).await.unwrap();
        house.get(card).await.stage
    };
    assert_eq!(take_back().await, house.stage(2));
    assert_eq!(take_back().await, house.stage(1));
    assert_eq!(do_again().await, house.stage(2));
    assert_eq!(take_back().await, house.stage(1));
    assert_eq!(do_again().await, house.stage(2));
    assert_eq!(do_again().await, house.stage(3));
    assert_eq!(house.store.redoable(workspace, founder).await.unwrap(), None);
    assert_eq!(take_back().await, house.stage(2));
    // Doing something else ends the chain.
    house.card(0, "Other", Vec::new()).await;
    assert_eq!(house.store.redoable(workspace, founder).await.unwrap(), None);
    house.is_sound().await;
}

async fn a_stage_with_cards_is_deleted_and_comes_back(house: House) {
    let mut cards = Vec::new();
    for index in 0..5 {
        cards.push(house.card(1, &format!("Card {index}"), Vec::new()).await);
    }
    house.board(BoardCommand::Delete { cards: vec![cards[4]] }).await.unwrap();
    house.card(2, "Resident", Vec::new()).await;
    let delete = PipelineCommand::DeleteStage { id: house.stage(1), cards_to: house.stage(2) };
    let deleted = house.does(Command::Pipeline(delete)).await.unwrap();
    assert_eq!(house.titles(2).await, ["Resident", "Card 0", "Card 1", "Card 2", "Card 3"]);
    house.is_sound().await;
    house.undo(&deleted).await.unwrap();
    assert_eq!(house.titles(1).await, ["Card 0", "Card 1", "Card 2", "Card 3"]);
    assert_eq!(house.titles(2).await, ["Resident"]);
    assert_eq!(house.get(cards[4]).await.stage, house.stage(1));
    house.is_sound().await;
}

/// A rank between the same neighbours is the same rank: the one who comes back goes behind the one who came meanwhile.
async fn an_undone_move_finds_its_place_taken(house: House) {
    let low = house.card(0, "Low", Vec::new()).await;
    let first = house.card(0, "First", Vec::new()).await;
    let high = house.card(0, "High", Vec::new()).await;
    let between = Place::Beside { after: Some(low), before: Some(high) };
    house
        .board(BoardCommand::Move { cards: vec![first], stage: house.stage(0), place: between, seen: Vec::new(), note: String::new() })
        .await
        .unwrap();
    let away = house
        .board(BoardCommand::Move { cards: vec![first], stage: house.stage(1), place: Place::End, seen: Vec::new(), note: String::new() })
        .await
        .unwrap();
    let second = house.card(1, "Second", Vec::new()).await;
    house
        .board(BoardCommand::Move { cards: vec![second], stage: house.stage(0), place: between, seen: Vec::new(), note: String::new() })
        .await
        .unwrap();
    house.undo(&away).await.unwrap();
    assert_eq!(house.titles(0).await, ["Low", "Second", "First", "High"]);
    house.is_sound().await;
}

async fn an_undone_stage_is_kept_for_cards_in_the_bin(house: House) {
    let row = |line, stage: &str| ImportRow { line, title: format!("Row {line}"), stage: stage.to_owned(), ..ImportRow::default() };
    let plan = ImportPlan {
        file: "deals.csv".into(),
        into: ImportInto::New { name: "Imported".into(), stages: vec!["Lead".into(), "Deal".into()] },
        fields: Vec::new(),
        people: Vec::new(),
        accounts: Vec::new(),
        rows: vec![row(2, "Lead"), row(3, "Deal")],
        reason: "imported".into(),
        skip: false,
    };
    let imported = house.does(Command::Import(Box::new(plan))).await.unwrap();
    let undone = house.undo(&imported).await.unwrap();
    let bin = house.store.bin(house.company.workspace, 0, 10).await.unwrap();
    assert_eq!(bin.total, 2);
    house.is_sound().await;
    house.undo(&undone).await.unwrap();
    assert_eq!(house.store.bin(house.company.workspace, 0, 10).await.unwrap().total, 0);
    let imports = house.store.last_imports(house.company.workspace, 5).await.unwrap();
    assert_eq!(imports.iter().map(|import| (import.file.as_str(), import.undone)).collect::<Vec<_>>(), [("deals.csv", false)]);
    // A stage into which someone put a live card is not taken away.
    house.undo(&imported).await.unwrap();
    let again = house.store.pipelines(house.company.workspace).await.unwrap();
    let stage = NewStage { id: fresh!(StageId), name: "Extra".into(), probability: 5, rot_days: None };
    let added = house
        .does(Command::Pipeline(PipelineCommand::AddStage { pipeline: again[0].id, after: None, stage: stage.clone() }))
        .await
        .unwrap();
    let card = house.card(0, "Card", Vec::new()).await;
    let enter = BoardCommand::Move { cards: vec![card], stage: stage.id, place: Place::End, seen: Vec::new(), note: String::new() };
    house.commit(house.colleague(), Command::Board(enter)).await.unwrap();
    assert_eq!(house.undo(&added).await.unwrap_err().code, Code::ChangedSince);
    house.is_sound().await;
}
