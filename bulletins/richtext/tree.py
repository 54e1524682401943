"""A tree of already sanitised HTML, read with the standard library and written back.

A leaf.  It trusts its input to be well formed (nh3 writes it so); it never
decides what is allowed.
"""

import html
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "img"}
LISTS = {"ol", "ul"}
CELLS = {"td", "th"}


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

    @property
    def text(self) -> str:
        return self.own_text or "".join(child.text for child in self.children)

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def write(self) -> str:
        if self.name == "":
            return html.escape(self.own_text, quote=False)
        attributes = "".join(f' {k}="{html.escape(v)}"' for k, v in self.attributes.items())
        if self.name in VOID:
            return f"<{self.name}{attributes}>"
        inner = "".join(child.write() for child in self.children)
        return f"<{self.name}{attributes}>{inner}</{self.name}>"


class _Builder(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack = [Node("#root")]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.stack[-1].children.append(node)
        if tag not in VOID:
            self.stack.append(node)

    def handle_endtag(self, tag):
        for depth in range(len(self.stack) - 1, 0, -1):
            if self.stack[depth].name == tag:
                del self.stack[depth:]
                return

    def handle_data(self, data):
        last = self.stack[-1].children[-1:] or [None]
        if last[0] is not None and last[0].name == "":
            last[0].own_text += data
        else:
            self.stack[-1].children.append(Node.of_text(data))


def parse(markup: str) -> Node:
    """The tree of ``markup`` under a node named #root."""
    builder = _Builder()
    builder.feed(markup)
    builder.close()
    return builder.stack[0]
