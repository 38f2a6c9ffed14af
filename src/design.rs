//! What the texts mean: every field read into its type, `None` for "choose for me".
//!
//! Reading is total. A text that cannot be read leaves a finding and counts as blank, so that one
//! typo mutes nothing else and the picture stays on screen; the finding is an error, so nothing is
//! handed out either. Only what can be judged without planning is judged here.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use crate::draft::{Draft, Secrets};
use crate::facts;
use crate::field::{Field, Kind};
use crate::finding::{Case, Checked};
use crate::net::Range;

mod access;
mod balance;
mod bootstrap;
mod key;
mod license;
mod network;
mod pair;
pub mod password;
mod reader;
mod site;
mod system;
pub mod trust;

pub use access::Source;
pub use bootstrap::{InitKey, PublishedUrl, is_said_elsewhere};
pub use network::{Extent, OfAzure, WorkloadEntry};
pub use pair::{Monitoring, Unit, Zones};
pub use site::Tag;

pub use crate::choice::{
    Availability, BootstrapMode, Choice, Cloud, Dataplane, Disk, Egress, GatewaySku,
    InternetRoutes, LicensePlan, Line, Local, Login, ManagementEgress, NetworkMode, NsgPlace,
    ProbeProtocol, Profile, Protocol, Routing, TimerSet, Transit, Transport, Tristate,
};
pub use crate::list::{FrontEnd, Service, SyslogServer, TypedService};

/// What the text of a field means.
#[derive(Clone, Debug)]
enum Value {
    Text(String),
    Number(u32),
    Switch(bool),
    Address(Ipv4Addr),
    Addresses(Vec<Ipv4Addr>),
    Range(Range),
    Ranges(Vec<Range>),
    Sources(Vec<Source>),
    Services(Vec<TypedService>),
    FrontEnds(Vec<FrontEnd>),
    Syslog(Vec<SyslogServer>),
    InitKeys(Vec<InitKey>),
    Workloads(Vec<WorkloadEntry>),
    Tags(Vec<Tag>),
    Ids(Vec<String>),
    Monitoring(Monitoring),
    Zones(Zones),
    Url(PublishedUrl),
}

/// A typed design: what the person decided, and nothing that is left to the plan.
#[derive(Clone, Debug)]
pub struct Design {
    values: BTreeMap<Field, Value>,
    /// Whether a registration PIN is typed; the PIN itself is not kept.
    pub registration: bool,
}

macro_rules! typed {
    ($($(#[$doc:meta])* $get:ident $variant:ident $type:ty;)*) => {
        impl Design {$(
            $(#[$doc])*
            ///
            /// # Panics
            /// When the field holds values of another kind.
            pub fn $get(&self, field: Field) -> Option<&$type> {
                let value = self.values.get(&field)?;
                let Value::$variant(value) = value else {
                    unreachable!("{} holds a value of another kind", field.key())
                };
                Some(value)
            }
        )*}
    };
}

typed! {
    /// The typed text, of a choice its value.
    text Text String;
    /// The typed number.
    number Number u32;
    /// Whether a switch is on, where it is typed.
    switch Switch bool;
    /// The typed address.
    address Address Ipv4Addr;
    /// The typed range.
    range Range Range;
    /// The typed URL.
    url Url PublishedUrl;
    /// The typed zones.
    zones Zones Zones;
}

/// Lists, which are empty where nothing is typed.
macro_rules! lists {
    ($($(#[$doc:meta])* $get:ident $variant:ident $type:ty;)*) => {
        impl Design {$(
            $(#[$doc])*
            ///
            /// # Panics
            /// When the field holds values of another kind.
            pub fn $get(&self, field: Field) -> &[$type] {
                let Some(value) = self.values.get(&field) else { return &[] };
                let Value::$variant(value) = value else {
                    unreachable!("{} holds a value of another kind", field.key())
                };
                value
            }
        )*}
    };
}

lists! {
    /// The typed addresses.
    addresses Addresses Ipv4Addr;
    /// The typed ranges.
    ranges Ranges Range;
    /// The typed ranges and service tags.
    sources Sources Source;
    /// The typed services.
    services Services TypedService;
    /// The typed front ends beside the first one.
    front_ends FrontEnds FrontEnd;
    /// The typed syslog servers.
    syslog Syslog SyslogServer;
    /// The typed keys of init-cfg.txt.
    init_keys InitKeys InitKey;
    /// The typed workloads.
    workloads Workloads WorkloadEntry;
    /// The typed tags.
    tags Tags Tag;
    /// The typed resource ids.
    ids Ids String;
}

impl Design {
    /// Whether a field has a value of its own.
    pub fn is_typed(&self, field: Field) -> bool {
        self.values.contains_key(&field)
    }

    /// The typed one of a closed list.
    pub fn typed_choice<T: Choice>(&self, field: Field) -> Option<T> {
        Some(T::from_text(self.text(field)?).expect("the reader takes values of the list alone"))
    }

    /// The typed one of a closed list, or the field's default. The plan settles it by this very function, so
    /// what is judged here is the plan's; and it is judged also where a subnet without room leaves no plan.
    pub fn choice<T: Choice>(&self, field: Field) -> T {
        let default = || T::from_text(field.default().0).expect("a default is a value of its list");
        self.typed_choice(field).unwrap_or_else(default)
    }

    /// Whether a switch is on, by what is typed or by the field's default.
    pub fn is_on(&self, field: Field) -> bool {
        self.switch(field).copied().unwrap_or_else(|| field.default().0 == "on")
    }

    /// What else makes a unit give up.
    pub fn monitoring(&self) -> Monitoring {
        let Some(Value::Monitoring(monitoring)) = self.values.get(&Field::HaMonitoring) else {
            return Monitoring::default();
        };
        monitoring.clone()
    }

    /// Whether Strata Cloud Manager stands in Panorama's place.
    pub fn is_cloud_managed(&self) -> bool {
        let server = self.text(Field::PanoramaServer);
        server.is_some_and(|server| server == facts::panos::CLOUD_MANAGER)
    }

    /// Whether the deployment itself fills in the secrets.
    fn is_asked(&self) -> bool {
        self.choice::<BootstrapMode>(Field::BootstrapMode).asks()
    }

    /// Whether the units bring their own licence.
    fn is_byol(&self) -> bool {
        self.choice::<LicensePlan>(Field::LicensePlan) == LicensePlan::Byol
    }
}

/// Reads a draft without a word about it.
pub fn sketch(draft: &Draft, secrets: &Secrets) -> Design {
    design(&mut reader::Reader::<reader::Deaf>::new(draft), secrets)
}

/// Reads a draft and judges what it says. The secrets are judged here, and only here, but they are not kept; of one of them it
/// matters later whether it is typed.
pub fn read(draft: &Draft, secrets: &Secrets) -> Checked<Design> {
    let mut reader = reader::Reader::<reader::Open>::new(draft);
    let design = design(&mut reader, secrets);
    network::check(&mut reader, &design);
    pair::check(&mut reader, &design);
    balance::check(&mut reader, &design);
    access::check(&mut reader, &design);
    license::check(&mut reader, &design);
    system::check(&mut reader, &design);
    bootstrap::check(&mut reader, &design);
    access::check_secrets(&mut reader, secrets, &design);
    license::check_secrets(&mut reader, secrets, &design);
    bootstrap::check_secrets(&mut reader, secrets, &design);
    Checked { value: design, findings: reader.ear.findings }
}

fn design(reader: &mut reader::Reader<'_, impl reader::Ear>, secrets: &Secrets) -> Design {
    // Collected at once they would be sorted first, and the page would carry a sort of its own for them.
    let mut values = BTreeMap::new();
    values.extend(Field::open().filter_map(|field| Some((field, value(reader, field)?))));
    Design { values, registration: secrets.get(Field::PanoramaPinId).is_some() }
}

/// What the text of a field means by the kind of the field.
fn value(reader: &mut reader::Reader<'_, impl reader::Ear>, field: Field) -> Option<Value> {
    use facts::azure::{FILE_SHARE, SHARE_DIRECTORY, STORAGE_ACCOUNT};
    let text = match field.spec().kind {
        Kind::Blocks | Kind::Ranges | Kind::AccessList => {
            return list(reader.ranges(field), Value::Ranges);
        }
        Kind::SubnetRange => return reader.range(field).map(Value::Range),
        Kind::Host(_) | Kind::Address => return reader.address(field).map(Value::Address),
        Kind::Addresses => return list(reader.addresses(field), Value::Addresses),
        Kind::Number(..) => return reader.number(field).map(Value::Number),
        Kind::Switch => return reader.switch(field).map(Value::Switch),
        Kind::Sources => return list(access::sources(reader, field), Value::Sources),
        Kind::Workloads => return list(network::workloads(reader, field), Value::Workloads),
        Kind::Services => return balance::services(reader, field).map(Value::Services),
        Kind::FrontEnds => return list(balance::front_ends(reader, field), Value::FrontEnds),
        Kind::Syslog => return list(system::syslog(reader, field), Value::Syslog),
        Kind::InitKeys => return list(bootstrap::init_keys(reader, field), Value::InitKeys),
        Kind::Tags => return list(site::tags(reader, field), Value::Tags),
        Kind::ResourceIds(types) => {
            return list(network::resource_ids(reader, field, types), Value::Ids);
        }
        Kind::Monitoring => return Some(Value::Monitoring(pair::monitoring(reader, field))),
        Kind::Zones => return pair::zones(reader, field).map(Value::Zones),
        Kind::Url => return bootstrap::url(reader, field).map(Value::Url),
        Kind::Secret(..) => return None,
        Kind::Choice(list) => reader.choice(field, list).map(str::to_owned),
        Kind::Name(rule) => network::name(reader, field, rule),
        Kind::SubnetName => network::subnet_name(reader, field),
        Kind::HostName => pair::host_name(reader, field),
        Kind::Suffix => site::suffix(reader, field),
        Kind::UserName => access::user(reader, field),
        Kind::DnsLabel => balance::dns_label(reader, field),
        Kind::StorageAccount => {
            bootstrap::shaped(reader, field, Case::AccountShape, &STORAGE_ACCOUNT)
        }
        Kind::FileShare => bootstrap::shaped(reader, field, Case::ShareShape, &FILE_SHARE),
        Kind::ShareDirectory => {
            bootstrap::shaped(reader, field, Case::DirectoryShape, &SHARE_DIRECTORY)
        }
        Kind::PanoramaName => license::group(reader, field),
        Kind::Domain => system::domain(reader, field),
        Kind::Server => license::host(reader, field, Case::HostShape),
        Kind::Panorama => license::host(reader, field, Case::PanoramaHost),
        Kind::ResourceId(types) => pair::resource_id(reader, field, types),
        Kind::Size(_) => network::vm_size(reader, field),
        Kind::ImageVersion => pair::image_version(reader, field),
        Kind::LogRegion => system::log_region(reader, field),
        Kind::TimeZone => system::timezone(reader, field),
        Kind::Banner => system::banner(reader, field),
        Kind::Path => balance::path(reader, field),
        Kind::FirewallKey => key::of_firewalls(reader, field),
        Kind::ServerKey => key::of_server(reader, field),
    };
    text.map(Value::Text)
}

/// A list with entries; without one nothing is typed.
fn list<T>(entries: Vec<T>, value: fn(Vec<T>) -> Value) -> Option<Value> {
    Some(entries).filter(|entries| !entries.is_empty()).map(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Blank;
    use crate::finding::Severity;

    #[test]
    fn every_default_is_a_value_of_its_field() {
        for field in Field::open() {
            let Blank::Default(value, why) = field.spec().blank else { continue };
            let draft = Draft::default().with([(field, value)]);
            let findings = read(&draft, &Secrets::default()).findings;
            let wrong = findings.iter().any(|found| found.severity() == Severity::Error);
            assert!(!wrong && !why.is_empty(), "{}: {findings:?}", field.key());
        }
    }
}
