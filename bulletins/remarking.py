"""Remarks on an article by the office's dictionary and the names of all units.

It reads names and the dictionary, never another article.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from units.models import ReportingUnit, UnitAlias

from . import drafting, proofreading, richtext
from .models import Wording
from .proofreading import Entry, Remark
from .sources import LABEL_BREAK, match_sources

# What stands in place of a unit's name and is none.
NO_UNITS = frozenset({"综合来稿", "综合", "本刊综合", "本刊", "本刊编辑部", "编辑部"})
ALIKE = 0.6  # how much of a name must agree for it to be proposed
KINDS = ("headline", "text", "credit")
LINES = {"headline": "headline", "subtitle": "headline", "byline": "text", "sources": "credit"}

LABELS = {
    "headline": "标题",
    "subtitle": "副题",
    "byline": "署名",
    "sources": "来源",
    "body": "正文",
}


@dataclass(frozen=True, slots=True)
class Table:
    """What a text is compared with: the dictionary in force, the units' names."""

    entries: tuple[Entry, ...] = ()
    names: tuple[str, ...] = ()

    def remarks(self, kind: str, text: str) -> list[Remark]:
        """On one passage: a line of a headline, a paragraph, or the line of the sources."""
        if kind == "credit":
            return list(self._misnamed(text))
        read = proofreading.proofread_headline if kind == "headline" else proofreading.proofread
        return read(text, entries=self.entries, names=self.names)

    def _misnamed(self, line: str) -> Iterator[Remark]:
        known = {*self.names, *NO_UNITS}
        for start, label in labels(line):
            if label in known:
                continue
            close = difflib.get_close_matches(label, self.names, 1, ALIKE)
            end = start + len(label)
            if close:
                reason = f"报送单位里没有“{label}”，是不是“{close[0]}”？"
                yield Remark(start, end, "name", reason, close[0], sure=False)
            else:
                reason = f"报送单位里没有“{label}”，请核对全称；写法无误的可以忽略。"
                yield Remark(start, end, "name", reason, None, sure=False)


def labels(line: str) -> Iterator[tuple[int, str]]:
    """Each label of a line of sources with its place."""
    start = 0
    for end, onward in [*(m.span() for m in LABEL_BREAK.finditer(line)), (len(line), len(line))]:
        part = line[start:end]
        if part.strip():
            yield start + len(part) - len(part.lstrip()), part.strip()
        start = onward


def table() -> Table:
    """As the dictionary and the units stand now; three queries."""
    rows = ReportingUnit.objects.active().values_list("name", "short_name")
    full = [name for row in rows for name in row if name]
    aliases = UnitAlias.objects.filter(unit__active=True).values_list("name", flat=True)
    return Table(Wording.objects.in_force().entries(), tuple(dict.fromkeys([*full, *aliases])))


@dataclass(frozen=True, slots=True)
class Found:
    """A remark on passage ``number`` (from 0) of a field of the article."""

    field: str
    number: int
    text: str
    remark: Remark

    @property
    def place(self) -> str:
        """Field, passage and first character: what names it among the remarks on one text."""
        return f"{self.field}-{self.number}-{self.remark.start}"

    @property
    def label(self) -> str:
        """Where it is, in words."""
        label = LABELS[self.field]
        return f"{label}第{self.number + 1}段" if self.field == "body" else label

    @property
    def words(self) -> str:
        return self.text[self.remark.start : self.remark.end]

    @property
    def before(self) -> str:
        return self.text[max(self.remark.start - 10, 0) : self.remark.start]

    @property
    def after(self) -> str:
        return self.text[self.remark.end : self.remark.end + 10]


def remarks_on(text: drafting.Text) -> list[Found]:
    """On all fields of an article that print, in the order of the form."""
    against = table()
    return [
        Found(name, number, passage, remark)
        for name, kind in (*LINES.items(), ("body", "text"))
        for number, passage in enumerate(passages(text, name))
        for remark in against.remarks(kind, passage)
    ]


def passages(text: drafting.Text, name: str) -> list[str]:
    if name == "body":
        return richtext.passages(text.body)
    if name == "sources":
        return [text.credit]
    return getattr(text, name).split("\n")


def taken(text: drafting.Text, found: Found) -> drafting.Text:
    """``text`` after the proposal of a remark on it; the dress of the words stays."""
    start, fix = found.remark.start, found.remark.fix
    if found.field == "body":
        return replace(text, body=richtext.put(text.body, found.number, start, found.words, fix))
    lines = passages(text, found.field)
    lines[found.number] = proofreading.applied(found.text, [found.remark])
    if found.field == "sources":
        return replace(text, sources=match_sources(lines[0]))
    return replace(text, **{found.field: "\n".join(lines)})
