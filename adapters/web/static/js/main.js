// Puts the page together.

import { getHistory, getState, postSaid, putPhoto, Failure } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { byId, el, freshId } from "./dom.js";
import { knows, setLabels, t } from "./labels.js";
import { listen } from "./live.js";
import { Outbox } from "./outbox.js";
import { SettingsPanel } from "./settings.js";
import { Slots } from "./slots.js";

const MOST_FILES = 10;
const ANSWER_MS = 20000;
const LOST_MS = 1500;
const TOAST_MS = 5000;

let view = null;
let earlier = null;
let commands = new Set();
let answered = true;
let syncing = null;
let again = false;
const timers = {};

const chat = new Chat(
  { log: byId("log"), scroll: byId("scroll"), answering: byId("answering"), latest: byId("latest"), spoken: byId("spoken") },
  { press, command: sayText, enlarge, commands: () => commands },
);
const outbox = new Outbox(changed);
const composer = new Composer({ say: sayText, photos: sayPhotos });
const slots = new Slots(byId("slots"), { choose: (slot) => composer.choose(slot), drop: (files, slot) => composer.take(files, slot) });
const panel = new SettingsPanel({
  apply: (options) => say({ kind: "command", name: "settings", options }),
  reset: () => press("set-defaults"),
  speak: (language) => say({ kind: "command", name: "language", argument: language }),
});

// ---- What the server says

/** Has the page show what the server has; one request at a time, and another one if it was asked for meanwhile. */
async function sync() {
  if (syncing) {
    again = true;
    return;
  }
  chat.beginSync();
  const settled = answered && outbox.empty;
  syncing = getState();
  try {
    show(await syncing, settled);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    if (failure.status === 401) location.reload();
    else later("sync", sync, Math.max(2000, failure.after * 1000));
  } finally {
    syncing = null;
  }
  if (again) {
    again = false;
    sync();
  }
}

function show(state, settled) {
  if (view && view.language !== state.view.language) {
    location.reload();
    return;
  }
  view = state.view;
  setLabels(view.language, view.labels);
  commands = new Set(Object.keys(view.commands));
  composer.setCommands(view.commands);
  panel.show(view);
  showEffects(view);
  const first = chat.empty;
  earlier = state.earlier;
  chat.sync(state.items, earlier !== null);
  byId("earlier").hidden = earlier === null || chat.first !== state.items[0]?.id;
  slots.show(view.slots, settled);
  refresh();
  if (first) chat.toEnd();
  document.body.dataset.ready = "";
}

/** What can be made, where there is a choice; and what the page says to newcomers of it. */
function showEffects({ effects, effect }) {
  const names = Object.keys(effects);
  byId("effect").hidden = names.length < 2;
  byId("effect").replaceChildren(
    ...names.map((name) => el("option", { value: name, selected: name === effect }, effects[name])),
  );
  byId("hero-title").textContent = t("welcome");
  byId("hero-more").textContent = t("welcome-more");
}

function heard(items) {
  if (!view) return;
  for (const item of items) {
    if (!chat.hear(item)) continue;
    answered = true;
    byId("answering").hidden = true;
    clearTimeout(timers.answer);
    later("sync", sync, 60);
  }
  refresh();
}

function refresh() {
  document.body.toggleAttribute("data-new", chat.empty);
}

// ---- What the person says

function say(said) {
  const id = freshId();
  outbox.add({ id, send: () => postSaid({ id, ...said }) });
  expectAnswer();
  return id;
}

function sayText(text) {
  if (text === "/settings") {
    panel.open();
    return;
  }
  const id = freshId();
  chat.addUnsent(line(id, { text }));
  outbox.add({ id, send: () => postSaid({ kind: "text", id, text }) });
  refresh();
  expectAnswer();
}

function press(button, line) {
  say({ kind: "button", button, line });
}

function sayPhotos(files, caption, slot) {
  if (files.length > MOST_FILES) toast(t("too-many"));
  const fitting = files.slice(0, MOST_FILES).filter(fits);
  const album = fitting.length > 1 ? freshId() : "";
  fitting.forEach((file, index) => {
    const id = freshId();
    const picture = URL.createObjectURL(file);
    const said = { kind: "photo", id, caption: index ? "" : caption, album, slot: fitting.length > 1 ? null : slot };
    chat.addUnsent(line(id, { text: said.caption, picture, sent: 0 }));
    slots.expect(picture, said.slot);
    const send = async () => {
      await putPhoto(id, file, (sent) => chat.change(id, { sent }));
      await postSaid(said);
    };
    outbox.add({ id, send });
  });
  refresh();
  if (fitting.length) expectAnswer();
}

function fits(file) {
  if (!view || file.size <= view.upload_limit) return true;
  toast(t("too-large", { name: file.name, mb: Math.floor(view.upload_limit / 1e6) }));
  return false;
}

/** A line of one's own that is on its way. */
function line(id, content) {
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

function changed(entry) {
  if (entry.state === "sent") {
    chat.arrived(entry.id);
  } else if (entry.state === "waiting") {
    chat.change(entry.id, { problem: t("unsent") });
  } else {
    const problem = t("refused");
    chat.change(entry.id, { problem, failed: true, sending: false });
    toast(problem);
    answered = true;
    byId("answering").hidden = true;
    if (entry.status === 401) location.reload();
  }
}

function expectAnswer() {
  answered = false;
  chat.expectAnswer();
  later("answer", () => {
    answered = true;
    byId("answering").hidden = true;
    sync();
  }, ANSWER_MS);
}

// ---- The rest of the page

function enlarge(item) {
  byId("lightbox-picture").src = item.picture;
  byId("lightbox-download").href = item.picture;
  byId("lightbox").showModal();
}

function toast(text) {
  byId("toast").textContent = text;
  byId("toast").hidden = false;
  later("toast", () => (byId("toast").hidden = true), TOAST_MS);
}

function later(name, work, ms) {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(work, ms);
}

byId("lightbox").addEventListener("click", (event) => event.target === event.currentTarget && event.currentTarget.close());

byId("effect").addEventListener("change", (event) => press(`effect:${event.target.value}`));

byId("earlier").addEventListener("click", async () => {
  const found = await getHistory(earlier);
  earlier = found.earlier;
  chat.prepend(found.items);
  byId("earlier").hidden = earlier === null;
});

document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && view && sync());

listen({
  opened: () => {
    clearTimeout(timers.lost);
    timers.lost = 0;
    byId("connection").textContent = "";
    outbox.wake();
    sync();
  },
  heard,
  lost: () => {
    if (timers.lost) return;
    timers.lost = setTimeout(() => {
      if (knows("offline")) byId("connection").textContent = t("offline");
      sync();
    }, LOST_MS);
  },
});
