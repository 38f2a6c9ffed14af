//! How the packages reach the units, and what the deployment is asked for.

use super::machine::Machine;
use super::settle::{Name, Settler};
use crate::design::{BootstrapMode, Design, InitKey, LicensePlan, PublishedUrl};
use crate::facts;
use crate::field::Field;
use crate::list;

/// How the packages reach the units.
#[derive(Clone, Debug)]
pub struct Bootstrap {
    /// Mode.
    pub mode: BootstrapMode,
    /// Storage account; `None` is asked at deployment.
    pub account: Option<Name>,
    /// Its resource group when it is not the deployment's own.
    pub account_group: Option<String>,
    /// Whether the account that the scripts make answers nobody from the start but the upload and management.
    pub closed: bool,
    /// File share.
    pub share: Name,
    /// Name of the deployment script of the one-click mode.
    pub script: String,
    /// Further keys of init-cfg.txt, without what plugins do.
    pub init_keys: Vec<InitKey>,
    /// What plugins do at the first boot beside what follows from the design.
    pub init_commands: Vec<String>,
    /// Secrets that the deployment asks for and writes into the packages itself, beside the password.
    pub asked: Vec<Field>,
}

/// Where the files will be published.
#[derive(Clone, Debug)]
pub struct Publish {
    /// Of `azuredeploy.json`.
    pub template_url: Option<PublishedUrl>,
    /// Of `createUiDefinition.json`.
    pub form_url: Option<PublishedUrl>,
}

pub(super) fn publish(design: &Design) -> Publish {
    let url = |field: Field| design.url(field).cloned();
    Publish { template_url: url(Field::PublishTemplateUrl), form_url: url(Field::PublishFormUrl) }
}

pub(super) fn derive(settler: &mut Settler<'_>, machine: &Machine) -> Bootstrap {
    let design = settler.design;
    let mode = settler.choice(Field::BootstrapMode);
    let keys = design.init_keys(Field::BootstrapInitCfg);
    settler.typed_list(Field::BootstrapInitCfg, keys);
    let (commands, keys): (Vec<InitKey>, Vec<InitKey>) =
        keys.iter().cloned().partition(|own| own.key == facts::panos::INIT_COMMANDS);
    let commands = commands.iter().flat_map(|own| list::entries(&own.value));
    Bootstrap {
        mode,
        account: settler.typed(Field::BootstrapAccount, design.text(Field::BootstrapAccount)),
        account_group: design.text(Field::BootstrapAccountGroup).cloned(),
        closed: settler.switch(Field::BootstrapClosed),
        share: settler.text(Field::BootstrapShare),
        script: settler.fixed_name("vmseries-bootstrap"),
        init_keys: keys,
        init_commands: commands.map(str::to_owned).collect(),
        asked: match mode {
            BootstrapMode::OneClick | BootstrapMode::CustomData => asked(design, machine.plan),
            BootstrapMode::Key | BootstrapMode::Account | BootstrapMode::None => Vec::new(),
        },
    }
}

/// The secrets that can matter for this design, whoever will know them at deployment.
fn asked(design: &Design, license: LicensePlan) -> Vec<Field> {
    let managed = design.is_typed(Field::PanoramaServer);
    let logs = design.is_typed(Field::LogStrataRegion);
    let registration = managed || design.registration || logs;
    // Strata Cloud Manager knows the units by their registration alone.
    let panorama = managed && !design.is_cloud_managed();
    [
        (Field::LicenseAuthCode, license == LicensePlan::Byol),
        (Field::PanoramaVmAuthKey, panorama),
        (Field::PanoramaAuthKey, panorama),
        (Field::PanoramaPinId, registration),
        (Field::PanoramaPinValue, registration),
    ]
    .into_iter()
    .filter_map(|(field, matters)| matters.then_some(field))
    .collect()
}
