// Proofreading beside the form of an article: a second after the last key the passages that are
// new are read on the server, and each remark stands in the panel with its reason and a button.
// Nothing is changed but by a button. A remark belongs to the text it was made on: when that has
// changed meanwhile, it is made anew and nothing happens to the text.
import { unfold } from "./folds.js";
import { countCharacters, locate, passagesOf, put } from "./passages.js";

const PAUSE = 1000; // milliseconds after the last key
const MOST_TEXTS = 200;
const MOST_CHARACTERS = 15000;
const SHOWN = 60;

const panel = document.getElementById("proofreading");
const form = document.querySelector("form[data-guard]");
const say = (name, values = {}) => panel.dataset[name]
  .replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
const part = (selector) => panel.querySelector(selector);
const editor = () => Object.values(window.CKEDITOR?.instances ?? {})[0];
const area = () => editor()?.editable()?.$;

// --- what is read: one-line fields and the body ---

const FIELDS = [["headline", "headline"], ["subtitle", "headline"], ["byline", "text"],
  ["sources", "credit"]];

function lines(name, kind) {
  const control = form.elements[name];
  if (!control) return [];
  let start = 0;
  return control.value.split("\n").map((line) => {
    const text = line.trim();
    const found = { field: name, kind, text, control, at: start + line.indexOf(text) };
    start += line.length + 1;
    return found;
  });
}

function everything() {
  const found = FIELDS.flatMap(([name, kind]) => lines(name, kind));
  const root = area();
  const body = root ? passagesOf(root, editor().config.captionHint) : [];
  return [...found, ...body.map((passage, number) =>
    ({ ...passage, field: "body", where: passage.kind, kind: "text", number: number + 1 }))]
    .filter(({ text }) => text);
}

// --- remarks by what they were made on ---

const known = new Map();
const keyOf = ({ kind, text }) => `${kind}:${text}`;
let asking = false;

async function read() {
  const waiting = new Map(everything().filter((passage) => !known.has(keyOf(passage)))
    .map((passage) => [keyOf(passage), passage]));
  const body = new URLSearchParams();
  const sent = [];
  let characters = 0;
  for (const [key, { kind, text }] of waiting) {
    if (text.length > MOST_CHARACTERS) { known.set(key, []); continue; }
    characters += text.length;
    if (sent.length >= MOST_TEXTS || characters > MOST_CHARACTERS) break;
    body.append(kind, text);
    sent.push([key, kind, text]);
  }
  if (sent.length === 0) return false;
  const answer = await fetch(panel.dataset.url, {
    method: "POST", body, redirect: "error",
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
  });
  if (!answer.ok) throw new Error(answer.status);
  const remarks = await answer.json();
  for (const [key, kind, text] of sent) {
    known.set(key, remarks[kind].shift().map((remark) => inUnits(text, remark)));
  }
  return true;
}

// The server counts characters, the browser units of UTF-16.
function inUnits(text, remark) {
  if (!/[\ud800-\udfff]/.test(text)) return remark;
  const signs = [...text];
  const units = (count) => signs.slice(0, count).join("").length;
  return { ...remark, start: units(remark.start), end: units(remark.end) };
}

async function look() {
  if (asking) return;
  asking = true;
  let lost = false;
  try {
    if (!part(".remarks").children.length) tell(say("busy"));
    while (await read()) { /* the next part */ }
  } catch {
    lost = true;
  }
  asking = false;
  show();
  if (lost) tell(say("lost"));
}

// --- what was passed over, in this browser, by article ---

const store = `yinfa-passed-over-${panel.dataset.article}`;
const ignored = new Set();
try { JSON.parse(localStorage.getItem(store) ?? "[]").forEach((name) => ignored.add(name)); } catch { /* none */ }
const nameOf = ({ text }, { start, end, kind }) =>
  `${kind}:${text.slice(Math.max(start - 4, 0), start)}[${text.slice(start, end)}]${text.slice(end, end + 4)}`;
function remember() {
  try {
    if (ignored.size) localStorage.setItem(store, JSON.stringify([...ignored].slice(-300)));
    else localStorage.removeItem(store);
  } catch { /* no room or not allowed: passed over until the page is left */ }
}

// --- the panel ---

const tell = (sentence) => {
  const status = part(".proof-status");
  if (status.textContent !== sentence) status.textContent = sentence;
};

let shown = [];

function show() {
  const all = everything().flatMap((passage) =>
    (known.get(keyOf(passage)) ?? []).map((remark) => ({ passage, remark })));
  const passed = all.filter(({ passage, remark }) => ignored.has(nameOf(passage, remark)));
  shown = all.filter((each) => !passed.includes(each));
  const list = part(".remarks");
  const focused = [...list.children].findIndex((item) => item.contains(document.activeElement));
  const control = ["data-fix", "data-ignore", "data-go"]
    .find((name) => document.activeElement.hasAttribute?.(name));
  list.replaceChildren(...shown.slice(0, SHOWN).map(item));
  list.hidden = shown.length === 0;
  if (focused >= 0) refocus(list, focused, control);
  tell(shown.length ? say("some", { count: shown.length }) : say("none"));
  const more = part(".proof-more");
  more.hidden = shown.length <= SHOWN;
  more.textContent = more.dataset.more.replace("{count}", shown.length - SHOWN);
  const sure = shown.filter(({ remark }) => remark.sure && remark.fix !== null).length;
  const button = part("[data-all]");
  button.textContent = button.dataset.label.replace("{count}", sure);
  button.hidden = sure < 2;
  const restore = part("[data-restore]");
  restore.textContent = say("ignored", { count: passed.length });
  restore.hidden = passed.length === 0;
  part(".proof-all").hidden = button.hidden && restore.hidden;
  const link = document.querySelector(".proof-link");
  link.hidden = shown.length === 0;
  link.textContent = say("some", { count: shown.length });
  underline();
}

function refocus(list, place, control) {
  const next = list.children[Math.min(place, list.children.length - 1)];
  const target = next?.querySelector(`[${control}]:not([hidden])`) ?? next?.querySelector("[data-go]");
  (target ?? panel).focus({ preventScroll: true });
}

function item({ passage, remark }) {
  const made = part("template").content.firstElementChild.cloneNode(true);
  const [before, words, after] = made.querySelector(".remark-words").children;
  made.classList.toggle("remark-unsure", !remark.sure);
  made.querySelector(".remark-place").textContent = placeOf(passage);
  before.textContent = passage.text.slice(Math.max(remark.start - 10, 0), remark.start);
  words.textContent = passage.text.slice(remark.start, remark.end);
  after.textContent = passage.text.slice(remark.end, remark.end + 10);
  made.querySelector(".remark-reason").textContent = remark.reason;
  const button = made.querySelector("[data-fix]");
  button.hidden = remark.fix === null;
  button.textContent = remark.fix === "" ? button.dataset.out
    : button.dataset.to.replace("{fix}", () => remark.fix);
  return made;
}

function placeOf({ field, where, number }) {
  const label = field === "body" ? say("body", { number }) : say(field);
  return field === "body" && where !== "body" ? `${label} · ${say(where)}` : label;
}

// Underlines in the body, where the browser can draw them without touching the text.
function underline() {
  if (!window.Highlight) return;
  const ranges = { sure: [], unsure: [] };
  for (const { passage, remark } of shown) {
    if (passage.field !== "body") continue;
    const range = document.createRange();
    range.setStart(...locate(passage, remark.start));
    range.setEnd(...locate(passage, remark.end, true));
    ranges[remark.sure ? "sure" : "unsure"].push(range);
  }
  for (const [name, found] of Object.entries(ranges)) {
    CSS.highlights.set(`remark-${name}`, new Highlight(...found));
  }
}

// --- taking a proposal ---

// The passage as it stands now, if it still says the same at the same place.
function current({ passage }) {
  return everything().find((now) => now.field === passage.field && now.text === passage.text
    && now.number === passage.number && (now.field === "body" || now.at === passage.at));
}

function putInField({ control, at }, start, end, fix) {
  if (control.hidden) { // shown as rows by credits.js
    control.setRangeText(fix, at + start, at + end);
    control.dispatchEvent(new Event("rewritten"));
    control.dispatchEvent(new Event("input", { bubbles: true }));
    return;
  }
  unfold(control);
  control.focus({ preventScroll: true });
  control.setSelectionRange(at + start, at + end);
  // The one way to change a field that its own undo knows of.
  if (!document.execCommand(fix ? "insertText" : "delete", false, fix)) control.setRangeText(fix);
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

// How many of these could be taken; from the end, so that the places before stay right.
function change(list) {
  const groups = new Map();
  for (const each of [...list].reverse()) {
    const { field, number, at } = each.passage;
    const key = `${field} ${number ?? at}`;
    groups.set(key, [...groups.get(key) ?? [], each]);
  }
  const inBody = list.some(({ passage }) => passage.field === "body");
  if (inBody) editor().fire("saveSnapshot");
  let done = 0;
  for (const group of groups.values()) {
    const now = current(group[0]);
    if (!now) continue;
    const change = now.field === "body" ? put : putInField;
    for (const { remark: { start, end, fix } } of group) change(now, start, end, fix);
    done += group.length;
  }
  if (inBody) editor().fire("saveSnapshot");
  return done;
}

async function press(list, place) {
  const [{ passage, remark }] = list;
  const done = change(list);
  const quoted = (words) => words || say("nothing");
  await look();
  refocus(part(".remarks"), place, "data-fix");
  if (!done) tell(say("moved"));
  else if (list.length === 1) {
    const words = passage.text.slice(remark.start, remark.end);
    tell(say("changed", { words, fix: quoted(remark.fix) }));
  }
}

function go({ passage, remark }) {
  const now = current({ passage });
  if (!now) return void look();
  unfold(now.control);
  if (now.control?.hidden) {
    const words = now.text.slice(remark.start, remark.end);
    const rows = [...document.querySelectorAll(".credits input")];
    (rows.find((input) => input.value.trim() === words) ?? rows[0])?.select();
    return;
  }
  if (now.field !== "body") {
    now.control.focus();
    now.control.setSelectionRange(now.at + remark.start, now.at + remark.end);
    return;
  }
  const range = editor().createRange();
  const [first, from] = locate(now, remark.start);
  const [last, to] = locate(now, remark.end, true);
  editor().focus();
  range.setStart(new window.CKEDITOR.dom.text(first), from);
  range.setEnd(new window.CKEDITOR.dom.text(last), to);
  range.select();
  first.parentElement.scrollIntoView({ block: "center" });
}

panel.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  const row = button?.closest(".remark");
  const place = row ? [...row.parentElement.children].indexOf(row) : 0;
  const each = shown[place];
  if (!button) return;
  if ("go" in button.dataset) go(each);
  if ("fix" in button.dataset) press([each], place);
  if ("ignore" in button.dataset) {
    ignored.add(nameOf(each.passage, each.remark));
    remember();
    show();
  }
  if ("restore" in button.dataset) {
    ignored.clear();
    remember();
    show();
    panel.focus();
  }
  if ("all" in button.dataset) askForAll();
});

const dialog = part("dialog");
let wanted = [];

function askForAll() {
  wanted = shown.filter(({ remark }) => remark.sure && remark.fix !== null);
  dialog.querySelector("ul").replaceChildren(...wanted.map(({ passage, remark }) => {
    const line = document.createElement("li");
    const [words, fix] = [document.createElement("del"), document.createElement("ins")];
    words.textContent = passage.text.slice(remark.start, remark.end);
    fix.textContent = remark.fix || say("nothing");
    line.append(passage.text.slice(Math.max(remark.start - 6, 0), remark.start), words, fix,
      passage.text.slice(remark.end, remark.end + 6));
    return line;
  }));
  dialog.showModal();
}

dialog.addEventListener("click", ({ target }) => {
  if (!target.matches("button")) return;
  dialog.close();
  if ("confirm" in target.dataset) press(wanted, 0);
});

// --- how long the body is, against its section ---

const limits = JSON.parse(document.getElementById("section-limits").textContent);
const counter = part(".proof-count");
const bodyField = form.elements.body?.closest(".field");
bodyField?.append(counter);

function count() {
  const root = area();
  if (!root) return;
  const bulletin = panel.dataset.bulletin || form.elements.bulletin?.value;
  const section = form.elements.suggested_section?.value.trim();
  const limit = limits[bulletin]?.[section];
  const found = countCharacters(root, editor().config.captionHint);
  const over = limit ? found - limit : 0;
  const name = !limit ? "plain" : over > 0 ? "over" : "within";
  counter.textContent = counter.dataset[name].replace(/\{(\w+)\}/g, (_, key) =>
    ({ count: found, section, limit, over })[key]);
  counter.classList.toggle("too-long", over > 0);
  counter.classList.toggle("nearly", Boolean(limit) && over <= 0 && found > limit * 0.95);
  counter.hidden = false;
}

let timer;
let counting;
const later = () => {
  clearTimeout(timer);
  clearTimeout(counting);
  timer = setTimeout(look, PAUSE);
  counting = setTimeout(count, 150);
};

form.addEventListener("input", later);
const follow = (one) => {
  one.on("change", later);
  count();
  look();
};
if (window.CKEDITOR) {
  const one = editor();
  if (one?.status === "ready") follow(one);
  window.CKEDITOR.on("instanceReady", (event) => follow(event.editor));
} else look();
