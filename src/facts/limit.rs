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

/// Bytes of one file.
pub const FILE_BYTES: Limit = Limit {
    what: "bytes of one file",
    most: 16 << 20,
    beyond: "the file is named and not read, as an image of PAN-OS is not",
};
/// Bytes of all files of a run.
pub const RUN_BYTES: Limit = Limit {
    what: "bytes of all files of a run, those inside zips as they unpack",
    most: 64 << 20,
    beyond: "the run ends",
};
/// Files of a run.
pub const RUN_FILES: Limit =
    Limit { what: "files of a run, those inside zips too", most: 10_000, beyond: "the run ends" };
/// Folders inside folders.
pub const FOLDER_DEPTH: Limit = Limit {
    what: "folders inside each other",
    most: 12,
    beyond: "the folder is named and not read",
};
/// Zips inside zips.
pub const ZIP_DEPTH: Limit =
    Limit { what: "zips inside each other", most: 2, beyond: "the zip is named and not opened" };
/// Elements inside elements.
pub const XML_DEPTH: Limit = Limit {
    what: "elements of XML inside each other",
    most: 64,
    beyond: "the file cannot be read",
};
/// Bytes of a name.
pub const XML_NAME: Limit = Limit {
    what: "bytes of the name of an element, an attribute or an entry",
    most: 1024,
    beyond: "the file cannot be read",
};
/// Values inside values.
pub const JSON_DEPTH: Limit =
    Limit { what: "values of JSON inside each other", most: 64, beyond: "the file cannot be read" };
/// Elements and values.
pub const RUN_PARTS: Limit = Limit {
    what: "elements of XML, values of JSON and lines of a run",
    most: 1_000_000,
    beyond: "the run ends",
};
/// Steps of judging.
pub const RUN_STEPS: Limit = Limit {
    what: "steps of comparing rules, following routes and computing expressions in a run",
    most: 5_000_000,
    beyond: "what is left is not judged, and that is said",
};
/// Copies of a resource or a part. Source: Azure documentation, template limits.
pub const COPIES: Limit = Limit {
    what: "copies of one resource or part of a template",
    most: 800,
    beyond: "what the copies are is not known, and that is said",
};
/// Units beside each other.
pub const UNITS: Limit = Limit {
    what: "configurations of one pair",
    most: 16,
    beyond: "the others are not judged, and that is said",
};
/// Contradictions that are told.
pub const TOLD: Limit =
    Limit { what: "contradictions that are told", most: 500, beyond: "the others are counted" };

/// All of them in the order of the documentation.
pub const ALL: [Limit; 13] = [
    FILE_BYTES,
    RUN_BYTES,
    RUN_FILES,
    FOLDER_DEPTH,
    ZIP_DEPTH,
    XML_DEPTH,
    XML_NAME,
    JSON_DEPTH,
    RUN_PARTS,
    RUN_STEPS,
    COPIES,
    UNITS,
    TOLD,
];

/// Bytes of the files that a person adds to the packages, on the command line. A bundle holds each of them four
/// times, and is made in memory.
pub const ADDED_BYTES: Limit = Limit {
    what: "bytes of all files added to the packages, on the command line",
    most: 1 << 30,
    beyond: "nothing is built",
};
/// The same in the page.
pub const ADDED_BYTES_PAGE: Limit = Limit {
    what: "bytes of all files added to the packages, in the page",
    most: 96 << 20,
    beyond: "the file is not taken; the command line takes more",
};

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
