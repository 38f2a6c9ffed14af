//! The faults of `tests/broken.json` can still be planted: each text stands once in its file, and each test
//! is there. `tests/run broken` plants them and runs the tests.

#![expect(clippy::disallowed_methods, reason = "the test reads the sources and the tests")]

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

/// What keeps a fault from being planted or caught.
fn obstacle(fault: &Value) -> Option<String> {
    let say = |key: &str| fault[key].as_str().unwrap_or_default();
    let file = fs::read_to_string(say("file")).unwrap_or_default();
    let n_found = file.matches(say("from")).count();
    if n_found != 1 || say("from") == say("to") {
        return Some(format!("stands {n_found} times in {}: {}", say("file"), say("from")));
    }
    let test = say("test").rsplit([' ', ':']).next().unwrap_or_default();
    let place = match say("test").strip_prefix("--test ").and_then(|it| it.split_once(' ')) {
        Some((name, _)) => format!("tests/{name}.rs"),
        None => of_module(say("test")),
    };
    let tests = fs::read_to_string(&place).unwrap_or_default();
    let is_there = tests.contains(&format!("fn {test}("));
    (!is_there).then(|| format!("{place} has no test {test}"))
}

/// The file in which a test of the crate itself stands: `--lib net::tests::name` in `src/net.rs`.
fn of_module(test: &str) -> String {
    let path = test.trim_start_matches("--lib ").rsplit_once("::").map_or("", |(path, _)| path);
    format!("src/{}.rs", path.trim_end_matches("::tests").replace("::", "/"))
}

#[test]
fn every_fault_can_be_planted() {
    let list = fs::read_to_string("tests/broken.json").expect("readable");
    let list: Vec<Value> = serde_json::from_str(&list).expect("a list of faults");
    let wrong: Vec<String> = list.iter().filter_map(obstacle).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let rooms: BTreeSet<&str> = list.iter().filter_map(|fault| fault["room"].as_str()).collect();
    assert!(list.len() >= 10 && rooms.len() >= 10, "{rooms:?}");
    let planted = serde_json::json!({ "file": "src/lib.rs", "from": "nowhere", "to": "" });
    assert!(obstacle(&planted).is_some());
}
