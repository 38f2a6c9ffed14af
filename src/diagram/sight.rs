//! What of the picture a step is about, and where a view goes that does not hold the whole picture.

use super::mark;
use super::mark::{Kind, Mark};
use super::scene::{Face, Part, Rect, Scene, Shape};

/// Around what is shown: half a sign, or a border.
const MARGIN: i32 = 10;
/// Above and below texts that need no more to be read.
const SPARE: i32 = 3;

/// The places of what a step is about, what matters most first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight(pub(super) Vec<Rect>);

impl Sight {
    /// The places of what the marks call near, in their order. What only holds what is meant is none: a subnet, a
    /// zone.
    pub(super) fn of(scene: &Scene, marks: &[Mark]) -> Self {
        let near = marks.iter().filter(|mark| mark.kind == Kind::Near);
        let places = near.flat_map(|mark| {
            let stands = |part: &&Part| {
                if mark::is_board(&mark.name) {
                    return part.class.ends_with("board");
                }
                let holds = |class| ["band", "zone", "vnet"].contains(&class);
                // A line has no box of its own.
                let is_placed = part.rect.w > 0 && !part.class.split(' ').any(holds);
                is_placed && part.stations.contains(&mark.name)
            };
            scene.parts.iter().filter(stands).map(place)
        });
        Self(places.collect())
    }

    /// Whether a story is told.
    pub fn is_of_story(&self) -> bool {
        !self.0.is_empty()
    }

    /// Where a view of the picture goes, by its left upper corner, so that it holds as many of the places as it can,
    /// the first ones before all, with the least way from where it is. A view is its left and upper edge, its width
    /// and its height.
    pub fn led(&self, [x, y, w, h]: [i32; 4]) -> (i32, i32) {
        let held = self.0.iter().fold(None::<Rect>, |held, place| {
            let Some(held) = held else { return Some(*place) };
            let (x, y) = (held.x.min(place.x), held.y.min(place.y));
            let (right, bottom) =
                (held.right().max(place.right()), held.bottom().max(place.bottom()));
            let both = Rect::new(x, y, right - x, bottom - y);
            Some(if both.w <= w && both.h <= h { both } else { held })
        });
        let Some(held) = held else { return (x, y) };
        // Where even the first one is larger than the view, its beginning is seen.
        let nearest =
            |from: i32, room: i32, start: i32, size: i32| from.max(start + size - room).min(start);
        (nearest(x, w, held.x, held.w), nearest(y, h, held.y, held.h))
    }
}

/// Where a part says what it is and does: a unit from its name to its state, the board with all its lines, also those
/// that say something in another step alone, all others in the whole of them.
pub(super) fn place(part: &Part) -> Rect {
    let is = |wanted: &str| part.class.split(' ').any(|class| class == wanted);
    let label = |shape: &Shape| match shape {
        Shape::Label { rect, face, .. } => Some((*rect, *face)),
        Shape::Area { .. } | Shape::Line { .. } | Shape::Sign { .. } => None,
    };
    let last = |(_, face): &(Rect, Face)| is("board") || *face == Face::State;
    let mut labels = part.shapes.iter().filter_map(label);
    let texts = labels.clone().next().zip(labels.rfind(last));
    let Rect { x, y, w, h } = part.rect;
    let (top, bottom) = match texts.filter(|_| is("board") || is("unit")) {
        Some(((first, _), (last, _))) => (first.y - SPARE, last.bottom() + SPARE),
        None => (y - MARGIN, y + h + MARGIN),
    };
    Rect::new(x - MARGIN, top, w + 2 * MARGIN, bottom - top)
}
