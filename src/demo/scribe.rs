//! Writes the story down: every command with its author and instant, decided as it is written.

use heliu_domain::{
    Command, CommandId, Envelope, PersonId, Problem, Timestamp,
    board::Author,
    directory::{Person, Workspace},
};

use super::{Step, Story, random::Random, shadow::Shadow};

/// The writer of a story.
#[derive(Debug)]
pub struct Scribe {
    /// What is true so far.
    pub shadow: Shadow,
    pub random: Random,
    clock: Timestamp,
    founder: Person,
    steps: Vec<Step>,
    refused: Vec<Problem>,
}

impl Scribe {
    /// A story that begins with the founding of a workspace.
    pub fn new(workspace: Workspace, founder: Person, random: Random) -> Self {
        let clock = workspace.created_at;
        Self { shadow: Shadow::new(workspace, founder.clone()), random, clock, founder, steps: Vec::new(), refused: Vec::new() }
    }

    /// Goes on to an instant, or stays where the story is already further.
    pub fn turn_to(&mut self, at: Timestamp) {
        self.clock = self.clock.max(at);
    }

    /// The instant at which the story is.
    pub fn clock(&self) -> Timestamp {
        self.clock
    }

    /// A new id.
    pub fn id<Id>(&mut self, make: impl Fn(Timestamp, [u8; 10]) -> Id) -> Id {
        make(self.clock, self.random.bytes())
    }

    /// Writes a command down, a few seconds after the one before.
    ///
    /// One that the rules refuse is left out, and remembered: a story that is told well has none.
    pub fn write(&mut self, person: PersonId, command: Command) {
        self.clock = Timestamp(self.clock.0 + self.random.between(2_000, 45_000));
        let author = Author { person, at: self.clock };
        let envelope = Envelope { id: self.id(CommandId::new), command };
        match self.shadow.commit(&envelope, &author) {
            Ok(_) => self.steps.push(Step { author, envelope }),
            Err(problem) => self.refused.push(problem),
        }
    }

    /// The story, and what the rules refused.
    pub fn finish(self, workspace: Workspace) -> (Story, Vec<Problem>) {
        (Story { workspace, founder: self.founder, steps: self.steps }, self.refused)
    }
}
