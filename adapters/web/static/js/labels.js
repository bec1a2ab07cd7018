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

/** In how long something is that is so many seconds away, in words, rounded up to what one can rely on. */
export function inTime(seconds) {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  const form = new Intl.RelativeTimeFormat(language);
  if (minutes < 90) return form.format(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 48 ? form.format(hours, "hour") : form.format(Math.round(hours / 24), "day");
}

/** The time of day of seconds since 1970; with the day, if it isn't today. */
export function timeOf(seconds) {
  const date = new Date(seconds * 1000);
  const today = date.toDateString() === new Date().toDateString();
  const form = today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(language, form).format(date);
}
