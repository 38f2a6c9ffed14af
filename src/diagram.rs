//! The picture of the network, from the plan alone.
//!
//! The layout rests on one observation: two units and four subnets between them can be drawn without a
//! crossing when the units stand left and right and the subnets lie between them in a column, the
//! Internet's side on top and management at the bottom. `place` makes the scene, `draw` the nodes; the
//! page puts the same nodes into its document that `svg` writes as text, with the fields that they lead to.

use self::mark::Mark;
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

/// The picture as nodes, for the page, with marks on the parts that they name.
pub fn nodes(plan: &Plan, found: &[Found], marks: &[Mark]) -> Node {
    draw::draw(&place::place(plan), found, marks, None)
}

/// The picture as a self-contained SVG file.
pub fn svg(plan: &Plan, found: &[Found], marks: &[Mark]) -> String {
    let style = if marks.is_empty() { STYLE.to_owned() } else { [STYLE, MARKS].concat() };
    let node = draw::draw(&place::place(plan), found, marks, Some(&style));
    Xml::document(|xml| node.write(xml))
}

/// A failover as a self-contained SVG file that plays by itself.
pub fn film(plan: &Plan, line: &Timeline) -> String {
    let node = film::film(plan, line, &[STYLE, MARKS].concat());
    Xml::document(|xml| node.write(xml))
}
