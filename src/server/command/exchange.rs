//! Import and export from a terminal.

use std::{fs, io::Write, path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};
use futures::TryStreamExt;
use heliu_domain::{
    Code, Command, CommandId, Envelope, Problem,
    board::Author,
    directory::Workspace,
    exchange::{DateFormat, ImportInto, ImportPlan, Mapping, NumberFormat, Preview, Target},
    filter::{Filter, StateFilter},
    locale::{Language, exchange as words, problem::problem},
    pipeline::Pipeline,
    text,
};
use heliu_store::Store;

use super::{Failure, Place, say};
use crate::{
    exchange::{
        dataset::{Upload, gather, prepare},
        plan::Around,
    },
    server::{
        clock,
        exchange::{Form, pieces},
        random,
    },
};

#[derive(Args)]
#[group(id = "import_files")]
pub(super) struct Import {
    /// The file with the opportunities, and others that say more about accounts, products and people; or a folder of them.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The short name of the workspace, as in its address; needed when there are several.
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// The pipeline to import into; made if there is none of that name.
    #[arg(long, value_name = "NAME")]
    pipeline: String,
    /// Who imports; without it, the first person of the workspace.
    #[arg(long = "as", value_name = "PERSON")]
    person: Option<String>,
    /// Says what would happen and changes nothing.
    #[arg(long)]
    dry_run: bool,
    /// What a column means, as HEADING=FIELD: title, account, amount, close_on, external_id and so on, ignore, or custom:NAME;
    /// can be repeated. Columns that are not named keep the meaning that their headings suggest.
    #[arg(long = "map", value_name = "HEADING=FIELD")]
    columns: Vec<String>,
    /// How numbers are written, where the file does not show it.
    #[arg(long, value_enum)]
    numbers: Option<Numbers>,
    /// How dates are written, where the file does not show it.
    #[arg(long, value_enum)]
    dates: Option<Dates>,
    /// Leaves out rows with problems instead of importing nothing.
    #[arg(long)]
    skip: bool,
    /// The language of what is said and of names that are made.
    #[arg(long, value_enum, default_value_t = Tongue::En)]
    language: Tongue,
}

impl Import {
    /// What the file suggests with what was said otherwise, or nothing if all is left to the file.
    fn mapping(&self, suggested: &Preview) -> Result<Option<Mapping>, Failure> {
        if self.columns.is_empty() && self.numbers.is_none() && self.dates.is_none() {
            return Ok(None);
        }
        let mut mapping = suggested.mapping.clone();
        mapping.columns.resize(suggested.headings.len(), Target::Ignore);
        for choice in &self.columns {
            let (heading, field) = choice.rsplit_once('=').ok_or_else(|| format!("--map {choice}: write HEADING=FIELD"))?;
            let index = suggested.headings.iter().position(|known| text::fold(known) == text::fold(heading));
            let column = index
                .and_then(|index| mapping.columns.get_mut(index))
                .ok_or_else(|| format!("--map {choice}: {} has the columns {}", suggested.file, suggested.headings.join(", ")))?;
            *column = target(field).ok_or_else(|| {
                let names: Vec<&str> = Target::ALL.iter().map(Target::name).collect();
                format!("--map {choice}: the fields are {}, custom:NAME", names.join(", "))
            })?;
        }
        mapping.numbers = self.numbers.map_or(mapping.numbers, Into::into);
        mapping.dates = self.dates.map_or(mapping.dates, Into::into);
        Ok(Some(mapping))
    }
}

fn target(name: &str) -> Option<Target> {
    match name.split_once(':') {
        Some(("custom", field)) if !field.trim().is_empty() => Some(Target::Custom(field.trim().to_owned())),
        _ => Target::ALL.into_iter().find(|target| target.name() == name),
    }
}

#[derive(Args)]
#[group(id = "export_file")]
pub(super) struct Export {
    /// The file to write, ending in .csv or .json
    file: PathBuf,
    /// The short name of the workspace, as in its address; needed when there are several.
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// The pipeline; needed when there are several.
    #[arg(long, value_name = "NAME")]
    pipeline: Option<String>,
    /// The language of the headings.
    #[arg(long, value_enum, default_value_t = Tongue::En)]
    language: Tongue,
}

#[derive(Clone, Copy, ValueEnum)]
enum Numbers {
    /// 1,234.56
    Point,
    /// 1.234,56
    Comma,
}

impl From<Numbers> for NumberFormat {
    fn from(numbers: Numbers) -> Self {
        match numbers {
            Numbers::Point => Self::Point,
            Numbers::Comma => Self::Comma,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Dates {
    /// 2026-03-01
    YearMonthDay,
    /// 01.03.2026
    DayMonthYear,
    /// 3/1/2026
    MonthDayYear,
}

impl From<Dates> for DateFormat {
    fn from(dates: Dates) -> Self {
        match dates {
            Dates::YearMonthDay => Self::YearMonthDay,
            Dates::DayMonthYear => Self::DayMonthYear,
            Dates::MonthDayYear => Self::MonthDayYear,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Tongue {
    En,
    Zh,
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Self {
        match tongue {
            Tongue::En => Self::En,
            Tongue::Zh => Self::Zh,
        }
    }
}

pub(super) async fn import(import: Import, place: &Place) -> Result<ExitCode, Failure> {
    let language = Language::from(import.language);
    let _claimed = place.lock(place.claim())?;
    let store = place.open_existing().await?;
    let done = run(&store, import, language).await;
    store.close().await;
    done
}

async fn run(store: &Store, import: Import, language: Language) -> Result<ExitCode, Failure> {
    let in_words = |refused: Problem| -> Failure { problem(language, &refused).into() };
    let workspace = workspace(store, import.workspace.as_deref()).await?;
    let author = author(store, &workspace, import.person.as_deref()).await?;
    let files = gather(&import.files)?;
    let uploads: Vec<Upload> = files.iter().map(|(name, bytes)| Upload { name, bytes }).collect();
    let into = ImportInto::named(&import.pipeline, Vec::new(), &store.pipelines(workspace.id).await?);
    let (stages, fields) = match &into {
        ImportInto::Existing(id) => (store.stages(workspace.id, *id).await?, store.fields(workspace.id, *id).await?),
        ImportInto::New { .. } => Default::default(),
    };
    let around = Around { into, stages: &stages, fields: &fields, currency: workspace.currency, language, skip: import.skip };
    let mut prepared = prepare(&uploads, None, &around).map_err(in_words)?;
    if let Some(mapping) = prepared.previews.first().map(|suggested| import.mapping(suggested)).transpose()?.flatten() {
        prepared = prepare(&uploads, Some(&mapping), &around).map_err(in_words)?;
    }
    for preview in &prepared.previews {
        for row in &preview.problems {
            say(&format!("{}: {}", preview.file, words::row_problem(language, row)));
        }
        for note in &preview.notes {
            say(&format!("{}: {}", preview.file, words::note(language, note)));
        }
    }
    let count = prepared.problem_count();
    let decision = store.preview(workspace.id, author, &prepared.plan).await.map_err(in_words)?;
    for row in &decision.problems {
        say(&format!("{}: {}", prepared.plan.file, words::row_problem(language, row)));
    }
    let is_good = import.skip || (count == 0 && decision.problems.is_empty());
    for line in words::summary(language, &decision.summary) {
        say(&line);
    }
    if !is_good {
        say(words::FIX_FIRST.in_(language));
        return Ok(ExitCode::FAILURE);
    }
    if import.dry_run {
        say(words::NOTHING_IMPORTED_YET.in_(language));
        return Ok(ExitCode::SUCCESS);
    }
    commit(store, &workspace, author, prepared.plan).await.map_err(in_words)?;
    say(words::IMPORTED.in_(language));
    Ok(ExitCode::SUCCESS)
}

async fn commit(store: &Store, workspace: &Workspace, author: Author, plan: ImportPlan) -> Result<(), Problem> {
    let envelope = Envelope { id: CommandId::new(clock::now(), random::bytes()), command: Command::Import(Box::new(plan)) };
    store.commit(workspace.id, author, envelope).await.map(drop)
}

pub(super) async fn export(export: Export, place: &Place) -> Result<ExitCode, Failure> {
    let name = export.file.to_str().unwrap_or_default();
    let (_, form) = Form::of(name).ok_or("the name of the file must end in .csv or .json")?;
    let store = place.open_existing().await?;
    let workspace = workspace(&store, export.workspace.as_deref()).await?;
    let pipeline = pipeline(&store, &workspace, export.pipeline.as_deref()).await?;
    let everything = Filter { state: StateFilter::All, ..Filter::default() };
    let people = store.people(workspace.id).await?;
    let pieces = pieces(store.whole(workspace.id), &people, pipeline, everything, form, export.language.into()).await?;
    let partial = export.file.with_extension("partial");
    let mut file = fs::File::create(&partial).map_err(|error| format!("{}: {error}", partial.display()))?;
    let mut pieces = std::pin::pin!(pieces);
    while let Some(piece) = pieces.try_next().await? {
        file.write_all(&piece)?;
    }
    file.sync_all()?;
    fs::rename(&partial, &export.file)?;
    store.close().await;
    say(&format!("Saved in {}", export.file.display()));
    Ok(ExitCode::SUCCESS)
}

async fn workspace(store: &Store, slug: Option<&str>) -> Result<Workspace, Failure> {
    let mut all = store.workspaces().await?;
    let slugs = all.iter().map(|workspace| workspace.slug.as_str()).collect::<Vec<_>>().join(", ");
    match slug {
        Some(slug) => all
            .into_iter()
            .find(|workspace| workspace.slug == slug)
            .ok_or_else(|| format!("there is no workspace {slug}; there are: {slugs}").into()),
        None if all.len() == 1 => all.pop().ok_or_else(|| Problem::new(Code::NotFound).into()),
        None if all.is_empty() => Err("there is no workspace yet: start the server and open it in a browser".into()),
        None => Err(format!("there are several workspaces, name one with --workspace: {slugs}").into()),
    }
}

async fn pipeline(store: &Store, workspace: &Workspace, name: Option<&str>) -> Result<Pipeline, Failure> {
    let mut all = store.pipelines(workspace.id).await?;
    let names = all.iter().map(|pipeline| pipeline.name.as_str()).collect::<Vec<_>>().join(", ");
    match name {
        Some(name) => all
            .into_iter()
            .find(|pipeline| text::fold(&pipeline.name) == text::fold(name))
            .ok_or_else(|| format!("there is no pipeline {name}; there are: {names}").into()),
        None if all.len() == 1 => all.pop().ok_or_else(|| Problem::new(Code::NotFound).into()),
        None => Err(format!("name a pipeline with --pipeline: {names}").into()),
    }
}

async fn author(store: &Store, workspace: &Workspace, name: Option<&str>) -> Result<Author, Failure> {
    let mut people = store.people(workspace.id).await?;
    people.retain(|person| person.active && name.is_none_or(|name| text::fold(&person.name) == text::fold(name)));
    let person = people
        .first()
        .ok_or_else(|| name.map_or("the workspace has no people".to_owned(), |name| format!("there is nobody called {name}")))?;
    Ok(Author { person: person.id, at: clock::now() })
}
