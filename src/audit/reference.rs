//! The references of a template: each leads to a resource that is there, or to a part of one, such as a
//! subnet, a front end, a pool or a probe.
//!
//! A type of which the template makes nothing stands elsewhere, and a name that Azure computes is not
//! known here: neither is judged.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::fault::{Contradiction, Fault};
use super::key::spelt;
use super::template::{Template, each, text};

/// Every reference that leads nowhere, once.
pub(super) fn check(template: Template<'_>) -> Vec<Contradiction> {
    let names = Names::of(template);
    let mut lost: BTreeMap<(&str, String), &Value> = BTreeMap::new();
    for resource in each(template.json, "/resources") {
        strings(resource, &mut |value, string| {
            let references = references(string);
            for one in references.filter(|one| names.lack(one)) {
                lost.entry((one.kind, one.names.join("/"))).or_insert(value);
            }
        });
    }
    let say = |((kind, name), value): ((&str, String), &Value)| {
        template.beside(Fault::ReferenceLost.of([&kind, &name]), value)
    };
    lost.into_iter().map(say).collect()
}

/// Visits every text of a resource but names, tags and what a machine or a script carries, which may look
/// like anything.
fn strings<'a>(value: &'a Value, visit: &mut dyn FnMut(&'a Value, &'a str)) {
    match value {
        Value::String(string) => visit(value, string),
        Value::Array(items) => items.iter().for_each(|item| strings(item, visit)),
        Value::Object(members) => {
            let free = ["name", "tags", "scriptContent", "customData", "userData"];
            let told = members.iter().filter(|(key, _)| !free.contains(&key.as_str()));
            told.for_each(|(_, member)| strings(member, visit));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What a `resourceId` is about.
struct Reference<'a> {
    kind: &'a str,
    names: Vec<&'a str>,
}

/// The references of an expression into the deployment's own resource group.
fn references(expression: &str) -> impl Iterator<Item = Reference<'_>> {
    expression.split("resourceId(").skip(1).filter_map(|call| {
        let call = call.split(')').next()?;
        let mut parts = call.split(',').map(|part| part.trim().trim_matches('\''));
        // Of another group or subscription the template knows nothing.
        let kind = parts.next().filter(|kind| kind.starts_with("Microsoft."))?;
        Some(Reference { kind, names: parts.collect() })
    })
}

/// What resources and their parts are called.
struct Names<'a> {
    /// The resources of each kind by name; `None` where one's name is computed.
    kinds: BTreeMap<String, Option<BTreeMap<String, &'a Value>>>,
}

/// What a list of things is called; `None` where one's name is computed.
fn names<'a>(list: impl Iterator<Item = &'a Value>) -> Option<BTreeSet<String>> {
    let names = list.filter_map(|one| text(one, "/name")).map(str::to_ascii_lowercase);
    let names: BTreeSet<String> = names.collect();
    (!names.iter().any(|name| name.starts_with('['))).then_some(names)
}

impl<'a> Names<'a> {
    fn of(template: Template<'a>) -> Self {
        let mut kinds: BTreeMap<String, Option<BTreeMap<String, &Value>>> = BTreeMap::new();
        for resource in each(template.json, "/resources") {
            let Some(kind) = text(resource, "/type").and_then(|kind| kind.rsplit('/').next())
            else {
                continue;
            };
            let known =
                kinds.entry(kind.to_ascii_lowercase()).or_insert_with(|| Some(BTreeMap::new()));
            match text(resource, "/name") {
                Some(name) if name.starts_with('[') => *known = None,
                Some(name) => drop(
                    known.as_mut().map(|known| known.insert(name.to_ascii_lowercase(), resource)),
                ),
                None => {}
            }
        }
        Self { kinds }
    }

    /// Whether what a reference is about is certainly not there.
    fn lack(&self, reference: &Reference<'_>) -> bool {
        let levels: Vec<&str> = reference.kind.split('/').collect();
        let ([_, kind, inner @ ..], [name, names @ ..]) = (&levels[..], &reference.names[..])
        else {
            return true;
        };
        if reference.names.iter().any(|name| name.contains('(')) {
            return false;
        }
        let known = |kind: &str| self.kinds.get(&kind.to_ascii_lowercase());
        // Of a kind that the template makes none of, or of which it computes a name, nothing is known.
        let Some(Some(owners)) = known(kind) else { return false };
        let Some(owner) = owners.get(&name.to_ascii_lowercase()) else { return true };
        let ([part, ..], Some(last), [name, ..]) = (inner, inner.last(), names) else {
            return false;
        };
        // A child may be a resource of its own, named by its whole path.
        let path = reference.names.join("/");
        let apart = match known(last) {
            Some(Some(children)) => children.contains_key(&path.to_ascii_lowercase()),
            Some(None) => true,
            None => false,
        };
        let properties = owner.get("properties");
        let copied = properties.is_some_and(|found| found.get("copy").is_some());
        let written =
            properties.into_iter().flat_map(|found| each(found, &format!("/{}", spelt(part))));
        let written =
            self::names(written).is_none_or(|names| names.contains(&name.to_ascii_lowercase()));
        !copied && !apart && !written
    }
}

#[cfg(test)]
mod tests {
    use super::super::budget::Budget;
    use super::super::written;
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_is_known_to_be_absent_is_lost() {
        let pool =
            "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lb', 'in')]";
        let with = |balancer: Value| {
            let nic = json!({ "type": "Microsoft.Network/networkInterfaces", "id": pool });
            let template = json!({ "resources": [nic, balancer] }).to_string();
            let written = written::read("", &template, &Budget::default()).unwrap();
            check(Template::of("", &written)).len()
        };
        let balancer = |name: &str, properties: Value| json!({ "type": "Microsoft.Network/loadBalancers", "name": name, "properties": properties });
        let pools = |name: &str| json!({ "backendAddressPools": [{ "name": name }] });
        assert_eq!(with(balancer("lb", pools("in"))), 0);
        assert_eq!(with(balancer("lb", pools("out"))), 1);
        assert_eq!(with(balancer("other", pools("in"))), 1);
        assert_eq!(with(balancer("lb", pools("[variables('pool')]"))), 0);
        assert_eq!(with(balancer("[variables('lb')]", pools("out"))), 0);
        assert_eq!(with(balancer("lb", json!({ "copy": [{ "name": "backendAddressPools" }] }))), 0);
        assert_eq!(with(json!({})), 0, "a balancer that stands elsewhere");
    }
}
