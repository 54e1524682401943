"""Footnotes under an article: lines ``① …``, each with its mark in the text above."""

import re
from unicodedata import numeric

_LINE = re.compile(r"([①-⑳㉑-㉟㊱-㊿]|\[\d{1,3}\])[ \u3000]+(\S.*)", re.DOTALL)


def split(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """The paragraphs of an article, and the notes which were its last ones, without their marks.

    Only what cannot be an enumeration is taken for notes: the marks run from 1 to the
    end, and each stands once in the text, in order, and at the head of no paragraph.
    """
    first = len(paragraphs)
    while first and _LINE.fullmatch(paragraphs[first - 1]):
        first -= 1
    found = [_LINE.fullmatch(line) for line in paragraphs[first:]]
    above = paragraphs[:first]
    if not found or [_number(line[1]) for line in found] != list(range(1, len(found) + 1)):
        return paragraphs, []
    text = "\n" + "\n".join(above)
    places = [text.find(line[1]) for line in found]
    once = all(text.count(line[1]) == 1 for line in found)
    if not once or places != sorted(places) or any(text[place - 1] == "\n" for place in places):
        return paragraphs, []
    return above, [line[2] for line in found]


def _number(mark: str) -> int:
    return int(mark[1:-1]) if mark[0] == "[" else int(numeric(mark))
