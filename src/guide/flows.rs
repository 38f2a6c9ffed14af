//! The flows of a design in the guide: who reaches whom, and what a packet is called on its way.

use crate::flow;
use crate::plan::Plan;

/// More flows than this are told by the command line alone.
const FLOWS_MAX: usize = 24;

pub(super) fn flows(plan: &Plan) -> String {
    let (active, model) = (plan.preferred(), plan.model());
    let all = flow::flows(plan, active);
    let mut lines = vec![
        "## Flows".to_owned(),
        String::new(),
        format!(
            "While {} is active; `fast-ha flows design.json --flow NAME` tells each hop with its route, rule and filter.",
            plan.units.of(active).name
        ),
        String::new(),
        "| flow | what | the packet on its way | outcome |".to_owned(),
        "| --- | --- | --- | --- |".to_owned(),
    ];
    lines.extend(all.iter().take(FLOWS_MAX).map(|flow| {
        let journey = flow.journey(plan, &model, active);
        let forms: Vec<String> = journey.forms().iter().map(ToString::to_string).collect();
        format!("| {} | {} | {} | {} |", flow.name, flow.title, forms.join("; "), journey.outcome())
    }));
    if all.len() > FLOWS_MAX {
        lines.push(format!("\nThere are {} more flows.", all.len() - FLOWS_MAX));
    }
    lines.join("\n") + "\n"
}
