//! The walk's model filled twice: from the plan, and from the finished files as the audit reads them back.
//! What a picture tells of packets is then what the checks hold.

#![expect(clippy::disallowed_methods, reason = "the test reads the goldens")]
#![expect(clippy::indexing_slicing, reason = "the generator of designs")]

use std::fs;

use fast_ha::artifact::Artifact;
use fast_ha::audit::{azure, firewall, tree};
use fast_ha::design::Unit;
use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::panos::Salt;
use fast_ha::plan::Plan;
use fast_ha::review::review;
use fast_ha::secret::Secret;
use fast_ha::{artifact, save};

#[path = "arm_rules/pairs.rs"]
mod pairs;

/// All goldens and the designs in which each option meets each other one, with their names.
fn designs() -> Vec<(String, Draft)> {
    let goldens = fs::read_dir("tests/designs").expect("the goldens are there").map(|entry| {
        let path = entry.expect("the folder can be listed").path();
        let text = fs::read_to_string(path.join("design.json")).expect("each has a design");
        (path.display().to_string(), save::read(&text).expect("a golden is a design").value)
    });
    let mut designs: Vec<_> = goldens.collect();
    designs.sort_by(|a, b| a.0.cmp(&b.0));
    designs.extend(pairs::designs().into_iter().map(|design| {
        let beside = if design.outside { ", beside what stands already" } else { "" };
        (design.title + beside, design.draft)
    }));
    designs
}

/// Runs a check on a design with its files.
fn with_bundle(draft: &Draft, check: impl FnOnce(&Plan, &[Artifact])) {
    let mut secrets = Secrets::default();
    secrets.set(Field::AccessPassword, Secret::new("Audit-pass-0001!"));
    let review = review(draft, &secrets);
    let approved = review.approved().unwrap_or_else(|| panic!("{:?}", review.obstacle()));
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    check(approved.plan(), &artifact::artifacts(approved, draft, &secrets, &salt));
}

fn text<'a>(artifacts: &'a [Artifact], path: &str) -> &'a str {
    let file = artifacts.iter().find(|artifact| artifact.path == path);
    file.and_then(Artifact::as_text).unwrap_or_else(|| panic!("{path} is missing"))
}

#[test]
fn each_unit_is_the_same_from_the_plan_and_from_its_configuration() {
    for (name, draft) in designs() {
        with_bundle(&draft, |plan, artifacts| {
            for unit in Unit::BOTH {
                let directory = &plan.units.of(unit).directory;
                let path = format!("bootstrap/{directory}/config/bootstrap.xml");
                let read = tree::parse(text(artifacts, &path)).expect("well-formed");
                let read = firewall::read(&read).firewall;
                assert_eq!(read, plan.firewall(unit), "{name}: {path}");
            }
        });
    }
}

#[test]
fn the_network_is_the_same_from_the_plan_and_from_the_template() {
    for (name, draft) in designs() {
        with_bundle(&draft, |plan, artifacts| {
            let template = serde_json::from_str(text(artifacts, "azuredeploy.json"));
            let mut read = azure::of_bundle(plan, &template.expect("JSON"));
            let mut planned = plan.azure();
            // The document has its own order.
            for azure in [&mut read, &mut planned] {
                azure.nics.sort_by(|a, b| a.name.cmp(&b.name));
                azure
                    .filters
                    .iter_mut()
                    .for_each(|one| one.rules.sort_by(|a, b| a.name.cmp(&b.name)));
            }
            assert_eq!(read, planned, "{name}");
        });
    }
}
