//! A scene: parts made of areas, labels and lines, in whole pixels.

use crate::field::Field;

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

    /// Whether the other rectangle is inside this one.
    #[cfg(test)]
    pub(super) const fn holds(self, other: Self) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && self.right() >= other.right()
            && self.bottom() >= other.bottom()
    }

    /// Whether the two share more than an edge.
    #[cfg(test)]
    pub(super) const fn meets(self, other: Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
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
}

impl Face {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Name => "label-name",
            Self::Remark => "label-remark",
            Self::Mono => "label-mono",
        }
    }

    /// Width of a letter in tenths of a pixel.
    const fn letter(self) -> i32 {
        match self {
            Self::Name => 84,
            Self::Remark => 68,
            Self::Mono => 74,
        }
    }

    /// Height of the line.
    pub(super) const fn height(self) -> i32 {
        match self {
            Self::Name => 18,
            Self::Remark | Self::Mono => 16,
        }
    }

    pub(super) fn width(self, text: &str) -> i32 {
        let letters = i32::try_from(text.chars().count()).unwrap_or(i32::MAX / 100);
        (letters * self.letter() + 9) / 10
    }

    /// The text, shortened until it fits the width.
    pub(super) fn fit(self, text: &str, width: i32) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let room = usize::try_from(width * 10 / self.letter() - 1).unwrap_or_default();
        let mut short: String = text.chars().take(room).collect();
        short.push('…');
        short
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
    /// An orthogonal line.
    Line { points: Vec<(i32, i32)>, class: &'static str },
}

/// Something that can be pointed at: it leads to a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The field to go to; none for scenery.
    pub(super) field: Option<Field>,
    /// What it is, for pointing and for screen readers, with every text in full.
    pub(super) title: String,
    /// CSS classes.
    pub(super) class: String,
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
            title: title.into(),
            class: class.into(),
            shapes: Vec::new(),
            rect,
        }
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

/// Everything to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scene {
    pub(super) width: i32,
    pub(super) height: i32,
    /// What the picture shows, in one sentence.
    pub(super) title: String,
    pub(super) parts: Vec<Part>,
}

#[cfg(test)]
impl Scene {
    /// All labels' boxes with the boxes of their parts.
    pub(super) fn labels(&self) -> impl Iterator<Item = (Rect, Rect)> {
        self.parts.iter().flat_map(|part| {
            part.shapes.iter().filter_map(|shape| match shape {
                Shape::Label { rect, .. } => Some((*rect, part.rect)),
                Shape::Area { .. } | Shape::Line { .. } => None,
            })
        })
    }

    /// Whether nothing is drawn outside the picture.
    pub(super) fn areas_are_inside(&self) -> bool {
        let all = Rect::new(0, 0, self.width, self.height);
        self.parts.iter().all(|part| all.holds(part.rect))
    }
}
