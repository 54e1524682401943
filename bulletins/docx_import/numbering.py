"""Automatic numbers: plain lists stay lists, 一、 and （一） and the like become text.

An editor that turned “一、” into “1.” would change what was written, so every number that a list
cannot show as it was is written out at the head of its paragraph (ECMA-376 part 1, 17.9).
"""

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DIGITS = "〇一二三四五六七八九"
CHINESE = {"chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "japaneseCounting",
           "ideographDigital", "chineseLegalSimplified"}  # fmt: skip
LISTED = {"%1.", "%2.", "%3.", "%4."}


class Numbering:
    """The lists of a document, counting as its paragraphs are met in order."""

    def __init__(self, data: bytes | None, read):
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._abstract_of: dict[str, str] = {}
        if data is not None:
            self._learn(read(data))

    def _learn(self, root):
        for abstract in root.iter(f"{W}abstractNum"):
            name = abstract.get(f"{W}abstractNumId")
            for level in abstract.iter(f"{W}lvl"):
                place = int(level.get(f"{W}ilvl") or 0)
                self._levels[name, place] = (
                    _value(level, "numFmt", "decimal"),
                    _value(level, "lvlText", "%1."),
                    int(_value(level, "start", "1") or 1),
                )
        for number in root.iter(f"{W}num"):
            self._abstract_of[number.get(f"{W}numId")] = _value(number, "abstractNumId", "")

    def write_out(self, paragraph, properties) -> bool:
        """Whether ``paragraph`` stays an item of a list; else its number becomes text."""
        if properties is None:
            return False
        number, place = _value(properties, "numId", "0"), int(_value(properties, "ilvl", "0") or 0)
        abstract = self._abstract_of.get(number)
        if number == "0" or (abstract, place) not in self._levels:
            _forget(paragraph)
            return False
        kind, form, start = self._levels[abstract, place]
        if kind == "bullet" or (kind == "decimal" and form in LISTED):
            return True
        for deeper in range(place + 1, 10):
            self._counts.pop((abstract, deeper), None)
        self._counts[abstract, place] = self._counts.get((abstract, place), start - 1) + 1
        label = "" if kind == "none" else self._label(abstract, place, form)
        _forget(paragraph)
        _begin_with(paragraph, label)
        return False

    def _label(self, abstract: str, place: int, form: str) -> str:
        for level in range(place + 1):
            kind, _form, start = self._levels.get((abstract, level), ("decimal", "", 1))
            count = self._counts.get((abstract, level), start)
            form = form.replace(f"%{level + 1}", _written(count, kind))
        return form


def _written(count: int, kind: str) -> str:
    if kind in CHINESE and 0 < count < 100:
        tens, ones = divmod(count, 10)
        head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
        return head + (DIGITS[ones] if ones else "")
    if kind == "decimalEnclosedCircle" and 0 < count <= 20:
        return chr(0x2460 + count - 1)
    if kind in ("lowerLetter", "upperLetter") and 0 < count <= 26:
        letter = chr(ord("a") + count - 1)
        return letter if kind == "lowerLetter" else letter.upper()
    return str(count)


def _value(element, name: str, otherwise: str) -> str:
    found = element.find(f"{W}{name}")
    value = None if found is None else found.get(f"{W}val")
    return otherwise if value is None else value


def _forget(paragraph):
    for numbers in paragraph.findall(f"{W}pPr/{W}numPr"):
        numbers.getparent().remove(numbers)
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    if style is not None:  # else the style would number it again
        style.getparent().remove(style)


def _begin_with(paragraph, label: str):
    if not label:
        return
    run, text = etree.Element(f"{W}r"), etree.Element(f"{W}t")
    text.text = label
    run.append(text)
    properties = paragraph.find(f"{W}pPr")
    paragraph.insert(0 if properties is None else 1, run)
