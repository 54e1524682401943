"""The files of an issue: which kinds there are, and each one made from a finished layout."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .issue import Layout


class FileKind(models.TextChoices):
    """Every kind of file an edition has.

    PDF is the layout itself, the others are made from it and signed with it; but SLIP, the
    office's own paper of who did what (签发单), is made when the edition is published.
    """

    PDF = "pdf", _("PDF")
    PRESS = "press", _("PDF for the press")
    ARCHIVE = "archive", _("PDF for the archive")
    BOOKLET = "booklet", _("Booklet on A3")
    DOCX = "docx", _("Word file")
    HTML = "html", _("Web page")
    TEXT = "text", _("Plain text")
    SLIP = "slip", _("Signing slip")


# Name's ending (the bulletin's own word before the suffix tells PDFs apart) and media type.
_ENDINGS = {
    FileKind.PDF: (".pdf", "application/pdf"),
    FileKind.PRESS: ("-印刷.pdf", "application/pdf"),
    FileKind.ARCHIVE: ("-存档.pdf", "application/pdf"),
    FileKind.BOOKLET: ("-小册子.pdf", "application/pdf"),
    FileKind.DOCX: (
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    FileKind.HTML: (".html", "text/html; charset=utf-8"),
    FileKind.TEXT: (".txt", "text/plain; charset=utf-8"),
    FileKind.SLIP: ("-签发单.pdf", "application/pdf"),
}
SIGNED = tuple(kind for kind in FileKind if kind != FileKind.SLIP)
MADE = tuple(kind for kind in SIGNED if kind != FileKind.PDF)


def ending(kind: str) -> str:
    """How the name of a file of this kind ends."""
    return _ENDINGS[FileKind(kind)][0]


def media_type(kind: str) -> str:
    return _ENDINGS[FileKind(kind)][1]


class LayoutFile(models.Model):
    """One file made from a layout; like the layout a row that is the truth, asked for once.

    Never made before the layout is done, nor again while its file is there.
    """

    layout = models.ForeignKey(Layout, models.CASCADE, related_name="files")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.label) for kind in MADE])
    state = models.CharField(
        max_length=10, choices=Layout.State.choices, default=Layout.State.REQUESTED
    )
    stage = models.CharField(max_length=20, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to="layouts/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("file of a layout")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["layout", "kind"], name="bulletins_layout_file_kind")
        ]

    def __str__(self):
        return f"{self.layout} · {self.kind}"

    @property
    def unfinished(self) -> bool:
        return self.state in (Layout.State.REQUESTED, Layout.State.RUNNING)
