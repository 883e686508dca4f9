// Pop-overs for glossary links: [term](…/glossary.html#id "name（counterpart）：definition").
//
// Without this script they are plain links with a title. Hover and focus open the pop-over; a tap opens it
// and a second tap follows the link; Escape, a tap elsewhere or moving away closes it.
(() => {
  "use strict";

  const SELECTOR = '.content a[href*="glossary.html#"][title], .content a[data-glossary]';
  const OPEN_DELAY = 150; // ms: a pointer that only passes over a term opens nothing
  const CLOSE_DELAY = 250; // ms: time to move the pointer from the term into the pop-over
  const GAP = 6; // px between the term and the pop-over
  const MARGIN = 8; // px kept free at the window's edges

  if (!("showPopover" in HTMLElement.prototype)) return;

  const chinese = document.documentElement.lang.toLowerCase().startsWith("zh");
  const pop = element("span", "glossary-pop");
  pop.popover = "manual";
  pop.setAttribute("role", "note");
  const name = element("strong", "glossary-pop-name");
  const other = element("span", "glossary-pop-other");
  other.lang = chinese ? "en" : "zh";
  const text = element("span", "glossary-pop-text");
  text.id = "glossary-pop-text";
  const more = element("a", "glossary-pop-more");
  more.textContent = chinese ? "在术语表中查看" : "See the glossary";
  pop.append(name, " ", other, text, more);

  let current = null; // the link whose pop-over is open
  let timer = 0;
  let touched = false; // whether the latest press was a finger's
  let escaped = null; // a focused link whose pop-over was dismissed

  function element(tag, className) {
    const made = document.createElement(tag);
    made.className = className;
    return made;
  }

  function termOf(node) {
    return node instanceof Element ? node.closest(SELECTOR) : null;
  }

  function open(link) {
    clearTimeout(timer);
    if (link === current) return;
    close();
    const title = link.title;
    const parts = /^(.*?)(?:（(.*?)）| \((.*?)\))?(?:：|: )([^]*)$/.exec(title);
    if (!parts) return;
    name.textContent = parts[1];
    other.textContent = parts[2] || parts[3] || "";
    text.textContent = parts[4];
    more.href = link.href;
    // The browser's own tooltip would come on top of ours.
    link.dataset.glossary = title;
    link.removeAttribute("title");
    link.setAttribute("aria-describedby", text.id);
    // Right after the term, so that Tab goes from one to the other.
    link.after(pop);
    current = link;
    pop.showPopover();
    place();
  }

  function close() {
    clearTimeout(timer);
    if (!current) return;
    const link = current;
    const focused = pop.contains(document.activeElement);
    current = null;
    link.title = link.dataset.glossary;
    delete link.dataset.glossary;
    link.removeAttribute("aria-describedby");
    if (focused) {
      escaped = link;
      link.focus();
    }
    pop.remove();
  }

  function place() {
    if (!current) return;
    const term = current.getClientRects()[0];
    if (!term) return close();
    const box = pop.getBoundingClientRect();
    const below = term.bottom + GAP;
    const above = term.top - GAP - box.height;
    const fits = below + box.height <= window.innerHeight - MARGIN || above < MARGIN;
    const right = document.documentElement.clientWidth - MARGIN - box.width;
    pop.style.top = `${fits ? below : above}px`;
    pop.style.left = `${Math.max(MARGIN, Math.min(term.left, right))}px`;
  }

  function later(action, delay) {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = termOf(event.target);
    if (link) later(() => open(link), current ? 0 : OPEN_DELAY);
    else if (pop.contains(event.target)) clearTimeout(timer);
  });

  document.addEventListener("pointerout", (event) => {
    if (event.pointerType === "touch") return;
    if (!termOf(event.target) && !pop.contains(event.target)) return;
    later(() => {
      const active = document.activeElement;
      if (active !== current && !pop.contains(active)) close();
    }, CLOSE_DELAY);
  });

  document.addEventListener("focusin", (event) => {
    const link = termOf(event.target);
    if (link && link !== escaped && !touched) open(link);
    else if (!link && !pop.contains(event.target)) close();
    escaped = null;
  });

  document.addEventListener("focusout", (event) => {
    const to = event.relatedTarget;
    if (current && to !== current && !pop.contains(to) && !touched) close();
  });

  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (current && !current.contains(event.target) && !pop.contains(event.target)) close();
  });

  document.addEventListener("click", (event) => {
    const link = termOf(event.target);
    if (link && touched && link !== current) {
      event.preventDefault();
      open(link);
    }
    touched = false;
  });

  document.addEventListener("keydown", (event) => {
    touched = false;
    if (event.key !== "Escape" || !current) return;
    event.stopPropagation();
    close();
  }, true);

  window.addEventListener("scroll", place, { passive: true, capture: true });
  window.addEventListener("resize", place);
  window.addEventListener("beforeprint", close);
})();
