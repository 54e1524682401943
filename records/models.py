"""记录: what was done or refused, by whom, from where; and the seals that chain it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    FAILED = "failed", _("failed")


class Record(models.Model):
    """One act or refusal.  Inserted once; a trigger refuses every update and deletion.

    Names and titles are copied in, so that it reads the same after things are renamed.
    ``user`` is empty for strangers and for commands; ``unit`` for people of the office.
    ``object_id`` is what the address names: a number, or the word or key in its place.
    ``detail`` holds strings, whole numbers, lists and objects of them: never a
    password, a token or the text of an article.  ``mark`` is an HMAC of all the others but
    ``id``, made when the record was written: a row somebody put in by hand has none.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("time"), default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="records"
    )
    user_name = models.CharField(_("person"), max_length=100, blank=True)
    unit = models.ForeignKey(
        "units.ReportingUnit", models.PROTECT, null=True, db_index=False, related_name="records"
    )
    place = models.CharField(_("unit"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    action = models.CharField(_("action"), max_length=40)
    object_kind = models.CharField(_("kind"), max_length=20, blank=True)
    object_id = models.CharField(max_length=50, blank=True)
    object_title = models.CharField(_("object"), max_length=200, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=8, choices=Outcome.choices, default=Outcome.DONE
    )
    sentence = models.CharField(_("reason"), max_length=300, blank=True)
    detail = models.JSONField(_("details"), default=dict, blank=True)
    mark = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ["-pk"]
        # With the primary key behind each, so that the newest page of a filter is read off the
        # index.
        indexes = [
            models.Index(fields=["at"], name="records_at"),
            models.Index(fields=["user", "id"], name="records_user"),
            models.Index(fields=["unit", "id"], name="records_unit"),
            models.Index(fields=["action", "id"], name="records_action"),
            models.Index(fields=["outcome", "id"], name="records_outcome"),
            models.Index(fields=["object_kind", "object_id", "id"], name="records_object"),
        ]

    def __str__(self):
        return f"{self.user_name} {self.action} {self.object_title}".strip()


class Seal(models.Model):
    """A record's place in the chain: ``mac`` covers the record and the seal before it.

    Append-only like the record.  See records/chain.py.
    """

    record = models.OneToOneField(Record, models.PROTECT, related_name="seal")
    sequence = models.PositiveBigIntegerField(unique=True)
    mac = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("seal")
        ordering = ["sequence"]

    def __str__(self):
        return f"{self.sequence} {self.mac[:12]}"
