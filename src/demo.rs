//! The demonstration: fictitious companies with two quarters of history each, told anew from a seed for any reference day.
//!
//! A story is a list of ordinary commands with authors and instants in the past. They go through the rules like everybody's,
//! so that the change log of a demonstration is a genuine one, with timelines, undo and all.
//!
//! The stories make a point that can be computed from their records ([`figures`]): between the two quarters before the
//! reference day ([`Quarters`]) the technology company's conversion rises by 30 %, the manufacturer's number of new
//! opportunities by 40 %.

mod big;
mod calendar;
mod card;
mod customers;
mod duties;
mod figures;
mod moment;
mod passing;
mod phrase;
mod plan;
mod random;
mod scribe;
mod setting;
mod shadow;
mod shape;
mod tale;
mod words;

#[cfg(test)]
mod tests;

use heliu_domain::{
    Date, Envelope, Problem,
    board::Author,
    directory::{Person, Workspace},
    locale::Language,
};
use heliu_store::Store;

pub use self::{
    big::big,
    calendar::{Period, Quarters},
    figures::{Figures, figures},
    shape::Trade,
};

/// The seed of the demonstration that everybody sees.
const SEED: u64 = 0x4865_6c69_7530;

/// A workspace and everything that happened in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    pub workspace: Workspace,
    /// Who made the workspace, at its `created_at`.
    pub founder: Person,
    /// In order of time.
    pub steps: Vec<Step>,
}

/// One command of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub author: Author,
    pub envelope: Envelope,
}

/// The four companies of the demonstration, two in each language, as of `today`.
pub fn stories(today: Date) -> Vec<Story> {
    let languages = [Language::En, Language::Zh];
    languages.into_iter().flat_map(|language| Trade::ALL.map(|trade| story(trade, language, SEED, today))).collect()
}

/// One company as of `today`; the same arguments give the same story.
pub fn story(trade: Trade, language: Language, seed: u64, today: Date) -> Story {
    tale::tell(trade, language, seed, today).0
}

/// Puts the demonstration into the store; workspaces that are there already are left as they are.
///
/// # Errors
/// What the store or a rule refuses.
pub async fn load(store: &Store, today: Date) -> Result<(), Problem> {
    for story in stories(today) {
        if store.workspace(&story.workspace.slug).await?.is_none() {
            put(store, story).await?;
        }
    }
    Ok(())
}

/// Puts one story into the store, all of it or nothing: a load that is cut off leaves no half company behind.
///
/// # Errors
/// What the store or a rule refuses.
pub async fn put(store: &Store, story: Story) -> Result<(), Problem> {
    let founded_at = story.workspace.created_at;
    let commands = story.steps.into_iter().map(|step| (step.author, step.envelope)).collect();
    store.found_with(story.workspace, story.founder, founded_at, commands).await.map(drop)
}
