"""Two texts side by side: what was taken out and what was put in, character by character."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

SAME, REMOVED, ADDED, CHANGED = "same", "removed", "added", "changed"
SHORTEST_KEPT = 2  # equal stretches shorter than this between changes read as part of the change
# Time and memory grow with the product of both lengths: 10 000 by 10 000 are 12 MB, some 10 ms.
LONGEST = 10_000
MOST_PAIRS = 40_000  # paragraphs of one text times those of the other that are all compared
ALIKE = 0.4  # share of the longer text that is kept in order, for the same paragraph
# Of a paragraph cut down or drawn out, what is shorter is nearly all in what is longer.
LONG_ENOUGH, NEARLY_ALL = 8, 0.8


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


@dataclass(frozen=True, slots=True)
class Aligned:
    """A paragraph of the old text beside its like in the new one, as ``pieces``.

    ``kind``: SAME; CHANGED; REMOVED or ADDED as a whole.
    """

    kind: str
    pieces: tuple[Piece, ...]


def align(old: Sequence[str], new: Sequence[str]) -> list[Aligned]:
    """Two texts paragraph by paragraph, in order: each changed paragraph beside what became
    of it, the others as removed or added whole."""
    result: list[Aligned] = []
    i = k = 0
    for n, m in [*_pairs(old, new), (len(old), len(new))]:
        result += [Aligned(REMOVED, (Piece(REMOVED, text),)) for text in old[i:n] if text]
        result += [Aligned(ADDED, (Piece(ADDED, text),)) for text in new[k:m] if text]
        if n < len(old) and m < len(new):
            pieces = tuple(compare(old[n], new[m]))
            result.append(Aligned(SAME if old[n] == new[m] else CHANGED, pieces))
        i, k = n + 1, m + 1
    return result


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Which paragraph became which, in order: so that as much as possible stays alike."""
    if len(old) * len(new) > MOST_PAIRS:  # only those left as they were
        steps = LCSseq.opcodes(old, new)
        return [(step.src_start + n, step.dest_start + n) for step in steps
                if step.tag == "equal" for n in range(step.src_end - step.src_start)]  # fmt: skip
    alike = [[_likeness(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    for n in range(len(old) - 1, -1, -1):
        for m in range(len(new) - 1, -1, -1):
            paired = alike[n][m] + best[n + 1][m + 1] if alike[n][m] else 0.0
            best[n][m] = max(paired, best[n + 1][m], best[n][m + 1])
    found, n, m = [], 0, 0
    while n < len(old) and m < len(new):
        if alike[n][m] and best[n][m] == alike[n][m] + best[n + 1][m + 1]:
            found.append((n, m))
            n, m = n + 1, m + 1
        elif best[n][m] == best[n + 1][m]:
            n += 1
        else:
            m += 1
    return found


def _likeness(old: str, new: str) -> float:
    """From 0 (not the same paragraph) to 1 (equal): by the characters kept in order."""
    if old == new:
        return 1.0
    shorter = min(len(old), len(new))
    if max(len(old), len(new)) > LONGEST or shorter < SHORTEST_KEPT:
        return 0.0
    found = LCSseq.normalized_similarity(old, new, score_cutoff=ALIKE)
    kept = LCSseq.similarity(old, new) / shorter if shorter >= LONG_ENOUGH else 0.0
    return found or (kept * ALIKE if kept >= NEARLY_ALL else 0.0)
