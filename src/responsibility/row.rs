//! One row of the matrix as markup: hundreds of rows of dozens of cells are too many for a component each.

use std::collections::BTreeMap;

use heliu_domain::{
    PersonId,
    locale::{board, responsibility as words},
    responsibility::{Chart, Column, Kind, Letter, Row, of_row},
};

use leptos::prelude::*;

use super::state::ChartState;
use crate::{
    preferences::{t, tr},
    ui::{escaped, hue},
};

/// Where the others are in a row.
pub type Others = BTreeMap<Column, PersonId>;

/// The chip of a letter.
fn chip(letter: Letter) -> String {
    let word = letter.as_str();
    format!("<b class=\"raci {word}\">{word}</b>")
}

/// The mark of what is amiss in a row, with where it is mended; empty when all is well.
fn mark(state: ChartState, chart: &Chart, row: Row) -> String {
    let found = of_row(chart, row);
    if found.is_empty() {
        return String::new();
    }
    let texts: Vec<&str> = found
        .iter()
        .map(|finding| match finding.kind {
            Kind::NoAccountable => t(words::NO_ACCOUNTABLE),
            Kind::ManyAccountable { .. } => t(words::MANY_ACCOUNTABLE),
            _ => t(words::NO_RESPONSIBLE),
        })
        .collect();
    let text = escaped(&texts.join("; "));
    let href = escaped(&state.space.path(&format!("findings#{}", row.id())));
    format!("<a class=\"matrix-mark\" href=\"{href}\" title=\"{text}\" aria-label=\"{text}\">!</a>")
}

/// The cells of a row behind its heading.
pub fn cells(state: ChartState, row: Row, columns: &[Column], active: Option<Column>, others: &Others) -> String {
    let mut html = String::with_capacity(columns.len() * 16 + 200);
    let letters = state.letters(row);
    state.chart.with_untracked(|chart| {
        let name = escaped(chart.row_name(row).unwrap_or_default());
        let edit = if matches!(row, Row::Responsibility(_)) && state.may_edit_row(row) {
            let label = escaped(&tr(words::ROW_ACTIONS, &[&chart.row_name(row).unwrap_or_default()]));
            format!("<button class=\"matrix-edit\" type=\"button\" data-edit=\"1\" aria-label=\"{label}\">{name}</button>")
        } else {
            format!("<span>{name}</span>")
        };
        html.push_str(&format!("<th scope=\"row\"><div>{edit}{}</div></th>", mark(state, chart, row)));
    });
    for column in columns {
        html.push_str("<td");
        if active == Some(*column) {
            html.push_str(" id=\"active-cell\"");
        }
        if let Some(person) = others.get(column).and_then(|person| state.space.person(*person)) {
            html.push_str(&format!(" class=\"there\" data-hue=\"{}\" data-name=\"{}\"", hue(person.department), escaped(&person.name)));
        }
        html.push('>');
        if let Some(letter) = letters.get(column) {
            html.push_str(&chip(*letter));
        }
        html.push_str("</td>");
    }
    html
}

/// A row on a phone: what it is, and who has which letter.
pub fn entry(state: ChartState, row: Row, columns: &[Column]) -> String {
    let letters = state.letters(row);
    state.chart.with_untracked(|chart| {
        let mut html = format!("<b>{}</b>{}", escaped(chart.row_name(row).unwrap_or_default()), mark(state, chart, row));
        for letter in Letter::ALL {
            let has = columns.iter().filter(|column| letters.get(column) == Some(&letter));
            let names: Vec<String> = has.map(|column| escaped(chart.column_name(*column))).collect();
            if !names.is_empty() {
                html.push_str(&format!("<span>{} {}</span>", chip(letter), names.join(t(board::LIST_SEPARATOR))));
            }
        }
        if !columns.iter().any(|column| letters.contains_key(column)) {
            html.push_str(&format!("<span class=\"muted\">{}</span>", t(words::NOBODY)));
        }
        html
    })
}

/// How many rows each column carries, below the rows.
pub fn foot(state: ChartState, rows: &[Row], columns: &[Column]) -> String {
    let mut carried: BTreeMap<Column, usize> = BTreeMap::new();
    for row in rows {
        for (column, letter) in state.letters(*row) {
            if letter.carries() {
                *carried.entry(column).or_default() += 1;
            }
        }
    }
    let mut html = format!("<th scope=\"row\" title=\"{}\">{}</th>", escaped(t(words::LOAD_HINT)), t(words::LOAD));
    for column in columns {
        html.push_str(&format!("<td>{}</td>", carried.get(column).copied().unwrap_or_default()));
    }
    html
}
