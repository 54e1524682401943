"""What the administrator fills in for the dictionary."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .models import Wording

MOST_LINES = 500


class WordingForm(forms.ModelForm):
    class Meta:
        model = Wording
        fields = ("wrong", "right", "reason", "active")
        help_texts = {
            "wrong": _("Exactly as it stands in a text, at least two characters."),
            "right": _("Left empty, the form is only pointed out."),
            "reason": _("Shown to whoever writes: one short sentence."),
        }

    def clean_wrong(self):
        if len(self.cleaned_data["wrong"]) < 2:
            raise forms.ValidationError(
                _("One character alone would be found in too many places. Add its neighbours.")
            )
        return self.cleaned_data["wrong"]


class WordingsForm(forms.Form):
    """Many at once, as they are copied out of a sheet: a line each, columns parted by a tab."""

    lines = forms.CharField(
        label=_("Many at once"),
        max_length=60_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Paste from Excel or WPS: form to avoid, what to write instead, reason; "
                    "one a line. A form that is there already is changed."),
    )  # fmt: skip

    def clean_lines(self):
        lines = [line for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("At most 500 lines at once."))
        return lines

    def save(self) -> bool:
        """All of the lines, or none: the first that is refused is named."""
        try:
            with transaction.atomic():
                for number, line in enumerate(self.cleaned_data["lines"], 1):
                    self._checked(number, line).save()
        except forms.ValidationError as refusal:
            self.add_error("lines", refusal)
        return not self.errors

    def _checked(self, number: int, line: str) -> WordingForm:
        wrong, right, reason, *_more = [*(part.strip() for part in line.split("\t")), "", ""]
        known = Wording.objects.filter(wrong=wrong).first()
        row = {"wrong": wrong, "right": right, "reason": reason, "active": "on"}
        form = WordingForm(row, instance=known)
        if not form.is_valid():
            faults = " ".join(str(text) for texts in form.errors.values() for text in texts)
            raise forms.ValidationError(
                _("Line %(number)s (%(line)s): %(fault)s")
                % {"number": number, "line": line.strip()[:20], "fault": faults}
            )
        return form
