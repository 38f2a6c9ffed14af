//! An existing package, read without any plan: a folder, a zip, a template, parameters, bootstrap files.
//!
//! Says where the files contradict themselves or each other. Values that Azure computes are passed over,
//! because only a deployment knows them.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde_json::Value;

use super::embedded;
use super::firewall;
use super::firewall::Firewall;
use super::integrity;
use super::template::text;
use super::tree;
use crate::artifact;
use crate::bundle;
use crate::net::Range;

/// A file of a package.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Its path, with slashes.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What was read, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Paths of the files that say something.
    pub read: Vec<String>,
    /// Contradictions, a sentence each.
    pub wrong: Vec<String>,
}

/// Judges the files of a package; zips among them are opened.
pub fn judge(files: Vec<File>) -> Judgement {
    let mut judgement = Judgement::default();
    let files = unpacked(files, NESTED_MAX, &mut judgement);
    let units = units(&files, &mut judgement);
    for unit in &units {
        judgement.wrong.extend(integrity::check(&unit.firewall));
    }
    match units.as_slice() {
        [a, b] => judgement.wrong.extend(integrity::check_pair(&a.firewall, &b.firewall, None)),
        [] | [_] => {}
        more => judgement.wrong.push(format!(
            "{} different configurations are there, expected those of two units",
            more.len()
        )),
    }
    host_names(&files, &units, &mut judgement);
    for file in &files {
        let Ok(text) = std::str::from_utf8(&file.bytes) else { continue };
        if file.path.ends_with("SHA256SUMS") {
            judgement.read.push(file.path.clone());
            sums(file, text, &files, &mut judgement);
        } else if let Some(template) = template(file, text, &mut judgement) {
            Template(&template).judge(&units, &mut judgement);
            parameters(&template, &files, &mut judgement);
            judgement.wrong.extend(embedded::against_files(&template, &files));
        }
    }
    judgement.read.sort();
    judgement.read.dedup();
    judgement.wrong.dedup();
    judgement
}

/// How deep zips are opened: packages lie in a bundle.
const NESTED_MAX: u32 = 2;

/// All files, those inside zips included.
fn unpacked(files: Vec<File>, depth: u32, judgement: &mut Judgement) -> Vec<File> {
    let mut all = Vec::new();
    for file in files {
        if depth == 0 || !has_extension(&file.path, "zip") {
            all.push(file);
            continue;
        }
        let Some(entries) = bundle::unzip(&file.bytes) else {
            judgement.wrong.push(format!("{} is no zip that can be read", file.path));
            continue;
        };
        judgement.read.push(file.path.clone());
        let inner = entries
            .into_iter()
            .map(|(path, bytes)| File { path: format!("{}/{path}", file.path), bytes });
        all.extend(unpacked(inner.collect(), depth - 1, judgement));
        all.push(file);
    }
    all
}

fn has_extension(path: &str, wanted: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(wanted))
}

/// One unit's configuration, however many copies of it there are.
struct Unit {
    path: String,
    firewall: Firewall,
}

fn units(files: &[File], judgement: &mut Judgement) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for file in files.iter().filter(|file| file.path.ends_with("bootstrap.xml")) {
        judgement.read.push(file.path.clone());
        let parsed = std::str::from_utf8(&file.bytes)
            .map_err(|_| "it is not UTF-8".to_owned())
            .and_then(tree::parse);
        let firewall = match parsed {
            Ok(tree) => firewall::read(&tree),
            Err(reason) => {
                judgement.wrong.push(format!("{} cannot be read: {reason}", file.path));
                continue;
            }
        };
        if units.iter().all(|known| known.firewall != firewall) {
            units.push(Unit { path: file.path.clone(), firewall });
        }
    }
    units
}

/// `init-cfg.txt` beside a `bootstrap.xml` names the same host.
fn host_names(files: &[File], units: &[Unit], judgement: &mut Judgement) {
    for file in files {
        let Some(folder) = file.path.strip_suffix("init-cfg.txt") else { continue };
        judgement.read.push(file.path.clone());
        let Ok(text) = std::str::from_utf8(&file.bytes) else { continue };
        let named = text.lines().find_map(|line| line.strip_prefix("hostname="));
        let beside =
            units.iter().find(|unit| unit.path.strip_suffix("bootstrap.xml") == Some(folder));
        let (Some(named), Some(beside)) = (named, beside) else { continue };
        if named.trim() != beside.firewall.host_name {
            judgement.wrong.push(format!(
                "{} names the host `{}`, bootstrap.xml beside it `{}`",
                file.path,
                named.trim(),
                beside.firewall.host_name
            ));
        }
    }
}

/// Every line of SHA256SUMS holds.
fn sums(list: &File, text: &str, files: &[File], judgement: &mut Judgement) {
    let folder = list.path.strip_suffix("SHA256SUMS").unwrap_or_default();
    for line in text.lines() {
        let Some((sum, path)) = line.split_once("  ") else { continue };
        let path = format!("{folder}{path}");
        match files.iter().find(|file| file.path == path) {
            None => judgement.wrong.push(format!("{} lists {path}, which is not there", list.path)),
            Some(file) if artifact::sha256(&file.bytes) != sum => {
                judgement.wrong.push(format!("{path} is not the file that {} lists", list.path));
            }
            Some(_) => {}
        }
    }
}

fn template(file: &File, text: &str, judgement: &mut Judgement) -> Option<Value> {
    if !has_extension(&file.path, "json") {
        return None;
    }
    let json: Value = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(error) => {
            judgement.wrong.push(format!("{} is no JSON: {error}", file.path));
            return None;
        }
    };
    let schema = json.get("$schema")?.as_str()?.to_ascii_lowercase();
    if !schema.contains("deploymenttemplate.json") {
        return None;
    }
    judgement.read.push(file.path.clone());
    Some(json)
}

/// Every value of a parameters file belongs to a declared parameter, and is one that it allows.
fn parameters(template: &Value, files: &[File], judgement: &mut Judgement) {
    let Some(declared) = template.get("parameters").and_then(Value::as_object) else { return };
    for file in files.iter().filter(|file| has_extension(&file.path, "json")) {
        let Ok(json) = serde_json::from_slice::<Value>(&file.bytes) else { continue };
        let schema = json.get("$schema").and_then(Value::as_str).unwrap_or_default();
        if !schema.to_ascii_lowercase().contains("deploymentparameters.json") {
            continue;
        }
        judgement.read.push(file.path.clone());
        for (name, given) in json.get("parameters").and_then(Value::as_object).into_iter().flatten()
        {
            let known = declared.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            let Some((_, declaration)) = known else {
                let message =
                    format!("{} gives `{name}`, which the template does not declare", file.path);
                judgement.wrong.push(message);
                continue;
            };
            let allowed = declaration.get("allowedValues").and_then(Value::as_array);
            let value = given.get("value");
            if let (Some(allowed), Some(value)) = (allowed, value)
                && !allowed.contains(value)
            {
                judgement.wrong.push(format!(
                    "{} gives `{name}` the value {value}, which the template does not allow",
                    file.path
                ));
            }
        }
    }
}

/// A template, as far as its values are written out.
struct Template<'a>(&'a Value);

/// A NIC of the template.
struct Nic<'a> {
    name: &'a str,
    address: Ipv4Addr,
    /// Range of its subnet, where the template makes it.
    range: Option<Range>,
}

impl<'a> Template<'a> {
    fn of_kind(&self, kind: &str) -> impl Iterator<Item = &'a Value> {
        let kind = kind.to_ascii_lowercase();
        let resources = self.0.get("resources").and_then(Value::as_array).into_iter().flatten();
        resources.filter(move |resource| {
            text(resource, "/type").is_some_and(|found| found.to_ascii_lowercase().ends_with(&kind))
        })
    }

    fn judge(&self, units: &[Unit], judgement: &mut Judgement) {
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
        for unit in units {
            self.machine(&unit.firewall, &nics, &mut judgement.wrong);
            self.services(&unit.firewall, &mut judgement.wrong);
            self.probes(&unit.firewall, &mut judgement.wrong);
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
            let answers = crate::facts::panos::PROBE_PORTS
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

fn each<'a>(value: &'a Value, path: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(path).and_then(Value::as_array).into_iter().flatten()
}

/// The last name in `[resourceId('type', 'name', 'part')]`, or in a plain id.
fn last_name(id: &str) -> Option<&str> {
    let quoted = id.strip_prefix('[').map(|expression| expression.rsplit('\'').nth(1));
    quoted.unwrap_or_else(|| id.rsplit('/').next())
}
