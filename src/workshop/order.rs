//! What the page orders, and what each order is answered with.

use super::sheet::{Pressed, Sheet};
use super::verdict::{Verdict, Weighed};
use super::view::View;
use super::wire::{Bytes, Wire, wired};
use crate::draft::{Draft, Secrets};
use crate::field::Field;
use crate::origin::{Chain, Step};
use crate::panos::Salt;
use crate::save;
use crate::secret::Secret;
use crate::xml::Node;

/// What stands in the form, and the salt of the next build: all that documents are made from. It holds the
/// secrets, and so do the messages that it is sent in; they go to the page's own second module and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// What is typed.
    pub draft: Draft,
    /// What is typed and secret.
    pub secrets: Secrets,
    /// The salt of the password's hash.
    pub salt: Salt,
}

/// A file of the bundle in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its path.
    pub path: String,
    /// Its size in bytes.
    pub size: usize,
    /// Lines that the former one has not, and those of it that are gone.
    pub changed: (usize, usize),
}

/// A file that leaves the page. It may hold secrets, so `Debug` is not for it.
#[derive(Clone, PartialEq, Eq)]
pub struct Handed {
    /// Its own name.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// A draft that a person opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The draft.
    pub draft: Draft,
    /// What is to be said of it, behind the word that it is opened.
    pub said: String,
    /// Where something of the file can be chosen, what.
    pub asks: Option<Node>,
}

/// A message that is answered.
pub trait Order: Wire {
    /// What it is answered with.
    type Answer: Wire;
    /// The number before it, never used again for another one.
    const KIND: u8;
}

macro_rules! orders {
    ($($(#[$doc:meta])* $kind:literal $name:ident { $($field:ident: $type:ty),* } => $answer:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name {
            $(#[doc = concat!("The ", stringify!($field), ".")] pub $field: $type,)*
        }

        wired! { $name { $($field),* } }

        impl Order for $name {
            type Answer = $answer;
            const KIND: u8 = $kind;
        }
    )*};
}

orders! {
    /// All files with their sizes and how many lines a former design's lack or have more, audited, or why there
    /// are none.
    1 List { typed: Typed, former: Option<Draft> } => Result<Vec<Listed>, String>;
    /// A part of a file as it is shown, compared with the same file of a former design.
    2 Show { typed: Typed, path: String, former: Option<Draft>, wanted: String, from: usize, many: usize } => Option<Sheet>;
    /// Where a value comes from.
    3 Explain { typed: Typed, pressed: Pressed } => Vec<Chain>;
    /// A file that leaves the page, audited with the others.
    4 Fetch { typed: Typed, path: String } => Result<Handed, String>;
    /// All files as one archive.
    5 Bundle { typed: Typed } => Result<Bytes, String>;
    /// Bytes compressed, where the browser cannot.
    6 Deflate { plain: Bytes } => Bytes;
    /// A link's bytes unpacked, where the browser cannot.
    7 Inflate { packed: Bytes } => Option<Bytes>;
    /// SHA-256 in hexadecimal.
    8 Digest { of: Bytes } => String;
    /// A text as a QR code: modules on a side, and its dark ones as one path; none for a text that is too long.
    9 Code { text: String } => Option<(usize, String)>;
    /// What a view says of the design, and of what is wanted of it.
    14 Tell { typed: Typed, view: View, wanted: String } => Node;
    /// What is found of a design.
    15 Judge { typed: Typed } => Verdict;
    /// What another draft would change.
    16 Weigh { typed: Typed, other: Draft } => Weighed;
    /// All safe repairs made, and how many they were.
    17 Mend { typed: Typed } => (Draft, usize);
    /// The whole VNet moved into another range, or why it cannot be.
    18 Replan { typed: Typed, into: String } => Result<(Draft, String), String>;
    /// A preset with what is typed carried over into it.
    19 Carry { typed: Typed, preset: String } => Option<Draft>;
    /// The design in a file or made of it with these choices, or why there is none; nothing for a part of a
    /// package, which the audit reads.
    20 Open { file: Bytes, wanted: String } => Result<Option<Read>, String>;
    /// What is said of the design in a link's bytes; none where they are no design.
    21 OpenLink { plain: Bytes } => Option<String>;
    /// What is said, by keys, of a design file.
    22 OpenText { text: String } => Result<Vec<String>, String>;
    /// The fingerprint of a public key; none where the text is no key.
    23 Fingerprint { key: String } => Option<String>;
    /// All files as one archive without any secret, as text for a shell to unpack.
    24 Pasted { typed: Typed } => Result<String, String>;
    /// The address plan in an order, as a file with this extension, approved or not.
    25 Tabulate { typed: Typed, order: Option<(usize, bool)>, extension: String } => Result<Handed, String>;
    /// What is said of each field, in the order of the form.
    26 Helps {} => Vec<String>;
    /// The picture as a file, with what a view marks in it where this is wanted of that; in which layout; or as a film of it.
    32 Draw { typed: Typed, view: View, wanted: String, wide: bool, plays: bool } => Result<(String, String), String>;
    /// Takes a file for the packages, for the unit at the place or for both; none takes all of them away. The
    /// answer is why it is not taken.
    30 Enclose { add: Option<(Option<usize>, (String, Bytes))> } => Option<String>;
    /// Takes a file of a package that is to be judged, its path first, or why it is not read; none for the
    /// beginning of another package. The answer is why no more are taken.
    40 Receive { add: Option<(String, Result<Bytes, String>)> } => Option<String>;
    /// The report of the package, in the format of this file extension, or why there is none.
    41 Report { extension: String } => Result<Handed, String>;
    /// The design that the package becomes, or why it becomes none.
    42 TakeOver {} => Result<Read, String>;
}

wired! {
    Typed { draft, secrets, salt }
    Listed { path, size, changed }
    Handed { name, media, bytes }
    Read { draft, said, asks }
    Step { value, what, why, field }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn put(&self, to: &mut Vec<u8>) {
        self.0.put(to);
        self.1.put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some((A::take(from)?, B::take(from)?))
    }
}

impl Wire for Field {
    fn put(&self, to: &mut Vec<u8>) {
        (*self as usize).put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Self::ALL.get(usize::take(from)?).copied()
    }
}

/// As a design file, which keeps a draft without loss.
impl Wire for Draft {
    fn put(&self, to: &mut Vec<u8>) {
        save::write(self).put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        save::read(&String::take(from)?).ok().map(|read| read.value)
    }
}

impl Wire for Secrets {
    fn put(&self, to: &mut Vec<u8>) {
        for field in Field::secrets() {
            self.get(field).map_or("", Secret::expose).to_owned().put(to);
        }
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let mut secrets = Self::default();
        for field in Field::secrets() {
            secrets.set(field, Secret::new(String::take(from)?));
        }
        Some(secrets)
    }
}

impl Wire for Salt {
    fn put(&self, to: &mut Vec<u8>) {
        self.text().to_owned().put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Self::read(&String::take(from)?)
    }
}
