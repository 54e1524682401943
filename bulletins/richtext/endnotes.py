"""Notes which a word processor pasted at the end of the text, put back to their places.

Word, LibreOffice and converters of .docx write a link at the place of reference
and, at the end, a paragraph which begins or ends with a link back.
"""

import re
from collections import Counter
from collections.abc import Iterator

from .tidying import LONGEST_FOOTNOTE
from .tree import INLINE, Node

# The link to a note and the one back from it, told by what stands around the same number.
_CALL = re.compile(r"#(?:_(ftn|edn)|sd(footnote|endnote)|(footnote|endnote)-)(\d{1,4})(?:sym)?")
_BACK = re.compile(
    r"#(?:_(ftn|edn)ref|sd(footnote|endnote)|(footnote|endnote)-ref-)(\d{1,4})(?:anc)?"
)


def put_back(tree: Node) -> None:
    """Makes a ``small`` of every link to a note in ``tree`` and takes the note from the end."""
    calls, backs = {}, {}
    for node, above in _links(tree):
        href = node.attributes["href"]
        if found := _CALL.fullmatch(href):
            calls.setdefault(found.groups(), (node, above))
        elif found := _BACK.fullmatch(href):
            backs.setdefault(found.groups(), (node, above))
    blocks = {name: _block(holders) for name, (_back, holders) in backs.items()}
    held = Counter(map(id, blocks.values()))
    for name, (call, above) in calls.items():
        # What holds the links back of several notes is not the text of one.
        if name in backs and held[id(blocks[name])] == 1:
            _move(call, above, backs[name][0], blocks[name])


def _links(node: Node, above: tuple[Node, ...] = ()) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """The links within the file, each with the nodes above it, the nearest last."""
    if node.name == "a" and node.attributes.get("href", "").startswith("#"):
        yield node, above
    for child in node.children:
        yield from _links(child, (*above, node))


def _block(holders: tuple[Node, ...]) -> Node | None:
    return next((n for n in reversed(holders) if n.name not in INLINE), None)


def _move(call: Node, above: tuple[Node, ...], back: Node, block: Node | None) -> None:
    if block is None or block.name not in ("p", "li") or any(n is block for n in above):
        return
    if not all(inner.name in ("", "br", *INLINE) for inner in block.walk() if inner is not block):
        return
    length = len(_words(block)) - len(_words(back))
    if not 0 < length <= LONGEST_FOOTNOTE:
        return
    back.children = []
    if above[-1].name == "sup" and _words(above[-1]) == _words(call):
        call.children, call = [], above[-1]
    call.name, call.attributes, call.children = "small", {}, block.children
    block.children = []


def _words(node: Node) -> str:
    return "".join(leaf.own_text for leaf in node.walk()).strip()
