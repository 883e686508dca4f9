//! What has to be started, and how one knows that it is ready.

use std::cell::RefCell;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;

use super::Found;
use super::user::User;

/// The commands that bring up a system.
#[derive(Debug)]
pub struct Plan {
    /// Run to their end first, one after the other.
    pub prepare: Vec<Command>,
    /// Then started, in this order. They must stay in the foreground.
    pub servers: Vec<Command>,
    /// The system is ready when all of these hold.
    pub ready: Vec<Probe>,
    /// How long that may take.
    pub limit: Duration,
    /// What listings are told: variables and their values.
    pub variables: Vec<(&'static str, String)>,
}

impl Plan {
    /// One server.
    pub fn of(server: Command, ready: Probe) -> Plan {
        Plan {
            prepare: Vec::new(),
            servers: vec![server],
            ready: vec![ready],
            limit: Duration::from_secs(30),
            variables: Vec::new(),
        }
    }

    /// The same plan, which also tells listings `value` as `variable`.
    #[must_use]
    pub fn tells(mut self, variable: &'static str, value: impl Into<String>) -> Plan {
        self.variables.push((variable, value.into()));
        self
    }
}

/// A question whose right answer shows that a server is ready.
#[derive(Debug)]
pub enum Probe {
    /// A server on this port answers what begins with the last field when it is sent the second.
    Answers(u16, &'static str, &'static str),
    /// A GET of this path on this port has status 200.
    Http(u16, &'static str),
    /// This command ends with 0.
    Succeeds(Command),
}

/// How long a server that has accepted a connection may think about a probe.
const PATIENCE: Duration = Duration::from_secs(2);

impl Probe {
    pub(super) fn holds(&mut self) -> bool {
        match self {
            Probe::Answers(port, ask, answer) => {
                ask_server(*port, ask, answer.len()).is_some_and(|said| said == answer.as_bytes())
            }
            Probe::Http(port, path) => {
                let request = format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
                let status = ask_server(*port, &request, "HTTP/1.0 200 ".len());
                status.is_some_and(|line| line.ends_with(b" 200 "))
            }
            Probe::Succeeds(command) => {
                command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
                command.status().is_ok_and(|status| status.success())
            }
        }
    }
}

/// The first `length` bytes of the answer, or fewer if it is shorter.
fn ask_server(port: u16, ask: &str, length: usize) -> Option<Vec<u8>> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.write_all(ask.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.take(length as u64).read_to_end(&mut answer).ok()?;
    Some(answer)
}

/// The place where a system is to run: its folder, its files and ports for it.
#[derive(Debug)]
pub struct Site<'a> {
    folder: &'a Path,
    found: &'a Found,
    user: Option<User>,
    /// Held until the servers start, so that no port is given out twice.
    held: RefCell<Vec<TcpListener>>,
}

impl<'a> Site<'a> {
    pub(super) fn new(folder: &'a Path, found: &'a Found, user: Option<User>) -> Site<'a> {
        Site { folder, found, user, held: RefCell::default() }
    }

    /// The folder for all that the system writes; commands run in it.
    pub fn folder(&self) -> &Path {
        self.folder
    }

    /// A port of the loopback address that nobody listens on.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn port(&self) -> anyhow::Result<u16> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free loopback port")?;
        let port = listener.local_addr().context("no free loopback port")?.port();
        self.held.borrow_mut().push(listener);
        Ok(port)
    }

    /// The path of a part.
    ///
    /// # Errors
    ///
    /// If the system does not list it.
    pub fn part(&self, name: &str) -> anyhow::Result<&Path> {
        self.found.path(name).with_context(|| format!("`{name}` is not among the system's parts"))
    }

    /// A command that runs a part in the folder, without the variables of whoever calls us: `ETCD_NAME` or
    /// `PGDATA` would change what the server does.
    ///
    /// # Errors
    ///
    /// If the system does not list the part.
    pub fn program(&self, part: &str) -> anyhow::Result<Command> {
        let mut command = Command::new(self.part(part)?);
        command.current_dir(self.folder).env_clear();
        let kept = ["PATH", "JAVA_HOME"].into_iter();
        command.envs(kept.filter_map(|name| Some((name, std::env::var_os(name)?))));
        command.env("HOME", self.folder).env("TMPDIR", self.folder);
        command.env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
        if let Some(user) = self.user {
            user.run(&mut command);
        }
        Ok(command)
    }

    /// Writes a file into the folder.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write(&self, name: &str, text: &str) -> anyhow::Result<PathBuf> {
        let path = self.folder.join(name);
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        self.user.map_or(Ok(()), |user| user.own(&path))?;
        Ok(path)
    }

    /// Lets go of the ports: the servers want them now.
    pub(super) fn release_ports(&self) {
        self.held.borrow_mut().clear();
    }
}
