"""What the lists of units and people are searched by; what does not make sense is left out."""

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from .models import Membership, ReportingUnit, Role, UnitAlias
from .naming import tidy

ACTIVE = [("", _("All")), ("yes", _("Active")), ("no", _("Not active"))]


class ListFilter(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    active = forms.ChoiceField(label=_("In use"), required=False, choices=ACTIVE)

    field_order = ["q"]

    def apply(self, queryset):
        self.is_valid()
        queryset = self.search(queryset, tidy(self.cleaned_data.get("q") or ""))
        active = self.cleaned_data.get("active")
        return queryset.filter(**{self.active_field: active == "yes"}) if active else queryset


class UnitFilter(ListFilter):
    active_field = "active"
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *ReportingUnit.Kind.choices]
    )

    def search(self, units, text):
        if kind := self.cleaned_data.get("kind"):
            units = units.filter(kind=kind)
        if not text:
            return units
        alias = UnitAlias.objects.filter(unit=OuterRef("pk"), name__icontains=text)
        return units.filter(Q(name__icontains=text) | Q(short_name__icontains=text) | Exists(alias))


class PersonFilter(ListFilter):
    active_field = "is_active"
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices]
    )

    def search(self, people, text):
        held = Membership.objects.filter(user=OuterRef("pk"))
        if role := self.cleaned_data.get("role"):
            people = people.filter(Exists(held.filter(role=role)))
        if not text:
            return people
        unit = ReportingUnit.objects.filter(Q(name__icontains=text) | Q(short_name__icontains=text))
        return people.filter(
            Q(name__icontains=text)
            | Q(username__icontains=text)
            | Q(phone__icontains=text)
            | Q(email__icontains=text)
            | Exists(held.filter(unit__in=unit))
        )
