/* The source of a quotation, beside the chat; where there is no room beside it, a sheet over its lower part. */

import { make, makeButton, makeLink } from "./making.js";

const LEAST_WIDTH = 340; // Pixels; what is narrower cannot be read.
const GREATEST_WIDTH = 640;
const GAP = 16;

export class SourcePane {
  #view;
  #besides;
  #parts;
  #reading = null;
  #opener = null;
  #shown = null;

  /** @param besides The element that the pane is to stand beside. */
  constructor(view, besides) {
    this.#view = view;
    this.#besides = besides;
    const say = (key) => view.wording.say(key);
    const heading = make("h2", { id: "source-title", dir: "auto" });
    const facts = make("p", { class: "facts", dir: "auto" });
    const place = make("span", { class: "place" });
    const before = makeButton("‹", { class: "step", "aria-label": say("before") }, () => this.#step(-1));
    const after = makeButton("›", { class: "step", "aria-label": say("after") }, () => this.#step(1));
    const whole = make("span", {});
    const shut = makeButton("×", { class: "shut", "aria-label": say("shut") }, () => this.close());
    const text = make("div", { class: "text", part: "source-text", tabindex: "0", role: "region", "aria-labelledby": "source-title" });
    const steps = make("div", { class: "steps" }, before, place, after);
    this.element = make(
      "section",
      { class: "pane", part: "source", role: "dialog", "aria-label": say("pane"), popover: "manual" },
      make("header", {}, make("div", { class: "bar" }, steps, shut), heading, facts, whole),
      text,
    );
    this.#parts = { heading, facts, place, before, after, whole, text, steps };
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
    addEventListener("resize", () => this.#settle());
  }

  get isOpen() {
    return this.element.matches(":popover-open");
  }

  /** Shows a citation's document at its quotation; closing gives the focus back to the opener. */
  async open(citation, citations, opener) {
    this.#opener = opener;
    this.#shown = { citation, citations };
    this.#describe(citation, citations);
    if (!this.isOpen) this.element.showPopover();
    this.#settle();
    this.#reading?.abort();
    const reading = (this.#reading = new AbortController());
    this.#say("loading");
    try {
      const document = await this.#view.service.readMarked(citation, reading.signal);
      if (reading.signal.aborted) return;
      this.#fill(document);
    } catch (error) {
      if (error.name !== "AbortError") this.#say("unopened");
    }
  }

  /** Hides the pane; the focus goes back to where it came from. */
  close() {
    if (!this.isOpen) return;
    this.#reading?.abort();
    this.element.hidePopover();
    this.#opener?.focus();
  }

  #describe(citation, citations) {
    const { heading, facts, place, before, after, whole, steps } = this.#parts;
    const { service, wording } = this.#view;
    const position = citations.indexOf(citation);
    heading.textContent = citation.title;
    facts.textContent = wording.writeFacts(citation);
    place.textContent = wording.say("place", { number: position + 1, count: citations.length });
    steps.hidden = citations.length < 2;
    before.disabled = position <= 0;
    after.disabled = position >= citations.length - 1;
    whole.replaceChildren(makeLink(service.linkTo(citation) ?? "about:", { class: "whole" }, wording.say("whole")));
  }

  #step(by) {
    const { citation, citations } = this.#shown;
    const next = citations[citations.indexOf(citation) + by];
    if (next) this.open(next, citations, this.#opener);
  }

  #say(key) {
    const { text } = this.#parts;
    text.replaceChildren(make("p", { class: "notice", role: "status" }, this.#view.wording.say(key)));
    text.focus({ preventScroll: true });
  }

  #fill(document) {
    const { text } = this.#parts;
    text.lang = document.language;
    const change = this.#renderChange(document);
    text.replaceChildren(...(change ? [change] : []), ...document.groups.map(renderGroup));
    text.scrollTop = 0;
    const [quote] = text.getElementsByTagName("mark");
    if (!quote) return text.focus({ preventScroll: true });
    quote.tabIndex = -1;
    text.scrollTop += quote.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 4;
    quote.focus({ preventScroll: true });
  }

  /** Returns what became of a quotation whose document has changed; null where it is as it was. */
  #renderChange({ change, former, language }) {
    if (!change) return null;
    const { wording } = this.#view;
    const quote = former ? [make("p", {}, wording.say("former")), make("blockquote", { lang: language, dir: "auto" }, former)] : [];
    return make("div", { class: "changed", role: "status", lang: wording.language }, make("p", {}, wording.say(change)), ...quote);
  }

  /** Puts the pane on the side of the chat that has more room, or over its lower part. */
  #settle() {
    if (!this.isOpen) return;
    const chat = this.#besides.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const rooms = { right: width - chat.right, left: chat.left };
    const side = rooms.right >= rooms.left ? "right" : "left";
    const room = rooms[side] - 2 * GAP;
    const beside = room >= LEAST_WIDTH;
    this.element.classList.toggle("beside", beside);
    const { style } = this.element;
    style.setProperty("width", beside ? `${Math.min(room, GREATEST_WIDTH)}px` : "");
    style.setProperty("left", beside && side === "right" ? `${chat.right + GAP}px` : "");
    style.setProperty("right", beside && side === "left" ? `${width - chat.left + GAP}px` : "");
  }
}

function renderGroup({ kind, lines }) {
  if (kind === "heading") {
    return make("div", {}, ...lines.map((line) => make("p", { class: "heading", role: "heading", "aria-level": `${Math.min(line.level + 2, 6)}`, dir: "auto" }, ...renderLine(line))));
  }
  if (kind === "item") return make("ul", { role: "list" }, ...lines.map((line) => make("li", { dir: "auto" }, ...renderLine(line))));
  const group = kind === "paragraph" ? "paragraphs" : "lines";
  return make("div", { class: group }, ...lines.map((line) => make("p", { dir: "auto" }, ...renderLine(line))));
}

function renderLine(line) {
  return line.runs.map((run) => {
    const pieces = run.pieces.map(({ text, marked }) => (marked ? make("mark", {}, text) : text));
    if (run.link) return makeLink(run.link, { target: "_blank" }, ...pieces);
    return run.label ? make("b", {}, ...pieces) : make("span", {}, ...pieces);
  });
}
