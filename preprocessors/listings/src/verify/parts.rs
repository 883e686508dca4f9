//! Verification on several machines: each takes a part, and one puts the receipts together.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::receipt::holds;
use crate::{Inputs, Package, Receipt};

/// Part `index` (from 1) of `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    index: usize,
    count: usize,
}

impl std::str::FromStr for Partition {
    type Err = String;

    /// Reads `2/3`.
    fn from_str(text: &str) -> Result<Self, String> {
        let numbers =
            text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        match numbers {
            Some((index, count)) if (1..=count).contains(&index) => Ok(Partition { index, count }),
            _ => Err(format!("`{text}` is not a part; write 1/2 for the first of two")),
        }
    }
}

/// The packages of this part. Each package is in exactly one part, whoever asks, as long as all ask with the
/// same receipts: the longest first, each into the part that has least to do so far (Graham, "Bounds on
/// multiprocessing timing anomalies", 1969).
pub(super) fn of(packages: Vec<Package>, receipts: &Path, partition: Partition) -> Vec<Package> {
    let cost = |package: &Package| {
        Receipt::load(receipts, package).map_or(1, |receipt| receipt.millis.max(1))
    };
    let mut waiting: Vec<(u64, Package)> =
        packages.into_iter().map(|package| (cost(&package), package)).collect();
    waiting.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.cmp(y)));
    let mut loads = vec![0; partition.count];
    let mut mine = Vec::new();
    for (cost, package) in waiting {
        let part = (0..loads.len()).min_by_key(|&part| loads[part]).unwrap_or(0);
        loads[part] += cost;
        if part + 1 == partition.index {
            mine.push(package);
        }
    }
    mine.sort();
    mine
}

/// Copies the receipts in `folders` that hold for the files as they are into `receipts`. How many were
/// taken over; why others were not goes to `log`.
///
/// # Errors
///
/// If a folder cannot be read or a receipt not written.
pub fn merge(
    listings: &Path,
    receipts: &Path,
    folders: &[PathBuf],
    log: &mut dyn Write,
) -> anyhow::Result<usize> {
    let listings =
        listings.canonicalize().with_context(|| format!("no folder {}", listings.display()))?;
    let tools = super::tools::Tools::new(super::toolchain(&listings)?);
    let packages = Package::all(&listings)?;
    let inputs = Inputs::new(&listings);
    let mut taken = 0;
    for folder in folders {
        if !folder.is_dir() {
            bail!("no folder {}", folder.display());
        }
        for package in &packages {
            let Some(receipt) = Receipt::load(folder, package) else { continue };
            match holds(&receipt, &inputs, package, &tools.of(&listings, package))? {
                Ok(()) => {
                    receipt.save(receipts, package)?;
                    taken += 1;
                }
                Err(reason) => writeln!(
                    log,
                    "{}: the receipt in {} is refused: {reason}",
                    package.name,
                    folder.display()
                )?,
            }
        }
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages(count: usize) -> Vec<Package> {
        (0..count).map(|n| Package::for_test(&format!("p{n:03}"))).collect()
    }

    #[test]
    fn parts_are_read_from_their_number() {
        assert_eq!("2/3".parse(), Ok(Partition { index: 2, count: 3 }));
        for wrong in ["", "0/2", "3/2", "1", "a/b", "1/0"] {
            assert!(wrong.parse::<Partition>().is_err(), "{wrong}");
        }
    }

    proptest::proptest! {
        /// Every package is in exactly one part.
        #[test]
        fn parts_cover_everything_once(count in 0..40_usize, parts in 1..7_usize) {
            let nowhere = Path::new("nowhere");
            let mut all = Vec::new();
            for index in 1..=parts {
                all.extend(of(packages(count), nowhere, Partition { index, count: parts }));
            }
            all.sort();
            proptest::prop_assert_eq!(all, packages(count));
        }
    }
}
