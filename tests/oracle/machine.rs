//! Machines and balancers of the template against the plan: what addresses and references do not show.

use fast_ha::design::{BootstrapMode, Protocol};
use fast_ha::plan::{Image, Plan};
use serde_json::Value;

use super::{resource, text};

/// Everything in which the machines and balancers are not the planned ones.
pub(super) fn check(plan: &Plan, template: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut compare = |what: String, found: Option<String>, planned: String| {
        if found.as_deref() != Some(&planned) {
            let found = found.unwrap_or_else(|| "nothing".to_owned());
            wrong.push(format!("azuredeploy.json has {found} for {what}, planned is {planned}"));
        }
    };
    for firewall in plan.units.each() {
        for nic in firewall.nics() {
            let found = resource(template, "networkInterfaces", &nic.name)
                .and_then(|found| found.pointer("/properties/enableIPForwarding"));
            compare(
                format!("IP forwarding of {}", nic.name),
                found.map(Value::to_string),
                nic.ip_forwarding.to_string(),
            );
        }
        let name = &firewall.name.value;
        let machine = resource(template, "virtualMachines", name);
        if plan.bootstrap.mode.has_package() {
            let found = machine.and_then(share_directory);
            let planned = firewall.directory.clone();
            compare(format!("the share directory of {name}"), found, planned);
        }
        if plan.bootstrap.mode == BootstrapMode::CustomData {
            let data =
                machine.and_then(|machine| text(machine, "/properties/osProfile/customData"));
            for line in super::init_cfg_lines(plan, firewall.unit, false) {
                let bare = line.starts_with("plugin-op-commands");
                let told = data.is_some_and(|data| bare || data.contains(&line));
                compare(format!("{line} of {name}"), Some(told.to_string()), "true".to_owned());
            }
        }
        if let Image::Marketplace { version } = &plan.machine.image {
            let path = "/properties/storageProfile/imageReference/version";
            let found = machine.and_then(|machine| text(machine, path)).map(str::to_owned);
            compare(format!("the image version of {name}"), found, version.clone());
        }
    }
    let user = template.pointer("/parameters/adminUsername/allowedValues/0");
    compare(
        "the administrator".to_owned(),
        user.and_then(Value::as_str).map(str::to_owned),
        plan.access.user.value.clone(),
    );
    wrong.extend(balancers(plan, template));
    wrong
}

/// The directory that a machine's custom data names.
pub(super) fn share_directory(machine: &Value) -> Option<String> {
    let data = text(machine, "/properties/osProfile/customData")?;
    let (_, rest) = data.split_once("share-directory=")?;
    let name = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c));
    Some(name.collect())
}

/// Pools have their planned names, rules their planned transport.
fn balancers(plan: &Plan, template: &Value) -> Vec<String> {
    let (public, internal) = (&plan.balance.public, &plan.balance.internal);
    let published = plan.balance.services.iter().map(|service| {
        let transport = match service.protocol {
            Protocol::Tcp => "Tcp",
            Protocol::Udp => "Udp",
        };
        (service.name.clone(), transport)
    });
    let mut wrong = Vec::new();
    for (name, pool, rules) in [
        (&public.name.value, &public.pool, published.collect::<Vec<_>>()),
        (&internal.name.value, &internal.pool, vec![(internal.rule.clone(), "All")]),
    ] {
        let Some(balancer) = resource(template, "loadBalancers", name) else { continue };
        let part = |list: &str, name: &str| {
            let parts = balancer.pointer(&format!("/properties/{list}"))?.as_array()?;
            parts.iter().find(|part| text(part, "/name") == Some(name))
        };
        if part("backendAddressPools", pool).is_none() {
            wrong.push(format!("azuredeploy.json lacks the pool {pool} in {name}"));
        }
        for (rule, planned) in rules {
            let found = part("loadBalancingRules", &rule);
            let found = found.and_then(|found| text(found, "/properties/protocol"));
            if found != Some(planned) {
                let found = found.unwrap_or("nothing");
                wrong.push(format!(
                    "azuredeploy.json has {found} for the transport of {rule} in {name}, planned is {planned}"
                ));
            }
        }
    }
    wrong
}
