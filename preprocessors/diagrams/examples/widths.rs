//! Writes `src/widths/table.rs`: the advances of the fonts in which figures are likely to be shown.
//!
//! ```console
//! cargo run -p dst-diagrams --example widths -- \
//!     NotoSansCJK-Regular.ttc NotoSansCJK-Bold.ttc \
//!     LiberationSans-Regular.ttf LiberationSans-Bold.ttf > preprocessors/diagrams/src/widths/table.rs
//! ```
//!
//! The fonts are those of Debian's `fonts-noto-cjk` and `fonts-liberation`. In a collection the face of
//! simplified Chinese is taken.

use std::error::Error;
use std::fmt::Write;

use ttf_parser::{Face, name_id};

/// Up to here each character has its own width; further on it depends on the block alone.
const END: u32 = 0x600;

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let files: Vec<Vec<u8>> = paths.iter().map(std::fs::read).collect::<Result<_, _>>()?;
    let faces: Vec<Face> = files.iter().map(|file| face(file)).collect::<Result<_, _>>()?;
    let [regular, bold, sans, sans_bold] = &faces[..] else {
        return Err(
            "name four fonts: regular and bold of Noto Sans SC, then of Liberation Sans".into()
        );
    };
    let mut out = String::from(
        "//! Advances in thousandths of an em. Written by `examples/widths.rs`; not edited by hand.\n//!\n\
         //! Each entry is the wider of Noto Sans CJK SC and Liberation Sans (whose advances are Arial's), so\n\
         //! that a label fits its shape in either.\n\n",
    );
    table(&mut out, "REGULAR", "the regular weight", &[regular, sans])?;
    table(&mut out, "BOLD", "the bold weight", &[bold, sans_bold])?;
    print_out(&out)
}

#[allow(clippy::print_stdout, reason = "the program's one product")]
fn print_out(out: &str) -> Result<(), Box<dyn Error>> {
    print!("{out}");
    Ok(())
}

/// The face of simplified Chinese, or the only one.
fn face(file: &[u8]) -> Result<Face<'_>, Box<dyn Error>> {
    for index in 0..ttf_parser::fonts_in_collection(file).unwrap_or(1) {
        let face = Face::parse(file, index)?;
        let family = face
            .names()
            .into_iter()
            .filter(|name| name.name_id == name_id::FAMILY)
            .find_map(|name| name.to_string())
            .unwrap_or_default();
        if !family.contains("CJK") || family.ends_with("CJK SC") {
            return Ok(face);
        }
    }
    Err("the collection has no face of simplified Chinese".into())
}

/// One table as runs of `(first character, advances)`, without the characters that no font has.
fn table(out: &mut String, name: &str, what: &str, faces: &[&Face]) -> Result<(), Box<dyn Error>> {
    let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
    for code in 0x20..END {
        let Some(character) = char::from_u32(code) else {
            continue;
        };
        let widest = faces.iter().filter_map(|face| {
            let glyph = face.glyph_index(character)?;
            let advance = u32::from(face.glyph_hor_advance(glyph)?);
            Some(advance * 1000 / u32::from(face.units_per_em()))
        });
        let Some(widest) = widest.max() else { continue };
        match runs.last_mut() {
            Some((start, run)) if *start + run.len() as u32 == code => run.push(widest),
            _ => runs.push((code, vec![widest])),
        }
    }
    writeln!(out, "/// Runs of advances in {what}: first character, then one entry a character.")?;
    writeln!(out, "#[rustfmt::skip]\npub(super) const {name}: &[(u32, &[u16])] = &[")?;
    for (start, run) in runs {
        writeln!(out, "    ({start:#x}, &[")?;
        for line in run.chunks(16) {
            let line: Vec<String> = line.iter().map(u32::to_string).collect();
            writeln!(out, "        {},", line.join(", "))?;
        }
        writeln!(out, "    ]),")?;
    }
    writeln!(out, "];\n")?;
    Ok(())
}
