//! Charts of measured numbers: lines, points, steps and grouped bars.
//!
//! ```text
//! CSV or JSON ─▶ table ─▶ series ─▶ plan (where) ─▶ paint (SVG)
//! ```
//!
//! The numbers come from a verified program (`{{#chart}}` of the listings stage), or from a source that is named.
//! Series differ by colour, and by dash and marker or by texture: they are told apart in black and white too.

mod axis;
pub mod look;
mod marks;
mod paint;
mod plan;
mod series;
mod table;

pub use look::Look;

use dst_kit::Lang;

use crate::engine::Fault;
use crate::svg::Name;
use look::Form;
use series::Data;

/// Draws the numbers in `source`.
///
/// # Errors
///
/// Everything that is wrong with the data, columns that are not there, or more than can be told apart.
pub fn draw(source: &str, look: &Look, lang: Lang, name: &Name) -> Result<String, Vec<Fault>> {
    let data = series::select(&table::read(source)?, look)?;
    if let Some((value, _)) = look.mark.as_ref().filter(|(value, _)| look.log_y && *value <= 0.0) {
        let fault =
            Fault::somewhere(format!("the mark {value} has no place on a logarithmic axis"));
        return Err(vec![fault.help("leave the axis linear, or mark a value above zero")]);
    }
    let plan = plan::plan(&data, look);
    let name = Name { description: summary(&data, look, lang), ..name.clone() };
    Ok(paint::paint(&data, look, &plan, &name))
}

/// What the chart shows, for readers that cannot see it: each series with its first and last value.
fn summary(data: &Data, look: &Look, lang: Lang) -> String {
    let form = match look.form {
        Form::Line | Form::Step => lang.pick("折线图", "Line chart"),
        Form::Points => lang.pick("散点图", "Scatter plot"),
        Form::Bar => lang.pick("柱状图", "Bar chart"),
    };
    let place = |x: f64| match data.categories.get(x as usize) {
        Some(category) => category.clone(),
        None => axis::plain(x),
    };
    let series = data.series.iter().filter_map(|series| {
        let (&(x0, y0), &(x1, y1)) = (series.points.first()?, series.points.last()?);
        let [y0, y1] = [y0, y1].map(axis::plain);
        Some(match lang {
            Lang::Zh => {
                format!("{}：在 {} 为 {y0}，在 {} 为 {y1}", series.name, place(x0), place(x1))
            }
            Lang::En => format!("{}: {y0} at {}, {y1} at {}", series.name, place(x0), place(x1)),
        })
    });
    let series: Vec<String> = series.collect();
    let x = look.x_label.as_deref().unwrap_or(&data.x_name);
    match lang {
        Lang::Zh => format!("{form}，横轴：{x}。{}。", series.join("；")),
        Lang::En => format!("{form} over {x}. {}.", series.join("; ")),
    }
}
