//! The command line.

use std::path::PathBuf;

use anyhow::{Context as _, bail};

/// How to call it.
pub(crate) const USAGE: &str = "\
usage: dst-typeset FOLDER --fonts FOLDER --output FILE [--root FOLDER] [--untagged] [--watch]

  FOLDER          the markup that dst-pdf has written, with main.typ in it
  --fonts FOLDER  the fonts; no other is used (dst-pdf fonts installs them)
  --output FILE   the PDF; the old one stays if anything is wrong
  --root FOLDER   the folder of book.toml, for messages that show the author's line
  --untagged      without the tags that screen readers need: half the size
  --watch         stay, and print again for each line on standard input";

/// What the caller wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arguments {
    pub(crate) folder: PathBuf,
    pub(crate) fonts: PathBuf,
    pub(crate) output: PathBuf,
    pub(crate) root: PathBuf,
    pub(crate) tagged: bool,
    pub(crate) watch: bool,
}

impl Arguments {
    /// Reads the words after the program's name.
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let (mut folder, mut fonts, mut output, mut root) = (None, None, None, None);
        let (mut tagged, mut watch) = (true, false);
        while let Some(word) = words.next() {
            let place = match word.as_str() {
                "--fonts" => &mut fonts,
                "--output" => &mut output,
                "--root" => &mut root,
                "--untagged" => {
                    tagged = false;
                    continue;
                }
                "--watch" => {
                    watch = true;
                    continue;
                }
                option if option.starts_with('-') => bail!("there is no option {option}"),
                _ if folder.is_none() => {
                    folder = Some(PathBuf::from(word));
                    continue;
                }
                _ => bail!("{word} is one argument too many"),
            };
            *place =
                Some(PathBuf::from(words.next().with_context(|| format!("{word} takes a value"))?));
        }
        Ok(Arguments {
            folder: folder.context("there is no folder of markup")?,
            fonts: fonts.context("there is no --fonts")?,
            output: output.context("there is no --output")?,
            root: root.unwrap_or_else(|| PathBuf::from(".")),
            tagged,
            watch,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, String> {
        Arguments::parse(line.split_whitespace().map(str::to_owned))
            .map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        let arguments = parse("m --fonts f --output o.pdf --watch").unwrap();
        assert!(arguments.watch && arguments.tagged);
        assert_eq!(parse("m --output o").unwrap_err(), "there is no --fonts");
        assert_eq!(parse("m --wach").unwrap_err(), "there is no option --wach");
        assert_eq!(parse("m --fonts").unwrap_err(), "--fonts takes a value");
    }
}
