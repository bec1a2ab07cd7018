// Shows what the server says, all of it each time, and posts what is chosen.

import { byId, el } from "./dom.js";

let shownOptions = "";
let shownSlots = "";
let shownChecks = "";

const events = new EventSource("events");
events.addEventListener("message", (event) => show(JSON.parse(event.data)));
events.addEventListener("open", () => (byId("connection").textContent = ""));
events.addEventListener("error", () => (byId("connection").textContent = "atelier-bot dev has ended"));

function show(state) {
  document.title = `${state.file} · Atelier dev`;
  byId("file").textContent = state.file;
  byId("title").textContent = state.title ?? "Atelier";
  document.body.dataset.status = state.status;
  showPicture(state);
  showSlots(state);
  showOptions(state.options);
  showChecks(state);
}

function showPicture({ status, error, fraction, preview, result }) {
  const name = preview || result?.picture;
  const picture = byId("picture");
  if (name && picture.dataset.name !== name) {
    picture.src = `pictures/${name}`;
    picture.dataset.name = name;
  }
  picture.hidden = !name;
  byId("empty").hidden = Boolean(name);
  picture.classList.toggle("old", status === "failed" || (status === "working" && !preview));
  byId("error").hidden = !error;
  byId("error").textContent = error ?? "";
  byId("fraction").hidden = status !== "working";
  byId("fraction").value = fraction ?? 0;
  byId("status").textContent = said(status, result);
}

function said(status, result) {
  if (status === "working") return "Working…";
  if (status === "failed") return result ? "The picture is of an earlier version." : "";
  const [width, height] = result.size;
  return `${width} × ${height} px, made in ${result.seconds.toFixed(result.seconds < 10 ? 2 : 0)} s`;
}

function showSlots({ slots, pictures = {} }) {
  const wanted = JSON.stringify([slots, pictures]);
  if (wanted === shownSlots) return;
  shownSlots = wanted;
  byId("slots").replaceChildren(...slots.map((slot) => slotOf(slot, pictures[slot.name])));
}

function slotOf({ name, title, choices, chosen }, picture) {
  const id = `slot-${name}`;
  const select = el("select", { id, change: () => choose({ pictures: { [name]: select.value } }) }, ...optionsOf(choices, chosen));
  const image = chosen && picture ? el("img", { src: `pictures/${picture}`, alt: "" }) : el("div", { class: "blank" });
  return el("div", { class: "slot" }, image, el("label", { for: id }, title), select);
}

function optionsOf(choices, chosen) {
  return choices.map(([value, label]) => el("option", { value, selected: value === chosen }, label));
}

/** Draws the controls anew only where they are others: the one that somebody uses must stay. */
function showOptions(options) {
  const wanted = JSON.stringify(options.map((option) => ({ ...option, value: null, choices: option.choices?.map(String) })));
  if (wanted === shownOptions) return;
  shownOptions = wanted;
  const controls = options.map(control);
  byId("options").replaceChildren(...(controls.length ? controls : [el("p", { class: "tally" }, "It has none.")]));
}

function control(option) {
  const { name, title, kind, choices, value } = option;
  const id = `option-${name}`;
  const about = option.about ? el("p", { class: "about" }, option.about) : null;
  const label = el("label", { for: id }, title);
  const post = (chosen) => choose({ options: { [name]: chosen } });
  if (kind === "switch") {
    const input = el("input", { type: "checkbox", role: "switch", id, checked: value, change: () => post(input.checked) });
    return el("div", { class: "option" }, el("div", { class: "top" }, label, input), about);
  }
  if (choices) {
    const labels = choices.map(([, text], index) => [index, text]);
    const at = choices.findIndex(([one]) => one === value);
    const select = el("select", { id, change: () => post(choices[select.value][0]) }, ...optionsOf(labels, at));
    return el("div", { class: "option" }, el("div", { class: "top" }, label), about, select);
  }
  const output = el("output", { for: id }, String(value));
  const input = el("input", {
    type: "range",
    id,
    min: option.low,
    max: option.high,
    step: option.step,
    value,
    input: () => (output.textContent = input.value),
    change: () => post(Number(input.value)),
  });
  return el("div", { class: "option" }, el("div", { class: "top" }, label, output), about, input);
}

function showChecks({ checks, note, status }) {
  const wanted = JSON.stringify([checks, note, status]);
  if (wanted === shownChecks) return;
  shownChecks = wanted;
  const count = (outcome) => checks.filter((check) => check.outcome === outcome).length;
  const waiting = count("waiting");
  const tally = `${count("passed")} passed, ${count("failed")} failed${count("skipped") ? `, ${count("skipped")} skipped` : ""}`;
  const before = status === "failed" ? "The checks come when it can be loaded." : "The checks come after the picture.";
  const counted = checks.length ? tally + (waiting && !note ? `, ${waiting} to come` : "") : before;
  byId("tally").textContent = note || counted;
  byId("checks").replaceChildren(
    ...checks.map(({ name, outcome, why }) =>
      el("li", { class: outcome }, el("span", {}, el("span", { class: "hidden" }, `${outcome}: `), name, why ? el("small", {}, why) : null)),
    ),
  );
}

async function choose(choice) {
  const answer = await fetch("choice", { method: "POST", body: JSON.stringify(choice) });
  if (!answer.ok) byId("connection").textContent = await answer.text();
}
