//! Generated texts as people read them: pieces with their kind, lines that changed, places that were found.
//!
//! Knows formats line by line and nothing of what the texts are about.

mod compare;
mod lex;

pub use compare::{Comparison, compare};
pub use lex::{Format, Piece, Token, pieces};

/// Byte ranges of a line at which a text stands, in any case of A to Z: Unicode's tables of cases would
/// make the page ten kilobytes larger.
pub fn find(line: &str, wanted: &str) -> Vec<(usize, usize)> {
    let wanted = wanted.to_ascii_lowercase();
    let line = line.to_ascii_lowercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    line.match_indices(&wanted).map(|(start, found)| (start, start + found.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn places_are_found_in_any_case() {
        assert_eq!(find("a Vm and a vM", "vm"), [(2, 4), (11, 13)]);
        assert_eq!(find("aaa", "aa"), [(0, 2)]);
        assert!(find("abc", "").is_empty() && find("", "x").is_empty());
        assert_eq!(find("\u{130}X", "x"), [(2, 3)]);
    }
}
