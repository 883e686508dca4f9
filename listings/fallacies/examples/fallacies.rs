//! The eight fallacies: what the believer's program does, and the other one.

use fallacies::{FALLACIES, Program};

fn main() {
    println!("{:<27}{:<30}{:>6}{:>6}", "belief", "counted", "naive", "cured");
    for f in FALLACIES {
        let [naive, cured] = [Program::Naive, Program::Cured].map(f.run);
        println!("{:<27}{:<30}{naive:>6}{cured:>6}", f.claim, f.counted);
    }
}
