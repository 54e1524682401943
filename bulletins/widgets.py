"""The editor widget: the only file that knows which editor is used.

CKEditor 4 (bundled by django-ckeditor, unsupported upstream) is a convenience of
the browser.  Nothing it sends is trusted: richtext.clean decides what is kept,
and its own upload views are not mounted.
"""

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from .richtext import LONGEST_FOOTNOTE

REMOVED_PLUGINS = (
    "about,adobeair,bidi,colorbutton,colordialog,copyformatting,dialogadvtab,div,elementspath,"
    "exportpdf,font,forms,iframe,image,language,newpage,pagebreak,preview,print,save,scayt,"
    "showblocks,smiley,sourcearea,stylescombo,templates,wysiwygarea"
)
ALLOWED_CONTENT = (
    "p h4 br strong em u sub sup small blockquote ol ul li; a[!href]; "
    "table caption thead tbody tr; th td[colspan,rowspan]; "
    "img[!src,alt,data-widget]; figure figcaption"
)
TOOLBAR = [
    ["Undo", "Redo"],
    ["Format"],
    ["Bold", "Italic", "Underline", "Subscript", "Superscript", "RemoveFormat"],
    ["NumberedList", "BulletedList", "Blockquote"],
    ["Table", "Link", "Unlink", "Footnote", "SpecialChar"],
    ["Find", "Replace", "Maximize"],
]
PICTURE_GROUP = 4


class BodyWidget(CKEditorWidget):
    """A rich text area; ``article`` is the one that uploaded pictures will belong to.

    Pictures belong to an article: the page of a new one saves it before the first is uploaded.
    """

    def __init__(self, article=None, **kwargs):
        super().__init__(**kwargs)
        # Edits in a div of our page, not in a frame: works under a strict content policy.
        plugins = ["divarea", "footnote"]
        toolbar = [list(group) for group in TOOLBAR]
        self.config = {
            "skin": "moono-lisa",
            "width": "100%",
            "height": 380,
            "toolbar": toolbar,
            "removePlugins": REMOVED_PLUGINS,
            "allowedContent": ALLOWED_CONTENT,
            "disallowedContent": "script; style; *[on*]",
            "format_tags": "p;h4",
            "entities": False,
            "stylesSet": False,
            "disableNativeSpellChecker": False,
            "title": False,
            "clipboard_handleImages": False,  # as data they would not be kept
            "captionHint": _("Caption of the picture"),
            "footnoteLabel": _("Footnote"),
            "footnoteHint": _("Text of the note, at most %d characters") % LONGEST_FOOTNOTE,
            "footnoteLongest": LONGEST_FOOTNOTE,
            "picturesLost": _(
                "Pictures were left out: copy each one by itself, or insert it with the button."
            ),
        }
        plugins += ["uploadimage", "picture"]
        toolbar[PICTURE_GROUP].insert(0, "Picture")
        if article:
            self.config["uploadUrl"] = reverse("picture-upload", args=[article.pk])
        else:
            # The plug-in wants some address; editor.js puts the right one in its place.
            self.config["imageUploadUrl"] = reverse("picture-upload", args=[0])
        self.config["extraPlugins"] = ",".join(plugins)

    @property
    def media(self):
        # Named after the editor's own script, so that it is loaded after it.
        return super().media + forms.Media(js=["ckeditor/ckeditor/ckeditor.js", "yinfa/editor.js"])
