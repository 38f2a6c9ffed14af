//! Reads the finished documents back and holds them against the plan and against each other.
//!
//! Independent of the writers: it knows the files' formats, not the code that wrote them. A mismatch
//! is a fault of the program, is named as such, and nothing is handed out.

use crate::artifact;
use crate::artifact::Artifact;
use crate::design::Unit;
use crate::draft::Draft;
use crate::draft::Secrets;
use crate::finding::Code;
use crate::finding::Finding;
use crate::panos::Salt;
use crate::plan::Approved;
use crate::plan::Plan;
use crate::plan::Via;

mod embedded;
mod filter;
pub mod firewall;
pub mod integrity;
pub mod package;
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
                complaints.extend(against_plan(plan, unit, &firewall));
                read.push(firewall);
            }
            Err(reason) => complaints.push(reason),
        }
        complaints.extend(init_cfg(plan, unit, artifacts, &format!("{folder}/init-cfg.txt")));
    }
    if let [a, b] = read.as_slice() {
        complaints.extend(integrity::check_pair(a, b));
    }
    complaints.extend(template::check(plan, artifacts));
    complaints.extend(embedded::check(plan, artifacts));
    let finding = |complaint: String| Finding::new(Code::DocumentMismatch, [], complaint);
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

/// What one unit's configuration must say by the plan.
fn against_plan(plan: &Plan, unit: Unit, read: &Firewall) -> Vec<String> {
    let own = plan.units.of(unit);
    let peer = plan.units.peer_of(unit);
    let mut wanted = vec![
        ("host name", own.name.value.clone(), read.host_name.clone()),
        ("HA1 peer", peer.management.address.to_string(), read.ha.peer.clone()),
        ("HA2 address", own.ha2.address.to_string(), read.ha.ha2_address.clone()),
        (
            "HA2 mask",
            plan.network.ha2_subnet().range.value.netmask().to_string(),
            read.ha.ha2_netmask.clone(),
        ),
        ("HA priority", own.priority.to_string(), read.ha.priority.clone()),
    ];
    if !plan.ha.config_sync {
        let nics = [
            (&own.untrust, &peer.untrust, &plan.network.untrust),
            (&own.trust, &peer.trust, &plan.network.trust),
        ];
        for (own, peer, subnet) in nics {
            let name = own.interface.unwrap_or_default();
            let len = subnet.range.value.prefix_len();
            let planned = format!("{}/{len} {}/32", own.address, peer.address);
            let found = read.interface(name).map(|interface| interface.addresses.join(" "));
            wanted.push(("interface addresses", planned, found.unwrap_or_default()));
        }
    }
    if !plan.ha.config_sync && plan.system.local_policy {
        let len = plan.network.untrust.range.value.prefix_len();
        let found = read.nat.iter().find(|rule| !rule.hides_behind.is_empty());
        let found = found.map(|rule| rule.hides_address.clone()).unwrap_or_default();
        wanted.push(("outbound address", format!("{}/{len}", own.untrust.address), found));
    }
    for service in plan.balance.services.iter().filter(|_| plan.system.local_policy) {
        let rule = read.nat.iter().find(|rule| rule.name == format!("in-{}", service.name));
        let found = rule.map(|rule| rule.translated.clone()).unwrap_or_default();
        wanted.push(("published service", service.target.to_string(), found));
        let found = rule.map(|rule| rule.service.clone()).unwrap_or_default();
        let planned = format!("{}-{}", service.protocol, service.backend_port);
        wanted.push(("published port", planned, found));
    }
    wanted.push(("routes", planned_routes(plan), found_routes(read)));
    let version = read.tree.attributes.iter().find(|(name, _)| name == "version");
    let version = version.map(|(_, value)| value.clone()).unwrap_or_default();
    wanted.push(("version", format!("{}.0", plan.machine.line), version));
    wanted
        .into_iter()
        .filter(|(_, planned, found)| planned != found)
        .map(|(what, planned, found)| {
            format!(
                "bootstrap.xml of unit {} has the {what} `{found}`, planned is `{planned}`",
                unit.letter()
            )
        })
        .collect()
}

/// The planned routes, a text each.
fn planned_routes(plan: &Plan) -> String {
    let routes = plan.routers.iter().flat_map(|router| {
        router.routes.iter().map(move |route| {
            let via = match &route.via {
                Via::Gateway(gateway) => gateway.to_string(),
                Via::Router(other) => (*other).to_owned(),
            };
            format!("{} {} via {via}", router.name, route.destination)
        })
    });
    routes.collect::<Vec<_>>().join(", ")
}

fn found_routes(read: &Firewall) -> String {
    let routes = read.routers.iter().flat_map(|router| {
        router.routes.iter().map(move |route| {
            let via =
                if route.next_router.is_empty() { &route.gateway } else { &route.next_router };
            format!("{} {} via {via}", router.name, route.destination)
        })
    });
    routes.collect::<Vec<_>>().join(", ")
}

fn init_cfg(plan: &Plan, unit: Unit, artifacts: &[Artifact], path: &str) -> Vec<String> {
    let text = match text_of(artifacts, path) {
        Ok(text) => text,
        Err(reason) => return vec![reason],
    };
    let value = |key: &str| {
        text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('=')).unwrap_or_default()
    };
    let wanted = [
        ("hostname", plan.units.of(unit).name.value.clone()),
        ("dns-primary", plan.system.dns.to_string()),
        ("type", "dhcp-client".to_owned()),
    ];
    wanted
        .into_iter()
        .filter(|(key, planned)| value(key) != planned)
        .map(|(key, planned)| format!("{path} has {key}=`{}`, planned is `{planned}`", value(key)))
        .collect()
}
