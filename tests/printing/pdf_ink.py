"""Where the ink of a PDF page lies: reads positions from the content streams themselves."""

from dataclasses import dataclass

import pikepdf

PIXEL = 0.75  # points; the engine's unit inside a page


@dataclass(frozen=True)
class Stretch:
    """One run of glyphs: its baseline and ends in points from the left and top of the paper."""

    baseline: float
    left: float
    right: float
    size: float


def stretches(page: pikepdf.Page) -> list[Stretch]:
    fonts = {name: _widths(font) for name, font in page.obj.Resources.Font.items()}
    found, font, size, x, y = [], {}, 0.0, 0.0, 0.0
    for operands, operator in pikepdf.parse_content_stream(page, "Tf Tj TJ Tm"):
        name = str(operator)
        if name == "Tm":
            x, y = float(operands[4]), float(operands[5])
        elif name == "Tf":
            font, size = fonts[str(operands[0])], float(operands[1])
        else:
            advance = _advance(operands[0], font) / 1000 * size
            found.append(Stretch(y * PIXEL, x * PIXEL, (x + advance) * PIXEL, size * PIXEL))
            x += advance
    return found


def lines(page: pikepdf.Page, size: float) -> dict[float, tuple[float, float]]:
    """Left and right end of every baseline that has type of ``size`` points on it."""
    ends: dict[float, tuple[float, float]] = {}
    for stretch in stretches(page):
        if abs(stretch.size - size) < 0.05:
            key = round(stretch.baseline, 1)
            left, right = ends.get(key, (stretch.left, stretch.right))
            ends[key] = (min(left, stretch.left), max(right, stretch.right))
    return ends


def _advance(strings, widths: dict[int, float]) -> float:
    total = 0.0
    for item in strings if isinstance(strings, pikepdf.Array) else [strings]:
        if isinstance(item, pikepdf.String):
            codes = bytes(item)
            total += sum(
                widths[int.from_bytes(codes[n : n + 2], "big")] for n in range(0, len(codes), 2)
            )
        else:
            total -= float(item)
    return total


def _widths(font: pikepdf.Object) -> dict[int, float]:
    descendant = font.DescendantFonts[0]
    widths, items = {}, list(descendant.W)
    while items:
        first, values = int(items.pop(0)), items.pop(0)
        if isinstance(values, pikepdf.Array):
            widths |= {first + n: float(value) for n, value in enumerate(values)}
        else:
            last = int(values)
            width = float(items.pop(0))
            widths |= dict.fromkeys(range(first, last + 1), width)
    return widths
