//! What to verify, as people ask for it on a command line.

use std::path::PathBuf;

use super::{Partition, Share};

/// The arguments of `verify`, which more than one program has.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Request {
    /// Only these packages
    pub packages: Vec<String>,
    /// Write goldens that differ, and show what changed
    #[arg(long)]
    pub accept: bool,
    /// Only one part of the packages, such as 1/2: another machine verifies the other
    #[arg(long, value_name = "I/N")]
    pub partition: Option<Partition>,
    /// A folder of receipts that every part is given: parts are balanced by the times in them
    #[arg(long, value_name = "FOLDER", requires = "partition")]
    pub times: Option<PathBuf>,
    /// Go on: verify again whenever a file changes
    #[arg(long)]
    pub watch: bool,
}

impl Request {
    /// What this machine verifies of all packages, if it is a part.
    pub fn share(&self) -> Option<Share> {
        let times = self.times.clone();
        self.partition.map(|partition| Share { partition, times })
    }
}
