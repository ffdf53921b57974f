//! The decision of an import.
//!
//! Rules that differ from those of the board: no entry checklist and no WIP limit holds, because the deals are where they are.
//! A known row (its id is that of an opportunity here) changes only fields that the file has, and an empty cell never empties a
//! field. It brings its opportunity back from the recycle bin, but takes no living one out of another pipeline. Ids follow from the
//! command's id ([`DerivedIds`]), so that a repeated decision is the same decision.

use std::collections::{BTreeMap, BTreeSet};

use super::{row::Row, *};
use crate::{
    board::Author,
    change::{How, Set},
    opportunity::{Field, Link, Value},
    pipeline::{FIELDS_MAX, FieldKind, STAGES_MAX},
    policy::Visibility,
    problem::Code,
    record::Record,
};

/// Decides an import: what [`preview`] finds, refused as a whole if a row has a problem and the plan does not skip those.
///
/// # Errors
/// A problem of the plan as a whole, or one that names the first bad line and the number of bad rows.
pub fn decide(facts: &ImportFacts, plan: &ImportPlan, command: CommandId, author: &Author) -> Result<ImportDecision, Problem> {
    let decision = preview(facts, plan, command, author)?;
    match decision.problems.first() {
        Some(first) if !plan.skip => Err(Problem::of(Code::Invalid, "line").with(first.line).with(decision.problems.len())),
        _ => Ok(decision),
    }
}

/// What an import would do, with every row problem; rows with problems are left out whole.
///
/// # Errors
/// A problem of the plan as a whole: too many rows, an unknown pipeline, no stage.
pub fn preview(facts: &ImportFacts, plan: &ImportPlan, command: CommandId, author: &Author) -> Result<ImportDecision, Problem> {
    if plan.rows.len() > ROWS_MAX {
        return Err(Problem::of(Code::TooLong, "rows").with(ROWS_MAX));
    }
    let mut work = Work::new(facts, plan, command, author)?;
    let rows = work.sound_rows();
    work.make_stages(&rows)?;
    work.make_fields(&rows)?;
    for person in &plan.people {
        let id = work.person(&text::name("person", &person.name)?, person.department);
        work.wake(id);
    }
    for account in &plan.accounts {
        work.describe_account(account)?;
    }
    for row in rows {
        match row.card {
            Some(card) => work.update(row, card),
            None => work.create(row),
        }
    }
    Ok(work.decision)
}

struct Work<'a> {
    facts: &'a ImportFacts,
    plan: &'a ImportPlan,
    author: &'a Author,
    ids: DerivedIds,
    pipeline: PipelineId,
    /// In order: those that exist and those that are made.
    stages: Vec<Stage>,
    stage_by_name: BTreeMap<String, StageId>,
    fields: BTreeMap<String, CustomField>,
    people: BTreeMap<PersonId, Person>,
    person_by_name: BTreeMap<String, PersonId>,
    accounts: BTreeMap<String, Account>,
    contacts: BTreeMap<(Option<AccountId>, String), Contact>,
    last_ranks: BTreeMap<StageId, Rank>,
    decision: ImportDecision,
}

impl<'a> Work<'a> {
    fn new(facts: &'a ImportFacts, plan: &'a ImportPlan, command: CommandId, author: &'a Author) -> Result<Self, Problem> {
        let mut ids = DerivedIds::new(command);
        let mut decision = ImportDecision::default();
        let pipeline = match &plan.into {
            ImportInto::Existing(id) => {
                facts.pipeline.as_ref().filter(|pipeline| pipeline.id == *id).ok_or_else(|| Problem::not_found("pipeline"))?.id
            }
            ImportInto::New { name, .. } => {
                let name = text::name("pipeline", name)?;
                if facts.pipelines.values().any(|pipeline| text::fold(&pipeline.name) == text::fold(&name)) {
                    return Err(Problem::of(Code::Taken, "pipeline").with(name));
                }
                let rank = Rank::between(facts.pipelines.values().map(|pipeline| &pipeline.rank).max(), None);
                let made = Pipeline { id: PipelineId(ids.take()), name, rank, visibility: Visibility::Everyone };
                decision.changes.push(Change::made(Record::Pipeline(made.clone())));
                made.id
            }
        };
        let is_new = matches!(plan.into, ImportInto::New { .. });
        let mut stages = if is_new { Vec::new() } else { facts.stages.clone() };
        stages.sort_by(|a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
        let mut person_by_name = BTreeMap::new();
        // Of two namesakes the active one is meant.
        for person in facts.people.iter().filter(|person| person.active).chain(facts.people.iter().filter(|person| !person.active)) {
            person_by_name.entry(text::fold(&person.name)).or_insert(person.id);
        }
        Ok(Self {
            facts,
            plan,
            author,
            ids,
            pipeline,
            stage_by_name: stages.iter().rev().map(|stage| (text::fold(&stage.name), stage.id)).collect(),
            stages,
            fields: if is_new {
                BTreeMap::new()
            } else {
                facts.fields.iter().map(|field| (text::fold(&field.name), field.clone())).collect()
            },
            people: facts.people.iter().map(|person| (person.id, person.clone())).collect(),
            person_by_name,
            accounts: facts.accounts.clone(),
            contacts: facts.contacts.clone(),
            last_ranks: if is_new { BTreeMap::new() } else { facts.last_ranks.clone() },
            decision,
        })
    }

    fn push(&mut self, change: Change) {
        self.decision.changes.push(change);
    }

    /// The rows without problems; the problems of the others are noted.
    fn sound_rows(&mut self) -> Vec<Row<'a>> {
        let mut seen = BTreeSet::new();
        let mut rows = Vec::with_capacity(self.plan.rows.len());
        for row in &self.plan.rows {
            match self.sound(row, &mut seen) {
                Ok(sound) => rows.push(sound),
                Err(problem) => {
                    self.decision.problems.push(*problem);
                    self.decision.summary.skipped += 1;
                }
            }
        }
        rows
    }

    fn sound(&self, row: &'a ImportRow, seen: &mut BTreeSet<String>) -> Result<Row<'a>, Box<RowProblem>> {
        let fault = |problem: Problem| Box::new(RowProblem::new(row.line, None, &row.external_id, problem));
        let id = text::line("external_id", &row.external_id, text::NAME_MAX).map_err(fault)?;
        let card = self.facts.known.get(&row.external_id).filter(|_| !id.is_empty());
        let is_elsewhere = card.is_some_and(|card| card.deleted_at.is_none() && card.pipeline != self.pipeline);
        let key = card.map_or_else(|| id.clone(), |card| card.id.to_string());
        if is_elsewhere || (!id.is_empty() && !seen.insert(key)) {
            return Err(fault(Problem::of(Code::Taken, "external_id")));
        }
        Row::sound(row, card, &self.fields)
    }

    /// Adds the stages that are missing behind those that exist, in the order in which the plan and then the rows name them.
    /// Their probabilities divide what lies between the last stage's probability and certainty evenly.
    fn make_stages(&mut self, rows: &[Row]) -> Result<(), Problem> {
        let planned: &[String] = match &self.plan.into {
            ImportInto::New { stages, .. } => stages,
            ImportInto::Existing(_) => &[],
        };
        let mut missing: Vec<String> = Vec::new();
        let mut seen = BTreeSet::new();
        for name in planned.iter().chain(rows.iter().map(|row| &row.stage)).filter(|name| !name.trim().is_empty()) {
            let folded = text::fold(name.trim());
            if !self.stage_by_name.contains_key(&folded) && seen.insert(folded) {
                missing.push(text::name("stage", name)?);
            }
        }
        if self.stages.is_empty() && missing.is_empty() {
            return Err(Problem::of(Code::Required, "stages"));
        }
        if self.stages.len() + missing.len() > STAGES_MAX {
            return Err(Problem::of(Code::TooLong, "stages").with(STAGES_MAX));
        }
        let low = self.stages.last().map_or(0, |stage| u32::from(stage.probability));
        let parts = u32::try_from(missing.len()).unwrap_or(0) + 1;
        let ranks = Rank::spread(self.stages.last().map(|stage| &stage.rank), None, missing.len());
        for ((name, rank), part) in missing.into_iter().zip(ranks).zip(1..) {
            let probability = u8::try_from(low + (100 - low.min(100)) * part / parts).unwrap_or(100);
            let id = StageId(self.ids.take());
            let stage =
                Stage { id, pipeline: self.pipeline, name, rank, probability, limit: None, rot_days: None, requirements: Vec::new() };
            self.stage_by_name.insert(text::fold(&stage.name), id);
            self.push(Change::made(Record::Stage(stage.clone())));
            self.stages.push(stage);
            self.decision.summary.stages += 1;
        }
        Ok(())
    }

    /// Adds the custom fields that are missing and for which a row has a value, as text.
    fn make_fields(&mut self, rows: &[Row]) -> Result<(), Problem> {
        let used: BTreeSet<&str> = rows.iter().flat_map(|row| &row.custom).map(|(name, _)| name.as_str()).collect();
        let named = self.plan.fields.iter().filter_map(|target| if let Target::Custom(name) = target { Some(name) } else { None });
        let in_rows = rows.iter().flat_map(|row| row.row.custom.keys());
        let mut rank = self.fields.values().map(|field| field.rank.clone()).max();
        for name in named.chain(in_rows) {
            let folded = text::fold(name.trim());
            if !used.contains(folded.as_str()) || self.fields.contains_key(&folded) {
                continue;
            }
            if self.fields.len() >= FIELDS_MAX {
                return Err(Problem::of(Code::TooLong, "fields").with(FIELDS_MAX));
            }
            let next = Rank::between(rank.as_ref(), None);
            rank = Some(next.clone());
            let id = CustomFieldId(self.ids.take());
            let field = CustomField { id, pipeline: self.pipeline, name: text::name("custom", name)?, rank: next, kind: FieldKind::Text };
            self.push(Change::made(Record::CustomField(field.clone())));
            self.fields.insert(folded, field);
            self.decision.summary.fields += 1;
        }
        Ok(())
    }

    /// The person of that name, who is made when nobody is called so.
    fn person(&mut self, name: &str, department: Department) -> PersonId {
        if let Some(id) = self.person_by_name.get(&text::fold(name)) {
            return *id;
        }
        let person = Person::member(PersonId(self.ids.take()), name.to_owned(), department);
        let id = person.id;
        self.push(Change::made(Record::Person(person.clone())));
        self.people.insert(id, person);
        self.person_by_name.insert(text::fold(name), id);
        self.decision.summary.people += 1;
        id
    }

    /// Makes a person active again who owns an open deal or is listed as a member of a team.
    fn wake(&mut self, id: PersonId) {
        let Some(was) = self.people.get(&id).filter(|person| !person.active).cloned() else { return };
        let now = Person { active: true, ..was.clone() };
        self.people.insert(id, now.clone());
        self.push(Change::Put { was: Some(Record::Person(was)), now: Some(Record::Person(now)) });
        self.decision.summary.people += 1;
    }

    /// The account of that name, which is made when there is none, and brought back when it was removed.
    fn account(&mut self, name: &str) -> Link<AccountId> {
        let folded = text::fold(name);
        let (account, change) = match self.accounts.get(&folded) {
            Some(account) if !account.deleted => return Link { id: account.id, name: account.name.clone() },
            Some(gone) => {
                let back = Account { deleted: false, ..gone.clone() };
                (back.clone(), Change::Put { was: Some(Record::Account(gone.clone())), now: Some(Record::Account(back)) })
            }
            None => {
                let made = Account::named(AccountId(self.ids.take()), name.to_owned());
                (made.clone(), Change::made(Record::Account(made)))
            }
        };
        self.push(change);
        self.decision.summary.accounts += 1;
        let link = Link { id: account.id, name: account.name.clone() };
        self.accounts.insert(folded, account);
        link
    }

    fn describe_account(&mut self, told: &ImportAccount) -> Result<(), Problem> {
        let was = self.accounts.get(&text::fold(told.name.trim())).cloned();
        let mut now = was.clone().unwrap_or_else(|| Account::named(AccountId(self.ids.take()), told.name.clone()));
        now.deleted = false;
        let parts = [
            (&mut now.industry, &told.industry),
            (&mut now.location, &told.location),
            (&mut now.website, &told.website),
            (&mut now.phone, &told.phone),
            (&mut now.parent, &told.parent),
        ];
        for (present, told) in parts {
            if !told.trim().is_empty() {
                present.clone_from(told);
            }
        }
        let now = now.checked()?;
        if was.as_ref() != Some(&now) {
            self.decision.summary.accounts += 1;
            self.accounts.insert(text::fold(&now.name), now.clone());
            self.push(Change::Put { was: was.map(Record::Account), now: Some(Record::Account(now)) });
        }
        Ok(())
    }

    /// The contact of that name at the account, who is made when there is none, and brought back when removed.
    fn contact(&mut self, account: Option<AccountId>, name: &str) -> Link<ContactId> {
        let key = (account, text::fold(name));
        let (contact, change) = match self.contacts.get(&key) {
            Some(contact) if !contact.deleted => return Link { id: contact.id, name: contact.name.clone() },
            Some(gone) => {
                let back = Contact { deleted: false, ..gone.clone() };
                (back.clone(), Change::Put { was: Some(Record::Contact(gone.clone())), now: Some(Record::Contact(back)) })
            }
            None => {
                let made = Contact::named(ContactId(self.ids.take()), account, name.to_owned());
                (made.clone(), Change::made(Record::Contact(made)))
            }
        };
        self.push(change);
        self.decision.summary.contacts += 1;
        let link = Link { id: contact.id, name: contact.name.clone() };
        self.contacts.insert(key, contact);
        link
    }

    /// The stage that the row names; without one, where a deal of that state stands: open ones first, closed ones last.
    fn stage(&self, name: &str, state: State) -> Option<StageId> {
        let named = self.stage_by_name.get(&text::fold(name));
        let usual = if state == State::Open { self.stages.first() } else { self.stages.last() };
        named.copied().or(usual.map(|stage| stage.id))
    }

    fn end_of(&mut self, stage: StageId) -> Rank {
        let rank = Rank::between(self.last_ranks.get(&stage), None);
        self.last_ranks.insert(stage, rank.clone());
        rank
    }

    /// A new opportunity, behind the last one of its stage. Instants that the file does not tell follow from those that it does.
    fn create(&mut self, row: Row) {
        let told = row.row;
        let state = told.state.unwrap_or_default();
        let Some(stage) = self.stage(&row.stage, state) else { return };
        let at = self.author.at;
        let closed_at = (state != State::Open).then(|| told.closing().unwrap_or(at));
        let created_at = told.created_at.or(told.entered_at).or(closed_at).unwrap_or(at);
        let entered_at = told.entered_at.unwrap_or(created_at);
        let id = OpportunityId(self.ids.take());
        let rank = self.end_of(stage);
        let mut card = Opportunity::new(id, self.pipeline, stage, rank, String::new(), created_at);
        card.external_id.clone_from(&told.external_id);
        (card.state, card.closed_at, card.entered_at) = (state, closed_at, entered_at);
        card.touched_at = closed_at.map_or(entered_at, |closed_at| closed_at.max(entered_at));
        card.deleted_at = told.deleted.then_some(at);
        if state != State::Open {
            card.reason.clone_from(&self.plan.reason);
        }
        for value in &row.values {
            card.set(value.clone());
        }
        for value in self.linked_values(&row, None) {
            card.set(value);
        }
        self.push(Change::OpportunityAdded { opportunity: Box::new(card) });
        self.decision.summary.created += 1;
        if !row.description.is_empty() {
            self.push(Change::Described { id, was: String::new(), now: row.description.clone() });
        }
        self.add_comments(&row, id);
    }

    /// The newer values of a known opportunity.
    fn update(&mut self, row: Row, card: &Opportunity) {
        let before = self.decision.changes.len();
        let mut values: Vec<Value> =
            row.values.iter().filter(|value| self.has(value.field()) && value.field() != Field::Reason).cloned().collect();
        values.extend(self.linked_values(&row, Some(card)));
        values.extend(self.placement(&row, card));
        let once: BTreeMap<Field, Value> = values.into_iter().map(|value| (value.field(), value)).collect();
        let sets = Set::differing(card, once.into_values());
        let restored = sets.iter().any(|set| set.now == Value::DeletedAt(None));
        if !sets.is_empty() {
            self.push(Change::OpportunityChanged { id: card.id, how: How::Imported, sets });
        }
        let described = self.facts.descriptions.get(&card.id).cloned().unwrap_or_default();
        if self.plan.fields.contains(&Target::Description) && !row.description.is_empty() && row.description != described {
            self.push(Change::Described { id: card.id, was: described, now: row.description.clone() });
        }
        self.add_comments(&row, card.id);
        let summary = &mut self.decision.summary;
        if self.decision.changes.len() == before {
            summary.unchanged += 1
        } else {
            summary.updated += 1
        }
        summary.restored += usize::from(restored);
    }

    /// Stage, state and recycle bin of a known opportunity, as the row tells them.
    fn placement(&mut self, row: &Row, card: &Opportunity) -> Vec<Value> {
        let (told, at) = (row.row, self.author.at);
        let mut values = vec![Value::DeletedAt(told.deleted.then(|| card.deleted_at.unwrap_or(at)))];
        let state = told.state.filter(|_| self.has(Field::State)).unwrap_or(card.state);
        let is_homeless = card.pipeline != self.pipeline || !self.stages.iter().any(|stage| stage.id == card.stage);
        let tells_stage = !row.stage.is_empty() && self.has(Field::Stage);
        let stage = if tells_stage || is_homeless { self.stage(&row.stage, state) } else { None };
        if let Some(stage) = stage.filter(|stage| is_homeless || *stage != card.stage) {
            let entered_at = told.entered_at.unwrap_or(at);
            let rank = self.end_of(stage);
            values.extend([Value::Stage(self.pipeline, stage), Value::Rank(rank), Value::EnteredAt(entered_at), Value::TouchedAt(at)]);
        } else if let Some(entered_at) = told.entered_at.filter(|_| tells_stage && self.has(Field::EnteredAt)) {
            values.push(Value::EnteredAt(entered_at));
        }
        if is_homeless {
            // Fields of a pipeline that is gone mean nothing in this one.
            let known: BTreeSet<CustomFieldId> = self.fields.values().map(|field| field.id).collect();
            values.extend(card.custom.keys().filter(|id| !known.contains(id)).map(|id| Value::Custom(*id, None)));
        }
        if state != card.state {
            values.extend([Value::State(state), Value::TouchedAt(at)]);
            if state == State::Open {
                values.extend([Value::Reason(String::new()), Value::ClosedAt(None)]);
            } else {
                values.extend([Value::Reason(self.plan.reason.clone()), Value::ClosedAt(Some(told.closing().unwrap_or(at)))]);
            }
        } else if state != State::Open && self.has(Field::ClosedAt) {
            values.extend(told.closed_at.map(|at| Value::ClosedAt(Some(at))));
        }
        if state != State::Open && self.has(Field::Reason) {
            values.extend(row.values.iter().find(|value| value.field() == Field::Reason).cloned());
        }
        values
    }

    /// The values that name people, accounts, contacts and custom fields; those that a new card lacks are made.
    /// What is already linked under that name stays linked, even when others are called the same.
    fn linked_values(&mut self, row: &Row, card: Option<&Opportunity>) -> Vec<Value> {
        let mut values = Vec::new();
        let wanted = |work: &Self, field: Field| card.is_none() || work.has(field);
        let mut account = card.and_then(|card| card.account.clone());
        if !row.account.is_empty() && wanted(self, Field::Account) {
            account = Some(self.account(&row.account));
            values.push(Value::Account(account.clone()));
        }
        if !row.contact.is_empty() && wanted(self, Field::Contact) {
            let present = card.and_then(|card| card.contact.as_ref()).filter(|link| text::fold(&link.name) == text::fold(&row.contact));
            let account = account.map(|link| link.id);
            let is_gone = self.contacts.get(&(account, text::fold(&row.contact))).is_some_and(|contact| contact.deleted);
            if present.is_none() || is_gone {
                let contact = self.contact(account, &row.contact);
                values.push(Value::Contact(Some(contact)));
            }
        }
        if !row.owner.is_empty() && wanted(self, Field::Owner) {
            let owner = self.person_among(&row.owner, card.and_then(|card| card.owner).as_slice());
            let state = row.row.state.or(card.map(|card| card.state)).unwrap_or_default();
            if state == State::Open && !row.row.deleted {
                self.wake(owner);
            }
            values.push(Value::Owner(Some(owner)));
        }
        if !row.collaborators.is_empty() && wanted(self, Field::Collaborators) {
            let present = card.map(|card| card.collaborators.clone()).unwrap_or_default();
            let mut people = Vec::new();
            for name in row.collaborators.iter().filter(|name| !name.is_empty()) {
                let left: Vec<PersonId> = present.iter().copied().filter(|id| !people.contains(id)).collect();
                let person = self.person_among(name, &left);
                if !people.contains(&person) {
                    people.push(person);
                }
            }
            values.push(Value::Collaborators(people));
        }
        for (name, value) in &row.custom {
            if let Some(field) = self.fields.get(name) {
                values.push(Value::Custom(field.id, Some(value.clone())));
            }
        }
        values
    }

    /// One of `present` who is called so, else whoever is called so, else somebody new.
    fn person_among(&mut self, name: &str, present: &[PersonId]) -> PersonId {
        let folded = text::fold(name);
        let mut namesakes = self.facts.people.iter().filter(|person| present.contains(&person.id) && text::fold(&person.name) == folded);
        match namesakes.next() {
            Some(person) => person.id,
            None => self.person(name, Department::Sales),
        }
    }

    /// The comments that are not there yet: a comment is known by its author and instant.
    fn add_comments(&mut self, row: &Row, opportunity: OpportunityId) {
        let facts = self.facts;
        let present = facts.comments.get(&opportunity).map(Vec::as_slice).unwrap_or_default();
        for (author, created_at, text) in &row.comments {
            let author = if author.is_empty() { self.author.person } else { self.person(author, Department::Sales) };
            if present.iter().any(|comment| comment.author == author && comment.created_at == *created_at) {
                continue;
            }
            let id = CommentId(self.ids.take());
            let comment = Comment { id, opportunity, author, text: text.clone(), created_at: *created_at, edited_at: None };
            self.push(Change::made(Record::Comment(comment)));
            self.decision.summary.comments += 1;
        }
    }

    /// Whether the file has the field.
    fn has(&self, field: Field) -> bool {
        let target = match field {
            Field::Title => Target::Title,
            Field::Account => Target::Account,
            Field::Contact => Target::Contact,
            Field::Amount => Target::Amount,
            Field::CloseOn => Target::CloseOn,
            Field::Owner => Target::Owner,
            Field::Collaborators => Target::Collaborators,
            Field::Source => Target::Source,
            Field::Campaign => Target::Campaign,
            Field::Score => Target::Score,
            Field::Tags => Target::Tags,
            Field::NextStep => Target::NextStep,
            Field::Stage => Target::Stage,
            Field::State => Target::State,
            Field::Reason => Target::Reason,
            Field::ClosedAt => Target::ClosedOn,
            Field::EnteredAt => Target::EnteredOn,
            Field::Custom(_) | Field::Checks | Field::Rank | Field::TouchedAt | Field::DeletedAt => return false,
        };
        self.plan.fields.contains(&target)
    }
}
