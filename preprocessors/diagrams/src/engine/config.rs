//! Settings of the engine: layout, sizes, and a theme made of sentinels.

use ::merman::MermaidConfig;
use serde_json::{Map, Value, json};

use crate::roles::sentinel;
use crate::svg::FONT_FAMILY;

/// The kinds of diagram that are built in, for messages.
pub(super) const KINDS: &str = "flowchart, sequenceDiagram, stateDiagram-v2, classDiagram, erDiagram, \
    gantt, timeline, block-beta, packet-beta, C4Context, architecture-beta";

/// Theme variables by role. What a theme does not set, it derives from others by arithmetic on colours; so
/// each that a figure can show is set here.
const THEME: &[(&str, &[&str])] = &[
    (
        "text",
        &[
            "primaryTextColor",
            "secondaryTextColor",
            "tertiaryTextColor",
            "textColor",
            "titleColor",
            "nodeTextColor",
            "noteTextColor",
            "actorTextColor",
            "signalTextColor",
            "labelTextColor",
            "loopTextColor",
            "taskTextColor",
            "taskTextOutsideColor",
            "taskTextLightColor",
            "taskTextDarkColor",
            "taskTextClickableColor",
            "transitionLabelColor",
            "stateLabelColor",
            "classText",
            "scaleLabelColor",
            "errorTextColor",
            "relationLabelColor",
        ],
    ),
    (
        "canvas",
        &[
            "background",
            "edgeLabelBackground",
            "relationLabelBackground",
            "labelBackgroundColor",
            "sequenceNumberColor",
        ],
    ),
    (
        "line",
        &[
            "lineColor",
            "arrowheadColor",
            "defaultLinkColor",
            "signalColor",
            "transitionColor",
            "relationColor",
            "specialStateColor",
            "archEdgeColor",
            "archEdgeArrowColor",
        ],
    ),
    ("grid", &["gridColor"]),
    (
        "node",
        &[
            "primaryColor",
            "mainBkg",
            "nodeBkg",
            "actorBkg",
            "stateBkg",
            "personBkg",
            "taskBkgColor",
            "compositeTitleBackground",
            "labelBoxBkgColor",
            "attributeBackgroundColorEven",
        ],
    ),
    (
        "node-line",
        &[
            "primaryBorderColor",
            "nodeBorder",
            "actorBorder",
            "labelBoxBorderColor",
            "taskBorderColor",
            "personBorder",
            "innerEndBackground",
        ],
    ),
    (
        "cluster",
        &[
            "tertiaryColor",
            "secondaryColor",
            "clusterBkg",
            "rectBkgColor",
            "altBackground",
            "compositeBackground",
            "sectionBkgColor",
            "sectionBkgColor2",
            "altSectionBkgColor",
            "excludeBkgColor",
            "errorBkgColor",
            "rowEven",
            "attributeBackgroundColorOdd",
        ],
    ),
    ("canvas", &["rowOdd"]),
    (
        "cluster-line",
        &[
            "tertiaryBorderColor",
            "secondaryBorderColor",
            "clusterBorder",
            "compositeBorder",
            "border2",
            "flowContainerStroke",
            "actorLineColor",
            "archGroupBorderColor",
        ],
    ),
    ("note", &["noteBkgColor"]),
    ("note-line", &["noteBorderColor"]),
    ("accent", &["activationBkgColor", "activeTaskBkgColor"]),
    ("accent-line", &["activationBorderColor", "activeTaskBorderColor", "vertLineColor"]),
    ("follower", &["doneTaskBkgColor"]),
    ("follower-line", &["doneTaskBorderColor"]),
    ("failed", &["critBkgColor"]),
    ("failed-line", &["critBorderColor", "todayLineColor"]),
];

/// Surfaces of a timeline's periods, one after the other.
const SCALE: [&str; 6] = ["leader", "storage", "candidate", "client", "ok", "follower"];

/// How many colours of a scale the engine asks for.
const SCALE_LENGTH: usize = 12;

/// The settings for one source.
pub(super) fn for_source(source: &str) -> MermaidConfig {
    MermaidConfig::from_value(json!({
        "theme": "base",
        "look": "classic",
        "layout": layout(source),
        "fontFamily": FONT_FAMILY,
        "fontSize": 14,
        "htmlLabels": true,
        "flowchart": {
            "wrappingWidth": 280, "minNodeWidth": 0, "nodeSpacing": 36, "rankSpacing": 44, "padding": 12,
        },
        "state": { "minNodeWidth": 0, "nodeSpacing": 44, "rankSpacing": 44 },
        "class": { "nodeSpacing": 44, "rankSpacing": 48, "hideEmptyMembersBox": true },
        "sequence": { "mirrorActors": false, "actorFontSize": 14, "messageFontSize": 13, "noteFontSize": 13, "height": 42, "boxMargin": 8, "messageMargin": 32, "bottomMarginAdj": 12 },
        "gantt": { "fontSize": 13, "sectionFontSize": 13, "barHeight": 24, "barGap": 6 },
        "packet": { "bitWidth": 22 },
        "themeVariables": theme(),
    }))
}

/// Orthogonal layered layout for nested groups, where it is far better; curves elsewhere.
fn layout(source: &str) -> &'static str {
    let nested = source.lines().any(|line| line.trim_start().starts_with("subgraph"));
    if cfg!(feature = "elk") && nested { "elk" } else { "dagre" }
}

fn theme() -> Value {
    let mut variables = Map::new();
    let mut set = |name: String, role: &str| variables.insert(name, sentinel(role).into());
    for (role, names) in THEME {
        for name in *names {
            set((*name).to_owned(), role);
        }
    }
    for at in 0..SCALE_LENGTH {
        let surface = SCALE[at % SCALE.len()];
        set(format!("cScale{at}"), surface);
        set(format!("cScaleInv{at}"), &format!("{surface}-line"));
        set(format!("cScalePeer{at}"), &format!("{surface}-line"));
        set(format!("cScaleLabel{at}"), "text");
    }
    for at in 0..8 {
        set(format!("fillType{at}"), SCALE[at % SCALE.len()]);
    }
    for at in 0..5 {
        set(format!("surface{at}"), "cluster");
        set(format!("surfacePeer{at}"), "cluster-line");
    }
    variables.insert("fontSize".to_owned(), "14px".into());
    variables.insert("fontFamily".to_owned(), FONT_FAMILY.into());
    variables.insert("useGradient".to_owned(), false.into());
    Value::Object(variables)
}
