//! The two firewalls and the test server: names, NICs, addresses.

use super::access::Access;
use super::address::Hosts;
use super::network::{Network, Role, Subnet};
use super::public::PublicAddress;
use super::settle::{Address, Name, Planned, Settler, after};
use crate::design::{Egress, Unit};
use crate::facts;
use crate::field::Field;

/// One value for each unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Both<T> {
    /// Unit A's.
    pub a: T,
    /// Unit B's.
    pub b: T,
}

impl<T> Both<T> {
    /// The value of one unit.
    pub fn of(&self, unit: Unit) -> &T {
        match unit {
            Unit::A => &self.a,
            Unit::B => &self.b,
        }
    }

    /// The value of the other unit.
    pub fn peer_of(&self, unit: Unit) -> &T {
        self.of(unit.peer())
    }

    /// Both, A first.
    pub fn each(&self) -> [&T; 2] {
        [&self.a, &self.b]
    }
}

/// A NIC of a unit.
#[derive(Clone, Debug)]
pub struct Nic {
    /// What it is for.
    pub role: Role,
    /// Resource name.
    pub name: String,
    /// Its one address.
    pub address: Address,
    /// The public IP on it.
    pub public_ip: Option<PublicAddress>,
    /// Azure's IP forwarding.
    pub ip_forwarding: bool,
    /// Accelerated networking.
    pub accelerated: bool,
    /// PAN-OS's name for it.
    pub interface: &'static str,
}

/// One firewall.
#[derive(Clone, Debug)]
pub struct Firewall {
    /// Which unit.
    pub unit: Unit,
    /// VM name and host name.
    pub name: Name,
    /// Name of the OS disk.
    pub disk_name: String,
    /// nic0.
    pub management: Nic,
    /// nic1.
    pub untrust: Nic,
    /// nic2.
    pub trust: Nic,
    /// nic3.
    pub ha2: Nic,
    /// HA device priority, the lower one preferred.
    pub priority: u32,
    /// Directory of the package in the share.
    pub directory: String,
}

impl Nic {
    /// The name of the public IP on it.
    pub fn public_name(&self) -> Option<&str> {
        self.public_ip.as_ref().map(PublicAddress::name)
    }
}

impl Firewall {
    /// The NIC with this role; none for roles of subnets alone.
    pub fn nic(&self, role: Role) -> Option<&Nic> {
        self.nics().into_iter().find(|nic| nic.role == role)
    }

    /// The NICs in Azure's order, which is PAN-OS's order.
    pub fn nics(&self) -> [&Nic; 4] {
        [&self.management, &self.untrust, &self.trust, &self.ha2]
    }
}

/// The test server.
#[derive(Clone, Debug)]
pub struct Server {
    /// VM name.
    pub name: Name,
    /// NIC name.
    pub nic_name: String,
    /// OS disk name.
    pub disk_name: String,
    /// Its address.
    pub address: Address,
    /// VM size.
    pub size: Planned<String>,
    /// Public key; without one the administrator's key or password.
    pub ssh_key: Option<String>,
}

/// What both firewalls have in common.
pub(super) struct Common<'a> {
    pub(super) network: &'a Network,
    pub(super) access: &'a Access,
    pub(super) egress: Egress,
    pub(super) accelerated: bool,
}

/// Both firewalls and, where wanted, the test server.
pub(super) fn derive(
    settler: &mut Settler<'_>,
    common: &Common<'_>,
) -> (Both<Firewall>, Option<Server>) {
    let (a, b, server) = addresses(settler, common.network);
    let units =
        Both { a: firewall(settler, common, Unit::A, a), b: firewall(settler, common, Unit::B, b) };
    (units, server.map(|address| self::server(settler, address)))
}

/// Addresses of the NICs of unit A and unit B, and of the test server; both units' dataplane comes before
/// the server, and HA2 last.
fn addresses(
    settler: &mut Settler<'_>,
    network: &Network,
) -> ([Address; 4], [Address; 4], Option<Address>) {
    use Field::{
        PairAHa2 as AH, PairAManagement as AM, PairATrust as AT, PairAUntrust as AU,
        PairBHa2 as BH, PairBManagement as BM, PairBTrust as BT, PairBUntrust as BU,
        ServerAddress as SERVER,
    };
    let design = settler.design;
    let wanted = settler.switch(Field::ServerEnabled);
    let hosts = |subnet: &Subnet, typed: &[Field]| Hosts::of(subnet.range.value, design, typed);
    let mut management = hosts(&network.management, &[AM, BM]);
    let mut untrust = hosts(&network.untrust, &[AU, BU]);
    let in_trust: &[Field] = if wanted { &[AT, BT, AH, BH, SERVER] } else { &[AT, BT, AH, BH] };
    let mut trust = hosts(&network.trust, in_trust);
    let mut own_ha2 = network.ha2.as_ref().map(|ha2| hosts(ha2, &[AH, BH]));
    let am = management.settle(settler, AM);
    let bm = management.settle(settler, BM);
    let au = untrust.settle(settler, AU);
    let bu = untrust.settle(settler, BU);
    let at = trust.settle(settler, AT);
    let bt = trust.settle(settler, BT);
    let server = wanted.then(|| {
        let home = match design.address(SERVER) {
            Some(address) => network.of_host(*address),
            None => network.workloads.first().unwrap_or(&network.trust),
        };
        let mut workload = hosts(home, &[SERVER]);
        let hosts = if home.role == Role::Trust { &mut trust } else { &mut workload };
        hosts.settle(settler, SERVER)
    });
    let ha2 = own_ha2.as_mut().unwrap_or(&mut trust);
    let ah = ha2.settle(settler, AH);
    let bh = ha2.settle(settler, BH);
    ([am, au, at, ah], [bm, bu, bt, bh], server)
}

fn firewall(
    settler: &mut Settler<'_>,
    common: &Common<'_>,
    unit: Unit,
    [management, untrust, trust, ha2]: [Address; 4],
) -> Firewall {
    let (name, directory, priority, public) = match unit {
        Unit::A => (
            Field::PairAName,
            Field::BootstrapDirectoryA,
            Field::HaPriorityA,
            Field::AccessManagementAddressAId,
        ),
        Unit::B => (
            Field::PairBName,
            Field::BootstrapDirectoryB,
            Field::HaPriorityB,
            Field::AccessManagementAddressBId,
        ),
    };
    let name = settler.name(name);
    let directory = settler.text(directory).value;
    let priority = settler.number(priority);
    let standing = settler.typed_text(public);
    let standing = standing.map(|id| PublicAddress::Existing { id, address: None });
    let new = |part| PublicAddress::New { name: after(&name, part), dns_label: None };
    let nic = |role: Role, part: &str, interface: &'static str, address: Address| Nic {
        role,
        name: after(&name, part),
        address,
        public_ip: if role == Role::Management && common.access.management_public {
            Some(standing.clone().unwrap_or_else(|| new("mgmt-pip")))
        } else {
            let public = role == Role::Untrust && common.egress == Egress::PublicIps;
            public.then(|| new("untrust-pip"))
        },
        // HA2 carries traffic between the units' own addresses only.
        ip_forwarding: matches!(role, Role::Untrust | Role::Trust),
        accelerated: common.accelerated && role != Role::Management,
        interface,
    };
    let [first, second, third, fourth] = facts::panos::INTERFACES;
    Firewall {
        unit,
        disk_name: after(&name, "osdisk"),
        management: nic(Role::Management, "nic0", first, management),
        untrust: nic(Role::Untrust, "nic1", second, untrust),
        trust: nic(Role::Trust, "nic2", third, trust),
        ha2: nic(Role::Ha2, "ha2", fourth, ha2),
        priority,
        directory,
        name,
    }
}

fn server(settler: &mut Settler<'_>, address: Address) -> Server {
    let name = settler.name(Field::ServerName);
    Server {
        nic_name: after(&name, "nic0"),
        disk_name: after(&name, "osdisk"),
        size: settler.text(Field::ServerSize),
        ssh_key: settler.design.text(Field::ServerSshKey).cloned(),
        name,
        address,
    }
}
