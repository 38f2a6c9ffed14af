//! What a contradiction breaks.

/// What a contradiction breaks, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Damage {
    /// Azure or PAN-OS refuses it, or boots something else.
    Boot,
    /// Packets find no way.
    Forward,
    /// A failover does not happen, or both units become active.
    Failover,
    /// What is published does not answer.
    Reach,
    /// Everybody may come in.
    Open,
    /// Files that must agree do not.
    Apart,
    /// Nobody maintains it any more.
    Retired,
}

impl Damage {
    /// All of them in order.
    pub const ALL: [Self; 7] = [
        Self::Boot,
        Self::Forward,
        Self::Failover,
        Self::Reach,
        Self::Open,
        Self::Apart,
        Self::Retired,
    ];

    /// One word, for other programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Boot => "boot",
            Self::Forward => "forward",
            Self::Failover => "failover",
            Self::Reach => "reach",
            Self::Open => "open",
            Self::Apart => "apart",
            Self::Retired => "retired",
        }
    }

    /// The heading over its contradictions.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Boot => "Does not deploy or boot as it is meant",
            Self::Forward => "Does not forward",
            Self::Failover => "Does not fail over",
            Self::Reach => "Is not reachable",
            Self::Open => "Is open to the world",
            Self::Apart => "Files that do not agree",
            Self::Retired => "Is retired",
        }
    }
}
