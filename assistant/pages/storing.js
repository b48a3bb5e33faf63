/* What a tab remembers. Without storage it remembers nothing, and everything else works. */

function open() {
  try {
    return sessionStorage;
  } catch {
    return null; // Forbidden here, as in some frames.
  }
}

export const tab = {
  getItem: (key) => open()?.getItem(key) ?? null,
  setItem: (key, value) => open()?.setItem(key, value),
};

/** Returns a place for one object. */
export function makePlace(key, store = tab) {
  return {
    read() {
      try {
        return JSON.parse(store.getItem(key) ?? "{}") ?? {};
      } catch {
        return {};
      }
    },
    write(value) {
      try {
        store.setItem(key, JSON.stringify(value));
      } catch {
        // Full or forbidden: it then lives as long as the page.
      }
    },
  };
}
