"""Any HTML made into the few elements a body may hold; idempotent."""

import re

import nh3

from . import endnotes
from .reading import PICTURE_SOURCE
from .tidying import tidy
from .tree import ATTRIBUTES, KNOWN, MAX_TAGS, Node, TooMuch, parse

MAX_CHARACTERS = 1_000_000
_LINK = re.compile(r"(https?://|mailto:)[^\s<>\"'`\\]{1,2000}", re.IGNORECASE)
_SPAN = re.compile("[2-9]|[1-4][0-9]|50")
# What is written has passed nh3; the tree before it gives form, not safety.
_ALLOWED = nh3.Cleaner(
    tags=KNOWN,
    attributes={name: set(attributes) for name, attributes in ATTRIBUTES.items()},
    attribute_filter=lambda tag, name, value: _attribute(name, value),
    clean_content_tags={"script", "style"},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
    strip_comments=True,
)


def clean(markup: str, pictures: set[int] | None = None) -> str:
    """``markup`` reduced to the allowed elements; raises ``TooMuch`` beyond the limits.

    Visible text is kept, in order; only blanks at the edges of paragraphs and
    invisible control characters go.  With ``pictures``, only pictures of these ids stay.
    """
    for _round in range(3):
        if len(markup) > MAX_CHARACTERS:
            raise TooMuch("too long")
        tree = parse(markup)
        endnotes.put_back(tree)
        _check_attributes(tree, pictures)
        written = "".join(node.write() for node in tidy(tree.children))
        markup = _ALLOWED.clean(written).replace("&nbsp;", "\xa0")
        if markup == written and _fits(written):
            return written
        # nh3 took something out, such as an address that is none: form the rest once more.
    raise TooMuch("no form of it fits")


def _fits(written: str) -> bool:
    """Whether what was written may be read again: it can be longer than what came in."""
    return len(written) <= MAX_CHARACTERS and written.count("<") <= MAX_TAGS


def _check_attributes(tree: Node, pictures: set[int] | None):
    for node in tree.walk():
        checked = {name: _attribute(name, value) for name, value in node.attributes.items()}
        source = PICTURE_SOURCE.fullmatch(checked.get("src") or "")
        if source and pictures is not None and int(source[1]) not in pictures:
            checked["src"] = None
        node.attributes = {name: value for name, value in checked.items() if value is not None}


def _attribute(name: str, value: str) -> str | None:
    """``value`` as it may stand in the attribute ``name``, or None."""
    if name == "href":
        scheme, colon, rest = value.strip().partition(":")
        value = scheme.lower() + colon + rest
        return value if _LINK.fullmatch(value) else None
    if name == "src":
        return value if PICTURE_SOURCE.fullmatch(value) else None
    if name in ("colspan", "rowspan"):
        return value if _SPAN.fullmatch(value) else None
    return " ".join(value.split())
