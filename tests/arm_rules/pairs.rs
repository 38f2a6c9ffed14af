//! Designs in which each value of each option meets each value of every other one.
//!
//! The set is made greedily and without chance, so it is the same on every run. An option's values
//! are lists of edits, so that what belongs together stands together and every combination is sound.

use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::finding::Severity;
use fast_ha::review::review;

/// A generated design.
pub(crate) struct Design {
    /// The values that it has, for people.
    pub(crate) title: String,
    /// The design.
    pub(crate) draft: Draft,
    /// Whether it refers to something outside the template that a checker cannot know.
    pub(crate) outside: bool,
}

/// One value of an option: its name, what it types, and whether a checker must warn of it.
struct Choice {
    name: &'static str,
    edits: &'static [(Field, &'static str)],
    outside: bool,
}

const fn choice(name: &'static str, edits: &'static [(Field, &'static str)]) -> Choice {
    Choice { name, edits, outside: false }
}

/// A value that refers to something that stands already in the deployment's own group, or that a
/// published type definition does not list.
const fn outside(name: &'static str, edits: &'static [(Field, &'static str)]) -> Choice {
    Choice { name, edits, outside: true }
}

const PUBLIC_IP: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shared-rg/providers/Microsoft.Network/publicIPAddresses/edge-pip";
const PREFIX: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shared-rg/providers/Microsoft.Network/publicIPPrefixes/edge-prefix";
const VNETS: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/spoke-rg/providers/Microsoft.Network/virtualNetworks/shop-vnet\n/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/hub-rg/providers/Microsoft.Network/virtualNetworks/hub-vnet";
const IDENTITY: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/ids-rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/firewalls";
const ENCRYPTION: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/keys-rg/providers/Microsoft.Compute/diskEncryptionSets/firewalls";
const RESERVATION: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/room-rg/providers/Microsoft.Compute/capacityReservationGroups/firewalls";
const PROTECTION: &str = "/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/edge-rg/providers/Microsoft.Network/ddosProtectionPlans/all";
const GATEWAY: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/edge-rg/providers/Microsoft.Network/natGateways/shared-natgw";
const MANAGEMENT_IPS: [&str; 2] = [
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/edge-rg/providers/Microsoft.Network/publicIPAddresses/fw-a-mgmt",
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/edge-rg/providers/Microsoft.Network/publicIPAddresses/fw-b-mgmt",
];
const IMAGE: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/images-rg/providers/Microsoft.Compute/images/vmseries";
const KEY: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDDchmyHbhm1j810LGcWRLTjSES+VPczLTIYi0/7PEtmZHWyAZ4aYDd/WguAbZQle3Hqu7WAVXiImcWEGDM2EmVDHF1Y+I0dF01OKrWrdz45ekOJD7oigG3T8q08o2c/yuQ68eqD4DsToZK1uvJvCfaGtPU930Ju7IHhQHXCT0WrRKAMVNa1SOjHZ69P7CcN9OQJEXjb8c7x5RMN3ykh0WQ8KTu0g7Bcs+7vaxNkNpeUHr+Hd5zoL2hTC/hnjqoWEfKK6OKqW5WivHZytzmjZyhA5uWEFtVTllPZ3Oa1z8OER5oM48tGjvszCwHR0MXVeCkw7ZieX1fGNGGwDZn6gNT admin@example";
const SERVER_KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1q1fF2b1J0c2VzdGtleWZvcnRlc3RzMDAwMDAw admin@example";

const AVAILABILITY: &[Choice] = &[
    choice("new set", &[]),
    choice("zones", &[(Field::PairAvailability, "zones")]),
    choice("picked zones", &[(Field::PairAvailability, "zones"), (Field::PairZones, "auto")]),
    choice("nothing", &[(Field::PairAvailability, "none")]),
    outside(
        "existing set",
        &[(Field::PairAvailability, "existing_set"), (Field::PairSetName, "as")],
    ),
];
const EGRESS: &[Choice] = &[
    choice("outbound rule", &[]),
    choice("NAT gateway", &[(Field::BalanceEgress, "nat_gateway")]),
    choice(
        "NAT gateway in all zones",
        &[(Field::BalanceEgress, "nat_gateway"), (Field::BalanceNatGatewaySku, "standard_v2")],
    ),
    choice(
        "existing NAT gateway",
        &[(Field::BalanceEgress, "nat_gateway"), (Field::BalanceNatGatewayId, GATEWAY)],
    ),
    choice("public IPs", &[(Field::BalanceEgress, "public_ips")]),
    choice("no egress", &[(Field::BalanceEgress, "none")]),
];
const MANAGEMENT: &[Choice] = &[
    choice("management public", &[]),
    choice(
        "management with existing addresses",
        &[
            (Field::AccessManagementAddressAId, MANAGEMENT_IPS[0]),
            (Field::AccessManagementAddressBId, MANAGEMENT_IPS[1]),
        ],
    ),
    choice("management public behind NAT", &[(Field::AccessManagementEgress, "nat_gateway")]),
    choice("management behind NAT", &[(Field::AccessManagementPublic, "off")]),
    choice(
        "management with its own way out",
        &[(Field::AccessManagementPublic, "off"), (Field::AccessManagementEgress, "existing")],
    ),
    choice(
        "management shut in",
        &[(Field::AccessManagementPublic, "off"), (Field::AccessManagementEgress, "none")],
    ),
];
const SOURCES: &[Choice] = &[
    choice("sources asked", &[]),
    choice("sources typed", &[(Field::AccessManagementSources, "203.0.113.0/24, VirtualNetwork")]),
    choice("sources open", &[(Field::AccessManagementSources, "0.0.0.0/0")]),
];
const SERVICES: &[Choice] = &[
    choice("services of the server", &[]),
    choice("no services", &[(Field::BalanceServices, "none")]),
    choice(
        "TCP and UDP services",
        &[(
            Field::BalanceServices,
            "ike udp 500 -> 10.0.2.7\nnat-t udp 4500 -> 10.0.2.7 from 198.51.100.7\nweb tcp 443 -> 10.0.2.8:8443 from 203.0.113.0/24 198.51.100.7",
        )],
    ),
    choice(
        "a VPN on the pair",
        &[(
            Field::BalanceServices,
            "ike udp 500 -> pair\nnatt udp 4500 -> pair\nportal tcp 443 -> pair\nweb tcp 8443 -> 10.0.2.8:443 ssl",
        )],
    ),
];
const FRONT: &[Choice] = &[
    choice("new public IP", &[]),
    choice("DNS label", &[(Field::BalancePublicDnsLabel, "edge-fw")]),
    choice("existing public IP", &[(Field::BalancePublicAddressId, PUBLIC_IP)]),
    choice(
        "floating IP",
        &[
            (Field::BalancePublicAddressId, PUBLIC_IP),
            (Field::BalancePublicAddress, "203.0.113.10"),
            (Field::BalanceFloatingIp, "on"),
        ],
    ),
    choice(
        "several front ends from a prefix",
        &[
            (Field::BalancePublicFrontEnds, "shop\nvpn"),
            (Field::BalancePublicPrefixId, PREFIX),
            (
                Field::BalanceServices,
                "web tcp 443 -> 10.0.2.8\nshop tcp shop:443 -> 10.0.2.7\nike udp vpn:500 -> 10.0.2.8",
            ),
        ],
    ),
    choice(
        "floating IP and DHCP",
        &[
            (Field::BalancePublicAddressId, PUBLIC_IP),
            (Field::BalancePublicAddress, "203.0.113.10"),
            (Field::BalanceFloatingIp, "on"),
            (Field::PairDataplane, "dhcp"),
        ],
    ),
];
const NETWORK: &[Choice] = &[
    choice("new VNet", &[]),
    choice(
        "new VNet with DNS servers and DDoS protection",
        &[
            (Field::NetworkDnsServers, "10.0.16.4, 192.168.0.53\n168.63.129.16"),
            (Field::NetworkDdosPlanId, PROTECTION),
        ],
    ),
    choice("new VNet of several blocks", &[(Field::NetworkRange, "10.0.0.0/16\n10.90.0.0/24")]),
    choice(
        "existing VNet elsewhere",
        &[
            (Field::NetworkMode, "existing"),
            (Field::AccessNsgPlace, ""),
            (Field::NetworkResourceGroup, "network-rg"),
            (Field::NetworkName, "hub-vnet"),
            (Field::NetworkRange, "10.0.0.0/16"),
            (Field::NetworkManagementName, "m"),
            (Field::NetworkManagementRange, "10.0.0.0/24"),
            (Field::NetworkUntrustName, "u"),
            (Field::NetworkUntrustRange, "10.0.1.0/24"),
            (Field::NetworkTrustName, "t"),
            (Field::NetworkTrustRange, "10.0.2.0/24"),
            (Field::NetworkBalancerName, "b"),
            (Field::NetworkBalancerRange, "10.0.3.0/24"),
        ],
    ),
    outside(
        "existing VNet here",
        &[
            (Field::NetworkMode, "existing"),
            (Field::AccessNsgPlace, ""),
            (Field::NetworkName, "hub-vnet"),
            (Field::NetworkRange, "10.0.0.0/16"),
            (Field::NetworkManagementName, "m"),
            (Field::NetworkManagementRange, "10.0.0.0/24"),
            (Field::NetworkUntrustName, "u"),
            (Field::NetworkUntrustRange, "10.0.1.0/24"),
            (Field::NetworkTrustName, "t"),
            (Field::NetworkTrustRange, "10.0.2.0/24"),
            (Field::NetworkBalancerName, "b"),
            (Field::NetworkBalancerRange, "10.0.3.0/24"),
        ],
    ),
];
const WORKLOADS: &[Choice] = &[
    choice("no workloads", &[]),
    choice("a workload subnet", &[(Field::NetworkWorkloads, "app=10.0.16.0/24")]),
    choice(
        "workloads and peers",
        &[
            (Field::NetworkWorkloads, "app=10.0.16.0/24\ndata=10.0.17.0/24"),
            (Field::NetworkPeered, "10.30.0.0/16"),
        ],
    ),
    choice(
        "a gateway, Bastion and on premises",
        &[
            (
                Field::NetworkWorkloads,
                "GatewaySubnet=10.0.15.0/27\nAzureBastionSubnet=10.0.15.64/26\napp=10.0.16.0/24\nfar=10.40.0.0/16",
            ),
            (Field::NetworkOnPremises, "192.168.0.0/16"),
        ],
    ),
    choice(
        "on premises by a gateway elsewhere",
        &[
            (Field::NetworkWorkloads, "app=10.0.16.0/24"),
            (Field::NetworkOnPremises, "192.168.0.0/16"),
            (Field::NetworkInternetRoutes, "on"),
        ],
    ),
];
const GROUPS: &[Choice] = &[
    choice("groups on NICs", &[]),
    choice("groups on subnets", &[(Field::AccessNsgPlace, "subnet")]),
    choice("groups on both", &[(Field::AccessNsgPlace, "both")]),
];
const HA2: &[Choice] = &[
    choice("HA2 in trust", &[]),
    choice(
        "HA2 of its own",
        &[(Field::NetworkHa2Name, "ha2"), (Field::NetworkHa2Range, "10.0.9.0/28")],
    ),
];
const SERVER: &[Choice] = &[
    choice("server", &[]),
    choice("server with its key", &[(Field::ServerSshKey, SERVER_KEY)]),
    choice("no server", &[(Field::ServerEnabled, "off")]),
];
const PLAN: &[Choice] = &[
    choice("byol", &[]),
    choice("bundle2", &[(Field::LicensePlan, "bundle2")]),
    choice(
        "gen2, own identity, encrypted at host",
        &[
            (Field::PairGen2, "on"),
            (Field::PairSize, "Standard_D8s_v6"),
            (Field::PairIdentityId, IDENTITY),
            (Field::PairEncryptionAtHost, "on"),
        ],
    ),
    choice(
        "both identities, disk encryption set, reserved capacity",
        &[
            (Field::PairIdentityId, IDENTITY),
            (Field::PairIdentity, "on"),
            (Field::PairDiskEncryptionSetId, ENCRYPTION),
            (Field::PairCapacityReservationId, RESERVATION),
        ],
    ),
    choice("private image", &[(Field::PairImageId, IMAGE)]),
    choice(
        "private image without plan",
        &[(Field::PairImageId, IMAGE), (Field::PairImagePlan, "off")],
    ),
];
const BOOTSTRAP: &[Choice] = &[
    choice("bootstrap by default", &[]),
    choice("bootstrap by key", &[(Field::BootstrapMode, "key")]),
    choice(
        "bootstrap by known key",
        &[(Field::BootstrapMode, "key"), (Field::BootstrapAccount, "fwboot01")],
    ),
    choice("bootstrap by account asked", &[(Field::BootstrapMode, "account")]),
    choice(
        "bootstrap by account elsewhere",
        &[
            (Field::BootstrapMode, "account"),
            (Field::BootstrapAccount, "fwboot01"),
            (Field::BootstrapAccountGroup, "storage-rg"),
        ],
    ),
    choice(
        "closed storage",
        &[
            (Field::BootstrapMode, "account"),
            (Field::BootstrapAccount, "fwboot01"),
            (Field::BootstrapClosed, "on"),
        ],
    ),
    choice("no bootstrap", &[(Field::BootstrapMode, "none")]),
    choice(
        "custom data only",
        &[
            (Field::BootstrapMode, "custom_data"),
            (Field::PanoramaServer, "10.9.0.4"),
            (Field::SystemRouting, "logical_router"),
        ],
    ),
];
const CLOUD: &[Choice] = &[
    choice("public cloud", &[]),
    choice("government", &[(Field::SiteCloud, "usgov")]),
    choice("China", &[(Field::SiteCloud, "china")]),
];
const PROBE: &[Choice] =
    &[choice("TCP probe", &[]), choice("HTTPS probe", &[(Field::BalanceProbeProtocol, "https")])];
const MACHINE: &[Choice] = &[
    choice("DS3_v2", &[]),
    choice(
        "D4_v2 without acceleration",
        &[
            (Field::PairSize, "Standard_D4_v2"),
            (Field::PairAcceleratedNetworking, "off"),
            (Field::PairDisk, "Standard_LRS"),
        ],
    ),
    choice("D8s_v3", &[(Field::PairSize, "Standard_D8s_v3"), (Field::PairDisk, "Premium_LRS")]),
    outside("D8s_v5", &[(Field::PairSize, "Standard_D8s_v5")]),
];
const EXTRAS: &[Choice] = &[
    choice("plain", &[]),
    choice(
        "tagged",
        &[(Field::SiteTags, "owner=network\ncost centre=4711"), (Field::SiteSuffix, "-p1")],
    ),
    choice("odd tags", &[(Field::SiteTags, "note=it's \"quoted\"")]),
    choice("identity and key", &[(Field::PairIdentity, "on"), (Field::AccessSshKey, KEY)]),
    choice(
        "metrics and spokes",
        &[(Field::SiteAppInsights, "on"), (Field::NetworkPeeringId, VNETS)],
    ),
    choice(
        "gateway offered",
        &[(Field::NetworkPeeringId, VNETS), (Field::NetworkTransit, "offer")],
    ),
    choice("key only", &[(Field::AccessSshKey, KEY), (Field::AccessLogin, "key")]),
    choice("quiet", &[(Field::PairBootDiagnostics, "off"), (Field::BalanceTcpReset, "on")]),
];

const OPTIONS: &[&[Choice]] = &[
    AVAILABILITY,
    EGRESS,
    MANAGEMENT,
    SOURCES,
    SERVICES,
    // After the services, which its several front ends have of their own.
    FRONT,
    GROUPS,
    // After the groups, which an existing VNet's subnets do not get.
    NETWORK,
    WORKLOADS,
    HA2,
    SERVER,
    PLAN,
    BOOTSTRAP,
    CLOUD,
    PROBE,
    MACHINE,
    EXTRAS,
];

/// A value of an option, by their places in the lists.
type Value = (usize, usize);

/// Rows that hold each value of each option together with each value of every other one.
fn rows() -> Vec<Vec<usize>> {
    let mut open: Vec<(Value, Value)> = Vec::new();
    for (a, first) in OPTIONS.iter().enumerate() {
        for (b, second) in OPTIONS.iter().enumerate().skip(a + 1) {
            for x in 0..first.len() {
                open.extend((0..second.len()).map(|y| ((a, x), (b, y))));
            }
        }
    }
    let mut rows = Vec::new();
    while let Some(&(first, second)) = open.first() {
        let mut row: Vec<Option<usize>> = vec![None; OPTIONS.len()];
        for (option, value) in [first, second] {
            row[option] = Some(value);
        }
        for (option, choices) in OPTIONS.iter().enumerate() {
            if row[option].is_some() {
                continue;
            }
            // The value that closes the most pairs with those already in the row.
            let gain = |value: usize| {
                let meets = |(a, b): &&(Value, Value)| {
                    let with =
                        |x: &Value, y: &Value| *x == (option, value) && row[y.0] == Some(y.1);
                    with(a, b) || with(b, a)
                };
                open.iter().filter(meets).count()
            };
            // Of equal ones the first, so that the order decides and nothing else.
            row[option] = (0..choices.len()).rev().max_by_key(|value| gain(*value));
        }
        let row: Vec<usize> = row.into_iter().map(Option::unwrap_or_default).collect();
        open.retain(|((a, x), (b, y))| !(row[*a] == *x && row[*b] == *y));
        rows.push(row);
    }
    rows
}

/// The designs of all rows.
pub(crate) fn designs() -> Vec<Design> {
    rows()
        .into_iter()
        .map(|row| {
            let mut draft = Draft::default();
            let chosen = row.iter().zip(OPTIONS).map(|(value, choices)| &choices[*value]);
            let chosen: Vec<&Choice> = chosen.collect();
            for (field, text) in chosen.iter().flat_map(|choice| choice.edits) {
                draft.set(*field, *text);
            }
            let names: Vec<&str> = chosen.iter().map(|choice| choice.name).collect();
            let outside = chosen.iter().any(|choice| choice.outside);
            Design { title: names.join(", "), draft, outside }
        })
        .collect()
}

#[test]
fn every_pair_of_values_is_in_a_row() {
    let rows = rows();
    for (a, first) in OPTIONS.iter().enumerate() {
        for (b, second) in OPTIONS.iter().enumerate().skip(a + 1) {
            for x in 0..first.len() {
                for y in 0..second.len() {
                    assert!(rows.iter().any(|row| row[a] == x && row[b] == y));
                }
            }
        }
    }
    assert!(rows.len() < 90, "{} rows are more than are needed", rows.len());
}

#[test]
fn every_combination_is_sound() {
    for design in designs() {
        let review = review(&design.draft, &Secrets::default());
        let errors: Vec<_> = review
            .findings
            .iter()
            .filter(|finding| finding.severity() == Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", design.title);
    }
}
