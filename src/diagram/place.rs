//! Places the plan's parts: units left and right, subnets in a column between them.

use super::scene::Anchor;
use super::scene::Face;
use super::scene::Part;
use super::scene::Rect;
use super::scene::Scene;
use super::scene::Shape;
use crate::design::Unit;
use crate::field::Field;
use crate::plan::Availability;
use crate::plan::Firewall;
use crate::plan::Nic;
use crate::plan::Plan;
use crate::plan::PublicAddress;
use crate::plan::Role;
use crate::plan::Sources;
use crate::plan::Subnet;

const WIDTH: i32 = 1200;
const GRID: i32 = 8;
/// The column of the subnets.
const COLUMN: (i32, i32) = (352, 848);
/// The boxes of unit A and unit B.
const UNIT_A: (i32, i32) = (56, 288);
const UNIT_B: (i32, i32) = (912, 1144);
/// How far a unit rises above the first subnet, for its two lines of text.
const UNIT_HEAD: i32 = 24;
const PAD: i32 = 12;
const CHIP_W: i32 = 144;
const CHIP_H: i32 = 40;
/// Published services that are listed by name.
const SERVICES_SHOWN: usize = 4;

/// The scene of a plan.
pub(super) fn place(plan: &Plan) -> Scene {
    let mut canvas = Canvas { plan, parts: Vec::new(), y: 24, ports: Vec::new() };
    let above = canvas.outside();
    let frame = canvas.parts.len();
    let top = canvas.y;
    canvas.y += 72;
    let first = canvas.y - UNIT_HEAD;
    canvas.column(above);
    let last = canvas.y;
    canvas.units(first, last);
    canvas.y = last + 24;
    let bottom = canvas.y;
    let vnet = canvas.vnet(Rect::new(24, top, WIDTH - 48, bottom - top));
    canvas.parts.insert(frame, vnet);
    canvas.y += 40;
    canvas.below(last);
    Scene {
        width: WIDTH,
        height: canvas.y + 24,
        title: format!(
            "VM-Series pair {} and {} in the VNet {}",
            plan.units.a.name, plan.units.b.name, plan.network.name
        ),
        parts: canvas.parts,
    }
}

/// A scene being filled from top to bottom.
struct Canvas<'a> {
    plan: &'a Plan,
    parts: Vec<Part>,
    y: i32,
    /// Where each role's NICs meet their subnet.
    ports: Vec<(Role, i32)>,
}

/// Ends of lines that come from outside the VNet.
#[derive(Clone, Copy)]
struct Above {
    balancer_bottom: i32,
    gateway_bottom: Option<i32>,
}

impl Canvas<'_> {
    fn line(&mut self, class: &'static str, points: Vec<(i32, i32)>) {
        let mut part = Part::new(None, "wire", Rect::new(0, 0, 0, 0), "");
        part.shapes.push(Shape::Line { points, class });
        self.parts.push(part);
    }

    /// The Internet, the public balancer and the NAT gateway.
    fn outside(&mut self) -> Above {
        let (left, right) = COLUMN;
        let internet = Rect::new(i32::midpoint(left, right) - 88, self.y, 176, 40);
        let cloud = Part::new(None, "part cloud", internet, "Internet").filled(20).label(
            Face::Name,
            Anchor::Middle,
            (internet.x + PAD, internet.right() - PAD, internet.y + 11),
            "Internet",
        );
        self.parts.push(cloud);
        self.y = internet.bottom() + 32;
        let balancer = self.public_balancer();
        let middle = internet.middle_x();
        if self.plan.balance.public.made {
            self.line("flow", vec![(middle, internet.bottom()), (middle, balancer.y)]);
        }
        let gateway_bottom = self.plan.balance.nat_gateway.as_ref().map(|gateway| {
            let rect = Rect::new(UNIT_B.0, balancer.y, UNIT_B.1 - UNIT_B.0, 64);
            let title = format!("NAT gateway {}, public IP {}", gateway.name, gateway.public_ip);
            let field = Field::BalanceNatGatewayName;
            let part = titled(field, "part balancer", rect, &title, &gateway.name.value).label(
                Face::Remark,
                Anchor::Start,
                row(rect, 1),
                "NAT gateway, keeps its address",
            );
            self.parts.push(part);
            let y = internet.y + internet.h / 2;
            let to = rect.middle_x();
            self.line("flow", vec![(internet.right(), y), (to, y), (to, rect.y)]);
            rect.bottom()
        });
        self.y = gateway_bottom.unwrap_or_default().max(balancer.bottom()) + 40;
        Above { balancer_bottom: balancer.bottom(), gateway_bottom }
    }

    fn public_balancer(&mut self) -> Rect {
        let balance = &self.plan.balance;
        let services = &balance.services;
        let shown = services.len().min(SERVICES_SHOWN);
        let more = services.len() - shown;
        let lines = shown + usize::from(more > 0 || services.is_empty());
        let h = 60 + 18 * i32::try_from(lines).unwrap_or(i32::MAX / 100);
        let rect = Rect::new(COLUMN.0, self.y, COLUMN.1 - COLUMN.0, h);
        let address = match &balance.public.address {
            PublicAddress::New { name, .. } => format!("public IP {name}"),
            PublicAddress::Existing { address: Some(address), .. } => {
                format!("existing public IP {address}")
            }
            PublicAddress::Existing { .. } => "existing public IP".to_owned(),
        };
        let address = match balance.public.further.len() {
            0 => address,
            further => format!("{address}, {further} more"),
        };
        let (title, name, address) = if balance.public.made {
            let title = format!("Public load balancer {}, {address}", balance.public.name);
            (title, balance.public.name.value.as_str(), address)
        } else {
            let title = "No public load balancer";
            (title.to_owned(), "no public balancer", "nothing needs one".to_owned())
        };
        let field = Field::BalancePublicName;
        let mut part = titled(field, "part balancer", rect, &title, name).label(
            Face::Remark,
            Anchor::Start,
            row(rect, 1),
            &address,
        );
        for (n, service) in services.iter().take(shown).enumerate() {
            part = part.label(
                Face::Mono,
                Anchor::Start,
                row(rect, 2 + i32::try_from(n).unwrap_or_default()),
                &service.to_string(),
            );
        }
        let last = row(rect, 2 + i32::try_from(shown).unwrap_or_default());
        if services.is_empty() {
            part = part.label(Face::Remark, Anchor::Start, last, "nothing published");
        } else if more > 0 {
            let text = format!("and {more} more");
            part = part.label(Face::Remark, Anchor::Start, last, &text);
        }
        self.parts.push(part);
        rect
    }

    /// The subnets between the units, from the Internet's side to management.
    fn column(&mut self, above: Above) {
        let network = &self.plan.network;
        let middle = i32::midpoint(COLUMN.0, COLUMN.1);
        let top = self.y;
        if self.plan.balance.public.made {
            self.line("flow", vec![(middle, above.balancer_bottom), (middle, top)]);
        }
        if let Some(y) = above.gateway_bottom.filter(|_| network.untrust.nat_gateway) {
            // Down through the gap between column and unit, into the side of the subnet.
            let (x, into) = (COLUMN.1 + 32, top + 20);
            let turn = y + 16;
            let start = UNIT_B.0 + 40;
            self.line(
                "flow",
                vec![(start, y), (start, turn), (x, turn), (x, into), (COLUMN.1, into)],
            );
        }
        self.band(&network.untrust, &[Role::Untrust]);
        self.y += 24;
        let roles: &[Role] =
            if network.ha2.is_none() { &[Role::Trust, Role::Ha2] } else { &[Role::Trust] };
        self.band(&network.trust, roles);
        let trust_bottom = self.y;
        self.y += 32;
        self.line("flow", vec![(middle, trust_bottom), (middle, self.y)]);
        self.internal_balancer();
        self.workloads();
        self.y += 24;
        if let Some(ha2) = &network.ha2 {
            self.band(ha2, &[Role::Ha2]);
            self.y += 24;
        }
        self.band(&network.management, &[Role::Management]);
    }

    /// A subnet with a row of addresses for each role, and the test server where it stands here.
    fn band(&mut self, subnet: &Subnet, roles: &[Role]) {
        let (left, right) = COLUMN;
        let server = self.plan.server.as_ref().filter(|s| s.subnet == subnet.name.value);
        let rows = i32::try_from(roles.len()).unwrap_or_default() + i32::from(server.is_some());
        let notes = notes(subnet);
        let foot = if notes.is_empty() { 4 } else { 24 };
        let rect = Rect::new(left, self.y, right - left, 40 + rows * (CHIP_H + GRID) + foot);
        self.parts.push(subnet_part(subnet, rect, &notes));
        let mut y = rect.y + 36;
        for role in roles {
            for unit in Unit::BOTH {
                let x = match unit {
                    Unit::A => left + PAD,
                    Unit::B => right - PAD - CHIP_W,
                };
                self.chip(unit, *role, Rect::new(x, y, CHIP_W, CHIP_H));
            }
            self.ports.push((*role, y + CHIP_H / 2));
            y += CHIP_H + GRID;
        }
        if let Some(server) = server {
            let x = i32::midpoint(left, right) - 104;
            let rect = Rect::new(x, y, 208, CHIP_H);
            self.server(rect, &server.name.value, &server.address.to_string());
        }
        self.y = rect.bottom();
    }

    fn server(&mut self, rect: Rect, name: &str, address: &str) {
        let title = format!("Test server {name}, {address}");
        let ends = (rect.x + 8, rect.right() - 8);
        let part = Part::new(Field::ServerAddress, "part chip host", rect, title)
            .filled(6)
            .label(Face::Mono, Anchor::Start, (ends.0, ends.1, rect.y + 4), address)
            .label(Face::Remark, Anchor::Start, (ends.0, ends.1, rect.y + 21), name);
        self.parts.push(part);
    }

    /// The address of a NIC.
    fn chip(&mut self, unit: Unit, role: Role, rect: Rect) {
        let firewall = self.plan.units.of(unit);
        let nic = nic_of(firewall, role);
        let public = nic.public_ip.as_deref().map(|name| format!(", public IP {name}"));
        let title = format!(
            "{} {}: {}{}",
            firewall.name,
            role,
            nic.address,
            public.clone().unwrap_or_default()
        );
        let remark = match (role, public) {
            (_, Some(_)) => "and a public IP",
            (Role::Management, None) => "management, HA1",
            (Role::Ha2, None) => "HA2",
            (_, None) => nic.interface.unwrap_or_default(),
        };
        let class = format!("part chip zone-{role}");
        let field = nic.address.from.field();
        let ends = (rect.x + 8, rect.right() - 8);
        let part = Part::new(field, class, rect, title)
            .filled(6)
            .label(
                Face::Mono,
                Anchor::Start,
                (ends.0, ends.1, rect.y + 4),
                &nic.address.to_string(),
            )
            .label(Face::Remark, Anchor::Start, (ends.0, ends.1, rect.y + 21), remark);
        self.parts.push(part);
        let y = rect.y + rect.h / 2;
        let points = match unit {
            Unit::A => vec![(UNIT_A.1, y), (rect.x, y)],
            Unit::B => vec![(rect.right(), y), (UNIT_B.0, y)],
        };
        self.line(wire_class(role), points);
    }

    fn internal_balancer(&mut self) {
        let internal = &self.plan.balance.internal;
        let subnet = &self.plan.network.balancer;
        let (left, right) = COLUMN;
        let rect = Rect::new(left, self.y, right - left, 92);
        self.parts.push(subnet_part(subnet, rect, ""));
        let inner = Rect::new(left + PAD, rect.y + 36, right - left - 2 * PAD, 48);
        let title = format!("Internal load balancer {}, {}", internal.name, internal.address);
        let width = Face::Mono.width("255.255.255.255") + 8;
        let part = Part::new(internal.address.from.field(), "part balancer", inner, title)
            .filled(6)
            .label(
                Face::Name,
                Anchor::Start,
                (inner.x + 8, inner.right() - 16 - width, inner.y + 6),
                &internal.name.value,
            )
            .label(
                Face::Remark,
                Anchor::Start,
                (inner.x + 8, inner.right() - 8, inner.y + 26),
                "all ports, to the active unit",
            )
            .label(
                Face::Mono,
                Anchor::End,
                (inner.right() - 8 - width, inner.right() - 8, inner.y + 7),
                &internal.address.to_string(),
            );
        self.parts.push(part);
        self.y = rect.bottom();
    }

    /// Workload subnets, three in a row, each tied to the balancer by its default route.
    fn workloads(&mut self) {
        let (left, right) = COLUMN;
        let columns = 3;
        let w = (right - left - 2 * 16) / columns;
        let workloads = &self.plan.network.workloads;
        for group in workloads.chunks(3) {
            let from = self.y;
            self.y += 28;
            let mut tallest = 0;
            for (n, subnet) in group.iter().enumerate() {
                let x = left + i32::try_from(n).unwrap_or_default() * (w + 16);
                let server = self.plan.server.as_ref().filter(|s| s.subnet == subnet.name.value);
                let h = if server.is_some() { 52 + CHIP_H + GRID } else { 52 };
                let rect = Rect::new(x, self.y, w, h);
                let title = format!("Workload subnet {} {}", subnet.name, subnet.range);
                let class = "part zone-workload";
                let part = titled(Field::NetworkWorkloads, class, rect, &title, &subnet.name.value)
                    .label(Face::Mono, Anchor::Start, row(rect, 1), &subnet.range.to_string());
                self.parts.push(part);
                if let Some(server) = server {
                    let chip = Rect::new(x + 8, rect.y + 52, w - 16, CHIP_H);
                    let (name, address) = (server.name.value.clone(), server.address.to_string());
                    self.server(chip, &name, &address);
                }
                self.line("route", vec![(rect.middle_x(), from), (rect.middle_x(), rect.y)]);
                tallest = tallest.max(h);
            }
            self.y += tallest;
        }
    }

    /// Both units, as tall as the column between them.
    fn units(&mut self, top: i32, bottom: i32) {
        for unit in Unit::BOTH {
            let (left, right) = match unit {
                Unit::A => UNIT_A,
                Unit::B => UNIT_B,
            };
            let rect = Rect::new(left, top, right - left, bottom - top);
            let firewall = self.plan.units.of(unit);
            let letter = unit.letter();
            let title =
                format!("Unit {letter}, {}, HA priority {}", firewall.name, firewall.priority);
            let field = match unit {
                Unit::A => Field::PairAName,
                Unit::B => Field::PairBName,
            };
            let place = placement(self.plan, unit);
            let mut part = titled(field, "part unit", rect, &title, &firewall.name.value).label(
                Face::Remark,
                Anchor::Start,
                row(rect, 1),
                &format!("Unit {letter}{place}"),
            );
            for (role, y) in &self.ports {
                part = port(part, firewall, *role, *y);
            }
            self.parts.push(part);
        }
    }

    fn vnet(&self, rect: Rect) -> Part {
        let network = &self.plan.network;
        let blocks: Vec<String> = network.blocks.iter().map(ToString::to_string).collect();
        let blocks = blocks.join(", ");
        let kind = if network.existing.is_some() { "Existing VNet" } else { "VNet" };
        let title = format!("{kind} {}, {blocks}", network.name);
        Part::new(Field::NetworkRange, "part vnet", rect, title)
            .filled(12)
            .label(
                Face::Name,
                Anchor::Start,
                (rect.x + 32, rect.middle_x() + 120, rect.y + 16),
                &format!("{kind} {}", network.name),
            )
            .label(
                Face::Mono,
                Anchor::End,
                (rect.middle_x() + 136, rect.right() - 32, rect.y + 17),
                &blocks,
            )
    }

    /// What reaches the pair from below: administrators, and the ranges behind it.
    fn below(&mut self, management_bottom: i32) {
        let middle = i32::midpoint(COLUMN.0, COLUMN.1);
        let sources = match &self.plan.access.sources {
            Sources::Asked => "sources asked at deployment".to_owned(),
            Sources::Typed(sources) => {
                sources.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
            }
        };
        let rect = Rect::new(COLUMN.0 + 80, self.y, COLUMN.1 - COLUMN.0 - 160, 52);
        let title = format!("Administrators, {sources}");
        let field = Field::AccessManagementSources;
        let part = titled(field, "part cloud", rect, &title, "Administrators").label(
            Face::Remark,
            Anchor::Start,
            row(rect, 1),
            &sources,
        );
        self.parts.push(part);
        self.line("wire-management", vec![(middle, management_bottom), (middle, rect.y)]);
        let remotes = &self.plan.network.remotes;
        if let Some(first) = remotes.first() {
            let names: Vec<&str> = remotes.iter().map(|remote| remote.name.as_str()).collect();
            let rect = Rect::new(UNIT_A.0, self.y, UNIT_A.1 - UNIT_A.0, 52);
            let title = format!("Ranges behind the firewalls: {}", names.join(", "));
            let part = titled(first.field, "part cloud", rect, &title, "Behind the firewalls")
                .label(Face::Mono, Anchor::Start, row(rect, 1), &names.join(", "));
            self.parts.push(part);
        }
        self.y = rect.bottom();
    }
}

/// A filled part with a name in its first line.
fn titled(field: Field, class: &str, rect: Rect, title: &str, name: &str) -> Part {
    Part::new(field, class, rect, title).filled(8).label(
        Face::Name,
        Anchor::Start,
        row(rect, 0),
        name,
    )
}

/// The room of a line of text inside a part: left, right, upper edge.
fn row(rect: Rect, n: i32) -> (i32, i32, i32) {
    let y = rect.y + 8 + if n == 0 { 0 } else { 3 + n * 18 };
    (rect.x + PAD, rect.right() - PAD, y)
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
    if notes.is_empty() {
        return part;
    }
    let at = (rect.x + PAD, rect.right() - PAD, rect.bottom() - 22);
    part.label(Face::Remark, Anchor::Start, at, notes)
}

/// What else serves a subnet.
fn notes(subnet: &Subnet) -> String {
    let table = subnet.route_table.as_ref().map(|name| format!("route table {name}"));
    let gateway = subnet.nat_gateway.then(|| "NAT gateway".to_owned());
    table.into_iter().chain(gateway).collect::<Vec<_>>().join(", ")
}

fn nic_of(firewall: &Firewall, role: Role) -> &Nic {
    match role {
        Role::Untrust => &firewall.untrust,
        Role::Trust => &firewall.trust,
        Role::Ha2 => &firewall.ha2,
        Role::Management | Role::Balancer | Role::Workload => &firewall.management,
    }
}

/// A NIC at the edge of its unit, at the height of its subnet.
fn port(mut part: Part, firewall: &Firewall, role: Role, y: i32) -> Part {
    let nic = nic_of(firewall, role);
    let rect = part.rect;
    let number =
        firewall.nics().iter().position(|other| other.name == nic.name).unwrap_or_default();
    let text = match nic.interface {
        Some(interface) => format!("nic{number} {interface}"),
        None => format!("nic{number} management"),
    };
    let (plug, anchor, ends) = match firewall.unit {
        Unit::A => (rect.right() - 8, Anchor::End, (rect.x + PAD, rect.right() - 16)),
        Unit::B => (rect.x, Anchor::Start, (rect.x + 16, rect.right() - PAD)),
    };
    part.shapes.push(Shape::Area {
        rect: Rect::new(plug, y - 8, 8, 16),
        class: plug_class(role),
        radius: 2,
    });
    part.label(Face::Mono, anchor, (ends.0, ends.1, y - 8), &text)
}

fn placement(plan: &Plan, unit: Unit) -> String {
    match (&plan.availability, unit) {
        (Availability::Zones(zone, _), Unit::A) | (Availability::Zones(_, zone), Unit::B) => {
            format!(", zone {zone}")
        }
        (Availability::ZonesAuto, _) => ", zone picked at deployment".to_owned(),
        (Availability::NewSet(name) | Availability::ExistingSet(name), _) => format!(", {name}"),
        (Availability::None, _) => String::new(),
    }
}

fn wire_class(role: Role) -> &'static str {
    match role {
        Role::Management => "wire-management",
        Role::Untrust => "wire-untrust",
        Role::Trust => "wire-trust",
        Role::Ha2 => "wire-ha2",
        Role::Balancer | Role::Workload => "flow",
    }
}

fn plug_class(role: Role) -> &'static str {
    match role {
        Role::Management => "plug zone-management",
        Role::Untrust => "plug zone-untrust",
        Role::Trust => "plug zone-trust",
        Role::Ha2 => "plug zone-ha2",
        Role::Balancer | Role::Workload => "plug",
    }
}
