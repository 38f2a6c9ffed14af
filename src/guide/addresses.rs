//! The address plan as rows: sorted by any column, and told as Markdown, CSV and plain text.
//!
//! Drawn from any plan, an unapproved one too, so every cell may hold whatever was typed as a name.

use crate::design::{Choice as _, Unit};
use crate::field::Field;
use crate::plan::{GatewayKind, Origin, Plan, PublicAddress, Role, Subnet};

/// The columns' headings.
pub const COLUMNS: [&str; 5] = ["What", "Address", "Subnet", "Range", "Where from"];

/// An address with what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The text of each column.
    pub cells: [String; COLUMNS.len()],
    /// What the address is for, which is its colour.
    pub role: String,
    /// The field that decides the address.
    pub field: Field,
}

/// A column, and whether it descends.
pub type Order = (usize, bool);

/// The rows in an order, or in the plan's own.
pub fn ordered(plan: &Plan, order: Option<Order>) -> Vec<Row> {
    let mut rows = rows(plan);
    if let Some((column, descending)) = order {
        sort(&mut rows, column, descending);
    }
    rows
}

/// Every subnet, address and public address in the order of the plan.
pub fn rows(plan: &Plan) -> Vec<Row> {
    let mut rows: Vec<Row> = plan.network.subnets().map(of_subnet).collect();
    rows.extend(plan.addresses().into_iter().map(|planned| {
        let subnet = planned.subnet;
        let cells = [
            planned.owner,
            planned.address.to_string(),
            subnet.name.to_string(),
            subnet.range.to_string(),
            why(&planned.address.from),
        ];
        Row { cells, role: planned.role.to_string(), field: planned.address.from.field() }
    }));
    rows.extend(public(plan));
    rows
}

/// A subnet, by the first address of its range.
fn of_subnet(subnet: &Subnet) -> Row {
    let range = subnet.range.value;
    let cells = [
        format!("subnet {}", subnet.name),
        range.network().to_string(),
        subnet.name.to_string(),
        range.to_string(),
        why(&subnet.range.from),
    ];
    Row { cells, role: subnet.role.to_string(), field: subnet.range.from.field() }
}

/// What Azure gives an address at deployment, and existing public addresses.
fn public(plan: &Plan) -> Vec<Row> {
    let row = |role: Role, field: Field, what: String, address: String, why: String| {
        let cells = [what, address, String::new(), String::new(), why];
        Row { cells, role: role.to_string(), field }
    };
    let at_deployment = || "at deployment".to_owned();
    let balance = &plan.balance;
    let mut rows: Vec<Row> = balance
        .public
        .front_ends()
        .map(|(name, address)| {
            let (address, why) = match address {
                PublicAddress::New { name, .. } => (at_deployment(), format!("public IP {name}")),
                PublicAddress::Existing { id, address } => {
                    let known = address.map(|address| address.to_string());
                    (known.unwrap_or_else(|| "its own".to_owned()), id.clone())
                }
            };
            let what = format!("front end {name}");
            row(Role::Untrust, Field::BalancePublicAddressId, what, address, why)
        })
        .collect();
    for firewall in plan.units.each() {
        rows.extend(firewall.nics().iter().filter_map(|nic| {
            let why = match nic.public_ip.as_ref()? {
                PublicAddress::New { name, .. } => format!("public IP {name}"),
                PublicAddress::Existing { id, .. } => id.clone(),
            };
            let what = format!("{} {} from outside", firewall.name, nic.role.label());
            Some(row(nic.role, nic.address.from.field(), what, at_deployment(), why))
        }));
    }
    rows.extend(balance.nat_gateway.iter().map(|gateway| {
        let what = gateway.name.to_string();
        let (address, why) = match &gateway.kind {
            GatewayKind::New { public_ip, .. } => {
                (at_deployment(), format!("public IP {public_ip}"))
            }
            GatewayKind::Existing { id } => ("its own".to_owned(), id.clone()),
        };
        // It may serve untrust, management or both.
        row(Role::Balancer, gateway.name.from.field(), what, address, why)
    }));
    rows
}

fn why(from: &Origin) -> String {
    match from {
        Origin::Typed(_) => "typed".to_owned(),
        Origin::Chosen { why, .. } => why.clone(),
    }
}

/// Sorts by a column, numbers by their value; rows with equal cells keep their order.
fn sort(rows: &mut [Row], column: usize, descending: bool) {
    let key = |row: &Row| natural(row.cells.get(column).map_or("", String::as_str));
    rows.sort_by(|one, other| {
        let order = key(one).cmp(&key(other));
        if descending { order.reverse() } else { order }
    });
}

/// A text as words and numbers in turn, so that `10.0.2.4` stands before `10.0.10.4`.
fn natural(text: &str) -> Vec<(String, u64)> {
    let mut parts = vec![(String::new(), 0_u64)];
    let mut in_number = false;
    for c in text.chars() {
        let digit = c.to_digit(10);
        if digit.is_none() && in_number {
            parts.push((String::new(), 0));
        }
        in_number = digit.is_some();
        if let Some((word, number)) = parts.last_mut() {
            match digit {
                Some(digit) => *number = number.saturating_mul(10).saturating_add(digit.into()),
                // Azure's names are ASCII, and tables of all letters are large.
                None => word.push(c.to_ascii_lowercase()),
            }
        }
    }
    parts
}

/// The rows as a text with its media type, by its file extension.
pub fn told_as(extension: &str, plan: &Plan, rows: &[Row]) -> (String, &'static str) {
    match extension {
        "csv" => (csv(rows), "text/csv"),
        "md" => (markdown(rows), "text/markdown"),
        _ => (ticket(plan, rows), "text/plain"),
    }
}

/// A Markdown table.
pub fn markdown(rows: &[Row]) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    lines(rows, |cells| line(cells), &line(&["---"; COLUMNS.len()].map(str::to_owned)))
}

/// Nothing to a reader; it parts what would be one word to who makes links of words.
const BREAK: &str = "<!-- -->";

/// A text in a table of Markdown: no character in it means anything. Addresses, people and tickets that are named
/// become no links either, for which GitHub looks in what is shown already.
/// Source: GitHub Flavored Markdown, autolinks; GitHub documentation, mentioning people.
pub fn cell(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).expect("a character ends where the next one begins");
        let next = |wanted: fn(char) -> bool| rest.chars().next().is_some_and(wanted);
        let www = || {
            plain.len() >= 3
                && plain.get(plain.len() - 3..).is_some_and(|end| end.eq_ignore_ascii_case("www"))
        };
        match c {
            c if c.is_control() => plain.push(' '),
            ':' if rest.starts_with("//") => plain.push_str("\\:"),
            '.' if www() => plain.push_str("\\."),
            '@' | '#' if next(char::is_alphanumeric) => {
                plain.push(c);
                plain.push_str(BREAK);
            }
            c if c.is_ascii_punctuation() && !".,:;/-'()%".contains(c) => plain.extend(['\\', c]),
            c => plain.push(c),
        }
    }
    plain
}

/// How a cell begins that a table's program computes, in its wide forms too. Source: OWASP, CSV injection.
const FORMULA: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// Comma-separated values, each in quotes, as a reason may hold a comma; none is a formula.
fn csv(rows: &[Row]) -> String {
    let line = |cells: &[String]| {
        let cells = cells.iter().map(|cell| {
            let guard = if cell.starts_with(FORMULA) { "'" } else { "" };
            format!("\"{guard}{}\"", cell.replace('"', "\"\""))
        });
        cells.collect::<Vec<_>>().join(",") + "\n"
    };
    lines(rows, |cells| line(cells), "")
}

/// Aligned columns under a line that names the pair and its VNet, for a ticket in a monospace font.
fn ticket(plan: &Plan, rows: &[Row]) -> String {
    let width = |n: usize| {
        let cells = rows.iter().filter_map(|row| row.cells.get(n));
        let widths = cells.map(|cell| cell.chars().count());
        widths.chain(COLUMNS.get(n).map(|head| head.len())).max().unwrap_or_default()
    };
    let line = |cells: &[String]| {
        let cells =
            cells.iter().enumerate().map(|(n, cell)| format!("{:1$}", flat(cell), width(n)));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    heading(plan) + "\n\n" + &lines(rows, |cells| line(cells), "")
}

/// The pair and its VNet in a line.
pub fn heading(plan: &Plan) -> String {
    let [a, b] = Unit::BOTH.map(|unit| plan.units.of(unit).name.to_string());
    let network = &plan.network;
    let blocks: Vec<String> = network.blocks.iter().map(ToString::to_string).collect();
    flat(&format!("Address plan of {a} and {b}, VNet {} {}", network.name, blocks.join(", ")))
}

fn lines(rows: &[Row], line: impl Fn(&[String]) -> String, after_head: &str) -> String {
    let head = line(&COLUMNS.map(str::to_owned)) + after_head;
    rows.iter().fold(head, |text, row| text + &line(&row.cells))
}

/// A cell never ends its line.
fn flat(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Draft, Secrets};
    use crate::review::review;

    fn plan(edits: &[(Field, &str)]) -> Plan {
        let draft = Draft::default().with(edits.iter().copied());
        review(&draft, &Secrets::default()).plan.unwrap()
    }

    fn column(rows: &[Row], n: usize) -> Vec<&str> {
        rows.iter().map(|row| row.cells[n].as_str()).collect()
    }

    #[test]
    fn numbers_are_sorted_by_value_and_equal_cells_keep_their_order() {
        let plan = plan(&[(Field::NetworkTrustRange, "10.0.10.0/24")]);
        let mut sorted = rows(&plan);
        sort(&mut sorted, 1, false);
        let addresses = column(&sorted, 1);
        let place = |address: &str| addresses.iter().position(|known| *known == address).unwrap();
        assert!(place("10.0.1.4") < place("10.0.2.100"));
        assert!(place("10.0.2.100") < place("10.0.10.4"));
        sort(&mut sorted, 3, true);
        assert_eq!(sorted[0].cells[3], "10.0.10.0/24");
        // The subnet itself, and its hosts.
        let trust = ["10.0.10.0", "10.0.10.4", "10.0.10.5", "10.0.10.6", "10.0.10.9", "10.0.10.10"];
        assert_eq!(column(&sorted[..6], 1), trust, "as they were sorted before");
        assert!(natural("fw-2") < natural("FW-10") && natural("a") < natural("a1"));
        assert!(natural("99999999999999999999999") > natural("5"));
    }

    #[test]
    fn nothing_in_a_cell_becomes_a_link_a_mention_or_a_formula() {
        assert_eq!(cell("a|b <i> [x](y) `c`\r\n"), "a\\|b \\<i\\> \\[x\\](y) \\`c\\`  ");
        assert_eq!(cell("https://a.example WWW.a.example"), "https\\://a.example WWW\\.a.example");
        assert_eq!(
            cell("@team ops@a.example #7"),
            "@<!-- -->team ops@<!-- -->a.example #<!-- -->7"
        );
        assert_eq!(cell("a # b, x/y.xml:12"), "a \\# b, x/y.xml:12", "what is none stays readable");
        let row = |first: &str| {
            let mut row = rows(&plan(&[])).remove(0);
            first.clone_into(&mut row.cells[0]);
            csv(&[row])
        };
        for formula in ["=1+1", "@SUM(1)", "\t=1", "\n=1", "\u{ff1d}1", "\u{ff20}SUM(1)"] {
            assert!(row(formula).contains(&format!("\"'{formula}\"")), "{formula}");
        }
        assert!(row("10.0.0.4").contains("\"10.0.0.4\""));
    }

    #[test]
    fn an_address_from_outside_has_the_colour_of_its_nic() {
        let edits = [(Field::BalanceEgress, "public_ips"), (Field::AccessManagementPublic, "on")];
        let of_nics = rows(&plan(&edits)).into_iter();
        let of_nics = of_nics.filter(|row| row.cells[0].ends_with(" from outside"));
        let roles: Vec<String> = of_nics.map(|row| row.role).collect();
        assert_eq!(roles, ["management", "untrust", "management", "untrust"]);
    }

    #[test]
    fn a_text_breaks_out_of_no_format() {
        let plan = plan(&[]);
        let mut rows = rows(&plan);
        rows[0].cells[0] = "a|\"b\nc".to_owned();
        let n = rows.len();
        let text = markdown(&rows);
        assert_eq!(text.lines().count(), n + 2);
        assert!(text.contains(r#"| a\|\"b c "#), "{text}");
        assert!(csv(&rows).contains("\"a|\"\"b\nc\","));
        rows[1].cells[0] = "=HYPERLINK(\"https://x\")".to_owned();
        assert!(csv(&rows).contains("\"'=HYPERLINK(\"\"https://x\"\")\","));
        rows[1].cells[0] = "[x](y)<img>`*_".to_owned();
        assert!(markdown(&rows).contains(r"| \[x\](y)\<img\>\`\*\_ |"));
        assert_eq!(ticket(&plan, &rows).lines().count(), n + 3);
    }

    #[test]
    fn a_ticket_is_aligned() {
        let plan = plan(&[]);
        let text = ticket(&plan, &rows(&plan));
        let names = "vmseries-ha-primary and vmseries-ha-secondary, VNet vmseries-ha-vnet";
        assert_eq!(text.lines().next(), Some(&*format!("Address plan of {names} 10.0.0.0/16")));
        let table: Vec<&str> = text.lines().skip(2).collect();
        let at = table[0].find("Address").unwrap();
        assert!(
            table
                .iter()
                .skip(1)
                .all(|line| line.as_bytes()[at - 1] == b' ' && line.as_bytes()[at] != b' ')
        );
        assert!(text.lines().all(|line| line.trim_end() == line));
    }
}
