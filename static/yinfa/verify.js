// The page where a file is checked: its SHA-256 is worked out here, and only that is sent.
//   form[data-verify]  leads to data-verify + digest + "/"
//   [data-drop]        takes a dropped file; [data-here] says so; [data-said] tells how it goes
// Without crypto.subtle (a page over plain http) the form sends the file, as without script.

const form = document.querySelector("form[data-verify]");
const file = form.querySelector("input[type=file]");
const said = form.querySelector("[data-said]");
const drop = form.querySelector("[data-drop]");

async function check(chosen) {
  if (chosen.size > Number(form.dataset.largest)) {
    said.textContent = form.dataset.tooLarge;
    return;
  }
  said.textContent = form.dataset.working;
  try {
    const sum = await crypto.subtle.digest("SHA-256", await chosen.arrayBuffer());
    const digits = [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, "0"));
    location.assign(`${form.dataset.verify}${digits.join("")}/`);
  } catch {
    form.submit(); // it cannot be read here: let the server try
  }
}

if (globalThis.crypto?.subtle) {
  form.querySelector("[data-here]").hidden = false;
  file.addEventListener("change", () => file.files[0] && check(file.files[0]));
  form.addEventListener("submit", (event) => {
    if (!file.files[0]) return;
    event.preventDefault();
    check(file.files[0]);
  });
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("drop-over");
    });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("drop-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("drop-over");
    if (event.dataTransfer.files[0]) check(event.dataTransfer.files[0]);
  });
}
