//! Day two: what a deployment of a changed design does to what stands there.
//!
//! Both templates are laid out and held against each other by structure, resource by resource; so are the
//! configurations, of which a redeployment changes nothing, because a unit reads its package at the first boot
//! only. Secrets are in neither side: hashes and keys are passed over.

use serde::{Serialize, Serializer};

use crate::artifact;
use crate::audit::compare::{Change, Difference, differences, of_json, of_lines};
use crate::audit::expand;
use crate::audit::tree;
use crate::audit::tree::Tree;
use crate::choice::Choice as _;
use crate::draft::{Draft, Secrets};
use crate::facts::redeploy::{Impact, Rule, rule_for};
use crate::panos::Salt;
use crate::review::review;

/// What a deployment was made from: a template with its parameters, and the units' first configurations.
pub struct Deployed {
    template: String,
    given: String,
    /// Each unit's bootstrap.xml and init-cfg.txt.
    units: Vec<[String; 2]>,
}

impl Deployed {
    /// The parts among the files of a bundle, by their paths in it.
    ///
    /// # Errors
    /// Says what is missing.
    pub fn of<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    ) -> Result<Self, &'static str> {
        let (mut template, mut given) = (None, None);
        let (mut xml, mut init) = (Vec::new(), Vec::new());
        for (path, bytes) in files {
            let text = || String::from_utf8_lossy(bytes).into_owned();
            match path {
                "azuredeploy.json" => template = Some(text()),
                "azuredeploy.parameters.json" => given = Some(text()),
                _ if path.ends_with("/config/bootstrap.xml") => xml.push(text()),
                _ if path.ends_with("/config/init-cfg.txt") => init.push(text()),
                _ => {}
            }
        }
        let template = template.ok_or("there is no azuredeploy.json")?;
        let given = given.ok_or("there is no azuredeploy.parameters.json")?;
        Ok(Self { template, given, units: xml.into_iter().zip(init).map(Into::into).collect() })
    }

    /// What a design makes.
    ///
    /// # Errors
    /// Says what stands in the way.
    pub fn designed(draft: &Draft) -> Result<Self, String> {
        let secrets = Secrets::default();
        let review = review(draft, &secrets);
        let Some(approved) = review.approved() else {
            return Err(review.refusal().expect("what is not approved has an error"));
        };
        let salt = Salt::from_bytes([0; 8]);
        let files = artifact::artifacts(approved, draft, &secrets, &salt, &[]);
        let files = files.iter().map(|file| (file.path.as_str(), file.bytes.as_slice()));
        Ok(Self::of(files).expect("a bundle has a template and its parameters"))
    }
}

/// A changed property.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Property {
    /// Its path in the resource.
    pub path: String,
    /// Its text before, blank for none.
    pub before: String,
    /// Its text now, blank for none.
    pub after: String,
    /// What its change does.
    #[serde(serialize_with = "word")]
    pub effect: Impact,
    /// Where that stands.
    pub source: &'static str,
}

/// A resource, and what a deployment does to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Resource {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The worst of what happens to it.
    #[serde(serialize_with = "word")]
    pub effect: Impact,
    /// What changed.
    pub properties: Vec<Property>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a field over by reference")]
fn word<S: Serializer>(effect: &Impact, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(effect.text())
}

/// A setting of PAN-OS that no deployment changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Its path in the configuration or its key in init-cfg.txt.
    pub path: String,
    /// Its text before, blank for none.
    pub before: String,
    /// Its text now, blank for none.
    pub after: String,
    /// On which units, counted from 1.
    pub units: Vec<usize>,
    /// Where it is changed.
    pub place: &'static str,
}

/// All that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The resources, those that are hit hardest first.
    pub resources: Vec<Resource>,
    /// The settings that somebody has to change.
    pub settings: Vec<Setting>,
}

impl Changes {
    /// Whether Azure refuses something.
    pub fn is_refused(&self) -> bool {
        self.resources.iter().any(|one| one.effect >= Impact::Stopped)
    }
}

/// What a deployment of one does where the other one stands.
pub fn changes(old: &Deployed, new: &Deployed) -> Changes {
    let [before, after] = [old, new].map(|one| expand::resources(&one.template, &one.given));
    let named = |all: &[serde_json::Value]| -> Vec<(String, String, Tree)> {
        let word = |one: &serde_json::Value, key: &str| {
            one.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
        };
        all.iter().map(|one| (word(one, "type"), word(one, "name"), of_json("", one))).collect()
    };
    let [before, after] = [named(&before), named(&after)];
    let beside = |all: &'_ [(String, String, Tree)], kind: &str, name: &str| {
        all.iter().position(|(other, own, _)| other == kind && own == name)
    };
    let gone = before.iter().filter(|(kind, name, _)| beside(&after, kind, name).is_none());
    let lone = |kind: &String, name: &String, effect| Resource {
        kind: kind.clone(),
        name: name.clone(),
        effect,
        properties: Vec::new(),
    };
    let held: Vec<(&String, String)> = gone
        .clone()
        .flat_map(|(_, name, tree)| addresses(tree).map(move |at| (name, at)))
        .collect();
    let mut resources: Vec<Resource> =
        gone.map(|(kind, name, _)| lone(kind, name, Impact::Left)).collect();
    resources.extend(after.iter().map(|(kind, name, now)| {
        let former = beside(&before, kind, name).and_then(|place| before.get(place));
        match former {
            None => made(lone(kind, name, Impact::Made), now, &held),
            Some((_, _, former)) => changed(kind, name, former, now),
        }
    }));
    resources.sort_by(|a, b| b.effect.cmp(&a.effect).then_with(|| a.name.cmp(&b.name)));
    Changes { resources, settings: settings(old, new) }
}

/// The private addresses that a resource holds.
fn addresses(tree: &Tree) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    tree.each(&mut |part| {
        if part.tag == "privateIPAddress" {
            found.push(part.text.clone());
        }
    });
    found.into_iter()
}

/// A new resource; one that wants the address of another one that stays is refused.
fn made(new: Resource, tree: &Tree, held: &[(&String, String)]) -> Resource {
    let taken = addresses(tree).filter_map(|address| {
        let (by, _) = held.iter().find(|(_, other)| *other == address)?;
        Some(Property {
            path: "/properties/ipConfigurations".to_owned(),
            before: format!("held by {by}, which stays"),
            after: address,
            effect: Impact::Stopped,
            source: "Azure Resource Manager: incremental deployments delete nothing, and an address is held once",
        })
    });
    let properties: Vec<Property> = taken.collect();
    let effect = properties.iter().map(|one| one.effect).max().unwrap_or(new.effect);
    Resource { effect, properties, ..new }
}

/// A resource that stands on both sides.
fn changed(kind: &str, name: &str, before: &Tree, after: &Tree) -> Resource {
    let differ = differences(before, after, &|_, _| false).into_iter();
    let properties: Vec<Property> = differ
        .map(|one| {
            let Rule { effect, source, .. } = *rule_for(kind, &one.path);
            let (path, before, after) = told(one);
            Property { path, before, after, effect, source }
        })
        .filter(|property| property.effect != Impact::Nothing)
        .collect();
    let effect = properties.iter().map(|one| one.effect).max().unwrap_or(Impact::Nothing);
    Resource { kind: kind.to_owned(), name: name.to_owned(), effect, properties }
}

/// The path of a difference, and what stands there before and after.
fn told(Difference { path, change, .. }: Difference) -> (String, String, String) {
    let there = || "there".to_owned();
    let (before, after) = match change {
        Change::Text([before, after]) => (before, after),
        Change::Lacks => (String::new(), there()),
        Change::Adds => (there(), String::new()),
        Change::Order => ("this order".to_owned(), "another one".to_owned()),
    };
    (path, before, after)
}

/// What the units' configurations say otherwise, each setting once for the units that have it.
fn settings(old: &Deployed, new: &Deployed) -> Vec<Setting> {
    let mut all: Vec<Setting> = Vec::new();
    for (n, (before, after)) in old.units.iter().zip(&new.units).enumerate() {
        let ([old_xml, old_init], [new_xml, new_init]) = (before, after);
        let managed = new_init.contains("panorama-server=");
        let (xml, init) = ([old_xml, new_xml], [old_init, new_init]);
        let trees = xml.map(|text| tree::parse(text));
        let of_xml = match &trees {
            [Ok(before), Ok(after)] => differences(before, after, &|_, key| key == "phash"),
            _ => Vec::new(),
        };
        let [before, after] = init.map(|text| of_lines(text));
        let of_init = differences(&before, &after, &|_, _| false);
        let of_init = of_init
            .into_iter()
            .map(|one| Difference { path: format!("init-cfg.txt{}", one.path), ..one });
        for one in of_xml.into_iter().chain(of_init) {
            let (path, before, after) = told(one);
            let place = place(&path, managed);
            let same = all.iter_mut().find(|known| {
                (&known.path, &known.before, &known.after) == (&path, &before, &after)
            });
            match same {
                Some(known) => known.units.push(n + 1),
                None => all.push(Setting { path, before, after, units: vec![n + 1], place }),
            }
        }
    }
    all
}

/// What Panorama keeps in device groups.
const SHARED: [&str; 6] =
    ["/rulebase", "/address", "/service", "/profiles", "/log-settings", "/tag"];

/// Where a setting is changed.
fn place(path: &str, managed: bool) -> &'static str {
    if path.starts_with("init-cfg.txt") {
        "read at the first boot only: set what it says on each unit"
    } else if path.contains("/high-availability") {
        "each unit, the passive one first"
    } else if !managed {
        "each unit"
    } else if SHARED.iter().any(|part| path.contains(part)) {
        "Panorama's device group"
    } else {
        "Panorama's template stack, or each unit"
    }
}

/// A text before and after.
pub fn arrow(before: &str, after: &str) -> String {
    let or_none = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
    format!("{} -> {}", or_none(before), or_none(after))
}
