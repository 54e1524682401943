"""Which ink prints a colour of the screen: black, the bulletin's red, or nothing else.

GB/T 9704-2012 6.2 knows two inks.  Text must be black alone: 0 0 0 in RGB would
become four inks at the press, one over the other and never quite in register.
"""

from dataclasses import dataclass

Colour = tuple[float, float, float]
PROCESS_RED = (0, 1, 1, 0)  # magenta and yellow
_TOLERANCE = 0.02


class NoInk(Exception):
    """A colour that neither black nor the red can print; the text is for the user."""


@dataclass(frozen=True, slots=True)
class Ink:
    """``tint`` from 0 (paper) to 1 (full) of the black, or of the red."""

    red: bool
    tint: float


def from_hex(text: str) -> Colour:
    """``#d7000f`` as three parts from 0 to 1."""
    return tuple(int(text[n : n + 2], 16) / 255 for n in (1, 3, 5))


RED = from_hex("#d7000f")


def of(colour: Colour, red: Colour = RED) -> Ink:
    """The ink for an RGB colour: greys are tints of black, pinks tints of ``red``.

    ``red`` is the second colour of the design, whatever a screen shows for it.
    """
    if max(colour) - min(colour) <= _TOLERANCE / 4:
        return Ink(False, round(1 - sum(colour) / 3, 4))
    strongest = min(range(3), key=lambda n: red[n])
    tint = (1 - colour[strongest]) / max(1 - red[strongest], 0.01)
    wanted = [1 - tint * (1 - part) for part in red]
    if tint > 1 + _TOLERANCE or any(
        abs(a - b) > _TOLERANCE for a, b in zip(colour, wanted, strict=True)
    ):
        shown = "".join(f"{round(part * 255):02x}" for part in colour)
        raise NoInk(f"颜色 #{shown} 不是黑色，也不是套红的颜色，不能付印")
    return Ink(True, round(min(tint, 1), 4))
