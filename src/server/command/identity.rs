//! Workspaces and people from a terminal: the way in where nobody can sign in.

use std::io::BufRead;

use clap::{Args, Subcommand};
use heliu_domain::{
    Command, CommandId, Currency, Envelope, PersonId,
    board::Author,
    directory::{Access, Department, DirectoryCommand, Person, Workspace},
    identity::{self, TicketKind},
    locale::Language,
    text,
};
use heliu_store::{Credential, IdentityStep, Store};

use super::{Failure, Place, say};
use crate::server::{
    clock,
    founding::{self, New, credential},
    guard, random,
};

/// What can be done about workspaces.
#[derive(Subcommand)]
pub enum WorkspaceVerb {
    /// Adds a workspace with its administrator, whose password is read from standard input.
    Add {
        /// The name of the company or team.
        name: String,
        /// The name of the administrator.
        #[arg(long)]
        person: String,
        /// The address with which the administrator signs in.
        #[arg(long)]
        email: String,
        /// The short name in URLs; made from the name without it.
        #[arg(long, default_value = "")]
        short_name: String,
        /// The currency of totals.
        #[arg(long, default_value = "USD")]
        currency: String,
        /// The language of the first pipeline: en or zh.
        #[arg(long, default_value = "en")]
        language: String,
        #[command(flatten)]
        place: Place,
    },
}

/// What can be done about people.
#[derive(Subcommand)]
pub enum UserVerb {
    /// Adds a person who signs in with the password that is read from standard input.
    Add {
        /// The name of the person.
        name: String,
        /// What they may do: administrator, lead, member or viewer.
        #[arg(long, default_value = "member")]
        access: String,
        #[command(flatten)]
        whose: Whose,
        #[command(flatten)]
        place: Place,
    },
    /// Sets the password, which is read from standard input; ends all sessions and turns the second factor off.
    Password {
        #[command(flatten)]
        whose: Whose,
        #[command(flatten)]
        place: Place,
    },
}

/// Of whom a command speaks.
#[derive(Args)]
pub struct Whose {
    /// The short name of the workspace.
    #[arg(long)]
    workspace: String,
    /// The address with which the person signs in.
    #[arg(long)]
    email: String,
}

/// Runs what is to be done about workspaces.
///
/// # Errors
/// What stands in the way.
pub async fn workspace(verb: WorkspaceVerb) -> Result<(), Failure> {
    let WorkspaceVerb::Add { name, person, email, short_name, currency, language, place } = verb;
    let _claimed = place.lock(place.claim())?;
    let new = New {
        name: text::name("workspace", &name)?,
        slug: short_name,
        person: text::name("person", &person)?,
        email: identity::email(&email)?,
        currency: currency.parse::<Currency>()?,
        language: Language::parse(&language).ok_or("--language: en or zh")?,
    };
    let hash = typed_password(&new.email, &new.person)?;
    let store = place.open().await?;
    let added = founding::add(&store, new, hash).await;
    store.close().await;
    say(&format!("Added the workspace /w/{}", added?.0.slug));
    Ok(())
}

/// Runs what is to be done about people.
///
/// # Errors
/// What stands in the way.
pub async fn user(verb: UserVerb) -> Result<(), Failure> {
    let place = match &verb {
        UserVerb::Add { place, .. } | UserVerb::Password { place, .. } => place,
    };
    let _claimed = place.lock(place.claim())?;
    let store = place.open_existing().await?;
    let done = match &verb {
        UserVerb::Add { name, access, whose, .. } => add(&store, name, access, whose).await,
        UserVerb::Password { whose, .. } => set_password(&store, whose).await,
    };
    store.close().await;
    say(&done?);
    Ok(())
}

async fn add(store: &Store, name: &str, access: &str, whose: &Whose) -> Result<String, Failure> {
    let workspace = find(store, &whose.workspace).await?;
    let (name, email) = (text::name("person", name)?, identity::email(&whose.email)?);
    let access = Access::parse(access).ok_or("--access: administrator, lead, member or viewer")?;
    if store.credential_by_email(workspace.id, &email).await?.is_some() {
        return Err(format!("somebody signs in with {email} already").into());
    }
    let hash = typed_password(&email, &name)?;
    let people = store.people(workspace.id).await?;
    // Data from before there was access has nobody who may do everything.
    let somebody = people.iter().filter(|person| person.active).min_by_key(|person| person.access);
    let author = Author { person: somebody.ok_or("the workspace has no active person")?.id, at: clock::now() };
    let person = Person { access, ..Person::member(PersonId::new(author.at, random::bytes()), name.clone(), Department::Sales) };
    let id = person.id;
    let command = Command::Directory(DirectoryCommand::SavePerson(person));
    store.commit(workspace.id, author, Envelope { id: CommandId::new(author.at, random::bytes()), command }).await?;
    store.identify(workspace.id, vec![IdentityStep::PutCredential(credential(id, email, hash))]).await?;
    Ok(format!("Added {name} to {}", workspace.name))
}

async fn set_password(store: &Store, whose: &Whose) -> Result<String, Failure> {
    let workspace = find(store, &whose.workspace).await?;
    let email = identity::email(&whose.email)?;
    let present = store.credential_by_email(workspace.id, &email).await?;
    let present = present.ok_or_else(|| format!("nobody signs in with {email} there"))?;
    let people = store.people(workspace.id).await?;
    let name = people.iter().find(|person| person.id == present.person).map(|person| person.name.clone()).unwrap_or_default();
    let person = present.person;
    let none = String::new;
    let password = typed_password(&email, &name)?;
    let now = Credential { password, totp: none(), totp_pending: none(), changed_at: clock::now(), ..present };
    let mut steps = vec![IdentityStep::PutCredential(now), IdentityStep::EndSessions { person, except: None }];
    steps.extend(TicketKind::ALL.map(|kind| IdentityStep::DropTickets { person, kind }));
    store.identify(workspace.id, steps).await?;
    Ok(format!("Set the password of {name}"))
}

async fn find(store: &Store, slug: &str) -> Result<Workspace, Failure> {
    let found = store.workspace(slug).await?;
    Ok(found.ok_or_else(|| format!("there is no workspace with the short name {slug:?}"))?)
}

/// The hash of the password in the first line of standard input: an argument would stand in the list of processes.
fn typed_password(email: &str, name: &str) -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    if let Err(problem) = identity::password(password, email, name) {
        return Err(heliu_domain::locale::problem::problem(Language::En, &problem).into());
    }
    Ok(guard::hash(password)?)
}
