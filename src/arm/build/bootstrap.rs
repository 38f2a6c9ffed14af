//! One click: the storage account, the share and the script that puts the packages there.

use super::Builder;
use crate::arm::expr::{Expr, Id, References};
use crate::arm::resource::{Properties, Variable};
use crate::arm::{Embedded, parameter, resource};
use crate::facts;

/// What the deployment script runs: fixed text, because all that is the design's comes by variables.
const SCRIPT: &str = include_str!("../packages.sh");

impl Builder<'_> {
    /// The account that the template makes; its name is typed or a parameter.
    pub(super) fn own_account(&self) -> Id {
        Id::named(resource::STORAGE, vec![self.account_name()])
    }

    pub(super) fn account_name(&self) -> Expr {
        match &self.plan.bootstrap.account {
            Some(name) => Expr::text(&name.value),
            None => Expr::Parameter(parameter::ACCOUNT),
        }
    }

    /// The first key of an account.
    pub(super) fn key_of(id: Expr) -> Expr {
        let arguments = vec![id, Expr::text(resource::STORAGE.api)];
        Expr::call("listKeys", arguments).property(".keys[0].value")
    }

    pub(super) fn script(&self) -> Id {
        Id::of(resource::SCRIPT, &self.plan.bootstrap.script)
    }

    /// Account, share and script; nothing where the packages get there by hand.
    pub(super) fn bootstrap(&mut self, embedded: Option<&Embedded>) {
        let Some(embedded) = embedded else { return };
        self.account();
        let share = self.share();
        self.packages(&share, embedded);
    }

    fn account(&mut self) {
        let properties = Properties::StorageAccount(resource::StorageAccount {
            minimum_tls_version: "TLS1_2",
            supports_https_traffic_only: true,
            allow_blob_public_access: false,
            // PAN-OS reads its package with the key; it knows no other way.
            allow_shared_key_access: true,
            public_network_access: "Enabled",
            // The script runs outside the VNet; the guide closes the account afterwards.
            network_acls: resource::NetworkAcls {
                default_action: "Allow",
                bypass: "AzureServices",
            },
        });
        let id = self.own_account();
        let comments = "Holds the bootstrap packages; close it once both units are up";
        let account = self.add_at(id, comments, References::default(), properties);
        account.kind = Some("StorageV2");
        account.sku = Some(resource::Sku { name: "Standard_LRS", tier: None });
    }

    fn share(&mut self) -> Id {
        let levels = vec![
            self.account_name(),
            Expr::text("default"),
            Expr::text(&self.plan.bootstrap.share.value),
        ];
        let id = Id::named(resource::SHARE, levels);
        let mut references = References::default();
        references.wait_for(&self.own_account());
        let properties =
            Properties::Share(resource::Share { share_quota: facts::azure::SHARE_QUOTA_GIB });
        let comments = "Both bootstrap packages, one directory a unit";
        let share = self.add_at(id.clone(), comments, references, properties);
        share.location = None;
        share.tags = None;
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
            open("SHARE", Expr::text(&bootstrap.share.value)),
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
        let properties = Properties::Script(Box::new(resource::Script {
            az_cli_version: facts::azure::SCRIPT_CLI_VERSION,
            force_update_tag: embedded.digest.clone(),
            timeout: "PT30M",
            retention_interval: "PT1H",
            cleanup_preference: "Always",
            environment_variables: variables,
            content: SCRIPT,
        }));
        let comments = "Writes both packages into the share before either firewall is created";
        self.add_at(self.script(), comments, references, properties).kind = Some("AzureCLI");
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
