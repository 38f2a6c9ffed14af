//! Outputs that a person uses: where to log in, what is published, what to do next. No secrets.

use super::expr::{Expr, References, Text, Typed};
use super::resource;
use super::resource::{Output, PublicIp};
use crate::json::Object;
use crate::plan::{Firewall, Plan, PublicAddress};

pub(super) fn outputs(plan: &Plan) -> Object<Text, Output> {
    let mut outputs = Vec::new();
    let mut add = |name: &str, value: Expr, description: &str| {
        let metadata = resource::OutputMetadata { description: description.into() };
        outputs.push((name.into(), Output { r#type: "string", value, metadata }));
    };
    for (n, (front_end, address)) in plan.balance.public.front_ends().enumerate() {
        let public = id(address);
        let address_of = property(public.clone(), ".ipAddress");
        if n == 0 {
            add("publicAddress", address_of, "Public address of the published services");
        } else {
            let description = format!("Public address of the front end {front_end}");
            add(&format!("publicAddress{}", n + 1), address_of, &description);
        }
        if let PublicAddress::New { dns_label: Some(_), .. } = address {
            let name = property(public, ".dnsSettings.fqdn");
            add("publicName", name, "DNS name of the public address");
        }
    }
    add("managementA", management(&plan.units.a), "Management page of unit A");
    add("managementB", management(&plan.units.b), "Management page of unit B");
    add(
        "internalFrontEnd",
        Expr::text(&plan.balance.internal.address),
        "Next hop for further route tables",
    );
    if let Some(metrics) = &plan.site.metrics {
        let name = Expr::text(&metrics.component);
        add("metrics", name, "Application Insights component whose key both firewalls need");
    }
    let balancers =
        if plan.balance.public.made { "both load balancers" } else { "the load balancer" };
    add(
        "nextSteps",
        Expr::text(format!(
            "Wait about 15 minutes, then look at show high-availability all on both units and at the probe state of {balancers}"
        )),
        "What to do after the deployment",
    );
    Object(outputs)
}

/// `https://` and the public address of management, or its private one.
fn management(unit: &Firewall) -> Expr {
    match &unit.management.public_ip {
        Some(public) => {
            let address = property(id(public), ".ipAddress");
            Expr::call("concat", vec![Expr::text("https://"), address])
        }
        None => Expr::text(format!("https://{}", unit.management.address)),
    }
}

fn id(public_ip: &PublicAddress) -> Expr {
    // Outputs wait for the whole deployment, so nothing is recorded.
    PublicIp::of(public_ip, &mut References::default())
}

fn property(id: Expr, path: &'static str) -> Expr {
    let version = Expr::text(PublicIp::KIND.api);
    Expr::call("reference", vec![id, version]).property(path)
}
