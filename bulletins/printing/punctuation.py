"""Which marks open, close and stop, and what may stand where.

The classes of GB/T 15834-2011 and CLREQ 3.1, shared by the composer (which
counts with them) and the font recipe (which builds the pair kerning from
them), so that a line is exactly as long as it was reckoned to be.
"""

OPENING = frozenset("（《〈「『【〔［｛“‘〖")
CLOSING = frozenset("）》〉」』】〕］｝”’〗")
STOPS = frozenset("，。、；：！？．")

# Marks with their ink in the left half of the em: the right half may be dropped.
LEFT_HALF = CLOSING | STOPS

# GB/T 15834 5.1: never at the head of a line.  Half-width marks are typed in
# Chinese text too, so they are held to the same rule.
NO_START = LEFT_HALF | frozenset("—…·～／%％℃‰‱°′″.,:;!?)]}-–~、•/々ー")
# Never at the end of a line.
NO_END = OPENING | frozenset("([{￥$£€¥№§#＃＄")
# Pairs that stay together: —— and …… are one mark two em wide.
DOUBLED = frozenset("—…")

SQUEEZE = 0.5  # em dropped between two adjacent marks (CLREQ: 2 em becomes 1.5 em)


def squeezed(first: str, second: str) -> bool:
    """Whether the blank halves of two adjacent marks are set as one."""
    if first in LEFT_HALF:
        return second in OPENING or second in LEFT_HALF
    return first in OPENING and second in OPENING
