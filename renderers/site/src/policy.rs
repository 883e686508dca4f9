//! The Content-Security-Policy of a page.
//!
//! It is a `<meta>`, so that it holds on any static host. Scripts come from the site or are one of mdBook's
//! inline scripts, known by hash. Styles may be inline: figures carry theirs in attributes, for which a hash
//! would need `unsafe-hashes`, and a style can call no other host under `img-src` and `font-src`.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::base64::base64;

/// The policy for a page, as the value of the `content` attribute.
///
/// `more` are further sources by directive; `live` allows the socket through which `mdbook serve` says that
/// a page has changed.
pub fn policy(html: &str, more: &BTreeMap<String, Vec<String>>, live: bool) -> String {
    let mut directives = vec![
        ("default-src", vec!["'self'".to_owned()]),
        ("script-src", vec!["'self'".to_owned()]),
        ("style-src", vec!["'self'".to_owned(), "'unsafe-inline'".to_owned()]),
        ("img-src", vec!["'self'".to_owned(), "data:".to_owned()]),
        ("font-src", vec!["'self'".to_owned(), "data:".to_owned()]),
        ("connect-src", vec!["'self'".to_owned()]),
        ("frame-src", vec!["'self'".to_owned()]),
        ("object-src", vec!["'none'".to_owned()]),
        ("base-uri", vec!["'self'".to_owned()]),
        ("form-action", vec!["'self'".to_owned()]),
    ];
    for (name, sources) in &mut directives {
        match *name {
            "script-src" => sources.extend(hashes(html)),
            "connect-src" if live => sources.push("ws:".to_owned()),
            _ => {}
        }
        sources.extend(more.get(*name).into_iter().flatten().cloned());
    }
    let known: Vec<&str> = directives.iter().map(|(name, _)| *name).collect();
    let mut written: Vec<String> =
        directives.iter().map(|(name, sources)| format!("{name} {}", sources.join(" "))).collect();
    for (name, sources) in more.iter().filter(|(name, _)| !known.contains(&name.as_str())) {
        written.push(format!("{name} {}", sources.join(" ")));
    }
    written.join("; ")
}

/// The hash sources of a page's inline scripts, each once.
fn hashes(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for script in inline_scripts(html) {
        // The browser hashes what its parser has made of the text, and that has no carriage returns.
        let text = script.replace("\r\n", "\n");
        let source = format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())));
        if !found.contains(&source) {
            found.push(source);
        }
    }
    found
}

/// The texts of the scripts that stand in the page itself.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|part| {
        let (attributes, rest) = part.split_once('>')?;
        let (text, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=") && !text.is_empty()).then_some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_known_by_hash_and_files_are_not() {
        let html = "<script src=\"a.js\"></script><script>alert(1)</script><script type=module>alert(1)</script>";
        let policy = policy(html, &BTreeMap::new(), false);
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        let hash = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='";
        assert!(policy.contains(&format!("script-src 'self' {hash};")), "{policy}");
        assert!(policy.starts_with("default-src 'self'; "));
        assert!(!policy.contains("ws:"));
    }

    #[test]
    fn a_provider_is_added_where_it_is_configured() {
        let more = BTreeMap::from([
            ("frame-src".to_owned(), vec!["https://comments.example".to_owned()]),
            ("media-src".to_owned(), vec!["https://films.example".to_owned()]),
        ]);
        let policy = policy("", &more, true);
        assert!(policy.contains("frame-src 'self' https://comments.example;"), "{policy}");
        assert!(policy.ends_with("; media-src https://films.example"), "{policy}");
        assert!(policy.contains("connect-src 'self' ws:"), "{policy}");
    }
}
