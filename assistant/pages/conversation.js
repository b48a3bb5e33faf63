/* What was asked and answered, kept for this tab, so that coming back from a document finds it again. */

const MOST_TURNS_KEPT = 30;
const MOST_TURNS_SENT = 10;
const LONGEST_TURN = 20000; // Code points, as the service counts them.

export class Conversation {
  #key;
  #generation;
  #store;

  /** @param generation Of the index that answers; answers of another one are dropped: their links may be wrong. */
  constructor(key, generation, store) {
    this.#key = key;
    this.#generation = generation;
    this.#store = store;
    this.turns = this.#read();
  }

  add(question, answer, filters = {}) {
    this.turns = [...this.turns, { question, answer, filters }].slice(-MOST_TURNS_KEPT);
    this.#write(this.turns);
  }

  dropLast() {
    this.turns = this.turns.slice(0, -1);
    this.#write(this.turns);
  }

  clear() {
    this.turns = [];
    this.#write(this.turns);
  }

  /** Returns the last of some turns in the form that the service takes. */
  writeHistory(turns = this.turns) {
    return turns.slice(-MOST_TURNS_SENT).flatMap(({ question, answer }) => [
      { role: "user", content: question },
      { role: "assistant", content: [...answer.text].slice(0, LONGEST_TURN).join("") },
    ]);
  }

  #read() {
    try {
      const turns = JSON.parse(this.#store.getItem(this.#key) ?? "[]").map((turn) => ({ filters: {}, ...turn }));
      const known = (turn) => typeof turn?.question === "string" && typeof turn?.answer?.text === "string";
      const current = (turn) => !this.#generation || turn.answer.generation === this.#generation;
      return turns.filter((turn) => known(turn) && current(turn));
    } catch {
      return []; // No storage, or not ours: begin anew.
    }
  }

  #write(turns) {
    try {
      this.#store.setItem(this.#key, JSON.stringify(turns));
    } catch {
      // Full or forbidden: the conversation then lives as long as the page.
    }
  }
}
