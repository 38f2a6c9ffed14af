//! A VNet as `az network vnet show` or `list` tells it: what each of its subnets is to the pair, as people's names
//! suggest it and as a person then chooses.

use serde_json::Value;

use crate::draft::Draft;
use crate::facts;
use crate::field::Field;
use crate::net::Range;
use crate::preset::Preset;

/// One of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// By which name it is chosen.
    pub name: String,
    /// What can be chosen.
    pub options: Vec<String>,
    /// What is chosen.
    pub chosen: String,
}

/// A subnet, and what it is to the pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its name and range.
    pub subnet: [String; 2],
    /// What it can be.
    pub role: Choice,
}

/// What was chosen of the VNets in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The VNet.
    pub vnets: Choice,
    /// What each of its subnets is.
    pub places: Vec<Place>,
    /// What else was taken over, or left out.
    pub facts: Vec<String>,
}

/// What a subnet can be beside the pair's own.
const WORKLOAD: &str = "workload";
const LEFT_OUT: &str = "left out";

/// The pair's subnets with the words by which people call them. The first one counts that stands in a name.
const ROLES: [(&str, &[&str], Field, Field); 5] = [
    (
        "management",
        &["mgmt", "management"],
        Field::NetworkManagementName,
        Field::NetworkManagementRange,
    ),
    (
        "untrust",
        &["untrust", "public", "outside", "external"],
        Field::NetworkUntrustName,
        Field::NetworkUntrustRange,
    ),
    ("balancer", &["lb", "balancer"], Field::NetworkBalancerName, Field::NetworkBalancerRange),
    ("HA2", &["ha2"], Field::NetworkHa2Name, Field::NetworkHa2Range),
    (
        "trust",
        &["trust", "private", "inside", "internal"],
        Field::NetworkTrustName,
        Field::NetworkTrustRange,
    ),
];

/// The design into one of these VNets, and what can be chosen; `wanted` has a line for each choice, and of two that
/// exclude each other the last counts.
pub(super) fn read(vnets: &[&Value], wanted: &str) -> Option<(Draft, Mapping)> {
    let named = |vnet: &Value| text(vnet, "name");
    let wanted: Vec<(&str, &str)> =
        wanted.lines().filter_map(|line| line.rsplit_once('=')).collect();
    let chosen = wanted.iter().rfind(|(what, _)| *what == "vnet").map(|(_, name)| *name);
    let vnet = vnets.iter().find(|vnet| Some(named(vnet).as_str()) == chosen);
    let vnet = *vnet.or(vnets.first())?;
    let mut draft = Draft::of(Preset::ExistingVnet);
    draft.set(Field::NetworkRange, prefixes(vnet.get("addressSpace")?).join("\n"));
    draft.set(Field::NetworkName, named(vnet));
    draft.set(Field::NetworkResourceGroup, text(vnet, "resourceGroup"));
    let (places, mut facts, mut workloads) = places(vnet, &wanted);
    for (role, _, name, range) in ROLES {
        let place = places.iter().find(|place| place.role.chosen == role);
        let [called, at] = place.map(|place| place.subnet.clone()).unwrap_or_default();
        draft.set(name, called);
        draft.set(range, at);
    }
    let behind = places.iter().filter(|place| place.role.chosen == WORKLOAD);
    workloads.extend(behind.map(|place| place.subnet.join("=")));
    draft.set(Field::NetworkWorkloads, workloads.join("\n"));
    let mut peered = Vec::new();
    for peering in list(vnet, "virtualNetworkPeerings") {
        let ranges = peering.get("remoteAddressSpace").map(prefixes).unwrap_or_default();
        let through = peering.get("useRemoteGateways") == Some(&Value::Bool(true));
        let through = if through { ", whose gateway it uses" } else { "" };
        facts.push(format!("Peering {}: {}{through}", named(peering), ranges.join(", ")));
        peered.extend(ranges);
    }
    draft.set(Field::NetworkPeered, peered.join("\n"));
    let vnets = Choice {
        name: "vnet".to_owned(),
        options: vnets.iter().map(|vnet| named(vnet)).collect(),
        chosen: named(vnet),
    };
    Some((draft, Mapping { vnets, places, facts }))
}

/// What each subnet is; what Azure's own services have, which is no choice; and those of them that are declared as
/// workloads are.
fn places(vnet: &Value, wanted: &[(&str, &str)]) -> (Vec<Place>, Vec<String>, Vec<String>) {
    let (mut places, mut facts, mut declared) = (Vec::<Place>::new(), Vec::new(), Vec::new());
    for subnet in list(vnet, "subnets") {
        let name = text(subnet, "name");
        let Some(range) = prefixes(subnet).into_iter().next() else { continue };
        let own = |one: &&str| one.eq_ignore_ascii_case(&name);
        if [facts::azure::GATEWAY_SUBNET, facts::azure::BASTION_SUBNET].iter().any(own) {
            facts.push(format!("{name} {range}: Azure's own, taken over as it is"));
            declared.push(format!("{name}={range}"));
            continue;
        }
        if facts::azure::RESERVED_SUBNETS.iter().any(own) {
            facts.push(format!("{name} {range}: Azure's own, left out"));
            continue;
        }
        let choice = format!("subnet {name}");
        let typed = wanted.iter().rfind(|(what, _)| *what == choice).map(|(_, role)| *role);
        let roles = ROLES.iter().map(|(role, ..)| *role).chain([WORKLOAD, LEFT_OUT]);
        let chosen = typed.and_then(|typed| roles.clone().find(|role| *role == typed));
        let lower = name.to_ascii_lowercase();
        let likely = || {
            let free = |role: &str| {
                let kept = wanted.iter().any(|(_, given)| *given == role);
                !kept && !places.iter().any(|place| place.role.chosen == role)
            };
            let fits = |(role, words, ..): &&(&'static str, &[&str], Field, Field)| {
                free(role) && words.iter().any(|word| lower.contains(word))
            };
            ROLES.iter().find(fits).map_or(WORKLOAD, |(role, ..)| *role)
        };
        let chosen = chosen.unwrap_or_else(likely).to_owned();
        let options = roles.clone().map(str::to_owned).collect();
        places
            .push(Place { subnet: [name, range], role: Choice { name: choice, options, chosen } });
    }
    // A part of the pair has one subnet: the one that was chosen last.
    for (role, ..) in ROLES {
        let at = |place: &Place| {
            wanted.iter().rposition(|(what, given)| *what == place.role.name && *given == role)
        };
        let having = places.iter().filter(|place| place.role.chosen == role);
        let Some(last) = having.max_by_key(|place| at(place)).map(|place| place.role.name.clone())
        else {
            continue;
        };
        for place in places.iter_mut().filter(|place| place.role.name != last) {
            if place.role.chosen == role {
                WORKLOAD.clone_into(&mut place.role.chosen);
            }
        }
    }
    (places, facts, declared)
}

fn list<'a>(of: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    of.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text(of: &Value, key: &str) -> String {
    of.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The IPv4 prefixes of an address space or a subnet.
fn prefixes(of: &Value) -> Vec<String> {
    let several = of.get("addressPrefixes").and_then(Value::as_array).into_iter().flatten();
    let all = of.get("addressPrefix").into_iter().chain(several).filter_map(Value::as_str);
    let mut all: Vec<String> =
        all.filter(|text| Range::read(text).is_ok()).map(str::to_owned).collect();
    all.dedup();
    all
}
