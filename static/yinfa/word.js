// A Word file dropped anywhere on the page of an article goes the way of the one chosen by hand.
// Runs before the editor sees the drop, which would take the file for a picture.

const zone = document.querySelector("[data-word]");
const input = zone?.querySelector("input[type=file]");
const button = zone?.querySelector("button");
const said = zone?.querySelector("[role=status]");

const written = (transfer) => [...(transfer?.items ?? [])].some((item) =>
  item.kind === "file" && !item.type.startsWith("image/"));

function fill(file) {
  if (!file.name.toLowerCase().endsWith(".docx")) {
    said.textContent = zone.dataset.notWord;
    said.scrollIntoView({ block: "center" });
    return;
  }
  const transfer = new DataTransfer();
  transfer.items.add(file);
  input.files = transfer.files;
  said.textContent = zone.dataset.busy;
  input.form.requestSubmit(button);
}

if (zone) {
  // Choosing is enough: the browser's own control and the button give way to one label.
  input.classList.add("word-file");
  zone.querySelector("label").hidden = false;
  button.hidden = true;
  document.addEventListener("dragover", (event) => {
    if (!written(event.dataTransfer)) return;
    event.preventDefault();
    event.stopPropagation();
    zone.classList.add("word-over");
  }, true);
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) zone.classList.remove("word-over");
  }, true);
  document.addEventListener("drop", (event) => {
    if (!written(event.dataTransfer)) return;
    event.preventDefault();
    event.stopPropagation();
    zone.classList.remove("word-over");
    const file = [...event.dataTransfer.files].find((one) => !one.type.startsWith("image/"));
    if (file) fill(file);
  }, true);
  input.addEventListener("change", () => {
    said.textContent = "";
    if (input.files.length) fill(input.files[0]);
  });
}
