//! A scene: parts made of areas, labels and lines, in whole pixels.

use super::Found;
use crate::field::Field;
use crate::finding::Severity;

/// A rectangle; the y axis points down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) w: i32,
    pub(super) h: i32,
}

impl Rect {
    pub(super) const fn new(x: i32, y: i32, w: i32, h: i32) -> Self {
        Self { x, y, w, h }
    }

    pub(super) const fn right(self) -> i32 {
        self.x + self.w
    }

    pub(super) const fn bottom(self) -> i32 {
        self.y + self.h
    }

    pub(super) const fn middle_x(self) -> i32 {
        self.x + self.w / 2
    }

    /// Whether a point lies on the edge.
    pub(super) const fn has_at_edge(self, (x, y): (i32, i32)) -> bool {
        let level = y == self.y || y == self.bottom();
        let upright = x == self.x || x == self.right();
        (level && self.x <= x && x <= self.right())
            || (upright && self.y <= y && y <= self.bottom())
    }

    /// Whether the other rectangle is inside this one.
    pub(super) const fn holds(self, other: Self) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && self.right() >= other.right()
            && self.bottom() >= other.bottom()
    }
}

/// How a label is set; the widths are upper bounds for the common system fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    /// A name, 14 px semibold.
    Name,
    /// A remark, 12 px.
    Remark,
    /// An address or a name of a device, 12 px monospaced.
    Mono,
    /// What a unit does, 12 px bold; a mark says it anew.
    State,
    /// The worst of what holds, 14 px bold.
    Worst,
}

impl Face {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Name => "label-name",
            Self::Remark => "label-remark",
            Self::Mono => "label-mono",
            Self::State => "label-state",
            Self::Worst => "label-worst",
        }
    }

    /// Width of a letter in thousandths of a pixel.
    const fn letter(self, letter: char) -> i32 {
        match self {
            Self::Name | Self::Worst => width_of(letter) * 14 * 23 / 20,
            Self::State => width_of(letter) * 12 * 23 / 20,
            Self::Remark => width_of(letter) * 12,
            Self::Mono if letter.is_ascii() || letter == '…' => 7400,
            Self::Mono => 13_000,
        }
    }

    /// Height of the line.
    pub(super) const fn height(self) -> i32 {
        match self {
            Self::Name | Self::Worst => 18,
            Self::Remark | Self::Mono | Self::State => 16,
        }
    }

    pub(super) fn width(self, text: &str) -> i32 {
        let width = text.chars().fold(0_i32, |sum, c| sum.saturating_add(self.letter(c)));
        width / 1000 + 1
    }

    /// The text in two lines where it is too long for one and has a hyphen at which the first one fits.
    pub(super) fn split(self, text: &str, width: i32) -> Vec<String> {
        let mut lines = vec![text.to_owned()];
        if self.width(text) > width {
            let halves = text.match_indices('-').map(|(n, _)| text.split_at(n + 1));
            // What is beyond the width is never measured: a text may be longer than any name.
            if let Some((first, rest)) =
                halves.take_while(|(first, _)| self.width(first) <= width).last()
            {
                lines = vec![first.to_owned(), rest.to_owned()];
            }
        }
        lines
    }

    /// The text, shortened in its middle until it fits the width: names tell each other apart at both ends.
    pub(super) fn fit(self, text: &str, width: i32) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let letters: Vec<char> = text.chars().collect();
        let shortened = |kept: usize| -> String {
            let (head, tail) = (kept.div_ceil(2), letters.len() - kept / 2);
            letters.iter().take(head).chain(&['…']).chain(letters.iter().skip(tail)).collect()
        };
        // From nothing upwards, which costs the width and not the length.
        let fitting =
            (0..letters.len()).map(shortened).take_while(|short| self.width(short) <= width);
        fitting.last().unwrap_or_else(|| "…".to_owned())
    }

    /// The text in lines of a width.
    pub(super) fn wrapped(self, text: &str, width: i32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ') {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match (longer.filter(|line| self.width(line) <= width), lines.last_mut()) {
                (Some(longer), Some(last)) => *last = longer,
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }
}

/// Width of a letter in thousandths of the size, as in the widest of the system fonts.
const fn width_of(letter: char) -> i32 {
    match letter {
        'i' | 'j' | 'l' | '\'' | '|' => 300,
        'I' | '.' | ',' | ':' | ';' | ' ' | '!' => 330,
        'f' | '-' | '/' => 390,
        'r' | 't' | '(' | ')' | '[' | ']' => 430,
        'c' | 's' | 'z' => 560,
        'k' | 'v' | 'x' | 'y' => 600,
        'a' | 'e' | 'o' => 620,
        'm' => 975,
        'w' => 820,
        'M' => 870,
        'W' | '@' | '%' => 1000,
        'A'..='Z' | '+' | '=' | '<' | '>' | '~' | '#' | '&' | '"' => 840,
        letter if letter.is_ascii() => 640,
        _ => 1100,
    }
}

/// Where a label's text starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A piece of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A filled rectangle.
    Area { rect: Rect, class: &'static str, radius: i32 },
    /// A line of text in its box.
    Label { rect: Rect, text: String, face: Face, anchor: Anchor },
    /// An orthogonal line; an arrow at its end says in which direction flows are opened.
    Line { points: Vec<(i32, i32)>, class: &'static str, arrow: bool },
    /// A sign around a point that means the same wherever it stands.
    Sign { at: (i32, i32), class: &'static str },
}

/// Something that can be pointed at: it leads to a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The field to go to; none for scenery.
    pub(super) field: Option<Field>,
    /// Further fields that it shows: their focus and their findings mark it too.
    pub(super) also: Vec<Field>,
    /// What it is, for pointing and for screen readers, with every text in full.
    pub(super) title: String,
    /// CSS classes.
    pub(super) class: String,
    /// Names of what it stands for on the way of a flow.
    pub(super) stations: Vec<String>,
    /// Its pieces, drawn in order.
    pub(super) shapes: Vec<Shape>,
    /// The box that holds its labels.
    pub(super) rect: Rect,
}

impl Part {
    pub(super) fn new(
        field: impl Into<Option<Field>>,
        class: impl Into<String>,
        rect: Rect,
        title: impl Into<String>,
    ) -> Self {
        Self {
            field: field.into(),
            also: Vec::new(),
            title: title.into(),
            class: class.into(),
            stations: Vec::new(),
            shapes: Vec::new(),
            rect,
        }
    }

    /// Adds fields that the part shows.
    pub(super) fn also(mut self, fields: &[Field]) -> Self {
        self.also.extend_from_slice(fields);
        self
    }

    /// Says what the part stands for on the way of a flow.
    pub(super) fn stands_for(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.stations.extend(names.into_iter().map(Into::into));
        self
    }

    /// Fills the part's own rectangle.
    pub(super) fn filled(mut self, radius: i32) -> Self {
        self.shapes.push(Shape::Area { rect: self.rect, class: "area", radius });
        self
    }

    /// Adds a label with its upper edge at `y`, shortened to the room between `x` and `right`.
    pub(super) fn label(
        mut self,
        face: Face,
        anchor: Anchor,
        (x, right, y): (i32, i32, i32),
        text: &str,
    ) -> Self {
        let text = face.fit(text, right - x);
        let width = face.width(&text);
        let left = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x + (right - x - width) / 2,
            Anchor::End => right - width,
        };
        let rect = Rect::new(left, y, width, face.height());
        self.shapes.push(Shape::Label { rect, text, face, anchor });
        self
    }
}

impl Part {
    /// Says something else in the part's state, or else in its first remark.
    pub(super) fn say(&mut self, said: &str) {
        let is_state = |shape: &Shape| matches!(shape, Shape::Label { face: Face::State, .. });
        let wanted = if self.shapes.iter().any(is_state) { Face::State } else { Face::Remark };
        let (left, right) = (self.rect.x + 4, self.rect.right() - 4);
        let mut said = Some(said);
        self.shapes.iter_mut().for_each(|shape| {
            let Shape::Label { rect, text, face, anchor } = shape else { return };
            if *face != wanted {
                return;
            }
            let Some(said) = said.take() else { return };
            // What stands at the right has something else before it.
            let room = match anchor {
                Anchor::Start => right - rect.x,
                Anchor::Middle => right - left,
                Anchor::End => rect.w,
            };
            *text = face.fit(said, room);
            let spare = rect.w - face.width(text);
            rect.w -= spare;
            rect.x += match anchor {
                Anchor::Start => 0,
                Anchor::Middle => spare / 2,
                Anchor::End => spare,
            };
        });
    }

    /// Puts a sign on the part: on a corner, or in place of the ports of a link.
    pub(super) fn sign(&mut self, class: &'static str) {
        let mut at = (self.rect.x, self.rect.y);
        if self.class.contains("note") {
            self.shapes.retain(|shape| !matches!(shape, Shape::Label { face: Face::Mono, .. }));
            at = (self.rect.middle_x(), self.rect.y + self.rect.h * 3 / 4);
        }
        self.shapes.push(Shape::Sign { at, class });
    }

    /// Marks the part with the worst of what is found of the fields that it shows: with a class, in its title, and
    /// with the form's own mark, a diamond, on the corner, because a colour alone says nothing to some eyes.
    pub(super) fn judge(&mut self, found: &[Found]) {
        let shows = |at: Field| self.field == Some(at) || self.also.contains(&at);
        let worst = found.iter().filter(|(at, _)| shows(*at)).map(|(_, severity)| *severity).min();
        let (class, said) = match worst {
            Some(Severity::Error) => (" has-error", ", has an error"),
            Some(Severity::Warning) => (" has-warning", ", has a warning"),
            Some(Severity::Note) | None => return,
        };
        self.class.push_str(class);
        self.title.push_str(said);
        self.shapes.push(Shape::Sign { at: (self.rect.right(), self.rect.y), class: "badge" });
    }
}

/// Everything to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scene {
    pub(super) width: i32,
    pub(super) height: i32,
    /// What the picture shows, in one sentence.
    pub(super) title: String,
    pub(super) parts: Vec<Part>,
}
