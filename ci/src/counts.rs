//! How many tests passed and failed.

use std::iter::Sum;

/// Tests and checks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Those that passed.
    pub(crate) passed: u32,
    /// Those that failed.
    pub(crate) failed: u32,
    /// Those that were not run.
    pub(crate) skipped: u32,
}

impl Counts {
    /// One check.
    pub(crate) fn check(passed: bool) -> Self {
        Counts { passed: passed.into(), failed: (!passed).into(), skipped: 0 }
    }

    /// The sum of the `test result:` lines of `cargo test`.
    pub(crate) fn of_cargo_test(output: &str) -> Self {
        output
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("test result: "))
            .map(Self::of_result)
            .sum()
    }

    fn of_result(line: &str) -> Self {
        let number = |word: &str| {
            let part = line.split([';', '.']).find_map(|part| part.trim().strip_suffix(word));
            part.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
        };
        Counts { passed: number("passed"), failed: number("failed"), skipped: number("ignored") }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Counts::default(), |a, b| Counts {
            passed: a.passed + b.passed,
            failed: a.failed + b.failed,
            skipped: a.skipped + b.skipped,
        })
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(f, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_what_cargo_reports() {
        let output = "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
                      x\ntest result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n";
        let counts = Counts::of_cargo_test(output);
        assert_eq!(counts, Counts { passed: 7, failed: 1, skipped: 1 });
        assert_eq!(counts.to_string(), "7 passed, 1 failed, 1 skipped");
    }
}
