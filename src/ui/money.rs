//! Amounts as text that never breaks.

use heliu_domain::locale::format;
use heliu_domain::{Money, money::Sums};
use leptos::prelude::*;

use crate::preferences::language;

/// One amount in full.
#[component]
pub fn MoneyText(amount: Money) -> impl IntoView {
    view! { <span class="money">{amount.to_string()}</span> }
}

/// Sums per currency in short form, joined by a plus sign; a dash when there is none. The title has them in full.
pub fn short_sums(sums: &Sums) -> String {
    let each: Vec<String> = sums.each().map(|sum| format::short_money(language(), sum)).collect();
    if each.is_empty() { "–".to_owned() } else { each.join(" + ") }
}

/// Sums per currency in full.
pub fn full_sums(sums: &Sums) -> String {
    sums.each().map(|sum| sum.to_string()).collect::<Vec<_>>().join(" + ")
}
