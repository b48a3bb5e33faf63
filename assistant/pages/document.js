/* Brings the quotation into view and copies addresses. Without this script the links do the same. */

const TOLD_MILLISECONDS = 4000;
const quote = document.getElementById("quote");
const told = document.querySelector("[data-told]");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
let telling = 0;

function show(behavior) {
  quote.scrollIntoView({ block: "center", behavior });
  quote.focus({ preventScroll: true });
}

function tell(message) {
  told.textContent = message;
  clearTimeout(telling);
  telling = setTimeout(() => { told.textContent = ""; }, TOLD_MILLISECONDS);
}

async function copy(link) {
  try {
    await navigator.clipboard.writeText(link.href);
    tell("Link copied");
  } catch {
    location.assign(link.href); // Its address is then the link.
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-copy]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  copy(link);
});

if (quote) {
  if (["", "#quote"].includes(location.hash)) show("auto");
  document.querySelector("[data-show]").addEventListener("click", (event) => {
    event.preventDefault();
    show(calm ? "auto" : "smooth");
  });
}
