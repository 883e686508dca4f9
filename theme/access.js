// What assistive technology needs and mdBook's HTML lacks.
(() => {
  "use strict";

  const chinese = document.documentElement.lang.toLowerCase().startsWith("zh");

  // What scrolls sideways can be scrolled from the keyboard.
  for (const box of document.querySelectorAll(".content pre > code, .content .table-wrapper, .diagram-scroll")) {
    if (box.scrollWidth <= box.clientWidth) continue;
    box.tabIndex = 0;
    const caption = box.closest("figure")?.querySelector("figcaption")?.textContent.trim();
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", caption || (chinese ? "可横向滚动" : "Scrolls sideways"));
  }

  // An item of a checklist names its box.
  for (const box of document.querySelectorAll('.content li input[type="checkbox"]:not([aria-label])')) {
    box.setAttribute("aria-label", box.closest("li").textContent.trim().slice(0, 120));
  }

  // The switch of the sidebar is a label, which cannot be expanded; as a button it can.
  document.getElementById("mdbook-sidebar-toggle")?.setAttribute("role", "button");

  // Numbers by part make lists right inside a list: the outer one is a group of them.
  for (const outer of document.querySelectorAll("ol.chapter:has(> ol)")) {
    outer.setAttribute("role", "group");
    for (const item of outer.querySelectorAll(":scope > li")) item.setAttribute("role", "none");
  }
})();
