//! A static host on this machine, as plain as the ones that the site is published on.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;

/// Serves a folder on loopback until it is dropped.
pub(crate) struct Host {
    port: u16,
    open: Arc<AtomicBool>,
}

impl Host {
    /// Serves `folder` on a free port.
    pub(crate) fn serve(folder: &Path) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("cannot listen on loopback")?;
        let port = listener.local_addr().context("cannot listen on loopback")?.port();
        let open = Arc::new(AtomicBool::new(true));
        let (folder, serving) = (folder.to_owned(), Arc::clone(&open));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if !serving.load(Ordering::Relaxed) {
                    return;
                }
                let folder = folder.clone();
                // A browser that goes away in the middle of an answer is no fault of ours.
                std::thread::spawn(move || answer(&stream, &folder).ok());
            }
        });
        Ok(Host { port, open })
    }

    /// The address of a page.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.open.store(false, Ordering::Relaxed);
        // Wakes the thread that waits for a connection, so that it sees that it is over.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn answer(mut stream: &TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut request = String::new();
    let mut reader = BufReader::new(stream);
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let path = request.split_whitespace().nth(1).unwrap_or("/");
    let file = file(folder, path.split(['?', '#']).next().unwrap_or("/"));
    let (status, body) = match std::fs::read(&file) {
        Ok(body) => ("200 OK", body),
        Err(_) => ("404 Not Found", b"not found".to_vec()),
    };
    let kind = kind(&file);
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

fn file(folder: &Path, path: &str) -> PathBuf {
    let steps = path.split('/').filter(|step| !matches!(*step, "" | "." | ".."));
    let file = steps.fold(folder.to_owned(), |at, step| at.join(step));
    if file.is_dir() { file.join("index.html") } else { file }
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("xml") => "application/xml",
        _ => "text/plain; charset=utf-8",
    }
}
