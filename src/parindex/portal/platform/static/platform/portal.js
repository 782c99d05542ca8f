// @ts-check
// Small conveniences on pages that work without them.

document.documentElement.classList.add("with-script");

/** What an event happened to, when it is an element. @param {Event} event @returns {Element | null} */
const struck = (event) => (event.target instanceof Element ? event.target : null);

/** Open menus of the page. @returns {NodeListOf<HTMLDetailsElement>} */
const openMenus = () => document.querySelectorAll("details.menu[open]");

// Ctrl K: the search box, from anywhere.
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    const box = document.getElementById("search-box");
    if (box instanceof HTMLInputElement) { event.preventDefault(); box.focus(); box.select(); }
  }
  if (event.key === "Escape") {
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  }
});

// A click elsewhere closes an open menu.
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(struck(event))) { menu.open = false; }
  }
});

// Buttons that print, open or close a dialog.
document.addEventListener("click", (event) => {
  const button = struck(event)?.closest("[data-print], [data-opens], [data-closes]");
  if (!(button instanceof HTMLElement)) { return; }
  if (button.hasAttribute("data-print")) { window.print(); }
  const opened = document.getElementById(button.dataset.opens ?? "");
  if (opened instanceof HTMLDialogElement) { opened.showModal(); }
  if (button.hasAttribute("data-closes")) { button.closest("dialog")?.close(); }
});

// Filters fold on a phone only; browsers that cannot do that by style have them opened on a screen.
if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 576px)").matches) {
  /** @type {NodeListOf<HTMLDetailsElement>} */
  const filters = document.querySelectorAll("details.filters");
  for (const fold of filters) { fold.open = true; }
}

// Arrow keys walk through the rows of a table whose rows carry a link.
document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") { return; }
  const target = struck(event);
  /** @type {Element | null} */
  let next = target?.closest("table.grid tbody tr") ?? null;
  if (!next || target?.matches("input, select, textarea")) { return; }
  do { next = event.key === "ArrowDown" ? next.nextElementSibling : next.previousElementSibling; }
  while (next && !next.querySelector("a, button"));
  const link = next?.querySelector("a, button");
  if (link instanceof HTMLElement) { event.preventDefault(); link.focus(); }
});

// Paper shows everything unfolded, but long lists whose summary says enough.
window.addEventListener("beforeprint", () => {
  /** @type {NodeListOf<HTMLDetailsElement>} */
  const folds = document.querySelectorAll("main details:not([open], .folded-on-paper)");
  for (const fold of folds) { fold.open = true; fold.dataset.refold = "1"; }
});
window.addEventListener("afterprint", () => {
  /** @type {NodeListOf<HTMLDetailsElement>} */
  const folds = document.querySelectorAll("details[data-refold]");
  for (const fold of folds) { fold.open = false; delete fold.dataset.refold; }
});

// A link that prints leads to the page with all rows, which prints itself.
if (location.hash === "#in") { window.addEventListener("load", () => window.print()); }

// What looks like personal data in a long text is said under its box while it is typed, before anything is saved.
const LONG_TEXT = "textarea:not([data-no-people]), input[data-people]";
/** @type {WeakMap<Element, number>} */
const waiting = new WeakMap();

/** Ask for the box's text and show the answer under it. @param {HTMLTextAreaElement | HTMLInputElement} box */
const warnOfPeople = async (box) => {
  const { personalWords: address } = document.body.dataset;
  if (!address) { return; }
  const { "X-CSRFToken": mark } = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  const asked = box.value;
  const body = new URLSearchParams({ text: asked });
  const answer = asked.length < 4 ? null : await fetch(address, { method: "POST", headers: { "X-CSRFToken": mark }, body }).catch(() => null);
  if ((answer && !answer.ok) || asked !== box.value) { return; }
  const words = answer ? await answer.text() : "";
  let told = box.parentElement?.querySelector(":scope > .people-words");
  if (!told && words) {
    told = document.createElement("p");
    told.className = "people-words";
    told.setAttribute("role", "status");
    box.after(told);
  }
  if (told) { told.textContent = words; }
};

for (const [kind, pause] of /** @type {[string, number][]} */ ([["input", 900], ["change", 0]])) {
  document.addEventListener(kind, (event) => {
    const box = struck(event)?.closest(LONG_TEXT);
    if (!(box instanceof HTMLTextAreaElement || box instanceof HTMLInputElement)) { return; }
    clearTimeout(waiting.get(box));
    waiting.set(box, setTimeout(() => { void warnOfPeople(box); }, pause));
  });
}

// Answers that refuse (403, 409, 422) carry words: show them, do not swallow them.
document.addEventListener("htmx:beforeSwap", (event) => {
  /** @type {{xhr: XMLHttpRequest, shouldSwap: boolean, isError: boolean}} */
  const swap = /** @type {CustomEvent} */ (event).detail;
  if ([403, 409, 422].includes(swap.xhr.status)) { swap.shouldSwap = true; swap.isError = false; }
});
