//! What a design asks its reader to trust: whoever opens another's design takes over its keys, managers,
//! sources and servers, and sees none of them at a first look.
//!
//! Judges nothing: a stranger's key looks like one's own. A face lists it until the person confirms it.

use super::key;
use crate::draft::Draft;
use crate::field::{Field, Kind};

/// A setting that decides who gets in, who manages the pair, or where something is sent to or taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The field.
    pub field: Field,
    /// Its text.
    pub says: String,
}

impl Claim {
    /// Whether it is a public key, which people know by its fingerprint.
    pub fn is_key(&self) -> bool {
        matches!(self.field.spec().kind, Kind::FirewallKey | Kind::ServerKey)
    }
}

/// The fingerprint of a public key, as `ssh-keygen -l` prints it, and its comment; none where the text is no key.
pub fn fingerprint(key: &str) -> Option<String> {
    key::fingerprint(key)
}

/// Everything of the kind that a draft brings along beyond its preset, in the order of the form.
pub fn claims(draft: &Draft) -> Vec<Claim> {
    let trusted = draft
        .changes()
        .filter(|(field, text)| field.spec().kind.decides_trust() && !text.trim().is_empty());
    trusted.map(|(field, text)| Claim { field, says: text.trim().to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_decides_trust_is_listed_and_nothing_else() {
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti them@host";
        let draft = Draft::default().with([
            (Field::NetworkRange, "172.16.0.0/20"),
            (Field::AccessSshKey, key),
            (Field::PanoramaServer, "203.0.113.9"),
            (Field::AccessManagementSources, "0.0.0.0/0"),
            (Field::PublishTemplateUrl, "https://example.com/azuredeploy.json"),
            (Field::SystemDns, " "),
            (Field::LogSyslog, "siem=203.0.113.7"),
            (Field::SystemBanner, "hello"),
        ]);
        let told = claims(&draft);
        let fields: Vec<_> = told.iter().map(|claim| claim.field).collect();
        assert_eq!(
            fields,
            [
                Field::AccessSshKey,
                Field::AccessManagementSources,
                Field::PanoramaServer,
                Field::PublishTemplateUrl,
                Field::LogSyslog
            ]
        );
        let keys: Vec<_> = told.iter().filter(|claim| claim.is_key()).collect();
        assert_eq!(keys, [&told[0]]);
        assert_eq!(
            fingerprint(&told[0].says).as_deref(),
            Some("ed25519 SHA256:UCUiLr7Pjs9wFFJMDByLgc3NrtdU344OgUM45wZPcIQ them@host")
        );
    }

    #[test]
    fn a_preset_brings_nothing_to_confirm() {
        for preset in crate::preset::Preset::ALL {
            assert_eq!(claims(&Draft::of(preset)), []);
        }
    }
}
