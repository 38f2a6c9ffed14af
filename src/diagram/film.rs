//! A failover as one picture that plays by itself, without any script.
//!
//! From step to step a part changes by its marks alone. So each part is drawn once for every look that it
//! has, and the style sheet shows each look while its steps last. Who wants no motion, and a reader that
//! knows no animation, sees the end of it; all steps with their times stand below in words.

use super::draw;
use super::mark;
use super::mark::{Kind, Mark};
use super::scene::{Anchor, Face, Part, Rect, Scene};
use super::{Found, Layout};
use crate::choice::Choice as _;
use crate::failover::{MEASURED, Step, Timeline};
use crate::plan::Plan;
use crate::xml::Node;

/// How long each step is shown. Its own time stands in its words.
const STEP_S: usize = 4;
const MARGIN: i32 = 24;
/// Where the words of a step begin, after its time.
const WORDS: i32 = 144;
const LINE: i32 = 18;
/// What stands before the parts: title, style sheet and paper.
const HEAD: usize = 3;

/// What the picture shows beside the failover, and in which layout.
pub(super) type Drawn<'a> = (&'a Plan, &'a [Found], Layout);

/// The picture; `style` holds for the picture and its marks.
pub(super) fn film(drawn: Drawn<'_>, line: &Timeline, style: &str) -> Node {
    let frame = |made: usize| {
        let (scene, marks) = scene(drawn, line, made);
        draw::draw(&scene, &marks, Some(style))
    };
    let frames: Vec<Node> = (0..=line.steps.len()).map(frame).collect();
    let mut shown = Vec::new();
    let first = frames.first().expect("a failover begins before its first step");
    let parts = (HEAD..first.children.len()).flat_map(|n| {
        let looks = looks(frames.iter().filter_map(|frame| frame.children.get(n)));
        match looks.as_slice() {
            [(look, _)] => vec![(*look).clone()],
            _ => looks.into_iter().map(|(look, when)| in_time(look, when, &mut shown)).collect(),
        }
    });
    let parts: Vec<Node> = parts.collect();
    let mut svg = Node { children: Vec::new(), ..first.clone() };
    svg.children.extend(first.children.iter().take(HEAD).cloned().map(|node| match node.text {
        Some(text) if node.tag == "style" => {
            Node { text: Some(text + &timed(&shown, frames.len())), ..node }
        }
        text => Node { text, ..node },
    }));
    svg.children.extend(parts);
    svg
}

/// The picture after so many steps with the words of all steps below it, and its marks.
pub(super) fn scene(
    (plan, found, layout): Drawn<'_>,
    line: &Timeline,
    made: usize,
) -> (Scene, Vec<Mark>) {
    let mut marks = mark::of_step(plan, line, made);
    marks.push(Mark::new(Kind::Lit, station(made)));
    let mut scene = layout.scene(plan, found, &marks);
    tell(plan, line, &mut scene);
    (scene, marks)
}

/// In which frames something is shown.
type When = Vec<bool>;

/// The looks of a part, each with the frames in which it has it.
fn looks<'a>(frames: impl Iterator<Item = &'a Node>) -> Vec<(&'a Node, When)> {
    let frames: Vec<&Node> = frames.collect();
    let mut looks: Vec<(&Node, When)> = Vec::new();
    for look in &frames {
        if looks.iter().all(|(known, _)| known != look) {
            looks.push((look, frames.iter().map(|other| other == look).collect()));
        }
    }
    looks
}

/// The class of what is shown in these frames.
fn class(when: &When) -> String {
    when.iter().fold("at-".to_owned(), |name, on| name + if *on { "1" } else { "0" })
}

/// A look that is shown while its frames last.
fn in_time(look: &Node, when: When, shown: &mut Vec<When>) -> Node {
    let name = class(&when);
    if !shown.contains(&when) {
        shown.push(when);
    }
    let class = vec![("class", format!("look {name}"))];
    Node { children: vec![look.clone()], ..Node::new("g", class) }
}

/// When each look is shown, as a style sheet.
fn timed(shown: &[When], n_frames: usize) -> String {
    let last = shown.iter().filter(|when| when.last() == Some(&true));
    let stays = last.map(|when| format!(".{} {{ opacity: 1; }}", class(when)));
    let plays = shown.iter().map(|when| format!("  .{0} {{ animation-name: {0}; }}", class(when)));
    let stages = shown.iter().map(|when| {
        let at = |(n, on): (usize, &bool)| {
            format!("{}% {{ opacity: {}; }}", n * 100 / n_frames, u8::from(*on))
        };
        let stages: Vec<String> = when.iter().enumerate().map(at).collect();
        format!("@keyframes {} {{ {} }}", class(when), stages.join(" "))
    });
    ["/* Each look while its steps last; the last one where nothing moves. */".to_owned()]
        .into_iter()
        .chain([".look { opacity: 0; }".to_owned()])
        .chain(stays)
        .chain(["@media (prefers-reduced-motion: no-preference) {".to_owned()])
        .chain([format!("  .look {{ animation: {}s step-end infinite; }}", STEP_S * n_frames)])
        .chain(plays)
        .chain(["}".to_owned()])
        .chain(stages)
        .map(|line| line + "\n")
        .collect()
}

/// The name under which a step is marked.
fn station(made: usize) -> String {
    format!("step {made}")
}

/// Adds below the picture what happens when, and what follows.
fn tell(plan: &Plan, line: &Timeline, scene: &mut Scene) {
    let mut y = scene.height;
    let right = scene.width - MARGIN;
    let title = Rect::new(MARGIN, y, right - MARGIN, 22);
    let said = format!("What fails: {}", line.fault.label());
    scene.parts.push(Part::new(None, "part step", title, said.as_str()).label(
        Face::Name,
        Anchor::Start,
        (title.x + 8, title.right() - 8, y + 2),
        &said,
    ));
    y = title.bottom() + 4;
    let active = &plan.units.of(plan.preferred()).name;
    let before = ("before".to_owned(), vec![format!("{active} is active")]);
    let steps = line.steps.iter().map(told);
    for (made, (when, words)) in std::iter::once(before).chain(steps).enumerate() {
        let lines =
            words.iter().flat_map(|words| Face::Remark.wrapped(words, right - 8 - MARGIN - WORDS));
        let lines: Vec<String> = lines.collect();
        let h = 8 + LINE * i32::try_from(lines.len()).expect("a step is said in a few lines");
        let rect = Rect::new(MARGIN, y, right - MARGIN, h);
        let ends = (rect.x + 8, rect.x + WORDS - 8, y + 5);
        let part = Part::new(None, "part step", rect, words.join(": "))
            .stands_for([station(made)])
            .filled(4)
            .label(Face::Mono, Anchor::Start, ends, &when);
        let mut top = y + 5;
        let part = lines.iter().fold(part, |part, text| {
            let ends = (rect.x + WORDS, rect.right() - 8, top);
            top += LINE;
            part.label(Face::Remark, Anchor::Start, ends, text)
        });
        scene.parts.push(part);
        y = rect.bottom() + 2;
    }
    let left = format!("Left to do: {}.", line.left);
    let texts = [&line.end, &line.waited(), &line.sessions, &line.egress, &left];
    for text in texts.into_iter().map(String::as_str).chain([MEASURED]) {
        for text in Face::Remark.wrapped(text, right - MARGIN - 16) {
            let rect = Rect::new(MARGIN, y, right - MARGIN, LINE);
            let ends = (rect.x + 8, rect.right() - 8, y + 1);
            let part = Part::new(None, "part step", rect, "");
            scene.parts.push(part.label(Face::Remark, Anchor::Start, ends, &text));
            y = rect.bottom();
        }
        y += 4;
    }
    scene.height = y + MARGIN;
}

/// When a step comes, and what is to be said of it.
fn told(step: &Step) -> (String, Vec<String>) {
    let mut words = vec![step.what.clone()];
    if !step.formula.is_empty() {
        words.push(format!("= {} ({})", step.formula, step.source));
    }
    (step.when(), words)
}
