"""What was read out of a bulletin's text: frozen values, each piece with its place.

A ``Piece`` is a run of the input, unchanged.  Everything printed on the input
is in exactly one piece of a ``Bulletin``: what is shown is in the masthead,
sections, contents, distribution and imprint; what a reader does not need to
see (the 【】 of a section, the brackets of a source, the ● and the full stop of
a brief, the 、 between labels) is in ``marks``.  ``lossless`` relies on it.
"""

from dataclasses import dataclass

from .footnotes import split

ARTICLES, BRIEFS = "articles", "briefs"
PRINTED, ABOVE, BELOW, ISSUED = "本期印发", "报", "送", "发"

KINDS = {
    "blank": "空行",
    "masthead": "刊头",
    "contents": "目录",
    "section": "栏目",
    "headline": "标题",
    "subtitle": "副标题",
    "byline": "署名",
    "note": "按语",
    "body": "正文",
    "plain": "正文（末尾括号不作来源）",
    "source": "来源",
    "brief": "简讯",
    "continuation": "接上一行",
    "distribution": "印发范围",
    "imprint": "版记",
    "ornament": "分隔线或页码",
    "unknown": "未识别",
}
"""Every kind a line can be taken for, or be declared to be, with its Chinese name."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the input, its outer spaces gone and nothing else changed.

    ``lines`` are 1-based and more than one only where a paragraph was broken by
    hard returns; ``place`` sorts pieces in the order of the input.
    """

    text: str
    role: str
    lines: tuple[int, ...]
    place: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Article:
    """One article; a brief has its run-in headline as its headline."""

    headline_lines: tuple[Piece, ...] = ()
    subtitle_lines: tuple[Piece, ...] = ()
    byline_lines: tuple[Piece, ...] = ()
    paragraphs: tuple[Piece, ...] = ()
    sources: tuple[Piece, ...] = ()
    brief: bool = False
    contents_title: str = ""

    @property
    def headline(self) -> str:
        return "".join(p.text for p in self.headline_lines)

    @property
    def subtitle(self) -> str:
        return "".join(p.text for p in self.subtitle_lines)

    @property
    def byline(self) -> str:
        return "　".join(p.text for p in self.byline_lines)

    @property
    def source(self) -> str:
        return "　".join(p.text for p in self.sources)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return (
            *self.headline_lines,
            *self.subtitle_lines,
            *self.byline_lines,
            *self.paragraphs,
            *self.sources,
        )

    @property
    def line(self) -> int:
        """The first line of the article."""
        return min(p.place for p in self.pieces)[0]

    def as_json(self) -> dict:
        paragraphs, notes = split([p.text for p in self.paragraphs])
        found = {
            "headline": self.headline,
            "headline_lines": [p.text for p in self.headline_lines],
            "subtitle": self.subtitle,
            "byline": self.byline,
            "brief": self.brief,
            "paragraphs": paragraphs,
            "source": self.source,
            "contents_title": self.contents_title,
        }
        return found | ({"footnotes": notes} if notes else {})


@dataclass(frozen=True, slots=True)
class Section:
    """``heading`` is None for articles that stand under no heading."""

    heading: Piece | None
    style: str
    articles: tuple[Article, ...]

    @property
    def title(self) -> str:
        return self.heading.text if self.heading else ""

    def as_json(self) -> dict:
        articles = [article.as_json() for article in self.articles]
        return {"title": self.title, "style": self.style, "articles": articles}


@dataclass(frozen=True, slots=True)
class Distribution:
    """One group of the foot; ``heading`` is the word on the paper (抄送), ``group`` ours (送)."""

    group: str
    heading: Piece
    labels: tuple[Piece, ...]

    def as_json(self) -> dict:
        return {"group": self.group, "labels": [label.text for label in self.labels]}


@dataclass(frozen=True, slots=True)
class Warning:
    """A doubt and what was decided, for the editor to look at."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"第{self.line}行：{self.text}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the input and what it was taken for (a key of ``KINDS``)."""

    number: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A whole bulletin as read."""

    sections: tuple[Section, ...] = ()
    contents: tuple[Piece, ...] = ()
    distribution: tuple[Distribution, ...] = ()
    masthead: tuple[Piece, ...] = ()
    imprint: tuple[Piece, ...] = ()
    note: tuple[Piece, ...] = ()  # on the whole issue
    unknown: tuple[Piece, ...] = ()
    marks: tuple[Piece, ...] = ()
    warnings: tuple[Warning, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def articles(self) -> tuple[Article, ...]:
        return tuple(article for section in self.sections for article in section.articles)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Everything that was read, in the order of the input."""
        found = [*self.masthead, *self.contents, *self.imprint, *self.note]
        found += [*self.unknown, *self.marks]
        found += [section.heading for section in self.sections if section.heading]
        found += [piece for article in self.articles for piece in article.pieces]
        for group in self.distribution:
            found += [group.heading, *group.labels]
        return tuple(sorted(found, key=lambda piece: piece.place))

    def as_json(self) -> dict:
        note = {"note": "\n".join(piece.text for piece in self.note)} if self.note else {}
        return note | {
            "sections": [section.as_json() for section in self.sections],
            "contents": [piece.text for piece in self.contents],
            "distribution": [group.as_json() for group in self.distribution],
            "warnings": [str(warning) for warning in self.warnings],
        }
