//! The audit and the oracle: silent on every golden design, loud on every planted fault; and packets
//! walked through the configurations as they were read back.

#![expect(clippy::disallowed_methods, reason = "the test reads the goldens")]

use std::fs;
use std::net::Ipv4Addr;

use fast_ha::artifact::Artifact;
use fast_ha::audit::budget::Budget;
use fast_ha::audit::firewall::Configuration;
use fast_ha::audit::package::{Input, judge};
use fast_ha::audit::{azure, firewall, integrity, onward, tree};
use fast_ha::design::{Dataplane, Service};
use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::finding::Names;
use fast_ha::panos::Salt;
use fast_ha::plan::{Firewall as Unit, Nic, Plan};
use fast_ha::preset::Preset;
use fast_ha::review::review;
use fast_ha::secret::Secret;
use fast_ha::walk::azure::Azure;
use fast_ha::walk::firewall::{Firewall, Rule};
use fast_ha::walk::packet;
use fast_ha::walk::packet::{Fate, Packet, Passage};
use fast_ha::{artifact, audit, save};
use serde_json::Value;

#[path = "oracle/mod.rs"]
mod oracle;

fn secrets() -> Secrets {
    let mut secrets = Secrets::default();
    secrets.set(Field::AccessPassword, Secret::new("Audit-pass-0001!"));
    secrets
}

/// Runs a check on a design with its files.
fn with_bundle(draft: &Draft, check: impl FnOnce(&Plan, Vec<Artifact>)) {
    let review = review(draft, &secrets());
    let approved = review.approved().unwrap_or_else(|| panic!("{:?}", review.obstacle()));
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    check(approved.plan(), artifact::artifacts(approved, draft, &secrets(), &salt, &[]));
}

/// What the product says of the files by itself, before it hands them out.
fn judged(draft: &Draft, artifacts: &[Artifact]) -> Vec<String> {
    let review = review(draft, &secrets());
    let approved = review.approved().expect("it was approved before");
    audit::audit(approved, artifacts)
        .into_iter()
        .map(|finding| finding.message(Names::Keys))
        .collect()
}

/// The same, and what the oracle says.
fn complaints(draft: &Draft, artifacts: &[Artifact]) -> Vec<String> {
    let review = review(draft, &secrets());
    let approved = review.approved().expect("it was approved before");
    let told = oracle::check(approved.plan(), artifacts);
    judged(draft, artifacts).into_iter().chain(told).collect()
}

fn designs() -> Vec<(String, Draft)> {
    let mut designs: Vec<_> = fs::read_dir("tests/designs")
        .expect("the goldens are there")
        .map(|entry| {
            let path = entry.expect("the folder can be listed").path();
            let text = fs::read_to_string(path.join("design.json")).expect("each has a design");
            (path.display().to_string(), save::read(&text).expect("a golden is a design").value)
        })
        .collect();
    designs.sort_by(|a, b| a.0.cmp(&b.0));
    designs
}

fn configurations(plan: &Plan, artifacts: &[Artifact]) -> Vec<Configuration> {
    let read = |directory: &String| {
        let path = format!("bootstrap/{directory}/config/bootstrap.xml");
        let file = artifacts.iter().find(|artifact| artifact.path == path).expect("there");
        firewall::read(&path, tree::parse(file.as_text().expect("a text")).expect("well-formed"))
    };
    plan.units.each().iter().map(|unit| read(&unit.directory)).collect()
}

#[test]
fn the_audit_is_silent_on_every_golden_design() {
    for (name, draft) in designs() {
        with_bundle(&draft, |_, artifacts| {
            assert_eq!(complaints(&draft, &artifacts), Vec::<String>::new(), "{name}");
        });
    }
}

/// A text in a file, and what a fault makes of it: each contradicts another file, or stops packets.
const FAULTS: [(&str, &str, &str); 65] = [
    ("azuredeploy.json", "\"direction\": \"Outbound\"", "\"direction\": \"Inbound\""),
    ("VM1/config/bootstrap.xml", "<entry name=\"10.0.1.4/24\"/>", "<entry name=\"10.0.1.6/24\"/>"),
    ("VM1/config/bootstrap.xml", "<entry name=\"10.0.1.4/24\"/>", "<entry name=\"10.0.1.4/25\"/>"),
    ("VM1/config/bootstrap.xml", "<entry name=\"10.0.1.5/32\"/>", "<entry name=\"10.0.1.7/32\"/>"),
    ("VM2/config/bootstrap.xml", "<entry name=\"10.0.2.5/24\"/>", "<entry name=\"10.0.2.4/24\"/>"),
    ("VM2/config/bootstrap.xml", "<entry name=\"10.0.2.4/32\"/>", ""),
    (
        "VM1/config/bootstrap.xml",
        "<ip-address>10.0.2.9</ip-address>",
        "<ip-address>10.0.2.8</ip-address>",
    ),
    (
        "VM1/config/bootstrap.xml",
        "<netmask>255.255.255.0</netmask>",
        "<netmask>255.255.0.0</netmask>",
    ),
    ("VM1/config/bootstrap.xml", "<peer-ip>10.0.0.5</peer-ip>", "<peer-ip>10.0.0.4</peer-ip>"),
    ("VM2/config/bootstrap.xml", "<peer-ip>10.0.0.4</peer-ip>", "<peer-ip>10.0.0.5</peer-ip>"),
    ("VM2/config/bootstrap.xml", "<device-priority>200<", "<device-priority>100<"),
    ("VM1/config/bootstrap.xml", "<hostname>vmseries-ha-primary<", "<hostname>vmseries<"),
    (
        "VM2/config/bootstrap.xml",
        "<hostname>vmseries-ha-secondary<",
        "<hostname>vmseries-ha-primary<",
    ),
    ("VM1/config/bootstrap.xml", "<group-id>1<", "<group-id>2<"),
    ("VM2/config/bootstrap.xml", "<transport>udp<", "<transport>ip<"),
    ("VM1/config/bootstrap.xml", "<recommended/>", "<aggressive/>"),
    ("VM1/config/bootstrap.xml", "<preemptive>no<", "<preemptive>yes<"),
    ("VM1/config/bootstrap.xml", "<port>ethernet1/3</port>", "<port>ethernet1/2</port>"),
    ("VM1/config/bootstrap.xml", "<next-vr>vr-trust<", "<next-vr>vr-inside<"),
    ("VM1/config/bootstrap.xml", "<next-vr>vr-untrust<", "<next-vr>vr-trust<"),
    (
        "VM1/config/bootstrap.xml",
        "<destination>168.63.129.16/32<",
        "<destination>168.63.129.17/32<",
    ),
    ("VM1/config/bootstrap.xml", "<destination>10.0.0.0/16<", "<destination>10.1.0.0/16<"),
    (
        "VM1/config/bootstrap.xml",
        "<ip-address>10.0.1.1</ip-address>",
        "<ip-address>10.0.1.2</ip-address>",
    ),
    ("VM1/config/bootstrap.xml", "<translated-address>10.0.2.6<", "<translated-address>10.0.2.7<"),
    ("VM1/config/bootstrap.xml", "<translated-address>10.0.2.6<", "<translated-address>8.8.8.8<"),
    ("VM1/config/bootstrap.xml", "<service>tcp-80<", "<service>tcp-81<"),
    ("VM1/config/bootstrap.xml", "<member>tcp-80<", "<member>tcp-81<"),
    ("VM1/config/bootstrap.xml", "<port>80<", "<port>81<"),
    ("VM1/config/bootstrap.xml", "<entry name=\"tcp-22\">", "<entry name=\"tcp-23\">"),
    ("VM1/config/bootstrap.xml", "<entry name=\"untrust\">", "<entry name=\"outside\">"),
    ("VM1/config/bootstrap.xml", "<entry name=\"deny-all\">", "<entry name=\"outbound\">"),
    ("VM1/config/bootstrap.xml", "<action>deny<", "<action>allow<"),
    ("VM1/config/bootstrap.xml", "<entry name=\"168.63.129.16\"/>", "<entry name=\"0.0.0.0/0\"/>"),
    ("VM1/config/bootstrap.xml", "<ip>10.0.1.4/24</ip>", "<ip>10.0.1.5/24</ip>"),
    ("VM1/config/bootstrap.xml", "<phash>$5$saltsalt$", "<phash>$6$saltsalt$"),
    ("VM2/config/bootstrap.xml", "<phash>$5$saltsalt$", "<phash>$5$saltsal.$"),
    ("VM1/config/bootstrap.xml", "</config>", ""),
    ("VM1/config/init-cfg.txt", "hostname=vmseries-ha-primary", "hostname=vmseries-ha-secondary"),
    ("VM2/config/init-cfg.txt", "dns-primary=168.63.129.16", "dns-primary=8.8.8.8"),
    (
        "azuredeploy.json",
        "\"privateIPAddress\": \"10.0.1.4\"",
        "\"privateIPAddress\": \"10.0.1.9\"",
    ),
    (
        "azuredeploy.json",
        "\"privateIPAddress\": \"10.0.2.10\"",
        "\"privateIPAddress\": \"10.0.2.11\"",
    ),
    (
        "azuredeploy.json",
        "\"privateIPAddress\": \"10.0.3.100\"",
        "\"privateIPAddress\": \"10.0.3.101\"",
    ),
    (
        "azuredeploy.json",
        "\"addressPrefix\": \"10.0.2.0/24\"",
        "\"addressPrefix\": \"10.0.2.0/25\"",
    ),
    (
        "azuredeploy.json",
        "\"nextHopIpAddress\": \"10.0.3.100\"",
        "\"nextHopIpAddress\": \"10.0.3.10\"",
    ),
    (
        "azuredeploy.json",
        "\"computerName\": \"vmseries-ha-primary\"",
        "\"computerName\": \"vmseries\"",
    ),
    ("VM2/config/bootstrap.xml", "<shared/>", "<shared><content-preview/></shared>"),
    ("VM1/config/bootstrap.xml", "version=\"11.1.0\"", "version=\"11.2.0\""),
    ("VM2/config/bootstrap.xml", "<next-vr>vr-trust</next-vr>", "<next-vr>vr-untrust</next-vr>"),
    ("azuredeploy.parameters.json", "\"parameters\": {", "\"parameters\": ["),
    ("azuredeploy.json", "\"29281\"", "\"29280\""),
    ("azuredeploy.json", "\"protocol\": \"Icmp\"", "\"protocol\": \"Udp\""),
    ("azuredeploy.json", "\"[parameters('managementSources')]\"", "[\"*\"]"),
    (
        "azuredeploy.json",
        "\"sourceAddressPrefix\": \"10.0.0.0/16\"",
        "\"sourceAddressPrefix\": \"10.9.0.0/16\"",
    ),
    ("azuredeploy.json", "\"backendPort\": 80", "\"backendPort\": 8080"),
    ("azuredeploy.json", "\"port\": 22", "\"port\": 23"),
    (
        "azuredeploy.json",
        "\"protocol\": \"Tcp\",\n              \"port\"",
        "\"protocol\": \"Http\",\n              \"port\"",
    ),
    ("azuredeploy.json", "'untrust-pool'", "'trust-pool'"),
    ("azuredeploy.json", "'public-frontend'", "'internal-frontend'"),
    ("azuredeploy.json", "'vmseries-ha-primary-nic1'", "'vmseries-ha-primary-nic9'"),
    ("azuredeploy.json", "'vmseries-nsg-mgmt'", "'vmseries-nsg'"),
    ("azuredeploy.json", "\"name\": \"vmseries-nsg-ha2\"", "\"name\": \"vmseries-nsg-ha\""),
    ("azuredeploy.parameters.json", "\"panadmin\"", "\"paloadmin\""),
    ("azuredeploy.parameters.json", "\"vmSize\"", "\"size\""),
    ("VM2/config/init-cfg.txt", "type=dhcp-client\n", "type=dhcp-client\r\n"),
    ("VM1/config/init-cfg.txt", "dhcp-send-client-id=yes", "dhcp-send-client-id=no"),
];

/// The same where files and packets agree with the fault, so that only the plan shows it.
const UNPLANNED: [(&str, &str, &str); 11] = [
    ("VM1/config/init-cfg.txt", "type=dhcp-client", "type=static"),
    ("VM1/config/init-cfg.txt", "type=dhcp-client\n", "type=dhcp-client\ntplname=x\n"),
    ("VM2/config/init-cfg.txt", "type=dhcp-client\n", "type=dhcp-client\nauth-key=\n"),
    ("VM1/config/bootstrap.xml", "<entry name=\"untrust\">", "<entry name=\"untrust\" uuid=\"0\">"),
    ("azuredeploy.parameters.json", "Standard_DS3_v2", "Standard_DS4_v2"),
    ("azuredeploy.json", "\"28769\"", "\"28768\""),
    ("azuredeploy.json", "\"AzureLoadBalancer\"", "\"VirtualNetwork\""),
    ("azuredeploy.json", "\"frontendPort\": 80", "\"frontendPort\": 81"),
    ("azuredeploy.json", "\"priority\": 100", "\"priority\": 101"),
    ("azuredeploy.json", "\"addressPrefix\": \"0.0.0.0/0\"", "\"addressPrefix\": \"10.77.0.0/16\""),
    (
        "azuredeploy.json",
        "\"addressPrefixes\": [\n            \"10.0.0.0/16\"",
        "\"addressPrefixes\": [\n            \"10.0.0.0/15\"",
    ),
];

/// The files with a fault; none where what it is about stands in no file.
fn plant(artifacts: &[Artifact], (path, from, to): (&str, &str, &str)) -> Option<Vec<Artifact>> {
    let mut planted = artifacts.to_vec();
    let file = planted.iter_mut().find(|artifact| artifact.path.ends_with(path))?;
    let text = file.as_text().filter(|text| text.contains(from))?;
    file.bytes = text.replacen(from, to, 1).into_bytes();
    Some(planted)
}

fn planted(draft: &Draft, fault: (&str, &str, &str)) -> Vec<Artifact> {
    let mut planted = None;
    with_bundle(draft, |_, artifacts| planted = plant(&artifacts, fault));
    planted.unwrap_or_else(|| panic!("no place for {fault:?}"))
}

#[test]
fn every_planted_fault_is_caught() {
    // Without the copy of the packages in the template, which would show every fault of one of them.
    let mut draft = Draft::default();
    draft.set(Field::BootstrapMode, "key");
    for (path, from, to) in FAULTS {
        let artifacts = planted(&draft, (path, from, to));
        assert!(!judged(&draft, &artifacts).is_empty(), "{path}: {from} became {to} unseen");
    }
    for (path, from, to) in UNPLANNED {
        let artifacts = planted(&draft, (path, from, to));
        assert!(!complaints(&draft, &artifacts).is_empty(), "{path}: {from} became {to} unseen");
        let alone = judged(&draft, &artifacts);
        assert_eq!(alone, Vec::<String>::new(), "{from} shows alone, so it belongs above");
    }
}

/// What the command line's audit says of files.
fn lines_of<'a>(files: impl Iterator<Item = &'a Artifact>) -> Vec<String> {
    let files = files.map(|file| Input { path: file.path.clone(), bytes: file.bytes.clone() });
    let judgement = judge(files.collect(), &Budget::default());
    judgement.wrong.iter().map(ToString::to_string).collect()
}

/// What it says of a bundle that a person edits: no sums, no zips; with its design or without.
fn told(artifacts: &[Artifact], design: bool) -> Vec<String> {
    let gone = |path: &str| {
        path == "SHA256SUMS" || path.starts_with("bootstrap-") || (!design && path == "design.json")
    };
    lines_of(artifacts.iter().filter(|file| !gone(&file.path)))
}

#[test]
fn a_golden_s_whole_bundle_gives_no_line() {
    for (name, draft) in designs() {
        with_bundle(&draft, |_, artifacts| {
            assert_eq!(lines_of(artifacts.iter()), Vec::<String>::new(), "{name}");
        });
    }
}

#[test]
fn one_mistake_is_told_in_three_lines_at_most() {
    let mut draft = Draft::default();
    draft.set(Field::BootstrapMode, "key");
    for (path, from, to) in FAULTS.into_iter().chain(UNPLANNED) {
        let artifacts = planted(&draft, (path, from, to));
        for design in [false, true] {
            let told = told(&artifacts, design);
            assert!(told.len() <= 3, "{path}: {from} became {to}: {told:#?}");
            // What stands in one line of secrets alone is none of the design's.
            let seen = !told.is_empty() || to.contains("auth-key=");
            assert!(seen || !design, "{path}: {from} became {to} unseen");
        }
    }
}

/// Each golden has its share of the mistakes, another one than its neighbours have; all of them on all goldens would
/// take minutes.
#[test]
fn one_mistake_in_any_golden_is_told_in_three_lines_at_most() {
    const SHARES: usize = 38;
    let (mut loud, mut n_planted) = (Vec::new(), 0);
    for (n, (name, draft)) in designs().into_iter().enumerate() {
        with_bundle(&draft, |_, artifacts| {
            // What is said of the golden itself, as of an old release, does not come of the mistake.
            let before = told(&artifacts, false);
            let faults = FAULTS.into_iter().chain(UNPLANNED).skip(n % SHARES).step_by(SHARES);
            for fault in faults {
                let Some(files) = plant(&artifacts, fault) else { continue };
                n_planted += 1;
                for design in [false, true] {
                    let mut told = told(&files, design);
                    told.retain(|line| !before.contains(line));
                    if told.len() > 3 {
                        loud.push(format!("{name}, design {design}: {fault:?}: {told:#?}"));
                    }
                }
            }
        });
    }
    assert!(n_planted > 30, "{n_planted} mistakes found their place");
    assert!(loud.is_empty(), "{}", loud.join("\n"));
}

/// Where a value of the template stands, what it becomes (nothing: it goes), and what must be said.
const LOOSE: [(&str, &str, Option<&str>, &str); 26] = [
    (
        "trust-rt",
        "/properties/routes/0/properties/nextHopType",
        Some("\"None\""),
        "nextHopType of the route default",
    ),
    (
        NIC1,
        "/properties/ipConfigurations/0/properties/privateIPAllocationMethod",
        Some("\"Dynamic\""),
        "Dynamic for privateIPAllocationMethod",
    ),
    (
        SERVER,
        "/properties/ipConfigurations/0/properties/privateIPAllocationMethod",
        Some("\"Dynamic\""),
        "Dynamic for privateIPAllocationMethod",
    ),
    (
        "vmseries-ha-vnet/trust-subnet",
        "/properties/routeTable",
        None,
        "nothing for routeTable of trust-subnet",
    ),
    (
        "vmseries-ha-vnet/mgmt-subnet",
        "/properties/networkSecurityGroup",
        Some(
            "{\"id\":\"[resourceId('Microsoft.Network/networkSecurityGroups', 'vmseries-nsg-mgmt')]\"}",
        ),
        "planned is nothing",
    ),
    (
        NIC1,
        "/properties/ipConfigurations/0/properties/loadBalancerBackendAddressPools",
        None,
        "nothing for loadBalancerBackendAddressPools",
    ),
    (
        NIC1,
        "/properties/ipConfigurations/0/properties/loadBalancerBackendAddressPools/0/id",
        Some(POOL),
        "vmseries-outbound-lb/trust-pool for loadBalancerBackendAddressPools",
    ),
    (
        NIC1,
        "/properties/ipConfigurations/0/properties/subnet/id",
        Some(LB_SUBNET),
        "vmseries-ha-vnet/lb-subnet for subnet",
    ),
    (NIC1, "/properties/networkSecurityGroup", None, "nothing for networkSecurityGroup"),
    (NIC1, "/properties/enableIPForwarding", Some("false"), "IP forwarding of"),
    (
        NIC0,
        "/properties/ipConfigurations/0/properties/publicIPAddress",
        None,
        "nothing for publicIPAddress",
    ),
    (
        INBOUND,
        "/properties/loadBalancingRules/0/properties/probe",
        None,
        "nothing for probe of http",
    ),
    (
        INBOUND,
        "/properties/loadBalancingRules/0/properties/backendAddressPool",
        None,
        "nothing for backendAddressPool of http",
    ),
    (
        INBOUND,
        "/properties/loadBalancingRules/0/properties/enableFloatingIP",
        Some("true"),
        "true for enableFloatingIP of http",
    ),
    (
        INBOUND,
        "/properties/loadBalancingRules/0/properties/disableOutboundSnat",
        Some("false"),
        "disableOutboundSnat of http",
    ),
    (INBOUND, "/properties/outboundRules", None, "nothing for outboundRules"),
    (
        INBOUND,
        "/properties/outboundRules/0/properties/allocatedOutboundPorts",
        Some("1024"),
        "1024 for allocatedOutboundPorts",
    ),
    (
        INBOUND,
        "/properties/frontendIPConfigurations/0/properties/publicIPAddress",
        None,
        "nothing for publicIPAddress of public-frontend",
    ),
    (
        OUTBOUND,
        "/properties/loadBalancingRules/0/properties/probe",
        None,
        "nothing for probe of ha-ports",
    ),
    (
        OUTBOUND,
        "/properties/loadBalancingRules/0/properties/enableFloatingIP",
        Some("true"),
        "true for enableFloatingIP of ha-ports",
    ),
    (
        OUTBOUND,
        "/properties/frontendIPConfigurations/0/properties/privateIPAllocationMethod",
        Some("\"Dynamic\""),
        "Dynamic for privateIPAllocationMethod of internal-frontend",
    ),
    (UNIT, "/plan/name", Some("\"bundle1\""), "bundle1 for name"),
    (UNIT, "/plan", None, "nothing for name"),
    (UNIT, "/properties/storageProfile/imageReference/sku", Some("\"bundle1\""), "bundle1 for sku"),
    (UNIT, "/properties/availabilitySet", None, "nothing for availabilitySet"),
    (UNIT, "/zones", Some("[\"1\"]"), "1 for zones"),
];

const UNIT: &str = "vmseries-ha-primary";
const NIC0: &str = "vmseries-ha-primary-nic0";
const NIC1: &str = "vmseries-ha-primary-nic1";
const SERVER: &str = "vmseries-test-server-nic0";
const INBOUND: &str = "vmseries-inbound-lb";
const OUTBOUND: &str = "vmseries-outbound-lb";
const POOL: &str = "\"[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'vmseries-outbound-lb', 'trust-pool')]\"";
const LB_SUBNET: &str = "\"[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vmseries-ha-vnet', 'lb-subnet')]\"";

/// Changes a value of a template's resource, or takes it away.
fn loosen(template: &mut Value, name: &str, path: &str, to: Option<&str>) {
    let resources = template["resources"].as_array_mut().expect("resources");
    let one = resources.iter_mut().find(|one| one["name"] == name).expect("the resource");
    let (owner, key) = path.rsplit_once('/').expect("a path");
    let owner = one.pointer_mut(owner).unwrap_or_else(|| panic!("{name} has no {owner}"));
    let owner = owner.as_object_mut().expect("an object");
    match to {
        Some(to) => drop(owner.insert(key.to_owned(), serde_json::from_str(to).expect("JSON"))),
        None => assert!(owner.remove(key).is_some(), "{name} has no {path}"),
    }
}

#[test]
fn what_belongs_to_what_is_held_against_the_plan() {
    let draft = Draft::default();
    for (name, path, to, complaint) in LOOSE {
        with_bundle(&draft, |_, mut artifacts| {
            let mut files = artifacts.iter_mut();
            let file = files.find(|file| file.path == "azuredeploy.json").expect("a template");
            let mut template = serde_json::from_slice(&file.bytes).expect("JSON");
            loosen(&mut template, name, path, to);
            file.bytes = template.to_string().into_bytes();
            let said = complaints(&draft, &artifacts);
            assert!(
                said.iter().any(|one| one.contains(complaint)),
                "{name}{path} became {to:?}: expected {complaint}, found {said:#?}"
            );
        });
    }
}

#[test]
fn a_missing_file_is_named() {
    let draft = Draft::default();
    with_bundle(&draft, |_, mut artifacts| {
        artifacts.retain(|artifact| artifact.path != "bootstrap/VM2/config/bootstrap.xml");
        let said = complaints(&draft, &artifacts).join("\n");
        assert!(said.contains("bootstrap/VM2/config/bootstrap.xml is missing"), "{said}");
    });
}

const DEVICE: &str = "/config/devices/entry[localhost.localdomain]";

/// Every element in which the units of a plan must differ: its path and text in A's file, then in B's.
fn differences(plan: &Plan) -> Vec<((String, String), (String, String))> {
    let [a, b] = plan.units.each();
    let leaf = |path: &str, of: &dyn Fn(&Unit) -> String| {
        let path = format!("{DEVICE}/{path}");
        ((path.clone(), of(a)), (path, of(b)))
    };
    let ha = "deviceconfig/high-availability";
    let mut differ = vec![
        leaf("deviceconfig/system/hostname", &|unit| unit.name.value.clone()),
        leaf(&format!("{ha}/interface/ha2/ip-address"), &|unit| unit.ha2.address.to_string()),
        leaf(&format!("{ha}/group/election-option/device-priority"), &|unit| {
            unit.priority.to_string()
        }),
        (
            (format!("{DEVICE}/{ha}/group/peer-ip"), b.management.address.to_string()),
            (format!("{DEVICE}/{ha}/group/peer-ip"), a.management.address.to_string()),
        ),
    ];
    if let Some(banner) = plan.system.banner.as_ref().filter(|banner| banner.contains("{host}")) {
        differ.push(leaf("deviceconfig/system/login-banner", &|unit| {
            banner.replace("{host}", &unit.name.value)
        }));
    }
    if plan.machine.dataplane != Dataplane::Static {
        return differ;
    }
    for (of_a, of_b, subnet) in
        [(&a.untrust, &b.untrust, &plan.network.untrust), (&a.trust, &b.trust, &plan.network.trust)]
    {
        let interface = of_a.interface;
        let path = format!("{DEVICE}/network/interface/ethernet/entry[{interface}]/layer3/ip");
        let len = subnet.range.value.prefix_len();
        let own = |nic: &Nic| (format!("{path}/entry[{}/{len}]", nic.address), String::new());
        let peer = |nic: &Nic| (format!("{path}/entry[{}/32]", nic.address), String::new());
        differ.extend([(own(of_a), own(of_b)), (peer(of_b), peer(of_a))]);
    }
    let ipsec = |service: &Service| service.on_pair && [500, 4500].contains(&service.target_port);
    let hiding = [
        ("outbound", plan.system.local_policy),
        ("vpn-out", plan.balance.services.iter().any(ipsec)),
    ];
    for (name, _) in hiding.into_iter().filter(|(_, there)| *there) {
        let len = plan.network.untrust.range.value.prefix_len();
        let path = format!(
            "vsys/entry[vsys1]/rulebase/nat/rules/entry[{name}]/source-translation/dynamic-ip-and-port/interface-address/ip"
        );
        differ.push(leaf(&path, &|unit| format!("{}/{len}", unit.untrust.address)));
    }
    differ
}

#[test]
fn the_units_differ_in_exactly_the_planned_elements() {
    for (name, draft) in designs() {
        with_bundle(&draft, |plan, artifacts| {
            let lines = configurations(plan, &artifacts).into_iter().map(|configuration| {
                let mut lines = Vec::new();
                oracle::paths(&configuration.tree, "", &mut |path, element| {
                    lines.push((path.to_owned(), element.text.clone()));
                });
                lines
            });
            let lines: Vec<_> = lines.collect();
            let [a, b] = lines.as_slice() else { panic!("two units") };
            assert_eq!(a.len(), b.len(), "{name}");
            let pairs = a.iter().cloned().zip(b.iter().cloned());
            let mut found: Vec<_> = pairs.filter(|(left, right)| left != right).collect();
            let mut planned = differences(plan);
            found.sort();
            planned.sort();
            assert_eq!(found, planned, "{name}");
        });
    }
}

/// The configurations as they run: with DHCP the interfaces have the addresses that Azure hands out.
fn running(plan: &Plan, artifacts: &[Artifact]) -> Vec<Configuration> {
    let mut configurations = configurations(plan, artifacts);
    for (configuration, unit) in configurations.iter_mut().zip(plan.units.each()) {
        for (nic, subnet) in
            [(&unit.untrust, &plan.network.untrust), (&unit.trust, &plan.network.trust)]
        {
            let name = nic.interface;
            let found =
                configuration.firewall.interfaces.iter_mut().find(|known| known.name == name);
            let found = found.expect("each NIC is an interface");
            if found.addresses.is_empty() {
                found.addresses =
                    vec![format!("{}/{}", nic.address, subnet.range.value.prefix_len())];
            }
        }
    }
    configurations
}

/// Hosts behind the firewalls: the test server, a host of each workload and of each range beyond.
fn hosts_inside(plan: &Plan) -> Vec<Ipv4Addr> {
    let server = plan.server.iter().map(|server| server.address.value);
    let workloads = plan.network.workloads.iter().filter_map(|subnet| subnet.range.value.nth(9));
    let remotes = plan.network.remotes.iter().filter_map(|remote| remote.range.nth(9));
    server.chain(workloads).chain(remotes).collect()
}

const INTERNET: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 77);
/// Whom no service lets in that says who may come.
const STRANGER: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 200);
const PROBE: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

fn tcp(interface: &str, source: Ipv4Addr, destination: Ipv4Addr, port: u16) -> Packet<'_> {
    Packet { interface, source, destination, protocol: "tcp", port }
}

fn dropped_by(fate: &Fate, by: &str) -> bool {
    matches!(fate, Fate::Dropped(reason) if reason.contains(by))
}

/// Probes come in on both sides and are answered out of the same one; nobody else is answered, and
/// nothing but the probe's port.
fn walk_probes(name: &str, plan: &Plan, unit: &Unit, firewall: &Firewall) {
    let port = plan.balance.probe.port;
    for (interface, own) in
        [("ethernet1/1", unit.untrust.address.value), ("ethernet1/2", unit.trust.address.value)]
    {
        let fate = packet::walk(firewall, &tcp(interface, PROBE, own, port));
        assert_eq!(fate, Fate::Answered { by: interface.to_owned() }, "{name}");
        let stranger = packet::walk(firewall, &tcp(interface, INTERNET, own, 65_000));
        assert!(matches!(stranger, Fate::Dropped(_)), "{name}: {stranger:?}");
        let ruled = |service: &&Service| plan.system.local_policy || service.on_pair;
        let mut services = plan.balance.services.iter().filter(ruled);
        if !services.any(|service| service.backend_port == port) {
            let login = packet::walk(firewall, &tcp(interface, INTERNET, own, port));
            assert!(matches!(login, Fate::Dropped(_)), "{name}: {login:?}");
        }
        let wrong = packet::walk(firewall, &tcp(interface, PROBE, own, 8443));
        assert!(matches!(wrong, Fate::Dropped(_)), "{name}: {wrong:?}");
    }
}

/// A plan with its network as the template has it.
struct Onward<'a>(&'a Plan, Azure);

impl Onward<'_> {
    fn returns(&self, to: Ipv4Addr) -> bool {
        onward::returns(self.0, &self.1, to)
    }
}

fn onward<'a>(plan: &'a Plan, artifacts: &[Artifact]) -> Onward<'a> {
    Onward(plan, azure::of_bundle(plan, &template(artifacts)))
}

fn template(artifacts: &[Artifact]) -> Value {
    let file = artifacts.iter().find(|file| file.path == "azuredeploy.json").expect("there");
    serde_json::from_slice(&file.bytes).expect("JSON")
}

/// Beyond the trust interface Azure takes a packet on, and not back to the balancer before the pair.
fn goes_on(name: &str, fate: &Fate, onward: &Onward<'_>) {
    let passage = fate.passage().filter(|passage| passage.interface == "ethernet1/2");
    let circles = passage.is_some_and(|passage| onward.returns(passage.destination));
    assert!(!circles, "{name}: circles: {fate}");
}

/// Hosts reach the Internet hidden behind the unit, and each other; strangers reach nothing.
fn walk_hosts(name: &str, plan: &Plan, unit: &Unit, firewall: &Firewall, onward: &Onward<'_>) {
    let lab = firewall.security.iter().any(|rule| rule.name == "lab-allow-all");
    let rule = |wanted: &str| if lab { "lab-allow-all" } else { wanted }.to_owned();
    for source in hosts_inside(plan) {
        let out = packet::walk(firewall, &tcp("ethernet1/2", source, INTERNET, 443));
        let expected = Passage {
            interface: "ethernet1/1".to_owned(),
            source: unit.untrust.address.value,
            destination: INTERNET,
            port: 443,
            rule: rule("outbound"),
            reply: "ethernet1/2".to_owned(),
        };
        assert_eq!(out, Fate::Forwarded(expected), "{name}: {source}");
        // Another subnet's host comes back by Azure's router, in and out of the trust interface.
        for destination in hosts_inside(plan).into_iter().filter(|other| *other != source) {
            let across = packet::walk(firewall, &tcp("ethernet1/2", source, destination, 5432));
            let expected = Passage {
                interface: "ethernet1/2".to_owned(),
                source,
                destination,
                port: 5432,
                rule: rule("east-west"),
                reply: "ethernet1/2".to_owned(),
            };
            goes_on(name, &across, onward);
            assert_eq!(across, Fate::Forwarded(expected), "{name}: {source} to {destination}");
        }
        let inbound = packet::walk(firewall, &tcp("ethernet1/1", INTERNET, source, 9999));
        if lab {
            assert!(matches!(inbound, Fate::Forwarded(_)), "{name}: {inbound:?}");
        } else {
            let by = if plan.panorama.is_some() {
                "interzone-default, as no rule allows it"
            } else {
                "deny-all"
            };
            assert!(dropped_by(&inbound, by), "{name}: {inbound:?}");
        }
    }
}

/// Clients reach published services with their own address, on whichever unit is active, and nothing
/// beside what is published.
fn walk_services(name: &str, plan: &Plan, firewall: &Firewall, onward: &Onward<'_>) {
    let local = plan.system.local_policy;
    for service in plan.balance.services.iter().filter(|service| local || service.on_pair) {
        let arrivals = match plan.balance.floating_address(service) {
            Some(address) => vec![address],
            None => plan.units.each().map(|unit| unit.untrust.address.value).to_vec(),
        };
        for destination in arrivals {
            let protocol = service.protocol.to_string();
            let (source, port) = (service.client().unwrap_or(INTERNET), service.backend_port);
            let arriving =
                Packet { interface: "ethernet1/1", source, destination, protocol: &protocol, port };
            if !service.is_open() {
                let fate = packet::walk(firewall, &Packet { source: STRANGER, ..arriving });
                assert!(matches!(fate, Fate::Dropped(_)), "{name}: {fate:?}");
            }
            let expected = Passage {
                interface: "ethernet1/2".to_owned(),
                source,
                destination: service.target,
                port: service.target_port,
                rule: format!("in-{}", service.name),
                reply: "ethernet1/1".to_owned(),
            };
            let fate = packet::walk(firewall, &arriving);
            goes_on(name, &fate, onward);
            match &fate {
                // Which application a client speaks is not known.
                Fate::Unknown(why) if !service.applications.is_empty() => {
                    assert!(why.contains(&expected.rule), "{name}: {why}");
                }
                Fate::Answered { by } if service.on_pair => assert_eq!(by, "ethernet1/1", "{name}"),
                Fate::Forwarded(passage) if !service.on_pair => {
                    assert_eq!(*passage, expected, "{name}");
                }
                Fate::Forwarded(_)
                | Fate::Answered { .. }
                | Fate::Dropped(_)
                | Fate::Unknown(_) => panic!("{name}: {fate:?}"),
            }
            let other = if protocol == "tcp" { "udp" } else { "tcp" };
            let beside = Packet { protocol: other, port: 60_001, ..arriving };
            let fate = packet::walk(firewall, &beside);
            let lab = matches!(&fate, Fate::Forwarded(passage) if passage.rule == "lab-allow-all");
            assert!(lab || matches!(fate, Fate::Dropped(_)), "{name}: {fate:?}");
        }
    }
}

/// What a unit sends itself: its dataplane reaches Azure's routers and the watched addresses by the
/// interface of their side.
fn walk_own(name: &str, plan: &Plan, configuration: &Configuration, onward: &Onward<'_>) {
    let [untrust, trust] = &plan.routers;
    let firewall = &configuration.firewall;
    let leaves = |router: &str, to: Ipv4Addr| packet::exit(firewall, router, to);
    let out = Some("ethernet1/1".to_owned());
    assert_eq!(leaves(untrust.name, INTERNET), out, "{name}");
    assert_eq!(leaves(trust.name, INTERNET), out, "{name}");
    assert_eq!(leaves(untrust.name, plan.network.untrust.gateway()), out, "{name}");
    assert_eq!(leaves(trust.name, plan.network.trust.gateway()), Some("ethernet1/2".to_owned()));
    walk_pings(name, plan, configuration, onward);
}

/// Every watched address is pinged from one router, by that router's interface, and the policy lets the
/// ping go by the rule that is made for it.
fn walk_pings(name: &str, plan: &Plan, configuration: &Configuration, onward: &Onward<'_>) {
    let path = "devices/entry/deviceconfig/high-availability/group/monitoring/path-monitoring";
    let groups = &configuration.tree.at(&format!("{path}/path-group")).children;
    let firewall = &configuration.firewall;
    let mut pinged = Vec::new();
    for group in groups.iter().flat_map(|kind| &kind.children) {
        let router = firewall.routers.iter().find(|router| router.name == group.name);
        let interface = router.and_then(|router| router.interfaces.first()).expect("one interface");
        for watched in group.at("destination-ip-group/entry").members("destination-ip") {
            let to = watched.parse().expect("an address");
            let fate = packet::ping(firewall, &group.name, to);
            let passage = fate.passage().unwrap_or_else(|| panic!("{name}: {watched} {fate}"));
            goes_on(name, &fate, onward);
            let zone = firewall.zone_of(interface).expect("each interface has a zone");
            assert_eq!(passage.interface, *interface, "{name}: {watched}");
            assert_eq!(passage.rule, format!("path-monitoring-{zone}"), "{name}: {watched}");
            pinged.push(to);
        }
    }
    let mut planned = plan.ha.monitoring.paths.clone();
    pinged.sort_unstable();
    planned.sort_unstable();
    assert_eq!(pinged, planned, "{name}");
}

const PUBLIC_IP: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net-rg/providers/Microsoft.Network/publicIPAddresses/fw-pip";

#[test]
fn a_watched_address_is_pinged_from_the_side_on_which_it_lies() {
    for (routing, router) in [("virtual_router", "vr"), ("logical_router", "lr")] {
        for (to, side) in [
            ("10.0.60.9", "trust"),
            ("10.0.0.50", "trust"),
            ("10.0.3.50", "trust"),
            ("10.30.0.5", "trust"),
            ("10.0.1.50", "untrust"),
            ("198.51.100.1", "untrust"),
        ] {
            for mode in ["static", "dhcp"] {
                let mut draft = Draft::default();
                draft.set(Field::SystemRouting, routing);
                draft.set(Field::NetworkPeered, "10.30.0.0/16");
                draft.set(Field::HaMonitoring, to);
                draft.set(Field::BalanceEgress, "public_ips");
                if mode == "dhcp" {
                    draft.set(Field::PairDataplane, "dhcp");
                    draft.set(Field::BalanceFloatingIp, "on");
                    draft.set(Field::BalancePublicAddress, "20.1.2.3");
                    draft.set(Field::BalancePublicAddressId, PUBLIC_IP);
                }
                with_bundle(&draft, |plan, artifacts| {
                    assert_eq!(complaints(&draft, &artifacts), Vec::<String>::new(), "{to}");
                    let onward = onward(plan, &artifacts);
                    for configuration in running(plan, &artifacts) {
                        walk_pings(to, plan, &configuration, &onward);
                        let path = "devices/entry/deviceconfig/high-availability/group/monitoring";
                        let groups =
                            configuration.tree.at(&format!("{path}/path-monitoring/path-group"));
                        let groups = groups.children.iter().flat_map(|kind| &kind.children);
                        let names: Vec<_> = groups.map(|group| group.name.clone()).collect();
                        assert_eq!(names, [format!("{router}-{side}")], "{to}");
                    }
                });
            }
        }
    }
}

#[test]
fn packets_find_their_way_on_both_units_of_every_design() {
    for (name, draft) in designs() {
        with_bundle(&draft, |plan, artifacts| {
            let onward = onward(plan, &artifacts);
            for (configuration, unit) in running(plan, &artifacts).iter().zip(plan.units.each()) {
                let firewall = &configuration.firewall;
                walk_probes(&name, plan, unit, firewall);
                walk_own(&name, plan, configuration, &onward);
                walk_services(&name, plan, firewall, &onward);
                if plan.system.local_policy {
                    walk_hosts(&name, plan, unit, firewall, &onward);
                } else {
                    // Panorama is to push the policy; till then nothing passes, inside a zone neither.
                    for source in hosts_inside(plan) {
                        for (to, by) in [
                            (INTERNET, "no rule"),
                            (Ipv4Addr::from_bits(source.to_bits() ^ 1), "intrazone-default"),
                        ] {
                            let fate = packet::walk(firewall, &tcp("ethernet1/2", source, to, 443));
                            assert!(dropped_by(&fate, by), "{name}: {source} to {to}: {fate:?}");
                        }
                    }
                }
            }
        });
    }
}

/// With Panorama in each mode: pings of path monitoring have their rule, and a post rule of Panorama's,
/// which PAN-OS judges behind the local ones, is asked.
#[test]
fn panorama_s_post_rules_are_asked_and_what_they_leave_is_denied() {
    for server in ["", "panorama.example.com", "cloud"] {
        for local in ["all", "network"] {
            for dataplane in ["static", "dhcp"] {
                let mut draft = Draft::default();
                draft.set(Field::PanoramaServer, server);
                draft.set(Field::PanoramaLocal, if server.is_empty() { "" } else { local });
                draft.set(
                    Field::SystemRouting,
                    if server == "cloud" { "logical_router" } else { "" },
                );
                draft.set(Field::NetworkPeered, "10.30.0.0/16");
                draft.set(Field::HaMonitoring, "10.30.0.5, 198.51.100.1");
                draft.set(Field::BalanceEgress, "public_ips");
                if dataplane == "dhcp" {
                    draft.set(Field::PairDataplane, "dhcp");
                    draft.set(Field::BalanceFloatingIp, "on");
                    draft.set(Field::BalancePublicAddress, "20.1.2.3");
                    draft.set(Field::BalancePublicAddressId, PUBLIC_IP);
                }
                let name = format!("{server} {local} {dataplane}");
                with_bundle(&draft, |plan, artifacts| {
                    assert_eq!(complaints(&draft, &artifacts), Vec::<String>::new(), "{name}");
                    let onward = onward(plan, &artifacts);
                    for configuration in running(plan, &artifacts) {
                        walk_pings(&name, plan, &configuration, &onward);
                        let firewall = configuration.firewall;
                        // From the Internet to a host, and between neighbours of a zone.
                        let host = Ipv4Addr::new(10, 0, 2, 77);
                        let inbound = tcp("ethernet1/1", INTERNET, host, 9999);
                        let beside =
                            tcp("ethernet1/1", INTERNET, Ipv4Addr::new(10, 0, 1, 77), 9999);
                        for packet in [&inbound, &beside] {
                            let fate = packet::walk(&firewall, packet);
                            assert!(matches!(fate, Fate::Dropped(_)), "{name}: {fate:?}");
                        }
                        let mut firewall = firewall;
                        firewall.security.push(post_rule());
                        for packet in [&inbound, &beside] {
                            let fate = packet::walk(&firewall, packet);
                            let asked =
                                fate.passage().is_some_and(|passage| passage.rule == "post");
                            assert_eq!(asked, !server.is_empty(), "{name}: {fate:?}");
                        }
                    }
                });
            }
        }
    }
}

/// A rule of a device group that allows one port.
fn post_rule() -> Rule {
    let any = || vec!["any".to_owned()];
    Rule {
        name: "post".to_owned(),
        from: any(),
        to: any(),
        source: any(),
        destination: any(),
        services: any(),
        applications: any(),
        action: "allow".to_owned(),
        ..Rule::default()
    }
}

/// What the units send on would come back by a route of the trust subnet's own table.
#[test]
fn what_a_unit_sends_by_trust_does_not_come_back() {
    let edits = |pairs: &[(Field, &str)], preset: Preset| {
        let mut draft = Draft::of(preset);
        for (field, text) in pairs {
            draft.set(*field, *text);
        }
        draft
    };
    let targets = "web tcp 443 -> 10.0.16.6\nt tcp 8080 -> 10.0.2.50";
    for (draft, table) in [
        (
            edits(
                &[
                    (Field::NetworkWorkloads, "app-subnet=10.0.16.0/24"),
                    (Field::BalanceServices, targets),
                ],
                Preset::Production,
            ),
            "10.0.16.0/24",
        ),
        (edits(&[(Field::NetworkPeered, "192.168.0.0/16")], Preset::Reference), "192.168.0.0/16"),
        (edits(&[(Field::NetworkPeered, "10.30.0.0/16")], Preset::ExistingVnet), "10.30.0.0/16"),
    ] {
        with_bundle(&draft, |plan, mut artifacts| {
            let of_trust = plan.route_table_of(&plan.network.trust).expect("one");
            assert_eq!(of_trust.routes.len(), 1, "{table}");
            assert!(of_trust.propagates, "{table}");
            assert_eq!(complaints(&draft, &artifacts), Vec::<String>::new(), "{table}");
            for (key, planted) in [("routes", Some(table)), ("disableBgpRoutePropagation", None)] {
                let mut template = template(&artifacts);
                let resources = template["resources"].as_array_mut().expect("a list");
                let table = resources.iter_mut().find(|r| r["name"] == *of_trust.name).expect("it");
                let place = &mut table["properties"][key];
                match planted {
                    Some(range) => {
                        let mut route = place[0].clone();
                        route["properties"]["addressPrefix"] = range.into();
                        place.as_array_mut().expect("a list").push(route);
                    }
                    None => *place = true.into(),
                }
                let peered = !plan.network.remotes.is_empty();
                let file = artifacts.iter_mut().find(|f| f.path == "azuredeploy.json");
                let file = file.expect("there");
                let sound = std::mem::replace(&mut file.bytes, template.to_string().into_bytes());
                let said = complaints(&draft, &artifacts).join("\n");
                assert_eq!(said.contains("back to them"), planted.is_some() || peered, "{said}");
                let file = artifacts.iter_mut().find(|f| f.path == "azuredeploy.json");
                file.expect("there").bytes = sound;
            }
        });
    }
}

/// The reference configuration of unit A with a text replaced, judged without any plan.
fn integrity_of(from: &str, to: &str) -> String {
    let mut said = String::new();
    with_bundle(&Draft::default(), |_, artifacts| {
        let file = artifacts.iter().find(|file| file.path.ends_with("VM1/config/bootstrap.xml"));
        let text = file.and_then(Artifact::as_text).expect("there").to_owned();
        assert!(text.contains(from), "the configuration has no {from}");
        let tree = tree::parse(&text.replacen(from, to, 1)).expect("well-formed");
        let wrong = integrity::check(&firewall::read("", tree), &Budget::default());
        let wrong = wrong.into_iter().map(|one| one.to_string());
        said = wrong.collect::<Vec<_>>().join("\n");
    });
    said
}

/// A rule's text in the reference configuration, for removing or moving it.
fn rule_text(rulebase: &str, name: &str) -> String {
    let mut rule = String::new();
    with_bundle(&Draft::default(), |_, artifacts| {
        let file = artifacts.iter().find(|file| file.path.ends_with("VM1/config/bootstrap.xml"));
        let text = file.and_then(Artifact::as_text).expect("there");
        let base = text.find(&format!("<{rulebase}>")).expect("the rulebase");
        let start =
            base + text[base..].find(&format!("<entry name=\"{name}\">")).expect("the rule");
        let end = start + text[start..].find("</entry>").expect("its end") + "</entry>".len();
        rule.push_str(&text[start..end]);
    });
    rule
}

#[test]
fn a_configuration_alone_shows_what_does_not_hold_together() {
    let nat_probe = rule_text("nat", "probe-untrust");
    let deny = rule_text("security", "deny-all");
    let first = rule_text("security", "probe-untrust");
    let publishing = rule_text("nat", "in-http");
    let probe_port = publishing.replace("tcp-80", "tcp-22").replace("in-http", "in-ssh");
    for (from, to, complaint) in [
        ("<next-vr>vr-untrust</next-vr>", "<next-vr>vr-trust</next-vr>", "circles from vr-trust"),
        (
            "<next-vr>vr-trust</next-vr>",
            "<next-vr>vr-inside</next-vr>",
            "vr-inside, which does not exist",
        ),
        (
            "<destination>0.0.0.0/0</destination>",
            "<destination>192.0.2.0/24</destination>",
            "no way to the Internet",
        ),
        (
            "<destination>10.0.0.0/16</destination>",
            "<destination>10.9.0.0/16</destination>",
            "a packet to 10.9.0.9 circles",
        ),
        (
            "<ip-address>10.0.1.1</ip-address>",
            "<ip-address>10.0.2.1</ip-address>",
            "which is not on ethernet1/1",
        ),
        (
            "<member>tcp-80</member>",
            "<member>tcp-80</member><member>tcp-81</member>",
            "tcp-81, which is not defined",
        ),
        (&nat_probe, &probe_port, "a probe of 10.0.1.4 port 22"),
        (&first, &(deny.clone() + &first), "because deny-all stands above it"),
        (
            &first,
            &(deny.clone() + &first),
            "a probe of 10.0.1.4 port 22 is stopped by the rule deny-all",
        ),
        (&first, "", "a probe of 10.0.1.4 port 22 is stopped by the rule deny-all"),
        (&publishing, &publishing.replace("10.0.2.6", "10.0.1.77"), "a packet to 10.0.1.4 tcp 80"),
        ("<member>10.0.1.5</member>", "<member>10.0.1.6</member>", "a packet to 10.0.1.5 tcp 80"),
        ("<ip>10.0.1.4/24</ip>", "<ip>10.0.1.9/24</ip>", "expected to leave as 10.0.1.4"),
        (
            "<entry name=\"inside-1\">",
            "<entry name=\"a-name-of-far-more-than-thirty-one-letters\">",
            "the route name",
        ),
        (
            "<entry name=\"health-probe\">",
            "<entry name=\"a-name-of-far-more-than-thirty-one-letters\">",
            "the profile name",
        ),
        (
            "<ssh>yes</ssh>",
            "<ssh>yes</ssh><https>yes</https>",
            "port 443 is stopped by the rule deny-all",
        ),
        (
            "<member>ethernet1/1</member>",
            "<member>ethernet1/4</member>",
            "the interface ethernet1/4 does not exist",
        ),
        (
            "<member>ethernet1/2</member>",
            "<member>ethernet1/3</member>",
            "the HA interface ethernet1/3 is in",
        ),
        (
            "<entry name=\"untrust\">",
            "<entry name=\"outside\">",
            "the zone untrust, which does not exist",
        ),
        ("<phash>$5$saltsalt$", "<phash>$1$saltsalt$", "has not the form $5$salt$hash"),
        (
            "<entry name=\"deny-all\">",
            "<entry name=\"outbound\">",
            "two security rules have the name outbound",
        ),
        ("<shared/>", "<shared><content-preview/></shared>", "left over from another device"),
    ] {
        let said = integrity_of(from, to);
        assert!(
            said.contains(complaint),
            "{from} became {to}: expected {complaint}, found:\n{said}"
        );
    }
    assert_eq!(integrity_of("<shared/>", "<shared/>"), "");
}

/// Faults in both units alike, which only the plan shows, and what must be said of them.
const BOTH: [(&str, &str, &str); 43] = [
    ("<phash>$5$saltsalt$", "<phash>$5$salt$", "phash=a hash"),
    (
        "<entry name=\"deny-all\">",
        "<entry name=\"deny-all\" uuid=\"0\">",
        "has the unplanned rulebase/security/rules/entry[deny-all]@uuid=0",
    ),
    (
        "<transport>udp<",
        "<transport>ip<",
        "lacks deviceconfig/high-availability/group/state-synchronization/transport=udp",
    ),
    (
        "<high-availability>\n          <enabled>yes<",
        "<high-availability>\n          <enabled>no<",
        "lacks deviceconfig/high-availability/enabled=yes",
    ),
    (
        "<port>management<",
        "<port>ethernet1/3<",
        "lacks deviceconfig/high-availability/interface/ha1/port=management",
    ),
    ("<recommended/>", "<aggressive/>", "timers/aggressive"),
    (
        "<preemptive>no<",
        "<preemptive>yes<",
        "has the unplanned deviceconfig/high-availability/group/election-option/preemptive=yes",
    ),
    ("<heartbeat-backup>no<", "<heartbeat-backup>yes<", "heartbeat-backup=no"),
    ("<group-id>1<", "<group-id>2<", "lacks deviceconfig/high-availability/group/group-id=1"),
    (
        "<configuration-synchronization>\n              <enabled>no<",
        "<configuration-synchronization>\n              <enabled>yes<",
        "configuration-synchronization/enabled=no",
    ),
    (
        "<state-synchronization>\n              <enabled>yes<",
        "<state-synchronization>\n              <enabled>no<",
        "state-synchronization/enabled=yes",
    ),
    ("<threshold>10000<", "<threshold>1000<", "ha2-keep-alive/threshold=10000"),
    ("<passive-link-state>auto<", "<passive-link-state>shutdown<", "passive-link-state=auto"),
    (
        "<gateway>10.0.2.1<",
        "<gateway>10.0.2.2<",
        "lacks deviceconfig/high-availability/interface/ha2/gateway=10.0.2.1",
    ),
    ("<netmask>255.255.255.0<", "<netmask>255.255.0.0<", "ha2/netmask=255.255.255.0"),
    ("<port>ethernet1/3<", "<port>ethernet1/4<", "ha2/port=ethernet1/3"),
    ("detail-version=\"11.1.0\"", "detail-version=\"11.1.9\"", "lacks detail-version=11.1.0"),
    ("version=\"11.1.0\" urldb", "version=\"11.2.0\" urldb", "lacks version=11.1.0"),
    ("urldb=\"paloaltonetworks\"", "urldb=\"brightcloud\"", "lacks urldb"),
    (
        "<ssh>yes</ssh>",
        "<https>yes</https>",
        "interface-management-profile/entry[health-probe]/ssh=yes",
    ),
    ("<port>80<", "<port>81<", "lacks service/entry[tcp-80]/protocol/tcp/port=80"),
    ("<port>22<", "<port>23<", "lacks service/entry[tcp-22]/protocol/tcp/port=22"),
    ("<action>deny<", "<action>allow<", "entry[deny-all]/action=deny"),
    (
        "<source>\n                    <member>any<",
        "<source>\n                    <member>192.0.2.0/24<",
        "entry[in-http]/source/member=any",
    ),
    (
        "<member>application-default<",
        "<member>any<",
        "entry[outbound]/service/member=application-default",
    ),
    (
        "<source-user>\n                    <member>any<",
        "<source-user>\n                    <member>known-user<",
        "source-user/member=any",
    ),
    (
        "<category>\n                    <member>any<",
        "<category>\n                    <member>gambling<",
        "category/member=any",
    ),
    (
        "<application>\n                    <member>any<",
        "<application>\n                    <member>ssl<",
        "application/member=any",
    ),
    ("<log-end>yes<", "<log-end>no<", "log-end=yes"),
    (
        "<translated-address>10.0.2.6<",
        "<translated-address>10.0.2.7<",
        "destination-translation/translated-address=10.0.2.6",
    ),
    ("<service>tcp-80<", "<service>any<", "rulebase/nat/rules/entry[in-http]/service=tcp-80"),
    ("<destination>10.0.0.0/16<", "<destination>10.0.0.0/15<", "inside-1]/destination=10.0.0.0/16"),
    ("<metric>10<", "<metric>20<", "metric=10"),
    ("<primary>168.63.129.16<", "<primary>8.8.8.8<", "dns-setting/servers/primary=168.63.129.16"),
    ("<timezone>UTC<", "<timezone>CET<", "lacks deviceconfig/system/timezone=UTC"),
    ("<disable-telnet>yes<", "<disable-telnet>no<", "disable-telnet=yes"),
    ("<disable-http>yes<", "<disable-http>no<", "disable-http=yes"),
    ("<idle-timeout>10<", "<idle-timeout>0<", "management/idle-timeout=10"),
    ("<minimum-length>12<", "<minimum-length>1<", "password-complexity/minimum-length=12"),
    ("<superuser>yes<", "<superuser>no<", "superuser=yes"),
    ("<rematch>yes<", "<rematch>no<", "setting/config/rematch=yes"),
    (
        "<interface-management-profile>health-probe<",
        "<interface-management-profile>other<",
        "layer3/interface-management-profile=health-probe",
    ),
    (
        "0.pool.ntp.org",
        "0.pool.example.org",
        "primary-ntp-server/ntp-server-address=0.pool.ntp.org",
    ),
];

#[test]
fn a_fault_of_both_units_is_held_against_the_plan() {
    let draft = Draft::default();
    for (from, to, complaint) in BOTH {
        with_bundle(&draft, |_, mut artifacts| {
            let of_units = |file: &&mut Artifact| file.path.ends_with("/config/bootstrap.xml");
            for file in artifacts.iter_mut().filter(of_units) {
                let text = file.as_text().expect("a text").to_owned();
                assert!(text.contains(from), "{} has no {from}", file.path);
                file.bytes = text.replacen(from, to, 1).into_bytes();
            }
            let said = complaints(&draft, &artifacts);
            for unit in ["unit A", "unit B"] {
                let named = said.iter().any(|one| one.contains(unit) && one.contains(complaint));
                assert!(
                    named,
                    "{from} became {to}: expected {complaint} of {unit}, found {said:#?}"
                );
            }
        });
    }
}

/// Lines of the second text that the first one lacks.
fn new_lines<'a>(without: &str, with: &'a str) -> Vec<&'a str> {
    let old: Vec<&str> = without.lines().collect();
    with.lines().filter(|line| !old.contains(line)).collect()
}

/// What secrets add to a package, without a snapshot of any.
#[test]
fn secrets_stand_in_their_own_lines_and_nowhere_else() {
    let text = |artifacts: &[Artifact], path: &str| {
        let file = artifacts.iter().find(|artifact| artifact.path == path);
        file.and_then(Artifact::as_text).unwrap_or_default().to_owned()
    };
    let mut typed = secrets();
    for (field, secret) in [
        (Field::LicenseAuthCode, " I1234567 ,\nD7654321\n"),
        (Field::PanoramaVmAuthKey, "755036225328715"),
        (Field::PanoramaPinId, "pin-id"),
        (Field::PanoramaPinValue, "pin-value"),
    ] {
        typed.set(field, Secret::new(secret));
    }
    let mut plugin = secrets();
    plugin.set(Field::PanoramaAuthKey, Secret::new("_AQ__key"));
    let hash = "        <phash>$5$saltsalt$ciCCiDU2cuD5fFpv2O4w.Q0xRki5gTAJ/roge1T.Vp4</phash>";
    let pins = [
        "vm-series-auto-registration-pin-id=pin-id",
        "vm-series-auto-registration-pin-value=pin-value",
    ];
    for (routing, commands) in [
        ("", "plugin-op-commands=panorama-licensing-mode-on"),
        ("logical_router", "plugin-op-commands=panorama-licensing-mode-on,advance-routing:enable"),
    ] {
        let mut draft = Draft::of(Preset::Panorama);
        draft.set(Field::SystemRouting, routing);
        let salt = Salt::read("saltsalt").expect("eight letters are a salt");
        let packages = |secrets: &Secrets| {
            let review = review(&draft, secrets);
            let approved = review.approved().unwrap_or_else(|| panic!("{:?}", review.obstacle()));
            audit::audited(approved, &draft, secrets, &salt, &[]).expect("the audit is silent")
        };
        let (none, typed, plugin) =
            (packages(&Secrets::default()), packages(&typed), packages(&plugin));
        for unit in ["VM1", "VM2"] {
            let init = format!("bootstrap/{unit}/config/init-cfg.txt");
            let xml = format!("bootstrap/{unit}/config/bootstrap.xml");
            let codes = format!("bootstrap/{unit}/license/authcodes");
            assert_eq!(new_lines(&text(&none, &xml), &text(&typed, &xml)), [hash]);
            assert_eq!(
                new_lines(&text(&none, &init), &text(&typed, &init)),
                ["vm-auth-key=755036225328715", pins[0], pins[1]]
            );
            assert_eq!(text(&typed, &codes), "I1234567\nD7654321\n");
            assert!(none.iter().all(|artifact| artifact.path != codes), "no code, no file");
            assert_eq!(
                new_lines(&text(&none, &init), &text(&plugin, &init)),
                ["auth-key=_AQ__key", commands]
            );
        }
    }
}

#[test]
fn any_text_survives_the_way_into_the_file_and_back() {
    for banner in
        ["<b>&amp;\"'", "]]>", "tab\there\nand line", "é€😀", "&#x1;", "  inner  blanks  "]
    {
        let mut draft = Draft::default();
        draft.set(Field::SystemBanner, banner);
        with_bundle(&draft, |plan, artifacts| {
            for configuration in configurations(plan, &artifacts) {
                let read =
                    configuration.tree.text_at("devices/entry/deviceconfig/system/login-banner");
                assert_eq!(read, banner.trim());
            }
        });
    }
}
