"use strict";
(() => {
  const form = document.getElementById("filters");
  const count = document.getElementById("count");
  const entries = [...document.querySelectorAll(".entries > li")];
  const texts = entries.map((entry) => entry.textContent.toLowerCase());

  // The filters live in the address, so that a view can be sent to somebody.
  const read = () => new URLSearchParams(location.hash.slice(1));

  function apply() {
    const wanted = Object.fromEntries(new FormData(form));
    const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    entries.forEach((entry, place) => {
      const fits =
        (!wanted.verdict || entry.dataset.verdict === wanted.verdict) &&
        (!wanted.tag || entry.dataset.tags.split(" ").includes(wanted.tag)) &&
        (!wanted.part || entry.dataset.part === wanted.part) &&
        words.every((word) => texts[place].includes(word));
      entry.hidden = !fits;
      shown += fits;
    });
    count.value = `${shown} of ${entries.length}`;
    const state = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
    history.replaceState(null, "", `${location.pathname}${location.search}${state.size ? `#${state}` : ""}`);
  }

  form.hidden = false;
  for (const [name, value] of read()) {
    if (form.elements[name]) form.elements[name].value = value;
  }
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
})();
