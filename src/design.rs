//! What the texts mean: every field read into its type, `None` for "choose for me".
//!
//! Reading is total. A text that cannot be read leaves a finding and counts as blank, so that one
//! typo mutes nothing else and the picture stays on screen; the finding is an error, so nothing is
//! handed out either. Only what can be judged without planning is judged here.

use crate::draft::{Draft, Secrets};
use crate::finding::Checked;

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

pub use access::{Access, Source};
pub use balance::Balance;
pub use bootstrap::{Bootstrap, Publish, PublishedUrl};
pub use license::{License, Panorama};
pub use network::{Network, Server, Subnet, WorkloadEntry};
pub use pair::{Ha, Monitoring, Pair, Unit, UnitDesign, Zones};
pub use site::{Site, Tag};
pub use system::System;

pub use crate::choice::{
    Availability, BootstrapMode, Choice, Cloud, Dataplane, Disk, Egress, LicensePlan, Line, Local,
    Login, ManagementEgress, NetworkMode, ProbeProtocol, Profile, Protocol, Routing, TimerSet,
    Tristate,
};
pub use crate::list::{FrontEnd, Service};

/// A typed design: what the person decided, and nothing that is left to the plan.
#[derive(Clone, Debug)]
pub struct Design {
    /// What every resource carries.
    pub site: Site,
    /// VNet, subnets and what lies behind the firewalls.
    pub network: Network,
    /// The test server.
    pub server: Server,
    /// The machines of both units.
    pub pair: Pair,
    /// High availability of PAN-OS.
    pub ha: Ha,
    /// Both balancers, the probe, services and egress.
    pub balance: Balance,
    /// Administrator and management.
    pub access: Access,
    /// Licence plan.
    pub license: License,
    /// Panorama, when a server is typed.
    pub panorama: Panorama,
    /// PAN-OS system settings.
    pub system: System,
    /// How the packages reach the units.
    pub bootstrap: Bootstrap,
    /// Where the files will be published.
    pub publish: Publish,
}

/// Reads a draft. The secrets are judged here, and only here, but they are not kept; of one of them it
/// matters later whether it is typed.
pub fn read(draft: &Draft, secrets: &Secrets) -> Checked<Design> {
    let mut reader = reader::Reader::new(draft);
    let design = Design {
        site: site::read(&mut reader),
        network: network::read(&mut reader),
        server: network::read_server(&mut reader),
        pair: pair::read(&mut reader),
        ha: pair::read_ha(&mut reader),
        balance: balance::read(&mut reader),
        access: access::read(&mut reader),
        license: license::read(&mut reader),
        panorama: license::read_panorama(&mut reader, secrets),
        system: system::read(&mut reader),
        bootstrap: bootstrap::read(&mut reader),
        publish: bootstrap::read_publish(&mut reader),
    };
    access::check_secrets(&mut reader, secrets, &design);
    license::check_secrets(&mut reader, secrets, &design);
    bootstrap::check_secrets(&mut reader, secrets, &design);
    Checked { value: design, findings: reader.findings }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Blank, Field};
    use crate::finding::Severity;

    #[test]
    fn every_default_is_a_value_of_its_field() {
        for field in Field::open() {
            let Blank::Default(value, why) = field.spec().blank else { continue };
            let mut draft = Draft::default();
            draft.set(field, value);
            let findings = read(&draft, &Secrets::default()).findings;
            let wrong = findings.iter().any(|found| found.severity() == Severity::Error);
            assert!(!wrong && !why.is_empty(), "{}: {findings:?}", field.key());
        }
    }
}
