"""Contents of a parsed bulletin text, made without any database."""

from .contents import Article, Contents, DistributionGroup, Masthead, Section, opening_of
from .richtext import Paragraph, called


def from_bulletin(parsed: dict, masthead: Masthead | None = None) -> Contents:
    """The contents of a parsed bulletin text (``text_import.parse(text).as_json()``).

    Used to typeset a text without any database; masthead fields not given are
    not printed.
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
    return Contents(
        masthead=masthead or Masthead(title="工会信息"),
        sections=tuple(section for section in sections if section.articles),
        distribution=tuple(
            DistributionGroup(group["group"], tuple(group["labels"]))
            for group in parsed["distribution"]
        ),
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
