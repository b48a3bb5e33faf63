/* Server-sent events out of a response that arrives in pieces, wherever the network cuts it. */

function readEvent(block) {
  let event = "message";
  const data = [];
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return data.length ? { event, data: data.join("\n") } : null;
}

/**
 * Returns the events that are complete in what has arrived, and the rest to be put before what arrives next.
 *
 * A carriage return at the very end is held back: it may be half of a line break.
 */
export function takeEvents(arrived) {
  const held = arrived.endsWith("\r") ? "\r" : "";
  const text = arrived.slice(0, arrived.length - held.length).replace(/\r\n?/g, "\n");
  const blocks = text.split("\n\n");
  const rest = blocks.pop() + held;
  return { events: blocks.map(readEvent).filter((event) => event !== null), rest };
}

/** Yields the events of a stream of bytes as they are completed. */
export async function* readEvents(stream) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const taken = takeEvents(rest + decoder.decode(value, { stream: !done }));
      yield* taken.events;
      rest = taken.rest;
      if (done) return;
    }
  } finally {
    reader.releaseLock();
  }
}
