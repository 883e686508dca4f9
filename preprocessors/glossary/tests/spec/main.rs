//! What the stage does, as specifications.

mod common;
mod errors;
mod example;
mod lint;
mod markdown;
mod own_glossary;
mod page;
mod properties;
mod sentences;
