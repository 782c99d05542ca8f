// @ts-check
/**
 * Sends files in pieces to every `[data-drop-zone]`: chosen, dropped or photographed, two at a time, with the progress
 * of each in words. A broken line is tried again after 2, 5, 15 and 30 s; after a reload the same file, chosen again,
 * goes on where it stopped (the server knows it by place, name, size and digest). Pages work without this module.
 */

/** @typedef {{id: string, received: number, size: number, part: number, refusal?: string}} Standing */
/** @typedef {{file: File, zone: string, line: HTMLElement, standing: Standing | null, stopped: boolean}} Arrival */

const WAITS = [2, 5, 15, 30];
const AT_ONCE = 2;
const LARGEST_DIGEST = 64 * 1024 * 1024;
/** @type {Arrival[]} */
const queue = [];
let running = 0;
/** @type {Promise<void>} */
let taking = Promise.resolve();

/** An error that trying again does not mend. */
class Refused extends Error {}

/** @param {string} id @returns {HTMLElement} */
function zoneOf(id) {
  const zone = document.getElementById(id);
  if (!zone) { throw new Refused("the row is gone"); }
  return zone;
}

/** @param {HTMLElement} zone @param {string} word @returns {string} */
const say = (zone, word) => zone.getAttribute(`data-say-${word}`) || "";

/** The token stands on the body for htmx; the cookie is out of reach of scripts. @returns {string} */
function token() {
  return JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
}

/** Signing in anew voids the token of this page: takes that of a fresh one, if the same person signed in. */
async function renewToken() {
  const answer = await fetch(window.location.href, { credentials: "same-origin", redirect: "manual" });
  if (!answer.ok) { return; }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  /** @param {Document} page @returns {string | null | undefined} */
  const person = (page) => page.querySelector("[data-person]")?.getAttribute("data-person");
  if (person(fresh) === person(document)) {
    document.body.setAttribute("hx-headers", fresh.body.getAttribute("hx-headers") ?? "{}");
  }
}

/** What the server says; a page in its stead means that the token is of an earlier sign-in.
 * @param {Response} answer @returns {Promise<any>} */
async function said(answer) {
  if (!(answer.headers.get("Content-Type") ?? "").includes("json")) { throw new Refused("signed-out"); }
  return answer.json();
}

/** @param {number} bytes @returns {string} */
function size(bytes) {
  const [number, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${number.toLocaleString(document.documentElement.lang || "vi", { maximumFractionDigits: 1 })} ${unit}`;
}

/**
 * @param {string} address @param {RequestInit} what
 * @returns {Promise<Response>} the answer; a sign-in page in its stead is a refusal
 */
async function ask(address, what) {
  const headers = { "X-CSRFToken": token(), ...(what.headers || {}) };
  const answer = await fetch(address, { ...what, headers, credentials: "same-origin", redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 401) { throw new Refused("signed-out"); }
  if (answer.status >= 500 || answer.status === 429) { throw new Error(`answer ${answer.status}`); }
  return answer;
}

/** @param {Arrival} arrival @param {string} words @param {boolean} [wrong] */
function show(arrival, words, wrong = false) {
  const place = /** @type {HTMLElement} */ (arrival.line.querySelector(".state"));
  place.textContent = words;
  place.classList.toggle("wrong", wrong);
  const bar = /** @type {HTMLProgressElement} */ (arrival.line.querySelector("progress"));
  bar.max = Math.max(arrival.file.size, 1);
  bar.value = arrival.standing ? arrival.standing.received : 0;
  bar.hidden = wrong;
}

/** @param {Arrival} arrival */
function progress(arrival) {
  const done = arrival.standing ? arrival.standing.received : 0;
  const share = Math.floor((100 * done) / Math.max(arrival.file.size, 1));
  show(arrival, `${say(zoneOf(arrival.zone), "arrived")} ${size(done)} / ${size(arrival.file.size)} (${share} %)`);
}

/** @param {File} file @returns {Promise<string>} SHA-256 in hex; empty where the browser cannot */
async function digest(file) {
  if (!window.crypto || !crypto.subtle || file.size > LARGEST_DIGEST) { return ""; }
  const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(hash), (each) => each.toString(16).padStart(2, "0")).join("");
}

/** The unit of the row, or the one that is chosen in a box of the page (`data-unit-box`).
 * @param {HTMLElement} zone @returns {string} */
function unitOf(zone) {
  const box = document.getElementById(zone.dataset.unitBox || "");
  return box instanceof HTMLSelectElement ? box.value : zone.dataset.unit || "";
}

/** @param {Arrival} arrival */
async function begin(arrival) {
  const zone = zoneOf(arrival.zone);
  const told = new FormData();
  told.set("unit", unitOf(zone));
  told.set("place", zone.dataset.place || "");
  told.set("name", arrival.file.name);
  told.set("size", String(arrival.file.size));
  try { told.set("sha256", await digest(arrival.file)); } catch { throw new Refused(say(zone, "unreadable")); }
  const answer = await ask(zone.dataset.begin || "", { method: "POST", body: told });
  const standing = await said(answer);
  if (!answer.ok) { throw new Refused(standing.refusal || String(answer.status)); }
  arrival.standing = standing;
}

/** The server has forgotten the file (expired, given up elsewhere): trying again sends it anew.
 * @param {Arrival} arrival @returns {never} */
function lost(arrival) {
  arrival.standing = null;
  throw new Refused(say(zoneOf(arrival.zone), "lost"));
}

/** Sends the pieces that are missing. @param {Arrival} arrival */
async function send(arrival) {
  const zone = zoneOf(arrival.zone);
  while (arrival.standing && arrival.standing.received < arrival.file.size && !arrival.stopped) {
    const { id, received, part } = arrival.standing;
    const address = `${zone.dataset.begin}${id}/`;
    const piece = arrival.file.slice(received, received + part);
    const answer = await ask(`${address}?offset=${received}`, {
      method: "PUT", body: piece, headers: { "Content-Type": "application/octet-stream" },
    });
    if (answer.status === 404) { lost(arrival); }
    const standing = await said(answer);
    if (answer.status === 409) {
      arrival.standing.received = Number(standing.received);
    } else if (!answer.ok) {
      throw new Refused(standing.refusal || String(answer.status));
    } else {
      arrival.standing = standing;
    }
    progress(arrival);
  }
}

/** The whole file is there: becomes evidence; the row's part comes back. One after the other, so that each answer
 * knows the chips of those before. @param {Arrival} arrival @returns {Promise<void>} */
function take(arrival) {
  show(arrival, say(zoneOf(arrival.zone), "checking"));
  const turn = taking.catch(() => undefined).then(() => takeNow(arrival));
  taking = turn;
  return turn;
}

/** @param {Arrival} arrival */
async function takeNow(arrival) {
  const told = new FormData();
  told.set("upload", arrival.standing ? arrival.standing.id : "");
  const answer = await ask(zoneOf(arrival.zone).dataset.take || "", { method: "POST", body: told, headers: { "HX-Request": "true" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(arrival.zone);
  if (answer.status === 404) { lost(arrival); }
  if (!fresh) {
    const words = page.querySelector(".message.error");
    throw new Refused(words && words.textContent ? words.textContent.trim() : String(answer.status));
  }
  const refusal = fresh.querySelector("[data-refusal]");
  refresh(zoneOf(arrival.zone), /** @type {HTMLElement} */ (document.adoptNode(fresh)));
  if (refusal) {
    show(arrival, "", true);
    arrival.line.append(refusal);
    process(arrival.line);
  } else {
    arrival.line.remove();
  }
}

/** Puts the row's new part in place of the old one; lines of other files on their way move along.
 * @param {HTMLElement} zone @param {HTMLElement} fresh */
function refresh(zone, fresh) {
  const lines = zone.querySelector(".arrivals");
  const place = fresh.querySelector(".arrivals");
  if (lines && place) { place.replaceWith(lines); }
  zone.replaceWith(fresh);
  process(fresh);
}

/** @param {Element} element */
function process(element) {
  const htmx = /** @type {{process?: (element: Element) => void} | undefined} */ (/** @type {any} */ (window).htmx);
  if (htmx && htmx.process) { htmx.process(element); }
}

/** @param {number} seconds @returns {Promise<void>} */
const pause = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

/** One file from the first byte to the chip. @param {Arrival} arrival */
async function carry(arrival) {
  for (let tries = 0; !arrival.stopped; tries += 1) {
    try {
      if (!arrival.standing) { await begin(arrival); }
      progress(arrival);
      await send(arrival);
      if (!arrival.stopped) { await take(arrival); }
      return;
    } catch (problem) {
      const zone = document.getElementById(arrival.zone);
      if (!zone) { return; }
      if (problem instanceof Refused || tries >= WAITS.length) {
        const words = problem instanceof Refused ? problem.message : say(zone, "broken");
        const signedOut = words === "signed-out";
        show(arrival, signedOut ? say(zone, "signed-out") : words, true);
        offerAgain(arrival, zone, signedOut);
        return;
      }
      show(arrival, say(zone, "broken"));
      await pause(WAITS[tries]);
    }
  }
}

/** @param {Arrival} arrival @param {HTMLElement} zone @param {boolean} signedOut */
function offerAgain(arrival, zone, signedOut) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = say(zone, "again");
  button.addEventListener("click", async () => {
    button.remove();
    if (signedOut) { await renewToken().catch(() => undefined); }
    queue.push(arrival);
    next();
  });
  arrival.line.append(button);
}

/** @param {Arrival} arrival */
function giveUp(arrival) {
  arrival.stopped = true;
  const zone = document.getElementById(arrival.zone);
  if (zone && arrival.standing) {
    ask(`${zone.dataset.begin}${arrival.standing.id}/`, { method: "DELETE" }).catch(() => undefined);
  }
  arrival.line.remove();
}

function next() {
  while (running < AT_ONCE && queue.length) {
    const arrival = /** @type {Arrival} */ (queue.shift());
    running += 1;
    carry(arrival).finally(() => { running -= 1; next(); showAll(arrival.zone); });
  }
}

/** Where the page shows more than the row (`data-reload` around it), it is loaded again once nothing is left to tell.
 * @param {string} id */
function showAll(id) {
  const zone = document.getElementById(id);
  if (zone && !running && zone.closest("[data-reload]") && !zone.querySelector(".arrivals li")) { location.reload(); }
}

/** @param {HTMLElement} zone @param {Iterable<File>} files */
function add(zone, files) {
  const lines = zone.querySelector(".arrivals");
  if (!lines) { return; }
  for (const file of files) {
    const line = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = file.name;
    const state = document.createElement("span");
    state.className = "state";
    const stop = document.createElement("button");
    stop.type = "button";
    stop.textContent = say(zone, "give-up");
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", file.name);
    line.append(name, bar, state, stop);
    lines.append(line);
    /** @type {Arrival} */
    const arrival = { file, zone: zone.id, line, standing: null, stopped: false };
    stop.addEventListener("click", () => giveUp(arrival));
    show(arrival, say(zone, "waiting"));
    queue.push(arrival);
  }
  next();
}

/** @param {Event} event @returns {HTMLElement | null} */
function zoneAt(event) {
  return event.target instanceof Element ? event.target.closest("[data-drop-zone]") : null;
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || !box.matches("[data-drop-zone] [data-files]")) { return; }
  event.stopPropagation();
  const zone = zoneAt(event);
  if (zone && box.files) { add(zone, Array.from(box.files)); }
  box.value = "";
}, true);

// A file box is no figure of the row around it: its `input` is not the row's affair either.
document.addEventListener("input", (event) => {
  if (event.target instanceof Element && event.target.matches("[data-drop-zone] [data-files]")) { event.stopPropagation(); }
}, true);

document.addEventListener("dragover", (event) => {
  const zone = zoneAt(event);
  if (zone) { event.preventDefault(); zone.classList.add("over"); }
});

document.addEventListener("dragleave", (event) => { zoneAt(event)?.classList.remove("over"); });

document.addEventListener("drop", (event) => {
  const zone = zoneAt(event);
  if (!zone || !event.dataTransfer) { return; }
  event.preventDefault();
  zone.classList.remove("over");
  add(zone, Array.from(event.dataTransfer.files));
});

window.addEventListener("beforeunload", (event) => {
  if (running) { event.preventDefault(); } // what has arrived is kept, what has not would have to be chosen again
});
