//! How much is taken in of what others send: a design may have any number of lines, and a small package may
//! unpack to anything.
//!
//! All limits stand here; the documentation prints them.

/// A limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is counted.
    pub what: &'static str,
    /// Most of it.
    pub most: usize,
    /// What happens beyond.
    pub beyond: &'static str,
}

macro_rules! limits {
    ($(#[$doc:meta])* $all:ident $($(#[$more:meta])* $name:ident $most:expr, $what:literal, $beyond:literal;)*) => {
        $(
            #[doc = concat!("Most ", $what, ".")]
            $(#[$more])*
            pub const $name: Limit = Limit { what: $what, most: $most, beyond: $beyond };
        )*
        $(#[$doc])*
        pub const $all: &[Limit] = &[$($name,)*];
    };
}

limits! {
    /// What is taken of a package, in the order of the documentation.
    ALL
    FILE_BYTES 16 << 20, "bytes of one file",
        "the file is named and not read, as an image of PAN-OS is not";
    RUN_BYTES 64 << 20, "bytes of all files of a run, those inside zips as they unpack",
        "the run ends";
    RUN_FILES 10_000, "files of a run, those inside zips too",
        "the run ends";
    FOLDER_DEPTH 12, "folders inside each other",
        "the folder is named and not read";
    ZIP_DEPTH 2, "zips inside each other",
        "the zip is named and not opened";
    XML_DEPTH 64, "elements of XML inside each other",
        "the file cannot be read";
    XML_NAME 1024, "bytes of the name of an element, an attribute or an entry",
        "the file cannot be read";
    JSON_DEPTH 64, "values of JSON inside each other",
        "the file cannot be read";
    RUN_PARTS 1_000_000, "elements of XML, values of JSON and lines of a run",
        "the run ends";
    RUN_STEPS 5_000_000, "steps of comparing rules, following routes and computing expressions in a run",
        "what is left is not judged, and that is said";
    /// Source: Azure documentation, template limits.
    COPIES 800, "copies of one resource or part of a template",
        "what the copies are is not known, and that is said";
    UNITS 16, "configurations of one pair",
        "the others are not judged, and that is said";
    TOLD 500, "contradictions that are told",
        "the others are counted";
}

/// Folders of tools, in which no package lies and which are not looked into.
pub const TOOLS: [&str; 4] = [".git", ".terraform", "node_modules", "target"];

/// What is said of a file that has more bytes than one may have.
pub fn too_large(path: &str, bytes: u64) -> String {
    format!("{path} has {bytes} bytes, and {} are read of one file", FILE_BYTES.most)
}

limits! {
    /// What is taken of the files that a person adds to the packages. A bundle holds each of them four times, and is
    /// made in memory.
    OF_ADDED
    ADDED_BYTES 1 << 30, "bytes of all files added to the packages, on the command line",
        "nothing is built";
    ADDED_BYTES_PAGE 96 << 20, "bytes of all files added to the packages, in the page",
        "the file is not taken; the command line takes more";
}

/// Most entries that are read of a list for which Azure has no limit of its own.
pub const ENTRIES_MAX: usize = 1000;
/// The same of a list of hosts, of which nothing follows.
pub const HOSTS_MAX: usize = 5000;
/// Most bytes that are read of a field; a thousand ids of other VNets fit.
pub const TEXT_MAX: usize = 256 * 1024;
/// Most findings of one rule that are told at one field.
pub const TOLD_MAX: usize = 50;
/// Longest link that is looked at, in characters.
pub const LINK_MAX: usize = 64 * 1024;
/// Most bytes that a link unpacks to.
pub const LINK_PLAIN_MAX: usize = 256 * 1024;

const fn of_design(what: &'static str, most: usize, beyond: &'static str) -> Limit {
    Limit { what, most, beyond }
}

/// The limits of designs, in the order of the documentation.
pub const OF_DESIGNS: [Limit; 6] = [
    of_design(
        "entries of a list without a limit of Azure's",
        ENTRIES_MAX,
        "the others are not read (VAL005)",
    ),
    of_design(
        "hosts that may reach the firewalls' own services",
        HOSTS_MAX,
        "the others are not read (VAL005)",
    ),
    of_design("bytes of a field", TEXT_MAX, "the field is not read (VAL005)"),
    of_design("findings of one rule at one field", TOLD_MAX, "the first are listed (VAL006)"),
    of_design("characters of a link", LINK_MAX, "the link is refused (FIL007)"),
    of_design("bytes that a link unpacks to", LINK_PLAIN_MAX, "the link is refused (FIL007)"),
];
