// The slots: which pictures the next painting has already, and a place to drop them.

import { el, icon } from "./dom.js";
import { knows, t } from "./labels.js";

const ICONS = { content: "picture", style: "brush" };

export class Slots {
  #slots = {};
  #sent = new Map();

  /** `choose(slot)` asks for a file, `drop(files, slot)` takes some. */
  constructor(node, { choose, drop }) {
    this.node = node;
    this.choose = choose;
    this.drop = drop;
  }

  /** What the server says, a picture or null by name; whatever was shown in advance has arrived by then. */
  show(slots, settled) {
    this.#slots = slots;
    if (settled) this.#sent.clear();
    this.#draw();
  }

  /** Shows a picture that is on its way in the slot where it will be. */
  expect(picture, slot) {
    const free = Object.keys(this.#slots).find((one) => !this.#slots[one] && !this.#sent.has(one));
    const name = slot ?? free;
    if (name) this.#sent.set(name, picture);
    this.#draw();
  }

  #draw() {
    const focused = this.node.contains(document.activeElement) ? document.activeElement.dataset.slot : null;
    this.node.replaceChildren(...Object.keys(this.#slots).map((name) => this.#slot(name)));
    if (focused) this.node.querySelector(`[data-slot="${focused}"]`)?.focus();
  }

  #slot(name) {
    const sent = this.#sent.get(name);
    const shown = sent ?? this.#slots[name];
    const label = knows(`slot-${name}`) ? t(`slot-${name}`) : name;
    const hint = knows(`slot-hint-${name}`) ? t(`slot-hint-${name}`) : "";
    const thumb = el("span", { class: "thumb" }, shown ? el("img", { src: shown, alt: "" }) : icon(ICONS[name] ?? "picture"));
    const words = el("span", { class: "words" }, el("span", { class: "name" }, label), el("span", { class: "hint" }, hint));
    const node = el(
      "button",
      {
        type: "button",
        class: `slot${shown ? " filled" : ""}${sent ? " busy" : ""}`,
        "data-slot": name,
        "aria-label": t(shown ? "slot-replace" : "slot-choose", { slot: label }),
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
    thumb.querySelector("img")?.addEventListener("error", (event) => event.target.replaceWith(icon(ICONS[name] ?? "picture")));
    return node;
  }
}
