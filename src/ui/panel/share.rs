//! What is shown above the open view for a moment: a link that holds the design, as a text and as a QR code, and
//! the list of keys.

use crate::ui::browser::element::{Element, svg, tag};
use crate::ui::desk::{Desk, desk};
use crate::ui::part::button::action;
use crate::ui::part::reactive::Held;
use crate::ui::part::told::told;
use crate::ui::workshop::follow;
use crate::workshop::{Code, View};

/// The list of keys while it is shown.
pub(crate) fn keys() -> impl Fn() -> Vec<Element> {
    let desk = desk();
    move || desk.keys.get().then(|| key_list(desk)).into_iter().collect()
}

fn key_list(desk: Desk) -> Element {
    let close = move || desk.keys.set(false);
    brief("keys", close)
        .set("aria-labelledby", "keys-title")
        .add(tag("h3").id("keys-title").text("Keys"))
        .add(told(View::Keys, Held::new(None)))
        .add(tag("div.fixes").add(action("Done", close)))
}

/// A part that Escape closes.
fn brief(id: &str, close: impl Fn() + 'static) -> Element {
    let part = tag("section.proposal").id(id).set("role", "group").set("tabindex", "-1");
    part.key(move |key, _| {
        if key == "Escape" {
            close();
        }
        false
    })
}

/// A link's code: its size and its path.
type Drawn = (usize, String);

/// The link while it is shown.
pub(crate) fn share() -> impl Fn() -> Vec<Element> {
    let desk = desk();
    // The link, and its code: links beyond a code's capacity have none.
    let come = Held::new(None::<(String, Drawn)>);
    follow(
        move || desk.shared.get().map(|link| (link.clone(), Code { text: link })),
        move |link, code| come.set(code.ok().flatten().map(|code| (link, code))),
    );
    move || desk.shared.get().map(|link| shared(desk, link, come)).into_iter().collect()
}

fn shared(desk: Desk, link: String, come: Held<Option<(String, Drawn)>>) -> Element {
    let input = tag("input.mono").set("readonly", "").label("Link").set("value", &link);
    let copied = link.clone();
    let picture = tag("div.shared").changing(move || {
        let drawn = come.get().filter(|(of, _)| *of == link);
        drawn.map(|(_, drawn)| picture(&drawn)).into_iter().collect()
    });
    let copy = action("Copy link to this design", move || desk.copy(copied.clone(), "Link"));
    brief("share", move || desk.shared.set(None))
        .set("aria-labelledby", "share-title")
        .add(tag("h3").id("share-title").text("Share this design"))
        .add(tag("p").text(
            "The link holds the whole design without secrets, after the #, which no server sees.",
        ))
        .add(picture.add(input))
        .add(
            tag("div.fixes")
                .add(copy.class("button is-primary"))
                .add(action("Done", move || desk.shared.set(None))),
        )
}

fn picture((size, path): &Drawn) -> Element {
    let paper = svg("rect").set("width", "100%").set("height", "100%").set("fill", "#fff");
    svg("svg")
        .class("qr")
        .set("viewBox", &format!("0 0 {size} {size}"))
        .set("role", "img")
        .label("QR code of the link")
        .add(paper)
        .add(svg("path").set("d", path).set("fill", "#000"))
}
