//! The database as a file: locks, backup, restore, damage, permissions; and URLs.

use std::{
    io::{Seek, SeekFrom, Write},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use heliu_domain::{command::Command, *};
use heliu_store::{OpenError, Options, Store};
use sqlx::Executor;

use crate::house::{House, fresh};

/// Runs on SQLite only: PostgreSQL looks after its own files.
macro_rules! sqlite_stories {
    ($($story:ident)*) => {
        mod on_sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $story() {
                    super::$story(crate::house::House::sqlite().await).await;
                }
            )*
        }
    };
}

sqlite_stories! {
    a_locked_database_is_waited_for_and_no_longer
    a_backup_while_writing_is_a_prefix_of_the_history
    a_restore_brings_the_backup_back
    a_restore_is_refused_while_the_database_is_in_use
    a_damaged_file_is_not_opened
    nobody_else_can_read_the_files
    everything_is_there_after_reopening
}

async fn a_locked_database_is_waited_for_and_no_longer(house: House) {
    house.card(0, "Before", Vec::new()).await;
    let mut other = house.raw().await;
    other.execute("begin immediate").await.unwrap();
    let begun = Instant::now();
    let tasks: Vec<_> = (0..8u64)
        .map(|index| {
            let (store, workspace, author) = (house.store.clone(), house.company.workspace, house.founder());
            let command = Command::Board(house.new_card(fresh!(OpportunityId), 0, "Waiting", Vec::new()));
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(index * 400)).await;
                let begun = Instant::now();
                let answer = store.commit(workspace, author, Envelope { id: fresh!(CommandId), command }).await;
                (begun.elapsed(), answer)
            })
        })
        .collect();
    while begun.elapsed() < Duration::from_secs(4) {
        let read = Instant::now();
        assert_eq!(house.titles(0).await, ["Before"]);
        assert!(read.elapsed() < Duration::from_millis(500));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for task in tasks {
        let (waited, answer) = task.await.unwrap();
        assert_eq!(answer.unwrap_err().code, Code::Unavailable);
        assert!(waited < Duration::from_secs(6), "{waited:?}");
    }
    other.execute("rollback").await.unwrap();
    house.card(0, "After", Vec::new()).await;
    assert_eq!(house.titles(0).await, ["Before", "After"]);
    house.is_sound().await;
}

async fn a_backup_while_writing_is_a_prefix_of_the_history(house: House) {
    let (store, company) = (house.store.clone(), house.company.clone());
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = stop.clone();
    let writer = tokio::spawn(async move {
        let mut index = 0;
        while !stopped.load(Ordering::SeqCst) {
            let create = BoardCommand::Create {
                id: fresh!(OpportunityId),
                pipeline: company.pipeline,
                stage: company.stages[index % 4],
                place: Place::End,
                title: format!("Card {index}"),
                values: Vec::new(),
            };
            let author = board::Author { person: company.founder, at: crate::house::now() };
            store.commit(company.workspace, author, Envelope { id: fresh!(CommandId), command: Command::Board(create) }).await.unwrap();
            index += 1;
        }
    });
    let mut copies = Vec::new();
    for index in 0..3 {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let path = house.path(&format!("copy-{index}.db"));
        house.store.backup(&path).await.unwrap();
        copies.push(path);
    }
    stop.store(true, Ordering::SeqCst);
    writer.await.unwrap();
    assert!(matches!(house.store.backup(&copies[0]).await, Err(OpenError::Refused(_))), "a backup is never written over");
    let history = house.store.changes_since(house.company.workspace, 0, 1_000_000).await.unwrap();
    for path in copies {
        assert_eq!(mode(&path), 0o600);
        let copy = Store::open(&Options::new(format!("sqlite:{}", path.display()))).await.unwrap();
        assert_eq!(copy.check().await, Vec::<String>::new());
        let entries = copy.changes_since(house.company.workspace, 0, 1_000_000).await.unwrap();
        assert!(entries.len() > 3 && history.starts_with(&entries));
        copy.close().await;
    }
}

async fn a_restore_brings_the_backup_back(house: House) {
    house.card(0, "Kept", Vec::new()).await;
    let copy = house.path("copy.db");
    house.store.backup(&copy).await.unwrap();
    house.card(0, "Lost again", Vec::new()).await;
    house.store.close().await;
    // What a crash leaves behind must not be played into the restored file.
    for stale in ["-wal", "-shm"] {
        std::fs::write(format!("{}{stale}", house.file().display()), b"stale").unwrap();
    }
    Store::restore(&copy, &house.file()).await.unwrap();
    let store = Store::open(&house.options).await.unwrap();
    let mut house = house;
    house.store = store;
    assert_eq!(house.titles(0).await, ["Kept"]);
    house.card(0, "New", Vec::new()).await;
    house.is_sound().await;
    // Into a place where nothing was, and over a file that is damaged.
    let fresh = house.path("elsewhere/fresh.db");
    Store::restore(&copy, &fresh).await.unwrap();
    std::fs::write(&fresh, b"no database at all, but some text of some length").unwrap();
    Store::restore(&copy, &fresh).await.unwrap();
    assert_eq!(mode(&fresh), 0o600);
    let nothing = Store::restore(&house.path("missing.db"), &fresh).await;
    assert!(matches!(nothing, Err(OpenError::File { .. })));
    let other = house.path("other.db");
    std::fs::write(&other, b"").unwrap();
    assert!(matches!(Store::restore(&other, &fresh).await, Err(OpenError::Refused(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_postgres_holds_goes_into_a_file_and_back() {
    let (Some(from), Some(to)) = (House::postgres().await, House::postgres().await) else { return };
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    let card = from.card(0, "Kept 合流 '\"\\", vec![Value::Amount(Some(Money::new(999_999_999_999, Currency::CNY)))]).await;
    from.board(BoardCommand::Move { cards: vec![card], stage: from.stage(1), place: Place::End, seen: Vec::new(), note: String::new() })
        .await
        .unwrap();
    from.store.backup(&copy).await.unwrap();
    let history = from.store.changes_since(from.company.workspace, 0, 1000).await.unwrap();
    let kept = from.store.opportunity(from.company.workspace, card).await.unwrap();
    from.card(0, "Later", Vec::new()).await;
    // The file is what SQLite works on.
    let file = Store::open(&Options::new(format!("sqlite:{}", copy.display()))).await.unwrap();
    assert_eq!(file.check().await, Vec::<String>::new());
    assert_eq!(file.changes_since(from.company.workspace, 0, 1000).await.unwrap(), history);
    file.close().await;
    // Not under a server that runs; then all of it, in the place of what was there.
    let refused = Store::restore_into(&copy, &to.options).await.unwrap_err();
    assert!(refused.to_string().contains("in use"), "{refused}");
    to.store.close().await;
    Store::restore_into(&copy, &to.options).await.unwrap();
    let store = Store::open(&to.options).await.unwrap();
    assert_eq!(store.check().await, Vec::<String>::new());
    assert_eq!(store.workspaces().await.unwrap().len(), 1);
    assert_eq!(store.changes_since(from.company.workspace, 0, 1000).await.unwrap(), history);
    assert_eq!(store.opportunity(from.company.workspace, card).await.unwrap(), kept);
    store.close().await;
    // What is no backup changes nothing.
    std::fs::write(&copy, b"no database at all, but some text of some length").unwrap();
    Store::restore_into(&copy, &to.options).await.unwrap_err();
    let store = Store::open(&to.options).await.unwrap();
    assert_eq!(store.changes_since(from.company.workspace, 0, 1000).await.unwrap(), history);
}

async fn a_restore_is_refused_while_the_database_is_in_use(house: House) {
    house.card(0, "Kept", Vec::new()).await;
    let copy = house.path("copy.db");
    house.store.backup(&copy).await.unwrap();
    let refused = Store::restore(&copy, &house.file()).await.unwrap_err();
    assert!(refused.to_string().contains("in use"), "{refused}");
    house.card(0, "Later", Vec::new()).await;
    assert_eq!(house.titles(0).await, ["Kept", "Later"]);
    house.is_sound().await;
}

async fn a_damaged_file_is_not_opened(house: House) {
    for index in 0..200 {
        house.card(index % 4, &format!("Card {index}"), Vec::new()).await;
    }
    let sound = house.path("sound.db");
    house.store.backup(&sound).await.unwrap();
    let size = std::fs::metadata(&sound).unwrap().len();
    let open = async |damage: &dyn Fn(&mut std::fs::File)| {
        let path = house.path("damaged.db");
        std::fs::copy(&sound, &path).unwrap();
        damage(&mut std::fs::OpenOptions::new().write(true).open(&path).unwrap());
        let opened = Store::open(&Options::new(format!("sqlite:{}", path.display()))).await;
        for name in ["damaged.db", "damaged.db-wal", "damaged.db-shm"] {
            let _ = std::fs::remove_file(house.path(name));
        }
        opened.err()
    };
    let truncated = open(&|file| file.set_len(size / 2).unwrap()).await;
    assert!(matches!(truncated, Some(OpenError::Damaged { .. })), "{truncated:?}");
    let header = open(&|file| file.write_all(b"This is no database").unwrap()).await;
    assert!(matches!(header, Some(OpenError::Damaged { .. })), "{header:?}");
    for page in 1..size / 4096 {
        let found = open(&|file| {
            file.seek(SeekFrom::Start(page * 4096)).unwrap();
            file.write_all(&[0xff; 512]).unwrap();
        })
        .await;
        assert!(matches!(found, Some(OpenError::Damaged { .. })), "page {page}: {found:?}");
    }
}

async fn nobody_else_can_read_the_files(house: House) {
    house.card(0, "Card", Vec::new()).await;
    assert_eq!(mode(house.file().parent().unwrap()), 0o700);
    for suffix in ["", "-wal", "-shm"] {
        assert_eq!(mode(Path::new(&format!("{}{suffix}", house.file().display()))), 0o600, "{suffix}");
    }
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

async fn everything_is_there_after_reopening(house: House) {
    house.card(0, "Card", Vec::new()).await;
    house.store.close().await;
    let late = house.does(Command::Board(house.new_card(fresh!(OpportunityId), 0, "Late", Vec::new()))).await;
    assert_eq!(late.unwrap_err().code, Code::Unavailable);
    let store = Store::open(&house.options).await.unwrap();
    let mut house = house;
    house.store = store;
    assert_eq!(house.titles(0).await, ["Card"]);
    house.is_sound().await;
}

#[tokio::test]
async fn unknown_urls_are_refused_with_what_to_write() {
    for url in ["mysql://host/db", "heliu.db", "sqlite:", "sqlite::memory:", ""] {
        let refused = Store::open(&Options::new(url)).await.err().expect(url).to_string();
        assert!(refused.contains("sqlite:PATH"), "{refused}");
    }
    let hidden = Store::open(&Options::new("mysql://user:secret@host/db")).await.err().unwrap().to_string();
    assert!(!hidden.contains("secret"), "{hidden}");
}
