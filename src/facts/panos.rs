//! PAN-OS: names, high availability, bootstrap, keys.
//!
//! Sources are named beside each fact; "codegen" is Palo Alto Networks' pan-os-codegen (2026-07),
//! "help" the PAN-OS administrator help.

use std::net::Ipv4Addr;

/// PAN-OS's names of the NICs in Azure's order: management, untrust, trust, HA2 (not verified).
pub const INTERFACES: [&str; 4] = ["management", "ethernet1/1", "ethernet1/2", "ethernet1/3"];
/// TCP ports of management, SSH and HTTPS. Source: help, Ports used for management functions.
pub const MANAGEMENT_PORTS: [u16; 2] = [22, 443];
/// Most characters of a host name. Source: help; codegen says 32.
pub const HOST_NAME_MAX: usize = 31;
/// Most characters of a domain. Source: help, device setup, 10.1; codegen says 256.
pub const DOMAIN_MAX: usize = 31;
/// Most bits of an administrator's RSA key; no other type is taken.
/// Source: PAN-OS documentation, SSH key-based administrator authentication.
pub const SSH_RSA_BITS_MAX: usize = 4096;
/// Most characters of the names of rules and objects (not verified for rules). Source: codegen.
pub const OBJECT_NAME_MAX: usize = 63;
/// Most characters of a login banner. Source: codegen, general settings.
pub const BANNER_MAX: usize = 3200;
/// What stands for the unit's host name in a login banner.
pub const BANNER_HOST: &str = "{host}";
/// Lifetime of API keys with the administrator limits: a year. Source: iron-skillet.
pub const API_KEY_LIFETIME_MIN: u32 = 525_600;
/// Largest files that go to WildFire, by kind: kilobytes for pdf, ms-office and script, megabytes else.
/// Source: iron-skillet (not verified for every line).
pub const WILDFIRE_LIMITS: [(&str, u32); 10] = [
    ("pe", 16),
    ("apk", 30),
    ("pdf", 3072),
    ("ms-office", 16384),
    ("jar", 5),
    ("flash", 5),
    ("MacOSX", 10),
    ("archive", 50),
    ("linux", 50),
    ("script", 20),
];
/// Verb that the licence plugin's key needs in init-cfg. Source: Palo Alto Networks' bootstrap
/// parameters of the software firewall licence plugin.
pub const LICENSING_COMMAND: &str = "panorama-licensing-mode-on";
/// Verb that starts the advanced routing engine at the first boot. Source: Palo Alto Networks' modules.
pub const ROUTING_COMMAND: &str = "advance-routing:enable";
/// `panorama.server` for Strata Cloud Manager. Source: Palo Alto Networks' bootstrap parameters.
pub const CLOUD_MANAGER: &str = "cloud";
/// Address of the loopback that a VPN ends on: of a range that is for documentation, so that nobody routes it.
/// Source: RFC 5737.
pub const LOOPBACK: &str = "192.0.2.1";
/// The loopback interface and its zone. Source: codegen, loopback interface (read 2026-11-26).
pub const LOOPBACK_INTERFACE: &str = "loopback.1";
/// The zone of what ends on the pair.
pub const LOOPBACK_ZONE: &str = "vpn";
/// UDP ports of IPsec behind address translation: key exchange and what it carries. ESP itself is no protocol
/// that a balancer carries. Source: Azure documentation, load balancing rules: TCP and UDP.
pub const IPSEC_PORTS: [u16; 2] = [500, 4500];
/// What a unit sends when it opens a tunnel itself. Source: Applipedia, ike and ipsec-esp-udp.
pub const IPSEC_APPLICATIONS: [&str; 2] = ["ike", "ipsec-esp-udp"];

/// Most characters of the names of zones, routers, routes and profiles (not verified).
pub const SHORT_NAME_MAX: usize = 31;
/// Most characters of a server's name. Source: codegen, ntp settings.
pub const SERVER_NAME_MAX: usize = 63;

/// Whether the text is a host name that PAN-OS and Azure both take.
pub fn is_host_name(text: &str) -> bool {
    (1..=HOST_NAME_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// Whether the text is the name of an object, safe in every document.
pub fn is_object_name(text: &str) -> bool {
    (1..=OBJECT_NAME_MAX).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

/// Whether the text is a DNS name of at most 63 characters.
pub fn is_server_name(text: &str) -> bool {
    (1..=SERVER_NAME_MAX).contains(&text.len())
        && text.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

/// Whether the text is a host's IPv4 address or a DNS name.
pub fn is_server(text: &str) -> bool {
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        text.parse().is_ok_and(|address| super::azure::hostless(address).is_none())
    } else {
        is_server_name(text)
    }
}

/// Whether the text may be the name of an application. Source: codegen, application: up to 31 characters.
pub fn is_application(text: &str) -> bool {
    (1..=SHORT_NAME_MAX).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b))
}

/// Applications that a session is before PAN-OS knows what it carries: a rule that names them alone stops it
/// as soon as that is known. Source: PAN-OS documentation, App-ID and implicit use of parent applications.
pub const APPLICATIONS_SHIFT: [&str; 2] = ["ssl", "web-browsing"];

/// The usual port of a syslog server. Source: codegen, syslog server profile.
pub fn syslog_port(is_tls: bool) -> u16 {
    if is_tls { 6514 } else { 514 }
}

/// Kinds of logs that a log forwarding profile matches, but for those of mobile networks. Source: codegen,
/// log forwarding profile (read 2026-11-26).
pub const LOG_TYPES: [&str; 8] =
    ["traffic", "threat", "wildfire", "url", "data", "tunnel", "auth", "decryption"];

/// A port that PAN-OS's management profile answers, with the profile's element.
/// Source: codegen, interface management profile.
pub const PROBE_PORTS: [(u16, &str); 3] = [(22, "ssh"), (80, "http"), (443, "https")];

/// Page that answers 200 without a login. One made for health checks is probed by Palo Alto Networks' modules
/// for Azure by HTTP (image 11.2.8) and by those for Google Cloud by HTTPS; HTTPS is chosen here, so that no
/// interface needs the unencrypted web page of management. No example runs it on 10.1, where the login page
/// of the fast-failover example (10.0) answers. Read 2026-11-26.
pub fn probe_path(line: &str) -> &'static str {
    if line == "10.1" { "/php/login.php" } else { "/unauth/php/health.php" }
}

/// HA1 over the management interface: TCP ports in the clear. Source: documentation, HA links.
pub const HA1_PORTS: [u16; 2] = [28769, 28260];
/// HA1 with encryption. Source: documentation, HA links.
pub const HA1_ENCRYPTED_PORT: u16 = 28;
/// HA2 with `transport udp`. Source: PAN-OS 11.0 administrator guide, ports used for HA.
pub const HA2_PORT: u16 = 29281;

/// HA2 keep-alive threshold in milliseconds. Source: public configurations (range not verified).
pub const KEEP_ALIVE_THRESHOLD_MS: u32 = 10_000;

/// The recommended timers in the order promotion hold, hello, heartbeat (ms), flaps, preemption hold
/// (min), monitor hold up, additional master hold up (ms). Source: documentation, HA timers.
pub const TIMERS_RECOMMENDED: [u32; 7] = [2000, 8000, 2000, 3, 1, 0, 500];
/// The aggressive timers in the same order. Source: documentation, HA timers.
pub const TIMERS_AGGRESSIVE: [u32; 7] = [500, 8000, 1000, 3, 1, 0, 500];

/// So many heartbeats in a row are lost until a unit takes its peer for dead (not verified). Source:
/// documentation, heartbeat polling and hello messages.
pub const HEARTBEATS_LOST: u32 = 3;

/// Pings that a watched address leaves unanswered until its path is down, and the milliseconds between two, as
/// without any choice (not verified). Source: help, path monitoring.
pub const PATH_PINGS: (u32, u32) = (10, 200);

/// Most characters of a stored password hash. Source: codegen, device administrator.
pub const PHASH_MAX: usize = 63;

/// Whether a value of init-cfg.txt has the form that its key wants; `None` for a key that is not on the list.
/// Source: Palo Alto Networks' modules for Azure, bootstrap options (read 2026-11-26).
pub fn init_value_fits(key: &str, value: &str) -> Option<bool> {
    let yes_no = || value == "yes" || value == "no";
    let address = || value.parse::<Ipv4Addr>().is_ok();
    Some(match key {
        "type" => value == "dhcp-client" || value == "static",
        // PAN-OS takes an underscore, which Azure does not.
        "hostname" => is_host_name(&value.replace('_', "-")),
        "ip-address" | "default-gateway" | "netmask" | "dns-primary" | "dns-secondary" => address(),
        "dhcp-send-hostname"
        | "dhcp-send-client-id"
        | "dhcp-accept-server-hostname"
        | "dhcp-accept-server-domain" => yes_no(),
        "op-cmd-dpdk-pkt-io" => value == "on" || value == "off",
        "panorama-server" | "panorama-server-2" => address() || is_server_name(value),
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

/// How the names of content updates begin. Source: VM-Series deployment guide 11.1, Prepare the bootstrap package
/// (read 2026-11-26); `panupv3` for WildFire is of the vendor's Terraform examples.
pub const CONTENT_NAME: &str = "panup";
/// How the names of images of PAN-OS for VM-Series begin. Source: as above.
pub const SOFTWARE_NAME: &str = "PanOS_vm-";
/// How the name of the one plugin of a package begins. Source: as above.
pub const PLUGIN_NAME: &str = "vm_series-";
/// The file of auth codes, which has no extension. Source: as above.
pub const LICENSE_LIST: &str = "authcodes";
/// Most bytes of a licence file; longer ones are something else (a judgement, no published limit).
pub const LICENSE_BYTES_MAX: usize = 64 * 1024;

/// Whether PAN-OS takes a file of this name from the folder of licences: the codes, or a key with its extension.
/// Source: as above.
pub fn is_license_file(name: &str) -> bool {
    name == LICENSE_LIST || name.strip_suffix(".key").is_some_and(|rest| !rest.is_empty())
}

/// Whether a name is plain enough for archives, shares and lists of checksums alike.
pub fn is_file_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    (1..=255).contains(&name.len()) && name.bytes().all(plain) && !name.starts_with('.')
}

/// Key of init-cfg.txt that lists what plugins do at the first boot, separated by commas.
pub const INIT_COMMANDS: &str = "plugin-op-commands";
/// Key of init-cfg.txt that lists how PAN-OS starts, separated by commas.
pub const INIT_MODES: &str = "op-command-modes";
/// What it may list on Azure. Exchanging the management NIC with the first one for traffic, as other clouds
/// want it, would take management away. Source: VM-Series deployment guide, init-cfg.txt components.
pub const INIT_MODES_KNOWN: [&str; 1] = ["jumbo-frame"];

/// What separates the custom data's entries. Palo Alto Networks' modules write semicolons since
/// PAN-OS 10; the cut-over is not stated in a published page (not verified).
pub const CUSTOM_DATA_SEPARATOR: &str = ";";

/// The auth codes in a text, one a line or separated by commas.
pub fn auth_codes(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', ',']).map(str::trim).filter(|code| !code.is_empty())
}

/// Whether the text has the usual shape of an auth code (not verified for every product).
pub fn is_auth_code(text: &str) -> bool {
    text.len() == 8
        && text.starts_with(['I', 'V', 'D'])
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Whether the text has the usual shape of Panorama's vm-auth-key. Source: knowledge base.
pub fn is_vm_auth_key(text: &str) -> bool {
    (6..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the text has the usual shape of the licence plugin's key. Source: knowledge base.
pub fn is_plugin_auth_key(text: &str) -> bool {
    text.starts_with("_AQ__") && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The settings of the profile `hardened`, none of which needs a licence: what, and why. The minimal
/// profile leaves them out. Source: iron-skillet (2022), its licence-free subset.
pub const HARDENED: [(&str, &str); 8] = [
    (
        "Password complexity: 12 characters of four kinds, not the user name",
        "a guessed password opens everything behind it",
    ),
    ("Lockout for 30 minutes after 5 failed logins", "guessing becomes slow"),
    (
        "Web and command line sessions end after 10 idle minutes",
        "a forgotten screen is an open door",
    ),
    ("Packet buffer protection", "one busy session cannot starve the others"),
    ("Urgent data cleared, packets without flags dropped", "both serve evasion and nothing else"),
    (
        "Segments beyond the reassembly queue dropped, timestamps checked",
        "an overlap must not hide content from inspection",
    ),
    ("Multipath TCP stripped", "a session split over paths cannot be inspected"),
    ("Telnet and HTTP of management off, sessions judged again after a commit", "in every profile"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_hosts_objects_and_servers() {
        assert!(is_host_name("vmseries-ha-secondary") && !is_host_name("fw_a"));
        assert!(!is_host_name(&"x".repeat(32)) && !is_host_name("-x") && !is_host_name(""));
        assert!(is_object_name("web_1") && !is_object_name("_web") && !is_object_name("a b"));
        assert!(
            is_server_name("0.pool.ntp.org") && !is_server_name("a..b") && !is_server_name("-a")
        );
    }

    #[test]
    fn keys_and_codes_are_told_apart_by_their_shape() {
        assert!(is_auth_code("I1234567") && !is_auth_code("i1234567") && !is_auth_code("X1234567"));
        assert!(is_vm_auth_key("755036225328715") && !is_vm_auth_key("_AQ__x"));
        assert!(is_plugin_auth_key("_AQ__abc") && !is_plugin_auth_key("755036225328715"));
        assert_eq!(auth_codes("I1,\n D2 \n").collect::<Vec<_>>(), ["I1", "D2"]);
    }
}
