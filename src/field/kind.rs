//! What kind of value a field holds, and what follows from that wherever fields are treated alike.

use crate::facts;
use crate::facts::azure;
use crate::facts::azure::NameRule;
use crate::list::{self, Format};

/// The kind of a field's value, by its meaning.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A resource's name by Azure's rule for it.
    Name(&'static NameRule),
    /// A subnet's name.
    SubnetName,
    /// The name of a VM that is also PAN-OS's host name.
    HostName,
    /// The end of every resource's name.
    Suffix,
    /// An administrator's name.
    UserName,
    /// The first label of a name in Azure's DNS.
    DnsLabel,
    /// A storage account's name.
    StorageAccount,
    /// A file share's name.
    FileShare,
    /// A directory of a file share.
    ShareDirectory,
    /// The name of a stack or group of Panorama.
    PanoramaName,
    /// The blocks of the VNet.
    Blocks,
    /// The range of one of the pair's subnets.
    SubnetRange,
    /// Ranges outside the VNet.
    Ranges,
    /// Ranges of hosts that may reach something, wherever they are.
    AccessList,
    /// The same, or service tags.
    Sources,
    /// An address in one of the pair's subnets; a blank becomes this host of it where it is free.
    Host(u32),
    /// An IPv4 address, wherever it is.
    Address,
    /// Several of them.
    Addresses,
    /// A server by address or name.
    Server,
    /// A domain in DNS.
    Domain,
    /// A Panorama by address or name, or the word for Strata Cloud Manager.
    Panorama,
    /// `name=range` entries.
    Workloads,
    /// Published services.
    Services,
    /// Further public front ends.
    FrontEnds,
    /// Syslog servers.
    Syslog,
    /// Keys of init-cfg.txt with their values.
    InitKeys,
    /// A region of Strata Logging Service.
    LogRegion,
    /// `name=value` lines.
    Tags,
    /// The word `link`, and addresses to ping.
    Monitoring,
    /// The id of a resource of one of these types.
    ResourceId(&'static [&'static str]),
    /// Several of them.
    ResourceIds(&'static [&'static str]),
    /// A VM size that takes so many NICs.
    Size(u32),
    /// A version of the marketplace image.
    ImageVersion,
    /// Two zones, or `auto`.
    Zones,
    /// One of PAN-OS's time zones.
    TimeZone,
    /// Several lines of free text.
    Banner,
    /// The path of a URL.
    Path,
    /// A public https URL.
    Url,
    /// The SSH public key of the firewalls, by Azure's rules and PAN-OS's.
    FirewallKey,
    /// The SSH public key of the test server.
    ServerKey,
    /// A whole number: lowest, highest, unit, and its name in the files.
    Number(u32, u32, &'static str, &'static str),
    /// One of a closed list: values with their labels.
    Choice(&'static [(&'static str, &'static str)]),
    /// `on` or `off`.
    Switch,
    /// Never saved, never shared: the template's parameter, and what the deployment says of it.
    Secret(&'static str, &'static str),
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

impl Kind {
    /// How such a value is entered.
    pub const fn control(self) -> Control {
        match self {
            Self::Name(_)
            | Self::SubnetName
            | Self::HostName
            | Self::Suffix
            | Self::UserName
            | Self::DnsLabel
            | Self::StorageAccount
            | Self::FileShare
            | Self::ShareDirectory
            | Self::PanoramaName
            | Self::Server
            | Self::Panorama
            | Self::LogRegion
            | Self::Domain
            | Self::ResourceId(_)
            | Self::ImageVersion
            | Self::Zones
            | Self::TimeZone
            | Self::Path
            | Self::Url => Control::Text,
            Self::Blocks | Self::Ranges | Self::AccessList | Self::Sources => Control::Ranges,
            Self::SubnetRange => Control::Range,
            Self::Host(_) | Self::Address => Control::Address,
            Self::Workloads
            | Self::Services
            | Self::FrontEnds
            | Self::Syslog
            | Self::InitKeys
            | Self::Tags
            | Self::Addresses
            | Self::Monitoring
            | Self::ResourceIds(_)
            | Self::Banner
            | Self::FirewallKey
            | Self::ServerKey => Control::Lines,
            Self::Size(_) => Control::Size,
            Self::Number(low, high, ..) => Control::Number(low, high),
            Self::Choice(list) => Control::Choice(list),
            Self::Switch => Control::Switch,
            Self::Secret(..) => Control::Secret,
        }
    }

    /// The unit of a number, or nothing.
    pub const fn unit(self) -> &'static str {
        if let Self::Number(_, _, unit, _) = self { unit } else { "" }
    }

    /// Whether the text may have several lines.
    pub const fn has_lines(self) -> bool {
        matches!(self.control(), Control::Lines | Control::Ranges)
    }

    /// The format of entries that are edited as rows of cells.
    pub const fn format(self) -> Option<Format> {
        if matches!(self, Self::Services) {
            Some(list::SERVICES)
        } else if matches!(self, Self::InitKeys) {
            Some(list::INIT_KEYS)
        } else if matches!(self, Self::Syslog) {
            Some(list::SYSLOG)
        } else if matches!(self, Self::Workloads) {
            Some(list::WORKLOADS)
        } else if matches!(self, Self::Tags) {
            Some(list::TAGS)
        } else {
            None
        }
    }

    /// Whether its value decides who gets in, who manages the pair, or where something is sent to or taken from.
    pub const fn decides_trust(self) -> bool {
        matches!(
            self,
            Self::FirewallKey
                | Self::ServerKey
                | Self::Panorama
                | Self::PanoramaName
                | Self::Sources
                | Self::AccessList
                | Self::Services
                | Self::Address
                | Self::Addresses
                | Self::Server
                | Self::Syslog
                | Self::LogRegion
                | Self::InitKeys
                | Self::ResourceId(_)
                | Self::ResourceIds(_)
                | Self::StorageAccount
                | Self::Url
        )
    }

    /// Most entries of a list; further ones are not read.
    pub const fn entries_max(self) -> usize {
        if matches!(self, Self::Tags) {
            azure::TAGS_MAX
        } else if matches!(self, Self::Services) {
            azure::RULES_PER_NIC
        } else if matches!(self, Self::FrontEnds) {
            azure::FRONT_ENDS_MAX
        } else if matches!(self, Self::Sources) {
            azure::SOURCES_MAX
        } else if matches!(self, Self::Addresses) {
            azure::DNS_SERVERS_MAX
        } else if matches!(self, Self::AccessList) {
            facts::limit::HOSTS_MAX
        } else {
            facts::limit::ENTRIES_MAX
        }
    }

    /// The entries of a list.
    pub fn entries(self, text: &str) -> Box<dyn Iterator<Item = &str> + '_> {
        match self.format() {
            Some(format) => Box::new(format.entries(text)),
            None => Box::new(list::entries(text)),
        }
    }

    /// Whether its entries may name addresses or ranges of the VNet without being a part of it.
    pub const fn names_addresses(self) -> bool {
        matches!(
            self,
            Self::AccessList
                | Self::Sources
                | Self::Address
                | Self::Addresses
                | Self::Server
                | Self::Panorama
                | Self::Monitoring
        )
    }
}
