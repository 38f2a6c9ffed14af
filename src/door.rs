//! One door for whatever a person drops or pastes: recognises it, and gives the design in it or made of it.
//!
//! Knows our own files and what Azure's command line tells of a VNet. What is something else is called by its
//! name, with what to do instead. Nothing is taken over here: a face shows the design first.

use serde_json::Value;

use crate::draft::Draft;
use crate::field::Field;
use crate::net::Range;
use crate::preset::Preset;
use crate::{bundle, facts, save};

/// The design file in a file or made of it, or what the file is and what to do; none for a file that is unknown.
pub fn recognise(bytes: &[u8]) -> Option<Result<String, String>> {
    if bytes.starts_with(b"PK") {
        let files = bundle::unzip(bytes).unwrap_or_default();
        let design = files.into_iter().find(|(path, _)| path.ends_with(DESIGN));
        let text = design.and_then(|(_, bytes)| String::from_utf8(bytes).ok());
        return Some(text.ok_or_else(|| {
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
    match value.as_array() {
        Some(all) if all.iter().any(|one| one.get("addressSpace").is_some()) => {
            match all.as_slice() {
                [one] => Some(Ok(save::write(&of_vnet(one)?))),
                several => {
                    let names = several.iter().filter_map(|one| one.get("name")?.as_str());
                    let names: Vec<&str> = names.collect();
                    let count = several.len();
                    let names = names.join(", ");
                    Some(Err(format!(
                        "this lists {count} VNets ({names}): show one with az network vnet show"
                    )))
                }
            }
        }
        _ => Some(Ok(save::write(&of_vnet(&value)?))),
    }
}

/// The design file's name in a bundle.
const DESIGN: &str = "design.json";

/// The words by which people call the subnets of a pair. The first one counts that stands in a name.
const ROLES: [(&[&str], Field, Field); 5] = [
    (&["mgmt", "management"], Field::NetworkManagementName, Field::NetworkManagementRange),
    (
        &["untrust", "public", "outside", "external"],
        Field::NetworkUntrustName,
        Field::NetworkUntrustRange,
    ),
    (&["lb", "balancer"], Field::NetworkBalancerName, Field::NetworkBalancerRange),
    (&["ha2"], Field::NetworkHa2Name, Field::NetworkHa2Range),
    (
        &["trust", "private", "inside", "internal"],
        Field::NetworkTrustName,
        Field::NetworkTrustRange,
    ),
];

/// A design into a VNet as `az network vnet show` tells it: its subnets by the names that people give them, the
/// others as workloads, ranges of its peerings as peered.
fn of_vnet(vnet: &Value) -> Option<Draft> {
    let mut draft = Draft::of(Preset::ExistingVnet);
    draft.set(Field::NetworkRange, prefixes(vnet.get("addressSpace")?).join("\n"));
    for (key, field) in
        [("name", Field::NetworkName), ("resourceGroup", Field::NetworkResourceGroup)]
    {
        draft.set(field, vnet.get(key).and_then(Value::as_str).unwrap_or_default());
    }
    for (_, name, range) in ROLES {
        draft.set(name, "");
        draft.set(range, "");
    }
    let list = |key: &str| vnet.get(key).and_then(Value::as_array).into_iter().flatten();
    let mut workloads = Vec::new();
    for subnet in list("subnets") {
        let name = subnet.get("name").and_then(Value::as_str).unwrap_or_default();
        let Some(range) = prefixes(subnet).into_iter().next() else { continue };
        let reserved = facts::azure::RESERVED_SUBNETS.iter();
        let lower = name.to_ascii_lowercase();
        let role = ROLES.iter().find(|(words, field, _)| {
            draft.get(*field).is_empty() && words.iter().any(|word| lower.contains(word))
        });
        match role {
            _ if reserved.clone().any(|one| one.eq_ignore_ascii_case(name)) => {}
            Some((_, called, at)) => {
                draft.set(*called, name);
                draft.set(*at, range);
            }
            None => workloads.push(format!("{name}={range}")),
        }
    }
    draft.set(Field::NetworkWorkloads, workloads.join("\n"));
    let peered = list("virtualNetworkPeerings");
    let peered = peered.filter_map(|peering| peering.get("remoteAddressSpace"));
    draft.set(Field::NetworkPeered, peered.flat_map(prefixes).collect::<Vec<_>>().join("\n"));
    Some(draft)
}

/// The IPv4 prefixes of an address space or a subnet.
fn prefixes(of: &Value) -> Vec<String> {
    let several = of.get("addressPrefixes").and_then(Value::as_array).into_iter().flatten();
    let all = of.get("addressPrefix").into_iter().chain(several).filter_map(Value::as_str);
    let mut all: Vec<String> =
        all.filter(|text| Range::read(text).is_ok()).map(str::to_owned).collect();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Secrets;
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
        let text = recognise(VNET.as_bytes()).unwrap().unwrap();
        let listed = recognise(format!("[{VNET}]").as_bytes()).unwrap().unwrap();
        assert_eq!(text, listed);
        let draft = save::read(&text).unwrap().value;
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
            (Field::NetworkWorkloads, "apps=10.60.4.0/24"),
            (Field::NetworkPeered, "10.61.0.0/16"),
        ] {
            assert_eq!(draft.get(field), said);
        }
        let review = review::review(&draft, &Secrets::default());
        assert!(review.obstacle().is_none(), "{:?}", review.obstacle());
    }

    #[test]
    fn our_bundle_gives_its_design() {
        let design = save::write(&Draft::of(Preset::Compact));
        let entry = bundle::Entry::File("x/design.json".to_owned(), design.as_bytes());
        let zip = bundle::zip(&[entry]);
        assert_eq!(recognise(&zip), Some(Ok(design)));
    }

    #[test]
    fn what_is_not_ours_is_called_by_its_name() {
        for (file, said) in [
            ("PK\u{3}", "no design.json"),
            ("<?xml version=\"1.0\"?><config/>", "XML"),
            (r#"{"$schema":"https://x/deploymentTemplate.json#"}"#, "ARM template"),
            (r#"[{"name":"a","addressSpace":{}},{"name":"b","addressSpace":{}}]"#, "a, b"),
        ] {
            let found = recognise(file.as_bytes()).unwrap().unwrap_err();
            assert!(found.contains(said), "{found}");
        }
        for unknown in [&b"\xff\xd8"[..], b"plain", b"{}", b"[1]"] {
            assert_eq!(recognise(unknown), None);
        }
    }
}
