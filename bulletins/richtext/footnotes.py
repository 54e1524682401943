"""Footnotes (脚注): their marks, and where they stand in a body.

A note is written at its place in the text and numbered from ① in every article
by whoever shows it.  Circled numbers go to 50; beyond them [51].
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from .values import Block, Paragraph, Run, Table, text_of

OPEN, CLOSE = "〔注：", "〕"  # around a note in plain text
_CIRCLED = "".join(
    map(chr, (*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0)))
)


@dataclass(frozen=True, slots=True)
class Footnote:
    """One note of an article, by the mark it is called with; ``number`` from 1."""

    number: int
    runs: tuple[Run, ...]

    @property
    def mark(self) -> str:
        return mark(self.number)

    @property
    def text(self) -> str:
        return text_of(self.runs)


def mark(number: int) -> str:
    """The mark of the note of this number, from 1."""
    return _CIRCLED[number - 1] if number <= len(_CIRCLED) else f"[{number}]"


def numbered(
    blocks: Iterable[Block], anchor: str = ""
) -> tuple[tuple[Block, ...], tuple[Footnote, ...]]:
    """``blocks`` with the mark as the raised text of every note's run, and the notes in order.

    With an ``anchor``, the run leads to it and the note's number: #a1-1.
    """
    notes: list[Footnote] = []

    def marked(run: Run) -> Run:
        if not run.footnote:
            return run
        note = Footnote(len(notes) + 1, run.footnote)
        notes.append(note)
        href = f"#{anchor}-{note.number}" if anchor else ""
        return replace(run, text=note.mark, marks=("sup",), href=href)

    made = tuple(_each_run(block, lambda runs: tuple(map(marked, runs))) for block in blocks)
    return (made if notes else tuple(blocks)), tuple(notes)


def called(paragraphs: Iterable[str], notes: Iterable[str]) -> tuple[tuple[Run, ...], ...]:
    """Plain paragraphs as runs, each of the ``notes`` in the place of its mark."""
    left = list(enumerate(notes, 1))
    found = []
    for text in paragraphs:
        runs = []
        while left and mark(left[0][0]) in text:
            number, note = left.pop(0)
            before, _, text = text.partition(mark(number))
            runs += [Run(before), Run("", footnote=(Run(note),))]
        found.append(tuple(run for run in (*runs, Run(text)) if run.text or run.footnote))
    return tuple(found)


def spelt_out(runs: Iterable[Run]) -> tuple[Run, ...]:
    """``runs`` with every note as text in brackets where it stands."""
    found: list[Run] = []
    for run in runs:
        if run.footnote:
            found += [Run(OPEN), *run.footnote, Run(CLOSE)]
        else:
            found.append(run)
    return tuple(found)


def all_runs(block: Block) -> Iterator[Run]:
    """Every run of a block, in the order of its text; the caption first."""
    if isinstance(block, Paragraph):
        yield from block.runs
        return
    yield from block.caption
    for row in block.rows if isinstance(block, Table) else ():
        for cell in row:
            yield from cell.runs


def _each_run(block: Block, change: Callable[[tuple[Run, ...]], tuple[Run, ...]]) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, runs=change(block.runs))
    block = replace(block, caption=change(block.caption))
    if not isinstance(block, Table):
        return block
    rows = tuple(tuple(replace(cell, runs=change(cell.runs)) for cell in row) for row in block.rows)
    return replace(block, rows=rows)
