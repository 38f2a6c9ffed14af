//! A package of others: read file by file into the second module, which judges it; the draft stays as it is.

use gloo_file::File;
use leptos::prelude::*;

use super::{Desk, Tab};
use crate::facts::limit;
use crate::ui::browser::file::{FILE_MAX, Found};
use crate::ui::browser::{file, task};
use crate::ui::workshop;
use crate::workshop::{Bytes, Receive, Report, TakeOver};

impl Desk {
    /// Takes what is dropped on the page: a single file is opened by what it is, more is a package. Where
    /// packages are judged, everything is one.
    pub(crate) fn take_dropped(self, found: Vec<Found>) {
        let audits = untrack(|| self.has(Tab::Audit));
        let here = self.tab.get_untracked() == Tab::Audit;
        let alone = found.len() < 2 && !here;
        let small = |file: &File| usize::try_from(file.size()).is_ok_and(|size| size <= FILE_MAX);
        match found.first() {
            Some((name, Ok(file))) if !audits || (alone && small(file)) => {
                let (name, file) = (name.clone(), file.clone());
                task::start(async move { self.open(name, file::bytes(&file, FILE_MAX).await) });
            }
            Some(_) => self.audit(found),
            None => {}
        }
    }

    /// Has a package judged, and shows what is found; the one before it is gone.
    pub(crate) fn audit(self, found: Vec<Found>) {
        if self.reading.get_untracked() {
            return self.refuse("The package before this one is still being read");
        }
        self.reading.set(true);
        task::start(async move {
            let read = receive(found).await;
            self.reading.set(false);
            match read {
                Ok(()) => {
                    let next = self.package.get_untracked().unwrap_or_default() + ".";
                    self.package.set(Some(next));
                    self.show(Tab::Audit);
                }
                Err(reason) => self.refuse(format!("Not read: {reason}")),
            }
        });
    }

    /// Lets the second module forget the package.
    pub(crate) fn forget_package(self) {
        self.ask(&Receive { add: None }, move |_| self.package.set(None));
    }

    /// Hands the report out.
    pub(crate) fn report(self, extension: &str) {
        self.take(&Report { extension: extension.to_owned() }, "Report");
    }

    /// Proposes the design that the package becomes.
    pub(crate) fn take_over_package(self) {
        self.ask(&TakeOver {}, move |taken| match taken {
            Ok(read) => {
                let done = "The package is a design now; undo brings the former one back";
                self.propose_read("Take the package over", read, Bytes(Vec::new()), done);
            }
            Err(reason) => self.refuse(format!("Not taken over: {reason}")),
        });
    }
}

/// Gives the second module the files, one after the other, until it takes no more; its report says why.
async fn receive(found: Vec<Found>) -> Result<(), String> {
    workshop::order(Receive { add: None }).await?;
    for (path, file) in found {
        let read = match &file {
            Ok(file) if file.size() > limit::FILE_BYTES.most as u64 => {
                Err(limit::too_large(&path, file.size()))
            }
            Ok(file) => file::bytes(file, limit::FILE_BYTES.most).await.map(Bytes),
            Err(why) => Err(format!("{path} is not read: {why}")),
        };
        if workshop::order(Receive { add: Some((path, read)) }).await?.is_some() {
            break;
        }
    }
    Ok(())
}
