"""What the lines under the foot say: who edited, who issued it and when, how many copies."""

import re

from .shapes import DATE
from .values import Bulletin

# Patterns of what only an imprint has: zones.py knows the imprint by them.
STAFF = "(?:责任|执行|本期|值班)?编辑|编审|责编|编校|校对|审核|审稿|审定|核稿|签发|主编|副主编|总编"
COPIES = "(?:本期)?(?:共?印(?:数|制|发|刷)?|共)[：:]?\\s*([\\d０-９]{1,5})\\s*份"

_STAFF = re.compile(
    f"({STAFF})[：:]\\s*"
    "([㐀-鿿]\\s{1,2}[㐀-鿿](?!\\S)|[^\\s：:]{2,20})"  # a name of two characters may be spaced
)


def read_imprint(bulletin: Bulletin) -> dict:
    """``staff`` as pairs of label and name, ``imprint`` as (issuer, date), ``copies``.

    As far as they stand in the imprint; what is none of these (telephone, printer's permit)
    is left out.
    """
    found: dict = {}
    staff: list[tuple[str, str]] = []
    for piece in bulletin.imprint:
        staff += [(label, re.sub("\\s", "", name)) for label, name in _STAFF.findall(piece.text)]
        copies, dated = re.search(COPIES, piece.text), DATE.search(piece.text)
        if copies:
            found["copies"] = int(copies[1])
        if dated and dated.start() and "印发" in piece.text[dated.end() :]:
            issuer = piece.text[: dated.start()].strip()
            found["imprint"] = (issuer, piece.text[dated.start() :].strip())
    return found | ({"staff": tuple(staff)} if staff else {})
