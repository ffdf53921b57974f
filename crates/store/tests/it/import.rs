//! Imports: large, repeated, taken back.

use std::time::{Duration, Instant};

use heliu_domain::{
    command::Command,
    exchange::{ImportComment, ImportInto, ImportPlan, ImportRow, Target},
    filter::{Filter, Sort, StateFilter},
    *,
};

use crate::house::House;

crate::stories! {
    a_large_file_is_imported_in_one_piece_and_taken_back
    the_same_file_twice_makes_no_doubles
    a_bad_row_refuses_the_whole
}

fn plan(into: ImportInto, rows: usize) -> ImportPlan {
    let row = |index: usize| ImportRow {
        line: u64::try_from(index).unwrap() + 2,
        external_id: format!("D-{index:05}"),
        title: format!("Deal {index}"),
        account: format!("Account {}", index % 85),
        stage: ["Lead", "Offer", "Won", "Lost"][index % 4].to_owned(),
        amount: (!index.is_multiple_of(3)).then(|| Money::new(i64::try_from(index).unwrap() * 100, Currency::USD)),
        close_on: Some(heliu_domain::time::date(2026, 3, 1)),
        owner: format!("Agent {}", index % 30),
        state: [None, None, Some(State::Won), Some(State::Lost)][index % 4],
        description: if index.is_multiple_of(10) { format!("About deal {index}") } else { String::new() },
        custom: [("Product".to_owned(), format!("P{}", index % 7))].into(),
        comments: if index.is_multiple_of(100) {
            vec![ImportComment { author: "Agent 1".into(), at: Timestamp(1_700_000_000_000), text: "Called".into() }]
        } else {
            Vec::new()
        },
        ..ImportRow::default()
    };
    ImportPlan {
        file: "deals.csv".into(),
        into,
        fields: vec![
            Target::ExternalId,
            Target::Title,
            Target::Account,
            Target::Stage,
            Target::Amount,
            Target::CloseOn,
            Target::Owner,
            Target::State,
            Target::Description,
            Target::Custom("Product".into()),
        ],
        people: Vec::new(),
        accounts: Vec::new(),
        rows: (0..rows).map(row).collect(),
        reason: "imported".into(),
        skip: false,
    }
}

fn new() -> ImportInto {
    ImportInto::New { name: "Imported".into(), stages: vec!["Lead".into(), "Offer".into(), "Won".into(), "Lost".into()] }
}

async fn imported(house: &House) -> PipelineId {
    let pipelines = house.store.pipelines(house.company.workspace).await.unwrap();
    pipelines.into_iter().find(|pipeline| pipeline.name == "Imported").unwrap().id
}

async fn a_large_file_is_imported_in_one_piece_and_taken_back(house: House) {
    let rows = 8_800;
    let workspace = house.company.workspace;
    let mut feed = house.store.subscribe();
    let begun = Instant::now();
    let outcome = house.does(Command::Import(Box::new(plan(new(), rows)))).await.unwrap();
    let took = begun.elapsed();
    println!("{rows} rows, {} changes in {took:?}", outcome.changes);
    assert!(outcome.is_abridged());
    // On PostgreSQL the feed may still be bringing what was committed before.
    let committed = loop {
        let committed = tokio::time::timeout(Duration::from_secs(5), feed.recv()).await.unwrap().unwrap();
        if committed.last_seq >= outcome.seq {
            break committed;
        }
    };
    assert_eq!((committed.last_seq, &*committed.json, committed.entries.len()), (outcome.seq, "", 0));
    assert_eq!(committed.last_seq - committed.first_seq + 1, outcome.changes);

    let pipeline = imported(&house).await;
    let all = Filter { state: StateFilter::All, ..Filter::default() };
    let list = house.store.list(workspace, pipeline, &all, Sort::default(), 0, 1).await.unwrap();
    assert_eq!(list.total, i64::try_from(rows).unwrap());
    house.is_sound().await;

    let begun = Instant::now();
    house.undo(&outcome).await.unwrap();
    println!("taken back in {:?}", begun.elapsed());
    assert_eq!(house.store.bin(workspace, 0, 1).await.unwrap().total, i64::try_from(rows).unwrap());
    assert!(house.store.accounts(workspace, "", 10).await.unwrap().is_empty());
    house.is_sound().await;
}

async fn the_same_file_twice_makes_no_doubles(house: House) {
    house.does(Command::Import(Box::new(plan(new(), 300)))).await.unwrap();
    let seq = house.seq().await;
    let pipeline = imported(&house).await;
    let again = plan(ImportInto::Existing(pipeline), 300);
    let preview = house.store.preview(house.company.workspace, house.founder(), &again).await.unwrap();
    assert_eq!((preview.summary.created, preview.summary.unchanged), (0, 300), "{:?}", preview.summary);
    let outcome = house.does(Command::Import(Box::new(again.clone()))).await.unwrap();
    assert_eq!((outcome.changes, house.seq().await), (0, seq));
    // A newer file changes what it changes, and brings what is new.
    let mut newer = plan(ImportInto::Existing(pipeline), 310);
    newer.rows[7].title = "Renamed".into();
    let outcome = house.does(Command::Import(Box::new(newer))).await.unwrap();
    house.is_sound().await;
    house.undo(&outcome).await.unwrap();
    let titles = Filter { text: "renamed".into(), state: StateFilter::All, ..Filter::default() };
    assert_eq!(house.store.list(house.company.workspace, pipeline, &titles, Sort::default(), 0, 1).await.unwrap().total, 0);
    house.is_sound().await;
}

async fn a_bad_row_refuses_the_whole(house: House) {
    let seq = house.seq().await;
    let mut plan = plan(new(), 50);
    plan.rows[31].title = " ".into();
    plan.rows[31].account = String::new();
    let refused = house.does(Command::Import(Box::new(plan.clone()))).await.unwrap_err();
    assert_eq!(refused.params.first().map(String::as_str), Some("33"), "{refused:?}");
    let preview = house.store.preview(house.company.workspace, house.founder(), &plan).await.unwrap();
    assert_eq!(preview.problems.len(), 1);
    assert_eq!(house.seq().await, seq);
    plan.skip = true;
    house.does(Command::Import(Box::new(plan))).await.unwrap();
    house.is_sound().await;
}
