// @ts-check
// The open row of the self-assessment sheet: saves by itself, keeps what could not be sent, keys, folds.
// Everything works without this file, a row at a time.

const WAIT_AFTER_KEY = 1500;
const SHOW_SENDING_AFTER = 400;
const RETRIES = [5000, 20000, 60000];

/** @typedef {{texts: Record<string, string>, version: string, at: number}} Kept */

/** @returns {HTMLElement | null} */
const sheet = () => document.getElementById("phieu");
/** @returns {HTMLFormElement | null} */
const openForm = () => /** @type {HTMLFormElement | null} */ (document.querySelector("form#sua"));

/** @param {string} state @returns {string} */
function words(state) {
  const template = /** @type {HTMLTemplateElement | null} */ (document.getElementById("tu-ngu"));
  return template?.content.querySelector(`[data-state="${state}"]`)?.textContent ?? "";
}

/** Shows a state of the row at its place and in the toolbar. @param {string} text @param {string} tone */
function showState(text, tone) {
  for (const id of ["luu", "luu-chung"]) {
    const place = document.getElementById(id);
    if (place) { place.textContent = text; place.className = `save-state ${tone}`; }
  }
  const form = openForm();
  if (form) { form.classList.remove("ok", "warn", "bad"); if (tone) { form.classList.add(tone); } }
}

/** @param {string} text @param {string} tone @param {string} [again] */
function showMessage(text, tone, again) {
  const place = document.getElementById("dong-tin");
  if (!place) { return; }
  place.replaceChildren();
  if (!text) { return; }
  const box = document.createElement("div");
  box.className = `message ${tone}`;
  box.setAttribute("role", "status");
  box.textContent = `${text} `;
  if (again) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = again;
    button.addEventListener("click", () => row?.save());
    box.append(button);
  }
  place.append(box);
}

/** Keeps texts per person and row until they are saved. */
const store = {
  /** @returns {string} */
  prefix: () => `phieu:${sheet()?.dataset.person ?? ""}:`,
  /** @param {string} leaf @returns {string} */
  key: (leaf) => `${store.prefix()}${sheet()?.dataset.place ?? ""}:${leaf}`,
  /** @param {string} leaf @param {Kept} kept */
  keep(leaf, kept) { try { localStorage.setItem(store.key(leaf), JSON.stringify(kept)); } catch { /* full or forbidden */ } },
  /** @param {string} leaf @returns {Kept | null} */
  find(leaf) { try { return JSON.parse(localStorage.getItem(store.key(leaf)) ?? "null"); } catch { return null; } },
  /** @param {string} leaf */
  drop(leaf) { try { localStorage.removeItem(store.key(leaf)); } catch { /* forbidden */ } },
  /** @returns {string[]} */
  mine() { try { return Object.keys(localStorage).filter((key) => key.startsWith(store.prefix())); } catch { return []; } },
};

/** @param {Response} answer @returns {boolean} */
function signedOut(answer) {
  return answer.type === "opaqueredirect" || answer.status === 401 || (answer.status === 403 && !answer.headers.has("X-Sheet-Answer"));
}

/** Takes over the mark of a fresh page, if the same person is signed in again. @param {HTMLFormElement} form @returns {Promise<boolean>} */
async function renewed(form) {
  const answer = await fetch(form.action, { redirect: "manual", credentials: "same-origin" });
  if (!answer.ok) { return false; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const mark = /** @type {HTMLInputElement | null} */ (page.querySelector("#sua [name=csrfmiddlewaretoken]"))?.value;
  if (!mark || page.getElementById("phieu")?.dataset.person !== sheet()?.dataset.person) { return false; }
  for (const box of document.querySelectorAll("[name=csrfmiddlewaretoken]")) { /** @type {HTMLInputElement} */ (box).value = mark; }
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": mark }));
  return true;
}

class Row {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.leaf = form.dataset.leaf ?? "";
    this.dirty = false;
    this.failures = 0;
    /** @type {Promise<boolean> | null} */
    this.sending = null;
    /** @type {number | undefined} */
    this.timer = undefined;
    form.addEventListener("input", (event) => this.typed(event));
    form.addEventListener("change", () => { if (this.dirty) { void this.save(); } });
    form.addEventListener("focusout", (event) => groupDigits(event.target));
    form.addEventListener("submit", (event) => this.submitted(event));
  }

  /** @returns {Record<string, string>} */
  texts() {
    /** @type {Record<string, string>} */
    const texts = {};
    new FormData(this.form).forEach((value, name) => {
      if (name.startsWith("x-") || name === "tinh-huong" || name === "giai-trinh") { texts[name] = String(value); }
    });
    return texts;
  }

  /** @param {Event} event */
  typed(event) {
    if (event.target instanceof HTMLElement && event.target.closest(".conflict, .evidence")) { return; }
    this.dirty = true;
    showState(words("typing"), "");
    const version = /** @type {HTMLInputElement | null} */ (document.getElementById("phien"))?.value ?? "0";
    store.keep(this.leaf, { texts: this.texts(), version, at: Date.now() });
    this.later(WAIT_AFTER_KEY);
  }

  /** @param {number} wait */
  later(wait) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), wait);
  }

  /** Sends the row; a save under way is waited for, then what was typed meanwhile goes after it. @param {HTMLButtonElement} [button] @returns {Promise<boolean>} */
  async save(button) {
    window.clearTimeout(this.timer);
    if (this.sending) { await this.sending; if (!this.dirty && !button) { return true; } }
    this.sending = this.send(button);
    const done = await this.sending;
    this.sending = null;
    return done;
  }

  /** @param {HTMLButtonElement} [button] of another act on the row, which is saved first @returns {Promise<Response>} */
  post(button) {
    const body = new FormData(this.form);
    if (button) { body.set(button.name, button.value); }
    return fetch(button ? button.formAction : this.form.action, {
      method: "POST", body, headers: { "X-Sheet": "1" }, redirect: "manual", credentials: "same-origin",
    });
  }

  /** @param {HTMLButtonElement} [button] @returns {Promise<boolean>} */
  async send(button) {
    this.dirty = false;
    const slow = window.setTimeout(() => showState(words("sending"), ""), SHOW_SENDING_AFTER);
    try {
      let answer = await this.post(button);
      // Signed in anew in another tab: the mark of this page's forms is old, its text is not.
      if (signedOut(answer) && await renewed(this.form)) { answer = await this.post(button); }
      window.clearTimeout(slow);
      if (signedOut(answer)) {
        this.dirty = true;
        showState(words("signed_out"), "bad");
        showMessage(words("sign_in"), "error", words("again"));
        return false;
      }
      if (answer.status >= 500) { throw new Error(String(answer.status)); }
      this.failures = 0;
      this.take(await answer.text(), answer.status);
      if (answer.status === 200) { if (!this.dirty) { store.drop(this.leaf); } return true; }
      return false;
    } catch {
      window.clearTimeout(slow);
      this.dirty = true;
      showState(words("offline"), "warn");
      showMessage(words("kept"), "warning", words("again"));
      this.later(RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
      this.failures += 1;
      return false;
    }
  }

  /** Puts the parts of an answer in their places, never the box with focus. @param {string} html @param {number} status */
  take(html, status) {
    const parts = document.createElement("template");
    parts.innerHTML = html;
    const active = document.activeElement;
    const typing = active instanceof HTMLElement && active.matches("input, select, textarea") ? active : null;
    for (const part of [...parts.content.children]) {
      if (!(part instanceof HTMLElement) || !part.id) { continue; }
      const place = document.getElementById(part.id);
      if (part.dataset.box) {
        const box = document.getElementById(part.dataset.box);
        if (part.hidden) { box?.removeAttribute("aria-invalid"); } else { box?.setAttribute("aria-invalid", "true"); }
      }
      if (place && !place.contains(typing)) { place.replaceWith(part); }
    }
    if (active && !active.isConnected) {
      // The button that had the focus is gone: on to what took its place, else to the first box.
      const next = this.form.querySelector("#dong-tin input:not([type=hidden]), fieldset input:not([readonly]), textarea");
      if (next instanceof HTMLElement) { next.focus(); }
    }
    const state = document.getElementById("luu");
    if (state) { showState(this.dirty ? words("typing") : state.textContent ?? "", this.dirty ? "" : state.className.replace("save-state", "").trim()); }
    if (status === 409) { document.getElementById("dong-tin")?.scrollIntoView({ block: "nearest" }); }
  }

  /** "Done, on to the next": saves here, then opens the next row. @param {SubmitEvent} event */
  submitted(event) {
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (button?.name === "chon") { this.settled(); return; }
    event.preventDefault();
    if (button?.name === "giu-so") { void this.save(button); return; }
    void this.save().then((saved) => { if (saved) { go(this.form.dataset.next ?? ""); } });
  }

  /** The person chose between both sides of a conflict: nothing of this device is left to send. */
  settled() {
    window.clearTimeout(this.timer);
    this.dirty = false;
    store.drop(this.leaf);
  }

  /** What was typed before this script was there is typed all the same. */
  notice() {
    const differs = [...this.form.elements].some((box) => {
      if (box instanceof HTMLTextAreaElement) { return box.value !== box.defaultValue; }
      if (!(box instanceof HTMLInputElement) || box.type === "hidden" || box.type === "file") { return false; }
      return box.value !== box.defaultValue || box.checked !== box.defaultChecked;
    });
    if (differs && !this.dirty) { this.typed(new Event("input")); }
  }

  /** Texts that were never sent stand in the boxes again. */
  restore() {
    const kept = store.find(this.leaf);
    if (!kept) { return; }
    const now = this.texts();
    if (Object.entries(kept.texts).every(([name, text]) => (now[name] ?? "") === text)) { store.drop(this.leaf); return; }
    for (const [name, text] of Object.entries(kept.texts)) {
      for (const box of this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (box instanceof HTMLInputElement && (box.type === "radio" || box.type === "checkbox")) { box.checked = box.value === text; }
        else if (box instanceof HTMLInputElement || box instanceof HTMLTextAreaElement || box instanceof HTMLSelectElement) { box.value = text; }
      }
    }
    const version = /** @type {HTMLInputElement | null} */ (document.getElementById("phien"));
    if (version) { version.value = kept.version; }
    this.dirty = true;
    showState(words("typing"), "");
    showMessage(words("restored"), "warning", words("again"));
  }
}

/** 1306 → 1.306 on leaving a box of whole numbers. @param {EventTarget | null} box */
function groupDigits(box) {
  if (box instanceof HTMLInputElement && box.dataset.grouped !== undefined && /^\d{4,}$/.test(box.value)) {
    box.value = box.value.replace(/\B(?=(\d{3})+$)/g, ".");
  }
}

/** Opens the row with this number, else closes. @param {string} number */
function go(number) {
  if (sheet()?.classList.contains("one-row")) {
    const links = document.querySelectorAll(".page-acts a");
    const next = number ? links[links.length - 1] : document.querySelector("a.close-row");
    if (next instanceof HTMLAnchorElement) { window.location.assign(next.href); }
    return;
  }
  const address = new URL(window.location.href);
  if (number) { address.searchParams.set("dong", number); } else { address.searchParams.delete("dong"); }
  const htmx = /** @type {any} */ (window).htmx;
  if (!htmx) { window.location.assign(address); return; }
  const closed = openForm()?.dataset.leaf;
  htmx.ajax("GET", address.href, { target: "#phieu", select: "#phieu", swap: "outerHTML" }).then(() => {
    window.history.pushState(null, "", address.href);
    if (!number && closed) { /** @type {HTMLElement | null} */ (document.querySelector(`#dong-${CSS.escape(closed)} a`))?.focus(); }
  });
}

/** @type {Row | null} */
let row = null;

/** Looks at the page anew: after loading and after each swap of the sheet. */
function start() {
  const form = openForm();
  if (form && row?.form !== form) {
    row = sheet()?.dataset.mayFill ? new Row(form) : null;
    row?.restore();
    row?.notice();
    const box = form.querySelector("[aria-invalid='true'], fieldset:not([disabled]) input:not([type=hidden]):not([readonly]), textarea:not([readonly])");
    if (box instanceof HTMLElement && !sheet()?.classList.contains("one-row")) { box.focus(); }
  } else if (!form) { row = null; }
  for (const button of document.querySelectorAll("button.fold")) { fold(/** @type {HTMLElement} */ (button), folded().includes(/** @type {HTMLElement} */ (button).dataset.field ?? "")); }
}

/** @returns {string} */
const foldKey = () => `gap:${sheet()?.dataset.person ?? ""}`;
/** @returns {string[]} */
function folded() {
  if (new URL(window.location.href).search.match(/loc=|q=/)) { return []; }
  try { return JSON.parse(localStorage.getItem(foldKey()) ?? "[]"); } catch { return []; }
}
/** @param {HTMLElement} button @param {boolean} shut */
function fold(button, shut) {
  const body = document.getElementById(button.getAttribute("aria-controls") ?? "");
  const keep = shut && !body?.querySelector(".open-row");
  button.setAttribute("aria-expanded", String(!keep));
  if (body) { body.hidden = keep; }
}
/** @param {string[]} fields */
function rememberFolded(fields) {
  try { localStorage.setItem(foldKey(), JSON.stringify(fields)); } catch { /* forbidden */ }
  start();
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const button = /** @type {HTMLElement | null} */ (target?.closest("button.fold") ?? null);
  if (button) {
    const field = button.dataset.field ?? "";
    rememberFolded(folded().includes(field) ? folded().filter((each) => each !== field) : [...folded(), field]);
  }
  const all = /** @type {HTMLElement | null} */ (target?.closest("[data-unfold]") ?? null);
  if (all) {
    const fields = [...document.querySelectorAll("button.fold")].map((each) => /** @type {HTMLElement} */ (each).dataset.field ?? "");
    rememberFolded(all.dataset.unfold === "1" ? [] : fields);
  }
  if (target?.closest("a[data-drops-mine]")) { row?.settled(); }
  if (target?.closest("[data-shuts-history]")) { document.getElementById("lich-su-cho")?.replaceChildren(); }
  const close = target?.closest("a.close-row");
  if (close && !sheet()?.classList.contains("one-row")) { event.preventDefault(); void shut(); }
});

// Another row is asked for: what is typed in this one goes first.
document.addEventListener("htmx:confirm", (event) => {
  if (!row?.dirty || !(event.target instanceof Element) || !event.target.matches(".row-link")) { return; }
  event.preventDefault();
  const proceed = /** @type {any} */ (event).detail.issueRequest;
  void row.save().then((saved) => { if (saved) { proceed(true); } });
});

/** Closes the open row; saves what is unsaved first. */
async function shut() {
  if (row?.dirty && !(await row.save())) { return; }
  go("");
}

document.addEventListener("keydown", (event) => {
  const inBox = event.target instanceof HTMLElement && event.target.matches("input, select, textarea");
  const form = openForm();
  if (event.key === "?" && !inBox) { /** @type {HTMLDialogElement | null} */ (document.getElementById("phim"))?.showModal(); }
  if (!form || document.querySelector("dialog[open]")) { return; }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    const next = form.dataset.next ?? "";
    void (row ? row.save() : Promise.resolve(true)).then((saved) => { if (saved) { go(next); } });
  } else if (event.key === "Escape") { void shut(); }
  else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const number = (event.key === "ArrowDown" ? form.dataset.next : form.dataset.previous) ?? "";
    if (number) { void (row?.dirty ? row.save() : Promise.resolve(true)).then((saved) => { if (saved) { go(number); } }); }
  } else if (event.key === "Enter" && event.target instanceof HTMLInputElement && form.contains(event.target)) {
    event.preventDefault();
    const boxes = [...form.querySelectorAll("input:not([type=hidden]):not([readonly]), select, textarea")].filter((box) => !box.matches(":disabled"));
    const next = boxes[boxes.indexOf(event.target) + 1];
    if (next instanceof HTMLElement) { next.focus(); }
  }
});

// Signing out deletes what was never sent, after a warning.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !/logout|thoat|dang-xuat/.test(form.action)) { return; }
  const keys = store.mine();
  if (keys.length && !window.confirm(words("leaving"))) { event.preventDefault(); return; }
  keys.forEach((key) => localStorage.removeItem(key));
});

window.addEventListener("online", () => { if (row?.dirty) { void row.save(); } });
window.addEventListener("beforeunload", (event) => { if (row?.dirty) { event.preventDefault(); } });
document.addEventListener("htmx:afterSettle", start);
start();
