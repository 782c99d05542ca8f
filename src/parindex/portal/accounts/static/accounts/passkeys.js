// @ts-check
// Says in words on the page what the browser refused; without it the refusal would stand in the console only.

document.addEventListener("allauth.error", (event) => {
  const trouble = document.getElementById("passkey-trouble");
  if (trouble) { event.preventDefault(); trouble.hidden = false; }
});
