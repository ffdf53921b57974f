//! Entries of the audit log in words.

use std::{collections::BTreeMap, fmt::Display};

use heliu_domain::{
    Change, OpportunityId, OwnerRule, PersonId, PipelineId, Record, RequirementId, StageId, Timestamp,
    directory::{Access, Department},
    locale::{audit as words, general, handover, identity, problem, settings},
    pipeline::Need,
    responsibility::{Chart, Letter, Part},
};
use heliu_store::{AuditEntry, Event, Note};
use serde_json::{Map, Value};

use crate::{
    board::panel::story::{Known, sentence},
    identity::profile::device,
    preferences::{language, t, tr},
};

/// One entry as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub at: Timestamp,
    pub who: String,
    pub what: String,
    /// What it is about, and where that is to be seen.
    pub record: Option<(String, Option<String>)>,
    /// By which command, or on which device.
    pub by: String,
}

/// What the words name.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub slug: String,
    pub chart: Chart,
    /// Titles of opportunities, with their pipelines.
    pub titles: BTreeMap<OpportunityId, (String, PipelineId)>,
}

impl Known for Names {
    fn stage(&self, id: StageId) -> Option<String> {
        self.chart.stages.get(&id).map(|stage| stage.name.clone())
    }

    fn need(&self, id: RequirementId) -> Option<Need> {
        let mut points = self.chart.stages.values().flat_map(|stage| &stage.requirements);
        points.find(|point| point.id == id).map(|point| point.need.clone())
    }
}

/// The opportunity that an entry is about.
pub fn opportunity(entry: &AuditEntry) -> Option<OpportunityId> {
    let AuditEntry::Change { entry, .. } = entry else { return None };
    match entry.change.subject() {
        ("opportunity", id) => id.parse().ok(),
        _ => None,
    }
}

impl Names {
    /// The entry in the language of the page.
    pub fn line(&self, entry: &AuditEntry) -> Line {
        match entry {
            AuditEntry::Change { entry, command, label } => {
                let room = t(words::command(command));
                Line {
                    at: entry.at,
                    who: self.person(entry.actor),
                    what: self.what(&entry.change),
                    record: self.record(&entry.change),
                    by: if label.is_empty() { room.to_owned() } else { format!("{room} · {label}") },
                }
            }
            AuditEntry::Note { note, .. } => self.note(note),
        }
    }

    fn note(&self, note: &Note) -> Line {
        let event = match note.event {
            Event::Refused => tr(words::TRIED, &[&tried(&note.tried)]),
            event => t(identity::event(event.as_str())).to_owned(),
        };
        let who = note.actor.or(note.person).map_or_else(|| t(words::NOBODY).to_owned(), |person| self.person(person));
        let about = note.person.filter(|_| note.actor.is_some()).map(|person| (person, self.person(person)));
        Line {
            at: note.at,
            who,
            what: tr(words::FROM_ADDRESS, &[&event, &note.address]),
            record: about.map(|(id, name)| (named("person", &name), Some(self.path(&format!("people/{id}"))))),
            by: device(&note.device),
        }
    }

    fn person(&self, id: PersonId) -> String {
        self.chart.people.get(&id).map_or_else(|| t(words::NOBODY).to_owned(), |person| person.name.clone())
    }

    fn path(&self, rest: &str) -> String {
        format!("/w/{}/{rest}", self.slug)
    }

    fn what(&self, change: &Change) -> String {
        match change {
            Change::Put { was: None, now: Some(Record::Comment(_)) } => t(words::COMMENTED).to_owned(),
            Change::Put { was: Some(Record::Comment(_) | Record::File(_)), .. }
            | Change::Put { now: Some(Record::File(_) | Record::Handover(_)), .. } => sentence(self, change),
            Change::Put { was, now } => self.put(was.as_ref(), now.as_ref()),
            change => {
                let said = sentence(self, change);
                if said.is_empty() { t(words::SORTED).to_owned() } else { said }
            }
        }
    }

    fn put(&self, was: Option<&Record>, now: Option<&Record>) -> String {
        if let Some(Record::Responsibility(Part::Cell(_))) = was.or(now) {
            let letter = |record: Option<&Record>| match record {
                Some(Record::Responsibility(Part::Cell(cell))) => Letter::as_str(cell.letter),
                _ => "–",
            };
            return tr(words::FROM_TO, &[&field("letter"), &letter(was), &letter(now)]);
        }
        match (was, now) {
            (None, _) => t(words::ADDED).to_owned(),
            (_, None) => t(words::REMOVED).to_owned(),
            (Some(was), Some(now)) => {
                let told = differences(was, now);
                if told.is_empty() { t(words::SORTED).to_owned() } else { told.join("; ") }
            }
        }
    }

    /// What a change is about, and where that is to be seen.
    fn record(&self, change: &Change) -> Option<(String, Option<String>)> {
        if let ("opportunity", id) = change.subject() {
            let id: OpportunityId = id.parse().ok()?;
            let title = |title: &str| named("opportunity", &title);
            return Some(match self.titles.get(&id) {
                Some((name, pipeline)) => (title(name), Some(self.path(&format!("board/{pipeline}/card/{id}")))),
                None => (title("?"), None),
            });
        }
        let Change::Put { was, now } = change else { return None };
        let record = now.as_ref().or(was.as_ref())?;
        let (name, room) = self.name(record);
        let name = if name.is_empty() { t(words::record(record.kind())).to_owned() } else { named(record.kind(), &name) };
        Some((name, Some(self.path(&room))))
    }

    /// The name of a record, and the page below the workspace where it is to be seen.
    fn name(&self, record: &Record) -> (String, String) {
        let settings = |name: &str| (name.to_owned(), "settings".to_owned());
        match record {
            Record::Person(person) => (person.name.clone(), format!("people/{}", person.id)),
            Record::Workspace(workspace) => settings(&workspace.name),
            Record::Account(account) => settings(&account.name),
            Record::Contact(contact) => settings(&contact.name),
            Record::Rate(rate) => (format!("{} {}", rate.currency, rate.date), "settings".to_owned()),
            Record::Pipeline(pipeline) => (pipeline.name.clone(), format!("settings/{}", pipeline.id)),
            Record::Stage(stage) => (stage.name.clone(), format!("settings/{}", stage.pipeline)),
            Record::CustomField(field) => (field.name.clone(), format!("settings/{}", field.pipeline)),
            Record::View(view) => (view.name.clone(), format!("board/{}", view.pipeline)),
            Record::Comment(_) | Record::File(_) | Record::Handover(_) => (String::new(), "board".to_owned()),
            Record::Notification(_) => (String::new(), "inbox".to_owned()),
            Record::Responsibility(part) => self.part(part),
        }
    }

    fn part(&self, part: &Part) -> (String, String) {
        let role = |id| self.chart.roles.get(&id).map(|role| role.name.clone()).unwrap_or_default();
        match part {
            Part::Role(it) => (it.name.clone(), format!("roles/{}", it.id)),
            Part::Line(it) => (it.text.clone(), format!("roles/{}", it.role)),
            Part::Holding(it) => (format!("{} · {}", role(it.role), self.person(it.person)), format!("roles/{}", it.role)),
            Part::Version(it) => (format!("{} {}", role(it.role), it.number), format!("roles/{}", it.role)),
            Part::Acknowledgement(it) => (format!("{} {}", role(it.role), it.number), format!("roles/{}", it.role)),
            Part::Reminder(it) => (format!("{} · {}", role(it.role), self.person(it.person)), format!("roles/{}", it.role)),
            Part::Responsibility(it) => (it.text.clone(), "matrix".to_owned()),
            Part::Cell(it) => {
                let row = self.chart.row_name(it.row).unwrap_or("?");
                (format!("{row} × {}", self.chart.column_name(it.column)), "matrix".to_owned())
            }
            Part::Skill(it) => (format!("{} · {}", self.person(it.person), it.name), "skills".to_owned()),
            Part::Acceptance(it) => (it.because.clone(), "findings".to_owned()),
            Part::Weights(_) => (String::new(), "settings".to_owned()),
            Part::Share(percent) => (format!("{percent} %"), "findings".to_owned()),
        }
    }
}

/// `Stage “Qualified”`, in the words of the language.
fn named(kind: &str, name: &dyn Display) -> String {
    tr(words::NAMED, &[&t(words::record(kind)), name])
}

/// What was refused: a command by its room, anything else by its address.
fn tried(word: &str) -> String {
    if word.contains('/') { word.to_owned() } else { t(words::command(word)).to_owned() }
}

fn field(key: &str) -> String {
    words::field(key).map_or_else(|| problem::field(language(), key), |text| t(text).to_owned())
}

/// Every field that differs, with both values where they are short.
fn differences(was: &Record, now: &Record) -> Vec<String> {
    let (was, now) = (fields(was), fields(now));
    let keys: std::collections::BTreeSet<&String> = was.keys().chain(now.keys()).collect();
    let differing = keys.into_iter().filter(|key| was.get(*key) != now.get(*key) && key.as_str() != "rank");
    let tell = |key: &String| match (shown(key, was.get(key)), shown(key, now.get(key))) {
        (Some(was), Some(now)) => tr(words::FROM_TO, &[&field(key), &was, &now]),
        _ => tr(words::CHANGED, &[&field(key)]),
    };
    differing.map(tell).collect()
}

/// The fields of a record as they are written in the log, whatever its kind.
fn fields(record: &Record) -> Map<String, Value> {
    let mut value = serde_json::to_value(record).unwrap_or_default();
    let wrappers = if matches!(record, Record::Responsibility(_)) { 2 } else { 1 };
    for _ in 0..wrappers {
        if let Value::Object(map) = value {
            value = map.into_values().next().unwrap_or_default();
        }
    }
    match value {
        Value::Object(map) => map,
        value => Map::from_iter([("share".to_owned(), value)]),
    }
}

/// A short value as people read it; nothing for one with parts.
fn shown(key: &str, value: Option<&Value>) -> Option<String> {
    let known = |text: &str| match key {
        "access" => Access::parse(text).map(|it| t(general::access(it)).to_owned()),
        "department" => Department::parse(text).map(|it| t(general::department(it)).to_owned()),
        "owner_rule" => OwnerRule::parse(text).map(|it| handover::rule_name(language(), it, |_| String::new())),
        "visibility" if text == "involved" => Some(t(settings::SEEN_BY_INVOLVED).to_owned()),
        // A hash says nothing to anybody.
        "avatar" => Some("…".to_owned()),
        _ => None,
    };
    match value {
        // What is usual is not written.
        None if key == "owner_rule" => known("keep"),
        None if key == "visibility" => Some(t(settings::SEEN_BY_EVERYONE).to_owned()),
        None | Some(Value::Null) => Some("–".to_owned()),
        Some(Value::Bool(is)) => Some(t(if *is { general::YES } else { general::NO }).to_owned()),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(Value::String(text)) => Some(known(text).unwrap_or_else(|| text.clone())),
        Some(Value::Array(_) | Value::Object(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use heliu_domain::{directory::Person, locale::Language, time::date};
    use leptos::prelude::{Owner, provide_context};
    use uuid::Uuid;

    use super::*;
    use crate::preferences::Preferences;

    #[test]
    fn a_change_of_access_is_told_with_both_values() {
        let owner = Owner::new();
        owner.set();
        provide_context(Preferences { language: Language::En, today: date(2026, 3, 1), offset_minutes: 0, theme: None });
        let was = Person::member(PersonId(Uuid::nil()), "Mia".to_owned(), Department::Sales);
        let now = Person { access: Access::Administrator, active: false, ..was.clone() };
        let change = Change::Put { was: Some(Record::Person(was)), now: Some(Record::Person(now)) };
        assert_eq!(Names::default().what(&change), "Access: Member → Administrator; Active: Yes → No");
        assert_eq!(Names::default().record(&change).unwrap().0, "Person “Mia”");
    }

    #[test]
    fn values_that_are_usual_and_therefore_not_written_have_words_too() {
        let owner = Owner::new();
        owner.set();
        provide_context(Preferences { language: Language::Zh, today: date(2026, 3, 1), offset_minutes: 0, theme: None });
        let (id, rank) = (PipelineId(Uuid::nil()), heliu_domain::Rank::between(None, None));
        let pipeline = |visibility| Record::Pipeline(heliu_domain::Pipeline { id, name: "P".to_owned(), rank: rank.clone(), visibility });
        let everyone = pipeline(heliu_domain::policy::Visibility::Everyone);
        let change = Change::Put { was: Some(everyone), now: Some(pipeline(heliu_domain::policy::Visibility::Involved)) };
        assert_eq!(Names::default().what(&change), "可见范围：所有人 → 负责人和协作者");
    }
}
