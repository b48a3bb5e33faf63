/* Elements out of plain text. Nothing here parses markup, so nothing that was quoted can become any. */

/** Returns an element; attributes that are null are left out, children that are null as well. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** Returns a button that does something. */
export function makeButton(name, attributes, act) {
  const button = make("button", { type: "button", ...attributes }, name);
  button.addEventListener("click", act);
  return button;
}

/** Returns a link, or plain words where the address is none of the web's. */
export function makeLink(address, attributes, ...children) {
  if (!isWebAddress(address)) return make("span", attributes, ...children);
  const elsewhere = new URL(address, location).origin !== location.origin;
  const target = elsewhere ? "_blank" : null;
  return make("a", { href: address, rel: "noopener noreferrer nofollow", target, ...attributes }, ...children);
}

function isWebAddress(address) {
  try {
    return ["http:", "https:"].includes(new URL(address, location).protocol);
  } catch {
    return false;
  }
}
