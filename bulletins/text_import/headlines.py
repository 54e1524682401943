"""Where the next headline begins amid body text.

By what stands under it (subtitle or byline, then body), or by points.
"""

from .blocks import Block, without_blanks
from .drafts import Draft, Manner
from .likeness import likeness
from .shapes import (
    bracketed,
    is_body,
    is_byline,
    is_numbered,
    is_salutation,
    is_subtitle,
    is_title,
    names_unit,
    starts_in_time,
)
from .sources import find_tail, is_credit, is_union

MOST_LINES = 4  # no headline is longer


def is_headed(blocks: list[Block], index: int, signed: bool) -> bool:
    """Whether title lines from here on lead through a subtitle or byline to body text.

    Nothing else looks so, wherever it stands.  ``signed``: the article before
    has a unit as its byline, so any unit's name will do.
    """
    window = blocks[index : index + 2 * MOST_LINES]
    end = 0
    while end < len(window) and not _is_under(window, end, signed) and _is_line(window[end]):
        end += 1
    last = end
    while last < len(window) and _is_under(window, last, signed):
        last += 1
    called = any(block.text[-1] in "！？!?" for block in window[:end])
    most = 1 if called else MOST_LINES
    return 0 < end <= most and end < last < len(window) and _opens(window[last])


def title_lines(blocks: list[Block], index: int) -> list[Block]:
    """The line at ``index`` and those under it that a headline may go on with."""
    window = blocks[index : index + MOST_LINES]
    more = (i for i, b in enumerate(window) if i and not _is_line(b))
    return window[: next(more, len(window))]


def _is_line(block: Block) -> bool:
    return not block.kind and is_title(block.text) and not is_numbered(block.text)


def _is_under(window: list[Block], place: int, signed: bool) -> bool:
    """A subtitle or a byline; a unit's name only right above the body."""
    text = window[place].text
    if window[place].kind or is_subtitle(text) or is_byline(text, False):
        return not window[place].kind
    if bracketed(text) is not None:
        tail = find_tail(text)
        return place > 0 and not (tail and tail.sure)
    above_body = place + 1 < len(window) and _opens(window[place + 1])
    return above_body and (is_union(text) or (signed and is_credit(text)))


def _opens(block: Block) -> bool:
    return not block.kind and (is_body(block.text) or is_salutation(block.text))


def points_for(blocks: list[Block], index: int, draft: Draft, manner: Manner) -> int:
    """What speaks for the next headline, of one line or several, amid body text; and against."""
    block, text = blocks[index], blocks[index].text
    lines = title_lines(blocks, index)
    whole = without_blanks("".join(line.text for line in lines))
    behind = index + len(lines)
    after = blocks[behind] if behind < len(blocks) else None
    points = 2 * (len(whole) >= 12) + (len(whole) >= 18) - (len(whole) <= 8)
    points += 2 * names_unit(text) + bool(after and starts_in_time(after.text))
    points += draft.ends_sentence - 1 + _by_box(lines, manner)
    points += manner.spaced and block.gap
    if manner.indented:
        points += 1 if not block.indent or block.indent > 8 else -1
    points -= (2 if draft.speech else 0) + (1 if text[-1] in "！？!?" else 0)
    return points if after and _may_follow(after, draft) else points - 2


def _may_follow(after: Block, draft: Draft) -> bool:
    if is_body(after.text) or is_title(after.text) or is_byline(after.text, True):
        return True
    return bool(draft.byline) and bracketed(after.text) is not None


def _by_box(lines: list[Block], manner: Manner) -> int:
    """Points for being in the contents box; against, for missing where others are in it."""
    line, after = lines[0].text, "".join(more.text for more in lines[1:2])
    for entry in manner.entries:
        own = max(likeness(entry, line), likeness(entry, line + after) if after else 0)
        if own >= 0.75 and own > likeness(entry, after):
            return 4
    return -2 if lines[0].line > manner.boxed_from else 0
