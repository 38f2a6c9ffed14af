//! The closed list of fields, the spine of the product.
//!
//! A row says all that is known of a field: its key and its number in share links, its place in the form,
//! what kind of value it holds and what a blank becomes. Controls, tables, the reader, repairs, links,
//! secrets and the documentation follow from it. Keys and numbers are stable: none is ever changed or
//! used again.

mod kind;

pub use kind::{Control, Kind};

use crate::choice::{
    Availability, BootstrapMode, Choice as _, Cloud, Dataplane, Disk, Egress, GatewaySku,
    InternetRoutes, LicensePlan, Line, Local, Login, ManagementEgress, NetworkMode, NsgPlace,
    ProbeProtocol, Profile, Routing, TimerSet, Transit, Tristate,
};
use crate::facts::{azure, panos, vmseries};

/// The part of the form that a field belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// VNet, subnets, what lies behind the firewalls.
    Network,
    /// The two units: names, addresses, machines, high availability.
    Firewalls,
    /// Both balancers, the probe, published services, egress.
    Balancing,
    /// Administrator, management reachability.
    Access,
    /// Licence plan, auth code, Panorama.
    Licensing,
    /// How the packages reach the units, where the template is published.
    Bootstrap,
    /// PAN-OS system settings and what every resource carries.
    System,
}

impl Section {
    /// All sections in the order of the form.
    pub const ALL: [Self; 7] = [
        Self::Network,
        Self::Firewalls,
        Self::Balancing,
        Self::Access,
        Self::Licensing,
        Self::Bootstrap,
        Self::System,
    ];

    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Network => "Network",
            Self::Firewalls => "Firewalls",
            Self::Balancing => "Load balancing",
            Self::Access => "Access",
            Self::Licensing => "Licensing",
            Self::Bootstrap => "Bootstrap",
            Self::System => "System",
        }
    }
}

/// What becomes of a field that is left blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// This value, and why; said here alone.
    Default(&'static str, &'static str),
    /// Something other than a value; where another field asks for a value, this one.
    Otherwise(&'static str, &'static str),
    /// What the plan takes from the rest of the design, in words.
    Chosen(&'static str),
    /// The value of the chosen set of timers; a typed one counts for the advanced set alone.
    OfTimerSet,
    /// The deployment asks for it.
    Asked,
    /// Something other than a value.
    Means(&'static str),
    /// Nothing.
    Nothing,
}

/// Everything about a field that does not depend on a design.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The stable key.
    pub key: &'static str,
    /// The stable number in share links, which secrets have none of.
    pub number: Option<usize>,
    /// Where it stands in the form.
    pub section: Section,
    /// The heading above it inside its section.
    pub group: &'static str,
    /// The label.
    pub label: &'static str,
    /// What kind of value it holds.
    pub kind: Kind,
    /// What a blank becomes.
    pub blank: Blank,
    /// Whether it is folded under "More".
    pub rare: bool,
}

macro_rules! fields {
    ($($name:ident $number:tt $key:literal $section:ident $group:literal $label:literal $rare:ident
       $kind:expr, $blank:expr, $help:literal;)*) => {
        /// A field of a design.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Field {
            $(#[doc = $help] $name,)*
        }

        impl Field {
            /// All fields in the order of the form.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// What the form, the files and the documentation know about the field.
            #[expect(clippy::indexing_slicing, reason = "the table has a row for each field")]
            pub const fn spec(self) -> &'static Spec {
                &SPECS[self as usize]
            }

            /// One or two sentences on each field, in the order of the form: not a part of a row, because the page's
            /// first module is told them later.
            pub const HELPS: [&str; Self::ALL.len()] = [$($help,)*];
        }

        /// What is known of each field, in the order of the form.
        static SPECS: [Spec; Field::ALL.len()] = {
            use Blank::*;
            use Kind::*;
            [$(
                Spec {
                    key: $key,
                    number: fields!(@number $number),
                    section: Section::$section,
                    group: $group,
                    label: $label,
                    kind: $kind,
                    blank: $blank,
                    rare: fields!(@rare $rare),
                },
            )*]
        };
    };
    (@number _) => { None };
    (@number $number:literal) => { Some($number) };
    (@rare main) => { false };
    (@rare more) => { true };
}

// Name, number, key, section, group, label, where it is folded; kind and what a blank becomes; help.
fields! {
    NetworkMode 0 "network.mode" Network "VNet" "VNet" main
        Choice(NetworkMode::LIST), Default("new", "nothing stands yet"),
        "Create the VNet with the pair, or place the pair in one that exists: paste what `az network vnet show` prints into the page, outside of a field, and choose its subnets. Existing subnets are referenced and never changed.";
    NetworkName 1 "network.name" Network "VNet" "VNet name" main
        Name(&azure::VNET), Default("vmseries-ha-vnet", "the default name"),
        "Name of the VNet, 2 to 64 characters.";
    NetworkRange 2 "network.range" Network "VNet" "VNet range" main
        Blocks, Default("10.0.0.0/16", "the default range"),
        "Address space of the VNet: one or more CIDR blocks. Everything that is left blank is planned inside it.";
    NetworkResourceGroup 3 "network.resource_group" Network "VNet" "VNet resource group" more
        Name(&azure::RESOURCE_GROUP), Means("the deployment's own"),
        "Resource group of the existing VNet when it is not the deployment's own.";
    NetworkDnsServers 146 "network.dns_servers" Network "VNet" "DNS servers of the VNet" more
        Addresses, Means("Azure's own"),
        "Addresses of the DNS servers that a new VNet gives to its machines, one a line. The units use them until their own settings are read.";
    NetworkDdosPlanId 147 "network.ddos_plan_id" Network "VNet" "DDoS protection plan" more
        ResourceId(&["Microsoft.Network/ddosProtectionPlans"]), Nothing,
        "Resource id of the DDoS protection plan that a new VNet joins, also of another subscription of the tenant.";
    NetworkManagementName 4 "network.management.name" Network "Subnets" "Management subnet" main
        SubnetName, Default("mgmt-subnet", "the default name"),
        "Subnet of the management NICs, which also carry HA1.";
    NetworkManagementRange 5 "network.management.range" Network "Subnets" "Management range" main
        SubnetRange, Chosen("the first free block of the VNet range"),
        "CIDR range of the management subnet.";
    NetworkUntrustName 6 "network.untrust.name" Network "Subnets" "Untrust subnet" main
        SubnetName, Default("untrust-subnet", "the default name"),
        "Subnet of the untrust NICs (ethernet1/1), the public balancer's side.";
    NetworkUntrustRange 7 "network.untrust.range" Network "Subnets" "Untrust range" main
        SubnetRange, Chosen("the first free block of the VNet range"),
        "CIDR range of the untrust subnet.";
    NetworkTrustName 8 "network.trust.name" Network "Subnets" "Trust subnet" main
        SubnetName, Default("trust-subnet", "the default name"),
        "Subnet of the trust NICs (ethernet1/2), the internal balancer's side.";
    NetworkTrustRange 9 "network.trust.range" Network "Subnets" "Trust range" main
        SubnetRange, Chosen("the first free block of the VNet range"),
        "CIDR range of the trust subnet.";
    NetworkBalancerName 10 "network.balancer.name" Network "Subnets" "Balancer subnet" main
        SubnetName, Default("lb-subnet", "the default name"),
        "Subnet of the internal balancer's front end.";
    NetworkBalancerRange 11 "network.balancer.range" Network "Subnets" "Balancer range" main
        SubnetRange, Chosen("the first free block of the VNet range"),
        "CIDR range of the internal balancer's subnet.";
    NetworkHa2Name 12 "network.ha2.name" Network "Subnets" "HA2 subnet" main
        SubnetName, Otherwise("shares the trust subnet", "ha2-subnet"),
        "Blank: the HA2 NICs share the trust subnet. A name gives them a subnet of their own.";
    NetworkHa2Range 13 "network.ha2.range" Network "Subnets" "HA2 range" main
        SubnetRange, Means("shares the trust subnet"),
        "CIDR range of the dedicated HA2 subnet. A range alone is enough to ask for the subnet.";
    NetworkWorkloads 14 "network.workloads" Network "Behind the firewalls" "Workload subnets" main
        Workloads, Nothing,
        "Subnets or peered ranges behind the firewalls: a name, and a range, a size such as /24, or how many hosts; a blank range is chosen. As text one a line: app=10.0.16.0/24, app=/24, app=200 hosts, or app alone. What is inside the VNet becomes a subnet whose traffic goes through the pair; GatewaySubnet and AzureBastionSubnet get what Azure's services need.";
    NetworkPeered 15 "network.peered" Network "Behind the firewalls" "Peered ranges" more
        Ranges, Nothing,
        "Ranges of peered VNets behind the firewalls. Firewalls and workload subnets get routes to them; their own subnets need a route table that leads back to the pair, for which the guide has the commands.";
    NetworkOnPremises 120 "network.on_premises" Network "Behind the firewalls" "On-premises ranges" more
        Ranges, Nothing,
        "Ranges behind a VPN or ExpressRoute gateway. Firewalls and workload subnets get routes to them; the way back is the table of a GatewaySubnet among the workload subnets, or made by hand where the gateway stands elsewhere.";
    NetworkTaken 16 "network.taken" Network "Behind the firewalls" "Ranges to avoid" more
        Ranges, Nothing,
        "Ranges in use elsewhere that the planner must keep clear of.";
    NetworkPeeringId 17 "network.peering_id" Network "Behind the firewalls" "VNet peerings" more
        ResourceIds(&["Microsoft.Network/virtualNetworks"]), Nothing,
        "Resource ids of VNets that the new VNet is peered with, one a line. Name their ranges under peered ranges, and make the other direction of each peering over there.";
    NetworkTransit 121 "network.transit" Network "Behind the firewalls" "Gateway transit" more
        Choice(Transit::LIST), Default("none", "a gateway of its own or none"),
        "Whether the peerings share a VPN or ExpressRoute gateway. With use, the other VNet's half has to allow it.";
    NetworkInternetRoutes 122 "network.internet_routes" Network "Behind the firewalls" "Own Internet routes" more
        Choice(InternetRoutes::LIST), Default("auto", "a gateway may make a default route known"),
        "Default routes of untrust and management to the Internet, which a gateway's default route (forced tunnelling) would otherwise take over. Management stays reachable from on premises.";
    ServerEnabled 18 "server.enabled" Network "Test server" "Test server" main
        Switch, Default("on", "to see the pair work"),
        "A small Linux web server in the trust subnet, to see the pair work.";
    ServerName 19 "server.name" Network "Test server" "Server name" more
        Name(&azure::VM), Default("vmseries-test-server", "the default name"),
        "VM name of the test server.";
    ServerAddress 20 "server.address" Network "Test server" "Server address" main
        Host(6), Chosen("this host of its subnet, or the first free one"),
        "Address of the test server in the trust subnet.";
    ServerSize 21 "server.size" Network "Test server" "Server size" more
        Size(1), Default("Standard_B2s", "small and cheap"),
        "VM size of the test server.";
    ServerSshKey 22 "server.ssh_key" Network "Test server" "Server SSH key" more
        ServerKey, Nothing,
        "Public key for the test server: ed25519, or RSA of 2048 bits and more. Without one it shares the administrator's password.";
    PairAName 23 "pair.a.name" Firewalls "Unit A" "Name" main
        HostName, Default("vmseries-ha-primary", "the default name"),
        "VM name and PAN-OS host name of unit A, up to 31 characters.";
    PairAManagement 24 "pair.a.management" Firewalls "Unit A" "Management" main
        Host(4), Chosen("this host of its subnet, or the first free one"),
        "Address of unit A's management NIC; HA1 runs here.";
    PairAUntrust 25 "pair.a.untrust" Firewalls "Unit A" "Untrust" main
        Host(4), Chosen("this host of its subnet, or the first free one"),
        "Address of unit A's untrust NIC, ethernet1/1.";
    PairATrust 26 "pair.a.trust" Firewalls "Unit A" "Trust" main
        Host(4), Chosen("this host of its subnet, or the first free one"),
        "Address of unit A's trust NIC, ethernet1/2.";
    PairAHa2 27 "pair.a.ha2" Firewalls "Unit A" "HA2" main
        Host(9), Chosen("this host of its subnet, or the first free one"),
        "Address of unit A's HA2 NIC, ethernet1/3, which carries session synchronisation.";
    PairBName 28 "pair.b.name" Firewalls "Unit B" "Name" main
        HostName, Default("vmseries-ha-secondary", "the default name"),
        "VM name and PAN-OS host name of unit B, up to 31 characters.";
    PairBManagement 29 "pair.b.management" Firewalls "Unit B" "Management" main
        Host(5), Chosen("this host of its subnet, or the first free one"),
        "Address of unit B's management NIC; HA1 runs here.";
    PairBUntrust 30 "pair.b.untrust" Firewalls "Unit B" "Untrust" main
        Host(5), Chosen("this host of its subnet, or the first free one"),
        "Address of unit B's untrust NIC, ethernet1/1.";
    PairBTrust 31 "pair.b.trust" Firewalls "Unit B" "Trust" main
        Host(5), Chosen("this host of its subnet, or the first free one"),
        "Address of unit B's trust NIC, ethernet1/2.";
    PairBHa2 32 "pair.b.ha2" Firewalls "Unit B" "HA2" main
        Host(10), Chosen("this host of its subnet, or the first free one"),
        "Address of unit B's HA2 NIC, ethernet1/3, which carries session synchronisation.";
    PairSize 33 "pair.size" Firewalls "Machines" "VM size" main
        Size(vmseries::NICS), Default("Standard_DS3_v2", "four NICs at four virtual CPUs"),
        "Size of both units. The design needs four NICs, so small current sizes are out.";
    PairDisk 34 "pair.disk" Firewalls "Machines" "OS disk" main
        Choice(Disk::LIST), Default("StandardSSD_LRS", "premium is not needed for logs on Panorama"),
        "Type of the OS disk of both units.";
    PairAvailability 35 "pair.availability" Firewalls "Machines" "Availability" main
        Choice(Availability::LIST), Default("set", "possible in every region"),
        "How the two units are kept from failing together.";
    PairZones 36 "pair.zones" Firewalls "Machines" "Zones" main
        Zones, Default("1,2", "two zones"),
        "The zones of unit A and unit B such as 1,2, or auto to let Azure pick at deployment.";
    PairSetName 37 "pair.set_name" Firewalls "Machines" "Availability set" more
        Name(&azure::RESOURCE), Default("vmseries-fw-as", "the default name"),
        "Name of the new or existing availability set.";
    PairPanos 38 "pair.panos" Firewalls "Machines" "PAN-OS line" main
        Choice(Line::LIST), Default("11.1", "in wide use and maintained"),
        "Release line that bootstrap.xml is written for. It must not be newer than the image.";
    PairImageVersion 39 "pair.image_version" Firewalls "Machines" "Image version" more
        ImageVersion, Chosen("the newest version known for the release"),
        "Marketplace version such as 11.1.612, or latest. A pinned version keeps both units alike.";
    PairImageId 40 "pair.image_id" Firewalls "Machines" "Private image" more
        ResourceId(&["Microsoft.Compute/images", "Microsoft.Compute/galleries/images", "Microsoft.Compute/galleries/images/versions"]), Means("the marketplace's image"),
        "Resource id of a private image to use instead of the marketplace's.";
    PairImagePlan 119 "pair.image_plan" Firewalls "Machines" "Marketplace plan" more
        Switch, Default("on", "an image made from the marketplace's keeps its plan"),
        "Sends the marketplace's plan with a private image. Azure refuses an image that was made from the marketplace's without it; off for one that has none.";
    PairGen2 167 "pair.gen2" Firewalls "Machines" "Second generation" more
        Switch, Default("off", "first-generation images are what this design was made with"),
        "Takes the marketplace's plan for second-generation VMs, such as byol-gen2, which sizes from v6 on want (not verified).";
    PairAcceleratedNetworking 41 "pair.accelerated_networking" Firewalls "Machines" "Accelerated networking" more
        Choice(Tristate::LIST), Default("auto", "on where the size has it"),
        "For the dataplane NICs. Management stays without it.";
    PairIdentity 42 "pair.identity" Firewalls "Machines" "Managed identity" more
        Switch, Default("off", "not needed"),
        "Gives both units a system-assigned managed identity.";
    PairIdentityId 145 "pair.identity_id" Firewalls "Machines" "User-assigned identity" more
        ResourceId(&["Microsoft.ManagedIdentity/userAssignedIdentities"]), Nothing,
        "Resource id of a managed identity that both units get, alone or beside the system-assigned one.";
    PairEncryptionAtHost 142 "pair.encryption_at_host" Firewalls "Machines" "Encryption at host" more
        Switch, Default("off", "a feature of the subscription"),
        "Encrypts caches and temporary disks on the hosts of both units too. The subscription needs the feature `EncryptionAtHost`.";
    PairDiskEncryptionSetId 143 "pair.disk_encryption_set_id" Firewalls "Machines" "Disk encryption set" more
        ResourceId(&["Microsoft.Compute/diskEncryptionSets"]), Nothing,
        "Resource id of a disk encryption set in the region of the units, whose key encrypts both OS disks.";
    PairCapacityReservationId 144 "pair.capacity_reservation_id" Firewalls "Machines" "Capacity reservation" more
        ResourceId(&["Microsoft.Compute/capacityReservationGroups"]), Nothing,
        "Resource id of a capacity reservation group with room for both units, of their size and in their zones.";
    PairBootDiagnostics 43 "pair.boot_diagnostics" Firewalls "Machines" "Boot diagnostics" more
        Switch, Default("on", "a failed bootstrap shows on the serial console"),
        "Keeps the serial console readable in the portal, which is where a failed bootstrap shows.";
    PairDataplane 44 "pair.dataplane" Firewalls "Machines" "Dataplane addresses" more
        Choice(Dataplane::LIST), Default("static", "rules may name either unit's address"),
        "Static interfaces carry the own address and the peer's /32. DHCP makes both units' files alike and lets PAN-OS synchronise its configuration.";
    PairLoopback 163 "pair.loopback" Firewalls "VPN" "Loopback address" more
        Address, Default(panos::LOOPBACK, "of a range that nobody routes"),
        "Address of loopback.1 on both units, on which services that end on the pair arrive (web tcp 443 -> pair). It must be in use nowhere else.";
    HaGroupId 45 "ha.group_id" Firewalls "High availability" "Group id" more
        Number(1, 63, "", "group-id"), Default("1", "one pair in the VNet"),
        "HA group of the pair, the same on both units.";
    HaTimers 46 "ha.timers" Firewalls "High availability" "Timers" main
        Choice(TimerSet::LIST), Default("recommended", "steady on busy hosts"),
        "How quickly a silent peer counts as failed. Advanced takes the values below.";
    HaPreempt 47 "ha.preempt" Firewalls "High availability" "Preemption" main
        Switch, Default("off", "a takeover less for every failure"),
        "Whether the preferred unit takes over again when it returns. Each takeover interrupts TCP sessions.";
    HaPriorityA 48 "ha.priority_a" Firewalls "High availability" "Priority of unit A" more
        Number(0, 255, "", "device-priority"), Default("100", "the lower one is preferred"),
        "Device priority; the lower one is preferred as active.";
    HaPriorityB 49 "ha.priority_b" Firewalls "High availability" "Priority of unit B" more
        Number(0, 255, "", "device-priority"), Default("200", "the lower one is preferred"),
        "Device priority; the lower one is preferred as active.";
    HaKeepAlive 50 "ha.keep_alive" Firewalls "High availability" "HA2 keep-alive" more
        Switch, Default("on", "a lost HA2 link is logged"),
        "Watches the HA2 link and logs when it is lost.";
    HaMonitoring 51 "ha.monitoring" Firewalls "High availability" "Monitoring" more
        Monitoring, Nothing,
        "What else makes a unit give up: link for both dataplane interfaces, or addresses to ping, one a line. An address of the Internet answers only where the untrust NICs have public addresses.";
    HaTimerPromotionHold 52 "ha.timer.promotion_hold_ms" Firewalls "High availability" "Promotion hold" more
        Number(0, 60000, "ms", "promotion-hold-time"), OfTimerSet,
        "Advanced timers: wait before the passive unit takes over.";
    HaTimerHello 53 "ha.timer.hello_ms" Firewalls "High availability" "Hello interval" more
        Number(8000, 60000, "ms", "hello-interval"), OfTimerSet,
        "Advanced timers: time between hello messages.";
    HaTimerHeartbeat 54 "ha.timer.heartbeat_ms" Firewalls "High availability" "Heartbeat interval" more
        Number(1000, 60000, "ms", "heartbeat-interval"), OfTimerSet,
        "Advanced timers: time between heartbeats; three missed ones count as failure.";
    HaTimerFlapMax 55 "ha.timer.flap_max" Firewalls "High availability" "Flap maximum" more
        Number(0, 16, "", "flap-max"), OfTimerSet,
        "Advanced timers: how many flaps in 15 minutes suspend the unit.";
    HaTimerPreemptionHold 56 "ha.timer.preemption_hold_min" Firewalls "High availability" "Preemption hold" more
        Number(1, 60, "min", "preemption-hold-time"), OfTimerSet,
        "Advanced timers: wait before a returning unit takes over.";
    HaTimerMonitorHoldUp 57 "ha.timer.monitor_hold_up_ms" Firewalls "High availability" "Monitor hold up" more
        Number(0, 60000, "ms", "monitor-fail-hold-up-time"), OfTimerSet,
        "Advanced timers: how long a monitored path may fail before it counts.";
    HaTimerMasterHoldUp 58 "ha.timer.master_hold_up_ms" Firewalls "High availability" "Additional master hold up" more
        Number(0, 60000, "ms", "additional-master-hold-up-time"), OfTimerSet,
        "Advanced timers: added to the monitor hold up on the active unit.";
    BalancePublicName 59 "balance.public.name" Balancing "Public balancer" "Name" main
        Name(&azure::RESOURCE), Default("vmseries-inbound-lb", "the default name"),
        "Name of the public load balancer.";
    BalanceServices 60 "balance.services" Balancing "Public balancer" "Published services" main
        Services, Chosen("the test server's web page"),
        "What the Internet reaches: a name, a port, and where it leads; a blank target is the test server, and the target pair is the pair itself, for a VPN. Balancer rules, NSG, NAT and security rules follow from it. Without applications PAN-OS lets any pass; without sources anybody may reach the service, otherwise these addresses and ranges alone. As text one a line: name tcp|udp [front-end:]port -> [address][:port] [application ...] [from source ...], such as ike udp 500 -> pair.";
    BalancePublicDnsLabel 61 "balance.public.dns_label" Balancing "Public balancer" "DNS label" more
        DnsLabel, Nothing,
        "Gives the public address a name in the region's cloudapp domain.";
    BalancePublicAddressId 62 "balance.public.address_id" Balancing "Public balancer" "Existing public IP" more
        ResourceId(&["Microsoft.Network/publicIPAddresses"]), Nothing,
        "Resource id of a Standard static public IP to use instead of a new one.";
    BalancePublicAddress 63 "balance.public.address" Balancing "Public balancer" "Its address" more
        Address, Nothing,
        "Address of the existing public IP. Floating IP needs it, because NAT then matches the public address.";
    BalancePublicFrontEnds 64 "balance.public.front_ends" Balancing "Public balancer" "Further front ends" more
        FrontEnds, Nothing,
        "Public front ends beside the first one, one a line: a name, or name=RESOURCE-ID ADDRESS for an existing public IP. Services name them: web tcp NAME:443 -> address.";
    BalancePublicPrefixId 65 "balance.public.prefix_id" Balancing "Public balancer" "Public IP prefix" more
        ResourceId(&["Microsoft.Network/publicIPPrefixes"]), Nothing,
        "Resource id of a public IP prefix that new front ends take their addresses from.";
    BalanceInternalName 66 "balance.internal.name" Balancing "Internal balancer" "Name" main
        Name(&azure::RESOURCE), Default("vmseries-outbound-lb", "the default name"),
        "Name of the internal load balancer.";
    BalanceInternalAddress 67 "balance.internal.address" Balancing "Internal balancer" "Front end address" main
        Host(100), Chosen("this host of its subnet, or the first free one"),
        "Address of the internal front end, next hop of the workloads' default route.";
    BalanceProbeProtocol 68 "balance.probe.protocol" Balancing "Health probe" "Probe protocol" main
        Choice(ProbeProtocol::LIST), Default("tcp", "the plainest probe"),
        "What both balancers ask the units.";
    BalanceProbePort 69 "balance.probe.port" Balancing "Health probe" "Probe port" main
        Number(1, 65535, "", "port"), Chosen("22, 80 or 443, by the protocol"),
        "PAN-OS answers probes on 22, 80 and 443 only.";
    BalanceProbePath 70 "balance.probe.path" Balancing "Health probe" "Probe path" more
        Path, Chosen("/unauth/php/health.php; for PAN-OS 10.1 /php/login.php"),
        "Path of an HTTP or HTTPS probe; it must answer 200.";
    BalanceProbeIntervalS 71 "balance.probe.interval_s" Balancing "Health probe" "Probe interval" main
        Number(5, 3600, "s", "intervalInSeconds"), Default("5", "Azure's shortest"),
        "Time between two probes. Interval times threshold is how long a dead unit goes unnoticed.";
    BalanceProbeThreshold 72 "balance.probe.threshold" Balancing "Health probe" "Probe threshold" main
        Number(1, 100, "", "probeThreshold"), Default("2", "one lost probe is no failure"),
        "Probes in a row that change a unit's state.";
    BalanceEgress 73 "balance.egress" Balancing "Egress" "Egress to the Internet" main
        Choice(Egress::LIST), Default("outbound_rule", "keeps one address across a failover and costs nothing more"),
        "Where traffic to the Internet gets its public address, and whether that address stays the same after a failover.";
    BalanceNatGatewayName 74 "balance.nat_gateway.name" Balancing "Egress" "NAT gateway name" more
        Name(&azure::RESOURCE), Default("vmseries-natgw", "the default name"),
        "Name of the NAT gateway where one is used.";
    BalanceNatGatewaySku 124 "balance.nat_gateway.sku" Balancing "Egress" "NAT gateway kind" more
        Choice(GatewaySku::LIST), Default("standard", "offered in every region"),
        "The standard kind lives in one zone. The second version stands in all of them, with a public IP of its own kind; ten regions do not offer it, one kind cannot be turned into the other, and no deployment of these files has tried it.";
    BalanceNatGatewayId 150 "balance.nat_gateway.id" Balancing "Egress" "Existing NAT gateway" more
        ResourceId(&["Microsoft.Network/natGateways"]), Means("a new one"),
        "Resource id of a NAT gateway to use instead of a new one, of this subscription and region. Subnets of a new VNet name it, which it takes only while it serves no other VNet; on those of an existing VNet the scripts put it where nothing else is set.";
    BalanceFloatingIp 75 "balance.floating_ip" Balancing "Flow settings" "Floating IP" more
        Switch, Default("off", "each unit's own address is known in advance, the public one is not"),
        "Delivers packets with the front end's address as destination. NAT follows.";
    BalanceIdleTimeoutMin 76 "balance.idle_timeout_min" Balancing "Flow settings" "Idle timeout" more
        Number(azure::IDLE_TIMEOUT_MIN.0, azure::IDLE_TIMEOUT_MIN.1, "min", "idleTimeoutInMinutes"), Default("4", "Azure's default"),
        "How long a silent flow is remembered.";
    BalanceTcpReset 77 "balance.tcp_reset" Balancing "Flow settings" "TCP reset on idle" more
        Switch, Default("off", "Azure's default"),
        "Tells both ends when a flow times out. Not sent for the internal balancer's HA-ports rule.";
    AccessUser 78 "access.user" Access "Administrator" "User name" main
        UserName, Default("panadmin", "neither Azure nor PAN-OS refuses it"),
        "Administrator of both units and of the test server.";
    AccessPassword _ "access.password" Access "Administrator" "Password" main
        Secret("adminPassword", ""), Asked,
        "Blank: asked at deployment. Typed: hashed into both packages on this page and never stored.";
    AccessSshKey 79 "access.ssh_key" Access "Administrator" "SSH public key" main
        FirewallKey, Nothing,
        "Public key beside or instead of the password: RSA of 2048 to 4096 bits, which Azure and PAN-OS both take.";
    AccessLogin 80 "access.login" Access "Administrator" "Login" more
        Choice(Login::LIST), Default("password", "the web page of PAN-OS needs one"),
        "With the key alone nothing asks for a password. The web page of PAN-OS then lets nobody in until one is set over SSH.";
    AccessManagementPublic 81 "access.management_public" Access "Management" "Public management addresses" main
        Switch, Default("on", "reachable without a VPN"),
        "Whether the management NICs get public IPs.";
    AccessManagementAddressAId 148 "access.management_a.address_id" Access "Management" "Existing public IP of unit A" more
        ResourceId(&["Microsoft.Network/publicIPAddresses"]), Means("a new one"),
        "Resource id of a Standard static public IP for unit A's management, of this subscription and region, instead of a new one. It stays when the pair is deleted.";
    AccessManagementAddressBId 149 "access.management_b.address_id" Access "Management" "Existing public IP of unit B" more
        ResourceId(&["Microsoft.Network/publicIPAddresses"]), Means("a new one"),
        "Resource id of a Standard static public IP for unit B's management, of this subscription and region, instead of a new one. It stays when the pair is deleted.";
    AccessManagementSources 82 "access.management_sources" Access "Management" "Allowed sources" main
        Sources, Asked,
        "CIDR ranges or service tags that may reach management. Blank: asked at deployment.";
    AccessManagementEgress 83 "access.management_egress" Access "Management" "Management egress" main
        Choice(ManagementEgress::LIST), Chosen("public_ip with public management addresses, else nat_gateway"),
        "How management reaches licensing, content and storage.";
    AccessNsgName 84 "access.nsg_name" Access "Management" "NSG base name" more
        Name(&azure::RESOURCE), Default("vmseries-nsg", "the default name"),
        "Base of the names of all network security groups.";
    AccessNsgPlace 123 "access.nsg_place" Access "Management" "Security groups on" more
        Choice(NsgPlace::LIST), Default("nic", "each interface has a filter of its own"),
        "Where network security groups stand, for subscriptions whose policy wants one on every subnet. A subnet's group is for all that is in it: HA2 and the test server share that of trust, and workloads are reached from behind the firewalls and by what is published to them. Subnets of Azure's own services get none, and an existing VNet's are never written.";
    LicensePlan 85 "license.plan" Licensing "Licence" "Plan" main
        Choice(LicensePlan::LIST), Default("byol", "the default plan"),
        "Marketplace plan of both units.";
    LicenseAuthCode _ "license.auth_code" Licensing "Licence" "Auth code" main
        Secret("authCode", "Auth code, preferably of a bundle; several separated by commas. Blank: the firewalls start unlicensed."), Nothing,
        "Auth code, preferably of a bundle; several one a line. Only for bring your own licence.";
    PanoramaServer 86 "panorama.server" Licensing "Panorama" "Panorama server" main
        Panorama, Nothing,
        "Address or name of Panorama, or cloud for Strata Cloud Manager, which wants PIN, folder and logical routers.";
    PanoramaServer2 87 "panorama.server2" Licensing "Panorama" "Second server" more
        Panorama, Nothing,
        "The standby Panorama.";
    PanoramaTemplateStack 88 "panorama.template_stack" Licensing "Panorama" "Template stack" more
        PanoramaName, Nothing,
        "Template stack that the units join. It should leave interfaces, routers, high availability and host names to the packages.";
    PanoramaDeviceGroup 89 "panorama.device_group" Licensing "Panorama" "Device group" more
        PanoramaName, Nothing,
        "Device group that the units join; for Strata Cloud Manager the folder.";
    PanoramaLocal 90 "panorama.local" Licensing "Panorama" "What stays local" more
        Choice(Local::LIST), Default("all", "the pair works before Panorama is reached"),
        "Interfaces, routes and high availability differ between the units and stay in the packages. Policy may come from the device group instead.";
    PanoramaCollectorGroup 91 "panorama.collector_group" Licensing "Panorama" "Collector group" more
        PanoramaName, Nothing,
        "Log collector group of the units.";
    PanoramaVmAuthKey _ "panorama.vm_auth_key" Licensing "Panorama" "VM auth key" more
        Secret("vmAuthKey", "Key that Panorama's command `request bootstrap vm-auth-key generate` gave. Blank: somebody has to admit the units on Panorama."), Nothing,
        "Key that Panorama's operational command generated for bootstrap.";
    PanoramaAuthKey _ "panorama.auth_key" Licensing "Panorama" "Licence plugin auth key" more
        Secret("authKey", "Key of Panorama's software firewall licence plugin, in place of auth codes and VM auth key. Blank: these count."), Nothing,
        "Key of Panorama's software firewall licence plugin, in place of VM auth key and auth codes: it admits and licenses the units.";
    PanoramaPinId _ "panorama.pin_id" Licensing "Panorama" "Registration PIN id" more
        Secret("registrationPinId", "Auto-registration PIN id for the device certificate. Blank: none."), Nothing,
        "Auto-registration PIN id for the device certificate.";
    PanoramaPinValue _ "panorama.pin_value" Licensing "Panorama" "Registration PIN value" more
        Secret("registrationPinValue", "Auto-registration PIN value for the device certificate. Blank: none."), Nothing,
        "Auto-registration PIN value for the device certificate.";
    BootstrapMode 92 "bootstrap.mode" Bootstrap "Packages" "Mode" main
        Choice(BootstrapMode::LIST), Default("one_click", "needs no step by hand"),
        "How the packages reach the units at first boot.";
    BootstrapAccount 93 "bootstrap.account" Bootstrap "Packages" "Storage account" main
        StorageAccount, Means("named or asked at deployment"),
        "Name of the storage account that holds the file share. One click makes it, and names it itself when blank.";
    BootstrapAccountGroup 94 "bootstrap.account_group" Bootstrap "Packages" "Account resource group" more
        Name(&azure::RESOURCE_GROUP), Means("the deployment's own"),
        "Resource group of the storage account when it is not the deployment's own.";
    BootstrapClosed 151 "bootstrap.closed" Bootstrap "Packages" "Storage closed from the start" more
        Switch, Default("off", "no address of yours is needed (tried on no subscription)"),
        "For the modes account and key, and for policies that refuse open storage: the scripts make the account closed, let in your address for the upload alone, and the management subnet before the units boot. It asks for a public IPv4 address outside the account's region, and for the right to join the subnet to the account. The portal does none of it.";
    BootstrapShare 95 "bootstrap.share" Bootstrap "Packages" "File share" main
        FileShare, Default("bootstrap", "the default share"),
        "Name of the Azure file share with both packages.";
    BootstrapDirectoryA 96 "bootstrap.directory_a" Bootstrap "Packages" "Directory of unit A" more
        ShareDirectory, Default("VM1", "the default directory"),
        "Directory of unit A's package in the share.";
    BootstrapDirectoryB 97 "bootstrap.directory_b" Bootstrap "Packages" "Directory of unit B" more
        ShareDirectory, Default("VM2", "the default directory"),
        "Directory of unit B's package in the share.";
    BootstrapInitCfg 164 "bootstrap.init_cfg" Bootstrap "Packages" "Further init-cfg keys" more
        InitKeys, Nothing,
        "Lines for both units' init-cfg.txt that no other field says, one a line: key=value, such as op-command-modes=jumbo-frame, op-cmd-dpdk-pkt-io=off or plugin-op-commands=set-dp-cores:3. Read at the first boot only. The key of Azure's health remediation is not known here.";
    PublishTemplateUrl 98 "publish.template_url" Bootstrap "Publishing" "Template URL" main
        Url, Means("https://"),
        "Public https URL at which azuredeploy.json will be found. The Deploy to Azure link needs it.";
    PublishFormUrl 99 "publish.form_url" Bootstrap "Publishing" "Form URL" more
        Url, Means("https://"),
        "Public https URL of createUiDefinition.json.";
    SystemDns 100 "system.dns" System "PAN-OS" "DNS server" main
        Address, Default("168.63.129.16", "Azure's DNS, reached from management without egress"),
        "Primary DNS server of both units.";
    SystemDns2 101 "system.dns2" System "PAN-OS" "Second DNS server" more
        Address, Nothing,
        "Secondary DNS server.";
    SystemDomain 165 "system.domain" System "PAN-OS" "Domain" more
        Domain, Nothing,
        "Domain of both units' host names, such as example.com, up to 31 characters.";
    SystemNtp 102 "system.ntp" System "PAN-OS" "NTP server" main
        Server, Default("0.pool.ntp.org", "public servers"),
        "Primary time server of both units.";
    SystemNtp2 103 "system.ntp2" System "PAN-OS" "Second NTP server" more
        Server, Default("1.pool.ntp.org", "public servers"),
        "Secondary time server.";
    SystemTimezone 104 "system.timezone" System "PAN-OS" "Time zone" main
        TimeZone, Default("UTC", "logs of several places compare"),
        "One of PAN-OS's time zones, such as UTC, CET or Europe/Berlin.";
    SystemBanner 105 "system.banner" System "PAN-OS" "Login banner" more
        Banner, Nothing,
        "Text shown before login. {host} becomes each unit's host name.";
    SystemPermittedIp 106 "system.permitted_ip" System "PAN-OS" "Management access list" more
        AccessList, Nothing,
        "PAN-OS's own list of addresses that may reach management. Both units' own addresses are added, for HA1. A wrong list locks you out; the NSG does the same job from outside.";
    SystemProfile 107 "system.profile" System "PAN-OS" "Profile" main
        Choice(Profile::LIST), Default("hardened", "needs no licence"),
        "How strict the generated configuration is.";
    SystemUpdateSchedule 108 "system.update_schedule" System "PAN-OS" "Content updates" more
        Switch, Default("off", "needs licences"),
        "Fetches applications, threats, antivirus and WildFire signatures on a schedule. Needs their licences and management egress.";
    SystemThreatProfiles 109 "system.threat_profiles" System "PAN-OS" "Threat profiles" more
        Switch, Default("off", "needs licences"),
        "Puts PAN-OS's own antivirus, anti-spyware, vulnerability and WildFire profiles on every allowing rule. Needs their licences.";
    SystemStrictInspection 110 "system.strict_inspection" System "PAN-OS" "Strict inspection" more
        Switch, Default("off", "may drop traffic under load"),
        "What exceeds the inspection queues is dropped instead of passed, and equal log entries are not suppressed.";
    SystemZoneProtection 111 "system.zone_protection" System "PAN-OS" "Zone protection" more
        Switch, Default("off", "the presets for production switch it on"),
        "Alerts on scans of the untrust zone and discards malformed packets there.";
    SystemAdminLimits 117 "system.admin_limits" System "PAN-OS" "Administrator limits" more
        Switch, Default("off", "your rules for administrators may differ"),
        "Passwords differ from the last 24 and by three characters, API keys expire after a year, whoever edits holds the commit lock, and high dataplane load is logged.";
    SystemWildfireLimits 118 "system.wildfire_limits" System "PAN-OS" "WildFire limits" more
        Switch, Default("off", "needs licences"),
        "Larger files go to WildFire, and verdicts of harmless and grey files are logged too. Needs the WildFire licence.";
    SystemTelemetryRegion 166 "system.telemetry_region" System "PAN-OS" "Telemetry" more
        LogRegion, Nothing,
        "Region that telemetry goes to, such as americas or europe: health, usage and threats seen. Needs the device certificate. Blank: none is sent.";
    SystemRouting 112 "system.routing" System "PAN-OS" "Routing engine" more
        Choice(Routing::LIST), Default("virtual_router", "needs no reboot"),
        "Logical routers (advanced routing) need PAN-OS 10.2 or later.";
    LogSyslog 160 "log.syslog" System "Logs" "Syslog servers" more
        Syslog, Nothing,
        "Where the logs of every rule go, and those of system and configuration, one a line: udp|tcp|tls server[:port]. The units send from management; for tls they must know the authority of the server's certificate.";
    LogPanorama 161 "log.panorama" System "Logs" "Logs to Panorama" more
        Switch, Default("off", "logs stay on the units until somebody chooses where they go"),
        "Sends the logs of every rule, and those of system and configuration, to Panorama or the log collectors of its group.";
    LogStrataRegion 162 "log.strata_region" System "Logs" "Strata Logging Service" more
        LogRegion, Nothing,
        "Region of Strata Logging Service, such as americas or europe; the logs go there. Needs its licence and the device certificate, which the registration PIN fetches.";
    SiteSuffix 113 "site.suffix" System "Every resource" "Name suffix" main
        Suffix, Nothing,
        "Appended to every resource name.";
    SiteTags 114 "site.tags" System "Every resource" "Tags" more
        Tags, Nothing,
        "Tags on every resource, one a line: name=value.";
    SiteCloud 116 "site.cloud" System "Every resource" "Cloud" more
        Choice(Cloud::LIST), Default("public", "Azure's public cloud"),
        "Which portal and endpoints the link and the commands use.";
    SiteAppInsights 115 "site.app_insights" System "Metrics" "Application Insights" more
        Switch, Default("off", "costs by volume"),
        "Creates a Log Analytics workspace and an Application Insights component, to which the firewalls can send their metrics.";
}

impl Field {
    /// The stable key, `network.range`.
    pub fn key(self) -> &'static str {
        self.spec().key
    }

    /// The label of the form.
    pub fn label(self) -> &'static str {
        self.spec().label
    }

    /// The label, with its group where another field has the same.
    pub fn title(self) -> String {
        let shared = Self::ALL.iter().any(|other| *other != self && other.label() == self.label());
        if shared {
            format!("{}: {}", self.spec().group, self.label())
        } else {
            self.label().to_owned()
        }
    }

    /// What a newcomer knows and the form asks first; everything else folds away.
    pub const FIRST: [Self; 5] = [
        Self::NetworkRange,
        Self::NetworkWorkloads,
        Self::BalanceServices,
        Self::PairAvailability,
        Self::NetworkMode,
    ];

    /// What is said of these from the beginning: the help of the field that has the focus moves what is below it, and
    /// all others come later.
    pub fn first_helps() -> Vec<String> {
        #[expect(
            clippy::indexing_slicing,
            reason = "done by the compiler, which stops at a wrong place"
        )]
        const FIRST: [&str; Field::FIRST.len()] = {
            let mut helps = [""; Field::FIRST.len()];
            let mut n = 0;
            while n < helps.len() {
                helps[n] = Field::HELPS[Field::FIRST[n] as usize];
                n += 1;
            }
            helps
        };
        let help = |field| Self::FIRST.iter().zip(FIRST).find(|(first, _)| *first == field);
        Self::ALL.iter().map(|field| help(field).map_or("", |(_, help)| help).to_owned()).collect()
    }

    /// The fields in which every word of a text stands, those first whose label begins with it, then those
    /// whose label or key has it, then those whose help has it, as far as helps are known.
    pub fn matching(text: &str, helps: &[String]) -> Vec<Self> {
        let text = text.trim().to_ascii_lowercase();
        let rank = |field: &Self| {
            let title = field.title().to_ascii_lowercase();
            let named = format!("{title} {}", field.key());
            let told = || helps.get(*field as usize).map(|help| help.to_ascii_lowercase());
            let all = |place: &str| text.split_whitespace().all(|word| place.contains(word));
            if title.starts_with(&text) || field.label().to_ascii_lowercase().starts_with(&text) {
                Some(0)
            } else if all(&named) {
                Some(1)
            } else {
                told().filter(|help| all(&format!("{named} {help}"))).map(|_| 2)
            }
        };
        let ranks: Vec<Option<u8>> = Self::ALL.iter().map(rank).collect();
        let ranked = |wanted: u8| {
            let all = Self::ALL.iter().zip(&ranks);
            all.filter(move |(_, rank)| **rank == Some(wanted)).map(|(field, _)| *field)
        };
        (0..=2).flat_map(ranked).collect()
    }

    /// What a blank means where the plan chooses nothing for it.
    pub fn blank(self) -> &'static str {
        match self.spec().blank {
            Blank::Asked => "asked at deployment",
            Blank::Means(meaning) | Blank::Otherwise(meaning, _) => meaning,
            Blank::Default(..) | Blank::Chosen(_) | Blank::OfTimerSet | Blank::Nothing => "none",
        }
    }

    /// Whether the value must never be saved, shared or shown.
    pub fn is_secret(self) -> bool {
        matches!(self.spec().kind, Kind::Secret(..))
    }

    /// The timers of PAN-OS's sets, in their order.
    pub fn timers() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|field| field.spec().blank == Blank::OfTimerSet)
    }

    /// All fields whose values may be saved, shared and shown.
    pub fn open() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|field| !field.is_secret())
    }

    /// All secrets.
    pub fn secrets() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|field| field.is_secret())
    }

    /// The value that a blank becomes whatever else is typed, and why.
    ///
    /// # Panics
    /// When a blank becomes something else: its row says what, and the plan decides it.
    pub fn default(self) -> (&'static str, &'static str) {
        match self.spec().blank {
            Blank::Default(value, why) => (value, why),
            Blank::Otherwise(_, value) => (value, "the default name"),
            Blank::Chosen(_)
            | Blank::OfTimerSet
            | Blank::Asked
            | Blank::Means(_)
            | Blank::Nothing => {
                unreachable!("{} has no fixed default", self.key())
            }
        }
    }

    /// The template's parameter that asks for a secret, and what the deployment says of it.
    ///
    /// # Panics
    /// When the field is no secret.
    pub const fn parameter(self) -> (&'static str, &'static str) {
        let Kind::Secret(parameter, said) = self.spec().kind else {
            panic!("only a secret is asked for by a parameter");
        };
        (parameter, said)
    }

    /// The other open fields under the same heading.
    pub fn beside(self) -> impl Iterator<Item = Self> {
        let group = |field: Self| (field.spec().section, field.spec().group);
        Self::open().filter(move |field| *field != self && group(*field) == group(self))
    }

    /// The field with this number in share links.
    pub fn from_number(number: usize) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.spec().number == Some(number))
    }

    /// The field with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_what_people_call_them() {
        let helps = Field::HELPS.map(str::to_owned);
        for (text, field) in [
            ("network.range", Field::NetworkRange),
            ("vnet range", Field::NetworkRange),
            ("Pass", Field::AccessPassword),
            ("unit b: trust", Field::PairBTrust),
            ("banner", Field::SystemBanner),
        ] {
            assert_eq!(Field::matching(text, &helps).first(), Some(&field), "{text}");
        }
        assert!(Field::matching("quux", &helps).is_empty());
        let zones = Field::matching("such as 1,2", &helps);
        assert!(
            zones.contains(&Field::PairZones) && Field::matching("such as 1,2", &[]).is_empty()
        );
        let last = Field::matching("trust", &helps);
        assert!(last.first().unwrap().label().starts_with("Trust") && last.len() > 6);
        assert_eq!(Field::PairATrust.title(), "Unit A: Trust");
        assert_eq!(Field::NetworkRange.title(), "VNet range");
    }

    #[test]
    fn the_fields_of_a_group_stand_together() {
        let mut groups: Vec<_> =
            Field::ALL.iter().map(|field| (field.spec().section, field.spec().group)).collect();
        groups.dedup();
        let all = groups.len();
        groups.sort_unstable();
        groups.dedup();
        assert_eq!(groups.len(), all, "a group that stands twice would show its fields twice");
    }
    use std::collections::BTreeSet;

    #[test]
    fn keys_are_unique_and_lead_back_to_their_field() {
        let keys: BTreeSet<_> = Field::ALL.iter().map(|field| field.key()).collect();
        assert_eq!(keys.len(), Field::ALL.len());
        for &field in Field::ALL {
            assert_eq!(Field::from_key(field.key()), Some(field));
        }
        assert_eq!(Field::from_key("network.nothing"), None);
    }

    #[test]
    fn the_six_secrets_are_marked() {
        let secrets: Vec<_> =
            Field::ALL.iter().filter(|field| field.is_secret()).map(|field| field.key()).collect();
        assert_eq!(
            secrets,
            [
                "access.password",
                "license.auth_code",
                "panorama.vm_auth_key",
                "panorama.auth_key",
                "panorama.pin_id",
                "panorama.pin_value"
            ]
        );
    }

    #[test]
    fn every_field_says_what_it_is() {
        for (field, help) in Field::ALL.iter().zip(Field::HELPS) {
            assert!(!field.label().is_empty() && help.ends_with('.'), "{}", field.key());
        }
    }
}
