"""Two texts side by side: what was taken out and what was put in, character by character."""

from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, REMOVED, ADDED = "same", "removed", "added"
SHORTEST_KEPT = 2  # equal stretches shorter than this between changes read as part of the change
LONGEST_BY_CHARACTER = 4000


@dataclass(frozen=True, slots=True)
class Piece:
    kind: str
    text: str


def compare(old: str, new: str) -> list[Piece]:
    """The pieces that turn ``old`` into ``new``, in order.

    Paragraphs are matched first and characters only within changed ones, so that the
    cost stays bounded however long the texts are.
    """
    pieces: list[Piece] = []
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(SAME, "".join(before[i:j])))
        else:
            pieces += _by_character("".join(before[i:j]), "".join(after[k:m]))
    return _joined(pieces)


def _by_character(old: str, new: str) -> list[Piece]:
    if not old or not new or max(len(old), len(new)) > LONGEST_BY_CHARACTER:
        return [Piece(kind, text) for kind, text in ((REMOVED, old), (ADDED, new)) if text]
    pieces = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal" and j - i >= SHORTEST_KEPT:
            pieces.append(Piece(SAME, old[i:j]))
        else:
            pieces += [Piece(REMOVED, old[i:j]), Piece(ADDED, new[k:m])]
    return [piece for piece in pieces if piece.text]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring changes as one removal followed by one addition."""
    result: list[Piece] = []
    removed = added = ""
    for piece in [*pieces, Piece(SAME, "")]:
        if piece.kind == REMOVED:
            removed += piece.text
        elif piece.kind == ADDED:
            added += piece.text
        else:
            changes = [Piece(REMOVED, removed), Piece(ADDED, added), piece]
            result += [change for change in changes if change.text]
            removed = added = ""
    return result
