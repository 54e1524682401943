"""An article while it is being read, and the doubts met on the way."""

from dataclasses import dataclass, field
from math import inf

from .blocks import Block
from .likeness import alike
from .shapes import ends_sentence, is_body, is_date, is_speech, is_thanks, is_title
from .sources import find_tail, is_credit
from .values import Article, Piece, Warning

MOST_ENTRIES = 200  # lines of a contents box that are compared with headlines
MOST_BLOCKS = 3000  # in a longer text no headline is sought in the box


@dataclass(slots=True)
class Notes:
    """What is found beside the articles: dropped marks, doubts, text of no known use."""

    marks: list[Piece] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    unknown: list[Piece] = field(default_factory=list)

    def warn(self, block: Block, text: str) -> None:
        self.warnings.append(Warning(block.line, text))

    def mark(self, block: Block, start: int, end: int) -> None:
        self.marks += block.cut("mark", start, end)


@dataclass(frozen=True, slots=True)
class Manner:
    """How this bulletin is typed, which decides where a line alone does not.

    ``credited``: articles end in sources; ``indented``: body paragraphs begin with
    spaces; ``spaced``: blank lines stand before headlines only; ``entries``: the
    lines of the contents box, which may have lost its beginning: its first line that
    is found again stands at ``boxed_from``.
    """

    credited: bool
    indented: bool
    spaced: bool
    entries: tuple[str, ...]
    boxed_from: float

    @classmethod
    def of(cls, blocks: list[Block], entries: tuple[str, ...]) -> "Manner":
        bodies = [b for b in blocks if is_body(b.text) and len(b.text) > 20]
        tails = [t for b in blocks if (t := find_tail(b.text)) and t.apart and t.sure]
        inner = [
            b
            for a, b in zip(blocks, blocks[1:], strict=False)
            if is_body(a.text) and is_body(b.text)
        ]
        entries = entries[:MOST_ENTRIES] if len(blocks) <= MOST_BLOCKS else ()
        return cls(
            credited=bool(tails),
            indented=bool(bodies) and sum(b.indent > 1 for b in bodies) >= 0.7 * len(bodies),
            spaced=bool(inner) and sum(b.gap for b in inner) <= 0.2 * len(inner),
            entries=entries,
            boxed_from=_first_in_box(blocks, entries),
        )


def _first_in_box(blocks: list[Block], entries: tuple[str, ...]) -> float:
    titles = [b for b in blocks if entries and is_title(b.text)][:MOST_ENTRIES]
    found = (b.line for b in titles if any(alike(e, b.text) for e in entries))
    return next(found, inf)


@dataclass(slots=True)
class Draft:
    """An article that may still grow."""

    headline: list[Piece] = field(default_factory=list)
    subtitle: list[Piece] = field(default_factory=list)
    byline: list[Piece] = field(default_factory=list)
    paragraphs: list[Piece] = field(default_factory=list)
    sources: list[Piece] = field(default_factory=list)
    brief: bool = False
    prefaced: bool = False  # an editor's note stands before its headline
    last: str = ""  # the kind of the block it took last

    @property
    def closed(self) -> bool:
        return bool(self.sources)

    @property
    def awaits_body(self) -> bool:
        return bool(self.headline) and self.last in ("headline", "subtitle", "byline")

    @property
    def speech(self) -> bool:
        heads = [*self.headline, *self.subtitle]
        spoken = bool(self.byline) and not self.signed
        return spoken or any(is_speech(piece.text) for piece in heads)

    @property
    def thanked(self) -> bool:
        """Whether this is a speech whose last paragraph thanks the hearers."""
        return self.speech and any(is_thanks(piece.text) for piece in self.paragraphs[-1:])

    @property
    def signed(self) -> bool:
        """Whether units, not persons with their posts, stand under the headline."""
        names = [piece.text.strip("（()）") for piece in self.byline]
        return bool(names) and all(map(is_credit, names))

    @property
    def lists(self) -> bool:
        """Whether it is a list of names."""
        return bool(self.headline) and self.headline[-1].text.endswith("名单")

    @property
    def dated(self) -> bool:
        """Whether it is a letter with the date under it: nothing of it can follow."""
        return bool(self.paragraphs) and is_date(self.paragraphs[-1].text)

    @property
    def ends_sentence(self) -> bool:
        return not self.paragraphs or ends_sentence(self.paragraphs[-1].text)

    def finish(self) -> Article:
        return Article(
            tuple(self.headline),
            tuple(self.subtitle),
            tuple(self.byline),
            tuple(self.paragraphs),
            tuple(self.sources),
            self.brief,
        )


def add_source(
    draft: Draft, block: Block, notes: Notes, start: int = 0, end: int | None = None
) -> None:
    """The source from ``start`` to ``end`` of the block, its brackets dropped."""
    end = len(block.text) if end is None else end
    if block.text[start] in "（([［〔" and block.text[end - 1] in "）)]］〕":
        notes.mark(block, start, start + 1)
        notes.mark(block, end - 1, end)
        start, end = start + 1, end - 1
    draft.sources += block.cut("source", start, end)
    draft.last = "source"


def add_body(draft: Draft, block: Block, notes: Notes, ends: bool, credited: bool, start: int = 0):
    """A paragraph from ``start``, and the source at its end if the article ends here."""
    tail = None if block.kind == "plain" else find_tail(block.text)
    if tail and tail.start > start and _is_source(tail, block, notes, ends, credited):
        first = tail.before if tail.before and tail.before.start > start else None
        draft.paragraphs += block.cut("body", start, first.start if first else tail.start)
        if first:
            add_source(draft, block, notes, first.start, first.end)
        add_source(draft, block, notes, tail.start)
        return
    draft.paragraphs += block.cut("body", start)
    draft.last = "body"


def _is_source(tail, block: Block, notes: Notes, ends: bool, credited: bool) -> bool:
    shown = block.text[tail.start :]
    wide = block.text[tail.start - 2 : tail.start].isspace()
    if not ends:
        if tail.apart and tail.sure:
            notes.warn(block, f"段末“{shown}”后面还有正文，没有当作来源")
        return False
    if tail.apart and (tail.sure or (wide and len(shown) < 22)):
        return True
    taken = tail.plain or (tail.apart and (wide or (credited and len(shown) <= 10)))
    if taken:
        notes.warn(block, f"段末“{shown}”当作来源，请核对")
    elif tail.apart:
        notes.warn(block, f"段末“{shown}”不像单位名称，当作正文")
    return taken
