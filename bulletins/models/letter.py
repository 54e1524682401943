"""Mail: what each person wants of it, the letters that wait or are sent, and their words."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .decision import Notice
from .topic import Matter, Topic

DAILY = "daily"  # what the letter of a day is called among the topics


class When(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = DAILY, _("Once a day")
    NEVER = "never", pgettext_lazy("mail", "None")


class MailChoice(models.Model):
    """When a person wants mail of each matter; who never chose has the defaults.

    ``hour`` is that of the daily letter, by Beijing time.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail")
    act = models.CharField(
        Matter.ACT.label, max_length=7, choices=When.choices, default=When.AT_ONCE
    )
    outcome = models.CharField(
        Matter.OUTCOME.label, max_length=7, choices=When.choices, default=When.DAILY
    )
    talk = models.CharField(
        Matter.TALK.label, max_length=7, choices=When.choices, default=When.DAILY
    )
    reminder = models.CharField(
        Matter.REMINDER.label, max_length=7, choices=When.choices, default=When.DAILY
    )
    hour = models.PositiveSmallIntegerField(
        _("hour of the daily letter"), default=8, validators=[MaxValueValidator(23)]
    )

    class Meta:
        verbose_name = _("choice of mail")

    def __str__(self):
        return str(self.user)

    def when(self, topic: str) -> str:
        return getattr(self, Topic(topic).matter)


class LetterQuerySet(models.QuerySet):
    def failing(self):
        """Given up, or put off after a failure: what an administrator should look at."""
        return self.filter(Q(state=Letter.State.FAILED) | ~Q(error=""), sent_at=None)


class Letter(models.Model):
    """One message to one person: of one ``notice``, or the daily letter of one ``day``.

    Written with its final words in the transaction of what it tells of, sent by posting.py;
    the ``message_id`` stays the same however often it is tried.  ``changed_at`` is when the
    state last changed; ``error`` is what the mail server said to the last try.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("letter", "Waiting")
        SENDING = "sending", pgettext_lazy("letter", "Being sent")
        SENT = "sent", pgettext_lazy("letter", "Sent")
        FAILED = "failed", pgettext_lazy("letter", "Given up")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters")
    topic = models.CharField(
        max_length=20, choices=[*Topic.choices, (DAILY, _("The daily letter"))]
    )
    notice = models.OneToOneField(Notice, models.CASCADE, null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day"], condition=Q(day__isnull=False), name="bulletins_letter_day"
            ),
            models.CheckConstraint(
                condition=Q(notice__isnull=False, day__isnull=True)
                | Q(notice__isnull=True, day__isnull=False),
                name="bulletins_letter_notice_or_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "sent", "failed"]),
                name="bulletins_letter_state",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="bulletins_letter_due"),
            models.Index(fields=["user", "-created_at"], name="bulletins_letter_newest"),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_topic_display()}"

    @property
    def is_failing(self) -> bool:
        return self.sent_at is None and (self.state == self.State.FAILED or bool(self.error))


def new_message_id() -> str:
    return f"<{uuid.uuid4().hex}@{settings.SITE_HOST}>"


class LetterTemplate(models.Model):
    """The office's own words for the letters of one topic; without a row the ready ones hold."""

    topic = models.CharField(max_length=20, unique=True)
    subject = models.CharField(_("subject"), max_length=120)
    text = models.TextField(_("text"), max_length=4000)

    class Meta:
        verbose_name = _("letter template")

    def __str__(self):
        return self.topic
