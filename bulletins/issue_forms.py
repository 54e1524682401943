"""The facts of an issue and its distribution list, as they are filled in."""

import datetime
import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import following, numbering
from .models import Bulletin, DistributionEntry, Issue
from .models.issue import IssueKind


def _day(label, **options):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **options)


def _name(label):
    return forms.CharField(label=label, max_length=60, required=False)


class _DueForm(forms.Form):
    """When the articles and when the print of an issue are due; either may be left open."""

    articles_due = _day(
        _("Articles due"), required=False, help_text=_("The reporting units see this day.")
    )
    print_due = _day(
        _("Print date planned"),
        required=False,
        help_text=_("Who assembles it is reminded three days before, on the day, and after it."),
    )

    def clean(self):
        data = super().clean()
        first, last = data.get("articles_due"), data.get("print_due")
        if first and last and first > last:
            self.add_error("articles_due", _("Articles cannot be due after the print date."))
        return data


class IssueForm(_DueForm):
    """Number, serial and date of an issue; a free number is proposed by numbering."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    date = _day(_("Date"))
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=9999)
    serial = forms.IntegerField(label=_("Serial number"), min_value=1, max_value=99999)
    kind = forms.ChoiceField(label=_("Kind"), choices=IssueKind.choices, required=False)
    special_title = _name(_("Title of a special issue"))
    note = forms.CharField(
        label=_("Editors' note on the issue"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Printed once on page one, before the first article."),
    )
    editor_name = _name(_("Editor's name"))
    reviewer_name = _name(_("Reviewer's name"))
    signer_name = _name(_("Signer's name"))

    field_order = ("version", *Issue.FACTS)

    @staticmethod
    def initial_of(issue: Issue) -> dict:
        return {name: getattr(issue, name) for name in ("version", *Issue.FACTS)}


class NewIssueForm(_DueForm):
    """A new issue: what was asked for, and what is proposed for it.

    ``asked`` is a posted form or a query: bulletin, kind, date and which issue to follow
    decide what is proposed for the rest.
    """

    bulletin = forms.ModelChoiceField(
        Bulletin.objects.filter(active=True), label=_("Bulletin"), empty_label=None
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=IssueKind.choices, required=False)
    special_title = _name(_("Title of a special issue"))
    date = _day(_("Date"))
    like = forms.ModelChoiceField(
        Issue.objects.none(),
        label=_("Begin like"),
        required=False,
        empty_label=_("The bulletin's usual sections and distribution list"),
        help_text=_("Sections, their order and the distribution list with its copies."),
    )
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=9999, required=False)
    serial = forms.IntegerField(
        label=_("Serial number"), min_value=1, max_value=99999, required=False
    )
    editor_name = _name(_("Editor's name"))
    reviewer_name = _name(_("Reviewer's name"))
    signer_name = _name(_("Signer's name"))

    ASKED = ("bulletin", "kind", "special_title", "date")
    PROPOSED = ("like", "number", "serial", *following.NAMES)
    DUE = ("articles_due", "print_due")

    def __init__(self, data=None, *, asked=None):
        super().__init__(data)
        asked = data if data is not None else asked or {}
        bulletins, wanted = self.fields["bulletin"].queryset, asked.get("bulletin", "")
        chosen = bulletins.filter(pk=wanted).first() if _is_key(wanted) else None
        self.bulletin, self.proposal = chosen or bulletins.first(), None
        if self.bulletin:
            self._propose(asked)

    def _propose(self, asked):
        bulletin = self.bulletin
        kind = asked.get("kind", "")
        kind = kind if kind in IssueKind.values else ""
        date = _date(asked.get("date", "")) or timezone.localdate()
        self.fields["like"].queryset = choices = following.earlier(bulletin)
        wanted = asked.get("like")
        like = following.latest(bulletin, kind)
        if wanted is not None:
            like = choices.filter(pk=wanted).first() if _is_key(wanted) else None
        self.proposal = numbering.propose(bulletin, date.year, kind)
        self.initial |= {"bulletin": bulletin, "kind": kind, "date": date, "like": like,
                         "number": self.proposal.number, "serial": self.proposal.serial,
                         "special_title": asked.get("special_title", ""),
                         **following.names_of(bulletin, like)}  # fmt: skip

    def parts(self, names):
        return [self[name] for name in names]

    @property
    def asked_parts(self):
        return self.parts(self.ASKED)

    @property
    def proposed_parts(self):
        return self.parts(self.PROPOSED)

    @property
    def due_parts(self):
        return self.parts(self.DUE)


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 10


def _date(text: str):
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


class DistributionForm(forms.Form):
    """A distribution list as lines of text: one group per field, one label per line.

    A number after a blank or tab at the end of a line is the number of copies.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    LINE = re.compile(r"^(?P<label>.+?)(?:[ \t\u3000×x]+(?P<copies>\d{1,5})(?:份)?)?$")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for index, (group, label) in enumerate(DistributionEntry.Group.choices):
            self.fields[f"group{index}"] = forms.CharField(
                label=f"{group}（{label}）" if str(label) != group else group,
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 4, "data-group": group}),
            )

    @property
    def entries(self) -> list[tuple[str, str, int]]:
        found = []
        for index, group in enumerate(DistributionEntry.Group.values):
            for line in self.cleaned_data[f"group{index}"].splitlines():
                if match := self.LINE.match(line.strip()):
                    found.append((group, match["label"][:200], int(match["copies"] or 0)))
        return found

    @property
    def copies(self) -> int:
        """The copies of all labels, as the form stands."""
        if self.is_bound:
            return sum(copies for _g, _l, copies in self.entries) if self.is_valid() else 0
        texts = [value for name, value in self.initial.items() if name.startswith("group")]
        matches = [self.LINE.match(line) for text in texts for line in text.splitlines()]
        return sum(int(match["copies"] or 0) for match in matches if match)

    @classmethod
    def initial_of(cls, entries) -> dict:
        return cls.texts_of((entry.group, entry.label, entry.copies) for entry in entries)

    @staticmethod
    def texts_of(entries) -> dict:
        """What the fields hold for (group, label, copies) in order."""
        lines: dict[str, list[str]] = {}
        for group, label, copies in entries:
            lines.setdefault(group, []).append(f"{label} {copies}" if copies else label)
        return {
            f"group{index}": "\n".join(lines.get(group, []))
            for index, group in enumerate(DistributionEntry.Group.values)
        }
