//! Both units with their NICs in order, each in its zone.

use super::{Canvas, LINE, PAD, plug_class, row, titled};
use crate::design::Unit;
use crate::diagram::mark;
use crate::diagram::scene::{Anchor, Face, Part, Rect, Shape};
use crate::field::Field;
use crate::plan::{Availability, Firewall, Plan, Role};

/// Below the lowest port.
const FOOT: i32 = 30;
/// What a zone is wider than its unit, and its line of text below it.
const AROUND: i32 = 6;
const ZONE_FOOT: i32 = 26;

impl Canvas<'_> {
    pub(super) fn units(&mut self, top: i32, behind: usize) {
        let machine = &self.plan.machine;
        let (_, last) = *self.ports.last().expect("a unit has ports");
        for unit in Unit::BOTH {
            let (left, right) = match unit {
                Unit::A => self.at.unit_a,
                Unit::B => self.at.unit_b,
            };
            let rect = Rect::new(left, top, right - left, last + FOOT - top);
            let firewall = self.plan.units.of(unit);
            let letter = unit.letter();
            let place = placement(self.plan, unit);
            let remark = format!("Unit {letter}, HA priority {}", firewall.priority);
            let kind = format!("{}, PAN-OS {}", machine.size, machine.line);
            // A narrower unit has no room for what all sizes begin with.
            let short = kind.strip_prefix("Standard_").filter(|_| self.at.beside.is_some());
            let first = if self.plan.preferred() == unit { "active" } else { "passive" };
            let title = format!("{remark}, {}, {place}, {kind}, {first} at first", firewall.name);
            let (field, priority) = match unit {
                Unit::A => (Field::PairAName, Field::HaPriorityA),
                Unit::B => (Field::PairBName, Field::HaPriorityB),
            };
            self.zone_of(unit, rect, &place, behind);
            let mut part = titled(field, "part unit", rect, &title, &firewall.name.value)
                .also(&[priority, Field::PairSize, Field::PairPanos, Field::PairImageVersion])
                .stands_for([&firewall.name.value])
                .also(&[Field::PairAvailability, Field::PairZones, Field::PairSetName])
                .label(Face::Remark, Anchor::Start, row(rect, 1), &remark)
                .label(Face::Remark, Anchor::Start, row(rect, 2), &place)
                .label(Face::Remark, Anchor::Start, row(rect, 3), short.unwrap_or(&kind))
                .label(Face::State, Anchor::Start, row(rect, 4), &format!("{first} at first"));
            for (role, y) in &self.ports {
                part = port(part, firewall, *role, *y);
            }
            self.parts.push(part);
        }
    }

    /// The availability zone of a unit, as a band around it, behind what was drawn so far but for so many parts.
    fn zone_of(&mut self, unit: Unit, around: Rect, place: &str, behind: usize) {
        let text = match &self.plan.availability {
            Availability::Zones(..) => format!("Availability {place}"),
            Availability::ZonesAuto(_) => "Zone picked at deployment".to_owned(),
            Availability::NewSet(_) | Availability::ExistingSet(_) | Availability::None => return,
        };
        let rect = Rect::new(
            around.x - AROUND,
            around.y - AROUND,
            around.w + 2 * AROUND,
            around.h + AROUND + ZONE_FOOT,
        );
        let ends = (around.x + PAD, around.right() - PAD, around.bottom() + 5);
        let part = Part::new(Field::PairZones, "part zone", rect, text.as_str())
            .also(&[Field::PairAvailability])
            .stands_for([mark::zone_of(unit)])
            .filled(10)
            .label(Face::Remark, Anchor::Start, ends, &text);
        self.parts.insert(behind, part);
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
