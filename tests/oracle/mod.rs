//! The plan told a second time, without the writers' code: what every file must say, literal by literal.
//!
//! What is shared by both units or by the writer's own habit shows only here. The product judges what the
//! files do; this holds them against what was planned, over the goldens, the generated drafts and the
//! planted faults.

use fast_ha::artifact::Artifact;
use fast_ha::audit::firewall::Configuration;
use fast_ha::audit::tree::Tree;
use fast_ha::audit::{firewall, tree};
use fast_ha::design::{BootstrapMode, LicensePlan, Routing, Unit};
use fast_ha::plan::Plan;
use serde_json::Value;

mod address;
mod association;
mod machine;
mod order;
mod statement;
mod template;

/// Everything in which the files are not what the plan wants.
pub(crate) fn check(plan: &Plan, artifacts: &[Artifact]) -> Vec<String> {
    let mut wrong = Vec::new();
    for unit in Unit::BOTH {
        let directory = &plan.units.of(unit).directory;
        let config = format!("bootstrap/{directory}/config");
        match firewall(artifacts, &format!("{config}/bootstrap.xml")) {
            Ok(firewall) => {
                wrong.extend(statement::check(plan, unit, &firewall));
                wrong.extend(order::check(plan, &firewall.firewall));
            }
            Err(reason) => wrong.push(reason),
        }
        wrong.extend(init_cfg(plan, unit, artifacts, &format!("{config}/init-cfg.txt")));
        let codes = format!("bootstrap/{directory}/license/authcodes");
        wrong.extend(auth_codes(plan, artifacts, &codes));
    }
    let template = match json(artifacts, "azuredeploy.json") {
        Ok(template) => template,
        Err(reason) => return wrong.into_iter().chain([reason]).collect(),
    };
    wrong.extend(template::check(plan, &template));
    wrong.extend(address::check(plan, &template));
    wrong.extend(machine::check(plan, &template));
    wrong.extend(association::check(plan, &template));
    match json(artifacts, "azuredeploy.parameters.json") {
        Ok(file) => wrong.extend(template::parameters(plan, &template, &file)),
        Err(reason) => wrong.push(reason),
    }
    let script = of_kind(&template, "deploymentScripts").next().is_some();
    if script != (plan.bootstrap.mode == BootstrapMode::OneClick) {
        wrong.push(format!("a script is in azuredeploy.json: {script}, planned otherwise"));
    }
    wrong
}

fn text_of<'a>(artifacts: &'a [Artifact], path: &str) -> Result<&'a str, String> {
    let artifact = artifacts.iter().find(|artifact| artifact.path == path);
    artifact.and_then(Artifact::as_text).ok_or_else(|| format!("{path} is missing"))
}

/// Visits an element and those below it with their paths.
pub(crate) fn paths(tree: &Tree, path: &str, visit: &mut dyn FnMut(&str, &Tree)) {
    let own = if tree.name.is_empty() {
        format!("{path}/{}", tree.tag)
    } else {
        format!("{path}/{}[{}]", tree.tag, tree.name)
    };
    visit(&own, tree);
    tree.children.iter().for_each(|child| paths(child, &own, visit));
}

fn firewall(artifacts: &[Artifact], path: &str) -> Result<Configuration, String> {
    let tree = tree::parse(text_of(artifacts, path)?).map_err(|why| format!("{path}: {why}"))?;
    Ok(firewall::read(path, tree))
}

fn json(artifacts: &[Artifact], path: &str) -> Result<Value, String> {
    serde_json::from_str(text_of(artifacts, path)?).map_err(|error| format!("{path}: {error}"))
}

/// The text at a path.
fn text<'a>(value: &'a Value, path: &str) -> Option<&'a str> {
    value.pointer(path)?.as_str()
}

/// The resources of a type.
fn of_kind<'a>(template: &'a Value, kind: &str) -> impl Iterator<Item = &'a Value> {
    let kind = format!("/{kind}");
    let resources = template["resources"].as_array().into_iter().flatten();
    resources.filter(move |one| text(one, "/type").is_some_and(|found| found.ends_with(&kind)))
}

fn resource<'a>(template: &'a Value, kind: &str, name: &str) -> Option<&'a Value> {
    of_kind(template, kind).find(|one| text(one, "/name") == Some(name))
}

/// One value of the template against the plan's.
fn compare(wrong: &mut Vec<String>, what: &str, found: Option<&str>, planned: &str) {
    if found != Some(planned) {
        let found = found.unwrap_or("nothing");
        wrong.push(format!("azuredeploy.json has {found} for {what}, planned is {planned}"));
    }
}

/// Keys of init-cfg whose values are secrets: there or not, and never blank.
const SECRET_KEYS: [&str; 4] = [
    "vm-auth-key",
    "auth-key",
    "vm-series-auto-registration-pin-id",
    "vm-series-auto-registration-pin-value",
];

/// What init-cfg must say, line by line; of a secret only that it is not blank.
fn init_cfg(plan: &Plan, unit: Unit, artifacts: &[Artifact], path: &str) -> Vec<String> {
    let text = match text_of(artifacts, path) {
        Ok(text) => text,
        Err(reason) => return vec![reason],
    };
    let (secret, open): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| SECRET_KEYS.iter().any(|key| is_key(line, key)));
    let mut wrong = Vec::new();
    for line in secret.iter().filter(|line| line.ends_with('=')) {
        wrong.push(format!("{path} has a blank {line}"));
    }
    let plugin = secret.iter().any(|line| is_key(line, "auth-key"));
    let wanted = init_cfg_lines(plan, unit, plugin);
    let missing = wanted.iter().filter(|line| !open.contains(&line.as_str()));
    let foreign = open.iter().filter(|line| !wanted.iter().any(|known| known == *line));
    wrong.extend(missing.map(|line| format!("{path} lacks {line}")));
    wrong.extend(foreign.map(|line| format!("{path} has the unplanned {line}")));
    if open.len() != wanted.len() || !text.ends_with('\n') || text.contains('\r') {
        wrong.push(format!("{path} is not one line a key, each ended by a line feed"));
    }
    wrong
}

fn is_key(line: &str, key: &str) -> bool {
    line.strip_prefix(key).is_some_and(|rest| rest.starts_with('='))
}

/// The planned lines without the secrets; the licence plugin's key has a mode of its own.
fn init_cfg_lines(plan: &Plan, unit: Unit, plugin: bool) -> Vec<String> {
    let mut lines: Vec<String> = [
        "type=dhcp-client",
        "dhcp-send-hostname=yes",
        "dhcp-send-client-id=yes",
        "dhcp-accept-server-hostname=no",
        "dhcp-accept-server-domain=no",
    ]
    .map(str::to_owned)
    .into();
    lines.push(format!("hostname={}", plan.units.of(unit).name));
    lines.push(format!("dns-primary={}", plan.system.dns));
    lines.extend(plan.system.dns2.as_ref().map(|dns2| format!("dns-secondary={dns2}")));
    if let Some(panorama) = &plan.panorama {
        lines.push(format!("panorama-server={}", panorama.server));
        for (key, value) in [
            ("panorama-server-2", &panorama.server2),
            ("tplname", &panorama.template_stack),
            ("dgname", &panorama.device_group),
            ("cgname", &panorama.collector_group),
        ] {
            lines.extend(value.as_ref().map(|value| format!("{key}={value}")));
        }
    }
    let logical = plan.system.routing == Routing::LogicalRouter;
    let commands = [(plugin, "panorama-licensing-mode-on"), (logical, "advance-routing:enable")];
    let commands = commands.into_iter().filter(|(on, _)| *on).map(|(_, command)| command);
    let own = plan.bootstrap.init_commands.iter().map(String::as_str);
    let mut commands: Vec<&str> = commands.chain(own).collect();
    commands.retain({
        let mut seen = std::collections::BTreeSet::new();
        move |command| seen.insert(*command)
    });
    let commands = commands.join(",");
    lines.extend(plan.bootstrap.init_keys.iter().map(ToString::to_string));
    if !commands.is_empty() {
        lines.push(format!("plugin-op-commands={commands}"));
    }
    lines
}

/// Auth codes are there for bring your own licence alone, a code a line.
fn auth_codes(plan: &Plan, artifacts: &[Artifact], path: &str) -> Vec<String> {
    let Ok(codes) = text_of(artifacts, path) else { return Vec::new() };
    let mut wrong = Vec::new();
    if plan.machine.plan != LicensePlan::Byol {
        wrong.push(format!("{path} is there with a plan that pays for its licence"));
    }
    let tidy = |line: &str| !line.is_empty() && line.trim() == line;
    if !codes.ends_with('\n') || !codes.lines().all(tidy) {
        wrong.push(format!("{path} is not one code a line"));
    }
    wrong
}
