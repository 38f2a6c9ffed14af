//! Day two: what a redeployment does to each resource, and what no deployment changes.

use fast_ha::artifact;
use fast_ha::change::{Changes, Deployed, Resource, changes};
use fast_ha::draft::{Draft, Secrets};
use fast_ha::facts::redeploy::Impact;
use fast_ha::field::Field;
use fast_ha::panos::Salt;
use fast_ha::preset::Preset;
use fast_ha::review::review;
use fast_ha::secret::Secret;

fn with(preset: Preset, edits: &[(Field, &str)]) -> Draft {
    let mut draft = Draft::of(preset);
    for (field, text) in edits {
        draft.set(*field, *text);
    }
    draft
}

/// What the edits do to the untouched preset.
fn after(preset: Preset, edits: &[(Field, &str)]) -> Changes {
    let deployed = |draft: &Draft| Deployed::designed(draft).expect("a designed pair deploys");
    changes(&deployed(&Draft::of(preset)), &deployed(&with(preset, edits)))
}

fn touched(all: &Changes) -> Vec<&Resource> {
    all.resources.iter().filter(|one| one.effect != Impact::Nothing).collect()
}

fn effects(all: &Changes, kind: &str) -> Vec<Impact> {
    let of_kind = all.resources.iter().filter(|one| one.kind.ends_with(kind));
    of_kind.map(|one| one.effect).collect()
}

#[test]
fn the_same_design_changes_nothing() {
    for preset in Preset::ALL {
        let all = after(preset, &[]);
        assert!(all.resources.len() > 10 && !all.is_refused(), "{}", preset.name());
        assert!(touched(&all).is_empty() && all.settings.is_empty(), "{}: {all:?}", preset.name());
    }
}

#[test]
fn a_size_restarts_both_units_and_nothing_else() {
    let all = after(Preset::Reference, &[(Field::PairSize, "Standard_DS4_v2")]);
    let touched = touched(&all);
    assert_eq!(touched.len(), 2, "{touched:?}");
    assert!(touched.iter().all(|one| one.effect == Impact::Restart));
    assert!(touched[0].properties[0].source.contains("Resize a virtual machine"));
    assert!(all.settings.is_empty() && !all.is_refused());
}

#[test]
fn custom_data_an_image_and_a_zone_are_refused() {
    for (preset, edit) in [
        (Preset::Reference, (Field::BootstrapDirectoryA, "other")),
        (Preset::Reference, (Field::PairImageVersion, "11.1.203")),
        (Preset::Reference, (Field::LicensePlan, "bundle2")),
        (Preset::Reference, (Field::AccessUser, "netadmin")),
        (Preset::Production, (Field::PairZones, "2,3")),
    ] {
        let all = after(preset, &[edit]);
        assert!(all.is_refused(), "{edit:?}");
        assert!(effects(&all, "/virtualMachines").contains(&Impact::Refused), "{edit:?}: {all:?}");
    }
}

#[test]
fn a_renamed_unit_is_made_beside_the_old_one_which_holds_its_addresses() {
    let all = after(Preset::Reference, &[(Field::PairBName, "fw-b2")]);
    let machines = effects(&all, "/virtualMachines");
    assert!(machines.contains(&Impact::Made) && machines.contains(&Impact::Left));
    let nic = all.resources.iter().find(|one| one.name == "fw-b2-nic1").unwrap();
    assert_eq!(nic.effect, Impact::Stopped);
    assert!(nic.properties[0].before.contains("vmseries-ha-secondary-nic1"), "{nic:?}");
    assert!(all.settings.iter().any(|one| one.path.ends_with("/hostname") && one.units == [2]));
}

#[test]
fn settings_name_their_units_and_where_they_are_changed() {
    let ntp = [(Field::SystemNtp, "time.example.com")];
    let all = after(Preset::Reference, &ntp);
    // One click writes the packages again, which no unit reads.
    assert_eq!(effects(&all, "/deploymentScripts"), [Impact::InPlace]);
    assert_eq!(effects(&all, "/virtualMachines"), [Impact::Nothing; 3]);
    let setting = &all.settings[0];
    assert!(setting.path.ends_with("/ntp-server-address"), "{setting:?}");
    assert_eq!((setting.before.as_str(), setting.after.as_str()), ("0.pool.ntp.org", ntp[0].1));
    assert_eq!((setting.units.as_slice(), setting.place), (&[1, 2][..], "each unit"));
    let managed = after(
        Preset::Panorama,
        &[(Field::SystemNtp, "time.example.com"), (Field::HaPreempt, "on")],
    );
    let place =
        |end: &str| managed.settings.iter().find(|one| one.path.ends_with(end)).unwrap().place;
    assert!(place("/ntp-server-address").starts_with("Panorama's template stack"));
    assert!(place("/preemptive").starts_with("each unit, the passive one first"));
}

#[test]
fn a_bundle_is_compared_as_its_design_is_and_shows_no_hash() {
    let files = |draft: &Draft, password: &str| {
        let mut secrets = Secrets::default();
        secrets.set(Field::AccessPassword, Secret::new(password));
        secrets.set(Field::LicenseAuthCode, Secret::new("D1234567"));
        secrets.set(Field::PanoramaVmAuthKey, Secret::new("755036225328715"));
        let review = review(draft, &secrets);
        let salt = Salt::read("saltsalt").unwrap();
        let files = artifact::artifacts(review.approved().unwrap(), draft, &secrets, &salt, &[]);
        let files = files.iter().map(|file| (file.path.as_str(), file.bytes.as_slice()));
        Deployed::of(files).unwrap()
    };
    let draft = with(Preset::Panorama, &[(Field::BootstrapMode, "account")]);
    let grown = with(
        Preset::Panorama,
        &[(Field::BootstrapMode, "account"), (Field::SystemNtp, "time.example.com")],
    );
    let bundles = changes(&files(&draft, "Corr3ct-horse-1"), &files(&grown, "Corr3ct-horse-2"));
    let designs =
        changes(&Deployed::designed(&draft).unwrap(), &Deployed::designed(&grown).unwrap());
    assert_eq!(bundles, designs);
    assert!(!format!("{bundles:?}").contains("$5$"));
    assert_eq!(
        Deployed::of([("azuredeploy.json", &b"{}"[..])]).err(),
        Some("there is no azuredeploy.parameters.json")
    );
}
