//! The picture of the network, from the plan alone.
//!
//! The layout rests on one observation: two units and four subnets between them can be drawn without a
//! crossing when the units stand left and right and the subnets lie between them in a column, the
//! Internet's side on top and management at the bottom. `place` makes the scene, `draw` the nodes; the
//! page puts the same nodes into its document that `svg` writes as text.

use crate::finding::Finding;
use crate::plan::Plan;
use crate::xml::Xml;

mod draw;
mod place;
mod scene;

pub use draw::Node;

/// The style sheet of the picture; it names fallbacks for everything that the page's tokens give.
const STYLE: &str = include_str!("../style/diagram.css");

/// The picture as nodes, for the page.
pub fn nodes(plan: &Plan, findings: &[Finding]) -> Node {
    draw::draw(&place::place(plan), findings, None)
}

/// The picture as a self-contained SVG file.
pub fn svg(plan: &Plan, findings: &[Finding]) -> String {
    let node = draw::draw(&place::place(plan), findings, Some(STYLE));
    Xml::document(|xml| node.write(xml))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Draft;
    use crate::draft::Secrets;
    use crate::field::Field;
    use crate::preset::Preset;
    use crate::review;

    fn drafts() -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Preset::ALL.into_iter().map(Draft::of).collect();
        let mut crowded = Draft::of(Preset::Production);
        crowded.set(Field::PairAName, "a-very-long-firewall-name-here");
        crowded.set(Field::NetworkManagementName, "x".repeat(80));
        crowded.set(Field::AccessManagementPublic, "on");
        crowded.set(Field::BalanceEgress, "public_ips");
        crowded.set(Field::ServerEnabled, "on");
        let workloads: Vec<String> =
            (0..7).map(|n| format!("workload-{n}=10.0.{}.0/24", n + 20)).collect();
        crowded.set(Field::NetworkWorkloads, workloads.join("\n"));
        crowded.set(
            Field::NetworkPeered,
            "172.16.0.0/12, 192.168.0.0/16, 10.200.0.0/16, 10.201.0.0/16, 10.202.0.0/16",
        );
        let services: Vec<String> = (1..9)
            .map(|n| format!("service-with-a-long-name-{n} tcp {n} -> 10.0.20.{n}:65000"))
            .collect();
        crowded.set(Field::BalanceServices, services.join("\n"));
        drafts.push(crowded);
        drafts
    }

    #[test]
    fn labels_stay_in_their_part_and_never_overlap() {
        for draft in drafts() {
            let plan = review::review(&draft, &Secrets::default()).plan.unwrap();
            let scene = place::place(&plan);
            let labels: Vec<_> = scene.labels().collect();
            assert!(labels.len() > 20);
            for (n, (label, part)) in labels.iter().enumerate() {
                assert!(
                    part.holds(*label),
                    "{:?}: label {label:?} leaves {part:?}",
                    draft.preset()
                );
                for (other, _) in labels.iter().skip(n + 1) {
                    assert!(
                        !label.meets(*other),
                        "{:?}: {label:?} meets {other:?}",
                        draft.preset()
                    );
                }
            }
            assert!(scene.areas_are_inside());
        }
    }

    #[test]
    fn every_planned_address_is_in_the_picture() {
        for preset in Preset::ALL {
            let plan = review::review(&Draft::of(preset), &Secrets::default()).plan.unwrap();
            let svg = svg(&plan, &[]);
            for planned in plan.addresses() {
                let text = format!(">{}<", planned.address);
                assert!(svg.contains(&text), "{}: {text}", preset.name());
            }
        }
    }
}
