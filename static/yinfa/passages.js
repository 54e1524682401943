// A body in the editor as passages of plain text, by the rule of bulletins/richtext/passages.py:
// what stands between two breaks of line in one paragraph, caption or cell; a footnote is one of
// its own, after the passage that calls it. Blanks at its edges, which saving takes off, and the
// editor's own invisible characters do not count.

const INLINE = new Set("A ABBR B EM FONT I S SPAN STRONG SUB SUP U".split(" "));
const INVISIBLE = /[\u200b\u2060\ufeff]/g;
const BLANK = /[ \t\r\n\u3000\xa0]/;

// [{text, kind: "body" | "table" | "caption" | "note", leaves}], without empty ones.
export function passagesOf(root, hint = "") {
  const found = [];
  part(root, found);
  return found.filter(({ text, kind }) => text && !(kind === "caption" && text === hint));
}

function part(node, found) {
  let leaves = [];
  let notes = [];
  const end = () => {
    found.push(passage(node, leaves));
    leaves = [];
    for (const note of notes.splice(0)) part(note, found);
  };
  const collect = (parent) => {
    for (const child of parent.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) leaves.push(child);
      if (child.nodeType !== Node.ELEMENT_NODE || ours(child)) continue;
      if (child.tagName === "SMALL") notes.push(child);
      else if (INLINE.has(child.tagName)) collect(child);
      else {
        end();
        if (!["BR", "IMG"].includes(child.tagName)) part(child, found);
      }
    }
  };
  collect(node);
  end();
}

// Bookmarks and handles that the editor puts into its area while it works.
const ours = (element) => element.hasAttribute("data-cke-bookmark")
  || element.hasAttribute("data-cke-temp") || element.hasAttribute("data-cke-hidden-sel")
  || element.hasAttribute("data-cke-magic-line");

const KINDS = [["note", "small"], ["caption", "figcaption, caption"], ["table", "td, th"]];

function passage(node, leaves) {
  const whole = leaves.map((leaf) => seen(leaf.data)).join("");
  let skipped = 0;
  while (skipped < whole.length && BLANK.test(whole[skipped])) skipped += 1;
  let end = whole.length;
  while (end > skipped && BLANK.test(whole[end - 1])) end -= 1;
  const kind = KINDS.find(([, inside]) => node.closest(inside))?.[0] ?? "body";
  return { text: whole.slice(skipped, end), kind, leaves, skipped };
}

const seen = (data) => data.replace(INVISIBLE, "").replace(/[\t\r\n]/g, " ");

// Where character `place` of a passage stands: [text node, offset]; after the one before it
// for the `end` of a stretch.
export function locate({ leaves, skipped }, place, end = false) {
  let left = place + skipped - (end ? 1 : 0);
  for (const leaf of leaves) {
    for (let offset = 0; offset < leaf.data.length; offset += 1) {
      if (/[\u200b\u2060\ufeff]/.test(leaf.data[offset])) continue;
      if (left === 0) return [leaf, offset + (end ? 1 : 0)];
      left -= 1;
    }
  }
  return null;
}

// Put `fix` in place of the characters from start to end; it takes the dress of the first of
// them. Nothing is removed but text.
export function put(found, start, end, fix) {
  const [first, from] = locate(found, start);
  const [last, to] = locate(found, end, true);
  const between = found.leaves.slice(found.leaves.indexOf(first), found.leaves.indexOf(last) + 1);
  for (const leaf of between) {
    const begin = leaf === first ? from : 0;
    const stop = leaf === last ? to : leaf.data.length;
    leaf.replaceData(begin, stop - begin, leaf === first ? fix : "");
  }
}

// Characters as richtext.count_characters counts them: without blanks, a footnote with its
// brackets 〔注：〕, an item of a list in a table with its mark.
export function countCharacters(root, hint = "") {
  const counted = (text) => [...text].filter((sign) => !/[\s\x1c-\x1f\x85]/.test(sign)).length;
  let sum = 0;
  for (const { text, kind } of passagesOf(root, hint)) sum += counted(text) + (kind === "note" ? 4 : 0);
  for (const item of root.querySelectorAll(":is(td, th) :is(ol, ul) > li")) {
    if (!passagesOf(item).length) continue;
    const number = [...item.parentElement.children].indexOf(item) + 1;
    sum += item.parentElement.tagName === "OL" ? `${number}.`.length : 1;
  }
  return sum;
}
