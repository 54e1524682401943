"""Who there is: people, the units they report for, and the roles they hold.

A membership without a unit is a role in the municipal office.  Imports Django
only; everything else in the project may ask it.
"""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    REPORTER = "reporter", _("Reporter")
    UNIT_HEAD = "unit_head", _("Unit head")
    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Reviewer")
    SIGNER = "signer", _("Signer")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


UNIT_ROLES = (Role.REPORTER, Role.UNIT_HEAD)
OFFICE_ROLES = (Role.EDITOR, Role.REVIEWER, Role.SIGNER, Role.ADMINISTRATOR, Role.AUDITOR)


class User(AbstractUser):
    """A person who signs in.  ``name`` is the real name, as it is shown and signed."""

    first_name = None
    last_name = None
    name = models.CharField(_("name"), max_length=50)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    guided_at = models.DateTimeField(null=True, editable=False)  # when the guide was closed

    REQUIRED_FIELDS = ["name", "email"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["username"]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)

    @cached_property
    def _memberships(self) -> frozenset[tuple[str, int | None]]:
        if not self.is_active or self.pk is None:
            return frozenset()
        active = self.memberships.filter(Q(unit=None) | Q(unit__active=True))
        held = frozenset(active.values_list("role", "unit_id"))
        return held | {(Role.ADMINISTRATOR.value, None)} if self.is_superuser else held

    @property
    def office_roles(self) -> frozenset[str]:
        """Roles held in the municipal office; empty for people of a unit."""
        return frozenset(role for role, unit in self._memberships if unit is None)

    @property
    def in_office(self) -> bool:
        return bool(self.office_roles)

    def has_office_role(self, *roles: str) -> bool:
        return not self.office_roles.isdisjoint(roles)

    def unit_ids(self, *roles: str) -> frozenset[int]:
        """Units in which this person holds one of ``roles`` (any unit role when none is named)."""
        wanted = roles or UNIT_ROLES
        return frozenset(unit for role, unit in self._memberships if unit and role in wanted)

    def forget_roles(self):
        """Drop what was remembered of the memberships, after changing them."""
        self.__dict__.pop("_memberships", None)


class ReportingUnitQuerySet(models.QuerySet):
    def active(self):
        return self.filter(active=True)

    def named(self, name: str):
        """Units whose name, short name or an alias is exactly ``name``."""
        return self.filter(Q(name=name) | Q(short_name=name) | Q(aliases__name=name)).distinct()

    def visible_to(self, user):
        """The office sees every unit; a person of a unit sees their own."""
        return self.all() if user.in_office else self.filter(pk__in=user.unit_ids())


class ReportingUnit(models.Model):
    """Who reports (报送单位).

    ``head_approves``: articles pass the unit's head before the office sees them.
    """

    class Kind(models.TextChoices):
        REGION = "region", _("County, city or district union")
        DEPARTMENT = "department", _("Department of the federation")
        BUREAU = "bureau", _("Bureau or system union")
        COMPANY = "company", _("Company union")
        DIRECT = "direct", _("Directly affiliated unit")

    name = models.CharField(_("full name"), max_length=100, unique=True)
    short_name = models.CharField(_("short name"), max_length=50, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.REGION)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent unit"),
    )
    head_approves = models.BooleanField(_("the unit's head approves first"), default=False)
    active = models.BooleanField(_("active"), default=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = ReportingUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting unit")
        verbose_name_plural = _("reporting units")
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["short_name"],
                condition=~Q(short_name=""),
                name="units_short_name_unique",
                violation_error_message=_("Another unit already has this short name."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def label(self) -> str:
        """The name for narrow columns."""
        return self.short_name or self.name


class UnitAlias(models.Model):
    """A further name by which a unit is credited in print."""

    unit = models.ForeignKey(ReportingUnit, models.CASCADE, related_name="aliases")
    name = models.CharField(_("alias"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("alias")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Membership(models.Model):
    """One role of one person, in one unit or (without a unit) in the office."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(
        ReportingUnit, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=14, choices=Role.choices)

    class Meta:
        verbose_name = _("membership")
        ordering = ["user", "unit", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"], name="units_membership_unique"
            ),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(unit=None), name="units_office_role_unique"
            ),
            models.CheckConstraint(
                condition=Q(role__in=UNIT_ROLES, unit__isnull=False)
                | Q(role__in=OFFICE_ROLES, unit__isnull=True),
                name="units_role_fits_place",
                violation_error_message=_(
                    "Reporters and unit heads need a unit; office roles have none."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.unit or _('Office')} · {self.get_role_display()}"
