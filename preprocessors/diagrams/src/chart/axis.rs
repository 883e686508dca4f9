//! Scales: where a value stands, which values are named, and how a number is written.

/// One axis: values to pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    /// First and last value.
    pub values: [f64; 2],
    /// Their places in pixels.
    pub pixels: [f64; 2],
    /// Whether equal distances are equal factors.
    pub log: bool,
}

impl Scale {
    /// An axis that ends at round values around `lowest` and `highest`.
    pub(super) fn round([lowest, highest]: [f64; 2], log: bool, pixels: [f64; 2]) -> Self {
        let values = if log {
            [round_factor(lowest, f64::floor), round_factor(highest, f64::ceil)]
        } else {
            let step = step(highest - lowest);
            [(lowest / step).floor() * step, (highest / step).ceil() * step]
        };
        Scale { pixels, log, values }.with_room()
    }

    /// An axis that ends where the values end.
    pub(super) fn exact(values: [f64; 2], log: bool, pixels: [f64; 2]) -> Self {
        Scale { pixels, log, values }.with_room()
    }

    /// A single value stands in the middle.
    fn with_room(mut self) -> Self {
        let [first, last] = self.values;
        if first == last {
            self.values = match (self.log, first) {
                (true, _) => [first / 2.0, last * 2.0],
                (false, 0.0) => [0.0, 1.0],
                (false, _) => [first - first.abs() / 2.0, last + last.abs() / 2.0],
            };
        }
        self
    }

    /// The place of `value` in pixels.
    pub(super) fn at(&self, value: f64) -> f64 {
        let [first, last] = self.values;
        let part = if self.log {
            (value / first).log10() / (last / first).log10()
        } else {
            (value - first) / (last - first)
        };
        self.pixels[0] + (self.pixels[1] - self.pixels[0]) * part
    }

    /// Round values on the axis with what is written at them.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let [first, last] = self.values;
        if !self.log {
            let step = step(last - first);
            let digits = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
            let from = (first / step - 1e-9).ceil() as i64;
            let to = (last / step + 1e-9).floor() as i64;
            return (from..=to)
                .map(|at| at as f64 * step)
                .map(|value| (value, grouped(&format!("{value:.digits$}"))))
                .collect();
        }
        let (low, high) = (first.log10().floor() as i32, last.log10().ceil() as i32);
        let wide = last / first >= 100.0;
        let factors: &[f64] = if wide { &[1.0] } else { &[1.0, 2.0, 5.0] };
        let every = usize::try_from((high - low) / 9).unwrap_or(0) + 1;
        (low..=high)
            .step_by(every)
            .flat_map(|power| factors.iter().map(move |factor| (power, *factor)))
            .map(|(power, factor)| (factor * 10_f64.powi(power), power, factor))
            .filter(|(value, ..)| (first * (1.0 - 1e-9)..=last * (1.0 + 1e-9)).contains(value))
            .map(|(value, power, factor)| {
                let text = match (factor == 1.0, power) {
                    (true, 6.. | ..=-4) => format!("10{}", superscript(power)),
                    (_, ..=-1) => format!("{value:.*}", power.unsigned_abs() as usize),
                    _ => grouped(&format!("{value:.0}")),
                };
                (value, text)
            })
            .collect()
    }
}

/// The distance of round ticks over `range`: 1, 2 or 5 times a power of ten, four to ten of them.
fn step(range: f64) -> f64 {
    if range <= 0.0 {
        return 1.0;
    }
    let rough = range / 5.0;
    let power = 10_f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().rfind(|factor| factor * power <= rough);
    factor.unwrap_or(1.0) * power
}

/// The next of 1, 2, 5, 10, 20 … below or above `value`.
fn round_factor(value: f64, direction: fn(f64) -> f64) -> f64 {
    let power = 10_f64.powf(value.log10().floor());
    let rounds = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
    let down = direction(0.5) == 0.0;
    let slack = if down { 1.0 + 1e-9 } else { 1.0 - 1e-9 };
    let found = if down {
        rounds.into_iter().rfind(|round| *round <= value * slack)
    } else {
        rounds.into_iter().find(|round| *round >= value * slack)
    };
    found.unwrap_or(value)
}

/// `value` as its source has it, with marks between thousands.
pub(super) fn plain(value: f64) -> String {
    grouped(&format!("{value}"))
}

/// Marks between the thousands of a number with five digits or more.
fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("−", digits));
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    if text.trim_start_matches(['-', '0', '.']).is_empty() {
        return digits.to_owned();
    }
    if whole.len() < 5 {
        return format!("{sign}{digits}");
    }
    let mut out = sign.to_owned();
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

fn superscript(power: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raised = |c: char| match c.to_digit(10) {
        Some(digit) => DIGITS[digit as usize],
        None => '⁻',
    };
    power.to_string().chars().map(raised).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(scale: &Scale) -> Vec<String> {
        scale.ticks().into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_round() {
        let scale = Scale::round([0.0, 93.0], false, [100.0, 0.0]);
        assert_eq!(scale.values, [0.0, 100.0]);
        assert_eq!(texts(&scale), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!((scale.at(0.0), scale.at(50.0)), (100.0, 50.0));
        let scale = Scale::round([0.0, 0.31], false, [0.0, 1.0]);
        assert_eq!(texts(&scale), ["0.00", "0.05", "0.10", "0.15", "0.20", "0.25", "0.30", "0.35"]);
        let scale = Scale::round([0.0, 52_000.0], false, [0.0, 1.0]);
        assert_eq!(texts(&scale)[1], "10,000");
        let scale = Scale::round([-3.0, 5.0], false, [0.0, 1.0]);
        assert_eq!(texts(&scale)[..2], ["−3", "−2"]);
    }

    #[test]
    fn a_logarithmic_axis_has_decades() {
        let scale = Scale::round([0.002, 700.0], true, [0.0, 1.0]);
        assert_eq!(texts(&scale), ["0.01", "0.1", "1", "10", "100", "1000"]);
        let scale = Scale::round([3.0, 40.0], true, [0.0, 1.0]);
        assert_eq!(texts(&scale), ["2", "5", "10", "20", "50"]);
        let scale = Scale::round([1e-6, 1e-4], true, [0.0, 1.0]);
        assert_eq!(texts(&scale), ["10⁻⁶", "10⁻⁵", "10⁻⁴"]);
        assert!((scale.at(1e-5) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn one_value_has_room() {
        for log in [false, true] {
            let scale = Scale::round([10.0, 10.0], log, [0.0, 1.0]);
            assert!(scale.at(10.0).is_finite() && scale.values[0] < scale.values[1]);
        }
        assert!(Scale::round([0.0, 0.0], false, [0.0, 1.0]).at(0.0).is_finite());
    }
}
