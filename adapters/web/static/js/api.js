// What the page asks of the server.

/** Why a request failed: `status` is 0 without an answer, `after` are seconds to wait. */
export class Failure extends Error {
  constructor(status, after) {
    super(`status ${status}`);
    this.status = status;
    this.after = after;
  }

  /** Whether the same request may succeed later. */
  get passes() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Failure(0, 0);
  }
  if (!answer.ok) throw new Failure(answer.status, Number(answer.headers.get("Retry-After")));
  return answer.json();
}

export function getState() {
  return ask("api/state");
}

/** The lines before those that came with this `earlier`. */
export function getHistory(before) {
  return ask(`api/history?before=${before}`);
}

/** What a job's picture was made from: its `effect`, `pictures` beside the first, and `options` that aren't the defaults. */
export function getMaking(job) {
  return ask(`api/job/${job}`);
}

/** What the person can use again: `pictures`, and the `uses` that each of them has. */
export function getPictures() {
  return ask("api/pictures");
}

/** Says a text, a command or a button, or what goes with a photo that has been sent. */
export function postSaid(said) {
  return ask("api/say", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(said),
  });
}

/** Sends a photo under the id of what is said with it; `report` hears how much of it is on its way, 0 to 1. */
export function putPhoto(id, file, report) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `api/photo/${id}`);
    request.upload.onprogress = (event) => event.lengthComputable && report(event.loaded / event.total);
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(new Failure(request.status, Number(request.getResponseHeader("Retry-After"))));
    };
    request.onerror = () => reject(new Failure(0, 0));
    request.send(file);
  });
}
