// Words that go by themselves, and what is done later unless it is put off or called off.

import { byId } from "./dom.js";

const TOAST_MS = 5000;

const timers = {};

/** Shows a text for a while, over dialogs too. */
export function toast(text) {
  byId("toast").textContent = text;
  byId("toast").showPopover();
  later("toast", () => byId("toast").hidePopover(), TOAST_MS);
}

/** Does some work in so many milliseconds; under one name there is just the latest. */
export function later(name, work, ms) {
  never(name);
  timers[name] = setTimeout(work, ms);
}

/** Calls off what was to be done later. */
export function never(name) {
  clearTimeout(timers[name]);
}
