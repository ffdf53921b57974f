//! Credentials, sessions and tickets: used once, ended for good, each in its own workspace, and never in the log.

use heliu_domain::{
    command::Command,
    directory::{Department, DirectoryCommand, Person},
    identity::{SESSION_IDLE, SESSION_LIFE, TicketKind},
    *,
};
use heliu_store::{Credential, Event, IdentityStep, Note, Session, Ticket};

use crate::house::{House, found, fresh, now, number};

crate::stories! {
    a_session_ends_after_its_time_or_without_use
    sessions_end_one_by_one_or_all_but_one
    deactivation_ends_sessions_and_links_for_good
    a_ticket_works_once_and_in_its_time
    an_address_belongs_to_one_person_of_a_workspace
    a_step_of_time_is_used_once
    all_steps_happen_or_none
    nothing_crosses_into_another_workspace
    secrets_are_not_in_the_log_and_travel_with_a_backup
    the_record_is_kept_for_a_while
    somebody_is_known_at_a_provider_by_one_name
    a_restored_backup_lets_nobody_in_by_what_was_open
}

impl House {
    async fn identify(&self, steps: Vec<IdentityStep>) -> Result<(), Problem> {
        self.store.identify(self.company.workspace, steps).await
    }

    async fn begin(&self, person: PersonId, token: &str, at: Timestamp) -> SessionId {
        let session = session(person, at);
        let id = session.id;
        self.identify(vec![IdentityStep::BeginSession { session, token: token.to_owned() }]).await.unwrap();
        id
    }

    async fn is_in(&self, token: &str, at: i64) -> bool {
        let workspaces = self.store.workspaces().await.unwrap();
        let workspace = workspaces.into_iter().find(|workspace| workspace.id == self.company.workspace).unwrap();
        self.store.session(&workspace, token, Timestamp(at)).await.unwrap().is_some()
    }

    async fn save(&self, active: bool) {
        let person = Person { active, ..Person::member(self.company.colleague, "Colleague".into(), Department::Service) };
        self.does(Command::Directory(DirectoryCommand::SavePerson(person))).await.unwrap();
    }
}

fn session(person: PersonId, at: Timestamp) -> Session {
    Session { id: fresh!(SessionId), person, device: "Device".into(), address: "192.0.2.1".into(), created_at: at, seen_at: at }
}

fn credential(person: PersonId, email: &str) -> Credential {
    let none = String::new;
    Credential {
        person,
        email: email.into(),
        password: "$argon2id$secret".into(),
        totp: "JBSWY3DPEHPK3PXP".into(),
        totp_pending: none(),
        totp_step: 0,
        language: none(),
        changed_at: now(),
    }
}

fn ticket(person: PersonId, kind: TicketKind, at: Timestamp) -> Ticket {
    Ticket { person, kind, created_at: at, expires_at: kind.expiry(at) }
}

async fn a_session_ends_after_its_time_or_without_use(house: House) {
    let at = now();
    let id = house.begin(house.company.founder, "a", at).await;
    assert!(house.is_in("a", at.0 + SESSION_IDLE - 1).await);
    assert!(!house.is_in("a", at.0 + SESSION_IDLE).await);
    assert!(!house.is_in("b", at.0).await);
    // Use keeps it alive, up to its longest life.
    for day in 1..=90 {
        let seen = Timestamp(at.0 + day * 24 * 60 * 60 * 1000);
        house.identify(vec![IdentityStep::Seen { session: id, at: seen }]).await.unwrap();
    }
    assert!(house.is_in("a", at.0 + SESSION_LIFE - 1).await);
    assert!(!house.is_in("a", at.0 + SESSION_LIFE).await);
    assert_eq!(house.store.sessions(house.company.workspace, house.company.founder, Timestamp(at.0 + SESSION_LIFE)).await.unwrap(), []);
    // One that nobody can use any more does not stay for ever.
    house.begin(house.company.founder, "c", Timestamp(at.0 + 2 * SESSION_LIFE)).await;
    let left = house.store.sessions(house.company.workspace, house.company.founder, at).await.unwrap();
    assert_eq!(left.len(), 1);
}

async fn sessions_end_one_by_one_or_all_but_one(house: House) {
    let (founder, at) = (house.company.founder, now());
    let mut ids = Vec::new();
    for token in ["a", "b", "c"] {
        ids.push(house.begin(founder, token, at).await);
    }
    house.begin(house.company.colleague, "d", at).await;
    // Somebody else's session is not theirs to end.
    house.identify(vec![IdentityStep::EndSession { person: house.company.colleague, session: ids[0] }]).await.unwrap();
    assert!(house.is_in("a", at.0).await);
    house.identify(vec![IdentityStep::EndSession { person: founder, session: ids[0] }]).await.unwrap();
    assert!(!house.is_in("a", at.0).await && house.is_in("b", at.0).await);
    house.identify(vec![IdentityStep::EndSessions { person: founder, except: Some(ids[1]) }]).await.unwrap();
    assert!(house.is_in("b", at.0).await && !house.is_in("c", at.0).await && house.is_in("d", at.0).await);
    house.identify(vec![IdentityStep::EndSessions { person: founder, except: None }]).await.unwrap();
    assert!(!house.is_in("b", at.0).await && house.is_in("d", at.0).await);
    for number in 0..60 {
        house.begin(founder, &number.to_string(), Timestamp(at.0 + number)).await;
    }
    assert_eq!(house.store.sessions(house.company.workspace, founder, at).await.unwrap().len(), 50);
    assert!(!house.is_in("9", at.0).await && house.is_in("10", at.0).await);
}

async fn deactivation_ends_sessions_and_links_for_good(house: House) {
    let (person, at) = (house.company.colleague, now());
    house.begin(person, "a", at).await;
    house.begin(house.company.founder, "b", at).await;
    let put = IdentityStep::PutTicket { ticket: ticket(person, TicketKind::Reset, at), token: "link".into() };
    house.identify(vec![put.clone()]).await.unwrap();
    house.save(false).await;
    assert!(!house.is_in("a", at.0).await && house.is_in("b", at.0).await);
    let begin = IdentityStep::BeginSession { session: session(person, at), token: "c".into() };
    assert_eq!(house.identify(vec![begin]).await.unwrap_err().code, Code::NotFound);
    assert_eq!(house.identify(vec![put]).await.unwrap_err().code, Code::NotFound);
    house.save(true).await;
    assert!(!house.is_in("a", at.0).await);
    assert_eq!(house.store.ticket(house.company.workspace, "link", at).await.unwrap(), None);
}

async fn a_ticket_works_once_and_in_its_time(house: House) {
    let (workspace, person, at) = (house.company.workspace, house.company.founder, now());
    let put = |kind: TicketKind, token: &str| IdentityStep::PutTicket { ticket: ticket(person, kind, at), token: token.into() };
    let take = |kind: TicketKind, token: &str, at: i64| {
        house.identify(vec![IdentityStep::UseTicket { person, kind, token: token.into(), at: Timestamp(at) }])
    };
    house.identify(vec![put(TicketKind::Reset, "r"), put(TicketKind::Invitation, "i")]).await.unwrap();
    assert_eq!(take(TicketKind::Invitation, "r", at.0).await.unwrap_err().code, Code::Expired);
    let end = TicketKind::Reset.expiry(at).0;
    assert_eq!(end - at.0, 60 * 60 * 1000);
    assert!(house.store.ticket(workspace, "r", Timestamp(end - 1)).await.unwrap().is_some());
    assert!(house.store.ticket(workspace, "r", Timestamp(end)).await.unwrap().is_none());
    assert_eq!(take(TicketKind::Reset, "r", end).await.unwrap_err().code, Code::Expired);
    take(TicketKind::Reset, "r", end - 1).await.unwrap();
    assert_eq!(take(TicketKind::Reset, "r", at.0).await.unwrap_err().code, Code::Expired);
    assert_eq!(house.store.tickets(workspace, person, at).await.unwrap().len(), 1);
    house.identify(vec![IdentityStep::DropTickets { person, kind: TicketKind::Invitation }]).await.unwrap();
    assert_eq!(take(TicketKind::Invitation, "i", at.0).await.unwrap_err().code, Code::Expired);
    // Of many who use it at once, one has it.
    house.identify(vec![put(TicketKind::Recovery, "once")]).await.unwrap();
    let all = futures::future::join_all((0..8).map(|_| take(TicketKind::Recovery, "once", at.0))).await;
    assert_eq!(all.iter().filter(|answer| answer.is_ok()).count(), 1, "{all:?}");
}

async fn an_address_belongs_to_one_person_of_a_workspace(house: House) {
    let (workspace, founder, colleague) = (house.company.workspace, house.company.founder, house.company.colleague);
    let put = |person, email: &str| house.identify(vec![IdentityStep::PutCredential(credential(person, email))]);
    put(founder, "ada@example.com").await.unwrap();
    put(founder, "ada@example.com").await.unwrap();
    assert_eq!(put(colleague, "ada@example.com").await.unwrap_err(), Problem::of(Code::Taken, "email"));
    put(founder, "lovelace@example.com").await.unwrap();
    put(colleague, "ada@example.com").await.unwrap();
    assert_eq!(house.store.credential_by_email(workspace, "ada@example.com").await.unwrap().unwrap().person, colleague);
    let other = found(&house.store).await;
    let step = IdentityStep::PutCredential(credential(other.founder, "ada@example.com"));
    house.store.identify(other.workspace, vec![step]).await.unwrap();
    assert_eq!(house.store.credentials(workspace).await.unwrap().len(), 2);
}

async fn a_step_of_time_is_used_once(house: House) {
    let person = house.company.founder;
    house.identify(vec![IdentityStep::PutCredential(credential(person, "ada@example.com"))]).await.unwrap();
    let take = |step: i64| house.identify(vec![IdentityStep::UseStep { person, step }]);
    take(7).await.unwrap();
    assert_eq!(take(7).await.unwrap_err().code, Code::WrongCode);
    assert_eq!(take(6).await.unwrap_err().code, Code::WrongCode);
    take(8).await.unwrap();
}

async fn all_steps_happen_or_none(house: House) {
    let (person, at) = (house.company.founder, now());
    let begin = IdentityStep::BeginSession { session: session(person, at), token: "a".into() };
    let expired = IdentityStep::UseTicket { person, kind: TicketKind::Reset, token: "none".into(), at };
    assert_eq!(house.identify(vec![begin, expired]).await.unwrap_err().code, Code::Expired);
    assert!(!house.is_in("a", at.0).await);
}

async fn nothing_crosses_into_another_workspace(house: House) {
    let (other, at) = (found(&house.store).await, now());
    let theirs = other.founder;
    house
        .store
        .identify(other.workspace, vec![IdentityStep::BeginSession { session: session(theirs, at), token: "t".into() }])
        .await
        .unwrap();
    assert!(!house.is_in("t", at.0).await);
    let steps = [
        IdentityStep::PutCredential(credential(theirs, "a@example.com")),
        IdentityStep::BeginSession { session: session(theirs, at), token: "u".into() },
        IdentityStep::PutTicket { ticket: ticket(theirs, TicketKind::Reset, at), token: "v".into() },
        IdentityStep::UseStep { person: theirs, step: 1 },
    ];
    for step in steps {
        assert!(house.identify(vec![step.clone()]).await.is_err(), "{step:?}");
    }
    house.identify(vec![IdentityStep::EndSessions { person: theirs, except: None }]).await.unwrap();
    assert_eq!(house.store.sessions(other.workspace, theirs, at).await.unwrap().len(), 1);
    assert_eq!(house.store.sessions(house.company.workspace, theirs, at).await.unwrap(), []);
}

async fn secrets_are_not_in_the_log_and_travel_with_a_backup(house: House) {
    let (workspace, person, before) = (house.company.workspace, house.company.founder, house.seq().await);
    let stored = credential(person, "ada@example.com");
    house.identify(vec![IdentityStep::PutCredential(stored.clone())]).await.unwrap();
    house.begin(person, "a", now()).await;
    assert_eq!(house.seq().await, before);
    house.is_sound().await;
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join(format!("copy-{}.db", number()));
    house.store.backup(&copy).await.unwrap();
    let copied = heliu_store::Store::open(&heliu_store::Options::new(format!("sqlite:{}", copy.display()))).await.unwrap();
    assert_eq!(copied.credential(workspace, person).await.unwrap(), Some(stored));
    assert_eq!(copied.sessions(workspace, person, now()).await.unwrap().len(), 1);
}

async fn somebody_is_known_at_a_provider_by_one_name(house: House) {
    let (workspace, ada, ben) = (house.company.workspace, house.company.founder, house.company.colleague);
    let link = |person, issuer: &str, subject: &str| {
        vec![IdentityStep::Link { person, issuer: issuer.to_owned(), subject: subject.to_owned(), at: now() }]
    };
    house.identify(link(ada, "https://id.example", "1")).await.unwrap();
    assert_eq!(house.store.federated(workspace, "https://id.example", "1").await.unwrap(), Some(ada));
    assert_eq!(house.store.federated(workspace, "https://other.example", "1").await.unwrap(), None);
    let other = found(&house.store).await;
    assert_eq!(house.store.federated(other.workspace, "https://id.example", "1").await.unwrap(), None);
    for (person, subject) in [(ada, "2"), (ben, "1"), (other.founder, "3")] {
        assert_eq!(house.identify(link(person, "https://id.example", subject)).await.unwrap_err().code, Code::Taken, "{subject}");
    }
    house.identify(link(ada, "https://other.example", "1")).await.unwrap();
    house.save(false).await;
    assert_eq!(house.identify(link(ben, "https://id.example", "4")).await.unwrap_err().code, Code::Taken);
}

async fn a_restored_backup_lets_nobody_in_by_what_was_open(house: House) {
    let (workspace, person, at) = (house.company.workspace, house.company.founder, now());
    house.identify(vec![IdentityStep::PutCredential(credential(person, "ada@example.com"))]).await.unwrap();
    house.begin(person, "a", at).await;
    for kind in TicketKind::ALL {
        house.identify(vec![IdentityStep::PutTicket { ticket: ticket(person, kind, at), token: format!("{kind:?}") }]).await.unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    house.store.backup(&copy).await.unwrap();
    house.store.close().await;
    if house.is_postgres() {
        heliu_store::Store::restore_into(&copy, &house.options).await.unwrap();
    } else {
        heliu_store::Store::restore(&copy, &house.file()).await.unwrap();
    }
    let restored = heliu_store::Store::open(&house.options).await.unwrap();
    assert_eq!(restored.sessions(workspace, person, at).await.unwrap(), []);
    assert!(restored.credential(workspace, person).await.unwrap().is_some());
    for kind in TicketKind::ALL {
        let is_left = restored.ticket(workspace, &format!("{kind:?}"), at).await.unwrap().is_some();
        assert_eq!(is_left, kind == TicketKind::Recovery, "{kind:?}");
    }
}

async fn the_record_is_kept_for_a_while(house: House) {
    let (workspace, person, at) = (house.company.workspace, house.company.colleague, now());
    let note = |event, at: i64| {
        let note = Note {
            person: Some(person),
            actor: None,
            event,
            at: Timestamp(at),
            device: "Device".into(),
            address: "::1".into(),
            tried: String::new(),
        };
        IdentityStep::Record { id: fresh!(CommandId).0, note }
    };
    house.identify(vec![note(Event::Failed, at.0), note(Event::SignedIn, at.0 + 1)]).await.unwrap();
    let events: Vec<Event> = house.store.sign_ins(workspace, person, 10).await.unwrap().into_iter().map(|note| note.event).collect();
    assert_eq!(events, [Event::SignedIn, Event::Failed]);
    let later = at.0 + 500 * 24 * 60 * 60 * 1000;
    house.identify(vec![note(Event::SignedOut, later)]).await.unwrap();
    assert_eq!(house.store.sign_ins(workspace, person, 10).await.unwrap().len(), 1);
}
