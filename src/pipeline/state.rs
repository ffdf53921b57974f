//! A pipeline's shape in the browser, kept current by the feed.

use heliu_domain::{
    Command, CustomField, CustomFieldId, Entry, Outcome, PipelineId, Problem, Record, Stage, StageId,
    change::Change,
    locale::settings as words,
    order::sort,
    pipeline::{PipelineCommand, StagePart},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::api::PipelineData;
use crate::{
    preferences::t,
    workspace::{Space, space},
};

/// The state of one pipeline's settings.
#[derive(Clone, Copy)]
pub struct PipelineState {
    pub id: PipelineId,
    /// In order.
    pub stages: RwSignal<Vec<Stage>>,
    /// In order.
    pub fields: RwSignal<Vec<CustomField>>,
    /// The stages as they stand on the page: their order waits while somebody types in one of them.
    pub shown: RwSignal<Vec<StageId>>,
    /// The stage that the question about its deletion is about.
    pub deleting: RwSignal<Option<StageId>>,
    seq: StoredValue<i64>,
    /// Asks the page to read everything anew.
    pub reread: Trigger,
    space: Space,
}

/// The pipeline around the calling component.
pub fn pipeline_state() -> PipelineState {
    expect_context()
}

impl PipelineState {
    /// The state of a pipeline as the server sent it.
    pub fn new(data: PipelineData) -> Self {
        Self {
            id: data.pipeline.id,
            shown: RwSignal::new(data.stages.iter().map(|stage| stage.id).collect()),
            stages: RwSignal::new(data.stages),
            fields: RwSignal::new(data.fields),
            deleting: RwSignal::new(None),
            seq: StoredValue::new(data.seq),
            reread: Trigger::new(),
            space: space(),
        }
    }

    /// Joins the live feed; only in the browser.
    pub fn start(self) {
        self.space.feed.follow(self.seq, self.reread, move |entries| self.take(entries));
    }

    /// The workspace of the pipeline.
    pub fn space(self) -> Space {
        self.space
    }

    /// A stage by id.
    pub fn stage(self, id: StageId) -> Option<Stage> {
        self.stages.with(|stages| stages.iter().find(|stage| stage.id == id).cloned())
    }

    /// A stage as it is now, for making a command.
    ///
    /// # Errors
    /// It was deleted meanwhile.
    pub fn present_stage(self, id: StageId) -> Result<Stage, Problem> {
        self.stages.with_untracked(|stages| stages.iter().find(|stage| stage.id == id).cloned()).ok_or_else(|| Problem::not_found("stage"))
    }

    /// A custom field by id.
    pub fn field(self, id: CustomFieldId) -> Option<CustomField> {
        self.fields.with(|fields| fields.iter().find(|field| field.id == id).cloned())
    }

    /// After a command: shows what it did without waiting for the feed, and offers to take it back.
    pub fn saved(self, text: String, outcome: &Outcome) {
        if outcome.is_abridged() {
            self.reread.notify();
        }
        self.take(&outcome.entries);
        if outcome.changes > 0 {
            self.space.offer_undo(text, outcome);
        }
    }

    /// Changes one part of a stage; a refusal is a toast.
    pub fn edit(self, id: StageId, part: StagePart) {
        self.run(PipelineCommand::EditStage { id, part }, t(words::SAVED).to_owned(), || ());
    }

    /// Does a command that no field stands for; `done` follows when it was done.
    pub fn run(self, command: PipelineCommand, text: String, done: impl FnOnce() + 'static) {
        self.space.run(Command::Pipeline(command), move |answer| {
            if let Ok(outcome) = answer {
                self.saved(text, &outcome);
                done();
            }
        });
    }

    fn take(self, entries: &[Entry]) {
        for entry in entries {
            if let Change::Put { was, now } = &entry.change {
                self.place(was.as_ref(), now.as_ref());
            }
        }
        self.arrange();
    }

    fn place(self, was: Option<&Record>, now: Option<&Record>) {
        match (was, now) {
            (_, Some(Record::Stage(stage))) if stage.pipeline == self.id => {
                self.stages.try_update(|stages| {
                    stages.retain(|other| other.id != stage.id);
                    stages.push(stage.clone());
                    sort(stages, |a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
                });
            }
            (Some(Record::Stage(stage)), None) => {
                self.stages.try_update(|stages| stages.retain(|other| other.id != stage.id));
            }
            (_, Some(Record::CustomField(field))) if field.pipeline == self.id => {
                self.fields.try_update(|fields| {
                    fields.retain(|other| other.id != field.id);
                    fields.push(field.clone());
                    sort(fields, |a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
                });
            }
            (Some(Record::CustomField(field)), None) => {
                self.fields.try_update(|fields| fields.retain(|other| other.id != field.id));
            }
            _ => {}
        }
    }

    /// Puts the stages on the page in order, unless that would take the field that is being edited out from under its cursor.
    pub fn arrange(self) {
        let Some(ids) = self.stages.try_with_untracked(|stages| stages.iter().map(|stage| stage.id).collect::<Vec<StageId>>()) else {
            return;
        };
        let shown = self.shown.get_untracked();
        if shown == ids {
            return;
        }
        let is_same_set = shown.len() == ids.len() && shown.iter().all(|id| ids.contains(id));
        if !is_same_set || !is_typing_in_stages() {
            self.shown.set(ids);
        }
    }
}

fn is_typing_in_stages() -> bool {
    let focused = web_sys::window().and_then(|window| window.document()).and_then(|document| document.active_element());
    let field = focused.filter(|element| matches!(element.tag_name().as_str(), "INPUT" | "SELECT"));
    field.and_then(|element| element.closest(".stages").ok().flatten()).is_some()
}

/// Puts the focus on the element of that id, once it is there and can take it, unless somebody types elsewhere by then.
pub fn focus(id: String) {
    set_timeout(
        move || {
            let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
            if document.active_element().is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA")) {
                return;
            }
            if let Some(element) = document.get_element_by_id(&id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = element.focus();
            }
        },
        std::time::Duration::ZERO,
    );
}
