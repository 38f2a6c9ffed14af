//! What lies in the packages: copies that must be alike, init-cfg.txt, and nothing that does not belong.

use std::net::Ipv4Addr;

use super::{File, Judgement};
use crate::audit::tree;
use crate::facts;

/// Where a file of a package stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// The bundle around the package; empty for none.
    bundle: &'a str,
    /// The package's directory in the share.
    pub(super) directory: &'a str,
    /// Path of the package itself.
    root: &'a str,
    /// Path inside the package.
    inside: &'a str,
}

impl Place<'_> {
    /// Whether another file is a copy of this one: the same place of the same package.
    pub(super) fn copies(&self, other: &Place<'_>) -> bool {
        (self.bundle, self.directory, self.inside) == (other.bundle, other.directory, other.inside)
    }
}

/// The file's own name.
pub(super) fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Files by which a package is known, with their folder.
const KNOWN: [&str; 2] = ["/config/init-cfg.txt", "/config/bootstrap.xml"];

/// The place of a file in the package that has this root.
fn within<'a>(root: &'a str, path: &'a str) -> Option<Place<'a>> {
    let inside = path.strip_prefix(root)?.strip_prefix('/')?;
    let (around, own) = root.rsplit_once('/').unwrap_or(("", root));
    let zip = own.strip_prefix("bootstrap-").and_then(|own| own.strip_suffix(".zip"));
    let folder = around.strip_suffix("bootstrap").map(|bundle| bundle.trim_end_matches('/'));
    let bundle = if zip.is_some() { around } else { folder.unwrap_or(around) };
    Some(Place { bundle, directory: zip.unwrap_or(own), root, inside })
}

/// The place of a file by which a package is known.
pub(super) fn place(path: &str) -> Option<Place<'_>> {
    let root = KNOWN.into_iter().find_map(|known| path.strip_suffix(known))?;
    within(root, path)
}

/// Everything that is wrong with the packages' files as files.
pub(super) fn check(files: &[File], judgement: &mut Judgement) {
    let roots: Vec<&str> = files.iter().filter_map(|file| Some(place(&file.path)?.root)).collect();
    let placed: Vec<(Place<'_>, &File)> = files
        .iter()
        .filter_map(|file| {
            let places = roots.iter().filter_map(|root| within(root, &file.path));
            Some((places.max_by_key(|place| place.root.len())?, file))
        })
        .collect();
    for (n, (place, file)) in placed.iter().enumerate() {
        let mut before = placed.iter().take(n);
        let copy = before.find(|(other, _)| other.copies(place) && other.root != place.root);
        if let Some((_, other)) = copy.filter(|(_, other)| other.bytes != file.bytes) {
            judgement.wrong.push(format!("{} differs from its copy {}", file.path, other.path));
        }
        belongs(place, file, judgement);
        let init = "config/init-cfg.txt";
        let lacks = !placed.iter().any(|(p, _)| p.root == place.root && p.inside == init);
        if place.inside == "config/bootstrap.xml" && lacks {
            judgement.wrong.push(format!("{}/{init} is missing", place.root));
        }
    }
    for file in files.iter().filter(|file| name(&file.path) == "init-cfg.txt") {
        judgement.read.push(file.path.clone());
        init_cfg(file, files, judgement);
    }
}

/// PAN-OS reads whatever lies in its folders, so nothing else may.
fn belongs(place: &Place<'_>, file: &File, judgement: &mut Judgement) {
    let (folder, inner) = place.inside.split_once('/').unwrap_or((place.inside, ""));
    let known = match folder {
        "config" => ["init-cfg.txt", "bootstrap.xml"].contains(&inner),
        "license" => inner == "authcodes" || super::has_extension(inner, "key"),
        "content" | "software" | "plugins" => !inner.starts_with('.') && !file.bytes.is_empty(),
        // Beside a folder that was packed by hand anything may lie; a zip is read as a whole.
        _ => !super::has_extension(place.root, "zip"),
    };
    if !known {
        judgement.wrong.push(format!("{} does not belong into a package", file.path));
    }
}

/// Whether a value of init-cfg has the form that its key wants; `None` for an unknown key.
fn fits(key: &str, value: &str) -> Option<bool> {
    let yes_no = || value == "yes" || value == "no";
    let address = || value.parse::<Ipv4Addr>().is_ok();
    Some(match key {
        "type" => value == "dhcp-client" || value == "static",
        "hostname" => facts::panos::is_host_name(value),
        "ip-address" | "default-gateway" | "netmask" | "dns-primary" | "dns-secondary" => address(),
        "dhcp-send-hostname"
        | "dhcp-send-client-id"
        | "dhcp-accept-server-hostname"
        | "dhcp-accept-server-domain" => yes_no(),
        "op-cmd-dpdk-pkt-io" => value == "on" || value == "off",
        "panorama-server" | "panorama-server-2" => address() || facts::panos::is_server_name(value),
        "ipv6-address"
        | "ipv6-default-gateway"
        | "tplname"
        | "dgname"
        | "cgname"
        | "vm-auth-key"
        | "auth-key"
        | "op-command-modes"
        | "plugin-op-commands"
        | "vm-series-auto-registration-pin-id"
        | "vm-series-auto-registration-pin-value" => true,
        _ => return None,
    })
}

/// Keys whose value bootstrap.xml has too, with its path there.
const SHARED: [(&str, &str); 3] = [
    ("hostname", "hostname"),
    ("dns-primary", "dns-setting/servers/primary"),
    ("dns-secondary", "dns-setting/servers/secondary"),
];

/// One key a line, each in its form, and the same as in `bootstrap.xml` beside it. Values may be secret,
/// so none but shared ones are said.
fn init_cfg(file: &File, files: &[File], judgement: &mut Judgement) {
    let path = &file.path;
    let Ok(text) = std::str::from_utf8(&file.bytes) else {
        judgement.wrong.push(format!("{path} is not UTF-8"));
        return;
    };
    if text.contains('\r') {
        judgement.wrong.push(format!("{path} has carriage returns, expected line feeds alone"));
    }
    let lines: Vec<(&str, &str)> =
        text.lines().filter_map(|line| line.trim_end_matches('\r').split_once('=')).collect();
    for (n, (key, value)) in lines.iter().enumerate() {
        let known = value.is_empty() || value.trim() != *value || fits(key, value) != Some(false);
        if fits(key, "").is_none() {
            judgement.wrong.push(format!("{path} has the unknown key {key}"));
        } else if value.trim() != *value {
            judgement.wrong.push(format!("{path} has blanks around the value of {key}"));
        } else if !known {
            judgement.wrong.push(format!("{path} has no possible value for {key}"));
        }
        if lines.iter().take(n).any(|(other, _)| other == key) {
            judgement.wrong.push(format!("{path} has {key} twice"));
        }
    }
    if text.lines().any(|line| !line.trim().is_empty() && !line.contains('=')) {
        judgement.wrong.push(format!("{path} has a line that is no key=value"));
    }
    let value = |wanted: &str| {
        let found = lines.iter().find(|(key, value)| *key == wanted && !value.trim().is_empty());
        found.map(|(_, value)| value.trim())
    };
    let pin = "vm-series-auto-registration-pin";
    if value(&format!("{pin}-id")).is_some() != value(&format!("{pin}-value")).is_some() {
        judgement.wrong.push(format!("{path} has one of {pin}-id and {pin}-value, expected both"));
    }
    let folder = path.strip_suffix("init-cfg.txt").unwrap_or_default();
    let beside = files.iter().find(|other| other.path == format!("{folder}bootstrap.xml"));
    let beside = beside.and_then(|other| tree::parse(std::str::from_utf8(&other.bytes).ok()?).ok());
    let Some(beside) = beside else { return };
    for (key, place) in SHARED {
        let other = beside.text_at(&format!("devices/entry/deviceconfig/system/{place}"));
        if let Some(own) = value(key).filter(|own| *own != other && !other.is_empty()) {
            judgement
                .wrong
                .push(format!("{path} has the {key} `{own}`, bootstrap.xml beside it `{other}`"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{place, within};

    #[test]
    fn a_folder_and_a_zip_hold_copies_of_one_package() {
        let folder = place("x/bootstrap/VM1/config/init-cfg.txt").unwrap();
        let zip = place("x/bootstrap-VM1.zip/config/init-cfg.txt").unwrap();
        assert!(folder.copies(&zip) && folder.directory == "VM1" && folder.root != zip.root);
        assert!(!folder.copies(&place("x/bootstrap/VM2/config/init-cfg.txt").unwrap()));
        assert!(!folder.copies(&place("y/bootstrap/VM1/config/init-cfg.txt").unwrap()));
        assert_eq!(place("README.md"), None);
        let keep = within("x/bootstrap/VM1", "x/bootstrap/VM1/content/.keep").unwrap();
        assert_eq!(keep.inside, "content/.keep");
        assert_eq!(within("x/bootstrap/VM1", "x/bootstrap/VM10/content/.keep"), None);
    }
}
