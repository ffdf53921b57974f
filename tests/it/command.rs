//! The `heliu` command as a process: start, backup, restore, stop.

use std::{
    path::Path,
    process::{Output, Stdio},
    time::{Duration, Instant},
};

use heliu_domain::OpportunityId;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

use crate::harness::*;

/// A `heliu serve` that is killed when this goes.
pub struct Process {
    pub child: Child,
    pub client: Client,
    lines: Lines<BufReader<ChildStdout>>,
}

pub fn heliu(arguments: &[&str], data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heliu"));
    command.args(arguments).arg("--data").arg(data).stdin(Stdio::null()).kill_on_drop(true);
    for name in [
        "DATABASE_URL",
        "HELIU_FILES_URL",
        "HELIU_LISTEN",
        "HELIU_DATA",
        "HELIU_LOG",
        "HELIU_PUBLIC_URL",
        "HELIU_TRUSTED_PROXY",
        "HELIU_SMTP_URL",
        "HELIU_MAIL_FROM",
    ] {
        command.env_remove(name);
    }
    command
}

impl Process {
    /// Starts a server on the folder and waits until it says that it listens.
    pub async fn start(data: &Path, cookie: &str) -> Self {
        Self::start_with(&[], data, cookie).await
    }

    /// The same with further arguments.
    pub async fn start_with(arguments: &[&str], data: &Path, cookie: &str) -> Self {
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], arguments].concat();
        let mut child = heliu(&arguments, data).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = timeout(LONG, lines.next_line()).await.unwrap().unwrap().expect("the server says where it listens");
        let address =
            line.strip_prefix("Heliu listens on http://").and_then(|rest| rest.split(' ').next()).unwrap_or_else(|| panic!("{line}"));
        Self { client: Client { address: address.parse().unwrap(), cookie: cookie.to_owned() }, child, lines }
    }

    pub fn id(&self) -> String {
        self.child.id().unwrap().to_string()
    }

    /// Sends a signal by name.
    pub async fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([&format!("-{name}"), &self.id()]).status().await.unwrap().success());
    }
}

async fn run(arguments: &[&str], data: &Path) -> Output {
    timeout(LONG, heliu(arguments, data).output()).await.unwrap().unwrap()
}

async fn laid(folder: &Path) -> (Plot, OpportunityId) {
    let store = open(folder).await;
    let plot = Plot::lay(&store, SLUG).await;
    let (card, create) = plot.card();
    plot.commit(&store, create).await;
    store.close().await;
    (plot, card)
}

#[tokio::test]
async fn a_server_starts_on_nothing_and_stops_when_told() {
    for signal in ["TERM", "INT"] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("new/data");
        let mut process = Process::start(&data, "").await;
        let page = process.client.browse("/", &[]).await;
        assert_eq!(page.status, 200);
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&data).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o700);
        // An open stream does not hold it up.
        let stream = process.client.open("/live/acme", &[]).await;
        let begun = Instant::now();
        process.signal(signal).await;
        let status = timeout(LONG, process.child.wait()).await.unwrap().unwrap();
        assert!(status.success() && begun.elapsed() < Duration::from_secs(5), "{status} after {:?}", begun.elapsed());
        let mut last = String::new();
        while let Some(line) = process.lines.next_line().await.unwrap() {
            last = line;
        }
        assert_eq!(last, "Heliu has stopped");
        drop(stream);
    }
}

#[tokio::test]
async fn two_servers_never_share_a_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let _process = Process::start(folder.path(), "").await;
    let second = run(&["serve", "--listen", "127.0.0.1:0"], folder.path()).await;
    assert!(!second.status.success());
    assert!(String::from_utf8_lossy(&second.stderr).contains("a server is running on"), "{second:?}");
}

#[tokio::test]
async fn a_backup_made_while_writing_is_a_whole_earlier_state() {
    let folder = tempfile::tempdir().unwrap();
    let (data, archive) = (folder.path().join("data"), folder.path().join("backup.tar"));
    std::fs::create_dir(&data).unwrap();
    let (plot, card) = laid(&data).await;
    let process = Process::start(&data, &plot.cookie(SLUG)).await;
    let attach = [("x-file-name", "a.txt")];
    let attached = process.client.ask(hyper::Method::POST, &format!("/files/acme/{card}"), &attach, "contents").await;
    assert_eq!(attached.status, 200);
    let before = process.client.run(plot.move_to(card, 1)).await.seq;
    let writing = async {
        let mut last = before;
        for turn in 0..150 {
            last = process.client.run(plot.move_to(card, turn)).await.seq;
        }
        last
    };
    let backing_up = async {
        for _ in 0..3 {
            let output = run(&["backup", archive.to_str().unwrap()], &data).await;
            assert!(output.status.success(), "{output:?}");
        }
    };
    let (last, ()) = tokio::join!(writing, backing_up);
    // A running server keeps its data.
    let refused = run(&["restore", archive.to_str().unwrap()], &data).await;
    assert!(!refused.status.success(), "{refused:?}");
    let after = process.client.run(plot.move_to(card, 2)).await.seq;
    process.signal("KILL").await;
    let mut process = process;
    process.child.wait().await.unwrap();
    // Stale files of the write-ahead log lie there now.
    let restored = run(&["restore", archive.to_str().unwrap()], &data).await;
    assert!(restored.status.success(), "{restored:?}");
    let sound = run(&["check"], &data).await;
    assert!(sound.status.success(), "{sound:?}");
    // Whoever was in when the backup was made has to sign in again.
    let store = open(&data).await;
    plot.begin(&store, plot.person, "again").await;
    store.close().await;
    let process = Process::start(&data, "heliu_session_acme=again").await;
    let before_it = Client { cookie: plot.cookie(SLUG), ..process.client.clone() };
    assert_eq!(before_it.get(&format!("/export/acme/{}.csv", plot.pipeline)).await.status.as_u16(), 401);
    let store_seq = process.client.run(plot.move_to(card, 0)).await.seq;
    assert!((before..=last + 2).contains(&store_seq) && store_seq <= after + 1, "{before} {store_seq} {last}");
    let file = std::fs::read_dir(data.join(format!("files/{}", plot.workspace))).unwrap().next().unwrap().unwrap().file_name();
    let back = process.client.get(&format!("/files/acme/{}", file.to_str().unwrap())).await;
    assert_eq!(back.text(), "contents");
    // Leaves nothing lying around.
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(!data.join("restore.partial").exists());
}

#[tokio::test]
async fn what_is_no_backup_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (data, archive) = (folder.path().join("data"), folder.path().join("backup.tar"));
    std::fs::create_dir(&data).unwrap();
    let (plot, _) = laid(&data).await;
    let seq = async || {
        let store = open(&data).await;
        let seq = store.seq(plot.workspace).await.unwrap();
        store.close().await;
        seq
    };
    let before = seq().await;
    assert!(run(&["backup", archive.to_str().unwrap()], &data).await.status.success());
    let whole = std::fs::read(&archive).unwrap();
    let mut flipped = whole.clone();
    flipped.iter_mut().skip(512).step_by(97).for_each(|byte| *byte ^= 0x55);
    for bytes in [b"nonsense".to_vec(), whole[..whole.len() / 2].to_vec(), flipped, Vec::new()] {
        std::fs::write(&archive, bytes).unwrap();
        let refused = run(&["restore", archive.to_str().unwrap()], &data).await;
        assert!(!refused.status.success(), "{refused:?}");
        assert!(!String::from_utf8_lossy(&refused.stderr).contains("panicked"), "{refused:?}");
        assert_eq!(seq().await, before);
    }
    assert!(!run(&["restore", "/nonexistent/x.tar"], &data).await.status.success());
}

#[tokio::test]
async fn a_wrong_address_or_database_is_a_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["serve", "--database-url", "mysql://x"][..],
        &["serve", "--listen", "192.0.2.1:1"],
        &["serve", "--public-url", "not an origin"],
        &["serve", "--files-url", "ftp://x"],
    ] {
        let output = run(arguments, folder.path()).await;
        let words = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && words.contains("heliu: ") && !words.contains("panicked"), "{arguments:?}: {words}");
    }
}

#[tokio::test]
async fn everything_is_in_its_place_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (plot, card) = laid(folder.path()).await;
    let mut last = 0;
    for turn in 0..3 {
        let process = Process::start(folder.path(), &plot.cookie(SLUG)).await;
        let seq = process.client.run(plot.move_to(card, turn + 1)).await.seq;
        assert!(seq > last);
        last = seq;
    }
}

/// Runs a command that reads a password.
async fn run_typing(arguments: &[&str], data: &Path, typed: &str) -> Output {
    use tokio::io::AsyncWriteExt;
    let mut command = heliu(arguments, data);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // A command that refuses its arguments does not read any further.
    let _ = input.write_all(typed.as_bytes()).await;
    drop(input);
    timeout(LONG, child.wait_with_output()).await.unwrap().unwrap()
}

#[tokio::test]
async fn workspaces_and_people_are_added_from_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let add = ["workspace", "add", "Confluence Works", "--person", "Ada", "--email", "Ada@example.com"];
    let weak = run_typing(&add, data, "short\n").await;
    assert!(!weak.status.success() && String::from_utf8_lossy(&weak.stderr).contains("10 to 200 characters"), "{weak:?}");
    let added = run_typing(&add, data, "correct horse battery\n").await;
    assert!(added.status.success() && String::from_utf8_lossy(&added.stdout).contains("/w/confluence-works"), "{added:?}");
    let second =
        run_typing(&["workspace", "add", "Second", "--person", "Eve", "--email", "ada@example.com"], data, "correct horse battery\n").await;
    assert!(second.status.success(), "{second:?}");
    let whose = ["--workspace", "confluence-works", "--email", "grace@example.com"];
    let user = run_typing(&[&["user", "add", "Grace"][..], &whose].concat(), data, "a horse of Grace\n").await;
    assert!(user.status.success(), "{user:?}");
    let twice = run_typing(&[&["user", "add", "Grace"][..], &whose].concat(), data, "a horse of Grace\n").await;
    assert!(!twice.status.success(), "{twice:?}");
    let reset = run_typing(&[&["user", "password"][..], &whose].concat(), data, "another horse\n").await;
    assert!(reset.status.success(), "{reset:?}");
    let process = Process::start(data, "").await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let sign_in = async |email: &str, password: &str| {
        let body = format!("email={email}&password={password}");
        process.client.ask(hyper::Method::POST, "/w/confluence-works/sign-in", &form, body).await.status.as_u16()
    };
    assert_eq!(sign_in("ada@example.com", "correct+horse+battery").await, 303);
    assert_eq!(sign_in("grace@example.com", "a+horse+of+Grace").await, 422);
    assert_eq!(sign_in("grace@example.com", "another+horse").await, 303);
}

#[tokio::test]
async fn a_server_that_others_can_reach_asks_for_a_token_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start_with(&["--public-url", "https://heliu.example"], folder.path(), "").await;
    let line = timeout(LONG, process.lines.next_line()).await.unwrap().unwrap().unwrap();
    let token = line.rsplit(' ').next().unwrap().to_owned();
    assert!(line.contains("setup token") && token.len() == 32, "{line}");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let found = async |token: &str| {
        let body = format!("workspace=A&person=Ada&email=a%40example.com&password=correct+horse&currency=EUR&setup_token={token}");
        process.client.ask(hyper::Method::POST, "/start", &form, body).await.status.as_u16()
    };
    assert_eq!((found("").await, found(&token).await), (422, 303));
}
