"""What a unit submits: the text, whom it is credited to, and every revision kept."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bulletins.richtext import plain


class ArticleState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    AWAITING_UNIT = "awaiting_unit", _("Awaiting the unit head")
    SUBMITTED = "submitted", _("Submitted")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged")
    PUBLISHED = "published", _("Published")


class ArticleQuerySet(models.QuerySet):
    def drafts(self):
        return self.filter(state=ArticleState.DRAFT)

    def submitted(self):
        return self.filter(state=ArticleState.SUBMITTED)

    def accepted(self):
        return self.filter(state=ArticleState.ACCEPTED)

    def unplaced(self):
        return self.filter(placement=None)

    def visible_to(self, user):
        """A unit's people see the unit's articles; the office, what was ever submitted to it
        and what it writes itself."""
        if user.in_office:
            return self.filter(Q(first_submitted_at__isnull=False) | Q(unit=None))
        return self.filter(unit__in=user.unit_ids())


class Article(models.Model):
    """稿件.  ``state`` is assigned by workflow.py alone; the text by drafting.py.

    ``headline`` holds one printed line per line.  ``unit`` is empty for what the
    office writes or imports itself.  ``version`` rises by one with every change
    and is what a save must have started from.  ``key`` makes the first save of a
    new article safe to repeat.  ``corrects`` is assigned by errata.py.  Author,
    photographer and phone are for the office and are not printed.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bulletin = models.ForeignKey(
        "Bulletin", models.PROTECT, related_name="articles", verbose_name=_("bulletin")
    )
    unit = models.ForeignKey(
        "units.ReportingUnit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("reporting unit"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="articles",
        verbose_name=_("written by"),
    )
    headline = models.TextField(_("headline"), blank=True)
    subtitle = models.CharField(_("subtitle"), max_length=200, blank=True)
    byline = models.CharField(_("byline"), max_length=200, blank=True)
    body = models.TextField(_("body"), blank=True)
    suggested_section = models.CharField(_("suggested section"), max_length=60, blank=True)
    contents_title = models.CharField(_("title in the contents box"), max_length=200, blank=True)
    author_name = models.CharField(_("author"), max_length=60, blank=True)
    photographer_name = models.CharField(_("photographer"), max_length=60, blank=True)
    contact_phone = models.CharField(_("phone for questions"), max_length=30, blank=True)
    state = models.CharField(
        _("state"), max_length=14, choices=ArticleState.choices, default=ArticleState.DRAFT
    )
    round = models.PositiveIntegerField(_("round"), default=0)
    version = models.PositiveIntegerField(default=1)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrects"),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ArticleState.values), name="bulletins_article_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ArticleState.MERGED, merged_into__isnull=False)
                | (~Q(state=ArticleState.MERGED) & Q(merged_into__isnull=True)),
                name="bulletins_article_merged_into",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("pk")),
                name="bulletins_article_corrects_another",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-submitted_at"], name="bulletins_article_queue"),
            models.Index(fields=["unit", "-changed_at"], name="bulletins_article_of_unit"),
            models.Index(fields=["unit", "state", "merged_into"], name="bulletins_article_counted"),
        ]

    def __str__(self):
        return self.headline_text or self._opening or str(_("(no headline yet)"))

    def get_absolute_url(self):
        return reverse("article", args=[self.pk])

    @property
    def _opening(self) -> str:
        """The first words of a brief that the office brought in without a headline."""
        return plain(self.body).strip().partition("\n")[0][:24] if self.unit_id is None else ""

    @property
    def headline_lines(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.headline.splitlines() if line.strip())

    @property
    def headline_text(self) -> str:
        return "".join(self.headline_lines) or self.contents_title

    @property
    def source_text(self) -> str:
        """The credit as printed, without its brackets."""
        return "、".join(source.printed for source in self.sources.all())

    @property
    def is_placed(self) -> bool:
        return hasattr(self, "placement")


class Source(models.Model):
    """来源: one credited unit, or a free label such as 综合来稿.  ``label`` is what is printed."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="sources")
    unit = models.ForeignKey(
        "units.ReportingUnit", models.PROTECT, null=True, blank=True, related_name="sources"
    )
    label = models.CharField(_("printed label"), max_length=200)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("source")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.label

    @property
    def printed(self) -> str:
        return self.label


class ArticleRevision(models.Model):
    """What the article said after one sitting, or when it was submitted or decided on.

    ``sealed`` is empty while the sitting goes on (the row is then overwritten by
    the same person's next save), else the action that sealed it.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    as_writer = models.BooleanField(default=True)
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    sealed = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("revision")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="bulletins_revision_number")
        ]

    def __str__(self):
        return f"{self.article} #{self.number}"


def picture_path(picture, filename) -> str:
    """Random names: nothing of the uploader's file name reaches the disk."""
    return f"pictures/{uuid.uuid4().hex}{'.png' if filename.endswith('.png') else '.jpg'}"


class Picture(models.Model):
    """A picture of one article, re-encoded by us; served by a view, never by its path."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="pictures")
    file = models.FileField(upload_to=picture_path)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("picture")

    def __str__(self):
        return f"{self.article} · {self.pk}"

    def get_absolute_url(self):
        return reverse("picture", args=[self.pk])
