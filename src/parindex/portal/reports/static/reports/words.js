// @ts-check
// Who leaves the page of a document with words that are not saved is asked first. The page works without it.

const words = document.getElementById("words");
if (words instanceof HTMLFormElement) {
  // a form that was refused comes back with what was typed, and that is not saved either
  let unsaved = words.hasAttribute("data-unsaved");
  words.addEventListener("input", () => { unsaved = true; });
  words.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) { event.preventDefault(); } });
}
