//! Chromium, driven over the DevTools protocol.
//!
//! Chromium reads commands from file descriptor 3 and answers on 4, one JSON object each, ended by a zero byte
//! (`--remote-debugging-pipe`). So there is no port, no socket and no library: a shell connects the two to the
//! standard streams, and the process is like any other that reads and writes.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

/// How long a command may take.
const PATIENCE: Duration = Duration::from_secs(240);

/// Names under which Chromium is installed.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The browser on this machine: `CHROMIUM`, or the first of the usual names on the path.
pub(crate) fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let candidates =
        NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    candidates.into_iter().find(|candidate| candidate.is_file())
}

/// A browser with one page. Dropping it ends the process.
pub(crate) struct Browser {
    child: Child,
    commands: ChildStdin,
    answers: Receiver<Value>,
    last: u64,
    session: String,
    /// What has happened on the page and was not yet looked at.
    events: Vec<Value>,
}

impl Browser {
    /// Starts the browser with an empty profile in `profile`.
    pub(crate) fn start(program: &Path, profile: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new("sh");
        // The browser's own output would otherwise come between its answers.
        command.args(["-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", "sh"]).arg(program);
        command.args([
            "--headless",
            "--remote-debugging-pipe",
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-extensions",
            "--disable-gpu",
            "--hide-scrollbars",
            // No name resolves: whatever a page asks of another host fails, and is counted.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            // Containers and root have no sandbox; the pages are our own.
            "--no-sandbox",
        ]);
        command.arg(format!("--user-data-dir={}", profile.display())).arg("about:blank");
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot run the browser")?;
        let commands = child.stdin.take().context("the browser has no input")?;
        let output = child.stdout.take().context("the browser has no output")?;
        let (send, answers) = channel();
        // It ends with the browser's output.
        std::thread::spawn(move || {
            for message in BufReader::new(output).split(0) {
                let Ok(value) = message.map(|bytes| serde_json::from_slice(&bytes)) else { break };
                if value.is_ok_and(|value| send.send(value).is_err()) {
                    break;
                }
            }
        });
        let mut browser = Browser {
            child,
            commands,
            answers,
            last: 0,
            session: String::new(),
            events: Vec::new(),
        };
        browser.attach()?;
        Ok(browser)
    }

    fn attach(&mut self) -> anyhow::Result<()> {
        // The page that it starts with: a second one would be behind it, and could not be photographed.
        let targets = self.call("Target.getTargets", json!({}))?;
        let page = targets["targetInfos"]
            .as_array()
            .and_then(|targets| targets.iter().find(|target| target["type"] == "page"))
            .context("the browser has no page")?;
        let attach = json!({ "targetId": page["targetId"], "flatten": true });
        let session = self.call("Target.attachToTarget", attach)?;
        self.session =
            session["sessionId"].as_str().context("the browser gives no session")?.to_owned();
        for domain in ["Page", "Runtime", "Network", "Log"] {
            self.call(&format!("{domain}.enable"), json!({}))?;
        }
        self.call("Page.setLifecycleEventsEnabled", json!({ "enabled": true }))?;
        // A reader of Chinese, whatever the machine speaks.
        let version = self.call("Browser.getVersion", json!({}))?;
        let reader = json!({ "userAgent": version["userAgent"], "acceptLanguage": "zh-CN,en" });
        self.call("Emulation.setUserAgentOverride", reader).map(drop)
    }

    /// Sends a command and waits for its answer.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> anyhow::Result<Value> {
        self.last += 1;
        let mut message = json!({ "id": self.last, "method": method, "params": params });
        if !self.session.is_empty() {
            message["sessionId"] = self.session.clone().into();
        }
        write!(self.commands, "{message}\0")
            .and_then(|()| self.commands.flush())
            .context("the browser is gone")?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let Some(message) = self.receive(deadline)? else {
                bail!("{method}: no answer within four minutes")
            };
            if message["id"] != self.last {
                self.events.push(message);
            } else if message["error"].is_object() {
                bail!("{method}: {}", message["error"]["message"]);
            } else {
                return Ok(message["result"].clone());
            }
        }
    }

    /// Waits for an event of the page, which may have happened already.
    pub(crate) fn wait_for(&mut self, wanted: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.events.iter().position(&wanted) {
                return Ok(self.events.remove(at));
            }
            let Some(message) = self.receive(deadline)? else {
                bail!("no such event of the page within four minutes")
            };
            self.events.push(message);
        }
    }

    fn receive(&mut self, deadline: Instant) -> anyhow::Result<Option<Value>> {
        match self.answers.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(message) => Ok(Some(message)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => bail!("the browser has ended"),
        }
    }

    /// Forgets the events that have happened and that are `stale`.
    pub(crate) fn drop_events(&mut self, stale: impl Fn(&Value) -> bool) {
        self.events.retain(|event| !stale(event));
    }

    /// What has happened since it was last asked.
    pub(crate) fn events(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.events)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A browser that has ended already cannot be stopped again.
        let _ = self.call("Browser.close", json!({}));
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
