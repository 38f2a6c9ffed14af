//! One door for whatever a person drops or pastes: recognises it, and gives the design in it or made of it.
//!
//! Knows our own files and what Azure's command line tells of a VNet. What is something else is called by its
//! name, with what to do instead. Nothing is taken over here: a face shows the design first.

use serde_json::Value;

use crate::{bundle, save};

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

/// What a file gives, with what a person wants of its VNets; or what the file is and what to do; none for a file that
/// is unknown.
pub fn recognise(bytes: &[u8], wanted: &str) -> Option<Result<Found, String>> {
    if bytes.starts_with(b"PK") {
        let files = bundle::unzip(bytes).unwrap_or_default();
        let design = files.into_iter().find(|(path, _)| path.ends_with(DESIGN));
        let text = design.and_then(|(_, bytes)| String::from_utf8(bytes).ok());
        return Some(text.map(Found::design).ok_or_else(|| {
            "this archive holds no design.json: open a bundle that this page made".to_owned()
        }));
    }
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}').trim();
    if text.starts_with('<') {
        let what = "this is XML, such as a firewall's configuration: open the bundle's design.json, or judge a package with fast-ha audit";
        return Some(Err(what.to_owned()));
    }
    let value: Value = serde_json::from_str(text).ok()?;
    let schema = value.get("$schema").and_then(Value::as_str).unwrap_or_default();
    if schema.contains("deploymentTemplate") || schema.contains("CreateUIDefinition") {
        let what = "this is an ARM template or its form: open the bundle that it came in, or its design.json";
        return Some(Err(what.to_owned()));
    }
    let vnets: Vec<&Value> = match value.as_array() {
        Some(all) => all.iter().filter(|one| one.get("addressSpace").is_some()).collect(),
        None => vec![&value],
    };
    let (draft, mapping) = vnet::read(&vnets, wanted)?;
    Some(Ok(Found { design: save::write(&draft), mapping: Some(mapping) }))
}

/// The design file's name in a bundle.
const DESIGN: &str = "design.json";

#[cfg(test)]
mod tests {
    use super::*;
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

    #[test]
    fn a_vnet_becomes_a_design_with_its_likely_subnets() {
        let found = recognise(VNET.as_bytes(), "").unwrap().unwrap();
        let listed = recognise(format!("[{VNET}]").as_bytes(), "").unwrap().unwrap();
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
            let found = recognise(file.as_bytes(), wanted).unwrap().unwrap();
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
        assert_eq!(recognise(&zip, ""), Some(Ok(Found::design(design))));
    }

    #[test]
    fn what_is_not_ours_is_called_by_its_name() {
        for (file, said) in [
            ("PK\u{3}", "no design.json"),
            ("<?xml version=\"1.0\"?><config/>", "XML"),
            (r#"{"$schema":"https://x/deploymentTemplate.json#"}"#, "ARM template"),
        ] {
            let found = recognise(file.as_bytes(), "").unwrap().unwrap_err();
            assert!(found.contains(said), "{found}");
        }
        for unknown in [&b"\xff\xd8"[..], b"plain", b"{}", b"[1]"] {
            assert_eq!(recognise(unknown, ""), None);
        }
    }
}
