//! Both balancers: front ends, published services, the probe's path.

use std::collections::{BTreeMap, BTreeSet};

use super::Design;
use super::reader::{Ear, Reader};
use crate::choice::Protocol;
use crate::facts;
use crate::field::Field;
use crate::finding::Case;
use crate::list::{FrontEnd, TypedService};

/// The address of an existing public IP is of no use without its id, nor is a label with it; and services
/// are published on front ends that there are.
pub(super) fn check(reader: &mut Reader<'_>, design: &Design) {
    use Field::{
        BalancePublicAddress as ADDRESS, BalancePublicAddressId as ID,
        BalancePublicDnsLabel as LABEL, BalancePublicPrefixId as PREFIX,
    };
    let front_ends = design.front_ends(Field::BalancePublicFrontEnds);
    let known: BTreeSet<&str> = front_ends.iter().map(|one| one.name.as_str()).collect();
    let typed = |field: Field| design.is_typed(field);
    if typed(ADDRESS) && !typed(ID) {
        reader.find(|| Case::AddressPair.at([ID, ADDRESS], ()));
    }
    let all_exist = front_ends.iter().all(|front_end| front_end.address_id.is_some());
    if typed(PREFIX) && typed(ID) && all_exist {
        reader.find(|| Case::PrefixUnused.at([PREFIX, ID], ()).clear(PREFIX));
    }
    if typed(LABEL) && typed(ID) {
        reader.find(|| Case::DnsLabelUnused.at([LABEL, ID], ()).clear(LABEL));
    }
    let (services, loopback) = (Field::BalanceServices, Field::PairLoopback);
    if typed(loopback) && !design.services(services).iter().any(|service| service.on_pair) {
        reader.find(|| Case::LoopbackUnused.at([loopback, services], ()).clear(loopback));
    }
    let mut so_far = Known::default();
    for service in design.services(Field::BalanceServices) {
        check_service(reader, &mut so_far, service);
        match &service.front_end {
            Some(wanted) if !known.contains(wanted.as_str()) => {
                unknown_front_end(reader, &service.name, wanted);
            }
            _ => {}
        }
    }
}

pub(super) fn dns_label(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<String> {
    let label = reader.text_if(
        field,
        |text| facts::azure::DNS_LABEL.fits(text),
        |found| Case::DnsLabel.at([field], (found, facts::azure::DNS_LABEL.expected)),
    )?;
    if let Some(word) = facts::azure::reserved_word(&label) {
        reader.find(|| Case::DnsLabelReserved.at([field], (label, word)));
        return None;
    }
    Some(label)
}

/// Further front ends: `name`, `name=ID` or `name=ID ADDRESS`, one a line.
pub(super) fn front_ends(reader: &mut Reader<'_, impl Ear>, field: Field) -> Vec<FrontEnd> {
    let mut front_ends: Vec<FrontEnd> = Vec::new();
    for line in reader.entries(field) {
        let front_end = match FrontEnd::read(&line) {
            Ok(front_end) => front_end,
            Err(reason) => {
                reader.find(|| Case::FrontEndSyntax.at([field], (line, reason)));
                continue;
            }
        };
        let taken = front_end.name.eq_ignore_ascii_case(facts::azure::FRONT_END)
            || front_ends.iter().any(|other| other.name.eq_ignore_ascii_case(&front_end.name));
        if taken {
            reader.find(|| Case::FrontEndsEqual.at([field], &front_end.name));
            continue;
        }
        front_ends.push(front_end);
    }
    front_ends
}

pub(super) fn path(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<String> {
    let fits = |text: &str| {
        text.starts_with('/') && text.bytes().all(|b| b.is_ascii_graphic() && b != b'\'')
    };
    reader.text_if(field, fits, |found| Case::ProbePath.at([field], found))
}

pub(super) fn services(
    reader: &mut Reader<'_, impl Ear>,
    field: Field,
) -> Option<Vec<TypedService>> {
    let lines = reader.entries(field);
    if lines.is_empty() {
        return None;
    }
    // The word `none` publishes nothing; a blank would publish the test server.
    if lines == ["none"] {
        return Some(Vec::new());
    }
    let mut services: Vec<TypedService> = Vec::new();
    for line in &lines {
        match TypedService::read(line) {
            Ok(service) => services.push(service),
            Err(flaw) => {
                // Where it has cells, the one at fault says enough.
                let cell = flaw.column.map_or(Case::ServiceSyntax, |_| Case::ServiceCell);
                reader.find(|| cell.at([field], (line, flaw.said)));
            }
        }
    }
    let n_sources = services.iter().map(|service| service.sources.len()).sum::<usize>();
    if n_sources > facts::azure::NSG_PREFIXES_MAX {
        let facts = (n_sources, facts::azure::NSG_PREFIXES_MAX);
        reader.find(|| Case::ServiceSourcesMany.at([field], facts));
    }
    Some(services)
}

fn unknown_front_end(reader: &mut Reader<'_>, service: &str, wanted: &str) {
    let further = Field::BalancePublicFrontEnds;
    let finding = Case::FrontEndUnknown.at([Field::BalanceServices, further], (service, wanted));
    let known = reader.entries(further);
    let added = known.into_iter().chain([wanted.to_owned()]).collect::<Vec<_>>().join("\n");
    reader.find(|| finding.offer(format!("Add {wanted}"), [(further, added)]));
}

/// Where traffic comes in: a front end with a protocol and a port.
type Door = (Option<String>, Protocol, u16);

/// The services so far, by their names and by their doors.
#[derive(Default)]
struct Known {
    names: BTreeSet<String>,
    doors: BTreeMap<Door, String>,
}

fn check_service(reader: &mut Reader<'_>, known: &mut Known, service: &TypedService) {
    let field = Field::BalanceServices;
    if !known.names.insert(service.name.to_ascii_lowercase()) {
        reader.find(|| Case::ServiceName.at([field], &service.name));
    }
    let door = (service.front_end.clone(), service.protocol, service.port);
    if let Some(other) = known.doors.get(&door) {
        let facts = (other, &service.name, service.protocol, service.port);
        reader.find(|| Case::ServicePort.at([field], facts));
    } else {
        known.doors.insert(door, service.name.clone());
    }
    let shifting = |name: &&String| facts::panos::APPLICATIONS_SHIFT.contains(&name.as_str());
    if let Some(named) = service.applications.iter().find(shifting) {
        reader.find(|| Case::ApplicationShifts.at([field], (&service.name, named)));
    }
    if service.protocol == Protocol::Udp && service.port == facts::azure::RESERVED_UDP_PORT {
        reader.find(|| Case::ServiceReservedPort.at([field], (&service.name, service.port)));
    }
    if let Some(source) = service.sources.iter().find(|one| facts::azure::is_unrouted(**one)) {
        reader.find(|| Case::SourcePrivate.at([field], (&service.name, source)));
    }
    let management = service.protocol == Protocol::Tcp && [22, 3389].contains(&service.target_port);
    if management && service.is_open() {
        let target = service.target.map_or("the test server".to_owned(), |one| one.to_string());
        let facts = (&service.name, service.target_port, target);
        reader.find(|| Case::ServiceManagement.at([field], facts));
    }
}
