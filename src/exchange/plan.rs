//! A table and a mapping become a plan of what to import; what cannot be read becomes row problems.
//!
//! Titles: without a column for them, a title is made of the first two of these that the row has: account (or else contact), product,
//! external id; joined as `Cancity – GTX Plus Basic`, or `GTX Plus Basic – 9ME3374G` where no account is named.
//!
//! Won and lost: a cell of the stage column that says so (`Won`, `Closed Lost`, `赢单`) closes the deal and is no stage, unless the
//! pipeline imported into has a stage of that name. A file whose stage column says so anywhere tells the state of all its rows.

use std::collections::BTreeSet;

use heliu_domain::{
    exchange::{DateFormat, ImportInto, ImportPlan, ImportRow, Mapping, Note, RowProblem, Target},
    locale::{Language, exchange as words},
    money::{Currency, Money},
    opportunity::{NextStep, State},
    pipeline::{CustomField, FieldKind, Stage},
    problem::{Code, Problem},
    text::{self, fold},
    time::{Date, Timestamp},
};

use super::{
    cell,
    csv::{Row, Table},
    guess,
};

/// Where an import goes, and how whoever imports wants it.
#[derive(Clone, Debug)]
pub struct Around<'a> {
    pub into: ImportInto,
    /// The stages of the pipeline imported into; none for a new one.
    pub stages: &'a [Stage],
    /// Its custom fields.
    pub fields: &'a [CustomField],
    /// The workspace's currency.
    pub currency: Currency,
    pub language: Language,
    /// Leave out rows with problems.
    pub skip: bool,
}

/// What came of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Built {
    pub plan: ImportPlan,
    /// By line. Rows with problems are not in the plan.
    pub problems: Vec<RowProblem>,
    pub notes: Vec<Note>,
    /// The stages that the rows name, in their likely order.
    pub stages: Vec<String>,
}

/// The plan for a table. A mapping that makes no sense (two columns for one field, nothing to make titles of) is a problem of the
/// heading row, and then there are no rows.
pub fn build(file: &str, table: &Table, mapping: &Mapping, around: &Around) -> Built {
    let mut planning = Planning::new(table, mapping, around);
    let usable: &[Row] = if planning.problems.is_empty() { &table.rows } else { &[] };
    let mut rows = Vec::with_capacity(usable.len());
    for row in usable {
        let before = planning.problems.len();
        let planned = planning.row(row);
        if planning.problems.len() == before {
            rows.push(planned);
        }
    }
    let stages = stage_names(&rows);
    planning.note_columns();
    let Planning { mut problems, notes, fields, .. } = planning;
    problems.extend(table.problems.iter().cloned());
    problems.sort_by_key(|problem| problem.line);
    let plan = ImportPlan {
        file: text::line("file", file, text::NAME_MAX).unwrap_or_default(),
        into: completed(&around.into, &stages, around.language),
        fields,
        people: Vec::new(),
        accounts: Vec::new(),
        rows,
        reason: words::REASON_NOT_STATED.in_(around.language).to_owned(),
        skip: around.skip,
    };
    Built { plan, problems, notes, stages }
}

/// A new pipeline for which no stages were chosen gets those of the file, or one.
pub fn completed(into: &ImportInto, stages: &[String], language: Language) -> ImportInto {
    match into {
        ImportInto::New { name, stages: chosen } if chosen.is_empty() => {
            let one = || vec![words::FIRST_STAGE.in_(language).to_owned()];
            ImportInto::New { name: name.clone(), stages: if stages.is_empty() { one() } else { stages.to_vec() } }
        }
        other => other.clone(),
    }
}

fn stage_names(rows: &[ImportRow]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let names = rows.iter().map(|row| &row.stage).filter(|name| !name.is_empty() && seen.insert(fold(name))).cloned();
    guess::stage_order(names.collect())
}

struct Planning<'a> {
    table: &'a Table,
    mapping: &'a Mapping,
    around: &'a Around<'a>,
    /// The fields that the file has.
    fields: Vec<Target>,
    product: Option<usize>,
    /// The stage column says of rows that they are won or lost.
    closes: bool,
    problems: Vec<RowProblem>,
    notes: Vec<Note>,
}

impl<'a> Planning<'a> {
    fn new(table: &'a Table, mapping: &'a Mapping, around: &'a Around<'a>) -> Self {
        let product = table.headings.iter().position(|heading| guess::is_product(heading));
        let mut planning =
            Self { table, mapping, around, fields: Vec::new(), product, closes: false, problems: Vec::new(), notes: Vec::new() };
        for (heading, target) in table.headings.iter().zip(&mapping.columns).filter(|(_, target)| **target != Target::Ignore) {
            if planning.has(target) {
                let problem = Problem::of(Code::Taken, target.name());
                planning.problems.push(RowProblem::new(table.line, Some(heading.clone()), heading, problem));
            }
            planning.fields.push(target.clone());
        }
        let can_compose = [Target::Title, Target::Account, Target::Contact, Target::ExternalId].iter().any(|target| planning.has(target));
        if !can_compose && planning.product.is_none() {
            planning.problems.push(RowProblem::new(table.line, None, "", Problem::of(Code::Required, "title")));
        }
        if let Some(stage) = planning.column(&Target::Stage) {
            planning.closes = table.rows.iter().any(|row| planning.closing(row.cell(stage)).is_some());
        }
        if planning.closes && !planning.has(&Target::State) {
            planning.fields.push(Target::State);
        }
        planning
    }

    fn has(&self, target: &Target) -> bool {
        self.fields.contains(target)
    }

    fn column(&self, target: &Target) -> Option<usize> {
        self.mapping.columns.iter().position(|column| column == target)
    }

    /// The state that a stage cell means, if the pipeline has no stage called so.
    fn closing(&self, cell: &str) -> Option<State> {
        let is_stage = || self.around.stages.iter().any(|stage| fold(&stage.name) == fold(&cell::line(cell)));
        cell::state(cell).filter(|state| *state != State::Open && !is_stage())
    }

    fn row(&mut self, row: &Row) -> ImportRow {
        let mut planned = ImportRow { line: row.line, ..ImportRow::default() };
        let mapping = self.mapping;
        for (column, target) in mapping.columns.iter().enumerate() {
            let cell = row.cell(column);
            if cell.trim().is_empty() {
                if *target == Target::ExternalId {
                    self.fault(row, column, Problem::of(Code::Required, "external_id"));
                }
            } else if let Err(problem) = self.fill(&mut planned, target, cell, row) {
                self.fault(row, column, problem);
            }
        }
        if self.closes && planned.state.is_none() {
            planned.state = Some(State::Open);
        }
        if !self.has(&Target::Title) {
            planned.title = self.composed(&planned, row);
        }
        if planned.title.is_empty() {
            let column = self.column(&Target::Title).unwrap_or(0);
            self.fault(row, column, Problem::of(Code::Required, "title"));
        }
        planned
    }

    fn fault(&mut self, row: &Row, column: usize, problem: Problem) {
        let heading = self.table.headings.get(column).cloned();
        self.problems.push(RowProblem::new(row.line, heading, row.cell(column), problem));
    }

    /// Puts what a cell says into the row.
    fn fill(&self, planned: &mut ImportRow, target: &Target, cell: &str, row: &Row) -> Result<(), Problem> {
        let name = |field: &str| text::name(field, &cell::line(cell));
        match target {
            Target::Ignore | Target::Currency => {}
            Target::ExternalId => planned.external_id = name("external_id")?,
            Target::Title => planned.title = name("title")?,
            Target::Account => planned.account = name("account")?,
            Target::Contact => planned.contact = name("contact")?,
            Target::Stage => match self.closing(cell) {
                Some(state) => planned.state = planned.state.or(Some(state)),
                None => planned.stage = name("stage")?,
            },
            Target::State => planned.state = Some(cell::state(cell).ok_or_else(|| Problem::of(Code::Invalid, "state"))?),
            Target::Amount => planned.amount = Some(self.amount(cell, row)?),
            Target::CloseOn => planned.close_on = Some(self.date("close_on", cell)?),
            Target::CreatedOn => planned.created_at = Some(self.instant("created_on", cell)?),
            Target::EnteredOn => planned.entered_at = Some(self.instant("entered_at", cell)?),
            Target::ClosedOn => planned.closed_at = Some(self.instant("closed_at", cell)?),
            Target::Owner => planned.owner = name("owner")?,
            Target::Collaborators => planned.collaborators = cell::list(cell),
            Target::Source => planned.source = name("source")?,
            Target::Campaign => planned.campaign = name("campaign")?,
            Target::Score => planned.score = Some(self.score(cell)?),
            Target::Tags => planned.tags = text::tags(&cell::list(cell))?,
            Target::NextStep => planned.next_step = self.next_step(&name("next_step")?, row)?,
            // Read together with what is to be done; alone it says nothing.
            Target::NextStepDue => {
                cell::date(cell, self.mapping.dates).ok_or_else(|| Problem::malformed("next_step"))?;
            }
            Target::Reason => planned.reason = text::line("reason", cell::unescaped(cell), 500)?,
            Target::Description => planned.description = text::body("description", cell::unescaped(cell))?,
            Target::Custom(field) => {
                planned.custom.insert(field.clone(), self.custom(field, cell)?);
            }
        }
        Ok(())
    }

    fn amount(&self, cell: &str, row: &Row) -> Result<Money, Problem> {
        let code = self.column(&Target::Currency).map(|column| row.cell(column).trim()).filter(|code| !code.is_empty());
        let currency = code.map_or(Ok(self.mapping.currency), str::parse)?;
        cell::amount(cell, self.mapping.numbers, currency)
    }

    fn score(&self, cell: &str) -> Result<u8, Problem> {
        let plain = cell::number(cell.trim().trim_end_matches('%'), self.mapping.numbers).ok_or_else(|| Problem::malformed("score"))?;
        let whole = plain.split_once('.').map_or(plain.as_str(), |(whole, _)| whole);
        let score = whole.parse().ok().filter(|score| *score <= 100);
        score.ok_or_else(|| Problem::of(Code::OutOfRange, "score").with(0).with(100))
    }

    fn date(&self, field: &str, cell: &str) -> Result<Date, Problem> {
        let date = cell::date(cell, self.mapping.dates).ok_or_else(|| Problem::malformed(field))?;
        heliu_domain::opportunity::sensible(field, date)
    }

    fn instant(&self, field: &str, cell: &str) -> Result<Timestamp, Problem> {
        let instant = cell::instant(cell, self.mapping.dates).ok_or_else(|| Problem::malformed(field))?;
        heliu_domain::opportunity::sensible(field, instant.date()).map(|_| instant)
    }

    /// A next step needs its day: from the column of due dates, else the expected close, else it is none.
    fn next_step(&self, what: &str, row: &Row) -> Result<Option<NextStep>, Problem> {
        let told = |target| self.column(target).map(|column| row.cell(column)).filter(|cell| !cell.trim().is_empty());
        let Some(due) = told(&Target::NextStepDue).or_else(|| told(&Target::CloseOn)) else {
            return Err(Problem::of(Code::Required, "next_step_due"));
        };
        let (due, minute) = cell::date_minute(due, self.mapping.dates).ok_or_else(|| Problem::malformed("next_step_due"))?;
        Ok(Some(NextStep { what: what.to_owned(), due, minute }))
    }

    /// The text of a custom value; numbers and dates in the one form that the decision reads.
    fn custom(&self, name: &str, cell: &str) -> Result<String, Problem> {
        let kind = self.around.fields.iter().find(|field| fold(&field.name) == fold(name)).map(|field| &field.kind);
        match kind {
            Some(FieldKind::Number) => {
                cell::number(cell::unescaped(cell), self.mapping.numbers).ok_or_else(|| Problem::malformed("custom"))
            }
            Some(FieldKind::Date) => self.date("custom", cell).map(|date| date.to_string()),
            Some(FieldKind::Text | FieldKind::Choice(_)) | None => text::line("custom", cell::unescaped(cell), 1000),
        }
    }

    /// A title where the file has none: see the head of this file.
    fn composed(&self, planned: &ImportRow, row: &Row) -> String {
        let product = self.product.map(|column| cell::line(row.cell(column))).unwrap_or_default();
        let who = if planned.account.is_empty() { &planned.contact } else { &planned.account };
        let parts = [who, &product, &planned.external_id].into_iter().filter(|part| !part.is_empty()).take(2);
        let title = parts.map(String::as_str).collect::<Vec<_>>().join(" – ");
        title.chars().take(text::NAME_MAX).collect()
    }

    /// What is kept as it stands: empty and zero cells of columns where something might be expected, columns without a meaning.
    fn note_columns(&mut self) {
        const EXPECTED: [Target; 7] =
            [Target::Account, Target::Owner, Target::Amount, Target::CloseOn, Target::CreatedOn, Target::EnteredOn, Target::Stage];
        let (table, mapping) = (self.table, self.mapping);
        for (column, (heading, target)) in table.headings.iter().zip(&mapping.columns).enumerate() {
            let count = |counts: &dyn Fn(&str) -> bool| table.rows.iter().filter(|row| counts(row.cell(column).trim())).count();
            let empty = count(&str::is_empty);
            if *target == Target::Ignore {
                if empty < table.rows.len() {
                    self.notes.push(Note::LeftOut { column: heading.clone() });
                }
                continue;
            }
            if EXPECTED.contains(target) && empty > 0 {
                self.notes.push(Note::Empty { column: heading.clone(), rows: empty });
            }
            let is_zero = |cell: &str| {
                !cell.is_empty() && cell::amount(cell, mapping.numbers, mapping.currency).is_ok_and(|amount| amount.minor == 0)
            };
            if *target == Target::Amount {
                let zero = count(&is_zero);
                if zero > 0 {
                    self.notes.push(Note::Zero { column: heading.clone(), rows: zero });
                }
            }
            if *target == Target::Stage && self.closes {
                self.note_closing(column);
            }
        }
        let is_composed = [Target::Account, Target::Contact, Target::ExternalId].iter().any(|part| self.has(part));
        if is_composed && !self.has(&Target::Title) {
            self.notes.insert(0, Note::TitlesComposed);
        }
    }

    fn note_closing(&mut self, column: usize) {
        let mut names: Vec<(String, usize)> = Vec::new();
        for cell in self.table.rows.iter().map(|row| row.cell(column)).filter(|cell| self.closing(cell).is_some()) {
            let name = cell::line(cell);
            match names.iter_mut().find(|(known, _)| *known == name) {
                Some((_, rows)) => *rows += 1,
                None => names.push((name, 1)),
            }
        }
        self.notes.extend(names.into_iter().map(|(name, rows)| Note::Closing { name, rows }));
    }
}

/// The date of a text that is always written year first.
pub fn iso_instant(text: &str) -> Option<Timestamp> {
    cell::instant(text, DateFormat::YearMonthDay)
}
