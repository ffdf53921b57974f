//! A full disk: nothing is half done, reading goes on, and writing goes on when there is room again.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use heliu_domain::{Code, Problem};

use crate::{command::Process, harness::*};

/// A file system of its own, small, in memory; unmounted when this goes.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` where mounting is not allowed.
    fn mount(at: &Path) -> Option<Self> {
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=12m", "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|output| output.status.success()).then(|| Self(at.to_owned()))
    }

    /// Takes all the room that is left.
    fn fill(&self) -> PathBuf {
        let path = self.0.join("filler");
        let mut file = std::fs::File::create(&path).unwrap();
        let block = vec![1u8; 4096];
        while std::io::Write::write_all(&mut file, &block).is_ok() {}
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[tokio::test]
async fn a_full_disk_refuses_clearly_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(folder.path()) else {
        println!("skipped: mounting a small file system needs root");
        return;
    };
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let store = open(&data).await;
    let plot = Plot::lay(&store, SLUG).await;
    let (card, create) = plot.card();
    plot.commit(&store, create).await;
    store.close().await;
    let process = Process::start(&data, &plot.cookie(SLUG)).await;
    let client = &process.client;
    let filler = disk.fill();
    let (mut refused, mut last, mut stage) = (0, 0, 0);
    for turn in 1..300 {
        let reply = client.send(&[envelope(plot.move_to(card, turn))]).await;
        if reply.status == 200 {
            let outcomes: Vec<Result<heliu_domain::Outcome, Problem>> = reply.json();
            last = outcomes[0].as_ref().unwrap().seq;
            stage = turn;
            continue;
        }
        let problem: Problem = reply.json();
        assert!(
            matches!((reply.status.as_u16(), problem.code), (507, Code::DiskFull) | (503, Code::Unavailable)),
            "{} {problem:?}",
            reply.status
        );
        assert!(!reply.header("retry-after").is_empty());
        refused += 1;
        if refused > 5 {
            break;
        }
    }
    assert!(refused > 5, "the disk never filled");
    let upload = client.ask(hyper::Method::POST, &format!("/files/acme/{card}"), &[("x-file-name", "a")], vec![1u8; 2_000_000]).await;
    upload.refused(507, Code::DiskFull);
    // Reading and streams go on.
    assert_eq!(client.get("/health").await.status, 200);
    assert_eq!(client.get(&format!("/w/acme/board/{}", plot.pipeline)).await.status, 200);
    assert_eq!(client.open(&format!("/live/acme?since={last}"), &[]).await.status(), 200);
    std::fs::remove_file(filler).unwrap();
    let outcome = client.run(plot.move_to(card, stage + 1)).await;
    let next = client.run(plot.move_to(card, stage + 2)).await;
    assert!(outcome.seq > last && next.seq == outcome.seq + 1);
    let mut process = process;
    process.child.kill().await.unwrap();
    let store = open(&data).await;
    assert_eq!(store.integrity().await.unwrap(), Vec::<String>::new());
    assert_eq!(store.check().await, Vec::<String>::new());
    store.close().await;
}
