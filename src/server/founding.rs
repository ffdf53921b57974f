//! The first start: where a visitor belongs, and how workspaces come to be.

use axum::{
    Form,
    extract::{Query, State},
    http::{Extensions, HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use heliu_domain::{
    Code, Command, CommandId, Currency, Envelope, PersonId, PipelineId, Problem, StageId, Timestamp, WorkspaceId,
    board::Author,
    directory::{Department, Person, Workspace},
    identity,
    locale::{
        Language,
        settings::{FIRST_PIPELINE, FIRST_STAGES},
    },
    pipeline::{NewStage, PipelineCommand},
    text,
};
use heliu_store::{Credential, IdentityStep, Store};
use serde::Deserialize;

use crate::{
    demo,
    identity::start::{self as pages, Founding},
    server::{
        clock,
        context::Context,
        random,
        refusal::Refusal,
        session::{self, Origin},
        sign_in::{frame, status},
    },
};

/// What the address of the start page says.
#[derive(Default, Deserialize)]
pub struct Wanted {
    /// The short name of the workspace to go to.
    #[serde(default)]
    workspace: String,
}

/// The way in: to a workspace of the visitor's, to the only real one, to the first start, or to the question which one.
/// Strangers are told the names of sample workspaces only.
///
/// # Errors
/// The store does not answer.
pub async fn start(State(context): State<Context>, Query(wanted): Query<Wanted>, headers: HeaderMap) -> Result<Response, Refusal> {
    let workspaces = context.store.workspaces().await?;
    let frame = frame(&context, &headers, "/".to_owned());
    if workspaces.is_empty() {
        let asks_token = context.settings.setup_token.is_some();
        return Ok(pages::first(&frame, StatusCode::OK, Founding::default(), asks_token, None));
    }
    let to = |slug: &str| Ok(Redirect::to(&format!("/w/{slug}")).into_response());
    let slug = text::fold(wanted.workspace.trim());
    let is_plain = |slug: &str| slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !slug.is_empty() {
        if workspaces.iter().any(|workspace| workspace.slug == slug) && is_plain(&slug) {
            return to(&slug);
        }
        let problem = Problem::not_found("workspace");
        return Ok(pages::choose(&frame, StatusCode::NOT_FOUND, samples(workspaces), wanted.workspace, Some(&problem)));
    }
    for workspace in &workspaces {
        if session::present(&context, &headers, workspace).await?.is_some() {
            return to(&workspace.slug);
        }
    }
    let mut real = workspaces.iter().filter(|workspace| !workspace.sample);
    match (real.next(), real.next()) {
        (Some(only), None) => to(&only.slug),
        (Some(_), Some(_)) => Ok(pages::choose(&frame, StatusCode::OK, samples(workspaces), String::new(), None)),
        (None, _) => to(&fitting(&workspaces, frame.preferences.language).map(|sample| sample.slug.clone()).unwrap_or_default()),
    }
}

fn samples(mut workspaces: Vec<Workspace>) -> Vec<Workspace> {
    workspaces.retain(|workspace| workspace.sample);
    workspaces
}

/// The first workspace whose name is in that language, else the first one.
fn fitting(workspaces: &[Workspace], language: Language) -> Option<&Workspace> {
    let is_fitting = |workspace: &&Workspace| is_chinese(&workspace.name) == (language == Language::Zh);
    workspaces.iter().find(is_fitting).or_else(|| workspaces.first())
}

/// Founds the first workspace with its administrator and a pipeline, and signs the administrator in.
///
/// # Errors
/// [`Code::Forbidden`] when there is a workspace already.
pub async fn found(
    State(context): State<Context>,
    extensions: Extensions,
    headers: HeaderMap,
    Form(typed): Form<Founding>,
) -> Result<Response, Refusal> {
    let frame = frame(&context, &headers, "/".to_owned());
    if !context.store.workspaces().await?.is_empty() {
        return Err(Problem::of(Code::Forbidden, "workspace").into());
    }
    let origin = Origin::of(&context.settings, &extensions, &headers);
    match founded(&context, &headers, &origin, &typed, frame.preferences.language).await {
        Ok(response) => Ok(response),
        Err(problem) => {
            let asks_token = context.settings.setup_token.is_some();
            let typed = Founding { password: String::new(), ..typed };
            Ok(pages::first(&frame, status(&problem), typed, asks_token, Some(&problem)))
        }
    }
}

async fn founded(
    context: &Context,
    headers: &HeaderMap,
    origin: &Origin,
    typed: &Founding,
    language: Language,
) -> Result<Response, Problem> {
    may_set_up(context, origin, &typed.setup_token)?;
    let workspace = New {
        name: text::name("workspace", &typed.workspace)?,
        slug: String::new(),
        person: text::name("person", &typed.person)?,
        email: identity::email(&typed.email)?,
        currency: typed.currency.parse()?,
        language,
    };
    identity::password(&typed.password, &workspace.email, &workspace.person)?;
    let hash = context.guard.hash(&typed.password).await?;
    let (workspace, founder) = add(&context.store, workspace, hash).await?;
    let cookie = session::begin(context, headers, origin, &workspace, founder, Vec::new()).await?;
    let mut response = Redirect::to(&format!("/w/{}", workspace.slug)).into_response();
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Whoever sets the server up from another machine has read its console.
fn may_set_up(context: &Context, origin: &Origin, token: &str) -> Result<(), Problem> {
    let Some(expected) = &context.settings.setup_token else { return Ok(()) };
    // No workspace has this id.
    context.guard.admit(WorkspaceId(uuid::Uuid::nil()), "setup", origin.address)?;
    // Hashes, so that how long the comparison takes says nothing of the token.
    if session::hash(token.trim()) == session::hash(expected) { Ok(()) } else { Err(Problem::of(Code::Invalid, "setup_token")) }
}

/// A workspace that is to be founded, with its administrator.
#[derive(Clone, Debug)]
pub struct New {
    pub name: String,
    /// The short name; made from the name when empty.
    pub slug: String,
    pub person: String,
    pub email: String,
    pub currency: Currency,
    pub language: Language,
}

/// Founds a workspace with a first pipeline; its administrator signs in with the password of the hash.
///
/// # Errors
/// The short name is taken, or something cannot be stored.
pub async fn add(store: &Store, new: New, hash: String) -> Result<(Workspace, PersonId), Problem> {
    let at = clock::now();
    let slug = if new.slug.is_empty() { slug(&new.name) } else { new.slug };
    let workspace = Workspace {
        id: WorkspaceId::new(at, random::bytes()),
        slug,
        name: new.name,
        currency: new.currency,
        sample: false,
        created_at: at,
    };
    let founder = Person::member(PersonId::new(at, random::bytes()), new.person, Department::Sales);
    let author = Author { person: founder.id, at };
    store.found(workspace.clone(), founder, at).await?;
    let credential = credential(author.person, new.email, hash);
    store.identify(workspace.id, vec![IdentityStep::PutCredential(credential)]).await?;
    store.commit(workspace.id, author, first_pipeline(new.language, at)).await?;
    Ok((workspace, author.person))
}

/// How somebody signs in who chose an address and a password a moment ago.
pub fn credential(person: PersonId, email: String, hash: String) -> Credential {
    let none = String::new;
    Credential {
        person,
        email,
        password: hash,
        totp: none(),
        totp_pending: none(),
        totp_step: 0,
        language: none(),
        changed_at: clock::now(),
    }
}

/// Loads the demonstration, and leads into it.
///
/// # Errors
/// [`Code::Forbidden`] when there is a workspace already.
pub async fn demonstrate(
    State(context): State<Context>,
    extensions: Extensions,
    headers: HeaderMap,
    Form(typed): Form<Founding>,
) -> Result<Response, Refusal> {
    if !context.store.workspaces().await?.is_empty() {
        return Err(Problem::of(Code::Forbidden, "workspace").into());
    }
    let origin = Origin::of(&context.settings, &extensions, &headers);
    if let Err(problem) = may_set_up(&context, &origin, &typed.setup_token) {
        let frame = frame(&context, &headers, "/".to_owned());
        return Ok(pages::first(&frame, status(&problem), Founding { password: String::new(), ..typed }, true, Some(&problem)));
    }
    load_demonstration(&context.store).await?;
    Ok(Redirect::to("/").into_response())
}

/// Fills an empty store with the two sample companies.
///
/// # Errors
/// The store does not answer.
pub async fn load_demonstration(store: &Store) -> Result<(), Problem> {
    demo::load(store, clock::today(0)).await
}

fn first_pipeline(language: Language, at: Timestamp) -> Envelope {
    let stages = FIRST_STAGES.map(|(name, probability, rot_days)| NewStage {
        id: StageId::new(at, random::bytes()),
        name: name.in_(language).to_owned(),
        probability,
        rot_days: Some(rot_days),
    });
    let name = FIRST_PIPELINE.in_(language).to_owned();
    let command = PipelineCommand::Add { id: PipelineId::new(at, random::bytes()), name, stages: stages.into() };
    Envelope { id: CommandId::new(at, random::bytes()), command: Command::Pipeline(command) }
}

/// A short name for URLs: the letters and digits of the name; a name without any gets a word of its own.
fn slug(name: &str) -> String {
    let folded = text::fold(name);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug: String = words.collect::<Vec<_>>().join("-").chars().take(40).collect();
    let slug = slug.trim_end_matches('-').to_owned();
    if slug.is_empty() { "home".to_owned() } else { slug }
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("Müller & Söhne GmbH"), "m-ller-s-hne-gmbh");
        assert_eq!(slug("合流科技"), "home");
        assert_eq!(slug(&"a ".repeat(100)).len(), 39);
    }
}
