//! The picture that messengers show beside a link: a run of three nodes, as on the cover.
//!
//! It has no words, because they would need a font of the machine, and every machine would make another picture; the
//! title and the description stand beside it anyway.

use anyhow::Context as _;
use tiny_skia::{Color, FillRule, LineCap, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};

/// The file, in the folder of an edition.
pub const FILE: &str = "card.png";

/// Width and height in pixels: what OpenGraph's readers crop least.
pub const SIZE: [u32; 2] = [1200, 630];

const PAPER: [u8; 3] = [0xfd, 0xfc, 0xf9];
const LANE: [u8; 3] = [0xcf, 0xca, 0xba];
const MESSAGE: [u8; 3] = [0x0f, 0x6b, 0x66];
const LOST: [u8; 3] = [0xb0, 0x3a, 0x20];

/// From the drawing's units to pixels: lanes are 110 units apart.
const SCALE: f32 = 2.6;
const LEFT: f32 = 210.0;

/// The picture as PNG, the same bytes on every machine.
///
/// # Errors
/// If it cannot be encoded.
pub fn png() -> anyhow::Result<Vec<u8>> {
    let [width, height] = SIZE;
    let mut picture = Pixmap::new(width, height).context("the picture has no size")?;
    picture.fill(colour(PAPER));
    let lanes =
        [[40.0, 14.0, 40.0, 228.0], [150.0, 14.0, 150.0, 228.0], [260.0, 14.0, 260.0, 228.0]];
    lines(&mut picture, &lanes, LANE, 1.6);
    // A node that is down has no lane.
    lines(&mut picture, &[[40.0, 104.0, 40.0, 138.0]], PAPER, 3.0);
    let messages = [
        [40.0, 40.0, 150.0, 66.0],
        [40.0, 40.0, 260.0, 82.0],
        [150.0, 74.0, 44.0, 99.0],
        [260.0, 130.0, 150.0, 156.0],
        [260.0, 130.0, 40.0, 164.0],
        [150.0, 166.0, 260.0, 192.0],
        [40.0, 178.0, 260.0, 214.0],
    ];
    lines(&mut picture, &messages, MESSAGE, 2.0);
    let lost =
        [[260.0, 90.0, 178.0, 110.0], [172.0, 104.0, 184.0, 116.0], [184.0, 104.0, 172.0, 116.0]];
    lines(&mut picture, &lost, LOST, 2.0);
    for [x, y] in [[40.0, 40.0], [260.0, 130.0]] {
        disc(&mut picture, [x, y], 6.0, MESSAGE);
        disc(&mut picture, [x, y], 3.6, PAPER);
    }
    disc(&mut picture, [260.0, 192.0], 6.5, LOST);
    picture.encode_png().context("the picture cannot be encoded")
}

fn colour([r, g, b]: [u8; 3]) -> Color {
    Color::from_rgba8(r, g, b, 0xff)
}

fn paint(rgb: [u8; 3]) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color(colour(rgb));
    paint
}

fn place([x, y]: [f32; 2]) -> [f32; 2] {
    [x * SCALE + LEFT, y * SCALE]
}

/// Lines from the first two numbers to the last two.
fn lines(picture: &mut Pixmap, lines: &[[f32; 4]], rgb: [u8; 3], width: f32) {
    let mut builder = PathBuilder::new();
    for &[x0, y0, x1, y1] in lines {
        let ([x0, y0], [x1, y1]) = (place([x0, y0]), place([x1, y1]));
        builder.move_to(x0, y0);
        builder.line_to(x1, y1);
    }
    let stroke = Stroke { width: width * SCALE, line_cap: LineCap::Round, ..Stroke::default() };
    if let Some(path) = builder.finish() {
        picture.stroke_path(&path, &paint(rgb), &stroke, Transform::identity(), None);
    }
}

fn disc(picture: &mut Pixmap, centre: [f32; 2], radius: f32, rgb: [u8; 3]) {
    let [x, y] = place(centre);
    let circle: Option<Path> = PathBuilder::from_circle(x, y, radius * SCALE);
    if let Some(circle) = circle {
        picture.fill_path(&circle, &paint(rgb), FillRule::Winding, Transform::identity(), None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_the_same_twice_and_small() {
        let picture = png().unwrap();
        assert_eq!(picture, png().unwrap());
        assert!(picture.len() < 60_000, "{} bytes", picture.len());
    }

    #[test]
    fn it_shows_lanes_messages_and_a_loss() {
        let picture = Pixmap::decode_png(&png().unwrap()).unwrap();
        assert_eq!([picture.width(), picture.height()], SIZE);
        let count = |rgb: [u8; 3]| {
            let is = |p: &&tiny_skia::PremultipliedColorU8| [p.red(), p.green(), p.blue()] == rgb;
            picture.pixels().iter().filter(is).count()
        };
        for (rgb, least) in [(LANE, 4_000), (MESSAGE, 6_000), (LOST, 800), (PAPER, 600_000)] {
            assert!(count(rgb) > least, "{rgb:?}: {}", count(rgb));
        }
    }
}
