//! What the template says: every address, subnet, filter and machine, read back as JSON.

use serde_json::Value;

use super::filter;
use super::text_of;
use crate::artifact::Artifact;
use crate::plan::Plan;

/// Everything in which the template and its parameters file disagree with the plan.
pub(super) fn check(plan: &Plan, artifacts: &[Artifact]) -> Vec<String> {
    let template = match json(artifacts, "azuredeploy.json") {
        Ok(template) => template,
        Err(reason) => return vec![reason],
    };
    let mut wrong = Vec::new();
    let mut compare = |what: String, found: Option<&str>, planned: String| {
        if found != Some(planned.as_str()) {
            let found = found.unwrap_or("nothing");
            wrong.push(format!("azuredeploy.json has {found} for {what}, planned is {planned}"));
        }
    };
    for firewall in plan.units.each() {
        for nic in firewall.nics() {
            let found =
                resource(&template, "networkInterfaces", &nic.name).and_then(address_of_nic);
            compare(format!("the NIC {}", nic.name), found, nic.address.to_string());
        }
        let name = &firewall.name.value;
        let found = resource(&template, "virtualMachines", name)
            .and_then(|vm| vm.pointer("/properties/osProfile/computerName")?.as_str());
        compare(format!("the computer name of {name}"), found, name.clone());
    }
    if let Some(server) = &plan.server {
        let found =
            resource(&template, "networkInterfaces", &server.nic_name).and_then(address_of_nic);
        compare(format!("the NIC {}", server.nic_name), found, server.address.to_string());
    }
    let internal = &plan.balance.internal;
    let found = resource(&template, "loadBalancers", &internal.name.value).and_then(|balancer| {
        let path = "/properties/frontendIPConfigurations/0/properties/privateIPAddress";
        balancer.pointer(path)?.as_str()
    });
    compare(format!("the front end of {}", internal.name), found, internal.address.to_string());
    if plan.network.existing.is_none() {
        let vnet = resource(&template, "virtualNetworks", &plan.network.name.value);
        for subnet in plan.network.subnets() {
            let found = vnet.and_then(|vnet| {
                let subnets = vnet.pointer("/properties/subnets")?.as_array()?;
                let here =
                    subnets.iter().find(|part| text(part, "/name") == Some(&subnet.name.value))?;
                text(here, "/properties/addressPrefix")
            });
            compare(format!("the subnet {}", subnet.name), found, subnet.range.to_string());
        }
    }
    for table in &plan.route_tables {
        let found = resource(&template, "routeTables", &table.name)
            .and_then(|table| text(table, "/properties/routes/0/properties/nextHopIpAddress"));
        compare(format!("the next hop of {}", table.name), found, internal.address.to_string());
    }
    wrong.extend(services(plan, &template));
    wrong.extend(filter::check(plan, &template));
    if let Err(reason) = json(artifacts, "azuredeploy.parameters.json") {
        wrong.push(reason);
    }
    wrong
}

/// Each published service is a rule of the public balancer with the planned ports.
fn services(plan: &Plan, template: &Value) -> Vec<String> {
    let public = &plan.balance.public.name.value;
    let rules = resource(template, "loadBalancers", public)
        .and_then(|balancer| balancer.pointer("/properties/loadBalancingRules")?.as_array());
    let mut wrong = Vec::new();
    for service in &plan.balance.services {
        let rule = rules.and_then(|rules| {
            let named = rules.iter().find(|rule| text(rule, "/name") == Some(&service.name))?;
            named.get("properties")
        });
        let port = |key: &str| rule.and_then(|rule| rule.get(key)?.as_u64());
        let ports = (Some(u64::from(service.port)), Some(u64::from(service.backend_port)));
        let found = (port("frontendPort"), port("backendPort"));
        if found != ports {
            wrong.push(format!(
                "azuredeploy.json has the ports {found:?} for the service {}, planned are {ports:?}",
                service.name
            ));
        }
    }
    wrong
}

/// A JSON file of the bundle.
pub(super) fn json(artifacts: &[Artifact], path: &str) -> Result<Value, String> {
    serde_json::from_str(text_of(artifacts, path)?).map_err(|error| format!("{path}: {error}"))
}

pub(super) fn text<'a>(value: &'a Value, path: &str) -> Option<&'a str> {
    value.pointer(path)?.as_str()
}

fn address_of_nic(nic: &Value) -> Option<&str> {
    text(nic, "/properties/ipConfigurations/0/properties/privateIPAddress")
}

/// The first resource of a type.
pub(super) fn of_kind<'a>(template: &'a Value, kind: &str) -> Option<&'a Value> {
    let resources = template.get("resources")?.as_array()?;
    resources
        .iter()
        .find(|resource| text(resource, "/type").is_some_and(|known| known.ends_with(kind)))
}

pub(super) fn resource<'a>(template: &'a Value, kind: &str, name: &str) -> Option<&'a Value> {
    let resources = template.get("resources")?.as_array()?;
    resources.iter().find(|resource| {
        let of_kind = text(resource, "/type").is_some_and(|known| known.ends_with(kind));
        of_kind && text(resource, "/name") == Some(name)
    })
}
