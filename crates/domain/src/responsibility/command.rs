//! What can be asked for in this room.

use serde::{Deserialize, Serialize};

use super::{Column, Finding, Letter, LineKind, Row};
use crate::{assignment::Factor, directory::Department, id::*, time::Date};

/// A role to be made with what its profile begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRole {
    pub id: RoleId,
    pub department: Department,
    pub name: String,
    pub purpose: String,
    pub lines: Vec<(LineId, LineKind, String)>,
    /// Lines of work that it does.
    pub responsibilities: Vec<NewResponsibility>,
}

/// A line of work to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewResponsibility {
    pub id: ResponsibilityId,
    pub text: String,
    /// What the role gets in its row.
    pub letter: Option<Letter>,
}

/// From when until when somebody holds a role, and is away; both ends belong to it, an absent one is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldingDates {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The first day of an absence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub away_from: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub away_until: Option<Date>,
}

/// One part of a role with its new value. Texts come with what their author saw there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RolePart {
    Name { seen: String, now: String },
    Purpose { seen: String, now: String },
    Department(Department),
    Active(bool),
}

/// What can be done to roles, responsibilities and the matrix. A text names what its author saw: when another person has written
/// something else there meanwhile, the command is refused with that text, and can be sent again having seen it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponsibilityCommand {
    AddRoles {
        roles: Vec<NewRole>,
    },
    EditRole {
        id: RoleId,
        part: RolePart,
    },
    AddLine {
        id: LineId,
        role: RoleId,
        kind: LineKind,
        text: String,
    },
    EditLine {
        id: LineId,
        seen: String,
        text: String,
    },
    /// Sets the level of a required skill.
    SetLevel {
        id: LineId,
        level: u8,
    },
    /// Puts a line behind another of its kind, or first.
    MoveLine {
        id: LineId,
        after: Option<LineId>,
    },
    DeleteLine {
        id: LineId,
    },
    Hold {
        id: HoldingId,
        role: RoleId,
        person: PersonId,
        deputy: bool,
        dates: HoldingDates,
    },
    EditHolding {
        id: HoldingId,
        dates: HoldingDates,
    },
    /// Takes a holding away as if it had never been.
    DeleteHolding {
        id: HoldingId,
    },
    /// Adds a line of work to a department.
    AddResponsibility {
        department: Department,
        new: NewResponsibility,
        /// The role whose cell gets the letter.
        role: Option<RoleId>,
    },
    EditResponsibility {
        id: ResponsibilityId,
        seen: String,
        text: String,
    },
    /// Puts a line of work behind another of its department, or first.
    MoveResponsibility {
        id: ResponsibilityId,
        after: Option<ResponsibilityId>,
    },
    /// Deletes a line of work with its cells.
    DeleteResponsibility {
        id: ResponsibilityId,
    },
    /// Sets a cell, or empties it. The later of two wins unless its author could not have seen the earlier one.
    SetCell {
        row: Row,
        column: Column,
        seen: Option<Letter>,
        letter: Option<Letter>,
    },
    /// Hands what one column carries in a row to another.
    PassCell {
        row: Row,
        from: Column,
        to: Column,
    },
    /// Of several that answer for a row only this one does; the others do the work.
    KeepAccountable {
        row: Row,
        column: Column,
    },
    SaveSkill {
        person: PersonId,
        name: String,
        level: u8,
        years: u8,
    },
    DeleteSkill {
        person: PersonId,
        name: String,
    },
    /// Publishes a profile as it stands.
    Publish {
        role: RoleId,
    },
    /// "Read and agreed", for oneself.
    Acknowledge {
        role: RoleId,
        number: u32,
    },
    /// Reminds a holder of a version that is not acknowledged yet.
    Remind {
        role: RoleId,
        person: PersonId,
    },
    /// Accepts a finding as it is.
    Accept {
        finding: Finding,
        because: String,
    },
    /// Takes an acceptance back.
    Reopen {
        finding: Finding,
    },
    /// Sets the share of all R and A cells that one person may carry, in percent.
    SetShare {
        percent: u8,
    },
    /// Sets how much one factor weighs in proposals for an owner.
    SetWeight {
        factor: Factor,
        weight: u8,
    },
}
