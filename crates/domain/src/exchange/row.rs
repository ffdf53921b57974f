//! The soundness of a row: every value checked before anything is made for it.

use std::collections::BTreeMap;

use super::*;
use crate::{
    opportunity::{CustomValue, Value, sensible},
    pipeline::FieldKind,
    problem::Code,
};

/// A row whose every value is sound; its names are not looked up yet.
pub(super) struct Row<'a> {
    pub(super) row: &'a ImportRow,
    /// The known opportunity.
    pub(super) card: Option<&'a Opportunity>,
    /// Values that need no look-up, without the empty ones.
    pub(super) values: Vec<Value>,
    /// Custom values by folded name.
    pub(super) custom: Vec<(String, CustomValue)>,
    pub(super) account: String,
    pub(super) contact: String,
    pub(super) stage: String,
    pub(super) owner: String,
    pub(super) collaborators: Vec<String>,
    pub(super) description: String,
    /// Author, instant, text.
    pub(super) comments: Vec<(String, Timestamp, String)>,
}

impl ImportRow {
    /// When a closed deal was closed, as far as the row tells.
    pub(super) fn closing(&self) -> Option<Timestamp> {
        self.closed_at.or(self.close_on.map(Timestamp::from_date))
    }
}

impl<'a> Row<'a> {
    /// The row, or its first problem. `fields` are the custom fields by folded name.
    pub(super) fn sound(
        row: &'a ImportRow,
        card: Option<&'a Opportunity>,
        fields: &BTreeMap<String, CustomField>,
    ) -> Result<Self, Box<RowProblem>> {
        let fault = |problem: Problem| Box::new(RowProblem::new(row.line, None, &blamed(row, &problem), problem));
        let mut custom = Vec::with_capacity(row.custom.len());
        for (name, raw) in row.custom.iter().filter(|(_, raw)| !raw.trim().is_empty()) {
            let value = custom_value(fields, name, raw);
            let value = value.map_err(|problem| Box::new(RowProblem::new(row.line, Some(name.clone()), raw, problem)))?;
            custom.push((text::fold(name.trim()), value));
        }
        Self::new(row, card, custom).map_err(fault)
    }

    fn new(row: &'a ImportRow, card: Option<&'a Opportunity>, custom: Vec<(String, CustomValue)>) -> Result<Self, Problem> {
        let line = |field, raw| text::line(field, raw, text::NAME_MAX);
        let mut comments = Vec::with_capacity(row.comments.len());
        for comment in &row.comments {
            let text = text::body("comment", &comment.text)?.trim().to_owned();
            if !text.is_empty() {
                comments.push((line("person", &comment.author)?, comment.at, text));
            }
        }
        Ok(Self {
            row,
            card,
            values: plain_values(row, card)?,
            custom,
            account: line("account", &row.account)?,
            contact: line("contact", &row.contact)?,
            stage: line("stage", &row.stage)?,
            owner: line("owner", &row.owner)?,
            collaborators: row.collaborators.iter().map(|name| line("collaborators", name)).collect::<Result<_, _>>()?,
            description: text::body("description", &row.description)?,
            comments,
        })
    }
}

/// The value of a custom field by the kind of that field; a field that is still to be made takes text.
fn custom_value(fields: &BTreeMap<String, CustomField>, name: &str, raw: &str) -> Result<CustomValue, Problem> {
    text::name("custom", name)?;
    let line = text::line("custom", raw, 1000)?;
    Ok(match fields.get(&text::fold(name.trim())).map(|field| &field.kind) {
        None | Some(FieldKind::Text) => CustomValue::Text(line),
        Some(FieldKind::Number) => CustomValue::Number(thousandths(&line).ok_or_else(|| Problem::malformed("custom"))?),
        Some(FieldKind::Date) => {
            let date: Date = line.parse().map_err(|_| Problem::malformed("custom"))?;
            CustomValue::Date(sensible("custom", date)?)
        }
        Some(FieldKind::Choice(choices)) => {
            let choice = choices.iter().find(|choice| text::fold(choice) == text::fold(&line));
            CustomValue::Choice(choice.ok_or_else(|| Problem::of(Code::Invalid, "custom"))?.clone())
        }
    })
}

/// The values of a row that need no look-up, checked. A new opportunity needs a title.
fn plain_values(row: &ImportRow, card: Option<&Opportunity>) -> Result<Vec<Value>, Problem> {
    if card.is_none() {
        text::name("title", &row.title)?;
    }
    for (field, at) in [("created_on", row.created_at), ("entered_at", row.entered_at), ("closed_at", row.closed_at)] {
        at.map(|at| sensible(field, at.date())).transpose()?;
    }
    let told = [
        (!row.title.trim().is_empty()).then(|| Value::Title(row.title.clone())),
        row.amount.map(|amount| Value::Amount(Some(amount))),
        row.close_on.map(|date| Value::CloseOn(Some(date))),
        Some(Value::Source(row.source.clone())),
        Some(Value::Campaign(row.campaign.clone())),
        row.score.map(|score| Value::Score(Some(score))),
        Some(Value::Tags(row.tags.clone())),
        row.next_step.clone().map(|step| Value::NextStep(Some(step))),
        Some(Value::Reason(row.reason.clone())),
    ];
    let checked = told.into_iter().flatten().map(Value::checked);
    Ok(checked.collect::<Result<Vec<_>, _>>()?.into_iter().filter(|value| !value.is_empty()).collect())
}

/// What stands in the field that a problem names.
fn blamed(row: &ImportRow, problem: &Problem) -> String {
    match problem.field.as_deref() {
        Some("title") => row.title.clone(),
        Some("account") => row.account.clone(),
        Some("contact") => row.contact.clone(),
        Some("stage") => row.stage.clone(),
        Some("owner") => row.owner.clone(),
        Some("amount") => row.amount.map(Money::plain).unwrap_or_default(),
        Some("close_on") => row.close_on.map(|date| date.to_string()).unwrap_or_default(),
        Some("source") => row.source.clone(),
        Some("campaign") => row.campaign.clone(),
        Some("score") => row.score.map(|score| score.to_string()).unwrap_or_default(),
        Some("tags") => row.tags.join("; "),
        Some("collaborators") => row.collaborators.join("; "),
        Some("next_step") => row.next_step.as_ref().map(|step| step.what.clone()).unwrap_or_default(),
        Some("reason") => row.reason.clone(),
        Some("description") => row.description.clone(),
        Some("created_on") => row.created_at.map(|at| at.date().to_string()).unwrap_or_default(),
        Some("entered_at") => row.entered_at.map(|at| at.date().to_string()).unwrap_or_default(),
        Some("closed_at") => row.closed_at.map(|at| at.date().to_string()).unwrap_or_default(),
        _ => row.external_id.clone(),
    }
}

/// A number of at most three decimals in thousandths: `1.5` is 1500.
pub fn thousandths(text: &str) -> Option<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || fraction.len() > 3 || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let size: i64 = format!("{whole}{fraction:0<3}").parse().ok()?;
    Some(if negative { -size } else { size })
}

/// Thousandths as a plain number: 1500 is `1.5`.
pub fn plain_thousandths(number: i64) -> String {
    let (sign, size) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
    let (whole, rest) = (size / 1000, size % 1000);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:03}").trim_end_matches('0').to_owned() }
}
