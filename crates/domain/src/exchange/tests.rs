//! Tests of this room.

use crate::time::date;
use uuid::Uuid;

use super::*;
use crate::{
    board::Author,
    change::How,
    opportunity::{CustomValue, Value},
    pipeline::FieldKind,
    problem::Code,
    record::Record,
};

const AT: Timestamp = Timestamp(1_790_000_000_000);

/// A workspace as far as imports see it.
#[derive(Clone, Default)]
struct World {
    facts: ImportFacts,
    cards: BTreeMap<OpportunityId, Opportunity>,
    commands: u128,
}

impl World {
    fn author() -> Author {
        Author { person: PersonId(Uuid::from_u128(1)), at: AT }
    }

    /// The facts for a plan, as the store gathers them.
    fn facts(&self, plan: &ImportPlan) -> ImportFacts {
        let mut facts = self.facts.clone();
        let pipeline = if let ImportInto::Existing(id) = plan.into { Some(id) } else { None };
        facts.pipeline = pipeline.and_then(|id| facts.pipelines.get(&id)).cloned();
        facts.stages.retain(|stage| Some(stage.pipeline) == pipeline);
        facts.fields.retain(|field| Some(field.pipeline) == pipeline);
        for text in plan.ids().0 {
            let known = self
                .cards
                .values()
                .find(|card| card.external_id == text)
                .or_else(|| self.cards.values().find(|card| card.id.to_string() == text));
            facts.known.extend(known.map(|card| (text.to_owned(), card.clone())));
        }
        for card in self.cards.values() {
            let last = facts.last_ranks.entry(card.stage).or_insert_with(|| card.rank.clone());
            *last = card.rank.clone().max(last.clone());
        }
        facts
    }

    fn import(&mut self, plan: &ImportPlan) -> Result<ImportDecision, Problem> {
        self.commands += 1;
        let decision = decide(&self.facts(plan), plan, CommandId(Uuid::from_u128(self.commands << 90 | self.commands)), &Self::author())?;
        for change in &decision.changes {
            self.apply(change);
        }
        Ok(decision)
    }

    fn apply(&mut self, change: &Change) {
        let facts = &mut self.facts;
        match change {
            Change::OpportunityAdded { opportunity } => {
                assert!(self.cards.insert(opportunity.id, (**opportunity).clone()).is_none());
            }
            Change::OpportunityChanged { id, sets, .. } => {
                let card = self.cards.get_mut(id).unwrap();
                for set in sets {
                    assert_eq!(card.get(set.was.field()), set.was);
                    card.set(set.now.clone());
                }
            }
            Change::Described { id, was, now } => {
                assert_eq!(facts.descriptions.insert(*id, now.clone()).unwrap_or_default(), *was);
            }
            Change::Put { now: Some(record), .. } => match record.clone() {
                Record::Pipeline(it) => drop(facts.pipelines.insert(it.id, it)),
                Record::Stage(it) => facts.stages.push(it),
                Record::CustomField(it) => facts.fields.push(it),
                Record::Person(it) => {
                    facts.people.retain(|person| person.id != it.id);
                    facts.people.push(it);
                }
                Record::Account(it) => drop(facts.accounts.insert(text::fold(&it.name), it)),
                Record::Contact(it) => drop(facts.contacts.insert((it.account, text::fold(&it.name)), it)),
                Record::Comment(it) => facts.comments.entry(it.opportunity).or_default().push(it),
                other => panic!("{other:?}"),
            },
            Change::Put { now: None, .. } => panic!("an import removes nothing"),
        }
    }

    fn card(&self, external_id: &str) -> &Opportunity {
        self.cards.values().find(|card| card.external_id == external_id).unwrap()
    }

    fn pipeline(&self) -> ImportInto {
        ImportInto::Existing(*self.facts.pipelines.keys().next().unwrap())
    }
}

fn plan(rows: Vec<ImportRow>) -> ImportPlan {
    let fields = Target::ALL.into_iter().chain([Target::Custom("Region".into())]).collect();
    let into = ImportInto::New { name: "Sales".into(), stages: vec!["Lead".into(), "Offer".into()] };
    ImportPlan {
        file: "deals.csv".into(),
        into,
        fields,
        people: Vec::new(),
        accounts: Vec::new(),
        rows,
        reason: "not stated".into(),
        skip: false,
    }
}

fn row(line: u64, id: &str, title: &str) -> ImportRow {
    ImportRow { line, external_id: id.into(), title: title.into(), ..ImportRow::default() }
}

fn full_row() -> ImportRow {
    ImportRow {
        account: "Acme".into(),
        contact: "Ann".into(),
        stage: "Offer".into(),
        amount: Some(Money::new(10_000, Currency::USD)),
        close_on: Some(date(2026, 5, 1)),
        owner: "Olga".into(),
        collaborators: vec!["Kim".into(), "Lee".into()],
        tags: vec!["big".into()],
        next_step: Some(NextStep { what: "call".into(), due: date(2026, 4, 1), minute: Some(600) }),
        description: "Long story".into(),
        custom: BTreeMap::from([("Region".to_owned(), "East".to_owned())]),
        comments: vec![ImportComment { author: "Kim".into(), at: Timestamp(5), text: "hello".into() }],
        ..row(2, "A1", "Deal")
    }
}

#[test]
fn a_new_pipeline_gets_its_stages_people_accounts_and_fields() {
    let mut world = World::default();
    let decision = world.import(&plan(vec![full_row(), ImportRow { stage: "Closing".into(), ..row(3, "A2", "Other") }])).unwrap();
    let made =
        ImportSummary { created: 2, people: 3, accounts: 1, contacts: 1, stages: 3, fields: 1, comments: 1, ..ImportSummary::default() };
    assert_eq!(decision.summary, made);
    let stages: Vec<(&str, u8)> = world.facts.stages.iter().map(|stage| (stage.name.as_str(), stage.probability)).collect();
    assert_eq!(stages, [("Lead", 25), ("Offer", 50), ("Closing", 75)]);
    let card = world.card("A1");
    assert_eq!((card.account.as_ref().unwrap().name.as_str(), card.collaborators.len()), ("Acme", 2));
    assert_eq!(card.custom.values().collect::<Vec<_>>(), [&CustomValue::Text("East".into())]);
    assert_eq!(world.facts.people.iter().filter(|person| person.department == Department::Sales && person.active).count(), 3);
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let mut world = World::default();
    let won = ImportRow { state: Some(State::Won), close_on: Some(date(2026, 2, 1)), ..row(3, "A2", "Won one") };
    let first = plan(vec![full_row(), won]);
    world.import(&first).unwrap();
    let second = world.import(&ImportPlan { into: world.pipeline(), ..first }).unwrap();
    assert_eq!(second.changes, []);
    assert_eq!(second.summary, ImportSummary { unchanged: 2, ..ImportSummary::default() });
}

#[test]
fn a_known_row_changes_only_fields_of_the_file_and_keeps_what_is_empty_there() {
    let mut world = World::default();
    world.import(&plan(vec![full_row()])).unwrap();
    let newer = ImportRow { title: "Renamed".into(), amount: Some(Money::new(1, Currency::USD)), ..row(2, "A1", "") };
    let fields = vec![Target::ExternalId, Target::Amount, Target::Account];
    let decision = world.import(&ImportPlan { into: world.pipeline(), fields, ..plan(vec![newer]) }).unwrap();
    let [Change::OpportunityChanged { how: How::Imported, sets, .. }] = decision.changes.as_slice() else { panic!("{decision:?}") };
    assert_eq!(sets.iter().map(|set| set.now.clone()).collect::<Vec<_>>(), [Value::Amount(Some(Money::new(1, Currency::USD)))]);
    assert_eq!(world.card("A1").account.as_ref().unwrap().name, "Acme");
}

#[test]
fn heliu_s_own_id_is_known_too() {
    let mut world = World::default();
    world.import(&plan(vec![row(2, "", "Mine")])).unwrap();
    let id = world.cards.keys().next().unwrap().to_string();
    let decision = world.import(&ImportPlan { into: world.pipeline(), ..plan(vec![row(2, &id, "Mine")]) }).unwrap();
    assert_eq!(decision.summary.unchanged, 1);
}

#[test]
fn rows_come_behind_the_last_card_of_their_stage_in_order() {
    let mut world = World::default();
    world.import(&plan(vec![row(2, "A", "a"), row(3, "B", "b")])).unwrap();
    world.import(&ImportPlan { into: world.pipeline(), ..plan(vec![row(2, "C", "c"), row(3, "D", "d")]) }).unwrap();
    let ranks: Vec<&Rank> = ["A", "B", "C", "D"].map(|id| &world.card(id).rank).to_vec();
    assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn closed_deals_stand_last_with_their_date_and_a_stated_reason() {
    let mut world = World::default();
    let closed = |id: &str, state, reason: &str| {
        let close_on = Some(date(2026, 2, 1));
        let entered_at = Some(Timestamp::from_date(date(2026, 1, 1)));
        ImportRow { state: Some(state), reason: reason.into(), close_on, entered_at, ..row(2, id, id) }
    };
    world.import(&plan(vec![closed("W", State::Won, ""), closed("L", State::Lost, "price"), row(4, "O", "open")])).unwrap();
    let last = world.facts.stages.last().unwrap().id;
    let won = world.card("W");
    assert_eq!((won.state, won.stage, won.reason.as_str()), (State::Won, last, "not stated"));
    assert_eq!(won.closed_at, Some(Timestamp::from_date(date(2026, 2, 1))));
    assert_eq!(
        (won.created_at, won.entered_at, won.touched_at),
        (won.entered_at, Timestamp::from_date(date(2026, 1, 1)), won.closed_at.unwrap())
    );
    assert_eq!(world.card("L").reason, "price");
    let open = world.card("O");
    assert_eq!((open.stage, open.created_at, open.closed_at), (world.facts.stages[0].id, AT, None));
}

#[test]
fn a_deal_that_closes_in_the_file_closes_where_it_stands_and_can_open_again() {
    let mut world = World::default();
    world.import(&plan(vec![ImportRow { stage: "Lead".into(), state: Some(State::Open), ..row(2, "A", "a") }])).unwrap();
    let lead = world.card("A").stage;
    let again = |world: &World, row| ImportPlan { into: world.pipeline(), ..plan(vec![row]) };
    world.import(&again(&world, ImportRow { state: Some(State::Lost), ..row(2, "A", "a") })).unwrap();
    assert_eq!((world.card("A").state, world.card("A").stage, world.card("A").closed_at), (State::Lost, lead, Some(AT)));
    world.import(&again(&world, ImportRow { state: Some(State::Open), ..row(2, "A", "a") })).unwrap();
    assert_eq!((world.card("A").state, world.card("A").reason.as_str(), world.card("A").closed_at), (State::Open, "", None));
}

#[test]
fn after_an_undo_the_same_import_brings_everything_back() {
    let mut world = World::default();
    let first = plan(vec![full_row()]);
    world.import(&first).unwrap();
    // What an undo leaves: cards in the bin, people inactive, accounts and contacts removed, pipeline and stages gone.
    for card in world.cards.values_mut() {
        card.deleted_at = Some(AT);
    }
    world.facts.people.iter_mut().for_each(|person| person.active = false);
    world.facts.accounts.values_mut().for_each(|account| account.deleted = true);
    world.facts.contacts.values_mut().for_each(|contact| contact.deleted = true);
    (world.facts.pipelines, world.facts.stages, world.facts.fields) = Default::default();
    let decision = world.import(&first).unwrap();
    assert_eq!((decision.summary.created, decision.summary.restored, decision.summary.accounts, decision.summary.contacts), (0, 1, 1, 1));
    let card = world.card("A1");
    assert_eq!((card.deleted_at, card.custom.len()), (None, 1));
    assert!(world.facts.stages.iter().any(|stage| stage.id == card.stage && stage.pipeline == card.pipeline && stage.name == "Offer"));
    assert!(world.facts.people.iter().any(|person| Some(person.id) == card.owner && person.active));
    assert_eq!(world.facts.accounts.len(), 1);
}

#[test]
fn somebody_who_left_is_not_made_active_by_closed_deals() {
    let mut world = World::default();
    let person = Person { active: false, ..Person::member(PersonId(Uuid::from_u128(9)), "Olga".into(), Department::Sales) };
    world.facts.people.push(person.clone());
    world.import(&plan(vec![ImportRow { owner: "olga".into(), state: Some(State::Won), ..row(2, "A", "a") }])).unwrap();
    assert_eq!((world.card("A").owner, &world.facts.people), (Some(person.id), &vec![person]));
}

#[test]
fn rows_with_problems_are_left_out_whole_or_refuse_everything() {
    let mut world = World::default();
    let bad = ImportRow { account: "Nobody".into(), score: Some(200), ..row(3, "B", "b") };
    let rows = vec![row(2, "A", "a"), bad, row(4, "A", "double"), row(5, "C", " ")];
    let strict = plan(rows);
    let refusal = world.import(&strict).unwrap_err();
    assert_eq!((refusal.code, refusal.params), (Code::Invalid, vec!["3".to_owned(), "3".to_owned()]));
    assert!(world.cards.is_empty());
    let decision = world.import(&ImportPlan { skip: true, ..strict }).unwrap();
    let found: Vec<_> =
        decision.problems.iter().map(|row| (row.line, row.problem.code, row.problem.field.clone().unwrap(), row.found.as_str())).collect();
    let expected = [
        (3, Code::OutOfRange, "score".to_owned(), "200"),
        (4, Code::Taken, "external_id".to_owned(), "A"),
        (5, Code::Required, "title".to_owned(), " "),
    ];
    assert_eq!(found, expected);
    assert_eq!((decision.summary.created, decision.summary.skipped, world.facts.accounts.len()), (1, 3, 0));
}

#[test]
fn a_living_opportunity_is_not_taken_out_of_another_pipeline() {
    let mut world = World::default();
    world.import(&plan(vec![row(2, "A", "a")])).unwrap();
    let into = ImportInto::New { name: "Other".into(), stages: vec!["One".into()] };
    let refusal = world.import(&ImportPlan { into, ..plan(vec![row(2, "A", "a")]) });
    assert_eq!(refusal.unwrap_err().code, Code::Invalid);
    assert_eq!(world.import(&plan(vec![])).unwrap_err(), Problem::of(Code::Taken, "pipeline").with("Sales"));
}

#[test]
fn custom_values_follow_the_kind_of_their_field() {
    let mut world = World::default();
    world.import(&plan(vec![row(2, "A", "a")])).unwrap();
    let pipeline = *world.facts.pipelines.keys().next().unwrap();
    let kinds = [("N", FieldKind::Number), ("D", FieldKind::Date), ("C", FieldKind::Choice(vec!["High".into()]))];
    for (number, (name, kind)) in kinds.into_iter().enumerate() {
        let id = CustomFieldId(Uuid::from_u128(100 + number as u128));
        world.facts.fields.push(CustomField { id, pipeline, name: name.into(), rank: Rank::first(), kind });
    }
    let mut check = |name: &str, text: &str, expected: Option<CustomValue>| {
        let custom = BTreeMap::from([(name.to_owned(), text.to_owned())]);
        let plan = ImportPlan { into: ImportInto::Existing(pipeline), skip: true, ..plan(vec![ImportRow { custom, ..row(2, "A", "a") }]) };
        let decision = world.import(&plan).unwrap();
        match expected {
            Some(expected) => assert!(world.card("A").custom.values().any(|value| *value == expected), "{text}"),
            None => assert_eq!(decision.problems[0].column.as_deref(), Some(name)),
        }
    };
    check("n", "-1.5", Some(CustomValue::Number(-1500)));
    check("N", "1.2345", None);
    check("D", "2026-03-01", Some(CustomValue::Date(date(2026, 3, 1))));
    check("D", "soon", None);
    check("C", "high", Some(CustomValue::Choice("High".into())));
    check("C", "low", None);
}

#[test]
fn ids_are_those_of_the_command_counted_on() {
    let command = CommandId(Uuid::from_u128(0x0199_0000_1111_7abc_8def_2222_3333_4444));
    let decide_once =
        || decide(&World::default().facts(&plan(vec![full_row()])), &plan(vec![full_row()]), command, &World::author()).unwrap();
    assert_eq!(decide_once(), decide_once());
    let Change::Put { now: Some(Record::Pipeline(pipeline)), .. } = &decide_once().changes[0] else { panic!() };
    assert_eq!(pipeline.id.0, Uuid::from_u128(0x0199_0000_1111_7000_8000_2222_3333_4444));
    assert_eq!((pipeline.id.0.get_version_num(), pipeline.id.0.get_variant()), (7, uuid::Variant::RFC4122));
}

#[test]
fn too_much_is_refused_clearly() {
    let mut world = World::default();
    let rows = |count: u64| (0..count).map(|line| row(line, &line.to_string(), "x")).collect();
    assert_eq!(world.import(&plan(rows(50_001))).unwrap_err(), Problem::of(Code::TooLong, "rows").with(ROWS_MAX));
    let stages = (0..201).map(|line| ImportRow { stage: format!("S{line}"), ..row(line, &line.to_string(), "x") }).collect();
    assert_eq!(world.import(&plan(stages)).unwrap_err(), Problem::of(Code::TooLong, "stages").with(200));
    let custom = (0..60).map(|number| (format!("F{number}"), "x".to_owned())).collect();
    assert_eq!(
        world.import(&plan(vec![ImportRow { custom, ..row(1, "a", "x") }])).unwrap_err(),
        Problem::of(Code::TooLong, "fields").with(50)
    );
    let unknown = ImportInto::Existing(PipelineId(Uuid::nil()));
    assert_eq!(world.import(&ImportPlan { into: unknown, ..plan(vec![]) }).unwrap_err(), Problem::not_found("pipeline"));
    let none = ImportInto::New { name: "X".into(), stages: Vec::new() };
    assert_eq!(world.import(&ImportPlan { into: none, ..plan(vec![]) }).unwrap_err(), Problem::of(Code::Required, "stages"));
}

#[test]
fn archived_rows_go_to_the_bin_and_come_back() {
    let mut world = World::default();
    world.import(&plan(vec![ImportRow { deleted: true, ..row(2, "A", "a") }])).unwrap();
    assert_eq!(world.card("A").deleted_at, Some(AT));
    let decision = world.import(&ImportPlan { into: world.pipeline(), ..plan(vec![row(2, "A", "a")]) }).unwrap();
    assert_eq!((world.card("A").deleted_at, decision.summary.restored), (None, 1));
}

#[test]
fn accounts_are_described_and_listed_people_known() {
    let mut world = World::default();
    let accounts =
        vec![ImportAccount { name: "Acme".into(), industry: "technolgy".into(), parent: "Holding".into(), ..ImportAccount::default() }];
    let people = vec![ImportPerson { name: "Mia".into(), department: Department::Management }];
    let decision = world.import(&ImportPlan { accounts, people, ..plan(vec![full_row()]) }).unwrap();
    assert_eq!((decision.summary.accounts, decision.summary.people), (1, 4));
    assert_eq!((world.facts.accounts["acme"].industry.as_str(), world.facts.people[0].department), ("technolgy", Department::Management));
}

#[test]
fn thousandths_are_exact() {
    for (text, number) in [("1.5", Some(1500)), ("-0.001", Some(-1)), ("7", Some(7000)), ("1.2345", None), ("", None), ("1e3", None)] {
        assert_eq!(thousandths(text), number, "{text}");
        assert!(number.is_none_or(|number| plain_thousandths(number) == text));
    }
}
