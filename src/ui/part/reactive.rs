//! Values that follow from others.

use leptos::prelude::*;

/// A value that follows from others, with one type for each kind of value, however it follows.
pub(crate) fn memo<T: PartialEq + Send + Sync + 'static>(
    of: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    kept(Box::new(of))
}

fn kept<T: PartialEq + Send + Sync + 'static>(of: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
    Memo::new(move |_| of())
}
