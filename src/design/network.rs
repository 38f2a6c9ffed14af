//! The VNet, its subnets, what lies behind the firewalls, and the test server.

use std::net::Ipv4Addr;

use super::key;
use super::reader::{Reader, replaced};
use crate::choice::NetworkMode;
use crate::facts;
use crate::facts::azure::NameRule;
use crate::field::Field;
use crate::finding::{Case, Fact, Finding};
use crate::list;
use crate::net::Range;

/// Name and range of a subnet, where typed.
#[derive(Clone, Debug, Default)]
pub struct Subnet {
    /// Its name.
    pub name: Option<String>,
    /// Its range.
    pub range: Option<Range>,
}

/// A named range behind the firewalls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkloadEntry {
    /// Name of the subnet, or of the peered range.
    pub name: String,
    /// Its range.
    pub range: Range,
}

/// The network as typed.
#[derive(Clone, Debug)]
pub struct Network {
    /// New or existing.
    pub mode: Option<NetworkMode>,
    /// Resource group of an existing VNet.
    pub resource_group: Option<String>,
    /// VNet name.
    pub name: Option<String>,
    /// Address blocks; empty for "choose for me".
    pub blocks: Vec<Range>,
    /// Subnet of the management NICs.
    pub management: Subnet,
    /// Subnet of the untrust NICs.
    pub untrust: Subnet,
    /// Subnet of the trust NICs.
    pub trust: Subnet,
    /// Subnet of the internal front end.
    pub balancer: Subnet,
    /// Dedicated HA2 subnet, when name or range is typed.
    pub ha2: Option<Subnet>,
    /// Workload subnets and ranges.
    pub workloads: Vec<WorkloadEntry>,
    /// Ranges to keep clear of.
    pub taken: Vec<Range>,
    /// Ranges reached on the trust side.
    pub peered: Vec<Range>,
    /// Resource ids of VNets to peer with.
    pub peering_ids: Vec<String>,
}

/// The test server as typed.
#[derive(Clone, Debug)]
pub struct Server {
    /// Whether there is one.
    pub enabled: Option<bool>,
    /// VM name.
    pub name: Option<String>,
    /// Address in the trust subnet.
    pub address: Option<Ipv4Addr>,
    /// VM size.
    pub size: Option<String>,
    /// Public key.
    pub ssh_key: Option<String>,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Network {
    let mode = reader.choice(Field::NetworkMode);
    let resource_group = name(reader, Field::NetworkResourceGroup, &facts::azure::RESOURCE_GROUP);
    if mode != Some(NetworkMode::Existing) && resource_group.is_some() {
        reader.find(
            Case::ResourceGroupUnused
                .at([Field::NetworkResourceGroup, Field::NetworkMode], ())
                .clear(Field::NetworkResourceGroup),
        );
    }
    Network {
        mode,
        resource_group,
        name: name(reader, Field::NetworkName, &facts::azure::VNET),
        blocks: reader.ranges(Field::NetworkRange),
        management: subnet(reader, Field::NetworkManagementName, Field::NetworkManagementRange),
        untrust: subnet(reader, Field::NetworkUntrustName, Field::NetworkUntrustRange),
        trust: subnet(reader, Field::NetworkTrustName, Field::NetworkTrustRange),
        balancer: subnet(reader, Field::NetworkBalancerName, Field::NetworkBalancerRange),
        ha2: Some(subnet(reader, Field::NetworkHa2Name, Field::NetworkHa2Range))
            .filter(|subnet| subnet.name.is_some() || subnet.range.is_some()),
        workloads: workloads(reader),
        taken: reader.ranges(Field::NetworkTaken),
        peered: reader.ranges(Field::NetworkPeered),
        peering_ids: peering_ids(reader),
    }
}

pub(super) fn read_server(reader: &mut Reader<'_>) -> Server {
    Server {
        enabled: reader.switch(Field::ServerEnabled),
        name: name(reader, Field::ServerName, &facts::azure::VM),
        address: reader.address(Field::ServerAddress),
        size: reader
            .text_if(Field::ServerSize, is_size, |found| size_shape(Field::ServerSize, found)),
        ssh_key: key::of_server(reader),
    }
}

/// A VM size is one word; whether it exists is a question for the table of sizes.
pub(super) fn is_size(text: &str) -> bool {
    text.len() <= facts::azure::SIZE_NAME_MAX
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

pub(super) fn size_shape(field: Field, found: &str) -> Finding {
    Case::SizeShape.at([field], found)
}

fn subnet(reader: &mut Reader<'_>, name_field: Field, range_field: Field) -> Subnet {
    Subnet { name: subnet_name(reader, name_field), range: reader.range(range_field) }
}

fn subnet_name(reader: &mut Reader<'_>, field: Field) -> Option<String> {
    let text = name(reader, field, &facts::azure::RESOURCE)?;
    check_reserved(reader, field, &text).then_some(text)
}

fn check_reserved(reader: &mut Reader<'_>, field: Field, name: &str) -> bool {
    let reserved =
        facts::azure::RESERVED_SUBNETS.iter().any(|reserved| reserved.eq_ignore_ascii_case(name));
    if reserved {
        reader.find(Case::SubnetNameReserved.at([field], name));
    }
    !reserved
}

/// A name that has to fit one of Azure's rules; the length is judged again with the suffix.
pub(super) fn name(reader: &mut Reader<'_>, field: Field, rule: &NameRule) -> Option<String> {
    reader.text_if(
        field,
        |text| rule.fits(text),
        |found| {
            let length = found.chars().count();
            if (rule.min..=rule.max).contains(&length) {
                Case::NameShape.at([field], (found, Fact::Word(rule.expected)))
            } else {
                Case::NameLength.at([field], (found, rule.min, rule.max))
            }
        },
    )
}

fn peering_ids(reader: &mut Reader<'_>) -> Vec<String> {
    let field = Field::NetworkPeeringId;
    let mut ids: Vec<String> = Vec::new();
    for entry in reader.entries(field) {
        if ids.iter().any(|known| known.eq_ignore_ascii_case(&entry)) {
            reader.repeated(field, &entry);
        } else if facts::azure::is_resource_id(&entry, &["Microsoft.Network/virtualNetworks"]) {
            ids.push(entry);
        } else {
            reader.find(Case::PeeringId.at([field], entry));
        }
    }
    ids
}

fn workloads(reader: &mut Reader<'_>) -> Vec<WorkloadEntry> {
    let field = Field::NetworkWorkloads;
    let mut workloads: Vec<WorkloadEntry> = Vec::new();
    let text = reader.text(field).unwrap_or_default();
    for line in list::entries(&text) {
        let Some((name, range)) = list::pair(line) else {
            reader.find(Case::WorkloadSyntax.at([field], line));
            continue;
        };
        if !facts::azure::RESOURCE.fits(name) {
            reader.find(
                Case::PlannedNameShape
                    .at([field], (Fact::Word("workload"), name, facts::azure::RESOURCE.expected)),
            );
            continue;
        }
        if !check_reserved(reader, field, name) {
            continue;
        }
        let replaced = |block: Range| replaced(&text, line, format!("{name}={block}"));
        let Some(range) = reader.entry(field, range, &replaced) else { continue };
        if workloads.iter().any(|other| other.name.eq_ignore_ascii_case(name)) {
            reader.find(Case::WorkloadsEqual.at([field], name));
            continue;
        }
        workloads.push(WorkloadEntry { name: name.to_owned(), range });
    }
    workloads
}
