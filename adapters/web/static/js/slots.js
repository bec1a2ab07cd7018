// The slots: which pictures the next one has already, and a place to drop them.

import { el, icon } from "./dom.js";
import { t } from "./labels.js";

export class Slots {
  #slots = [];
  #sent = new Map();

  /** `choose(slot)` asks for a file, `drop(files, slot)` takes some; `gallery` offers some for what is empty. */
  constructor(node, gallery, { choose, drop }) {
    this.node = node;
    this.gallery = gallery;
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
    const name = slot ?? this.#free()[0]?.name;
    if (name) this.#sent.set(name, picture);
    this.#draw();
  }

  /** The one slot that has no picture yet and needs one, if the others have theirs. */
  get onlyFree() {
    const free = this.#free();
    return free.length === 1 && this.#slots.length > 1 ? free[0].name : null;
  }

  /** A slot that still needs its picture beside this one. */
  missingBeside(name) {
    return this.#free().find((slot) => slot.name !== name);
  }

  #free() {
    return this.#slots.filter((slot) => !slot.optional && !slot.picture && !this.#sent.has(slot.name));
  }

  #draw() {
    const focused = this.node.contains(document.activeElement) ? document.activeElement.dataset.slot : null;
    this.node.dataset.count = this.#slots.length;
    this.node.replaceChildren(...this.#slots.map((slot, index) => this.#slot(slot, index)));
    if (focused) this.node.querySelector(`[data-slot="${focused}"]`)?.focus();
    this.gallery.show(this.#free(), this.#slots.some((slot) => slot.picture || this.#sent.has(slot.name)));
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
