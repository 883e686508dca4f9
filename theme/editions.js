// The switcher of editions keeps the section, and remembers the choice for the chooser at the site's root.
for (const link of document.querySelectorAll("a.edition-link")) {
  link.addEventListener("click", () => {
    link.hash = location.hash;
    try {
      localStorage.setItem("edition", link.dataset.edition);
    } catch {
      // Without storage the chooser asks the browser for its language.
    }
  });
}
