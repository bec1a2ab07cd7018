// A picture as large as the window or larger: it is zoomed, moved, and compared with its photo.

import { layers } from "./compare.js";
import { byId } from "./dom.js";
import { canShare } from "./files.js";

const LARGEST = 8;
const STEP = 1.25;
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const ARROW_PIXELS = 60;

export class Viewer {
  #scale = 1;
  #x = 0;
  #y = 0;
  #fitted = true;
  #pointers = new Map();

  /** `share(item, name)` and `copy(item)` do what the person chose. */
  constructor({ share, copy }) {
    this.dialog = byId("viewer");
    this.stage = byId("viewer-stage");
    this.range = byId("viewer-cut");
    byId("viewer-share").addEventListener("click", () => share(this.item, this.name));
    byId("viewer-copy").addEventListener("click", () => copy(this.item));
    byId("viewer-zoom").addEventListener("click", () => this.#toggle());
    this.range.addEventListener("input", () => this.#cut());
    this.#pointing();
    this.dialog.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.dialog.open && this.#settle()).observe(this.stage);
  }

  /** Opens on an item with a picture, as large as the window allows; `name` is the picture's as a file. */
  show(item, name) {
    Object.assign(this, { item, name });
    this.parts = layers(item);
    this.stage.replaceChildren(this.parts.figure);
    byId("viewer-download").href = item.picture;
    byId("viewer-download").download = name;
    byId("viewer-share").hidden = !canShare();
    this.#fitted = true;
    this.range.value = 0;
    this.parts.after.addEventListener("load", () => this.#settle());
    this.dialog.showModal();
    this.stage.focus();
  }

  get #ready() {
    return this.parts.after.naturalWidth > 0;
  }

  /** Screen pixels a picture's pixel takes where all of it is in view. */
  get #fit() {
    const { naturalWidth, naturalHeight } = this.parts.after;
    return Math.min(this.stage.clientWidth / naturalWidth, this.stage.clientHeight / naturalHeight);
  }

  #settle() {
    if (!this.#ready) return;
    if (this.#fitted) this.#scale = this.#fit;
    this.#place();
  }

  #toggle() {
    this.#zoom(this.#scale === 1 ? this.#fit : 1, 0, 0);
  }

  /** Zooms to a scale around a point, given from the stage's middle; what is there stays there. */
  #zoom(scale, x, y) {
    if (!this.#ready) return;
    const smallest = Math.min(1, this.#fit);
    const wanted = Math.min(Math.max(LARGEST, this.#fit), Math.max(smallest, scale));
    const grows = wanted / this.#scale;
    this.#scale = wanted;
    this.#fitted = wanted === this.#fit;
    this.#move(x - (x - this.#x) * grows, y - (y - this.#y) * grows);
  }

  #move(x, y) {
    [this.#x, this.#y] = [x, y];
    this.#place();
  }

  #place() {
    const { figure, after } = this.parts;
    const { clientWidth, clientHeight } = this.stage;
    const [width, height] = [after.naturalWidth * this.#scale, after.naturalHeight * this.#scale];
    this.#x = within(this.#x, (width - clientWidth) / 2);
    this.#y = within(this.#y, (height - clientHeight) / 2);
    figure.style.width = `${width}px`;
    figure.style.height = `${height}px`;
    figure.style.transform = `translate(calc(${this.#x}px - 50%), calc(${this.#y}px - 50%))`;
    byId("viewer-zoom").setAttribute("aria-pressed", this.#scale === 1);
    this.#cut();
  }

  /** The slider goes over what is in view of the picture, so that its edge always is. */
  #cut() {
    const [left, right, width] = this.#inView();
    const at = left + (Number(this.range.value) / 100) * (right - left);
    this.parts.cut((100 * at) / width);
  }

  /** Where what is in view of the picture begins and ends, from the picture's left, and the picture's width. */
  #inView() {
    const width = this.parts.after.naturalWidth * this.#scale;
    const begin = (width - this.stage.clientWidth) / 2 - this.#x;
    return [Math.max(0, begin), Math.min(width, begin + this.stage.clientWidth), width];
  }

  #pointing() {
    const { stage } = this;
    stage.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      stage.setPointerCapture(event.pointerId);
      this.#pointers.set(event.pointerId, { ...this.#at(event), cuts: event.target.closest(".edge") !== null });
      stage.focus();
    });
    stage.addEventListener("pointermove", (event) => this.#pointers.has(event.pointerId) && this.#drag(event));
    for (const end of ["pointerup", "pointercancel"]) {
      stage.addEventListener(end, (event) => this.#pointers.delete(event.pointerId));
    }
    stage.addEventListener("dblclick", () => this.#toggle());
    stage.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        const { x, y } = this.#at(event);
        this.#zoom(this.#scale * (event.ctrlKey ? 1.01 : 1.002) ** -event.deltaY, x, y);
      },
      { passive: false },
    );
  }

  /** One finger moves the picture or the slider's edge, two zoom it. */
  #drag(event) {
    const before = this.#pointers.get(event.pointerId);
    const now = { ...this.#at(event), cuts: before.cuts };
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    if (other) {
      const grows = distance(now, other) / Math.max(1, distance(before, other));
      this.#move(this.#x + (now.x - before.x) / 2, this.#y + (now.y - before.y) / 2);
      this.#zoom(this.#scale * grows, (now.x + other.x) / 2, (now.y + other.y) / 2);
    } else if (now.cuts) {
      const [left, right, width] = this.#inView();
      this.range.value = (100 * (now.x - this.#x + width / 2 - left)) / (right - left);
      this.#cut();
    } else {
      this.#move(this.#x + now.x - before.x, this.#y + now.y - before.y);
    }
  }

  /** Where an event is, from the stage's middle. */
  #at(event) {
    const box = this.stage.getBoundingClientRect();
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
  }

  #key(event) {
    if (event.key === "+" || event.key === "=") this.#zoom(this.#scale * STEP, 0, 0);
    else if (event.key === "-") this.#zoom(this.#scale / STEP, 0, 0);
    else if (event.key in ARROWS && event.target === this.stage) {
      const [x, y] = ARROWS[event.key];
      this.#move(this.#x + x * ARROW_PIXELS, this.#y + y * ARROW_PIXELS);
      event.preventDefault();
    }
  }
}

/** A number that is no farther from 0 than `most`, or 0. */
function within(value, most) {
  return Math.max(-Math.max(0, most), Math.min(Math.max(0, most), value));
}

function distance(one, other) {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
