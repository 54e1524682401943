"""Proofreading: what looks wrong in a text, why, and what to put there instead.

A leaf without database or markup.  It says, it never changes: whoever typed the text decides on
each remark.  Punctuation follows GB/T 15834-2011, numbers GB/T 15835-2011.
"""

from collections.abc import Iterable

from . import numbers, punctuation, wording
from .remark import Remark, applied
from .wording import COMMON, Entry

__all__ = ["COMMON", "Entry", "Remark", "applied", "proofread", "proofread_headline"]


def proofread(
    text: str, *, entries: Iterable[Entry] = COMMON, names: Iterable[str] = ()
) -> list[Remark]:
    """Remarks on one paragraph of plain text, in its order, none overlapping another.

    ``entries`` is the dictionary in force, ``names`` every name of every unit.
    """
    found = [
        *punctuation.remarks(text),
        *numbers.remarks(text),
        *wording.remarks(text, entries, names),
    ]
    return _apart(found)


def proofread_headline(line: str, **table) -> list[Remark]:
    """The same for a line of a headline, which ends without a full stop."""
    found = proofread(line, **table)
    if line.endswith(("。", "．", "，", "；")):
        found.append(Remark(len(line) - 1, len(line), "punctuation", "标题末尾不用标点。", ""))
    return _apart(found)


def _apart(remarks: list[Remark]) -> list[Remark]:
    """Of two that overlap, the surer one, then the longer one."""
    kept: list[Remark] = []
    taken = bytearray(max((remark.end for remark in remarks), default=0))
    ranked = sorted(remarks, key=lambda r: (not r.sure, r.fix is None, r.start - r.end, r.start))
    for remark in ranked:
        if not any(taken[remark.start : remark.end]):
            taken[remark.start : remark.end] = b"\x01" * (remark.end - remark.start)
            kept.append(remark)
    return sorted(kept, key=lambda remark: remark.start)
