//! Finds the names of terms, and the words rejected for them, in normalised text: one automaton for all.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use anyhow::Context as _;
use dst_kit::Lang;

use crate::normal::{Normal, SEAM, is_dash, is_word, normal_form};
use crate::terms::{Glossary, Term};

/// Second parts of compounds that leave the meaning of the first part alone (`quorum-based`). Others, as in
/// `lock-free`, make another word.
const SUFFIXES: [&str; 4] = ["based", "backed", "like", "style"];

/// What a pattern of the automaton stands for.
#[derive(Debug)]
struct Pattern {
    /// Position of the term in the glossary.
    term: usize,
    /// The normal form that was looked for.
    form: String,
    kind: Kind,
    /// Whether its case counts.
    exact: bool,
}

/// What a string means for its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name.
    Name,
    /// A string in which the names of the term mean something else; found: a name in such a string.
    NotHere,
    /// A word that the book rejects.
    Rejected,
    /// An English name in Chinese prose that has a Chinese one; in parentheses it is a name.
    Foreign,
}

/// Finds names.
#[derive(Debug)]
pub(crate) struct Matcher {
    automaton: AhoCorasick,
    patterns: Vec<Pattern>,
}

/// One name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Position of the term in the glossary.
    pub(crate) term: usize,
    /// Bytes of the normalised text.
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind,
}

impl Matcher {
    /// A matcher for an edition. Chinese text holds English names too; English text holds no Chinese ones.
    pub(crate) fn new(glossary: &Glossary, lang: Lang) -> anyhow::Result<Self> {
        let mut patterns = Patterns::default();
        for (position, term) in glossary.terms.iter().enumerate() {
            if lang == Lang::Zh {
                patterns.names(position, term, Lang::Zh, Kind::Name);
            }
            let kind = if lang == Lang::Zh && term.translate { Kind::Foreign } else { Kind::Name };
            patterns.names(position, term, Lang::En, kind);
        }
        // After the names, so that a name is never taken for a word that another term rejects.
        for (position, term) in glossary.terms.iter().enumerate() {
            for word in &term.words(lang).avoid {
                patterns.words(position, term, lang, word.get_ref(), Kind::Rejected);
            }
        }
        let patterns = patterns.all;
        let automaton = AhoCorasickBuilder::new()
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .build(patterns.iter().map(|pattern| &pattern.form))
            .context("the glossary is too large for one automaton")?;
        Ok(Matcher { automaton, patterns })
    }

    /// The names in a text, in order: of overlapping ones the leftmost, of those the longest. Those kept out
    /// by a `not` come along as [`Kind::NotHere`]; they overlap freely.
    pub(crate) fn find(&self, normal: &Normal) -> Vec<Found> {
        let text = normal.text.as_str();
        let mut names: Vec<Found> = Vec::new();
        let mut not_here: Vec<Found> = Vec::new();
        for hit in self.automaton.find_overlapping_iter(text) {
            let pattern = &self.patterns[hit.pattern().as_usize()];
            let mut found = Found { term: pattern.term, range: hit.range(), kind: pattern.kind };
            if pattern.kind == Kind::NotHere {
                not_here.push(found);
                continue;
            }
            if pattern.exact && !same_case(&pattern.form, &text[hit.range()])
                || !is_whole(normal, &found.range)
            {
                continue;
            }
            if found.kind == Kind::Foreign && is_aside(&text[..found.range.start]) {
                found.kind = Kind::Name;
            }
            names.push(found);
        }
        for name in &mut names {
            let kept_out = not_here.iter().any(|context| {
                context.term == name.term
                    && context.range.start <= name.range.start
                    && name.range.end <= context.range.end
            });
            if kept_out {
                name.kind = Kind::NotHere;
            }
        }
        names.sort_by_key(|name| (name.range.start, std::cmp::Reverse(name.range.end)));
        let mut done = 0;
        names.retain(|name| {
            if name.kind == Kind::NotHere {
                return true;
            }
            let free = name.range.start >= done;
            if free {
                done = name.range.end;
            }
            free
        });
        names
    }
}

/// The patterns of all terms; the first term that claims a form keeps it.
#[derive(Default)]
struct Patterns {
    all: Vec<Pattern>,
    taken: HashMap<(String, bool), usize>,
}

impl Patterns {
    /// Adds the names of a term that are linked on sight, or that are not to be written.
    fn names(&mut self, position: usize, term: &Term, lang: Lang, kind: Kind) {
        let words = term.words(lang);
        for name in words.linked() {
            self.words(position, term, lang, name.get_ref(), kind);
        }
        for context in &words.not {
            self.push(position, normal_form(context.get_ref()), Kind::NotHere, false);
        }
    }

    /// Adds one name or word. An acronym is at home in every language.
    fn words(&mut self, position: usize, term: &Term, lang: Lang, word: &str, kind: Kind) {
        let form = normal_form(word);
        let acronym = is_acronym(&form);
        let kind = if acronym && kind == Kind::Foreign { Kind::Name } else { kind };
        let exact = term.case || acronym;
        if lang == Lang::En {
            for plural in plurals(&form) {
                self.push(position, plural, kind, exact);
            }
        }
        self.push(position, form, kind, exact);
    }

    fn push(&mut self, term: usize, form: String, kind: Kind, exact: bool) {
        let key = (form.to_ascii_lowercase(), kind == Kind::NotHere);
        let taken = kind != Kind::NotHere && self.taken.contains_key(&key);
        if !form.is_empty() && !taken {
            self.taken.insert(key, term);
            self.all.push(Pattern { term, form, kind, exact });
        }
    }
}

/// Letters, all capitals: `LRU`, `2PC`.
fn is_acronym(form: &str) -> bool {
    form.chars().filter(char::is_ascii_uppercase).count() > 1
        && !form.contains(|c: char| c.is_lowercase())
}

/// Whether the text ends in an open parenthesis or quotation: 租约（lease），“lease” 一词.
fn is_aside(before: &str) -> bool {
    let border = before.chars().rev().find(|c| "（(“）)”。".contains(*c));
    matches!(border, Some('（' | '(' | '“'))
}

/// The plural forms of an English name.
fn plurals(form: &str) -> Vec<String> {
    let Some(last) = form.chars().next_back().filter(char::is_ascii_alphabetic) else {
        return Vec::new();
    };
    let stem = &form[..form.len() - 1];
    let vowel_before = stem.ends_with(['a', 'e', 'i', 'o', 'u']);
    if last == 'y' && !vowel_before {
        return vec![format!("{stem}ies")];
    }
    if matches!(last, 's' | 'x' | 'z') || form.ends_with("ch") || form.ends_with("sh") {
        return vec![format!("{form}es")];
    }
    vec![format!("{form}s")]
}

/// Whether the case agrees. A first letter may be a capital, as at the start of a sentence.
fn same_case(form: &str, text: &str) -> bool {
    let (mut form, mut text) = (form.chars(), text.chars());
    let first = match (form.next(), text.next()) {
        (Some(a), Some(b)) => a == b || a.to_ascii_uppercase() == b,
        _ => false,
    };
    first && form.eq(text)
}

/// Whether a name is not a piece of a longer word. Han characters never make a word with what is beside them.
fn is_whole(normal: &Normal, range: &Range<usize>) -> bool {
    let name = &normal.text[range.clone()];
    let starts_word = name.chars().next().is_some_and(is_word);
    let ends_word = name.chars().next_back().is_some_and(is_word);
    !(starts_word && continues_before(normal, range.start)
        || ends_word && continues_after(normal, range.end))
}

/// Whether the word goes on to the left of `at`: `Multi-Raft`, `etcd.raft`, `x::Raft`.
fn continues_before(normal: &Normal, at: usize) -> bool {
    let mut left = normal.text[..at].chars().rev().filter(|&c| c != SEAM);
    match left.next() {
        Some(' ') => normal.is_hyphen(at - 1),
        Some(c) if is_dash(c) || c == '.' => left.next().is_some_and(is_word),
        Some(':') => left.next() == Some(':'),
        Some(c) => is_word(c),
        None => false,
    }
}

/// Whether the word goes on to the right of `at`: `Raft.rs`, `Raft::new`, `lock-free`.
fn continues_after(normal: &Normal, at: usize) -> bool {
    let mut right = normal.text[at..].chars().filter(|&c| c != SEAM);
    match right.next() {
        Some(c) if is_dash(c) || (c == ' ' && normal.is_hyphen(at)) => {
            let next: String = right.take_while(|&c| is_word(c)).collect();
            !next.is_empty() && !SUFFIXES.contains(&next.to_ascii_lowercase().as_str())
        }
        Some('.') => right.next().is_some_and(is_word),
        Some(':') => right.next() == Some(':'),
        Some(c) => is_word(c),
        None => false,
    }
}
