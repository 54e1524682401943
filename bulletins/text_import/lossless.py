"""Nothing of the input may be lost or changed: its text again from what was read."""

from .blocks import without_blanks
from .values import Bulletin


def reconstruct(bulletin: Bulletin) -> str:
    """The text, without white space, made only of the pieces of the bulletin, in order."""
    return "".join(without_blanks(piece.text) for piece in bulletin.pieces)


def difference(text: str, bulletin: Bulletin) -> str:
    """Empty if nothing was lost; otherwise where the text and what was read part."""
    before, after = without_blanks(text), reconstruct(bulletin)
    if before == after:
        return ""
    at = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    return f"第{at}字：原文“{before[at : at + 20]}”，读出“{after[at : at + 20]}”"
