"""How large pictures are set, and how much smaller to fill a page.  Pure."""

from collections.abc import Sequence
from dataclasses import replace

from bulletins.printing.blocks import Unit
from bulletins.printing.measures import LINE, Area
from bulletins.richtext import Figure

PICTURE_PAD = 3  # eighths above and below a picture together
SMALLEST = 0.6  # how much smaller a picture may be made to fill a page


def picture_size(figure: Figure, area: Area) -> tuple[float, float]:
    """Points: as wide as the type area, at least 150 dots an inch, at most 14 lines tall."""
    width, height = max(figure.width, 1), max(figure.height, 1)
    scale = min(72 / 150, area.width / width, 14 * area.grid / height)
    return width * scale, height * scale


def shrunk(unit: Unit, room: int, area: Area) -> Unit | None:
    """The picture of ``unit`` in ``room`` eighths, caption included; None if too small then."""
    (picture, _, _), *caption = unit.parts
    height = (room - unit.height + picture.height) // LINE * LINE
    if height >= picture.height:
        return unit
    scale = (height - PICTURE_PAD) * area.eighth / picture.tall
    if scale < SMALLEST:
        return None
    size = {"width": picture.width * scale, "tall": picture.tall * scale}
    smaller = replace(picture, height=height, **size)
    return replace(unit, parts=((smaller, 0, 0), *caption))


def shared_out(units: Sequence[Unit], room: int, area: Area) -> list[Unit] | None:
    """Pictures in ``room`` eighths, all made smaller alike; None if they were too small then."""
    heights = [unit.parts[0][0].height for unit in units]
    captions = [unit.height - height for unit, height in zip(units, heights, strict=True)]
    left = max(room - sum(captions) - sum(unit.before for unit in units[1:]), 0)
    smaller = [
        shrunk(unit, caption + left * height // sum(heights), area)
        for unit, caption, height in zip(units, captions, heights, strict=True)
    ]
    return smaller if all(smaller) else None
