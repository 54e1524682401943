"""留言: what a unit and the office say to each other about an article, and when it was read."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.models import Role


class Side(models.TextChoices):
    UNIT = "unit", _("Unit")
    OFFICE = "office", _("Office")


class MessageQuerySet(models.QuerySet):
    def unread(self):
        """What nobody of the other side has read."""
        return self.filter(~Exists(MessageRead.objects.filter(message=OuterRef("pk"))))

    def new_to(self, user):
        """What ``user``'s side has not read yet; nothing for who has no side."""
        if user.in_office:
            asked = self.filter(place=Side.UNIT)
            return asked.unread() if user.has_office_role(Role.EDITOR) else self.none()
        return self.filter(place=Side.OFFICE, article__unit__in=user.unit_ids()).unread()


class Message(models.Model):
    """One message on an article, from the ``place`` (side) where its author then stood.

    Inserted once; a trigger refuses every update and deletion, so having been read is a
    row of its own.  Only on what the office has received at least once.
    """

    article = models.ForeignKey("Article", models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=50)
    place = models.CharField(max_length=6, choices=Side.choices)
    text = models.TextField(_("message"), max_length=1000)
    at = models.DateTimeField(default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__in=Side.values) & ~Q(text=""), name="bulletins_message_said"
            )
        ]

    def __str__(self):
        return self.text[:60]

    @property
    def read_at(self):
        """When the first of the other side had it before them; None until then."""
        return min((read.at for read in self.reads.all()), default=None)


class MessageRead(models.Model):
    """That ``reader``, who is of the other side, has had a message before them."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="reads")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("read mark")
        constraints = [
            models.UniqueConstraint(
                fields=["message", "reader"], name="bulletins_message_read_once"
            )
        ]

    def __str__(self):
        return f"{self.message} · {self.reader}"
