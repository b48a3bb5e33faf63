/* The chat behind a button: a panel in a corner of the page, or over all of a small screen. */

import { make, makeButton } from "./making.js";

export class Panel {
  #focus;

  /**
   * @param content What the panel holds.
   * @param focus Called when the panel has opened.
   */
  constructor(content, wording, heading, focus) {
    this.#focus = focus;
    this.launcher = makeButton(heading, { class: "launcher", part: "launcher", "aria-expanded": "false", "aria-controls": "panel" }, () => this.#toggle());
    const shut = makeButton("×", { class: "shut", "aria-label": wording.say("close") }, () => this.close());
    this.scroller = make("div", { class: "scroller" }, content);
    this.element = make(
      "section",
      { class: "panel", id: "panel", part: "panel", role: "dialog", "aria-labelledby": "panel-title", popover: "manual" },
      make("header", { class: "bar", part: "header" }, make("h2", { id: "panel-title", part: "heading", dir: "auto" }, heading), shut),
      this.scroller,
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.close();
    });
  }

  get isOpen() {
    return this.element.matches(":popover-open");
  }

  open() {
    if (this.isOpen) return;
    this.element.showPopover();
    this.launcher.setAttribute("aria-expanded", "true");
    this.#focus();
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidePopover();
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.focus();
  }

  #toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }
}
