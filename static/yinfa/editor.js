// What the editor needs beyond its configuration: our CSRF token on uploads, Word's own bullets
// kept as bullets, a word about pictures that cannot come along. Loaded on the edit page only,
// after CKEditor's scripts.
/* global CKEDITOR */
(() => {
  if (!window.CKEDITOR) return;

  // Word draws a bullet as a letter in Wingdings; the editor would take it for numbering.
  const bullet = /(<span[^>]*font-family:\s*["']?Wingdings[^>]*>)[lnuvØü§·](?=<span)/gi;
  const image = /<img\b[^>]*>/gi;
  const ours = /\bsrc=["']?(?:https?:\/\/[^"'/]*)?\/pictures\/\d+\/["'\s>]/i;
  const enclosed = /\bsrc=["']?data:image\//i;

  CKEDITOR.config.uploadImage_supportedTypes = /^image\/(jpeg|png|webp)$/;

  // A picture belongs to an article, which a new form does not have yet: autosave.js makes it.
  const beginArticle = (then) => {
    document.addEventListener("article-begun", then, { once: true });
    document.dispatchEvent(new Event("article-wanted"));
  };

  const put = (editor, file) => {
    const loader = editor.uploadRepository.create(file);
    loader.on("uploaded", () => {
      editor.insertHtml(`<figure><img alt="" src="${loader.url}"></figure><p></p>`);
    });
    loader.on("error", () => editor.showNotification(loader.message, "warning"));
    loader.upload(editor.config.uploadUrl);
  };

  // A button that asks for a file and puts it in, uploaded.
  CKEDITOR.plugins.add("picture", {
    init(editor) {
      editor.addCommand("picture", {
        exec() {
          if (!editor.config.uploadUrl) return beginArticle(() => editor.execCommand("picture"));
          const input = document.createElement("input");
          Object.assign(input, { type: "file", accept: "image/jpeg,image/png,image/webp" });
          input.addEventListener("change", () =>
            [...input.files].forEach((file) => put(editor, file)));
          input.click();
        },
      });
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
    const pictures = () => Boolean(editor.config.uploadUrl);
    const tell = () => editor.showNotification(editor.config.picturesLost, "warning");

    editor.on("paste", (event) => {
      const { data } = event;
      data.dataValue = data.dataValue.replace(bullet, "$1·");
      const html = data.dataTransfer.getData("text/html");
      if (html) data.dataTransfer.setData("text/html", html.replace(bullet, "$1·"));
      const count = data.dataTransfer.getFilesCount();
      if (pictures() || html || !count) return;
      const files = Array.from({ length: count }, (_, place) => data.dataTransfer.getFile(place));
      event.cancel();
      beginArticle(() => files.forEach((file) => put(editor, file)));
    }, null, null, 1);

    // After Word's pictures were taken from its other format, before the upload begins.
    editor.on("paste", ({ data }) => {
      const shown = data.dataValue.replace(image, (tag) =>
        ours.test(tag) || (pictures() && enclosed.test(tag)) ? tag : "");
      if (shown !== data.dataValue) tell();
      data.dataValue = shown;
    }, null, null, 7);

    // A new article's address for pictures is known after its first save only.
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
