//! A list as rows of cells, and as text beside it. Lines that have no cells stay editable as they are.

use crate::field::Field;
use crate::finding::Severity;
use crate::list::{Column, Format, ROWS_MAX, Row};
use crate::ui::browser;
use crate::ui::browser::element::{Element, tag};
use crate::ui::browser::press;
use crate::ui::desk::{Desk, desk};
use crate::ui::part::button::{SMALL, action};
use crate::ui::part::finding::add_findings;
use crate::ui::part::option;
use crate::ui::part::reactive::{Derived, Held, memo};
use crate::ui::part::text::{Entry, lines, placeholder, verbatim};
use crate::workshop::Told;

/// What is said of a cell: its row, its column, and the finding.
type Placed = (usize, usize, Told);

/// The rows of a field: what is typed here, as long as the draft still says the same.
#[derive(Clone, Copy)]
struct Rows {
    desk: Desk,
    at: Field,
    format: Format,
    typed: Held<Vec<Row>>,
    shown: Derived<Vec<Row>>,
    told: Derived<Vec<Placed>>,
}

impl Rows {
    fn new(desk: Desk, at: Field, format: Format) -> Self {
        let typed = Held::new(Vec::new());
        let shown =
            memo(move || {
                let said = desk.text(at);
                // A row that is half typed has no line yet that would read back as its cells.
                typed.with(|typed: &Vec<Row>| {
                    if format.join(typed) == said { typed.clone() } else { format.split(&said) }
                })
            });
        let told = memo(move || {
            let findings = desk.findings_at(at).into_iter();
            shown.with(|rows: &Vec<Row>| {
                let placed = findings.filter_map(|finding| {
                    let (n, column) = format.place(rows, &finding.named)?;
                    // What is wrong with a row that cannot be read is said as its flaw.
                    format.flaw(rows.get(n)?).is_none().then_some((n, column, finding))
                });
                placed.collect()
            })
        });
        Self { desk, at, format, typed, shown, told }
    }

    fn change(self, change: impl FnOnce(&mut Vec<Row>)) {
        let mut rows = self.shown.get_untracked();
        change(&mut rows);
        let said = self.format.join(&rows);
        self.typed.set(rows);
        self.desk.type_into(self.at, said);
    }

    fn cell(self, n: usize, column: usize) -> String {
        self.shown.with(|rows| match rows.get(n) {
            Some(Row::Cells(cells)) => {
                cells.get(column).cloned().expect("a row has a cell for each column")
            }
            Some(Row::Line(line)) => line.clone(),
            None => String::new(),
        })
    }

    fn set_cell(self, n: usize, column: usize, said: &str) {
        self.change(|rows| match rows.get_mut(n) {
            Some(Row::Cells(cells)) => {
                if let Some(cell) = cells.get_mut(column) {
                    said.clone_into(cell);
                }
            }
            Some(Row::Line(line)) => said.clone_into(line),
            None => {}
        });
    }

    /// Makes cells of a line that has their shape now.
    fn settle(self, n: usize) {
        let mut rows = self.shown.get_untracked();
        let Some(row @ Row::Line(_)) = rows.get_mut(n) else { return };
        let mut split = self.format.split(&self.format.join(std::slice::from_ref(row)));
        if let (Some(cells @ Row::Cells(_)), 0) = (split.pop(), split.len()) {
            *row = cells;
            self.typed.set(rows);
        }
    }

    /// Adds a row to what is typed, or to what would be chosen.
    fn add(self) {
        let chosen = placeholder(self.desk, self.at);
        self.change(|rows| {
            if rows.is_empty() {
                rows.extend(self.format.chosen(&chosen));
            }
            rows.push(self.format.blank());
        });
        self.desk.end_typing();
        let n = self.shown.with_untracked(Vec::len);
        browser::focus_soon(cell_id(self.at, n.saturating_sub(1), 0));
    }

    fn remove(self, n: usize) {
        self.change(|rows| {
            rows.remove(n);
        });
        self.desk.end_typing();
        browser::focus_soon(add_id(self.at));
    }
}

fn is_cells(row: &Row) -> bool {
    matches!(row, Row::Cells(_))
}

fn cell_id(at: Field, n: usize, column: usize) -> String {
    format!("row-{}-{n}-{column}", at.key())
}

fn add_id(at: Field) -> String {
    format!("add-{}", at.key())
}

/// The list.
pub(crate) fn list(entry: Entry, format: Format) -> Element {
    let at = entry.at;
    let rows = Rows::new(desk(), at, format);
    // The kind of each row: another one is another set of inputs.
    let kinds = memo(move || {
        rows.shown.with(|rows| rows.iter().take(ROWS_MAX).map(is_cells).collect::<Vec<_>>())
    });
    let shown = tag("div.list-rows").changing(move || {
        let kinds = kinds.get().into_iter().enumerate();
        kinds.map(|(n, cells)| row_view(rows, n, cells)).collect()
    });
    let automatic = tag("p.range-facts").maybe(move || {
        let chosen = placeholder(rows.desk, at).replace('\n', "; ");
        rows.shown.with(Vec::is_empty).then(|| format!("Automatic: {chosen}"))
    });
    let more = tag("p.range-facts").maybe(move || {
        let n_more = rows.shown.with(Vec::len).saturating_sub(ROWS_MAX);
        (n_more > 0).then(|| format!("{n_more} more in the text below"))
    });
    let add = action(&format!("Add a {}", format.noun), move || rows.add()).class(SMALL);
    let text = tag("details.more").add(tag("summary").text("As text")).add(lines(entry));
    tag("div.list").add(automatic).add(shown).add(more).add(add.id(&add_id(at))).add(text)
}

fn row_view(rows: Rows, n: usize, cells: bool) -> Element {
    let noun = rows.format.noun;
    let columns = if cells { rows.format.columns } else { &LINE };
    let flaw = memo(move || rows.shown.with(|all| rows.format.flaw(all.get(n)?)));
    let told = memo(move || {
        rows.told
            .with(|all| all.iter().filter(|(row, ..)| *row == n).cloned().collect::<Vec<Placed>>())
    });
    let flaw_id = format!("{}-flaw", cell_id(rows.at, n, 0));
    let inputs = columns.iter().enumerate().map(|(k, column)| {
        let wrong =
            move |(_, column, told): &Placed| *column == k && told.severity == Severity::Error;
        let here = memo(move || {
            flaw.get().is_some_and(|flaw| flaw.column == Some(k))
                || told.with(|told| told.iter().any(wrong))
        });
        cell_view(rows, (n, k), *column, here)
    });
    let said = move || flaw.get().map(|flaw| format!("This {noun} {}", flaw.said));
    let here = move || {
        let at_cell = |(_, k, told): Placed| (Some(cell_id(rows.at, n, k)), told);
        told.get().into_iter().map(at_cell).collect()
    };
    let flaws = tag("div.flaws").id(&flaw_id).add(tag("p.flaw").maybe(said));
    tag(if cells { "div.list-row" } else { "div.list-row is-line" })
        .set("role", "group")
        .label(&format!("{noun} {}", n + 1))
        .all(inputs)
        .add(action("Remove", move || rows.remove(n)).class(SMALL))
        .add(add_findings(flaws, here))
}

/// The one column of a line that has no cells.
const LINE: [Column; 1] =
    [Column { label: "Line", example: "", choices: &[], width: 30, chosen: false }];

/// A cell; what describes it says what is wrong with it.
fn cell_view(rows: Rows, (n, k): (usize, usize), column: Column, flaw: Derived<bool>) -> Element {
    let label = format!("{} of {} {}", column.label, rows.format.noun, n + 1);
    let input = if column.choices.is_empty() {
        let flaw_id = format!("{}-flaw", cell_id(rows.at, n, 0));
        verbatim(tag("input.mono"))
            .set("type", "text")
            .set("size", &column.width.to_string())
            .set("placeholder", column.example)
            .holds(move || rows.cell(n, k))
            .follows("aria-invalid", move || flaw.get().then(|| "true".to_owned()))
            .follows("aria-describedby", move || flaw.get().then(|| flaw_id.clone()))
            .typed(move |text| rows.set_cell(n, k, &text))
            .on("blur", move |_| press::when_still(move || rows.settle(n)))
    } else {
        let options = column
            .choices
            .iter()
            .map(|choice| option(choice, choice, move || rows.cell(n, k) == *choice));
        tag("select").all(options).chosen(move |text| rows.set_cell(n, k, &text))
    };
    let input = input.id(&cell_id(rows.at, n, k)).label(&label);
    tag("label.cell-entry").add(tag("span").text(column.label)).add(input)
}
