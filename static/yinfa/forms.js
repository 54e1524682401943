// Makes forms safe; every form works without it.
//   form[data-guard]   asks before the page is left with unsaved changes
//                      (data-guard="dirty": it came back with errors, so it is unsaved already;
//                      data-autosave: autosave.js knows better)
//   form[method=post]  is sent once, however often the button is pressed
//                      (data-again: a download, which leaves the page standing)
//   details.with-note  puts the cursor into the note when it opens

const said = (form) => new URLSearchParams([...new FormData(form)].map(([name, value]) =>
  [name, value instanceof File ? value.name : value])).toString();

const before = new Map();
for (const form of document.querySelectorAll("form[data-guard]:not([data-autosave])")) {
  before.set(form, form.dataset.guard === "dirty" ? null : said(form));
}

const editorChanged = () =>
  Object.values(window.CKEDITOR?.instances ?? {}).some((editor) => editor.checkDirty());

const sent = new Set();
window.addEventListener("beforeunload", (event) => {
  if (sent.size > 0 || before.size === 0) return;
  if (editorChanged() || [...before].some(([form, text]) => text !== said(form))) {
    event.preventDefault();
  }
});

const buttonsOf = (form) => form.querySelectorAll("button[type=submit], button:not([type])");

function lock(form, pressed) {
  sent.add(form);
  for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
  if (!pressed) return;
  pressed.dataset.label = pressed.textContent;
  pressed.textContent = document.body.dataset.busy;
}

function unlock(form) {
  sent.delete(form);
  for (const button of buttonsOf(form)) {
    button.removeAttribute("aria-disabled");
    if (button.dataset.label) button.textContent = button.dataset.label;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || "again" in form.dataset || event.defaultPrevented) return;
  if (sent.has(form)) event.preventDefault();
  else lock(form, event.submitter);
});

// Coming back with the browser's own button finds the page as it was left: locked.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) [...sent].forEach(unlock);
});

document.addEventListener("toggle", (event) => {
  if (event.target.open && event.target.matches("details.with-note")) {
    event.target.querySelector("textarea, select, input:not([type=hidden])")?.focus();
  }
}, true);
