// The facts of an issue; every page works without it.
//   input[type=date]     says the weekday beside it
//   form[data-propose]   proposes anew when bulletin, kind, date or the issue to follow change;
//                        what was typed into a proposed field stays

const WEEKDAY = new Intl.DateTimeFormat("zh-CN", { weekday: "long", timeZone: "UTC" });

for (const input of document.querySelectorAll('input[type="date"]')) {
  const said = document.createElement("span");
  said.className = "helptext weekday";
  said.setAttribute("aria-live", "polite");
  input.after(said);
  const say = () => {
    said.textContent = input.value ? WEEKDAY.format(new Date(`${input.value}T00:00Z`)) : "";
  };
  input.addEventListener("input", say);
  say();
}

const form = document.querySelector("form[data-propose]");
if (form) {
  form.querySelector(".propose").hidden = true;
  const proposal = document.getElementById("proposal");
  const typed = new Map();
  form.addEventListener("input", ({ target }) => {
    if (proposal.contains(target) && target.name !== "like") typed.set(target.name, target.value);
  });
  form.addEventListener("change", async ({ target }) => {
    if (!["bulletin", "kind", "date", "like"].includes(target.name)) return;
    const query = new URLSearchParams();
    for (const name of ["bulletin", "kind", "date", "like"]) {
      if (name !== "like" || target.name === "like") query.set(name, form.elements[name].value);
    }
    const answer = await fetch(`${location.pathname}?${query}`).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("proposal");
    if (!found) return;
    proposal.replaceChildren(...found.childNodes);
    for (const [name, value] of typed) form.elements[name].value = value;
    if (target.name === "like") form.elements.like.focus();
  });
}
