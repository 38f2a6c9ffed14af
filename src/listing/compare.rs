//! Which lines of a text another one does not have: the shortest edit, as `diff` finds it.

use std::collections::BTreeSet;

use similar::DiffTag;
use similar::algorithms::{Capture, myers};

/// What changed from one text to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// For each line of the new text, whether the old one lacks it.
    pub added: Vec<bool>,
    /// Lines of the new text before which lines of the old one were removed; its length for the end.
    pub removed: Vec<usize>,
    /// How many lines were removed.
    pub n_removed: usize,
}

impl Comparison {
    /// How many lines are new, and how many are gone.
    pub fn counts(&self) -> (usize, usize) {
        (self.added.iter().filter(|added| **added).count(), self.n_removed)
    }

    /// The first line of each change, in order: runs of new lines, and places where lines were removed.
    pub fn places(&self) -> Vec<usize> {
        let starts = |n: &usize| {
            self.added.get(*n) == Some(&true)
                && n.checked_sub(1).is_none_or(|before| self.added.get(before) == Some(&false))
        };
        // What was replaced is one change, not two.
        let beside = |place: &usize| {
            let before = place.checked_sub(1).and_then(|before| self.added.get(before));
            self.added.get(*place) == Some(&true) || before == Some(&true)
        };
        let removed = |n: &usize| self.removed.binary_search(n).is_ok() && !beside(n);
        (0..=self.added.len()).filter(|n| starts(n) || removed(n)).collect()
    }
}

/// Compares line by line.
pub fn compare(old: &str, new: &str) -> Comparison {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut comparison =
        Comparison { added: vec![true; new.len()], removed: Vec::new(), n_removed: 0 };
    let (mut at_old, mut at_new) = (0, 0);
    for (kept_old, kept_new) in kept(&old, &new).into_iter().chain([(old.len(), new.len())]) {
        if kept_old > at_old {
            comparison.removed.push(at_new);
            comparison.n_removed += kept_old - at_old;
        }
        if let Some(is_added) = comparison.added.get_mut(kept_new) {
            *is_added = false;
        }
        (at_old, at_new) = (kept_old + 1, kept_new + 1);
    }
    comparison
}

/// Pairs of lines that stay. Lines that the other text has nowhere are left out of the search, because
/// its time grows with the square of the edits.
fn kept(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let ((old_places, old), (new_places, new)) = (shared(old, new), shared(new, old));
    let mut found = Capture::new();
    myers::diff_deadline_raw(&mut found, &old, 0..old.len(), &new, 0..new.len(), None)
        .unwrap_or_else(|never| match never {});
    let equal = found.ops().iter().filter(|change| change.tag() == DiffTag::Equal);
    let pairs = equal.flat_map(|change| change.old_range().zip(change.new_range()));
    let place = |places: &[usize], n: usize| {
        *places.get(n).expect("the search knows no other lines than these")
    };
    pairs.map(|(o, n)| (place(&old_places, o), place(&new_places, n))).collect()
}

/// The lines that the other text has too, after their places.
fn shared<'a>(lines: &[&'a str], other: &[&str]) -> (Vec<usize>, Vec<&'a str>) {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    known.extend(other);
    lines.iter().copied().enumerate().filter(|(_, line)| known.contains(line)).unzip()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Lines that stay, by the textbook's table: the longest common subsequence.
    fn longest(old: &[&str], new: &[&str]) -> usize {
        let mut row = vec![0; new.len() + 1];
        for a in old {
            let mut diagonal = 0;
            for (n, b) in new.iter().enumerate() {
                let above = row[n + 1];
                row[n + 1] = if a == b { diagonal + 1 } else { above.max(row[n]) };
                diagonal = above;
            }
        }
        row[new.len()]
    }

    #[test]
    fn changes_are_marked_where_they_are() {
        let told = |old, new| {
            let found = compare(old, new);
            (
                found.added.iter().map(|new| u8::from(*new)).collect::<Vec<_>>(),
                found.removed.clone(),
                found.places(),
            )
        };
        assert_eq!(told("a\nb\nc", "a\nb\nc"), (vec![0, 0, 0], vec![], vec![]));
        assert_eq!(told("a\nb\nc", "a\nx\nc"), (vec![0, 1, 0], vec![1], vec![1]));
        assert_eq!(told("a\nb\nc", "a\nc"), (vec![0, 0], vec![1], vec![1]));
        assert_eq!(told("a\nc", "a\nb\nb\nc"), (vec![0, 1, 1, 0], vec![], vec![1]));
        assert_eq!(told("a\nb", "a"), (vec![0], vec![1], vec![1]));
        assert_eq!(told("", "a"), (vec![1], vec![], vec![0]));
        assert_eq!(told("a", ""), (vec![], vec![0], vec![0]));
        assert_eq!(
            told("a\nb\nc\nd\ne", "b\nx\nd\ny"),
            (vec![0, 1, 0, 1], vec![0, 1, 3], vec![0, 1, 3])
        );
    }

    #[test]
    fn texts_without_a_common_line_are_new_throughout() {
        let text = |from: usize| {
            (from..from + 2_000).map(|n| n.to_string()).collect::<Vec<_>>().join("\n")
        };
        let found = compare(&text(0), &text(10_000));
        assert!(found.added.iter().all(|new| *new) && found.removed == [0]);
        let shifted = compare(&text(0), &text(1_500));
        assert_eq!(shifted.added.iter().filter(|new| **new).count(), 1_500);
    }

    proptest! {
        #[test]
        fn as_much_stays_as_can(old in "([abc]\n){0,14}", new in "([abc]\n){0,14}") {
            let found = compare(&old, &new);
            let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
            let stays: Vec<&str> =
                new.iter().zip(&found.added).filter(|(_, new)| !**new).map(|(line, _)| *line).collect();
            prop_assert_eq!(found.added.len(), new.len());
            prop_assert_eq!(stays.len(), longest(&old, &new));
            // What stays is in the old text, in this order.
            let mut rest = old.iter();
            prop_assert!(stays.iter().all(|line| rest.any(|known| known == line)));
            prop_assert_eq!(found.removed.is_empty(), stays.len() == old.len());
        }
    }
}
