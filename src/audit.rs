//! Judges finished documents: what a configuration does with packets, and whether the files agree.
//!
//! Nothing here repeats the plan. Each configuration holds together and packets find their way through
//! it; the two units are a pair; the filters let pass what the pair lives by; every reference leads
//! somewhere; the template and the packages say the same. It knows the files' formats, not the code that
//! wrote them, and so reads a package of others in the same way. Before a download a contradiction is a
//! fault of the program, is named as such, and nothing is handed out.
//!
//! Whether every element is the planned one is asked by `tests/oracle`, which tells the plan a second
//! time, and by [`package`], which makes a bundle again from the design that lies in it.

use serde_json::Value;

use crate::artifact::Artifact;
use crate::design::Profile;
use crate::draft::{Draft, Secrets};
use crate::finding::{Case, Finding};
use crate::panos::Salt;
use crate::plan::{Approved, Plan};
use crate::{arm, artifact};

mod agreement;
pub mod azure;
mod compare;
pub mod damage;
mod embedded;
mod expression;
mod filter;
pub mod firewall;
mod init;
pub mod integrity;
pub mod onward;
pub mod package;
mod parameter;
mod reference;
mod template;
pub mod tree;

use damage::{Contradiction, Damage};
use firewall::Unit;
use template::Template;

/// Makes every file of the bundle and judges them; the only way by which files are handed out.
///
/// # Errors
/// The findings, when the files contradict each other.
pub fn audited(
    approved: Approved<'_>,
    draft: &Draft,
    secrets: &Secrets,
    salt: &Salt,
) -> Result<Vec<Artifact>, Vec<Finding>> {
    let artifacts = artifact::artifacts(approved, draft, secrets, salt);
    let template = text_of(&artifacts, "azuredeploy.json").expect("a bundle has a template");
    let mut findings = arm::limits(template);
    findings.extend(audit(approved, &artifacts));
    if findings.is_empty() { Ok(artifacts) } else { Err(findings) }
}

/// Everything in which the files contradict themselves or each other; empty when all is well.
pub fn audit(approved: Approved<'_>, artifacts: &[Artifact]) -> Vec<Finding> {
    let plan = approved.plan();
    let mut wrong: Vec<Contradiction> = Vec::new();
    let mut units = Vec::new();
    for directory in plan.units.each().map(|unit| &unit.directory) {
        match unit(artifacts, directory, &mut wrong) {
            Ok(unit) => units.push(unit),
            Err(reason) => wrong.push(Damage::Boot.of(reason)),
        }
    }
    wrong.extend(configurations(&units, Wanted::of(plan)));
    wrong.extend(pair(&units));
    match json(artifacts, "azuredeploy.json") {
        Ok(json) => wrong.extend(delivered(plan, &json, &units, artifacts)),
        Err(reason) => wrong.push(Damage::Boot.of(reason)),
    }
    wrong.into_iter().map(|what| Case::DocumentMismatch.at([], what.what)).collect()
}

/// The template of a bundle against its units, its other files, and what the plan sends through it.
fn delivered(
    plan: &Plan,
    json: &Value,
    units: &[Unit],
    artifacts: &[Artifact],
) -> Vec<Contradiction> {
    let template = Template(json);
    let beside: Vec<_> =
        artifacts.iter().map(|file| (file.path.as_str(), file.bytes.as_slice())).collect();
    let mut wrong = templated(template, units, &beside, Wanted::of(plan));
    let network = azure::of_bundle(plan, json);
    wrong.extend(Damage::Reach.each(filter::traffic(plan, &network)));
    wrong.extend(Damage::Forward.each(onward::check(plan, &network, units)));
    wrong.extend(Damage::Boot.each(expression::template(json)));
    match self::json(artifacts, "createUiDefinition.json") {
        Ok(form) => wrong.extend(Damage::Boot.each(expression::form(&form))),
        Err(reason) => wrong.push(Damage::Boot.of(reason)),
    }
    let path = "azuredeploy.parameters.json";
    match self::json(artifacts, path) {
        Ok(given) => wrong.extend(Damage::Boot.each(parameter::check(template, path, &given))),
        Err(reason) => wrong.push(Damage::Boot.of(reason)),
    }
    wrong
}

/// What a design wants to be open, which would be a fault otherwise.
#[derive(Clone, Copy, Debug, Default)]
struct Wanted {
    /// The whole Internet reaches management.
    management: bool,
    /// A rule of the firewalls allows everything.
    policy: bool,
}

impl Wanted {
    fn of(plan: &Plan) -> Self {
        Self { management: filter::is_open(plan), policy: plan.system.profile == Profile::Lab }
    }
}

/// What the configurations say, each of itself.
fn configurations(units: &[Unit], wanted: Wanted) -> Vec<Contradiction> {
    let mut wrong = Vec::new();
    for Unit { configuration, .. } in units {
        wrong.extend(integrity::check(configuration));
        if !wanted.policy {
            wrong.extend(integrity::wide_open(configuration));
        }
    }
    wrong
}

/// What two configurations say of each other as a pair.
fn pair(units: &[Unit]) -> Vec<Contradiction> {
    let [a, b] = units else { return Vec::new() };
    Damage::Failover.each(integrity::check_pair(&a.configuration, &b.configuration)).collect()
}

/// What a template says of itself, against the units and against the files beside it.
fn templated(
    template: Template<'_>,
    units: &[Unit],
    beside: &[(&str, &[u8])],
    wanted: Wanted,
) -> Vec<Contradiction> {
    let mut wrong = agreement::check(template, units);
    wrong.extend(Damage::Boot.each(reference::check(template)));
    wrong.extend(filter::check(&azure::read(template.0), units, wanted.management));
    wrong.extend(Damage::Apart.each(embedded::check(template, beside)));
    wrong
}

/// A unit of the bundle, its init-cfg.txt judged beside it.
fn unit(
    artifacts: &[Artifact],
    directory: &str,
    wrong: &mut Vec<Contradiction>,
) -> Result<Unit, String> {
    let path = |name: &str| format!("bootstrap/{directory}/config/{name}");
    let (xml, init) = (path("bootstrap.xml"), path("init-cfg.txt"));
    let tree = tree::parse(text_of(artifacts, &xml)?).map_err(|why| format!("{xml}: {why}"))?;
    let said = init::check(&init, text_of(artifacts, &init)?, Some(&tree));
    wrong.extend(Damage::Boot.each(said));
    Ok(Unit { directory: directory.to_owned(), configuration: firewall::read(&tree) })
}

fn text_of<'a>(artifacts: &'a [Artifact], path: &str) -> Result<&'a str, String> {
    let artifact = artifacts.iter().find(|artifact| artifact.path == path);
    artifact.and_then(Artifact::as_text).ok_or_else(|| format!("{path} is missing"))
}

fn json(artifacts: &[Artifact], path: &str) -> Result<Value, String> {
    serde_json::from_str(text_of(artifacts, path)?).map_err(|error| format!("{path}: {error}"))
}
