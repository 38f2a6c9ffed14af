//! Laws that hold for every design, tried on generated ones.

#[path = "arm_rules/expression.rs"]
mod expression;
#[path = "oracle/mod.rs"]
mod oracle;

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use fast_ha::artifact::Artifact;
use fast_ha::audit::budget::Budget;
use fast_ha::audit::package::{Input, judge};
use fast_ha::draft::{Draft, Secrets, Unknown};
use fast_ha::field::{Control, Field, Section};
use fast_ha::finding::{Finding, Safety, Severity};
use fast_ha::net::Range;
use fast_ha::panos::{Phash, Salt};
use fast_ha::plan::{Availability, Image, Plan, PublicAddress, Sources};
use fast_ha::preset::Preset;
use fast_ha::review::{Review, review, sketch};
use fast_ha::secret::Secret;
use fast_ha::{artifact, audit, diagram, repair, save, share};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

/// Texts that a field of this kind may well be given, right and wrong.
fn texts(field: Field) -> BoxedStrategy<String> {
    let anything =
        prop_oneof!["\\PC{0,12}", Just("\u{0}".to_owned()), Just("<&>\"'`${x}".to_owned())];
    let near: BoxedStrategy<String> = match field.spec().kind.control() {
        Control::Choice(choices) => {
            let values: Vec<String> =
                choices.iter().map(|(value, _)| (*value).to_owned()).collect();
            let shouted = select(values.clone()).prop_map(|value| value.to_uppercase());
            prop_oneof![4 => select(values), 1 => shouted].boxed()
        }
        Control::Switch => {
            select(vec!["on", "off", "on", "off", "yes", "FALSE"]).prop_map(str::to_owned).boxed()
        }
        Control::Number(low, high) => (low..=high).prop_map(|number| number.to_string()).boxed(),
        Control::Range | Control::Ranges => {
            let bases = select(vec![(10, 0), (10, 1), (172, 16), (192, 168)]);
            let aligned = (bases.clone(), any::<u8>(), 8_u8..=30);
            let aligned = aligned.prop_map(|((first, second), third, len)| {
                let address = u32::from(Ipv4Addr::new(first, second, third, 0));
                let mask = u32::MAX << (32 - u32::from(len));
                format!("{}/{len}", Ipv4Addr::from(address & mask))
            });
            let any_bits = (bases, 0_u8..8, any::<u8>(), 0_u8..=32);
            let any_bits = any_bits.prop_map(|((first, second), third, fourth, len)| {
                format!("{first}.{second}.{third}.{fourth}/{len}")
            });
            prop_oneof![3 => aligned, 1 => any_bits].boxed()
        }
        Control::Address => {
            (0_u8..5, any::<u8>()).prop_map(|(net, host)| format!("10.0.{net}.{host}")).boxed()
        }
        Control::Text | Control::Lines | Control::Size => select(vec![
            "edge".to_owned(),
            "10.0.0.1".to_owned(),
            "web tcp 443 -> 10.0.2.6".to_owned(),
            "app=10.0.64.0/24".to_owned(),
            "op-command-modes=jumbo-frame\nplugin-op-commands=set-dp-cores:3".to_owned(),
            "ike udp 500 -> pair\nnatt udp 4500 -> pair\nweb tcp 443 -> pair".to_owned(),
            "web tcp 443 -> 10.0.2.6:8443 ssl websocket".to_owned(),
            "web tcp 443 -> from 203.0.113.0/24 198.51.100.7".to_owned(),
            "udp 10.0.2.9\ntls siem.example.com".to_owned(),
            "cost=[parameters('adminPassword')]".to_owned(),
            "Standard_D8s_v5".to_owned(),
            "auto".to_owned(),
            "ed\u{1}ge_".to_owned(),
            "europe/berlin".to_owned(),
            "x".repeat(90),
        ])
        .boxed(),
        Control::Secret => unreachable!("secrets are not typed into drafts"),
    };
    prop_oneof![4 => near, 1 => anything].boxed()
}

fn open_fields() -> Vec<Field> {
    Field::ALL.iter().copied().filter(|field| !field.is_secret()).collect()
}

fn drafts() -> impl Strategy<Value = Draft> {
    let edit = select(open_fields())
        .prop_flat_map(|field| texts(field).prop_map(move |text| (field, text)));
    let edits = proptest::collection::vec(edit, 0..8);
    (select(Preset::ALL.to_vec()), edits).prop_map(|(preset, edits)| {
        let mut draft = Draft::of(preset);
        for (field, text) in edits {
            draft.set(field, text);
        }
        draft
    })
}

/// What may be pasted into a field for one line: often fit, sometimes with an end or blank too many.
fn pasted() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[ -~é€]{0,20}",
        1 => "[0-9a-f-]{8}[\r\n \t\u{0}\u{7f}\u{85}]{1,2}[a-z=]{0,8}",
        1 => "[\\PC\u{0}-\u{1f}]{0,20}",
    ]
}

/// What may be typed to have Azure or the portal compute it: brackets around a call that is easy to find.
fn bracketed() -> impl Strategy<Value = String> {
    let inner = prop_oneof!["qmark\\([ -~]{0,8}\\)", Just("[qmark('it''s')".to_owned())];
    let text = (inner, select(vec!["]", "]]", "] x", ""]))
        .prop_map(|(inner, end)| format!("[{inner}{end}"));
    let places = vec![
        "#",
        "a=#",
        "#=a",
        "#=#",
        "a=1\n#=#",
        "web tcp 443 -> #",
        "# tcp 443 -> 10.0.2.6",
        "/#",
    ];
    (text, select(places)).prop_map(|(text, place)| place.replace('#', &text))
}

/// Every key and every text of a document that begins with one bracket.
fn computed(value: &Value) -> Vec<&str> {
    let own: Vec<&str> = match value {
        Value::String(text) => vec![text],
        Value::Object(object) => object.keys().map(String::as_str).collect(),
        Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) => vec![],
    };
    let below: Vec<&Value> = match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(object) => object.values().collect(),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => vec![],
    };
    let own = own.into_iter().filter(|text| text.starts_with('[') && !text.starts_with("[["));
    own.chain(below.into_iter().flat_map(computed)).collect()
}

/// What Azure makes of a text of the template that is none of the writer's expressions.
fn meant(text: &str) -> String {
    let quoted = text.strip_prefix("[concat('").and_then(|rest| rest.strip_suffix("')]"));
    match quoted {
        Some(quoted) => quoted.replace("''", "'"),
        None if text.starts_with("[[") && text.ends_with(']') => text[1..].to_owned(),
        None => text.to_owned(),
    }
}

/// Keys of init-cfg.txt that bootstrap.xml says too, with its path: where they differ, init-cfg.txt counts.
const INIT_SHARED: [(&str, &str); 7] = [
    ("hostname", "hostname"),
    ("dns-primary", "dns-setting/servers/primary"),
    ("dns-secondary", "dns-setting/servers/secondary"),
    ("dhcp-send-hostname", "type/dhcp-client/send-hostname"),
    ("dhcp-send-client-id", "type/dhcp-client/send-client-id"),
    ("dhcp-accept-server-hostname", "type/dhcp-client/accept-dhcp-hostname"),
    ("dhcp-accept-server-domain", "type/dhcp-client/accept-dhcp-domain"),
];

/// Keys that bootstrap.xml has nothing to say to; the type is an element there.
const INIT_ALONE: [&str; 12] = [
    "type",
    "panorama-server",
    "panorama-server-2",
    "tplname",
    "dgname",
    "cgname",
    "vm-auth-key",
    "auth-key",
    "vm-series-auto-registration-pin-id",
    "vm-series-auto-registration-pin-value",
    "plugin-op-commands",
    "op-command-modes",
];

/// Secrets with marks that are easy to find again.
fn secrets() -> Secrets {
    let mut secrets = Secrets::default();
    let marks = [
        (Field::AccessPassword, "Mark-pass-0001!x"),
        (Field::LicenseAuthCode, "I0MARK02"),
        (Field::PanoramaVmAuthKey, "000000000000003"),
        (Field::PanoramaPinId, "mark-pin-0005"),
        (Field::PanoramaPinValue, "mark-pin-0006"),
    ];
    for (field, mark) in marks {
        secrets.set(field, Secret::new(mark));
    }
    secrets
}

/// The same with the licence plugin's key, which stands alone.
fn plugin_secrets() -> Secrets {
    let mut secrets = secrets();
    secrets.set(Field::LicenseAuthCode, Secret::default());
    secrets.set(Field::PanoramaVmAuthKey, Secret::default());
    secrets.set(Field::PanoramaAuthKey, Secret::new("_AQ__mark-0004"));
    secrets
}

fn built(draft: &Draft, secrets: &Secrets) -> Option<(Review, Vec<Artifact>)> {
    let review = review(draft, secrets);
    let approved = review.approved()?;
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    let artifacts = artifact::artifacts(approved, draft, secrets, &salt, &[]);
    Some((review, artifacts))
}

fn text_of<'a>(artifacts: &'a [Artifact], path: &str) -> &'a str {
    let artifact = artifacts.iter().find(|artifact| artifact.path == path);
    artifact.and_then(Artifact::as_text).expect("the bundle has the file")
}

/// Every address and range that a plan knows, as the template may write them.
fn planned_addresses(plan: &Plan) -> BTreeSet<String> {
    let mut known = BTreeSet::from(["0.0.0.0/0".to_owned()]);
    let mut host = |address: String| {
        known.insert(format!("{address}/32"));
        known.insert(address);
    };
    plan.addresses().iter().for_each(|planned| host(planned.address.to_string()));
    plan.balance.services.iter().for_each(|service| host(service.target.to_string()));
    plan.network.dns_servers.iter().for_each(|server| host(server.to_string()));
    for (_, address) in plan.balance.public.front_ends() {
        if let PublicAddress::Existing { address: Some(address), .. } = address {
            host(address.to_string());
        }
    }
    let clients = plan.balance.services.iter().flat_map(|service| &service.sources);
    known.extend(clients.map(ToString::to_string));
    known.extend(plan.network.inside().map(|range| range.to_string()));
    known.extend(plan.network.blocks.iter().map(ToString::to_string));
    known.extend(plan.network.subnets().map(|subnet| subnet.range.to_string()));
    if let Sources::Typed(sources) = &plan.access.sources {
        known.extend(sources.iter().map(ToString::to_string));
    }
    known
}

/// Keys whose value is a person's word, which may look like an address.
const WORDS: [&str; 4] = ["name", "comments", "description", "tags"];

/// Addresses and ranges that are whole values, or the host of a whole URL.
fn written_addresses<'a>(value: &'a Value, into: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => {
            let text = text.strip_prefix("https://").unwrap_or(text);
            if text.split('/').next().is_some_and(|base| base.parse::<Ipv4Addr>().is_ok()) {
                into.push(text);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| written_addresses(value, into)),
        Value::Object(object) => {
            let told = object.iter().filter(|(key, _)| !WORDS.contains(&key.as_str()));
            told.for_each(|(_, value)| written_addresses(value, into));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Every text below a value.
fn all_texts<'a>(value: &'a Value, into: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => into.push(text),
        Value::Array(list) => list.iter().for_each(|value| all_texts(value, into)),
        Value::Object(object) => object.values().for_each(|value| all_texts(value, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What the template may refer to without making it: type and names, the group left out.
fn standing(plan: &Plan) -> Vec<Vec<String>> {
    let mut known = Vec::new();
    if plan.network.existing.is_some() {
        for subnet in plan.network.subnets() {
            known.push(vec![
                "Microsoft.Network/virtualNetworks/subnets".to_owned(),
                plan.network.name.value.clone(),
                subnet.name.value.clone(),
            ]);
        }
    }
    if let Availability::ExistingSet(name) = &plan.availability {
        known.push(vec!["Microsoft.Compute/availabilitySets".to_owned(), name.value.clone()]);
    }
    if let Some(account) = &plan.bootstrap.account {
        known.push(vec!["Microsoft.Storage/storageAccounts".to_owned(), account.value.clone()]);
    }
    let public = plan.balance.public.front_ends().filter_map(|(_, address)| match address {
        PublicAddress::Existing { id, .. } => Some(id),
        PublicAddress::New { .. } => None,
    });
    let prefix = plan.balance.public.prefix_id.as_ref();
    let image = match &plan.machine.image {
        Image::Private { id, .. } => Some(id),
        Image::Marketplace { .. } => None,
    };
    let peered = plan.network.peerings.iter().map(|peering| &peering.id);
    for id in public.chain(prefix).chain(image).chain(peered) {
        let (_, tail) = id.rsplit_once("/providers/").expect("the id was checked");
        let words: Vec<&str> = tail.split('/').collect();
        let kinds: Vec<&str> = words.iter().skip(1).step_by(2).copied().collect();
        let mut one = vec![format!("{}/{}", words.first().expect("a namespace"), kinds.join("/"))];
        one.extend(words.iter().skip(2).step_by(2).map(|name| (*name).to_owned()));
        known.push(one);
    }
    known
}

/// Whether a resource of the template, or an inline part of one, has this type and these names.
fn is_made(template: &Value, kind: &str, names: &[String]) -> bool {
    let resources = template["resources"].as_array().expect("resources are a list");
    let (first, inner) = names.split_first().expect("an id has a name");
    resources.iter().any(|resource| {
        let (own, name) = (&resource["type"], &resource["name"]);
        if own == kind {
            return name == &names.join("/");
        }
        let Some(part) = own.as_str().and_then(|own| kind.strip_prefix(own)?.strip_prefix('/'))
        else {
            return false;
        };
        let parts = resource["properties"].get(part).and_then(Value::as_array);
        let has = |wanted: &String| {
            parts.is_some_and(|parts| parts.iter().any(|part| part["name"] == wanted.as_str()))
        };
        name == first.as_str() && !inner.is_empty() && inner.iter().all(has)
    })
}

/// Ids that lead nowhere: neither to something that the template makes nor to what stands already.
fn lost_ids(plan: &Plan, template: &Value) -> Vec<String> {
    let mut texts = Vec::new();
    all_texts(&template["resources"], &mut texts);
    all_texts(&template["outputs"], &mut texts);
    let standing = standing(plan);
    let expressions =
        texts.into_iter().filter(|text| text.starts_with('[') && !text.starts_with("[["));
    let mut lost = Vec::new();
    for call in expressions.flat_map(expression::calls) {
        if !["resourceId", "subscriptionResourceId"].contains(&call.name.as_str()) {
            continue;
        }
        let place = call.arguments.iter().position(|argument| {
            expression::literal(argument).is_some_and(|text| text.contains('/'))
        });
        let whole = call.arguments.iter().skip(place.expect("an id has a type"));
        let words: Vec<String> = whole
            .map(|argument| match expression::literal(argument) {
                Some(text) => text.replace("''", "'"),
                None => argument.clone(),
            })
            .collect();
        let (kind, names) = words.split_first().expect("an id has a type");
        // The account that is asked for at deployment is known by its parameter.
        let asked = names.iter().any(|name| name.starts_with("parameters("));
        let found = asked || standing.contains(&words) || is_made(template, kind, names);
        if !found {
            lost.push(words.join(" "));
        }
    }
    lost
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_in_any_field_makes_a_stage_panic(
        field in select(Field::ALL.iter().copied().filter(|f| !f.is_secret()).collect::<Vec<_>>()),
        text in any::<String>(),
    ) {
        let mut draft = Draft::default();
        draft.set(field, text);
        let review = review(&draft, &Secrets::default());
        if let Some(plan) = &review.plan {
            let svg = diagram::svg(plan, &review.found(), &[], diagram::Layout::default());
            prop_assert!(svg.starts_with("<svg"));
        }
    }

    #[test]
    fn a_sketch_is_the_plan_of_the_review(draft in drafts()) {
        for secrets in [Secrets::default(), secrets()] {
            let said = |plan: Option<Plan>| format!("{plan:?}");
            prop_assert_eq!(said(sketch(&draft, &secrets)), said(review(&draft, &secrets).plan));
        }
    }

    #[test]
    fn a_shared_design_reads_back(draft in drafts()) {
        let mut plain = draft.clone();
        plain.unknown = Unknown::default();
        let read = share::read(&share::write(&draft)).expect("a written link is a link");
        prop_assert!(read.findings.is_empty());
        prop_assert_eq!(read.value, plain);
    }

    #[test]
    fn no_link_makes_it_panic(link in "(1\\.)?[A-Za-z0-9_-]{0,60}") {
        let _ = share::read(&link);
    }

    #[test]
    fn a_saved_design_reads_back(draft in drafts()) {
        let read = save::read(&save::write(&draft)).expect("a written design is a design");
        prop_assert_eq!(read.value, draft);
        prop_assert!(read.findings.is_empty());
    }

    #[test]
    fn approved_addresses_are_unique_contained_and_not_reserved(draft in drafts()) {
        let review = review(&draft, &Secrets::default());
        if let Some(approved) = review.approved() {
            let plan = approved.plan();
            let mut seen = BTreeSet::new();
            for planned in plan.addresses() {
                // Reckoned without the library's own range type.
                let (base, len) = planned.subnet.range.to_string().split_once('/')
                    .map(|(base, len)| (base.parse::<Ipv4Addr>().expect("base"), len.parse::<u32>().expect("length")))
                    .expect("a range has a slash");
                let size = 1_u64 << (32 - len);
                let offset = u64::from(u32::from(planned.address.value)).wrapping_sub(u64::from(u32::from(base)));
                prop_assert!(offset >= 4 && offset < size - 1, "{} in {}", planned.address, planned.subnet.range);
                prop_assert!(seen.insert(planned.address.value), "{} twice", planned.address);
            }
        }
    }

    #[test]
    fn both_sides_carry_the_planned_addresses(draft in drafts()) {
        if let Some((review, artifacts)) = built(&draft, &Secrets::default()) {
            let plan = review.plan.expect("what is built was planned");
            let template = text_of(&artifacts, "azuredeploy.json");
            for planned in plan.addresses() {
                prop_assert!(template.contains(&format!("\"{}\"", planned.address)), "{}", planned.address);
            }
            for (own, peer) in [(&plan.units.a, &plan.units.b), (&plan.units.b, &plan.units.a)] {
                let path = format!("bootstrap/{}/config/bootstrap.xml", own.directory);
                let xml = text_of(&artifacts, &path);
                for element in [
                    format!("<ip-address>{}</ip-address>", own.ha2.address),
                    format!("<peer-ip>{}</peer-ip>", peer.management.address),
                    format!("<hostname>{}</hostname>", own.name),
                ] {
                    prop_assert!(xml.contains(&element), "{} lacks {}", path, element);
                }
            }
        }
    }

    #[test]
    fn every_address_and_every_id_of_the_template_is_known(draft in drafts()) {
        if let Some((review, artifacts)) = built(&draft, &Secrets::default()) {
            let plan = review.plan.expect("what is built was planned");
            let known = planned_addresses(&plan);
            let template: Value =
                serde_json::from_str(text_of(&artifacts, "azuredeploy.json")).expect("JSON");
            let mut written = Vec::new();
            written_addresses(&template["resources"], &mut written);
            written_addresses(&template["outputs"], &mut written);
            prop_assert!(written.len() > 8);
            for address in written {
                prop_assert!(known.contains(address), "{} is not planned", address);
            }
            let lost = lost_ids(&plan, &template);
            prop_assert!(lost.is_empty(), "{:?}", lost);
        }
    }

    /// A file that is shown alone while typing is the one that is handed out with the others.
    #[test]
    fn no_typed_text_is_computed(
        preset in select(Preset::ALL.to_vec()),
        field in prop_oneof![Just(Field::SiteTags), select(open_fields())],
        text in bracketed(),
    ) {
        let mut draft = Draft::of(preset);
        draft.set(field, text);
        let Some((review, artifacts)) = built(&draft, &secrets()) else { return Ok(()) };
        let json = |path: &str| -> Value {
            serde_json::from_str(text_of(&artifacts, path)).expect("a document is JSON")
        };
        let (template, form) = (json("azuredeploy.json"), json("createUiDefinition.json"));
        for text in computed(&template).into_iter().chain(computed(&form)) {
            prop_assert!(text.ends_with(']'), "{text} only looks like an expression");
            let planted = expression::calls(text).into_iter().any(|call| call.name == "qmark");
            prop_assert!(!planted, "{text} is computed");
        }
        let plan = review.plan.as_ref().expect("what is built has a plan");
        let tags = plan.site.tags.iter().map(|tag| (tag.name.clone(), tag.value.clone()));
        let tags: BTreeSet<(String, String)> = tags.collect();
        let said = |value: &Value, read: fn(&str) -> String| -> BTreeSet<(String, String)> {
            let tags = value.as_object().into_iter().flatten();
            tags.map(|(name, value)| (read(name), read(value.as_str().expect("a text")))).collect()
        };
        prop_assert_eq!(&said(&template["parameters"]["tags"]["defaultValue"], meant), &tags);
        let given = json("azuredeploy.parameters.json");
        prop_assert_eq!(&said(&given["parameters"]["tags"]["value"], str::to_owned), &tags);
    }

    #[test]
    fn both_files_of_a_package_say_the_same(draft in drafts(), plugin in any::<bool>()) {
        let secrets = if plugin { plugin_secrets() } else { secrets() };
        let Some((review, artifacts)) = built(&draft, &secrets) else { return Ok(()) };
        let plan = review.plan.as_ref().expect("what is built has a plan");
        for unit in plan.units.each() {
            let config = format!("bootstrap/{}/config", unit.directory);
            let xml = text_of(&artifacts, &format!("{config}/bootstrap.xml"));
            let xml = audit::tree::parse(xml).expect("well-formed");
            for line in text_of(&artifacts, &format!("{config}/init-cfg.txt")).lines() {
                let (key, value) = line.split_once('=').expect("a key and its value");
                let typed = plan.bootstrap.init_keys.iter().any(|own| own.key == key);
                if INIT_ALONE.contains(&key) || typed {
                    continue;
                }
                let shared = INIT_SHARED.iter().find(|(known, _)| *known == key);
                let (_, path) = shared.expect("a key stands in one of both lists");
                let system = "devices/entry/deviceconfig/system";
                prop_assert_eq!(value, xml.text_at(&format!("{system}/{path}")), "{}", key);
            }
            let dhcp = &xml.at("devices/entry/deviceconfig/system/type").children;
            prop_assert!(matches!(dhcp.as_slice(), [only] if only.tag == "dhcp-client"));
        }
    }

    #[test]
    fn a_file_made_alone_is_the_one_of_the_bundle(draft in drafts()) {
        let secrets = secrets();
        if let Some((review, artifacts)) = built(&draft, &secrets) {
            let approved = review.approved().expect("it was built");
            let salt = Salt::read("saltsalt").expect("eight letters are a salt");
            let hash = Phash::of(&secrets, &salt);
            for artifact in artifacts {
                let alone =
                    artifact::one(approved, &draft, &secrets, hash.as_ref(), &[], &artifact.path);
                let of_others = artifact.as_text().is_none() || artifact.path == "SHA256SUMS";
                prop_assert_eq!(alone, (!of_others).then_some(artifact));
            }
        }
    }

    #[test]
    fn what_is_built_reads_back_as_planned(draft in drafts()) {
        let review = review(&draft, &secrets());
        if let Some(approved) = review.approved() {
            let salt = Salt::read("saltsalt").expect("eight letters are a salt");
            let audited = audit::audited(approved, &draft, &secrets(), &salt, &[]);
            prop_assert!(audited.is_ok(), "{:?}", audited.err());
            let artifacts = audited.unwrap_or_default();
            let told = oracle::check(approved.plan(), &artifacts);
            prop_assert_eq!(told, Vec::<String>::new());
            // The bundle on somebody's disk: nothing is said of it but what its design was warned of, and it
            // can be made again.
            let warned = review.findings.iter().any(|told| told.severity() == Severity::Warning);
            let file = |Artifact { path, bytes, .. }| Input { path, bytes };
            let judged = judge(artifacts.into_iter().map(file).collect(), &Budget::default());
            let quiet = judged.wrong.iter().all(|one| warned && one.fault.is_remark());
            prop_assert!(quiet && judged.skipped.is_empty(), "{:?}", judged);
        }
    }

    #[test]
    fn any_banner_survives_and_stays_well_formed(banner in "\\PC{0,60}") {
        let mut draft = Draft::default();
        draft.set(Field::SystemBanner, banner.clone());
        if let Some((_, artifacts)) = built(&draft, &secrets()) {
            let xml = text_of(&artifacts, "bootstrap/VM1/config/bootstrap.xml");
            let tree = audit::tree::parse(xml).expect("well-formed");
            let read = tree.text_at("devices/entry/deviceconfig/system/login-banner");
            prop_assert_eq!(read, banner.trim().replace("{host}", "vmseries-ha-primary"));
        }
    }

    /// Whatever is typed as a name or a secret: a finding, or files that hold it as it was typed.
    #[test]
    fn any_name_and_secret_survives_or_is_refused(
        user in "[\\PC\u{0}-\u{1f}]{0,20}",
        name in "\\PC{1,12}",
        group in "[ -~é€😀]{0,20}",
        password in "[\\PC\u{0}-\u{1f}]{0,30}",
        plugin in any::<bool>(),
        key in pasted(),
        pins in (pasted(), pasted()),
        code in prop_oneof!["[\\PC\u{0}-\u{1f}]{0,30}", "( ?[IVD][A-Z0-9]{7}(\r?\n|, ?)){0,2}"],
    ) {
        let mut draft = Draft::of(Preset::Panorama);
        draft.set(Field::AccessUser, user.clone());
        draft.set(Field::PanoramaDeviceGroup, group.clone());
        draft.set(Field::BalanceServices, format!("{name} tcp 80 -> 10.0.2.6"));
        let mut secrets = Secrets::default();
        secrets.set(Field::AccessPassword, Secret::new(password));
        let (key_field, name_of_key) = if plugin {
            (Field::PanoramaAuthKey, "auth-key=")
        } else {
            (Field::PanoramaVmAuthKey, "vm-auth-key=")
        };
        let typed = [
            (key_field, key, name_of_key),
            (Field::PanoramaPinId, pins.0, "vm-series-auto-registration-pin-id="),
            (Field::PanoramaPinValue, pins.1, "vm-series-auto-registration-pin-value="),
        ];
        for (field, text, _) in &typed {
            secrets.set(*field, Secret::new(text.clone()));
        }
        if !plugin {
            secrets.set(Field::LicenseAuthCode, Secret::new(code.clone()));
        }
        let review = review(&draft, &secrets);
        for (field, text, _) in &typed {
            let refused = review.findings.iter().any(|finding| {
                finding.severity() == Severity::Error && finding.at.first() == Some(field)
            });
            let fits = text.trim() == text && !text.contains(|c: char| c.is_control());
            prop_assert!(fits || refused, "{} takes {:?}", field.key(), text);
        }
        if let Some(approved) = review.approved() {
            let salt = Salt::read("saltsalt").expect("eight letters are a salt");
            let audited = audit::audited(approved, &draft, &secrets, &salt, &[]);
            let artifacts = audited.map_err(|wrong| TestCaseError::fail(format!("{wrong:?}")))?;
            let again = audit::audited(approved, &draft, &secrets, &salt, &[]);
            let again = again.ok();
            prop_assert_eq!(Some(&artifacts), again.as_ref());
            let init = text_of(&artifacts, "bootstrap/VM1/config/init-cfg.txt");
            let lines: Vec<&str> = init.split('\n').collect();
            let value = |key: &str| lines.iter().find_map(|line| line.strip_prefix(key));
            prop_assert_eq!(value("dgname=").unwrap_or_default(), group.trim());
            for (_, text, key) in &typed {
                prop_assert_eq!(value(key).unwrap_or_default(), text.as_str(), "{}", key);
            }
            if !plugin {
                let written = artifacts.iter().find(|file| file.path.ends_with("license/authcodes"));
                let written = written.and_then(Artifact::as_text).unwrap_or_default();
                prop_assert!(!written.contains(|c: char| c.is_control() && c != '\n'), "{:?}", code);
                let letters = |text: &str| text.replace([' ', ',', '\n', '\r'], "");
                prop_assert_eq!(letters(written), letters(&code));
            }
        }
    }

    #[test]
    fn the_same_design_gives_the_same_bytes(draft in drafts()) {
        let first = built(&draft, &secrets()).map(|(_, artifacts)| artifacts);
        let second = built(&draft, &secrets()).map(|(_, artifacts)| artifacts);
        prop_assert_eq!(first, second);
    }

    #[test]
    fn no_secret_leaves_its_package(draft in drafts(), plugin in any::<bool>()) {
        let secrets = if plugin { plugin_secrets() } else { secrets() };
        let marks = ["Mark-pass-0001!x", "I0MARK02", "000000000000003", "_AQ__mark-0004", "mark-pin-000"];
        let review = review(&draft, &secrets);
        let said = format!("{review:?} {draft:?} {secrets:?}");
        for mark in marks {
            prop_assert!(!said.contains(mark), "{} is said", mark);
        }
        if let Some((_, artifacts)) = built(&draft, &secrets) {
            for artifact in artifacts.iter().filter(|artifact| !artifact.secret) {
                let text = String::from_utf8_lossy(&artifact.bytes);
                for mark in marks {
                    prop_assert!(!text.contains(mark), "{} is in {}", mark, artifact.path);
                }
            }
            // The password itself is in no file at all; packages hold its hash.
            for artifact in &artifacts {
                prop_assert!(!String::from_utf8_lossy(&artifact.bytes).contains("Mark-pass-0001!x"));
            }
        }
    }

    #[test]
    fn a_safe_fix_removes_its_finding_and_adds_no_error(draft in drafts()) {
        safe_fixes_are_safe(&draft)?;
    }

    /// Ranges alone, of all lengths, near enough to one another that a block around one meets the next.
    #[test]
    fn the_block_around_a_range_is_a_safe_repair(
        edits in proptest::collection::vec((select(RANGES.to_vec()), 0_u8..6, any::<u8>(), 0_u8..=32), 1..4),
    ) {
        let mut draft = Draft::default();
        for (field, third, fourth, len) in edits {
            draft.set(field, format!("10.0.{third}.{fourth}/{len}"));
        }
        safe_fixes_are_safe(&draft)?;
    }
}

const RANGES: [Field; 8] = [
    Field::NetworkRange,
    Field::NetworkManagementRange,
    Field::NetworkUntrustRange,
    Field::NetworkTrustRange,
    Field::NetworkBalancerRange,
    Field::NetworkHa2Range,
    Field::NetworkPeered,
    Field::NetworkTaken,
];

/// Every error, whole.
fn errors(findings: &[Finding]) -> BTreeSet<String> {
    let errors = findings.iter().filter(|finding| finding.severity() == Severity::Error);
    errors
        .map(|finding| format!("{:?} {:?} {:?}", finding.case, finding.at, finding.facts))
        .collect()
}

fn safe_fixes_are_safe(draft: &Draft) -> Result<(), TestCaseError> {
    let before = review(draft, &Secrets::default()).findings;
    for finding in &before {
        for fix in finding.fixes.iter().filter(|fix| fix.safety == Safety::Safe) {
            let after = review(&draft.apply(fix), &Secrets::default()).findings;
            let same = |other: &Finding| {
                (other.case, &other.at, &other.facts) == (finding.case, &finding.at, &finding.facts)
            };
            prop_assert!(!after.iter().any(same), "{} stays", finding);
            let (old, new) = (errors(&before), errors(&after));
            prop_assert!(new.is_subset(&old), "{} adds {:?}", finding, new.difference(&old));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Room for workloads: eleven sixteenths of every block from /8 to /24, a quarter of it in one piece.
    #[test]
    fn a_planned_vnet_keeps_room_for_workloads(
        len in 8_u8..=24, base in any::<u32>(), ha2 in any::<bool>(), server in any::<bool>(),
    ) {
        let ten = 10_u32 << 24 | (base & 0x00ff_ffff);
        let block = Range::around(Ipv4Addr::from(ten), len).expect("a length");
        let mut draft = Draft::default();
        draft.set(Field::NetworkRange, block.to_string());
        draft.set(Field::NetworkHa2Name, if ha2 { "ha2-subnet" } else { "" });
        draft.set(Field::ServerEnabled, if server { "on" } else { "off" });
        let review = review(&draft, &Secrets::default());
        prop_assert!(review.obstacle().is_none(), "{:?}", review.obstacle());
        let plan = review.plan.as_ref().expect("it is sound");
        let used: Vec<Range> = plan.network.subnets().map(|subnet| subnet.range.value).collect();
        let free = block.size() - used.iter().map(|range| range.size()).sum::<u64>();
        prop_assert!(free * 16 >= block.size() * 11, "{} keeps {}", block, free);
        let quarter = block.blocks(len + 2).any(|part| !used.iter().any(|range| range.overlaps(part)));
        prop_assert!(quarter, "{} has no quarter in one piece", block);
        let why = plan.settled.get(&Field::NetworkTrustRange).map(|settled| settled.from.clone());
        let told = format!("; {free} addresses stay free for workloads");
        prop_assert!(format!("{why:?}").contains(&told), "{:?}", why);
    }

    /// With floating IP the units see the public address: it is refused, or every file is sound.
    #[test]
    fn any_public_address_is_refused_or_built(
        near in select(vec![[20, 1, 2], [10, 0, 2], [203, 0, 113], [168, 63, 129], [127, 0, 0], [0, 0, 0]]),
        last in any::<u8>(),
        peered in select(vec!["", "20.0.0.0/8", "203.0.113.0/28"]),
        second in any::<bool>(),
    ) {
        let [a, b, c] = near;
        let id = "/subscriptions/0/resourceGroups/g/providers/Microsoft.Network/publicIPAddresses/";
        let mut draft = Draft::default();
        let address = format!("{a}.{b}.{c}.{last}");
        draft.set(Field::BalanceFloatingIp, "on");
        draft.set(Field::NetworkPeered, peered);
        draft.set(Field::BalancePublicAddressId, format!("{id}edge"));
        draft.set(Field::BalancePublicAddress, if second { "198.51.100.1" } else { &address });
        if second {
            draft.set(Field::BalancePublicFrontEnds, format!("shop={id}shop {address}"));
            draft.set(Field::BalanceServices, "web tcp 80 -> 10.0.2.6\napp tcp shop:80 -> 10.0.2.6");
        }
        let review = review(&draft, &secrets());
        if let Some(approved) = review.approved() {
            let salt = Salt::read("saltsalt").expect("eight letters are a salt");
            let audited = audit::audited(approved, &draft, &secrets(), &salt, &[]);
            prop_assert!(audited.is_ok(), "{} {:?}", address, audited.err());
        }
    }

    #[test]
    fn typing_what_was_chosen_changes_nothing(draft in drafts()) {
        let first = review(&draft, &Secrets::default());
        let Some(plan) = first.plan.as_ref().filter(|_| first.obstacle().is_none()) else {
            return Ok(());
        };
        let mut typed = draft.clone();
        for (field, settled) in &plan.settled {
            typed.set(*field, settled.value.clone());
        }
        let second = review(&typed, &Secrets::default());
        prop_assert!(second.obstacle().is_none(), "{:?}", second.obstacle());
        let again = second.plan.as_ref().expect("it was planned before");
        prop_assert_eq!(planned_addresses(plan), planned_addresses(again));
        for (field, settled) in &plan.settled {
            let now = again.settled.get(field).map(|now| &now.value);
            prop_assert_eq!(now, Some(&settled.value), "{}", field.key());
        }
    }

    #[test]
    fn a_safe_fix_leaves_unrelated_findings_alone(draft in drafts()) {
        let before = review(&draft, &Secrets::default());
        for finding in &before.findings {
            for fix in finding.fixes.iter().filter(|fix| fix.safety == Safety::Safe) {
                let edits = |section: Section| {
                    fix.edits.iter().any(|(field, _)| field.spec().section == section)
                };
                let after = review(&draft.apply(fix), &Secrets::default()).findings;
                let unrelated = |other: &&Finding| {
                    let edited = |at: &Field| fix.edits.iter().any(|(field, _)| field == at);
                    let other_section = |at: &Field| !edits(at.spec().section);
                    !other.at.iter().any(edited) && other.at.iter().all(other_section)
                };
                for other in before.findings.iter().filter(unrelated) {
                    prop_assert!(after.contains(other), "{finding}\nmended, and gone is\n{other}");
                }
            }
        }
    }

    #[test]
    fn all_safe_repairs_leave_none_and_add_no_error(draft in drafts()) {
        let before = review(&draft, &Secrets::default());
        let repaired = repair::all_safe(&draft, &Secrets::default());
        let after = review(&repaired.draft, &Secrets::default());
        prop_assert!(errors(&after.findings).is_subset(&errors(&before.findings)));
        prop_assert_eq!(&repair::all_safe(&repaired.draft, &Secrets::default()).draft, &repaired.draft);
        // What the button promises is what is made.
        prop_assert_eq!(before.n_safe(), repaired.applied.len());
        prop_assert_eq!(after.n_safe(), 0);
    }

    #[test]
    fn a_sound_design_stays_sound_in_another_range(draft in drafts(), len in 12_u8..=20, third in 0_u8..8) {
        let before = review(&draft, &Secrets::default());
        let new = draft.get(Field::NetworkMode) != "existing" && draft.preset() != Preset::ExistingVnet;
        if before.obstacle().is_some() || !new {
            return Ok(());
        }
        let into = Range::around(Ipv4Addr::new(100, 64 + third, 0, 0), len).expect("a length");
        let moved = repair::replan(&draft, &Secrets::default(), into);
        let after = review(&moved.draft, &Secrets::default());
        prop_assert!(after.obstacle().is_none(), "{:?}\n{:?}", after.obstacle(), moved.changes);
        let plan = after.plan.as_ref().expect("it is sound");
        for planned in plan.addresses() {
            prop_assert!(into.contains(planned.address.value), "{} stayed outside", planned.owner);
        }
    }
}

/// The laws about the template would hold of an empty one, so they are shown to catch a foreign address
/// and a lost id.
/// What stands in a field is text in the guide too, which others render.
#[test]
fn no_typed_text_is_markup_in_the_guide() {
    const MARKUP: &str = "[x](javascript:y)<img src=x>|";
    let mut n_built = 0;
    for field in open_fields() {
        for text in [MARKUP.to_owned(), format!("name={MARKUP}")] {
            let mut draft = Draft::of(Preset::Reference);
            draft.set(field, text);
            let Some((_, artifacts)) = built(&draft, &secrets()) else { continue };
            n_built += 1;
            let guide = text_of(&artifacts, "README.md");
            for markup in ["](javascript", "<img"] {
                assert!(!guide.contains(markup), "{}: {guide}", field.key());
            }
        }
    }
    assert!(n_built > 2, "free texts are built: {n_built}");
}

#[test]
fn a_foreign_address_and_a_lost_id_are_seen() {
    let (review, artifacts) =
        built(&Draft::default(), &Secrets::default()).expect("the reference is built");
    let plan = review.plan.expect("it was planned");
    let known = planned_addresses(&plan);
    let planted = serde_json::json!({ "a": "10.9.9.9", "b": ["10.0.3.100"], "c": "10.0.0.0/9" });
    let mut written = Vec::new();
    written_addresses(&planted, &mut written);
    let foreign: Vec<&str> = written.into_iter().filter(|word| !known.contains(*word)).collect();
    assert_eq!(foreign, ["10.9.9.9", "10.0.0.0/9"]);
    let text = text_of(&artifacts, "azuredeploy.json");
    let read = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    assert!(lost_ids(&plan, &read(text)).is_empty());
    for (from, to) in [
        ("'vmseries-ha-vnet', 'trust-subnet'", "'vmseries-ha-vnet', 'no-subnet'"),
        (
            "/backendAddressPools', 'vmseries-inbound-lb', 'untrust-pool'",
            "/backendAddressPools', 'vmseries-inbound-lb', 'no-pool'",
        ),
        ("Addresses', 'vmseries-inbound-lb-pip'", "Addresses', 'vmseries-inbound-pip'"),
    ] {
        assert!(text.contains(from), "{from}");
        assert!(!lost_ids(&plan, &read(&text.replace(from, to))).is_empty(), "{to}");
    }
}

#[test]
fn enough_of_the_generated_designs_are_sound() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let n_built = (0..200)
        .filter(|_| {
            let draft = drafts().new_tree(&mut runner).expect("a draft").current();
            built(&draft, &secrets()).is_some()
        })
        .count();
    assert!(n_built >= 30, "only {n_built} of 200 are built, so the laws about files say little");
}
