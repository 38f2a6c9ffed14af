//! What the names of new resources have in common: the suffix of all, and the base of the filters' names.

use super::seen::{Said, Seen};
use crate::audit::template::{HA2, MANAGEMENT, TRUST, UNTRUST};
use crate::choice::{Choice, NsgPlace};

/// Places with the part of a filter's name that says whose it is.
type Parts = &'static [(usize, &'static str)];

/// The filters of the pair's NICs.
const NICS: Parts =
    &[(MANAGEMENT, "-mgmt"), (UNTRUST, "-untrust"), (TRUST, "-trust"), (HA2, "-ha2")];
/// Those of subnets, of which each package has these.
const SUBNETS: Parts =
    &[(MANAGEMENT, "-mgmt-subnet"), (UNTRUST, "-untrust-subnet"), (TRUST, "-trust-subnet")];

/// Base and suffix of the filters' names, where all of them follow one pattern.
fn pattern(seen: &Seen<'_>) -> Option<(String, String)> {
    let [nic, _] = seen.filters_at(MANAGEMENT);
    let parts = if nic.is_some() { NICS } else { SUBNETS };
    let names: Vec<(&str, &str)> = parts
        .iter()
        .map(|(place, part)| Some((seen.filter_at(*place)?.name.as_str(), *part)))
        .collect::<Option<_>>()?;
    let (first, part) = names.first().copied()?;
    let mut bases = first.match_indices(part);
    bases.find_map(|(at, _)| {
        let (base, rest) = first.split_at(at);
        let suffix = rest.strip_prefix(part)?;
        let fits = |(name, part): &(&str, &str)| *name == format!("{base}{part}{suffix}");
        names.iter().all(fits).then(|| (base.to_owned(), suffix.to_owned()))
    })
}

/// The suffix that every new resource's name ends with.
pub(super) fn suffix(seen: &Seen<'_>) -> Option<String> {
    let (_, suffix) = pattern(seen)?;
    let hosts = seen.azure.machines.iter().map(|machine| &machine.host_name);
    let balancers = seen.azure.balancers.iter().map(|balancer| &balancer.name);
    let named = hosts.chain(balancers).all(|name| name.ends_with(&suffix));
    Some(suffix).filter(|_| named)
}

pub(super) fn filters(seen: &Seen<'_>) -> Option<Said> {
    let (base, suffix) = pattern(seen)?;
    let filter =
        seen.template?.named("networkSecurityGroups", &seen.filter_at(MANAGEMENT)?.name)?;
    let at = seen.template?.spot(filter);
    (suffix == seen.suffix).then(|| Said::new(&base).at(at))
}

/// Where the filters stand.
pub(super) fn place(seen: &Seen<'_>) -> Option<Said> {
    seen.template?;
    let place = match seen.filters_at(MANAGEMENT) {
        [Some(_), Some(_)] => NsgPlace::Both,
        [None, Some(_)] => NsgPlace::Subnet,
        [Some(_), None] => NsgPlace::Nic,
        [None, None] => return None,
    };
    Some(Said::new(place.text()))
}
