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

use base::{A, ARM, B, CODES, GIVEN_AT, INIT, INIT_A, base};

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

/// File, what stands there, what it becomes, the fault, and the text on whose line of the file it is told.
type Fixture = (&'static str, &'static str, &'static str, &'static str, &'static str);

const FIXTURES: [Fixture; 61] = [
    (A, "<hostname>north-fw-a<", "<hostname>south-fw-a<", "host-unknown", "<system>"),
    (A, "10.60.1.10/24", "10.60.1.12/24", "address-differs", "<entry name=\"ethernet1/1\">"),
    (
        A,
        "<ip-address>10.60.3.10<",
        "<ip-address>10.60.3.12<",
        "address-differs",
        "<high-availability>",
    ),
    (
        A,
        "<netmask>255.255.255.0<",
        "<netmask>255.255.0.0<",
        "address-differs",
        "<high-availability>",
    ),
    (A, "<peer-ip>10.60.0.11<", "<peer-ip>10.60.0.12<", "peer-nowhere", "<high-availability>"),
    (A, "<gateway>10.60.3.1<", "<gateway>10.60.3.254<", "ha2-gateway", "<ha2>"),
    (A, "<transport>udp<", "<transport>ethernet<", "ha-setting", "<transport>"),
    (A, "              <transport>udp</transport>\n", "", "ha-setting", "<high-availability>"),
    (A, "<port>management<", "<port>ethernet1/2<", "ha-setting", "<port>ethernet1/2"),
    (A, "<port>ethernet1/3<", "<port>ethernet1/2<", "ha2-port", "<high-availability>"),
    (A, "<device-priority>100<", "<device-priority>200<", "same-on-both", "<high-availability>"),
    (A, "<group-id>7<", "<group-id>8<", "unequal", "<group-id>8"),
    (A, "<https>yes<", "<ssh>yes</ssh><https>no<", "probe-silent", "<profiles>"),
    (
        A,
        "<entry name=\"168.63.129.16\"/>",
        "<entry name=\"10.0.0.0/8\"/>",
        "probe-profile",
        "<entry name=\"health\">",
    ),
    (
        A,
        "<destination>168.63.129.16/32<",
        "<destination>168.63.129.17/32<",
        "probe-reply",
        "<entry name=\"inside-vr\">",
    ),
    (
        A,
        "<action>allow</action>",
        "<action>deny</action>",
        "probe-lost",
        "<entry name=\"ethernet1/1\">",
    ),
    (
        A,
        "<next-vr>inside-vr<",
        "<next-vr>inner-vr<",
        "next-router-missing",
        "<entry name=\"inward\">",
    ),
    (A, "<next-vr>outside-vr<", "<next-vr>inside-vr<", "route-circles", "<entry name=\"outward\">"),
    (
        A,
        "<ip-address>10.60.1.1<",
        "<ip-address>10.60.2.1<",
        "gateway-elsewhere",
        "<entry name=\"default\">",
    ),
    (
        A,
        "<destination>0.0.0.0/0</destination>",
        "<destination>192.0.2.0/24</destination>",
        "router-lost",
        "<entry name=\"outside-vr\">",
    ),
    (
        A,
        "<translated-address>shop-host<",
        "<translated-address>10.60.2.51<",
        "unequal",
        "<translated-address>",
    ),
    (
        A,
        "<service>shop-https</service>",
        "<service>shop-web</service>",
        "service-missing",
        "<entry name=\"shop-in\">",
    ),
    (
        A,
        "<member>shop-https</member>",
        "<member>service-http</member>",
        "service-lost",
        "<entry name=\"shop-in\">",
    ),
    (
        A,
        "<from><member>inside</member></from>",
        "<from><member>lan</member></from>",
        "zone-missing",
        "<entry name=\"browse-out\">",
    ),
    (
        A,
        "<interface>ethernet1/1</interface>\n                      </interface-address>",
        "<interface>ethernet1/9</interface>\n                      </interface-address>",
        "interface-missing",
        "<entry name=\"hide\">",
    ),
    (
        A,
        "                <member>ethernet1/2</member>\n              </interface>\n            </network>\n          </import>",
        "              </interface>\n            </network>\n          </import>",
        "membership",
        "<entry name=\"ethernet1/2\">",
    ),
    (A, "<entry name=\"northadmin\">", "<entry name=\"southadmin\">", "user-lacking", "<users>"),
    (
        A,
        "$5$abcdefgh$0123456789012345678901234567890123456789012",
        "secret",
        "hash-form",
        "<entry name=\"northadmin\">",
    ),
    (
        A,
        "$5$abcdefgh$0123456789012345678901234567890123456789012",
        "$1$sxnehtei$7rZkYF6D2W24/kH8cRXym.",
        "hash-published",
        "<entry name=\"northadmin\">",
    ),
    (A, "version=\"11.1.0\"", "version=\"12.1.0\"", "image-older", "<system>"),
    (
        A,
        "<action>allow</action>",
        "<hip-profiles><member>any</member></hip-profiles><action>allow</action>",
        "hip-profiles",
        "<hip-profiles>",
    ),
    (A, "<primary>168.63.129.16<", "<primary>${dns_server}<", "placeholder", "${dns_server}"),
    (A, "<shared/>", "<shared>", "unreadable", ""),
    (INIT_A, "type=dhcp-client", "typ=dhcp-client", "init-unknown-key", "typ="),
    (INIT_A, "hostname=north-fw-a", "hostname=north-fw-x", "init-differs", "hostname="),
    (INIT_A, "dns-primary=168.63.129.16", "dns-primary=azure", "init-value", "dns-primary"),
    (INIT_A, "dns-primary=", "type=static\ndns-primary=", "init-twice", "type=static"),
    (
        INIT_A,
        "type=dhcp-client",
        "type=dhcp-client\nop-command-modes=mgmt-interface-swap",
        "init-swap",
        "mgmt-interface-swap",
    ),
    (
        INIT_A,
        "type=dhcp-client",
        "type=dhcp-client\nvm-auth-key=key-of-panorama",
        "init-value",
        "vm-auth-key",
    ),
    (
        A,
        "<from><member>inside</member></from>\n                  <to><member>outside</member></to>\n                  <source><member>10.60.0.0/16</member></source>",
        "<from><member>any</member></from><to><member>any</member></to><source><member>any</member></source>",
        "all-allowed",
        "<entry name=\"browse-out\">",
    ),
    (
        ARM,
        "\"password\": {\n      \"type\": \"securestring\"",
        "\"password\": {\n      \"defaultValue\": \"Changed-0815!\", \"type\": \"securestring\"",
        "secret-published",
        "\"password\": {",
    ),
    (
        ARM,
        "\"password\": {\n      \"type\": \"securestring\"",
        "\"password\": {\n      \"type\": \"string\"",
        "secret-open",
        "\"password\": {",
    ),
    (A, "version=\"11.1.0\"", "version=\"10.0.0\"", "release-ended", "<config "),
    (
        A,
        "<entry name=\"168.63.129.16\"/>",
        "<entry name=\"168.63.129.16\"/><entry name=\"10.60.0.0/16\"/>",
        "probe-open",
        "<entry name=\"health\">",
    ),
    (
        INIT_A,
        "type=dhcp-client",
        "type=dhcp-client\npanorama-server=10.60.9.9",
        "init-panorama",
        "panorama-server",
    ),
    (
        INIT_A,
        "type=dhcp-client",
        "type=dhcp-client\nvm-series-auto-registration-pin-id=12345",
        "init-pin",
        "pin-id",
    ),
    (B, "<hostname>north-fw-b<", "<hostname>north-fw-a<", "same-on-both", "<system>"),
    (ARM, "\"11.1.612\"", "\"11.1.1\"", "image-exploited", "\"imageReference\""),
    (CODES, "I1234567", "Ixxxxxxx", "placeholder", "Ixxxxxxx"),
    (
        ARM,
        "\"10.60.1.10\"",
        "\"10.60.1.11\"",
        "nics-share",
        "\"[concat(variables('fwB'), '-eth1')]\"",
    ),
    (
        ARM,
        "\"10.60.3.10\"",
        "\"10.60.9.10\"",
        "nic-outside",
        "\"[concat(variables('fwA'), '-eth3')]\"",
    ),
    (
        ARM,
        "\"defaultValue\": \"10.60.0.0/16\"",
        "\"defaultValue\": \"10.61.0.0/16\"",
        "subnet-outside",
        "[variables('subnets')[copyIndex('subnets')]]",
    ),
    (ARM, "\"[variables('addresses').inner]\"", "\"10.60.2.101\"", "hop-nowhere", "\"default\""),
    (ARM, "\"protocol\": \"All\"", "\"protocol\": \"Tcp\"", "all-ports", "\"everything\""),
    (ARM, "\"port\": 443", "\"port\": 22", "probe-silent", "\"alive\""),
    (ARM, "\"vmseries-flex\"", "\"vmseries1\"", "offer-gone", "\"imageReference\""),
    (ARM, "        8443", "        8443,\n        3389", "untranslated", "'rule-'"),
    (
        ARM,
        "\"enableIPForwarding\": true",
        "\"enableIPForwarding\": false",
        "not-forwarding",
        "\"enableIPForwarding\": false",
    ),
    (ARM, "variables('outer'), 'pool'", "variables('outer'), 'pools'", "reference-lost", "'pools'"),
    (
        ARM,
        "\"sourceAddressPrefix\": \"[parameters('admins')]\"",
        "\"sourceAddressPrefix\": \"*\"",
        "open-management",
        "\"mgmt-nsg\"",
    ),
    (GIVEN_AT, "\"vmSize\"", "\"machineSize\"", "parameter-undeclared", "\"machineSize\""),
];

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

/// What is legal: of these edits nothing is said.
const CLEAN: [(&str, &str, &str); 10] = [
    (
        A,
        "<entry name=\"hide\">",
        "<entry name=\"hide\" uuid=\"5a1e0f6e-0000-4000-8000-000000000001\">",
    ),
    (A, "<!-- -->", ""),
    (INIT_A, "dns-primary=", "dns-secondary=\ndns-primary="),
    (INIT_A, "type=dhcp-client\n", "# the first unit\ntype=dhcp-client\n"),
    (ARM, "{\n  \"$schema\"", "// a pair\n{\n  /* of two */ \"$schema\""),
    (ARM, "[concat(variables('fwA'), '-eth1')]", "[toUpper(concat(variables('fwA'), '-eth1'))]"),
    (ARM, "\"[base64(concat(", "\"[base64(concat('', "),
    (ARM, "\"defaultValue\": \"203.0.113.0/24\"", "\"minLength\": 9"),
    (ARM, "\"defaultValue\": \"11.1.612\"", "\"defaultValue\": \"latest\""),
    (GIVEN_AT, "\"northboot\"", "\"southboot\""),
];

#[test]
fn nothing_is_said_of_what_is_legal() {
    for (path, from, to) in CLEAN.into_iter().filter(|(_, from, _)| *from != "<!-- -->") {
        let judgement = judge(&edited(path, from, to));
        assert_eq!(told(&judgement), Vec::<String>::new(), "{path}: {from} became {to}");
    }
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
