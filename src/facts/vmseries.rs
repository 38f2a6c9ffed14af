//! VM sizes and image versions of the VM-Series on Azure.
//!
//! The design needs four NICs, so the table also lists sizes that people try and that have too few.

use std::fmt;

/// Whether a size can, or must, use accelerated networking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accelerated {
    /// The size has none.
    None,
    /// It can be switched.
    Supported,
    /// It cannot be switched off.
    Required,
}

/// A VM size.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Azure's name.
    pub name: &'static str,
    /// Virtual CPUs.
    pub vcpus: u32,
    /// Memory in GiB.
    pub memory_gib: u32,
    /// Most NICs.
    pub nics: u32,
    /// Accelerated networking.
    pub accelerated: Accelerated,
    /// Whether premium disks can be attached.
    pub premium: bool,
    /// Announced retirement, ISO 8601.
    pub retires: Option<&'static str>,
}

const DV2: Option<&str> = Some("2028-05-01");
const FV2: Option<&str> = Some("2028-11-15");

const fn size(
    name: &'static str,
    (vcpus, memory_gib, nics): (u32, u32, u32),
    accelerated: Accelerated,
    premium: bool,
    retires: Option<&'static str>,
) -> Size {
    Size { name, vcpus, memory_gib, nics, accelerated, premium, retires }
}

/// What stands before the name of each size of Azure's general tier.
pub const BEFORE_SIZE: &str = "Standard_";

/// Sizes whose NICs, disks and networking are known. Source: Azure compute documentation, size pages
/// and the list of retiring sizes; premium disks of the DS series are not verified.
pub const SIZES: [Size; 26] = [
    size("Standard_DS3_v2", (4, 14, 4), Accelerated::Supported, true, DV2),
    size("Standard_DS4_v2", (8, 28, 8), Accelerated::Supported, true, DV2),
    size("Standard_DS5_v2", (16, 56, 8), Accelerated::Supported, true, DV2),
    size("Standard_D3_v2", (4, 14, 4), Accelerated::Supported, false, DV2),
    size("Standard_D4_v2", (8, 28, 8), Accelerated::Supported, false, DV2),
    size("Standard_D5_v2", (16, 56, 8), Accelerated::Supported, false, DV2),
    size("Standard_D8s_v3", (8, 32, 4), Accelerated::Supported, true, None),
    size("Standard_D16s_v3", (16, 64, 8), Accelerated::Supported, true, None),
    size("Standard_D8s_v5", (8, 32, 4), Accelerated::Required, true, None),
    size("Standard_D16s_v5", (16, 64, 8), Accelerated::Required, true, None),
    size("Standard_D32s_v5", (32, 128, 8), Accelerated::Required, true, None),
    size("Standard_D64s_v5", (64, 256, 8), Accelerated::Required, true, None),
    size("Standard_D8ds_v5", (8, 32, 4), Accelerated::Required, true, None),
    size("Standard_D16ds_v5", (16, 64, 8), Accelerated::Required, true, None),
    size("Standard_D32ds_v5", (32, 128, 8), Accelerated::Required, true, None),
    size("Standard_F8s_v2", (8, 16, 4), Accelerated::Supported, true, FV2),
    size("Standard_F16s_v2", (16, 32, 4), Accelerated::Supported, true, FV2),
    size("Standard_F32s_v2", (32, 64, 8), Accelerated::Supported, true, FV2),
    size("Standard_D3", (4, 14, 4), Accelerated::None, false, DV2),
    size("Standard_D4", (8, 28, 8), Accelerated::None, false, DV2),
    size("Standard_D2s_v3", (2, 8, 2), Accelerated::Supported, true, None),
    size("Standard_D4s_v3", (4, 16, 2), Accelerated::Supported, true, None),
    size("Standard_D2s_v5", (2, 8, 2), Accelerated::Required, true, None),
    size("Standard_D4s_v5", (4, 16, 2), Accelerated::Required, true, None),
    size("Standard_D4ds_v5", (4, 16, 2), Accelerated::Required, true, None),
    size("Standard_F4s_v2", (4, 8, 2), Accelerated::Supported, true, FV2),
];

/// NICs that each unit of this design has: management, untrust, trust, HA2.
pub const NICS: u32 = 4;

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} vCPU, {} GiB, {} NICs", self.vcpus, self.memory_gib, self.nics)?;
        self.retires.map_or(Ok(()), |date| write!(f, ", retires {date}"))
    }
}

/// The sizes with enough NICs that a typed text leaves, those that retire last; all of them while it is blank or
/// names one.
pub fn sizes_for(typed: &str, nics: u32) -> Vec<&'static Size> {
    let typed = typed.trim().to_ascii_lowercase();
    let all = typed.is_empty() || size_named(&typed).is_some();
    let said = |size: &Size| format!("{}: {size}", size.name).to_ascii_lowercase();
    let fits =
        SIZES.iter().filter(|size| size.nics >= nics && (all || said(size).contains(&typed)));
    let (stays, retires): (Vec<_>, Vec<_>) = fits.partition(|size| size.retires.is_none());
    [stays, retires].concat()
}

/// What the marketplace's plans for VMs of the second generation end with. Source: public templates with
/// `byol-gen2` and an Azure report with `bundle1-gen2` (read 2026-11-26); no page of the vendor's was read.
pub const GEN2: &str = "-gen2";

/// Whether a size boots images of the second generation only. Source: public templates, which take `byol-gen2`
/// for v6 and v7 (read 2026-11-26; not verified).
pub fn wants_gen2(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("_v6") || name.ends_with("_v7")
}

/// The size with this name; Azure ignores case.
pub fn size_named(name: &str) -> Option<&'static Size> {
    SIZES.iter().find(|size| size.name.eq_ignore_ascii_case(name))
}

/// The day on which Azure retired a size, where that was before these facts were read. Sources: the list of retiring
/// sizes, and for the first A-series the notice in Azure's release notes of 2024-01-10.
pub fn retired(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let number = ["standard_a", "basic_a"].iter().find_map(|series| lower.strip_prefix(series));
    let first = number.filter(|n| !n.is_empty() && n.bytes().all(|digit| digit.is_ascii_digit()));
    let day = size_named(name).and_then(|size| size.retires).or(first.map(|_| "2024-08-31"));
    day.filter(|day| *day < super::READ)
}

/// Marketplace versions that were seen in public templates, the pinned one of each line last.
/// A hotfix is folded into the third number: 11.1.612 is 11.1.6-h12. Sources: Palo Alto Networks'
/// Terraform modules (2026-05), public ARM templates (2024 to 2026-03).
pub const VERSIONS: [(&str, &[&str]); 5] = [
    ("10.1", &["10.1.0", "10.1.12"]),
    ("10.2", &["10.2.0", "10.2.901", "10.2.1009"]),
    ("11.1", &["11.1.0", "11.1.2", "11.1.203", "11.1.612"]),
    ("11.2", &["11.2.5", "11.2.8"]),
    ("12.1", &[]),
];

/// The version that a blank becomes for a PAN-OS line; none is known for 12.1.
pub fn pinned_version(line: &str) -> Option<&'static str> {
    VERSIONS
        .iter()
        .find(|(known, _)| *known == line)
        .and_then(|(_, versions)| versions.last().copied())
}

/// A maintenance release and its hotfix, as an image's third number folds them: 612 is 6-h12, 12 is 12.
fn folded(build: u32) -> (u32, u32) {
    if build < 100 { (build, 0) } else { (build / 100, build % 100) }
}

/// The name of an image's release, `11.1.6-h12` for 11.1.612.
pub fn release(version: &str) -> Option<String> {
    let [major, minor, build] = version_parts(version)?;
    Some(named(&format!("{major}.{minor}"), folded(build)))
}

fn named(line: &str, (maintenance, hotfix): (u32, u32)) -> String {
    match hotfix {
        0 => format!("{line}.{maintenance}"),
        hotfix => format!("{line}.{maintenance}-h{hotfix}"),
    }
}

/// The maintenance releases and hotfixes of each line from which on CVE-2024-0012 and CVE-2024-9474 are
/// closed: both open the management page to strangers and are known to be exploited. Whatever is newer
/// than a line's last one has the fix. Source: Palo Alto Networks' record of CVE-2024-9474 in the CVE list,
/// 2024-11-18.
pub const FIXED: [(&str, &[(u32, u32)]); 5] = [
    ("10.1", &[(9, 14), (10, 9), (11, 10), (12, 3), (13, 5), (14, 6)]),
    (
        "10.2",
        &[
            (0, 4),
            (1, 3),
            (2, 6),
            (3, 14),
            (4, 32),
            (5, 9),
            (6, 6),
            (7, 18),
            (8, 15),
            (9, 16),
            (10, 9),
            (11, 6),
            (12, 2),
        ],
    ),
    ("11.0", &[(0, 4), (1, 5), (2, 5), (3, 13), (4, 6), (5, 2), (6, 1)]),
    ("11.1", &[(0, 4), (1, 2), (2, 15), (3, 11), (4, 7), (5, 1)]),
    ("11.2", &[(0, 1), (1, 1), (2, 2), (3, 3), (4, 1)]),
];

/// The release that closes the holes which an image still has.
pub fn floor(version: &str) -> Option<String> {
    let [major, minor, build] = version_parts(version)?;
    let line = format!("{major}.{minor}");
    let (_, fixed) = FIXED.iter().find(|(known, _)| *known == line)?;
    let (maintenance, hotfix) = folded(build);
    let floor = fixed.iter().find(|(with_fix, _)| *with_fix >= maintenance)?;
    let open = floor.0 > maintenance || floor.1 > hotfix;
    open.then(|| named(&line, *floor))
}

/// When the vendor's support of each line ends. Source: Palo Alto Networks' end-of-life summary, as
/// endoflife.date had it on 2026-03-05.
pub const END_OF_LIFE: [(&str, &str); 8] = [
    ("9.1", "2024-06-30"),
    ("10.0", "2022-07-16"),
    ("10.1", "2024-12-01"),
    ("10.2", "2025-08-27"),
    ("11.0", "2024-11-17"),
    ("11.1", "2027-05-03"),
    ("11.2", "2027-05-02"),
    ("12.1", "2028-08-28"),
];

/// The day on which a line's support ended, where that was before these facts were read. Older lines than the first
/// one ended no later than that.
pub fn ended(line: (u32, u32)) -> Option<&'static str> {
    let mut lines = END_OF_LIFE.iter().enumerate();
    let known = lines.find(|(n, (known, _))| {
        let known = line_numbers(known).expect("the table has lines");
        known == line || (*n == 0 && line < known)
    });
    let known = known.map(|(_, one)| one);
    known.map(|(_, day)| *day).filter(|day| *day < super::READ)
}

/// Whether the text is `latest` or Major.Minor.Build. Source: Microsoft's published type of
/// `imageReference.version`.
pub fn is_image_version(text: &str) -> bool {
    text == "latest" || version_parts(text).is_some()
}

/// Major and minor number of an image version or a line.
pub fn line_numbers(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??))
}

fn version_parts(text: &str) -> Option<[u32; 3]> {
    let parts: Vec<&str> = text.split('.').collect();
    let [major, minor, build] = parts.as_slice() else { return None };
    let number = |part: &str, most: usize| {
        let digits = (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if digits { part.parse().ok() } else { None }
    };
    Some([number(major, 2)?, number(minor, 2)?, number(build, 5)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pinned_version_belongs_to_its_line() {
        for (line, versions) in VERSIONS {
            for version in versions {
                assert!(is_image_version(version));
                assert_eq!(line_numbers(version), line_numbers(line));
            }
        }
        assert_eq!(pinned_version("11.1"), Some("11.1.612"));
        assert_eq!(pinned_version("12.1"), None);
    }

    #[test]
    fn a_pinned_version_has_no_known_hole_where_one_without_is_known() {
        for (version, floor_of_it) in [
            ("10.1.12", Some("10.1.12-h3")),
            ("10.1.5", Some("10.1.9-h14")),
            ("10.1.1406", None),
            ("10.2.901", Some("10.2.9-h16")),
            ("10.2.1008", Some("10.2.10-h9")),
            ("10.2.13", None),
            ("11.1.2", Some("11.1.2-h15")),
            ("11.1.501", None),
            ("11.2.5", None),
            ("12.1.2", None),
            ("latest", None),
        ] {
            assert_eq!(floor(version).as_deref(), floor_of_it, "{version}");
        }
        for (line, _) in VERSIONS.iter().filter(|(line, _)| *line != "10.1") {
            assert!(pinned_version(line).is_none_or(|version| floor(version).is_none()), "{line}");
        }
        assert_eq!(release("10.2.901").as_deref(), Some("10.2.9-h1"));
        assert_eq!((ended((10, 2)), ended((11, 1))), (Some("2025-08-27"), None));
    }

    #[test]
    fn versions_have_three_numbers() {
        for text in ["latest", "11.1.612", "10.2.901"] {
            assert!(is_image_version(text), "{text}");
        }
        for text in ["", "11.1", "11.1.6-h12", "Latest", "11.1.+1", "11.1.6.1", "111.1.1"] {
            assert!(!is_image_version(text), "{text}");
        }
    }
}
