// What the editor needs beyond its configuration: our CSRF token on uploads, Word's own bullets
// kept as bullets, pictures handed on, a word about those that cannot come along. Loaded on the edit page only,
// after CKEditor's scripts.
/* global CKEDITOR */
(() => {
  if (!window.CKEDITOR) return;

  // Word draws a bullet as a letter in Wingdings; the editor would take it for numbering.
  const bullet = /(<span[^>]*font-family:\s*["']?Wingdings[^>]*>)[lnuvØü§·](?=<span)/gi;
  // A body has headings of one level; the editor would make plain paragraphs of the others.
  const heading = /<(\/?)h[1-356](?=[\s>])/gi;
  const inOurWords = (html) => html.replace(bullet, "$1·").replace(heading, "<$1h4");
  const image = /<img\b[^>]*>/gi;
  const ours = /\bsrc=["']?(?:https?:\/\/[^"'/]*)?\/pictures\/\d+\/["'\s>]/i;
  const enclosed = /\bsrc=["']?data:image\//i;
  const isEnclosed = (tag) => enclosed.test(tag);
  const unsaid = /<!--.*?-->|<(style|title)\b.*?<\/\1>|<[^>]*>|&nbsp;/gis;

  CKEDITOR.config.uploadImage_supportedTypes = /^image\/(jpeg|png|webp)$/;

  // A button for pictures; pictures.js, which lists them below the text, brings them in.
  CKEDITOR.plugins.add("picture", {
    init(editor) {
      editor.addCommand("picture", { exec: () => editor.fire("choosePictures") });
      editor.ui.addButton("Picture", {
        label: editor.lang.common.image, command: "picture", icon: "image",
      });
    },
  });

  // A button that asks for the text of a footnote and puts it at the cursor. Selected text becomes
  // the note; in a note, the button or a double click changes it, and an empty text takes it out.
  CKEDITOR.plugins.add("footnote", {
    requires: "dialog",
    init(editor) {
      const { footnoteLabel, footnoteHint, footnoteLongest } = editor.config;
      const noteAt = (element) => element?.getAscendant("small", true);
      let place;
      CKEDITOR.dialog.add("footnote", () => ({
        title: footnoteLabel, minWidth: 300, minHeight: 100, resizable: CKEDITOR.DIALOG_RESIZE_NONE,
        contents: [{ id: "note", elements: [{
          type: "textarea", id: "text", label: footnoteHint, rows: 4,
          onLoad() { this.getInputElement().setAttribute("maxlength", footnoteLongest); },
        }] }],
        onShow() {
          const field = this.getContentElement("note", "text");
          field.setValue(place.text.trim().slice(0, footnoteLongest));
          field.focus();
        },
        onOk() {
          const text = this.getValueOf("note", "text").replace(/\s+/g, " ").trim();
          const { note, range } = place;
          if (note) {
            if (!text) note.remove();
            else if (text !== note.getText()) note.setText(text);
          } else if (text) {
            const made = editor.document.createElement("small");
            made.setText(text);
            range.deleteContents();
            range.insertNode(made);
            editor.focus();
            range.moveToPosition(made, CKEDITOR.POSITION_AFTER_END);
            range.select();
          }
          editor.fire("saveSnapshot");
          editor.fire("change");
        },
      }));
      // Where the cursor is must be asked before the dialog opens: its field takes the cursor away.
      const open = (note) => {
        const selection = editor.getSelection();
        const [range] = selection.getRanges();
        place = { note, range, text: note ? note.getText() : selection.getSelectedText() };
        editor.openDialog("footnote");
      };
      editor.addCommand("footnote", {
        allowedContent: "small",
        exec() {
          const at = editor.getSelection().getNative()?.anchorNode;
          open(noteAt(at && new CKEDITOR.dom.node(at)));
        },
      });
      editor.ui.addButton("Footnote", {
        label: footnoteLabel, command: "footnote", icon: "anchor",
      });
      editor.on("doubleclick", ({ data }) => {
        if (noteAt(data.element)) open(noteAt(data.element));
      });
    },
  });

  CKEDITOR.on("instanceCreated", ({ editor }) => {
    const tell = () => editor.showNotification(editor.config.picturesLost, "warning");

    editor.on("paste", (event) => {
      const { data } = event;
      data.dataValue = inOurWords(data.dataValue);
      const html = data.dataTransfer.getData("text/html");
      if (html) data.dataTransfer.setData("text/html", inOurWords(html));
    }, null, null, 1);

    // A screenshot, a picture copied by itself or dropped: files, and no text beside them.
    editor.on("paste", (event) => {
      const { dataTransfer, dataValue } = event.data;
      const files = Array.from({ length: dataTransfer.getFilesCount() },
        (_, number) => dataTransfer.getFile(number));
      const says = (dataTransfer.getData("text/html") || dataValue).replace(unsaid, "").trim();
      if (!files.some(({ type }) => type.startsWith("image/")) || says) return;
      event.cancel();
      editor.fire("takePictures", { files });
    }, null, null, 2);

    // After Word's pictures were taken from its other format, before the upload begins.
    editor.on("paste", ({ data }) => {
      const shown = data.dataValue.replace(image, (tag) =>
        ours.test(tag) || isEnclosed(tag) ? tag : "");
      if (shown !== data.dataValue) tell();
      data.dataValue = shown;
    }, null, null, 7);

    // A new form has no article yet to which pictures could belong: it is saved first.
    editor.on("paste", (event) => {
      const { data } = event;
      if (editor.config.uploadUrl || !(data.dataValue.match(image) ?? []).some(isEnclosed)) return;
      event.cancel();
      const again = () => editor.fire("paste", data);
      document.addEventListener("article-begun", again, { once: true });
      document.dispatchEvent(new Event("article-wanted"));
    }, null, null, 8);

    // That address is known after the first save only.
    editor.on("fileUploadRequest", ({ data: { fileLoader } }) => {
      if (editor.config.uploadUrl) fileLoader.uploadUrl = editor.config.uploadUrl;
    }, null, null, 1);

    editor.on("fileUploadRequest", ({ data: { fileLoader } }) => {
      const token = document.querySelector("[name=csrfmiddlewaretoken]");
      fileLoader.xhr.setRequestHeader("X-CSRFToken", token.value);
      // The editor would only tell the number of the error; our answer says what to do.
      fileLoader.on("error", () => {
        try {
          fileLoader.message = JSON.parse(fileLoader.xhr.responseText).error.message;
        } catch { /* not our answer: its own message stays */ }
      }, null, null, 1);
    });

    // Every picture shows where its caption goes; an untouched hint is no caption.
    const hint = () => `<figcaption>${editor.config.captionHint}</figcaption>`;
    editor.on("toHtml", ({ data }) => {
      data.dataValue = String(data.dataValue)
        .replace(/(<figure>\s*<img\b[^>]*>)\s*(?=<\/figure>)/g, `$1${hint()}`);
    }, null, null, 1);
    editor.on("toDataFormat", ({ data }) => {
      data.dataValue = data.dataValue.replaceAll(hint(), "");
    }, null, null, 20);

    editor.on("contentDom", () => {
      editor.editable().attachListener(editor.editable(), "click", ({ data }) => {
        const caption = data.getTarget().getAscendant("figcaption", true);
        if (caption?.getText().trim() !== editor.config.captionHint) return;
        const range = editor.createRange();
        range.selectNodeContents(caption);
        range.select();
      });
    });

    // The field's own label, which pointed at the hidden text area, leads into the editor.
    editor.on("instanceReady", () => {
      const label = document.querySelector(`label[for="${editor.name}"]`);
      const area = editor.editable();
      if (label) area.setAttribute("aria-label", label.textContent.trim());
      label?.addEventListener("click", () => editor.focus());
    });
  });
})();
