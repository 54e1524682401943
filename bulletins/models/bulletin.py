"""The title that is published, its usual sections and whom it is printed for."""

import hashlib
import json

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class SectionStyle(models.TextChoices):
    ARTICLES = "articles", _("Articles")
    BRIEFS = "briefs", _("Briefs")


class NumberStyle(models.TextChoices):
    """How an issue's number is printed."""

    NUMBER = "number", "第12期"
    BOTH = "both", "第12期（总第345期）"
    SERIAL = "serial", "总第345期"


def design_digest(design: dict) -> str:
    """SHA-256 (hex) of a design as it is stored: what tells the files of two designs apart."""
    text = json.dumps(design, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


class Bulletin(models.Model):
    """刊物: masthead, publisher and the words printed on every issue."""

    title = models.CharField(_("title"), max_length=30, unique=True)
    slug = models.SlugField(_("short address"), max_length=40, unique=True)
    publisher = models.CharField(_("publisher"), max_length=60, blank=True)
    marking = models.CharField(_("marking"), max_length=40, blank=True)
    contents_heading = models.CharField(_("contents heading"), max_length=20, default="本期要目")
    number_style = models.CharField(
        _("number style"), max_length=8, choices=NumberStyle.choices, default=NumberStyle.BOTH
    )
    design = models.JSONField(_("design"), default=dict, blank=True)  # {}: the municipal one
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        ordering = ["title"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("bulletin", args=[self.slug])


class DefaultSection(models.Model):
    """A section with which every new issue of a bulletin begins.

    ``limit``: characters that an article for it should not exceed; empty means any length.
    """

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="default_sections")
    title = models.CharField(_("title"), max_length=60)
    style = models.CharField(
        _("style"), max_length=8, choices=SectionStyle.choices, default=SectionStyle.ARTICLES
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    limit = models.PositiveIntegerField(_("longest article"), null=True, blank=True)

    class Meta:
        verbose_name = _("default section")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title


class DistributionList(models.Model):
    """印发范围: the foot of one issue, or (without an issue) the bulletin's usual one.

    ``issue`` empty means: copied into each new issue of the bulletin.
    """

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="distribution_lists")
    issue = models.OneToOneField(
        "Issue", models.CASCADE, null=True, blank=True, related_name="distribution_list"
    )

    class Meta:
        verbose_name = _("distribution list")
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin"],
                condition=Q(issue=None),
                name="bulletins_one_usual_distribution_list",
            )
        ]

    def __str__(self):
        return str(self.issue or self.bulletin)

    def replace_entries(self, entries):
        """Make ``entries``, an ordered iterable of (group, label, copies), the whole list."""
        self.entries.all().delete()
        DistributionEntry.objects.bulk_create(
            DistributionEntry(list=self, group=group, label=label, copies=copies, position=position)
            for position, (group, label, copies) in enumerate(entries)
        )


class DistributionEntry(models.Model):
    """One printed label of a distribution list, and how many copies it gets."""

    class Group(models.TextChoices):
        ISSUED = "本期印发", _("Distributed to")
        REPORT = "报", _("Report to")
        SEND = "送", _("Send to")
        HAND = "发", _("Issue to")

    list = models.ForeignKey(DistributionList, models.CASCADE, related_name="entries")
    group = models.CharField(_("group"), max_length=4, choices=Group.choices, default=Group.ISSUED)
    label = models.CharField(_("printed label"), max_length=200)
    copies = models.PositiveIntegerField(_("copies"), default=0)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("distribution entry")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.label
