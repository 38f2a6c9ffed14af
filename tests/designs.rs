//! Golden designs: every folder below `tests/designs` holds a design and the output of every stage.
//!
//! `BLESS=1 cargo test --test designs` writes the outputs anew. They are reviewed, never blessed in
//! bulk. No secret is in any of them.

#![expect(clippy::disallowed_methods, reason = "the test reads and writes its goldens")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use fast_ha::draft::Secrets;
use fast_ha::finding::Finding;
use fast_ha::panos::Salt;
use fast_ha::plan::{Origin, Plan};
use fast_ha::{artifact, review, save};

/// Files whose text is the same for every design, or follows from the others.
const LEFT_OUT: [&str; 4] = ["SHA256SUMS", "design.json", "deploy.sh", "deploy.ps1"];

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

/// Every stage of a design, by file name.
fn stages(design: &str) -> BTreeMap<String, Vec<u8>> {
    let read = save::read(design).expect("a golden design is a design");
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    let secrets = Secrets::default();
    let review = review::review(&read.value, &secrets);
    let findings: Vec<String> = review.findings.iter().map(Finding::to_string).collect();
    let approved = review.approved().unwrap_or_else(|| panic!("{}", findings.join("\n")));
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    let mut stages: BTreeMap<String, Vec<u8>> =
        artifact::artifacts(approved, &read.value, &secrets, &salt)
            .into_iter()
            .filter(|artifact| artifact.as_text().is_some())
            .filter(|artifact| !LEFT_OUT.contains(&artifact.path.as_str()))
            .map(|artifact| (artifact.path, artifact.bytes))
            .collect();
    stages.insert("findings.txt".to_owned(), (findings.join("\n") + "\n").into_bytes());
    stages.insert("plan.txt".to_owned(), plan_text(approved.plan()).into_bytes());
    stages
}

fn cases() -> Vec<std::path::PathBuf> {
    let mut cases: Vec<_> = fs::read_dir("tests/designs")
        .expect("the goldens are there")
        .map(|entry| entry.expect("the folder can be listed").path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 14, "goldens are missing");
    cases
}

#[test]
fn every_stage_of_every_design_is_as_reviewed() {
    let bless = std::env::var("BLESS").is_ok();
    for case in cases() {
        let design = fs::read_to_string(case.join("design.json")).expect("each case has a design");
        for (name, bytes) in stages(&design) {
            let path = case.join(&name);
            if bless {
                fs::create_dir_all(path.parent().expect("a file has a folder")).expect("writable");
                fs::write(&path, &bytes).expect("writable");
                continue;
            }
            let golden = fs::read(&path).unwrap_or_default();
            assert!(
                golden == bytes,
                "{} differs from what was reviewed; look at it, then `make bless`",
                path.display()
            );
        }
    }
}

#[test]
fn no_golden_is_left_over() {
    for case in cases() {
        let design = fs::read_to_string(case.join("design.json")).expect("each case has a design");
        let known = stages(&design);
        for path in files_below(&case) {
            let name = path.strip_prefix(&case).expect("below").to_string_lossy().into_owned();
            assert!(
                name == "design.json" || known.contains_key(&name),
                "{} is stale",
                path.display()
            );
        }
    }
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
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
