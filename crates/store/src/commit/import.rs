//! Facts for an import: whatever of the workspace its rows may mean.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use heliu_domain::{
    board::Author,
    conversation::Comment,
    exchange::{self, ImportFacts, ImportInto, ImportPlan},
    id::*,
    opportunity::Opportunity,
    problem::Problem,
    text,
};

use crate::{
    card::{self, CardRow, card_columns, card_tables, parsed, rank},
    commit::{
        Decision,
        board::{fields_of, stages_of},
        description,
    },
    db::{Connection, sql, statements},
    fault::Fault,
    rows::{self, AccountRow, CommentRow, ContactRow, PersonRow, PipelineRow, columns},
    tables::Cards,
};

statements! {
    PIPELINES = concat!("select ", columns!(pipeline), " from pipeline where workspace = $1 order by rank, id");
    PEOPLE = concat!("select ", columns!(person), " from person where workspace = $1 order by folded, id");
    // Of several with one name the last read stays: a live one, the oldest of them.
    ACCOUNTS_NAMED = concat!("select ", columns!(account), " from account where workspace = $1 and folded = $2 \
        order by deleted desc, id desc");
    CONTACTS_NAMED = concat!("select ", columns!(contact), " from contact where workspace = $1 and folded = $2 \
        order by deleted desc, id desc");
    BY_EXTERNAL_ID = concat!("select ", card_columns!(), " from ", card_tables!(), " where o.workspace = $1 and o.external_id = $2 \
        and o.external_id <> ''");
    LAST_RANKS = "select stage, max(rank) as rank from opportunity \
        where pipeline = (select id from pipeline where id = $2 and workspace = $1) group by stage";
    COMMENTS = concat!("select ", columns!(comment), " from comment where workspace = $1 and opportunity = $2 order by created_at, id");
    DESCRIBED = "select o.id, d.text from opportunity o join description d on d.opportunity = o.id where o.workspace = $1";
}

/// Above this many known rows, all descriptions are read at once.
const MANY: usize = 500;

/// Decides an import.
pub(super) async fn decide(
    connection: &mut Connection,
    workspace: WorkspaceId,
    author: &Author,
    id: CommandId,
    plan: &ImportPlan,
) -> Result<Decision, Fault> {
    let facts = facts(connection, workspace, plan).await?;
    let decision = exchange::decide(&facts, plan, id, author)?;
    let cards: Cards = facts.known.into_values().map(|card| (card.id, card)).collect();
    Ok(Decision { changes: decision.changes, cards, ..Decision::default() })
}

/// What must be known to decide or preview an import.
pub(crate) async fn facts(connection: &mut Connection, workspace: WorkspaceId, plan: &ImportPlan) -> Result<ImportFacts, Fault> {
    let pipelines = rows::read(sql(PIPELINES).bind(workspace).all::<PipelineRow>(connection).await?)?;
    let mut facts = ImportFacts {
        pipelines: pipelines.into_iter().map(|pipeline| (pipeline.id, pipeline)).collect(),
        people: rows::read(sql(PEOPLE).bind(workspace).all::<PersonRow>(connection).await?)?,
        ..ImportFacts::default()
    };
    if let ImportInto::Existing(id) = plan.into {
        facts.pipeline = Some(facts.pipelines.get(&id).cloned().ok_or_else(|| Problem::not_found("pipeline"))?);
        facts.stages = stages_of(connection, workspace, id).await?;
        facts.fields = fields_of(connection, workspace, id).await?;
        let ranks: Vec<(String, String)> = sql(LAST_RANKS).bind(workspace).bind(id).all(connection).await?;
        for (stage, last) in ranks {
            facts.last_ranks.insert(parsed(&stage)?, rank(&last)?);
        }
    }
    for name in plan.account_names() {
        for account in rows::read(sql(ACCOUNTS_NAMED).bind(workspace).bind(name).all::<AccountRow>(connection).await?)? {
            facts.accounts.insert(text::fold(&account.name), account);
        }
    }
    for name in plan.contact_names() {
        for contact in rows::read(sql(CONTACTS_NAMED).bind(workspace).bind(name).all::<ContactRow>(connection).await?)? {
            facts.contacts.insert((contact.account, text::fold(&contact.name)), contact);
        }
    }
    facts.known = known(connection, workspace, plan).await?;
    let ids: BTreeSet<OpportunityId> = facts.known.values().map(|card| card.id).collect();
    facts.descriptions = descriptions(connection, workspace, &ids).await?;
    if plan.has_comments() {
        for id in ids {
            let comments: Vec<Comment> = rows::read(sql(COMMENTS).bind(workspace).bind(id).all::<CommentRow>(connection).await?)?;
            facts.comments.insert(id, comments);
        }
    }
    Ok(facts)
}

async fn known(connection: &mut Connection, workspace: WorkspaceId, plan: &ImportPlan) -> Result<BTreeMap<String, Opportunity>, Fault> {
    let (texts, _) = plan.ids();
    let mut known = BTreeMap::new();
    for text in texts {
        let row = sql(BY_EXTERNAL_ID).bind(workspace).bind(text).optional::<CardRow>(connection).await?;
        let card = match (row, text.parse()) {
            (Some(row), _) => Some(row.card()?),
            (None, Ok(id)) => card::load(connection, workspace, id).await?,
            (None, Err(_)) => None,
        };
        known.extend(card.map(|card| (text.to_owned(), card)));
    }
    Ok(known)
}

async fn descriptions(
    connection: &mut Connection,
    workspace: WorkspaceId,
    ids: &BTreeSet<OpportunityId>,
) -> Result<BTreeMap<OpportunityId, String>, Fault> {
    let mut descriptions = BTreeMap::new();
    if ids.len() > MANY {
        let rows: Vec<(String, String)> = sql(DESCRIBED).bind(workspace).all(connection).await?;
        let all: HashMap<OpportunityId, String> =
            rows.into_iter().map(|(id, text)| Ok((parsed(&id)?, text))).collect::<Result<_, Fault>>()?;
        descriptions.extend(all.into_iter().filter(|(id, _)| ids.contains(id)));
    } else {
        for id in ids {
            let text = description(connection, workspace, *id).await?;
            if !text.is_empty() {
                descriptions.insert(*id, text);
            }
        }
    }
    Ok(descriptions)
}
