//! `audit PATH` without a command line: an existing package contradicts itself, or its own design.

use fast_ha::artifact;
use fast_ha::artifact::Artifact;
use fast_ha::audit::budget::Budget;
use fast_ha::audit::package;
use fast_ha::audit::package::{Input, Judgement};
use fast_ha::bundle::{Entry, unzip, zip};
use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::panos::Salt;
use fast_ha::review::review;
use fast_ha::secret::Secret;

fn judge(files: Vec<Input>) -> Judgement {
    package::judge(files, &Budget::default())
}

/// The files of a design's bundle, with its packages as folders and as zips.
fn bundle(mode: &str) -> Vec<Input> {
    let mut draft = Draft::default();
    draft.set(Field::BootstrapMode, mode);
    let mut secrets = Secrets::default();
    secrets.set(Field::AccessPassword, Secret::new("Audit-pass-0001!"));
    let review = review(&draft, &secrets);
    let approved = review.approved().unwrap_or_else(|| panic!("{:?}", review.obstacle()));
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    let all = artifact::artifacts(approved, &draft, &secrets, &salt, &[]);
    let file = |Artifact { path, bytes, .. }| Input { path: format!("bundle/{path}"), bytes };
    all.into_iter().map(file).collect()
}

/// What is left of a bundle that a person edits: no checksums, no zips; with its design or without.
fn loose(design: bool) -> Vec<Input> {
    let gone = |path: &str| {
        path.ends_with("SHA256SUMS")
            || path.contains("/bootstrap-")
            || (!design && path.ends_with("design.json"))
    };
    bundle("key").into_iter().filter(|file| !gone(&file.path)).collect()
}

/// The sentences of all contradictions.
fn said_of(files: Vec<Input>) -> Vec<String> {
    judge(files).wrong.into_iter().map(|one| one.to_string()).collect()
}

fn edit(files: &mut [Input], path: &str, from: &str, to: &str) {
    let mut edited = 0;
    for file in files.iter_mut().filter(|file| file.path.ends_with(path)) {
        let text = String::from_utf8(file.bytes.clone()).expect("a text");
        assert!(text.contains(from), "{} has no {from}", file.path);
        file.bytes = text.replace(from, to).into_bytes();
        edited += 1;
    }
    assert!(edited > 0, "{path} is not there");
}

const XML: &str = "config/bootstrap.xml";
const INIT: &str = "config/init-cfg.txt";
const TEMPLATE: &str = "azuredeploy.json";

/// A file, what stands there in both units, what becomes of it, and what is said even without a design.
const FAULTS: [(&str, &str, &str, &str); 30] = [
    (
        XML,
        "<transport>udp<",
        "<transport>ip<",
        "vmseries-ha-secondary-ha2 in the template block HA2 between them",
    ),
    (
        XML,
        "<transport>udp<",
        "<transport>ethernet<",
        "the transport of HA2 is ethernet, expected udp",
    ),
    (XML, "<transport>udp</transport>", "", "the transport of HA2 is nothing, expected udp"),
    (
        XML,
        "<high-availability>\n          <enabled>yes<",
        "<high-availability>\n          <enabled>no<",
        "high availability is no, expected yes",
    ),
    (
        XML,
        "<state-synchronization>\n              <enabled>yes<",
        "<state-synchronization>\n              <enabled>no<",
        "session synchronisation is no, expected yes",
    ),
    (
        XML,
        "<port>management<",
        "<port>ethernet1/3<",
        "the port of HA1 is ethernet1/3, expected management",
    ),
    (XML, "version=\"11.1.0\"", "version=\"12.1.0\"", "is of version 12.1.0, newer than the image"),
    (
        XML,
        "<gateway>10.0.2.1<",
        "<gateway>10.0.2.2<",
        "HA2 has the gateway `10.0.2.2`, expected Azure's router 10.0.2.1",
    ),
    (
        XML,
        "<action>deny</action>\n                  <log-start>no</log-start>\n                  <log-end>yes</log-end>\n                  <description>",
        "<action>allow</action>\n                  <log-start>no</log-start>\n                  <log-end>yes</log-end>\n                  <description>",
        "the rule deny-all allows everything from everywhere",
    ),
    (
        XML,
        "<entry name=\"panadmin\">",
        "<entry name=\"someone\">",
        "the administrator of the template is panadmin, whom bootstrap.xml of vmseries-ha-primary lacks",
    ),
    (INIT, "\n", "\r\n", "has carriage returns"),
    (
        INIT,
        "dns-primary=168.63.129.16",
        "dns-primary=banana",
        "has no possible value for dns-primary",
    ),
    (
        INIT,
        "dns-primary=168.63.129.16",
        "dns-primary=8.8.8.8",
        "has the dns-primary `8.8.8.8`, bootstrap.xml beside it `168.63.129.16`",
    ),
    (INIT, "type=dhcp-client", "type=dhcp-client ", "has blanks around the value of type"),
    (INIT, "type=dhcp-client", "type=dhcp", "has no possible value for type"),
    (INIT, "type=dhcp-client", "type=dhcp-client\ntype=static", "has type twice"),
    (INIT, "type=dhcp-client", "type=dhcp-client\nnonsense", "has a line that is no key=value"),
    (
        INIT,
        "type=dhcp-client",
        "type=dhcp-client\nvm-series-auto-registration-pin-id=1",
        "expected both",
    ),
    (
        TEMPLATE,
        "share-directory=VM1",
        "share-directory=VM2",
        "the machine vmseries-ha-primary of the template reads the directory VM2, which is for vmseries-ha-secondary",
    ),
    (
        TEMPLATE,
        "\"enableIPForwarding\": true",
        "\"enableIPForwarding\": false",
        "the NIC vmseries-ha-primary-nic1 of the template does not forward",
    ),
    (
        TEMPLATE,
        "\"protocol\": \"All\"",
        "\"protocol\": \"Tcp\"",
        "the rule ha-ports of the template is for all ports or for all transports",
    ),
    (
        TEMPLATE,
        "\"name\": \"trust-pool\"",
        "\"name\": \"inner-pool\"",
        "backendAddressPools vmseries-outbound-lb/trust-pool, which is not there",
    ),
    (TEMPLATE, "\"panadmin\"", "\"someone\"", "the administrator of the template is someone"),
    (XML, "<peer-ip>10.0.0.", "<peer-ip>10.0.9.", "HA1 peer"),
    (
        XML,
        "<ssh>yes<",
        "<https>yes</https><ssh>no<",
        "probes port 22, which is not answered by vmseries-ha-primary and vmseries-ha-secondary",
    ),
    (
        TEMPLATE,
        "\"description\": \"Session synchronisation between the units\",\n              \"priority\": 100,\n              \"direction\": \"Inbound\",\n              \"access\": \"Allow\"",
        "\"priority\": 100,\n              \"direction\": \"Inbound\",\n              \"access\": \"Deny\"",
        "vmseries-ha-secondary-ha2 in the template block HA2 between them",
    ),
    (
        TEMPLATE,
        "\"destinationPortRange\": \"29281\"",
        "\"destinationPortRange\": \"29280\"",
        "vmseries-ha-secondary-ha2 in the template block HA2 between them",
    ),
    (
        TEMPLATE,
        "\"protocol\": \"Icmp\"",
        "\"protocol\": \"Udp\"",
        "block the HA1 heartbeat between them",
    ),
    (
        TEMPLATE,
        "\"access\": \"Deny\"",
        "\"access\": \"Allow\"",
        "vmseries-ha-secondary-nic0 in the template lets the whole Internet in, port 22",
    ),
    (
        TEMPLATE,
        "\"protocol\": \"Tcp\",\n              \"port\": 22",
        "\"protocol\": \"Https\",\n              \"port\": 22",
        "the probe health-probe of the template asks Https of port 22, where PAN-OS speaks ssh",
    ),
];

#[test]
fn a_fault_of_both_units_is_named_without_a_design_and_with_one() {
    for design in [false, true] {
        assert_eq!(said_of(loose(design)), Vec::<String>::new());
        for (path, from, to, complaint) in FAULTS {
            let mut files = loose(design);
            edit(&mut files, path, from, to);
            let wrong = said_of(files);
            let said = wrong.iter().any(|one| one.contains(complaint));
            assert!(said, "{from} became {to}: expected {complaint}, found {wrong:#?}");
        }
    }
}

/// Faults that only the design shows, because the files agree on them.
const AGREED: [(&str, &str, &str, &str); 6] = [
    (XML, "<preemptive>no<", "<preemptive>yes<", "preemptive"),
    (XML, "<timezone>UTC<", "<timezone>CET<", "timezone"),
    (XML, "<idle-timeout>10<", "<idle-timeout>0<", "idle-timeout"),
    (
        TEMPLATE,
        "trust-pool",
        "inner-pool",
        "inbound-lb]/properties/backendAddressPools/[uninner-pool], and 10 more differences",
    ),
    (TEMPLATE, "\"28769\"", "\"28768\"", "28768"),
    (TEMPLATE, "share-directory=VM", "share-directory=UNIT", "share-directory=VM1"),
];

#[test]
fn a_package_with_its_design_is_held_against_what_that_plans() {
    for (path, from, to, complaint) in AGREED {
        let mut files = loose(true);
        edit(&mut files, path, from, to);
        let wrong = said_of(files);
        let named =
            |one: &&String| one.starts_with("bundle/design.json: ") && one.contains(complaint);
        assert!(wrong.iter().any(|one| named(&one)), "{from} became {to}: {wrong:#?}");
        let mut files = loose(false);
        edit(&mut files, path, from, to);
        assert_eq!(said_of(files), Vec::<String>::new(), "{to}: if it shows alone, say so above");
    }
    // A design that is published with the template alone contradicts nothing by what is not there.
    let public = loose(true).into_iter().filter(|file| !file.path.contains("/bootstrap/"));
    assert_eq!(said_of(public.collect()), Vec::<String>::new());
    let mut broken = loose(true);
    edit(&mut broken, "design.json", "fast-ha/1", "fast-ha/9");
    assert_eq!(said_of(broken).len(), 1);
}

/// What a design's bundle differs in from what the design makes, after an edit of one file.
fn remade(path: &str, from: &str, to: &str) -> Vec<String> {
    let mut files = loose(true);
    edit(&mut files, path, from, to);
    let of_design = |one: &String| one.starts_with("bundle/design.json: ");
    said_of(files).into_iter().filter(of_design).collect()
}

#[test]
fn a_bundle_is_made_again_and_compared_by_structure() {
    // Spaces and the order of keys say nothing; the order of rules does.
    let mut files = loose(true);
    for file in files.iter_mut().filter(|file| file.bytes.starts_with(b"{")) {
        let json: serde_json::Value = serde_json::from_slice(&file.bytes).expect("JSON");
        file.bytes = json.to_string().into_bytes();
    }
    for file in files.iter_mut().filter(|file| file.path.ends_with(XML)) {
        let text = String::from_utf8_lossy(&file.bytes).into_owned();
        file.bytes = text.lines().map(str::trim).collect::<String>().into_bytes();
    }
    assert_eq!(said_of(files), Vec::<String>::new());
    let one = "<member>10.0.1.4</member>\n                    <member>10.0.1.5</member>";
    let other = "<member>10.0.1.5</member>\n                    <member>10.0.1.4</member>";
    let said = remade(XML, one, other);
    let ordered =
        |one: &String| one.contains("has another order at") && one.contains(", and 1 more");
    assert!(
        said.len() == 2 && said.iter().all(ordered),
        "security and NAT of both units: {said:#?}"
    );
    // A difference deep in a text is said where it stands; what may be a secret is not said.
    let [said] = remade("azuredeploy.json", "share-directory=VM1", "share-directory=VM9")
        .try_into()
        .expect("one difference");
    assert!(said.contains("share-directory=VM9") && said.contains("share-directory=VM1"), "{said}");
    let said = remade(INIT, "type=dhcp-client", "type=dhcp-client\nvm-auth-key=123456").join("\n");
    assert_eq!(said, "", "a key is typed, not planned");
    let said = remade(XML, "<rematch>yes<", "<key>s3cret</key><rematch>yes<").join("\n");
    assert!(said.contains("has the unplanned") && !said.contains("s3cret"), "{said}");
    assert_eq!(remade("README.md", "#", "##").len(), 1);
    // Values that the deployment asks for may stand in the parameters file.
    let asked = "\"parameters\": {\n    \"managementSources\": {\"value\": [\"192.0.2.0/24\"]},";
    assert!(remade("azuredeploy.parameters.json", "\"parameters\": {", asked).is_empty());
}

#[test]
fn packages_that_are_packed_alone_are_made_again_too() {
    let mut files = bundle("key");
    let open = |path: &str| path.contains("/bootstrap/") || path.ends_with("SHA256SUMS");
    files.retain(|file| !open(&file.path));
    assert_eq!(said_of(files.clone()), Vec::<String>::new());
    let of_unit = |file: &&mut Input| file.path.ends_with("bootstrap-VM1.zip");
    let text = "<timezone>CET</timezone>";
    for file in files.iter_mut().filter(of_unit) {
        let unpacked = unzip(&file.bytes).expect("a zip");
        let edited: Vec<(String, Vec<u8>)> = unpacked
            .into_iter()
            .map(|(path, bytes)| {
                let old = String::from_utf8(bytes).expect("a text");
                (path, old.replace("<timezone>UTC</timezone>", text).into_bytes())
            })
            .collect();
        let entries: Vec<Entry<'_>> =
            edited.iter().map(|(path, bytes)| Entry::File(path.clone(), bytes)).collect();
        file.bytes = zip(&entries);
    }
    let wrong = said_of(files).join("\n");
    assert!(wrong.contains("has CET at "), "{wrong}");
}

/// Another version makes other files, so nothing is compared, and that is said.
#[test]
fn a_bundle_of_another_version_is_not_compared() {
    let generator = concat!("Fast HA Configurator ", env!("CARGO_PKG_VERSION"));
    let mut files = loose(true);
    edit(&mut files, XML, "<timezone>UTC<", "<timezone>CET<");
    let own = judge(files.clone());
    assert!(!own.wrong.is_empty() && own.skipped.is_empty());
    edit(&mut files, TEMPLATE, generator, "Fast HA Configurator 0.0.9");
    let other = judge(files.clone());
    assert!(other.wrong.is_empty(), "{other:?}");
    assert_eq!(other.skipped.len(), 1);
    assert!(other.skipped[0].contains("Fast HA Configurator 0.0.9 made it"), "{other:?}");
    files.retain(|file| !file.path.ends_with(TEMPLATE));
    let nobody = judge(files);
    assert!(nobody.wrong.is_empty(), "{nobody:?}");
    assert!(nobody.skipped[0].contains("no template beside it says which version"), "{nobody:?}");
}

#[test]
fn a_package_holds_what_it_must_and_nothing_else() {
    for design in [false, true] {
        for (path, complaint) in [
            ("bundle/bootstrap/VM1/content/.keep", "content/.keep does not belong"),
            ("bundle/bootstrap/VM2/software/.gitkeep", "software/.gitkeep does not belong"),
            ("bundle/bootstrap/VM1/config/notes.txt", "config/notes.txt does not belong"),
            ("bundle/bootstrap/VM1/license/code", "license/code does not belong"),
        ] {
            let mut files = loose(design);
            files.push(Input { path: path.to_owned(), bytes: Vec::new() });
            let wrong = said_of(files);
            assert!(wrong.iter().any(|one| one.contains(complaint)), "{path}: {wrong:#?}");
        }
        let mut files = loose(design);
        files.retain(|file| file.path != "bundle/bootstrap/VM1/config/init-cfg.txt");
        let wrong = said_of(files);
        let said = "bundle/bootstrap/VM1/config/init-cfg.txt is missing";
        assert!(wrong.iter().any(|one| one == said), "{wrong:#?}");
    }
}

#[test]
fn a_changed_copy_is_named_and_no_further_unit_is_seen() {
    for mode in ["one_click", "key"] {
        let mut files = bundle(mode);
        assert_eq!(said_of(files.clone()), Vec::<String>::new());
        files.retain(|file| !file.path.ends_with("SHA256SUMS"));
        edit(&mut files, "bootstrap/VM1/config/bootstrap.xml", "10.0.1.4/24", "10.0.1.6/24");
        let wrong = said_of(files).join("\n");
        let copy = "bundle/bootstrap/VM1/config/bootstrap.xml differs from its copy bundle/bootstrap-VM1.zip/config/bootstrap.xml";
        let other = "bundle/bootstrap-VM1.zip/config/bootstrap.xml differs from its copy bundle/bootstrap/VM1/config/bootstrap.xml";
        assert!(wrong.contains(copy) || wrong.contains(other), "{wrong}");
        assert!(!wrong.contains("different configurations"), "{wrong}");
    }
}

#[test]
fn management_that_is_open_to_all_is_named_unless_the_design_says_who() {
    let open = "in the template lets the whole Internet in, port 443";
    let asked = "\"[parameters('managementSources')]\"";
    for source in ["[\"*\"]", "[\"0.0.0.0/0\"]", "[\"203.0.113.0/24\", \"Internet\"]", "\"*\""] {
        let mut files = loose(false);
        edit(&mut files, TEMPLATE, asked, source);
        let wrong = said_of(files);
        assert!(wrong.iter().any(|one| one.contains(open)), "{source}: {wrong:#?}");
    }
    for source in ["[\"203.0.113.0/24\"]", "[\"AzureCloud\"]"] {
        let mut files = loose(false);
        edit(&mut files, TEMPLATE, asked, source);
        assert_eq!(said_of(files), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn what_says_nothing_by_itself_is_not_counted_as_read() {
    let parameters = |file: &Input| file.path.ends_with("azuredeploy.parameters.json");
    let alone = judge(loose(false).into_iter().filter(parameters).collect());
    assert_eq!(alone.alone, ["bundle/azuredeploy.parameters.json"]);
    assert!(alone.read.is_empty() && alone.wrong.is_empty());
    let bytes = zip(&[Entry::File("../../azuredeploy.json".into(), b"{}")]);
    let nothing = judge(vec![Input { path: "a.zip".to_owned(), bytes }]);
    assert!(nothing.read.is_empty() && nothing.wrong.is_empty(), "{nothing:?}");
    let mut files = bundle("key");
    files
        .retain(|file| !file.path.ends_with("design.json") && !file.path.contains("/bootstrap-VM"));
    edit(&mut files, "VM1/config/bootstrap.xml", "10.0.2.9<", "10.0.2.8<");
    let wrong = said_of(files).join("\n");
    assert!(wrong.contains("design.json, which is missing"), "{wrong}");
    assert!(wrong.contains("the template has 10.0.2.9"), "{wrong}");
}
