"""Which static files are published: all, except the parts of CKEditor that we never load.

Its known holes sit in such parts (previews, embedding, samples, test pages), and half of its
9 MB is dead weight. In DEBUG the finders still serve them.
"""

from django.contrib.staticfiles.apps import StaticFilesConfig

UNUSED_PLUGINS = [
    "adobeair",
    "bbcode",
    "codesnippet*",
    "devtools",
    "docprops",
    "embed*",
    "exportpdf",
    "flash",
    "iframe*",
    "mathjax",
    "preview",
    "scayt",
    "templates",
    "wsc",
]


class Static(StaticFilesConfig):
    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *(f"ckeditor/ckeditor/plugins/{name}/*" for name in UNUSED_PLUGINS),
        "ckeditor/galleriffic/*",
    ]
