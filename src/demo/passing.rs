//! The last days: stages pass their cards on, and the first of them are handed over.

use heliu_domain::{
    BoardCommand, Command, OpportunityId, OwnerRule, PersonId, StageId, State,
    board::Place,
    directory::{Access, Department},
    inbox::InboxCommand,
    locale::{Language, Text},
    pipeline::{PipelineCommand, StagePart},
    responsibility::{Column, Letter, Row},
};

use super::tale::Tale;

/// What is said at the hand-overs, one after the other.
const NOTES: [Text; 3] = [
    Text::new(
        "Price is agreed, **legal is not**: they want the liability clause changed. Speak to their counsel before Friday.",
        "价格已谈妥，**法务还没过**：对方要求修改责任条款。周五前请联系对方法务。",
    ),
    Text::new("Decision maker signs only in person. A visit next week would close it.", "决策人只接受当面签字，下周拜访一次就能签下。"),
    Text::new(
        "Usage fell last month.\n\n- ask about the new team\n- offer a training",
        "上月使用量下降。\n\n- 了解新团队的情况\n- 建议安排一次培训",
    ),
];

impl Tale {
    /// Gives stages their rules and hands some cards over. What people were told before they have read.
    pub(super) fn pass_on(&mut self) {
        let active: Vec<PersonId> = self.colleagues.iter().filter(|it| it.active).map(|it| it.id).collect();
        for person in active {
            self.scribe.write(person, Command::Inbox(InboxCommand::ReadAll));
        }
        let service = self.colleagues.iter().find(|it| it.department == Department::Service && it.access == Access::Lead).map(|it| it.id);
        for (index, setting) in self.settings.clone().into_iter().enumerate() {
            let last = setting.stages.last().map(|stage| (*stage, OwnerRule::Accountable));
            let second =
                setting.stages.get(1).filter(|_| index == 1).zip(service).map(|(stage, person)| (*stage, OwnerRule::Person(person)));
            for (id, rule) in last.into_iter().chain(second) {
                let part = StagePart::OwnerRule(rule);
                self.scribe.write(self.founder(), Command::Pipeline(PipelineCommand::EditStage { id, part }));
            }
        }
        let mut notes = NOTES.map(|note| note.in_(self.language())).into_iter();
        for (pipeline, from_end, count) in [(0, true, 2), (1, false, 1)] {
            let Some(setting) = self.settings.get(pipeline).cloned() else { continue };
            let stage = if from_end { setting.stages.len().saturating_sub(1) } else { 1 };
            let Some((from, to)) = stage.checked_sub(1).and_then(|from| setting.stages.get(from)).zip(setting.stages.get(stage)) else {
                continue;
            };
            for index in self.movable(*from, *to).into_iter().take(count) {
                self.hand_over(index, stage, *to, notes.next().unwrap_or_default());
            }
        }
    }

    /// Cards of the tale that wait in a stage and can go on to another.
    fn movable(&self, from: StageId, to: StageId) -> Vec<usize> {
        let board = &self.scribe.shadow.board;
        if board.stages.get(&to).is_none_or(|stage| stage.limit.is_some()) {
            return Vec::new();
        }
        let waits = |id: OpportunityId| {
            let waiting = board.card(id).filter(|card| card.stage == from && card.state == State::Open && card.deleted_at.is_none());
            waiting.and_then(|card| card.owner).is_some_and(|owner| !self.answers(owner, to))
        };
        self.cards.iter().enumerate().filter(|(_, card)| card.id.is_some_and(waits)).map(|(index, _)| index).collect()
    }

    /// Whether a stage's rule would leave the cards of a person where they are.
    fn answers(&self, person: PersonId, stage: StageId) -> bool {
        let (chart, today) = (&self.scribe.shadow.chart, self.scribe.clock().date());
        let accountable = chart.live_cells(Row::Stage(stage)).filter(|(_, letter)| *letter == Letter::Accountable);
        let answers = |column| match column {
            Column::Role(role) => chart.holders(role, today).contains(&person),
            Column::Person(id) => id == person,
        };
        let is_named = self.scribe.shadow.board.stages.get(&stage).is_some_and(|it| it.owner_rule == OwnerRule::Person(person));
        is_named || accountable.map(|(column, _)| column).any(answers)
    }

    fn hand_over(&mut self, index: usize, stage: usize, into: StageId, note: &str) {
        let Some(card) = self.cards.get(index).cloned() else { return };
        let Some(id) = card.id else { return };
        let owner = self.owner(id);
        self.prepare(&card, id, owner, stage);
        let note = note.to_owned();
        self.board(owner, BoardCommand::Move { cards: vec![id], stage: into, place: Place::Top, seen: Vec::new(), note });
    }

    fn language(&self) -> Language {
        self.calendar.language
    }
}
