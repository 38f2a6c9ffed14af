//! Values that are set and values that follow from others, with one copy of all that a signal and a memo do for
//! every kind of value.

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
    successive(move |_| of(), T::eq)
}

/// A value that follows from others and its last one, and is not told again where it is the same.
pub(crate) fn successive<T: Send + Sync + 'static>(
    of: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
    same: fn(&T, &T) -> bool,
) -> Derived<T> {
    let kept = keep(Box::new(move |last| {
        let now = of(last.map(of_kind));
        match last {
            Some(last) if same(of_kind(last), &now) => last.clone(),
            _ => Kept(Arc::new(now)),
        }
    }));
    Derived { kept, kind: PhantomData }
}

fn keep(of: Next) -> Memo<Kept> {
    Memo::new(of)
}

/// Any value that is set.
type Set = Box<dyn Any + Send + Sync>;

/// A value that is set, and told of each time.
pub(crate) struct Held<T> {
    held: RwSignal<Set>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Copy for Held<T> {}
impl<T> Clone for Held<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Held<T> {
    /// Holds a first value.
    pub(crate) fn new(value: T) -> Self {
        Self { held: hold(Box::new(value)), kind: PhantomData }
    }

    /// Looks at the value, and is told when it is set.
    pub(crate) fn with<U>(self, look: impl FnOnce(&T) -> U) -> U {
        self.track();
        self.with_untracked(look)
    }

    /// Looks at the value of now.
    pub(crate) fn with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> U {
        self.try_with_untracked(look).expect("what is looked at still stands")
    }

    /// Looks at the value of now, if what it belongs to still stands.
    pub(crate) fn try_with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> Option<U> {
        let set = self.held.try_read_untracked()?;
        Some(look(set.downcast_ref().expect("a held value is of its own kind")))
    }

    /// The value for those who only look at it.
    pub(crate) fn seen(self) -> Seen<T> {
        Seen(self)
    }

    /// Whether what it belongs to is gone.
    pub(crate) fn is_disposed(self) -> bool {
        self.held.is_disposed()
    }

    /// Is told when the value is set.
    pub(crate) fn track(self) {
        self.held.track();
    }

    /// Sets the value, if what it belongs to still stands.
    pub(crate) fn set(self, value: T) {
        self.update(|held| *held = value);
    }

    /// Changes the value, if what it belongs to still stands.
    pub(crate) fn update(self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    /// The same with what the change comes to.
    pub(crate) fn try_update<U>(self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        let mut set = self.held.try_write()?;
        Some(change(set.downcast_mut().expect("a held value is of its own kind")))
    }
}

impl<T: Clone + Send + Sync + 'static> Held<T> {
    /// The value, told anew when it is set.
    pub(crate) fn get(self) -> T {
        self.with(T::clone)
    }

    /// The value of now.
    pub(crate) fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }

    /// The value of now, if what it belongs to still stands.
    pub(crate) fn try_get_untracked(self) -> Option<T> {
        self.try_with_untracked(T::clone)
    }
}

fn hold(value: Set) -> RwSignal<Set> {
    RwSignal::new(value)
}

/// A value that others set.
pub(crate) struct Seen<T>(Held<T>);

impl<T> Copy for Seen<T> {}
impl<T> Clone for Seen<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Seen<T> {
    /// Looks at the value, and is told when it is set.
    pub(crate) fn with<U>(self, look: impl FnOnce(&T) -> U) -> U {
        self.0.with(look)
    }

    /// Looks at the value of now.
    pub(crate) fn with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> U {
        self.0.with_untracked(look)
    }
}

impl<T: Clone + Send + Sync + 'static> Seen<T> {
    /// The value, told anew when it is set.
    pub(crate) fn get(self) -> T {
        self.0.get()
    }

    /// The value of now.
    pub(crate) fn get_untracked(self) -> T {
        self.0.get_untracked()
    }
}
