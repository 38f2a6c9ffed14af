//! What goes on beside what the page shows. Each piece of work is boxed before it is handed to the browser, so that
//! the page has one copy of what drives them and not one for each.

use std::pin::Pin;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{future_to_promise, spawn_local};

/// Starts a piece of work.
pub(crate) fn start(work: impl Future<Output = ()> + 'static) {
    drive(Box::pin(work));
}

fn drive(work: Pin<Box<dyn Future<Output = ()>>>) {
    spawn_local(work);
}

/// What comes of a piece of work.
type Made = Result<JsValue, JsValue>;

/// Starts a piece of work that the browser waits for.
pub(super) fn promise(work: impl Future<Output = Made> + 'static) -> Promise {
    promised(Box::pin(work))
}

fn promised(work: Pin<Box<dyn Future<Output = Made>>>) -> Promise {
    future_to_promise(work)
}
