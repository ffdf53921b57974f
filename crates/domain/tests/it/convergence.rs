//! Whatever the order in which commands, answers and changes travel, repeated or lost, all replicas end up equal to the server.

use std::collections::BTreeMap;

use heliu_domain::{
    Board, BoardCommand, Command, CommandId, Entry, Envelope, Outcome, Place, Problem, Value,
    board::{self, Edit},
    replica::Replica,
};
use proptest::prelude::*;

use crate::fixture::*;

/// The server's half, reduced to its rules: the same id once, changes numbered without gaps.
struct Server {
    board: Board,
    log: Vec<Entry>,
    answers: BTreeMap<CommandId, Outcome>,
}

impl Server {
    fn commit(&mut self, envelope: &Envelope) -> Result<Outcome, Problem> {
        if let Some(answer) = self.answers.get(&envelope.id) {
            return Ok(answer.clone());
        }
        let Command::Board(command) = &envelope.command else { unreachable!("only board commands are sent") };
        let changes = board::decide(&self.board, command, &author(1))?;
        let first = self.log.len();
        for change in changes {
            board::apply(&mut self.board, &change);
            let seq = i64::try_from(self.log.len()).unwrap() + 1;
            self.log.push(Entry { seq, at: author(1).at, actor: author(1).person, command: envelope.id, change });
        }
        let entries = self.log.get(first..).unwrap().to_vec();
        let outcome = Outcome {
            command: envelope.id,
            seq: i64::try_from(self.log.len()).unwrap(),
            changes: i64::try_from(entries.len()).unwrap(),
            entries,
        };
        self.answers.insert(envelope.id, outcome.clone());
        Ok(outcome)
    }
}

#[derive(Clone, Debug)]
enum Step {
    /// A person does something; it is only shown.
    Submit(usize, BoardCommand),
    /// The oldest pending command reaches the server; the answer may get lost.
    Send(usize, bool),
    /// Some changes arrive, from the first unknown one or, after a reconnect, from some earlier one.
    Deliver(usize, usize, usize),
    /// All cards as they were so many changes ago arrive: an answer that took its time.
    Read(usize, usize),
}

fn command() -> impl Strategy<Value = BoardCommand> {
    let place = prop_oneof![
        Just(Place::Top),
        Just(Place::End),
        (0u64..6, 0u64..6).prop_map(|(a, b)| Place::Beside { after: Some(card_id(a)), before: Some(card_id(b)) })
    ];
    prop_oneof![
        4 => (0u64..6, 0u64..3, place).prop_map(|(card, stage, place)| move_to(&[card], stage, place)),
        1 => (0u64..6, "[a-c]").prop_map(|(card, title)| BoardCommand::Edit {
            edits: vec![Edit { card: card_id(card), sets: vec![heliu_domain::Set { was: Value::Title(format!("card {card}")), now: Value::Title(title) }] }]
        }),
        1 => (0u64..6).prop_map(|card| BoardCommand::Delete { cards: vec![card_id(card)] }),
        1 => (0u64..6).prop_map(|card| BoardCommand::Restore { cards: vec![card_id(card)] }),
        1 => (0u64..6, any::<bool>()).prop_map(|(card, won)| BoardCommand::Close { cards: vec![card_id(card)], won, reason: "r".into() }),
        1 => (10u64..20, 0u64..3).prop_map(|(card, stage)| BoardCommand::Create {
            id: card_id(card), pipeline: pipeline(), stage: stage_id(stage), place: Place::Top, title: "n".into(), values: Vec::new()
        }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0usize..3, command()).prop_map(|(client, command)| Step::Submit(client, command)),
        (0usize..3, any::<bool>()).prop_map(|(client, lost)| Step::Send(client, lost)),
        (0usize..3, 0usize..4).prop_map(|(client, back)| Step::Read(client, back)),
        (0usize..3, 0usize..4, 0usize..6).prop_map(|(client, back, count)| Step::Deliver(client, back, count)),
    ]
}

fn deliver(replica: &mut Replica, log: &[Entry], back: usize, count: usize) {
    let from = usize::try_from(replica.seq()).unwrap().saturating_sub(back);
    let entries: Vec<Entry> = log.iter().skip(from).take(count).cloned().collect();
    replica.receive(&entries);
}

/// The answer to an earlier question arrives: all cards as they were some changes ago.
fn read(replica: &mut Replica, log: &[Entry], back: usize) {
    let count = log.len().saturating_sub(back);
    let mut then = board_of(6);
    log.iter().take(count).for_each(|entry| {
        board::apply(&mut then, &entry.change);
    });
    let known: Vec<_> = then.cards().filter(|card| replica.view().card(card.id).is_some()).cloned().collect();
    replica.load(i64::try_from(count).unwrap(), known);
}

fn send(server: &mut Server, replica: &mut Replica, is_lost: bool) -> bool {
    let Some(envelope) = replica.pending().next().cloned() else { return false };
    let answer = server.commit(&envelope);
    if !is_lost {
        match answer {
            Ok(outcome) => replica.settle(&outcome),
            Err(_) => replica.reject(envelope.id),
        };
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if std::env::var_os("HELIU_TORTURE").is_some() { 20_000 } else { 500 }, ..ProptestConfig::default() })]

    #[test]
    fn every_interleaving_converges(steps in prop::collection::vec(step(), 0..60)) {
        let mut server = Server { board: board_of(6), log: Vec::new(), answers: BTreeMap::new() };
        let mut replicas: Vec<Replica> = (0..3).map(|_| Replica::new(board_of(6), 0)).collect();
        let mut made = 0u64;
        let has_read = steps.iter().any(|step| matches!(step, Step::Read(..)));
        for step in steps {
            match step {
                Step::Submit(client, command) => {
                    made += 1;
                    let replica = replicas.get_mut(client).unwrap();
                    let command = Command::Board(command.seeing(replica.view()));
                    replica.submit(Envelope { id: CommandId(uuid(8, made)), command }, author(1));
                }
                Step::Send(client, is_lost) => {
                    send(&mut server, replicas.get_mut(client).unwrap(), is_lost);
                }
                Step::Read(client, back) => read(replicas.get_mut(client).unwrap(), &server.log, back),
                Step::Deliver(client, back, count) => deliver(replicas.get_mut(client).unwrap(), &server.log, back, count),
            }
        }
        for replica in &mut replicas {
            while send(&mut server, replica, false) {}
        }
        for replica in &mut replicas {
            deliver(replica, &server.log, 0, usize::MAX);
            if has_read {
                // Counts go beyond the cards that are here; whoever reads cards reads them, too.
                replica.refresh(|board| board.counts.clone_from(&server.board.counts));
            }
            prop_assert_eq!(replica.view(), &server.board);
        }
    }
}
