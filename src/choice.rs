//! Closed choices: enums whose values have the very texts of the design file and the labels of the form.
//!
//! The values stand in the form's order. The first one is no default; what a blank becomes is said in
//! the row of its field.

/// A closed list of values.
pub trait Choice: Copy + Sized + 'static {
    /// All values.
    const ALL: &'static [Self];
    /// The text in design files and the label in the form, of each value.
    const LIST: &'static [(&'static str, &'static str)];

    /// The text in design files.
    fn text(self) -> &'static str;

    /// The label in the form.
    fn label(self) -> &'static str;

    /// The value with this text.
    fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.text() == text)
    }
}

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident $text:literal $label:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $(#[doc = $label] $(#[$variant_doc])* $variant,)* }

        impl Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)*];
            const LIST: &'static [(&'static str, &'static str)] = &[$(($text, $label),)*];

            fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.text())
            }
        }
    };
}

pub(crate) use choice;

choice! {
    /// Whether the VNet is created.
    NetworkMode {
        New "new" "New VNet",
        Existing "existing" "Existing VNet",
    }
}

choice! {
    /// Which gateway the VNet and what is peered with it share.
    Transit {
        None "none" "None",
        Offer "offer" "Peered VNets use this VNet's gateway",
        Use "use" "This VNet uses the peered one's gateway",
    }
}

choice! {
    /// Whether untrust and management have default routes of their own to the Internet.
    InternetRoutes {
        Auto "auto" "Where a gateway subnet is declared",
        On "on" "On",
        Off "off" "Off",
    }
}

choice! {
    /// Kind of the NAT gateway.
    GatewaySku {
        Standard "standard" "Standard, in one zone",
        StandardV2 "standard_v2" "StandardV2, in all zones (not verified)",
    }
}

choice! {
    /// Where network security groups stand.
    NsgPlace {
        Nic "nic" "NICs",
        Subnet "subnet" "Subnets",
        Both "both" "NICs and subnets",
    }
}

choice! {
    /// How the units are kept from failing together.
    Availability {
        Set "set" "New set",
        Zones "zones" "Zones",
        ExistingSet "existing_set" "Existing set",
        None "none" "None",
    }
}

choice! {
    /// Type of the OS disk.
    Disk {
        StandardSsd "StandardSSD_LRS" "Standard SSD",
        Premium "Premium_LRS" "Premium SSD",
        Standard "Standard_LRS" "Standard HDD",
    }
}

choice! {
    /// A switch that may be left to the size.
    Tristate {
        Auto "auto" "Automatic by size",
        On "on" "On",
        Off "off" "Off",
    }
}

choice! {
    /// How the dataplane interfaces get their addresses.
    Dataplane {
        Static "static" "Static, own and peer address",
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
        V11_1 "11.1" "11.1",
        V11_2 "11.2" "11.2",
        V10_2 "10.2" "10.2",
        V10_1 "10.1" "10.1",
        V12_1 "12.1" "12.1 (untested)",
    }
}

choice! {
    /// HA timer set.
    TimerSet {
        Recommended "recommended" "Recommended",
        Aggressive "aggressive" "Aggressive",
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
        Tcp "tcp" "TCP",
        Udp "udp" "UDP",
    }
}

choice! {
    /// Where traffic to the Internet gets its public address.
    Egress {
        OutboundRule "outbound_rule" "Outbound rule of the public balancer",
        NatGateway "nat_gateway" "NAT gateway",
        PublicIps "public_ips" "Public IP on each unit",
        None "none" "None",
    }
}

choice! {
    /// What the administrator logs in with.
    Login {
        Password "password" "Password, and the key beside it",
        Key "key" "SSH key only",
    }
}

choice! {
    /// How management reaches the Internet.
    ManagementEgress {
        PublicIp "public_ip" "Public IP",
        NatGateway "nat_gateway" "NAT gateway",
        Existing "existing" "Already there",
        None "none" "None",
    }
}

choice! {
    /// Marketplace plan.
    LicensePlan {
        Byol "byol" "Bring your own licence",
        Bundle1 "bundle1" "Pay as you go, bundle 1",
        Bundle2 "bundle2" "Pay as you go, bundle 2",
        Bundle3 "bundle3" "Pay as you go, bundle 3",
    }
}

choice! {
    /// What of the configuration the packages carry.
    Local {
        All "all" "Everything, policy included",
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
        Lab "lab" "Lab: allow all",
    }
}

choice! {
    /// Which routing engine.
    Routing {
        VirtualRouter "virtual_router" "Virtual routers",
        LogicalRouter "logical_router" "Logical routers",
    }
}

choice! {
    /// Which Azure.
    Cloud {
        Public "public" "Azure",
        UsGov "usgov" "Azure US Government",
        China "china" "Azure China",
    }
}
