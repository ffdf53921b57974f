//! The parts of a Trello export that are read. What is absent or null there is empty here; everything else is passed over.

use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
pub(super) struct Board {
    pub(super) lists: Vec<List>,
    pub(super) cards: Vec<Card>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) members: Vec<Member>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) labels: Vec<Label>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) checklists: Vec<Checklist>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) actions: Vec<Action>,
    #[serde(default, rename = "customFields", deserialize_with = "or_default")]
    pub(super) custom_fields: Vec<CustomField>,
}

#[derive(Deserialize)]
pub(super) struct List {
    pub(super) id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) closed: bool,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) pos: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Card {
    pub(super) id: String,
    pub(super) id_list: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) desc: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) closed: bool,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) is_template: bool,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) pos: f64,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) due: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) id_members: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) id_labels: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) labels: Vec<Label>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) attachments: Vec<Attachment>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) custom_field_items: Vec<CustomItem>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Member {
    pub(super) id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) full_name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) username: String,
}

#[derive(Deserialize)]
pub(super) struct Label {
    pub(super) id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) color: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Checklist {
    pub(super) id_card: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) pos: f64,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) check_items: Vec<CheckItem>,
}

#[derive(Deserialize)]
pub(super) struct CheckItem {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) state: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) pos: f64,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) due: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Action {
    #[serde(default, rename = "type", deserialize_with = "or_default")]
    pub(super) kind: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) date: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) id_member_creator: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) member_creator: Option<Member>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) data: ActionData,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ActionData {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) text: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) card: Option<Reference>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) list_after: Option<Reference>,
}

#[derive(Deserialize)]
pub(super) struct Reference {
    pub(super) id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Attachment {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) url: String,
}

#[derive(Deserialize)]
pub(super) struct CustomField {
    pub(super) id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) options: Vec<CustomOption>,
}

#[derive(Deserialize)]
pub(super) struct CustomOption {
    pub(super) id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) value: CustomValue,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CustomItem {
    pub(super) id_custom_field: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) value: CustomValue,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) id_value: String,
}

/// A value under the name of its kind; all are texts in the file.
#[derive(Default, Deserialize)]
pub(super) struct CustomValue {
    pub(super) text: Option<String>,
    pub(super) number: Option<String>,
    pub(super) date: Option<String>,
    pub(super) checked: Option<String>,
}

fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
