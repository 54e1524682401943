"""Who did what, when: the append-only record of every transition, and who was told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Decision(models.Model):
    """流转记录: one transition of an article or an issue.

    Inserted once; a trigger refuses every update and deletion.  Names are copied
    in, so that the record reads the same after people and units are renamed.
    ``digest`` is the SHA-256 of the contents an issue's decision was about.
    """

    article = models.ForeignKey(
        "Article", models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    issue = models.ForeignKey(
        "Issue", models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    subject_title = models.CharField(max_length=200)
    action = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="decisions"
    )
    actor_name = models.CharField(max_length=50)
    actor_place = models.CharField(max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)
    round = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("decision")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, issue__isnull=True)
                | Q(article__isnull=True, issue__isnull=False),
                name="bulletins_decision_one_subject",
            )
        ]

    def __str__(self):
        return f"{self.subject_title}: {self.from_state} → {self.to_state}"

    @property
    def subject(self):
        return self.article or self.issue


class Notice(models.Model):
    """A decision that concerns a person, until they have seen it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="notices")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        ordering = ["-decision_id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "decision"], name="bulletins_notice_once")
        ]
        indexes = [models.Index(fields=["user", "seen_at"], name="bulletins_notice_unseen")]

    def __str__(self):
        return f"{self.user} · {self.decision}"
