//! What can be wrong, as data: each fault with what it breaks, its sentence and what to do. All words of the
//! audit stand here; `{}` is a fault's next fact.

use std::fmt;

use super::damage::Damage;

/// What is known of a fault whatever the package.
struct Row {
    slug: &'static str,
    damage: Damage,
    says: &'static str,
    instead: &'static str,
}

macro_rules! faults {
    ($($name:ident $damage:ident $slug:literal $says:literal $instead:literal)*) => {
        /// A fault of a package.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Fault {
            $(
                #[doc = $says]
                $name,
            )*
        }

        const FAULTS: &[Fault] = &[$(Fault::$name),*];

        const ROWS: [Row; FAULTS.len()] =
            [$(Row { slug: $slug, damage: Damage::$damage, says: $says, instead: $instead }),*];
    };
}

faults! {
    // Files.
    Unreadable Boot "unreadable"
        "{} cannot be read: {}"
        "Repair the file where the reader stopped"
    NotUtf8 Boot "not-utf8"
        "{} is not UTF-8"
        "Save it as UTF-8"
    FileMissing Boot "file-missing"
        "{} is missing"
        "Add it, or build the package again"
    NotBelonging Boot "not-belonging"
        "{} does not belong into a package"
        "Take it out: PAN-OS reads whatever lies in its folders"
    CopyDiffers Apart "copy-differs"
        "{} differs from its copy {}"
        "Decide which one counts and copy it over the other"
    UnitsMany Apart "units-many"
        "{} different configurations are there, expected those of two units"
        "Give each pair a folder of its own"
    ZipUnreadable Apart "zip-unreadable"
        "{} is no zip that can be read: {}"
        "Pack it again"
    DesignUnreadable Apart "design-unreadable"
        "{}: {}"
        "Save the design again"
    DesignError Apart "design-error"
        "{} has an error: {}"
        "Open the design and repair it"
    DesignDiffers Apart "design-differs"
        "{}: {}"
        "Build the bundle from the design again, or carry the change into the design"
    SumDesign Apart "sum-design"
        "{} lists {}, which is missing, so nothing could be held against its plan"
        "Put the design back beside the bundle"
    SumMissing Apart "sum-missing"
        "{} lists {}, which is not there"
        "Put the file back, or build the bundle again"
    SumDiffers Apart "sum-differs"
        "{} is not the file that {} lists"
        "Find out who changed it; build the bundle again if nobody should have"

    // init-cfg.txt.
    InitReturns Boot "init-returns"
        "{} has carriage returns, expected line feeds alone"
        "Save it with Unix line ends"
    InitUnknownKey Boot "init-unknown-key"
        "{} has the key {}, which is not in the vendor's list"
        "Check its spelling; PAN-OS passes over what it does not know"
    InitBlanks Boot "init-blanks"
        "{} has blanks around the value of {}"
        "Take them out: they become part of the value"
    InitValue Boot "init-value"
        "{} has no possible value for {}"
        "Write a value of the form that the deployment guide shows"
    InitTwice Boot "init-twice"
        "{} has {} twice"
        "Keep one of the lines"
    InitLine Boot "init-line"
        "{} has a line that is no key=value"
        "Take the line out"
    InitSwap Boot "init-swap"
        "{} exchanges the management interface, which on Azure takes management away"
        "Take mgmt-interface-swap out"
    InitPanorama Boot "init-panorama"
        "{} names a Panorama without {}"
        "Name template stack and device group, or Panorama does not take the unit"
    InitPin Boot "init-pin"
        "{} has one of {} and {}, expected both"
        "Give both, or neither"
    InitDiffers Boot "init-differs"
        "{} has the {} `{}`, bootstrap.xml beside it `{}`"
        "Write the same into both; init-cfg.txt counts"

    // The template by itself.
    NicOutside Boot "nic-outside"
        "the NIC {} of the template has {}, which is not in its subnet {}"
        "Give it an address of its subnet"
    NicsShare Boot "nics-share"
        "the NICs {} and {} of the template share {}"
        "Give each an address of its own"
    SubnetOutside Boot "subnet-outside"
        "outside its VNet the template has the subnet {}"
        "Add the range to the VNet, or move the subnet"
    HopNowhere Forward "hop-nowhere"
        "a route of the template leads to {}, where no front end is"
        "Let it lead to the internal balancer's address"
    AllPorts Boot "all-ports"
        "the rule {} of the template is for all ports or for all transports, expected both or neither"
        "Write protocol All with both ports 0, or one protocol with one port"
    ProbeSpoken Failover "probe-spoken"
        "the probe {} of the template asks {} of port {}, where PAN-OS speaks {}"
        "Probe with the protocol of the port"
    ReferenceLost Boot "reference-lost"
        "the template refers to {} {}, which is not there"
        "Correct the name, or add what it names"
    ParameterUndeclared Boot "parameter-undeclared"
        "{} gives `{}`, which the template does not declare"
        "Take it out, or declare it"
    ParameterRefused Boot "parameter-refused"
        "{} gives `{}` the value {}, which the template does not allow"
        "Give one of the allowed values"
    Computed Boot "computed"
        "{} has Azure compute {} at {}"
        "Escape the bracket"
    PackagesUnreadable Apart "packages-unreadable"
        "the template has packages that {}"
        "Build the template again"
    PackagesLack Apart "packages-lack"
        "the packages in the template lack {}"
        "Build the template again"
    PackagesDiffer Apart "packages-differ"
        "{} is not what the template carries"
        "Build the template again after a change of the package"
    PackagesLong Boot "packages-long"
        "the packages take {} bytes, expected at most {}"
        "Publish less, or upload the packages by hand"
    PackagesTag Apart "packages-tag"
        "the script's tag is not the digest of its packages"
        "Build the template again"

    OfferGone Boot "offer-gone"
        "the template takes the offer {}, which the Marketplace no longer has"
        "Take the offer vmseries-flex"
    SecretPublished Open "secret-published"
        "the parameter {} of the template has a published value"
        "Take its default out: a secret is asked for"
    SecretOpen Open "secret-open"
        "the parameter {} of the template is a password and no secure text"
        "Declare it as securestring: others are kept in the deployment's history"
    SecretNested Open "secret-nested"
        "the deployment {} of the template gets the secret {} in the clear"
        "Give the inner deployment secure parameters and the inner scope"
    ImageExploited Open "image-exploited"
        "the template boots PAN-OS {} with holes of management that are known to be exploited, expected {} or later"
        "Take an image with the fix"
    ImageEnded Retired "image-ended"
        "the template boots PAN-OS {}, which has had no support since {}"
        "Take an image of a release that is maintained"
    SizeRetired Retired "size-retired"
        "the template has machines of the size {}, which Azure retired on {}"
        "Take a size of a series that stays"

    // Filters.
    OpenManagement Open "open-management"
        "the filter of {} in the template lets the whole Internet in, port {}"
        "Name the networks from which the firewalls are managed"
    ProbeFiltered Failover "probe-filtered"
        "the filter of {} in the template blocks the probe of port {}"
        "Allow the service tag AzureLoadBalancer"
    LinkFiltered Failover "link-filtered"
        "the filter of {} in the template blocks {} from {}"
        "Allow it from the other unit's address"
    LinksFiltered Failover "links-filtered"
        "the filters of {} and {} in the template block {} between them"
        "Allow it between the units' addresses"
    TrafficFiltered Reach "traffic-filtered"
        "the filter of {} in the template blocks {}"
        "Allow it"
    NoFrontEnd Forward "no-front-end"
        "the template has no internal front end"
        "Add the internal balancer"
    SentBack Forward "sent-back"
        "the template routes {} of {}, to which the units send by {}, back to them"
        "Take the route out of the trust subnet's table"

    // The template against the configurations.
    NicsFew Boot "nics-few"
        "bootstrap.xml of {} uses {}, and the machine has {} NICs"
        "Give the machine the NIC, or take the interface out"
    HostUnknown Boot "host-unknown"
        "bootstrap.xml is for the host `{}`, and the template has no such machine"
        "Give the machine and the configuration one host name"
    DirectoryOther Boot "directory-other"
        "the machine {} of the template reads the directory {}, which is for {}"
        "Let each machine read its own directory"
    ImageOlder Boot "image-older"
        "bootstrap.xml of {} is of version {}, newer than the image of the template"
        "Take an image of that release or a later one"
    NotForwarding Forward "not-forwarding"
        "the NIC {} of the template does not forward"
        "Switch IP forwarding on"
    UserLacking Boot "user-lacking"
        "the administrator of the template is {}, whom bootstrap.xml of {} lacks"
        "Use one administrator in both"
    AddressDiffers Forward "address-differs"
        "bootstrap.xml of {} has {}"
        "Write the addresses of the template into the configuration"
    PeerNowhere Failover "peer-nowhere"
        "bootstrap.xml of {} has the HA1 peer {}, which is no other machine's management"
        "Write the other machine's management address"
    Untranslated Reach "untranslated"
        "the template publishes {} {}, without a NAT rule in {}"
        "Add the NAT rule, or take the balancer's rule out"
    Unpublished Reach "unpublished"
        "the NAT rule {} of {} is for {} {}, which the template does not publish"
        "Add the balancer's rule, or take the NAT rule out"
    ProbeSilent Failover "probe-silent"
        "the template probes port {}, which is not answered by {}"
        "Switch the port's service on in the interface management profile"

    // A configuration by itself.
    HipProfiles Boot "hip-profiles"
        "rule {} has hip-profiles, which PAN-OS {} refuses"
        "Write source-hip and destination-hip, or neither"
    HashPublished Open "hash-published"
        "the password of {} is published with a package"
        "Set a password of your own"
    Placeholder Boot "placeholder"
        "{} still has the placeholder `{}`"
        "Write the value"
    ReleaseEnded Retired "release-ended"
        "bootstrap.xml of {} is for PAN-OS {}, which has had no support since {}"
        "Move to a release that is maintained"
    InterfaceMissing Boot "interface-missing"
        "the interface {} does not exist"
        "Correct the name, or add the interface"
    HaInterfaceUsed Boot "ha-interface-used"
        "the HA interface {} is in a zone, router or import"
        "Take it out there"
    Ha2Port Boot "ha2-port"
        "HA2 uses {}, which is no HA interface"
        "Name an interface of type HA"
    Membership Forward "membership"
        "{} is in {} {}, expected one"
        "Put it into exactly one"
    ZoneMissing Forward "zone-missing"
        "rule {} names the zone {}, which does not exist"
        "Correct the name, or add the zone"
    ServiceMissing Forward "service-missing"
        "rule {} names the service {}, which is not defined"
        "Correct the name, or add the service"
    RuleShadowed Forward "rule-shadowed"
        "no packet reaches the rule {}, because {} stands above it"
        "Move it up, or take it out"
    NatZone Forward "nat-zone"
        "NAT rule {} is not in the zone before translation"
        "Write the zone in which the address lies before translation"
    ServiceLost Forward "service-lost"
        "a packet to {} {} {} {}, expected to reach {} from its own address"
        "Follow the packet: route, NAT rule, security rule, and the way back"
    HidingLost Forward "hiding-lost"
        "a packet from {} to the Internet {}, expected to leave as {}"
        "Hide the source behind the interface by which it leaves"
    RouteDestination Forward "route-destination"
        "route {} has the destination {}"
        "Write a network such as 10.0.0.0/16"
    RouteCircles Forward "route-circles"
        "a packet to {} circles from {}"
        "Let one of the routers have a next hop of its own for it"
    RouterLost Forward "router-lost"
        "{} has no way to the Internet"
        "Add a default route"
    NextRouterMissing Forward "next-router-missing"
        "route {} leads to {}, which does not exist"
        "Correct the router's name"
    GatewayElsewhere Forward "gateway-elsewhere"
        "route {} leads to {}, which is not on {}"
        "Take the first address of the interface's subnet"
    ProbeReply Failover "probe-reply"
        "{} does not answer probes out of its own interface"
        "Route 168.63.129.16/32 to the gateway of the router's own subnet"
    ProbeProfile Failover "probe-profile"
        "the management profile of {} does not answer {}"
        "Give it a management profile that permits this address alone"
    ProbeOpen Open "probe-open"
        "the management profile of {} answers others than {} too"
        "Let its management profile permit this address alone"
    ProbeLost Failover "probe-lost"
        "a probe of {} port {} {}, expected to be answered out of {}"
        "Let the probe pass NAT and policy untouched"
    HaSetting Failover "ha-setting"
        "{} is {}, expected {}"
        "Set it"
    Ha2Gateway Failover "ha2-gateway"
        "HA2 has the gateway `{}`, expected Azure's router {}"
        "Write the first address of the subnet"
    WatchedLost Failover "watched-lost"
        "a ping of {} from {} {}"
        "Watch an address that the unit reaches, or take it out"
    NameLength Boot "name-length"
        "the {} name `{}` has not 1 to {} characters"
        "Shorten it"
    NameTwice Boot "name-twice"
        "two {}s have the name {}"
        "Rename one of them"
    HashForm Boot "hash-form"
        "the hash of {} has not the form $5$salt$hash or $1$salt$hash"
        "Make the hash again; PAN-OS takes SHA-256 crypt of at most 63 characters"
    LeftOver Boot "left-over"
        "{} is left over from another device"
        "Take it out: it is another device's past"
    AllAllowed Open "all-allowed"
        "the rule {} allows everything from everywhere"
        "Name zones, addresses and applications"

    // Two configurations.
    HaLone Failover "ha-lone"
        "of both units only {} has high availability"
        "Configure it on both"
    PeerAddress Failover "peer-address"
        "{} does not carry the other unit's address as a /32"
        "Add it, so that rules for either address are valid on both"
    SyncOverwrites Failover "sync-overwrites"
        "both units synchronise their configuration, and {} has other addresses on each"
        "Switch configuration synchronisation off, or let Azure give the addresses"
    SameOnBoth Failover "same-on-both"
        "both units have the {} {}"
        "Give each its own"
    Unequal Failover "unequal"
        "the units differ where they must not: {}"
        "Make them alike: without configuration synchronisation nobody else does"
}

/// What may be meant so.
const REMARKS: [Fault; 10] = [
    Fault::ProbeOpen,
    Fault::AllAllowed,
    Fault::LeftOver,
    Fault::SecretOpen,
    Fault::SecretNested,
    Fault::ImageExploited,
    Fault::ImageEnded,
    Fault::ReleaseEnded,
    Fault::InitPanorama,
    Fault::InitUnknownKey,
];

impl Fault {
    /// All of them.
    pub const ALL: &'static [Self] = FAULTS;

    fn row(self) -> &'static Row {
        ROWS.get(self as usize).expect("each fault has a row")
    }

    /// What it breaks.
    pub fn damage(self) -> Damage {
        self.row().damage
    }

    /// Its name for other programs.
    pub fn slug(self) -> &'static str {
        self.row().slug
    }

    /// Its sentence, with places for facts.
    pub fn says(self) -> &'static str {
        self.row().says
    }

    /// What to do.
    pub fn instead(self) -> &'static str {
        self.row().instead
    }

    /// Whether it is worth knowing and contradicts nothing: somebody may have meant it so.
    pub fn is_remark(self) -> bool {
        REMARKS.contains(&self)
    }

    /// Whether it is about answers to a balancer's probes.
    pub(super) fn is_of_probes(self) -> bool {
        [Self::ProbeReply, Self::ProbeProfile, Self::ProbeOpen, Self::ProbeLost].contains(&self)
    }

    /// A contradiction with these facts.
    pub(super) fn of<const N: usize>(self, facts: [&dyn fmt::Display; N]) -> Contradiction {
        let facts = facts.iter().map(ToString::to_string).collect();
        Contradiction { fault: self, facts, at: Vec::new() }
    }
}

/// Where one side of a contradiction stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Path of the file.
    pub path: String,
    /// Line, from 1; 0 for the whole file.
    pub line: usize,
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.path),
            line => write!(f, "{}:{line}", self.path),
        }
    }
}

/// Where files contradict themselves or each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradiction {
    /// What is wrong.
    pub fault: Fault,
    /// Its facts, in the order of its sentence.
    pub facts: Vec<String>,
    /// Its sides.
    pub at: Vec<Spot>,
}

impl Contradiction {
    /// The same with one place for all its sides.
    #[must_use]
    pub(super) fn all_at(self, spot: &Spot) -> Self {
        Self { at: vec![spot.clone()], ..self }
    }

    /// The same with a further side.
    #[must_use]
    pub(super) fn at(mut self, path: &str, line: usize) -> Self {
        self.at.push(Spot { path: path.to_owned(), line });
        self
    }
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut facts = self.facts.iter();
        let mut pieces = self.fault.says().split("{}");
        f.write_str(pieces.next().expect("a split text has a first part"))?;
        for piece in pieces {
            f.write_str(facts.next().expect("a sentence has a fact for each place"))?;
            f.write_str(piece)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_has_words_of_its_own() {
        let mut slugs: Vec<&str> = ROWS.iter().map(|row| row.slug).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), ROWS.len());
        for row in &ROWS {
            assert!(!row.says.ends_with('.') && !row.instead.ends_with('.'), "{}", row.slug);
            assert!(row.instead.starts_with(|c: char| c.is_ascii_uppercase()), "{}", row.slug);
        }
    }
}
