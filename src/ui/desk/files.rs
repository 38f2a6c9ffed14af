//! The files of what is typed: what they are ordered with, and those that leave the page.

use leptos::prelude::*;

use super::Desk;
use crate::draft::Draft;
use crate::panos::Salt;
use crate::ui::{browser, workshop};
use crate::workshop::{Draw, Fetch, Handed, Order, Pasted, Tabulate, Typed};

/// What the files are compared with.
#[derive(Clone, Debug)]
pub(crate) enum Baseline {
    /// The preset in force, untouched.
    Preset,
    /// The design that was opened last.
    Opened,
    /// The design of the bundle that was downloaded last.
    Taken,
    /// A design as it was when the person asked for it.
    Now(Draft),
}

/// What files are made for: a state of what is typed, and the salt of that time.
#[derive(Clone, PartialEq)]
pub(crate) struct Moment {
    state: usize,
    salt: Salt,
}

impl Desk {
    /// The present moment.
    pub(crate) fn moment(self) -> Moment {
        Moment { state: self.state(), salt: self.salt().get() }
    }

    /// What files are made from.
    pub(crate) fn typed(self) -> Typed {
        Typed { draft: self.draft.get(), secrets: self.secrets.get(), salt: self.salt().get() }
    }

    /// Compares the files with something else from now on.
    pub(crate) fn compare_with(self, name: &str) {
        self.baseline.set(match name {
            "opened" => Baseline::Opened,
            "taken" => Baseline::Taken,
            "now" => Baseline::Now(self.draft.get_untracked()),
            _ => Baseline::Preset,
        });
    }

    /// The design that the files are compared with; none where there is none.
    pub(crate) fn former(self) -> Option<Draft> {
        match self.baseline.get() {
            Baseline::Preset => Some(Draft::of(self.preset())),
            Baseline::Opened => self.opened.get(),
            Baseline::Taken => self.taken.get(),
            Baseline::Now(draft) => Some(draft),
        }
    }

    /// The design that a redeployment is held against: that of the last bundle, else what the files are compared
    /// with.
    pub(crate) fn deployed(self) -> Option<Draft> {
        self.taken.get().or_else(|| self.former())
    }

    /// Orders what leaves the page; where there is nothing, the reason is said. Of what is typed the answer
    /// itself tells whether it may leave.
    pub(crate) fn order<T, O>(self, order: &O, take: impl FnOnce(T) + 'static)
    where
        O: Order<Answer = Result<T, String>>,
    {
        if let Some(obstacle) = untrack(|| self.unconfirmed_obstacle()) {
            return self.refuse(format!("Nothing is handed out: {obstacle}"));
        }
        self.order_at_once(order, take);
    }

    fn order_at_once<T, O>(self, order: &O, take: impl FnOnce(T) + 'static)
    where
        O: Order<Answer = Result<T, String>>,
    {
        workshop::order_once(order, move |made| match made.flatten() {
            Ok(made) => take(made),
            Err(reason) => self.refuse(format!("Nothing is handed out: {reason}")),
        });
    }

    /// Orders something that a button asked for; where nothing comes, the reason is said.
    pub(crate) fn ask<O: Order>(self, order: &O, take: impl FnOnce(O::Answer) + 'static) {
        workshop::order_once(order, move |made| match made {
            Ok(made) => take(made),
            Err(reason) => self.refuse(format!("Not done: {reason}")),
        });
    }

    /// The order of a file that leaves the page.
    fn fetched(self, path: &str) -> Fetch {
        Fetch { typed: untrack(|| self.typed()), path: path.to_owned() }
    }

    /// Orders a file that leaves the page.
    pub(crate) fn fetch(self, path: &str, take: impl FnOnce(Handed) + 'static) {
        self.order(&self.fetched(path), take);
    }

    /// Hands out a file that needs no approval.
    pub(crate) fn take<O>(self, order: &O, what: &'static str)
    where
        O: Order<Answer = Result<Handed, String>>,
    {
        self.order_at_once(order, move |it: Handed| {
            self.hand_out(&it.name, &it.media, &it.bytes.0, what);
        });
    }

    /// Puts a file's text on the clipboard.
    pub(crate) fn copy_file(self, path: &str) {
        self.copy_made(text_of(self.fetched(path)), "File copied");
    }

    /// Puts the address plan on the clipboard, also one that is not approved.
    pub(crate) fn copy_addresses(self, order: Tabulate) {
        self.copy_at_once(text_of(order), "Address plan copied");
    }

    /// Puts the whole bundle on the clipboard, without secrets, as lines for a shell.
    pub(crate) fn copy_bundle(self) {
        let order = Pasted { typed: untrack(|| self.typed()) };
        let text = async move { workshop::order(order).await.flatten() };
        self.copy_made(text, "Bundle without secrets copied: paste it into a shell");
    }

    /// The text of a picture that is ordered.
    async fn drawn(order: Draw) -> Result<String, String> {
        workshop::order(order).await.flatten().map(|(_, svg)| svg)
    }

    /// Puts a picture on the clipboard as text.
    pub(crate) fn copy_drawing(self, order: Draw) {
        self.copy_at_once(Self::drawn(order), "Diagram as SVG text copied");
    }

    /// Puts a picture on the clipboard as an image; where that is not known, as text.
    pub(crate) fn copy_image(self, order: Draw, fineness: u32) {
        if !browser::image::can_be_copied() {
            let done = "This browser copies no images: SVG text copied";
            return self.copy_at_once(Self::drawn(order), done);
        }
        browser::image::copy(Self::drawn(order), fineness, move |done| {
            self.outcome("Not copied", done.map(|()| "Diagram copied as PNG"));
        });
    }

    /// Puts a text on the clipboard that is only being made of a design that nothing stands in the way of.
    fn copy_made(
        self,
        text: impl Future<Output = Result<String, String>> + 'static,
        done: &'static str,
    ) {
        if let Some(refusal) = untrack(|| self.refusal()) {
            return self.refuse(format!("Not copied: {refusal}"));
        }
        self.copy_at_once(text, done);
    }

    /// Puts a text on the clipboard that is only being made.
    fn copy_at_once(
        self,
        text: impl Future<Output = Result<String, String>> + 'static,
        done: &'static str,
    ) {
        browser::image::copy_text(text, move |copied| {
            self.outcome("Not copied", copied.map(|()| done));
        });
    }
}

/// The text of a file that is ordered.
async fn text_of<O>(order: O) -> Result<String, String>
where
    O: Order<Answer = Result<Handed, String>>,
{
    let file = workshop::order(order).await.flatten()?;
    String::from_utf8(file.bytes.0).map_err(|_| format!("{} is no text", file.name))
}
