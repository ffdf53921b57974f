//! Whom to give an opportunity to: people ranked by skill, duty, load, past results and availability, each with its reasons.
//!
//! Every factor gives 0 to 1000 points, and the score is their mean by the workspace's weights. A factor that says nothing about
//! anybody (no skill is asked for, nothing was closed yet) is left out for all.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    directory::{Access, Person},
    id::*,
    order::sort,
    problem::{Code, Problem},
    responsibility::{Chart, Column, Letter, LineKind, Row},
    text,
    time::{Date, days_from_date},
};

/// Days back from today in which closed opportunities count as past results.
pub const RESULTS_DAYS: i64 = 365;
/// Most that one factor weighs.
pub const WEIGHT_MAX: u8 = 10;
/// So many closed opportunities at the common rate are added to everybody's own, so that one lucky deal does not lead the ranking
/// (the posterior mean of a beta-binomial model with this prior strength).
const PRIOR: u32 = 10;
/// From so many years on, experience counts in full.
const YEARS: u32 = 5;
/// An absence that begins within so many days counts half.
const SOON: i64 = 14;

/// How much each factor weighs, 0 to [`WEIGHT_MAX`]; at least one of them something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    pub skill: u8,
    pub duty: u8,
    pub load: u8,
    pub results: u8,
    pub presence: u8,
}

impl Default for Weights {
    fn default() -> Self {
        Self { skill: 4, duty: 3, load: 3, results: 2, presence: 2 }
    }
}

impl Weights {
    /// The weight of a factor.
    pub fn of(self, factor: Factor) -> u8 {
        match factor {
            Factor::Skill => self.skill,
            Factor::Duty => self.duty,
            Factor::Load => self.load,
            Factor::Results => self.results,
            Factor::Presence => self.presence,
        }
    }

    /// The same with another weight of one factor.
    #[must_use]
    pub fn with(mut self, factor: Factor, weight: u8) -> Self {
        match factor {
            Factor::Skill => self.skill = weight,
            Factor::Duty => self.duty = weight,
            Factor::Load => self.load = weight,
            Factor::Results => self.results = weight,
            Factor::Presence => self.presence = weight,
        }
        self
    }

    /// The weights as they are stored.
    ///
    /// # Errors
    /// One is too large, or all are zero.
    pub fn checked(self) -> Result<Self, Problem> {
        let all = Factor::ALL.map(|factor| self.of(factor));
        if all.iter().any(|weight| *weight > WEIGHT_MAX) || all.iter().all(|weight| *weight == 0) {
            return Err(Problem::of(Code::OutOfRange, "weight").with(0).with(WEIGHT_MAX));
        }
        Ok(self)
    }
}

/// What people are compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// Skills that the stage's roles require, and those that the card's tags name.
    Skill,
    /// Carrying the stage by the matrix.
    Duty,
    /// Open opportunities of one's own.
    Load,
    /// Won of closed in this pipeline.
    Results,
    /// Being there.
    Presence,
}

impl Factor {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Skill, Self::Duty, Self::Load, Self::Results, Self::Presence];
}

/// Opportunities of one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Open now, in all pipelines.
    pub open: u32,
    /// Won in this pipeline within [`RESULTS_DAYS`].
    pub won: u32,
    /// Lost in this pipeline within [`RESULTS_DAYS`].
    pub lost: u32,
}

/// What a ranking is made of.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// People, the stage's cells, their roles with required skills and holdings, and everybody's skills.
    pub chart: Chart,
    pub works: BTreeMap<PersonId, Work>,
}

/// A skill that is asked for, and what somebody has of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    pub skill: String,
    /// The least level, 1 to 5.
    pub needs: u8,
    /// 0 when missing.
    pub has: u8,
    /// Years of experience.
    pub years: u8,
}

/// Why somebody has the points that they have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    Skills(Vec<Match>),
    /// Carries the stage, by the role of this name or by a letter of the person's own.
    Carries(Letter, Option<String>),
    /// Others carry the stage.
    CarriesNot,
    /// `mean` is over all who are compared, in tenths.
    Load {
        open: u32,
        mean: u32,
    },
    /// `common` is the rate of all who are compared, in percent.
    Results {
        won: u32,
        closed: u32,
        common: u32,
    },
    Here,
    /// Away from a day that is near.
    LeavesOn(Date),
    /// Away until a day, or for good.
    AwayUntil(Option<Date>),
}

/// One factor of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub factor: Factor,
    /// 0 to 1000.
    pub points: u16,
    pub because: Because,
}

/// Somebody to whom an opportunity could be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub person: PersonId,
    /// 0 to 100.
    pub score: u8,
    pub reasons: Vec<Reason>,
}

impl Proposal {
    /// Whether the person is away today.
    pub fn is_away(&self) -> bool {
        self.reasons.iter().any(|reason| matches!(reason.because, Because::AwayUntil(_)))
    }
}

/// Ranks people for an opportunity in a stage, best first.
///
/// `tags` are those of the card: one that is the name of a skill asks for it.
pub fn rank(facts: &Facts, stage: StageId, tags: &[String], candidates: &[Person], today: Date) -> Vec<Proposal> {
    let weights = facts.chart.weights.unwrap_or_default();
    let common = Common::of(facts, stage, tags, candidates, today);
    let mut ranked: Vec<(u32, u32, &str, Proposal)> = candidates
        .iter()
        .map(|person| {
            let reasons = common.reasons(facts, person.id, today);
            let weight = |reason: &Reason| u32::from(weights.of(reason.factor));
            let all: u32 = reasons.iter().map(weight).sum();
            let points: u32 = reasons.iter().map(|reason| weight(reason) * u32::from(reason.points)).sum();
            let points = points.checked_div(all).unwrap_or_default();
            let score = u8::try_from((points + 5) / 10).unwrap_or(100);
            (points, facts.work(person.id).open, person.name.as_str(), Proposal { person: person.id, score, reasons })
        })
        .collect();
    sort(&mut ranked, |a, b| (b.0, a.1, a.2, a.3.person).cmp(&(a.0, b.1, b.2, b.3.person)));
    ranked.into_iter().map(|(.., proposal)| proposal).collect()
}

/// Who may be given opportunities at all: active people who do more than read.
pub fn candidates<'a>(people: impl Iterator<Item = &'a Person>) -> impl Iterator<Item = &'a Person> {
    people.filter(|person| person.active && person.access != Access::Viewer)
}

/// Who carries a stage today, each with the letter and column by which: holders of roles, and people with letters of their own.
/// Whoever does so twice is there once, Responsible before Accountable.
pub fn carriers(chart: &Chart, stage: StageId, today: Date) -> BTreeMap<PersonId, (Letter, Column)> {
    let mut carriers: BTreeMap<PersonId, (Letter, Column)> = BTreeMap::new();
    for (column, letter) in chart.live_cells(Row::Stage(stage)).filter(|(_, letter)| letter.carries()) {
        let people = match column {
            Column::Role(role) => chart.holders(role, today),
            Column::Person(person) => [person].into(),
        };
        for person in people {
            let known = carriers.entry(person).or_insert((letter, column));
            if letter < known.0 {
                *known = (letter, column);
            }
        }
    }
    carriers
}

impl Facts {
    fn work(&self, person: PersonId) -> Work {
        self.works.get(&person).copied().unwrap_or_default()
    }
}

/// What is the same for everybody.
struct Common {
    /// Folded name, name and least level of the skills that are asked for.
    skills: BTreeMap<String, (String, u8)>,
    carriers: BTreeMap<PersonId, (Letter, Column)>,
    most_open: u32,
    /// The mean of open opportunities, in tenths.
    mean: u32,
    won: u32,
    closed: u32,
}

impl Common {
    fn of(facts: &Facts, stage: StageId, tags: &[String], candidates: &[Person], today: Date) -> Self {
        let chart = &facts.chart;
        let mut skills: BTreeMap<String, (String, u8)> = BTreeMap::new();
        for (column, _) in chart.live_cells(Row::Stage(stage)).filter(|(_, letter)| letter.carries()) {
            let Column::Role(role) = column else { continue };
            for line in chart.lines_of(role, true) {
                let LineKind::Skill(level) = line.kind else { continue };
                let known = skills.entry(text::fold(&line.text)).or_insert_with(|| (line.text.clone(), level));
                known.1 = known.1.max(level);
            }
        }
        for tag in tags {
            let folded = text::fold(tag);
            if chart.skills.keys().any(|(_, name)| *name == folded) {
                skills.entry(folded).or_insert_with(|| (tag.clone(), 1));
            }
        }
        let works: Vec<Work> = candidates.iter().map(|person| facts.work(person.id)).collect();
        let open: u32 = works.iter().map(|work| work.open).sum();
        let people = u32::try_from(works.len()).unwrap_or(u32::MAX).max(1);
        Self {
            skills,
            carriers: carriers(chart, stage, today),
            most_open: works.iter().map(|work| work.open).max().unwrap_or_default(),
            mean: open * 10 / people,
            won: works.iter().map(|work| work.won).sum(),
            closed: works.iter().map(|work| work.won + work.lost).sum(),
        }
    }

    fn reasons(&self, facts: &Facts, person: PersonId, today: Date) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let mut add = |factor, points: u32, because| {
            reasons.push(Reason { factor, points: u16::try_from(points.min(1000)).unwrap_or(1000), because });
        };
        if !self.skills.is_empty() {
            let (points, matches) = self.skill(facts, person);
            add(Factor::Skill, points, Because::Skills(matches));
        }
        if !self.carriers.is_empty() {
            match self.carriers.get(&person) {
                Some((letter, column)) => {
                    let role = matches!(column, Column::Role(_)).then(|| facts.chart.column_name(*column).to_owned());
                    add(Factor::Duty, 1000, Because::Carries(*letter, role));
                }
                None => add(Factor::Duty, 0, Because::CarriesNot),
            }
        }
        let work = facts.work(person);
        if let Some(points) = (1000 * (self.most_open - work.open)).checked_div(self.most_open) {
            add(Factor::Load, points, Because::Load { open: work.open, mean: self.mean });
        }
        if let Some(common) = (1000 * self.won).checked_div(self.closed) {
            let closed = work.won + work.lost;
            let points = (1000 * work.won + PRIOR * common) / (closed + PRIOR);
            add(Factor::Results, points, Because::Results { won: work.won, closed, common: (common + 5) / 10 });
        }
        let (points, because) = presence(&facts.chart, person, today);
        add(Factor::Presence, points, because);
        reasons
    }

    /// The mean over the skills that are asked for: nine tenths for the level, one for experience.
    fn skill(&self, facts: &Facts, person: PersonId) -> (u32, Vec<Match>) {
        let mut sum = 0;
        let matches: Vec<Match> = self
            .skills
            .iter()
            .map(|(folded, (skill, needs))| {
                let found = facts.chart.skills.get(&(person, folded.clone()));
                let (has, years) = found.map_or((0, 0), |skill| (skill.level, skill.years));
                let level = 900 * u32::from(has.min(*needs)) / u32::from((*needs).max(1));
                sum += level + 100 * u32::from(years).min(YEARS) / YEARS;
                Match { skill: skill.clone(), needs: *needs, has, years }
            })
            .collect();
        (sum / u32::try_from(matches.len()).unwrap_or(1).max(1), matches)
    }
}

/// Whether somebody is there, by the absences noted with their roles.
fn presence(chart: &Chart, person: PersonId, today: Date) -> (u32, Because) {
    let own = || chart.holdings.values().filter(|holding| holding.person == person);
    if let Some(until) = own().filter_map(|holding| holding.away_until(today)).max() {
        return (0, Because::AwayUntil((until != Date::MAX).then_some(until)));
    }
    let near = own()
        .filter_map(|holding| holding.dates.away_from)
        .filter(|from| *from > today && days_from_date(*from) - days_from_date(today) <= SOON)
        .min();
    near.map_or((1000, Because::Here), |from| (500, Because::LeavesOn(from)))
}
