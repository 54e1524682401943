"""What was signed of an issue, and its files, frozen when it was published."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .decision import in_place_of
from .file import FileKind
from .issue import Issue


class Edition(models.Model):
    """定稿: what was signed of an issue.  Inserted once; a trigger refuses every change.

    The signature binds ``digest`` (of the contents), ``design_digest``, the number of
    ``pages`` and ``hashes``: the SHA-256 of the file of every kind.  A deputy who signed
    is ``signed_by``, for their ``principal``, by a ``delegation``.

    One that ``corrects`` a published edition is its next ``version``, with the ``reason`` and
    what ``changed`` (correcting.py): ``articles`` as kind and title, ``pages`` as numbers.
    """

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    contents = models.TextField()
    digest = models.CharField(max_length=64)
    design = models.JSONField(default=dict)
    design_digest = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    hashes = models.JSONField(default=dict)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    delegation = models.ForeignKey(
        "Delegation", models.PROTECT, null=True, blank=True, related_name="editions"
    )
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    reason = models.TextField(blank=True)
    changed = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("edition")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "number"], name="bulletins_edition_number")
        ]

    def __str__(self):
        return f"{self.issue} #{self.number}"

    @property
    def signed_files(self):
        """The frozen files that were signed, in the order of their kinds; not the slip."""
        found = [file for file in self.files.all() if file.kind != FileKind.SLIP]
        return sorted(found, key=lambda file: FileKind.values.index(file.kind))

    @property
    def signatory(self) -> str:
        """Who signed, as it is written: 李某, or 王某 代 李某."""
        return in_place_of(str(self.signed_by), str(self.principal or ""))


class EditionFile(models.Model):
    """One frozen file of a published edition, with its SHA-256; append-only like the edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=12)
    file = models.FileField(upload_to="editions/")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField(default=0)
    first_pages = models.JSONField(default=dict)
    frozen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("edition file")
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="bulletins_edition_file_kind")
        ]

    def __str__(self):
        return f"{self.edition} · {self.kind}"
