"""Whom a printed label really reaches, and what became of each edition sent."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Recipient(models.Model):
    """Who stands behind a printed label of a bulletin's distribution list.

    A recipient with a unit finds the edition on its page; one with an address only
    gets paper.  Several recipients may share one label (各直属单位工会).
    """

    bulletin = models.ForeignKey(
        "bulletins.Bulletin", models.CASCADE, related_name="recipients", verbose_name=_("bulletin")
    )
    label = models.CharField(_("printed label"), max_length=200)
    name = models.CharField(_("name"), max_length=200)
    unit = models.ForeignKey(
        "units.ReportingUnit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recipients",
        verbose_name=_("reporting unit"),
    )
    copies = models.PositiveIntegerField(_("copies"), default=1)

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ["bulletin", "label", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin", "label", "name"], name="distribution_recipient_once"
            )
        ]

    def __str__(self):
        return self.name


class Delivery(models.Model):
    """发送记录: one edition to one recipient by one channel, with its outcome."""

    class Channel(models.TextChoices):
        PAPER = "paper", _("Paper")
        SITE = "site", _("On its page")

    class State(models.TextChoices):
        TO_DO = "to_do", _("To be handed out")
        DONE = "done", _("Delivered")

    edition = models.ForeignKey(
        "bulletins.Edition", models.PROTECT, related_name="deliveries", verbose_name=_("edition")
    )
    recipient = models.ForeignKey(Recipient, models.PROTECT, null=True, related_name="deliveries")
    label = models.CharField(_("printed label"), max_length=200)
    name = models.CharField(_("name"), max_length=200)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    copies = models.PositiveIntegerField(_("copies"), default=0)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.TO_DO)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("units.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "label", "name", "channel"], name="distribution_delivery_once"
            )
        ]

    def __str__(self):
        return f"{self.edition} → {self.name}"
