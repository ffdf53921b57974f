//! Facts for roles, responsibilities and the matrix: the thing concerned, its neighbours, and who acts.

use heliu_domain::{
    board::Author,
    directory::{Department, Person},
    id::*,
    problem::{Code, Problem},
    record::Record,
    responsibility::{self, Chart, Column, Part, ResponsibilityCommand, Row as MatrixRow, Spot},
};

use crate::{
    commit::Decision,
    db::{Connection, Statement, sql, statements},
    fault::Fault,
    read::chart_parts,
    responsibility::{
        AcceptanceRow, AcknowledgementRow, CellRow, HoldingRow, LineRow, ReminderRow, ResponsibilityRow, RoleRow, ShareRow, SkillRow,
        WeightsRow, part_columns,
    },
    rows::{self, PersonRow, Row, columns},
};

macro_rules! where_ {
    ($table:ident, $condition:literal) => {
        concat!("select ", part_columns!($table), " from ", stringify!($table), " where workspace = $1 and ", $condition)
    };
}

statements! {
    ROLES = concat!("select ", part_columns!(role), " from role where workspace = $1");
    ROLE = where_!(role, "id = $2");
    ROLE_OF_LINE = where_!(role, "id = (select role from role_line where id = $2)");
    ROLE_OF_HOLDING = where_!(role, "id = (select role from holding where id = $2)");
    LINES = where_!(role_line, "role = $2");
    HOLDINGS = where_!(holding, "role = $2");
    HOLDERS = concat!("select ", columns!(person), " from person where workspace = $1 and id in (select person from holding where role = $2)");
    WORK = where_!(responsibility, "department = $2 order by rank, id");
    ITEM = where_!(responsibility, "id = $2");
    CELLS = where_!(cell, "row_id = $2");
    SKILLS = where_!(skill, "person = $2");
    ACKNOWLEDGEMENTS = where_!(acknowledgement, "role = $2");
    REMINDERS = where_!(reminder, "role = $2");
    ACCEPTANCE = where_!(acceptance, "finding_key = $2");
    SHARE = "select percent from work_share where workspace = $1";
    WEIGHTS = concat!("select ", part_columns!(assignment_weights), " from assignment_weights where workspace = $1");
}

/// Decides a command of this room.
pub(super) async fn decide(
    connection: &mut Connection,
    workspace: WorkspaceId,
    author: &Author,
    command: &ResponsibilityCommand,
) -> Result<Decision, Fault> {
    let me = rows::person(connection, workspace, author.person).await?.ok_or_else(|| Problem::of(Code::Forbidden, "person"))?;
    let facts = if matches!(command, ResponsibilityCommand::Publish { .. }) {
        chart_parts(connection, workspace).await?.chart()
    } else {
        let mut slice = Slice { connection, workspace, parts: Vec::new(), people: vec![me.clone()], stages: Vec::new() };
        slice.gather(command).await?;
        let Slice { parts, people, stages, .. } = slice;
        Chart::new(people, Vec::new(), stages, parts)
    };
    let changes = responsibility::decide(&facts, &me, command, author)?;
    for change in &changes {
        refuse_known(&facts, change)?;
    }
    Ok(changes.into())
}

/// A new thing may not take the id of one that is there.
fn refuse_known(facts: &Chart, change: &heliu_domain::Change) -> Result<(), Problem> {
    let heliu_domain::Change::Put { was: None, now: Some(Record::Responsibility(part)) } = change else { return Ok(()) };
    let known = match part {
        Part::Role(it) => facts.roles.contains_key(&it.id),
        Part::Line(it) => facts.lines.contains_key(&it.id),
        Part::Holding(it) => facts.holdings.contains_key(&it.id),
        Part::Responsibility(it) => facts.responsibilities.contains_key(&it.id),
        _ => false,
    };
    if known { Err(Problem::of(Code::Taken, "id")) } else { Ok(()) }
}

/// The part of the chart that a command concerns.
struct Slice<'a> {
    connection: &'a mut Connection,
    workspace: WorkspaceId,
    parts: Vec<Part>,
    people: Vec<Person>,
    stages: Vec<heliu_domain::Stage>,
}

impl Slice<'_> {
    async fn gather(&mut self, command: &ResponsibilityCommand) -> Result<(), Fault> {
        use ResponsibilityCommand as C;
        match command {
            C::AddRoles { roles } => {
                self.roles().await?;
                let mut departments: Vec<Department> = roles.iter().map(|role| role.department).collect();
                departments.sort_unstable();
                departments.dedup();
                for department in departments {
                    self.work(department).await?;
                }
                Ok(())
            }
            C::EditRole { .. } => self.roles().await,
            C::AddLine { role, .. } => self.lines(*role).await,
            C::EditLine { id, .. } | C::SetLevel { id, .. } | C::MoveLine { id, .. } | C::DeleteLine { id } => {
                let role = self.role_by(sql(ROLE_OF_LINE).bind(self.workspace).bind(*id)).await?;
                self.lines(role.ok_or_else(|| Problem::not_found("line"))?).await
            }
            C::Hold { role, person, .. } => {
                self.person(*person).await?;
                self.holdings(*role).await
            }
            C::EditHolding { id, .. } | C::DeleteHolding { id } => {
                let role = self.role_by(sql(ROLE_OF_HOLDING).bind(self.workspace).bind(*id)).await?;
                self.holdings(role.ok_or_else(|| Problem::not_found("holding"))?).await
            }
            C::AddResponsibility { department, role, .. } => {
                if let Some(role) = role {
                    self.role(*role).await?;
                }
                self.work(*department).await
            }
            C::EditResponsibility { id, .. } => self.item(*id).await.map(drop),
            C::MoveResponsibility { id, .. } => match self.item(*id).await? {
                Some(department) => self.work(department).await,
                None => Ok(()),
            },
            C::KeepAccountable { row, .. } => self.row(*row).await,
            C::DeleteResponsibility { id } => self.row(MatrixRow::Responsibility(*id)).await,
            C::SetCell { row, column, .. } => {
                self.column(*column).await?;
                self.row(*row).await
            }
            C::PassCell { row, from, to } => {
                self.column(*from).await?;
                self.column(*to).await?;
                self.row(*row).await
            }
            C::SaveSkill { person, .. } | C::DeleteSkill { person, .. } => {
                self.person(*person).await?;
                let rows = sql(SKILLS).bind(self.workspace).bind(*person).all::<SkillRow>(self.connection).await?;
                self.parts.extend(rows::read(rows)?.into_iter().map(Part::Skill));
                Ok(())
            }
            C::Acknowledge { role, .. } | C::Remind { role, .. } => self.acknowledgements(*role).await,
            C::Accept { finding, .. } | C::Reopen { finding } => {
                let rows = sql(ACCEPTANCE).bind(self.workspace).bind(finding.key()).all::<AcceptanceRow>(self.connection).await?;
                self.parts.extend(rows::read(rows)?.into_iter().map(Part::Acceptance));
                match finding.spot {
                    Spot::Row(row) => self.row(row).await,
                    Spot::Role(role) => self.role(role).await,
                    Spot::Person(person) => self.person(person).await,
                    Spot::Pipeline(_) => Ok(()),
                }
            }
            C::SetShare { .. } => {
                let rows = sql(SHARE).bind(self.workspace).all::<ShareRow>(self.connection).await?;
                self.parts.extend(rows::read(rows)?.into_iter().map(Part::Share));
                Ok(())
            }
            C::SetWeight { .. } => {
                let rows = sql(WEIGHTS).bind(self.workspace).all::<WeightsRow>(self.connection).await?;
                self.parts.extend(rows::read(rows)?.into_iter().map(Part::Weights));
                Ok(())
            }
            C::Publish { .. } => Ok(()),
        }
    }

    async fn roles(&mut self) -> Result<(), Fault> {
        let rows = sql(ROLES).bind(self.workspace).all::<RoleRow>(self.connection).await?;
        self.parts.extend(rows::read(rows)?.into_iter().map(Part::Role));
        Ok(())
    }

    async fn role(&mut self, id: RoleId) -> Result<(), Fault> {
        self.role_by(sql(ROLE).bind(self.workspace).bind(id)).await.map(drop)
    }

    async fn role_by(&mut self, statement: Statement) -> Result<Option<RoleId>, Fault> {
        let role = statement.optional::<RoleRow>(self.connection).await?.map(Row::read).transpose()?;
        let id = role.as_ref().map(|role| role.id);
        self.parts.extend(role.map(Part::Role));
        Ok(id)
    }

    async fn lines(&mut self, role: RoleId) -> Result<(), Fault> {
        self.role(role).await?;
        let rows = sql(LINES).bind(self.workspace).bind(role).all::<LineRow>(self.connection).await?;
        self.parts.extend(rows::read(rows)?.into_iter().map(Part::Line));
        Ok(())
    }

    async fn holdings(&mut self, role: RoleId) -> Result<(), Fault> {
        self.role(role).await?;
        let rows = sql(HOLDINGS).bind(self.workspace).bind(role).all::<HoldingRow>(self.connection).await?;
        self.parts.extend(rows::read(rows)?.into_iter().map(Part::Holding));
        Ok(())
    }

    async fn acknowledgements(&mut self, role: RoleId) -> Result<(), Fault> {
        self.holdings(role).await?;
        let people = sql(HOLDERS).bind(self.workspace).bind(role).all::<PersonRow>(self.connection).await?;
        self.people.extend(rows::read(people)?);
        let rows = sql(ACKNOWLEDGEMENTS).bind(self.workspace).bind(role).all::<AcknowledgementRow>(self.connection).await?;
        self.parts.extend(rows::read(rows)?.into_iter().map(Part::Acknowledgement));
        let rows = sql(REMINDERS).bind(self.workspace).bind(role).all::<ReminderRow>(self.connection).await?;
        self.parts.extend(rows::read(rows)?.into_iter().map(Part::Reminder));
        Ok(())
    }

    async fn work(&mut self, department: Department) -> Result<(), Fault> {
        let rows = sql(WORK).bind(self.workspace).bind(department.as_str()).all::<ResponsibilityRow>(self.connection).await?;
        self.parts.extend(rows::read(rows)?.into_iter().map(Part::Responsibility));
        Ok(())
    }

    async fn item(&mut self, id: ResponsibilityId) -> Result<Option<Department>, Fault> {
        let row = sql(ITEM).bind(self.workspace).bind(id).optional::<ResponsibilityRow>(self.connection).await?;
        let item = row.map(Row::read).transpose()?;
        let department = item.as_ref().map(|item| item.department);
        self.parts.extend(item.map(Part::Responsibility));
        Ok(department)
    }

    async fn row(&mut self, row: MatrixRow) -> Result<(), Fault> {
        match row {
            MatrixRow::Responsibility(id) => drop(self.item(id).await?),
            MatrixRow::Stage(id) => self.stages.extend(rows::stage(self.connection, self.workspace, id).await?),
        }
        let cells = sql(CELLS).bind(self.workspace).bind(row.id().to_string()).all::<CellRow>(self.connection).await?;
        self.parts.extend(rows::read(cells)?.into_iter().map(Part::Cell));
        Ok(())
    }

    async fn column(&mut self, column: Column) -> Result<(), Fault> {
        match column {
            Column::Role(id) => self.role(id).await,
            Column::Person(id) => self.person(id).await,
        }
    }

    async fn person(&mut self, id: PersonId) -> Result<(), Fault> {
        self.people.extend(rows::person(self.connection, self.workspace, id).await?);
        Ok(())
    }
}
