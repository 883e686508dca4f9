// What CSS cannot tell apart in Chinese text. Emphasis is dots under Han, and a slanted face for Latin; the right
// quotation mark of Han is as wide as Han, and the apostrophe, which is the same character, is not.
for (const element of document.querySelectorAll(".content em")) {
  if (/\p{Script=Han}/u.test(element.textContent)) element.classList.add("han");
}

// The number of a figure, a listing or a table stays in one line. (A class would change how the link looks.)
for (const link of document.querySelectorAll("main a[href]")) {
  if (/^(?:图|表|清单|输出|(?:Figure|Table|Listing|Output) )\s?\d[\d.-]*$/.test(link.textContent)) link.style.whiteSpace = "nowrap";
}

// A number keeps its unit.
{
  const UNIT = /(?<=\d) (?=(?:[nuµμm]?s|min|h|[kKMGTP]?i?[Bb](?:it)?|[kMG]?Hz|k?m|px)(?![\p{L}\p{N}]))/gu;
  const texts = document.createTreeWalker(document.querySelector("main") ?? document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const kept = text.data.replace(UNIT, "\u00a0");
    if (kept !== text.data && !text.parentElement.closest("pre, code, svg, script, style")) text.data = kept;
  }
}

if (document.documentElement.lang.startsWith("zh")) {
  const texts = document.createTreeWalker(document.querySelector("main") ?? document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    if (/\p{Script=Latin}’\p{Script=Latin}/u.test(texts.currentNode.data)) found.push(texts.currentNode);
  }
  for (const text of found) {
    if (text.parentElement.closest("pre, code, svg")) continue;
    for (let node = text, at; (at = node.data.search(/(?<=\p{Script=Latin})’(?=\p{Script=Latin})/u)) >= 0;) {
      const mark = node.splitText(at);
      node = mark.splitText(1);
      const span = document.createElement("span");
      span.className = "apostrophe";
      mark.replaceWith(span);
      span.append(mark);
    }
  }
}
