//! Replicated logs side by side: who has which entries, of which terms, and how far they are committed.
//!
//! ```text
//! n1 leader "term 3"  1:x=1 1:y=2 | 3:x=4     # committed is what stands before the bar
//! n2 follower         1:x=1 | 1:y=2
//! n3 failed           [2] 2:z=9               # the first two entries are in a snapshot
//! ```

use std::fmt::Write;
use std::ops::Range;

use dst_kit::Lang;

use crate::engine::Fault;
use crate::roles::{CLASSES, var};
use crate::script::{Word, statements};
use crate::shapes::{Anchor, PALETTE, Type, hollow, painted, rect, text};
use crate::svg::{Name, number as n, open};

const HELP: &str = "a line is `SERVER [ROLE] [\"label\"] TERM:COMMAND … | TERM:COMMAND …`; `[3]` stands for a snapshot of three entries";

/// Height of an entry, in pixels.
const CELL: f64 = 38.0;
/// Between two servers.
const GAP: f64 = 16.0;
/// Height of the line of indexes.
const HEAD: f64 = 26.0;

/// One server's log.
#[derive(Debug)]
struct Server {
    name: String,
    role: Option<&'static str>,
    label: String,
    /// Entries that only a snapshot has.
    snapshot: usize,
    entries: Vec<Entry>,
    /// Entries that this server knows to be committed, those of the snapshot included.
    committed: usize,
}

#[derive(Debug)]
struct Entry {
    term: u64,
    command: String,
}

impl Server {
    fn len(&self) -> usize {
        self.snapshot + self.entries.len()
    }
}

/// Draws the logs that `source` describes.
///
/// # Errors
///
/// Every line that is not of the form above.
pub fn draw(source: &str, lang: Lang, name: &Name) -> Result<String, Vec<Fault>> {
    let servers = parse(source)?;
    let name = Name { description: summary(&servers, lang), ..name.clone() };
    Ok(paint(&servers, lang, &name))
}

fn parse(source: &str) -> Result<Vec<Server>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut servers: Vec<Server> = Vec::new();
    for (words, span) in statements(source, &mut faults) {
        match server(&words, span) {
            Ok(one) if servers.iter().any(|known| known.name == one.name) => {
                let message = format!("`{}` has two logs", one.name);
                faults.push(Fault::at(words[0].span.clone(), message));
            }
            Ok(one) => servers.push(one),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() && servers.iter().all(|server| server.len() == 0) {
        faults.push(Fault::somewhere("no log has an entry").help(HELP));
    }
    if faults.is_empty() { Ok(servers) } else { Err(faults) }
}

fn server(words: &[Word], span: Range<usize>) -> Result<Server, Fault> {
    let mut server = Server {
        name: words[0].text.clone(),
        role: None,
        label: String::new(),
        snapshot: 0,
        entries: Vec::new(),
        committed: 0,
    };
    let mut bar = false;
    for word in &words[1..] {
        let entry = word.text.split_once(':');
        let role = CLASSES.into_iter().find(|class| *class == word.text);
        let snapshot = word.text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        match (entry, role, snapshot) {
            _ if word.quoted => server.label.clone_from(&word.text),
            (None, Some(role), None) if server.role.is_none() => server.role = Some(role),
            (None, None, Some(count)) if server.len() == 0 => {
                server.snapshot = count.parse().map_err(|_| wrong(word))?;
                server.committed = server.snapshot;
            }
            (Some((term, command)), ..) => {
                let term = term.parse().map_err(|_| wrong(word))?;
                server.entries.push(Entry { term, command: command.to_owned() });
            }
            _ if word.text == "|" && !bar => {
                bar = true;
                server.committed = server.len();
            }
            _ => return Err(wrong(word)),
        }
    }
    let back = server.entries.windows(2).find(|pair| pair[0].term > pair[1].term);
    if let Some([before, after]) = back {
        let message =
            format!("an entry of term {} stands behind one of term {}", after.term, before.term);
        return Err(Fault::at(span, message).help("terms never go back in a log"));
    }
    Ok(server)
}

fn wrong(word: &Word) -> Fault {
    Fault::at(word.span.clone(), format!("`{}` is no entry", word.text)).help(HELP)
}

/// For readers that cannot see it.
fn summary(servers: &[Server], lang: Lang) -> String {
    let logs = servers.iter().map(|server| match lang {
        Lang::Zh => {
            format!("{} 有 {} 条，其中 {} 条已提交", server.name, server.len(), server.committed)
        }
        Lang::En => format!(
            "{} has {} entries, {} of them committed",
            server.name,
            server.len(),
            server.committed
        ),
    });
    let logs: Vec<String> = logs.collect();
    match lang {
        Lang::Zh => format!("{}。", logs.join("；")),
        Lang::En => format!("{}.", logs.join("; ")),
    }
}

/// Each term has a colour: the first six differ.
fn colour(terms: &[u64], term: u64) -> &'static str {
    let at = terms.iter().position(|known| *known == term).unwrap_or(0);
    PALETTE[at % PALETTE.len()]
}

fn paint(servers: &[Server], lang: Lang, name: &Name) -> String {
    let mut terms: Vec<u64> =
        servers.iter().flat_map(|s| &s.entries).map(|entry| entry.term).collect();
    terms.sort_unstable();
    terms.dedup();
    let commands = servers.iter().flat_map(|server| &server.entries);
    let widest = commands.map(|entry| Type::PLAIN.width(&entry.command)).fold(0.0, f64::max);
    let cell = (widest + 16.0).max(44.0).ceil();
    let titles = servers.iter().map(|s| Type::BOLD.width(&s.name).max(Type::SMALL.width(&s.label)));
    let left = (titles.fold(0.0, f64::max) + 40.0).ceil();
    let longest = servers.iter().map(Server::len).max().unwrap_or(0);
    let mut out = String::new();
    for index in 0..longest {
        let x = left + cell * (index as f64 + 0.5);
        text(&mut out, [x, HEAD / 2.0], Anchor::Middle, Type::SMALL, &(index + 1).to_string());
    }
    text(&mut out, [left - 12.0, HEAD / 2.0], Anchor::End, Type::SMALL, lang.pick("索引", "index"));
    for (row, server) in servers.iter().enumerate() {
        let top = HEAD + row as f64 * (CELL + GAP);
        title(&mut out, server, top);
        entries(&mut out, server, [left, top], cell, &terms, lang);
    }
    let mut bottom = HEAD + servers.len() as f64 * (CELL + GAP);
    let row = legend(&mut out, &terms, lang, bottom + 8.0);
    bottom += 18.0;
    let width = (left + cell * longest as f64 + 4.0).max(row);
    format!("{}{out}</svg>", open(name, [0.0, 0.0, width, bottom]))
}

fn title(out: &mut String, server: &Server, top: f64) {
    let middle = top + CELL / 2.0;
    let look = match server.role {
        Some("failed") => hollow("failed"),
        Some(role) => painted(role),
        None => painted("node"),
    };
    rect(out, [2.0, middle - 8.0, 14.0, 16.0], &format!("rx=\"3\" {look}"));
    if server.label.is_empty() {
        text(out, [24.0, middle], Anchor::Start, Type::BOLD, &server.name);
    } else {
        text(out, [24.0, middle - 8.0], Anchor::Start, Type::BOLD, &server.name);
        text(out, [24.0, middle + 9.0], Anchor::Start, Type::SMALL, &server.label);
    }
}

fn entries(
    out: &mut String,
    server: &Server,
    [left, top]: [f64; 2],
    cell: f64,
    terms: &[u64],
    lang: Lang,
) {
    if server.snapshot > 0 {
        let width = cell * server.snapshot as f64;
        rect(out, [left, top, width - 4.0, CELL], &format!("rx=\"4\" {}", painted("follower")));
        let middle = [left + (width - 4.0) / 2.0, top + CELL / 2.0];
        text(out, middle, Anchor::Middle, Type::PLAIN, lang.pick("快照", "snapshot"));
    }
    for (at, entry) in server.entries.iter().enumerate() {
        let index = server.snapshot + at;
        let x = left + cell * index as f64;
        let role = colour(terms, entry.term);
        let open = if index < server.committed { "" } else { " stroke-dasharray=\"4 3\"" };
        rect(out, [x, top, cell - 4.0, CELL], &format!("rx=\"4\" {}{open}", painted(role)));
        let middle = x + (cell - 4.0) / 2.0;
        text(
            out,
            [middle, top + 12.0],
            Anchor::Middle,
            Type { role: "text", ..Type::SMALL },
            &entry.term.to_string(),
        );
        text(out, [middle, top + 27.0], Anchor::Middle, Type::PLAIN, &entry.command);
    }
    if server.committed > 0 {
        let end = left + cell * server.committed as f64 - 4.0;
        let y = top + CELL + 4.0;
        let _ = write!(
            out,
            "<path d=\"M{} {y}H{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"3\"/>",
            n(left),
            n(end),
            var("ok-line"),
            y = n(y)
        );
    }
}

/// Terms with their colours, and what the lines mean; its width.
fn legend(out: &mut String, terms: &[u64], lang: Lang, y: f64) -> f64 {
    let mut x = 2.0;
    let mut item = |out: &mut String, label: &str, sign: &dyn Fn(&mut String, f64)| {
        sign(out, x);
        text(out, [x + 24.0, y], Anchor::Start, Type::SMALL, label);
        x += 24.0 + Type::SMALL.width(label) + 16.0;
    };
    for term in terms {
        let role = colour(terms, *term);
        let label = match lang {
            Lang::Zh => format!("任期 {term}"),
            Lang::En => format!("term {term}"),
        };
        item(out, &label, &|out, x| {
            rect(out, [x, y - 6.0, 18.0, 12.0], &format!("rx=\"2\" {}", painted(role)))
        });
    }
    item(out, lang.pick("已提交", "committed"), &|out, x| {
        let _ = write!(
            out,
            "<path d=\"M{} {}h18\" fill=\"none\" stroke=\"{}\" stroke-width=\"3\"/>",
            n(x),
            n(y),
            var("ok-line")
        );
    });
    item(out, lang.pick("未提交", "not committed"), &|out, x| {
        rect(out, [x, y - 6.0, 18.0, 12.0], &format!("rx=\"2\" {}", hollow("node")));
    });
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_are_read() {
        let servers =
            parse("n1 leader \"term 3\" 1:x=1 1:y=2 | 3:\n\nn2 [2] 3:z # behind\nn3\n").unwrap();
        let read: Vec<(usize, usize)> = servers.iter().map(|s| (s.len(), s.committed)).collect();
        assert_eq!(read, [(3, 2), (3, 2), (0, 0)]);
        assert_eq!(servers[0].role, Some("leader"));
        assert_eq!((servers[0].label.as_str(), servers[0].entries[2].term), ("term 3", 3));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let faults =
            parse("a 1:x two\nb 2:x 1:y\nc 1:x | | \na 1:z\nd 1:x [2]\ne x:y\n").unwrap_err();
        let said: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(
            said,
            [
                "`two` is no entry",
                "an entry of term 1 stands behind one of term 2",
                "`|` is no entry",
                "`[2]` is no entry",
                "`x:y` is no entry",
            ]
        );
        let twice = parse("a 1:x\na 1:y\n").unwrap_err();
        assert_eq!(twice[0].message, "`a` has two logs");
    }
}
