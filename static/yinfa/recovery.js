// Offers what this browser has kept and the server has not: above the form of the article, and
// above the list of articles ([data-kept]). Nothing is put back or thrown away unasked.
import { drop, firstLine, keep, keptBy, idOf, wholeText } from "./kept.js";

const clock = (at) => new Date(at).toLocaleString(document.documentElement.lang, {
  month: "long", day: "numeric", hour: "2-digit", minute: "2-digit",
});

// How `entry` differs from what is stored: { same, html }, or null where that cannot be told.
async function compared(entry) {
  if (!entry.comparison) return null;
  const data = new FormData();
  for (const [name, value] of entry.fields) data.append(name, value);
  try {
    const response = await fetch(entry.comparison, {
      method: "POST",
      body: data,
      redirect: "manual",
      headers: {
        Accept: "application/json",
        "X-Background": "comparison",
        "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value,
      },
    });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

async function showText(offer, entry) {
  const place = offer.querySelector("[data-text]");
  place.hidden = !place.hidden;
  offer.querySelector("[data-compare]").setAttribute("aria-expanded", String(!place.hidden));
  if (place.hidden) return;
  const difference = await compared(entry);
  if (difference?.html) place.innerHTML = difference.html; // our own page's part, escaped there
  else {
    place.className = "comparison-text";
    place.textContent = wholeText(entry);
  }
}

// Puts an offer for `entry` at the end of `place`; `restore` is called, or is an address.
export function offer(place, entry, restore, { older = false } = {}) {
  const made = document.getElementById("kept-offer").content.firstElementChild.cloneNode(true);
  made.dataset.entry = idOf(entry);
  made.querySelector("[data-time]").textContent = clock(entry.at);
  made.querySelector("[data-line]").textContent = firstLine(entry);
  made.querySelector("[data-older]").hidden = !older;
  made.querySelector("[data-restore]").addEventListener("click", () => {
    if (typeof restore === "string") location.assign(restore);
    else {
      made.remove();
      restore(entry);
    }
  });
  made.querySelector("[data-compare]").addEventListener("click", () => showText(made, entry));
  made.querySelector("[data-discard]").addEventListener("click", () => discard(made, entry));
  place.append(made);
}

// Thrown away at once, and fetched back as long as the page stands.
function discard(made, entry) {
  drop(entry);
  const gone = document.getElementById("kept-discarded").content.firstElementChild.cloneNode(true);
  gone.querySelector("button").addEventListener("click", () => {
    keep(entry);
    gone.replaceWith(made);
    made.querySelector("[data-restore]").focus();
  });
  made.replaceWith(gone);
  gone.querySelector("button").focus();
}

const ours = (address) => typeof address === "string" && /^\/articles\/[\w/]+$/.test(address);

async function offerOnList(place) {
  for (const entry of await keptBy(place.dataset.kept)) {
    if ((await compared(entry))?.same) await drop(entry);
    else if (ours(entry.edit)) {
      offer(place, entry, `${entry.edit}#${encodeURIComponent(idOf(entry))}`);
    }
  }
}

const list = document.querySelector("[data-kept]");
if (list) offerOnList(list);
