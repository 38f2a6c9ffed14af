//! From a scene to SVG nodes. The page and the file get the same ones.

use super::FOLD;
use super::mark::{Kind, Mark};
use super::scene::{Anchor, Part, Rect, Scene, Shape};
use crate::field::Field;
use crate::xml::Node;

pub(super) fn draw(scene: &Scene, marks: &[Mark], style: Option<&str>) -> Node {
    let class = if marks.is_empty() { "diagram" } else { "diagram has-marks" };
    let mut svg = Node::new(
        "svg",
        vec![
            ("xmlns", "http://www.w3.org/2000/svg".to_owned()),
            ("viewBox", format!("0 0 {} {}", scene.width, scene.height)),
            ("width", scene.width.to_string()),
            ("height", scene.height.to_string()),
            ("class", class.to_owned()),
            ("role", "group".to_owned()),
            ("aria-label", scene.title.clone()),
        ],
    );
    svg.children.push(Node::new("title", Vec::new()).with_text(&scene.title));
    if let Some(style) = style {
        svg.children.push(Node::new("style", Vec::new()).with_text(style));
        let class = vec![
            ("class", "paper".to_owned()),
            ("width", scene.width.to_string()),
            ("height", scene.height.to_string()),
        ];
        svg.children.push(Node::new("rect", class));
    }
    // In a file there is no field to lead to.
    let leads = style.is_none();
    let kinds: Vec<Vec<Kind>> = scene.parts.iter().map(|part| named(part, marks)).collect();
    let both = || scene.parts.iter().zip(&kinds);
    let all = both().filter(|(_, own)| !own.is_empty());
    let all: Vec<(Rect, &[Kind])> = all.map(|(part, own)| (part.rect, own.as_slice())).collect();
    svg.children.extend(both().map(|(part, own)| {
        let mut node = group(part, leads);
        for kind in marked(part, own, &all) {
            // The class is the first attribute of each part.
            if let Some((_, class)) = node.attributes.first_mut() {
                class.push(' ');
                class.push_str(kind.class());
            }
        }
        node
    }));
    svg
}

/// What the marks call a part. What is listed in a part is lit with it, and nothing is lost at it.
fn named(part: &Part, marks: &[Mark]) -> Vec<Kind> {
    let here = marks.iter().filter(|mark| part.stations.contains(&mark.name));
    let is_list = part.class.starts_with("part list");
    let kinds = here.map(|mark| mark.kind);
    let looks = kinds.filter(|kind| *kind != Kind::Near);
    looks.filter(|kind| !is_list || *kind == Kind::Lit).collect()
}

/// What a part looks like with its own marks, among all that have some. A line is lit where both its ends are at parts
/// that are, and it itself where only some of what passes there takes it.
fn marked(part: &Part, own: &[Kind], all: &[(Rect, &[Kind])]) -> Vec<Kind> {
    if part.class != "wire" {
        let mut kinds = own.to_vec();
        kinds.dedup();
        return kinds;
    }
    let with = |wanted: &'static [Kind]| {
        let has = move |kinds: &[Kind]| wanted.iter().all(|kind| kinds.contains(kind));
        all.iter().filter(move |(_, kinds)| has(kinds)).map(|(rect, _)| *rect)
    };
    let ends_lit = |shape: &Shape| match shape {
        Shape::Line { points, .. } => [points.first(), points.last()]
            .into_iter()
            .flatten()
            .map(|end| with(&[Kind::Lit]).any(|rect| rect.has_at_edge(*end)))
            .collect(),
        Shape::Area { .. } | Shape::Label { .. } | Shape::Sign { .. } => Vec::new(),
    };
    // A link that failed where it ends, or between its ends.
    let meets = |rect: Rect| {
        part.shapes.iter().any(|shape| {
            let Shape::Line { points, .. } = shape else { return false };
            let (Some(a), Some(b)) = (points.first(), points.last()) else { return false };
            let middle = Rect::new(i32::midpoint(a.0, b.0), i32::midpoint(a.1, b.1), 0, 0);
            rect.has_at_edge(*a) || rect.has_at_edge(*b) || rect.holds(middle)
        })
    };
    if with(&[Kind::Down, Kind::Lost]).any(meets) {
        return vec![Kind::Down];
    }
    // A way that several share ends at each of them and in itself.
    let ends: Vec<bool> = part.shapes.iter().flat_map(ends_lit).collect();
    let lit = ends.iter().filter(|lit| **lit).count();
    let takes = part.stations.is_empty() || own.contains(&Kind::Lit);
    if lit >= 2 && takes { vec![Kind::Lit] } else { Vec::new() }
}

fn group(part: &Part, leads: bool) -> Node {
    let mut node = Node::new("g", vec![("class", part.class.clone())]);
    let folds = part.class.ends_with(FOLD).then_some(FOLD);
    if let Some(key) = part.field.map(Field::key).or(folds).filter(|_| leads) {
        node.attributes.push(("data-field", key.to_owned()));
        if !part.also.is_empty() {
            let also: Vec<&str> = part.also.iter().map(|field| field.key()).collect();
            node.attributes.push(("data-also", also.join(" ")));
        }
        node.attributes.push(("tabindex", "-1".to_owned()));
        node.attributes.push(("role", "button".to_owned()));
    }
    if !part.title.is_empty() {
        node.children.push(Node::new("title", Vec::new()).with_text(&part.title));
    }
    node.children.extend(part.shapes.iter().flat_map(shape));
    node
}

fn shape(shape: &Shape) -> Vec<Node> {
    match shape {
        Shape::Area { rect, class, radius } => vec![Node::new(
            "rect",
            vec![
                ("class", (*class).to_owned()),
                ("x", rect.x.to_string()),
                ("y", rect.y.to_string()),
                ("width", rect.w.to_string()),
                ("height", rect.h.to_string()),
                ("rx", radius.to_string()),
            ],
        )],
        Shape::Label { rect, text, face, anchor } => {
            let (x, anchor) = match anchor {
                Anchor::Start => (rect.x, "start"),
                Anchor::Middle => (rect.middle_x(), "middle"),
                Anchor::End => (rect.right(), "end"),
            };
            let attributes = vec![
                ("class", face.class().to_owned()),
                ("x", x.to_string()),
                ("y", (rect.bottom() - 4).to_string()),
                ("text-anchor", anchor.to_owned()),
            ];
            vec![Node::new("text", attributes).with_text(text)]
        }
        Shape::Line { points, class, arrow } => {
            let line = Node::new(
                "polyline",
                vec![("class", format!("line {class}")), ("points", joined(points))],
            );
            let head = head(points.iter().rev().copied()).filter(|_| *arrow).map(|points| {
                let class = ("class", format!("head {class}"));
                Node::new("polygon", vec![class, ("points", joined(&points))])
            });
            std::iter::once(line).chain(head).collect()
        }
        Shape::Sign { at: (x, y), class } => {
            let sign = |points: &[(i32, i32)]| {
                let points: Vec<_> = points.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
                let class = ("class", format!("sign {class}"));
                Node::new("polygon", vec![class, ("points", joined(&points))])
            };
            vec![sign(match *class {
                "lost" => &CROSS,
                "sender" => &TRIANGLE,
                "hourglass" => &HOURGLASS,
                _ => &DIAMOND,
            })]
        }
    }
}

/// A cross, for what is lost.
const CROSS: [(i32, i32); 12] = [
    (-8, -5),
    (-5, -8),
    (0, -3),
    (5, -8),
    (8, -5),
    (3, 0),
    (8, 5),
    (5, 8),
    (0, 3),
    (-5, 8),
    (-8, 5),
    (-3, 0),
];

/// An hourglass, for who has waited in vain.
const HOURGLASS: [(i32, i32); 6] = [(-7, -8), (7, -8), (2, 0), (7, 8), (-7, 8), (-2, 0)];

/// A diamond, for what has a finding.
const DIAMOND: [(i32, i32); 4] = [(0, -8), (8, 0), (0, 8), (-8, 0)];

/// A triangle that points into its part, for who sends.
const TRIANGLE: [(i32, i32); 3] = [(-6, -8), (8, 0), (-6, 8)];

fn joined(points: &[(i32, i32)]) -> String {
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    points.join(" ")
}

/// The arrow at the first of the points.
fn head(mut points: impl Iterator<Item = (i32, i32)>) -> Option<[(i32, i32); 3]> {
    const LENGTH: i32 = 9;
    const HALF: i32 = 4;
    let (tip, next) = (points.next()?, points.next()?);
    let (dx, dy) = ((next.0 - tip.0).signum(), (next.1 - tip.1).signum());
    let foot = (tip.0 + dx * LENGTH, tip.1 + dy * LENGTH);
    Some([tip, (foot.0 + dy * HALF, foot.1 + dx * HALF), (foot.0 - dy * HALF, foot.1 - dx * HALF)])
}
