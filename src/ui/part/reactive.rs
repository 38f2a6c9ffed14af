//! Changing values of one type each, so that the page carries the code for showing them once.

use leptos::prelude::*;

/// A text that changes.
pub(crate) fn text(of: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(of)
}

/// A text that may be missing.
pub(crate) fn maybe(
    of: impl Fn() -> Option<String> + Send + Sync + 'static,
) -> Signal<Option<String>> {
    Signal::derive(of)
}

/// A switch that changes.
pub(crate) fn flag(of: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    Signal::derive(of)
}

/// A switch as the text that ARIA wants.
pub(crate) fn aria(of: impl Fn() -> bool + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(move || of().to_string())
}
