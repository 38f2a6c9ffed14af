//! Both units with their NICs in order, as tall as the column between them.

use super::{Canvas, LINE, PAD, UNIT_A, UNIT_B, plug_class, row, titled};
use crate::design::Unit;
use crate::diagram::scene::{Anchor, Face, Part, Rect, Shape};
use crate::field::Field;
use crate::plan::{Availability, Firewall, Plan, Role};

impl Canvas<'_> {
    pub(super) fn units(&mut self, top: i32, bottom: i32) {
        let machine = &self.plan.machine;
        for unit in Unit::BOTH {
            let (left, right) = match unit {
                Unit::A => UNIT_A,
                Unit::B => UNIT_B,
            };
            let rect = Rect::new(left, top, right - left, bottom - top);
            let firewall = self.plan.units.of(unit);
            let letter = unit.letter();
            let place = placement(self.plan, unit);
            let remark = format!("Unit {letter}, HA priority {}", firewall.priority);
            let kind = format!("{}, PAN-OS {}", machine.size, machine.line);
            let title = format!("{remark}, {}, {place}, {kind}", firewall.name);
            let (field, priority) = match unit {
                Unit::A => (Field::PairAName, Field::HaPriorityA),
                Unit::B => (Field::PairBName, Field::HaPriorityB),
            };
            let mut part = titled(field, "part unit", rect, &title, &firewall.name.value)
                .also(&[priority, Field::PairSize, Field::PairPanos, Field::PairImageVersion])
                .stands_for([&firewall.name.value])
                .also(&[Field::PairAvailability, Field::PairZones, Field::PairSetName])
                .label(Face::Remark, Anchor::Start, row(rect, 1), &remark)
                .label(Face::Remark, Anchor::Start, row(rect, 2), &place)
                .label(Face::Remark, Anchor::Start, row(rect, 3), &kind);
            for (role, y) in &self.ports {
                part = port(part, firewall, *role, *y);
            }
            self.parts.push(part);
        }
    }
}

/// A NIC at the edge of its unit, at the height of its address.
fn port(mut part: Part, firewall: &Firewall, role: Role, y: i32) -> Part {
    let nic = firewall.nic(role).expect("a port is a NIC's");
    let rect = part.rect;
    let number =
        firewall.nics().iter().position(|other| other.role == role).expect("each port is a NIC's");
    let text = format!("nic{number} {}", nic.interface);
    let (plug, anchor, ends) = match firewall.unit {
        Unit::A => (rect.right() - 8, Anchor::End, (rect.x + PAD, rect.right() - 16)),
        Unit::B => (rect.x, Anchor::Start, (rect.x + 16, rect.right() - PAD)),
    };
    part.shapes.push(Shape::Area {
        rect: Rect::new(plug, y - 8, 8, 16),
        class: plug_class(role),
        radius: 2,
    });
    part.label(Face::Mono, anchor, (ends.0, ends.1, y - LINE + 1), &text).label(
        Face::Remark,
        anchor,
        (ends.0, ends.1, y + 1),
        &nic.name,
    )
}

fn placement(plan: &Plan, unit: Unit) -> String {
    match (&plan.availability, unit) {
        (Availability::Zones(zone, _), Unit::A) | (Availability::Zones(_, zone), Unit::B) => {
            format!("zone {zone}")
        }
        (Availability::ZonesAuto(_), _) => "a zone picked at deployment".to_owned(),
        (Availability::NewSet(name) | Availability::ExistingSet(name), _) => {
            format!("availability set {name}")
        }
        (Availability::None, _) => "no availability set, no zone".to_owned(),
    }
}
