/* Elements out of plain text. Nothing here parses markup, so nothing that was quoted can become any. */

/** Returns an element; attributes that are null are left out, children that are null as well. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** Returns a day such as "2020-10-12" as people write it. */
export function writeDay(published) {
  const day = new Date(`${published}T00:00:00Z`);
  if (Number.isNaN(day.valueOf())) return published;
  const language = document.documentElement.lang || "en";
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeZone: "UTC" }).format(day);
}

export function capitalise(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Returns what is said of a source under its title: page, kind, speaker, date. */
export function writeFacts(citation) {
  const speaker = [citation.speaker, citation.role].filter(Boolean).join(", ");
  const published = citation.published ? writeDay(citation.published) : "";
  const page = citation.page ? `Page ${citation.page}` : "";
  return [page, capitalise(citation.kind), speaker, published].filter(Boolean).join(" · ");
}
