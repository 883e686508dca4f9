//! Paths of items as an author writes them: generic arguments and the modules of a trait may be left out where
//! only one item is meant.

/// A path in tokens: words, `::`, `->`, and every other character by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ItemPath<'a>(Vec<&'a str>);

impl<'a> ItemPath<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let (mut tokens, mut rest) = (Vec::new(), text.trim_start());
        while let Some(first) = rest.chars().next() {
            let word = rest.find(|c: char| !is_of_word(c)).unwrap_or(rest.len());
            let sign = ["::", "->"].iter().find(|sign| rest.starts_with(**sign));
            let len =
                if word > 0 { word } else { sign.map_or(first.len_utf8(), |sign| sign.len()) };
            tokens.push(&rest[..len]);
            rest = rest[len..].trim_start();
        }
        ItemPath(tokens)
    }

    /// Whether `wanted` names this: the same, or the same with less of what tells items apart.
    pub(super) fn is_meant_by(&self, wanted: &ItemPath<'_>) -> bool {
        let (own, mut at) = (self.without_modules().0, 0);
        for token in wanted.without_modules().0 {
            if own.get(at) != Some(&token) {
                at = after_arguments(&own, at);
            }
            if own.get(at) != Some(&token) {
                return false;
            }
            at += 1;
        }
        after_arguments(&own, at) == own.len()
    }

    /// The least that names this: `<Node as Display>::fmt` for `<Node<T> as std::fmt::Display>::fmt`.
    pub(super) fn short(&self) -> ItemPath<'a> {
        let (own, mut at, mut short) = (self.without_modules().0, 0, Vec::new());
        while at < own.len() {
            at = after_arguments(&own, at);
            short.extend(own.get(at));
            at += 1;
        }
        ItemPath(short)
    }

    /// `Node::fmt` for `<Node as Display>::fmt`; nothing for a path that names no trait.
    pub(super) fn without_trait(&self) -> Option<ItemPath<'a>> {
        let tokens = &self.0;
        let open = (0..tokens.len())
            .find(|at| tokens[*at] == "<" && after_arguments(tokens, *at) == *at)?;
        let end = group_end(tokens, open);
        let cast = (open..end).find(|at| tokens[*at] == "as")?;
        Some(ItemPath([&tokens[..open], &tokens[open + 1..cast], &tokens[end..]].concat()))
    }

    /// As Rust is written.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        for (at, token) in self.0.iter().enumerate() {
            if at > 0 && is_spaced(self.0[at - 1], token) {
                out.push(' ');
            }
            out.push_str(token);
        }
        out
    }

    /// Without the modules in the names of traits and of arguments; those before the item itself stay.
    fn without_modules(&self) -> ItemPath<'a> {
        let (mut out, mut depth, mut of_impl) = (Vec::<&str>::new(), 0_usize, false);
        for (at, token) in self.0.iter().enumerate() {
            match *token {
                "<" => depth += 1,
                ">" => depth = depth.saturating_sub(1),
                "impl" => of_impl = true,
                "::" if depth > 0 || of_impl => {
                    let is_prefix = out.last().is_some_and(|last| is_name(last));
                    if is_prefix && self.0.get(at + 1) != Some(&"<") {
                        out.pop();
                    }
                    if out.last() != Some(&">") {
                        continue;
                    }
                }
                _ => {}
            }
            out.push(token);
        }
        ItemPath(out)
    }
}

/// The words of a path that are no names.
const KEYWORDS: [&str; 6] = ["as", "const", "dyn", "for", "impl", "mut"];

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '\''
}

fn is_word(token: &str) -> bool {
    token.starts_with(is_of_word)
}

fn is_name(token: &str) -> bool {
    is_word(token) && !KEYWORDS.contains(&token)
}

fn is_spaced(before: &str, after: &str) -> bool {
    let words = is_word(before) && is_word(after);
    words || before == "," || KEYWORDS.contains(&before) || ["as", "for"].contains(&after)
}

/// The token after the generic arguments that begin at token `at`, if they do: after a name.
fn after_arguments(tokens: &[&str], at: usize) -> usize {
    let begin = at > 0 && is_name(tokens[at - 1]) && tokens.get(at) == Some(&"<");
    if begin { group_end(tokens, at) } else { at }
}

/// The token after the `>` of the `<` at token `open`.
fn group_end(tokens: &[&str], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match *token {
            "<" => depth += 1,
            ">" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_no_items_apart_may_be_left_out() {
        let means = |wanted, path| ItemPath::new(path).is_meant_by(&ItemPath::new(wanted));
        let path = "m::<Node<T> as std::convert::From<Vec<io::Error>>>::from";
        for wanted in [
            path,
            "m::<Node as From>::from",
            "m::<Node as From<Vec>>::from",
            "m::<Node<T> as From<Vec<Error>>>::from",
            "m::<Node as convert::From< Vec<std::io::Error> >>::from",
        ] {
            assert!(means(wanted, path), "{wanted}");
        }
        for other in [
            "<Node as From>::from",
            "m::<Node as From>::fro",
            "m::<Node as From>",
            "m::<Node as From<u8>>::from",
            "m::<Node<U> as From>::from",
            "m::Node::from",
            "",
        ] {
            assert!(!means(other, path), "{other}");
        }
        let path = "impl fmt::Display for Node<T>";
        assert!(
            means("impl Display for Node", path)
                && means("impl std::fmt::Display for Node<T>", path)
        );
        assert!(!means("impl Display for Other", path) && !means("impl Display", path));
        // Nothing that is said is passed over.
        assert!(!means("Node<T>::new", "Node::new"));
    }

    #[test]
    fn a_path_is_written_as_rust_is() {
        for text in [
            "<Node<T> as From<u8>>::from",
            "impl From<&'a mut [u8]> for &A",
            "impl Run for Box<dyn Fn(u8, u8)->u8>",
            "tests::one",
            "中文",
        ] {
            let loose = text
                .replace("::", " :: ")
                .replace('<', "< ")
                .replace('>', "> ")
                .replace("-> ", "->");
            assert_eq!(ItemPath::new(&loose).text(), text);
        }
    }

    #[test]
    fn the_short_form_and_that_without_a_trait() {
        let path = ItemPath::new("m::<Node<T> as std::convert::From<u8>>::from");
        assert_eq!(path.short().text(), "m::<Node as From>::from");
        assert_eq!(path.without_trait().unwrap().text(), "m::Node<T>::from");
        assert_eq!(ItemPath::new("Node<T>::new").without_trait(), None);
        assert_eq!(ItemPath::new("impl A for B").without_trait(), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_means_itself(text in "([<>a:, ]|as|::|impl|->|中){0,12}") {
            let path = ItemPath::new(&text);
            proptest::prop_assert!(path.is_meant_by(&path));
            let _ = (path.short().text(), path.without_trait());
        }
    }
}
