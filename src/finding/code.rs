//! The catalogue of rules: one row a rule, with its stable code, slug, severity and reason.
//!
//! Codes are never reused. The rules page, `check --explain` and the documentation are printed from
//! this table, so every row explains itself: what is looked at, why it matters, what to do instead,
//! where that stands. After `=>` follow the sentences that findings say; `{at}` and `{also}` stand for
//! the first two fields of the finding, `{}` for its next fact, and a hint may follow. The first sentence
//! has the rule's name, each further one its own.

use super::rule::{Explanation, Rule, Sentence, Severity, rules};

rules! {
    FileUnreadable "FIL001" "file-unreadable" Error
        "A design file is not a JSON object with the key `fields`."
        "Nothing can be read from it."
        "Save the design again, or start from `fast-ha example`."
        "Design file format fast-ha/1"
        => "the design file is not JSON: {}"
        FileNoObject => "the design file is not a JSON object"
        FileNoFormat => "the design file has no text `format`"
        FileFields => "`fields` is {}";
    FileFormat "FIL002" "file-format" Error
        "A design file has a format that this version does not know."
        "A newer version may mean something else by the same key, so nothing is guessed."
        "Open it with the version that wrote it, or a newer one."
        "Design file format fast-ha/1"
        => "the design file has format `{}`, expected `{}`";
    FileUnknownKey "FIL003" "file-unknown-key" Warning
        "A design file has a key that this version does not know."
        "The key has no effect; it is kept when the design is saved."
        "Check the spelling against the list of fields."
        "Design file format fast-ha/1"
        => "`{}` is no field of this version"
        FileKeyUnknown => "`{}` is no key of this version's design files"
        LinkFieldUnknown => "field {} of the link is none of this version";
    FileNotText "FIL004" "file-not-text" Error
        "A value in a design file is not a JSON string."
        "Values are written exactly as typed, so that reading never changes them."
        "Put the value in quotes."
        "Design file format fast-ha/1"
        => "`{}` is {}, expected a text in quotes"
        FileNotNumber => "`preset_version` is {}, expected a whole number";
    FileSecret "FIL005" "file-secret" Error
        "A design file holds a secret."
        "Design files are shared and stored; a secret in one is a secret lost."
        "Remove it and give it by FAST_HA_… or --secrets."
        "Design file format fast-ha/1"
        => "`{at}` is in the design file, where secrets do not belong",
            "Remove it from the file and change the secret, since the file may be copied"
        FileSecretMisspelt => "`{}` in the design file seems to mean a secret, and secrets do not belong there",
            "Remove it from the file and change the secret, since the file may be copied"
        FileSecretSwapped => "{at} is a value in the design file, so its key may be the secret",
            "Remove both from the file and change the secret, since the file may be copied";
    FilePreset "FIL006" "file-preset" Error
        "A design file names a preset that does not exist."
        "Only what differs from the preset is written, so another preset means another design."
        "Use one of the presets that `fast-ha presets` lists."
        "Design file format fast-ha/1"
        => "the preset is {}, expected one of {}";
    LinkUnreadable "FIL007" "link-unreadable" Error
        "A shared link does not hold a design that this version can read."
        "Links get cut by mail and chat; a part of a design would be another design."
        "Ask for the link again, or for the design file."
        "Link format of this product"
        => "the link {}";
    PresetOlder "FIL008" "preset-older" Note
        "A design was made when a preset or a default was another one."
        "Its values of that time are kept: others would resize or re-address what is deployed."
        "Leave it, or take today's value where nothing is deployed yet."
        "Design file format fast-ha/1"
        => "{at} keeps `{}` of presets version {}";
    PresetNewer "FIL009" "preset-newer" Warning
        "A design was made with presets of a newer version."
        "What it leaves to them may be another value there."
        "Open it with the version that wrote it, or a newer one."
        "Design file format fast-ha/1"
        => "the design was made with presets version {}, expected {} at most";

    ChoiceUnknown "VAL001" "choice-unknown" Error
        "A choice is none of the allowed values."
        "Every document depends on it."
        "Take one of the values that the finding lists."
        "List of fields, bounds in the form"
        => "{at} is `{}`, expected one of {}"
        SwitchUnknown => "{at} is `{}`, expected on or off";
    NumberSyntax "VAL002" "number-syntax" Error
        "A number is not a whole number."
        "Azure and PAN-OS take whole numbers here."
        "Write digits only."
        "List of fields, bounds in the form"
        => "{at} is `{}`, expected a whole number from {} to {}";
    NumberBounds "VAL003" "number-bounds" Error
        "A number is outside its bounds."
        "Azure or PAN-OS refuses it, at deployment or at commit."
        "Stay inside the bounds that the finding gives."
        "List of fields, bounds in the form"
        => "{at} is {}, expected {} to {}";
    ControlCharacter "VAL004" "control-character" Error
        "A text has a character that cannot be shown or written to XML; a key, PIN or code has one, a line end, or blanks around it."
        "PAN-OS cannot load a configuration that holds it, and what follows a line end in init-cfg.txt is another setting."
        "Delete the character."
        "XML 1.0, characters; init-cfg.txt, one key a line"
        => "{at} has the character {}, expected printable text"
        SecretCharacter => "{at} has a control character or a line end at place {}, expected one line of printable text",
            "Copy it again, without what stands around it"
        SecretBlank => "{at} begins or ends with a blank, expected one line of printable text",
            "Copy it again, without what stands around it";
    EntriesMany "VAL005" "entries-many" Error
        "A list has more entries, or a text more bytes, than a design has use for."
        "Whatever follows from each entry is planned anew at each key, so a list without an end would stop the page."
        "Join neighbouring ranges into larger ones, or split the design."
        "List of fields, limits"
        => "{at} has {} entries, expected at most {}; the others are not read"
        TextLong => "{at} has {} bytes, expected at most {}, and is not read";
    FindingsMany "VAL006" "findings-many" Note
        "One rule has more to say of one field than anybody reads."
        "The first of its findings are listed; the others follow once these are repaired."
        "Repair the listed ones first."
        "List of fields, limits"
        => "{} has further findings here, of which the first {} are listed";

    RangeSyntax "NET001" "range-syntax" Error
        "A range is not written as address/length."
        "Every subnet and address follows from it."
        "Write CIDR notation such as 10.0.0.0/16."
        "Azure documentation, Virtual Network FAQ"
        => "{at} is `{}`, expected a range such as 10.0.0.0/16"
        RangeLengthMissing => "{at} is {}, expected a range with a length, such as {}"
        RangeNetmask => "{at} is `{}`, with a netmask, expected the prefix length in {}";
    RangeNotAligned "NET002" "range-not-aligned" Error
        "A range has host bits set."
        "Azure refuses a prefix whose address is not its first one."
        "Use the aligned block around the address."
        "Azure documentation, Virtual Network FAQ"
        => "{at} is {}, which lies inside {}, expected an aligned block";
    RangeV6 "NET003" "range-v6" Error
        "A range is IPv6."
        "The design is IPv4 only; HA with dual stack has not been worked out."
        "Use an IPv4 range."
        "Azure documentation, Virtual Network FAQ"
        => "{at} is {}, expected IPv4; dual stack is not part of this design";
    RangeLength "NET004" "range-length" Error
        "A range is larger or smaller than Azure takes for its purpose."
        "A subnet is /2 to /29, a VNet's block at most /8 here."
        "Choose a length within the bounds."
        "Azure documentation, Virtual Network FAQ"
        => "{at} has {}, expected a length of /{} to /{}"
        SubnetLength => "{at} is {}, expected a subnet of /{} or larger";
    RangeForbidden "NET005" "range-forbidden" Error
        "A range holds addresses that Azure keeps for itself."
        "Multicast, loopback, link-local and 168.63.129.16 cannot be used in a VNet."
        "Use a private range."
        "Azure documentation, Virtual Network FAQ"
        => "{at} is {}, which shares addresses with {} ({})";
    RangePublic "NET006" "range-public" Warning
        "A range is not private."
        "Hosts inside the VNet then cannot reach the real owners of those addresses."
        "Use 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10."
        "RFC 1918, RFC 6598"
        => "{at} is {}, which is not private",
            "Hosts in the VNet lose the way to the owners of these addresses";
    RangesOverlap "NET007" "ranges-overlap" Error
        "Two ranges share addresses, and neither is a peered summary wider than the VNet."
        "Azure refuses overlapping subnets, and routing between them would be undefined."
        "Move one of them."
        "Azure documentation, Virtual Network FAQ"
        => "{at} {} of {} overlaps {also} {} of {}"
        SubnetOverlapsRange => "{at} {} of {} overlaps {} of {also}"
        VnetOverlapsRange => "{at} has {}, which overlaps the VNet's own {}, expected a range outside"
        RangeTwice => "{} is behind the firewalls twice, expected each once"
        BlocksOverlap => "{at} has {} and {}, which overlap";
    SubnetOutside "NET008" "subnet-outside-vnet" Error
        "A subnet is not inside one block of the VNet."
        "Azure refuses it."
        "Move the subnet, or add its block to the VNet range."
        "Azure documentation, Virtual Network FAQ"
        => "{at} is {}, which is not inside {also} {}";
    VnetExhausted "NET009" "vnet-exhausted" Error
        "The VNet has no room for a subnet that is needed."
        "Nothing can be planned for it."
        "Widen the VNet range or shrink typed subnets."
        "Azure documentation, Virtual Network FAQ"
        => "{at} {} has no room left for {also}, expected a free block of /29 or larger",
            "Use a range of /26 or larger, or shrink what is typed";
    SubnetTooSmall "NET010" "subnet-too-small" Error
        "A subnet has fewer usable addresses than the design puts there."
        "Azure reserves the first four addresses and the last one of every subnet."
        "Use a larger subnet."
        "Azure documentation, Virtual Network FAQ"
        => "{at} {} of {} has {} usable addresses, the design needs {}";
    ExistingNeedsValue "NET011" "existing-needs-value" Error
        "With an existing VNet, its name or a subnet's name or range is blank."
        "Nothing can be chosen for a network that already stands."
        "Type the name or range that the VNet has."
        "Azure Resource Manager: deploying a VNet replaces its subnets"
        => "{at} is blank, expected what the existing VNet has",
            "Take it from `az network vnet show`, which the page reads when it is pasted; nothing can be chosen for a network that already stands"
        ExistingWorkload => "{at} has `{}` without a range, expected the one that it has in the existing VNet";
    WorkloadSyntax "NET012" "workload-syntax" Error
        "A workload has a size that no subnet has."
        "Its subnet could not be planned."
        "Write the name alone, app=/24, app=200 for so many hosts, or app=10.0.16.0/24."
        "Azure documentation, Virtual Network FAQ"
        => "the workload `{}` has a size that no subnet has, expected /8 to /29 or a number of hosts";
    ListRepeats "NET013" "list-repeats" Warning
        "A list holds the same entry twice."
        "The repetition has no effect."
        "Remove one of them."
        "List of fields"
        => "{at} holds `{}` twice";
    ResourceGroupUnused "NET014" "resource-group-unused" Warning
        "A VNet resource group is typed for a VNet that this deployment creates."
        "A new VNet is created in the deployment's own resource group."
        "Clear it, or choose an existing VNet."
        "List of fields"
        => "{at} is typed for a new VNet, which is created in the deployment's own group";
    Ha2Shared "NET015" "ha2-shared" Note
        "The HA2 NICs are in the trust subnet."
        "Session synchronisation then shares that subnet's filters and its fate."
        "Give HA2 a subnet of its own."
        "Palo Alto Networks' fast-failover example"
        => "the HA2 NICs share the trust subnet";
    ExistingRange "NET016" "existing-range-blank" Warning
        "With an existing VNet, its range is blank."
        "Return routes on the firewalls then cover the named subnets only, and the rest of the VNet is not reached."
        "Type the address space of the VNet."
        "Azure Resource Manager: an existing VNet is only referred to"
        => "{at} is blank, so return routes cover the named subnets of the existing VNet only",
            "Type the VNet's address space";

    PeeringExisting "NET017" "peering-existing-vnet" Warning
        "A peering is given for an existing VNet."
        "The template never changes an existing VNet, so the peering is left out."
        "Make it by hand, or clear it."
        "Azure documentation, VNet peering"
        => "{at} is typed for an existing VNet, which the template never changes";
    PeeringOtherSide "NET018" "peering-other-side" Note
        "A peering is created from the new VNet only."
        "Nothing passes until the other VNet has its half."
        "Make it over there with the command in the guide."
        "Azure documentation, VNet peering"
        => "the VNet {} needs its half of the peering too";
    PeeringRanges "NET019" "peering-ranges" Warning
        "A peering is given, and no range behind the firewalls."
        "Without return routes the firewalls send answers for the peered VNet to the Internet side."
        "Name the peered VNet's ranges as peered ranges."
        "Azure documentation, VNet peering"
        => "{also} is typed, and no range behind the firewalls is named";
    RoutesMany "NET020" "routes-many" Error
        "There would be more route tables, or more routes in one, than Azure takes."
        "Azure refuses the next one."
        "Join neighbouring ranges into larger ones."
        "Azure documentation, Networking limits"
        => "the workloads need {} route tables, Azure takes {}"
        TableRoutesMany => "the route table {} has {} routes, Azure takes {}";

    GrowthRoom "NET021" "growth-room" Note
        "The pair's subnets and what is taken leave half of a new VNet or less to workloads."
        "A VNet's subnets cannot grow while machines stand in them; workloads would need peered VNets."
        "Use a range of /24 or larger, mark less of it as taken, or plan for peered ranges."
        "Azure documentation, Virtual Network FAQ"
        => "{at} keeps {} of {} addresses for workloads, expected more than half",
            "Use a range of /24 or larger, or mark less of it as taken";
    ReturnSpoke "NET022" "return-path" Warning
        "Ranges elsewhere are reached through the pair, and nothing here steers what they send back."
        "The pair sees one half of each flow and drops it as out of state."
        "Give the subnets over there, or the gateway's subnet, a route table that leads to the pair; the guide has the commands."
        "Azure documentation, User-defined routes; MicrosoftDocs/azure-docs#113173"
        => "what {} sends comes past the pair, until the subnets there have a route table to {}",
            "Make it over there with the commands of the guide"
        ReturnGateway => "what {} sends comes past the pair, until the gateway's subnet has a route table to {}",
            "Name GatewaySubnet among the workload subnets where the gateway is this VNet's; else the guide has the commands";
    TransitOwn "NET023" "gateway-transit" Error
        "A gateway shall be shared in a way that Azure refuses."
        "A VNet uses one gateway: its own or that of one peered VNet."
        "Offer the own gateway, or use that of one peering."
        "Azure documentation, VPN gateway transit for VNet peering"
        => "{at} is use, and this VNet has a gateway subnet of its own"
        TransitSeveral => "{at} is use for {} peerings, expected one";
    TransitUnused "NET024" "gateway-transit-idle" Warning
        "A gateway shall be shared that is not there, or over no peering."
        "The switch has no effect."
        "Name a peering and a GatewaySubnet, or clear it."
        "Azure documentation, VPN gateway transit for VNet peering"
        => "{at} is set, and there is no peering"
        TransitNothing => "{at} is offer, and no GatewaySubnet is among the workload subnets";
    TunnelForced "NET025" "forced-tunnelling" Warning
        "Ranges on premises are named, and untrust and management have no default route of their own."
        "Where the gateway makes a default route known, their traffic leaves on premises: public addresses answer by another way than they were asked."
        "Give both a default route to the Internet."
        "Azure documentation, virtual network traffic routing; MicrosoftDocs/azure-docs#44672"
        => "a default route that the gateway makes known would take the traffic of untrust and management";
    ExistingUntouched "NET026" "existing-vnet-untouched" Error
        "A property of the VNet is typed, and the VNet exists."
        "The template never changes an existing VNet, so it would be left out."
        "Clear it, and set it where that VNet is made."
        "Azure Resource Manager: an existing VNet is only referred to"
        => "{at} is typed for an existing VNet, which the template never changes";
    DnsFirstBoot "NET027" "dns-first-boot" Note
        "A new VNet gets DNS servers of its own."
        "At their first boot the units find the storage account with their package by these servers; without an answer they boot without a configuration."
        "Make them answer to the management subnet before the units boot, for names of the Internet too."
        "Azure documentation, name resolution for resources in virtual networks"
        => "at their first boot the units ask {} for the storage account with their package";

    AddressSyntax "ADR001" "address-syntax" Error
        "An address is not four numbers."
        "Every document would carry it."
        "Write an IPv4 address such as 10.0.0.4."
        "Azure documentation, Virtual Network FAQ: reserved addresses"
        => "{at} is `{}`, expected an IPv4 address such as 10.0.0.4"
        AddressHostless => "{at} is {}, which is {}, expected a host's address";
    AddressOutside "ADR002" "address-outside-subnet" Error
        "An address is not inside its subnet."
        "Azure refuses the NIC or front end."
        "Use an address of the subnet, or leave it blank."
        "Azure documentation, Virtual Network FAQ: reserved addresses"
        => "{at} is {}, which is not inside {} of {}";
    AddressReserved "ADR003" "address-reserved" Error
        "An address is one of the five that Azure reserves in every subnet."
        "Azure refuses the NIC or front end."
        "Use the fifth address or a later one, but not the last."
        "Azure documentation, Virtual Network FAQ: reserved addresses"
        => "{at} is {}, which Azure reserves in {}, expected the fifth address or a later one but not the last";
    AddressNotUnique "ADR004" "address-not-unique" Error
        "Two NICs or front ends have the same address."
        "Azure refuses the second one."
        "Change one of them, or leave it blank."
        "Azure documentation, Virtual Network FAQ: reserved addresses"
        => "{at} is {}, which {also} of {} has too, expected each address once";
    AddressV6 "ADR005" "address-v6" Error
        "An address is IPv6."
        "The design is IPv4 only."
        "Use an IPv4 address."
        "The design is IPv4 only"
        => "{at} is `{}`, expected an IPv4 address; this design is IPv4 only";

    NameShape "NAM001" "name-shape" Error
        "A resource name has characters that Azure does not take there."
        "The deployment is refused."
        "Use the characters that the finding lists."
        "Azure documentation, Naming rules for resources"
        => "{at} is `{}`, expected {}"
        PlannedNameShape => "the {} name `{}` is not possible, expected {}"
        SizeShape => "{at} is `{}`, expected a size such as Standard_DS3_v2"
        SizeShort => "{at} is `{}`, expected Azure's whole name, `{}`"
        SuffixShape => "{at} is `{}`, expected letters, digits and hyphens that end with a letter or digit";
    NameLength "NAM002" "name-length" Error
        "A resource name is too long or too short, counted with the suffix."
        "The deployment is refused."
        "Shorten the name or the suffix."
        "Azure documentation, Naming rules for resources"
        => "{at} is `{}`, expected {} to {} characters"
        PlannedNameLength => "the {} name `{}` has {} characters with what is appended, expected at most {}";
    HostName "NAM003" "host-name" Error
        "A unit's name is no PAN-OS host name."
        "It is the VM's name and the host name in bootstrap.xml."
        "Use up to 31 letters, digits and hyphens."
        "PAN-OS help, host name; Azure computer name"
        => "{at} is `{}`, expected up to {} letters, digits and hyphens"
        PlannedHostName => "the host name `{}` of unit {} is not possible, expected up to {} letters, digits and hyphens, suffix included";
    NamesEqual "NAM004" "names-equal" Error
        "Two resources of one kind have the same name."
        "The second one would overwrite the first."
        "Change one of them."
        "Azure documentation, Naming rules for resources"
        => "two {}s have the name `{}`, expected different names"
        FrontEndsEqual => "two front ends have the name `{}`"
        WorkloadsEqual => "two workloads have the name `{}`, expected each once"
        TagTwice => "{at} has the tag `{}` twice, expected each name once";
    SubnetNameReserved "NAM005" "subnet-name-reserved" Error
        "A subnet has a name that Azure keeps for a service."
        "Azure applies that service's rules to it."
        "Choose another name."
        "Azure documentation, subnets of Azure services"
        => "{at} is `{}`, a name that Azure keeps for a service";
    DnsLabel "NAM006" "dns-label" Error
        "A DNS label is not 3 to 63 lower-case letters, digits and hyphens that start with a letter."
        "Azure refuses the public IP."
        "Write a label such as edge-fw."
        "Azure documentation, domain name label"
        => "{at} is `{}`, expected {}";
    DnsLabelReserved "NAM008" "dns-label-reserved" Error
        "A DNS label holds a word that Azure keeps."
        "Azure refuses the public IP."
        "Choose another label."
        "Azure documentation, reserved resource names"
        => "{at} is `{}`, and Azure keeps names with `{}`";
    SetNameMissing "NAM009" "existing-set-name" Error
        "An existing availability set is chosen, and its name is blank."
        "Both machines would point at a set that nobody makes, and Azure refuses them."
        "Type the set's name, or let the template make one."
        "Azure documentation, Availability options"
        => "{at} is blank, expected the name of the set that stands already";
    TagSyntax "NAM007" "tag-syntax" Error
        "A tag is not name=value within Azure's limits."
        "Azure refuses it."
        "Write owner=network, one a line, at most 50."
        "Azure documentation, Tag limits"
        => "the tag `{}` is not name=value within Azure's limits"
        TagsMany => "{} tags are typed, Azure takes {}";

    UserShape "CRE001" "user-shape" Error
        "The user name is not one that both Azure and PAN-OS take."
        "The units share it, and the packages carry it."
        "Use up to 31 lower-case letters, digits, hyphens and underscores, starting with a letter."
        "Azure documentation, Linux virtual machine FAQ"
        => "{at} is `{}`, expected up to 31 lower-case letters, digits, - and _";
    UserReserved "CRE002" "user-reserved" Error
        "The user name is one that Azure refuses."
        "Azure refuses common administrator names."
        "Choose another name."
        "Azure documentation, Linux virtual machine FAQ"
        => "{at} is `{}`, which Azure refuses";
    PasswordLength "CRE003" "password-length" Error
        "The password is shorter than 12 or longer than 72 characters."
        "Azure refuses it."
        "Use 12 to 72 characters."
        "Azure documentation, Linux virtual machine FAQ"
        => "the password has {} characters, expected {} to {}";
    PasswordClasses "CRE004" "password-classes" Error
        "The password lacks one of lower case, upper case, digit and special character."
        "Azure wants three of them; PAN-OS's complexity rules, which these packages switch on, want all four."
        "Mix all four kinds."
        "Azure documentation, Linux virtual machine FAQ; PAN-OS help, password complexity"
        => "the password has no {}";
    PasswordUser "CRE005" "password-has-user" Error
        "The password contains the user name."
        "PAN-OS's complexity rules refuse it at the next change."
        "Leave the user name out of it."
        "PAN-OS help, password complexity"
        => "the password contains the user name";
    PasswordCommon "CRE006" "password-common" Error
        "The password is a known one."
        "It is tried first by everyone who tries."
        "Use another one."
        "Azure documentation, Linux virtual machine FAQ; PAN-OS documentation, username and password requirements"
        => "the password is on the list of refused ones";
    PasswordCharacter "CRE007" "password-character" Error
        "The password has a control character or a blank at its start or end."
        "Azure refuses the first, and the second gets lost on the way."
        "Remove it."
        "Azure documentation, Linux virtual machine FAQ"
        => "the password has a control character, or a blank at its start or end";
    PasswordMissing "CRE008" "password-missing" Warning
        "No password and no SSH key is typed, and the packages are written here."
        "The administrator in the packages is then locked with `*`: you may not be able to log in (not verified)."
        "Type a password or a key."
        "Palo Alto Networks' published configurations (not verified)"
        => "no password and no SSH key is typed, so the packages carry `*` and you may not be able to log in (not verified)",
            "Type the password that you will give at deployment; it stays on this page";
    PasswordPortal "CRE009" "password-portal" Note
        "The password is typed here and asked again at deployment."
        "A different one typed in the portal would not match the packages."
        "Type the same one."
        "The packages carry a hash that Azure does not see"
        => "the password is hashed into both packages, and the deployment asks for it again";
    SshKeyShape "CRE010" "ssh-key-shape" Error
        "An SSH public key is not one line of type and base64."
        "Azure refuses it."
        "Paste the .pub file: ssh-rsa AAAA…."
        "Azure documentation, SSH keys for Linux machines"
        => "{at} is no public key, expected one line such as ssh-rsa AAAA… name"
        SshKeyMixed => "{at} says {}, and its bytes are a key of the type {}";

    LoginNeedsKey "CRE011" "login-needs-key" Error
        "Login is by SSH key only, and no key is typed."
        "Nobody could log in."
        "Type a public key, or use a password."
        "Azure documentation, SSH keys for Linux VMs"
        => "{at} is key, and {also} is blank";
    PasswordUnused "CRE012" "password-unused" Warning
        "A password is typed, and login is by SSH key only."
        "It is written nowhere."
        "Clear it, or use a password."
        "the design's own rule"
        => "a password is typed, and {also} is key";
    LoginKeyOnly "CRE013" "login-key-only" Note
        "Login is by SSH key only."
        "The web page of PAN-OS knows no keys, so it lets nobody in until a password is set over SSH."
        "Log in over SSH and set a password where the web page is wanted (not verified)."
        "PAN-OS documentation, SSH key-based administrator authentication"
        => "{at} is key, so the web page lets nobody in until a password is set over SSH (not verified)";
    SshKeyType "CRE014" "ssh-key-type" Error
        "An SSH public key is of a type or length that its machine does not take."
        "PAN-OS takes RSA of 768 to 4096 bits alone and Azure RSA from 2048 bits: with another key nobody can log in to the firewalls. Azure takes ed25519 for the test server, and ECDSA for neither."
        "Make an RSA key of 4096 bits for the firewalls; keep the other one for the test server."
        "PAN-OS documentation, SSH key-based administrator authentication; Azure documentation, SSH keys for Linux VMs"
        => "{at} is a public key, {}, expected RSA of {} to {} bits for the firewalls",
            "`ssh-keygen -t rsa -b 4096` makes such a key"
        SshKeyServer => "{at} is a public key, {}, expected ed25519, or RSA of {} bits and more, for a Linux VM in Azure";

    SourceShape "ACC001" "source-shape" Error
        "A management source is neither a range nor a service tag."
        "Azure refuses the rule."
        "Write a CIDR range or a tag such as VirtualNetwork."
        "Azure type definitions, networkSecurityGroups"
        => "{at} holds `{}`, expected a range or a service tag";
    SourceOpen "ACC002" "source-open" Warning
        "Management is open to the whole Internet."
        "The login page of a firewall is scanned within minutes."
        "Name the ranges that you administer from."
        "Azure documentation, template best practices"
        => "{at} holds {}, the whole Internet";
    SourcesAsked "ACC003" "sources-asked" Note
        "Nobody is allowed to reach management yet."
        "The template asks for the sources at deployment."
        "Type them here to fix them in the template."
        "Azure documentation, template best practices"
        => "{at} is blank, so the template asks who may reach management";
    EgressMismatch "ACC004" "management-egress-mismatch" Error
        "Management egress is by public IP, and management has none."
        "There would be no way out."
        "Switch public management addresses on, or choose a NAT gateway."
        "Azure documentation, Default outbound access"
        => "{at} is public_ip, and {also} is off";
    ManagementNoEgress "ACC005" "management-no-egress" Warning
        "Management has no way to the Internet."
        "Licences, content, Panorama and bootstrap from a storage account outside the region stop working."
        "Choose a NAT gateway, or say that a way exists."
        "Azure documentation, Default outbound access"
        => "management has no way out: licences, content, Panorama and bootstrap from another region stop working"
        ManagementOwnEgress => "{at} is existing, and nothing here makes that way out, which licences, content and Panorama need at the first boot";
    PermittedIp "ACC006" "permitted-ip" Warning
        "PAN-OS's own management access list is set."
        "A wrong list locks everybody out, and the bootstrap runs only once."
        "Leave it blank; the NSG does the same job."
        "PAN-OS help, permitted IP addresses"
        => "{at} is set; a wrong list locks you out, and bootstrap runs only once";

    SourcesMany "ACC007" "sources-many" Error
        "More management sources are typed than the filter has room for."
        "Each becomes a rule with a priority of its own."
        "Join neighbouring ranges into larger ones."
        "Azure documentation, Networking limits"
        => "{at} has {} entries, expected at most {}";

    NsgExisting "ACC008" "nsg-on-existing-subnet" Error
        "Security groups are to stand on the subnets of an existing VNet."
        "Neither template nor scripts set a group on a subnet that they did not make, so nothing would filter there."
        "Let them stand on the NICs; what the subnets carry already counts beside them."
        "Azure Resource Manager: a template never writes a subnet that it did not make"
        => "{at} is {}, and the subnets of an existing VNet keep what they have";
    ManagementAddressUnused "ACC009" "management-address-unused" Warning
        "An existing public IP is named for management, which has no public addresses."
        "It has no effect."
        "Clear it, or switch public management addresses on."
        "Azure documentation, public IP addresses"
        => "{at} is typed, and {also} is off";
    ManagementAddressShared "ACC010" "management-address-shared" Error
        "An existing public IP is named for management and for something else."
        "Azure puts a public IP on one NIC or front end."
        "Give each a public IP of its own."
        "Azure documentation, public IP addresses"
        => "{at} and {also} name one public IP";
    SourceUndeclared "ACC011" "source-unreached" Warning
        "A management source has no way to management: a private range that no route of the design leads to, or a public one while management has no public addresses."
        "Nobody there reaches the firewalls, though the filter lets them in."
        "Name a private range on premises or among the peered ranges, and switch public addresses on for a public one."
        "Azure documentation, virtual network traffic routing"
        => "{at} holds {}, and nothing in the design leads there"
        SourceOutside => "{at} holds {}, which is public, and {also} is off";

    SizeUnknown "VMS001" "size-unknown" Warning
        "A VM size is not in the table of known sizes."
        "Its number of NICs could not be checked; the design needs four."
        "Check it with `az vm list-skus`."
        "Azure documentation, VM sizes"
        => "{at} is {}, which is not in the table of known sizes",
            "Make sure that it takes four NICs: `az vm list-skus`";
    SizeNics "VMS002" "size-nics" Error
        "A VM size takes fewer than four NICs."
        "Azure refuses the VM."
        "Choose a size with four NICs or more."
        "Azure documentation, VM sizes"
        => "{at} is {} with {} NICs, the design needs {}";
    SizeRetiring "VMS003" "size-retiring" Note
        "A VM size has a retirement date."
        "New subscriptions may already be refused it."
        "Choose a current size if you can."
        "Azure documentation, Retired sizes"
        => "{} retires on {}, and new subscriptions may be refused it";
    AcceleratedUnsupported "VMS004" "accelerated-unsupported" Error
        "Accelerated networking is on, and the size lacks it."
        "Azure refuses the NIC."
        "Choose automatic, or another size."
        "Azure type definitions, networkInterfaces"
        => "{at} is on, which {} does not have";
    AcceleratedRequired "VMS005" "accelerated-required" Error
        "Accelerated networking is off, and the size requires it."
        "Azure switches it on regardless, so the template would not say what is true."
        "Choose automatic or on."
        "Azure type definitions, networkInterfaces"
        => "{at} is off, which {} cannot be";
    DiskUnsupported "VMS006" "disk-unsupported" Error
        "A premium disk is chosen for a size without premium storage."
        "Azure refuses the VM."
        "Choose a standard SSD, or a size with s in its name."
        "Azure documentation, VM sizes"
        => "{at} is Premium_LRS, which {} does not take";
    ZonesShape "VMS007" "zones-shape" Error
        "The zones are not two numbers from 1 to 3, nor auto."
        "Each unit gets one of them."
        "Write 1,2 or auto."
        "Azure documentation, Availability zones"
        => "{at} is `{}`, expected two zones such as 1,2, or auto";
    ZonesEqual "VMS008" "zones-equal" Warning
        "Both units are in one zone."
        "The zone's failure takes the pair."
        "Use two zones."
        "Azure documentation, Availability zones"
        => "both units are in zone {}, expected two zones";
    ImageVersion "VMS009" "image-version" Error
        "An image version is not Major.Minor.Build or latest."
        "Azure refuses it."
        "Write a version such as 11.1.612."
        "Azure type definitions, ImageReference.version"
        => "{at} is `{}`, expected Major.Minor.Build or latest";
    ImageOlder "VMS010" "image-older-than-line" Error
        "The image is older than the PAN-OS line that bootstrap.xml is written for."
        "PAN-OS refuses a configuration newer than itself, and the unit boots empty."
        "Choose the image's line, or a newer image."
        "PAN-OS documentation: a configuration is never newer than its image"
        => "{at} is {}, older than PAN-OS {} that bootstrap.xml is written for";
    ImageLatest "VMS011" "image-latest" Warning
        "The image version is latest."
        "The two units may get different versions, which HA does not take."
        "Pin a version."
        "Palo Alto Networks' Terraform modules, pinned versions"
        => "{at} is latest, which may differ between the two units";
    PanosUntested "VMS012" "panos-untested" Warning
        "The PAN-OS line is untested with this design."
        "It may want settings for HA on Azure that this design does not use."
        "Take 11.1 or 11.2."
        "PAN-OS 12.1 release notes (not verified)"
        => "{at} is 12.1, which is untested with this design (not verified)",
            "12.1 may want settings for HA on Azure that are not written here"
        ImageUntested => "{at} is {}, and PAN-OS 12.1 is untested with this design (not verified)",
            "12.1 may want settings for HA on Azure that are not written here";
    ResourceIdShape "VMS013" "resource-id-shape" Error
        "A resource id does not look like one of the right type."
        "Azure refuses it."
        "Copy the id from the resource's properties."
        "Azure documentation, Resource identifiers"
        => "{at} is `{}`, expected /subscriptions/…/resourceGroups/…/providers/{}/…"
        PeeringId => "{at} has `{}`, expected /subscriptions/…/resourceGroups/…/providers/Microsoft.Network/virtualNetworks/…";
    Bundle3 "VMS014" "bundle3-unverified" Note
        "The plan bundle3 was not found in a published source."
        "The deployment may be refused."
        "Check with `az vm image list --publisher paloaltonetworks --offer vmseries-flex --all`."
        "No published source (not verified)"
        => "the plan bundle3 was not found in a published source (not verified)",
            "Check with `az vm image list --publisher paloaltonetworks --offer vmseries-flex --all`";
    AvailabilityNone "VMS015" "availability-none" Warning
        "Nothing keeps the two units apart."
        "One host's failure or maintenance may take both."
        "Choose zones or an availability set."
        "Azure documentation, Availability options"
        => "{at} is none, so one host's failure may take both units";
    ImageUnpinned "VMS016" "image-unknown-for-line" Error
        "There is no known image version for the chosen PAN-OS line."
        "The template must name a version that the marketplace has."
        "Type the version that `az vm image list` shows."
        "Azure marketplace, versions seen in public templates"
        => "no image version is known for PAN-OS {}, expected one to be typed",
            "az vm image list -o table --publisher paloaltonetworks --offer vmseries-flex --all";

    ImageExploited "VMS022" "image-exploited" Warning
        "The image has holes in its management page that are known to be exploited."
        "Through CVE-2024-0012 and CVE-2024-9474 a stranger who reaches the page becomes root."
        "Use an image with the fix, and let nobody but administrators reach management."
        "Palo Alto Networks, CVE-2024-0012 and CVE-2024-9474, 2024-11-18"
        => "{at} is {}, PAN-OS {} with holes of management that are known to be exploited, expected {} or later"
        ImageExploitedOpen => "{at} is {}, PAN-OS {} with holes of management that are known to be exploited, and management has public addresses, expected {} or later",
            "Close public management until the units run the fix";
    ReleaseEnded "VMS023" "release-ended" Warning
        "The PAN-OS release is past its end of life."
        "The vendor mends no more holes in it."
        "Choose a release that is maintained."
        "Palo Alto Networks, end-of-life summary"
        => "PAN-OS {} has had no support since {}";
    ImageLine "VMS020" "image-line" Note
        "The image is newer than the PAN-OS line that bootstrap.xml is written for, or not known here."
        "PAN-OS converts an older configuration when it loads it and refuses a newer one (not verified)."
        "Choose the image's own line where it is offered."
        "PAN-OS documentation: a configuration is never newer than its image"
        => "{at} is a private image, and bootstrap.xml is written for PAN-OS {}, expected an image of that line or a newer one"
        ImageNewer => "{at} is {}, newer than PAN-OS {}, so the unit converts bootstrap.xml at its first boot";
    ZonesUnused "VMS017" "zones-unused" Warning
        "Zones are typed, and the units are not placed in zones."
        "Azure refuses a machine in a zone and an availability set at once, so the zones are left out."
        "Choose availability zones, or clear the zones."
        "Azure documentation, Availability options"
        => "{at} is set, and {also} is {}";
    SetUnused "VMS018" "set-unused" Warning
        "An availability set is typed, and the units are placed in none."
        "Azure refuses a machine in a zone and an availability set at once, so the set is left out."
        "Choose an availability set, or clear its name."
        "Azure documentation, Availability options"
        => "{at} is set, and {also} is {}";
    MetricsByHand "VMS019" "metrics-by-hand" Note
        "Application Insights is created, and the firewalls do not know of it yet."
        "Its key exists only after the deployment, and the bootstrap packages are made before."
        "Type the instrumentation key into both firewalls; the guide says where (not verified)."
        "Palo Alto Networks' Terraform modules, metrics (not verified)"
        => "{} is created, and its key has to be typed into both firewalls (not verified)";

    ImagePlanUnused "VMS021" "image-plan-unused" Warning
        "The marketplace plan is switched, and there is no private image."
        "The marketplace's own image always carries its plan."
        "Clear it, or type the private image."
        "Azure documentation, purchase plan of marketplace images"
        => "{at} is set, and {also} is blank";

    Gen2Untried "VMS024" "gen2-untried" Warning
        "The marketplace's plan for VMs of the second generation is chosen, or the size wants it."
        "Public templates name such plans (byol-gen2), and no page of the vendor's was read; Azure refuses an image of the other generation."
        "Look with `az vm image list-skus -l LOCATION -p paloaltonetworks -f vmseries-flex` whether your region offers the plan, and try it before you rely on it."
        "Public templates, read 2026-11-26 (not verified)"
        => "the plan is `{}`, which nobody has tried with this design (not verified)"
        Gen2Wanted => "{at} is {}, which boots the second generation only (not verified)";

    HostEncryption "VMS025" "host-encryption" Note
        "Encryption at host is on."
        "Azure refuses it in a subscription without the feature, and on a machine that runs."
        "Run `az feature register --namespace Microsoft.Compute --name EncryptionAtHost` first."
        "Azure documentation, encryption at host (not verified)"
        => "{at} is on, which takes the feature EncryptionAtHost of the subscription";

    HaPriorities "HAV001" "priorities-equal" Error
        "Both units have the same HA priority."
        "PAN-OS then decides by address, and preemption has no preferred unit."
        "Give them different priorities."
        "PAN-OS documentation, HA device priority"
        => "{also} and {at} are both {}, expected different ones";
    TimerUnused "HAV002" "timer-unused" Warning
        "An advanced timer is set, and the timers are not advanced."
        "It has no effect."
        "Choose advanced timers, or clear it."
        "PAN-OS documentation, HA timers"
        => "{at} is set, and {also} is not advanced";
    MonitoringShape "HAV003" "monitoring-shape" Error
        "A monitoring entry is neither link nor an address."
        "PAN-OS cannot watch it."
        "Write link, or an IPv4 address, one a line."
        "PAN-OS documentation, HA link and path monitoring"
        => "{at} holds `{}`, expected link or an address"
        MonitoringHostless => "{at} watches {}, which is {}, expected a host's address"
        MonitoringOwn => "{at} watches {}, an address of this design, expected one beyond it";
    MonitoringSilent "HAV006" "monitoring-silent" Warning
        "Path monitoring watches an address that Azure keeps, as a subnet's first and last or 168.63.129.16, one of the VNet in no subnet, or a private one beyond every named range."
        "Nothing answers the ping, so the active unit gives up although nothing is broken."
        "Watch a host that answers pings, behind the router."
        "Azure documentation: virtual network FAQ, pinging the default router (not verified)"
        => "{at} watches {}, which Azure keeps for itself and which answers no ping, expected a host (not verified)"
        MonitoringNowhere => "{at} watches {}, which is in no subnet of the VNet, expected a host"
        MonitoringPrivate => "{at} watches {}, a private address beyond every range of the design, expected one that {also} or a workload names";
    MonitoringNoPing "HAV007" "monitoring-no-ping" Error
        "Path monitoring watches an address of the Internet, and the egress carries no ICMP: an outbound rule, a NAT gateway or none."
        "The path is down on both units for ever, and the pair suspends itself."
        "Watch a host behind the firewalls, or give the untrust NICs public addresses."
        "Azure documentation, outbound rules and NAT gateway (TCP and UDP only)"
        => "{at} watches {}, whose pings leave by the balancer's outbound rule, which carries no ICMP: the path is down on both units, and the pair suspends itself"
        MonitoringNatGateway => "{at} watches {}, whose pings leave by a NAT gateway, which carries no ICMP: the path is down on both units, and the pair suspends itself"
        MonitoringNoEgress => "{at} watches {}, whose pings leave nowhere, because there is no egress: the path is down on both units, and the pair suspends itself";
    Preemption "HAV004" "preemption" Note
        "Preemption is on."
        "Each return of the preferred unit moves traffic again, and TCP sessions through the balancers break."
        "Leave it off unless the preferred unit matters."
        "PAN-OS documentation, HA timers"
        => "{at} is on, so traffic moves again whenever the preferred unit returns";
    Timers "HAV005" "aggressive-timers" Note
        "Timers are aggressive."
        "A busy host may look dead; flapping interrupts traffic more often than it saves."
        "Take recommended timers unless you have measured."
        "PAN-OS documentation, HA timers"
        => "{at} is aggressive, so a busy host may look dead";

    ServiceSyntax "LBA001" "service-syntax" Error
        "A published service is not name tcp|udp [front-end:]port -> [address][:port] [application ...] [from source ...]."
        "It drives balancer, NSG, NAT and security rules."
        "Write web tcp 443 -> 10.0.2.6:8443."
        "List of fields, published services"
        => "the service `{}` {}, expected name tcp|udp [front-end:]port -> [address][:port] [application ...]"
        ServiceCell => "the service `{}` {}"
        ServiceNoTarget => "the service `{}` names no target, and there is no test server for it to lead to";
    ServicePort "LBA002" "service-port-twice" Error
        "Two services use the same protocol and front end port."
        "The balancer cannot tell them apart."
        "Change one port."
        "Azure type definitions, loadBalancers"
        => "the services `{}` and `{}` both use {} {}, expected one each";
    ServiceName "LBA003" "service-name-twice" Error
        "Two services have the same name."
        "Rules are named after it."
        "Change one name."
        "PAN-OS: rule names are unique"
        => "two services have the name `{}`";
    ServiceProbe "LBA004" "service-on-probe-port" Note
        "A service is published on the probe's port."
        "It works because the probe's rules stand first; keep that order."
        "Take another probe port if you can."
        "Rule order of the original package"
        => "the service `{}` is published on the probe's port {}";
    ServiceTarget "LBA005" "service-target-unreachable" Error
        "A service's target is not behind the firewalls, is no host's address, or answers by another way."
        "The units reach it on the trust side alone, and where no route leads its answers back through them, clients get none."
        "Use a host in the trust subnet, a workload or a peered range."
        "PAN-OS documentation, destination NAT; Azure documentation, addresses that Azure reserves, user-defined routes"
        => "the service `{}` leads to {}, which is in {}, where no route leads answers back through the firewalls"
        TargetOfPair => "the service `{}` leads to {}, which is an address of the pair itself"
        TargetOutside => "the service `{}` leads to {}, which is neither in the VNet nor in a peered range"
        TargetNowhere => "the service `{}` leads to {}, which is in no subnet of the VNet, so no host can have it"
        TargetInFront => "the service `{}` leads to {}, which is in {}, not behind the firewalls"
        TargetReserved => "the service `{}` leads to {}, which Azure keeps for itself in {} of {}";
    ProbePort "LBA006" "probe-port" Error
        "The probe's port is none that PAN-OS answers."
        "Both units would look dead."
        "Use 22, 80 or 443."
        "pan-os-codegen, interface management profile"
        => "{at} is {}, expected 22, 80 or 443";
    ProbeProtocol "LBA007" "probe-protocol" Error
        "The probe's protocol does not fit its port."
        "Both units would look dead."
        "Use TCP, or HTTP on 80, or HTTPS on 443."
        "pan-os-codegen, interface management profile"
        => "{at} is {}, which PAN-OS does not speak on port {}";
    ProbePath "LBA008" "probe-path" Error
        "The probe's path does not fit its protocol."
        "Azure wants a path for HTTP and HTTPS, and none for TCP."
        "Write /unauth/php/health.php, or clear it for TCP."
        "Azure type definitions, health probes"
        => "{at} is `{}`, expected a path such as /unauth/php/health.php"
        ProbePathUnused => "{at} is typed for a TCP probe, which has none";
    ProbeSsh "LBA009" "probe-ssh" Note
        "The probe asks for TCP 22."
        "Field reports tell of units that answered SSH while they no longer forwarded."
        "Consider HTTPS on 443."
        "Azure Proactive Resiliency Library, issue 20"
        => "the probe asks for TCP 22, which was seen answered by units that no longer forwarded";
    FloatingAddress "LBA010" "floating-ip-address" Error
        "Floating IP is on, and the public address is not known."
        "NAT must match the public address, which Azure assigns only at deployment."
        "Give an existing public IP by id and address."
        "Azure documentation, Floating IP"
        => "{at} is on, and the public address is not known before deployment",
            "Create the public IP first and give its id and address"
        FloatingFrontEnd => "{at} is on, and the address of the front end `{}` is not known before deployment",
            "Create the public IP first and give its id and address";
    ServiceReservedPort "LBA011" "service-reserved-port" Error
        "A UDP service uses port 65330."
        "Azure keeps it."
        "Use another port."
        "Azure documentation, Virtual Network FAQ: UDP 65330"
        => "the service `{}` uses UDP {}";
    ServicesNone "LBA012" "services-none" Note
        "Nothing is published."
        "The public balancer then serves egress only, or is left out where egress goes another way."
        "Add a service when there is one."
        "Azure type definitions, loadBalancers"
        => "no service is published and egress goes another way, so there is no public balancer"
        EgressOnly => "no service is published, so the public balancer serves egress only";
    DetectionSlow "LBA013" "detection-slow" Warning
        "The probe needs more than 30 seconds to notice a dead unit."
        "That time adds to every failover."
        "Use an interval of 5 s and a threshold of 2."
        "Azure documentation, Health probes"
        => "a dead unit goes unnoticed for {} s, expected at most {} s";
    AddressPair "LBA014" "public-address-pair" Error
        "The address of an existing public IP is given without its id."
        "The template could not use it."
        "Give the id too."
        "Azure documentation, Floating IP"
        => "{also} is given without {at}";
    ServiceManagement "LBA015" "service-hits-management" Warning
        "A service publishes a management port of a host."
        "SSH and remote desktop on the Internet are scanned within minutes."
        "Publish it only if you must, or name who may reach it."
        "PAN-OS: management answers on its own ports"
        => "the service `{}` publishes TCP {} of {} to the Internet";
    DnsLabelUnused "LBA016" "dns-label-unused" Warning
        "A DNS label is set for an existing public IP."
        "The label belongs to the existing address and is not changed."
        "Clear it."
        "Azure documentation, domain name label"
        => "{at} has no effect on an existing public IP";
    DhcpDataplane "LBA017" "dhcp-needs-floating-ip" Warning
        "Dataplane addresses by DHCP are combined with floating IP off."
        "Rules for published services name both units' addresses, and a DHCP interface carries its own alone. That PAN-OS translates the own one all the same is inferred, not verified."
        "Switch floating IP on, use static addresses, or try a failover before you rely on it."
        "PAN-OS: a DHCP interface carries one address (not verified)"
        => "{at} is dhcp with floating IP off, so rules name two addresses of which each interface carries one (not verified)";

    FrontEndSyntax "LBA019" "front-end-syntax" Error
        "A further front end is neither a name nor name=id address."
        "The balancer could not be given it."
        "Write second, or second=RESOURCE-ID ADDRESS, one a line."
        "Azure type definitions, loadBalancers"
        => "the front end `{}` {}",
            "Write a name, or name=RESOURCE-ID ADDRESS for an existing public IP";
    FrontEndUnknown "LBA020" "front-end-unknown" Error
        "A service is published on a front end that is not listed."
        "The balancer has no such front end."
        "Add it to the further front ends, or leave it out of the service."
        "Azure type definitions, loadBalancers"
        => "the service `{}` is published on the front end `{}`, which is not in {also}";
    FrontEndPort "LBA021" "front-end-port" Note
        "Services of two front ends use one port, so one of them reaches the firewalls on another port."
        "Without floating IP only the port tells the firewalls which front end was asked; Azure refuses two rules to one port."
        "Nothing; or use floating IP with existing addresses."
        "Azure type definitions, loadBalancers"
        => "the service `{}` reaches the firewalls on port {}, because another front end uses {} {}";
    FrontEndUnused "LBA022" "front-end-unused" Warning
        "No service is published on a further front end."
        "Its public address costs money and answers nobody."
        "Publish a service on it, or remove it."
        "Azure type definitions, loadBalancers"
        => "no service is published on the front end `{}`";
    FrontEndShared "LBA023" "front-end-shared" Error
        "Two front ends have the same existing public IP."
        "Azure refuses the second one."
        "Give each front end a public IP of its own."
        "Azure type definitions, loadBalancers"
        => "the front ends `{}` and `{}` have one public IP";
    PrefixUnused "LBA024" "prefix-unused" Warning
        "A public IP prefix is given, and no front end is new."
        "Only new public IPs are taken from a prefix."
        "Clear it, or clear an existing public IP."
        "Azure documentation, Public IP prefixes"
        => "{at} has no effect, because every front end has an existing public IP";
    PrefixZones "LBA025" "prefix-zones" Note
        "New front ends come from a public IP prefix."
        "A prefix and its addresses must have the same zones, or Azure refuses the address."
        "Compare the prefix's zones with `az network public-ip prefix show`."
        "Azure documentation, Public IP prefixes"
        => "new front ends have all zones, expected the same of {at} (not verified)"
        PrefixNoZones => "new front ends have no zones, expected the same of {at} (not verified)";
    ServicesMany "LBA026" "services-many" Error
        "More services are published than a NIC takes balancing rules."
        "Azure refuses the balancer."
        "Publish ranges through fewer services, or use a second pair."
        "Azure documentation, Load Balancer limits"
        => "{} services are published, Azure takes {}";
    FrontEndsMany "LBA027" "front-ends-many" Error
        "More further front ends are named than the template can report."
        "Azure refuses a template with more than 64 outputs, and each front end's address is one."
        "Publish on fewer front ends, or use a second pair."
        "Azure documentation, Template best practices"
        => "{} further front ends are named, expected at most {}";

    FloatingInside "LBA028" "floating-ip-inside" Error
        "With floating IP, a front end's public address is inside a range behind the firewalls, or is no public address."
        "The units get packets for that address and would route them inside before any NAT rule can match."
        "Correct the address, or narrow the range behind the firewalls so that it ends beside it."
        "PAN-OS administrator guide, NAT policy rules; Azure documentation, Floating IP"
        => "the front end `{}` has the address {}, which is inside {} behind the firewalls"
        FloatingPrivate => "the front end `{}` has the address {}, which is no public address";
    SourcePrivate "LBA029" "source-private" Warning
        "A published service is for a source that never reaches a public front end."
        "Packets reach a public address with a public source; a private one is hidden on its way."
        "Name the public addresses of these clients."
        "Azure documentation, Outbound connections; RFC 1918"
        => "the service `{}` is for {}, which no packet to a public address has as its source";
    ServiceSourcesMany "LBA030" "service-sources-many" Error
        "The published services name more sources than a security group has room for."
        "Azure refuses the group."
        "Join neighbouring ranges into larger ones."
        "Azure documentation, Networking limits"
        => "{at} names {} sources, expected at most {}";
    ServiceHa "LBA018" "service-on-ha-port" Note
        "A service is published on a port that high availability uses between the units."
        "It works, because HA runs on other NICs, but captures and filters become hard to read."
        "Take another port if you can."
        "PAN-OS documentation, Ports used for HA"
        => "the service `{}` is published on {} {}, which the units use for HA";

    EgressPublicIps "EGR001" "egress-public-ips" Warning
        "Each unit has its own public address for egress."
        "The source address that others see changes at every failover, and remote filters break."
        "Use the outbound rule or a NAT gateway."
        "Palo Alto Networks' fast-failover example: egress addresses move"
        => "each unit has its own public address, so the source address changes at every failover";
    EgressNone "EGR002" "egress-none" Warning
        "There is no egress to the Internet through the pair."
        "Workloads and the test server cannot reach it."
        "Choose the outbound rule or a NAT gateway."
        "Azure documentation, Outbound rules"
        => "there is no way from behind the firewalls to the Internet";
    EgressPorts "EGR003" "egress-ports" Note
        "How many source ports egress has."
        "When they run out, new connections fail."
        "Use a NAT gateway for many connections."
        "Azure documentation, Outbound rules"
        => "egress keeps the public balancer's address across a failover, with {} source ports for each unit"
        GatewayPorts => "egress keeps the NAT gateway's address across a failover, with {} source ports for the pair"
        ExistingGatewayPorts => "egress keeps the addresses of the existing NAT gateway across a failover, whose ports its other subnets use too";

    GatewayZonal "EGR004" "nat-gateway-zonal" Warning
        "The units stand in zones, and a Standard NAT gateway serves them."
        "It lives in one zone: when that fails, neither unit has its way out."
        "Use the outbound rule for egress, whose address stands in all zones, or a gateway of the kind StandardV2, which some regions do not offer and no deployment of these files has tried."
        "Azure documentation, NAT gateway and availability zones; hashicorp/terraform-provider-azurerm#21696"
        => "the NAT gateway of {at} stands in one zone, and the units do not";
    GatewayUnused "EGR005" "nat-gateway-unused" Warning
        "An existing NAT gateway is named and not used, or what it has by itself is typed beside it."
        "The typed value has no effect."
        "Clear it, or let egress or management go out by the gateway."
        "Azure documentation, NAT gateway"
        => "{at} is typed, and neither egress nor management goes out by a NAT gateway"
        GatewayStands => "{at} has no effect on an existing NAT gateway";

    RouteBypass "ROU001" "route-bypass" Warning
        "Hosts stand in the trust subnet beside workload subnets or peered ranges."
        "They reach these past the firewalls; where answers are routed through the pair, it drops them as out of state."
        "Put the hosts into a workload subnet."
        "Azure documentation, User-defined routes"
        => "{} stands in {} and reaches the workload subnets and the ranges behind the firewalls past the pair",
            "Put it into a workload subnet"
        WorkloadBypass => "{} stands in {} and reaches the workload subnets past the pair",
            "Put it into a workload subnet"
        RangeBypass => "{} stands in {} and reaches the ranges behind the firewalls past the pair",
            "Name a workload subnet, and put hosts there";
    RouteManual "ROU002" "route-manual" Warning
        "The route table or NAT gateway of an existing subnet is created, and the template does not put it on the subnet."
        "Writing an existing subnet from a template would overwrite its settings; until it is there, traffic passes the pair by."
        "Deploy with a script, which puts it there where nothing else is set, or by the command in the guide."
        "Azure documentation, User-defined routes; Azure Resource Manager, a subnet is replaced as a whole"
        => "the route table {} is created, and the scripts put it on {}; after the portal it is by hand",
            "The guide has the command"
        GatewayManual => "the scripts put the NAT gateway on {}; in the portal it is by hand, before the units boot",
            "The guide has the command"
        DefaultRouteManual => "the subnet of {} is not named, so its default route to {} must be made by hand";

    TemplateLarge "ARM001" "template-too-large" Error
        "The template is larger than 4 MB, or has more than 800 resources."
        "Azure refuses it before anything is created; each workload subnet has a route to every other one."
        "Name fewer workload subnets, or use a second pair."
        "Azure documentation, Template best practices"
        => "the template takes {} kB, Azure takes {} kB"
        ResourcesMany => "the template has {} resources, Azure takes {}";
    AuthCodeShape "LIC001" "auth-code-shape" Warning
        "An auth code is not eight capitals and digits starting with I, V or D."
        "The licence may not be fetched at first boot."
        "Copy it again from the support portal."
        "Palo Alto Networks knowledge base, auth codes (not verified)"
        => "auth code {} has not its usual shape, expected eight capitals and digits starting with I, V or D";
    AuthCodeUnused "LIC002" "auth-code-unused" Warning
        "An auth code is typed for a pay-as-you-go plan."
        "The plan already pays for the licence; the code is left out."
        "Clear it, or choose bring your own licence."
        "VM-Series deployment guide, bootstrap package"
        => "an auth code is typed for a pay-as-you-go plan, where it is left out";
    AuthCodeMissing "LIC003" "auth-code-missing" Note
        "No auth code is typed for bring your own licence."
        "The units start unlicensed."
        "Type it, or activate later."
        "VM-Series deployment guide, bootstrap package"
        => "no auth code is typed, so the units start unlicensed";
    AuthCodeSeveral "LIC004" "auth-code-several" Warning
        "Several auth codes are typed."
        "Only the first individual code is fetched at first boot."
        "Use one bundle code."
        "VM-Series deployment guide, bootstrap package"
        => "{} auth codes are typed, only the first may be fetched",
            "Use one auth code of a bundle";

    PanoramaHost "PAN001" "panorama-host" Error
        "A Panorama server is neither an address nor a host name."
        "init-cfg.txt would carry it."
        "Write an IPv4 address or a name, or cloud."
        "PAN-OS help, Panorama; VM-Series init-cfg.txt"
        => "{at} is `{}`, expected a host's IPv4 address or a name";
    PanoramaKey "PAN002" "panorama-key-missing" Warning
        "Panorama is set without a key."
        "A unit without a key must be admitted by hand on Panorama."
        "Generate a key on Panorama and type it."
        "Palo Alto Networks knowledge base, vm-auth-key"
        => "{also} is set without a key, so Panorama does not admit the units by itself",
            "Run `request bootstrap vm-auth-key generate lifetime 24` on Panorama";
    VmAuthKeyShape "PAN003" "vm-auth-key-shape" Warning
        "A Panorama key does not have its usual shape."
        "The wrong key for the field is refused at registration."
        "A vm-auth-key has digits only; the licence plugin's key starts with _AQ__."
        "Palo Alto Networks knowledge base, vm-auth-key"
        => "{at} has not its usual shape, expected digits only"
        PluginKeyShape => "{at} has not its usual shape, expected _AQ__ at its start";
    PinIncomplete "PAN004" "pin-incomplete" Error
        "Only one of registration PIN id and value is typed."
        "Registration needs both."
        "Type both or none."
        "VM-Series deployment guide, auto-registration PIN"
        => "{at} is missing, registration needs id and value";
    PanoramaUnused "PAN005" "panorama-unused" Warning
        "A Panorama setting is typed without a server."
        "It has no effect."
        "Type the server, or clear it."
        "PAN-OS help, Panorama; VM-Series init-cfg.txt"
        => "{at} is typed, and {also} is not";
    PanoramaName "PAN006" "panorama-name" Error
        "A Panorama group or stack name has characters that PAN-OS does not take."
        "The unit would join nothing."
        "Use up to 63 letters, digits, blanks, dots, hyphens and underscores."
        "PAN-OS help, Panorama; VM-Series init-cfg.txt"
        => "{at} is `{}`, expected up to 63 letters, digits, blanks, dots, - and _";

    PolicyRemote "PAN007" "policy-from-panorama" Warning
        "The packages carry no policy, because Panorama is to push it."
        "Until it does, the units answer probes and pass nothing."
        "Push the device group before you expect traffic."
        "PAN-OS help, Panorama; VM-Series init-cfg.txt"
        => "the packages carry no policy, so nothing passes until Panorama pushes it";

    PanoramaMembership "PAN013" "panorama-membership" Warning
        "Panorama is set without a template stack or without a device group."
        "Palo Alto Networks says that a bootstrapped unit which names neither or only one of them does not connect."
        "Type both as they are called on Panorama."
        "VM-Series deployment guide, init-cfg.txt components: tplname, dgname"
        => "{also} is set and {at} is blank, and a unit that does not name both is not connected";
    LogsKept "PAN014" "logs-kept" Note
        "Panorama manages the units, and the packages send it no logs."
        "A log leaves a firewall only where a rule has a log forwarding profile; the local rules have none, so their logs are found on the units alone."
        "Send them to Panorama, to syslog servers or to Strata Logging Service."
        "PAN-OS documentation, Configure log forwarding"
        => "{also} manages the units and {at} is off, so the logs of the local rules stay on them"
        LogsKeptCloud => "{also} is cloud and {at} is blank, so the logs of the local rules stay on the units";
    KeyMisplaced "PAN008" "key-misplaced" Error
        "A Panorama key stands in the other key's field."
        "init-cfg.txt would give it under the wrong name, and Panorama would refuse the units."
        "Digits belong into the VM auth key, _AQ__ into the licence plugin's key."
        "Palo Alto Networks knowledge base, vm-auth-key"
        => "{at} holds a key of {also}'s shape",
            "Type it into {also} and clear this field";
    LicensePlugin "PAN009" "licence-plugin-alone" Error
        "The licence plugin's key stands beside a VM auth key, auth codes or a pay-as-you-go plan."
        "The plugin admits and licenses the units itself; a second way contradicts it."
        "Keep the plugin's key alone, with bring your own licence."
        "Software firewall licence plugin, bootstrap parameters"
        => "{at} and {also} are both set, expected one: the licence plugin admits and licenses the units";
    CloudSetting "PAN010" "cloud-setting" Error
        "A setting of Panorama is typed for Strata Cloud Manager."
        "It knows no second server, template stack, collector group or key."
        "Clear it; the folder goes into the device group."
        "VM-Series init-cfg.txt, Strata Cloud Manager"
        => "{at} is typed, and {also} is cloud, which knows nothing of it"
        CloudKey => "{at} is typed, and {also} is cloud, which registers units by their PIN";
    CloudIncomplete "PAN011" "cloud-incomplete" Warning
        "Strata Cloud Manager is set without registration PIN or folder."
        "The units register by their PIN and join the folder; without both somebody must place them by hand."
        "Type the PIN from the support portal and the folder's name."
        "VM-Series init-cfg.txt, Strata Cloud Manager"
        => "{also} is cloud and {at} is blank, expected the folder that the units join"
        CloudPin => "{also} is cloud and no registration PIN is typed, so the units do not appear there";
    CloudLine "PAN012" "cloud-routing" Warning
        "Strata Cloud Manager is set with virtual routers or a PAN-OS older than 11.0."
        "It is said to manage logical routers from 11.0 on (not verified)."
        "Choose logical routers and PAN-OS 11.1 or later."
        "VM-Series init-cfg.txt, Strata Cloud Manager (not verified)"
        => "{} is cloud with PAN-OS {} and {at} {}, expected 11.1 or later with logical_router (not verified)";

    HostShape "SYS001" "host-shape" Error
        "A server is neither an address nor a host name."
        "PAN-OS refuses the configuration."
        "Write an address or a name such as 0.pool.ntp.org."
        "PAN-OS help, device setup"
        => "{at} is `{}`, expected a host's IPv4 address or a name"
        DomainShape => "{at} is `{}`, expected a domain such as example.com of up to {} characters";
    TimezoneShape "SYS002" "timezone-shape" Error
        "A time zone is not on PAN-OS's list."
        "PAN-OS refuses the configuration."
        "Write UTC, CET or a name such as Europe/Berlin; newer names of places are not on the list."
        "pan-os-codegen, general settings"
        => "{at} is `{}`, expected a name that PAN-OS knows, such as UTC, CET or Europe/Berlin";
    BannerLength "SYS003" "banner-length" Error
        "The banner is longer than 3,200 characters."
        "PAN-OS refuses the configuration."
        "Shorten it."
        "PAN-OS help, device setup"
        => "{at} has {} characters, expected at most {}";
    RoutingLine "SYS004" "routing-line" Error
        "Logical routers are chosen for PAN-OS 10.1."
        "10.1 takes a single logical router, and this design needs two."
        "Use virtual routers, or PAN-OS 10.2 or later."
        "PAN-OS 10.2 documentation, Advanced routing"
        => "{at} is logical_router, which PAN-OS 10.1 has only once, and this design needs two";
    LabProfile "SYS005" "lab-profile" Warning
        "The profile allows all traffic."
        "It is for a laboratory only."
        "Use hardened or minimal."
        "The profile allows everything"
        => "{at} is lab, which allows all traffic";

    LicenseNeeded "SYS006" "licence-needed" Note
        "A setting is on that works with a licence only."
        "Without the licence PAN-OS warns at commit, and the setting does nothing."
        "Have the licence, or switch the setting off."
        "iron-skillet, licences of its profiles"
        => "{at} is on, which works with the threat licences only";

    SyslogSyntax "SYS007" "syslog-syntax" Error
        "A line of the syslog servers has another form than `udp|tcp|tls server[:port]`."
        "PAN-OS refuses a configuration whose log destination it cannot read."
        "Write it like tls siem.example.com or udp 10.0.2.9:514."
        "pan-os-codegen, syslog server profile"
        => "the syslog server `{}` {}";
    LogRegion "SYS008" "log-region" Error
        "A region of the vendor's cloud is not a short word in lower case."
        "PAN-OS refuses the configuration, or sends the logs nowhere."
        "Write it as the hub shows it, such as americas or europe."
        "Public configurations: logging-service-regions"
        => "{at} is `{}`, expected 2 to 31 lower-case letters, digits and hyphens";
    SyslogClear "SYS009" "syslog-in-the-clear" Warning
        "Logs travel to a public address in the clear."
        "They tell who talks to whom, and whoever is on the way reads them."
        "Use tls, or a server that is reached inside your network."
        "PAN-OS help, syslog server profile: transport"
        => "logs go by {} to the public address {}, where anybody on the way reads them";
    StrataCertificate "SYS010" "strata-certificate" Note
        "Strata Logging Service is set without a registration PIN."
        "The units prove themselves to it by the device certificate, which the PIN fetches at the first boot."
        "Type the PIN or give it at deployment, or fetch the certificate by hand afterwards."
        "VM-Series deployment guide, device certificate"
        => "{at} is typed and {also} is not, so logs wait for a device certificate";

    ApplicationShifts "SYS011" "application-shifts" Note
        "A service names ssl or web-browsing, which sessions are only at their start."
        "PAN-OS judges a session again when it knows what it carries, such as websocket or an application of its own; where the rule does not name that, it stops."
        "Watch the traffic log for a while and name what it shows, or leave the applications out."
        "PAN-OS documentation, App-ID overview"
        => "the service `{}` names {}, and PAN-OS stops what it later takes for another application";
    ThreatProfilesOff "SYS012" "threat-profiles-off" Note
        "The marketplace plan pays for Threat Prevention, and no rule has threat profiles."
        "The licence is in the price, and what passes is not inspected."
        "Switch the threat profiles on."
        "PAN-OS best practices: profiles on every allowing rule; VM-Series bundles"
        => "{also} includes Threat Prevention and {at} is off, so what passes is not inspected";

    LoopbackTaken "SYS013" "loopback-taken" Error
        "The loopback's address lies in a range that hosts have."
        "The units would answer for that host, and send it nothing."
        "Leave it blank, or take an address that is in use nowhere."
        "PAN-OS documentation, loopback interfaces"
        => "{at} is {}, which lies in {}, where hosts are";
    LoopbackUnused "SYS014" "loopback-unused" Warning
        "The loopback's address is typed, and nothing ends on the pair."
        "There is no loopback without a service that ends there."
        "Clear it, or publish a service to the pair."
        "List of fields, published services"
        => "{at} is typed, and no line of {also} ends on the pair";
    IpsecHalf "SYS015" "ipsec-half" Warning
        "Only one of IPsec's two ports ends on the pair."
        "Keys are exchanged on UDP 500, and behind address translation all else goes by UDP 4500; a balancer carries no ESP."
        "Publish both to the pair."
        "PAN-OS documentation, NAT traversal; Azure documentation, load balancing rules"
        => "UDP {} ends on the pair and UDP {} does not, and IPsec behind a balancer needs both";

    InitKeySyntax "SYS016" "init-key-syntax" Error
        "A line of the further init-cfg keys is no key=value, or its value has blanks, brackets, semicolons or other characters."
        "PAN-OS reads one key a line, and in custom data one to a semicolon; the deployment fills in what stands in angle brackets."
        "Write op-command-modes=jumbo-frame, one a line."
        "VM-Series deployment guide, init-cfg.txt components"
        => "{at}: {} is no key=value of visible characters without `<`, `>` and `;`"
        InitKeyTwice => "{at} has {} twice";
    InitKeyOwn "SYS017" "init-key-own" Error
        "A further init-cfg key is one that the design says elsewhere."
        "The file would have it twice; a secret here would be saved and shared."
        "Type it where it belongs."
        "VM-Series deployment guide, init-cfg.txt components"
        => "{at} has {}, which is said by {also}"
        InitKeyDesign => "{at} has {}, which follows from the design: management has its address from Azure's DHCP";
    InitKeyUnknown "SYS018" "init-key-unknown" Warning
        "A further init-cfg key is not on the vendor's list."
        "PAN-OS passes over what it does not know, without a word."
        "Compare it with the guide of your release. The key of Azure's health remediation stands there (Azure Health Monitoring, 11.1); no page that was read here names it."
        "Palo Alto Networks' modules for Azure, bootstrap options"
        => "{at} has {}, which the vendor's list does not name";
    InitKeyValue "SYS019" "init-key-value" Error
        "A further init-cfg key has a value that its key does not take here."
        "The unit boots otherwise than meant; with the NICs exchanged nobody reaches its management."
        "Take on or off for DPDK, and jumbo-frame alone for the modes."
        "VM-Series deployment guide, init-cfg.txt components"
        => "{at}: {} does not take this value"
        InitKeyMode => "{at} asks for {}, and on Azure jumbo-frame alone is possible";

    AccountShape "BOO001" "account-shape" Error
        "A storage account name is not 3 to 24 lower-case letters and digits."
        "Azure has no such account."
        "Copy the name from the portal."
        "Azure documentation, Naming rules for resources"
        => "{at} is `{}`, expected {}";
    ShareShape "BOO002" "share-shape" Error
        "A share name is not 3 to 63 lower-case letters, digits and single hyphens."
        "Azure has no such share."
        "Write a name such as bootstrap."
        "Azure documentation, Naming and referencing shares"
        => "{at} is `{}`, expected {}";
    DirectoryShape "BOO003" "directory-shape" Error
        "A package directory has characters that Azure Files or the custom data do not take."
        "The unit would find no package and boot empty."
        "Use letters, digits, hyphens and underscores."
        "Azure documentation, Naming and referencing shares"
        => "{at} is `{}`, expected {}";
    DirectoriesEqual "BOO004" "directories-equal" Error
        "Both units read one package directory."
        "Both would boot as the same unit."
        "Give each unit its own directory."
        "VM-Series deployment guide, bootstrap on Azure"
        => "both units read the directory {}, expected one for each";
    BootstrapNone "BOO005" "bootstrap-none" Warning
        "The units boot without a package."
        "They come up empty, and both look dead to the balancers until they are configured by hand."
        "Choose a bootstrap mode, or load the files by hand."
        "VM-Series deployment guide, bootstrap on Azure"
        => "{at} is none, so the units boot empty and do not answer the probe";
    AccountAsked "BOO006" "account-asked" Note
        "The storage account is not typed."
        "The template asks for it at deployment."
        "Type it if you know it."
        "VM-Series deployment guide, bootstrap on Azure"
        => "{at} is blank, so the template asks for the storage account";
    SecretsAskedAgain "BOO007" "secrets-asked-again" Note
        "Secrets are typed here, and one click asks for them at deployment."
        "The template is public and holds none of them; the ones typed here only reach the package files of the bundle."
        "Have them at hand at deployment, or choose another bootstrap mode."
        "Azure documentation, secure parameters"
        => "secrets typed here go into the package files of the bundle only, because one click asks for them at deployment";
    OneClickCloud "BOO008" "one-click-cloud" Warning
        "One click is chosen for a cloud other than public Azure."
        "Deployment scripts need Container Instances, which may be missing there (not verified)."
        "Check with the Azure CLI, or upload the packages with deploy.sh in the mode account."
        "Azure documentation, Deployment scripts in templates"
        => "{also} is {}, where the deployment script of one click may not run (not verified)",
            "Run `az provider show --namespace Microsoft.ContainerInstance` there";
    AccountGroupUnused "BOO009" "account-group-unused" Warning
        "A resource group of the storage account is typed for one click."
        "One click makes the account in the deployment's own resource group, so the typed one has no effect."
        "Clear it, or choose the mode account."
        "Azure documentation, Deployment scripts in templates"
        => "{at} is `{}`, and one click makes the account in the deployment's own resource group";
    PackagesTooLarge "BOO010" "packages-too-large" Error
        "The packages do not fit into the deployment script of one click."
        "Its environment holds 64 kB; Azure refuses more."
        "Publish fewer services, or upload the packages in the mode account."
        "Azure documentation, Deployment scripts in templates (limit not verified)"
        => "the packages take {} bytes in the deployment script, expected at most {}";
    CustomDataAlone "BOO012" "custom-data-alone" Error
        "The first settings come by custom data only, and nothing manages the units."
        "Custom data carries no bootstrap.xml: without Panorama or Strata Cloud Manager the units would stay empty."
        "Name Panorama or Strata Cloud Manager, or choose a mode with packages."
        "VM-Series deployment guide 11.1, Choose a bootstrap method"
        => "{at} is custom_data, and {also} is blank";
    CustomDataBare "BOO013" "custom-data-bare" Warning
        "The first settings come by custom data only."
        "The units boot without high availability, interfaces and routes, and do not answer the probe, until these are pushed."
        "Push them from Panorama; bootstrap.xml in the bundle says what is planned for each unit."
        "VM-Series deployment guide 11.1, Choose a bootstrap method"
        => "{at} is custom_data, so the units have neither high availability nor interfaces nor routes until they are pushed";
    SettingsDropped "BOO014" "settings-dropped" Warning
        "Nothing is bootstrapped, and Panorama is named."
        "No file carries its server, template stack and device group to the units."
        "Type them into the units by hand, or choose custom data only, which needs no storage."
        "VM-Series deployment guide, bootstrap on Azure"
        => "{at} is none, so nothing carries the settings of {also} to the units";
    ClosedMode "BOO020" "closed-mode" Error
        "The storage account is to be closed from the start, in a mode whose packages do not come from the scripts' upload."
        "One click's script runs outside the VNet and would be shut out; the other modes have no account."
        "Choose the mode account, or leave the switch off."
        "Azure documentation, Guidelines and limitations for the Azure Storage firewall; Deployment scripts in templates"
        => "{at} goes with the modes account and key, and {also} is {}";
    ClosedAsks "BOO021" "closed-asks" Note
        "The storage account is closed from the start."
        "Azure tries a rule for an address on public addresses from outside the account's region only, and a rule for a subnet needs Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action on it, which Storage Account Contributor has."
        "Run deploy.sh or deploy.ps1 from a machine with such an address and that right; Azure's Cloud Shell may be in the region. In the portal the units boot before the account can name the subnet of a new VNet."
        "Azure documentation, Guidelines and limitations for the Azure Storage firewall; Create a virtual network rule"
        => "{at} is on, so the scripts ask for your public address and let it in for the upload, and the portal does none of it (not verified)",
            "Look at `show system bootstrap status` after the first boot";
    FirstBoot "BOO011" "first-boot-without-way-out" Error
        "The template is published for the portal, and management of an existing VNet gets its NAT gateway after the units."
        "Packages and licence are read at the first boot only, and then there is no way out."
        "Make the NAT gateway first and choose an existing way out, or deploy with a script, which goes by two stages."
        "Azure Resource Manager: a template never writes a subnet that it did not make"
        => "in the portal the units boot before {} has its NAT gateway",
            "Deploy with a script and clear {also}, or run first: `az network public-ip create --resource-group GROUP --name natgw-pip --sku Standard`; `az network nat gateway create --resource-group GROUP --name natgw --public-ip-addresses natgw-pip`; `az network vnet subnet update --resource-group VNET-GROUP --vnet-name VNET --name {} --nat-gateway ID`; then choose an existing way out";

    FilePlace "BOO015" "file-place" Error
        "A file that is added to the packages is of another folder, or there twice."
        "PAN-OS looks for each kind of file in its folder, takes one plugin, and fails over any other file."
        "Add each file once: content, software, plugins or license."
        "VM-Series deployment guide 11.1, Prepare the bootstrap package"
        => "`{}` is of {}, not of {}"
        FileTwice => "{} has `{}` twice"
        FilePlugins => "`{}` is a second plugin, and PAN-OS takes one"
        FileLicense => "`{}` is neither authcodes nor a .key";
    FileUnknown "BOO016" "file-unknown" Warning
        "A file that is added to the packages has no name that is known."
        "PAN-OS fails over files that do not belong where they are; the known names are those of published examples."
        "Keep the name that the vendor gave the file."
        "VM-Series deployment guide 11.1, Prepare the bootstrap package"
        => "`{}` has no name that is known of {}";
    FileShape "BOO017" "file-shape" Error
        "A file that is added to the packages is not what it should be."
        "A page that was saved instead of a download, or an archive around one, ends the bootstrap."
        "Download the file again, and unpack it where it is packed."
        "VM-Series deployment guide 11.1, Prepare the bootstrap package"
        => "`{}` is {}, expected {}";
    FileBeside "BOO018" "file-beside" Warning
        "Content is added to packages with a configuration."
        "In a public report on Azure the content was installed and the configuration was not; no answer of the vendor is known."
        "Try it with one unit, or install content once both are up."
        "PaloAltoNetworks/terraform-azurerm-vmseries-modules, issue 190"
        => "`{}` lies beside bootstrap.xml, where content was seen to be installed alone";
    FileStays "BOO019" "file-stays" Warning
        "Files are added to packages that do not reach the units."
        "A template holds 4 MB and the script of one click 64 kB, so one click carries none; custom data carries no package at all."
        "Let deploy.sh upload the packages in the mode account, or put the files into the share before the units boot."
        "Azure documentation, template limits"
        => "{at} is {}, so nothing brings `{}` to the units";

    UrlShape "PUB001" "url-shape" Error
        "A publishing URL is not one that the portal can fetch."
        "The portal reads the template from the browser over public https."
        "Give a public https URL of the raw file."
        "Azure documentation, Deploy to Azure button"
        => "{at} starts with `{}`, expected https://"
        UrlCharacter => "{at} has the character `{}`, expected it percent-encoded"
        UrlUser => "{at} holds a user name or password, expected a public URL"
        UrlHost => "{at} has the host `{}`, expected a public host name"
        UrlSite => "{at} names a site, expected the file azuredeploy.json on it"
        UrlFragment => "{at} has a fragment, expected the URL of the file itself"
        UrlPage => "{at} is a repository page, expected the page or raw URL of one file"
        UrlRelease => "{at} is a release download, which sends no CORS header, expected a raw file";
    UrlRaw "PUB002" "url-raw" Note
        "A repository page URL was turned into its raw form for the link."
        "The page shows the file to people; the portal needs the file itself."
        "Nothing; or type the raw form."
        "Azure documentation, Deploy to Azure button"
        => "{at} is a page, and the link uses its raw form {}";

    DocumentMismatch "INT001" "document-mismatch" Error
        "A generated document contradicts itself or another one, or stops packets that the pair lives by."
        "This is a fault of the program, and nothing is handed out until it is repaired."
        "Report it with the design file."
        "The audit of this product"
        => "{}";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_and_slugs_are_unique_and_every_rule_explains_itself() {
        let mut seen = BTreeSet::new();
        for code in Code::ALL {
            let rule = code.rule();
            assert!(seen.insert(rule.code) && seen.insert(rule.slug), "{}", rule.code);
            assert_eq!(rule.code.len(), 6, "{}", rule.code);
            assert_eq!(Code::from_text(rule.slug), Some(*code));
            assert_eq!(Code::from_text(&rule.code.to_lowercase()), Some(*code));
            let Explanation { what, why, instead, source } = code.explanation();
            assert!(source.len() > 5 && !source.ends_with('.'), "{}", rule.code);
            for text in [what, why, instead] {
                assert!(text.ends_with('.'), "{}: {text}", rule.code);
            }
        }
    }

    #[test]
    fn sentences_have_known_places_and_no_full_stop() {
        for case in Case::ALL {
            let sentence = case.sentence();
            for text in [sentence.says].into_iter().chain(sentence.hint) {
                let places = text.split(['{', '}']).skip(1).step_by(2);
                let unknown: Vec<_> =
                    places.filter(|place| !["", "at", "also"].contains(place)).collect();
                assert!(unknown.is_empty() && !text.ends_with('.'), "{case:?}: {text}");
            }
        }
    }
}
