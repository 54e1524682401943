"""Rich text: what an article's body may hold, cleaned on the way in, parsed on the way out.

A body is stored as HTML of a short list of elements: p, br, strong, em, u, sub,
sup, ol/ul/li, h4, blockquote, tables, figures with a picture by id, links, and
small, a footnote written at its place of reference; no style, class or id.
``clean`` makes any HTML into that and is idempotent; ``blocks`` reads it back as
the values that are printed.  A leaf: imports nothing of ours.
"""

from .cleaning import clean
from .data import from_data, without_empty_notes
from .footnotes import Footnote, all_runs, called, mark, numbered, spelt_out
from .passages import Moved, passages, put
from .reading import blocks, count_characters, from_paragraphs, lines, plain
from .tidying import LONGEST_FOOTNOTE, FootnoteTooLong
from .tree import TooMuch
from .values import MARKS, Block, Cell, Figure, Paragraph, Run, Table, text_of
from .writing import to_html, with_notes_below

__all__ = [
    "LONGEST_FOOTNOTE",
    "MARKS",
    "Block",
    "Cell",
    "Figure",
    "Footnote",
    "FootnoteTooLong",
    "Moved",
    "Paragraph",
    "Run",
    "Table",
    "TooMuch",
    "all_runs",
    "blocks",
    "called",
    "clean",
    "count_characters",
    "from_data",
    "from_paragraphs",
    "lines",
    "mark",
    "numbered",
    "passages",
    "plain",
    "put",
    "spelt_out",
    "text_of",
    "to_html",
    "with_notes_below",
    "without_empty_notes",
]
