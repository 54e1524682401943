// What the editor needs beyond its configuration: our CSRF token on uploads, and Word's own
// bullets kept as bullets. Loaded on the edit page only, after CKEditor's scripts.
/* global CKEDITOR */
(() => {
  if (!window.CKEDITOR) return;

  // Word draws a bullet as a letter in Wingdings; the editor would take it for numbering.
  const bullet = /(<span[^>]*font-family:\s*["']?Wingdings[^>]*>)[lnuvØü§·](?=<span)/gi;

  CKEDITOR.on("instanceCreated", ({ editor }) => {
    editor.on("paste", ({ data }) => {
      data.dataValue = data.dataValue.replace(bullet, "$1·");
      const html = data.dataTransfer.getData("text/html");
      if (html) data.dataTransfer.setData("text/html", html.replace(bullet, "$1·"));
    }, null, null, 1);

    editor.on("fileUploadRequest", ({ data }) => {
      const token = document.querySelector("[name=csrfmiddlewaretoken]");
      data.fileLoader.xhr.setRequestHeader("X-CSRFToken", token.value);
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
