//! Values that follow from others, with one copy of all that a memo does for every kind of value.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::*;

/// Any value; another run of what makes it is another value.
#[derive(Clone)]
struct Kept(Arc<dyn Any + Send + Sync>);

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Makes a value of the last one.
type Next = Box<dyn Fn(Option<&Kept>) -> Kept + Send + Sync>;

/// A value that follows from others, and is not told again while it stays the same.
pub(crate) struct Derived<T> {
    kept: Memo<Kept>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Copy for Derived<T> {}
impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Derived<T> {
    /// Looks at the value, and is told when there is another one.
    pub(crate) fn with<U>(self, look: impl FnOnce(&T) -> U) -> U {
        look(of_kind(&self.kept.get()))
    }

    /// Looks at the value of now.
    pub(crate) fn with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> U {
        look(of_kind(&self.kept.get_untracked()))
    }
}

impl<T: Clone + 'static> Derived<T> {
    /// The value, told anew when there is another one.
    pub(crate) fn get(self) -> T {
        self.with(T::clone)
    }

    /// The value of now.
    pub(crate) fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}

fn of_kind<T: 'static>(kept: &Kept) -> &T {
    kept.0.downcast_ref().expect("a derived value is of its own kind")
}

/// A value that follows from others.
pub(crate) fn memo<T: PartialEq + Send + Sync + 'static>(
    of: impl Fn() -> T + Send + Sync + 'static,
) -> Derived<T> {
    let kept = keep(Box::new(move |last| {
        let now = of();
        match last {
            Some(last) if *of_kind::<T>(last) == now => last.clone(),
            _ => Kept(Arc::new(now)),
        }
    }));
    Derived { kept, kind: PhantomData }
}

fn keep(of: Next) -> Memo<Kept> {
    Memo::new(of)
}
