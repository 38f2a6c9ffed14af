//! What stands beside the units: the legend of what the picture shows now, and the time of a failover.

use super::{Canvas, LINE, PAD, count, plug_class};
use crate::diagram::mark;
use crate::diagram::mark::{Kind, Mark};
use crate::diagram::scene::{Anchor, Face, Part, Rect, Shape};
use crate::plan::Role;

/// What stands before the words of an entry.
#[derive(Clone, Copy)]
enum Key {
    Colour(&'static str),
    Way(&'static str, bool),
    Sign(&'static str),
}

/// What may be drawn, and whether a line has an arrow.
const DRAWN: [(Key, &str); 4] = [
    (Key::Way("flow", true), "new flows"),
    (Key::Way("route", true), "route"),
    (Key::Way("wire-ha2", false), "HA2 link"),
    (Key::Sign("badge"), "finding"),
];

/// What may be marked.
const MARKED: [(Kind, Key, &str); 9] = [
    (Kind::Lit, Key::Way("lit", false), "way now"),
    (Kind::Sender, Key::Sign("sender"), "sender"),
    (Kind::Stop, Key::Colour("key is-stop"), "stops here"),
    (Kind::Active, Key::Colour("key is-active"), "active"),
    (Kind::Unseen, Key::Colour("key is-unseen"), "probe down"),
    (Kind::Passive, Key::Colour("key is-passive"), "passive"),
    (Kind::Notices, Key::Sign("hourglass"), "notices"),
    (Kind::Down, Key::Colour("key is-down"), "failed"),
    (Kind::Lost, Key::Sign("lost"), "lost or cut"),
];

/// Rows at least, and where the second column begins.
const ROWS: usize = 4;
const SECOND: i32 = 108;

impl Canvas<'_> {
    /// The colours, the lines that are drawn, and what is marked, in two columns.
    pub(super) fn legend(&self, last: i32) -> Part {
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
        entries.extend(DRAWN.into_iter().filter(|(key, _)| self.draws(*key)));
        for (kind, key, name) in MARKED {
            if self.marks.iter().any(|mark| mark.kind == kind) {
                // A change that is proposed marks what it changes, and nothing flows.
                let flows = self.marks.iter().any(|mark| mark.kind != Kind::Lit);
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
                    // What is marked on a border needs room for one.
                    let w = if class.starts_with("key") { 18 } else { 10 };
                    let rect = Rect::new(x, y + 3, w, 10);
                    (Shape::Area { rect, class, radius: 2 }, x + w + 8)
                }
                Key::Way(class, arrow) => {
                    let points = vec![(x, y + 8), (x + 24, y + 8)];
                    (Shape::Line { points, class, arrow }, x + 30)
                }
                Key::Sign(class) => (Shape::Sign { at: (x + 6, y + 8), class }, x + 18),
            };
            part.shapes.push(shape);
            part = part.label(Face::Remark, Anchor::Start, (text, right, y), name);
        }
        part
    }

    /// Whether a line or a sign of this kind is drawn.
    fn draws(&self, key: Key) -> bool {
        let mut shapes = self.parts.iter().flat_map(|part| &part.shapes);
        shapes.any(|shape| match (shape, key) {
            (Shape::Line { class, .. }, Key::Way(wanted, _))
            | (Shape::Sign { class, .. }, Key::Sign(wanted)) => *class == wanted,
            _ => false,
        })
    }

    /// The board where what is outside stands above and below: right below unit B, or where that has no room below
    /// everything.
    pub(super) fn board_below(&mut self, last: i32) {
        if self.at.beside.is_some() {
            return;
        }
        let (left, right) = self.at.unit_b;
        let parts = self.parts.iter().map(|part| part.rect);
        let here = parts.filter(|rect| rect.x > self.at.margin && rect.y < last);
        let here = here.filter(|rect| rect.x < right && rect.right() > left);
        let below = here.map(Rect::bottom).fold(0, i32::max) + PAD;
        let fits = below + self.board_height() <= last;
        let bottom = self.board((left, right), if fits { below } else { self.y + PAD });
        self.y = self.y.max(bottom);
    }

    fn board_height(&self) -> i32 {
        16 + LINE * count(self.board_lines().count())
    }

    fn board_lines(&self) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(|mark| mark.kind == Kind::Told && mark::is_board(&mark.name))
    }

    /// The time of a failover and what holds then, where one is told; says where it ends.
    pub(super) fn board(&mut self, (left, right): (i32, i32), top: i32) -> i32 {
        let lines: Vec<&Mark> = self.board_lines().collect();
        if lines.is_empty() {
            return top;
        }
        let rect = Rect::new(left, top, right - left, self.board_height());
        let mut part = Part::new(None, "part board", rect, "").filled(8);
        for (n, line) in lines.into_iter().enumerate() {
            let face = match n {
                0 => Face::Name,
                _ if line.name == mark::BOARD_HEAD => Face::State,
                _ if line.name == mark::BOARD_WORST => Face::Worst,
                _ => Face::Remark,
            };
            let ends = (rect.x + PAD, rect.right() - 4, rect.y + 8 + count(n) * LINE);
            part = part.label(face, Anchor::Start, ends, &line.said);
        }
        self.parts.push(part);
        rect.bottom()
    }
}
