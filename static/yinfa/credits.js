// The sources of an article as rows, in the order in which they print; without this the field
// holds them in one line, parted by 、. Keys in a row: Enter adds one below, Alt+↑ and Alt+↓ move.
// The field itself stays in the form and is what is sent.
const BREAK = /[、，,；;\n]\s*(?![^（(]*[）)])/;

for (const field of document.querySelectorAll("input[name=sources]")) {
  const template = document.getElementById("credit-row");
  if (template) build(field, template);
}

function build(field, template) {
  const list = document.createElement("ol");
  list.className = "entries credits";
  const label = field.closest(".field").querySelector("label");
  label.id ||= `${field.id}-label`;
  list.setAttribute("aria-labelledby", label.id);
  const adder = document.getElementById("credit-add").content.firstElementChild.cloneNode(true);
  field.hidden = true;
  field.after(list, adder);

  const add = (name = "", after = null) => {
    const row = template.content.firstElementChild.cloneNode(true);
    row.querySelector("input").value = name;
    if (after) after.after(row); else list.append(row);
    return row;
  };
  const read = () => {
    const line = field.value.trim();
    const names = line.split(BREAK).map((name) => name.trim()).filter(Boolean);
    const shown = names.join("、") === line ? names : [line];
    list.replaceChildren();
    for (const name of shown.length ? shown : [""]) add(name);
  };
  const write = () => {
    field.value = [...list.querySelectorAll("input")].map((input) => input.value.trim())
      .filter(Boolean).join("、");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const move = (row, step, from) => {
    const beside = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!beside) return;
    if (step < 0) beside.before(row); else beside.after(row);
    from.focus();
    write();
  };

  list.addEventListener("input", (event) => { event.stopPropagation(); write(); });
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    const row = button?.closest("li");
    if (button?.dataset.step) move(row, Number(button.dataset.step), button);
    if (button && "remove" in button.dataset) {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      (next ?? add()).querySelector("input").focus();
      write();
    }
  });
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest("li");
    if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      move(row, event.key === "ArrowUp" ? -1 : 1, event.target);
    } else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      add("", row).querySelector("input").focus();
    }
  });
  adder.addEventListener("click", () => add().querySelector("input").focus());
  label.addEventListener("click", () => list.querySelector("input").focus());
  field.addEventListener("rewritten", read); // someone else wrote into the field
  follow(field.form.elements.unit, field);
  read();
}

// Who reports for several units: the credit follows the choice as long as it is just that unit.
function follow(choice, field) {
  if (!choice?.options) return;
  const chosen = () => (choice.value ? choice.selectedOptions[0].text : "");
  let before = chosen();
  choice.addEventListener("change", () => {
    if (field.value.trim() === before) {
      field.value = chosen();
      field.dispatchEvent(new Event("rewritten"));
    }
    before = chosen();
  });
}
