//! Golden designs: every folder below `tests/designs` holds a design and the output of every stage.
//!
//! Five folders hold their files whole. The others hold `reference.diff`: where their files differ
//! from those of `reference`, of which each file is made again to its last byte before it is compared.
//! `BLESS=1 cargo test --test designs` writes the outputs anew. They are reviewed, never blessed in
//! bulk. No secret is in any of them.

#![expect(clippy::disallowed_methods, reason = "the test reads and writes its goldens")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fast_ha::draft::Secrets;
use fast_ha::finding::Finding;
use fast_ha::panos::Salt;
use fast_ha::plan::{Origin, Plan};
use fast_ha::{artifact, review, save};
use similar::{ChangeTag, TextDiff};

/// The design that the others are told apart from, and the four that differ from it most.
const WHOLE: [&str; 5] = ["reference", "closed", "cloud", "udp", "zones"];
const DIFFERENCE: &str = "reference.diff";

/// Files whose text is the same for every design, or follows from the others.
const LEFT_OUT: [&str; 6] =
    ["SHA256SUMS", "design.json", "deploy.sh", "deploy.ps1", "verify.sh", "verify.ps1"];

/// The plan for people: a fact a line, with the field that it comes from.
fn plan_text(plan: &Plan) -> String {
    let mut lines = vec!["# addresses".to_owned()];
    lines.extend(plan.addresses().iter().map(|planned| {
        let owner = &planned.owner;
        let (address, subnet) = (planned.address.value.to_string(), &planned.subnet.name);
        format!("{owner:<36} {address:<16} {subnet:<20} {}", planned.subnet.range)
    }));
    lines.push("\n# routes of PAN-OS".to_owned());
    for router in &plan.routers {
        lines.extend(router.routes.iter().map(|route| {
            let destination = route.destination.to_string();
            format!("{:<12} {:<12} {destination:<20} {:?}", router.name, route.name, route.via)
        }));
    }
    lines.push("\n# fields".to_owned());
    lines.extend(plan.settled.iter().map(|(field, settled)| {
        let from = match &settled.from {
            Origin::Typed(_) => "typed".to_owned(),
            Origin::Chosen { why, .. } => why.clone(),
        };
        let value = settled.value.replace('\n', "; ");
        format!("{:<32} {value:<40} {from}", field.key()).trim_end().to_owned()
    }));
    lines.join("\n") + "\n"
}

/// Texts by file name.
type Files = BTreeMap<String, String>;

/// Every stage of a design.
fn stages(design: &str) -> Files {
    let read = save::read(design).expect("a golden design is a design");
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    let secrets = Secrets::default();
    let review = review::review(&read.value, &secrets);
    let findings: Vec<String> = review.findings.iter().map(Finding::to_string).collect();
    let approved = review.approved().unwrap_or_else(|| panic!("{}", findings.join("\n")));
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    let mut stages: Files = artifact::artifacts(approved, &read.value, &secrets, &salt, &[])
        .iter()
        .filter(|artifact| !LEFT_OUT.contains(&artifact.path.as_str()))
        .filter_map(|artifact| Some((artifact.path.clone(), artifact.as_text()?.to_owned())))
        .collect();
    stages.insert("findings.txt".to_owned(), findings.join("\n") + "\n");
    stages.insert("plan.txt".to_owned(), plan_text(approved.plan()));
    stages
}

/// Lines around a change, for the reader.
const CONTEXT: usize = 2;

/// What makes `new` out of `old`: lines that go (`-`) and come (`+`) between lines that stay (` `), and
/// `@@ n` for n lines that stay and are not shown. What follows the last change stays. A place is
/// counted from the change before it, so that another line in `old` moves one number and not all.
fn difference(old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let changes: Vec<_> = diff.iter_all_changes().collect();
    let is_shown = |n: usize| {
        let around = changes.iter().take(n + CONTEXT + 1).skip(n.saturating_sub(CONTEXT));
        around.into_iter().any(|change| change.tag() != ChangeTag::Equal)
    };
    let (mut lines, mut hidden) = (Vec::new(), 0);
    for (n, change) in changes.iter().enumerate() {
        if !is_shown(n) {
            hidden += 1;
            continue;
        }
        if hidden > 0 {
            lines.push(format!("@@ {hidden}\n"));
            hidden = 0;
        }
        assert!(change.value().ends_with('\n'), "a golden ends its last line: {change}");
        lines.push(format!("{}{}", change.tag(), change.value()));
    }
    lines.concat()
}

/// Makes a text again out of the old one and the difference, which may not fit it.
fn applied(old: &str, difference: &str) -> Result<String, String> {
    let mut old = old.split_inclusive('\n');
    let mut new = String::new();
    for line in difference.split_inclusive('\n') {
        let (sign, rest) = line.split_at(1);
        match sign {
            "@" => {
                let n: usize = rest.trim_start_matches('@').trim().parse().expect("a count");
                new.extend(old.by_ref().take(n));
            }
            "+" => new += rest,
            " " | "-" => {
                let found = old.next().unwrap_or_default();
                if found != rest {
                    return Err(format!("{line}where `reference` has\n {found}"));
                }
                new += if sign == " " { rest } else { "" };
            }
            _ => panic!("no sign of a difference: {line}"),
        }
    }
    new.extend(old);
    Ok(new)
}

/// All files of a design against those of `reference`: a heading each, and below it where they differ.
fn against(reference: &Files, files: &Files) -> String {
    let of = |(name, new): (&String, &String)| {
        let old = reference.get(name).map_or("", String::as_str);
        format!("=== {name}\n{}", difference(old, new))
    };
    files.iter().map(of).collect()
}

/// The files that [`against`] told apart.
fn made_again(reference: &Files, text: &str) -> Result<Files, String> {
    let (mut files, mut name) = (Files::new(), "");
    for line in text.split_inclusive('\n') {
        if let Some(heading) = line.strip_prefix("=== ") {
            name = heading.trim_end();
            files.insert(name.to_owned(), String::new());
        } else {
            *files.get_mut(name).expect("a difference begins with a heading") += line;
        }
    }
    for (name, text) in &mut files {
        let old = reference.get(name).map_or("", String::as_str);
        *text = applied(old, text).map_err(|wrong| format!("{DIFFERENCE}: {name}: {wrong}"))?;
    }
    Ok(files)
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<_> = fs::read_dir("tests/designs")
        .expect("the goldens are there")
        .map(|entry| entry.expect("the folder can be listed").path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 23, "goldens are missing");
    cases
}

fn is_whole(case: &Path) -> bool {
    WHOLE.iter().any(|whole| case.ends_with(whole))
}

/// The stages of a case as they are today.
fn made(case: &Path) -> Files {
    stages(&fs::read_to_string(case.join("design.json")).expect("each case has a design"))
}

/// The files in the folder of a case, but its design.
fn stored(case: &Path) -> Files {
    let mut files = Files::new();
    for path in files_below(case) {
        let name = path.strip_prefix(case).expect("below").to_string_lossy().into_owned();
        files.insert(name, fs::read_to_string(&path).expect("a golden is a text"));
    }
    files.remove("design.json");
    files
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// The golden files of a case, each whole.
fn golden(reference: &Files, case: &Path) -> Result<Files, String> {
    let mut stored = stored(case);
    if is_whole(case) {
        return Ok(stored);
    }
    let text = stored.remove(DIFFERENCE).unwrap_or_default();
    let left: Vec<&String> = stored.keys().collect();
    assert!(left.is_empty(), "{}: {left:?} belong into {DIFFERENCE}", case.display());
    made_again(reference, &text)
}

/// Lines of a difference that a failure prints, for each file.
const SHOWN_MAX: usize = 60;

/// Where the files of today differ from the golden ones, for the person who reads the failure.
fn complaints(golden: &Files, made: &Files) -> Vec<String> {
    let names: BTreeSet<&String> = golden.keys().chain(made.keys()).collect();
    let complaint = |name: &String| match (golden.get(name), made.get(name)) {
        (Some(old), Some(new)) if old == new => None,
        (Some(old), Some(new)) => {
            let told = difference(old, new);
            let first: Vec<&str> = told.lines().take(SHOWN_MAX).collect();
            let more = told.lines().count() - first.len();
            Some(format!("{name} differs, {more} lines more:\n{}", first.join("\n")))
        }
        (Some(_), None) => Some(format!("{name} is stale")),
        (None, _) => Some(format!("{name} is not among the goldens")),
    };
    names.into_iter().filter_map(complaint).collect()
}

/// Writes a case anew.
fn bless(reference: &Files, case: &Path, made: &Files) {
    for path in files_below(case).iter().filter(|path| !path.ends_with("design.json")) {
        fs::remove_file(path).expect("writable");
    }
    let difference = || Files::from([(DIFFERENCE.to_owned(), against(reference, made))]);
    for (name, text) in if is_whole(case) { made.clone() } else { difference() } {
        let path = case.join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("writable");
        fs::write(&path, text).expect("writable");
    }
}

#[test]
fn every_stage_of_every_design_is_as_reviewed() {
    let reference = Path::new("tests/designs/reference");
    let (of_today, reviewed) = (made(reference), stored(reference));
    let mut wrong = Vec::new();
    for case in cases() {
        let made = made(&case);
        if std::env::var("BLESS").is_ok() {
            bless(&of_today, &case, &made);
            continue;
        }
        let found = match golden(&reviewed, &case) {
            Ok(golden) => complaints(&golden, &made),
            Err(wrong) => vec![wrong],
        };
        wrong.extend(found.into_iter().map(|what| format!("{}/{what}", case.display())));
    }
    let n = wrong.len();
    assert!(n == 0, "{}\n{n} goldens differ; review, then `make bless`", wrong.join("\n"));
}

#[test]
fn a_difference_makes_the_text_again() {
    let old = (0..40).map(|n| format!("line {n}\n")).collect::<Vec<_>>().concat();
    let new = old.replace("line 0\n", "").replace("line 9\n", "@@ 9\n=\n") + "=== x\n-\n";
    let told = difference(&old, &new);
    assert_eq!(
        told,
        "-line 0\n line 1\n line 2\n@@ 4\n line 7\n line 8\n-line 9\n+@@ 9\n+=\n line 10\n line 11\n@@ 26\n line 38\n line 39\n+=== x\n+-\n"
    );
    assert_eq!(applied(&old, &told).as_ref(), Ok(&new));
    assert!(applied(&new, &told).is_err(), "another text is not taken for the old one");
    assert_eq!(difference(&old, &old), "");
    let (reference, files) = (
        Files::from([("a".to_owned(), old.clone()), ("b".to_owned(), old.clone())]),
        Files::from([("b".to_owned(), old), ("c".to_owned(), new)]),
    );
    assert_eq!(made_again(&reference, &against(&reference, &files)).as_ref(), Ok(&files));
    let planted = complaints(&reference, &files);
    assert!(planted[0].contains("a is stale") && planted[1].contains("c is not among"));
}
