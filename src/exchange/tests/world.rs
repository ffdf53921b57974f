//! A workspace as far as imports see it, kept in memory.

use std::collections::BTreeMap;

use heliu_domain::{
    board::Author,
    change::Change,
    exchange::{self, ImportDecision, ImportFacts, ImportInto, ImportPlan},
    id::*,
    locale::Language,
    money::Currency,
    opportunity::Opportunity,
    problem::Problem,
    record::Record,
    text::fold,
    time::Timestamp,
};
use uuid::Uuid;

use crate::exchange::plan::Around;

pub const AT: Timestamp = Timestamp(1_790_000_000_000);

#[derive(Clone, Default)]
pub struct World {
    pub facts: ImportFacts,
    pub cards: BTreeMap<OpportunityId, Opportunity>,
    commands: u128,
}

impl World {
    pub fn import(&mut self, plan: &ImportPlan) -> Result<ImportDecision, Problem> {
        let mut facts = self.facts.clone();
        let pipeline = if let ImportInto::Existing(id) = plan.into { Some(id) } else { None };
        facts.pipeline = pipeline.and_then(|id| facts.pipelines.get(&id)).cloned();
        facts.stages.retain(|stage| Some(stage.pipeline) == pipeline);
        facts.fields.retain(|field| Some(field.pipeline) == pipeline);
        let by_external: BTreeMap<&str, &Opportunity> = self.cards.values().map(|card| (card.external_id.as_str(), card)).collect();
        for text in plan.ids().0 {
            let own = || text.parse().ok().and_then(|id: OpportunityId| self.cards.get(&id));
            if let Some(card) = by_external.get(text).copied().or_else(own) {
                facts.known.insert(text.to_owned(), card.clone());
            }
        }
        for card in self.cards.values() {
            let last = facts.last_ranks.entry(card.stage).or_insert_with(|| card.rank.clone());
            *last = card.rank.clone().max(last.clone());
        }
        self.commands += 1;
        let author = Author { person: PersonId(Uuid::from_u128(1)), at: AT };
        let decision = exchange::decide(&facts, plan, CommandId(Uuid::from_u128(self.commands << 90 | self.commands)), &author)?;
        decision.changes.iter().for_each(|change| self.apply(change));
        Ok(decision)
    }

    fn apply(&mut self, change: &Change) {
        let facts = &mut self.facts;
        match change {
            Change::OpportunityAdded { opportunity } => assert!(self.cards.insert(opportunity.id, (**opportunity).clone()).is_none()),
            Change::OpportunityChanged { id, sets, .. } => {
                let card = self.cards.get_mut(id).unwrap();
                sets.iter().for_each(|set| card.set(set.now.clone()));
            }
            Change::Described { id, now, .. } => drop(facts.descriptions.insert(*id, now.clone())),
            Change::Put { now: Some(record), .. } => match record.clone() {
                Record::Pipeline(it) => drop(facts.pipelines.insert(it.id, it)),
                Record::Stage(it) => facts.stages.push(it),
                Record::CustomField(it) => facts.fields.push(it),
                Record::Person(it) => facts.people.push(it),
                Record::Account(it) => drop(facts.accounts.insert(fold(&it.name), it)),
                Record::Contact(it) => drop(facts.contacts.insert((it.account, fold(&it.name)), it)),
                Record::Comment(it) => facts.comments.entry(it.opportunity).or_default().push(it),
                other => panic!("{other:?}"),
            },
            Change::Put { now: None, .. } => panic!("an import removes nothing"),
        }
    }

    /// Importing into the only pipeline, or a new one.
    pub fn around(&self) -> Around<'_> {
        let existing = self.facts.pipelines.keys().next().map(|id| ImportInto::Existing(*id));
        Around {
            into: existing.unwrap_or(ImportInto::New { name: "Sales".into(), stages: Vec::new() }),
            stages: &self.facts.stages,
            fields: &self.facts.fields,
            currency: Currency::USD,
            language: Language::En,
            skip: false,
        }
    }

    pub fn card(&self, external_id: &str) -> &Opportunity {
        self.cards.values().find(|card| card.external_id == external_id).unwrap()
    }

    pub fn person(&self, id: Option<PersonId>) -> &str {
        self.facts.people.iter().find(|person| Some(person.id) == id).map(|person| person.name.as_str()).unwrap_or_default()
    }

    pub fn stage(&self, card: &Opportunity) -> &str {
        &self.facts.stages.iter().find(|stage| stage.id == card.stage).unwrap().name
    }

    pub fn custom(&self, card: &Opportunity, name: &str) -> String {
        use heliu_domain::opportunity::CustomValue;
        let field = self.facts.fields.iter().find(|field| field.name == name);
        match field.and_then(|field| card.custom.get(&field.id)) {
            Some(CustomValue::Text(text)) => text.clone(),
            None => String::new(),
            other => panic!("{other:?}"),
        }
    }
}
