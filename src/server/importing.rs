//! Imports on their way from kept files to one command.

use heliu_domain::{
    Code, Command, CommandId, Envelope, PipelineId, Problem,
    exchange::{ImportInto, PROBLEMS_MAX, Preview},
    policy,
};

use crate::{
    exchange::{
        dataset::{self, Prepared, Upload},
        plan::Around,
    },
    import::api::{Choices, Past, Ran},
    server::{
        context::{Context, Visit},
        gate,
    },
};

/// What the files would become, with what the store makes of them.
///
/// # Errors
/// A problem of a file as a whole.
pub async fn preview(workspace: String, choices: Choices) -> Result<Vec<Preview>, Problem> {
    let (context, visit) = gate::enter(&workspace).await?;
    let Prepared { plan, mut previews } = prepare(&context, &visit, choices).await?;
    let decision = context.store.preview(visit.workspace.id, visit.author(), &plan).await?;
    if let Some(first) = previews.first_mut() {
        first.problem_count += decision.problems.len();
        let room = PROBLEMS_MAX.saturating_sub(first.problems.len());
        first.problems.extend(decision.problems.into_iter().take(room));
        first.problems.sort_by_key(|problem| problem.line);
        first.summary = Some(decision.summary);
    }
    Ok(previews)
}

/// Imports the files.
///
/// # Errors
/// A problem of a file as a whole, or of a row that is not to be left out.
pub async fn run(workspace: String, choices: Choices, command: CommandId) -> Result<Ran, Problem> {
    let (context, visit) = gate::enter(&workspace).await?;
    let skip = choices.skip;
    let prepared = prepare(&context, &visit, choices).await?;
    if prepared.problem_count() > 0 && !skip {
        return Err(Problem::of(Code::Invalid, "file"));
    }
    let into = prepared.plan.into.clone();
    let envelope = Envelope { id: command, command: Command::Import(Box::new(prepared.plan)) };
    let outcome = context.store.commit(visit.workspace.id, visit.author(), envelope).await?;
    Ok(Ran { outcome, pipeline: pipeline_of(&context, &visit, &into).await? })
}

/// The newest imports of a workspace.
///
/// # Errors
/// No such workspace.
pub async fn past(workspace: String) -> Result<Vec<Past>, Problem> {
    let (context, visit) = gate::enter(&workspace).await?;
    if !policy::may_import(&visit.person) {
        return Ok(Vec::new());
    }
    let imports = context.store.last_imports(visit.workspace.id, 20).await?;
    let past = imports.into_iter().map(|import| Past {
        command: import.command,
        at: import.at,
        actor: import.actor,
        file: import.file,
        changes: import.changes,
        undone: import.undone,
    });
    Ok(past.collect())
}

async fn pipeline_of(context: &Context, visit: &Visit, into: &ImportInto) -> Result<Option<PipelineId>, Problem> {
    match into {
        ImportInto::Existing(pipeline) => Ok(Some(*pipeline)),
        ImportInto::New { name, .. } => {
            // As it was stored.
            let name = heliu_domain::text::name("pipeline", name)?;
            let pipelines = visit.window(context).pipelines().await?;
            Ok(pipelines.into_iter().rev().find(|pipeline| pipeline.name == name).map(|pipeline| pipeline.id))
        }
    }
}

async fn prepare(context: &Context, visit: &Visit, choices: Choices) -> Result<Prepared, Problem> {
    if !policy::may_import(&visit.person) {
        return Err(Problem::of(Code::Forbidden, "import"));
    }
    let space = visit.workspace.id;
    let mut files = Vec::with_capacity(choices.files.len());
    for kept in choices.files.iter().take(dataset::FILES_MAX + 1) {
        files.push((kept.name.clone(), context.uploads.read(space, &kept.token).await?));
    }
    let window = visit.window(context);
    let (stages, fields) = match &choices.into {
        ImportInto::Existing(pipeline) => (window.stages(*pipeline).await?, window.fields(*pipeline).await?),
        ImportInto::New { .. } => (Vec::new(), Vec::new()),
    };
    let (currency, language) = (visit.workspace.currency, visit.preferences.language);
    // Reading a large file keeps a core busy for a while.
    let read = tokio::task::spawn_blocking(move || {
        let uploads: Vec<Upload> = files.iter().map(|(name, bytes)| Upload { name, bytes }).collect();
        let around = Around { into: choices.into, stages: &stages, fields: &fields, currency, language, skip: choices.skip };
        dataset::prepare(&uploads, choices.mapping.as_ref(), &around)
    });
    read.await.map_err(|_| Problem::new(Code::Internal))?
}
