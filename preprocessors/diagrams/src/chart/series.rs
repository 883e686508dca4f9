//! From a table to the series that are drawn.

use dst_kit::nearest;

use super::look::{Form, Look};
use super::table::Table;
use crate::engine::Fault;

/// More series than this cannot be told apart.
pub(super) const MOST: usize = 8;

/// One line of a chart, or one bar of each group.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Series {
    pub name: String,
    /// In the order of the rows.
    pub points: Vec<(f64, f64)>,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Data {
    pub series: Vec<Series>,
    /// Names of the places 0, 1, … of the horizontal axis, if it has names and no numbers.
    pub categories: Vec<String>,
    /// What the horizontal axis shows, if nobody said otherwise.
    pub x_name: String,
}

/// Takes from `table` what `look` asks for.
///
/// # Errors
///
/// Columns that are not there, cells that are no numbers, and what a logarithm cannot show.
pub(super) fn select(table: &Table, look: &Look) -> Result<Data, Vec<Fault>> {
    let column = |name: &String| position(table, name).map_err(|fault| vec![fault]);
    let x = look.x.as_ref().map_or(Ok(0), column)?;
    let by = look.by.as_ref().map(column).transpose()?;
    let drawn: Vec<usize> = if look.y.is_empty() {
        (0..table.columns.len()).filter(|at| *at != x && Some(*at) != by).collect()
    } else {
        look.y.iter().map(column).collect::<Result<_, _>>()?
    };
    if drawn.is_empty() || (by.is_some() && drawn.len() != 1) {
        let fault = Fault::somewhere(format!("{} columns would be drawn", drawn.len()));
        return Err(vec![
            fault.help("name with `y` what is drawn: one column with `by`, else one or more"),
        ]);
    }

    let named = look.form == Form::Bar || table.rows.iter().any(|row| row[x].number().is_err());
    let mut data =
        Data { series: Vec::new(), categories: Vec::new(), x_name: look.called(&table.columns[x]) };
    let mut faults = Vec::new();
    for row in &table.rows {
        let place = if named {
            let category = look.called(row[x].text.trim());
            let known = data.categories.iter().position(|known| *known == category);
            known.unwrap_or_else(|| {
                data.categories.push(category);
                data.categories.len() - 1
            }) as f64
        } else {
            // A row without a place is nowhere.
            let Ok(Some(place)) = row[x].number() else { continue };
            place
        };
        for &at in &drawn {
            let name = look.called(by.map_or(&table.columns[at], |by| &row[by].text));
            let value = match row[at].number() {
                Ok(Some(value)) => value,
                Ok(None) => continue,
                Err(fault) => {
                    faults.push(fault);
                    continue;
                }
            };
            let nowhere = [
                (look.log_x && !named && place <= 0.0).then_some(x),
                (look.log_y && value <= 0.0).then_some(at),
            ];
            if let Some(at) = nowhere.into_iter().flatten().next() {
                let message = "a logarithmic axis has no place for zero or less";
                faults.push(
                    Fault::at(row[at].span.clone(), message)
                        .help("leave the axis linear, or the value out"),
                );
                continue;
            }
            match data.series.iter_mut().find(|series| series.name == name) {
                Some(series) => series.points.push((place, value)),
                None => data.series.push(Series { name, points: vec![(place, value)] }),
            }
        }
    }
    if data.series.is_empty() && faults.is_empty() {
        faults.push(
            Fault::somewhere("the chart has no data").help("every cell of its columns is empty"),
        );
    }
    if data.series.len() > MOST {
        let message = format!("{} series cannot be told apart", data.series.len());
        faults.push(
            Fault::somewhere(message)
                .help(format!("draw {MOST} at most: choose with `y`, or split the chart")),
        );
    }
    if faults.is_empty() { Ok(data) } else { Err(faults) }
}

fn position(table: &Table, name: &String) -> Result<usize, Fault> {
    table.columns.iter().position(|column| column == name).ok_or_else(|| {
        let known = table.columns.join(", ");
        let help = match nearest(name, table.columns.iter().map(String::as_str)).first() {
            Some(near) => format!("did you mean `{near}`? columns: {known}"),
            None => format!("columns: {known}"),
        };
        Fault::somewhere(format!("no such column: `{name}`")).help(help)
    })
}

#[cfg(test)]
mod tests {
    use super::super::table::read;
    use super::*;

    fn wrong(text: &str, look: &Look) -> Vec<String> {
        select(&read(text).unwrap(), look).unwrap_err().into_iter().map(|f| f.message).collect()
    }

    #[test]
    fn columns_or_values_make_series() {
        let wide = read("n,a,b\n1,10,20\n2,11,\n").unwrap();
        let data = select(&wide, &Look::default()).unwrap();
        let points: Vec<_> = data.series.iter().map(|series| series.points.clone()).collect();
        assert_eq!(points, [vec![(1.0, 10.0), (2.0, 11.0)], vec![(1.0, 20.0)]]);
        let long = read("n,who,v\n1,a,10\n1,b,20\n2,a,11\n").unwrap();
        let look = Look { by: Some("who".to_owned()), ..Look::default() };
        assert_eq!(select(&long, &look).unwrap(), data);
    }

    #[test]
    fn words_and_bars_have_categories() {
        let table = read("n,v\n10,1\n20,2\n").unwrap();
        let look = Look { form: Form::Bar, ..Look::default() };
        assert_eq!(select(&table, &look).unwrap().categories, ["10", "20"]);
        let table = read("n,v\nLRU,1\nLFU,2\n").unwrap();
        assert_eq!(select(&table, &Look::default()).unwrap().categories, ["LRU", "LFU"]);
    }

    #[test]
    fn what_cannot_be_drawn_is_named() {
        let look = |y: &str| Look { y: vec![y.to_owned()], ..Look::default() };
        assert_eq!(wrong("n,p99\n1,2\n", &look("p9")), ["no such column: `p9`"]);
        assert_eq!(wrong("n,v\n1,fast\n", &look("v")), ["`fast` is no number"]);
        assert_eq!(
            wrong("n,v\n1,0\n", &Look { log_y: true, ..look("v") }),
            ["a logarithmic axis has no place for zero or less"]
        );
        assert_eq!(
            wrong("n,a,b,c,d,e,f,g,h,i\n1,1,1,1,1,1,1,1,1,1\n", &Look::default()),
            ["9 series cannot be told apart"]
        );
        assert_eq!(wrong("n,v\n1,\n", &Look::default()), ["the chart has no data"]);
        assert_eq!(wrong("n\n1\n", &Look::default()), ["0 columns would be drawn"]);
    }
}
