//! What the template says: every address, subnet, filter and machine, read back as JSON.

use serde_json::Value;

use super::firewall::Firewall;
use super::{association, expression, filter, inventory, machine, onward, text_of};
use crate::artifact::Artifact;
use crate::design::Choice;
use crate::plan::{Direction, Plan, SecurityRule, Transport};

/// Everything in which the template and its parameters file disagree with the plan.
pub(super) fn check(plan: &Plan, artifacts: &[Artifact], firewalls: &[Firewall]) -> Vec<String> {
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
    wrong.extend(services(plan, &template));
    wrong.extend(probes(plan, &template));
    wrong.extend(routes(plan, &template));
    wrong.extend(onward::check(plan, &template, firewalls));
    wrong.extend(rules(plan, &template));
    wrong.extend(filter::check(plan, &template));
    wrong.extend(inventory::check(plan, &template));
    wrong.extend(machine::check(plan, &template));
    wrong.extend(association::check(plan, &template));
    wrong.extend(expression::template(&template));
    match json(artifacts, "createUiDefinition.json") {
        Ok(form) => wrong.extend(expression::form(&form)),
        Err(reason) => wrong.push(reason),
    }
    match json(artifacts, "azuredeploy.parameters.json") {
        Ok(file) => wrong.extend(parameters(plan, &template, &file)),
        Err(reason) => wrong.push(reason),
    }
    wrong
}

/// What the plan says for the values that the parameters file gives.
fn parameters(plan: &Plan, template: &Value, file: &Value) -> Vec<String> {
    let planned = [
        ("adminUsername", Some(plan.access.user.value.clone())),
        ("vmSize", Some(plan.machine.size.value.clone())),
        ("osDiskType", Some(plan.machine.disk.text().to_owned())),
        ("serverSize", plan.server.as_ref().map(|server| server.size.value.clone())),
    ];
    let mut wrong = Vec::new();
    let given = file.get("parameters").and_then(Value::as_object);
    for (name, value) in given.into_iter().flatten() {
        if template.pointer(&format!("/parameters/{name}")).is_none() {
            wrong.push(format!("azuredeploy.parameters.json gives {name}, which is not declared"));
        }
        let Some((_, Some(planned))) = planned.iter().find(|(known, _)| known == name) else {
            continue;
        };
        let found = text(value, "/value").unwrap_or("nothing");
        if found != planned {
            wrong.push(format!(
                "azuredeploy.parameters.json has {found} for {name}, planned is {planned}"
            ));
        }
    }
    wrong
}

/// Every balancer that is there probes the planned port by the planned protocol.
fn probes(plan: &Plan, template: &Value) -> Vec<String> {
    let probe = &plan.balance.probe;
    let mut wrong = Vec::new();
    for name in [&plan.balance.public.name.value, &plan.balance.internal.name.value] {
        let Some(balancer) = resource(template, "loadBalancers", name) else { continue };
        let found = balancer.pointer("/properties/probes/0/properties");
        let port = found.and_then(|found| found.get("port")?.as_u64());
        let protocol = found.and_then(|found| text(found, "/protocol"));
        let path = found.and_then(|found| text(found, "/requestPath"));
        let named = protocol.is_some_and(|found| found.eq_ignore_ascii_case(probe.protocol.text()));
        if port != Some(u64::from(probe.port)) || !named || path != probe.path.as_deref() {
            wrong.push(format!(
                "azuredeploy.json has the probe {protocol:?} {port:?} {path:?} in {name}, planned is {} {}",
                probe.protocol.text(),
                probe.port
            ));
        }
    }
    wrong
}

/// Every route table has the planned routes and no other, and takes a gateway's routes as planned.
fn routes(plan: &Plan, template: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for table in &plan.route_tables {
        let properties = resource(template, "routeTables", &table.name)
            .and_then(|found| found.get("properties"));
        let shut = properties.and_then(|found| found.get("disableBgpRoutePropagation")?.as_bool());
        if shut != Some(!table.propagates) {
            wrong.push(format!("azuredeploy.json treats gateways wrongly in {}", table.name));
        }
        let found = properties.and_then(|found| found.get("routes")?.as_array());
        let said = |route: &Value| {
            let part = |path: &str| text(route, path).unwrap_or("nothing").to_owned();
            let (to, by) = ("/properties/addressPrefix", "/properties/nextHopIpAddress");
            format!("{} {} by {}", part("/name"), part(to), part(by))
        };
        let found: Vec<String> = found.into_iter().flatten().map(said).collect();
        let planned: Vec<String> = table
            .routes
            .iter()
            .map(|route| format!("{} {} by {}", route.name, route.destination, route.next_hop))
            .collect();
        if found != planned {
            wrong.push(format!(
                "azuredeploy.json has the routes {} in {}, planned are {}",
                found.join(", "),
                table.name,
                planned.join(", ")
            ));
        }
    }
    wrong
}

/// Every filter has the planned rules with their priorities, ports and sense, and no other.
fn rules(plan: &Plan, template: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for nsg in &plan.nsgs {
        let found = resource(template, "networkSecurityGroups", &nsg.name)
            .and_then(|found| found.pointer("/properties/securityRules")?.as_array());
        let found: Vec<String> = found.into_iter().flatten().map(found_rule).collect();
        let planned: Vec<String> = nsg.rules.iter().map(planned_rule).collect();
        for (found, planned) in
            found.iter().zip(&planned).filter(|(found, planned)| found != planned)
        {
            wrong.push(format!(
                "azuredeploy.json has the rule {found} in {}, planned is {planned}",
                nsg.name
            ));
        }
        if found.len() != planned.len() {
            wrong.push(format!(
                "azuredeploy.json has {} rules in {}, planned are {}",
                found.len(),
                nsg.name,
                planned.len()
            ));
        }
    }
    wrong
}

fn found_rule(rule: &Value) -> String {
    let properties = rule.get("properties").unwrap_or(&Value::Null);
    let ports = filter::list(properties, "destinationPortRange");
    let mut ports: Vec<String> = ports.into_iter().map(str::to_owned).collect();
    ports.sort_unstable();
    let part = |key: &str| properties.get(key).and_then(Value::as_str).unwrap_or("nothing");
    format!(
        "{} {} {} {} {} {}",
        text(rule, "/name").unwrap_or("nothing"),
        properties.get("priority").unwrap_or(&Value::Null),
        part("direction"),
        part("access"),
        part("protocol"),
        ports.join(",")
    )
}

fn planned_rule(rule: &SecurityRule) -> String {
    let mut ports: Vec<String> = rule.ports.iter().map(ToString::to_string).collect();
    ports.sort_unstable();
    if ports.is_empty() {
        ports.push("*".to_owned());
    }
    format!(
        "{} {} {} {} {} {}",
        rule.name,
        rule.priority,
        match rule.direction {
            Direction::Inbound => "Inbound",
            Direction::Outbound => "Outbound",
        },
        if rule.allow { "Allow" } else { "Deny" },
        match rule.transport {
            Transport::Any => "*",
            Transport::Tcp => "Tcp",
            Transport::Udp => "Udp",
            Transport::Icmp => "Icmp",
        },
        ports.join(",")
    )
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
