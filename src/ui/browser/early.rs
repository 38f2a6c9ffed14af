//! What stands on the page before the program runs, and what was typed into it meanwhile.

use gloo_utils::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement};

/// The first page's one field.
const TYPED: &str = "early-range";

/// A text that was typed before the program ran.
pub(crate) struct Early {
    /// The text.
    pub(crate) text: String,
    /// Where the typing hand is in it, where it is there.
    caret: Option<u32>,
}

/// Takes the first page away; what was typed into it is kept.
pub(crate) fn take() -> Option<Early> {
    let shell = document().get_element_by_id("shell")?;
    let typed = document().get_element_by_id(TYPED)?.dyn_into::<HtmlInputElement>().ok()?;
    let is_there = document().active_element().as_ref() == Some(typed.unchecked_ref::<Element>());
    let caret = typed.selection_start().ok().flatten().filter(|_| is_there);
    shell.remove();
    Some(Early { text: typed.value(), caret })
}

impl Early {
    /// Brings the typing hand to the control that goes on with the text.
    pub(crate) fn go_on(&self, id: &str) {
        let control = document().get_element_by_id(id);
        let control = control.and_then(|control| control.dyn_into::<HtmlTextAreaElement>().ok());
        if let (Some(control), Some(caret)) = (control, self.caret) {
            let _ = control.focus();
            let _ = control.set_selection_range(caret, caret);
        }
    }
}
