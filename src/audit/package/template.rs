//! The template of a package against itself and against the configurations beside it.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde_json::Value;

use super::{Judgement, Unit};
use crate::audit::firewall;
use crate::audit::firewall::Firewall;
use crate::audit::machine::share_directory;
use crate::audit::template::text;
use crate::facts;
use crate::facts::vmseries::line_numbers;
use crate::net::Range;

/// A template, as far as its values are written out.
pub(super) struct Template<'a>(pub(super) &'a Value);

/// A NIC of the template.
struct Nic<'a> {
    name: &'a str,
    address: Ipv4Addr,
    /// Range of its subnet, where the template makes it.
    range: Option<Range>,
}

impl<'a> Template<'a> {
    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &'a Value> {
        let kind = kind.to_ascii_lowercase();
        let resources = self.0.get("resources").and_then(Value::as_array).into_iter().flatten();
        resources.filter(move |resource| {
            text(resource, "/type").is_some_and(|found| found.to_ascii_lowercase().ends_with(&kind))
        })
    }

    pub(super) fn judge(&self, units: &[Unit], judgement: &mut Judgement) {
        let nics = self.nics();
        self.subnets(&nics, &mut judgement.wrong);
        let balancers = self.front_ends();
        for table in self.of_kind("/routeTables") {
            for hop in each(table, "/properties/routes").filter_map(|route| {
                text(route, "/properties/nextHopIpAddress")?.parse::<Ipv4Addr>().ok()
            }) {
                if !balancers.is_empty() && !balancers.contains(&hop) {
                    judgement.wrong.push(format!(
                        "a route of the template leads to {hop}, where no front end is"
                    ));
                }
            }
        }
        self.pools(&mut judgement.wrong);
        self.ha_ports(&mut judgement.wrong);
        self.spoken(&mut judgement.wrong);
        for unit in units {
            self.setting(unit, units, &mut judgement.wrong);
            self.machine(&unit.firewall, &nics, &mut judgement.wrong);
            self.services(&unit.firewall, &mut judgement.wrong);
            self.probes(&unit.firewall, &mut judgement.wrong);
        }
    }

    /// Every pool that is named is there.
    fn pools(&self, wrong: &mut Vec<String>) {
        let balancers: Vec<&Value> = self.of_kind("/loadBalancers").collect();
        let mut told = Vec::new();
        let mut texts = Vec::new();
        strings(self.0.get("resources").unwrap_or(&Value::Null), &mut texts);
        for reference in texts.into_iter().filter(|text| text.contains("/backendAddressPools'")) {
            let mut names = reference.rsplit('\'').skip(1).step_by(2);
            let (Some(pool), Some(balancer)) = (names.next(), names.next()) else { continue };
            let here = balancers.iter().find(|one| text(one, "/name") == Some(balancer));
            let mut pools =
                here.into_iter().flat_map(|one| each(one, "/properties/backendAddressPools"));
            if here.is_some() && !pools.any(|one| text(one, "/name") == Some(pool)) {
                told.push(format!(
                    "the template refers to the pool {pool}, which {balancer} lacks"
                ));
            }
        }
        told.dedup();
        wrong.extend(told);
    }

    /// A rule for all ports is one for all transports: Azure has no other.
    fn ha_ports(&self, wrong: &mut Vec<String>) {
        let rules = self.of_kind("/loadBalancers");
        let rules = rules.flat_map(|one| each(one, "/properties/loadBalancingRules"));
        for rule in rules {
            let all = rule.pointer("/properties/frontendPort").and_then(Value::as_u64) == Some(0);
            let transport = text(rule, "/properties/protocol").unwrap_or_default();
            if all != transport.eq_ignore_ascii_case("all") {
                let name = text(rule, "/name").unwrap_or_default();
                wrong.push(format!(
                    "the rule {name} of the template is for all ports or for all transports, expected both or neither"
                ));
            }
        }
    }

    /// The machine of a configuration reads its own package, forwards, and boots an image that knows the
    /// configuration's version; the administrator is the same.
    fn setting(&self, unit: &Unit, units: &[Unit], wrong: &mut Vec<String>) {
        let host = &unit.firewall.host_name;
        let named =
            |machine: &&Value| text(machine, "/properties/osProfile/computerName") == Some(host);
        let Some(machine) = self.of_kind("/virtualMachines").find(named) else { return };
        if let Some(directory) = share_directory(machine)
            && let Some(other) = units.iter().find(|other| other.directory == directory)
            && other.firewall.host_name != *host
        {
            wrong.push(format!(
                "the machine {host} of the template reads the directory {directory}, which is for {}",
                other.firewall.host_name
            ));
        }
        let image = text(machine, "/properties/storageProfile/imageReference/version");
        let version = unit.firewall.tree.attributes.iter().find(|(name, _)| name == "version");
        if let (Some(image), Some((_, version))) = (image, version)
            && let (Some(image), Some(needs)) = (line_numbers(image), line_numbers(version))
            && needs > image
        {
            wrong.push(format!(
                "bootstrap.xml of {host} is of version {version}, newer than the image of the template"
            ));
        }
        let nics = each(machine, "/properties/networkProfile/networkInterfaces");
        for name in nics.filter_map(|nic| last_name(text(nic, "/id")?)).skip(1).take(2) {
            let nic =
                self.of_kind("/networkInterfaces").find(|nic| text(nic, "/name") == Some(name));
            let forwards = nic.and_then(|nic| nic.pointer("/properties/enableIPForwarding"));
            if nic.is_some() && forwards.and_then(Value::as_bool) != Some(true) {
                wrong.push(format!("the NIC {name} of the template does not forward"));
            }
        }
        let users = self.0.pointer("/parameters/adminUsername/allowedValues");
        let users = users.and_then(Value::as_array).into_iter().flatten();
        for user in users.filter_map(Value::as_str) {
            if !unit.firewall.users.iter().any(|(known, _)| known == user) {
                wrong.push(format!(
                    "the administrator of the template is {user}, whom bootstrap.xml of {host} lacks"
                ));
            }
        }
    }

    /// Ranges of the subnets that the template makes, by name.
    fn ranges(&self) -> BTreeMap<&'a str, Range> {
        let vnets = self.of_kind("/virtualNetworks");
        let subnets = vnets.flat_map(|vnet| each(vnet, "/properties/subnets"));
        subnets
            .filter_map(|subnet| {
                let range = Range::read(text(subnet, "/properties/addressPrefix")?).ok()?;
                Some((text(subnet, "/name")?, range))
            })
            .collect()
    }

    fn nics(&self) -> Vec<Nic<'a>> {
        let ranges = self.ranges();
        let nics = self.of_kind("/networkInterfaces").filter_map(|nic| {
            let inside = nic.pointer("/properties/ipConfigurations/0/properties")?;
            let subnet = text(inside, "/subnet/id").and_then(last_name);
            Some(Nic {
                name: text(nic, "/name")?,
                address: text(inside, "/privateIPAddress")?.parse().ok()?,
                range: subnet.and_then(|name| ranges.get(name).copied()),
            })
        });
        nics.collect()
    }

    fn subnets(&self, nics: &[Nic<'_>], wrong: &mut Vec<String>) {
        for (n, nic) in nics.iter().enumerate() {
            if let Some(range) = nic.range.filter(|range| !range.contains(nic.address)) {
                wrong.push(format!(
                    "the NIC {} of the template has {}, which is not in its subnet {range}",
                    nic.name, nic.address
                ));
            }
            if let Some(other) = nics.iter().take(n).find(|other| other.address == nic.address) {
                wrong.push(format!(
                    "the NICs {} and {} of the template share {}",
                    other.name, nic.name, nic.address
                ));
            }
        }
        let blocks: Vec<Range> = self
            .of_kind("/virtualNetworks")
            .flat_map(|vnet| each(vnet, "/properties/addressSpace/addressPrefixes"))
            .filter_map(|block| Range::read(block.as_str()?).ok())
            .collect();
        for (name, range) in self.ranges() {
            if !blocks.is_empty() && !blocks.iter().any(|block| block.covers(range)) {
                wrong.push(format!("the subnet {name} of the template lies outside its VNet"));
            }
        }
    }

    /// Addresses of internal front ends.
    fn front_ends(&self) -> Vec<Ipv4Addr> {
        let all = self.of_kind("/loadBalancers");
        let all = all.flat_map(|one| each(one, "/properties/frontendIPConfigurations"));
        all.filter_map(|one| text(one, "/properties/privateIPAddress")?.parse().ok()).collect()
    }

    /// The NICs of a machine in their order.
    fn nics_of<'b>(machine: &Value, nics: &'b [Nic<'a>]) -> Vec<&'b Nic<'a>> {
        let names = each(machine, "/properties/networkProfile/networkInterfaces")
            .filter_map(|nic| last_name(text(nic, "/id")?));
        names.filter_map(|name| nics.iter().find(|nic| nic.name == name)).collect()
    }

    /// The machine that a configuration is for has the addresses that the configuration says.
    fn machine(&self, unit: &Firewall, nics: &[Nic<'a>], wrong: &mut Vec<String>) {
        let host = &unit.host_name;
        let named =
            |machine: &&Value| text(machine, "/properties/osProfile/computerName") == Some(host);
        if self.of_kind("/virtualMachines").next().is_none() {
            return;
        }
        let Some(own) = self.of_kind("/virtualMachines").find(named) else {
            wrong.push(format!(
                "bootstrap.xml is for the host `{host}`, and the template has no such machine"
            ));
            return;
        };
        let own = Self::nics_of(own, nics);
        let others: Vec<Ipv4Addr> = self
            .of_kind("/virtualMachines")
            .filter(|machine| !named(machine))
            .filter_map(|machine| Self::nics_of(machine, nics).first().map(|nic| nic.address))
            .collect();
        let mut compare = |what: &str, found: &str, wanted: Option<String>| {
            if let Some(wanted) = wanted.filter(|wanted| !found.is_empty() && wanted != found) {
                wrong.push(format!(
                    "bootstrap.xml of {host} has the {what} {found}, the template has {wanted}"
                ));
            }
        };
        for (place, name) in [(1, "ethernet1/1"), (2, "ethernet1/2")] {
            let first = unit.interface(name).and_then(|interface| interface.addresses.first());
            let wanted = own
                .get(place)
                .and_then(|nic| Some(format!("{}/{}", nic.address, nic.range?.prefix_len())));
            compare(&format!("address of {name}"), first.map_or("", String::as_str), wanted);
        }
        compare("HA2 address", &unit.ha.ha2_address, own.get(3).map(|nic| nic.address.to_string()));
        let mask = own.get(3).and_then(|nic| nic.range).map(|range| range.netmask().to_string());
        compare("HA2 mask", &unit.ha.ha2_netmask, mask);
        for hidden in unit.nat.iter().filter(|rule| !rule.hides_address.is_empty()) {
            let wanted = own
                .get(1)
                .and_then(|nic| Some(format!("{}/{}", nic.address, nic.range?.prefix_len())));
            if hidden.hides_behind == "ethernet1/1" {
                compare("outbound address", &hidden.hides_address, wanted);
            }
        }
        if let Ok(peer) = unit.ha.peer.parse::<Ipv4Addr>()
            && !others.contains(&peer)
        {
            wrong.push(format!(
                "bootstrap.xml of {host} has the HA1 peer {peer}, which is no other machine's management"
            ));
        }
    }

    /// Every published port has a NAT rule, and every NAT rule a published port.
    fn services(&self, unit: &Firewall, wrong: &mut Vec<String>) {
        let translated: Vec<(String, u64, &str)> = unit
            .nat
            .iter()
            .filter(|rule| !rule.translated.is_empty())
            .filter_map(|rule| {
                let object =
                    unit.services.iter().find(|known| rule.services.contains(&known.name))?;
                Some((object.protocol.clone(), object.port.parse().ok()?, rule.name.as_str()))
            })
            .collect();
        // Without any translation the policy comes from elsewhere.
        let has_policy =
            |rule: &firewall::Rule| !rule.translated.is_empty() || !rule.hides_behind.is_empty();
        let balanced = self.of_kind("/loadBalancers").next().is_some();
        if !balanced || !unit.nat.iter().any(has_policy) {
            return;
        }
        let rules = self.of_kind("/loadBalancers");
        let published: Vec<(String, u64)> = rules
            .flat_map(|one| each(one, "/properties/loadBalancingRules"))
            .filter_map(|rule| {
                let port = rule.pointer("/properties/backendPort")?.as_u64()?;
                let protocol = text(rule, "/properties/protocol")?.to_ascii_lowercase();
                (port > 0).then_some((protocol, port))
            })
            .collect();
        let host = &unit.host_name;
        for (protocol, port) in &published {
            if !translated.iter().any(|(known, at, _)| known == protocol && at == port) {
                wrong.push(format!(
                    "the template publishes {protocol} {port}, and {host} has no NAT rule for it"
                ));
            }
        }
        for (protocol, port, name) in &translated {
            if !published.iter().any(|(known, at)| known == protocol && at == port) {
                wrong.push(format!(
                    "the NAT rule {name} of {host} is for {protocol} {port}, which the template does not publish"
                ));
            }
        }
    }

    /// A probe of HTTP or HTTPS asks a port on which PAN-OS speaks that.
    fn spoken(&self, wrong: &mut Vec<String>) {
        let balancers = self.of_kind("/loadBalancers");
        for probe in balancers.flat_map(|one| each(one, "/properties/probes")) {
            let asked = text(probe, "/properties/protocol").unwrap_or_default();
            let port = probe.pointer("/properties/port").and_then(Value::as_u64);
            let spoken =
                facts::panos::PROBE_PORTS.iter().find(|(known, _)| Some(u64::from(*known)) == port);
            let Some((port, element)) = spoken else { continue };
            let asks = ["http", "https"].iter().any(|known| asked.eq_ignore_ascii_case(known));
            if asks && !asked.eq_ignore_ascii_case(element) {
                let name = text(probe, "/name").unwrap_or_default();
                wrong.push(format!(
                    "the probe {name} of the template asks {asked} of port {port}, where PAN-OS speaks {element}"
                ));
            }
        }
    }

    /// The port that is probed is one that the interfaces answer.
    fn probes(&self, unit: &Firewall, wrong: &mut Vec<String>) {
        let profiles = unit.tree.at("devices/entry/network/profiles/interface-management-profile");
        if profiles.children.is_empty() {
            return;
        }
        let balancers = self.of_kind("/loadBalancers");
        for port in balancers
            .flat_map(|one| each(one, "/properties/probes"))
            .filter_map(|probe| probe.pointer("/properties/port")?.as_u64())
        {
            let answers = facts::panos::PROBE_PORTS
                .iter()
                .find(|(known, _)| u64::from(*known) == port)
                .is_some_and(|(_, element)| {
                    profiles.children.iter().any(|profile| profile.text_at(element) == "yes")
                });
            if !answers {
                wrong.push(format!(
                    "the template probes port {port}, which {} does not answer",
                    unit.host_name
                ));
            }
        }
    }
}

/// Every text below a value.
fn strings<'a>(value: &'a Value, into: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => into.push(text),
        Value::Array(list) => list.iter().for_each(|value| strings(value, into)),
        Value::Object(object) => object.values().for_each(|value| strings(value, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

pub(super) fn each<'a>(value: &'a Value, path: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(path).and_then(Value::as_array).into_iter().flatten()
}

/// The last name in `[resourceId('type', 'name', 'part')]`, or in a plain id.
pub(super) fn last_name(id: &str) -> Option<&str> {
    let quoted = id.strip_prefix('[').map(|expression| expression.rsplit('\'').nth(1));
    quoted.unwrap_or_else(|| id.rsplit('/').next())
}
