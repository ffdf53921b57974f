//! The responsibility matrix on its way out, as CSV or as an Excel workbook.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use heliu_domain::{
    Code, Problem,
    directory::Department,
    locale::{Language, general, responsibility as words},
    responsibility::{Chart, Column, Letter, Row},
};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

use crate::{
    exchange::write::table,
    server::{
        context::{Context, Visit},
        files::save_as,
        refusal::Refusal,
    },
};

/// The matrix as a file to be saved: `roles.csv`, `people.csv`, `roles.xlsx` or `people.xlsx`.
///
/// # Errors
/// No such workspace or form.
pub async fn export(
    State(context): State<Context>,
    Path((slug, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let visit = Visit::new(&context, &headers, &slug).await?;
    let preferences = visit.preferences;
    let chart = visit.window(&context).chart().await?.chart();
    let (columns, ending) = name.rsplit_once('.').ok_or_else(|| Problem::not_found("file"))?;
    let columns: Vec<Column> = match columns {
        "roles" => chart.role_columns(),
        "people" => chart.active_people().into_iter().map(|person| Column::Person(person.id)).collect(),
        _ => return Err(Problem::not_found("file").into()),
    };
    let rows = rows(&chart, &columns, preferences.language);
    let (bytes, mime) = match ending {
        "csv" => (table(rows)?, "text/csv; charset=utf-8"),
        "xlsx" => (workbook(&rows, preferences.language)?, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        _ => return Err(Problem::not_found("file").into()),
    };
    let mut response = bytes.into_response();
    save_as(response.headers_mut(), &format!("{} {}.{ending}", words::MATRIX_TITLE.in_(preferences.language), preferences.today));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    Ok(response)
}

/// Heading and rows: what they belong to, what they are, and a letter per column.
fn rows(chart: &Chart, columns: &[Column], language: Language) -> Vec<Vec<String>> {
    let mut head = vec![words::DEPARTMENT.in_(language).to_owned(), words::RESPONSIBILITY.in_(language).to_owned()];
    head.extend(columns.iter().map(|column| chart.column_name(*column).to_owned()));
    let mut rows = vec![head];
    for row in chart.rows() {
        let belongs = match row {
            Row::Responsibility(id) => {
                let department = chart.responsibilities.get(&id).map_or(Department::Sales, |it| it.department);
                general::department(department).in_(language).to_owned()
            }
            Row::Stage(id) => {
                let pipeline = chart.stages.get(&id).and_then(|stage| chart.pipelines.get(&stage.pipeline));
                pipeline.map(|pipeline| pipeline.name.clone()).unwrap_or_default()
            }
        };
        let mut line = vec![belongs, chart.row_name(row).unwrap_or_default().to_owned()];
        line.extend(columns.iter().map(|column| chart.letter(row, *column).map_or("", Letter::as_str).to_owned()));
        rows.push(line);
    }
    rows
}

fn workbook(rows: &[Vec<String>], language: Language) -> Result<Vec<u8>, Problem> {
    let write = || -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.set_name(words::MATRIX.in_(language))?;
        let (bold, middle) = (Format::new().set_bold(), Format::new().set_align(FormatAlign::Center));
        for (y, row) in (0u32..).zip(rows) {
            for (x, text) in (0u16..).zip(row) {
                // Strings are stored as strings: nothing that people write becomes a formula.
                match (y, x) {
                    (0, _) | (_, 1) => sheet.write_string_with_format(y, x, text, &bold)?,
                    (_, 0) => sheet.write_string(y, x, text)?,
                    _ => sheet.write_string_with_format(y, x, text, &middle)?,
                };
            }
        }
        sheet.set_column_width(1, 40)?;
        sheet.set_freeze_panes(1, 2)?;
        workbook.save_to_buffer()
    };
    write().map_err(|error| {
        tracing::error!(%error, "the matrix could not be written");
        Problem::new(Code::Internal)
    })
}
