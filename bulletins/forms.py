"""What people fill in.  A form checks and hands over; drafting and assembly do the work."""

import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.models import ReportingUnit, Role

from . import drafting, permissions, richtext
from .models import Article, Bulletin
from .models.bulletin import SectionStyle
from .sources import match_sources
from .widgets import BodyWidget

HEADLINE_LINES = 4
# A usual section and the longest article in it: 工作动态 800
LIMITED = re.compile(r"(.*?)(?:[ \t\u3000]+(\d{1,5})(?:字)?)?")

FOLDS = (
    (_("Subtitle and byline"), ("subtitle", "byline")),
    (_("Sources, author, phone"), ("sources", "author_name", "photographer_name", "contact_phone")),
)


class ArticleForm(forms.Form):
    """The text of an article.  ``user`` and ``article`` come from the view, never from the post."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    bulletin = forms.ModelChoiceField(
        Bulletin.objects.none(),
        label=_("Bulletin"),
        empty_label=None,
        help_text=_("You can change this until the article is submitted."),
    )
    unit = forms.ModelChoiceField(
        ReportingUnit.objects.none(),
        label=_("Reporting unit"),
        help_text=_("You can change this until the article is submitted."),
    )
    headline = forms.CharField(
        label=_("Headline"),
        max_length=240,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "headline"}),
        help_text=_("One printed line per line; leave the break to the layout if unsure."),
    )
    subtitle = forms.CharField(label=_("Subtitle"), max_length=200, required=False)
    byline = forms.CharField(
        label=_("Byline"),
        max_length=200,
        required=False,
        help_text=_("For speeches and signed articles: post and name."),
    )
    body = forms.CharField(label=_("Body"), required=False)
    suggested_section = forms.CharField(
        label=_("Suggested section"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": "usual-sections"}),
    )
    sources = forms.CharField(
        label=_("Source"),
        max_length=400,
        required=False,
        help_text=_("Printed in brackets after the text; part several units with 、"),
    )
    author_name = forms.CharField(label=_("Author"), max_length=60, required=False)
    photographer_name = forms.CharField(label=_("Photographer"), max_length=60, required=False)
    contact_phone = forms.CharField(
        label=_("Phone for questions"),
        max_length=30,
        required=False,
        help_text=_("Author, photographer and phone are for the office; they are not printed."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args, user, article: Article | None = None, **kwargs):
        self.user, self.article = user, article
        super().__init__(*args, **kwargs)
        self.fields["body"].widget = BodyWidget(article, attrs={"rows": 16})
        self._offer_choices()
        if article:
            self._keep_choices_of(article)
        else:
            self._hide_single_choices()

    def _offer_choices(self):
        user = self.user
        self.fields["bulletin"].queryset = Bulletin.objects.filter(active=True)
        own = ReportingUnit.objects.active().filter(pk__in=user.unit_ids(Role.REPORTER))
        self.fields["unit"].queryset = own
        self.fields["unit"].required = not user.in_office
        self.fields["unit"].empty_label = _("The office itself") if user.in_office else None

    def _keep_choices_of(self, article):
        """Of a draft what can still be chosen, where there is anything to choose."""
        free = permissions.can_readdress(self.user, article)
        for name in ("bulletin", "unit"):
            field, now = self.fields[name], getattr(article, name)
            others = free and now in field.queryset and len(field.queryset) > 1
            if not others:
                del self.fields[name]
            field.required, field.empty_label = False, None  # what is not sent stays

    @property
    def to(self):
        """(bulletin, unit) chosen for an article that has begun; None where that is settled."""
        chosen = {name: self.cleaned_data.get(name) for name in ("bulletin", "unit")}
        if not any(chosen.values()):
            return None
        return tuple(chosen[name] or getattr(self.article, name) for name in chosen)

    def _hide_single_choices(self):
        for name in ("bulletin", "unit"):
            field = self.fields[name]
            if len(field.queryset) <= 1 and field.empty_label != _("The office itself"):
                field.widget = forms.HiddenInput()
            elif not field.queryset and not field.required:
                del self.fields[name]

    @property
    def parts(self) -> list[dict]:
        """The visible fields in order; those rarely filled in lie in folds, which are open where
        one of their fields says more than is usual, or says it wrongly."""
        fold_of = {name: fold for fold in FOLDS for name in fold[1]}
        found, last = [], ()
        for field in self.visible_fields():
            fold = fold_of.get(field.name, (None, ()))
            if fold is not last or not fold[1]:
                found.append({"title": fold[0], "fields": [], "open": False, "said": []})
            part, last = found[-1], fold
            part["fields"].append(field)
            if part["title"]:
                part["said"] += filter(None, [field.value()])
                part["open"] |= bool(field.errors) or self._says_more(field)
        return found

    def _says_more(self, field) -> bool:
        usual = {"contact_phone": self.user.phone, "sources": self._unit_name()}
        said = (field.value() or "").strip()
        return bool(said) and said != usual.get(field.name)

    def _unit_name(self) -> str:
        if self.article:
            return self.article.unit.name if self.article.unit else ""
        return self.initial.get("sources", "")

    def clean_headline(self):
        lines = [line.strip() for line in self.cleaned_data["headline"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > HEADLINE_LINES:
            raise forms.ValidationError(_("A headline has at most four lines."))
        return "\n".join(lines)

    def clean_body(self):
        try:
            return richtext.clean(self.cleaned_data["body"])
        except richtext.FootnoteTooLong as error:
            raise forms.ValidationError(
                _("The footnote “%(start)s…” has more than %(most)d characters: shorten it.")
                % {"start": error.start, "most": richtext.LONGEST_FOOTNOTE}
            ) from error
        except richtext.TooMuch as error:
            raise forms.ValidationError(
                _("The text is too long or too deeply nested. Paste it as plain text, in parts.")
            ) from error

    @property
    def text(self) -> drafting.Text:
        """What was typed, as it would be stored; the contents title stays as it is."""
        data = self.cleaned_data
        return drafting.Text(
            headline=data["headline"],
            subtitle=data["subtitle"],
            byline=data["byline"],
            body=data["body"],
            suggested_section=data["suggested_section"],
            contents_title=self.article.contents_title if self.article else "",
            author_name=data["author_name"],
            photographer_name=data["photographer_name"],
            contact_phone=data["contact_phone"],
            sources=match_sources(data["sources"]),
        )

    @staticmethod
    def initial_of(article: Article) -> dict:
        names = (*drafting.FIELDS, "version", "bulletin", "unit")
        values = {name: getattr(article, name) for name in names}
        return values | {"sources": article.source_text}


class SectionForm(forms.Form):
    title = forms.CharField(label=_("Section"), max_length=60, required=False)
    style = forms.ChoiceField(label=_("Style"), choices=SectionStyle.choices)

    def clean_title(self):
        return self.cleaned_data["title"].strip(" 　【】")


class BulletinForm(forms.ModelForm):
    """A bulletin's masthead and its usual sections, one per line."""

    sections = forms.CharField(
        label=_("Usual sections"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One per line; a * in front makes it a section of briefs. A number at the end is "
            "how many characters an article in it may have."
        ),
    )

    class Meta:
        model = Bulletin
        fields = (
            "title",
            "slug",
            "publisher",
            "marking",
            "contents_heading",
            "number_style",
            "active",
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["sections"].initial = "\n".join(
                ("*" if section.style == SectionStyle.BRIEFS else "")
                + section.title
                + (f" {section.limit}" if section.limit else "")
                for section in self.instance.default_sections.all()
            )

    def save(self, commit=True):
        bulletin = super().save(commit)
        bulletin.default_sections.all().delete()
        for position, line in enumerate(self.cleaned_data["sections"].splitlines()):
            words, limit = LIMITED.fullmatch(line.strip()).groups()
            title = words.strip(" 　*【】")
            if title:
                style = SectionStyle.BRIEFS if line.strip().startswith("*") else "articles"
                bulletin.default_sections.create(
                    title=title[:60], style=style, position=position, limit=int(limit or 0) or None
                )
        return bulletin


class ImportForm(forms.Form):
    """The text of a whole bulletin, as it was copied out of Word."""

    bulletin = forms.ModelChoiceField(
        Bulletin.objects.filter(active=True), label=_("Bulletin"), empty_label=None
    )
    date = forms.DateField(
        label=_("Date"),
        initial=timezone.localdate,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    text = forms.CharField(
        label=_("Text of the bulletin"),
        max_length=500_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "class": "bulletin-text"}),
    )
