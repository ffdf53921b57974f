//! The audit log on its way out: a page, CSV, or an Excel workbook, for administrators alone.

use std::convert::Infallible;

use axum::{
    body::Body,
    extract::{Path, Query, Request, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use bytes::Bytes;
use futures::{StreamExt, stream};
use heliu_domain::{
    Code, Date, Problem, Timestamp,
    audit::Topic,
    locale::{audit as words, format},
    policy,
    time::{DAY_MS, days_from_date},
};
use heliu_store::{AuditEntry, AuditFilter, AuditPlace};
use leptos::prelude::{Owner, provide_context};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Deserialize;

use crate::{
    audit::{
        page::{self as pages, Audit, Wanted},
        words::{Line, Names, opportunity},
    },
    exchange::write,
    identity::document::Frame,
    preferences::{Preferences, t, tr},
    server::{
        context::{Context, Visit},
        files::save_as,
        refusal::Refusal,
        session::in_query,
        sign_in::frame,
    },
    ui::toast,
    workspace::{Space, api::WorkspaceData},
};

/// Entries of one page.
const PAGE: usize = 50;
/// Entries that are read at once for a file.
const PIECE: usize = 500;
/// Most entries of a file.
const FILE_MAX: usize = 20_000;

/// What the address says; empty is the same as absent, because forms send empty fields.
#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    person: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    before: String,
}

impl Asked {
    fn wanted(&self) -> Result<Wanted, Problem> {
        let day = |text: &str| -> Result<Option<Date>, Problem> { if text.is_empty() { Ok(None) } else { text.parse().map(Some) } };
        Ok(Wanted {
            person: if self.person.is_empty() { None } else { Some(self.person.parse()?) },
            topic: match self.kind.as_str() {
                "" => None,
                word => Some(Topic::parse(word).ok_or_else(|| Problem::malformed("kind"))?),
            },
            from: day(&self.from)?,
            to: day(&self.to)?,
        })
    }

    fn place(&self) -> Result<Option<AuditPlace>, Problem> {
        if self.before.is_empty() { Ok(None) } else { self.before.parse().map(Some) }
    }
}

/// An administrator at the audit log.
struct Desk {
    context: Context,
    visit: Visit,
    wanted: Wanted,
}

impl Desk {
    async fn new(context: Context, slug: &str, headers: &HeaderMap, asked: &Asked) -> Result<Self, Problem> {
        let visit = Visit::new(&context, headers, slug).await?;
        if !policy::may_administer(&visit.person) {
            return Err(Problem::of(Code::Forbidden, "audit"));
        }
        Ok(Self { wanted: asked.wanted()?, context, visit })
    }

    fn filter(&self) -> AuditFilter {
        let start = |date: Date, days: i64| {
            let offset = i64::from(self.visit.preferences.offset_minutes) * 60_000;
            Timestamp((days_from_date(date) + days) * DAY_MS - offset)
        };
        let Wanted { person, topic, from, to } = self.wanted;
        AuditFilter { person, topic, from: from.map(|from| start(from, 0)), until: to.map(|to| start(to, 1)) }
    }

    async fn names(&self) -> Result<Names, Problem> {
        let chart = self.visit.window(&self.context).chart().await?.chart();
        Ok(Names { slug: self.visit.workspace.slug.clone(), chart, ..Names::default() })
    }

    /// Entries behind a place, with the titles of what they are about added to the names.
    async fn entries(&self, names: &mut Names, place: Option<AuditPlace>, limit: usize) -> Result<Vec<AuditEntry>, Problem> {
        let entries = self.context.store.audit(self.visit.workspace.id, &self.filter(), place, limit).await?;
        for id in entries.iter().filter_map(opportunity) {
            if !names.titles.contains_key(&id)
                && let Some(title) = self.context.store.title(self.visit.workspace.id, id).await?
            {
                names.titles.insert(id, title);
            }
        }
        Ok(entries)
    }

    /// Entries in words.
    fn lines(&self, names: &Names, entries: &[AuditEntry]) -> Vec<Line> {
        let owner = Owner::new();
        let lines = owner.with(|| {
            provide_context::<Preferences>(self.visit.preferences);
            toast::provide();
            provide_context(Space::new(WorkspaceData {
                workspace: self.visit.workspace.clone(),
                me: Some(self.visit.person.id),
                people: names.chart.people.values().cloned().collect(),
                pipelines: Vec::new(),
                rates: Vec::new(),
                workspaces: Vec::new(),
                unread: 0,
                seq: 0,
            }));
            entries.iter().map(|entry| names.line(entry)).collect()
        });
        owner.cleanup();
        lines
    }
}

/// The page of the audit log.
///
/// # Errors
/// No such workspace, the visitor is no administrator, or the address cannot be read.
pub async fn page(
    State(context): State<Context>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, _) = request.into_parts();
    let here = parts.uri.to_string();
    let desk = match Desk::new(context, &slug, &parts.headers, &asked).await {
        Err(problem) if problem.code == Code::SignedOut => {
            return Ok(Redirect::to(&format!("/w/{slug}/sign-in?next={}", in_query(&here))).into_response());
        }
        desk => desk?,
    };
    let (place, mut names) = (asked.place()?, desk.names().await?);
    let mut entries = desk.entries(&mut names, place, PAGE + 1).await?;
    let has_next = entries.len() > PAGE;
    entries.truncate(PAGE);
    let mut people: Vec<_> = names.chart.people.values().cloned().collect();
    people.sort_by(|a, b| a.name.cmp(&b.name));
    let audit = Audit {
        workspace: desk.visit.workspace.clone(),
        people,
        wanted: desk.wanted.clone(),
        lines: desk.lines(&names, &entries),
        is_later: place.is_some(),
        next: entries.last().filter(|_| has_next).map(|last| last.place().to_string()),
    };
    let frame = Frame { preferences: desk.visit.preferences, ..frame(&desk.context, &parts.headers, here) };
    Ok(pages::page(&frame, audit))
}

/// The same entries as a file: `log.csv` or `log.xlsx`.
///
/// # Errors
/// As the page, or there is no such form.
pub async fn export(
    State(context): State<Context>,
    Path((slug, name)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let desk = Desk::new(context, &slug, &headers, &asked).await?;
    let preferences = desk.visit.preferences;
    let (mut response, mime, ending) = match name.as_str() {
        "log.csv" => (csv(desk).await?, "text/csv; charset=utf-8", "csv"),
        "log.xlsx" => (workbook(desk).await?, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        _ => return Err(Problem::not_found("file").into()),
    };
    save_as(response.headers_mut(), &format!("{} {}.{ending}", words::AUDIT.in_(preferences.language), preferences.today));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    Ok(response)
}

/// Where a file has come to.
struct Reading {
    desk: Desk,
    names: Names,
    place: Option<AuditPlace>,
    count: usize,
    is_over: bool,
}

impl Reading {
    async fn new(desk: Desk) -> Result<Self, Problem> {
        Ok(Self { names: desk.names().await?, desk, place: None, count: 0, is_over: false })
    }

    /// The next rows; nothing at the end. The last row of a file that was cut says so.
    async fn rows(&mut self) -> Result<Option<Vec<Vec<String>>>, Problem> {
        if self.is_over {
            return Ok(None);
        }
        let entries = self.desk.entries(&mut self.names, self.place, PIECE).await?;
        let preferences = self.desk.visit.preferences;
        let instant = |line: &Line| format::instant(preferences.language, line.at, preferences.offset_minutes);
        let row = |line: Line| vec![instant(&line), line.who, line.what, line.record.map(|(name, _)| name).unwrap_or_default(), line.by];
        let mut rows: Vec<Vec<String>> = self.desk.lines(&self.names, &entries).into_iter().map(row).collect();
        self.count += entries.len();
        self.place = entries.last().map(AuditEntry::place);
        let is_cut = self.count >= FILE_MAX;
        self.is_over = is_cut || entries.len() < PIECE;
        if is_cut && !self.desk.entries(&mut self.names, self.place, 1).await?.is_empty() {
            rows.push(vec![self.worded(|| tr(words::CUT, &[&FILE_MAX]))]);
        }
        Ok(Some(rows))
    }

    fn head(&self) -> Vec<String> {
        self.worded(|| [words::WHEN, words::WHO, words::WHAT, words::RECORD, words::BY].map(|text| t(text).to_owned()).to_vec())
    }

    fn worded<T>(&self, make: impl FnOnce() -> T) -> T {
        let owner = Owner::new();
        let made = owner.with(|| {
            provide_context::<Preferences>(self.desk.visit.preferences);
            make()
        });
        owner.cleanup();
        made
    }
}

async fn csv(desk: Desk) -> Result<Response, Problem> {
    let mut reading = Reading::new(desk).await?;
    let mut rows = vec![reading.head()];
    rows.extend(reading.rows().await?.into_iter().flatten());
    let first = write::table(rows)?;
    let rest = stream::unfold(reading, async |mut reading| match reading.rows().await {
        Ok(rows) => Some((write::rows(rows?).ok()?, reading)),
        Err(problem) => {
            tracing::warn!(%problem, "an export broke off");
            None
        }
    });
    // Whoever packs the answer may ask again after its end.
    let bytes = stream::once(async { first }).chain(rest).fuse().map(|bytes| Ok::<_, Infallible>(Bytes::from(bytes)));
    Ok(Body::from_stream(bytes).into_response())
}

async fn workbook(desk: Desk) -> Result<Response, Problem> {
    let mut reading = Reading::new(desk).await?;
    let mut rows = vec![reading.head()];
    while let Some(more) = reading.rows().await? {
        rows.extend(more);
    }
    let name = reading.worded(|| t(words::AUDIT));
    let write = move || -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        let bold = Format::new().set_bold();
        for (y, row) in (0u32..).zip(&rows) {
            for (x, text) in (0u16..).zip(row) {
                // A cell holds at most 32,767 characters. Strings are stored as strings: nothing becomes a formula.
                let text: String = text.chars().take(32_000).collect();
                if y == 0 {
                    sheet.write_string_with_format(y, x, text, &bold)?
                } else {
                    sheet.write_string(y, x, text)?
                };
            }
        }
        for (column, width) in [(0, 20), (1, 18), (2, 60), (3, 40), (4, 24)] {
            sheet.set_column_width(column, width)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        workbook.save_to_buffer()
    };
    let written = tokio::task::spawn_blocking(write).await.map_err(|error| error.to_string());
    let bytes = written.and_then(|written| written.map_err(|error| error.to_string())).map_err(|error| {
        tracing::error!(%error, "the audit log could not be written");
        Problem::new(Code::Internal)
    })?;
    Ok(bytes.into_response())
}
