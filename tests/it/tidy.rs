//! The invariants of ARCHITECTURE.md that the compiler does not keep.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file with that ending below a folder, with its text and its path from the root.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let (mut found, mut folders) = (Vec::new(), vec![root().join(folder)]);
    while let Some(folder) = folders.pop() {
        let entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|own| own == ending) {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "no .{ending} below {folder}");
    found
}

/// All Rust code of the house without its tests.
fn code() -> Vec<(String, String)> {
    ["src", "crates/domain/src", "crates/store/src", "crates/browser/src"].iter().flat_map(|folder| files(folder, "rs")).collect()
}

/// Fails with every line of the code that a check complains about.
fn check(rule: &str, complains: impl Fn(&str, &str) -> bool) {
    let mut faults = Vec::new();
    for (name, text) in code() {
        let faulty = text.lines().enumerate().filter(|(_, line)| complains(&name, line));
        faults.extend(faulty.map(|(number, line)| format!("{name}:{}: {}", number + 1, line.trim())));
    }
    assert!(faults.is_empty(), "{rule}\n{}", faults.join("\n"));
}

#[test]
fn features_are_chosen_in_one_file() {
    check("cfg(feature) belongs in src/lib.rs", |name, line| {
        line.contains("cfg(") && line.contains("feature =") && name.starts_with("src/") && name != "src/lib.rs"
    });
}

#[test]
fn sql_stands_only_in_the_store() {
    check("SQL belongs in crates/store", |name, line| line.contains("sqlx::") && !name.starts_with("crates/store/"));
}

#[test]
fn what_people_read_goes_through_their_window() {
    // What is read past it: the watch keeps the findings of all, and an upload asks whether it is a repetition.
    let past = ["src/demo/", "src/server/command", "src/server/findings.rs", "src/server/files.rs"];
    let reads = [
        "board",
        "column",
        "totals",
        "cards",
        "list",
        "bin",
        "opportunity",
        "said",
        "export",
        "timeline",
        "tags",
        "reasons",
        "views",
        "changes_since",
        "pipelines",
        "stages",
        "fields",
        "file",
        "chart",
        "history",
    ];
    check("read through `Store::seen_by`", |name, line| {
        let is_direct = reads.iter().any(|read| line.contains(&format!("store.{read}(")));
        is_direct && name.starts_with("src/") && !past.iter().any(|past| name.starts_with(past))
    });
}

#[test]
fn rules_do_no_io_and_read_no_clock() {
    let outside = ["std::fs", "std::net", "std::env", "SystemTime", "Instant::now", "Zoned::now", "web_sys", "getrandom", "tokio"];
    check("the domain is pure", |name, line| name.starts_with("crates/domain/") && outside.iter().any(|word| line.contains(word)));
}

#[test]
fn interface_text_stands_only_in_the_locale() {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    check("Chinese text belongs in crates/domain/src/locale", |name, line| {
        let is_data =
            name.contains("/locale/") || name.starts_with("src/demo") || name.starts_with("src/exchange/") || name.contains("tests");
        let is_comment = line.trim_start().starts_with("//");
        // A language is offered under its own name.
        !is_data
            && name.starts_with("src/")
            && !is_comment
            && line.chars().any(is_han)
            && !line.contains("简体中文")
            && !line.contains("assert")
    });
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<String> = code().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(name, _)| name).collect();
    assert!(silent.is_empty(), "a file begins with a //! sentence: {silent:?}");
}

#[test]
fn no_file_is_two_rooms() {
    let long: Vec<String> = code().into_iter().filter(|(_, text)| text.lines().count() > 650).map(|(name, _)| name).collect();
    assert!(long.is_empty(), "files near 500 lines are probably two rooms: {long:?}");
}

#[test]
fn no_module_is_a_drawer() {
    let drawers = ["utils.rs", "util.rs", "helpers.rs", "common.rs", "types.rs"];
    let found: Vec<String> = code()
        .into_iter()
        .filter(|(name, _)| drawers.iter().any(|drawer| name.ends_with(&format!("/{drawer}"))))
        .map(|(name, _)| name)
        .collect();
    assert!(found.is_empty(), "name a module by what it holds: {found:?}");
}

#[test]
fn everything_that_is_linked_can_be_checked() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let packages: Vec<&str> = lock.split("[[package]]").skip(1).collect();
    assert!(packages.len() > 200, "{}", packages.len());
    let is_ours = |package: &str| {
        ["heliu", "heliu-domain", "heliu-store", "heliu-browser"].iter().any(|name| package.contains(&format!("name = \"{name}\"\n")))
    };
    let unchecked: Vec<&&str> = packages
        .iter()
        .filter(|package| !(is_ours(package) || package.contains("source = \"registry+") && package.contains("checksum = \"")))
        .collect();
    assert!(unchecked.is_empty(), "{unchecked:?}");
    for folder in ["end2end", "tools/node"] {
        let lock = fs::read_to_string(root().join(folder).join("package-lock.json")).unwrap();
        let lock: serde_json::Value = serde_json::from_str(&lock).unwrap();
        for (name, package) in lock["packages"].as_object().unwrap().iter().filter(|(name, _)| !name.is_empty()) {
            assert!(package["integrity"].is_string(), "{folder}: {name}");
        }
    }
}

#[test]
fn no_code_of_ours_is_unsafe() {
    for manifest in ["Cargo.toml", "crates/domain/Cargo.toml", "crates/store/Cargo.toml"] {
        let text = fs::read_to_string(root().join(manifest)).unwrap();
        assert!(text.contains("[lints]\nworkspace = true"), "{manifest}");
    }
    assert!(fs::read_to_string(root().join("Cargo.toml")).unwrap().contains("unsafe_code = \"forbid\""));
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |folder: &str| -> BTreeSet<String> {
        files(folder, "sql").into_iter().filter_map(|(name, _)| name.rsplit('/').next().map(str::to_owned)).collect()
    };
    assert_eq!(names("crates/store/migrations/sqlite"), names("crates/store/migrations/postgres"));
}

#[test]
fn server_functions_are_named_so_that_their_address_stays() {
    for (name, text) in files("src", "rs") {
        for line in text.lines().filter(|line| line.trim_start().starts_with("#[server")) {
            assert!(line.contains("endpoint = ") && line.contains("prefix = \"/api\""), "{name}: {line}");
        }
    }
}
