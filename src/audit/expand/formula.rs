//! The grammar of ARM's expressions: calls, literals, members and items.

use serde_json::Value;

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// A text or a number.
    Literal(Value),
    /// A function with its arguments; its name in small letters.
    Call(String, Vec<Node>),
    /// A member or an item of a value; whether its absence is no error.
    Get(Box<Node>, Box<Node>, bool),
}

/// How deep calls may lie in each other.
const DEPTH_MAX: usize = 48;

/// What stands between the brackets of a text that Azure computes; `None` for another text.
pub(super) fn inside(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('[').filter(|inner| !inner.starts_with('['))?;
    inner.strip_suffix(']')
}

/// Reads an expression.
///
/// # Errors
/// Says where it breaks off.
pub(super) fn parse(text: &str) -> Result<Node, String> {
    let mut parser = Parser { rest: text, depth: 0 };
    let node = parser.node()?;
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(format!("an expression goes on with `{}`", parser.shown())),
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn shown(&self) -> String {
        self.rest.chars().take(20).collect()
    }

    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn next_is(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.rest = self.rest.split_at(c.len_utf8()).1;
        }
        found
    }

    fn expect(&mut self, c: char) -> Result<(), String> {
        let found = self.next_is(c);
        found
            .then_some(())
            .ok_or_else(|| format!("an expression lacks `{c}` before `{}`", self.shown()))
    }

    fn word(&mut self) -> Result<&'a str, String> {
        self.peek();
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
        let end = self.rest.find(|c| !word(c)).unwrap_or(self.rest.len());
        let (found, rest) = self.rest.split_at(end);
        if found.is_empty() {
            return Err(format!("an expression lacks a name before `{}`", self.shown()));
        }
        self.rest = rest;
        Ok(found)
    }

    fn node(&mut self) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(format!("an expression is more than {DEPTH_MAX} deep"));
        }
        let mut node = match self.peek() {
            Some('\'') => Node::Literal(Value::String(self.text()?)),
            Some(c) if c.is_ascii_digit() || c == '-' || c == '+' => self.number()?,
            _ => self.call()?,
        };
        loop {
            if self.next_is('.') {
                let safe = self.next_is('?');
                let name = Node::Literal(self.word()?.into());
                node = Node::Get(Box::new(node), Box::new(name), safe);
            } else if self.next_is('[') {
                let safe = self.next_is('?');
                let item = self.node()?;
                self.expect(']')?;
                node = Node::Get(Box::new(node), Box::new(item), safe);
            } else {
                break;
            }
        }
        self.depth -= 1;
        Ok(node)
    }

    fn call(&mut self) -> Result<Node, String> {
        let mut name = self.word()?.to_ascii_lowercase();
        if self.next_is('.') {
            name = format!("{name}.{}", self.word()?.to_ascii_lowercase());
        }
        self.expect('(')?;
        let mut arguments = Vec::new();
        if !self.next_is(')') {
            loop {
                arguments.push(self.node()?);
                if !self.next_is(',') {
                    break;
                }
            }
            self.expect(')')?;
        }
        Ok(Node::Call(name, arguments))
    }

    /// A text between quotes, in which a doubled one stands for itself.
    fn text(&mut self) -> Result<String, String> {
        let mut text = String::new();
        let mut pieces = self.rest.char_indices().skip(1).peekable();
        while let Some((at, c)) = pieces.next() {
            if c != '\'' {
                text.push(c);
            } else if pieces.next_if(|(_, c)| *c == '\'').is_some() {
                text.push('\'');
            } else {
                self.rest = self.rest.split_at(at + 1).1;
                return Ok(text);
            }
        }
        Err("a text in an expression has no end".to_owned())
    }

    fn number(&mut self) -> Result<Node, String> {
        let digits = |c: char| c.is_ascii_digit() || "+-.".contains(c);
        let end = self.rest.find(|c| !digits(c)).unwrap_or(self.rest.len());
        let (found, rest) = self.rest.split_at(end);
        self.rest = rest;
        let whole = found.trim_start_matches('+').parse::<i64>().map(Value::from);
        let number = whole.or_else(|_| found.parse::<f64>().map(Value::from));
        number.map(Node::Literal).map_err(|_| format!("`{found}` is no number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_read_and_broken_ones_are_not() {
        let read = parse("concat('it''s', parameters('a').b[1], -2)").unwrap();
        let Node::Call(name, arguments) = read else { panic!("a call") };
        assert_eq!(name, "concat");
        assert_eq!(arguments.first(), Some(&Node::Literal("it's".into())));
        assert!(matches!(arguments.get(1), Some(Node::Get(..))));
        assert_eq!(arguments.get(2), Some(&Node::Literal((-2).into())));
        for broken in ["", "a", "a(", "a('x)", "a()b", "a(,)", "a().", "a()[1", "1.2.3", "'"] {
            assert!(parse(broken).is_err(), "{broken}");
        }
        assert!(parse(&"a(".repeat(100_000)).unwrap_err().contains("deep"));
        assert_eq!(inside("[a()]"), Some("a()"));
        assert_eq!(inside("[[a]"), None);
        assert_eq!(inside("a"), None);
    }
}
