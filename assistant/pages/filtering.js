/* Which documents may be used: chosen by the person, shown beside the question, removable. */

import { make, makeButton } from "./making.js";

const LISTS = ["kind", "speaker", "document_id"];
const DAYS = { published_from: ["since", "from"], published_to: ["until", "to"] };
const LEGENDS = { document_id: "title_of", kind: "kind", speaker: "speaker" };

export class FilterBar {
  #view;
  #store;
  #documents = null;
  #filters = {};
  #chosen;
  #fields;

  /** @param store Keeps what is chosen for as long as the tab is open. */
  constructor(view, store) {
    this.#view = view;
    this.#store = store;
    this.#chosen = make("div", { class: "chosen" });
    this.#fields = make("div", { class: "fields", id: "filters", hidden: true });
    this.button = makeButton(view.wording.say("filters"), { class: "plain", "aria-expanded": "false", "aria-controls": "filters" }, () => this.#toggle());
    this.element = make("div", { class: "filters" }, this.#chosen, this.#fields);
    this.set(store.read());
  }

  /** The filters in the form that the service takes; those that restrict nothing are left out. */
  get filters() {
    return this.#filters;
  }

  /** Chooses other filters than before. */
  set(filters) {
    this.#apply(filters);
    this.#check();
  }

  #apply(filters) {
    const lists = LISTS.map((name) => [name, [filters[name] ?? []].flat().filter((value) => typeof value === "string")]);
    const days = Object.keys(DAYS).map((name) => [name, typeof filters[name] === "string" ? filters[name] : ""]);
    this.#filters = Object.fromEntries([...lists, ...days].filter(([, value]) => value.length));
    this.#store.write(this.#filters);
    this.#showChosen();
    if (this.#filters.document_id && !this.#documents) this.#read().then(() => this.#showChosen(), () => {});
  }

  /** Returns what the filters say, for people: one entry for each value. */
  describe(filters = this.#filters) {
    const { wording } = this.#view;
    const titles = new Map((this.#documents ?? []).map((document) => [document.id, document.title]));
    const listed = LISTS.flatMap((name) => (filters[name] ?? []).map((value) => ({ name, value, words: titles.get(value) ?? value })));
    const days = Object.entries(DAYS).filter(([name]) => filters[name]);
    return [...listed, ...days.map(([name, [, words]]) => ({ name, value: filters[name], words: wording.say(words, { day: wording.writeDay(filters[name]) }) }))];
  }

  #showChosen() {
    const { wording } = this.#view;
    const entries = this.describe();
    this.#chosen.replaceChildren();
    if (!entries.length) return;
    const chips = entries.map(({ name, value, words }) => {
      const remove = makeButton("", { class: "filter", "aria-label": wording.say("remove", { name: words }) }, () => this.#remove(name, value));
      remove.append(make("span", { dir: "auto" }, words), make("span", { "aria-hidden": "true" }, " ×"));
      return make("li", {}, remove);
    });
    this.#chosen.append(make("span", { class: "only" }, wording.say("only")), make("ul", { role: "list" }, ...chips));
  }

  #remove(name, value) {
    const left = Array.isArray(this.#filters[name]) ? this.#filters[name].filter((one) => one !== value) : "";
    this.set({ ...this.#filters, [name]: left });
    (this.#chosen.querySelector("button") ?? this.button).focus();
  }

  async #toggle() {
    const open = this.#fields.hidden;
    this.button.setAttribute("aria-expanded", `${open}`);
    this.#fields.hidden = !open;
    if (!open || this.#fields.children.length) return;
    try {
      await this.#read();
      this.#build();
    } catch {
      this.button.setAttribute("aria-expanded", "false");
      this.#fields.hidden = true;
      this.#chosen.replaceChildren(make("span", { role: "alert" }, this.#view.wording.say("unlisted")));
    }
  }

  async #read() {
    this.#documents ??= await this.#view.service.listDocuments();
  }

  #build() {
    const { wording } = this.#view;
    const values = {
      document_id: this.#documents.map(({ id, title }) => [id, title]),
      kind: distinct(this.#documents.map(({ kind }) => kind)),
      speaker: distinct(this.#documents.map(({ speaker }) => speaker)),
    };
    const sets = LISTS.filter((name) => values[name].length > 1 || name === "speaker" && values[name].length).map((name) => {
      const boxes = values[name].map(([value, words]) =>
        make("label", {}, make("input", { type: "checkbox", name, value }), make("span", { dir: "auto" }, words)),
      );
      return make("fieldset", {}, make("legend", {}, wording.say(LEGENDS[name])), ...boxes);
    });
    this.#fields.append(...sets);
    if (this.#documents.some(({ published }) => published)) {
      const days = Object.entries(DAYS).map(([name, [label]]) => make("label", {}, make("span", {}, wording.say(label)), make("input", { type: "date", name })));
      const longest = this.#fields.querySelector("[name=document_id]")?.closest("fieldset") ?? null;
      this.#fields.insertBefore(make("div", { class: "days" }, ...days), longest);
    }
    this.#fields.addEventListener("change", () => this.#choose());
    this.#check();
  }

  #choose() {
    const inputs = [...this.#fields.querySelectorAll("input")];
    const lists = LISTS.map((name) => [name, inputs.filter((input) => input.name === name && input.checked).map((input) => input.value)]);
    const days = inputs.filter((input) => input.type === "date").map((input) => [input.name, input.value]);
    this.#apply(Object.fromEntries([...lists, ...days])); // The fields are left alone: a date may be half typed.
  }

  #check() {
    for (const input of this.#fields.querySelectorAll("input")) {
      if (input.type === "date") input.value = this.#filters[input.name] ?? "";
      else input.checked = (this.#filters[input.name] ?? []).includes(input.value);
    }
  }
}

function distinct(values) {
  return [...new Set(values.filter(Boolean))].sort().map((value) => [value, value]);
}
