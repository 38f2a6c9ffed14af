//! Marks on the picture: what a flow passes, and what a unit does, by the names of the plan.

/// What a part is marked as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A flow passes here.
    Lit,
    /// A flow ends here, and should not.
    Stop,
    /// The unit forwards.
    Active,
    /// The unit waits.
    Passive,
    /// The unit does nothing.
    Down,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Lit, Self::Stop, Self::Active, Self::Passive, Self::Down];

    /// The CSS class.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Lit => "is-lit",
            Self::Stop => "is-stop",
            Self::Active => "is-active",
            Self::Passive => "is-passive",
            Self::Down => "is-down",
        }
    }
}

/// A mark on every part that stands for a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// As what.
    pub kind: Kind,
    /// The name.
    pub name: String,
}

/// Marks as a text, one a line.
pub fn write(marks: &[Mark]) -> String {
    let lines = marks.iter().map(|mark| format!("{} {}", mark.kind.class(), mark.name));
    lines.collect::<Vec<_>>().join("\n")
}

/// The marks of a text; what is none is left out.
pub fn read(text: &str) -> Vec<Mark> {
    let mark = |line: &str| {
        let (class, name) = line.split_once(' ')?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.class() == class)?;
        Some(Mark { kind, name: name.to_owned() })
    };
    text.lines().filter_map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::{Kind, Mark, read, write};

    #[test]
    fn marks_are_read_as_they_were_written() {
        let marks = Kind::ALL.map(|kind| Mark { kind, name: "a name with spaces".to_owned() });
        assert_eq!(read(&write(&marks)), marks);
        assert_eq!(read("is-lit\nis-nothing unit\n"), []);
    }
}
