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

use crate::artifact::Artifact;
use crate::design::Profile;
use crate::draft::{Draft, Secrets};
use crate::enclosed::Enclosed;
use crate::finding::{Case, Finding, Severity};
use crate::panos::Salt;
use crate::plan::{Approved, Plan};
use crate::{arm, artifact, enclosed};

mod agreement;
pub mod azure;
pub mod budget;
mod careful;
pub mod compare;
mod custom;
pub mod damage;
mod embedded;
pub mod expand;
mod expression;
pub mod fault;
mod filter;
pub mod firewall;
mod init;
pub mod integrity;
mod key;
pub mod onward;
pub mod package;
mod parameter;
mod reference;
pub mod takeover;
mod template;
pub mod tree;
mod written;

use budget::Budget;
use fault::{Contradiction, Fault};
use firewall::Unit;
use template::Template;
use written::Written;

/// Makes every file of the bundle and judges them; the only way by which files are handed out.
///
/// # Errors
/// The findings, when the files contradict each other.
pub fn audited(
    approved: Approved<'_>,
    draft: &Draft,
    secrets: &Secrets,
    salt: &Salt,
    enclosed: &[Enclosed],
) -> Result<Vec<Artifact>, Vec<Finding>> {
    let mut wrong = enclosed::judge(approved.plan(), secrets, enclosed);
    wrong.retain(|finding| finding.severity() == Severity::Error);
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let artifacts = artifact::artifacts(approved, draft, secrets, salt, enclosed);
    let template = text_of(&artifacts, "azuredeploy.json").expect("a bundle has a template");
    let mut findings = arm::limits(template);
    findings.extend(audit(approved, &artifacts));
    if findings.is_empty() { Ok(artifacts) } else { Err(findings) }
}

/// Everything in which the files contradict themselves or each other; empty when all is well.
pub fn audit(approved: Approved<'_>, artifacts: &[Artifact]) -> Vec<Finding> {
    let plan = approved.plan();
    // Files of ours are small.
    let budget = Budget::default();
    let mut wrong: Vec<Contradiction> = Vec::new();
    let mut units = Vec::new();
    for directory in plan.units.each().map(|unit| &unit.directory) {
        match unit(artifacts, directory, &budget, &mut wrong) {
            Ok(unit) => units.push(unit),
            Err(what) => wrong.push(what),
        }
    }
    wrong.extend(configurations(&units, Wanted::of(plan), &budget));
    if let [a, b] = units.as_slice() {
        wrong.extend(integrity::check_pair(&a.configuration, &b.configuration));
    }
    match json(artifacts, "azuredeploy.json", &budget) {
        Ok(json) => wrong.extend(delivered(plan, &json, &units, artifacts, &budget)),
        Err(what) => wrong.push(what),
    }
    let say = |what: Contradiction| match what.at.first() {
        Some(spot) => format!("{spot}: {what}"),
        None => what.to_string(),
    };
    wrong.into_iter().map(|what| Case::DocumentMismatch.at([], say(what))).collect()
}

/// The template of a bundle against its units, its other files, and what the plan sends through it.
fn delivered(
    plan: &Plan,
    written: &Written,
    units: &[Unit],
    artifacts: &[Artifact],
    budget: &Budget,
) -> Vec<Contradiction> {
    let template = Template::of("azuredeploy.json", written);
    let beside: Vec<_> =
        artifacts.iter().map(|file| (file.path.as_str(), file.bytes.as_slice())).collect();
    let mut wrong = templated(template, units, &beside, Wanted::of(plan), budget);
    let network = azure::of_bundle(plan, template.json);
    wrong.extend(filter::traffic(plan, &network, template));
    wrong.extend(onward::check(plan, &network, template, units));
    wrong.extend(expression::template(template.json));
    match json(artifacts, "createUiDefinition.json", budget) {
        Ok(form) => wrong.extend(expression::form(&form.json)),
        Err(what) => wrong.push(what),
    }
    let path = "azuredeploy.parameters.json";
    match json(artifacts, path, budget) {
        Ok(given) => wrong.extend(parameter::check(template, path, &given)),
        Err(what) => wrong.push(what),
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
    /// No balancer asks the firewalls.
    unasked: bool,
}

impl Wanted {
    fn of(plan: &Plan) -> Self {
        Self {
            management: plan.access.is_open(),
            policy: plan.system.profile == Profile::Lab,
            unasked: false,
        }
    }
}

/// What the configurations say, each of itself.
fn configurations(units: &[Unit], wanted: Wanted, budget: &Budget) -> Vec<Contradiction> {
    let mut wrong = Vec::new();
    for Unit { configuration, .. } in units {
        let said = integrity::check(configuration, budget).into_iter();
        wrong.extend(said.filter(|one| !wanted.unasked || !one.fault.is_of_probes()));
        if !wanted.policy {
            wrong.extend(integrity::wide_open(configuration));
        }
    }
    wrong
}

/// What a template says of itself, against the units and against the files beside it.
fn templated(
    template: Template<'_>,
    units: &[Unit],
    beside: &[(&str, &[u8])],
    wanted: Wanted,
    budget: &Budget,
) -> Vec<Contradiction> {
    let mut wrong = agreement::check(template, units, budget);
    wrong.extend(reference::check(template));
    wrong.extend(filter::check(&azure::read(template.json), template, units, wanted.management));
    wrong.extend(embedded::check(template, beside, budget));
    wrong.extend(custom::check(template, budget));
    wrong
}

/// A unit of the bundle, its init-cfg.txt judged beside it.
fn unit(
    artifacts: &[Artifact],
    directory: &str,
    budget: &Budget,
    wrong: &mut Vec<Contradiction>,
) -> Result<Unit, Contradiction> {
    let path = |name: &str| format!("bootstrap/{directory}/config/{name}");
    let (xml, init) = (path("bootstrap.xml"), path("init-cfg.txt"));
    let tree = tree::read(text_of(artifacts, &xml)?, budget);
    let tree = tree.map_err(|why| Fault::Unreadable.of([&xml, &why]))?;
    let said = init::check(&init, text_of(artifacts, &init)?, Some((&xml, &tree)), budget);
    // A key that is not on the list can only be typed; the design has been warned of what may be meant so.
    wrong.extend(said.into_iter().filter(|one| !one.fault.is_remark()));
    Ok(Unit { directory: directory.to_owned(), configuration: firewall::read(&xml, tree) })
}

fn text_of<'a>(artifacts: &'a [Artifact], path: &str) -> Result<&'a str, Contradiction> {
    let artifact = artifacts.iter().find(|artifact| artifact.path == path);
    artifact.and_then(Artifact::as_text).ok_or_else(|| Fault::FileMissing.of([&path]))
}

fn json(artifacts: &[Artifact], path: &str, budget: &Budget) -> Result<Written, Contradiction> {
    let read = written::read(path, text_of(artifacts, path)?, budget);
    read.map_err(|why| Fault::Unreadable.of([&path, &why]))
}
