//! Where undo and redo lead: earlier and later states of what is typed, each with what led away from it.

use crate::draft::{Draft, Secrets};
use crate::field::Field;

/// What was typed at a time to go back to, and what led away from it. Secrets are in it too, in memory
/// alone, since a step back that left them out would take back something else.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// What was typed.
    pub(crate) draft: Draft,
    /// What was typed and secret.
    pub(crate) secrets: Secrets,
    /// What led away from it.
    pub(crate) what: String,
}

/// Earlier and later steps.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    earlier: Vec<Step>,
    later: Vec<Step>,
    typing: Option<Field>,
}

impl History {
    /// Notes a state that typing into a field leaves; typing on in the same one is the same step.
    pub(crate) fn type_into(&mut self, field: Field, left: impl FnOnce() -> Step) {
        if self.typing != Some(field) {
            self.earlier.push(left());
            self.typing = Some(field);
        }
        self.later.clear();
    }

    /// Ends a step of typing.
    pub(crate) fn end_typing(&mut self) {
        self.typing = None;
    }

    /// Notes a state that is left in a step of its own.
    pub(crate) fn leave(&mut self, left: Step) {
        self.earlier.push(left);
        self.later.clear();
        self.typing = None;
    }

    /// Leaves the steps without their secrets.
    pub(crate) fn forget_secrets(&mut self) {
        for step in self.earlier.iter_mut().chain(&mut self.later) {
            step.secrets = Secrets::default();
        }
    }

    /// What undo would take back.
    pub(crate) fn undoes(&self) -> Option<String> {
        Some(self.earlier.last()?.what.clone())
    }

    /// What redo would bring back.
    pub(crate) fn redoes(&self) -> Option<String> {
        Some(self.later.last()?.what.clone())
    }

    /// The last state, for the present one.
    pub(crate) fn back(&mut self, present: impl FnOnce(&str) -> Step) -> Option<Step> {
        self.typing = None;
        step(&mut self.earlier, &mut self.later, present)
    }

    /// The next state, for the present one.
    pub(crate) fn forth(&mut self, present: impl FnOnce(&str) -> Step) -> Option<Step> {
        self.typing = None;
        step(&mut self.later, &mut self.earlier, present)
    }
}

fn step(
    from: &mut Vec<Step>,
    to: &mut Vec<Step>,
    present: impl FnOnce(&str) -> Step,
) -> Option<Step> {
    let target = from.pop()?;
    to.push(present(&target.what));
    Some(target)
}
