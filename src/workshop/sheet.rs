//! A file as it is read: the lines in sight in coloured pieces, values that have an origin, what changed, what
//! was looked for.

use super::wire::{Wire, placed, wired};
use crate::artifact::Artifact;
use crate::listing;
use crate::listing::{Comparison, Format, Token};
use crate::origin::Origins;
use crate::plan::Plan;

/// Most characters of a line that are shown; longer ones are packed data.
const SHOWN_MAX: usize = 1_000;

/// A value that can be pressed, with the name beside it where it is a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// The value.
    pub value: String,
    /// The name beside it, for numbers.
    pub name: Option<String>,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// With its kind.
    Plain(Token, String),
    /// A value with an origin.
    Known(Token, Pressed),
    /// What was looked for.
    Found(String),
    /// How many characters are left out of a long line.
    Rest(usize),
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whether the former file lacks it.
    pub new: bool,
    /// Whether lines of the former file are gone here.
    pub gone: bool,
    /// Its text.
    pub pieces: Vec<Piece>,
}

/// A part of a file, and what is to be known of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The file's path.
    pub path: String,
    /// Whether it may hold a secret or its hash.
    pub secret: bool,
    /// Whether it is a text.
    pub is_text: bool,
    /// Lines of the whole file.
    pub count: usize,
    /// The first line of the part, from 0.
    pub from: usize,
    /// The part.
    pub rows: Vec<Row>,
    /// The first line of each change.
    pub changes: Vec<usize>,
    /// Lines in which the text that was looked for stands.
    pub found: Vec<usize>,
}

wired! {
    Pressed { value, name }
    Row { new, gone, pieces }
    Sheet { path, secret, is_text, count, from, rows, changes, found }
}

placed! {
    Token { Plain, Name, Text, Number, Keyword, Comment }
}

impl Wire for Piece {
    fn put(&self, to: &mut Vec<u8>) {
        match self {
            Self::Plain(token, text) => {
                0_usize.put(to);
                token.put(to);
                text.put(to);
            }
            Self::Known(token, pressed) => {
                1_usize.put(to);
                token.put(to);
                pressed.put(to);
            }
            Self::Found(text) => {
                2_usize.put(to);
                text.put(to);
            }
            Self::Rest(more) => {
                3_usize.put(to);
                more.put(to);
            }
        }
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some(match usize::take(from)? {
            0 => Self::Plain(Token::take(from)?, String::take(from)?),
            1 => Self::Known(Token::take(from)?, Pressed::take(from)?),
            2 => Self::Found(String::take(from)?),
            3 => Self::Rest(usize::take(from)?),
            _ => return None,
        })
    }
}

/// A file that is open, compared with its former state.
pub(super) struct Opened {
    file: Artifact,
    format: Format,
    changes: Comparison,
}

impl Opened {
    /// Compares a file with its former text, or not at all where there is none.
    pub(super) fn new(file: Artifact, former: Option<&str>) -> Self {
        let text = text_of(Some(&file));
        let changes = match former {
            None => Comparison {
                added: vec![false; text.lines().count()],
                removed: Vec::new(),
                n_removed: 0,
            },
            Some(former) => listing::compare(former, text),
        };
        Self { format: Format::of(&file.path), changes, file }
    }

    /// The lines from one on, as many as can be seen.
    pub(super) fn sheet(
        &self,
        plan: Option<&Plan>,
        origins: &Origins,
        wanted: &str,
        from: usize,
        many: usize,
    ) -> Sheet {
        let text = self.file.as_text();
        let lines = || text.into_iter().flat_map(str::lines).enumerate();
        let found = lines().filter(|(_, line)| !listing::find(line, wanted).is_empty());
        let rows = lines().skip(from).take(many).map(|(n, line)| Row {
            new: self.changes.added.get(n) == Some(&true),
            gone: self.changes.removed.contains(&n)
                || self.changes.removed.contains(&(n + 1)) && self.changes.added.len() == n + 1,
            pieces: shown(self.format, line, wanted, origins, plan),
        });
        Sheet {
            path: self.file.path.clone(),
            secret: self.file.secret,
            is_text: text.is_some(),
            count: lines().count(),
            from,
            rows: rows.collect(),
            changes: self.changes.places(),
            found: found.map(|(n, _)| n).collect(),
        }
    }
}

/// The text of a file, blank where there is none.
pub(super) fn text_of(file: Option<&Artifact>) -> &str {
    file.and_then(Artifact::as_text).unwrap_or("")
}

fn shown(
    format: Format,
    line: &str,
    wanted: &str,
    origins: &Origins,
    plan: Option<&Plan>,
) -> Vec<Piece> {
    let cut = line.char_indices().nth(SHOWN_MAX).map_or(line.len(), |(at, _)| at);
    let (line, rest) = line.split_at(cut);
    let places = listing::find(line, wanted);
    let mut pieces = if places.is_empty() {
        coloured(format, line, origins, plan)
    } else {
        found(line, &places)
    };
    if !rest.is_empty() {
        pieces.push(Piece::Rest(rest.chars().count()));
    }
    pieces
}

fn found(line: &str, places: &[(usize, usize)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let part = |from: usize, to: usize| {
        line.get(from..to).expect("what is found ends between characters").to_owned()
    };
    for (start, end) in places {
        pieces.push(Piece::Plain(Token::Plain, part(at, *start)));
        pieces.push(Piece::Found(part(*start, *end)));
        at = *end;
    }
    pieces.push(Piece::Plain(Token::Plain, part(at, line.len())));
    pieces
}

fn coloured(format: Format, line: &str, origins: &Origins, plan: Option<&Plan>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut name = "";
    for (kind, text) in listing::pieces(format, line) {
        if kind == Token::Name {
            name = text.trim_matches('"');
            pieces.push(Piece::Plain(kind, text.to_owned()));
            continue;
        }
        let number = text.trim();
        if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
            let known = plan.is_some_and(|plan| !Origins::of_number(plan, name, number).is_empty());
            pieces.push(if known {
                let (value, name) = (number.to_owned(), Some(name.to_owned()));
                Piece::Known(kind, Pressed { value, name })
            } else {
                Piece::Plain(kind, text.to_owned())
            });
            continue;
        }
        pieces.extend(origins.parts(text).into_iter().map(|(known, part)| {
            let value = part.to_owned();
            if known {
                Piece::Known(kind, Pressed { value, name: None })
            } else {
                Piece::Plain(kind, value)
            }
        }));
    }
    pieces
}
