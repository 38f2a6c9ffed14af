//! `init-cfg.txt`: what PAN-OS needs before it has a configuration. One `key=value` a line, only keys
//! that have a value.

use super::secret::SecretSource;
use crate::design::{Routing, Unit};
use crate::facts;
use crate::field::Field;
use crate::plan::Plan;

/// What plugins do at the first boot, in one list. The licence plugin's key works in its mode alone.
fn op_commands(plan: &Plan, secrets: SecretSource<'_>) -> String {
    let licensing = facts::panos::LICENSING_COMMAND;
    let routing = match plan.system.routing {
        Routing::LogicalRouter => Some(facts::panos::ROUTING_COMMAND),
        Routing::VirtualRouter => None,
    };
    let own = plan.bootstrap.init_commands.iter().map(String::as_str);
    let own = own.filter(|own| *own != licensing && Some(*own) != routing);
    let rest = routing.into_iter().chain(own).collect::<Vec<_>>().join(",");
    let between = if rest.is_empty() { "" } else { "," };
    secrets.beside(plan, Field::PanoramaAuthKey, &format!("{licensing}{between}")) + &rest
}

pub(super) fn init_cfg(plan: &Plan, secrets: SecretSource<'_>, unit: Unit) -> String {
    let mut lines: Vec<(&str, String)> = vec![
        ("type", "dhcp-client".to_owned()),
        ("hostname", plan.units.of(unit).name.value.clone()),
        ("dns-primary", plan.system.dns.to_string()),
    ];
    let mut add = |key: &'static str, value: Option<String>| {
        lines.extend(value.map(|value| (key, value)));
    };
    let secret = |field: Field| secrets.text(plan, field);
    add("dns-secondary", plan.system.dns2.as_ref().map(ToString::to_string));
    if let Some(panorama) = &plan.panorama {
        add("panorama-server", Some(panorama.server.clone()));
        add("panorama-server-2", panorama.server2.clone());
        add("tplname", panorama.template_stack.clone());
        add("dgname", panorama.device_group.clone());
        add("cgname", panorama.collector_group.clone());
        add("vm-auth-key", secret(Field::PanoramaVmAuthKey));
        add("auth-key", secret(Field::PanoramaAuthKey));
    }
    add("vm-series-auto-registration-pin-id", secret(Field::PanoramaPinId));
    add("vm-series-auto-registration-pin-value", secret(Field::PanoramaPinValue));
    let commands = op_commands(plan, secrets);
    add(facts::panos::INIT_COMMANDS, Some(commands).filter(|commands| !commands.is_empty()));
    add("dhcp-send-hostname", Some("yes".to_owned()));
    add("dhcp-send-client-id", Some("yes".to_owned()));
    add("dhcp-accept-server-hostname", Some("no".to_owned()));
    add("dhcp-accept-server-domain", Some("no".to_owned()));
    let own = plan.bootstrap.init_keys.iter();
    lines.extend(own.map(|own| (own.key.as_str(), own.value.clone())));
    lines.into_iter().fold(String::new(), |text, (key, value)| text + key + "=" + &value + "\n")
}
