//! The list `members` of a workspace, with all that a person has written around it.

use anyhow::Context as _;
use toml_edit::{Array, DocumentMut, Item, RawString, Value};

/// The manifest `text` with `name` among its members: in its place if they are sorted, and last if not.
pub(super) fn with_member(text: &str, name: &str) -> anyhow::Result<String> {
    let mut manifest: DocumentMut = text.parse().context("listings/Cargo.toml is not TOML")?;
    let members = manifest
        .get_mut("workspace")
        .and_then(|workspace| workspace.get_mut("members"))
        .and_then(Item::as_array_mut)
        .context("listings/Cargo.toml has no list `members` in [workspace]")?;
    let names: Vec<&str> = members.iter().filter_map(Value::as_str).collect();
    if names.contains(&name) {
        return Ok(text.to_owned());
    }
    let later = names.iter().position(|other| *other > name).filter(|_| names.is_sorted());
    insert(members, later.unwrap_or(names.len()), name);
    Ok(manifest.to_string())
}

/// Puts `name` at `index`. The comment behind the member before it stays on that member's line, and comments
/// over the member after it stay over that one.
fn insert(members: &mut Array, index: usize, name: &str) {
    let previous = index.checked_sub(1);
    let line_of_previous = previous.and_then(|at| members.get(at)).and_then(line_break);
    let behind = previous.and_then(|at| members.get_mut(at)).map_or_else(String::new, |previous| {
        let behind = owned(previous.decor().suffix());
        previous.decor_mut().set_suffix("");
        behind
    });
    let next = members.get(index);
    let line_of_next = next.and_then(line_break);
    let before =
        next.map_or_else(|| owned(Some(members.trailing())), |next| owned(next.decor().prefix()));

    let gap = behind + &before;
    let is_last = next.is_none();
    let (before, after) = match gap.find('\n') {
        Some(end) => {
            let line = line_of_next.or(line_of_previous).unwrap_or_else(|| "\n    ".to_owned());
            (format!("{}{line}", &gap[..end]), gap[end..].to_owned())
        }
        None if is_last => {
            let first = previous.map_or("", |_| " ");
            (line_of_previous.unwrap_or_else(|| first.to_owned()), gap)
        }
        None => (gap, " ".to_owned()),
    };
    match members.get_mut(index) {
        Some(next) => next.decor_mut().set_prefix(after),
        None => members.set_trailing(after),
    }
    members.insert_formatted(index, Value::from(name).decorated(before, ""));
}

/// The line break before a member that begins a line, with its indentation.
fn line_break(member: &Value) -> Option<String> {
    let before = owned(member.decor().prefix());
    before.rfind('\n').map(|at| before[at..].to_owned())
}

fn owned(raw: Option<&RawString>) -> String {
    raw.and_then(RawString::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list in [workspace], written as `members`, with `m` in it.
    fn with_m(members: &str) -> String {
        let text = with_member(&format!("[workspace]\nmembers = {members}\n"), "m").unwrap();
        let text = text.strip_prefix("[workspace]\nmembers = ").unwrap().trim_end().to_owned();
        text.parse::<Value>().unwrap();
        text
    }

    #[test]
    fn a_member_comes_in_its_place() {
        assert_eq!(with_m(r#"["a", "z"]"#), r#"["a", "m", "z"]"#);
        assert_eq!(with_m(r#"["z"]"#), r#"["m", "z"]"#);
        assert_eq!(with_m(r#"["a"]"#), r#"["a", "m"]"#);
        assert_eq!(with_m(r#"[ "a", ]"#), r#"[ "a", "m", ]"#);
        assert_eq!(with_m("[]"), r#"["m"]"#);
        assert_eq!(with_m("[\n]"), "[\n    \"m\"\n]");
        // Those that are not sorted stay as they are.
        assert_eq!(with_m(r#"["z", "a"]"#), r#"["z", "a", "m"]"#);
        assert_eq!(with_m(r#"["m"]"#), r#"["m"]"#);
    }

    #[test]
    fn comments_stay_where_they_are() {
        assert_eq!(
            with_m(
                "[ # all\n    # the cache\n    \"lru\", # not yet, see chapter 3\n    # \"old\",\n    \"time\",\n]"
            ),
            "[ # all\n    # the cache\n    \"lru\", # not yet, see chapter 3\n    \"m\",\n    # \"old\",\n    \"time\",\n]"
        );
        assert_eq!(
            with_m("[\n  \"a\", # [first]\n  # \"old\",\n]"),
            "[\n  \"a\", # [first]\n  \"m\",\n  # \"old\",\n]"
        );
        // Without a comma at the end, the comment moves behind the new one.
        assert_eq!(with_m("[\n  \"a\" # first\n]"), "[\n  \"a\", # first\n  \"m\"\n]");
        assert_eq!(with_m("[\n  \"a\",\n  \"b\"]"), "[\n  \"a\",\n  \"b\",\n  \"m\"]");
        assert_eq!(with_m("[ # all\n  \"z\",\n]"), "[ # all\n  \"m\",\n  \"z\",\n]");
    }

    #[test]
    fn only_members_of_the_workspace_is_the_list() {
        let text = "[workspace]\ndefault-members = [\n    \"a\",\n]\nmembers = [\"a\"] # all\n";
        assert_eq!(
            with_member(text, "m").unwrap(),
            text.replace("members = [\"a\"] #", "members = [\"a\", \"m\"] #")
        );
        for (text, error) in [
            ("[workspace]\nmembers = [\"a\"", "listings/Cargo.toml is not TOML"),
            ("[workspace]\n", "listings/Cargo.toml has no list `members` in [workspace]"),
            ("members = []\n", "listings/Cargo.toml has no list `members` in [workspace]"),
        ] {
            assert_eq!(with_member(text, "m").unwrap_err().to_string(), error);
        }
    }

    proptest::proptest! {
        /// Whatever stands around the members: the list is TOML, and holds `m` besides.
        #[test]
        fn nothing_is_lost(
            gaps in proptest::collection::vec("[ \t]{0,2}(#[ a-z\",\\]]{0,6}\n){0,2}[ \n]{0,3}", 9),
            names in proptest::collection::vec("[a-z]{1,3}", 0..4),
            comma: bool,
        ) {
            let mut list = "[".to_owned();
            for (at, name) in names.iter().enumerate() {
                let comma = if at + 1 < names.len() || comma { "," } else { "" };
                list += &format!("{}\"{name}\"{}{comma}", gaps[2 * at], gaps[2 * at + 1]);
            }
            list += &format!("{}]", gaps[8]);
            let before: toml::Table = format!("x = {list}").parse().unwrap();
            let after: toml::Table = format!("x = {}", with_m(&list)).parse().unwrap();
            let names = |table: &toml::Table| -> Vec<String> {
                let mut names: Vec<String> = table["x"].clone().try_into().unwrap();
                names.retain(|name| name != "m");
                names
            };
            proptest::prop_assert_eq!(names(&before), names(&after));
            proptest::prop_assert!(after["x"].as_array().unwrap().contains(&"m".into()));
            let comments = |list: &str| list.matches('#').count();
            proptest::prop_assert_eq!(comments(&list), comments(&with_m(&list)));
        }
    }
}
