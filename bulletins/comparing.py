"""Two texts side by side: what was taken out and what was put in, character by character."""

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

SAME, REMOVED, ADDED = "same", "removed", "added"
SHORTEST_KEPT = 2  # equal stretches shorter than this between changes read as part of the change
# Time and memory grow with the product of both lengths: 10 000 by 10 000 are 12 MB, some 10 ms.
LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Piece:
    kind: str
    text: str


def compare(old: str, new: str) -> list[Piece]:
    """The pieces that turn ``old`` into ``new``, in order.

    Paragraphs are matched first and characters only within changed ones, so that
    moved or repeated words elsewhere do not blur the picture.
    """
    pieces: list[Piece] = []
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for removed, added, same in _changes(before, after):
        if len(removed) == len(added):  # each paragraph edited in its place
            pairs = zip(removed, added, strict=True)
        else:
            pairs = [("".join(removed), "".join(added))]
        for pair in pairs:
            pieces += _by_character(*pair)
        pieces.append(Piece(SAME, "".join(same)))
    return _joined(pieces)


def _changes(old, new) -> Iterator[tuple]:
    """What was removed, what was added in its place, and what follows unchanged; in order."""
    if max(len(old), len(new)) > LONGEST:
        yield (old, new, old[:0]) if old != new else (old[:0], new[:0], old)
        return
    i = k = 0
    for step in LCSseq.opcodes(old, new):
        if step.tag == "equal":
            same = old[step.src_start : step.src_end]
            yield old[i : step.src_start], new[k : step.dest_start], same
            i, k = step.src_end, step.dest_end
    yield old[i:], new[k:], old[:0]


def _by_character(old: str, new: str) -> Iterator[Piece]:
    done = 0
    for removed, added, same in _changes(old, new):
        at_start = not done and not removed and not added
        done += len(removed) + len(same)
        if len(same) >= SHORTEST_KEPT or at_start or done == len(old):
            yield from (Piece(REMOVED, removed), Piece(ADDED, added), Piece(SAME, same))
        else:
            yield from (Piece(REMOVED, removed + same), Piece(ADDED, added + same))


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring changes as one removal followed by one addition; nothing empty."""
    result: list[Piece] = []
    texts = {SAME: "", REMOVED: "", ADDED: ""}
    for piece in [*(piece for piece in pieces if piece.text), None]:
        kind = piece.kind if piece else ""
        if (kind == SAME) != bool(texts[SAME]) or not piece:
            result += [Piece(kind, text) for kind, text in texts.items() if text]
            texts = dict.fromkeys(texts, "")
        if piece:
            texts[kind] += piece.text
    return result
