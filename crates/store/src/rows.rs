//! Everything but opportunities as rows: one small type a table, with the statements that read it by id.

use heliu_domain::{
    conversation::{Comment, File},
    directory::{Access, Account, Contact, Department, Person, Workspace},
    handover::{Handover, OwnerRule},
    id::*,
    inbox::{Kind, Notification},
    money::Rate,
    pipeline::{CustomField, FieldKind, Pipeline, Stage, StageLimit},
    policy::Visibility,
    record::Record,
    time::Timestamp,
    view::View,
};

use crate::{
    card::{from_json, narrow, parsed, rank},
    db::{Connection, sql, statements},
    fault::Fault,
    responsibility,
};

/// The columns of each table, as its row type reads them.
macro_rules! columns {
    (workspace) => {
        "id, slug, name, currency, sample, created_at"
    };
    (person) => {
        "id, name, department, access, active, zone, avatar"
    };
    (pipeline) => {
        "id, name, rank, visibility"
    };
    (stage) => {
        "id, pipeline, name, rank, probability, limit_cards, limit_hard, rot_days, requirements, owner_rule"
    };
    (custom_field) => {
        "id, pipeline, name, rank, field_kind"
    };
    (account) => {
        "id, name, industry, location, website, phone, parent, deleted"
    };
    (contact) => {
        "id, account, name, email, phone, role, deleted"
    };
    (comment) => {
        "id, opportunity, author, text, created_at, edited_at"
    };
    (file) => {
        "id, opportunity, author, name, size, created_at"
    };
    (saved_view) => {
        "id, pipeline, owner, shared, name, query"
    };
    (handover) => {
        "id, opportunity, stage, rule, actor, giver, receiver, turn, note, at"
    };
    (notification) => {
        "id, person, kind, opportunity, more, stage, handover, owner, actor, at, read_at"
    };
    (rate) => {
        "currency, day, micros"
    };
}
pub(crate) use columns;

statements! {
    WORKSPACE = concat!("select ", columns!(workspace), " from workspace where id = $1");
    PERSON = concat!("select ", columns!(person), " from person where id = $2 and workspace = $1");
    PIPELINE = concat!("select ", columns!(pipeline), " from pipeline where id = $2 and workspace = $1");
    STAGE = concat!("select ", columns!(stage), " from stage where id = $2 and workspace = $1");
    CUSTOM_FIELD = concat!("select ", columns!(custom_field), " from custom_field where id = $2 and workspace = $1");
    ACCOUNT = concat!("select ", columns!(account), " from account where id = $2 and workspace = $1");
    CONTACT = concat!("select ", columns!(contact), " from contact where id = $2 and workspace = $1");
    COMMENT = concat!("select ", columns!(comment), " from comment where id = $2 and workspace = $1");
    FILE = concat!("select ", columns!(file), " from file where id = $2 and workspace = $1");
    VIEW = concat!("select ", columns!(saved_view), " from saved_view where id = $2 and workspace = $1");
    HANDOVER = concat!("select ", columns!(handover), " from handover where id = $2 and workspace = $1");
    NOTIFICATION = concat!("select ", columns!(notification), " from notification where id = $2 and workspace = $1");
    RATE = concat!("select ", columns!(rate), " from rate where workspace = $1 and currency = $2 and day = $3");
}

/// A row that becomes a type of the domain.
pub(crate) trait Row: crate::db::Record {
    type Of;

    /// What the row says, or what is wrong with it.
    fn read(self) -> Result<Self::Of, Fault>;
}

/// Every row as what it says.
pub(crate) fn read<R: Row>(rows: Vec<R>) -> Result<Vec<R::Of>, Fault> {
    rows.into_iter().map(Row::read).collect()
}

/// Row types with what they become.
macro_rules! rows {
    ($($row:ident -> $of:ty { $($field:ident: $kind:ty),* $(,)? } |$it:ident| $read:expr;)*) => {$(
        #[derive(sqlx::FromRow)]
        pub(crate) struct $row {
            $($field: $kind),*
        }

        impl Row for $row {
            type Of = $of;

            fn read(self) -> Result<$of, Fault> {
                let $it = self;
                Ok($read)
            }
        }
    )*};
}

pub(crate) use rows;

rows! {
    WorkspaceRow -> Workspace { id: String, slug: String, name: String, currency: String, sample: i64, created_at: i64 } |row| Workspace {
        id: parsed(&row.id)?,
        slug: row.slug,
        name: row.name,
        currency: parsed(&row.currency)?,
        sample: row.sample != 0,
        created_at: Timestamp(row.created_at),
    };
    PersonRow -> Person { id: String, name: String, department: String, access: String, active: i64, zone: String, avatar: String } |row| Person {
        id: parsed(&row.id)?,
        name: row.name,
        department: Department::parse(&row.department).ok_or_else(|| Fault::Stored(format!("department {:?}", row.department)))?,
        access: Access::parse(&row.access).ok_or_else(|| Fault::Stored(format!("access {:?}", row.access)))?,
        active: row.active != 0,
        zone: row.zone,
        avatar: if row.avatar.is_empty() { None } else { Some(parsed(&row.avatar)?) },
    };
    PipelineRow -> Pipeline { id: String, name: String, rank: String, visibility: String } |row| Pipeline {
        id: parsed(&row.id)?,
        name: row.name,
        rank: rank(&row.rank)?,
        visibility: Visibility::parse(&row.visibility).ok_or_else(|| Fault::Stored(format!("visibility {:?}", row.visibility)))?,
    };
    StageRow -> Stage {
        id: String, pipeline: String, name: String, rank: String, probability: i64, limit_cards: Option<i64>, limit_hard: i64,
        rot_days: Option<i64>, requirements: String, owner_rule: String,
    } |row| Stage {
        id: parsed(&row.id)?,
        pipeline: parsed(&row.pipeline)?,
        name: row.name,
        rank: rank(&row.rank)?,
        probability: narrow(row.probability)?,
        limit: match row.limit_cards {
            Some(cards) => Some(StageLimit { cards: narrow(cards)?, hard: row.limit_hard != 0 }),
            None => None,
        },
        rot_days: row.rot_days.map(narrow).transpose()?,
        requirements: from_json(&row.requirements)?,
        owner_rule: owner_rule(&row.owner_rule)?,
    };
    CustomFieldRow -> CustomField { id: String, pipeline: String, name: String, rank: String, field_kind: String } |row| CustomField {
        id: parsed(&row.id)?,
        pipeline: parsed(&row.pipeline)?,
        name: row.name,
        rank: rank(&row.rank)?,
        kind: serde_json::from_str::<FieldKind>(&row.field_kind).map_err(|error| Fault::Stored(format!("kind of field: {error}")))?,
    };
    AccountRow -> Account {
        id: String, name: String, industry: String, location: String, website: String, phone: String, parent: String, deleted: i64,
    } |row| Account {
        id: parsed(&row.id)?,
        name: row.name,
        industry: row.industry,
        location: row.location,
        website: row.website,
        phone: row.phone,
        parent: row.parent,
        deleted: row.deleted != 0,
    };
    ContactRow -> Contact {
        id: String, account: Option<String>, name: String, email: String, phone: String, role: String, deleted: i64,
    } |row| Contact {
        id: parsed(&row.id)?,
        account: row.account.as_deref().map(parsed).transpose()?,
        name: row.name,
        email: row.email,
        phone: row.phone,
        role: row.role,
        deleted: row.deleted != 0,
    };
    CommentRow -> Comment {
        id: String, opportunity: String, author: String, text: String, created_at: i64, edited_at: Option<i64>,
    } |row| Comment {
        id: parsed(&row.id)?,
        opportunity: parsed(&row.opportunity)?,
        author: parsed(&row.author)?,
        text: row.text,
        created_at: Timestamp(row.created_at),
        edited_at: row.edited_at.map(Timestamp),
    };
    FileRow -> File { id: String, opportunity: String, author: String, name: String, size: i64, created_at: i64 } |row| File {
        id: parsed(&row.id)?,
        opportunity: parsed(&row.opportunity)?,
        author: parsed(&row.author)?,
        name: row.name,
        size: narrow(row.size)?,
        created_at: Timestamp(row.created_at),
    };
    ViewRow -> View { id: String, pipeline: String, owner: String, shared: i64, name: String, query: String } |row| View {
        id: parsed(&row.id)?,
        pipeline: parsed(&row.pipeline)?,
        owner: parsed(&row.owner)?,
        shared: row.shared != 0,
        name: row.name,
        query: row.query,
    };
    HandoverRow -> Handover {
        id: String, opportunity: String, stage: String, rule: String, actor: String, giver: Option<String>, receiver: Option<String>,
        turn: i64, note: String, at: i64,
    } |row| Handover {
        id: parsed(&row.id)?,
        opportunity: parsed(&row.opportunity)?,
        stage: parsed(&row.stage)?,
        rule: owner_rule(&row.rule)?,
        by: parsed(&row.actor)?,
        from: row.giver.as_deref().map(parsed).transpose()?,
        to: row.receiver.as_deref().map(parsed).transpose()?,
        turn: row.turn,
        note: row.note,
        at: Timestamp(row.at),
    };
    NotificationRow -> Notification {
        id: String, person: String, kind: String, opportunity: String, more: i64, stage: Option<String>, handover: Option<String>,
        owner: Option<String>, actor: String, at: i64, read_at: Option<i64>,
    } |row| Notification {
        id: parsed(&row.id)?,
        person: parsed(&row.person)?,
        kind: Kind::parse(&row.kind).ok_or_else(|| Fault::Stored(format!("kind of notification {:?}", row.kind)))?,
        opportunity: parsed(&row.opportunity)?,
        more: row.more,
        stage: row.stage.as_deref().map(parsed).transpose()?,
        handover: row.handover.as_deref().map(parsed).transpose()?,
        owner: row.owner.as_deref().map(parsed).transpose()?,
        actor: parsed(&row.actor)?,
        at: Timestamp(row.at),
        read_at: row.read_at.map(Timestamp),
    };
    RateRow -> Rate { currency: String, day: String, micros: i64 } |row| Rate {
        currency: parsed(&row.currency)?,
        date: parsed(&row.day)?,
        micros: row.micros,
    };
}

fn owner_rule(text: &str) -> Result<OwnerRule, Fault> {
    OwnerRule::parse(text).ok_or_else(|| Fault::Stored(format!("owner rule {text:?}")))
}

macro_rules! loaders {
    ($($name:ident($id:ty) -> $row:ident by $statement:ident;)*) => {$(
        /// The one of that id in the workspace.
        pub(crate) async fn $name(connection: &mut Connection, workspace: WorkspaceId, id: $id) -> Result<Option<<$row as Row>::Of>, Fault> {
            sql($statement).bind(workspace).bind(id).optional::<$row>(connection).await?.map(Row::read).transpose()
        }
    )*};
}

loaders! {
    person(PersonId) -> PersonRow by PERSON;
    pipeline(PipelineId) -> PipelineRow by PIPELINE;
    stage(StageId) -> StageRow by STAGE;
    custom_field(CustomFieldId) -> CustomFieldRow by CUSTOM_FIELD;
    account(AccountId) -> AccountRow by ACCOUNT;
    contact(ContactId) -> ContactRow by CONTACT;
    comment(CommentId) -> CommentRow by COMMENT;
    file(FileId) -> FileRow by FILE;
    view(ViewId) -> ViewRow by VIEW;
    handover(HandoverId) -> HandoverRow by HANDOVER;
    notification(NotificationId) -> NotificationRow by NOTIFICATION;
}

/// The workspace of that id.
pub(crate) async fn workspace(connection: &mut Connection, id: WorkspaceId) -> Result<Option<Workspace>, Fault> {
    sql(WORKSPACE).bind(id).optional::<WorkspaceRow>(connection).await?.map(Row::read).transpose()
}

/// The rate of that currency and day.
pub(crate) async fn rate(connection: &mut Connection, workspace: WorkspaceId, rate: &Rate) -> Result<Option<Rate>, Fault> {
    let statement = sql(RATE).bind(workspace).bind(rate.currency.code()).bind(rate.date.to_string());
    statement.optional::<RateRow>(connection).await?.map(Row::read).transpose()
}

/// The stored record of the same kind and key.
pub(crate) async fn present(connection: &mut Connection, workspace_id: WorkspaceId, record: &Record) -> Result<Option<Record>, Fault> {
    Ok(match record {
        Record::Workspace(it) if it.id == workspace_id => workspace(connection, it.id).await?.map(Record::Workspace),
        Record::Workspace(_) => None,
        Record::Person(it) => person(connection, workspace_id, it.id).await?.map(Record::Person),
        Record::Account(it) => account(connection, workspace_id, it.id).await?.map(Record::Account),
        Record::Contact(it) => contact(connection, workspace_id, it.id).await?.map(Record::Contact),
        Record::Pipeline(it) => pipeline(connection, workspace_id, it.id).await?.map(Record::Pipeline),
        Record::Stage(it) => stage(connection, workspace_id, it.id).await?.map(Record::Stage),
        Record::CustomField(it) => custom_field(connection, workspace_id, it.id).await?.map(Record::CustomField),
        Record::Comment(it) => comment(connection, workspace_id, it.id).await?.map(Record::Comment),
        Record::File(it) => file(connection, workspace_id, it.id).await?.map(Record::File),
        Record::View(it) => view(connection, workspace_id, it.id).await?.map(Record::View),
        Record::Rate(it) => rate(connection, workspace_id, it).await?.map(Record::Rate),
        Record::Responsibility(it) => responsibility::present(connection, workspace_id, it).await?.map(Record::Responsibility),
        Record::Handover(it) => handover(connection, workspace_id, it.id).await?.map(Record::Handover),
        Record::Notification(it) => notification(connection, workspace_id, it.id).await?.map(Record::Notification),
    })
}
