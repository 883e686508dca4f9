//! `[preprocessor.comments]`, checked.

use dst_kit::{Context, Diagnostic, Diagnostics};
use serde::Deserialize;

/// Where giscus lives.
const GISCUS: &str = "https://giscus.app";

/// What a maintainer sets.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Settings {
    provider: Provider,
    giscus: Giscus,
    isso: Isso,
}

/// Who keeps the comments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Provider {
    /// Nobody: chapters are left alone.
    #[default]
    None,
    /// GitHub Discussions, through giscus.app.
    Giscus,
    /// An Isso server of one's own.
    Isso,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Giscus {
    repo: String,
    repo_id: String,
    category: String,
    category_id: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Isso {
    server: String,
}

impl Settings {
    /// The data of the provider, by name; `None` if there is no provider or something about it is wrong.
    pub(crate) fn place(
        &self,
        context: &Context,
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<(&'static str, &str)>> {
        let before = diagnostics.errors();
        let mut wrong = |message: String, help: &str| {
            diagnostics
                .push(Diagnostic::error(format!("[preprocessor.comments]: {message}")).help(help));
        };
        let mut place = vec![("provider", self.provider.key())];
        match self.provider {
            Provider::None => return None,
            Provider::Giscus => {
                let Giscus { repo, repo_id, category, category_id } = &self.giscus;
                for (key, value) in [
                    ("repo", repo),
                    ("repo-id", repo_id),
                    ("category", category),
                    ("category-id", category_id),
                ] {
                    if value.is_empty() {
                        wrong(
                            format!("`giscus.{key}` is missing"),
                            "giscus.app shows the four values when you enter the repository there",
                        );
                    }
                    place.push((key, value));
                }
                if !repo.is_empty() && repo.split('/').filter(|part| !part.is_empty()).count() != 2
                {
                    wrong(
                        format!("`giscus.repo` is `{repo}`"),
                        "write owner/name, such as rust-lang/mdBook",
                    );
                }
                self.allowed(
                    context,
                    GISCUS,
                    &["script-src", "style-src", "frame-src"],
                    &mut wrong,
                );
            }
            Provider::Isso => {
                let server = self.isso.server.trim_end_matches('/');
                if safe(server) {
                    self.allowed(
                        context,
                        &origin(server),
                        &["script-src", "style-src", "connect-src", "img-src"],
                        &mut wrong,
                    );
                } else {
                    wrong(
                        format!("`isso.server` is `{server}`"),
                        "write the server's address with https://; http:// only for 127.0.0.1 or localhost",
                    );
                }
                place.push(("server", server));
            }
        }
        (diagnostics.errors() == before).then_some(place)
    }

    /// The pages' security policy stops what it does not name, and the reader would see an empty box.
    fn allowed(
        &self,
        context: &Context,
        host: &str,
        directives: &[&str],
        wrong: &mut impl FnMut(String, &str),
    ) {
        if !context.book.contains_key("output.site") {
            return;
        }
        for directive in directives {
            let sources: Vec<String> = context
                .book
                .get(&format!("output.site.csp.{directive}"))
                .ok()
                .flatten()
                .unwrap_or_default();
            if !sources.iter().any(|source| source == host) {
                wrong(
                    format!("the security policy does not let {host} in as {directive}"),
                    &format!("add to [output.site.csp] of book.toml: {directive} = [\"{host}\"]"),
                );
            }
        }
    }
}

/// Scheme and host of an address.
fn origin(address: &str) -> String {
    match address.split_once("://") {
        Some((scheme, rest)) => {
            format!("{scheme}://{}", rest.split('/').next().unwrap_or_default())
        }
        None => address.to_owned(),
    }
}

/// Whether what is sent to the server cannot be read on the way.
fn safe(server: &str) -> bool {
    match server.split_once("://") {
        Some(("https", rest)) => !rest.is_empty() && !rest.starts_with('/'),
        Some(("http", rest)) => {
            let host = rest.split(['/', ':']).next().unwrap_or_default();
            matches!(host, "127.0.0.1" | "localhost")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_only_at_home() {
        assert!(safe("https://comments.example.org/isso"));
        assert!(safe("http://127.0.0.1:8080"));
        assert!(!safe("http://comments.example.org"));
        assert!(!safe("http://localhost.example.org"));
        assert!(!safe("https://"));
        assert!(!safe("comments.example.org"));
        assert_eq!(origin("https://a.example/isso/x"), "https://a.example");
    }
}
