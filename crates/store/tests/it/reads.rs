//! Reads: filters as the rule has them, totals, pages, timelines, words used before.

use heliu_domain::{
    command::Command,
    conversation::ConversationCommand,
    filter::{Filter, OwnerFilter, Sort, SortBy, StateFilter},
    pipeline::{PipelineCommand, StagePart},
    *,
};

use crate::house::{Dice, House, fresh, rounds};

crate::stories! {
    filters_pass_what_the_rule_passes
    totals_are_over_all_cards_and_per_currency
    a_column_is_read_page_by_page
    a_timeline_has_everything_newest_first
    one_opportunity_with_all_that_was_said
    words_used_before_are_offered
    lists_are_sorted
    an_export_reads_everything
}

/// Cards of all sorts in all stages.
async fn crowd(house: &House, dice: &mut Dice, count: usize) -> Vec<Opportunity> {
    let words = ["Pump", "pump 50%", "泵站_改造", "ÄÖÜ", "Valve\\x", "Ünited"];
    let tags = ["VIP", "vip", "50%", "a_b", "重点", "aXb"];
    let people = [house.company.founder, house.company.colleague];
    let currencies = [Currency::CNY, Currency::EUR];
    let mut ids = Vec::new();
    for index in 0..count {
        let mut values = Vec::new();
        if dice.roll(2) == 0 {
            values.push(Value::Owner(Some(*dice.pick(&people))));
        }
        if dice.roll(2) == 0 {
            values.push(Value::Amount(Some(Money::new(i64::try_from(dice.roll(10)).unwrap() * 100, *dice.pick(&currencies)))));
        }
        if dice.roll(2) == 0 {
            values.push(Value::CloseOn(Some(time::date_from_days(20_600 + i64::try_from(dice.roll(20)).unwrap()))));
        }
        if dice.roll(2) == 0 {
            values.push(Value::Tags(vec![(*dice.pick(&tags)).to_owned(), (*dice.pick(&tags)).to_owned()]));
        }
        if dice.roll(2) == 0 {
            let name = format!("{} & Söhne", dice.pick(&words));
            values.push(Value::Account(Some(Link { id: fresh!(AccountId), name })));
        }
        if dice.roll(3) == 0 {
            values.push(Value::Contact(Some(Link { id: fresh!(ContactId), name: format!("Ms {}", dice.pick(&words)) })));
        }
        if dice.roll(3) == 0 {
            let what = format!("call {}", dice.pick(&words));
            values.push(Value::NextStep(Some(NextStep { what, due: time::date_from_days(20_610), minute: None })));
        }
        let id = house.card(dice.roll(4), &format!("{} {index}", dice.pick(&words)), values).await;
        match dice.roll(6) {
            0 => drop(house.board(BoardCommand::Close { cards: vec![id], won: true, reason: "price".into() }).await.unwrap()),
            1 => drop(house.board(BoardCommand::Close { cards: vec![id], won: false, reason: "late".into() }).await.unwrap()),
            2 => drop(house.board(BoardCommand::Delete { cards: vec![id] }).await.unwrap()),
            _ => {}
        }
        ids.push(id);
    }
    house.store.cards(house.company.workspace, &ids).await.unwrap()
}

fn random_filter(house: &House, dice: &mut Dice, cards: &[Opportunity]) -> Filter {
    let mut filter =
        Filter { state: *dice.pick(&[StateFilter::Open, StateFilter::Won, StateFilter::Lost, StateFilter::All]), ..Filter::default() };
    let amount =
        |dice: &mut Dice| Some(Money::new(i64::try_from(dice.roll(10)).unwrap() * 100, *dice.pick(&[Currency::CNY, Currency::EUR])));
    let day = |dice: &mut Dice| Some(time::date_from_days(20_600 + i64::try_from(dice.roll(20)).unwrap()));
    for _ in 0..dice.roll(4) {
        match dice.roll(8) {
            0 => filter.owner = Some(*dice.pick(&[OwnerFilter::Nobody, OwnerFilter::Person(house.company.founder)])),
            1 => filter.account = dice.pick(cards).account.as_ref().map(|link| link.id),
            2 => filter.tag = Some((*dice.pick(&["ViP", "50%", "A_B", "重点", "5", "%", "vip\nvip"])).to_owned()),
            3 => filter.least = amount(dice),
            4 => filter.most = amount(dice),
            5 => filter.from = day(dice),
            6 => filter.to = day(dice),
            _ => {
                let sought = ["PUMP", "50%", "泵", "_", "%", "\\", "äö", "söhne", "ms ü", "call", "l\nv", "no such", "p 1", "\0"];
                filter.text = (*dice.pick(&sought)).to_owned();
            }
        }
    }
    filter
}

async fn filters_pass_what_the_rule_passes(house: House) {
    let mut dice = Dice(0x5eed);
    let cards = crowd(&house, &mut dice, rounds(120, 400)).await;
    let (workspace, pipeline) = (house.company.workspace, house.company.pipeline);
    let stages = house.store.stages(workspace, pipeline).await.unwrap();
    let mut hits = 0;
    for _ in 0..rounds(250, 2_500) {
        let filter = random_filter(&house, &mut dice, &cards);
        let mut expected: Vec<OpportunityId> = cards.iter().filter(|card| filter.matches(card)).map(|card| card.id).collect();
        expected.sort();
        hits += expected.len();

        let list = house.store.list(workspace, pipeline, &filter, Sort::default(), 0, 1000).await.unwrap();
        assert_eq!(list.total, i64::try_from(expected.len()).unwrap(), "{filter:?}");
        let mut listed: Vec<OpportunityId> = list.rows.iter().map(|card| card.id).collect();
        listed.sort();
        assert_eq!(listed, expected, "{filter:?}");

        let board = house.store.board(workspace, pipeline, &filter, 1000).await.unwrap().unwrap();
        let mut shown: Vec<OpportunityId> = board.columns.iter().flatten().map(|card| card.id).collect();
        shown.sort();
        assert_eq!(shown, expected, "{filter:?}");

        let mut totals: std::collections::BTreeMap<StageId, page::ColumnTotal> =
            stages.iter().map(|stage| (stage.id, Default::default())).collect();
        for card in &cards {
            let stage = stages.iter().find(|stage| stage.id == card.stage).unwrap();
            let column = totals.get_mut(&stage.id).unwrap();
            if filter.matches(card) {
                column.add(1, card.amount, card.state, 0);
            }
            column.open += i64::from(card.state == State::Open && card.deleted_at.is_none());
        }
        for (stage, column) in &board.totals.columns {
            assert_eq!(
                (column.count, column.open, &column.sums),
                (totals[stage].count, totals[stage].open, &totals[stage].sums),
                "{filter:?}"
            );
        }
        assert_eq!(board.totals.columns.len(), 4);
        let exported = house.store.export(workspace, pipeline, &filter, None, 1000).await.unwrap();
        assert_eq!(exported.into_iter().map(|row| row.opportunity.id).collect::<Vec<_>>(), expected, "{filter:?}");
    }
    assert!(hits > 500, "the filters hardly passed anything: {hits}");
}

async fn totals_are_over_all_cards_and_per_currency(house: House) {
    let amount = |minor, currency| vec![Value::Amount(Some(Money::new(minor, currency)))];
    for _ in 0..3 {
        house.card(2, "Yuan", amount(101, Currency::CNY)).await;
    }
    house.card(2, "Euro", amount(5_000, Currency::EUR)).await;
    house.card(2, "Nothing", Vec::new()).await;
    let won = house.card(2, "Won", amount(1_000, Currency::CNY)).await;
    house.board(BoardCommand::Close { cards: vec![won], won: true, reason: "price".into() }).await.unwrap();
    let lost = house.card(2, "Lost", amount(9_999, Currency::CNY)).await;
    house.board(BoardCommand::Close { cards: vec![lost], won: false, reason: "late".into() }).await.unwrap();
    let part = StagePart::Limit(Some(StageLimit { cards: 2, hard: false }));
    house.does(Command::Pipeline(PipelineCommand::EditStage { id: house.stage(2), part })).await.unwrap();

    let (workspace, pipeline) = (house.company.workspace, house.company.pipeline);
    let all = Filter { state: StateFilter::All, ..Filter::default() };
    let read = async |filter: &Filter| house.store.board(workspace, pipeline, filter, 1).await.unwrap().unwrap();
    let board = read(&all).await;
    assert_eq!(board.columns[2].len(), 1);
    let column = &board.totals.columns[&house.stage(2)];
    assert_eq!((column.count, column.open), (7, 5));
    assert_eq!(column.sums.0, [(Currency::CNY, 303 + 1_000 + 9_999), (Currency::EUR, 5_000)].into());
    // Half of the open 303 and 5,000, and all of the won 1,000.
    assert_eq!(column.weighted.0, [(Currency::CNY, 151 + 1_000), (Currency::EUR, 2_500)].into());

    let owned = Filter { owner: Some(OwnerFilter::Nobody), text: "yuan".into(), ..Filter::default() };
    let column = read(&owned).await.totals.columns[&house.stage(2)].clone();
    assert_eq!((column.count, column.open), (3, 5));
    // Kept totals are counted anew after a change.
    let before = read(&all).await.totals;
    assert_eq!(before, read(&all).await.totals);
    house.card(2, "One more", amount(7, Currency::EUR)).await;
    let after = house.store.totals(workspace, pipeline, &all).await.unwrap();
    assert_eq!(after.columns[&house.stage(2)].count, 8);
    assert_eq!(after.seq, before.seq + 1);
}

async fn a_column_is_read_page_by_page(house: House) {
    let mut dice = Dice(3);
    for index in 0..57 {
        let id = house.card(0, &format!("Card {index}"), Vec::new()).await;
        if dice.roll(5) == 0 {
            house.board(BoardCommand::Delete { cards: vec![id] }).await.unwrap();
        }
    }
    let expected = house.titles(0).await;
    let mut after = None;
    let mut titles = Vec::new();
    loop {
        let page = house.store.column(house.company.workspace, house.stage(0), &Filter::default(), after, 10).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.rank.clone(), last.id));
        titles.extend(page.into_iter().map(|card| card.title));
    }
    assert_eq!(titles, expected);
}

async fn a_timeline_has_everything_newest_first(house: House) {
    let card = house.card(0, "Card", Vec::new()).await;
    house.card(0, "Other", Vec::new()).await;
    let say = |text: &str| {
        Command::Conversation(ConversationCommand::Comment { id: fresh!(CommentId), opportunity: card, text: text.into(), contact: false })
    };
    house.does(say("one")).await.unwrap();
    house
        .board(BoardCommand::Move { cards: vec![card], stage: house.stage(1), place: Place::End, seen: Vec::new(), note: String::new() })
        .await
        .unwrap();
    house.commit(house.colleague(), say("two")).await.unwrap();
    let describe = ConversationCommand::Describe { opportunity: card, before: String::new(), after: "story".into() };
    house.does(Command::Conversation(describe)).await.unwrap();
    let whole = house.store.timeline(house.company.workspace, card, None, 100).await.unwrap();
    assert_eq!(whole.len(), 5);
    assert!(whole.windows(2).all(|pair| pair[0].seq > pair[1].seq));
    assert!(matches!(whole[4].change, Change::OpportunityAdded { .. }));
    assert_eq!(whole[1].actor, house.company.colleague);
    let mut paged = Vec::new();
    let mut before = None;
    loop {
        let page = house.store.timeline(house.company.workspace, card, before, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.seq);
        paged.extend(page);
    }
    assert_eq!(paged, whole);
}

async fn one_opportunity_with_all_that_was_said(house: House) {
    let card = house.card(0, "Card", Vec::new()).await;
    let file = fresh!(FileId);
    let commands = [
        ConversationCommand::Describe { opportunity: card, before: String::new(), after: "Long\nstory".into() },
        ConversationCommand::Comment { id: fresh!(CommentId), opportunity: card, text: "first".into(), contact: true },
        ConversationCommand::Comment { id: fresh!(CommentId), opportunity: card, text: "second".into(), contact: false },
        ConversationCommand::Attach { id: file, opportunity: card, name: "offer.pdf".into(), size: 99 },
    ];
    for command in commands {
        house.does(Command::Conversation(command)).await.unwrap();
    }
    let detail = house.store.opportunity(house.company.workspace, card).await.unwrap().unwrap();
    assert_eq!(detail.description, "Long\nstory");
    let story = house.store.timeline(house.company.workspace, card, None, 100).await.unwrap();
    let said = house.store.said(house.company.workspace, &page::mentioned(&story)).await.unwrap();
    assert_eq!(said.iter().map(|comment| comment.text.as_str()).collect::<Vec<_>>(), ["first", "second"]);
    assert_eq!(detail.files.len(), 1);
    assert_eq!(detail.seq, house.seq().await);
    assert_eq!(house.store.file(house.company.workspace, file).await.unwrap().unwrap().size, 99);
    house.board(BoardCommand::Delete { cards: vec![card] }).await.unwrap();
    assert!(house.store.opportunity(house.company.workspace, card).await.unwrap().unwrap().opportunity.deleted_at.is_some());
    let bin = house.store.bin(house.company.workspace, 0, 10).await.unwrap();
    assert_eq!((bin.total, bin.rows[0].id), (1, card));
}

async fn words_used_before_are_offered(house: House) {
    let (workspace, pipeline) = (house.company.workspace, house.company.pipeline);
    for (tags, reason) in [(vec!["VIP", "fair"], "price"), (vec!["vip"], "price"), (vec!["VIP"], "speed"), (vec!["Visit"], "price")] {
        let tags = Value::Tags(tags.into_iter().map(str::to_owned).collect());
        let card = house.card(0, "Card", vec![tags]).await;
        house.board(BoardCommand::Close { cards: vec![card], won: true, reason: reason.into() }).await.unwrap();
    }
    assert_eq!(house.store.tags(workspace, pipeline, "VI", 10).await.unwrap(), ["VIP", "Visit"]);
    assert_eq!(house.store.tags(workspace, pipeline, "", 2).await.unwrap(), ["VIP", "Visit"]);
    assert_eq!(house.store.reasons(workspace, pipeline, true, 10).await.unwrap(), ["price", "speed"]);
    assert!(house.store.reasons(workspace, pipeline, false, 10).await.unwrap().is_empty());
    for name in ["Beta Works", "Alpha Beta", "Gamma"] {
        let account = directory::Account::named(fresh!(AccountId), name.into());
        house.does(Command::Directory(directory::DirectoryCommand::SaveAccount(account))).await.unwrap();
    }
    let names = |accounts: Vec<directory::Account>| accounts.into_iter().map(|account| account.name).collect::<Vec<_>>();
    assert_eq!(names(house.store.accounts(workspace, "beta", 10).await.unwrap()), ["Beta Works", "Alpha Beta"]);
}

async fn lists_are_sorted(house: House) {
    let mut dice = Dice(99);
    crowd(&house, &mut dice, 60).await;
    let (workspace, pipeline) = (house.company.workspace, house.company.pipeline);
    let all = Filter { state: StateFilter::All, ..Filter::default() };
    let owners = house.store.people(workspace).await.unwrap();
    for by in SortBy::ALL {
        for descending in [false, true] {
            let page = house.store.list(workspace, pipeline, &all, Sort { by, descending }, 0, 100).await.unwrap();
            let key = |card: &Opportunity| -> Option<String> {
                match by {
                    SortBy::Board => {
                        let stage = house.company.stages.iter().position(|stage| *stage == card.stage);
                        Some(format!("{stage:?} {}", card.rank.as_str()))
                    }
                    SortBy::Title => Some(format!("{}\n", text::fold(&card.title))),
                    SortBy::Account => card.account.as_ref().map(|link| text::fold(&link.name)),
                    SortBy::Amount => {
                        card.amount.filter(|amount| amount.currency == Currency::EUR).map(|amount| format!("{:012}", amount.minor))
                    }
                    SortBy::CloseOn => card.close_on.map(|date| date.to_string()),
                    SortBy::Owner => owners.iter().find(|person| Some(person.id) == card.owner).map(|person| text::fold(&person.name)),
                    SortBy::NextStep => card.next_step.as_ref().map(|step| step.due.to_string()),
                    SortBy::Created => Some(format!("{:020}", card.created_at.0)),
                }
            };
            let keys: Vec<Option<String>> = page.rows.iter().map(key).collect();
            if by != SortBy::Amount {
                let empty = keys.iter().position(Option::is_none).unwrap_or(keys.len());
                assert!(keys[empty..].iter().all(Option::is_none), "{by:?}: empty ones come last");
            }
            let filled: Vec<&String> = keys.iter().flatten().collect();
            let sorted = filled.windows(2).all(|pair| if descending { pair[0] >= pair[1] } else { pair[0] <= pair[1] });
            assert!(sorted, "{by:?} {descending}: {filled:?}");
            // Pages join.
            let mut paged = Vec::new();
            for offset in (0..page.rows.len()).step_by(7) {
                paged.extend(house.store.list(workspace, pipeline, &all, Sort { by, descending }, offset, 7).await.unwrap().rows);
            }
            assert_eq!(paged, page.rows, "{by:?}");
        }
    }
}

async fn an_export_reads_everything(house: House) {
    for index in 0..23 {
        house.card(index % 4, &format!("Card {index}"), Vec::new()).await;
    }
    let (workspace, pipeline) = (house.company.workspace, house.company.pipeline);
    let mut after = None;
    let mut count = 0;
    loop {
        let page = house.store.export(workspace, pipeline, &Filter::default(), after, 5).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.opportunity.id);
        count += page.len();
    }
    assert_eq!(count, 23);
}
