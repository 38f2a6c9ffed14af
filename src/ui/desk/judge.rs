//! What is found of what is typed: asked for at each change, and known a moment later. Until then the page
//! shows what was found before, hands nothing out for it, and says so where the moment is long.

use std::sync::Arc;

use leptos::prelude::*;

use super::Desk;
use crate::deploy;
use crate::field::{Field, Section};
use crate::finding::Severity;
use crate::save;
use crate::ui::browser::press;
use crate::ui::part::reactive::Held;
use crate::ui::{browser, workshop};
use crate::workshop::{Judge, Told, Verdict};

/// What is done once what is typed is judged.
type Later = Box<dyn FnOnce() + Send + Sync>;

/// What stands between the desk and the judgement.
pub(super) struct Bench {
    /// Counts the states of what is typed.
    state: Held<usize>,
    /// The state that was judged last.
    judged: Held<Option<usize>>,
    /// Whether the state that was judged last could not be.
    failed: Held<bool>,
    /// What waits for the judgement of the present state.
    waiting: Vec<Later>,
}

/// Wakes whoever follows a switch only where it changes: at a key that ends no check, nothing is to be heard.
fn turn(switch: Held<bool>, on: bool) {
    if switch.get_untracked() != on {
        switch.set(on);
    }
}

impl Bench {
    pub(super) fn new() -> Self {
        let (state, judged) = (Held::new(0), Held::new(None));
        Self { state, judged, failed: Held::new(false), waiting: Vec::new() }
    }
}

impl Desk {
    /// Has every state judged from now on.
    pub(super) fn have_judged(self) {
        workshop::follow(
            move || Some((self.state(), Judge { typed: self.typed() })),
            // Findings that came while a button is held would move it away.
            move |state, answer| press::when_lifted(move || self.hear(state, answer)),
        );
    }

    fn bench<T>(self, of: impl FnOnce(&Bench) -> T) -> T {
        self.pen.with_value(|pen| of(&pen.bench))
    }

    /// The number of the present state.
    pub(crate) fn state(self) -> usize {
        self.bench(|bench| bench.state).get()
    }

    /// Whether exactly what is typed now was judged.
    pub(crate) fn is_judged(self) -> bool {
        let (state, judged) = self.bench(|bench| (bench.state, bench.judged));
        judged.get() == Some(state.get())
    }

    /// Whether what was typed could not be judged.
    pub(crate) fn failed(self) -> bool {
        self.bench(|bench| bench.failed).get()
    }

    /// Begins a state that nobody has judged.
    pub(super) fn begin_state(self) {
        let (state, judged) = self.bench(|bench| (bench.state, bench.judged));
        state.update(|state| *state += 1);
        let known = judged.get_untracked();
        browser::after_a_moment(move || {
            // Whoever types on is not told so as long as answers come.
            if !untrack(|| self.is_judged()) && judged.get_untracked() == known {
                turn(self.checking, true);
            }
        });
    }

    /// Does something once what is typed is judged, which it mostly is.
    pub(crate) fn once_judged(self, then: impl FnOnce() + Send + Sync + 'static) {
        if untrack(|| self.is_judged()) {
            then();
        } else {
            self.pen.update_value(|pen| pen.bench.waiting.push(Box::new(then)));
        }
    }

    /// Takes what was found of a state.
    fn hear(self, of: usize, answer: Result<Verdict, String>) {
        let (state, judged, failed) = self.bench(|bench| (bench.state, bench.judged, bench.failed));
        let present = of == state.get_untracked();
        match answer {
            Ok(verdict) => {
                turn(failed, false);
                self.show_verdict(verdict);
                self.have_helps();
            }
            Err(reason) if present => {
                if !failed.get_untracked() {
                    let said = format!(
                        "What you typed could not be checked: {reason}. Nothing is handed out for it. Take the last step back, or save the design."
                    );
                    browser::tell_fault(&said, Some(&self.draft.with_untracked(save::write)));
                }
                turn(failed, true);
                let findings = self.verdict.with_untracked(|verdict| verdict.findings.clone());
                let refusal = Some("what you typed could not be checked".to_owned());
                self.show_verdict(Verdict { findings, refusal });
            }
            // What the present state is found to be is on its way.
            Err(_) => return,
        }
        judged.set(Some(of));
        if present {
            turn(self.checking, false);
            let waiting = self.pen.try_update_value(|pen| std::mem::take(&mut pen.bench.waiting));
            for then in waiting.into_iter().flatten() {
                // The one before it may have changed what is typed.
                self.once_judged(then);
            }
        }
    }

    /// Shows what was found, and wakes the rows of the fields of which it says something else than before.
    fn show_verdict(self, verdict: Verdict) {
        let former = self.verdict.get_untracked();
        if *former != verdict {
            let verdict = Arc::new(verdict);
            self.verdict.set(verdict.clone());
            self.wake(|field| !former.at(field).eq(verdict.at(field)));
        }
    }

    /// The findings whose first field is this one, for its row.
    pub(crate) fn findings_at(self, field: Field) -> Vec<Told> {
        self.follow(field);
        self.verdict.with_untracked(|verdict| verdict.at(field).cloned().collect())
    }

    /// The worst severity in a section, and how many findings have it; nothing while none is known.
    pub(crate) fn state_of(self, section: Section) -> Option<(Severity, usize)> {
        self.verdict.with(|verdict| verdict.worst(|field| field.spec().section == section))
    }

    /// Makes a repair of a finding, if the finding still offers it by then.
    pub(crate) fn apply(
        self,
        told: Told,
        title: String,
        then: impl FnOnce() + Send + Sync + 'static,
    ) {
        self.once_judged(move || {
            let fix = self.verdict.with_untracked(|verdict| {
                let same = |one: &&Told| one.code == told.code && one.at == told.at;
                let mut fixes = verdict.findings.iter().filter(same).flat_map(|one| &one.fixes);
                fixes.find(|fix| fix.title == title).cloned()
            });
            let Some(fix) = fix else { return self.say("Nothing is left to repair here") };
            let draft = self.draft.with_untracked(|draft| draft.apply(&fix));
            self.replace(&fix.title, draft);
            self.say(format!("Done: {}", fix.title));
            self.once_judged(then);
        });
    }

    /// What was found to stand in the way of handing anything out. It stays where it is shown until something
    /// else is found, so that nothing moves at a key. While something is being checked, what is pressed is not lost:
    /// the second module judges for itself what it is ordered to make, after what came before.
    pub(crate) fn refusal(self) -> Option<String> {
        self.unconfirmed_obstacle().or_else(|| self.verdict.with(|verdict| verdict.refusal.clone()))
    }

    /// The link that leads the portal to what is published, or why there is none. Nobody judges again what a link
    /// leads to, so there is none while something is being checked.
    pub(crate) fn portal_link(self) -> Result<String, String> {
        if let Some(refusal) = self.refusal() {
            return Err(refusal);
        }
        if self.checking.get() {
            return Err("What you typed is still being checked".to_owned());
        }
        self.plan.with(|plan| match plan {
            Some(plan) => deploy::link(plan).map_err(str::to_owned),
            None => Err("there is no plan".to_owned()),
        })
    }
}
