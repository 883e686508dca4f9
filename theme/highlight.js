// Colours for code, in place of mdBook's highlight.js, whose forty grammars weigh 46 kB compressed on every page.
// A reader is helped by few colours: comments, strings, numbers, keywords, types, names of functions, attributes.
// One expression a language finds them; what it does not know stays as it is. The classes are highlight.js's own.
const hljs = (() => {
  const words = (text) => `\\b(?:${text.trim().split(/\s+/).join("|")})\\b`;
  const number = String.raw`\b(?:0[xob][\da-fA-F_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)(?:[iuf](?:8|16|32|64|128|size))?\b`;
  const double = String.raw`"(?:\\[^]|[^"\\])*"`;
  const single = String.raw`'(?:\\[^]|[^'\\\n])*'`;
  const type = String.raw`\b[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*\b`;
  const called = String.raw`\b[a-z_]\w*(?=\()`;
  const hash = String.raw`(?<![^\s])#[^\n]*`;

  // The first that matches wins; the names of the groups are the classes.
  const rust = {
    comment: String.raw`//[^\n]*|/\*[^]*?\*/`,
    string: String.raw`b?r(#*)"[^]*?"\1|b?"(?:\\[^]|[^"\\])*"|b?'(?:\\(?:u\{[^}]*\}|x..|.)|[^'\\\n])'`,
    meta: String.raw`#!?\[[^\]]*\]`,
    symbol: String.raw`'[a-z_]\w*`,
    number,
    built_in: String.raw`\b[a-z_]\w*!(?=[\s([{])`,
    keyword: words(`as async await break const continue crate dyn else enum extern fn for if impl in let loop match
      mod move mut pub ref return self Self static struct super trait type unsafe use where while`),
    literal: words("true false None Some Ok Err"),
    type: String.raw`${type}|${words("bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64")}`,
    title: called,
  };
  const java = {
    comment: rust.comment, string: `${double}|${single}`, meta: String.raw`@\w+`, number,
    keyword: words(`abstract boolean break byte case catch char class const continue default do double else enum extends
      final finally float for if implements import instanceof int interface long new package private protected public
      record return short static super switch synchronized this throw throws try var void volatile while func go defer
      chan select map range struct type nil`),
    literal: words("true false null"), type, title: called,
  };
  const python = {
    comment: hash, string: String.raw`"""[^]*?"""|[fbr]?${double}|[fbr]?${single}`, meta: String.raw`@\w+`, number,
    keyword: words(`and as assert async await break class continue def del elif else except finally for from global if
      import in is lambda nonlocal not or pass raise return try while with yield`),
    literal: words("True False None self"), type, title: called,
  };
  const shell = {
    comment: hash, string: `${double}|'[^']*'`, variable: String.raw`\$\{[^}]*\}|\$\w+|\$[@#?*!]`,
    meta: String.raw`^\$(?=\s)`,
    keyword: words("if then else elif fi for in do done while case esac function return exit set export local trap"),
    number,
  };
  const sql = {
    comment: String.raw`--[^\n]*|/\*[^]*?\*/`, string: "'(?:''|[^'])*'", number,
    keyword: words(`add all alter and as asc begin between by case check commit conflict constraint create default delete
      desc distinct do drop else end exists for foreign from group having if in index insert into is isolation join key
      left level like limit lock locked not nothing null nowait on or order outer primary read references repeatable
      returning rollback select serializable set share skip table then transaction unique update using values view when
      where with work`),
    type: words("bigint boolean bytea date int integer interval json jsonb numeric serial smallint text timestamptz uuid varchar"),
  };
  const data = {
    comment: hash, attr: String.raw`^[ \t]*(?:- )?[\w."-]+(?=\s*[:=])|"(?:\\.|[^"\\])*"(?=\s*:)`,
    section: String.raw`^\s*\[[^\]\n]+\]+`, string: `${double}|${single}`, number, literal: words("true false null"),
  };
  const grammars = { rust, java, python, bash: shell, sql, yaml: data };
  const names = {
    rs: "rust", go: "java", kotlin: "java", proto: "java", js: "java", javascript: "java", py: "python", sh: "bash",
    shell: "bash", console: "bash", yml: "yaml", toml: "yaml", ini: "yaml", json: "yaml", conf: "yaml",
  };
  const expressions = {};

  function expression(language) {
    const grammar = grammars[names[language] ?? language];
    if (!grammar) return null;
    // A back reference counts the groups of the whole expression: the named ones before it, and its own.
    const source = Object.entries(grammar).map(([name, pattern], at) =>
      `(?<${name}>${pattern.replace("\\1", `\\${at + 2}`)})`).join("|");
    return (expressions[language] ??= new RegExp(source, language === "sql" ? "gim" : "gm"));
  }

  function colour(node, regex) {
    const text = node.data;
    const pieces = document.createDocumentFragment();
    let end = 0;
    for (const match of text.matchAll(regex)) {
      if (!match[0]) continue;
      const name = Object.keys(match.groups).find((group) => match.groups[group] !== undefined);
      const span = document.createElement("span");
      span.className = `hljs-${name}`;
      span.textContent = match[0];
      pieces.append(text.slice(end, match.index), span);
      end = match.index + match[0].length;
    }
    pieces.append(text.slice(end));
    node.replaceWith(pieces);
  }

  function highlightBlock(block) {
    const language = /\blanguage-(\w+)/.exec(block.className)?.[1];
    const regex = language && expression(language);
    if (!regex) return;
    const nodes = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (nodes.nextNode()) texts.push(nodes.currentNode);
    for (const text of texts) colour(text, regex);
  }

  return { configure() {}, highlightBlock, highlightElement: highlightBlock };
})();
