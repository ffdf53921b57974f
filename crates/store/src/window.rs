//! What one person sees of a workspace: every read of pages, exports and the live feed goes through here.

use std::collections::{BTreeMap, BTreeSet};

use heliu_domain::{
    assignment::{self, Proposal},
    board::Author,
    change::{Change, Entry},
    command::Outcome,
    conversation::{Comment, File},
    directory::{Access, Department, Person},
    filter::{Filter, Sort},
    id::*,
    inbox::Message,
    opportunity::{Opportunity, Value},
    page::{BoardData, Detail, ListPage, Totals},
    pipeline::{CustomField, Pipeline, Stage},
    policy::{Scope, Visibility, may_give},
    problem::Problem,
    rank::Rank,
    record::Record,
    responsibility::{Column, Finding, Part, Row, Spot, cell_key},
    time::Timestamp,
    view::View,
};

use crate::{ChartParts, Exported, InboxPart, Store};

/// A workspace through the eyes of somebody.
#[derive(Clone)]
pub struct Window {
    store: Store,
    workspace: WorkspaceId,
    /// Whose eyes they are.
    person: Option<PersonId>,
    eyes: Eyes,
}

#[derive(Clone)]
enum Eyes {
    /// The command line sees everything.
    All,
    Person(Person),
}

impl Store {
    /// The workspace as a person sees it.
    pub fn seen_by(&self, workspace: WorkspaceId, person: Person) -> Window {
        let id = Some(person.id);
        let eyes = if person.access == Access::Administrator { Eyes::All } else { Eyes::Person(person) };
        Window { store: self.clone(), workspace, person: id, eyes }
    }

    /// All of the workspace, for whoever runs the server.
    pub fn whole(&self, workspace: WorkspaceId) -> Window {
        Window { store: self.clone(), workspace, person: None, eyes: Eyes::All }
    }
}

impl Window {
    /// The same as the person sees it now; none when they are no longer active.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn renewed(&self) -> Result<Option<Self>, Problem> {
        let Some(person) = &self.person else { return Ok(Some(self.clone())) };
        let people = self.store.people(self.workspace).await?;
        let found = people.into_iter().find(|found| found.id == *person && found.active);
        Ok(found.map(|person| self.store.seen_by(self.workspace, person)))
    }

    /// Whose eyes they are; nobody's when the command line looks.
    pub fn person(&self) -> Option<PersonId> {
        self.person
    }

    /// Whether some pipelines, or parts of them, are hidden.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn is_partial(&self) -> Result<bool, Problem> {
        let Eyes::Person(_) = &self.eyes else { return Ok(false) };
        Ok(self.store.pipelines(self.workspace).await?.iter().any(|pipeline| !pipeline.visibility.is_everyone()))
    }

    /// What is seen of a pipeline.
    async fn scope(&self, pipeline: PipelineId) -> Result<Option<Scope>, Problem> {
        let Eyes::Person(person) = &self.eyes else { return Ok(Some(Scope::All)) };
        let pipelines = self.store.pipelines(self.workspace).await?;
        let found = pipelines.iter().find(|found| found.id == pipeline);
        Ok(found.and_then(|found| Scope::of(person, &found.visibility)))
    }

    /// The pipelines, in order.
    ///
    /// # Errors
    /// The store does not answer; as everywhere here.
    pub async fn pipelines(&self) -> Result<Vec<Pipeline>, Problem> {
        let mut pipelines = self.store.pipelines(self.workspace).await?;
        if let Eyes::Person(person) = &self.eyes {
            pipelines.retain(|pipeline| Scope::of(person, &pipeline.visibility).is_some());
        }
        Ok(pipelines)
    }

    /// A pipeline's stages, in order.
    pub async fn stages(&self, pipeline: PipelineId) -> Result<Vec<Stage>, Problem> {
        match self.scope(pipeline).await? {
            Some(_) => self.store.stages(self.workspace, pipeline).await,
            None => Ok(Vec::new()),
        }
    }

    /// A pipeline's custom fields, in order.
    pub async fn fields(&self, pipeline: PipelineId) -> Result<Vec<CustomField>, Problem> {
        match self.scope(pipeline).await? {
            Some(_) => self.store.fields(self.workspace, pipeline).await,
            None => Ok(Vec::new()),
        }
    }

    /// See [`Store::board`].
    pub async fn board(&self, pipeline: PipelineId, filter: &Filter, per_column: usize) -> Result<Option<BoardData>, Problem> {
        match self.scope(pipeline).await? {
            Some(scope) => self.store.board_within(self.workspace, pipeline, filter, scope, per_column).await,
            None => Ok(None),
        }
    }

    /// See [`Store::column`].
    pub async fn column(
        &self,
        stage: StageId,
        filter: &Filter,
        after: Option<(Rank, OpportunityId)>,
        limit: usize,
    ) -> Result<Vec<Opportunity>, Problem> {
        let scope = match &self.eyes {
            Eyes::All => Some(Scope::All),
            Eyes::Person(_) => match self.store.pipeline_of(self.workspace, stage).await? {
                Some(pipeline) => self.scope(pipeline).await?,
                None => None,
            },
        };
        match scope {
            Some(scope) => self.store.column_within(self.workspace, stage, filter, scope, after, limit).await,
            None => Ok(Vec::new()),
        }
    }

    /// See [`Store::totals`].
    pub async fn totals(&self, pipeline: PipelineId, filter: &Filter) -> Result<Totals, Problem> {
        match self.scope(pipeline).await? {
            Some(scope) => self.store.totals_within(self.workspace, pipeline, filter, scope).await,
            None => Err(Problem::not_found("pipeline")),
        }
    }

    /// See [`Store::list`].
    pub async fn list(&self, pipeline: PipelineId, filter: &Filter, sort: Sort, offset: usize, limit: usize) -> Result<ListPage, Problem> {
        match self.scope(pipeline).await? {
            Some(scope) => self.store.list_within(self.workspace, pipeline, (filter, scope), sort, offset, limit).await,
            None => Err(Problem::not_found("pipeline")),
        }
    }

    /// See [`Store::export`].
    pub async fn export(
        &self,
        pipeline: PipelineId,
        filter: &Filter,
        after: Option<OpportunityId>,
        limit: usize,
    ) -> Result<Vec<Exported>, Problem> {
        match self.scope(pipeline).await? {
            Some(scope) => self.store.export_within(self.workspace, pipeline, (filter, scope), after, limit).await,
            None => Err(Problem::not_found("pipeline")),
        }
    }

    /// See [`Store::tags`].
    pub async fn tags(&self, pipeline: PipelineId, prefix: &str, limit: usize) -> Result<Vec<String>, Problem> {
        match self.scope(pipeline).await? {
            Some(scope) => self.store.tags_within(self.workspace, pipeline, scope, prefix, limit).await,
            None => Ok(Vec::new()),
        }
    }

    /// See [`Store::reasons`].
    pub async fn reasons(&self, pipeline: PipelineId, won: bool, limit: usize) -> Result<Vec<String>, Problem> {
        match self.scope(pipeline).await? {
            Some(scope) => self.store.reasons_within(self.workspace, pipeline, scope, won, limit).await,
            None => Ok(Vec::new()),
        }
    }

    /// See [`Store::views`].
    pub async fn views(&self, pipeline: PipelineId, person: PersonId) -> Result<Vec<View>, Problem> {
        match self.scope(pipeline).await? {
            Some(_) => self.store.views(self.workspace, pipeline, person).await,
            None => Ok(Vec::new()),
        }
    }

    /// See [`Store::bin`].
    pub async fn bin(&self, offset: usize, limit: usize) -> Result<ListPage, Problem> {
        let person = match &self.eyes {
            Eyes::All => None,
            Eyes::Person(person) => Some(person),
        };
        self.store.bin_for(self.workspace, person, offset, limit).await
    }

    /// See [`Store::cards`].
    pub async fn cards(&self, ids: &[OpportunityId]) -> Result<Vec<Opportunity>, Problem> {
        let mut cards = self.store.cards(self.workspace, ids).await?;
        if let Some(sight) = self.sight().await? {
            cards.retain(|card| sight.sees(card));
        }
        Ok(cards)
    }

    /// Whether the opportunity is there and seen.
    pub async fn sees(&self, id: OpportunityId) -> Result<bool, Problem> {
        Ok(!self.cards(&[id]).await?.is_empty())
    }

    /// See [`Store::opportunity`].
    pub async fn opportunity(&self, id: OpportunityId) -> Result<Option<Detail>, Problem> {
        let detail = self.store.opportunity(self.workspace, id).await?;
        Ok(match self.sight().await? {
            Some(sight) => detail.filter(|detail| sight.sees(&detail.opportunity)),
            None => detail,
        })
    }

    /// See [`Store::timeline`].
    pub async fn timeline(&self, id: OpportunityId, before: Option<i64>, limit: usize) -> Result<Vec<Entry>, Problem> {
        if self.sees(id).await? { self.store.timeline(self.workspace, id, before, limit).await } else { Ok(Vec::new()) }
    }

    /// See [`Store::said`].
    pub async fn said(&self, ids: &BTreeSet<CommentId>) -> Result<Vec<Comment>, Problem> {
        let mut comments = self.store.said(self.workspace, ids).await?;
        if let Eyes::Person(_) = &self.eyes {
            let cards: BTreeSet<OpportunityId> = comments.iter().map(|comment| comment.opportunity).collect();
            let seen = self.cards(&cards.into_iter().collect::<Vec<_>>()).await?;
            comments.retain(|comment| seen.iter().any(|card| card.id == comment.opportunity));
        }
        Ok(comments)
    }

    /// See [`Store::file`].
    pub async fn file(&self, id: FileId) -> Result<Option<File>, Problem> {
        match self.store.file(self.workspace, id).await? {
            Some(file) if self.sees(file.opportunity).await? => Ok(Some(file)),
            _ => Ok(None),
        }
    }

    /// The notifications of whoever looks, newest first; of a card that they do not see any more it is told only that there was one.
    pub async fn inbox(&self, part: InboxPart) -> Result<Vec<Message>, Problem> {
        let Some(person) = self.person else { return Ok(Vec::new()) };
        let mut messages = self.store.inbox_of(self.workspace, person, part).await?;
        let ids: BTreeSet<OpportunityId> = messages.iter().map(|message| message.notification.opportunity).collect();
        let cards = self.cards(&ids.into_iter().collect::<Vec<_>>()).await?;
        let cards: BTreeMap<OpportunityId, Opportunity> = cards.into_iter().map(|card| (card.id, card)).collect();
        for message in &mut messages {
            match cards.get(&message.notification.opportunity) {
                Some(card) => (message.title, message.pipeline) = (Some(card.title.clone()), Some(card.pipeline)),
                None => (message.stage, message.note) = (None, String::new()),
            }
        }
        Ok(messages)
    }

    /// How many notifications whoever looks has not read, counted no further than `limit`.
    pub async fn unread(&self, limit: usize) -> Result<i64, Problem> {
        match self.person {
            Some(person) => self.store.unread_of(self.workspace, person, limit).await,
            None => Ok(0),
        }
    }

    /// Who would own these cards if `author` moved them into a stage now, by its rule; nothing of a stage that is not seen.
    pub async fn outlook(&self, author: Author, stage: StageId, cards: &[OpportunityId]) -> Result<Vec<Option<PersonId>>, Problem> {
        let found = self.store.stage_of(self.workspace, stage).await?;
        let stage = found.ok_or_else(|| Problem::not_found("stage"))?;
        if self.scope(stage.pipeline).await?.is_none() {
            return Err(Problem::not_found("stage"));
        }
        let cards = self.cards(cards).await?;
        self.store.outlook(self.workspace, author, &stage, &cards).await
    }

    /// An outcome as whoever looks may hear it.
    #[must_use]
    pub fn outcome(&self, mut outcome: Outcome) -> Outcome {
        if let Some(person) = self.person {
            outcome.entries.iter_mut().for_each(|entry| unaddress(entry, Some(person)));
        }
        outcome
    }

    /// The changes behind a `seq`, in order. Those that are not seen stand there as changes of nothing, so that nobody takes them
    /// for lost.
    pub async fn changes_since(&self, seq: i64, limit: usize) -> Result<Vec<Entry>, Problem> {
        let mut entries = self.store.changes_since(self.workspace, seq, limit).await?;
        if let Some(person) = self.person {
            entries.iter_mut().for_each(|entry| unaddress(entry, Some(person)));
        }
        self.masked(entries).await
    }

    async fn masked(&self, mut entries: Vec<Entry>) -> Result<Vec<Entry>, Problem> {
        let Eyes::Person(person) = &self.eyes else { return Ok(entries) };
        let Some(sight) = self.sight().await? else { return Ok(entries) };
        let cards: BTreeSet<OpportunityId> = entries.iter().filter_map(|entry| opportunity(&entry.change)).collect();
        let cards = self.store.cards(self.workspace, &cards.into_iter().collect::<Vec<_>>()).await?;
        let cards: BTreeMap<OpportunityId, Opportunity> = cards.into_iter().map(|card| (card.id, card)).collect();
        for entry in &mut entries {
            let is_seen = match opportunity(&entry.change) {
                Some(id) => cards.get(&id).is_some_and(|card| sight.sees(card)) || names(&entry.change, person.id),
                None => sight.sees_record(&entry.change),
            };
            if !is_seen && entry.actor != person.id {
                mask(entry);
            }
        }
        Ok(entries)
    }

    /// Roles, responsibilities and the matrix, without the rows of hidden pipelines.
    pub async fn chart(&self) -> Result<ChartParts, Problem> {
        let mut chart = self.store.chart(self.workspace).await?;
        if let Some(sight) = self.sight().await? {
            chart.pipelines.retain(|pipeline| sight.sees_pipeline(pipeline.id));
            chart.stages.retain(|stage| !sight.hidden.contains(&stage.id));
            chart.parts.retain(|part| sight.sees_part(part));
        }
        Ok(chart)
    }

    /// Those of the findings that concern nothing hidden. What is counted over a whole pipeline is told to whoever sees all of it.
    pub async fn findings(&self, mut findings: Vec<Finding>) -> Result<Vec<Finding>, Problem> {
        if let Some(sight) = self.sight().await? {
            findings.retain(|finding| sight.sees_spot(finding.spot));
        }
        Ok(findings)
    }

    /// What became of a cell of the matrix, newest first.
    pub async fn cell(&self, row: Row, column: Column, limit: usize) -> Result<Vec<Entry>, Problem> {
        if self.sight().await?.is_some_and(|sight| !sight.sees_row(row)) {
            return Ok(Vec::new());
        }
        self.store.history(self.workspace, "cell", &cell_key(row, column), None, limit).await
    }

    /// Whether the person may know that somebody looks at a place: a pipeline, an opportunity, a row of the matrix.
    pub async fn sees_place(
        &self,
        pipeline: Option<PipelineId>,
        card: Option<OpportunityId>,
        row: Option<uuid::Uuid>,
    ) -> Result<bool, Problem> {
        let Some(sight) = self.sight().await? else { return Ok(true) };
        let is_open =
            pipeline.is_none_or(|pipeline| sight.sees_pipeline(pipeline)) && row.is_none_or(|row| !sight.hidden.contains(&StageId(row)));
        match card {
            Some(card) if is_open => self.sees(card).await,
            _ => Ok(is_open),
        }
    }

    /// To whom the opportunity could be given by `actor`, best first, with its present owner among them.
    ///
    /// Numbers of opportunities are over all of the workspace, seen or not: a load of which half is hidden would be none.
    pub async fn proposals(&self, id: OpportunityId, actor: &Person, now: Timestamp) -> Result<Vec<Proposal>, Problem> {
        let cards = self.cards(&[id]).await?;
        let card = cards.first().ok_or_else(|| Problem::not_found("opportunity"))?;
        let facts = self.store.assignment(self.workspace, card.pipeline, card.stage, now).await?;
        let pipelines = self.store.pipelines(self.workspace).await?;
        let pipeline = pipelines.iter().find(|pipeline| pipeline.id == card.pipeline).ok_or_else(|| Problem::not_found("pipeline"))?;
        let people = facts.chart.people.values();
        let owner = card.owner.and_then(|owner| facts.chart.people.get(&owner)).map(|owner| owner.department);
        let candidates: Vec<Person> = assignment::candidates(people)
            .filter(|person| Scope::of(person, &pipeline.visibility).is_some())
            .filter(|person| card.owner == Some(person.id) || may_give(actor, card, owner, Some(person.id), Some(person.department)))
            .cloned()
            .collect();
        Ok(assignment::rank(&facts, card.stage, &card.tags, &candidates, now.date()))
    }

    async fn sight(&self) -> Result<Option<Sight<'_>>, Problem> {
        let Eyes::Person(person) = &self.eyes else { return Ok(None) };
        let pipelines = self.store.pipelines(self.workspace).await?;
        let people = self.store.people(self.workspace).await?;
        let (mut hidden, mut partial) = (BTreeSet::new(), BTreeSet::new());
        for pipeline in &pipelines {
            let stages = match Scope::of(person, &pipeline.visibility) {
                Some(Scope::All) => continue,
                Some(Scope::Own { .. }) => &mut partial,
                None => &mut hidden,
            };
            stages.extend(self.store.stages(self.workspace, pipeline.id).await?.into_iter().map(|stage| stage.id));
        }
        Ok(Some(Sight {
            person,
            hidden,
            partial,
            scopes: pipelines.iter().map(|pipeline| (pipeline.id, Scope::of(person, &pipeline.visibility))).collect(),
            departments: people.into_iter().map(|person| (person.id, person.department)).collect(),
        }))
    }
}

/// Makes an entry one of nothing, so that nobody takes it for lost.
fn mask(entry: &mut Entry) {
    entry.change = Change::Put { was: None, now: None };
    entry.actor = PersonId(uuid::Uuid::nil());
    entry.command = CommandId(uuid::Uuid::nil());
}

/// Masks an entry that is addressed to anybody else but `reader`, also for whoever caused it; without a reader to anybody at all.
pub fn unaddress(entry: &mut Entry, reader: Option<PersonId>) {
    if entry.change.addressee().is_some_and(|person| Some(person) != reader) {
        mask(entry);
    }
}

struct Sight<'a> {
    person: &'a Person,
    scopes: BTreeMap<PipelineId, Option<Scope>>,
    /// The stages of pipelines that are not seen.
    hidden: BTreeSet<StageId>,
    /// The stages of pipelines of which only some opportunities are seen.
    partial: BTreeSet<StageId>,
    departments: BTreeMap<PersonId, Department>,
}

impl Sight<'_> {
    fn sees(&self, card: &Opportunity) -> bool {
        let owner = card.owner.and_then(|owner| self.departments.get(&owner)).copied();
        self.scopes.get(&card.pipeline).copied().flatten().is_some_and(|scope| scope.contains(card, owner))
    }

    fn sees_pipeline(&self, id: PipelineId) -> bool {
        // One that is no longer there hides nothing.
        self.scopes.get(&id).is_none_or(Option::is_some)
    }

    fn sees_row(&self, row: Row) -> bool {
        !matches!(row, Row::Stage(stage) if self.hidden.contains(&stage))
    }

    fn sees_spot(&self, spot: Spot) -> bool {
        match spot {
            Spot::Row(Row::Stage(stage)) => !self.hidden.contains(&stage) && !self.partial.contains(&stage),
            Spot::Pipeline(pipeline) => matches!(self.scopes.get(&pipeline), None | Some(Some(Scope::All))),
            Spot::Row(Row::Responsibility(_)) | Spot::Role(_) | Spot::Person(_) => true,
        }
    }

    fn sees_part(&self, part: &Part) -> bool {
        match part {
            Part::Cell(cell) => self.sees_row(cell.row),
            Part::Acceptance(acceptance) => self.sees_spot(acceptance.finding.spot),
            _ => true,
        }
    }

    fn sees_record(&self, change: &Change) -> bool {
        let Change::Put { was, now } = change else { return true };
        [was, now].into_iter().flatten().all(|record| match record {
            Record::Pipeline(pipeline) => {
                let hidden = |visibility: &Visibility| Scope::of(self.person, visibility).is_none();
                !hidden(&pipeline.visibility) && self.sees_pipeline(pipeline.id)
            }
            Record::Stage(stage) => self.sees_pipeline(stage.pipeline),
            Record::CustomField(field) => self.sees_pipeline(field.pipeline),
            Record::Responsibility(part) => self.sees_part(part),
            Record::View(view) => self.sees_pipeline(view.pipeline) && (view.shared || view.owner == self.person.id),
            _ => true,
        })
    }
}

/// The opportunity that a change concerns.
fn opportunity(change: &Change) -> Option<OpportunityId> {
    match change {
        Change::OpportunityAdded { opportunity } => Some(opportunity.id),
        Change::OpportunityChanged { id, .. } | Change::Described { id, .. } => Some(*id),
        Change::Put { was, now } => match now.as_ref().or(was.as_ref()) {
            Some(Record::Comment(comment)) => Some(comment.opportunity),
            Some(Record::File(file)) => Some(file.opportunity),
            Some(Record::Handover(handover)) => Some(handover.opportunity),
            _ => None,
        },
    }
}

/// Whether a change takes a card from the person or gives it to them, of which they are to hear.
fn names(change: &Change, person: PersonId) -> bool {
    let Change::OpportunityChanged { sets, .. } = change else { return false };
    sets.iter().flat_map(|set| [&set.was, &set.now]).any(|value| match value {
        Value::Owner(owner) => *owner == Some(person),
        Value::Collaborators(people) => people.contains(&person),
        _ => false,
    })
}
