//! A canary for each secret, looked for in twelve encodings in everything that the library writes and that the
//! command line prints.

#![expect(clippy::disallowed_methods, reason = "the test runs the program in a folder of its own")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::panos::Salt;
use fast_ha::preset::Preset;
use fast_ha::review::review;
use fast_ha::secret::Secret;
use fast_ha::{artifact, audit, bundle, diagram, save, share};

const CANARIES: [(Field, &str); 6] = [
    (Field::AccessPassword, "Kanarien-vogel.4711"),
    (Field::LicenseAuthCode, "I4711815"),
    (Field::PanoramaVmAuthKey, "755036225328715"),
    (Field::PanoramaPinId, "kanarienvogel-pin-id-0815"),
    (Field::PanoramaPinValue, "kanarienvogel-pin-value-4711"),
    (Field::PanoramaAuthKey, "kanarienvogel-auth-key-4711"),
];

fn canary(field: Field) -> &'static str {
    let mut canaries = CANARIES.into_iter();
    canaries.find(|(secret, _)| *secret == field).expect("each secret has a canary").1
}

/// A text in base64 behind some bytes, without the characters that its neighbours have a part in.
fn base64(text: &str, offset: usize) -> Vec<u8> {
    let padded = [vec![0; offset], text.as_bytes().to_vec()].concat();
    let whole = padded.len() - padded.len() % 3;
    let encoded = BASE64.encode(padded.iter().take(whole).copied().collect::<Vec<_>>());
    encoded.bytes().skip(if offset == 0 { 0 } else { 4 }).collect()
}

fn encodings(text: &str) -> [(&'static str, Vec<u8>); 12] {
    let each =
        |turn: &dyn Fn(u8) -> String| text.bytes().map(turn).collect::<String>().into_bytes();
    let wide = |turn: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(turn).collect();
    [
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-16, little endian", wide(u16::to_le_bytes)),
        ("UTF-16, big endian", wide(u16::to_be_bytes)),
        ("base64", base64(text, 0)),
        ("base64 after one byte", base64(text, 1)),
        ("base64 after two bytes", base64(text, 2)),
        ("hexadecimal", each(&|byte| format!("{byte:02x}"))),
        ("hexadecimal in capitals", each(&|byte| format!("{byte:02X}"))),
        ("percent", each(&|byte| format!("%{byte:02x}"))),
        ("JSON escapes", each(&|byte| format!("\\u{byte:04x}"))),
        ("character references", each(&|byte| format!("&#{byte};"))),
        ("backwards", text.bytes().rev().collect()),
    ]
}

fn found(text: &str, bytes: &[u8]) -> Vec<&'static str> {
    let stands = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    encodings(text).into_iter().filter(|(_, it)| stands(it)).map(|(name, _)| name).collect()
}

/// A file, and whatever is packed into it.
fn unpacked(path: &str, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let inside = bundle::unzip(bytes);
    let inside =
        inside.into_iter().flatten().map(|(name, bytes)| (format!("{path}/{name}"), bytes));
    inside.chain([(path.to_owned(), bytes.to_vec())]).collect()
}

#[test]
fn no_secret_stands_in_a_file_that_is_not_marked_for_it_and_the_password_nowhere() {
    let mut secrets = Secrets::default();
    let typed: Vec<Field> = Field::secrets().filter(|f| *f != Field::PanoramaAuthKey).collect();
    for field in &typed {
        secrets.set(*field, Secret::new(canary(*field)));
    }
    let salt = Salt::read("saltsalt").unwrap();
    let mut kept = 0;
    for preset in [Preset::Reference, Preset::Production] {
        for mode in ["one_click", "account", "key", "none"] {
            let mut draft = Draft::of(preset);
            draft.set(Field::BootstrapMode, mode);
            draft.set(Field::PanoramaServer, "10.9.9.9");
            draft.set(Field::BootstrapAccount, "account4711");
            let review = review(&draft, &secrets);
            let mut texts = vec![
                ("design".to_owned(), save::write(&draft).into_bytes()),
                ("link".to_owned(), share::write(&draft).into_bytes()),
                ("review".to_owned(), format!("{review:?}{secrets:?}").into_bytes()),
            ];
            if let Some(plan) = &review.plan {
                texts.push((
                    "diagram".to_owned(),
                    diagram::svg(plan, &review.found(), &[], diagram::Layout::default())
                        .into_bytes(),
                ));
            }
            if let Some(approved) = review.approved() {
                let files = audit::audited(approved, &draft, &secrets, &salt, &[]).unwrap();
                for file in files {
                    for (path, bytes) in unpacked(&file.path, &file.bytes) {
                        if !file.secret {
                            texts.push((path, bytes));
                            continue;
                        }
                        let own =
                            typed.iter().filter(|field| !found(canary(**field), &bytes).is_empty());
                        kept += own.count();
                        assert_eq!(found(canary(Field::AccessPassword), &bytes), [""; 0], "{path}");
                    }
                }
                let whole = artifact::bundle(approved, &[]);
                texts.push(("folders".to_owned(), whole));
            }
            for (what, bytes) in texts {
                for field in &typed {
                    assert_eq!(
                        found(canary(*field), &bytes),
                        [""; 0],
                        "{} in {what}, {mode}",
                        field.key()
                    );
                }
            }
        }
    }
    assert!(kept > 20, "what is looked for would be found: {kept}");
}

/// Runs the program in a folder, with these secrets in its environment.
fn run(folder: &Path, secrets: &[(Field, String)], line: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fast-ha"));
    for (field, text) in secrets {
        let last = field.key().rsplit('.').next().expect("a key has a part");
        command.env(format!("FAST_HA_{}", last.to_uppercase()), text);
    }
    command.args(line.split(' ')).current_dir(folder).output().expect("the program runs")
}

/// Insists that neither what was printed nor a file that was written names a secret.
fn insist_silent(line: &str, output: &Output, written: &Path) {
    let file = fs::read(written).unwrap_or_default();
    for (what, bytes) in [("output", &output.stdout), ("notes", &output.stderr), ("file", &file)] {
        for (field, canary) in CANARIES {
            assert_eq!(found(canary, bytes), [""; 0], "{}: {what} of {line}", field.key());
        }
    }
}

const DESIGN: &str = r#"{"format":"fast-ha/1","preset":"production","fields":{
    "panorama.server":"10.9.9.9","bootstrap.mode":"key","bootstrap.account":"account4711"}}"#;

/// Verbs with everything that they print; `given` is a design, and `package` one with secrets in it.
const LINES: [&str; 23] = [
    "check given",
    "check given --format json",
    "check given --format sarif",
    "fix given",
    "diagram given",
    "flows given",
    "flows given --format json",
    "failover given",
    "failover given --fail zone --format json",
    "link given",
    "share given",
    "build given --out again",
    "changes given package",
    "changes package given --format json",
    "audit package",
    "audit package --format json",
    "audit package --format sarif",
    "audit package --format markdown",
    "takeover package",
    "takeover package --format json",
    "takeover package --format markdown",
    "takeover package --out written",
    "audit package/azuredeploy.json package/bootstrap",
];

#[test]
fn no_verb_prints_a_secret_that_it_was_given_or_read() {
    let folder = std::env::temp_dir().join(format!("fast-ha-canary-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("given"), DESIGN).unwrap();
    let all = |wrong: &str, but: &[Field]| -> Vec<(Field, String)> {
        let kept = CANARIES.into_iter().filter(|(field, _)| !but.contains(field));
        kept.map(|(field, canary)| (field, format!("{canary}{wrong}"))).collect()
    };
    let codes = [Field::LicenseAuthCode, Field::PanoramaVmAuthKey];
    // The licence plugin's key takes the place of the two others; wrong ones are complained of.
    for (round, secrets) in [
        all("", &[Field::PanoramaAuthKey]),
        all("", &codes),
        all(" \u{1}x;=,", &[]),
        all("\nx", &codes),
    ]
    .iter()
    .enumerate()
    {
        let package = folder.join("package");
        if round < 2 {
            let _ = fs::remove_dir_all(&package);
            let built = run(&folder, secrets, "build given --out package --salt saltsalt");
            assert!(built.status.success(), "{built:?}");
            insist_silent("build", &built, &folder.join("package/design.json"));
            // A package of somebody else, with lines that have to be complained of.
            fs::remove_file(package.join("design.json")).unwrap();
            let init = package.join("bootstrap/VM1/config/init-cfg.txt");
            let text = fs::read_to_string(&init).unwrap();
            assert!(text.contains("kanarienvogel-pin-id"), "what is looked for would be found");
            let text = text.replace("vm-auth-key=", "vm-auth-key: ").replace("-pin-id=", "-pin=");
            let more = format!("password={}\n{text}", canary(Field::AccessPassword));
            fs::write(&init, more).unwrap();
        }
        for line in LINES {
            let _ = fs::remove_file(folder.join("written"));
            let output = run(&folder, secrets, line);
            assert!(!output.stdout.is_empty() || !output.stderr.is_empty(), "{line} says nothing");
            insist_silent(line, &output, &folder.join("written"));
        }
    }
    fs::remove_dir_all(&folder).unwrap();
}
