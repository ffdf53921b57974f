//! The write path: rows, ids, counters, order, limits.

use std::{collections::BTreeSet, time::Instant};

use heliu_domain::{
    board::Author,
    command::{Command, Envelope},
    pipeline::{PipelineCommand, StagePart},
    *,
};
use sqlx::{AssertSqlSafe, Connection, Executor};

use crate::house::{House, found, fresh, now, rounds};

crate::stories! {
    every_statement_prepares
    a_move_writes_four_rows
    a_refused_command_leaves_no_trace
    the_same_id_has_its_effect_once
    the_same_id_at_the_same_time_has_its_effect_once
    sixteen_writers_leave_no_gap
    sixteen_clients_insert_into_the_same_gap
    a_name_twice_makes_one_account
    a_hard_limit_holds_under_concurrency
    an_inactive_person_may_not_act
    a_rehearsal_changes_nothing
    ranks_at_every_place_keep_their_order
}

async fn every_statement_prepares(house: House) {
    assert_eq!(house.store.unprepared().await, Vec::<String>::new());
}

/// Every table that the migrations create.
fn tables() -> Vec<String> {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite")).unwrap();
    let texts = folder.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect::<String>();
    let renamed = |name: &str| {
        let rename = format!("alter table {name} rename to ");
        texts.lines().find_map(|line| line.strip_prefix(&rename)).map(|new| new.trim_end_matches(';').to_owned())
    };
    let created = texts.lines().filter_map(|line| line.strip_prefix("create table ")?.split_once(' '));
    created.map(|(name, _)| renamed(name).unwrap_or_else(|| name.to_owned())).collect()
}

/// Counts row writes from outside, by a trigger on every table.
async fn written(house: &House) -> i64 {
    const COUNT: &str = "select count(*) from written";
    let tables = tables();
    let events = tables.iter().flat_map(|table| ["insert", "update", "delete"].map(|event| (table, event)));
    if house.is_postgres() {
        let mut raw = house.raw_postgres().await;
        raw.execute("create table if not exists written (it text)").await.unwrap();
        let count = "create or replace function count_write() returns trigger language plpgsql as $$ \
            begin insert into written values (tg_table_name); return null; end $$";
        raw.execute(count).await.unwrap();
        for (table, event) in events {
            let trigger =
                format!("create or replace trigger count_{event} after {event} on {table} for each row execute function count_write()");
            raw.execute(AssertSqlSafe(trigger)).await.unwrap();
        }
        return sqlx::query_as::<_, (i64,)>(COUNT).fetch_one(&mut raw).await.unwrap().0;
    }
    let mut raw = house.raw().await;
    raw.execute("create table if not exists written (it text)").await.unwrap();
    for (table, event) in events {
        let trigger = format!(
            "create trigger if not exists {table}_{event} after {event} on {table} begin insert into written values ('{table}'); end"
        );
        raw.execute(AssertSqlSafe(trigger)).await.unwrap();
    }
    let (rows,): (i64,) = sqlx::query_as(COUNT).fetch_one(&mut raw).await.unwrap();
    raw.close().await.unwrap();
    rows
}

async fn a_move_writes_four_rows(house: House) {
    let mut cards = Vec::new();
    for index in 0..20 {
        cards.push(house.card(index % 2, &format!("Card {index}"), Vec::new()).await);
    }
    let before = written(&house).await;
    let place = Place::Beside { after: Some(cards[1]), before: Some(cards[3]) };
    house
        .board(BoardCommand::Move { cards: vec![cards[0]], stage: house.stage(1), place, seen: Vec::new(), note: String::new() })
        .await
        .unwrap();
    assert_eq!(written(&house).await - before, 4);
}

async fn a_refused_command_leaves_no_trace(house: House) {
    let seq = house.seq().await;
    let card = fresh!(OpportunityId);
    let refused = house.board(house.new_card(card, 0, "  ", Vec::new())).await.unwrap_err();
    assert_eq!(refused.code, Code::Required);
    assert_eq!(house.seq().await, seq);
    assert!(house.store.cards(house.company.workspace, &[card]).await.unwrap().is_empty());
    house.is_sound().await;
}

async fn the_same_id_has_its_effect_once(house: House) {
    let id = fresh!(OpportunityId);
    let envelope = Envelope { id: fresh!(CommandId), command: Command::Board(house.new_card(id, 0, "Once", Vec::new())) };
    let workspace = house.company.workspace;
    let first = house.store.commit(workspace, house.founder(), envelope.clone()).await.unwrap();
    let again = house.store.commit(workspace, house.founder(), envelope.clone()).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(first.changes, 1);
    // A command that changed nothing is remembered, too.
    let idle = Envelope { id: fresh!(CommandId), command: Command::Board(BoardCommand::Restore { cards: vec![id] }) };
    let first = house.store.commit(workspace, house.founder(), idle.clone()).await.unwrap();
    house.card(0, "Later", Vec::new()).await;
    assert_eq!(house.store.commit(workspace, house.founder(), idle).await.unwrap(), first);
    // The answer is nobody else's.
    let colleague = house.store.commit(workspace, house.colleague(), envelope.clone()).await.unwrap_err();
    assert_eq!(colleague.code, Code::Forbidden);
    let other = found(&house.store).await;
    let stranger = Author { person: other.founder, at: now() };
    let foreign = house.store.commit(other.workspace, stranger, envelope).await.unwrap_err();
    assert_eq!(foreign.code, Code::NotFound);
    house.is_sound().await;
}

async fn the_same_id_at_the_same_time_has_its_effect_once(house: House) {
    for round in 0..20 {
        let command = Command::Board(house.new_card(fresh!(OpportunityId), 0, &format!("Card {round}"), Vec::new()));
        let envelope = Envelope { id: fresh!(CommandId), command };
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (store, workspace, author, envelope) =
                    (house.store.clone(), house.company.workspace, house.founder(), envelope.clone());
                tokio::spawn(async move { store.commit(workspace, author, envelope).await.unwrap() })
            })
            .collect();
        let mut outcomes = Vec::new();
        for task in tasks {
            outcomes.push(task.await.unwrap());
        }
        assert!(outcomes.windows(2).all(|pair| pair[0] == pair[1]));
    }
    assert_eq!(house.titles(0).await.len(), 20);
    house.is_sound().await;
}

async fn sixteen_writers_leave_no_gap(house: House) {
    let companies = [house.company.clone(), found(&house.store).await];
    let each = rounds(25, 250);
    let mut starts = Vec::new();
    for company in &companies {
        starts.push(house.store.seq(company.workspace).await.unwrap());
    }
    let tasks: Vec<_> = (0..16usize)
        .map(|writer| {
            let (store, company) = (house.store.clone(), companies[writer % 2].clone());
            tokio::spawn(async move {
                let mut seqs = Vec::new();
                for index in 0..each {
                    let create = BoardCommand::Create {
                        id: fresh!(OpportunityId),
                        pipeline: company.pipeline,
                        stage: company.stages[index % 4],
                        place: if index % 2 == 0 { Place::Top } else { Place::End },
                        title: format!("Writer {writer} card {index}"),
                        values: Vec::new(),
                    };
                    let author = Author { person: company.founder, at: now() };
                    let envelope = Envelope { id: fresh!(CommandId), command: Command::Board(create) };
                    let outcome = store.commit(company.workspace, author, envelope).await.unwrap();
                    seqs.extend(outcome.entries.iter().map(|entry| entry.seq));
                }
                (writer % 2, seqs)
            })
        })
        .collect();
    let mut seen = [BTreeSet::new(), BTreeSet::new()];
    for task in tasks {
        let (company, seqs) = task.await.unwrap();
        for seq in seqs {
            assert!(seen[company].insert(seq), "seq {seq} was given twice");
        }
    }
    for ((company, start), seen) in companies.iter().zip(starts).zip(seen) {
        let last = house.store.seq(company.workspace).await.unwrap();
        assert_eq!(seen, (start + 1..=last).collect());
        assert_eq!(last - start, i64::try_from(8 * each).unwrap());
    }
    house.is_sound().await;
}

async fn sixteen_clients_insert_into_the_same_gap(house: House) {
    let low = house.card(0, "Low", Vec::new()).await;
    let high = house.card(0, "High", Vec::new()).await;
    let each = rounds(2_000, 10_000) / 16;
    let begun = Instant::now();
    let tasks: Vec<_> = (0..16)
        .map(|client| {
            let (store, company) = (house.store.clone(), house.company.clone());
            tokio::spawn(async move {
                let mut own: Option<OpportunityId> = None;
                for index in 0..each {
                    let place = Place::Beside { after: Some(low), before: Some(high) };
                    // Every third time a card is moved back into the gap instead.
                    let command = match own {
                        Some(card) if index % 3 == 2 => {
                            BoardCommand::Move { cards: vec![card], stage: company.stages[0], place, seen: Vec::new(), note: String::new() }
                        }
                        _ => {
                            let id = fresh!(OpportunityId);
                            own = Some(id);
                            let title = format!("{client}/{index}");
                            BoardCommand::Create {
                                id,
                                pipeline: company.pipeline,
                                stage: company.stages[0],
                                place,
                                title,
                                values: Vec::new(),
                            }
                        }
                    };
                    let envelope = Envelope { id: fresh!(CommandId), command: Command::Board(command) };
                    let author = Author { person: company.founder, at: now() };
                    store.commit(company.workspace, author, envelope).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    println!("{} inserts in {:?}", each * 16, begun.elapsed());
    let cards = house.store.column(house.company.workspace, house.stage(0), &filter::Filter::default(), None, 20_000).await.unwrap();
    let ranks: BTreeSet<&Rank> = cards.iter().map(|card| &card.rank).collect();
    assert_eq!(ranks.len(), cards.len());
    assert_eq!(cards.first().unwrap().id, low);
    assert_eq!(cards.last().unwrap().id, high);
    let longest = cards.iter().map(|card| card.rank.as_str().len()).max().unwrap();
    assert!(longest <= 2 * rank::RANK_LONG, "a rank grew to {longest}");
    house.is_sound().await;
}

async fn a_name_twice_makes_one_account(house: House) {
    let link = |name: &str| Value::Account(Some(Link { id: fresh!(AccountId), name: name.to_owned() }));
    let person = |name: &str| Value::Contact(Some(Link { id: fresh!(ContactId), name: name.to_owned() }));
    let first = house.card(0, "First", vec![link("Acme  Ltd"), person("Ann")]).await;
    let second = house.card(0, "Second", vec![person("ANN"), link("acme ltd")]).await;
    let (first, second) = (house.get(first).await, house.get(second).await);
    assert_eq!(first.account, second.account);
    assert_eq!(first.contact, second.contact);
    assert_eq!(first.account.unwrap().name, "Acme Ltd");
    // The same new name on two cards of one command.
    let (third, fourth) = (house.card(1, "Third", Vec::new()).await, house.card(1, "Fourth", Vec::new()).await);
    let edits = [third, fourth].map(|card| board::Edit { card, sets: vec![Set { was: Value::Account(None), now: link("Globex") }] });
    house.board(BoardCommand::Edit { edits: edits.into() }).await.unwrap();
    assert_eq!(house.get(third).await.account, house.get(fourth).await.account);
    let accounts = house.store.accounts(house.company.workspace, "", 10).await.unwrap();
    assert_eq!(accounts.into_iter().map(|account| account.name).collect::<Vec<_>>(), ["Acme Ltd", "Globex"]);
    house.is_sound().await;
}

async fn a_hard_limit_holds_under_concurrency(house: House) {
    let part = StagePart::Limit(Some(StageLimit { cards: 5, hard: true }));
    house.does(Command::Pipeline(PipelineCommand::EditStage { id: house.stage(2), part })).await.unwrap();
    let tasks: Vec<_> = (0..12)
        .map(|index| {
            let (store, workspace, author) = (house.store.clone(), house.company.workspace, house.founder());
            let command = Command::Board(house.new_card(fresh!(OpportunityId), 2, &format!("Card {index}"), Vec::new()));
            tokio::spawn(async move { store.commit(workspace, author, Envelope { id: fresh!(CommandId), command }).await })
        })
        .collect();
    let mut refused = 0;
    for task in tasks {
        if let Err(problem) = task.await.unwrap() {
            assert_eq!(problem.code, Code::StageFull);
            refused += 1;
        }
    }
    assert_eq!(refused, 7);
    assert_eq!(house.titles(2).await.len(), 5);
}

async fn an_inactive_person_may_not_act(house: House) {
    let colleague =
        house.store.people(house.company.workspace).await.unwrap().into_iter().find(|person| person.id == house.company.colleague);
    let gone = directory::Person { active: false, ..colleague.unwrap() };
    house.does(Command::Directory(directory::DirectoryCommand::SavePerson(gone))).await.unwrap();
    let command = Command::Board(house.new_card(fresh!(OpportunityId), 0, "Card", Vec::new()));
    assert_eq!(house.commit(house.colleague(), command).await.unwrap_err().code, Code::Forbidden);
}

async fn a_rehearsal_changes_nothing(house: House) {
    let seq = house.seq().await;
    let command = Command::Board(house.new_card(fresh!(OpportunityId), 0, "Card", Vec::new()));
    let changes = house.store.dry_run(house.company.workspace, house.founder(), &command).await.unwrap();
    assert!(matches!(changes.as_slice(), [Change::OpportunityAdded { .. }]));
    assert_eq!(house.seq().await, seq);
    assert!(house.titles(0).await.is_empty());
}

/// The store loads only the neighbours of a place, and still decides as if it knew the whole column.
async fn ranks_at_every_place_keep_their_order(house: House) {
    let mut dice = crate::house::Dice(7);
    let mut expected: Vec<(OpportunityId, bool)> = Vec::new();
    for index in 0..30 {
        let id = house.card(0, &format!("Card {index}"), Vec::new()).await;
        // Closed and deleted cards keep their places among the others.
        let hidden = index % 4 == 3;
        if hidden {
            house.board(BoardCommand::Delete { cards: vec![id] }).await.unwrap();
        }
        expected.push((id, hidden));
    }
    for _ in 0..rounds(150, 1_500) {
        let movable: Vec<OpportunityId> = expected.iter().filter(|(_, hidden)| !hidden).map(|(id, _)| *id).collect();
        let mut cards = vec![*dice.pick(&movable)];
        let further = *dice.pick(&movable);
        if further != cards[0] {
            cards.push(further);
        }
        let anchor = expected[dice.roll(expected.len())].0;
        let place = match dice.roll(4) {
            0 => Place::Top,
            1 => Place::End,
            2 => Place::Beside { after: Some(anchor), before: None },
            _ => Place::Beside { after: None, before: Some(anchor) },
        };
        house
            .board(BoardCommand::Move { cards: cards.clone(), stage: house.stage(0), place, seen: Vec::new(), note: String::new() })
            .await
            .unwrap();
        let mut rest: Vec<(OpportunityId, bool)> = expected.iter().copied().filter(|(id, _)| !cards.contains(id)).collect();
        let position = |id: OpportunityId| rest.iter().position(|(other, _)| *other == id);
        let index = match place {
            Place::Top => 0,
            Place::Beside { after: Some(after), .. } => position(after).map_or(rest.len(), |index| index + 1),
            Place::Beside { before: Some(before), .. } => position(before).unwrap_or(rest.len()),
            _ => rest.len(),
        };
        for (offset, card) in cards.into_iter().enumerate() {
            rest.insert(index + offset, (card, false));
        }
        expected = rest;
        let column = house.store.column(house.company.workspace, house.stage(0), &filter::Filter::default(), None, 100).await.unwrap();
        let visible: Vec<OpportunityId> = expected.iter().filter(|(_, hidden)| !hidden).map(|(id, _)| *id).collect();
        assert_eq!(column.into_iter().map(|card| card.id).collect::<Vec<_>>(), visible);
    }
    house.is_sound().await;
}
