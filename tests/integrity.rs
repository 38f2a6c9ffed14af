//! The integrity checks, each alone: silent on the reference, loud on a fault that is planted for it.
//!
//! Nothing here knows a plan, so what the other audits would say of the same fault does not count.

use fast_ha::audit::budget::Budget;
use fast_ha::audit::firewall::Configuration;
use fast_ha::audit::{firewall, integrity, tree};
use fast_ha::design::Unit;
use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::panos::{Phash, Salt, package};
use fast_ha::review::review;
use fast_ha::secret::Secret;

/// Both configurations of the reference with two watched addresses, without indentation.
fn reference() -> [String; 2] {
    let mut draft = Draft::default();
    draft.set(Field::HaMonitoring, "10.0.2.77, 198.51.100.1");
    draft.set(Field::BalanceEgress, "public_ips");
    let mut secrets = Secrets::default();
    secrets.set(Field::AccessPassword, Secret::new("Audit-pass-0001!"));
    let review = review(&draft, &secrets);
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    let approved = review.approved().expect("it has no error");
    let hash = Phash::of(&secrets, &salt);
    Unit::BOTH.map(|unit| {
        let package = package(approved, &secrets, hash.as_ref(), unit);
        let file = package.files.iter().find(|file| file.path == "config/bootstrap.xml");
        file.expect("there").text.lines().map(str::trim).collect()
    })
}

fn read(text: &str) -> Configuration {
    firewall::read("", tree::parse(text).expect("well-formed"))
}

/// A text with a fault in it.
fn with(text: &str, from: &str, to: &str) -> Configuration {
    assert!(text.contains(from), "the configuration has no {from}");
    read(&text.replacen(from, to, 1))
}

fn complains(said: &[String], (from, to): (&str, &str), complaint: &str) {
    let found = said.iter().any(|one| one.contains(complaint));
    assert!(found, "{from} became {to}: expected {complaint}, found {said:#?}");
}

const IMPORT: &str =
    "<import><network><interface><member>ethernet1/1</member><member>ethernet1/2</member>";
const OF_TRUST: &str =
    "<entry name=\"vr-trust\"><interface><member>ethernet1/2</member></interface>";
const TRUST_PROBE: &str = "<entry name=\"probe\"><nexthop><ip-address>10.0.2.1</ip-address></nexthop><interface>ethernet1/2</interface><metric>10</metric><destination>168.63.129.16/32</destination></entry>";
const PUBLISHED: &str = "<translated-address>10.0.2.6</translated-address></destination-translation><to><member>untrust<";

/// Number of the check, what a fault makes of a text of unit A's configuration, and what is said.
const ALONE: [(u8, &str, &str, &str); 48] = [
    // 1. Every member exists; the HA interface is in no zone, router or import.
    (
        1,
        "<layer3><member>ethernet1/2<",
        "<layer3><member>ethernet1/9<",
        "the interface ethernet1/9 does not exist",
    ),
    (
        1,
        OF_TRUST,
        "<entry name=\"vr-trust\"><interface><member>ethernet1/8</member></interface>",
        "the interface ethernet1/8 does not exist",
    ),
    (
        1,
        IMPORT,
        "<import><network><interface><member>ethernet1/7</member>",
        "the interface ethernet1/7 does not exist",
    ),
    (
        1,
        "<interface>ethernet1/1</interface></interface-address>",
        "<interface>ethernet1/6</interface></interface-address>",
        "the interface ethernet1/6 does not exist",
    ),
    (
        1,
        "<layer3><member>ethernet1/2<",
        "<layer3><member>ethernet1/3<",
        "the HA interface ethernet1/3 is in a zone",
    ),
    (
        1,
        IMPORT,
        "<import><network><interface><member>ethernet1/3</member>",
        "the HA interface ethernet1/3 is in",
    ),
    (
        1,
        "<ha2><port>ethernet1/3<",
        "<ha2><port>ethernet1/2<",
        "HA2 uses ethernet1/2, which is no HA interface",
    ),
    // 2. Every layer-3 interface is in one zone, one router and the import.
    (2, "<layer3><member>ethernet1/2</member></layer3>", "<layer3/>", "ethernet1/2 is in 0 zones"),
    (
        2,
        "<layer3><member>ethernet1/2<",
        "<layer3><member>ethernet1/1<",
        "ethernet1/1 is in 2 zones",
    ),
    (2, OF_TRUST, "<entry name=\"vr-trust\"><interface/>", "ethernet1/2 is in 0 routers"),
    (
        2,
        OF_TRUST,
        "<entry name=\"vr-trust\"><interface><member>ethernet1/1</member></interface>",
        "ethernet1/1 is in 2 routers",
    ),
    (
        2,
        IMPORT,
        "<import><network><interface><member>ethernet1/1</member>",
        "ethernet1/2 is in 0 imports",
    ),
    (
        2,
        IMPORT,
        "<import><network><interface><member>ethernet1/1</member><member>ethernet1/2</member><member>ethernet1/2</member>",
        "ethernet1/2 is in 2 imports",
    ),
    // 3. Zones and services exist; translation is judged before it, policy after it.
    (
        3,
        "<to><member>trust</member></to><from><member>untrust<",
        "<to><member>inside</member></to><from><member>untrust<",
        "rule in-http names the zone inside, which does not exist",
    ),
    (
        3,
        "<service>tcp-80</service>",
        "<service>tcp-81</service>",
        "rule in-http names the service tcp-81, which is not defined",
    ),
    (
        3,
        "<member>tcp-80</member>",
        "<member>tcp-82</member>",
        "rule in-http names the service tcp-82, which is not defined",
    ),
    (
        3,
        PUBLISHED,
        "<translated-address>10.0.2.6</translated-address></destination-translation><to><member>trust<",
        "NAT rule in-http is not in the zone before translation",
    ),
    (
        3,
        "<to><member>trust</member></to><from><member>untrust<",
        "<to><member>untrust</member></to><from><member>untrust<",
        "a packet to 10.0.1.4 tcp 80 is stopped by the rule deny-all",
    ),
    (3, "<ip>10.0.1.4/24</ip>", "<ip>10.0.1.5/24</ip>", "expected to leave as 10.0.1.4"),
    // 4. The next routers exist and nothing circles.
    (4, "<next-vr>vr-trust<", "<next-vr>vr-inside<", "leads to vr-inside, which does not exist"),
    (4, "<next-vr>vr-untrust<", "<next-vr>vr-trust<", "circles from vr-trust"),
    (
        4,
        "<destination>0.0.0.0/0<",
        "<destination>192.0.2.0/24<",
        "vr-untrust has no way to the Internet",
    ),
    (
        4,
        "<nexthop><ip-address>10.0.2.1</ip-address></nexthop><interface>ethernet1/2</interface><metric>10</metric><destination>10.0.0.0/16<",
        "<nexthop><next-vr>vr-untrust</next-vr></nexthop><metric>10</metric><destination>10.0.0.0/16<",
        "circles from vr-trust",
    ),
    (
        4,
        "<ip-address>10.0.1.1<",
        "<ip-address>10.0.2.1<",
        "leads to 10.0.2.1, which is not on ethernet1/1",
    ),
    (
        4,
        "<destination>10.0.0.0/16<",
        "<destination>10.0.0.0<",
        "route inside-1 has the destination 10.0.0.0",
    ),
    // 5. Each router answers the probe out of its own interface, and only the probe.
    (5, TRUST_PROBE, "", "vr-trust does not answer probes out of its own interface"),
    (
        5,
        TRUST_PROBE,
        "<entry name=\"probe\"><nexthop><next-vr>vr-untrust</next-vr></nexthop><metric>10</metric><destination>168.63.129.16/32</destination></entry>",
        "vr-trust does not answer probes out of its own interface",
    ),
    (
        5,
        "<permitted-ip><entry name=\"168.63.129.16\"/></permitted-ip>",
        "",
        "answers others than 168.63.129.16 too",
    ),
    (
        5,
        "<permitted-ip><entry name=\"168.63.129.16\"/>",
        "<permitted-ip><entry name=\"168.63.129.16\"/><entry name=\"0.0.0.0/0\"/>",
        "answers others than 168.63.129.16 too",
    ),
    (
        5,
        "<interface-management-profile>health-probe<",
        "<interface-management-profile>other<",
        "of ethernet1/1 does not answer 168.63.129.16",
    ),
    (
        5,
        "<service><member>tcp-22</member></service>",
        "<service><member>tcp-80</member></service>",
        "a probe of 10.0.1.4 port 22 is stopped by the rule deny-all",
    ),
    // The watched addresses are pinged by the interface of their router.
    (
        5,
        "<member>10.0.2.77</member></destination-ip>",
        "<member>198.51.100.2</member></destination-ip>",
        "a ping of 198.51.100.2 from vr-trust",
    ),
    (
        5,
        "<application><member>ping<",
        "<application><member>ssh<",
        "a ping of 198.51.100.1 from vr-untrust is stopped by the rule deny-all",
    ),
    // 6. What the pair needs is on, in each unit.
    (
        6,
        "<high-availability><enabled>yes<",
        "<high-availability><enabled>no<",
        "high availability is no, expected yes",
    ),
    (
        6,
        "<state-synchronization><enabled>yes<",
        "<state-synchronization><enabled>no<",
        "session synchronisation is no, expected yes",
    ),
    (6, "<transport>udp</transport>", "", "the transport of HA2 is nothing, expected udp"),
    (
        6,
        "<ha1><port>management</port></ha1>",
        "<ha1/>",
        "the port of HA1 is nothing, expected management",
    ),
    (
        6,
        "<gateway>10.0.2.1</gateway>",
        "",
        "HA2 has the gateway ``, expected Azure's router 10.0.2.1",
    ),
    (
        6,
        "<action>deny</action><log-start>no</log-start><log-end>yes</log-end><description>",
        "<action>allow</action><log-start>no</log-start><log-end>yes</log-end><description>",
        "the rule deny-all allows everything from everywhere",
    ),
    // 8. Names, hashes, and nothing of another device.
    (
        8,
        "<entry name=\"deny-all\">",
        "<entry name=\"outbound\">",
        "two security rules have the name outbound",
    ),
    (
        8,
        "<service><entry name=\"tcp-22\">",
        "<service><entry name=\"tcp-80\">",
        "two services have the name tcp-80",
    ),
    (
        8,
        "<zone><entry name=\"untrust\">",
        "<zone><entry name=\"a-zone-name-of-thirty-two-letters\">",
        "the zone name `a-zone-name-of-thirty-two-letters` has not 1 to 31",
    ),
    (8, "<entry name=\"inside-1\">", "<entry name=\"\">", "the route name `` has not 1 to 31"),
    (8, "<phash>$5$saltsalt$", "<phash>$5$$", "has not the form $5$salt$hash"),
    (8, "<phash>$5$saltsalt$", "<phash>$6$saltsalt$", "has not the form $5$salt$hash"),
    (
        8,
        "<entry name=\"deny-all\">",
        "<entry name=\"deny-all\" loc=\"x\">",
        "is left over from another device",
    ),
    (8, "<shared/>", "<shared><content-preview/></shared>", "is left over from another device"),
    (8, "<rematch>yes<", "<initcfg>yes</initcfg><rematch>yes<", "is left over from another device"),
];

#[test]
fn each_check_of_one_configuration_fails_on_its_fault() {
    let [a, _] = reference();
    let check = |firewall: &Configuration| {
        let all = [integrity::check(firewall, &Budget::default()), integrity::wide_open(firewall)]
            .concat();
        all.into_iter().map(|one| one.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(check(&read(&a)), Vec::<String>::new());
    for (_, from, to, complaint) in ALONE {
        complains(&check(&with(&a, from, to)), (from, to), complaint);
    }
    for number in [1, 2, 3, 4, 5, 6, 8] {
        assert!(ALONE.iter().any(|(of, ..)| *of == number), "check {number} has no fault");
    }
}

/// Faults of unit B's configuration that only the other unit's shows.
const BETWEEN: [(&str, &str, &str); 27] = [
    // 6. Addresses are crossed, and what tells the units apart does.
    (
        "<entry name=\"10.0.1.4/32\"/>",
        "<entry name=\"10.0.1.7/32\"/>",
        "ethernet1/1 does not carry the other unit's address as a /32",
    ),
    (
        "<entry name=\"10.0.2.4/32\"/>",
        "",
        "ethernet1/2 does not carry the other unit's address as a /32",
    ),
    (
        "<entry name=\"10.0.2.4/32\"/>",
        "<entry name=\"10.0.2.4/24\"/>",
        "ethernet1/2 does not carry the other unit's address as a /32",
    ),
    (
        "<entry name=\"10.0.1.5/24\"/>",
        "<entry name=\"10.0.1.9/24\"/>",
        "ethernet1/1 does not carry the other unit's address as a /32",
    ),
    (
        "<entry name=\"10.0.1.5/24\"/><entry name=\"10.0.1.4/32\"/>",
        "<entry name=\"10.0.1.4/24\"/><entry name=\"10.0.1.5/32\"/>",
        "ethernet1/1 does not carry",
    ),
    ("<device-priority>200<", "<device-priority>100<", "both units have the priority 100"),
    ("<peer-ip>10.0.0.4<", "<peer-ip>10.0.0.5<", "both units have the HA1 peer 10.0.0.5"),
    ("<ip-address>10.0.2.10<", "<ip-address>10.0.2.9<", "both units have the HA2 address 10.0.2.9"),
    (
        "<hostname>vmseries-ha-secondary<",
        "<hostname>vmseries-ha-primary<",
        "both units have the host name vmseries-ha-primary",
    ),
    // 6 and 7. Everything else is equal.
    ("<group-id>1<", "<group-id>2<", "/group-id, 1 and 2"),
    ("<transport>udp<", "<transport>ip<", "/transport, udp and ip"),
    ("<recommended/>", "<aggressive/>", "/timers/recommended"),
    ("<preemptive>no<", "<preemptive>yes<", "/preemptive, no and yes"),
    ("<netmask>255.255.255.0<", "<netmask>255.255.0.0<", "/netmask, 255.255.255.0"),
    ("<gateway>10.0.2.1<", "<gateway>10.0.2.2<", "/gateway, 10.0.2.1 and 10.0.2.2"),
    ("<zone><entry name=\"untrust\">", "<zone><entry name=\"outside\">", "/zone/entry[untrust]"),
    ("<tcp><port>80<", "<tcp><port>81<", "/tcp/port, 80 and 81"),
    ("<action>deny<", "<action>allow<", "/action, deny and allow"),
    ("<member>10.0.1.5</member>", "<member>10.0.1.6</member>", "/destination/member 10.0.1.5"),
    (
        "<translated-address>10.0.2.6<",
        "<translated-address>10.0.2.7<",
        "/translated-address, 10.0.2.6 and 10.0.2.7",
    ),
    ("<destination>10.0.0.0/16<", "<destination>10.0.0.0/15<", "/destination, 10.0.0.0/16"),
    (
        "<interface-management-profile>health-probe<",
        "<interface-management-profile>other<",
        "/interface-management-profile, health-probe",
    ),
    ("<phash>$5$saltsalt$", "<phash>$5$saltsal.$", "/phash"),
    ("version=\"11.1.0\"", "version=\"11.2.0\"", "@version, 11.1.0 and 11.2.0"),
    // What one has at its end and the other lacks.
    ("<service>any</service></entry></rules></nat>", "</entry></rules></nat>", "which one lacks"),
    (
        "<service>any</service></entry></rules></nat>",
        "<service>any</service><disabled>yes</disabled></entry></rules></nat>",
        "which one lacks",
    ),
    (
        "<ip>10.0.1.5/24</ip><interface>ethernet1/1</interface>",
        "<ip>10.0.1.5/24</ip>",
        "the units differ where they must not",
    ),
];

#[test]
fn each_check_between_two_configurations_fails_on_its_fault() {
    let [a, b] = reference();
    let first = read(&a);
    let between = |second: &Configuration| {
        let all = integrity::check_pair(&first, second).into_iter();
        all.map(|one| one.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(between(&read(&b)), Vec::<String>::new());
    for (from, to, complaint) in BETWEEN {
        complains(&between(&with(&b, from, to)), (from, to), complaint);
    }
    // Of management neither says more: two different peers are all that can be asked.
    let wrong = with(&b, "<peer-ip>10.0.0.4<", "<peer-ip>10.0.0.9<");
    assert_eq!(between(&wrong), Vec::<String>::new());
}
