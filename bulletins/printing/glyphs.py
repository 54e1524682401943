"""Characters which no face can print, found before anything is laid out."""

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category

from bulletins.contents import Article, Contents
from bulletins.printing.faces import ROLES, Faces
from bulletins.richtext import Figure, Paragraph, Table, numbered


@dataclass(frozen=True, slots=True)
class Missing:
    """``place`` says where in the article (empty key: in the masthead or foot)."""

    article: str
    headline: str
    place: str
    char: str

    def __str__(self) -> str:
        return f"{self.place}的“{self.char}”（U+{ord(self.char):04X}）"


def missing(contents: Contents, faces: Faces) -> list[Missing]:
    """Every character of the issue without a glyph, in print order."""
    return [
        Missing(key, headline, f"{place}第{number + 1}个字", char)
        for key, headline, place, text, role in _texts(contents)
        for number, char in faces.missing(text, role)
    ]


def fallbacks(contents: Contents, faces: Faces) -> Iterator[tuple[str, str, str]]:
    """Article key, character and face of whatever a face prints that is not the role's own.

    Marks are left out: borrowing them from the text face is the design, not an accident.
    """
    for key, _, _, text, role in _texts(contents):
        usual = _usual(role)
        for char in text:
            glyph = faces.glyph(role, char)
            if glyph and glyph.face not in usual and category(char)[0] != "P":
                yield key, char, glyph.face


def _usual(role: str) -> set[str]:
    """The faces that are meant to print a role: its Latin one and the first of the others."""
    latin = {name for name in ROLES[role] if "Latin" in name}
    return latin | {next(name for name in ROLES[role] if name not in latin)}


def _texts(contents: Contents) -> Iterator[tuple[str, str, str, str, str]]:
    """Article key, headline, name of the place, text and role of all that is printed."""
    head = contents.masthead
    yield "", "", "报头刊名", head.title, "masthead"
    for text in (head.number, head.publisher, head.date, head.marking, head.special):
        yield "", "", "报头", text, "body"
    yield "", "", "目录标题", contents.contents_heading, "title"
    yield "", "", "本期按语", contents.note, "kai"
    for section in contents.sections:
        yield "", "", "栏目名", section.title, "black"
        for article in section.articles:
            for place, text, role in _article(article):
                yield article.key, article.headline, place, text, role
    for group in contents.distribution:
        yield "", "", group.group, "、".join(group.labels), "body"
    yield "", "", "版记", "".join(contents.imprint), "body"
    yield "", "", "编审人员", "".join(map("".join, contents.staff)), "body"


def _article(article: Article) -> Iterator[tuple[str, str, str]]:
    yield "按语", article.note, "kai"
    yield "标题", article.headline, "black" if article.brief else "title"
    yield "目录标题", article.contents_title, "song"
    yield "副题", article.subtitle, "kai"
    yield "署名", article.byline, "kai"
    for number, block in enumerate(article.blocks, 1):
        if isinstance(block, Paragraph):
            yield f"正文第{number}段", block.text, "body"
        elif isinstance(block, Table):
            yield f"第{number}段表格", "".join(c.text for r in block.rows for c in r), "song"
            yield f"第{number}段表题", "".join(run.text for run in block.caption), "black"
        elif isinstance(block, Figure):
            yield f"第{number}段图注", "".join(run.text for run in block.caption), "kai"
    yield "来源", article.source, "kai"
    for note in numbered(article.blocks)[1]:
        yield f"脚注{note.mark}", note.text, "song"
