// A distribution list as rows; without this the text fields below hold a label a line.
//   form[data-distribution]  its textarea[data-group] become lists of rows, which are written
//                            back into them at every change
// Keys in a row: Enter adds a row below, Alt+↑ and Alt+↓ move it; past the end of its group a
// row goes on to the next one.

const LINE = /^(.+?)(?:[ \t\u3000×x]+(\d{1,5})(?:份)?)?$/;

for (const form of document.querySelectorAll("form[data-distribution]")) {
  const areas = [...form.querySelectorAll("textarea[data-group]")];
  const total = form.querySelector("[data-total]");
  const lists = areas.map((area) => build(form, area));

  const write = () => {
    let copies = 0;
    for (const [place, list] of lists.entries()) {
      areas[place].value = [...list.children].map((row) => {
        const [label, count] = [...row.querySelectorAll("input")].map((input) => input.value.trim());
        copies += label ? Number(count) || 0 : 0;
        return label && Number(count) ? `${label} ${Number(count)}` : label;
      }).filter(Boolean).join("\n");
    }
    total.textContent = copies;
  };

  const move = (row, step, from) => {
    const list = row.parentElement;
    const beside = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (beside) {
      if (step < 0) beside.before(row); else beside.after(row);
    } else {
      const other = lists[lists.indexOf(list) + step];
      if (!other) return;
      if (step < 0) other.append(row); else other.prepend(row);
    }
    from.focus();
    write();
  };

  form.addEventListener("input", write);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = button?.closest(".entry");
    if (button?.dataset.step) move(row, Number(button.dataset.step), button);
    if (button && "remove" in button.dataset) {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      (next?.querySelector("input") ?? row.parentElement.nextElementSibling).focus();
      row.remove();
      write();
    }
    if (button && "add" in button.dataset) {
      add(form, button.previousElementSibling).querySelector("input").focus();
    }
  });
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest(".entry");
    if (!row) return;
    if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      move(row, event.key === "ArrowUp" ? -1 : 1, event.target);
    } else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      row.after(add(form, row.parentElement));
      row.nextElementSibling.querySelector("input").focus();
    }
  });
  form.querySelector("[data-plain]")?.remove();
}

function build(form, area) {
  const list = document.createElement("ol");
  list.className = "entries";
  const label = area.closest(".field").querySelector("label");
  label.id ||= `${area.id}-label`;
  list.setAttribute("aria-labelledby", label.id);
  area.hidden = true;
  area.after(list);
  list.after(form.querySelector("template[data-add]").content.cloneNode(true));
  for (const line of area.value.split("\n")) {
    const found = LINE.exec(line.trim());
    if (!found) continue;
    const [name, copies] = add(form, list).querySelectorAll("input");
    [name.value, copies.value] = [found[1], found[2] ?? ""];
  }
  return list;
}

function add(form, list) {
  list.append(form.querySelector("template[data-row]").content.cloneNode(true));
  return list.lastElementChild;
}
