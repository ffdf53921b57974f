//! The interface's words in every language, and how numbers, dates and problems are written in them.
//!
//! Each text is a constant with one wording per language, so that a missing translation does not compile.

pub mod assignment;
pub mod audit;
pub mod board;
pub mod exchange;
pub mod format;
pub mod general;
pub mod handover;
pub mod identity;
pub mod list;
pub mod panel;
pub mod problem;
pub mod responsibility;
pub mod settings;
pub mod shell;

use serde::{Deserialize, Serialize};

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    #[default]
    En,
    Zh,
}

impl Language {
    /// The tag for `lang` attributes (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// The language of a tag: `zh`, `zh-CN`, `en-GB`.
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.trim().split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The best language for an `Accept-Language` header (RFC 9110, 12.5.4): the highest weight that is spoken here.
    pub fn negotiate(header: &str) -> Self {
        let offers = header.split(',').filter_map(|offer| {
            let (tag, weight) = offer.split_once(";q=").unwrap_or((offer, "1"));
            Some((Self::parse(tag)?, weight.trim().parse::<f32>().ok()?))
        });
        let mut best = (Self::default(), 0.0);
        for (language, weight) in offers {
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }
}

/// One text in every language. `{}` stands for a parameter, in order; `{0}`, `{1}` for a certain one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    pub en: &'static str,
    pub zh: &'static str,
}

impl Text {
    /// A text from its wordings.
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        Self { en, zh }
    }

    /// The wording in a language.
    pub fn in_(self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Zh => self.zh,
        }
    }

    /// The wording with its parameters filled in. English texts may choose by the first parameter: `{one|card|cards}`.
    pub fn with(self, language: Language, params: &[&dyn std::fmt::Display]) -> String {
        fill(self.in_(language), params)
    }
}

fn fill(wording: &str, params: &[&dyn std::fmt::Display]) -> String {
    let mut text = String::with_capacity(wording.len() + 16);
    let mut params_left = params.iter();
    let mut rest = wording;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((slot, behind)) = after.split_once('}') else { break };
        match slot.strip_prefix("one|").and_then(|forms| forms.split_once('|')) {
            Some((one, many)) => {
                let is_one = params.first().is_some_and(|param| param.to_string() == "1");
                text.push_str(if is_one { one } else { many });
            }
            None => {
                let numbered = slot.parse().ok().and_then(|index: usize| params.get(index));
                if let Some(param) = numbered.or_else(|| params_left.next()) {
                    text.push_str(&param.to_string());
                }
            }
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_plurals() {
        let text = Text::new("{} {one|card|cards} moved to {}", "已将 {} 张卡片移至{}");
        assert_eq!(text.with(Language::En, &[&1, &"Won"]), "1 card moved to Won");
        assert_eq!(text.with(Language::En, &[&2, &"Won"]), "2 cards moved to Won");
        assert_eq!(text.with(Language::Zh, &[&2, &"谈判"]), "已将 2 张卡片移至谈判");
        let text = Text::new("{} of {}", "共 {1} 个，第 {0} 个");
        assert_eq!(text.with(Language::Zh, &[&2, &5]), "共 5 个，第 2 个");
    }

    #[test]
    fn the_heaviest_known_language_wins() {
        assert_eq!(Language::negotiate("fr, zh-CN;q=0.8, en;q=0.5"), Language::Zh);
        assert_eq!(Language::negotiate("en-GB,zh;q=0.9"), Language::En);
        assert_eq!(Language::negotiate("de"), Language::En);
        assert_eq!(Language::negotiate(""), Language::En);
    }
}
