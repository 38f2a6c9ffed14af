//! Links that were given away open for ever: each line of `tests/share/links.txt` is a link and the design
//! that it holds, as the version that wrote it saw it. Lines are only ever added.

#![expect(clippy::disallowed_methods, reason = "the test reads its links")]

use std::collections::BTreeMap;
use std::fs;

use fast_ha::draft::Draft;
use fast_ha::field::{Blank, Field};
use fast_ha::finding::Code;
use fast_ha::preset::Preset;
use fast_ha::{preset, save, share};

#[test]
fn every_link_that_was_given_away_opens() {
    let links = fs::read_to_string("tests/share/links.txt").expect("the links are there");
    let mut tried = 0;
    for line in links.lines() {
        let (link, design) = line.split_once(' ').expect("a link and its design");
        let opened = share::read(link).unwrap_or_else(|finding| panic!("{link}: {finding}"));
        let kept = save::read(design).expect("a design");
        assert_eq!(opened.value, kept.value, "{link}");
        // What would be chosen today is offered and no more.
        let mut findings = opened.findings.iter().chain(&kept.findings);
        assert!(findings.all(|finding| finding.code == Code::PresetOlder), "{link}");
        tried += 1;
    }
    assert!(tried >= 10, "{tried}");
}

#[test]
fn a_field_keeps_its_number_for_ever() {
    let kept = fs::read_to_string("tests/share/numbers.txt").expect("the numbers are there");
    let said = Field::open().map(|field| {
        let number = field.spec().number.expect("whatever is no secret has a number");
        (number, field.key())
    });
    let said: BTreeMap<usize, &str> = said.collect();
    let said: Vec<String> =
        said.into_iter().map(|(number, key)| format!("{number} {key}")).collect();
    let kept: Vec<&str> = kept.lines().collect();
    assert_eq!(said, kept, "a new field takes the next number and a line at the end of the list");
    assert!(Field::secrets().all(|field| field.spec().number.is_none()));
}

/// What presets type and blanks become in a design of version 1, a line each.
fn first_version() -> Vec<String> {
    let mut lines = Vec::new();
    for preset in Preset::ALL {
        let draft = Draft::of_its_time(preset, 1, preset::CHANGES, []);
        for field in Field::open() {
            let blank = field.spec().blank;
            let default = if let Blank::Default(default, _) = blank { default } else { "" };
            let default = if preset == Preset::Reference { default } else { "" };
            let text = Some(draft.get(field)).filter(|text| !text.is_empty()).unwrap_or(default);
            if !text.is_empty() {
                lines.push(format!("{} {} {text}", preset.name(), field.key()));
            }
        }
    }
    lines
}

#[test]
fn a_design_of_the_first_version_keeps_what_its_presets_and_blanks_stood_for() {
    let kept = fs::read_to_string("tests/share/version-1.txt").expect("the values are there");
    let kept: Vec<&str> = kept.lines().collect();
    let said = first_version();
    for line in &kept {
        assert!(
            said.contains(&(*line).to_owned()),
            "`{line}` no longer holds; write it down in `preset::CHANGES`"
        );
    }
    for line in &said {
        assert!(kept.contains(&line.as_str()), "`{line}` is new; add it to the end of the list");
    }
}
