//! How often `n` machines do their work, if each of them is up with
//! probability `p`.

use sim::Rng;

// ANCHOR: formulas
/// All machines are needed: each one more makes it worse.
pub fn all_of(n: u32, p: f64) -> f64 {
    at_least(n, n, p)
}

/// Any machine is enough, and they fail independently.
pub fn any_of(n: u32, p: f64) -> f64 {
    1.0 - power(1.0 - p, n)
}

/// Any machine is enough, but the share `common` of a machine's downtime comes
/// from causes that stop all of them.
pub fn any_of_correlated(n: u32, p: f64, common: f64) -> f64 {
    let (shared, own) = split(p, common);
    (1.0 - shared) * (1.0 - power(own, n))
}

/// The probabilities that a common cause acts, and that a machine is down on its
/// own; together they leave it up with probability `p`.
fn split(p: f64, common: f64) -> (f64, f64) {
    let shared = (1.0 - p) * common;
    (shared, 1.0 - p / (1.0 - shared))
}
// ANCHOR_END: formulas

/// At least `k` of `n` machines are up; they fail independently.
pub fn at_least(k: u32, n: u32, p: f64) -> f64 {
    // up[i]: probability that i of the machines so far are up.
    let mut up = vec![1.0];
    for _ in 0..n {
        let more = up.iter().map(|x| x * p).collect::<Vec<_>>();
        up.iter_mut().for_each(|x| *x *= 1.0 - p);
        up.push(0.0);
        up.iter_mut().skip(1).zip(more).for_each(|(x, m)| *x += m);
    }
    up[k as usize..].iter().sum()
}

/// Looks at `n` machines `trials` times and counts how often `works` says yes to
/// the number of those that are up.
pub fn observe(
    seed: u64,
    trials: u32,
    (n, p, common): (u32, f64, f64),
    works: impl Fn(u32) -> bool,
) -> f64 {
    let mut rng = Rng::new(seed);
    let (shared, own) = split(p, common);
    let mut yes = 0;
    for _ in 0..trials {
        let all_down = rng.chance(shared);
        let up = (0..n).filter(|_| !rng.chance(own)).count() as u32;
        yes += u32::from(works(if all_down { 0 } else { up }));
    }
    f64::from(yes) / f64::from(trials)
}

/// `x` to the power of `n`, in the same order on every machine.
pub(crate) fn power(x: f64, n: u32) -> f64 {
    (0..n).fold(1.0, |product, _| product * x)
}
