//! Tests of the rules: who may, what is refused, what is found and how it is mended.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{
    board::Author,
    change::{Change, Entry, How, Set},
    directory::{Access, Department, Person},
    opportunity::{State, Value},
    pipeline::{Pipeline, Stage},
    problem::{Code, Problem},
    record::Record,
    time::date,
};

const NOW: Timestamp = Timestamp(1_790_000_000_000);

fn random(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

fn role(number: u128) -> RoleId {
    RoleId(random(100 + number))
}

fn person(number: u128) -> PersonId {
    PersonId(random(200 + number))
}

fn work(number: u128) -> ResponsibilityId {
    ResponsibilityId(random(300 + number))
}

fn stage(number: u128) -> StageId {
    StageId(random(400 + number))
}

fn pipeline() -> PipelineId {
    PipelineId(random(500))
}

fn row(number: u128) -> Row {
    Row::Responsibility(work(number))
}

fn column(number: u128) -> Column {
    Column::Role(role(number))
}

fn boss() -> Person {
    Person { access: Access::Administrator, ..Person::member(person(0), "Boss".into(), Department::Management) }
}

/// A house with people, a pipeline of two stages, four roles and six lines of work; every decision is remembered.
struct House {
    chart: Chart,
    entries: Vec<Entry>,
    next: u128,
}

impl House {
    fn new() -> Self {
        let lead = Person { access: Access::Lead, ..Person::member(person(1), "Lead".into(), Department::Sales) };
        let people = vec![
            boss(),
            lead,
            Person::member(person(2), "Ann".into(), Department::Sales),
            Person::member(person(3), "Bob".into(), Department::Service),
        ];
        let pipelines =
            vec![Pipeline { id: pipeline(), name: "Sales".into(), rank: Rank::first(), visibility: crate::policy::Visibility::Everyone }];
        let stages = (0..2).zip(Rank::spread(None, None, 2)).map(|(number, rank)| Stage {
            id: stage(number),
            pipeline: pipeline(),
            name: format!("Stage {number}"),
            rank,
            probability: 10,
            limit: None,
            rot_days: None,
            requirements: Vec::new(),
            owner_rule: Default::default(),
        });
        let chart = Chart::new(people, pipelines, stages.collect(), Vec::new());
        Self { chart, entries: Vec::new(), next: 1000 }
    }

    fn furnished() -> Self {
        let mut house = Self::new();
        let departments = [Department::Sales, Department::Sales, Department::Service, Department::Service];
        let texts =
            ["Find prospects", "Follow up opportunities", "Sign contracts", "Answer enquiries", "Resolve complaints", "Give support"];
        for (number, department) in (0..).zip(departments) {
            house.does(ResponsibilityCommand::AddRoles { roles: vec![new_role(number, department)] }).unwrap();
        }
        for (number, text) in (0..).zip(texts) {
            let department = if number < 3 { Department::Sales } else { Department::Service };
            let new = NewResponsibility { id: work(number), text: text.into(), letter: None };
            house.does(ResponsibilityCommand::AddResponsibility { department, new, role: None }).unwrap();
        }
        house
    }

    fn id(&mut self) -> uuid::Uuid {
        self.next += 1;
        random(self.next)
    }

    fn does(&mut self, command: ResponsibilityCommand) -> Result<(), Problem> {
        self.acts(&boss(), command)
    }

    fn acts(&mut self, me: &Person, command: ResponsibilityCommand) -> Result<(), Problem> {
        let author = Author { person: me.id, at: NOW };
        for change in decide(&self.chart, me, &command, &author)? {
            self.happens(me.id, change);
        }
        Ok(())
    }

    fn happens(&mut self, actor: PersonId, change: Change) -> &Entry {
        self.chart.apply(&change);
        let seq = i64::try_from(self.entries.len()).unwrap() + 1;
        self.entries.push(Entry { seq, at: NOW, actor, command: CommandId(random(1)), change });
        self.entries.last().unwrap()
    }

    fn set(&mut self, row: Row, column: Column, letter: Option<Letter>) {
        let seen = self.chart.letter(row, column);
        self.does(ResponsibilityCommand::SetCell { row, column, seen, letter }).unwrap();
    }

    fn hold(&mut self, role: RoleId, person: PersonId, deputy: bool, dates: HoldingDates) {
        let id = HoldingId(self.id());
        self.does(ResponsibilityCommand::Hold { id, role, person, deputy, dates }).unwrap();
    }

    fn found(&self) -> Vec<Finding> {
        Watch::new(self.chart.clone(), NOW.date(), BTreeMap::new(), []).findings()
    }

    fn has(&self, kind: impl Fn(&Finding) -> bool) -> bool {
        self.found().iter().any(kind)
    }

    /// Everything in order: each row has one A and one R, each role a holder.
    fn tidy() -> Self {
        let mut house = Self::furnished();
        for (number, row) in house.chart.rows().into_iter().enumerate() {
            let number = u128::try_from(number).unwrap();
            house.set(row, column(number % 4), Some(Letter::Accountable));
            house.set(row, column((number + 1) % 4), Some(Letter::Responsible));
        }
        for number in 0..4 {
            house.hold(role(number), person(number), false, HoldingDates::default());
        }
        house
    }
}

fn new_role(number: u128, department: Department) -> NewRole {
    let names = ["Seller", "Closer", "Supporter", "Trainer"];
    let name = names.get(usize::try_from(number).unwrap()).copied().unwrap_or("Other");
    NewRole { id: role(number), department, name: name.into(), purpose: String::new(), lines: Vec::new(), responsibilities: Vec::new() }
}

#[test]
fn administrators_leads_members_and_viewers_may_what_the_table_says() {
    for department in Department::ALL {
        for access in Access::ALL {
            for own in Department::ALL {
                let me = Person { access, ..Person::member(person(9), "Me".into(), own) };
                let expected = access == Access::Administrator || (access == Access::Lead && own == department);
                assert_eq!(may_edit(&me, department), expected, "{access:?} of {own:?} in {department:?}");
                assert!(!may_edit(&Person { active: false, ..me }, department));
            }
        }
    }
}

#[test]
fn people_edit_their_own_skills_and_leads_those_of_their_department() {
    let house = House::new();
    let [lead, ann, bob] = [1, 2, 3].map(|number| house.chart.people[&person(number)].clone());
    assert!(may_edit_person(&ann, &ann) && may_edit_person(&lead, &ann));
    assert!(!may_edit_person(&ann, &lead) && !may_edit_person(&lead, &bob));
    assert!(!may_edit_person(&Person { access: Access::Viewer, ..bob.clone() }, &bob));
}

#[test]
fn a_lead_sets_cells_of_the_own_rows_and_of_stages_only_in_sales() {
    let mut house = House::furnished();
    let lead = house.chart.people[&person(1)].clone();
    let set = |row| ResponsibilityCommand::SetCell { row, column: column(2), seen: None, letter: Some(Letter::Informed) };
    assert_eq!(house.acts(&lead, set(row(0))), Ok(()));
    assert_eq!(house.acts(&lead, set(Row::Stage(stage(0)))), Ok(()));
    assert_eq!(house.acts(&lead, set(row(3))).map_err(|problem| problem.code), Err(Code::Forbidden));
}

#[test]
fn a_cell_that_another_one_changed_meanwhile_stays() {
    let mut house = House::furnished();
    house.set(row(0), column(0), Some(Letter::Accountable));
    let late = ResponsibilityCommand::SetCell { row: row(0), column: column(0), seen: None, letter: Some(Letter::Consulted) };
    let refusal = house.does(late).unwrap_err();
    assert_eq!((refusal.code, refusal.params), (Code::Overtaken, vec!["Find prospects".to_owned(), "Seller".to_owned(), "A".to_owned()]));
    let same = ResponsibilityCommand::SetCell { row: row(0), column: column(0), seen: None, letter: Some(Letter::Accountable) };
    assert_eq!(house.does(same), Ok(()), "whoever wants the same is not troubled");
}

#[test]
fn a_workspace_without_roles_has_no_findings() {
    assert_eq!(House::new().found(), []);
}

#[test]
fn a_tidy_house_has_no_findings() {
    assert_eq!(House::tidy().found(), []);
}

#[test]
fn every_gap_and_overlap_of_a_row_is_found() {
    let mut house = House::tidy();
    house.set(row(0), column(0), None);
    assert_eq!(house.found(), [Finding { spot: Spot::Row(row(0)), kind: Kind::NoAccountable }]);
    house.set(row(0), column(0), Some(Letter::Accountable));
    house.set(row(0), column(2), Some(Letter::Accountable));
    assert_eq!(house.found(), [Finding { spot: Spot::Row(row(0)), kind: Kind::ManyAccountable { columns: vec![column(0), column(2)] } }]);
    house.set(row(0), column(2), None);
    house.set(row(0), column(1), None);
    assert_eq!(house.found(), [Finding { spot: Spot::Row(row(0)), kind: Kind::NoResponsible }]);
}

#[test]
fn vacancy_skill_absence_load_and_wording_are_found() {
    let mut house = House::tidy();
    let holding = house.chart.holdings_of(role(1))[0].id;
    let ended = HoldingDates { until: Some(date(2020, 1, 1)), ..HoldingDates::default() };
    house.does(ResponsibilityCommand::EditHolding { id: holding, dates: ended }).unwrap();
    assert_eq!(house.found(), [Finding { spot: Spot::Role(role(1)), kind: Kind::Vacant }]);
    house.does(ResponsibilityCommand::EditHolding { id: holding, dates: HoldingDates::default() }).unwrap();

    let away = HoldingDates { away_from: Some(date(2020, 1, 1)), ..HoldingDates::default() };
    house.does(ResponsibilityCommand::EditHolding { id: holding, dates: away }).unwrap();
    assert!(house.has(|finding| matches!(finding.kind, Kind::NoDeputy { person: who, .. } if who == person(1))));
    house.hold(role(1), person(3), true, HoldingDates::default());
    assert_eq!(house.found(), []);

    let line = LineId(house.id());
    house.does(ResponsibilityCommand::AddLine { id: line, role: role(2), kind: LineKind::Skill(3), text: "Patience".into() }).unwrap();
    let lacks = |finding: &Finding| matches!(&finding.kind, Kind::LacksSkill { person: who, has: 0, .. } if *who == person(2));
    assert!(house.has(lacks));
    house.does(ResponsibilityCommand::SaveSkill { person: person(2), name: "patience".into(), level: 3, years: 1 }).unwrap();
    assert_eq!(house.found(), []);

    house.hold(role(3), person(0), false, HoldingDates::default());
    house.hold(role(2), person(0), false, HoldingDates::default());
    assert!(house.has(|finding| matches!(finding.kind, Kind::Overloaded { .. }) && finding.spot == Spot::Person(person(0))));

    let alike =
        ResponsibilityCommand::EditResponsibility { id: work(3), seen: "Answer enquiries".into(), text: "Find the prospects".into() };
    house.does(alike).unwrap();
    assert!(house.has(|finding| matches!(finding.kind, Kind::Alike { .. })));
}

#[test]
fn an_accepted_finding_comes_back_when_its_facts_change() {
    let mut house = House::tidy();
    house.set(row(0), column(2), Some(Letter::Accountable));
    let finding = house.found().remove(0);
    house.does(ResponsibilityCommand::Accept { finding: finding.clone(), because: "For now".into() }).unwrap();
    assert!(house.chart.acceptance(&finding).is_some());
    house.set(row(0), column(3), Some(Letter::Accountable));
    let other = house.found().remove(0);
    assert_eq!(other.key(), finding.key());
    assert!(house.chart.acceptance(&other).is_none());
}

/// Does the best fix of a finding.
fn mend(house: &mut House, finding: &Finding) {
    let fix = fixes(&house.chart, finding, NOW.date()).into_iter().next().unwrap();
    let command = match fix {
        Fix::Give { row, column, letter } => {
            ResponsibilityCommand::SetCell { row, column, seen: house.chart.letter(row, column), letter: Some(letter) }
        }
        Fix::OnlyAccountable { row, column } => ResponsibilityCommand::KeepAccountable { row, column },
        Fix::Hold { role, person, deputy } => {
            ResponsibilityCommand::Hold { id: HoldingId(house.id()), role, person, deputy, dates: HoldingDates::default() }
        }
        Fix::Learnt { person, skill, level } => ResponsibilityCommand::SaveSkill { person, name: skill, level, years: 0 },
        Fix::Pass { row, from, to } => ResponsibilityCommand::PassCell { row, from, to },
        Fix::Delete { responsibility } => ResponsibilityCommand::DeleteResponsibility { id: responsibility },
        Fix::Show { .. } => return,
    };
    house.does(command).unwrap();
}

#[test]
fn the_first_fix_of_every_finding_mends_it() {
    let mut house = House::tidy();
    house.set(row(0), column(0), None);
    house.set(row(1), column(3), Some(Letter::Accountable));
    house.set(row(2), column(3), None);
    let (gone, away) = (house.chart.holdings_of(role(1))[0].id, house.chart.holdings_of(role(2))[0].id);
    house.does(ResponsibilityCommand::DeleteHolding { id: gone }).unwrap();
    let dates = HoldingDates { away_from: Some(date(2020, 1, 1)), ..HoldingDates::default() };
    house.does(ResponsibilityCommand::EditHolding { id: away, dates }).unwrap();
    let line = LineId(house.id());
    house.does(ResponsibilityCommand::AddLine { id: line, role: role(0), kind: LineKind::Skill(4), text: "Law".into() }).unwrap();
    let double = NewResponsibility { id: work(9), text: "Resolves complaints".into(), letter: None };
    house.does(ResponsibilityCommand::AddResponsibility { department: Department::Sales, new: double, role: None }).unwrap();
    house.set(row(9), column(0), Some(Letter::Accountable));
    house.set(row(9), column(1), Some(Letter::Responsible));
    let found = house.found();
    assert!(found.len() >= 7, "{found:?}");
    for _ in 0..20 {
        let Some(first) = house.found().into_iter().next() else { break };
        let before = house.found().len();
        mend(&mut house, &first);
        assert!(!house.found().contains(&first), "{first:?} is still there");
        assert!(house.found().len() <= before, "mending {first:?} made more");
    }
    assert_eq!(house.found(), []);
}

#[test]
fn templates_are_accepted_as_they_are() {
    for language in [crate::locale::Language::En, crate::locale::Language::Zh] {
        let mut house = House::new();
        let mut number = 0u8;
        let roles = templates(language, || {
            number += 1;
            (NOW, [number; 10])
        });
        house.does(ResponsibilityCommand::AddRoles { roles }).unwrap();
        assert_eq!(house.chart.roles.len(), 5);
        let ranks: Vec<_> = Department::ALL.iter().map(|own| house.chart.work_of(*own).len()).collect();
        assert_eq!(ranks, [4, 4, 4, 3, 3]);
        assert!(!house.has(|finding| matches!(finding.kind, Kind::Alike { .. })));
    }
}

/// Something that happens to a house, as small numbers.
type Happening = (u8, u8, u8, u8);

/// What a happening is in the house as it is; nothing when it makes no sense there.
fn happen(house: &mut House, (what, a, b, c): Happening) {
    let letters = [None, Some(Letter::Responsible), Some(Letter::Accountable), Some(Letter::Consulted), Some(Letter::Informed)];
    let (n, m) = (u128::from(a), u128::from(b));
    let any_row = if a % 4 == 0 { Row::Stage(stage(m % 2)) } else { row(n % 7) };
    let any_column = if b % 5 == 0 { Column::Person(person(n % 4)) } else { column(m % 5) };
    let id = house.id();
    let days = [None, Some(date(2020, 1, 1)), Some(date(2099, 1, 1))];
    let day = |number: u8| days.get(usize::from(number % 3)).copied().flatten();
    let command = match what % 14 {
        0..=2 => {
            let letter = letters.get(usize::from(c % 5)).copied().flatten();
            Some(ResponsibilityCommand::SetCell { row: any_row, column: any_column, seen: house.chart.letter(any_row, any_column), letter })
        }
        3 => Some(ResponsibilityCommand::AddResponsibility {
            department: if c % 2 == 0 { Department::Sales } else { Department::Product },
            new: NewResponsibility { id: work(n % 9), text: format!("Follow up opportunities {}", c % 3), letter: None },
            role: None,
        })
        .filter(|_| !house.chart.responsibilities.contains_key(&work(n % 9))),
        4 => Some(ResponsibilityCommand::DeleteResponsibility { id: work(n % 9) }),
        5 => house.chart.responsibilities.get(&work(n % 9)).map(|it| ResponsibilityCommand::EditResponsibility {
            id: it.id,
            seen: it.text.clone(),
            text: format!("Answer enquiries {}", c % 3),
        }),
        6 => Some(ResponsibilityCommand::Hold {
            id: HoldingId(id),
            role: role(n % 5),
            person: person(m % 4),
            deputy: c % 2 == 0,
            dates: HoldingDates { until: day(c), away_from: day(a), ..HoldingDates::default() },
        }),
        7 => house.chart.holdings.keys().nth(usize::from(a % 4)).map(|id| ResponsibilityCommand::DeleteHolding { id: *id }),
        8 => Some(ResponsibilityCommand::EditRole { id: role(n % 5), part: RolePart::Active(c % 2 == 0) }),
        9 => Some(ResponsibilityCommand::AddLine {
            id: LineId(id),
            role: role(n % 5),
            kind: LineKind::Skill(1 + b % 5),
            text: format!("Skill {}", c % 3),
        }),
        10 => {
            Some(ResponsibilityCommand::SaveSkill { person: person(n % 4), name: format!("Skill {}", c % 3), level: 1 + b % 5, years: 0 })
        }
        11 => Some(ResponsibilityCommand::SetShare { percent: 10 + a % 90 }),
        12 => {
            let now = Person { active: c % 2 == 0, ..house.chart.people[&person(1 + n % 3)].clone() };
            let was = house.chart.people.get(&now.id).cloned().map(Record::Person);
            house.happens(person(0), Change::Put { was, now: Some(Record::Person(now)) });
            None
        }
        _ => {
            let card = OpportunityId(random(600 + n % 3));
            let sets = vec![
                Set { was: Value::Stage(pipeline(), stage(m % 2)), now: Value::Stage(pipeline(), stage((m + 1) % 2)) },
                Set { was: Value::State(State::Open), now: Value::State(if c % 3 == 0 { State::Won } else { State::Open }) },
                Set { was: Value::CloseOn(None), now: Value::CloseOn(day(c)) },
            ];
            house.happens(person(u128::from(c % 4)), Change::OpportunityChanged { id: card, how: How::Moved, sets });
            None
        }
    };
    if let Some(command) = command {
        // What the rules refuse did not happen.
        let _ = house.does(command);
    }
}

fn cards() -> BTreeMap<OpportunityId, OpenCard> {
    let card = OpenCard { pipeline: pipeline(), open: true, deleted: false, owner: true, close: false, step: true };
    (0..3).map(|number| (OpportunityId(random(600 + number)), card)).collect()
}

proptest! {
    #[test]
    fn findings_kept_current_equal_findings_computed_anew(happenings: Vec<Happening>) {
        let mut house = House::furnished();
        house.entries.clear();
        let mut watch = Watch::new(house.chart.clone(), NOW.date(), cards(), []);
        let mut anew_cards = cards();
        let mut moves = Vec::new();
        for happening in happenings {
            let before = house.entries.len();
            happen(&mut house, happening);
            for entry in house.entries.iter().skip(before) {
                watch.apply(entry);
                moves.extend(Watch::evidence_of(entry));
                if let Change::OpportunityChanged { id, sets, .. } = &entry.change
                    && let Some(card) = anew_cards.get_mut(id)
                {
                    for set in sets {
                        match &set.now {
                            Value::State(state) => card.open = *state == State::Open,
                            Value::CloseOn(close) => card.close = close.is_some(),
                            _ => {}
                        }
                    }
                }
            }
            let anew = Watch::new(house.chart.clone(), NOW.date(), anew_cards.clone(), moves.iter().copied());
            prop_assert_eq!(watch.findings(), anew.findings());
        }
    }
}
