//! Packages that somebody made to break the audit: every one ends soon, with a sentence, and nothing is
//! written. Growth is counted in parts and steps, not by the clock.

#![expect(
    clippy::disallowed_methods,
    reason = "the test writes hostile files and runs the program"
)]

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use fast_ha::audit::budget::Budget;
use fast_ha::audit::package;
use fast_ha::audit::package::{Input, Judgement};
use fast_ha::audit::takeover;
use fast_ha::facts::limit;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn judge(files: &[(&str, &[u8])]) -> Judgement {
    let file =
        |(path, bytes): &(&str, &[u8])| Input { path: (*path).into(), bytes: bytes.to_vec() };
    let files: Vec<Input> = files.iter().map(file).collect();
    // The same files end as soon where a design is wanted of them.
    drop(takeover::take(files.clone(), &Budget::default()));
    package::judge(files, &Budget::default())
}

/// What is said of one file: contradictions, what was not read, and where the run ended.
fn said(path: &str, bytes: &[u8]) -> String {
    let judgement = judge(&[(path, bytes)]);
    let ended = judgement.ended.map(|spent| spent.to_string());
    let wrong = judgement.wrong.iter().map(ToString::to_string);
    wrong.chain(judgement.skipped.iter().cloned()).chain(ended).collect::<Vec<_>>().join("\n")
}

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (path, bytes) in entries {
        archive.start_file(*path, options).expect("a name");
        archive.write_all(bytes).expect("memory");
    }
    archive.finish().expect("memory").into_inner()
}

const XML: &str = "fw/config/bootstrap.xml";

#[test]
fn deep_long_and_broken_xml_is_refused_with_a_reason() {
    let deep = format!("<config><shared>{}", "<a>".repeat(24_000));
    assert!(said(XML, deep.as_bytes()).contains("more than 64 deep"));
    let closed = format!("<config>{}{}</config>", "<a>".repeat(24_000), "</a>".repeat(24_000));
    assert!(said("x.xml", closed.as_bytes()).is_empty(), "by its name it is no configuration");
    assert!(said(XML, closed.as_bytes()).contains("more than 64 deep"));
    let long = format!("<config><shared><{}/></shared></config>", "n".repeat(100_000));
    assert!(said(XML, long.as_bytes()).contains("a name on line 1 has more than 1024 bytes"));
    let named =
        format!("<config><shared>\n<entry name=\"{}\"/></shared></config>", "n".repeat(2000));
    assert!(said(XML, named.as_bytes()).contains("a name on line 2 has more than 1024 bytes"));
    let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><config><shared><a>&b;</a></shared></config>";
    assert!(said(XML, laughs.as_bytes()).contains("cannot be read"));
    assert!(said(XML, b"<config><shared>\xff</shared></config>").contains("it is not UTF-8"));
    assert!(said(XML, b"<config>\0<a").contains("cannot be read"));
    let wide = format!("<config><shared>{}</shared></config>", "<a/>".repeat(1_100_000));
    assert!(said(XML, wide.as_bytes()).contains("more than 1000000 elements of XML"));
}

#[test]
fn deep_long_and_broken_json_is_refused_with_a_reason() {
    let template = |inside: &str| {
        format!("{{\"$schema\": \"https://x/deploymentTemplate.json#\", \"a\": {inside}}}")
    };
    let path = "azuredeploy.json";
    let deep = template(&"[".repeat(100_000));
    assert!(said(path, deep.as_bytes()).contains("more than 64 deep"));
    let wide = template(&format!("[{}0]", "0,".repeat(1_100_000)));
    assert!(
        said(path, wide.as_bytes()).contains("more than 1000000 elements of XML, values of JSON")
    );
    for broken in
        ["{\"$schema\": \"x/deploymentTemplate.json#\", ", "{\"a\": \"\u{0}\"", "{\"a\": /* "]
    {
        assert!(said(path, broken.as_bytes()).contains("cannot be read"), "{broken}");
    }
}

#[test]
fn zips_inside_zips_share_one_budget() {
    let zeros = vec![b'0'; 15 << 20];
    let bomb = zipped(&[("a", &zeros)]);
    assert!(bomb.len() < 100_000);
    let names: Vec<String> = (0..8).map(|n| format!("{n}.zip")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &bomb[..])).collect();
    let outer = zipped(&many);
    assert!(said("a.zip", &outer).contains("more than 67108864 bytes of all files"));
    let large = zipped(&[("large", &vec![b'0'; 17 << 20])]);
    assert!(
        said("a.zip", &large)
            .contains("a.zip/large is not read: it is larger than one file may be")
    );
    let third = zipped(&[("b.zip", &zipped(&[("c.zip", &zipped(&[("d", b"x")]))]))]);
    assert!(
        said("a.zip", &third)
            .contains("a.zip/b.zip/c.zip is not opened: zips lie more than 2 deep")
    );
    let names: Vec<String> = (0..=limit::RUN_FILES.most).map(|n| n.to_string()).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert!(said("a.zip", &zipped(&many)).contains("more than 10000 files of a run"));
}

#[test]
fn entries_that_leave_the_archive_are_named_and_not_read() {
    let xml = b"<config><devices>";
    let bytes = zipped(&[
        ("../../config/bootstrap.xml", xml),
        ("/etc/config/bootstrap.xml", xml),
        ("C:\\config\\bootstrap.xml", xml),
        ("a\\..\\..\\config/bootstrap.xml", xml),
    ]);
    let judgement = judge(&[("a.zip", &bytes)]);
    assert!(judgement.wrong.is_empty(), "{judgement:?}");
    let why = ["its name leads out of the archive", "its name is absolute"];
    for (note, why) in judgement.skipped.iter().zip([why[0], why[1], why[1], why[0]]) {
        assert!(note.contains(why), "{note}");
    }
    assert_eq!(judgement.skipped.len(), 4);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.add_symlink("link", "/etc/passwd", SimpleFileOptions::default()).expect("memory");
    let bytes = archive.finish().expect("memory").into_inner();
    assert!(said("a.zip", &bytes).contains("a.zip/link is not read: it is a link"));
}

#[test]
fn a_zip_with_two_entries_of_one_name_is_named() {
    // Another tool writes it: this one refuses to.
    let mut bytes =
        zipped(&[("config/init-cfg.txt", b"type=static\n"), ("config/init-cfg.tx2", b"a=b\n")]);
    while let Some(at) = bytes.windows(19).position(|part| part == b"config/init-cfg.tx2") {
        bytes[at + 18] = b't';
    }
    assert!(said("a.zip", &bytes).contains("two entries of one name"));
    assert!(said("a.zip", b"PK\x03\x04 cut off").contains("a.zip is no zip that can be read"));
    for n in 0..bytes.len() {
        let _ = judge(&[("a.zip", &bytes[..n])]);
    }
}

/// Work that one file takes.
fn work(path: &str, text: &str) -> usize {
    let budget = Budget::default();
    let file = Input { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
    let judgement = package::judge(vec![file], &budget);
    assert!(judgement.ended.is_none(), "{:?}", judgement.ended);
    assert!(judgement.wrong.len() <= limit::TOLD.most);
    budget.work()
}

fn repeated(n: usize, part: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |text, n| text + &part(n))
}

/// A configuration with parts of one kind in it.
fn configuration(network: &str, vsys: &str) -> String {
    format!(
        "<config><shared/><devices><entry name=\"localhost.localdomain\"><network>{network}</network>\
         <vsys><entry name=\"vsys1\">{vsys}</entry></vsys></entry></devices></config>"
    )
}

/// Makes a file with so many parts.
type Made<'a> = &'a dyn Fn(usize) -> String;

#[test]
fn twice_as_much_takes_no_more_than_twice_the_work() {
    let init = |n| repeated(n, |n| format!("key{n}=1\n")) + "type=dhcp-client\n";
    let interfaces = |n| {
        let all = repeated(n, |n| format!("<entry name=\"ethernet1/{n}\"><layer3/></entry>"));
        configuration(&format!("<interface><ethernet>{all}</ethernet></interface>"), "")
    };
    let zones = |n| {
        let all = repeated(n, |n| {
            format!(
                "<entry name=\"z{n}\"><network><layer3><member>e{n}</member></layer3></network></entry>"
            )
        });
        configuration("", &format!("<zone>{all}</zone>"))
    };
    let groups = |n| {
        let all = repeated(n, |n| {
            format!(
                "<entry name=\"g{n}\"><static><member>g{}</member><member>g{}</member></static></entry>",
                n + 1,
                n + 1
            )
        });
        configuration("", &format!("<address-group>{all}</address-group>"))
    };
    let nics = |n| {
        let all: Vec<String> = (0..n).map(|n| format!("{{\"type\": \"Microsoft.Network/networkInterfaces\", \"name\": \"n{n}\", \"id\": \"[resourceId('Microsoft.Network/networkInterfaces', 'm{n}')]\"}}")).collect();
        format!("{{\"$schema\": \"deploymentTemplate.json\", \"resources\": [{}]}}", all.join(","))
    };
    let kinds: [(&str, &str, Made<'_>); 5] = [
        ("lines", "init-cfg.txt", &init),
        ("interfaces", XML, &interfaces),
        ("zones", XML, &zones),
        ("groups", XML, &groups),
        ("NICs", "azuredeploy.json", &nics),
    ];
    for (what, path, made) in kinds {
        let [once, twice] = [2000, 4000].map(|n| work(path, &made(n)));
        assert!(twice * 2 <= once * 5, "{what}: {once}, then {twice}");
    }
}

#[test]
fn what_grows_faster_than_its_text_ends_and_that_is_said() {
    let rule = |n: usize| {
        let any =
            "<from><member>any</member></from><to><member>any</member></to><service>any</service>";
        format!(
            "<entry name=\"r{n}\">{any}<source><member>10.{}.{}.0/24</member></source><destination><member>any</member></destination></entry>",
            n / 256,
            n % 256
        )
    };
    let rules = repeated(9000, rule);
    let text =
        configuration("", &format!("<rulebase><nat><rules>{rules}</rules></nat></rulebase>"));
    assert!(
        said(XML, text.as_bytes()).contains("not everything was judged: more than 5000000 steps")
    );
    // A group of the same group, many times over.
    let members = "<member>big</member>".repeat(1000);
    let hosts = repeated(4000, |n| format!("<member>10.0.{}.{}</member>", n / 250, n % 250));
    let groups =
        repeated(500, |n| format!("<entry name=\"g{n}\"><static>{members}</static></entry>"));
    let text = configuration(
        "",
        &format!(
            "<address-group><entry name=\"big\"><static>{hosts}</static></entry>{groups}</address-group>"
        ),
    );
    assert!(work(XML, &text) < limit::RUN_STEPS.most);
    // Faults without end are counted.
    let text = repeated(200_000, |n| format!("key{n}\n")) + "type=dhcp-client\n";
    let judgement = judge(&[("init-cfg.txt", text.as_bytes())]);
    assert!(judgement.wrong.len() <= limit::TOLD.most);
    let text = repeated(200_000, |n| format!("key{n}=1\n")) + "type=dhcp-client\n";
    let judgement = judge(&[("init-cfg.txt", text.as_bytes())]);
    assert_eq!(
        (judgement.wrong.len(), judgement.untold),
        (limit::TOLD.most, 200_000 - limit::TOLD.most)
    );
}

#[test]
fn one_file_that_many_sums_name_is_digested_once() {
    let sums = repeated(20_000, |_| format!("{}  large\n", "0".repeat(64)));
    let large = vec![b'x'; 1 << 20];
    let judgement = judge(&[("SHA256SUMS", sums.as_bytes()), ("large", &large)]);
    assert_eq!(judgement.wrong.len(), 1, "one file, one contradiction");
}

/// A folder of its own, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("fast-ha-hostile-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("writable");
        Self(path)
    }

    fn audit(&self, path: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fast-ha"));
        let command = command.args(["audit", path]).current_dir(&self.0).stdin(Stdio::null());
        command.output().expect("the program runs")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn shown(output: &Output) -> String {
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    let _ = write!(text, "{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_read_and_no_link_leaves_the_package() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new("kinds");
    let inside = folder.0.join("p");
    fs::create_dir_all(inside.join("config")).expect("writable");
    fs::write(inside.join("config/init-cfg.txt"), "type=dhcp-client\nhostname=a\n")
        .expect("writable");
    fs::write(folder.0.join("secret"), "root:x:0:0\n").expect("writable");
    symlink("../secret", inside.join("SHA256SUMS")).expect("writable");
    symlink("/dev/zero", inside.join("zero.xml")).expect("writable");
    symlink("..", inside.join("round")).expect("writable");
    let made = Command::new("mkfifo").arg(inside.join("pipe")).status().expect("mkfifo runs");
    assert!(made.success());
    let output = folder.audit("p");
    let text = shown(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    for said in [
        "p/SHA256SUMS is not read: it is a link",
        "p/zero.xml is not read: it is a link",
        "p/round is not read: it is a link",
        "p/pipe is not read: it is no regular file",
        "1 files read, 0 contradictions",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("root:x"), "{text}");
    for path in ["/dev/zero", "p/pipe"] {
        let output = folder.audit(path);
        assert_eq!(output.status.code(), Some(2));
        assert!(shown(&output).contains("is no regular file and no folder"), "{}", shown(&output));
    }
}

/// What a redeployment does is told of regular files alone, too.
#[cfg(unix)]
#[test]
fn changes_follow_no_link_inside_a_bundle() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new("links");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fast-ha"));
        let command = command.args(arguments).current_dir(&folder.0).stdin(Stdio::null());
        command.env("FAST_HA_PASSWORD", "Hostile-0815-x").output().expect("the program runs")
    };
    fs::write(folder.0.join("d.json"), run(&["example"]).stdout).expect("writable");
    let built = run(&["build", "d.json", "--out", "old"]);
    assert!(built.status.success(), "{}", shown(&built));
    assert!(run(&["changes", "old", "d.json"]).status.success());
    for name in ["azuredeploy.parameters.json", "bootstrap/VM1/config/init-cfg.txt", "bootstrap"] {
        let (path, away) = (folder.0.join("old").join(name), folder.0.join("away"));
        fs::rename(&path, &away).expect("writable");
        symlink(&away, &path).expect("writable");
        let output = run(&["changes", "old", "d.json"]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(
            shown(&output).contains(&format!("old/{name} is not read: it is a link")),
            "{}",
            shown(&output)
        );
        fs::remove_file(&path).expect("writable");
        fs::rename(&away, &path).expect("writable");
    }
    let path = folder.0.join("old/azuredeploy.json");
    fs::remove_file(&path).expect("writable");
    assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo runs").success());
    let output = run(&["changes", "old", "d.json"]);
    assert!(
        shown(&output).contains("old/azuredeploy.json is not read: it is no regular file"),
        "{}",
        shown(&output)
    );
}

#[test]
fn too_much_ends_with_one_sentence_and_nothing_is_written() {
    let folder = Folder::new("much");
    fs::create_dir_all(folder.0.join("p")).expect("writable");
    fs::write(folder.0.join("p/init-cfg.txt"), "type=dhcp-client\n").expect("writable");
    for n in 0..5 {
        fs::write(folder.0.join(format!("p/{n}.txt")), vec![b'x'; 14 << 20]).expect("writable");
    }
    let output = folder.audit("p");
    assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
    let text = shown(&output);
    assert!(text.contains("this is too much to judge: more than 67108864 bytes"), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    // A file of many megabytes is named, and the others are judged.
    let folder = Folder::new("large");
    fs::write(folder.0.join("init-cfg.txt"), "type=dhcp-client\n").expect("writable");
    fs::write(folder.0.join("PanOS_vm.img"), vec![b'x'; 17 << 20]).expect("writable");
    // Bytes that no text has cost nothing.
    fs::write(folder.0.join("picture.png"), vec![0; 15 << 20]).expect("writable");
    let output = folder.audit(".");
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output));
    assert!(shown(&output).contains("PanOS_vm.img has 17825792 bytes"), "{}", shown(&output));
    let deep = folder.0.join(["d"; 14].join("/"));
    fs::create_dir_all(&deep).expect("writable");
    assert!(shown(&folder.audit(".")).contains("folders lie too deep in each other"));
    assert_eq!(fs::read_dir(&folder.0).expect("there").count(), 4, "nothing was written");
}
