//! One door for whatever a person drops or pastes: recognises it, and gives the design in it or made of it.
//!
//! Knows our own files, what Azure's command line tells of a VNet, and the parts of packages, which the audit
//! reads. Nothing is taken over here: a face shows the design first.

use std::io::{Cursor, Read};

use serde_json::Value;

use crate::bundle::Archive;
use crate::save;

mod vnet;

pub use vnet::{Choice, Mapping, Place};

/// What a file gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The design file in it or made of it.
    pub design: String,
    /// What was chosen where it is made of VNets.
    pub mapping: Option<Mapping>,
}

impl Found {
    fn design(design: String) -> Self {
        Self { design, mapping: None }
    }
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognised {
    /// A design, or what one is made of.
    Design(Found),
    /// A part of a package, which the audit reads.
    Package,
}

/// What a file is, with what a person wants of its VNets, or why it cannot be read; none for a file that is unknown.
pub fn recognise(bytes: &[u8], wanted: &str) -> Option<Result<Recognised, String>> {
    if bytes.starts_with(b"PK") {
        let found = design_in(bytes).map(|text| match text {
            Some(text) => Recognised::Design(Found::design(text)),
            None => Recognised::Package,
        });
        return Some(found);
    }
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}').trim();
    let configuration = ["<config", "<response"].iter().any(|root| text.contains(root));
    if text.starts_with('<') && !configuration {
        return Some(Err("this is XML, and no configuration of a firewall".to_owned()));
    }
    if text.starts_with('<') || text.lines().any(|line| INIT.contains(&line.trim())) {
        return Some(Ok(Recognised::Package));
    }
    let value: Value = serde_json::from_str(text).ok()?;
    let schema = value.get("$schema").and_then(Value::as_str).unwrap_or_default();
    let schemas = ["deploymentTemplate", "deploymentParameters", "CreateUIDefinition"];
    if schemas.iter().any(|known| schema.contains(known)) {
        return Some(Ok(Recognised::Package));
    }
    let vnets: Vec<&Value> = match value.as_array() {
        Some(all) => all.iter().filter(|one| one.get("addressSpace").is_some()).collect(),
        None => vec![&value],
    };
    let (draft, mapping) = vnet::read(&vnets, wanted)?;
    Some(Ok(Recognised::Design(Found { design: save::write(&draft), mapping: Some(mapping) })))
}

/// The line that every init-cfg.txt has, in one of its forms.
const INIT: [&str; 2] = ["type=dhcp-client", "type=static"];
/// The design file's name in a bundle.
const DESIGN: &str = "design.json";

/// Most bytes that are unpacked of it.
const DESIGN_MAX: u64 = 1_000_000;

/// The design file in an archive, whatever else it holds, or why it cannot be read.
fn design_in(archive: &[u8]) -> Result<Option<String>, String> {
    let unreadable = |why: String| format!("this archive cannot be read ({why}): fetch it again");
    let mut archive = Archive::open(Cursor::new(archive)).map_err(unreadable)?;
    let mut design = None;
    archive.each(|path, entry| match entry {
        Ok(entry) if design.is_none() && path.rsplit('/').next() == Some(DESIGN) => {
            let mut text = String::new();
            let read = entry.take(DESIGN_MAX + 1).read_to_string(&mut text);
            read.map_err(|error| unreadable(error.to_string()))?;
            design = Some(text);
            Ok(())
        }
        Ok(_) => Ok(()),
        // It may be the design, or all entries alike, as where they are encrypted.
        Err(why) => Err(unreadable(why)),
    })?;
    let long = |design: &String| u64::try_from(design.len()).is_ok_and(|len| len > DESIGN_MAX);
    if design.as_ref().is_some_and(long) {
        return Err(format!("the design.json in this archive has more than {DESIGN_MAX} bytes"));
    }
    Ok(design)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle;
    use crate::draft::{Draft, Secrets};
    use crate::field::Field;
    use crate::preset::Preset;
    use crate::review;

    const VNET: &str = r#"{
        "name": "hub-vnet", "resourceGroup": "hub-rg",
        "addressSpace": { "addressPrefixes": ["10.60.0.0/20", "fd00::/48"] },
        "subnets": [
            { "name": "GatewaySubnet", "addressPrefix": "10.60.15.0/27" },
            { "name": "fw-mgmt", "addressPrefix": "10.60.0.0/27" },
            { "name": "fw-untrust", "addressPrefixes": ["10.60.0.32/27"] },
            { "name": "fw-trust", "addressPrefix": "10.60.0.64/27" },
            { "name": "fw-lb", "addressPrefix": "10.60.0.96/27" },
            { "name": "apps", "addressPrefix": "10.60.4.0/24" }
        ],
        "virtualNetworkPeerings": [
            { "name": "to-spoke", "remoteAddressSpace": { "addressPrefixes": ["10.61.0.0/16"] } }
        ]
    }"#;

    fn made_of(file: &str, wanted: &str) -> Found {
        match recognise(file.as_bytes(), wanted) {
            Some(Ok(Recognised::Design(found))) => found,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_vnet_becomes_a_design_with_its_likely_subnets() {
        let found = made_of(VNET, "");
        let listed = made_of(&format!("[{VNET}]"), "");
        assert_eq!(found, listed);
        let draft = save::read(&found.design).unwrap().value;
        for (field, said) in [
            (Field::NetworkMode, "existing"),
            (Field::NetworkName, "hub-vnet"),
            (Field::NetworkResourceGroup, "hub-rg"),
            (Field::NetworkRange, "10.60.0.0/20"),
            (Field::NetworkManagementName, "fw-mgmt"),
            (Field::NetworkUntrustRange, "10.60.0.32/27"),
            (Field::NetworkTrustName, "fw-trust"),
            (Field::NetworkTrustRange, "10.60.0.64/27"),
            (Field::NetworkBalancerName, "fw-lb"),
            (Field::NetworkWorkloads, "GatewaySubnet=10.60.15.0/27\napps=10.60.4.0/24"),
            (Field::NetworkPeered, "10.61.0.0/16"),
        ] {
            assert_eq!(draft.get(field), said);
        }
        let review = review::review(&draft, &Secrets::default());
        assert!(review.obstacle().is_none(), "{:?}", review.obstacle());
    }

    #[test]
    fn a_person_chooses_the_vnet_and_what_each_subnet_is() {
        let spoke = r#"{"name":"spoke","addressSpace":{"addressPrefixes":["10.70.0.0/16"]},
            "subnets":[{"name":"one","addressPrefix":"10.70.0.0/24"}]}"#;
        let file = format!("[{spoke},{VNET}]");
        let found = |wanted: &str| {
            let found = made_of(&file, wanted);
            let draft = save::read(&found.design).unwrap().value;
            (draft, found.mapping.unwrap())
        };
        let (draft, mapping) = found("");
        assert_eq!(draft.get(Field::NetworkName), "spoke");
        assert_eq!(mapping.vnets.options, ["spoke", "hub-vnet"]);
        let (draft, mapping) = found("vnet=hub-vnet\nsubnet fw-lb=left out\nsubnet apps=balancer");
        assert_eq!(draft.get(Field::NetworkBalancerName), "apps");
        assert_eq!(draft.get(Field::NetworkWorkloads), "GatewaySubnet=10.60.15.0/27");
        assert_eq!(mapping.places.len(), 5, "a gateway's subnet is no choice");
        assert!(mapping.facts.iter().any(|fact| fact.contains("10.60.15.0/27")));
        assert!(mapping.facts.iter().any(|fact| fact.contains("to-spoke")));
        // Who gets a place last has it, and the former one is a workload.
        let (draft, _) = found("vnet=hub-vnet\nsubnet fw-trust=trust\nsubnet apps=trust");
        assert_eq!(draft.get(Field::NetworkTrustName), "apps");
        assert!(draft.get(Field::NetworkWorkloads).contains("fw-trust="));
    }

    #[test]
    fn our_bundle_gives_its_design() {
        let design = save::write(&Draft::of(Preset::Compact));
        let entry = bundle::Entry::File("x/design.json".to_owned(), design.as_bytes());
        let zip = bundle::zip(&[entry]);
        assert_eq!(recognise(&zip, ""), Some(Ok(Recognised::Design(Found::design(design)))));
    }

    #[test]
    fn an_archive_without_a_design_to_be_read_says_why() {
        let file =
            |path: &str, bytes: &[u8]| bundle::zip(&[bundle::Entry::File(path.to_owned(), bytes)]);
        let mut encrypted = file("design.json", b"{}");
        // The first bit of the flags, in the entry's own header and in the list.
        let list = encrypted.windows(4).position(|at| at == b"PK\x01\x02").unwrap();
        for flags in [6, list + 8] {
            encrypted[flags] |= 1;
        }
        let mut damaged = file("design.json", &[b'x'; 99]);
        damaged[45] ^= 0x55;
        for (archive, said) in [
            (file("../design.json", b"{}"), "leads out of the archive"),
            (file("design.json", b"\xff"), "UTF-8"),
            (file("design.json", &vec![b' '; 1_000_001]), "more than 1000000 bytes"),
            (encrypted, "Password required"),
            (damaged, "cannot be read"),
            (b"PK\x03".to_vec(), "cannot be read"),
        ] {
            let found = recognise(&archive, "").unwrap().unwrap_err();
            assert!(found.contains(said), "{said}: {found}");
        }
    }

    #[test]
    fn parts_of_packages_are_for_the_audit() {
        for file in [
            "<?xml version=\"1.0\"?><config/>",
            "hostname=a\r\ntype=dhcp-client\r\n",
            r#"{"$schema":"https://x/deploymentTemplate.json#"}"#,
            r#"{"$schema":"https://x/deploymentParameters.json#"}"#,
        ] {
            assert_eq!(recognise(file.as_bytes(), ""), Some(Ok(Recognised::Package)), "{file}");
        }
        let zip = bundle::Entry::File("my-design.json".to_owned(), b"{}");
        assert_eq!(recognise(&bundle::zip(&[zip]), ""), Some(Ok(Recognised::Package)));
        let page = recognise(b"<html><body/></html>", "").unwrap().unwrap_err();
        assert!(page.starts_with("this is XML"), "{page}");
        for unknown in [&b"\xff\xd8"[..], b"plain", b"{}", b"[1]"] {
            assert_eq!(recognise(unknown, ""), None);
        }
    }
}
