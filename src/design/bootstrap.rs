//! How the packages reach the units, and where the files will be published.

use std::fmt;

use super::Design;
use super::reader::{Ear, Reader};
use crate::choice::{BootstrapMode, Choice};
use crate::draft::Secrets;
use crate::facts;
use crate::field::Field;
use crate::finding::{Case, Fact, Finding};
use crate::list;

/// A public https URL of a raw file; the portal can fetch it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedUrl(String);

impl PublishedUrl {
    /// The URL, percent-encoded as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A key of init-cfg.txt that no other field says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitKey {
    /// Lower-case letters, digits and hyphens.
    pub key: String,
    /// What can be seen of ASCII.
    pub value: String,
}

impl fmt::Display for InitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.key, self.value)
    }
}

pub(super) fn check(reader: &mut Reader<'_>, design: &Design) {
    let field = Field::BootstrapMode;
    if design.choice::<BootstrapMode>(field) == BootstrapMode::None {
        reader.find(|| Case::BootstrapNone.at([field], ()));
        if design.is_typed(Field::PanoramaServer) {
            let custom = [(field, BootstrapMode::CustomData.text())];
            reader.find(|| {
                Case::SettingsDropped
                    .at([field, Field::PanoramaServer], ())
                    .offer("Carry them by custom data", custom)
            });
        }
    }
    if design.choice::<BootstrapMode>(field) == BootstrapMode::CustomData {
        reader.find(|| {
            if design.is_typed(Field::PanoramaServer) {
                Case::CustomDataBare.at([field], ())
            } else {
                Case::CustomDataAlone
                    .at([field, Field::PanoramaServer], ())
                    .offer("Use one click", [(field, BootstrapMode::OneClick.text())])
            }
        });
    }
}

/// Secrets typed for one click: the deployment asks for them again and writes what it is given.
pub(super) fn check_secrets(reader: &mut Reader<'_>, secrets: &Secrets, design: &Design) {
    if !design.is_asked() {
        return;
    }
    let typed: Vec<Field> =
        Field::secrets().filter(|field| secrets.get(*field).is_some()).collect();
    if !typed.is_empty() {
        reader.find(|| Case::SecretsAskedAgain.at(typed, ()));
    }
}

/// Keys that other fields say, and what the deployment puts into custom data.
const OF_FIELDS: [(&str, Field); 16] = [
    ("hostname", Field::PairAName),
    ("dns-primary", Field::SystemDns),
    ("dns-secondary", Field::SystemDns2),
    ("panorama-server", Field::PanoramaServer),
    ("panorama-server-2", Field::PanoramaServer2),
    ("tplname", Field::PanoramaTemplateStack),
    ("dgname", Field::PanoramaDeviceGroup),
    ("cgname", Field::PanoramaCollectorGroup),
    ("vm-auth-key", Field::PanoramaVmAuthKey),
    ("auth-key", Field::PanoramaAuthKey),
    ("vm-series-auto-registration-pin-id", Field::PanoramaPinId),
    ("vm-series-auto-registration-pin-value", Field::PanoramaPinValue),
    ("authcodes", Field::LicenseAuthCode),
    ("storage-account", Field::BootstrapAccount),
    ("file-share", Field::BootstrapShare),
    ("share-directory", Field::BootstrapDirectoryA),
];

/// Keys that follow from the design itself: management gets its address from Azure's DHCP, and the storage
/// account's key is the deployment's.
const OF_DESIGN: [&str; 11] = [
    "type",
    "ip-address",
    "default-gateway",
    "netmask",
    "ipv6-address",
    "ipv6-default-gateway",
    "dhcp-send-hostname",
    "dhcp-send-client-id",
    "dhcp-accept-server-hostname",
    "dhcp-accept-server-domain",
    "access-key",
];

/// Whether another field says a key, or the design itself does.
pub fn is_said_elsewhere(key: &str) -> bool {
    OF_FIELDS.iter().any(|(known, _)| *known == key) || OF_DESIGN.contains(&key)
}

/// Further keys of init-cfg.txt: `key=value`, one a line. A value may be a secret in the wrong place, so none
/// is said.
pub(super) fn init_keys(reader: &mut Reader<'_, impl Ear>, field: Field) -> Vec<InitKey> {
    let text = reader.text(field).unwrap_or_default();
    let mut keys: Vec<InitKey> = Vec::new();
    for line in list::INIT_KEYS.entries(&text) {
        let (key, value) = list::pair(line).unwrap_or((line, ""));
        let of_field = OF_FIELDS.iter().find(|(known, _)| *known == key);
        if let Some((_, other)) = of_field {
            reader.find(|| Case::InitKeyOwn.at([field, *other], key));
        } else if OF_DESIGN.contains(&key) {
            reader.find(|| Case::InitKeyDesign.at([field], key));
        } else if !is_init_key(key) || !is_init_value(value) {
            let said = if is_init_key(key) { key } else { "a line" };
            reader.find(|| Case::InitKeySyntax.at([field], said));
        } else if keys.iter().any(|other| other.key == key) {
            reader.find(|| Case::InitKeyTwice.at([field], key));
        } else {
            keys.push(InitKey { key: key.to_owned(), value: value.to_owned() });
            reader.find_any(|| judge_key(field, key, value));
        }
    }
    keys
}

fn is_init_key(key: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=facts::panos::OBJECT_NAME_MAX).contains(&key.len()) && key.bytes().all(plain)
}

/// Brackets are for the places that the deployment fills in; a semicolon ends a key of custom data, and what
/// follows would be one that nobody judged.
fn is_init_value(value: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"<>;".contains(&byte);
    !value.is_empty() && value.bytes().all(plain)
}

/// What PAN-OS does not know, or what it knows with other values.
fn judge_key(field: Field, key: &str, value: &str) -> Option<Finding> {
    use facts::panos::{INIT_MODES, INIT_MODES_KNOWN};
    match facts::panos::init_value_fits(key, value) {
        None => Some(Case::InitKeyUnknown.at([field], key)),
        Some(false) => Some(Case::InitKeyValue.at([field], key)),
        Some(true) if key == INIT_MODES => {
            let mut modes = list::entries(value);
            let other = modes.find(|mode| !INIT_MODES_KNOWN.contains(mode))?;
            Some(Case::InitKeyMode.at([field], other))
        }
        Some(true) => None,
    }
}

/// A name by a rule that has a case of its own.
pub(super) fn shaped(
    reader: &mut Reader<'_, impl Ear>,
    field: Field,
    case: Case,
    rule: &facts::azure::NameRule,
) -> Option<String> {
    reader.text_if(
        field,
        |text| rule.fits(text),
        |found| case.at([field], (found, Fact::Word(rule.expected))),
    )
}

pub(super) fn url(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<PublishedUrl> {
    let text = reader.text(field)?;
    match judge(field, &text) {
        Ok(raw) => {
            if raw != text {
                reader.find(|| {
                    Case::UrlRaw.at([field], &raw).safe("Type the raw form", [(field, &raw)])
                });
            }
            Some(PublishedUrl(raw))
        }
        Err(finding) => {
            reader.find(|| {
                // The same place over https, where that would do.
                let secure = strip_prefix_ignoring_case(&text, "http://")
                    .and_then(|rest| judge(field, &format!("https://{rest}")).ok());
                match secure {
                    Some(secure) => finding.offer("Use https", [(field, secure)]),
                    None => *finding,
                }
            });
            None
        }
    }
}

/// The raw form of a URL that the portal can fetch, or why it cannot.
fn judge(field: Field, text: &str) -> Result<String, Box<Finding>> {
    let wrong = |case: Case, found: Option<&str>| {
        Err(Box::new(match found {
            Some(found) => case.at([field], found),
            None => case.at([field], ()),
        }))
    };
    let Some(rest) = strip_prefix_ignoring_case(text, "https://") else {
        return wrong(Case::UrlShape, text.split(':').next());
    };
    if let Some(found) = text.chars().find(|c| !c.is_ascii_graphic() || "\"<>\\^`{|}'".contains(*c))
    {
        return wrong(Case::UrlCharacter, Some(&found.escape_default().to_string()));
    }
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    if authority.contains('@') {
        return wrong(Case::UrlUser, None);
    }
    let host = authority.split(':').next().expect("a split has a first part").to_ascii_lowercase();
    if !facts::panos::is_server_name(&host) || !host.contains('.') || is_local(&host) {
        return wrong(Case::UrlHost, Some(&host));
    }
    if path.is_empty() || path.starts_with(['?', '#']) {
        return wrong(Case::UrlSite, None);
    }
    if path.contains('#') {
        return wrong(Case::UrlFragment, None);
    }
    match raw_form(&host, path) {
        Some(Err(case)) => wrong(case, None),
        Some(Ok(raw)) => Ok(raw),
        None => Ok(text.to_owned()),
    }
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Hosts that a portal's visitor would not reach, or reach something else by.
fn is_local(host: &str) -> bool {
    let numeric = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    numeric
        || host == "localhost"
        || [".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test", ".invalid"]
            .iter()
            .any(|suffix| host.ends_with(suffix))
}

/// Repository pages show a file to people; their raw form is the file. `None` for other hosts.
fn raw_form(host: &str, path: &str) -> Option<Result<String, Case>> {
    let segments: Vec<&str> = path.split('/').collect();
    match (host, segments.as_slice()) {
        ("github.com" | "www.github.com", [owner, repository, "blob" | "raw", rest @ ..])
            if rest.len() >= 2 =>
        {
            let rest = rest.join("/");
            let rest = rest.split('?').next().expect("a split has a first part");
            Some(Ok(format!("https://raw.githubusercontent.com/{owner}/{repository}/{rest}")))
        }
        ("github.com" | "www.github.com", [_, _, "releases", ..]) => Some(Err(Case::UrlRelease)),
        ("github.com" | "www.github.com", _) => Some(Err(Case::UrlPage)),
        ("gist.github.com", [owner, id]) => {
            Some(Ok(format!("https://gist.githubusercontent.com/{owner}/{id}/raw")))
        }
        ("gitlab.com", [..]) if path.contains("/-/blob/") => {
            Some(Ok(format!("https://gitlab.com/{}", path.replacen("/-/blob/", "/-/raw/", 1))))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, judge};
    use crate::finding::Names;

    #[test]
    fn repository_pages_become_raw_files() {
        for (page, raw) in [
            (
                "https://github.com/o/r/blob/main/dir/azuredeploy.json",
                "https://raw.githubusercontent.com/o/r/main/dir/azuredeploy.json",
            ),
            ("https://gist.github.com/o/0a1b", "https://gist.githubusercontent.com/o/0a1b/raw"),
            (
                "https://acct.blob.core.windows.net/c/azuredeploy.json?sv=1&sig=a%2Bb",
                "https://acct.blob.core.windows.net/c/azuredeploy.json?sv=1&sig=a%2Bb",
            ),
        ] {
            assert_eq!(judge(Field::PublishTemplateUrl, page).as_deref(), Ok(raw));
        }
    }

    #[test]
    fn urls_that_the_portal_cannot_fetch_are_refused_with_a_reason() {
        for (url, reason) in [
            ("http://example.com/a.json", "http"),
            ("blob:https://example.com/1", "blob"),
            ("data:application/json,{}", "data"),
            ("https://localhost/a.json", "localhost"),
            ("https://10.0.0.4/a.json", "10.0.0.4"),
            ("https://intranet/a.json", "intranet"),
            ("https://example.com", "names a site"),
            ("https://github.com/o/r", "repository page"),
            ("https://user:pass@example.com/a.json", "user name"),
            ("https://example.com/a b.json", "character"),
            ("", "expected https"),
        ] {
            let error = judge(Field::PublishTemplateUrl, url).unwrap_err().message(Names::Keys);
            assert!(error.contains(reason), "{url}: {error}");
        }
    }
}
