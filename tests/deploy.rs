//! `deploy.sh` of the bundle under real bash, against a stand-in for the Azure CLI that writes down what
//! it is asked and keeps the parameters that it is given.

#![expect(clippy::disallowed_methods, reason = "the test runs a script in a folder of its own")]

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use fast_ha::artifact;
use fast_ha::draft::Draft;
use fast_ha::draft::Secrets;
use fast_ha::field::Field;
use fast_ha::panos::Salt;
use fast_ha::review::review;

const STAND_IN: &str = r#"#!/usr/bin/env bash
printf '%s\n' "$*" >>"$STAGE/asked"
case "$*" in
  $FAILS*) exit 1 ;;
  "storage account show"*) exit 1 ;;
  "storage account keys list"*) printf 'Key-of-the-account==\n' ;;
  "deployment group create"*)
    for word in "$@"; do
      case "$word" in @/*) cp "${word#@}" "$STAGE/given" ;; esac
    done
    ;;
esac
"#;

/// What a run of the script left behind.
struct Run {
    succeeded: bool,
    said: String,
    asked: String,
    given: String,
}

/// Writes the bundle into a folder and runs its script there.
fn run(name: &str, draft: &Draft, typed: &str, fails: &str) -> Run {
    let stage = std::env::temp_dir().join(format!("fast-ha-deploy-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&stage);
    let bundle = stage.join("bundle");
    let review = review(draft, &Secrets::default());
    let approved = review.approved().expect("the design has no error");
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    for folder in artifact::folders(approved) {
        fs::create_dir_all(bundle.join(folder)).expect("writable");
    }
    for artifact in artifact::artifacts(approved, draft, &Secrets::default(), &salt) {
        fs::write(bundle.join(&artifact.path), &artifact.bytes).expect("writable");
    }
    let az = stage.join("az");
    fs::write(&az, STAND_IN).expect("writable");
    fs::set_permissions(&az, fs::Permissions::from_mode(0o755)).expect("ours");
    let output = start(&stage, &bundle, typed, fails);
    let read = |name: &str| fs::read_to_string(stage.join(name)).unwrap_or_default();
    let result = Run {
        succeeded: output.status.success(),
        said: String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
        asked: read("asked"),
        given: read("given"),
    };
    fs::remove_dir_all(&stage).expect("ours");
    result
}

fn start(stage: &PathBuf, bundle: &Path, typed: &str, fails: &str) -> std::process::Output {
    let path = format!("{}:{}", stage.display(), std::env::var("PATH").unwrap_or_default());
    let mut child = Command::new("bash")
        .arg(bundle.join("deploy.sh"))
        .args(["fw-rg", "westeurope"])
        .env("PATH", path)
        .env("STAGE", stage)
        .env("FAILS", if fails.is_empty() { "nothing" } else { fails })
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("bash runs");
    let _ = child.stdin.take().expect("piped").write_all(typed.as_bytes());
    child.wait_with_output().expect("bash ends")
}

#[test]
fn in_key_mode_it_uploads_asks_and_deploys_without_a_secret_in_any_argument() {
    let typed = "fwboot01\nPa$$ \"w\" <x>'4711\n203.0.113.0/24, 198.51.100.0/24\ny\n";
    let run = run("key", &Draft::default(), typed, "");
    assert!(run.succeeded, "{}", run.said);
    for asked in [
        "vm image terms accept --publisher paloaltonetworks --offer vmseries-flex --plan byol",
        "storage directory create --share-name bootstrap --name VM1/content",
        "storage directory create --share-name bootstrap --name VM2/software",
        "storage file upload-batch --destination bootstrap --destination-path VM2 --source bootstrap/VM2",
        "deployment group validate --resource-group fw-rg",
        "deployment group what-if",
        "deployment group create --name fast-ha",
    ] {
        assert!(run.asked.contains(asked), "{asked} is missing in\n{}", run.asked);
    }
    for secret in ["Pa$$", "4711", "Key-of-the-account"] {
        assert!(!run.asked.contains(secret), "{secret} is in an argument");
        assert!(!run.said.contains(secret), "{secret} is on the screen");
    }
    for given in [
        r#""adminPassword": {"value": "Pa$$ \"w\" <x>'4711"}"#,
        r#""managementSources": {"value": ["203.0.113.0/24", "198.51.100.0/24"]}"#,
        r#""bootstrapAccount": {"value": "fwboot01"}"#,
        r#""bootstrapAccessKey": {"value": "Key-of-the-account=="}"#,
    ] {
        assert!(run.given.contains(given), "{given} is missing in {}", run.given);
    }
}

#[test]
fn without_bootstrap_it_touches_no_storage() {
    let mut draft = Draft::default();
    draft.set(Field::BootstrapMode, "none");
    draft.set(Field::AccessManagementSources, "203.0.113.0/24");
    let run = run("none", &draft, "Some-pass-4711\ny\n", "");
    assert!(run.succeeded, "{}", run.said);
    assert!(!run.asked.contains("storage"), "{}", run.asked);
    assert!(!run.given.contains("managementSources") && !run.given.contains("bootstrap"));
}

#[test]
fn it_stops_at_the_step_that_fails_and_deploys_nothing() {
    for step in
        ["vm image terms", "group create", "storage share create", "deployment group validate"]
    {
        let run =
            run("fails", &Draft::default(), "fwboot01\nSome-pass-4711\n203.0.113.0/24\ny\n", step);
        assert!(!run.succeeded, "{step}");
        assert!(run.said.contains("this step failed"), "{step}: {}", run.said);
        assert!(!run.asked.contains("deployment group create"), "{step}");
    }
}

#[test]
fn names_cannot_break_out_of_their_quotes() {
    let mut draft = Draft::default();
    draft.set(Field::BootstrapAccountGroup, "rg(1)");
    let run = run("names", &draft, "fwboot01\nSome-pass-4711\n203.0.113.0/24\nn\n", "");
    assert!(run.asked.contains("--resource-group rg(1)"), "{}", run.asked);
    assert!(!run.succeeded && run.said.contains("nothing was deployed"), "{}", run.said);
}
