//! What will be built: every name, address and setting, settled once, each with its origin.
//!
//! Documents read an [`Approved`] plan and compute no name and no address of their own; the diagram
//! reads unapproved plans too. A plan holds no secret. `derive` is total as far as the ranges allow:
//! only when a subnet cannot be placed at all is there no plan.

use std::collections::BTreeMap;
use std::fmt;
use std::net::Ipv4Addr;

use crate::design::{
    BootstrapMode, Cloud, Dataplane, Disk, LicensePlan, Line, ManagementEgress, Monitoring,
    ProbeProtocol, Profile, Protocol, PublishedUrl, Routing, Service, Source, Tag, Unit,
};
use crate::facts;
use crate::field::Field;
use crate::finding::{Fact, Finding};
use crate::net::Range;

mod access;
mod address;
mod audit;
mod balance;
mod derive;
mod machine;
mod name;
mod route;
mod settle;

pub use derive::derive;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The person typed it into this field.
    Typed(Field),
    /// The plan chose it; typing into `near` overrides it or what it follows from.
    Chosen {
        /// The field to type into.
        near: Field,
        /// The rule in words, for the placeholder and for "where does this come from".
        why: String,
    },
}

impl Origin {
    /// The field to go to.
    pub fn field(&self) -> Field {
        match self {
            Self::Typed(field) | Self::Chosen { near: field, .. } => *field,
        }
    }
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub from: Origin,
}

impl<T> From<Planned<T>> for Fact
where
    Self: From<T>,
{
    fn from(planned: Planned<T>) -> Self {
        planned.value.into()
    }
}

impl<T: fmt::Display> fmt::Display for Planned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// A planned name, suffix included.
pub type Name = Planned<String>;
/// A planned address.
pub type Address = Planned<Ipv4Addr>;

/// One value for each unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Both<T> {
    /// Unit A's.
    pub a: T,
    /// Unit B's.
    pub b: T,
}

impl<T> Both<T> {
    /// The value of one unit.
    pub fn of(&self, unit: Unit) -> &T {
        match unit {
            Unit::A => &self.a,
            Unit::B => &self.b,
        }
    }

    /// The value of the other unit.
    pub fn peer_of(&self, unit: Unit) -> &T {
        self.of(unit.peer())
    }

    /// Both, A first.
    pub fn each(&self) -> [&T; 2] {
        [&self.a, &self.b]
    }
}

/// What a subnet or NIC is for; also its colour in form, table and diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Management and HA1.
    Management,
    /// ethernet1/1, the public side.
    Untrust,
    /// ethernet1/2, the inner side.
    Trust,
    /// The internal balancer's front end.
    Balancer,
    /// ethernet1/3, session synchronisation.
    Ha2,
    /// Behind the firewalls.
    Workload,
}

/// A subnet.
#[derive(Clone, Debug)]
pub struct Subnet {
    /// What it is for.
    pub role: Role,
    /// Its name.
    pub name: Name,
    /// Its range.
    pub range: Planned<Range>,
}

impl Subnet {
    /// Azure's router in it, its first host.
    pub fn gateway(&self) -> Ipv4Addr {
        facts::azure::gateway(self.range.value)
    }
}

/// A range behind the firewalls that is no subnet of this VNet.
#[derive(Clone, Debug)]
pub struct Remote {
    /// Its name, or its range where it has none.
    pub name: String,
    /// Its range.
    pub range: Range,
    /// Where it was typed.
    pub field: Field,
}

/// The VNet and what lies around it.
#[derive(Clone, Debug)]
pub struct Network {
    /// `None` for a VNet that the template creates.
    pub existing: Option<ExistingVnet>,
    /// VNet name.
    pub name: Name,
    /// Its address blocks.
    pub blocks: Vec<Range>,
    /// Where the blocks come from.
    pub blocks_from: Origin,
    /// Subnet of the management NICs.
    pub management: Subnet,
    /// Subnet of the untrust NICs.
    pub untrust: Subnet,
    /// Subnet of the trust NICs.
    pub trust: Subnet,
    /// Subnet of the internal front end.
    pub balancer: Subnet,
    /// Dedicated HA2 subnet; without one HA2 shares the trust subnet.
    pub ha2: Option<Subnet>,
    /// Workload subnets of this VNet.
    pub workloads: Vec<Subnet>,
    /// Peered and remote ranges behind the firewalls.
    pub remotes: Vec<Remote>,
    /// Peerings of a new VNet.
    pub peerings: Vec<Peering>,
    /// What [`Network::inside`] gives, reckoned once.
    reached: Vec<Range>,
}

/// The VNet's half of a peering.
#[derive(Clone, Debug)]
pub struct Peering {
    /// Its name inside the VNet.
    pub name: String,
    /// The other VNet's resource id.
    pub id: String,
    /// The other VNet's subscription.
    pub subscription: String,
    /// The other VNet's resource group.
    pub resource_group: String,
    /// The other VNet's name.
    pub vnet: String,
}

/// Where an existing VNet is.
#[derive(Clone, Debug)]
pub struct ExistingVnet {
    /// Its resource group when it is not the deployment's own.
    pub resource_group: Option<String>,
}

impl Network {
    /// All subnets, in the order management, untrust, trust, balancer, HA2, workloads.
    pub fn subnets(&self) -> impl Iterator<Item = &Subnet> {
        [&self.management, &self.untrust, &self.trust, &self.balancer]
            .into_iter()
            .chain(self.ha2.as_ref())
            .chain(&self.workloads)
    }

    /// The subnet of the HA2 NICs.
    pub fn ha2_subnet(&self) -> &Subnet {
        self.ha2.as_ref().unwrap_or(&self.trust)
    }

    /// The subnet of the NICs with this role.
    pub fn of(&self, role: Role) -> Option<&Subnet> {
        match role {
            Role::Management => Some(&self.management),
            Role::Untrust => Some(&self.untrust),
            Role::Trust => Some(&self.trust),
            Role::Balancer => Some(&self.balancer),
            Role::Ha2 => Some(self.ha2_subnet()),
            Role::Workload => None,
        }
    }

    /// The subnet of a host behind the firewalls: the workload subnet that holds its address, or trust.
    pub fn of_host(&self, address: Ipv4Addr) -> &Subnet {
        let holds = |subnet: &&Subnet| subnet.range.value.contains(address);
        self.workloads.iter().find(holds).unwrap_or(&self.trust)
    }

    /// All ranges reached on the trust side: the VNet's blocks and the remotes, but for those that a
    /// summary among them covers.
    pub fn inside(&self) -> impl Iterator<Item = Range> {
        self.reached.iter().copied()
    }

    /// Whether a range holds a whole block of the VNet and more, as the summary of a network on premises
    /// does: the longer prefix counts, so neither is in the other's way.
    pub fn is_summary(&self, range: Range) -> bool {
        summarises(range, &self.blocks)
    }
}

/// The ranges of a list that no other one covers, each once, in their order.
fn widest(all: &[Range]) -> Vec<Range> {
    let first = |n: usize, range: Range| !all.iter().take(n).any(|other| *other == range);
    let widest = |range: Range| !all.iter().any(|other| *other != range && other.covers(range));
    let ranges = all.iter().copied().enumerate();
    ranges
        .filter(|(n, range)| first(*n, *range) && widest(*range))
        .map(|(_, range)| range)
        .collect()
}

/// Whether a range is wider than a block that it covers.
fn summarises(range: Range, blocks: &[Range]) -> bool {
    blocks.iter().any(|block| *block != range && range.covers(*block))
}

/// A NIC of a unit.
#[derive(Clone, Debug)]
pub struct Nic {
    /// What it is for.
    pub role: Role,
    /// Resource name.
    pub name: String,
    /// Its one address.
    pub address: Address,
    /// Name of the public IP resource on it.
    pub public_ip: Option<String>,
    /// Azure's IP forwarding.
    pub ip_forwarding: bool,
    /// Accelerated networking.
    pub accelerated: bool,
    /// PAN-OS's name for it; `None` for management.
    pub interface: Option<&'static str>,
}

/// One firewall.
#[derive(Clone, Debug)]
pub struct Firewall {
    /// Which unit.
    pub unit: Unit,
    /// VM name and host name.
    pub name: Name,
    /// Name of the OS disk.
    pub disk_name: String,
    /// nic0.
    pub management: Nic,
    /// nic1.
    pub untrust: Nic,
    /// nic2.
    pub trust: Nic,
    /// nic3.
    pub ha2: Nic,
    /// HA device priority, the lower one preferred.
    pub priority: u32,
    /// Directory of the package in the share.
    pub directory: String,
}

impl Firewall {
    /// The NICs in Azure's order, which is PAN-OS's order.
    pub fn nics(&self) -> [&Nic; 4] {
        [&self.management, &self.untrust, &self.trust, &self.ha2]
    }
}

/// How the units are kept from failing together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Zone of unit A, zone of unit B.
    Zones(u8, u8),
    /// `pickZones` at deployment.
    ZonesAuto,
    /// A new availability set of this name.
    NewSet(Name),
    /// An availability set that stands already.
    ExistingSet(Name),
    /// Nothing.
    None,
}

/// What the VMs boot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Image {
    /// The marketplace image at this version; publisher and offer are facts.
    Marketplace {
        /// `Major.Minor.Build` or `latest`.
        version: String,
    },
    /// A private image by resource id.
    Private {
        /// The id.
        id: String,
    },
}

/// What both machines have in common.
#[derive(Clone, Debug)]
pub struct Machine {
    /// VM size.
    pub size: Planned<String>,
    /// OS disk.
    pub disk: Disk,
    /// Marketplace plan, also the sku.
    pub plan: LicensePlan,
    /// Image.
    pub image: Image,
    /// System-assigned identity.
    pub identity: bool,
    /// Boot diagnostics.
    pub boot_diagnostics: bool,
    /// Static or DHCP.
    pub dataplane: Dataplane,
    /// PAN-OS line of bootstrap.xml.
    pub line: Line,
}

/// The public front end's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicAddress {
    /// A public IP resource that the template creates.
    New {
        /// Its name.
        name: String,
        /// DNS label.
        dns_label: Option<String>,
    },
    /// One that stands already.
    Existing {
        /// Its resource id.
        id: String,
        /// Its address, when typed.
        address: Option<Ipv4Addr>,
    },
}

/// A further public front end.
#[derive(Clone, Debug)]
pub struct FrontEnd {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: PublicAddress,
}

/// A health probe; both balancers use the same.
#[derive(Clone, Debug)]
pub struct Probe {
    /// Its name.
    pub name: String,
    /// TCP, HTTP or HTTPS.
    pub protocol: ProbeProtocol,
    /// 22, 80 or 443.
    pub port: u16,
    /// Path, for HTTP and HTTPS only.
    pub path: Option<String>,
    /// Seconds.
    pub interval_s: u32,
    /// Count.
    pub threshold: u32,
}

/// The public balancer.
#[derive(Clone, Debug)]
pub struct PublicBalancer {
    /// Its name.
    pub name: Name,
    /// Front end's name.
    pub frontend: String,
    /// Backend pool's name.
    pub pool: String,
    /// Front end's address.
    pub address: PublicAddress,
    /// Further front ends.
    pub further: Vec<FrontEnd>,
    /// Whether it is made at all: something is published, or egress needs its address.
    pub made: bool,
    /// Resource id of the prefix that new public IPs come from.
    pub prefix_id: Option<String>,
}

impl PublicBalancer {
    /// Names and addresses of all front ends, the first one first; none where there is no balancer.
    pub fn front_ends(&self) -> impl Iterator<Item = (&str, &PublicAddress)> {
        let further = self.further.iter().map(|other| (other.name.as_str(), &other.address));
        let all = [(self.frontend.as_str(), &self.address)].into_iter().chain(further);
        all.filter(|_| self.made)
    }

    /// Name and address of the front end that a service is published on.
    pub fn front_end_of(&self, service: &Service) -> (&str, &PublicAddress) {
        let named = service.front_end.as_deref();
        let mut all = self.front_ends();
        let first = (self.frontend.as_str(), &self.address);
        named.and_then(|named| all.find(|(name, _)| *name == named)).unwrap_or(first)
    }
}

/// The internal balancer.
#[derive(Clone, Debug)]
pub struct InternalBalancer {
    /// Its name.
    pub name: Name,
    /// Front end's name.
    pub frontend: String,
    /// Backend pool's name.
    pub pool: String,
    /// Name of the HA-ports rule.
    pub rule: String,
    /// Front end's address.
    pub address: Address,
}

/// Where traffic to the Internet gets its public address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Egress {
    /// The public balancer's front end.
    OutboundRule {
        /// Name of the rule.
        name: String,
        /// SNAT ports of each unit.
        ports_per_unit: u32,
    },
    /// The NAT gateway.
    NatGateway,
    /// Public IPs on the untrust NICs.
    PublicIps,
    /// Nowhere.
    None,
}

/// A NAT gateway, for egress, for management or for both.
#[derive(Clone, Debug)]
pub struct NatGateway {
    /// Its name.
    pub name: Name,
    /// Name of its public IP.
    pub public_ip: String,
}

/// Both balancers and what passes them.
#[derive(Clone, Debug)]
pub struct Balance {
    /// The public balancer.
    pub public: PublicBalancer,
    /// The internal balancer.
    pub internal: InternalBalancer,
    /// The probe.
    pub probe: Probe,
    /// Published services.
    pub services: Vec<Service>,
    /// Egress.
    pub egress: Egress,
    /// NAT gateway, where anything uses one.
    pub nat_gateway: Option<NatGateway>,
    /// Floating IP on the public rules.
    pub floating_ip: bool,
    /// Minutes.
    pub idle_timeout_min: u32,
    /// TCP reset when a flow times out.
    pub tcp_reset: bool,
}

impl Balance {
    /// With floating IP the public address, under which the firewalls get a service's packets.
    pub fn floating_address(&self, service: &Service) -> Option<Ipv4Addr> {
        match self.public.front_end_of(service) {
            (_, PublicAddress::Existing { address, .. }) if self.floating_ip => *address,
            (_, PublicAddress::Existing { .. } | PublicAddress::New { .. }) => None,
        }
    }
}

/// Who may reach management.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sources {
    /// The template's parameter `managementSources`.
    Asked,
    /// Fixed in the template.
    Typed(Vec<Source>),
}

/// Administrator and management.
#[derive(Clone, Debug)]
pub struct Access {
    /// User name.
    pub user: Name,
    /// Public key.
    pub ssh_key: Option<String>,
    /// Whether the key is all that lets the administrator in.
    pub key_only: bool,
    /// Public IPs on management.
    pub management_public: bool,
    /// How management gets out.
    pub management_egress: ManagementEgress,
    /// Who may reach management.
    pub sources: Sources,
}

/// Which way traffic goes that a filter judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the NIC.
    Inbound,
    /// From the NIC.
    Outbound,
}

/// Transport that a filter judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Any.
    Any,
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// ICMP.
    Icmp,
}

impl From<Protocol> for Transport {
    fn from(protocol: Protocol) -> Self {
        match protocol {
            Protocol::Tcp => Self::Tcp,
            Protocol::Udp => Self::Udp,
        }
    }
}

/// One end of the traffic that a filter judges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Party {
    /// Anyone.
    Any,
    /// The template's parameter `managementSources`.
    ManagementSources,
    /// These ranges; a single host is a /32.
    Ranges(Vec<Range>),
    /// A service tag.
    Tag(String),
}

/// A rule of an NSG.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Its name.
    pub name: String,
    /// 100 to 4096, unique per direction.
    pub priority: u16,
    /// Direction.
    pub direction: Direction,
    /// Allow or deny.
    pub allow: bool,
    /// Transport.
    pub transport: Transport,
    /// Source.
    pub source: Party,
    /// Destination.
    pub destination: Party,
    /// Destination ports; empty for any.
    pub ports: Vec<u16>,
    /// What it is for, at most 140 characters.
    pub purpose: String,
}

/// A network security group, attached to NICs.
#[derive(Clone, Debug)]
pub struct Nsg {
    /// Whose NICs carry it; `Workload` for the test server's.
    pub role: Role,
    /// Its name.
    pub name: String,
    /// Its rules in order of priority, inbound first.
    pub filters: Vec<Filter>,
}

/// A route of an Azure route table: always to the internal balancer.
#[derive(Clone, Debug)]
pub struct Route {
    /// Its name.
    pub name: String,
    /// Destination.
    pub destination: Range,
    /// The internal front end.
    pub next_hop: Ipv4Addr,
}

/// An Azure route table.
#[derive(Clone, Debug)]
pub struct RouteTable {
    /// Its name.
    pub name: String,
    /// Its routes.
    pub routes: Vec<Route>,
    /// Whether the routes of gateways hold beside them.
    pub propagates: bool,
    /// Name of the subnet that it is associated with.
    pub subnet: String,
}

/// Where a static route of PAN-OS leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// Azure's router on the router's own interface.
    Gateway(Ipv4Addr),
    /// The other router.
    Router(&'static str),
}

/// A static route of PAN-OS.
#[derive(Clone, Debug)]
pub struct StaticRoute {
    /// Its name.
    pub name: String,
    /// Destination.
    pub destination: Range,
    /// Next hop.
    pub via: Via,
}

/// A virtual or logical router of PAN-OS, the same on both units.
#[derive(Clone, Debug)]
pub struct Router {
    /// Its name.
    pub name: &'static str,
    /// Its one interface.
    pub interface: &'static str,
    /// The zone of that interface.
    pub zone: &'static str,
    /// Its static routes.
    pub routes: Vec<StaticRoute>,
}

/// Timers of high availability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Timers {
    /// PAN-OS's defaults.
    Recommended,
    /// Quicker.
    Aggressive,
    /// Own values.
    Advanced(TimerValues),
}

/// Own timer values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerValues {
    /// Milliseconds, 0 to 60000.
    pub promotion_hold_ms: u32,
    /// Milliseconds, 8000 to 60000.
    pub hello_ms: u32,
    /// Milliseconds, 1000 to 60000.
    pub heartbeat_ms: u32,
    /// Count, 0 to 16.
    pub flap_max: u32,
    /// Minutes, 1 to 60.
    pub preemption_hold_min: u32,
    /// Milliseconds, 0 to 60000.
    pub monitor_hold_up_ms: u32,
    /// Milliseconds, 0 to 60000.
    pub master_hold_up_ms: u32,
}

/// High availability of PAN-OS, the same on both units but for priority and addresses.
#[derive(Clone, Debug)]
pub struct Ha {
    /// 1 to 63.
    pub group_id: u32,
    /// Timers.
    pub timers: Timers,
    /// Preemption.
    pub preempt: bool,
    /// HA2 keep-alive.
    pub keep_alive: bool,
    /// Link and path monitoring.
    pub monitoring: Monitoring,
    /// Configuration synchronisation, on only where both files are alike.
    pub config_sync: bool,
}

/// PAN-OS system settings.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the form")]
pub struct System {
    /// Primary DNS server.
    pub dns: Address,
    /// Secondary DNS server.
    pub dns2: Option<Address>,
    /// Primary time server.
    pub ntp: Name,
    /// Secondary time server.
    pub ntp2: Option<Name>,
    /// Time zone.
    pub timezone: Name,
    /// Login banner.
    pub banner: Option<String>,
    /// Management access list; empty for none.
    pub permitted_ip: Vec<Range>,
    /// Profile.
    pub profile: Profile,
    /// Routing engine.
    pub routing: Routing,
    /// Scheduled content updates.
    pub update_schedule: bool,
    /// PAN-OS's own threat profiles on allowing rules.
    pub threat_profiles: bool,
    /// Drop what exceeds the inspection queues.
    pub strict_inspection: bool,
    /// Zone protection on untrust.
    pub zone_protection: bool,
    /// Password history, API key lifetime, commit lock.
    pub admin_limits: bool,
    /// Sizes and reports of WildFire.
    pub wildfire_limits: bool,
    /// Whether the packages carry the policy; otherwise Panorama pushes it.
    pub local_policy: bool,
}

/// Panorama.
#[derive(Clone, Debug)]
pub struct Panorama {
    /// Address, name or `cloud`.
    pub server: String,
    /// The standby.
    pub server2: Option<String>,
    /// Template stack.
    pub template_stack: Option<String>,
    /// Device group.
    pub device_group: Option<String>,
    /// Collector group.
    pub collector_group: Option<String>,
}

/// The test server.
#[derive(Clone, Debug)]
pub struct Server {
    /// VM name.
    pub name: Name,
    /// NIC name.
    pub nic_name: String,
    /// OS disk name.
    pub disk_name: String,
    /// Its address.
    pub address: Address,
    /// VM size.
    pub size: Planned<String>,
    /// Public key; without one the administrator's key or password.
    pub ssh_key: Option<String>,
}

/// How the packages reach the units.
#[derive(Clone, Debug)]
pub struct Bootstrap {
    /// Mode.
    pub mode: BootstrapMode,
    /// Storage account; `None` is asked at deployment.
    pub account: Option<Name>,
    /// Its resource group when it is not the deployment's own.
    pub account_group: Option<String>,
    /// File share.
    pub share: Name,
    /// Name of the deployment script of the one-click mode.
    pub script: String,
    /// Secrets that the deployment asks for and writes into the packages itself, beside the password.
    pub asked: Vec<Asked>,
}

/// A secret that the deployment asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The field that it stands for.
    pub field: Field,
    /// The template's parameter; in a package it marks the place that is still open.
    pub parameter: &'static str,
}

/// What every resource carries.
#[derive(Clone, Debug)]
pub struct Site {
    /// Which Azure.
    pub cloud: Cloud,
    /// Tags.
    pub tags: Vec<Tag>,
    /// Application Insights, where wanted.
    pub metrics: Option<Metrics>,
}

/// Where the firewalls can send their metrics.
#[derive(Clone, Debug)]
pub struct Metrics {
    /// Name of the Log Analytics workspace.
    pub workspace: String,
    /// Name of the Application Insights component.
    pub component: String,
}

/// Where the files will be published.
#[derive(Clone, Debug)]
pub struct Publish {
    /// Of `azuredeploy.json`.
    pub template_url: Option<PublishedUrl>,
    /// Of `createUiDefinition.json`.
    pub form_url: Option<PublishedUrl>,
}

/// Everything that will be built.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What every resource carries.
    pub site: Site,
    /// VNet, subnets, ranges behind the firewalls.
    pub network: Network,
    /// Both firewalls.
    pub units: Both<Firewall>,
    /// What both machines have in common.
    pub machine: Machine,
    /// Availability.
    pub availability: Availability,
    /// Balancers, probe, services, egress.
    pub balance: Balance,
    /// Administrator and management.
    pub access: Access,
    /// Network security groups.
    pub nsgs: Vec<Nsg>,
    /// Azure route tables.
    pub route_tables: Vec<RouteTable>,
    /// PAN-OS routers: untrust, trust.
    pub routers: [Router; 2],
    /// High availability.
    pub ha: Ha,
    /// PAN-OS system settings.
    pub system: System,
    /// Panorama.
    pub panorama: Option<Panorama>,
    /// The test server.
    pub server: Option<Server>,
    /// How the packages reach the units.
    pub bootstrap: Bootstrap,
    /// Where the files will be published.
    pub publish: Publish,
    /// Every field that has a value, as text with its origin: the form's placeholders.
    pub settled: BTreeMap<Field, Planned<String>>,
}

impl Plan {
    /// At most how many bytes both packages take when they are compressed and encoded for the template.
    /// Measured per part, with a margin; a property test holds it against the real size.
    pub fn packages_estimate(&self) -> usize {
        const BODY: usize = 8_000;
        const PER_SERVICE: usize = 240;
        const PER_ROUTE: usize = 90;
        let routes: usize = self.routers.iter().map(|router| router.routes.len()).sum();
        let texts = self.system.banner.as_ref().map_or(0, String::len)
            + self.access.ssh_key.as_ref().map_or(0, String::len);
        let lists = self.system.permitted_ip.len() + self.ha.monitoring.paths.len();
        BODY + PER_SERVICE * self.balance.services.len()
            + PER_ROUTE * (routes + lists)
            // Texts may not compress at all, and base64 makes four of three.
            + texts * 3
    }

    /// The watched addresses to which a unit's own pings leave by this router's interface.
    pub fn watched(&self, router: &Router) -> Vec<Ipv4Addr> {
        let [untrust, trust] = &self.routers;
        let inner = router.name == trust.name;
        let here = |to: &Ipv4Addr| route::leaves_inside(&self.network, untrust, *to) == inner;
        self.ha.monitoring.paths.iter().copied().filter(here).collect()
    }

    /// At most how many bytes the template takes, and how many resources it has. Measured per part, with
    /// a margin; a test holds both against the real ones. Parameters are a fixed list, far below Azure's
    /// limit.
    pub fn template_estimate(&self) -> (usize, usize) {
        const BODY: usize = 50_000;
        const PER_ROUTE: usize = 270;
        const PER_FILTER: usize = 700;
        const PER_SUBNET: usize = 900;
        const PER_TABLE: usize = 900;
        const PER_SERVICE: usize = 1_400;
        const PER_FRONT_END: usize = 2_200;
        // Machines, NICs, balancers, NSGs, the VNet, their public addresses and what bootstraps them.
        const RESOURCES: usize = 40;
        let routes = self.route_tables.iter().flat_map(|table| &table.routes);
        let names: usize = routes.clone().map(|route| route.name.len()).sum::<usize>()
            + 4 * self.route_tables.iter().map(|table| table.name.len()).sum::<usize>();
        let filters = self.nsgs.iter().flat_map(|nsg| &nsg.filters);
        let ranges: usize = filters
            .clone()
            .flat_map(|filter| [&filter.source, &filter.destination])
            .map(|party| if let Party::Ranges(ranges) = party { ranges.len() * 40 } else { 0 })
            .sum();
        let further = self.balance.public.further.len();
        let resources = RESOURCES + self.route_tables.len() + further + self.network.peerings.len();
        let tags: usize =
            self.site.tags.iter().map(|tag| 20 + 2 * (tag.name.len() + tag.value.len())).sum();
        let size = BODY
            + PER_ROUTE * routes.count()
            + PER_FILTER * filters.count()
            + ranges
            + PER_SUBNET * self.network.subnets().count()
            + PER_TABLE * self.route_tables.len()
            + names
            + PER_SERVICE * self.balance.services.len()
            + PER_FRONT_END * further
            + tags
            + self.packages_estimate();
        (size, resources)
    }

    /// The route table associated with a subnet.
    pub fn route_table_of(&self, subnet: &Subnet) -> Option<&RouteTable> {
        self.route_tables.iter().find(|table| table.subnet == subnet.name.value)
    }

    /// The NAT gateway that serves a subnet.
    pub fn nat_gateway_of(&self, subnet: &Subnet) -> Option<&NatGateway> {
        let served = match subnet.role {
            Role::Untrust => self.balance.egress == Egress::NatGateway,
            Role::Management => self.access.management_egress == ManagementEgress::NatGateway,
            Role::Trust | Role::Balancer | Role::Ha2 | Role::Workload => false,
        };
        self.balance.nat_gateway.as_ref().filter(|_| served)
    }

    /// Whether a subnet reaches the storage account by a service endpoint.
    pub fn reaches_storage(&self, subnet: &Subnet) -> bool {
        subnet.role == Role::Management && self.bootstrap.mode != BootstrapMode::None
    }

    /// The NSG of the NICs with this role; `Workload` is the test server's.
    pub fn nsg(&self, role: Role) -> Option<&Nsg> {
        self.nsgs.iter().find(|nsg| nsg.role == role)
    }

    /// Every planned address with what it is for and the range that must hold it.
    pub fn addresses(&self) -> Vec<PlannedAddress<'_>> {
        let mut addresses = Vec::new();
        for firewall in self.units.each() {
            for nic in firewall.nics() {
                if let Some(subnet) = self.network.of(nic.role) {
                    let owner = format!("{} {}", firewall.name, nic.role.name());
                    let (role, address) = (nic.role, &nic.address);
                    addresses.push(PlannedAddress { owner, role, address, subnet });
                }
            }
        }
        addresses.push(PlannedAddress {
            owner: self.balance.internal.name.value.clone(),
            role: Role::Balancer,
            address: &self.balance.internal.address,
            subnet: &self.network.balancer,
        });
        if let Some(server) = &self.server {
            let subnet = self.network.of_host(server.address.value);
            addresses.push(PlannedAddress {
                owner: server.name.value.clone(),
                role: subnet.role,
                address: &server.address,
                subnet,
            });
        }
        addresses
    }
}

/// A planned address in its place.
#[derive(Clone, Debug)]
pub struct PlannedAddress<'a> {
    /// Whose address it is.
    pub owner: String,
    /// What it is for: HA2 addresses may stand in the trust subnet.
    pub role: Role,
    /// The address.
    pub address: &'a Address,
    /// The subnet that must hold it.
    pub subnet: &'a Subnet,
}

impl Role {
    /// Its name in a sentence.
    pub fn name(self) -> String {
        if self == Self::Ha2 { "HA2".to_owned() } else { self.to_string() }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Management => "management",
            Self::Untrust => "untrust",
            Self::Trust => "trust",
            Self::Balancer => "balancer",
            Self::Ha2 => "ha2",
            Self::Workload => "workload",
        })
    }
}

/// A plan without error findings, the only thing that documents are made from.
#[derive(Clone, Copy, Debug)]
pub struct Approved<'a>(&'a Plan);

impl<'a> Approved<'a> {
    /// The plan.
    pub fn plan(self) -> &'a Plan {
        self.0
    }
}

/// Approves a plan unless any finding, from whichever stage, is an error.
pub fn approve<'a>(plan: &'a Plan, findings: &[Finding]) -> Option<Approved<'a>> {
    (!crate::finding::blocks(findings)).then_some(Approved(plan))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_no_summary_covers_is_kept_in_its_order() {
        let read = |list: &[&str]| -> Vec<Range> {
            list.iter().map(|text| Range::read(text).unwrap()).collect()
        };
        let all = ["172.16.0.0/16", "10.30.0.0/16", "10.0.0.0/8", "192.168.0.0/24", "10.0.0.0/8"];
        assert_eq!(widest(&read(&all)), read(&["172.16.0.0/16", "10.0.0.0/8", "192.168.0.0/24"]));
    }
}
