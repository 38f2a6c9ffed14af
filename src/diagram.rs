//! The picture of the network, from the plan alone.
//!
//! The layout rests on one observation: two units and four subnets between them can be drawn without a
//! crossing when the units stand left and right and the subnets lie between them in a column, the
//! Internet's side on top and management at the bottom. `place` makes the scene, on a tall sheet or a wide one,
//! `draw` the nodes; the page puts the same nodes into its document that `svg` writes as text, with the fields
//! that they lead to. `film` lets a failover play in it, `sight` says which part of it a small room shows.

use self::mark::Mark;
use self::scene::Scene;
use crate::failover::Timeline;
use crate::field::Field;
use crate::finding::Severity;
use crate::plan::Plan;
use crate::xml::{Node, Xml};

mod draw;
mod film;
#[cfg(test)]
mod law;
pub mod mark;
mod place;
mod scene;
mod sight;

pub use self::sight::Sight;

/// The style sheet of the picture; it names fallbacks for everything that the page's tokens give.
const STYLE: &str = include_str!("../style/diagram.css");

/// The style sheet of what is marked in it.
const MARKS: &str = include_str!("../style/marks.css");

/// A field of which something is found, and how much that matters.
pub type Found = (Field, Severity);

/// What stands in place of a field's key at the part that folds many into one.
pub const FOLD: &str = "fold";

/// How the picture is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// What is outside the VNet stands beside it, for a wide room.
    pub wide: bool,
    /// All workloads are shown, however many there are.
    pub open: bool,
}

impl Layout {
    /// The scene of a plan with what is found of it, and with what the marks say in it.
    fn scene(self, plan: &Plan, found: &[Found], marks: &[Mark]) -> Scene {
        let sheet = if self.wide { place::WIDE } else { place::TALL };
        place::place(plan, sheet, self.open, found, marks)
    }

    /// Which of some rooms, each of a width and a height, shows most of the picture, and whether that is the wide one:
    /// the room with the larger letters, and among those in which letters have to stay legible, the one that shows
    /// more of its width, and then more of its height.
    pub fn in_rooms(self, plan: &Plan, rooms: &[(f64, f64)]) -> (Self, usize) {
        /// A picture that is only a little larger is not worth another look.
        const WORTH: f64 = 1.1;
        let size = |wide: bool| {
            let scene = Self { wide, ..self }.scene(plan, &[], &[]);
            (f64::from(scene.width), f64::from(scene.height))
        };
        let (tall, wide) = (size(false), size(true));
        let (mut best, mut most) = ((self, 0), [0.0; 3]);
        for (n, room) in rooms.iter().enumerate() {
            let scale = |(width, height): (f64, f64)| (room.0 / width).min(room.1 / height);
            let is_wide = scale(wide) > scale(tall) * WORTH;
            let size = if is_wide { wide } else { tall };
            let scale = scale(size).max(LEGIBLE);
            let seen = [scale, (room.0 / scale).min(size.0), (room.1 / scale).min(size.1)];
            if seen >= most {
                (best, most) = ((Self { wide: is_wide, ..self }, n), seen);
            }
        }
        best
    }
}

/// The scale at which the smallest letters, of 12 px, have 11 px on the screen, with what rounding takes.
pub const LEGIBLE: f64 = 0.92;

/// The picture for the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// What is drawn.
    pub node: Node,
    /// What of it the present step is about.
    pub sight: Sight,
}

/// The picture with marks on the parts that they name.
pub fn picture(plan: &Plan, found: &[Found], marks: &[Mark], layout: Layout) -> Picture {
    let scene = layout.scene(plan, found, marks);
    Picture { node: draw::draw(&scene, marks, None), sight: Sight::of(&scene, marks) }
}

/// The picture as a self-contained SVG file.
pub fn svg(plan: &Plan, found: &[Found], marks: &[Mark], layout: Layout) -> String {
    let style = if marks.is_empty() { STYLE.to_owned() } else { [STYLE, MARKS].concat() };
    let node = draw::draw(&layout.scene(plan, found, marks), marks, Some(&style));
    Xml::document(|xml| node.write(xml))
}

/// A failover as a self-contained SVG file that plays by itself.
pub fn film(plan: &Plan, found: &[Found], line: &Timeline, layout: Layout) -> String {
    let node = film::film((plan, found, layout), line, &[STYLE, MARKS].concat());
    Xml::document(|xml| node.write(xml))
}
