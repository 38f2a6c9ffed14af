//! A template as it was read: its resources by type and name, and the values at a path.
//!
//! The one reader of JSON for the audit. What is not written out, because Azure computes it, is absent.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde_json::Value;

use super::fault::{Contradiction, Spot};
use super::written::{Lines, NO_LINES, Written};
use crate::net::Range;

/// A template.
#[derive(Clone, Copy, Debug)]
pub(super) struct Template<'a> {
    /// Path of its file.
    pub(super) path: &'a str,
    /// What it says.
    pub(super) json: &'a Value,
    lines: &'a Lines,
}

/// A NIC of the template.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nic<'a> {
    pub(super) name: &'a str,
    /// Its address, where it is written out.
    pub(super) address: Option<Ipv4Addr>,
    /// Range of its subnet, where the template makes it.
    pub(super) range: Option<Range>,
    /// The resource itself.
    pub(super) resource: &'a Value,
}

/// Places of a firewall's NICs in its machine's list.
pub(super) const MANAGEMENT: usize = 0;
pub(super) const UNTRUST: usize = 1;
pub(super) const TRUST: usize = 2;
pub(super) const HA2: usize = 3;

impl<'a> Template<'a> {
    /// A template without a file.
    pub(super) fn bare(json: &'a Value) -> Self {
        Self { path: "", json, lines: &NO_LINES }
    }

    /// The template of a file.
    pub(super) fn of(path: &'a str, written: &'a Written) -> Self {
        Self { path, json: &written.json, lines: &written.lines }
    }

    /// A contradiction with the line of one of the template's values as a side.
    pub(super) fn beside(self, what: Contradiction, value: &Value) -> Contradiction {
        let Spot { path, line } = self.spot(value);
        what.at(&path, line)
    }

    /// Where one of the template's values stands.
    pub(super) fn spot(self, value: &Value) -> Spot {
        let (path, line) = self.lines.of(value).unwrap_or((self.path, 0));
        Spot { path: path.to_owned(), line }
    }

    /// The declared parameters.
    pub(super) fn parameters(self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.json.get("parameters").and_then(Value::as_object).into_iter().flatten()
    }

    /// The resources of a type, by the last part of its name.
    pub(super) fn of_kind(self, kind: &str) -> impl Iterator<Item = &'a Value> {
        each(self.json, "/resources").filter(move |resource| {
            let found = text(resource, "/type").and_then(|found| found.rsplit('/').next());
            found.is_some_and(|found| found.eq_ignore_ascii_case(kind))
        })
    }

    /// The resource of a type with this name.
    pub(super) fn named(self, kind: &str, name: &str) -> Option<&'a Value> {
        self.of_kind(kind).find(|resource| is(resource, "/name", name))
    }

    /// The parts of all resources of a type, as the routes of all tables: inside them or as resources of
    /// their own.
    pub(super) fn parts(self, kind: &str, list: &str) -> impl Iterator<Item = &'a Value> {
        let path = format!("/properties/{list}");
        let inside = self.of_kind(kind).flat_map(move |resource| each(resource, &path));
        inside.chain(self.of_kind(list).collect::<Vec<_>>())
    }

    /// The parts of one resource, in the same way; none where only the deployment knows which there are.
    pub(super) fn parts_of(self, owner: &'a Value, list: &str) -> Option<Vec<&'a Value>> {
        let inside = format!("/properties/{list}");
        let apart: Vec<&Value> = self.of_kind(list).collect();
        let copied = owner.pointer("/properties/copy").is_some();
        let open = |one: &&Value| asked(one, "/name") || one.get("condition").is_some();
        if copied || asked(owner, &inside) || apart.iter().any(open) {
            return None;
        }
        let of = text(owner, "/name")?;
        let own = apart.into_iter().filter(|one| {
            let around = text(one, "/name").and_then(|name| name.rsplit_once('/'));
            around.is_some_and(|(around, _)| around.eq_ignore_ascii_case(of))
        });
        Some(each(owner, &inside).chain(own).collect())
    }

    /// The subnets that the template makes, by name.
    pub(super) fn subnets(self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.parts("virtualNetworks", "subnets")
            .filter_map(|subnet| Some((text(subnet, "/name")?.rsplit('/').next()?, subnet)))
    }

    /// Their ranges.
    pub(super) fn ranges(self) -> BTreeMap<&'a str, Range> {
        let range = |(name, subnet): (&'a str, &'a Value)| {
            Some((name, Range::read(text(subnet, "/properties/addressPrefix")?).ok()?))
        };
        self.subnets().filter_map(range).collect()
    }

    /// All NICs.
    pub(super) fn nics(self) -> Vec<Nic<'a>> {
        let ranges = self.ranges();
        let nic = |resource: &'a Value| {
            let inside = "/properties/ipConfigurations/0/properties";
            let at = |path: &str| text(resource, &format!("{inside}/{path}"));
            let subnet = at("subnet/id").and_then(last_name);
            Some(Nic {
                name: text(resource, "/name")?,
                address: at("privateIPAddress").and_then(|address| address.parse().ok()),
                range: subnet.and_then(|name| ranges.get(name).copied()),
                resource,
            })
        };
        self.of_kind("networkInterfaces").filter_map(nic).collect()
    }

    /// The machine with this computer name.
    pub(super) fn machine(self, host: &str) -> Option<&'a Value> {
        let path = "/properties/osProfile/computerName";
        self.of_kind("virtualMachines").find(|machine| is(machine, path, host))
    }
}

/// The NICs of a machine by their places in its list; none where the template does not make it.
pub(super) fn nics_of<'a>(machine: &Value, nics: &[Nic<'a>]) -> Vec<Option<Nic<'a>>> {
    let names = each(machine, "/properties/networkProfile/networkInterfaces")
        .map(|nic| text(nic, "/id").and_then(last_name));
    let called = |name: &str| nics.iter().find(|nic| nic.name.eq_ignore_ascii_case(name)).copied();
    names.map(|name| name.and_then(called)).collect()
}

/// The text at a path.
pub(super) fn text<'a>(value: &'a Value, path: &str) -> Option<&'a str> {
    value.pointer(path)?.as_str()
}

/// Whether the text at a path is this one; Azure takes it in any case.
pub(super) fn is(value: &Value, path: &str, wanted: &str) -> bool {
    text(value, path).is_some_and(|found| found.eq_ignore_ascii_case(wanted))
}

/// Whether only the deployment knows what is at a path.
pub(super) fn asked(value: &Value, path: &str) -> bool {
    text(value, path).is_some_and(|found| found.starts_with('['))
}

/// The whole number at a path; Azure takes it as a text too.
pub(super) fn number(value: &Value, path: &str) -> Option<u64> {
    let found = value.pointer(path)?;
    found.as_u64().or_else(|| found.as_str()?.parse().ok())
}

/// The items of the list at a path.
pub(super) fn each<'a>(value: &'a Value, path: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.pointer(path).and_then(Value::as_array).into_iter().flatten()
}

/// The last name in `[resourceId('type', 'name', 'part')]`, or in a plain id.
pub(super) fn last_name(id: &str) -> Option<&str> {
    let quoted = id.strip_prefix('[').map(|expression| expression.rsplit('\'').nth(1));
    quoted.unwrap_or_else(|| id.rsplit('/').next())
}
