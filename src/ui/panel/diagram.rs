//! The live picture: a part leads to its field, a focused field marks its part.

use crate::field::Field;
use crate::ui::browser::element::{Element, tag};
use crate::ui::browser::{image, picture as frame};
use crate::ui::desk::{Desk, desk, handed};
use crate::ui::panel::story::Story;
use crate::ui::part::button::{action, action_unless};
use crate::ui::part::reactive::{Held, memo};
use crate::ui::part::stop;
use crate::workshop::{Draw, View};
use crate::{diagram, review};

/// The picture. When nothing can be planned the last one stays, dimmed.
pub(crate) fn picture() -> Vec<Element> {
    let desk = desk();
    let zoom = frame::Zoom::start();
    let pressed = zoom.clone();
    let story = Story::new();
    let found = memo(move || desk.verdict.with(|verdict| verdict.found()));
    // Where nothing can be planned the last plan stays, with the marks of what is wrong now.
    let shape = memo(move || story.shape(desk.planned().as_deref()));
    let drawn = memo(move || {
        let plan = desk.planned()?;
        let marks = story.marks();
        Some(found.with(|found| diagram::picture(&plan, found, &marks, shape.get().layout)))
    });
    let stale = move || desk.plan.with(Option::is_none);
    let focused = memo(move || desk.focused.get().map(Field::key));
    let place =
        stop("div.picture", "Picture of the network", "[data-field]").class_if("is-stale", stale);
    frame::live(
        &place,
        zoom,
        move || drawn.get(),
        move || focused.get(),
        move |key| {
            if let Some(field) = Field::from_key(key) {
                desk.go_to(field);
            } else {
                story.unfold();
            }
        },
        move |room, stage| story.fit(room, stage),
    );
    let blank = move || {
        desk.draft.with(|draft| desk.plan.with(|it| review::reads_as_blank(it.as_deref(), draft)))
    };
    let zoomed = place.clone();
    let tools = toolbar("Zoom");
    let tools = tools
        .set("title", "Also: Ctrl and wheel, two fingers, + - 0. A drag or the arrow keys move.")
        .on("click", move |event| frame::press(&zoomed, &pressed, event))
        .add(step("-", "−").label("Zoom out"))
        .add(tag("output.scale").id(frame::SCALE_ID).label("Scale"))
        .add(inside(step("+", "+").label("Zoom in")))
        .add(inside(step("0", "Fit")));
    let around = tag("div.stage")
        .class_if("has-story", move || story.is_open())
        .class_if("is-beside", move || shape.get().beside);
    let last = tag("p.stale").text("Nothing can be planned; this is the last picture.");
    let unread = tag("p.stale").text("A text that cannot be read counts as blank here.");
    // What asks for a decision stands in the page.
    let full = move || story.is_full() && desk.proposal.with(Option::is_none);
    let whole = tag("div.whole").class_if("is-full", full);
    let whole = whole.on("focusout", move |event| {
        if full() {
            story.give_way(event);
        }
    });
    let whole = whole
        .add(
            tag("div.panel-head tool-bars")
                .add(stories(story))
                .add(tools)
                .add(exports(desk, story)),
        )
        .add(last.flag("hidden", move || !stale()))
        .add(unread.flag("hidden", move || stale() || !blank()))
        .add(around.add(place).changing(move || story.told()))
        .add(tag("p.soft").text("Click a part to go to its field."));
    vec![whole]
}

/// The ways in which the picture leaves the page.
fn exports(desk: Desk, story: Story) -> Element {
    let off = move || {
        desk.plan
            .with(Option::is_none)
            .then(|| "Nothing can be planned, and so not drawn".to_owned())
    };
    let fineness = Held::new(2);
    // One closure for all, so that the page carries it once.
    let export = move |title: &str, plays: bool, act: fn(Desk, Draw, u32)| {
        action_unless(off, title, move || {
            act(desk, story.drawing(desk, plays), fineness.get_untracked());
        })
    };
    // One after the other, because a list would be one more stop on the way through the page.
    let size = action("", move || fineness.update(|size| *size = *size % 3 + 1));
    let size =
        size.set("title", "Size of the PNG").said(move || format!("PNG {}x", fineness.get()));
    toolbar("Take the diagram along")
        .add(export("Copy PNG", false, Desk::copy_image))
        .add(inside(export("Copy SVG", false, |desk, order, _| desk.copy_drawing(order))))
        .add(inside(export("Download PNG", false, download_image)))
        .add(inside(export("Download SVG", false, download_text)))
        .add(
            inside(export("Download animated SVG", true, download_text))
                .hidden_if(move || !story.can_play()),
        )
        .add(inside(size))
}

/// The buttons of what the picture tells.
fn stories(story: Story) -> Element {
    toolbar("What the picture tells")
        .add(story.toggle("Flows", View::Flows))
        .add(inside(story.toggle("Failover", View::Failover)))
        .add(inside(story.screen()))
}

/// Buttons that are one stop of Tab.
fn toolbar(label: &str) -> Element {
    tag("div.tools").set("role", "toolbar").label(label).set("data-inside", "button")
}

/// A button that is no stop of its own.
fn inside(button: Element) -> Element {
    button.set("tabindex", "-1")
}

/// A button of the scale, by the key that does the same.
fn step(key: &str, text: &str) -> Element {
    tag("button.button").set("type", "button").set("value", key).text(text)
}

#[expect(clippy::needless_pass_by_value, reason = "all four ways take the same")]
fn download_image(desk: Desk, order: Draw, fineness: u32) {
    desk.order(&order, move |(_, svg)| {
        image::download("diagram.png", svg, fineness, move |done| {
            desk.outcome("Not downloaded", done.map(|()| handed("Diagram as PNG")));
        });
    });
}

#[expect(clippy::needless_pass_by_value, reason = "all four ways take the same")]
fn download_text(desk: Desk, order: Draw, _: u32) {
    desk.order(&order, move |(name, svg): (String, String)| {
        desk.hand_out(&name, "image/svg+xml", svg.as_bytes(), "Diagram as SVG");
    });
}
