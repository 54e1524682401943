"""The office's dictionary: forms to avoid in a text, and what is written instead."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from bulletins import proofreading

ROUNDS = 12  # so many proposals after each other are no dictionary but a circle
LONGEST = 200  # characters that a proposal of at most 60 may grow to before it is one


class WordingQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(active=True)

    def entries(self) -> tuple[proofreading.Entry, ...]:
        return tuple(
            proofreading.Entry(*row) for row in self.values_list("wrong", "right", "reason")
        )


class Wording(models.Model):
    """用词: one form to avoid.  An empty ``right`` proposes nothing."""

    wrong = models.CharField(
        _("form to avoid"),
        max_length=40,
        unique=True,
        error_messages={"unique": _("This form is in the dictionary already.")},
    )
    right = models.CharField(_("write instead"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    active = models.BooleanField(_("in force"), default=True)

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ["wrong"]

    def __str__(self):
        return f"{self.wrong} → {self.right}" if self.right else self.wrong

    def clean(self):
        """Taking one proposal after the other must come to an end."""
        if not self.wrong:
            return  # said of the field itself
        if self.right == self.wrong:
            raise ValidationError({"right": _("This is the form to avoid itself.")})
        if self.active and (circle := self._circle()):
            raise ValidationError(
                {"right": _("The proposals go round in a circle: %(circle)s. Change or switch off "
                            "one of them.") % {"circle": circle}}
            )  # fmt: skip

    def _circle(self) -> str:
        """What becomes of the proposal when all proposals are taken; empty where that ends."""
        others = Wording.objects.in_force().exclude(pk=self.pk).entries()
        entries = (*others, proofreading.Entry(self.wrong, self.right))
        text, way = self.right, [self.wrong, self.right]
        for _round in range(ROUNDS):
            found = proofreading.proofread(text, entries=entries)
            found = [r for r in found if r.kind == "word" and r.fix is not None]
            if not found:
                return ""
            text = proofreading.applied(text, found)
            way.append(text)
            if text in way[:-1] or len(text) > LONGEST:
                break
        return " → ".join(form[:20] for form in way[:5])
