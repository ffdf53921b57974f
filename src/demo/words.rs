//! What the companies say: names and sentences per language, told apart from the shape that they fill.
//!
//! Sentences may hold slots: `{contact}`, `{colleague}`, `{city}`, `{short}` (the account's short name), `{date}` (a day soon),
//! `{n}` (a number of the pipeline's own), `{month}`.

mod manufacturer_en;
mod manufacturer_zh;
mod names_en;
mod names_zh;
mod technology_en;
mod technology_zh;

use heliu_domain::{Currency, directory::Department, locale::Language};

use super::shape::Trade;

/// Everything that a company says.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    pub slug: &'static str,
    pub name: &'static str,
    pub names: &'static Names,
    /// The founder first; the last seller leaves in the second quarter.
    pub staff: &'static [(&'static str, Department)],
    /// A seller who joins in the second quarter.
    pub newcomer: &'static str,
    pub industries: &'static [Industry],
    /// Companies that sell for this one, if it has such a pipeline.
    pub partners: Option<Industry>,
    pub pipelines: &'static [PipelineWords],
    /// The sources that marketing brings in first ([`Words::CAMPAIGNED`]), then the others.
    pub sources: &'static [&'static str],
    /// The campaigns of those sources in the first quarter, then in the second.
    pub campaigns: &'static [&'static str],
    pub tags: &'static [&'static str],
    pub won: &'static [&'static str],
    pub lost: &'static [&'static str],
    /// Losses by one's own slowness, of which there are more in the first quarter.
    pub slow: &'static [&'static str],
    /// What may stand behind a note of a customer contact.
    pub tails: &'static [&'static str],
    /// What colleagues tell each other about a card.
    pub asides: &'static [&'static str],
    /// Said when a card is won.
    pub cheers: &'static [&'static str],
    /// Said before a card goes to the recycle bin.
    pub duplicate: &'static str,
    /// Said when a lost card is taken up again.
    pub revived: &'static str,
    /// The names of the saved views, as the tale saves them, and the tag that one of them looks for.
    pub views: [&'static str; 6],
    pub view_tag: &'static str,
    /// What some customers belong to: a pattern with `{stem}`.
    pub group: &'static str,
}

/// A pipeline in words.
#[derive(Clone, Copy, Debug)]
pub struct PipelineWords {
    pub name: &'static str,
    pub stages: &'static [StageWords],
    pub fields: &'static [FieldWords],
    /// Amounts lie between these, in thousands of the workspace's currency.
    pub amount: (i64, i64),
    /// What opportunities are about.
    pub subjects: &'static [&'static str],
    /// How a subject becomes a title: patterns with `{}`.
    pub turns: &'static [&'static str],
    /// For `{n}`.
    pub numbers: &'static [&'static str],
    /// Descriptions: one sentence from each list.
    pub brief: [&'static [&'static str]; 3],
}

/// A stage in words.
#[derive(Clone, Copy, Debug)]
pub struct StageWords {
    pub name: &'static str,
    pub confirms: &'static [&'static str],
    /// Next steps.
    pub steps: &'static [&'static str],
    /// What is noted after a customer contact.
    pub talk: &'static [&'static str],
}

/// A custom field in words: its choices, or texts to fill in.
#[derive(Clone, Copy, Debug)]
pub struct FieldWords {
    pub name: &'static str,
    pub values: &'static [&'static str],
}

/// Customers of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Industry {
    pub name: &'static str,
    /// The endings of their companies' names, long and short.
    pub endings: &'static [(&'static str, &'static str)],
    /// What only they ask for, in the first pipeline.
    pub subjects: &'static [&'static str],
}

/// The names of a language.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// Family names with their Latin spelling.
    pub family: &'static [(&'static str, &'static str)],
    pub given: &'static [(&'static str, &'static str)],
    /// Roles with the form of address that goes behind the family name, where the language has one.
    pub roles: &'static [(&'static str, &'static str)],
    /// Distinctive parts of companies' names, with their Latin spelling.
    pub stems: &'static [(&'static str, &'static str)],
    pub cities: &'static [City],
    /// Who is meant when no contact is known.
    pub somebody: &'static str,
    /// How companies, and contacts, are named: patterns with `{city}`, `{stem}`, `{ending}`, and `{family}`, `{given}`.
    pub company: &'static str,
    pub person: &'static str,
    pub months: [&'static str; 12],
    /// A day: a pattern with `{month}` and `{day}`.
    pub day: &'static str,
}

/// Where customers sit.
#[derive(Clone, Copy, Debug)]
pub struct City {
    pub name: &'static str,
    pub place: &'static str,
    /// Telephone numbers begin with this; they go on with digits that nobody can have.
    pub dial: &'static str,
    /// What customers there pay in.
    pub currency: Currency,
}

impl Words {
    /// How many of the sources come from campaigns.
    pub const CAMPAIGNED: usize = 3;

    /// What a company of the trade says in a language.
    pub fn of(trade: Trade, language: Language) -> &'static Self {
        match (trade, language) {
            (Trade::Technology, Language::En) => &technology_en::WORDS,
            (Trade::Technology, Language::Zh) => &technology_zh::WORDS,
            (Trade::Manufacturer, Language::En) => &manufacturer_en::WORDS,
            (Trade::Manufacturer, Language::Zh) => &manufacturer_zh::WORDS,
        }
    }
}
