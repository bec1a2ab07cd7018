// A painting beside the photo that it was made from, with a slider between the two.

import { el, icon } from "./dom.js";
import { t } from "./labels.js";

const REST = 34;
const SWEEP = 1800;

/** A figure for a chat; `fresh` has the painting sweep over the photo once. Without the photo there is just the painting. */
export function compare(item, fresh) {
  const { figure, after, cut } = layers(item);
  const range = el("input", { type: "range", "aria-label": t("compare"), input: () => cut(Number(range.value)) });
  range.value = REST;
  figure.append(range);
  after.addEventListener("load", () => setRatio(figure, after));
  after.addEventListener("error", () => figure.parentNode.replaceWith(notice(t("gone"))));
  if (fresh && !matchMedia("(prefers-reduced-motion: reduce)").matches) sweep(range, cut);
  return el("div", { class: "stage" }, figure);
}

/** The two pictures of an item in a `figure`, and `cut(percent)`: so much of it, from the left, is the photo. */
export function layers(item) {
  const after = el("img", { src: item.picture, alt: item.alt || t("painting"), draggable: "false" });
  const figure = el("figure", { class: "compare" }, after);
  if (!item.before) {
    figure.classList.add("alone");
    return { figure, after, cut: () => {} };
  }
  const before = el("img", { class: "before", src: item.before, alt: "", draggable: "false" });
  const left = el("span", { class: "tag left", "aria-hidden": "true" }, t("before"));
  const right = el("span", { class: "tag right", "aria-hidden": "true" }, t("after"));
  figure.append(before, el("span", { class: "edge" }, icon("compare")), left, right);
  before.addEventListener("error", () => figure.classList.add("alone"));

  function cut(percent) {
    figure.style.setProperty("--cut", `${percent}%`);
    left.style.opacity = percent < 18 ? 0 : 1;
    right.style.opacity = percent > 82 ? 0 : 1;
  }

  return { figure, after, cut };
}

/** Gives a figure, and the line that it is in, the shape of its picture. */
export function setRatio(figure, image) {
  (figure.closest(".line") ?? figure).style.setProperty("--ratio", image.naturalWidth / image.naturalHeight);
}

/** What stands in the place of a picture that can't be shown. */
export function notice(why) {
  return el("p", { class: "gone" }, icon("picture"), why);
}

function sweep(range, cut) {
  const begin = performance.now();
  let touched = false;
  range.addEventListener("pointerdown", () => (touched = true), { once: true });
  range.addEventListener("keydown", () => (touched = true), { once: true });
  cut(100);
  requestAnimationFrame(function frame(now) {
    if (touched) return;
    const part = Math.min(1, Math.max(0, (now - begin) / SWEEP));
    const eased = 1 - (1 - part) ** 3;
    range.value = 100 - (100 - REST) * eased;
    cut(Number(range.value));
    if (part < 1) requestAnimationFrame(frame);
  });
}
