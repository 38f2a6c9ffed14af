//! What a contradiction breaks.

use crate::choice::{Choice, choice};

choice! {
    /// What a contradiction breaks, the worst first: one word for other programs, and the heading over its
    /// contradictions.
    Damage {
        /// Azure or PAN-OS refuses it, or boots something else.
        Boot "boot" "Does not deploy or boot as it is meant",
        /// Packets find no way.
        Forward "forward" "Does not forward",
        /// A failover does not happen, or both units become active.
        Failover "failover" "Does not fail over",
        /// What is published does not answer.
        Reach "reach" "Is not reachable",
        /// Everybody may come in.
        Open "open" "Is open to the world",
        /// Files that must agree do not.
        Apart "apart" "Files that do not agree",
        /// Nobody maintains it any more.
        Retired "retired" "Is retired",
    }
}
