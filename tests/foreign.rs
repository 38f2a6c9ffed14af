//! Packages of others: what is legal in them is no contradiction, and what contradicts is named.
//!
//! The configurations are of our own writing, in the shape of public ones.

use fast_ha::audit::budget::Budget;
use fast_ha::audit::package;
use fast_ha::audit::package::{Input, Judgement};

fn judge(files: Vec<Input>) -> Judgement {
    package::judge(files, &Budget::default())
}

/// A single firewall: no high availability, probes answered by the default route, objects for addresses.
const SINGLE: &str = r#"<?xml version="1.0"?>
<config version="11.1.0" urldb="paloaltonetworks">
  <mgt-config><users><entry name="keeper"><phash>$1$abcdefgh$0123456789012345678901</phash></entry></users></mgt-config>
  <shared>
    <address><entry name="shop"><ip-netmask>172.31.4.20</ip-netmask></entry></address>
    <service><entry name="shop-port"><protocol><tcp><port>8443</port></tcp></protocol></entry></service>
  </shared>
  <devices><entry name="localhost.localdomain">
    <deviceconfig><system><hostname>edge_fw</hostname></system></deviceconfig>
    <network>
      <profiles><interface-management-profile><entry name="probe">
        <https>yes</https><permitted-ip><entry name="168.63.129.16"/></permitted-ip>
      </entry></interface-management-profile></profiles>
      <interface>
        <ethernet>
          <entry name="ethernet1/1"><layer3><interface-management-profile>probe</interface-management-profile>
            <ip><entry name="172.31.1.4/24"/></ip></layer3></entry>
          <entry name="ethernet1/2"><layer3><interface-management-profile>probe</interface-management-profile>
            <ip><entry name="172.31.2.4/24"/></ip>
            <units><entry name="ethernet1/2.7"><ip><entry name="172.31.7.1/24"/></ip></entry></units></layer3></entry>
          <entry name="ethernet1/5"/>
        </ethernet>
        <aggregate-ethernet><entry name="ae1"><layer3/></entry></aggregate-ethernet>
        <loopback><units><entry name="loopback.1"><ip><entry name="172.31.9.1/32"/></ip></entry></units></loopback>
        <tunnel><units><entry name="tunnel.3"/></units></tunnel>
        <vlan><units><entry name="vlan.4"/></units></vlan>
      </interface>
      <virtual-router>
        <entry name="default"><interface/></entry>
        <entry name="outer"><interface><member>ethernet1/1</member><member>loopback.1</member><member>tunnel.3</member></interface>
          <routing-table><ip><static-route>
            <entry name="out"><nexthop><ip-address>172.31.1.1</ip-address></nexthop><destination>0.0.0.0/0</destination></entry>
            <entry name="in"><nexthop><next-vr>inner</next-vr></nexthop><destination>172.31.4.0/22</destination></entry>
            <entry name="hole"><nexthop><discard/></nexthop><destination>192.168.0.0/16</destination></entry>
          </static-route></ip></routing-table></entry>
        <entry name="inner"><interface><member>ethernet1/2</member><member>ethernet1/2.7</member><member>vlan.4</member><member>ae1</member></interface>
          <routing-table><ip><static-route>
            <entry name="out"><nexthop><next-vr>outer</next-vr></nexthop><destination>0.0.0.0/0</destination></entry>
            <entry name="probe"><nexthop><ip-address>172.31.2.1</ip-address></nexthop><interface>ethernet1/2</interface><destination>168.63.129.16/32</destination></entry>
            <entry name="in"><nexthop><ip-address>172.31.2.1</ip-address></nexthop><interface>ethernet1/2</interface><destination>172.31.4.0/22</destination></entry>
          </static-route></ip></routing-table></entry>
      </virtual-router>
    </network>
    <vsys><entry name="vsys1">
      <import><network><interface><member>ethernet1/1</member><member>ethernet1/2</member><member>ethernet1/2.7</member><member>loopback.1</member><member>tunnel.3</member><member>vlan.4</member><member>ae1</member></interface></network></import>
      <address>
        <entry name="front"><ip-netmask>172.31.1.4/32</ip-netmask></entry>
        <entry name="office"><fqdn>office.example.org</fqdn></entry>
      </address>
      <address-group><entry name="fronts"><static><member>front</member></static></entry></address-group>
      <service-group><entry name="web"><members><member>shop-port</member></members></entry></service-group>
      <zone>
        <entry name="outside"><network><layer3><member>ethernet1/1</member><member>tunnel.3</member></layer3></network></entry>
        <entry name="inside"><network><layer3><member>ethernet1/2</member><member>ethernet1/2.7</member><member>vlan.4</member><member>ae1</member><member>loopback.1</member></layer3></network></entry>
      </zone>
      <rulebase>
        <security><rules>
          <entry name="probes" uuid="5a1e0f6e-0000-4000-8000-000000000001"><from><member>any</member></from><to><member>any</member></to>
            <source><member>168.63.129.16</member></source><destination><member>any</member></destination>
            <application><member>any</member></application><service><member>any</member></service><action>allow</action></entry>
          <entry name="shop"><from><member>outside</member></from><to><member>inside</member></to>
            <source><member>any</member></source><destination><member>fronts</member></destination>
            <application><member>any</member></application><service><member>web</member></service><action>allow</action></entry>
          <entry name="browsing"><from><member>inside</member></from><to><member>outside</member></to>
            <source><member>any</member></source><destination><member>any</member></destination>
            <application><member>ssl</member></application><service><member>application-default</member></service><action>allow</action></entry>
        </rules></security>
        <nat><rules>
          <entry name="probes"><from><member>any</member></from><to><member>any</member></to>
            <source><member>168.63.129.16</member></source><destination><member>any</member></destination><service>any</service></entry>
          <entry name="shop"><from><member>outside</member></from><to><member>outside</member></to>
            <source><member>any</member></source><destination><member>front</member></destination><service>shop-port</service>
            <dynamic-destination-translation><translated-address>shop</translated-address></dynamic-destination-translation></entry>
          <entry name="hide"><from><member>inside</member></from><to><member>outside</member></to>
            <source><member>any</member></source><destination><member>any</member></destination><service>any</service>
            <source-translation><dynamic-ip-and-port><translated-address><member>172.31.1.200</member></translated-address></dynamic-ip-and-port></source-translation></entry>
        </rules></nat>
      </rulebase>
    </entry></vsys>
  </entry></devices>
</config>
"#;

/// What is said of the single firewall after an edit of its configuration.
fn said(from: &str, to: &str) -> Vec<String> {
    assert!(SINGLE.contains(from), "the configuration has no {from}");
    let text = SINGLE.replacen(from, to, 1);
    let files = vec![Input { path: "fw/config/bootstrap.xml".into(), bytes: text.into_bytes() }];
    let wrong = judge(files).wrong.into_iter().map(|one| one.to_string());
    wrong.filter(|one| one != "fw/config/init-cfg.txt is missing").collect()
}

#[test]
fn what_is_legal_is_no_contradiction() {
    assert_eq!(said("", ""), Vec::<String>::new());
    let target = "<dynamic-destination-translation><translated-address>shop</translated-address></dynamic-destination-translation>";
    let forms = [
        "<destination-translation><translated-address>172.31.4.20</translated-address></destination-translation>",
        "<destination-translation><translated-address>shop</translated-address><translated-port>443</translated-port></destination-translation>",
        "<dynamic-destination-translation><translated-address>office</translated-address><distribution>round-robin</distribution></dynamic-destination-translation>",
    ];
    for form in forms {
        assert_eq!(said(target, form), Vec::<String>::new(), "{form}");
    }
    let pool = "<dynamic-ip-and-port><translated-address><member>172.31.1.200</member></translated-address></dynamic-ip-and-port>";
    for form in [
        "<dynamic-ip-and-port><interface-address><interface>ethernet1/1</interface></interface-address></dynamic-ip-and-port>",
        "<dynamic-ip><translated-address><member>front</member></translated-address></dynamic-ip>",
        "<static-ip><translated-address>front</translated-address></static-ip>",
    ] {
        assert_eq!(said(pool, form), Vec::<String>::new(), "{form}");
    }
    // A group of unknown members, users and negated addresses: it is not known what becomes of packets.
    for (from, to) in [
        ("<member>front</member></static>", "<member>office</member></static>"),
        (
            "<action>allow</action></entry>\n          <entry name=\"shop\">",
            "<negate-source>yes</negate-source><action>deny</action></entry>\n          <entry name=\"shop\">",
        ),
        ("<ip><entry name=\"172.31.1.4/24\"/></ip>", "<dhcp-client/>"),
    ] {
        assert_eq!(said(from, to), Vec::<String>::new(), "{from} became {to}");
    }
}

#[test]
fn what_contradicts_is_named() {
    for (from, to, complaint) in [
        (
            "<member>loopback.1</member><member>tunnel.3</member></interface>",
            "<member>loopback.2</member></interface>",
            "the interface loopback.2 does not exist",
        ),
        (
            "<destination><member>fronts</member></destination>",
            "<destination><member>172.31.1.5</member></destination>",
            "a packet to 172.31.1.4 tcp 8443",
        ),
        (
            "<entry name=\"out\"><nexthop><ip-address>172.31.1.1</ip-address></nexthop>",
            "<entry name=\"out\"><nexthop><ip-address>172.31.8.1</ip-address></nexthop><interface>ethernet1/1</interface>",
            "leads to 172.31.8.1, which is not on ethernet1/1",
        ),
        (
            "<destination>168.63.129.16/32</destination>",
            "<destination>168.63.129.17/32</destination>",
            "inner does not answer probes out of its own interface",
        ),
        (
            "<service>shop-port</service>",
            "<service>shop-gate</service>",
            "the service shop-gate, which is not defined",
        ),
        ("$1$abcdefgh$0123456789012345678901", "secret123", "the hash of keeper has not the form"),
        (
            "<member>168.63.129.16</member>",
            "<member>any</member>",
            "the rule probes allows everything from everywhere",
        ),
    ] {
        let wrong = said(from, to);
        assert!(wrong.iter().any(|one| one.contains(complaint)), "{to}: {wrong:#?}");
        assert!(wrong.len() <= 3, "{to}: {wrong:#?}");
    }
}

/// A template in the form of public ones, with one machine of this name.
fn template(host: &str, address: &str) -> Vec<u8> {
    let nics = [("nic0", "172.31.0.4"), ("nic1", address), ("nic2", "172.31.2.4")];
    let nic = |(name, address): (&str, &str)| {
        serde_json::json!({ "type": "Microsoft.Network/networkInterfaces", "name": name, "properties": {
            "enableIPForwarding": true,
            "ipConfigurations": [{ "properties": { "privateIPAddress": address } }] } })
    };
    let ids = nics.map(|(name, _)| {
        serde_json::json!({ "id": format!("[resourceId('Microsoft.Network/networkInterfaces', '{name}')]") })
    });
    let machine = serde_json::json!({ "type": "Microsoft.Compute/virtualMachines", "name": host, "properties": {
        "osProfile": { "computerName": host }, "networkProfile": { "networkInterfaces": ids } } });
    let resources: Vec<_> = nics.into_iter().map(nic).chain([machine]).collect();
    serde_json::json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "resources": resources,
    })
    .to_string()
    .into_bytes()
}

#[test]
fn a_template_in_another_folder_is_another_package() {
    let file = |path: &str, bytes: Vec<u8>| Input { path: path.to_owned(), bytes };
    let own = || file("p/bootstrap/fw/config/bootstrap.xml", SINGLE.as_bytes().to_vec());
    let init = || {
        file("p/bootstrap/fw/config/init-cfg.txt", b"type=dhcp-client\nhostname=edge_fw\n".to_vec())
    };
    let judged = |more: Vec<Input>| -> Vec<String> {
        let wrong = judge([vec![own(), init()], more].concat()).wrong;
        wrong.into_iter().map(|one| one.to_string()).collect()
    };
    let fitting = || file("p/azuredeploy.json", template("edge_fw", "172.31.1.4"));
    let other = |path: &str| file(path, template("other", "172.31.1.9"));
    assert_eq!(judged(vec![fitting()]), Vec::<String>::new());
    assert_eq!(judged(vec![fitting(), other("p/lab/azuredeploy.json")]), Vec::<String>::new());
    let said = judged(vec![other("p/lab/azuredeploy.json")]).join("\n");
    assert!(
        said.contains("the template has no such machine"),
        "the only one is this package's: {said}"
    );
    let said = judged(vec![other("p/azuredeploy.json")]).join("\n");
    assert!(said.contains("the template has no such machine"), "{said}");
}
