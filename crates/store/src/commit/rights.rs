//! What must be known to judge who may do what; see `heliu_domain::policy`.

use heliu_domain::{
    change::Change,
    command::Command,
    directory::{Department, Person},
    id::*,
    opportunity::Opportunity,
    policy::{self, Facts, Visibility},
    problem::Problem,
    record::Record,
};

use crate::{
    card::{self, parsed},
    commit::Decision,
    db::{Connection, sql, statements},
    fault::Fault,
};

statements! {
    PIPELINES = "select id, visibility from pipeline where workspace = $1";
    PEOPLE = "select id, department from person where workspace = $1";
}

/// Judges one command. An administrator may do everything, so nothing is read for one.
pub(super) struct Rights(Option<Facts>);

impl Rights {
    /// Reads what is needed to judge the command, and refuses what the actor may not even ask for.
    pub(super) async fn of(connection: &mut Connection, workspace: WorkspaceId, actor: Person, command: &Command) -> Result<Self, Fault> {
        if policy::may_administer(&actor) {
            return Ok(Self(None));
        }
        let mut facts = Facts {
            actor,
            departments: Default::default(),
            pipelines: Default::default(),
            cards: Default::default(),
            is_undo: matches!(command, Command::Undo { .. }),
        };
        facts.admit(command)?;
        let pipelines: Vec<(String, String)> = sql(PIPELINES).bind(workspace).all(connection).await?;
        for (id, text) in pipelines {
            let visibility = Visibility::parse(&text).ok_or_else(|| Fault::Stored(format!("visibility {text:?}")))?;
            facts.pipelines.insert(parsed(&id)?, visibility);
        }
        let people: Vec<(String, String)> = sql(PEOPLE).bind(workspace).all(connection).await?;
        for (id, text) in people {
            let department = Department::parse(&text).ok_or_else(|| Fault::Stored(format!("department {text:?}")))?;
            facts.departments.insert(parsed(&id)?, department);
        }
        Ok(Self(Some(facts)))
    }

    /// Whether the actor sees the card, and may change it if asked for; before its rules say anything about it.
    pub(super) fn reach(&self, card: &Opportunity, to_change: bool) -> Result<(), Problem> {
        self.0.as_ref().map_or(Ok(()), |facts| facts.reach(card, to_change))
    }

    /// Whether the actor may make the changes that were decided.
    pub(super) async fn check(mut self, connection: &mut Connection, workspace: WorkspaceId, decision: &Decision) -> Result<(), Fault> {
        let Some(facts) = &mut self.0 else { return Ok(()) };
        for change in &decision.changes {
            let id = match change {
                Change::OpportunityChanged { id, .. } | Change::Described { id, .. } => *id,
                Change::Put { was, now } => match now.as_ref().or(was.as_ref()) {
                    Some(Record::Comment(comment)) => comment.opportunity,
                    Some(Record::File(file)) => file.opportunity,
                    Some(Record::Handover(handover)) => handover.opportunity,
                    _ => continue,
                },
                Change::OpportunityAdded { .. } => continue,
            };
            if facts.cards.contains_key(&id) {
                continue;
            }
            let known = match decision.cards.get(&id) {
                Some(card) => Some(card.clone()),
                None => card::load(connection, workspace, id).await?,
            };
            facts.cards.extend(known.map(|card| (id, card)));
        }
        for change in &decision.changes {
            facts.check(change)?;
        }
        Ok(())
    }
}
