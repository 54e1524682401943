"""Credit lines: 市总办公室、研究室 as labels, and each label as a unit where one is known."""

import re

from units.models import ReportingUnit

# Not inside brackets: 各市（县）、区 parts, 园区（A、B）工会 does not.
LABEL_BREAK = re.compile(r"[、，,；;\n]\s*(?![^（(]{0,400}[）)])")


def split_labels(text: str) -> list[str]:
    return [label.strip() for label in LABEL_BREAK.split(text) if label.strip()]


def match_sources(text: str) -> tuple[tuple[int | None, str], ...]:
    """Each label with the unit of exactly that name, short name or alias, or None.

    The labels joined by 、 are the credit line again, so a line whose marks are
    others stays one label: what is printed is what was written.
    """
    labels = split_labels(text)
    if "、".join(labels) != text.strip():
        labels = [text.strip()] if text.strip() else []
    return tuple((_unit_named(label), label) for label in labels)


def _unit_named(label: str) -> int | None:
    return ReportingUnit.objects.named(label).values_list("pk", flat=True).first()
