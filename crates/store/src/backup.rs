//! Backup while running, restore, and the database's own examination.

use std::path::Path;

use crate::{OpenError, Store};

impl Store {
    /// Writes a copy of the database as of one moment.
    pub async fn backup(&self, path: &Path) -> Result<(), OpenError> {
        Err(OpenError::Refused(path.display().to_string()))
    }

    /// Puts a backup in the place of a database that nobody has open.
    pub async fn restore(from: &Path, to: &Path) -> Result<(), OpenError> {
        Err(OpenError::Refused(format!("{} {}", from.display(), to.display())))
    }

    /// What the database finds wrong with itself; nothing when all is well.
    pub async fn integrity(&self) -> Result<Vec<String>, heliu_domain::Problem> {
        Ok(Vec::new())
    }
}
