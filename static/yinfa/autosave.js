// Nothing typed is lost: the form of an article saves itself on the server a few seconds after the
// last key and in this browser at once, and says so beside its buttons (_saving.html).
// Words used below: `stored` is the text that the server has confirmed, `paused` why nothing is
// sent for now, `tab` this page among all pages of this browser.
import { unfold } from "./folds.js";
import { drop, idOf, keep, keptBy } from "./kept.js";
import { offer } from "./recovery.js";

const AT_ONCE = 300, AFTER = 3000, AT_LATEST = 10_000, LOOK = 4000; // milliseconds
const BACK_OFF = [2000, 4000, 8000, 15_000, 30_000, 60_000];
const SMALL = 60_000; // bytes that a request may carry beyond the end of its page
const AWAY = new Set(["signed-out", "someone-else"]); // until the person signs in again
const NOT_TEXT = new Set(["csrfmiddlewaretoken", "version", "key"]);

const form = document.querySelector("form[data-autosave]");
const panel = form.querySelector(".saving");
const words = panel.dataset;
const state = panel.querySelector("[data-state]");
const tab = [...crypto.getRandomValues(new Uint8Array(6))].map((n) => n.toString(36)).join("");
const channel = "BroadcastChannel" in window ? new BroadcastChannel("yinfa-articles") : null;
const others = new Set(); // tabs in which this article is open as well

let stored = null, paused = "", version = Number(form.elements.version.value) || 0;
let since = 0, timer = 0, keeping = 0, failures = 0, sending = null, leaving = false, safe = true;
let entry = null; // what is kept in this browser now

// --- the text in the form

const editors = () => Object.values(window.CKEDITOR?.instances ?? {})
  .filter((editor) => form.contains(editor.element.$));

function fields() {
  for (const editor of editors()) if (editor.status === "ready") editor.updateElement();
  return [...new FormData(form)].filter(([name, value]) =>
    !NOT_TEXT.has(name) && typeof value === "string");
}
const read = () => JSON.stringify(fields());

function write(values) {
  for (const [name, value] of values) {
    const editor = editors().find(({ element }) => element.$.name === name);
    const control = form.elements[name];
    if (editor) editor.setData(value);
    else if (control && control.value !== value) {
      control.value = value;
      control.dispatchEvent(new Event("rewritten")); // for what shows it in its own way
      unfold(control);
    }
  }
}

// A choice of bulletin or unit is no text.
const CHOICES = new Set(["bulletin", "unit"]);
const textOf = (values) => JSON.stringify(values.filter(([name]) => !CHOICES.has(name)).sort());

// --- what is said

function say(kind, detail = "") {
  const text = (words[kind] ?? "").replace(/\{\w+\}/, () => detail);
  if (state.textContent === text) return;
  // Saving and saved take turns all the time: only what is out of the ordinary is read aloud.
  const usual = ["saving", "saved"];
  const calm = usual.includes(kind) && (usual.includes(state.dataset.kind) || !state.dataset.kind);
  state.setAttribute("aria-live", calm ? "off" : "polite");
  state.dataset.kind = kind;
  state.textContent = text;
}

function banner(name, shown = true, sentence = "") {
  const found = panel.querySelector(`[data-banner="${name}"]`);
  found.hidden = !shown;
  const place = found.querySelector("[data-sentence]");
  if (place && sentence) place.textContent = sentence;
}

// --- in this browser, at once

async function keepNow() {
  clearTimeout(keeping);
  const now = read();
  if (now === stored) return forget();
  const before = entry;
  entry = {
    writer: words.writer, key: words.key, version, tab, at: Date.now(), fields: JSON.parse(now),
    edit: words.edit, comparison: words.comparison, sent: leaving,
  };
  if (before && idOf(before) !== idOf(entry)) drop(before);
  safe = await keep(entry);
  if (!safe) say("nowhere");
}

function forget() {
  if (entry) drop(entry);
  entry = null;
  safe = true;
}

// --- on the server

const token = () => form.elements.csrfmiddlewaretoken.value;

async function ask(url, options = {}) {
  try {
    const headers = { Accept: "application/json", ...options.headers };
    const response = await fetch(url, { redirect: "manual", ...options, headers });
    if (response.type === "opaqueredirect") return { problem: "signed-out" };
    if (response.status === 404) return { problem: "closed", sentence: words.gone };
    if (response.status >= 500) return { problem: "failed" };
    return await response.json();
  } catch (error) {
    return { problem: error instanceof SyntaxError ? "failed" : "offline" };
  }
}

// A fresh token, for a session begun after this page was opened: "" or the problem.
async function renew() {
  const answer = await ask(words.session, { headers: { "X-Background": "session" } });
  if (answer.problem) return answer;
  if (String(answer.person) !== words.writer) return { problem: "someone-else" };
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
    input.value = answer.token;
  }
  return {};
}

async function post(text, again = true) {
  const data = new FormData();
  for (const [name, value] of JSON.parse(text)) data.append(name, value);
  for (const [name, value] of Object.entries({ version, key: words.key, writer: words.writer })) {
    data.append(name, value);
  }
  const answer = await ask(words.url, {
    method: "POST", body: data, headers: { "X-CSRFToken": token() },
    keepalive: new Blob([text]).size < SMALL,
  });
  if (answer.problem !== "token" || !again) return answer;
  const renewed = await renew();
  return renewed.problem ? renewed : post(text, false);
}

// Saves what stands in the form now; gives the problem, or "". Never two at a time: the second
// would start from a version that the first is about to replace.
async function save(evenEmpty = false) {
  while (sending) await sending;
  sending = send(evenEmpty);
  try {
    return await sending;
  } finally {
    sending = null;
  }
}

async function send(evenEmpty) {
  clearTimeout(timer);
  timer = since = 0;
  const text = read();
  if (text === stored && !(evenEmpty && !words.edit.includes("edit"))) return "";
  keepNow();
  const slow = setTimeout(say, AT_ONCE, "saving");
  const answer = await post(text);
  clearTimeout(slow);
  if (answer.problem) return fail(answer);
  succeed(answer, text);
  return "";
}

function succeed(answer, text) {
  stored = text;
  failures = 0;
  ({ version } = answer);
  form.elements.version.value = version;
  resume();
  become(answer);
  say("saved", answer.time);
  channel?.postMessage({ kind: "saved", key: words.key, tab, version });
  if (read() === stored) forget();
  else typed();
}

// From its first save on the page is the edit page of the article.
function become({ edit, autosave, comparison, pictures }) {
  if (words.edit === edit) return;
  Object.assign(words, { edit, url: autosave, comparison });
  history.replaceState(null, "", edit);
  for (const editor of editors()) editor.config.uploadUrl = pictures;
  document.dispatchEvent(new Event("article-begun"));
}

function resume() {
  if (paused) banner(paused, false);
  paused = "";
}

function fail({ problem, sentence }) {
  const kind = problem === "token" ? "failed" : problem;
  say(kind === "offline" || kind === "failed" || kind === "invalid" ? kind : "unsaved", sentence);
  if (kind === "offline" || kind === "failed") {
    timer = setTimeout(save, BACK_OFF[Math.min(failures, BACK_OFF.length - 1)]);
    failures += 1;
  } else if (kind !== "invalid") {
    resume();
    paused = kind;
    banner(kind, true, sentence);
    if (AWAY.has(kind)) setTimeout(look, LOOK);
    if (kind === "overtaken") say("overtaken");
  }
  return kind;
}

// Whether somebody has signed in again in another window.
async function look() {
  if (!AWAY.has(paused)) return;
  const { problem } = await renew();
  if (!AWAY.has(paused)) return;
  if (problem) setTimeout(look, LOOK);
  else {
    resume();
    save();
  }
}

// --- when

function typed() {
  clearTimeout(keeping);
  keeping = setTimeout(keepNow, AT_ONCE);
  if (paused || words.held || failures) return;
  since ||= Date.now();
  clearTimeout(timer);
  timer = setTimeout(save, Math.max(0, Math.min(AFTER, since + AT_LATEST - Date.now())));
}

// At once, where the person turns away.
function turnAway() {
  if (stored === null && !words.held) return;
  if (read() === stored) return;
  keepNow();
  if (!paused && !words.held && !leaving && !failures && !sending) save();
}

form.addEventListener("submit", async (event) => {
  if (leaving) return;
  event.preventDefault();
  if (form.dataset.pressed) return;
  form.dataset.pressed = "1";
  const pressed = event.submitter;
  const problem = paused && paused !== "signed-out" ? paused : await save();
  delete form.dataset.pressed;
  if (problem === "offline" || problem === "failed") return state.focus();
  leaving = true; // every other problem has its page: the sign-in, the comparison, the errors
  if (read() !== stored) await keepNow();
  setTimeout(() => { // while this event is under way the form ignores another
    if (pressed) pressed.click();
    else form.requestSubmit();
  });
});

window.addEventListener("beforeunload", (event) => {
  if (!leaving && stored !== null && read() !== stored && (!safe || paused || failures)) {
    event.preventDefault();
  }
});
window.addEventListener("pagehide", () => {
  turnAway();
  channel?.postMessage({ kind: "gone", key: words.key, tab });
});
window.addEventListener("pageshow", ({ persisted }) => { if (persisted) leaving = false; });
document.addEventListener("visibilitychange", () => {
  if (document.hidden) turnAway();
  else if (AWAY.has(paused)) look();
});
window.addEventListener("focus", () => { if (AWAY.has(paused)) look(); });
window.addEventListener("online", () => { if (failures) save(); });
document.addEventListener("article-wanted", () => save(true));

// Sent as it is, a text that was overtaken is answered with the comparison.
for (const button of panel.querySelectorAll("[data-compare]")) {
  button.addEventListener("click", () => form.requestSubmit());
}

// --- other tabs

channel?.addEventListener("message", ({ data }) => {
  if (data.key !== words.key || data.tab === tab) return;
  if (data.kind === "gone") others.delete(data.tab);
  else others.add(data.tab);
  if (data.kind === "open") channel.postMessage({ kind: "here", key: words.key, tab });
  banner("elsewhere", others.size > 0);
  if (data.kind === "saved" && data.version > version && !paused && !sending) {
    fail({ problem: "overtaken" });
  }
});

// --- what was kept before

function restore(found) {
  const before = fields();
  write(found.fields);
  ({ version } = found);
  form.elements.version.value = version || "";
  if (form.elements.key) form.elements.key.value = words.key = found.key;
  keepNow().then(() => drop(found));
  if (!words.held) save();
  return before;
}

// Pressed "save" with an ended session: signed in again, the text is back without being asked for.
// It can be dropped until the person goes on writing, which would be dropped with it.
function bringBack(found) {
  const before = restore(found);
  const undo = panel.querySelector("[data-undo]");
  banner("back");
  form.addEventListener("input", () => banner("back", false), { once: true });
  undo.addEventListener("click", () => {
    banner("back", false);
    write(before);
    typed();
  }, { once: true });
}

async function offerKept() {
  const place = document.querySelector("[data-offers]");
  const wanted = decodeURIComponent(location.hash.slice(1));
  const isNew = !words.comparison;
  for (const found of await keptBy(words.writer)) {
    const here = isNew ? !found.comparison : found.key === words.key;
    if (!here || others.has(found.tab) || found.tab === tab) continue;
    if (textOf(found.fields) === textOf(fields())) drop(found);
    else if (idOf(found) === wanted) restore(found);
    else if (found.sent && found.version === version && form.dataset.autosave !== "dirty"
      && !entry) bringBack(found);
    else offer(place, found, restore, { older: found.version < version });
  }
  if (wanted) history.replaceState(null, "", location.pathname);
}

function begin() {
  stored = form.dataset.autosave === "dirty" ? "" : read();
  if (stored === "") keepNow();
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("focusout", turnAway);
  for (const editor of editors()) {
    editor.on("change", typed);
    editor.on("blur", turnAway);
  }
  channel?.postMessage({ kind: "open", key: words.key, tab });
  setTimeout(offerKept, channel ? AT_ONCE : 0); // other tabs need a moment to say that they live
  if (words.time) say("saved", words.time);
}

// The form is what the server sends, never what the browser remembers of an older page.
form.autocomplete = "off";
const [arrival] = performance.getEntriesByType("navigation");
const waiting = () => window.CKEDITOR && form.querySelector("[data-type=ckeditortype]")
  && !(editors().length && editors().every(({ status }) => status === "ready"));
if (arrival?.type === "back_forward") location.reload();
else {
  (function start() {
    if (waiting()) setTimeout(start, 50);
    else begin();
  })();
}
