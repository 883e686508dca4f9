//! Drawing Mermaid: our own contract, and the one engine behind it.
//!
//! The engine is young and changes fast, so nothing outside of this module knows it: a source goes in, an SVG
//! whose colours are [sentinels](crate::roles::sentinel) comes out.

mod authored;
mod config;
mod guard;
mod merman;

pub use self::authored::{check, with_classes};
pub use self::merman::Merman;

use std::ops::Range;

/// Something that draws Mermaid.
pub trait Engine {
    /// What the drawings depend on besides the source. Part of the cache's key.
    fn version(&self) -> String;

    /// Draws `source`. Every colour of the result is a sentinel or one of the engine's own literals.
    ///
    /// # Errors
    ///
    /// The source is not Mermaid, is of a kind that is not built in, or the engine gave up.
    fn draw(&self, source: &str) -> Result<String, Fault>;
}

/// What is wrong with a figure's source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The fact: lowercase, no full stop.
    pub message: String,
    /// What to do, if that is known.
    pub help: Option<String>,
    /// Where in the source, in bytes. Nothing if that is not known.
    pub span: Option<Range<usize>>,
    /// The option of the fence that is wrong, if it is not the source.
    pub option: Option<&'static str>,
}

impl Fault {
    /// A fault at `span` of the source.
    pub fn at(span: Range<usize>, message: impl Into<String>) -> Self {
        Fault { message: message.into(), help: None, span: Some(span), option: None }
    }

    /// A fault somewhere in the source.
    pub fn somewhere(message: impl Into<String>) -> Self {
        Fault { message: message.into(), help: None, span: None, option: None }
    }

    /// The same as a fault of an option.
    pub fn of_option(mut self, option: &'static str) -> Self {
        self.option = Some(option);
        self
    }

    /// The same with what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
