//! One click: the deployment script of the template, under real bash, against a stand-in for the Azure CLI
//! that maps the file share to a folder. What it leaves there is held against the packages of the bundle.

#![expect(clippy::disallowed_methods, reason = "the test runs a script in a folder of its own")]
#![expect(clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use fast_ha::artifact::Artifact;
use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::panos::Salt;
use fast_ha::preset::Preset;
use fast_ha::review::review;
use fast_ha::secret::Secret;
use fast_ha::{arm, artifact, audit, deflate, facts, panos, save};
use serde_json::{Value, json};

const KEY: &str = "c3RvcmFnZS1rZXktb2YtdGhlLXRlc3Q=";

/// The share is `$STAGE/share`. A folder needs its parent, as on Azure Files.
const AZ: &str = r#"#!/usr/bin/env bash
set -eu
printf '%s\n' "$*" >>"$STAGE/asked"
[ "$AZURE_STORAGE_KEY" = c3RvcmFnZS1rZXktb2YtdGhlLXRlc3Q= ] || exit 3
if [ -f "$STAGE/failures" ] && [ "$(cat "$STAGE/failures")" -gt 0 ]; then
  printf '%s\n' "$(($(cat "$STAGE/failures") - 1))" >"$STAGE/failures"
  exit 1
fi
command="$1 $2 $3"
shift 3
while [ $# -gt 0 ]; do
  case "$1" in
    --share-name | --destination) [ "$2" = "$SHARE" ] ;;
    --name) name="$2" ;;
    --pattern) pattern="$2" ;;
    --source) source="$2" ;;
  esac
  shift 2
done
case "$command" in
  "storage directory create") [ -d "$STAGE/share/$name" ] || mkdir "$STAGE/share/$name" ;;
  "storage file delete-batch") find "$STAGE/share/${pattern%/\*}" -type f -delete ;;
  "storage file upload-batch") (cd "$source" && find . -type f -exec cp --parents {} "$STAGE/share" \;) ;;
  *) exit 4 ;;
esac
"#;

/// A folder of the test's own, removed at the end.
struct Stage(PathBuf);

impl Stage {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("fast-ha-click-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("share")).expect("writable");
        let stage = Self(path);
        stage.tool("az", AZ);
        stage.tool("sleep", "#!/bin/sh\n");
        stage
    }

    fn tool(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::write(&path, text).expect("writable");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("ours");
    }

    /// Runs the template's script with the values that Azure would give it.
    fn run(&self, template: &str, secrets: &Secrets) -> Output {
        let script = script_of(template);
        let content = script["properties"]["scriptContent"].as_str().expect("a text");
        let path = format!("{}:{}", self.0.display(), std::env::var("PATH").unwrap_or_default());
        let mut command = Command::new("bash");
        command
            .args(["-c", content])
            .current_dir(&self.0)
            .env_clear()
            .env("PATH", path)
            .env("STAGE", &self.0)
            .env("TMPDIR", &self.0);
        for variable in script["properties"]["environmentVariables"].as_array().expect("a list") {
            let name = variable["name"].as_str().expect("a text");
            let value = match (name, variable["value"].as_str()) {
                ("AZURE_STORAGE_ACCOUNT", _) => "fwboot01".to_owned(),
                ("AZURE_STORAGE_KEY", _) => KEY.to_owned(),
                ("ADMIN_PASSWORD", None) => expose(secrets, Field::AccessPassword),
                ("SECRETS", None) => given(variable, secrets).to_string(),
                (_, Some(value)) => value.to_owned(),
                (name, None) => panic!("{name} is unknown"),
            };
            command.env(name, value);
        }
        command.output().expect("bash runs")
    }

    /// What is in the share: a text for a file, nothing for a folder.
    fn share(&self) -> BTreeMap<String, Option<Vec<u8>>> {
        let root = self.0.join("share");
        let mut found = BTreeMap::new();
        walk(&root, &mut |path| {
            let name = path.strip_prefix(&root).expect("below").to_string_lossy().into_owned();
            found.insert(name, path.is_file().then(|| fs::read(path).expect("readable")));
        });
        found
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn walk(folder: &Path, visit: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        visit(&path);
        if path.is_dir() {
            walk(&path, visit);
        }
    }
}

fn script_of(template: &str) -> Value {
    let template: Value = serde_json::from_str(template).expect("a template is JSON");
    let resources = template["resources"].as_array().expect("a list");
    let kind = "Microsoft.Resources/deploymentScripts";
    resources.iter().find(|resource| resource["type"] == kind).expect("there").clone()
}

fn expose(secrets: &Secrets, field: Field) -> String {
    secrets.get(field).map(|secret| secret.expose().to_owned()).unwrap_or_default()
}

/// The value of `string(createObject(...))` for the secrets that the template asks.
fn given(variable: &Value, secrets: &Secrets) -> Value {
    let expression = variable["secureValue"].as_str().expect("a text");
    let all = [
        ("authCode", Field::LicenseAuthCode),
        ("vmAuthKey", Field::PanoramaVmAuthKey),
        ("authKey", Field::PanoramaAuthKey),
        ("registrationPinId", Field::PanoramaPinId),
        ("registrationPinValue", Field::PanoramaPinValue),
    ];
    let asked = all
        .iter()
        .filter(|(name, _)| expression.contains(&format!("'{name}', parameters('{name}')")));
    Value::Object(
        asked.map(|(name, field)| ((*name).to_owned(), json!(expose(secrets, *field)))).collect(),
    )
}

fn bundle_of(draft: &Draft, secrets: &Secrets, salt: &str) -> Vec<Artifact> {
    let review = review(draft, secrets);
    let approved = review.approved().unwrap_or_else(|| panic!("{:?}", review.obstacle()));
    let salt = Salt::read(salt).expect("eight letters are a salt");
    let audited = audit::audited(approved, draft, secrets, &salt, &[]);
    audited.unwrap_or_else(|findings| panic!("{findings:?}"))
}

fn template_of(artifacts: &[Artifact]) -> &str {
    let template = artifacts.iter().find(|artifact| artifact.path == "azuredeploy.json");
    template.and_then(Artifact::as_text).expect("there")
}

/// The salt in the administrator's hash; any where a key lets in and there is no hash.
fn salt_in(share: &BTreeMap<String, Option<Vec<u8>>>, directory: &str) -> String {
    let path = format!("{directory}/config/bootstrap.xml");
    let text = share.get(&path).and_then(Option::as_ref).expect("there");
    let text = String::from_utf8_lossy(text);
    if let Some(hash) = text.split("<phash>$5$").nth(1) {
        return hash.split('$').next().expect("a salt is there").to_owned();
    }
    assert!(text.contains("<public-key>"), "neither hash nor key");
    "saltsalt".to_owned()
}

/// What the packages' zips hold.
fn packed(artifacts: &[Artifact]) -> BTreeMap<String, Option<Vec<u8>>> {
    let mut packed = BTreeMap::new();
    for artifact in artifacts {
        let Some(directory) = artifact.path.strip_prefix("bootstrap-") else { continue };
        let directory = directory.trim_end_matches(".zip");
        packed.insert(directory.to_owned(), None);
        let mut archive =
            zip::ZipArchive::new(std::io::Cursor::new(&artifact.bytes)).expect("a zip");
        for n in 0..archive.len() {
            let mut entry = archive.by_index(n).expect("there");
            let name = entry.name().expect("UTF-8").trim_end_matches('/').to_owned();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut bytes).expect("readable");
            packed.insert(format!("{directory}/{name}"), entry.is_file().then_some(bytes));
        }
    }
    packed
}

fn secrets(password: &str, others: &[(Field, &str)]) -> Secrets {
    let mut secrets = Secrets::default();
    secrets.set(Field::AccessPassword, Secret::new(password));
    for (field, text) in others {
        secrets.set(*field, Secret::new(*text));
    }
    secrets
}

/// Runs the script and demands the tree of the zips, the hash made by the library with the same salt.
fn writes_the_packages(stage: &Stage, draft: &Draft, secrets: &Secrets) {
    let artifacts = bundle_of(draft, secrets, "saltsalt");
    let output = stage.run(template_of(&artifacts), secrets);
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{said}");
    let share = stage.share();
    let directories: Vec<&String> = share.keys().filter(|path| !path.contains('/')).collect();
    let [a, b] = directories.as_slice() else { panic!("{directories:?}") };
    let salt = salt_in(&share, a);
    assert_eq!(salt, salt_in(&share, b), "both units have the same hash");
    let wanted = packed(&bundle_of(draft, secrets, &salt));
    assert_eq!(share.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
    for (path, bytes) in &wanted {
        assert!(share.get(path) == Some(bytes), "{path} differs");
    }
    let asked = fs::read_to_string(stage.0.join("asked")).expect("readable");
    let others = [Field::AccessPassword, Field::PanoramaPinValue, Field::PanoramaVmAuthKey];
    for secret in others.map(|field| expose(secrets, field)).iter().filter(|text| !text.is_empty())
    {
        assert!(!asked.contains(secret) && !said.contains(secret), "a secret is shown");
    }
    assert!(!asked.contains(KEY) && !said.contains(KEY), "the key is shown");
}

#[test]
fn the_share_holds_what_the_zips_hold() {
    let stage = Stage::new("plain");
    let codes = [(Field::LicenseAuthCode, "I1234567,\n D7654321")];
    writes_the_packages(&stage, &Draft::default(), &secrets("Some-pass-4711", &codes));
    // A second run without a code leaves none behind.
    writes_the_packages(&stage, &Draft::default(), &secrets("Other-pass-4712", &[]));
}

#[test]
fn every_golden_design_with_one_click_is_written() {
    let mut tried = 0;
    for entry in fs::read_dir("tests/designs").expect("the goldens are there") {
        let path = entry.expect("the folder can be listed").path();
        let text = fs::read_to_string(path.join("design.json")).expect("each has a design");
        let draft = save::read(&text).expect("a golden is a design").value;
        if !["", "one_click"].contains(&draft.get(Field::BootstrapMode)) {
            continue;
        }
        writes_the_packages(&Stage::new("golden"), &draft, &secrets("Some-pass-4711", &[]));
        tried += 1;
    }
    assert!(tried >= 10, "{tried}");
}

#[test]
fn panorama_and_registration_are_filled_in() {
    let draft = Draft::of(Preset::Panorama);
    let others = [
        (Field::LicenseAuthCode, "I1234567"),
        (Field::PanoramaVmAuthKey, "755036225328715"),
        (Field::PanoramaPinId, "pin-id-1"),
        (Field::PanoramaPinValue, "pin\\1 &<value>"),
    ];
    writes_the_packages(&Stage::new("panorama"), &draft, &secrets("Some-pass-4711", &others));
}

#[test]
fn the_licence_plugins_mode_comes_with_its_key_alone() {
    let key = [(Field::PanoramaAuthKey, "_AQ__key-4711")];
    for routing in ["virtual_router", "logical_router"] {
        for (n, others) in [&key[..], &[]].into_iter().enumerate() {
            let mut draft = Draft::of(Preset::Panorama);
            draft.set(Field::SystemRouting, routing);
            let stage = Stage::new(&format!("plugin-{routing}-{n}"));
            writes_the_packages(&stage, &draft, &secrets("Some-pass-4711", others));
        }
    }
}

#[test]
fn hostile_texts_stay_texts() {
    let mut draft = Draft::default();
    draft.set(Field::AccessUser, "fwadmin");
    draft.set(
        Field::SystemBanner,
        "$(touch pwned) `touch pwned`; touch pwned\n'\"\\' <?phash?> <?authCode?> ]]> &amp; \\1 \\g<0> 😀 ${IFS}\nPYTHON\n[concat('x')]",
    );
    draft.set(Field::BootstrapDirectoryA, "VM-A_1");
    draft.set(Field::BootstrapDirectoryB, "PYTHON");
    draft.set(Field::BootstrapShare, "boot-strap");
    let printable: String = (' '..='~').collect();
    for (n, password) in [
        format!("aA1!{}", &printable[1..48]),
        format!("aA1!{}x", &printable[46..]),
        "pé€😀 Aa1-aaaa".to_owned(),
        "-n -e Aa1-aaaa".to_owned(),
    ]
    .iter()
    .enumerate()
    {
        let stage = Stage::new(&format!("hostile-{n}"));
        let others = [(Field::LicenseAuthCode, "I$(id)`id`")];
        writes_the_packages(&stage, &draft, &secrets(password, &others));
        assert!(!stage.0.join("pwned").exists() && !Path::new("pwned").exists());
    }
}

/// What a line of a package cannot hold is refused, not cut; the text itself is not shown.
#[test]
fn a_secret_of_two_lines_ends_the_deployment() {
    let draft = Draft::of(Preset::Panorama);
    let artifacts = bundle_of(&draft, &Secrets::default(), "saltsalt");
    for (field, name, text) in [
        (Field::PanoramaPinValue, "registrationPinValue", "pin\ntype=static"),
        (Field::PanoramaAuthKey, "authKey", "_AQ__\u{1}key"),
        (Field::LicenseAuthCode, "authCode", "I1234567\nD76\t54321"),
    ] {
        let stage = Stage::new(name);
        let output =
            stage.run(template_of(&artifacts), &secrets("Some-pass-4711", &[(field, text)]));
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(
            !output.status.success() && said.contains(&format!("{name} has a control")),
            "{said}"
        );
        assert!(!said.contains("static") && !said.contains("_AQ__"), "{said}");
        assert!(stage.share().is_empty(), "nothing is uploaded");
    }
}

#[test]
fn a_key_alone_needs_no_password() {
    let stage = Stage::new("key");
    let mut draft = Draft::default();
    draft.set(Field::AccessSshKey, "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDDchmyHbhm1j810LGcWRLTjSES+VPczLTIYi0/7PEtmZHWyAZ4aYDd/WguAbZQle3Hqu7WAVXiImcWEGDM2EmVDHF1Y+I0dF01OKrWrdz45ekOJD7oigG3T8q08o2c/yuQ68eqD4DsToZK1uvJvCfaGtPU930Ju7IHhQHXCT0WrRKAMVNa1SOjHZ69P7CcN9OQJEXjb8c7x5RMN3ykh0WQ8KTu0g7Bcs+7vaxNkNpeUHr+Hd5zoL2hTC/hnjqoWEfKK6OKqW5WivHZytzmjZyhA5uWEFtVTllPZ3Oa1z8OER5oM48tGjvszCwHR0MXVeCkw7ZieX1fGNGGwDZn6gNT admin@example");
    draft.set(Field::AccessLogin, "key");
    let none = Secrets::default();
    writes_the_packages(&stage, &draft, &none);
    let file = stage.share().remove("VM1/config/bootstrap.xml").flatten().expect("it is there");
    let text = String::from_utf8(file).expect("a text");
    assert!(text.contains("<public-key>") && !text.contains("$5$"), "{text}");
}

#[test]
fn without_openssl_python_makes_the_same_hash() {
    let stage = Stage::new("python");
    stage.tool("openssl", "#!/bin/sh\nexit 1\n");
    for password in ["Some-pass-4711", "pé€😀 Aa1-aaaa", &"Aa1-".repeat(18)] {
        writes_the_packages(&stage, &Draft::default(), &secrets(password, &[]));
    }
    stage.tool("openssl", "#!/bin/sh\necho nonsense\n");
    writes_the_packages(&stage, &Draft::default(), &secrets("Some-pass-4711", &[]));
}

#[test]
fn it_tries_again_and_gives_up_with_a_reason() {
    let stage = Stage::new("retries");
    fs::write(stage.0.join("failures"), "3").expect("writable");
    writes_the_packages(&stage, &Draft::default(), &secrets("Some-pass-4711", &[]));
    fs::write(stage.0.join("failures"), "1000").expect("writable");
    let typed = secrets("Some-pass-4711", &[]);
    let output = stage.run(template_of(&bundle_of(&Draft::default(), &typed, "saltsalt")), &typed);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success());
    assert!(said.contains("Attempt 5 of 5 failed: az storage directory create"), "{said}");
}

#[test]
fn no_secret_is_in_what_is_published_in_any_form() {
    let texts = [
        "Secret-pass-4711",
        "I9876543",
        "112233445566778",
        "_AQ__secretkey",
        "pinid-secret",
        "pinvalue-secret",
    ];
    let fields = [
        Field::LicenseAuthCode,
        Field::PanoramaVmAuthKey,
        Field::PanoramaAuthKey,
        Field::PanoramaPinId,
        Field::PanoramaPinValue,
    ];
    // No design takes all of them: the plugin's key stands alone, and the cloud knows no key.
    let typed = [&[0, 1, 3, 4][..], &[0, 3, 4], &[2, 3, 4]].map(|places| {
        let others: Vec<(Field, &str)> =
            places.iter().map(|place| (fields[*place], texts[place + 1])).collect();
        secrets(texts[0], &others)
    });
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    let hash = panos::phash(&Secret::new(texts[0]), &salt);
    for entry in fs::read_dir("tests/designs").expect("the goldens are there") {
        let path = entry.expect("the folder can be listed").path();
        let design = fs::read_to_string(path.join("design.json")).expect("each has a design");
        let draft = save::read(&design).expect("a golden is a design").value;
        let reviews = typed.each_ref().map(|typed| (review(&draft, typed), typed));
        let sound = reviews.iter().filter_map(|(review, typed)| Some((review.approved()?, typed)));
        let artifacts: Vec<Artifact> = sound
            .flat_map(|(approved, typed)| artifact::artifacts(approved, &draft, typed, &salt, &[]))
            .collect();
        assert!(!artifacts.is_empty(), "{}: {:?}", path.display(), reviews[1].0.obstacle());
        let packages = artifacts.iter().filter(|artifact| artifact.path.starts_with("bootstrap"));
        assert!(packages.clone().all(|artifact| artifact.secret), "{}", path.display());
        let mut public: Vec<(String, String)> = artifacts
            .iter()
            .filter(|artifact| !artifact.path.starts_with("bootstrap"))
            .map(|artifact| (artifact.path.clone(), artifact.as_text().expect("a text").to_owned()))
            .collect();
        let approved = reviews.iter().find_map(|(review, _)| review.approved());
        let embedded = artifact::embedded(approved.expect("one of them is sound"));
        let plain = BASE64.decode(&embedded.packages).expect("base64");
        let plain = deflate::unzlib(&plain, 1 << 24).expect("zlib");
        public.push(("packages".to_owned(), String::from_utf8(plain).expect("UTF-8")));
        for (name, text) in public {
            for secret in texts.iter().chain([&hash.as_str()]) {
                for form in [(*secret).to_owned(), BASE64.encode(secret)] {
                    assert!(!text.contains(&form), "{name} of {} holds a secret", path.display());
                }
            }
        }
    }
}

#[test]
fn a_package_that_differs_in_the_template_is_never_handed_out() {
    let typed = secrets("Some-pass-4711", &[]);
    let draft = Draft::default();
    let review = review(&draft, &typed);
    let approved = review.approved().expect("the design has no error");
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    let artifacts = artifact::artifacts(approved, &draft, &typed, &salt, &[]);
    let open = artifact::embedded(approved);
    let plain =
        deflate::unzlib(&BASE64.decode(&open.packages).expect("base64"), 1 << 24).expect("zlib");
    let plain = String::from_utf8(plain).expect("UTF-8");
    for (right, wrong) in [
        ("10.0.1.4/24", "10.0.1.7/24"),
        ("dns-primary=168.63.129.16", "dns-primary=8.8.8.8"),
        ("<?phash?>", "$1$weak$weak"),
        ("VM2/license\":null", "VM2/licence\":null"),
        ("vmseries-ha-secondary", "vmseries-ha-third"),
    ] {
        assert!(plain.contains(right), "{right}");
        let packages = BASE64.encode(deflate::zlib(plain.replace(right, wrong).as_bytes()));
        let digest = fast_ha::bundle::sha256(packages.as_bytes());
        let planted = arm::Embedded { packages, digest, ..artifact::embedded(approved) };
        let with = |embedded: &arm::Embedded| {
            let mut artifacts = artifacts.clone();
            artifacts[0].bytes = arm::template(approved, Some(embedded)).into_bytes();
            audit::audit(approved, &artifacts).len()
        };
        assert_eq!(with(&open), 0);
        assert!(with(&planted) > 0, "{wrong} was not caught");
        let untagged = arm::Embedded { digest: "0".repeat(64), ..open.clone() };
        assert!(with(&untagged) > 0);
    }
}

/// Services and administrators' hosts without a pattern, so that they compress badly.
fn many(n_services: u32, n_hosts: u32) -> Draft {
    let scattered = |n: u32| n.wrapping_mul(2_654_435_761);
    let service =
        |n: u32| format!("s{:08x} tcp {} -> 10.0.2.{}", scattered(n), 2_000 + n, 20 + n % 200);
    let host = |n: u32| format!("{}/32", Ipv4Addr::from(scattered(n) >> 8 | 10 << 24));
    let lines =
        |n: u32, line: &dyn Fn(u32) -> String| (1..=n).map(line).collect::<Vec<_>>().join("\n");
    let mut draft = Draft::default();
    draft.set(Field::BalanceServices, lines(n_services, &service));
    draft.set(Field::SystemPermittedIp, lines(n_hosts, &host));
    draft
}

#[test]
fn what_does_not_fit_into_the_script_is_said_in_bytes_and_never_handed_out() {
    let room = facts::azure::SCRIPT_ENVIRONMENT_MAX - facts::azure::SCRIPT_ENVIRONMENT_REST;
    for (draft, fits) in [(many(9, 9), true), (many(99, 3_000), false)] {
        let secrets = Secrets::default();
        let review = review(&draft, &secrets);
        let approved = review.approved().unwrap_or_else(|| panic!("{:?}", review.obstacle()));
        let taken = artifact::embedded(approved).packages.len();
        assert_eq!(taken <= room, fits, "{taken} bytes");
        let limits = artifact::limits(&review);
        let said: Vec<String> = limits.iter().map(ToString::to_string).collect();
        let salt = Salt::read("saltsalt").expect("eight letters are a salt");
        match audit::audited(approved, &draft, &secrets, &salt, &[]) {
            Ok(_) => assert!(fits && said.is_empty(), "{said:?}"),
            Err(findings) => {
                assert!(!fits && said.len() == 1 && said[0].contains(&taken.to_string()));
                assert!(findings.starts_with(&limits), "{findings:?}");
            }
        }
    }
}
