//! Links and design files open for ever: each line of `tests/share/links.txt` is a link that was given away
//! and the design that it holds, as the version that wrote it saw it. Lines are only ever added.

#![expect(clippy::disallowed_methods, reason = "the test reads its links")]

use std::collections::BTreeMap;
use std::fs;

use fast_ha::draft::Draft;
use fast_ha::field::{Blank, Field};
use fast_ha::finding::{Checked, Code};
use fast_ha::preset::{Change, Preset};
use fast_ha::{preset, save, share};

#[test]
fn every_link_that_was_given_away_opens() {
    let links = fs::read_to_string("tests/share/links.txt").expect("the links are there");
    let mut tried = 0;
    for line in links.lines() {
        let (link, design) = line.split_once(' ').expect("a link and its design");
        let opened = share::read(link).unwrap_or_else(|finding| panic!("{link}: {finding}"));
        let kept = save::read(design).expect("a design");
        assert_eq!(opened.value, kept.value, "{link}");
        // What would be chosen today is offered and no more.
        let mut findings = opened.findings.iter().chain(&kept.findings);
        assert!(findings.all(|finding| finding.code == Code::PresetOlder), "{link}");
        tried += 1;
    }
    assert!(tried >= 10, "{tried}");
}

#[test]
fn a_field_keeps_its_number_for_ever() {
    let kept = fs::read_to_string("tests/share/numbers.txt").expect("the numbers are there");
    let said = Field::open().map(|field| {
        let number = field.spec().number.expect("whatever is no secret has a number");
        (number, field.key())
    });
    let said: BTreeMap<usize, &str> = said.collect();
    let said: Vec<String> =
        said.into_iter().map(|(number, key)| format!("{number} {key}")).collect();
    let kept: Vec<&str> = kept.lines().collect();
    assert_eq!(said, kept, "a new field takes the next number and a line at the end of the list");
    assert!(Field::secrets().all(|field| field.spec().number.is_none()));
}

/// What presets type and blanks become in a design of version 1, a line each.
fn first_version() -> Vec<String> {
    let mut lines = Vec::new();
    for preset in Preset::ALL {
        let draft = Draft::of_its_time(preset, 1, preset::CHANGES, []);
        for field in Field::open() {
            let mut changes = preset::CHANGES.iter().filter(|one| one.preset.is_none());
            let default = match (changes.find(|one| one.field == field), field.spec().blank) {
                (Some(change), _) => change.before,
                (None, Blank::Default(default, _)) => default,
                (None, _) => "",
            };
            let default = if preset == Preset::Reference { default } else { "" };
            let text = Some(draft.get(field)).filter(|text| !text.is_empty()).unwrap_or(default);
            if !text.is_empty() {
                lines.push(format!("{} {} {text}", preset.name(), field.key()));
            }
        }
    }
    lines
}

#[test]
fn a_design_of_the_first_version_keeps_what_its_presets_and_blanks_stood_for() {
    let kept = fs::read_to_string("tests/share/version-1.txt").expect("the values are there");
    let kept: Vec<&str> = kept.lines().collect();
    let said = first_version();
    for line in &kept {
        assert!(
            said.contains(&(*line).to_owned()),
            "`{line}` no longer holds; write it down in `preset::CHANGES`"
        );
    }
    for line in &said {
        assert!(kept.contains(&line.as_str()), "`{line}` is new; add it to the end of the list");
    }
}

fn codes(checked: &Checked<Draft>) -> Vec<&'static str> {
    checked.findings.iter().map(|finding| finding.code.rule().code).collect()
}

#[test]
fn a_written_design_reads_back() {
    let mut draft = Draft::of(Preset::Production);
    draft.set(Field::NetworkRange, "172.20.0.0/16");
    draft.set(Field::PairDisk, "");
    draft.unknown.fields.insert("share.999".into(), "kept".into());
    draft.unknown.file.insert("future".into(), serde_json::json!({ "kept": [1] }));
    let read = save::read(&save::write(&draft)).unwrap();
    assert_eq!(read.value, draft);
    assert_eq!(codes(&read), ["FIL003", "FIL003"]);
    let shared = share::read(&share::write(&read.value)).unwrap().value;
    assert_eq!(shared.unknown.fields, draft.unknown.fields, "a link takes its own along");
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_kept() {
    let text = r#"{"format":"fast-ha/1","fields":{"network.range":["10.0.0.0/8"],
        "network.name":"edge","nope":"x","access.password":"Secret-123456"}}"#;
    let read = save::read(text).unwrap();
    assert_eq!(read.value.get(Field::NetworkName), "edge");
    assert_eq!(read.value.get(Field::NetworkRange), "");
    let mut found = codes(&read);
    found.sort_unstable();
    assert_eq!(found, ["FIL003", "FIL004", "FIL005"]);
    assert!(!format!("{read:?}").contains("Secret-123456"));
}

#[test]
fn a_key_that_may_be_a_secrets_is_an_error_and_is_never_written() {
    for key in [
        "access.pasword",
        "access.passwrod",
        "accessPassword",
        "FAST_HA_PASSWORD",
        "license.auth-code",
        "license.authcodes",
        "panorama.vm_authkey",
        "panorama.pinvalue",
        "auth_kye",
        "storage.token",
    ] {
        let inside = format!(r#"{{"format":"fast-ha/1","fields":{{"{key}":"Canary-1234"}}}}"#);
        let beside = format!(r#"{{"format":"fast-ha/1","{key}":"Canary-1234"}}"#);
        for text in [inside, beside] {
            let read = save::read(&text).unwrap();
            assert_eq!(codes(&read), ["FIL005"], "{key}");
            assert!(!save::write(&read.value).contains("Canary"), "{key}");
        }
    }
    let swapped = r#"{"format":"fast-ha/1","fields":{"Canary-1234":"access.password"}}"#;
    let read = save::read(swapped).unwrap();
    assert_eq!(codes(&read), ["FIL005"]);
    assert!(!format!("{read:?}{}", save::write(&read.value)).contains("Canary"));
    for key in ["future.key", "pair.path", "system.panic", "author", "network.pin_map"] {
        let text = format!(r#"{{"format":"fast-ha/1","fields":{{"{key}":"kept"}}}}"#);
        assert_eq!(codes(&save::read(&text).unwrap()), ["FIL003"], "{key}");
    }
}

#[test]
fn a_newer_format_and_other_files_give_nothing() {
    for text in ["", "[]", "{}", r#"{"format":"fast-ha/2","fields":{}}"#, r#"{"format":1}"#] {
        assert!(save::read(text).is_err(), "{text}");
    }
}

#[test]
fn a_secret_deep_in_an_unknown_key_is_never_written() {
    let text = r#"{"format":"fast-ha/1","extra":{"list":[{"password":"Hidden-4711"}]}}"#;
    let read = save::read(text).unwrap();
    assert!(codes(&read) == ["FIL005"] && !save::write(&read.value).contains("4711"));
}

#[test]
fn an_unknown_number_stays_as_it_was_typed() {
    let number = "9399999999999999999999993";
    let text = format!(r#"{{"format":"fast-ha/1","later":{number},"fields":{{}}}}"#);
    let read = save::read(&text).unwrap().value;
    assert!(save::write(&read).contains(number));
    assert_eq!(save::read(&save::write(&read)).unwrap().value, read);
}

/// What a second and a third version could change.
const FURTHER: [Change; 4] = [
    Change {
        version: 3,
        preset: None,
        only: None,
        field: Field::PairSize,
        before: "Standard_D8s_v5",
    },
    Change {
        version: 2,
        preset: None,
        only: None,
        field: Field::PairSize,
        before: "Standard_DS3_v2",
    },
    Change {
        version: 2,
        preset: None,
        only: None,
        field: Field::PairDisk,
        before: "StandardSSD_LRS",
    },
    Change {
        version: 2,
        preset: Some(Preset::Compact),
        only: None,
        field: Field::NetworkRange,
        before: "10.9.0.0/26",
    },
];

#[test]
fn an_old_design_keeps_the_image_of_its_time() {
    let image = |line: &str, version: &str| {
        let text =
            format!(r#"{{"format":"fast-ha/1"{version},"fields":{{"pair.panos":"{line}"}}}}"#);
        save::read(&text).unwrap().value.get(Field::PairImageVersion).to_owned()
    };
    assert_eq!(image("10.2", ""), "10.2.901");
    assert_eq!(image("10.2", r#","preset_version":2"#), "");
    assert_eq!(image("11.1", ""), "");
}

#[test]
fn an_old_design_keeps_the_probe_and_the_size_of_its_time_and_is_offered_todays() {
    let of = |preset: Preset, fields: &str| {
        let name = preset.name();
        let text = format!(
            r#"{{"format":"fast-ha/1","preset":"{name}","preset_version":2,"fields":{{{fields}}}}}"#
        );
        save::read(&text).unwrap()
    };
    let probe = |read: &Checked<Draft>| {
        [Field::BalanceProbeProtocol, Field::BalanceProbePath, Field::PairSize]
            .map(|field| read.value.get(field).to_owned())
    };
    let (old, path) = ("Standard_DS3_v2", "/php/login.php");
    let https = r#""balance.probe.protocol":"https""#;
    for (preset, fields, kept, n_offers) in [
        (Preset::Reference, "", ["", "", ""], 0),
        (Preset::Reference, https, ["https", path, ""], 1),
        (Preset::Production, "", ["https", path, old], 4),
        (Preset::Compact, "", ["tcp", "", ""], 2),
        (Preset::Compact, https, ["https", path, ""], 2),
        (Preset::ExistingVnet, "", ["tcp", "", old], 3),
        (Preset::Panorama, "", ["tcp", "", old], 4),
    ] {
        let read = of(preset, fields);
        assert_eq!(probe(&read), kept, "{preset:?} {fields}");
        assert_eq!(codes(&read), vec!["FIL008"; n_offers], "{preset:?} {fields}");
        let fixes = read.findings.iter().flat_map(|finding| &finding.fixes);
        let today = fixes.fold(read.value.clone(), |draft, fix| draft.apply(fix));
        if fields.is_empty() {
            assert_eq!(today, Draft::of(preset), "{preset:?}");
        }
    }
}

fn of(version: &str, fields: &str) -> Checked<Draft> {
    let head = r#"{"format":"fast-ha/1","preset":"compact""#;
    save::read_after(&format!("{head}{version},\"fields\":{{{fields}}}}}"), &FURTHER)
        .expect("a design")
}

#[test]
fn a_design_without_a_version_keeps_the_values_of_its_time() {
    let read = of("", r#""pair.disk":"Premium_LRS""#);
    for (field, text) in [
        (Field::NetworkRange, "10.9.0.0/26"),
        (Field::PairSize, "Standard_DS3_v2"),
        (Field::PairDisk, "Premium_LRS"),
    ] {
        assert_eq!(read.value.get(field), text);
    }
    assert_eq!(codes(&read), ["FIL008", "FIL008"]);
    let fix = read.findings.iter().find(|one| one.at == [Field::NetworkRange]).unwrap();
    let today = read.value.apply(fix.fixes.first().unwrap());
    assert_eq!(today.get(Field::NetworkRange), "10.0.0.0/26", "today's is offered");
    // A blank that was typed stood for the default of its time.
    assert_eq!(of("", r#""network.range":"""#).value.get(Field::NetworkRange), "");
    assert_eq!(of("", r#""pair.size":"""#).value.get(Field::PairSize), "Standard_DS3_v2");
}

#[test]
fn a_design_of_a_later_version_keeps_what_changed_after_it() {
    let second = of(r#","preset_version":2"#, "");
    assert_eq!(second.value.get(Field::PairSize), "Standard_D8s_v5");
    assert_eq!(second.value.get(Field::NetworkRange), "10.0.0.0/26");
    assert_eq!(codes(&second), ["FIL008"]);
    let today = of(r#","preset_version":3"#, "");
    assert_eq!(today.value, Draft::of(Preset::Compact));
    assert!(today.findings.is_empty());
    assert_eq!(codes(&of(r#","preset_version":4"#, "")), ["FIL009"]);
    assert_eq!(
        codes(&of(r#","preset_version":"2""#, "")),
        ["FIL004", "FIL008", "FIL008", "FIL008"]
    );
}
