//! What the parts of an open panel share: the card, what was said and attached, and its history, all kept current.

use std::collections::BTreeMap;

use heliu_domain::{
    Change, Command, CommandId, CommentId, Entry, HandoverId, Opportunity, OpportunityId, Outcome, PipelineId, Problem, Record,
    Requirement, Stage, StageId,
    conversation::{Comment, ConversationCommand, File},
    filter::{Filter, StateFilter},
    order::gather,
    page::{BoardData, Totals},
};
use leptos::{prelude::*, task::spawn_local};

use super::reading::Recent;
use crate::{
    board::{
        BoardState,
        api::{self, Opened, Said, Story},
        list::state::ListState,
    },
    live::News,
    workspace::{Space, space},
};

/// The opportunity that the panel shows.
#[derive(Clone, Copy)]
pub struct OpenCard {
    pub id: OpportunityId,
    pub pipeline: PipelineId,
    pub board: BoardState,
    /// The list around the panel, if it stands beside one.
    pub list: Option<ListState>,
    pub space: Space,
    pub card: RwSignal<Opportunity>,
    pub description: RwSignal<String>,
    /// The description as HTML.
    pub prose: RwSignal<String>,
    pub files: RwSignal<Vec<File>>,
    /// Newest first.
    pub entries: RwSignal<Vec<Entry>>,
    pub said: RwSignal<BTreeMap<CommentId, Said>>,
    /// The notes of hand-overs as HTML.
    pub notes: RwSignal<BTreeMap<HandoverId, String>>,
    pub has_older: RwSignal<bool>,
    /// Comments that the server has not answered.
    pub waiting: RwSignal<Vec<(CommentId, String)>>,
    since: StoredValue<i64>,
}

/// The opportunity of the panel around the calling component.
pub fn open_card() -> OpenCard {
    expect_context()
}

/// The card with what happened to its fields since it was read.
pub fn caught_up(mut opened: Opened, recent: Recent) -> Opened {
    recent.with_value(|recent| {
        for entry in recent.iter().filter(|entry| entry.seq > opened.seq) {
            if let Change::OpportunityChanged { sets, .. } = &entry.change {
                sets.iter().for_each(|set| opened.opportunity.set(set.now.clone()));
            }
        }
    });
    opened
}

/// A board of just this card, for pages without one: the same gestures, questions and optimistic display.
pub fn lone_board(opened: &Opened) -> BoardState {
    let card = &opened.opportunity;
    let data = BoardData {
        seq: opened.seq,
        pipeline: opened.pipeline.clone(),
        stages: opened.stages.clone(),
        fields: opened.fields.clone(),
        columns: opened.stages.iter().map(|stage| if stage.id == card.stage { vec![card.clone()] } else { Vec::new() }).collect(),
        totals: Totals { seq: opened.seq, columns: gather(opened.stages.iter().map(|stage| (stage.id, Default::default()))) },
    };
    BoardState::new(data, Filter { state: StateFilter::All, ..Filter::default() })
}

impl OpenCard {
    /// The card as the server sent it, on a board that may know it already.
    pub fn new(board: BoardState, opened: Opened) -> Self {
        let id = opened.opportunity.id;
        if board.card(id).is_none() {
            // It has been caught up with the feed, so it is newer than anything that is known here.
            board.load(i64::MAX, vec![opened.opportunity.clone()]);
        }
        let card = board.card(id).unwrap_or_else(|| ArcRwSignal::new(opened.opportunity));
        let Story { entries, said, notes, has_older } = opened.story;
        Self {
            id,
            pipeline: opened.pipeline.id,
            board,
            list: use_context::<ListState>(),
            space: space(),
            card: card.into(),
            description: RwSignal::new(opened.description),
            prose: RwSignal::new(opened.prose),
            files: RwSignal::new(opened.files),
            entries: RwSignal::new(entries),
            said: RwSignal::new(gather(said.into_iter().map(|said| (said.comment.id, said)))),
            notes: RwSignal::new(gather(notes)),
            has_older: RwSignal::new(has_older),
            waiting: RwSignal::default(),
            since: StoredValue::new(opened.seq),
        }
    }

    /// Joins the live feed; only in the browser.
    pub fn start(self, recent: Recent) {
        let missed: Vec<Entry> = recent.with_value(|recent| recent.iter().cloned().collect());
        self.receive(&missed);
        self.space.feed.listen(move |news| {
            if let News::Changes(entries) = news {
                self.receive(entries);
            }
        });
    }

    /// Takes in changes, from the feed or from an answer; those that are contained are skipped.
    /// The fields of the card itself are kept current by the board.
    pub fn receive(self, news: &[Entry]) {
        let subject = ("opportunity", self.id.to_string());
        for entry in news.iter().filter(|entry| entry.change.subject() == subject) {
            let is_known = self.entries.try_with_untracked(|entries| entries.iter().any(|known| known.seq == entry.seq)).unwrap_or(true);
            if is_known || self.since.try_get_value().is_none_or(|since| entry.seq <= since) {
                continue;
            }
            self.apply(&entry.change);
            self.entries.update(|entries| {
                let place = entries.partition_point(|known| known.seq > entry.seq);
                entries.insert(place, entry.clone());
            });
        }
    }

    fn apply(self, change: &Change) {
        match change {
            Change::Described { now, .. } => self.describe(now.clone()),
            Change::Put { now: Some(Record::Comment(comment)), .. } => {
                self.waiting.update(|waiting| waiting.retain(|(id, _)| *id != comment.id));
                self.hear(comment.clone());
            }
            Change::Put { was: Some(Record::Comment(comment)), now: None } => {
                self.said.update(|said| {
                    said.remove(&comment.id);
                });
            }
            Change::Put { now: Some(Record::Handover(handover)), .. } if !handover.note.is_empty() => {
                let (id, note) = (handover.id, handover.note.clone());
                spawn_local(async move {
                    if let Ok(prose) = api::render_markdown(self.space.slug(), note).await {
                        self.notes.try_update(|notes| notes.insert(id, prose));
                    }
                });
            }
            Change::Put { now: Some(Record::File(file)), .. } => self.files.update(|files| {
                files.retain(|known| known.id != file.id);
                files.push(file.clone());
            }),
            Change::Put { was: Some(Record::File(file)), now: None } => {
                self.files.update(|files| files.retain(|known| known.id != file.id))
            }
            _ => {}
        }
    }

    /// Shows another description.
    pub fn describe(self, text: String) {
        self.description.set(text.clone());
        spawn_local(async move {
            if let Ok(prose) = api::render_markdown(self.space.slug(), text.clone()).await
                && self.description.try_with_untracked(|now| *now == text) == Some(true)
            {
                self.prose.set(prose);
            }
        });
    }

    fn hear(self, comment: Comment) {
        spawn_local(async move {
            let Ok(prose) = api::render_markdown(self.space.slug(), comment.text.clone()).await else { return };
            self.said.try_update(|said| said.insert(comment.id, Said { comment, prose }));
        });
    }

    /// Sends a conversation command; what it changed is shown as soon as it is answered.
    pub fn converse(self, command: ConversationCommand, done: impl FnOnce(Result<Outcome, Problem>) + 'static) -> CommandId {
        let toasts = self.space.toasts;
        self.space.outbox.submit(Command::Conversation(command), move |answer| {
            match &answer {
                Ok(outcome) => self.receive(&outcome.entries),
                // A conflict is shown where the text is.
                Err(problem) if problem.code == heliu_domain::Code::Conflict => {}
                Err(problem) => toasts.warn(crate::preferences::say(problem)),
            }
            done(answer);
        })
    }

    /// Reads the next older entries.
    pub fn read_older(self, done: impl FnOnce() + 'static) {
        let Some(before) = self.entries.with_untracked(|entries| entries.last().map(|entry| entry.seq)) else { return };
        let toasts = self.space.toasts;
        spawn_local(async move {
            match api::read_timeline(self.space.slug(), self.id, before).await {
                Ok(Story { entries, said, notes, has_older }) => {
                    self.notes.try_update(|all| all.extend(notes));
                    self.said.try_update(|all| all.extend(said.into_iter().map(|said| (said.comment.id, said))));
                    self.entries.try_update(|all| all.extend(entries));
                    self.has_older.try_set(has_older);
                }
                Err(refused) => toasts.warn(crate::preferences::say(&refused.0)),
            }
            done();
        });
    }

    /// The stage that the card is in.
    pub fn stage(self) -> Option<Stage> {
        let stage = self.card.with(|card| card.stage);
        self.board.stage(stage)
    }

    /// The stage behind the one that the card is in.
    pub fn next_stage(self) -> Option<Stage> {
        let here = self.card.with(|card| card.stage);
        self.board.stages.with(|stages| {
            let index = stages.iter().position(|stage| stage.id == here)?;
            stages.get(index + 1).cloned()
        })
    }

    /// The name of a stage, also of one that is gone.
    pub fn stage_name(self, id: StageId) -> Option<String> {
        self.board.stage(id).map(|stage| stage.name)
    }

    /// A point of any stage's entry checklist.
    pub fn requirement(self, id: heliu_domain::id::RequirementId) -> Option<Requirement> {
        self.board.stages.with(|stages| stages.iter().flat_map(|stage| &stage.requirements).find(|point| point.id == id).cloned())
    }
}
