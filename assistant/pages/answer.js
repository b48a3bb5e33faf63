/* An answer as people see it: quotations, each with the way to its source. */

import { make, writeFacts } from "./making.js";

let notes = 0; // For ids; tooltips have to be named.

function linkTo(citation, server) {
  const url = new URL(citation.url, server);
  if (url.origin !== server.origin) return null;
  url.hash = "quote";
  return url.href;
}

function quoted(text) {
  return `“${text}”`;
}

/** Returns the numbered link to a source and the note that shows on hover and focus. */
function makeChip(citation, server) {
  const id = `note-${(notes += 1)}`;
  const chip = make(
    "a",
    {
      class: "chip",
      href: linkTo(citation, server),
      "aria-label": `Source ${citation.number}: ${citation.title}`,
      "aria-describedby": id,
    },
    `${citation.number}`,
  );
  const note = make(
    "span",
    { class: "note", id, role: "tooltip" },
    make("strong", { dir: "auto" }, citation.title),
    make("span", { class: "facts" }, writeFacts(citation)),
    make("q", { dir: "auto" }, citation.quote),
  );
  const rouse = () => chip.classList.remove("dismissed");
  chip.addEventListener("keydown", (event) => {
    if (event.key === "Escape") chip.classList.add("dismissed");
  });
  chip.addEventListener("blur", rouse);
  chip.addEventListener("mouseleave", rouse);
  return [chip, note];
}

/** Returns the quotation with the short answer set off, where it can be found at its place. */
function emphasise(statement, citation, short) {
  if (!short || !citation || short.citation !== citation.number || statement.text !== citation.quote) return [statement.text];
  const points = [...citation.quote];
  const [from, to] = [short.start - citation.start, short.end - citation.start];
  const cut = (start, end) => points.slice(start, end).join("");
  if (from < 0 || cut(from, to) !== short.text) return [statement.text];
  return [cut(0, from), make("strong", {}, short.text), cut(to)];
}

function find(citations, number) {
  return citations.find((citation) => citation.number === number);
}

/** Returns one statement: its words and the links that prove them. */
export function renderStatement(statement, citations, server, short = null) {
  const cited = statement.citations.map((number) => find(citations, number)).filter(Boolean);
  return make(
    "blockquote",
    { class: "statement" },
    make("p", { dir: "auto" }, ...emphasise(statement, cited[0], short), " ", ...cited.flatMap((one) => makeChip(one, server))),
  );
}

function renderLead(answer, server) {
  const short = answer.short_answer;
  if (!short) return null;
  const citation = find(answer.citations, short.citation);
  return make("p", { class: "lead" }, make("strong", { dir: "auto" }, short.text), " ", ...(citation ? makeChip(citation, server) : []));
}

/** Returns the citations in groups of one document each, in the order of their first number. */
function groupByDocument(citations) {
  const groups = new Map();
  for (const citation of citations) {
    groups.set(citation.document_id, [...(groups.get(citation.document_id) ?? []), citation]);
  }
  return [...groups.values()];
}

function renderSource(group, server) {
  const [first] = group;
  return make(
    "li",
    {},
    make("span", { class: "number" }, group.map((citation) => citation.number).join(", ")),
    make("a", { href: linkTo(first, server), dir: "auto" }, first.title),
    make("span", { class: "facts" }, writeFacts(first)),
  );
}

function renderSources(answer, server) {
  const groups = groupByDocument(answer.citations);
  if (!groups.length) return null;
  const list = make("ul", { role: "list" }, ...groups.map((group) => renderSource(group, server)));
  return make("section", { class: "sources" }, make("h3", {}, groups.length === 1 ? "Source" : "Sources"), list);
}

/** Returns the sides of a disagreement next to each other, each under the name of who says so. */
function renderSides(answer, server) {
  const sides = answer.statements.map((statement) => {
    const cited = statement.citations.map((number) => find(answer.citations, number)).filter(Boolean);
    const named = groupByDocument(cited).flatMap(([first]) => [
      make("h3", { dir: "auto" }, first.title),
      make("p", { class: "facts" }, writeFacts(first)),
    ]);
    return make("section", { class: "side" }, ...named, renderStatement(statement, answer.citations, server)); // No value is set off: none is the right one.
  });
  return make("div", { class: "sides" }, ...sides);
}

function renderNearest(nearest, server) {
  if (!nearest.length) return null;
  const quotations = nearest.map((citation) =>
    make(
      "figure",
      {},
      make("blockquote", { dir: "auto" }, citation.quote),
      make(
        "figcaption",
        {},
        make("a", { href: linkTo(citation, server), dir: "auto" }, citation.title),
        make("span", { class: "facts" }, writeFacts(citation)),
      ),
    ),
  );
  return make("section", { class: "nearest" }, make("h3", {}, "What comes closest"), ...quotations);
}

function renderSuggestions(answer) {
  if (!answer.suggestions.length) return null;
  const buttons = answer.suggestions.map((suggestion) =>
    make("li", {}, make("button", { type: "button", class: "suggestion", "data-question": suggestion }, suggestion)),
  );
  return make("section", { class: "suggestions" }, make("h3", {}, "Ask next"), make("ul", { role: "list" }, ...buttons));
}

/** Returns what was searched for, where it is not what was asked. */
function renderQuery(answer) {
  const plain = (text) => text.trim().toLowerCase();
  if (!answer.query || plain(answer.query) === plain(answer.question)) return null;
  return make("p", { class: "searched" }, "Searched for ", make("q", { dir: "auto" }, answer.query));
}

const BODIES = {
  answered: (answer, server) => [
    renderLead(answer, server),
    ...answer.statements.map((statement) => renderStatement(statement, answer.citations, server, answer.short_answer)),
    renderSources(answer, server),
  ],
  conflicting: (answer, server) => [
    make("p", { class: "label" }, "The sources differ"),
    renderSides(answer, server),
    renderSources(answer, server),
  ],
  abstained: (answer, server) => [
    make("p", { class: "label" }, "No answer in the sources"),
    make("p", { class: "message" }, answer.abstention.message),
    renderNearest(answer.abstention.nearest, server),
  ],
};

/** Returns a whole answer. */
export function renderAnswer(answer, server) {
  const body = make("div", { class: `body ${answer.outcome}` }, ...BODIES[answer.outcome](answer, server));
  return make("div", { class: "answer" }, renderQuery(answer), body, renderSuggestions(answer));
}

/** Returns an answer as plain text with its quotations and where they stand, to be pasted elsewhere. */
export function writeAnswer(question, answer, server) {
  const cited = answer.citations.length ? answer.citations : (answer.abstention?.nearest ?? []);
  const sources = cited.map((one) => `[${one.number}] ${one.title} (${writeFacts(one)}): ${quoted(one.quote)}\n${linkTo(one, server) ?? ""}`);
  return [question, answer.text, ...sources].join("\n\n");
}
