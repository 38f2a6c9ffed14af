//! What a careful engineer says of a package beside its contradictions: published secrets, values that nobody
//! filled in, and what is retired. A bundle with its design was told so when it was checked.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fault::{Contradiction, Fault};
use super::firewall::{Configuration, Part};
use super::template::{Template, each, is, text};
use super::tree::Tree;
use crate::facts::vmseries;

/// Hashes of passwords that stand in public packages and in every new firewall. Sources: PAN-OS, the first
/// login; public packages for pairs on Azure.
const PUBLISHED: [&str; 2] = ["fnRL/G5lXVMug", "$1$sxnehtei$7rZkYF6D2W24/kH8cRXym."];
/// Offers that were taken from the Marketplace. Source: issue 30 of the vendor's templates for Azure.
const GONE: [&str; 1] = ["vmseries1"];
/// Texts for people, which may say anything.
const PROSE: [&str; 4] = ["description", "comment", "comments", "login-banner"];
/// What stands for a value that is to come, in any case.
const TO_COME: [&str; 9] = [
    "changeme",
    "change-me",
    "change_me",
    "replaceme",
    "replace-me",
    "replace_me",
    "todo",
    "tbd",
    "fixme",
];

/// The part of a text that stands for a value which nobody filled in.
pub(super) fn placeholder(value: &str) -> Option<&str> {
    let value = value.trim();
    let low = value.to_ascii_lowercase();
    let between = |open: &str, close: &str| {
        let from = value.find(open)?;
        let to = value.get(from..)?.find(close)?;
        value.get(from..from + to + close.len())
    };
    let whole = TO_COME.contains(&low.as_str())
        || low.starts_with("your-")
        || low.starts_with("your_")
        || low.contains("xxxxx")
        || (value.starts_with('<') && value.ends_with('>'));
    whole.then_some(value).or_else(|| between("${", "}")).or_else(|| between("{{", "}}"))
}

/// What is said of a configuration.
pub(super) fn configuration(unit: &Configuration) -> Vec<Contradiction> {
    let mut wrong = Vec::new();
    let line = unit.tree.attribute("version").and_then(vmseries::line_numbers);
    if let Some((major, minor)) = line {
        let named = format!("{major}.{minor}");
        if let Some(day) = vmseries::ended((major, minor)) {
            let what = Fault::ReleaseEnded.of([&unit.firewall.host_name, &named, &day]);
            wrong.push(what.at(&unit.path, unit.tree.line));
        }
        // Source: pan-os-python, the profiles of its security rule by release.
        let rules = unit.tree.at("devices/entry/vsys/entry/rulebase/security/rules");
        let hip = rules.children.iter().find(|rule| rule.child("hip-profiles").is_some());
        if let Some(rule) = hip.filter(|_| major >= 10) {
            let what = Fault::HipProfiles.of([&rule.name, &named]);
            wrong.push(what.at(&unit.path, rule.at("hip-profiles").line));
        }
    }
    for (user, _) in unit.users.iter().filter(|(_, hash)| PUBLISHED.contains(&hash.as_str())) {
        wrong.push(unit.beside(Fault::HashPublished.of([user]), Part::User(user)));
    }
    let mut open = Vec::new();
    unit.tree.each(&mut |element: &Tree| {
        let told = placeholder(&element.text).or_else(|| placeholder(&element.name));
        if let Some(told) = told.filter(|_| !PROSE.contains(&element.tag.as_str())) {
            open.push((told.to_owned(), element.line));
        }
    });
    wrong.extend(left_open(&unit.path, &open));
    wrong
}

/// One contradiction for all placeholders of a file.
fn left_open(path: &str, open: &[(String, usize)]) -> Option<Contradiction> {
    let (first, _) = open.first()?;
    let what = Fault::Placeholder.of([&path, first]);
    Some(open.iter().take(4).fold(what, |what, (_, line)| what.at(path, *line)))
}

/// What is said of a file of lines: an init-cfg.txt, or licence codes.
pub(super) fn lines(path: &str, told: &str) -> Option<Contradiction> {
    let value = |line: &str| line.split_once('=').map_or(line, |(_, value)| value).to_owned();
    let open = told.lines().enumerate().filter_map(|(n, line)| {
        let value = value(line);
        // A code of which one letter is followed by `x`s alone is a sample.
        let sample = value
            .trim()
            .get(1..)
            .is_some_and(|rest| rest.len() > 4 && rest.chars().all(|c| c == 'x'));
        let found = placeholder(&value).or_else(|| sample.then_some(value.trim()));
        found.map(|found| (found.to_owned(), n + 1))
    });
    left_open(path, &open.collect::<Vec<_>>())
}

/// What is said of a template's parameters.
pub(super) fn parameters(template: Template<'_>) -> Vec<Contradiction> {
    let mut wrong = Vec::new();
    for (name, kind) in template.parameters() {
        let secure = is(kind, "/type", "securestring") || is(kind, "/type", "secureobject");
        let default =
            text(kind, "/defaultValue").filter(|text| !text.is_empty() && !text.starts_with('['));
        if secure && default.is_some() {
            wrong.push(template.beside(Fault::SecretPublished.of([name]), kind));
        }
        let password = name.to_ascii_lowercase().ends_with("password");
        if password && is(kind, "/type", "string") {
            wrong.push(template.beside(Fault::SecretOpen.of([name]), kind));
        }
    }
    wrong
}

/// Machines and sets of them, with the places of their size and image.
const MACHINES: [(&str, &str, &str); 2] = [
    (
        "virtualMachines",
        "/properties/hardwareProfile/vmSize",
        "/properties/storageProfile/imageReference",
    ),
    (
        "virtualMachineScaleSets",
        "/sku/name",
        "/properties/virtualMachineProfile/storageProfile/imageReference",
    ),
];

/// What is said of a template.
pub(super) fn template(template: Template<'_>) -> Vec<Contradiction> {
    let mut wrong = parameters(template);
    let machines = MACHINES.iter().flat_map(|(kind, size, image)| {
        template.of_kind(kind).map(move |one| (one.pointer(size), one.pointer(image)))
    });
    for (size, image) in machines {
        if let Some((name, size)) = size.and_then(|size| Some((size.as_str()?, size)))
            && let Some(day) = vmseries::retired(name)
        {
            wrong.push(template.beside(Fault::SizeRetired.of([&name, &day]), size));
        }
        let Some(image) = image else { continue };
        if let Some(offer) = text(image, "/offer").filter(|offer| GONE.contains(offer)) {
            wrong.push(template.beside(Fault::OfferGone.of([&offer]), image));
        }
        let Some(version) =
            text(image, "/version").filter(|_| is(image, "/publisher", "paloaltonetworks"))
        else {
            continue;
        };
        if let Some(floor) = vmseries::floor(version) {
            let release = vmseries::release(version).expect("a version with a floor is one");
            wrong.push(template.beside(Fault::ImageExploited.of([&release, &floor]), image));
        }
        if let Some(day) = vmseries::line_numbers(version).and_then(vmseries::ended) {
            wrong.push(template.beside(Fault::ImageEnded.of([&version, &day]), image));
        }
    }
    wrong
}

/// Secrets that a template hands to a deployment inside it as plain texts: in the outer scope they are computed
/// before they are sent, and stay in its history. Source: arm-ttk, secure parameters in nested deployments.
pub(super) fn nested(template: Template<'_>) -> Vec<Contradiction> {
    let secure = template
        .parameters()
        .filter(|(_, kind)| is(kind, "/type", "securestring") || is(kind, "/type", "secureobject"));
    let secrets: Vec<&String> = secure.map(|(name, _)| name).collect();
    let names: Vec<Vec<String>> = secrets.iter().map(|name| names_of(template, name)).collect();
    let inner = "/properties/expressionEvaluationOptions/scope";
    let mut given: BTreeMap<&String, Vec<&Value>> = BTreeMap::new();
    for resource in each(template.json, "/resources") {
        let Some(inside) = resource.pointer("/properties/template") else { continue };
        if is(resource, inner, "inner") {
            continue;
        }
        let told = inside.to_string().to_ascii_lowercase();
        let called = |names: &[String]| names.iter().any(|name| told.contains(name));
        if let Some((secret, _)) = secrets.iter().zip(&names).find(|(_, names)| called(names)) {
            given.entry(secret).or_default().push(resource);
        }
    }
    let say = |(secret, resources): (&String, Vec<&Value>)| {
        let name = |one: &&Value| text(one, "/name").unwrap_or("without a name").to_owned();
        let names: Vec<String> = resources.iter().map(name).collect();
        let what = Fault::SecretNested.of([&names.join(" and "), secret]);
        resources.into_iter().fold(what, |what, one| template.beside(what, one))
    };
    given.into_iter().map(say).collect()
}

/// What a secret is called in expressions, in small letters: the parameter itself, and the variables that have it.
fn names_of(template: Template<'_>, secret: &str) -> Vec<String> {
    let own = format!("parameters('{}')", secret.to_ascii_lowercase());
    let variables = template.json.get("variables").and_then(Value::as_object);
    let having = variables
        .into_iter()
        .flatten()
        .filter(|(_, value)| value.to_string().to_ascii_lowercase().contains(&own));
    let having = having.map(|(name, _)| format!("variables('{}')", name.to_ascii_lowercase()));
    let having: Vec<String> = having.collect();
    [own].into_iter().chain(having).collect()
}

/// The NICs that a machine has, and the first interface of its configuration that has none.
pub(super) fn beyond(machine: &Value, unit: &Configuration) -> Option<(usize, String)> {
    let nics = machine.pointer("/properties/networkProfile/networkInterfaces")?.as_array()?.len();
    let number = |name: &str| name.strip_prefix("ethernet1/")?.parse::<usize>().ok();
    let used =
        unit.firewall.interfaces.iter().filter(|one| one.used != crate::walk::firewall::Use::Other);
    let mut beyond = used.filter(|one| number(&one.name).is_some_and(|n| n >= nics));
    beyond.next().map(|one| (nics, one.name.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_known_and_values_are_not() {
        for open in
            ["${host}", "a-{{ name }}-b", "CHANGEME", "your-panorama", "<ip address>", "Ixxxxxxx"]
        {
            assert!(placeholder(open).is_some(), "{open}");
        }
        for value in ["edge-fw", "10.0.0.1", "$5$salt$hash", "yours", "a < b", "{}", "xx"] {
            assert_eq!(placeholder(value), None, "{value}");
        }
        assert_eq!(placeholder("a-${b}-c"), Some("${b}"));
    }
}
