//! The VNet, its subnets, and what lies behind the firewalls.

use std::collections::BTreeSet;

use super::Design;
use super::reader::{Ear, Reader};
use crate::choice::NetworkMode;
use crate::facts;
use crate::facts::azure::NameRule;
use crate::field::Field;
use crate::finding::{Case, Fact};
use crate::list;
use crate::net::Range;

/// A named range behind the firewalls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkloadEntry {
    /// Name of the subnet, or of the peered range.
    pub name: String,
    /// Its range, or how large it shall be.
    pub extent: Extent,
}

/// A service of Azure's with a subnet of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfAzure {
    /// A VPN or ExpressRoute gateway.
    Gateway,
    /// Azure Bastion.
    Bastion,
}

/// Where a workload is, as far as that is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// This range.
    Range(Range),
    /// A free one, of this length where one is typed.
    Free(Option<u8>),
}

impl WorkloadEntry {
    /// What its subnet is for: hosts behind the firewalls, or one of Azure's services.
    pub fn service(&self) -> Option<OfAzure> {
        match self.name.as_str() {
            facts::azure::GATEWAY_SUBNET => Some(OfAzure::Gateway),
            facts::azure::BASTION_SUBNET => Some(OfAzure::Bastion),
            _ => None,
        }
    }

    /// The typed range.
    pub fn range(&self) -> Option<Range> {
        if let Extent::Range(range) = self.extent { Some(range) } else { None }
    }
}

/// A new VNet is made in the deployment's own resource group.
pub(super) fn check(reader: &mut Reader<'_>, design: &Design) {
    let field = Field::NetworkResourceGroup;
    let mode: NetworkMode = design.choice(Field::NetworkMode);
    if mode == NetworkMode::New && design.is_typed(field) {
        reader.find(|| Case::ResourceGroupUnused.at([field, Field::NetworkMode], ()).clear(field));
    }
}

/// A VM size is one word; whether it exists is a question for the table of sizes.
pub(super) fn vm_size(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<String> {
    let fits = |text: &str| {
        text.len() <= facts::azure::SIZE_NAME_MAX
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let text = reader.text_if(field, fits, |found| Case::SizeShape.at([field], found))?;
    // A size as people say it, without what stands before each.
    let whole = format!("{}{text}", facts::vmseries::BEFORE_SIZE);
    match facts::vmseries::size_named(&whole) {
        Some(known) if !text.is_empty() => {
            let name = known.name;
            reader.find(|| Case::SizeShort.at([field], (text, name)).safe_value(field, name));
            Some(name.to_owned())
        }
        _ => Some(text),
    }
}

pub(super) fn subnet_name(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<String> {
    let text = name(reader, field, &facts::azure::RESOURCE)?;
    check_reserved(reader, field, &text).then_some(text)
}

fn check_reserved(reader: &mut Reader<'_, impl Ear>, field: Field, name: &str) -> bool {
    let reserved =
        facts::azure::RESERVED_SUBNETS.iter().any(|reserved| reserved.eq_ignore_ascii_case(name));
    if reserved {
        reader.find(|| Case::SubnetNameReserved.at([field], name));
    }
    !reserved
}

/// A name that has to fit one of Azure's rules; the length is judged again with the suffix.
pub(super) fn name(
    reader: &mut Reader<'_, impl Ear>,
    field: Field,
    rule: &NameRule,
) -> Option<String> {
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

pub(super) fn resource_ids(
    reader: &mut Reader<'_, impl Ear>,
    field: Field,
    types: &[&str],
) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut known = BTreeSet::new();
    for entry in reader.entries(field) {
        if !known.insert(entry.to_ascii_lowercase()) {
            reader.repeated(field, &entry);
        } else if facts::azure::is_resource_id(&entry, types) {
            ids.push(entry);
        } else {
            reader.find(|| Case::PeeringId.at([field], entry));
        }
    }
    ids
}

pub(super) fn workloads(reader: &mut Reader<'_, impl Ear>, field: Field) -> Vec<WorkloadEntry> {
    let mut workloads: Vec<WorkloadEntry> = Vec::new();
    let mut names = BTreeSet::new();
    for line in reader.entries(field) {
        let (name, range) = list::workload(&line);
        if !facts::azure::RESOURCE.fits(name) {
            reader.find(|| {
                Case::PlannedNameShape
                    .at([field], (Fact::Word("workload"), name, facts::azure::RESOURCE.expected))
            });
            continue;
        }
        let of_service = [facts::azure::GATEWAY_SUBNET, facts::azure::BASTION_SUBNET];
        let of_service = of_service.into_iter().find(|own| own.eq_ignore_ascii_case(name));
        if of_service.is_none() && !check_reserved(reader, field, name) {
            continue;
        }
        // Azure knows its services' subnets by these very letters.
        let name = of_service.unwrap_or(name);
        // A range has dots or colons; whatever has none is meant as a size.
        let extent = if range.contains(['.', ':']) {
            let with = |block: Range| format!("{name}={block}");
            let Some(range) = reader.entry(field, &line, range, with) else { continue };
            Extent::Range(range)
        } else {
            let Some(extent) = size(range) else {
                reader.find(|| Case::WorkloadSyntax.at([field], line));
                continue;
            };
            extent
        };
        if !names.insert(name.to_ascii_lowercase()) {
            reader.find(|| Case::WorkloadsEqual.at([field], name));
            continue;
        }
        workloads.push(WorkloadEntry { name: name.to_owned(), extent });
    }
    workloads
}

fn is_count(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// How large a free range shall be: `/length`, a number of hosts, or as large as the pair's subnets.
fn size(text: &str) -> Option<Extent> {
    let shortest = facts::azure::VNET_LEN_MIN;
    let noun = ["hosts", "host"].into_iter().find_map(|noun| text.strip_suffix(noun));
    let text = noun.map_or(text, str::trim_end);
    let length = match text.strip_prefix('/') {
        None if text.is_empty() => return Some(Extent::Free(None)),
        Some(length) => length.parse().ok().filter(|_| is_count(length))?,
        None if !is_count(text) => return None,
        None => facts::azure::longest_holding(text.parse().ok().filter(|hosts| *hosts <= 1 << 24)?),
    };
    let possible = (shortest..=facts::azure::SUBNET_LEN_MAX).contains(&length);
    possible.then_some(Extent::Free(Some(length)))
}
