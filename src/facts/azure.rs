//! Azure: addresses, names, credentials, balancers, API versions, portals.
//!
//! Sources are named beside each fact: "BT" is Microsoft's published type definitions
//! (bicep-types-az), "docs" the public Azure documentation.

use std::net::Ipv4Addr;

use crate::choice::Cloud;
use crate::net::Range;

/// Azure keeps the first four addresses and the last one of every subnet: network, gateway, two for
/// DNS, broadcast. Source: docs, Virtual Network FAQ.
pub const RESERVED_AT_START: u32 = 4;

/// Smallest subnet, prefix length. Source: docs, Virtual Network FAQ.
pub const SUBNET_LEN_MAX: u8 = 29;
/// Largest block that this product plans in, prefix length; Azure itself goes to /2.
pub const VNET_LEN_MIN: u8 = 8;
/// Smallest VNet block. Source: docs, Virtual Network FAQ.
pub const VNET_LEN_MAX: u8 = 29;

/// Source of all health probes, and Azure's DNS. Source: docs, "What is IP address 168.63.129.16".
pub const PROBE_SOURCE: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

/// Seconds between two probes where a template does not say. Source: Azure's published type of a balancer.
pub const PROBE_INTERVAL_S: u64 = 15;
/// So many probes alike change the verdict where a template does not say (not verified).
pub const PROBE_THRESHOLD: u64 = 1;

/// Port of Azure Files, by which a unit reads its package (not verified). Source: docs, Azure Files.
pub const FILES_PORT: u16 = 445;

/// Stands for a host of the Internet where an address is asked for. Source: RFC 5737.
pub const STRANGER: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 77);

/// Azure's router in a subnet: its first host, whose number is the network's with the last bit set.
pub fn gateway(range: Range) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(range.network()) | 1)
}

/// The longest prefix of a subnet that still holds so many hosts.
pub fn longest_holding(hosts: u64) -> u8 {
    let holding = |len: &u8| {
        Range::around(Ipv4Addr::UNSPECIFIED, *len).is_some_and(|range| usable(range) >= hosts)
    };
    (0..=SUBNET_LEN_MAX).rev().find(holding).expect("a /0 holds whatever a design needs")
}

/// How many addresses of a subnet can be used.
pub fn usable(range: Range) -> u64 {
    range.size().saturating_sub(u64::from(RESERVED_AT_START) + 1)
}

/// Whether Azure keeps this address of the subnet.
pub fn is_reserved(range: Range, address: Ipv4Addr) -> bool {
    range.index_of(address).is_some_and(|index| index < RESERVED_AT_START)
        || address == range.last()
}

/// A range that no VNet can use.
#[derive(Clone, Copy, Debug)]
pub struct Forbidden {
    first: Ipv4Addr,
    len: u8,
    /// What it is for.
    pub reason: &'static str,
}

impl Forbidden {
    /// The range.
    pub fn range(&self) -> Range {
        Range::around(self.first, self.len).expect("the table's lengths are at most 32")
    }
}

/// Ranges that no VNet can use. Source: docs, Virtual Network FAQ.
pub const FORBIDDEN: [Forbidden; 6] = [
    Forbidden { first: Ipv4Addr::UNSPECIFIED, len: 8, reason: "this network" },
    Forbidden { first: Ipv4Addr::new(127, 0, 0, 0), len: 8, reason: "loopback" },
    Forbidden { first: Ipv4Addr::new(169, 254, 0, 0), len: 16, reason: "link-local" },
    Forbidden { first: PROBE_SOURCE, len: 32, reason: "Azure's own services" },
    Forbidden { first: Ipv4Addr::new(224, 0, 0, 0), len: 4, reason: "multicast" },
    Forbidden { first: Ipv4Addr::BROADCAST, len: 32, reason: "broadcast" },
];

/// Why an address is none that a host can have; the rest of 240.0.0.0/4 is reserved (RFC 1112). Azure's own
/// 168.63.129.16 is one: it answers as DNS.
pub fn hostless(address: Ipv4Addr) -> Option<&'static str> {
    let known = FORBIDDEN.iter().filter(|known| known.range().network() != PROBE_SOURCE);
    let mut found = known.filter(|known| known.range().contains(address)).map(|known| known.reason);
    found.next_back().or_else(|| (address.octets()[0] >= 240).then_some("reserved"))
}

/// The first forbidden range that shares addresses with this one.
pub fn forbidden(range: Range) -> Option<&'static Forbidden> {
    FORBIDDEN.iter().find(|forbidden| forbidden.range().overlaps(range))
}

/// Private ranges. Sources: RFC 1918, RFC 6598.
const PRIVATE: [(Ipv4Addr, u8); 4] = [
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
];

/// Whether the whole range is private.
pub fn is_private(range: Range) -> bool {
    PRIVATE
        .iter()
        .filter_map(|(first, len)| Range::around(*first, *len))
        .any(|private| private.covers(range))
}

/// Whether no packet of the Internet comes from the range: it is private, or for something else than hosts.
pub fn is_unrouted(range: Range) -> bool {
    is_private(range) || FORBIDDEN.iter().any(|forbidden| forbidden.range().covers(range))
}

/// What a name of one kind may look like.
#[derive(Clone, Copy, Debug)]
pub struct NameRule {
    /// Fewest characters.
    pub min: usize,
    /// Most characters.
    pub max: usize,
    /// The rule in words.
    pub expected: &'static str,
    first: fn(char) -> bool,
    inner: fn(char) -> bool,
    last: fn(char) -> bool,
    more: fn(&str) -> bool,
}

impl NameRule {
    /// Whether the text is such a name.
    pub fn fits(&self, text: &str) -> bool {
        (self.min..=self.max).contains(&text.chars().count())
            && text.chars().next().is_some_and(self.first)
            && text.chars().next_back().is_some_and(self.last)
            && text.chars().all(self.inner)
            && (self.more)(text)
    }
}

fn alnum(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn lower_alnum(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

fn word(c: char) -> bool {
    alnum(c) || c == '_'
}

fn no_more(_: &str) -> bool {
    true
}

/// Balancers, NICs, NSGs, public IPs, route tables, subnets, availability sets, NAT gateways, disks.
/// Source: docs, Naming rules for Azure resources.
pub const RESOURCE: NameRule = NameRule {
    min: 1,
    max: 80,
    expected: "letters, digits, . _ and -, starting with a letter or digit, ending with one or _",
    first: alnum,
    inner: |c| word(c) || matches!(c, '.' | '-'),
    last: word,
    more: no_more,
};

/// Virtual networks. Source: docs, Naming rules for Azure resources.
pub const VNET: NameRule = NameRule { min: 2, max: 64, ..RESOURCE };

/// Virtual machines, narrowed to what a host name takes. Source: docs, Naming rules.
pub const VM: NameRule = NameRule {
    min: 1,
    max: 64,
    expected: "letters, digits and -, starting and ending with a letter or digit",
    first: alnum,
    inner: |c| alnum(c) || c == '-',
    last: alnum,
    more: no_more,
};

/// Resource groups. Source: docs, Naming rules for Azure resources.
pub const RESOURCE_GROUP: NameRule = NameRule {
    min: 1,
    max: 90,
    expected: "letters, digits, . _ - and parentheses, not ending with a dot",
    first: |c| word(c) || matches!(c, '.' | '-' | '(' | ')'),
    inner: |c| word(c) || matches!(c, '.' | '-' | '(' | ')'),
    last: |c| c != '.',
    more: no_more,
};

/// Log Analytics workspaces. Source: docs, Resource name rules.
pub const WORKSPACE: NameRule = NameRule { min: 4, max: 63, ..VM };

/// Storage accounts. Source: BT, Microsoft.Storage.
pub const STORAGE_ACCOUNT: NameRule = NameRule {
    min: 3,
    max: 24,
    expected: "3 to 24 lower-case letters and digits",
    first: lower_alnum,
    inner: lower_alnum,
    last: lower_alnum,
    more: no_more,
};

/// Azure file shares. Source: docs, Naming and referencing shares.
pub const FILE_SHARE: NameRule = NameRule {
    min: 3,
    max: 63,
    expected: "3 to 63 lower-case letters, digits and single hyphens",
    first: lower_alnum,
    inner: |c| lower_alnum(c) || c == '-',
    last: lower_alnum,
    more: |text| !text.contains("--"),
};

/// A directory of a share, narrowed to what survives the custom data unquoted.
/// Source: docs, Naming and referencing shares; separators of the custom data.
pub const SHARE_DIRECTORY: NameRule = NameRule {
    min: 1,
    max: 63,
    expected: "up to 63 letters, digits, - and _, no device name such as CON",
    first: alnum,
    inner: |c| word(c) || c == '-',
    last: word,
    more: is_no_device,
};

fn is_no_device(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let numbered = ["LPT", "COM"].iter().any(|device| {
        upper
            .strip_prefix(device)
            .is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
    });
    !numbered && !["PRN", "AUX", "NUL", "CON"].contains(&upper.as_str())
}

/// Labels of public IPs. Source: docs; BT pattern of domainNameLabel.
pub const DNS_LABEL: NameRule = NameRule {
    min: 3,
    max: 63,
    expected: "3 to 63 lower-case letters, digits and hyphens, starting with a letter",
    first: |c| c.is_ascii_lowercase(),
    inner: |c| lower_alnum(c) || c == '-',
    last: lower_alnum,
    more: no_more,
};

/// Tag names; 128 is the narrowest limit, that of storage accounts. Source: docs, Naming rules.
pub const TAG_NAME: NameRule = NameRule {
    min: 1,
    max: 128,
    expected: "up to 128 characters without < > % & \\ ? /",
    first: |c| !c.is_whitespace(),
    inner: |c| !"<>%&\\?/".contains(c) && !c.is_control(),
    last: |c| !c.is_whitespace(),
    more: no_more,
};
/// Most characters of a tag's value. Source: docs, Naming rules.
pub const TAG_VALUE_MAX: usize = 256;
/// Most tags of a resource. Source: docs, Tag resources.
pub const TAGS_MAX: usize = 50;

/// Whether a text is a resource id of one of these types. Azure compares ids without regard to case, so their fixed parts are compared so too.
pub fn is_resource_id(text: &str, types: &[&str]) -> bool {
    let segments: Vec<&str> = text.split('/').collect();
    let ["", subscriptions, _, groups, _, providers, namespace, rest @ ..] = segments.as_slice()
    else {
        return false;
    };
    let kinds: Vec<&str> = rest.iter().step_by(2).copied().collect();
    let given = format!("{namespace}/{}", kinds.join("/"));
    subscriptions.eq_ignore_ascii_case("subscriptions")
        && groups.eq_ignore_ascii_case("resourceGroups")
        && providers.eq_ignore_ascii_case("providers")
        && types.iter().any(|known| known.eq_ignore_ascii_case(&given))
        // A name after each type.
        && rest.len().is_multiple_of(2)
        && segments.iter().skip(1).all(|segment| {
            !segment.is_empty()
                && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.()".contains(&b))
        })
}

/// Words that no name with a public endpoint may hold. Source: docs, Reserved resource names.
const WORDS_RESERVED: [&str; 2] = ["microsoft", "windows"];

/// The reserved word in a public name, where there is one.
pub fn reserved_word(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let starts = name.starts_with("login").then_some("login");
    starts.or_else(|| WORDS_RESERVED.into_iter().find(|word| name.contains(word)))
}

/// Least and most minutes of a balancer's idle timeout; outbound rules and NAT gateways take more.
/// Source: docs, Configure TCP reset and idle timeout for Azure Load Balancer (load-balancer-tcp-idle-timeout), read
/// 2026-11-26; BT's text still says 30.
pub const IDLE_TIMEOUT_MIN: (u32, u32) = (4, 100);

/// Name of the first public front end.
pub const FRONT_END: &str = "public-frontend";
/// Most balancing rules that one NIC takes part in. Source: docs, Load balancer limits.
pub const RULES_PER_NIC: usize = 300;
/// Most characters of a VM size; the longest names today have 30.
pub const SIZE_NAME_MAX: usize = 64;
/// Most further front ends, so that each has an output beside the others; Azure takes 64 outputs.
/// Source: docs, Template best practices.
pub const FRONT_ENDS_MAX: usize = 50;
/// Most DNS servers of a VNet. Source: docs, Virtual Network limits.
pub const DNS_SERVERS_MAX: usize = 20;
/// Most route tables of a region. Source: docs, Virtual Network limits.
pub const ROUTE_TABLES_MAX: usize = 200;
/// Most routes of a route table. Source: docs, Virtual Network limits.
pub const ROUTES_MAX: usize = 400;

/// Subnet of a VPN or ExpressRoute gateway, and of Azure Bastion.
pub const GATEWAY_SUBNET: &str = "GatewaySubnet";
/// Subnet of Azure Bastion.
pub const BASTION_SUBNET: &str = "AzureBastionSubnet";
/// Longest prefixes of the two: /29 holds the smallest gateway, and Bastion wants /26. Source: docs, VPN Gateway
/// settings and Azure Bastion configuration settings.
pub const GATEWAY_LEN_MAX: u8 = 29;
/// The same for Azure Bastion.
pub const BASTION_LEN_MAX: u8 = 26;
/// The prefix that Microsoft recommends for a gateway. Source: docs, VPN Gateway settings.
pub const GATEWAY_LEN: u8 = 27;

/// Subnet names that Azure keeps for a service. Source: docs of each service (not verified).
pub const RESERVED_SUBNETS: [&str; 6] = [
    "GatewaySubnet",
    "AzureFirewallSubnet",
    "AzureFirewallManagementSubnet",
    "AzureBastionSubnet",
    "RouteServerSubnet",
    "HostedOnBehalfOfSubnet",
];

/// Most characters of a user name; PAN-OS's limit is narrower than Azure's 64.
pub const USER_MAX: usize = 31;

/// User names that Azure refuses. Source: docs, Linux VM FAQ.
pub const USERS_REFUSED: [&str; 35] = [
    "1",
    "123",
    "a",
    "actuser",
    "adm",
    "admin",
    "admin1",
    "admin2",
    "administrator",
    "aspnet",
    "backup",
    "console",
    "david",
    "guest",
    "john",
    "owner",
    "root",
    "server",
    "sql",
    "support",
    "support_388945a0",
    "sys",
    "test",
    "test1",
    "test2",
    "test3",
    "user",
    "user1",
    "user2",
    "user3",
    "user4",
    "user5",
    "video",
    "nobody",
    "daemon",
];

/// Whether Azure and PAN-OS both take the name, apart from the refused ones.
/// Source: az vm create's validator; PAN-OS 10.2 "Username and Password Requirements".
pub fn is_user_name(text: &str) -> bool {
    (1..=USER_MAX).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && text.chars().all(|c| lower_alnum(c) || matches!(c, '_' | '-'))
}

/// Fewest and most characters of a Linux VM's password. Source: docs, Linux VM FAQ.
pub const PASSWORD_LENGTH: (usize, usize) = (12, 72);

/// Passwords that Azure refuses. Source: docs, Linux VM FAQ.
pub const PASSWORDS_REFUSED: [&str; 12] = [
    "abc@123",
    "P@$$w0rd",
    "P@ssw0rd",
    "P@ssword123",
    "Pa$$word",
    "pass@word1",
    "Password!",
    "Password1",
    "Password22",
    "iloveyou!",
    "paloalto123!",
    "PaloAlto123!",
];

/// Fewest bits of an RSA key for a Linux VM; Azure takes ed25519 beside it, and no ECDSA.
/// Source: docs, SSH keys for Linux VMs.
pub const SSH_RSA_BITS_MIN: usize = 2048;

/// Whether the text has the shape of a service tag, `Internet` or `Storage.WestEurope`.
/// Source: docs, Service tags.
pub fn is_service_tag(text: &str) -> bool {
    let (name, region) = match text.split_once('.') {
        Some((name, region)) => (name, Some(region)),
        None => (text, None),
    };
    name.len() >= 3
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphabetic())
        && region.is_none_or(|region| !region.is_empty() && region.chars().all(alnum))
}

/// Priorities of NSG rules. Source: BT, Microsoft.Network/networkSecurityGroups.
pub const NSG_PRIORITY: (u16, u16) = (100, 4096);

/// UDP port that Azure keeps. Source: docs, Virtual Network FAQ.
pub const RESERVED_UDP_PORT: u16 = 65330;
/// Most characters of a service's name, so that every rule named after it fits.
pub const SERVICE_NAME_MAX: usize = 40;
/// SNAT ports of one public address. Source: docs, Outbound rules.
pub const SNAT_PORTS_PER_ADDRESS: u32 = 64_000;
/// A block of SNAT ports that each balancing rule's port uses up. Source: docs, Outbound rules.
pub const SNAT_PORT_BLOCK: u32 = 8;

/// API versions, one for each provider: stable, published, and at most two years old on [`super::READ`].
/// Source: BT, snapshot of 2026-08-20.
pub mod api {
    /// Microsoft.Network. Before the version that makes new subnets private by default.
    pub const NETWORK: &str = "2025-05-01";
    /// Microsoft.Compute.
    pub const COMPUTE: &str = "2025-04-01";
    /// Microsoft.OperationalInsights.
    pub const WORKSPACE: &str = "2025-02-01";
    /// Microsoft.Insights/components: old, and still the newest stable one.
    pub const COMPONENT: &str = "2020-02-02";
    /// Microsoft.Storage.
    pub const STORAGE: &str = "2025-06-01";
    /// Microsoft.Resources/deploymentScripts.
    pub const SCRIPTS: &str = "2023-08-01";
}

/// Version of the Azure CLI whose image the deployment script runs in (not verified in every region).
pub const SCRIPT_CLI_VERSION: &str = "2.77.0";
/// Most characters of a deployment script (not verified).
pub const SCRIPT_MAX: usize = 32_000;
/// Most bytes of a deployment script's environment variables (not verified).
pub const SCRIPT_ENVIRONMENT_MAX: usize = 65_536;
/// What the environment needs beside the packages: names, share, key, secrets.
pub const SCRIPT_ENVIRONMENT_REST: usize = 6_144;
/// Start of the name of a storage account that the template names itself; 13 characters that Azure
/// derives from the resource group follow.
pub const ACCOUNT_PREFIX: &str = "fwboot";
/// Quota of the file share in GiB. Source: BT, 1 to 5120.
pub const SHARE_QUOTA_GIB: u32 = 1;
/// Resource providers that a deployment needs to be registered.
pub const PROVIDERS: [&str; 3] = ["Microsoft.Network", "Microsoft.Compute", "Microsoft.Storage"];
/// The same for Application Insights.
pub const METRICS_PROVIDERS: [&str; 2] = ["Microsoft.Insights", "Microsoft.OperationalInsights"];
/// Days for which a workspace keeps logs without extra cost. Source: docs, Log Analytics retention.
pub const LOG_DAYS: u32 = 30;
/// Most management sources: rules of 10 priorities each, with room for those of high availability.
pub const SOURCES_MAX: usize = 300;
/// The kind of NAT gateway, and of its public IP, that stands in all zones. It takes no public IP of another
/// kind and is not made of a Standard one; Canada East, Central India, Chile Central, Indonesia Central, Israel
/// Northwest, Jio India West, Malaysia West, Qatar Central, Sweden South and UAE Central do not offer it.
/// Sources: BT, Microsoft.Network 2025-05-01; docs, NAT gateway overview and quickstart, read 2026-11-26.
pub const ZONE_REDUNDANT_SKU: &str = "StandardV2";
/// Most source prefixes of a security group. Source: docs, Networking limits.
pub const NSG_PREFIXES_MAX: usize = 4_000;
/// The same for the deployment script of the one-click mode. Source: docs, Deployment scripts.
pub const SCRIPT_PROVIDERS: [&str; 2] = ["Microsoft.Resources", "Microsoft.ContainerInstance"];

/// Publisher of the VM-Series images. Source: Palo Alto Networks' Terraform modules.
pub const IMAGE_PUBLISHER: &str = "paloaltonetworks";
/// Offer of the VM-Series images. Source: Palo Alto Networks' Terraform modules.
pub const IMAGE_OFFER: &str = "vmseries-flex";

/// Image of the test server: publisher, offer, sku. Source: Canonical's listing (not verified).
pub const SERVER_IMAGE: (&str, &str, &str) = ("Canonical", "ubuntu-24_04-lts", "server");

/// Size of the OS disk of the VM-Series image in GiB. Source: the original template.
pub const OS_DISK_GIB: u32 = 60;
/// Update and fault domains of a new availability set; two fault domains exist in every region.
/// Source: docs, Availability sets.
pub const SET_DOMAINS: (u32, u32) = (5, 2);
/// Most bytes of a template. Source: docs, Template best practices.
pub const TEMPLATE_MAX: usize = 4 * 1024 * 1024;
/// Most resources of a template. Source: docs, Template best practices.
pub const TEMPLATE_RESOURCES_MAX: usize = 800;

/// A cloud of Azure's.
#[derive(Clone, Copy, Debug)]
pub struct CloudNames {
    /// What the Azure CLI and Azure PowerShell call it.
    pub tools: &'static str,
    /// Its portal.
    pub portal: &'static str,
}

/// The names of a cloud. Sources: docs, Deploy to Azure button; quickstart templates; `az cloud list`.
/// The portal's address for China is not verified.
pub const fn cloud(cloud: Cloud) -> CloudNames {
    match cloud {
        Cloud::Public => CloudNames { tools: "AzureCloud", portal: "https://portal.azure.com/" },
        Cloud::UsGov => {
            CloudNames { tools: "AzureUSGovernment", portal: "https://portal.azure.us/" }
        }
        Cloud::China => CloudNames { tools: "AzureChinaCloud", portal: "https://portal.azure.cn/" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        Range::read(text).unwrap()
    }

    #[test]
    fn five_addresses_of_a_subnet_are_reserved() {
        let subnet = range("10.0.1.0/28");
        let reserved: Vec<u32> =
            (0..16).filter(|n| is_reserved(subnet, subnet.nth(*n).unwrap())).collect();
        assert_eq!(reserved, [0, 1, 2, 3, 15]);
        assert_eq!(usable(subnet), 11);
        assert_eq!(usable(range("10.0.0.0/29")), 3);
        assert_eq!(usable(range("10.0.0.0/31")), 0);
    }

    #[test]
    fn forbidden_and_private_ranges_are_known() {
        assert_eq!(forbidden(range("224.0.0.0/24")).unwrap().reason, "multicast");
        assert_eq!(forbidden(range("168.63.128.0/20")).unwrap().reason, "Azure's own services");
        assert!(forbidden(range("10.0.0.0/8")).is_none());
        assert!(is_private(range("172.20.0.0/16")) && !is_private(range("172.32.0.0/16")));
    }

    #[test]
    fn names_follow_their_rules() {
        for (rule, good, bad) in [
            (RESOURCE, "a", "a-"),
            (RESOURCE, "mgmt_subnet.1_", "_x"),
            (VNET, "v1", "v"),
            (VM, "edge-fw-a", "edge_fw"),
            (RESOURCE_GROUP, "rg(1)", "rg."),
            (STORAGE_ACCOUNT, "fwboot01", "FwBoot"),
            (FILE_SHARE, "boot-strap", "boot--strap"),
            (SHARE_DIRECTORY, "VM1", "COM1"),
            (DNS_LABEL, "edge-fw", "1edge"),
            (TAG_NAME, "cost centre", "a/b"),
        ] {
            assert!(rule.fits(good), "{good}");
            assert!(!rule.fits(bad), "{bad}");
        }
        assert!(!RESOURCE.fits(&"x".repeat(81)));
        assert_eq!(reserved_word("my-microsoft-fw"), Some("microsoft"));
        assert_eq!(reserved_word("login-fw"), Some("login"));
        assert_eq!(reserved_word("edge-login"), None);
    }

    #[test]
    fn users_and_tags_are_told_from_other_texts() {
        assert!(is_user_name("panadmin") && is_user_name("_svc-1"));
        assert!(!is_user_name("Admin") && !is_user_name("1a") && !is_user_name(&"x".repeat(32)));
        assert!(is_service_tag("Storage.WestEurope") && is_service_tag("VirtualNetwork"));
        assert!(
            !is_service_tag("10.0.0.0/8")
                && !is_service_tag("internet")
                && !is_service_tag("A.b.c")
        );
    }
}
