//! A file's text: the lines in sight, known values as buttons, marks on changed and found lines.
//!
//! Only the lines around the visible ones are in the document, so the largest file scrolls like the
//! smallest, and a keystroke draws no more than what is seen.

use std::sync::Arc;

use crate::listing::Token;
use crate::ui::browser;
use crate::ui::browser::element::{Element, tag};
use crate::ui::part::button::action;
use crate::ui::part::reactive::{Derived, Held, memo};
use crate::ui::part::stop;
use crate::workshop::{Piece, Pressed, Row, Sheet};

/// Height of a line in CSS pixels; the style sheet says the same.
pub(crate) const LINE_PX: i32 = 18;
/// The id of the place in which a text stands.
pub(crate) const TEXT: &str = "file-text";
/// Lines beyond the visible ones, on each side.
const MARGIN: usize = 15;
/// The first lines, before it is known how many can be seen.
pub(crate) const FIRST: (usize, usize) = (0, 60);

/// Something about the open file: nothing once another one is open.
pub(crate) struct Here<T: Send + Sync + 'static> {
    path: Derived<Option<String>>,
    held: Held<Option<(Option<String>, T)>>,
}

impl<T: Send + Sync> Copy for Here<T> {}
impl<T: Send + Sync> Clone for Here<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Clone + Send + Sync> Here<T> {
    /// Nothing about the file at a path.
    pub(crate) fn new(path: Derived<Option<String>>) -> Self {
        Self { path, held: Held::new(None) }
    }

    /// What is held of the open file.
    pub(crate) fn get(self) -> Option<T> {
        let path = self.path.get();
        self.held.with(|held| held.clone().filter(|(of, _)| *of == path).map(|(_, held)| held))
    }

    /// Holds something of the open file, or nothing.
    pub(crate) fn set(self, held: Option<T>) {
        self.held.set(held.map(|held| (self.path.get_untracked(), held)));
    }
}

/// The lines of a file: the one that was gone to, and what takes a pressed value. What is in sight is told.
pub(crate) fn code(
    sheet: Derived<Option<Arc<Sheet>>>,
    window: Held<(usize, usize)>,
    current: Here<usize>,
    pressed: Here<Pressed>,
) -> Element {
    let place = stop("div.code-view", "", ".value").id(TEXT);
    let of_sheet = move |what: fn(&Sheet) -> usize| {
        sheet.with(|sheet| sheet.as_ref().map_or(0, |sheet| what(sheet)))
    };
    let looked = place.clone();
    let look = move || {
        let (top, height) = browser::scrolled(&looked);
        let line = |px: i32| usize::try_from(px / LINE_PX).unwrap_or_default();
        // In steps, so that most movements draw nothing.
        let from = line(top).saturating_sub(MARGIN) / 10 * 10;
        // As many lines as ever fitted: fewer would be other lines in the document, and lose the focus in them.
        let many = (line(height) + 2 * MARGIN + 10).max(window.get_untracked().1);
        let next = (from, many);
        if window.get_untracked() != next {
            window.set(next);
        }
    };
    browser::keep_in_sight(&place, move || {
        current.get().map(|line| i32::try_from(line).unwrap_or_default() * LINE_PX)
    });
    // Also when it is shown again: its place is then what it was, and no scrolling tells that.
    browser::on_size(&place, look.clone());
    let many = memo(move || window.get().1);
    let rows =
        move || (0..many.get()).map(|place| row_view(place, sheet, current, pressed)).collect();
    let height = move || format!("{}px", of_sheet(|sheet| sheet.count) * 18 + 16);
    let moved = move || format!("translateY({}px)", of_sheet(|sheet| sheet.from) * 18);
    let lines = tag("div.window").styled("transform", moved).changing(rows);
    place
        .on("scroll", move |_| look())
        .add(tag("div.code-lines").styled("height", height).add(lines))
}

/// A line as it is shown.
#[derive(PartialEq, Eq)]
struct Line {
    number: usize,
    class: String,
    pieces: Vec<Piece>,
}

/// How a line stands out.
fn class_of_row(row: &Row, current: bool) -> String {
    let parts = [(row.new, " is-new"), (row.gone, " is-gone"), (current, " is-current")];
    let parts = parts.into_iter().filter(|(on, _)| *on).map(|(_, class)| class);
    parts.fold("row".to_owned(), |class, part| class + part)
}

const fn class_of(kind: Token) -> &'static str {
    match kind {
        Token::Plain => "",
        Token::Name => "tok-name",
        Token::Text => "tok-text",
        Token::Number => "tok-number",
        Token::Keyword => "tok-keyword",
        Token::Comment => "tok-comment",
    }
}

/// A line in sight, in a place of its own: a key changes few of them, and only those are drawn again.
fn row_view(
    place: usize,
    sheet: Derived<Option<Arc<Sheet>>>,
    current: Here<usize>,
    pressed: Here<Pressed>,
) -> Element {
    let row = memo(move || {
        let current = current.get();
        sheet.with(|sheet| {
            let sheet = sheet.as_ref()?;
            let row = sheet.rows.get(place)?;
            let n = sheet.from + place;
            let class = class_of_row(row, current == Some(n));
            Some(Arc::new(Line { number: n + 1, class, pieces: row.pieces.clone() }))
        })
    });
    let said = move |what: fn(&Line) -> String| move || row.with(|row| row.as_deref().map(what));
    tag("div")
        .follows("class", said(|row| row.class.clone()))
        .follows("data-line", said(|row| row.number.to_string()))
        .changing(move || {
            let row = row.get();
            let pieces = row.iter().flat_map(|row| &row.pieces);
            pieces.map(|piece| piece_view(piece, pressed)).collect()
        })
}

fn piece_view(piece: &Piece, pressed: Here<Pressed>) -> Element {
    match piece {
        Piece::Plain(kind, text) => tag("span").class(class_of(*kind)).text(text),
        Piece::Found(text) => tag("mark").text(text),
        Piece::Rest(more) => tag("span.tok-comment").text(&format!(" … {more} more characters")),
        Piece::Known(kind, value) => {
            let taken = value.clone();
            action(&value.value, move || pressed.set(Some(taken.clone())))
                .set("tabindex", "-1")
                .class(&format!("value {}", class_of(*kind)))
        }
    }
}
