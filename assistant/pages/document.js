/* Brings the quotation into view and copies its address. Without this script the links do the same. */

const quote = document.getElementById("quote");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

function show(behavior) {
  quote.scrollIntoView({ block: "center", behavior });
  quote.focus({ preventScroll: true });
}

async function copy(link, told) {
  try {
    await navigator.clipboard.writeText(link.href);
    told.textContent = "Copied";
    setTimeout(() => { told.textContent = ""; }, 4000);
  } catch {
    location.assign(link.href);
    told.textContent = "The address of this page is the link";
  }
}

if (quote) {
  show("auto");
  document.querySelector("[data-show]").addEventListener("click", (event) => {
    event.preventDefault();
    show(calm ? "auto" : "smooth");
  });
  const link = document.querySelector("[data-copy]");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    copy(link, document.querySelector("[data-copied]"));
  });
}
