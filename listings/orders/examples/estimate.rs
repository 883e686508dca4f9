//! The load on paper, and how busy it keeps one machine.

use orders::{Load, Machine, Rates};

fn main() {
    let (load, machine) = (Load::BOOK, Machine::BOOK);
    println!("{:<32}{:>10}{:>12}{:>12}", "", "average", "daily peak", "promotion");
    let row = |name: &str, value: &dyn Fn(Rates) -> String| {
        let moments = [load.average(), load.daily_peak(), load.promotion()];
        let [a, b, c] = moments.map(value);
        println!("{name:<32}{a:>10}{b:>12}{c:>12}");
    };
    row("orders/s", &|r| r.orders_per_second.to_string());
    row("reads/s", &|r| r.reads_per_second.to_string());
    row("rows written/s", &|r| {
        (r.orders_per_second * load.tables_per_order).to_string()
    });
    row("order data written, kB/s", &|r| {
        (r.orders_per_second * load.bytes_per_order / 1_000).to_string()
    });
    row("sent to readers, Mbit/s", &|r| load.sent_mbit_per_second(r).to_string());
    row("orders under way (500 ms each)", &|r| {
        load.orders_in_flight(r).to_string()
    });
    row("open connections (10 s each)", &|r| load.connections(r).to_string());
    println!("\none machine is busy");
    row("  core, with orders", &|r| percent(machine.order_permille(r)));
    row("  core, with reads", &|r| percent(machine.read_permille(r)));
    row("  disk, one fsync per order", &|r| percent(machine.fsync_permille(r)));
    row("  network card", &|r| {
        percent(
            load.sent_mbit_per_second(r) * 1_000 / machine.network_mbit_per_second,
        )
    });
    let kept = load.kept_gb();
    println!(
        "\norders of three years            {kept} GB, three copies {} GB",
        kept * 3
    );
    let month_seconds = 30 * 24 * 60 * 60;
    println!(
        "99.95% of 30 days allows         {}",
        time(month_seconds * 5 / 10_000)
    );
    println!(
        "copying a backup back takes      {}",
        time(machine.restore_seconds(kept))
    );
}

fn percent(permille: u64) -> String {
    format!("{}.{}%", permille / 10, permille % 10)
}

fn time(seconds: u64) -> String {
    format!("{} min {:02} s", seconds / 60, seconds % 60)
}
