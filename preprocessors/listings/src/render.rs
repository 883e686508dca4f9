//! Listings, outputs and traces as they stand on the page.

use std::ops::Range;

use dst_kit::{Chapter, Diagnostic, Diagnostics, Directive, Lang, Spanned, escape};

use crate::select::{NotFound, Selector};
use crate::shelf::Shelf;
use crate::{Package, Settings};

/// The options that crossref adds or the author gives to everything that is shown.
const COMMON: [&str; 3] = ["caption", "id", "number"];

/// What each block needs: where it stands, what has been read, and where complaints go.
pub(crate) struct Desk<'a> {
    pub(crate) chapter: &'a Chapter,
    pub(crate) directive: &'a Directive,
    pub(crate) settings: &'a Settings,
    pub(crate) shelf: &'a mut Shelf,
    pub(crate) diagnostics: &'a mut Diagnostics,
}

impl<'a> Desk<'a> {
    /// The block in place of the directive; `None` after a complaint.
    pub(crate) fn block(&mut self) -> Option<String> {
        match self.directive.name.as_str() {
            "listing" => self.listing(),
            "output" => self.output(),
            _ => self.trace(),
        }
    }

    fn listing(&mut self) -> Option<String> {
        let target = self.target(&["caption", "id", "number", "highlight"])?;
        let selector = Selector::parse(&target.value);
        let Some((package, _)) = Package::owning(self.shelf.root(), selector.path) else {
            let missing = self.shelf.file(selector.path).err().unwrap_or_else(|| NotFound {
                message: format!("`{}` is in no listing package", selector.path),
                help: "a package is a folder with a Cargo.toml in the listings folder".to_owned(),
            });
            return self.refuse(&target.span, missing);
        };
        let code = match self.shelf.file(selector.path).and_then(|source| selector.select(source)) {
            Ok(code) => code,
            Err(error) => return self.refuse(&target.span, error),
        };
        let marks = self.marked_lines(&code)?;
        let tests = self.verified(&package, selector.path);
        let foot = self.foot(selector.path, &package, tests);
        Some(self.figure("listing", &marks, language(selector.path), &code, &foot))
    }

    fn output(&mut self) -> Option<String> {
        let target = self.target(&COMMON)?;
        let (package, path, tests) = self.golden(target, "out")?;
        let text = match self.shelf.file(&path) {
            Ok(text) => text.to_owned(),
            Err(error) => return self.refuse(&target.span, error),
        };
        let program = path.replace(".out", ".rs");
        let foot = self.foot(&program, &package, tests);
        Some(self.figure("output", "", "text", &text, &foot))
    }

    /// A `spacetime` fence, which the diagrams stage draws. `at` tells it the author's line.
    fn trace(&mut self) -> Option<String> {
        let known = ["caption", "id", "number", "from", "to", "nodes", "hide"];
        let target = self.target(&known)?;
        let (_, path, _) = self.golden(target, "trace.json")?;
        let text = match self.shelf.file(&path) {
            Ok(text) => text.trim_end().to_owned(),
            Err(error) => return self.refuse(&target.span, error),
        };
        let line = self.chapter.author_line(self.directive.span.clone());
        let quoted = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"");
        let options = self.directive.words.options.iter();
        let options: String = options
            .map(|(key, value)| format!(" {}=\"{}\"", key.value, quoted(&value.value)))
            .collect();
        let marks = "`".repeat(longest_run(&text, '`').max(2) + 1);
        Some(format!("{marks}spacetime at={line}{options}\n{text}\n{marks}"))
    }

    /// The one target of the directive. Unknown options are reported too.
    fn target(&mut self, known: &[&str]) -> Option<&'a Spanned<String>> {
        let words = &self.directive.words;
        for error in words.check(known) {
            self.diagnostics.push(Diagnostic::syntax(error, |span| self.chapter.place(span)));
        }
        if let [target] = &words.targets[..] {
            return Some(target);
        }
        let name = &self.directive.name;
        let span = words.targets.get(1).map_or(&self.directive.span, |second| &second.span);
        let example =
            if name == "listing" { "raft/src/node.rs#Node::on_vote" } else { "raft/election" };
        self.refuse(
            span,
            NotFound {
                message: format!(
                    "`{{{{#{name}}}}}` takes one target, and here are {}",
                    words.targets.len()
                ),
                help: format!("write {{{{#{name} {example} caption=\"…\"}}}}"),
            },
        )
    }

    /// The package, path and test count of the golden that `package/example` names.
    fn golden(
        &mut self,
        target: &Spanned<String>,
        ending: &str,
    ) -> Option<(Package, String, Option<u32>)> {
        let name = &target.value;
        let found = name.rsplit_once('/').and_then(|(package, example)| {
            Some((Package::open(self.shelf.root(), package)?, example))
        });
        let Some((package, example)) = found else {
            let message = format!("no listing package holds the example `{name}`");
            let help =
                "write package/example, as in raft/election for listings/raft/examples/election.rs"
                    .to_owned();
            return self.refuse(&target.span, NotFound { message, help });
        };
        let file = format!("examples/{example}.{ending}");
        let path = format!("{}/{file}", package.name);
        if let Err(mut error) = self.shelf.file(&path) {
            let program = format!("{}/examples/{example}.rs", package.name);
            if self.shelf.file(&program).is_ok() {
                // An empty file says which goldens an example is to have.
                error.help = format!(
                    "make an empty {file} and run `cargo book verify --accept {}`: the example fills it",
                    package.name
                );
            }
            return self.refuse(&target.span, error);
        }
        let tests = self.verified(&package, &path);
        let printed = self
            .shelf
            .receipt(&package)
            .as_ref()
            .is_ok_and(|receipt| receipt.goldens.contains_key(&file));
        if tests.is_some() && !printed {
            let message = format!("no program printed `{path}`");
            let help = format!(
                "put the program into {}/examples/{example}.rs and run `cargo book verify`",
                package.name
            );
            return self.refuse(&target.span, NotFound { message, help });
        }
        Some((package, path, tests))
    }

    /// How many tests of the package passed on these very bytes. `None` if that is not known: an error
    /// when the book is strict.
    fn verified(&mut self, package: &Package, shown: &str) -> Option<u32> {
        let reason = match self.shelf.receipt(package) {
            Ok(receipt) => return Some(receipt.tests),
            Err(unverified) => unverified.reason(),
        };
        if self.settings.strict {
            let at = self
                .directive
                .words
                .targets
                .first()
                .map_or(&self.directive.span, |target| &target.span);
            self.diagnostics.push(
                Diagnostic::error(format!("`{shown}` is not verified: {reason}"))
                    .at(self.chapter.place(at.clone()))
                    .help(format!("run `cargo book verify {}`", package.name)),
            );
        }
        None
    }

    fn refuse<T>(&mut self, span: &Range<usize>, error: NotFound) -> Option<T> {
        let place = self.chapter.place(span.clone());
        self.diagnostics.push(Diagnostic::error(error.message).at(place).help(error.help));
        None
    }

    /// The line under a block: the source, and what is known of it.
    fn foot(&self, path: &str, package: &Package, tests: Option<u32>) -> String {
        let lang = self.chapter.lang;
        let shown = format!("<code>{}</code>", escape(path));
        let folder = self.settings.path.to_string_lossy().replace('\\', "/");
        let link = match (&self.settings.source_url, &self.settings.commit) {
            (Some(url), Some(commit)) => {
                let url =
                    url.replace("{commit}", commit).replace("{path}", &format!("{folder}/{path}"));
                format!("<a href=\"{}\">{shown}</a>", escape(&url))
            }
            _ => shown,
        };
        let mark = match tests {
            Some(1) if lang == Lang::En => "1 test passed".to_owned(),
            Some(tests) => {
                lang.pick(format!("{tests} 个测试通过"), format!("{tests} tests passed"))
            }
            None => lang.pick("未验证", "not verified").to_owned(),
        };
        let (class, title) = match tests {
            Some(_) => {
                let name = &package.name;
                let title = lang.pick(
                    format!("代码包 {name} 通过了格式检查、clippy 和全部测试"),
                    format!("package {name} passed rustfmt, clippy and all its tests"),
                );
                ("verified", title)
            }
            None => (
                "unverified",
                lang.pick("运行 cargo book verify 来验证", "run cargo book verify to verify it")
                    .to_owned(),
            ),
        };
        format!("{link} <span class=\"{class}\" title=\"{}\">{mark}</span>", escape(&title))
    }

    /// The lines that hold the text of `highlight`, as a style: the page's CSS paints `--marks` behind the
    /// code, since a highlighter in the browser replaces whatever stands inside it.
    fn marked_lines(&mut self, code: &str) -> Option<String> {
        let Some(wanted) = self.directive.words.get("highlight") else {
            return Some(String::new());
        };
        let lines = code.lines().enumerate().filter(|(_, line)| line.contains(&wanted.value));
        let bands: Vec<String> = lines
            .map(|(n, _)| {
                format!("transparent {n}lh,var(--mark) {n}lh {0}lh,transparent {0}lh", n + 1)
            })
            .collect();
        if bands.is_empty() {
            let message = format!("no line of the listing holds `{}`", wanted.value);
            let help =
                "highlight takes a text of the lines to mark, as it stands in the code".to_owned();
            return self.refuse(&wanted.span, NotFound { message, help });
        }
        Some(format!(" style=\"--marks:linear-gradient({})\"", bands.join(",")))
    }

    fn figure(&self, class: &str, style: &str, language: &str, code: &str, foot: &str) -> String {
        let words = &self.directive.words;
        let id = words.text("id").map_or(String::new(), |id| format!(" id=\"{}\"", escape(id)));
        let caption = words.text("caption").map_or(String::new(), |caption| {
            let word = match class {
                "output" => self.chapter.lang.pick("输出", "Output"),
                _ => self.chapter.lang.pick("清单", "Listing"),
            };
            let number = words.text("number");
            let number = number.map_or(String::new(), |number| {
                format!("<span class=\"fig-number\">{word} {number}</span> ")
            });
            format!("<figcaption>{number}{}</figcaption>\n", escape(caption))
        });
        let marks = "`".repeat(longest_run(code, '`').max(2) + 1);
        format!(
            "<figure class=\"{class}\"{id}{style}>\n{caption}\n{marks}{language}\n{code}{marks}\n\n\
             <p class=\"listing-foot\">{foot}</p>\n</figure>"
        )
    }
}

/// The length of the longest run of `mark` in `text`.
fn longest_run(text: &str, mark: char) -> usize {
    text.split(|c| c != mark).map(str::len).max().unwrap_or(0)
}

/// The language of a file for the highlighter, by its ending.
fn language(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("rs") => "rust",
        Some("toml") => "toml",
        Some("yml" | "yaml") => "yaml",
        Some("json") => "json",
        Some("sh") => "bash",
        Some("py") => "python",
        Some("java") => "java",
        Some("sql") => "sql",
        _ => "text",
    }
}
