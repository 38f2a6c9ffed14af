//! JSON as it was written: its values with the lines on which they stand.
//!
//! Azure takes comments and texts of several lines in templates, so they are read here too.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::budget::Budget;
use super::key::is_read;
use crate::facts::limit;

/// The places of values in their files, by where the values lie in memory: nothing in them may move or change.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines(BTreeMap<usize, (Arc<str>, usize)>);

/// The lines of what no text has.
pub(super) static NO_LINES: Lines = Lines(BTreeMap::new());

impl Lines {
    /// The file and the line of a value, where they are known.
    pub(super) fn of(&self, value: &Value) -> Option<(&str, usize)> {
        self.0.get(&place(value)).map(|(path, line)| (&**path, *line))
    }

    /// The value stands where another one does, and what is in both too.
    pub(super) fn lend(&mut self, value: &Value, from: &Value, lines: &Self) {
        if let Some(at) = lines.0.get(&place(from)) {
            self.0.insert(place(value), at.clone());
        }
        match (value, from) {
            (Value::Object(members), Value::Object(others)) => {
                for (key, member) in members {
                    let input = || copied(from, key);
                    let otherwise = || {
                        // Keys that are read may be written in another case.
                        let others = is_read(key).then_some(others).into_iter().flatten();
                        let mut alike = others.filter(|(other, _)| other.eq_ignore_ascii_case(key));
                        alike.next().map(|(_, other)| other)
                    };
                    let source = others.get(key).or_else(input).or_else(otherwise);
                    self.lend(member, source.unwrap_or(from), lines);
                }
            }
            (Value::Array(items), Value::Array(others)) => {
                for (n, item) in items.iter().enumerate() {
                    self.lend(item, others.get(n).unwrap_or(from), lines);
                }
            }
            // What is computed stands where its expression does.
            (Value::Object(members), _) => {
                members.values().for_each(|member| self.lend(member, from, lines));
            }
            (Value::Array(items), _) => items.iter().for_each(|item| self.lend(item, from, lines)),
            (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_), _) => {}
        }
    }
}

/// What the items of a list were copied from, where an object says so.
fn copied<'a>(object: &'a Value, key: &str) -> Option<&'a Value> {
    let mut copies = object.get("copy")?.as_array()?.iter();
    copies.find(|copy| copy.get("name").and_then(Value::as_str) == Some(key))?.get("input")
}

fn place(value: &Value) -> usize {
    std::ptr::from_ref(value).addr()
}

/// A JSON text and what it says.
#[derive(Debug)]
pub(super) struct Written {
    /// What it says; in a box, so that it never moves.
    pub(super) json: Box<Value>,
    /// Where.
    pub(super) lines: Lines,
}

/// A line end inside a text, which JSON itself has no place for.
const FOLDED: char = '\u{2028}';

/// Reads a text.
///
/// # Errors
/// Says what is no JSON, or beyond a limit.
pub(super) fn read(path: &str, text: &str, budget: &Budget) -> Result<Written, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let plain = plain(text, budget)?;
    let json: Box<Value> = serde_json::from_str(&plain).map_err(|error| error.to_string())?;
    let path = Arc::from(path);
    let mut scan = Scan { path, rest: &plain, line: 1, lines: BTreeMap::new() };
    scan.value(Some(&json));
    Ok(Written { json, lines: Lines(scan.lines) })
}

/// The text without comments; its lines stay where they are.
fn plain(text: &str, budget: &Budget) -> Result<String, String> {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut depth = 0_usize;
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('"', _) => {
                plain.push(c);
                while let Some(c) = chars.next() {
                    plain.push(if c == '\n' { FOLDED } else { c });
                    if c == '\\' {
                        plain.extend(chars.next());
                    } else if c == '"' {
                        break;
                    }
                }
            }
            ('/', Some('/')) => while chars.next_if(|c| *c != '\n').is_some() {},
            ('/', Some('*')) => {
                let mut before = c;
                for c in chars.by_ref().skip(1) {
                    if c == '\n' {
                        plain.push(c);
                    }
                    if (before, c) == ('*', '/') {
                        break;
                    }
                    before = c;
                }
            }
            _ => {
                match c {
                    '{' | '[' => depth += 1,
                    '}' | ']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth > limit::JSON_DEPTH.most {
                    return Err(format!(
                        "its values are more than {} deep",
                        limit::JSON_DEPTH.most
                    ));
                }
                if "{[,".contains(c) {
                    budget.part().map_err(|spent| spent.to_string())?;
                }
                plain.push(c);
            }
        }
    }
    Ok(plain)
}

/// A second reading beside the values, for their lines alone; the text is known to be JSON.
struct Scan<'a> {
    path: Arc<str>,
    rest: &'a str,
    line: usize,
    lines: BTreeMap<usize, (Arc<str>, usize)>,
}

impl<'a> Scan<'a> {
    /// Goes on by so many bytes.
    fn skip(&mut self, n: usize) -> &'a str {
        let (passed, rest) = self.rest.split_at(n);
        self.line += passed.matches(['\n', FOLDED]).count();
        self.rest = rest;
        passed
    }

    fn blanks(&mut self) {
        let n = self.rest.len() - self.rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        self.skip(n);
    }

    /// Whether the next character is this one, which is passed then.
    fn next_is(&mut self, c: char) -> bool {
        self.blanks();
        let found = self.rest.starts_with(c);
        self.skip(usize::from(found));
        found
    }

    fn text(&mut self) -> &'a str {
        let mut escaped = false;
        let end = self.rest.char_indices().skip(1).find(|(_, c)| {
            let ends = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        });
        let end = end.map_or(self.rest.len(), |(at, _)| at + 1);
        self.skip(end)
    }

    /// Passes a value and notes its line; a key that stands twice has a value once.
    fn value(&mut self, value: Option<&Value>) {
        self.blanks();
        if let Some(value) = value {
            self.lines.insert(place(value), (Arc::clone(&self.path), self.line));
        }
        if self.next_is('{') {
            while !self.rest.is_empty() && !self.next_is('}') {
                let key: String = serde_json::from_str(self.text()).unwrap_or_default();
                self.next_is(':');
                let member = value.and_then(|value| value.get(&key));
                self.value(member);
                // A named thing stands where its name does.
                if let (Some(value), Some(name)) = (value, member.filter(|_| key == "name"))
                    && let Some(at) = self.lines.get(&place(name)).cloned()
                {
                    self.lines.insert(place(value), at);
                }
                self.next_is(',');
            }
        } else if self.next_is('[') {
            let mut n = 0;
            while !self.rest.is_empty() && !self.next_is(']') {
                self.value(value.and_then(|value| value.get(n)));
                self.next_is(',');
                n += 1;
            }
        } else if self.rest.starts_with('"') {
            self.text();
        } else {
            let end = self.rest.find([',', '}', ']', '\n']).unwrap_or(self.rest.len());
            self.skip(end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_lines_on_which_they_stand() {
        let text = "// a template\n{\n  \"a\": 1, /* two\n lines */ \"b\": [\n true,\n {\"c\": \"x\n y\"}],\n \"d\\\"\": {}\n}";
        let written = read("", text, &Budget::default()).unwrap();
        let line = |path: &str| written.lines.of(written.json.pointer(path).unwrap()).unwrap().1;
        assert_eq!(
            ["", "/a", "/b", "/b/0", "/b/1", "/b/1/c", "/d\""].map(line),
            [2, 3, 4, 5, 6, 6, 8]
        );
    }

    #[test]
    fn deep_and_long_texts_are_refused() {
        let deep = "[".repeat(100_000);
        assert!(read("", &deep, &Budget::default()).unwrap_err().contains("deep"));
        let long = format!("[{}0]", "0,".repeat(1_000_001));
        assert!(read("", &long, &Budget::default()).unwrap_err().contains("more than"));
    }
}
