//! A package of others, judged: chosen or dropped here, told by the second module.

use crate::ui::browser;
use crate::ui::browser::element::{Element, tag};
use crate::ui::browser::file;
use crate::ui::desk::{Desk, desk};
use crate::ui::part::button::{action, action_unless};
use crate::ui::part::told::told;
use crate::workshop::View;

/// The ways to a package, what is done with its report, and the report.
pub(crate) fn audit() -> Vec<Element> {
    let desk = desk();
    let none = move || {
        let none = desk.package.with(Option::is_none);
        none.then(|| "Drop or choose a package first".to_owned())
    };
    let with = move |text: &str, act: fn(Desk)| action_unless(none, text, move || act(desk));
    let ways = tag("div.tools")
        .add(action("Choose files", || browser::click("#audit-files")))
        .add(action("Choose a folder", || browser::click("#audit-folder")));
    let report = tag("div.tools")
        .add(with("Markdown", |desk| desk.report("md")))
        .add(with("JSON", |desk| desk.report("json")))
        .add(with("Print", |_| browser::print()))
        .add(with("Clear", Desk::forget_package));
    let head = tag("div.panel-head")
        .add(tag("p").text("Drop a folder, zips or single files anywhere here."))
        .add(ways)
        .add(chooser(desk, "audit-files", "multiple", "Files of a package"))
        .add(chooser(desk, "audit-folder", "webkitdirectory", "Folder of a package"))
        .add(report)
        .add(with("Take over", Desk::take_over_package).class("button is-primary"));
    let reading = tag("p.soft").set("role", "status");
    let reading = reading.maybe(move || desk.reading.get().then(|| "Reading".to_owned()));
    vec![head, reading, tag("div.audit").add(told(View::Audit, desk.package))]
}

fn chooser(desk: Desk, id: &str, kind: &str, label: &str) -> Element {
    let input = tag("input.hidden").id(id).set("type", "file").set("tabindex", "-1").set(kind, "");
    input.label(label).on("change", move |event| {
        file::take_chosen(event, move |found| desk.audit(found));
    })
}
