"""The names of units: how they are written down, and that no two units share one.

A unit is found by its full name, short name or alias, so all three are one space of names.
"""

import re
import unicodedata

from .models import ReportingUnit

BETWEEN_ALIASES = re.compile(r"[\n;；、，,|]+")


def tidy(text: str) -> str:
    """Runs of blanks (full-width ones too) become one; characters that cannot be seen go."""
    text = unicodedata.normalize("NFC", text)
    visible = "".join(mark for mark in text if unicodedata.category(mark) != "Cf")
    return " ".join(visible.split())


def split_aliases(text: str) -> list[str]:
    """Each once, in order."""
    return list(dict.fromkeys(name for part in BETWEEN_ALIASES.split(text) if (name := tidy(part))))


def owner_of(name: str, besides: ReportingUnit) -> ReportingUnit | None:
    """The other unit that already answers to ``name``."""
    if not name:
        return None
    return ReportingUnit.objects.named(name).exclude(pk=besides.pk).first()


def is_below(unit: ReportingUnit, above: ReportingUnit) -> bool:
    """Whether ``unit`` is ``above`` or stands anywhere under it."""
    parents = dict(ReportingUnit.objects.values_list("pk", "parent_id"))
    seen, at = set(), unit.pk
    while at is not None and at not in seen:
        if at == above.pk:
            return True
        seen.add(at)
        at = parents.get(at)
    return False
