/* What the element asks of a Palermo service. */

import { readEvents } from "./events.js";

const PATIENCE_MILLISECONDS = 10000;

/** Something went wrong that the person can be told of: a key of the wording, or the service's own words. */
export class Fault extends Error {
  constructor({ key = null, values = {}, message = "" }) {
    super(message || key);
    this.key = key;
    this.values = values;
  }
}

export class Service {
  /** @param address Of the service; its own files and documents are below it. */
  constructor(address) {
    this.address = address;
  }

  /** Yields the events of an answer, their data parsed; ends after `answer`. Throws a Fault. */
  async *ask(question, signal) {
    const headers = { "Content-Type": "application/json", Accept: "text/event-stream" };
    const response = await this.#fetch("v1/answers", { method: "POST", headers, body: JSON.stringify(question), signal });
    for await (const { event, data } of readWhole(response.body)) {
      const content = JSON.parse(data);
      if (event === "error") throw new Fault(content.error);
      yield { event, content };
      if (event === "answer") return;
    }
    throw new Fault({ key: "broken" });
  }

  /** Returns what there is to ask about. */
  async describeCollection() {
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS); // Questions wait for it.
    return (await this.#fetch("v1/collection", { signal })).json();
  }

  /** Returns what is known about each document. */
  async listDocuments() {
    return (await (await this.#fetch("v1/documents")).json()).documents;
  }

  /** Returns a citation's document, laid out and marked. */
  async readMarked(citation, signal) {
    const { search } = new URL(citation.url, this.address);
    return (await this.#fetch(`v1/documents/${encodeURIComponent(citation.document_id)}/marked${search}`, { signal })).json();
  }

  /** Sends what a person says of an answer. */
  async sendFeedback(feedback) {
    const headers = { "Content-Type": "application/json" };
    await this.#fetch("v1/feedback", { method: "POST", headers, body: JSON.stringify(feedback) });
  }

  /** Returns the address of a citation's document, the quotation marked; null if it would lead elsewhere. */
  linkTo(citation) {
    if (!URL.canParse(citation.url, this.address)) return null;
    const url = new URL(citation.url, this.address);
    if (url.origin !== this.address.origin) return null;
    url.hash = "quote";
    return url.href;
  }

  async #fetch(path, options = {}) {
    const response = await reach(new URL(path, this.address), options);
    if (response.ok) return response;
    throw new Fault(await readFault(response));
  }
}

/** Whether the network failed, and not the script: fetch and its streams tell of that with a TypeError. */
function wrap(error) {
  return error.name === "TypeError" ? new Fault({ key: "unreachable" }) : error;
}

async function reach(url, options) {
  try {
    return await fetch(url, { credentials: "omit", ...options });
  } catch (error) {
    throw wrap(error);
  }
}

async function* readWhole(body) {
  try {
    yield* readEvents(body);
  } catch (error) {
    throw error.name === "TypeError" ? new Fault({ key: "broken" }) : error;
  }
}

async function readFault(response) {
  try {
    return (await response.json()).error;
  } catch {
    return { key: "refused", values: { status: response.status } };
  }
}
