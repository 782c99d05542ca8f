// Small conveniences on pages that work without them. Loaded with `defer`.
(() => {
  "use strict";
  document.documentElement.classList.add("with-script");

  // Ctrl K: the search box, from anywhere.
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      const box = document.getElementById("search-box");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach((menu) => {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
  });

  // A click elsewhere closes an open menu.
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });

  // Buttons that print, open or close a dialog.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-print], [data-opens], [data-closes]");
    if (!button) { return; }
    if (button.hasAttribute("data-print")) { window.print(); }
    if (button.dataset.opens) { document.getElementById(button.dataset.opens).showModal(); }
    if (button.hasAttribute("data-closes")) { button.closest("dialog").close(); }
  });

  // Arrow keys walk through the rows of a table whose rows carry a link.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") { return; }
    const row = event.target.closest && event.target.closest("table.grid tbody tr");
    if (!row || event.target.matches("input, select, textarea")) { return; }
    let next = row;
    do { next = event.key === "ArrowDown" ? next.nextElementSibling : next.previousElementSibling; }
    while (next && !next.querySelector("a, button"));
    if (next) { event.preventDefault(); next.querySelector("a, button").focus(); }
  });

  // Paper shows everything unfolded.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("main details:not([open])").forEach((fold) => { fold.open = true; fold.dataset.refold = "1"; });
  });
  window.addEventListener("afterprint", () => {
    document.querySelectorAll("details[data-refold]").forEach((fold) => { fold.open = false; delete fold.dataset.refold; });
  });

  // Answers that refuse (403, 409, 422) carry words: show them, do not swallow them.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([403, 409, 422].includes(event.detail.xhr.status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
})();
