// A painting in the making: the photo in grey, previews that are brushed over it, and how far it is.

import { setRatio } from "./compare.js";
import { el } from "./dom.js";
import { percentOf, t } from "./labels.js";

/** A figure with `update(item)`. */
export class Painting {
  #preview = null;

  constructor(item) {
    this.stage = el("figure", { class: "painting" });
    if (item.before) {
      const base = el("img", { class: "base", src: item.before, alt: "" });
      base.addEventListener("load", () => setRatio(this.stage, base));
      base.addEventListener("error", () => base.remove());
      this.stage.append(base);
    }
    this.wash = el("span", { class: "wash" });
    this.bar = el("div", { class: "progress", role: "progressbar", "aria-label": t("painting-on") }, el("i"));
    this.bar.setAttribute("aria-valuemin", 0);
    this.bar.setAttribute("aria-valuemax", 100);
    this.stage.append(this.wash);
    this.node = el("div", { class: "stage", "aria-live": "off" }, this.stage, this.bar);
    this.update(item);
  }

  update(item) {
    const known = item.progress !== null;
    this.bar.classList.toggle("unknown", !known);
    if (known) {
      const percent = percentOf(item.progress);
      this.bar.setAttribute("aria-valuenow", percent);
      this.bar.setAttribute("aria-valuetext", t("painted", { percent }));
      this.bar.style.setProperty("--fraction", item.progress);
    } else {
      this.bar.setAttribute("aria-valuetext", t("waiting"));
    }
    if (item.picture && item.picture !== this.#preview) {
      this.#preview = item.picture;
      this.#show(item.picture);
    }
  }

  async #show(source) {
    const image = el("img", { class: "preview", src: source, alt: "" });
    try {
      await image.decode();
    } catch {
      return; // a newer one is on its way
    }
    if (source !== this.#preview) return;
    setRatio(this.stage, image);
    const older = this.stage.querySelectorAll(".preview");
    older.forEach((one) => one.classList.add("dry"));
    this.wash.before(image);
    image.addEventListener("animationend", () => {
      image.classList.add("dry");
      older.forEach((one) => one.remove());
    });
  }
}
