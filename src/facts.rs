//! What is true of Azure and PAN-OS: limits, sizes, names, reserved addresses.
//!
//! Constants and tables with their source and the date they were read; look-ups, no decisions. All
//! of them were read on [`READ`]. "Not verified" means that no live subscription or firewall was
//! at hand to confirm the fact.

pub mod azure;
pub mod limit;
pub mod panos;
pub mod redeploy;
pub mod timezone;
pub mod vmseries;

/// The day on which the facts were read, ISO 8601.
pub const READ: &str = "2026-11-24";
