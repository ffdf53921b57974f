//! Opportunities as rows: how they are read and written, column by column.

use heliu_domain::{
    Currency, Money, Rank,
    id::*,
    opportunity::{Link, NextStep, Opportunity, State},
    text,
    time::Timestamp,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    db::{Arg, Connection, sql, statements},
    fault::Fault,
};

/// The columns of a card, with the names of its account and contact.
macro_rules! card_columns {
    () => {
        "o.id, o.pipeline, o.stage, o.rank, o.title, o.account, a.name as account_name, o.contact, c.name as contact_name, \
         o.amount, o.currency, o.close_on, o.owner, o.collaborators, o.source, o.campaign, o.score, o.tags, \
         o.step_what, o.step_due, o.step_minute, o.custom, o.checks, o.state, o.reason, o.closed_at, o.entered_at, \
         o.touched_at, o.created_at, o.deleted_at, o.external_id"
    };
}
pub(crate) use card_columns;

/// The tables of a card's columns.
macro_rules! card_tables {
    () => {
        "opportunity o left join account a on a.id = o.account left join contact c on c.id = o.contact"
    };
}
pub(crate) use card_tables;

statements! {
    CARD = concat!("select ", card_columns!(), " from ", card_tables!(), " where o.id = $2 and o.workspace = $1");
    INSERT = "insert into opportunity (workspace, id, pipeline, stage, rank, title, account, contact, amount, currency, \
        close_on, owner, collaborators, source, campaign, score, tags, folded_tags, step_what, step_due, step_minute, \
        custom, checks, state, reason, closed_at, entered_at, touched_at, created_at, deleted_at, external_id, search) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, \
        $24, $25, $26, $27, $28, $29, $30, $31, $32) on conflict (id) do nothing";
    // An update names only the columns that can have changed: the others' indexes are left alone.
    UPDATE_PLACE = "update opportunity set stage = $3, rank = $4, entered_at = $5, touched_at = $6 \
        where workspace = $1 and id = $2";
    UPDATE_STATE = "update opportunity set state = $3, reason = $4, closed_at = $5, touched_at = $6, deleted_at = $7 \
        where workspace = $1 and id = $2";
    UPDATE_ALL = "update opportunity set pipeline = $3, stage = $4, rank = $5, title = $6, account = $7, contact = $8, \
        amount = $9, currency = $10, close_on = $11, owner = $12, collaborators = $13, source = $14, campaign = $15, \
        score = $16, tags = $17, folded_tags = $18, step_what = $19, step_due = $20, step_minute = $21, custom = $22, \
        checks = $23, state = $24, reason = $25, closed_at = $26, entered_at = $27, touched_at = $28, created_at = $29, \
        deleted_at = $30, external_id = $31, search = $32 where workspace = $1 and id = $2";
}

/// A card as the database gives it.
#[derive(sqlx::FromRow)]
pub(crate) struct CardRow {
    id: String,
    pipeline: String,
    stage: String,
    rank: String,
    title: String,
    account: Option<String>,
    account_name: Option<String>,
    contact: Option<String>,
    contact_name: Option<String>,
    amount: Option<i64>,
    currency: Option<String>,
    close_on: Option<String>,
    owner: Option<String>,
    collaborators: String,
    source: String,
    campaign: String,
    score: Option<i64>,
    tags: String,
    step_what: Option<String>,
    step_due: Option<String>,
    step_minute: Option<i64>,
    custom: String,
    checks: String,
    state: String,
    reason: String,
    closed_at: Option<i64>,
    entered_at: i64,
    touched_at: i64,
    created_at: i64,
    deleted_at: Option<i64>,
    external_id: String,
}

impl CardRow {
    /// The card, or what is wrong with the row.
    pub(crate) fn card(self) -> Result<Opportunity, Fault> {
        Ok(Opportunity {
            id: parsed(&self.id)?,
            pipeline: parsed(&self.pipeline)?,
            stage: parsed(&self.stage)?,
            rank: rank(&self.rank)?,
            title: self.title,
            account: link(self.account, self.account_name)?,
            contact: link(self.contact, self.contact_name)?,
            amount: match (self.amount, self.currency) {
                (Some(minor), Some(currency)) => Some(Money::new(minor, parsed::<Currency>(&currency)?)),
                _ => None,
            },
            close_on: self.close_on.as_deref().map(parsed).transpose()?,
            owner: self.owner.as_deref().map(parsed).transpose()?,
            collaborators: from_json(&self.collaborators)?,
            source: self.source,
            campaign: self.campaign,
            score: self.score.map(narrow).transpose()?,
            tags: from_json(&self.tags)?,
            next_step: match (self.step_what, self.step_due) {
                (Some(what), Some(due)) => Some(NextStep { what, due: parsed(&due)?, minute: self.step_minute.map(narrow).transpose()? }),
                _ => None,
            },
            custom: from_json(&self.custom)?,
            checks: from_json(&self.checks)?,
            state: State::parse(&self.state).ok_or_else(|| Fault::Stored(format!("state {:?}", self.state)))?,
            reason: self.reason,
            closed_at: self.closed_at.map(Timestamp),
            entered_at: Timestamp(self.entered_at),
            touched_at: Timestamp(self.touched_at),
            created_at: Timestamp(self.created_at),
            deleted_at: self.deleted_at.map(Timestamp),
            external_id: self.external_id,
        })
    }
}

/// Every row as a card.
pub(crate) fn cards(rows: Vec<CardRow>) -> Result<Vec<Opportunity>, Fault> {
    rows.into_iter().map(CardRow::card).collect()
}

/// The card of that id in the workspace.
pub(crate) async fn load(connection: &mut Connection, workspace: WorkspaceId, id: OpportunityId) -> Result<Option<Opportunity>, Fault> {
    sql(CARD).bind(workspace).bind(id).optional::<CardRow>(connection).await?.map(CardRow::card).transpose()
}

/// Writes a new card; false when the id is taken, be it in another workspace.
pub(crate) async fn insert(connection: &mut Connection, workspace: WorkspaceId, card: &Opportunity) -> Result<bool, Fault> {
    let written = sql(INSERT).bind(workspace).bind_all(columns(card)?).run(connection).await?;
    Ok(written == 1)
}

/// Writes what differs between two versions of a card.
pub(crate) async fn update(connection: &mut Connection, workspace: WorkspaceId, was: &Opportunity, now: &Opportunity) -> Result<(), Fault> {
    let moved =
        Opportunity { stage: now.stage, rank: now.rank.clone(), entered_at: now.entered_at, touched_at: now.touched_at, ..was.clone() };
    let settled = || Opportunity {
        state: now.state,
        reason: now.reason.clone(),
        closed_at: now.closed_at,
        touched_at: now.touched_at,
        deleted_at: now.deleted_at,
        ..was.clone()
    };
    let written = if moved == *now {
        let place = sql(UPDATE_PLACE).bind(workspace).bind(now.id).bind(now.stage).bind(&now.rank);
        place.bind(now.entered_at).bind(now.touched_at).run(connection).await?
    } else if settled() == *now {
        let state = sql(UPDATE_STATE).bind(workspace).bind(now.id).bind(now.state.as_str()).bind(&now.reason);
        state.bind(now.closed_at).bind(now.touched_at).bind(now.deleted_at).run(connection).await?
    } else {
        sql(UPDATE_ALL).bind(workspace).bind_all(columns(now)?).run(connection).await?
    };
    if written == 1 { Ok(()) } else { Err(Fault::Stored(format!("opportunity {} has no row", now.id))) }
}

/// The values of all columns in the order of the statements, from the id on.
fn columns(card: &Opportunity) -> Result<Vec<Arg>, Fault> {
    let step = card.next_step.as_ref();
    Ok(vec![
        card.id.into(),
        card.pipeline.into(),
        card.stage.into(),
        (&card.rank).into(),
        (&card.title).into(),
        card.account.as_ref().map(|link| link.id).into(),
        card.contact.as_ref().map(|link| link.id).into(),
        card.amount.map(|amount| amount.minor).into(),
        card.amount.map(|amount| amount.currency.code().to_owned()).into(),
        card.close_on.map(|date| date.to_string()).into(),
        card.owner.into(),
        to_json(&card.collaborators, card.collaborators.is_empty())?.into(),
        (&card.source).into(),
        (&card.campaign).into(),
        card.score.map(i64::from).into(),
        to_json(&card.tags, card.tags.is_empty())?.into(),
        folded_tags(&card.tags).into(),
        step.map(|step| step.what.clone()).into(),
        step.map(|step| step.due.to_string()).into(),
        step.and_then(|step| step.minute).map(i64::from).into(),
        to_json(&card.custom, card.custom.is_empty())?.into(),
        to_json(&card.checks, card.checks.is_empty())?.into(),
        card.state.as_str().into(),
        (&card.reason).into(),
        card.closed_at.into(),
        card.entered_at.into(),
        card.touched_at.into(),
        card.created_at.into(),
        card.deleted_at.into(),
        (&card.external_id).into(),
        card.search_text().into(),
    ])
}

/// Tags for filtering: folded, each between line ends, which no tag contains.
fn folded_tags(tags: &[String]) -> String {
    if tags.is_empty() { String::new() } else { format!("\n{}\n", text::fold(&tags.join("\n"))) }
}

/// Reads a text that we wrote.
pub(crate) fn parsed<T: std::str::FromStr>(text: &str) -> Result<T, Fault> {
    text.parse().map_err(|_| Fault::Stored(format!("{} {text:?}", std::any::type_name::<T>())))
}

/// Reads a rank that we wrote.
pub(crate) fn rank(text: &str) -> Result<Rank, Fault> {
    Rank::parse(text).ok_or_else(|| Fault::Stored(format!("rank {text:?}")))
}

/// Reads a small number that we wrote.
pub(crate) fn narrow<T: TryFrom<i64>>(number: i64) -> Result<T, Fault> {
    T::try_from(number).map_err(|_| Fault::Stored(format!("number {number}")))
}

/// Reads JSON that we wrote; an empty text stands for an empty collection.
pub(crate) fn from_json<T: DeserializeOwned + Default>(text: &str) -> Result<T, Fault> {
    if text.is_empty() {
        return Ok(T::default());
    }
    serde_json::from_str(text).map_err(|error| Fault::Stored(format!("{}: {error}", std::any::type_name::<T>())))
}

/// JSON to store; an empty text for an empty collection.
pub(crate) fn to_json<T: Serialize>(value: &T, empty: bool) -> Result<String, Fault> {
    if empty {
        return Ok(String::new());
    }
    serde_json::to_string(value).map_err(|error| Fault::Stored(error.to_string()))
}

fn link<Id: std::str::FromStr>(id: Option<String>, name: Option<String>) -> Result<Option<Link<Id>>, Fault> {
    let Some(id) = id else { return Ok(None) };
    Ok(Some(Link { id: parsed(&id)?, name: name.unwrap_or_default() }))
}
