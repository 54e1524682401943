"""Words and marks which all exports print alike: the same as on the pages."""

import re
from collections.abc import Iterator

from bulletins.contents import Article, Contents, DistributionGroup, Masthead, Section

_DATED = re.compile("(?<=日）)　")


def section_title(section: Section) -> str:
    return f"【{section.title}】"


def source(article: Article) -> str:
    return f"（{article.source}）"


def byline_lines(article: Article) -> list[str]:
    """The byline; the date of a speech, in brackets, stands on a line of its own."""
    return [line for line in _DATED.split(article.byline) if line]


def stop_after(headline: str) -> str:
    """What parts a run-in headline from its text: a full stop, unless it has a mark itself."""
    return "" if not headline or headline[-1] in "。！？…" else "。"


def masthead_lines(head: Masthead) -> Iterator[str]:
    """The head of page one, a line each; publisher and date share the last."""
    last = "　".join(filter(None, (head.publisher, head.date)))
    yield from filter(None, (head.marking, head.title, head.number, head.special, last))


def distribution(group: DistributionGroup) -> str:
    return f"{group.group}：{'、'.join(group.labels)}"


def foot_lines(contents: Contents) -> Iterator[str]:
    """The foot of the last page, a line each: to whom, by whom, how many copies."""
    yield from map(distribution, contents.distribution)
    if contents.staff:
        yield "　".join(f"{label}：{name}" for label, name in contents.staff)
    if any(contents.imprint):
        yield "　".join(filter(None, contents.imprint))
    if contents.copies:
        yield f"共印{contents.copies}份"
