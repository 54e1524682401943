// Follows work that is going on. An element with data-poll="URL" takes over what the URL answers,
// once a second (or every data-every seconds), until the answer carries no data-poll. An answer
// with data-reload loads the page anew, for when more than this part has changed. The element itself stays, so that screen
// readers, which listen to it, hear the news. Without this script the page's own
// <noscript><meta http-equiv="refresh"> does the same more coarsely.

const GIVE_UP = 30; // failures in a row

async function answer(url) {
  // X-Background: what the page asks by itself does not keep a person signed in.
  const headers = { "X-Requested-With": "fetch", "X-Background": "poll" };
  const response = await fetch(url, { headers });
  if (!response.ok || response.redirected) throw new Error(response.statusText);
  const fragment = document.createElement("template");
  fragment.innerHTML = await response.text();
  return fragment.content.firstElementChild;
}

// A log keeps what it has: what is new in it is added, and so is all that a screen reader says.
function extend(element, next) {
  for (const part of [...next.children]) {
    const known = document.getElementById(part.id);
    if (!known) element.append(part);
    else if (!known.isEqualNode(part)) {
      known.hidden = part.hidden;
      known.replaceChildren(...part.childNodes); // itself it stays, it may have the focus
    }
  }
}

// Who was at a link in the old part is at the same link in the new one.
function exchange(element, next) {
  if (element.getAttribute("role") === "log") return extend(element, next);
  const focused = element.contains(document.activeElement) && document.activeElement.id;
  element.replaceChildren(...next.childNodes);
  if (focused) document.getElementById(focused)?.focus();
}

function follow(element, failures = 0) {
  setTimeout(async () => {
    if (document.hidden) return follow(element, failures);
    try {
      const next = await answer(element.dataset.poll);
      if (element.innerHTML !== next.innerHTML) exchange(element, next);
      if ("reload" in next.dataset) location.reload();
      else if (next.dataset.poll) follow(element);
      else element.removeAttribute("data-poll");
    } catch {
      if (failures < GIVE_UP) follow(element, failures + 1);
    }
  }, 1000 * (element.dataset.every ?? 1));
}

// An element put into the page later asks to be followed as well.
document.addEventListener("follow", (event) => follow(event.target));

for (const element of document.querySelectorAll("[data-poll]")) {
  // A part with a status line of its own says so by an aria-live of its own.
  if (!element.matches("[aria-live], [role]")) element.setAttribute("role", "status");
  follow(element);
}
