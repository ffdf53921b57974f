//! Who answers for what: the matrix, the roles with their profiles, and what is found amiss.

pub mod api;
mod cell;
mod filter;
mod finding;
mod findings;
mod holders;
mod layout;
mod matrix;
mod notice;
mod profile;
mod roles;
mod row;
mod sheet;
mod skills;
mod state;
mod versions;

pub use self::{
    findings::FindingsPage,
    matrix::MatrixPage,
    notice::{FindingCount, ProfileNotice, Tidings},
    profile::RolePage,
    roles::RolesPage,
    skills::SkillsPage,
};
