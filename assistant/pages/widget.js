/* <palermo-chat>: asks a Palermo service and shows its answers. What stands inside the element is shown until the
   first question; a button in it with a `data-question` asks that question.

   Attributes, read when the element enters a page: `server`, the address of the service (by default where this file
   came from), `mode` (`inline` or `button`), `position` (`right` or `left`, of the button), `theme` (`auto`, `light` or
   `dark`), `lang` (of what the element itself says), `heading` and `greeting`.

   Events, which bubble: `palermo-question`, `palermo-answer`, `palermo-source`. */

import { renderQuestions, renderStatement } from "./static/answer.js";
import { Composer } from "./static/composer.js";
import { Conversation } from "./static/conversation.js";
import { FilterBar } from "./static/filtering.js";
import { make, makeButton } from "./static/making.js";
import { Panel } from "./static/panel.js";
import { Fault, Service } from "./static/service.js";
import { readShareLink } from "./static/sharing.js";
import { SourcePane } from "./static/source.js";
import { makePlace, tab } from "./static/storing.js";
import { renderQuestion, renderTurn } from "./static/turn.js";
import { Wording } from "./static/wording.js";

const STYLES = ["static/colours.css", "static/widget.css", "static/source.css"];
const TOP = "palermo:top"; // How far the page was scrolled.
const SILENT_MILLISECONDS = 1000; // In which what is restored has been drawn, and is not announced.

class PalermoChat extends HTMLElement {
  #view;
  #conversation;
  #asking = null;
  #ready;
  #parts;
  #pending; // The question that has no answer yet: a reload must not lose it.

  connectedCallback() {
    if (this.shadowRoot) return;
    const service = new Service(new URL(this.getAttribute("server") || ".", import.meta.url));
    const wording = new Wording(this.closest("[lang]")?.lang);
    this.#view = { service, wording, judged: false };
    this.#build();
    this.addEventListener("click", (event) => this.#askFrom(event.target.closest("[data-question]")));
    this.#prepare();
  }

  disconnectedCallback() {
    this.#asking?.abort();
  }

  /** Opens the panel, where the chat stands behind a button. */
  open() {
    this.#parts.panel?.open();
  }

  /** Closes the panel, and the source. */
  close() {
    this.#parts.pane.close();
    this.#parts.panel?.close();
  }

  /** Asks a question and shows its answer. */
  async ask(typed) {
    const { composer, filterBar } = this.#parts;
    const question = typed.trim();
    if (this.#asking || !question) return composer.focus();
    const { filters } = filterBar;
    const replacing = composer.isEditing;
    this.#begin(question, filters);
    try {
      await this.#ready;
      const earlier = replacing ? this.#conversation.turns.slice(0, -1) : this.#conversation.turns;
      const answer = await this.#receive({ question, history: this.#conversation.writeHistory(earlier), filters });
      if (replacing) this.#dropLast();
      this.#finish({ question, answer, filters });
    } catch (error) {
      this.#giveUp(question, error, replacing);
    } finally {
      this.#asking = null;
      composer.showBusy(false, this.#conversation.turns.length > 0);
    }
  }

  #build() {
    const { service, wording } = this.#view;
    const key = `palermo:${service.address}`;
    this.#pending = makePlace(`${key}:pending`);
    const styles = STYLES.map((path) => make("link", { rel: "stylesheet", href: new URL(path, service.address).href }));
    const log = make("div", { class: "log", part: "log", role: "log", "aria-label": wording.say("log") });
    const draft = make("div", { class: "draft" });
    const status = make("p", { class: "status", role: "status" });
    const fault = make("div", { class: "fault", role: "alert" });
    const filterBar = new FilterBar(this.#view, makePlace(`${key}:filters`));
    const composer = new Composer(wording, filterBar, {
      ask: (text) => this.ask(text), stop: () => this.#asking?.abort(), clear: () => this.#clear(),
    });
    const begin = make("div", { class: "begin" });
    const frame = make("div", { class: "frame", part: "frame", lang: wording.language }, begin, log, draft, status, fault, composer.element);
    const heading = this.getAttribute("heading");
    const panel = this.getAttribute("mode") === "button" ? new Panel(frame, wording, heading || wording.say("title"), () => this.#enter()) : null;
    const pane = new SourcePane(this.#view, panel?.element ?? frame);
    if (heading && !panel) frame.prepend(make("h2", { class: "heading", part: "heading", dir: "auto" }, heading));
    const shell = make("div", { class: "shell", hidden: true }, ...(panel ? [panel.launcher, panel.element] : [frame]), pane.element);
    this.attachShadow({ mode: "open" }).append(...styles, shell);
    this.#parts = { log, draft, status, fault, composer, filterBar, begin, frame, panel, pane };
    this.#listen();
    Promise.all(styles.map(loaded)).then(() => { shell.hidden = false; });
  }

  #listen() {
    const { frame, pane } = this.#parts;
    frame.addEventListener("click", (event) => this.#askFrom(event.target.closest("[data-question]")));
    frame.addEventListener("cite", ({ detail }) => {
      pane.open(detail.citation, detail.citations, detail.opener);
      this.#report("palermo-source", { citation: detail.citation });
    });
    frame.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || !pane.isOpen) return;
      event.preventDefault();
      pane.close();
    });
    if (this.#isAtHome) addEventListener("pagehide", () => makePlace(TOP).write({ top: scrollY }));
  }

  /** Whether the page is the service's own, which documents lead back to. */
  get #isAtHome() {
    return this.#view.service.address.origin === location.origin && !this.#parts.panel;
  }

  /** Begins where the conversation ended. */
  #enter() {
    const { composer, panel, log } = this.#parts;
    composer.focus();
    if (log.lastElementChild) panel.scroller.scrollTop = log.lastElementChild.offsetTop;
  }

  /** Learns what there is to ask about, takes up the conversation, and asks what the address asks for. */
  async #prepare() {
    const { service } = this.#view;
    const learning = service.describeCollection().catch(() => null); // It is told of when a question is asked.
    this.#ready = learning.then((collection) => {
      this.#view.judged = collection?.feedback ?? false;
      this.#conversation = new Conversation(`palermo:${service.address}`, collection?.generation ?? null, tab);
      this.#greet(collection);
      this.#restore();
      return collection;
    });
    const collection = await this.#ready;
    const link = readShareLink(location.href);
    if (link && document.querySelector("palermo-chat") === this) this.#follow(link, collection);
  }

  #greet(collection) {
    const { wording } = this.#view;
    const greeting = this.getAttribute("greeting") ?? (this.children.length || !collection ? "" : wording.say("greeting", collection));
    const starters = this.querySelector("[data-question]") ? [] : (collection?.starters ?? []);
    const parts = [greeting && make("p", { part: "greeting", dir: "auto" }, greeting), renderQuestions(starters, wording.say("starters"))];
    this.#parts.begin.append(...parts.filter(Boolean), make("slot"));
  }

  #follow({ question, generation, filters }, collection) {
    const { filterBar, panel } = this.#parts;
    history.replaceState(history.state, "", location.pathname + location.search); // A reload does not ask again.
    panel?.open();
    filterBar.set(filters);
    this.ask(question);
    if (generation && collection && generation !== collection.generation) this.#complain(this.#view.wording.say("changed"));
  }

  #askFrom(button) {
    if (button) this.ask(button.dataset.question);
  }

  #begin(question, filters) {
    const { draft, fault, composer, begin } = this.#parts;
    this.#asking = new AbortController();
    if (this.shadowRoot.activeElement?.closest(".begin, .fault")) composer.focus(); // What has it now will be gone.
    fault.replaceChildren();
    begin.hidden = true;
    composer.write("");
    this.#pending.write({ question });
    draft.replaceChildren(renderQuestion(question));
    composer.showBusy(true, true);
    this.#tell(this.#view.wording.say("searching"));
    this.#reveal(draft);
    this.#report("palermo-question", { question, filters });
  }

  async #receive(question) {
    for await (const { event, content } of this.#view.service.ask(question, this.#asking.signal)) {
      if (event === "answer") return content;
      this.#progress(event, content);
    }
  }

  #progress(event, content) {
    const { service, wording } = this.#view;
    if (event === "passages") {
      const passages = wording.count("passage", content.passages.length);
      const documents = wording.count("document", new Set(content.passages.map((passage) => passage.document_id)).size);
      this.#tell(wording.say("reading", { passages, documents }));
    }
    if (event === "statement") this.#parts.draft.append(renderStatement(content.statement, content.citations, { service, wording }));
  }

  #finish(turn) {
    const { draft, log, composer } = this.#parts;
    this.#conversation.add(turn.question, turn.answer, turn.filters);
    this.#pending.write({});
    composer.endEditing();
    draft.replaceChildren();
    const element = this.#renderTurn(turn, this.#conversation.turns.length - 1);
    log.append(element); // The log is the live region: the answer is announced here, once, when it is whole.
    this.#tell("");
    this.#reveal(element);
    this.#report("palermo-answer", { question: turn.question, answer: turn.answer });
  }

  #dropLast() {
    this.#conversation.dropLast();
    this.#parts.log.lastElementChild?.remove();
  }

  #giveUp(question, error, replacing) {
    const { draft, composer, begin } = this.#parts;
    draft.replaceChildren();
    if (!composer.text) composer.write(question);
    if (error.name === "AbortError") this.#tell(this.#view.wording.say("stopped"));
    else this.#explain(question, error);
    begin.hidden = this.#conversation.turns.length > 0;
    if (replacing) composer.edit(composer.text);
    composer.focus();
  }

  #explain(question, error) {
    const { wording } = this.#view;
    if (!(error instanceof Fault)) console.error(error);
    const { key, values, message } = error instanceof Fault ? error : new Fault({ key: "broken" });
    const again = makeButton(wording.say("again"), { class: "plain" }, () => this.ask(this.#parts.composer.text || question));
    this.#complain(key ? wording.say(key, values) : message, again);
    this.#tell("");
  }

  #complain(message, ...more) {
    this.#parts.fault.replaceChildren(make("p", { dir: "auto" }, message), ...more);
  }

  #renderTurn(turn, position) {
    const { composer, filterBar } = this.#parts;
    const earlier = this.#conversation.turns.slice(0, position).map(({ question }) => question);
    const restrictions = filterBar.describe(turn.filters).map(({ words }) => words);
    return renderTurn({ ...turn, earlier }, this.#view, (text) => composer.edit(text), restrictions);
  }

  #restore() {
    const { log, begin, composer } = this.#parts;
    const { turns } = this.#conversation;
    const { question } = this.#pending.read();
    if (typeof question === "string" && !composer.text && !this.#asking) composer.write(question);
    if (!turns.length) return;
    log.setAttribute("aria-live", "off"); // Nothing of it is new.
    log.append(...turns.map((turn, position) => this.#renderTurn(turn, position)));
    setTimeout(() => log.removeAttribute("aria-live"), SILENT_MILLISECONDS);
    begin.hidden = true;
    composer.showBusy(false, true);
    if (this.#isAtHome) scrollTo(0, makePlace(TOP).read().top ?? 0);
  }

  #clear() {
    const { log, fault, begin, composer, pane } = this.#parts;
    this.#asking?.abort();
    this.#conversation.clear();
    this.#pending.write({});
    pane.close();
    log.replaceChildren();
    fault.replaceChildren();
    begin.hidden = false;
    composer.showBusy(false, false);
    composer.cancelEditing();
    this.#tell("");
  }

  #tell(message) {
    this.#parts.status.textContent = message;
  }

  #report(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail: structuredClone(detail) }));
  }

  /** Scrolls to the top of an element: in the panel, without moving the page behind it. */
  #reveal(element) {
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    const scroller = this.#parts.panel?.scroller;
    if (!scroller) return element.scrollIntoView({ block: "start", behavior });
    const top = scroller.scrollTop + element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTo({ top, behavior });
  }
}

function loaded(link) {
  return new Promise((done) => {
    link.addEventListener("load", done);
    link.addEventListener("error", done);
  });
}

customElements.define("palermo-chat", PalermoChat);
