//! The template against itself and against the configurations of the units.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use serde_json::Value;

use super::budget::Budget;
use super::careful;
use super::custom;
use super::fault::{Contradiction, Fault};
use super::firewall::{Configuration, Part, Unit};
use super::template::{
    HA2, MANAGEMENT, Nic, TRUST, Template, UNTRUST, asked, each, is, nics_of, number, text,
};
use crate::facts;
use crate::facts::vmseries::line_numbers;
use crate::net::Range;
use crate::walk::firewall::{Rule, Service};
use crate::walk::packet;

/// Everything in which the template disagrees with itself or with the units.
pub(super) fn check(template: Template<'_>, units: &[Unit], budget: &Budget) -> Vec<Contradiction> {
    let nics = &template.nics();
    let mut judge = Judge { template, nics, units, budget, wrong: Vec::new() };
    subnets(&mut judge);
    ha_ports(&mut judge);
    next_hops(&mut judge);
    spoken(&mut judge);
    probes(&mut judge);
    services(&mut judge);
    for unit in units {
        let host = unit.host();
        // Of two units with one host name it is not known which machine is whose.
        if units.iter().filter(|other| other.host() == host).count() > 1 {
            continue;
        }
        if let Some(machine) = template.machine(host) {
            setting(&mut judge, machine, unit);
            addresses(&mut judge, machine, &unit.configuration);
            peer(&mut judge, machine, &unit.configuration);
        } else if let Some(machine) = template.of_kind("virtualMachines").next()
            && template.of_kind("virtualMachines").all(|one| is_known(one, COMPUTER_NAME))
            && !takes_name(&unit.configuration)
        {
            let what = Fault::HostUnknown.of([&host]);
            judge.say(unit.configuration.beside(what, Part::System), machine);
        }
    }
    judge.wrong
}

/// A template before its units.
struct Judge<'a> {
    template: Template<'a>,
    nics: &'a [Nic<'a>],
    units: &'a [Unit],
    budget: &'a Budget,
    wrong: Vec<Contradiction>,
}

impl Judge<'_> {
    /// A contradiction with one of the template's values as its last side.
    fn say(&mut self, what: Contradiction, value: &Value) {
        self.wrong.push(self.template.beside(what, value));
    }

    /// A contradiction between a part of the template and all of these units for which something holds, which
    /// its last fact names.
    fn say_of(
        &mut self,
        units: &[&Unit],
        (value, part): (&Value, Part<'_>),
        say: impl Fn(&str) -> Contradiction,
        holds: impl Fn(&Configuration) -> bool,
    ) {
        let found: Vec<&Unit> =
            units.iter().copied().filter(|unit| holds(&unit.configuration)).collect();
        let names: Vec<&str> = found.iter().map(|unit| unit.host()).collect();
        let what = self.template.beside(say(&names.join(" and ")), value);
        let all = found.iter().fold(what, |what, unit| unit.configuration.beside(what, part));
        self.wrong.extend((!found.is_empty()).then_some(all));
    }
}

/// Each NIC has an address of its own, inside its subnet; each subnet lies inside the VNet.
fn subnets(judge: &mut Judge<'_>) {
    let template = judge.template;
    let mut owners: BTreeMap<Ipv4Addr, &Nic<'_>> = BTreeMap::new();
    // Of two that the deployment chooses between each may have the other's.
    for nic in judge.nics.iter().filter(|nic| nic.resource.get("condition").is_none()) {
        let Some(address) = nic.address else { continue };
        if let Some(range) = nic.range.filter(|range| !range.contains(address)) {
            let what = Fault::NicOutside.of([&nic.name, &address, &range]);
            judge.say(what, nic.resource);
        }
        if let Some(other) = owners.insert(address, nic) {
            let what = Fault::NicsShare.of([&other.name, &nic.name, &address]);
            judge.say(template.beside(what, other.resource), nic.resource);
        }
    }
    let prefixes = "/properties/addressSpace/addressPrefixes";
    let blocks =
        template.of_kind("virtualNetworks").flat_map(|vnet| match vnet.pointer(prefixes) {
            Some(Value::Array(blocks)) => blocks.iter().map(Value::as_str).collect(),
            _ => vec![None],
        });
    // With a block that is not known nothing is outside.
    let blocks = blocks.map(|block| Range::read(block?).ok());
    let Some(blocks) = blocks.collect::<Option<Vec<Range>>>() else { return };
    let outside = template.subnets().filter(|(_, subnet)| {
        let range = text(subnet, "/properties/addressPrefix").map(Range::read);
        let covered = |range: Range| blocks.iter().any(|block| block.covers(range));
        range.and_then(Result::ok).is_some_and(|range| !covered(range))
    });
    let outside: Vec<_> = outside.filter(|_| !blocks.is_empty()).collect();
    if !outside.is_empty() {
        let names: Vec<&str> = outside.iter().map(|(name, _)| *name).collect();
        let what = Fault::SubnetOutside.of([&names.join(" and ")]);
        let places = outside.iter().fold(what, |what, (_, subnet)| template.beside(what, subnet));
        judge.wrong.push(places);
    }
}

/// Routes lead to internal front ends.
fn next_hops(judge: &mut Judge<'_>) {
    let address = |part: &Value, path: &str| text(part, path)?.parse::<Ipv4Addr>().ok();
    let inside = judge
        .template
        .parts("loadBalancers", "frontendIPConfigurations")
        .filter(|one| one.pointer("/properties/publicIPAddress").is_none())
        .map(|one| address(one, "/properties/privateIPAddress"));
    // One of which the address is not known may be where a route leads.
    let Some(front_ends) = inside.collect::<Option<BTreeSet<Ipv4Addr>>>() else { return };
    for route in judge.template.parts("routeTables", "routes") {
        let hop = address(route, "/properties/nextHopIpAddress");
        if let Some(hop) = hop.filter(|hop| !front_ends.is_empty() && !front_ends.contains(hop)) {
            judge.say(Fault::HopNowhere.of([&hop]), route);
        }
    }
}

/// A rule for all ports is one for all transports: Azure has no other.
fn ha_ports(judge: &mut Judge<'_>) {
    let [port, protocol] = ["/properties/frontendPort", "/properties/protocol"];
    for rule in judge.template.parts("loadBalancers", "loadBalancingRules") {
        let known = is_known(rule, port) && is_known(rule, protocol);
        if known && (number(rule, port) == Some(0)) != is(rule, protocol, "All") {
            judge.say(Fault::AllPorts.of([&name_of(rule)]), rule);
        }
    }
}

/// Whether a unit is called by what DHCP tells it.
fn takes_name(unit: &Configuration) -> bool {
    let client = "devices/entry/deviceconfig/system/type/dhcp-client";
    unit.tree.text_at(&format!("{client}/accept-dhcp-hostname")) == "yes"
}

const COMPUTER_NAME: &str = "/properties/osProfile/computerName";

/// Whether a value is written out.
fn is_known(value: &Value, path: &str) -> bool {
    value.pointer(path).is_some() && !asked(value, path)
}

/// The name of a part; one that has none cannot be deployed, and is called so.
fn name_of(part: &Value) -> &str {
    text(part, "/name").unwrap_or("without a name")
}

/// A probe of HTTP or HTTPS asks a port on which PAN-OS speaks that.
fn spoken(judge: &mut Judge<'_>) {
    for probe in judge.template.parts("loadBalancers", "probes") {
        let port = number(probe, "/properties/port");
        let mut known = facts::panos::PROBE_PORTS.iter();
        let spoken = known.find(|(known, _)| Some(u64::from(*known)) == port);
        let asked = text(probe, "/properties/protocol")
            .filter(|asked| ["http", "https"].iter().any(|web| asked.eq_ignore_ascii_case(web)));
        let (Some((port, element)), Some(asked)) = (spoken, asked) else { continue };
        if !asked.eq_ignore_ascii_case(element) {
            judge.say(Fault::ProbeSpoken.of([&name_of(probe), &asked, port, element]), probe);
        }
    }
}

/// The machine of a configuration reads its own package, forwards, and boots an image that knows the
/// configuration's version; the administrator is the same.
fn setting(judge: &mut Judge<'_>, machine: &Value, unit: &Unit) {
    let (template, host, configuration) = (judge.template, unit.host(), &unit.configuration);
    let nics = nics_of(machine, judge.nics);
    let mut say = |what: Contradiction, value: &Value, part: Option<Part<'_>>| {
        let what = template.beside(what, value);
        judge.wrong.push(match part {
            Some(part) => configuration.beside(what, part),
            None => what,
        });
    };
    if let Some((data, directory)) = share_directory(machine)
        && let Some(other) = judge.units.iter().find(|other| other.directory == directory)
        && other.host() != host
    {
        let what = Fault::DirectoryOther.of([&host, &directory, &other.host()]);
        say(what, data, None);
    }
    if let Some((n_nics, interface)) = careful::beyond(machine, configuration) {
        let what = Fault::NicsFew.of([&host, &interface, &n_nics]);
        say(what, machine, Some(Part::Interface(&interface)));
    }
    let image = "/properties/storageProfile/imageReference/version";
    if let (Some(image), Some(version)) =
        (machine.pointer(image), configuration.tree.attribute("version"))
        && let Some(runs) = image.as_str().and_then(line_numbers)
        && line_numbers(version).is_some_and(|needs| needs > runs)
    {
        say(Fault::ImageOlder.of([&host, &version]), image, Some(Part::System));
    }
    let nics = [UNTRUST, TRUST].into_iter().filter_map(|place| nics.get(place).copied().flatten());
    for nic in nics {
        let forwards = nic.resource.pointer("/properties/enableIPForwarding");
        // What only the deployment knows is no contradiction.
        if forwards.map_or(Some(false), Value::as_bool) == Some(false) {
            let what = Fault::NotForwarding.of([&nic.name]);
            say(what, forwards.unwrap_or(nic.resource), None);
        }
    }
    let own = machine.pointer("/properties/osProfile/adminUsername");
    let own = own.filter(|_| !asked(machine, "/properties/osProfile/adminUsername"));
    let allowed: Vec<_> = each(template.json, "/parameters/adminUsername/allowedValues").collect();
    // A name that the template does not allow is told where it is given.
    let own = own.filter(|user| allowed.is_empty() || allowed.contains(user));
    let users = own.into_iter().chain(allowed.iter().copied());
    let users = users.filter_map(|user| Some((user.as_str()?, user)));
    for (name, user) in users.collect::<BTreeMap<_, _>>() {
        if !configuration.users.iter().any(|(known, _)| known == name) {
            say(Fault::UserLacking.of([&name, &host]), user, Some(Part::Users));
        }
    }
}

/// The directory that a machine's custom data names, with the data.
fn share_directory(machine: &Value) -> Option<(&Value, String)> {
    let (data, plain) = custom::of(machine)?;
    let (_, rest) = plain.split_once("share-directory=")?;
    let name = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c));
    let name: String = name.collect();
    // What follows a part of it is known to the deployment alone.
    let whole = !name.is_empty() && !rest.starts_with(&format!("{name}?"));
    whole.then_some((data, name))
}

/// The machine of a configuration has the addresses that the configuration says.
fn addresses(judge: &mut Judge<'_>, machine: &Value, unit: &Configuration) {
    let own = nics_of(machine, judge.nics);
    let at = |place: usize| own.get(place).copied().flatten();
    let address = |place: usize| at(place).and_then(|nic| nic.address);
    let with_length = |place: usize| {
        let nic = at(place)?;
        Some(format!("{}/{}", nic.address?, nic.range?.prefix_len()))
    };
    let first = |name: &str| {
        let interface = unit.firewall.interface(name);
        interface.and_then(|interface| interface.addresses.first()).map_or("", String::as_str)
    };
    let mask = at(HA2).and_then(|nic| nic.range).map(|range| range.netmask().to_string());
    let ha2 = address(HA2).map(|address| address.to_string());
    let [untrust, trust] = ["ethernet1/1", "ethernet1/2"];
    let face = |name| Part::Interface(name);
    let mut pairs = vec![
        ("address of ethernet1/1", first(untrust), with_length(UNTRUST), UNTRUST, face(untrust)),
        ("address of ethernet1/2", first(trust), with_length(TRUST), TRUST, face(trust)),
        ("HA2 address", &unit.ha.ha2_address, ha2, HA2, Part::Ha),
        ("HA2 mask", &unit.ha.ha2_netmask, mask, HA2, Part::Ha),
    ];
    let hidden = unit.firewall.nat.iter().filter(|rule| rule.hides_behind == untrust);
    pairs.extend(hidden.map(|rule| {
        let own = rule.hides_address.as_str();
        ("outbound address", own, with_length(UNTRUST), UNTRUST, Part::Nat(&rule.name))
    }));
    let mut differing = Vec::new();
    let mut places = Vec::new();
    for (what, found, wanted, place, part) in pairs {
        if let Some(wanted) = wanted.filter(|wanted| !found.is_empty() && wanted != found) {
            differing.push(format!("the {what} {found}, the template has {wanted}"));
            places.push((place, part));
        }
    }
    if let Some((place, part)) = places.first() {
        let what = Fault::AddressDiffers.of([&unit.firewall.host_name, &differing.join("; ")]);
        let nic = at(*place).map_or(machine, |nic| nic.resource);
        judge.say(unit.beside(what, *part), nic);
    }
}

/// The HA1 peer of a unit is the other machine's management.
fn peer(judge: &mut Judge<'_>, machine: &Value, unit: &Configuration) {
    let host = &unit.firewall.host_name;
    let management = |machine: &Value| {
        let nic = nics_of(machine, judge.nics).get(MANAGEMENT).copied().flatten();
        nic.and_then(|nic| nic.address)
    };
    let others = judge.template.of_kind("virtualMachines").filter(|other| *other != machine);
    // What is not known of another machine may be the peer.
    let others: Option<Vec<Ipv4Addr>> = others.map(management).collect();
    if let (Ok(peer), Some(others)) = (unit.ha.peer.parse::<Ipv4Addr>(), others)
        && !others.is_empty()
        && !others.contains(&peer)
    {
        judge.say(unit.beside(Fault::PeerNowhere.of([host, &peer]), Part::Ha), machine);
    }
}

/// The rules that give a new destination.
fn translating(unit: &Configuration) -> impl Iterator<Item = &Rule> {
    unit.firewall.nat.iter().filter(|rule| !rule.translated.is_empty())
}

/// Whether a unit translates for others than itself; without that the policy comes from elsewhere.
fn is_local(unit: &Unit, budget: &Budget) -> bool {
    let firewall = &unit.configuration.firewall;
    let own = |address: &String| {
        let host = firewall.host(address);
        host.is_some_and(|host| firewall.owner(host).is_some())
    };
    let translates = |rule: &Rule| {
        (!rule.translated.is_empty() && !own(&rule.translated))
            || (!rule.hides_behind.is_empty() && !rule.source.iter().all(own))
    };
    let mut rules = firewall.nat.iter();
    rules.any(|rule| {
        budget.steps((1 + rule.source.len()) * firewall.interfaces.len()) && translates(rule)
    })
}

/// Protocol and port to which a balancer sends on; none where only the deployment knows them.
fn sent_on(rule: &Value) -> Option<(String, u16)> {
    let port = u16::try_from(number(rule, "/properties/backendPort")?).ok()?;
    let protocol =
        text(rule, "/properties/protocol").filter(|_| !asked(rule, "/properties/protocol"))?;
    Some((protocol.to_ascii_lowercase(), port))
}

/// Everything that the balancers send on; none where only the deployment knows it all.
fn all_sent_on(template: Template<'_>) -> Option<BTreeSet<(String, u16)>> {
    let balancers = template.of_kind("loadBalancers");
    let lists = balancers.flat_map(|one| {
        let lists = ["loadBalancingRules", "inboundNatRules", "inboundNatPools"];
        lists.map(|list| template.parts_of(one, list))
    });
    let rules: Option<Vec<Vec<&Value>>> = lists.collect();
    rules?.into_iter().flatten().map(sent_on).collect()
}

/// Every published port has a NAT rule, or else every NAT rule a published port.
fn services(judge: &mut Judge<'_>) {
    let (template, budget) = (judge.template, judge.budget);
    if template.of_kind("loadBalancers").next().is_none() {
        return;
    }
    let units: Vec<&Unit> = judge.units.iter().filter(|unit| is_local(unit, budget)).collect();
    let published: BTreeMap<(String, u16), &Value> = template
        .parts("loadBalancers", "loadBalancingRules")
        .filter_map(|rule| Some((sent_on(rule).filter(|(_, port)| *port > 0)?, rule)))
        .collect();
    let before = judge.wrong.len();
    for ((protocol, port), rule) in &published {
        let lacks = |unit: &Configuration| {
            let objects = 1 + unit.firewall.services.len();
            let steps = translating(unit).map(|rule| rule.services.len() * objects).sum();
            let may = |name: &String| {
                packet::serves(&unit.firewall, name, protocol, *port) != Some(false)
            };
            let served = |rule: &Rule| rule.services.iter().any(may);
            budget.steps(steps) && !translating(unit).any(served)
        };
        let say = |hosts: &str| Fault::Untranslated.of([protocol, port, &hosts]);
        judge.say_of(&units, (rule, Part::Rulebase), say, lacks);
    }
    if judge.wrong.len() > before {
        return;
    }
    let Some(published) = all_sent_on(template) else { return };
    for unit in units {
        let configuration = &unit.configuration;
        if is_direct(template, configuration) {
            continue;
        }
        let services: BTreeMap<&str, &Service> =
            configuration.firewall.services.iter().map(|one| (one.name.as_str(), one)).collect();
        for rule in translating(configuration) {
            let object = rule.services.iter().find_map(|name| services.get(name.as_str()));
            let Some(Service { protocol, port, .. }) = object else { continue };
            let Ok(number) = port.parse::<u16>() else { continue };
            if !published.contains(&(protocol.clone(), number)) {
                let what = Fault::Unpublished.of([&rule.name, &unit.host(), protocol, port]);
                let what = configuration.beside(what, Part::Nat(&rule.name));
                let balancer = template.of_kind("loadBalancers").next();
                judge.say(what, balancer.unwrap_or(template.json));
            }
        }
    }
}

/// Whether a unit has a public address of its own, which needs no balancer.
fn is_direct(template: Template<'_>, unit: &Configuration) -> bool {
    let public = "/properties/ipConfigurations/0/properties/publicIPAddress";
    template.nics().iter().any(|nic| {
        nic.address.and_then(|address| unit.firewall.owner(address)).is_some()
            && nic.resource.pointer(public).is_some()
    })
}

/// The port that is probed is one that the interfaces answer.
fn probes(judge: &mut Judge<'_>) {
    let probes = judge.template.parts("loadBalancers", "probes");
    let ports = probes.filter_map(|probe| Some((number(probe, "/properties/port")?, probe)));
    let units: Vec<&Unit> = judge.units.iter().collect();
    for (port, probe) in ports.collect::<BTreeMap<_, _>>() {
        let silent = |unit: &Configuration| {
            let profiles = &unit.firewall.profiles;
            let mut known = facts::panos::PROBE_PORTS.iter();
            let element = known.find(|(known, _)| u64::from(*known) == port);
            let answers = element.is_some_and(|(_, element)| {
                profiles.iter().any(|profile| profile.answers.iter().any(|own| own == element))
            });
            !profiles.is_empty() && !answers
        };
        let say = |hosts: &str| Fault::ProbeSilent.of([&port, &hosts]);
        judge.say_of(&units, (probe, Part::Profiles), say, silent);
    }
}
