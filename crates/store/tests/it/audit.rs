//! The audit log: one list over everything that happened, filtered and read page by page without loss.

use heliu_domain::{
    audit::Topic,
    command::Command,
    directory::{Access, Department, DirectoryCommand, Person},
    pipeline::PipelineCommand,
    *,
};
use heliu_store::{AuditEntry, AuditFilter, Event, IdentityStep, Note};

use crate::house::{House, found, fresh, now};

crate::stories! {
    changes_and_sign_ins_are_one_list_newest_first
    pages_leave_nothing_out_and_repeat_nothing
    a_filter_shows_what_it_says
    nothing_of_another_workspace_is_shown
}

impl House {
    async fn noted(&self, person: PersonId, actor: Option<PersonId>, event: Event, at: Timestamp) {
        let (device, address) = ("Device".into(), "::1".into());
        let note = Note { person: Some(person), actor, event, at, device, address, tried: "directory".into() };
        let step = IdentityStep::Record { id: fresh!(CommandId).0, note };
        self.store.identify(self.company.workspace, vec![step]).await.unwrap();
    }

    async fn audit(&self, filter: &AuditFilter) -> Vec<AuditEntry> {
        self.store.audit(self.company.workspace, filter, None, 1000).await.unwrap()
    }
}

fn subjects(entries: &[AuditEntry]) -> Vec<String> {
    let subject = |entry: &AuditEntry| match entry {
        AuditEntry::Change { entry, .. } => entry.change.subject().0.to_owned(),
        AuditEntry::Note { note, .. } => note.event.as_str().to_owned(),
    };
    entries.iter().map(subject).collect()
}

async fn changes_and_sign_ins_are_one_list_newest_first(house: House) {
    house.noted(house.company.founder, None, Event::SignedIn, now()).await;
    house.card(0, "Pump", Vec::new()).await;
    house.noted(house.company.colleague, None, Event::Refused, now()).await;
    let entries = house.audit(&AuditFilter::default()).await;
    assert_eq!(subjects(&entries)[..3], ["refused", "opportunity", "signed_in"]);
    assert!(entries.is_sorted_by_key(|entry| std::cmp::Reverse(entry.at())));
    let Some(AuditEntry::Change { command, .. }) = entries.get(1) else { panic!("{entries:?}") };
    assert_eq!(command, "board");
    assert_eq!(subjects(&entries).last().unwrap(), "workspace");
}

async fn pages_leave_nothing_out_and_repeat_nothing(house: House) {
    // Changes and notes of one instant stand on the edge of a page as well.
    let at = now();
    for number in 0..7 {
        let id = fresh!(OpportunityId);
        let author = heliu_domain::board::Author { person: house.company.founder, at };
        house.commit(author, Command::Board(house.new_card(id, 0, &format!("Card {number}"), Vec::new()))).await.unwrap();
        house.noted(house.company.founder, None, Event::Failed, at).await;
    }
    let whole = house.audit(&AuditFilter::default()).await;
    for limit in [1, 2, 3, 5] {
        let (mut paged, mut place) = (Vec::new(), None);
        loop {
            let page = house.store.audit(house.company.workspace, &AuditFilter::default(), place, limit).await.unwrap();
            let Some(last) = page.last() else { break };
            place = Some(last.place().to_string().parse().unwrap());
            paged.extend(page);
        }
        assert_eq!(paged, whole, "{limit}");
    }
}

async fn a_filter_shows_what_it_says(house: House) {
    let (founder, colleague) = (house.company.founder, house.company.colleague);
    let promoted = Person { access: Access::Lead, ..Person::member(colleague, "Colleague".into(), Department::Service) };
    house.does(Command::Directory(DirectoryCommand::SavePerson(promoted))).await.unwrap();
    let card = house.card(0, "Pump", Vec::new()).await;
    let before = now();
    house.does(Command::Pipeline(PipelineCommand::Rename { id: house.company.pipeline, name: "Pumps".into() })).await.unwrap();
    house.noted(colleague, None, Event::Failed, now()).await;
    house.noted(colleague, Some(founder), Event::Invited, now()).await;
    house.noted(colleague, None, Event::Refused, now()).await;
    let title = Set { was: Value::Title("Pump".into()), now: Value::Title("Pumps".into()) };
    let edit = BoardCommand::Edit { edits: vec![heliu_domain::board::Edit { card, sets: vec![title] }] };
    house.commit(house.colleague(), Command::Board(edit)).await.unwrap();
    let check = async |filter: AuditFilter, expected: &[&str]| {
        let shown = subjects(&house.audit(&filter).await);
        assert_eq!(shown, expected, "{filter:?}");
    };
    let of = |topic| AuditFilter { topic: Some(topic), ..AuditFilter::default() };
    check(of(Topic::SignIn), &["invited", "failed"]).await;
    check(of(Topic::Refused), &["refused"]).await;
    check(of(Topic::Cards), &["opportunity", "opportunity"]).await;
    check(of(Topic::Imports), &[]).await;
    check(of(Topic::Responsibilities), &[]).await;
    check(of(Topic::People), &["person", "person", "person"]).await;
    let theirs = AuditFilter { person: Some(colleague), ..AuditFilter::default() };
    check(theirs, &["opportunity", "refused", "invited", "failed"]).await;
    check(AuditFilter { topic: Some(Topic::Cards), ..theirs }, &["opportunity"]).await;
    check(AuditFilter { topic: Some(Topic::SignIn), ..theirs }, &["invited", "failed"]).await;
    check(AuditFilter { person: Some(founder), topic: Some(Topic::SignIn), ..AuditFilter::default() }, &["invited"]).await;
    let late = AuditFilter { from: Some(before), ..AuditFilter::default() };
    check(late, &["opportunity", "refused", "invited", "failed", "pipeline"]).await;
    check(AuditFilter { until: Some(before), topic: Some(Topic::Cards), ..AuditFilter::default() }, &["opportunity"]).await;
    check(AuditFilter { until: Some(before), topic: Some(Topic::Refused), ..AuditFilter::default() }, &[]).await;
}

async fn nothing_of_another_workspace_is_shown(house: House) {
    let other = found(&house.store).await;
    house.noted(house.company.founder, None, Event::SignedIn, now()).await;
    let count = house.audit(&AuditFilter::default()).await.len();
    let theirs = house.store.audit(other.workspace, &AuditFilter::default(), None, 1000).await.unwrap();
    assert_eq!(theirs.len() + 1, count);
    let mine = AuditFilter { person: Some(house.company.founder), ..AuditFilter::default() };
    assert_eq!(house.store.audit(other.workspace, &mine, None, 1000).await.unwrap(), []);
}
