"""The document made ready for conversion: what cannot come along taken out and counted, automatic
numbers written out, and each paragraph's look noted in the name of its style.

A look is ``Look_<alignment>_<half points>_<bold>_<heading level>``; shaping.py reads it.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Mapping

from lxml import etree

from .numbering import Numbering

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}link"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
BOX = f"{W}txbxContent"
DEPTH = 120  # elements one within another; a table in a table in a table has about forty
NEEDED = ("word/document.xml", "word/numbering.xml", "word/styles.xml", "word/footnotes.xml",
          "word/endnotes.xml", "[Content_Types].xml", "_rels/.rels")  # fmt: skip
HALF_POINTS = 21  # Word's own size where none is said: 10.5 points


class TooDeep(ValueError):
    """Tables within tables beyond any sense."""


def read(data: bytes) -> etree._Element:
    """The root of a part; no entity, no outside file, bounded depth.  Raises XMLSyntaxError."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    depth = 0
    for event, _element in etree.iterparse(
        io.BytesIO(data), events=("start", "end"), resolve_entities=False, no_network=True
    ):
        depth += 1 if event == "start" else -1
        if depth > DEPTH:
            raise TooDeep
    return etree.fromstring(data, parser)


def prepare(parts: Mapping[str, bytes]) -> tuple[bytes, list[str], list[str]]:
    """A smaller .docx, the looks found in it, and what was left out, in sentences."""
    root = read(parts["word/document.xml"])
    left_out = _take_out(root) + _elsewhere(parts)
    styles = _Styles(read(parts["word/styles.xml"]) if "word/styles.xml" in parts else None)
    numbering = Numbering(parts.get("word/numbering.xml"), read)
    looks: dict[str, None] = {}
    body = root.find(f"{W}body")
    for paragraph in [] if body is None else body.iter(f"{W}p"):
        look = styles.look_of(paragraph)  # a number written out takes the style with it
        numbered = numbering.write_out(paragraph, styles.numbering_of(paragraph))
        if paragraph.getparent() is body and not numbered:
            looks[look] = None
            _set_style(paragraph, look)
    return _packed(parts, root), list(looks), left_out


def _take_out(root) -> list[str]:
    _once(root)
    counts = Counter()
    for name, tags in REMOVED.items():
        for tag in tags:
            for element in list(root.iter(tag)):
                counts[name] += 1
                _remove(element)
    for run in list(root.iter(f"{W}r")):
        if run.find(f"{W}rPr/{W}vanish") is not None:
            counts["隐藏文字"] += 1
            _remove(run)
    for formula in list(root.iter(f"{MATH}oMath")):
        counts["公式（已转为普通文字，请核对）"] += 1
        _as_text(formula)
    for raised in root.iter(f"{W}position"):  # how LibreOffice writes x² and H₂O
        _as_script(raised)
    for blip in root.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip"):
        if blip.get(R_LINK):
            counts["链接的图片"] += 1
            del blip.attrib[R_LINK]
    return [f"{name} {count} 处" for name, count in counts.items()]


def _once(root):
    """A text box stands twice in a file, for newer and for older programs: only the latter stays,
    which is what is converted; where it was not written, the former takes its place."""
    for both in list(root.iter(f"{MC}AlternateContent")):
        boxes = [box for newer in both.findall(f"{MC}Choice") for box in newer.iter(BOX)]
        older = both.find(f"{MC}Fallback")
        if older is None:
            older = etree.SubElement(both, f"{MC}Fallback")
        if len(older) == 0:
            etree.SubElement(older, f"{W}pict").extend(boxes)
        for newer in both.findall(f"{MC}Choice"):
            _remove(newer)


REMOVED = {
    "已删除的修订": (f"{W}del", f"{W}moveFrom"),
    "批注": (f"{W}commentReference",),
    "图表": ("{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
            "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"),
    "嵌入的对象": (f"{W}object",),
    "嵌入的文档": (f"{W}altChunk",),
}  # fmt: skip


def _as_script(raised):
    value, properties = raised.get(f"{W}val") or "0", raised.getparent()
    steps = int(value) if value.lstrip("-").isdecimal() else 0  # half points
    if abs(steps) >= 4 or (steps and properties.find(f"{W}sz") is not None):
        script = etree.SubElement(properties, f"{W}vertAlign")
        script.set(f"{W}val", "subscript" if steps < 0 else "superscript")


def _remove(element):
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _as_text(formula):
    """A formula's letters in one run, in its place."""
    run, text = etree.Element(f"{W}r"), etree.Element(f"{W}t")
    text.text = "".join(piece.text or "" for piece in formula.iter(f"{MATH}t"))
    run.append(text)
    outer = formula.getparent()
    if outer.tag == f"{MATH}oMathPara":
        formula, outer = outer, outer.getparent()
    if outer is not None and formula.getparent() is outer:
        outer.replace(formula, run)


def _elsewhere(parts) -> list[str]:
    """Header and footer, where they hold more than a page number."""
    texts = []
    for name, data in parts.items():
        if name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
            texts += [piece.text or "" for piece in read(data).iter(f"{W}t")]
    said = "".join(texts).strip(" -—－·第页共0123456789")
    return ["页眉页脚"] if said else []


class _Styles:
    """Paragraph styles by id, asked for what they inherit."""

    def __init__(self, root):
        self._by_id, self._default, self._size = {}, None, HALF_POINTS
        if root is None:
            return
        for style in root.iter(f"{W}style"):
            if style.get(f"{W}type") == "paragraph":
                self._by_id[style.get(f"{W}styleId")] = style
                if style.get(f"{W}default") in ("1", "true", "on"):
                    self._default = style
        size = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz")
        self._size = _number(size, HALF_POINTS)

    def _line_of(self, paragraph):
        """The paragraph's style and those it is based on, nearest first."""
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        style = self._by_id.get(named.get(f"{W}val")) if named is not None else self._default
        for _step in range(20):
            if style is None:
                return
            yield style
            based = style.find(f"{W}basedOn")
            style = None if based is None else self._by_id.get(based.get(f"{W}val"))

    def numbering_of(self, paragraph):
        """Its w:numPr, its own or its style's."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        if own is not None:
            return own
        found = (style.find(f"{W}pPr/{W}numPr") for style in self._line_of(paragraph))
        return next((numbers for numbers in found if numbers is not None), None)

    def look_of(self, paragraph) -> str:
        holders = [paragraph, *self._line_of(paragraph)]
        alignment = next((j.get(f"{W}val") for j in _found(holders, "pPr", "jc")), "left")
        alignment = {"center": "center", "right": "right", "end": "right"}.get(alignment, "left")
        level = next((_number(o, 9) for o in _found(holders, "pPr", "outlineLvl")), 9)
        styled = next((_number(s, 0) for s in _found(holders[1:], "rPr", "sz")), self._size)
        sizes, bold = [], []
        for run in paragraph.iter(f"{W}r"):
            if "".join(piece.text or "" for piece in run.iter(f"{W}t")).strip():
                sizes.append(_number(run.find(f"{W}rPr/{W}sz"), styled))
                bold.append(_is_on(next(_found([run, *holders[1:]], "rPr", "b"), None)))
        size = max(sizes, default=styled)
        return f"Look_{alignment}_{min(size, 200)}_{int(bool(bold) and all(bold))}_{min(level, 9)}"


def _found(holders, properties, name):
    for holder in holders:
        element = holder.find(f"{W}{properties}/{W}{name}")
        if element is not None:
            yield element


def _number(element, otherwise: int) -> int:
    value = "" if element is None else element.get(f"{W}val") or ""
    return int(value) if value.isdecimal() else otherwise


def _is_on(element) -> bool:
    return element is not None and element.get(f"{W}val") not in ("0", "false", "off")


def _set_style(paragraph, look: str):
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    for old in properties.findall(f"{W}pStyle"):
        properties.remove(old)
    style = etree.Element(f"{W}pStyle")
    style.set(f"{W}val", look)
    properties.insert(0, style)


def _packed(parts, root) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            if name in NEEDED or name.startswith("word/media/") or name.startswith("word/_rels/"):
                if name == "word/document.xml":
                    data = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
                archive.writestr(name, data)
    return made.getvalue()
