// The galleries: pictures that are offered for the slots that are still empty, in a strip above the message field.

import { el } from "./dom.js";

export class Gallery {
  #shown = "";
  #slots = [];

  /** `choose(picks)` takes pictures: each a `slot` and the `picture` of its gallery. */
  constructor(node, example, choose) {
    this.node = node;
    this.example = example;
    this.choose = choose;
    example.addEventListener("click", () => choose(this.#example()));
  }

  /** Offers pictures for the slots that need one still; `begun` says that others have theirs. */
  show(slots, begun) {
    this.#slots = slots;
    const offering = slots.filter((slot) => slot.gallery);
    this.node.hidden = !offering.length;
    this.node.toggleAttribute("data-begun", begun);
    this.example.hidden = begun || !offering.length || offering.length < slots.length;
    const shown = JSON.stringify(offering.map(({ name, gallery }) => [name, gallery]));
    if (shown === this.#shown) return; // it stays as far as it was scrolled
    this.#shown = shown;
    this.node.replaceChildren(...offering.map((slot) => this.#group(slot)));
    this.node.scrollLeft = 0;
  }

  #group({ name, gallery: { title, pictures } }) {
    const picks = pictures.map((picture) =>
      el(
        "button",
        {
          type: "button",
          class: "pick",
          title: picture.title,
          "aria-label": `${title}: ${picture.title}`,
          click: () => this.choose([{ slot: name, picture }]),
        },
        el("img", { src: picture.picture, alt: "", loading: "lazy", width: 240, height: 240 }),
      ),
    );
    return el("div", { class: "offer", "data-slot": name }, el("p", {}, title), el("div", { class: "picks" }, ...picks));
  }

  /** Any picture for each slot, but for the person's own. */
  #example() {
    return this.#slots.map(({ name, gallery }) => {
      const offered = gallery.pictures.filter((picture) => !picture.own);
      return { slot: name, picture: offered[Math.floor(Math.random() * offered.length)] };
    });
  }
}
