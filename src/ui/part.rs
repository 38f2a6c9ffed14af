//! Controls. They know fields and findings, and nothing else of the domain.

pub(crate) mod button;
pub(crate) mod control;
pub(crate) mod finding;
pub(crate) mod offered;
pub(crate) mod reactive;
pub(crate) mod rows;
pub(crate) mod text;
pub(crate) mod told;
