//! Lists that a person edits as rows of cells: how the lines of a field become cells and lines again.
//!
//! Nothing is lost on the way: a line that has not the shape of its field stays one whole line, and
//! what a line means is read in `design` alone.

use crate::field::Field;

/// A column of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub label: &'static str,
    /// What a cell may hold, shown while it is blank.
    pub example: &'static str,
    /// The only possible texts, the first one for a new row; none for free text.
    pub choices: &'static [&'static str],
}

/// How the cells of a row stand in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// `name protocol [front-end:]port -> address[:port]`
    Service,
    /// `name=value`
    Pair,
}

/// The table that a field is edited as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// What a row is, in the singular.
    pub noun: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    shape: Shape,
    /// What ends an entry; a tag's value may hold a comma.
    ends: &'static [char],
}

const fn column(label: &'static str, example: &'static str) -> Column {
    Column { label, example, choices: &[] }
}

const SERVICES: Table = Table {
    noun: "service",
    columns: &[
        column("Name", "web"),
        Column { label: "Protocol", example: "", choices: &["tcp", "udp"] },
        column("Front end", "first"),
        column("Port", "443"),
        column("Target", "10.0.2.6"),
        column("Target port", "same"),
    ],
    shape: Shape::Service,
    ends: &['\n', ','],
};

const WORKLOADS: Table = Table {
    noun: "workload",
    columns: &[column("Name", "app-subnet"), column("Range", "10.0.8.0/24")],
    shape: Shape::Pair,
    ends: &['\n', ','],
};

const TAGS: Table = Table {
    noun: "tag",
    columns: &[column("Name", "owner"), column("Value", "network team")],
    shape: Shape::Pair,
    ends: &['\n'],
};

/// The table of a field; `None` for a field that is edited otherwise.
pub fn table(field: Field) -> Option<Table> {
    [
        (Field::BalanceServices, SERVICES),
        (Field::NetworkWorkloads, WORKLOADS),
        (Field::SiteTags, TAGS),
    ]
    .into_iter()
    .find_map(|(known, table)| (known == field).then_some(table))
}

/// A row: as many cells as the table has columns, or a line that has not that shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A text for each column.
    Cells(Vec<String>),
    /// A whole line.
    Line(String),
}

impl Table {
    /// A row with nothing typed.
    pub fn blank(self) -> Row {
        let first = |column: &Column| (*column.choices.first().unwrap_or(&"")).to_owned();
        Row::Cells(self.columns.iter().map(first).collect())
    }

    /// The rows of a field's text.
    pub fn split(self, text: &str) -> Vec<Row> {
        let lines = text.split(self.ends).map(str::trim).filter(|line| !line.is_empty());
        lines
            .map(|line| {
                let cells = match self.shape {
                    Shape::Service => service(line),
                    Shape::Pair => line.split_once('=').map(|(name, value)| vec![name, value]),
                };
                match cells {
                    Some(cells) => {
                        Row::Cells(cells.into_iter().map(|cell| cell.trim().to_owned()).collect())
                    }
                    None => Row::Line(line.to_owned()),
                }
            })
            .collect()
    }

    /// The text of rows, a line each; a row in which nothing is typed is none.
    pub fn join(self, rows: &[Row]) -> String {
        let lines = rows.iter().filter(|row| !self.is_blank(row)).map(|row| match row {
            Row::Line(line) => line.clone(),
            Row::Cells(cells) => {
                let cell = |n: usize| cells.get(n).map_or("", String::as_str);
                match self.shape {
                    Shape::Pair => format!("{}={}", cell(0), cell(1)),
                    Shape::Service => {
                        let front_end = ended(cell(2), ":", "");
                        let port = ended(cell(5), "", ":");
                        format!(
                            "{} {} {front_end}{} -> {}{port}",
                            cell(0),
                            cell(1),
                            cell(3),
                            cell(4)
                        )
                    }
                }
            }
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

/// A text with what follows and stands before it, or nothing at all.
fn ended(text: &str, after: &str, before: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{before}{text}{after}") }
}

/// The cells of `web tcp shop:443 -> 10.0.2.6:8443`.
fn service(line: &str) -> Option<Vec<&str>> {
    let (left, right) = line.split_once("->")?;
    let words: Vec<&str> = left.split_whitespace().collect();
    let [name, protocol, port] = words.as_slice() else { return None };
    let right = right.trim();
    if !["tcp", "udp"].contains(protocol) || right.contains(char::is_whitespace) {
        return None;
    }
    let (front_end, port) = port.split_once(':').unwrap_or(("", port));
    let (address, target_port) = right.split_once(':').unwrap_or((right, ""));
    Some(vec![name, protocol, front_end, port, address, target_port])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[&str]) -> Row {
        Row::Cells(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn services_become_cells_and_lines_again() {
        let text = "web tcp 443 -> 10.0.2.6:8443\nshop udp two:500 -> 10.0.2.7";
        let rows = SERVICES.split(text);
        assert_eq!(
            rows,
            [
                cells(&["web", "tcp", "", "443", "10.0.2.6", "8443"]),
                cells(&["shop", "udp", "two", "500", "10.0.2.7", ""])
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
            WORKLOADS.split("a=10.8.0.0/24, odd"),
            [cells(&["a", "10.8.0.0/24"]), Row::Line("odd".to_owned())]
        );
        assert_eq!(TAGS.split("a=1, 2"), [cells(&["a", "1, 2"])]);
    }

    #[test]
    fn a_row_with_nothing_typed_is_no_line() {
        let rows = [SERVICES.blank(), cells(&["x", "tcp", "", "", "", ""])];
        assert_eq!(SERVICES.join(&rows), "x tcp  -> ");
        assert_eq!(WORKLOADS.join(&[WORKLOADS.blank()]), "");
        assert_eq!(SERVICES.blank(), cells(&["", "tcp", "", "", "", ""]));
    }
}
