//! The border between two sides of the page, which a hand and keys move.

use std::cell::Cell;
use std::rc::Rc;

use gloo_utils::window;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, PointerEvent};

use super::element::{Element, tag};

/// The first side's part of the window's width, in thousandths: at least, at first, at most. Whole numbers,
/// since Rust's own code for writing others is large.
const SHARES: [i32; 3] = [200, 400, 700];
/// How far a key moves the border.
const STEP: i32 = 20;

/// Where the border stands.
struct Border {
    share: Cell<i32>,
    side: web_sys::Element,
    bar: web_sys::Element,
}

impl Border {
    fn move_to(&self, share: i32) {
        let [least, .., most] = SHARES;
        let share = share.clamp(least, most);
        self.share.set(share);
        let _ = self.bar.set_attribute("aria-valuenow", &(share / 10).to_string());
        if let Some(side) = self.side.dyn_ref::<HtmlElement>() {
            let _ =
                side.style().set_property("--share", &format!("{}.{}vw", share / 10, share % 10));
        }
    }

    fn follow(&self, pointer: &PointerEvent) {
        let width = window().inner_width().ok().and_then(|width| width.as_f64());
        if let Some(width) = width.filter(|_| pointer.buttons() & 1 == 1) {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a part of a window's width is small"
            )]
            self.move_to((f64::from(pointer.client_x()) / width * 1000.0) as i32);
        }
    }

    fn press(&self, key: &str) -> bool {
        let [least, .., most] = SHARES;
        self.move_to(match key {
            "ArrowLeft" => self.share.get() - STEP,
            "ArrowRight" => self.share.get() + STEP,
            "Home" => least,
            "End" => most,
            _ => return false,
        });
        true
    }
}

/// A first side that follows the border, and the border.
pub(crate) fn split(side: Element, name: &str, id: &str) -> [Element; 2] {
    let [least, first, most] = SHARES;
    let border = tag("div.splitter")
        .set("role", "separator")
        .set("tabindex", "0")
        .label(name)
        .set("aria-orientation", "vertical")
        .set("aria-controls", id)
        .set("aria-valuemin", &(least / 10).to_string())
        .set("aria-valuemax", &(most / 10).to_string())
        .on("pointerdown", |event| {
            let event: &PointerEvent = event.unchecked_ref();
            let border = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
            drop(border.map(|border| border.set_pointer_capture(event.pointer_id())));
        });
    let (side_of, bar) = (side.get().clone(), border.get().clone());
    let stands = Rc::new(Border { share: Cell::new(first), side: side_of, bar });
    stands.move_to(first);
    let dragged = stands.clone();
    let border = border
        .on("pointermove", move |event| dragged.follow(event.unchecked_ref()))
        .key(move |key, _| stands.press(key));
    [side, border]
}
