"""Contents of a parsed bulletin text, made without any database."""

from dataclasses import replace

from .contents import Article, Contents, DistributionGroup, Masthead, Section, opening_of
from .richtext import Paragraph, called


def from_bulletin(
    parsed: dict,
    masthead: Masthead | None = None,
    *,
    staff: tuple[tuple[str, str], ...] = (),
    imprint: tuple[str, str] = ("", ""),
    copies: int = 0,
) -> Contents:
    """The contents of a parsed bulletin text (``text_import.parse(text).as_json()``).

    Used to typeset a text without any database; what is not given of masthead and
    imprint is not printed.  ``copies`` are those of all receivers together.
    """
    sections = tuple(
        Section(
            section["title"],
            section["style"],
            tuple(
                _parsed_article(article, f"{number}.{place}")
                for place, article in enumerate(section["articles"], 1)
            ),
        )
        for number, section in enumerate(parsed["sections"], 1)
    )
    groups = [DistributionGroup(g["group"], tuple(g["labels"])) for g in parsed["distribution"]]
    if groups:  # a text has no copies of each: the sum, which is printed, is that of the last
        groups[-1] = replace(groups[-1], copies=copies)
    return Contents(
        masthead=masthead or Masthead(title="工会信息"),
        sections=tuple(section for section in sections if section.articles),
        distribution=tuple(groups),
        imprint=imprint,
        staff=staff,
        note=parsed.get("note", ""),
    )


def _parsed_article(data: dict, key: str) -> Article:
    paragraphs = called(data["paragraphs"], data.get("footnotes", ()))
    blocks = tuple(Paragraph(runs) for runs in paragraphs)
    return Article(
        key=key,
        headline_lines=tuple(data["headline_lines"]),
        contents_title=data["contents_title"] or data["headline"] or opening_of(blocks),
        blocks=blocks,
        subtitle=data["subtitle"],
        byline=data["byline"],
        source=data["source"],
        brief=data["brief"],
    )
