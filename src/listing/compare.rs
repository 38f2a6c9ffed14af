//! Which lines of a text another one does not have: the shortest edit, as `diff` finds it.

use std::collections::BTreeMap;

/// What changed from one text to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// For each line of the new text, whether the old one lacks it.
    pub new: Vec<bool>,
    /// Lines of the new text before which lines of the old one are gone; its length for the end.
    pub gone: Vec<usize>,
}

impl Comparison {
    /// The first line of each change, in order: runs of new lines, and places where lines are gone.
    pub fn places(&self) -> Vec<usize> {
        let starts = |n: &usize| {
            self.new.get(*n) == Some(&true)
                && n.checked_sub(1).is_none_or(|before| self.new.get(before) == Some(&false))
        };
        // What was replaced is one change, not two.
        let beside = |place: &usize| {
            let before = place.checked_sub(1).and_then(|before| self.new.get(before));
            self.new.get(*place) == Some(&true) || before == Some(&true)
        };
        let gone = |n: &usize| self.gone.binary_search(n).is_ok() && !beside(n);
        (0..=self.new.len()).filter(|n| starts(n) || gone(n)).collect()
    }
}

/// Up to how many edits the shortest answer is looked for; beyond, lines are only looked up. Time and
/// room grow with its square.
const EDITS_MAX: usize = 400;

/// Compares line by line.
pub fn compare(old: &str, new: &str) -> Comparison {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = old.iter().zip(&new).take_while(same).count();
    let room = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(room).take_while(same).count();
    let inner = |all: &[&str]| head..all.len() - tail;
    let (old_inner, new_inner) =
        (old.get(inner(&old)).unwrap_or_default(), new.get(inner(&new)).unwrap_or_default());
    let pairs = kept(old_inner, new_inner).unwrap_or_else(|| looked_up(old_inner, new_inner));
    let mut comparison = Comparison { new: vec![false; new.len()], gone: Vec::new() };
    let (mut at_old, mut at_new) = (0, 0);
    let ends = [(old_inner.len(), new_inner.len())];
    for (kept_old, kept_new) in pairs.into_iter().chain(ends) {
        if kept_old > at_old {
            comparison.gone.push(head + at_new);
        }
        for mark in comparison.new.iter_mut().skip(head + at_new).take(kept_new - at_new) {
            *mark = true;
        }
        (at_old, at_new) = (kept_old + 1, kept_new + 1);
    }
    comparison
}

/// Pairs of lines that stay, by the greedy algorithm of Myers (1986); `None` when it takes too many
/// edits. A diagonal's place in a table is the middle plus old lines minus new lines.
fn kept(old: &[&str], new: &[&str]) -> Option<Vec<(usize, usize)>> {
    let most = (old.len() + new.len()).min(EDITS_MAX);
    let middle = most + 1;
    // How far into the old text each diagonal is reached.
    let mut reached = vec![0_usize; 2 * most + 3];
    let mut before = Vec::new();
    for edits in 0..=most {
        before.push(reached.clone());
        for diagonal in (middle - edits..=middle + edits).step_by(2) {
            let (_, mut x) = step_to(&reached, middle, edits, diagonal);
            let mut y = x + middle - diagonal;
            while old.get(x).is_some_and(|line| new.get(y) == Some(line)) {
                x += 1;
                y += 1;
            }
            *reached.get_mut(diagonal)? = x;
            if x >= old.len() && y >= new.len() {
                return Some(walked_back(&before, middle, old.len(), new.len()));
            }
        }
    }
    None
}

/// The diagonal from which an edit leads to this one, and how far into the old text that brings.
fn step_to(reached: &[usize], middle: usize, edits: usize, diagonal: usize) -> (usize, usize) {
    let at = |place: usize| reached.get(place).copied().unwrap_or_default();
    if edits == 0 {
        return (diagonal, 0);
    }
    let (fewer, more) = (diagonal - 1, diagonal + 1);
    let inserts =
        diagonal == middle - edits || (diagonal != middle + edits && at(fewer) < at(more));
    if inserts { (more, at(more)) } else { (fewer, at(fewer) + 1) }
}

/// The pairs on the way that the tables tell, from the end to the start.
fn walked_back(
    before: &[Vec<usize>],
    middle: usize,
    old_len: usize,
    new_len: usize,
) -> Vec<(usize, usize)> {
    let (mut x, mut y) = (old_len, new_len);
    let mut pairs = Vec::new();
    for (edits, reached) in before.iter().enumerate().rev() {
        let (from, _) = step_to(reached, middle, edits, middle + x - y);
        let from_x = reached.get(from).copied().unwrap_or_default();
        let (from_x, from_y) = if edits == 0 { (0, 0) } else { (from_x, from_x + middle - from) };
        while x > from_x && y > from_y {
            x -= 1;
            y -= 1;
            pairs.push((x, y));
        }
        (x, y) = (from_x, from_y);
    }
    pairs.reverse();
    pairs
}

/// A coarser answer: each line that the old text has somewhere stays, in order.
fn looked_up(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut from = 0;
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, line) in old.iter().enumerate() {
        places.entry(line).or_default().push(n);
    }
    for (n, line) in new.iter().enumerate() {
        let known = places.get(line).and_then(|all| all.iter().find(|place| **place >= from));
        if let Some(place) = known {
            pairs.push((*place, n));
            from = place + 1;
        }
    }
    pairs
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
                found.new.iter().map(|new| u8::from(*new)).collect::<Vec<_>>(),
                found.gone.clone(),
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
        assert!(found.new.iter().all(|new| *new) && found.gone == [0]);
        let shifted = compare(&text(0), &text(1_500));
        assert_eq!(shifted.new.iter().filter(|new| **new).count(), 1_500);
    }

    proptest! {
        #[test]
        fn as_much_stays_as_can(old in "([abc]\n){0,14}", new in "([abc]\n){0,14}") {
            let found = compare(&old, &new);
            let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
            let stays: Vec<&str> =
                new.iter().zip(&found.new).filter(|(_, new)| !**new).map(|(line, _)| *line).collect();
            prop_assert_eq!(found.new.len(), new.len());
            prop_assert_eq!(stays.len(), longest(&old, &new));
            // What stays is in the old text, in this order.
            let mut rest = old.iter();
            prop_assert!(stays.iter().all(|line| rest.any(|known| known == line)));
            prop_assert_eq!(found.gone.is_empty(), stays.len() == old.len());
        }
    }
}
