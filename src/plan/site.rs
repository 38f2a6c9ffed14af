//! What every resource carries.

use super::settle::Settler;
use crate::design::{Cloud, Design, Tag};
use crate::field::Field;

/// What every resource carries.
#[derive(Clone, Debug)]
pub struct Site {
    /// Which Azure.
    pub cloud: Cloud,
    /// Tags.
    pub tags: Vec<Tag>,
    /// Application Insights, where wanted.
    pub metrics: Option<Metrics>,
}

/// Where the firewalls can send their metrics.
#[derive(Clone, Debug)]
pub struct Metrics {
    /// Name of the Log Analytics workspace.
    pub workspace: String,
    /// Name of the Application Insights component.
    pub component: String,
}

pub(super) fn derive(settler: &mut Settler, design: &Design) -> Site {
    let typed = &design.site;
    settler.typed(Field::SiteSuffix, typed.suffix.clone());
    let metrics =
        settler.switch(Field::SiteAppInsights, typed.app_insights, "costs by volume", false);
    Site {
        cloud: settler.value(Field::SiteCloud, typed.cloud, "Azure's public cloud", Cloud::Public),
        tags: typed.tags.clone(),
        metrics: metrics.then(|| Metrics {
            workspace: settler.fixed_name("vmseries-logs"),
            component: settler.fixed_name("vmseries-insights"),
        }),
    }
}
