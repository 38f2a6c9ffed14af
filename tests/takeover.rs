//! `takeover`: a bundle without its design becomes a design again that makes the same files.
//!
//! Every golden goes that way. Secrets and hashes are not compared, as nothing takes them over.

#![expect(clippy::disallowed_methods, reason = "the test reads the goldens")]

use std::collections::BTreeSet;
use std::fs;

use fast_ha::artifact;
use fast_ha::artifact::Artifact;
use fast_ha::audit::budget::Budget;
use fast_ha::audit::package::{Input, judge};
use fast_ha::audit::takeover;
use fast_ha::audit::takeover::{Aspect, Taken};
use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::panos::Salt;
use fast_ha::review::review;
use fast_ha::save;

#[path = "fixtures/base.rs"]
mod base;

use base::{A, ARM, GIVEN_AT, INIT_A, base};

/// The golden designs by name.
fn goldens() -> Vec<(String, Draft)> {
    let mut all: Vec<_> = fs::read_dir("tests/designs")
        .expect("the goldens are there")
        .map(|entry| entry.expect("the folder can be listed").path())
        .map(|case| {
            let text = fs::read_to_string(case.join("design.json")).expect("each has a design");
            let name = case.file_name().expect("it has a name").to_string_lossy().into_owned();
            (name, save::read(&text).expect("a golden is a design").value)
        })
        .collect();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all
}

fn made(draft: &Draft) -> Vec<Artifact> {
    let secrets = Secrets::default();
    let review = review(draft, &secrets);
    let approved = review.approved().unwrap_or_else(|| panic!("{:?}", review.obstacle()));
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    artifact::artifacts(approved, draft, &secrets, &salt, &[])
}

/// What is left of a bundle for others: no design, no README, no checksums.
fn handed_on(files: &[Artifact]) -> Vec<Input> {
    let kept = files
        .iter()
        .filter(|file| !["design.json", "README.md", "SHA256SUMS"].contains(&file.path.as_str()));
    let input =
        |file: &Artifact| Input { path: format!("x/{}", file.path), bytes: file.bytes.clone() };
    kept.map(input).collect()
}

fn taken(files: Vec<Input>) -> Taken {
    takeover::take(files, &Budget::default()).expect("a bundle is a package")
}

/// The files that have to come again, as values: JSON by structure, the others line by line.
fn compared(files: &[Artifact]) -> Vec<(String, String)> {
    let ours = files
        .iter()
        .filter(|file| file.path == "azuredeploy.json" || file.path.starts_with("bootstrap/"));
    let text = |file: &Artifact| {
        let text = file.as_text().expect("a package holds texts");
        if file.path == "azuredeploy.json" {
            let json: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
            serde_json::to_string_pretty(&json).expect("it can be written")
        } else {
            text.to_owned()
        }
    };
    ours.map(|file| (file.path.clone(), text(file))).collect()
}

/// The first lines in which two texts differ.
fn parting(one: &str, other: &str) -> String {
    let pairs = one.lines().zip(other.lines()).filter(|(a, b)| a != b).take(4);
    let lines: Vec<String> =
        pairs.map(|(a, b)| format!("    - {:.160}\n    + {:.160}", a.trim(), b.trim())).collect();
    lines.join("\n")
}

/// A template alone that brings its packages along says both halves.
#[test]
fn a_template_alone_is_judged_and_taken_over_with_the_packages_inside_it() {
    let mut n_inside = 0;
    for (name, draft) in goldens() {
        let original = made(&draft);
        let template = original.iter().find(|file| file.path == "azuredeploy.json");
        let template = template.expect("a bundle has a template");
        let text = template.as_text().expect("it is a text");
        if !text.contains("\"PACKAGES\"") {
            continue;
        }
        n_inside += 1;
        let alone = |text: &str| {
            vec![Input { path: "x/azuredeploy.json".to_owned(), bytes: text.as_bytes().to_vec() }]
        };
        let judgement = judge(alone(text), &Budget::default());
        let wrong = judgement.wrong.iter().filter(|one| !one.fault.is_remark());
        let said: Vec<String> = wrong.map(ToString::to_string).collect();
        assert_eq!(said, Vec::<String>::new(), "{name}");
        let inside = "x/azuredeploy.json/bootstrap/";
        assert!(judgement.read.iter().any(|path| path.starts_with(inside)), "{name}");
        let (whole, alone) = (taken(handed_on(&original)), taken(alone(text)));
        let differs: Vec<_> = Field::ALL
            .iter()
            .filter(|field| whole.draft.get(**field) != alone.draft.get(**field))
            .map(|field| {
                (
                    field.key(),
                    whole.draft.get(*field).to_owned(),
                    alone.draft.get(*field).to_owned(),
                )
            })
            .collect();
        assert_eq!(differs, [], "{name}");
    }
    assert!(n_inside > 3, "{n_inside} goldens bring their packages along");
    let original = made(&Draft::default());
    let template = original.iter().find(|file| file.path == "azuredeploy.json");
    let text = template.and_then(Artifact::as_text).expect("it is a text");
    let moved = text.replacen(
        "\"privateIPAddress\": \"10.0.1.4\"",
        "\"privateIPAddress\": \"10.0.1.9\"",
        1,
    );
    assert_ne!(moved, text);
    let file = Input { path: "azuredeploy.json".to_owned(), bytes: moved.into_bytes() };
    let judgement = judge(vec![file], &Budget::default());
    let at = judgement.wrong.iter().flat_map(|one| &one.at);
    let mut inside = at.filter(|spot| spot.path.ends_with("VM1/config/bootstrap.xml"));
    assert!(inside.any(|spot| spot.line > 1), "{:#?}", judgement.wrong);
}

#[test]
fn every_golden_is_taken_over_into_a_design_that_makes_the_same_files() {
    let mut wrong = Vec::new();
    for (name, draft) in goldens() {
        let original = made(&draft);
        let taken = taken(handed_on(&original));
        if let Some(error) = review(&taken.draft, &Secrets::default()).obstacle() {
            wrong.push(format!("{name}: {error}"));
            continue;
        }
        let again = made(&taken.draft);
        let [one, other] = [&original, &again].map(|files| compared(files));
        assert_eq!(one.len(), other.len(), "{name}: the same files");
        for ((path, one), (_, other)) in one.iter().zip(&other) {
            if one != other {
                wrong.push(format!("{name}: {path} differs\n{}", parting(one, other)));
            }
        }
        if taken.changes.as_deref() != Some(&[]) {
            wrong.push(format!("{name}: tells changes {:?}", taken.changes));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_field_is_read_or_says_why_not() {
    let nowhere: BTreeSet<&str> = Field::ALL
        .iter()
        .filter(|field| takeover::not_read(**field).is_some())
        .map(|field| field.key())
        .collect();
    let expected = [
        "access.password",
        "bootstrap.closed",
        "license.auth_code",
        "network.taken",
        "pair.identity_id",
        "panorama.auth_key",
        "panorama.pin_id",
        "panorama.pin_value",
        "panorama.vm_auth_key",
        "publish.form_url",
        "publish.template_url",
        "site.cloud",
    ];
    assert_eq!(nowhere, BTreeSet::from(expected));
}

/// The pair of others, as it came.
fn north() -> Vec<Input> {
    let file = |(path, text): (&str, String)| Input { path: path.into(), bytes: text.into_bytes() };
    base().into_iter().map(file).collect()
}

fn edited(path: &str, from: &str, to: &str) -> Vec<Input> {
    let mut files = north();
    let file = files.iter_mut().find(|file| file.path == path).expect("a file of the base");
    let text = String::from_utf8(file.bytes.clone()).expect("a text");
    assert!(text.contains(from), "{path} has no {from}");
    file.bytes = text.replacen(from, to, 1).into_bytes();
    files
}

#[test]
fn a_pair_of_others_becomes_a_design_that_can_be_built() {
    let taken = taken(north());
    assert!(!taken.is_blocked(), "{:?}", taken.findings);
    for (field, text) in [
        (Field::NetworkRange, "10.60.0.0/16"),
        (Field::NetworkTrustName, "trust"),
        (Field::NetworkHa2Range, "10.60.3.0/24"),
        (Field::PairAName, "north-fw-a"),
        (Field::PairBTrust, "10.60.2.11"),
        (Field::PairSize, "Standard_D8s_v5"),
        (Field::HaGroupId, "7"),
        (Field::BalanceInternalName, "north-internal-lb"),
        (Field::BalanceProbeProtocol, "https"),
        (Field::BalanceServices, "rule-0 tcp 443 -> 10.60.2.50:8443"),
        (Field::AccessUser, "northadmin"),
        (Field::AccessManagementSources, "203.0.113.0/24"),
        (Field::BootstrapAccount, "northboot"),
        (Field::BootstrapDirectoryA, "fw-a"),
    ] {
        assert_eq!(taken.draft.get(field), text, "{}", field.key());
    }
    let size = taken.typed.iter().find(|one| one.field == Field::PairAManagement).expect("typed");
    assert!(size.at.as_ref().is_some_and(|at| at.path == ARM && at.line > 1), "{size:?}");
    // What the plan chooses just so stays blank, and is told.
    assert!(taken.same.iter().any(|one| one.field == Field::HaPriorityA));
    assert_eq!(taken.draft.get(Field::HaPriorityA), "");
    // The internal front end stands among the firewalls, which no design does.
    let told =
        taken.left.iter().any(|one| one.what.contains("north-internal-lb in the subnet trust"));
    assert!(told, "{:?}", taken.left);
    let lines = taken.lines();
    assert!(lines.len() < 100, "a report is read: {lines:#?}");
    let changes = taken.changes.as_deref().expect("it can be built");
    for (aspect, what, before, after) in [
        (Aspect::Address, "privateIPAddress", Some("10.60.2.100"), Some("10.60.4.100")),
        (Aspect::Resource, "routeTables workload-rt", Some(""), None),
        (Aspect::Resource, "subnets lb-subnet", None, Some("")),
        (Aspect::Rule, "backendPort", Some("8443"), Some("443")),
        (Aspect::Rule, "security/rules/entry[browse-out]", Some(""), None),
        (
            Aspect::Setting,
            "layer3/interface-management-profile",
            Some("health"),
            Some("health-probe"),
        ),
    ] {
        let found = changes.iter().any(|one| {
            one.aspect == aspect
                && one.what.contains(what)
                && (one.before.as_deref(), one.after.as_deref()) == (before, after)
        });
        assert!(found, "{what} is told: {changes:#?}");
    }
}

/// What lies beside a configuration and in no design is told, so that nobody misses it after the deployment.
#[test]
fn files_of_the_vendor_are_told_as_not_carried_over() {
    let mut files = north();
    files.push(Input { path: "north/fw-b/content/panupv2-all".into(), bytes: b"\0".to_vec() });
    let taken = taken(files);
    let told = taken.left.iter().filter(|one| one.what == "the file panupv2-all").count();
    assert_eq!(told, 1, "{:?}", taken.left);
}

/// What somebody wrote into a package is in no part of what is made of it.
#[test]
fn no_secret_is_taken_over_nor_its_hash() {
    const HASH: &str = "$5$abcdefgh$0123456789012345678901234567890123456789012";
    let canaries = [
        (A, HASH, "$5$canaryaa$CANARY12345678901234567890123456789012345678"),
        (
            INIT_A,
            "type=dhcp-client",
            "type=dhcp-client\nvm-auth-key=123456789012345\nauth-key=CANARY-key",
        ),
        (
            INIT_A,
            "type=dhcp-client",
            "type=dhcp-client\nvm-series-auto-registration-pin-value=CANARY",
        ),
        (GIVEN_AT, "\"account\"", "\"password\": { \"value\": \"CANARY-pass-1\" }, \"account\""),
        (ARM, "\"[parameters('password')]\"", "\"CANARY-pass-1\""),
        ("north/fw-a/license/authcodes", "I1234567", "CANARY12"),
        (ARM, ";access-key=', ", ";access-key=CANARYCANARY', "),
    ];
    for (path, from, to) in canaries {
        let taken = taken(edited(path, from, to));
        let mut all = vec![save::write(&taken.draft), taken.json(), taken.markdown()];
        all.extend(taken.lines());
        all.push(format!("{taken:?}"));
        for text in all {
            assert!(
                !text.contains("CANARY") && !text.contains("123456789012345"),
                "{path}: {text}"
            );
        }
        assert!(taken.left.iter().any(|one| one.why.contains("never taken over")), "{path}");
    }
}

#[test]
fn what_is_no_one_pair_is_refused_with_a_reason() {
    let why = |files: Vec<Input>| takeover::take(files, &Budget::default()).expect_err("refused");
    assert!(why(Vec::new()).contains("no template and no configuration"));
    let other = north().into_iter().map(|file| {
        let text = String::from_utf8(file.bytes).expect("a text");
        let bytes = text.replace("10.60.", "10.70.").replace("north", "south").into_bytes();
        Input { path: file.path.replace("north", "south"), bytes }
    });
    let both: Vec<Input> = north().into_iter().chain(other).collect();
    assert!(why(both).contains("2 pairs"));
    // A configuration without its template says what it knows.
    let taken =
        taken(north().into_iter().filter(|file| file.path.ends_with("bootstrap.xml")).collect());
    assert_eq!(taken.draft.get(Field::PairAUntrust), "10.60.1.10");
    assert_eq!(taken.draft.get(Field::PairBManagement), "10.60.0.11");
}
