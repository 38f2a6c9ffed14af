//! Further public front ends: `name`, or `name=RESOURCE-ID [ADDRESS]` for a public IP that stands already.

use std::net::Ipv4Addr;

use crate::facts;

/// A public front end beside the first one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontEnd {
    /// Its name, by which services name it.
    pub name: String,
    /// Resource id of an existing public IP; `None` for a new one.
    pub address_id: Option<String>,
    /// The address of the existing public IP.
    pub address: Option<Ipv4Addr>,
}

impl FrontEnd {
    /// Reads an entry.
    ///
    /// # Errors
    /// Says what is wrong with it, to go on after "the front end".
    pub fn read(entry: &str) -> Result<Self, &'static str> {
        let (name, rest) = super::pair(entry).unwrap_or((entry, ""));
        if !facts::azure::RESOURCE.fits(name) || name.len() > facts::azure::SERVICE_NAME_MAX {
            return Err("has a name that is not 1 to 40 letters, digits, hyphens and underscores");
        }
        let mut words = rest.split_whitespace();
        let (address_id, address) = (words.next(), words.next());
        if words.next().is_some() || (address_id.is_none() && entry.contains('=')) {
            return Err("is neither a name nor name=id address");
        }
        let kinds = ["Microsoft.Network/publicIPAddresses"];
        if address_id.is_some_and(|id| !facts::azure::is_resource_id(id, &kinds)) {
            return Err("has an id that is none of a public IP");
        }
        let address = address.map(str::parse::<Ipv4Addr>).transpose();
        let address = address.map_err(|_| "has an address that is not IPv4")?;
        Ok(Self { name: name.to_owned(), address_id: address_id.map(str::to_owned), address })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_front_end_is_read_with_and_without_an_existing_address() {
        let id =
            "/subscriptions/0/resourceGroups/g/providers/Microsoft.Network/publicIPAddresses/b";
        assert_eq!(FrontEnd::read("second").unwrap().address_id, None);
        let existing = FrontEnd::read(&format!("b = {id} 203.0.113.11")).unwrap();
        assert_eq!(existing.address_id.as_deref(), Some(id));
        assert_eq!(existing.address, Some(Ipv4Addr::new(203, 0, 113, 11)));
        for entry in ["-x", "b=", "b=/x", &format!("b={id} host"), &format!("b={id} 1.2.3.4 x")] {
            assert!(FrontEnd::read(entry).is_err(), "{entry}");
        }
    }
}
