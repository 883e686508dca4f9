//! Colours are roles: a figure says *leader* or *line*, and the page or the PDF says which colour that is.
//!
//! A finished drawing holds `var(--dg-NAME)` and nothing else. In a page the theme's style sheet gives the
//! values, light or dark; [`literal`] puts the light ones in for the PDF, whose rasteriser knows no
//! variables.

/// One role and its colours. The style sheet `theme/diagrams.css` repeats them; a test compares the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// `leader` for `--dg-leader`.
    pub name: &'static str,
    /// The colour on a light page, and in the PDF.
    pub light: &'static str,
    /// The colour on a dark page.
    pub dark: &'static str,
}

const fn role(name: &'static str, light: &'static str, dark: &'static str) -> Role {
    Role { name, light, dark }
}

/// All roles.
///
/// A name alone is a surface on which `text` is read; `…-line` is its border and its solid form.
pub const ROLES: [Role; 31] = [
    role("text", "#1b2430", "#e6e9ee"),
    role("muted", "#4d5868", "#a3adbb"),
    role("canvas", "#ffffff", "#161923"),
    role("line", "#4a5567", "#9aa5b5"),
    role("grid", "#dfe3e9", "#2f3745"),
    role("node", "#eef3fb", "#1d2940"),
    role("node-line", "#5f7fb5", "#6f90c9"),
    role("cluster", "#f7f8fa", "#1b2130"),
    role("cluster-line", "#b4bdca", "#465163"),
    role("note", "#fdf6df", "#352f1c"),
    role("note-line", "#b8963c", "#9a8243"),
    role("accent", "#dbe6fa", "#263a60"),
    role("accent-line", "#3a66b0", "#85a9ea"),
    role("partition", "#f6ecf9", "#2c2136"),
    role("partition-line", "#854a9b", "#b98acb"),
    role("leader", "#d9e6ff", "#1c3561"),
    role("leader-line", "#1d56d8", "#6ba5fb"),
    role("follower", "#eceff3", "#29313d"),
    role("follower-line", "#77869b", "#8492a8"),
    role("candidate", "#fdecc8", "#46340f"),
    role("candidate-line", "#b86a00", "#f4b73c"),
    role("failed", "#fde4e2", "#471f20"),
    role("failed-line", "#c8241c", "#f8817c"),
    role("hot", "#ffe6d5", "#4a2a13"),
    role("hot-line", "#c8520a", "#fb9a4e"),
    role("ok", "#dcf3e1", "#173a24"),
    role("ok-line", "#14703a", "#4fcf7c"),
    role("client", "#ece6fd", "#302754"),
    role("client-line", "#7043d6", "#aa90f7"),
    role("storage", "#d9f1ef", "#123a39"),
    role("storage-line", "#0d7a73", "#35c4b8"),
];

/// The classes that an author may name in Mermaid. Each is a pair of roles.
pub const CLASSES: [&str; 8] =
    ["leader", "follower", "candidate", "failed", "hot", "ok", "client", "storage"];

/// `var(--dg-NAME)`.
///
/// # Panics
///
/// If there is no such role: an error of this crate.
pub fn var(name: &str) -> String {
    assert!(ROLES.iter().any(|role| role.name == name), "no role `{name}`");
    format!("var(--dg-{name})")
}

/// `svg` with each `var(--dg-…)` replaced by the role's light colour.
pub fn literal(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len());
    let mut rest = svg;
    while let Some(at) = rest.find("var(--dg-") {
        let name_at = at + "var(--dg-".len();
        let Some(len) = rest[name_at..].find(')') else {
            break;
        };
        let name = &rest[name_at..name_at + len];
        let Some(role) = ROLES.iter().find(|role| role.name == name) else {
            out.push_str(&rest[..name_at]);
            rest = &rest[name_at..];
            continue;
        };
        out.push_str(&rest[..at]);
        out.push_str(role.light);
        rest = &rest[name_at + len + 1..];
    }
    out.push_str(rest);
    out
}

/// The colour that stands for a role while an engine that knows no variables draws: one that no theme uses.
///
/// # Panics
///
/// If there is no such role: an error of this crate.
pub fn sentinel(name: &str) -> String {
    let at = ROLES.iter().position(|role| role.name == name);
    let at = at.unwrap_or_else(|| panic!("no role `{name}`"));
    format!("#5e{at:02x}a7")
}

/// The role of a colour as the engine wrote it back: `#5e03a7` or `rgb(94, 3, 167)`.
pub fn of_sentinel([red, green, blue]: [u8; 3]) -> Option<&'static str> {
    (red == 0x5e && blue == 0xa7)
        .then(|| ROLES.get(usize::from(green)))
        .flatten()
        .map(|role| role.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(name: &str, dark: bool) -> [f64; 3] {
        let role = ROLES.iter().find(|role| role.name == name).unwrap();
        let hex = if dark { role.dark } else { role.light };
        [1, 3, 5].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0)
    }

    /// WCAG 2.2, definitions of relative luminance and contrast ratio.
    fn contrast(a: &str, b: &str, dark: bool) -> f64 {
        let luminance = |name| {
            let [r, g, b] = colour(name, dark).map(|channel: f64| {
                if channel <= 0.040_45 {
                    channel / 12.92
                } else {
                    ((channel + 0.055) / 1.055).powf(2.4)
                }
            });
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// WCAG AA: 4.5 for text, 3 for lines and shapes that carry meaning.
    #[test]
    fn text_and_lines_can_be_seen() {
        for dark in [false, true] {
            for surface in ROLES.iter().map(|role| role.name).filter(|name| {
                !name.ends_with("line") && !matches!(*name, "text" | "muted" | "grid")
            }) {
                let ratio = contrast("text", surface, dark);
                assert!(ratio >= 4.5, "text on {surface}, dark {dark}: {ratio:.2}");
            }
            for (text, surface) in [
                ("muted", "canvas"),
                ("failed-line", "canvas"),
                ("ok-line", "canvas"),
                ("failed-line", "partition"),
                ("ok-line", "partition"),
                ("partition-line", "partition"),
                ("canvas", "line"),
            ] {
                let ratio = contrast(text, surface, dark);
                assert!(ratio >= 4.5, "{text} on {surface}, dark {dark}: {ratio:.2}");
            }
            for line in
                CLASSES.iter().map(|class| format!("{class}-line")).chain(["line".to_owned()])
            {
                let ratio = contrast(&line, "canvas", dark);
                assert!(ratio >= 3.0, "{line} on canvas, dark {dark}: {ratio:.2}");
            }
        }
    }

    /// The style sheet says the same as this table; only the canvas is the page's own.
    #[test]
    fn the_style_sheet_has_the_same_colours() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../theme/diagrams.css");
        let sheet = std::fs::read_to_string(path).unwrap();
        let declared = |dark: bool| -> String {
            let lines = ROLES.iter().map(|role| {
                let colour = match (role.name, dark) {
                    ("canvas", _) => "var(--bg)",
                    (_, true) => role.dark,
                    (_, false) => role.light,
                };
                format!("    --dg-{}: {colour};\n", role.name)
            });
            lines.collect()
        };
        assert!(sheet.contains(&format!("html {{\n{}}}", declared(false))));
        assert!(
            sheet.contains(&format!("html.coal, html.navy, html.ayu {{\n{}}}", declared(true)))
        );
    }

    #[test]
    fn literals_replace_roles_and_nothing_else() {
        let svg = "<a fill=\"var(--dg-leader)\" b=\"var(--dg-nope)\" c=\"var(--x)\"/>";
        assert_eq!(literal(svg), "<a fill=\"#d9e6ff\" b=\"var(--dg-nope)\" c=\"var(--x)\"/>");
    }

    #[test]
    fn every_role_has_its_own_sentinel() {
        for (at, role) in ROLES.iter().enumerate() {
            assert_eq!(of_sentinel([0x5e, at as u8, 0xa7]), Some(role.name));
        }
        assert_eq!(of_sentinel([0x5e, ROLES.len() as u8, 0xa7]), None);
        assert_eq!(of_sentinel([0, 0, 0]), None);
    }
}
