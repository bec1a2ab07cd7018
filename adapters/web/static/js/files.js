// A picture as a file: what it is called, and how it gets out of the page.

import { t } from "./labels.js";

/** A name that says what made a picture (`title`) and when (seconds since 1970): oil-paint-2026-11-26-0905.png. */
export function fileName(title, when) {
  const words = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  const at = when === null ? new Date() : new Date(when * 1000);
  const two = (value) => String(value).padStart(2, "0");
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
  return `${words}-${day}-${two(at.getHours())}${two(at.getMinutes())}.png`;
}

/** Whether the system takes pictures from a page to share them. */
export function canShare() {
  return Boolean(navigator.canShare?.({ files: [new File([], "picture.png", { type: "image/png" })] }));
}

/** Has the system share a picture; what is to be said of it, if anything. */
export async function share(address, name) {
  try {
    const blob = await download(address);
    await navigator.share({ files: [new File([blob], name, { type: blob.type })] });
    return "";
  } catch (error) {
    return error.name === "AbortError" ? "" : t("share-failed");
  }
}

/** Puts a picture on the clipboard; what is to be said of it. Pages that come over plain HTTP have no clipboard. */
export async function copy(address) {
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": download(address) })]);
    return t("copied");
  } catch {
    return t("copy-failed");
  }
}

async function download(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.blob();
}
