"""The pages of a layout as pictures, and the wish for new ones."""

from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .issue import Issue, Layout

SIZES = ("whole", "small")
# Stages of a finished layout: its pages are being pictured, are pictured, could not be.
PICTURING, PICTURED, UNPICTURED = "picture", "pictured", "unpictured"


class PagePicture(models.Model):
    """One page of a finished layout, kept in two sizes until newer pages have taken its place.

    ``sha256`` is that of the large picture: two pages that look alike have the same.
    ``drawn`` is what the page of the PDF draws (``picturing.drawn``), known before it is pictured.
    """

    layout = models.ForeignKey(Layout, models.CASCADE, related_name="pictures")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    drawn = models.CharField(max_length=64, default="", editable=False)

    class Meta:
        verbose_name = _("picture of a page")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["layout", "number"], name="bulletins_page_picture_once")
        ]

    def __str__(self):
        return f"{self.layout} · {self.number}"

    def name(self, size: str) -> str:
        """Where the picture of ``size`` (one of SIZES) is stored."""
        return f"layouts/pages/{self.layout.key.hex}-{self.number}-{size}.png"

    def delete(self, *args, **kwargs):
        for size in SIZES:
            default_storage.delete(self.name(size))
        return super().delete(*args, **kwargs)


class PagesWanted(models.Model):
    """The contents of an issue changed and its pages wait to be laid out; at most one wish
    for each issue, taken back by the worker that grants it."""

    issue = models.OneToOneField(Issue, models.CASCADE, related_name="pages_wanted")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("wish for pages")

    def __str__(self):
        return str(self.issue)
