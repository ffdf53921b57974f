//! What proposals for an owner are made of.

use std::collections::BTreeMap;

use heliu_domain::{
    assignment::{Facts, RESULTS_DAYS, Work},
    id::*,
    opportunity::State,
    problem::Problem,
    responsibility::{Chart, Part},
    time::{DAY_MS, Timestamp},
};

use crate::{
    Store,
    card::{narrow, parsed},
    db::{Connection, sql, statements},
    fault::Fault,
    responsibility::{CellRow, HoldingRow, LineRow, RoleRow, SkillRow, WeightsRow, part_columns},
    rows::{self, PersonRow, columns},
};

macro_rules! of_stage {
    ($table:ident, $key:literal) => {
        concat!(
            all_of!($table),
            " and ",
            $key,
            " in (select column_id from cell where workspace = $1 and row_id = $2 and letter in ('R', 'A'))"
        )
    };
}

statements! {
    PEOPLE = concat!("select ", columns!(person), " from person where workspace = $1");
    CELLS = concat!(all_of!(cell), " and row_id = $2");
    ROLES = of_stage!(role, "id");
    LINES = of_stage!(role_line, "role");
    // Everybody's, because an absence is noted with any role.
    HOLDINGS = all_of!(holding);
    SKILLS = all_of!(skill);
    WEIGHTS = all_of!(assignment_weights);
    WORKS = "select p.id, o.state, count(*) as cards from person p join opportunity o on o.owner = p.id and o.deleted_at is null \
        where p.workspace = $1 and (o.state = 'open' or (o.pipeline = $2 and o.closed_at >= $3)) group by p.id, o.state";
}

#[derive(sqlx::FromRow)]
struct WorkRow {
    id: String,
    state: String,
    cards: i64,
}

impl Store {
    /// What people are compared by for an opportunity in a stage of a pipeline.
    pub async fn assignment(&self, workspace: WorkspaceId, pipeline: PipelineId, stage: StageId, now: Timestamp) -> Result<Facts, Problem> {
        let read = async { assignment(&mut self.moment().await?, workspace, pipeline, stage, now).await };
        read.await.map_err(Fault::into_problem)
    }
}

/// The same at the moment that the connection sees.
pub(crate) async fn assignment(
    connection: &mut Connection,
    workspace: WorkspaceId,
    pipeline: PipelineId,
    stage: StageId,
    now: Timestamp,
) -> Result<Facts, Fault> {
    let mut parts = Vec::new();
    gather! { connection, parts:
        sql(CELLS).bind(workspace).bind(stage) => CellRow as Cell;
        sql(ROLES).bind(workspace).bind(stage) => RoleRow as Role;
        sql(LINES).bind(workspace).bind(stage) => LineRow as Line;
        sql(HOLDINGS).bind(workspace) => HoldingRow as Holding;
        sql(SKILLS).bind(workspace) => SkillRow as Skill;
        sql(WEIGHTS).bind(workspace) => WeightsRow as Weights;
    }
    let people = rows::read(sql(PEOPLE).bind(workspace).all::<PersonRow>(connection).await?)?;
    let since = Timestamp(now.0 - RESULTS_DAYS * DAY_MS);
    let mut works: BTreeMap<PersonId, Work> = BTreeMap::new();
    for row in sql(WORKS).bind(workspace).bind(pipeline).bind(since).all::<WorkRow>(connection).await? {
        let work = works.entry(parsed(&row.id)?).or_default();
        let cards = narrow(row.cards)?;
        match State::parse(&row.state) {
            Some(State::Open) => work.open = cards,
            Some(State::Won) => work.won = cards,
            Some(State::Lost) => work.lost = cards,
            None => return Err(Fault::Stored(format!("state {:?}", row.state))),
        }
    }
    Ok(Facts { chart: Chart::new(people, Vec::new(), Vec::new(), parts), works })
}
