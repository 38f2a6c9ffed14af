//! A package as a design is read from it: one pair, its template laid out, and what both say of one another.
//!
//! Parts are found by what they do, never by their names: a subnet by the NIC in it, a balancer by its front
//! ends, a filter by what carries it. Where the two units differ, the first one is read.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde_json::Value;

use crate::audit::azure;
use crate::audit::budget::Budget;
use crate::audit::fault::Spot;
use crate::audit::firewall::{Configuration, Unit};
use crate::audit::template::{MANAGEMENT, Nic, Template, each, nics_of, text};
use crate::audit::tree::Tree;
use crate::facts;
use crate::facts::limit;
use crate::net::Range;
use crate::walk::azure::{Azure, Balancer, Filter, Front, Subnet};
use crate::walk::firewall::{around, bare};

/// What a package says of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// The text, as somebody would type it.
    pub(super) text: String,
    /// Where it stands; nothing for what is told by something that is missing.
    pub(super) at: Option<Spot>,
    /// Why it is likely and not certain.
    pub(super) guess: Option<&'static str>,
}

impl Said {
    /// A text without a place.
    pub(super) fn new<T: ToString + ?Sized>(text: &T) -> Self {
        Self { text: text.to_string(), at: None, guess: None }
    }

    /// A switch.
    pub(super) fn switch(on: bool) -> Self {
        Self::new(if on { "on" } else { "off" })
    }

    /// A switch that is on where something stands.
    pub(super) fn there(at: Option<Spot>) -> Self {
        Self::switch(at.is_some()).at(at)
    }

    /// A text; nothing where it is blank.
    pub(super) fn filled(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self::new(text))
    }

    /// A list with an entry a line; nothing where it is empty.
    pub(super) fn list<T: ToString>(entries: &[T]) -> Option<Self> {
        let lines: Vec<String> = entries.iter().map(ToString::to_string).collect();
        (!lines.is_empty()).then(|| Self::new(&lines.join("\n")))
    }

    /// The same with its place, where it has one.
    #[must_use]
    pub(super) fn at(self, at: impl Into<Option<Spot>>) -> Self {
        Self { at: at.into(), ..self }
    }

    /// The same, likely for this reason.
    #[must_use]
    pub(super) fn guessed(self, why: &'static str) -> Self {
        Self { guess: Some(why), ..self }
    }
}

/// The names in a resource id: its group where it is another one, and one name a level of its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Id {
    pub(super) group: Option<String>,
    pub(super) names: Vec<String>,
}

impl Id {
    /// Reads `[resourceId('type', 'name', ...)]` of the own group, or a whole id.
    pub(super) fn read(id: &str) -> Option<Self> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        if let Some(own) = id.strip_prefix("[resourceId('").and_then(|id| id.strip_suffix("')]")) {
            let parts: Vec<&str> = own.split("', '").collect();
            let (_, names) = parts.split_first()?;
            return Some(Self { group: None, names: owned(names) });
        }
        let parts: Vec<&str> = id.split('/').collect();
        let ["", _, _, _, group, _, _, levels @ ..] = parts.as_slice() else { return None };
        let names: Vec<&str> = levels.iter().skip(1).step_by(2).copied().collect();
        Some(Self { group: Some((*group).to_owned()), names: owned(&names) })
    }

    /// The name of the resource itself.
    pub(super) fn last(&self) -> &str {
        self.names.last().map_or("", String::as_str)
    }
}

/// `init-cfg.txt` of a unit, or its custom data: values with their places by key.
pub(super) type Init = BTreeMap<String, (String, Spot)>;

/// What was read.
pub(super) struct Seen<'a> {
    /// The template, laid out.
    pub(super) template: Option<Template<'a>>,
    /// The template as it is written, and the parameters that are given to it.
    pub(super) source: Vec<&'a Value>,
    /// Its network.
    pub(super) azure: Azure,
    /// The units, none to two.
    pub(super) units: Vec<&'a Unit>,
    /// Their machines.
    pub(super) machines: [Option<&'a Value>; 2],
    /// Their first settings.
    pub(super) init: [Init; 2],
    /// What the run may still take.
    pub(super) budget: &'a Budget,
    nics: Vec<Nic<'a>>,
    /// What the names of new resources end with.
    pub(super) suffix: String,
}

impl<'a> Seen<'a> {
    pub(super) fn new(
        template: Option<Template<'a>>,
        source: Vec<&'a Value>,
        units: Vec<&'a Unit>,
        init: [Init; 2],
        budget: &'a Budget,
    ) -> Self {
        let nics = template.map_or_else(Vec::new, Template::nics);
        let azure = template.map_or_else(|| azure::read(&Value::Null), |one| azure::read(one.json));
        let azure = kept(azure);
        let machines = machines(template, &units, &nics);
        let suffix = String::new();
        Self { template, source, azure, units, machines, init, budget, nics, suffix }
    }

    /// A name of a new resource as it is typed, without the suffix of all.
    pub(super) fn bare<'n>(&self, name: &'n str) -> &'n str {
        name.strip_suffix(self.suffix.as_str()).unwrap_or(name)
    }

    /// The configuration of a unit.
    pub(super) fn configuration(&self, n: usize) -> Option<&'a Configuration> {
        self.units.get(n).map(|unit| &unit.configuration)
    }

    /// The configuration of either unit, the first one's first.
    pub(super) fn any(&self) -> Option<&'a Configuration> {
        self.configuration(0)
    }

    /// The machine of either unit.
    pub(super) fn machine(&self) -> Option<&'a Value> {
        self.machines.iter().flatten().copied().next()
    }

    /// A value of either machine.
    pub(super) fn of_machine(&self, path: &str) -> Option<&'a Value> {
        self.machine()?.pointer(path)
    }

    /// A value of the template with its place; nothing for what only a deployment knows.
    pub(super) fn said(&self, value: &Value) -> Option<Said> {
        let text = match value {
            Value::String(text) if text.starts_with('[') => return None,
            Value::String(text) if text.is_empty() => return None,
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(on) => if *on { "on" } else { "off" }.to_owned(),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        Some(Said::new(&text).at(self.template?.spot(value)))
    }

    /// The value at a path of either machine with its place.
    pub(super) fn told(&self, path: &str) -> Option<Said> {
        self.said(self.of_machine(path)?)
    }

    /// The NIC at a place of a unit's machine.
    pub(super) fn nic(&self, unit: usize, place: usize) -> Option<Nic<'a>> {
        let machine = self.machines.get(unit).copied().flatten()?;
        nics_of(machine, &self.nics).get(place).copied().flatten()
    }

    /// The same as the network knows it.
    pub(super) fn walked(&self, unit: usize, place: usize) -> Option<&crate::walk::azure::Nic> {
        let nic = self.nic(unit, place)?;
        self.azure.nics.iter().find(|one| one.name == nic.name)
    }

    /// The id of the subnet that a NIC or a front end stands in.
    pub(super) fn home(of: &Value) -> Option<Id> {
        let inside = "/properties/ipConfigurations/0/properties/subnet/id";
        let id = text(of, inside).or_else(|| text(of, "/properties/subnet/id"))?;
        Id::read(id)
    }

    /// The id of the subnet at a place of either machine.
    pub(super) fn home_at(&self, place: usize) -> Option<Id> {
        (0..2).find_map(|unit| Self::home(self.nic(unit, place)?.resource))
    }

    /// A subnet of the template by its name.
    pub(super) fn subnet(&self, name: &str) -> Option<&Subnet> {
        self.azure.subnets.iter().find(|subnet| subnet.name.eq_ignore_ascii_case(name))
    }

    /// The subnet at a place of either machine, where the template makes it.
    pub(super) fn subnet_at(&self, place: usize) -> Option<&Subnet> {
        self.subnet(self.home_at(place)?.last())
    }

    /// The filter of the NIC at a place, or else that of its subnet.
    pub(super) fn filter_at(&self, place: usize) -> Option<&Filter> {
        let [nic, subnet] = self.filters_at(place);
        let name = nic.or(subnet)?;
        self.azure.filters.iter().find(|filter| filter.name == *name)
    }

    /// The names of the filters at a place: of the NIC, and of its subnet.
    pub(super) fn filters_at(&self, place: usize) -> [Option<&String>; 2] {
        let nic = (0..2).find_map(|unit| self.walked(unit, place)?.filter.as_ref());
        [nic, self.subnet_at(place).and_then(|subnet| subnet.filter.as_ref())]
    }

    /// Whether the template places the pair in a VNet that it does not make.
    pub(super) fn stands(&self) -> bool {
        let made = self.template.is_some_and(|one| one.of_kind("virtualNetworks").next().is_some());
        !made && self.home_at(MANAGEMENT).is_some()
    }

    /// The balancer with a public front end, and the one with private ones.
    pub(super) fn balancer(&self, public: bool) -> Option<(&Balancer, &'a Value)> {
        let fits = |balancer: &&Balancer| {
            let mut fronts = balancer.front_ends.iter();
            fronts.any(|front| matches!(front.address, Front::Public(_)) == public)
        };
        let balancer = self.azure.balancers.iter().find(fits)?;
        Some((balancer, self.template?.named("loadBalancers", &balancer.name)?))
    }

    /// The address of the internal front end.
    pub(super) fn front_end(&self) -> Option<Ipv4Addr> {
        let (balancer, _) = self.balancer(false)?;
        balancer.front_ends.iter().find_map(|front| match front.address {
            Front::Private(address) => address,
            Front::Public(_) => None,
        })
    }

    /// The text at a path of either configuration.
    pub(super) fn leaf(&self, path: &str) -> Option<Said> {
        self.element(path)
            .filter(|(_, leaf)| !leaf.text.is_empty())
            .map(|(configuration, leaf)| Said::new(&leaf.text).at(spot(configuration, leaf)))
    }

    /// The element at a path of either configuration, where it is written.
    pub(super) fn element(&self, path: &str) -> Option<(&'a Configuration, &'a Tree)> {
        let configuration = self.any()?;
        let found = configuration.tree.at(path);
        (found.line > 0).then_some((configuration, found))
    }

    /// Whether something is written in a configuration; nothing without one.
    pub(super) fn written(&self, path: &str) -> Option<Said> {
        self.any()?;
        Some(Said::there(self.element(path).map(|(own, found)| spot(own, found))))
    }

    /// A switch that a configuration sets, or has when it says nothing.
    pub(super) fn flag(&self, path: &str, absent: bool) -> Option<Said> {
        self.any()?;
        let Some((configuration, leaf)) = self.element(path) else {
            return Some(Said::switch(absent));
        };
        Some(Said::switch(leaf.text == "yes").at(spot(configuration, leaf)))
    }

    /// A value of the first settings.
    pub(super) fn first(&self, key: &str) -> Option<Said> {
        let (text, at) = self.init.iter().find_map(|init| init.get(key))?;
        Some(Said::new(text).at(at.clone()))
    }

    /// The own address of a unit at an interface, without its length, and the length.
    pub(super) fn interface(&self, unit: usize, place: usize) -> Option<(Ipv4Addr, Range)> {
        let name = facts::panos::INTERFACES.get(place)?;
        let interface = self.configuration(unit)?.firewall.interface(name)?;
        let mut ranges =
            interface.addresses.iter().filter_map(|text| Some((bare(text)?, around(text)?)));
        ranges.find(|(_, range)| range.size() > 1)
    }

    /// The id of something that stands already; what the template makes has none.
    pub(super) fn standing<'i>(&self, kind: &str, id: &'i str) -> Option<&'i str> {
        let own = Id::read(id);
        let own = own.and_then(|id| self.template?.named(kind, id.last()));
        (own.is_none() && id.starts_with('/') && self.names_subscription(id)).then_some(id)
    }

    /// Whether the written template names this subscription: an id that was put together has none of its own.
    pub(super) fn names_subscription(&self, id: &str) -> bool {
        let subscription = id.split('/').nth(2).filter(|one| !one.is_empty());
        subscription.is_some_and(|one| self.mentions(one))
    }

    /// Whether a text is written anywhere, and not made of parts or of what only a deployment knows.
    pub(super) fn mentions(&self, text: &str) -> bool {
        self.source.iter().any(|source| mentions(source, text))
    }
}

/// As much of a network as a design may have.
fn kept(mut azure: Azure) -> Azure {
    azure.blocks.truncate(limit::ENTRIES_MAX);
    azure.subnets.truncate(limit::ENTRIES_MAX);
    azure.tables.truncate(limit::ENTRIES_MAX);
    azure.filters.truncate(limit::ENTRIES_MAX);
    azure.balancers.truncate(limit::ENTRIES_MAX);
    azure.tables.iter_mut().for_each(|table| table.routes.truncate(limit::ENTRIES_MAX));
    azure.filters.iter_mut().for_each(|filter| filter.rules.truncate(limit::ENTRIES_MAX));
    for balancer in &mut azure.balancers {
        balancer.front_ends.truncate(limit::ENTRIES_MAX);
        balancer.rules.truncate(limit::ENTRIES_MAX);
    }
    azure
}

/// Where an element stands.
pub(super) fn spot(configuration: &Configuration, element: &Tree) -> Spot {
    Spot { path: configuration.path.clone(), line: element.line }
}

fn mentions(value: &Value, text: &str) -> bool {
    match value {
        Value::String(own) => own.contains(text),
        Value::Array(items) => items.iter().any(|item| mentions(item, text)),
        Value::Object(members) => members.values().any(|member| mentions(member, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The machines of the units: by host name, by an address, or else the machines with the NICs of a pair.
fn machines<'a>(
    template: Option<Template<'a>>,
    units: &[&Unit],
    nics: &[Nic<'a>],
) -> [Option<&'a Value>; 2] {
    let Some(template) = template else { return [None; 2] };
    let of_unit = |unit: &&Unit| {
        let firewall = &unit.configuration.firewall;
        let has = |machine: &&Value| {
            let own = nics_of(machine, nics).into_iter().flatten();
            let mut addresses = own.filter_map(|nic| nic.address);
            addresses.any(|address| firewall.owner(address).is_some())
        };
        let named = template.machine(unit.host());
        named.or_else(|| template.of_kind("virtualMachines").take(limit::ENTRIES_MAX).find(has))
    };
    let large = |machine: &&Value| {
        each(machine, "/properties/networkProfile/networkInterfaces").count() >= PAIR_NICS
    };
    let mut found: Vec<Option<&Value>> = units.iter().map(of_unit).collect();
    if found.iter().all(Option::is_none) {
        found = template.of_kind("virtualMachines").filter(large).map(Some).collect();
    }
    let mut found = found.into_iter();
    [found.next().flatten(), found.next().flatten()]
}

/// The fewest NICs of a machine that is taken for a firewall without its configuration.
const PAIR_NICS: usize = 3;

#[cfg(test)]
mod tests {
    use super::Id;

    #[test]
    fn an_id_has_its_group_and_a_name_a_level() {
        let own = Id::read("[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]");
        let own = own.unwrap();
        assert_eq!((own.group.as_deref(), own.last()), (None, "s"));
        let id = "/subscriptions/0/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s";
        let whole = Id::read(id).unwrap();
        assert_eq!(
            (whole.group.as_deref(), whole.names.as_slice()),
            (Some("g"), ["v", "s"].map(str::to_owned).as_slice())
        );
        assert_eq!(Id::read("[parameters('subnet')]"), None);
    }
}
