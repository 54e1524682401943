"""An issue as plain text, in the shape in which ``text_import`` reads it back to the same contents.

A line per paragraph; blank lines before what begins anew; body text indented by
two characters, heads flush left, sources far to the right: that is what the
reader goes by.  Footnotes stand below the text, a mark and a blank before each.
What plain text cannot say is lost on the way back: emphasis and links become
text, a list item and a table row become paragraphs, a picture leaves its caption.
"""

from collections.abc import Iterator

from bulletins.contents import Article, Contents, Section
from bulletins.exports import wording
from bulletins.richtext import Figure, Paragraph, Table, numbered, text_of

INDENT = "　　"
FAR = "　" * 16  # farther in than any headline or subhead
BULLET = "●"
PICTURE = "［图片］"


def write(contents: Contents) -> bytes:
    """UTF-8 with a byte order mark and Windows line ends: every editor opens that."""
    return "\r\n".join([*lines(contents), ""]).encode("utf-8-sig")


def lines(contents: Contents) -> Iterator[str]:
    yield from wording.masthead_lines(contents.masthead)
    if contents.contents_heading:
        yield from _box(contents)
    if contents.note:
        yield ""
        yield from (INDENT + line for line in contents.note.splitlines())
    for section in contents.sections:
        yield from _section(section)
    yield ""
    yield from wording.foot_lines(contents)


def _box(contents: Contents) -> Iterator[str]:
    yield ""
    yield contents.contents_heading
    for section in contents.sections:
        if section.title:
            yield wording.section_title(section)
        yield from (f"{BULLET}{article.contents_title}" for article in section.articles)


def _section(section: Section) -> Iterator[str]:
    if section.title:
        yield ""
        yield wording.section_title(section)
    for article in section.articles:
        yield ""
        yield from _article(article)


def _article(article: Article) -> Iterator[str]:
    yield from (INDENT + line for line in article.note.splitlines())
    blocks, notes = numbered(article.blocks)
    body = [line for block in blocks for line in _block(block)]
    if article.brief:
        opening = f"{article.headline}{wording.stop_after(article.headline)}"
        body[:1] = [f"{INDENT}{BULLET}{opening}{''.join(body[:1]).strip()}"]
    else:
        yield from article.headline_lines
    yield from filter(None, (article.subtitle, *wording.byline_lines(article)))
    yield from body
    yield from (f"{INDENT}{note.mark} {note.text}" for note in notes)
    if article.source:
        yield f"{FAR}{wording.source(article)}"


def _block(block: Paragraph | Table | Figure) -> Iterator[str]:
    if isinstance(block, Paragraph):
        marker = f"{block.marker} " if block.marker else ""
        yield from (f"{INDENT}{marker}{line}" for line in block.text.splitlines())
    elif isinstance(block, Figure):
        yield f"{INDENT}{PICTURE}{text_of(block.caption) or block.alt}"
    else:
        if block.caption:
            yield f"{INDENT}{text_of(block.caption)}"
        for row in block.rows:
            yield INDENT + "\t".join(cell.text.replace("\n", " ") for cell in row)
