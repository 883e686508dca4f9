// mdBook lists the headings of the page in its contents and marks the one at hand. Where there is room, the same
// list stands at the right of the text instead: it is moved, not copied, so that there is one list and one mark.
(() => {
  const outline = document.querySelector(".outline");
  const wide = matchMedia("(min-width: 1400px)");
  document.addEventListener("DOMContentLoaded", () => {
    const list = document.querySelector("#mdbook-sidebar .on-this-page");
    if (!outline || !list) return;
    const home = document.createComment("outline");
    list.before(home);
    const place = () => (wide.matches ? outline.append(list) : home.after(list));
    wide.addEventListener("change", place);
    place();
  });
  // A long outline follows the reader.
  if (outline) {
    new MutationObserver((changes) => {
      const link = changes.map((change) => change.target).find((a) => a.classList?.contains("current-header"));
      if (!link || outline.scrollHeight <= outline.clientHeight) return;
      outline.scrollTop = link.offsetTop - outline.clientHeight / 2;
    }).observe(outline, { subtree: true, attributeFilter: ["class"] });
  }
})();
