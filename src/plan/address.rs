//! Places subnets in the VNet and addresses in subnets, around everything that was typed.

use std::net::Ipv4Addr;

use super::settle::{Address, Origin, Planned, Settler};
use crate::design::Design;
use crate::facts;
use crate::field::{Field, Kind};
use crate::net::Range;

/// The smallest block that holds a pair, prefix length: its four subnets of /28.
pub const PAIR_LEN_MAX: u8 = 26;

/// Length of the subnets that a VNet block is cut into: /24 up to /20, then a sixteenth of the block as
/// long as a subnet holds the trust NICs, the HA2 NICs and the test server, for which /28 is the smallest.
/// So a block up to /24 keeps eleven sixteenths for workloads whatever the design needs; a /25 gives up
/// half of itself, and a /26, four of those, all.
fn split_len(block: Range) -> u8 {
    match block.prefix_len() {
        0..=20 => 24,
        len @ 21..=24 => len + 4,
        25..=PAIR_LEN_MAX => 28,
        _ => facts::azure::SUBNET_LEN_MAX,
    }
}

/// A subnet that has to be placed: its field and how many addresses it must hold.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) field: Field,
    pub(super) typed: Option<Range>,
    pub(super) holds: u64,
}

/// Places the wanted subnets in order: typed ones where they are, the others in the first free
/// blocks of equal length, or in longer ones where those do not fit. `Err` names the first one without
/// room.
pub(super) fn place_subnets(
    blocks: &[Range],
    wanted: &[Wanted],
    taken: &[Range],
) -> Result<Vec<Planned<Range>>, Field> {
    let placed = place_with(blocks, wanted, taken, 0).or_else(|field| {
        let longer = 1..=facts::azure::SUBNET_LEN_MAX;
        longer.into_iter().find_map(|n| place_with(blocks, wanted, taken, n).ok()).ok_or(field)
    })?;
    let used: Vec<Range> =
        placed.iter().map(|(range, _)| *range).chain(taken.iter().copied()).collect();
    let planned = wanted.iter().zip(&placed).map(|(subnet, (range, block))| Planned {
        value: *range,
        from: match block {
            None => Origin::Typed(subnet.field),
            Some(block) => {
                let free = match left(*block, &used) {
                    0 => "no address stays free".to_owned(),
                    free => format!("{free} addresses stay free"),
                };
                let len = range.prefix_len();
                let why = format!("the first free /{len} of {block}; {free} for workloads");
                Origin::Chosen { near: subnet.field, why }
            }
        },
    });
    Ok(planned.collect())
}

/// How many addresses of a block none of these ranges takes, as long as they do not overlap.
pub(super) fn left(block: Range, used: &[Range]) -> u64 {
    let taken = used.iter().filter(|range| range.overlaps(block));
    taken.fold(block.size(), |left, range| left.saturating_sub(range.size()))
}

/// One attempt, with subnets `longer` bits longer than the table says, but never too long for what
/// they hold: each range with the block that it was chosen in, unless it was typed.
fn place_with(
    blocks: &[Range],
    wanted: &[Wanted],
    taken: &[Range],
    longer: u8,
) -> Result<Vec<(Range, Option<Range>)>, Field> {
    let typed = wanted.iter().filter_map(|subnet| subnet.typed);
    let mut used: Vec<Range> = taken.iter().copied().chain(typed).collect();
    let mut place = |subnet: &Wanted| {
        if let Some(range) = subnet.typed {
            return Ok((range, None));
        }
        let found = blocks.iter().find_map(|block| {
            let len = split_len(*block)
                .saturating_add(longer)
                .min(facts::azure::longest_holding(subnet.holds));
            first_free(*block, len, subnet.holds, &used).map(|range| (range, Some(*block)))
        });
        used.extend(found.map(|(range, _)| range));
        found.ok_or(subnet.field)
    };
    wanted.iter().map(&mut place).collect()
}

/// Places further subnets, each of its length or as long as the pair's, in the first free blocks after
/// everything else: each range with the block that it was chosen in. As long as there is room, as many of
/// the pair's subnets as are `spare` find their place still free. `None` when one has no room.
pub(super) fn place_further(
    blocks: &[Range],
    lengths: &[Option<u8>],
    used: &[Range],
    spare: usize,
) -> Option<Vec<(Range, Range)>> {
    let mut all = used.to_vec();
    for _ in 0..spare {
        all.extend(further(blocks, None, &all).map(|(range, _)| range));
    }
    let mut kept = used.len()..all.len();
    let mut place = |length: &Option<u8>| {
        let found = further(blocks, *length, &all).or_else(|| {
            all.drain(std::mem::take(&mut kept));
            further(blocks, *length, &all)
        })?;
        all.push(found.0);
        Some(found)
    };
    lengths.iter().map(&mut place).collect()
}

/// The first free block for a further subnet, and the block of the VNet that it is in.
fn further(blocks: &[Range], length: Option<u8>, used: &[Range]) -> Option<(Range, Range)> {
    let of_length = |len: u8| {
        let mut wide = blocks.iter().filter(|block| block.prefix_len() <= len);
        wide.find_map(|block| Some((first_free(*block, len, 1, used)?, *block)))
    };
    let first = || blocks.first().map_or(24, |block| split_len(*block));
    match length {
        Some(len) => of_length(len),
        None => (first()..=facts::azure::SUBNET_LEN_MAX).find_map(of_length),
    }
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
    /// A subnet in which the addresses of these fields are, where typed.
    pub(super) fn of(range: Range, design: &Design, typed: &[Field]) -> Self {
        Self::new(range, typed.iter().filter_map(|field| design.address(*field).copied()))
    }

    /// A subnet in which these addresses are used.
    pub(super) fn new(range: Range, used: impl IntoIterator<Item = Ipv4Addr>) -> Self {
        Self { range, used: used.into_iter().collect() }
    }

    /// The typed address, or the field's host of the subnet, or the first free one where that one is
    /// taken or outside. A subnet without a free address gives its first one, and the audit says so.
    pub(super) fn settle(&mut self, settler: &mut Settler<'_>, field: Field) -> Address {
        let Kind::Host(host) = field.spec().kind else {
            unreachable!("{} is no host of a subnet", field.key())
        };
        let range = self.range;
        let preferred = range.nth(host).filter(|address| self.is_free(*address));
        let (why, chosen) = match preferred {
            Some(address) => (format!("host {host} of {range}"), Some(address)),
            None => (format!("the first free address of {range}"), self.first_free()),
        };
        let typed = settler.design.address(field).copied();
        let address = settler.settle(field, typed, why, chosen.unwrap_or(range.network()));
        self.used.push(address.value);
        address
    }

    /// The first address that is neither reserved nor used.
    pub(super) fn first_free(&self) -> Option<Ipv4Addr> {
        let start = facts::azure::RESERVED_AT_START;
        // Only as many addresses can be used as there are, so the search is short.
        let used = u32::try_from(self.used.len()).expect("a design has few addresses");
        let most = used + start;
        (start..=most).filter_map(|n| self.range.nth(n)).find(|address| self.is_free(*address))
    }

    fn is_free(&self, address: Ipv4Addr) -> bool {
        !self.used.contains(&address) && !facts::azure::is_reserved(self.range, address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design;
    use crate::draft::{Draft, Secrets};

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
        for len in 8..=26 {
            let block = Range::around(Ipv4Addr::new(10, 0, 0, 0), len).unwrap();
            let subnet = split_len(block);
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
        let design = design::read(&Draft::default(), &Secrets::default()).value;
        let mut settler = Settler::new(&design);
        let mut hosts = Hosts::new(range("10.0.0.0/28"), [Ipv4Addr::new(10, 0, 0, 4)]);
        let first = hosts.settle(&mut settler, Field::PairAManagement);
        assert_eq!(first.value, Ipv4Addr::new(10, 0, 0, 5));
        let far = hosts.settle(&mut settler, Field::BalanceInternalAddress);
        assert_eq!(far.value, Ipv4Addr::new(10, 0, 0, 6));
    }
}
