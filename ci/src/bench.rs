//! `bench`: what the stages cost, against mdBook alone and against a stage that does nothing.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use dst_listings::verify::Request;

use crate::diagrams_bench;
use crate::large;
use crate::many_terms;
use crate::say;
use crate::stages::{self, STAGES};
use crate::tools;
use crate::verify;
use crate::workplace::Workplace;

/// What one run cost.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    pub wall: Duration,
    /// User and system time of the process and its children; the same as `wall` where the system does not tell.
    pub cpu: Duration,
}

/// Measures each stage on this book as mdBook sends it, then whole builds. All in one run, so that the
/// ratios hold whatever else the machine does.
pub(crate) fn bench(place: &Workplace, runs: u32) -> anyhow::Result<()> {
    let mdbook = tools::mdbook(place)?;
    stages::build(place)?;
    verify::run(place, &Request::default())?;
    let scratch = place.target().join("bench");
    std::fs::create_dir_all(&scratch).context("cannot write to target/")?;

    let title = format!("best of {runs} runs");
    head(&title, NOTHING);
    let inputs = inputs(place, &mdbook, &scratch)?;
    let own = std::env::current_exe().context("cannot find this program")?;
    let nothing = best(runs, || {
        let mut command = Command::new(&own);
        command.arg("nothing");
        feed(&mut command, &inputs[0])
    })?;
    row("does nothing", nothing, nothing);
    for (stage, input) in STAGES.iter().zip(&inputs) {
        let cost = best(runs, || {
            feed(prepared(place, Command::new(stages::program(place, stage)))?.as_mut(), input)
        })?;
        row(stage, cost, nothing);
    }

    say::line("");
    head(&title, "mdBook alone");
    let alone = best(runs, || {
        build(place, &mdbook, &scratch, |_| {
            Some(format!("{} nothing", stages::shell_word(&own.to_string_lossy())))
        })
    })?;
    row("mdBook, stages that do nothing", alone, alone);
    let whole = best(runs, || build(place, &mdbook, &scratch, |_| None))?;
    row("mdBook, all stages", whole, alone);
    let verified = best(runs, || timed(|| verify::run(place, &Request::default()).map(|_| ())))?;
    row("verify, nothing changed", verified, alone);

    say::line("");
    head(&title, NOTHING);
    for (bytes, terms) in many_terms::SIZES {
        let root = scratch.join(format!("terms-{terms}"));
        let input = many_terms::write(&root, bytes, terms)?;
        let nothing = best(runs, || feed(Command::new(&own).arg("nothing"), &input))?;
        let glossary = stages::program(place, "glossary");
        let cost = best(runs, || feed(&mut Command::new(&glossary), &input))?;
        row(&format!("glossary, {} kB, {terms} terms", bytes / 1000), cost, nothing);
    }
    diagrams_bench::measure(place, &scratch.join("diagrams"), runs)?;
    std::fs::remove_dir_all(&scratch).context("cannot remove target/bench")
}

/// Measures the listings stage on a book that is ten times as large as any, and the check of its receipts:
/// against mdBook's own example of a preprocessor that does nothing, and against the least a stage can cost.
pub(crate) fn large(place: &Workplace, runs: u32) -> anyhow::Result<()> {
    stages::build(place)?;
    let root = place.target().join("bench-large");
    let input = large::write(&root)?;
    let own = std::env::current_exe().context("cannot find this program")?;
    let title = format!("best of {runs} runs");
    head(&title, "mdBook's no-op");
    let no_op = best(runs, || feed(Command::new(&own).arg("no-op"), &input))?;
    row("mdBook's no-op", no_op, no_op);
    let nothing = best(runs, || feed(Command::new(&own).arg("nothing"), &input))?;
    row("does nothing", nothing, no_op);
    let stage = stages::program(place, "listings");
    let cost = best(runs, || feed(Command::new(&stage).env_remove("DST_RUSTC_VERSION"), &input))?;
    row("listings", cost, no_op);
    let finished = passed_on(Command::new(&stage).env_remove("DST_RUSTC_VERSION"), &input)?;
    let carried = best(runs, || feed(Command::new(&own).arg("nothing"), &finished))?;
    row("does nothing, listings put in", carried, no_op);
    let listings = root.join("listings");
    let hashes = best(runs, || {
        timed(|| {
            let packages = dst_listings::Package::all(&listings)?;
            let inputs = dst_listings::Inputs::new(&listings);
            packages.iter().try_for_each(|package| inputs.hash(package).map(drop))
        })
    })?;
    row(&format!("hashing {} packages", large::PACKAGES), hashes, no_op);
    std::fs::remove_dir_all(&root).context("cannot remove target/bench-large")
}

/// What mdBook sends to each stage: each stage's output is the next one's input.
fn inputs(place: &Workplace, mdbook: &Path, scratch: &Path) -> anyhow::Result<Vec<Vec<u8>>> {
    let own = std::env::current_exe().context("cannot find this program")?;
    let keep = scratch.join("input.json");
    let mut command = Command::new(mdbook);
    stages::prepare(place, &mut command)?;
    let own_command = format!("{} nothing", stages::shell_word(&own.to_string_lossy()));
    for stage in STAGES {
        command.env(stages::command_variable(stage), &own_command);
    }
    command.env(KEEP_INPUT, &keep);
    command
        .args(["build", "--dest-dir"])
        .arg(scratch.join("site"))
        .arg(&place.root)
        .stderr(Stdio::null());
    tools::succeed(&mut command)?;

    let mut inputs = vec![std::fs::read(&keep).context("mdBook has sent nothing")?];
    for stage in &STAGES[..STAGES.len() - 1] {
        let mut command = prepared(place, Command::new(stages::program(place, stage)))?;
        inputs.push(passed_on(&mut command, &inputs[inputs.len() - 1])?);
    }
    Ok(inputs)
}

/// What the next stage is sent when `command` has had `input`.
pub(crate) fn passed_on(command: &mut Command, input: &[u8]) -> anyhow::Result<Vec<u8>> {
    let sent = std::str::from_utf8(input).context("mdBook has sent no text")?;
    let context = sent
        .find("},{\"items\":")
        .map(|at| &sent[..=at])
        .context("mdBook sends the book in another form than 0.5.4 does")?;
    let book = String::from_utf8(output(command, input)?).context("a stage wrote no text")?;
    Ok(format!("{context},{book}]").into_bytes())
}

/// Where [`nothing`] leaves what it was sent, if this variable is set.
const KEEP_INPUT: &str = "DST_BENCH_INPUT";

/// The stage that does nothing: reads what a stage reads, and writes the book as it came.
pub(crate) fn nothing(arguments: &[String]) -> anyhow::Result<()> {
    if arguments.first().is_some_and(|first| first == "supports") {
        return Ok(());
    }
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input).context("cannot read standard input")?;
    if let Some(file) = std::env::var_os(KEEP_INPUT) {
        std::fs::write(file, &input).context("cannot keep the input")?;
    }
    dst_kit::testing::pass_through(&input)
}

fn prepared(place: &Workplace, mut command: Command) -> anyhow::Result<Box<Command>> {
    command.current_dir(&place.root);
    stages::prepare(place, &mut command)?;
    Ok(Box::new(command))
}

fn build(
    place: &Workplace,
    mdbook: &Path,
    scratch: &Path,
    stage: impl Fn(&str) -> Option<String>,
) -> anyhow::Result<Cost> {
    let mut command = Command::new(mdbook);
    stages::prepare(place, &mut command)?;
    for name in STAGES {
        if let Some(program) = stage(name) {
            command.env(stages::command_variable(name), program);
        }
    }
    command
        .args(["build", "--dest-dir"])
        .arg(scratch.join("site"))
        .arg(&place.root)
        .stderr(Stdio::null());
    timed(|| tools::succeed(&mut command))
}

pub(crate) fn feed(command: &mut Command, input: &[u8]) -> anyhow::Result<Cost> {
    timed(|| output(command, input).map(|_| ()))
}

fn output(command: &mut Command, input: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot run a stage")?;
    let mut stdin = child.stdin.take().context("a stage has no standard input")?;
    let out = std::thread::scope(|scope| {
        scope.spawn(move || std::io::Write::write_all(&mut stdin, input));
        child.wait_with_output()
    });
    let out = out.context("cannot run a stage")?;
    if !out.status.success() {
        bail!("a stage finds fault with the book: run `cargo book check`");
    }
    Ok(out.stdout)
}

pub(crate) fn best(
    runs: u32,
    mut run: impl FnMut() -> anyhow::Result<Cost>,
) -> anyhow::Result<Cost> {
    let mut best = run()?;
    for _ in 1..runs {
        let cost = run()?;
        best = Cost { wall: best.wall.min(cost.wall), cpu: best.cpu.min(cost.cpu) };
    }
    Ok(best)
}

pub(crate) fn timed(run: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<Cost> {
    let (wall, cpu) = (Instant::now(), cpu_time());
    run()?;
    let wall = wall.elapsed();
    Ok(Cost {
        wall,
        cpu: cpu_time().zip(cpu).map_or(wall, |(after, before)| after.saturating_sub(before)),
    })
}

/// CPU time of this process and of the children it has waited for.
#[cfg(unix)]
fn cpu_time() -> Option<Duration> {
    use nix::sys::resource::{UsageWho, getrusage};
    let micros = |who| {
        let usage = getrusage(who).ok()?;
        let (user, system) = (usage.user_time(), usage.system_time());
        Some((user.tv_sec() + system.tv_sec()) * 1_000_000 + user.tv_usec() + system.tv_usec())
    };
    let micros = micros(UsageWho::RUSAGE_CHILDREN)? + micros(UsageWho::RUSAGE_SELF)?;
    Some(Duration::from_micros(u64::try_from(micros).ok()?))
}

#[cfg(not(unix))]
fn cpu_time() -> Option<Duration> {
    None
}

/// What the ratios of most tables are to.
pub(crate) const NOTHING: &str = "a stage that does nothing";

/// The head of a table whose rows are compared with `base`.
pub(crate) fn head(title: &str, base: &str) {
    say::line(&format!("{title:32}   wall ms    CPU ms   wall and CPU to {base}"));
}

pub(crate) fn row(name: &str, cost: Cost, base: Cost) {
    let ms = |duration: Duration| duration.as_secs_f64() * 1000.0;
    let times = |cost, base| ms(cost) / ms(base).max(0.001);
    say::line(&format!(
        "{name:32} {:9.1} {:9.1}   {:5.2} {:5.2}",
        ms(cost.wall),
        ms(cost.cpu),
        times(cost.wall, base.wall),
        times(cost.cpu, base.cpu)
    ));
}
