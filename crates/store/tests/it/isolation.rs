//! Companies that share a database know nothing of each other: an id of another one is not found, wherever it stands.

use heliu_domain::{
    board::Author,
    command::{Command, Envelope},
    conversation::ConversationCommand,
    directory::{Account, Contact, Department, DirectoryCommand, Person},
    exchange::{ImportInto, ImportPlan},
    pipeline::{FieldKind, NewStage, PipelineCommand, StagePart},
    view::ViewCommand,
    *,
};

use crate::house::{House, found, fresh, now};

crate::stories! {
    foreign_ids_are_not_found_and_nothing_changes
    reads_give_nothing_of_another_company
}

/// Everything of another company that an id could name.
struct Foreign {
    card: OpportunityId,
    pipeline: PipelineId,
    stage: StageId,
    person: PersonId,
    account: AccountId,
    contact: ContactId,
    field: CustomFieldId,
    requirement: RequirementId,
    comment: CommentId,
    file: FileId,
    view: ViewId,
    command: CommandId,
}

async fn foreign(house: &House) -> (WorkspaceId, Foreign) {
    let company = found(&house.store).await;
    let (account, contact, card) = (fresh!(AccountId), fresh!(ContactId), fresh!(OpportunityId));
    let (field, requirement, comment, file, view) =
        (fresh!(CustomFieldId), fresh!(RequirementId), fresh!(CommentId), fresh!(FileId), fresh!(ViewId));
    let (pipeline, stage) = (company.pipeline, company.stages[0]);
    let need = pipeline::Requirement { id: requirement, need: pipeline::Need::Confirm("Theirs".into()) };
    let values = vec![
        Value::Account(Some(Link { id: account, name: "Their account".into() })),
        Value::Contact(Some(Link { id: contact, name: "Their contact".into() })),
    ];
    let commands = [
        Command::Board(BoardCommand::Create { id: card, pipeline, stage, place: Place::End, title: "Theirs".into(), values }),
        Command::Pipeline(PipelineCommand::AddField { id: field, pipeline, name: "Theirs".into(), kind: FieldKind::Text }),
        Command::Pipeline(PipelineCommand::EditStage { id: stage, part: StagePart::Requirements(vec![need]) }),
        Command::Conversation(ConversationCommand::Comment { id: comment, opportunity: card, text: "Theirs".into(), contact: false }),
        Command::Conversation(ConversationCommand::Attach { id: file, opportunity: card, name: "theirs.pdf".into(), size: 1 }),
        Command::View(ViewCommand::Save { id: view, pipeline, name: "Theirs".into(), query: String::new(), shared: true }),
    ];
    let mut last = None;
    for command in commands {
        let author = Author { person: company.founder, at: now() };
        last = Some(house.store.commit(company.workspace, author, Envelope { id: fresh!(CommandId), command }).await.unwrap().command);
    }
    let command = last.unwrap();
    let person = company.founder;
    (company.workspace, Foreign { card, pipeline, stage, person, account, contact, field, requirement, comment, file, view, command })
}

async fn foreign_ids_are_not_found_and_nothing_changes(house: House) {
    let (workspace, theirs) = foreign(&house).await;
    let own = house.card(0, "Own", Vec::new()).await;
    let (pipeline, stage) = (house.company.pipeline, house.stage(0));
    let edit = |card, now: Value| BoardCommand::Edit { edits: vec![board::Edit { card, sets: vec![Set { was: empty(&now), now }] }] };
    let create = |id, pipeline, stage, values| BoardCommand::Create { id, pipeline, stage, place: Place::End, title: "New".into(), values };
    let to = |cards: Vec<OpportunityId>, stage, place| BoardCommand::Move { cards, stage, place, seen: Vec::new(), note: String::new() };
    let beside = |after, before| Place::Beside { after, before };
    let custom = || Value::Custom(theirs.field, Some(opportunity::CustomValue::Text("x".into())));
    let account = || Value::Account(Some(Link { id: theirs.account, name: "Their account".into() }));
    let contact = || Value::Contact(Some(Link { id: theirs.contact, name: "Their contact".into() }));
    let boards = vec![
        create(theirs.card, pipeline, stage, Vec::new()),
        create(fresh!(OpportunityId), theirs.pipeline, stage, Vec::new()),
        create(fresh!(OpportunityId), pipeline, theirs.stage, Vec::new()),
        create(fresh!(OpportunityId), theirs.pipeline, theirs.stage, Vec::new()),
        create(fresh!(OpportunityId), pipeline, stage, vec![Value::Owner(Some(theirs.person))]),
        create(fresh!(OpportunityId), pipeline, stage, vec![Value::Collaborators(vec![house.company.founder, theirs.person])]),
        create(fresh!(OpportunityId), pipeline, stage, vec![account()]),
        create(fresh!(OpportunityId), pipeline, stage, vec![contact()]),
        create(fresh!(OpportunityId), pipeline, stage, vec![custom()]),
        to(vec![theirs.card], stage, Place::End),
        to(vec![own, theirs.card], stage, Place::End),
        to(vec![own], theirs.stage, Place::End),
        to(vec![own], stage, beside(Some(theirs.card), None)),
        to(vec![own], stage, beside(None, Some(theirs.card))),
        edit(theirs.card, Value::Title("Mine".into())),
        edit(own, Value::Owner(Some(theirs.person))),
        edit(own, Value::Collaborators(vec![theirs.person])),
        edit(own, account()),
        edit(own, contact()),
        edit(own, custom()),
        BoardCommand::Check { card: theirs.card, requirements: vec![theirs.requirement], done: true },
        BoardCommand::Check { card: own, requirements: vec![theirs.requirement], done: true },
        BoardCommand::Close { cards: vec![own, theirs.card], won: true, reason: "mine".into() },
        BoardCommand::Reopen { cards: vec![theirs.card] },
        BoardCommand::Delete { cards: vec![own, theirs.card] },
        BoardCommand::Restore { cards: vec![theirs.card] },
    ];
    let conversations = vec![
        ConversationCommand::Describe { opportunity: theirs.card, before: String::new(), after: "mine".into() },
        ConversationCommand::Comment { id: fresh!(CommentId), opportunity: theirs.card, text: "mine".into(), contact: false },
        ConversationCommand::Comment { id: theirs.comment, opportunity: own, text: "mine".into(), contact: false },
        ConversationCommand::EditComment { id: theirs.comment, text: "mine".into() },
        ConversationCommand::DeleteComment { id: theirs.comment },
        ConversationCommand::Attach { id: fresh!(FileId), opportunity: theirs.card, name: "mine".into(), size: 1 },
        ConversationCommand::Attach { id: theirs.file, opportunity: own, name: "mine".into(), size: 1 },
        ConversationCommand::Detach { id: theirs.file },
    ];
    let new = |id| NewStage { id, name: "Mine".into(), probability: 1, rot_days: None };
    let pipelines = vec![
        PipelineCommand::Add { id: theirs.pipeline, name: "Mine".into(), stages: vec![new(fresh!(StageId))] },
        PipelineCommand::Add { id: fresh!(PipelineId), name: "Mine".into(), stages: vec![new(theirs.stage)] },
        PipelineCommand::Rename { id: theirs.pipeline, name: "Mine".into() },
        PipelineCommand::Delete { id: theirs.pipeline },
        PipelineCommand::AddStage { pipeline: theirs.pipeline, after: None, stage: new(fresh!(StageId)) },
        PipelineCommand::AddStage { pipeline, after: None, stage: new(theirs.stage) },
        PipelineCommand::AddStage { pipeline, after: Some(theirs.stage), stage: new(fresh!(StageId)) },
        PipelineCommand::EditStage { id: theirs.stage, part: StagePart::Name("Mine".into()) },
        PipelineCommand::MoveStage { id: theirs.stage, after: None },
        PipelineCommand::MoveStage { id: stage, after: Some(theirs.stage) },
        PipelineCommand::DeleteStage { id: theirs.stage, cards_to: stage },
        PipelineCommand::DeleteStage { id: stage, cards_to: theirs.stage },
        PipelineCommand::AddField { id: fresh!(CustomFieldId), pipeline: theirs.pipeline, name: "Mine".into(), kind: FieldKind::Text },
        PipelineCommand::AddField { id: theirs.field, pipeline, name: "Mine".into(), kind: FieldKind::Text },
        PipelineCommand::EditField { id: theirs.field, name: "Mine".into(), kind: FieldKind::Text },
        PipelineCommand::DeleteField { id: theirs.field },
    ];
    let person = Person::member(theirs.person, "Mine".into(), Department::Sales);
    let directory = vec![
        DirectoryCommand::SavePerson(person),
        DirectoryCommand::SaveAccount(Account::named(theirs.account, "Mine".into())),
        DirectoryCommand::SaveContact(Contact::named(theirs.contact, None, "Mine".into())),
        DirectoryCommand::SaveContact(Contact::named(fresh!(ContactId), Some(theirs.account), "Mine".into())),
    ];
    let views = vec![
        ViewCommand::Save { id: theirs.view, pipeline, name: "Mine".into(), query: String::new(), shared: true },
        ViewCommand::Save { id: fresh!(ViewId), pipeline: theirs.pipeline, name: "Mine".into(), query: String::new(), shared: true },
        ViewCommand::Delete { id: theirs.view },
    ];
    let plan = ImportPlan {
        file: "mine.csv".into(),
        into: ImportInto::Existing(theirs.pipeline),
        fields: Vec::new(),
        people: Vec::new(),
        accounts: Vec::new(),
        rows: Vec::new(),
        reason: String::new(),
        skip: false,
    };
    let others = vec![Command::Import(Box::new(plan)), Command::Undo { command: theirs.command }];
    let commands = boards.into_iter().map(Command::Board);
    let commands = commands.chain(conversations.into_iter().map(Command::Conversation)).chain(pipelines.into_iter().map(Command::Pipeline));
    let commands = commands.chain(directory.into_iter().map(Command::Directory)).chain(views.into_iter().map(Command::View)).chain(others);

    let mut watch = Watch::new(&house).await;
    for command in commands {
        let refused = house.does(command.clone()).await;
        assert_eq!(refused.as_ref().map_err(|problem| problem.code), Err(Code::NotFound), "{command:?} {refused:?}");
        assert!(watch.saw_nothing().await, "{command:?} wrote something");
    }
    // An author of another company, and a company that does not exist.
    let command = Command::Board(house.new_card(fresh!(OpportunityId), 0, "Card", Vec::new()));
    let stranger = Author { person: theirs.person, at: now() };
    assert_eq!(house.commit(stranger, command.clone()).await.unwrap_err().code, Code::Forbidden);
    let nowhere = house.store.commit(fresh!(WorkspaceId), house.founder(), Envelope { id: fresh!(CommandId), command: command.clone() });
    assert_eq!(nowhere.await.unwrap_err().code, Code::NotFound);
    let next_door = house.store.commit(workspace, house.founder(), Envelope { id: fresh!(CommandId), command });
    assert_eq!(next_door.await.unwrap_err().code, Code::Forbidden);
    assert!(watch.saw_nothing().await);
    house.is_sound().await;
}

/// The empty value of the same field.
fn empty(value: &Value) -> Value {
    match value {
        Value::Owner(_) => Value::Owner(None),
        Value::Collaborators(_) => Value::Collaborators(Vec::new()),
        Value::Account(_) => Value::Account(None),
        Value::Contact(_) => Value::Contact(None),
        Value::Custom(id, _) => Value::Custom(*id, None),
        _ => Value::Title("Own".into()),
    }
}

/// Tells from outside whether anything was committed.
enum Watch {
    Sqlite(sqlx::SqliteConnection, i64),
    Postgres(sqlx::PgConnection, String),
}

impl Watch {
    async fn new(house: &House) -> Self {
        let mut watch = if house.is_postgres() {
            Self::Postgres(house.raw_postgres().await, String::new())
        } else {
            Self::Sqlite(house.raw().await, 0)
        };
        watch.saw_nothing().await;
        watch
    }

    async fn saw_nothing(&mut self) -> bool {
        match self {
            // The number changes when any other connection commits a change to the file.
            Self::Sqlite(raw, seen) => {
                let (version,): (i64,) = sqlx::query_as("pragma data_version").fetch_one(raw).await.unwrap();
                std::mem::replace(seen, version) == version
            }
            Self::Postgres(raw, seen) => {
                let mut hashes = String::new();
                let tables = "select tablename::text from pg_tables where schemaname = 'public' order by 1";
                let tables: Vec<(String,)> = sqlx::query_as(tables).fetch_all(&mut *raw).await.unwrap();
                for (table,) in tables {
                    let hash = format!("select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t");
                    let (hash,): (String,) = sqlx::query_as(sqlx::AssertSqlSafe(hash)).fetch_one(&mut *raw).await.unwrap();
                    hashes.push_str(&hash);
                }
                std::mem::replace(seen, hashes.clone()) == hashes
            }
        }
    }
}

async fn reads_give_nothing_of_another_company(house: House) {
    let (_, theirs) = foreign(&house).await;
    let (store, workspace) = (&house.store, house.company.workspace);
    let all = filter::Filter { state: filter::StateFilter::All, ..Default::default() };
    assert!(store.board(workspace, theirs.pipeline, &all, 10).await.unwrap().is_none());
    assert!(store.stages(workspace, theirs.pipeline).await.unwrap().is_empty());
    assert!(store.fields(workspace, theirs.pipeline).await.unwrap().is_empty());
    assert!(store.column(workspace, theirs.stage, &all, None, 10).await.unwrap().is_empty());
    assert!(store.totals(workspace, theirs.pipeline, &all).await.unwrap().columns.is_empty());
    assert!(store.cards(workspace, &[theirs.card]).await.unwrap().is_empty());
    let list = store.list(workspace, theirs.pipeline, &all, filter::Sort::default(), 0, 10).await.unwrap();
    assert_eq!((list.rows.len(), list.total), (0, 0));
    assert!(store.opportunity(workspace, theirs.card).await.unwrap().is_none());
    assert!(store.timeline(workspace, theirs.card, None, 10).await.unwrap().is_empty());
    assert!(store.export(workspace, theirs.pipeline, &all, None, 10).await.unwrap().is_empty());
    assert!(store.account(workspace, theirs.account).await.unwrap().is_none());
    assert!(store.accounts(workspace, "Their", 10).await.unwrap().is_empty());
    assert!(store.contacts(workspace, Some(theirs.account), "", 10).await.unwrap().is_empty());
    assert!(store.tags(workspace, theirs.pipeline, "", 10).await.unwrap().is_empty());
    assert!(store.reasons(workspace, theirs.pipeline, true, 10).await.unwrap().is_empty());
    assert!(store.file(workspace, theirs.file).await.unwrap().is_none());
    assert!(store.views(workspace, theirs.pipeline, theirs.person).await.unwrap().is_empty());
    assert!(store.people(workspace).await.unwrap().iter().all(|person| person.id != theirs.person));
    assert_eq!(store.undoable(workspace, theirs.person).await.unwrap(), None);
    assert!(store.seq(fresh!(WorkspaceId)).await.is_err());
}
