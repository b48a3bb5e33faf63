/* What a person says of an answer: a thumb, and why it is down. */

import { make, makeButton } from "./making.js";

const REASONS = ["wrong", "not_in_source", "incomplete", "should_have_declined", "other"];
const LONGEST = { comment: 2000, question: 2000, query: 20000, quote: 20000, text: 20000, quotes: 20, history: 20 };

let groups = 0; // For names of radio buttons.

function cut(text, length) {
  return [...text].slice(0, length).join("");
}

/** Returns what is told of a turn, within the limits of the service. */
function describe({ question, answer, filters, earlier }) {
  return {
    question: cut(question, LONGEST.question),
    history: earlier.slice(-LONGEST.history).map((text) => cut(text, LONGEST.question)),
    filters,
    query: cut(answer.query, LONGEST.query),
    outcome: answer.outcome,
    text: cut(answer.text, LONGEST.text),
    quotes: answer.citations.slice(0, LONGEST.quotes).map(({ quote }) => cut(quote, LONGEST.quote)),
    generation: answer.generation,
  };
}

/**
 * Returns two thumbs for an answer.
 *
 * @param turn The question, its answer and filters, and the questions before it in `earlier`.
 */
export function renderJudging(turn, { service, wording }) {
  const said = make("span", { class: "said", tabindex: "-1" }); // It stands in the log, which announces it.
  const element = make("div", { class: "judging", role: "group", "aria-label": wording.say("judge") });

  async function send(judgement) {
    try {
      await service.sendFeedback({ ...describe(turn), ...judgement });
      element.replaceChildren(said);
      said.textContent = wording.say("thanks");
      said.focus();
    } catch {
      said.textContent = wording.say("unsent");
    }
  }

  function explain() {
    down.setAttribute("aria-pressed", "true");
    form.hidden = false;
    form.querySelector("input").focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" }); // All of it, and not behind the field for the next question.
  }

  const up = makeButton("👍", { class: "thumb", "aria-label": wording.say("up") }, () => send({ verdict: "up" }));
  const down = makeButton("👎", { class: "thumb", "aria-label": wording.say("down"), "aria-pressed": "false" }, explain);
  const form = makeForm(wording, send, () => {
    down.setAttribute("aria-pressed", "false");
    form.hidden = true;
    down.focus();
  });
  element.append(up, down, said, form);
  return element;
}

function makeForm(wording, send, cancel) {
  const group = `reason-${(groups += 1)}`;
  const choices = REASONS.map((reason) =>
    make("label", {}, make("input", { type: "radio", name: group, value: reason, required: true }), wording.say(reason)),
  );
  const comment = make("textarea", { rows: 2, maxlength: LONGEST.comment, dir: "auto" });
  const form = make(
    "form",
    { class: "complaint", hidden: true },
    make("fieldset", {}, make("legend", {}, wording.say("why")), ...choices),
    make("label", { class: "comment" }, wording.say("comment"), comment),
    make("button", { type: "submit", class: "small" }, wording.say("send")),
    makeButton(wording.say("cancel"), { class: "plain" }, cancel),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { value: reason } = form.querySelector("input:checked");
    send({ verdict: "down", reason, comment: cut(comment.value.trim(), LONGEST.comment) });
  });
  return form;
}
