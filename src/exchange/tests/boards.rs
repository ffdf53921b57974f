//! Tests of this room.

use heliu_domain::time::date;
use heliu_domain::{
    exchange::{ImportSummary, Note},
    opportunity::{NextStep, State},
    problem::Code,
    time::Timestamp,
};
use serde_json::{Value, json};

use super::{samples, world::World};
use crate::exchange::{
    dataset::{Upload, prepare},
    plan::Built,
    trello,
};

const BOARD: &str = r##"{
    "name": "Board",
    "lists": [
        {"id": "l2", "name": "Offer", "pos": 200, "closed": false},
        {"id": "l1", "name": "Lead", "pos": 100.5, "closed": false},
        {"id": "l3", "name": "Won", "pos": 300, "closed": false},
        {"id": "l4", "name": "Old", "pos": 50, "closed": true},
        {"id": "l5", "name": "lead", "pos": 400, "closed": false}
    ],
    "members": [
        {"id": "m1", "fullName": "John Doe", "username": "john"},
        {"id": "m2", "fullName": "John Doe", "username": "doe"},
        {"id": "m3", "fullName": "", "username": "kim"}
    ],
    "labels": [{"id": "b1", "name": "", "color": "yellow"}, {"id": "b2", "name": "Big one", "color": "red"}],
    "customFields": [
        {"id": "f1", "name": "Region", "type": "list", "options": [{"id": "o1", "value": {"text": "East"}}]},
        {"id": "f2", "name": "Size", "type": "number"},
        {"id": "f3", "name": "Since", "type": "date"},
        {"id": "f4", "name": "Key", "type": "checkbox"}
    ],
    "checklists": [
        {"id": "k2", "idCard": "c1", "name": "Later", "pos": 2, "checkItems": [{"name": "z", "state": "incomplete", "pos": 1}]},
        {"id": "k1", "idCard": "c1", "name": "Steps", "pos": 1, "checkItems": [
            {"name": "send", "state": "incomplete", "pos": 2, "due": "2026-04-02T10:00:00.000Z"},
            {"name": "call", "state": "complete", "pos": 1, "due": "2026-04-01T10:00:00.000Z"}
        ]}
    ],
    "actions": [
        {"type": "commentCard", "date": "2026-01-03T00:00:00.000Z", "idMemberCreator": "m3", "data": {"text": "second", "card": {"id": "c1"}}},
        {"type": "commentCard", "date": "2026-01-02T00:00:00.000Z", "idMemberCreator": "gone", "memberCreator": {"id": "gone", "fullName": "Former"}, "data": {"text": "first", "card": {"id": "c1"}}},
        {"type": "updateCard", "date": "2026-01-05T00:00:00.000Z", "data": {"card": {"id": "c1"}, "listAfter": {"id": "l2"}}},
        {"type": "createCard", "date": "2026-01-01T00:00:00.000Z", "data": {"card": {"id": "c1"}}}
    ],
    "cards": [
        {"id": "c2", "name": "Below", "idList": "l2", "pos": 900, "closed": false, "desc": "", "due": null, "idMembers": [], "labels": [], "dueComplete": false},
        {"id": "c1", "name": "Above", "idList": "l2", "pos": 100, "closed": false, "desc": "Text", "due": "2026-05-01T09:00:00.000Z",
         "idMembers": ["m2", "m3"], "idLabels": ["b1", "b2"],
         "labels": [{"id": "b2", "name": "Big one", "color": "red"}],
         "attachments": [{"name": "plan.pdf", "url": "https://example.com/plan.pdf"}, {"name": "bad", "url": "javascript:alert(1)"}],
         "customFieldItems": [
            {"idCustomField": "f1", "idValue": "o1", "value": null},
            {"idCustomField": "f2", "value": {"number": "12.5"}},
            {"idCustomField": "f3", "value": {"date": "2026-02-03T12:00:00.000Z"}},
            {"idCustomField": "f4", "value": {"checked": "true"}}
         ]},
        {"id": "59bbfc4bf36aa0270d6bfd43", "name": "Sold", "idList": "l3", "pos": 1, "closed": false},
        {"id": "c4", "name": "Archived", "idList": "l1", "pos": 1, "closed": true},
        {"id": "c5", "name": "In old list", "idList": "l4", "pos": 1, "closed": false},
        {"id": "c6", "name": "Template", "idList": "l1", "pos": 1, "isTemplate": true}
    ]
}"##;

fn imported() -> (World, Built) {
    let mut world = World::default();
    let built = trello::build("board.json", BOARD.as_bytes(), &world.around()).unwrap();
    assert_eq!(built.problems, []);
    world.import(&built.plan).unwrap();
    (world, built)
}

#[test]
fn lists_cards_and_people_arrive_in_order() {
    let (world, built) = imported();
    assert_eq!(world.facts.stages.iter().map(|stage| stage.name.as_str()).collect::<Vec<_>>(), ["Lead", "Offer", "lead (2)"]);
    let (above, below) = (world.card("c1"), world.card("c2"));
    assert!(above.rank < below.rank && world.stage(above) == "Offer");
    assert_eq!(
        (world.person(above.owner), above.collaborators.iter().map(|id| world.person(Some(*id))).collect::<Vec<_>>()),
        ("John Doe (doe)", vec!["kim"])
    );
    assert_eq!(above.tags, ["Big one", "yellow"]);
    assert_eq!(above.close_on, Some(date(2026, 5, 1)));
    assert_eq!(above.next_step, Some(NextStep { what: "send".into(), due: date(2026, 4, 2), minute: None }));
    assert_eq!(above.created_at, Timestamp::from_date(date(2026, 1, 1)));
    assert_eq!(above.entered_at, Timestamp::from_date(date(2026, 1, 5)));
    assert_eq!(["Region", "Size", "Since", "Key"].map(|name| world.custom(above, name)), ["East", "12.5", "2026-02-03", "yes"]);
    let description = &world.facts.descriptions[&above.id];
    let expected = "Text\n\n### Steps\n\n- [x] call\n- [ ] send\n\n### Later\n\n- [ ] z\n\n### Attachments\n\n- [plan.pdf](<https://example.com/plan.pdf>)";
    assert_eq!(description, expected);
    let comments: Vec<_> =
        world.facts.comments[&above.id].iter().map(|comment| (world.person(Some(comment.author)), comment.text.as_str())).collect();
    assert_eq!(comments, [("Former", "first"), ("kim", "second")]);
    let sold = world.card("59bbfc4bf36aa0270d6bfd43");
    assert_eq!((sold.state, sold.created_at), (State::Won, Timestamp(0x59bb_fc4b * 1000)));
    assert_eq!(world.cards.values().filter(|card| card.deleted_at.is_some()).map(|card| card.title.as_str()).collect::<Vec<_>>().len(), 2);
    assert!(world.card("c4").deleted_at.is_some() && world.card("c5").deleted_at.is_some());
    for note in [
        Note::ArchivedList { name: "Old".into(), cards: 1 },
        Note::Closing { name: "Won".into(), rows: 1 },
        Note::Archived { cards: 1 },
        Note::Templates { cards: 1 },
        Note::Attachments { count: 2 },
    ] {
        assert!(built.notes.contains(&note), "{note:?}");
    }
}

#[test]
fn the_same_board_twice_changes_nothing() {
    let (mut world, _) = imported();
    let built = trello::build("board.json", BOARD.as_bytes(), &world.around()).unwrap();
    let decision = world.import(&built.plan).unwrap();
    assert_eq!(decision.changes, []);
    assert_eq!(decision.summary, ImportSummary { unchanged: 5, ..ImportSummary::default() });
}

#[test]
fn the_sample_board_arrives() {
    let bytes = match samples::folder() {
        Some(folder) => std::fs::read(folder.join("trello/board-export.json")).unwrap(),
        None => {
            println!("HELIU_SAMPLES is not set: a made-up board of the same shape is read instead");
            json!({
                "name": "Test Board Name",
                "lists": [{"id": "hashlisttodo", "name": "TODO", "closed": false, "pos": 65535}],
                "cards": [{"id": "hashcard7", "name": "Name Card 7", "idList": "hashlisttodo", "closed": false, "pos": 65535, "desc": "", "due": null}],
                "actions": [{"type": "createCard", "date": "2017-09-15T16:14:03.187Z", "data": {"card": {"id": "hashcard7"}}}],
                "members": [{"id": "fakeidmemberhash", "fullName": "John Doe"}], "checklists": [], "customFields": [], "labels": []
            })
            .to_string()
            .into_bytes()
        }
    };
    let mut world = World::default();
    let prepared = prepare(&[Upload { name: "board-export.json", bytes: &bytes }], None, &world.around()).unwrap();
    assert_eq!((prepared.problem_count(), prepared.previews[0].stages.as_slice()), (0, ["TODO".to_owned()].as_slice()));
    world.import(&prepared.plan).unwrap();
    let card = world.card("hashcard7");
    assert_eq!((card.title.as_str(), world.stage(card), card.owner, card.deleted_at), ("Name Card 7", "TODO", None, None));
    assert_eq!(card.created_at.0, 1_505_492_043_187);
}

#[test]
fn malformed_boards_are_refused_clearly() {
    let world = World::default();
    let code = |text: &str| {
        trello::build("x.json", text.as_bytes(), &world.around()).map(|built| built.problems.len()).map_err(|problem| problem.code)
    };
    assert_eq!(code("{\"lists\": ["), Err(Code::Malformed));
    assert_eq!(code("{\"lists\": [], \"cards\": []}"), Err(Code::Required));
    assert_eq!(code("{\"cards\": []}"), Err(Code::Malformed));
    assert_eq!(code("[1]"), Err(Code::Malformed));
    assert_eq!(code(&format!("{{\"lists\": [], \"cards\": [], \"x\": {}", "[".repeat(100_000))), Err(Code::Malformed));
    let lists: Vec<Value> = (0..300).map(|number| json!({"id": number.to_string(), "name": number.to_string()})).collect();
    assert_eq!(code(&json!({"lists": lists, "cards": []}).to_string()), Err(Code::TooLong));
    let bad_card = json!({"lists": [{"id": "l", "name": "L"}], "cards": [{"id": "a", "idList": "l", "name": "ok"}, {"id": "b", "idList": "l", "name": " "}, {"id": "c", "idList": "l", "name": "x", "due": "soon"}]});
    let built = trello::build("x.json", bad_card.to_string().as_bytes(), &world.around()).unwrap();
    assert_eq!(built.problems.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(built.plan.rows.len(), 1);
}

#[test]
fn long_names_are_shortened_and_kept_in_the_description() {
    let name = "长".repeat(300);
    let board = json!({"lists": [{"id": "l", "name": "L"}], "cards": [{"id": "a", "idList": "l", "name": name, "desc": "text"}]});
    let built = trello::build("x.json", board.to_string().as_bytes(), &World::default().around()).unwrap();
    assert_eq!((built.plan.rows[0].title.chars().count(), built.plan.rows[0].description.clone()), (200, format!("{name}\n\ntext")));
    assert!(built.notes.contains(&Note::Shortened { rows: 1 }));
}
