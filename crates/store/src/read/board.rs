//! The board: columns, totals and the shape of a pipeline, read at one moment.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use heliu_domain::{
    Currency, Money, Rank,
    filter::Filter,
    id::*,
    opportunity::{Opportunity, State},
    pipeline::{CustomField, Pipeline, Stage},
    policy::Scope,
    problem::Problem,
};

use crate::{
    BoardData, ColumnTotal, Store, Totals,
    card::{self, CardRow, card_columns, card_tables, parsed},
    db::{Connection, sql, statements},
    fault::Fault,
    log,
    narrow::{self, narrowed},
    rows::{self, CustomFieldRow, PipelineRow, StageRow, columns},
};

/// The stage, if it is one of the workspace's.
macro_rules! own_stage {
    () => {
        " where o.stage = (select id from stage where id = $2 and workspace = $1) and o.deleted_at is null"
    };
}

/// The pipeline, if it is one of the workspace's.
macro_rules! own_pipeline {
    () => {
        " where o.pipeline = (select id from pipeline where id = $2 and workspace = $1) and o.deleted_at is null"
    };
}

macro_rules! in_order {
    ($rank:literal, $id:literal, $limit:literal) => {
        concat!(" and (o.rank, o.id) > (", $rank, ", ", $id, ") order by o.rank, o.id limit ", $limit)
    };
}

macro_rules! sums {
    () => {
        "select o.stage, o.state, o.currency, count(*) as cards, cast(coalesce(sum(o.amount), 0) as bigint) as amount from "
    };
}

macro_rules! by_column {
    () => {
        " group by o.stage, o.state, o.currency"
    };
}

statements! {
    PIPELINES = concat!("select ", columns!(pipeline), " from pipeline where workspace = $1 order by rank, id");
    STAGES = concat!("select ", columns!(stage), " from stage where workspace = $1 and pipeline = $2 order by rank, id");
    FIELDS = concat!("select ", columns!(custom_field), " from custom_field where workspace = $1 and pipeline = $2 order by rank, id");
    COLUMN_PLAIN = concat!("select ", card_columns!(), " from ", card_tables!(), own_stage!(), " and o.state = $3",
        in_order!("$4", "$5", "$6"));
    COLUMN_PLAIN_ALL = concat!("select ", card_columns!(), " from ", card_tables!(), own_stage!(), in_order!("$3", "$4", "$5"));
    COLUMN = concat!("select ", card_columns!(), " from ", card_tables!(), own_stage!(), " and o.state = $3", narrowed!(),
        in_order!("$18", "$19", "$20"));
    COLUMN_ALL = concat!("select ", card_columns!(), " from ", card_tables!(), own_stage!(),
        " and (cast($3 as text) is null)", narrowed!(), in_order!("$18", "$19", "$20"));
    TOTALS_PLAIN = concat!(sums!(), "opportunity o", own_pipeline!(), " and o.state = $3", by_column!());
    TOTALS_PLAIN_ALL = concat!(sums!(), "opportunity o", own_pipeline!(), by_column!());
    TOTALS = concat!(sums!(), card_tables!(), own_pipeline!(), " and o.state = $3", narrowed!(), by_column!());
    TOTALS_ALL = concat!(sums!(), card_tables!(), own_pipeline!(), " and (cast($3 as text) is null)", narrowed!(), by_column!());
    OPEN = concat!("select o.stage, count(*) as cards from opportunity o", own_pipeline!(), " and o.state = 'open' group by o.stage");
    OPEN_NARROWED = concat!("select o.stage, count(*) as cards from ", card_tables!(), own_pipeline!(), " and o.state = $3", narrowed!(),
        " group by o.stage");
}

#[derive(sqlx::FromRow)]
struct SumRow {
    stage: String,
    state: String,
    currency: Option<String>,
    cards: i64,
    amount: i64,
}

impl Store {
    /// The workspace's pipelines, in order.
    pub async fn pipelines(&self, workspace: WorkspaceId) -> Result<Vec<Pipeline>, Problem> {
        let read = async {
            let mut connection = self.reader().await?;
            rows::read(sql(PIPELINES).bind(workspace).all::<PipelineRow>(&mut connection).await?)
        };
        read.await.map_err(Fault::into_problem)
    }

    /// A pipeline's stages, in order.
    pub async fn stages(&self, workspace: WorkspaceId, pipeline: PipelineId) -> Result<Vec<Stage>, Problem> {
        let read = async { stages(&mut self.reader().await?, workspace, pipeline).await };
        read.await.map_err(Fault::into_problem)
    }

    /// A pipeline's custom fields, in order.
    pub async fn fields(&self, workspace: WorkspaceId, pipeline: PipelineId) -> Result<Vec<CustomField>, Problem> {
        let read = async { fields(&mut self.reader().await?, workspace, pipeline).await };
        read.await.map_err(Fault::into_problem)
    }

    /// A pipeline with the first cards of every stage and the totals of all, as of one moment.
    pub async fn board(
        &self,
        workspace: WorkspaceId,
        pipeline: PipelineId,
        filter: &Filter,
        per_column: usize,
    ) -> Result<Option<BoardData>, Problem> {
        self.board_within(workspace, pipeline, filter, Scope::All, per_column).await
    }

    pub(crate) async fn board_within(
        &self,
        workspace: WorkspaceId,
        pipeline: PipelineId,
        filter: &Filter,
        scope: Scope,
        per_column: usize,
    ) -> Result<Option<BoardData>, Problem> {
        let read = async {
            let mut connection = self.moment().await?;
            let seq = log::seq(&mut connection, workspace).await?;
            let Some(found) = rows::pipeline(&mut connection, workspace, pipeline).await? else { return Ok(None) };
            let stages = stages(&mut connection, workspace, pipeline).await?;
            let fields = fields(&mut connection, workspace, pipeline).await?;
            let mut columns = Vec::with_capacity(stages.len());
            for stage in &stages {
                columns.push(column(&mut connection, workspace, stage.id, filter, scope, None, per_column).await?);
            }
            let totals = self.totals_at(&mut connection, workspace, pipeline, &stages, (filter, scope), seq).await?;
            Ok(Some(BoardData { seq, pipeline: found, stages, fields, columns, totals }))
        };
        read.await.map_err(Fault::into_problem)
    }

    /// Further cards of a stage behind one of them.
    pub async fn column(
        &self,
        workspace: WorkspaceId,
        stage: StageId,
        filter: &Filter,
        after: Option<(Rank, OpportunityId)>,
        limit: usize,
    ) -> Result<Vec<Opportunity>, Problem> {
        self.column_within(workspace, stage, filter, Scope::All, after, limit).await
    }

    pub(crate) async fn column_within(
        &self,
        workspace: WorkspaceId,
        stage: StageId,
        filter: &Filter,
        scope: Scope,
        after: Option<(Rank, OpportunityId)>,
        limit: usize,
    ) -> Result<Vec<Opportunity>, Problem> {
        let read = async { column(&mut self.reader().await?, workspace, stage, filter, scope, after, limit).await };
        read.await.map_err(Fault::into_problem)
    }

    /// The pipeline of a stage.
    pub(crate) async fn pipeline_of(&self, workspace: WorkspaceId, stage: StageId) -> Result<Option<PipelineId>, Problem> {
        let read = async { rows::stage(&mut self.reader().await?, workspace, stage).await };
        Ok(read.await.map_err(Fault::into_problem)?.map(|stage| stage.pipeline))
    }

    /// Counts and sums of all cards of a pipeline that pass a filter.
    pub async fn totals(&self, workspace: WorkspaceId, pipeline: PipelineId, filter: &Filter) -> Result<Totals, Problem> {
        self.totals_within(workspace, pipeline, filter, Scope::All).await
    }

    pub(crate) async fn totals_within(
        &self,
        workspace: WorkspaceId,
        pipeline: PipelineId,
        filter: &Filter,
        scope: Scope,
    ) -> Result<Totals, Problem> {
        let read = async {
            let mut connection = self.moment().await?;
            let seq = log::seq(&mut connection, workspace).await?;
            let stages = stages(&mut connection, workspace, pipeline).await?;
            self.totals_at(&mut connection, workspace, pipeline, &stages, (filter, scope), seq).await
        };
        read.await.map_err(Fault::into_problem)
    }

    /// Several cards, whatever their state, also deleted ones; those that do not exist are left out.
    pub async fn cards(&self, workspace: WorkspaceId, ids: &[OpportunityId]) -> Result<Vec<Opportunity>, Problem> {
        let read = async {
            let mut connection = self.reader().await?;
            let mut cards = Vec::with_capacity(ids.len());
            for id in ids {
                cards.extend(card::load(&mut connection, workspace, *id).await?);
            }
            Ok(cards)
        };
        read.await.map_err(Fault::into_problem)
    }

    async fn totals_at(
        &self,
        connection: &mut Connection,
        workspace: WorkspaceId,
        pipeline: PipelineId,
        stages: &[Stage],
        narrowing: (&Filter, Scope),
        seq: i64,
    ) -> Result<Totals, Fault> {
        let key = Key::new(workspace, pipeline, narrowing);
        if let Some(totals) = self.cache().get(&key, seq) {
            return Ok(totals);
        }
        let totals = count(connection, workspace, pipeline, stages, narrowing, seq).await?;
        self.cache().put(key, totals.clone());
        Ok(totals)
    }
}

async fn stages(connection: &mut Connection, workspace: WorkspaceId, pipeline: PipelineId) -> Result<Vec<Stage>, Fault> {
    rows::read(sql(STAGES).bind(workspace).bind(pipeline).all::<StageRow>(connection).await?)
}

async fn fields(connection: &mut Connection, workspace: WorkspaceId, pipeline: PipelineId) -> Result<Vec<CustomField>, Fault> {
    rows::read(sql(FIELDS).bind(workspace).bind(pipeline).all::<CustomFieldRow>(connection).await?)
}

async fn column(
    connection: &mut Connection,
    workspace: WorkspaceId,
    stage: StageId,
    filter: &Filter,
    scope: Scope,
    after: Option<(Rank, OpportunityId)>,
    limit: usize,
) -> Result<Vec<Opportunity>, Fault> {
    let statement = match (is_plain(filter, scope), filter.state.state()) {
        (true, Some(_)) => sql(COLUMN_PLAIN).bind(workspace).bind(stage).bind(narrow::state(filter)),
        (true, None) => sql(COLUMN_PLAIN_ALL).bind(workspace).bind(stage),
        (false, Some(_)) => sql(COLUMN).bind(workspace).bind(stage).bind_all(narrow::args(filter, scope)),
        (false, None) => sql(COLUMN_ALL).bind(workspace).bind(stage).bind_all(narrow::args(filter, scope)),
    };
    // Every rank and id comes behind an empty text.
    let (rank, id) = after.map(|(rank, id)| (rank.as_str().to_owned(), id.to_string())).unwrap_or_default();
    card::cards(statement.bind(rank).bind(id).bind(limit).all::<CardRow>(connection).await?)
}

/// Whether the statements that an index serves suffice.
fn is_plain(filter: &Filter, scope: Scope) -> bool {
    scope == Scope::All && filter.is_plain()
}

async fn count(
    connection: &mut Connection,
    workspace: WorkspaceId,
    pipeline: PipelineId,
    stages: &[Stage],
    (filter, scope): (&Filter, Scope),
    seq: i64,
) -> Result<Totals, Fault> {
    let statement = match (is_plain(filter, scope), filter.state.state()) {
        (true, Some(_)) => sql(TOTALS_PLAIN).bind(workspace).bind(pipeline).bind(narrow::state(filter)),
        (true, None) => sql(TOTALS_PLAIN_ALL).bind(workspace).bind(pipeline),
        (false, Some(_)) => sql(TOTALS).bind(workspace).bind(pipeline).bind_all(narrow::args(filter, scope)),
        (false, None) => sql(TOTALS_ALL).bind(workspace).bind(pipeline).bind_all(narrow::args(filter, scope)),
    };
    let sums = statement.all::<SumRow>(connection).await?;
    let counted = match scope {
        Scope::All => sql(OPEN).bind(workspace).bind(pipeline),
        Scope::Own { .. } => sql(OPEN_NARROWED).bind(workspace).bind(pipeline).bind_all(narrow::args(&Filter::default(), scope)),
    };
    let open: Vec<(String, i64)> = counted.all(connection).await?;
    let mut columns: BTreeMap<StageId, ColumnTotal> = stages.iter().map(|stage| (stage.id, ColumnTotal::default())).collect();
    for (stage, cards) in open {
        columns.entry(parsed(&stage)?).or_default().open = cards;
    }
    let probabilities: HashMap<StageId, u8> = stages.iter().map(|stage| (stage.id, stage.probability)).collect();
    for row in sums {
        let stage: StageId = parsed(&row.stage)?;
        let state = State::parse(&row.state).ok_or_else(|| Fault::Stored(format!("state {:?}", row.state)))?;
        let amount = match row.currency {
            Some(currency) => Some(Money::new(row.amount, parsed::<Currency>(&currency)?)),
            None => None,
        };
        let probability = probabilities.get(&stage).copied().unwrap_or(0);
        columns.entry(stage).or_default().add(row.cards, amount, state, probability);
    }
    Ok(Totals { seq, columns })
}

/// Totals that were counted before, as long as nothing has changed since.
#[derive(Clone, Default)]
pub(crate) struct Cache {
    totals: Arc<Mutex<HashMap<Key, Totals>>>,
}

/// Most totals that are kept.
const KEPT: usize = 256;

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    workspace: WorkspaceId,
    pipeline: PipelineId,
    filter: Vec<(&'static str, String)>,
    scope: Scope,
}

impl Key {
    fn new(workspace: WorkspaceId, pipeline: PipelineId, (filter, scope): (&Filter, Scope)) -> Self {
        Self { workspace, pipeline, filter: filter.to_pairs(), scope }
    }
}

impl Cache {
    fn get(&self, key: &Key, seq: i64) -> Option<Totals> {
        let totals = self.totals.lock().unwrap_or_else(PoisonError::into_inner);
        totals.get(key).filter(|totals| totals.seq == seq).cloned()
    }

    fn put(&self, key: Key, totals: Totals) {
        let mut kept = self.totals.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, totals);
    }
}
