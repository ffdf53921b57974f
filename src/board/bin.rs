//! The recycle bin: what was deleted, and the way back.

use std::{collections::BTreeSet, time::Duration};

use heliu_domain::{
    BoardCommand, Command, Entry, Opportunity, OpportunityId, PersonId, Value,
    change::Change,
    locale::{format, settings as words},
    order::gather,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

use crate::{
    live::{News, Refused},
    preferences::{language, preferences, say, t, tr},
    ui::{For, Icon, MoneyText, Show, effect},
    wire::{Post, page_data},
    workspace::{Space, Trouble, space},
};

/// Rows of a first page, and of every further one.
const PAGE: usize = 50;
/// Most rows that are read at once.
const PAGE_MAX: usize = 500;
/// How long the page waits for more changes before it reads anew.
const SETTLE: Duration = Duration::from_millis(400);

/// A deleted opportunity, and who deleted it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BinRow {
    pub opportunity: Opportunity,
    pub by: Option<PersonId>,
}

/// Some rows of the bin.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BinRows {
    /// Newest first.
    pub rows: Vec<BinRow>,
    /// How many there are in all.
    pub total: i64,
}

/// The recycle bin from `offset` on, newest first.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "bin", protocol = Post)]
pub async fn read_bin(workspace: String, offset: usize, limit: usize) -> Result<BinRows, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let window = visit.window(&context);
        let page = window.bin(offset, limit.min(PAGE_MAX)).await?;
        // What one command deleted bears one time stamp, so that each command is looked up once.
        let mut deleters = std::collections::BTreeMap::new();
        for card in &page.rows {
            if let std::collections::btree_map::Entry::Vacant(unknown) = deleters.entry(card.deleted_at) {
                let history = window.timeline(card.id, None, 10).await?;
                unknown.insert(history.iter().find(|entry| deletion(entry) == Some((card.id, true))).map(|entry| entry.actor));
            }
        }
        let rows =
            page.rows.into_iter().map(|opportunity| BinRow { by: deleters.get(&opportunity.deleted_at).copied().flatten(), opportunity });
        Ok(BinRows { rows: rows.collect(), total: page.total })
    })
    .await
}

/// Which opportunity the change puts into the bin (`true`) or takes out of it.
fn deletion(entry: &Entry) -> Option<(OpportunityId, bool)> {
    let Change::OpportunityChanged { id, sets, .. } = &entry.change else { return None };
    sets.iter().find_map(|set| match set.now {
        Value::DeletedAt(at) => Some((*id, at.is_some())),
        _ => None,
    })
}

#[derive(Clone, Copy)]
struct Bin {
    rows: RwSignal<Vec<BinRow>>,
    total: RwSignal<i64>,
    selected: RwSignal<BTreeSet<OpportunityId>>,
    is_loading: RwSignal<bool>,
    is_refresh_due: StoredValue<bool>,
    space: Space,
}

/// The page of the recycle bin.
#[component]
pub fn BinPage() -> impl IntoView {
    let space = space();
    let data = page_data(|| (), move |()| read_bin(space.slug(), 0, PAGE));
    view! {
        <Title text=t(words::BIN)/>
        <Suspense>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(data) => {
                        let bin = Bin {
                            rows: RwSignal::new(data.rows),
                            total: RwSignal::new(data.total),
                            selected: RwSignal::default(),
                            is_loading: RwSignal::new(false),
                            is_refresh_due: StoredValue::new(false),
                            space,
                        };
                        provide_context(bin);
                        effect(move |_| bin.start());
                        view! { <BinView/> }.into_any()
                    }
                    Err(refused) => view! { <Trouble problem=refused.0/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

impl Bin {
    /// Joins the live feed; only in the browser.
    fn start(self) {
        self.space.feed.listen(move |news| match news {
            News::Changes(entries) => self.receive(entries),
            News::Resync => self.refresh_soon(),
        });
        // What was deleted while this page was on its way.
        self.space.feed.catch_up();
    }

    fn receive(self, entries: &[Entry]) {
        let moves: Vec<(OpportunityId, bool)> = entries.iter().filter_map(deletion).collect();
        if moves.is_empty() {
            return;
        }
        self.drop_rows(&moves.iter().filter(|(_, is_deleted)| !is_deleted).map(|(id, _)| *id).collect());
        self.refresh_soon();
    }

    fn drop_rows(self, gone: &BTreeSet<OpportunityId>) {
        if self.rows.try_with_untracked(|rows| rows.iter().any(|row| gone.contains(&row.opportunity.id))) != Some(true) {
            return;
        }
        self.rows.update(|rows| rows.retain(|row| !gone.contains(&row.opportunity.id)));
        self.selected.update(|selected| selected.retain(|id| !gone.contains(id)));
    }

    /// Reads what is shown anew, once several changes have come together.
    fn refresh_soon(self) {
        if self.is_refresh_due.try_get_value() != Some(false) {
            return;
        }
        self.is_refresh_due.set_value(true);
        set_timeout(
            move || {
                if self.is_refresh_due.try_set_value(false).is_none() {
                    self.load(true);
                }
            },
            SETTLE,
        );
    }

    /// Reads the rows that are shown, or those behind them.
    fn load(self, again: bool) {
        let shown = self.rows.with_untracked(Vec::len);
        // Where the end can be seen, what comes back to the bin is to be seen as well.
        let is_whole = usize::try_from(self.total.get_untracked()).unwrap_or(0) <= shown;
        let room = if is_whole { shown + PAGE } else { shown };
        let (offset, limit) = if again { (0, room.clamp(PAGE, PAGE_MAX)) } else { (shown, PAGE) };
        self.is_loading.set(!again);
        let slug = self.space.slug();
        spawn_local(async move {
            let answer = read_bin(slug, offset, limit).await;
            if self.is_loading.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(page) => self.show(page, offset, limit),
                Err(refused) if !again => self.space.toasts.warn(say(&refused.0)),
                Err(_) => {}
            }
        });
    }

    fn show(self, page: BinRows, offset: usize, limit: usize) {
        self.total.set(page.total);
        let read: BTreeSet<OpportunityId> = gather(page.rows.iter().map(|row| row.opportunity.id));
        let mut shown = self.rows.get_untracked();
        // Of what lies further down than was read, all stays.
        let behind = if offset == 0 && shown.len() > limit { shown.split_off(limit) } else { Vec::new() };
        if offset == 0 {
            shown.clear();
        }
        shown.retain(|row| !read.contains(&row.opportunity.id));
        shown.extend(page.rows);
        shown.extend(behind.into_iter().filter(|row| !read.contains(&row.opportunity.id)));
        if self.rows.with_untracked(|rows| *rows != shown) {
            let ids: BTreeSet<OpportunityId> = gather(shown.iter().map(|row| row.opportunity.id));
            self.selected.update(|selected| selected.retain(|id| ids.contains(id)));
            self.rows.set(shown);
        }
    }

    fn restore(self, cards: Vec<OpportunityId>) {
        let gone: BTreeSet<OpportunityId> = gather(cards.iter().copied());
        let next = self.rows.with_untracked(|rows| {
            let first = rows.iter().position(|row| gone.contains(&row.opportunity.id)).unwrap_or(0);
            rows.iter().skip(first).find(|row| !gone.contains(&row.opportunity.id)).map(|row| row.opportunity.id)
        });
        let count = cards.len();
        let space = self.space;
        space.run(Command::Board(BoardCommand::Restore { cards }), move |answer| {
            let Ok(outcome) = answer else { return };
            if outcome.changes > 0 {
                space.offer_undo(tr(words::RESTORED, &[&count]), &outcome);
            }
            self.drop_rows(&gone);
            self.total.try_update(|total| *total = total.saturating_sub(i64::try_from(count).unwrap_or(0)).max(0));
            self.refresh_soon();
            focus_row(next);
        });
    }
}

/// The focus goes on to the next row, so that the keyboard stays in the list.
fn focus_row(next: Option<OpportunityId>) {
    let id = next.map_or_else(|| "main".to_owned(), |next| format!("restore-{next}"));
    let found = web_sys::window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id(&id));
    if let Some(element) = found.and_then(|element| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(element).ok()) {
        let _ = element.focus();
    }
}

#[component]
fn BinView() -> impl IntoView {
    let bin = expect_context::<Bin>();
    let is_empty = move || bin.rows.with(Vec::is_empty);
    view! {
        <main class="main" id="main" tabindex="-1">
            <div class="page">
                <div class="page-inner">
                    <header class="page-head"><h1>{t(words::BIN)}</h1><p>{t(words::BIN_LEAD)}</p></header>
                    <Show when=move || !is_empty() fallback=EmptyBin><BinTable/></Show>
                    <Selection/>
                </div>
            </div>
        </main>
    }
}

#[component]
fn EmptyBin() -> impl IntoView {
    view! {
        <div class="empty"><Icon name="bin"/><h2>{t(words::BIN_EMPTY)}</h2><p>{t(words::BIN_EMPTY_HINT)}</p></div>
    }
}

#[component]
fn BinTable() -> impl IntoView {
    let bin = expect_context::<Bin>();
    let shown = move || bin.rows.with(Vec::len);
    let is_all = move || shown() > 0 && bin.selected.with(BTreeSet::len) == shown();
    let select_all = move |event| {
        let all = bin.rows.with_untracked(|rows| rows.iter().map(|row| row.opportunity.id).collect());
        bin.selected.set(if event_target_checked(&event) { all } else { BTreeSet::new() });
    };
    let has_more = move || usize::try_from(bin.total.get()).unwrap_or(0) > shown();
    view! {
        <div class="table-box">
            <table class="table boxed stacked">
                <thead>
                    <tr>
                        <td class="pick"><label><input type="checkbox" aria-label=t(words::SELECT_SHOWN) prop:checked=move || is_all() on:change=select_all/></label></td>
                        <th scope="col">{t(words::TITLE)}</th>
                        <th scope="col">{t(words::ACCOUNT)}</th>
                        <th scope="col" class="num">{t(words::AMOUNT)}</th>
                        <th scope="col">{t(words::PIPELINE)}</th>
                        <th scope="col">{t(words::DELETED)}</th>
                        <th scope="col">{t(words::DELETED_BY)}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || bin.rows.get() key=|row| format!("{} {:?}", row.opportunity.id, row.opportunity.deleted_at.map(|at| at.0)) let:row><Row row/></For>
                </tbody>
            </table>
        </div>
        <p class="more">
            <span role="status">{move || tr(words::SHOWN, &[&shown(), &bin.total.get()])}</span>
            <Show when=has_more>
                <button class="button" type="button" disabled=move || bin.is_loading.get() on:click=move |_| bin.load(false)>{t(words::SHOW_MORE)}</button>
            </Show>
        </p>
    }
}

#[component]
fn Row(row: BinRow) -> impl IntoView {
    let bin = expect_context::<Bin>();
    let space = bin.space;
    let BinRow { opportunity: Opportunity { id, title, account, amount, pipeline, deleted_at, .. }, by } = row;
    let is_selected = move || bin.selected.with(|selected| selected.contains(&id));
    let select = move |event| {
        let is_on = event_target_checked(&event);
        bin.selected.update(|selected| {
            if is_on {
                selected.insert(id)
            } else {
                selected.remove(&id)
            };
        });
    };
    let deleted = deleted_at.map(|at| view! { <time class="date">{format::instant(language(), at, preferences().offset_minutes)}</time> });
    view! {
        <tr class:selected=move || is_selected()>
            <td class="pick"><label><input type="checkbox" aria-label=tr(words::SELECT_NAMED, &[&title]) prop:checked=move || is_selected() on:change=select/></label></td>
            <th scope="row">{title.clone()}</th>
            <td>{account.map(|account| account.name)}</td>
            <td class="num">{amount.map(|amount| view! { <MoneyText amount/> })}</td>
            <td>{move || space.pipeline(pipeline).map(|pipeline| pipeline.name)}</td>
            <td data-label=t(words::DELETED)>{deleted}</td>
            <td data-label=t(words::DELETED_BY)>{move || by.map(|by| space.name(by))}</td>
            <td class="act">
                <button class="button small" type="button" id=format!("restore-{id}") aria-label=tr(words::RESTORE_NAMED, &[&title]) on:click=move |_| bin.restore(vec![id])>
                    <Icon name="restore"/>{t(words::RESTORE)}
                </button>
            </td>
        </tr>
    }
}

/// What can be done with the selected rows.
#[component]
fn Selection() -> impl IntoView {
    let bin = expect_context::<Bin>();
    let count = move || bin.selected.with(BTreeSet::len);
    let restore = move |_| {
        // In the order of the page; a command takes a thousand at most.
        let selected = bin.selected.get_untracked();
        let cards = bin
            .rows
            .with_untracked(|rows| rows.iter().map(|row| row.opportunity.id).filter(|id| selected.contains(id)).take(1000).collect());
        bin.restore(cards);
    };
    view! {
        <Show when=move || count() != 0>
            <div class="savebar" role="toolbar" aria-label=move || tr(words::SELECTED, &[&count()])>
                <span class="grow">{move || tr(words::SELECTED, &[&count()])}</span>
                <button class="button quiet" type="button" on:click=move |_| bin.selected.set(BTreeSet::new())>{t(words::UNSELECT)}</button>
                <button class="button primary" type="button" on:click=restore><Icon name="restore"/>{t(words::RESTORE)}</button>
            </div>
        </Show>
    }
}
