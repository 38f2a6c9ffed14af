//! What the template says of addresses, ports, routes and filters: each value of the plan's, read back.

use fast_ha::design::Choice;
use fast_ha::plan::{Direction, Firewall, NextHop, Plan, Prefixes, SecurityRule, Transport};
use serde_json::Value;

use super::{compare, resource, text};

/// Everything in which the template disagrees with the plan.
pub(super) fn check(plan: &Plan, template: &Value) -> Vec<String> {
    let mut wrong = addresses(plan, template);
    wrong.extend(services(plan, template));
    wrong.extend(probes(plan, template));
    wrong.extend(routes(plan, template));
    wrong.extend(rules(plan, template));
    wrong
}

fn addresses(plan: &Plan, template: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let nics = plan.units.each().into_iter().flat_map(Firewall::nics);
    let nics = nics.map(|nic| (nic.name.as_str(), nic.address.value));
    let server = plan.server.iter();
    let server = server.map(|server| (server.nic_name.as_str(), server.address.value));
    let inside = "/properties/ipConfigurations/0/properties/privateIPAddress";
    for (name, address) in nics.chain(server) {
        let found = resource(template, "networkInterfaces", name).and_then(|nic| text(nic, inside));
        compare(&mut wrong, &format!("the NIC {name}"), found, &address.to_string());
    }
    for unit in plan.units.each() {
        let name = &unit.name.value;
        let found = resource(template, "virtualMachines", name)
            .and_then(|machine| text(machine, "/properties/osProfile/computerName"));
        compare(&mut wrong, &format!("the computer name of {name}"), found, name);
    }
    let internal = &plan.balance.internal;
    let front = "/properties/frontendIPConfigurations/0/properties/privateIPAddress";
    let found = resource(template, "loadBalancers", &internal.name.value)
        .and_then(|balancer| text(balancer, front));
    let what = format!("the front end of {}", internal.name);
    compare(&mut wrong, &what, found, &internal.address.to_string());
    if plan.network.existing.is_none() {
        for subnet in plan.network.subnets() {
            let name = &subnet.name.value;
            let found = resource(template, "subnets", &format!("{}/{name}", plan.network.name))
                .and_then(|found| text(found, "/properties/addressPrefix"));
            compare(&mut wrong, &format!("the subnet {name}"), found, &subnet.range.to_string());
        }
    }
    wrong
}

/// What the plan says for the values that the parameters file gives.
pub(super) fn parameters(plan: &Plan, template: &Value, file: &Value) -> Vec<String> {
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

/// Every balancer that has rules probes the planned port by the planned protocol, and no other probes.
fn probes(plan: &Plan, template: &Value) -> Vec<String> {
    let balance = &plan.balance;
    let probe = &balance.probe;
    let mut wrong = Vec::new();
    for name in [&balance.public.name.value, &balance.internal.name.value] {
        let Some(balancer) = resource(template, "loadBalancers", name) else { continue };
        if *name == balance.public.name.value && balance.services.is_empty() {
            if balancer.pointer("/properties/probes").is_some() {
                wrong.push(format!("azuredeploy.json has a probe in {name} that no rule uses"));
            }
            continue;
        }
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
            .map(|route| {
                let by = match route.next_hop {
                    NextHop::Balancer(address) => address.to_string(),
                    NextHop::Internet => "nothing".to_owned(),
                };
                format!("{} {} by {by}", route.name, route.destination)
            })
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
    let properties = &rule["properties"];
    let list = |keys: [&str; 2]| {
        let written = keys.iter().map(|key| &properties[*key]);
        let all = written.flat_map(|one| one.as_array().into_iter().flatten().chain([one]));
        let mut all: Vec<String> = all.filter_map(|one| one.as_str().map(bare)).collect();
        all.sort_unstable();
        all.join(",")
    };
    let part = |key: &str| text(properties, key).unwrap_or("nothing");
    format!(
        "{} {} {} {} {} {} from {} to {}",
        text(rule, "/name").unwrap_or("nothing"),
        properties["priority"],
        part("/direction"),
        part("/access"),
        part("/protocol"),
        list(["destinationPortRange", "destinationPortRanges"]),
        list(["sourceAddressPrefix", "sourceAddressPrefixes"]),
        list(["destinationAddressPrefix", "destinationAddressPrefixes"]),
    )
}

/// A host without its length.
fn bare(text: &str) -> String {
    text.strip_suffix("/32").unwrap_or(text).to_owned()
}

fn prefixes(prefixes: &Prefixes) -> String {
    match prefixes {
        Prefixes::Any => "*".to_owned(),
        Prefixes::Asked => "[parameters('managementSources')]".to_owned(),
        Prefixes::Tag(tag) => tag.clone(),
        Prefixes::Ranges(ranges) => {
            let mut all: Vec<String> =
                ranges.iter().map(|range| bare(&range.to_string())).collect();
            all.sort_unstable();
            all.join(",")
        }
    }
}

fn planned_rule(rule: &SecurityRule) -> String {
    let mut ports: Vec<String> = rule.ports.iter().map(ToString::to_string).collect();
    ports.sort_unstable();
    if ports.is_empty() {
        ports.push("*".to_owned());
    }
    format!(
        "{} {} {} {} {} {} from {} to {}",
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
        ports.join(","),
        prefixes(&rule.source),
        prefixes(&rule.destination),
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
