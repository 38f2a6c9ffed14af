//! Judges a finished plan: every planned value alike, typed or chosen.
//!
//! The audit asks the plan, not the person's texts, so a rule holds whatever led to the value. The design
//! tells it what the plan leaves out: which fields were typed, and the ranges to avoid. Each file below
//! looks at one area; none of them changes anything.

use super::Plan;
use crate::design::Design;
use crate::finding::Finding;

mod access;
mod host;
mod machine;
mod name;
mod network;
mod service;

/// All findings about a plan.
pub fn audit(design: &Design, plan: &Plan) -> Vec<Finding> {
    let mut findings = Vec::new();
    network::audit(design, plan, &mut findings);
    host::audit(plan, &mut findings);
    name::audit(plan, &mut findings);
    machine::audit(design, plan, &mut findings);
    service::audit(design, plan, &mut findings);
    access::audit(design, plan, &mut findings);
    findings
}
