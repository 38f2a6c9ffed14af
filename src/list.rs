//! Lists in a field's text: the one grammar of each kind of entry, for the form's table, the reader and
//! the repairs alike.
//!
//! Nothing is lost on the way: an entry that has not the shape of its format stays one whole line, and
//! what its cells mean is judged in `design`.

mod front_end;
mod published;
mod syslog;

pub use front_end::FrontEnd;
pub use published::{Flaw, Service, TypedService};
pub use syslog::SyslogServer;

/// Rows of a list that a form has cells for; what is beyond them is edited as text.
pub const ROWS_MAX: usize = 40;

/// A column of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub label: &'static str,
    /// What a cell may hold, shown while it is blank.
    pub example: &'static str,
    /// The only possible texts, the first one for a new row; none for free text.
    pub choices: &'static [&'static str],
    /// How many characters a usual cell has.
    pub width: usize,
    /// Whether a row that is taken over from what would be chosen leaves the cell to the plan.
    pub chosen: bool,
}

/// A kind of entry that a person edits as a row of cells.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// What a row is, in the singular.
    pub noun: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// What ends an entry.
    ends: &'static [char],
    /// The cells of an entry; `None` for another shape.
    cells: fn(&str) -> Option<Vec<String>>,
    /// The entry of cells.
    entry: fn(&[String]) -> String,
    /// What is wrong with a row of cells.
    flaw: fn(&[String]) -> Option<Flaw>,
}

const fn column(label: &'static str, example: &'static str, width: usize) -> Column {
    Column { label, example, choices: &[], width, chosen: false }
}

/// The texts of a row's cells, blank where it has too few.
fn texts<const N: usize>(cells: &[String]) -> [&str; N] {
    std::array::from_fn(|n| cells.get(n).map_or("", String::as_str))
}

/// Cells that are judged in `design` alone.
const FLAWLESS: fn(&[String]) -> Option<Flaw> = |_| None;

/// What ends an entry of most lists.
const ENDS: &[char] = &['\n', ','];

/// Published services: `name tcp|udp [front-end:]port -> [address][:port] [application ...] [from source ...]`,
/// with `pair` as address for what ends on the pair.
pub const SERVICES: Format = Format {
    noun: "service",
    columns: &[
        column("Name", "web", 9),
        Column { choices: &["tcp", "udp"], ..column("Protocol", "", 4) },
        column("Port", "443", 5),
        Column { chosen: true, ..column("Target", "test server", 15) },
        column("Target port", "same", 8),
        column("Applications", "any", 12),
        column("Sources", "anybody", 15),
        column("Front end", "first", 9),
    ],
    ends: ENDS,
    cells: |entry| published::cells(entry).ok().map(Vec::from),
    entry: |cells| published::entry(texts(cells)),
    flaw: |cells| published::flaw(texts(cells)),
};

/// Syslog servers: `udp|tcp|tls server[:port]`.
pub const SYSLOG: Format = Format {
    noun: "syslog server",
    columns: &[
        Column { choices: &["udp", "tcp", "tls"], ..column("Transport", "", 4) },
        column("Server", "10.0.2.9", 20),
        column("Port", "514, or 6514", 12),
    ],
    ends: ENDS,
    cells: |entry| syslog::cells(entry).map(Vec::from),
    entry: |cells| syslog::entry(texts(cells)),
    flaw: FLAWLESS,
};

/// Workloads: `name=range`, `name=/length`, `name=hosts`, or the name alone.
pub const WORKLOADS: Format = Format {
    noun: "workload",
    columns: &[
        column("Name", "app-subnet", 18),
        column("Range or size", "chosen, /24 or 200 hosts", 22),
    ],
    ends: ENDS,
    cells: |entry| {
        Some(workload(entry)).map(|(name, range)| vec![name.to_owned(), range.to_owned()])
    },
    entry: |cells| match cells {
        [name, range] if range.is_empty() => name.clone(),
        cells => cells.join("="),
    },
    flaw: FLAWLESS,
};

/// Tags: `name=value`, a line each, because a value may hold a comma.
pub const TAGS: Format = Format {
    noun: "tag",
    columns: &[column("Name", "owner", 18), column("Value", "network team", 22)],
    ends: &['\n'],
    cells: |entry| pair(entry).map(|(name, value)| vec![name.to_owned(), value.to_owned()]),
    entry: |cells| cells.join("="),
    flaw: FLAWLESS,
};

/// Keys of init-cfg.txt: `key=value`, a line each, because a value may hold a comma.
pub const INIT_KEYS: Format = Format {
    noun: "key",
    columns: &[column("Key", "op-command-modes", 18), column("Value", "jumbo-frame", 22)],
    ..TAGS
};

/// Name and range or size of a workload, both as typed.
pub fn workload(entry: &str) -> (&str, &str) {
    pair(entry).unwrap_or((entry, ""))
}

/// The two parts of `name=value`.
pub fn pair(entry: &str) -> Option<(&str, &str)> {
    entry.split_once('=').map(|(name, value)| (name.trim(), value.trim()))
}

/// The entries of a list, separated by line ends or commas, without those that are blank.
pub fn entries(text: &str) -> impl Iterator<Item = &str> {
    split(text, ENDS)
}

/// A list with some entries changed; line ends, commas and blanks stay.
pub fn rewrite(text: &str, mut change: impl FnMut(&str) -> Option<String>) -> String {
    let pieces = text.split_inclusive(ENDS).map(|piece| {
        let entry = piece.trim_end_matches(ENDS).trim();
        match change(entry).filter(|_| !entry.is_empty()) {
            Some(changed) => piece.replacen(entry, &changed, 1),
            None => piece.to_owned(),
        }
    });
    pieces.collect()
}

fn split<'a>(text: &'a str, ends: &'static [char]) -> impl Iterator<Item = &'a str> {
    text.split(ends).map(str::trim).filter(|entry| !entry.is_empty())
}

/// A row: as many cells as the format has columns, or a line that has not that shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A text for each column.
    Cells(Vec<String>),
    /// A whole line.
    Line(String),
}

impl Format {
    /// The entries of a field's text.
    pub fn entries(self, text: &str) -> impl Iterator<Item = &str> {
        split(text, self.ends)
    }

    /// A row with nothing typed.
    pub fn blank(self) -> Row {
        let first = |column: &Column| (*column.choices.first().unwrap_or(&"")).to_owned();
        Row::Cells(self.columns.iter().map(first).collect())
    }

    /// The rows of a field's text.
    pub fn split(self, text: &str) -> Vec<Row> {
        let row =
            |entry| (self.cells)(entry).map_or_else(|| Row::Line(entry.to_owned()), Row::Cells);
        self.entries(text).map(row).collect()
    }

    /// The rows of a text that the plan would choose, for a person to go on with: what may stay its choice
    /// is left blank.
    pub fn chosen(self, text: &str) -> Vec<Row> {
        if !self.columns.iter().any(|column| column.chosen) {
            return Vec::new();
        }
        let mut rows = self.split(text);
        rows.retain(|row| matches!(row, Row::Cells(_)));
        for row in &mut rows {
            if let Row::Cells(cells) = row {
                for (cell, _) in cells.iter_mut().zip(self.columns).filter(|(_, one)| one.chosen) {
                    cell.clear();
                }
            }
        }
        rows
    }

    /// The row and the cell in it that such texts are about: the last of the rows with most of them, and its
    /// cell with the last of them; an entry that is named as a whole is about its flaw. Numbers alone name none.
    pub fn place(self, rows: &[Row], named: &[String]) -> Option<(usize, usize)> {
        let whole: Vec<Row> = named.iter().flat_map(|text| self.split(text)).collect();
        let places = rows.iter().take(ROWS_MAX).enumerate().filter_map(|(n, row)| {
            if whole.contains(row) {
                let flawed = self.flaw(row).and_then(|flaw| flaw.column);
                return Some((usize::MAX, n, flawed.unwrap_or_default()));
            }
            let Row::Cells(cells) = row else { return None };
            let at = |text: &String| cells.iter().position(|cell| !cell.is_empty() && cell == text);
            let found: Vec<usize> = named.iter().filter_map(at).collect();
            let worded = |k: &usize| cells.get(*k).is_some_and(|cell| cell.parse::<u64>().is_err());
            found.iter().any(worded).then_some((found.len(), n, *found.last()?))
        });
        places.max_by_key(|(count, n, _)| (*count, *n)).map(|(_, n, column)| (n, column))
    }

    /// What is wrong with a row, and where.
    pub fn flaw(self, row: &Row) -> Option<Flaw> {
        match row {
            Row::Cells(cells) if !self.is_blank(row) => (self.flaw)(cells),
            Row::Cells(_) | Row::Line(_) => None,
        }
    }

    /// The text of rows, a line each; a row in which nothing is typed is none.
    pub fn join(self, rows: &[Row]) -> String {
        let lines = rows.iter().filter(|row| !self.is_blank(row)).map(|row| match row {
            Row::Line(line) => line.clone(),
            Row::Cells(cells) => (self.entry)(cells),
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn is_blank(self, row: &Row) -> bool {
        match row {
            Row::Line(line) => line.is_empty(),
            Row::Cells(cells) => {
                let free = cells.iter().zip(self.columns);
                free.filter(|(_, column)| column.choices.is_empty())
                    .all(|(cell, _)| cell.is_empty())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[&str]) -> Row {
        Row::Cells(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn services_become_cells_and_lines_again() {
        let text = "web tcp 443 -> 10.0.2.6:8443 ssl web-browsing from 203.0.113.0/24\nshop udp two:500 -> 10.0.2.7";
        let rows = SERVICES.split(text);
        assert_eq!(
            rows,
            [
                cells(&[
                    "web",
                    "tcp",
                    "443",
                    "10.0.2.6",
                    "8443",
                    "ssl web-browsing",
                    "203.0.113.0/24",
                    ""
                ]),
                cells(&["shop", "udp", "500", "10.0.2.7", "", "", "", "two"])
            ]
        );
        assert_eq!(SERVICES.join(&rows), text);
    }

    #[test]
    fn a_line_of_another_shape_stays_whole() {
        for line in ["none", "web tcp 443", "web sctp 1 -> 10.0.0.1", "a b tcp 1 -> 10.0.0.1"] {
            let rows = SERVICES.split(line);
            assert_eq!(rows, [Row::Line(line.to_owned())]);
            assert_eq!(SERVICES.join(&rows), line);
        }
        assert_eq!(
            WORKLOADS.split("a=10.8.0.0/24, b = /24, c"),
            [cells(&["a", "10.8.0.0/24"]), cells(&["b", "/24"]), cells(&["c", ""])]
        );
        assert_eq!(WORKLOADS.join(&WORKLOADS.split("a=/24, c")), "a=/24\nc");
        assert_eq!(TAGS.split("a=1, 2"), [cells(&["a", "1, 2"])]);
    }

    #[test]
    fn a_protocol_is_one_in_capitals_too() {
        let row = cells(&["dns", "udp", "53", "10.0.2.7", "", "", "", ""]);
        assert_eq!(SERVICES.split("dns UDP 53 -> 10.0.2.7"), [row]);
    }

    #[test]
    fn what_is_said_of_an_entry_stands_at_its_cell() {
        let rows = SERVICES.split("web tcp 443 -> 10.0.2.6\nshop tcp 443 -> 10.0.2.7\nodd");
        let place = |named: &[&str]| {
            let named: Vec<String> = named.iter().map(|text| (*text).to_owned()).collect();
            SERVICES.place(&rows, &named)
        };
        assert_eq!(place(&["web", "10.0.2.6"]), Some((0, 3)));
        assert_eq!(place(&["web", "shop", "tcp", "443"]), Some((1, 2)));
        assert_eq!(place(&["web"]), Some((0, 0)));
        assert_eq!(place(&["odd", "has no ->"]), Some((2, 0)));
        assert_eq!(place(&["shop tcp 443 -> 10.0.2.7", "x"]), Some((1, 0)));
        assert_eq!(place(&["nobody", "443", ""]), None);
    }

    #[test]
    fn a_rewritten_list_keeps_its_shape() {
        let text = "a, b\n\n c ,d";
        let upper = |entry: &str| (entry != "d").then(|| entry.to_uppercase() + "!");
        assert_eq!(rewrite(text, upper), "A!, B!\n\n C! ,d");
        assert_eq!(entries(text).collect::<Vec<_>>(), ["a", "b", "c", "d"]);
    }

    #[test]
    fn a_row_with_nothing_typed_is_no_line() {
        assert_eq!(
            SERVICES.chosen("http tcp 80 -> 10.0.2.6\nnone"),
            [cells(&["http", "tcp", "80", "", "", "", "", ""])],
            "a target that was chosen stays the plan's choice"
        );
        assert_eq!(WORKLOADS.chosen("none"), []);
        let rows = [SERVICES.blank(), cells(&["x", "tcp", "", "", "", "", "", ""])];
        assert_eq!(SERVICES.join(&rows), "x tcp  -> ");
        assert_eq!(WORKLOADS.join(&[WORKLOADS.blank()]), "");
        assert_eq!(SERVICES.blank(), cells(&["", "tcp", "", "", "", "", "", ""]));
    }
}
