//! Which rows the list shows, in which order, and what is being edited.

use std::{collections::BTreeSet, time::Duration};

use heliu_domain::{Change, Field, OpportunityId, Value, filter::Sort, locale::list as words, order::gather, page::ListPage};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use crate::{
    board::{
        api::{self, FIRST_ROWS, ROWS_MAX},
        bulk::pick,
        state::BoardState,
    },
    live::News,
    preferences::{say, tr},
    ui::effect,
};

/// How long the list waits for more changes before it asks for rows and order anew.
const SETTLE: Duration = Duration::from_millis(600);

/// The state of one list page, beside the board's.
#[derive(Clone, Copy)]
pub struct ListState {
    /// What the rows are made of.
    pub board: BoardState,
    /// The loaded rows, in the server's order.
    pub order: RwSignal<Vec<OpportunityId>>,
    /// How many rows there are, loaded or not.
    pub total: RwSignal<i64>,
    /// The cell that is being edited. While there is one, no row moves.
    pub editing: RwSignal<Option<(OpportunityId, Field)>>,
    pub is_loading: RwSignal<bool>,
    /// What was typed into a cell and refused, with the reason; the cell shows it again.
    pub refused: StoredValue<Option<Refusal>>,
    sort: StoredValue<Sort>,
    is_stale: StoredValue<bool>,
}

/// A value that a cell's form sent and the server did not take.
#[derive(Clone)]
pub struct Refusal {
    pub card: OpportunityId,
    pub field: Field,
    pub value: Value,
    pub reason: String,
}

/// The list around the calling component.
pub fn list_state() -> ListState {
    expect_context()
}

impl ListState {
    /// The state of a list as the server sent it.
    pub fn new(board: BoardState, page: ListPage, sort: Sort) -> Self {
        let order = page.rows.iter().map(|card| card.id).collect();
        board.load(page.seq, page.rows);
        Self {
            board,
            order: RwSignal::new(order),
            total: RwSignal::new(page.total),
            editing: RwSignal::new(None),
            is_loading: RwSignal::new(false),
            refused: StoredValue::new(None),
            sort: StoredValue::new(sort),
            is_stale: StoredValue::new(false),
        }
    }

    /// Joins the live feed; only in the browser.
    pub fn start(self) {
        self.board.space().feed.listen(move |news| {
            if let News::Changes(entries) = news
                && entries.iter().any(|entry| matches!(entry.change, Change::OpportunityAdded { .. } | Change::OpportunityChanged { .. }))
            {
                self.refresh_soon();
            }
        });
        effect(move |_| {
            if self.editing.with(Option::is_none) && self.is_stale.get_value() {
                self.refresh();
            }
        });
    }

    /// The order in which the rows are sorted.
    pub fn sort(self) -> Sort {
        self.sort.get_value()
    }

    /// Loads the next rows.
    pub fn load_more(self) {
        if self.is_loading.get_untracked() {
            return;
        }
        self.is_loading.set(true);
        let toasts = self.board.space().toasts;
        spawn_local(async move {
            let answer = self.read(self.order.with_untracked(Vec::len), FIRST_ROWS).await;
            self.is_loading.try_set(false);
            match answer {
                Some(Ok(page)) => {
                    // What has been added before these rows meanwhile shifts them: those already here stay where they are.
                    let known: BTreeSet<OpportunityId> = self.order.with_untracked(|order| gather(order.iter().copied()));
                    let fresh: Vec<OpportunityId> = page.rows.iter().map(|card| card.id).filter(|id| !known.contains(id)).collect();
                    self.board.load(page.seq, page.rows);
                    self.order.update(|order| order.extend(fresh));
                    self.total.set(page.total);
                    toasts.announce(tr(words::SHOWN_OF, &[&self.order.with_untracked(Vec::len), &page.total]));
                }
                Some(Err(problem)) => toasts.warn(say(&problem)),
                None => {}
            }
        });
    }

    async fn read(self, offset: usize, limit: usize) -> Option<Result<ListPage, heliu_domain::Problem>> {
        let (slug, filter, sort) = (self.board.space().slug(), self.board.filter(), self.sort.get_value());
        let answer = api::rows(slug, self.board.pipeline, filter, sort, offset, limit).await;
        // The page may have gone meanwhile.
        self.order.try_with_untracked(|_| ())?;
        Some(answer.map_err(|refused| refused.0))
    }

    fn refresh_soon(self) {
        if self.is_stale.get_value() {
            return;
        }
        self.is_stale.set_value(true);
        set_timeout(
            move || {
                if self.editing.try_with_untracked(Option::is_none) == Some(true) {
                    self.refresh();
                }
            },
            SETTLE,
        );
    }

    /// Asks the server which rows there are now, unless that has been done meanwhile.
    fn refresh(self) {
        if !self.is_stale.get_value() {
            return;
        }
        self.is_stale.set_value(false);
        let count = self.order.with_untracked(Vec::len).clamp(FIRST_ROWS, ROWS_MAX);
        spawn_local(async move {
            let Some(Ok(page)) = self.read(0, count).await else { return };
            let ids: Vec<OpportunityId> = page.rows.iter().map(|card| card.id).collect();
            self.board.load(page.seq, page.rows);
            self.total.set(page.total);
            if self.editing.with_untracked(Option::is_some) {
                // Somebody began to edit: the rows stay until that is over.
                self.is_stale.set_value(true);
                return;
            }
            let fresh: BTreeSet<OpportunityId> = gather(ids.iter().copied());
            let beyond =
                self.order.with_untracked(|order| order.iter().skip(count).filter(|id| !fresh.contains(id)).copied().collect::<Vec<_>>());
            self.put(ids.into_iter().chain(beyond).collect());
        });
    }

    /// Shows rows in a new order; what had the focus keeps it although it may have moved.
    fn put(self, order: Vec<OpportunityId>) {
        if self.order.with_untracked(|shown| *shown == order) {
            return;
        }
        let focused = document().active_element().and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
        self.order.set(order);
        request_animation_frame(move || {
            let is_lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
            if let Some(element) = focused.filter(|element| is_lost && element.is_connected()) {
                let _ = element.focus();
            }
        });
    }

    /// Shows a cell's form again with what was refused, unless something else is being edited.
    pub fn show_again(self, refusal: Refusal) {
        if self.editing.try_with_untracked(Option::is_none) == Some(true) {
            let cell = (refusal.card, refusal.field);
            self.refused.set_value(Some(refusal));
            self.editing.set(Some(cell));
        }
    }

    /// Selects a row or no longer; with `range`, also all between it and the one before.
    pub fn pick(self, id: OpportunityId, range: bool) {
        self.order.with_untracked(|order| pick(self.board, order, id, range));
    }
}
