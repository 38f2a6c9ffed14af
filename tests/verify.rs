//! `verify.sh` under real bash and python, with recorded answers of the Azure CLI and of both firewalls in place
//! of the real ones: as planned nothing differs, and each planted difference is named.

#![expect(clippy::disallowed_methods, reason = "the test runs a script in a folder of its own")]

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::guide;
use fast_ha::review::review;
use serde_json::{Value, json};

/// Answers from the folder of recorded ones, a file a question.
const AZ: &str = r#"#!/usr/bin/env bash
printf '%s\n' "$*" >>"$STAGE/asked"
case "$*" in
  "account show"*) cat "$STAGE/account" ;;
  "network nic show-effective-route-table"*) cat "$STAGE/routes-$7" ;;
  "network nic show"*) cat "$STAGE/nic-$7" ;;
  "network public-ip show"*) printf '{"ipAddress": "203.0.113.40"}\n' ;;
  "monitor metrics list"*) cat "$STAGE/probe-${5##*/}" ;;
  *) exit 1 ;;
esac
"#;

const SSH: &str = r#"#!/usr/bin/env bash
printf '%s\n' "$*" >>"$STAGE/asked"
cat >/dev/null
n=$(cat "$STAGE/n" 2>/dev/null || printf 0)
printf '%s' $((n + 1)) >"$STAGE/n"
cat "$STAGE/unit-$n"
"#;

fn unit(state: &str, boot: &str) -> String {
    format!(
        "Group 1:\n  Mode: Active-Passive\n  Local Information:\n    Version: 1\n    State: {state} (last 3 days)\n  Peer Information:\n    State: passive\n\nBootstrap Phase               Status         Details\n===============================================\nMedia Detection               Success        Media detected successfully\nParsing of Initial Config     {boot}\n"
    )
}

/// What Azure answers where everything is as planned.
fn answers(stage: &Path, expected: &Value) {
    let keep = |name: String, value: &Value| {
        fs::write(stage.join(name), value.to_string()).expect("writable");
    };
    keep("account".to_owned(), &json!({ "id": "00000000-0000-0000-0000-000000000001" }));
    for nic in expected["nics"].as_array().expect("NICs") {
        let name = nic["name"].as_str().expect("a name");
        let forwards = &nic["forwards"];
        keep(
            format!("nic-{name}"),
            &json!({ "enableIPForwarding": forwards, "ipConfigurations": [{ "privateIPAddress": nic["address"] }] }),
        );
        let routes = nic["routes"].as_array().expect("routes").iter().map(|route| {
            let by = route["by"].as_str().expect("a hop");
            let appliance = by.parse::<std::net::Ipv4Addr>().is_ok();
            let (hops, kind) = if appliance { (vec![by], "VirtualAppliance") } else { (vec![], by) };
            json!({ "addressPrefix": [route["to"]], "nextHopIpAddress": hops, "nextHopType": kind, "state": "Active" })
        });
        let vnet = json!({ "addressPrefix": ["10.0.0.0/16"], "nextHopIpAddress": [], "nextHopType": "VnetLocal", "state": "Active" });
        let off = json!({ "addressPrefix": ["0.0.0.0/0"], "nextHopIpAddress": [], "nextHopType": "VirtualNetworkGateway", "state": "Invalid" });
        let routes: Vec<Value> = routes.chain([vnet, off]).collect();
        keep(format!("routes-{name}"), &json!({ "value": routes }));
    }
    for balancer in expected["balancers"].as_array().expect("balancers") {
        let name = balancer["name"].as_str().expect("a name");
        let units = balancer["units"].as_array().expect("units").iter().enumerate();
        let series = units.map(|(n, unit)| {
            let average = if n == 0 { 100.0 } else { 0.0 };
            json!({ "metadatavalues": [{ "name": { "value": "backendipaddress" }, "value": unit }],
                    "data": [{ "average": 50.0 }, { "average": average }, {}] })
        });
        let series: Vec<Value> = series.collect();
        keep(format!("probe-{name}"), &json!({ "value": [{ "timeseries": series }] }));
    }
    let good = "Success        Initial config parsed";
    fs::write(stage.join("unit-0"), unit("active", good)).expect("writable");
    fs::write(stage.join("unit-1"), unit("passive", good)).expect("writable");
}

/// Runs the script for a design, after `plant` changed the recorded answers: its exit code and its words.
fn verified(name: &str, draft: &Draft, plant: &dyn Fn(&Path)) -> (Option<i32>, String, String) {
    let stage = std::env::temp_dir().join(format!("fast-ha-verify-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&stage);
    let bundle = stage.join("bundle");
    fs::create_dir_all(&bundle).expect("writable");
    let review = review(draft, &Secrets::default());
    let expected = guide::expected(review.approved().expect("the design has no error"));
    fs::write(bundle.join("verify.sh"), guide::verify_sh()).expect("writable");
    fs::write(bundle.join("expected.json"), &expected).expect("writable");
    answers(&stage, &serde_json::from_str(&expected).expect("JSON"));
    for (tool, text) in [("az", AZ), ("ssh", SSH)] {
        fs::write(stage.join(tool), text).expect("writable");
        fs::set_permissions(stage.join(tool), fs::Permissions::from_mode(0o755)).expect("ours");
    }
    plant(&stage);
    let path = format!("{}:{}", stage.display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("bash")
        .arg(bundle.join("verify.sh"))
        .arg("fw-rg")
        .env("PATH", path)
        .env("STAGE", &stage)
        .env("FAST_HA_PASSWORD", "Some-pass-4711")
        .output()
        .expect("bash runs");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    let asked = fs::read_to_string(stage.join("asked")).unwrap_or_default();
    keep_calls(&asked);
    fs::remove_dir_all(&stage).expect("ours");
    (output.status.code(), said, asked)
}

/// Appends the calls of the Azure CLI to the file that `AZ_CALLS` names, for its real parser.
fn keep_calls(asked: &str) {
    let Ok(path) = std::env::var("AZ_CALLS") else { return };
    let calls = asked.lines().filter(|line| !line.starts_with('-'));
    let calls = calls.map(|line| line.replace(' ', "\u{1f}") + "\u{1f}\n");
    let mut file = fs::OpenOptions::new().create(true).append(true).open(path).expect("writable");
    file.write_all(calls.collect::<String>().as_bytes()).expect("writable");
}

fn draft(edits: &[(Field, &str)]) -> Draft {
    let mut draft = Draft::default();
    for (field, text) in edits {
        draft.set(*field, *text);
    }
    draft
}

#[test]
fn an_existing_address_of_management_is_asked_for_by_its_id() {
    let id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/edge-rg/providers/Microsoft.Network/publicIPAddresses/fw-a-mgmt";
    let draft = draft(&[(Field::AccessManagementAddressAId, id)]);
    let (code, said, asked) = verified("standing", &draft, &|_| {});
    assert_eq!(code, Some(0), "{said}");
    assert!(asked.contains(&format!("network public-ip show --ids {id} ")), "{asked}");
    let other = "public-ip show --resource-group fw-rg --name vmseries-ha-secondary-mgmt-pip";
    assert!(asked.contains(other), "{asked}");
}

#[test]
fn as_planned_nothing_differs() {
    for (name, edits) in [
        ("reference", &[][..]),
        (
            "hub",
            &[
                (Field::NetworkWorkloads, "app=10.0.16.0/24\nGatewaySubnet"),
                (Field::NetworkOnPremises, "192.168.0.0/16"),
            ],
        ),
        ("quiet", &[(Field::ServerEnabled, "off"), (Field::AccessManagementPublic, "off")]),
    ] {
        let (code, said, asked) = verified(name, &draft(edits), &|_| {});
        assert_eq!(code, Some(0), "{name}: {said}");
        assert!(said.contains("0 differ") && !said.contains("4711"), "{said}");
        assert!(!asked.contains("4711"), "no argument holds the password: {asked}");
        assert!(asked.contains("panadmin@"), "{asked}");
    }
}

/// A change to the recorded answers.
type Plant<'a> = &'a dyn Fn(&Path);

/// Replaces a text in a recorded answer.
fn plant(file: &'static str, from: &'static str, to: &'static str) -> impl Fn(&Path) {
    move |stage: &Path| {
        let text = fs::read_to_string(stage.join(file)).expect("recorded");
        assert!(text.contains(from), "{file} has no {from}: {text}");
        fs::write(stage.join(file), text.replace(from, to)).expect("writable");
    }
}

#[test]
fn each_difference_is_named() {
    let hub = draft(&[
        (Field::NetworkWorkloads, "app=10.0.16.0/24\nGatewaySubnet"),
        (Field::NetworkOnPremises, "192.168.0.0/16"),
    ]);
    let gone =
        |stage: &Path| fs::remove_file(stage.join("nic-vmseries-ha-primary-nic1")).expect("there");
    let planted: [(Plant<'_>, &str); 10] = [
        (
            &plant("nic-vmseries-ha-primary-nic2", "10.0.2.4", "10.0.2.44"),
            "the address of vmseries-ha-primary-nic2 is 10.0.2.44, planned is 10.0.2.4",
        ),
        (
            &plant("nic-vmseries-ha-secondary-nic1", "true", "false"),
            "IP forwarding of vmseries-ha-secondary-nic1 is False",
        ),
        (&gone, "the NIC vmseries-ha-primary-nic1 is not there"),
        (
            &plant("routes-vmseries-test-server-nic0", "10.0.3.100", "10.0.3.99"),
            "the route of vmseries-test-server-nic0 to 0.0.0.0/0 is 10.0.3.99, planned is 10.0.3.100",
        ),
        (
            &plant("routes-vmseries-ha-primary-nic1", "\"Internet\"", "\"VirtualNetworkGateway\""),
            "the default route of vmseries-ha-primary-nic1 is a gateway's",
        ),
        (
            &plant("probe-vmseries-outbound-lb", "\"average\":0.0", "\"average\":100.0"),
            "the number of units that answer vmseries-outbound-lb is 2, planned is 1",
        ),
        (
            &plant("probe-vmseries-inbound-lb", "\"average\":100.0", "\"average\":0.0"),
            "the number of units that answer vmseries-inbound-lb is 0",
        ),
        (
            &plant("unit-1", "State: passive (last", "State: active (last"),
            "the HA state of both units is active and active, planned is active and passive",
        ),
        (
            &|stage: &Path| {
                fs::write(stage.join("unit-0"), "    State: active\n").expect("writable");
            },
            "the bootstrap of vmseries-ha-primary is no success",
        ),
        (
            &|stage: &Path| {
                fs::write(stage.join("unit-0"), unit("active", "Failure")).expect("writable");
            },
            "the bootstrap of vmseries-ha-primary is no success",
        ),
    ];
    for (n, (plant, named)) in planted.iter().enumerate() {
        let (code, said, _) = verified(&format!("planted-{n}"), &hub, plant);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(named), "{named} is missing in\n{said}");
    }
    let (code, said, _) = verified("out", &hub, &|stage| {
        fs::remove_file(stage.join("account")).expect("there");
    });
    assert_eq!(code, Some(2), "{said}");
}

#[test]
fn both_scripts_ask_the_same_in_the_same_order() {
    let (bash, powershell) = (guide::verify_sh(), guide::verify_ps1());
    let mut at = (0, 0);
    for (call, cmdlet) in [
        ("az(\"account\", \"show\")", "Get-AzContext"),
        ("\"nic\", \"show\"", "Get-AzNetworkInterface"),
        ("found = routes(", "Get-AzEffectiveRouteTable"),
        ("DipAvailability", "DipAvailability"),
        ("\"public-ip\", \"show\"", "Get-AzPublicIpAddress"),
        ("os.environ[\"SSH\"]", "ssh @options"),
        ("active and passive", "active and passive"),
    ] {
        let found = |text: &str, from: usize, what: &str| -> usize {
            let place = text.get(from..).and_then(|rest| rest.find(what));
            from + place.unwrap_or_else(|| panic!("{what} does not follow what stands before it"))
        };
        at = (found(&bash, at.0, call), found(&powershell, at.1, cmdlet));
    }
    for words in ["differs: ", "values held against the plan", "is not there", "cannot be read"] {
        assert!(bash.contains(words) && powershell.contains(words), "{words}");
    }
}
