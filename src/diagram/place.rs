//! Places the plan's parts: units left and right, subnets in a column between them.
//!
//! The Internet's side is on top and management at the bottom. Wires run level from a unit to its address, and
//! down the gutter to what lies lower; what flows between subnets runs down the middle. A tall sheet has what is
//! outside the VNet above and below it, a wide one beside it, from the public balancer on top to the
//! administrators at the bottom, each with a channel of its own: who lies lower comes in further outside. So
//! no two lines cross, whatever is planned.

use super::Found;
use super::mark::Mark;
use super::scene::{Anchor, Face, Part, Rect, Scene, Shape};
use crate::field::Field;
use crate::finding::Severity;
use crate::plan::{Egress, Plan, Role};

mod column;
mod legend;
mod outside;
mod unit;

/// Where the columns of a sheet stand.
#[derive(Clone, Copy)]
pub(super) struct Sheet {
    width: i32,
    margin: i32,
    /// The boxes of unit A and unit B.
    unit_a: (i32, i32),
    unit_b: (i32, i32),
    /// The column of the subnets.
    column: (i32, i32),
    /// The address of a NIC.
    chip: i32,
    /// The VNet's own lines of text.
    vnet_head: i32,
    /// Between two subnets.
    gap: i32,
    /// What is outside, where that stands beside the VNet.
    beside: Option<(i32, i32)>,
}

/// What is outside stands above and below.
pub(super) const TALL: Sheet = Sheet {
    width: 1312,
    margin: 24,
    unit_a: (48, 304),
    unit_b: (1008, 1264),
    column: (352, 960),
    chip: 228,
    vnet_head: 52,
    gap: 24,
    beside: None,
};

/// What is outside stands beside. Not wider, or its smallest letters would have less than 11 px on a screen of
/// 1280 px.
pub(super) const WIDE: Sheet = Sheet {
    width: 1346,
    margin: 12,
    unit_a: (24, 250),
    unit_b: (826, 1052),
    column: (286, 790),
    chip: 176,
    vnet_head: 40,
    gap: 16,
    beside: Some((1104, 1334)),
};

impl Sheet {
    const fn middle(self) -> i32 {
        i32::midpoint(self.column.0, self.column.1)
    }

    /// The room between the addresses of both units.
    const fn between(self) -> (i32, i32) {
        (self.column.0 + PAD + self.chip, self.column.1 - PAD - self.chip)
    }

    /// Between the column and unit B.
    const fn gutter(self) -> i32 {
        i32::midpoint(self.column.1, self.unit_b.0)
    }

    /// The right edge of the VNet.
    const fn edge(self) -> i32 {
        self.unit_b.1 + if self.beside.is_some() { 12 } else { 24 }
    }
}

/// How far a unit rises above the first subnet, for its lines of text.
const UNIT_HEAD: i32 = 74;
/// Where a line between subnets carries labels.
const LABELLED: i32 = 40;
/// Between the column and the VNet's lower edge, where ways to what is outside run.
const VNET_FOOT: i32 = 36;
const PAD: i32 = 12;
const LINE: i32 = 18;
const CHIP_H: i32 = 40;

/// Between the ways in and out that run beside each other.
const LANE: i32 = 12;

/// The scene of a plan on a sheet, with all workloads where they are opened, with what is found, and with what the
/// marks say.
pub(super) fn place(
    plan: &Plan,
    sheet: Sheet,
    open: bool,
    found: &[Found],
    marks: &[Mark],
) -> Scene {
    let parts = Vec::new();
    let mut canvas =
        Canvas { plan, at: sheet, open, marks, parts, y: sheet.margin, ports: Vec::new() };
    let above = canvas.outside();
    let frame = canvas.parts.len();
    let top = canvas.y;
    canvas.y += sheet.vnet_head;
    let first = canvas.y;
    canvas.y += UNIT_HEAD;
    canvas.column(above);
    let last = canvas.y;
    canvas.units(first, frame);
    canvas.y = last + VNET_FOOT;
    let bottom = canvas.y;
    let vnet = canvas.vnet(Rect::new(sheet.margin, top, sheet.edge() - sheet.margin, bottom - top));
    canvas.parts.insert(frame, vnet);
    let before = canvas.parts.len();
    canvas.below(last, above);
    // A story is about something else than warnings.
    let matters = |(_, severity): &&Found| marks.is_empty() || *severity == Severity::Error;
    let found: Vec<Found> = found.iter().filter(matters).copied().collect();
    canvas.parts.iter_mut().for_each(|part| part.judge(&found));
    canvas.parts.insert(before, canvas.legend(last));
    canvas.board_below(last);
    // A list belongs to its balancer, which says for both what is to be said.
    for mark in marks {
        for part in &mut canvas.parts {
            if part.class.starts_with("part list") || !part.stations.contains(&mark.name) {
                continue;
            }
            if !mark.said.is_empty() {
                part.say(&mark.said);
            }
            if let Some(sign) = mark.kind.sign() {
                part.sign(sign);
            }
        }
    }
    Scene {
        width: sheet.width,
        height: canvas.y.max(bottom) + sheet.margin,
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
    at: Sheet,
    /// Whether all workloads are shown.
    open: bool,
    /// What is said in it.
    marks: &'a [Mark],
    parts: Vec<Part>,
    y: i32,
    /// Where each role's NICs meet their subnet.
    ports: Vec<(Role, i32)>,
}

/// Ends of lines that come from outside the VNet.
#[derive(Clone, Copy)]
struct Above {
    internet: Rect,
    balancer: Rect,
    gateway: Option<Rect>,
    /// Where what follows beside the VNet has its place.
    bottom: i32,
}

impl Canvas<'_> {
    fn line(&mut self, class: &'static str, points: Vec<(i32, i32)>) {
        self.wire(Shape::Line { points, class, arrow: false });
    }

    /// A line on which flows are opened towards its end.
    fn arrow(&mut self, class: &'static str, points: Vec<(i32, i32)>) {
        self.wire(Shape::Line { points, class, arrow: true });
    }

    fn wire(&mut self, line: Shape) {
        let mut part = Part::new(None, "wire", Rect::new(0, 0, 0, 0), "");
        part.shapes.push(line);
        self.parts.push(part);
    }

    /// The ways by the public balancer, in and, with the outbound rule, out beside it: each is lit by itself. The way
    /// out takes the first of two lines of points, from its end to its beginning.
    fn public_ways(&mut self, out: Vec<(i32, i32)>, comes: Vec<(i32, i32)>) {
        let balance = &self.plan.balance;
        if let Egress::OutboundRule { name, .. } = &balance.egress {
            self.arrow("flow", out.into_iter().rev().collect());
            self.stands_for(name);
        }
        if !balance.services.is_empty() {
            self.arrow("flow", comes);
        }
    }

    /// A remark beside the line in the middle, or at the edge of the column what does not pass by that line.
    fn note(&mut self, side: Side, y: i32, field: Field, also: &[Field], text: &str) {
        let (left, right, anchor) = match side {
            Side::Left => (self.at.column.0, self.at.middle() - LANE - 10, Anchor::End),
            Side::Right => (self.at.middle() + 12, self.at.column.1, Anchor::Start),
            Side::Edge => (self.at.middle() + 12, self.at.column.1 - 4, Anchor::End),
        };
        let width = Face::Remark.width(text).min(right - left);
        let left = if anchor == Anchor::End { right - width } else { left };
        let rect = Rect::new(left - 4, y - 2, width + 8, Face::Remark.height() + 4);
        let part = Part::new(field, "part note", rect, text).also(also).filled(4).label(
            Face::Remark,
            anchor,
            (left, left + width, y),
            text,
        );
        self.parts.push(part);
    }

    /// The health probe, which both balancers share.
    fn probe_note(&mut self, y: i32) {
        let probe = &self.plan.balance.probe;
        let protocol = probe.protocol.to_string().to_ascii_uppercase();
        let asks = format!("probe {protocol} {}", probe.port);
        let every = format!(", every {} s", probe.interval_s);
        // A long path loses its middle, and neither the port nor the interval.
        let room = self.at.column.1 - self.at.middle() - 20;
        let room = room - Face::Remark.width(&asks) - Face::Remark.width(&every);
        let with = |path: &str| format!("{asks}{path}{every}");
        let path = probe.path.as_ref().map(|path| format!(" {path}"));
        let path = path.as_deref().unwrap_or("");
        let (whole, text) = (with(path), with(&Face::Remark.fit(path, room)));
        let also = [
            Field::BalanceProbeProtocol,
            Field::BalanceProbePath,
            Field::BalanceProbeIntervalS,
            Field::BalanceProbeThreshold,
        ];
        self.note(Side::Edge, y, Field::BalanceProbePort, &also, &text);
        self.parts.last_mut().expect("a part was just added").title = whole;
    }

    /// Says what the last part stands for.
    fn stands_for(&mut self, name: &str) {
        let last = self.parts.last_mut().expect("a part was just added");
        last.stations.push(name.to_owned());
    }

    fn vnet(&self, rect: Rect) -> Part {
        let network = &self.plan.network;
        let blocks: Vec<String> = network.blocks.iter().map(ToString::to_string).collect();
        let blocks = blocks.join(", ");
        let kind = if network.existing.is_some() { "Existing VNet" } else { "VNet" };
        let title = format!("{kind} {}, {blocks}", network.name);
        let (left, right) = (self.at.unit_a.0, self.at.middle() - 16);
        let part = Part::new(Field::NetworkRange, "part vnet", rect, title)
            .also(&[Field::NetworkName, Field::NetworkMode, Field::NetworkResourceGroup])
            .stands_for(network.remotes.iter().map(|remote| remote.name.as_str()))
            .filled(12);
        let said = format!("{kind} {}", network.name);
        let name = |part: Part, right| {
            part.label(Face::Name, Anchor::Start, (left, right, rect.y + 8), &said)
        };
        if self.at.beside.is_none() {
            return name(part, right).label(
                Face::Mono,
                Anchor::Start,
                (left, right, rect.y + 26),
                &blocks,
            );
        }
        // One line: the name, and behind it its ranges as far as they fit.
        let width = Face::Mono.width(&blocks).min((right - left) / 2);
        let end = (left + Face::Name.width(&said)).min(right - width - 12);
        let behind = (end + 12, right, rect.y + 9);
        name(part, end).label(Face::Mono, Anchor::Start, behind, &blocks)
    }
}

/// A side of the line in the middle, or the right edge of the column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Edge,
}

/// A filled part with a name in its first line.
fn titled(
    field: impl Into<Option<Field>>,
    class: &str,
    rect: Rect,
    title: &str,
    name: &str,
) -> Part {
    Part::new(field, class, rect, title).filled(8).label(
        Face::Name,
        Anchor::Start,
        row(rect, 0),
        name,
    )
}

/// The room of a line of text inside a part: left, right, upper edge.
fn row(rect: Rect, n: i32) -> (i32, i32, i32) {
    let y = rect.y + 8 + if n == 0 { 0 } else { 3 + n * LINE };
    (rect.x + PAD, rect.right() - PAD, y)
}

fn wire_class(role: Role) -> &'static str {
    match role {
        Role::Management => "wire-management",
        Role::Untrust => "wire-untrust",
        Role::Trust => "wire-trust",
        Role::Ha2 => "wire-ha2",
        Role::Balancer | Role::Workload | Role::Gateway | Role::Bastion => "flow",
    }
}

fn plug_class(role: Role) -> &'static str {
    match role {
        Role::Management => "plug zone-management",
        Role::Untrust => "plug zone-untrust",
        Role::Trust => "plug zone-trust",
        Role::Ha2 => "plug zone-ha2",
        Role::Balancer | Role::Workload | Role::Gateway | Role::Bastion => "plug",
    }
}

/// A length as the scene counts it.
fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX / 1000)
}
