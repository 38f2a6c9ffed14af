//! The picture of the network, from the plan alone.
//!
//! The layout rests on one observation: two units and four subnets between them can be drawn without a
//! crossing when the units stand left and right and the subnets lie between them in a column, the
//! Internet's side on top and management at the bottom. `place` makes the scene, on a tall sheet or a wide one,
//! `draw` the nodes; the page puts the same nodes into its document that `svg` writes as text, with the fields
//! that they lead to. `film` lets a failover play in it.

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

    /// Whether the wide picture has clearly larger letters in a room of this width and height.
    pub fn is_wide_in(self, plan: &Plan, room: (f64, f64)) -> bool {
        /// A picture that is only a little larger is not worth another look.
        const WORTH: f64 = 1.1;
        let scale = |wide: bool| {
            let scene = Self { wide, ..self }.scene(plan, &[], &[]);
            (room.0 / f64::from(scene.width)).min(room.1 / f64::from(scene.height))
        };
        scale(true) > scale(false) * WORTH
    }
}

/// The picture as nodes, for the page, with marks on the parts that they name.
pub fn nodes(plan: &Plan, found: &[Found], marks: &[Mark], layout: Layout) -> Node {
    draw::draw(&layout.scene(plan, found, marks), marks, None)
}

/// The picture as a self-contained SVG file.
pub fn svg(plan: &Plan, found: &[Found], marks: &[Mark], layout: Layout) -> String {
    let style = if marks.is_empty() { STYLE.to_owned() } else { [STYLE, MARKS].concat() };
    let node = draw::draw(&layout.scene(plan, found, marks), marks, Some(&style));
    Xml::document(|xml| node.write(xml))
}

/// A failover as a self-contained SVG file that plays by itself.
pub fn film(plan: &Plan, line: &Timeline) -> String {
    let node = film::film(plan, line, &[STYLE, MARKS].concat());
    Xml::document(|xml| node.write(xml))
}
