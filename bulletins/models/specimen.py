"""样张: the pages of a bulletin in one design, as pictures, for choosing among designs."""

import uuid

from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .issue import Layout


class Specimen(models.Model):
    """Made once for each contents and design; nothing but pictures of it is kept.

    ``pictured`` are the numbers of the pages whose pictures are stored, in order.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bulletin = models.ForeignKey("Bulletin", models.CASCADE, related_name="specimens")
    digest = models.CharField(max_length=64)
    contents = models.TextField()
    design = models.JSONField(default=dict)
    design_digest = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=Layout.State.choices, default=Layout.State.REQUESTED
    )
    stage = models.CharField(max_length=20, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    pictured = models.JSONField(default=list)
    failure = models.TextField(blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("specimen")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin", "digest", "design_digest"],
                name="bulletins_one_specimen_per_design",
            )
        ]

    def __str__(self):
        return f"{self.bulletin} · {self.design_digest[:12]}"

    @property
    def unfinished(self) -> bool:
        return self.state in (Layout.State.REQUESTED, Layout.State.RUNNING)

    def picture_name(self, page: int) -> str:
        """Where the picture of a page is stored."""
        return f"specimens/{self.key.hex}-{page}.png"

    def delete(self, *args, **kwargs):
        for page in self.pictured:
            default_storage.delete(self.picture_name(page))
        return super().delete(*args, **kwargs)
