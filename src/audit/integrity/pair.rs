//! Whether two configurations are a pair: they differ in what must differ, and in nothing else.

use crate::audit::compare::{Change, Difference, differences};
use crate::audit::fault::{Contradiction, Fault};
use crate::audit::firewall::{Configuration, Part};
use crate::walk::firewall::{Interface, Use};

/// Where the units differ on purpose: an element and the one around it. Each device gives its rules ids of
/// its own.
const DIFFERENT: [(&str, &str); 7] = [
    ("ip", "entry"),
    ("system", "hostname"),
    ("ha2", "ip-address"),
    ("group", "peer-ip"),
    ("election-option", "device-priority"),
    ("interface-address", "ip"),
    ("system", "login-banner"),
];

/// What does not hold together between the two configurations. The addresses of management stand in
/// neither, so of the HA1 peers only that they differ. Without high availability they are two firewalls
/// and no pair.
pub fn check_pair(a: &Configuration, b: &Configuration) -> Vec<Contradiction> {
    let mut wrong = Vec::new();
    let both = |what: Contradiction, part: Part<'_>| b.beside(a.beside(what, part), part);
    match (a.ha.configured, b.ha.configured) {
        (true, true) => {}
        (false, false) => return wrong,
        (one, _) => {
            let host = if one { a } else { b };
            return vec![both(Fault::HaLone.of([&host.firewall.host_name]), Part::Ha)];
        }
    }
    for interface in &a.firewall.interfaces {
        let other = b.firewall.interface(&interface.name);
        // With one address each, nothing of the other's is carried.
        let several = |interface: &Interface| interface.addresses.len() > 1;
        if !several(interface) && !other.is_some_and(several) {
            continue;
        }
        let crossed =
            other.is_some_and(|other| bare(&interface.addresses).eq(bare(&other.addresses).rev()));
        let host = |address: &String| address.ends_with("/32");
        let lone = [Some(interface), other].into_iter().flatten();
        let lone = lone.flat_map(|interface| interface.addresses.iter().skip(1)).all(host);
        if !(crossed && lone) {
            let part = Part::Interface(&interface.name);
            wrong.push(both(Fault::PeerAddress.of([&interface.name]), part));
        }
    }
    let names = [&a.firewall.host_name, &b.firewall.host_name];
    let must_differ = [
        ("priority", [&a.ha.priority, &b.ha.priority], Part::Ha),
        ("HA1 peer", [&a.ha.peer, &b.ha.peer], Part::Ha),
        ("HA2 address", [&a.ha.ha2_address, &b.ha.ha2_address], Part::Ha),
        ("host name", names, Part::System),
    ];
    for (what, [a, b], part) in must_differ {
        if a == b {
            let a = if a.is_empty() { "of the default" } else { a };
            wrong.push(both(Fault::SameOnBoth.of([&what, &a]), part));
        }
    }
    let synchronises = |unit: &Configuration| {
        let ha = unit.element(Part::Ha);
        ha.text_at("group/configuration-synchronization/enabled") == "yes"
    };
    let other = |one: &&Interface| {
        let other = b.firewall.interface(&one.name);
        other.is_some_and(|other| other.addresses != one.addresses && !other.addresses.is_empty())
    };
    if synchronises(a) && synchronises(b) {
        let mut dataplane = a.firewall.interfaces.iter().filter(|one| one.used == Use::Traffic);
        let apart = dataplane.find(|one| !one.addresses.is_empty() && other(one));
        wrong
            .extend(apart.map(|one| {
                both(Fault::SyncOverwrites.of([&one.name]), Part::Interface(&one.name))
            }));
    }
    wrong.extend(unequal(a, b));
    wrong
}

/// Where the two configurations of a pair differ although they must not.
fn unequal(a: &Configuration, b: &Configuration) -> Option<Contradiction> {
    let free = |parent: &str, key: &str| key == "@uuid" || DIFFERENT.contains(&(parent, key));
    let mut different = differences(&a.tree, &b.tree, &free).into_iter();
    let Difference { path, change, lines } = different.next()?;
    let said = match change {
        // Of hashes only that they differ.
        Change::Text(_) if path.ends_with("/phash") => path,
        Change::Text([a, b]) => format!("{path}, {a} and {b}"),
        Change::Lacks | Change::Adds => format!("{path}, which one lacks"),
        Change::Order => format!("{path}, by the order"),
    };
    let more = match different.count() {
        0 => String::new(),
        n => format!(", and in {n} more places"),
    };
    let what = Fault::Unequal.of([&format!("{said}{more}")]);
    Some(what.at(&a.path, lines[0]).at(&b.path, lines[1]))
}

/// Addresses without their lengths; the own one first.
fn bare(addresses: &[String]) -> impl DoubleEndedIterator<Item = &str> {
    addresses.iter().map(|text| text.split_once('/').map_or(text.as_str(), |(bare, _)| bare))
}
