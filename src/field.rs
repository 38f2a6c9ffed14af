//! The closed list of fields, the spine of the product.
//!
//! Form labels, design files, share links, the command line, finding locations and the diagram's
//! click targets all hang on these keys. Keys are stable: one is never renamed or reused. What a
//! value means is read in `design`, what a blank becomes is decided in `plan`; neither is here.

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

/// How a value is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// One line of text.
    Text,
    /// One IPv4 address.
    Address,
    /// One CIDR range.
    Range,
    /// Several CIDR ranges (or service tags), one a line or separated by commas.
    Ranges,
    /// A whole number between two bounds, both included.
    Number(u32, u32),
    /// One of a closed list: value and label.
    Choice(&'static [(&'static str, &'static str)]),
    /// `on` or `off`.
    Switch,
    /// Free text or entries, one a line.
    Lines,
    /// A VM size: free text with the known sizes offered.
    Size,
    /// Never saved, never shared, never shown unless asked.
    Secret,
}

/// Everything about a field that does not depend on a design.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The stable key.
    pub key: &'static str,
    /// Where it stands in the form.
    pub section: Section,
    /// The heading above it inside its section.
    pub group: &'static str,
    /// The label.
    pub label: &'static str,
    /// How it is entered.
    pub control: Control,
    /// The unit of a number, or nothing.
    pub unit: &'static str,
    /// Whether it is folded under "More".
    pub rare: bool,
    /// One or two sentences.
    pub help: &'static str,
}

macro_rules! fields {
    ($($name:ident $key:literal $section:ident $group:literal $label:literal
       $control:expr, $unit:literal $rare:ident $help:literal;)*) => {
        /// A field of a design.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Field {
            $(#[doc = $help] $name,)*
        }

        impl Field {
            /// All fields in the order of the form.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// What the form, the files and the documentation know about the field.
            pub fn spec(self) -> &'static Spec {
                SPECS.get(self as usize).expect("the table has a row for each field")
            }
        }

        /// What is known of each field, in the order of the form.
        static SPECS: [Spec; Field::ALL.len()] = [$(
            Spec {
                key: $key,
                section: Section::$section,
                group: $group,
                label: $label,
                control: $control,
                unit: $unit,
                rare: fields!(@rare $rare),
                help: $help,
            },
        )*];
    };
    (@rare main) => { false };
    (@rare more) => { true };
}

const ON_OFF: Control = Control::Switch;
const TEXT: Control = Control::Text;

fields! {
    NetworkMode "network.mode" Network "VNet" "VNet"
        Control::Choice(&[("new", "New VNet"), ("existing", "Existing VNet")]), "" main
        "Create the VNet with the pair, or place the pair in one that exists. Existing subnets are referenced and never changed.";
    NetworkName "network.name" Network "VNet" "VNet name" TEXT, "" main
        "Name of the VNet, 2 to 64 characters.";
    NetworkRange "network.range" Network "VNet" "VNet range" Control::Ranges, "" main
        "Address space of the VNet: one or more CIDR blocks. Everything that is left blank is planned inside it.";
    NetworkResourceGroup "network.resource_group" Network "VNet" "VNet resource group" TEXT, "" more
        "Resource group of the existing VNet when it is not the deployment's own.";
    NetworkManagementName "network.management.name" Network "Subnets" "Management subnet" TEXT, "" main
        "Subnet of the management NICs, which also carry HA1.";
    NetworkManagementRange "network.management.range" Network "Subnets" "Management range" Control::Range, "" main
        "CIDR range of the management subnet.";
    NetworkUntrustName "network.untrust.name" Network "Subnets" "Untrust subnet" TEXT, "" main
        "Subnet of the untrust NICs (ethernet1/1), the public balancer's side.";
    NetworkUntrustRange "network.untrust.range" Network "Subnets" "Untrust range" Control::Range, "" main
        "CIDR range of the untrust subnet.";
    NetworkTrustName "network.trust.name" Network "Subnets" "Trust subnet" TEXT, "" main
        "Subnet of the trust NICs (ethernet1/2), the internal balancer's side.";
    NetworkTrustRange "network.trust.range" Network "Subnets" "Trust range" Control::Range, "" main
        "CIDR range of the trust subnet.";
    NetworkBalancerName "network.balancer.name" Network "Subnets" "Balancer subnet" TEXT, "" main
        "Subnet of the internal balancer's front end.";
    NetworkBalancerRange "network.balancer.range" Network "Subnets" "Balancer range" Control::Range, "" main
        "CIDR range of the internal balancer's subnet.";
    NetworkHa2Name "network.ha2.name" Network "Subnets" "HA2 subnet" TEXT, "" main
        "Blank: the HA2 NICs share the trust subnet. A name gives them a subnet of their own.";
    NetworkHa2Range "network.ha2.range" Network "Subnets" "HA2 range" Control::Range, "" main
        "CIDR range of the dedicated HA2 subnet. A range alone is enough to ask for the subnet.";
    NetworkWorkloads "network.workloads" Network "Behind the firewalls" "Workload subnets" Control::Lines, "" main
        "Further subnets or peered ranges behind the firewalls, one a line: name=range. A range inside the VNet becomes a subnet whose traffic goes through the pair.";
    NetworkPeered "network.peered" Network "Behind the firewalls" "Peered ranges" Control::Ranges, "" more
        "Ranges reached through peering or VPN behind the firewalls. They get return routes on the trust side.";
    NetworkTaken "network.taken" Network "Behind the firewalls" "Ranges to avoid" Control::Ranges, "" more
        "Ranges in use elsewhere that the planner must keep clear of.";
    NetworkPeeringId "network.peering_id" Network "Behind the firewalls" "VNet peerings" Control::Lines, "" more
        "Resource ids of VNets that the new VNet is peered with, one a line. Name their ranges under peered ranges, and make the other direction of each peering over there.";
    ServerEnabled "server.enabled" Network "Test server" "Test server" ON_OFF, "" main
        "A small Linux web server in the trust subnet, to see the pair work.";
    ServerName "server.name" Network "Test server" "Server name" TEXT, "" more
        "VM name of the test server.";
    ServerAddress "server.address" Network "Test server" "Server address" Control::Address, "" main
        "Address of the test server in the trust subnet.";
    ServerSize "server.size" Network "Test server" "Server size" Control::Size, "" more
        "VM size of the test server.";
    ServerSshKey "server.ssh_key" Network "Test server" "Server SSH key" Control::Lines, "" more
        "Public key for the test server. Without one it shares the administrator's password.";
    PairAName "pair.a.name" Firewalls "Unit A" "Name" TEXT, "" main
        "VM name and PAN-OS host name of unit A, up to 31 characters.";
    PairAManagement "pair.a.management" Firewalls "Unit A" "Management" Control::Address, "" main
        "Address of unit A's management NIC; HA1 runs here.";
    PairAUntrust "pair.a.untrust" Firewalls "Unit A" "Untrust" Control::Address, "" main
        "Address of unit A's untrust NIC, ethernet1/1.";
    PairATrust "pair.a.trust" Firewalls "Unit A" "Trust" Control::Address, "" main
        "Address of unit A's trust NIC, ethernet1/2.";
    PairAHa2 "pair.a.ha2" Firewalls "Unit A" "HA2" Control::Address, "" main
        "Address of unit A's HA2 NIC, ethernet1/3, which carries session synchronisation.";
    PairBName "pair.b.name" Firewalls "Unit B" "Name" TEXT, "" main
        "VM name and PAN-OS host name of unit B, up to 31 characters.";
    PairBManagement "pair.b.management" Firewalls "Unit B" "Management" Control::Address, "" main
        "Address of unit B's management NIC; HA1 runs here.";
    PairBUntrust "pair.b.untrust" Firewalls "Unit B" "Untrust" Control::Address, "" main
        "Address of unit B's untrust NIC, ethernet1/1.";
    PairBTrust "pair.b.trust" Firewalls "Unit B" "Trust" Control::Address, "" main
        "Address of unit B's trust NIC, ethernet1/2.";
    PairBHa2 "pair.b.ha2" Firewalls "Unit B" "HA2" Control::Address, "" main
        "Address of unit B's HA2 NIC, ethernet1/3, which carries session synchronisation.";
    PairSize "pair.size" Firewalls "Machines" "VM size" Control::Size, "" main
        "Size of both units. The design needs four NICs, so small current sizes are out.";
    PairDisk "pair.disk" Firewalls "Machines" "OS disk"
        Control::Choice(&[("StandardSSD_LRS", "Standard SSD"), ("Premium_LRS", "Premium SSD"), ("Standard_LRS", "Standard HDD")]), "" main
        "Type of the OS disk of both units.";
    PairAvailability "pair.availability" Firewalls "Machines" "Availability"
        Control::Choice(&[("set", "New availability set"), ("zones", "Availability zones"), ("existing_set", "Existing availability set"), ("none", "None")]), "" main
        "How the two units are kept from failing together.";
    PairZones "pair.zones" Firewalls "Machines" "Zones" TEXT, "" main
        "The zones of unit A and unit B such as 1,2, or auto to let Azure pick at deployment.";
    PairSetName "pair.set_name" Firewalls "Machines" "Availability set" TEXT, "" more
        "Name of the new or existing availability set.";
    PairPanos "pair.panos" Firewalls "Machines" "PAN-OS line"
        Control::Choice(&[("11.1", "11.1"), ("11.2", "11.2"), ("10.2", "10.2"), ("10.1", "10.1"), ("12.1", "12.1 (untested)")]), "" main
        "Release line that bootstrap.xml is written for. It must not be newer than the image.";
    PairImageVersion "pair.image_version" Firewalls "Machines" "Image version" TEXT, "" more
        "Marketplace version such as 11.1.612, or latest. A pinned version keeps both units alike.";
    PairImageId "pair.image_id" Firewalls "Machines" "Private image" TEXT, "" more
        "Resource id of a private image to use instead of the marketplace's.";
    PairAcceleratedNetworking "pair.accelerated_networking" Firewalls "Machines" "Accelerated networking"
        Control::Choice(&[("auto", "Automatic by size"), ("on", "On"), ("off", "Off")]), "" more
        "For the dataplane NICs. Management stays without it.";
    PairIdentity "pair.identity" Firewalls "Machines" "Managed identity" ON_OFF, "" more
        "Gives both units a system-assigned managed identity.";
    PairBootDiagnostics "pair.boot_diagnostics" Firewalls "Machines" "Boot diagnostics" ON_OFF, "" more
        "Keeps the serial console readable in the portal, which is where a failed bootstrap shows.";
    PairDataplane "pair.dataplane" Firewalls "Machines" "Dataplane addresses"
        Control::Choice(&[("static", "Static, own and peer address"), ("dhcp", "DHCP with configuration synchronisation")]), "" more
        "Static interfaces carry the own address and the peer's /32. DHCP makes both units' files alike and lets PAN-OS synchronise its configuration.";
    HaGroupId "ha.group_id" Firewalls "High availability" "Group id" Control::Number(1, 63), "" more
        "HA group of the pair, the same on both units.";
    HaTimers "ha.timers" Firewalls "High availability" "Timers"
        Control::Choice(&[("recommended", "Recommended"), ("aggressive", "Aggressive"), ("advanced", "Advanced")]), "" main
        "How quickly a silent peer counts as failed. Advanced takes the values below.";
    HaPreempt "ha.preempt" Firewalls "High availability" "Preemption" ON_OFF, "" main
        "Whether the preferred unit takes over again when it returns. Each takeover interrupts TCP sessions.";
    HaPriorityA "ha.priority_a" Firewalls "High availability" "Priority of unit A" Control::Number(0, 255), "" more
        "Device priority; the lower one is preferred as active.";
    HaPriorityB "ha.priority_b" Firewalls "High availability" "Priority of unit B" Control::Number(0, 255), "" more
        "Device priority; the lower one is preferred as active.";
    HaKeepAlive "ha.keep_alive" Firewalls "High availability" "HA2 keep-alive" ON_OFF, "" more
        "Watches the HA2 link and logs when it is lost.";
    HaMonitoring "ha.monitoring" Firewalls "High availability" "Monitoring" Control::Lines, "" more
        "What else makes a unit give up: link for both dataplane interfaces, or addresses to ping, one a line.";
    HaTimerPromotionHold "ha.timer.promotion_hold_ms" Firewalls "High availability" "Promotion hold" Control::Number(0, 60000), "ms" more
        "Advanced timers: wait before the passive unit takes over.";
    HaTimerHello "ha.timer.hello_ms" Firewalls "High availability" "Hello interval" Control::Number(8000, 60000), "ms" more
        "Advanced timers: time between hello messages.";
    HaTimerHeartbeat "ha.timer.heartbeat_ms" Firewalls "High availability" "Heartbeat interval" Control::Number(1000, 60000), "ms" more
        "Advanced timers: time between heartbeats; three missed ones count as failure.";
    HaTimerFlapMax "ha.timer.flap_max" Firewalls "High availability" "Flap maximum" Control::Number(0, 16), "" more
        "Advanced timers: how many flaps in 15 minutes suspend the unit.";
    HaTimerPreemptionHold "ha.timer.preemption_hold_min" Firewalls "High availability" "Preemption hold" Control::Number(1, 60), "min" more
        "Advanced timers: wait before a returning unit takes over.";
    HaTimerMonitorHoldUp "ha.timer.monitor_hold_up_ms" Firewalls "High availability" "Monitor hold up" Control::Number(0, 60000), "ms" more
        "Advanced timers: how long a monitored path may fail before it counts.";
    HaTimerMasterHoldUp "ha.timer.master_hold_up_ms" Firewalls "High availability" "Additional master hold up" Control::Number(0, 60000), "ms" more
        "Advanced timers: added to the monitor hold up on the active unit.";
    BalancePublicName "balance.public.name" Balancing "Public balancer" "Name" TEXT, "" main
        "Name of the public load balancer.";
    BalanceServices "balance.services" Balancing "Public balancer" "Published services" Control::Lines, "" main
        "One a line: name tcp|udp [front-end:]port -> address[:port]. The list drives balancer rules, NSG, NAT and security rules alike.";
    BalancePublicDnsLabel "balance.public.dns_label" Balancing "Public balancer" "DNS label" TEXT, "" more
        "Gives the public address a name in the region's cloudapp domain.";
    BalancePublicAddressId "balance.public.address_id" Balancing "Public balancer" "Existing public IP" TEXT, "" more
        "Resource id of a Standard static public IP to use instead of a new one.";
    BalancePublicAddress "balance.public.address" Balancing "Public balancer" "Its address" Control::Address, "" more
        "Address of the existing public IP. Floating IP needs it, because NAT then matches the public address.";
    BalancePublicFrontEnds "balance.public.front_ends" Balancing "Public balancer" "Further front ends" Control::Lines, "" more
        "Public front ends beside the first one, one a line: a name, or name=RESOURCE-ID ADDRESS for an existing public IP. Services name them: web tcp NAME:443 -> address.";
    BalancePublicPrefixId "balance.public.prefix_id" Balancing "Public balancer" "Public IP prefix" TEXT, "" more
        "Resource id of a public IP prefix that new front ends take their addresses from.";
    BalanceInternalName "balance.internal.name" Balancing "Internal balancer" "Name" TEXT, "" main
        "Name of the internal load balancer.";
    BalanceInternalAddress "balance.internal.address" Balancing "Internal balancer" "Front end address" Control::Address, "" main
        "Address of the internal front end, next hop of the workloads' default route.";
    BalanceProbeProtocol "balance.probe.protocol" Balancing "Health probe" "Probe protocol"
        Control::Choice(&[("tcp", "TCP"), ("http", "HTTP"), ("https", "HTTPS")]), "" main
        "What both balancers ask the units.";
    BalanceProbePort "balance.probe.port" Balancing "Health probe" "Probe port" Control::Number(1, 65535), "" main
        "PAN-OS answers probes on 22, 80 and 443 only.";
    BalanceProbePath "balance.probe.path" Balancing "Health probe" "Probe path" TEXT, "" more
        "Path of an HTTP or HTTPS probe; it must answer 200.";
    BalanceProbeIntervalS "balance.probe.interval_s" Balancing "Health probe" "Probe interval" Control::Number(5, 3600), "s" main
        "Time between two probes. Interval times threshold is how long a dead unit goes unnoticed.";
    BalanceProbeThreshold "balance.probe.threshold" Balancing "Health probe" "Probe threshold" Control::Number(1, 100), "" main
        "Probes in a row that change a unit's state.";
    BalanceEgress "balance.egress" Balancing "Egress" "Egress to the Internet"
        Control::Choice(&[("outbound_rule", "Outbound rule of the public balancer"), ("nat_gateway", "NAT gateway"), ("public_ips", "Public IP on each unit"), ("none", "None")]), "" main
        "Where traffic to the Internet gets its public address, and whether that address stays the same after a failover.";
    BalanceNatGatewayName "balance.nat_gateway.name" Balancing "Egress" "NAT gateway name" TEXT, "" more
        "Name of the NAT gateway where one is used.";
    BalanceFloatingIp "balance.floating_ip" Balancing "Flow settings" "Floating IP" ON_OFF, "" more
        "Delivers packets with the front end's address as destination. NAT follows.";
    BalanceIdleTimeoutMin "balance.idle_timeout_min" Balancing "Flow settings" "Idle timeout" Control::Number(4, 30), "min" more
        "How long a silent flow is remembered.";
    BalanceTcpReset "balance.tcp_reset" Balancing "Flow settings" "TCP reset on idle" ON_OFF, "" more
        "Tells both ends when a flow times out. Not sent for the internal balancer's HA-ports rule.";
    AccessUser "access.user" Access "Administrator" "User name" TEXT, "" main
        "Administrator of both units and of the test server.";
    AccessPassword "access.password" Access "Administrator" "Password" Control::Secret, "" main
        "Blank: asked at deployment. Typed: hashed into both packages on this page and never stored.";
    AccessSshKey "access.ssh_key" Access "Administrator" "SSH public key" Control::Lines, "" main
        "Public key beside or instead of the password.";
    AccessLogin "access.login" Access "Administrator" "Login"
        Control::Choice(&[("password", "Password, and the key beside it"), ("key", "SSH key only")]), "" more
        "With the key alone nothing asks for a password. The web page of PAN-OS then lets nobody in until one is set over SSH.";
    AccessManagementPublic "access.management_public" Access "Management" "Public management addresses" ON_OFF, "" main
        "Whether the management NICs get public IPs.";
    AccessManagementSources "access.management_sources" Access "Management" "Allowed sources" Control::Ranges, "" main
        "CIDR ranges or service tags that may reach management. Blank: asked at deployment.";
    AccessManagementEgress "access.management_egress" Access "Management" "Management egress"
        Control::Choice(&[("public_ip", "Public IP"), ("nat_gateway", "NAT gateway"), ("existing", "Already there"), ("none", "None")]), "" main
        "How management reaches licensing, content and storage.";
    AccessNsgName "access.nsg_name" Access "Management" "NSG base name" TEXT, "" more
        "Base of the names of all network security groups.";
    LicensePlan "license.plan" Licensing "Licence" "Plan"
        Control::Choice(&[("byol", "Bring your own licence"), ("bundle1", "Pay as you go, bundle 1"), ("bundle2", "Pay as you go, bundle 2"), ("bundle3", "Pay as you go, bundle 3")]), "" main
        "Marketplace plan of both units.";
    LicenseAuthCode "license.auth_code" Licensing "Licence" "Auth code" Control::Secret, "" main
        "Auth code, preferably of a bundle; several one a line. Only for bring your own licence.";
    PanoramaServer "panorama.server" Licensing "Panorama" "Panorama server" TEXT, "" main
        "Address or name of Panorama, or cloud for Strata Cloud Manager, which wants PIN, folder and logical routers.";
    PanoramaServer2 "panorama.server2" Licensing "Panorama" "Second server" TEXT, "" more
        "The standby Panorama.";
    PanoramaTemplateStack "panorama.template_stack" Licensing "Panorama" "Template stack" TEXT, "" more
        "Template stack that the units join. It should leave interfaces, routers, high availability and host names to the packages.";
    PanoramaDeviceGroup "panorama.device_group" Licensing "Panorama" "Device group" TEXT, "" more
        "Device group that the units join; for Strata Cloud Manager the folder.";
    PanoramaLocal "panorama.local" Licensing "Panorama" "What stays local"
        Control::Choice(&[("all", "Everything, policy included"), ("network", "Interfaces, routes and HA; policy from Panorama")]), "" more
        "Interfaces, routes and high availability differ between the units and stay in the packages. Policy may come from the device group instead.";
    PanoramaCollectorGroup "panorama.collector_group" Licensing "Panorama" "Collector group" TEXT, "" more
        "Log collector group of the units.";
    PanoramaVmAuthKey "panorama.vm_auth_key" Licensing "Panorama" "VM auth key" Control::Secret, "" more
        "Key that Panorama's operational command generated for bootstrap.";
    PanoramaAuthKey "panorama.auth_key" Licensing "Panorama" "Licence plugin auth key" Control::Secret, "" more
        "Key of Panorama's software firewall licence plugin, in place of VM auth key and auth codes: it admits and licenses the units.";
    PanoramaPinId "panorama.pin_id" Licensing "Panorama" "Registration PIN id" Control::Secret, "" more
        "Auto-registration PIN id for the device certificate.";
    PanoramaPinValue "panorama.pin_value" Licensing "Panorama" "Registration PIN value" Control::Secret, "" more
        "Auto-registration PIN value for the device certificate.";
    BootstrapMode "bootstrap.mode" Bootstrap "Packages" "Mode"
        Control::Choice(&[("one_click", "One click: the template does it"), ("key", "Storage account, key asked at deployment"), ("account", "Storage account, key read by the template"), ("none", "No bootstrap")]), "" main
        "How the packages reach the units at first boot.";
    BootstrapAccount "bootstrap.account" Bootstrap "Packages" "Storage account" TEXT, "" main
        "Name of the storage account that holds the file share. One click makes it, and names it itself when blank.";
    BootstrapAccountGroup "bootstrap.account_group" Bootstrap "Packages" "Account resource group" TEXT, "" more
        "Resource group of the storage account when it is not the deployment's own.";
    BootstrapShare "bootstrap.share" Bootstrap "Packages" "File share" TEXT, "" main
        "Name of the Azure file share with both packages.";
    BootstrapDirectoryA "bootstrap.directory_a" Bootstrap "Packages" "Directory of unit A" TEXT, "" more
        "Directory of unit A's package in the share.";
    BootstrapDirectoryB "bootstrap.directory_b" Bootstrap "Packages" "Directory of unit B" TEXT, "" more
        "Directory of unit B's package in the share.";
    PublishTemplateUrl "publish.template_url" Bootstrap "Publishing" "Template URL" TEXT, "" main
        "Public https URL at which azuredeploy.json will be found. The Deploy to Azure link needs it.";
    PublishFormUrl "publish.form_url" Bootstrap "Publishing" "Form URL" TEXT, "" more
        "Public https URL of createUiDefinition.json.";
    SystemDns "system.dns" System "PAN-OS" "DNS server" Control::Address, "" main
        "Primary DNS server of both units.";
    SystemDns2 "system.dns2" System "PAN-OS" "Second DNS server" Control::Address, "" more
        "Secondary DNS server.";
    SystemNtp "system.ntp" System "PAN-OS" "NTP server" TEXT, "" main
        "Primary time server of both units.";
    SystemNtp2 "system.ntp2" System "PAN-OS" "Second NTP server" TEXT, "" more
        "Secondary time server.";
    SystemTimezone "system.timezone" System "PAN-OS" "Time zone" TEXT, "" main
        "One of PAN-OS's time zones, such as UTC, CET or Europe/Berlin.";
    SystemBanner "system.banner" System "PAN-OS" "Login banner" Control::Lines, "" more
        "Text shown before login. {host} becomes each unit's host name.";
    SystemPermittedIp "system.permitted_ip" System "PAN-OS" "Management access list" Control::Ranges, "" more
        "PAN-OS's own list of addresses that may reach management. A wrong list locks you out; the NSG does the same job from outside.";
    SystemProfile "system.profile" System "PAN-OS" "Profile"
        Control::Choice(&[("hardened", "Hardened"), ("minimal", "Minimal"), ("lab", "Lab: allow all")]), "" main
        "How strict the generated configuration is.";
    SystemUpdateSchedule "system.update_schedule" System "PAN-OS" "Content updates" ON_OFF, "" more
        "Fetches applications, threats, antivirus and WildFire signatures on a schedule. Needs their licences and management egress.";
    SystemThreatProfiles "system.threat_profiles" System "PAN-OS" "Threat profiles" ON_OFF, "" more
        "Puts PAN-OS's own antivirus, anti-spyware, vulnerability and WildFire profiles on every allowing rule. Needs their licences.";
    SystemStrictInspection "system.strict_inspection" System "PAN-OS" "Strict inspection" ON_OFF, "" more
        "What exceeds the inspection queues is dropped instead of passed, and equal log entries are not suppressed.";
    SystemZoneProtection "system.zone_protection" System "PAN-OS" "Zone protection" ON_OFF, "" more
        "Alerts on scans of the untrust zone and discards malformed packets there.";
    SystemAdminLimits "system.admin_limits" System "PAN-OS" "Administrator limits" ON_OFF, "" more
        "Passwords differ from the last 24 and by three characters, API keys expire after a year, whoever edits holds the commit lock, and high dataplane load is logged.";
    SystemWildfireLimits "system.wildfire_limits" System "PAN-OS" "WildFire limits" ON_OFF, "" more
        "Larger files go to WildFire, and verdicts of harmless and grey files are logged too. Needs the WildFire licence.";
    SystemRouting "system.routing" System "PAN-OS" "Routing engine"
        Control::Choice(&[("virtual_router", "Virtual routers"), ("logical_router", "Logical routers")]), "" more
        "Logical routers (advanced routing) need PAN-OS 10.2 or later.";
    SiteSuffix "site.suffix" System "Every resource" "Name suffix" TEXT, "" main
        "Appended to every resource name.";
    SiteTags "site.tags" System "Every resource" "Tags" Control::Lines, "" more
        "Tags on every resource, one a line: name=value.";
    SiteCloud "site.cloud" System "Every resource" "Cloud"
        Control::Choice(&[("public", "Azure"), ("usgov", "Azure US Government"), ("china", "Azure China")]), "" more
        "Which portal and endpoints the link and the commands use.";
    SiteAppInsights "site.app_insights" System "Metrics" "Application Insights" ON_OFF, "" more
        "Creates a Log Analytics workspace and an Application Insights component, to which the firewalls can send their metrics.";
}

/// What a blank means, where it means more than none.
const BLANKS: [(Field, &str); 10] = [
    (Field::AccessManagementSources, "asked at deployment"),
    (Field::AccessPassword, "asked at deployment"),
    (Field::BootstrapAccount, "named or asked at deployment"),
    (Field::BootstrapAccountGroup, "the deployment's own"),
    (Field::NetworkHa2Name, "shares the trust subnet"),
    (Field::NetworkHa2Range, "shares the trust subnet"),
    (Field::NetworkResourceGroup, "the deployment's own"),
    (Field::PairImageId, "the marketplace's image"),
    (Field::PublishFormUrl, "https://"),
    (Field::PublishTemplateUrl, "https://"),
];

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

    /// The field that a person means: its key, its label, or a part of its title, in any case.
    pub fn find(text: &str) -> Option<Self> {
        let wanted = text.trim().to_ascii_lowercase();
        let lower = |text: &str| text.to_ascii_lowercase();
        let whole = |field: &&Self| field.key() == wanted || lower(field.label()) == wanted;
        let start = |field: &&Self| lower(field.label()).starts_with(&wanted);
        let part = |field: &&Self| lower(&field.title()).contains(&wanted);
        let any = |fits: &dyn Fn(&&Self) -> bool| Self::ALL.iter().find(fits).copied();
        any(&whole).or_else(|| any(&start)).or_else(|| any(&part)).filter(|_| !wanted.is_empty())
    }

    /// What a blank means where the plan chooses nothing for it.
    pub fn blank(self) -> &'static str {
        BLANKS.iter().find(|(field, _)| *field == self).map_or("none", |(_, meaning)| meaning)
    }

    /// Whether the value must never be saved, shared or shown.
    pub fn is_secret(self) -> bool {
        matches!(self.spec().control, Control::Secret)
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
        for (text, field) in [
            ("network.range", Field::NetworkRange),
            ("vnet range", Field::NetworkRange),
            ("Pass", Field::AccessPassword),
            ("unit b: trust", Field::PairBTrust),
            ("banner", Field::SystemBanner),
        ] {
            assert_eq!(Field::find(text), Some(field), "{text}");
        }
        assert!(Field::find("").is_none() && Field::find("no such field").is_none());
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
        for &field in Field::ALL {
            let spec = field.spec();
            assert!(!spec.label.is_empty() && spec.help.ends_with('.'), "{}", spec.key);
        }
    }
}
