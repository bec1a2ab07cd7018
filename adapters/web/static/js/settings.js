// The settings: the effect's options as sliders, switches and choices, the language and the appearance.

import { byId, el } from "./dom.js";
import { number, t } from "./labels.js";

const THEMES = ["auto", "light", "dark"];

export class SettingsPanel {
  #view = null;
  #changes = {};

  /** `apply(changes)`, `reset()` and `speak(language)` do what the person chose. */
  constructor({ apply, reset, speak }) {
    this.dialog = byId("settings");
    byId("settings-open").addEventListener("click", () => this.open());
    this.dialog.addEventListener("close", () => {
      const chosen = this.dialog.returnValue;
      if (chosen === "defaults") reset();
      else if (chosen === "apply" && Object.keys(this.#changes).length) apply(this.#changes);
    });
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close("cancel"));
    this.speak = speak;
  }

  /** What the server says of the settings; an open panel in which something was changed is not disturbed. */
  show(view) {
    const news = JSON.stringify(view.options) !== JSON.stringify(this.#view?.options);
    this.#view = view;
    if (news && this.dialog.open && !Object.keys(this.#changes).length) this.#fill();
  }

  open() {
    if (!this.#view || this.dialog.open) return;
    this.#changes = {};
    this.dialog.returnValue = "";
    this.#fill();
    this.dialog.showModal();
  }

  #fill() {
    byId("options").replaceChildren(...this.#view.options.map((option) => this.#control(option)));
    byId("appearance").replaceChildren(this.#languages(), this.#themes());
  }

  #control(option) {
    if (option.kind === "switch") return this.#switch(option);
    if (option.kind === "choice") return this.#choice(option);
    return option.choices ? this.#notches(option) : this.#slider(option);
  }

  #set(option, value) {
    if (value === option.value) delete this.#changes[option.name];
    else this.#changes[option.name] = value;
  }

  #slider(option) {
    const { low, high, step, value } = option;
    return this.#range(option, { min: low, max: high, step, value }, (at) => at, number);
  }

  #notches(option) {
    const at = option.choices.findIndex(([value]) => value === option.value);
    const range = { min: 0, max: option.choices.length - 1, step: 1, value: at };
    return this.#range(option, range, (index) => option.choices[index][0], (value) => String(value));
  }

  #range(option, range, valueAt, write) {
    const output = el("output", { for: `option-${option.name}` }, write(option.value));
    const input = el("input", {
      type: "range",
      id: `option-${option.name}`,
      name: option.name,
      ...range,
      "aria-describedby": `about-${option.name}`,
      "aria-valuetext": write(option.value),
      input: () => {
        const value = valueAt(Number(input.value));
        output.textContent = write(value);
        input.setAttribute("aria-valuetext", write(value));
        this.#set(option, value);
      },
    });
    return el("div", { class: "option" }, el("div", { class: "top" }, el("label", { for: input.id }, option.title), output), about(option), input);
  }

  #switch(option) {
    const input = el("input", {
      type: "checkbox",
      role: "switch",
      id: `option-${option.name}`,
      name: option.name,
      checked: option.value,
      "aria-describedby": `about-${option.name}`,
      change: () => this.#set(option, input.checked),
    });
    return el("div", { class: "option" }, el("div", { class: "top" }, el("label", { for: input.id }, option.title), input), about(option));
  }

  #choice(option) {
    return radios(option.name, option.title, option.choices, option.value, (value) => this.#set(option, value), about(option));
  }

  #languages() {
    const { languages, language } = this.#view;
    return radios("language", t("language-label"), Object.entries(languages), language, (value) => this.speak(value));
  }

  #themes() {
    const now = document.documentElement.dataset.theme ?? "auto";
    return radios("theme", t("theme"), THEMES.map((name) => [name, t(`theme-${name}`)]), now, setTheme);
  }
}

function about(option) {
  return el("p", { class: "about", id: `about-${option.name}` }, option.about);
}

function radios(name, title, choices, chosen, choose, description = null) {
  const buttons = choices.map(([value, label]) =>
    el(
      "label",
      {},
      el("input", { type: "radio", name, value: String(value), checked: value === chosen, change: () => choose(value) }),
      el("span", {}, label),
    ),
  );
  return el("fieldset", { class: "option" }, el("legend", { class: "top" }, title), description, el("div", { class: "choices" }, ...buttons));
}

function setTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
