//! Tests of the ranking: what counts, and that what counts more never hurts.

use proptest::prelude::*;

use super::*;
use crate::{
    directory::Department,
    rank::Rank,
    responsibility::{Cell, Holding, HoldingDates, Line, Part, Role, Skill},
    time::date,
};

fn id(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

fn person(number: u128) -> PersonId {
    PersonId(id(number))
}

const STAGE: StageId = StageId(uuid::Uuid::from_u128(900));
const ROLE: RoleId = RoleId(uuid::Uuid::from_u128(800));

fn today() -> Date {
    date(2026, 11, 24)
}

fn holding(number: u128) -> Holding {
    Holding {
        id: HoldingId(id(700 + number)),
        role: ROLE,
        person: person(number),
        deputy: false,
        dates: HoldingDates { from: None, until: None, away_from: None, away_until: None },
    }
}

fn skill(number: u128, level: u8, years: u8) -> Part {
    Part::Skill(Skill { person: person(number), name: "Negotiation".to_owned(), level, years })
}

/// Three members; the stage's role requires negotiation at level 4.
fn facts(parts: Vec<Part>) -> (Facts, Vec<Person>) {
    let people: Vec<Person> = (1..=3).map(|number| Person::member(person(number), format!("Person {number}"), Department::Sales)).collect();
    let rank = Rank::between(None, None);
    let mut all = vec![
        Part::Role(Role {
            id: ROLE,
            department: Department::Sales,
            name: "Closer".to_owned(),
            purpose: String::new(),
            rank: rank.clone(),
            active: true,
            version: 0,
        }),
        Part::Line(Line { id: LineId(id(600)), role: ROLE, kind: LineKind::Skill(4), text: "negotiation".to_owned(), rank }),
        Part::Cell(Cell { row: Row::Stage(STAGE), column: Column::Role(ROLE), letter: Letter::Accountable }),
    ];
    all.extend(parts);
    (Facts { chart: Chart::new(people.clone(), Vec::new(), Vec::new(), all), works: BTreeMap::new() }, people)
}

fn ranked(facts: &Facts, people: &[Person]) -> Vec<PersonId> {
    rank(facts, STAGE, &[], people, today()).into_iter().map(|proposal| proposal.person).collect()
}

fn because(facts: &Facts, people: &[Person], number: u128, factor: Factor) -> Option<Because> {
    let found = rank(facts, STAGE, &[], people, today()).into_iter().find(|proposal| proposal.person == person(number))?;
    found.reasons.into_iter().find(|reason| reason.factor == factor).map(|reason| reason.because)
}

#[test]
fn whoever_has_the_skill_that_the_role_requires_comes_first() {
    let (facts, people) = facts(vec![skill(1, 2, 0), skill(2, 4, 1), skill(3, 4, 6)]);
    assert_eq!(ranked(&facts, &people), [person(3), person(2), person(1)]);
    let wanted = Match { skill: "negotiation".to_owned(), needs: 4, has: 2, years: 0 };
    assert_eq!(because(&facts, &people, 1, Factor::Skill), Some(Because::Skills(vec![wanted])));
}

#[test]
fn a_tag_that_names_a_skill_asks_for_it() {
    let (facts, people) = facts(vec![Part::Skill(Skill { person: person(2), name: "Robotics".to_owned(), level: 3, years: 2 })]);
    let first = rank(&facts, STAGE, &["robotics".to_owned(), "urgent".to_owned()], &people, today()).remove(0);
    assert_eq!(first.person, person(2));
    let Some(Because::Skills(matches)) = first.reasons.first().map(|reason| reason.because.clone()) else { panic!("{first:?}") };
    assert_eq!(matches.iter().map(|found| found.skill.as_str()).collect::<Vec<_>>(), ["negotiation", "robotics"]);
}

#[test]
fn duty_comes_from_the_matrix_by_role_and_by_person() {
    let own = Part::Cell(Cell { row: Row::Stage(STAGE), column: Column::Person(person(3)), letter: Letter::Responsible });
    let (facts, people) = facts(vec![Part::Holding(holding(2)), own]);
    let role = Some("Closer".to_owned());
    assert_eq!(because(&facts, &people, 1, Factor::Duty), Some(Because::CarriesNot));
    assert_eq!(because(&facts, &people, 2, Factor::Duty), Some(Because::Carries(Letter::Accountable, role)));
    assert_eq!(because(&facts, &people, 3, Factor::Duty), Some(Because::Carries(Letter::Responsible, None)));
}

#[test]
fn load_is_compared_with_the_others() {
    let (mut facts, people) = facts(Vec::new());
    facts.works.insert(person(1), Work { open: 30, ..Work::default() });
    facts.works.insert(person(2), Work { open: 3, ..Work::default() });
    assert_eq!(ranked(&facts, &people), [person(3), person(2), person(1)]);
    assert_eq!(because(&facts, &people, 1, Factor::Load), Some(Because::Load { open: 30, mean: 110 }));
}

#[test]
fn one_lucky_deal_does_not_outweigh_a_long_record() {
    let (mut facts, people) = facts(Vec::new());
    facts.works.insert(person(1), Work { won: 1, lost: 0, open: 0 });
    facts.works.insert(person(2), Work { won: 60, lost: 20, open: 0 });
    facts.works.insert(person(3), Work { won: 20, lost: 60, open: 0 });
    assert_eq!(ranked(&facts, &people), [person(2), person(1), person(3)]);
    assert_eq!(because(&facts, &people, 1, Factor::Results), Some(Because::Results { won: 1, closed: 1, common: 50 }));
}

#[test]
fn absences_count_and_are_said() {
    let away = |number, from, until| {
        let mut holding = holding(number);
        (holding.dates.away_from, holding.dates.away_until) = (Some(from), until);
        Part::Holding(holding)
    };
    let (facts, people) = facts(vec![
        away(1, date(2026, 11, 20), Some(date(2026, 11, 30))),
        away(2, date(2026, 12, 1), Some(date(2026, 12, 5))),
        away(3, date(2026, 12, 9), None),
    ]);
    assert_eq!(because(&facts, &people, 1, Factor::Presence), Some(Because::AwayUntil(Some(date(2026, 11, 30)))));
    assert_eq!(because(&facts, &people, 2, Factor::Presence), Some(Because::LeavesOn(date(2026, 12, 1))));
    assert_eq!(because(&facts, &people, 3, Factor::Presence), Some(Because::Here));
    assert_eq!(ranked(&facts, &people), [person(3), person(2), person(1)]);
    assert!(rank(&facts, STAGE, &[], &people, today())[2].is_away());
}

#[test]
fn weights_decide_and_are_checked() {
    let (mut facts, people) = facts(vec![skill(1, 5, 9)]);
    facts.works.insert(person(1), Work { open: 30, ..Work::default() });
    assert_eq!(ranked(&facts, &people)[0], person(1));
    let none = Weights { skill: 0, duty: 0, load: 0, results: 0, presence: 0 };
    facts.chart.weights = Some(none.with(Factor::Load, 1));
    assert_eq!(ranked(&facts, &people)[2], person(1));
    assert_eq!(none.checked().unwrap_err().field.as_deref(), Some("weight"));
    assert!(none.with(Factor::Skill, WEIGHT_MAX + 1).checked().is_err());
    assert!(none.with(Factor::Skill, WEIGHT_MAX).checked().is_ok());
}

#[test]
fn viewers_and_those_who_left_are_no_candidates() {
    let people = [
        Person::member(person(1), "A".to_owned(), Department::Sales),
        Person { access: Access::Viewer, ..Person::member(person(2), "B".to_owned(), Department::Sales) },
        Person { active: false, ..Person::member(person(3), "C".to_owned(), Department::Sales) },
    ];
    assert_eq!(candidates(people.iter()).map(|person| person.id).collect::<Vec<_>>(), [person(1)]);
}

proptest! {
    /// More skill, less work or a better record never lowers anybody's place, whatever the weights.
    #[test]
    fn what_speaks_for_somebody_never_lowers_the_score(
        levels in prop::collection::vec((0u8..=5, 0u8..20), 3),
        works in prop::collection::vec((0u32..40, 0u32..40, 0u32..40), 3),
        weights in prop::collection::vec(0u8..=10, 5),
        what in 0..3,
    ) {
        let build = |levels: &[(u8, u8)], works: &[(u32, u32, u32)]| {
            let skills = levels.iter().zip(1u128..).filter(|((level, _), _)| *level > 0);
            let (mut facts, people) = facts(skills.map(|((level, years), number)| skill(number, *level, *years)).collect());
            for ((open, won, lost), number) in works.iter().zip(1u128..) {
                facts.works.insert(person(number), Work { open: *open, won: *won, lost: *lost });
            }
            let mut all = Weights::default();
            for (factor, weight) in Factor::ALL.into_iter().zip(&weights) {
                all = all.with(factor, *weight);
            }
            facts.chart.weights = Some(all);
            let ranked = rank(&facts, STAGE, &[], &people, today());
            let place = ranked.iter().position(|proposal| proposal.person == person(1)).unwrap_or_default();
            prop_assert!(ranked.iter().all(|proposal| proposal.score <= 100));
            prop_assert!(ranked.windows(2).all(|pair| pair[0].score >= pair[1].score));
            Ok(place)
        };
        let (mut better_levels, mut better_works) = (levels.clone(), works.clone());
        match what {
            0 => better_levels[0] = (levels[0].0.saturating_add(1).min(5), levels[0].1),
            1 => better_works[0].0 = works[0].0.saturating_sub(1),
            _ => better_works[0] = (works[0].0, works[0].1 + works[0].2.min(1), works[0].2.saturating_sub(1)),
        }
        // What one closes counts for the common rate too, so a record is compared among records alone.
        let before = build(&levels, &works)?;
        let after = build(&better_levels, &better_works)?;
        prop_assert!(after <= before, "{before} then {after}");
    }
}
