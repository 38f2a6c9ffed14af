//! A list as rows of cells, and as text beside it. Lines that have no cells stay editable as they are.

use leptos::prelude::*;

use crate::field::Field;
use crate::finding::{Finding, Severity};
use crate::list::{Column, Format, Row};
use crate::ui::browser;
use crate::ui::browser::press;
use crate::ui::desk::{Desk, desk};
use crate::ui::part::button::Action;
use crate::ui::part::finding::FindingView;
use crate::ui::part::reactive::{maybe, text};
use crate::ui::part::text::{Entry, lines, placeholder, verbatim};

/// More rows than these are edited as text.
const SHOWN_MAX: usize = 40;

/// What is said of a cell: its row, its column, and the finding.
type Told = (usize, usize, Finding);

/// Whether a finding of a field stands at one of its cells and not below the field.
pub(crate) fn is_placed(desk: Desk, at: Field, finding: &Finding) -> bool {
    let Some(format) = at.spec().kind.format() else { return false };
    let place = format.place(&format.split(&desk.text(at)), &finding.named());
    place.is_some_and(|(n, _)| n < SHOWN_MAX)
}

/// The rows of a field: what is typed here, as long as the draft still says the same.
#[derive(Clone, Copy)]
struct Rows {
    desk: Desk,
    at: Field,
    format: Format,
    typed: RwSignal<Vec<Row>>,
    shown: Memo<Vec<Row>>,
    told: Memo<Vec<Told>>,
}

impl Rows {
    fn new(desk: Desk, at: Field, format: Format) -> Self {
        let typed = RwSignal::new(Vec::new());
        let shown =
            Memo::new(move |_| {
                let said = desk.text(at);
                // A row that is half typed has no line yet that would read back as its cells.
                typed.with(|typed: &Vec<Row>| {
                    if format.join(typed) == said { typed.clone() } else { format.split(&said) }
                })
            });
        let told = Memo::new(move |_| {
            let findings = desk.findings_at(at).into_iter();
            shown.with(|rows: &Vec<Row>| {
                let placed = findings.filter_map(|finding| {
                    let (n, column) = format.place(rows, &finding.named())?;
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
pub(crate) fn list(entry: Entry, format: Format) -> AnyView {
    let at = entry.at;
    let rows = Rows::new(desk(), at, format);
    // The kind of each row: another one is another set of inputs.
    let kinds = Memo::new(move |_| {
        rows.shown.with(|rows| rows.iter().take(SHOWN_MAX).map(is_cells).collect::<Vec<_>>())
    });
    let views = move || {
        let kinds = kinds.get();
        let lines = kinds.into_iter().enumerate().map(|(n, cells)| row_view(&rows, n, cells));
        lines.collect_view()
    };
    let more = maybe(move || {
        let n_more = rows.shown.with(Vec::len).saturating_sub(SHOWN_MAX);
        (n_more > 0).then(|| format!("{n_more} more in the text below"))
    });
    let automatic = maybe(move || {
        let chosen = placeholder(rows.desk, at).replace('\n', "; ");
        rows.shown.with(Vec::is_empty).then(|| format!("Automatic: {chosen}"))
    });
    view! {
        <div class="list">
            <p class="range-facts">{automatic}</p>
            <div class="list-rows">{views}</div>
            <p class="range-facts">{more}</p>
            <Action text=format!("Add a {}", format.noun) id=add_id(at) class="button is-small" on_press=move || rows.add()/>
            <details class="more">
                <summary>{"As text"}</summary>
                {lines(entry)}
            </details>
        </div>
    }
    .into_any()
}

fn row_view(rows: &Rows, n: usize, cells: bool) -> AnyView {
    let rows = *rows;
    let noun = rows.format.noun;
    let columns = if cells { rows.format.columns } else { &LINE };
    let flaw = Memo::new(move |_| rows.shown.with(|all| rows.format.flaw(all.get(n)?)));
    let told = Memo::new(move |_| {
        let all = rows.told.get().into_iter();
        all.filter(|(row, ..)| *row == n).collect::<Vec<Told>>()
    });
    let flaw_id = format!("{}-flaw", cell_id(rows.at, n, 0));
    let inputs = columns.iter().enumerate().map(|(k, column)| {
        let id = flaw_id.clone();
        let wrong = move |(_, column, finding): &Told| {
            *column == k && finding.severity() == Severity::Error
        };
        let here = move || {
            flaw.get().is_some_and(|flaw| flaw.column == Some(k))
                || told.with(|told| told.iter().any(wrong))
        };
        cell_view(&rows, (n, k), *column, maybe(move || here().then(|| id.clone())))
    });
    let inputs = inputs.collect_view();
    let said = maybe(move || flaw.get().map(|flaw| format!("This {noun} {}", flaw.said)));
    let class = if cells { "list-row" } else { "list-row is-line" };
    view! {
        <div class=class role="group" aria-label=format!("{noun} {}", n + 1)>
            {inputs}
            <Action text="Remove" class="button is-small" on_press=move || rows.remove(n)/>
            <div id=flaw_id class="flaws">
                <p class="flaw">{said}</p>
                {move || told.get().into_iter().map(|(_, k, finding)| view! { <FindingView finding cell=cell_id(rows.at, n, k)/> }).collect_view()}
            </div>
        </div>
    }
    .into_any()
}

/// The one column of a line that has no cells.
const LINE: [Column; 1] =
    [Column { label: "Line", example: "", choices: &[], width: 30, chosen: false }];

/// A cell; what describes it says what is wrong with it.
fn cell_view(
    rows: &Rows,
    (n, k): (usize, usize),
    column: Column,
    flaw: Signal<Option<String>>,
) -> AnyView {
    let rows = *rows;
    let label = format!("{} of {} {}", column.label, rows.format.noun, n + 1);
    let value = text(move || rows.cell(n, k));
    let id = cell_id(rows.at, n, k);
    let invalid = maybe(move || flaw.with(Option::is_some).then(|| "true".to_owned()));
    let input = if column.choices.is_empty() {
        view! {
            <input {..verbatim()} id=id class="mono" type="text" size=column.width.to_string() aria-label=label
                placeholder=column.example prop:value=value aria-invalid=invalid aria-describedby=flaw
                on:input=move |event| rows.set_cell(n, k, &event_target_value(&event))
                on:blur=move |_| press::when_still(move || rows.settle(n))/>
        }
        .into_any()
    } else {
        let options = column.choices.iter().map(|choice| {
            let chosen = Signal::derive(move || rows.cell(n, k) == *choice);
            view! { <option value=*choice selected=chosen>{*choice}</option> }
        });
        view! {
            <select id=id aria-label=label
                on:change=move |event| rows.set_cell(n, k, &event_target_value(&event))
            >{options.collect_view()}</select>
        }
        .into_any()
    };
    view! { <label class="cell-entry"><span>{column.label}</span>{input}</label> }.into_any()
}
