"""A tree of the elements a body may hold, built from any HTML and written back.

Other elements are left out, not their text; those that mean a paragraph become
one.  Inline elements, p and h4 never hold a block.  Depth is bounded, and with
it every walk through the tree.
"""

import html
from collections.abc import Iterator
from dataclasses import dataclass, field

from .scanning import Token, tokens
from .values import MARKS

VOID = {"br", "img"}
INLINE = {*MARKS, "a", "small"}
LISTS = {"ol", "ul"}
CELLS = {"td", "th"}
ROW_GROUPS = {"thead", "tbody"}
MAX_NESTED = 20  # lists, quotes and tables in each other; and inline elements in each other
MAX_TAGS = 60_000  # a table of 2000 rows and 6 columns has 52 000
NESTING = {*LISTS, "blockquote", "table"}
ATTRIBUTES = {"a": ("href",), "img": ("src", "alt"),
              "td": ("colspan", "rowspan"), "th": ("colspan", "rowspan")}  # fmt: skip
MEANT = {"b": "strong", "i": "em", "tfoot": "tbody", "menu": "ul", "dir": "ul"}
MEANT |= {f"h{level}": "h4" for level in (1, 2, 3, 5, 6)}
LIKE_PARAGRAPHS = (
    "address", "article", "aside", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "footer", "form", "header", "hgroup", "hr", "legend", "listing", "main", "nav",
    "optgroup", "option", "pre", "search", "section", "summary", "xmp",
)  # fmt: skip
MEANT |= dict.fromkeys(LIKE_PARAGRAPHS, "p")
KNOWN = {*INLINE, *VOID, *NESTING, *CELLS, *ROW_GROUPS, "p", "h4", "li", "tr", "caption",
         "figure", "figcaption"}  # fmt: skip
# Where a part belongs: the nearest of these; outside of all it is a paragraph.
PARENTS = {
    "li": LISTS,
    **dict.fromkeys(CELLS, {"tr", "table", *ROW_GROUPS}),
    "tr": {"table", *ROW_GROUPS},
    **dict.fromkeys((*ROW_GROUPS, "caption"), {"table"}),
    "figcaption": {"figure"},
}
# How far an end tag reaches: not out of the cell or the table in which it stands.
REACH = {
    "table": set(),
    **dict.fromkeys(("tr", *CELLS, *ROW_GROUPS, "caption"), {"table"}),
    "li": {*LISTS, *CELLS, "caption"},
}


class TooMuch(ValueError):
    """The HTML is too long or too deeply nested to be an article."""


@dataclass(slots=True)
class Node:
    """An element, or (with an empty ``name``) a stretch of text."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    own_text: str = ""

    @classmethod
    def of_text(cls, text: str) -> "Node":
        return cls("", {}, [], text)

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def write(self) -> str:
        if self.name == "":
            return html.escape(self.own_text, quote=False)
        attributes = "".join(f' {k}="{_quoted(v)}"' for k, v in self.attributes.items())
        if self.name in VOID:
            return f"<{self.name}{attributes}>"
        inner = "".join(child.write() for child in self.children)
        return f"<{self.name}{attributes}>{inner}</{self.name}>"


def _quoted(value: str) -> str:
    return html.escape(value, quote=False).replace('"', "&quot;")


def parse(markup: str) -> Node:
    """The tree of ``markup`` under a node named #root; raises ``TooMuch`` if that is too large."""
    builder = _Builder()
    tags = 0
    for token in tokens(markup):
        builder.take(token)
        tags += token.kind != ""
        if tags > MAX_TAGS:
            raise TooMuch("too many tags")
    return builder.stack[0]


class _Builder:
    """Open elements, outermost first; the last one takes what comes."""

    def __init__(self):
        self.stack = [Node("#root")]

    def take(self, token: Token):
        if token.kind == "":
            self.stack[-1].children.append(Node.of_text(token.content))
            return
        name = MEANT.get(token.content, token.content)
        if name not in KNOWN:
            return
        if token.kind == "<" or name == "br":
            values = {key: token.attribute(key) for key in ATTRIBUTES.get(name, ())}
            self.start(name, {key: value for key, value in values.items() if value})
        elif name in INLINE:
            self.end_inline(name)
        else:
            self.end_block(name)

    def start(self, name: str, attributes: dict[str, str]):
        if name == "a":
            self.end_inline("a")  # no link in a link
        if name == "p" and self.in_heading():
            name = "br"
        if name not in INLINE and name != "br":
            self.leave_paragraph()
        if name in PARENTS and not self.go_to_parent(name):
            name, attributes = "p", {}
        if name == "figure" and (place := self.find("figure", {*CELLS, *NESTING})):
            del self.stack[place:]
        node = Node(name, attributes)
        self.stack[-1].children.append(node)
        if name not in VOID:
            self.stack.append(node)
            self.check_depth()

    def check_depth(self):
        nested = [node.name for node in self.stack]
        if max(sum(n in NESTING for n in nested), sum(n in INLINE for n in nested)) > MAX_NESTED:
            raise TooMuch("too deeply nested")

    def in_heading(self) -> bool:
        return next((n.name for n in reversed(self.stack) if n.name not in INLINE), "") == "h4"

    def leave_paragraph(self):
        while self.stack[-1].name in INLINE or self.stack[-1].name in ("p", "h4"):
            self.stack.pop()

    def find(self, name: str, beyond: set[str]) -> int:
        """The place of the innermost open ``name`` that has none of ``beyond`` in it, or 0."""
        for place in range(len(self.stack) - 1, 0, -1):
            if self.stack[place].name == name:
                return place
            if self.stack[place].name in beyond:
                return 0
        return 0

    def go_to_parent(self, name: str) -> bool:
        beyond = {*CELLS, "caption"} if name == "li" else set()
        place = max(self.find(parent, beyond) for parent in PARENTS[name])
        if not place:
            return False
        del self.stack[place + 1 :]
        if name in CELLS and self.stack[-1].name != "tr":
            self.start("tr", {})
        return True

    def end_inline(self, name: str):
        """Misnested ones that were opened inside are opened again, as a browser does."""
        inside = []
        for place in range(len(self.stack) - 1, 0, -1):
            node = self.stack[place]
            if node.name == name:
                del self.stack[place:]
                for again in reversed(inside):
                    self.start(again.name, dict(again.attributes))
                return
            if node.name not in INLINE:
                return
            inside.append(node)

    def end_block(self, name: str):
        place = self.find(name, REACH.get(name, {*CELLS, "caption"}))
        if place:
            del self.stack[place:]
        elif name == "p" and not self.in_heading():
            self.leave_paragraph()
            self.stack[-1].children.append(Node("p"))  # parts the text before from that after
