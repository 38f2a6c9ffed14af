//! Places the plan's parts: units left and right, subnets in a column between them.
//!
//! The Internet's side is on top and the administrators are at the bottom. Wires run level from a unit to
//! its address; what flows between subnets runs down the middle; what serves from outside runs in the
//! right gutter and the right margin. So no two lines cross, whatever is planned.

use super::mark;
use super::scene::{Anchor, Face, Heads, Part, Rect, Scene, Shape};
use crate::field::Field;
use crate::plan::{Plan, Role};

mod column;
mod outside;
mod unit;

const WIDTH: i32 = 1312;
const MARGIN: i32 = 24;
/// The column of the subnets.
const COLUMN: (i32, i32) = (352, 960);
const MIDDLE: i32 = i32::midpoint(COLUMN.0, COLUMN.1);
/// The boxes of unit A and unit B.
const UNIT_A: (i32, i32) = (48, 304);
const UNIT_B: (i32, i32) = (1008, 1264);
/// Between the column and unit B, and between unit B and the VNet's edge.
const GUTTER: i32 = 984;
const EDGE: i32 = 1276;
/// How far a unit rises above the first subnet, for its lines of text.
const UNIT_HEAD: i32 = 56;
/// The VNet's own two lines of text.
const VNET_HEAD: i32 = 52;
/// Between two subnets, and where a line between them carries labels.
const GAP: i32 = 24;
const LABELLED: i32 = 40;
const PAD: i32 = 12;
const LINE: i32 = 18;
const CHIP_W: i32 = 228;
const CHIP_H: i32 = 40;

/// The scene of a plan.
pub(super) fn place(plan: &Plan) -> Scene {
    let mut canvas = Canvas { plan, parts: Vec::new(), y: MARGIN, ports: Vec::new() };
    canvas.legend();
    let above = canvas.outside();
    let frame = canvas.parts.len();
    let top = canvas.y;
    canvas.y += VNET_HEAD;
    let first = canvas.y;
    canvas.y += UNIT_HEAD;
    canvas.column(above);
    let last = canvas.y;
    canvas.units(first, last);
    canvas.y = last + GAP;
    let vnet = canvas.vnet(Rect::new(MARGIN, top, WIDTH - 2 * MARGIN, canvas.y - top));
    canvas.parts.insert(frame, vnet);
    canvas.below(last);
    Scene {
        width: WIDTH,
        height: canvas.y + MARGIN,
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
    internet: Rect,
    balancer: Rect,
    gateway: Option<Rect>,
}

impl Canvas<'_> {
    fn line(&mut self, class: &'static str, heads: Heads, points: Vec<(i32, i32)>) {
        let mut part = Part::new(None, "wire", Rect::new(0, 0, 0, 0), "");
        part.shapes.push(Shape::Line { points, class, heads });
        self.parts.push(part);
    }

    /// A remark beside the line in the middle: on its left side what passes, on its right how it is
    /// judged.
    fn note(&mut self, side: Side, y: i32, field: Field, also: &[Field], text: &str) {
        let (left, right, anchor) = match side {
            Side::Left => (COLUMN.0, MIDDLE - 12, Anchor::End),
            Side::Right => (MIDDLE + 12, COLUMN.1, Anchor::Start),
        };
        let width = Face::Remark.width(text).min(right - left);
        let left = if side == Side::Left { right - width } else { left };
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
        let path = probe.path.as_ref().map(|path| format!(" {path}")).unwrap_or_default();
        let text = format!(
            "probe {} {}{path}, every {} s",
            probe.protocol.to_string().to_ascii_uppercase(),
            probe.port,
            probe.interval_s
        );
        let also = [
            Field::BalanceProbeProtocol,
            Field::BalanceProbePath,
            Field::BalanceProbeIntervalS,
            Field::BalanceProbeThreshold,
        ];
        self.note(Side::Right, y, Field::BalanceProbePort, &also, &text);
        self.stands_for(mark::PROBE);
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
        let (left, right) = (UNIT_A.0, MIDDLE - 16);
        Part::new(Field::NetworkRange, "part vnet", rect, title)
            .also(&[Field::NetworkName, Field::NetworkMode, Field::NetworkResourceGroup])
            .stands_for(network.remotes.iter().map(|remote| remote.name.as_str()))
            .filled(12)
            .label(
                Face::Name,
                Anchor::Start,
                (left, right, rect.y + 8),
                &format!("{kind} {}", network.name),
            )
            .label(Face::Mono, Anchor::Start, (left, right, rect.y + 26), &blocks)
    }
}

/// A side of the line in the middle.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
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
