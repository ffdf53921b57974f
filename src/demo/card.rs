//! What people do with one card: how it comes to be, what they fill in, say and plan.

use heliu_domain::{
    BoardCommand, Command, CustomFieldId, Date, Field, Link, Money, NextStep, Opportunity, OpportunityId, PersonId, RequirementId, Set,
    Value,
    board::{Edit, Place},
    conversation::ConversationCommand,
    directory::{Department, DirectoryCommand},
    locale::Language,
    opportunity::CustomValue,
    pipeline::Need,
};

use super::{
    calendar::plus,
    customers,
    phrase::{self, Slots},
    plan::{End, Mark},
    shape::{Measure, Trade},
    tale::{Card, Tale},
    words::{PipelineWords, Words},
};

impl Tale {
    pub(super) fn edit(&mut self, person: PersonId, id: OpportunityId, values: Vec<Value>) {
        if let Some(edit) = self.edit_of(id, values) {
            self.board(person, BoardCommand::Edit { edits: vec![edit] });
        }
    }

    /// The edit that brings the card to these values, if it has others.
    pub(super) fn edit_of(&self, id: OpportunityId, values: Vec<Value>) -> Option<Edit> {
        let sets = Set::differing(self.scribe.shadow.board.card(id)?, values);
        (!sets.is_empty()).then_some(Edit { card: id, sets })
    }

    pub(super) fn arrive(&mut self, index: usize) {
        let Some(card) = self.cards.get(index).cloned() else { return };
        let Some((pipeline, first)) = self.settings.get(card.life.pipeline).and_then(|it| Some((it.id, *it.stages.first()?))) else {
            return;
        };
        let unowned = matches!(card.life.end, End::Open(Mark::Unowned, _));
        let source = if unowned { 0 } else { self.source(&card) };
        let campaigned = source < Words::CAMPAIGNED;
        let seller = self.somebody(|it| it == Department::Sales).map_or_else(|| self.lead(), |person| person.id);
        let marketer = self.somebody(|it| it == Department::Marketing).map_or(seller, |person| person.id);
        let author = if campaigned { marketer } else { seller };
        let owner = (!unowned && (!campaigned || self.scribe.random.chance(65))).then_some(seller);
        let id = self.scribe.id(OpportunityId::new);
        if let Some(card) = self.cards.get_mut(index) {
            card.id = Some(id);
        }
        let title = self.title(&card);
        let mut values = vec![Value::Owner(owner)];
        values.push(Value::Source(self.words.sources.get(source).copied().unwrap_or_default().to_owned()));
        if campaigned {
            values.push(Value::Campaign(self.campaign(source).to_owned()));
        }
        values.extend(self.first_values(&card, author, unowned));
        values.retain(|value| !value.is_empty());
        let place = if self.scribe.random.chance(55) { Place::Top } else { Place::End };
        self.board(author, BoardCommand::Create { id, pipeline, stage: first, place, title, values });
        if self.scribe.random.chance(40) {
            let after = self.description(&card);
            let command = ConversationCommand::Describe { opportunity: id, before: String::new(), after };
            self.scribe.write(owner.unwrap_or(author), Command::Conversation(command));
        }
    }

    /// What is known on the first day.
    fn first_values(&mut self, card: &Card, author: PersonId, unowned: bool) -> Vec<Value> {
        let is_known = card.life.pipeline > 0;
        let mut values = Vec::new();
        if is_known || self.scribe.random.chance(90) {
            values.push(self.account(card, author));
            if is_known || self.scribe.random.chance(62) {
                values.push(self.contact(card, author));
            }
        }
        if self.scribe.random.chance(if is_known { 88 } else { 55 }) {
            values.push(Value::Amount(Some(self.amount(card))));
        }
        if self.scribe.random.chance(if is_known { 80 } else { 50 }) {
            values.push(Value::CloseOn(Some(self.close_day())));
        }
        if self.scribe.random.chance(70) {
            values.push(Value::Score(u8::try_from(self.scribe.random.between(15, 75)).ok()));
        }
        if self.scribe.random.chance(40) {
            let count = usize::try_from(self.scribe.random.between(1, 2)).unwrap_or(1);
            let tags = (0..count).map(|_| self.scribe.random.word(self.words.tags).to_owned()).collect();
            values.push(Value::Tags(heliu_domain::text::tags(&Vec::from_iter::<Vec<String>>(tags)).unwrap_or_default()));
        }
        if !unowned && self.scribe.random.chance(85) {
            let due = self.soon(2, 9);
            values.push(Value::NextStep(Some(self.step(card.life.pipeline, 0, due))));
        }
        values.extend(self.some_customs(card));
        values
    }

    /// The head of sales gives the card to somebody.
    pub(super) fn assign(&mut self, index: usize) {
        let Some(id) = self.cards.get(index).and_then(|card| card.id) else { return };
        if self.scribe.shadow.board.card(id).is_none_or(|card| card.owner.is_some()) {
            return;
        }
        if let Some(seller) = self.somebody(|it| it == Department::Sales) {
            self.edit(self.lead(), id, vec![Value::Owner(Some(seller.id))]);
        }
    }

    /// The card moves on; what the stage asks for is filled in and confirmed first.
    pub(super) fn enter(&mut self, index: usize, stage: usize) {
        let Some(card) = self.cards.get(index).cloned() else { return };
        let Some(id) = card.id else { return };
        let Some(target) = self.settings.get(card.life.pipeline).and_then(|setting| setting.stages.get(stage)).copied() else { return };
        let owner = self.owner(id);
        self.prepare(&card, id, owner, stage);
        let others: Vec<OpportunityId> = self.scribe.shadow.board.column(target).map(|card| card.id).collect();
        let place = match self.scribe.random.below(10) {
            0..6 => Place::Top,
            6..8 => Place::End,
            _ => Place::Beside { after: self.scribe.random.pick(&others).copied(), before: None },
        };
        self.board(owner, BoardCommand::Move { cards: vec![id], stage: target, place, seen: Vec::new(), note: String::new() });
    }

    pub(super) fn prepare(&mut self, card: &Card, id: OpportunityId, owner: PersonId, stage: usize) {
        let Some(target) = self.settings.get(card.life.pipeline).and_then(|setting| setting.stages.get(stage)) else { return };
        let board = &self.scribe.shadow.board;
        let (Some(into), Some(present)) = (board.stages.get(target), board.card(id).cloned()) else { return };
        let unmet = into.unmet(&present);
        let confirms: Vec<RequirementId> = unmet.iter().filter(|it| matches!(it.need, Need::Confirm(_))).map(|it| it.id).collect();
        let mut values = Vec::new();
        for requirement in &unmet {
            if let Need::Field(field) = requirement.need {
                values.extend(self.value(card, field, owner));
            }
        }
        let plans = if !values.is_empty() || self.scribe.random.chance(50) { self.plans(card, &present, stage) } else { Vec::new() };
        values.extend(plans.into_iter().filter(|plan| !unmet.iter().any(|it| it.need == Need::Field(plan.field()))));
        self.edit(owner, id, values);
        if !confirms.is_empty() {
            self.board(owner, BoardCommand::Check { card: id, requirements: confirms, done: true });
        }
    }

    /// A value for a field that a stage asks for.
    fn value(&mut self, card: &Card, field: Field, author: PersonId) -> Option<Value> {
        Some(match field {
            Field::Account => self.account(card, author),
            Field::Contact => self.contact(card, author),
            Field::Amount => Value::Amount(Some(self.amount(card))),
            Field::CloseOn => Value::CloseOn(Some(self.close_day())),
            Field::Collaborators => Value::Collaborators(vec![self.helper()?]),
            Field::Custom(id) => Value::Custom(id, Some(self.custom(card, id)?)),
            _ => return None,
        })
    }

    /// What changes with a move: mostly the next step, often the chance and the date, sometimes a colleague or a better price.
    fn plans(&mut self, card: &Card, present: &Opportunity, stage: usize) -> Vec<Value> {
        let mut values = Vec::new();
        if self.scribe.random.chance(66) {
            let due = self.soon(2, 10);
            values.push(Value::NextStep(Some(self.step(card.life.pipeline, stage, due))));
        }
        if self.scribe.random.chance(40) {
            let risen = i64::from(present.score.unwrap_or(30)) + self.scribe.random.between(-4, 16);
            values.push(Value::Score(u8::try_from(risen.clamp(5, 98)).ok()));
        }
        if self.scribe.random.chance(30) {
            values.push(Value::CloseOn(Some(self.close_day())));
        }
        if stage >= 2 && present.collaborators.is_empty() && self.scribe.random.chance(45) {
            values.extend(self.helper().map(|helper| Value::Collaborators(vec![helper])));
        }
        if let Some(amount) = present.amount.filter(|_| stage >= 3 && self.scribe.random.chance(40)) {
            let whole = amount.minor / amount.currency.minor_units() * self.scribe.random.between(86, 104) / 100;
            values.push(Value::Amount(Some(Money::new(phrase::round(whole) * amount.currency.minor_units(), amount.currency))));
        }
        values.extend(self.some_customs(card).into_iter().filter(|value| present.get(value.field()).is_empty()));
        values
    }

    pub(super) fn talk(&mut self, index: usize) {
        let Some(card) = self.cards.get(index).cloned() else { return };
        let Some(id) = card.id else { return };
        let stage = self.stage_of(id, card.life.pipeline);
        let random = &mut self.scribe.random;
        let deck = self.decks.talk.get_mut(card.life.pipeline).and_then(|decks| decks.get_mut(stage));
        let Some(note) = deck.and_then(|deck| deck.draw(random)) else { return };
        let tail = if random.chance(45) { self.decks.tails.draw(random).unwrap_or_default() } else { "" };
        let (note, tail) = (phrase::fill(note, &self.slots(&card)), phrase::fill(tail, &self.slots(&card)));
        let text = self.joined(&[&note, &tail]);
        let owner = self.owner(id);
        self.comment(owner, id, text, true);
    }

    pub(super) fn aside(&mut self, index: usize) {
        let Some(card) = self.cards.get(index).cloned() else { return };
        let Some(id) = card.id else { return };
        let Some(note) = self.decks.asides.draw(&mut self.scribe.random) else { return };
        let text = phrase::fill(note, &self.slots(&card));
        let present = self.scribe.shadow.board.card(id);
        let helper = present.and_then(|card| card.collaborators.first()).copied();
        let helper = helper.filter(|helper| self.colleagues.iter().any(|person| person.id == *helper && person.active));
        let author = if self.scribe.random.chance(45) { helper } else { None };
        let author = author.filter(|_| !note.contains("{colleague}")).unwrap_or_else(|| self.owner(id));
        self.comment(author, id, text, false);
    }

    /// The last planning before the reference day.
    pub(super) fn settle(&mut self, index: usize, mark: Mark) {
        let Some(card) = self.cards.get(index).cloned() else { return };
        let Some(id) = card.id else { return };
        let (day, today) = (self.scribe.clock().date(), self.today);
        let pipeline = card.life.pipeline;
        let stage = self.stage_of(id, pipeline);
        let due = match mark {
            Mark::Fresh | Mark::OverdueClose => Some(self.calendar.later(today, self.scribe.random.between(1, 8))),
            Mark::Today => Some(today),
            Mark::OverdueStep => {
                let days = self.calendar.working_days(day, plus(today, -1));
                Some(self.scribe.random.pick(&days).copied().unwrap_or(day))
            }
            Mark::Rotting if self.scribe.random.chance(50) => Some(self.calendar.later(day, 4).min(plus(today, -1))),
            Mark::NoStep | Mark::Rotting | Mark::Unowned => None,
        };
        let closing = match mark {
            Mark::OverdueClose => plus(today, -self.scribe.random.between(2, 16)),
            Mark::Rotting if self.scribe.random.chance(40) => plus(today, -self.scribe.random.between(1, 25)),
            _ => self.calendar.on_or_after(plus(today, self.scribe.random.between(9, 85))),
        };
        let mut values = vec![Value::NextStep(due.map(|due| self.step(pipeline, stage, due)))];
        if mark != Mark::Unowned {
            values.push(Value::CloseOn(Some(closing)));
        }
        let owner = self.owner(id);
        self.edit(owner, id, values);
    }

    fn source(&mut self, card: &Card) -> usize {
        let allowed = self.shape.pipelines.get(card.life.pipeline).map_or(&[][..], |it| it.sources);
        let is_late = self.scribe.clock().date() >= self.quarters.second.from;
        // Where the number of opportunities rises, it is the campaigns of the second quarter that bring them.
        let share = match (self.trade, is_late) {
            (Trade::Manufacturer, true) => 58,
            (Trade::Technology, true) => 36,
            (_, false) => 28,
        };
        let by_campaign = self.scribe.random.chance(share);
        let fitting: Vec<usize> = allowed.iter().copied().filter(|source| (*source < Words::CAMPAIGNED) == by_campaign).collect();
        let from = if fitting.is_empty() { allowed } else { &fitting };
        self.scribe.random.pick(from).copied().unwrap_or_default()
    }

    fn campaign(&self, source: usize) -> &'static str {
        let is_late = self.scribe.clock().date() >= self.quarters.second.from;
        let position = if is_late { source + Words::CAMPAIGNED } else { source };
        self.words.campaigns.get(position).copied().unwrap_or_default()
    }

    /// A title that no other card has.
    fn title(&mut self, card: &Card) -> String {
        let Some(words) = self.pipeline_words(card) else { return String::new() };
        let mut title = String::new();
        for _ in 0..40 {
            let subject = self.subject(card);
            let turn = self.scribe.random.word(words.turns);
            title = phrase::fill(&turn.replace("{}", subject), &self.slots(card));
            if !phrase::stutters(&title) && self.decks.titles.insert(title.clone()) {
                return title;
            }
        }
        let slots = self.slots(card);
        title = format!("{title} ({})", slots.short);
        self.decks.titles.insert(title.clone());
        title
    }

    /// In the first pipeline about half of the customers ask for what only their industry needs.
    fn subject(&mut self, card: &Card) -> &'static str {
        let random = &mut self.scribe.random;
        let industry = self.customers.get(card.customer).filter(|_| card.life.pipeline == 0 && random.chance(52));
        let special = industry.and_then(|customer| self.decks.special.get_mut(customer.industry.name)).and_then(|deck| deck.draw(random));
        let general = self.decks.subjects.get_mut(card.life.pipeline);
        special.or_else(|| general.and_then(|deck| deck.draw(random))).unwrap_or_default()
    }

    fn description(&mut self, card: &Card) -> String {
        let Some(words) = self.pipeline_words(card) else { return String::new() };
        let parts = words.brief.map(|sentences| self.scribe.random.word(sentences));
        let slots = self.slots(card);
        let [situation, aim, remark] = parts.map(|part| phrase::fill(part, &slots));
        let first = self.joined(&[&situation, &aim]);
        if remark.starts_with('\n') { format!("{first}{remark}") } else { self.joined(&[&first, &remark]) }
    }

    fn pipeline_words(&self, card: &Card) -> Option<&'static PipelineWords> {
        self.words.pipelines.get(card.life.pipeline)
    }

    /// Sentences one after the other, as the language writes them.
    fn joined(&self, sentences: &[&str]) -> String {
        let space = match self.calendar.language {
            Language::En => " ",
            Language::Zh => "",
        };
        sentences.iter().filter(|sentence| !sentence.is_empty()).copied().collect::<Vec<_>>().join(space)
    }

    fn slots(&mut self, card: &Card) -> Slots {
        let names = self.words.names;
        let day = self.scribe.clock().date();
        let present = card.id.and_then(|id| self.scribe.shadow.board.card(id));
        let helper = present.and_then(|card| card.collaborators.first()).copied();
        let has_contact = present.is_some_and(|card| card.contact.is_some());
        let helper = self.colleagues.iter().find(|person| Some(person.id) == helper).copied();
        let helper = helper.or_else(|| self.somebody(|it| matches!(it, Department::Product | Department::Service)));
        let date = self.calendar.later(day, self.scribe.random.between(3, 12));
        let month = plus(day, self.scribe.random.between(18, 60));
        let numbers = self.pipeline_words(card).map_or(&[][..], |words| words.numbers);
        let customer = self.customers.get(card.customer);
        let address = customer.and_then(|it| it.people.get(card.person)).map(|person| person.address.clone());
        Slots {
            contact: address.filter(|_| has_contact).unwrap_or_else(|| names.somebody.to_owned()),
            colleague: helper.map(|person| person.name.to_owned()).unwrap_or_default(),
            city: customer.map_or("", |customer| customer.city.name),
            short: customer.map(|customer| customer.short.clone()).unwrap_or_default(),
            date: phrase::day(names, date),
            month: phrase::month(names, month),
            n: self.scribe.random.word(numbers),
        }
    }

    fn stage_of(&self, id: OpportunityId, pipeline: usize) -> usize {
        let stage = self.scribe.shadow.board.card(id).map(|card| card.stage);
        let stages = self.settings.get(pipeline).map_or(&[][..], |setting| &setting.stages);
        stages.iter().position(|it| Some(*it) == stage).unwrap_or_default()
    }

    /// Somebody of another department who helps.
    fn helper(&mut self) -> Option<PersonId> {
        self.somebody(|it| matches!(it, Department::Product | Department::Service | Department::Marketing)).map(|person| person.id)
    }

    fn step(&mut self, pipeline: usize, stage: usize, due: Date) -> NextStep {
        let random = &mut self.scribe.random;
        let what = self.decks.steps.get_mut(pipeline).and_then(|decks| decks.get_mut(stage)).and_then(|deck| deck.draw(random));
        let minute = random.chance(30).then(|| random.between(18, 33) * 30).and_then(|minute| u16::try_from(minute).ok());
        NextStep { what: what.unwrap_or_default().to_owned(), due, minute }
    }

    fn soon(&mut self, least: i64, most: i64) -> Date {
        let days = self.scribe.random.between(least, most);
        self.calendar.later(self.scribe.clock().date(), days)
    }

    fn close_day(&mut self) -> Date {
        let day = plus(self.scribe.clock().date(), self.scribe.random.between(18, 110));
        self.calendar.on_or_after(day)
    }

    fn amount(&mut self, card: &Card) -> Money {
        let range = self.pipeline_words(card).map_or((1, 1), |words| words.amount);
        let base = self.scribe.shadow.workspace.currency;
        let currency = self.customers.get(card.customer).map_or(base, |customer| customer.city.currency);
        phrase::money(customers::amount(range, &mut self.scribe.random), base, currency)
    }

    /// The customer, who becomes an account when first named.
    fn account(&mut self, card: &Card, author: PersonId) -> Value {
        let Some(customer) = self.customers.get_mut(card.customer) else { return Value::Account(None) };
        let mut made = None;
        if !customer.known {
            customer.known = true;
            customer.account.id = self.scribe.id(heliu_domain::AccountId::new);
            made = Some(customer.account.clone());
        }
        let link = Link { id: customer.account.id, name: customer.account.name.clone() };
        if let Some(account) = made {
            self.scribe.write(author, Command::Directory(DirectoryCommand::SaveAccount(account)));
        }
        Value::Account(Some(link))
    }

    /// The person at the customer, who becomes a contact when first named.
    fn contact(&mut self, card: &Card, author: PersonId) -> Value {
        let _ = self.account(card, author);
        let Some(customer) = self.customers.get_mut(card.customer) else { return Value::Contact(None) };
        let account = customer.account.id;
        let Some(person) = customer.people.get_mut(card.person) else { return Value::Contact(None) };
        let mut made = None;
        if !person.known {
            person.known = true;
            person.contact.id = self.scribe.id(heliu_domain::ContactId::new);
            person.contact.account = Some(account);
            made = Some(person.contact.clone());
        }
        let link = Link { id: person.contact.id, name: person.contact.name.clone() };
        if let Some(contact) = made {
            self.scribe.write(author, Command::Directory(DirectoryCommand::SaveContact(contact)));
        }
        Value::Contact(Some(link))
    }

    fn some_customs(&mut self, card: &Card) -> Vec<Value> {
        let fields = self.settings.get(card.life.pipeline).map(|setting| setting.fields.clone()).unwrap_or_default();
        let known: Vec<CustomFieldId> = fields.into_iter().filter(|_| self.scribe.random.chance(11)).collect();
        known.into_iter().map(|field| Value::Custom(field, self.custom(card, field))).collect()
    }

    fn custom(&mut self, card: &Card, field: CustomFieldId) -> Option<CustomValue> {
        let position = self.settings.get(card.life.pipeline)?.fields.iter().position(|it| *it == field)?;
        let measure = *self.shape.pipelines.get(card.life.pipeline)?.fields.get(position)?;
        let values = self.pipeline_words(card)?.fields.get(position)?.values;
        let random = &mut self.scribe.random;
        Some(match measure {
            Measure::Text => CustomValue::Text(random.word(values).to_owned()),
            Measure::Choice => CustomValue::Choice(random.word(values).to_owned()),
            Measure::Number { low, high, step } => CustomValue::Number((low + random.between(0, (high - low) / step) * step) * 1000),
            Measure::Date { from, to } => CustomValue::Date(self.calendar.on_or_after(plus(card.life.born, random.between(from, to)))),
        })
    }
}
