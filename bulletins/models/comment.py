"""审核意见: what a reviewer says of a page or an article, and what is answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CommentQuerySet(models.QuerySet):
    def first_words(self):
        """The comments themselves, without what was answered."""
        return self.filter(kind=Comment.Kind.COMMENT)

    def open(self):
        """Comments that nobody has marked as done."""
        return self.first_words().exclude(answers__kind=Comment.Kind.DONE)

    def visible_to(self, user):
        """Comments are talk inside the office."""
        return self.all() if user.in_office else self.none()


class Comment(models.Model):
    """One sentence on a ``page`` or an ``article`` of an issue, an answer to one, or the mark
    that it is done (with or without words).

    Inserted once; a trigger refuses every update and deletion, so being done is a row of
    its own.  ``digest`` is that of the contents which the writer was looking at; ``page``
    counts in those.  ``x`` and ``y``, if given, are a place on that page as fractions of
    the paper from its upper left corner.
    """

    class Kind(models.TextChoices):
        COMMENT = "comment", _("Comment")
        ANSWER = "answer", _("Answer")
        DONE = "done", pgettext_lazy("comment", "Done")

    issue = models.ForeignKey("Issue", models.PROTECT, related_name="comments")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="answers"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.COMMENT)
    digest = models.CharField(max_length=64)
    page = models.PositiveIntegerField(_("page"), null=True, blank=True)
    article = models.ForeignKey(
        "Article", models.PROTECT, null=True, blank=True, related_name="comments"
    )
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    text = models.TextField(_("comment"), max_length=600, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    by_name = models.CharField(max_length=50)
    at = models.DateTimeField(default=timezone.now)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="comment", parent__isnull=True)
                | Q(kind__in=["answer", "done"], parent__isnull=False),
                name="bulletins_comment_parent",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(kind="done"), name="bulletins_comment_says_something"
            ),
            models.CheckConstraint(
                condition=Q(x__isnull=True, y__isnull=True)
                | Q(page__isnull=False, x__isnull=False, y__isnull=False)
                & Q(x__gte=0, x__lte=1, y__gte=0, y__lte=1),
                name="bulletins_comment_place_on_page",
            ),
            models.UniqueConstraint(
                fields=["parent"], condition=Q(kind="done"), name="bulletins_comment_done_once"
            ),
        ]

    def __str__(self):
        return self.text[:60]

    def get_absolute_url(self):
        return reverse("comment", args=[self.parent_id or self.pk])

    @property
    def done(self) -> "Comment | None":
        """The mark that it is done, if anyone set it."""
        return next((a for a in self.answers.all() if a.kind == Comment.Kind.DONE), None)
