//! What becomes of packets: a neutral model of firewalls and of the network around them, and one walk.
//!
//! The model knows neither plan nor document. The audit fills it from finished files, the plan from what
//! it derived, and a test holds both fillings equal, so whatever is said of packets, by a check or in a
//! picture, is said by this walk.

pub mod azure;
pub mod firewall;
pub mod journey;
pub mod model;
pub mod packet;
