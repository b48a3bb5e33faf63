/* The field for the question, with what belongs to it. */

import { make, makeButton } from "./making.js";

const LONGEST_QUESTION = 2000;
const MOST_ROWS = 8;

export class Composer {
  #parts;
  #editing = false;

  /**
   * @param actions What to do: `ask` with a question, `stop`, `clear`.
   * @param filterBar Stands above the field, its button below.
   */
  constructor(wording, filterBar, actions) {
    const say = (key) => wording.say(key);
    const input = make("textarea", {
      id: "question", part: "input", rows: 1, maxlength: LONGEST_QUESTION, autocomplete: "off", "aria-describedby": "hint", enterkeyhint: "send", dir: "auto",
    });
    const send = make("button", { type: "submit", class: "send", part: "send" }, say("ask"));
    const stop = makeButton(say("stop"), { class: "stop", part: "stop", hidden: true }, actions.stop);
    const anew = makeButton(say("anew"), { class: "plain", hidden: true }, actions.clear);
    const editing = make(
      "p", { class: "editing", hidden: true }, make("span", {}, say("editing")), " ",
      makeButton(say("cancel"), { class: "plain" }, () => this.cancelEditing()),
    );
    this.element = make(
      "form",
      { class: "composer", part: "composer", novalidate: true },
      editing,
      filterBar.element,
      make("label", { for: "question" }, say("label")),
      make("div", { class: "row" }, input, send, stop),
      make("div", { class: "foot" }, make("span", { id: "hint" }, say("hint")), make("span", { class: "tools" }, filterBar.button, anew)),
    );
    this.#parts = { input, send, stop, anew, editing };
    this.#listen(actions.ask);
  }

  get text() {
    return this.#parts.input.value;
  }

  /** Whether what is asked next takes the place of the last question. */
  get isEditing() {
    return this.#editing;
  }

  focus() {
    this.#parts.input.focus();
  }

  write(text) {
    this.#parts.input.value = text;
    this.#fit();
  }

  /** Lets the person ask a question again in other words. */
  edit(text) {
    this.#showEditing(true);
    this.write(text);
    this.focus();
  }

  cancelEditing() {
    this.#showEditing(false);
    this.write("");
    this.focus();
  }

  endEditing() {
    this.#showEditing(false);
  }

  /** @param begun Whether there is a conversation that could be cleared. */
  showBusy(busy, begun) {
    const { send, stop, anew, input } = this.#parts;
    const focused = this.element.getRootNode().activeElement;
    send.hidden = busy;
    stop.hidden = !busy;
    anew.hidden = busy || !begun;
    if (focused === send || focused === stop) input.focus();
  }

  #listen(ask) {
    const { input } = this.#parts;
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(input.value);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#editing) {
        event.preventDefault();
        this.cancelEditing();
      }
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      ask(input.value);
    });
    input.addEventListener("input", () => this.#fit());
  }

  #showEditing(editing) {
    this.#editing = editing;
    this.#parts.editing.hidden = !editing;
  }

  /** Makes the field as high as what is written in it. */
  #fit() {
    const { input } = this.#parts;
    input.rows = 1;
    while (input.scrollHeight > input.clientHeight + 2 && input.rows < MOST_ROWS) input.rows += 1;
  }
}
