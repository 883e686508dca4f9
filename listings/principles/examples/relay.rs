//! What became of 10,000 orders that went through a bad relay.

use principles::relay::{Fate, Style, bad_day};

fn main() {
    println!("1000 runs of 10 orders; 3 relay crashes in each;");
    println!("5% of messages lost, 5% of parcels corrupted in the relay");
    println!("{:<10}{:>7}{:>7}{:>7}{:>8}", "", "right", "lost", "wrong", "double");
    for style in [Style::EachHop, Style::EndToEnd, Style::Once] {
        let mut sum = Fate::default();
        for seed in 0..1000 {
            let fate = bad_day(seed, style);
            sum.right += fate.right;
            sum.lost += fate.lost;
            sum.wrong += fate.wrong;
            sum.double += fate.double;
            sum.open += fate.open;
        }
        assert_eq!(sum.open, 0, "the shop is still trying");
        println!(
            "{:<10}{:>7}{:>7}{:>7}{:>8}",
            format!("{style:?}"),
            sum.right,
            sum.lost,
            sum.wrong,
            sum.double
        );
    }
}
