"""Our markup as the engine's document: read as XML, with no looks but those of our own sheet.

The engine's own reading of HTML mends what is broken and gives each element the
looks of a browser, five invisible parts of it included.  Our markup is
well-formed and ``bulletin.css`` says all there is to say, so both only cost time.
"""

import re
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from weasyprint import HTML
from weasyprint.urls import URLFetcher

from bulletins.printing.rows import rows_of
from bulletins.printing.shortcuts import ROWS, STAND_IN

# What XML 1.0 has no place for; no face has a glyph for any of them.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Elements(HTML):
    """The engine's document made of well-formed ``markup``; raises ValueError if it is not.

    If it is ``composed``, its lines are set as they stand, where that needs no engine.
    """

    media_type = "print"
    base_url = None

    def __init__(self, markup: str, url_fetcher: URLFetcher, composed: bool = False):
        # Declarations are refused with their entities: escaped text needs none.
        if "<!" in markup:
            raise ValueError("markup with a declaration")
        try:
            root = ElementTree.fromstring(UNWRITABLE.sub("", markup))  # noqa: S314 - no entities
        except ElementTree.ParseError as error:
            raise ValueError(f"markup not well-formed: {error}") from error
        if composed:
            _keep_rows(root)
        _share_looks(root)
        self.url_fetcher = url_fetcher
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = root

    def _ua_stylesheets(self, forms=False) -> list:
        return []


def _keep_rows(root: ElementTree.Element) -> None:
    """Takes known lines out of the markup, so that the engine makes no boxes of them."""
    for block in list(root.iter()):
        if rows := rows_of(block):
            block[:], block.text, block.attrib[ROWS] = [], STAND_IN, rows


def _share_looks(root: ElementTree.Element) -> None:
    """Makes a class of each style attribute: elements of one look are then looked at once."""
    names: dict[str, str] = {}
    for element in root.iter():
        if style := element.attrib.pop("style", ""):
            name = names.setdefault(style, f"look{len(names)}")
            element.set("class", f"{element.get('class', '')} {name}")
    sheet = ElementTree.Element("style")
    sheet.text = "".join(f".{name}{{{style}}}" for style, name in names.items())
    head = root.find("head")
    (root if head is None else head).append(sheet)
