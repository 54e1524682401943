"""What was arranged on the board before each change, so that it can be undone; and what waits."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Arrangement(models.Model):
    """One change on the board of an issue, and how sections and placements stood before it.

    Inserted once; a trigger refuses every update and deletion.  An undo and a redo are
    changes as well: ``of`` is the row whose ``before`` they brought back.  ``held`` is the hold
    that placing an article ended (holding.py).
    """

    class Kind(models.TextChoices):
        CHANGE = "change", _("Change")
        UNDO = "undo", _("Undo")
        REDO = "redo", _("Redo")

    issue = models.ForeignKey("Issue", models.PROTECT, related_name="arrangements")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.CHANGE)
    of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=50)
    said = models.TextField()
    before = models.JSONField()
    held = models.JSONField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("arrangement")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "number"], name="bulletins_arrangement_number")
        ]

    def __str__(self):
        return f"{self.actor_name}: {self.said}"


class Hold(models.Model):
    """留待下期: an accepted article that is kept for a later issue, until released or placed."""

    article = models.OneToOneField("Article", models.CASCADE, related_name="hold")
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("hold")

    def __str__(self):
        return f"{self.article} · {self.note}"
