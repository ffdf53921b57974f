//! Every cell of the table of rights in ARCHITECTURE.md.

use uuid::Uuid;

use super::*;
use crate::{
    change::Set,
    conversation::Comment,
    directory::{Account, Workspace},
    money::Currency,
    rank::Rank,
    time::Timestamp,
    view::View,
};

const ME: PersonId = PersonId(Uuid::from_u128(1));
const COLLEAGUE: PersonId = PersonId(Uuid::from_u128(2));
const STRANGER: PersonId = PersonId(Uuid::from_u128(3));
const CARD: OpportunityId = OpportunityId(Uuid::from_u128(4));
const PIPELINE: PipelineId = PipelineId(Uuid::from_u128(5));
const AT: Timestamp = Timestamp(0);

fn card(owner: Option<PersonId>) -> Opportunity {
    let stage = StageId(Uuid::from_u128(6));
    let new = Opportunity::new(CARD, PIPELINE, stage, Rank::between(None, None), "Pump".into(), AT);
    Opportunity { owner, ..new }
}

fn helped() -> Opportunity {
    Opportunity { collaborators: vec![ME], ..card(Some(STRANGER)) }
}

fn facts(access: Access, card: Opportunity, visibility: Visibility) -> Facts {
    let actor = Person { access, ..Person::member(ME, "Me".into(), Department::Sales) };
    let departments = [(ME, Department::Sales), (COLLEAGUE, Department::Sales), (STRANGER, Department::Service)];
    Facts {
        actor,
        departments: departments.into(),
        pipelines: [(PIPELINE, visibility)].into(),
        cards: [(card.id, card)].into(),
        is_undo: false,
    }
}

fn edit(now: Value) -> Change {
    let sets = vec![Set { was: card(None).get(now.field()), now }];
    Change::OpportunityChanged { id: CARD, how: How::Edited, sets }
}

fn see(card: &Opportunity, visibility: &Visibility) -> impl Fn(Access) -> bool {
    move |access| {
        let facts = facts(access, card.clone(), visibility.clone());
        Scope::of(&facts.actor, visibility).is_some_and(|scope| scope.contains(card, facts.department(card.owner)))
    }
}

fn change(card: &Opportunity, change: &Change) -> impl Fn(Access) -> bool {
    move |access| facts(access, card.clone(), Visibility::Everyone).check(change).is_ok()
}

fn put(record: &Record) -> impl Fn(Access) -> bool {
    move |access| facts(access, card(None), Visibility::Everyone).check(&Change::made(record.clone())).is_ok()
}

fn row(what: &str, may: impl Fn(Access) -> bool) -> String {
    let cells = Access::ALL.map(|access| if may(access) { "yes" } else { "–" });
    format!("| {what} | {} |", cells.join(" | "))
}

fn title() -> Change {
    edit(Value::Title("Pumps".into()))
}

fn give(to: PersonId) -> Change {
    edit(Value::Owner(Some(to)))
}

#[test]
fn every_cell_of_the_table_holds() {
    let (mine, colleagues, strangers, nobodys) = (card(Some(ME)), card(Some(COLLEAGUE)), card(Some(STRANGER)), card(None));
    let view = |shared| {
        Record::View(View {
            id: ViewId(Uuid::from_u128(7)),
            pipeline: PIPELINE,
            owner: ME,
            shared,
            name: "Mine".into(),
            query: String::new(),
        })
    };
    let comment = Comment {
        id: CommentId(Uuid::from_u128(8)),
        opportunity: CARD,
        author: ME,
        text: "Called".into(),
        created_at: AT,
        edited_at: None,
    };
    let workspace = Workspace {
        id: WorkspaceId(Uuid::from_u128(9)),
        slug: "x".into(),
        name: "X".into(),
        currency: Currency::CNY,
        sample: false,
        created_at: AT,
    };
    let elsewhere = Visibility::Departments(vec![Department::Service]);
    let added = Change::OpportunityAdded { opportunity: Box::new(mine.clone()) };
    let rows = [
        row("sees the opportunities of a pipeline for everyone", see(&strangers, &Visibility::Everyone)),
        row("sees those of a pipeline for other departments", see(&strangers, &elsewhere)),
        row("sees an own opportunity of a pipeline for those involved", see(&mine, &Visibility::Involved)),
        row("sees there one that belongs to nobody", see(&nobodys, &Visibility::Involved)),
        row("sees there one of a colleague in the department", see(&colleagues, &Visibility::Involved)),
        row("sees there one of another department", see(&strangers, &Visibility::Involved)),
        row("adds an opportunity", change(&mine, &added)),
        row("changes an own opportunity", change(&mine, &title())),
        row("changes one to which they contribute", change(&helped(), &title())),
        row("changes one that belongs to nobody", change(&nobodys, &title())),
        row("changes one of a colleague in the department", change(&colleagues, &title())),
        row("changes one of another department", change(&strangers, &title())),
        row("hands over an own opportunity, also to another department", change(&mine, &give(STRANGER))),
        row("takes one that belongs to nobody", change(&nobodys, &give(ME))),
        row("gives one that belongs to nobody to a colleague", change(&nobodys, &give(COLLEAGUE))),
        row("gives one of a colleague to somebody in the department", change(&colleagues, &give(ME))),
        row("gives one of a colleague to another department", change(&colleagues, &give(STRANGER))),
        row("gives away one to which they contribute", change(&helped(), &give(STRANGER))),
        row("comments and attaches files", put(&Record::Comment(comment))),
        row("keeps accounts and contacts", put(&Record::Account(Account::named(AccountId(Uuid::nil()), "Acme".into())))),
        row("keeps a view for oneself", put(&view(false))),
        row("shares a view", put(&view(true))),
        row("imports files", |access| may_import(&facts(access, card(None), Visibility::Everyone).actor)),
        row("changes people, pipelines, rates and the workspace", put(&Record::Workspace(workspace))),
        row("changes the own name, time zone and picture", |access| {
            let actor = facts(access, card(None), Visibility::Everyone).actor;
            let now = Person { name: "Another".into(), zone: "UTC".into(), avatar: Some(AvatarId(Uuid::nil())), ..actor.clone() };
            person(access, actor, now)
        }),
        row("reads the audit log", |access| may_administer(&facts(access, card(None), Visibility::Everyone).actor)),
    ];
    let book = include_str!("../../../../ARCHITECTURE.md");
    for row in rows {
        assert!(book.lines().any(|line| line == row), "not in ARCHITECTURE.md: {row}");
    }
}

fn person(access: Access, was: Person, now: Person) -> bool {
    let change = Change::Put { was: Some(Record::Person(was)), now: Some(Record::Person(now)) };
    facts(access, card(None), Visibility::Everyone).check(&change).is_ok()
}

#[test]
fn nobody_but_an_administrator_changes_more_than_that_or_others() {
    for access in Access::ALL {
        let me = facts(access, card(None), Visibility::Everyone).actor;
        let other = Person { id: COLLEAGUE, ..me.clone() };
        let is_administrator = access == Access::Administrator;
        for now in [
            Person { access: Access::Administrator, ..me.clone() },
            Person { department: Department::Management, ..me.clone() },
            Person { active: false, ..me.clone() },
        ] {
            let is_same = now == me;
            assert_eq!(person(access, me.clone(), now.clone()), is_administrator || is_same, "{access:?} {now:?}");
        }
        let named = Person { name: "Another".into(), ..other.clone() };
        assert_eq!(person(access, other, named), is_administrator, "{access:?}");
    }
}

#[test]
fn what_one_does_not_see_is_not_there() {
    let facts = facts(Access::Member, card(Some(STRANGER)), Visibility::Involved);
    assert_eq!(facts.check(&title()).unwrap_err().code, Code::NotFound);
}

#[test]
fn an_own_act_can_be_taken_back_although_the_card_is_no_longer_ones_own() {
    let mut facts = facts(Access::Member, card(Some(STRANGER)), Visibility::Everyone);
    assert!(facts.check(&give(ME)).is_err());
    facts.is_undo = true;
    assert!(facts.check(&give(ME)).is_ok());
    facts.actor.access = Access::Viewer;
    assert!(facts.check(&give(ME)).is_err());
}

#[test]
fn nobody_moves_a_card_to_where_they_do_not_see_it() {
    let mut facts = facts(Access::Member, card(Some(ME)), Visibility::Everyone);
    let hidden = PipelineId(Uuid::from_u128(10));
    facts.pipelines.insert(hidden, Visibility::Departments(vec![Department::Service]));
    let change = edit(Value::Stage(hidden, StageId(Uuid::from_u128(11))));
    assert_eq!(facts.check(&change).unwrap_err().field.as_deref(), Some("pipeline"));
}

#[test]
fn visibility_survives_its_text() {
    let some = Visibility::Departments(vec![Department::Sales, Department::Product]);
    for visibility in [Visibility::Everyone, Visibility::Involved, some] {
        assert_eq!(Visibility::parse(&visibility.stored()), Some(visibility));
    }
    assert_eq!(Visibility::parse("nobody"), None);
}
