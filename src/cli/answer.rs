//! What a verb answers, and the one way by which it reaches a terminal, a file or a log.
//!
//! Designs and packages of others come by here: a line never carries their control characters, and
//! never a text that a terminal or a build service would take for a command.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use super::Refusal;
use crate::finding::Finding;

/// Standard output, standard error and the exit code of a verb.
#[derive(Default)]
pub(super) struct Answer {
    out: String,
    notes: String,
    code: u8,
}

impl Answer {
    /// A document for another program; it goes out as it is.
    pub(super) fn document(text: &str) -> Self {
        Self { out: text.to_owned(), ..Self::default() }
    }

    /// JSON, in which every character that could be a command is written as its escape.
    pub(super) fn json(text: &str) -> Self {
        let escape = |c: char| format!("\\u{:04x}", u32::from(c));
        Self { out: escaped(text, |c| c != '\n' && is_unprintable(c), escape), ..Self::default() }
    }

    /// Lines of text.
    pub(super) fn lines(lines: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut answer = Self::default();
        lines.into_iter().for_each(|line| answer.line(line.as_ref()));
        answer
    }

    /// Findings with their hints and repairs.
    pub(super) fn findings(findings: &[Finding]) -> Self {
        Self::lines(findings.iter().flat_map(lines_of))
    }

    /// One line of text.
    pub(super) fn line(&mut self, text: &str) {
        self.out = std::mem::take(&mut self.out) + &printable(text) + "\n";
    }

    /// A finding with its hint and its repairs, a line each.
    pub(super) fn finding(&mut self, finding: &Finding) {
        for line in lines_of(finding) {
            self.line(&line);
        }
    }

    /// A finding beside the answer proper.
    pub(super) fn note_finding(&mut self, finding: &Finding) {
        for line in lines_of(finding) {
            self.note(&line);
        }
    }

    /// One line beside the answer proper.
    pub(super) fn note(&mut self, text: &str) {
        self.notes = std::mem::take(&mut self.notes) + &printable(text) + "\n";
    }

    /// The same with the exit code of a finding that is an error.
    pub(super) fn blocked(mut self, blocked: bool) -> Self {
        self.code = u8::from(blocked);
        self
    }

    /// Help and version when they are asked for, else what is wrong with the arguments.
    pub(super) fn usage(error: &clap::Error) -> Self {
        let mut answer = Self::default();
        let text = error.render().to_string();
        if error.use_stderr() {
            answer.code = 2;
            text.lines().for_each(|line| answer.note(line));
        } else {
            answer.out = text;
        }
        answer
    }

    /// The answer to input that cannot be read, and to wrong usage.
    pub(super) fn refused(Refusal(message): &Refusal) -> Self {
        let mut answer = Self { code: 2, ..Self::default() };
        answer.note(&format!("fast-ha: {message}"));
        answer
    }

    /// Prints it. A reader that has gone away, such as `head`, is no fault; a full disk is one.
    pub(super) fn print(self) -> ExitCode {
        // Nothing can be said where standard error itself fails.
        drop(std::io::stderr().write_all(self.notes.as_bytes()));
        let mut out = std::io::stdout();
        match out.write_all(self.out.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                drop(writeln!(std::io::stderr(), "fast-ha: standard output: {error}"));
                ExitCode::from(2)
            }
            _ => ExitCode::from(self.code),
        }
    }
}

/// The lines of a finding. A line end inside its message starts no line of its own.
fn lines_of(finding: &Finding) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in finding.to_string().split('\n') {
        match lines.last_mut() {
            Some(last)
                if !["  hint: ", "  fix: ", "  follows: "]
                    .iter()
                    .any(|head| line.starts_with(head)) =>
            {
                *last = std::mem::take(last) + "\n" + line;
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// A text on one line, without characters that act and without commands of build services: a line
/// that starts with `::` (GitHub), and `##[`, `##vso[` or `##teamcity[` anywhere.
fn printable(text: &str) -> String {
    let escape = |c: char| if c == '#' { "\\#".to_owned() } else { c.escape_unicode().to_string() };
    let mut line = escaped(text, is_unprintable, escape);
    if line.trim_start().starts_with("::") {
        line.insert(0, '\\');
    }
    line
}

/// The text with some characters escaped, and with every second `#` of `##` that is no heading of Markdown.
fn escaped(text: &str, acts: impl Fn(char) -> bool, escape: impl Fn(char) -> String) -> String {
    let mut plain = String::with_capacity(text.len());
    let (mut before, mut rest) = (' ', text.chars());
    while let Some(c) = rest.next() {
        let calls = c == '#' && before == '#' && !rest.as_str().starts_with(' ');
        if calls || acts(c) {
            plain += &escape(c);
        } else {
            plain.push(c);
        }
        before = c;
    }
    plain
}

/// Control characters, ends of lines and paragraphs, and marks that turn the direction of writing.
fn is_unprintable(c: char) -> bool {
    let turns = ['\u{61c}', '\u{200e}', '\u{200f}', '\u{2028}', '\u{2029}'].contains(&c);
    c.is_control()
        || turns
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_carry_no_commands() {
        assert_eq!(
            printable("a\u{1b}[2J\u{9b}1m\r\nb\u{202e}c"),
            "a\\u{1b}[2J\\u{9b}1m\\u{d}\\u{a}b\\u{202e}c"
        );
        assert_eq!(printable("  ::error::x"), "\\  ::error::x");
        assert_eq!(printable("a ##vso[task.x] ###[error]"), "a #\\#vso[task.x] #\\#\\#[error]");
        assert_eq!(printable("## Does not fail over"), "## Does not fail over");
        assert_eq!(printable("größe: `10.0.0.0/8` 日本"), "größe: `10.0.0.0/8` 日本");
    }

    #[test]
    fn json_keeps_its_meaning_without_commands() {
        let text = serde_json::to_string("###[a]\u{9b}\u{202e}\u{7f} ##vso[b]").unwrap();
        let answer = Answer::json(&text);
        assert!(!answer.out.contains("##") && !answer.out.chars().any(is_unprintable));
        let read: String = serde_json::from_str(&answer.out).unwrap();
        assert_eq!(read, "###[a]\u{9b}\u{202e}\u{7f} ##vso[b]");
    }
}
