// The folds of a form, which hold what is rarely filled in: closed, each says what stands in it.
// Whoever leads to a control, or writes into it for the person, opens its fold.

export function unfold(control) {
  const fold = control?.closest("details.fold");
  if (fold) fold.open = true;
}

for (const fold of document.querySelectorAll("details.fold")) {
  fold.addEventListener("toggle", () => {
    fold.querySelector(".fold-said").textContent = [...fold.querySelectorAll("[name]")]
      .map((control) => control.value.trim()).filter(Boolean).join(" · ");
  });
}
