//! The timeline: everything that happened to the opportunity, newest first, by day, in words.

use std::collections::BTreeSet;

use heliu_domain::{
    Change, CommentId, Date, Entry, Handover, How, PersonId, Record, RequirementId, StageId, Timestamp, Value,
    locale::{Text, format, handover as rules, panel as words},
    order::{gather, sort},
    pipeline::Need,
    time::{DAY_MS, days_from_date},
};
use leptos::prelude::*;

use super::{
    comments::{CommentItem, Composer},
    open::{OpenCard, open_card},
};
use crate::{
    preferences::{language, preferences, t},
    ui::{
        For, Icon, Show,
        field::{field_name, value_text},
    },
};

/// Comments and history.
#[component]
pub fn StorySection() -> impl IntoView {
    let open = open_card();
    let days = Memo::new(move |_| {
        let mut days: Vec<Date> = open
            .entries
            .with(|entries| entries.iter().filter(|entry| is_shown(&entry.change)).map(|entry| local(entry.at).date()).collect());
        sort(&mut days, |a, b| b.cmp(a));
        days.dedup();
        days
    });
    let is_loading = RwSignal::new(false);
    let earlier = move |_| {
        is_loading.set(true);
        open.read_older(move || {
            is_loading.try_set(false);
        });
    };
    view! {
        <section class="section">
            <div class="section-head"><h3>{t(words::TIMELINE)}</h3></div>
            <Composer/>
            <For each=move || days.get() key=|day| days_from_date(*day) let:day>
                <h4 class="timeline-day">{day_name(day)}</h4>
                <ol class="timeline">
                    <For each=move || open.entries.with(|entries| of_day(entries, day)) key=|seq| *seq let:seq><Item seq/></For>
                </ol>
            </For>
            <Show when=move || open.has_older.get()>
                <p class="more"><button class="button" type="button" aria-busy=move || is_loading.get().then_some("true") disabled=move || is_loading.get() on:click=earlier>{t(words::EARLIER)}</button></p>
            </Show>
        </section>
    }
}

/// The instant as the viewer's clock shows it.
fn local(at: Timestamp) -> Timestamp {
    Timestamp(at.0 + i64::from(preferences().offset_minutes) * 60_000)
}

fn of_day(entries: &[Entry], day: Date) -> Vec<i64> {
    entries.iter().filter(|entry| is_shown(&entry.change) && local(entry.at).date() == day).map(|entry| entry.seq).collect()
}

fn day_name(day: Date) -> String {
    match days_from_date(preferences().today) - days_from_date(day) {
        0 => t(words::TODAY).to_owned(),
        1 => t(words::YESTERDAY).to_owned(),
        _ => format::date(language(), day),
    }
}

/// Whether a change is anything that a person did to the opportunity; mere order is not.
fn is_shown(change: &Change) -> bool {
    match change {
        Change::OpportunityAdded { .. } | Change::Described { .. } => true,
        // The hand-over says more.
        Change::OpportunityChanged { how: How::Reranked | How::HandedOver, .. } => false,
        Change::OpportunityChanged { how: How::Contacted, .. } => true,
        Change::OpportunityChanged { sets, .. } => sets.iter().any(|set| !set.now.field().is_bookkeeping()),
        Change::Put { was: Some(Record::Handover(_)), .. } => false,
        Change::Put { was, now } => {
            matches!(now.as_ref().or(was.as_ref()), Some(Record::Comment(_) | Record::File(_) | Record::Handover(_)))
        }
    }
}

/// The time of day, with the whole instant for machines and on hovering. What was imported happened on another `day` than the
/// one it stands under, and says so.
#[component]
pub fn When(at: Timestamp, day: Date) -> impl IntoView {
    let minutes = u16::try_from(local(at).0.rem_euclid(DAY_MS) / 60_000).unwrap_or(0);
    let whole = format::instant(language(), at, preferences().offset_minutes);
    let shown = if local(at).date() == day { format::minute(minutes) } else { whole.clone() };
    let machine = format!("{}T{}Z", at.date(), format::minute(u16::try_from(at.0.rem_euclid(DAY_MS) / 60_000).unwrap_or(0)));
    view! { <time datetime=machine title=whole>{shown}</time> }
}

/// One entry. What an entry says never changes, except that a comment can be edited or deleted.
#[component]
fn Item(seq: i64) -> impl IntoView {
    let open = open_card();
    let entry = open.entries.with_untracked(|entries| entries.iter().find(|entry| entry.seq == seq).cloned());
    let Some(entry) = entry else { return ().into_any() };
    match &entry.change {
        Change::Put { was: None, now: Some(Record::Comment(comment)) } => {
            let id: CommentId = comment.id;
            let said = Memo::new(move |_| open.said.with(|said| said.get(&id).cloned()));
            let is_there = Memo::new(move |_| said.with(Option::is_some));
            let is_editing = RwSignal::new(false);
            let day = local(entry.at).date();
            view! {
                <li class:comment-item=move || is_there.get()>
                    {move || if is_there.get() { view! { <CommentItem said is_editing day/> }.into_any() } else { line(open, &entry) }}
                </li>
            }
            .into_any()
        }
        Change::Put { now: Some(Record::Handover(handover)), .. } => {
            let id = handover.id;
            let note = Memo::new(move |_| open.notes.with(|notes| notes.get(&id).cloned()));
            view! { <li>{line(open, &entry)}{move || note.get().map(|note| view! { <div class="prose" inner_html=note></div> })}</li> }
                .into_any()
        }
        _ => view! { <li>{line(open, &entry)}</li> }.into_any(),
    }
}

/// An entry as icon, sentence and time.
fn line(open: OpenCard, entry: &Entry) -> AnyView {
    let (tone, icon) = look(&entry.change);
    let mut sentence: Vec<AnyView> = Vec::new();
    for (index, phrase) in phrases(&open, &entry.change).into_iter().enumerate() {
        sentence.push((if index == 0 { " " } else { t(words::JOIN) }).into_any());
        sentence.push(phrase.view());
    }
    view! {
        <span class=tone><Icon name=icon/></span>
        <div class="what"><b>{open.space.name(entry.actor)}</b>{sentence}<When at=entry.at day=local(entry.at).date()/></div>
    }
    .into_any()
}

fn look(change: &Change) -> (&'static str, &'static str) {
    match change {
        Change::OpportunityAdded { .. } => ("node", "plus"),
        Change::OpportunityChanged { how, .. } => match how {
            How::Moved => ("node blue", "arrow-right"),
            How::Won => ("node green", "flag-won"),
            How::Lost => ("node", "flag-lost"),
            How::Deleted => ("node red", "bin"),
            How::Restored => ("node", "restore"),
            How::Reopened | How::Undone => ("node", "undo"),
            How::Checked => ("node", "check"),
            How::Contacted => ("node green", "phone"),
            How::Imported => ("node", "import"),
            How::HandedOver => ("node", "users"),
            How::Edited | How::Reranked => ("node", "edit"),
        },
        Change::Described { .. } => ("node", "edit"),
        Change::Put { was, now } => match now.as_ref().or(was.as_ref()) {
            Some(Record::File(_)) => ("node", "file"),
            Some(Record::Handover(_)) => ("node blue", "users"),
            _ => ("node", "comment"),
        },
    }
}

/// What sentences name besides people.
pub trait Known {
    /// The name of a stage, if it is still there.
    fn stage(&self, id: StageId) -> Option<String>;
    /// What a point of an entry checklist asks for, if it is still there.
    fn need(&self, id: RequirementId) -> Option<Need>;
}

impl Known for OpenCard {
    fn stage(&self, id: StageId) -> Option<String> {
        self.stage_name(id)
    }

    fn need(&self, id: RequirementId) -> Option<Need> {
        self.requirement(id).map(|point| point.need)
    }
}

/// What a change of an opportunity did, as plain text after the name of who did it; empty for what is no history.
pub fn sentence(known: &dyn Known, change: &Change) -> String {
    phrases(known, change).into_iter().map(Phrase::text).collect::<Vec<_>>().join(t(words::JOIN))
}

/// A text with what stands in its places.
struct Phrase {
    text: Text,
    parts: Vec<Part>,
}

enum Part {
    /// A name, as it is.
    Name(String),
    /// What was.
    Was(String),
    /// What is.
    Now(String),
}

impl Phrase {
    fn plain(text: Text) -> Self {
        Self { text, parts: Vec::new() }
    }

    fn text(self) -> String {
        let parts = self.parts.into_iter().map(|part| match part {
            Part::Name(text) | Part::Was(text) | Part::Now(text) => text,
        });
        let parts: Vec<String> = parts.collect();
        let params: Vec<&dyn std::fmt::Display> = parts.iter().map(|part| part as &dyn std::fmt::Display).collect();
        self.text.with(language(), &params)
    }

    fn view(self) -> AnyView {
        let mut parts = self.parts.into_iter();
        let mut views: Vec<AnyView> = Vec::new();
        for (index, words) in self.text.in_(language()).split("{}").enumerate() {
            if index > 0 {
                views.push(match parts.next() {
                    Some(Part::Name(name)) => name.into_any(),
                    Some(Part::Was(was)) => view! { <del>{was}</del> }.into_any(),
                    Some(Part::Now(now)) => view! { <ins>{now}</ins> }.into_any(),
                    None => ().into_any(),
                });
            }
            views.push(words.into_any());
        }
        views.into_any()
    }
}

/// What was done, after the name of who did it.
fn phrases(known: &dyn Known, change: &Change) -> Vec<Phrase> {
    match change {
        Change::OpportunityAdded { opportunity } if opportunity.external_id.is_empty() => vec![Phrase::plain(words::SAID_CREATED)],
        Change::OpportunityAdded { .. } => vec![Phrase::plain(words::SAID_IMPORTED)],
        Change::Described { .. } => vec![Phrase::plain(words::SAID_DESCRIBED)],
        Change::OpportunityChanged { how, sets, .. } => {
            let reason = || {
                sets.iter().find_map(|set| match &set.now {
                    Value::Reason(reason) => Some(reason.clone()),
                    _ => None,
                })
            };
            let closing = |text| vec![Phrase { text, parts: vec![Part::Now(reason().unwrap_or_else(|| "–".to_owned()))] }];
            match how {
                How::Won => closing(words::SAID_WON),
                How::Lost => closing(words::SAID_LOST),
                How::Reopened => vec![Phrase::plain(words::SAID_REOPENED)],
                How::Deleted => vec![Phrase::plain(words::SAID_DELETED)],
                How::Restored => vec![Phrase::plain(words::SAID_RESTORED)],
                How::Contacted => vec![Phrase::plain(words::SAID_CONTACTED)],
                How::Moved => sets.iter().flat_map(|set| set_phrases(known, words::SAID_CHANGED, set)).collect(),
                How::Edited | How::Checked | How::Reranked | How::HandedOver => {
                    sets.iter().flat_map(|set| set_phrases(known, words::SAID_CHANGED, set)).collect()
                }
                How::Undone => sets.iter().flat_map(|set| set_phrases(known, words::SAID_TAKEN_BACK, set)).collect(),
                How::Imported => sets.iter().flat_map(|set| set_phrases(known, words::SAID_BY_IMPORT, set)).collect(),
            }
        }
        Change::Put { was, now } => match (was, now) {
            (_, Some(Record::Handover(handover))) => vec![handover_phrase(known, handover)],
            (None, Some(Record::Comment(_))) => vec![Phrase::plain(words::SAID_COMMENT_GONE)],
            (Some(Record::Comment(_)), Some(_)) => vec![Phrase::plain(words::SAID_COMMENT_EDITED)],
            (Some(Record::Comment(_)), None) => vec![Phrase::plain(words::SAID_COMMENT_DELETED)],
            (_, Some(Record::File(file))) => vec![Phrase { text: words::SAID_ATTACHED, parts: vec![Part::Now(file.name.clone())] }],
            (Some(Record::File(file)), None) => vec![Phrase { text: words::SAID_DETACHED, parts: vec![Part::Was(file.name.clone())] }],
            _ => Vec::new(),
        },
    }
}

/// What a stage's rule did.
fn handover_phrase(known: &dyn Known, it: &Handover) -> Phrase {
    let stage = Part::Name(known.stage(it.stage).unwrap_or_else(|| t(words::REMOVED_STAGE).to_owned()));
    let name = |person: Option<PersonId>| value_text(&Value::Owner(person));
    let rule = Part::Name(rules::rule_name(language(), it.rule, |person| name(Some(person))));
    match it.to {
        Some(_) if it.passes() => {
            Phrase { text: rules::SAID_HANDED_OVER, parts: vec![Part::Was(name(it.from)), Part::Now(name(it.to)), stage, rule] }
        }
        None if !it.rule.keeps() => Phrase { text: rules::SAID_NOBODY, parts: vec![Part::Now(name(it.from)), stage, rule] },
        _ => Phrase { text: rules::SAID_NOTED, parts: vec![stage] },
    }
}

/// One field from what it was to what it is.
fn set_phrases(known: &dyn Known, text: Text, set: &heliu_domain::Set) -> Vec<Phrase> {
    let stage = |id| known.stage(id).unwrap_or_else(|| t(words::REMOVED_STAGE).to_owned());
    match (&set.was, &set.now) {
        (_, now) if now.field().is_bookkeeping() => Vec::new(),
        (Value::Stage(_, was), Value::Stage(_, now)) => {
            let parts = vec![Part::Was(stage(*was)), Part::Now(stage(*now))];
            if text == words::SAID_CHANGED {
                return vec![Phrase { text: words::SAID_MOVED, parts }];
            }
            let name = Part::Name(field_name(set.now.field()));
            vec![Phrase { text, parts: std::iter::once(name).chain(parts).collect() }]
        }
        (Value::Checks(was), Value::Checks(now)) => {
            let point = |id: &RequirementId| match known.need(*id) {
                Some(Need::Confirm(sentence)) => sentence,
                Some(Need::Field(field)) => field_name(field),
                None => t(words::REMOVED_POINT).to_owned(),
            };
            let all = |ids: BTreeSet<_>, text, part: fn(String) -> Part| -> Vec<Phrase> {
                ids.into_iter().map(|id| Phrase { text, parts: vec![part(point(id))] }).collect()
            };
            let mut phrases = all(gather(now.difference(was)), words::SAID_CONFIRMED, Part::Now);
            phrases.extend(all(gather(was.difference(now)), words::SAID_UNCONFIRMED, Part::Was));
            phrases
        }
        (was, now) => {
            vec![Phrase { text, parts: vec![Part::Name(field_name(now.field())), Part::Was(value_text(was)), Part::Now(value_text(now))] }]
        }
    }
}

#[cfg(test)]
mod tests {
    use heliu_domain::{OpportunityId, PipelineId, Rank, StageId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn mere_order_is_no_history() {
        let check = |how, sets: Vec<(Value, Value)>, expected| {
            let sets = sets.into_iter().map(|(was, now)| heliu_domain::Set { was, now }).collect();
            assert_eq!(is_shown(&Change::OpportunityChanged { id: OpportunityId(Uuid::nil()), how, sets }), expected);
        };
        let rank = || (Value::Rank(Rank::first()), Value::Rank(Rank::between(Some(&Rank::first()), None)));
        let stage =
            (Value::Stage(PipelineId(Uuid::nil()), StageId(Uuid::nil())), Value::Stage(PipelineId(Uuid::nil()), StageId(Uuid::max())));
        check(How::Moved, vec![rank()], false);
        check(How::Moved, vec![stage, rank()], true);
        check(How::Reranked, vec![rank()], false);
        check(How::Undone, vec![rank()], false);
        check(How::Contacted, vec![(Value::TouchedAt(Timestamp(0)), Value::TouchedAt(Timestamp(1)))], true);
    }
}
