"""The print stylesheet: ``bulletin.css`` with measures and faces filled in.

``var(--name)`` is replaced here, once: the engine would resolve it anew for
every element that inherits it.
"""

import functools
import re
from pathlib import Path

from bulletins.printing import measures
from bulletins.printing.design import MUNICIPAL, Design
from bulletins.printing.faces import ROLES
from bulletins.printing.spreading import NARROWEST, WIDEST

STYLESHEET = Path(__file__).with_name("bulletin.css")
FOLIO_TEXTS = {"dashes": '"— " counter(page) " —"', "plain": "counter(page)", "none": "none"}


def tracking_class(tracking: int) -> str:
    """The class that sets so many thousandths of an em after every character."""
    return f"k{max(NARROWEST, min(tracking, WIDEST))}"


@functools.lru_cache(maxsize=8)
def stylesheet(design: Design = MUNICIPAL) -> str:
    """The whole sheet as CSS text without variables."""
    values = measures.as_properties(design) | {
        f"face-{role}": ", ".join(f'"{name}"' for name in names) for role, names in ROLES.items()
    }
    values |= {
        "red": design.red,
        "folio-text": FOLIO_TEXTS[design.folio],
        "face-name": values[f"face-{design.masthead_face}"],
    }
    source = re.sub(r"var\(--([\w-]+)\)", lambda m: values[m[1]], STYLESHEET.read_text())
    tracking = (
        f".k{value}{{letter-spacing:{_not_truncated(value):g}em}}"
        for value in range(NARROWEST, WIDEST + 1)
    )
    return source + "\n" + "\n".join(tracking)


def _not_truncated(value: int) -> float:
    """The engine cuts spaces down to whole thousandths: 17.99 would become 17."""
    return (value + (0.4 if value > 0 else -0.4 if value < 0 else 0)) / 1000
