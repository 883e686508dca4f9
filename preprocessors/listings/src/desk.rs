//! What each block needs: where it stands, what has been read, where complaints go, and what it says of
//! itself.

use std::ops::Range;
use std::sync::Arc;

use dst_kit::{Chapter, Diagnostic, Diagnostics, Directive, Lang, Spanned, escape};

use crate::code::{self, Line};
use crate::compiled::is_rust;
use crate::index::Entry;
use crate::inputs::sha256;
use crate::mdbook::Mdbook;
use crate::select::{NotFound, Selected, Source};
use crate::shelf::{Shelf, Unverified};
use crate::unverified::Complaints;
use crate::{Kind, Package, Settings};

/// One directive on its way to a block.
pub(crate) struct Desk<'a> {
    pub(crate) chapter: &'a Chapter,
    pub(crate) directive: &'a Directive,
    pub(crate) settings: &'a Settings,
    pub(crate) shelf: &'a Shelf,
    pub(crate) mdbook: &'a Mdbook,
    pub(crate) page: &'a mut Page,
}

/// What becomes of a chapter.
#[derive(Default)]
pub(crate) struct Page {
    /// Its new text, if anything was put into it.
    pub(crate) content: Option<String>,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) unverified: Complaints,
    /// Whether it shows something, and there is no folder of listings.
    pub(crate) needs_listings: bool,
    /// What the index of listings will say.
    pub(crate) listed: Vec<Entry>,
    /// How many diagrams of verified runs it shows.
    pub(crate) traces: usize,
}

/// A golden that may be shown.
pub(crate) struct Golden {
    pub(crate) package: Package,
    /// Path of the golden, relative to the listings folder.
    pub(crate) path: String,
    /// Path of the program that prints it.
    pub(crate) program: String,
    pub(crate) standing: Standing,
}

/// What is known of what is shown: how many tests of its package passed on these very bytes, or what a reader is told
/// if that is not known.
pub(crate) type Standing = Result<u32, String>;

impl<'a> Desk<'a> {
    /// The one target of the directive. Unknown options are reported too.
    pub(crate) fn target(&mut self, known: &[&str]) -> Option<&'a Spanned<String>> {
        match self.targets(known, 1)? {
            [target] => Some(target),
            _ => None,
        }
    }

    /// The two targets of a diff.
    pub(crate) fn two_targets(&mut self, known: &[&str]) -> Option<[&'a Spanned<String>; 2]> {
        match self.targets(known, 2)? {
            [first, second] => Some([first, second]),
            _ => None,
        }
    }

    fn targets(&mut self, known: &[&str], wanted: usize) -> Option<&'a [Spanned<String>]> {
        let words = &self.directive.words;
        for error in words.check(known) {
            self.page.diagnostics.push(Diagnostic::syntax(error, |span| self.chapter.place(span)));
        }
        if words.targets.len() == wanted {
            return Some(&words.targets);
        }
        let name = &self.directive.name;
        let span = words.targets.get(wanted).map_or(&self.directive.span, |extra| &extra.span);
        let count = if wanted == 1 { "one target" } else { "two targets" };
        let message = format!(
            "`{{{{#{name}}}}}` takes {count}, and here {} {}",
            if words.targets.len() == 1 { "is" } else { "are" },
            words.targets.len()
        );
        let example = match (quoted(&words.targets), name.as_str()) {
            (quoted, _) if quoted.len() == wanted && words.targets.len() > wanted => {
                quoted.join(" ")
            }
            (_, "listing") => "raft/src/node.rs#Node::on_vote".to_owned(),
            (_, "diff") => "lru/src/v1.rs lru/src/v2.rs#get".to_owned(),
            _ => "raft/election".to_owned(),
        };
        let help = format!("write {{{{#{name} {example} caption=\"…\"}}}}");
        self.refuse(span, NotFound { message, help })
    }

    /// The package that owns `path`.
    pub(crate) fn package(&mut self, target: &Spanned<String>, path: &str) -> Option<Package> {
        if let Some(package) = self.shelf.owner(path) {
            return Some(package);
        }
        let missing = self.shelf.file(path).err().unwrap_or_else(|| NotFound {
            message: format!("`{path}` is in no listing package"),
            help: "name a source of a package, without `..`; a package is a folder with a Cargo.toml or a check in the listings folder".to_owned(),
        });
        self.refuse(&target.span, missing)
    }

    /// The file `path`, relative to the listings folder.
    pub(crate) fn file(&mut self, target: &Spanned<String>, path: &str) -> Option<Arc<Source>> {
        let source = self.shelf.file(path);
        self.found(target, source)
    }

    /// What was found, or a complaint at the target.
    pub(crate) fn found<T>(
        &mut self,
        target: &Spanned<String>,
        found: Result<T, NotFound>,
    ) -> Option<T> {
        found.map_or_else(|error| self.refuse(&target.span, error), Some)
    }

    /// The golden that `package/example` names, or `package/compile_fail/name`.
    pub(crate) fn golden(&mut self, target: &Spanned<String>, ending: &str) -> Option<Golden> {
        let name = &target.value;
        let (stem, folder, ending) = match name.rsplit_once("/compile_fail/") {
            Some((package, example)) => (Some((package, example)), "compile_fail", "stderr"),
            None => (name.rsplit_once('/'), "examples", ending),
        };
        let verify = &self.settings.verify_command;
        let found = stem.and_then(|(package, example)| {
            Some((Package::open(self.shelf.root(), package)?, example))
        });
        let Some((package, example)) = found else {
            let message = format!("no listing package holds the example `{name}`");
            let help =
                "write package/example, as in raft/election for listings/raft/examples/election.rs";
            return self.refuse(&target.span, NotFound { message, help: help.to_owned() });
        };
        let file = format!("{folder}/{example}.{ending}");
        let path = format!("{}/{file}", package.name);
        let receipt = self.shelf.receipt(&package);
        let printed = receipt.as_ref().as_ref().ok().map(|receipt| receipt.goldens.get(&file));
        let program = match printed {
            Some(Some(printed)) => format!("{}/{}", package.name, printed.program),
            _ => package.program(folder, example),
        };
        let golden = match self.shelf.file(&path) {
            Ok(golden) => golden,
            Err(mut error) => {
                if self.shelf.file(&program).is_ok() {
                    // An empty file says which goldens an example is to have.
                    error.help = format!(
                        "make an empty {file} and run `{verify} --accept {}`: the example fills it",
                        package.name
                    );
                }
                return self.refuse(&target.span, error);
            }
        };
        let standing = self.verified(&package, &path);
        let wrong = match printed {
            Some(None) => Some(format!("no program printed `{path}`")),
            Some(Some(printed)) if printed.sha256 != sha256(golden.text.as_bytes()) => {
                Some(format!("`{path}` is not what its program printed"))
            }
            _ => None,
        };
        if let Some(message) = wrong {
            let help = format!("put the program into {program} and run `{verify}`");
            return self.refuse(&target.span, NotFound { message, help });
        }
        Some(Golden { package, path, program, standing })
    }

    /// What is known of the package. An error when that is nothing and the book is strict.
    pub(crate) fn verified(&mut self, package: &Package, shown: &str) -> Standing {
        let receipt = self.shelf.receipt(package);
        let unverified = match receipt.as_ref() {
            Ok(receipt) => return Ok(receipt.tests),
            Err(unverified) => unverified,
        };
        if self.settings.strict {
            let targets = &self.directive.words.targets;
            let at = targets.first().map_or(&self.directive.span, |target| &target.span);
            let place = self.chapter.place(at.clone());
            let reason = unverified.reason();
            self.page.unverified.add(package, unverified.remedy(), || {
                Diagnostic::error(format!("`{shown}` is not verified: {reason}")).at(place)
            });
        }
        let verify = &self.settings.verify_command;
        Err(match (unverified, self.chapter.lang) {
            (Unverified::NoMember, Lang::Zh) => "代码包不是工作区的成员".to_owned(),
            (Unverified::NoMember, Lang::En) => unverified.reason(),
            (_, Lang::Zh) => format!("运行 {verify} 来验证"),
            (_, Lang::En) => format!("run {verify} to verify it"),
        })
    }

    /// As [`Desk::verified`], for the lines `selected` of the source at `path`: each of them was compiled, too.
    pub(crate) fn compiled(
        &mut self,
        target: &Spanned<String>,
        package: &Package,
        path: &str,
        selected: &Selected<'_>,
    ) -> Standing {
        let tests = self.verified(package, path)?;
        let file = path.strip_prefix(&package.name).and_then(|file| file.strip_prefix('/'));
        let rust = file.filter(|file| package.kind == Kind::Cargo && is_rust(file));
        let receipt = self.shelf.receipt(package);
        let (Some(file), Ok(receipt)) = (rust, receipt.as_ref()) else { return Ok(tests) };
        let shown = selected.lines.iter().map(|(number, _)| *number);
        let Err(error) = receipt.compiled.has(file, path, shown) else { return Ok(tests) };
        let why =
            self.chapter.lang.pick("编译器没有编译这里的每一行".to_owned(), error.message.clone());
        if self.settings.strict {
            self.refuse::<()>(&target.span, error);
        }
        Err(why)
    }

    /// A complaint at `span` of the chapter.
    pub(crate) fn refuse<T>(&mut self, span: &Range<usize>, error: NotFound) -> Option<T> {
        let place = self.chapter.place(span.clone());
        self.page.diagnostics.push(Diagnostic::error(error.message).at(place).help(error.help));
        None
    }

    /// The line under a block: the sources, and what is known of their packages. Notes the block for the index, as one
    /// of the last package.
    pub(crate) fn foot(&mut self, paths: &[&str], standings: &[(&Package, Standing)]) -> String {
        let words = &self.directive.words;
        let all_hold = standings.iter().all(|(_, standing)| standing.is_ok());
        if let (Some(id), Some(number), Some(caption), Some((package, standing))) =
            (words.text("id"), words.text("number"), words.text("caption"), standings.last())
        {
            self.page.listed.push(Entry {
                link: format!("{}#{id}", self.chapter.path),
                chapter: self.chapter.number_text().unwrap_or_else(|| self.chapter.name.clone()),
                output: self.directive.name == "output",
                number: number.to_owned(),
                caption: caption.to_owned(),
                package: (*package).clone(),
                tests: standing.as_ref().ok().copied().filter(|_| all_hold),
            });
        }
        let sources: Vec<String> = paths.iter().map(|path| self.source(path)).collect();
        let lang = self.chapter.lang;
        // A diff of two packages names these in place of files.
        let is_package = |path: &str| standings.iter().any(|(package, _)| package.name == path);
        let shows_code = paths.iter().all(|path| is_rust(path) || is_package(path));
        let (class, title, mark) = match standings.iter().find_map(|(_, it)| it.as_ref().err()) {
            Some(why) => {
                ("unverified", why.clone(), lang.pick("未验证", "not verified").to_owned())
            }
            None => ("verified", titles(standings, shows_code, lang), marks(standings, lang)),
        };
        format!(
            "{} <span class=\"{class}\" title=\"{}\">{mark}</span>",
            sources.join(" → "),
            escape(&title)
        )
    }

    /// A path, linked to the source at its commit if the book knows where that is.
    fn source(&self, path: &str) -> String {
        let shown = format!("<code>{}</code>", escape(path));
        let folder = self.settings.path.to_string_lossy().replace('\\', "/");
        match (&self.settings.source_url, &self.settings.commit) {
            (Some(url), Some(commit)) => {
                let url =
                    url.replace("{commit}", commit).replace("{path}", &format!("{folder}/{path}"));
                format!("<a href=\"{}\">{shown}</a>", escape(&url))
            }
            _ => shown,
        }
    }

    /// The whole figure.
    pub(crate) fn figure(
        &self,
        class: &str,
        lines: &[Line<'_>],
        language: &str,
        foot: &str,
    ) -> String {
        let words = &self.directive.words;
        let lang = self.chapter.lang;
        let id = words.text("id").map_or(String::new(), |id| format!(" id=\"{}\"", escape(id)));
        let caption = words.text("caption").map_or(String::new(), |caption| {
            let word = match class {
                "output" => lang.pick("输出", "Output"),
                _ => lang.pick("清单", "Listing"),
            };
            let number = words.text("number");
            let number = number.map_or(String::new(), |number| {
                format!("<span class=\"fig-number\">{word} {number}</span> ")
            });
            format!("<figcaption>{number}{}</figcaption>\n", escape(caption))
        });
        let code = code::html(lines, language, lang, self.mdbook);
        format!(
            "<figure class=\"{class}\"{id}>\n{caption}\n{code}<p class=\"listing-foot\">{foot}</p>\n</figure>"
        )
    }
}

/// What each of the packages has passed. A compiler has nothing to say of what is no code.
fn titles(standings: &[(&Package, Standing)], shows_code: bool, lang: Lang) -> String {
    let title = |(package, _): &(&Package, Standing)| {
        let name = &package.name;
        match package.kind {
            Kind::Cargo if !shows_code => lang.pick(
                format!("代码包 {name} 的全部测试都是连同这个文件一起通过的"),
                format!("all tests of package {name} passed with this file as it is"),
            ),
            Kind::Cargo => lang.pick(
                format!("代码包 {name} 通过了格式检查、clippy 和全部测试"),
                format!("package {name} passed rustfmt, clippy and all its tests"),
            ),
            Kind::Check => lang.pick(
                format!("代码包 {name} 通过了它的全部检查"),
                format!("package {name} passed all its checks"),
            ),
        }
    };
    standings.iter().map(title).collect::<Vec<_>>().join(lang.pick("；", "; "))
}

/// How many tests passed; of which package, if there are two.
fn marks(standings: &[(&Package, Standing)], lang: Lang) -> String {
    let mark = |(package, standing): &(&Package, Standing)| {
        let tests = standing.as_ref().ok()?;
        let passed = match (tests, lang) {
            (1, Lang::En) => "1 test passed".to_owned(),
            (tests, Lang::En) => format!("{tests} tests passed"),
            (tests, Lang::Zh) => format!("{tests} 个测试通过"),
        };
        let name = escape(&package.name);
        Some(match (standings.len(), lang) {
            (1, _) => passed,
            (_, Lang::En) => format!("{name}: {passed}"),
            (_, Lang::Zh) => format!("{name}：{passed}"),
        })
    };
    standings.iter().filter_map(mark).collect::<Vec<_>>().join(" → ")
}

/// The targets that the author may have meant: words after an item that name no file are the rest of it, as in
/// `lru.rs#impl Cache for Lru`.
fn quoted(targets: &[Spanned<String>]) -> Vec<String> {
    let mut meant: Vec<String> = Vec::new();
    for target in targets {
        match meant.last_mut() {
            Some(last) if last.contains('#') && !target.value.contains(['/', '#']) => {
                last.push(' ');
                last.push_str(&target.value);
            }
            _ => meant.push(target.value.clone()),
        }
    }
    let quote =
        |target: String| if target.contains(' ') { format!("\"{target}\"") } else { target };
    meant.into_iter().map(quote).collect()
}
