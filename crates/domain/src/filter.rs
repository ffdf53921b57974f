//! Which opportunities a board or list shows, and in which order; written into and read from the URL.

use serde::{Deserialize, Serialize};

use crate::{
    id::*,
    money::{Currency, Money},
    opportunity::{Opportunity, State},
    text,
    time::Date,
};

/// Whose cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerFilter {
    /// Cards that nobody owns.
    Nobody,
    Person(PersonId),
}

/// Conditions that must all hold; an absent one holds always. `Default` shows every open card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// `None`: all states.
    pub state: StateFilter,
    pub owner: Option<OwnerFilter>,
    pub account: Option<AccountId>,
    /// Has this tag, whatever its case.
    pub tag: Option<String>,
    /// At least this much; only cards in the same currency pass.
    pub least: Option<Money>,
    /// At most this much; only cards in the same currency pass.
    pub most: Option<Money>,
    /// Expected to close on or after.
    pub from: Option<Date>,
    /// Expected to close on or before.
    pub to: Option<Date>,
    /// Folded text that title, tags, next step, source, campaign, account or contact contains.
    pub text: String,
}

/// Which states pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateFilter {
    #[default]
    Open,
    Won,
    Lost,
    All,
}

impl StateFilter {
    /// The state that passes; `None`: every one.
    pub fn state(self) -> Option<State> {
        match self {
            Self::Open => Some(State::Open),
            Self::Won => Some(State::Won),
            Self::Lost => Some(State::Lost),
            Self::All => None,
        }
    }
}

impl Filter {
    /// Whether nothing but the state narrows the view.
    pub fn is_plain(&self) -> bool {
        *self == Self { state: self.state, ..Self::default() }
    }

    /// Whether the card passes. Cards in the recycle bin never do.
    pub fn matches(&self, card: &Opportunity) -> bool {
        card.deleted_at.is_none()
            && self.state.state().is_none_or(|state| card.state == state)
            && self.owner.is_none_or(|owner| match owner {
                OwnerFilter::Nobody => card.owner.is_none(),
                OwnerFilter::Person(person) => card.owner == Some(person),
            })
            && self.account.is_none_or(|account| card.account.as_ref().is_some_and(|link| link.id == account))
            && self.tag.as_ref().is_none_or(|tag| card.tags.iter().any(|own| text::fold(own) == text::fold(tag)))
            && self.least.is_none_or(|least| card.amount.is_some_and(|own| own.currency == least.currency && own.minor >= least.minor))
            && self.most.is_none_or(|most| card.amount.is_some_and(|own| own.currency == most.currency && own.minor <= most.minor))
            && self.from.is_none_or(|from| card.close_on.is_some_and(|own| own >= from))
            && self.to.is_none_or(|to| card.close_on.is_some_and(|own| own <= to))
            && self.contains_text(card)
    }

    fn contains_text(&self, card: &Opportunity) -> bool {
        if self.text.is_empty() {
            return true;
        }
        let sought = text::fold(&self.text);
        let names = [card.account.as_ref().map(|link| &link.name), card.contact.as_ref().map(|link| &link.name)];
        card.search_text().contains(&sought) || names.into_iter().flatten().any(|name| text::fold(name).contains(&sought))
    }

    /// The conditions as pairs for a query string, in a fixed order, absent ones left out.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        match self.state {
            StateFilter::Open => {}
            StateFilter::All => pairs.push(("state", "all".to_owned())),
            StateFilter::Won => pairs.push(("state", "won".to_owned())),
            StateFilter::Lost => pairs.push(("state", "lost".to_owned())),
        }
        match self.owner {
            None => {}
            Some(OwnerFilter::Nobody) => pairs.push(("owner", "none".to_owned())),
            Some(OwnerFilter::Person(person)) => pairs.push(("owner", person.to_string())),
        }
        pairs.extend(self.account.map(|account| ("account", account.to_string())));
        pairs.extend(self.tag.clone().map(|tag| ("tag", tag)));
        pairs.extend(self.least.map(|least| ("least", format!("{}{}", least.currency, least.plain()))));
        pairs.extend(self.most.map(|most| ("most", format!("{}{}", most.currency, most.plain()))));
        pairs.extend(self.from.map(|date| ("from", date.to_string())));
        pairs.extend(self.to.map(|date| ("to", date.to_string())));
        if !self.text.is_empty() {
            pairs.push(("q", self.text.clone()));
        }
        pairs
    }

    /// Reads the pairs of a query string; what is unknown or malformed is left out, so that an old link still opens.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut filter = Self::default();
        for (name, value) in pairs {
            match name {
                "state" => {
                    filter.state = match value {
                        "won" => StateFilter::Won,
                        "lost" => StateFilter::Lost,
                        "all" => StateFilter::All,
                        _ => StateFilter::Open,
                    };
                }
                "owner" if value == "none" => filter.owner = Some(OwnerFilter::Nobody),
                "owner" => filter.owner = value.parse().ok().map(OwnerFilter::Person),
                "account" => filter.account = value.parse().ok(),
                "tag" => filter.tag = text::line("tag", value, 40).ok().filter(|tag| !tag.is_empty()),
                "least" => filter.least = amount(value),
                "most" => filter.most = amount(value),
                "from" => filter.from = value.parse().ok(),
                "to" => filter.to = value.parse().ok(),
                "q" => filter.text = text::line("text", value, text::NAME_MAX).unwrap_or_default(),
                _ => {}
            }
        }
        filter
    }
}

fn amount(text: &str) -> Option<Money> {
    let (code, number) = text.split_at_checked(3)?;
    let currency: Currency = code.parse().ok()?;
    Money::parse(number, currency).ok()
}

/// The columns by which the list can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// By stage, then by the order within it.
    #[default]
    Board,
    Title,
    Account,
    Amount,
    CloseOn,
    Owner,
    NextStep,
    Created,
}

impl SortBy {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Board, Self::Title, Self::Account, Self::Amount, Self::CloseOn, Self::Owner, Self::NextStep, Self::Created];

    /// The word in URLs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::Title => "title",
            Self::Account => "account",
            Self::Amount => "amount",
            Self::CloseOn => "close_on",
            Self::Owner => "owner",
            Self::NextStep => "next_step",
            Self::Created => "created",
        }
    }

    /// The column of that word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text)
    }
}

/// A sort order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    pub by: SortBy,
    pub descending: bool,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_filter_survives_the_url(owner in any::<Option<[u8; 16]>>(), least in proptest::option::of(0i64..1_000_000), text in "[a-z商机 ]{0,8}") {
            let filter = Filter {
                state: StateFilter::All,
                owner: owner.map(|bytes| OwnerFilter::Person(PersonId(uuid::Uuid::from_bytes(bytes)))),
                least: least.map(|minor| Money::new(minor, Currency::CNY)),
                text: text::line("text", &text, 100).unwrap(),
                ..Filter::default()
            };
            let pairs = filter.to_pairs();
            prop_assert_eq!(Filter::from_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str()))), filter);
        }
    }
}
