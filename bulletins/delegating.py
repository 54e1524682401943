"""Delegations (代签): made by a signer for themself or by an administrator, and revoked.

Made ones are never changed; what signs in their name is decided by permissions.py.
"""

from datetime import timedelta

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from units.models import Role, User

from . import permissions
from .models import Delegation
from .refusals import NotNow, NotYou

LONGEST = 366  # days


def delegate(*, signer, deputy, starts, ends, reason, by) -> Delegation:
    """Let ``deputy`` sign for ``signer`` from ``starts`` to ``ends``, both included."""
    if by != signer and not permissions.can_administer(by):
        raise NotYou(_("You may delegate only your own signature."))
    if deputy == by != signer:
        raise NotNow(_("Nobody makes themselves the deputy of another: the signer or another "
                       "administrator does."))  # fmt: skip
    if not signer.has_office_role(Role.SIGNER):
        raise NotNow(_("%(person)s is not a signer.") % {"person": signer})
    if not permissions.can_stand_in(deputy) or deputy == signer:
        raise NotNow(_("%(person)s cannot sign for others.") % {"person": deputy})
    return Delegation.objects.create(
        signer=signer, deputy=deputy, starts=starts, ends=ends, reason=reason, made_by=by
    )


def revoke(delegation: Delegation, by) -> Delegation:
    """End a delegation now; what was signed by it stays signed."""
    if not may_revoke(by, delegation):
        raise NotYou(_("You may revoke only your own delegations."))
    with transaction.atomic():
        locked = Delegation.objects.select_for_update().get(pk=delegation.pk)
        if locked.revoked_at:
            raise NotNow(_("This delegation is already revoked."))
        locked.revoked_at, locked.revoked_by = timezone.now(), by
        locked.save(update_fields=["revoked_at", "revoked_by"])
    return locked


def may_revoke(user, delegation) -> bool:
    return user == delegation.signer or permissions.can_administer(user)


class DelegationForm(forms.Form):
    """``by`` a signer: their own signature; by an administrator: any signer's."""

    signer = forms.ModelChoiceField(None, label=gettext_lazy("Signer"))
    deputy = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Deputy"),
        help_text=gettext_lazy("A reviewer or signer. Nobody signs what they put together or "
                               "reviewed, nor what their signer did."),
    )  # fmt: skip
    starts = forms.DateField(
        label=gettext_lazy("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends = forms.DateField(
        label=gettext_lazy("Until (this day included)"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, data=None, *, by):
        self.by, today = by, timezone.localdate()
        super().__init__(data, initial={"starts": today, "ends": today + timedelta(days=6)})
        office = User.objects.filter(is_active=True, memberships__unit=None)
        signers = office.filter(memberships__role=Role.SIGNER)
        if not permissions.can_administer(by):
            signers = signers.filter(pk=by.pk)
            self.initial["signer"] = by.pk
        self.fields["signer"].queryset = signers.distinct().order_by("name")
        deputies = office.filter(memberships__role__in=(Role.REVIEWER, Role.SIGNER))
        self.fields["deputy"].queryset = deputies.distinct().order_by("name")

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        if data["signer"] == data["deputy"]:
            self.add_error("deputy", _("Choose somebody else than the signer."))
        elif data["deputy"] == self.by:
            self.add_error("deputy", _("Nobody makes themselves the deputy of another: the signer "
                                       "or another administrator does."))  # fmt: skip
        if data["ends"] < data["starts"]:
            self.add_error("ends", _("This is before the first day."))
        elif data["ends"] < timezone.localdate():
            self.add_error("ends", _("This day is past."))
        elif (data["ends"] - data["starts"]).days >= LONGEST:
            self.add_error("ends", _("At most a year. Make a new one then."))
        return data
