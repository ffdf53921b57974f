//! Lists: sorted pages, the recycle bin, one opportunity with everything about it, export.

use std::collections::BTreeSet;

use heliu_domain::{
    conversation::{Comment, File},
    directory::Person,
    filter::{Filter, Sort, SortBy},
    id::*,
    policy::{self, Scope, Visibility},
    problem::Problem,
};

use crate::{
    Detail, Exported, ListPage, Store,
    card::{self, CardRow, card_columns, card_tables},
    commit::description,
    db::{Connection, sql, statements},
    fault::Fault,
    log,
    narrow::{self, narrowed, stated},
    rows::{self, FileRow, columns},
};

macro_rules! own_pipeline {
    () => {
        " where o.pipeline = (select id from pipeline where id = $2 and workspace = $1) and o.deleted_at is null"
    };
}

/// What somebody sees of the recycle bin: `$2` is 1 for everything, else `$3` is a pattern for their department in a pipeline's
/// visibility, and `$4` to `$6` say who sees only some; the same rule as `policy::Scope`.
macro_rules! binned {
    () => {
        " where o.workspace = $1 and o.deleted_at is not null and (cast($2 as bigint) = 1 or exists (select 1 from pipeline v \
         where v.id = o.pipeline and (v.visibility = 'everyone' or (',' || v.visibility || ',') like $3 or (v.visibility = 'involved' \
         and (o.owner = $4 or o.collaborators like $5 or (cast($6 as text) is not null \
         and (o.owner is null or o.owner in (select id from person where workspace = $1 and department = $6))))))))"
    };
}

macro_rules! listed {
    ($order:literal) => {
        concat!(
            "select ",
            card_columns!(),
            " from ",
            card_tables!(),
            " join stage s on s.id = o.stage left join person p on p.id = o.owner",
            own_pipeline!(),
            stated!(),
            narrowed!(),
            " order by ",
            $order,
            " limit $18 offset $19"
        )
    };
}

statements! {
    BY_BOARD = listed!("s.rank, s.id, o.rank, o.id");
    BY_BOARD_DOWN = listed!("s.rank desc, s.id desc, o.rank desc, o.id desc");
    // The text that is searched begins with the folded title.
    BY_TITLE = listed!("o.search, o.id");
    BY_TITLE_DOWN = listed!("o.search desc, o.id desc");
    BY_ACCOUNT = listed!("a.folded nulls last, o.id");
    BY_ACCOUNT_DOWN = listed!("a.folded desc nulls last, o.id desc");
    // Amounts of different currencies do not compare.
    BY_AMOUNT = listed!("o.currency nulls last, o.amount, o.id");
    BY_AMOUNT_DOWN = listed!("o.currency nulls last, o.amount desc, o.id desc");
    BY_CLOSE_ON = listed!("o.close_on nulls last, o.id");
    BY_CLOSE_ON_DOWN = listed!("o.close_on desc nulls last, o.id desc");
    BY_OWNER = listed!("p.folded nulls last, o.id");
    BY_OWNER_DOWN = listed!("p.folded desc nulls last, o.id desc");
    BY_NEXT_STEP = listed!("o.step_due nulls last, o.step_minute nulls last, o.id");
    BY_NEXT_STEP_DOWN = listed!("o.step_due desc nulls last, o.step_minute desc nulls last, o.id desc");
    BY_CREATED = listed!("o.created_at, o.id");
    BY_CREATED_DOWN = listed!("o.created_at desc, o.id desc");
    COUNT = concat!("select count(*) as cards from ", card_tables!(), own_pipeline!(), stated!(), narrowed!());
    BIN = concat!("select ", card_columns!(), " from ", card_tables!(), binned!(), " order by o.deleted_at desc, o.id desc limit $7 offset $8");
    BIN_COUNT = concat!("select count(*) as cards from opportunity o", binned!());
    FILES = concat!("select ", columns!(file), " from file where workspace = $1 and opportunity = $2 order by created_at, id");
    EXPORT = concat!("select ", card_columns!(), ", coalesce(d.text, '') as description from ", card_tables!(),
        " left join description d on d.opportunity = o.id", own_pipeline!(), stated!(), narrowed!(), " and o.id > $18 \
        order by o.id limit $19");
}

#[derive(sqlx::FromRow)]
struct ExportRow {
    #[sqlx(flatten)]
    card: CardRow,
    description: String,
}

impl Store {
    /// One page of a pipeline's list.
    pub async fn list(
        &self,
        workspace: WorkspaceId,
        pipeline: PipelineId,
        filter: &Filter,
        sort: Sort,
        offset: usize,
        limit: usize,
    ) -> Result<ListPage, Problem> {
        self.list_within(workspace, pipeline, (filter, Scope::All), sort, offset, limit).await
    }

    pub(crate) async fn list_within(
        &self,
        workspace: WorkspaceId,
        pipeline: PipelineId,
        (filter, scope): (&Filter, Scope),
        sort: Sort,
        offset: usize,
        limit: usize,
    ) -> Result<ListPage, Problem> {
        let read = async {
            let mut connection = self.moment().await?;
            let seq = log::seq(&mut connection, workspace).await?;
            let counted = sql(COUNT).bind(workspace).bind(pipeline).bind_all(narrow::args(filter, scope));
            let (total,): (i64,) = counted.one(&mut connection).await?;
            let page = sql(ordered(sort)).bind(workspace).bind(pipeline).bind_all(narrow::args(filter, scope)).bind(limit).bind(offset);
            Ok(ListPage { seq, rows: card::cards(page.all::<CardRow>(&mut connection).await?)?, total })
        };
        read.await.map_err(Fault::into_problem)
    }

    /// The recycle bin, newest first.
    pub async fn bin(&self, workspace: WorkspaceId, offset: usize, limit: usize) -> Result<ListPage, Problem> {
        self.bin_for(workspace, None, offset, limit).await
    }

    /// The same as somebody sees it.
    pub(crate) async fn bin_for(
        &self,
        workspace: WorkspaceId,
        actor: Option<&Person>,
        offset: usize,
        limit: usize,
    ) -> Result<ListPage, Problem> {
        let actor = actor.filter(|actor| !policy::may_administer(actor));
        let own = actor.and_then(|actor| Scope::of(actor, &Visibility::Involved)).unwrap_or(Scope::All);
        let department = actor.map(|actor| format!("%,{},%", actor.department.as_str())).unwrap_or_default();
        let narrowed =
            |statement| sql(statement).bind(workspace).bind(actor.is_none()).bind(department.clone()).bind_all(narrow::scoped(own));
        let read = async {
            let mut connection = self.moment().await?;
            let seq = log::seq(&mut connection, workspace).await?;
            let (total,): (i64,) = narrowed(BIN_COUNT).one(&mut connection).await?;
            let page = narrowed(BIN).bind(limit).bind(offset);
            Ok(ListPage { seq, rows: card::cards(page.all::<CardRow>(&mut connection).await?)?, total })
        };
        read.await.map_err(Fault::into_problem)
    }

    /// An opportunity, also a deleted one, with everything said about it.
    pub async fn opportunity(&self, workspace: WorkspaceId, id: OpportunityId) -> Result<Option<Detail>, Problem> {
        let read = async { detail(&mut self.moment().await?, workspace, id).await };
        read.await.map_err(Fault::into_problem)
    }

    /// Comments by id, those that there are.
    pub async fn said(&self, workspace: WorkspaceId, ids: &BTreeSet<CommentId>) -> Result<Vec<Comment>, Problem> {
        let read = async {
            let mut connection = self.reader().await?;
            let mut comments = Vec::with_capacity(ids.len());
            for id in ids {
                comments.extend(rows::comment(&mut connection, workspace, *id).await?);
            }
            Ok(comments)
        };
        read.await.map_err(Fault::into_problem)
    }

    /// The file of that id.
    pub async fn file(&self, workspace: WorkspaceId, id: FileId) -> Result<Option<File>, Problem> {
        let read = async { rows::file(&mut self.reader().await?, workspace, id).await };
        read.await.map_err(Fault::into_problem)
    }

    /// The opportunities behind `after` by id with their descriptions: an export reads page after page.
    pub async fn export(
        &self,
        workspace: WorkspaceId,
        pipeline: PipelineId,
        filter: &Filter,
        after: Option<OpportunityId>,
        limit: usize,
    ) -> Result<Vec<Exported>, Problem> {
        self.export_within(workspace, pipeline, (filter, Scope::All), after, limit).await
    }

    pub(crate) async fn export_within(
        &self,
        workspace: WorkspaceId,
        pipeline: PipelineId,
        (filter, scope): (&Filter, Scope),
        after: Option<OpportunityId>,
        limit: usize,
    ) -> Result<Vec<Exported>, Problem> {
        let read = async {
            let mut connection = self.reader().await?;
            let after = after.map(|id| id.to_string()).unwrap_or_default();
            let page = sql(EXPORT).bind(workspace).bind(pipeline).bind_all(narrow::args(filter, scope)).bind(after).bind(limit);
            let rows = page.all::<ExportRow>(&mut connection).await?;
            rows.into_iter()
                .map(|row| Ok(Exported { opportunity: row.card.card()?, description: row.description }))
                .collect::<Result<Vec<_>, Fault>>()
        };
        read.await.map_err(Fault::into_problem)
    }
}

async fn detail(connection: &mut Connection, workspace: WorkspaceId, id: OpportunityId) -> Result<Option<Detail>, Fault> {
    let Some(opportunity) = card::load(connection, workspace, id).await? else { return Ok(None) };
    let description = description(connection, workspace, id).await?;
    let files = rows::read(sql(FILES).bind(workspace).bind(id).all::<FileRow>(connection).await?)?;
    let seq = log::seq(connection, workspace).await?;
    Ok(Some(Detail { seq, opportunity, description, files }))
}

fn ordered(sort: Sort) -> &'static str {
    match (sort.by, sort.descending) {
        (SortBy::Board, false) => BY_BOARD,
        (SortBy::Board, true) => BY_BOARD_DOWN,
        (SortBy::Title, false) => BY_TITLE,
        (SortBy::Title, true) => BY_TITLE_DOWN,
        (SortBy::Account, false) => BY_ACCOUNT,
        (SortBy::Account, true) => BY_ACCOUNT_DOWN,
        (SortBy::Amount, false) => BY_AMOUNT,
        (SortBy::Amount, true) => BY_AMOUNT_DOWN,
        (SortBy::CloseOn, false) => BY_CLOSE_ON,
        (SortBy::CloseOn, true) => BY_CLOSE_ON_DOWN,
        (SortBy::Owner, false) => BY_OWNER,
        (SortBy::Owner, true) => BY_OWNER_DOWN,
        (SortBy::NextStep, false) => BY_NEXT_STEP,
        (SortBy::NextStep, true) => BY_NEXT_STEP_DOWN,
        (SortBy::Created, false) => BY_CREATED,
        (SortBy::Created, true) => BY_CREATED_DOWN,
    }
}
