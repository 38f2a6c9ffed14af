//! The command line as a pipeline uses it: the built program, its exit codes and what it prints.

#![expect(clippy::disallowed_methods, reason = "the test runs the program in a folder of its own")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use fast_ha::artifact;
use fast_ha::bundle::{self, Entry};
use fast_ha::finding::Code;
use fast_ha::preset::Preset;
use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fast-ha"));
    command.args(arguments).env_clear().output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A folder of the test's own with one design in it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, fields: &str) -> Self {
        let path = std::env::temp_dir().join(format!("fast-ha-cli-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("writable");
        let design =
            format!("{{\n  \"format\": \"fast-ha/1\",\n  \"fields\": {{\n    {fields}\n  }}\n}}\n");
        fs::write(path.join("design.json"), design).expect("writable");
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    /// Builds the bundle into `bundle`.
    fn build(&self) -> PathBuf {
        let built = run(&[
            "build",
            &self.path("design.json"),
            "--out",
            &self.path("bundle"),
            "--salt",
            "saltsalt",
        ]);
        assert!(built.status.success(), "{}", said(&built));
        self.0.join("bundle")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn every_rule_explains_itself_by_code_and_by_slug() {
    for code in Code::ALL {
        let rule = code.rule();
        let (by_code, by_slug) =
            (run(&["check", "--explain", rule.code]), run(&["check", "--explain", rule.slug]));
        assert!(by_code.status.success());
        assert_eq!(said(&by_code), said(&by_slug));
        assert_eq!(said(&by_code).lines().nth(1), Some(""), "a blank line below its name");
        let told = code.explanation();
        for text in [rule.code, rule.slug, told.what, told.why, told.instead, told.source] {
            assert!(said(&by_code).contains(text), "{}: {text}", rule.code);
        }
    }
    let all = run(&["check", "--explain", "all"]);
    assert_eq!(said(&all).lines().count(), Code::ALL.len());
    assert_eq!(run(&["check", "--explain", "NET999"]).status.code(), Some(2));
}

#[test]
fn every_verb_has_help_and_options_take_either_form() {
    let help = run(&["--help"]);
    assert!(help.status.success());
    assert_eq!((said(&run(&[])), said(&run(&["help"]))), (said(&help), said(&help)));
    let manual = said(&run(&["completions", "man"]));
    for verb in [
        "presets",
        "example",
        "check",
        "fix",
        "build",
        "diagram",
        "flows",
        "failover",
        "link",
        "share",
        "audit",
        "takeover",
        "completions",
    ] {
        let output = run(&[verb, "--help"]);
        assert!(output.status.success(), "{verb}");
        assert!(said(&output).contains(&format!("Usage: fast-ha {verb}")), "{verb}");
        assert!(said(&help).contains(&format!("\n  {verb}")), "{verb}");
        assert!(manual.contains(&format!("\n.SH {}\n", verb.to_uppercase())), "{verb}");
    }
    assert!(said(&run(&["build", "--help"])).contains("FAST_HA_VM_AUTH_KEY"));
    let folder = Folder::new("forms", "");
    let design = folder.path("design.json");
    let json = run(&["check", &design, "--format", "json"]);
    assert!(json.stdout.starts_with(b"{"));
    assert_eq!(said(&run(&["check", "--format=json", &design])), said(&json));
    for wrong in [
        &["nothing"][..],
        &["check"],
        &["check", &design, "--format", "xml"],
        &["check", &design, "--password", "x"],
        &["build", &design],
        &["build", &design, "--out", "x", "--salt", "short"],
        &["completions", "tcsh"],
        &["check", "/dev/zero"],
    ] {
        assert_eq!(run(wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn flows_are_listed_told_hop_by_hop_and_handed_to_programs() {
    let folder = Folder::new("flows", "");
    let design = folder.path("design.json");
    let listed = run(&["flows", &design]);
    assert!(listed.status.success());
    let lines = said(&listed);
    for name in ["inbound-http", "probe-trust", "ha2", "bootstrap", "licence"] {
        let line = lines.lines().find(|line| line.starts_with(name)).expect(name);
        assert!(line.ends_with(": works"), "{line}");
    }
    let told = said(&run(&["flows", &design, "--flow", "inbound-http"]));
    let hop = "vmseries-ha-primary: tcp Internet > 10.0.1.4:80, on as tcp Internet > 10.0.2.6:80 (translation in-http, ";
    assert!(told.lines().any(|line| line.contains(hop)), "{told}");
    let json = run(&["flows", &design, "--flow", "inbound-http", "--format", "json"]);
    let json: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(json["active"], "vmseries-ha-primary");
    let flow = &json["flows"][0];
    assert_eq!((&flow["name"], &flow["outcome"]), (&"inbound-http".into(), &"works".into()));
    assert_eq!(flow["there"][0]["after"]["destination"], "10.0.1.4");
    assert_eq!(flow["there"][0]["by"][0]["kind"], "balancing");
    let unknown = run(&["flows", &design, "--flow", "nothing"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("inbound-http"));
}

#[test]
fn a_failover_is_told_step_by_step_and_handed_to_programs() {
    let folder = Folder::new("failover", "");
    let design = folder.path("design.json");
    let paragraph = said(&run(&["failover", &design]));
    assert!(paragraph.starts_with("When the active unit dies, new flows are lost for 11 to 18 s."));
    let told = said(&run(&["failover", &design, "--fail", "unit-a"]));
    for line in [
        "  4 to 6 s  vmseries-ha-secondary has missed its heartbeats and takes vmseries-ha-primary for dead",
        "= 3 heartbeats (2 to 3 x 2 s) + 2 s promotion hold (PAN-OS administrator guide, HA timers)",
        "New flows are lost for 11 to 18 s.",
        "Palo Alto Networks measured 10 to 20 s",
    ] {
        assert!(told.lines().any(|found| found.contains(line)), "{line} in {told}");
    }
    let split = said(&run(&["failover", &design, "--fail", "ha1"]));
    assert!(split.contains("  Split brain: both units are active.\n"), "{split}");
    let json = run(&["failover", &design, "--fail", "ha1", "--format", "json"]);
    let json: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let last = json["steps"].as_array().and_then(|steps| steps.last()).expect("steps");
    assert_eq!(last["serving"].as_array().map(Vec::len), Some(2), "both get new flows");
    assert_eq!((&last["at"]["lowMs"], &json["wait"]), (&11_000.into(), &Value::Null));
    assert_eq!(run(&["failover", &design, "--fail", "moon"]).status.code(), Some(2));
    let film = said(&run(&["failover", &design, "--fail", "ha1", "--format", "svg"]));
    assert!(film.starts_with("<svg ") && film.contains("@keyframes"), "{film}");
    assert!(film.contains("both answer the probes"));
}

#[test]
fn a_flow_is_drawn_alone() {
    let folder = Folder::new("drawn", "");
    let design = folder.path("design.json");
    let drawn = run(&["flows", &design, "--flow", "ha2", "--format", "svg"]);
    assert!(said(&drawn).contains("class=\"wire is-lit\""));
    let all = run(&["flows", &design, "--format", "svg"]);
    assert_eq!((all.status.code(), all.stdout.len()), (Some(2), 0));
    assert!(String::from_utf8_lossy(&all.stderr).contains("--flow"));
}

#[test]
fn a_redeployment_is_told_and_handed_to_programs() {
    let old = Folder::new("changes-old", "");
    let new = Folder::new("changes-new", "\"pair.size\": \"Standard_DS4_v2\"");
    let bundle = old.build().display().to_string();
    let design = new.path("design.json");
    let output = run(&["changes", &bundle, &design]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let text = said(&output);
    for part in
        ["restart", "vmseries-ha-primary", "vmSize: \"Standard_DS3_v2\" -> \"Standard_DS4_v2\""]
    {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    assert!(!text.contains("first boot"), "nothing is left to do by hand: {text}");
    let output = run(&["changes", &design, &bundle, "--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["refused"], false);
    assert_eq!(json["resources"][0]["effect"], "restart");
    assert_eq!(json["byHand"].as_array().map(Vec::len), Some(0));
    let refused = Folder::new("changes-refused", "\"bootstrap.directory_a\": \"edge\"");
    let output = run(&["changes", &bundle, &refused.path("design.json")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("refused, recreate"), "{}", said(&output));
    assert_eq!(run(&["changes", &bundle, "absent.json"]).status.code(), Some(2));
}

#[test]
fn a_redeployment_reads_of_a_zip_what_it_compares_and_of_a_device_no_more_than_of_a_design() {
    let folder = Folder::new("changes-zip", "");
    let (design, built) = (folder.path("design.json"), folder.build());
    let names = ["azuredeploy.json", "azuredeploy.parameters.json"];
    let texts = names.map(|name| fs::read(built.join(name)).expect("the bundle has it"));
    let update = vec![0; 65 * 1024 * 1024];
    let file = |path: &str, bytes| Entry::File(path.to_owned(), bytes);
    let [template, given] = texts.each_ref().map(Vec::as_slice);
    let added = file("bootstrap/fw-a/content/panupv2-all-contents-8616-7550", &update);
    let zip = bundle::zip(&[added, file(names[0], template), file(names[1], given)]);
    fs::write(folder.path("bundle.zip"), zip).expect("writable");
    let output = run(&["changes", &folder.path("bundle.zip"), &design]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    if cfg!(unix) {
        let output = run(&["changes", "/dev/zero", &design]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("more than 16777216 bytes"));
    }
}

#[test]
fn shells_complete_the_verbs() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(&["completions", shell]);
        assert!(output.status.success());
        assert!(said(&output).contains("presets"), "{shell}");
    }
    let folder = Folder::new("completions", "");
    fs::write(folder.path("fast-ha.bash"), run(&["completions", "bash"]).stdout).expect("writable");
    let status = Command::new("bash").args(["-n", &folder.path("fast-ha.bash")]).status();
    assert!(status.expect("bash runs").success());
}

#[test]
fn sarif_names_rule_level_line_and_field() {
    let folder = Folder::new(
        "sarif",
        "\"pair.a.name\": \"fw-a\",\n    \"network.range\": \"172.20.3.0/16\"",
    );
    let output = run(&["check", &folder.path("design.json"), "--format", "sarif"]);
    assert_eq!(output.status.code(), Some(1));
    let log: Value = serde_json::from_slice(&output.stdout).expect("SARIF is JSON");
    assert_eq!(log.pointer("/version").and_then(Value::as_str), Some("2.1.0"));
    let results = log.pointer("/runs/0/results").and_then(Value::as_array).expect("a list");
    let rules = log.pointer("/runs/0/tool/driver/rules").and_then(Value::as_array).expect("a list");
    let text = |value: &Value, path: &str| {
        value.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    for result in results {
        let index = result.pointer("/ruleIndex").and_then(Value::as_u64).expect("a number");
        let rule = rules.get(usize::try_from(index).expect("small")).expect("there");
        assert_eq!(text(rule, "/id"), text(result, "/ruleId"));
        assert!(["error", "warning", "note"].contains(&text(result, "/level").as_str()));
    }
    let found = results.iter().find(|result| text(result, "/ruleId") == "NET002").expect("found");
    let line = found.pointer("/locations/0/physicalLocation/region/startLine");
    assert_eq!(line.and_then(Value::as_u64), Some(5));
    assert_eq!(text(found, "/locations/0/logicalLocations/0/fullyQualifiedName"), "network.range");
}

#[test]
fn several_designs_are_checked_at_once_and_the_worst_decides() {
    let (good, bad) = (Folder::new("good", ""), Folder::new("bad", "\"network.range\": \"x\""));
    let both = [&good.path("design.json"), &bad.path("design.json")];
    let output = run(&["check", both[0], both[1], "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let reports: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(reports.as_array().map(Vec::len), Some(2));
    assert_eq!(run(&["check", both[0]]).status.code(), Some(0));
    assert_eq!(run(&["check", both[0], "/nowhere.json"]).status.code(), Some(2));
    assert_eq!(run(&["build", both[0], both[1], "--out", &good.path("x")]).status.code(), Some(2));
}

#[test]
fn fix_prints_the_repaired_design() {
    let folder =
        Folder::new("fix", "\"network.range\": \"172.20.3.0/16\", \"access.user\": \"admin\"");
    let output = run(&["fix", &folder.path("design.json")]);
    assert_eq!(output.status.code(), Some(1), "a repair that changes the design is left to people");
    let repaired: Value = serde_json::from_slice(&output.stdout).expect("a design");
    let field = |key: &str| repaired.pointer(&format!("/fields/{key}")).and_then(Value::as_str);
    assert_eq!(field("network.range"), Some("172.20.0.0/16"));
    assert_eq!(field("access.user"), Some("admin"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("network.range: `172.20.3.0/16` becomes `172.20.0.0/16`"), "{said}");
}

#[test]
fn a_built_package_does_not_contradict_itself() {
    for golden in fs::read_dir("tests/designs").expect("the goldens are there") {
        let folder = Folder::new("audit", "");
        let golden = golden.expect("listed").path();
        let design = golden.join("design.json");
        fs::copy(design, folder.0.join("design.json")).expect("writable");
        let bundle = folder.build().display().to_string();
        let zip = folder.path("bundle.zip");
        let zipped =
            run(&["build", &folder.path("design.json"), "--zip", &zip, "--salt", "saltsalt"]);
        assert!(zipped.status.success());
        for path in [&bundle, &zip] {
            let output = run(&["audit", path]);
            assert_eq!(output.status.code(), Some(0), "{}", said(&output));
            assert!(said(&output).contains("0 contradictions"));
        }
        let single = run(&[
            "audit",
            &format!("{bundle}/azuredeploy.json"),
            &format!("{bundle}/bootstrap-VM1.zip"),
        ]);
        // That a lab is open to all is worth knowing and contradicts nothing.
        let lab = golden.ends_with("lab");
        assert_eq!(single.status.code(), Some(0), "{}", said(&single));
        assert_eq!(said(&single).contains("allows everything from everywhere"), lab);
    }
}

/// A file of the package, what stands there, and what a fault makes of it. Each file has to be found out
/// without its checksum.
const FAULTS: [(&str, &str, &str); 14] = [
    ("bootstrap/VM1/config/bootstrap.xml", "10.0.1.4/24", "10.0.1.6/24"),
    ("bootstrap/VM2/config/bootstrap.xml", "<peer-ip>10.0.0.4<", "<peer-ip>10.0.0.9<"),
    ("bootstrap/VM1/config/bootstrap.xml", "<ip-address>10.0.2.9<", "<ip-address>10.0.2.19<"),
    ("bootstrap/VM1/config/bootstrap.xml", "<port>80<", "<port>81<"),
    ("bootstrap/VM1/config/bootstrap.xml", "<ssh>yes<", "<ssh>no<"),
    ("bootstrap/VM1/config/init-cfg.txt", "hostname=vmseries-ha-primary", "hostname=other"),
    ("bootstrap/VM1/config/bootstrap.xml", "<hostname>vmseries-ha-primary<", "<hostname>other<"),
    (
        "azuredeploy.json",
        "\"privateIPAddress\": \"10.0.1.4\"",
        "\"privateIPAddress\": \"10.0.1.5\"",
    ),
    (
        "azuredeploy.json",
        "\"privateIPAddress\": \"10.0.2.6\"",
        "\"privateIPAddress\": \"10.0.9.6\"",
    ),
    (
        "azuredeploy.json",
        "\"nextHopIpAddress\": \"10.0.3.100\"",
        "\"nextHopIpAddress\": \"10.0.3.101\"",
    ),
    (
        "azuredeploy.json",
        "\"addressPrefix\": \"10.0.3.0/24\"",
        "\"addressPrefix\": \"10.9.3.0/24\"",
    ),
    ("azuredeploy.json", "\"backendPort\": 80", "\"backendPort\": 8080"),
    ("azuredeploy.parameters.json", "Standard_DS3_v2", "Standard_D4s_v5"),
    ("azuredeploy.parameters.json", "\"vmSize\"", "\"machineSize\""),
];

#[test]
fn every_planted_contradiction_is_named() {
    let folder = Folder::new("faults", "");
    let bundle = folder.build();
    for zip in ["bootstrap-VM1.zip", "bootstrap-VM2.zip", "SHA256SUMS"] {
        fs::remove_file(bundle.join(zip)).expect("there");
    }
    for (path, right, wrong) in FAULTS {
        let file = bundle.join(path);
        let text = fs::read_to_string(&file).expect("readable");
        assert!(text.contains(right), "{path} has no {right}");
        fs::write(&file, text.replacen(right, wrong, 1)).expect("writable");
        let output = run(&["audit", &bundle.display().to_string()]);
        assert_eq!(output.status.code(), Some(1), "{path}: {wrong} was not caught");
        fs::write(&file, text).expect("writable");
    }
    assert_eq!(run(&["audit", &bundle.display().to_string()]).status.code(), Some(0));
}

/// The worst first, each under what it breaks; the same as JSON.
#[test]
fn contradictions_stand_under_what_they_break() {
    let folder = Folder::new("damage", "");
    let bundle = folder.build();
    for gone in ["bootstrap-VM1.zip", "bootstrap-VM2.zip", "SHA256SUMS", "design.json"] {
        fs::remove_file(bundle.join(gone)).expect("there");
    }
    for (path, right, wrong) in [
        ("bootstrap/VM2/config/bootstrap.xml", "<device-priority>200<", "<device-priority>100<"),
        ("bootstrap/VM1/config/init-cfg.txt", "type=dhcp-client", "type=dhcp"),
    ] {
        let text = fs::read_to_string(bundle.join(path)).expect("readable");
        fs::write(bundle.join(path), text.replacen(right, wrong, 1)).expect("writable");
    }
    let bundle = bundle.display().to_string();
    let text = said(&run(&["audit", &bundle]));
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} is missing: {text}"));
    assert!(at("Does not deploy or boot") < at("no possible value for type"), "{text}");
    assert!(at("no possible value for type") < at("Does not fail over"), "{text}");
    assert!(at("Does not fail over") < at("both units have the priority 100"), "{text}");
    let output = run(&["audit", &bundle, "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let told = json["contradictions"].as_array().expect("a list");
    assert_eq!(told.first().expect("one")["damage"], "boot");
    assert!(told.iter().any(|one| one["damage"] == "failover"), "{json}");
}

/// Code scanning shows a contradiction at its line and the other side beside it; a ticket takes a table.
#[test]
fn contradictions_are_told_to_code_scanning_and_to_tickets() {
    let folder = Folder::new("sarif-audit", "");
    let bundle = folder.build();
    for gone in ["bootstrap-VM1.zip", "bootstrap-VM2.zip", "SHA256SUMS", "design.json"] {
        fs::remove_file(bundle.join(gone)).expect("there");
    }
    let path = bundle.join("bootstrap/VM2/config/bootstrap.xml");
    let text = fs::read_to_string(&path).expect("readable");
    let text = text.replacen("<device-priority>200<", "<device-priority>100<", 1);
    fs::write(&path, text).expect("writable");
    let bundle = bundle.display().to_string();
    let output = run(&["audit", &bundle, "--format", "sarif"]);
    assert_eq!(output.status.code(), Some(1));
    let log: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let result = log.pointer("/runs/0/results/0").expect("one");
    assert_eq!(result["ruleId"], "same-on-both");
    assert_eq!(result["level"], "error");
    for (side, unit) in [("/locations/0", "VM1"), ("/relatedLocations/0", "VM2")] {
        let place = result.pointer(&format!("{side}/physicalLocation")).expect("a place");
        let uri = place.pointer("/artifactLocation/uri").and_then(Value::as_str).expect("a path");
        assert!(uri.ends_with(&format!("{unit}/config/bootstrap.xml")), "{uri}");
        assert!(place.pointer("/region/startLine").and_then(Value::as_u64) > Some(1), "{place}");
    }
    let output = run(&["audit", &bundle, "--format", "markdown"]);
    assert_eq!(output.status.code(), Some(1));
    for words in ["\n## Does not", "| both units have the priority 100 |"] {
        assert!(said(&output).contains(words), "{}", said(&output));
    }
}

/// A design out of a bundle is written to a new file, and builds what was there.
#[test]
fn a_package_is_taken_over_into_a_new_file_alone() {
    let folder = Folder::new("takeover", "");
    let bundle = folder.build();
    for gone in ["SHA256SUMS", "design.json"] {
        fs::remove_file(bundle.join(gone)).expect("there");
    }
    let (bundle, design) = (bundle.display().to_string(), folder.path("taken.json"));
    let report = run(&["takeover", &bundle]);
    assert_eq!(report.status.code(), Some(0), "{}", said(&report));
    assert!(said(&report).ends_with("building the design changes nothing\n"), "{}", said(&report));
    assert!(!fs::exists(&design).expect("known"), "nothing is written unless it is asked for");
    let output = run(&["takeover", &bundle, "--out", &design, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(json["typed"].is_array() && json["changes"].as_array().is_some_and(Vec::is_empty));
    assert_eq!(run(&["check", &design]).status.code(), Some(0));
    let before = fs::read(&design).expect("readable");
    assert_eq!(run(&["takeover", &bundle, "--out", &design]).status.code(), Some(2));
    assert_eq!(fs::read(&design).expect("readable"), before, "what stands there stays");
    let markdown = said(&run(&["takeover", &bundle, "--format", "markdown"]));
    assert!(markdown.starts_with("# Takeover\n") && markdown.contains("\n## "), "{markdown}");
    assert_eq!(run(&["takeover", &folder.path("nowhere")]).status.code(), Some(2));
}

#[test]
fn what_is_no_package_is_refused_with_a_reason() {
    let folder = Folder::new("refused", "");
    assert_eq!(run(&["audit"]).status.code(), Some(2));
    assert_eq!(run(&["audit", "/nowhere"]).status.code(), Some(2));
    assert_eq!(run(&["audit", &folder.path("")]).status.code(), Some(2));
    for (name, bytes) in [
        ("a.zip", &b"PK\x03\x04 cut off"[..]),
        ("bootstrap.xml", b"<config><devices>"),
        ("azuredeploy.json", b"{\"$schema\": "),
    ] {
        fs::write(folder.0.join(name), bytes).expect("writable");
        let output = run(&["audit", &folder.path(name)]);
        assert_eq!(output.status.code(), Some(1), "{name}: {}", said(&output));
    }
}

#[test]
fn what_a_host_publishes_is_what_the_library_makes() {
    let folder = std::env::temp_dir().join(format!("fast-ha-presets-{}", std::process::id()));
    let done = Command::new(env!("CARGO_BIN_EXE_fast-ha"))
        .args(["presets", "--out"])
        .arg(&folder)
        .output()
        .expect("the program runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for preset in Preset::ALL {
        let (name, files) = artifact::published(preset).expect("a preset builds");
        for file in files {
            let written = fs::read(folder.join(&name).join(&file.path)).expect("it is written");
            assert!(written == file.bytes, "{name}/{}", file.path);
        }
    }
    fs::remove_dir_all(&folder).expect("it is there");
}
