//! `serve`: the book at a local address.

use std::process::Command;

use anyhow::Context as _;
use dst_listings::verify::Request;

use crate::say;
use crate::site::Site;
use crate::stages;
use crate::tools;
use crate::verify;
use crate::workplace::Workplace;

/// Serves the book until it is stopped. Listings are verified beside it: the marks on the page go away as
/// receipts arrive, since mdBook watches their folder.
pub(crate) fn serve(place: &Workplace, port: u16, edition: &str) -> anyhow::Result<bool> {
    let mdbook = tools::mdbook(place)?;
    stages::build(place)?;

    let beside = place.clone();
    // It goes on until the process ends: nobody waits for it.
    std::thread::spawn(move || verify::watch(&beside, &Request::default()));

    say::step(&format!("the book is at http://localhost:{port} (stop with Ctrl-C)"));
    let mut command = Command::new(mdbook);
    command
        .args(["serve", "--port", &port.to_string(), "--dest-dir"])
        .arg(place.target().join("serve"));
    command.arg(&place.root).current_dir(&place.root);
    stages::prepare(place, &mut command)?;
    Site::read(place)?.language(&mut command, edition)?;
    let status = command.status().context("cannot run mdBook")?;
    Ok(status.success())
}
