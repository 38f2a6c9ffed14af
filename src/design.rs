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
mod choice;
mod license;
mod network;
mod pair;
pub mod password;
mod reader;
mod site;
mod system;

pub use access::{Access, Login, ManagementEgress, Source};
pub use balance::{Balance, Egress, FrontEnd, ProbeProtocol, Protocol, Service};
pub use bootstrap::{Bootstrap, BootstrapMode, Publish, PublishedUrl};
pub use choice::Choice;
pub use license::{License, LicensePlan, Local, Panorama};
pub use network::{Network, NetworkMode, Server, Subnet, WorkloadEntry};
pub use pair::{
    Availability, Dataplane, Disk, Ha, Line, Monitoring, Pair, TimerSet, Tristate, Unit,
    UnitDesign, Zones,
};
pub use site::{Cloud, Site, Tag};
pub use system::{Profile, Routing, System};

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
