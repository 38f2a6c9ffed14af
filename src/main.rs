//! One program, two hosts: the page in a browser, the command line elsewhere.

fn main() {}
