// Pictures on their way to the server, one after the other, each with a row that says how far it is.
// `put(answer, place)` gets what the server said of each picture, and the place it was meant for.

const LARGEST = 15 * 1024 * 1024; // bytes, as bulletins/pictures.py
const megabytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

export function queue(section, { editor, put, say }) {
  const words = section.dataset;
  const list = section.querySelector("[data-uploads]");
  const waiting = [];
  let running = false;

  function row(job) {
    const item = section.querySelector("template[data-upload]").content.cloneNode(true);
    job.row = item.firstElementChild;
    job.row.querySelector("[data-name]").textContent = job.file.name;
    job.row.querySelector("[data-retry]").addEventListener("click", () => start(job));
    job.row.querySelector("[data-drop]").addEventListener("click", () => job.row.remove());
    list.append(item);
  }

  function tell(job, text, done) {
    const bar = job.row.querySelector("progress");
    job.row.querySelector("[data-state]").textContent = text;
    if (done === undefined) bar.removeAttribute("value");
    else bar.value = done;
  }

  function fail(job, sentence, again) {
    job.row.classList.add("picture-failed");
    job.row.querySelector("progress").hidden = true;
    for (const name of again ? ["retry", "drop"] : ["drop"]) {
      job.row.querySelector(`[data-${name}]`).hidden = false;
    }
    tell(job, sentence, 0);
    say(`${job.file.name} ${sentence}`);
  }

  function start(job) {
    job.row.classList.remove("picture-failed");
    job.row.querySelector("progress").hidden = false;
    for (const button of job.row.querySelectorAll("button")) button.hidden = true;
    tell(job, words.waiting, 0);
    waiting.push(job);
    next();
  }

  async function next() {
    if (running || !waiting.length) return;
    if (!editor.config.uploadUrl) return begin();
    running = true;
    const job = waiting.shift();
    await send(job);
    running = false;
    next();
  }

  // A picture belongs to an article, which a new form does not have yet: the page saves it first.
  function begin() {
    for (const job of waiting) tell(job, words.saving, 0);
    if (waiting.length > 1) return;
    document.addEventListener("article-begun", next, { once: true });
    document.dispatchEvent(new Event("article-wanted"));
  }

  function send(job) {
    if (job.file.size > LARGEST) return fail(job, words.tooLarge, false);
    const request = new XMLHttpRequest(), data = new FormData();
    data.append("upload", job.file, job.file.name || "picture");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const sent = words.sent.replace("{done}", megabytes(loaded));
      tell(job, sent.replace("{whole}", megabytes(total)), loaded / total);
    });
    request.upload.addEventListener("load", () => tell(job, words.working));
    return new Promise((over) => {
      request.addEventListener("loadend", () => {
        finish(job, request);
        over();
      });
      request.open("POST", editor.config.uploadUrl);
      const token = document.querySelector("[name=csrfmiddlewaretoken]");
      request.setRequestHeader("X-CSRFToken", token.value);
      request.responseType = "json";
      request.send(data);
    });
  }

  function finish(job, { status, response }) {
    if (response?.uploaded) {
      job.row.remove();
      put(response, job.place);
      say(words.in.replace("{name}", job.file.name));
    } else if (status === 413) fail(job, words.tooLarge, false);
    else fail(job, response?.error?.message ?? words.offline, !response?.error);
  }

  return (files, place) => {
    for (const file of files) {
      const job = { file, place };
      row(job);
      start(job);
    }
  };
}
