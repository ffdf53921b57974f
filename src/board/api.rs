//! What the board reads.

use heliu_domain::{
    CustomField, Entry, Opportunity, OpportunityId, Pipeline, PipelineId, Rank, Record, Stage, StageId,
    assignment::Proposal,
    change::Change,
    conversation::{Comment, File},
    directory::{Account, Contact},
    filter::{Filter, Sort},
    id::AccountId,
    page::{BoardData, ListPage, Totals},
    view::View,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{live::Refused, wire::Post};

/// Cards per column of a first page: what a tall screen shows, and a little more.
pub const FIRST_CARDS: usize = 20;
/// Cards that a column loads at once while scrolling.
pub const MORE_CARDS: usize = 100;
/// Most cards that are read by id at once.
pub const CARDS_MAX: usize = 500;
/// Rows of the list's first page, and of each further one.
pub const FIRST_ROWS: usize = 100;
/// Most rows that are read at once.
pub const ROWS_MAX: usize = 1000;

/// Cards as of a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cards {
    /// The last change that is surely contained.
    pub seq: i64,
    pub cards: Vec<Opportunity>,
}

/// Totals and single cards as they are now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refreshed {
    /// The last change that is surely contained.
    pub seq: i64,
    pub totals: Totals,
    pub cards: Vec<Opportunity>,
}

/// The board of a pipeline: its stages, the first cards that pass the filter, and the totals of all of them.
///
/// # Errors
/// No such workspace or pipeline.
#[server(prefix = "/api", endpoint = "board", protocol = Post)]
pub async fn board(workspace: String, pipeline: PipelineId, filter: Filter) -> Result<BoardData, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let found = visit.window(&context).board(pipeline, &filter, FIRST_CARDS).await?;
        found.ok_or_else(|| heliu_domain::Problem::not_found("pipeline"))
    })
    .await
}

/// The next cards of a column behind a card.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "column", protocol = Post)]
pub async fn column(workspace: String, stage: StageId, filter: Filter, after: Option<(Rank, OpportunityId)>) -> Result<Cards, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let seq = context.store.seq(visit.workspace.id).await?;
        Ok(Cards { seq, cards: visit.window(&context).column(stage, &filter, after, MORE_CARDS).await? })
    })
    .await
}

/// The totals of a pipeline and some of its cards, as they are now.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "refresh", protocol = Post)]
pub async fn refresh(workspace: String, pipeline: PipelineId, filter: Filter, cards: Vec<OpportunityId>) -> Result<Refreshed, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let cards: Vec<OpportunityId> = cards.into_iter().take(CARDS_MAX).collect();
        Ok(Refreshed {
            seq: context.store.seq(visit.workspace.id).await?,
            totals: visit.window(&context).totals(pipeline, &filter).await?,
            cards: visit.window(&context).cards(&cards).await?,
        })
    })
    .await
}

/// Whom an opportunity could be given to by the acting person, best first, each with the reasons.
///
/// # Errors
/// No such workspace or opportunity.
#[server(prefix = "/api", endpoint = "proposals", protocol = Post)]
pub async fn proposals(workspace: String, card: OpportunityId) -> Result<Vec<Proposal>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        visit.window(&context).proposals(card, &visit.person, crate::server::clock::now()).await
    })
    .await
}

/// Accounts whose name contains the text, at most twelve.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "accounts", protocol = Post)]
pub async fn accounts(workspace: String, text: String) -> Result<Vec<Account>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        context.store.accounts(visit.workspace.id, &text, 12).await
    })
    .await
}

/// Contacts whose name contains the text, of one account if given, at most twelve.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "contacts", protocol = Post)]
pub async fn contacts(workspace: String, account: Option<AccountId>, text: String) -> Result<Vec<Contact>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        context.store.contacts(visit.workspace.id, account, &text, 12).await
    })
    .await
}

/// Tags in use that begin with the text, at most twelve.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "tags", protocol = Post)]
pub async fn tags(workspace: String, pipeline: PipelineId, text: String) -> Result<Vec<String>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        visit.window(&context).tags(pipeline, &text, 12).await
    })
    .await
}

/// The reasons most often given for winning or losing, at most eight.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "reasons", protocol = Post)]
pub async fn reasons(workspace: String, pipeline: PipelineId, won: bool) -> Result<Vec<String>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        visit.window(&context).reasons(pipeline, won, 8).await
    })
    .await
}

/// Entries of a timeline that are read at once.
pub const STORY_PAGE: usize = 30;

/// An opportunity as its panel shows it at first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// The last change that is contained.
    pub seq: i64,
    pub opportunity: Opportunity,
    pub pipeline: Pipeline,
    /// In order.
    pub stages: Vec<Stage>,
    /// In order.
    pub fields: Vec<CustomField>,
    pub description: String,
    /// The description as HTML.
    pub prose: String,
    /// Oldest first.
    pub files: Vec<File>,
    pub story: Story,
}

/// Some entries of a timeline, newest first, with the comments that they speak of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Story {
    pub entries: Vec<Entry>,
    pub said: Vec<Said>,
    /// There are older entries.
    pub has_older: bool,
}

/// A comment as it reads now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    pub comment: Comment,
    /// The comment as HTML.
    pub prose: String,
}

impl Story {
    /// A page of a timeline from one entry more than it shows. Long texts stay out of the entries: what a comment says now
    /// comes once beside them, and an earlier description is only mentioned.
    pub fn new(mut entries: Vec<Entry>, comments: Vec<Comment>, prose: impl Fn(&str) -> String) -> Self {
        let has_older = entries.len() > STORY_PAGE;
        entries.truncate(STORY_PAGE);
        for entry in &mut entries {
            match &mut entry.change {
                Change::Described { was, now, .. } => (*was, *now) = Default::default(),
                Change::Put { was, now } => {
                    for record in [was, now].into_iter().flatten() {
                        if let Record::Comment(comment) = record {
                            comment.text.clear();
                        }
                    }
                }
                _ => {}
            }
        }
        let said = comments.into_iter().map(|comment| Said { prose: prose(&comment.text), comment }).collect();
        Self { entries, said, has_older }
    }
}

/// An opportunity with everything that its panel shows at first.
///
/// # Errors
/// No such workspace or opportunity.
#[server(prefix = "/api", endpoint = "opportunity", protocol = Post)]
pub async fn read_opportunity(workspace: String, card: OpportunityId) -> Result<Opened, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let window = visit.window(&context);
        let missing = || heliu_domain::Problem::not_found("opportunity");
        let detail = window.opportunity(card).await?.ok_or_else(missing)?;
        let pipelines = window.pipelines().await?;
        let pipeline = pipelines.into_iter().find(|pipeline| pipeline.id == detail.opportunity.pipeline).ok_or_else(missing)?;
        let mut entries = window.timeline(card, None, STORY_PAGE + 1).await?;
        // What came after the rest was read arrives by the feed, together with its effect.
        entries.retain(|entry| entry.seq <= detail.seq);
        let said = window.said(&heliu_domain::page::mentioned(&entries)).await?;
        Ok(Opened {
            seq: detail.seq,
            stages: window.stages(pipeline.id).await?,
            fields: window.fields(pipeline.id).await?,
            prose: crate::server::markdown::render(&detail.description).to_string(),
            story: Story::new(entries, said, |text| crate::server::markdown::render(text).to_string()),
            opportunity: detail.opportunity,
            pipeline,
            description: detail.description,
            files: detail.files,
        })
    })
    .await
}

/// The entries of a timeline before one, newest first.
///
/// # Errors
/// No such workspace or opportunity.
#[server(prefix = "/api", endpoint = "timeline", protocol = Post)]
pub async fn read_timeline(workspace: String, card: OpportunityId, before: i64) -> Result<Story, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let window = visit.window(&context);
        let entries = window.timeline(card, Some(before), STORY_PAGE + 1).await?;
        let said = window.said(&heliu_domain::page::mentioned(&entries)).await?;
        Ok(Story::new(entries, said, |text| crate::server::markdown::render(text).to_string()))
    })
    .await
}

/// Markdown as HTML that is safe to show.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "markdown", protocol = Post)]
pub async fn render_markdown(workspace: String, text: String) -> Result<String, Refused> {
    crate::server::gate::answer(async {
        crate::server::gate::enter(&workspace).await?;
        Ok(crate::server::markdown::render(&text).to_string())
    })
    .await
}

/// What the list's page needs at first: the board without cards, and the first rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListData {
    pub board: BoardData,
    pub page: ListPage,
}

/// The first rows of a pipeline's list, with its stages, fields and totals.
///
/// # Errors
/// No such workspace or pipeline.
#[server(prefix = "/api", endpoint = "list", protocol = Post)]
pub async fn list(workspace: String, pipeline: PipelineId, filter: Filter, sort: Sort) -> Result<ListData, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let window = visit.window(&context);
        // The board first: rows may be newer than its place in the change log, never older.
        let found = window.board(pipeline, &filter, 0).await?;
        let board = found.ok_or_else(|| heliu_domain::Problem::not_found("pipeline"))?;
        Ok(ListData { board, page: window.list(pipeline, &filter, sort, 0, FIRST_ROWS).await? })
    })
    .await
}

/// Some rows of a pipeline's list, at most a thousand.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "rows", protocol = Post)]
pub async fn rows(
    workspace: String,
    pipeline: PipelineId,
    filter: Filter,
    sort: Sort,
    offset: usize,
    limit: usize,
) -> Result<ListPage, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        visit.window(&context).list(pipeline, &filter, sort, offset, limit.min(ROWS_MAX)).await
    })
    .await
}

/// The saved views of a pipeline: the acting person's own, and those that others share.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "views", protocol = Post)]
pub async fn views(workspace: String, pipeline: PipelineId) -> Result<Vec<View>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        visit.window(&context).views(pipeline, visit.person.id).await
    })
    .await
}

/// An account by id.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "account", protocol = Post)]
pub async fn account_of(workspace: String, account: AccountId) -> Result<Option<Account>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        context.store.account(visit.workspace.id, account).await
    })
    .await
}
