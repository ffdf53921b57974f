//! Pipelines, their stages and custom fields, and the commands that shape them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    board::Author,
    change::{Change, How, Set},
    handover::OwnerRule,
    id::*,
    opportunity::{CustomValue, Field, Opportunity, Value},
    order::sort,
    policy::Visibility,
    problem::{Code, Problem},
    rank::Rank,
    record::Record,
    text,
};

/// Most stages of a pipeline.
pub const STAGES_MAX: usize = 200;
/// Most custom fields of a pipeline.
pub const FIELDS_MAX: usize = 50;

/// An ordered way from first contact to closing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    pub id: PipelineId,
    pub name: String,
    /// The place among the workspace's pipelines.
    pub rank: Rank,
    /// Who sees it.
    #[serde(default, skip_serializing_if = "Visibility::is_everyone")]
    pub visibility: Visibility,
}

/// One step of a pipeline, a column of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    pub id: StageId,
    pub pipeline: PipelineId,
    pub name: String,
    pub rank: Rank,
    /// Chance of winning from here, in percent.
    pub probability: u8,
    /// Most open cards at once, if limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<StageLimit>,
    /// Days without customer contact or stage change after which a card rots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rot_days: Option<u16>,
    /// What a card needs before it may enter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<Requirement>,
    /// Who owns a card that enters.
    #[serde(default, skip_serializing_if = "OwnerRule::keeps")]
    pub owner_rule: OwnerRule,
}

/// A limit of work in progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageLimit {
    /// Most open cards.
    pub cards: u16,
    /// Hard: a further card is refused. Soft: it is only shown.
    pub hard: bool,
}

/// One point of a stage's entry checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    pub id: RequirementId,
    pub need: Need,
}

/// What an entry requirement asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// The field must be filled in.
    Field(Field),
    /// A person must confirm the sentence.
    Confirm(String),
}

/// What kind of value a custom field takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    Number,
    Date,
    /// One of these, in order.
    Choice(Vec<String>),
}

/// A field that a workspace adds to the opportunities of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomField {
    pub id: CustomFieldId,
    pub pipeline: PipelineId,
    pub name: String,
    pub rank: Rank,
    pub kind: FieldKind,
}

impl CustomField {
    /// Whether the value is of the field's kind.
    pub fn accepts(&self, value: &CustomValue) -> bool {
        match (&self.kind, value) {
            (FieldKind::Text, CustomValue::Text(_))
            | (FieldKind::Number, CustomValue::Number(_))
            | (FieldKind::Date, CustomValue::Date(_)) => true,
            (FieldKind::Choice(choices), CustomValue::Choice(choice)) => choices.contains(choice),
            _ => false,
        }
    }
}

impl Stage {
    /// The entry requirements that the opportunity does not meet.
    pub fn unmet(&self, opportunity: &Opportunity) -> Vec<Requirement> {
        let is_met = |requirement: &&Requirement| match &requirement.need {
            Need::Field(field) => opportunity.get(*field).is_empty(),
            Need::Confirm(_) => !opportunity.checks.contains(&requirement.id),
        };
        self.requirements.iter().filter(is_met).cloned().collect()
    }

    /// The stage as it is stored.
    ///
    /// # Errors
    /// A problem naming the field.
    pub fn checked(self) -> Result<Self, Problem> {
        if self.probability > 100 {
            return Err(Problem::of(Code::OutOfRange, "probability").with(0).with(100));
        }
        if self.limit.is_some_and(|limit| limit.cards == 0) {
            return Err(Problem::of(Code::OutOfRange, "limit").with(1).with(u16::MAX));
        }
        if self.rot_days == Some(0) {
            return Err(Problem::of(Code::OutOfRange, "rot_days").with(1).with(u16::MAX));
        }
        if self.requirements.len() > 30 {
            return Err(Problem::of(Code::TooLong, "requirements").with(30));
        }
        let requirements = self.requirements.into_iter().map(|requirement| {
            Ok(Requirement {
                need: match requirement.need {
                    Need::Field(field) if field.is_editable() => Need::Field(field),
                    Need::Field(_) => return Err(Problem::of(Code::Invalid, "requirements")),
                    Need::Confirm(sentence) => Need::Confirm(text::name("requirements", &sentence)?),
                },
                ..requirement
            })
        });
        Ok(Self { name: text::name("stage", &self.name)?, requirements: requirements.collect::<Result<_, _>>()?, ..self })
    }
}

/// What can be done to pipelines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PipelineCommand {
    /// A new pipeline with its first stages, in order.
    Add {
        id: PipelineId,
        name: String,
        stages: Vec<NewStage>,
    },
    Rename {
        id: PipelineId,
        name: String,
    },
    /// Says who sees it.
    Show {
        id: PipelineId,
        to: Visibility,
    },
    /// Deletes a pipeline that holds no opportunity outside the recycle bin.
    Delete {
        id: PipelineId,
    },
    /// Adds a stage behind another, or first.
    AddStage {
        pipeline: PipelineId,
        after: Option<StageId>,
        stage: NewStage,
    },
    /// Changes a stage; only the named parts.
    EditStage {
        id: StageId,
        part: StagePart,
    },
    /// Puts a stage behind another, or first.
    MoveStage {
        id: StageId,
        after: Option<StageId>,
    },
    /// Deletes a stage; its cards go to the end of another.
    DeleteStage {
        id: StageId,
        cards_to: StageId,
    },
    AddField {
        id: CustomFieldId,
        pipeline: PipelineId,
        name: String,
        kind: FieldKind,
    },
    EditField {
        id: CustomFieldId,
        name: String,
        kind: FieldKind,
    },
    /// Deletes a custom field; its values stay in the log and come back with an undo.
    DeleteField {
        id: CustomFieldId,
    },
}

/// A stage to be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewStage {
    pub id: StageId,
    pub name: String,
    pub probability: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rot_days: Option<u16>,
}

/// One part of a stage with its new value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StagePart {
    Name(String),
    Probability(u8),
    Limit(Option<StageLimit>),
    RotDays(Option<u16>),
    Requirements(Vec<Requirement>),
    OwnerRule(OwnerRule),
}

/// What is known when a pipeline command is decided: everything of the pipeline concerned.
#[derive(Clone, Debug, Default)]
pub struct PipelineFacts {
    /// All pipelines of the workspace.
    pub pipelines: BTreeMap<PipelineId, Pipeline>,
    /// All stages of the pipeline concerned.
    pub stages: BTreeMap<StageId, Stage>,
    /// All custom fields of the pipeline concerned.
    pub fields: BTreeMap<CustomFieldId, CustomField>,
    /// For [`PipelineCommand::DeleteStage`]: every opportunity in that stage, whatever its state, and the last of the target.
    /// For [`PipelineCommand::DeleteField`]: every opportunity with a value. Otherwise empty.
    pub opportunities: BTreeMap<OpportunityId, Opportunity>,
    /// For a rule that names somebody: that person, if active.
    pub people: BTreeSet<PersonId>,
    /// The pipeline holds opportunities, also in the bin.
    pub in_use: bool,
}

/// Decides a pipeline command.
///
/// # Errors
/// A problem naming the field; then nothing is changed.
pub fn decide(facts: &PipelineFacts, command: &PipelineCommand, author: &Author) -> Result<Vec<Change>, Problem> {
    match command {
        PipelineCommand::Add { id, name, stages } => add(facts, *id, name, stages),
        PipelineCommand::Rename { id, name } => {
            let was = facts.pipeline(*id)?;
            let now = Pipeline { name: text::name("pipeline", name)?, ..was.clone() };
            Ok(Change::replaced(Record::Pipeline(was.clone()), Record::Pipeline(now)))
        }
        PipelineCommand::Show { id, to } => {
            if matches!(to, Visibility::Departments(departments) if departments.is_empty()) {
                return Err(Problem::of(Code::Required, "visibility"));
            }
            let was = facts.pipeline(*id)?;
            let now = Pipeline { visibility: to.clone(), ..was.clone() };
            Ok(Change::replaced(Record::Pipeline(was.clone()), Record::Pipeline(now)))
        }
        PipelineCommand::Delete { id } => delete(facts, *id),
        PipelineCommand::AddStage { pipeline, after, stage } => {
            facts.pipeline(*pipeline)?;
            if facts.stages.len() >= STAGES_MAX {
                return Err(Problem::of(Code::TooLong, "stages").with(STAGES_MAX));
            }
            Ok(vec![Change::made(Record::Stage(new_stage(stage, *pipeline, facts.rank_after(None, *after)?)?))])
        }
        PipelineCommand::EditStage { id, part } => {
            let was = facts.stage(*id)?;
            let mut now = was.clone();
            match part.clone() {
                StagePart::Name(name) => now.name = name,
                StagePart::Probability(probability) => now.probability = probability,
                StagePart::Limit(limit) => now.limit = limit,
                StagePart::RotDays(days) => now.rot_days = days,
                StagePart::Requirements(requirements) => now.requirements = requirements,
                StagePart::OwnerRule(OwnerRule::Person(person)) if !facts.people.contains(&person) => {
                    return Err(Problem::not_found("owner_rule"));
                }
                StagePart::OwnerRule(rule) => now.owner_rule = rule,
            }
            Ok(Change::replaced(Record::Stage(was.clone()), Record::Stage(now.checked()?)))
        }
        PipelineCommand::MoveStage { id, after } => {
            let was = facts.stage(*id)?;
            if *after == Some(*id) {
                return Ok(Vec::new());
            }
            let now = Stage { rank: facts.rank_after(Some(*id), *after)?, ..was.clone() };
            Ok(Change::replaced(Record::Stage(was.clone()), Record::Stage(now)))
        }
        PipelineCommand::DeleteStage { id, cards_to } => delete_stage(facts, *id, *cards_to, author),
        PipelineCommand::AddField { id, pipeline, name, kind } => {
            facts.pipeline(*pipeline)?;
            if facts.fields.len() >= FIELDS_MAX {
                return Err(Problem::of(Code::TooLong, "fields").with(FIELDS_MAX));
            }
            let rank = Rank::between(facts.fields.values().map(|field| &field.rank).max(), None);
            let field = CustomField { id: *id, pipeline: *pipeline, name: facts.field_name(*id, name)?, rank, kind: checked_kind(kind)? };
            Ok(vec![Change::made(Record::CustomField(field))])
        }
        PipelineCommand::EditField { id, name, kind } => {
            let was = facts.field(*id)?;
            if std::mem::discriminant(&was.kind) != std::mem::discriminant(kind) {
                return Err(Problem::of(Code::Invalid, "kind"));
            }
            let now = CustomField { name: facts.field_name(*id, name)?, kind: checked_kind(kind)?, ..was.clone() };
            Ok(Change::replaced(Record::CustomField(was.clone()), Record::CustomField(now)))
        }
        PipelineCommand::DeleteField { id } => {
            let was = facts.field(*id)?;
            let mut changes: Vec<Change> = facts
                .opportunities
                .values()
                .filter(|card| card.custom.contains_key(id))
                .map(|card| {
                    let set = Set { was: card.get(Field::Custom(*id)), now: Value::Custom(*id, None) };
                    Change::OpportunityChanged { id: card.id, how: How::Edited, sets: vec![set] }
                })
                .collect();
            changes.extend(facts.stages.values().filter_map(|stage| {
                let mut now = stage.clone();
                now.requirements.retain(|requirement| requirement.need != Need::Field(Field::Custom(*id)));
                (now != *stage).then(|| Change::Put { was: Some(Record::Stage(stage.clone())), now: Some(Record::Stage(now)) })
            }));
            changes.push(Change::gone(Record::CustomField(was.clone())));
            Ok(changes)
        }
    }
}

fn add(facts: &PipelineFacts, id: PipelineId, name: &str, stages: &[NewStage]) -> Result<Vec<Change>, Problem> {
    if stages.is_empty() {
        return Err(Problem::of(Code::Required, "stages"));
    }
    if stages.len() > STAGES_MAX {
        return Err(Problem::of(Code::TooLong, "stages").with(STAGES_MAX));
    }
    let rank = Rank::between(facts.pipelines.values().map(|pipeline| &pipeline.rank).max(), None);
    let mut changes =
        vec![Change::made(Record::Pipeline(Pipeline { id, name: text::name("pipeline", name)?, rank, visibility: Visibility::Everyone }))];
    for (stage, rank) in stages.iter().zip(Rank::spread(None, None, stages.len())) {
        changes.push(Change::made(Record::Stage(new_stage(stage, id, rank)?)));
    }
    Ok(changes)
}

fn new_stage(stage: &NewStage, pipeline: PipelineId, rank: Rank) -> Result<Stage, Problem> {
    let NewStage { id, name, probability, rot_days } = stage.clone();
    Stage { id, pipeline, name, rank, probability, limit: None, rot_days, requirements: Vec::new(), owner_rule: OwnerRule::Keep }.checked()
}

fn delete(facts: &PipelineFacts, id: PipelineId) -> Result<Vec<Change>, Problem> {
    let was = facts.pipeline(id)?;
    if facts.pipelines.len() == 1 {
        return Err(Problem::of(Code::LastOne, "pipeline"));
    }
    if facts.in_use {
        return Err(Problem::of(Code::NotEmpty, "pipeline"));
    }
    let mut changes: Vec<Change> = facts.fields.values().map(|field| Change::gone(Record::CustomField(field.clone()))).collect();
    changes.extend(facts.stages.values().map(|stage| Change::gone(Record::Stage(stage.clone()))));
    changes.push(Change::gone(Record::Pipeline(was.clone())));
    Ok(changes)
}

fn delete_stage(facts: &PipelineFacts, id: StageId, cards_to: StageId, author: &Author) -> Result<Vec<Change>, Problem> {
    let was = facts.stage(id)?;
    if facts.stages.len() == 1 {
        return Err(Problem::of(Code::LastOne, "stage"));
    }
    if cards_to == id {
        return Err(Problem::of(Code::Invalid, "cards_to"));
    }
    let target = facts.stage(cards_to)?;
    let last = facts.opportunities.values().filter(|card| card.stage == cards_to).map(|card| &card.rank).max();
    let mut moved: Vec<&Opportunity> = facts.opportunities.values().filter(|card| card.stage == id).collect();
    sort(&mut moved, |a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
    let ranks = Rank::spread(last, None, moved.len());
    let mut changes: Vec<Change> = moved
        .into_iter()
        .zip(ranks)
        .map(|(card, rank)| {
            let sets = [Value::Stage(target.pipeline, target.id), Value::Rank(rank), Value::EnteredAt(author.at)];
            Change::OpportunityChanged { id: card.id, how: How::Moved, sets: Set::differing(card, sets) }
        })
        .collect();
    changes.push(Change::gone(Record::Stage(was.clone())));
    Ok(changes)
}

fn checked_kind(kind: &FieldKind) -> Result<FieldKind, Problem> {
    let FieldKind::Choice(choices) = kind else { return Ok(kind.clone()) };
    let mut checked: Vec<String> = Vec::new();
    for choice in choices {
        let choice = text::line("choices", choice, text::NAME_MAX)?;
        if !choice.is_empty() && !checked.contains(&choice) {
            checked.push(choice);
        }
    }
    if checked.is_empty() {
        return Err(Problem::of(Code::Required, "choices"));
    }
    if checked.len() > 200 {
        return Err(Problem::of(Code::TooLong, "choices").with(200));
    }
    Ok(FieldKind::Choice(checked))
}

impl PipelineFacts {
    fn pipeline(&self, id: PipelineId) -> Result<&Pipeline, Problem> {
        self.pipelines.get(&id).ok_or_else(|| Problem::not_found("pipeline"))
    }

    fn stage(&self, id: StageId) -> Result<&Stage, Problem> {
        self.stages.get(&id).ok_or_else(|| Problem::not_found("stage"))
    }

    fn field(&self, id: CustomFieldId) -> Result<&CustomField, Problem> {
        self.fields.get(&id).ok_or_else(|| Problem::not_found("custom"))
    }

    fn field_name(&self, id: CustomFieldId, name: &str) -> Result<String, Problem> {
        let name = text::name("custom", name)?;
        let taken = self.fields.values().any(|field| field.id != id && text::fold(&field.name) == text::fold(&name));
        if taken { Err(Problem::of(Code::Taken, "custom").with(name)) } else { Ok(name) }
    }

    /// A rank directly behind `after` (or first), as if `moving` were not there.
    fn rank_after(&self, moving: Option<StageId>, after: Option<StageId>) -> Result<Rank, Problem> {
        let low = after.map(|after| self.stage(after).map(|stage| &stage.rank)).transpose()?;
        let others = self.stages.values().filter(|stage| Some(stage.id) != moving);
        let high = others.map(|stage| &stage.rank).filter(|rank| low.is_none_or(|low| *rank > low)).min();
        Ok(Rank::between(low, high))
    }
}
