/* An answer as people see it: quotations, each with the way to its source.

   Everything is drawn for a `view`: the service (for links) and the wording. A click on a citation sends `cite`, with
   the citation and those beside it, up to whoever opens sources. */

import { make, makeButton, makeLink } from "./making.js";

let notes = 0; // For ids; tooltips have to be named.

/** Returns a link to a citation's document; a plain click on it opens the source beside the chat. */
function makeCitationLink(citation, citations, view, attributes, ...children) {
  const link = makeLink(view.service.linkTo(citation) ?? "about:", attributes, ...children);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // A new tab or window, as ever.
    event.preventDefault();
    link.dispatchEvent(new CustomEvent("cite", { bubbles: true, detail: { citation, citations, opener: link } }));
  });
  return link;
}

/** Returns the numbered link to a source and the note that shows on hover and focus. */
function makeChip(citation, citations, view) {
  const id = `note-${(notes += 1)}`;
  const name = view.wording.nameCitation(citation);
  const chip = makeCitationLink(
    citation, citations, view, { class: "chip", part: "citation", "aria-label": name, "aria-describedby": id }, `${citation.number}`,
  );
  const note = make(
    "span",
    { class: "note", id, role: "tooltip" },
    make("strong", { dir: "auto" }, citation.title),
    make("span", { class: "facts", dir: "auto" }, view.wording.writeFacts(citation)),
    make("q", { dir: "auto" }, citation.quote),
  );
  const rouse = () => chip.classList.remove("dismissed");
  chip.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || chip.classList.contains("dismissed")) return;
    event.preventDefault(); // The note goes first; what is around it stays open.
    chip.classList.add("dismissed");
  });
  chip.addEventListener("click", () => chip.classList.add("dismissed")); // The source says the same, and more.
  chip.addEventListener("blur", () => { if (!chip.matches(":hover")) rouse(); });
  chip.addEventListener("mouseleave", rouse);
  return [chip, note];
}

/** Returns the quotation with the short answer set off, where it can be found at its place. */
function emphasise(statement, citation, short) {
  if (!short || !citation || short.citation !== citation.number || statement.text !== citation.quote) return [statement.text];
  const points = [...citation.quote]; // Offsets are code points.
  const [from, to] = [short.start - citation.start, short.end - citation.start];
  const cut = (start, end) => points.slice(start, end).join("");
  if (from < 0 || cut(from, to) !== short.text) return [statement.text];
  return [cut(0, from), make("strong", {}, short.text), cut(to)];
}

function find(citations, number) {
  return citations.find((citation) => citation.number === number);
}

/** Returns one statement: its words and the links that prove them. */
export function renderStatement(statement, citations, view, short = null) {
  const cited = statement.citations.map((number) => find(citations, number)).filter(Boolean);
  const chips = cited.flatMap((one) => makeChip(one, citations, view));
  return make(
    "blockquote",
    { class: "statement", part: "statement" },
    statement.earlier ? make("p", { class: "facts" }, view.wording.say("earlier")) : null,
    make("p", { dir: "auto" }, ...emphasise(statement, cited[0], short), " ", ...chips),
  );
}

function renderLead(answer, view) {
  const short = answer.short_answer;
  if (!short) return null;
  const citation = find(answer.citations, short.citation);
  const chip = citation ? makeChip(citation, answer.citations, view) : [];
  return make("p", { class: "lead", part: "short-answer" }, make("strong", { dir: "auto" }, short.text), " ", ...chip);
}

/** Returns the citations in groups of one document each, in the order of their first number. */
function groupByDocument(citations) {
  const groups = new Map();
  for (const citation of citations) {
    groups.set(citation.document_id, [...(groups.get(citation.document_id) ?? []), citation]);
  }
  return [...groups.values()];
}

function renderSource(group, citations, view) {
  const [first] = group;
  return make(
    "li",
    {},
    make("span", { class: "number" }, group.map((citation) => citation.number).join(", ")),
    makeCitationLink(first, citations, view, { dir: "auto" }, first.title),
    make("span", { class: "facts", dir: "auto" }, view.wording.writeFacts(first)),
  );
}

function renderSources(answer, view) {
  const groups = groupByDocument(answer.citations);
  if (!groups.length) return null;
  const list = make("ul", { role: "list" }, ...groups.map((group) => renderSource(group, answer.citations, view)));
  return make("section", { class: "sources" }, make("h3", {}, view.wording.count("sources", groups.length)), list);
}

/** Returns the sides of a disagreement next to each other, each under the name of who says so. */
function renderSides(answer, view) {
  const sides = answer.statements.map((statement) => {
    const cited = statement.citations.map((number) => find(answer.citations, number)).filter(Boolean);
    const named = groupByDocument(cited).flatMap(([first]) => [
      make("h3", { dir: "auto" }, first.title),
      make("p", { class: "facts", dir: "auto" }, view.wording.writeFacts(first)),
    ]);
    return make("section", { class: "side" }, ...named, renderStatement(statement, answer.citations, view)); // No value is set off: none is the right one.
  });
  return make("div", { class: "sides" }, ...sides);
}

function renderNearest(nearest, view) {
  if (!nearest.length) return null;
  const quotations = nearest.map((citation) =>
    make(
      "figure",
      {},
      make("blockquote", { dir: "auto" }, citation.quote),
      make(
        "figcaption",
        {},
        makeCitationLink(citation, nearest, view, { dir: "auto" }, citation.title),
        make("span", { class: "facts", dir: "auto" }, view.wording.writeFacts(citation)),
      ),
    ),
  );
  return make("section", { class: "nearest" }, make("h3", {}, view.wording.say("closest")), ...quotations);
}

/** Returns questions as buttons; whoever holds them listens for clicks on `data-question`. */
export function renderQuestions(questions, heading) {
  if (!questions.length) return null;
  const buttons = questions.map((question) =>
    make("li", {}, make("button", { type: "button", class: "suggestion", "data-question": question, dir: "auto" }, question)),
  );
  return make("section", { class: "suggestions" }, make("h3", {}, heading), make("ul", { role: "list" }, ...buttons));
}

/** Returns what was searched for, where it is not what was asked, and a way to correct it. */
function renderQuery(answer, view, correct) {
  const plain = (text) => text.trim().toLowerCase();
  if (!answer.query || plain(answer.query) === plain(answer.question)) return null;
  const button = makeButton(view.wording.say("correct"), { class: "plain last" }, () => correct(answer.query));
  return make("p", { class: "searched" }, view.wording.say("searched"), " ", make("q", { dir: "auto" }, answer.query), " ", button);
}

const EXPLAINED = new Set(["not_in_sources", "detail_not_told", "unclear_reference", "index_empty", "nothing_admitted"]);

/** Returns why there is no answer; in the service's own words where the reason is a new one. */
function explain({ reason, message, words = [], nearest }, wording) {
  if (!EXPLAINED.has(reason)) return message;
  const key = reason === "not_in_sources" && words.length ? "not_mentioned" : reason;
  const said = wording.say(key, { words: wording.join(words) });
  return nearest.length && key !== "detail_not_told" ? `${said} ${wording.say("below")}` : said;
}

const BODIES = {
  answered: (answer, view) => [
    renderLead(answer, view),
    ...answer.statements.map((statement) => renderStatement(statement, answer.citations, view, answer.short_answer)),
    renderSources(answer, view),
  ],
  conflicting: (answer, view) => [
    make("p", { class: "label" }, view.wording.say("differ")),
    renderSides(answer, view),
    renderSources(answer, view),
  ],
  abstained: (answer, view) => [
    make("p", { class: "label" }, view.wording.say("silent")),
    make("p", { class: "message" }, explain(answer.abstention, view.wording)),
    renderNearest(answer.abstention.nearest, view),
  ],
};

/**
 * Returns a whole answer.
 *
 * @param correct Called with the completed query when the person wants to correct it.
 */
export function renderAnswer(answer, view, correct) {
  const body = make("div", { class: `body ${answer.outcome}` }, ...BODIES[answer.outcome](answer, view));
  const next = renderQuestions(answer.suggestions, view.wording.say("next"));
  return make("div", { class: "answer", part: "answer" }, renderQuery(answer, view, correct), body, next);
}

/** Returns an answer as plain text with its quotations and where they stand, to be pasted elsewhere. */
export function writeAnswer(question, answer, { service, wording }) {
  const cited = answer.citations.length ? answer.citations : (answer.abstention?.nearest ?? []);
  const sources = cited.map(
    (one) => `[${one.number}] ${one.title} (${wording.writeFacts(one)}): “${one.quote}”\n${service.linkTo(one) ?? ""}`,
  );
  return [question, answer.text, ...sources].join("\n\n");
}
