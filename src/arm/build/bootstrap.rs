//! One click: the storage account, the share and the script that puts the packages there.

use super::{Builder, Extras};
use crate::arm::expr::{Expr, Id, References, Typed};
use crate::arm::resource::{NetworkAcls, Script, Share, StorageAccount, Variable};
use crate::arm::{Embedded, parameter};
use crate::design::{BootstrapMode, Unit};
use crate::facts;
use crate::field::Field;

/// What the deployment script runs: fixed text, because all that is the design's comes by variables.
const SCRIPT: &str = include_str!("../packages.sh");

impl Builder<'_> {
    /// The account that the template makes; its name is typed or a parameter.
    pub(super) fn own_account(&self) -> Id {
        Id::named::<StorageAccount>(vec![self.account_name()])
    }

    pub(super) fn account_name(&self) -> Expr {
        match &self.plan.bootstrap.account {
            Some(name) => Expr::text(name),
            None => Expr::Parameter(parameter::ACCOUNT),
        }
    }

    /// The first key of an account.
    pub(super) fn key_of(id: Expr) -> Expr {
        let arguments = vec![id, Expr::text(StorageAccount::KIND.api)];
        Expr::call("listKeys", arguments).property(".keys[0].value")
    }

    pub(super) fn script(&self) -> Id {
        Id::of::<Script>(&self.plan.bootstrap.script)
    }

    /// Account, share and script; nothing where the packages get there by hand.
    pub(super) fn bootstrap(&mut self) {
        let one_click = self.plan.bootstrap.mode == BootstrapMode::OneClick;
        let Some(embedded) = self.embedded.filter(|_| one_click) else { return };
        self.account();
        let share = self.share();
        self.packages(&share, embedded);
    }

    /// The first settings of a unit, which have nothing else: a line each, those of the secrets as the
    /// deployment is given them.
    pub(super) fn first_settings(&self, unit: Unit) -> Expr {
        let embedded = self.embedded.expect("what a mode carries is handed over with it");
        let text = match unit {
            Unit::A => &embedded.init_cfg.a,
            Unit::B => &embedded.init_cfg.b,
        };
        let separator = facts::panos::CUSTOM_DATA_SEPARATOR;
        let mut parts = Vec::new();
        for (n, line) in text.lines().enumerate() {
            let before = if n == 0 { String::new() } else { separator.to_string() };
            parts.extend(opened(&format!("{before}{line}")));
        }
        if self.plan.bootstrap.asked.contains(&Field::LicenseAuthCode) {
            let (name, _) = Field::LicenseAuthCode.parameter();
            parts.extend(opened(&format!("{separator}authcodes=<?{name}?>")));
        }
        Expr::call("base64", vec![Expr::call("concat", parts)])
    }

    fn account(&mut self) {
        let properties = StorageAccount {
            minimum_tls_version: "TLS1_2",
            supports_https_traffic_only: true,
            allow_blob_public_access: false,
            // PAN-OS reads its package with the key; it knows no other way.
            allow_shared_key_access: true,
            public_network_access: "Enabled",
            // The script runs outside the VNet; the guide closes the account afterwards.
            network_acls: NetworkAcls { default_action: "Allow", bypass: "AzureServices" },
        };
        let names = vec![self.account_name()];
        let comments = "Holds the bootstrap packages; close it once both units are up";
        let none = References::default();
        self.add_with(names, comments, none, properties, Extras::default());
    }

    fn share(&mut self) -> Id {
        let levels = vec![
            self.account_name(),
            Expr::text("default"),
            Expr::text(&self.plan.bootstrap.share),
        ];
        let id = Id::named::<Share>(levels.clone());
        let mut references = References::default();
        references.wait_for(&self.own_account());
        let properties = Share { share_quota: facts::azure::SHARE_QUOTA_GIB };
        let comments = "Both bootstrap packages, one directory a unit";
        self.add_with(levels, comments, references, properties, Extras::default());
        id
    }

    fn packages(&mut self, share: &Id, embedded: &Embedded) {
        let bootstrap = &self.plan.bootstrap;
        let mut references = References::default();
        references.wait_for(share);
        let account = references.id(&self.own_account());
        let open = |name, value| Variable { name, value: Some(value), secure_value: None };
        let secure = |name, value| Variable { name, value: None, secure_value: Some(value) };
        let mut variables = vec![
            open("AZURE_STORAGE_ACCOUNT", self.account_name()),
            secure("AZURE_STORAGE_KEY", Self::key_of(account)),
            open("SHARE", Expr::text(&bootstrap.share)),
        ];
        if !self.plan.access.key_only {
            variables.push(secure("ADMIN_PASSWORD", Expr::Parameter(parameter::PASSWORD)));
        }
        // One variable for all of them: never blank, and far from the service's limit of variables.
        if !bootstrap.asked.is_empty() {
            let pairs = bootstrap
                .asked
                .iter()
                .map(|field| field.parameter().0)
                .flat_map(|name| [Expr::text(name), Expr::Parameter(name)]);
            let object = Expr::call("createObject", pairs.collect());
            variables.push(secure("SECRETS", Expr::call("string", vec![object])));
        }
        variables.push(open("PACKAGES", Expr::text(&embedded.packages)));
        let properties = Script {
            az_cli_version: facts::azure::SCRIPT_CLI_VERSION,
            force_update_tag: (&embedded.digest).into(),
            timeout: "PT30M",
            retention_interval: "PT1H",
            cleanup_preference: "Always",
            environment_variables: variables,
            content: SCRIPT,
        };
        let comments = "Writes both packages into the share before either firewall is created";
        self.add(&bootstrap.script, comments, references, properties);
    }
}

/// A line as the deployment fills it: `<?name?>` is the secret, and the line is left out without it;
/// `<?name:text?>` is the text where the secret is given, and a line that is nothing else is left out too.
fn opened(line: &str) -> Vec<Expr> {
    let Some((before, rest)) = line.split_once("<?") else { return vec![Expr::text(line)] };
    let (mark, after) = rest.split_once("?>").expect("what opens a place closes it");
    let (name, text) = match mark.split_once(':') {
        Some((name, text)) => (name, Some(text)),
        None => (mark, None),
    };
    let secret = Field::secrets().map(|field| field.parameter().0).find(|known| *known == name);
    let secret = Expr::Parameter(secret.expect("a place is a secret's"));
    let given = |then: Expr| {
        let blank = Expr::call("empty", vec![secret.clone()]);
        Expr::call("if", vec![blank, Expr::text(""), then])
    };
    match text {
        None => vec![given(Expr::call("concat", vec![Expr::text(before), secret.clone()]))],
        Some(text) if after.is_empty() => vec![given(Expr::text(format!("{before}{text}")))],
        Some(text) => vec![Expr::text(before), given(Expr::text(text)), Expr::text(after)],
    }
}

#[cfg(test)]
mod tests {
    use super::SCRIPT;
    use crate::facts;

    #[test]
    fn the_script_stays_far_below_the_limit() {
        assert!(SCRIPT.chars().count() < facts::azure::SCRIPT_MAX / 2);
        assert!(!SCRIPT.contains('\r') && SCRIPT.starts_with("#!/bin/bash"));
    }
}
