//! The VNet, its subnets, and what lies around it.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use super::address::{self, Wanted};
use super::settle::{Name, Origin, Planned, Settler, lines};
use crate::choice::{Choice, choice};
use crate::design::{Design, Extent, NetworkMode, OfAzure, Transit, WorkloadEntry};
use crate::facts;
use crate::field::Field;
use crate::finding::{Case, Fact, Finding};
use crate::net::Range;

choice! {
    /// What a subnet or NIC is for; also its colour in form, table and diagram. The label is its name in a
    /// sentence.
    Role {
        /// The management interface of a unit, which carries HA1 as well.
        Management "management" "management",
        /// The public side of a unit: ethernet1/1.
        Untrust "untrust" "untrust",
        /// The inner side of a unit: ethernet1/2.
        Trust "trust" "trust",
        /// The subnet in which the internal balancer has its front end.
        Balancer "balancer" "balancer",
        /// Session synchronisation between the units: ethernet1/3.
        Ha2 "ha2" "HA2",
        /// A subnet of servers behind the firewalls.
        Workload "workload" "workload",
        /// The subnet of a VPN or ExpressRoute gateway.
        Gateway "gateway" "gateway",
        /// The subnet of Azure Bastion.
        Bastion "bastion" "Bastion",
    }
}

impl Role {
    /// Whether a service of Azure's lives there, which takes no filter and no other route than its own.
    pub fn is_of_azure(self) -> bool {
        matches!(self, Self::Gateway | Self::Bastion)
    }
}

/// A subnet.
#[derive(Clone, Debug)]
pub struct Subnet {
    /// What it is for.
    pub role: Role,
    /// Its name.
    pub name: Name,
    /// Its range.
    pub range: Planned<Range>,
}

impl Subnet {
    /// Whether the other one, also of another plan, is the same part of the design. The pair has one subnet
    /// for each purpose, and the reader keeps one workload of each name.
    pub fn is(&self, other: &Self) -> bool {
        let named = self.role == Role::Workload;
        self.role == other.role && (!named || self.name.value == other.name.value)
    }

    /// Azure's router in it, its first host.
    pub fn gateway(&self) -> Ipv4Addr {
        facts::azure::gateway(self.range.value)
    }
}

/// A range behind the firewalls that is no subnet of this VNet.
#[derive(Clone, Debug)]
pub struct Remote {
    /// Its name, or its range where it has none.
    pub name: String,
    /// Its range.
    pub range: Range,
    /// Where it was typed.
    pub field: Field,
}

/// The VNet and what lies around it.
#[derive(Clone, Debug)]
pub struct Network {
    /// `None` for a VNet that the template creates.
    pub existing: Option<ExistingVnet>,
    /// VNet name.
    pub name: Name,
    /// The DNS servers of its machines where they are not Azure's own.
    pub dns_servers: Vec<Ipv4Addr>,
    /// Resource id of its DDoS protection plan.
    pub ddos_plan: Option<String>,
    /// Its address blocks.
    pub blocks: Vec<Range>,
    /// Where the blocks come from.
    pub blocks_from: Origin,
    /// Subnet of the management NICs.
    pub management: Subnet,
    /// Subnet of the untrust NICs.
    pub untrust: Subnet,
    /// Subnet of the trust NICs.
    pub trust: Subnet,
    /// Subnet of the internal front end.
    pub balancer: Subnet,
    /// Dedicated HA2 subnet; without one HA2 shares the trust subnet.
    pub ha2: Option<Subnet>,
    /// Workload subnets of this VNet.
    pub workloads: Vec<Subnet>,
    /// Subnets of this VNet in which services of Azure's live.
    pub of_azure: Vec<Subnet>,
    /// Peered and remote ranges behind the firewalls.
    pub remotes: Vec<Remote>,
    /// Which gateway the peerings share.
    pub transit: Transit,
    /// Peerings of a new VNet.
    pub peerings: Vec<Peering>,
    /// What [`Network::inside`] gives, computed once.
    reached: Vec<Range>,
}

/// The VNet's half of a peering.
#[derive(Clone, Debug)]
pub struct Peering {
    /// Its name inside the VNet.
    pub name: String,
    /// The other VNet's resource id.
    pub id: String,
    /// The other VNet's subscription.
    pub subscription: String,
    /// The other VNet's resource group.
    pub resource_group: String,
    /// The other VNet's name.
    pub vnet: String,
}

/// Where an existing VNet is.
#[derive(Clone, Debug)]
pub struct ExistingVnet {
    /// Its resource group when it is not the deployment's own.
    pub resource_group: Option<String>,
}

impl Network {
    /// All subnets, in the order management, untrust, trust, balancer, HA2, workloads, Azure's own.
    pub fn subnets(&self) -> impl Iterator<Item = &Subnet> {
        [&self.management, &self.untrust, &self.trust, &self.balancer]
            .into_iter()
            .chain(self.ha2.as_ref())
            .chain(&self.workloads)
            .chain(&self.of_azure)
    }

    /// The gateway's subnet.
    pub fn gateway(&self) -> Option<&Subnet> {
        self.of_azure.iter().find(|subnet| subnet.role == Role::Gateway)
    }

    /// Ranges that this VNet's gateway, or a peered VNet's, makes known.
    pub fn on_premises(&self) -> impl Iterator<Item = &Remote> {
        self.remotes.iter().filter(|remote| remote.field == Field::NetworkOnPremises)
    }

    /// Ranges of other VNets behind the firewalls. Where none is named as on premises, a peered range may be
    /// one, so it counts only beside them.
    pub fn spokes(&self) -> impl Iterator<Item = &Remote> {
        let told = self.on_premises().next().is_some();
        self.remotes.iter().filter(move |remote| {
            let peered = remote.field == Field::NetworkPeered;
            if peered { told } else { remote.field != Field::NetworkOnPremises }
        })
    }

    /// The subnet of the HA2 NICs.
    pub fn ha2_subnet(&self) -> &Subnet {
        self.ha2.as_ref().unwrap_or(&self.trust)
    }

    /// The subnet of the NICs with this role.
    pub fn of(&self, role: Role) -> Option<&Subnet> {
        match role {
            Role::Management => Some(&self.management),
            Role::Untrust => Some(&self.untrust),
            Role::Trust => Some(&self.trust),
            Role::Balancer => Some(&self.balancer),
            Role::Ha2 => Some(self.ha2_subnet()),
            Role::Workload | Role::Gateway | Role::Bastion => None,
        }
    }

    /// The subnet that holds an address.
    pub fn holding(&self, address: Ipv4Addr) -> Option<&Subnet> {
        self.subnets().find(|subnet| subnet.range.value.contains(address))
    }

    /// The subnet of a host behind the firewalls: the workload subnet that holds its address, or trust.
    pub fn of_host(&self, address: Ipv4Addr) -> &Subnet {
        let holds = |subnet: &&Subnet| subnet.range.value.contains(address);
        self.workloads.iter().find(holds).unwrap_or(&self.trust)
    }

    /// All ranges reached on the trust side: the VNet's blocks and the remotes, but for those that a
    /// summary among them covers.
    pub fn inside(&self) -> impl Iterator<Item = Range> {
        self.reached.iter().copied()
    }

    /// Whether a range holds a whole block of the VNet and more, as the summary of a network on premises
    /// does: the longer prefix counts, so neither is in the other's way.
    pub fn is_summary(&self, range: Range) -> bool {
        self.blocks.iter().any(|block| *block != range && range.covers(*block))
    }
}

/// The ranges of a list that no other one covers, each once, in their order.
fn widest(all: &[Range]) -> Vec<Range> {
    // A range stands right before those that it covers.
    let mut widest: BTreeSet<Range> = BTreeSet::new();
    let mut sorted = BTreeSet::new();
    sorted.extend(all.iter().copied());
    for range in sorted {
        if widest.last().is_none_or(|last| !last.covers(range)) {
            widest.insert(range);
        }
    }
    all.iter().copied().filter(|range| widest.remove(range)).collect()
}

/// The fields of a subnet: its name and its range.
type SubnetFields = [Field; 2];

const MANAGEMENT: SubnetFields = [Field::NetworkManagementName, Field::NetworkManagementRange];
const UNTRUST: SubnetFields = [Field::NetworkUntrustName, Field::NetworkUntrustRange];
const TRUST: SubnetFields = [Field::NetworkTrustName, Field::NetworkTrustRange];
const BALANCER: SubnetFields = [Field::NetworkBalancerName, Field::NetworkBalancerRange];
const HA2: SubnetFields = [Field::NetworkHa2Name, Field::NetworkHa2Range];

/// Whether HA2 gets a subnet of its own: a name or a range asks for it.
fn has_ha2(design: &Design) -> bool {
    HA2.iter().any(|field| design.is_typed(*field))
}

/// The VNet; there is none only when a subnet has no room at all.
pub(super) fn derive(settler: &mut Settler<'_>) -> Result<Network, Box<Finding>> {
    let design = settler.design;
    let exists = settler.choice::<NetworkMode>(Field::NetworkMode) == NetworkMode::Existing;
    let room = room(design);
    let mut ranges = place(design, &room)?.into_iter();
    let mut subnet = |role: Role, [named, at]: SubnetFields| {
        let range = ranges.next().expect("one range is placed for each wanted subnet");
        settler.record(at, range.to_string(), range.from.clone());
        Subnet { role, name: name(settler, exists, named), range }
    };
    let management = subnet(Role::Management, MANAGEMENT);
    let untrust = subnet(Role::Untrust, UNTRUST);
    let trust = subnet(Role::Trust, TRUST);
    let balancer = subnet(Role::Balancer, BALANCER);
    let ha2 = has_ha2(design).then(|| subnet(Role::Ha2, HA2));
    let own = [&management, &untrust, &trust, &balancer].into_iter().chain(&ha2);
    let own: Vec<Range> = own.map(|subnet| subnet.range.value).collect();
    let (inside, outside) = split(design, &room);
    let ranges = workload_ranges(design, &room, &inside, own)?;
    let workload = |(workload, range): (&&WorkloadEntry, Planned<Range>)| {
        let kept = exists || workload.service().is_some();
        let name = &workload.name;
        Subnet {
            role: role_of(workload),
            name: Planned {
                value: if kept { name.clone() } else { settler.fixed_name(name) },
                from: Origin::Typed(Field::NetworkWorkloads),
            },
            range,
        }
    };
    let further = inside.iter().zip(ranges).map(workload);
    let (of_azure, workloads): (Vec<Subnet>, Vec<Subnet>) =
        further.partition(|subnet| subnet.role.is_of_azure());
    let remotes = remotes(design, &outside);
    let own = [&management, &untrust, &trust, &balancer].into_iter().chain(&ha2);
    let own = own.chain(&workloads).chain(&of_azure);
    let Planned { value: blocks, from: blocks_from } =
        blocks(design, exists, room, own.map(|subnet| subnet.range.value));
    settler.record(Field::NetworkRange, lines(&blocks), blocks_from.clone());
    let around = remotes.iter().map(|remote| remote.range);
    let resource_group = design.text(Field::NetworkResourceGroup).cloned();
    let dns_servers = design.addresses(Field::NetworkDnsServers).to_vec();
    settler.typed_list(Field::NetworkDnsServers, &dns_servers);
    Ok(Network {
        existing: exists.then_some(ExistingVnet { resource_group }),
        name: name(settler, exists, Field::NetworkName),
        reached: widest(&blocks.iter().copied().chain(around).collect::<Vec<_>>()),
        dns_servers,
        ddos_plan: settler.typed_text(Field::NetworkDdosPlanId),
        peerings: if exists { Vec::new() } else { peerings(settler) },
        blocks,
        blocks_from,
        management,
        untrust,
        trust,
        balancer,
        ha2,
        workloads,
        of_azure,
        remotes,
        transit: settler.choice(Field::NetworkTransit),
    })
}

fn role_of(workload: &WorkloadEntry) -> Role {
    match workload.service() {
        Some(OfAzure::Gateway) => Role::Gateway,
        Some(OfAzure::Bastion) => Role::Bastion,
        None => Role::Workload,
    }
}

/// The name of the VNet or of a subnet; an existing one takes no suffix.
fn name(settler: &mut Settler<'_>, exists: bool, field: Field) -> Name {
    if exists { settler.existing_name(field) } else { settler.name(field) }
}

/// The blocks in which subnets are placed: the typed ones, or the default one.
fn room(design: &Design) -> Vec<Range> {
    match design.ranges(Field::NetworkRange) {
        [] => {
            let (default, _) = Field::NetworkRange.default();
            vec![Range::read(default).expect("the default of the blocks is a range")]
        }
        typed => typed.to_vec(),
    }
}

/// The workloads inside the VNet, those without a range included, and those elsewhere.
fn split<'a>(
    design: &'a Design,
    room: &[Range],
) -> (Vec<&'a WorkloadEntry>, Vec<&'a WorkloadEntry>) {
    let covered = |range: Range| room.iter().any(|block| block.covers(range));
    let within = |workload: &&WorkloadEntry| {
        workload.service().is_some() || workload.range().is_none_or(covered)
    };
    design.workloads(Field::NetworkWorkloads).iter().partition(within)
}

/// The ranges of the workloads inside the VNet. Those that are not typed follow in their order after all
/// others, and after a place for an HA2 subnet as long as there is room, so that neither a further workload
/// nor that subnet moves one.
fn workload_ranges(
    design: &Design,
    room: &[Range],
    inside: &[&WorkloadEntry],
    own: Vec<Range>,
) -> Result<Vec<Planned<Range>>, Box<Finding>> {
    let near = Field::NetworkWorkloads;
    let lengths = inside.iter().filter_map(|workload| match workload.extent {
        Extent::Free(None) => Some(match workload.service() {
            Some(OfAzure::Gateway) => Some(facts::azure::GATEWAY_LEN),
            Some(OfAzure::Bastion) => Some(facts::azure::BASTION_LEN_MAX),
            None => None,
        }),
        Extent::Free(length) => Some(length),
        Extent::Range(_) => None,
    });
    let lengths: Vec<Option<u8>> = lengths.collect();
    let used: Vec<Range> = own.into_iter().chain(taken(design, room)).collect();
    let mut free = address::place_further(room, &lengths, &used, usize::from(!has_ha2(design)))
        .ok_or_else(|| Box::new(exhausted(room, near)))?
        .into_iter();
    let range = |workload: &&WorkloadEntry| {
        if let Some(value) = workload.range() {
            return Planned { value, from: Origin::Typed(near) };
        }
        let (value, block) = free.next().expect("each workload without a range got one");
        let why = format!("the next free /{} of {block}", value.prefix_len());
        Planned { value, from: Origin::Chosen { near, why } }
    };
    Ok(inside.iter().map(range).collect())
}

/// What is in the pair's way. What holds a whole block leaves no room in it: a summary is in nobody's way,
/// and of a taken range the audit says so.
fn taken(design: &Design, room: &[Range]) -> impl Iterator<Item = Range> {
    let workloads = design.workloads(Field::NetworkWorkloads).iter();
    design
        .ranges(Field::NetworkTaken)
        .iter()
        .chain(design.ranges(Field::NetworkPeered))
        .chain(design.ranges(Field::NetworkOnPremises))
        .copied()
        .chain(workloads.filter_map(WorkloadEntry::range))
        .filter(|range| !room.iter().any(|block| range.covers(*block)))
}

/// The VNet's blocks. Of an existing VNet whose blocks are not typed, its known subnets are all that is
/// known.
fn blocks(
    design: &Design,
    exists: bool,
    room: Vec<Range>,
    subnets: impl Iterator<Item = Range>,
) -> Planned<Vec<Range>> {
    let near = Field::NetworkRange;
    let chosen = |why: &str| Origin::Chosen { near, why: why.to_owned() };
    if design.is_typed(near) {
        Planned { value: room, from: Origin::Typed(near) }
    } else if exists {
        let from = chosen("the subnets that are known of the existing VNet");
        Planned { value: subnets.collect(), from }
    } else {
        Planned { value: room, from: chosen(near.default().1) }
    }
}

fn remotes(design: &Design, outside: &[&WorkloadEntry]) -> Vec<Remote> {
    let outside = outside.iter().map(|workload| Remote {
        name: workload.name.clone(),
        range: workload.range().expect("a workload without a range is inside"),
        field: Field::NetworkWorkloads,
    });
    let listed = [Field::NetworkPeered, Field::NetworkOnPremises].into_iter().flat_map(|field| {
        let remote = move |range: &Range| Remote { name: range.to_string(), range: *range, field };
        design.ranges(field).iter().map(remote)
    });
    outside.chain(listed).collect()
}

/// The new VNet's half of each peering, named after the other VNet.
fn peerings(settler: &mut Settler<'_>) -> Vec<Peering> {
    let ids = settler.design.ids(Field::NetworkPeeringId);
    settler.typed_list(Field::NetworkPeeringId, ids);
    let peering = |id: &String| {
        let segments: Vec<&str> = id.split('/').collect();
        let ["", _, subscription, _, group, _, _, _, vnet] = segments.as_slice() else {
            unreachable!("the reader takes ids of virtual networks alone: {id}")
        };
        Peering {
            name: format!("to-{vnet}"),
            id: id.clone(),
            subscription: (*subscription).to_owned(),
            resource_group: (*group).to_owned(),
            vnet: (*vnet).to_owned(),
        }
    };
    ids.iter().map(peering).collect()
}

/// Places management, untrust, trust, balancer and, where wanted, HA2.
fn place(design: &Design, room: &[Range]) -> Result<Vec<Planned<Range>>, Box<Finding>> {
    let wants = |[_, field]: SubnetFields, holds: u64| Wanted {
        field,
        typed: design.range(field).copied(),
        holds,
    };
    let mut wanted = vec![
        wants(MANAGEMENT, 2),
        wants(UNTRUST, 2),
        wants(TRUST, trust_holds(design, room)),
        wants(BALANCER, 1),
    ];
    if has_ha2(design) {
        wanted.push(wants(HA2, 2));
    }
    let taken: Vec<Range> = taken(design, room).collect();
    address::place_subnets(room, &wanted, &taken).map_err(|field| Box::new(exhausted(room, field)))
}

/// How many addresses the trust subnet holds: both trust NICs, HA2 where shared, and the test server
/// unless it stands in a workload subnet.
fn trust_holds(design: &Design, room: &[Range]) -> u64 {
    let (mut inside, _) = split(design, room);
    inside.retain(|workload| workload.service().is_none());
    let elsewhere = match design.address(Field::ServerAddress) {
        Some(address) => {
            let holds = |range: Range| range.contains(*address);
            inside.iter().any(|workload| workload.range().is_some_and(holds))
        }
        None => !inside.is_empty(),
    };
    let shared = if has_ha2(design) { 0 } else { 2 };
    2 + shared + u64::from(design.is_on(Field::ServerEnabled) && !elsewhere)
}

fn exhausted(room: &[Range], field: Field) -> Finding {
    let said: Fact = room.iter().copied().collect();
    let finding = Case::VnetExhausted.at([Field::NetworkRange, field], said);
    // The smallest block around a typed one in which a pair has room.
    match room {
        [block] if block.prefix_len() > address::PAIR_LEN_MAX => {
            let wider = Range::around(block.network(), address::PAIR_LEN_MAX);
            let wider = wider.expect("a /26 is a range");
            finding.offer_value(Field::NetworkRange, wider)
        }
        _ => finding.offer("Use 10.0.0.0/16", [(Field::NetworkRange, "")]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design;
    use crate::draft::{Draft, Secrets};

    fn workloads(edits: &[(Field, &str)]) -> Vec<String> {
        let draft = Draft::default().with(edits.iter().copied());
        let design = design::read(&draft, &Secrets::default()).value;
        let plan = super::super::derive(&design).unwrap();
        let all = plan.network.workloads.iter();
        all.map(|subnet| format!("{}={}", subnet.name, subnet.range)).collect()
    }

    #[test]
    fn workloads_without_a_range_get_one_that_nothing_later_moves() {
        let lines = |text| workloads(&[(Field::NetworkWorkloads, text)]);
        let first = lines("app\ndb=/26");
        assert_eq!(first, ["app=10.0.5.0/24", "db=10.0.6.0/26"]);
        let more = lines("app\ndb=/26\nfar=192.168.0.0/24\nweb=200\nown=10.0.32.0/24\nlast");
        assert_eq!(more.get(..2), first.get(..));
        assert_eq!(
            more.get(2..).unwrap(),
            ["web=10.0.7.0/24", "own=10.0.32.0/24", "last=10.0.8.0/24"]
        );
        let with_ha2 = [(Field::NetworkWorkloads, "app\ndb=/26"), (Field::NetworkHa2Name, "ha2")];
        assert_eq!(workloads(&with_ha2), first, "the HA2 subnet has a place of its own");
        // Where there is no room for that place, the last workloads take it.
        let small =
            [(Field::NetworkRange, "10.0.0.0/25"), (Field::NetworkWorkloads, "a, b, c=/29")];
        assert_eq!(workloads(&small), ["a=10.0.0.80/28", "b=10.0.0.96/28", "c=10.0.0.112/29"]);
        let full =
            [(Field::NetworkRange, "10.0.0.0/25"), (Field::NetworkWorkloads, "a=/27, b=/28, c")];
        assert_eq!(workloads(&full), ["a=10.0.0.96/27", "b=10.0.0.80/28", "c=10.0.0.64/28"]);
    }

    #[test]
    fn only_what_no_summary_covers_is_kept_in_its_order() {
        let read = |list: &[&str]| -> Vec<Range> {
            list.iter().map(|text| Range::read(text).unwrap()).collect()
        };
        let all = ["172.16.0.0/16", "10.30.0.0/16", "10.0.0.0/8", "192.168.0.0/24", "10.0.0.0/8"];
        assert_eq!(widest(&read(&all)), read(&["172.16.0.0/16", "10.0.0.0/8", "192.168.0.0/24"]));
    }
}
