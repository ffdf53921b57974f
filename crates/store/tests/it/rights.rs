//! Who may do and see what, in the write path and in every read.

use heliu_domain::{
    board::{Author, Edit},
    change::Change,
    command::Command,
    conversation::ConversationCommand,
    directory::{Access, Department, DirectoryCommand, Person},
    filter::{Filter, Sort, SortBy, StateFilter},
    pipeline::PipelineCommand,
    policy::Visibility,
    *,
};
use heliu_store::Window;

use crate::house::{House, fresh, now};

crate::stories! {
    a_member_changes_only_what_is_theirs
    a_lead_gives_within_the_department
    only_administrators_change_people_and_pipelines
    what_a_department_does_not_see_is_nowhere
    those_involved_see_only_their_own
    a_person_hears_of_what_they_gave_away
    a_viewer_changes_nothing
}

/// Makes somebody of a department, and gives them that access.
async fn join(house: &House, name: &str, department: Department, access: Access) -> Person {
    let person = Person { access, ..Person::member(fresh!(PersonId), name.to_owned(), department) };
    house.does(Command::Directory(DirectoryCommand::SavePerson(person.clone()))).await.unwrap();
    person
}

fn author(person: &Person) -> Author {
    Author { person: person.id, at: now() }
}

async fn owned(house: &House, title: &str, owner: Option<PersonId>) -> OpportunityId {
    house.card(0, title, vec![Value::Owner(owner)]).await
}

async fn edit(house: &House, person: &Person, card: OpportunityId, now: Value) -> Result<Outcome, Problem> {
    let was = house.get(card).await.get(now.field());
    let edits = vec![Edit { card, sets: vec![Set { was, now }] }];
    house.commit(author(person), Command::Board(BoardCommand::Edit { edits })).await
}

async fn show(house: &House, to: Visibility) {
    let command = PipelineCommand::Show { id: house.company.pipeline, to };
    house.does(Command::Pipeline(command)).await.unwrap();
}

fn window(house: &House, person: &Person) -> Window {
    house.store.seen_by(house.company.workspace, person.clone())
}

fn everything() -> Filter {
    Filter { state: StateFilter::All, ..Filter::default() }
}

/// Asserts that the command is refused with a code, and that the log and with it the tables are as before.
async fn refused(house: &House, code: Code, command: impl Future<Output = Result<Outcome, Problem>>) {
    let before = house.seq().await;
    assert_eq!(command.await.unwrap_err().code, code);
    assert_eq!(house.seq().await, before);
    house.is_sound().await;
}

async fn a_member_changes_only_what_is_theirs(house: House) {
    let ann = join(&house, "Ann", Department::Sales, Access::Member).await;
    let bob = join(&house, "Bob", Department::Sales, Access::Member).await;
    let mine = owned(&house, "Mine", Some(ann.id)).await;
    let his = owned(&house, "His", Some(bob.id)).await;
    let nobodys = owned(&house, "Nobody's", None).await;
    edit(&house, &ann, mine, Value::Title("Mine still".into())).await.unwrap();
    refused(&house, Code::Forbidden, edit(&house, &ann, his, Value::Title("Mine now".into()))).await;
    refused(&house, Code::Forbidden, edit(&house, &ann, his, Value::Owner(Some(ann.id)))).await;
    // Of several cards in one command, none is changed when one may not be.
    let both =
        BoardCommand::Move { cards: vec![mine, his], stage: house.stage(1), place: Place::Top, seen: Vec::new(), note: String::new() };
    refused(&house, Code::Forbidden, house.commit(author(&ann), Command::Board(both))).await;
    refused(&house, Code::Forbidden, edit(&house, &ann, nobodys, Value::Owner(Some(bob.id)))).await;
    let taken = edit(&house, &ann, nobodys, Value::Owner(Some(ann.id))).await.unwrap();
    // What was handed over can be taken back, and the helper may work on it.
    let given = edit(&house, &ann, mine, Value::Owner(Some(bob.id))).await.unwrap();
    refused(&house, Code::Forbidden, edit(&house, &ann, mine, Value::Title("Again".into()))).await;
    house.commit(author(&ann), Command::Undo { command: given.command }).await.unwrap();
    assert_eq!(house.get(mine).await.owner, Some(ann.id));
    house.commit(author(&ann), Command::Undo { command: taken.command }).await.unwrap();
    edit(&house, &bob, his, Value::Collaborators(vec![ann.id])).await.unwrap();
    edit(&house, &ann, his, Value::Title("Ours".into())).await.unwrap();
    house.is_sound().await;
}

async fn a_lead_gives_within_the_department(house: House) {
    let lead = join(&house, "Lead", Department::Sales, Access::Lead).await;
    let seller = join(&house, "Seller", Department::Sales, Access::Member).await;
    let other = join(&house, "Other", Department::Sales, Access::Member).await;
    let product = join(&house, "Product", Department::Product, Access::Member).await;
    let ours = owned(&house, "Ours", Some(seller.id)).await;
    let theirs = owned(&house, "Theirs", Some(product.id)).await;
    edit(&house, &lead, ours, Value::Owner(Some(other.id))).await.unwrap();
    refused(&house, Code::Forbidden, edit(&house, &lead, ours, Value::Owner(Some(product.id)))).await;
    refused(&house, Code::Forbidden, edit(&house, &lead, theirs, Value::Owner(Some(seller.id)))).await;
}

async fn only_administrators_change_people_and_pipelines(house: House) {
    for access in [Access::Lead, Access::Member, Access::Viewer] {
        let person = join(&house, access.as_str(), Department::Sales, access).await;
        let promoted = Person { access: Access::Administrator, ..person.clone() };
        let commands = [
            Command::Directory(DirectoryCommand::SavePerson(promoted)),
            Command::Directory(DirectoryCommand::RenameWorkspace { name: "Mine".into(), currency: Currency::USD }),
            Command::Pipeline(PipelineCommand::Rename { id: house.company.pipeline, name: "Mine".into() }),
            Command::Pipeline(PipelineCommand::Show { id: house.company.pipeline, to: Visibility::Involved }),
        ];
        for command in commands {
            refused(&house, Code::Forbidden, house.commit(author(&person), command)).await;
        }
    }
}

async fn what_a_department_does_not_see_is_nowhere(house: House) {
    let ann = join(&house, "Ann", Department::Sales, Access::Member).await;
    let (space, pipeline) = (house.company.workspace, house.company.pipeline);
    let card = house.card(0, "Secret", vec![Value::Tags(vec!["quiet".into()])]).await;
    let binned = house.card(0, "Binned", Vec::new()).await;
    house.board(BoardCommand::Delete { cards: vec![binned] }).await.unwrap();
    let file = fresh!(FileId);
    let attach = ConversationCommand::Attach { id: file, opportunity: card, name: "plan.txt".into(), size: 3 };
    house.does(Command::Conversation(attach)).await.unwrap();
    let comment = fresh!(CommentId);
    let say = ConversationCommand::Comment { id: comment, opportunity: card, text: "Psst".into(), contact: false };
    house.does(Command::Conversation(say)).await.unwrap();
    house.board(BoardCommand::Close { cards: vec![card], won: true, reason: "because".into() }).await.unwrap();
    let seen = window(&house, &ann);
    assert!(seen.sees(card).await.unwrap() && !seen.is_partial().await.unwrap());
    show(&house, Visibility::Departments(vec![Department::Service])).await;
    assert!(seen.is_partial().await.unwrap());
    assert!(seen.pipelines().await.unwrap().is_empty());
    assert!(seen.stages(pipeline).await.unwrap().is_empty() && seen.fields(pipeline).await.unwrap().is_empty());
    assert!(seen.board(pipeline, &everything(), 10).await.unwrap().is_none());
    assert!(seen.column(house.stage(0), &everything(), None, 10).await.unwrap().is_empty());
    let sort = Sort { by: SortBy::Title, descending: false };
    assert_eq!(seen.list(pipeline, &everything(), sort, 0, 10).await.unwrap_err().code, Code::NotFound);
    assert_eq!(seen.totals(pipeline, &everything()).await.unwrap_err().code, Code::NotFound);
    assert_eq!(seen.export(pipeline, &everything(), None, 10).await.unwrap_err().code, Code::NotFound);
    assert!(seen.tags(pipeline, "", 10).await.unwrap().is_empty() && seen.reasons(pipeline, true, 10).await.unwrap().is_empty());
    assert!(seen.views(pipeline, ann.id).await.unwrap().is_empty());
    assert!(seen.cards(&[card, binned]).await.unwrap().is_empty() && seen.opportunity(card).await.unwrap().is_none());
    assert!(seen.timeline(card, None, 10).await.unwrap().is_empty() && seen.file(file).await.unwrap().is_none());
    assert!(seen.said(&[comment].into()).await.unwrap().is_empty());
    assert_eq!((seen.bin(0, 10).await.unwrap().total, house.store.bin(space, 0, 10).await.unwrap().total), (0, 1));
    let all = house.store.changes_since(space, 0, 1000).await.unwrap();
    let masked = seen.changes_since(0, 1000).await.unwrap();
    assert_eq!(masked.iter().map(|entry| entry.seq).collect::<Vec<_>>(), all.iter().map(|entry| entry.seq).collect::<Vec<_>>());
    let text = serde_json::to_string(&masked).unwrap();
    for secret in ["Secret", "Binned", "plan.txt", "Psst", "because", "quiet", &house.stage(0).to_string()] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    refused(&house, Code::NotFound, edit(&house, &ann, card, Value::Title("Mine".into()))).await;
    let colleague = Person { id: house.company.colleague, ..join(&house, "Sue", Department::Service, Access::Member).await };
    assert!(window(&house, &colleague).sees(card).await.unwrap());
}

async fn those_involved_see_only_their_own(house: House) {
    let ann = join(&house, "Ann", Department::Sales, Access::Member).await;
    let lead = join(&house, "Lead", Department::Sales, Access::Lead).await;
    let other = join(&house, "Other", Department::Product, Access::Member).await;
    let money = Value::Amount(Some(Money::new(100, Currency::CNY)));
    let mine = house.card(0, "Mine", vec![Value::Owner(Some(ann.id)), money.clone()]).await;
    let helped = house.card(0, "Helped", vec![Value::Owner(Some(other.id)), Value::Collaborators(vec![ann.id]), money.clone()]).await;
    let nobodys = house.card(0, "Nobody's", vec![money.clone()]).await;
    let theirs = house.card(0, "Theirs", vec![Value::Owner(Some(other.id)), money]).await;
    show(&house, Visibility::Involved).await;
    let pipeline = house.company.pipeline;
    for (person, expected) in [(&ann, vec![mine, helped]), (&lead, vec![mine, nobodys]), (&other, vec![helped, theirs])] {
        let seen = window(&house, person);
        let board = seen.board(pipeline, &Filter::default(), 10).await.unwrap().unwrap();
        let column: Vec<_> = board.columns.iter().flatten().map(|card| card.id).collect();
        assert_eq!(column, expected, "{}", person.name);
        let total = board.totals.columns.get(&house.stage(0)).unwrap();
        assert_eq!((total.count, total.open), (2, 2), "{}", person.name);
        let sort = Sort { by: SortBy::Created, descending: false };
        let list = seen.list(pipeline, &Filter::default(), sort, 0, 10).await.unwrap();
        assert_eq!((list.total, list.rows.len()), (2, 2));
        let exported = seen.export(pipeline, &Filter::default(), None, 10).await.unwrap();
        assert_eq!(exported.len(), 2);
        let ids = [mine, helped, nobodys, theirs];
        assert_eq!(seen.cards(&ids).await.unwrap().into_iter().map(|card| card.id).collect::<Vec<_>>(), expected);
    }
    house.board(BoardCommand::Delete { cards: vec![mine, theirs] }).await.unwrap();
    for (person, expected) in [(&ann, vec![mine]), (&lead, vec![mine]), (&other, vec![theirs])] {
        let bin = window(&house, person).bin(0, 10).await.unwrap();
        assert_eq!((bin.total, bin.rows.into_iter().map(|card| card.id).collect::<Vec<_>>()), (1, expected), "{}", person.name);
    }
}

async fn a_person_hears_of_what_they_gave_away(house: House) {
    let ann = join(&house, "Ann", Department::Sales, Access::Member).await;
    let other = join(&house, "Other", Department::Product, Access::Member).await;
    let card = owned(&house, "Mine", Some(ann.id)).await;
    show(&house, Visibility::Involved).await;
    let since = house.seq().await;
    house.does(Command::Board(give(&house, card, other.id).await)).await.unwrap();
    house
        .board(BoardCommand::Move { cards: vec![card], stage: house.stage(1), place: Place::Top, seen: Vec::new(), note: String::new() })
        .await
        .unwrap();
    let heard = window(&house, &ann).changes_since(since, 10).await.unwrap();
    // The card itself and the word to Ann; not the word to the other, nor what became of the card then.
    let kinds: Vec<&str> = heard
        .iter()
        .map(|entry| match &entry.change {
            Change::OpportunityChanged { .. } => "card",
            Change::Put { was: None, now: None } => "nothing",
            change if change.addressee() == Some(ann.id) => "word",
            _ => "more",
        })
        .collect();
    assert_eq!(kinds, ["card", "nothing", "word", "nothing"], "{heard:?}");
}

async fn give(house: &House, card: OpportunityId, to: PersonId) -> BoardCommand {
    let was = Value::Owner(house.get(card).await.owner);
    BoardCommand::Edit { edits: vec![Edit { card, sets: vec![Set { was, now: Value::Owner(Some(to)) }] }] }
}

async fn a_viewer_changes_nothing(house: House) {
    let viewer = join(&house, "Viewer", Department::Sales, Access::Viewer).await;
    let card = owned(&house, "Mine", Some(viewer.id)).await;
    refused(&house, Code::Forbidden, edit(&house, &viewer, card, Value::Title("Other".into()))).await;
    let add = house.new_card(fresh!(OpportunityId), 0, "New", Vec::new());
    refused(&house, Code::Forbidden, house.commit(author(&viewer), Command::Board(add))).await;
    let say = ConversationCommand::Comment { id: fresh!(CommentId), opportunity: card, text: "Hello".into(), contact: false };
    refused(&house, Code::Forbidden, house.commit(author(&viewer), Command::Conversation(say))).await;
    assert!(window(&house, &viewer).sees(card).await.unwrap());
}
