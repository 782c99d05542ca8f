// @ts-check
// Words of a document that are not saved: who leaves the page is asked first, and a copy stays in this browser until they
// are saved, offered back after a crash. The page works without it.

const PREFIX = "soan:";
const WAIT_AFTER_KEY = 400;
/** Boxes that hold no words of the document. */
const ASIDE = new Set(["csrfmiddlewaretoken", "tim", "ky", "trang"]);

/** @typedef {{texts: Record<string, string>, version: string, at: number, sent: boolean}} Kept */

const form = document.getElementById("words");
if (form instanceof HTMLFormElement) { watch(form); }

/** @param {HTMLFormElement} words */
function watch(words) {
  const mine = `${PREFIX}${words.dataset.person ?? ""}:`;
  const key = `${mine}${words.dataset.draft ?? ""}`;
  const offer = document.getElementById("kept-words");
  // a form that was refused comes back with what was typed, and that is not saved either
  let unsaved = words.hasAttribute("data-unsaved");
  /** @type {number | undefined} */
  let timer;

  /** @returns {Kept | null} */
  const found = () => { try { return JSON.parse(localStorage.getItem(key) ?? "null"); } catch { return null; } };
  const drop = () => { try { localStorage.removeItem(key); } catch { /* forbidden */ } };
  /** @param {boolean} sent */
  const keep = (sent) => {
    window.clearTimeout(timer);
    if (offer && !offer.hidden) { return; } // the older copy waits for an answer
    const kept = { texts: textsOf(words), version: versionOf(words)?.value ?? "", at: Date.now(), sent };
    try { localStorage.setItem(key, JSON.stringify(kept)); } catch { /* full or forbidden */ }
  };

  const kept = found();
  if (unsaved) { keep(false); } else if (kept) {
    const same = sameTexts(kept.texts, textsOf(words));
    const taken = kept.sent && kept.version !== versionOf(words)?.value && words.dataset.saver === words.dataset.person;
    if (same || taken) { drop(); } else if (offer) { show(offer, kept, words); }
  }

  // on a slow line somebody types before this script has come
  if (!unsaved && typedAlready(words)) { unsaved = true; keep(false); }

  offer?.querySelector("[data-restore]")?.addEventListener("click", () => {
    const waiting = found();
    offer.hidden = true;
    if (waiting) { restore(words, waiting); unsaved = true; keep(false); }
  });
  offer?.querySelector("[data-drop]")?.addEventListener("click", () => { drop(); offer.hidden = true; if (unsaved) { keep(false); } });

  words.addEventListener("input", (event) => {
    if (event.target instanceof HTMLElement && ASIDE.has(event.target.getAttribute("name") ?? "")) { return; }
    unsaved = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => keep(false), WAIT_AFTER_KEY);
  });
  words.addEventListener("submit", () => { if (unsaved) { keep(true); } unsaved = false; });
  window.addEventListener("pagehide", () => { if (unsaved) { keep(false); } });
  window.addEventListener("beforeunload", (event) => { if (unsaved) { event.preventDefault(); } });

  // Enter in the search box looks for figures; it does not save
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLElement) || event.target.id !== "find-fact") { return; }
    event.preventDefault();
    document.getElementById("filter-figures")?.click();
  });

  // Signing out deletes what was never saved, after a warning.
  document.addEventListener("submit", (event) => {
    const target = event.target;
    if (!(target instanceof HTMLFormElement) || !/logout|thoat|dang-xuat/.test(target.action)) { return; }
    window.clearTimeout(timer);
    const keys = Object.keys(localStorage).filter((each) => each.startsWith(mine));
    if (keys.length && !window.confirm(words.dataset.leaving ?? "")) { event.preventDefault(); return; }
    unsaved = false;
    keys.forEach((each) => localStorage.removeItem(each));
  });
}

/** Whether a box holds other words than the server sent. @param {HTMLFormElement} words @returns {boolean} */
function typedAlready(words) {
  return [...words.elements].some((box) => (box instanceof HTMLTextAreaElement
    || (box instanceof HTMLInputElement && box.type === "text")) && !ASIDE.has(box.name) && box.value !== box.defaultValue);
}

/** @param {HTMLFormElement} words @returns {HTMLInputElement | null} */
function versionOf(words) { return words.querySelector("[name=row_version]"); }

/** What stands in the boxes, by name. @param {HTMLFormElement} words @returns {Record<string, string>} */
function textsOf(words) {
  /** @type {Record<string, string>} */
  const texts = {};
  new FormData(words).forEach((value, name) => {
    if (!ASIDE.has(name) && name !== "row_version" && !/_FORMS$/.test(name)) { texts[name] = String(value).replace(/\r\n/g, "\n"); }
  });
  return texts;
}

/** @param {Record<string, string>} some @param {Record<string, string>} others @returns {boolean} */
function sameTexts(some, others) {
  const names = new Set([...Object.keys(some), ...Object.keys(others)]);
  return [...names].every((name) => (some[name] ?? "") === (others[name] ?? ""));
}

/** @param {HTMLElement} offer @param {Kept} kept @param {HTMLFormElement} words */
function show(offer, kept, words) {
  const moment = offer.querySelector("[data-moment]");
  if (moment) {
    moment.textContent = new Date(kept.at).toLocaleString("vi-VN", {
      hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric",
    });
  }
  const changed = offer.querySelector("[data-says=changed]");
  if (changed instanceof HTMLElement) { changed.hidden = kept.version === versionOf(words)?.value; }
  offer.hidden = false;
}

/** Puts a copy into the boxes; saving over a newer version stays refused. @param {HTMLFormElement} words @param {Kept} kept */
function restore(words, kept) {
  /** @type {string[]} */
  const lost = [];
  for (const [name, text] of Object.entries(kept.texts)) {
    const box = words.elements.namedItem(name);
    if (box instanceof HTMLInputElement || box instanceof HTMLTextAreaElement || box instanceof HTMLSelectElement) {
      box.value = text;
      box.closest("details")?.setAttribute("open", "");
    } else if (text.trim() && /-(text|heading)$/.test(name)) { lost.push(text); }
  }
  const version = versionOf(words);
  if (version) { version.value = kept.version; }
  const place = document.getElementById("lost-places");
  const box = document.getElementById("without-box");
  if (lost.length && place && box instanceof HTMLTextAreaElement) { box.value = lost.join("\n"); place.hidden = false; }
  const first = words.querySelector("textarea");
  first?.focus();
}
