"""What an administrator decides of a design: the form, part by part, and its words."""

from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .printing.design import CHOICES, MUNICIPAL, RANGES, Design, InvalidDesign

GROUPS = (
    (_("Masthead"), ("masthead_shape", "masthead_face", "masthead_size", "masthead_gap", "red",
                     "spot", "marking", "publisher_line")),
    (_("Contents and text"), ("contents", "body", "columns", "brief_columns", "sections",
                              "autospace")),
    (_("Every page"), ("running_heads", "folio")),
    (_("Foot of the issue"), ("foot", "staff", "copies")),
)  # fmt: skip

LABELS = {
    "masthead_shape": _("Shape"),
    "masthead_face": _("Lettering"),
    "masthead_size": _("Size of the name (points)"),
    "masthead_gap": _("Space between its letters (in characters)"),
    "red": _("Red"),
    "spot": _("The press prints the red from a plate of its own"),
    "marking": _("Marking (内部资料, secrecy)"),
    "publisher_line": _("Publisher and date under the name"),
    "contents": _("Table of contents"),
    "body": _("Size of the text"),
    "columns": _("Columns of the text"),
    "brief_columns": _("Columns of briefs"),
    "sections": _("Section headings"),
    "autospace": _("Space between Chinese and Latin"),
    "running_heads": _("Name and section above the pages"),
    "folio": _("Page numbers"),
    "foot": _("Rules"),
    "staff": _("Editor, reviewer and signer"),
    "copies": _("Copies printed (共印N份)"),
}

WORDS = {
    "masthead_shape": (
        _("Red letters over a red rule"),
        _("White letters on a red panel"),
    ),
    "masthead_face": (
        _("Heavy Song (宋体)"),
        _("Title Song (小标宋)"),
        _("Hei (黑体)"),
        _("Kai (楷体)"),
    ),
    "marking": (_("At the left"), _("At the right"), _("Not printed")),
    "contents": (
        _("In a box across page one"),
        _("At the head of the second column"),
        _("None"),
    ),
    "sections": (
        _("【】 in red, centred"),
        _("White on a black bar"),
        _("At the left, over a rule"),
    ),
    "body": (
        _("3号, 28 characters × 22 lines"),
        _("小3号, 29 characters × 23 lines"),
        _("4号, 31 characters × 25 lines"),
        _("小4号, 36 characters × 29 lines"),
    ),
    "columns": (pgettext_lazy("columns", "One"), pgettext_lazy("columns", "Two")),
    "brief_columns": (pgettext_lazy("columns", "One"), pgettext_lazy("columns", "Two")),
    "autospace": (
        _("None: digits stand on the grid"),
        _("A quarter of a character beside letters"),
        _("A quarter of a character beside letters and digits"),
    ),
    "folio": (_("— 1 —"), _("1"), _("None")),
    "foot": (_("Above the first row and the imprint"), _("Between all rows")),
}

SHIPPED_NAMES = {
    "municipal": _("Municipal 工会信息"),
    "plain": _("Plain 简报"),
    "newsletter": _("Two-column newsletter"),
}


class DesignForm(forms.Form):
    """Every part of a design; ``design`` is what was chosen, once the form is valid."""

    def __init__(self, *args, design: Design = MUNICIPAL, **kwargs):
        super().__init__(*args, initial=design.to_data(), **kwargs)
        for name, value in MUNICIPAL.to_data().items():
            self.fields[name] = _field(name, value)

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        values = {name: type(value)(data[name]) for name, value in MUNICIPAL.to_data().items()} | {
            "red": data["red"].lower()
        }
        try:
            self.design = replace(MUNICIPAL, **values)
        except InvalidDesign as error:
            self.add_error(error.field, _SENTENCES.get(error.field, _("This does not fit.")))
        return data

    @property
    def groups(self):
        """Heading and bound fields of each group."""
        return [(heading, [self[name] for name in names]) for heading, names in GROUPS]


_SENTENCES = {
    "contents": _("Contents at the head of a column need text in two columns."),
    "red": _("Choose a colour."),
}


def _field(name: str, value) -> forms.Field:
    label = LABELS[name]
    if isinstance(value, bool):
        return forms.BooleanField(label=label, required=False)
    if name in CHOICES:
        choices = list(zip(CHOICES[name], WORDS[name], strict=True))
        return forms.ChoiceField(label=label, choices=choices)
    if name in RANGES:
        least, most = RANGES[name]
        step = 0.05 if most <= 1 else 1
        return forms.FloatField(
            label=label,
            min_value=least,
            max_value=most,
            widget=forms.NumberInput(attrs={"step": step}),
        )
    colour = forms.TextInput(attrs={"type": "color"})
    return forms.CharField(label=label, max_length=7, widget=colour)
