//! The pointer: nothing moves between its down and its up.
//!
//! What a press or a pause brings, such as the help of a field that loses its focus, waits until the
//! pointer is up and no second press follows. A button that moved away meanwhile would lose the click.
//! Here the hand's pauses are told too.

use std::cell::RefCell;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use gloo_utils::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlSelectElement, PointerEvent};

/// A second press that follows within this time, in milliseconds, belongs to the first.
const SECOND_MS: u32 = 400;

/// How long nothing is typed, in milliseconds, before that is a pause.
const PAUSE_MS: u32 = 250;

/// What is done later.
type Waiting = Box<dyn FnOnce()>;

/// The pointer, and what waits for it.
#[derive(Default)]
struct Pointer {
    held: bool,
    lifted: Option<Timeout>,
    waiting: Vec<Waiting>,
}

thread_local! {
    static POINTER: RefCell<Pointer> = RefCell::default();
    /// What is done at the next pause, and the end of the wait for it.
    static AT_PAUSE: RefCell<Option<(Waiting, Timeout)>> = RefCell::default();
}

/// Does something at once, or when the pointer is up and no second press follows.
pub(crate) fn when_still(then: impl FnOnce() + 'static) {
    let still = POINTER.with_borrow(|pointer| !pointer.held && pointer.lifted.is_none());
    if still {
        then();
    } else {
        POINTER.with_borrow_mut(|pointer| pointer.waiting.push(Box::new(then)));
    }
}

/// Does something at once, or after a press during which it came.
pub(crate) fn when_lifted(then: impl FnOnce() + 'static) {
    if POINTER.with_borrow(|pointer| pointer.held) { when_still(then) } else { then() }
}

/// Does something once nobody has called this for a while and the pointer is still, or when the page is left
/// before.
pub(crate) fn after_pause(then: impl FnOnce() + 'static) {
    let end = Timeout::new(PAUSE_MS, || when_still(pause));
    AT_PAUSE.set(Some((Box::new(then), end)));
}

fn pause() {
    if let Some((then, _)) = AT_PAUSE.take() {
        then();
    }
}

/// Follows the pointer and the focus from now on.
pub(crate) fn watch() {
    super::hear("pagehide", |_| pause());
    let window = window();
    for name in ["pointerdown", "pointermove", "pointerup", "pointercancel", "keydown", "change"] {
        let options = EventListenerOptions::run_in_capture_phase();
        EventListener::new_with_options(&window, name, options, hear).forget();
    }
    EventListener::new(&document(), "focusin", |_| when_still(attend)).forget();
}

fn hear(event: &Event) {
    let buttons = event.dyn_ref::<PointerEvent>().map_or(0, |event| event.buttons());
    match event.type_().as_str() {
        "pointerdown" => POINTER.with_borrow_mut(|pointer| {
            pointer.held = buttons == 1;
            if pointer.held {
                pointer.lifted = None;
            }
        }),
        // The hand is at the keyboard.
        "keydown" => settle(),
        "pointermove" if buttons > 0 => {}
        // A list of choices may take the end of its press for itself, and then tells a choice.
        "change"
            if event.target().and_then(|it| it.dyn_into::<HtmlSelectElement>().ok()).is_none() => {}
        _ => POINTER.with_borrow_mut(|pointer| {
            if std::mem::take(&mut pointer.held) {
                pointer.lifted = Some(Timeout::new(SECOND_MS, settle));
            }
        }),
    }
}

/// Does what has waited.
fn settle() {
    let waiting = POINTER.with_borrow_mut(|pointer| std::mem::take(pointer).waiting);
    for then in waiting {
        then();
    }
}

/// Unfolds what belongs to the field that has the focus, and folds the last one's. The focus stays where it
/// is on the screen.
fn attend() {
    let Some(control) = document().active_element() else { return };
    let Some(field) = control.closest(".field").ok().flatten() else { return };
    let top = |control: &Element| control.get_bounding_client_rect().top();
    let before = top(&control);
    if let Ok(Some(last)) = document().query_selector(".field.is-attended") {
        if last == field {
            return;
        }
        let _ = last.class_list().remove_1("is-attended");
    }
    let _ = field.class_list().add_1("is-attended");
    let moved = top(&control) - before;
    if let (Some(form), true) = (document().get_element_by_id("form"), moved.abs() > 1.0) {
        form.scroll_by_with_x_and_y(0.0, moved);
        window().scroll_by_with_x_and_y(0.0, top(&control) - before);
    }
}
