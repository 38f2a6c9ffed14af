//! IPv4 ranges: reading, containment, overlap and the n-th address.
//!
//! A `Range` is always aligned: its base address has no host bits set. Text that is not aligned is
//! told apart from text that is no range at all, so that a finding can offer the aligned block.
//! What Azure reserves in a subnet is a fact and lives in `facts`, not here.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use ipnet::Ipv4Net;

/// An aligned IPv4 prefix such as `10.0.0.0/16`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Range(Ipv4Net);

/// Why a text is not a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RangeError {
    /// Host bits are set; the aligned block that holds the address is given.
    NotAligned(Range),
    /// An address with a netmask, as routers write it; the aligned block that it means is given.
    Netmask(Range),
    /// An address without a prefix length.
    NoLength(Ipv4Addr),
    /// An IPv6 address or prefix.
    V6,
    /// Anything else.
    Syntax,
}

impl Range {
    /// The block of `prefix_len` bits that holds `address`; `None` above 32 bits.
    pub fn around(address: Ipv4Addr, prefix_len: u8) -> Option<Self> {
        Ipv4Net::new(address, prefix_len).ok().map(|net| Self(net.trunc()))
    }

    /// The single-address range `address/32`.
    pub fn host(address: Ipv4Addr) -> Self {
        Self(Ipv4Net::from(address))
    }

    /// Reads `a.b.c.d/n`.
    ///
    /// # Errors
    /// Says which of the usual mistakes the text is: see [`RangeError`].
    pub fn read(text: &str) -> Result<Self, RangeError> {
        // The library reads `010` as 10 where others read 8; an octal look-alike is no address here.
        let head = text.split_once('/').map_or(text, |(head, _)| head);
        let plain = Ipv4Addr::from_str(head).is_ok();
        if let Some(net) = Ipv4Net::from_str(text).ok().filter(|_| plain) {
            let range = Self(net.trunc());
            return if net.addr() == range.network() {
                Ok(range)
            } else {
                Err(RangeError::NotAligned(range))
            };
        }
        if let Ok(address) = Ipv4Addr::from_str(text) {
            return Err(RangeError::NoLength(address));
        }
        if let Some(range) = Self::of_netmask(text) {
            return Err(RangeError::Netmask(range));
        }
        if text.contains(':') && text.chars().all(|c| c.is_ascii_hexdigit() || ":./".contains(c)) {
            return Err(RangeError::V6);
        }
        Err(RangeError::Syntax)
    }

    /// The block of `address netmask`, blank or slash between them.
    fn of_netmask(text: &str) -> Option<Self> {
        let (address, mask) = text.split_once(|c: char| c.is_whitespace() || c == '/')?;
        let mask = u32::from(Ipv4Addr::from_str(mask.trim()).ok()?);
        let length = mask.leading_ones();
        let whole = length + mask.trailing_zeros() == 32;
        let length = u8::try_from(length).ok().filter(|_| whole && mask != 0)?;
        Self::around(Ipv4Addr::from_str(address.trim()).ok()?, length)
    }

    /// The first address of the range.
    pub fn network(self) -> Ipv4Addr {
        self.0.network()
    }

    /// The last address of the range.
    pub fn last(self) -> Ipv4Addr {
        self.0.broadcast()
    }

    /// The number of leading bits, 0 to 32.
    pub fn prefix_len(self) -> u8 {
        self.0.prefix_len()
    }

    /// The dotted mask, `255.255.255.0` for a /24.
    pub fn netmask(self) -> Ipv4Addr {
        self.0.netmask()
    }

    /// How many addresses the range has, reserved ones included.
    pub fn size(self) -> u64 {
        1 << (32 - u32::from(self.prefix_len()))
    }

    /// The address `n` after the first one, when it is inside the range.
    pub fn nth(self, n: u32) -> Option<Ipv4Addr> {
        let address = u32::from(self.network()).checked_add(n)?;
        Some(Ipv4Addr::from(address)).filter(|address| self.contains(*address))
    }

    /// Whether the address is inside the range.
    pub fn contains(self, address: Ipv4Addr) -> bool {
        self.0.contains(&address)
    }

    /// Whether the whole other range is inside this one.
    pub fn covers(self, other: Self) -> bool {
        self.0.contains(&other.0)
    }

    /// What the two have in common, which is the narrower of them.
    pub fn shared(self, other: Self) -> Option<Self> {
        let narrower = if self.prefix_len() < other.prefix_len() { other } else { self };
        self.overlaps(other).then_some(narrower)
    }

    /// Whether the two ranges share an address.
    pub fn overlaps(self, other: Self) -> bool {
        self.covers(other) || other.covers(self)
    }

    /// The blocks of `prefix_len` bits inside the range, in ascending order.
    pub fn blocks(self, prefix_len: u8) -> impl Iterator<Item = Self> {
        self.0.subnets(prefix_len).into_iter().flatten().map(Self)
    }

    /// The place of an address inside the range, counted from 0.
    pub fn index_of(self, address: Ipv4Addr) -> Option<u32> {
        if self.contains(address) {
            u32::from(address).checked_sub(u32::from(self.network()))
        } else {
            None
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        Range::read(text).unwrap()
    }

    #[test]
    fn a_netmask_means_a_length() {
        let block = Range::read("10.0.0.0/16").unwrap();
        for text in ["10.0.0.0 255.255.0.0", "10.0.7.9/255.255.0.0", "10.0.0.0  255.255.0.0"] {
            assert_eq!(Range::read(text), Err(RangeError::Netmask(block)), "{text}");
        }
        for text in
            ["10.0.0.0 255.0.255.0", "10.0.0.0 0.0.0.0", "10.0.0.0 0.0.255.255", "x 255.0.0.0"]
        {
            assert_eq!(Range::read(text), Err(RangeError::Syntax), "{text}");
        }
    }

    #[test]
    fn a_misaligned_range_offers_the_block_around_it() {
        assert_eq!(Range::read("10.0.1.5/24"), Err(RangeError::NotAligned(range("10.0.1.0/24"))));
    }

    #[test]
    fn the_usual_mistakes_are_told_apart() {
        assert_eq!(Range::read("10.0.0.0"), Err(RangeError::NoLength(Ipv4Addr::new(10, 0, 0, 0))));
        assert_eq!(Range::read("fd00::/8"), Err(RangeError::V6));
        for text in ["", "10.0.0.0/33", "10.0.0/24", "10.0.0.0/ 24", "abc", "010.0.0.0/24"] {
            assert_eq!(Range::read(text), Err(RangeError::Syntax), "{text:?}");
        }
    }

    #[test]
    fn addresses_are_counted_from_the_first() {
        let block = range("10.0.1.0/28");
        assert_eq!(block.nth(4), Some(Ipv4Addr::new(10, 0, 1, 4)));
        assert_eq!(block.nth(16), None);
        assert_eq!(block.index_of(Ipv4Addr::new(10, 0, 1, 15)), Some(15));
        assert_eq!(range("255.255.255.0/24").nth(u32::MAX), None);
        assert_eq!(range("0.0.0.0/0").size(), 1 << 32);
    }

    #[test]
    fn overlap_is_symmetric_and_containment_is_not() {
        let (wide, narrow) = (range("10.0.0.0/16"), range("10.0.3.0/24"));
        assert!(wide.covers(narrow) && !narrow.covers(wide));
        assert!(wide.overlaps(narrow) && narrow.overlaps(wide));
        assert!(!narrow.overlaps(range("10.0.4.0/24")));
    }
}
