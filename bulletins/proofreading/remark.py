"""What the proofreader says of a place in a text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """Characters ``start`` up to ``end`` of the text read, why they look wrong, and by what they
    may be replaced (None: nothing that could be proposed).

    ``sure`` is false for what may well be right and only deserves a look.
    """

    start: int
    end: int
    kind: str
    reason: str
    fix: str | None = None
    sure: bool = True


def applied(text: str, remarks: list[Remark]) -> str:
    """``text`` after all proposals of ``remarks``, none of which may overlap another."""
    for remark in sorted(remarks, key=lambda remark: remark.start, reverse=True):
        if remark.fix is not None:
            text = text[: remark.start] + remark.fix + text[remark.end :]
    return text
