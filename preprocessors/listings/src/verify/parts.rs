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

/// What one machine verifies of all packages.
#[derive(Debug, Clone)]
pub struct Share {
    /// Its part.
    pub partition: Partition,
    /// A folder of receipts that say how long each package takes. All machines are given the same one: what
    /// one machine has in its own receipts, another has not, and their parts would not fit together.
    pub times: Option<PathBuf>,
}

impl Share {
    /// The packages of this share. Each package is in exactly one part, as long as all machines have the same
    /// sources and times: the longest first, each into the part that has least to do so far (Graham, "Bounds on
    /// multiprocessing timing anomalies", 1969). `receipts` are this machine's own.
    ///
    /// # Errors
    ///
    /// If there is no folder of times, or it is this machine's own.
    pub(super) fn of(
        &self,
        packages: Vec<Package>,
        receipts: &Path,
    ) -> anyhow::Result<Vec<Package>> {
        let partition = self.partition;
        let costs = costs(&packages, self.times(receipts)?);
        let mut waiting: Vec<(u64, Package)> = costs.into_iter().zip(packages).collect();
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
        Ok(mine)
    }

    fn times(&self, receipts: &Path) -> anyhow::Result<Option<&Path>> {
        let Some(times) = &self.times else { return Ok(None) };
        let Ok(folder) = times.canonicalize() else { bail!("no folder {}", times.display()) };
        if receipts.canonicalize().is_ok_and(|own| own == folder) {
            bail!(
                "{} are the receipts of this machine, and no other machine has the same; name a folder that all are given",
                times.display()
            );
        }
        Ok(Some(times))
    }
}

/// What each package costs: the milliseconds in `times`; for one that has none, an estimate by its bytes; and
/// its bytes, where nobody has a time.
fn costs(packages: &[Package], times: Option<&Path>) -> Vec<u64> {
    let known = |package: &Package| Some(Receipt::load(times?, package)?.millis.max(1));
    let bytes: Vec<u64> = packages.iter().map(bytes).collect();
    let known: Vec<Option<u64>> = packages.iter().map(known).collect();
    let timed =
        || known.iter().zip(&bytes).filter_map(|(millis, bytes)| Some(((*millis)?, *bytes)));
    let (millis, of_bytes) = timed().fold((0, 0), |(a, b), (x, y)| (a + x, b + y));
    let estimate = |bytes: u64| match millis {
        0 => bytes,
        _ => (bytes * millis).checked_div(of_bytes).unwrap_or(millis).max(1),
    };
    known
        .iter()
        .zip(&bytes)
        .map(|(known, bytes)| known.unwrap_or_else(|| estimate(*bytes)))
        .collect()
}

/// How large a package is; one at least, so that packages that cannot be read are spread as well.
fn bytes(package: &Package) -> u64 {
    let files = package.files().into_iter();
    let size = |file: String| package.dir.join(file).metadata().map_or(0, |about| about.len());
    files.map(size).sum::<u64>().max(1)
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
            let held = holds(&receipt, &inputs, package, &tools.of(&listings, package))?;
            let servers = if tools.knows(&receipt.systems, package) {
                Ok(())
            } else {
                Err("it is for another version of a server")
            };
            match held.and(servers) {
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
    use proptest::collection::vec;
    use proptest::option::of as maybe;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_are_read_from_their_number() {
        assert_eq!("2/3".parse(), Ok(Partition { index: 2, count: 3 }));
        for wrong in ["", "0/2", "3/2", "1", "a/b", "1/0"] {
            assert!(wrong.parse::<Partition>().is_err(), "{wrong}");
        }
    }

    /// Packages on disk, and folders of receipts.
    struct Machines {
        root: tempfile::TempDir,
        packages: Vec<Package>,
    }

    impl Machines {
        /// With packages of these sizes.
        fn new(sizes: &[u16]) -> Self {
            let root = tempfile::tempdir().unwrap();
            let package = |(number, size): (usize, &u16)| {
                let package = Package::for_test(&format!("p{number:03}"));
                let dir = root.path().join("listings").join(&package.name);
                std::fs::create_dir_all(&dir).unwrap();
                std::fs::write(dir.join("Cargo.toml"), vec![b'#'; usize::from(*size)]).unwrap();
                Package { dir, ..package }
            };
            Machines { packages: sizes.iter().enumerate().map(package).collect(), root }
        }

        /// A folder of receipts with these times.
        fn receipts(&self, name: &str, millis: &[Option<u16>]) -> PathBuf {
            let folder = self.root.path().join(name);
            std::fs::create_dir_all(&folder).unwrap();
            for (package, millis) in self.packages.iter().zip(millis) {
                let Some(millis) = millis else { continue };
                let receipt = Receipt::for_test(package, (*millis).into());
                receipt.save(&folder, package).unwrap();
            }
            folder
        }

        /// What each machine takes: one for each of the folders of receipts.
        fn shares(&self, times: Option<&Path>, own: &[PathBuf]) -> Vec<Vec<Package>> {
            let share = |(index, receipts): (usize, &PathBuf)| {
                let partition = Partition { index: index + 1, count: own.len() };
                let share = Share { partition, times: times.map(Path::to_owned) };
                share.of(self.packages.clone(), receipts).unwrap()
            };
            own.iter().enumerate().map(share).collect()
        }
    }

    /// The names of packages.
    fn names(share: &[Package]) -> Vec<&str> {
        share.iter().map(|package| package.name.as_str()).collect()
    }

    /// Two slow packages and two fast ones: each machine takes one of each, and does so again when it has
    /// receipts of those alone.
    #[test]
    fn a_machine_does_not_split_by_its_own_receipts() {
        let machines = Machines::new(&[40, 30, 20, 10]);
        let (slow, fast) = (Some(1000), Some(1));
        let own = [
            machines.receipts("first", &[slow, None, fast, None]),
            machines.receipts("second", &[None, slow, None, fast]),
        ];
        let shares = machines.shares(None, &own);
        assert_eq!(
            (names(&shares[0]), names(&shares[1])),
            (vec!["p000", "p003"], vec!["p001", "p002"])
        );
        let times = machines.receipts("times", &[fast, fast, slow, slow]);
        let shares = machines.shares(Some(&times), &own);
        assert_eq!(
            (names(&shares[0]), names(&shares[1])),
            (vec!["p000", "p002"], vec!["p001", "p003"])
        );
    }

    #[test]
    fn a_package_without_a_time_counts_by_its_size() {
        let machines = Machines::new(&[100, 10, 10, 30]);
        let times = machines.receipts("times", &[Some(1), Some(100), Some(109), None]);
        // 210 ms for 120 bytes.
        assert_eq!(costs(&machines.packages, Some(&times)), [1, 100, 109, 52]);
        assert_eq!(costs(&machines.packages, None), [100, 10, 10, 30]);
    }

    #[test]
    fn own_receipts_are_no_times() {
        let machines = Machines::new(&[1]);
        let own = machines.receipts("own", &[None]);
        let partition = Partition { index: 1, count: 2 };
        let share = Share { partition, times: Some(own.join("../own")) };
        let error = share.of(Vec::new(), &own).unwrap_err().to_string();
        assert!(error.contains("are the receipts of this machine"), "{error}");
        let share = Share { partition, times: Some(own.join("none")) };
        let error = share.of(Vec::new(), &own).unwrap_err().to_string();
        assert!(error.starts_with("no folder "), "{error}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Every package is in exactly one part, whatever the packages cost and each machine has in its receipts;
        /// and no part has more to do than the others by more than one package.
        #[test]
        fn parts_cover_everything_once(
            (sizes, times, own) in (0..12_usize, 1..5_usize).prop_flat_map(|(packages, parts)| (
                vec(1..2000_u16, packages),
                maybe(vec(maybe(1..2000_u16), packages)),
                vec(vec(maybe(1..2000_u16), packages), parts),
            )),
        ) {
            let machines = Machines::new(&sizes);
            let own: Vec<PathBuf> =
                own.iter().enumerate().map(|(at, own)| machines.receipts(&format!("own{at}"), own)).collect();
            let times = times.map(|times| machines.receipts("times", &times));
            let shares = machines.shares(times.as_deref(), &own);
            let mut all = shares.concat();
            all.sort();
            prop_assert_eq!(&all, &machines.packages);

            let costs = costs(&machines.packages, times.as_deref());
            let cost = |package: &Package| costs[machines.packages.binary_search(package).unwrap()];
            let loads: Vec<u64> = shares.iter().map(|share| share.iter().map(cost).sum()).collect();
            let (least, most) = (loads.iter().min().unwrap(), loads.iter().max().unwrap());
            prop_assert!(most - least <= costs.iter().copied().max().unwrap_or(0), "{:?}", loads);
        }
    }
}
