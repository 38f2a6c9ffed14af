//! A file's text: the lines in sight, known values as buttons, marks on changed and found lines.
//!
//! Only the lines around the visible ones are in the document, so the largest file scrolls like the
//! smallest, and a keystroke draws no more than what is seen.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;

use crate::listing;
use crate::listing::{Comparison, Format, Token};
use crate::origin::Origins;
use crate::ui::browser;

/// Height of a line in CSS pixels; the style sheet says the same.
pub(crate) const LINE_PX: i32 = 18;
/// Lines beyond the visible ones, on each side.
const MARGIN: usize = 15;
/// Most characters of a line that are shown; longer ones are packed data.
const SHOWN_MAX: usize = 1_000;

/// A file as it is shown.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Listing {
    /// How it is written.
    pub(crate) format: Format,
    /// Its text.
    pub(crate) text: Arc<str>,
    /// What changed against the baseline.
    pub(crate) changes: Comparison,
}

/// What a person pressed: a value, and the name beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pressed {
    /// The value.
    pub(crate) value: String,
    /// The name beside it, for numbers.
    pub(crate) name: Option<String>,
}

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
    /// The file.
    listing: Memo<Option<Listing>>,
    /// Where values come from.
    origins: Memo<Origins>,
    /// Whether a number has an origin, by the name beside it.
    known_number: Callback<(String, String), bool>,
    /// What is looked for.
    wanted: RwSignal<String>,
    /// The line that was gone to.
    current: Here<usize>,
    /// Takes a pressed value.
    pressed: Here<Pressed>,
    /// What the region is called.
    label: Signal<String>,
) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let window = RwSignal::new((0_usize, 60_usize));
    let count = Memo::new(move |_| {
        listing.with(|listing| listing.as_ref().map_or(0, |one| one.text.lines().count()))
    });
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
        let (from, many) = window.get();
        let (wanted, current) = (wanted.get(), current.get());
        listing.with(|listing| {
            let lines = listing.iter().flat_map(|one| {
                one.text.lines().enumerate().skip(from).take(many).map(move |line| (one, line))
            });
            let rows = lines.map(|(one, (n, line))| {
                let class = Marks::of(&one.changes, n, current == Some(n)).class();
                let pieces =
                    origins.with(|origins| shown(one.format, line, &wanted, origins, known_number));
                Arc::new(Row { line: n + 1, class, pieces })
            });
            rows.collect::<Vec<_>>()
        })
    });
    let many = Memo::new(move |_| window.get().1);
    let rows = move || rows_view(many.get(), seen, pressed);
    view! {
        <div class="code-view" tabindex="0" role="region" aria-label=label node_ref=place
            aria-description="Enter goes to the first known value, arrow keys to the others, Escape back"
            on:keydown=move |event| browser::move_between_values(&event)
            on:scroll=move |_| look()>
            <div class="code-lines" style:height=move || format!("{}px", count.get() * 18 + 16)>
                <div class="window" style:transform=move || format!("translateY({}px)", window.get().0 * 18)>{rows}</div>
            </div>
        </div>
    }
}

/// A line as it is shown.
#[derive(PartialEq, Eq)]
struct Row {
    line: usize,
    class: String,
    pieces: Vec<Shown>,
}

/// How a line stands out.
struct Marks {
    new: bool,
    gone: bool,
    current: bool,
}

impl Marks {
    fn of(changes: &Comparison, n: usize, current: bool) -> Self {
        Self {
            new: changes.added.get(n) == Some(&true),
            gone: changes.removed.contains(&n)
                || changes.removed.contains(&(n + 1)) && changes.added.len() == n + 1,
            current,
        }
    }

    fn class(&self) -> String {
        let parts = [(self.new, " is-new"), (self.gone, " is-gone"), (self.current, " is-current")];
        let parts = parts.into_iter().filter(|(on, _)| *on).map(|(_, class)| class);
        parts.fold("row".to_owned(), |class, part| class + part)
    }
}

/// A piece as it is shown.
#[derive(PartialEq, Eq)]
enum Shown {
    /// With a class for its kind.
    Plain(Token, String),
    /// A value with an origin.
    Known(Token, Pressed),
    /// What was looked for.
    Found(String),
    /// What is left out of a long line.
    Rest(usize),
}

fn shown(
    format: Format,
    line: &str,
    wanted: &str,
    origins: &Origins,
    known_number: Callback<(String, String), bool>,
) -> Vec<Shown> {
    let cut = line.char_indices().nth(SHOWN_MAX).map_or(line.len(), |(at, _)| at);
    let (line, rest) = line.split_at(cut);
    let places = listing::find(line, wanted);
    let mut pieces = if places.is_empty() {
        coloured(format, line, origins, known_number)
    } else {
        found(line, &places)
    };
    if !rest.is_empty() {
        pieces.push(Shown::Rest(rest.chars().count()));
    }
    pieces
}

fn found(line: &str, places: &[(usize, usize)]) -> Vec<Shown> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let part = |from: usize, to: usize| line.get(from..to).unwrap_or_default().to_owned();
    for (start, end) in places {
        pieces.push(Shown::Plain(Token::Plain, part(at, *start)));
        pieces.push(Shown::Found(part(*start, *end)));
        at = *end;
    }
    pieces.push(Shown::Plain(Token::Plain, part(at, line.len())));
    pieces
}

fn coloured(
    format: Format,
    line: &str,
    origins: &Origins,
    known_number: Callback<(String, String), bool>,
) -> Vec<Shown> {
    let mut pieces = Vec::new();
    let mut name = String::new();
    for (kind, text) in listing::pieces(format, line) {
        if kind == Token::Name {
            name.clear();
            name.push_str(text.trim_matches('"'));
        }
        let number = text.trim();
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if is_number {
            if known_number.run((name.clone(), number.to_owned())) {
                let pressed = Pressed { value: number.to_owned(), name: Some(name.clone()) };
                pieces.push(Shown::Known(kind, pressed));
            } else {
                pieces.push(Shown::Plain(kind, text.to_owned()));
            }
            continue;
        }
        if kind == Token::Name {
            pieces.push(Shown::Plain(kind, text.to_owned()));
            continue;
        }
        pieces.extend(origins.parts(text).into_iter().map(|(known, part)| {
            let value = part.to_owned();
            if known {
                Shown::Known(kind, Pressed { value, name: None })
            } else {
                Shown::Plain(kind, value)
            }
        }));
    }
    pieces
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
    seen: Memo<Vec<Arc<Row>>>,
    pressed: Here<Pressed>,
) -> impl IntoView + use<> {
    let places = (0..many).map(|place| {
        let row = Memo::new(move |_| seen.with(|rows| rows.get(place).cloned()));
        move || row.get().map(|row| row_view(&row, pressed))
    });
    places.collect_view()
}

fn row_view(row: &Row, pressed: Here<Pressed>) -> impl IntoView + use<> {
    let pieces = row.pieces.iter().map(|piece| match piece {
        Shown::Plain(kind, text) => {
            view! { <span class=class_of(*kind)>{text.clone()}</span> }.into_any()
        }
        Shown::Found(text) => view! { <mark>{text.clone()}</mark> }.into_any(),
        Shown::Rest(more) => {
            view! { <span class="tok-comment">{format!(" … {more} more characters")}</span> }
                .into_any()
        }
        Shown::Known(kind, value) => {
            let value = value.clone();
            let text = value.value.clone();
            view! {
                <button type="button" tabindex="-1" class=format!("value {}", class_of(*kind))
                    on:click=move |_| pressed.set(Some(value.clone()))>{text}</button>
            }
            .into_any()
        }
    });
    view! { <div class=row.class.clone() data-line=row.line.to_string()>{pieces.collect_view()}</div> }
}
