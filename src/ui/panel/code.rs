//! A file's text: the lines in sight, known values as buttons, marks on changed and found lines.
//!
//! Only the lines around the visible ones are in the document, so the largest file scrolls like the
//! smallest, and a keystroke draws no more than what is seen.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;

use crate::listing::Token;
use crate::ui::browser;
use crate::ui::part::button::INSIDE;
use crate::workshop::{Piece, Pressed, Row, Sheet};

/// Height of a line in CSS pixels; the style sheet says the same.
pub(crate) const LINE_PX: i32 = 18;
/// Lines beyond the visible ones, on each side.
const MARGIN: usize = 15;
/// The first lines, before it is known how many can be seen.
pub(crate) const FIRST: (usize, usize) = (0, 60);

/// Something about the open file: nothing once another one is open.
pub(crate) struct Here<T: Send + Sync + 'static> {
    path: Memo<Option<String>>,
    held: RwSignal<Option<(Option<String>, T)>>,
}

impl<T: Send + Sync> Copy for Here<T> {}
impl<T: Send + Sync> Clone for Here<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Clone + Send + Sync> Here<T> {
    /// Nothing about the file at a path.
    pub(crate) fn new(path: Memo<Option<String>>) -> Self {
        Self { path, held: RwSignal::new(None) }
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

/// The lines of a file.
#[component]
pub(crate) fn Code(
    /// The lines in sight.
    sheet: Memo<Option<Arc<Sheet>>>,
    /// The first line in sight, and how many there are.
    window: RwSignal<(usize, usize)>,
    /// The line that was gone to.
    current: Here<usize>,
    /// Takes a pressed value.
    pressed: Here<Pressed>,
    /// What the region is called.
    label: Signal<String>,
) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let of_sheet = move |what: fn(&Sheet) -> usize| {
        sheet.with(|sheet| sheet.as_ref().map_or(0, |sheet| what(sheet)))
    };
    let look = move || {
        if let Some(place) = place.get_untracked() {
            let (top, height) = browser::scrolled(&place);
            let line = |px: i32| usize::try_from(px / LINE_PX).unwrap_or_default();
            // In steps, so that most movements draw nothing.
            let from = line(top).saturating_sub(MARGIN) / 10 * 10;
            // As many lines as ever fitted: fewer would be other lines in the document, and lose the focus in them.
            let many = (line(height) + 2 * MARGIN + 10).max(window.get_untracked().1);
            let next = (from, many);
            if window.get_untracked() != next {
                window.set(next);
            }
        }
    };
    browser::keep_in_sight(place, move || {
        current.get().map(|line| i32::try_from(line).unwrap_or_default() * LINE_PX)
    });
    // Also when it is shown again: its place is then what it was, and no scrolling tells that.
    browser::on_size(place, look);
    let seen = Memo::new(move |_| {
        let current = current.get();
        sheet.with(|sheet| {
            let rows = sheet.iter().flat_map(|sheet| (sheet.from..).zip(&sheet.rows));
            let line = |(n, row): (usize, &Row)| Line {
                number: n + 1,
                class: class_of_row(row, current == Some(n)),
                pieces: row.pieces.clone(),
            };
            rows.map(|row| Arc::new(line(row))).collect::<Vec<_>>()
        })
    });
    let many = Memo::new(move |_| window.get().1);
    let rows = move || rows_view(many.get(), seen, pressed);
    view! {
        <div class="code-view" tabindex="0" role="region" aria-label=label node_ref=place
            data-inside=".value" aria-description=INSIDE
            on:scroll=move |_| look()>
            <div class="code-lines" style:height=move || format!("{}px", of_sheet(|sheet| sheet.count) * 18 + 16)>
                <div class="window" style:transform=move || format!("translateY({}px)", of_sheet(|sheet| sheet.from) * 18)>{rows}</div>
            </div>
        </div>
    }
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

/// The lines in sight, each in a place of its own: a key changes few of them, and only those are drawn
/// again.
fn rows_view(
    many: usize,
    seen: Memo<Vec<Arc<Line>>>,
    pressed: Here<Pressed>,
) -> impl IntoView + use<> {
    let places = (0..many).map(|place| {
        let row = Memo::new(move |_| seen.with(|rows| rows.get(place).cloned()));
        move || row.get().map(|row| row_view(&row, pressed))
    });
    places.collect_view()
}

fn row_view(row: &Line, pressed: Here<Pressed>) -> impl IntoView + use<> {
    let pieces = row.pieces.iter().map(|piece| match piece {
        Piece::Plain(kind, text) => {
            view! { <span class=class_of(*kind)>{text.clone()}</span> }.into_any()
        }
        Piece::Found(text) => view! { <mark>{text.clone()}</mark> }.into_any(),
        Piece::Rest(more) => {
            view! { <span class="tok-comment">{format!(" … {more} more characters")}</span> }
                .into_any()
        }
        Piece::Known(kind, value) => {
            let value = value.clone();
            let text = value.value.clone();
            view! {
                <button type="button" tabindex="-1" class=format!("value {}", class_of(*kind))
                    on:click=move |_| pressed.set(Some(value.clone()))>{text}</button>
            }
            .into_any()
        }
    });
    view! { <div class=row.class.clone() data-line=row.number.to_string()>{pieces.collect_view()}</div> }
}
