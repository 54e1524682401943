"""The editor widget: the only file that knows which editor is used.

CKEditor 4 (bundled by django-ckeditor, unsupported upstream) is a convenience of
the browser.  Nothing it sends is trusted: richtext.clean decides what is kept,
and its own upload views are not mounted.
"""

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.urls import reverse

REMOVED_PLUGINS = (
    "about,adobeair,bidi,colorbutton,colordialog,copyformatting,dialogadvtab,div,elementspath,"
    "exportpdf,font,forms,iframe,language,newpage,pagebreak,preview,print,save,scayt,showblocks,"
    "smiley,sourcearea,stylescombo,templates,wysiwygarea"
)
ALLOWED_CONTENT = (
    "p h4 br strong em u sub sup blockquote ol ul li; a[!href]; "
    "table caption thead tbody tr; th td[colspan,rowspan]; "
    "img[!src,alt]; figure figcaption"
)
TOOLBAR = [
    ["Undo", "Redo"],
    ["Format"],
    ["Bold", "Italic", "Underline", "Subscript", "Superscript", "RemoveFormat"],
    ["NumberedList", "BulletedList", "Blockquote"],
    ["Link", "Unlink", "Table", "SpecialChar"],
    ["Find", "Replace", "Maximize"],
]


class BodyWidget(CKEditorWidget):
    """A rich text area; ``article`` is the one that uploaded pictures will belong to."""

    def __init__(self, article=None, **kwargs):
        super().__init__(**kwargs)
        self.config = {
            "language": "zh-cn",
            "skin": "moono-lisa",
            "width": "100%",
            "height": 380,
            "toolbar": TOOLBAR,
            "removePlugins": REMOVED_PLUGINS,
            # Edits in a div of our page, not in a frame: works under a strict content policy.
            "extraPlugins": "divarea" + (",uploadimage" if article else ""),
            "allowedContent": ALLOWED_CONTENT,
            "disallowedContent": "script; style; *[on*]",
            "format_tags": "p;h4",
            "entities": False,
            "versionCheck": False,
            "stylesSet": False,
            "disableNativeSpellChecker": False,
            "title": False,
        }
        if article:
            self.config["uploadUrl"] = reverse("picture-upload", args=[article.pk])

    @property
    def media(self):
        return super().media + forms.Media(js=["yinfa/editor.js"])
