//! What administrators look through: everything that happened, by topic.

/// What an entry of the audit log is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Sign-ins, also failed ones, and everything else around them.
    SignIn,
    People,
    /// Pipelines, stages, fields, rates and the workspace itself.
    Settings,
    /// Opportunities with what hangs on them, accounts, contacts and views.
    Cards,
    Responsibilities,
    Imports,
    /// What somebody tried without the right to.
    Refused,
}

impl Topic {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 7] =
        [Self::SignIn, Self::People, Self::Settings, Self::Cards, Self::Responsibilities, Self::Imports, Self::Refused];

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::People => "people",
            Self::Settings => "settings",
            Self::Cards => "cards",
            Self::Responsibilities => "responsibilities",
            Self::Imports => "imports",
            Self::Refused => "refused",
        }
    }

    /// The topic of that word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == text)
    }

    /// What the change log files its changes under (`Change::subject`); nothing for what it does not hold.
    pub fn subjects(self) -> &'static [&'static str] {
        match self {
            Self::SignIn | Self::Refused | Self::Imports => &[],
            Self::People => &["person"],
            Self::Settings => &["workspace", "pipeline", "stage", "custom_field", "rate"],
            Self::Cards => &["opportunity", "account", "contact", "view"],
            Self::Responsibilities => &["role", "responsibility", "cell", "skill", "acceptance", "share", "weights"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Topic;

    #[test]
    fn a_topic_is_found_by_its_word() {
        for topic in Topic::ALL {
            assert_eq!(Topic::parse(topic.as_str()), Some(topic));
        }
        assert_eq!(Topic::parse("everything"), None);
    }

    #[test]
    fn a_subject_belongs_to_one_topic() {
        let mut subjects: Vec<&str> = Topic::ALL.iter().flat_map(|topic| topic.subjects()).copied().collect();
        let count = subjects.len();
        subjects.sort_unstable();
        subjects.dedup();
        assert_eq!(subjects.len(), count);
    }
}
