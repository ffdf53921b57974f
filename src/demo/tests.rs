//! The stories hold what they promise, whatever the seed and the day.

use std::collections::{BTreeMap, BTreeSet};

use heliu_domain::time::date;
use heliu_domain::{
    BoardCommand, Command, Opportunity, State,
    conversation::ConversationCommand,
    mark,
    pipeline::{FieldKind, Need},
    responsibility::{EVIDENCE_DAYS, Finding, Fix, HoldingDates, Kind, OpenCard, ResponsibilityCommand, Spot, Watch, fixes},
};

use super::{shadow::Shadow, tale::tell, words::Words, *};

const TODAY: Date = date(2026, 6, 17);
const LANGUAGES: [Language; 2] = [Language::En, Language::Zh];

fn told(trade: Trade, language: Language) -> Story {
    let (story, refused) = tell(trade, language, SEED, TODAY);
    assert_eq!(refused, []);
    story
}

fn all() -> Vec<Story> {
    LANGUAGES.into_iter().flat_map(|language| Trade::ALL.map(|trade| told(trade, language))).collect()
}

/// Replays a story against the rules from nothing.
fn replay(story: &Story) -> Shadow {
    let mut shadow = Shadow::new(story.workspace.clone(), story.founder.clone());
    for step in &story.steps {
        shadow.commit(&step.envelope, &step.author).unwrap();
    }
    shadow
}

fn check_figures(trade: Trade, cards: &[&Opportunity], today: Date) {
    let quarters = Quarters::before(today);
    let of = |period| figures(cards.iter().copied(), period);
    let (first, second) = (of(quarters.first), of(quarters.second));
    match trade {
        Trade::Technology => assert_eq!((first.conversion(), second.conversion()), (300, 390)),
        Trade::Manufacturer => {
            assert_eq!((first.created, second.created), (95, 133));
            assert_eq!((first.conversion(), second.conversion()), (400, 400));
        }
    }
}

#[test]
fn every_command_is_accepted_again() {
    for story in all() {
        replay(&story);
    }
}

#[test]
fn the_same_seed_and_day_tell_the_same_story() {
    assert_eq!(stories(TODAY), stories(TODAY));
    assert_ne!(story(Trade::Technology, Language::En, 1, TODAY), story(Trade::Technology, Language::En, 2, TODAY));
}

#[test]
fn conversion_rises_by_thirty_per_cent_and_opportunities_by_forty() {
    for language in LANGUAGES {
        for trade in Trade::ALL {
            let shadow = replay(&told(trade, language));
            check_figures(trade, &shadow.board.cards().collect::<Vec<_>>(), TODAY);
        }
    }
}

#[test]
fn any_seed_and_any_day_tell_a_story_that_holds() {
    let rounds = if std::env::var_os("HELIU_TORTURE").is_some() { 400 } else { 8 };
    for round in 0..rounds {
        let today = calendar::plus(date(2024, 12, 25), i64::try_from(round).unwrap() * 23);
        for (trade, language) in Trade::ALL.into_iter().zip(if round % 2 == 0 { LANGUAGES } else { [Language::Zh, Language::En] }) {
            let (story, refused) = tell(trade, language, round, today);
            assert_eq!(refused, [], "seed {round}, {today}, {trade:?}, {language:?}");
            let shadow = replay(&story);
            check_figures(trade, &shadow.board.cards().collect::<Vec<_>>(), today);
        }
    }
}

#[test]
fn everything_happens_in_order_and_before_the_reference_day() {
    for story in all() {
        let instants: Vec<_> = story.steps.iter().map(|step| step.author.at).collect();
        assert!(instants.is_sorted_by(|a, b| a < b));
        assert!(story.workspace.created_at < instants[0]);
        assert!(instants.last().unwrap().date() < TODAY);
        let ids: BTreeSet<_> = story.steps.iter().map(|step| step.envelope.id).collect();
        assert_eq!(ids.len(), story.steps.len());
    }
}

#[test]
fn there_is_as_much_as_a_demonstration_needs() {
    for story in all() {
        let shadow = replay(&story);
        let open: Vec<_> = shadow.board.cards().filter(|card| card.state == State::Open && card.deleted_at.is_none()).collect();
        let marks: Vec<_> = open.iter().map(|card| mark::marks(card, shadow.board.stages.get(&card.stage), TODAY)).collect();
        let many = |count: usize| assert!(count >= 3, "{count} in {}", story.workspace.slug);
        assert!((15..=25).contains(&shadow.people.len()));
        assert!((40..=80).contains(&shadow.accounts.len()), "{}", shadow.accounts.len());
        assert!((180..=320).contains(&shadow.board.cards().count()));
        let (duties, work): (Vec<_>, Vec<_>) =
            story.steps.iter().partition(|step| matches!(step.envelope.command, Command::Responsibility(_)));
        assert!((1_500..=2_800).contains(&work.len()), "{}", work.len());
        assert!((100..=500).contains(&duties.len()), "{}", duties.len());
        many(marks.iter().filter(|mark| mark.rotting.is_some()).count());
        many(marks.iter().filter(|mark| mark.overdue.is_some()).count());
        many(marks.iter().filter(|mark| mark.today).count());
        many(marks.iter().filter(|mark| mark.no_next_step).count());
        many(open.iter().filter(|card| card.owner.is_none()).count());
        many(open.iter().filter(|card| !card.collaborators.is_empty()).count());
        many(shadow.board.cards().filter(|card| card.deleted_at.is_some()).count());
        many(shadow.board.cards().filter(|card| card.amount.is_some_and(|amount| amount.currency != shadow.workspace.currency)).count());
        many(shadow.views.len());
        assert_eq!(shadow.handovers.iter().filter(|it| it.passes() && !it.note.is_empty()).count(), 3, "{}", story.workspace.slug);
        let ruled = shadow.board.stages.values().filter(|stage| !stage.owner_rule.keeps()).map(|stage| stage.pipeline);
        assert_eq!(ruled.collect::<BTreeSet<_>>().len(), shadow.pipelines.len());
        let limits: Vec<_> =
            shadow.board.stages.values().filter_map(|stage| Some((stage.limit?, shadow.board.counts[&stage.id]))).collect();
        assert!(limits.iter().any(|(limit, count)| !limit.hard && *count > i64::from(limit.cards)));
        assert!(limits.iter().any(|(limit, _)| limit.hard));
    }
}

#[test]
fn both_languages_have_the_same_shape() {
    for trade in Trade::ALL {
        let shapes = LANGUAGES.map(|language| {
            let shadow = replay(&told(trade, language));
            let stages = shadow.board.stages.values();
            let mut stages: Vec<_> = stages
                .map(|stage| {
                    let needs: Vec<bool> = stage.requirements.iter().map(|it| matches!(it.need, Need::Confirm(_))).collect();
                    (
                        shadow.pipelines[&stage.pipeline].rank.clone(),
                        stage.rank.clone(),
                        stage.probability,
                        stage.rot_days,
                        needs,
                        stage.limit.map(|it| it.hard),
                    )
                })
                .collect();
            stages.sort();
            let mut kinds: Vec<_> = shadow
                .board
                .fields
                .values()
                .map(|field| {
                    let choices = if let FieldKind::Choice(choices) = &field.kind { choices.len() } else { 0 };
                    (shadow.pipelines[&field.pipeline].rank.clone(), field.rank.clone(), choices)
                })
                .collect();
            kinds.sort();
            let mut departments = BTreeMap::new();
            for person in shadow.people.values() {
                *departments.entry((person.department, person.active)).or_insert(0) += 1;
            }
            (stages, kinds, departments, shadow.board.cards().count(), shadow.views.len(), shadow.rates.len())
        });
        assert_eq!(shapes[0], shapes[1]);
    }
}

#[test]
fn the_words_fit_the_shape() {
    for trade in Trade::ALL {
        for language in LANGUAGES {
            let (shape, words) = (trade.shape(), Words::of(trade, language));
            assert_eq!(shape.pipelines.len(), words.pipelines.len());
            assert_eq!(shape.pipelines.iter().map(|it| it.share).sum::<usize>(), 100);
            for (shape, words) in shape.pipelines.iter().zip(words.pipelines) {
                assert_eq!((shape.stages.len(), shape.fields.len()), (words.stages.len(), words.fields.len()), "{}", words.name);
                for (shape, words) in shape.stages.iter().zip(words.stages) {
                    assert_eq!(
                        shape.asks.iter().filter(|ask| **ask == shape::Ask::Confirm).count(),
                        words.confirms.len(),
                        "{}",
                        words.name
                    );
                    assert!(!words.steps.is_empty() && !words.talk.is_empty());
                }
                for (shape, words) in shape.fields.iter().zip(words.fields) {
                    assert_eq!(matches!(shape, shape::Measure::Text | shape::Measure::Choice), !words.values.is_empty(), "{}", words.name);
                }
                assert!(shape.sources.iter().all(|source| *source < Words::of(trade, language).sources.len()));
            }
        }
    }
}

#[test]
fn no_text_is_empty_or_has_a_slot_left_and_no_title_comes_twice() {
    for story in all() {
        let mut titles = BTreeSet::new();
        for step in &story.steps {
            match &step.envelope.command {
                Command::Board(BoardCommand::Create { title, .. }) => {
                    assert!(!title.trim().is_empty() && titles.insert(title), "{title}");
                }
                Command::Board(BoardCommand::Close { reason, .. }) => assert!(!reason.is_empty()),
                Command::Conversation(ConversationCommand::Comment { text, .. }) => assert!(!text.trim().is_empty()),
                Command::Conversation(ConversationCommand::Describe { after, .. }) => assert!(!after.trim().is_empty()),
                _ => {}
            }
            let json = serde_json::to_string(&step.envelope.command).unwrap();
            for slot in ["{contact}", "{colleague}", "{city}", "{short}", "{date}", "{month}", "{n}", "{}\""] {
                assert!(!json.contains(slot), "{json}");
            }
        }
    }
}

#[test]
fn the_big_workspace_has_as_many_cards_as_asked_for_in_every_stage_alike() {
    let story = big(600, TODAY);
    let shadow = replay(&story);
    assert_eq!(shadow.board.cards().count(), 600);
    assert!(shadow.board.counts.values().all(|count| *count == 100));
    assert_eq!(big(600, TODAY), story);
}

/// An empty store in a file of its own, which goes with it.
struct Place {
    store: Store,
    folder: std::path::PathBuf,
}

impl Place {
    async fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("heliu-demo-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let options = heliu_store::Options {
            durability: heliu_store::Durability::Normal,
            ..heliu_store::Options::new(format!("sqlite:{}", folder.join("heliu.db").display()))
        };
        Self { store: Store::open(&options).await.unwrap(), folder }
    }

    async fn leave(self) {
        self.store.close().await;
        std::fs::remove_dir_all(self.folder).unwrap();
    }
}

#[tokio::test]
async fn the_store_agrees_with_the_stories_and_loads_them_once() {
    let place = Place::new("load").await;
    let started = std::time::Instant::now();
    load(&place.store, TODAY).await.unwrap();
    println!("four companies loaded in {:?}", started.elapsed());
    for (story, (_, trade)) in all().iter().zip(LANGUAGES.into_iter().flat_map(|language| Trade::ALL.map(|trade| (language, trade)))) {
        let workspace = place.store.workspace(&story.workspace.slug).await.unwrap().unwrap();
        assert_eq!(workspace, story.workspace);
        let shadow = replay(story);
        let told: Vec<&Opportunity> = shadow.board.cards().collect();
        let ids: Vec<_> = told.iter().map(|card| card.id).collect();
        let mut kept = place.store.cards(workspace.id, &ids).await.unwrap();
        kept.sort_by_key(|card| card.id);
        assert_eq!(kept.iter().collect::<Vec<_>>(), told);
        check_figures(trade, &kept.iter().collect::<Vec<_>>(), TODAY);
        let mut unread = Vec::new();
        for person in shadow.people.values().filter(|person| person.active) {
            unread.push(place.store.seen_by(workspace.id, person.clone()).unread(100).await.unwrap());
        }
        assert!(unread.iter().any(|count| *count > 0) && unread.iter().sum::<i64>() <= 6, "{unread:?}");
    }
    let before = place.store.workspaces().await.unwrap();
    load(&place.store, TODAY).await.unwrap();
    assert_eq!(place.store.workspaces().await.unwrap(), before);
    assert_eq!(place.store.integrity().await.unwrap(), Vec::<String>::new());
    place.leave().await;
}

#[tokio::test]
async fn a_story_that_is_refused_leaves_nothing_behind() {
    let place = Place::new("refused").await;
    let mut story = told(Trade::Technology, Language::En);
    let last = story.steps.last().unwrap().clone();
    let missing = Command::Board(BoardCommand::Reopen { cards: vec![heliu_domain::OpportunityId(uuid::Uuid::nil())] });
    let id = heliu_domain::CommandId(uuid::Uuid::max());
    story.steps.push(Step { author: last.author, envelope: Envelope { id, command: missing } });
    assert_eq!(put(&place.store, story).await.unwrap_err().code, heliu_domain::Code::NotFound);
    assert_eq!(place.store.workspaces().await.unwrap(), []);
    place.leave().await;
}

#[tokio::test]
async fn the_big_workspace_loads() {
    let place = Place::new("big").await;
    let cards = std::env::var("HELIU_BIG").ok().and_then(|count| count.parse().ok()).unwrap_or(500);
    let story = big(cards, TODAY);
    let (id, started) = (story.workspace.id, std::time::Instant::now());
    put(&place.store, story).await.unwrap();
    println!("{cards} cards loaded in {:?}", started.elapsed());
    let pipeline = place.store.pipelines(id).await.unwrap()[0].id;
    let board = place.store.board(id, pipeline, &heliu_domain::filter::Filter::default(), 10).await.unwrap().unwrap();
    assert_eq!(board.columns.len(), 6);
    assert_eq!(
        place
            .store
            .totals(id, pipeline, &heliu_domain::filter::Filter::default())
            .await
            .unwrap()
            .columns
            .values()
            .map(|it| it.count)
            .sum::<i64>(),
        i64::try_from(cards).unwrap()
    );
    place.leave().await;
}

/// What a story looks like, for whoever writes its words: `HELIU_TALE=1 cargo nextest run … --no-capture`.
#[test]
fn a_story_can_be_read() {
    if std::env::var_os("HELIU_TALE").is_none() {
        return;
    }
    for story in all() {
        let mut kinds = BTreeMap::new();
        for step in &story.steps {
            *kinds.entry(step.envelope.command.kind()).or_insert(0) += 1;
        }
        println!("== {} {} steps {kinds:?}", story.workspace.slug, story.steps.len());
        for step in &story.steps {
            println!("{} {}", step.author.at.date(), serde_json::to_string(&step.envelope.command).unwrap());
        }
    }
}

/// What is amiss in a company at the end of its story.
fn found(shadow: &Shadow, moves: &[(heliu_domain::StageId, heliu_domain::PersonId)]) -> Vec<Finding> {
    let cards = shadow.board.cards().map(|card| (card.id, OpenCard::of(card))).collect();
    Watch::new(shadow.chart.clone(), TODAY, cards, moves.iter().copied()).findings()
}

/// Does the first fix of a finding, as the founder.
fn mend(shadow: &mut Shadow, finding: &Finding, founder: heliu_domain::PersonId) {
    let fix = fixes(&shadow.chart, finding, TODAY).into_iter().next().unwrap();
    let command = match fix {
        Fix::Give { row, column, letter } => {
            ResponsibilityCommand::SetCell { row, column, seen: shadow.chart.letter(row, column), letter: Some(letter) }
        }
        Fix::OnlyAccountable { row, column } => ResponsibilityCommand::KeepAccountable { row, column },
        Fix::Hold { role, person, deputy } => {
            let id = heliu_domain::HoldingId::new(heliu_domain::Timestamp(0), [u8::try_from(shadow.chart.holdings.len()).unwrap(); 10]);
            ResponsibilityCommand::Hold { id, role, person, deputy, dates: HoldingDates::default() }
        }
        Fix::Learnt { person, skill, level } => ResponsibilityCommand::SaveSkill { person, name: skill, level, years: 1 },
        Fix::Pass { row, from, to } => ResponsibilityCommand::PassCell { row, from, to },
        Fix::Delete { responsibility } => ResponsibilityCommand::DeleteResponsibility { id: responsibility },
        Fix::Show { .. } => return,
    };
    let author = Author { person: founder, at: heliu_domain::Timestamp::from_date(TODAY) };
    let envelope = Envelope { id: heliu_domain::CommandId(uuid::Uuid::nil()), command: Command::Responsibility(Box::new(command)) };
    shadow.commit(&envelope, &author).unwrap();
}

#[test]
fn exactly_the_planted_gaps_are_found_and_each_is_mended_by_its_button() {
    for story in all() {
        let mut shadow = Shadow::new(story.workspace.clone(), story.founder.clone());
        let since = heliu_domain::Timestamp::from_date(calendar::plus(TODAY, -EVIDENCE_DAYS));
        let mut moves = Vec::new();
        for step in &story.steps {
            for change in shadow.commit(&step.envelope, &step.author).unwrap() {
                let (at, actor) = (step.author.at, step.author.person);
                let entry = heliu_domain::Entry { seq: 0, at, actor, command: step.envelope.id, change };
                moves.extend(Watch::evidence_of(&entry).filter(|_| at >= since));
            }
        }
        let of_cards = |finding: &Finding| matches!(finding.spot, Spot::Pipeline(_));
        let all = found(&shadow, &moves);
        let kinds: Vec<&str> = all
            .iter()
            .filter(|finding| !of_cards(finding))
            .map(|finding| match finding.kind {
                Kind::NoAccountable => "no accountable",
                Kind::ManyAccountable { .. } => "many accountable",
                Kind::Vacant => "vacant",
                Kind::LacksSkill { .. } => "lacks skill",
                Kind::NoDeputy { .. } => "no deputy",
                Kind::Alike { .. } => "alike",
                _ => "not planted",
            })
            .collect();
        let mut sorted = kinds.clone();
        sorted.sort_unstable();
        assert_eq!(
            sorted,
            ["alike", "lacks skill", "many accountable", "no accountable", "no deputy", "vacant"],
            "{}: {all:?}",
            story.workspace.name
        );
        // What opportunities lack is counted right.
        for finding in all.iter().filter(|finding| of_cards(finding)) {
            let Spot::Pipeline(pipeline) = finding.spot else { unreachable!() };
            let open =
                shadow.board.cards().filter(|card| card.pipeline == pipeline && card.state == State::Open && card.deleted_at.is_none());
            let (expected, cards) = match finding.kind {
                Kind::NoOwner { cards } => (open.filter(|card| card.owner.is_none()).count(), cards),
                Kind::NoClose { cards } => (open.filter(|card| card.close_on.is_none()).count(), cards),
                Kind::NoStep { cards } => (open.filter(|card| card.next_step.is_none()).count(), cards),
                _ => unreachable!(),
            };
            assert_eq!(u32::try_from(expected).unwrap(), cards);
        }
        for _ in 0..6 {
            let Some(first) = found(&shadow, &moves).into_iter().find(|finding| !of_cards(finding)) else { break };
            mend(&mut shadow, &first, story.founder.id);
        }
        assert_eq!(found(&shadow, &moves).into_iter().filter(|finding| !of_cards(finding)).collect::<Vec<_>>(), []);
    }
}
