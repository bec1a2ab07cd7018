// The slots: which pictures the next one has already, and a place to drop them.

import { el, icon } from "./dom.js";
import { t } from "./labels.js";

export class Slots {
  #slots = [];
  #sent = new Map();

  /** `choose(slot)` asks for a file, `drop(files, slot)` takes some. */
  constructor(node, { choose, drop }) {
    this.node = node;
    this.choose = choose;
    this.drop = drop;
  }

  /** What the server says of each; whatever was shown in advance has arrived by then. */
  show(slots, settled) {
    this.#slots = slots;
    if (settled) this.#sent.clear();
    this.#draw();
  }

  /** Shows a picture that is on its way in the slot where it will be. */
  expect(picture, slot) {
    const free = this.#slots.find((one) => !one.optional && !one.picture && !this.#sent.has(one.name));
    const name = slot ?? free?.name;
    if (name) this.#sent.set(name, picture);
    this.#draw();
  }

  #draw() {
    const focused = this.node.contains(document.activeElement) ? document.activeElement.dataset.slot : null;
    this.node.dataset.count = this.#slots.length;
    this.node.replaceChildren(...this.#slots.map((slot, index) => this.#slot(slot, index)));
    if (focused) this.node.querySelector(`[data-slot="${focused}"]`)?.focus();
  }

  #slot({ name, title, hint, optional, picture }, index) {
    const sent = this.#sent.get(name);
    const shown = sent ?? picture;
    const pair = this.#slots.filter((slot) => !slot.optional).length === 2;
    const empty = () => icon(index && pair ? "brush" : "picture");
    const thumb = el("span", { class: "thumb" }, shown ? el("img", { src: shown, alt: "" }) : empty());
    const words = el("span", { class: "words" }, el("span", { class: "name" }, title), el("span", { class: "hint" }, hint));
    const node = el(
      "button",
      {
        type: "button",
        class: `slot${optional ? " optional" : ""}${shown ? " filled" : ""}${sent ? " busy" : ""}`,
        "data-slot": name,
        "aria-label": t(shown ? "slot-replace" : "slot-choose", { slot: title }),
        click: () => this.choose(name),
        dragover: (event) => {
          event.preventDefault();
          node.classList.add("over");
        },
        dragleave: () => node.classList.remove("over"),
        drop: (event) => {
          event.preventDefault();
          event.stopPropagation();
          node.classList.remove("over");
          this.drop([...event.dataTransfer.files], name);
        },
      },
      thumb,
      words,
    );
    thumb.querySelector("img")?.addEventListener("error", (event) => event.target.replaceWith(empty()));
    return node;
  }
}
