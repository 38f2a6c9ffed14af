//! Public addresses: those that the template makes, and those that stand already.

use std::net::Ipv4Addr;

use super::settle::last_name;

/// A public address: a front end's, or a NIC's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicAddress {
    /// A public IP resource that the template creates.
    New {
        /// Its name.
        name: String,
        /// DNS label.
        dns_label: Option<String>,
    },
    /// One that exists already.
    Existing {
        /// Its resource id.
        id: String,
        /// Its address, when typed.
        address: Option<Ipv4Addr>,
    },
}

impl PublicAddress {
    /// Name of the resource.
    pub fn name(&self) -> &str {
        match self {
            Self::New { name, .. } => name,
            Self::Existing { id, .. } => last_name(id),
        }
    }

    /// The name of one that the template makes.
    pub fn new_name(&self) -> Option<&str> {
        match self {
            Self::New { name, .. } => Some(name),
            Self::Existing { .. } => None,
        }
    }

    /// The resource id of one that stands already.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::New { .. } => None,
            Self::Existing { id, .. } => Some(id),
        }
    }
}
