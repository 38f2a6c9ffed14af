//! No file imports itself over others: what a circle holds together cannot be read one by one.
//!
//! A folder's face (`plan.rs`) names the files below it, and they name its types; that is no circle.

use std::collections::{BTreeMap, BTreeSet};

use crate::{product, sources};

/// The module of a file: `plan::audit` of `src/plan/audit.rs`.
type Module = Vec<String>;

/// The paths that a text names from `start` on, each with its line; `{}` is taken apart.
pub(crate) fn paths(text: &str, start: &str) -> Vec<(usize, Vec<String>)> {
    let mut all = Vec::new();
    for (at, _) in text.match_indices(start) {
        let (before, from) = text.split_at(at);
        if before.ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c)) {
            continue;
        }
        let mut found = Vec::new();
        branches(from, &[], &mut found);
        let line = before.matches('\n').count() + 1;
        all.extend(found.into_iter().map(|path| (line, path)));
    }
    all
}

/// Follows a path and each branch of its group; what is left of the text after them.
fn branches<'a>(text: &'a str, before: &[String], into: &mut Vec<Vec<String>>) -> &'a str {
    let mut rest = text.trim_start();
    if let Some(group) = rest.strip_prefix('{') {
        rest = group;
        while !rest.trim_start().starts_with('}') {
            let after = branches(rest, before, into);
            // Nothing that can be followed: a text that is no import.
            if after.len() == rest.len() {
                break;
            }
            rest = after.trim_start().trim_start_matches(',');
        }
        return rest.trim_start().trim_start_matches('}');
    }
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    let path = [before, &[word.to_owned()]].concat();
    if let Some(further) = after.strip_prefix("::") {
        return branches(further, &path, into);
    }
    into.push(path);
    // Another name for it is nobody's import.
    match after.strip_prefix(" as ") {
        Some(alias) => alias.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'),
        None => after,
    }
}

/// A path as seen from the crate.
fn absolute(module: &[String], path: &[String]) -> Module {
    let up = path.iter().take_while(|word| *word == "super").count();
    let from_root = path.first().is_some_and(|word| word == "crate");
    let base = if from_root { 0 } else { module.len().saturating_sub(up) };
    module.iter().take(base).chain(path.iter().skip(up.max(1))).cloned().collect()
}

/// The files that a file names, but those below it.
fn named(files: &BTreeMap<Module, String>, module: &Module, text: &str) -> BTreeSet<Module> {
    let paths = ["crate::", "super::", "self::"].into_iter().flat_map(|start| paths(text, start));
    let file = |path: Module| {
        let mut heads = (1..=path.len()).rev().filter_map(|n| path.get(..n));
        heads.find(|head| files.contains_key(*head)).map(<[String]>::to_vec)
    };
    let found = paths.filter_map(|(_, path)| file(absolute(module, &path)));
    found.filter(|other| !other.starts_with(module)).collect()
}

/// The imports from which a way leads back, as `from -> to`.
fn circles(files: &BTreeMap<Module, String>) -> Vec<String> {
    let named: BTreeMap<&Module, BTreeSet<Module>> =
        files.iter().map(|(module, text)| (module, named(files, module, text))).collect();
    let reached = |from: &Module| {
        let mut reached = BTreeSet::new();
        let mut open = vec![from.clone()];
        while let Some(module) = open.pop() {
            if reached.insert(module.clone()) {
                open.extend(named.get(&module).into_iter().flatten().cloned());
            }
        }
        reached
    };
    let mut circles = Vec::new();
    for (to, reached) in files.keys().map(|module| (module, reached(module))) {
        let from = named.iter().filter(|(_, all)| all.contains(to)).map(|(from, _)| *from);
        let back = from.filter(|from| reached.contains(*from));
        circles.extend(back.map(|from| format!("{} -> {}", from.join("::"), to.join("::"))));
    }
    circles.sort();
    circles
}

fn files() -> BTreeMap<Module, String> {
    let module = |path: std::path::PathBuf| {
        let below = path.with_extension("");
        let below = below.strip_prefix("src").expect("sources are below src");
        below.iter().map(|part| part.to_string_lossy().into_owned()).collect::<Module>()
    };
    let known = sources().into_iter().map(|(path, text)| (module(path), product(&text)));
    known
        .filter(|(module, _)| !["lib", "main", "second"].iter().any(|root| *module == [*root]))
        .collect()
}

#[test]
fn no_import_runs_in_a_circle() {
    let found = circles(&files());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_circle_is_found() {
    let planted = |texts: &[(&str, &str)]| {
        let of = |(module, text): &(&str, &str)| {
            (module.split("::").map(str::to_owned).collect(), (*text).to_owned())
        };
        circles(&texts.iter().map(of).collect())
    };
    let two = [
        ("plan::route", "use super::{\n    settle::{self, Settled as Done},\n    Plan,\n};"),
        ("plan::settle", "fn f() { crate::plan::route::default() }"),
        ("plan", "use self::route::Route;"),
    ];
    assert_eq!(planted(&two), ["plan::route -> plan::settle", "plan::settle -> plan::route"]);
    let one = two.get(..1).expect("there are three");
    assert_eq!(planted(one), [""; 0], "one way is no circle");
    assert_eq!(planted(&[two[0], two[2]]), [""; 0], "a face and what is below it");
    let three =
        [("a", "use crate::b;"), ("b", "use crate::{c, d};"), ("c", "crate::a::f()"), ("d", "")];
    assert_eq!(planted(&three), ["a -> b", "b -> c", "c -> a"]);
}
