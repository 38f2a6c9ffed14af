//! The audit: silent on every golden design, loud on every planted fault; and packets walked through
//! the configurations as they were read back.

#![expect(clippy::disallowed_methods, reason = "the test reads the goldens")]

use std::fs;
use std::net::Ipv4Addr;

use fast_ha::artifact;
use fast_ha::artifact::Artifact;
use fast_ha::audit;
use fast_ha::audit::firewall;
use fast_ha::audit::firewall::Firewall;
use fast_ha::audit::integrity;
use fast_ha::audit::integrity::Packet;
use fast_ha::audit::tree;
use fast_ha::draft::Draft;
use fast_ha::draft::Secrets;
use fast_ha::field::Field;
use fast_ha::panos::Salt;
use fast_ha::plan::Plan;
use fast_ha::review::review;
use fast_ha::save;
use fast_ha::secret::Secret;

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
    check(approved.plan(), artifact::artifacts(approved, draft, &secrets(), &salt));
}

fn complaints(draft: &Draft, artifacts: &[Artifact]) -> Vec<String> {
    let review = review(draft, &secrets());
    let approved = review.approved().expect("it was approved before");
    audit::audit(approved, artifacts).into_iter().map(|finding| finding.message).collect()
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

fn firewalls(plan: &Plan, artifacts: &[Artifact]) -> Vec<Firewall> {
    let read = |directory: &String| {
        let path = format!("bootstrap/{directory}/config/bootstrap.xml");
        let file = artifacts.iter().find(|artifact| artifact.path == path).expect("there");
        firewall::read(&tree::parse(file.as_text().expect("a text")).expect("well-formed"))
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

/// A text in a file, and what a fault makes of it.
const FAULTS: [(&str, &str, &str); 57] = [
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
    ("VM1/config/init-cfg.txt", "type=dhcp-client", "type=static"),
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
    ("VM1/config/bootstrap.xml", "<entry name=\"untrust\">", "<entry name=\"untrust\" uuid=\"0\">"),
    ("VM2/config/bootstrap.xml", "<shared/>", "<shared><content-preview/></shared>"),
    ("VM1/config/bootstrap.xml", "version=\"11.1.0\"", "version=\"11.2.0\""),
    ("VM2/config/bootstrap.xml", "<next-vr>vr-trust</next-vr>", "<next-vr>vr-untrust</next-vr>"),
    ("azuredeploy.parameters.json", "\"parameters\": {", "\"parameters\": ["),
    ("azuredeploy.json", "\"28769\"", "\"28768\""),
    ("azuredeploy.json", "\"29281\"", "\"29280\""),
    ("azuredeploy.json", "\"protocol\": \"Icmp\"", "\"protocol\": \"Udp\""),
    ("azuredeploy.json", "\"AzureLoadBalancer\"", "\"VirtualNetwork\""),
    ("azuredeploy.json", "\"[parameters('managementSources')]\"", "[\"*\"]"),
    (
        "azuredeploy.json",
        "\"sourceAddressPrefix\": \"10.0.0.0/16\"",
        "\"sourceAddressPrefix\": \"10.9.0.0/16\"",
    ),
    ("azuredeploy.json", "\"backendPort\": 80", "\"backendPort\": 8080"),
];

#[test]
fn every_planted_fault_is_caught() {
    let draft = Draft::default();
    for (path, from, to) in FAULTS {
        with_bundle(&draft, |_, mut artifacts| {
            let file = artifacts.iter_mut().find(|artifact| artifact.path.ends_with(path));
            let file = file.unwrap_or_else(|| panic!("{path} is missing"));
            let text = file.as_text().expect("a text").to_owned();
            assert!(text.contains(from), "{path} has no {from}");
            file.bytes = text.replacen(from, to, 1).into_bytes();
            assert!(
                !complaints(&draft, &artifacts).is_empty(),
                "{path}: {from} became {to} unseen"
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

/// Elements that differ between the units, by their path without names.
const DIFFER: [&str; 6] = [
    "/config/devices/entry[localhost.localdomain]/deviceconfig/high-availability/group/election-option/device-priority",
    "/config/devices/entry[localhost.localdomain]/deviceconfig/high-availability/group/peer-ip",
    "/config/devices/entry[localhost.localdomain]/deviceconfig/high-availability/interface/ha2/ip-address",
    "/config/devices/entry[localhost.localdomain]/deviceconfig/system/hostname",
    "/config/devices/entry[localhost.localdomain]/network/interface/ethernet/entry",
    "/config/devices/entry[localhost.localdomain]/vsys/entry[vsys1]/rulebase/nat/rules/entry[outbound]/source-translation/dynamic-ip-and-port/interface-address/ip",
];

#[test]
fn the_units_differ_in_exactly_the_planned_elements() {
    for (name, draft) in designs() {
        with_bundle(&draft, |plan, artifacts| {
            let lines = firewalls(plan, &artifacts).into_iter().map(|firewall| {
                let mut lines = Vec::new();
                firewall.tree.walk("", &mut |path, element| {
                    lines.push((path.to_owned(), element.text.clone()));
                });
                lines
            });
            let lines: Vec<_> = lines.collect();
            let [a, b] = lines.as_slice() else { panic!("two units") };
            assert_eq!(a.len(), b.len(), "{name}");
            for (left, right) in a.iter().zip(b).filter(|(left, right)| left != right) {
                assert!(
                    DIFFER.iter().any(|path| left.0.starts_with(path)),
                    "{name}: {left:?} {right:?}"
                );
            }
        });
    }
}

/// Where a packet leaves and what becomes of it.
fn walk(firewall: &Firewall, from: &str, to: Ipv4Addr) -> Option<String> {
    let router = firewall.routers.iter().find(|router| router.name.ends_with(from))?;
    integrity::exit(firewall, &router.name, to)
}

/// What the rules make of a packet.
fn judged(firewall: &Firewall, packet: Packet<'_>) -> String {
    let rule = integrity::judge(firewall, &packet);
    rule.map_or_else(|| "default".to_owned(), |rule| rule.action.clone())
}

/// Hosts behind the firewalls: the test server, a host of each workload and of each range beyond.
fn hosts_inside(plan: &Plan) -> Vec<Ipv4Addr> {
    let server = plan.server.iter().map(|server| server.address.value);
    let workloads = plan.network.workloads.iter().filter_map(|subnet| subnet.range.value.nth(9));
    let remotes = plan.network.remotes.iter().filter_map(|remote| remote.range.nth(9));
    server.chain(workloads).chain(remotes).collect()
}

const INTERNET: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 77);
const PROBE: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

/// Probes come in on both sides and are answered out of the same one.
fn walk_probes(name: &str, plan: &Plan, firewall: &Firewall) {
    for (router, zone, interface) in
        [("untrust", "untrust", "ethernet1/1"), ("-trust", "trust", "ethernet1/2")]
    {
        assert_eq!(walk(firewall, router, PROBE).as_deref(), Some(interface), "{name}");
        let service = format!("tcp-{}", plan.balance.probe.port);
        let destination = plan.units.a.untrust.address.value;
        let packet = Packet { from: zone, to: zone, source: PROBE, destination, service: &service };
        assert_eq!(judged(firewall, packet), "allow", "{name}");
    }
}

/// Hosts reach the Internet hidden behind the unit, and each other; strangers reach nothing.
fn walk_hosts(name: &str, plan: &Plan, firewall: &Firewall) {
    let hides = firewall.nat.iter().find(|rule| rule.name == "outbound").expect("there");
    assert_eq!(hides.hides_behind, "ethernet1/1");
    for source in hosts_inside(plan) {
        assert_eq!(walk(firewall, "-trust", INTERNET).as_deref(), Some("ethernet1/1"), "{name}");
        let out =
            Packet { from: "trust", to: "untrust", source, destination: INTERNET, service: "any" };
        assert_eq!(judged(firewall, out), "allow", "{name}: {source}");
        for destination in hosts_inside(plan) {
            assert_eq!(
                walk(firewall, "-trust", destination).as_deref(),
                Some("ethernet1/2"),
                "{name}"
            );
            let across = Packet { from: "trust", to: "trust", source, destination, service: "any" };
            assert_eq!(judged(firewall, across), "allow", "{name}: {source} to {destination}");
        }
        let lab = firewall.security.iter().any(|rule| rule.name == "lab-allow-all");
        let stranger = Packet {
            from: "untrust",
            to: "trust",
            source: INTERNET,
            destination: source,
            service: "tcp-9999",
        };
        assert_eq!(judged(firewall, stranger), if lab { "allow" } else { "deny" }, "{name}");
    }
}

/// Clients reach published services with their own address, on whichever unit is active.
fn walk_services(name: &str, plan: &Plan, firewall: &Firewall) {
    for service in &plan.balance.services {
        let rule = firewall.nat.iter().find(|rule| rule.name == format!("in-{}", service.name));
        let rule = rule.expect("each service has a rule");
        assert!(rule.hides_behind.is_empty(), "{name}: the client's address is kept");
        assert_eq!(rule.translated, service.target.to_string());
        assert_eq!(
            walk(firewall, "untrust", service.target).as_deref(),
            Some("ethernet1/2"),
            "{name}"
        );
        for destination in &rule.destination {
            let destination = destination.parse().expect("an address");
            let packet = Packet {
                from: "untrust",
                to: "trust",
                source: INTERNET,
                destination,
                service: &rule.service,
            };
            assert_eq!(judged(firewall, packet), "allow", "{name}");
        }
    }
}

#[test]
fn packets_find_their_way_on_both_units_of_every_design() {
    for (name, draft) in designs() {
        with_bundle(&draft, |plan, artifacts| {
            for firewall in firewalls(plan, &artifacts) {
                walk_probes(&name, plan, &firewall);
                // What a firewall sends itself to the Internet leaves by untrust and does not circle.
                assert_eq!(walk(&firewall, "untrust", INTERNET).as_deref(), Some("ethernet1/1"));
                if plan.system.local_policy {
                    walk_hosts(&name, plan, &firewall);
                    walk_services(&name, plan, &firewall);
                } else {
                    // Panorama is to push the policy; the packages only answer the probe.
                    assert_eq!(firewall.security.len(), 1, "{name}");
                }
            }
        });
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
            for firewall in firewalls(plan, &artifacts) {
                let read = firewall.tree.text_at("devices/entry/deviceconfig/system/login-banner");
                assert_eq!(read, banner.trim());
            }
        });
    }
}
