//! Places subnets in the VNet and addresses in subnets, around everything that was typed.

use std::net::Ipv4Addr;

use super::settle::Settler;
use super::{Address, Origin, Planned};
use crate::facts;
use crate::field::Field;
use crate::net::Range;

/// Length of the subnets that a VNet block of each length is cut into, `(block, subnet)`: /24 up to
/// /20, then a sixteenth of the block as long as a subnet holds the trust NICs, the HA2 NICs and the
/// test server, for which /28 is the smallest. So a block up to /24 keeps eleven sixteenths for
/// workloads whatever the design needs; a /25 gives up half of itself, and a /26, four of those, all.
const SPLIT: [(u8, u8); 19] = [
    (8, 24),
    (9, 24),
    (10, 24),
    (11, 24),
    (12, 24),
    (13, 24),
    (14, 24),
    (15, 24),
    (16, 24),
    (17, 24),
    (18, 24),
    (19, 24),
    (20, 24),
    (21, 25),
    (22, 26),
    (23, 27),
    (24, 28),
    (25, 28),
    (26, 28),
];

/// Length of the subnets of a VNet block.
fn split_len(block: Range) -> u8 {
    SPLIT.iter().find(|(len, _)| *len == block.prefix_len()).map_or(
        if block.prefix_len() < 8 { 24 } else { facts::azure::SUBNET_LEN_MAX },
        |(_, len)| *len,
    )
}

/// A subnet that has to be placed: its field and how many addresses it must hold.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) field: Field,
    pub(super) typed: Option<Range>,
    pub(super) holds: u64,
}

/// Places the wanted subnets in order: typed ones where they are, the others in the first free
/// blocks of equal length. `Err` names the first one without room.
pub(super) fn place_subnets(
    blocks: &[Range],
    wanted: &[Wanted],
    taken: &[Range],
) -> Result<Vec<Planned<Range>>, Field> {
    let mut failed = None;
    for shorter in 0..=facts::azure::SUBNET_LEN_MAX {
        match place_with(blocks, wanted, taken, shorter) {
            Ok(mut placed) => {
                tell_room(blocks, taken, &mut placed);
                return Ok(placed);
            }
            Err(field) => failed = failed.or(Some(field)),
        }
    }
    Err(failed.unwrap_or(Field::NetworkRange))
}

/// Adds to the reason of each choice what its block keeps for workloads.
fn tell_room(blocks: &[Range], taken: &[Range], placed: &mut [Planned<Range>]) {
    let used: Vec<Range> =
        placed.iter().map(|one| one.value).chain(taken.iter().copied()).collect();
    for one in placed {
        let Origin::Chosen { why, .. } = &mut one.from else { continue };
        let Some(block) = blocks.iter().find(|block| block.covers(one.value)) else { continue };
        let free = left(*block, &used);
        if free == 0 {
            why.push_str("; no address stays free for workloads");
        } else {
            *why = format!("{why}; {free} addresses stay free for workloads");
        }
    }
}

/// How many addresses of a block none of these ranges takes, as long as they do not overlap.
pub(super) fn left(block: Range, used: &[Range]) -> u64 {
    let taken = used.iter().filter(|range| range.overlaps(block));
    taken.fold(block.size(), |left, range| left.saturating_sub(range.size()))
}

/// The longest prefix that still holds so many addresses.
fn longest(holds: u64) -> u8 {
    let holding = |len: &u8| {
        Range::around(Ipv4Addr::UNSPECIFIED, *len).is_some_and(|r| facts::azure::usable(r) >= holds)
    };
    (0..=facts::azure::SUBNET_LEN_MAX).rev().find(holding).unwrap_or_default()
}

/// One attempt, with subnets `longer` bits longer than the table says, but never too long for what
/// they hold.
fn place_with(
    blocks: &[Range],
    wanted: &[Wanted],
    taken: &[Range],
    longer: u8,
) -> Result<Vec<Planned<Range>>, Field> {
    let typed = wanted.iter().filter_map(|subnet| subnet.typed);
    let mut used: Vec<Range> = taken.iter().copied().chain(typed).collect();
    let mut placed = Vec::new();
    for subnet in wanted {
        if let Some(range) = subnet.typed {
            placed.push(Planned { value: range, from: Origin::Typed(subnet.field) });
            continue;
        }
        let (block, range) = blocks
            .iter()
            .find_map(|block| {
                let len = split_len(*block).saturating_add(longer).min(longest(subnet.holds));
                first_free(*block, len, subnet.holds, &used).map(|range| (block, range))
            })
            .ok_or(subnet.field)?;
        used.push(range);
        let why = format!("the first free /{} of {block}", range.prefix_len());
        let from = Origin::Chosen { near: subnet.field, why };
        placed.push(Planned { value: range, from });
    }
    Ok(placed)
}

/// The first block of this length that is free and holds enough.
pub(super) fn first_free(block: Range, len: u8, holds: u64, used: &[Range]) -> Option<Range> {
    let len = len.max(block.prefix_len());
    if len > facts::azure::SUBNET_LEN_MAX {
        return None;
    }
    let fits = |range: &Range| facts::azure::usable(*range) >= holds;
    // Skipping over what is used keeps this quick in a /8 with a few large ranges in it.
    let mut next = u64::from(u32::from(block.network()));
    let step = 1_u64 << (32 - len);
    while next <= u64::from(u32::from(block.last())) {
        let address = Ipv4Addr::from(u32::try_from(next).ok()?);
        let range = Range::around(address, len).filter(fits)?;
        match used.iter().filter(|other| other.overlaps(range)).map(|other| other.last()).max() {
            None => return Some(range),
            Some(last) => {
                let after = u64::from(u32::from(last)) + 1;
                next = after.div_ceil(step) * step;
            }
        }
    }
    None
}

/// Gives out addresses of one subnet.
pub(super) struct Hosts {
    range: Range,
    used: Vec<Ipv4Addr>,
}

impl Hosts {
    /// A subnet in which these addresses were typed.
    pub(super) fn new(range: Range, typed: impl IntoIterator<Item = Option<Ipv4Addr>>) -> Self {
        Self { range, used: typed.into_iter().flatten().collect() }
    }

    /// The typed address, or host `host` of the subnet, or the first free one where that one is
    /// taken or outside. A subnet without a free address gives its first one, and the audit says so.
    pub(super) fn settle(
        &mut self,
        settler: &mut Settler,
        field: Field,
        typed: Option<Ipv4Addr>,
        host: u32,
    ) -> Address {
        let preferred = self.range.nth(host).filter(|address| self.is_free(*address));
        let why = match preferred {
            Some(_) => format!("host {host} of {}", self.range),
            None => format!("the first free address of {}", self.range),
        };
        let address = settler.settle(field, typed, why, || {
            preferred.or_else(|| self.first_free()).unwrap_or(self.range.network())
        });
        self.used.push(address.value);
        address
    }

    /// The first address that is neither reserved nor used.
    pub(super) fn first_free(&self) -> Option<Ipv4Addr> {
        let start = facts::azure::RESERVED_AT_START;
        // Only as many addresses can be used as there are, so the search is short.
        let most = u32::try_from(self.used.len()).unwrap_or(u32::MAX).saturating_add(start);
        (start..=most).filter_map(|n| self.range.nth(n)).find(|address| self.is_free(*address))
    }

    fn is_free(&self, address: Ipv4Addr) -> bool {
        !self.used.contains(&address) && !facts::azure::is_reserved(self.range, address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        Range::read(text).unwrap()
    }

    fn wanted(typed: Option<&str>, holds: u64) -> Wanted {
        Wanted { field: Field::NetworkTrustRange, typed: typed.map(range), holds }
    }

    fn place(blocks: &[&str], wanted: &[Wanted], taken: &[&str]) -> Result<Vec<String>, Field> {
        let blocks: Vec<_> = blocks.iter().map(|text| range(text)).collect();
        let taken: Vec<_> = taken.iter().map(|text| range(text)).collect();
        let placed = place_subnets(&blocks, wanted, &taken)?;
        Ok(placed.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn four_subnets_fit_every_block_from_8_to_26() {
        let four = [wanted(None, 2), wanted(None, 2), wanted(None, 5), wanted(None, 1)];
        for (len, subnet) in SPLIT {
            let block = Range::around(Ipv4Addr::new(10, 0, 0, 0), len).unwrap();
            let placed = place_subnets(&[block], &four, &[]).unwrap();
            assert!(placed.iter().all(|p| block.covers(p.value) && p.value.prefix_len() == subnet));
        }
        assert!(place(&["10.0.0.0/27"], &four, &[]).is_err());
    }

    #[test]
    fn five_small_subnets_fit_a_26() {
        let five =
            [wanted(None, 2), wanted(None, 2), wanted(None, 3), wanted(None, 1), wanted(None, 2)];
        let placed = place(&["10.0.0.0/26"], &five, &[]).unwrap();
        assert_eq!(
            placed,
            ["10.0.0.0/29", "10.0.0.8/29", "10.0.0.16/29", "10.0.0.24/29", "10.0.0.32/29"]
        );
    }

    #[test]
    fn when_equal_subnets_do_not_fit_each_takes_what_it_needs() {
        let four = [wanted(None, 2), wanted(None, 2), wanted(None, 5), wanted(None, 1)];
        let placed = place(&["10.0.0.0/26"], &four, &["10.0.0.32/28"]).unwrap();
        assert_eq!(placed, ["10.0.0.0/29", "10.0.0.8/29", "10.0.0.16/28", "10.0.0.48/29"]);
        assert!(place(&["10.0.0.0/27"], &four, &["10.0.0.0/28"]).is_err());
    }

    #[test]
    fn placing_goes_around_typed_and_taken_ranges_and_into_the_next_block() {
        let two = [wanted(None, 2), wanted(Some("10.0.1.0/24"), 2), wanted(None, 2)];
        assert_eq!(
            place(&["10.0.0.0/16"], &two, &["10.0.0.0/25", "10.0.2.0/23"]).unwrap(),
            ["10.0.4.0/24", "10.0.1.0/24", "10.0.5.0/24"]
        );
        assert_eq!(
            place(&["10.0.0.0/24", "10.9.0.0/24"], &[wanted(None, 2)], &["10.0.0.0/24"]).unwrap(),
            ["10.9.0.0/28"]
        );
        assert_eq!(
            place(&["10.0.0.0/8"], &[wanted(None, 2)], &["10.0.0.0/9"]).unwrap(),
            ["10.128.0.0/24"]
        );
    }

    #[test]
    fn hosts_prefer_their_number_and_fall_back_to_the_first_free_one() {
        let mut settler = Settler::default();
        let mut hosts = Hosts::new(range("10.0.0.0/28"), [Some(Ipv4Addr::new(10, 0, 0, 4))]);
        let first = hosts.settle(&mut settler, Field::PairAManagement, None, 4);
        assert_eq!(first.value, Ipv4Addr::new(10, 0, 0, 5));
        let far = hosts.settle(&mut settler, Field::BalanceInternalAddress, None, 100);
        assert_eq!(far.value, Ipv4Addr::new(10, 0, 0, 6));
    }
}
