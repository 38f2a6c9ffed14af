//! Everything that was found, in one list that leads to the fields.

use crate::finding::Severity;
use crate::ui::browser::element::{Element, tag};
use crate::ui::desk::{Desk, desk};
use crate::ui::panel::rules::rules;
use crate::ui::part::button::{action, toggle};
use crate::ui::part::finding::add_findings;
use crate::ui::part::reactive::memo;

/// The list, by severity, or the catalogue of rules.
pub(crate) fn findings() -> Vec<Element> {
    let desk = desk();
    let groups = [
        (Severity::Error, "To fix before anything is handed out"),
        (Severity::Warning, "To look at before you deploy"),
        (Severity::Note, "Good to know"),
    ];
    let looks_up = memo(move || desk.rules.with(Option::is_some));
    let head = tag("div.panel-head").set("role", "group").label("Findings or rules");
    let head = head
        .add(toggle("Findings", move || !looks_up.get(), move || desk.rules.set(None)))
        .add(toggle(
            "All rules",
            move || looks_up.get(),
            move || {
                desk.rules.set(Some(String::new()));
            },
        ));
    let list = tag("div.findings").changing(move || {
        if looks_up.get() {
            return rules(desk);
        }
        let groups = groups.map(|(severity, title)| group(desk, severity, title));
        std::iter::once(repair_all(desk)).chain(groups).collect()
    });
    vec![head, list]
}

/// All safe repairs in one step, where there are any.
fn repair_all(desk: Desk) -> Element {
    let safe = memo(move || desk.verdict.with(|verdict| verdict.n_safe()));
    tag("div").changing(move || {
        let text = match safe.get() {
            0 => return Vec::new(),
            1 => "Make the safe repair".to_owned(),
            several => format!("Make all {several} safe repairs"),
        };
        vec![action(&text, move || desk.repair_all())]
    })
}

/// The findings of one severity.
fn group(desk: Desk, severity: Severity, title: &str) -> Element {
    let here = memo(move || {
        desk.verdict.with(|verdict| {
            let here = verdict.findings.iter().filter(|told| told.severity == severity);
            here.cloned().collect::<Vec<_>>()
        })
    });
    let count = tag("span.count").said(move || here.with(Vec::len).to_string());
    let none = tag("p.soft").text("Nothing.").hidden_if(move || !here.with(Vec::is_empty));
    let section = tag("section").add(tag("h3").text(title).text(" ").add(count)).add(none);
    add_findings(section, move || here.get().into_iter().map(|told| (None, told)).collect())
}
