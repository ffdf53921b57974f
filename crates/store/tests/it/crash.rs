//! R1 and R2: the process dies in the middle of writing, at a named step or whenever; what was acknowledged is there.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    process::{Command as Process, Stdio},
    time::Duration,
};

use heliu_domain::{
    board::Author,
    command::{Command, Envelope},
    *,
};
use heliu_store::{Options, Store};

use crate::house::{Company, Dice, found, fresh, now, rounds};

const FOLDER: &str = "HELIU_CRASH_FOLDER";
const WRITERS: usize = 8;

fn url(folder: &str) -> String {
    format!("sqlite:{folder}/heliu.db")
}

/// The other process: run as a test of its own it does nothing; with a folder it writes until it dies, and says what was acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_child_writes_until_it_dies() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let store = Store::open(&Options::new(url(&folder))).await.unwrap();
    let company = found(&store).await;
    println!("company {}", company.workspace);
    let tasks: Vec<_> = (0..WRITERS).map(|writer| tokio::spawn(write(store.clone(), company.clone(), writer))).collect();
    for task in tasks {
        task.await.unwrap();
    }
}

async fn write(store: Store, company: Company, writer: usize) {
    let mut cards = Vec::new();
    for index in 0.. {
        let id = fresh!(OpportunityId);
        let (pipeline, stage) = (company.pipeline, company.stages[index % 4]);
        let command = if index % 3 == 0 || cards.is_empty() {
            cards.push(id);
            BoardCommand::Create { id, pipeline, stage, place: Place::Top, title: format!("{writer}/{index}"), values: Vec::new() }
        } else {
            BoardCommand::Move {
                cards: cards.clone().into_iter().take(3).collect(),
                stage,
                place: Place::End,
                seen: Vec::new(),
                note: String::new(),
            }
        };
        // Ids come from a counter in each process, so the writer's process number keeps them apart.
        let envelope = Envelope { id: fresh!(CommandId), command: Command::Board(command) };
        let command = envelope.id;
        let author = Author { person: company.founder, at: now() };
        if store.commit(company.workspace, author, envelope).await.is_ok() {
            println!("done {command}");
        }
    }
}

/// Runs the child until it dies and checks what it left.
async fn survives(step: Option<(&str, usize)>, kill_after: Option<Duration>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap().to_owned();
    let mut child = Process::new(std::env::current_exe().unwrap());
    child.args(["crash::the_child_writes_until_it_dies", "--exact", "--nocapture"]).env(FOLDER, &path);
    if let Some((step, times)) = step {
        child.env("HELIU_CRASH_AT", format!("{step}:{times}"));
    }
    let mut child = child.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let reader = std::thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<String>>());
    if let Some(delay) = kill_after {
        tokio::time::sleep(delay).await;
        child.kill().unwrap();
    }
    let ended = tokio::task::spawn_blocking(move || child.wait().unwrap()).await.unwrap();
    assert!(!ended.success(), "the child did not die at {step:?}");
    let said = reader.join().unwrap();
    let value = |word: &str, line: &str| line.split_once(word).map(|(_, rest)| rest.trim().to_owned());
    let Some(workspace) = said.iter().find_map(|line| value("company ", line)) else {
        // It died before there was anything to lose.
        let store = Store::open(&Options::new(url(&path))).await.unwrap();
        assert_eq!(store.check().await, Vec::<String>::new());
        return;
    };
    let workspace: WorkspaceId = workspace.parse().unwrap();
    let acknowledged: BTreeSet<String> = said.iter().filter_map(|line| value("done ", line)).collect();

    let begun = std::time::Instant::now();
    let store = Store::open(&Options::new(url(&path))).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!(store.check().await, Vec::<String>::new(), "{step:?}");
    let entries = store.changes_since(workspace, 0, 10_000_000).await.unwrap();
    let kept: BTreeSet<String> = entries.iter().map(|entry| entry.command.to_string()).collect();
    let lost: Vec<&String> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "{step:?}: acknowledged and lost: {lost:?}");
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_at_any_step_loses_nothing_that_was_acknowledged() {
    let times = rounds(3, 40);
    for step in ["tables.changed", "log.appended", "command.written", "batch.before_commit", "batch.committed"] {
        for round in 0..times {
            survives(Some((step, 4 + round * 17)), None).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_at_any_moment_loses_nothing_that_was_acknowledged() {
    let mut dice = Dice(0xdead);
    let cycles = rounds(8, 200);
    for _ in 0..cycles {
        let delay = Duration::from_millis(10 + u64::try_from(dice.roll(490)).unwrap());
        survives(None, Some(delay)).await;
    }
    println!("{cycles} kills");
}
