"""What a preflight finds, and how grave it is.  Pure values."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

STOPS = "；不改就生成不了PDF，也不能签发"


class Level(IntEnum):
    GREEN = 0  # nothing found
    AMBER = 1  # prints, but should be looked at
    RED = 2  # must be corrected


class Check(StrEnum):
    """Every check of a preflight, in the order in which they are listed."""

    GLYPHS = "glyphs"
    FALLBACKS = "fallbacks"
    PICTURES = "pictures"
    OVERFLOW = "overflow"
    WIDOWS = "widows"
    SECTIONS = "sections"
    CONTENTS = "contents"
    SHEETS = "sheets"
    FILES = "files"
    LINKS = "links"
    FIELDS = "fields"


class Place(StrEnum):
    """Where what was found is put right."""

    NOWHERE = ""
    ARTICLE = "article"
    ENTRY = "entry"  # the article's line in the table of contents
    SECTION = "section"
    FACTS = "facts"  # number, date and names of the issue
    DISTRIBUTION = "distribution"
    BULLETIN = "bulletin"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence to the reader.

    ``article`` is a key of the contents, ``section`` a place in their sections
    (from 0), ``page`` a page number, 0 when it is on no page.  What ``stops``
    makes the layout fail; its sentence says so.
    """

    level: Level
    check: Check
    sentence: str
    article: str | None = None
    place: Place = Place.NOWHERE
    page: int = 0
    section: int = 0
    stops: bool = False


def of_article(level: Level, check: Check, sentence: str, article: str, page: int = 0) -> Finding:
    """What is put right in the text of an article; without one (empty key), nowhere."""
    place = Place.ARTICLE if article else Place.NOWHERE
    return Finding(level, check, sentence, article or None, place, page)


def stopping(check: Check, sentence: str, article: str = "", place: Place | None = None) -> Finding:
    """What makes the layout fail."""
    where = place or (Place.ARTICLE if article else Place.NOWHERE)
    return Finding(Level.RED, check, sentence + STOPS, article or None, where, stops=True)
