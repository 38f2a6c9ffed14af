//! The subnets between the units, from the Internet's side to management, and what is in them.

use super::{
    Above, CHIP_H, Canvas, LABELLED, LANE, LINE, PAD, Sheet, Side, UNIT_HEAD, count, plug_class,
    row, titled, wire_class,
};
use crate::design::Unit;
use crate::diagram::FOLD;
use crate::diagram::mark;
use crate::diagram::scene::{Anchor, Face, Part, Rect, Shape};
use crate::facts;
use crate::field::Field;
use crate::plan::{Egress, NextHop, Plan, Role, Server, Subnet};

/// A subnet's first line, its gap between rows, and its last line where it has one.
const BAND_HEAD: i32 = 36;
const ROW_GAP: i32 = 8;
const FOOT: i32 = 24;
const SERVER_H: i32 = 32;
/// Between two ports of a unit that stand below its inner ones.
const PORT: i32 = 44;
/// Workloads that are shown before the rest folds.
const SHOWN: usize = 9;
/// From a balancer to the workloads: the label, the level line, and the drop to each of them.
const ROUTE_LEVEL: i32 = 24;
const ROUTE_DROP: i32 = 20;
const BETWEEN: i32 = 16;

impl Canvas<'_> {
    pub(super) fn column(&mut self, above: Above) {
        let network = &self.plan.network;
        self.around_untrust(above);
        self.band(&network.untrust, &[Role::Untrust]);
        self.y += self.at.gap;
        let roles: &[Role] =
            if network.ha2.is_none() { &[Role::Trust, Role::Ha2] } else { &[Role::Trust] };
        self.band(&network.trust, roles);
        let from = self.y;
        self.y += LABELLED;
        self.arrow("flow", vec![(self.at.middle(), self.y), (self.at.middle(), from)]);
        let internal = Field::BalanceInternalName;
        self.note(Side::Left, from + 12, internal, &[], "all ports, to a unit that answers");
        self.probe_note(from + 12);
        self.internal_balancer();
        self.workloads();
        self.y += self.at.gap;
        if let Some(ha2) = &network.ha2 {
            self.band(ha2, &[Role::Ha2]);
            self.y += self.at.gap;
        }
        self.band(&network.management, &[Role::Management]);
    }

    /// What comes to the untrust subnet, and what goes out of it.
    fn around_untrust(&mut self, above: Above) {
        let (top, balance) = (self.y, &self.plan.balance);
        if balance.public.made {
            let from = above.balancer;
            // What comes runs beside what is said of it.
            let both = matches!(balance.egress, Egress::OutboundRule { .. });
            let ways = [(0, 2 * LANE), (if both { LANE } else { 0 }, LANE)];
            let [out, comes] = ways.map(|(aside, down)| {
                let (x, y) = (self.at.middle() - aside, from.y + down);
                let begins = match self.at.beside {
                    None => vec![(x, from.bottom())],
                    Some(_) => vec![(from.x, y), (x, y)],
                };
                [begins, vec![(x, top)]].concat()
            });
            self.public_ways(out, comes);
            let text = if balance.floating_ip {
                "floating IP: the address is kept"
            } else {
                "to a unit that answers"
            };
            self.note(Side::Left, top - 26, Field::BalanceFloatingIp, &[], text);
            self.probe_note(top - 26);
        }
        let served = self.plan.nat_gateway_of(&self.plan.network.untrust);
        let to = match (above.gateway, served) {
            (Some(gateway), Some(_)) => (gateway, 16),
            _ if balance.egress == Egress::PublicIps => (above.internet, 28),
            _ => return,
        };
        let units = self.plan.units.each();
        let own = units.into_iter().filter_map(|unit| unit.untrust.public_name());
        let own = own.filter(|_| served.is_none()).map(str::to_owned).collect::<Vec<_>>();
        let (gutter, right) = (self.at.gutter(), self.at.column.1);
        let out = vec![(right, top + 20), (gutter, top + 20)];
        let y = to.0.y + to.1;
        // Apart from a zone around the unit.
        let (level, lane) = (top - UNIT_HEAD - 14, self.at.edge() + 6);
        let way = match self.at.beside {
            None if to.0.x > gutter => vec![(gutter, y), (to.0.x, y)],
            None => vec![(gutter, y), (to.0.right(), y)],
            Some(_) => vec![(gutter, level), (lane, level), (lane, y), (to.0.x, y)],
        };
        self.arrow("flow", [out, way].concat());
        for name in &own {
            self.stands_for(name);
        }
    }

    /// A subnet with a row of addresses for each role, and the test server where it stands here.
    fn band(&mut self, subnet: &Subnet, roles: &[Role]) {
        let (left, right) = self.at.column;
        let server = server_in(self.plan, subnet);
        let notes = notes(self.plan, subnet);
        let foot = count(foot(&notes, right - left).len());
        let h = BAND_HEAD
            + roles.iter().map(|role| self.chip_height(*role) + ROW_GAP).sum::<i32>()
            + server.map_or(0, |_| SERVER_H + ROW_GAP)
            + if foot == 0 { 4 } else { FOOT + LINE * (foot - 1) };
        let rect = Rect::new(left, self.y, right - left, h);
        let mut y = rect.y + BAND_HEAD;
        let part = subnet_part(subnet, rect, &notes);
        let part = at_edge(self.plan, part, subnet);
        self.parts.push(zone(self.plan, self.at, part, subnet.role, y));
        for role in roles {
            let chip_h = self.chip_height(*role);
            let level = y + chip_h / 2;
            // A unit ends below its inner addresses; wires to what lies lower bend.
            let lower = subnet.role == Role::Management || subnet.role == Role::Ha2;
            let leaves = self.ports.last().filter(|_| lower).map_or(level, |(_, last)| last + PORT);
            self.ports.push((*role, leaves));
            self.chip(Unit::A, *role, Rect::new(left + PAD, y, self.at.chip, chip_h));
            self.chip(
                Unit::B,
                *role,
                Rect::new(right - PAD - self.at.chip, y, self.at.chip, chip_h),
            );
            self.link(*role, level);
            y += chip_h + ROW_GAP;
        }
        if let Some(server) = server {
            let rect = Rect::new(left + PAD, y, right - left - 2 * PAD, SERVER_H);
            let address = server.address.to_string();
            let width = Face::Mono.width(&address);
            let name = format!("test server {}", server.name);
            let edge = rect.right() - 8;
            let part = server_part(server, rect)
                .label(Face::Remark, Anchor::Start, (rect.x + 8, edge - width - 12, y + 8), &name)
                .label(Face::Mono, Anchor::End, (edge - width, edge, y + 8), &address);
            self.parts.push(part);
        }
        self.y = rect.bottom();
    }

    /// What is said of an address: its public one, in two lines where one is too narrow.
    fn remark(&self, unit: Unit, role: Role) -> Vec<String> {
        let nic = self.plan.units.of(unit).nic(role).expect("addresses are those of NICs");
        let said = match (role, nic.public_name()) {
            (_, Some(name)) => name,
            (Role::Management, None) => "no public IP",
            (_, None) => nic.interface,
        };
        let lines = Face::Remark.split(said, self.at.chip - 16);
        // What is said of it now stands above its public IP, from which the Internet hears of it.
        let told = nic.public_name().is_some()
            && self.marks.iter().any(|mark| mark.name == nic.name && !mark.said.is_empty());
        if told { [vec![String::new()], lines].concat() } else { lines }
    }

    /// The height of both addresses of a role.
    fn chip_height(&self, role: Role) -> i32 {
        let n_lines = Unit::BOTH.map(|unit| self.remark(unit, role).len()).into_iter().max();
        CHIP_H + LINE * (count(n_lines.unwrap_or_default()) - 1)
    }

    /// The address of a NIC, with the wire to its unit.
    fn chip(&mut self, unit: Unit, role: Role, rect: Rect) {
        let firewall = self.plan.units.of(unit);
        let nic = firewall.nic(role).expect("addresses are those of NICs");
        let public = nic.public_name();
        let nsg = self.plan.nsg(role).map(|nsg| format!(", NSG {}", nsg.name));
        let title = format!(
            "{} {role}: {}{}{}",
            firewall.name,
            nic.address,
            public.map(|name| format!(", public IP {name}")).unwrap_or_default(),
            nsg.unwrap_or_default()
        );
        let also: &[Field] = match role {
            Role::Management => &[Field::AccessManagementPublic],
            Role::Untrust
            | Role::Trust
            | Role::Ha2
            | Role::Balancer
            | Role::Workload
            | Role::Gateway
            | Role::Bastion => &[],
        };
        let ends = (rect.x + 8, rect.right() - 8);
        let address = nic.address.to_string();
        let part =
            Part::new(nic.address.from.field(), format!("part chip zone-{role}"), rect, title)
                .also(also)
                .stands_for([nic.name.as_str()].into_iter().chain(public))
                .filled(6)
                .label(Face::Mono, Anchor::Start, (ends.0, ends.1, rect.y + 4), &address);
        let remark = self.remark(unit, role).into_iter().enumerate();
        let part = remark.fold(part, |part, (n, line)| {
            let ends = (ends.0, ends.1, rect.y + 21 + count(n) * LINE);
            part.label(Face::Remark, Anchor::Start, ends, &line)
        });
        self.parts.push(part);
        let y = rect.y + rect.h / 2;
        let (_, leaves) = *self.ports.last().expect("an address has a port");
        // The nearer subnet's wire comes down further inside.
        let lane = if role == Role::Ha2 { 2 } else { 1 };
        let room = (self.at.column.0 - self.at.unit_a.1) / 3 * lane;
        let ((from, lane), to) = match unit {
            Unit::A => ((self.at.unit_a.1, self.at.unit_a.1 + room), rect.x),
            Unit::B => ((self.at.unit_b.0, self.at.unit_b.0 - room), rect.right()),
        };
        let points = if leaves == y {
            vec![(from, y), (to, y)]
        } else {
            vec![(from, leaves), (lane, leaves), (lane, y), (to, y)]
        };
        self.line(wire_class(role), points);
    }

    /// What the units tell each other, from address to address.
    fn link(&mut self, role: Role, y: i32) {
        let [control, sync] = facts::panos::HA1_PORTS;
        let (name, ports, field, also): (_, _, _, &[Field]) = match role {
            Role::Management => (
                mark::HA1,
                format!("TCP {control}, {sync}"),
                Field::HaGroupId,
                &[Field::HaTimers, Field::HaPreempt],
            ),
            Role::Ha2 => {
                (mark::HA2, format!("UDP {}", facts::panos::HA2_PORT), Field::HaKeepAlive, &[])
            }
            Role::Untrust
            | Role::Trust
            | Role::Balancer
            | Role::Workload
            | Role::Gateway
            | Role::Bastion => return,
        };
        let (left, right) = self.at.between();
        self.line(wire_class(role), vec![(left, y), (right, y)]);
        let rect = Rect::new(left + 4, y - CHIP_H / 2, right - left - 8, CHIP_H);
        let ends = (rect.x, rect.right());
        let part = Part::new(field, "part note", rect, format!("{name}, {ports}"))
            .also(also)
            .stands_for([name])
            .filled(4)
            .label(Face::Remark, Anchor::Middle, (ends.0, ends.1, y - 18), name)
            .label(Face::Mono, Anchor::Middle, (ends.0, ends.1, y + 3), &ports);
        self.parts.push(part);
    }

    fn internal_balancer(&mut self) {
        let internal = &self.plan.balance.internal;
        let (left, right) = self.at.column;
        let rect = Rect::new(left, self.y, right - left, BAND_HEAD + SERVER_H + ROW_GAP);
        self.parts.push(subnet_part(&self.plan.network.balancer, rect, ""));
        let y = rect.y + BAND_HEAD;
        let inner = Rect::new(left + PAD, y, right - left - 2 * PAD, SERVER_H);
        let title = format!("Internal load balancer {}, {}", internal.name, internal.address);
        let address = internal.address.to_string();
        let (edge, width) = (inner.right() - 8, Face::Mono.width(&address));
        let kind = "internal load balancer";
        let before = edge - width - 12 - Face::Remark.width(kind);
        let part = Part::new(internal.address.from.field(), "part balancer", inner, title)
            .also(&[Field::BalanceInternalName])
            .stands_for([&internal.name.value])
            .filled(6)
            .label(
                Face::Name,
                Anchor::Start,
                (inner.x + 8, before - 12, y + 7),
                &internal.name.value,
            )
            .label(Face::Remark, Anchor::End, (before, edge - width - 12, y + 8), kind)
            .label(Face::Mono, Anchor::End, (edge - width, edge, y + 8), &address);
        self.parts.push(part);
        self.y = rect.bottom();
    }

    /// Workload subnets, at most three in a row, and the way of their default routes to the balancer.
    fn workloads(&mut self) {
        let network = &self.plan.network;
        let mut workloads: Vec<&Subnet> = network.workloads.iter().collect();
        let folds = workloads.len() > SHOWN;
        let folded = if folds && !self.open { workloads.split_off(SHOWN - 1) } else { Vec::new() };
        workloads.extend(&network.of_azure);
        let boxes: Vec<Option<&Subnet>> =
            workloads.into_iter().map(Some).chain(folds.then_some(None)).collect();
        if boxes.is_empty() {
            return;
        }
        let rows = boxes.len().div_ceil(3);
        let in_row = boxes.len().div_ceil(rows);
        // With several rows the way runs down on the left, past the boxes.
        let (trunk, left) = if rows == 1 {
            (self.at.middle(), self.at.column.0)
        } else {
            (self.at.column.0 + 8, self.at.column.0 + 24)
        };
        let from = self.y;
        let w = (self.at.column.1 - left - (count(in_row) - 1) * BETWEEN) / count(in_row);
        let mut way = Part::new(None, "wire", Rect::new(0, 0, 0, 0), "");
        let mut dashes = |arrow: bool, points: Vec<(i32, i32)>| {
            way.shapes.push(Shape::Line { points, class: "route", arrow });
        };
        let mut routed = None;
        for group in boxes.chunks(in_row) {
            let level = self.y + ROUTE_LEVEL;
            let is_routed =
                |subnet: Option<&Subnet>| !subnet.is_some_and(|one| one.role.is_of_azure());
            // Services of Azure's have no default route to the pair.
            let room = if group.iter().copied().any(is_routed) {
                ROUTE_LEVEL + ROUTE_DROP
            } else {
                BETWEEN
            };
            self.y += room;
            let with_server = group.iter().flatten().any(|one| server_in(self.plan, one).is_some());
            let h = 74 + if with_server { CHIP_H + ROW_GAP } else { 0 };
            let mut last = trunk;
            let mut first = trunk;
            for (n, subnet) in group.iter().enumerate() {
                let rect = Rect::new(left + count(n) * (w + BETWEEN), self.y, w, h);
                match subnet {
                    Some(subnet) => self.workload(subnet, rect),
                    None => self.parts.push(fold(&folded, rect)),
                }
                if !is_routed(*subnet) {
                    continue;
                }
                routed = Some(level);
                first = first.min(rect.middle_x());
                last = last.max(rect.middle_x());
                dashes(false, vec![(rect.middle_x(), level), (rect.middle_x(), rect.y)]);
            }
            if first != last {
                dashes(false, vec![(first, level), (last, level)]);
            }
            self.y += h;
        }
        let Some(level) = routed else { return };
        dashes(true, vec![(trunk, level), (trunk, from)]);
        self.parts.push(way);
        let text = format!("default route to {}", self.plan.balance.internal.address);
        let x = trunk + 12;
        let rect = Rect::new(x - 4, from + 2, Face::Remark.width(&text) + 8, 20);
        let ends = (x, rect.right() - 4, from + 4);
        let part =
            Part::new(None, "note", rect, "").label(Face::Remark, Anchor::Start, ends, &text);
        self.parts.push(part);
    }

    fn workload(&mut self, subnet: &Subnet, rect: Rect) {
        let table = self.plan.route_table_of(subnet);
        let table = table.map_or_else(
            || "no route table".to_owned(),
            |table| format!("route table {}", table.name),
        );
        let kind = if subnet.role.is_of_azure() { "Subnet of Azure's" } else { "Workload subnet" };
        let title = format!("{kind} {} {}, {table}", subnet.name, subnet.range);
        let name = &subnet.name.value;
        let part = titled(Field::NetworkWorkloads, "part zone-workload", rect, &title, name)
            .stands_for([name])
            .label(Face::Mono, Anchor::Start, row(rect, 1), &subnet.range.to_string())
            .label(Face::Remark, Anchor::Start, row(rect, 2), &table);
        self.parts.push(part);
        if let Some(server) = server_in(self.plan, subnet) {
            let chip = Rect::new(rect.x + 8, rect.y + 72, rect.w - 16, CHIP_H);
            let ends = (chip.x + 8, chip.right() - 8);
            let address = server.address.to_string();
            let part = server_part(server, chip)
                .label(Face::Mono, Anchor::Start, (ends.0, ends.1, chip.y + 4), &address)
                .label(
                    Face::Remark,
                    Anchor::Start,
                    (ends.0, ends.1, chip.y + 21),
                    &server.name.value,
                );
            self.parts.push(part);
        }
    }
}

/// The workloads that are not shown one by one, or what folds them again where all are.
fn fold(folded: &[&Subnet], rect: Rect) -> Part {
    let names: Vec<&str> = folded.iter().map(|subnet| subnet.name.value.as_str()).collect();
    let (name, title) = if names.is_empty() {
        ("Show fewer".to_owned(), "Show fewer workload subnets".to_owned())
    } else {
        let name = format!("{} more", names.len());
        (name, format!("Show {} more workload subnets: {}", names.len(), names.join(", ")))
    };
    let class = format!("part zone-workload {FOLD}");
    titled(None, &class, rect, &title, &name).stands_for(names).label(
        Face::Remark,
        Anchor::Start,
        row(rect, 1),
        "workload subnets",
    )
}

/// The test server where it stands in this subnet.
fn server_in<'a>(plan: &'a Plan, subnet: &Subnet) -> Option<&'a Server> {
    let here = |server: &&Server| plan.network.of_host(server.address.value).is(subnet);
    plan.server.as_ref().filter(here)
}

fn server_part(server: &Server, rect: Rect) -> Part {
    let title = format!("Test server {}, {}, {}", server.name, server.address, server.size);
    Part::new(Field::ServerAddress, "part chip host", rect, title)
        .stands_for([&server.nic_name])
        .also(&[Field::ServerEnabled, Field::ServerName, Field::ServerSize, Field::ServerSshKey])
        .filled(6)
}

/// Adds PAN-OS's zone and router between the addresses of a dataplane subnet.
fn zone(plan: &Plan, at: Sheet, part: Part, role: Role, y: i32) -> Part {
    let [untrust, trust] = &plan.routers;
    let router = match role {
        Role::Untrust => untrust,
        Role::Trust => trust,
        Role::Management
        | Role::Ha2
        | Role::Balancer
        | Role::Workload
        | Role::Gateway
        | Role::Bastion => return part,
    };
    let (left, right) = at.between();
    part.label(Face::Remark, Anchor::Middle, (left, right, y + 4), &format!("zone {}", router.zone))
        .label(Face::Remark, Anchor::Middle, (left, right, y + 21), router.name)
}

/// Adds where the NAT gateway serves a subnet: at its edge.
fn at_edge(plan: &Plan, mut part: Part, subnet: &Subnet) -> Part {
    // Where its way leaves the subnet sideways.
    if subnet.role == Role::Untrust && plan.nat_gateway_of(subnet).is_some() {
        let rect = Rect::new(part.rect.right() - 8, part.rect.y + 12, 8, 16);
        part.shapes.push(Shape::Area { rect, class: plug_class(Role::Balancer), radius: 2 });
    }
    part
}

fn subnet_part(subnet: &Subnet, rect: Rect, notes: &str) -> Part {
    let title = format!(
        "Subnet {} {}{}",
        subnet.name,
        subnet.range,
        if notes.is_empty() { String::new() } else { format!(", {notes}") }
    );
    let class = format!("part band zone-{}", subnet.role);
    let range = subnet.range.to_string();
    let width = Face::Mono.width(&range);
    let part = Part::new(subnet.range.from.field(), class, rect, title)
        .also(&[subnet.name.from.field()])
        .stands_for([&subnet.name.value])
        .filled(8)
        .label(
            Face::Name,
            Anchor::Start,
            (rect.x + PAD, rect.right() - PAD - width - 12, rect.y + 9),
            &subnet.name.value,
        )
        .label(
            Face::Mono,
            Anchor::End,
            (rect.right() - PAD - width, rect.right() - PAD, rect.y + 10),
            &range,
        );
    let foot = foot(notes, rect.w);
    let top = rect.bottom() - 4 - LINE * count(foot.len());
    foot.iter().enumerate().fold(part, |part, (n, line)| {
        let at = (rect.x + PAD, rect.right() - PAD, top + LINE * count(n));
        part.label(Face::Remark, Anchor::Start, at, line)
    })
}

/// What else serves a subnet, in lines across it.
fn foot(notes: &str, width: i32) -> Vec<String> {
    if notes.is_empty() { Vec::new() } else { Face::Remark.wrapped(notes, width - 2 * PAD) }
}

/// What else serves a subnet.
fn notes(plan: &Plan, subnet: &Subnet) -> String {
    let table = plan.route_table_of(subnet).map(|table| {
        let default = table.routes.iter().find(|route| route.destination.prefix_len() == 0);
        let to = match default.map(|route| route.next_hop) {
            Some(NextHop::Balancer(to)) => format!(": default route to {to}"),
            Some(NextHop::Internet) => ": default route to the Internet".to_owned(),
            None => String::new(),
        };
        format!("route table {}{to}", table.name)
    });
    let gateway =
        plan.nat_gateway_of(subnet).map(|gateway| format!("NAT gateway {}", gateway.name));
    let endpoint = plan.reaches_storage(subnet).then(|| "service endpoint to storage".to_owned());
    table.into_iter().chain(gateway).chain(endpoint).collect::<Vec<_>>().join(", ")
}
