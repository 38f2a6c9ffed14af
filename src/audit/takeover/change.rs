//! What building a design changes of the package that it was taken from: resources, addresses, rules, settings.
//!
//! Both templates are laid out, and their resources held against each other by type and name; both
//! configurations by their structure. What only a deployment knows, secrets and remarks are no change.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::seen::{Id, Init, Seen};
use crate::artifact;
use crate::audit::budget::Budget;
use crate::audit::expand::expanded;
use crate::audit::template::{HA2, MANAGEMENT, TRUST, Template, UNTRUST, text};
use crate::audit::tree::Tree;
use crate::audit::{compare, tree, written};
use crate::choice::{Choice, choice};
use crate::draft::{Draft, Secrets};
use crate::panos::Salt;
use crate::review::Review;
use crate::walk::azure::Front;

choice! {
    /// What a change is about: its word, and what that stands for.
    Aspect {
        Resource "resources" "A resource of Azure",
        Address "addresses" "An address or a range",
        Rule "rules" "A rule or a route",
        Setting "settings" "Anything else that is set",
    }
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// What it is about.
    pub aspect: Aspect,
    /// Where: a resource or a unit, and the place in it.
    pub what: String,
    /// What stands there in the package; nothing for what comes.
    pub before: Option<String>,
    /// What stands there in the design's files; nothing for what goes.
    pub after: Option<String>,
}

/// What stands for a text that is not told: there is one.
const THERE: &str = "";

/// Everything that changes; nothing where the design cannot be built.
pub(super) fn changes(draft: &Draft, review: &Review, seen: &Seen<'_>) -> Option<Vec<Change>> {
    let approved = review.approved()?;
    // Files of ours are small.
    let budget = &Budget::default();
    let salt = Salt::from_bytes([0; 8]);
    let made = artifact::artifacts(approved, draft, &Secrets::default(), &salt, &[]);
    let file = |path: &str| {
        let artifact = made.iter().find(|one| one.path == path);
        artifact.and_then(artifact::Artifact::as_text)
    };
    let mut all = Vec::new();
    if let Some(old) = seen.template {
        let text = file("azuredeploy.json").expect("a bundle has a template");
        let read = written::read("", text, budget);
        let read = read.expect("a template of ours is JSON within the limits");
        let laid_out = expanded("", &read, None, &BTreeMap::new(), budget);
        let new = Template::of("", &laid_out.written);
        let again = Seen::new(
            Some(new),
            vec![&*read.json],
            seen.units.clone(),
            <[Init; 2]>::default(),
            budget,
        );
        all.extend(resources([old, new].map(listed), [seen, &again].map(roles)));
    }
    let units = approved.plan().units.each();
    for (unit, planned) in seen.units.iter().zip(units) {
        let path = format!("bootstrap/{}/config/bootstrap.xml", planned.directory);
        let Some(text) = file(&path) else { continue };
        let new =
            tree::read(text, budget).expect("a configuration of ours is XML within the limits");
        all.extend(configuration(unit.host(), &unit.configuration.tree, &new));
    }
    Some(once(all))
}

/// The changes in their order; those that both units have alike are told once.
fn once(all: Vec<Change>) -> Vec<Change> {
    let mut known: BTreeMap<Change, Vec<String>> = BTreeMap::new();
    for change in all {
        let (of, what) = change.what.split_once(OF).unwrap_or(("", &change.what));
        let (of, what) = (of.to_owned(), what.to_owned());
        known.entry(Change { what, ..change }).or_default().push(of);
    }
    let told = known.into_iter().map(|(change, of)| match of.join(" and ") {
        of if of.is_empty() => change,
        of => Change { what: format!("{of}{OF}{}", change.what), ..change },
    });
    told.collect()
}

/// What stands between a unit and a place in its configuration.
const OF: &str = ": ";

/// A resource by its type and its name, in small letters.
type Key = (String, String);

/// The resources of a template, subnets each by itself however they are written.
fn listed(template: Template<'_>) -> BTreeMap<Key, Value> {
    let mut all = BTreeMap::new();
    for resource in template.json.get("resources").and_then(Value::as_array).into_iter().flatten() {
        let kind = text(resource, "/type").and_then(|kind| kind.rsplit('/').next());
        let (Some(kind), Some(name)) = (kind, text(resource, "/name")) else { continue };
        if !kind.eq_ignore_ascii_case("subnets") {
            let mut own = resource.clone();
            if let Some(properties) = own.get_mut("properties").and_then(Value::as_object_mut) {
                properties.remove("subnets");
            }
            all.insert((kind.to_owned(), name.to_owned()), own);
        }
    }
    for (name, subnet) in template.subnets() {
        all.insert(("subnets".to_owned(), name.to_owned()), subnet.clone());
    }
    all
}

/// What the parts of a template are for, whatever they are called.
fn roles(seen: &Seen<'_>) -> BTreeMap<String, Key> {
    let mut known: BTreeMap<String, Key> = BTreeMap::new();
    let mut add = |role: String, kind: &str, name: Option<&str>| {
        let Some(name) = name else { return };
        let key = (kind.to_owned(), name.to_owned());
        // A part that serves twice has the first of its roles.
        if !known.values().any(|one| *one == key) {
            known.entry(role).or_insert(key);
        }
    };
    for (unit, machine) in seen.machines.iter().enumerate() {
        let name = machine.and_then(|machine| text(machine, "/name"));
        add(format!("machine {unit}"), "virtualMachines", name);
    }
    for place in [MANAGEMENT, UNTRUST, TRUST, HA2] {
        let home = seen.home_at(place);
        add(format!("subnet {place}"), "subnets", home.as_ref().map(Id::last));
        let vnet = home.as_ref().and_then(|home| home.names.first());
        add("network".to_owned(), "virtualNetworks", vnet.map(String::as_str));
        for unit in 0..2 {
            let Some(nic) = seen.walked(unit, place) else { continue };
            add(format!("nic {unit} {place}"), "networkInterfaces", Some(&nic.name));
            add(format!("filter {place}"), "networkSecurityGroups", nic.filter.as_deref());
            add(format!("public {unit} {place}"), "publicIPAddresses", nic.public_ip.as_deref());
        }
    }
    for public in [true, false] {
        let Some((balancer, _)) = seen.balancer(public) else { continue };
        add(format!("balancer {public}"), "loadBalancers", Some(&balancer.name));
        for (n, front) in balancer.front_ends.iter().enumerate() {
            if let Front::Public(name) = &front.address {
                add(format!("front {n}"), "publicIPAddresses", Some(name));
            }
        }
    }
    for gateway in &seen.azure.nat_gateways {
        add("gateway".to_owned(), "natGateways", Some(&gateway.name));
        let address = gateway.public_ips.first().map(String::as_str);
        add("gateway's".to_owned(), "publicIPAddresses", address);
    }
    known
}

/// What becomes of the resources: those of one role are one, else those of one type and name.
fn resources(
    [mut old, mut new]: [BTreeMap<Key, Value>; 2],
    [was, is]: [BTreeMap<String, Key>; 2],
) -> Vec<Change> {
    let named = |(kind, name): &Key| format!("{kind} {name}");
    let mut all = Vec::new();
    let alike = was.iter().filter_map(|(role, key)| Some((key.clone(), is.get(role)?.clone())));
    let alike: Vec<(Key, Key)> = alike.collect();
    let renamed: BTreeMap<&str, &str> =
        alike.iter().map(|((_, was), (_, is))| (was.as_str(), is.as_str())).collect();
    let same: Vec<(Key, Key)> = old.keys().map(|key| (key.clone(), key.clone())).collect();
    for (was, is) in alike.iter().chain(&same) {
        if !(old.contains_key(was) && new.contains_key(is)) {
            continue;
        }
        let pair = old.remove(was).zip(new.remove(is));
        let (before, after) = pair.expect("both are there");
        if was != is {
            let (before, after) = (Some(was.1.clone()), Some(is.1.clone()));
            let what = format!("{} is called otherwise", named(was));
            all.push(Change { aspect: Aspect::Resource, what, before, after });
        }
        let lone = lone(&before, &after);
        let old = Reading { lone: &lone, renamed: &renamed };
        let new = Reading { lone: &lone, renamed: &BTreeMap::new() };
        let sides = (old.known(&before, Some(&after)), new.known(&after, Some(&before)));
        let [before, after] = [sides.0, sides.1]
            .map(|one| compare::of_json("", &one.map_or(Value::Null, without_name)));
        let differences = compare::differences(&before, &after, &|_, _| false);
        all.extend(differences.into_iter().map(|one| change(&named(is), one)));
    }
    let whole = |key: &Key, before: bool| Change {
        aspect: Aspect::Resource,
        what: named(key),
        before: before.then(|| THERE.to_owned()),
        after: (!before).then(|| THERE.to_owned()),
    };
    all.extend(old.keys().map(|key| whole(key, true)));
    all.extend(new.keys().map(|key| whole(key, false)));
    all
}

/// A resource whose name was told already.
fn without_name(mut resource: Value) -> Value {
    if let Some(members) = resource.as_object_mut() {
        members.remove("name");
    }
    resource
}

/// Parts of a balancer and of a NIC with what refers to them.
const PARTS: [(&str, &str); 5] = [
    ("frontendIPConfigurations", "frontendIPConfiguration"),
    ("backendAddressPools", "backendAddressPool"),
    ("probes", "probe"),
    ("loadBalancingRules", ""),
    ("ipConfigurations", ""),
];

/// The parts of which both resources have one: they are each other, whatever they are called.
fn lone(before: &Value, after: &Value) -> Vec<&'static str> {
    let is_lone = |of: &Value, list: &str| {
        let all = of.pointer(&format!("/properties/{list}")).and_then(Value::as_array);
        all.is_some_and(|all| all.len() == 1)
    };
    let both = PARTS.iter().filter(|(list, _)| is_lone(before, list) && is_lone(after, list));
    both.flat_map(|(list, one)| [*list, *one]).collect()
}

/// What stands for a switch or a number that is not written. Source: Azure's reference of these types.
const DEFAULTS: [(&str, &str); 8] = [
    ("tier", "Regional"),
    ("loadDistribution", "Default"),
    ("privateIPAddressVersion", "IPv4"),
    ("publicIPAddressVersion", "IPv4"),
    ("sourcePortRange", "*"),
    ("idleTimeoutInMinutes", "4"),
    ("noHealthyBackendsBehavior", "AllProbedDown"),
    ("caching", "ReadWrite"),
];

fn is_default(key: &str, value: &Value) -> bool {
    let text = match value {
        Value::Bool(on) => return !on,
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Null => return true,
        Value::Array(items) => return items.is_empty(),
        Value::Object(_) => return false,
    };
    DEFAULTS.contains(&(key, text.as_str()))
}

/// What is no change of a resource: its remarks, its version, its order, what is secret, and what is made of the
/// packages.
const LEFT_OUT: [&str; 14] = [
    "comments",
    "apiVersion",
    "dependsOn",
    "location",
    "type",
    "description",
    "metadata",
    "adminPassword",
    "customData",
    "environmentVariables",
    "scriptContent",
    "forceUpdateTag",
    "deleteOption",
    "primary",
];

/// How one side's values are read.
struct Reading<'a> {
    /// Parts that are each other, whatever they are called.
    lone: &'a [&'static str],
    /// Resources that the other side calls otherwise.
    renamed: &'a BTreeMap<&'a str, &'a str>,
}

impl Reading<'_> {
    /// A value with what is known of it before the deployment, on both sides; ids by the name of what they lead
    /// to, of a balancer's part by the balancer's.
    fn known(&self, value: &Value, other: Option<&Value>) -> Option<Value> {
        let unknown = |value: &Value| {
            value.as_str().is_some_and(|text| text.starts_with('[') && Id::read(text).is_none())
        };
        if unknown(value) || other.is_some_and(unknown) {
            return None;
        }
        Some(match value {
            Value::String(text) => match Id::read(text) {
                Some(id) => {
                    let part = text.contains("/loadBalancers/");
                    let name = id.names.first().filter(|_| part).map_or(id.last(), String::as_str);
                    self.renamed.get(name).copied().unwrap_or(name).into()
                }
                None => value.clone(),
            },
            Value::Array(items) => items
                .iter()
                .enumerate()
                .filter_map(|(n, item)| {
                    self.known(item, other.and_then(|other| twin(other, item, n)))
                })
                .collect(),
            Value::Object(members) => {
                let kept = members.iter().filter(|(key, member)| {
                    !LEFT_OUT.contains(&key.as_str()) && !is_default(key, member)
                });
                let kept = kept.filter_map(|(key, member)| {
                    let twin = other.and_then(|other| other.get(key));
                    Some((key.clone(), self.member(key, member, twin)?))
                });
                Value::Object(kept.collect::<Map<_, _>>())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        })
    }

    fn member(&self, key: &str, member: &Value, twin: Option<&Value>) -> Option<Value> {
        match (self.lone.contains(&key), member) {
            // What refers to the one part says nothing.
            (true, Value::Object(_)) => None,
            (true, Value::Array(one)) => {
                let other = twin.and_then(|twin| twin.get(0));
                Some(vec![without_name(self.known(one.first()?, other)?)].into())
            }
            _ => self.known(member, twin),
        }
    }
}

/// The item of the same name in another list, or at the same place.
fn twin<'a>(list: &'a Value, item: &Value, n: usize) -> Option<&'a Value> {
    let name = text(item, "/name");
    match name {
        Some(name) => list.as_array()?.iter().find(|one| text(one, "/name") == Some(name)),
        None => list.get(n),
    }
}

fn configuration(host: &str, old: &Tree, new: &Tree) -> Vec<Change> {
    // Hashes are secret, and what describes does nothing.
    let free = |_: &str, key: &str| {
        ["phash", "public-key", "description", "comment", "@uuid"].contains(&key)
    };
    let differences = compare::differences(old, new, &free);
    differences.into_iter().map(|one| change(&format!("{host}{OF}"), one)).collect()
}

/// Where rules and routes are listed.
const RULES: [&str; 8] = [
    "securityRules",
    "loadBalancingRules",
    "outboundRules",
    "inboundNatRules",
    "routes",
    "probes",
    "rulebase",
    "static-route",
];
/// Where addresses stand.
const ADDRESSES: [&str; 9] = [
    "privateIPAddress",
    "publicIPAddress",
    "addressPrefix",
    "addressPrefixes",
    "addressSpace",
    "ip",
    "ip-address",
    "peer-ip",
    "netmask",
];

fn change(of: &str, one: compare::Difference) -> Change {
    let compare::Difference { path, change, .. } = one;
    let parts = path.split('/').filter(|part| !part.is_empty());
    let shown: Vec<&str> = parts.clone().filter(|part| !SILENT.contains(part)).collect();
    let tags: Vec<&str> = parts
        .map(|part| part.split(['[', ' ']).next().expect("a split text has a first part"))
        .collect();
    let has = |known: &[&str]| tags.iter().any(|tag| known.contains(tag));
    let aspect = if has(&RULES) {
        Aspect::Rule
    } else if has(&ADDRESSES) {
        Aspect::Address
    } else if of.ends_with(OF) {
        Aspect::Setting
    } else {
        Aspect::Resource
    };
    let gap = if of.ends_with(OF) { "" } else { " " };
    let there = || Some(THERE.to_owned());
    let bare = |text: String| Some(text.trim_matches('"').to_owned());
    let (before, after) = match change {
        compare::Change::Text([before, after]) => (bare(before), bare(after)),
        compare::Change::Adds => (there(), None),
        compare::Change::Lacks => (None, there()),
        compare::Change::Order => (Some("another order".to_owned()), there()),
    };
    Change {
        aspect,
        what: format!("{of}{gap}{}", shown.join("/")).trim().to_owned(),
        before,
        after,
    }
}

/// Steps of a path that say nothing.
const SILENT: [&str; 4] = ["properties", "devices", "entry[localhost.localdomain]", "entry[vsys1]"];
