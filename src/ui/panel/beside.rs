//! What a few fields have beside them and no other: how the VNet is filled, what a profile sets, the
//! password's demands.

use crate::facts::panos;
use crate::field::{Field, Kind};
use crate::plan;
use crate::ui::browser::element::{Element, svg, tag};
use crate::ui::desk::desk;
use crate::ui::panel::password::password_aid;
use crate::ui::part::reactive::memo;

/// What belongs to a field besides its control.
pub(crate) fn beside(at: Field) -> Vec<Element> {
    if matches!(at.spec().kind, Kind::Blocks) {
        return vec![fill()];
    }
    if at == Field::SystemProfile {
        return vec![hardened()];
    }
    if at == Field::AccessPassword { password_aid().into() } else { Vec::new() }
}

/// How the first block of the VNet is filled, as a thin bar.
fn fill() -> Element {
    let desk = desk();
    let parts =
        memo(move || desk.plan.with(|plan| plan.as_deref().map(plan::filled).unwrap_or_default()));
    let bar = svg("svg").class("fill").set("viewBox", "0 0 1000 6");
    bar.set("preserveAspectRatio", "none").set("aria-hidden", "true").changing(move || {
        let parts = parts.get().into_iter().map(|(role, start, width)| {
            let part = svg("rect").class(&format!("zone-{role}")).set("x", &start.to_string());
            part.set("y", "0").set("width", &width.to_string()).set("height", "6")
        });
        parts.collect()
    })
}

/// What the profile `hardened` sets, and why.
fn hardened() -> Element {
    let settings = panos::HARDENED
        .map(|(what, why)| tag("li").add(tag("b").text(what)).text(&format!(": {why}")));
    tag("details.more")
        .add(tag("summary").text("What hardened sets, and why"))
        .add(tag("ul.settings").all(settings))
}
