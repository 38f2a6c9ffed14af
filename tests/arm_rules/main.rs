//! The template, its parameters file and the portal's form against Microsoft's rules for templates.
//!
//! Each row below names a rule of arm-ttk (Azure's template test toolkit, read on 2026-11-24) or a
//! limit of the documentation, the function that checks it, and a violation that it must catch. Every
//! row is tried on every golden design and on a set of designs in which each two options meet.

#![expect(
    clippy::disallowed_methods,
    reason = "the test reads its designs and may write templates"
)]
#![expect(
    clippy::indexing_slicing,
    reason = "a key that JSON lacks reads as null, which is wrong too"
)]

mod documents;
mod expression;
mod form;
mod limits;
mod pairs;
mod parameters;
mod template;

use std::fs;

use documents::Documents;
use fast_ha::draft::Draft;
use fast_ha::save;

/// A rule with a violation of it.
struct Rule {
    name: &'static str,
    check: fn(&Documents) -> Vec<String>,
    plant: fn(&mut Documents),
}

const fn rule(
    name: &'static str,
    check: fn(&Documents) -> Vec<String>,
    plant: fn(&mut Documents),
) -> Rule {
    Rule { name, check, plant }
}

fn rules() -> impl Iterator<Item = &'static Rule> {
    template::RULES.iter().chain(parameters::RULES).chain(form::RULES).chain(limits::RULES)
}

/// What the rules say against some documents.
fn complaints(documents: &Documents) -> Vec<String> {
    rules()
        .flat_map(|rule| {
            (rule.check)(documents).into_iter().map(move |what| format!("{}: {what}", rule.name))
        })
        .collect()
}

fn goldens() -> Vec<(String, Draft)> {
    let mut folders: Vec<_> = fs::read_dir("tests/designs")
        .expect("the goldens are there")
        .map(|entry| entry.expect("the folder can be listed").path())
        .collect();
    folders.sort();
    let draft = |text: &str| save::read(text).expect("a golden design is a design").value;
    folders
        .iter()
        .map(|folder| {
            let text = fs::read_to_string(folder.join("design.json")).expect("readable");
            (folder.display().to_string(), draft(&text))
        })
        .collect()
}

#[test]
fn every_golden_keeps_every_rule() {
    for (name, draft) in goldens() {
        let wrong = complaints(&documents::of(&draft));
        assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
    }
}

#[test]
fn every_rule_catches_its_violation() {
    let (_, tagged) = goldens().into_iter().find(|(name, _)| name.ends_with("zones")).expect("it");
    for draft in [Draft::default(), tagged] {
        for rule in rules() {
            let mut documents = documents::of(&draft);
            (rule.plant)(&mut documents);
            assert!(!(rule.check)(&documents).is_empty(), "{} catches nothing", rule.name);
        }
    }
}

#[test]
fn the_rules_are_counted() {
    // 31 files of arm-ttk for templates, of which the last is a pair.
    assert_eq!(template::RULES.len(), 32);
    assert_eq!(parameters::RULES.len(), 5);
    // 17 files of arm-ttk for forms, and one that it had before.
    assert_eq!(form::RULES.len(), 18);
}

#[test]
fn each_two_options_meet_and_keep_every_rule() {
    let designs = pairs::designs();
    for design in &designs {
        let wrong = complaints(&documents::of(&design.draft));
        assert!(wrong.is_empty(), "{}:\n{}", design.title, wrong.join("\n"));
    }
    // `COMBINATIONS=folder` writes the templates, for checkers that are no part of this repository.
    // What such a checker must warn of, because it stands outside the template, is marked in the name.
    let Ok(folder) = std::env::var("COMBINATIONS") else { return };
    fs::create_dir_all(&folder).expect("the folder can be made");
    for (n, design) in designs.iter().enumerate() {
        let mark = if design.outside { ".outside" } else { "" };
        let template = &documents::of(&design.draft).texts[0].1;
        fs::write(format!("{folder}/{:02}{mark}.json", n + 1), template).expect("writable");
    }
}

#[test]
fn the_template_of_the_reference_keeps_its_size() {
    let documents = documents::of(&Draft::default());
    let bytes = documents.texts[0].1.len();
    assert!(bytes <= 80_000, "{bytes} bytes");
}
