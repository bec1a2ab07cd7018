// Puts the page together.

import { getHistory, getState, postSaid, putPhoto, Failure } from "./api.js";
import { Chat, ownLine } from "./chat.js";
import { Composer } from "./composer.js";
import { byId, el, freshId } from "./dom.js";
import { copy, share } from "./files.js";
import { Gallery } from "./gallery.js";
import { knows, setLabels, t } from "./labels.js";
import { listen } from "./live.js";
import { Outbox } from "./outbox.js";
import { SettingsPanel } from "./settings.js";
import { PicturesPanel } from "./pictures.js";
import { Slots } from "./slots.js";
import { later, never, toast } from "./toast.js";
import { Viewer } from "./viewer.js";

const MOST_FILES = 10;
const ANSWER_MS = 20000;
const LOST_MS = 1500;

let view = null;
let earlier = null;
let commands = new Set();
let answered = true;
let unsettled = false;
let syncing = null;
let again = false;
let lost = 0;
let told = false;
let chosen = null;

const chat = new Chat(
  { log: byId("log"), scroll: byId("scroll"), answering: byId("answering"), latest: byId("latest"), spoken: byId("spoken") },
  {
    press,
    command: sayText,
    commands: () => commands,
    keep: (item) => press(`keep:${item.job}`),
    enlarge: (item, name) => viewer.show(item, name),
    share: sharePicture,
    copy: copyPicture,
  },
);
const viewer = new Viewer({ share: sharePicture, copy: copyPicture });
const outbox = new Outbox(changed);
const composer = new Composer({ say: sayText, photos: sayPhotos });
const gallery = new Gallery(byId("gallery"), byId("example"), sayChosen);
const slots = new Slots(byId("slots"), gallery, {
  choose: (slot) => composer.choose(slot),
  drop: (files, slot) => composer.take(files, slot),
});
const panel = new SettingsPanel({
  apply: (options) => choose(options, { kind: "command", name: "settings", options }),
  reset: () => choose({}, { kind: "button", button: "set-defaults", quiet: true }),
  speak: (language) => say({ kind: "command", name: "language", argument: language }),
});

const pictures = new PicturesPanel({
  use: (slot, picture) => sayChosen([{ slot, picture }]),
  press: (button) => say({ kind: "button", button, quiet: true }),
  rename: (button) => {
    press(button);
    byId("message").focus();
  },
});

// ---- What the server says

/** Has the page show what the server has; one request at a time, and another one if it was asked for meanwhile. */
async function sync() {
  if (syncing) {
    again = true;
    return;
  }
  chat.beginSync();
  unsettled ||= !outbox.empty;
  const settled = answered && outbox.empty;
  const wasTold = told;
  told = false;
  syncing = getState();
  try {
    show(await syncing, settled);
    if (wasTold) confirm();
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
  settle();
}

/** Looks again where something was on its way when it was looked last: it has arrived by now, and may be deleted. */
function settle() {
  if (!unsettled || !outbox.empty || syncing) return;
  unsettled = false;
  later("sync", sync, 60);
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
  pictures.refresh();
  if (!first && chat.empty) toast(t("forgotten"));
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

/** Says that what was chosen in the panel counts, or doesn't. */
function confirm() {
  if (!chosen) return;
  const counts = Object.entries(chosen).every(([name, value]) =>
    view.options.some((option) => option.name === name && option.value === value),
  );
  chosen = null;
  toast(counts ? t("saved") : t("refused"));
}

/** Lines that are new or are others now, and whether something else has `changed`: settings, or what is gone. */
function heard({ items, changed }) {
  if (!view) return;
  if (changed) {
    told = true;
    hasAnswered();
  }
  for (const item of items) {
    if (!chat.hear(item)) continue;
    hasAnswered();
  }
  refresh();
}

function hasAnswered() {
  expectNothing();
  later("sync", sync, 60);
}

function refresh() {
  document.body.toggleAttribute("data-new", chat.empty);
}

// ---- What the person says

/** Says something that is no line of the chat, perhaps on one: `line` is its id. */
function say(said, line = null) {
  const id = freshId();
  outbox.add({ lines: line ? [line] : [], send: () => postSaid({ id, ...said }) });
}

/** What was chosen in the panel changes no line: the server tells of it, and then it is confirmed. */
function choose(options, said) {
  chosen = options;
  say(said);
}

function sayText(text) {
  if (text === "/settings") {
    panel.open();
    return;
  }
  const id = freshId();
  chat.addUnsent(ownLine(id, { text }));
  outbox.add({ lines: [id], send: () => postSaid({ kind: "text", id, text }) });
  refresh();
  expectAnswer();
}

function press(button, line = null) {
  const quiet = button.startsWith("forget-yes"); // the welcome says it
  say({ kind: "button", button, quiet, line: line ?? "" }, line);
  expectAnswer();
}

/** Several for one slot are each made with what is in the others; several for none take their places in order. */
function sayPhotos(files, caption, chosenSlot) {
  if (files.length > MOST_FILES) toast(t("too-many"));
  let fitting = files.slice(0, MOST_FILES).filter(fits);
  if (!fitting.length) return;
  const slot = chosenSlot ?? (fitting.length > 1 ? slots.onlyFree : null);
  const missing = fitting.length > 1 && slot ? slots.missingBeside(slot) : null;
  if (missing) {
    toast(t("slots-first", { slot: missing.title }));
    fitting = fitting.slice(0, 1);
  }
  const album = fitting.length > 1 ? freshId() : "";
  const photos = fitting.map((file, index) => ({
    file,
    said: { kind: "photo", id: freshId(), caption: index ? "" : caption, album, slot },
  }));
  for (const { file, said } of photos) {
    const picture = URL.createObjectURL(file);
    chat.addUnsent(ownLine(said.id, { text: said.caption, picture, sent: 0 }));
    slots.expect(picture, slot);
  }
  outbox.add({ lines: photos.map(({ said }) => said.id), send: () => sendPhotos(photos) });
  refresh();
  expectAnswer();
}

/** Pictures of galleries and the person's own are said as photos are. */
function sayChosen(picks) {
  const said = picks.map(({ slot, picture }) => ({ id: freshId(), slot, ...asSaid(picture) }));
  picks.forEach(({ slot, picture }, index) => {
    chat.addUnsent(ownLine(said[index].id, { picture: picture.picture }));
    slots.expect(picture.picture, slot);
  });
  outbox.add({ lines: said.map(({ id }) => id), send: () => sayAll(said) });
  refresh();
  expectAnswer();
}

function asSaid({ own, name }) {
  return own ? { kind: "own", blob: own } : { kind: "gallery", effect: view.effect, name };
}

async function sayAll(said) {
  for (const one of said) await postSaid(one);
}

/** What goes with photos is said when all of them are there, so that none comes too late for its album. */
async function sendPhotos(photos) {
  for (const photo of photos) {
    if (photo.sent) continue;
    const { id } = photo.said;
    await putPhoto(id, photo.file, (sent) => chat.change(id, { sent }));
    photo.sent = true;
  }
  await sayAll(photos.map(({ said }) => said));
}

function fits(file) {
  if (!view || file.size <= view.upload_limit) return true;
  toast(t("too-large", { name: file.name, mb: Math.floor(view.upload_limit / 1e6) }));
  return false;
}

function changed(entry) {
  const { lines } = entry;
  if (entry.state === "sent") {
    lines.forEach((line) => chat.arrived(line));
    settle();
  } else if (entry.state === "waiting") {
    lines.forEach((line) => chat.change(line, { problem: t("unsent") }));
    byId("answering").hidden = true;
  } else {
    const problem = t("refused");
    lines.forEach((line) => chat.change(line, { problem, failed: true, sending: false }));
    toast(problem);
    expectNothing();
    if (entry.status === 401) location.reload();
  }
}

function expectAnswer() {
  answered = false;
  chat.expectAnswer();
  later("answer", () => {
    expectNothing();
    sync();
  }, ANSWER_MS);
}

function expectNothing() {
  answered = true;
  byId("answering").hidden = true;
  never("answer");
}

// ---- The rest of the page

async function sharePicture(item, name) {
  const problem = await share(item.picture, name);
  if (problem) toast(problem);
}

async function copyPicture(item) {
  toast(await copy(item.picture));
}

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
    clearTimeout(lost);
    lost = 0;
    byId("connection").textContent = "";
    outbox.wake();
    sync();
  },
  heard,
  lost: () => {
    if (lost) return;
    lost = setTimeout(() => {
      if (knows("offline")) byId("connection").textContent = t("offline");
      sync();
    }, LOST_MS);
  },
});
