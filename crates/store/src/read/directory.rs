//! Workspaces, people, accounts, contacts, rates, views, and the words that were used before.

use std::collections::HashMap;

use heliu_domain::{
    directory::{Account, Contact, Person, Workspace},
    id::*,
    money::Rate,
    opportunity::State,
    policy::Scope,
    problem::Problem,
    text,
    view::View,
};

use crate::{
    Store,
    card::from_json,
    db::{sql, statements},
    fault::Fault,
    narrow::{beginning, containing, scoped},
    rows::{self, AccountRow, ContactRow, PersonRow, RateRow, Row, ViewRow, WorkspaceRow, columns},
};

statements! {
    WORKSPACES = concat!("select ", columns!(workspace), " from workspace order by created_at, id");
    BY_SLUG = concat!("select ", columns!(workspace), " from workspace where slug = $1");
    PEOPLE = concat!("select ", columns!(person), " from person where workspace = $1 order by folded, id");
    RATES = concat!("select ", columns!(rate), " from rate where workspace = $1 order by currency, day");
    VIEWS = concat!("select ", columns!(saved_view), " from saved_view where workspace = $1 and pipeline = $2 \
        and (shared = 1 or owner = $3) order by name, id");
    ACCOUNTS = concat!("select ", columns!(account), " from account where workspace = $1 and deleted = 0 \
        and folded like $2 escape '\\' order by case when folded like $3 escape '\\' then 0 else 1 end, folded, id limit $4");
    CONTACTS = concat!("select ", columns!(contact), " from contact where workspace = $1 and deleted = 0 \
        and (cast($2 as text) is null or account = $2) and folded like $3 escape '\\' \
        order by case when folded like $4 escape '\\' then 0 else 1 end, folded, id limit $5");
    TAGS = "select o.tags, count(*) as cards from opportunity o \
        where o.pipeline = (select id from pipeline where id = $2 and workspace = $1) and o.deleted_at is null \
        and o.tags <> '' and (cast($3 as text) is null or o.owner = $3 or o.collaborators like $4 or (cast($5 as text) is not null \
        and (o.owner is null or o.owner in (select id from person where workspace = $1 and department = $5)))) group by o.tags";
    REASONS = "select o.reason, count(*) as cards from opportunity o \
        where o.pipeline = (select id from pipeline where id = $2 and workspace = $1) and o.deleted_at is null \
        and o.state = $3 and o.reason <> '' and (cast($4 as text) is null or o.owner = $4 or o.collaborators like $5 \
        or (cast($6 as text) is not null and (o.owner is null or o.owner in (select id from person where workspace = $1 \
        and department = $6)))) group by o.reason order by count(*) desc, o.reason limit $7";
}

impl Store {
    /// Every workspace, oldest first.
    pub async fn workspaces(&self) -> Result<Vec<Workspace>, Problem> {
        let read = async { rows::read(sql(WORKSPACES).all::<WorkspaceRow>(&mut self.reader().await?).await?) };
        read.await.map_err(Fault::into_problem)
    }

    /// The workspace of that short name.
    pub async fn workspace(&self, slug: &str) -> Result<Option<Workspace>, Problem> {
        let read = async {
            let row = sql(BY_SLUG).bind(slug).optional::<WorkspaceRow>(&mut self.reader().await?).await?;
            row.map(Row::read).transpose()
        };
        read.await.map_err(Fault::into_problem)
    }

    /// Everybody of the workspace, also those no longer active, by name.
    pub async fn people(&self, workspace: WorkspaceId) -> Result<Vec<Person>, Problem> {
        let read = async { rows::read(sql(PEOPLE).bind(workspace).all::<PersonRow>(&mut self.reader().await?).await?) };
        read.await.map_err(Fault::into_problem)
    }

    /// All exchange rates.
    pub async fn rates(&self, workspace: WorkspaceId) -> Result<Vec<Rate>, Problem> {
        let read = async { rows::read(sql(RATES).bind(workspace).all::<RateRow>(&mut self.reader().await?).await?) };
        read.await.map_err(Fault::into_problem)
    }

    /// A person's own views of a pipeline and the shared ones.
    pub async fn views(&self, workspace: WorkspaceId, pipeline: PipelineId, person: PersonId) -> Result<Vec<View>, Problem> {
        let read = async {
            let statement = sql(VIEWS).bind(workspace).bind(pipeline).bind(person);
            rows::read(statement.all::<ViewRow>(&mut self.reader().await?).await?)
        };
        read.await.map_err(Fault::into_problem)
    }

    /// Accounts whose name contains the text, those that begin with it first.
    pub async fn accounts(&self, workspace: WorkspaceId, text: &str, limit: usize) -> Result<Vec<Account>, Problem> {
        let read = async {
            let statement = sql(ACCOUNTS).bind(workspace).bind(containing(text)).bind(beginning(text)).bind(limit);
            rows::read(statement.all::<AccountRow>(&mut self.reader().await?).await?)
        };
        read.await.map_err(Fault::into_problem)
    }

    /// Contacts, of one account or all, whose name contains the text, those that begin with it first.
    pub async fn contacts(
        &self,
        workspace: WorkspaceId,
        account: Option<AccountId>,
        text: &str,
        limit: usize,
    ) -> Result<Vec<Contact>, Problem> {
        let read = async {
            let statement = sql(CONTACTS).bind(workspace).bind(account).bind(containing(text)).bind(beginning(text)).bind(limit);
            rows::read(statement.all::<ContactRow>(&mut self.reader().await?).await?)
        };
        read.await.map_err(Fault::into_problem)
    }

    /// The account of that id, also a deleted one.
    pub async fn account(&self, workspace: WorkspaceId, id: AccountId) -> Result<Option<Account>, Problem> {
        let read = async { rows::account(&mut self.reader().await?, workspace, id).await };
        read.await.map_err(Fault::into_problem)
    }

    /// Tags of a pipeline's cards that begin with the prefix, most used first.
    pub async fn tags(&self, workspace: WorkspaceId, pipeline: PipelineId, prefix: &str, limit: usize) -> Result<Vec<String>, Problem> {
        self.tags_within(workspace, pipeline, Scope::All, prefix, limit).await
    }

    pub(crate) async fn tags_within(
        &self,
        workspace: WorkspaceId,
        pipeline: PipelineId,
        scope: Scope,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<String>, Problem> {
        let read = async {
            let statement = sql(TAGS).bind(workspace).bind(pipeline).bind_all(scoped(scope));
            let rows: Vec<(String, i64)> = statement.all(&mut self.reader().await?).await?;
            most_used(rows, &text::fold(prefix), limit)
        };
        read.await.map_err(Fault::into_problem)
    }

    /// The reasons for which cards of a pipeline were won or lost, most used first.
    pub async fn reasons(&self, workspace: WorkspaceId, pipeline: PipelineId, won: bool, limit: usize) -> Result<Vec<String>, Problem> {
        self.reasons_within(workspace, pipeline, Scope::All, won, limit).await
    }

    pub(crate) async fn reasons_within(
        &self,
        workspace: WorkspaceId,
        pipeline: PipelineId,
        scope: Scope,
        won: bool,
        limit: usize,
    ) -> Result<Vec<String>, Problem> {
        let read = async {
            let state = if won { State::Won } else { State::Lost };
            let statement = sql(REASONS).bind(workspace).bind(pipeline).bind(state.as_str()).bind_all(scoped(scope)).bind(limit);
            let rows: Vec<(String, i64)> = statement.all(&mut self.reader().await?).await?;
            Ok(rows.into_iter().map(|(reason, _)| reason).collect())
        };
        read.await.map_err(Fault::into_problem)
    }
}

/// Single tags from lists of tags with their number; of two spellings the more frequent one speaks for both.
fn most_used(lists: Vec<(String, i64)>, prefix: &str, limit: usize) -> Result<Vec<String>, Fault> {
    let mut counted: HashMap<String, HashMap<String, i64>> = HashMap::new();
    for (tags, cards) in lists {
        for tag in from_json::<Vec<String>>(&tags)? {
            let folded = text::fold(&tag);
            if folded.starts_with(prefix) {
                *counted.entry(folded).or_default().entry(tag).or_default() += cards;
            }
        }
    }
    let mut tags: Vec<(i64, String)> = counted
        .into_values()
        .filter_map(|spellings| {
            let total = spellings.values().sum();
            let spelling = spellings.into_iter().max_by(|a, b| (a.1, &b.0).cmp(&(b.1, &a.0)))?;
            Some((total, spelling.0))
        })
        .collect();
    tags.sort_by(|a, b| (b.0, &a.1).cmp(&(a.0, &b.1)));
    Ok(tags.into_iter().take(limit).map(|(_, tag)| tag).collect())
}
