//! Whether two configurations are a pair: they differ in what must differ, and in nothing else.

use crate::audit::compare::{Difference, differences};
use crate::audit::firewall::Configuration;
use crate::walk::firewall::Interface;

/// Paths in which the units differ on purpose. The names of addresses are part of a path; each device gives
/// its rules ids of its own.
const DIFFERENT: [&str; 8] = [
    "@uuid",
    "/ip/entry",
    "/system/hostname",
    "/ha2/ip-address",
    "/group/peer-ip",
    "/election-option/device-priority",
    "/interface-address/ip",
    "/system/login-banner",
];

/// What does not hold together between the two configurations. The addresses of management stand in
/// neither, so of the HA1 peers only that they differ. Without high availability they are two firewalls
/// and no pair.
pub fn check_pair(a: &Configuration, b: &Configuration) -> Vec<String> {
    let mut wrong = Vec::new();
    match (a.ha.configured, b.ha.configured) {
        (true, true) => {}
        (false, false) => return wrong,
        (one, _) => {
            let host = if one { &a.firewall.host_name } else { &b.firewall.host_name };
            return vec![format!("of both units only {host} has high availability")];
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
            other.is_some_and(|other| bare(&interface.addresses) == reversed(&other.addresses));
        let host = |address: &String| address.ends_with("/32");
        let lone = [Some(interface), other].into_iter().flatten();
        let lone = lone.flat_map(|interface| interface.addresses.iter().skip(1)).all(host);
        let crossed = crossed && lone;
        if !crossed {
            wrong.push(format!(
                "{} does not carry the other unit's address as a /32",
                interface.name
            ));
        }
    }
    let must_differ = [
        ("priority", &a.ha.priority, &b.ha.priority),
        ("HA1 peer", &a.ha.peer, &b.ha.peer),
        ("HA2 address", &a.ha.ha2_address, &b.ha.ha2_address),
        ("host name", &a.firewall.host_name, &b.firewall.host_name),
    ];
    for (what, a, b) in must_differ {
        if a == b {
            let a = if a.is_empty() { "of the default" } else { a };
            wrong.push(format!("both units have the {what} {a}"));
        }
    }
    wrong.extend(unequal(a, b));
    wrong
}

/// Where the two configurations of a pair differ although they must not.
fn unequal(a: &Configuration, b: &Configuration) -> Option<String> {
    let free = |path: &str| DIFFERENT.iter().any(|part| path.contains(part));
    let mut different = differences(&a.tree, &b.tree, &free).into_iter();
    let said = match different.next()? {
        // Of hashes only that they differ.
        Difference::Changed(at, _) if at.ends_with("/phash") => at,
        Difference::Changed(at, [a, b]) => format!("{at}, {a} and {b}"),
        Difference::Lacks(at) | Difference::Adds(at) => format!("{at}, which one lacks"),
        Difference::Order(at) => format!("{at}, by the order"),
    };
    let more = match different.count() {
        0 => String::new(),
        n => format!(", and in {n} more places"),
    };
    Some(format!("the units differ where they must not: {said}{more}"))
}

/// Addresses without their lengths; the own one first.
fn bare<'a>(addresses: &'a [String]) -> Vec<&'a str> {
    let bare =
        |address: &'a String| address.split_once('/').map_or(address.as_str(), |(bare, _)| bare);
    addresses.iter().map(bare).collect()
}

fn reversed(addresses: &[String]) -> Vec<&str> {
    let mut bare = bare(addresses);
    bare.reverse();
    bare
}
