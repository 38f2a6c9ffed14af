//! The machines of both units, and the test server.

use serde_json::Value;

use super::seen::{Id, Said, Seen};
use crate::audit::template::{HA2, MANAGEMENT, TRUST, UNTRUST, each, is, text};
use crate::choice::{Availability, Choice, Dataplane, LicensePlan, Tristate};
use crate::facts;
use crate::facts::vmseries::Accelerated;
use crate::walk::firewall::Use;

const COMPUTER: &str = "/properties/osProfile/computerName";
pub(super) const SIZE: &str = "/properties/hardwareProfile/vmSize";
const IMAGE: &str = "/properties/storageProfile/imageReference";
pub(super) const IMAGE_ID: &str = "/properties/storageProfile/imageReference/id";
pub(super) const IMAGE_VERSION: &str = "/properties/storageProfile/imageReference/version";

/// The host name of a unit; that of its configuration counts where the machine has another one.
pub(super) fn host_name(seen: &Seen<'_>, unit: usize) -> Option<Said> {
    let machine = seen.machines.get(unit).copied().flatten();
    let own = machine.and_then(|machine| seen.said(machine.pointer(COMPUTER)?));
    let said = own.or_else(|| {
        let configuration = seen.configuration(unit)?;
        let host = &configuration.firewall.host_name;
        let element = configuration.tree.at("devices/entry/deviceconfig/system/hostname");
        Some(Said::filled(host)?.at(super::seen::spot(configuration, element)))
    });
    let said = said.or_else(|| {
        seen.init.get(unit)?.get("hostname").map(|(name, at)| Said::new(name).at(at.clone()))
    })?;
    Some(Said { text: seen.bare(&said.text).to_owned(), ..said })
}

/// The address of the NIC at a place, or that of its interface.
pub(super) fn address(seen: &Seen<'_>, unit: usize, place: usize) -> Option<Said> {
    if let Some(nic) = seen.nic(unit, place)
        && let Some(address) = nic.address
    {
        return Some(Said::new(&address).at(seen.template?.spot(nic.resource)));
    }
    let (address, _) = seen.interface(unit, place)?;
    Some(Said::new(&address))
}

/// The management address of a unit, or what the other one calls its peer.
pub(super) fn management(seen: &Seen<'_>, unit: usize) -> Option<Said> {
    let peer = || Said::filled(&seen.configuration(1 - unit)?.ha.peer);
    address(seen, unit, MANAGEMENT).or_else(peer)
}

pub(super) fn ha2(seen: &Seen<'_>, unit: usize) -> Option<Said> {
    let own = || Said::filled(&seen.configuration(unit)?.ha.ha2_address);
    address(seen, unit, HA2).or_else(own)
}

/// The set that both machines stand in: its name, and whether the template makes it.
fn set(seen: &Seen<'_>) -> Option<(Id, Option<Said>)> {
    let template = seen.template?;
    let id = Id::read(text(seen.machine()?, "/properties/availabilitySet/id")?)?;
    let made = template.named("availabilitySets", id.last());
    let made = made.map(|set| Said::new(seen.bare(id.last())).at(template.spot(set)));
    Some((id, made))
}

pub(super) fn availability(seen: &Seen<'_>) -> Option<Said> {
    let machine = seen.machine()?;
    let availability = match (machine.get("zones"), set(seen)) {
        (Some(_), _) => Availability::Zones,
        (None, Some((_, Some(_)))) => Availability::Set,
        (None, Some((_, None))) => Availability::ExistingSet,
        (None, None) => Availability::None,
    };
    Some(Said::new(availability.text()).at(seen.template?.spot(machine)))
}

pub(super) fn set_name(seen: &Seen<'_>) -> Option<Said> {
    let (id, made) = set(seen)?;
    Some(made.unwrap_or_else(|| Said::new(id.last())))
}

/// The zone of each machine; where only the deployment knows them, they are picked.
pub(super) fn zones(seen: &Seen<'_>) -> Option<Said> {
    seen.machine()?.get("zones")?;
    let machines = seen.machines.iter().flatten();
    let zone = machines.filter_map(|machine| machine.pointer("/zones/0")?.as_str());
    Some(match zone.collect::<Vec<_>>().as_slice() {
        [a, b] => Said::new(&format!("{a},{b}")),
        _ => Said::new("auto"),
    })
}

/// The release line that the configuration is written for, or else that of the image.
pub(super) fn line(seen: &Seen<'_>) -> Option<Said> {
    let two = |version: &str| {
        let mut parts = version.split('.');
        Some(format!("{}.{}", parts.next()?, parts.next()?))
    };
    let Some(configuration) = seen.any() else {
        let version = seen.told(IMAGE_VERSION)?;
        return Some(Said { text: two(&version.text)?, ..version });
    };
    let at = super::seen::spot(configuration, &configuration.tree);
    Some(Said::new(&two(configuration.tree.attribute("version")?)?).at(at))
}

pub(super) fn encryption_at_host(seen: &Seen<'_>) -> Option<Said> {
    let on = seen.machine()?.pointer("/properties/securityProfile/encryptionAtHost");
    Some(Said::switch(on.and_then(Value::as_bool) == Some(true)))
}

/// The whole id of a resource elsewhere, at a path of either machine.
pub(super) fn id(seen: &Seen<'_>, path: &str) -> Option<Said> {
    seen.told(path).filter(|said| seen.names_subscription(&said.text))
}

pub(super) fn image_plan(seen: &Seen<'_>) -> Option<Said> {
    seen.of_machine(IMAGE_ID)?;
    Some(Said::switch(seen.machine()?.get("plan").is_some()))
}

/// The marketplace's plan; an older offer's is named after the same licence.
pub(super) fn plan(seen: &Seen<'_>) -> Option<Said> {
    let machine = seen.machine()?;
    let plan = machine.pointer("/plan/name");
    let sku = plan.or_else(|| machine.pointer(&format!("{IMAGE}/sku")))?;
    let said = seen.said(sku)?;
    let known = LicensePlan::ALL.iter().map(|plan| plan.text());
    let mut known = known.filter(|plan| said.text.starts_with(plan));
    let text = known.next().map_or_else(|| said.text.clone(), str::to_owned);
    Some(Said { text, ..said })
}

/// Whether the marketplace's plan is that of the second generation.
pub(super) fn gen2(seen: &Seen<'_>) -> Option<Said> {
    let sku = seen.told(&format!("{IMAGE}/sku"))?;
    Some(Said {
        text: if sku.text.ends_with(facts::vmseries::GEN2) { "on" } else { "off" }.to_owned(),
        ..sku
    })
}

/// Accelerated networking of the dataplane, where it is not what the size gives.
pub(super) fn accelerated(seen: &Seen<'_>) -> Option<Said> {
    let nic = seen.nic(0, UNTRUST).or_else(|| seen.nic(0, TRUST))?;
    let value = nic.resource.pointer("/properties/enableAcceleratedNetworking");
    let on = value.and_then(Value::as_bool) == Some(true);
    let size = seen.told(SIZE).and_then(|said| facts::vmseries::size_named(&said.text));
    let usual = size.is_some_and(|size| size.accelerated != Accelerated::None);
    let choice = match (on == usual, on) {
        (true, _) => Tristate::Auto,
        (false, true) => Tristate::On,
        (false, false) => Tristate::Off,
    };
    Some(Said::new(choice.text()).at(seen.template?.spot(nic.resource)))
}

pub(super) fn identity(seen: &Seen<'_>) -> Option<Said> {
    let machine = seen.machine()?;
    // What only the deployment knows is not said.
    let kind = match text(machine, "/identity/type") {
        Some(open) if open.starts_with('[') => return None,
        kind => kind,
    };
    Some(Said::switch(kind.is_some_and(|kind| kind.starts_with("SystemAssigned"))))
}

pub(super) fn boot_diagnostics(seen: &Seen<'_>) -> Option<Said> {
    let machine = seen.machine()?;
    let on = machine.pointer("/properties/diagnosticsProfile/bootDiagnostics/enabled");
    let on = on.map_or(Some(false), Value::as_bool)?;
    Some(Said::switch(on))
}

pub(super) fn dataplane(seen: &Seen<'_>) -> Option<Said> {
    let firewall = &seen.any()?.firewall;
    let mut traffic = firewall.interfaces.iter().filter(|one| one.used == Use::Traffic);
    let dhcp = traffic.any(|interface| interface.addresses.is_empty());
    let dataplane = if dhcp { Dataplane::Dhcp } else { Dataplane::Static };
    Some(Said::new(dataplane.text()))
}

/// The test server: the one further machine, of the image that the design's runs.
fn server<'a>(seen: &Seen<'a>) -> Option<&'a Value> {
    let (publisher, offer, _) = facts::azure::SERVER_IMAGE;
    let template = seen.template?;
    let own = |machine: &&Value| seen.machines.iter().flatten().any(|one| one == machine);
    let mut others = template.of_kind("virtualMachines").filter(|machine| !own(machine));
    let machine = others.next()?;
    let image = |part: &str, wanted| is(machine, &format!("{IMAGE}/{part}"), wanted);
    (others.next().is_none() && image("publisher", publisher) && image("offer", offer))
        .then_some(machine)
}

/// A value of the test server.
pub(super) fn of_server(seen: &Seen<'_>, path: &str) -> Option<Said> {
    seen.said(server(seen)?.pointer(path)?)
}

pub(super) fn has_server(seen: &Seen<'_>) -> Option<Said> {
    let template = seen.template?;
    Some(Said::there(server(seen).map(|machine| template.spot(machine))))
}

pub(super) fn server_name(seen: &Seen<'_>) -> Option<Said> {
    let said = of_server(seen, COMPUTER)?;
    Some(Said { text: seen.bare(&said.text).to_owned(), ..said })
}

pub(super) fn server_address(seen: &Seen<'_>) -> Option<Said> {
    let template = seen.template?;
    let machine = server(seen)?;
    let id = each(machine, "/properties/networkProfile/networkInterfaces").next()?;
    let name = Id::read(text(id, "/id")?)?;
    let nic = template.nics().into_iter().find(|nic| nic.name == name.last())?;
    Some(Said::new(&nic.address?).at(template.spot(nic.resource)))
}

/// The server's own key, where it has another one than the firewalls.
pub(super) fn server_key(seen: &Seen<'_>) -> Option<Said> {
    let own = of_server(seen, super::access::KEY)?;
    let shared = seen.told(super::access::KEY).is_some_and(|key| key.text == own.text);
    (!shared).then_some(own)
}
