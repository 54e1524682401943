// The board of an issue: articles are dragged by pointer or finger, or picked up by keyboard;
// forms are sent without leaving the page; what others do comes in; nothing that was not saved
// looks as if it were. Everything that is shown is made by the server: an answer brings the parts
// of the page as they are now, and morph() changes only what is different, so that focus, open
// forms, half-typed words and scrolled lists stay.

const EVERY = 2000; // milliseconds between two looks at what others did
const TYPED = 250; // milliseconds after the last key
const EDGE = 70; // pixels from the edge of the window where dragging scrolls
const FAR = 4; // pixels that make a press a drag

const board = document.getElementById("board");
const words = board.dataset;
const byId = (id) => document.getElementById(id);
const said = byId("board-status");
const lost = byId("board-lost");

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const announce = (text) => { if (text) said.textContent = text; };
const all = (selector) => [...board.querySelectorAll(selector)];

// --- making the page what the answer says ---------------------------------------------------

function morph(from, to, ids) {
  if (from.isEqualNode(to)) return;
  if (from.nodeType !== Node.ELEMENT_NODE) {
    from.nodeValue = to.nodeValue;
    return;
  }
  for (const { name } of [...from.attributes]) {
    if (name !== "open" && !to.hasAttribute(name)) from.removeAttribute(name);
  }
  if (to.dataset.keep && to.dataset.keep === from.dataset.keep && "savings" in to.dataset) return;
  for (const { name, value } of to.attributes) {
    const kept = name === "open" || (name === "value" && from.name === "csrfmiddlewaretoken");
    if (!kept && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  if (to.dataset.savings && from.dataset.keep) return; // the old ones, until the new are there
  const field = from.matches(".title-fit")
    && board.querySelector(`[aria-describedby="${from.id}"]`);
  if (field && field.value !== field.defaultValue) return; // it speaks of what is typed
  let next = from.firstChild;
  for (const child of [...to.childNodes]) {
    const known = child.id ? byId(child.id) : null;
    const alike = next && !next.id && !child.id && next.nodeName === child.nodeName ? next : null;
    const match = known?.nodeName === child.nodeName ? known : alike;
    if (!match) {
      from.insertBefore(child, next);
      continue;
    }
    if (match === next) next = next.nextSibling;
    else from.insertBefore(match, next);
    morph(match, child, ids);
  }
  while (next) {
    const after = next.nextSibling;
    if (!ids.has(next.id)) next.remove(); // else it stands in another list now
    next = after;
  }
}

function show(parts) {
  if ("over" in parts.dataset) return location.reload();
  const active = document.activeElement;
  const focused = { id: active.id, article: active.closest("[data-article]")?.dataset.article };
  const ids = new Set([...parts.querySelectorAll("[id]")].map((element) => element.id));
  const top = window.scrollY;
  for (const part of [...parts.children]) {
    if (byId(part.id)) morph(byId(part.id), part, ids);
  }
  if (words.stamp !== parts.dataset.stamp) document.dispatchEvent(new Event("issue-changed"));
  words.stamp = parts.dataset.stamp;
  filter();
  window.scrollTo({ top, behavior: "instant" });
  if (active !== document.body && document.activeElement !== active) refocus(focused);
  askForSavings();
  const refusal = byId("board-refusal");
  refusal.textContent = parts.dataset.refusal;
  refusal.hidden = !parts.dataset.refusal || byId("board-ask") !== null;
  byId("board-ask")?.focus();
}

function refocus({ id, article }) {
  const handle = article && byId(`handle-${article}`);
  const target = (id && byId(id)) || handle || byId("undo");
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
}

async function parts(response) {
  const fragment = document.createElement("template");
  fragment.innerHTML = await response.text();
  const found = fragment.content.firstElementChild;
  if (!found || !("stamp" in found.dataset)) throw new Error(response.statusText);
  return found;
}

// --- sending: one change after the other; what fails is kept and tried again ----------------

const changes = [];
let sending = false;

function change(url, data, item = null, done = null) {
  item?.classList.add("unsaved");
  changes.push({ url, data, item, done });
  if (!sending && lost.hidden) send();
}

async function send() {
  sending = true;
  let answer = null;
  try {
    while (changes.length > 0) {
      const { url, data, done } = changes[0];
      const headers = { "X-Requested-With": "fetch" };
      const response = await fetch(url, { method: "POST", body: data, headers });
      if (response.redirected || response.status === 403) {
        return complain(words.signIn);
      }
      answer = await parts(response);
      changes.shift();
      if (response.ok) done?.();
    }
  } catch {
    const title = changes[0].item?.dataset.title;
    return complain(title ? fill(words.lost, { article: title }) : words.lostChange);
  } finally {
    sending = false;
  }
  lost.hidden = true;
  if (lifted) drop(false);
  for (const item of all(".unsaved")) item.classList.remove("unsaved");
  show(answer);
  announce(answer.dataset.said || answer.dataset.refusal);
}

function complain(sentence) {
  lost.querySelector("p").textContent = sentence;
  lost.querySelector(".row").hidden = changes.length === 0;
  lost.hidden = false;
}

function retry() {
  lost.hidden = true;
  if (changes.length > 0 && !sending) send();
}

lost.addEventListener("click", (event) => {
  if (event.target.matches("[data-retry]")) retry();
  if (event.target.matches("[data-give-up]")) {
    changes.length = 0;
    location.reload();
  }
});
window.addEventListener("online", retry);

board.addEventListener("submit", (event) => {
  const form = event.target;
  event.preventDefault();
  if (form.method !== "post") return filter();
  const button = event.submitter;
  const data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  const url = button?.hasAttribute("formaction") ? button.formAction : form.action;
  change(url, data, form.closest("[data-article]"), () => {
    form.closest("details.tools")?.removeAttribute("open");
    form.reset(); // so that its fields follow what is stored
  });
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, dialog");
  if (event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !typing) {
    event.preventDefault();
    byId("undo").click();
  }
});

// --- what others do -------------------------------------------------------------------------

let news = null;
let failures = 0;
const typing = () => board.contains(document.activeElement)
  && document.activeElement.matches("input:not([type=checkbox], [type=search]), textarea");
const busy = () => document.hidden || sending || changes.length > 0 || lifted || typing();

async function look() {
  if (busy()) return;
  try {
    const url = `${words.parts}?stamp=${encodeURIComponent(words.stamp)}`;
    // X-Background: what the page asks by itself does not keep a person signed in.
    const headers = { "X-Requested-With": "fetch", "X-Background": "poll" };
    const response = await fetch(url, { headers });
    if (response.redirected || response.status === 403) return complain(words.signIn);
    const found = response.status === 204 ? null : await parts(response);
    if (failures > 1) lost.hidden = true;
    failures = 0;
    if (!found || busy()) return;
    show(found);
    if (found.dataset.news !== news) announce(found.dataset.newsSaid);
    news = found.dataset.news ?? null;
  } catch {
    failures += 1;
    if (failures === 2 && changes.length === 0) complain(words.gone);
  }
}

async function follow() {
  await look();
  setTimeout(follow, EVERY);
}

// --- moving ---------------------------------------------------------------------------------

let lifted = null; // {item, list, next}: what is moved and where it came from
let moving = false;

const lists = () => all("[data-section]");
const nameOf = (item) => item.dataset.title;

function lift(item) {
  lifted = { item, list: item.parentElement, next: item.nextElementSibling };
  item.classList.add("lifted");
}

function put(list, before) {
  moving = true;
  list.insertBefore(lifted.item, before);
  moving = false;
}

function whereabouts(item) {
  const list = item.parentElement;
  if (!list.dataset.section) return fill(words.waiting, { article: nameOf(item) });
  const place = [...list.children].indexOf(item) + 1;
  const values = { article: nameOf(item), section: list.dataset.name, place };
  return fill(words.moved, { ...values, count: list.children.length });
}

function drop(keep) {
  const { item, list, next } = lifted;
  const moved = item.parentElement !== list || item.nextElementSibling !== next;
  item.classList.remove("lifted");
  if (!keep || !moved) {
    if (moved) put(list, next);
    lifted = null;
    announce(fill(words.cancelled, { article: nameOf(item) }));
    return;
  }
  lifted = null;
  save(item);
}

function save(item) {
  const list = item.parentElement;
  const data = new FormData();
  data.set("csrfmiddlewaretoken", board.querySelector("[name=csrfmiddlewaretoken]").value);
  if (list.dataset.section) {
    data.set("section", list.dataset.section);
    data.set("article", item.dataset.article);
    data.set("after", item.previousElementSibling?.dataset.article ?? "first");
    announce(whereabouts(item));
    change(words.place, data, item);
  } else {
    data.set("remove", "1");
    change(item.dataset.placement, data, item);
  }
}

// By keyboard: a press on the handle picks up and puts down; arrows move in between.
board.addEventListener("click", (event) => {
  const handle = event.target.closest(".handle");
  if (!handle || event.detail !== 0) return;
  if (lifted) return drop(true);
  lift(handle.closest("[data-article]"));
  announce(fill(words.picked, { article: nameOf(lifted.item) }));
});

board.addEventListener("keydown", (event) => {
  if (!lifted || event.target.closest(".handle") === null) return;
  if (event.key === "Escape") drop(false);
  else if (!step(event.key)) return;
  event.preventDefault();
  event.target.focus();
  event.target.scrollIntoView({ block: "nearest" });
});

function step(key) {
  const { item } = lifted;
  const sections = lists();
  const here = sections.indexOf(item.parentElement);
  const back = key === "ArrowUp" || key === "ArrowLeft";
  if (!back && key !== "ArrowDown" && key !== "ArrowRight") return false;
  const beside = back ? item.previousElementSibling : item.nextElementSibling;
  const along = key === "ArrowUp" || key === "ArrowDown";
  if (here >= 0 && along && beside) {
    put(item.parentElement, back ? beside : beside.nextElementSibling);
  } else {
    const first = back ? sections.at(-1) : sections[0];
    const list = here < 0 ? first : sections[here + (back ? -1 : 1)];
    if (list) put(list, back ? null : list.firstElementChild);
  }
  announce(whereabouts(item));
  return true;
}

board.addEventListener("focusout", () => {
  if (lifted && !moving && !dragged) setTimeout(() => {
    if (lifted && !lifted.item.contains(document.activeElement)) drop(false);
  });
});

// By mouse, pen or finger: a line shows where it would go.
let dragged = null; // {x, y, ghost} while the pointer is down
const line = document.createElement("li");
line.className = "drop-line";
line.setAttribute("aria-hidden", "true");

board.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest(".handle");
  if (!handle || event.button !== 0 || lifted) return;
  handle.setPointerCapture(event.pointerId);
  dragged = { x: event.clientX, y: event.clientY, handle, ghost: null };
});

board.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  if (!dragged.ghost) {
    if (Math.hypot(event.clientX - dragged.x, event.clientY - dragged.y) < FAR) return;
    lift(dragged.handle.closest("[data-article]"));
    dragged.ghost = document.createElement("div");
    dragged.ghost.className = "drag-ghost";
    dragged.ghost.textContent = nameOf(lifted.item);
    document.body.append(dragged.ghost);
    scrollAlong();
  }
  dragged.x = event.clientX;
  dragged.y = event.clientY;
  aim();
});

function aim() {
  const { x, y, ghost } = dragged;
  ghost.style.transform = `translate(${x + 12}px, ${y + 8}px)`;
  const under = document.elementFromPoint(x, y);
  const area = under?.closest(".board-sections .section, .board-waiting");
  const list = under?.closest(".board-list") ?? area?.querySelector(".board-list");
  const allowed = list && (list.dataset.section || ("waiting" in list.dataset
    && (list === lifted.list || lifted.item.dataset.placement)));
  if (!allowed) return line.remove();
  const items = [...list.children].filter((item) => item !== line && !item.hidden);
  const middle = (item) => item.getBoundingClientRect().top + item.offsetHeight / 2;
  const next = items.find((item) => y < middle(item)) ?? null;
  if (line.parentElement !== list || line.nextElementSibling !== next) list.insertBefore(line, next);
}

function scrollAlong() {
  if (!dragged?.ghost) return;
  const above = dragged.y < EDGE;
  if (above || dragged.y > window.innerHeight - EDGE) {
    window.scrollBy(0, above ? -12 : 12);
    aim();
  }
  requestAnimationFrame(scrollAlong);
}

function release(keep) {
  if (!dragged) return;
  const { ghost } = dragged;
  dragged = null;
  if (!ghost) return;
  ghost.remove();
  const list = line.parentElement;
  const next = line.nextElementSibling;
  line.remove();
  if (keep && list) put(list, next === lifted.item ? next.nextElementSibling : next);
  drop(keep && list !== null);
}

board.addEventListener("pointerup", () => release(true));
board.addEventListener("pointercancel", () => release(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") release(false);
});

// --- the waiting: found at once; titles: measured while they are typed; savings: fetched -----

function filter() {
  const wanted = byId("board-search")?.value.trim().toLowerCase() ?? "";
  const items = all("#waiting-list > li");
  for (const item of items) item.hidden = !item.textContent.toLowerCase().includes(wanted);
  const none = byId("board-found");
  none.hidden = !wanted || items.some((item) => !item.hidden);
  none.textContent = none.hidden ? "" : none.dataset.none;
}

let timer;
board.addEventListener("input", (event) => {
  const field = event.target;
  if (field.id === "board-search") filter();
  if (!field.dataset.fit) return;
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const title = field.value.trim() || field.placeholder;
    const response = await fetch(`${field.dataset.fit}?title=${encodeURIComponent(title)}`);
    const place = byId(field.getAttribute("aria-describedby"));
    if (response.ok && !response.redirected) place.innerHTML = await response.text();
  }, TYPED);
});

async function askForSavings() {
  const place = byId("board-savings");
  if (!place?.dataset.savings) return;
  place.setAttribute("aria-busy", "true");
  const asked = place.dataset.keep;
  try {
    const response = await fetch(place.dataset.savings, { headers: { "X-Background": "poll" } });
    const fragment = document.createElement("template");
    fragment.innerHTML = await response.text();
    const found = fragment.content.firstElementChild;
    const now = byId("board-savings");
    if (response.ok && now?.dataset.keep === asked && found?.id === now.id) now.replaceWith(found);
  } catch {
    byId("board-savings")?.removeAttribute("aria-busy");
  }
}

board.classList.add("board-live");
filter();
askForSavings();
follow();
