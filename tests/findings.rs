//! Rules as readable cases: every Markdown file below `tests/findings` is a test suite.
//!
//! A fenced block is one case on the `reference` preset. `key = value` types into a field (a secret
//! too), `\n` in a value is a line end, `repeat N key = value` types N lines with their number for `#`,
//! `preset NAME` starts elsewhere. `error[CODE] at key` demands a
//! finding, with more keys separated by commas; `none CODE` forbids one; `fix TITLE` applies the fix of
//! that title and demands that the finding before it is gone.

#![expect(clippy::disallowed_methods, reason = "the test reads its cases")]

use std::collections::BTreeSet;
use std::fs;

use fast_ha::audit;
use fast_ha::draft::Draft;
use fast_ha::draft::Secrets;
use fast_ha::field::Control;
use fast_ha::field::Field;
use fast_ha::finding::Code;
use fast_ha::finding::Finding;
use fast_ha::finding::Severity;
use fast_ha::panos::Salt;
use fast_ha::preset::Preset;
use fast_ha::review::review;
use fast_ha::secret::Secret;

/// One fenced block.
struct Case {
    place: String,
    lines: Vec<String>,
}

fn cases() -> Vec<Case> {
    let mut files: Vec<_> = fs::read_dir("tests/findings")
        .expect("the cases are there")
        .map(|entry| entry.expect("the folder can be listed").path())
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("readable");
        let mut block: Option<Case> = None;
        for (n, line) in text.lines().enumerate() {
            match (line.starts_with("```"), &mut block) {
                (true, None) => {
                    let place = format!("{}:{}", file.display(), n + 1);
                    block = Some(Case { place, lines: Vec::new() });
                }
                (true, Some(_)) => cases.extend(block.take()),
                (false, Some(case)) => case.lines.push(line.to_owned()),
                (false, None) => {}
            }
        }
        assert!(block.is_none(), "{} has an open block", file.display());
    }
    cases
}

/// The head of a finding as the cases write it.
fn head(finding: &Finding) -> String {
    let rule = finding.code.rule();
    let keys: Vec<&str> = finding.at.iter().map(|field| field.key()).collect();
    format!("{}[{}] at {}", rule.severity, rule.code, keys.join(", "))
}

/// A line and how often its value is typed.
fn repeated(line: &str) -> (&str, usize) {
    let Some((times, rest)) = line.strip_prefix("repeat ").and_then(|rest| rest.split_once(' '))
    else {
        return (line, 1);
    };
    (rest, times.parse().expect("a number of lines"))
}

/// Runs a case and gives the codes that it demanded and that it forbade.
fn run(case: &Case) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut draft = Draft::default();
    let mut secrets = Secrets::default();
    let (mut demanded, mut forbidden) = (BTreeSet::new(), BTreeSet::new());
    let mut last: Option<Finding> = None;
    for line in case.lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let findings = review(&draft, &secrets).findings;
        let said: Vec<String> = findings.iter().map(head).collect();
        if let Some(name) = line.strip_prefix("preset ") {
            draft = Draft::of(Preset::from_name(name).expect("a preset's name"));
        } else if let Some(code) = line.strip_prefix("none ") {
            let found = findings.iter().find(|finding| finding.code.rule().code == code);
            assert!(
                found.is_none(),
                "{}: {}",
                case.place,
                found.map(ToString::to_string).unwrap_or_default()
            );
            forbidden.insert(code.to_owned());
        } else if let Some(title) = line.strip_prefix("fix ") {
            let finding = last.take().expect("a fix follows its finding");
            let fix = finding.fixes.iter().find(|fix| fix.title == title);
            let fix =
                fix.unwrap_or_else(|| panic!("{}: no fix `{title}` in {finding}", case.place));
            draft = draft.apply(fix);
            let after = review(&draft, &secrets).findings;
            assert!(!after.contains(&finding), "{}: {title} leaves {finding}", case.place);
        } else if ["error[", "warning[", "note["].iter().any(|start| line.starts_with(start)) {
            let wanted = |finding: &&Finding| {
                let head = head(finding);
                head == line || head.starts_with(&format!("{line},"))
            };
            last = findings.iter().find(wanted).cloned();
            assert!(last.is_some(), "{}: {line} is missing in\n{}", case.place, said.join("\n"));
            let code = line.split(['[', ']']).nth(1).expect("a code in brackets");
            demanded.insert(code.to_owned());
        } else {
            let (line, times) = repeated(line);
            let (key, value) =
                line.split_once('=').unwrap_or_else(|| panic!("{}: {line}", case.place));
            let field =
                Field::from_key(key.trim()).unwrap_or_else(|| panic!("{}: {key}", case.place));
            let value = value.trim().replace("\\n", "\n").replace("\\x01", "\u{1}");
            let lines = (1..=times).map(|n| {
                if times == 1 { value.clone() } else { value.replace('#', &n.to_string()) }
            });
            let value = lines.collect::<Vec<_>>().join("\n");
            if field.is_secret() {
                secrets.set(field, Secret::new(value));
            } else {
                draft.set(field, value);
            }
        }
    }
    (demanded, forbidden)
}

#[test]
fn every_case_finds_what_it_says() {
    let cases = cases();
    assert!(cases.len() > 40, "cases are missing");
    for case in &cases {
        let _ = run(case);
    }
}

/// Rules about files, which the form cannot break, have their tests in `save`; the last one is a fault
/// of the program, which no design brings about.
const ELSEWHERE: [&str; 8] =
    ["FIL001", "FIL002", "FIL003", "FIL004", "FIL005", "FIL006", "FIL007", "INT001"];

#[test]
fn every_rule_has_a_case_and_a_counter_case() {
    let (mut demanded, mut forbidden) = (BTreeSet::new(), BTreeSet::new());
    for case in cases() {
        let (more, less) = run(&case);
        demanded.extend(more);
        forbidden.extend(less);
    }
    for code in Code::ALL.iter().map(|code| code.rule().code) {
        if ELSEWHERE.contains(&code) {
            continue;
        }
        assert!(demanded.contains(code), "{code} has no case");
        assert!(forbidden.contains(code), "{code} has no counter-case");
    }
}

/// A text that no field but a free one takes.
fn nonsense(field: Field) -> &'static str {
    match field.spec().control {
        Control::Text | Control::Lines | Control::Ranges | Control::Size => "\u{1}",
        Control::Address
        | Control::Range
        | Control::Number(..)
        | Control::Choice(_)
        | Control::Switch
        | Control::Secret => "?!",
    }
}

#[test]
fn every_field_answers_nonsense_with_a_finding_at_itself() {
    for field in Field::ALL.iter().copied().filter(|field| !field.is_secret()) {
        let mut draft = Draft::default();
        draft.set(field, nonsense(field));
        let review = review(&draft, &Secrets::default());
        let found = review.findings.iter().any(|finding| {
            finding.severity() == Severity::Error && finding.at.first() == Some(&field)
        });
        assert!(found, "{} takes {:?}", field.key(), nonsense(field));
        assert!(review.approved().is_none());
        assert!(review.plan.is_some(), "{} blanks the picture", field.key());
    }
}

#[test]
fn every_preset_builds_untouched() {
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    for preset in Preset::ALL {
        let (draft, secrets) = (Draft::of(preset), Secrets::default());
        let review = review(&draft, &secrets);
        let approved = review.approved();
        let approved =
            approved.unwrap_or_else(|| panic!("{}: {:?}", preset.name(), review.obstacle()));
        let audited = audit::audited(approved, &draft, &secrets, &salt);
        assert!(audited.is_ok(), "{}: {:?}", preset.name(), audited.err());
        assert_eq!(draft.changes().count(), 0);
    }
}
