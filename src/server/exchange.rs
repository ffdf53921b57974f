//! Exports on their way out: page by page from the store, so that a pipeline of any size takes little memory.

use axum::{
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use heliu_domain::{OpportunityId, PipelineId, Problem, directory::Person, filter::Filter, locale::Language, pipeline::Pipeline};
use heliu_store::Window;

use crate::{
    exchange::write::Sheet,
    server::{
        context::{Context, Visit},
        files::save_as,
        refusal::Refusal,
    },
};

/// Opportunities that are read and written at once.
const PAGE: usize = 500;

/// The forms of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Csv,
    Json,
}

impl Form {
    /// The form of a file name, and the rest of that name.
    pub fn of(name: &str) -> Option<(&str, Self)> {
        let (rest, kind) = name.rsplit_once('.')?;
        match kind {
            "csv" => Some((rest, Self::Csv)),
            "json" => Some((rest, Self::Json)),
            _ => None,
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    fn mime(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
        })
    }
}

/// The opportunities of a pipeline that pass the filter in the query, as a file to be saved.
///
/// # Errors
/// No such workspace, pipeline or form, or nobody is signed in.
pub async fn export(
    State(context): State<Context>,
    Path((slug, name)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (id, form) = Form::of(&name).ok_or_else(|| Problem::not_found("file"))?;
    let id: PipelineId = id.parse()?;
    let visit = Visit::new(&context, &headers, &slug).await?;
    let window = visit.window(&context);
    let pipeline = window.pipelines().await?.into_iter().find(|pipeline| pipeline.id == id);
    let pipeline = pipeline.ok_or_else(|| Problem::not_found("pipeline"))?;
    let filter = Filter::from_pairs(query.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let preferences = visit.preferences;
    let name = format!("{} {}.{}", pipeline.name, preferences.today, form.extension());
    let people = context.store.people(visit.workspace.id).await?;
    let pieces = pieces(window, &people, pipeline, filter, form, preferences.language).await?;
    // An error after the first bytes can only break the answer off, which the browser reports.
    let body = Body::from_stream(pieces.map(|piece| piece.inspect_err(|problem| tracing::warn!(%problem, "an export broke off"))));
    let mut response = body.into_response();
    save_as(response.headers_mut(), &name);
    response.headers_mut().insert(header::CONTENT_TYPE, form.mime());
    Ok(response)
}

/// The bytes of an export, piece by piece.
///
/// # Errors
/// The store does not answer.
pub async fn pieces(
    window: Window,
    people: &[Person],
    pipeline: Pipeline,
    filter: Filter,
    form: Form,
    language: Language,
) -> Result<impl Stream<Item = Result<Bytes, Problem>> + Send + 'static, Problem> {
    let stages = window.stages(pipeline.id).await?;
    let fields = window.fields(pipeline.id).await?;
    let sheet = Sheet::new(language, people, &stages, &fields);
    let head = match form {
        Form::Csv => sheet.csv_head()?,
        Form::Json => b"[".to_vec(),
    };
    let foot = if form == Form::Json { "\n]\n" } else { "" };
    let reading = Reading { window, pipeline: pipeline.id, filter, sheet, form, after: None, is_over: false };
    let rows = stream::try_unfold(reading, async |mut reading| Ok(reading.next().await?.map(|rows| (rows, reading))));
    Ok(stream::once(async { Ok(Bytes::from(head)) }).chain(rows).chain(stream::once(async move { Ok(Bytes::from(foot)) })))
}

/// Where an export has come to.
struct Reading {
    window: Window,
    pipeline: PipelineId,
    filter: Filter,
    sheet: Sheet,
    form: Form,
    after: Option<OpportunityId>,
    is_over: bool,
}

impl Reading {
    async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        if self.is_over {
            return Ok(None);
        }
        let page = self.window.export(self.pipeline, &self.filter, self.after, PAGE).await?;
        let is_first = self.after.is_none();
        self.is_over = page.len() < PAGE;
        self.after = page.last().map(|last| last.opportunity.id);
        let rows = page.iter().map(|row| (&row.opportunity, row.description.as_str()));
        let bytes = match self.form {
            Form::Csv => self.sheet.csv_rows(rows)?,
            Form::Json => self.sheet.json_rows(rows, is_first)?,
        };
        Ok(Some(bytes.into()))
    }
}
