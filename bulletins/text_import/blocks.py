"""The input as blocks: lines without their outer spaces, broken paragraphs made whole."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .values import KINDS, Piece
from .wrapping import full_lines

LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")  # \x0b: Word's manual line break
BLANKS = "".join(chr(i) for i in range(0x3001) if chr(i).isspace()) + "\u200b\u2060\ufeff"
_NOT_BLANK = str.maketrans("", "", BLANKS)
_STARTS_ANEW = re.compile(
    "[【〖●○•▲△■□◆◇★☆※（(]|[一二三四五六七八九十]{1,3}、|(?:本期印发|报|送|发|抄送|主送)[：:]"
)
_LONE_BULLET = re.compile("[●○▲△■□◆◇]")
_ENDS_FOR_GOOD = re.compile(r"[会部室稿局办委司校站团队][）)]$|[…．.·][\s…．.·]*\d{1,3}$")


def without_blanks(text: str) -> str:
    """``text`` without any white space: what must never be lost."""
    return text.translate(_NOT_BLANK)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the input; ``indent`` in half-width columns."""

    number: int
    raw: str
    text: str
    indent: int
    gap: bool  # a blank line stands before it


@dataclass(slots=True)
class Block:
    """One paragraph of the input: usually one row, several where it was hard-wrapped
    or its bullet stands on a line of its own.

    ``kind`` is empty until it is decided; ``forced`` when the caller declared it.
    """

    rows: list[Row]
    kind: str = ""
    forced: bool = False
    cuts: list[Piece] = field(default_factory=list)
    text: str = ""
    starts: list[int] = field(default_factory=list)

    def __post_init__(self):
        self._join(self.rows)

    def absorb(self, blocks: Iterable["Block"], glue: str = "") -> None:
        """Take the rows of the blocks that continue this one, with white space as ``glue``."""
        rows = [row for block in blocks for row in block.rows]
        self.rows = [*self.rows, *rows]
        self._join(self.rows, glue)

    def _join(self, rows: list[Row], glue: str = "") -> None:
        parts, starts, length, last = [], [], 0, ""
        for row in rows:
            if last and last.isascii() and last.isalnum() and row.text[0].isascii():
                parts.append(" ")
                length += 1
            elif last and glue:
                parts.append(glue)
                length += len(glue)
            starts.append(length)
            parts.append(row.text)
            length += len(row.text)
            last = row.text[-1]
        self.text, self.starts = "".join(parts), starts

    @property
    def line(self) -> int:
        return self.rows[0].number

    @property
    def indent(self) -> int:
        return self.rows[0].indent

    @property
    def gap(self) -> bool:
        return self.rows[0].gap

    def cut(self, role: str, start: int = 0, end: int | None = None) -> tuple[Piece, ...]:
        """The piece between two offsets, outer spaces gone: one piece, or none if blank."""
        text = self.text[start:end]
        bare = text.strip(BLANKS)
        if not bare:
            return ()
        start += len(text) - len(text.lstrip(BLANKS))
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, start + len(bare) - 1) - 1
        numbers = tuple(row.number for row in self.rows[first : last + 1])
        piece = Piece(bare, role, numbers, (self.line, start))
        self.cuts.append(piece)
        return (piece,)

    def rest(self) -> tuple[Piece, ...]:
        """Whatever no cut has covered, so that nothing can be lost."""
        found, position = [], 0
        for piece in sorted(self.cuts, key=lambda piece: piece.place):
            start = piece.place[1]
            if start > position:
                found += self.cut("unknown", position, start)
            position = max(position, start + len(piece.text))
        found += self.cut("unknown", position)
        return tuple(found)


def read_rows(text: str) -> list[Row]:
    """Every line of the text, blank ones too; numbers from 1."""
    rows, gap = [], False
    for number, raw in enumerate(LINE_END.split(text), 1):
        bare = raw.strip(BLANKS)
        rows.append(Row(number, raw, bare, _indent(raw), gap))
        gap = not bare
    return rows


def _indent(raw: str) -> int:
    lead = raw[: len(raw) - len(raw.lstrip(BLANKS))]
    return sum(
        2 if c in "\u3000\u2003" else 4 if c == "\t" else c not in "\u200b\ufeff" for c in lead
    )


def make_blocks(rows: list[Row], kinds: Mapping[int, str]) -> list[Block]:
    """Blocks of the rows that are not blank, with the kinds the caller declared."""
    full = {rows[index].number for index in full_lines([row.raw for row in rows])}
    groups: list[list[Row]] = []
    for row in rows:
        if not row.text:
            continue
        if groups and _continues(groups[-1][-1], row, kinds, full):
            groups[-1].append(row)
        else:
            groups.append([row])
    blocks = [Block(group) for group in groups]
    for block in blocks:
        kind = kinds.get(block.line, "")
        if kind in KINDS and kind != "continuation":
            block.kind, block.forced = ("unknown" if kind == "blank" else kind), True
    return blocks


def _continues(before: Row, row: Row, kinds: Mapping[int, str], full: set[int]) -> bool:
    declared = kinds.get(row.number)
    if declared or before.number in kinds:
        return declared == "continuation"
    if _LONE_BULLET.fullmatch(before.text):
        return not _STARTS_ANEW.match(row.text)
    if row.gap or row.indent or before.number not in full:
        return False
    return not _STARTS_ANEW.match(row.text) and not _ENDS_FOR_GOOD.search(before.text[-12:])
