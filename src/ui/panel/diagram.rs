//! The live picture: a part leads to its field, a focused field marks its part.

use leptos::html::Div;
use leptos::prelude::*;

use crate::diagram;
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::part::button::Action;
use crate::ui::part::reactive::flag;
use crate::ui::part::reactive::maybe;

/// The picture. When nothing can be planned the last one stays, dimmed.
#[component]
pub(crate) fn Picture() -> impl IntoView {
    let desk = desk();
    let place = NodeRef::<Div>::new();
    let picture = Memo::new(move |last: Option<&Option<diagram::Node>>| {
        desk.review.with(|review| match &review.plan {
            Some(plan) => Some(diagram::nodes(plan, &review.findings)),
            None => last.cloned().flatten(),
        })
    });
    let stale = flag(move || desk.review.with(|review| review.plan.is_none()));
    Effect::new(move |_| {
        if let (Some(place), Some(node)) = (place.get(), picture.get()) {
            browser::show_picture(&place, &node, desk.focused.get_untracked());
        }
    });
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            browser::mark_focused(&place, desk.focused.get());
        }
    });
    let off = maybe(move || desk.obstacle());
    let save = move || {
        let svg = desk
            .review
            .with_untracked(|review| review.plan.as_ref().map(|plan| diagram::svg(plan, &[])));
        if let Some(svg) = svg {
            desk.say(match browser::download("diagram.svg", "image/svg+xml", svg.as_bytes()) {
                Ok(()) => "Diagram downloaded".to_owned(),
                Err(reason) => format!("Not downloaded: {reason}"),
            });
        }
    };
    view! {
        <div class="panel-head">
            <p>{"Click a part to go to its field. The address plan says the same in a table."}</p>
            <Action text="Download SVG" off=off on_press=save/>
        </div>
        <p class="stale" hidden=flag(move || !stale.get())>{"Nothing can be planned; this is the last picture."}</p>
        <div class="picture" class:is-stale=stale node_ref=place
            on:click=move |event| browser::go_to_part(desk, &event)
            on:keydown=move |event| if browser::is_press(&event) { browser::go_to_part(desk, &event) }
        ></div>
    }
}
