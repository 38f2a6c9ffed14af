//! What the form says beside a value in force: how large a range is, how full the VNet, what is known of a
//! size.

use super::{Origin, Plan, Role};
use crate::facts::{azure, vmseries};
use crate::field::{Field, Kind};
use crate::net::Range;

/// What is said beside a field's value, if anything.
pub fn remark(plan: &Plan, field: Field) -> Option<String> {
    let settled = || plan.settled.get(&field);
    let kind = field.spec().kind;
    if matches!(kind, Kind::SubnetRange) {
        let range = Range::read(&settled()?.value).ok()?;
        return Some(format!("{} addresses, {} usable", range.size(), azure::usable(range)));
    }
    if matches!(kind, Kind::Blocks) {
        let all: u64 = plan.network.blocks.iter().map(|block| block.size()).sum();
        let used: u64 = plan.network.subnets().map(|subnet| subnet.range.value.size()).sum();
        let n_subnets = plan.network.subnets().count();
        return Some(format!("{all} addresses, {used} of them in {n_subnets} subnets"));
    }
    if !matches!(kind, Kind::Size(_)) {
        return None;
    }
    let settled = settled()?;
    // The plan's own choice for the test server needs no remark.
    let matters = field == Field::PairSize || matches!(settled.from, Origin::Typed(_));
    match vmseries::size_named(&settled.value) {
        Some(size) => Some(size.to_string()),
        None => matters.then(|| format!("{} is not in this product's table", settled.value)),
    }
}

/// The subnets of the first block: role, start and width in thousandths of it.
pub fn filled(plan: &Plan) -> Vec<(Role, u64, u64)> {
    let Some(block) = plan.network.blocks.first() else { return Vec::new() };
    let inside = plan.network.subnets().filter(|subnet| block.covers(subnet.range.value));
    let parts = inside.filter_map(|subnet| {
        let range = subnet.range.value;
        let start = u64::from(block.index_of(range.network())?) * 1000 / block.size();
        // A small subnet of a large block stays visible.
        Some((subnet.role, start, (range.size() * 1000 / block.size()).max(4)))
    });
    parts.collect()
}
