//! Which inputs are judged whole: told from their bytes, so that what was found is found again.

/// Whether an input is one of so many. Reading is cheap and judging is not: a machine reads millions an hour.
pub fn one_of(many: u64, input: &[u8]) -> bool {
    let sum = input.iter().fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    });
    (sum >> 32) % many == 0
}
