"""A TrueType face as bytes: which glyph a character has, how wide it is, and a part of it.

Only such faces as the recipe in fonts/ makes: plain outlines without hints, 1000 units to
the em, characters mapped by ``cmap`` of format 4 or 12, no glyph ever put for another.
"""

import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable

NEEDED = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")  # in a PDF: ISO 32000-1 9.9


class NotOurs(ValueError):
    """The face is of another make than ours."""


class Outlines:
    """A whole face in ``data``."""

    def __init__(self, data: bytes | memoryview):
        if data[:4] != b"\0\1\0\0":
            raise NotOurs("not a TrueType face")
        self.data = data
        self.tables = {
            tag.decode(): (start, start + length)
            for tag, _, start, length in struct.iter_unpack(
                ">4sLLL", data[12 : 12 + 16 * int.from_bytes(data[4:6])]
            )
        }
        if missing := {*NEEDED, "cmap"} - self.tables.keys():
            raise NotOurs(f"without {missing}")
        if {"fvar", "fpgm", "GSUB"} & self.tables.keys():
            raise NotOurs("with variations, hints or substitutes")
        long = int.from_bytes(self._table("head")[50:52])
        self.places = _big("I" if long else "H", self._table("loca"))
        if not long:
            self.places = array("I", (2 * place for place in self.places))
        count = int.from_bytes(self._table("hhea")[34:36])
        self._metrics = struct.unpack(f">{'Hh' * count}", self._table("hmtx")[: 4 * count])
        self._segments = list(self._maps())

    def _table(self, tag: str) -> bytes:
        return bytes(self.data[slice(*self.tables[tag])])

    def glyph(self, char: str) -> int:
        """The glyph of ``char``; 0 where there is none."""
        code = ord(char)
        for ends, starts, glyph_of in self._segments:
            place = bisect_left(ends, code)
            if place < len(ends) and starts[place] <= code and (found := glyph_of(place, code)):
                return found
        return 0

    def advance(self, glyph: int) -> int:
        return self._metrics[min(2 * glyph, len(self._metrics) - 2)]

    def _maps(self):
        """Ends and starts of runs of characters, and the glyph of one in a run."""
        table = self._table("cmap")
        starts = {
            start
            for _, _, start in struct.iter_unpack(
                ">HHL", table[4 : 4 + 8 * int.from_bytes(table[2:4])]
            )
        }
        for start in sorted(starts):
            kind = int.from_bytes(table[start : start + 2])
            if kind not in (4, 12):
                raise NotOurs(f"characters in a map of format {kind}")
            yield (_map_4 if kind == 4 else _map_12)(table[start:])

    def subset(self, glyphs: Iterable[int]) -> bytes:
        """A face with the outlines of ``glyphs`` alone, each under its own number."""
        kept = sorted({0, *glyphs})
        start = self.tables["glyf"][0]
        places, outlines, end = array("I"), [], 0
        for glyph in kept:
            places.extend([end] * (glyph + 1 - len(places)))
            outline = bytes(self.data[start + self.places[glyph] : start + self.places[glyph + 1]])
            if outline[:1] >= b"\x80":  # fewer outlines than none: it is put together of others
                raise NotOurs("with a glyph made of glyphs")
            outlines.append(outline + bytes(-len(outline) % 4))
            end += len(outlines[-1])
        places.append(end)
        count = kept[-1] + 1
        metrics = bytearray(4 * count)
        for glyph in kept:
            one = min(2 * glyph, len(self._metrics) - 2)
            struct.pack_into(">Hh", metrics, 4 * glyph, *self._metrics[one : one + 2])
        head, hhea, maxp = (bytearray(self._table(tag)) for tag in ("head", "hhea", "maxp"))
        head[8:12], head[50:52] = bytes(4), (1).to_bytes(2)
        hhea[34:36] = maxp[4:6] = count.to_bytes(2)
        return _face(glyf=b"".join(outlines), head=head, hhea=hhea, hmtx=metrics,
                     loca=_bytes(places), maxp=maxp)  # fmt: skip


def _big(kind: str, data: bytes) -> array:
    numbers = array(kind, data)
    numbers.byteswap()
    return numbers


def _bytes(numbers: array) -> bytes:
    turned = numbers[:]
    turned.byteswap()
    return turned.tobytes()


def _map_4(table: bytes):
    length, half = int.from_bytes(table[2:4]), int.from_bytes(table[6:8])
    words = _big("H", table[:length])
    count = half // 2
    ends, starts = words[7 : 7 + count], words[8 + count : 8 + 2 * count]
    deltas, first = words[8 + 2 * count : 8 + 3 * count], 8 + 3 * count

    def glyph_of(place: int, code: int) -> int:
        offset = words[first + place]
        if not offset:
            return (code + deltas[place]) & 0xFFFF
        found = words[first + place + offset // 2 + code - starts[place]]
        return (found + deltas[place]) & 0xFFFF if found else 0

    return ends, starts, glyph_of


def _map_12(table: bytes):
    count = int.from_bytes(table[12:16])
    groups = _big("I", table[16 : 16 + 12 * count])
    starts, ends, glyphs = groups[0::3], groups[1::3], groups[2::3]
    return ends, starts, lambda place, code: glyphs[place] + code - starts[place]


def _face(**tables: bytes) -> bytes:
    """The tables as one file, with their sums."""
    count, at = len(tables), 12 + 16 * len(tables)
    power = 1 << (count.bit_length() - 1)
    head = bytearray(struct.pack(">LHHHH", 0x10000, count, power * 16, power.bit_length() - 1,
                                 (count - power) * 16))  # fmt: skip
    parts = []
    for tag, table in tables.items():
        part = bytes(table) + bytes(-len(table) % 4)
        head += struct.pack(">4sLLL", tag.encode(), _sum(part), at, len(table))
        parts.append(part)
        at += len(part)
    return bytes(head) + b"".join(parts)


def _sum(data: bytes) -> int:
    return sum(_big("I", data)) & 0xFFFFFFFF
