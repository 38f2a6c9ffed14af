//! The live picture: a part leads to its field, a focused field marks its part.

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;

use crate::diagram;
use crate::field::Field;
use crate::ui::browser::{image, picture};
use crate::ui::desk::{Desk, desk, handed};
use crate::ui::panel::story::Story;
use crate::ui::part::button::{Action, INSIDE};
use crate::ui::part::reactive::{flag, maybe};
use crate::workshop::View;

/// The picture. When nothing can be planned the last one stays, dimmed.
#[component]
pub(crate) fn Picture() -> impl IntoView {
    let desk = desk();
    let place = NodeRef::<Div>::new();
    let zoom = picture::Zoom::start();
    let story = Story::new();
    // Where nothing can be planned the last plan stays, with the marks of what is wrong now.
    let nodes = Memo::new(move |_| {
        let planned = desk.planned();
        let plan = planned.plan.as_ref()?;
        let marks = story.marks();
        desk.review.with(|review| Some(diagram::nodes(plan, &review.findings, &marks)))
    });
    let stale = flag(move || desk.review.with(|review| review.plan.is_none()));
    let focused = Memo::new(move |_| desk.focused.get().map(Field::key));
    picture::live(place, zoom, nodes, focused, move |key| {
        if let Some(field) = Field::from_key(key) {
            desk.go_to(field);
        }
    });
    let press = move |event: ev::MouseEvent| {
        if let Some(frame) = place.get_untracked() {
            picture::press(&frame, zoom, &event);
        }
    };
    let off = maybe(move || desk.obstacle());
    let blank =
        flag(move || desk.draft.with(|draft| desk.review.with(|it| it.reads_as_blank(draft))));
    // One closure for all four, so that the page carries the button once.
    let export = move |act: fn(Desk, String)| {
        move || {
            let review = desk.review.get_untracked();
            if let Some(plan) = &review.plan {
                act(desk, diagram::svg(plan, &[]));
            }
        }
    };
    view! {
        <div class="panel-head">
            <p>{"Click a part to go to its field."}</p>
            <div class="tools" role="toolbar" aria-label="What the picture tells" data-inside="button">
                {story.toggle("Flows", View::Flows)}
                {story.toggle("Failover", View::Failover)}
            </div>
            <div class="tools" role="toolbar" aria-label="Zoom" data-inside="button" on:click=press
                title="Also: Ctrl and wheel, two fingers, + - 0. A drag or the arrow keys move.">
                <button type="button" class="button" value="-" aria-label="Zoom out">{"−"}</button>
                <output id=picture::SCALE_ID class="scale" aria-label="Scale"></output>
                <button type="button" class="button" value="+" tabindex="-1" aria-label="Zoom in">{"+"}</button>
                <button type="button" class="button" value="0" tabindex="-1">{"Fit"}</button>
            </div>
            <div class="tools" role="toolbar" aria-label="Take the diagram along" data-inside="button">
                <Action text="Copy PNG" off=off on_press=export(Desk::copy_image)/>
                <Action text="Copy SVG" off=off on_press=export(copy_text) {..} tabindex="-1"/>
                <Action text="Download PNG" off=off on_press=export(download_image) {..} tabindex="-1"/>
                <Action text="Download SVG" off=off on_press=export(download_text) {..} tabindex="-1"/>
            </div>
        </div>
        <p class="stale" hidden=flag(move || !stale.get())>{"Nothing can be planned; this is the last picture."}</p>
        <p class="stale" hidden=flag(move || stale.get() || !blank.get())>{"A text that cannot be read counts as blank here."}</p>
        <div class="stage" class:has-story=flag(move || story.is_open())>
            <div class="picture" class:is-stale=stale node_ref=place tabindex="0" role="region"
                aria-label="Picture of the network" data-inside="[data-field]" aria-description=INSIDE></div>
            {move || story.told()}
        </div>
    }
}

fn copy_text(desk: Desk, svg: String) {
    desk.copy(svg, "Diagram as SVG text");
}

fn download_image(desk: Desk, svg: String) {
    image::download("diagram.png", svg, move |done| {
        desk.outcome("Not downloaded", done.map(|()| handed("Diagram as PNG")));
    });
}

#[expect(clippy::needless_pass_by_value, reason = "all four ways take the same")]
fn download_text(desk: Desk, svg: String) {
    desk.hand_out("diagram.svg", "image/svg+xml", svg.as_bytes(), "Diagram as SVG");
}
