// Search inside mdBook's own search bar, over the text that the `site` renderer has written
// (<meta name="search-text">). It is loaded when the search is opened, and scanned: there is no index, because a
// word of Chinese has no borders that an index could be built on. Works from disk as from a host.
(() => {
  "use strict";

  const input = document.getElementById("mdbook-searchbar");
  if (!input) return;
  const wrapper = document.getElementById("mdbook-search-wrapper");
  const bar = document.getElementById("mdbook-searchbar-outer");
  const outer = document.getElementById("mdbook-searchresults-outer");
  const header = document.getElementById("mdbook-searchresults-header");
  const list = document.getElementById("mdbook-searchresults");
  const toggle = document.getElementById("mdbook-search-toggle");

  const language = document.documentElement.lang.toLowerCase();
  const chinese = language.startsWith("zh");
  const words = chinese
    ? {
      placeholder: "搜索本书……",
      none: (query) => `没有找到“${query}”`,
      some: (count, chapters) => `${count} 处，在 ${chapters} 章里`,
      via: (name) => `也作“${name}”`,
      failed: "搜索文本没有加载成功，请刷新页面再试",
    }
    : {
      placeholder: "Search this book …",
      none: (query) => `Nothing found for “${query}”`,
      some: (count, chapters) => `${count} ${count === 1 ? "place" : "places"} in ${chapters} ${chapters === 1 ? "chapter" : "chapters"}`,
      via: (name) => `also called “${name}”`,
      failed: "The search text could not be loaded; reload the page to try again",
    };
  const PER_CHAPTER = 3; // sections of one chapter that are shown
  const TEASER = 90; // characters of a teaser
  const TERM = 4; // the level of a defined term
  const MOST = 20; // occurrences beyond this say nothing more

  input.placeholder = words.placeholder;
  input.setAttribute("aria-label", words.placeholder);
  input.setAttribute("autocomplete", "off");
  header.setAttribute("role", "status");

  let book = null; // pages with their sections, ready to be scanned
  const names = new Map(); // from a folded name to the groups that it is in: [id, name, …]
  let loading = false;
  let shown = null; // the query whose results are in the list

  // --- Text ---------------------------------------------------------------------------------------

  // NFKC and lower case, one unit for one, so that a place in the folded text is the same in the text.
  const PLAIN = /[^\x00-\x7f\u3001-\u3015\u4e00-\u9fff]/gu;
  const fold = (text) => text.toLowerCase().replace(PLAIN, (c) => {
    const same = c.normalize("NFKC").toLowerCase();
    return same.length === c.length ? same : c;
  });

  const HAN = /\p{Script=Han}/u;
  const WORD = /[\p{Script=Latin}\p{N}]/u;
  const escape = (c) => c.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

  // Of `R + W > N` and `R+W>N` each finds the other.
  const OPERATOR = /[+<>=≤≥≠×]/;
  const joined = (text) => text.replace(/(?<=\S)\s+([+<>=≤≥≠×])\s+(?=\S)/g, "$1");

  // The pattern of a term: a space may stand between Han and Latin, or around an operator, or not.
  function pattern(term) {
    let source = "";
    let last = "";
    for (const c of fold(term)) {
      const border = (HAN.test(last) && WORD.test(c)) || (WORD.test(last) && HAN.test(c))
        || (OPERATOR.test(last) && WORD.test(c)) || (WORD.test(last) && OPERATOR.test(c));
      source += c === " " ? "\\s+" : (border ? " ?" : "") + escape(c);
      last = c;
    }
    const stem = chinese ? null : stemOf(fold(term));
    const regex = new RegExp(stem ? `(?<![a-z0-9])${escape(stem)}[a-z]*|${source}` : source, "gu");
    // Most terms match nothing but themselves, and a plain search is several times faster.
    const plain = !stem && source === escape(fold(term)) && !/[\s\ud800-\udfff]/.test(source);
    regex.plain = plain ? fold(term) : null;
    return regex;
  }

  // English word forms: what is left is matched at the beginning of words. Shorter words are left alone.
  function stemOf(word) {
    if (!/^[a-z]{5,}$/.test(word)) return null;
    const stem = word.replace(/(?:ies|ied|ying|ations?|ators?|ings?|ions?|ers?|ors?|ed|es|s|e|y)$/, "");
    return stem.length >= 4 ? stem.replace(/([bdgmnprt])\1$/, "$1") : null;
  }

  function count(regex, text) {
    let found = 0;
    if (regex.plain) {
      const { plain } = regex;
      for (let at = text.indexOf(plain); at >= 0 && found < MOST; at = text.indexOf(plain, at + plain.length)) found++;
      return found;
    }
    regex.lastIndex = 0;
    while (found < MOST && regex.test(text)) found++;
    return found;
  }

  // --- Queries ------------------------------------------------------------------------------------

  const same = (text) => fold(text.normalize("NFC")).replace(/\s+/g, "");

  // The other names of a term, in the edition's language, and the glossary entry.
  function meaning(term) {
    const wanted = same(term);
    const groups = names.get(wanted) ?? [];
    const others = groups.flatMap(([, ...all]) => all)
      .filter((name) => same(name) !== wanted && HAN.test(name) === chinese);
    return { ids: groups.map(([id]) => id), others };
  }

  // A term is a word, or several in quotation marks; a name of several words is a term too.
  function parse(query) {
    const text = joined(query.normalize("NFC").trim()).replace(/[“”]/g, '"');
    const whole = meaning(text);
    const quoted = [...text.matchAll(/"([^"]+)"|([^\s"]+)/g)].map((match) => (match[1] ?? match[2]).trim());
    const terms = quoted.filter(Boolean);
    const readings = [{ terms: terms.map(pattern), via: "" }];
    for (const other of whole.others) readings.push({ terms: [pattern(other)], via: other });
    if (terms.length > 1) {
      terms.forEach((term, at) => {
        for (const other of meaning(term).others) {
          readings.push({ terms: terms.map((t, i) => pattern(i === at ? other : t)), via: other });
        }
      });
    }
    return { terms, readings, ids: new Set(whole.ids) };
  }

  // `Raft共识` as `Raft 共识`.
  const apart = (query) => query.replace(/(?<=\p{Script=Han})(?=[\p{Script=Latin}\p{N}])|(?<=[\p{Script=Latin}\p{N}])(?=\p{Script=Han})/gu, " ");

  // All terms in one section, or else in one chapter. Headings count more, and long sections less.
  function scan(reading, ids) {
    const hits = [];
    for (const page of book) {
      const here = [];
      const seen = reading.terms.map(() => false);
      let best = null;
      for (const section of page.sections) {
        let score = 0;
        let matched = 0;
        reading.terms.forEach((term, at) => {
          const times = count(term, section.folded);
          if (times === 0) return;
          seen[at] = true;
          matched++;
          score += Math.log2(1 + times);
          if (count(term, section.title) > 0) score += 6;
        });
        // The entry of a term answers, whichever of its names was asked for.
        const entry = section.level === TERM && ids.has(section.id);
        if (matched === 0 && !entry) continue;
        score /= 1 + Math.log2(1 + section.folded.length / 400) / 4;
        if (entry) score += 1000;
        const hit = { page, section, score, reading };
        if (entry || matched === reading.terms.length) here.push(hit);
        else if (!best || score > best.score) best = hit;
      }
      if (here.length === 0 && best && seen.every(Boolean)) {
        best.score /= 4;
        here.push(best);
      }
      if (here.length === 0) continue;
      here.sort((a, b) => b.score - a.score);
      hits.push({ page, best: here[0].score, here });
    }
    return hits.sort((a, b) => b.best - a.best);
  }

  function search(query) {
    const { terms, readings, ids } = parse(query);
    if (terms.length === 0) return [];
    const chapters = [];
    const found = new Set();
    for (const reading of readings) {
      const fresh = scan(reading, ids).filter(({ page }) => !found.has(page));
      for (const chapter of fresh) {
        found.add(chapter.page);
        chapters.push(chapter);
      }
    }
    return chapters;
  }

  // --- Results ------------------------------------------------------------------------------------

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function ranges(reading, folded) {
    const found = [];
    for (const term of reading.terms) {
      term.lastIndex = 0; // where matchAll begins
      for (const match of folded.matchAll(term)) found.push([match.index, match.index + match[0].length]);
    }
    return found.sort((a, b) => a[0] - b[0]);
  }

  function firstHit(reading, folded, from) {
    const places = reading.terms.map((term) => {
      term.lastIndex = from;
      return term.exec(folded)?.index ?? Infinity;
    });
    const first = Math.min(...places);
    return first === Infinity ? from : first;
  }

  function teaser(hit) {
    const { text, folded, heading } = hit.section;
    const offset = heading ? heading.length + 1 : 0;
    // A term is explained from the beginning; elsewhere the hit is what matters.
    const first = hit.section.level === TERM ? offset : firstHit(hit.reading, folded, offset);
    let start = Math.max(offset, first - 30);
    // A word is not cut, nor a pair of surrogates.
    while (start > offset && /[\w\udc00-\udfff]/.test(text[start]) && first - start < TEASER / 2) start--;
    let end = Math.min(text.length, start + TEASER);
    if (/[\udc00-\udfff]/.test(text[end] ?? "")) end++;
    const line = element("p", "search-teaser");
    if (start > offset) line.append("…");
    let at = start;
    for (const [from, to] of ranges(hit.reading, folded.slice(start, end))) {
      if (start + from < at) continue;
      line.append(text.slice(at, start + from), element("mark", "", text.slice(start + from, start + to)));
      at = start + to;
    }
    line.append(text.slice(at, end), end < text.length ? "…" : "");
    return line;
  }

  function result(hit, query) {
    const { page, section, reading } = hit;
    const item = element("li");
    const link = element("a");
    const mark = reading.via || query;
    link.href = `${root}${page.url}?highlight=${encodeURIComponent(mark)}${section.id ? `#${section.id}` : ""}`;
    link.append(element("span", "search-chapter", page.title));
    for (const step of section.path) link.append(element("span", "search-step", step));
    if (reading.via) {
      item.dataset.via = reading.via;
      link.append(element("span", "search-via", words.via(reading.via)));
    }
    item.append(link, teaser(hit));
    return item;
  }

  function run() {
    const query = input.value.trim();
    if (!book || query === shown) return;
    shown = query;
    list.replaceChildren();
    outer.classList.toggle("hidden", query === "");
    input.classList.toggle("active", query !== "");
    if (query === "") return;
    let asked = query;
    let chapters = search(asked);
    // What no chapter has in one piece may be there in two.
    if (chapters.length === 0 && apart(query) !== query) chapters = search(asked = apart(query));
    let places = 0;
    const items = document.createDocumentFragment();
    for (const { here } of chapters) {
      places += here.length;
      for (const hit of here.slice(0, PER_CHAPTER)) items.append(result(hit, asked));
    }
    list.append(items);
    header.textContent = chapters.length > 0 ? words.some(places, chapters.length) : words.none(query);
  }

  // --- The text of the book -----------------------------------------------------------------------

  const meta = document.querySelector('meta[name="search-text"]');
  const source = meta ? new URL(meta.content, document.baseURI) : null;
  const root = source ? source.href.slice(0, source.href.lastIndexOf("/") + 1) : "";

  function prepare(data) {
    for (const group of data.names) {
      for (const name of new Set(group.slice(1).map(same))) {
        names.set(name, [...(names.get(name) ?? []), group]);
      }
    }
    book = data.pages.map(([url, title, , sections]) => {
      const path = [];
      return {
        url,
        title,
        sections: sections.map(([id, level, heading, body]) => {
          if (level <= 3) path.length = Math.max(0, level - 2);
          const steps = level === 1 ? [] : [...path, heading];
          if (level === 2 || level === 3) path.push(heading);
          const text = (heading ? `${heading}\n${body}` : body).normalize("NFC");
          return { id, level, heading, path: steps.filter(Boolean), text, title: fold(heading), folded: fold(text) };
        }),
      };
    });
  }

  function load() {
    if (book || loading) return;
    loading = true;
    bar.classList.add("searching");
    const fail = () => {
      loading = false;
      bar.classList.remove("searching");
      outer.classList.remove("hidden");
      header.textContent = words.failed;
    };
    if (!source) return fail();
    const script = document.createElement("script");
    script.src = source.href;
    script.onerror = fail;
    script.onload = () => {
      prepare(window.dstSearch);
      delete window.dstSearch;
      bar.classList.remove("searching");
      run();
    };
    document.head.append(script);
  }

  // --- The bar ------------------------------------------------------------------------------------

  function open() {
    load();
    wrapper.classList.remove("hidden");
    toggle?.setAttribute("aria-expanded", "true");
    input.focus();
    input.select();
  }

  function close() {
    const focused = wrapper.contains(document.activeElement);
    wrapper.classList.add("hidden");
    toggle?.setAttribute("aria-expanded", "false");
    if (focused) toggle?.focus();
  }

  const isOpen = () => !wrapper.classList.contains("hidden");
  const links = () => [...list.querySelectorAll("a")];

  function move(step) {
    const all = links();
    const next = all.indexOf(document.activeElement) + step;
    (next < 0 ? input : all[Math.min(next, all.length - 1)])?.focus();
  }

  toggle?.addEventListener("click", () => (isOpen() ? close() : open()));
  // While an input method composes, what is in the bar is no query yet.
  input.addEventListener("input", (event) => event.isComposing || run());
  input.addEventListener("compositionend", run);
  bar.addEventListener("submit", (event) => event.preventDefault());

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) return;
    const { key, target } = event;
    const inside = wrapper.contains(target);
    if (key === "Escape") {
      clearMarks();
      if (isOpen()) close();
    } else if (inside && (key === "ArrowDown" || key === "ArrowUp")) {
      event.preventDefault();
      if (key === "ArrowDown" || target !== input) move(key === "ArrowDown" ? 1 : -1);
    } else if (target === input && key === "Enter") {
      event.preventDefault();
      links()[0]?.click();
    } else if ((key === "s" || key === "/") && !event.shiftKey && !target.closest?.("input, textarea, select, [contenteditable]")) {
      event.preventDefault();
      open();
    }
  });

  // --- Hits on the page ---------------------------------------------------------------------------

  function clearMarks() {
    if (!CSS.highlights?.delete("search-hits")) return;
    const url = new URL(location.href);
    url.searchParams.delete("highlight");
    history.replaceState(history.state, "", url);
  }

  // Marks the hits without touching the page: ranges over the text as it stands.
  function markHits(query) {
    const main = document.querySelector("main");
    if (!CSS.highlights || !main) return;
    const nodes = [];
    let text = "";
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      nodes.push({ node: walker.currentNode, start: text.length });
      text += walker.currentNode.data;
    }
    const at = (offset, end) => {
      let low = 0;
      let high = nodes.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (nodes[middle].start < offset + (end ? 0 : 1)) low = middle;
        else high = middle - 1;
      }
      return [nodes[low].node, offset - nodes[low].start];
    };
    const found = ranges(parse(query).readings[0], fold(text)).map(([from, to]) => {
      const range = new Range();
      range.setStart(...at(from, false));
      range.setEnd(...at(to, true));
      return range;
    });
    if (found.length === 0) return;
    CSS.highlights.set("search-hits", new Highlight(...found));
    // What is folded shows its hits only when it is open.
    for (const range of found) range.startContainer.parentElement?.closest("details:not([open])")?.setAttribute("open", "");
  }

  // mdBook's script asks whether the arrow keys are ours.
  window.search = { hasFocus: () => wrapper.contains(document.activeElement) };

  const asked = new URLSearchParams(location.search);
  if (asked.get("highlight")) markHits(asked.get("highlight"));
  if (asked.get("search")) {
    input.value = asked.get("search");
    open();
  }
})();
