"""How sharp a picture prints.  Pure.

Pictures of text quality want 250 to 300 dots an inch in print.
"""

from dataclasses import dataclass

from bulletins.printing import measures
from bulletins.printing.design import Design
from bulletins.printing.findings import Level
from bulletins.printing.flow import picture_size
from bulletins.printing.measures import MM
from bulletins.richtext import Figure

LEAST_DOTS, GOOD_DOTS = 150, 250  # an inch: under the first it is blurred, under the second poor


@dataclass(frozen=True, slots=True)
class Sharpness:
    """A picture ``pixels`` wide, printed ``points`` wide."""

    pixels: int
    points: float

    @property
    def dots(self) -> int:
        """An inch."""
        return round(self.pixels / self.points * 72)

    @property
    def level(self) -> Level:
        if self.dots < LEAST_DOTS:
            return Level.RED
        return Level.AMBER if self.dots < GOOD_DOTS else Level.GREEN

    @property
    def sentence(self) -> str:
        size = f"宽{self.pixels}像素，印出来宽{self.points / MM:.0f}毫米，每英寸{self.dots}点"
        if self.level == Level.RED:
            return f"图片太小：{size}，低于{LEAST_DOTS}点，会模糊，请换一张更大的原图"
        if self.level == Level.AMBER:
            return f"图片偏小：{size}，低于{GOOD_DOTS}点，最好换一张更大的原图"
        return size


def of_picture(width: int, height: int, design: Design) -> Sharpness:
    """That of a picture of so many pixels, on a page which has room for it."""
    area = measures.area(design, design.columns_of(False))
    points, _tall = picture_size(Figure(0, width=width, height=height), area)
    return Sharpness(width, points)
