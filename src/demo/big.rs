//! A workspace with as many opportunities as one likes, for benchmarks and tests.

use heliu_domain::{
    AccountId, BoardCommand, Command, CommandId, Currency, Date, Envelope, Link, Money, NextStep, OpportunityId, PersonId, PipelineId,
    StageId, Timestamp, Value, WorkspaceId,
    board::{Author, Place},
    directory::{Account, Department, DirectoryCommand, Person, Workspace},
    locale::Language,
    pipeline::{NewStage, PipelineCommand},
};

use super::{
    Step, Story,
    calendar::{Calendar, plus},
    customers, phrase,
    phrase::Slots,
    random::Random,
    shape::Trade,
    words::Words,
};

const STAGES: [(&str, u8); 6] = [("Lead", 10), ("Qualified", 20), ("Demo", 40), ("Proposal", 60), ("Negotiation", 80), ("Contract", 90)];
const PEOPLE: [&str; 8] =
    ["Bench Owner", "Ada Quist", "Bruno Falk", "Carla Winter", "Dov Amsel", "Edda Lorenz", "Femi Adair", "Gustav Holt"];

/// The workspace `bench`: one pipeline of six stages without checklists or limits, and `cards` open opportunities spread over
/// them, every command a step. Ids follow from the position alone.
pub fn big(cards: usize, today: Date) -> Story {
    let mut writer = Writer::new(today);
    let people = writer.people();
    let (pipeline, stages) = writer.pipeline();
    let accounts = writer.accounts(100);
    let words = Words::of(Trade::Technology, Language::En);
    let subjects = words.pipelines.first().map_or(&[][..], |pipeline| pipeline.subjects);
    for number in 0..cards {
        let id = writer.id(OpportunityId::new);
        let stage = stages.get(number % stages.len().max(1)).copied().unwrap_or(StageId(uuid::Uuid::nil()));
        let owner = writer.random.pick(&people).copied();
        let subject = writer.random.word(subjects);
        let title = phrase::fill(&format!("{subject} {}", number + 1), &Slots::default());
        let amount = phrase::money(customers::amount((5, 400), &mut writer.random), Currency::USD, Currency::USD);
        let due = plus(today, writer.random.between(-5, 25));
        let mut values = vec![
            Value::Account(writer.random.pick(&accounts).cloned()),
            Value::Amount(Some(Money::new(amount.minor, Currency::USD))),
            Value::CloseOn(Some(plus(today, writer.random.between(-10, 120)))),
            Value::Owner(owner),
            Value::NextStep(Some(NextStep { what: "Call back".to_owned(), due, minute: None })),
            Value::Tags(vec![writer.random.word(words.tags).to_owned()]),
        ];
        values.retain(|value| !value.is_empty());
        let author = owner.unwrap_or(writer.founder.id);
        writer.write(author, Command::Board(BoardCommand::Create { id, pipeline, stage, place: Place::End, title, values }));
    }
    Story { workspace: writer.workspace, founder: writer.founder, steps: writer.steps }
}

struct Writer {
    random: Random,
    workspace: Workspace,
    founder: Person,
    clock: Timestamp,
    steps: Vec<Step>,
}

impl Writer {
    fn new(today: Date) -> Self {
        let clock = Calendar { language: Language::En }.at(plus(today, -200), 0);
        let mut random = Random::new(0x62_656e_6368);
        let id = WorkspaceId::new(clock, random.bytes());
        let workspace =
            Workspace { id, slug: "bench".to_owned(), name: "Bench".to_owned(), currency: Currency::USD, sample: true, created_at: clock };
        let [name, ..] = PEOPLE;
        let founder = Person::member(PersonId::new(clock, random.bytes()), name.to_owned(), Department::Management);
        Self { random, workspace, founder, clock, steps: Vec::new() }
    }

    fn id<Id>(&mut self, make: impl Fn(Timestamp, [u8; 10]) -> Id) -> Id {
        make(self.clock, self.random.bytes())
    }

    fn write(&mut self, person: PersonId, command: Command) {
        self.clock = Timestamp(self.clock.0 + 1000);
        let id = self.id(CommandId::new);
        self.steps.push(Step { author: Author { person, at: self.clock }, envelope: Envelope { id, command } });
    }

    fn people(&mut self) -> Vec<PersonId> {
        let [_, others @ ..] = PEOPLE;
        let founder = self.founder.id;
        let made = others.map(|name| {
            let id = self.id(PersonId::new);
            let person = Person::member(id, name.to_owned(), Department::Sales);
            self.write(founder, Command::Directory(DirectoryCommand::SavePerson(person)));
            id
        });
        std::iter::once(founder).chain(made).collect()
    }

    fn pipeline(&mut self) -> (PipelineId, Vec<StageId>) {
        let id = self.id(PipelineId::new);
        let stages = STAGES.map(|(name, probability)| NewStage {
            id: self.id(StageId::new),
            name: name.to_owned(),
            probability,
            rot_days: Some(30),
        });
        let ids = stages.iter().map(|stage| stage.id).collect();
        let command = PipelineCommand::Add { id, name: "Bench".to_owned(), stages: stages.to_vec() };
        self.write(self.founder.id, Command::Pipeline(command));
        (id, ids)
    }

    fn accounts(&mut self, count: usize) -> Vec<Link<AccountId>> {
        (0..count)
            .map(|number| {
                let account = Account::named(self.id(AccountId::new), format!("Customer {:03}", number + 1));
                let link = Link { id: account.id, name: account.name.clone() };
                self.write(self.founder.id, Command::Directory(DirectoryCommand::SaveAccount(account)));
                link
            })
            .collect()
    }
}
