// The conversation: lines in order, those that are still on their way at its end.

import { Bubble, isActive } from "./bubble.js";
import { percentOf, t } from "./labels.js";

const NEAR = 120;

export class Chat {
  #lines = new Map();
  #unsent = new Set();
  #recent = new Set();
  #pinned = true;
  #moving = false;
  #height = 0;

  /** `parts` are elements: log, scroll, answering, latest, spoken. */
  constructor(parts, actions) {
    Object.assign(this, parts);
    this.actions = actions;
    this.scroll.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.scroll.addEventListener("scrollend", () => (this.#moving = false), { passive: true });
    this.latest.addEventListener("click", () => this.toEnd(true));
    const observer = new ResizeObserver(() => this.#pinned && this.toEnd());
    observer.observe(this.log);
    observer.observe(this.scroll);
  }

  get empty() {
    return this.#lines.size === 0;
  }

  get first() {
    return this.log.firstElementChild?.dataset.id;
  }

  /** Something of one's own, shown before the server knows of it. */
  addUnsent(item) {
    this.#unsent.add(item.id);
    this.#put(item, true);
    this.toEnd(true);
  }

  /** What is new about a line that is being sent. */
  change(id, changes) {
    const bubble = this.#lines.get(id);
    if (bubble) bubble.update({ ...bubble.item, ...changes });
  }

  /** The server has it. */
  arrived(id) {
    this.#unsent.delete(id);
    this.#recent.add(id);
    this.change(id, { sending: false, problem: null });
  }

  /** A line that comes in while one looks on; whether it is an answer, and not just a painting's progress. */
  hear(item) {
    this.#recent.add(item.id);
    const known = this.#lines.get(item.id);
    if (known && item.mine) return false;
    const active = known && isActive(known.item);
    this.#announce(known?.item, item);
    this.#put(item, true);
    if (!known || active !== isActive(item)) this.#noteBelow(item.id);
    return !item.mine && (!known || item.progress === null);
  }

  /** To be called before the server is asked for its lines: what is heard until they come is newer than they are. */
  beginSync() {
    this.#recent.clear();
  }

  /** Makes the lines the server's; `more` says that it has earlier ones, so that those here may stay. */
  sync(items, more) {
    const known = new Set(items.map((item) => item.id));
    const first = items[0]?.id;
    let earlier = more && this.#lines.has(first);
    for (const node of [...this.log.children]) {
      const id = node.dataset.id;
      if (id === first) earlier = false;
      if (!known.has(id) && !earlier && !this.#unsent.has(id) && !this.#recent.has(id)) this.#remove(id);
    }
    this.log.setAttribute("aria-busy", "true");
    let cursor = earlierEnd(this.log, first);
    for (const item of items) {
      if (!this.#recent.has(item.id) || !this.#lines.has(item.id)) this.#put(item, false);
      this.#unsent.delete(item.id);
      const node = this.#lines.get(item.id).node;
      if (node === cursor) cursor = cursor.nextElementSibling;
      else this.log.insertBefore(node, cursor);
    }
    this.log.removeAttribute("aria-busy");
  }

  /** Earlier lines, above those that are there; the view stays where it is. */
  prepend(items) {
    const height = this.scroll.scrollHeight;
    for (const item of items.reverse()) {
      if (this.#lines.has(item.id)) continue;
      this.#put(item, false);
      this.log.prepend(this.#lines.get(item.id).node);
    }
    this.scroll.scrollTop += this.scroll.scrollHeight - height;
  }

  /** Shows that an answer is being thought of. */
  expectAnswer() {
    this.answering.hidden = false;
    if (this.#pinned) this.toEnd();
  }

  /** Scrolls down to the end, but not past the beginning of the last line. */
  toEnd(smooth = false) {
    this.#pinned = true;
    this.#height = this.scroll.scrollHeight;
    const end = this.#height - this.scroll.clientHeight;
    const last = this.log.lastElementChild;
    const top = last ? Math.min(end, last.offsetTop - 12) : end;
    if (top <= this.scroll.scrollTop + 1) return;
    this.#moving = smooth;
    this.scroll.scrollTo({ top, behavior: smooth ? "smooth" : "instant" });
  }

  #put(item, fresh) {
    const bubble = this.#lines.get(item.id);
    if (bubble) {
      // A picture that is on the screen already needn't be loaded again from another address.
      const shown = item.mine && item.picture && !bubble.broken ? bubble.item.picture : null;
      const picture = shown ?? item.picture;
      bubble.update({ ...item, picture, when: bubble.item.when ?? item.when });
      return;
    }
    const made = new Bubble(item, this.actions);
    made.node.dataset.id = item.id;
    made.node.classList.toggle("new", fresh);
    this.#lines.set(item.id, made);
    this.log.append(made.node);
  }

  /** Where the end isn't in view, what is new there is said on the button that leads to it. */
  #noteBelow(id) {
    const { node } = this.#lines.get(id);
    if (this.#pinned || node.offsetTop < this.scroll.scrollTop + this.scroll.clientHeight) return;
    this.latest.classList.add("news");
    this.latest.hidden = false;
  }

  #remove(id) {
    this.#lines.get(id).node.remove();
    this.#lines.delete(id);
  }

  /** A line that changes is announced in words only at its milestones. */
  #announce(old, item) {
    if (!old) return;
    const was = old.progress ?? 0;
    const now = item.progress ?? 0;
    if (isActive(item) && was < 0.5 && now >= 0.5) this.spoken.textContent = t("painted", { percent: percentOf(now) });
    if (isActive(old) && !isActive(item)) this.spoken.textContent = item.text;
  }

  /** Only a person lets go of the end: not a line that has changed its size, nor a scroll that is under way. */
  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    const below = scrollHeight - scrollTop - clientHeight;
    if (this.#pinned && scrollHeight !== this.#height) this.toEnd();
    else if (!this.#moving) this.#pinned = below < NEAR || (this.#pinned && this.#lastIsInView());
    if (this.#pinned) this.latest.classList.remove("news");
    this.latest.hidden = this.#pinned || (below < 3 * NEAR && !this.latest.classList.contains("news"));
  }

  #lastIsInView() {
    const last = this.log.lastElementChild;
    return last !== null && last.offsetTop - this.scroll.scrollTop < this.scroll.clientHeight / 2;
  }
}

/** Where lines of the server begin: after those that are earlier than its first one. */
function earlierEnd(log, first) {
  return [...log.children].find((node) => node.dataset.id === first) ?? log.firstElementChild;
}

/** A line of one's own that is on its way. */
export function ownLine(id, content) {
  return {
    id,
    mine: true,
    when: Date.now() / 1000,
    text: "",
    picture: null,
    before: null,
    buttons: [],
    progress: null,
    job: null,
    spoiler: false,
    file: null,
    file_name: "",
    failed: false,
    sending: true,
    problem: null,
    ...content,
  };
}
