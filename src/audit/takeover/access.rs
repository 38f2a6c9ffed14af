//! The administrator, and how management is reached and gets out.

use std::collections::BTreeSet;

use serde_json::Value;

use super::seen::{Said, Seen};
use crate::audit::template::MANAGEMENT;
use crate::choice::{Choice, Login, ManagementEgress};
use crate::facts;
use crate::walk::azure::{Ports, Prefix, Way};

/// The public key of a machine's administrator.
pub(super) const KEY: &str = "/properties/osProfile/linuxConfiguration/ssh/publicKeys/0/keyData";

pub(super) fn user(seen: &Seen<'_>) -> Option<Said> {
    seen.told("/properties/osProfile/adminUsername").or_else(|| {
        // The factory's own administrator is there besides.
        let mut users = seen.any()?.users.iter();
        users.find(|(name, _)| name != "admin").map(|(name, _)| Said::new(name))
    })
}

pub(super) fn login(seen: &Seen<'_>) -> Option<Said> {
    let machine = seen.machine()?;
    let shut =
        machine.pointer("/properties/osProfile/linuxConfiguration/disablePasswordAuthentication");
    let login =
        if shut.and_then(Value::as_bool) == Some(true) { Login::Key } else { Login::Password };
    Some(Said::new(login.text()))
}

pub(super) fn management_public(seen: &Seen<'_>) -> Option<Said> {
    let nic = seen.nic(0, MANAGEMENT)?;
    let public = seen.walked(0, MANAGEMENT)?.public_ip.is_some();
    Some(Said::switch(public).at(seen.template?.spot(nic.resource)))
}

/// The id of a public IP on a unit's management that stands already.
pub(super) fn management_address(seen: &Seen<'_>, unit: usize) -> Option<Said> {
    let nic = seen.nic(unit, MANAGEMENT)?;
    let inside = "/properties/ipConfigurations/0/properties/publicIPAddress/id";
    let id = nic.resource.pointer(inside)?;
    seen.standing("publicIPAddresses", id.as_str()?)?;
    seen.said(id)
}

pub(super) fn egress(seen: &Seen<'_>) -> Option<Said> {
    let nic = seen.walked(0, MANAGEMENT)?;
    let gateway = seen.subnet_at(MANAGEMENT).and_then(|subnet| subnet.nat_gateway.as_ref());
    Some(match (nic.public_ip.is_some(), gateway) {
        (true, _) => Said::new(ManagementEgress::PublicIp.text()),
        (false, Some(_)) => Said::new(ManagementEgress::NatGateway.text()),
        // In a VNet that stands the gateway is put on the subnet by hand.
        (false, None) if seen.stands() && !seen.azure.nat_gateways.is_empty() => {
            Said::new(ManagementEgress::NatGateway.text())
        }
        (false, None) => Said::new(ManagementEgress::Existing.text())
            .guessed("a package does not tell a way out that stands already from none"),
    })
}

/// Who may reach the ports of management, where the template says it; else the deployment is asked.
pub(super) fn sources(seen: &Seen<'_>) -> Option<Said> {
    let template = seen.template?;
    let filter = seen.filter_at(MANAGEMENT)?;
    let opens = filter.rules.iter().filter(|rule| {
        rule.allows == Some(true)
            && rule.way == Some(Way::In)
            && facts::panos::MANAGEMENT_PORTS.iter().any(|port| {
                let covers = |ports: &Ports| match ports {
                    Ports::Span(first, last) => (*first..=*last).contains(port),
                    Ports::Any | Ports::Asked => false,
                };
                rule.ports.iter().any(covers)
            })
    });
    let text = |prefix: &Prefix| match prefix {
        Prefix::Range(range) => Some(range.to_string()),
        Prefix::Tag(tag) => Some(tag.clone()),
        Prefix::Any => Some("0.0.0.0/0".to_owned()),
        Prefix::Asked => None,
    };
    let mut known = BTreeSet::new();
    let all = opens.flat_map(|rule| &rule.sources).filter_map(text);
    let all: Vec<String> = all.filter(|source| known.insert(source.clone())).collect();
    let resource = template.named("networkSecurityGroups", &filter.name)?;
    Some(Said::list(&all)?.at(template.spot(resource)))
}
