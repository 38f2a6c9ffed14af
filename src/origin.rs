//! Where a value in a file comes from: its field, the rule that chose it, and what that follows from.
//!
//! Reads the plan alone, so every value that a document took from it can be looked up again by its text.
//! By its text and not by its place: the same value stands in expressions, elements, scripts and prose, which
//! four writers make, and none of them would know more of it than the plan does. Where two fields have one
//! text both derivations are told.

use crate::field::{Control, Field, Kind};
use crate::net::Range;
use crate::plan::{Named, Origin, Plan, Planned, Subnet};

/// A step of a derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The value.
    pub value: String,
    /// What it is.
    pub what: String,
    /// Typed, or the rule that chose it.
    pub why: String,
    /// The field to go to.
    pub field: Field,
}

/// A derivation: the value itself first, what it follows from after it.
pub type Chain = Vec<Step>;

/// Every value of a plan with its derivations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    chains: Vec<Chain>,
    /// What the chains are about, sorted, since every word of a file is looked up.
    values: Vec<String>,
}

/// Names beside the port of a published service.
const PORTS: [&str; 4] = ["port", "frontendPort", "backendPort", "translated-port"];

impl Origins {
    /// The derivations of everything in a plan.
    pub fn of(plan: &Plan) -> Self {
        let mut origins = Self::default();
        for named in plan.names() {
            origins.add(name(plan, &named));
        }
        origins.ranges(plan);
        for planned in plan.addresses() {
            let own = step(format!("address of {}", planned.owner), planned.address);
            origins.add([vec![own], range(plan, planned.subnet)].concat());
        }
        origins.services(plan);
        origins.settled(plan);
        origins.values = origins.chains.iter().map(|chain| first(chain).to_owned()).collect();
        origins.values.sort_unstable();
        origins
    }

    /// The derivations of a value.
    pub fn chains(&self, value: &str) -> Vec<Chain> {
        self.chains.iter().filter(|chain| first(chain) == value).cloned().collect()
    }

    /// Whether a value has a derivation.
    pub fn knows(&self, value: &str) -> bool {
        self.values.binary_search_by(|known| known.as_str().cmp(value)).is_ok()
    }

    /// The derivations of a number by the name beside it.
    pub fn of_number(plan: &Plan, name: &str, number: &str) -> Vec<Chain> {
        let written = |field: &&Field| matches!(field.spec().kind, Kind::Number(.., written) if written == name);
        let steps = Field::ALL.iter().filter(written).filter_map(|field| {
            let settled = plan.settled.get(field).filter(|settled| settled.value == number)?;
            Some(vec![step(field.label(), settled)])
        });
        let mut chains: Vec<Chain> = steps.collect();
        for service in plan.balance.services.iter().filter(|_| PORTS.contains(&name)) {
            let ports = [service.port, service.backend_port, service.target_port];
            if ports.iter().any(|port| port.to_string() == number) {
                chains.push(vec![Step {
                    value: number.to_owned(),
                    what: format!("a port of the service {}", service.name),
                    why: service.to_string(),
                    field: Field::BalanceServices,
                }]);
            }
        }
        chains
    }

    /// The parts of a text: those that have a derivation, and what stands between them.
    pub fn parts<'a>(&self, text: &'a str) -> Vec<(bool, &'a str)> {
        let mut parts = Vec::new();
        let mut plain = 0;
        let mut at = 0;
        for word in text.split_inclusive(|c: char| !is_of_value(c)) {
            let value = word.trim_end_matches(|c: char| !is_of_value(c));
            // `10.0.1.4/24` is an address with the length of its range, or a range.
            let known = [value, value.split('/').next().expect("a split has a first part")]
                .into_iter()
                .find(|value| !value.is_empty() && self.knows(value));
            if let Some(known) = known {
                parts.push((false, text.get(plain..at).expect("words end between characters")));
                parts.push((true, known));
                plain = at + known.len();
            }
            at += word.len();
        }
        parts.push((false, text.get(plain..).expect("words end between characters")));
        parts.retain(|(_, part)| !part.is_empty());
        parts
    }

    fn add(&mut self, chain: Chain) {
        let same = |known: &Chain| {
            let (known, new) = (known.first(), chain.first());
            known.zip(new).is_some_and(|(a, b)| a.value == b.value && a.field == b.field)
        };
        if !first(&chain).is_empty() && !self.chains.iter().any(same) {
            self.chains.push(chain);
        }
    }

    /// Values of fields whose texts are told apart from words of the formats.
    fn settled(&mut self, plan: &Plan) {
        for (field, settled) in &plan.settled {
            let own = matches!(
                field.spec().kind.control(),
                Control::Text | Control::Size | Control::Address
            );
            if own && settled.value.len() > 2 {
                self.add(vec![step(field.label(), settled)]);
            }
        }
    }

    fn ranges(&mut self, plan: &Plan) {
        for block in &plan.network.blocks {
            self.add(vec![blocks(plan, *block)]);
        }
        for subnet in plan.network.subnets() {
            self.add(range(plan, subnet));
            let gateway = Step {
                value: subnet.gateway().to_string(),
                what: format!("Azure's router in {}", subnet.name),
                why: "the first host of every subnet".to_owned(),
                field: subnet.range.from.field(),
            };
            self.add([vec![gateway], range(plan, subnet)].concat());
        }
        for remote in &plan.network.remotes {
            self.add(vec![Step {
                value: remote.range.to_string(),
                what: "a range behind the firewalls".to_owned(),
                why: "typed".to_owned(),
                field: remote.field,
            }]);
        }
    }

    fn services(&mut self, plan: &Plan) {
        for service in &plan.balance.services {
            for (value, what) in [
                (service.name.clone(), "a published service"),
                (format!("in-{}", service.name), "the rule of a published service"),
                (service.target.to_string(), "the target of a published service"),
            ] {
                self.add(vec![Step {
                    value,
                    what: what.to_owned(),
                    why: service.to_string(),
                    field: Field::BalanceServices,
                }]);
            }
        }
    }
}

/// Whether a character can be part of a name, an address or a range.
fn is_of_value(c: char) -> bool {
    c.is_ascii_alphanumeric() || "._-/".contains(c)
}

fn first(chain: &[Step]) -> &str {
    chain.first().map_or("", |step| step.value.as_str())
}

fn step<T: ToString>(what: impl Into<String>, planned: &Planned<T>) -> Step {
    Step {
        value: planned.value.to_string(),
        what: what.into(),
        why: why(&planned.from),
        field: planned.from.field(),
    }
}

fn why(from: &Origin) -> String {
    match from {
        Origin::Typed(_) => "typed, or given by the preset".to_owned(),
        Origin::Chosen { why, .. } if why.is_empty() => "chosen by the plan".to_owned(),
        Origin::Chosen { why, .. } => format!("chosen: {why}"),
    }
}

/// A name: its field's own, or one that follows from it.
fn name(plan: &Plan, named: &Named<'_>) -> Chain {
    let settled = plan.settled.get(&named.field).map(|settled| step(named.kind, settled));
    match settled {
        Some(own) if own.value == named.name => vec![own],
        from => {
            let why = match &from {
                Some(from) => format!("follows from {}", from.value),
                None => "chosen by the plan".to_owned(),
            };
            let (value, what, field) = (named.name.to_owned(), named.kind.to_owned(), named.field);
            [Step { value, what, why, field }].into_iter().chain(from).collect()
        }
    }
}

fn range(plan: &Plan, subnet: &Subnet) -> Chain {
    let own = step(format!("range of {}", subnet.name), &subnet.range);
    let block = plan.network.blocks.iter().find(|block| block.covers(subnet.range.value));
    [own].into_iter().chain(block.map(|block| blocks(plan, *block))).collect()
}

fn blocks(plan: &Plan, block: Range) -> Step {
    let from = &plan.network.blocks_from;
    Step {
        value: block.to_string(),
        what: format!("range of {}", plan.network.name),
        why: why(from),
        field: from.field(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Draft, Secrets};
    use crate::review::review;

    fn with_plan(check: impl FnOnce(&Plan)) {
        let draft = Draft::default().with([(Field::NetworkUntrustRange, "10.0.7.0/24")]);
        check(review(&draft, &Secrets::default()).plan.as_ref().unwrap());
    }

    #[test]
    fn an_address_follows_from_its_range_and_that_from_the_block() {
        with_plan(|plan| {
            let origins = Origins::of(plan);
            let chains = origins.chains("10.0.7.4");
            let chain = chains.first().unwrap();
            let told: Vec<_> = chain.iter().map(|step| (step.value.as_str(), step.field)).collect();
            assert_eq!(
                told,
                [
                    ("10.0.7.4", Field::PairAUntrust),
                    ("10.0.7.0/24", Field::NetworkUntrustRange),
                    ("10.0.0.0/16", Field::NetworkRange)
                ]
            );
            assert!(chain.first().unwrap().why.starts_with("chosen"));
            assert!(chain.get(1).unwrap().why.starts_with("typed"));
            assert!(origins.chains("10.0.7.99").is_empty() && origins.chains("").is_empty());
        });
    }

    #[test]
    fn known_values_are_found_inside_texts() {
        with_plan(|plan| {
            let origins = Origins::of(plan);
            let known = |text| -> Vec<&str> {
                let parts = origins.parts(text);
                assert_eq!(parts.iter().map(|(_, part)| *part).collect::<String>(), text);
                parts.into_iter().filter(|(known, _)| *known).map(|(_, part)| part).collect()
            };
            assert_eq!(known("\"10.0.7.4/24\""), ["10.0.7.4"]);
            assert_eq!(known("\"10.0.7.0/24\""), ["10.0.7.0/24"]);
            assert_eq!(
                known(
                    "[resourceId('Microsoft.Network/networkInterfaces', 'vmseries-ha-primary-nic1')]"
                ),
                ["vmseries-ha-primary-nic1"]
            );
            assert_eq!(known("é 10.0.7.1é"), ["10.0.7.1"]);
            assert!(known("nothing of the plan: 192.0.2.1").is_empty());
        });
    }

    #[test]
    fn a_number_is_known_by_the_name_beside_it() {
        with_plan(|plan| {
            let field = |name, number| {
                let chains = Origins::of_number(plan, name, number);
                chains.first().and_then(|chain| chain.first()).map(|step| step.field)
            };
            assert_eq!(field("group-id", "1"), Some(Field::HaGroupId));
            assert_eq!(field("device-priority", "200"), Some(Field::HaPriorityB));
            assert_eq!(field("frontendPort", "80"), Some(Field::BalanceServices));
            assert_eq!(field("port", "22"), Some(Field::BalanceProbePort));
            assert_eq!(field("priority", "100"), None);
        });
    }
}
