//! Roles, responsibilities and the matrix: everything for a page, the versions of a profile, what findings look at.

use std::collections::BTreeMap;

use heliu_domain::{
    change::Entry,
    directory::Person,
    id::*,
    opportunity::State,
    pipeline::{Pipeline, Stage},
    problem::Problem,
    responsibility::{Chart, OpenCard, Part, Version, Watch},
    time::Timestamp,
};

use crate::{
    Store,
    card::parsed,
    db::{Connection, sql, statements},
    fault::Fault,
    log,
    responsibility::{
        AcceptanceRow, AcknowledgementRow, CellRow, HoldingRow, LineRow, ReminderRow, ResponsibilityRow, RoleRow, ShareRow, SkillRow,
        VersionRow, WeightsRow, part_columns,
    },
    rows::{self, PersonRow, PipelineRow, StageRow, columns},
};

statements! {
    PEOPLE = concat!("select ", columns!(person), " from person where workspace = $1");
    PIPELINES = concat!("select ", columns!(pipeline), " from pipeline where workspace = $1");
    STAGES = concat!("select ", columns!(stage), " from stage where workspace = $1");
    ROLES = all_of!(role);
    LINES = all_of!(role_line);
    HOLDINGS = all_of!(holding);
    RESPONSIBILITIES = all_of!(responsibility);
    CELLS = all_of!(cell);
    SKILLS = all_of!(skill);
    VERSIONS = all_of!(role_version);
    VERSIONS_OF = concat!(all_of!(role_version), " and role = $2 order by number desc limit $3");
    ACKNOWLEDGEMENTS = all_of!(acknowledgement);
    REMINDERS = all_of!(reminder);
    // Of the present versions alone.
    ACKNOWLEDGED = "select a.role, a.number, a.person, a.at from acknowledgement a join role r on r.id = a.role and r.version = a.number \
        where a.workspace = $1";
    REMINDED = "select m.role, m.number, m.person, m.author, m.at from reminder m join role r on r.id = m.role and r.version = m.number \
        where m.workspace = $1";
    ACCEPTANCES = all_of!(acceptance);
    SHARE = "select percent from work_share where workspace = $1";
    WEIGHTS = all_of!(assignment_weights);
    CARDS = "select id, pipeline, state, deleted_at, owner, close_on, step_what from opportunity where workspace = $1";
}

#[derive(sqlx::FromRow)]
struct OpenCardRow {
    id: String,
    pipeline: String,
    state: String,
    deleted_at: Option<i64>,
    owner: Option<String>,
    close_on: Option<String>,
    step_what: Option<String>,
}

/// Everything of the room, for a page.
#[derive(Clone, Debug)]
pub struct ChartParts {
    /// The last change that is contained.
    pub seq: i64,
    pub people: Vec<Person>,
    pub pipelines: Vec<Pipeline>,
    pub stages: Vec<Stage>,
    /// Without the texts of published versions.
    pub parts: Vec<Part>,
}

impl ChartParts {
    /// The chart of the parts.
    pub fn chart(self) -> Chart {
        Chart::new(self.people, self.pipelines, self.stages, self.parts)
    }
}

impl Store {
    /// Everything of the room.
    pub async fn chart(&self, workspace: WorkspaceId) -> Result<ChartParts, Problem> {
        let read = async { chart_parts(&mut self.moment().await?, workspace).await };
        read.await.map_err(Fault::into_problem)
    }

    /// The newest versions of a role's profile, newest first.
    pub async fn versions(&self, workspace: WorkspaceId, role: RoleId, limit: usize) -> Result<Vec<Version>, Problem> {
        let read = async {
            rows::read(sql(VERSIONS_OF).bind(workspace).bind(role).bind(limit).all::<VersionRow>(&mut self.reader().await?).await?)
        };
        read.await.map_err(Fault::into_problem)
    }

    /// What happened to one thing of the change log before a `seq`, newest first.
    pub async fn history(
        &self,
        workspace: WorkspaceId,
        subject: &str,
        id: &str,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Entry>, Problem> {
        let before = before.unwrap_or(i64::MAX);
        let read = async { log::of_subject(&mut self.reader().await?, workspace, (subject, id), before, limit).await };
        read.await.map_err(Fault::into_problem)
    }

    /// The findings of a workspace as of now and the last change contained: everything computed once, moves from `since` on as evidence.
    pub async fn watch(&self, workspace: WorkspaceId, now: Timestamp, since: Timestamp) -> Result<(i64, Watch), Problem> {
        let read = async {
            let mut connection = self.moment().await?;
            let parts = chart_parts(&mut connection, workspace).await?;
            let mut cards = BTreeMap::new();
            for row in sql(CARDS).bind(workspace).all::<OpenCardRow>(&mut connection).await? {
                let card = OpenCard {
                    pipeline: parsed(&row.pipeline)?,
                    open: row.state == State::Open.as_str(),
                    deleted: row.deleted_at.is_some(),
                    owner: row.owner.is_some(),
                    close: row.close_on.is_some(),
                    step: row.step_what.is_some(),
                };
                cards.insert(parsed::<OpportunityId>(&row.id)?, card);
            }
            let moves = log::moved_since(&mut connection, workspace, since).await?;
            let moves: Vec<_> = moves.iter().filter_map(Watch::evidence_of).collect();
            Ok::<_, Fault>((parts.seq, Watch::new(parts.chart(), now.date(), cards, moves)))
        };
        read.await.map_err(Fault::into_problem)
    }
}

/// The chart at the moment that the connection sees.
pub(crate) async fn chart_parts(connection: &mut Connection, workspace: WorkspaceId) -> Result<ChartParts, Fault> {
    let mut parts = Vec::new();
    gather! { connection, parts:
        sql(ROLES).bind(workspace) => RoleRow as Role;
        sql(LINES).bind(workspace) => LineRow as Line;
        sql(HOLDINGS).bind(workspace) => HoldingRow as Holding;
        sql(RESPONSIBILITIES).bind(workspace) => ResponsibilityRow as Responsibility;
        sql(CELLS).bind(workspace) => CellRow as Cell;
        sql(SKILLS).bind(workspace) => SkillRow as Skill;
        sql(ACKNOWLEDGED).bind(workspace) => AcknowledgementRow as Acknowledgement;
        sql(REMINDED).bind(workspace) => ReminderRow as Reminder;
        sql(ACCEPTANCES).bind(workspace) => AcceptanceRow as Acceptance;
        sql(SHARE).bind(workspace) => ShareRow as Share;
        sql(WEIGHTS).bind(workspace) => WeightsRow as Weights;
    }
    Ok(ChartParts {
        seq: log::seq(connection, workspace).await?,
        people: rows::read(sql(PEOPLE).bind(workspace).all::<PersonRow>(connection).await?)?,
        pipelines: rows::read(sql(PIPELINES).bind(workspace).all::<PipelineRow>(connection).await?)?,
        stages: rows::read(sql(STAGES).bind(workspace).all::<StageRow>(connection).await?)?,
        parts,
    })
}

/// Every stored part of a workspace, also those of past versions.
pub(crate) async fn all_parts(connection: &mut Connection, workspace: WorkspaceId) -> Result<Vec<Part>, Fault> {
    let mut parts = Vec::new();
    gather! { connection, parts:
        sql(ROLES).bind(workspace) => RoleRow as Role;
        sql(LINES).bind(workspace) => LineRow as Line;
        sql(HOLDINGS).bind(workspace) => HoldingRow as Holding;
        sql(RESPONSIBILITIES).bind(workspace) => ResponsibilityRow as Responsibility;
        sql(CELLS).bind(workspace) => CellRow as Cell;
        sql(SKILLS).bind(workspace) => SkillRow as Skill;
        sql(VERSIONS).bind(workspace) => VersionRow as Version;
        sql(ACKNOWLEDGEMENTS).bind(workspace) => AcknowledgementRow as Acknowledgement;
        sql(REMINDERS).bind(workspace) => ReminderRow as Reminder;
        sql(ACCEPTANCES).bind(workspace) => AcceptanceRow as Acceptance;
        sql(SHARE).bind(workspace) => ShareRow as Share;
        sql(WEIGHTS).bind(workspace) => WeightsRow as Weights;
    }
    Ok(parts)
}
