"""The edges of a bulletin: masthead and contents box at the head, foot, what follows it.

Only undecided blocks are given a kind here; what is left is read as articles.
"""

import re

from .blocks import BLANKS, Block, without_blanks
from .imprint import COPIES, STAFF
from .labels import goes_on, is_foot
from .likeness import alike, likeness
from .masthead import INTERNAL, ISSUED_BY, NUMBER, SERIAL, SPECIAL, SUPPLEMENT
from .sections import heading_span, key
from .shapes import (
    bullet_length,
    ends_clause,
    has_date,
    is_body,
    is_byline,
    is_date,
    is_ornament,
    is_subtitle,
)
from .sources import find_tail, is_unbracketed

_BOX = frozenset(
    [
        "目录",
        "目次",
        "要目",
        "导读",
        "本期目录",
        "本期要目",
        "本期导读",
        "本期内容",
        "本期提要",
        "本期看点",
        "本期要闻",
        "本期重点",
        "内容提要",
        "内容导读",
        "要闻导读",
        "本期导航",
    ]
)
_ANCHOR = re.compile(
    f"(?:^[（(]?|\\s){NUMBER}|{NUMBER}[）)]?(?:\\s{{0,4}}{SERIAL})?$|总第|{INTERNAL}|{SUPPLEMENT}"
    f"|^{SPECIAL}$|准印证|^.{{2,20}}(?:编印|主办|编)$|{ISSUED_BY}"
)
_IMPRINT = re.compile(
    f"[（(]?{COPIES}|[（(]?印数[：:]|[（(]?(?:{STAFF}|编印|主办|承办|出版|印刷|承印|印制|主题词|联系电话"
    "|联系人|电话|传真|电子邮箱|邮箱|投稿邮箱|投稿|地址|网址|邮编|打字|录入|微信公众号|准印证号?)(?:单位)?[：:]"
)
_ISSUED = re.compile("(?:印发|编印|印制|编发|承印)$")
_LEADERS = ".．…·‥・—-_﹍⋯" + BLANKS
WRAPPED_FOOT = 28  # characters; a shorter line of the foot ends with its label
FOOT_LINES = 20  # lines over which one group of the foot may run on
HEAD_LINES = 400  # blocks looked at for a box at the head: more is no contents box


def mark_edges(blocks: list[Block]) -> None:
    for block in blocks:
        if not block.kind and is_ornament(block.text):
            block.kind = "ornament"
    foot = _mark_foot(blocks)
    _mark_after(blocks[foot + 1 :] if foot is not None else [])
    _mark_before_foot([b for b in blocks[:foot] if not b.kind])
    _mark_head(blocks)


def is_box_heading(text: str) -> bool:
    bare = without_blanks(text).strip("【】[]［］〖〗《》〈〉<>：:—-" + "●★◆■▲☆◇")
    return len(text) < 30 and bare in _BOX


def _mark_foot(blocks: list[Block]) -> int | None:
    """Mark the groups of the foot and the lines that carry them on; the last one's index."""
    last, index = None, 0
    while index < len(blocks):
        block = blocks[index]
        if block.kind == "distribution" or (not block.kind and is_foot(block.text)):
            block.kind = "distribution"
            index = last = _carry_on(blocks, index)
        index += 1
    return last


def _carry_on(blocks: list[Block], index: int) -> int:
    foot, taken = blocks[index], []
    before = foot.text
    for block in blocks[index + 1 : index + 1 + FOOT_LINES]:
        if block.kind or is_foot(block.text) or not _is_label_line(before, block):
            break
        taken.append(block)
        before = block.text
    for block in taken:
        block.kind = "continuation"
    broken = min(len(block.text) for block in [foot, *taken[:-1]]) >= WRAPPED_FOOT
    foot.absorb(taken, "" if broken else "\n")
    return index + len(taken)


def _is_label_line(before: str, block: Block) -> bool:
    text = block.text
    if heading_span(text) or bullet_length(text) or is_body(text) or is_imprint(text):
        return False
    return goes_on(before) or (not block.gap and "、" in text and block.indent >= 4)


def _mark_after(blocks: list[Block]) -> None:
    """Behind the foot stand the imprint and, where Word put its text frame last, the box."""
    open_blocks = [b for b in blocks if not b.kind]
    if any(is_body(b.text) and len(b.text) > 40 and not is_imprint(b.text) for b in open_blocks):
        return
    for block in open_blocks:
        block.kind = "imprint" if is_imprint(block.text) or _is_dated(block.text) else "contents"
    for unit, dated in zip(open_blocks, open_blocks[1:], strict=False):
        if (
            dated.kind == "imprint"
            and is_date(dated.text.removesuffix("印发"))
            and unit is open_blocks[0]
        ):
            unit.kind = "imprint"


def _is_dated(text: str) -> bool:
    return (
        len(text) <= 50
        and has_date(text)
        and not bullet_length(text)
        and (bool(re.search("日(?:印发|编印|印|发|出版)?$", text)))
    )


def is_imprint(text: str) -> bool:
    """编辑：…, 共印50份, 某某办公室 2026年7月1日印发."""
    if len(text) > 80 or bullet_length(text):
        return False
    return bool(_IMPRINT.match(without_blanks(text))) or (
        has_date(text) and bool(_ISSUED.search(text)) and "，" not in text
    )


def _mark_before_foot(blocks: list[Block]) -> None:
    """Going up from the foot or the end of the text: imprint lines, then a contents box."""
    end = len(blocks)
    while end and is_imprint(blocks[end - 1].text):
        end -= 1
        blocks[end].kind = "imprint"
    start = end
    while start and end - start < HEAD_LINES and _is_entry_shaped(blocks[start - 1].text):
        start -= 1
        if is_box_heading(blocks[start].text):
            break
    run = blocks[start:end]
    if start and run and (is_box_heading(run[0].text) or _echoes(blocks[:start], run)):
        for block in run:
            block.kind = "contents"


def _is_entry_shaped(text: str) -> bool:
    tail = find_tail(text)
    return not is_body(text) and not is_unbracketed(text) and not (tail and tail.start == 0)


def _echoes(before: list[Block], run: list[Block]) -> bool:
    """Whether most of the run says again what stood before it, as a contents box does."""
    entries = [_entry(b.text) for b in run if not heading_span(b.text)]
    heads = [b.text[:60] for b in before if not heading_span(b.text)][:HEAD_LINES]
    if len(entries) < 2:
        return False
    return sum(any(alike(e, h) for h in heads) for e in entries[:40]) >= 0.6 * len(entries[:40])


def _entry(text: str) -> str:
    return text[slice(*entry_span(text))]


def entry_span(text: str) -> tuple[int, int]:
    """A line of the contents box without its bullet, dotted leader and page number."""
    start = bullet_length(text)
    bare = text.rstrip("页）)" + BLANKS)
    digits = bare.rstrip("0123456789０１２３４５６７８９")
    number = len(bare) - len(digits)
    body = digits.rstrip("（(第P" + _LEADERS)
    led = len(digits) > len(body) and (len(body) == 0 or digits[len(body)] in _LEADERS + "（(")
    if 0 < number < 4 and led and len(body) > start:
        return start, len(body)
    dotless = text.rstrip(_LEADERS)
    return (start, len(dotless)) if len(text) - len(dotless) > 3 else (start, len(text))


def _mark_head(blocks: list[Block]) -> None:
    """The short lines in front of the first body text: masthead, box, then the first headline."""
    head = []
    for block in blocks[:HEAD_LINES]:
        if block.kind in ("ornament", "masthead", "contents"):
            continue
        if block.kind or is_body(block.text):
            break
        head.append(block)
    box = next((i for i, b in enumerate(head) if is_box_heading(b.text)), None)
    end = _end_of_box(head, box) if box is None else max(_end_of_box(head, box), box + 1)
    above = box if box is not None else _end_of_masthead(head)
    above = min(above, end) if box is None and end else above
    for index, block in enumerate(head[: max(above, end)]):
        block.kind = "masthead" if index < above else "contents"


def _end_of_masthead(head: list[Block]) -> int:
    """The index behind the last line that only a masthead has (第12期, 内部资料, 编印)."""
    anchors = [
        i
        for i, b in enumerate(head[:10])
        if len(b.text) <= 60 and _ANCHOR.search(b.text) and not heading_span(b.text)
    ]
    end = anchors[-1] + 1 if anchors else 0
    for offset, block in enumerate(head[end : end + 2] if end else []):
        dated = block.text[-1:] == "日" and has_date(block.text) and len(block.text) < 60
        if dated or re.search("编印?$", block.text):
            return end + offset + 1
    return end


def _end_of_box(head: list[Block], box: int | None) -> int:
    """The index at which the bulletin's own first line stands behind a box; 0 if no box."""
    first = box + 1 if box is not None else _end_of_masthead(head)
    titles: dict[str, int] = {}
    for index, block in enumerate(head[first:], first):
        if heading_span(block.text) or not bullet_length(block.text):
            name = key(block.text)
            if name in titles and len(name) <= 20 and heading_span(block.text):
                return index
            titles[name] = index
    echo = _first_echo(head, first)
    if echo:
        return echo
    return _end_by_form(head, first, box is not None)


def _first_echo(head: list[Block], first: int) -> int:
    """Where a line says again, as a headline, what the box announced."""
    entries = [_entry(b.text) for b in head]
    for index in range(len(head) - 1, max(first, len(head) - 7), -1):
        if heading_span(head[index].text) or is_byline(head[index].text, True):
            continue
        after = entries[index + 1] if index + 1 < len(head) else ""
        same = any(
            alike(e, entries[index]) or _needs_both(e, entries[index], after)
            for e in entries[first:index]
        )
        if same and not is_subtitle(head[index].text):
            start = index
            while start - 1 > first and _opens(head, start - 1, entries, first):
                start -= 1
            return start
    return 0


def _opens(head: list[Block], index: int, entries: list[str], first: int) -> bool:
    """Whether the line before a repeated headline belongs to it: section, or earlier repeat."""
    if heading_span(head[index].text) or entries[index] in entries[first:index]:
        return True
    after = entries[index + 1]
    return any(_needs_both(e, entries[index], after) for e in entries[first:index])


def _needs_both(entry: str, line: str, after: str) -> bool:
    """Whether an entry names a headline of two lines: both together are liker than either."""
    whole = likeness(entry, line + after)
    return whole >= 0.75 and whole > max(likeness(entry, line), likeness(entry, after))


def _end_by_form(head: list[Block], first: int, declared: bool) -> int:
    """Nothing is repeated: bullets, leaders and page numbers tell the entries."""
    led = [i for i, b in enumerate(head) if i >= first and _is_led(b.text)]
    if declared or len(led) > 1:
        sections = [i for i, b in enumerate(head) if i >= first and heading_span(b.text)]
        if sections and (not led or sections[-1] > led[-1]) and sections[-1] > first:
            return sections[-1]
        if led:
            return led[-1] + 1
    return max(first + 1, len(head) - 1) if declared and len(head) > first else 0


def _is_led(text: str) -> bool:
    return (
        not heading_span(text)
        and not ends_clause(text)
        and (bool(bullet_length(text)) or entry_span(text)[1] < len(text))
    )
