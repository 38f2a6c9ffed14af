//! A finding with its repairs.

use crate::field::Field;
use crate::finding::{Finding, Fix, Names, Severity};
use crate::ui::browser;
use crate::ui::browser::element::{Element, tag, words};
use crate::ui::desk::{Desk, desk};
use crate::ui::part::button::action;

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
pub(crate) fn is_placed(desk: Desk, at: Field, finding: &Finding) -> bool {
    let Some(format) = at.spec().kind.format() else { return false };
    format.place(&format.split(&desk.text(at)), &finding.named()).is_some()
}

/// A finding: what, why, what to do, and the buttons that do it. It stands at the control with this id, or in the list,
/// away from its field.
pub(crate) fn finding_view(finding: Finding, home: Option<&str>) -> Element {
    let desk = desk();
    let in_list = home.is_none();
    let code = finding.code;
    let rule = code.rule();
    let (message, hint) = (finding.message(Names::Titles), finding.hint(Names::Titles));
    let looked_up = action(rule.code, move || desk.look_up(rule.code))
        .class("code")
        .label(&format!("{}: explain this rule", rule.code))
        .follows("title", move || desk.explained(code).map(|told| told.what));
    let why = in_list.then(|| {
        tag("p.why")
            .changing(move || desk.explained(code).map_or_else(Vec::new, |told| rich(&told.why)))
    });
    let jump = finding.at.first().copied().filter(|_| in_list).map(|field| {
        let go = action(&format!("Go to {}", field.title()), move || desk.go_to(field));
        go.class("fix is-jump")
    });
    let followers = (!finding.followers.is_empty()).then(|| {
        let said = format!("{} more follow from it", finding.followers.len());
        let lines = finding.followers.iter();
        let lines = lines.map(|one| tag("li").all(rich(&one.message(Names::Titles))));
        let folded = tag("details.more").add(tag("summary").text(&said));
        folded.add(tag("ul.settings").all(lines))
    });
    let fixes = finding.fixes.into_iter().map(|fix| repair(desk, fix, home.map(str::to_owned)));
    tag("div")
        .class(class_of(rule.severity))
        .add(tag("p.message").add(looked_up).text(" ").all(rich(&message)))
        .all(why)
        .all(hint.map(|hint| tag("p.hint").all(rich(&hint))))
        .add(tag("div.fixes").all(fixes).all(jump))
        .all(followers)
}

/// A repair's button; where its finding stands at a control, it leads there when it goes.
fn repair(desk: Desk, fix: Fix, home: Option<String>) -> Element {
    let title = fix.title.clone();
    let edits = fix.edits.iter().map(|(field, text)| {
        let text = if text.is_empty() { "automatic" } else { text };
        format!("{}: {text}", field.title())
    });
    let preview = edits.collect::<Vec<_>>().join("; ");
    let button = action(&title, move || {
        let home = home.clone();
        desk.apply(&fix);
        // The button goes with its finding, and the person stays where it was.
        browser::when_focus_is_lost(move || match home {
            Some(home) => browser::focus_unfolded(home),
            None => browser::focus("tab-findings"),
        });
    });
    button.class("fix").set("title", &preview)
}
