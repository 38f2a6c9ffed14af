//! What a few fields have beside them and no other: how the VNet is filled, what a profile sets, the
//! password's demands.

use leptos::prelude::*;

use crate::facts::panos;
use crate::field::{Field, Kind};
use crate::plan;
use crate::ui::desk::desk;
use crate::ui::panel::password::PasswordAid;

/// What belongs to a field besides its control.
pub(crate) fn beside(at: Field) -> Option<AnyView> {
    if matches!(at.spec().kind, Kind::Blocks) {
        return Some(view! { <Fill/> }.into_any());
    }
    if at == Field::SystemProfile {
        return Some(view! { <Hardened/> }.into_any());
    }
    (at == Field::AccessPassword).then(|| view! { <PasswordAid/> }.into_any())
}

/// How the first block of the VNet is filled, as a thin bar.
#[component]
fn Fill() -> impl IntoView {
    let desk = desk();
    let parts = Memo::new(move |_| {
        desk.review.with(|review| review.plan.as_ref().map(plan::filled).unwrap_or_default())
    });
    let bar = move || {
        let parts = parts.get().into_iter().map(|(role, start, width)| {
            view! { <rect class=format!("zone-{role}") x=start.to_string() y="0" width=width.to_string() height="6"/> }
        });
        parts.collect_view()
    };
    view! {
        <svg class="fill" viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true">{bar}</svg>
    }
}

/// What the profile `hardened` sets, and why.
#[component]
fn Hardened() -> impl IntoView {
    let settings = panos::HARDENED.map(|(what, why)| {
        view! { <li><b>{what}</b> {": "} {why}</li> }
    });
    view! {
        <details class="more">
            <summary>{"What hardened sets, and why"}</summary>
            <ul class="settings">{settings.into_iter().collect_view()}</ul>
        </details>
    }
}
