//! What stands beside the units: the legend of what the picture shows now, and the time of a failover.

use super::{Canvas, LINE, PAD, count, plug_class};
use crate::diagram::mark;
use crate::diagram::mark::{Kind, Mark};
use crate::diagram::scene::{Anchor, Face, Heads, Part, Rect, Shape};
use crate::plan::Role;

/// What stands before the words of an entry.
#[derive(Clone, Copy)]
enum Key {
    Colour(&'static str),
    Way(&'static str, Heads),
    Sign(&'static str),
}

/// Rows at least, and where the second column begins.
const ROWS: usize = 4;
const SECOND: i32 = 108;

impl Canvas<'_> {
    /// The colours, the lines that are drawn, and what is marked, in two columns.
    pub(super) fn legend(&self, last: i32, marks: &[Mark]) -> Part {
        let zones = [
            (Role::Untrust, "untrust"),
            (Role::Trust, "trust"),
            (Role::Management, "management"),
            (Role::Ha2, "HA2"),
        ];
        let zones = zones.map(|(role, name)| (Key::Colour(plug_class(role)), name));
        let mut entries = Vec::from(zones);
        entries.extend(self.ways());
        entries.extend(marked(marks));
        let rows = entries.len().div_ceil(2).max(ROWS);
        let (left, right) = self.at.unit_a;
        let h = 16 + LINE * count(rows);
        // On a wide sheet there is room below unit A.
        let top = self.at.beside.map_or(self.at.margin, |_| last - h);
        let rect = Rect::new(left, top, right - left, h);
        let mut part = Part::new(None, "legend", rect, "").filled(8);
        for (n, (key, name)) in entries.into_iter().enumerate() {
            let x = rect.x + PAD + if n < rows { 0 } else { SECOND };
            let right = if n < rows { rect.x + SECOND + 8 } else { rect.right() - 4 };
            let y = rect.y + 9 + count(n % rows) * LINE;
            let (shape, text) = match key {
                Key::Colour(class) => {
                    let rect = Rect::new(x, y + 3, 10, 10);
                    (Shape::Area { rect, class, radius: 2 }, x + 18)
                }
                Key::Way(class, heads) => {
                    let points = vec![(x, y + 8), (x + 24, y + 8)];
                    (Shape::Line { points, class, heads }, x + 30)
                }
                Key::Sign(class) => (Shape::Sign { at: (x + 6, y + 8), class }, x + 18),
            };
            part.shapes.push(shape);
            part = part.label(Face::Remark, Anchor::Start, (text, right, y), name);
        }
        part
    }

    /// The lines that are drawn.
    fn ways(&self) -> impl Iterator<Item = (Key, &'static str)> {
        let drawn = |wanted: &str| {
            let mut shapes = self.parts.iter().flat_map(|part| &part.shapes);
            shapes.any(|shape| matches!(shape, Shape::Line { class, .. } if *class == wanted))
        };
        [
            ("flow", Heads::END, "new flows"),
            ("route", Heads::END, "route"),
            ("wire-ha2", Heads::default(), "HA2 link"),
        ]
        .into_iter()
        .filter(move |(class, ..)| drawn(class))
        .map(|(class, heads, name)| (Key::Way(class, heads), name))
    }

    /// The time of a failover and what holds then, below unit B.
    pub(super) fn board(&mut self, last: i32, marks: &[Mark]) {
        let said: Vec<&str> = marks
            .iter()
            .filter(|mark| mark.name == mark::CLOCK)
            .map(|mark| mark.said.as_str())
            .collect();
        if said.is_empty() {
            return;
        }
        let (left, right) = self.at.unit_b;
        let h = 16 + LINE * count(said.len());
        let rect = Rect::new(left, last - h, right - left, h);
        let mut part = Part::new(None, "part board", rect, said.join(", ")).filled(8);
        for (n, line) in said.into_iter().enumerate() {
            let face = if n == 0 { Face::Name } else { Face::Remark };
            let ends = (rect.x + PAD, rect.right() - 4, rect.y + 8 + count(n) * LINE);
            part = part.label(face, Anchor::Start, ends, line);
        }
        self.parts.push(part);
    }
}

/// What is marked, each kind once.
fn marked(marks: &[Mark]) -> impl Iterator<Item = (Key, &'static str)> {
    let has = |kind: Kind| marks.iter().any(|mark| mark.kind == kind);
    let way = match marks {
        _ if has(Kind::Sender) => "this flow",
        _ if marks.iter().any(|mark| mark.name == mark::CLOCK) => "way now",
        _ => "marked",
    };
    [
        (Kind::Lit, Key::Way("lit", Heads::default()), way),
        (Kind::Sender, Key::Sign("sender"), "sender"),
        (Kind::Stop, Key::Colour("key is-stop"), "stops here"),
        (Kind::Active, Key::Colour("key is-active"), "active"),
        (Kind::Unseen, Key::Colour("key is-unseen"), "unseen"),
        (Kind::Passive, Key::Colour("key is-passive"), "passive"),
        (Kind::Down, Key::Colour("key is-down"), "down"),
        (Kind::Lost, Key::Sign("lost"), "lost"),
    ]
    .into_iter()
    .filter(move |(kind, ..)| has(*kind))
    .map(|(_, key, name)| (key, name))
}
