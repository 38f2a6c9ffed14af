//! Pieces of a line with their kind. No token of the generated formats goes beyond its line.

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// XML and SVG.
    Xml,
    /// A shell's or PowerShell's script.
    Script,
    /// `key=value` lines.
    Keys,
    /// Anything else.
    Plain,
}

impl Format {
    /// The format by the file's name.
    pub fn of(path: &str) -> Self {
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension {
            "json" => Self::Json,
            "xml" | "svg" => Self::Xml,
            "sh" | "ps1" => Self::Script,
            "txt" => Self::Keys,
            _ => Self::Plain,
        }
    }
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// Punctuation and blanks.
    Plain,
    /// The name of a value: a JSON key, an XML tag or attribute, a key before `=`.
    Name,
    /// A text: between quotes, between tags, after `=`.
    Text,
    /// A number.
    Number,
    /// A keyword of the language.
    Keyword,
    /// A comment.
    Comment,
}

/// A piece of a line.
pub type Piece<'a> = (Token, &'a str);

/// The pieces of a line; joined they are the line.
pub fn pieces(format: Format, line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    match format {
        Format::Json => json(line, &mut pieces),
        Format::Xml => xml(line, &mut pieces),
        Format::Script => script(line, &mut pieces),
        Format::Keys => keys(line, &mut pieces),
        Format::Plain => pieces.push((Token::Plain, line)),
    }
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

fn json<'a>(line: &'a str, pieces: &mut Vec<Piece<'a>>) {
    let mut rest = line;
    while !rest.is_empty() {
        let (kind, len) = match rest.chars().next() {
            Some('"') => {
                let len = quoted(rest, '"', true);
                let (_, after) = rest.split_at(len);
                (if after.trim_start().starts_with(':') { Token::Name } else { Token::Text }, len)
            }
            Some(first) if first.is_ascii_digit() || first == '-' => {
                (Token::Number, run(rest, |c| c.is_ascii_alphanumeric() || "+-.".contains(c)))
            }
            Some(first) if first.is_ascii_alphabetic() => {
                (Token::Keyword, run(rest, |c| c.is_ascii_alphabetic()))
            }
            _ => {
                let starts = |c: char| c == '"' || c == '-' || c.is_ascii_alphanumeric();
                (Token::Plain, run(rest, |c| !starts(c)))
            }
        };
        rest = cut(rest, len, kind, pieces);
    }
}

fn xml<'a>(line: &'a str, pieces: &mut Vec<Piece<'a>>) {
    let mut rest = line;
    while !rest.is_empty() {
        let Some(open) = rest.find('<') else {
            // A text that goes on from the line before, or on its own.
            cut(rest, rest.len(), Token::Text, pieces);
            return;
        };
        let (before, tag) = rest.split_at(open);
        let kind = if before.trim().is_empty() { Token::Plain } else { Token::Text };
        pieces.push((kind, before));
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, after) = tag.split_at(end);
        inside_tag(tag, pieces);
        rest = after;
    }
}

/// `<entry name="x"/>`: names, and texts between quotes.
fn inside_tag<'a>(tag: &'a str, pieces: &mut Vec<Piece<'a>>) {
    let mut rest = tag;
    while !rest.is_empty() {
        let (kind, len) = match rest.chars().next() {
            Some('"') => (Token::Text, quoted(rest, '"', false)),
            Some(first) if first.is_ascii_alphabetic() => {
                (Token::Name, run(rest, |c| c.is_ascii_alphanumeric() || "-_:.".contains(c)))
            }
            _ => (Token::Plain, run(rest, |c| c != '"' && !c.is_ascii_alphabetic())),
        };
        rest = cut(rest, len, kind, pieces);
    }
}

/// Keywords of either shell.
const KEYWORDS: [&str; 21] = [
    "if", "then", "else", "elif", "fi", "for", "in", "do", "done", "while", "case", "esac",
    "function", "local", "return", "param", "foreach", "try", "catch", "throw", "exit",
];

fn script<'a>(line: &'a str, pieces: &mut Vec<Piece<'a>>) {
    let mut rest = line;
    let mut before = ' ';
    while !rest.is_empty() {
        let (kind, len) = match rest.chars().next() {
            Some('#') if before.is_whitespace() => (Token::Comment, rest.len()),
            Some(quote @ ('"' | '\'')) => (Token::Text, quoted(rest, quote, quote == '"')),
            Some('$') => {
                let (_, name) = rest.split_at(1);
                (Token::Name, 1 + run(name, |c| c.is_ascii_alphanumeric() || "_{".contains(c)))
            }
            Some(first) if first.is_ascii_alphabetic() => {
                let len = run(rest, |c| c.is_ascii_alphanumeric() || "-_".contains(c));
                let (word, _) = rest.split_at(len);
                (if KEYWORDS.contains(&word) { Token::Keyword } else { Token::Plain }, len)
            }
            Some('-') if before.is_whitespace() => {
                (Token::Name, run(rest, |c| c.is_ascii_alphanumeric() || c == '-'))
            }
            _ => (Token::Plain, rest.chars().next().map_or(1, char::len_utf8)),
        };
        before = rest.split_at(len).0.chars().next_back().expect("no piece is empty");
        rest = cut(rest, len, kind, pieces);
    }
}

fn keys<'a>(line: &'a str, pieces: &mut Vec<Piece<'a>>) {
    match line.find('=') {
        Some(at) => {
            let rest = cut(line, at, Token::Name, pieces);
            let rest = cut(rest, 1, Token::Plain, pieces);
            pieces.push((Token::Text, rest));
        }
        None => pieces.push((Token::Plain, line)),
    }
}

/// The length of a text between quotes, both included; to the end where it is not closed.
fn quoted(text: &str, quote: char, backslashes: bool) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if backslashes && c == '\\' {
            escaped = true;
        } else if c == quote {
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// The length of what fits at the start, at least one character.
fn run(text: &str, fits: impl Fn(char) -> bool) -> usize {
    let first = text.chars().next().map_or(0, char::len_utf8);
    text.char_indices().skip(1).find(|(_, c)| !fits(*c)).map_or(text.len(), |(at, _)| at).max(first)
}

/// Adds the first part as a piece and gives the rest.
fn cut<'a>(text: &'a str, len: usize, kind: Token, pieces: &mut Vec<Piece<'a>>) -> &'a str {
    let (piece, rest) = text.split_at(len);
    pieces.push((kind, piece));
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FORMATS: [Format; 5] =
        [Format::Json, Format::Xml, Format::Script, Format::Keys, Format::Plain];

    fn said(format: Format, line: &str) -> Vec<(Token, &str)> {
        pieces(format, line).into_iter().filter(|(kind, _)| *kind != Token::Plain).collect()
    }

    #[test]
    fn each_format_has_its_pieces() {
        use Token::{Comment, Keyword, Name, Number, Text};
        assert_eq!(
            said(Format::Json, r#"  "port": 443, "on": true, "x": "a\"b: c""#),
            [
                (Name, "\"port\""),
                (Number, "443"),
                (Name, "\"on\""),
                (Keyword, "true"),
                (Name, "\"x\""),
                (Text, "\"a\\\"b: c\"")
            ]
        );
        assert_eq!(
            said(Format::Xml, r#"  <entry name="a b"><t>1 &lt; 2</t></entry>"#),
            [
                (Name, "entry"),
                (Name, "name"),
                (Text, "\"a b\""),
                (Name, "t"),
                (Text, "1 &lt; 2"),
                (Name, "t"),
                (Name, "entry")
            ]
        );
        assert_eq!(
            said(Format::Script, "if az group create --name \"$x\" # why"),
            [(Keyword, "if"), (Name, "--name"), (Text, "\"$x\""), (Comment, "# why")]
        );
        assert_eq!(said(Format::Keys, "a-b=c=d"), [(Name, "a-b"), (Text, "c=d")]);
        assert_eq!(Format::of("bootstrap/VM1/config/init-cfg.txt"), Format::Keys);
        assert_eq!(Format::of("SHA256SUMS"), Format::Plain);
    }

    proptest! {
        #[test]
        fn the_pieces_of_any_line_are_the_line(line in "[\\PC\"'<>=#${}é😀 -]{0,60}") {
            for format in FORMATS {
                let joined: String = pieces(format, &line).into_iter().map(|(_, text)| text).collect();
                prop_assert_eq!(&joined, &line);
            }
        }
    }
}
