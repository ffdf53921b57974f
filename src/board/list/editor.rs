//! A cell of the list while it is being edited.

use heliu_domain::{
    BoardCommand, Code, Field, OpportunityId, Place, StageId, Value,
    board::Edit,
    locale::{board as words, general},
};
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    row::label,
    state::{ListState, Refusal, list_state},
};
use crate::{
    board::state::board_state,
    preferences::{say, t, tr},
    ui::{Icon, effect, field::input_for},
};

/// The form in a cell. Enter saves, Esc leaves everything as it was.
#[component]
pub fn Editor(id: OpportunityId, field: Field) -> impl IntoView {
    let (list, state) = (list_state(), board_state());
    // What was seen when the editing began: if another value arrives meanwhile, the server asks which one holds.
    let was = state.peek(id).map(|card| card.get(field));
    let refused = list.refused.try_update_value(Option::take).flatten().filter(|refused| (refused.card, refused.field) == (id, field));
    let value = RwSignal::new(refused.as_ref().map(|refused| refused.value.clone()));
    let trouble = RwSignal::new(None::<String>);
    let reason = RwSignal::new(refused.as_ref().map(|refused| refused.reason.clone()));
    let shown = refused.map(|refused| refused.value).or_else(|| was.clone());
    let form = NodeRef::<html::Form>::new();
    effect(move |_| {
        // What is typed comes before what is chosen: of an amount the number, not the currency.
        let first =
            |form: web_sys::HtmlFormElement| ["input", "select"].into_iter().find_map(|kind| form.query_selector(kind).ok().flatten());
        let input = form.get().and_then(first);
        if let Some(input) = input.and_then(|input| input.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = input.focus();
            if let Some(input) = input.dyn_ref::<web_sys::HtmlInputElement>() {
                input.select();
            }
        }
    });
    let cancel = move || close(list, id, field);
    let submit = {
        let was = was.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            if trouble.with_untracked(Option::is_some) {
                return;
            }
            let (was, now) = (was.clone(), value.get_untracked());
            cancel();
            let Some((was, now)) = was.zip(now).filter(|(was, now)| was != now) else { return };
            match now {
                Value::Stage(_, stage) => {
                    let name = state.stage(stage).map(|stage| stage.name).unwrap_or_default();
                    state.run_saying(
                        BoardCommand::Move { cards: vec![id], stage, place: Place::Top, seen: Vec::new(), note: String::new() },
                        move || tr(words::MOVED, &[&1, &name]),
                    );
                }
                now => {
                    let edits = vec![Edit { card: id, sets: vec![heliu_domain::Set { was, now: now.clone() }] }];
                    let space = state.space();
                    state.run(BoardCommand::Edit { edits }, move |answer| match answer {
                        Ok(outcome) if outcome.changes > 0 => space.offer_undo(t(words::SAVED).to_owned(), &outcome),
                        // A conflict has its own dialog, with all three values.
                        Err(problem) if problem.code != Code::Conflict => {
                            list.show_again(Refusal { card: id, field, value: now, reason: say(&problem) });
                        }
                        _ => {}
                    });
                }
            }
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        event.stop_propagation();
        if event.key() == "Escape" {
            event.prevent_default();
            cancel();
        }
    };
    let input_id = format!("edit-{id}-{}", field.name());
    let input = match (field, was) {
        (Field::Stage, Some(Value::Stage(_, stage))) => stage_input(input_id.clone(), stage, value),
        (field, _) => input_for(field, input_id.clone(), shown, value, trouble),
    };
    view! {
        <form class="inline-form" node_ref=form on:submit=submit on:keydown=on_key>
            <label class="hush" for=input_id>{label(field)}</label>
            {input}
            <button class="icon-button small" type="submit" aria-label=t(general::SAVE)><Icon name="check"/></button>
            <button class="icon-button small" type="button" aria-label=t(general::CANCEL) on:click=move |_| cancel()><Icon name="close"/></button>
            {move || trouble.get().or_else(|| reason.get()).map(|text| view! { <p class="error-text" role="alert"><Icon name="alert"/><span>{text}</span></p> })}
        </form>
    }
}

fn stage_input(id: String, present: StageId, value: RwSignal<Option<Value>>) -> AnyView {
    let state = board_state();
    let pipeline = state.pipeline;
    let options = state.stages.get_untracked().into_iter().map(|stage| {
        view! { <option value=stage.id.to_string() selected=stage.id == present>{stage.name}</option> }
    });
    let choose = move |event| value.set(event_target_value(&event).parse().ok().map(|stage| Value::Stage(pipeline, stage)));
    view! { <select class="input" id=id on:change=choose>{options.collect_view()}</select> }.into_any()
}

/// Ends the editing and gives the focus back to the cell.
fn close(list: ListState, id: OpportunityId, field: Field) {
    list.editing.set(None);
    request_animation_frame(move || {
        let cell = document().query_selector(&format!("[data-cell=\"{id}-{}\"]", field.name())).ok().flatten();
        if let Some(cell) = cell.and_then(|cell| cell.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = cell.focus();
        }
    });
}
