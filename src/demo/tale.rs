//! Tells the story: goes through its moments and writes what people did.

use std::collections::{BTreeMap, BTreeSet};

use heliu_domain::{
    BoardCommand, Command, Date, OpportunityId, PersonId, Problem, StageId, Value, WorkspaceId,
    board::Place,
    conversation::ConversationCommand,
    directory::{Access, Department, DirectoryCommand, Person, Workspace},
    locale::Language,
    pipeline::{PipelineCommand, StagePart},
};

use super::{
    Story,
    calendar::{Calendar, Quarters, plus},
    customers::{self, Customer},
    duties::{self, Duties},
    moment::{Act, Ending, Moment, Timeline},
    plan::{self, Life},
    random::{Deck, Random},
    scribe::Scribe,
    setting::{self, Colleague, LateLimit, NewView, Setting},
    shape::{Shape, Trade},
    words::Words,
};

/// A story under way.
#[derive(Debug)]
pub struct Tale {
    pub(super) words: &'static Words,
    pub(super) shape: Shape,
    pub(super) trade: Trade,
    pub(super) calendar: Calendar,
    pub(super) quarters: Quarters,
    pub(super) today: Date,
    pub(super) scribe: Scribe,
    pub(super) colleagues: Vec<Colleague>,
    pub(super) customers: Vec<Customer>,
    pub(super) settings: Vec<Setting>,
    pub(super) cards: Vec<Card>,
    pub(super) decks: Decks,
    late: Vec<LateLimit>,
    views: Vec<(PersonId, NewView)>,
    duties: Option<Duties>,
}

/// An opportunity of the tale; it has its id from its birth.
#[derive(Clone, Debug)]
pub struct Card {
    pub id: Option<OpportunityId>,
    pub life: Life,
    pub customer: usize,
    /// Which of the customer's people is the contact.
    pub person: usize,
}

/// Words that should not come twice in a row.
#[derive(Clone, Debug)]
pub struct Decks {
    /// Subjects by pipeline, and the titles that were made of them.
    pub subjects: Vec<Deck<&'static str>>,
    /// Subjects of one industry, by its name.
    pub special: BTreeMap<&'static str, Deck<&'static str>>,
    pub titles: BTreeSet<String>,
    /// Notes by pipeline and stage.
    pub talk: Vec<Vec<Deck<&'static str>>>,
    pub steps: Vec<Vec<Deck<&'static str>>>,
    pub tails: Deck<&'static str>,
    pub asides: Deck<&'static str>,
    pub won: Deck<&'static str>,
    pub lost: Deck<&'static str>,
    pub slow: Deck<&'static str>,
}

/// Tells the story of a company, and what the rules refused of it (nothing, if it is told well).
pub fn tell(trade: Trade, language: Language, seed: u64, today: Date) -> (Story, Vec<Problem>) {
    let (shape, words, calendar) = (trade.shape(), Words::of(trade, language), Calendar { language });
    // The companies of one language share no chance; those of one trade do, and so have the same shape.
    let mut random = Random::new(seed ^ trade.salt());
    let quarters = Quarters::before(today);
    let founded = calendar.on_or_after(plus(quarters.first.from, -16));
    let lives = plan::lives(&shape, calendar, founded, today, &mut random.fork());
    let moments = Timeline { trade, calendar, founded, today }.moments(&lives, &mut random.fork());
    let created_at = calendar.at(founded, 0);
    let workspace = Workspace {
        id: WorkspaceId::new(created_at, random.bytes()),
        slug: words.slug.to_owned(),
        name: words.name.to_owned(),
        currency: base_currency(language),
        sample: true,
        created_at,
    };
    let (name, department) = words.staff.first().copied().unwrap_or_default();
    let founder = Person::member(PersonId::new(created_at, random.bytes()), name.to_owned(), department);
    let mut scribe = Scribe::new(workspace.clone(), founder.clone(), random.fork());
    let colleagues = setting::people(&mut scribe, words, &founder);
    let (settings, late) = setting::pipelines(&mut scribe, words, &shape, founder.id, &lives, today);
    setting::rates(&mut scribe, founder.id, founded);
    let duties = duties::write(&mut scribe, language, &colleagues, &settings, today);
    let customers = customers::draw(words, shape.accounts, shape.partners, &mut random.fork());
    let views = setting::views(words, &settings, &colleagues, workspace.currency, today);
    let mut tale = Tale {
        words,
        shape,
        trade,
        calendar,
        quarters,
        today,
        scribe,
        colleagues,
        customers,
        settings,
        cards: Vec::new(),
        decks: Decks::new(words),
        late,
        views,
        duties,
    };
    tale.cast(lives, &mut random);
    for moment in moments {
        tale.act(moment);
    }
    tale.scribe.finish(workspace)
}

fn base_currency(language: Language) -> heliu_domain::Currency {
    match language {
        Language::En => heliu_domain::Currency::USD,
        Language::Zh => heliu_domain::Currency::CNY,
    }
}

impl Decks {
    fn new(words: &Words) -> Self {
        let by_stage = |part: fn(&super::words::StageWords) -> &'static [&'static str]| {
            words.pipelines.iter().map(|pipeline| pipeline.stages.iter().map(|stage| Deck::new(part(stage))).collect()).collect()
        };
        Self {
            subjects: words.pipelines.iter().map(|pipeline| Deck::new(pipeline.subjects)).collect(),
            special: words.industries.iter().map(|industry| (industry.name, Deck::new(industry.subjects))).collect(),
            titles: BTreeSet::new(),
            talk: by_stage(|stage| stage.talk),
            steps: by_stage(|stage| stage.steps),
            tails: Deck::new(words.tails),
            asides: Deck::new(words.asides),
            won: Deck::new(words.won),
            lost: Deck::new(words.lost),
            slow: Deck::new(words.slow),
        }
    }
}

impl Tale {
    /// Gives every life its customer: a few have many opportunities, and every customer has one.
    fn cast(&mut self, lives: Vec<Life>, random: &mut Random) {
        let buyers = self.customers.len() - self.shape.partners.min(self.customers.len());
        let is_partner = |life: &Life| Some(life.pipeline) == self.shape.partner_pipeline;
        let mut draw = |count: usize, first: usize, size: usize| {
            let chosen = |index: usize, random: &mut Random| if index < size { index } else { random.below(size).min(random.below(size)) };
            let mut order: Vec<usize> = (0..count).map(|index| first + chosen(index, random)).collect();
            random.shuffle(&mut order);
            order.into_iter()
        };
        let partners = lives.iter().filter(|life| is_partner(life)).count();
        let (mut buyer, mut partner) = (draw(lives.len() - partners, 0, buyers), draw(partners, buyers, self.shape.partners));
        let chosen: Vec<usize> = lives.iter().filter_map(|life| if is_partner(life) { partner.next() } else { buyer.next() }).collect();
        for (life, customer) in lives.into_iter().zip(chosen) {
            let people = self.customers.get(customer).map_or(0, |customer| customer.people.len());
            self.cards.push(Card { id: None, life, customer, person: random.below(people) });
        }
    }

    fn act(&mut self, moment: Moment) {
        self.scribe.turn_to(moment.at);
        match moment.act {
            Act::Arrive(card) => self.arrive(card),
            Act::Assign(card) => self.assign(card),
            Act::Enter(card, stage) => self.enter(card, stage),
            Act::Talk(card) => self.talk(card),
            Act::Aside(card) => self.aside(card),
            Act::Close(card, ending) => self.close(card, ending),
            Act::Revive(card) => self.revive(card),
            Act::Discard(card) => self.discard(card),
            Act::Slip(card) => self.slip(card),
            Act::Settle(card, mark) => self.settle(card, mark),
            Act::Prioritise => self.prioritise(),
            Act::Rates => {
                let (founder, day) = (self.founder(), self.scribe.clock().date());
                setting::rates(&mut self.scribe, founder, day);
            }
            Act::Join => self.join(),
            Act::Leave => self.leave(),
            Act::Limits => self.limits(),
            Act::View(index) => {
                if let Some((person, view)) = self.views.get(index).cloned() {
                    view.save(&mut self.scribe, person);
                }
            }
        }
    }

    pub(super) fn founder(&self) -> PersonId {
        self.colleagues.first().map_or(PersonId(uuid::Uuid::nil()), |person| person.id)
    }

    /// The head of sales.
    pub(super) fn lead(&self) -> PersonId {
        self.colleagues.iter().find(|person| person.department == Department::Sales).map_or(self.founder(), |person| person.id)
    }

    /// Who works on the card now.
    pub(super) fn owner(&self, id: OpportunityId) -> PersonId {
        let owner = self.scribe.shadow.board.card(id).and_then(|card| card.owner);
        owner.filter(|owner| self.colleagues.iter().any(|person| person.id == *owner && person.active)).unwrap_or_else(|| self.lead())
    }

    /// Somebody who is there, of a department, those with more weight more often.
    pub(super) fn somebody(&mut self, of: impl Fn(Department) -> bool) -> Option<Colleague> {
        let there: Vec<Colleague> = self.colleagues.iter().filter(|person| person.active && of(person.department)).copied().collect();
        let chosen = self.scribe.random.weighted(&there.iter().map(|person| person.weight).collect::<Vec<_>>());
        there.get(chosen).copied()
    }

    pub(super) fn board(&mut self, person: PersonId, command: BoardCommand) {
        self.scribe.write(person, Command::Board(command));
    }

    fn join(&mut self) {
        let id = self.scribe.id(PersonId::new);
        let newcomer =
            Colleague { id, name: self.words.newcomer, department: Department::Sales, access: Access::Member, active: true, weight: 5 };
        self.scribe.write(self.founder(), Command::Directory(DirectoryCommand::SavePerson(newcomer.person())));
        self.colleagues.push(newcomer);
        if let Some(duties) = self.duties {
            duties::welcome(&mut self.scribe, duties, newcomer.id);
        }
    }

    /// The last seller of the first day leaves: open cards pass to two colleagues, all else to one with the same role.
    fn leave(&mut self) {
        let is_seller = |person: &Colleague| person.department == Department::Sales && person.name != self.words.newcomer;
        let Some(index) = self.colleagues.iter().rposition(is_seller) else { return };
        let Some(leaver) = self.colleagues.get(index).copied() else { return };
        if let Some(person) = self.colleagues.get_mut(index) {
            person.active = false;
        }
        let heirs = [self.somebody(|it| it == Department::Sales), self.somebody(|it| it == Department::Sales)];
        let heirs: Vec<PersonId> = heirs.into_iter().flatten().map(|person| person.id).collect();
        let open: Vec<OpportunityId> = self
            .scribe
            .shadow
            .board
            .cards()
            .filter(|card| card.owner == Some(leaver.id) && card.state == heliu_domain::State::Open && card.deleted_at.is_none())
            .map(|card| card.id)
            .collect();
        let edits: Vec<_> = open
            .into_iter()
            .zip(heirs.iter().copied().cycle())
            .filter_map(|(card, heir)| self.edit_of(card, vec![Value::Owner(Some(heir))]))
            .collect();
        if !edits.is_empty() {
            self.board(self.lead(), BoardCommand::Edit { edits });
        }
        // Another seller has the same role already, and its skills.
        let is_peer = |it: &&Colleague| it.active && it.department == Department::Sales && it.access == Access::Member;
        let leave = self.colleagues.iter().find(is_peer).map(|peer| DirectoryCommand::Leave { person: leaver.id, successor: peer.id });
        let gone = || DirectoryCommand::SavePerson(Person { active: false, ..leaver.person() });
        self.scribe.write(self.founder(), Command::Directory(leave.unwrap_or_else(gone)));
    }

    fn limits(&mut self) {
        for LateLimit { stage, limit } in std::mem::take(&mut self.late) {
            let part = StagePart::Limit(Some(limit));
            self.scribe.write(self.founder(), Command::Pipeline(PipelineCommand::EditStage { id: stage, part }));
        }
    }

    /// Two cards of a full column go to its top.
    fn prioritise(&mut self) {
        let full = |tale: &Self, stage: &StageId| tale.scribe.shadow.board.column(*stage).filter(|card| is_open(card)).count() >= 4;
        let stages: Vec<StageId> =
            self.settings.iter().flat_map(|setting| setting.stages.clone()).filter(|stage| full(self, stage)).collect();
        let Some(stage) = self.scribe.random.pick(&stages).copied() else { return };
        let mut cards: Vec<OpportunityId> =
            self.scribe.shadow.board.column(stage).filter(|card| is_open(card)).map(|card| card.id).collect();
        self.scribe.random.shuffle(&mut cards);
        cards.truncate(2);
        self.board(self.lead(), BoardCommand::Move { cards, stage, place: Place::Top, seen: Vec::new() });
    }

    fn revive(&mut self, index: usize) {
        let Some(id) = self.cards.get(index).and_then(|card| card.id) else { return };
        let owner = self.owner(id);
        self.board(owner, BoardCommand::Reopen { cards: vec![id] });
        self.comment(owner, id, self.words.revived.to_owned(), true);
    }

    fn discard(&mut self, index: usize) {
        let Some(id) = self.cards.get(index).and_then(|card| card.id) else { return };
        let owner = self.owner(id);
        self.comment(owner, id, self.words.duplicate.to_owned(), false);
        self.board(owner, BoardCommand::Delete { cards: vec![id] });
    }

    fn slip(&mut self, index: usize) {
        let Some(id) = self.cards.get(index).and_then(|card| card.id) else { return };
        let owner = self.owner(id);
        self.board(owner, BoardCommand::Delete { cards: vec![id] });
        self.board(owner, BoardCommand::Restore { cards: vec![id] });
    }

    pub(super) fn comment(&mut self, person: PersonId, opportunity: OpportunityId, text: String, contact: bool) {
        let id = self.scribe.id(heliu_domain::CommentId::new);
        self.scribe.write(person, Command::Conversation(ConversationCommand::Comment { id, opportunity, text, contact }));
    }

    fn close(&mut self, index: usize, ending: Ending) {
        let Some(id) = self.cards.get(index).and_then(|card| card.id) else { return };
        let owner = self.owner(id);
        let day = self.scribe.clock().date();
        if ending.won {
            self.edit(owner, id, vec![Value::NextStep(None), Value::CloseOn(Some(day))]);
        }
        let reason = self.reason(ending);
        self.board(owner, BoardCommand::Close { cards: vec![id], won: ending.won, reason: reason.to_owned() });
        if ending.won && self.scribe.random.chance(60) {
            let cheer = self.scribe.random.word(self.words.cheers).to_owned();
            self.comment(owner, id, cheer, false);
        }
    }

    /// Why: in the first quarter more is lost by slowness, most of all where conversion then rises.
    fn reason(&mut self, ending: Ending) -> &'static str {
        let slow = match (ending.early, self.trade) {
            (true, Trade::Technology) => 42,
            (true, Trade::Manufacturer) => 20,
            (false, _) => 10,
        };
        let random = &mut self.scribe.random;
        let deck = if ending.won {
            &mut self.decks.won
        } else if random.chance(slow) {
            &mut self.decks.slow
        } else {
            &mut self.decks.lost
        };
        deck.draw(random).unwrap_or_default()
    }
}

pub(super) fn is_open(card: &heliu_domain::Opportunity) -> bool {
    card.state == heliu_domain::State::Open && card.deleted_at.is_none()
}
