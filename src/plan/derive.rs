//! From a design to a plan: settles every field once, in the order in which values follow from one
//! another, and lets the audit judge the result.

use std::net::Ipv4Addr;

use super::address::{Hosts, Wanted};
use super::name::Namer;
use super::settle::Settler;
use super::{
    Access, Address, Asked, Bootstrap, Both, ExistingVnet, Firewall, Metrics, Name, Network, Nic,
    Origin, Panorama, Peering, Plan, Planned, Publish, Remote, Role, Server, Site, Sources, Subnet,
    System, access, address, audit, balance, machine, name, route,
};
use crate::design::{
    BootstrapMode, Cloud, Design, LicensePlan, Local, Login, ManagementEgress, NetworkMode,
    Profile, Routing, Unit,
};
use crate::field::Field;
use crate::finding::{Case, Checked, Fact, Finding};
use crate::net::Range;
use crate::{design, facts};

/// Plans a design. There is no plan only when a subnet has no room at all.
pub fn derive(design: &Design) -> Checked<Option<Plan>> {
    let mut settler = Settler::default();
    let namer = Namer::new(design.site.suffix.as_deref());
    let network = match network(&mut settler, &namer, design) {
        Ok(network) => network,
        Err(finding) => return Checked { value: None, findings: vec![*finding] },
    };
    let access = derive_access(&mut settler, design);
    let machine = machine::derive(&mut settler, design);
    let accelerated = machine::accelerated(&mut settler, design, &machine);
    let placed = place_hosts(&mut settler, &namer, design, &network);
    let server = placed.server;
    let balance = balance::derive(
        &mut settler,
        &namer,
        design,
        placed.internal,
        server.as_ref(),
        access.management_egress,
    );
    let public_untrust = balance.egress == super::Egress::PublicIps;
    let finish = |firewall: Draftee| firewall.finish(accelerated, &access, public_untrust);
    let units = Both { a: finish(placed.a), b: finish(placed.b) };
    let bootstrap = derive_bootstrap(&mut settler, &namer, design);
    let route_tables = route::tables(&namer, &network, &balance, server.as_ref());
    let nsg_name = settler.settle(
        Field::AccessNsgName,
        design.access.nsg_name.clone(),
        "the default name",
        || "vmseries-nsg".to_owned(),
    );
    let nsgs = access::nsgs(&access::Inputs {
        namer: &namer,
        base: &nsg_name.value,
        network: &network,
        units: &units,
        balance: &balance,
        access: &access,
        server: server.as_ref(),
    });
    let system = system(&mut settler, design);
    let plan = Plan {
        site: site(&mut settler, &namer, design),
        routers: route::routers(&network, system.routing),
        availability: machine::availability(&mut settler, &namer, design),
        ha: machine::ha(&mut settler, design),
        system,
        panorama: panorama(&mut settler, design),
        publish: Publish {
            template_url: design.publish.template_url.clone(),
            form_url: design.publish.form_url.clone(),
        },
        network,
        units,
        machine,
        balance,
        access,
        nsgs,
        route_tables,
        server,
        bootstrap,
        settled: settler.settled,
    };
    let findings = audit::audit(design, &plan);
    Checked { value: Some(plan), findings }
}

fn site(settler: &mut Settler, namer: &Namer, design: &Design) -> Site {
    if let Some(suffix) = &design.site.suffix {
        settler.record(Field::SiteSuffix, suffix.clone(), Origin::Typed(Field::SiteSuffix));
    }
    Site {
        cloud: settler
            .settle(Field::SiteCloud, design.site.cloud, "Azure's public cloud", || Cloud::Public)
            .value,
        tags: design.site.tags.clone(),
        metrics: settler
            .switch(Field::SiteAppInsights, design.site.app_insights, "costs by volume", false)
            .then(|| Metrics {
                workspace: namer.fixed("vmseries-logs"),
                component: namer.fixed("vmseries-insights"),
            }),
    }
}

fn network(settler: &mut Settler, namer: &Namer, design: &Design) -> Result<Network, Box<Finding>> {
    let typed = &design.network;
    let mode = settler
        .settle(Field::NetworkMode, typed.mode, "nothing stands yet", || NetworkMode::New)
        .value;
    let existing = (mode == NetworkMode::Existing)
        .then(|| ExistingVnet { resource_group: typed.resource_group.clone() });
    let default = Range::around(Ipv4Addr::new(10, 0, 0, 0), 16).expect("a /16 is a range");
    let blocks = if typed.blocks.is_empty() { vec![default] } else { typed.blocks.clone() };
    let within = |range: Range| blocks.iter().any(|block| block.covers(range));
    let (subnets, remotes): (Vec<_>, Vec<_>) =
        typed.workloads.iter().partition(|workload| within(workload.range));
    let mut remotes: Vec<Remote> = remotes
        .into_iter()
        .map(|workload| Remote {
            name: workload.name.clone(),
            range: workload.range,
            field: Field::NetworkWorkloads,
        })
        .collect();
    remotes.extend(typed.peered.iter().map(|range| Remote {
        name: range.to_string(),
        range: *range,
        field: Field::NetworkPeered,
    }));
    let placed = place(design, &blocks)?;
    let mut placed = placed.into_iter();
    let mut next = |settler: &mut Settler, role: Role, at: SubnetFields, named: &design::Subnet| {
        let range = placed.next().expect("one range is placed for each wanted subnet");
        settler.record(at.range, range.to_string(), range.from.clone());
        let name = if existing.is_some() {
            name::existing(settler, at.name, named.name.as_ref(), at.default)
        } else {
            namer.own(settler, at.name, named.name.as_ref(), at.default)
        };
        subnet(role, name, range)
    };
    let management = next(settler, Role::Management, MANAGEMENT, &typed.management);
    let untrust = next(settler, Role::Untrust, UNTRUST, &typed.untrust);
    let trust = next(settler, Role::Trust, TRUST, &typed.trust);
    let balancer = next(settler, Role::Balancer, BALANCER, &typed.balancer);
    let ha2 = typed.ha2.as_ref().map(|named| next(settler, Role::Ha2, HA2, named));
    let workloads = subnets.into_iter().map(|workload| {
        let from = Origin::Typed(Field::NetworkWorkloads);
        let name = match existing {
            Some(_) => workload.name.clone(),
            None => namer.fixed(&workload.name),
        };
        let range = Planned { value: workload.range, from: from.clone() };
        subnet(Role::Workload, Planned { value: name, from }, range)
    });
    let mut network = Network {
        name: match existing {
            Some(_) => name::existing(settler, Field::NetworkName, typed.name.as_ref(), VNET),
            None => namer.own(settler, Field::NetworkName, typed.name.as_ref(), VNET),
        },
        workloads: workloads.collect(),
        blocks_from: Origin::Typed(Field::NetworkRange),
        peerings: if existing.is_none() { peerings(settler, typed) } else { Vec::new() },
        existing,
        blocks,
        management,
        untrust,
        trust,
        balancer,
        ha2,
        remotes,
        reached: Vec::new(),
    };
    settle_blocks(settler, typed, &mut network);
    let remotes = network.remotes.iter().map(|remote| remote.range);
    network.reached =
        super::widest(&network.blocks.iter().copied().chain(remotes).collect::<Vec<_>>());
    Ok(network)
}

/// The new VNet's half of each peering, named after the other VNet.
fn peerings(settler: &mut Settler, typed: &design::Network) -> Vec<Peering> {
    let field = Field::NetworkPeeringId;
    if !typed.peering_ids.is_empty() {
        settler.record(field, typed.peering_ids.join("\n"), Origin::Typed(field));
    }
    let peering = |id: &String| {
        let mut segments = id.split('/').map(str::to_owned);
        let mut segment = |n: usize| segments.nth(n).unwrap_or_default();
        // The reader made sure of /subscriptions/S/resourceGroups/G/providers/N/virtualNetworks/V.
        let (subscription, resource_group, vnet) = (segment(2), segment(1), segment(3));
        let name = format!("to-{vnet}");
        Peering { name, id: id.clone(), subscription, resource_group, vnet }
    };
    typed.peering_ids.iter().map(peering).collect()
}

/// The range that a blank stands for: the original's, or the typed subnets of an existing VNet.
fn settle_blocks(settler: &mut Settler, typed: &design::Network, network: &mut Network) {
    if typed.blocks.is_empty() {
        let why = if network.existing.is_some() {
            let known: Vec<Range> = network.subnets().map(|subnet| subnet.range.value).collect();
            network.blocks = known;
            "the subnets that are known of the existing VNet"
        } else {
            "the default range"
        };
        network.blocks_from = Origin::Chosen { near: Field::NetworkRange, why: why.to_owned() };
    }
    let text: Vec<String> = network.blocks.iter().map(ToString::to_string).collect();
    settler.record(Field::NetworkRange, text.join("\n"), network.blocks_from.clone());
}

const VNET: &str = "vmseries-ha-vnet";

/// The fields of a subnet, and the name that a blank becomes.
#[derive(Clone, Copy)]
struct SubnetFields {
    name: Field,
    range: Field,
    default: &'static str,
}

const MANAGEMENT: SubnetFields = SubnetFields {
    name: Field::NetworkManagementName,
    range: Field::NetworkManagementRange,
    default: "mgmt-subnet",
};
const UNTRUST: SubnetFields = SubnetFields {
    name: Field::NetworkUntrustName,
    range: Field::NetworkUntrustRange,
    default: "untrust-subnet",
};
const TRUST: SubnetFields = SubnetFields {
    name: Field::NetworkTrustName,
    range: Field::NetworkTrustRange,
    default: "trust-subnet",
};
const BALANCER: SubnetFields = SubnetFields {
    name: Field::NetworkBalancerName,
    range: Field::NetworkBalancerRange,
    default: "lb-subnet",
};
const HA2: SubnetFields = SubnetFields {
    name: Field::NetworkHa2Name,
    range: Field::NetworkHa2Range,
    default: "ha2-subnet",
};

fn subnet(role: Role, name: Name, range: Planned<Range>) -> Subnet {
    Subnet { role, name, range }
}

/// Places management, untrust, trust, balancer and, where wanted, HA2.
fn place(design: &Design, blocks: &[Range]) -> Result<Vec<Planned<Range>>, Box<Finding>> {
    let typed = &design.network;
    let wants = |at: SubnetFields, subnet: &design::Subnet, holds: u64| Wanted {
        field: at.range,
        typed: subnet.range,
        holds,
    };
    let mut wanted = vec![
        wants(MANAGEMENT, &typed.management, 2),
        wants(UNTRUST, &typed.untrust, 2),
        wants(TRUST, &typed.trust, trust_holds(design)),
        wants(BALANCER, &typed.balancer, 1),
    ];
    wanted.extend(typed.ha2.as_ref().map(|subnet| wants(HA2, subnet, 2)));
    let workloads = typed.workloads.iter().map(|workload| workload.range);
    // What holds a whole block leaves no room in it: a summary is in nobody's way, and of a taken range
    // the audit says so.
    let taken: Vec<Range> = typed
        .taken
        .iter()
        .chain(&typed.peered)
        .copied()
        .chain(workloads)
        .filter(|range| !blocks.iter().any(|block| range.covers(*block)))
        .collect();
    address::place_subnets(blocks, &wanted, &taken).map_err(|field| {
        let said: Fact = blocks.iter().copied().collect();
        let finding = Case::VnetExhausted.at([Field::NetworkRange, field], said);
        // The smallest block around a typed one in which a pair has room.
        let wider = blocks
            .iter()
            .find(|_| blocks.len() == 1)
            .filter(|block| block.prefix_len() > 26)
            .and_then(|block| Range::around(block.network(), 26));
        Box::new(match wider {
            Some(wider) => finding.offer_value(Field::NetworkRange, wider),
            None => finding.offer("Use 10.0.0.0/16", [(Field::NetworkRange, "")]),
        })
    })
}

/// How many addresses the trust subnet holds: both trust NICs, HA2 where shared, the server.
pub(super) fn trust_holds(design: &Design) -> u64 {
    let shared = if design.network.ha2.is_none() { 2 } else { 0 };
    let server =
        u64::from(design.server.enabled.unwrap_or(true) && server_workload(design).is_none());
    2 + shared + server
}

/// The workload range in which the test server stands, where there is one in the VNet: its own
/// subnet, so that the trust subnet needs no route to the balancer.
fn server_workload(design: &Design) -> Option<&design::WorkloadEntry> {
    let default = Range::around(Ipv4Addr::new(10, 0, 0, 0), 16);
    let blocks = &design.network.blocks;
    let inside = |range: Range| {
        blocks.iter().any(|block| block.covers(range))
            || (blocks.is_empty() && default.is_some_and(|default| default.covers(range)))
    };
    let mut workloads = design.network.workloads.iter().filter(|workload| inside(workload.range));
    match design.server.address {
        Some(address) => workloads.find(|workload| workload.range.contains(address)),
        None => workloads.next(),
    }
}

/// A firewall before the balancers are known.
struct Draftee {
    unit: Unit,
    name: Name,
    directory: String,
    priority: u32,
    addresses: [Address; 4],
}

/// Everything that has an address.
struct Placed {
    a: Draftee,
    b: Draftee,
    server: Option<Server>,
    internal: Address,
}

fn place_hosts(settler: &mut Settler, namer: &Namer, design: &Design, network: &Network) -> Placed {
    let (a, b) = (&design.pair.a, &design.pair.b);
    let enabled =
        settler.switch(Field::ServerEnabled, design.server.enabled, "to see the pair work", true);
    let server_typed = design.server.address.filter(|_| enabled);
    let range = network.management.range.value;
    let mut management = Hosts::new(range, [a.management, b.management]);
    let mut untrust = Hosts::new(network.untrust.range.value, [a.untrust, b.untrust]);
    let mut trust =
        Hosts::new(network.trust.range.value, [a.trust, b.trust, a.ha2, b.ha2, server_typed]);
    let mut own_ha2 = network.ha2.as_ref().map(|s| Hosts::new(s.range.value, [a.ha2, b.ha2]));
    let mut balancer = Hosts::new(network.balancer.range.value, [design.balance.internal_address]);
    let am = management.settle(settler, Field::PairAManagement, a.management, 4);
    let bm = management.settle(settler, Field::PairBManagement, b.management, 5);
    let au = untrust.settle(settler, Field::PairAUntrust, a.untrust, 4);
    let bu = untrust.settle(settler, Field::PairBUntrust, b.untrust, 5);
    let at = trust.settle(settler, Field::PairATrust, a.trust, 4);
    let bt = trust.settle(settler, Field::PairBTrust, b.trust, 5);
    let in_workload = server_workload(design);
    let in_trust = enabled && in_workload.is_none();
    let trust_server =
        in_trust.then(|| trust.settle(settler, Field::ServerAddress, design.server.address, 6));
    let ha2 = own_ha2.as_mut().unwrap_or(&mut trust);
    let ah = ha2.settle(settler, Field::PairAHa2, a.ha2, 9);
    let bh = ha2.settle(settler, Field::PairBHa2, b.ha2, 10);
    let server_address = trust_server.or_else(|| {
        let workload = in_workload.filter(|_| enabled)?;
        let mut hosts = Hosts::new(workload.range, [server_typed]);
        Some(hosts.settle(settler, Field::ServerAddress, design.server.address, 6))
    });
    let server = server_address.map(|address| server(settler, namer, design, address));
    let internal = balancer.settle(
        settler,
        Field::BalanceInternalAddress,
        design.balance.internal_address,
        100,
    );
    Placed {
        a: draftee(settler, namer, design, Unit::A, [am, au, at, ah]),
        b: draftee(settler, namer, design, Unit::B, [bm, bu, bt, bh]),
        server,
        internal,
    }
}

fn draftee(
    settler: &mut Settler,
    namer: &Namer,
    design: &Design,
    unit: Unit,
    addresses: [Address; 4],
) -> Draftee {
    let (name, typed, default) = match unit {
        Unit::A => (Field::PairAName, &design.pair.a, "vmseries-ha-primary"),
        Unit::B => (Field::PairBName, &design.pair.b, "vmseries-ha-secondary"),
    };
    let (directory, typed_directory, default_directory) = match unit {
        Unit::A => (Field::BootstrapDirectoryA, &design.bootstrap.directory_a, "VM1"),
        Unit::B => (Field::BootstrapDirectoryB, &design.bootstrap.directory_b, "VM2"),
    };
    let (priority, typed_priority, default_priority) = match unit {
        Unit::A => (Field::HaPriorityA, design.ha.priority_a, 100),
        Unit::B => (Field::HaPriorityB, design.ha.priority_b, 200),
    };
    Draftee {
        unit,
        name: namer.own(settler, name, typed.name.as_ref(), default),
        directory: settler
            .settle(directory, typed_directory.clone(), "the default directory", || {
                default_directory.to_owned()
            })
            .value,
        priority: settler
            .settle(priority, typed_priority, "the lower one is preferred", || default_priority)
            .value,
        addresses,
    }
}

impl Draftee {
    fn finish(self, accelerated: bool, access: &Access, public_untrust: bool) -> Firewall {
        let [management, untrust, trust, ha2] = self.addresses;
        let name = &self.name;
        let nic = |role: Role, part: &str, address: Address, interface: Option<&'static str>| Nic {
            role,
            name: name::after(name, part),
            address,
            public_ip: None,
            // HA2 carries traffic between the units' own addresses only.
            ip_forwarding: matches!(role, Role::Untrust | Role::Trust),
            accelerated: accelerated && interface.is_some(),
            interface,
        };
        let public_ip = |wanted: bool, part: &str| wanted.then(|| name::after(name, part));
        Firewall {
            unit: self.unit,
            disk_name: name::after(name, "osdisk"),
            management: Nic {
                public_ip: public_ip(access.management_public, "mgmt-pip"),
                ..nic(Role::Management, "nic0", management, None)
            },
            untrust: Nic {
                public_ip: public_ip(public_untrust, "untrust-pip"),
                ..nic(Role::Untrust, "nic1", untrust, Some(route::UNTRUST.interface))
            },
            trust: nic(Role::Trust, "nic2", trust, Some(route::TRUST.interface)),
            ha2: nic(Role::Ha2, "ha2", ha2, Some(route::HA2)),
            priority: self.priority,
            directory: self.directory,
            name: self.name,
        }
    }
}

fn server(settler: &mut Settler, namer: &Namer, design: &Design, address: Address) -> Server {
    let typed = &design.server;
    let name = namer.own(settler, Field::ServerName, typed.name.as_ref(), "vmseries-test-server");
    Server {
        nic_name: name::after(&name, "nic0"),
        disk_name: name::after(&name, "osdisk"),
        size: settler.settle(Field::ServerSize, typed.size.clone(), "small and cheap", || {
            "Standard_B2s".to_owned()
        }),
        ssh_key: typed.ssh_key.clone(),
        name,
        address,
    }
}

fn derive_access(settler: &mut Settler, design: &Design) -> Access {
    let typed = &design.access;
    let management_public = settler.switch(
        Field::AccessManagementPublic,
        typed.management_public,
        "reachable without a VPN",
        true,
    );
    let (egress, why) = if management_public {
        (ManagementEgress::PublicIp, "management has public addresses")
    } else {
        (ManagementEgress::NatGateway, "management has no public addresses")
    };
    if !typed.management_sources.is_empty() {
        let field = Field::AccessManagementSources;
        let texts: Vec<String> = typed.management_sources.iter().map(ToString::to_string).collect();
        settler.record(field, texts.join("\n"), Origin::Typed(field));
    }
    Access {
        user: settler.settle(
            Field::AccessUser,
            typed.user.clone(),
            "neither Azure nor PAN-OS refuses it",
            || facts::azure::USER_DEFAULT.to_owned(),
        ),
        ssh_key: typed.ssh_key.clone(),
        key_only: settler
            .settle(Field::AccessLogin, typed.login, "the web page of PAN-OS needs one", || {
                Login::Password
            })
            .value
            == Login::Key,
        management_public,
        management_egress: settler
            .settle(Field::AccessManagementEgress, typed.management_egress, why, || egress)
            .value,
        sources: if typed.management_sources.is_empty() {
            Sources::Asked
        } else {
            Sources::Typed(typed.management_sources.clone())
        },
    }
}

fn derive_bootstrap(settler: &mut Settler, namer: &Namer, design: &Design) -> Bootstrap {
    let typed = &design.bootstrap;
    let field = Field::BootstrapAccount;
    let mode = settler
        .settle(Field::BootstrapMode, typed.mode, "needs no step by hand", || {
            BootstrapMode::OneClick
        })
        .value;
    Bootstrap {
        mode,
        account: typed.account.clone().map(|value| {
            settler.record(field, value.clone(), Origin::Typed(field));
            Planned { value, from: Origin::Typed(field) }
        }),
        account_group: typed.account_group.clone(),
        share: settler.settle(
            Field::BootstrapShare,
            typed.share.clone(),
            "the default share",
            || "bootstrap".to_owned(),
        ),
        script: namer.fixed("vmseries-bootstrap"),
        asked: if mode == BootstrapMode::OneClick { asked(design) } else { Vec::new() },
    }
}

/// The secrets that can matter for this design, whoever will know them at deployment.
fn asked(design: &Design) -> Vec<Asked> {
    let panorama = design.panorama.server.is_some();
    let registration = panorama || design.panorama.registration;
    // Strata Cloud Manager knows the units by their registration alone.
    let panorama = panorama && !design.panorama.is_cloud();
    let byol = matches!(design.license.plan, None | Some(LicensePlan::Byol));
    [
        (Field::LicenseAuthCode, "authCode", byol),
        (Field::PanoramaVmAuthKey, "vmAuthKey", panorama),
        (Field::PanoramaAuthKey, "authKey", panorama),
        (Field::PanoramaPinId, "registrationPinId", registration),
        (Field::PanoramaPinValue, "registrationPinValue", registration),
    ]
    .into_iter()
    .filter(|(.., matters)| *matters)
    .map(|(field, parameter, _)| Asked { field, parameter })
    .collect()
}

fn system(settler: &mut Settler, design: &Design) -> System {
    let typed = &design.system;
    let [ntp, ntp2] = facts::panos::NTP_DEFAULT;
    let why_dns = "Azure's DNS, reached from management without egress";
    System {
        dns: settler.settle(Field::SystemDns, typed.dns, why_dns, || facts::panos::DNS_DEFAULT),
        dns2: typed.dns2.map(|value| settler.settle(Field::SystemDns2, Some(value), "", || value)),
        ntp: settler
            .settle(Field::SystemNtp, typed.ntp.clone(), "public servers", || ntp.to_owned()),
        ntp2: Some(
            settler.settle(Field::SystemNtp2, typed.ntp2.clone(), "public servers", || {
                ntp2.to_owned()
            }),
        ),
        timezone: settler.settle(
            Field::SystemTimezone,
            typed.timezone.clone(),
            "logs of several places compare",
            || "UTC".to_owned(),
        ),
        banner: typed.banner.clone(),
        permitted_ip: typed.permitted_ip.clone(),
        profile: settler
            .settle(Field::SystemProfile, typed.profile, "needs no licence", || Profile::Hardened)
            .value,
        routing: settler
            .settle(Field::SystemRouting, typed.routing, "needs no reboot", || {
                Routing::VirtualRouter
            })
            .value,
        update_schedule: settler.switch(
            Field::SystemUpdateSchedule,
            typed.update_schedule,
            "needs licences",
            false,
        ),
        threat_profiles: settler.switch(
            Field::SystemThreatProfiles,
            typed.threat_profiles,
            "needs licences",
            false,
        ),
        strict_inspection: settler.switch(
            Field::SystemStrictInspection,
            typed.strict_inspection,
            "may drop traffic under load",
            false,
        ),
        zone_protection: settler.switch(
            Field::SystemZoneProtection,
            typed.zone_protection,
            "its thresholds want measuring",
            false,
        ),
        admin_limits: settler.switch(
            Field::SystemAdminLimits,
            typed.admin_limits,
            "your rules for administrators may differ",
            false,
        ),
        wildfire_limits: settler.switch(
            Field::SystemWildfireLimits,
            typed.wildfire_limits,
            "needs licences",
            false,
        ),
        local_policy: local_policy(settler, design),
    }
}

/// Policy is local unless Panorama is there to push it.
fn local_policy(settler: &mut Settler, design: &Design) -> bool {
    if design.panorama.server.is_none() {
        return true;
    }
    let local = settler.settle(
        Field::PanoramaLocal,
        design.panorama.local,
        "the pair works before Panorama is reached",
        || Local::All,
    );
    local.value == Local::All
}

fn panorama(settler: &mut Settler, design: &Design) -> Option<Panorama> {
    let typed = &design.panorama;
    let server = typed.server.clone()?;
    settler.record(Field::PanoramaServer, server.clone(), Origin::Typed(Field::PanoramaServer));
    Some(Panorama {
        server,
        server2: typed.server2.clone(),
        template_stack: typed.template_stack.clone(),
        device_group: typed.device_group.clone(),
        collector_group: typed.collector_group.clone(),
    })
}
