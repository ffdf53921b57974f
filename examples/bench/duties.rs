//! Roles, the matrix, findings, and sign-in.

use std::{hint::black_box, path::Path, time::Instant};

use argon2::{Argon2, PasswordHasher, password_hash::SaltString};
use heliu_domain::{
    Change, Command, CommandId, Entry, OpportunityId, Record, ResponsibilityId, RoleId, Timestamp,
    board::Author,
    directory::Department,
    responsibility::{Cell, Chart, Column, Letter, NewResponsibility, NewRole, OpenCard, Part, ResponsibilityCommand, Row, Watch},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{Bench, ROUNDS, Server, fetch, median, open, row, timed};

const ROWS: usize = 300;
const COLUMNS: usize = 60;
/// How many cells of a row are filled.
const FILLED: usize = 6;

fn at() -> Timestamp {
    Timestamp(1_790_000_000_000)
}

fn random() -> [u8; 10] {
    let mut random = [0u8; 10];
    getrandom::fill(&mut random).unwrap();
    random
}

fn letter(row: usize, place: usize) -> Letter {
    match (place, row % 7) {
        (0, _) => Letter::Accountable,
        (1 | 2, _) => Letter::Responsible,
        (3, 0..=3) => Letter::Consulted,
        _ => Letter::Informed,
    }
}

async fn does(bench: &Bench, command: ResponsibilityCommand) {
    let author = Author { person: bench.person, at: at() };
    let envelope = heliu_domain::Envelope { id: CommandId::new(at(), random()), command: Command::Responsibility(Box::new(command)) };
    bench.store.commit(bench.workspace.id, author, envelope).await.unwrap();
}

/// Page time and size of a matrix of 300 rows and 60 columns, against the same page without any.
pub async fn matrix(folder: &Path) {
    let (full, empty) = (open(folder, 300).await, Server::start(folder, 100).await);
    let roles: Vec<RoleId> = (0..COLUMNS).map(|_| RoleId::new(at(), random())).collect();
    let new = roles.iter().enumerate().map(|(number, id)| NewRole {
        id: *id,
        department: Department::ALL[number % 5],
        name: format!("Role {number}"),
        purpose: String::new(),
        lines: Vec::new(),
        responsibilities: Vec::new(),
    });
    does(&full, ResponsibilityCommand::AddRoles { roles: new.collect() }).await;
    for number in 0..ROWS {
        let id = ResponsibilityId::new(at(), random());
        let new = NewResponsibility { id, text: format!("Keeps part {number} of the work going, as agreed"), letter: None };
        does(&full, ResponsibilityCommand::AddResponsibility { department: Department::ALL[number % 5], new, role: None }).await;
        for place in 0..FILLED {
            let column = Column::Role(roles[(number * 7 + place * 11) % COLUMNS]);
            let (row, letter) = (Row::Responsibility(id), Some(letter(number, place)));
            does(&full, ResponsibilityCommand::SetCell { row, column, seen: None, letter }).await;
        }
    }
    let server = Server::start(folder, 300).await;
    let (mut times, mut ratios) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut each: [Vec<f64>; 2] = Default::default();
        for _ in 0..10 {
            each[0].push(timed(&server.address, "/w/bench/matrix").await);
            each[1].push(timed(&empty.address, "/w/bench/matrix").await);
        }
        let [full, empty] = each.map(median);
        times.push(full);
        ratios.push(full / empty);
    }
    let plain = fetch(&server.address, "/w/bench/matrix", "").await.unwrap().len();
    let packed = fetch(&server.address, "/w/bench/matrix", "accept-encoding: br\r\n").await.unwrap().len();
    let measured = format!("{:.0} ms, {:.1}× an empty one", median(times), median(ratios));
    row(&format!("matrix page, {ROWS} × {COLUMNS}"), &measured, "told");
    row(&format!("matrix page, {ROWS} × {COLUMNS}, size"), &format!("{} kB, as brotli {} kB", plain / 1000, packed / 1000), "told");
}

/// One changed cell of 5,000 responsibilities beside 10,000 cards: brought up to date against computed anew.
pub fn findings() {
    let words = ["quotes", "visits", "contracts", "complaints", "fairs", "campaigns", "handbooks", "samples", "trials", "renewals"];
    let parts = (0..5_000usize).flat_map(|number| {
        let id = ResponsibilityId(uuid::Uuid::from_u128(1_000_000 + number as u128));
        let text = format!("{} {} for area {}", words[number % 10], words[(number / 10) % 10], number * 7919 % 5003);
        let rank = heliu_domain::Rank::between(None, None);
        let work = heliu_domain::responsibility::Responsibility { id, department: Department::ALL[number % 5], text, rank };
        let cells = (0..3).map(move |place| {
            let column = Column::Role(role((number * 7 + place * 11) % COLUMNS));
            Part::Cell(Cell { row: Row::Responsibility(id), column, letter: letter(number, place) })
        });
        std::iter::once(Part::Responsibility(work)).chain(cells).collect::<Vec<_>>()
    });
    let roles = (0..COLUMNS).map(|number| {
        Part::Role(heliu_domain::responsibility::Role {
            id: role(number),
            department: Department::ALL[number % 5],
            name: format!("Role {number}"),
            purpose: String::new(),
            rank: heliu_domain::Rank::between(None, None),
            active: true,
            version: 0,
        })
    });
    let chart = Chart::new(Vec::new(), Vec::new(), Vec::new(), roles.chain(parts).collect());
    let pipeline = heliu_domain::PipelineId(uuid::Uuid::from_u128(7));
    let cards: std::collections::BTreeMap<_, _> = (0..10_000u128)
        .map(|number| {
            let card =
                OpenCard { pipeline, open: true, deleted: false, owner: number % 9 > 0, close: number % 5 > 0, step: number % 3 > 0 };
            (OpportunityId(uuid::Uuid::from_u128(9_000_000 + number)), card)
        })
        .collect();
    let today = at().date();
    let (mut anew, mut change) = (Vec::new(), Vec::new());
    let mut watch = Watch::new(chart.clone(), today, cards.clone(), Vec::new());
    for round in 0..ROUNDS {
        let begin = Instant::now();
        black_box(Watch::new(chart.clone(), today, cards.clone(), Vec::new()).findings());
        anew.push(begin.elapsed().as_secs_f64() * 1000.0);
        let row = Row::Responsibility(ResponsibilityId(uuid::Uuid::from_u128(1_000_000 + round as u128)));
        let cell = |letter| Record::Responsibility(Part::Cell(Cell { row, column: Column::Role(role(round * 7)), letter }));
        let put = Change::Put { was: Some(cell(Letter::Accountable)), now: Some(cell(Letter::Informed)) };
        let entry = Entry {
            seq: 1,
            at: at(),
            actor: heliu_domain::PersonId(uuid::Uuid::nil()),
            command: CommandId(uuid::Uuid::nil()),
            change: put,
        };
        let begin = Instant::now();
        watch.apply(&entry);
        change.push(begin.elapsed().as_secs_f64() * 1000.0);
    }
    let begin = Instant::now();
    let found = black_box(watch.findings()).len();
    let list = begin.elapsed().as_secs_f64() * 1000.0;
    let (anew, change) = (median(anew), median(change));
    row(
        "findings after one change, against computed anew",
        &format!("{:.2} % ({change:.2} of {anew:.0} ms; listing {found} takes {list:.1} ms)", 100.0 * change / anew),
        "≤ 5 %",
    );
}

fn role(number: usize) -> RoleId {
    RoleId(uuid::Uuid::from_u128(500 + number as u128))
}

/// What a sign-in costs apart from argon2: that of the sample's people, who need no password.
pub async fn sign_in(folder: &Path) {
    let bench = open(folder, 100).await;
    let server = Server::start(folder, 100).await;
    let body = format!("person={}", bench.person);
    let (mut ours, mut hashing) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let mut stream = TcpStream::connect(&server.address).await.unwrap();
        let request = format!(
            "POST /w/bench/sign-in HTTP/1.1\r\nhost: {0}\r\norigin: http://{0}\r\ncontent-type: application/x-www-form-urlencoded\r\nconnection: close\r\ncontent-length: {1}\r\n\r\n{body}",
            server.address,
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        ours.push(begin.elapsed().as_secs_f64() * 1000.0);
        assert!(answer.starts_with(b"HTTP/1.1 303"), "{}", String::from_utf8_lossy(&answer));
        let salt = SaltString::encode_b64(&random()).unwrap();
        let begin = Instant::now();
        black_box(Argon2::default().hash_password(b"correct horse battery", &salt).unwrap());
        hashing.push(begin.elapsed().as_secs_f64() * 1000.0);
    }
    let (ours, hashing) = (median(ours), median(hashing));
    row("sign-in apart from argon2", &format!("{ours:.1} ms, {:.0} % of argon2's {hashing:.0} ms", 100.0 * ours / hashing), "told");
}
