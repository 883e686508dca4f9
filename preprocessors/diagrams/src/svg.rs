//! From the engine's SVG to one that may stand in a page: small, without a style sheet, with roles for
//! colours, its own ids, and a title.

mod colour;
mod fit;
mod fixes;
mod numbers;
mod style;
mod write;

pub use self::colour::to_roles;
pub use self::fit::{TALLEST, height};
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
/// A page shrinks a figure down to `--least`, where its text is still legible, and scrolls it from there; `--w` and
/// `--h` are its own size, under which the enlarged figure does not go.
pub fn open(name: &Name, frame: [f64; 4]) -> String {
    open_scaled(name, frame, 1.0, "img")
}

/// The same, drawn smaller by `scale`; `role` is `img`, or `group` if there are links in it.
pub(crate) fn open_scaled(
    name: &Name,
    [x, y, width, height]: [f64; 4],
    scale: f64,
    role: &str,
) -> String {
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
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"{x} {y} {inner_w} {inner_h}\" \
         style=\"--w:{w}px;--h:{h}px;--least:{smallest}px\" role=\"{role}\" aria-labelledby=\"{labelled}\" \
         font-family=\"{FONT_FAMILY}\" font-size=\"14\" fill=\"{text}\"><title id=\"{id}-t\">{title}</title>{described}",
        w = number((width * scale).round()),
        h = number((height * scale).round()),
        inner_w = number(width),
        inner_h = number(height),
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
