//! All stages up to the plan, and everything that they found, in one order.
//!
//! This is what a keystroke costs: reading, planning, judging. Documents are made later, on demand.

use crate::draft::{Draft, Secrets};
use crate::finding::{Finding, Fix, Safety, Severity};
use crate::plan::{Approved, Plan};
use crate::{design, finding, plan};

/// A draft as far as it could be planned, and what is to be said about it.
#[derive(Clone, Debug)]
pub struct Review {
    /// The plan; `None` when a subnet could not be placed.
    pub plan: Option<Plan>,
    /// Findings of all stages, sorted.
    pub findings: Vec<Finding>,
}

/// At most so many repairs are tried out with each keystroke; one costs as much as the review itself.
const TRIED_MAX: usize = 4;

/// Reads, plans and judges a draft. A repair counts as safe only where it was tried out.
pub fn review(draft: &Draft, secrets: &Secrets) -> Review {
    let mut review = untried(draft, secrets);
    let mut n_tried = 0;
    let mut refused = Vec::new();
    for (n, finding) in review.findings.iter().enumerate() {
        for (nth, fix) in finding.fixes.iter().enumerate() {
            if fix.safety == Safety::Safe {
                n_tried += 1;
                if n_tried > TRIED_MAX || !repairs(draft, secrets, &review, finding, fix) {
                    refused.push((n, nth));
                }
            }
        }
    }
    for (n, nth) in refused {
        if let Some(fix) = review.findings.get_mut(n).and_then(|one| one.fixes.get_mut(nth)) {
            fix.safety = Safety::Unsafe;
        }
    }
    review
}

/// Whether a repair removes its finding and brings no error that was not there at its field.
pub(crate) fn repairs(
    draft: &Draft,
    secrets: &Secrets,
    before: &Review,
    finding: &Finding,
    fix: &Fix,
) -> bool {
    let after = untried(&draft.apply(fix), secrets).findings;
    let same = |other: &Finding| {
        (other.case, &other.at, &other.facts) == (finding.case, &finding.at, &finding.facts)
    };
    let known = |error: &Finding| {
        let place = (error.code, error.at.first());
        before.findings.iter().any(|other| (other.code, other.at.first()) == place)
    };
    let mut errors = after.iter().filter(|other| other.severity() == Severity::Error);
    errors.all(known) && !after.iter().any(same)
}

/// The same, with repairs as the rules offer them.
pub(crate) fn untried(draft: &Draft, secrets: &Secrets) -> Review {
    let design = design::read(draft, secrets);
    let plan = plan::derive(&design.value);
    let mut findings = design.findings;
    findings.extend(plan.findings);
    finding::sort(&mut findings);
    Review { plan: plan.value, findings }
}

impl Review {
    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity() == severity).count()
    }

    /// The plan, approved, when no finding is an error.
    pub fn approved(&self) -> Option<Approved<'_>> {
        plan::approve(self.plan.as_ref()?, &self.findings)
    }

    /// The first finding that stands in the way.
    pub fn obstacle(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.severity() == Severity::Error)
    }
}
