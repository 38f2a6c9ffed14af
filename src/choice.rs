//! Closed choices: enums whose values have the very texts of the design file and the labels of the form.
//!
//! The values stand in the form's order. The first one is no default; what a blank becomes is said in
//! the row of its field.

use std::fmt;

/// A closed list of values.
pub trait Choice: Copy + Sized + 'static {
    /// All values.
    const ALL: &'static [Self];
    /// The text in design files and the label in the form, of each value.
    const LIST: &'static [(&'static str, &'static str)];

    /// The text in design files.
    fn text(self) -> &'static str;

    /// The value with this text.
    fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.text() == text)
    }
}

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident $text:literal $label:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)*];
            const LIST: &'static [(&'static str, &'static str)] = &[$(($text, $label),)*];

            fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.text())
            }
        }
    };
}

choice! {
    /// Whether the VNet is created.
    NetworkMode {
        /// The template creates it.
        New "new" "New VNet",
        /// It stands already and is only referenced.
        Existing "existing" "Existing VNet",
    }
}

choice! {
    /// Which gateway the VNet and what is peered with it share.
    Transit {
        /// None.
        None "none" "None",
        /// This VNet's, for the others.
        Offer "offer" "Peered VNets use this VNet's gateway",
        /// The peered VNet's.
        Use "use" "This VNet uses the peered one's gateway",
    }
}

choice! {
    /// Whether untrust and management have default routes of their own to the Internet.
    InternetRoutes {
        /// Where a gateway subnet is declared.
        Auto "auto" "Where a gateway subnet is declared",
        /// On.
        On "on" "On",
        /// Off.
        Off "off" "Off",
    }
}

choice! {
    /// Kind of the NAT gateway.
    GatewaySku {
        /// In one zone.
        Standard "standard" "Standard, in one zone",
        /// In all zones.
        StandardV2 "standard_v2" "StandardV2, in all zones (not verified)",
    }
}

choice! {
    /// Where network security groups stand.
    NsgPlace {
        /// On each NIC.
        Nic "nic" "NICs",
        /// On each subnet.
        Subnet "subnet" "Subnets",
        /// On both.
        Both "both" "NICs and subnets",
    }
}

choice! {
    /// How the units are kept from failing together.
    Availability {
        /// A new availability set.
        Set "set" "New set",
        /// One zone each.
        Zones "zones" "Zones",
        /// An availability set that stands already.
        ExistingSet "existing_set" "Existing set",
        /// Nothing.
        None "none" "None",
    }
}

choice! {
    /// Type of the OS disk.
    Disk {
        /// Standard SSD.
        StandardSsd "StandardSSD_LRS" "Standard SSD",
        /// Premium SSD.
        Premium "Premium_LRS" "Premium SSD",
        /// Standard HDD.
        Standard "Standard_LRS" "Standard HDD",
    }
}

choice! {
    /// A switch that may be left to the size.
    Tristate {
        /// By the table of sizes.
        Auto "auto" "Automatic by size",
        /// On.
        On "on" "On",
        /// Off.
        Off "off" "Off",
    }
}

choice! {
    /// How the dataplane interfaces get their addresses.
    Dataplane {
        /// Own address and the peer's /32.
        Static "static" "Static, own and peer address",
        /// From Azure's DHCP, the same file on both units.
        Dhcp "dhcp" "DHCP with configuration synchronisation",
    }
}

choice! {
    /// How logs travel to a syslog server.
    Transport {
        /// Datagrams, which anybody on the way can read and nobody misses.
        Udp "udp" "UDP",
        /// A connection in the clear.
        Tcp "tcp" "TCP",
        /// A connection that the server's certificate guards.
        Tls "tls" "TLS",
    }
}

choice! {
    /// PAN-OS release line.
    Line {
        /// 11.1.
        V11_1 "11.1" "11.1",
        /// 11.2.
        V11_2 "11.2" "11.2",
        /// 10.2.
        V10_2 "10.2" "10.2",
        /// 10.1.
        V10_1 "10.1" "10.1",
        /// 12.1, untested.
        V12_1 "12.1" "12.1 (untested)",
    }
}

choice! {
    /// HA timer set.
    TimerSet {
        /// PAN-OS's defaults.
        Recommended "recommended" "Recommended",
        /// Quicker.
        Aggressive "aggressive" "Aggressive",
        /// Own values.
        Advanced "advanced" "Advanced",
    }
}

choice! {
    /// What the probe speaks.
    ProbeProtocol {
        /// A TCP handshake.
        Tcp "tcp" "TCP",
        /// An HTTP request that must answer 200.
        Http "http" "HTTP",
        /// An HTTPS request that must answer 200.
        Https "https" "HTTPS",
    }
}

choice! {
    /// Transport of a published service.
    Protocol {
        /// TCP.
        Tcp "tcp" "TCP",
        /// UDP.
        Udp "udp" "UDP",
    }
}

choice! {
    /// Where traffic to the Internet gets its public address.
    Egress {
        /// The public balancer's address.
        OutboundRule "outbound_rule" "Outbound rule of the public balancer",
        /// A NAT gateway.
        NatGateway "nat_gateway" "NAT gateway",
        /// One public IP on each unit's untrust NIC.
        PublicIps "public_ips" "Public IP on each unit",
        /// Nowhere.
        None "none" "None",
    }
}

choice! {
    /// What the administrator logs in with.
    Login {
        /// The password, and the key beside it.
        Password "password" "Password, and the key beside it",
        /// The key only.
        Key "key" "SSH key only",
    }
}

choice! {
    /// How management reaches the Internet.
    ManagementEgress {
        /// By its own public IP.
        PublicIp "public_ip" "Public IP",
        /// By a NAT gateway.
        NatGateway "nat_gateway" "NAT gateway",
        /// By something that stands already.
        Existing "existing" "Already there",
        /// Not at all.
        None "none" "None",
    }
}

choice! {
    /// Marketplace plan.
    LicensePlan {
        /// Bring your own licence.
        Byol "byol" "Bring your own licence",
        /// Pay as you go, bundle 1.
        Bundle1 "bundle1" "Pay as you go, bundle 1",
        /// Pay as you go, bundle 2.
        Bundle2 "bundle2" "Pay as you go, bundle 2",
        /// Pay as you go, bundle 3.
        Bundle3 "bundle3" "Pay as you go, bundle 3",
    }
}

choice! {
    /// What of the configuration the packages carry.
    Local {
        /// Everything.
        All "all" "Everything, policy included",
        /// Interfaces, routes and high availability; policy comes from Panorama.
        Network "network" "Interfaces, routes and HA; policy from Panorama",
    }
}

choice! {
    /// How the packages reach the units.
    BootstrapMode {
        /// The template makes the storage account and puts the packages there itself.
        OneClick "one_click" "One click: the template does it",
        /// A storage account whose key is asked at deployment.
        Key "key" "Storage account, key asked at deployment",
        /// A storage account whose key the template reads.
        Account "account" "Storage account, key read by the template",
        /// The first settings in the machines' custom data; no storage and no bootstrap.xml.
        CustomData "custom_data" "Custom data only: Panorama does the rest",
        /// Not at all.
        None "none" "No bootstrap",
    }
}

impl BootstrapMode {
    /// Whether the units read a package out of a storage account.
    pub fn has_package(self) -> bool {
        matches!(self, Self::OneClick | Self::Key | Self::Account)
    }

    /// Whether the deployment asks for the secrets, and what is typed here never leaves the page.
    pub fn asks(self) -> bool {
        matches!(self, Self::OneClick | Self::CustomData)
    }
}

choice! {
    /// How strict the configuration is.
    Profile {
        /// The licence-free hardening.
        Hardened "hardened" "Hardened",
        /// Only what the function needs.
        Minimal "minimal" "Minimal",
        /// Allow all.
        Lab "lab" "Lab: allow all",
    }
}

choice! {
    /// Which routing engine.
    Routing {
        /// Virtual routers.
        VirtualRouter "virtual_router" "Virtual routers",
        /// Logical routers, advanced routing.
        LogicalRouter "logical_router" "Logical routers",
    }
}

choice! {
    /// Which Azure.
    Cloud {
        /// Azure's public cloud.
        Public "public" "Azure",
        /// Azure US Government.
        UsGov "usgov" "Azure US Government",
        /// Azure China.
        China "china" "Azure China",
    }
}
