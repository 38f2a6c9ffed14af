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
    /// Its text; of a public key the fingerprint, as `ssh-keygen -l` prints it, and the comment.
    pub says: String,
}

/// Everything of the kind that a draft brings along beyond its preset, in the order of the form.
pub fn claims(draft: &Draft) -> Vec<Claim> {
    let trusted = draft
        .changes()
        .filter(|(field, text)| field.spec().kind.decides_trust() && !text.trim().is_empty());
    let claim = |(field, text): (Field, &str)| {
        let is_key = matches!(field.spec().kind, Kind::FirewallKey | Kind::ServerKey);
        let print = key::fingerprint(text).filter(|_| is_key);
        Claim { field, says: print.unwrap_or_else(|| text.trim().to_owned()) }
    };
    trusted.map(claim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_decides_trust_is_listed_and_nothing_else() {
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti them@host";
        let mut draft = Draft::default();
        for (field, text) in [
            (Field::NetworkRange, "172.16.0.0/20"),
            (Field::AccessSshKey, key),
            (Field::PanoramaServer, "203.0.113.9"),
            (Field::AccessManagementSources, "0.0.0.0/0"),
            (Field::PublishTemplateUrl, "https://example.com/azuredeploy.json"),
            (Field::SystemDns, " "),
            (Field::LogSyslog, "siem=203.0.113.7"),
            (Field::SystemBanner, "hello"),
        ] {
            draft.set(field, text);
        }
        let told: Vec<_> =
            claims(&draft).into_iter().map(|claim| (claim.field, claim.says)).collect();
        let fields: Vec<_> = told.iter().map(|(field, _)| *field).collect();
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
        assert_eq!(
            told[0].1,
            "ed25519 SHA256:UCUiLr7Pjs9wFFJMDByLgc3NrtdU344OgUM45wZPcIQ them@host"
        );
    }

    #[test]
    fn a_preset_brings_nothing_to_confirm() {
        for preset in crate::preset::Preset::ALL {
            assert_eq!(claims(&Draft::of(preset)), []);
        }
    }
}
