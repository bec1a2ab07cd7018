// Making elements.

/** An element; attributes that are null or false are left out, functions listen to the event of their name. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A drawing of icons.svg, which screen readers pass over. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** A round button or link with an icon and a name. */
export function round(tag, iconName, label, attributes = {}) {
  return el(tag, { class: "round", title: label, ...attributes }, icon(iconName), el("span", { class: "hidden" }, label));
}

/** The element of the page with this id. */
export function byId(id) {
  return document.getElementById(id);
}

/** An id that nobody has: for what is sent, so that sending it twice counts once. */
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
