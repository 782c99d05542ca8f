// @ts-check
// Keys of the appraisal page: J next, K previous, A accept, Ctrl Enter save, ? the list. Letters work outside boxes
// only and can be switched off. Points of older figures are marked. Everything works without this file.

const OFF = "parindex.appraisal.keys";

/** Whether the person switched the letters off. @returns {boolean} */
function lettersOff() {
  try { return localStorage.getItem(OFF) === "off"; } catch { return false; }
}

/** @param {EventTarget | null} target @returns {boolean} */
function inBox(target) {
  return target instanceof HTMLElement && target.closest("input, select, textarea, [contenteditable]") !== null;
}

/** Does what the element does when it is clicked. @param {string} key */
function press(key) {
  const element = document.querySelector(`[data-key="${key}"]`);
  if (element instanceof HTMLElement) { element.click(); }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    press("enter");
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || inBox(event.target) || lettersOff()) { return; }
  if (document.querySelector("dialog[open]")) { return; }
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k" || key === "a") {
    event.preventDefault();
    press(key);
  } else if (event.key === "?") {
    const list = document.getElementById("phim-tat");
    if (list instanceof HTMLDialogElement) { list.showModal(); }
  }
});

/** Whether the box holds something else than it did when the points were computed. @param {Element} box */
function changed(box) {
  if (box instanceof HTMLInputElement) { return box.value !== box.defaultValue; }
  if (!(box instanceof HTMLSelectElement)) { return false; }
  const [first] = box.options;
  const before = [...box.options].find((option) => option.defaultSelected) ?? first;
  return box.value !== before?.value;
}

// Points below the figures are those of the last computing: while a figure differs from it they say so.
document.addEventListener("input", (event) => {
  const table = event.target instanceof Element ? event.target.closest("table.figures") : null;
  const note = document.querySelector("#cach-tinh [data-older]");
  if (!table || !(note instanceof HTMLElement)) { return; }
  const older = [...table.querySelectorAll("input, select")].some(changed);
  note.hidden = !older;
  document.querySelector("#cach-tinh .figure-large")?.classList.toggle("older", older);
});

const choice = document.getElementById("dung-phim-tat");
if (choice instanceof HTMLInputElement) {
  choice.checked = !lettersOff();
  choice.addEventListener("change", () => {
    try { localStorage.setItem(OFF, choice.checked ? "on" : "off"); } catch { choice.checked = true; }
  });
}

// The open row stands in sight.
document.getElementById("dang-xem")?.scrollIntoView({ block: "nearest" });
