//! Facts for pipelines, stages and custom fields.

use heliu_domain::{
    board::Author,
    handover::OwnerRule,
    id::*,
    opportunity::Opportunity,
    pipeline::{self, PipelineCommand, PipelineFacts, StagePart},
    problem::{Code, Problem},
};

use crate::{
    card::{self, CardRow, card_columns, card_tables},
    commit::{
        Decision,
        board::{fields_of, last_of, stages_of},
    },
    db::{Connection, sql, statements},
    fault::Fault,
    rows::{self, PipelineRow, columns},
};

statements! {
    PIPELINES = concat!("select ", columns!(pipeline), " from pipeline where workspace = $1 order by rank, id");
    IN_STAGE = concat!("select ", card_columns!(), " from ", card_tables!(), " where o.stage = $2 and o.workspace = $1 \
        order by o.rank, o.id");
    WITH_CUSTOM = concat!("select ", card_columns!(), " from ", card_tables!(), " where o.pipeline = $2 and o.workspace = $1 \
        and o.custom like $3 order by o.id");
    ANY_CARD = "select id from opportunity where pipeline = $2 and workspace = $1 limit 1";
}

/// Decides a pipeline command.
pub(super) async fn decide(
    connection: &mut Connection,
    workspace: WorkspaceId,
    author: &Author,
    command: &PipelineCommand,
) -> Result<Decision, Fault> {
    let Some(concerned) = concerned(connection, workspace, command).await? else {
        return Err(Problem::not_found(subject(command)).into());
    };
    let pipelines = rows::read(sql(PIPELINES).bind(workspace).all::<PipelineRow>(connection).await?)?;
    let mut facts = PipelineFacts {
        pipelines: pipelines.into_iter().map(|it| (it.id, it)).collect(),
        stages: stages_of(connection, workspace, concerned).await?.into_iter().map(|it| (it.id, it)).collect(),
        fields: fields_of(connection, workspace, concerned).await?.into_iter().map(|it| (it.id, it)).collect(),
        ..PipelineFacts::default()
    };
    refuse_known(&facts, command)?;
    let mut cards: Vec<Opportunity> = Vec::new();
    match command {
        PipelineCommand::DeleteStage { id, cards_to } => {
            cards = card::cards(sql(IN_STAGE).bind(workspace).bind(*id).all::<CardRow>(connection).await?)?;
            cards.extend(last_of(connection, workspace, *cards_to).await?);
        }
        PipelineCommand::DeleteField { id } => {
            let rows = sql(WITH_CUSTOM).bind(workspace).bind(concerned).bind(format!("%{id}%")).all::<CardRow>(connection).await?;
            cards = card::cards(rows)?;
        }
        PipelineCommand::Delete { id } => {
            let card: Option<(String,)> = sql(ANY_CARD).bind(workspace).bind(*id).optional(connection).await?;
            facts.in_use = card.is_some();
        }
        PipelineCommand::EditStage { part: StagePart::OwnerRule(OwnerRule::Person(person)), .. } => {
            facts.people.extend(rows::person(connection, workspace, *person).await?.filter(|it| it.active).map(|it| it.id));
        }
        _ => {}
    }
    facts.opportunities = cards.into_iter().map(|card| (card.id, card)).collect();
    let changes = pipeline::decide(&facts, command, author)?;
    Ok(Decision { changes, cards: facts.opportunities.into_iter().collect(), ..Decision::default() })
}

/// The pipeline that the command concerns; for a new one its own id.
async fn concerned(connection: &mut Connection, workspace: WorkspaceId, command: &PipelineCommand) -> Result<Option<PipelineId>, Fault> {
    Ok(match command {
        PipelineCommand::Add { id, .. } => Some(*id),
        PipelineCommand::Rename { id, .. } | PipelineCommand::Show { id, .. } | PipelineCommand::Delete { id } => Some(*id),
        PipelineCommand::AddStage { pipeline, .. } | PipelineCommand::AddField { pipeline, .. } => Some(*pipeline),
        PipelineCommand::EditStage { id, .. } | PipelineCommand::MoveStage { id, .. } | PipelineCommand::DeleteStage { id, .. } => {
            rows::stage(connection, workspace, *id).await?.map(|stage| stage.pipeline)
        }
        PipelineCommand::EditField { id, .. } | PipelineCommand::DeleteField { id } => {
            rows::custom_field(connection, workspace, *id).await?.map(|field| field.pipeline)
        }
    })
}

fn subject(command: &PipelineCommand) -> &'static str {
    match command {
        PipelineCommand::EditStage { .. } | PipelineCommand::MoveStage { .. } | PipelineCommand::DeleteStage { .. } => "stage",
        PipelineCommand::EditField { .. } | PipelineCommand::DeleteField { .. } => "custom",
        _ => "pipeline",
    }
}

/// A new thing may not take the id of one that is there.
fn refuse_known(facts: &PipelineFacts, command: &PipelineCommand) -> Result<(), Problem> {
    let known = match command {
        PipelineCommand::Add { id, .. } => facts.pipelines.contains_key(id),
        PipelineCommand::AddStage { stage, .. } => facts.stages.contains_key(&stage.id),
        PipelineCommand::AddField { id, .. } => facts.fields.contains_key(id),
        _ => false,
    };
    if known { Err(Problem::of(Code::Taken, "id")) } else { Ok(()) }
}
