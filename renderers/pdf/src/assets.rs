//! Pictures: the files that stand beside the markup.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::targets::join;
use crate::typst::string;

/// The pictures of a book.
#[derive(Debug, Default)]
pub(crate) struct Assets {
    /// The folder of SUMMARY.
    source: PathBuf,
    /// Drawings by the name of their file.
    pub(crate) drawings: BTreeMap<String, String>,
    /// Images: from where, by the name of their file.
    pub(crate) images: BTreeMap<String, PathBuf>,
}

/// A drawing that is kept, and what the template needs to know of it.
#[derive(Debug, Clone)]
pub(crate) struct Drawing {
    file: String,
    width: f64,
    height: f64,
    alternative: String,
}

impl Drawing {
    /// Whether it leaves a gap that is seen where a page ends before it.
    pub(crate) fn is_tall(&self) -> bool {
        self.height > 330.0
    }

    /// The arguments of the call that prints it.
    pub(crate) fn arguments(&self) -> String {
        let Drawing { file, width, height, alternative } = self;
        format!("{}, {width}, {height}, alt: {}", string(file), string(alternative))
    }
}

impl Assets {
    /// No pictures yet; `source` is the folder of SUMMARY.
    pub(crate) fn new(source: PathBuf) -> Self {
        Assets { source, ..Assets::default() }
    }

    /// Keeps a drawing. What a reader who cannot see it is told: the drawing's own title and description, or
    /// `alternative`.
    pub(crate) fn drawing(&mut self, svg: &str, alternative: &str) -> Drawing {
        let mut svg = svg.to_owned();
        if !svg.contains("xmlns=\"http://www.w3.org/2000/svg\"") {
            svg = svg.replacen("<svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"", 1);
        }
        let told: Vec<String> = ["title", "desc"].iter().filter_map(|n| inside(&svg, n)).collect();
        let alternative = match told.join(" ") {
            told if told.is_empty() && alternative.is_empty() => "—".to_owned(),
            told if told.is_empty() => alternative.to_owned(),
            told => told,
        };
        let (width, height) = size(&svg);
        let file = format!("figures/{}.svg", hash(svg.as_bytes()));
        self.drawings.insert(file.clone(), svg);
        Drawing { file: format!("/{file}"), width, height, alternative }
    }

    /// Keeps an image that `link`, written in chapter `path`, names.
    pub(crate) fn image(&mut self, path: &str, link: &str) -> Result<String, &'static str> {
        if link.contains("://") || link.starts_with("//") || link.starts_with("data:") {
            return Err("it is no file of the book");
        }
        let link = link.split(['?', '#']).next().unwrap_or(link).replace("%20", " ");
        let joined = join(path, &link);
        let file = self.source.join(&joined);
        let ending = Path::new(&joined).extension().and_then(|ending| ending.to_str());
        let ending = ending.unwrap_or_default().to_ascii_lowercase();
        if !["png", "jpg", "jpeg", "gif", "webp", "svg"].contains(&ending.as_str()) {
            return Err("it is of a kind that the typesetter does not know");
        }
        let Ok(bytes) = std::fs::read(&file) else { return Err("there is no such file") };
        let name = format!("images/{}.{ending}", hash(&bytes));
        self.images.insert(name.clone(), file);
        Ok(format!("/{name}"))
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The text of the first `<name>` of a drawing.
fn inside(svg: &str, name: &str) -> Option<String> {
    let (_, rest) = svg.split_once(&format!("<{name}"))?;
    let (_, rest) = rest.split_once('>')?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Width and height in pixels, as the root element says.
fn size(svg: &str) -> (f64, f64) {
    let head = svg.split('>').next().unwrap_or_default();
    let value = |name: &str| {
        let (_, rest) = head.split_once(&format!(" {name}=\""))?;
        Some(rest.split('"').next().unwrap_or_default().to_owned())
    };
    let number = |name: &str| -> Option<f64> { value(name)?.trim_end_matches("px").parse().ok() };
    if let (Some(width), Some(height)) = (number("width"), number("height")) {
        return (width, height);
    }
    let view = value("viewBox").unwrap_or_default();
    let numbers: Vec<f64> =
        view.split([' ', ',']).filter_map(|number| number.parse().ok()).collect();
    match numbers[..] {
        [_, _, width, height] => (width, height),
        _ => (600.0, 400.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_says_how_large_it_is_and_what_it_shows() {
        let mut assets = Assets::default();
        let svg = "<svg width=\"300\" height=\"20px\"><title id=\"t\">a &amp; b</title></svg>";
        let drawing = assets.drawing(svg, "caption");
        assert_eq!((drawing.width, drawing.height), (300.0, 20.0));
        assert_eq!(drawing.alternative, "a & b");
        assert_eq!(size("<svg viewBox=\"0 0 30 40\">"), (30.0, 40.0));
        assert_eq!(assets.drawing("<svg/>", "").alternative, "—");
    }
}
