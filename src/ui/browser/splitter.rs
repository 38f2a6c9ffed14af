//! The border between two sides of the page, which a hand and keys move.

use gloo_utils::window;
use leptos::prelude::{Get, RwSignal, Set, Update};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, PointerEvent};

use super::element::{Element, tag};
use super::whole;

/// The first side's part of the window's width, in percent: at least, at first, at most.
const SHARES: [f64; 3] = [20.0, 40.0, 70.0];
/// How far a key moves the border.
const STEP: f64 = 2.0;

/// A first side that follows the border, and the border.
pub(crate) fn split(side: Element, name: &str, id: &str) -> [Element; 2] {
    let [least, first, most] = SHARES;
    let share = RwSignal::new(first);
    let side = side.styled("--share", move || format!("{}vw", share.get()));
    let moved = move |event: &PointerEvent| {
        let width = window().inner_width().ok().and_then(|width| width.as_f64());
        if let Some(width) = width.filter(|_| event.buttons() & 1 == 1) {
            share.set((f64::from(event.client_x()) / width * 100.0).clamp(least, most));
        }
    };
    let border = tag("div.splitter").set("role", "separator").set("tabindex", "0").label(name);
    let border = border
        .set("aria-orientation", "vertical")
        .set("aria-controls", id)
        .set("aria-valuemin", &whole(least))
        .set("aria-valuemax", &whole(most))
        .follows("aria-valuenow", move || Some(whole(share.get())))
        .on("pointerdown", |event| {
            let event: &PointerEvent = event.unchecked_ref();
            let border = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
            drop(border.map(|border| border.set_pointer_capture(event.pointer_id())));
        })
        .on("pointermove", move |event| moved(event.unchecked_ref()))
        .key(move |key, _| {
            match key {
                "ArrowLeft" => share.update(|share| *share = (*share - STEP).max(least)),
                "ArrowRight" => share.update(|share| *share = (*share + STEP).min(most)),
                "Home" => share.set(least),
                "End" => share.set(most),
                _ => return false,
            }
            true
        });
    [side, border]
}
