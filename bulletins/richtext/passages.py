"""A body as passages of plain text, which is how it is proofread, and a fix put at its place.

A passage is what stands between two breaks of line in one paragraph, caption or cell; a
footnote is one of its own, after the passage that calls it.  ``static/yinfa/passages.js``
parts the text of the editor by the same rule.
"""

from collections.abc import Iterator

from .tree import INLINE, Node, parse


class Moved(ValueError):
    """The words that a fix is for do not stand at its place."""


def passages(markup: str) -> list[str]:
    """The text of every passage of a clean body, in order."""
    return [_text(leaves) for leaves in _passages(parse(markup))]


def put(markup: str, number: int, start: int, words: str, fix: str) -> str:
    """``markup`` with ``fix`` in place of ``words`` at ``start`` of a passage; its dress stays.

    The fix takes the dress of the first of the words.  Raises ``Moved`` if the passage does
    not say ``words`` there.
    """
    root = parse(markup)
    found = _passages(root)
    leaves = found[number] if 0 <= number < len(found) else []
    end = start + len(words)
    if start < 0 or not words or _text(leaves)[start:end] != words:
        raise Moved(words)
    place = 0
    for leaf in leaves:
        size = len(leaf.own_text)
        first, last = max(start - place, 0), min(end - place, size)
        place += size
        if first < last:
            leaf.own_text = leaf.own_text[:first] + fix + leaf.own_text[last:]
            fix = ""
    return "".join(child.write() for child in root.children)


def _text(leaves: list[Node]) -> str:
    return "".join(leaf.own_text for leaf in leaves)


def _passages(root: Node) -> list[list[Node]]:
    return [leaves for leaves in _parted(root) if leaves]


def _parted(node: Node) -> Iterator[list[Node]]:
    """Stretches of text leaves within ``node``, each ended by a break, a block or its end."""
    leaves: list[Node] = []
    notes: list[Node] = []

    def collect(parent: Node) -> Iterator[list[Node]]:
        for child in parent.children:
            if child.name == "":
                leaves.append(child)
            elif child.name == "small":
                notes.append(child)
            elif child.name in INLINE:
                yield from collect(child)
            else:
                yield from ended()
                if child.name not in ("br", "img"):
                    yield from _parted(child)

    def ended() -> Iterator[list[Node]]:
        yield list(leaves)
        leaves.clear()
        waiting = list(notes)
        notes.clear()
        for note in waiting:
            yield from _parted(note)

    yield from collect(node)
    yield from ended()
