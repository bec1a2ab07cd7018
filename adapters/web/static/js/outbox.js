// What the person says, on its way: one after another, until the server has it.

import { Failure } from "./api.js";

const LONGEST = 5;

/** An entry is what to `send()` and the `lines` of the chat that it is about; `changed(entry)` is called as an entry's `state` becomes waiting, sent or refused. */
export class Outbox {
  #entries = [];
  #running = false;
  #wake = () => {};

  constructor(changed) {
    this.changed = changed;
  }

  get empty() {
    return this.#entries.length === 0;
  }

  /** Sends by calling `entry.send()`, again and again if need be. */
  add(entry) {
    this.#entries.push(entry);
    if (!this.#running) this.#run();
  }

  /** There is a connection again: no need to wait any longer. */
  wake() {
    this.#wake();
  }

  async #run() {
    this.#running = true;
    let tries = 0;
    while (this.#entries.length) {
      const entry = this.#entries[0];
      try {
        await entry.send();
        entry.state = "sent";
      } catch (failure) {
        if (!(failure instanceof Failure)) throw failure;
        entry.state = failure.passes ? "waiting" : "refused";
        entry.status = failure.status;
        if (failure.passes) {
          this.changed(entry);
          await this.#pause(Math.max(failure.after, Math.min(LONGEST, 0.3 * 2 ** tries++)));
          continue;
        }
      }
      tries = 0;
      this.#entries.shift();
      this.changed(entry);
    }
    this.#running = false;
  }

  #pause(seconds) {
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, seconds * 1000);
    });
  }
}
