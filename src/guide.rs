//! What a person needs beside the templates: the guide and the deployment scripts of this design.
//!
//! The scripts' logic is fixed text; the design enters only as quoted assignments at their top, so no
//! name can break out of its quotes.

use std::fmt::Display;

use crate::design::BootstrapMode;
use crate::field::Field;
use crate::plan::{Approved, Availability, Firewall, GatewayKind, Plan, Sources};
use crate::{facts, json};

mod added;
pub mod addresses;
mod expected;
mod flows;
mod readme;
mod unverified;

pub use added::Added;
pub use unverified::unverified;

/// `README.md`: a deployment guide for this very design, and the files that were added to its packages.
pub fn readme(approved: Approved<'_>, added: &[Added]) -> String {
    readme::readme(approved.plan(), added)
}

/// A guide without what it says of added files.
pub fn without_added(guide: &str) -> String {
    added::without(guide)
}

/// What the HA2 link is good for where a balancer stands in front; said alike by the guide and the page.
/// Sources: PAN-OS administrator's guide, ports used for HA; Palo Alto Networks' fast-failover example.
pub const HA2: &str = "HA2 copies sessions, forwarding tables and the keys of IPsec from the active unit to the passive one. Azure's balancers keep a flow on the unit that it began on, so after a failure most copied TCP sessions never reach the other unit; what does is judged as a known session there, without a new decision: flows that come back to a unit after a suspension, and VPN tunnels, which need no new keys. Without HA2 the pair fails over as fast, and forgets its sessions.";

/// `deploy.sh`: the deployment with the Azure CLI.
pub fn deploy_sh(approved: Approved<'_>) -> String {
    let assignments = values(approved.plan())
        .into_iter()
        .map(|(name, value)| format!("{name}='{}'\n", value.replace('\'', "'\\''")));
    include_str!("guide/deploy.sh").replacen("# design\n", &assignments.collect::<String>(), 1)
}

/// `deploy.ps1`: the deployment with Azure PowerShell.
pub fn deploy_ps1(approved: Approved<'_>) -> String {
    let assignments = values(approved.plan())
        .into_iter()
        .map(|(name, value)| format!("${name} = '{}'\n", value.replace('\'', "''")));
    include_str!("guide/deploy.ps1").replacen("# design\n", &assignments.collect::<String>(), 1)
}

/// `verify.sh`: what stands against what is planned, with the Azure CLI.
pub fn verify_sh() -> String {
    include_str!("guide/verify.sh").to_owned()
}

/// `verify.ps1`: the same with Azure PowerShell.
pub fn verify_ps1() -> String {
    include_str!("guide/verify.ps1").to_owned()
}

/// `expected.json`: what both of them expect.
pub fn expected(approved: Approved<'_>) -> String {
    json::pretty(&expected::expected(approved.plan()))
}

/// What a policy of the subscription may refuse of this design, and what to do then.
pub fn policies(plan: &Plan) -> Vec<(&'static str, String)> {
    let mode = plan.bootstrap.mode;
    let public = &plan.balance.public;
    let new = public.front_ends().filter_map(|(_, address)| address.new_name());
    let gateway = gateway_address(plan);
    let nics = plan.units.each().into_iter().flat_map(Firewall::nics);
    let nics = nics.filter_map(|nic| nic.public_ip.as_ref()?.new_name());
    let addresses: Vec<&str> = new.chain(gateway).chain(nics).collect();
    let list = [
        mode.has_package().then(|| (
            "Storage accounts with shared keys",
            "PAN-OS reads its package with the account's key. Choose the mode custom_data, which needs no storage but Panorama or Strata Cloud Manager, or an exemption for the account.".to_owned(),
        )),
        open_storage(plan).map(|then| ("Storage accounts open to all networks", then)),
        (mode == BootstrapMode::OneClick).then(|| (
            "Deployment scripts and container instances",
            "One click runs one. The mode account uploads the packages from your machine instead.".to_owned(),
        )),
        bare(plan).then(|| (
            "Subnets without a network security group",
            "The groups stand on the NICs, so that each unit's interfaces have their own. Choose security groups on the subnets, or on both; a gateway's subnet takes none.".to_owned(),
        )),
        (!addresses.is_empty()).then(|| (
            "Public IP addresses",
            format!("The template makes {}.", addresses.join(", ")),
        )),
        plan.site.tags.is_empty().then(|| (
            "Resources and groups without tags",
            "Type them into the design: every resource carries them, and so do a group and a storage account that the scripts make.".to_owned(),
        )),
        Some((
            "NICs with IP forwarding",
            "Untrust and trust forward what is not for their own address, as a firewall has to.".to_owned(),
        )),
        Some((
            "Images, sizes and regions that are on no list",
            format!(
                "The firewalls are {} {} {} of the size {}.",
                facts::azure::IMAGE_PUBLISHER, facts::azure::IMAGE_OFFER, plan.machine.sku, plan.machine.size
            ),
        )),
    ];
    list.into_iter().flatten().collect()
}

/// What an account that is closed from the start asks of the person who deploys. Sources: Azure documentation,
/// Guidelines and limitations for the Azure Storage firewall (2025-06-18); Create a virtual network rule for Azure Storage.
const CLOSED_ASKS: &str = "a machine with a public IPv4 address outside the account's region, because Azure takes no private address as a rule and tries none on clients inside the region; the service endpoint Microsoft.Storage on the management subnet, which the scripts add; and on that subnet the right Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action, which Storage Account Contributor has (not verified on a subscription)";

/// Why the storage account is open at first, if it is, and what it takes to have it closed from the start.
fn open_storage(plan: &Plan) -> Option<String> {
    let option = Field::BootstrapClosed.label();
    match plan.bootstrap.mode {
        BootstrapMode::OneClick => Some(format!(
            "The deployment script runs outside the VNet, so the account is open until it is closed afterwards. Closed from the start, it would take a delegated subnet for the script, a private endpoint with its DNS zone, an identity with a data role, and a deployer who may assign that role; none of it is written here. The mode account with \u{201c}{option}\u{201d} asks for less: {CLOSED_ASKS}."
        )),
        BootstrapMode::Key | BootstrapMode::Account if plan.bootstrap.closed => None,
        BootstrapMode::Key | BootstrapMode::Account => Some(format!(
            "An account that the scripts make is open until it is closed afterwards; one that stands already keeps its rules. \u{201c}{option}\u{201d} asks for {CLOSED_ASKS}. Shared keys stay on: PAN-OS knows no other way to its share."
        )),
        BootstrapMode::CustomData | BootstrapMode::None => None,
    }
}

/// Whether the template makes subnets without a network security group that could have one.
fn bare(plan: &Plan) -> bool {
    let mut own = plan.network.subnets().filter(|_| plan.network.existing.is_none());
    own.any(|subnet| !subnet.role.is_of_azure() && plan.nsg_of(subnet).is_none())
}

/// What both scripts have to know.
fn values(plan: &Plan) -> Vec<(&'static str, String)> {
    let text = |value: &dyn Display| value.to_string();
    let yes = |on: bool| if on { "yes" } else { "no" }.to_owned();
    let bootstrap = &plan.bootstrap;
    let publisher = if plan.machine.image.has_plan() { facts::azure::IMAGE_PUBLISHER } else { "" };
    let asked: Vec<&str> = bootstrap.asked.iter().map(|field| field.parameter().0).collect();
    let vnet_group = plan.network.existing.as_ref().and_then(|vnet| vnet.resource_group.clone());
    vec![
        ("MODE", text(&bootstrap.mode)),
        ("CLOUD", facts::azure::cloud(plan.site.cloud).tools.to_owned()),
        ("PUBLISHER", publisher.to_owned()),
        ("OFFER", facts::azure::IMAGE_OFFER.to_owned()),
        ("LICENSE_PLAN", plan.machine.sku.clone()),
        ("ACCOUNT", bootstrap.account.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("ACCOUNT_GROUP", bootstrap.account_group.clone().unwrap_or_default()),
        ("CLOSED", yes(bootstrap.closed)),
        ("SHARE", text(&bootstrap.share)),
        ("DIRECTORY_A", plan.units.a.directory.clone()),
        ("DIRECTORY_B", plan.units.b.directory.clone()),
        ("ASKED", asked.join(" ")),
        ("SIZE", text(&plan.machine.size)),
        ("SERVER_CORES", server_cores(plan).to_string()),
        ("ZONES", zones(plan)),
        ("PROVIDERS", providers(plan).join(" ")),
        ("TAGS", tags(plan)),
        ("VNET", text(&plan.network.name)),
        ("VNET_GROUP", vnet_group.unwrap_or_default()),
        ("MANAGEMENT_SUBNET", text(&plan.network.management.name)),
        ("NETWORK_FIRST", yes(network_first(plan))),
        ("ASSOCIATIONS", associations(plan)),
        ("GATEWAY_ADDRESS", gateway_address(plan).unwrap_or_default().to_owned()),
        ("GATEWAY_ID", existing_gateway(plan).unwrap_or_default().to_owned()),
        ("WAYS_BACK", ways_back(plan).join("\n")),
        ("ASK_PASSWORD", yes(!plan.access.key_only)),
        ("ASK_SOURCES", yes(plan.access.sources == Sources::Asked)),
    ]
}

/// The public IP of a NAT gateway that is made.
fn gateway_address(plan: &Plan) -> Option<&str> {
    match &plan.balance.nat_gateway.as_ref()?.kind {
        GatewayKind::New { public_ip, .. } => Some(public_ip),
        GatewayKind::Existing { .. } => None,
    }
}

/// The resource id of a NAT gateway that stands already.
fn existing_gateway(plan: &Plan) -> Option<&str> {
    plan.balance.nat_gateway.as_ref()?.id()
}

/// Whether the template's network is deployed before its units: because subnets of an existing VNet carry some of it, or
/// because the storage account has to name a subnet that the template makes.
fn network_first(plan: &Plan) -> bool {
    let new = plan.network.existing.is_none();
    (new && plan.bootstrap.closed) || !associations(plan).is_empty()
}

/// What has to be put on the subnets of an existing VNet before the units boot, a line each: subnet, route table,
/// NAT gateway, which is its name or the id of one that stands already.
fn associations(plan: &Plan) -> String {
    if plan.network.existing.is_none() {
        return String::new();
    }
    let lines = plan.network.subnets().filter_map(|subnet| {
        let table = plan.route_table_of(subnet).map(|table| table.name.as_str());
        let gateway = plan.nat_gateway_of(subnet);
        let gateway = gateway.map(|gateway| gateway.id().unwrap_or(&gateway.name.value));
        let parts = [Some(subnet.name.value.as_str()), table, gateway];
        let needed = table.is_some() || gateway.is_some();
        needed.then(|| parts.map(Option::unwrap_or_default).join("|"))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The zones that both units are pinned to, once each; none where Azure picks them or there are none.
fn zones(plan: &Plan) -> String {
    match plan.availability {
        Availability::Zones(a, b) if a == b => a.to_string(),
        Availability::Zones(a, b) => format!("{a} {b}"),
        Availability::ZonesAuto(_)
        | Availability::NewSet(_)
        | Availability::ExistingSet(_)
        | Availability::None => String::new(),
    }
}

/// The design's tags, one a line, for what the scripts make themselves.
fn tags(plan: &Plan) -> String {
    let tags = plan.site.tags.iter().map(|tag| format!("{}={}", tag.name, tag.value));
    tags.collect::<Vec<_>>().join("\n")
}

/// Virtual CPUs that the test server takes from the regional quota; small sizes have two.
fn server_cores(plan: &Plan) -> u32 {
    let Some(server) = &plan.server else { return 0 };
    let known = facts::vmseries::SIZES.iter().find(|size| size.name == server.size.value);
    known.map_or(2, |size| size.vcpus)
}

fn providers(plan: &Plan) -> Vec<&'static str> {
    let scripts = plan.bootstrap.mode == BootstrapMode::OneClick;
    let more = facts::azure::SCRIPT_PROVIDERS.iter().filter(|_| scripts);
    let metrics = facts::azure::METRICS_PROVIDERS.iter().filter(|_| plan.site.metrics.is_some());
    facts::azure::PROVIDERS.iter().chain(more).chain(metrics).copied().collect()
}

/// What brings back to the pair what others send, where the template does not reach: a route table for the
/// subnets of other VNets, and for a gateway's subnet that is not this VNet's.
fn ways_back(plan: &Plan) -> Vec<String> {
    let network = &plan.network;
    let next_hop = &plan.balance.internal.address;
    // One peering says where; of several it is not known which range is whose.
    let (on, group, vnet) = match network.peerings.as_slice() {
        [one] => {
            (format!(" --subscription {}", one.subscription), &*one.resource_group, &*one.vnet)
        }
        _ => (String::new(), "OTHER-GROUP", "OTHER-VNET"),
    };
    let table = |name: &str, more: &str, routes: Vec<(String, String)>, subnet: &str| {
        let first = format!(
            "az network route-table create{on} --resource-group {group} --name {name}{more}"
        );
        let routes = routes.into_iter().map(|(route, to)| {
            format!("az network route-table route create{on} --resource-group {group} --route-table-name {name} --name {route} --address-prefix {to} --next-hop-type VirtualAppliance --next-hop-ip-address {next_hop}")
        });
        let last = format!(
            "az network vnet subnet update{on} --resource-group {group} --vnet-name {vnet} --name {subnet} --route-table {name}"
        );
        [first].into_iter().chain(routes).chain([last]).collect::<Vec<_>>()
    };
    let workloads = network.workloads.iter();
    let workloads: Vec<(String, String)> =
        workloads.map(|subnet| (format!("to-{}", subnet.name), subnet.range.to_string())).collect();
    let mut commands = Vec::new();
    if network.remotes.iter().any(|remote| remote.field != Field::NetworkOnPremises) {
        let default = ("default".to_owned(), "0.0.0.0/0".to_owned());
        let routes = [default].into_iter().chain(workloads.clone()).collect();
        let closed = " --disable-bgp-route-propagation true";
        commands.extend(table("to-firewalls", closed, routes, "OTHER-SUBNET"));
    }
    let spokes = network.spokes().enumerate();
    let spokes = spokes.map(|(n, spoke)| (format!("to-spoke-{}", n + 1), spoke.range.to_string()));
    let routes: Vec<_> = workloads.into_iter().chain(spokes).collect();
    let elsewhere = network.gateway().is_none() && network.on_premises().next().is_some();
    if elsewhere && !routes.is_empty() {
        let subnet = facts::azure::GATEWAY_SUBNET;
        commands.extend(table("gateway-to-firewalls", "", routes, subnet));
    }
    commands
}

/// Whether a person or a script uploads the packages.
fn uploads(plan: &Plan) -> bool {
    matches!(plan.bootstrap.mode, BootstrapMode::Key | BootstrapMode::Account)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Draft, Secrets};
    use crate::review::review;

    #[test]
    fn the_key_is_rotated_by_a_whole_call_in_every_mode() {
        let known =
            [(Field::BootstrapAccount, "fwboot01"), (Field::BootstrapAccountGroup, "boot-rg")];
        for (mode, edits, [group, account]) in [
            ("one_click", &[][..], ["RESOURCE-GROUP", "STORAGE-ACCOUNT"]),
            ("key", &known[..], ["boot-rg", "fwboot01"]),
            ("account", &known[..], ["boot-rg", "fwboot01"]),
            ("account", &[][..], ["RESOURCE-GROUP", "STORAGE-ACCOUNT"]),
        ] {
            let mode_first = [(Field::BootstrapMode, mode)];
            let draft = Draft::default().with(mode_first.iter().chain(edits).copied());
            let review = review(&draft, &Secrets::default());
            let guide = readme(review.approved().unwrap(), &[]);
            let calls: Vec<&str> =
                guide.split('`').filter(|span| span.contains("keys renew")).collect();
            let whole = format!(
                "az storage account keys renew --resource-group {group} --account-name {account} --key primary"
            );
            assert_eq!(calls, [whole], "{mode}");
        }
    }

    #[test]
    fn a_policy_is_named_where_the_design_meets_it() {
        let named = |edits: &[(Field, &str)]| {
            let draft = Draft::default().with(edits.iter().copied());
            let plan = review(&draft, &Secrets::default()).plan.unwrap();
            let list = policies(&plan).into_iter();
            list.map(|(what, then)| what.to_owned() + ": " + &then).collect::<String>()
        };
        let reference = named(&[]);
        for said in ["shared keys", "container instances", "without tags", "inbound-lb-pip"] {
            assert!(reference.contains(said), "{said}");
        }
        assert!(reference.contains("Subnets without"));
        assert!(reference.contains("delegated subnet"));
        let key = named(&[(Field::BootstrapMode, "key"), (Field::BootstrapAccount, "fwboot01")]);
        assert!(key.contains("open to all networks") && !key.contains("delegated subnet"), "{key}");
        assert!(key.contains(Field::BootstrapClosed.label()), "{key}");
        let closed = named(&[(Field::BootstrapMode, "key"), (Field::BootstrapClosed, "on")]);
        assert!(closed.contains("shared keys") && !closed.contains("open to all"), "{closed}");
        let quiet = named(&[
            (Field::AccessNsgPlace, "subnet"),
            (Field::BootstrapMode, "custom_data"),
            (Field::PanoramaServer, "10.9.0.4"),
            (Field::SiteTags, "owner=network"),
            (Field::AccessManagementPublic, "off"),
            (Field::AccessManagementEgress, "existing"),
            (Field::BalanceEgress, "none"),
            (Field::BalanceServices, "none"),
        ]);
        for said in
            ["shared keys", "container instances", "without tags", "Public IP", "Subnets without"]
        {
            assert!(!quiet.contains(said), "{said}: {quiet}");
        }
    }
}
