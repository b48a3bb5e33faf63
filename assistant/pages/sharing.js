/* Links that ask a question again. The question stands behind the #, so no server that keeps addresses learns of it. */

const QUESTION = "palermo-question";
const GENERATION = "palermo-generation";
const FILTERS = "palermo-filters";

/** Returns a link to this page that asks what was searched for, so that it needs no conversation before it. */
export function writeShareLink(page, answer, filters) {
  const url = new URL(page);
  const told = new URLSearchParams({ [QUESTION]: answer.query, [GENERATION]: answer.generation });
  if (Object.keys(filters).length) told.set(FILTERS, JSON.stringify(filters));
  url.hash = told.toString();
  return url.href;
}

/** Returns the question, filters and generation that an address asks for; null if it is not such a link. */
export function readShareLink(page) {
  const told = new URLSearchParams(new URL(page).hash.slice(1));
  const question = told.get(QUESTION);
  return question ? { question, generation: told.get(GENERATION), filters: readFilters(told.get(FILTERS)) } : null;
}

function readFilters(text) {
  try {
    const filters = JSON.parse(text ?? "{}");
    return filters && typeof filters === "object" ? filters : {};
  } catch {
    return {}; // The link was cut; the question is still worth asking.
  }
}
