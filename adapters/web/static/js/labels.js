// The page's own words, as the server sends them.

let labels = {};
let language = "en";

/** Takes the labels of a language. */
export function setLabels(newLanguage, newLabels) {
  language = newLanguage;
  labels = newLabels;
}

/** A label with {name} replaced by values. */
export function t(key, values = {}) {
  return labels[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Whether there is such a label. */
export function knows(key) {
  return key in labels;
}

/** A number as the language writes it. */
export function number(value) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
}

/** A share of work that goes on, in whole percent: all of it is done only when there is nothing left to say of it. */
export function percentOf(fraction) {
  return Math.min(99, Math.floor(fraction * 100));
}

/** The time of day of seconds since 1970; with the day, if it isn't today. */
export function timeOf(seconds) {
  const date = new Date(seconds * 1000);
  const today = date.toDateString() === new Date().toDateString();
  const form = today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(language, form).format(date);
}
