"""Somebody must always be able to administer: the last one cannot go, nobody shuts themself out."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from .models import Role, User


def administrators():
    """Active people who hold the role (superusers hold it by themselves)."""
    holding = User.objects.filter(memberships__role=Role.ADMINISTRATOR, memberships__unit=None)
    return User.objects.filter(Q(is_superuser=True) | Q(pk__in=holding), is_active=True)


def lock_administrators():
    """Two administrators taking the role from each other must wait for one another.

    Call first in the transaction that changes a person.
    """
    list(administrators().select_for_update().order_by("pk").values_list("pk"))


def check_after_change(person: User, actor: User):
    """Call last in that transaction; the ValidationError must undo it."""
    remaining = set(administrators().values_list("pk", flat=True))
    if actor.pk not in remaining and actor.pk == person.pk:
        raise ValidationError(
            _("You cannot deactivate yourself or give up your own administrator role; "
              "ask another administrator to do it.")
        )  # fmt: skip
    if not remaining:
        raise ValidationError(
            _("There would be no active administrator left. Give somebody else the role first.")
        )
    if actor.pk not in remaining:
        raise ValidationError(_("You are no longer an administrator; nothing was saved."))
