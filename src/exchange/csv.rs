//! Text to records: the delimiter, the heading row, and every row with the line on which it begins.

use csv::{ReaderBuilder, StringRecord};
use heliu_domain::{
    exchange::{Encoding, ROWS_MAX, RowProblem},
    problem::{Code, Problem},
};

use super::read::{self, Decoded};

/// Most columns of a file.
pub const COLUMNS_MAX: usize = 300;
/// More delimiters than this on one line are no table.
const DELIMITERS_MAX: usize = 100_000;

/// A file of rows and columns.
#[derive(Clone, Debug)]
pub struct Table {
    pub encoding: Encoding,
    /// Whether the bytes would fit another encoding as well.
    pub ambiguous: bool,
    pub delimiter: char,
    /// The line of the headings.
    pub line: u64,
    pub headings: Vec<String>,
    /// The rows that have as many cells as there are headings, and could be decoded.
    pub rows: Vec<Row>,
    /// What is wrong with the other rows.
    pub problems: Vec<RowProblem>,
}

/// A row of a file.
#[derive(Clone, Debug)]
pub struct Row {
    /// The line on which it begins, counted from 1.
    pub line: u64,
    cells: StringRecord,
}

impl Row {
    /// The cell of a column; empty beyond the last one.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default()
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter()
    }
}

/// Reads a table. Lines without content are skipped, wherever they stand; an Excel line `sep=;` names the delimiter.
///
/// # Errors
/// A problem of the file as a whole: too large, empty, too many rows or columns.
pub fn read(bytes: &[u8], encoding: Option<Encoding>, delimiter: Option<char>) -> Result<Table, Problem> {
    let decoded = read::decode(bytes, encoding)?;
    let (named, skipped) = named_delimiter(&decoded.text);
    let delimiter = delimiter.or(named).unwrap_or_else(|| guess_delimiter(&decoded.text));
    if decoded.text.lines().any(|line| line.chars().filter(|c| *c == delimiter).count() > DELIMITERS_MAX) {
        return Err(Problem::of(Code::TooLong, "columns").with(COLUMNS_MAX));
    }
    Reading::new(&decoded, delimiter, skipped).table()
}

/// The delimiter that a first line `sep=;` names, and how many bytes that line takes.
fn named_delimiter(text: &str) -> (Option<char>, usize) {
    let Some(first) = text.split_inclusive('\n').next() else { return (None, 0) };
    let mut named = first.trim_end_matches(['\r', '\n']).strip_prefix("sep=").unwrap_or_default().chars();
    match (named.next(), named.next()) {
        (Some(delimiter @ (',' | ';' | '\t' | '|')), None) => (Some(delimiter), first.len()),
        _ => (None, 0),
    }
}

/// The delimiter by which the first rows agree best on a number of columns.
fn guess_delimiter(text: &str) -> char {
    const LOOKED_AT: usize = 200_000;
    let text = text.get(..text.floor_char_boundary(LOOKED_AT)).unwrap_or(text);
    let score = |delimiter: char| {
        let records: Vec<usize> =
            reader(text, delimiter).records().take(30).flatten().filter(|record| !is_blank(record)).map(|record| record.len()).collect();
        let columns = records.first().copied().unwrap_or(0);
        let agreeing = records.iter().filter(|count| **count == columns).count();
        if columns < 2 { (0, 0) } else { (agreeing * 100 / records.len().max(1), columns) }
    };
    let mut best = (',', (0, 1));
    for delimiter in [',', ';', '\t', '|'] {
        let score = score(delimiter);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

fn reader(text: &str, delimiter: char) -> csv::Reader<&[u8]> {
    let delimiter = u8::try_from(delimiter).unwrap_or(b',');
    ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes())
}

fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

/// Counts lines up to ever later places. A line ends with LF, CRLF or CR.
struct Lines<'a> {
    text: &'a [u8],
    offset: usize,
    line: u64,
}

impl Lines<'_> {
    fn at(&mut self, offset: usize) -> u64 {
        while self.offset < offset {
            let ends = match self.text.get(self.offset) {
                Some(b'\n') => true,
                Some(b'\r') => self.text.get(self.offset + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += u64::from(ends);
            self.offset += 1;
        }
        self.line
    }
}

struct Reading<'a> {
    decoded: &'a Decoded,
    delimiter: char,
    /// Bytes of a line that is no row.
    skipped: usize,
    lines: Lines<'a>,
    undecodable: std::iter::Peekable<std::slice::Iter<'a, (usize, String)>>,
    problems: Vec<RowProblem>,
}

impl<'a> Reading<'a> {
    fn new(decoded: &'a Decoded, delimiter: char, skipped: usize) -> Self {
        let lines = Lines { text: decoded.text.as_bytes(), offset: 0, line: 1 };
        Self { decoded, delimiter, skipped, lines, undecodable: decoded.undecodable.iter().peekable(), problems: Vec::new() }
    }

    fn table(mut self) -> Result<Table, Problem> {
        let mut headings: Option<(u64, Vec<String>)> = None;
        let mut rows = Vec::new();
        let text = self.decoded.text.get(self.skipped..).unwrap_or_default();
        let mut reader = reader(text, self.delimiter);
        let mut record = StringRecord::new();
        loop {
            let begin = self.skipped + position(&reader);
            if !reader.read_record(&mut record).map_err(|_| Problem::malformed("file"))? {
                break;
            }
            let end = self.skipped + position(&reader);
            if is_blank(&record) {
                continue;
            }
            let raw = self.decoded.text.get(begin..end).unwrap_or_default();
            let start = begin + raw.len() - raw.trim_start_matches(['\r', '\n']).len();
            let line = self.lines.at(start);
            let Some((_, headings)) = &headings else {
                headings = Some((line, self.headings(&record, line, end)?));
                continue;
            };
            if let Some(row) = self.row(&record, headings, line, raw, end) {
                rows.push(row);
            }
            if rows.len() + self.problems.len() > ROWS_MAX {
                return Err(Problem::of(Code::TooLong, "rows").with(ROWS_MAX));
            }
        }
        let (line, headings) = headings.ok_or_else(|| Problem::of(Code::Required, "file"))?;
        let Decoded { encoding, ambiguous, .. } = *self.decoded;
        Ok(Table { encoding, ambiguous, delimiter: self.delimiter, line, headings, rows, problems: self.problems })
    }

    fn headings(&mut self, record: &StringRecord, line: u64, end: usize) -> Result<Vec<String>, Problem> {
        let used = record.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()).last().map_or(0, |(last, _)| last + 1);
        if used > COLUMNS_MAX {
            return Err(Problem::of(Code::TooLong, "columns").with(COLUMNS_MAX));
        }
        if let Some(bytes) = self.undecodable_before(end) {
            let problem = RowProblem::new(line, None, &bytes, Problem::malformed("encoding"));
            self.problems.push(problem);
        }
        Ok(record.iter().take(used).map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ")).collect())
    }

    /// The row, unless something is wrong with it. Cells beyond the last heading must be empty.
    fn row(&mut self, record: &StringRecord, headings: &[String], line: u64, raw: &str, end: usize) -> Option<Row> {
        let first = record.iter().find(|cell| !cell.trim().is_empty()).unwrap_or_default();
        let (found, problem) = if let Some(bytes) = self.undecodable_before(end) {
            (bytes, Problem::malformed("encoding"))
        } else if end == self.decoded.text.len() && is_open_quote(raw, self.delimiter) {
            (first.to_owned(), Problem::malformed("quote"))
        } else if record.len() < headings.len() || record.iter().skip(headings.len()).any(|cell| !cell.trim().is_empty()) {
            (record.len().to_string(), Problem::of(Code::Invalid, "cells").with(headings.len()))
        } else {
            return Some(Row { line, cells: record.iter().take(headings.len()).collect() });
        };
        self.problems.push(RowProblem::new(line, None, &found, problem));
        None
    }

    /// The first undecodable bytes before a place; forgets them all.
    fn undecodable_before(&mut self, end: usize) -> Option<String> {
        let mut first = None;
        while let Some((_, bytes)) = self.undecodable.next_if(|(offset, _)| *offset < end) {
            first.get_or_insert_with(|| bytes.clone());
        }
        first
    }
}

fn position(reader: &csv::Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

/// Whether a quote that opens a cell is never closed.
fn is_open_quote(raw: &str, delimiter: char) -> bool {
    let (mut quoted, mut starts) = (false, true);
    let mut rest = raw.trim_start_matches(['\r', '\n']).chars().peekable();
    while let Some(c) = rest.next() {
        if quoted {
            if c == '"' && rest.next_if_eq(&'"').is_none() {
                quoted = false;
            }
        } else if c == '"' && starts {
            quoted = true;
        }
        starts = !quoted && (c == delimiter || c == '\n' || c == '\r');
    }
    quoted
}
