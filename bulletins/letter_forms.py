"""Forms of mail: what a person wants of it and where it goes, and the office's own words."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from units.models import User

from . import letter_templates
from .models import LetterTemplate, MailChoice, Matter, Notice, When
from .models.topic import topics_of


class MailChoiceForm(forms.ModelForm):
    hour = forms.TypedChoiceField(
        label=_("Hour of the daily letter (Beijing time)"),
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(24)],
        widget=forms.Select(attrs={"class": "short"}),
    )

    class Meta:
        model = MailChoice
        fields = ["act", "outcome", "talk", "reminder", "hour"]
        widgets = {matter.value: forms.RadioSelect for matter in Matter}
        help_texts = {
            "act": _("Articles to decide on or to revise, issues to review, sign or publish."),
            "outcome": _("Accepted, declined, withdrawn, published."),
        }

    @transaction.atomic
    def save(self, commit=True):
        """What waited for a daily letter that is not wanted any more is left out of it."""
        choice = super().save(commit)
        gone = [topic for matter in Matter for topic in topics_of(matter)
                if getattr(choice, matter) != When.DAILY]  # fmt: skip
        Notice.objects.filter(user=choice.user_id, daily=True, topic__in=gone).update(daily=False)
        return choice


class ContactForm(forms.ModelForm):
    """A person's own address and telephone."""

    class Meta:
        model = User
        fields = ["email", "phone"]
        labels = {"email": _("E-mail"), "phone": _("phone")}
        widgets = {
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }
        help_texts = {"email": _("Letters go here. Without an address there are none.")}


class LetterTemplateForm(forms.ModelForm):
    """The words of the letters of ``topic``; only its placeholders may stand in them."""

    class Meta:
        model = LetterTemplate
        fields = ["subject", "text"]
        labels = {"subject": _("Subject"), "text": pgettext_lazy("letter", "Text")}
        widgets = {"text": forms.Textarea(attrs={"rows": 16})}

    def __init__(self, *args, topic, **kwargs):
        super().__init__(*args, **kwargs)
        self.topic = self.instance.topic = topic
        if self.instance.pk is None:
            ready = letter_templates.READY[topic]
            self.initial |= {"subject": ready.subject, "text": ready.text}

    def clean_subject(self):
        return self._without_fault(letter_templates.one_line(self.cleaned_data["subject"]))

    def clean_text(self):
        return self._without_fault(self.cleaned_data["text"].replace("\r\n", "\n"))

    def _without_fault(self, text):
        if fault := letter_templates.fault_of(self.topic, text):
            raise ValidationError(fault)
        return text
