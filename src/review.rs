//! All stages up to the plan, and everything that they found, in one order.
//!
//! This is what a keystroke costs: reading, planning, judging. The page needs the plan at once and does the
//! first half alone; the judgement follows from its second module. Documents are made later, on demand.

use crate::draft::{Draft, Secrets};
use crate::field::Field;
use crate::finding::{Checked, Finding, Names, Severity};
use crate::plan::{Approved, Origin, Plan};
use crate::{design, finding, plan};

/// A draft as far as it could be planned, and what is to be said about it.
#[derive(Clone, Debug)]
pub struct Review {
    /// The plan; `None` when a subnet could not be placed.
    pub plan: Option<Plan>,
    /// Findings of all stages, sorted.
    pub findings: Vec<Finding>,
}

/// Reads and plans a draft, and says nothing of it: the plan is the one of its review.
pub fn sketch(draft: &Draft, secrets: &Secrets) -> Option<Plan> {
    plan::derive(&design::sketch(draft, secrets)).ok()
}

/// Reads, plans and judges a draft.
pub fn review(draft: &Draft, secrets: &Secrets) -> Review {
    let Checked { value: design, mut findings } = design::read(draft, secrets);
    let plan = match plan::derive(&design) {
        Ok(plan) => {
            findings.extend(plan::audit(&design, &plan));
            Some(plan)
        }
        Err(finding) => {
            findings.push(*finding);
            None
        }
    };
    finding::sort(&mut findings);
    Review { plan, findings }
}

/// Whether something typed could not be read, so that the plan chose in its place.
pub fn reads_as_blank(plan: Option<&Plan>, draft: &Draft) -> bool {
    let settled = plan.into_iter().flat_map(|plan| &plan.settled);
    settled.into_iter().any(|(field, value)| {
        matches!(value.from, Origin::Chosen { .. }) && !draft.get(*field).is_empty()
    })
}

impl Review {
    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity() == severity).count()
    }

    /// The fields that the picture marks, with how much that matters.
    pub fn found(&self) -> Vec<(Field, Severity)> {
        let marks = self.findings.iter().filter_map(|one| Some((*one.at.first()?, one.severity())));
        marks.collect()
    }

    /// What a picture marks that is taken along: all of it where something stands in the way, and otherwise nothing.
    pub fn marked(&self) -> Vec<(Field, Severity)> {
        if self.obstacle().is_some() { self.found() } else { Vec::new() }
    }

    /// How many findings have a safe repair.
    pub fn n_safe(&self) -> usize {
        self.findings.iter().filter(|finding| finding.safe_fix().is_some()).count()
    }

    /// The plan, approved, when no finding is an error.
    pub fn approved(&self) -> Option<Approved<'_>> {
        plan::approve(self.plan.as_ref()?, &self.findings)
    }

    /// The first finding that stands in the way.
    pub fn obstacle(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.severity() == Severity::Error)
    }

    /// Why nothing can be handed out, when something stands in the way.
    pub fn refusal(&self) -> Option<String> {
        let finding = self.obstacle()?;
        let (code, said) = (finding.code.rule().code, finding.message(Names::Titles));
        Some(format!("{code} stands in the way: {said}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_be_read_counts_as_blank() {
        for (text, blank) in
            [("", false), ("10.7.0.0/16", false), ("10.7.0.1/16", false), ("10.7.0.0/33", true)]
        {
            let draft = Draft::default().with([(Field::NetworkRange, text)]);
            let plan = sketch(&draft, &Secrets::default());
            assert_eq!(reads_as_blank(plan.as_ref(), &draft), blank, "{text}");
        }
    }
}
