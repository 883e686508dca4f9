//! The `merman` crate as an [`Engine`].

use super::guard::{TIME_LIMIT, guarded, too_long};
use super::{Engine, Fault, config};
use crate::widths::{self, Weight};
use ::merman::svg::{
    DeterministicTextMeasurer, MeasurementProfileId, SvgPipeline, SvgRenderOptions,
    TextMeasurementPolicy, TextMeasurementProfile, TextMeasurementProfileIdentity, TextStyle,
};
use ::merman::{
    OperationControl, ParseDiagnosticSpanKind, ParseOptions, RenderError, RenderOutput,
    RenderRequest, Renderer, SvgEnvironment, SvgRequest,
};

/// The id that the engine puts before its own ids; the clean-up puts the figure's in its place.
const ID: &str = "fig";

/// The crate's version, which `Cargo.toml` pins.
const VERSION: &str = "merman 0.9.3";

/// Draws with `merman`.
#[derive(Debug, Default)]
pub struct Merman;

impl Engine for Merman {
    fn version(&self) -> String {
        let layout = if cfg!(feature = "elk") { "elk" } else { "dagre" };
        format!("{VERSION}, {layout}")
    }

    fn draw(&self, source: &str) -> Result<String, Fault> {
        let owned = source.to_owned();
        guarded(source.len(), TIME_LIMIT, move || render(&owned))
    }
}

fn render(source: &str) -> Result<String, Fault> {
    let config = config::for_source(source);
    let renderer = Renderer::new()
        .with_engine(::merman::Engine::new().with_site_config(config))
        .with_parse_options(ParseOptions::strict());
    let request = SvgRequest {
        environment: SvgEnvironment::deterministic().with_text_measurement_policy(measure()?),
        pipeline: Some(SvgPipeline::resvg_safe()),
        options: SvgRenderOptions {
            diagram_id: Some(ID.to_owned()),
            ..SvgRenderOptions::default()
        },
        ..SvgRequest::default()
    };
    let control = OperationControl::new().with_deadline(TIME_LIMIT);
    match renderer.render(RenderRequest::svg(source, control, request)) {
        Ok(RenderOutput::Svg(Some(svg))) => Ok(svg.into_parts().0),
        Ok(_) => Err(no_diagram(source)),
        Err(error) => Err(fault(&error, source)),
    }
}

/// Text is as wide as our table says: the engine's own guess is too narrow for Latin and clips labels.
fn measure() -> Result<TextMeasurementPolicy, Fault> {
    let internal = |error: &dyn std::fmt::Display| Fault::somewhere(format!("no measure: {error}"));
    let measurer = DeterministicTextMeasurer::default().with_width_callback(width);
    let id = MeasurementProfileId::new("dst-widths").map_err(|error| internal(&error))?;
    let identity =
        TextMeasurementProfileIdentity::new(id, "1").map_err(|error| internal(&error))?;
    Ok(TextMeasurementPolicy::uniform(TextMeasurementProfile::new(identity, measurer)))
}

fn width(text: &str, style: &TextStyle) -> f64 {
    let bold = style.font_weight.as_deref().is_some_and(|weight| {
        weight.starts_with("bold") || weight.parse::<u32>().is_ok_and(|weight| weight >= 600)
    });
    let weight = if bold { Weight::Bold } else { Weight::Regular };
    widths::px(text, style.font_size, weight)
}

fn fault(error: &RenderError, source: &str) -> Fault {
    match error {
        RenderError::NoDiagram => no_diagram(source),
        RenderError::Cancelled(_) => too_long(TIME_LIMIT),
        RenderError::ResourceLimitExceeded(limit) => {
            Fault::somewhere(format!("the figure is too large: {limit}")).help("split it in two")
        }
        RenderError::Parse(diagnostic) => {
            let details = diagnostic.terminal_diagnostic_details();
            let unknown = ["merman.parse.no_diagram_detected", "merman.parse.unsupported_diagram"];
            if unknown.contains(&details.code.as_str()) {
                return no_diagram(source);
            }
            let message = tidy(&diagnostic.terminal_safe_message());
            match (details.span, details.span_kind) {
                // A fallback position is the end of the input, where nothing is wrong.
                (Some(span), Some(ParseDiagnosticSpanKind::Fallback)) if span.start > 0 => {
                    Fault::somewhere(message)
                }
                (Some(span), _) => {
                    let start = floor(source, span.start);
                    Fault::at(start..floor(source, span.end).max(start), message)
                }
                (None, _) => Fault::somewhere(message),
            }
        }
        other => Fault::somewhere(tidy(&other.to_string())),
    }
}

fn no_diagram(source: &str) -> Fault {
    let line = source.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let start = source.find(line).unwrap_or(0);
    let word = line.split_whitespace().next().unwrap_or_default();
    let message = if word.is_empty() {
        "the figure is empty".to_owned()
    } else {
        format!("`{word}` is no kind of diagram")
    };
    Fault::at(start..start + line.len(), message)
        .help(format!("begin with one of: {}", config::KINDS))
}

/// The engine's message as ours are: one line, the fact first, in lower case.
fn tidy(message: &str) -> String {
    let fact = message
        .strip_prefix("Diagram parse error (")
        .and_then(|rest| rest.split_once("): "))
        .map_or(message, |(_, fact)| fact);
    let line = fact.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut characters = line.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    let text: String = first.into_iter().chain(characters).collect();
    text.trim_end_matches('.').to_owned()
}

/// The character border at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
