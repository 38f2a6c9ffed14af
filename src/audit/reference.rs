//! The references of a template: each leads to a resource that is there, or to a part of one, such as a
//! subnet, a front end, a pool or a probe.
//!
//! A type of which the template makes nothing stands elsewhere, and a name that Azure computes is not
//! known here: neither is judged.

use serde_json::Value;

use super::template::{Template, each, text};

/// Every reference that leads nowhere, once.
pub(super) fn check(template: Template<'_>) -> Vec<String> {
    let mut lost: Vec<String> = Vec::new();
    for resource in each(template.0, "/resources") {
        strings(resource, &mut |string| {
            let references = references(string);
            lost.extend(references.filter(|one| is_lost(template, one)).map(|one| {
                let names = one.names.join("/");
                format!("the template refers to {} {names}, which is not there", one.kind)
            }));
        });
    }
    lost.sort();
    lost.dedup();
    lost
}

/// Visits every text of a resource but names, tags and what a machine or a script carries, which may look
/// like anything.
fn strings(value: &Value, visit: &mut dyn FnMut(&str)) {
    match value {
        Value::String(string) => visit(string),
        Value::Array(items) => items.iter().for_each(|item| strings(item, visit)),
        Value::Object(members) => {
            let free = ["name", "tags", "scriptContent", "customData"];
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

/// Whether one of the resources, or parts of one, has the name; `None` where one is computed.
fn has<'a>(list: impl Iterator<Item = &'a Value>, name: &str) -> Option<bool> {
    let names: Vec<&str> = list.filter_map(|one| text(one, "/name")).collect();
    let computed = names.iter().any(|name| name.starts_with('['));
    names.contains(&name).then_some(true).or((!computed).then_some(false))
}

fn is_lost(template: Template<'_>, reference: &Reference<'_>) -> bool {
    let levels: Vec<&str> = reference.kind.split('/').collect();
    let ([_, kind, inner @ ..], [name, names @ ..]) = (&levels[..], &reference.names[..]) else {
        return true;
    };
    let computed = reference.names.iter().any(|name| name.contains('('));
    if computed || template.of_kind(kind).next().is_none() {
        return false;
    }
    match has(template.of_kind(kind), name) {
        Some(true) => {}
        found => return found.is_some(),
    }
    let ([part, ..], [name, ..]) = (inner, names) else { return false };
    // A child may be a resource of its own, named by its whole path.
    let last = inner.last().unwrap_or(part);
    let child = has(template.of_kind(last), &reference.names.join("/"));
    let owner = template.named(kind, reference.names.first().unwrap_or(name));
    let properties = owner.and_then(|owner| owner.get("properties"));
    let copied = properties.is_some_and(|found| found.get("copy").is_some());
    let path = format!("/{part}");
    let written = has(properties.into_iter().flat_map(|found| each(found, &path)), name);
    !copied && child == Some(false) && written == Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_is_known_to_be_absent_is_lost() {
        let pool =
            "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lb', 'in')]";
        let with = |balancer: Value| {
            let nic = json!({ "type": "Microsoft.Network/networkInterfaces", "id": pool });
            let template = json!({ "resources": [nic, balancer] });
            check(Template(&template)).len()
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
