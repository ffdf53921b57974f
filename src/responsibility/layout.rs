//! Which rows and columns the matrix shows.

use heliu_domain::{
    directory::Department,
    locale::{general, responsibility as words},
    responsibility::{Chart, Column, Row},
    text,
};
use leptos::prelude::*;

use crate::preferences::{t, tr};

/// What the reader wants to see.
#[derive(Clone, Copy)]
pub struct Wanted {
    /// Columns are people instead of roles.
    pub people: RwSignal<bool>,
    pub department: RwSignal<Option<Department>>,
    /// Only this column, and the rows in which it has a letter.
    pub column: RwSignal<Option<Column>>,
    pub text: RwSignal<String>,
}

impl Wanted {
    /// Everything, with roles as columns.
    pub fn new() -> Self {
        Self {
            people: RwSignal::new(false),
            department: RwSignal::new(None),
            column: RwSignal::new(None),
            text: RwSignal::new(String::new()),
        }
    }

    /// The layout of a chart as wanted.
    pub fn layout(self, chart: &Chart) -> Layout {
        let columns: Vec<Column> = if self.people.get() {
            chart.active_people().into_iter().map(|person| Column::Person(person.id)).collect()
        } else {
            chart.role_columns()
        };
        let only = self.column.get().filter(|only| columns.contains(only));
        let sought = text::fold(self.text.get().trim());
        let department = self.department.get();
        let is_wanted = |row: Row| {
            let name = chart.row_name(row).unwrap_or_default();
            (sought.is_empty() || text::fold(name).contains(&sought)) && only.is_none_or(|only| chart.letter(row, only).is_some())
        };
        let mut groups = Vec::new();
        for own in Department::ALL.into_iter().filter(|own| department.is_none_or(|wanted| wanted == *own)) {
            let rows: Vec<Row> =
                chart.work_of(own).into_iter().map(|it| Row::Responsibility(it.id)).filter(|row| is_wanted(*row)).collect();
            groups.push(Group {
                key: own.as_str().to_owned(),
                title: t(general::department(own)).to_owned(),
                department: own,
                rows,
                is_work: true,
            });
        }
        if department.is_none_or(|wanted| wanted == Department::Sales) {
            for pipeline in chart.pipelines_in_order() {
                let rows: Vec<Row> =
                    chart.stages_of(pipeline.id).into_iter().map(|it| Row::Stage(it.id)).filter(|row| is_wanted(*row)).collect();
                let title = tr(words::STAGES_OF, &[&pipeline.name]);
                groups.push(Group { key: pipeline.id.to_string(), title, department: Department::Sales, rows, is_work: false });
            }
        }
        groups.retain(|group| !group.rows.is_empty());
        Layout { groups, columns: only.map_or(columns, |only| vec![only]) }
    }
}

/// Rows that stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub key: String,
    pub title: String,
    pub department: Department,
    pub rows: Vec<Row>,
    /// Lines of work, not stages.
    pub is_work: bool,
}

/// The rows and columns of the page, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    pub groups: Vec<Group>,
    pub columns: Vec<Column>,
}

impl Layout {
    /// Every row, in order.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        self.groups.iter().flat_map(|group| group.rows.iter().copied())
    }

    /// The cell that lies so many rows and columns away, as far as there is one.
    pub fn beside(&self, row: Row, column: Column, down: isize, right: isize) -> Option<(Row, Column)> {
        let rows: Vec<Row> = self.rows().collect();
        let at = |index: Option<usize>, by: isize, count: usize| Some(index?.saturating_add_signed(by).min(count.checked_sub(1)?));
        let y = at(rows.iter().position(|other| *other == row), down, rows.len())?;
        let x = at(self.columns.iter().position(|other| *other == column), right, self.columns.len())?;
        rows.get(y).copied().zip(self.columns.get(x).copied())
    }
}
