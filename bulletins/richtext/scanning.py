"""HTML as a browser's clipboard or an attacker sends it, cut into tags and text.

Reads any string, in time linear in its length, and never fails.  What a browser
would not show is left out: comments, scripts, styles, deleted text and notes of
Word's change tracking.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

# Within a tag, > ends it unless it stands in a quoted value; quotes count only after =.
_REST = r"""(?:=\s*"[^"]*(?:"|\Z)|=\s*'[^']*(?:'|\Z)|[^>])*+"""
_TOKEN = re.compile(
    rf"""
    <!--(?:-?>|.*?(?:--!?>|\Z))
    | <(?P<unread>script|style|title|iframe|noembed|noframes|noscript)(?=[\s/>]){_REST}(?:>|\Z)
      (?:.*?</(?P=unread)(?=[\s/>])[^>]*(?:>|\Z)|.*\Z)
    | <(?P<slash>/?)(?P<name>[a-z][^\s/>]*)(?P<rest>{_REST})(?:>|\Z)
    | <[!?/][^>]*(?:>|\Z)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""(?:^|(?<=[\s/"']))([^\s"'=/]+)\s*=\s*(?:"([^"]*)|'([^']*)|([^\s]*))""")
_HIDDEN_ELEMENTS = {"del", "template", "xml"}
_HIDDEN_BY_DRESS = re.compile(
    r"mso-element:\s*comment|\bmsocomanchor\b|\bmsocomtxt\b|\bmsodel\b|mso-hide:\s*all"
    r"|display:\s*none",
    re.IGNORECASE,
)
_EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
          "source", "track", "wbr"}  # fmt: skip
_CLOSED_BY_THE_NEXT = {"p", "li", "td", "th", "tr", "dt", "dd", "option"}
# Longer than any character's number; html.unescape raises at thousands of digits.
_ENDLESS_REFERENCE = re.compile(r"&#(?:x[0-9a-f]{9,}|[0-9]{9,});?", re.IGNORECASE)
# Controls, blanks without width, marks that turn the direction of text, non-characters.
_INVISIBLE = [*range(0x00, 0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0),
              0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F),
              *range(0x2060, 0x2070), 0xFEFF, *range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0),
              *range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF, *range(0xE0000, 0xE0080)]  # fmt: skip
_LINE_ENDS = [0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x1F, 0x85, 0x2028, 0x2029]
_READABLE = dict.fromkeys(_INVISIBLE) | dict.fromkeys(_LINE_ENDS, "\n")


class Token(NamedTuple):
    """A start tag ("<"), an end tag ("/") or text (""); ``content`` is its name or the text."""

    kind: str
    content: str
    rest: str = ""

    def attribute(self, wanted: str) -> str:
        """The value of an attribute, or "": the first of that name counts, as in a browser."""
        for match in _ATTRIBUTE.finditer(self.rest):
            if match[1].lower() == wanted:
                value = match[2] or match[3] or match[4] or ""
                # In a value, & opens a reference only if a semicolon ends it.
                return readable(html.unescape(re.sub(r"&(?!#?[0-9a-zA-Z]{1,32};)", "&amp;", value)))
        return ""


def readable(text: str) -> str:
    """``text`` without characters that cannot be seen, its strange line ends made plain ones."""
    return text.translate(_READABLE)


def tokens(markup: str) -> Iterator[Token]:
    """The visible tags and texts of ``markup``, in order."""
    hidden, depth = "", 0
    for token in _all_tokens(readable(markup)):
        name = token.content
        if not hidden:
            if token.kind == "<" and _hides(token):
                hidden, depth = name, 1
            else:
                yield token
        elif token.kind and name == hidden:
            if token.kind == "<" and name in _CLOSED_BY_THE_NEXT and not _hides(token):
                hidden = ""
                yield token
            elif name not in _CLOSED_BY_THE_NEXT or token.kind == "/":
                depth += 1 if token.kind == "<" else -1
                hidden = hidden if depth else ""


def _hides(token: Token) -> bool:
    if token.content in _HIDDEN_ELEMENTS:
        return True
    return token.content not in _EMPTY and bool(_HIDDEN_BY_DRESS.search(token.rest))


def _all_tokens(markup: str) -> Iterator[Token]:
    end = 0
    for match in _TOKEN.finditer(markup):
        if match.start() > end:
            yield _text(markup[end : match.start()])
        end = match.end()
        if match["name"]:
            yield Token("/" if match["slash"] else "<", match["name"].lower(), match["rest"])
    if end < len(markup):
        yield _text(markup[end:])


def _text(source: str) -> Token:
    source = _ENDLESS_REFERENCE.sub("\N{REPLACEMENT CHARACTER}", source)
    return Token("", readable(html.unescape(source)))
