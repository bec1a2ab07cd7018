// What the person can use again: a panel of their pictures, of which one is chosen and something done with it.

import { Failure, getPictures } from "./api.js";
import { byId, el, icon } from "./dom.js";
import { inTime, t } from "./labels.js";
import { toast } from "./toast.js";

export class PicturesPanel {
  #uses = [];
  #pictures = [];
  #chosen = "";
  #asked = "";

  /** `use(slot, picture)`, `press(button)` and `rename(button)` do what the person chose. */
  constructor(actions) {
    this.actions = actions;
    this.dialog = byId("pictures");
    this.list = byId("pictures-list");
    this.footer = byId("pictures-actions");
    byId("pictures-open").addEventListener("click", () => this.#open());
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  /** Shows what there is now, if one looks at it. */
  async refresh() {
    if (!this.dialog.open) return;
    try {
      ({ uses: this.#uses, pictures: this.#pictures } = await getPictures());
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      return; // what is shown stays
    }
    this.#tellIfFull();
    this.#draw();
  }

  #open() {
    this.dialog.showModal();
    this.refresh();
  }

  /** What was to be kept and isn't had no room. */
  #tellIfFull() {
    const asked = this.#pictures.find((picture) => keyOf(picture) === this.#asked);
    this.#asked = "";
    if (asked?.keep) toast(t("keep-full"));
  }

  #draw() {
    const had = [this.list, this.footer].some((part) => part.contains(document.activeElement));
    const chosen = this.#pictures.find((picture) => keyOf(picture) === this.#chosen) ?? this.#pictures[0];
    this.#chosen = chosen ? keyOf(chosen) : "";
    byId("pictures-none").hidden = Boolean(chosen);
    this.list.replaceChildren(...this.#pictures.map((picture) => this.#tile(picture)));
    this.#offer(chosen);
    if (had) this.list.querySelector(":checked")?.focus();
  }

  #tile(picture) {
    const key = keyOf(picture);
    const choose = () => {
      this.#chosen = key;
      this.#offer(picture);
    };
    const kept = picture.left === null;
    return el(
      "label",
      { class: `tile${kept ? " kept" : ""}${picture.spoiler ? " veiled" : ""}`, title: picture.title },
      el("input", { type: "radio", name: "picture", value: key, checked: key === this.#chosen, change: choose }),
      el("span", { class: "square" }, el("img", { src: picture.picture, alt: "", loading: "lazy", width: 240, height: 240 })),
      el("span", { class: "name" }, picture.title),
      el("span", { class: "left" }, kept ? icon("keep") : null, kept ? t("kept") : t("goes", { when: inTime(picture.left) })),
    );
  }

  /** What can be done with the chosen picture. */
  #offer(picture) {
    this.footer.hidden = !picture;
    if (!picture) return;
    const chip = (label, act, kind = "") => el("button", { type: "button", class: `chip ${kind}`, click: act }, label);
    const uses = this.#uses.map(({ slot, title }) => chip(title, () => this.#leave(() => this.actions.use(slot, picture))));
    const rest = picture.keep
      ? [chip(t("keep"), () => this.#keep(picture), "primary")]
      : [
          chip(t("rename"), () => this.#leave(() => this.actions.rename(picture.rename))),
          chip(t("delete"), () => this.actions.press(picture.delete), "danger"),
        ];
    this.footer.replaceChildren(el("div", {}, ...uses), el("div", {}, ...rest));
  }

  #keep(picture) {
    this.#asked = keyOf(picture);
    this.actions.press(picture.keep);
  }

  #leave(act) {
    this.dialog.close();
    act();
  }
}

/** By what a picture is known: one may be there as what was made, and for a slot. */
function keyOf({ own, slot }) {
  return `${own} ${slot}`;
}
