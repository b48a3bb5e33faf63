/* One question and its answer, with what can be done with them. */

import { renderAnswer, writeAnswer } from "./answer.js";
import { renderJudging } from "./judging.js";
import { make, makeButton } from "./making.js";
import { writeShareLink } from "./sharing.js";

const TOLD_MILLISECONDS = 4000;

export function renderQuestion(question) {
  return make("h2", { class: "question", part: "question", dir: "auto" }, question);
}

/**
 * Returns a whole turn.
 *
 * @param turn The question, its answer and filters, and the questions before it in `earlier`.
 * @param view What answers are drawn for; `judged` says whether people are asked what they think of them.
 * @param edit Called with the words that are to be asked instead.
 * @param restrictions What the filters say, for people.
 */
export function renderTurn(turn, view, edit, restrictions) {
  const { question, answer, filters } = turn;
  const { wording } = view;
  const only = restrictions.length ? make("p", { class: "searched", dir: "auto" }, `${wording.say("only")} ${restrictions.join(", ")}`) : null;
  const tools = make(
    "div",
    { class: "tools" },
    makeButton(wording.say("edit"), { class: "plain last" }, () => edit(question)),
    makeCopier("copy", () => writeAnswer(question, answer, view), wording),
    makeCopier("share", () => writeShareLink(location.href, answer, filters), wording),
    view.judged ? renderJudging(turn, view) : null,
  );
  return make("article", { class: "turn", part: "turn" }, renderQuestion(question), only, renderAnswer(answer, view, edit), tools);
}

/** Returns a button that copies what `write` returns, and says so. */
function makeCopier(key, write, wording) {
  const name = wording.say(key);
  const button = makeButton(name, { class: "plain" }, async () => {
    try {
      await navigator.clipboard.writeText(write());
      button.textContent = wording.say("copied");
    } catch {
      button.textContent = wording.say("uncopied");
    }
    setTimeout(() => { button.textContent = name; }, TOLD_MILLISECONDS);
  });
  return button;
}
