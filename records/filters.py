"""What the records are searched by; what makes no sense is left out."""

from datetime import datetime, time, timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.models import ReportingUnit

from . import words
from .models import Outcome
from .objects import KINDS

OFFICE = "office"


def _outcomes():
    return [("", _("All")), *Outcome.choices]


def _kinds():
    return [("", _("All")), *((name, words.kind_word(name)) for name in KINDS)]


def _units():
    units = ReportingUnit.objects.order_by("position", "name")
    return [("", _("All")), (OFFICE, _("The office")), *((unit.pk, unit.label) for unit in units)]


class RecordFilter(forms.Form):
    q = forms.CharField(label=_("Words in object or reason"), required=False, max_length=100)
    person = forms.CharField(label=_("Person"), required=False, max_length=50)
    unit = forms.ChoiceField(label=_("Unit"), required=False, choices=_units)
    action = forms.ChoiceField(label=_("Action"), required=False, choices=words.choices)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False, choices=_outcomes)
    kind = forms.ChoiceField(label=_("Object"), required=False, choices=_kinds)
    id = forms.CharField(label=_("Its number"), required=False, max_length=50)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))

    def apply(self, records):
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        for name, value in asked.items():
            records = records.filter(getattr(self, f"_{name}")(value))
        return records

    @property
    def is_used(self) -> bool:
        self.is_valid()
        return any(self.cleaned_data.values())

    def _q(self, text):
        words = Q(object_title__icontains=text) | Q(sentence__icontains=text)
        return words | Q(address=text)

    def _person(self, text):
        return Q(user_name__icontains=text)

    def _unit(self, value):
        if value == OFFICE:
            return Q(unit=None, user__isnull=False)
        return Q(unit=int(value))

    def _action(self, value):
        return Q(action=value)

    def _outcome(self, value):
        return Q(outcome=value)

    def _kind(self, value):
        return Q(object_kind=value)

    def _id(self, value):
        return Q(object_id=value)

    def _since(self, day):
        return Q(at__gte=_midnight(day))

    def _until(self, day):
        return Q(at__lt=_midnight(day + timedelta(days=1)))


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
