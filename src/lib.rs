//! Fast HA Configurator: designs a Palo Alto VM-Series active/passive pair on Azure.
//!
//! One pipeline of values turns what a person typed into files that deploy. Every stage returns
//! its value together with findings, and no stage stops at the first problem:
//!
//! ```text
//!             Field (closed list)                      facts (limits, sizes, reserved addresses)
//!               │                                        │
//!  Draft ──design::read──▶ Design ──plan::derive──▶ Plan ──plan::approve──▶ Approved ──┬─▶ arm
//!  raw text    │              │                      │                                 ├─▶ panos
//!  + Secrets   ▼              ▼                      ▼                                 └─▶ artifact ─▶ bundle
//!           Finding[]      Finding[]              Finding[]    diagram (draws unapproved plans too)
//! ```
//!
//! The page is two modules. The first one reads, plans and draws at each key, and says nothing of it. The second
//! one, loaded after the first paint, works in a worker, and in the page where workers are refused; it judges,
//! repairs, and makes what leaves the page and what is read of it. Between them lies `workshop`: orders go one
//! way, answers the other.
//!
//! # Invariants
//!
//! 1. Parsing never fails: a field that cannot be read counts as blank and leaves an error finding.
//! 2. Every name and address is derived once, in `plan`; documents compute none.
//! 3. Documents are strangers: `arm`, `panos` and `diagram` never name each other.
//! 4. Secrets never enter a `Plan`; a signature with `Secrets` in it is a place that could leak.
//! 5. The core has no clock, no randomness and no IO.
//! 6. Same input, same bytes.
//! 7. Nothing in the core is serializable except `save`, the mirror structs of the JSON documents and what
//!    `change` reports.
//! 8. No file is handed out that contradicts itself or another one, or that stops the packets which the
//!    pair lives by: `audit` reads all of them back. That each says what is planned, literal by literal,
//!    is not repeated here; `tests/oracle` holds it over goldens and generated designs.
//!
//! The modules below stand in reading order; a module may name only modules of earlier floors
//! (`tests/floors` holds the list and checks it).

// Floor 0: vocabulary.
pub mod choice;
pub mod deflate;
pub mod json;
pub mod listing;
pub mod net;
pub mod secret;
pub mod xml;

// Floor 1: truth about the world.
pub mod facts;

pub mod walk;

// Floor 2: speech.
pub mod list;

pub mod field;
pub mod finding;

// Floor 3: what the person wrote.
pub mod preset;

pub mod draft;

pub mod share;

pub mod save;

// Floor 4: what they mean.
pub mod design;

// Floor 5: what will be built.
pub mod plan;

pub mod flow;

pub mod failover;

pub mod review;

pub mod repair;

// Floor 6: documents, strangers to one another.
pub mod arm;
pub mod diagram;
pub mod guide;
pub mod origin;
pub mod panos;

// Floor 7: delivery.
pub mod bundle;
pub mod deploy;
pub mod door;
pub mod enclosed;

pub mod artifact;
pub mod audit;

pub mod change;

pub mod workshop;

// Floor 8: faces.
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
#[cfg(target_arch = "wasm32")]
pub mod ui;
