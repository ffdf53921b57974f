//! Filters as conditions: every filtered statement has the same parameters in the same places.

use heliu_domain::{
    filter::{Filter, OwnerFilter},
    policy::Scope,
    text,
};

use crate::db::Arg;

/// The conditions of a filter other than the state. `$1` is the workspace, `$2` the pipeline or stage, `$3` the state,
/// `$4` to `$14` are the filter's, `$15` to `$17` say who sees only some, further ones are the statement's own. Absent conditions hold.
macro_rules! narrowed {
    () => {
        " and (cast($4 as bigint) = 0 or o.owner is null) \
         and (cast($5 as text) is null or o.owner = $5) \
         and (cast($6 as text) is null or o.account = $6) \
         and (cast($7 as text) is null or o.folded_tags like $7 escape '\\') \
         and (cast($8 as bigint) is null or (o.amount >= $8 and o.currency = $9)) \
         and (cast($10 as bigint) is null or (o.amount <= $10 and o.currency = $11)) \
         and (cast($12 as text) is null or o.close_on >= $12) \
         and (cast($13 as text) is null or o.close_on <= $13) \
         and (cast($14 as text) is null or o.search like $14 escape '\\' or a.folded like $14 escape '\\' or c.folded like $14 escape '\\') \
         and (cast($15 as text) is null or o.owner = $15 or o.collaborators like $16 or (cast($17 as text) is not null \
         and (o.owner is null or o.owner in (select id from person where workspace = $1 and department = $17))))"
    };
}
pub(crate) use narrowed;

/// The condition of a filter's state that may be absent, where no index serves it.
macro_rules! stated {
    () => {
        " and (cast($3 as text) is null or o.state = $3)"
    };
}
pub(crate) use stated;

/// Longest text that can stand in a searched column; patterns of databases have their limits.
const SOUGHT_MAX: usize = 20_000;
/// Stands in no stored line.
const NOWHERE: &str = "\u{1}";

/// The parameters `$3` to `$17`.
pub(crate) fn args(filter: &Filter, scope: Scope) -> Vec<Arg> {
    let (least, most) = (filter.least, filter.most);
    vec![
        state(filter),
        (filter.owner == Some(OwnerFilter::Nobody)).into(),
        match filter.owner {
            Some(OwnerFilter::Person(person)) => Some(person).into(),
            _ => Arg::OptText(None),
        },
        filter.account.into(),
        filter.tag.as_deref().map(tagged).into(),
        least.map(|money| money.minor).into(),
        least.map(|money| money.currency.code().to_owned()).into(),
        most.map(|money| money.minor).into(),
        most.map(|money| money.currency.code().to_owned()).into(),
        filter.from.map(|date| date.to_string()).into(),
        filter.to.map(|date| date.to_string()).into(),
        (!filter.text.is_empty()).then(|| containing(&filter.text)).into(),
    ]
    .into_iter()
    .chain(scoped(scope))
    .collect()
}

/// Three parameters: who sees only some, a pattern for their id among collaborators, the department that they lead.
pub(crate) fn scoped(scope: Scope) -> [Arg; 3] {
    match scope {
        Scope::All => [Arg::OptText(None), Arg::OptText(None), Arg::OptText(None)],
        Scope::Own { person, led } => {
            [Some(person).into(), Some(format!("%{person}%")).into(), led.map(|department| department.as_str().to_owned()).into()]
        }
    }
}

/// The parameter `$3` alone.
pub(crate) fn state(filter: &Filter) -> Arg {
    filter.state.state().map(|state| state.as_str().to_owned()).into()
}

/// A pattern for folded texts that contain `sought`.
pub(crate) fn containing(sought: &str) -> String {
    format!("%{}%", literal(&text::fold(sought)))
}

/// A pattern for folded texts that begin with `sought`.
pub(crate) fn beginning(sought: &str) -> String {
    format!("{}%", literal(&text::fold(sought)))
}

/// A pattern for the column of folded tags: the whole tag between its line ends.
fn tagged(tag: &str) -> String {
    let folded = text::fold(tag);
    if folded.contains('\n') { NOWHERE.to_owned() } else { format!("%\n{}\n%", literal(&folded)) }
}

/// The text as a pattern that means just itself.
fn literal(text: &str) -> String {
    if text.len() > SOUGHT_MAX {
        return NOWHERE.to_owned();
    }
    let mut pattern = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '%' | '_') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}
