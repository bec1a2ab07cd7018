// One line of the chat as a bubble.

import { Failure, getMaking } from "./api.js";
import { compare, notice } from "./compare.js";
import { el, icon, round } from "./dom.js";
import { canShare, fileName } from "./files.js";
import { number, t, timeOf } from "./labels.js";
import { Painting } from "./painting.js";

/** Whether a job is still being worked on: then it can be cancelled. */
export function isActive(item) {
  return item.job !== null && item.buttons.flat().some((button) => button.id.startsWith(`cancel:${item.job}`));
}

/** A bubble with its `node` and `update(item)`, `broken` where its picture can't be shown; `actions` are press, command, keep, enlarge, share and copy. */
export class Bubble {
  #painting = null;
  #shown = {};
  #making = null;

  constructor(item, actions) {
    this.actions = actions;
    this.figure = el("div");
    this.text = el("div", { class: "text" });
    this.made = el("ul", { class: "made", hidden: true });
    this.buttons = el("div", { class: "buttons" });
    this.meta = el("div", { class: "meta" });
    const who = el("span", { class: "hidden" }, item.mine ? t("you") : t("bot"));
    this.bubble = el("div", { class: "bubble" }, who, this.figure, this.text, this.made, this.meta, this.buttons);
    this.node = el("div", { class: `line ${item.mine ? "mine" : "bot"}` }, this.bubble);
    this.update(item);
  }

  update(item) {
    this.item = item;
    const active = isActive(item);
    const painted = item.job && item.picture && !active;
    this.node.classList.toggle("wide", Boolean(active || painted));
    this.node.classList.toggle("only-picture", Boolean(item.mine && item.picture && !item.text));
    this.node.classList.toggle("sending", Boolean(item.sending));
    this.node.classList.toggle("failed", item.failed);
    this.#part("figure", [active, item.picture, item.before, item.progress, item.spoiler, item.file, item.failed], () =>
      this.#showFigure(item, active),
    );
    this.#part("made", painted && item.job, () => painted && this.#showMaking(item.job));
    this.#part("text", item.text, () => this.#showText(item.text));
    this.#part("buttons", item.buttons, () => this.#showButtons(item.buttons));
    this.#part("meta", [item.when, item.problem], () => this.#showMeta(item));
    this.node.style.setProperty("--sent", item.sent ?? 0);
  }

  #part(name, value, show) {
    const shown = JSON.stringify(value);
    if (this.#shown[name] === shown) return;
    this.#shown[name] = shown;
    show();
  }

  #showFigure(item, active) {
    if (active) {
      if (this.#painting) this.#painting.update(item);
      else {
        this.#painting = new Painting(item);
        this.figure.replaceChildren(this.#painting.node);
      }
      return;
    }
    const fresh = this.#painting !== null;
    this.#painting = null;
    this.broken = false;
    this.figure.replaceChildren(...this.#pictures(item, fresh));
  }

  #pictures(item, fresh) {
    const parts = [];
    if (item.picture) {
      const picture = item.job ? compare(item, fresh) : this.#photo(item);
      parts.push(item.spoiler ? spoiler(picture) : picture);
      if (!item.mine) parts.push(this.#tools(item));
    }
    if (item.file && !item.picture) {
      const name = this.fileName;
      parts.push(el("a", { class: "file", href: item.file, download: name }, icon("file"), name));
    }
    return parts;
  }

  #photo(item) {
    const figure = el("figure", { class: "photo" });
    const image = el("img", { src: item.picture, alt: item.mine ? t("your-picture") : item.alt || t("painting") });
    image.addEventListener("error", () => {
      this.broken = true;
      figure.replaceChildren(notice(whyBroken(item)));
    });
    figure.append(image);
    if (item.sending) figure.append(el("span", { class: "sent" }));
    return figure;
  }

  #tools(item) {
    const button = (name, label, act) => round("button", name, label, { type: "button", click: () => act(this.item, this.fileName) });
    const { keep, enlarge, share, copy } = this.actions;
    this.download = round("a", "download", t("download"), { href: item.picture, download: this.fileName });
    return el(
      "div",
      { class: "tools" },
      button("expand", t("enlarge"), enlarge),
      canShare() ? button("share", t("share"), share) : null,
      button("copy", t("copy"), copy),
      item.job && item.before ? button("keep", t("keep"), keep) : null,
      this.download,
    );
  }

  /** What the picture or file is called on the person's disk. */
  get fileName() {
    return this.item.file_name || fileName(this.#making?.effect ?? t("picture"), this.item.when);
  }

  /** The pictures beside the first that a painting was made from, and the options that aren't the defaults. */
  async #showMaking(job) {
    try {
      this.#making = await getMaking(job);
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      return; // the painting is what counts
    }
    const { pictures, options } = this.#making;
    this.download.download = this.fileName;
    this.made.replaceChildren(
      ...pictures.map(({ title, picture }) => source(title, picture)),
      ...options.map(({ title, value }) => el("li", { class: "set" }, `${title}: ${typeof value === "number" ? number(value) : value}`)),
    );
    this.made.hidden = !this.made.children.length;
  }

  #showText(text) {
    this.text.hidden = !text;
    const known = this.actions.commands();
    const parts = text.split(/(\/[a-z]+)(?![\w/])/);
    this.text.replaceChildren(
      ...parts.map((part) =>
        known.has(part.slice(1)) && part.startsWith("/") && !this.item.mine
          ? el("button", { type: "button", click: () => this.actions.command(part) }, part)
          : part,
      ),
    );
  }

  #showButtons(rows) {
    this.buttons.hidden = !rows.length;
    this.buttons.replaceChildren(
      ...rows.map((row) =>
        el("div", {}, ...row.map((button) => this.#button(button, rows.flat().length === 1))),
      ),
    );
  }

  #button(button, lone) {
    const node = el("button", { type: "button", class: `chip${lone ? " lone" : ""}` }, button.label);
    node.addEventListener("click", () => {
      node.classList.add("pressed");
      this.actions.press(button.id, this.item.id);
    });
    return node;
  }

  #showMeta(item) {
    this.meta.hidden = item.when === null && !item.problem;
    this.meta.replaceChildren(
      ...(item.problem ? [el("span", { class: "problem" }, item.problem)] : []),
      ...(item.when === null ? [] : [el("time", { datetime: new Date(item.when * 1000).toISOString() }, timeOf(item.when))]),
    );
  }
}

/** Why a picture of the person's isn't shown. What the browser doesn't know the server has as PNG, once it was looked at. */
function whyBroken(item) {
  if (item.failed) return t("not-taken");
  return item.picture.startsWith("api/blob/") ? t("gone") : t("no-preview");
}

/** A picture that a painting was made from, as long as it is kept. */
function source(title, picture) {
  const image = el("img", { src: picture, alt: "" });
  const item = el("li", { class: "source" }, image, title);
  image.addEventListener("error", () => image.remove());
  return item;
}

function spoiler(picture) {
  const cover = el("div", { class: "spoiler" }, picture);
  cover.append(
    el("button", { type: "button", class: "chip reveal", click: () => cover.replaceWith(picture) }, icon("eye"), t("reveal")),
  );
  return cover;
}
