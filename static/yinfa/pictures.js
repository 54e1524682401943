// The pictures of the text being written: brought in by button, drop and paste, and listed below the
// editor in the order of the text. The text stays the truth: each change here is one step of Undo.
import { queue } from "./uploading.js";

const OURS = 'img[src*="/pictures/"]';
const READABLE = /^image\/(jpeg|png|webp)$/;
const PICTURE_NAME = /\.(jpe?g|png|webp|gif|bmp|tiff?|heic|heif)$/i;
const CARRIED = "application/x-yinfa-picture";

const section = document.querySelector("[data-pictures]");

function start(editor) {
  const words = section.dataset;
  const strip = section.querySelector("[data-strip]");
  const printed = JSON.parse(document.getElementById("pictures-printed").textContent);
  const area = () => editor.editable().$;
  const hint = editor.config.captionHint;
  const status = section.querySelector("[data-said]");
  const say = (text) => { status.textContent = text; };

  // --- in the text

  const address = (image) => new URL(image.getAttribute("src"), location.href).pathname;
  const images = () => [...area().querySelectorAll(OURS)];
  const topOf = (node) => {
    let found = node;
    while (found && found.parentNode !== area()) found = found.parentNode;
    return found;
  };

  // The figure of an image; one that stands bare in a paragraph comes into one, after the paragraph.
  function figureOf(image) {
    const found = image.closest("figure");
    if (found) return found;
    const figure = document.createElement("figure");
    topOf(image).after(figure);
    figure.append(image);
    return figure;
  }

  function captionOf(image, make = false) {
    const figure = make ? figureOf(image) : image.closest("figure");
    const found = figure?.querySelector("figcaption");
    if (found || !make) return found;
    figure.append(document.createElement("figcaption"));
    return figure.lastElementChild;
  }

  const wordsOf = (caption) => {
    const text = caption?.textContent.trim() ?? "";
    return text === hint ? "" : text;
  };

  function step(change) {
    editor.fire("saveSnapshot");
    change();
    editor.fire("saveSnapshot");
    editor.fire("change");
    list();
  }

  // Where the cursor stands when pictures are asked for: they come after that block.
  const place = () => {
    const node = editor.getSelection()?.getStartElement()?.$;
    return { after: node && area().contains(node) ? topOf(node) : null };
  };

  function put({ url, printed: sharp }, where) {
    Object.assign(printed, sharp);
    step(() => {
      const figure = document.createElement("figure"), image = document.createElement("img");
      image.alt = "";
      image.src = url;
      figure.append(image, Object.assign(document.createElement("figcaption"), { textContent: hint }));
      const block = where.after?.parentNode === area() ? where.after : area().lastElementChild;
      const isEmpty = block && !block.textContent.trim() && !block.querySelector("img, td");
      if (!block) area().append(figure);
      else if (isEmpty) block.before(figure);
      else block.after(figure);
      if (!figure.nextElementSibling) {
        const end = document.createElement("p");
        end.append(document.createElement("br"));
        figure.after(end);
      }
      where.after = figure;
    });
  }

  // The places in the text stay where they are; picture `from` comes into place `to`.
  function move(from, to) {
    step(() => {
      const figures = images().map(figureOf);
      const places = figures.map((figure) => {
        const mark = document.createComment("");
        figure.replaceWith(mark);
        return mark;
      });
      figures.splice(to, 0, ...figures.splice(from, 1));
      places.forEach((mark, number) => mark.replaceWith(figures[number]));
    });
    const said = words.moved.replace("{place}", to + 1);
    say(said.replace("{count}", images().length));
  }

  function remove(image) {
    step(() => (image.closest("figure") ?? image).remove());
    say(words.removed);
  }

  // --- below the text

  const rows = () => [...strip.children];
  const imageOf = (row) => images()[rows().indexOf(row)];

  function makeRow() {
    const row = section.querySelector("template[data-row]").content.cloneNode(true)
      .firstElementChild;
    write(row, "[data-caption]", (image, text) => {
      captionOf(image, true).textContent = text.trim() || hint;
    });
    write(row, "[data-alt]", (image, text) => { image.alt = text.trim(); });
    shift(row, "[data-up]", -1);
    shift(row, "[data-down]", 1);
    row.querySelector("[data-remove]").addEventListener("click", () => {
      const number = rows().indexOf(row);
      remove(imageOf(row));
      const beside = rows()[Math.min(number, rows().length - 1)];
      (beside?.querySelector("[data-remove]") ?? section.querySelector("[data-choose]")).focus();
    });
    carry(row);
    return row;
  }

  function write(row, name, change) {
    const field = row.querySelector(name);
    field.addEventListener("focus", () => editor.fire("saveSnapshot"));
    field.addEventListener("input", () => {
      change(imageOf(row), field.value);
      editor.fire("change");
    });
    field.addEventListener("change", () => editor.fire("saveSnapshot"));
    field.addEventListener("keydown", (event) => { // Enter would send the form
      if (event.key === "Enter" && !event.isComposing) event.preventDefault();
    });
  }

  function shift(row, name, by) {
    row.querySelector(name).addEventListener("click", () => {
      const to = rows().indexOf(row) + by;
      if (to < 0 || to >= rows().length) return;
      move(to - by, to);
      rows()[to].querySelector(name).focus();
    });
  }

  function carry(row) {
    const thumb = row.querySelector(".picture-thumb");
    thumb.addEventListener("dragstart", ({ dataTransfer }) => {
      dataTransfer.setData(CARRIED, rows().indexOf(row));
      dataTransfer.effectAllowed = "move";
    });
    row.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes(CARRIED)) return;
      event.preventDefault();
      row.classList.add("picture-over");
    });
    row.addEventListener("dragleave", () => row.classList.remove("picture-over"));
    row.addEventListener("drop", (event) => {
      row.classList.remove("picture-over");
      if (!event.dataTransfer.types.includes(CARRIED)) return;
      event.preventDefault();
      const from = Number(event.dataTransfer.getData(CARRIED)), to = rows().indexOf(row);
      if (from !== to) move(from, to);
    });
  }

  function list() {
    const found = images();
    while (strip.children.length > found.length) strip.lastElementChild.remove();
    while (strip.children.length < found.length) strip.append(makeRow());
    found.forEach((image, number) => fill(rows()[number], image, number, found.length));
  }

  function fill(row, image, number, count) {
    const url = address(image), caption = captionOf(image), sharp = printed[url];
    const name = words.number.replace("{place}", number + 1);
    const thumb = row.querySelector("img"), print = row.querySelector("[data-print]");
    if (thumb.getAttribute("src") !== url) thumb.src = url;
    row.setAttribute("aria-label", name);
    show(row.querySelector("[data-caption]"), wordsOf(caption));
    // What is bold or has a note in it is written in the text itself.
    row.querySelector("[data-caption]").readOnly = Boolean(caption?.querySelector(":not(br)"));
    show(row.querySelector("[data-alt]"), image.alt);
    row.querySelector("[data-up]").toggleAttribute("disabled", number === 0);
    row.querySelector("[data-down]").toggleAttribute("disabled", number === count - 1);
    for (const button of row.querySelectorAll("button")) {
      button.setAttribute("aria-label", `${button.textContent} · ${name}`);
    }
    print.textContent = sharp?.sentence ?? "";
    print.dataset.level = sharp?.level ?? 0;
  }

  function show(field, text) {
    if (field !== document.activeElement) field.value = text;
  }

  // --- into the text

  const upload = queue(section, { editor, put, say });
  const take = (files) => upload(files, place());

  const input = Object.assign(document.createElement("input"), {
    type: "file", accept: "image/*,.heic,.heif", multiple: true,
  });
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  section.querySelector("[data-choose]").addEventListener("click", () => input.click());
  editor.on("choosePictures", () => input.click());
  editor.on("takePictures", ({ data }) => take(data.files));

  // Before word.js and the editor: a picture may be dropped anywhere; on the text, where it is let go.
  const isPicture = (file) => file.type.startsWith("image/") || PICTURE_NAME.test(file.name);
  window.addEventListener("dragover", (event) => {
    const items = [...(event.dataTransfer?.items ?? [])];
    const pictures = items.some(({ kind, type }) => kind === "file" && type.startsWith("image/"));
    if (pictures && !area().contains(event.target)) event.preventDefault();
  }, true);
  window.addEventListener("drop", (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files.length || !files.every(isPicture)) return;
    const readable = files.every(({ type }) => READABLE.test(type));
    if (readable && area().contains(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    take(files);
  }, true);

  let soon = 0;
  editor.on("change", () => {
    cancelAnimationFrame(soon);
    soon = requestAnimationFrame(list);
  });
  editor.on("contentDom", list);
  section.hidden = false;
  list();
}

if (section && window.CKEDITOR) {
  const [editor] = Object.values(CKEDITOR.instances);
  if (editor?.status === "ready") start(editor);
  else CKEDITOR.on("instanceReady", ({ editor: ready }) => start(ready));
}
