"""How like a line of the contents box is to a headline it may shorten."""

from functools import lru_cache

from rapidfuzz.distance import LCSseq

COMPARED = 120  # characters of each that are looked at


def skeleton(text: str) -> str:
    """Letters and digits only, with the usual shortening of a union's name undone."""
    return _skeleton(text[:COMPARED])


@lru_cache(4096)  # the same lines are compared again and again
def _skeleton(text: str) -> str:
    bare = "".join(c for c in text if c.isalnum())
    return bare.replace("总工会", "总").replace("工会联合会", "工会")


def likeness(entry: str, headline: str) -> float:
    """0 to 1: how much of the entry is found in order in the headline, and the other way."""
    a, b = skeleton(entry), skeleton(headline)
    if not a or not b:
        return 0.0
    common = LCSseq.similarity(a, b)
    return 0.65 * common / len(a) + 0.35 * common / len(b)


def covered(entry: str, text: str) -> float:
    """0 to 1: how much of the entry is found in order in a longer text."""
    a = skeleton(entry)
    return LCSseq.similarity(a, skeleton(text)) / len(a) if a else 0.0


def alike(entry: str, headline: str) -> bool:
    return likeness(entry, headline) >= 0.75
