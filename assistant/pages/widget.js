/* <palermo-chat>: asks a Palermo service and shows its answers. What stands inside the element is shown until the
   first question; a button in it with a `data-question` asks that question.

   Attributes: `server`, the address of the service (by default where this file came from), and `generation`, the id of
   its index, so that a conversation about another one is not taken up again. */

import { renderAnswer, renderStatement, writeAnswer } from "./static/answer.js";
import { Conversation } from "./static/conversation.js";
import { readEvents } from "./static/events.js";
import { make } from "./static/making.js";

const LONGEST_QUESTION = 2000;
const STYLES = ["static/colours.css", "static/widget.css"];

class Fault extends Error {}

class PalermoChat extends HTMLElement {
  #server;
  #conversation;
  #asking = null;
  #parts;

  connectedCallback() {
    if (this.shadowRoot) return;
    this.#server = new URL(this.getAttribute("server") || ".", import.meta.url);
    this.#build();
    this.#conversation = new Conversation(`palermo:${this.#server}`, this.getAttribute("generation"), sessionStore());
    this.#restore();
    this.addEventListener("click", (event) => this.#askFrom(event.target.closest("[data-question]")));
  }

  disconnectedCallback() {
    this.#asking?.abort();
  }

  #build() {
    const root = this.attachShadow({ mode: "open" });
    const styles = STYLES.map((path) => make("link", { rel: "stylesheet", href: new URL(path, this.#server).href }));
    const log = make("div", { class: "log", role: "log", "aria-label": "Answers" });
    const draft = make("div", { class: "draft" });
    const status = make("p", { class: "status", role: "status" });
    const fault = make("div", { class: "fault", role: "alert" });
    const input = make("textarea", {
      id: "question", rows: 1, maxlength: LONGEST_QUESTION, autocomplete: "off", "aria-describedby": "hint", enterkeyhint: "send",
    });
    const send = make("button", { type: "submit", class: "send" }, "Ask");
    const stop = make("button", { type: "button", class: "stop", hidden: true }, "Stop");
    const anew = make("button", { type: "button", class: "plain", hidden: true }, "New conversation");
    const form = make(
      "form",
      { class: "composer", novalidate: true },
      make("label", { for: "question" }, "Your question"),
      make("div", { class: "row" }, input, send, stop),
      make("div", { class: "foot" }, make("span", { id: "hint" }, "Enter asks, Shift + Enter starts a new line"), anew),
    );
    const begin = make("div", { class: "begin" }, make("slot"));
    const frame = make("div", { class: "frame", hidden: true }, begin, log, draft, status, fault, form);
    root.append(...styles, frame);
    this.#parts = { log, draft, status, fault, input, send, stop, anew, form, begin, frame };
    this.#listen();
    Promise.all(styles.map(loaded)).then(() => {
      frame.hidden = false;
      this.#comeBack();
    });
  }

  #listen() {
    const { form, input, stop, anew, log, fault } = this.#parts;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask(input.value);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.ask(input.value);
    });
    input.addEventListener("input", () => fit(input));
    stop.addEventListener("click", () => this.#asking?.abort());
    anew.addEventListener("click", () => this.#clear());
    for (const place of [log, fault]) {
      place.addEventListener("click", (event) => this.#askFrom(event.target.closest("[data-question]")));
    }
    addEventListener("pagehide", () => this.#leave());
  }

  #askFrom(button) {
    if (button) this.ask(button.dataset.question);
  }

  /** Asks a question and shows its answer. */
  async ask(typed) {
    const question = typed.trim();
    if (this.#asking || !question) return this.#parts.input.focus();
    this.#begin(question);
    try {
      const answer = await this.#receive(question);
      this.#conversation.add(question, answer);
      this.#finish(question, answer);
    } catch (error) {
      this.#giveUp(question, error);
    } finally {
      this.#asking = null;
      this.#showBusy(false);
    }
  }

  #begin(question) {
    const { draft, fault, input, begin } = this.#parts;
    this.#asking = new AbortController();
    fault.replaceChildren();
    begin.hidden = true;
    input.value = "";
    fit(input);
    draft.replaceChildren(makeQuestion(question));
    this.#showBusy(true);
    this.#tell("Searching the documents …");
    reveal(draft);
  }

  async #receive(question) {
    const body = JSON.stringify({ question, history: this.#conversation.writeHistory() });
    const response = await fetch(new URL("v1/answers", this.#server), {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body,
      signal: this.#asking.signal,
    });
    if (!response.ok) throw new Fault(await readFault(response));
    for await (const { event, data } of readEvents(response.body)) {
      const content = JSON.parse(data);
      if (event === "answer") return content;
      if (event === "error") throw new Fault(content.error.message);
      this.#progress(event, content);
    }
    throw new Fault("The answer broke off on its way.");
  }

  #progress(event, content) {
    if (event === "passages") {
      const documents = new Set(content.passages.map((passage) => passage.document_id)).size;
      this.#tell(`Reading ${count(content.passages.length, "passage")} in ${count(documents, "document")} …`);
    }
    if (event === "statement") this.#parts.draft.append(renderStatement(content.statement, content.citations, this.#server));
  }

  #finish(question, answer) {
    const { draft, log } = this.#parts;
    draft.replaceChildren();
    const turn = this.#makeTurn(question, answer);
    log.append(turn); // The log is the live region: the answer is announced here, once, when it is whole.
    this.#tell("");
    reveal(turn);
  }

  #giveUp(question, error) {
    const { draft, fault, input } = this.#parts;
    draft.replaceChildren();
    input.value ||= question;
    fit(input);
    if (error.name === "AbortError") {
      this.#tell("Stopped. Your question is still there.");
    } else {
      const message = error instanceof Fault ? error.message : "The service cannot be reached.";
      const again = make("button", { type: "button", class: "plain" }, "Try again");
      again.addEventListener("click", () => this.ask(input.value || question));
      fault.replaceChildren(make("p", {}, message), again);
      this.#tell("");
    }
    if (!this.#conversation.turns.length) this.#parts.begin.hidden = false;
    input.focus();
  }

  #makeTurn(question, answer) {
    const copy = make("button", { type: "button", class: "plain" }, "Copy with sources");
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(writeAnswer(question, answer, this.#server));
        copy.textContent = "Copied";
      } catch {
        copy.textContent = "Copying is not allowed here";
      }
      setTimeout(() => { copy.textContent = "Copy with sources"; }, 4000);
    });
    return make("article", { class: "turn" }, makeQuestion(question), renderAnswer(answer, this.#server), make("p", { class: "tools" }, copy));
  }

  #restore() {
    const { log, begin, anew } = this.#parts;
    if (!this.#conversation.turns.length) return;
    log.setAttribute("aria-live", "off"); // Nothing of it is new.
    log.append(...this.#conversation.turns.map(({ question, answer }) => this.#makeTurn(question, answer)));
    setTimeout(() => log.removeAttribute("aria-live"), 1000);
    begin.hidden = true;
    anew.hidden = false;
  }

  #clear() {
    const { log, fault, begin, anew, input } = this.#parts;
    this.#asking?.abort();
    this.#conversation.clear();
    log.replaceChildren();
    fault.replaceChildren();
    begin.hidden = false;
    anew.hidden = true;
    this.#tell("");
    input.focus();
  }

  /** Remembers how far the page was scrolled, for the way back from a document. */
  #leave() {
    try {
      sessionStorage.setItem("palermo:top", `${scrollY}`);
    } catch {
      // Without storage the page begins at its top.
    }
  }

  #comeBack() {
    if (this.#conversation.turns.length) scrollTo(0, Number(sessionStore()?.getItem("palermo:top") ?? 0));
  }

  #showBusy(busy) {
    const { send, stop, anew, input } = this.#parts;
    const focused = this.shadowRoot.activeElement;
    send.hidden = busy;
    stop.hidden = !busy;
    anew.hidden = busy || !this.#conversation.turns.length;
    if (focused === send || focused === stop) input.focus();
  }

  #tell(message) {
    this.#parts.status.textContent = message;
  }
}

function makeQuestion(question) {
  return make("h2", { class: "question", dir: "auto" }, question);
}

function sessionStore() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

function loaded(link) {
  return new Promise((done) => {
    link.addEventListener("load", done);
    link.addEventListener("error", done);
  });
}

/** Makes the field as high as what is written in it; style sheets set the limit. */
function fit(input) {
  input.rows = 1;
  while (input.scrollHeight > input.clientHeight + 2 && input.rows < 8) input.rows += 1;
}

function reveal(element) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}

function count(number, thing) {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

async function readFault(response) {
  try {
    return (await response.json()).error.message;
  } catch {
    return `The service answered with status ${response.status}.`;
  }
}

customElements.define("palermo-chat", PalermoChat);
