//! The first start: where a visitor belongs, and how the first workspace comes to be.

use axum::http::{HeaderValue, header};
use heliu_domain::{
    Code, Command, CommandId, Currency, Envelope, PersonId, PipelineId, Problem, StageId, Timestamp, WorkspaceId,
    board::Author,
    directory::{Department, Person, Workspace},
    locale::{
        Language,
        settings::{FIRST_PIPELINE, FIRST_STAGES},
    },
    pipeline::{NewStage, PipelineCommand},
    text,
};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::{
    demo,
    server::{
        clock,
        context::{Context, person_cookie, preferences},
        gate, random,
    },
    workspace::api::Start,
};

/// Where the visitor belongs: the first workspace whose name is in the visitor's language, else the first one.
///
/// # Errors
/// The store does not answer.
pub async fn start() -> Result<Start, Problem> {
    let (context, _) = gate::request()?;
    let slug = home(&context, preferences().language).await?;
    Ok(slug.map_or(Start::Welcome, Start::Workspace))
}

/// The slug of the workspace that a visitor of that language comes to first; `None` before the first start is done.
///
/// # Errors
/// The store does not answer.
pub async fn home(context: &Context, language: Language) -> Result<Option<String>, Problem> {
    let workspaces = context.store.workspaces().await?;
    let is_fitting = |workspace: &&Workspace| is_chinese(&workspace.name) == (language == Language::Zh);
    let chosen = workspaces.iter().find(is_fitting).or_else(|| workspaces.first());
    Ok(chosen.map(|workspace| workspace.slug.clone()))
}

/// Founds the first workspace with one person and a pipeline, lets that person act, and answers the slug.
///
/// # Errors
/// A problem naming the field; [`Code::Forbidden`] when there is a workspace already.
pub async fn found(name: String, person: String, currency: Currency) -> Result<String, Problem> {
    let (context, _) = gate::request()?;
    if !context.store.workspaces().await?.is_empty() {
        return Err(Problem::of(Code::Forbidden, "workspace"));
    }
    let (language, at) = (preferences().language, clock::now());
    let name = text::name("workspace", &name)?;
    let slug = slug(&name);
    let workspace =
        Workspace { id: WorkspaceId::new(at, random::bytes()), slug: slug.clone(), name, currency, sample: false, created_at: at };
    let founder = Person::member(PersonId::new(at, random::bytes()), text::name("person", &person)?, Department::Sales);
    let author = Author { person: founder.id, at };
    let id = workspace.id;
    context.store.found(workspace, founder, at).await?;
    context.store.commit(id, author, first_pipeline(language, at)).await?;
    let cookie = format!("{}={}; Path=/; Max-Age=31536000; SameSite=Lax", person_cookie(&slug), author.person);
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        response.append_header(header::SET_COOKIE, cookie);
    }
    Ok(slug)
}

/// Loads the demonstration, and answers where the visitor belongs in it.
///
/// # Errors
/// [`Code::Forbidden`] when there is a workspace already.
pub async fn demonstrate() -> Result<String, Problem> {
    let (context, _) = gate::request()?;
    if !context.store.workspaces().await?.is_empty() {
        return Err(Problem::of(Code::Forbidden, "workspace"));
    }
    load_demonstration(&context.store).await?;
    home(&context, preferences().language).await?.ok_or_else(|| Problem::not_found("workspace"))
}

/// Fills an empty store with the two sample companies.
///
/// # Errors
/// The store does not answer.
pub async fn load_demonstration(store: &heliu_store::Store) -> Result<(), Problem> {
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
