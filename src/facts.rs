//! What is true of Azure and PAN-OS: limits, sizes, names, reserved addresses.
//!
//! Constants and tables with their source and the date they were read; look-ups, no decisions. All
//! of them were read on [`READ`]. "Not verified" means that no live subscription or firewall was
//! at hand to confirm the fact.

pub mod azure;
pub mod limit;
pub mod panos;
pub mod timezone;
pub mod vmseries;

/// The day on which the facts were read, ISO 8601.
pub const READ: &str = "2026-11-24";

/// Most entries that are read of a list for which Azure has no limit of its own.
pub const ENTRIES_MAX: usize = 1000;
/// The same of a list of hosts, of which nothing follows.
pub const HOSTS_MAX: usize = 5000;
/// Most bytes that are read of a field; a thousand ids of other VNets fit.
pub const TEXT_MAX: usize = 256 * 1024;
/// Most findings of one rule that are told at one field.
pub const TOLD_MAX: usize = 50;
