//! The evaluator of templates against one that somebody else wrote, where that is at hand: `ARM_EVAL` is its
//! path. Every golden and every fixture is laid out by both.

#![expect(clippy::disallowed_methods, reason = "the test reads templates and runs another program")]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use fast_ha::audit::expand;
use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::panos::Salt;
use fast_ha::review::review;
use fast_ha::{artifact, save};
use serde_json::{Map, Value, json};

#[path = "fixtures/base.rs"]
mod base;
#[path = "fixtures/edits.rs"]
mod edits;

use base::{ARM, base};
use edits::{CLEAN, FIXTURES};

/// A template with nesting in both scopes, copies, functions of its own and conditions.
const NESTED: &str = include_str!("fixtures/nested.json");

/// Every golden's template, those that are told as a difference too, and the pair of the fixtures with each edit.
fn templates() -> BTreeMap<String, String> {
    let mut all = BTreeMap::from([("nested".to_owned(), NESTED.to_owned())]);
    for golden in fs::read_dir("tests/designs").expect("the goldens are there") {
        let path = golden.expect("listed").path();
        let text = fs::read_to_string(path.join("design.json")).expect("each has a design");
        let draft = save::read(&text).expect("a golden is a design").value;
        all.insert(path.display().to_string(), made(&draft));
    }
    all.insert("picked zones".to_owned(), picked());
    all.insert("no zones".to_owned(), without_zones(&picked()));
    let pair = base().into_iter().find(|(path, _)| *path == ARM).expect("a file of the base").1;
    let faults = FIXTURES.into_iter().map(|(path, from, to, ..)| (path, from, to));
    for (_, from, to) in faults.chain(CLEAN).filter(|(path, ..)| *path == ARM) {
        all.insert(format!("the pair with {to}"), pair.replacen(from, to, 1));
    }
    all.insert("the pair".to_owned(), pair);
    all
}

/// The template of a design.
fn made(draft: &Draft) -> String {
    let review = review(draft, &Secrets::default());
    let approved = review.approved().expect("the design has no error");
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    let files = artifact::artifacts(approved, draft, &Secrets::default(), &salt, &[]);
    let template = files.iter().find(|file| file.path == "azuredeploy.json").expect("it is made");
    template.as_text().expect("a text").to_owned()
}

/// A template that leaves the zones to Azure.
fn picked() -> String {
    let mut draft = Draft::default();
    draft.set(Field::PairAvailability, "zones");
    draft.set(Field::PairZones, "auto");
    made(&draft)
}

/// What a region without zones makes of a template: each `pickZones` gives an empty list.
fn without_zones(template: &str) -> String {
    let mut pieces = template.split("pickZones(");
    let mut text = pieces.next().expect("a text has a first part").to_owned();
    for piece in pieces {
        let mut depth = 1;
        let end = piece.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        });
        text += "createArray()";
        text += &piece[end.expect("a call ends") + 1..];
    }
    text
}

#[test]
fn a_region_without_zones_gets_an_availability_set() {
    let set = "Microsoft.Compute/availabilitySets";
    for (template, zones) in [(picked(), true), (without_zones(&picked()), false)] {
        let given = given(&serde_json::from_str(&template).expect("JSON")).to_string();
        let all = expand::resources(&template, &given);
        assert_eq!(all.iter().any(|one| one["type"] == set), !zones);
        let units = all.iter().filter(|one| one["plan"].is_object());
        let of = |one: &Value| {
            (one["zones"].clone(), one["properties"]["availabilitySet"]["id"].is_string())
        };
        let units: Vec<_> = units.map(of).collect();
        let expected = |zone: &str| {
            if zones { (json!([zone]), false) } else { (json!([]), true) }
        };
        assert_eq!(units, [expected("1"), expected("2")]);
    }
}

/// A value for each parameter that has none.
fn given(template: &Value) -> Value {
    let declared = template["parameters"].as_object().cloned().unwrap_or_default();
    let missing = declared.into_iter().filter(|(_, one)| one.get("defaultValue").is_none());
    let value = |one: &Value| match one["type"].as_str().unwrap_or_default() {
        _ if one["allowedValues"].is_array() => {
            one.pointer("/allowedValues/0").cloned().unwrap_or_default()
        }
        "array" => json!(["192.0.2.0/24"]),
        "int" => json!(1),
        "bool" => json!(false),
        "object" => json!({}),
        // As long as a key of an account has to be, where it says so.
        _ => json!(format!("{:x<20}", "Value-1").repeat(if one["minLength"].as_u64() > Some(20) {
            5
        } else {
            1
        })),
    };
    let given: Map<String, Value> =
        missing.map(|(name, one)| (name, json!({ "value": value(&one) }))).collect();
    json!({ "contentVersion": "1.0.0.0", "parameters": given })
}

/// Whether two evaluators say the same; what only a deployment knows stays an expression, in whatever words.
fn agree(own: &Value, other: &Value) -> bool {
    let open = |value: &Value| {
        value.as_str().is_some_and(|text| {
            text.starts_with('[') || text.contains('?') || text.contains("[reference")
        })
    };
    match (own, other) {
        (own, other) if open(own) || open(other) => true,
        (Value::Object(own), Value::Object(other)) => {
            // Azure reads names of properties whatever the case of their letters.
            let lower = |all: &Map<String, Value>| -> BTreeMap<String, Value> {
                all.iter().map(|(key, value)| (key.to_lowercase(), value.clone())).collect()
            };
            let (own, other) = (lower(own), lower(other));
            own.iter().all(|(key, value)| {
                ["comments", "customdata", "userdata", "dependson"].contains(&key.as_str())
                    || other.get(key).is_some_and(|other| agree(value, other))
            }) && other.keys().all(|key| {
                own.contains_key(key) || ["dependson", "copy", "condition"].contains(&key.as_str())
            })
        }
        (Value::Array(own), Value::Array(other)) => {
            own.len() == other.len() && own.iter().zip(other).all(|(own, other)| agree(own, other))
        }
        _ => own == other,
    }
}

#[test]
fn both_evaluators_lay_templates_out_alike() {
    // The continuous integration names it where it is at hand.
    let Some(tool) = env::var_os("ARM_EVAL").map(PathBuf::from) else {
        return;
    };
    let folder = env::temp_dir().join(format!("fast-ha-expand-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("writable");
    let [template, parameters] = ["t.json", "p.json"].map(|name| folder.join(name));
    let mut refused = Vec::new();
    for (name, text) in templates() {
        // How many there are, or whether, is left open here by the deployment's name, and the other one makes it up.
        let open = ["\"count\": \"[length(deployment().name)]\"", "[empty(deployment().name)]"];
        if open.iter().any(|one| text.contains(one)) {
            continue;
        }
        // A comment is passed over by both; values are given for what the text without it declares.
        let plain = text.replacen("// a pair\n", "", 1).replacen("/* of two */", "", 1);
        let given = given(&serde_json::from_str(&plain).expect("JSON")).to_string();
        fs::write(&template, &text).expect("writable");
        fs::write(&parameters, &given).expect("writable");
        let mut command = Command::new("python3");
        command.arg(&tool).arg(&template).arg("-p").arg(&parameters).args(["-q", "-o", "-"]);
        let output = command.output().expect("python3 runs");
        let told = String::from_utf8(output.stdout).expect("a text");
        // A template that cannot be deployed is read here as far as it goes, and there not at all.
        if told.contains("EVALUATION ERROR") {
            refused.push(name);
            continue;
        }
        let mut stream = serde_json::Deserializer::from_str(&told).into_iter::<Value>();
        let told = stream.next().and_then(Result::ok).unwrap_or_else(|| panic!("{name}: {told}"));
        let others = told["resources"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|one| one["deployed"] == true);
        let key = |one: &Value| format!("{} {}", one["type"], one["name"]).to_lowercase();
        let others: BTreeMap<String, &Value> = others
            .filter(|one| one["type"] != "Microsoft.Resources/deployments")
            .map(|one| (key(one), &one["resource"]))
            .collect();
        let own: BTreeMap<String, Value> =
            expand::resources(&text, &given).into_iter().map(|one| (key(&one), one)).collect();
        assert_eq!(own.keys().collect::<Vec<_>>(), others.keys().collect::<Vec<_>>(), "{name}");
        assert!(!own.is_empty(), "{name}");
        for (key, one) in &own {
            let other = others.get(key).expect("both have it");
            assert!(agree(one, other), "{name}: {key}\n{one:#}\n{other:#}");
        }
    }
    let wanted = [
        "\"allowedValues\": [\"11.1.607\"], \"defaultValue\": \"11.1.612\"",
        "\"name\": \"inboundNatRules\"",
    ];
    assert_eq!(refused, wanted.map(|edit| format!("the pair with {edit}")));
    let _ = fs::remove_dir_all(&folder);
}

/// What is said of the template without another evaluator beside it.
#[test]
fn nesting_copies_and_conditions_are_laid_out() {
    let own = expand::resources(
        NESTED,
        &json!({ "parameters": { "prefix": { "value": "edge" } } }).to_string(),
    );
    let names: Vec<&str> = own.iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(
        names,
        [
            "edge-vnet",
            "edge-nsg-0",
            "edge-nsg-1",
            "edge-lb",
            "edge-fw-nic0",
            "edge-fw-nic1",
            "edge-fw-nic2",
            "edge-fw",
            "edge-vnet/extra"
        ]
    );
    let one = |name: &str| own.iter().find(|one| one["name"] == name).expect("there");
    assert_eq!(
        one("edge-vnet")["properties"]["subnets"][1]["properties"]["addressPrefix"],
        "10.8.1.0/24"
    );
    assert_eq!(
        one("edge-lb")["properties"]["loadBalancingRules"][1]["properties"]["frontendPort"],
        443
    );
    let id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-test/providers/Microsoft.Network/networkInterfaces/edge-fw-nic0";
    assert_eq!(one("edge-fw")["properties"]["networkProfile"]["networkInterfaces"][0]["id"], id);
    // A circle, a copy without end and an unknown function end.
    for odd in [
        r#"{"variables": {"a": "[variables('b')]", "b": "[variables('a')]"}, "resources": [{"type": "a/b", "name": "[variables('a')]"}]}"#,
        r#"{"resources": [{"type": "a/b", "name": "x", "copy": {"name": "c", "count": 1000000000}}]}"#,
        r#"{"resources": [{"type": "a/b", "name": "[nonsense('x')]"}]}"#,
        r#"{"variables": {"a": "[concat('xxxxxxxxxxxxxxxx', 'y')]", "b": "[concat(variables('a'), variables('a'), variables('a'), variables('a'))]"}, "resources": [{"type": "a/b", "name": "[padLeft('x', 2000000000)]"}]}"#,
    ] {
        assert!(expand::resources(odd, "{}").len() < 2);
    }
}
