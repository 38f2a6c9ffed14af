//! From a scene to SVG nodes. The page and the file get the same ones.

use super::mark::{Kind, Mark};
use super::scene::{Anchor, Part, Scene, Shape};
use super::{FOLD, Found};
use crate::field::Field;
use crate::finding::Severity;
use crate::xml::Node;

pub(super) fn draw(scene: &Scene, found: &[Found], marks: &[Mark], style: Option<&str>) -> Node {
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
    svg.children.extend(scene.parts.iter().map(|part| {
        let mut node = group(part, found, leads);
        for kind in marked(scene, part, marks) {
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

/// What a part is marked as. A line is lit where both its ends are at parts that are.
fn marked(scene: &Scene, part: &Part, marks: &[Mark]) -> Vec<Kind> {
    let named = |part: &Part| {
        let here = marks.iter().filter(|mark| part.stations.contains(&mark.name));
        here.map(|mark| mark.kind).collect::<Vec<_>>()
    };
    let is_lit = |part: &&Part| named(part).contains(&Kind::Lit);
    let ends_lit = |shape: &Shape| match shape {
        Shape::Line { points, .. } => [points.first(), points.last()]
            .into_iter()
            .flatten()
            .map(|end| scene.parts.iter().filter(is_lit).any(|part| part.rect.has_at_edge(*end)))
            .collect(),
        Shape::Area { .. } | Shape::Label { .. } | Shape::Sign { .. } => Vec::new(),
    };
    if part.class != "wire" || marks.is_empty() {
        let mut kinds = named(part);
        kinds.dedup();
        return kinds;
    }
    // A way that several share ends at each of them and in itself.
    let ends: Vec<bool> = part.shapes.iter().flat_map(ends_lit).collect();
    let lit = ends.iter().filter(|lit| **lit).count();
    if lit >= 2 { vec![Kind::Lit] } else { Vec::new() }
}

fn group(part: &Part, found: &[Found], leads: bool) -> Node {
    let shows = |at: Field| part.field == Some(at) || part.also.contains(&at);
    let worst = found.iter().filter(|(at, _)| shows(*at)).map(|(_, severity)| *severity).min();
    let (mark, said) = match worst {
        Some(Severity::Error) => (" has-error", ", has an error"),
        Some(Severity::Warning) => (" has-warning", ", has a warning"),
        Some(Severity::Note) | None => ("", ""),
    };
    let mut node = Node::new("g", vec![("class", format!("{}{mark}", part.class))]);
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
        let title = format!("{}{said}", part.title);
        node.children.push(Node::new("title", Vec::new()).with_text(title));
    }
    node.children.extend(part.shapes.iter().flat_map(shape));
    if !mark.is_empty() {
        // The form's own mark, a diamond, on the corner: a colour alone says nothing to some eyes.
        let (x, y) = (part.rect.right(), part.rect.y);
        let points = joined(&[(x, y - 8), (x + 8, y), (x, y + 8), (x - 8, y)]);
        let badge = vec![("class", "badge".to_owned()), ("points", points)];
        node.children.push(Node::new("polygon", badge));
    }
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
        Shape::Line { points, class, heads } => {
            let line = Node::new(
                "polyline",
                vec![("class", format!("line {class}")), ("points", joined(points))],
            );
            let start = arrow(points.iter().copied(), heads.start);
            let end = arrow(points.iter().rev().copied(), heads.end);
            let heads = start.into_iter().chain(end).map(|points| {
                let class = ("class", format!("head {class}"));
                Node::new("polygon", vec![class, ("points", joined(&points))])
            });
            std::iter::once(line).chain(heads).collect()
        }
        Shape::Sign { at: (x, y), class } => {
            let sign = |points: &[(i32, i32)]| {
                let points: Vec<_> = points.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
                let class = ("class", format!("sign {class}"));
                Node::new("polygon", vec![class, ("points", joined(&points))])
            };
            vec![sign(if *class == "lost" { &CROSS } else { &TRIANGLE })]
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

/// A triangle that points into its part, for who sends.
const TRIANGLE: [(i32, i32); 3] = [(-6, -8), (8, 0), (-6, 8)];

fn joined(points: &[(i32, i32)]) -> String {
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    points.join(" ")
}

/// The arrow at the first of the points.
fn arrow(mut points: impl Iterator<Item = (i32, i32)>, wanted: bool) -> Option<[(i32, i32); 3]> {
    const LENGTH: i32 = 9;
    const HALF: i32 = 4;
    let (tip, next) = (points.next().filter(|_| wanted)?, points.next()?);
    let (dx, dy) = ((next.0 - tip.0).signum(), (next.1 - tip.1).signum());
    let foot = (tip.0 + dx * LENGTH, tip.1 + dy * LENGTH);
    Some([tip, (foot.0 + dy * HALF, foot.1 + dx * HALF), (foot.0 - dy * HALF, foot.1 - dx * HALF)])
}
