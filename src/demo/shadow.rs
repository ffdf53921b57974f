//! A workspace in memory, ruled by the domain alone: what a story knows of its own past while it is told.

use std::collections::BTreeMap;

use heliu_domain::{
    AccountId, Board, BoardCommand, Change, Code, Command, CommandId, ContactId, Currency, CustomFieldId, Date, Envelope, Opportunity,
    OpportunityId, PersonId, Pipeline, PipelineId, Problem, Record, StageId, State, ViewId,
    board::{self, Author},
    conversation::{self, ConversationCommand, ConversationFacts},
    directory::{self, Access, Account, Burden, Contact, DirectoryCommand, DirectoryFacts, Person, Workspace},
    handover::{self, Handover, OwnerRule},
    id::Ids,
    money::Rate,
    pipeline::{self, PipelineCommand, PipelineFacts},
    responsibility::{self, Cell, Chart, Column, Row},
    text,
    view::{self, View, ViewCommand},
};

/// Everything of a workspace but comments and files, which no rule asks about.
#[derive(Clone, Debug)]
pub struct Shadow {
    pub workspace: Workspace,
    pub board: Board,
    pub people: BTreeMap<PersonId, Person>,
    pub accounts: BTreeMap<AccountId, Account>,
    pub contacts: BTreeMap<ContactId, Contact>,
    pub pipelines: BTreeMap<PipelineId, Pipeline>,
    pub rates: BTreeMap<(Currency, Date), Rate>,
    pub views: BTreeMap<ViewId, View>,
    pub descriptions: BTreeMap<OpportunityId, String>,
    pub chart: Chart,
    /// In order.
    pub handovers: Vec<Handover>,
}

impl Shadow {
    /// A workspace with its founder.
    pub fn new(workspace: Workspace, founder: Person) -> Self {
        let mut shadow = Self {
            workspace,
            board: Board::default(),
            people: BTreeMap::new(),
            accounts: BTreeMap::new(),
            contacts: BTreeMap::new(),
            pipelines: BTreeMap::new(),
            rates: BTreeMap::new(),
            views: BTreeMap::new(),
            descriptions: BTreeMap::new(),
            chart: Chart::default(),
            handovers: Vec::new(),
        };
        // As the store makes founders.
        let founder = Person { access: Access::Administrator, ..founder };
        shadow.apply(&Change::made(Record::Person(founder)));
        shadow
    }

    /// Decides a command by the domain's rules and applies its changes.
    ///
    /// # Errors
    /// What the rule says; or [`Code::Invalid`] for a command that stories do not use.
    pub fn commit(&mut self, envelope: &Envelope, author: &Author) -> Result<Vec<Change>, Problem> {
        if self.people.get(&author.person).is_none_or(|person| !person.active) {
            return Err(Problem::of(Code::Forbidden, "person"));
        }
        let changes = match &envelope.command {
            Command::Board(command) => {
                self.check_links(command).and_then(|()| board::decide(&self.board, command, author)).map(|mut changes| {
                    let follows = self.handed_over(command, &changes, author);
                    changes.extend(follows);
                    changes
                })
            }
            Command::Conversation(command) => conversation::decide(&self.conversation(command), command, author),
            Command::Pipeline(command) => pipeline::decide(&self.pipeline(command), command, author),
            Command::Directory(command) => directory::decide(&self.directory(envelope.id, command), command, author),
            Command::View(command) => {
                let (ViewCommand::Save { id, .. } | ViewCommand::Delete { id }) = command;
                view::decide(self.views.get(id), command, author)
            }
            Command::Responsibility(command) => {
                let me = self.chart.people.get(&author.person).ok_or_else(|| Problem::not_found("person"))?;
                responsibility::decide(&self.chart, me, command, author)
            }
            // What is told follows in the store alone.
            Command::Inbox(_) => Ok(Vec::new()),
            Command::Import(_) | Command::Undo { .. } => Err(Problem::of(Code::Invalid, "command")),
        }?;
        for change in &changes {
            self.apply(change);
        }
        Ok(changes)
    }

    /// What the rule of the stage that cards enter makes of it.
    fn handed_over(&self, command: &BoardCommand, changes: &[Change], author: &Author) -> Vec<Change> {
        let into = command.destination().and_then(|(stage, _)| self.board.stages.get(&stage));
        let Some(stage) = into.filter(|stage| !stage.owner_rule.keeps()) else { return Vec::new() };
        let note = match command {
            BoardCommand::Move { note, .. } => note.trim(),
            _ => "",
        };
        let arrivals = handover::arrivals(stage.id, changes, |id| self.board.card(id));
        let mut facts = handover::Facts::new(stage.id, stage.owner_rule);
        facts.active = self.people.values().filter(|person| person.active).map(|person| person.id).collect();
        let row = Row::Stage(stage.id);
        let cells = self.chart.cells.get(&row).into_iter().flatten().filter(|(column, _)| self.chart.is_live(**column));
        facts.cells = cells.map(|(column, letter)| Cell { row, column: *column, letter: *letter }).collect();
        facts.holdings = self.chart.holdings.values().cloned().collect();
        for taken in self.handovers.iter().filter(|it| it.stage == stage.id && it.turn > 0) {
            facts.last_turn = facts.last_turn.max(taken.turn);
            facts.turns.extend(taken.to.map(|person| (person, taken.turn)));
        }
        handover::react(&mut facts, &arrivals, note, author, &mut Ids::new(CommandId(uuid::Uuid::nil())))
    }

    /// Stories make accounts and contacts before they name them.
    fn check_links(&self, command: &BoardCommand) -> Result<(), Problem> {
        use heliu_domain::Value;
        let check = |value: &Value| match value {
            Value::Account(Some(link)) if !self.accounts.contains_key(&link.id) => Err(Problem::not_found("account")),
            Value::Contact(Some(link)) if !self.contacts.contains_key(&link.id) => Err(Problem::not_found("contact")),
            _ => Ok(()),
        };
        match command {
            BoardCommand::Create { values, .. } => values.iter().try_for_each(check),
            BoardCommand::Edit { edits } => edits.iter().flat_map(|edit| &edit.sets).map(|set| &set.now).try_for_each(check),
            _ => Ok(()),
        }
    }

    fn conversation(&self, command: &ConversationCommand) -> ConversationFacts {
        let (ConversationCommand::Describe { opportunity, .. } | ConversationCommand::Comment { opportunity, .. }) = command else {
            return ConversationFacts::default();
        };
        ConversationFacts {
            opportunity: self.board.card(*opportunity).cloned(),
            description: self.descriptions.get(opportunity).cloned().unwrap_or_default(),
            comment: None,
            file: None,
        }
    }

    fn pipeline(&self, command: &PipelineCommand) -> PipelineFacts {
        let of_stage = |id: &StageId| self.board.stages.get(id).map(|stage| stage.pipeline);
        let of_field = |id: &CustomFieldId| self.board.fields.get(id).map(|field| field.pipeline);
        let concerned = match command {
            PipelineCommand::Add { id, .. }
            | PipelineCommand::Rename { id, .. }
            | PipelineCommand::Show { id, .. }
            | PipelineCommand::Delete { id } => Some(*id),
            PipelineCommand::AddStage { pipeline, .. } | PipelineCommand::AddField { pipeline, .. } => Some(*pipeline),
            PipelineCommand::EditStage { id, .. } | PipelineCommand::MoveStage { id, .. } | PipelineCommand::DeleteStage { id, .. } => {
                of_stage(id)
            }
            PipelineCommand::EditField { id, .. } | PipelineCommand::DeleteField { id } => of_field(id),
        };
        PipelineFacts {
            pipelines: self.pipelines.clone(),
            stages: self
                .board
                .stages
                .iter()
                .filter(|(_, stage)| Some(stage.pipeline) == concerned)
                .map(|(id, it)| (*id, it.clone()))
                .collect(),
            fields: self
                .board
                .fields
                .iter()
                .filter(|(_, field)| Some(field.pipeline) == concerned)
                .map(|(id, it)| (*id, it.clone()))
                .collect(),
            opportunities: BTreeMap::new(),
            people: self.people.values().filter(|person| person.active).map(|person| person.id).collect(),
            in_use: self.board.cards().any(|card| Some(card.pipeline) == concerned),
        }
    }

    fn directory(&self, id: CommandId, command: &DirectoryCommand) -> DirectoryFacts {
        if let DirectoryCommand::Leave { person, successor } = command {
            return self.leaving(id, *person, *successor);
        }
        let same = |a: &str, b: &str| text::fold(a) == text::fold(b);
        let (present, namesake) = match command {
            DirectoryCommand::SavePerson(person) => (
                self.people.get(&person.id).cloned().map(Record::Person),
                self.people.values().any(|other| other.id != person.id && other.active && same(&other.name, &person.name)),
            ),
            DirectoryCommand::SaveAccount(account) => (
                self.accounts.get(&account.id).cloned().map(Record::Account),
                self.accounts.values().any(|other| other.id != account.id && !other.deleted && same(&other.name, &account.name)),
            ),
            DirectoryCommand::SaveContact(contact) => (self.contacts.get(&contact.id).cloned().map(Record::Contact), false),
            DirectoryCommand::SaveRate(rate) => (self.rates.get(&(rate.currency, rate.date)).copied().map(Record::Rate), false),
            DirectoryCommand::RenameWorkspace { .. }
            | DirectoryCommand::Leave { .. }
            | DirectoryCommand::SaveProfile { .. }
            | DirectoryCommand::SetAvatar { .. } => (None, false),
        };
        DirectoryFacts { present, namesake, workspace: Some(self.workspace.clone()), ..DirectoryFacts::default() }
    }

    fn leaving(&self, id: CommandId, person: PersonId, successor: PersonId) -> DirectoryFacts {
        let is_concerned = |card: &&Opportunity| card.owner == Some(person) || card.collaborators.contains(&person);
        let concerns = [person, successor];
        let holdings = self.chart.holdings.values().filter(|holding| concerns.contains(&holding.person));
        let cells = self.chart.cells.iter().flat_map(|(row, cells)| cells.iter().map(|(column, letter)| (*row, *column, *letter)));
        let own = cells.filter(|(_, column, _)| concerns.map(Column::Person).contains(column));
        DirectoryFacts {
            present: self.people.get(&person).cloned().map(Record::Person),
            burden: Burden {
                cards: self.board.cards().filter(|card| card.state == State::Open).filter(is_concerned).cloned().collect(),
                holdings: holdings.cloned().collect(),
                cells: own.map(|(row, column, letter)| Cell { row, column, letter }).collect(),
                stages: self.chart.stages.values().filter(|stage| stage.owner_rule == OwnerRule::Person(person)).cloned().collect(),
            },
            successor: self.people.get(&successor).cloned(),
            ids: Some(Ids::new(id)),
            ..DirectoryFacts::default()
        }
    }

    fn apply(&mut self, change: &Change) {
        board::apply(&mut self.board, change);
        self.chart.apply(change);
        match change {
            Change::Described { id, now, .. } => {
                self.descriptions.insert(*id, now.clone());
            }
            Change::Put { now: Some(record), .. } => self.put(record.clone()),
            Change::OpportunityAdded { .. } | Change::OpportunityChanged { .. } | Change::Put { now: None, .. } => {}
        }
    }

    fn put(&mut self, record: Record) {
        match record {
            Record::Workspace(it) => self.workspace = it,
            Record::Person(it) => {
                self.people.insert(it.id, it);
            }
            Record::Account(it) => {
                self.accounts.insert(it.id, it);
            }
            Record::Contact(it) => {
                self.contacts.insert(it.id, it);
            }
            Record::Pipeline(it) => {
                self.pipelines.insert(it.id, it);
            }
            Record::Rate(it) => {
                self.rates.insert((it.currency, it.date), it);
            }
            Record::Handover(it) => self.handovers.push(it),
            Record::View(it) => {
                self.views.insert(it.id, it);
            }
            Record::Stage(_)
            | Record::CustomField(_)
            | Record::Comment(_)
            | Record::File(_)
            | Record::Responsibility(_)
            | Record::Notification(_) => {}
        }
    }
}
