// What is typed, kept in this browser until the server has it: one entry per person, article,
// version it started from, and tab. An entry: writer, key, version, tab, at (ms), sent (it was
// being saved by a button), fields [[name, value]], and the addresses edit and comparison.
// Entries lie in localStorage, at once; what is too large for it, in IndexedDB.

const PREFIX = "yinfa:text:";
const LONGEST = 30 * 24 * 3600 * 1000; // after so many milliseconds an entry is swept away

export const idOf = ({ writer, key, version, tab }) =>
  `${PREFIX}${writer}:${key}:${version}:${tab}`;

function database() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("yinfa", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("texts");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

async function inDatabase(mode, ask) {
  const opened = await database();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = opened.transaction("texts", mode);
      const request = ask(transaction.objectStore("texts"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    opened.close();
  }
}

// Whether it is kept.
export async function keep(entry) {
  const id = idOf(entry);
  try {
    localStorage.setItem(id, JSON.stringify(entry));
    return true;
  } catch {
    try {
      await inDatabase("readwrite", (texts) => texts.put(entry, id));
      localStorage.removeItem(id); // an older, shorter state of the same text
      return true;
    } catch {
      return false;
    }
  }
}

export async function drop(entry) {
  const id = idOf(entry);
  try {
    localStorage.removeItem(id);
    if (await hasDatabase()) await inDatabase("readwrite", (texts) => texts.delete(id));
  } catch { /* a browser that stores nothing has nothing to drop */ }
}

// Without making one: most browsers never need it.
async function hasDatabase() {
  const known = await indexedDB.databases?.();
  return !known || known.some(({ name }) => name === "yinfa");
}

async function everything() {
  const found = [];
  try {
    for (const id of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
      found.push(JSON.parse(localStorage.getItem(id)));
    }
    if (await hasDatabase()) found.push(...await inDatabase("readonly", (texts) => texts.getAll()));
  } catch { /* not ours, or not to be read */ }
  return found.filter((entry) => entry?.writer && Array.isArray(entry.fields));
}

// What `writer` has kept here, newest first; whatever is too old goes, whosever it was.
export async function keptBy(writer) {
  const all = await everything();
  const old = all.filter((entry) => Date.now() - entry.at > LONGEST);
  await Promise.all(old.map(drop));
  return all
    .filter((entry) => entry.writer === writer && !old.includes(entry))
    .sort((one, other) => other.at - one.at);
}

export const valueOf = (entry, wanted) =>
  entry.fields.find(([name]) => name === wanted)?.[1] ?? "";

const plain = (html) =>
  new DOMParser().parseFromString(html.replace(/<\/(p|li|h4|td)>/g, "$&\n"), "text/html")
    .body.textContent.trim();

export const wholeText = (entry) =>
  [valueOf(entry, "headline"), plain(valueOf(entry, "body"))].filter(Boolean).join("\n");

export const firstLine = (entry) => wholeText(entry).split("\n")[0].slice(0, 60);
