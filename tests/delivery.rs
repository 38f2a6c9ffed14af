//! How the command line writes a bundle: as a whole or not at all, and never over another's files.
//! And what it says: nothing that a terminal or a build service would take for a command.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "the test runs the program in a folder of its own")]

use std::ffi::OsStr;
use std::fs;
use std::fs::File;
use std::io::Cursor;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use fast_ha::bundle;
use fast_ha::bundle::Entry;
use fast_ha::field::Field;

const PROGRAM: &str = env!("CARGO_BIN_EXE_fast-ha");

/// A folder of the test's own with a design in it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("fast-ha-delivery-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("writable");
        let folder = Self(path);
        folder.design("");
        folder
    }

    fn design(&self, fields: &str) {
        let design = format!("{{ \"format\": \"fast-ha/1\", \"fields\": {{ {fields} }} }}");
        fs::write(self.path("design.json"), design).expect("writable");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The program with the folder as its own.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).env_clear().current_dir(&self.0);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    fn build(&self, arguments: &[&str]) -> Output {
        self.run(&[&["build", "design.json", "--salt", "saltsalt"], arguments].concat())
    }

    fn built(&self, arguments: &[&str]) {
        let output = self.build(arguments);
        assert!(output.status.success(), "{}", shown(&output));
    }

    /// The build is refused with exit code 2 and a sentence with these words.
    fn refused(&self, arguments: &[&str], words: &str) {
        let output = self.build(arguments);
        assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
        assert!(shown(&output).contains(words), "{}", shown(&output));
        assert!(self.names().iter().all(|name| !name.contains(".fast-ha-")), "{:?}", self.names());
    }

    /// What stands in the folder.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("listed");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("listed").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn mode(&self, path: &str) -> u32 {
        self.path(path).metadata().expect("there").permissions().mode() & 0o7777
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn shown(output: &Output) -> String {
    [&output.stdout, &output.stderr]
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .concat()
}

fn unzipped(path: &Path) -> Vec<(String, Vec<u8>)> {
    bundle::unzip(&fs::read(path).expect("there")).expect("a zip")
}

fn zipped(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let entries = files.iter().map(|(path, bytes)| Entry::File(path.clone(), bytes));
    bundle::zip(&entries.collect::<Vec<_>>())
}

/// Everything below a folder with its bytes.
fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("listed") {
        let path = entry.expect("listed").path();
        if path.is_dir() {
            all.extend(tree(&path));
        } else {
            all.push((path.clone(), fs::read(&path).unwrap_or_default()));
        }
    }
    all.sort();
    all
}

/// Bytes that are no text, longer than what is packed again.
fn image() -> Vec<u8> {
    (0..5_000_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect()
}

#[test]
fn files_that_one_click_cannot_carry_lie_in_the_packages_and_are_told() {
    let folder = Folder::new("one-click-added");
    folder.design("");
    let content = "panupv2-all-contents-8616-7550";
    fs::write(folder.path(content), image()).expect("writable");
    let output = folder.build(&["--content", content, "--out", "b"]);
    assert!(output.status.success(), "{}", shown(&output));
    assert!(shown(&output).contains("BOO019"), "{}", shown(&output));
    let path = folder.path(&format!("b/bootstrap/VM1/content/{content}"));
    assert!(fs::read(path).expect("there") == image());
}

#[test]
fn added_files_lie_in_both_packages_with_their_digests_and_the_audit_is_silent() {
    let folder = Folder::new("added");
    folder.design("\"bootstrap.mode\": \"account\"");
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path(name), bytes).expect("writable");
    let (content, key) = ("panupv2-all-contents-8616-7550", "0001A100110-threats.key");
    write(content, &image());
    write("vm_series-5.1.2", b"\x1f\x8b\xff");
    write(key, b"licence text");
    let arguments =
        ["--content", content, "--plugin", "vm_series-5.1.2", "--license-a", key, "--out", "b"];
    let output = folder.build(&[&arguments[..], &["--zip", "b.zip"]].concat());
    assert!(output.status.success(), "{}", shown(&output));
    assert!(shown(&output).contains("BOO018"), "{}", shown(&output));
    let read = |path: &str| fs::read(folder.path("b").join(path)).expect("there");
    let text = |path: &str| String::from_utf8(read(path)).expect("a text");
    for unit in ["VM1", "VM2"] {
        let inside = unzipped(&folder.path(&format!("b/bootstrap-{unit}.zip")));
        let inside: Vec<&str> = inside.iter().map(|(path, _)| path.as_str()).collect();
        let path = format!("bootstrap/{unit}/content/{content}");
        assert!(read(&path) == image());
        assert!(inside.contains(&format!("content/{content}").as_str()), "{inside:?}");
        assert!(inside.contains(&"plugins/vm_series-5.1.2"), "{inside:?}");
        let line = format!("{}  {path}\n", bundle::sha256(&image()));
        assert!(text("SHA256SUMS").contains(&line));
        let licensed = inside.contains(&format!("license/{key}").as_str());
        assert_eq!(licensed, unit == "VM1");
        assert_eq!(folder.path(&format!("b/bootstrap/{unit}/license/{key}")).exists(), licensed);
    }
    let readme = text("README.md");
    assert!(readme.contains(&format!("`{}`", bundle::sha256(&image()))) && readme.contains(key));
    for clean in ["azuredeploy.json", "design.json", "deploy.sh"] {
        assert!(!text(clean).contains("8616"), "{clean}");
    }
    let audit = folder.run(&["audit", "b"]);
    assert!(audit.status.success(), "{}", shown(&audit));
    // What nobody changed may be replaced, however long its files are.
    folder.built(&["--out", "b", "--zip", "b.zip"]);
    assert!(!folder.path("b/bootstrap/VM1/plugins").exists());
    assert!(!text("README.md").contains("Files in the packages"));
}

#[test]
fn a_file_that_is_no_update_stops_the_build() {
    let folder = Folder::new("no-update");
    fs::write(folder.path("panup-1"), "<html>").expect("writable");
    let output = folder.build(&["--content", "panup-1", "--out", "bundle"]);
    assert_eq!(output.status.code(), Some(1), "{}", shown(&output));
    assert!(shown(&output).contains("`panup-1` is a web page"), "{}", shown(&output));
    folder.refused(&["--content", "absent", "--out", "bundle"], "absent: ");
    folder.refused(&["--software", ".", "--out", "bundle"], "no");
    assert!(!folder.path("bundle").exists());
}

#[test]
fn a_second_build_leaves_nothing_of_the_first() {
    let folder = Folder::new("second");
    let first = folder
        .command(&["build", "design.json", "--out", "bundle"])
        .env("FAST_HA_AUTH_CODE", "I1234567")
        .output()
        .expect("the program runs");
    assert!(first.status.success(), "{}", shown(&first));
    assert!(folder.path("bundle/bootstrap/VM1/license/authcodes").exists());
    folder.design("\"bootstrap.directory_a\": \"edge\"");
    folder.built(&["--out", "bundle"]);
    assert!(!folder.path("bundle/bootstrap/VM1").exists());
    assert!(!folder.path("bundle/bootstrap-VM1.zip").exists());
    assert!(!folder.path("bundle/bootstrap/VM2/license/authcodes").exists());
    assert!(
        folder.path("bundle/bootstrap/edge/software").is_dir(),
        "empty folders are written too"
    );
    assert_eq!(folder.names(), ["bundle", "design.json"], "nothing stays beside");
}

#[test]
fn an_absent_or_empty_folder_is_taken() {
    let folder = Folder::new("empty");
    folder.built(&["--out", "some/where/bundle"]);
    fs::create_dir(folder.path("empty")).expect("writable");
    fs::set_permissions(folder.path("empty"), PermissionsExt::from_mode(0o750)).expect("ours");
    folder.built(&["--out", "empty/"]);
    assert_eq!(folder.mode("empty"), 0o750, "the folder keeps its rights");
    fs::write(folder.path("empty.zip"), "").expect("writable");
    folder.built(&["--zip", "empty.zip"]);
    folder.built(&["--zip", "empty.zip"]);
}

type Edit = fn(&Path);

#[test]
fn an_edited_bundle_is_refused_and_the_file_is_named() {
    let folder = Folder::new("edited");
    folder.built(&["--out", "bundle"]);
    let faults: [(&str, Edit); 5] = [
        ("`README.md` in it was changed", |bundle| {
            fs::write(bundle.join("README.md"), "mine").expect("writable");
        }),
        ("`bootstrap/VM1/content/panupv2` in it is of no bundle", |bundle| {
            fs::write(bundle.join("bootstrap/VM1/content/panupv2"), "mine").expect("writable");
        }),
        ("`deploy.sh` in it is missing", |bundle| {
            fs::remove_file(bundle.join("deploy.sh")).expect("there");
        }),
        ("`diagram.svg` in it was changed", |bundle| {
            let diagram = bundle.join("diagram.svg");
            fs::rename(&diagram, bundle.with_file_name("moved.svg")).expect("there");
            symlink("../moved.svg", diagram).expect("writable");
        }),
        ("is no bundle of this program", |bundle| {
            fs::remove_file(bundle.join("SHA256SUMS")).expect("there");
        }),
    ];
    for (words, fault) in faults {
        fault(&folder.path("bundle"));
        let before = tree(&folder.path("bundle"));
        folder.refused(&["--out", "bundle"], words);
        assert_eq!(tree(&folder.path("bundle")), before, "{words}");
        fs::remove_dir_all(folder.path("bundle")).expect("there");
        folder.built(&["--out", "bundle"]);
    }
}

#[test]
fn what_others_made_is_refused() {
    let folder = Folder::new("foreign");
    fs::create_dir_all(folder.path("foreign/empty")).expect("writable");
    folder.refused(&["--out", "foreign"], "is no bundle of this program");
    // Checksums of somebody else, all right.
    let sum = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    fs::write(folder.path("foreign/image.iso"), "test").expect("writable");
    fs::write(folder.path("foreign/SHA256SUMS"), format!("{sum}  image.iso\n")).expect("writable");
    folder.refused(&["--out", "foreign"], "is no bundle of this program");
    assert!(folder.path("foreign/image.iso").exists());
    folder.refused(&["--out", "design.json"], "is no folder");
    folder.refused(&["--zip", "design.json"], "is no bundle of this program");
    folder.refused(&["--zip", "foreign"], "is no file");
    folder.refused(&["--zip", "/dev/null"], "is no file");
    folder.refused(&["--zip", "absent/bundle.zip"], "absent");
}

#[test]
fn an_edited_zip_is_refused_and_the_file_is_named() {
    let folder = Folder::new("zip");
    folder.built(&["--zip", "bundle.zip", "--out", "bundle"]);
    folder.built(&["--zip", "bundle.zip", "--out", "bundle"]);
    let mut files = unzipped(&folder.path("bundle.zip"));
    files.push(("notes.txt".to_owned(), b"mine".to_vec()));
    fs::write(folder.path("bundle.zip"), zipped(&files)).expect("writable");
    let (zip, before) =
        (fs::read(folder.path("bundle.zip")).expect("there"), tree(&folder.path("bundle")));
    folder.design("\"pair.a.name\": \"edge\"");
    folder
        .refused(&["--out", "bundle", "--zip", "bundle.zip"], "`notes.txt` in it is of no bundle");
    assert_eq!(fs::read(folder.path("bundle.zip")).expect("there"), zip);
    assert_eq!(tree(&folder.path("bundle")), before, "both or neither");
    folder.refused(&["--out", "bundle", "--zip", "bundle/x.zip"], "inside the folder of --out");
    assert_eq!(tree(&folder.path("bundle")), before);
}

#[test]
fn only_the_owner_reads_secrets_and_scripts_can_run() {
    let folder = Folder::new("rights");
    folder.built(&["--out", "bundle", "--zip", "bundle.zip"]);
    for (path, mode) in [
        ("bundle.zip", 0o600),
        ("bundle/bootstrap-VM1.zip", 0o600),
        ("bundle/bootstrap/VM2/config/bootstrap.xml", 0o600),
        ("bundle/bootstrap/VM2/config/init-cfg.txt", 0o600),
        ("bundle/deploy.sh", 0o755),
        ("bundle/azuredeploy.json", 0o644),
        ("bundle", 0o755),
    ] {
        assert_eq!(folder.mode(path), mode, "{path}");
    }
    let bytes = fs::read(folder.path("bundle.zip")).expect("there");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    for (path, mode) in [("bootstrap/VM1/config/bootstrap.xml", 0o600), ("deploy.sh", 0o755)] {
        let found = archive.by_name(path).expect("there").unix_mode().expect("written");
        assert_eq!(found & 0o777, mode, "{path}");
    }
}

#[test]
fn planted_links_are_not_written_through() {
    let folder = Folder::new("links");
    fs::create_dir(folder.path("elsewhere")).expect("writable");
    symlink("elsewhere", folder.path("link")).expect("writable");
    folder.refused(&["--out", "link"], "is a link");
    folder.refused(&["--out", "link/"], "is a link");
    symlink("new.zip", folder.path("link.zip")).expect("writable");
    folder.refused(&["--zip", "link.zip"], "is a link");
    assert!(!folder.path("new.zip").exists() && tree(&folder.path("elsewhere")).is_empty());
    // A link among the files of an earlier bundle.
    fs::write(folder.path("victim"), "before").expect("writable");
    folder.built(&["--out", "bundle"]);
    fs::remove_file(folder.path("bundle/azuredeploy.json")).expect("there");
    symlink("../victim", folder.path("bundle/azuredeploy.json")).expect("writable");
    folder.refused(&["--out", "bundle"], "`azuredeploy.json` in it was changed");
    assert_eq!(fs::read_to_string(folder.path("victim")).expect("there"), "before");
}

#[test]
fn a_full_disk_or_a_signal_leaves_the_former_bundle() {
    let folder = Folder::new("full");
    folder.built(&["--out", "bundle", "--zip", "bundle.zip"]);
    let before = tree(&folder.path("bundle"));
    folder.design("\"pair.a.name\": \"edge\"");
    let limited = |trap: &str| {
        // Files of more than a few blocks cannot be written, as on a full disk.
        let script = format!(
            "{trap} ulimit -f 16; exec {PROGRAM} build design.json --out bundle --zip bundle.zip"
        );
        Command::new("sh").args(["-c", &script]).current_dir(&folder.0).output().expect("sh runs")
    };
    let output = limited("trap '' XFSZ;");
    assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
    assert_eq!(folder.names(), ["bundle", "bundle.zip", "design.json"], "the error clears away");
    let output = limited("");
    assert_eq!(output.status.code(), None, "the signal ends the process: {}", shown(&output));
    assert_eq!(folder.names().len(), 4, "{:?}", folder.names());
    assert_eq!(tree(&folder.path("bundle")), before);
    let left = folder.names().remove(0);
    assert_eq!(folder.mode(&left), 0o700, "nobody else reads what is unfinished");
    folder.built(&["--out", "bundle"]);
    assert_ne!(tree(&folder.path("bundle")), before);
    assert_eq!(
        folder.names(),
        ["bundle", "bundle.zip", "design.json"],
        "the next start clears away"
    );
}

#[test]
fn an_interrupted_swap_is_put_back_at_the_next_start() {
    let folder = Folder::new("swap");
    folder.built(&["--out", "bundle"]);
    let before = tree(&folder.path("bundle"));
    // As a process leaves it that ends between the two renames.
    fs::create_dir(folder.path(".bundle.fast-ha-0011223344556677")).expect("writable");
    fs::rename(folder.path("bundle"), folder.path(".bundle.fast-ha-0011223344556677/old"))
        .expect("there");
    folder.design("\"network.range\": \"x\"");
    assert_eq!(folder.build(&["--out", "bundle"]).status.code(), Some(1));
    assert_eq!(tree(&folder.path("bundle")), before);
    assert_eq!(folder.names(), ["bundle", "design.json"]);
    // And one that ends just after them.
    fs::create_dir_all(folder.path(".bundle.fast-ha-8899aabbccddeeff/old")).expect("writable");
    assert_eq!(folder.build(&["--out", "bundle"]).status.code(), Some(1));
    assert_eq!(tree(&folder.path("bundle")), before);
    assert_eq!(folder.names(), ["bundle", "design.json"]);
}

#[test]
fn what_another_build_writes_is_left_alone() {
    let folder = Folder::new("live");
    fs::create_dir(folder.path(".bundle.fast-ha-0011223344556677")).expect("writable");
    let lock =
        File::create(folder.path(".bundle.fast-ha-0011223344556677/lock")).expect("writable");
    lock.try_lock().expect("nobody else holds it");
    // Neither is what another place's build left, nor what only has a similar name.
    fs::create_dir(folder.path(".other.fast-ha-0011223344556677")).expect("writable");
    fs::write(folder.path(".bundle.fast-ha-notes"), "mine").expect("writable");
    let output = folder.build(&["--out", "bundle"]);
    assert!(output.status.success(), "{}", shown(&output));
    assert_eq!(
        folder.names(),
        [
            ".bundle.fast-ha-0011223344556677",
            ".bundle.fast-ha-notes",
            ".other.fast-ha-0011223344556677",
            "bundle",
            "design.json"
        ]
    );
}

#[test]
fn the_folder_in_which_it_stands_is_not_replaced() {
    let folder = Folder::new("here");
    fs::create_dir(folder.path("stand")).expect("writable");
    let design = folder.path("design.json").display().to_string();
    let run = |out: &str| {
        let mut command = folder.command(&["build", &design, "--out", out]);
        command.current_dir(folder.path("stand")).output().expect("the program runs")
    };
    for (out, words) in [
        (".", "cannot be replaced as a whole"),
        ("..", "as a whole"),
        ("../stand", "start it elsewhere"),
    ] {
        let output = run(out);
        assert_eq!(output.status.code(), Some(2), "{out}");
        assert!(shown(&output).contains(words), "{}", shown(&output));
    }
    assert_eq!(folder.names(), ["design.json", "stand"]);
    assert!(run("bundle").status.success());
}

#[test]
fn a_mount_is_not_replaced() {
    let folder = Folder::new("mount");
    fs::create_dir(folder.path("mount")).expect("writable");
    let inside = |script: &str| {
        let script = format!("mount -t tmpfs none mount && {script}");
        Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script])
            .current_dir(&folder.0)
            .output()
    };
    if !inside("true").is_ok_and(|output| output.status.success()) {
        eprintln!("not tried: this machine lets nobody mount a file system of its own");
        return;
    }
    let output = inside(&format!("{PROGRAM} build design.json --out mount")).expect("it runs");
    assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
    assert!(shown(&output).contains("is a mount"), "{}", shown(&output));
    assert_eq!(folder.names(), ["design.json", "mount"]);
    let output =
        inside(&format!("{PROGRAM} build design.json --out mount/bundle")).expect("it runs");
    assert!(output.status.success(), "{}", shown(&output));
}

#[test]
fn a_full_standard_output_is_reported() {
    let folder = Folder::new("stdout");
    folder.built(&["--out", "bundle"]);
    for arguments in [
        &["--help"][..],
        &["presets"],
        &["example"],
        &["check", "design.json"],
        &["check", "design.json", "--format=sarif"],
        &["check", "--explain", "all"],
        &["fix", "design.json"],
        &["build", "design.json", "--out", "other"],
        &["diagram", "design.json"],
        &["link", "design.json"],
        &["share", "design.json"],
        &["audit", "bundle"],
        &["completions", "bash"],
    ] {
        let full = File::options().write(true).open("/dev/full").expect("there");
        let output = folder.command(arguments).stdout(full).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(shown(&output).contains("standard output"), "{arguments:?}: {}", shown(&output));
        let full = File::options().write(true).open("/dev/full").expect("there");
        let status = folder.command(arguments).stderr(full).stdout(Stdio::null()).status();
        assert!(
            status.expect("the program runs").code().is_some_and(|code| code < 2),
            "{arguments:?}"
        );
    }
    let script = format!("{PROGRAM} check --explain all | head -1");
    let output = Command::new("sh").args(["-c", &script]).output().expect("sh runs");
    assert_eq!(shown(&output).lines().count(), 1, "a reader that goes away is no fault");
}

#[test]
fn arguments_and_secrets_that_are_no_text_are_refused() {
    let folder = Folder::new("bytes");
    let bytes = OsStr::from_bytes(b"\xff\xfe");
    for verb in ["check", "build", "example", "audit", "completions"] {
        let output = folder.command(&[verb]).arg(bytes).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(2), "{verb}: {}", shown(&output));
    }
    let output = folder.command(&[]).arg(bytes).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
    for variable in ["FAST_HA_PASSWORD", "FAST_HA_AUTH_CODE", "FAST_HA_PIN_VALUE"] {
        let mut command = folder.command(&["build", "design.json", "--out", "bundle"]);
        let output = command.env(variable, bytes).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(2), "{variable}");
        assert!(shown(&output).contains(&format!("{variable} is no text")), "{}", shown(&output));
    }
    assert_eq!(folder.names(), ["design.json"]);
    // A path need not be UTF-8.
    fs::copy(folder.path("design.json"), folder.0.join(bytes)).expect("writable");
    let output = folder.command(&["check"]).arg(bytes).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output));
}

#[test]
fn no_message_says_a_secret() {
    let folder = Folder::new("secrets");
    for text in [
        "{\"Canary-12345678\": \"access.password\"}",
        "{\"access.password\": [\"Canary-12345678\"]}",
        "{\"access.pasword\": \"Canary-12345678\"}",
        "{\"access.password\": \"Canary-12345678\"",
        "[\"Canary-12345678\"]",
        "Canary-12345678",
    ] {
        fs::write(folder.path("secrets.json"), text).expect("writable");
        let output = folder.run(&["check", "design.json", "--secrets", "secrets.json"]);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(!shown(&output).contains("Canary"), "{}", shown(&output));
        assert!(shown(&output).contains("secrets.json"), "{}", shown(&output));
    }
}

/// What acts on a terminal or in the log of a build service.
const COMMANDS: &str =
    "\u{1b}]0;title\u{7}\u{9b}2J\u{202e}\r::error::planted ##vso[task.complete]##[error]";

fn harmless(output: &Output) {
    let text = shown(output);
    for line in text.split('\n') {
        assert!(!line.trim_start().starts_with("::"), "{line:?}");
        assert!(!line.trim_start_matches("## ").contains("##"), "{line:?}");
        assert!(!line.chars().any(|c| c.is_control() || c == '\u{202e}'), "{line:?}");
        assert!(!line.starts_with("error[PLANTED]"), "{line:?}");
    }
}

#[test]
fn names_of_others_carry_no_commands_to_terminals_and_logs() {
    let folder = Folder::new("commands");
    let text = serde_json::to_string(&format!("{COMMANDS}\nerror[PLANTED]: x")).expect("JSON");
    // Host names, texts, and keys of a design.
    folder.design(&format!("\"pair.a.name\": {text}, \"site.tags\": {text}, {text}: \"x\""));
    for arguments in [
        &["check", "design.json"][..],
        &["check", "design.json", "--format", "json"],
        &["check", "design.json", "--format", "sarif"],
        &["fix", "design.json"],
        &["build", "design.json", "--out", "bundle"],
        &["link", "design.json"],
        &["diagram", "design.json"],
        &["flows", "design.json"],
        &["check", "--explain", COMMANDS],
        &["example", COMMANDS],
        &[COMMANDS],
    ] {
        let output = folder.run(arguments);
        assert_ne!(output.status.code(), Some(0), "{arguments:?}");
        harmless(&output);
    }
    harmless(&folder.run(&["share", "design.json"]));
    harmless(&folder.run(&["failover", "design.json"]));
    let format = folder.run(&["check", "design.json", "--format", "json"]);
    assert!(serde_json::from_slice::<serde_json::Value>(&format.stdout).is_ok(), "still JSON");
    // Names of files, and of entries of a zip.
    let name = format!("{COMMANDS}.zip").replace('/', "");
    fs::write(folder.path(&name), "PK").expect("writable");
    fs::write(folder.path("::error::x.zip"), "PK").expect("writable");
    for path in [name.as_str(), "::error::x.zip", "."] {
        let output = folder.run(&["audit", path]);
        assert_eq!(output.status.code(), Some(1), "{}", shown(&output));
        harmless(&output);
        harmless(&folder.run(&["audit", path, "--format", "json"]));
    }
    let entry = (format!("{COMMANDS}/config/bootstrap.xml"), b"<config>".to_vec());
    fs::write(folder.path("entries.zip"), zipped(&[entry])).expect("writable");
    let output = folder.run(&["audit", "entries.zip"]);
    assert_eq!(output.status.code(), Some(1), "{}", shown(&output));
    harmless(&output);
    harmless(&folder.run(&["check", "absent\u{1b}[2J\n::error::x"]));
    harmless(&folder.run(&["check", "design.json", "--format", COMMANDS]));
    harmless(&folder.run(&["build", "design.json", "--out", COMMANDS]));
}

/// What a text of a file may hold without control characters, on a line of its own.
const PRINTABLE: &str = "\n::error::planted ##vso[task.complete]##[error] ##teamcity[x]\u{202e}";

#[test]
fn what_stands_in_a_package_carries_no_commands_to_terminals_and_logs() {
    let folder = Folder::new("planted");
    folder.built(&["--out", "bundle"]);
    let text = |path: &str| fs::read_to_string(folder.path(path)).expect("readable");
    let quoted = serde_json::to_string(PRINTABLE).expect("JSON");
    let quoted = quoted.trim_matches('"');
    // Names, addresses and values that the audit speaks of, planted one after another.
    let (unit, template) = ("bundle/bootstrap/VM1/config/bootstrap.xml", "bundle/azuredeploy.json");
    let (xml, json) = (text(unit), text(template));
    let init = text("bundle/bootstrap/VM1/config/init-cfg.txt");
    let mut told = 0;
    for word in [
        "untrust",
        "ethernet1/1",
        "default",
        "10.0.",
        "yes",
        "any",
        "100",
        "Standard",
        "tcp",
        "443",
        "Microsoft.Network",
    ] {
        assert!(xml.contains(word) || json.contains(word), "{word}");
        fs::write(folder.path(unit), xml.replace(word, &format!("{word}{PRINTABLE}")))
            .expect("writable");
        fs::write(folder.path(template), json.replace(word, &format!("{word}{quoted}")))
            .expect("writable");
        let lines: Vec<String> = init.lines().map(|line| format!("{line}{PRINTABLE}")).collect();
        fs::write(folder.path("bundle/bootstrap/VM1/config/init-cfg.txt"), lines.join("\n"))
            .expect("writable");
        for format in ["text", "json", "sarif", "markdown"] {
            let output = folder.run(&["audit", "bundle", "--format", format]);
            assert_eq!(output.status.code(), Some(1), "{word}: {}", shown(&output));
            told += usize::from(shown(&output).contains("planted"));
            harmless(&output);
        }
    }
    assert!(told >= 20, "the audit spoke {told} times of what was planted");
}

#[test]
fn no_field_carries_commands_into_what_is_drawn_and_told() {
    let folder = Folder::new("fields");
    let quoted = serde_json::to_string(PRINTABLE).expect("JSON");
    for field in Field::open() {
        folder.design(&format!("\"{}\": {quoted}", field.key()));
        for verb in ["diagram", "flows", "failover", "fix"] {
            harmless(&folder.run(&[verb, "design.json"]));
        }
    }
}
