//! The public and the internal balancer.

use super::Builder;
use crate::arm::expr::{Expr, Id, References, Text};
use crate::arm::resource;
use crate::arm::resource::{Balancer, BalancingRule, Frontend, Part, Probe, PublicIp, Ref};
use crate::design::{ProbeProtocol, Protocol};
use crate::plan::Egress;

/// The parts of one balancer that its rules name.
struct Parts {
    frontend: Expr,
    pool: Expr,
    probe: Expr,
}

impl Builder<'_> {
    pub(super) fn balancers(&mut self) {
        if self.plan.balance.public.made {
            self.public_balancer();
        }
        self.internal_balancer();
    }

    /// The id of a part of a balancer. Inside the balancer itself nothing is waited for.
    fn parts(balancer: &str, frontend: &str, pool: &str, probe: &str) -> Parts {
        let mut inside = References::default();
        let mut part = |below: &'static str, name: &str| {
            inside.id(&Id::of::<Balancer>(balancer).inner(below, name))
        };
        Parts {
            frontend: part("/frontendIPConfigurations", frontend),
            pool: part("/backendAddressPools", pool),
            probe: part("/probes", probe),
        }
    }

    fn public_balancer(&mut self) {
        let balance = &self.plan.balance;
        let public = &balance.public;
        let mut references = References::default();
        let frontends = public.front_ends().map(|(front_end, address)| {
            let public_ip = Some(Ref { id: PublicIp::of(address, &mut references) });
            Part::new(front_end, Frontend { public_ip, ..Default::default() })
        });
        let frontends = frontends.collect();
        let parts =
            Self::parts(&public.name.value, &public.frontend, &public.pool, &balance.probe.name);
        let rules = balance.services.iter().map(|service| {
            let tcp = service.protocol == Protocol::Tcp;
            let (front_end, _) = public.front_end_of(service).expect("a service has a front end");
            let door =
                Self::parts(&public.name.value, front_end, &public.pool, &balance.probe.name);
            Part::new(
                &service.name,
                BalancingRule {
                    frontend: Ref { id: door.frontend },
                    backend_address_pool: Ref { id: parts.pool.clone() },
                    probe: Ref { id: parts.probe.clone() },
                    protocol: if tcp { "Tcp" } else { "Udp" },
                    frontend_port: service.port,
                    // PAN-OS translates the port, so that one NAT rule says the whole of it.
                    backend_port: service.backend_port,
                    enable_floating_ip: balance.floating_ip,
                    enable_tcp_reset: balance.tcp_reset && tcp,
                    idle_timeout_in_minutes: balance.idle_timeout_min,
                    load_distribution: "Default",
                    disable_outbound_snat: true,
                },
            )
        });
        let outbound = match &balance.egress {
            Egress::OutboundRule { name, ports_per_unit } => vec![Part::new(
                name,
                resource::OutboundRule {
                    frontends: vec![Ref { id: parts.frontend.clone() }],
                    backend_address_pool: Ref { id: parts.pool.clone() },
                    protocol: "All",
                    allocated_outbound_ports: *ports_per_unit,
                    idle_timeout_in_minutes: balance.idle_timeout_min,
                    enable_tcp_reset: balance.tcp_reset,
                },
            )],
            Egress::NatGateway | Egress::PublicIps | Egress::None => Vec::new(),
        };
        let properties = Balancer {
            frontends,
            backend_address_pools: vec![pool(&public.pool)],
            // Without a rule nothing asks for the probe's answer.
            probes: if balance.services.is_empty() { Vec::new() } else { vec![self.probe()] },
            load_balancing_rules: rules.collect(),
            outbound_rules: outbound,
        };
        let comments = "Sends published services to the active unit";
        self.add(&public.name, comments, references, properties);
    }

    fn internal_balancer(&mut self) {
        let balance = &self.plan.balance;
        let internal = &balance.internal;
        let mut references = References::default();
        let subnet = self.subnet_id(&self.plan.network.balancer, &mut references);
        let frontend = Frontend {
            allocation_method: Some("Static"),
            address: Some((&internal.address).into()),
            subnet: Some(Ref { id: subnet }),
            public_ip: None,
        };
        let parts = Self::parts(
            &internal.name.value,
            &internal.frontend,
            &internal.pool,
            &balance.probe.name,
        );
        let rule = BalancingRule {
            frontend: Ref { id: parts.frontend },
            backend_address_pool: Ref { id: parts.pool },
            probe: Ref { id: parts.probe },
            protocol: "All",
            frontend_port: 0,
            backend_port: 0,
            enable_floating_ip: false,
            // Azure sends no reset for a rule of all ports.
            enable_tcp_reset: false,
            idle_timeout_in_minutes: balance.idle_timeout_min,
            load_distribution: "Default",
            disable_outbound_snat: true,
        };
        let zones = self.regional_zones();
        let frontend = Part { zones, ..Part::new(&internal.frontend, frontend) };
        let properties = Balancer {
            frontends: vec![frontend],
            backend_address_pools: vec![pool(&internal.pool)],
            probes: vec![self.probe()],
            load_balancing_rules: vec![Part::new(&internal.rule, rule)],
            outbound_rules: Vec::new(),
        };
        let comments = "Next hop of the ranges behind the firewalls: all ports to the active unit";
        self.add(&internal.name, comments, references, properties);
    }

    fn probe(&self) -> Part<Probe> {
        let probe = &self.plan.balance.probe;
        Part::new(
            &probe.name,
            Probe {
                protocol: match probe.protocol {
                    ProbeProtocol::Tcp => "Tcp",
                    ProbeProtocol::Http => "Http",
                    ProbeProtocol::Https => "Https",
                },
                port: probe.port,
                request_path: probe.path.as_ref().map(Text::from),
                interval_in_seconds: probe.interval_s,
                threshold: probe.threshold,
                no_healthy_backends_behavior: "AllProbedDown",
            },
        )
    }
}

fn pool(name: &str) -> Part<()> {
    Part { name: name.into(), zones: None, properties: None }
}
