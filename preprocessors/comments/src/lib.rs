//! Comments under every chapter.
//!
//! The stage checks the settings and leaves one hidden, inert element in each numbered chapter;
//! `theme/comments.js` makes a button of it that names the third party. Until a reader presses it, no other host
//! hears of the page. A thread belongs to the chapter's path in the source and the language, so it survives a move
//! of the site.

mod settings;

use dst_kit::{Book, Chapter, Context, Diagnostics, Lang, Stage, escape};

use settings::{Provider, Settings};

/// The stage.
pub const STAGE: Stage = Stage { name: "comments", run };

fn run(context: &Context, book: &mut Book, diagnostics: &mut Diagnostics) -> anyhow::Result<()> {
    let settings: Settings = context.settings("comments", diagnostics);
    let Some(place) = settings.place(context, diagnostics) else {
        return Ok(());
    };
    // Only a page can be commented.
    if context.renderer != "html" {
        return Ok(());
    }
    for chapter in &mut book.chapters {
        if chapter.number_text().is_some() {
            let section = section(chapter, &place);
            let text = chapter.content.trim_end();
            chapter.content = format!("{text}\n\n{section}\n");
        }
    }
    Ok(())
}

/// The name of a chapter's thread: language and path without ending.
fn thread(chapter: &Chapter) -> String {
    let lang = match chapter.lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    format!("{lang}/{}", chapter.slug())
}

fn section(chapter: &Chapter, place: &[(&str, &str)]) -> String {
    let mut out = String::from("<section class=\"comments\" hidden data-nosearch");
    let thread = thread(chapter);
    for (name, value) in place.iter().copied().chain([("thread", thread.as_str())]) {
        out.push_str(&format!(" data-{name}=\"{}\"", escape(value)));
    }
    out + "></section>"
}

impl Provider {
    /// As it is written in `book.toml`.
    fn key(self) -> &'static str {
        match self {
            Provider::None => "none",
            Provider::Giscus => "giscus",
            Provider::Isso => "isso",
        }
    }
}
