//! The areas of the desk.

pub(crate) mod added;
pub(crate) mod addresses;
pub(crate) mod audit;
pub(crate) mod beside;
pub(crate) mod code;
pub(crate) mod deploy;
pub(crate) mod diagram;
pub(crate) mod files;
pub(crate) mod findings;
pub(crate) mod form;
pub(crate) mod offline;
pub(crate) mod password;
pub(crate) mod print;
pub(crate) mod proposal;
pub(crate) mod result;
pub(crate) mod rules;
pub(crate) mod share;
pub(crate) mod story;
pub(crate) mod top;
pub(crate) mod trust;
