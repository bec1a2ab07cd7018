// Where one writes, and the ways in which pictures come in: picked, taken, pasted, dropped.

import { byId, el } from "./dom.js";

export class Composer {
  #slot = null;
  #depth = 0;
  #commands = {};

  /** `say(text)` and `photos(files, caption, slot)` take what there is. */
  constructor({ say, photos }) {
    this.say = say;
    this.photos = photos;
    this.field = byId("message");
    this.menu = byId("menu");
    this.#writing();
    this.#picking();
    this.#dragging();
  }

  /** The commands that the menu offers, by name with their help. */
  setCommands(commands) {
    this.#commands = commands;
    this.#fillMenu("");
  }

  /** Asks for a picture, for this slot or for the next that is free. */
  choose(slot = null) {
    this.#slot = slot;
    byId("files").click();
  }

  /** Pictures with what is written as their caption. */
  take(files, slot = null) {
    if (!files.length) return;
    this.photos(files, this.#clear(), slot);
  }

  #writing() {
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#send();
      } else if (event.key === "ArrowDown" && this.menu.matches(":popover-open")) {
        event.preventDefault();
        this.menu.querySelector("button")?.focus();
      }
    });
    this.field.addEventListener("input", () => this.#changed());
    window.addEventListener("resize", () => this.#fit());
    this.menu.addEventListener("beforetoggle", (event) => event.newState === "open" && this.#placeMenu());
    this.menu.addEventListener("keydown", (event) => {
      const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
      if (!step) return;
      event.preventDefault();
      (document.activeElement[step] ?? this.field).focus();
    });
    byId("menu-open").addEventListener("click", () => this.#fillMenu(""));
  }

  #picking() {
    byId("attach").addEventListener("click", () => this.choose());
    byId("camera").addEventListener("click", () => {
      this.#slot = null;
      byId("shot").click();
    });
    for (const input of [byId("files"), byId("shot")]) {
      input.addEventListener("change", () => {
        this.take([...input.files], this.#slot);
        input.value = "";
      });
    }
    document.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      this.take(files);
    });
  }

  #dragging() {
    const brings = (event) => event.dataTransfer?.types.includes("Files");
    document.addEventListener("dragenter", (event) => {
      if (brings(event) && ++this.#depth === 1) byId("drop").hidden = false;
    });
    document.addEventListener("dragleave", (event) => {
      if (brings(event) && --this.#depth <= 0) this.#dragged();
    });
    document.addEventListener("dragover", (event) => brings(event) && event.preventDefault());
    document.addEventListener("drop", (event) => {
      if (!brings(event)) return;
      event.preventDefault();
      this.take([...event.dataTransfer.files]);
    });
    document.addEventListener("drop", () => this.#dragged(), { capture: true });
  }

  #dragged() {
    this.#depth = 0;
    byId("drop").hidden = true;
  }

  #send() {
    const text = this.#clear();
    if (text) this.say(text);
  }

  #clear() {
    const text = this.field.value.trim();
    this.field.value = "";
    this.#changed();
    return text;
  }

  #changed() {
    const { field, menu } = this;
    this.#fit();
    byId("send").disabled = !field.value.trim();
    const wanted = /^\/[a-z]*$/.test(field.value) && this.#fillMenu(field.value.slice(1)) > 0;
    if (wanted !== menu.matches(":popover-open")) menu.togglePopover(wanted);
  }

  /** The field is as high as what is in it. */
  #fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }

  #fillMenu(beginning) {
    const offered = Object.entries(this.#commands).filter(([name]) => name.startsWith(beginning));
    this.menu.replaceChildren(
      ...offered.map(([name, help]) =>
        el("button", { type: "button", click: () => this.#chosen(name) }, el("b", {}, `/${name}`), el("span", {}, help)),
      ),
    );
    return offered.length;
  }

  #chosen(name) {
    this.menu.hidePopover();
    this.#clear();
    this.field.focus();
    this.say(`/${name}`);
  }

  #placeMenu() {
    const box = byId("composer").getBoundingClientRect();
    this.menu.style.left = `${box.left}px`;
    this.menu.style.top = "auto";
    this.menu.style.bottom = `${innerHeight - box.top + 8}px`;
  }
}
