"""What a PDF of ours holds: its text in drawing order through the fonts' own tables."""

import functools
import re
import struct
from collections.abc import Iterator

import pikepdf

_BFCHAR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
SHOWN = "Tf Tj TJ Do"


def read_page(page: pikepdf.Page | pikepdf.Stream) -> tuple[str, int]:
    """Text of a page (or form) and the number of its pictures; forms on it are read too."""
    objects = _resources(page).get("/XObject", pikepdf.Dictionary())
    parts: list[str] = []
    pictures = 0
    for operands, operator, text in operations(page, SHOWN):
        parts.append(text)
        if str(operator) == "Do":
            drawn = objects[str(operands[0])]
            if drawn.get("/Subtype") == pikepdf.Name.Form:
                inner, count = read_page(drawn)
                parts.append(inner)
                pictures += count
            else:
                pictures += 1
    return "".join(parts), pictures


def operations(page: pikepdf.Page | pikepdf.Stream, wanted: str = "") -> Iterator[tuple]:
    """Operands, operator and the text it shows, of each operation of the content."""
    fonts = {name: _characters(font) for name, font in _resources(page).get("/Font", {}).items()}
    current: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page, wanted):
        name, text = str(operator), ""
        if name == "Tf":
            current = fonts[str(operands[0])]
        elif name in ("Tj", "TJ"):
            text = "".join(_decoded(operands[0] if name == "TJ" else operands, current))
        yield operands, operator, text


def _resources(page: pikepdf.Page | pikepdf.Stream) -> pikepdf.Object:
    holder = page.obj if isinstance(page, pikepdf.Page) else page
    return holder.get("/Resources", pikepdf.Dictionary())


def _decoded(strings, characters: dict[int, str]) -> Iterator[str]:
    for string in strings:
        if isinstance(string, pikepdf.String):
            codes = bytes(string)
            codes += bytes(len(codes) % 2)  # half a code at the end is none of ours
            for code in struct.unpack(f">{len(codes) // 2}H", codes):
                yield characters.get(code, "\ufffd")


def _characters(font: pikepdf.Object) -> dict[int, str]:
    table = font.get("/ToUnicode")
    return {} if table is None else _mapping(table.read_bytes())


@functools.lru_cache(maxsize=32)  # the pages of a file share their fonts
def _mapping(table: bytes) -> dict[int, str]:
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in _BFCHAR.findall(table)
    }
