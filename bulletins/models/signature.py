"""Who may sign in another's place (代签), and which pages somebody has had before them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DelegationQuerySet(models.QuerySet):
    def in_force(self):
        """Those that count today, by Beijing time; the last day is included."""
        today = timezone.localdate()
        return self.filter(revoked_at=None, starts__lte=today, ends__gte=today)

    def visible_to(self, user):
        """Administrators and auditors see all; others those that name them."""
        if user.has_office_role("administrator", "auditor"):
            return self.all()
        return self.filter(Q(signer=user) | Q(deputy=user)) if user.in_office else self.none()


class Delegation(models.Model):
    """代签委托: from ``starts`` to ``ends``, both included, ``deputy`` may sign for ``signer``.

    Never changed but by being revoked; a longer one is a new one.
    """

    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("signer"),
        related_name="delegations",
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("deputy"),
        related_name="deputations",
    )
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=models.F("starts")), name="bulletins_delegation_has_days"
            ),
            models.CheckConstraint(
                condition=~Q(deputy=models.F("signer")), name="bulletins_delegation_two_people"
            ),
        ]

    def __str__(self):
        return f"{self.deputy} 代 {self.signer}"

    @property
    def standing(self) -> str:
        """in_force, coming, expired or revoked."""
        today = timezone.localdate()
        if self.revoked_at:
            return "revoked"
        if self.ends < today:
            return "expired"
        return "coming" if self.starts > today else "in_force"

    def get_standing_display(self):
        words = {"in_force": _("In force"), "coming": _("Begins later"),
                 "expired": _("Expired"), "revoked": _("Revoked")}  # fmt: skip
        return words[self.standing]


class Seen(models.Model):
    """Somebody opened the page that shows these contents on these pages; append-only.

    ``digest`` is that of the contents, ``layout_sha256`` that of the PDF whose pages were
    shown.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issue = models.ForeignKey("Issue", models.PROTECT, related_name="looks")
    digest = models.CharField(max_length=64)
    layout_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("look at an issue")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["issue", "user"], name="bulletins_seen_by_whom")]

    def __str__(self):
        return f"{self.user} · {self.issue_id} · {self.digest[:12]}"
