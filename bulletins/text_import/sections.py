"""Which lines are the headings of sections, and how a section is set."""

import re

from .blocks import BLANKS, Block, without_blanks
from .shapes import (
    PAIRS,
    bullet_length,
    ends_sentence,
    is_body,
    is_numbered,
    is_preface,
    is_title,
)
from .sources import find_tail, is_unbracketed
from .values import ARTICLES, BRIEFS

Span = tuple[int, int]
LONGEST = 20  # characters of a section's title
_HEADING_BRACKETS = "【〖［[〔「『"
_BRIEFS_NAME = re.compile("简讯|短讯|快讯|要讯|零讯|简明|一句话|点滴|集锦|短波|短消息")
_USUAL = re.compile(
    "(?:[\u4e00-\u9fff]{2,4}(?:动态|简讯|短讯|快讯|要闻|快递|速递|传真|之窗|园地|交流|风采|论坛|聚焦|视点|撷英|集锦|信息|建设)"
    "|简讯|短讯|要闻|动态|领导讲话|领导论坛|重要讲话|特别报道|重点关注|典型引路|创先争优|立功竞赛|政策法规)"
)
_DIGITS = "一二三四五六七八九十"


def heading_span(text: str) -> Span | None:
    """Where the title is in a line that is dressed as a section's: 【工作动态】, ★工作动态★."""
    if len(text) > LONGEST + 4 or is_preface(text):
        return None
    if text[0] in _HEADING_BRACKETS and text[-1] == PAIRS[text[0]]:
        inner, tail = text[1:-1], find_tail(text)
        if tail and tail.plain and len(inner) > 4:
            return None  # a source in square brackets
        nested = any(c in inner for c in _HEADING_BRACKETS)
        return (1, len(text) - 1) if _is_name(inner) and not nested else None
    start = bullet_length(text)
    end = len(text) - bullet_length(text[::-1])
    if not start or end == len(text) or end <= start:
        return None
    inner = heading_span(text[start:end])
    if inner:
        return (start + inner[0], start + inner[1])
    return (start, end) if _is_name(text[start:end]) else None


def _is_name(title: str) -> bool:
    return any(c.isalpha() for c in title) and not any(c in title for c in "。，；：")


def key(title: str) -> str:
    """A section's title for comparison: spaces and brackets aside."""
    span = heading_span(title) if title else None
    return without_blanks(title[slice(*span)] if span else title)


def mark_sections(blocks: list[Block], boxed: set[str]) -> None:
    """Give every section heading among the undecided blocks its kind.

    ``boxed``: the section names that the contents box shows.  Besides the
    headings that show themselves: a line that the box has as a section, a usual
    name alone on its line, and 一、二、三、… each followed by a headline.
    """
    shown = [b for b in blocks if b.kind == "section" or (not b.kind and heading_span(b.text))]
    for block in shown:
        block.kind = "section"
    numbers = _numbered(blocks) if not shown else []
    for index, block in enumerate(blocks):
        if block.kind or is_body(block.text) or len(block.text) > LONGEST:
            continue
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        before = blocks[index - 1].text if index else "。"
        named = key(_unmarked(block.text)) in boxed
        usual = not boxed and _is_usual(block, before, after, bool(shown))
        if named or usual or block in numbers:
            block.kind = "section"


def _unmarked(text: str) -> str:
    return text[bullet_length(text) :].strip(BLANKS)


def _is_usual(block: Block, before: str, after: Block | None, others: bool) -> bool:
    name = without_blanks(_unmarked(block.text))
    if not after or not _USUAL.fullmatch(name) or len(name) > 6:
        return False
    if others and not _BRIEFS_NAME.search(name):
        return False
    closed = ends_sentence(before) or before[-1:] in tuple("）)") or is_unbracketed(before)
    follows = after.kind == "" and (
        is_title(after.text) or bullet_length(after.text) > 0 or bool(_BRIEFS_NAME.search(name))
    )
    return closed and follows and not is_numbered(block.text)


def _numbered(blocks: list[Block]) -> list[Block]:
    """一、工作动态 … 二、基层信息: in sequence from the first line, a headline after each."""
    found: list[Block] = []
    for index, block in enumerate(blocks[:-1]):
        if len(found) == 10:
            break
        after = blocks[index + 1]
        expected = _DIGITS[len(found)] + "、"
        if block.kind or not block.text.startswith(expected) or len(block.text) > 14:
            if not found and not block.kind:
                return []
            continue
        if is_title(block.text) and is_title(after.text) and not is_numbered(after.text):
            found.append(block)
    return found if len(found) > 1 else []


def title_span(block: Block) -> Span:
    """The title within a block that is a section, whatever made it one."""
    span = heading_span(block.text)
    return span or (bullet_length(block.text), len(block.text))


def style_of(title: str, blocks: list[Block], run_in) -> str:
    """Briefs by name (简讯, 短讯…) or by form: bulleted or run-in paragraphs, no headlines.

    ``run_in`` tells whether a block begins with a run-in headline.
    """
    if _BRIEFS_NAME.search(without_blanks(title)):
        return BRIEFS
    bodies = [b for b in blocks if is_body(b.text) or b.kind == "brief"]
    bulleted = [b for b in bodies if bullet_length(b.text)]
    headed = any(is_title(b.text) and not bullet_length(b.text) for b in blocks)
    if headed or len(bodies) < 2:
        return ARTICLES
    if len(bulleted) > 1 and len(bulleted) >= 0.6 * len(bodies):
        return BRIEFS
    return BRIEFS if sum(map(run_in, bodies)) >= 0.6 * len(bodies) else ARTICLES
