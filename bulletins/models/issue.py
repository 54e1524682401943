"""One number of a bulletin: its sections, what is placed in them, and its laid-out pages."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .bulletin import SectionStyle, design_digest


class IssueState(models.TextChoices):
    ASSEMBLING = "assembling", _("Assembling")
    IN_REVIEW = "in_review", _("In review")
    AWAITING_SIGNATURE = "awaiting_signature", _("Awaiting signature")
    SIGNED = "signed", _("Signed")
    PUBLISHED = "published", pgettext_lazy("issue", "Published")


class IssueKind(models.TextChoices):
    """What stands before the number: the value is what is printed."""

    REGULAR = "", _("Regular issue")
    EXTRA = "增刊", _("Extra issue")
    SPECIAL = "专刊", _("Special issue")


class IssueQuerySet(models.QuerySet):
    def assembling(self):
        return self.filter(state=IssueState.ASSEMBLING)

    def unpublished(self):
        """The most pressing first."""
        found = self.exclude(state=IssueState.PUBLISHED)
        return found.order_by(F("print_due").asc(nulls_last=True), "-year", "-number", "pk")

    def collecting(self):
        """Those for which articles are wanted by a day that was named."""
        return self.assembling().filter(articles_due__isnull=False).order_by("articles_due", "pk")

    def with_progress(self):
        """How many ``articles`` are placed, how many ``pages`` the newest layout has, and, in
        one further query, who assembles it."""
        made = Layout.objects.filter(issue=OuterRef("pk"), state=Layout.State.DONE)
        return self.annotate(
            articles=Count("sections__placements"),
            pages=Subquery(made.order_by("-requested_at", "-pk").values("pages")[:1]),
        ).prefetch_related("assemblers__user")

    def published(self):
        """Those of which an edition is in force, also while that is being corrected."""
        return self.filter(in_force__isnull=False)

    def visible_to(self, user):
        """The office sees every issue; people of a unit, the published ones."""
        if user.in_office:
            return self.all()
        return self.published() if user.unit_ids() else self.none()


class Issue(models.Model):
    """期.  ``state`` is assigned by workflow.py alone; sections and order by assembly.py.

    ``edition`` is the signed contents of its state; empty unless signed or published.
    ``in_force`` is the edition last published, which stays so while it is being corrected.
    """

    bulletin = models.ForeignKey("Bulletin", models.PROTECT, related_name="issues")
    year = models.PositiveIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    serial = models.PositiveIntegerField(_("serial number"))
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=4, choices=IssueKind.choices, blank=True)
    special_title = models.CharField(_("title of a special issue"), max_length=60, blank=True)
    editor_name = models.CharField(_("editor's name"), max_length=60, blank=True)
    reviewer_name = models.CharField(_("reviewer's name"), max_length=60, blank=True)
    signer_name = models.CharField(_("signer's name"), max_length=60, blank=True)
    note = models.TextField(_("editors' note on the issue"), max_length=600, blank=True)
    articles_due = models.DateField(_("articles due"), null=True, blank=True)
    print_due = models.DateField(_("print date planned"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=IssueState.choices, default=IssueState.ASSEMBLING
    )
    version = models.PositiveIntegerField(default=1)
    edition = models.ForeignKey("Edition", models.PROTECT, null=True, blank=True, related_name="+")
    in_force = models.ForeignKey("Edition", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = IssueQuerySet.as_manager()

    # What an editor may change of an issue that is being assembled.
    FACTS = ("date", "number", "serial", "kind", "special_title",
             "editor_name", "reviewer_name", "signer_name", "note",
             "articles_due", "print_due")  # fmt: skip

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["-year", "-number", "bulletin"]
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin", "year", "kind", "number"],
                name="bulletins_issue_number_unique",
                violation_error_message=_("This bulletin already has an issue of that number."),
            ),
            models.UniqueConstraint(
                fields=["bulletin", "serial"],
                name="bulletins_issue_serial_unique",
                violation_error_message=_("Another issue already has this serial number."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=IssueState.values), name="bulletins_issue_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["signed", "published"], edition__isnull=False)
                | (~Q(state__in=["signed", "published"]) & Q(edition__isnull=True)),
                name="bulletins_issue_signed_has_edition",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(in_force__isnull=False, in_force=F("edition")),
                name="bulletins_issue_published_in_force",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, serial__gte=1), name="bulletins_issue_numbers_from_one"
            ),
        ]

    def __str__(self):
        return f"{self.bulletin} {self.which}"

    def get_absolute_url(self):
        return reverse("issue", args=[self.pk])

    @property
    def which(self) -> str:
        """Which one of its bulletin, as it is cited: 2026年第3期."""
        return f"{self.year}年{self.kind}第{self.number}期"

    @property
    def is_assembling(self) -> bool:
        return self.state == IssueState.ASSEMBLING

    @property
    def is_being_corrected(self) -> bool:
        return self.in_force_id is not None and self.state != IssueState.PUBLISHED

    @property
    def staff(self) -> tuple[tuple[str, str], ...]:
        """Label and name, as they are printed in the foot; a name may be empty."""
        names = (self.editor_name, self.reviewer_name, self.signer_name)
        return tuple(zip(("编辑", "审核", "签发"), names, strict=True))

    @property
    def design(self) -> dict:
        """That of the signed edition, else of the one being corrected, else the bulletin's."""
        return (self.edition or self.in_force or self.bulletin).design

    @cached_property
    def open_comments(self) -> list:
        """What nobody has marked as done, oldest first, with what was answered."""
        said = self.comments.open().select_related("article")
        return list(said.prefetch_related("answers"))

    def layout_of(self, digest: str) -> "Layout | None":
        """The layout of the contents of ``digest`` in the design in force."""
        wanted = {"digest": digest, "design_digest": design_digest(self.design)}
        return self.layouts.filter(**wanted).first()


class Assembler(models.Model):
    """Who had a hand in putting an issue together; such a person may not review or sign it."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="assemblers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "user"], name="bulletins_assembler_unique")
        ]

    def __str__(self):
        return f"{self.issue} · {self.user}"


class Section(models.Model):
    """栏目: a heading in one issue.  ``title`` is empty in a bulletin without sections."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="sections")
    title = models.CharField(_("title"), max_length=60, blank=True)
    style = models.CharField(
        _("style"), max_length=8, choices=SectionStyle.choices, default=SectionStyle.ARTICLES
    )
    position = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("section")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "position"], name="bulletins_section_position_unique"
            )
        ]

    def __str__(self):
        return self.title or str(_("(no section title)"))


class Placement(models.Model):
    """编排: this article, in this section, at this position, under this line of the contents."""

    article = models.OneToOneField("Article", models.PROTECT, related_name="placement")
    section = models.ForeignKey(Section, models.PROTECT, related_name="placements")
    position = models.PositiveIntegerField()
    contents_title = models.CharField(_("title in the contents box"), max_length=200, blank=True)
    note = models.TextField(_("editor's note"), max_length=600, blank=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("placement")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "position"], name="bulletins_placement_position_unique"
            )
        ]

    def __str__(self):
        return f"{self.section} · {self.article}"


class Layout(models.Model):
    """The pages of one digest of an issue in one design: requested, being made, done or failed.

    The row is the truth; the background task is only a nudge and safe to repeat.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waiting")
        RUNNING = "running", _("Being laid out")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        PASSED = "passed", _("Passed over")  # the contents changed before its turn came

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="layouts")
    digest = models.CharField(max_length=64)
    contents = models.TextField()
    design = models.JSONField(default=dict)
    design_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    stage = models.CharField(max_length=20, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    first_pages = models.JSONField(default=dict)
    areas = models.JSONField(default=list)  # for each page, where which article stands
    file = models.FileField(upload_to="layouts/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    failure = models.TextField(blank=True)
    failed_article = models.ForeignKey(
        "Article", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("layout")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "digest", "design_digest"], name="bulletins_one_layout_per_digest"
            )
        ]

    def __str__(self):
        return f"{self.issue} · {self.digest[:12]}"

    def get_absolute_url(self):
        return reverse("layout", args=[self.key])
