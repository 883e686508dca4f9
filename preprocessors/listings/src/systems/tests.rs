//! Starting and stopping, with shell scripts in place of servers: these tests run on every machine.
//! `cargo book systems test` does the same with the real ones.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;

use super::*;
use crate::systems::{Part, Probe};

const SHELL: &[Part] = &[Part::program("sh", &["sh"])];
const NOTHING: &[Part] = &[Part::program("srv", &["no-such-program"])];

/// A system that is a shell script; it is ready when it has made the file `up`.
const fn script(plan: fn(&Site) -> anyhow::Result<Plan>) -> System {
    System {
        name: "script",
        debian: &["dash"],
        parts: SHELL,
        version: ("sh", &["-c", "echo 1.2"]),
        plan: Some(plan),
        user: None,
    }
}

fn shell(site: &Site, text: &str) -> anyhow::Result<Plan> {
    let mut server = site.program("sh")?;
    server.args(["-c", text]);
    let mut ready = site.program("sh")?;
    ready.args(["-c", "test -f up"]);
    let folder = site.folder().display().to_string();
    Ok(Plan::of(server, Probe::Succeeds(ready))
        .tells("PORT", site.port()?.to_string())
        .tells("FOLDER", folder))
}

/// It has a child, as servers do.
const GOOD: System = script(|site| shell(site, "sleep 60 & touch up; wait"));
const DIES: System = script(|site| shell(site, "echo the disk is on fire >&2; exit 3"));
const NEVER: System = script(|site| {
    let plan = shell(site, "echo still thinking; sleep 60")?;
    Ok(Plan { limit: Duration::from_secs(1), ..plan })
});
const UNPREPARED: System = script(|site| {
    let mut plan = shell(site, "sleep 60")?;
    let mut prepare = site.program("sh")?;
    prepare.args(["-c", "echo no room for data; exit 4"]);
    plan.prepare.push(prepare);
    Ok(plan)
});

fn told(running: &Running, name: &str) -> String {
    let found = running.variables().iter().find(|(variable, _)| variable == name);
    found.unwrap().1.clone()
}

/// Whether anything of the process group of `id` still runs.
fn lives(id: u32) -> bool {
    let members = Command::new("ps").args(["-eo", "pgid=,stat="]).output().unwrap().stdout;
    String::from_utf8(members).unwrap().lines().any(|line| {
        let (group, state) = line.trim().split_once(' ').unwrap();
        group == id.to_string() && !state.trim().starts_with('Z')
    })
}

#[test]
fn two_run_side_by_side_and_leave_nothing_behind() {
    let (one, two) = (start(&GOOD).unwrap(), start(&GOOD).unwrap());
    assert_ne!(told(&one, "PORT"), told(&two, "PORT"));
    let seen: Vec<(u32, PathBuf)> = [&one, &two]
        .map(|running| (running.processes()[0], PathBuf::from(told(running, "FOLDER"))))
        .to_vec();
    assert!(seen.iter().all(|(id, folder)| lives(*id) && folder.is_dir()));
    drop((one, two));
    assert!(seen.iter().all(|(id, folder)| !lives(*id) && !folder.exists()));
}

#[test]
fn a_server_that_dies_at_its_start_shows_its_log() {
    let error = start(&DIES).unwrap_err().to_string();
    assert_eq!(
        error,
        "script ended at its start with exit status: 3; the end of its log:\n  the disk is on fire"
    );
}

#[test]
fn a_server_that_is_never_ready_is_stopped() {
    let error = start(&NEVER).unwrap_err().to_string();
    assert_eq!(error, "script is not ready after 1 s; the end of its log:\n  still thinking");
}

#[test]
fn a_preparation_that_fails_shows_its_log() {
    let error = start(&UNPREPARED).unwrap_err().to_string();
    assert!(error.contains("ended with exit status: 4"), "{error}");
    assert!(error.ends_with("\n  no room for data"), "{error}");
}

#[test]
fn trying_out_finds_an_address_that_two_share() {
    const SHARED: System = script(|site| {
        let plan = shell(site, "touch up; sleep 60")?;
        Ok(plan.tells("URL", "http://127.0.0.1:1/"))
    });
    const OWN: System = script(|site| {
        let address = format!("tcp://x@127.0.0.1:{}/y", site.port()?);
        Ok(shell(site, "touch up; sleep 60")?.tells("URL", address))
    });
    let error = crate::systems::exercise(&SHARED).unwrap_err().to_string();
    assert!(error.contains("addresses of their own"), "{error}");
    assert!(crate::systems::exercise(&OWN).is_ok());
}

#[test]
fn what_is_not_installed_is_named_with_the_command_that_gets_it() {
    let missing = System { parts: NOTHING, ..GOOD };
    assert_eq!(
        start(&missing).unwrap_err().to_string(),
        "missing script (no `srv`): apt-get install dash"
    );
    assert_eq!(missing.version(), None);
    assert_eq!(GOOD.version().as_deref(), Some("1.2"));
}

#[test]
fn a_server_that_ends_later_is_noticed() {
    let mut running = start(&GOOD).unwrap();
    assert_eq!(running.ended(), None);
    let group = Pid::from_raw(i32::try_from(running.processes()[0]).unwrap());
    killpg(group, Signal::SIGKILL).unwrap();
    let started = Instant::now();
    while running.ended().is_none() {
        assert!(started.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn a_panic_in_the_middle_leaves_nothing_behind() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let user = std::thread::spawn(move || {
        let running = start(&GOOD).unwrap();
        sender.send((running.processes()[0], told(&running, "FOLDER"))).unwrap();
        panic!("a listing is wrong");
    });
    assert!(user.join().is_err());
    let (id, folder) = receiver.recv().unwrap();
    assert!(!lives(id) && !PathBuf::from(folder).exists());
}

/// The test runs itself a second time, in a process that can be interrupted.
#[test]
fn ctrl_c_leaves_nothing_behind() {
    const INSIDE: &str = "DST_TEST_INTERRUPTED";
    if std::env::var_os(INSIDE).is_some() {
        let running = start(&GOOD).unwrap();
        println!("\nstarted {} {}", running.processes()[0], told(&running, "FOLDER"));
        std::thread::sleep(Duration::from_secs(60));
        panic!("nobody has pressed Ctrl-C");
    }
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "systems::running::tests::ctrl_c_leaves_nothing_behind", "--nocapture"])
        .env(INSIDE, "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.map(Result::unwrap).find(|line| line.starts_with("started ")).unwrap();
    let words: Vec<&str> = line.split(' ').collect();
    let (id, folder) = (words[1].parse().unwrap(), PathBuf::from(words[2]));
    assert!(lives(id) && folder.is_dir());

    kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), Signal::SIGINT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!lives(id), "{id}");
    assert!(!folder.exists());
}

#[test]
fn servers_do_not_see_the_variables_of_the_caller() {
    const CLEAN: System =
        script(|site| shell(site, "test -z \"$CARGO_PKG_NAME\" && touch up; sleep 60"));
    assert!(std::env::var_os("CARGO_PKG_NAME").is_some());
    assert!(start(&CLEAN).is_ok());
}
