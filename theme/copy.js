// Copying: a checklist as Markdown, for a design review; and the words of mdBook's buttons in Chinese.
(() => {
  const chinese = document.documentElement.lang.startsWith("zh");
  const words = chinese
    ? { copy: "复制为 Markdown", done: "已复制", failed: "复制失败" }
    : { copy: "Copy as Markdown", done: "Copied", failed: "Could not copy" };

  // The source of a list item: its text, with code in backquotes.
  function markdown(item) {
    const clone = item.cloneNode(true);
    for (const extra of clone.querySelectorAll("input, .footnote-reference")) extra.remove();
    for (const code of clone.querySelectorAll("code")) code.replaceWith("`" + code.textContent + "`");
    const done = item.querySelector("input").checked ? "x" : " ";
    return `- [${done}] ${clone.textContent.trim().replace(/\s+/g, " ")}`;
  }

  async function copy(button, list) {
    const items = [...list.children].filter((child) => child.matches("li:has(> input)"));
    try {
      await navigator.clipboard.writeText(items.map(markdown).join("\n") + "\n");
      button.textContent = words.done;
    } catch {
      button.textContent = words.failed;
    }
    setTimeout(() => { button.textContent = words.copy; }, 2000);
  }

  for (const list of document.querySelectorAll(".content ul:has(> li > input[type=checkbox])")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-list";
    button.textContent = words.copy;
    button.addEventListener("click", () => copy(button, list));
    // Without height, so that nothing moves.
    const place = document.createElement("div");
    place.className = "copy-place";
    place.append(button);
    list.before(place);
  }

  if (!chinese) return;
  const titles = { "Copy to clipboard": "复制", "Show hidden lines": "显示隐藏的行", "Hide lines": "隐藏这些行" };
  const replies = { "Copied!": words.done, "Clipboard error!": words.failed };
  const translate = (button) => {
    const title = titles[button.title];
    if (!title) return;
    button.title = title;
    button.setAttribute("aria-label", title);
  };
  const main = document.querySelector("main");
  main?.querySelectorAll("pre .buttons button").forEach(translate);
  if (main) {
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        if (target.nodeType !== Node.ELEMENT_NODE) continue;
        if (target.matches(".tooltiptext") && replies[target.textContent]) target.textContent = replies[target.textContent];
        if (target.matches("pre .buttons button")) translate(target);
      }
    }).observe(main, { subtree: true, childList: true, attributeFilter: ["title"] });
  }
})();
