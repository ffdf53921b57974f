//! Tests of this room.

use heliu_domain::{exchange::ROWS_MAX, problem::Code};
use serde_json::Value;

use super::samples;
use crate::exchange::csv::{self, Table};

fn table(text: &str) -> Table {
    csv::read(text.as_bytes(), None, None).unwrap()
}

/// The table as csv-spectrum writes it down: an array of objects by heading.
fn objects(table: &Table) -> Value {
    let object =
        |row: &csv::Row| table.headings.iter().zip(row.cells()).map(|(heading, cell)| (heading.clone(), Value::from(cell))).collect();
    table.rows.iter().map(object).map(Value::Object).collect()
}

#[test]
fn every_file_of_csv_spectrum_reads_as_its_json() {
    let Some(folder) = samples::folder() else {
        println!("HELIU_SAMPLES is not set: the same shapes are read by the other tests of this file only");
        return;
    };
    let folder = folder.join("csv-spectrum");
    let mut names: Vec<String> =
        std::fs::read_dir(folder.join("csvs")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names.len(), 12);
    for name in names {
        let mut bytes = std::fs::read(folder.join("csvs").join(&name)).unwrap();
        let json = std::fs::read(folder.join("json").join(name.replace(".csv", ".json"))).unwrap();
        let mut expected: Value = serde_json::from_str(&String::from_utf8_lossy(&json)).unwrap();
        if name.ends_with("_crlf.csv") && !bytes.contains(&b'\r') {
            // The copy lost the carriage returns that give the file its name.
            bytes = String::from_utf8(bytes).unwrap().replace('\n', "\r\n").into_bytes();
        }
        let mut found = objects(&csv::read(&bytes, None, None).unwrap());
        if name == "location_coordinates.csv" {
            // Its JSON is one object instead of a list and made up another telephone number.
            expected = Value::Array(vec![expected]);
            assert_eq!(found[0]["Contact Phone Number"], "2095257564");
            found[0]["Contact Phone Number"] = expected[0]["Contact Phone Number"].clone();
        }
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn shapes_of_csv() {
    let check = |text: &str, expected: &[&[&str]]| {
        let table = table(text);
        assert_eq!(table.problems, [], "{text:?}");
        assert_eq!(table.rows.iter().map(|row| row.cells().collect::<Vec<_>>()).collect::<Vec<_>>(), expected, "{text:?}");
    };
    check("a,b\n1,\"x, y\"\n", &[&["1", "x, y"]]);
    check("a,b\r\n1,\"ha \r\n\"\"ha\"\"\"\r\n3,4", &[&["1", "ha \r\n\"ha\""], &["3", "4"]]);
    check("a;b\n1,5;2\n", &[&["1,5", "2"]]);
    check("a\tb\n1\t2\n", &[&["1", "2"]]);
    check("a|b\n1|2\n", &[&["1", "2"]]);
    check("sep=;\na;b\n1;2\n", &[&["1", "2"]]);
    check("a,b\r1,2\r3,4\r", &[&["1", "2"], &["3", "4"]]);
    check("\n\na,b\n\n1,2\n,\n \n3,4\n\n", &[&["1", "2"], &["3", "4"]]);
    check("a,b,\n1,2,\n", &[&["1", "2"]]);
    check("a,b\n1,5\" pipe\n", &[&["1", "5\" pipe"]]);
    check("a\n1\n2\n", &[&["1"], &["2"]]);
}

#[test]
fn rows_know_their_lines_whatever_stands_before_them() {
    let check = |text: &str, lines: &[u64]| {
        assert_eq!(table(text).rows.iter().map(|row| row.line).collect::<Vec<_>>(), lines, "{text:?}");
    };
    check("a,b\n1,2\n3,4\n", &[2, 3]);
    check("a,b\n\"x\ny\nz\",2\n3,4\n", &[2, 5]);
    check("a,b\r\n\"x\r\ny\",2\r\n\r\n\r\n3,4\r\n", &[2, 6]);
    check("\n\"a\n\",b\n1,2\n", &[4]);
    check("a,b\r1,2\r\r3,4\r", &[2, 4]);
    check("sep=,\na,b\n1,2\n", &[3]);
}

#[test]
fn bad_rows_are_problems_with_their_line() {
    let text = "a,b,c\n\"x\ny\",2,3\n1,2\n\n1,2,3,4\n4,5,6\n7,\"never closed,8\n9,9,9\n";
    let table = table(text);
    let found: Vec<_> = table.problems.iter().map(|row| (row.line, row.problem.field.as_deref().unwrap(), row.found.as_str())).collect();
    assert_eq!(found, [(4, "cells", "2"), (6, "cells", "4"), (8, "quote", "7")]);
    assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 7]);
}

#[test]
fn limits_are_clear() {
    let code = |text: &str| csv::read(text.as_bytes(), None, None).unwrap_err();
    let many = format!("a,b\n{}", "1,2\n".repeat(ROWS_MAX + 1));
    let problem = code(&many);
    assert_eq!((problem.code, problem.field.as_deref(), problem.params), (Code::TooLong, Some("rows"), vec![ROWS_MAX.to_string()]));
    assert_eq!(code(&format!("{}\n", "a,".repeat(400))).field.as_deref(), Some("columns"));
    assert_eq!(code(&",".repeat(10_000_000)).field.as_deref(), Some("columns"));
}
