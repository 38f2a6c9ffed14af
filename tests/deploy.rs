//! The scripts of the bundle: `deploy.sh` under real bash in every mode, against a stand-in for the Azure
//! CLI that writes down what it is asked and keeps the parameters that it is given; `deploy.ps1` by
//! PowerShell's own parser where it is at hand, and by its text everywhere.

#![expect(clippy::disallowed_methods, reason = "the test runs a script in a folder of its own")]

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use fast_ha::design::Unit;
use fast_ha::draft::{Draft, Secrets};
use fast_ha::enclosed::{Enclosed, Folder};
use fast_ha::field::Field;
use fast_ha::panos::Salt;
use fast_ha::review::review;
use fast_ha::{artifact, guide};

const STAND_IN: &str = r#"#!/usr/bin/env bash
printf '%s\n' "$*" >>"$STAGE/asked"
printf '%s\037' "$@" >>"$STAGE/calls"
printf '\n' >>"$STAGE/calls"
case "$*" in
  $FAILS*) exit 1 ;;
  "account show"*) printf '00000000-0000-0000-0000-000000000001\n' ;;
  "cloud show"*) printf '%s\n' "$CLOUD_NAME" ;;
  "rest "*) printf '*\n' ;;
  "provider show"*) printf '%s\n' "$PROVIDER" ;;
  "vm image terms show"*) printf '%s\n' "${TERMS:-false}" ;;
  "vm list-skus"*) printf '%b' "$SKU" ;;
  "vm list-usage"*) printf 'cores\t2\t%s\nstandardDSv2Family\t0\t100\n' "$LIMIT" ;;
  "storage account show"*) [ -n "$ACTION" ] || exit 1; printf '%s\n' "$ACTION" ;;
  "storage account network-rule list"*) printf '%b' "$RULES" ;;
  "storage share create"*) [ "$(grep -c '^storage share create' "$STAGE/asked")" -gt "$REFUSALS" ] || exit 1 ;;
  "storage account keys list"*) printf 'Key-of-the-account==\n' ;;
  "group exists"*) printf '%s\n' "$EXISTS" ;;
  "network nat gateway show"*) printf '%b' "$GATEWAY" ;;
  "network vnet subnet show"*routeTable*) printf '%b' "$SUBNET" ;;
  "network vnet subnet show"*) printf '%b' "$ENDPOINTS" ;;
  "deployment group list"*) printf '%s\n' "$MADE" ;;
  "deployment group create --name fast-ha-network"*)
    for word in "$@"; do
      case "$word" in /*) cp "$word" "$STAGE/network" ;; esac
    done
    ;;
  "deployment group create"*)
    for word in "$@"; do
      case "$word" in @/*) cp "${word#@}" "$STAGE/given"; stat -c %a "${word#@}" >"$STAGE/rights" ;; esac
    done
    ;;
esac
"#;

/// What Azure is like for a run.
#[derive(Clone, Copy)]
struct Azure {
    /// The command that fails, by its start.
    fails: &'static str,
    cloud: &'static str,
    provider: &'static str,
    sku: &'static str,
    limit: &'static str,
    /// Whether the resource group is there.
    exists: &'static str,
    /// The service endpoints of the management subnet.
    endpoints: &'static str,
    /// Route table and NAT gateway of each subnet of an existing VNet.
    subnet: &'static str,
    /// Region and a subnet of an existing NAT gateway.
    gateway: &'static str,
    /// The storage account that a deployment made.
    made: &'static str,
    /// What the storage account for the packages does with strangers; blank where there is none.
    action: &'static str,
    /// Its rules for addresses.
    rules: &'static str,
    /// How often it refuses before a new rule counts.
    refusals: &'static str,
}

const WELL: Azure = Azure {
    fails: "nothing",
    cloud: "AzureCloud",
    provider: "Registered",
    sku: "standardDSv2Family\t4\tNone\tNone\t1 2 3\n",
    limit: "100",
    exists: "false",
    endpoints: "Microsoft.Storage\n",
    subnet: "None\tNone\n",
    gateway: "westeurope\tNone\n",
    made: "fwbootabcdefghijklm",
    action: "",
    rules: "",
    refusals: "0",
};

/// What a run of the script left behind.
struct Run {
    succeeded: bool,
    said: String,
    asked: String,
    given: String,
    rights: String,
    template: String,
    /// The template of the first stage.
    network: String,
}

/// What a person adds to the packages in runs of this name.
fn added(name: &str) -> Vec<Enclosed> {
    let one = |folder, unit, name: &str| Enclosed {
        folder,
        unit,
        name: name.to_owned(),
        bytes: vec![0xff],
    };
    let plugin = || one(Folder::Plugins, None, "vm_series-5.1.2");
    match name {
        "plugin" => vec![plugin()],
        "everything" => vec![
            one(Folder::Content, None, "panupv2-all-contents-8616-7550"),
            one(Folder::Software, None, "PanOS_vm-11.1.6-h3"),
            plugin(),
            one(Folder::License, Some(Unit::B), "0001A100110-threats.key"),
        ],
        _ => Vec::new(),
    }
}

/// Writes the bundle into a folder and runs its script there.
fn run(name: &str, draft: &Draft, arguments: &[&str], typed: &str, azure: Azure) -> Run {
    let stage = std::env::temp_dir().join(format!("fast-ha-deploy-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&stage);
    let bundle = stage.join("bundle");
    let review = review(draft, &Secrets::default());
    let approved = review.approved().expect("the design has no error");
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    for folder in artifact::folders(approved) {
        fs::create_dir_all(bundle.join(folder)).expect("writable");
    }
    let added = added(name);
    for artifact in artifact::artifacts(approved, draft, &Secrets::default(), &salt, &added) {
        if let Some(folder) = bundle.join(&artifact.path).parent() {
            fs::create_dir_all(folder).expect("writable");
        }
        fs::write(bundle.join(&artifact.path), &artifact.bytes).expect("writable");
    }
    for (name, text) in [("az", STAND_IN), ("sleep", "#!/bin/sh\n")] {
        fs::write(stage.join(name), text).expect("writable");
        fs::set_permissions(stage.join(name), fs::Permissions::from_mode(0o755)).expect("ours");
    }
    let output = start(&stage, &bundle, arguments, typed, azure);
    let read = |name: &str| fs::read_to_string(stage.join(name)).unwrap_or_default();
    keep_calls(&read("calls"));
    let result = Run {
        succeeded: output.status.success(),
        said: String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
        asked: read("asked"),
        given: read("given"),
        rights: read("rights"),
        template: read("bundle/azuredeploy.json"),
        network: read("network"),
    };
    fs::remove_dir_all(&stage).expect("ours");
    result
}

/// Appends what the script asked of the Azure CLI to the file that `AZ_CALLS` names, for its real parser.
fn keep_calls(calls: &str) {
    if let Ok(path) = std::env::var("AZ_CALLS") {
        let mut file =
            fs::OpenOptions::new().create(true).append(true).open(path).expect("writable");
        file.write_all(calls.as_bytes()).expect("writable");
    }
}

fn start(
    stage: &Path,
    bundle: &Path,
    arguments: &[&str],
    typed: &str,
    azure: Azure,
) -> std::process::Output {
    let path = format!("{}:{}", stage.display(), std::env::var("PATH").unwrap_or_default());
    let mut child = Command::new("bash")
        .arg(bundle.join("deploy.sh"))
        .args(arguments)
        .env("PATH", path)
        .env("STAGE", stage)
        .env("TMPDIR", stage)
        .env("FAILS", azure.fails)
        .env("CLOUD_NAME", azure.cloud)
        .env("PROVIDER", azure.provider)
        .env("SKU", azure.sku)
        .env("LIMIT", azure.limit)
        .env("EXISTS", azure.exists)
        .env("ENDPOINTS", azure.endpoints)
        .env("SUBNET", azure.subnet)
        .env("GATEWAY", azure.gateway)
        .env("MADE", azure.made)
        .env("ACTION", azure.action)
        .env("RULES", azure.rules)
        .env("REFUSALS", azure.refusals)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("bash runs");
    // The script may end before it has read everything.
    let _ = child.stdin.take().expect("piped").write_all(typed.as_bytes());
    child.wait_with_output().expect("bash ends")
}

fn with(edits: &[(Field, &str)]) -> Draft {
    let mut draft = Draft::default();
    for (field, text) in edits {
        draft.set(*field, *text);
    }
    draft
}

/// Every mode with what a person types into it: account, password twice, sources, auth code, yes.
fn modes() -> [(&'static str, Draft, &'static str); 5] {
    let mode = |text: &str| with(&[(Field::BootstrapMode, text)]);
    [
        ("one_click", mode("one_click"), "Some-pass-4711\nSome-pass-4711\n203.0.113.0/24\n\ny\n"),
        (
            "account",
            mode("account"),
            "fwboot01\nSome-pass-4711\nSome-pass-4711\n203.0.113.0/24\ny\n",
        ),
        ("key", mode("key"), "fwboot01\nSome-pass-4711\nSome-pass-4711\n203.0.113.0/24\ny\n"),
        (
            "custom_data",
            with(&[(Field::BootstrapMode, "custom_data"), (Field::PanoramaServer, "10.9.0.4")]),
            "Some-pass-4711\nSome-pass-4711\n203.0.113.0/24\n\n\n\n\n\ny\n",
        ),
        ("none", mode("none"), "Some-pass-4711\nSome-pass-4711\n203.0.113.0/24\ny\n"),
    ]
}

const DEPLOY: [&str; 2] = ["fw-rg", "westeurope"];

#[test]
fn one_click_asks_for_every_secret_and_uploads_nothing() {
    let draft = with(&[(Field::PanoramaServer, "10.9.0.4")]);
    let typed = "Pa$$ \"w\" <x>'4711\\n\nPa$$ \"w\" <x>'4711\\n\n203.0.113.0/24, 198.51.100.0/24\nI1234567\n755036225328715\n\npin-id\npin-value\ny\n";
    let run = run("click", &draft, &DEPLOY, typed, WELL);
    assert!(run.succeeded, "{}", run.said);
    assert!(!run.asked.contains("storage"), "{}", run.asked);
    for asked in [
        "provider show --namespace Microsoft.ContainerInstance",
        "vm list-skus --location westeurope --size Standard_DS3_v2",
        "vm image terms accept --publisher paloaltonetworks --offer vmseries-flex --plan byol",
        "deployment group validate --resource-group fw-rg",
        "deployment group what-if",
        "deployment group create --name fast-ha",
    ] {
        assert!(run.asked.contains(asked), "{asked} is missing in\n{}", run.asked);
    }
    for given in [
        r#""adminPassword": {"value": "Pa$$ \"w\" <x>'4711\\n"}"#,
        r#""managementSources": {"value": ["203.0.113.0/24", "198.51.100.0/24"]}"#,
        r#""authCode": {"value": "I1234567"}"#,
        r#""vmAuthKey": {"value": "755036225328715"}"#,
        r#""registrationPinValue": {"value": "pin-value"}"#,
    ] {
        assert!(run.given.contains(given), "{given} is missing in {}", run.given);
    }
    assert!(!run.given.contains("authKey\""), "a blank secret is left out: {}", run.given);
    for secret in ["Pa$$", "4711", "I1234567", "755036225328715", "pin-value"] {
        assert!(!run.asked.contains(secret), "{secret} is in an argument");
        assert!(!run.said.contains(secret), "{secret} is on the screen");
    }
    assert_eq!(run.rights.trim(), "600");
}

#[test]
fn in_key_mode_it_uploads_asks_and_deploys_without_a_secret_in_any_argument() {
    let draft = with(&[(Field::BootstrapMode, "key")]);
    let typed = "fwboot01\nSome-pass-4711\nSome-pass-4711\n203.0.113.0/24\ny\n";
    let run = run("key", &draft, &DEPLOY, typed, WELL);
    assert!(run.succeeded, "{}", run.said);
    for asked in [
        "storage account create --name fwboot01",
        "storage directory create --share-name bootstrap --name VM1/content",
        "storage directory create --share-name bootstrap --name VM2/software",
        "storage file upload-batch --destination bootstrap --destination-path VM2 --source bootstrap/VM2",
    ] {
        assert!(run.asked.contains(asked), "{asked} is missing in\n{}", run.asked);
    }
    for secret in ["4711", "Key-of-the-account"] {
        assert!(!run.asked.contains(secret), "{secret} is in an argument");
        assert!(!run.said.contains(secret), "{secret} is on the screen");
    }
    for given in [
        r#""bootstrapAccount": {"value": "fwboot01"}"#,
        r#""bootstrapAccessKey": {"value": "Key-of-the-account=="}"#,
    ] {
        assert!(run.given.contains(given), "{given} is missing in {}", run.given);
    }
}

#[test]
fn a_plugin_has_its_folder_in_the_share_and_without_one_there_is_none() {
    let draft = with(&[(Field::BootstrapMode, "key")]);
    let typed = "fwboot01\nSome-pass-4711\nSome-pass-4711\n203.0.113.0/24\ny\n";
    for name in ["plugin", "no-plugin"] {
        let run = run(name, &draft, &DEPLOY, typed, WELL);
        assert!(run.succeeded, "{}", run.said);
        let made = run.asked.contains("directory create --share-name bootstrap --name VM2/plugins");
        assert_eq!(made, name == "plugin", "{}", run.asked);
        assert!(run.asked.contains("share create --name bootstrap --output"), "{}", run.asked);
    }
}

#[test]
fn without_bootstrap_it_touches_no_storage() {
    let draft =
        with(&[(Field::BootstrapMode, "none"), (Field::AccessManagementSources, "203.0.113.0/24")]);
    let run = run("none", &draft, &DEPLOY, "Some-pass-4711\nSome-pass-4711\ny\n", WELL);
    assert!(run.succeeded, "{}", run.said);
    assert!(!run.asked.contains("storage"), "{}", run.asked);
    assert!(!run.given.contains("managementSources") && !run.given.contains("bootstrap"));
}

#[test]
fn every_command_of_every_mode_that_fails_stops_it_and_is_named() {
    for (mode, draft, typed) in modes().into_iter().chain(closed_modes()) {
        let well = run(&format!("well-{mode}"), &draft, &DEPLOY, typed, WELL);
        assert!(well.succeeded, "{mode}: {}", well.said);
        let mut tried = 0;
        for line in well.asked.lines() {
            // A missing account is made, so its question may fail.
            let words: Vec<&str> = line.split(' ').take(4).collect();
            let command = words.join(" ");
            if command.starts_with("storage account show") {
                continue;
            }
            // What other modes do too is tried there, without the patience for a new rule.
            if mode.starts_with("closed") && !command.contains("network") {
                continue;
            }
            let fails: &'static str = Box::leak(command.into_boxed_str());
            let azure = Azure { fails, ..WELL };
            let run = run(&format!("fails-{mode}"), &draft, &DEPLOY, typed, azure);
            assert!(!run.succeeded, "{mode}: {fails}");
            let named = run.said.contains("this step failed")
                || run.said.contains("not logged in")
                || run.said.contains("names no cloud");
            assert!(named, "{mode}: {fails}: {}", run.said);
            let last = run.asked.lines().last().unwrap_or_default();
            assert!(last.starts_with(fails), "{mode}: after {fails} came {last}");
            tried += 1;
        }
        let least = if mode.starts_with("closed") { 5 } else { 9 };
        assert!(tried >= least, "{mode}: only {tried} commands were tried");
    }
}

#[test]
fn what_stands_in_the_way_is_found_before_anything_is_created() {
    for (azure, reason) in [
        (Azure { cloud: "AzureChinaCloud", ..WELL }, "az cloud set --name AzureCloud"),
        (Azure { provider: "NotRegistered", ..WELL }, "az provider register --namespace"),
        (Azure { sku: "", ..WELL }, "Standard_DS3_v2 is not offered in westeurope"),
        (
            Azure { sku: "standardDSv2Family\t4\tNotAvailableForSubscription\n", ..WELL },
            "NotAvailableForSubscription",
        ),
        (Azure { limit: "11", ..WELL }, "the quota cores of westeurope has 9 vCPUs left, and 10"),
    ] {
        let run = run("checks", &Draft::default(), &DEPLOY, "", azure);
        assert!(!run.succeeded && run.said.contains(reason), "{reason}: {}", run.said);
        assert!(!run.asked.contains("create") && !run.asked.contains("accept"), "{}", run.asked);
    }
}

#[test]
fn a_dry_run_shows_every_command_and_does_nothing() {
    for (mode, draft, _) in modes() {
        let arguments = ["fw-rg", "westeurope", "--dry-run"];
        let run = run(&format!("dry-{mode}"), &draft, &arguments, "", WELL);
        assert!(run.succeeded, "{mode}: {}", run.said);
        assert_eq!(run.asked, "", "{mode}");
        for shown in ["+ az vm list-skus", "+ az group create", "+ az deployment group create"] {
            assert!(run.said.contains(shown), "{mode}: {shown} is missing in {}", run.said);
        }
        let uploads = run.said.contains("+ az storage file upload-batch");
        assert_eq!(uploads, ["account", "key"].contains(&mode), "{mode}");
    }
}

/// Designs whose storage account is closed from the start, in a new VNet and in one that stands.
fn closed_modes() -> [(&'static str, Draft, &'static str); 2] {
    let edits = [
        (Field::BootstrapMode, "key"),
        (Field::BootstrapClosed, "on"),
        (Field::AccessManagementSources, "198.51.100.0/24"),
    ];
    let new = with(&edits);
    let mut existing = into_existing();
    for (field, text) in edits {
        existing.set(field, text);
    }
    let typed = "203.0.113.7\nfwboot01\nSome-pass-4711\nSome-pass-4711\ny\n";
    [("closed", new, typed), ("closed-existing", existing, typed)]
}

/// Where each of these stands among the calls, in this order.
fn in_order(run: &Run, calls: &[&str]) {
    let mut lines = run.asked.lines();
    for call in calls {
        let found = lines.any(|line| line.contains(call));
        assert!(found, "{call} does not follow what stands before it in\n{}", run.asked);
    }
}

#[test]
fn a_closed_account_lets_in_the_upload_and_then_management_before_the_units() {
    for (name, draft, typed) in closed_modes() {
        let azure = Azure { refusals: "3", endpoints: "Microsoft.Sql\n", ..WELL };
        let run = run(name, &draft, &DEPLOY, typed, azure);
        assert!(run.succeeded, "{}", run.said);
        let added =
            "storage account network-rule add --resource-group fw-rg --account-name fwboot01";
        in_order(
            &run,
            &[
                "storage account create --name fwboot01 --resource-group fw-rg --location westeurope --sku Standard_LRS --kind StorageV2 --min-tls-version TLS1_2 --allow-blob-public-access false --default-action Deny",
                "storage account network-rule list",
                &format!("{added} --ip-address 203.0.113.7"),
                "storage share create",
                "storage file upload-batch --destination bootstrap --destination-path VM2",
                "storage account network-rule remove --resource-group fw-rg --account-name fwboot01 --ip-address 203.0.113.7",
                "deployment group create --name fast-ha-network",
                "--service-endpoints Microsoft.Sql Microsoft.Storage",
                &format!("{added} --subnet /subscriptions/"),
                "deployment group create --name fast-ha --resource-group",
            ],
        );
        assert_eq!(run.asked.matches("storage share create").count(), 4, "{}", run.asked);
        assert!(!run.said.contains("still lets in"), "{}", run.said);
        complete(&run.network, name == "closed");
    }
}

/// That what the template of the first stage refers to is in it, and that it makes a VNet where there is none.
fn complete(network: &str, makes: bool) {
    let network: serde_json::Value = serde_json::from_str(network).expect("a template");
    let list = network.get("resources").and_then(|list| list.as_array()).expect("a list");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let kinds: Vec<String> = list.iter().map(|one| text(&one["type"])).collect();
    assert_eq!(kinds.iter().any(|kind| kind == "Microsoft.Network/virtualNetworks"), makes);
    assert!(kinds.iter().all(|kind| kind.starts_with("Microsoft.Network/")), "{kinds:?}");
    for needed in list.iter().flat_map(|one| one["dependsOn"].as_array().into_iter().flatten()) {
        let needed = text(needed);
        let stands = list.iter().any(|one| {
            let parts = text(&one["name"]).replace('/', "', '");
            needed == format!("[resourceId('{}', '{parts}')]", text(&one["type"]))
        });
        assert!(stands, "{needed} is not in the first stage");
    }
}

#[test]
fn a_closed_account_wants_a_public_address_before_anything_is_made() {
    let [(_, draft, _), _] = closed_modes();
    for typed in ["\n", "10.0.0.4\n", "172.20.1.1\n", "192.168.1.1\n", "203.0.113.0/24\n", "host\n"]
    {
        let run = run("no-address", &draft, &DEPLOY, typed, WELL);
        assert!(!run.succeeded && run.said.contains("public IPv4 address"), "{}", run.said);
        let wrote = ["create", "terms accept "].iter().any(|verb| run.asked.contains(verb));
        assert!(!wrote, "{}", run.asked);
    }
}

#[test]
fn an_account_that_stands_is_not_opened_further_than_it_was() {
    let [(_, draft, typed), _] = closed_modes();
    let open = run("open", &draft, &DEPLOY, typed, Azure { action: "Allow", ..WELL });
    assert!(!open.succeeded && open.said.contains("answers every network"), "{}", open.said);
    assert!(!open.asked.contains("network-rule"), "{}", open.asked);
    // A rule of somebody else's for the same address stays.
    let azure = Azure { action: "Deny", rules: "Allow\n203.0.113.7\n", ..WELL };
    let theirs = run("their-rule", &draft, &DEPLOY, typed, azure);
    assert!(theirs.succeeded, "{}", theirs.said);
    assert!(!theirs.asked.contains("--ip-address") && !theirs.asked.contains("account create"));
    // Where the rule never counts, it is said that it still stands.
    let shut = run("shut", &draft, &DEPLOY, typed, Azure { refusals: "99", ..WELL });
    assert!(!shut.succeeded && shut.said.contains("still lets in 203.0.113.7"), "{}", shut.said);
    assert!(shut.said.contains("From inside the region"), "{}", shut.said);
    assert!(!shut.asked.contains("deployment group"), "{}", shut.asked);
}

#[test]
fn the_terms_of_a_private_image_are_accepted_where_its_plan_is_sent() {
    const IMAGE: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/images-rg/providers/Microsoft.Compute/images/vmseries";
    let typed = "Some-pass-4711\nSome-pass-4711\n203.0.113.0/24\n\ny\n";
    for (plan, terms) in [("", true), ("on", true), ("off", false)] {
        let draft = with(&[(Field::PairImageId, IMAGE), (Field::PairImagePlan, plan)]);
        let run = run(&format!("image-{plan}"), &draft, &DEPLOY, typed, WELL);
        assert!(run.succeeded, "{}", run.said);
        let accepted = run.asked.contains(
            "vm image terms accept --publisher paloaltonetworks --offer vmseries-flex --plan byol",
        );
        assert_eq!(accepted, terms, "{plan}");
        let machines = run.template.matches("\"Microsoft.Compute/virtualMachines\"").count();
        assert_eq!(
            (machines, run.template.matches("\"plan\": {").count()),
            (3, if terms { 2 } else { 0 })
        );
    }
}

#[test]
fn with_a_key_alone_nothing_asks_for_a_password() {
    let draft = with(&[
        (
            Field::AccessSshKey,
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDDchmyHbhm1j810LGcWRLTjSES+VPczLTIYi0/7PEtmZHWyAZ4aYDd/WguAbZQle3Hqu7WAVXiImcWEGDM2EmVDHF1Y+I0dF01OKrWrdz45ekOJD7oigG3T8q08o2c/yuQ68eqD4DsToZK1uvJvCfaGtPU930Ju7IHhQHXCT0WrRKAMVNa1SOjHZ69P7CcN9OQJEXjb8c7x5RMN3ykh0WQ8KTu0g7Bcs+7vaxNkNpeUHr+Hd5zoL2hTC/hnjqoWEfKK6OKqW5WivHZytzmjZyhA5uWEFtVTllPZ3Oa1z8OER5oM48tGjvszCwHR0MXVeCkw7ZieX1fGNGGwDZn6gNT admin@example",
        ),
        (Field::AccessLogin, "key"),
    ]);
    let run = run("key-only", &draft, &DEPLOY, "203.0.113.0/24\n\ny\n", WELL);
    assert!(run.succeeded, "{}", run.said);
    assert!(!run.given.contains("adminPassword"), "{}", run.given);
}

#[test]
fn two_different_passwords_stop_it() {
    let run = run("typo", &Draft::default(), &DEPLOY, "Some-pass-4711\nSome-pass-4712\n", WELL);
    assert!(!run.succeeded && run.said.contains("the two passwords differ"), "{}", run.said);
    assert!(!run.asked.contains("deployment group"));
}

#[test]
fn the_storage_account_is_closed_to_the_management_subnet() {
    let close = run("close", &Draft::default(), &["close", "fw-rg"], "y\n", WELL);
    assert!(close.succeeded, "{}", close.said);
    for asked in [
        "storage account network-rule add --resource-group fw-rg --account-name fwbootabcdefghijklm --subnet /subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/fw-rg/providers/Microsoft.Network/virtualNetworks/vmseries-ha-vnet/subnets/mgmt-subnet",
        "storage account update --resource-group fw-rg --name fwbootabcdefghijklm --default-action Deny",
    ] {
        assert!(close.asked.contains(asked), "{asked} is missing in\n{}", close.asked);
    }
    let refused = run("refused", &Draft::default(), &["close", "fw-rg"], "n\n", WELL);
    assert!(!refused.succeeded && !refused.asked.contains("storage"), "{}", refused.asked);
    let key = with(&[(Field::BootstrapMode, "key")]);
    assert!(!run("key-close", &key, &["close", "fw-rg"], "y\n", WELL).succeeded);
}

#[test]
fn names_cannot_break_out_of_their_quotes() {
    let draft = with(&[(Field::BootstrapMode, "account"), (Field::BootstrapAccountGroup, "rg(1)")]);
    let typed = "fwboot01\nSome-pass-4711\nSome-pass-4711\n203.0.113.0/24\nn\n";
    let run = run("names", &draft, &DEPLOY, typed, WELL);
    assert!(run.asked.contains("--resource-group rg(1)"), "{}", run.asked);
    assert!(!run.succeeded && run.said.contains("nothing was deployed"), "{}", run.said);
}

#[test]
fn wrong_arguments_are_answered_with_the_usage() {
    for arguments in [&[][..], &["fw-rg"], &["fw-rg", "--dry-run"], &["a", "b", "c"], &["close"]] {
        let run = run("usage", &Draft::default(), arguments, "", WELL);
        assert!(!run.succeeded && run.said.contains("usage:"), "{arguments:?}: {}", run.said);
        assert_eq!(run.asked, "", "{arguments:?}");
    }
}

/// The text of `deploy.ps1` for a draft.
fn powershell(draft: &Draft) -> String {
    let review = review(draft, &Secrets::default());
    guide::deploy_ps1(review.approved().expect("the design has no error"))
}

/// Quotes, brackets and braces of a PowerShell text that are left open, outside strings and comments.
fn left_open(text: &str) -> Vec<char> {
    let mut open = Vec::new();
    for line in text.lines() {
        let mut quote = None;
        let mut before = ' ';
        for c in line.chars() {
            match (quote, c) {
                (Some(known), c) if c == known && before != '`' => quote = None,
                (None, '#') if before == ' ' => break,
                (None, '\'' | '"') => quote = Some(c),
                (None, '(' | '{' | '[') => open.push(c),
                (None, ')' | '}' | ']') => {
                    let wanted = match c {
                        ')' => '(',
                        '}' => '{',
                        _ => '[',
                    };
                    if open.pop() != Some(wanted) {
                        return vec![c];
                    }
                }
                _ => {}
            }
            before = c;
        }
        open.extend(quote);
    }
    open
}

#[test]
fn the_powershell_script_is_well_formed_and_has_the_same_steps() {
    assert_eq!(left_open("if ($x) { 'it' }"), []);
    assert_eq!(left_open("if ($x) { 'it"), ['{', '\'']);
    for (mode, draft, _) in modes() {
        let text = powershell(&draft);
        assert_eq!(left_open(&text), [], "{mode}");
        assert!(text.contains(&format!("$MODE = '{mode}'")), "{mode}");
        for step in [
            "Get-AzContext",
            "Get-AzResourceProvider",
            "Get-AzComputeResourceSku",
            "Get-AzVMUsage",
            "Set-AzMarketplaceTerms",
            "Set-AzStorageFileContent",
            "Test-AzResourceGroupDeployment",
            "-WhatIf",
            "New-AzResourceGroupDeployment",
            "Update-AzStorageAccountNetworkRuleSet",
        ] {
            assert!(text.contains(step), "{mode}: {step}");
        }
        let assigned = text.lines().filter(|line| line.starts_with('$') && line.contains(" = '"));
        assert!(assigned.count() >= 15, "{mode}");
    }
    let quoted = powershell(&with(&[(Field::BootstrapAccountGroup, "rg(1)")]));
    assert!(quoted.contains("$ACCOUNT_GROUP = 'rg(1)'"));
}

#[test]
fn no_variable_of_powershell_is_one_of_the_design_in_other_letters() {
    let text = powershell(&Draft::default());
    let head = text.lines().filter_map(|line| line.strip_prefix('$')?.split_once(" = '"));
    let head: Vec<&str> = head.map(|(name, _)| name).filter(|name| is_capital(name)).collect();
    assert!(head.len() >= 25, "{head:?}");
    // PowerShell takes both for one, so that setting the one would lose the other.
    let words = text.split(['$', '@']).skip(1);
    let words = words.map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next());
    for word in words.flatten().filter(|word| !is_capital(word)) {
        assert!(!head.iter().any(|name| name.eq_ignore_ascii_case(word)), "${word}");
    }
}

fn is_capital(name: &str) -> bool {
    !name.chars().any(char::is_lowercase)
}

#[test]
fn powershell_parses_its_script_where_it_is_at_hand() {
    if Command::new("pwsh").arg("--version").output().is_err() {
        // The text test above stands alone then.
        return;
    }
    let path = std::env::temp_dir().join(format!("fast-ha-{}.ps1", std::process::id()));
    fs::write(&path, powershell(&Draft::default())).expect("writable");
    let check = format!(
        "$e = $null; [void][Management.Automation.Language.Parser]::ParseFile('{}', [ref]$null, [ref]$e); $e; exit $e.Count",
        path.display()
    );
    let output = Command::new("pwsh").args(["-NoProfile", "-Command", &check]).output();
    fs::remove_file(&path).expect("ours");
    let output = output.expect("it was there just now");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn an_existing_group_is_never_changed() {
    let tagged = with(&[(Field::SiteTags, "owner=network team\ncost=a=b")]);
    let typed = "Some-pass-4711\nSome-pass-4711\n203.0.113.0/24\n\ny\n";
    let there = Azure { exists: "true", ..WELL };
    let run_there = run("there", &tagged, &DEPLOY, typed, there);
    assert!(run_there.succeeded, "{}", run_there.said);
    assert!(!run_there.asked.contains("group create --name fw-rg"), "{}", run_there.asked);
    assert!(!run_there.asked.contains("group update"), "{}", run_there.asked);
    let run_new = run("absent", &tagged, &DEPLOY, typed, WELL);
    let made =
        "\ngroup create --name fw-rg --location westeurope --tags owner=network team cost=a=b";
    assert!(run_new.asked.contains(made), "{}", run_new.asked);
    for run in [run_there, run_new] {
        let region = r#""location": {"value": "westeurope"}"#;
        assert!(run.given.contains(region), "the resources go where they are asked: {}", run.given);
    }
}

#[test]
fn a_storage_account_that_the_script_makes_carries_the_tags() {
    let draft = with(&[(Field::BootstrapMode, "account"), (Field::SiteTags, "owner=network team")]);
    let typed = "fwboot01\nSome-pass-4711\nSome-pass-4711\n203.0.113.0/24\ny\n";
    let run = run("tagged-account", &draft, &DEPLOY, typed, WELL);
    assert!(run.succeeded, "{}", run.said);
    let made = run.asked.lines().find(|line| line.starts_with("storage account create"));
    assert!(made.is_some_and(|made| made.contains("--tags owner=network team")), "{}", run.asked);
}

#[test]
fn nobody_as_management_source_is_refused() {
    for blank in ["", " , "] {
        let typed = format!("Some-pass-4711\nSome-pass-4711\n{blank}\n\ny\n");
        let run = run("nobody", &Draft::default(), &DEPLOY, &typed, WELL);
        assert!(!run.succeeded && run.said.contains("nobody could reach"), "{}", run.said);
        assert!(!run.asked.contains("deployment group"), "{}", run.asked);
    }
}

#[test]
fn a_zone_in_which_the_size_is_missing_or_restricted_stops_it() {
    let zones = with(&[(Field::PairAvailability, "zones"), (Field::PairZones, "1,3")]);
    for (sku, reason) in [
        ("standardDSv2Family\t4\tNone\tNone\t1 2\n", "not offered in zone 3 of westeurope"),
        ("standardDSv2Family\t4\tNone\tNone\tNone\n", "not offered in zone 1 of westeurope"),
        ("standardDSv2Family\t4\tNone\t3\t1 2 3\n", "restricted in zone 3 of westeurope"),
    ] {
        let run = run("zones", &zones, &DEPLOY, "", Azure { sku, ..WELL });
        assert!(!run.succeeded && run.said.contains(reason), "{reason}: {}", run.said);
    }
    // A restriction of a zone that the design does not use is nobody's business.
    let typed = "Some-pass-4711\nSome-pass-4711\n203.0.113.0/24\n\ny\n";
    let sku = "standardDSv2Family\t4\tNone\t2\t1 2 3\n";
    assert!(run("zone-2", &zones, &DEPLOY, typed, Azure { sku, ..WELL }).succeeded);
}

#[test]
fn closing_adds_the_endpoint_that_a_subnet_lacks_and_keeps_the_others() {
    let existing = Draft::of(fast_ha::preset::Preset::ExistingVnet);
    let azure = Azure { endpoints: "Microsoft.KeyVault\nMicrosoft.Sql\n", ..WELL };
    let close = run("endpoint", &existing, &["close", "fw-rg"], "y\n", azure);
    assert!(close.succeeded, "{}", close.said);
    let update = close.asked.lines().find(|line| line.starts_with("network vnet subnet update"));
    let union = "--service-endpoints Microsoft.KeyVault Microsoft.Sql Microsoft.Storage";
    assert!(update.is_some_and(|update| update.contains(union)), "{}", close.asked);
    let closed = run("has-endpoint", &existing, &["close", "fw-rg"], "y\n", WELL);
    assert!(!closed.asked.contains("subnet update"), "{}", closed.asked);
    let none = run("not-made", &existing, &["close", "fw-rg"], "y\n", Azure { made: "", ..WELL });
    assert!(!none.succeeded && none.said.contains("no deployment of fw-rg"), "{}", none.said);
}

/// What both scripts ask of Azure, in order: the call of the CLI and the cmdlet.
const CALLS: [(&str, &str); 33] = [
    ("az account show", "Get-AzContext"),
    ("az cloud show", "Get-AzContext"),
    ("az network vnet subnet show", "Get-AzVirtualNetwork "),
    ("az network vnet subnet update", "Set-AzVirtualNetwork "),
    ("az storage account network-rule add", "Add-AzStorageAccountNetworkRule "),
    ("az deployment group list", "Get-AzResourceGroupDeployment"),
    ("admit_management \"$group\"", "AdmitManagement $ResourceGroup"),
    ("az storage account update", "Update-AzStorageAccountNetworkRuleSet"),
    ("az rest", "Get-AzRoleAssignment"),
    ("az provider show", "Get-AzResourceProvider"),
    ("az vm list-skus", "Get-AzComputeResourceSku"),
    ("az vm list-usage", "Get-AzVMUsage"),
    ("az network nat gateway show", "Get-AzNatGateway "),
    ("az network vnet subnet show", "Get-AzVirtualNetwork "),
    ("az vm image terms show", "Get-AzMarketplaceTerms"),
    ("az vm image terms accept", "Set-AzMarketplaceTerms"),
    ("az group exists", "Get-AzResourceGroup "),
    ("az group create", "New-AzResourceGroup "),
    ("az storage account show", "Get-AzStorageAccount "),
    ("az storage account create", "New-AzStorageAccount "),
    ("az storage account network-rule list", "Get-AzStorageAccountNetworkRuleSet "),
    (
        "az storage account network-rule add --resource-group \"$account_group\" --account-name \"$ACCOUNT\" --ip-address",
        "Add-AzStorageAccountNetworkRule -ResourceGroupName $accountGroup -Name $ACCOUNT -IPAddressOrRange",
    ),
    ("az storage account keys list", "Get-AzStorageAccountKey"),
    ("az storage share create", "New-AzStorageShare"),
    ("az storage directory create", "New-AzStorageDirectory"),
    ("az storage file upload-batch", "Set-AzStorageFileContent"),
    ("az storage account network-rule remove", "Remove-AzStorageAccountNetworkRule"),
    ("az deployment group validate", "Test-AzResourceGroupDeployment"),
    ("az deployment group what-if", "New-AzResourceGroupDeployment @deployment @values -WhatIf"),
    (
        "az deployment group create --name fast-ha-network",
        "New-AzResourceGroupDeployment -Name fast-ha-network",
    ),
    ("az network vnet subnet update", "Set-AzVirtualNetwork "),
    ("admit_management \"$account_group\"", "AdmitManagement $accountGroup"),
    ("az deployment group create --name fast-ha ", "New-AzResourceGroupDeployment -Name fast-ha @"),
];

#[test]
fn both_scripts_make_the_same_calls_in_the_same_order() {
    let draft = Draft::default();
    let review = review(&draft, &Secrets::default());
    let bash = guide::deploy_sh(review.approved().expect("the design has no error"));
    // What the script says of a command is no call of it.
    let lines = bash.lines().filter(|line| !line.contains("=(\""));
    let lines = lines.map(|line| line.split_once("fail \"").map_or(line, |(call, _)| call));
    let bash = lines.collect::<Vec<_>>().join("\n");
    let powershell = powershell(&draft);
    let mut at = (0, 0);
    for (call, cmdlet) in CALLS {
        let found = |text: &str, from: usize, what: &str| -> usize {
            let place = text.get(from..).and_then(|rest| rest.find(what));
            from + place.unwrap_or_else(|| panic!("{what} does not follow what stands before it"))
        };
        at = (found(&bash, at.0, call), found(&powershell, at.1, cmdlet));
    }
}

/// A situation: its name, the design, arguments, what is typed, and what Azure is like.
type Situation = (&'static str, Draft, &'static [&'static str], &'static str, Azure);

/// Situations whose calls are kept in `tests/calls`.
fn situations() -> [Situation; 9] {
    let tagged = || with(&[(Field::SiteTags, "owner=network team")]);
    let account = || {
        with(&[(Field::BootstrapMode, "account"), (Field::AccessManagementSources, "10.0.0.0/8")])
    };
    let secrets = "Some-pass-4711\nSome-pass-4711\n203.0.113.0/24\n\ny\n";
    let no_sources = "Some-pass-4711\nSome-pass-4711\n\ny\n";
    let of_account = "fwboot01\nSome-pass-4711\nSome-pass-4711\ny\n";
    let existing = || Draft::of(fast_ha::preset::Preset::ExistingVnet);
    let [(_, closed, of_closed), (_, closed_existing, _)] = closed_modes();
    let elsewhere: &[&str] = &["fw-rg", "northeurope"];
    [
        ("new-group", tagged(), &DEPLOY, secrets, WELL),
        ("existing-group", tagged(), elsewhere, secrets, Azure { exists: "true", ..WELL }),
        ("existing-vnet", into_existing(), &DEPLOY, no_sources, WELL),
        ("account", account(), &DEPLOY, of_account, WELL),
        ("closed", closed, &DEPLOY, of_closed, WELL),
        ("closed-existing-vnet", closed_existing, &DEPLOY, of_closed, WELL),
        (
            "close-after-portal",
            existing(),
            &["close", "fw-rg"],
            "y\n",
            Azure { endpoints: "Microsoft.Sql\n", ..WELL },
        ),
        (
            "policy-refuses-storage",
            account(),
            &DEPLOY,
            of_account,
            Azure { fails: "storage account create", ..WELL },
        ),
        (
            "policy-refuses-template",
            tagged(),
            &DEPLOY,
            secrets,
            Azure { fails: "deployment group validate", ..WELL },
        ),
    ]
}

/// A call as it is kept: the cmdlet that stands for it in PowerShell, and the call without the names of passing files.
fn kept(call: &str) -> String {
    let call = format!("az {call} ");
    let known = CALLS.iter().filter(|(known, _)| call.starts_with(known));
    let (_, cmdlet) = known.max_by_key(|(known, _)| known.len()).expect("each call has a cmdlet");
    let cmdlet = cmdlet.split(' ').next().expect("a split has a first part");
    let words = call.trim_end().split(' ').map(|word| match word.split_once("/tmp.") {
        Some((at, _)) if at.starts_with('@') => "@SECRETS",
        Some(_) => "NETWORK",
        None => word,
    });
    format!("{cmdlet:<36} {}\n", words.collect::<Vec<_>>().join(" "))
}

#[test]
fn the_calls_of_each_situation_are_as_recorded() {
    for (name, draft, arguments, typed, azure) in situations() {
        let run = run(&format!("recorded-{name}"), &draft, arguments, typed, azure);
        let calls: String = run.asked.lines().map(kept).collect();
        let end = run.said.lines().find(|line| line.starts_with("deploy.sh: "));
        let calls = calls + end.unwrap_or("done") + "\n";
        let path = format!("tests/calls/{name}.txt");
        if std::env::var("BLESS").is_ok() {
            fs::write(&path, &calls).expect("writable");
        }
        let recorded = fs::read_to_string(&path).expect("the calls are recorded");
        assert_eq!(calls, recorded, "{path}: review, then BLESS=1 cargo test --test deploy");
    }
}

/// What `deploy.sh` asked of the storage account, a line each: shares and directories that are made, folders
/// whose files are uploaded.
fn stored_by_bash(asked: &str) -> Vec<String> {
    let words = asked.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let after = |words: &[&str], name: &str| {
        let at = words.iter().position(|word| *word == name).expect("the argument is there");
        (*words.get(at + 1).expect("it has a value")).to_owned()
    };
    words
        .filter_map(|words| match words.as_slice() {
            ["storage", "share", "create", ..] => {
                Some(format!("share {}", after(&words, "--name")))
            }
            ["storage", "directory", "create", ..] => {
                Some(format!("directory {}", after(&words, "--name")))
            }
            ["storage", "file", "upload-batch", ..] => {
                let (from, to) = (after(&words, "--source"), after(&words, "--destination-path"));
                Some(format!("files {from} -> {to}"))
            }
            _ => None,
        })
        .collect()
}

/// The same calls of `deploy.ps1`, by its own text: the loop over both directories is unrolled, and a folder
/// stands in it where the script finds it beside itself.
fn stored_by_powershell(text: &str, stands: impl Fn(&str) -> bool) -> Vec<String> {
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("${name} = '")));
        line.and_then(|rest| rest.strip_suffix('\'')).expect("the script's head says it").to_owned()
    };
    let after = |what: &str| text.split_once(what).unwrap_or_else(|| panic!("{what} is missing")).1;
    let list = |rest: &str| {
        let (list, _) = rest.split_once(')').expect("the list ends");
        list.split(", ").map(|one| one.trim_matches('"').to_owned()).collect::<Vec<_>>()
    };
    let before = |here: &str, there: &str| {
        let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} is missing"));
        assert!(at(here) < at(there), "{here} comes before {there}");
    };
    before(
        "New-AzStorageShare -Name $SHARE",
        "foreach ($directory in @($DIRECTORY_A, $DIRECTORY_B))",
    );
    before("-Path $path -Context", "Set-AzStorageFileContent -ShareName $SHARE");
    let always = list(after("foreach ($path in @("));
    let sometimes = list(after("$plugins = @("));
    assert!(after("$plugins = @(").contains("Where-Object { Test-Path \"bootstrap/$_\" }"));
    assert!(text.contains("Get-ChildItem -Recurse -File \"bootstrap/$directory\""));
    let mut calls = vec![format!("share {}", value("SHARE"))];
    for directory in [value("DIRECTORY_A"), value("DIRECTORY_B")] {
        let named = |path: &String| path.replace("$directory", &directory);
        let found = sometimes.iter().map(named).filter(|path| stands(path));
        let made = always.iter().map(named).chain(found);
        calls.extend(made.map(|path| format!("directory {path}")));
        calls.push(format!("files bootstrap/{directory} -> {directory}"));
    }
    calls
}

#[test]
fn both_scripts_upload_the_same_folders_in_the_same_order() {
    let typed = "fwboot01\nSome-pass-4711\nSome-pass-4711\n203.0.113.0/24\ny\n";
    let directory = [(Field::BootstrapMode, "key"), (Field::BootstrapDirectoryB, "edge")];
    for (name, edits, plugins) in [
        ("nothing-added", directory, false),
        ("plugin", directory, true),
        ("everything", directory, true),
    ] {
        let draft = with(&edits);
        let run = run(name, &draft, &DEPLOY, typed, WELL);
        assert!(run.succeeded, "{}", run.said);
        let recorded = stored_by_bash(&run.asked);
        let calls =
            stored_by_powershell(&powershell(&draft), |path| plugins && path.ends_with("/plugins"));
        assert_eq!(calls, recorded, "{name}");
        let expected = [
            "share bootstrap",
            "directory VM1",
            "directory VM1/config",
            "directory VM1/content",
            "directory VM1/license",
            "directory VM1/software",
            "directory VM1/plugins",
            "files bootstrap/VM1 -> VM1",
        ];
        let expected = expected.iter().filter(|line| plugins || !line.ends_with("/plugins"));
        assert!(recorded.iter().zip(expected).all(|(call, line)| call == line), "{recorded:?}");
    }
}

/// An existing VNet whose management goes out by the NAT gateway.
fn into_existing() -> Draft {
    let mut draft = Draft::of(fast_ha::preset::Preset::ExistingVnet);
    for (field, text) in [
        (Field::AccessManagementPublic, "off"),
        (Field::BalanceEgress, "nat_gateway"),
        (Field::AccessManagementSources, "10.0.0.0/8"),
    ] {
        draft.set(field, text);
    }
    draft
}

#[test]
fn an_existing_vnet_is_deployed_in_two_stages() {
    let typed = "Some-pass-4711\nSome-pass-4711\n\ny\n";
    let run = run("stages", &into_existing(), &DEPLOY, typed, WELL);
    assert!(run.succeeded, "{}", run.said);
    let place = |what: &str| {
        let found = run.asked.lines().position(|line| line.contains(what));
        found.unwrap_or_else(|| panic!("{what} is missing in\n{}", run.asked))
    };
    let ours = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/fw-rg/providers/Microsoft.Network";
    let read = place("network vnet subnet show");
    let group = place("group create --name fw-rg");
    let stage = place("deployment group create --name fast-ha-network");
    let gateway = place(&format!("--nat-gateway {ours}/natGateways/"));
    let table = place(&format!("--route-table {ours}/routeTables/"));
    let units = place("deployment group create --name fast-ha --resource-group");
    assert!(read < group && group < stage && stage < gateway.min(table), "{}", run.asked);
    assert!(gateway.max(table) < units, "{}", run.asked);
    let network: serde_json::Value = serde_json::from_str(&run.network).expect("a template");
    let kinds = network["resources"].as_array().expect("a list").iter();
    let mut kinds: Vec<&str> = kinds
        .map(|one| one["type"].as_str().expect("a type").rsplit('/').next().unwrap())
        .collect();
    kinds.dedup();
    assert_eq!(kinds, ["networkSecurityGroups", "routeTables", "natGateways", "publicIPAddresses"]);
    assert!(network["outputs"].is_null());
    complete(&run.network, false);
    let whole: serde_json::Value = serde_json::from_str(&run.template).expect("a template");
    let written = whole["resources"].as_array().expect("a list").iter();
    let written = written.filter(|one| one["type"].as_str().expect("a type").ends_with("/subnets"));
    assert_eq!(written.count(), 0, "no subnet that the template did not make is written");
}

#[test]
fn what_somebody_else_set_on_a_subnet_stops_it_before_anything_is_written() {
    for (subnet, said) in [
        ("/subscriptions/x/routeTables/theirs\tNone\n", "has another route table"),
        ("None\t/subscriptions/x/natGateways/theirs\n", "has another NAT gateway"),
    ] {
        let run = run("theirs", &into_existing(), &DEPLOY, "", Azure { subnet, ..WELL });
        assert!(!run.succeeded && run.said.contains(said), "{}", run.said);
        let wrote = ["create", "update", "accept"].iter().any(|verb| run.asked.contains(verb));
        assert!(!wrote, "{}", run.asked);
    }
    // A second run finds what the first one set.
    let ours = "/subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/FW-RG/providers/Microsoft.Network/routeTables/trust-rt\tNone\n";
    let mut draft = into_existing();
    draft.set(Field::BalanceEgress, "");
    draft.set(Field::AccessManagementEgress, "existing");
    draft.set(Field::NetworkWorkloads, "");
    let typed = "Some-pass-4711\nSome-pass-4711\n\ny\n";
    let again = run("again", &draft, &DEPLOY, typed, Azure { subnet: ours, ..WELL });
    assert!(again.succeeded, "{}", again.said);
}

const GATEWAY: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/edge-rg/providers/Microsoft.Network/natGateways/shared-natgw";

#[test]
fn an_existing_nat_gateway_is_read_first_and_put_on_the_subnets() {
    let mut draft = into_existing();
    draft.set(Field::BalanceNatGatewayId, GATEWAY);
    let typed = "Some-pass-4711\nSome-pass-4711\n\ny\n";
    let well = run("gateway", &draft, &DEPLOY, typed, WELL);
    assert!(well.succeeded, "{}", well.said);
    let place = |what: &str| {
        let found = well.asked.lines().position(|line| line.contains(what));
        found.unwrap_or_else(|| panic!("{what} is missing in\n{}", well.asked))
    };
    let read = place(&format!("network nat gateway show --ids {GATEWAY}"));
    assert!(read < place("network vnet subnet show") && read < place("group create"));
    let put = well.asked.lines().filter(|line| line.contains(&format!("--nat-gateway {GATEWAY}")));
    assert_eq!(put.count(), 2, "management and untrust: {}", well.asked);
    assert!(!well.network.contains("natGateways"), "{}", well.network);
    // It is in place already, on a second run.
    let there: &'static str = Box::leak(format!("None\t{GATEWAY}\n").into_boxed_str());
    let azure = Azure {
        subnet: there,
        gateway: "westeurope\t/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/network-rg/providers/Microsoft.Network/virtualNetworks/hub-vnet/subnets/fw-untrust\n",
        ..WELL
    };
    let again = run("gateway-again", &draft, &DEPLOY, typed, azure);
    assert!(again.succeeded, "{}", again.said);
}

#[test]
fn a_nat_gateway_that_cannot_serve_the_vnet_stops_it_before_anything_is_written() {
    let new = with(&[(Field::BalanceEgress, "nat_gateway"), (Field::BalanceNatGatewayId, GATEWAY)]);
    let mut existing = into_existing();
    existing.set(Field::BalanceNatGatewayId, GATEWAY);
    let elsewhere = GATEWAY.replace("000000000001/", "000000000002/");
    let mut foreign = new.clone();
    foreign.set(Field::BalanceNatGatewayId, elsewhere);
    let other = "westeurope\t/subscriptions/x/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/theirs/subnets/y\n";
    for (draft, gateway, said) in [
        (&new, "northeurope\tNone\n", "is in northeurope"),
        (&new, other, "takes no second VNet"),
        (&existing, other, "takes no second VNet"),
        (&foreign, "westeurope\tNone\n", "of another subscription"),
    ] {
        let run = run("gateway-wrong", draft, &DEPLOY, "", Azure { gateway, ..WELL });
        assert!(!run.succeeded && run.said.contains(said), "{said}: {}", run.said);
        let wrote = ["create", "update", "accept"].iter().any(|verb| run.asked.contains(verb));
        assert!(!wrote, "{}", run.asked);
    }
    let arguments = ["fw-rg", "West Europe"];
    let typed = "Some-pass-4711\nSome-pass-4711\n203.0.113.0/24\n\ny\n";
    let run = run("gateway-region", &new, &arguments, typed, WELL);
    assert!(run.succeeded, "a region is told by its display name too: {}", run.said);
}

#[test]
fn custom_data_alone_needs_no_storage_and_carries_what_the_deployment_is_given() {
    let [.., (_, draft, _), _] = modes();
    let typed = "Some-pass-4711\nSome-pass-4711\n203.0.113.0/24\n\n755036225328715\n\n\n\ny\n";
    let run = run("custom", &draft, &DEPLOY, typed, WELL);
    assert!(run.succeeded, "{}", run.said);
    assert!(!run.asked.contains("storage"), "{}", run.asked);
    assert!(run.given.contains(r#""vmAuthKey": {"value": "755036225328715"}"#), "{}", run.given);
    assert!(!run.template.contains("Microsoft.Storage/") && !run.template.contains("<?"));
    for said in [
        "type=dhcp-client",
        ";panorama-server=10.9.0.4",
        "if(empty(parameters('vmAuthKey')), '', concat(';vm-auth-key=', parameters('vmAuthKey')))",
        "concat(';authcodes=', parameters('authCode'))",
        "if(empty(parameters('authKey')), '', ';plugin-op-commands=panorama-licensing-mode-on')",
    ] {
        assert!(run.template.contains(said), "{said}");
    }
}
