//! What every server function begins and ends with: who is asking for what, and the status of the answer.

use axum::http::{StatusCode, request::Parts};
use heliu_domain::{Code, Outcome, Problem};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::{
    live::Refused,
    server::{
        context::{Context, Visit},
        denied::Asker,
        random,
    },
};

/// The context and the visitor of the server function that is running.
///
/// # Errors
/// No such workspace, or nobody is signed in there.
pub async fn enter(slug: &str) -> Result<(Context, Visit), Problem> {
    let (context, parts) = request()?;
    let visit = Visit::of(&context, &parts, slug).await?;
    Asker::note(&parts, &visit);
    Ok((context, visit))
}

/// The context and the head of the request that leptos is answering.
///
/// # Errors
/// [`Code::Internal`] outside a request, which is a mistake of ours.
pub fn request() -> Result<(Context, Parts), Problem> {
    use_context::<Context>().zip(use_context::<Parts>()).ok_or_else(|| {
        let id = random::token();
        tracing::error!(id, "a server function ran outside a request");
        Problem::new(Code::Internal).with(id)
    })
}

/// Runs the body of a server function; a problem sets the status of the answer.
///
/// # Errors
/// The problem.
pub async fn answer<T>(body: impl Future<Output = Result<T, Problem>>) -> Result<T, Refused> {
    // Taken before waiting, while the request's context is surely the present one.
    let response = use_context::<ResponseOptions>();
    body.await.map_err(|problem| {
        tracing::debug!(%problem, "refused");
        if let (Some(response), Ok(status)) = (response, StatusCode::from_u16(problem.code.status())) {
            response.set_status(status);
        }
        Refused(problem)
    })
}

/// A single command that is refused is a refused request; of several each keeps its own answer.
///
/// # Errors
/// The problem of the only command.
pub fn single(answers: Vec<Result<Outcome, Problem>>) -> Result<Vec<Result<Outcome, Problem>>, Problem> {
    match <[_; 1]>::try_from(answers) {
        Ok([Err(problem)]) => Err(problem),
        Ok([answer]) => Ok(vec![answer]),
        Err(answers) => Ok(answers),
    }
}
