//! From the engine's SVG to one that may stand in a page: small, without a style sheet, with roles for
//! colours, its own ids, and a title.

mod colour;
mod fixes;
mod numbers;
mod style;
mod write;

pub use self::colour::to_roles;
pub use self::numbers::{number, round_all};
pub use self::write::clean;

use dst_kit::escape;

/// The faces of figures: what the book's own text is set in without serifs.
pub const FONT_FAMILY: &str = "Noto Sans SC, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, Arial, sans-serif";

/// What a figure is called, for readers that hear it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Prefix of every id in the figure, unique on its page.
    pub id: String,
    /// One line: the caption.
    pub title: String,
    /// What the figure shows, if more is known than the title.
    pub description: String,
}

/// The opening tag and the names of a figure of `width` × `height` pixels.
///
/// A page shrinks a figure down to `min-width`, where its text is still legible, and scrolls it from there.
pub fn open(name: &Name, [x, y, width, height]: [f64; 4]) -> String {
    /// Text of 14 px is 10.5 px then.
    const SMALLEST: f64 = 0.75;
    let id = escape(&name.id);
    let described = if name.description.is_empty() {
        String::new()
    } else {
        format!("<desc id=\"{id}-d\">{}</desc>", one_line(&name.description))
    };
    let labelled = if described.is_empty() { format!("{id}-t") } else { format!("{id}-t {id}-d") };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"{x} {y} {w} {h}\" \
         style=\"max-width:{w}px;min-width:{smallest}px\" role=\"img\" aria-labelledby=\"{labelled}\" \
         font-family=\"{FONT_FAMILY}\" font-size=\"14\" fill=\"{text}\"><title id=\"{id}-t\">{title}</title>{described}",
        w = number(width),
        h = number(height),
        x = number(x),
        y = number(y),
        smallest = number((width * SMALLEST).floor()),
        text = crate::roles::var("text"),
        title = one_line(&name.title),
    )
}

/// `text` escaped, with single spaces for all white space.
pub fn one_line(text: &str) -> String {
    escape(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}
