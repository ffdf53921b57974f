//! From a change to the rows that it changes: the only place where tables other than the log are written.

use std::collections::HashMap;

use heliu_domain::{
    change::Change,
    directory::Workspace,
    id::*,
    opportunity::Opportunity,
    problem::{Code, Problem},
    record::Record,
    text,
};

use crate::{
    card,
    card::to_json,
    db::{Arg, Connection, sql, statements},
    fault::{Fault, internal},
    responsibility, rows,
};

statements! {
    WORKSPACE_INSERT = "insert into workspace (id, slug, name, currency, sample, created_at, seq) \
        values ($1, $2, $3, $4, $5, $6, 0) on conflict do nothing";
    WORKSPACE_UPDATE = "update workspace set name = $2, currency = $3 where id = $1";
    PERSON_INSERT = "insert into person (workspace, id, name, folded, department, access, active, zone, avatar) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing";
    PERSON_UPDATE = "update person set name = $3, folded = $4, department = $5, access = $6, active = $7, zone = $8, avatar = $9 \
        where workspace = $1 and id = $2";
    PIPELINE_INSERT = "insert into pipeline (workspace, id, name, rank, visibility) values ($1, $2, $3, $4, $5) on conflict (id) do nothing";
    PIPELINE_UPDATE = "update pipeline set name = $3, rank = $4, visibility = $5 where workspace = $1 and id = $2";
    PIPELINE_DELETE = "delete from pipeline where workspace = $1 and id = $2";
    STAGE_INSERT = "insert into stage (workspace, id, pipeline, name, rank, probability, limit_cards, limit_hard, rot_days, requirements, \
        owner_rule) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (id) do nothing";
    STAGE_UPDATE = "update stage set pipeline = $3, name = $4, rank = $5, probability = $6, limit_cards = $7, limit_hard = $8, \
        rot_days = $9, requirements = $10, owner_rule = $11 where workspace = $1 and id = $2";
    STAGE_DELETE = "delete from stage where workspace = $1 and id = $2";
    CUSTOM_FIELD_INSERT = "insert into custom_field (workspace, id, pipeline, name, rank, field_kind) \
        values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing";
    CUSTOM_FIELD_UPDATE = "update custom_field set pipeline = $3, name = $4, rank = $5, field_kind = $6 where workspace = $1 and id = $2";
    CUSTOM_FIELD_DELETE = "delete from custom_field where workspace = $1 and id = $2";
    ACCOUNT_INSERT = "insert into account (workspace, id, name, folded, industry, location, website, phone, parent, deleted) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do nothing";
    ACCOUNT_UPDATE = "update account set name = $3, folded = $4, industry = $5, location = $6, website = $7, phone = $8, parent = $9, \
        deleted = $10 where workspace = $1 and id = $2";
    CONTACT_INSERT = "insert into contact (workspace, id, account, name, folded, email, phone, role, deleted) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing";
    CONTACT_UPDATE = "update contact set account = $3, name = $4, folded = $5, email = $6, phone = $7, role = $8, deleted = $9 \
        where workspace = $1 and id = $2";
    COMMENT_INSERT = "insert into comment (workspace, id, opportunity, author, text, created_at, edited_at) \
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing";
    COMMENT_UPDATE = "update comment set opportunity = $3, author = $4, text = $5, created_at = $6, edited_at = $7 \
        where workspace = $1 and id = $2";
    COMMENT_DELETE = "delete from comment where workspace = $1 and id = $2";
    FILE_INSERT = "insert into file (workspace, id, opportunity, author, name, size, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing";
    FILE_UPDATE = "update file set opportunity = $3, author = $4, name = $5, size = $6, created_at = $7 where workspace = $1 and id = $2";
    FILE_DELETE = "delete from file where workspace = $1 and id = $2";
    VIEW_INSERT = "insert into saved_view (workspace, id, pipeline, owner, shared, name, query) \
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing";
    VIEW_UPDATE = "update saved_view set pipeline = $3, owner = $4, shared = $5, name = $6, query = $7 where workspace = $1 and id = $2";
    VIEW_DELETE = "delete from saved_view where workspace = $1 and id = $2";
    RATE_INSERT = "insert into rate (workspace, currency, day, micros) values ($1, $2, $3, $4) on conflict do nothing";
    RATE_UPDATE = "update rate set micros = $4 where workspace = $1 and currency = $2 and day = $3";
    RATE_DELETE = "delete from rate where workspace = $1 and currency = $2 and day = $3";
    HANDOVER_INSERT = "insert into handover (workspace, id, opportunity, stage, rule, actor, giver, receiver, turn, note, at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (id) do nothing";
    HANDOVER_UPDATE = "update handover set opportunity = $3, stage = $4, rule = $5, actor = $6, giver = $7, receiver = $8, turn = $9, \
        note = $10, at = $11 where workspace = $1 and id = $2";
    HANDOVER_DELETE = "delete from handover where workspace = $1 and id = $2";
    NOTIFICATION_INSERT = "insert into notification (workspace, id, person, kind, opportunity, more, stage, handover, owner, actor, at, \
        read_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing";
    NOTIFICATION_UPDATE = "update notification set person = $3, kind = $4, opportunity = $5, more = $6, stage = $7, handover = $8, \
        owner = $9, actor = $10, at = $11, read_at = $12 where workspace = $1 and id = $2";
    NOTIFICATION_DELETE = "delete from notification where workspace = $1 and id = $2";
    DESCRIPTION_PUT = "insert into description (opportunity, text) select id, $3 from opportunity where workspace = $1 and id = $2 \
        on conflict (opportunity) do update set text = excluded.text";
    DESCRIPTION_DELETE = "delete from description where opportunity = (select id from opportunity where workspace = $1 and id = $2)";
}

/// Cards as they are at this point of a command, so that none is read twice.
pub(crate) type Cards = HashMap<OpportunityId, Opportunity>;

/// Writes the rows of one change.
pub(crate) async fn apply(connection: &mut Connection, workspace: WorkspaceId, change: &Change, cards: &mut Cards) -> Result<(), Fault> {
    match change {
        Change::OpportunityAdded { opportunity } => {
            if !card::insert(connection, workspace, opportunity).await? {
                return Err(Problem::not_found("opportunity").into());
            }
            Ok(())
        }
        Change::OpportunityChanged { id, sets, .. } => {
            let was = match cards.remove(id) {
                Some(card) => card,
                None => card::load(connection, workspace, *id).await?.ok_or_else(|| Problem::not_found("opportunity"))?,
            };
            let mut now = was.clone();
            for set in sets {
                now.set(set.now.clone());
            }
            card::update(connection, workspace, &was, &now).await?;
            cards.insert(*id, now);
            Ok(())
        }
        Change::Described { id, now, .. } => {
            if now.is_empty() {
                sql(DESCRIPTION_DELETE).bind(workspace).bind(*id).run(connection).await?;
            } else if sql(DESCRIPTION_PUT).bind(workspace).bind(*id).bind(now).run(connection).await? == 0 {
                return Err(Problem::not_found("opportunity").into());
            }
            Ok(())
        }
        Change::Put { was, now: Some(now) } => put(connection, workspace, was.as_ref(), now).await,
        Change::Put { was: Some(was), now: None } => remove(connection, workspace, was).await,
        Change::Put { was: None, now: None } => Ok(()),
    }
}

async fn put(connection: &mut Connection, workspace: WorkspaceId, was: Option<&Record>, now: &Record) -> Result<(), Fault> {
    let statement = sql(if was.is_none() { insertion(now) } else { update(now) });
    let statement = match now {
        Record::Workspace(it) if was.is_none() => statement.bind_all(new_workspace(it)),
        Record::Workspace(it) => statement.bind(it.id).bind(&it.name).bind(it.currency.code()),
        record => statement.bind(workspace).bind_all(columns(record)?),
    };
    if statement.run(connection).await? == 1 {
        return Ok(());
    }
    // An id that is taken belongs to this workspace, which may be told, or to another, of which nothing may be told.
    let ours = rows::present(connection, workspace, now).await?.is_some();
    Err(if ours { Problem::of(Code::Taken, now.kind()) } else { Problem::not_found(now.kind()) }.into())
}

async fn remove(connection: &mut Connection, workspace: WorkspaceId, was: &Record) -> Result<(), Fault> {
    let statement = match was {
        Record::Pipeline(it) => sql(PIPELINE_DELETE).bind(workspace).bind(it.id),
        Record::Stage(it) => sql(STAGE_DELETE).bind(workspace).bind(it.id),
        Record::CustomField(it) => sql(CUSTOM_FIELD_DELETE).bind(workspace).bind(it.id),
        Record::Comment(it) => sql(COMMENT_DELETE).bind(workspace).bind(it.id),
        Record::File(it) => sql(FILE_DELETE).bind(workspace).bind(it.id),
        Record::View(it) => sql(VIEW_DELETE).bind(workspace).bind(it.id),
        Record::Rate(it) => sql(RATE_DELETE).bind(workspace).bind(it.currency.code()).bind(it.date.to_string()),
        Record::Responsibility(it) => sql(responsibility::deletion(it)).bind(workspace).bind_all(responsibility::key(it)),
        Record::Handover(it) => sql(HANDOVER_DELETE).bind(workspace).bind(it.id),
        Record::Notification(it) => sql(NOTIFICATION_DELETE).bind(workspace).bind(it.id),
        // These are marked, never removed: history names them.
        Record::Workspace(_) | Record::Person(_) | Record::Account(_) | Record::Contact(_) => {
            return Err(internal(&format!("a {} cannot be removed", was.kind())).into());
        }
    };
    if statement.run(connection).await? == 1 { Ok(()) } else { Err(Problem::not_found(was.kind()).into()) }
}

fn insertion(record: &Record) -> &'static str {
    match record {
        Record::Workspace(_) => WORKSPACE_INSERT,
        Record::Person(_) => PERSON_INSERT,
        Record::Account(_) => ACCOUNT_INSERT,
        Record::Contact(_) => CONTACT_INSERT,
        Record::Pipeline(_) => PIPELINE_INSERT,
        Record::Stage(_) => STAGE_INSERT,
        Record::CustomField(_) => CUSTOM_FIELD_INSERT,
        Record::Comment(_) => COMMENT_INSERT,
        Record::File(_) => FILE_INSERT,
        Record::View(_) => VIEW_INSERT,
        Record::Rate(_) => RATE_INSERT,
        Record::Responsibility(it) => responsibility::insertion(it),
        Record::Handover(_) => HANDOVER_INSERT,
        Record::Notification(_) => NOTIFICATION_INSERT,
    }
}

fn update(record: &Record) -> &'static str {
    match record {
        Record::Workspace(_) => WORKSPACE_UPDATE,
        Record::Person(_) => PERSON_UPDATE,
        Record::Account(_) => ACCOUNT_UPDATE,
        Record::Contact(_) => CONTACT_UPDATE,
        Record::Pipeline(_) => PIPELINE_UPDATE,
        Record::Stage(_) => STAGE_UPDATE,
        Record::CustomField(_) => CUSTOM_FIELD_UPDATE,
        Record::Comment(_) => COMMENT_UPDATE,
        Record::File(_) => FILE_UPDATE,
        Record::View(_) => VIEW_UPDATE,
        Record::Rate(_) => RATE_UPDATE,
        Record::Responsibility(it) => responsibility::update(it),
        Record::Handover(_) => HANDOVER_UPDATE,
        Record::Notification(_) => NOTIFICATION_UPDATE,
    }
}

fn new_workspace(it: &Workspace) -> Vec<Arg> {
    vec![it.id.into(), (&it.slug).into(), (&it.name).into(), it.currency.code().into(), it.sample.into(), it.created_at.into()]
}

/// The values of a record in the order of its statements, behind the workspace.
fn columns(record: &Record) -> Result<Vec<Arg>, Fault> {
    Ok(match record {
        Record::Workspace(it) => new_workspace(it),
        Record::Person(it) => vec![
            it.id.into(),
            (&it.name).into(),
            text::fold(&it.name).into(),
            it.department.as_str().into(),
            it.access.as_str().into(),
            it.active.into(),
            (&it.zone).into(),
            it.avatar.map(|avatar| avatar.to_string()).unwrap_or_default().into(),
        ],
        Record::Account(it) => vec![
            it.id.into(),
            (&it.name).into(),
            text::fold(&it.name).into(),
            (&it.industry).into(),
            (&it.location).into(),
            (&it.website).into(),
            (&it.phone).into(),
            (&it.parent).into(),
            it.deleted.into(),
        ],
        Record::Contact(it) => vec![
            it.id.into(),
            it.account.into(),
            (&it.name).into(),
            text::fold(&it.name).into(),
            (&it.email).into(),
            (&it.phone).into(),
            (&it.role).into(),
            it.deleted.into(),
        ],
        Record::Pipeline(it) => vec![it.id.into(), (&it.name).into(), (&it.rank).into(), it.visibility.stored().into()],
        Record::Stage(it) => vec![
            it.id.into(),
            it.pipeline.into(),
            (&it.name).into(),
            (&it.rank).into(),
            it.probability.into(),
            it.limit.map(|limit| i64::from(limit.cards)).into(),
            it.limit.is_some_and(|limit| limit.hard).into(),
            it.rot_days.map(i64::from).into(),
            to_json(&it.requirements, it.requirements.is_empty())?.into(),
            it.owner_rule.stored().into(),
        ],
        Record::CustomField(it) => {
            vec![it.id.into(), it.pipeline.into(), (&it.name).into(), (&it.rank).into(), to_json(&it.kind, false)?.into()]
        }
        Record::Comment(it) => {
            vec![it.id.into(), it.opportunity.into(), it.author.into(), (&it.text).into(), it.created_at.into(), it.edited_at.into()]
        }
        Record::File(it) => vec![
            it.id.into(),
            it.opportunity.into(),
            it.author.into(),
            (&it.name).into(),
            i64::try_from(it.size).unwrap_or(i64::MAX).into(),
            it.created_at.into(),
        ],
        Record::View(it) => {
            vec![it.id.into(), it.pipeline.into(), it.owner.into(), it.shared.into(), (&it.name).into(), (&it.query).into()]
        }
        Record::Rate(it) => vec![it.currency.code().into(), it.date.to_string().into(), it.micros.into()],
        Record::Responsibility(it) => responsibility::columns(it)?,
        Record::Handover(it) => vec![
            it.id.into(),
            it.opportunity.into(),
            it.stage.into(),
            it.rule.stored().into(),
            it.by.into(),
            it.from.into(),
            it.to.into(),
            it.turn.into(),
            (&it.note).into(),
            it.at.into(),
        ],
        Record::Notification(it) => vec![
            it.id.into(),
            it.person.into(),
            it.kind.as_str().into(),
            it.opportunity.into(),
            it.more.into(),
            it.stage.into(),
            it.handover.into(),
            it.owner.into(),
            it.actor.into(),
            it.at.into(),
            it.read_at.into(),
        ],
    })
}
