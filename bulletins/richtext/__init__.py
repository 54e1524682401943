"""Rich text: what an article's body may hold, cleaned on the way in, parsed on the way out.

A body is stored as HTML of a short list of elements: p, br, strong, em, u, sub,
sup, ol/ul/li, h4, blockquote, tables, figures with a picture by id, links; no
style, class or id.  ``clean`` makes any HTML into that and is idempotent;
``blocks`` reads it back as the values that are printed.  A leaf: imports
nothing of ours.
"""

from .cleaning import clean
from .reading import blocks, count_characters, from_paragraphs, plain
from .tree import TooMuch
from .values import MARKS, Block, Cell, Figure, Paragraph, Run, Table, text_of
from .writing import to_html

__all__ = [
    "MARKS",
    "Block",
    "Cell",
    "Figure",
    "Paragraph",
    "Run",
    "Table",
    "TooMuch",
    "blocks",
    "clean",
    "count_characters",
    "from_paragraphs",
    "plain",
    "text_of",
    "to_html",
]
