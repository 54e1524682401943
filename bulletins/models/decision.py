"""Who did what, when: the append-only record of every transition, and who was told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .topic import Topic


class Decision(models.Model):
    """流转记录: one transition of an article or an issue.

    Inserted once; a trigger refuses every update and deletion.  Names are copied
    in, so that the record reads the same after people and units are renamed.
    ``digest`` is the SHA-256 of the contents an issue's decision was about.  ``principal``
    is the signer in whose place a deputy signed; without an ``actor`` it was found by Yinfa
    itself, as a signature that no longer holds.
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
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    principal_name = models.CharField(max_length=50, blank=True)
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

    @property
    def who(self) -> str:
        """Who did it, as it is written: 李某, or 王某 代 李某."""
        return in_place_of(self.actor_name, self.principal_name)


def in_place_of(name: str, principal: str) -> str:
    """A signatory's name as it is written: a deputy's with that of whom they stand for."""
    return f"{name} 代 {principal}" if principal else name


class NoticeKind(models.TextChoices):
    """What a notice is about."""

    DECISION = "decision", _("Decision")
    REMINDER = "reminder", _("Reminder")
    COMMENT = "comment", _("Comment")
    MESSAGE = "message", _("Message")


class Notice(models.Model):
    """Something that concerns a person, until they have seen it.

    ``title`` is what the line says and ``url`` (a path of this site) where it leads.
    ``occasion`` names, within its kind, what the notice is given for: one person gets
    one notice for it, however often it is given.  A decision is its own occasion.
    ``daily``: it waits for the person's daily letter.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices, default=NoticeKind.DECISION)
    topic = models.CharField(max_length=20, choices=Topic.choices)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="notices"
    )
    occasion = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    daily = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("notice")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "decision"], name="bulletins_notice_once"),
            models.UniqueConstraint(
                fields=["user", "kind", "occasion"],
                condition=~Q(occasion=""),
                name="bulletins_notice_once_per_occasion",
            ),
            models.CheckConstraint(
                condition=Q(kind="decision", decision__isnull=False)
                | (~Q(kind="decision") & Q(decision__isnull=True)),
                name="bulletins_notice_of_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "seen_at"], name="bulletins_notice_unseen"),
            models.Index(fields=["user", "-created_at"], name="bulletins_notice_newest"),
            models.Index(
                fields=["user"], condition=Q(daily=True), name="bulletins_notice_for_daily"
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.title}"
