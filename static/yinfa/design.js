// The page of a bulletin's design; all of it works without this script.
//   form[data-at-once]  asks by itself for the pages that are not laid out yet
//   form[data-design]   shows a preview beside it whenever a part is changed

const WAIT = 400; // milliseconds after the last change

async function send(form, button) {
  const data = new FormData(form);
  data.set(button, "1");
  const headers = { "X-Requested-With": "fetch" };
  const response = await fetch(form.action, { method: "POST", body: data, headers });
  if (!response.ok) throw new Error(response.statusText);
  return response;
}

for (const form of document.querySelectorAll("form[data-at-once]")) {
  send(form, "show").then(() => location.reload(), () => {});
}

const form = document.querySelector("form[data-design]");
const preview = document.getElementById("preview");
let latest = 0;
let timer;

async function show() {
  const turn = ++latest;
  preview.setAttribute("aria-busy", "true");
  try {
    const fragment = document.createElement("template");
    fragment.innerHTML = await (await send(form, "preview")).text();
    if (turn !== latest) return; // something was changed meanwhile
    preview.replaceChildren(fragment.content);
    const part = preview.querySelector("[data-poll]");
    part?.dispatchEvent(new Event("follow", { bubbles: true }));
  } finally {
    if (turn === latest) preview.removeAttribute("aria-busy");
  }
}

form?.addEventListener("change", () => {
  clearTimeout(timer);
  timer = setTimeout(() => form.checkValidity() && show().catch(() => {}), WAIT);
});

form?.addEventListener("submit", (event) => {
  if (event.submitter?.name !== "preview") return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the form stays usable
  clearTimeout(timer);
  show().then(() => preview.scrollIntoView({ block: "nearest" }), () => {
    const answer = document.createElement("input");
    answer.type = "hidden";
    answer.name = "preview";
    form.append(answer);
    form.submit(); // the page says what is wrong
  });
});
