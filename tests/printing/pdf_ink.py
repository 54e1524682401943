"""Where the ink of a PDF page lies: reads positions from the content streams themselves."""

import struct
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
    found, font, size, x, y, added = [], {}, 0.0, 0.0, 0.0, 0.0
    for operands, operator in pikepdf.parse_content_stream(page, "Tc Tf Tj TJ Tm"):
        name = str(operator)
        if name == "Tm":
            x, y = float(operands[4]), float(operands[5])
        elif name == "Tf":
            font, size = fonts[str(operands[0])], float(operands[1])
        elif name == "Tc":
            added = float(operands[0])
        else:
            before, advance, count = _advance(operands[0], font)
            x += before / 1000 * size
            advance = advance / 1000 * size + count * added
            right = x + advance - added  # what follows the last character is no ink
            found.append(Stretch(y * PIXEL, x * PIXEL, right * PIXEL, size * PIXEL))
            x += advance
    return found


def glyphs(page: pikepdf.Page) -> list[tuple[str, int, float]]:
    """Face, number and place from the left, in the engine's pixels, of every glyph."""
    faces = {name: str(font.BaseFont) for name, font in page.obj.Resources.Font.items()}
    widths = {name: _widths(font) for name, font in page.obj.Resources.Font.items()}
    found, font, size, x, added = [], "", 0.0, 0.0, 0.0
    for operands, operator in pikepdf.parse_content_stream(page, "Tc Tf TJ Tm"):
        match str(operator):
            case "Tm":
                x = float(operands[4])
            case "Tf":
                font, size = str(operands[0]), float(operands[1])
            case "Tc":
                added = float(operands[0])
            case _:
                for item in operands[0]:
                    if not isinstance(item, pikepdf.String):
                        x -= float(item) / 1000 * size
                        continue
                    codes = bytes(item)
                    for number in struct.unpack(f">{len(codes) // 2}H", codes):
                        found.append((faces[font], number, x))
                        x += widths[font][number] / 1000 * size + added
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


def _advance(strings, widths: dict[int, float]) -> tuple[float, float, int]:
    """Thousandths of an em before the first glyph and from it on, and how many there are."""
    before = total = 0.0
    count = 0
    for item in strings if isinstance(strings, pikepdf.Array) else [strings]:
        if isinstance(item, pikepdf.String):
            codes = bytes(item)
            total += sum(
                widths[int.from_bytes(codes[n : n + 2], "big")] for n in range(0, len(codes), 2)
            )
            count += len(codes) // 2
        elif count:
            total -= float(item)
        else:
            before -= float(item)
    return before, total, count


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
