//! A finding with its repairs.

use crate::field::Field;
use crate::finding::{Fix, Severity};
use crate::ui::browser;
use crate::ui::browser::element::{Element, tag, words};
use crate::ui::desk::{Desk, desk};
use crate::ui::part::button::action;
use crate::workshop::Told;

/// The CSS class of a severity.
pub(crate) fn class_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "finding is-error",
        Severity::Warning => "finding is-warning",
        Severity::Note => "finding is-note",
    }
}

/// A text in which what stands between backticks is set as code.
pub(crate) fn rich(text: &str) -> Vec<Element> {
    let pieces = text.split('`').enumerate();
    let piece = |(n, text)| if n % 2 == 1 { tag("code").text(text) } else { words(text) };
    pieces.map(piece).collect()
}

/// Whether a finding of a field stands at one of its cells and not below the field.
pub(crate) fn is_placed(desk: Desk, at: Field, told: &Told) -> bool {
    let Some(format) = at.spec().kind.format() else { return false };
    format.place(&format.split(&desk.text(at)), &told.named).is_some()
}

/// Adds findings, each with the control that it stands at, or none where it is away from its field.
pub(crate) fn add_findings(
    place: Element,
    of: impl Fn() -> Vec<(Option<String>, Told)> + 'static,
) -> Element {
    place.each(of, |(home, told)| finding_view(told, home.as_deref()))
}

/// A finding: what, why, what to do, and the buttons that do it. It stands at the control with this id, or in the list.
fn finding_view(told: &Told, home: Option<&str>) -> Element {
    let desk = desk();
    let in_list = home.is_none();
    let code = told.code.clone();
    let looked_up = action(&told.code, move || desk.look_up(&code))
        .class("code")
        .label(&format!("{}: explain this rule", told.code))
        .set("title", &told.what);
    let why = in_list.then(|| tag("p.why").all(rich(&told.why)));
    let jump = told.field().filter(|_| in_list).map(|field| {
        let go = action(&format!("Go to {}", field.title()), move || desk.go_to(field));
        go.class("fix is-jump")
    });
    let followers = (!told.followers.is_empty()).then(|| {
        let said = format!("{} more follow from it", told.followers.len());
        let lines = told.followers.iter().map(|one| tag("li").all(rich(one)));
        let folded = tag("details.more").add(tag("summary").text(&said));
        folded.add(tag("ul.settings").all(lines))
    });
    let fixes = told.fixes.iter().map(|fix| repair(desk, told, fix, home));
    tag("div")
        .class(class_of(told.severity))
        .add(tag("p.message").add(looked_up).text(" ").all(rich(&told.message)))
        .all(why)
        .all(told.hint.as_ref().map(|hint| tag("p.hint").all(rich(hint))))
        .add(tag("div.fixes").all(fixes).all(jump))
        .all(followers)
}

/// A repair's button; where its finding stands at a control, it leads there when it goes.
fn repair(desk: Desk, told: &Told, fix: &Fix, home: Option<&str>) -> Element {
    let edits = fix.edits.iter().map(|(field, text)| {
        let text = if text.is_empty() { "automatic" } else { text };
        format!("{}: {text}", field.title())
    });
    let preview = edits.collect::<Vec<_>>().join("; ");
    let (told, title, home) = (told.clone(), fix.title.clone(), home.map(str::to_owned));
    let button = action(&fix.title, move || {
        let home = home.clone();
        desk.apply(told.clone(), title.clone(), move || {
            // The button goes with its finding, and the person stays where it was.
            browser::when_focus_is_lost(move || match home {
                Some(home) => browser::focus_unfolded(home),
                None => browser::focus("tab-findings"),
            });
        });
    });
    button.class("fix").set("title", &preview)
}
