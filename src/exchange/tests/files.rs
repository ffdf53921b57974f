//! Tests of this room.

use std::time::Instant;

use heliu_domain::time::date;
use heliu_domain::{
    exchange::{FileKind, ImportSummary, Mapping, Note, Target},
    locale::Language,
    money::{Currency, Money},
    opportunity::{CustomValue, NextStep, Opportunity, State},
    pipeline::{CustomField, FieldKind},
    rank::Rank,
    time::Timestamp,
};
use uuid::Uuid;

use super::{
    samples::{self, Dataset},
    world::World,
};
use crate::exchange::{
    cell, csv,
    dataset::{Prepared, Upload, prepare},
    write::Sheet,
};

fn uploads(dataset: &Dataset) -> [Upload<'_>; 5] {
    [
        Upload { name: "accounts.csv", bytes: &dataset.accounts },
        Upload { name: "data_dictionary.csv", bytes: &dataset.dictionary },
        Upload { name: "products.csv", bytes: &dataset.products },
        Upload { name: "sales_pipeline.csv", bytes: &dataset.pipeline },
        Upload { name: "sales_teams.csv", bytes: &dataset.teams },
    ]
}

/// What the file says, counted by other means than ours.
struct Counted {
    won: usize,
    lost: usize,
    engaging: usize,
    prospecting: usize,
    value: i64,
    without_account: usize,
}

fn counted(dataset: &Dataset) -> Counted {
    let text = std::str::from_utf8(&dataset.pipeline).unwrap();
    let mut counted = Counted { won: 0, lost: 0, engaging: 0, prospecting: 0, value: 0, without_account: 0 };
    for cells in text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()) {
        assert_eq!(cells.len(), 8);
        match cells[4] {
            "Won" => counted.won += 1,
            "Lost" => counted.lost += 1,
            "Engaging" => counted.engaging += 1,
            "Prospecting" => counted.prospecting += 1,
            other => panic!("{other}"),
        }
        counted.value += cells[7].parse::<i64>().unwrap_or(0);
        counted.without_account += usize::from(cells[3].is_empty());
    }
    counted
}

#[test]
fn the_crm_dataset_arrives_complete() {
    let dataset = samples::dataset();
    let counted = counted(&dataset);
    assert_eq!((counted.won, counted.lost, counted.engaging, counted.prospecting), (4238, 2473, 1589, 500));
    let mut world = World::default();
    let prepared = prepare(&uploads(&dataset), None, &world.around()).unwrap();
    assert_eq!(prepared.problem_count(), 0);
    let started = Instant::now();
    let decision = world.import(&prepared.plan).unwrap();
    println!("8,800 rows decided and applied in {:?}", started.elapsed());
    let (expected_people, agents) = (35 + 6, 30);
    let expected = ImportSummary { created: 8800, people: expected_people, accounts: 85, stages: 2, fields: 5, ..ImportSummary::default() };
    assert_eq!(decision.summary, expected);
    assert_eq!(world.cards.values().map(|card| card.owner).collect::<std::collections::BTreeSet<_>>().len(), agents);
    let count = |state: State, stage: &str| world.cards.values().filter(|card| card.state == state && world.stage(card) == stage).count();
    assert_eq!((count(State::Won, "Engaging"), count(State::Lost, "Engaging")), (4238, 2473));
    assert_eq!((count(State::Open, "Engaging"), count(State::Open, "Prospecting")), (1589, 500));
    let sum: i64 = world.cards.values().filter_map(|card| card.amount).map(|amount| amount.minor).sum();
    assert_eq!(sum, counted.value * 100);
    if !dataset.made_up {
        assert_eq!(counted.value, 10_005_534);
    }
    assert!(world.cards.values().all(|card| card.custom.len() >= 3 || world.custom(card, "Product") == "GTXPro"));
    assert_eq!(world.cards.values().filter(|card| card.account.is_none()).count(), counted.without_account);
    assert!(world.cards.values().filter(|card| card.state == State::Lost).all(|card| card.amount.unwrap().minor == 0));
    assert!(world.cards.values().filter(|card| card.state == State::Open).all(|card| card.amount.is_none() && card.close_on.is_none()));
    assert!(world.facts.accounts.values().any(|account| account.industry == "technolgy"));
    // Again: nothing is doubled, nothing changes.
    let again = prepare(&uploads(&dataset), None, &world.around()).unwrap();
    assert_eq!(world.import(&again.plan).unwrap().summary, ImportSummary { unchanged: 8800, ..ImportSummary::default() });
}

#[test]
fn quirks_of_the_crm_dataset_are_noted_and_kept() {
    let dataset = samples::dataset();
    let prepared = prepare(&uploads(&dataset), None, &World::default().around()).unwrap();
    let kinds: Vec<FileKind> = prepared.previews.iter().map(|preview| preview.kind).collect();
    assert_eq!(kinds, [FileKind::Opportunities, FileKind::Accounts, FileKind::Other, FileKind::Products, FileKind::Teams]);
    let preview = &prepared.previews[0];
    let custom = |name: &str| Target::Custom(name.into());
    let mapping = [
        Target::ExternalId,
        Target::Owner,
        custom("Product"),
        Target::Account,
        Target::Stage,
        Target::EnteredOn,
        Target::CloseOn,
        Target::Amount,
    ];
    assert_eq!((preview.mapping.columns.as_slice(), preview.ambiguous.as_slice()), (mapping.as_slice(), [].as_slice()));
    assert_eq!(preview.stages, ["Prospecting", "Engaging"]);
    let has = |note: &dyn Fn(&Note) -> bool| preview.notes.iter().any(note);
    assert!(has(&|note| *note == Note::TitlesComposed));
    assert!(has(&|note| matches!(note, Note::Unlisted { value, file, .. } if value == "GTXPro" && file == "products.csv")));
    assert!(has(&|note| *note == Note::Zero { column: "close_value".into(), rows: 2473 }));
    assert!(has(&|note| *note == Note::Empty { column: "close_value".into(), rows: 2089 }));
    assert!(has(&|note| *note == Note::Empty { column: "engage_date".into(), rows: 500 }));
    assert!(has(&|note| matches!(note, Note::Empty { column, .. } if column == "account")));
    assert!(has(&|note| *note == Note::Closing { name: "Won".into(), rows: 4238 }));
    assert!(has(&|note| *note == Note::Idle { people: 5, file: "sales_teams.csv".into() }));
    assert!(!serde_json::to_string(preview).unwrap().is_empty());
}

#[test]
fn one_row_of_the_crm_dataset_in_full() {
    let text = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n\
        1C1I7A6R,Moses Frase,GTX Plus Basic,Cancity,Won,2016-10-20,2017-03-01,1054\n\
        9ME3374G,Moses Frase,GTX Plus Basic,,Engaging,2016-11-01,,\n";
    let teams = "sales_agent,manager,regional_office\nMoses Frase,Dustin Brinkmann,Central\n";
    let products = "product,series,sales_price\nGTX Plus Basic,GTX,1096\n";
    let files = [("p.csv", text), ("t.csv", teams), ("x.csv", products)].map(|(name, text)| Upload { name, bytes: text.as_bytes() });
    let mut world = World::default();
    let plan = prepare(&files, None, &world.around()).unwrap().plan;
    world.import(&plan).unwrap();
    let card = world.card("1C1I7A6R");
    assert_eq!((card.title.as_str(), world.person(card.owner), world.stage(card)), ("Cancity – GTX Plus Basic", "Moses Frase", "Engaging"));
    assert_eq!((card.state, card.amount, card.close_on), (State::Won, Some(Money::new(105_400, Currency::USD)), Some(date(2017, 3, 1))));
    assert_eq!(card.entered_at, Timestamp::from_date(date(2016, 10, 20)));
    assert_eq!(card.closed_at, Some(Timestamp::from_date(date(2017, 3, 1))));
    assert_eq!(card.reason, "Not stated in the imported file");
    let custom = ["Product", "Series", "Sales price", "Manager", "Regional office"].map(|name| world.custom(card, name));
    assert_eq!(custom, ["GTX Plus Basic", "GTX", "1096", "Dustin Brinkmann", "Central"]);
    let open = world.card("9ME3374G");
    assert_eq!(
        (open.title.as_str(), open.state, open.account.is_none(), open.amount),
        ("GTX Plus Basic – 9ME3374G", State::Open, true, None)
    );
}

#[test]
fn ten_thousand_rows_take_moments() {
    let mut text = "ID,Title,Account,Stage,Amount,Expected close,Owner,Tags\n".to_owned();
    for number in 0..10_000 {
        text.push_str(&format!(
            "{number},Deal {number},Company {},S{},\"1,{:03}.50\",2026-03-01,Owner {},\"a; b\"\n",
            number % 500,
            number % 7,
            number % 1000,
            number % 40
        ));
    }
    let started = Instant::now();
    let mut world = World::default();
    let prepared = prepare(&[Upload { name: "a.csv", bytes: text.as_bytes() }], None, &world.around()).unwrap();
    let read = started.elapsed();
    assert_eq!((prepared.problem_count(), prepared.plan.rows.len()), (0, 10_000));
    assert_eq!(world.import(&prepared.plan).unwrap().summary.created, 10_000);
    println!("10,000 rows: read and planned in {read:?}, decided and applied by {:?}", started.elapsed());
    // Generous for an unoptimised build on a busy machine.
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn files_that_do_not_belong_together_are_refused() {
    let deals = b"Title\na\n".as_slice();
    let around = World::default();
    let two = [Upload { name: "a.csv", bytes: deals }, Upload { name: "b.csv", bytes: deals }];
    assert!(prepare(&two, None, &around.around()).is_err());
    assert!(prepare(&[], None, &around.around()).is_err());
    assert!(prepare(&[Upload { name: "a.csv", bytes: b"" }], None, &around.around()).is_err());
}

#[test]
fn a_mapping_without_sense_is_a_problem_of_the_heading_row() {
    let text = b"\nfirst,last\nJohn,Doe\n";
    let world = World::default();
    let upload = [Upload { name: "a.csv", bytes: text }];
    let prepared = prepare(&upload, None, &world.around()).unwrap();
    assert_eq!((prepared.previews[0].problems[0].line, prepared.plan.rows.len()), (2, 0));
    let chosen = Mapping { columns: vec![Target::Title, Target::Title], ..Mapping::default() };
    assert_eq!(prepare(&upload, Some(&chosen), &world.around()).unwrap().previews[0].problem_count, 1);
    let chosen = Mapping { columns: vec![Target::Title, Target::Contact], ..Mapping::default() };
    assert_eq!(prepare(&upload, Some(&chosen), &world.around()).unwrap().plan.rows[0].contact, "Doe");
}

#[test]
fn row_problems_name_line_column_and_what_stands_there() {
    let text = "Title,Amount,Expected close,State,Score\n\
        \"Two\nlines\",\"1,012.50\",2026-01-31,open,5\n\
        a,twelve,2026-02-30,maybe,101\n\
        b,\"1,23\",,,\n\
        c,-5,,,\n\
        ,7,,,\n";
    let world = World::default();
    let prepared = prepare(&[Upload { name: "a.csv", bytes: text.as_bytes() }], None, &world.around()).unwrap();
    let found: Vec<_> =
        prepared.previews[0].problems.iter().map(|row| (row.line, row.column.as_deref().unwrap(), row.found.as_str())).collect();
    let expected = [
        (4, "Amount", "twelve"),
        (4, "Expected close", "2026-02-30"),
        (4, "State", "maybe"),
        (4, "Score", "101"),
        (5, "Amount", "1,23"),
        (6, "Amount", "-5"),
        (7, "Title", ""),
    ];
    assert_eq!(found, expected);
    assert_eq!(prepared.plan.rows.len(), 1);
    for row in &prepared.previews[0].problems {
        for language in [Language::En, Language::Zh] {
            assert!(!heliu_domain::locale::exchange::row_problem(language, row).contains('{'));
        }
    }
}

fn exported(world: &World, language: Language) -> Vec<u8> {
    let sheet = Sheet::new(language, &world.facts.people, &world.facts.stages, &world.facts.fields);
    let described = |card: &Opportunity| world.facts.descriptions.get(&card.id).cloned().unwrap_or_default();
    let cards: Vec<(&Opportunity, String)> = world.cards.values().map(|card| (card, described(card))).collect();
    let rows = sheet.csv_rows(cards.iter().map(|(card, description)| (*card, description.as_str()))).unwrap();
    [sheet.csv_head().unwrap(), rows].concat()
}

/// A workspace with awkward contents in every field.
fn awkward() -> World {
    let text = "ID,Title,Account,Contact,Stage,Amount,Currency,Expected close,Owner,Collaborators,Next step,Next step due,State,Reason,Tags,Description,Stage\n\
        A-1,'=SUM(A1),'@corp,Ann,'+Lead,1234.5,CNY,2026-03-01,\"Smith, John\",\"\"\"Smith, John\"\"; Kim\",\"'-call\",2026-04-01 10:30,,,\"a; \"\"b;c\"\"\",\"- one\r\n- two\n\",'=x\n\
        A-2,''=quoted,,,Offer,0,JPY,,Kim,,,,Lost,'-price,,'@me,\n\
        ,Plain,,,Offer,,,,,,,,Won,,,,-3\n";
    let mut columns: Vec<Target> = heliu_domain::exchange::Target::ALL.into_iter().collect();
    columns.clear();
    columns.extend([
        Target::ExternalId,
        Target::Title,
        Target::Account,
        Target::Contact,
        Target::Stage,
        Target::Amount,
        Target::Currency,
        Target::CloseOn,
        Target::Owner,
        Target::Collaborators,
        Target::NextStep,
        Target::NextStepDue,
        Target::State,
        Target::Reason,
        Target::Tags,
        Target::Description,
        Target::Custom("Stage".into()),
    ]);
    let mut world = World::default();
    let upload = [Upload { name: "a.csv", bytes: text.as_bytes() }];
    let prepared = prepare(&upload, None, &world.around()).unwrap();
    assert_eq!(prepared.previews[0].mapping.columns, columns);
    assert_eq!(prepared.previews[0].problem_count, 1, "the row without id");
    world.import(&prepared.plan).unwrap();
    let pipeline = *world.facts.pipelines.keys().next().unwrap();
    let kinds =
        [("Weight (kg)", FieldKind::Number, CustomValue::Number(-1500)), ("Since", FieldKind::Date, CustomValue::Date(date(2026, 1, 2)))];
    for (number, (name, kind, value)) in (200..).zip(kinds) {
        let id = heliu_domain::id::CustomFieldId(Uuid::from_u128(number));
        world.facts.fields.push(CustomField { id, pipeline, name: name.into(), rank: Rank::first(), kind });
        world.cards.values_mut().for_each(|card| drop(card.custom.insert(id, value.clone())));
    }
    for (number, card) in (0..).zip(world.cards.values_mut()) {
        card.entered_at = Timestamp(1_700_000_000_123 + number);
        // One of them was made here.
        if card.external_id == "A-2" {
            card.external_id.clear();
        }
        card.closed_at = (card.state != State::Open).then_some(Timestamp(1_700_000_999_999));
    }
    world
}

#[test]
fn an_export_imported_again_changes_nothing() {
    for language in [Language::En, Language::Zh] {
        let mut world = awkward();
        assert!(world.cards.values().any(|card| card.title == "=SUM(A1)" && card.tags == ["a", "b;c"]));
        let step = NextStep { what: "-call".into(), due: date(2026, 4, 1), minute: Some(630) };
        assert!(world.cards.values().any(|card| card.next_step.as_ref() == Some(&step)));
        let bytes = exported(&world, language);
        let Prepared { plan, previews } = prepare(&[Upload { name: "export.csv", bytes: &bytes }], None, &world.around()).unwrap();
        assert_eq!(previews[0].problems, []);
        let decision = world.import(&plan).unwrap();
        assert_eq!(decision.changes, []);
        assert_eq!(decision.summary.unchanged, world.cards.len());
    }
}

#[test]
fn the_exported_dataset_imported_again_changes_nothing() {
    let dataset = samples::dataset();
    let mut world = World::default();
    let plan = prepare(&uploads(&dataset), None, &world.around()).unwrap().plan;
    world.import(&plan).unwrap();
    let bytes = exported(&world, Language::En);
    let prepared = prepare(&[Upload { name: "export.csv", bytes: &bytes }], None, &world.around()).unwrap();
    assert_eq!(world.import(&prepared.plan).unwrap().summary, ImportSummary { unchanged: 8800, ..ImportSummary::default() });
}

#[test]
fn exported_cells_cannot_be_run_and_the_file_opens_as_utf_8() {
    let bytes = exported(&awkward(), Language::En);
    assert!(bytes.starts_with(b"\xEF\xBB\xBFID,Title,"));
    let table = csv::read(&bytes, None, None).unwrap();
    assert_eq!(table.problems, []);
    for row in &table.rows {
        for cell in row.cells() {
            let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
            assert!(!runs, "{cell:?}");
        }
    }
    assert!(String::from_utf8(bytes).unwrap().contains("\r\n"));
}

#[test]
fn json_pages_join_to_one_array() {
    let world = awkward();
    let sheet = Sheet::new(Language::En, &world.facts.people, &world.facts.stages, &world.facts.fields);
    let mut bytes = b"[".to_vec();
    for (index, card) in world.cards.values().enumerate() {
        bytes.extend(sheet.json_rows([(card, "text")], index == 0).unwrap());
    }
    bytes.extend(sheet.json_rows([], false).unwrap());
    bytes.extend(b"\n]");
    let array: Vec<serde_json::Value> = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(array.len(), world.cards.len());
    assert!(
        array.iter().any(|card| card["title"] == "=SUM(A1)" && card["custom"]["Since"] == "2026-01-02" && card["owner"] == "Smith, John")
    );
}

#[test]
fn escaping_is_taken_back_exactly() {
    for cell in [
        "=1",
        "+x",
        "-x",
        "@x",
        "\tx",
        "\rx",
        "'=1",
        "''-x",
        "-5",
        "+5.5",
        "-1e5",
        "plain",
        "'quoted'",
        "",
        "-",
        "'",
        "1,5",
        "-1,5",
        "=",
        "-infinity",
    ] {
        assert_eq!(cell::unescaped(&cell::escaped(cell)), cell);
    }
    assert_eq!(cell::escaped("-5.25"), "-5.25");
    assert_eq!(cell::escaped("-5+cmd"), "'-5+cmd");
    assert_eq!(cell::escaped("-inf"), "'-inf");
}

#[test]
fn chinese_headings_and_closing_words_are_understood() {
    let text = "商机编号,商机名称,客户名称,销售阶段,预计金额（元）,预计成交日期,负责人,标签\n\
        S1,智能工厂,青云制造,谈判,12.5万,2026年3月1日,王芳,重点、老客户\n\
        S2,备件合同,远山科技,赢单,\"¥1,234\",2026/3/2,李雷,\n";
    let mut world = World::default();
    let prepared = prepare(&[Upload { name: "商机.csv", bytes: text.as_bytes() }], None, &world.around()).unwrap();
    assert_eq!((prepared.previews[0].problem_count, prepared.previews[0].mapping.currency), (0, Currency::CNY));
    world.import(&prepared.plan).unwrap();
    let open = world.card("S1");
    assert_eq!((open.amount, open.close_on, open.tags.len()), (Some(Money::new(12_500_000, Currency::CNY)), Some(date(2026, 3, 1)), 2));
    assert_eq!((world.card("S2").state, world.stage(world.card("S2"))), (State::Won, "谈判"));
}
