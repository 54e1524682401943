// The pages of an issue as pictures; everything works without this script, with a click more.
//   [data-strip="URL"]  is looked at again after "issue-changed" (an event on the document, for
//                       whoever changes the issue without leaving the page) and every few seconds
//   form[data-at-once]  in the strip is sent by itself, once for each time the page is opened
//   a[rel=prev|next]    turn the page by the arrow keys
//   button[data-place]  lets a click on the page (the figure of that id) say where a comment belongs

const LOOK_AGAIN = 8000; // milliseconds

const strip = document.querySelector("[data-strip]");
let asked = false;

async function renew(options = {}) {
  const headers = { "X-Requested-With": "fetch" };
  const response = await fetch(strip.dataset.strip, { headers, ...options });
  if (!response.ok || response.redirected) return;
  const answer = document.createElement("template");
  answer.innerHTML = await response.text();
  const next = answer.content.firstElementChild;
  const followed = "poll" in strip.dataset;
  if (strip.innerHTML !== next.innerHTML) {
    const focused = strip.contains(document.activeElement) && document.activeElement.id;
    strip.replaceChildren(...next.childNodes);
    if (focused) document.getElementById(focused)?.focus();
  }
  if (next.dataset.poll && !followed) {
    strip.dataset.poll = next.dataset.poll;
    strip.dispatchEvent(new Event("follow", { bubbles: true }));
  }
  await askAtOnce();
}

async function askAtOnce() {
  const form = strip.querySelector("form[data-at-once]");
  if (!form || asked) return;
  asked = true;
  await renew({ method: "POST", body: new FormData(form) });
}

if (strip) {
  const quietly = () => renew().catch(() => {});
  askAtOnce().catch(() => {});
  document.addEventListener("issue-changed", quietly);
  setInterval(() => document.hidden || "poll" in strip.dataset || quietly(), LOOK_AGAIN);
}

const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
  const turn = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const link = turn && document.querySelector(`a[rel=${turn}]`);
  if (link) location.href = link.href;
});

function mark(paper, x, y) {
  const [, , width, height] = paper.querySelector("svg").getAttribute("viewBox").split(" ");
  paper.querySelector(".paper-new")?.remove();
  const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [name, value] of Object.entries({ cx: x * width, cy: y * height, r: 4 })) {
    circle.setAttribute(name, value);
  }
  const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
  group.setAttribute("class", "paper-mark paper-new");
  group.append(circle);
  paper.querySelector("svg").append(group);
}

for (const button of document.querySelectorAll("button[data-place]")) {
  const paper = document.getElementById(button.dataset.place);
  const fields = button.form.elements;
  if (!paper?.querySelector("svg")) continue;
  button.hidden = false;
  if (fields.x.value && fields.y.value) mark(paper, fields.x.value, fields.y.value);
  button.addEventListener("click", () => {
    paper.classList.add("paper-placing");
    button.textContent = button.dataset.placing;
    paper.scrollIntoView({ block: "nearest" });
  });
  paper.addEventListener("click", (event) => {
    if (!paper.classList.contains("paper-placing")) return;
    event.preventDefault();
    const box = paper.querySelector("svg").getBoundingClientRect();
    fields.x.value = ((event.clientX - box.left) / box.width).toFixed(4);
    fields.y.value = ((event.clientY - box.top) / box.height).toFixed(4);
    mark(paper, fields.x.value, fields.y.value);
    paper.classList.remove("paper-placing");
    button.textContent = button.dataset.placed;
    fields.text.focus({ preventScroll: true });
  });
}
