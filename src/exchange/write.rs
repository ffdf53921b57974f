//! Opportunities to files: CSV that spreadsheets open rightly, and JSON.
//!
//! The columns are those that an import recognises; imported again, the file changes nothing. Days are written `2026-03-01`, instants
//! `2026-03-01 10:20:30.123` in UTC, amounts with a decimal point beside their currency. The id is the one of the other system,
//! if there is one, or else Heliu's own.

use std::collections::BTreeMap;

use csv::{Terminator, WriterBuilder};
use heliu_domain::{
    directory::Person,
    exchange::{Target, plain_thousandths},
    id::{PersonId, StageId},
    locale::{Language, exchange as words},
    opportunity::{CustomValue, NextStep, Opportunity},
    pipeline::{CustomField, Stage},
    problem::{Code, Problem},
    time::{DAY_MS, Timestamp},
};
use serde_json::{Map, Value, json};

use super::cell;

/// Marks the file as UTF-8 for spreadsheets.
const MARK: &str = "\u{feff}";

/// What the cells of an export are called and made of.
#[derive(Clone, Debug)]
pub struct Sheet {
    language: Language,
    people: BTreeMap<PersonId, String>,
    stages: BTreeMap<StageId, String>,
    /// In order.
    fields: Vec<CustomField>,
}

impl Sheet {
    /// The sheet of a pipeline with these stages and custom fields, in the words of a language.
    pub fn new(language: Language, people: &[Person], stages: &[Stage], fields: &[CustomField]) -> Self {
        let mut fields = fields.to_vec();
        fields.sort_by(|a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
        Self {
            language,
            people: people.iter().map(|person| (person.id, person.name.clone())).collect(),
            stages: stages.iter().map(|stage| (stage.id, stage.name.clone())).collect(),
            fields,
        }
    }

    /// The beginning of a CSV file: byte order mark and headings.
    ///
    /// # Errors
    /// Never for text in memory; a fault of ours otherwise.
    pub fn csv_head(&self) -> Result<Vec<u8>, Problem> {
        let own = words::HEADINGS.iter().map(|(_, text)| text.in_(self.language).to_owned());
        let row = own.chain(self.fields.iter().map(|field| field.name.clone())).collect();
        Ok([MARK.as_bytes(), &csv([row])?].concat())
    }

    /// The rows of some opportunities, each with its description.
    ///
    /// # Errors
    /// As [`Sheet::csv_head`].
    pub fn csv_rows<'a>(&self, page: impl IntoIterator<Item = (&'a Opportunity, &'a str)>) -> Result<Vec<u8>, Problem> {
        csv(page.into_iter().map(|(card, description)| {
            let own = words::HEADINGS.iter().map(|(target, _)| self.cell(target, card, description));
            own.chain(self.fields.iter().map(|field| card.custom.get(&field.id).map(custom_cell).unwrap_or_default())).collect()
        }))
    }

    /// The opportunities of a page as elements of a JSON array. The array begins with `[` and ends with `]`, which the caller writes;
    /// between pages that are not the first, this begins with the comma.
    ///
    /// # Errors
    /// As [`Sheet::csv_head`].
    pub fn json_rows<'a>(&self, page: impl IntoIterator<Item = (&'a Opportunity, &'a str)>, is_first: bool) -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::new();
        for (card, description) in page {
            bytes.extend_from_slice(if is_first && bytes.is_empty() { b"\n" } else { b",\n" });
            serde_json::to_writer(&mut bytes, &self.json(card, description)).map_err(|_| Problem::new(Code::Internal))?;
        }
        Ok(bytes)
    }

    fn person(&self, id: PersonId) -> &str {
        self.people.get(&id).map(String::as_str).unwrap_or_default()
    }

    fn stage(&self, card: &Opportunity) -> &str {
        self.stages.get(&card.stage).map(String::as_str).unwrap_or_default()
    }

    fn cell(&self, target: &Target, card: &Opportunity, description: &str) -> String {
        let text = |text: &str| text.to_owned();
        match target {
            Target::ExternalId if card.external_id.is_empty() => card.id.to_string(),
            Target::ExternalId => card.external_id.clone(),
            Target::Title => card.title.clone(),
            Target::Account => card.account.as_ref().map(|link| link.name.clone()).unwrap_or_default(),
            Target::Contact => card.contact.as_ref().map(|link| link.name.clone()).unwrap_or_default(),
            Target::Stage => text(self.stage(card)),
            Target::Amount => card.amount.map(|amount| amount.plain()).unwrap_or_default(),
            Target::Currency => card.amount.map(|amount| amount.currency.to_string()).unwrap_or_default(),
            Target::CloseOn => card.close_on.map(|date| date.to_string()).unwrap_or_default(),
            Target::CreatedOn => instant(card.created_at),
            Target::EnteredOn => instant(card.entered_at),
            Target::ClosedOn => card.closed_at.map(instant).unwrap_or_default(),
            Target::Owner => card.owner.map(|owner| text(self.person(owner))).unwrap_or_default(),
            Target::Collaborators => cell::join(card.collaborators.iter().map(|id| self.person(*id))),
            Target::Source => card.source.clone(),
            Target::Campaign => card.campaign.clone(),
            Target::Score => card.score.map(|score| score.to_string()).unwrap_or_default(),
            Target::Tags => cell::join(card.tags.iter().map(String::as_str)),
            Target::NextStep => card.next_step.as_ref().map(|step| step.what.clone()).unwrap_or_default(),
            Target::NextStepDue => card.next_step.as_ref().map(due).unwrap_or_default(),
            Target::State => text(words::state(card.state).in_(self.language)),
            Target::Reason => card.reason.clone(),
            Target::Description => text(description),
            Target::Ignore | Target::Custom(_) => String::new(),
        }
    }

    /// The opportunity by names instead of ids; absent values are null, so that every object has the same keys.
    fn json(&self, card: &Opportunity, description: &str) -> Value {
        let custom: Map<String, Value> =
            self.fields.iter().map(|field| (field.name.clone(), card.custom.get(&field.id).map_or(Value::Null, custom_json))).collect();
        let link = |name: Option<&String>| name.cloned();
        json!({
            "id": card.id,
            "external_id": card.external_id,
            "title": card.title,
            "account": link(card.account.as_ref().map(|link| &link.name)),
            "contact": link(card.contact.as_ref().map(|link| &link.name)),
            "stage": self.stage(card),
            "amount": card.amount.map(|amount| json!({ "value": amount.plain(), "currency": amount.currency })),
            "close_on": card.close_on,
            "owner": card.owner.map(|owner| self.person(owner)),
            "collaborators": card.collaborators.iter().map(|id| self.person(*id)).collect::<Vec<_>>(),
            "source": card.source,
            "campaign": card.campaign,
            "score": card.score,
            "tags": card.tags,
            "next_step": card.next_step.as_ref().map(|step| json!({ "what": step.what, "due": due(step) })),
            "state": card.state,
            "reason": card.reason,
            "created_at": rfc3339(card.created_at),
            "entered_at": rfc3339(card.entered_at),
            "touched_at": rfc3339(card.touched_at),
            "closed_at": card.closed_at.map(rfc3339),
            "description": description,
            "custom": custom,
        })
    }
}

/// A table of texts as CSV that spreadsheets open right.
///
/// # Errors
/// It does not fit into memory.
pub fn table(rows: Vec<Vec<String>>) -> Result<Vec<u8>, Problem> {
    Ok([MARK.as_bytes(), &csv(rows)?].concat())
}

/// Further rows of such a table.
///
/// # Errors
/// As [`table`].
pub fn rows(rows: Vec<Vec<String>>) -> Result<Vec<u8>, Problem> {
    csv(rows)
}

/// Records as RFC 4180 has them, with formulas made harmless.
fn csv(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, Problem> {
    let fault = || Problem::new(Code::Internal);
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|text| cell::escaped(text).into_owned())).map_err(|_| fault())?;
    }
    writer.into_inner().map_err(|_| fault())
}

fn custom_cell(value: &CustomValue) -> String {
    match value {
        CustomValue::Text(text) | CustomValue::Choice(text) => text.clone(),
        CustomValue::Number(number) => plain_thousandths(*number),
        CustomValue::Date(date) => date.to_string(),
    }
}

/// A number keeps its decimal digits as a text, like amounts: JSON numbers would round.
fn custom_json(value: &CustomValue) -> Value {
    Value::String(custom_cell(value))
}

fn due(step: &NextStep) -> String {
    match step.minute {
        Some(minute) => format!("{} {:02}:{:02}", step.due, minute / 60, minute % 60),
        None => step.due.to_string(),
    }
}

fn instant(at: Timestamp) -> String {
    let millis = at.0.rem_euclid(DAY_MS);
    let (seconds, fraction) = (millis / 1000, millis % 1000);
    let clock = format!("{} {:02}:{:02}:{:02}", at.date(), seconds / 3600, seconds / 60 % 60, seconds % 60);
    if fraction == 0 { clock } else { format!("{clock}.{fraction:03}") }
}

fn rfc3339(at: Timestamp) -> String {
    format!("{}Z", instant(at).replacen(' ', "T", 1))
}
