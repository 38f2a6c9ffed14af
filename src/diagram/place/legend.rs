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

/// The lines that may be drawn.
const WAYS: [(&str, Heads, &str); 3] = [
    ("flow", Heads::END, "new flows"),
    ("route", Heads::END, "route"),
    ("wire-ha2", Heads { start: false, end: false }, "HA2 link"),
];

/// What may be marked.
const MARKED: [(Kind, Key, &str); 8] = [
    (Kind::Lit, Key::Way("lit", Heads { start: false, end: false }), "way now"),
    (Kind::Sender, Key::Sign("sender"), "sender"),
    (Kind::Stop, Key::Colour("key is-stop"), "stops here"),
    (Kind::Active, Key::Colour("key is-active"), "active"),
    (Kind::Unseen, Key::Colour("key is-unseen"), "unseen"),
    (Kind::Passive, Key::Colour("key is-passive"), "passive"),
    (Kind::Down, Key::Colour("key is-down"), "down"),
    (Kind::Lost, Key::Sign("lost"), "lost"),
];

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
        let mut entries: Vec<(Key, &str)> = Vec::new();
        for (role, name) in zones {
            entries.push((Key::Colour(plug_class(role)), name));
        }
        for (class, heads, name) in WAYS {
            if self.draws(class) {
                entries.push((Key::Way(class, heads), name));
            }
        }
        for (kind, key, name) in MARKED {
            if marks.iter().any(|mark| mark.kind == kind) {
                // A change that is proposed marks what it changes, and nothing flows.
                let flows = marks.iter().any(|mark| mark.kind != Kind::Lit);
                entries.push((key, if flows { name } else { "marked" }));
            }
        }
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

    /// Whether a line of this kind is drawn.
    fn draws(&self, wanted: &str) -> bool {
        let mut shapes = self.parts.iter().flat_map(|part| &part.shapes);
        shapes.any(|shape| matches!(shape, Shape::Line { class, .. } if *class == wanted))
    }

    /// The time of a failover and what holds then, below unit B.
    pub(super) fn board(&mut self, last: i32, marks: &[Mark]) {
        let said = || marks.iter().filter(|mark| mark.name == mark::CLOCK);
        let n_lines = said().count();
        if n_lines == 0 {
            return;
        }
        let (left, right) = self.at.unit_b;
        let h = 16 + LINE * count(n_lines);
        let rect = Rect::new(left, last - h, right - left, h);
        let mut part = Part::new(None, "part board", rect, "").filled(8);
        for (n, line) in said().enumerate() {
            let face = if n == 0 { Face::Name } else { Face::Remark };
            let ends = (rect.x + PAD, rect.right() - 4, rect.y + 8 + count(n) * LINE);
            part = part.label(face, Anchor::Start, ends, &line.said);
        }
        self.parts.push(part);
    }
}
