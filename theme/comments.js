// Comments, as the `comments` stage has prepared them: nothing is asked of another host until the reader presses the
// button, which says whose host it is.
(() => {
  const sections = document.querySelectorAll("section.comments");
  const main = document.querySelector("main");
  if (sections.length !== 1 || !main) return; // The page for printing has those of all chapters.
  const section = sections[0];
  const { provider, server, thread } = section.dataset;
  const root = document.documentElement;
  const chinese = root.lang.startsWith("zh");
  const host = provider === "giscus" ? "giscus.app" : new URL(server).host;
  const words = chinese
    ? {
      title: "评论",
      load: `加载评论（由 ${host} 提供）`,
      note: provider === "giscus" ? "评论保存在 GitHub Discussions，发表时要登录 GitHub。" : "评论保存在本书自己的服务器上，不需要登录。",
      failed: `连不上 ${host}，请稍后再试`,
    }
    : {
      title: "Comments",
      load: `Load comments (from ${host})`,
      note: provider === "giscus" ? "Comments are kept in GitHub Discussions; posting needs a GitHub account." : "Comments are kept on this book's own server; no account is needed.",
      failed: `${host} does not answer; try again later`,
    };
  const theme = () => (root.classList.contains("navy") ? "dark" : "light");

  function script(src, data) {
    const element = document.createElement("script");
    element.src = src;
    element.async = true;
    element.crossOrigin = provider === "giscus" ? "anonymous" : null;
    for (const [name, value] of Object.entries(data)) element.setAttribute(`data-${name}`, value);
    element.addEventListener("error", () => {
      element.remove();
      button.disabled = false;
      button.textContent = words.failed;
      section.append(button);
    });
    section.append(element);
  }

  const providers = {
    giscus() {
      const { repo, repoId, category, categoryId } = section.dataset;
      script("https://giscus.app/client.js", {
        repo, category, "repo-id": repoId, "category-id": categoryId, mapping: "specific", term: thread, strict: 1,
        "reactions-enabled": 1, "emit-metadata": 0, "input-position": "top", theme: theme(), lang: chinese ? "zh-CN" : "en",
      });
      new MutationObserver(() => {
        const frame = section.querySelector("iframe.giscus-frame");
        frame?.contentWindow.postMessage({ giscus: { setConfig: { theme: theme() } } }, "https://giscus.app");
      }).observe(root, { attributeFilter: ["class"] });
    },
    isso() {
      const place = document.createElement("section");
      place.id = "isso-thread";
      place.dataset.issoId = `/${thread}`; // Isso makes links of it.
      place.dataset.title = document.title;
      section.append(place);
      script(`${server}/js/embed.min.js`, {
        isso: `${server}/`, "isso-lang": chinese ? "zh_CN" : "en", "isso-avatar": "false", "isso-vote": "false",
      });
    },
  };

  const title = document.createElement("p");
  title.className = "comments-title";
  title.textContent = words.title;
  const note = document.createElement("p");
  note.textContent = words.note;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.load;
  button.addEventListener("click", () => {
    button.disabled = true;
    button.remove();
    section.querySelector("#isso-thread")?.remove();
    providers[provider]();
  });
  section.append(title, note, button);
  // mdBook puts footnotes after what a stage appends; comments come last.
  const pager = document.querySelector(".pager");
  if (pager) pager.after(section);
  else main.after(section);
  section.hidden = false;
})();
