"""The values a body is printed from: paragraphs of runs, tables, figures."""

from dataclasses import dataclass

MARKS = ("em", "strong", "sub", "sup", "u")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one dress.  ``marks`` is a sorted subset of MARKS.

    A forced line break is a run whose text is a single newline.  A footnote is a run
    that holds the text of the note and stands where its mark is printed; its own text
    is empty until ``footnotes.numbered`` gives it the mark.
    """

    text: str
    marks: tuple[str, ...] = ()
    href: str = ""
    footnote: tuple["Run", ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``kind``: body, heading (h4), quote or item.

    ``depth`` is the nesting of a list item (1 is outermost), ``marker`` its
    printed mark ("1." or "•"); empty for a further paragraph of the same item.
    """

    runs: tuple[Run, ...]
    kind: str = "body"
    depth: int = 0
    marker: str = ""

    @property
    def text(self) -> str:
        return text_of(self.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell; several paragraphs in it are parted by newline runs."""

    runs: tuple[Run, ...]
    header: bool = False
    colspan: int = 1
    rowspan: int = 1

    @property
    def text(self) -> str:
        return text_of(self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` in order; the first ``head_rows`` of them repeat on every page."""

    rows: tuple[tuple[Cell, ...], ...]
    head_rows: int = 0
    caption: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture by its id, with the size in pixels and the hash of its bytes.

    ``sha256``, ``width`` and ``height`` are empty until the caller fills them
    from the stored picture (``blocks`` knows only the id).
    """

    picture: int
    caption: tuple[Run, ...] = ()
    alt: str = ""
    sha256: str = ""
    width: int = 0
    height: int = 0


Block = Paragraph | Table | Figure


def text_of(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)
