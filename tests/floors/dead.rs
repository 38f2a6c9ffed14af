//! No public item is dead: the compiler says so of private ones alone.

use std::collections::BTreeMap;

use crate::{product, sources};

/// Names of items and fields that a text makes public, also to its crate or its parent alone.
fn made_public(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let after = line.trim_start().strip_prefix("pub")?;
        let after = match after.strip_prefix('(') {
            Some(scope) => scope.split_once(')')?.1,
            None => after,
        };
        let mut words = after.strip_prefix(' ')?.split(|c: char| !c.is_alphanumeric() && c != '_');
        let name = words.find(|word| !KEYWORDS.contains(word))?;
        (name != "use").then_some(name)
    })
}

const KEYWORDS: [&str; 9] =
    ["const", "async", "fn", "struct", "enum", "static", "trait", "type", "mod"];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Public names that stand nowhere but where they are made.
fn dead<'a>(texts: &[&'a str]) -> Vec<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in texts.iter().flat_map(|text| words(text)) {
        *counts.entry(word).or_default() += 1;
    }
    let public = texts.iter().flat_map(|text| made_public(text));
    public.filter(|name| counts.get(name) == Some(&1)).collect()
}

#[test]
fn no_public_item_is_dead() {
    let all = sources();
    // A file that only tests use, like a law beside what it holds.
    let for_tests = |path: &std::path::Path| {
        let name = path.file_stem().expect("a file has a name").to_string_lossy();
        let declared = format!("#[cfg(test)]\nmod {name};");
        all.iter().any(|(_, text)| text.contains(&declared))
    };
    let texts: Vec<String> =
        all.iter().filter(|(path, _)| !for_tests(path)).map(|(_, text)| product(text)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut found = dead(&texts);
    found.retain(|name| !HELD_BY_TESTS.contains(name));
    assert_eq!(found, [""; 0]);
}

/// Facts that no document needs and that tests hold the documents to.
const HELD_BY_TESTS: [&str; 4] = ["READ", "SCRIPT_MAX", "PHASH_MAX", "OF_DESIGNS"];

#[test]
fn a_dead_item_is_found() {
    let texts = [
        "pub(crate) fn used() {}\npub const LEFT: u8 = 1;\n    pub(super) field: u8,",
        "use a::used;\npub use a::LEFT_OVER;\npub struct Alone(u8);",
    ];
    assert_eq!(dead(&texts), ["LEFT", "field", "Alone"]);
}
