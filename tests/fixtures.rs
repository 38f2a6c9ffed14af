//! Packages of our own writing in the shape of public ones: a pair with its template, parameters and loose files.
//! Each fixture is the base with one edit. A contradiction is named with the file and the line at which it
//! stands; what is legal is said nothing of.

use fast_ha::audit::budget::Budget;
use fast_ha::audit::package;
use fast_ha::audit::package::{Input, Judgement};
use fast_ha::bundle;
use fast_ha::bundle::Entry;
use serde_json::Value;

#[path = "fixtures/base.rs"]
mod base;
#[path = "fixtures/edits.rs"]
mod edits;

use base::{A, ARM, B, GIVEN_AT, INIT, INIT_A, INIT_B, base};
use edits::{CLEAN, FIXTURES};

fn judge(files: &[(&str, String)]) -> Judgement {
    let input = |(path, text): &(&str, String)| Input {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    package::judge(files.iter().map(input).collect(), &Budget::default())
}

fn edited(path: &str, from: &str, to: &str) -> Vec<(&'static str, String)> {
    let mut files = base();
    let file = files.iter_mut().find(|(known, _)| *known == path).expect("a file of the base");
    assert!(file.1.contains(from), "{path} has no {from}");
    file.1 = file.1.replacen(from, to, 1);
    files
}

fn told(judgement: &Judgement) -> Vec<String> {
    judgement.wrong.iter().map(|one| format!("{}: {one} {:?}", one.fault.slug(), one.at)).collect()
}

#[test]
fn each_fixture_is_named_with_its_file_and_line() {
    assert_eq!(told(&judge(&base())), Vec::<String>::new(), "the base");
    let mut failed = Vec::new();
    for (path, from, to, slug, needle) in FIXTURES {
        let files = edited(path, from, to);
        let judgement = judge(&files);
        let text = &files.iter().find(|(known, _)| *known == path).expect("there").1;
        let lines: Vec<usize> = match needle {
            "" => vec![0],
            _ => (1..)
                .zip(text.lines())
                .filter(|(_, line)| line.contains(needle))
                .map(|(n, _)| n)
                .collect(),
        };
        let said = judgement.wrong.iter().any(|one| {
            one.fault.slug() == slug
                && one.at.iter().any(|spot| spot.path == path && lines.contains(&spot.line))
        });
        if !said || judgement.wrong.len() > 3 {
            failed.push(format!(
                "{path}: {from} became {to}: expected {slug} at {needle} {lines:?}: {:#?}",
                told(&judgement)
            ));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn nothing_is_said_of_what_is_legal() {
    let edits = CLEAN.into_iter().filter(|(_, from, _)| *from != "<!-- -->");
    let said = edits.filter_map(|(path, from, to)| {
        let said = told(&judge(&edited(path, from, to)));
        (!said.is_empty()).then(|| format!("{path}: {from} became {to}: {said:#?}"))
    });
    let said: Vec<String> = said.collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
    // A comment and a mark of the byte order in a configuration, line ends of another system in a template.
    let mut files = base();
    for (path, text) in &mut files {
        if [A, B].contains(path) {
            *text = format!("\u{feff}<!-- ours -->{text}").replacen(
                "<!-- ours --><?xml version=\"1.0\"?>",
                "<?xml version=\"1.0\"?><!-- ours -->",
                1,
            );
        } else if [ARM, GIVEN_AT].contains(path) {
            *text = text.replace('\n', "\r\n");
        }
    }
    assert_eq!(told(&judge(&files)), Vec::<String>::new());
}

/// The same pair as people have it: loose files of any name, two pairs in a folder, an export of the API.
#[test]
fn files_are_found_whatever_they_are_called() {
    let base = base();
    let text = |path: &str| base.iter().find(|(known, _)| *known == path).expect("there").1.clone();
    let (a, b) = (text(A), text(B));
    let wrong = b.replace("<device-priority>200<", "<device-priority>100<");
    let exported = format!(
        "<response status=\"success\"><result>{}</result></response>",
        a.replace("<?xml version=\"1.0\"?>\n", "")
    );
    for (first, other) in
        [("site/HA-FWA.xml", "site/HA-FWB.xml"), ("a/running-config.xml", "b/running-config.xml")]
    {
        for one in [&a, &exported] {
            let judgement = judge(&[(first, one.clone()), (other, wrong.clone())]);
            assert!(
                told(&judgement).iter().any(|one| one.starts_with("same-on-both")),
                "{:#?}",
                told(&judgement)
            );
        }
    }
    let second = |text: &str| text.replace("10.60.", "10.70.").replace("north", "south");
    let pairs = [
        ("x/north-1.xml", a.clone()),
        ("x/north-2.xml", b.clone()),
        ("x/south-1.xml", second(&a)),
        ("x/south-2.xml", second(&wrong)),
    ];
    let judgement = judge(&pairs);
    assert_eq!(judgement.wrong.len(), 1, "{:#?}", told(&judgement));
    assert!(
        judgement.wrong[0].at.iter().all(|spot| spot.path.starts_with("x/south")),
        "{:#?}",
        told(&judgement)
    );
    let foreign = [
        ("bootstrap.xml", "<project name=\"ant\"/>".to_owned()),
        ("main.tf", "resource {}".to_owned()),
        ("x/a.xml", a),
    ];
    let judgement = judge(&foreign);
    assert!(judgement.wrong.is_empty(), "{:#?}", told(&judgement));
    assert_eq!(judgement.skipped, ["main.tf is Terraform, which is not read"]);
}

/// One configuration for both units is no copy, and a package beside its zip is one unit.
#[test]
fn one_configuration_for_both_units_is_named() {
    let mut files = base();
    let text = files.iter().find(|(path, _)| *path == A).expect("there").1.clone();
    files.iter_mut().filter(|(path, _)| *path == B).for_each(|(_, b)| b.clone_from(&text));
    let said = told(&judge(&files)).join("\n");
    for same in ["the priority 100", "the HA1 peer 10.60.0.11", "the host name north-fw-a"] {
        assert!(said.contains(&format!("both units have {same}")), "{same}: {said}");
    }
    let mut files = base();
    let packed = bundle::zip(&[
        Entry::File("config/bootstrap.xml".into(), text.as_bytes()),
        Entry::File("config/init-cfg.txt".into(), INIT.as_bytes()),
        Entry::File("license/authcodes".into(), b"I1234567\n"),
    ]);
    files.retain(|(path, _)| *path != GIVEN_AT);
    let mut inputs: Vec<Input> = files
        .iter()
        .map(|(path, text)| Input { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() })
        .collect();
    inputs.push(Input { path: "north/fw-a.zip".to_owned(), bytes: packed });
    let judgement = package::judge(inputs, &Budget::default());
    assert_eq!(told(&judgement), Vec::<String>::new());
}

/// The pair with an edit of both units.
fn both(from: &str, to: &str) -> Vec<(&'static str, String)> {
    let mut files = base();
    for (_, text) in files.iter_mut().filter(|(path, _)| [A, B].contains(path)) {
        assert!(text.contains(from), "a unit has no {from}");
        *text = text.replace(from, to);
    }
    files
}

fn replaced(files: &mut [(&'static str, String)], path: &str, from: &str, to: &str) {
    let (_, text) = files.iter_mut().find(|(known, _)| *known == path).expect("there");
    assert!(text.contains(from), "{path} has no {from}");
    *text = text.replace(from, to);
}

/// What public packages have, and what was said of it although it is right.
#[test]
fn nothing_is_said_of_what_is_legal_on_both_units() {
    let probe = both("<entry name=\"168.63.129.16\"/>", "<entry name=\"168.63.129.16/32\"/>");
    assert_eq!(told(&judge(&probe)), Vec::<String>::new(), "a host may be written as a network");
    // Called by what DHCP tells them, two units share a package.
    let sent = "<send-hostname>yes</send-hostname>";
    let taken = format!("{sent}<accept-dhcp-hostname>yes</accept-dhcp-hostname>");
    let mut called = both(sent, &taken);
    for (path, host) in [(A, "north-fw-a"), (B, "north-fw-b")] {
        replaced(&mut called, path, &format!("<hostname>{host}<"), &format!("<hostname>{host}-x<"));
    }
    called.retain(|(path, _)| ![INIT_A, INIT_B].contains(path));
    let said = told(&judge(&called)).join("\n");
    assert!(!said.contains("host-unknown"), "{said}");
    // Nobody asks units that stand behind no balancer.
    let silent = both("<https>yes<", "<https>no<");
    let alone = "{ \"contentVersion\": \"1.0.0.0\", \"resources\": [] }";
    let mut lone: Vec<_> = silent.into_iter().filter(|(path, _)| *path != GIVEN_AT).collect();
    let profile = "<interface-management-profile>health<";
    for (path, text) in &mut lone {
        if [A, B].contains(path) {
            *text = text.replace(profile, "<interface-management-profile>none<");
        } else if *path == ARM {
            alone.clone_into(text);
        }
    }
    let said = told(&judge(&lone)).join("\n");
    assert!(!said.contains("probe-"), "{said}");
    lone.iter_mut().filter(|(path, _)| *path == ARM).for_each(|(_, text)| {
        *text = text
            .replace("[]", "[{ \"type\": \"Microsoft.Network/loadBalancers\", \"name\": \"lb\" }]");
    });
    let said = told(&judge(&lone)).join("\n");
    assert!(said.contains("probe-profile"), "with a balancer it is: {said}");
}

/// What Terraform fills in is open; without Terraform nobody does.
#[test]
fn what_another_tool_fills_in_is_open() {
    let mut files = both("<primary>168.63.129.16<", "<primary>${dns}<");
    files.retain(|(path, _)| ![INIT_A, INIT_B].contains(path));
    files.extend([
        (INIT_A, INIT.replace("dns-primary=168.63.129.16\n", "")),
        (INIT_B, INIT.replace("dns-primary=168.63.129.16\n", "").replace("fw-a", "fw-b")),
    ]);
    assert!(told(&judge(&files)).iter().all(|one| one.starts_with("placeholder")));
    assert!(judge(&files).contradicts());
    files.push(("north/main.tf", "resource {}\n".to_owned()));
    let judgement = judge(&files);
    assert_eq!(told(&judgement), Vec::<String>::new());
    assert!(
        judgement.unknown.iter().any(|why| why.contains("Terraform fills in ${dns}")),
        "{:?}",
        judgement.unknown
    );
    assert!(
        judgement.lines().iter().any(|line| line.starts_with("Known to the deployment alone: "))
    );
}

/// A linked template publishes what it has, and a secret goes by way of a variable too; single firewalls are
/// managed as well as pairs.
#[test]
fn what_is_open_is_told_of_linked_and_nested_templates_and_of_single_firewalls() {
    let outer = r#"{ "contentVersion": "1.0.0.0", "parameters": { "key": { "type": "securestring" } },
      "variables": { "boot": "[concat('access-key=', parameters('key'))]" },
      "resources": [
        { "type": "Microsoft.Resources/deployments", "name": "inner", "properties": { "templateLink": {
          "uri": "https://example.com/x/inner.json" } } },
        { "type": "Microsoft.Resources/deployments", "name": "boots", "properties": { "template": { "resources": [
          { "type": "Microsoft.Compute/virtualMachines", "name": "fw", "properties": {
            "osProfile": { "customData": "[base64(variables('boot'))]" } } }] } } }] }"#;
    let inner = r#"{ "contentVersion": "1.0.0.0", "parameters": {
      "password": { "type": "securestring", "defaultValue": "Example-0815" } }, "resources": [
      { "type": "Microsoft.Network/networkSecurityGroups", "name": "nsg", "properties": { "securityRules": [
        { "name": "all", "properties": { "priority": 100, "direction": "Inbound", "access": "Allow", "protocol": "*",
          "sourceAddressPrefix": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*" } }] } },
      { "type": "Microsoft.Network/networkInterfaces", "name": "nic", "properties": {
        "networkSecurityGroup": { "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'nsg')]" },
        "ipConfigurations": [{ "properties": { "privateIPAllocationMethod": "Dynamic" } }] } },
      { "type": "Microsoft.Compute/virtualMachines", "name": "fw", "plan": { "publisher": "paloaltonetworks" },
        "properties": { "networkProfile": { "networkInterfaces": [
          { "id": "[resourceId('Microsoft.Network/networkInterfaces', 'nic')]" }] } } },
      { "type": "Microsoft.Compute/virtualMachineScaleSets", "name": "set", "properties": { "virtualMachineProfile": {
        "storageProfile": { "imageReference": { "publisher": "paloaltonetworks", "offer": "vmseries1" } } } } }] }"#;
    let files = [("x/outer.json", outer.to_owned()), ("x/inner.json", inner.to_owned())];
    let said = told(&judge(&files)).join("\n");
    for slug in ["secret-published", "secret-nested", "open-management", "offer-gone"] {
        assert!(said.contains(slug), "{slug}: {said}");
    }
}

/// The report: the worst first, both sides, what to do; the same for other programs.
#[test]
fn a_report_fits_a_screen_and_says_the_same_in_each_form() {
    let mut files = edited(A, "<device-priority>100<", "<device-priority>200<");
    let init = files.iter_mut().find(|(path, _)| *path == INIT_A).expect("there");
    init.1 = (0..40).fold(init.1.clone(), |text, n| text + &format!("key{n}=1\n"));
    let judgement = judge(&files);
    let lines = judgement.lines();
    assert!(lines.len() <= 40, "{lines:#?}");
    assert!(
        lines.iter().any(|line| line.contains("and 37 more: 37 init-unknown-key")),
        "{lines:#?}"
    );
    let at = format!("    at: {A}:");
    assert!(lines.iter().any(|line| line.starts_with("Does not fail over:")), "{lines:#?}");
    let json: Value = serde_json::from_str(&judgement.json()).expect("JSON");
    let all = json["contradictions"].as_array().expect("a list");
    let same = all.iter().find(|one| one["fault"] == "same-on-both").expect("told");
    assert_eq!(same["damage"], "failover");
    assert_eq!(same["at"].as_array().map(Vec::len), Some(2), "both sides: {same}");
    assert!(same["at"][0]["line"].as_u64() > Some(0) && at.contains(A));
    let markdown = judgement.markdown();
    assert!(
        markdown.contains("## Does not fail over") && markdown.contains("| Give each its own |"),
        "{markdown}"
    );
}
