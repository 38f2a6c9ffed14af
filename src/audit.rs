//! Reads the finished documents back and holds them against the plan and against each other.
//!
//! Independent of the writers: it knows the files' formats, not the code that wrote them. A mismatch
//! is a fault of the program, is named as such, and nothing is handed out.

use crate::artifact;
use crate::artifact::Artifact;
use crate::design::{LicensePlan, Routing, Unit};
use crate::draft::{Draft, Secrets};
use crate::finding::{Case, Finding};
use crate::panos::Salt;
use crate::plan::{Approved, Plan};

mod association;
mod embedded;
mod expression;
mod filter;
pub mod firewall;
pub mod integrity;
mod inventory;
mod machine;
pub mod onward;
pub mod package;
pub mod packet;
mod statement;
mod template;
pub mod tree;

use firewall::Firewall;

/// Makes every file of the bundle and audits them; the only way by which files are handed out.
///
/// # Errors
/// The findings, when the files disagree with the plan or with each other.
pub fn audited(
    approved: Approved<'_>,
    draft: &Draft,
    secrets: &Secrets,
    salt: &Salt,
) -> Result<Vec<Artifact>, Vec<Finding>> {
    let artifacts = artifact::artifacts(approved, draft, secrets, salt);
    let findings = audit(approved, &artifacts);
    if findings.is_empty() { Ok(artifacts) } else { Err(findings) }
}

/// Everything in which the files disagree with the plan or with each other; empty when all is well.
pub fn audit(approved: Approved<'_>, artifacts: &[Artifact]) -> Vec<Finding> {
    let plan = approved.plan();
    let mut complaints = Vec::new();
    let mut read = Vec::new();
    for unit in Unit::BOTH {
        let folder = format!("bootstrap/{}/config", plan.units.of(unit).directory);
        match firewall(artifacts, &format!("{folder}/bootstrap.xml")) {
            Ok(firewall) => {
                complaints.extend(integrity::check(&firewall));
                complaints.extend(statement::check(plan, unit, &firewall));
                read.push(firewall);
            }
            Err(reason) => complaints.push(reason),
        }
        complaints.extend(init_cfg(plan, unit, artifacts, &format!("{folder}/init-cfg.txt")));
        let license = format!("bootstrap/{}/license", plan.units.of(unit).directory);
        complaints.extend(auth_codes(plan, artifacts, &format!("{license}/authcodes")));
    }
    if let [a, b] = read.as_slice() {
        let management = plan.units.each().map(|unit| unit.management.address.value);
        complaints.extend(integrity::check_pair(a, b, Some(management)));
    }
    complaints.extend(template::check(plan, artifacts, &read));
    complaints.extend(embedded::check(plan, artifacts));
    let finding = |complaint: String| Case::DocumentMismatch.at([], complaint);
    complaints.into_iter().map(finding).collect()
}

fn text_of<'a>(artifacts: &'a [Artifact], path: &str) -> Result<&'a str, String> {
    let artifact = artifacts.iter().find(|artifact| artifact.path == path);
    artifact.and_then(Artifact::as_text).ok_or_else(|| format!("{path} is missing"))
}

fn firewall(artifacts: &[Artifact], path: &str) -> Result<Firewall, String> {
    let tree = tree::parse(text_of(artifacts, path)?).map_err(|why| format!("{path}: {why}"))?;
    Ok(firewall::read(&tree))
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
    let commands = commands.collect::<Vec<_>>().join(",");
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
