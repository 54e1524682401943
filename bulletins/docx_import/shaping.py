"""Which paragraphs are headline, subtitle, byline and source, and the rest as a body.

Word says how a paragraph looks, not what it is: the head of an article is what stands centred (or
large, or short and without a full stop) at its beginning.
"""

import re
from copy import deepcopy
from dataclasses import dataclass, field
from html import escape

from lxml import html

LEADING = 8  # paragraphs at most before the body
DASHES = ("——", "―", "--", "－－", "—")
_DATE = re.compile(r"[（(]?(?:19|20)\d\d年\d{1,2}月\d{1,2}日[）)]?")
_BRACKETED = re.compile(r"[（(]([^（）()]{2,60})[）)]")
_SOURCE_AT_END = re.compile(
    r"(?<=[。！？”])\s*[（(]([^（）()。]{2,40}(?:工会|局|委|办|部|室|公司|集团|中心|医院|学院|协会|来稿|供稿))[）)]\s*$"
)
_SENTENCE_END = re.compile(r"[。！？；：，]$")
_LOOK = re.compile(r"Look_(left|center|right)_(\d+)_([01])_(\d)")


@dataclass
class Shaped:
    """The fields of the form; ``left_out`` names what none of them takes."""

    headline: str = ""
    subtitle: str = ""
    byline: str = ""
    body: str = ""
    source: str = ""
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Look:
    alignment: str = "left"
    size: int = 21
    bold: bool = False
    level: int = 9

    @classmethod
    def of(cls, element) -> "_Look":
        found = _LOOK.search(element.get("class") or "")
        if not found:
            return cls()
        alignment, size, bold, level = found.groups()
        return cls(alignment, int(size), bold == "1", int(level))

    @property
    def is_heading(self) -> bool:
        return self.level < 9


def shape(markup: str) -> Shaped:
    """The fields out of the converted document."""
    root = html.fragment_fromstring(markup, create_parent="div")
    _notes_inline(root)
    blocks = [element for element in root if _says_anything(element)]
    shaped = Shaped()
    blocks = blocks[_head(blocks, shaped) :]
    blocks = _tail(blocks, shaped)
    shaped.body = "".join(_body(blocks))
    return shaped


def _says_anything(element) -> bool:
    return bool(element.text_content().strip()) or element.find(".//img") is not None


def _text(element) -> str:
    return " ".join(element.text_content().split())


# --- the head -----------------------------------------------------------------------------


def _head(blocks, shaped: Shaped) -> int:
    """Fills headline, subtitle and byline; returns how many blocks they took."""
    lines, byline, first, taken = [], [], _Look(), 0
    for block in blocks[:LEADING]:
        look, text = _Look.of(block), _text(block)
        if block.tag != "p" or block.find(".//img") is not None or len(text) > 120:
            break
        if not lines:
            if not (look.alignment == "center" or look.is_heading or _is_like_a_headline(text)):
                break
            lines, first = _lines(block), look
        elif text.startswith(DASHES) and not shaped.subtitle and len(text) <= 60:
            shaped.subtitle = "——" + text.lstrip("—―-－ ")
        elif look.alignment != "center":
            break
        elif not byline and not shaped.subtitle and len(lines) < 4 and _alike(look, first):
            lines += _lines(block)
        else:
            byline.append(text)
        taken += 1
    shaped.headline, shaped.byline = "\n".join(lines[:4]), " ".join(byline)[:200]
    return taken


def _is_like_a_headline(text: str) -> bool:
    return len(text) <= 60 and not _SENTENCE_END.search(text)


def _alike(look: _Look, first: _Look) -> bool:
    return abs(look.size - first.size) <= 2 and look.bold == first.bold


def _lines(block) -> list[str]:
    copy = deepcopy(block)
    for line_break in copy.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    return [" ".join(line.split()) for line in copy.text_content().split("\n") if line.strip()]


# --- the end ------------------------------------------------------------------------------


def _tail(blocks, shaped: Shaped):
    """Takes source and date from the end; returns the blocks that are left."""
    while blocks and blocks[-1].tag == "p" and blocks[-1].find(".//img") is None:
        text, look = _text(blocks[-1]), _Look.of(blocks[-1])
        bracketed = _BRACKETED.fullmatch(text)
        if _DATE.fullmatch(text) and (look.alignment == "right" or len(blocks) > 1):
            shaped.left_out.append(f"落款日期“{text}”")
        elif bracketed and not shaped.source:
            shaped.source = bracketed[1]
        elif look.alignment == "right" and len(text) <= 40 and not shaped.source:
            shaped.source = text
        else:
            break
        blocks = blocks[:-1]
    if blocks and not shaped.source and blocks[-1].tag == "p":
        _source_at_end(blocks[-1], shaped)
    return blocks


def _source_at_end(block, shaped: Shaped):
    *_before, last = [block, *block.iter()]
    holder, name = (last, "tail") if last is not block and last.tail else (last, "text")
    found = _SOURCE_AT_END.search(getattr(holder, name) or "")
    if found:
        shaped.source = found[1]
        setattr(holder, name, getattr(holder, name)[: found.start()])


# --- the body -----------------------------------------------------------------------------


def _body(blocks):
    waiting = list(blocks)
    while waiting:
        block = waiting.pop(0)
        if block.tag != "p" and block.tag not in ("h1", "h2", "h3", "h4", "h5", "h6"):
            yield _written(block)
            continue
        pictures = [image.get("src") for image in block.iter("img")]
        if _text(block):
            yield _paragraph(block)
        for number, source in enumerate(pictures):
            caption = ""
            if number == len(pictures) - 1 and waiting and _is_caption(waiting[0]):
                caption = f"<figcaption>{escape(_text(waiting.pop(0)))}</figcaption>"
            yield f'<figure><img alt="" src="{escape(source or "")}">{caption}</figure>'


def _paragraph(block) -> str:
    for image in list(block.iter("img")):
        image.drop_tree()
    look = _Look.of(block)
    is_heading = block.tag != "p" or (look.is_heading and len(_text(block)) <= 60)
    block.tag = "h4" if is_heading else "p"
    if is_heading:
        for strong in list(block.iter("strong")):
            strong.drop_tag()
    return _written(block)


def _is_caption(block) -> bool:
    text = _text(block)
    short = block.tag == "p" and len(text) <= 60 and block.find(".//img") is None
    centred = _Look.of(block).alignment == "center"
    return short and bool(text) and (centred or text.startswith(("图", "▲", "△")))


def _written(block) -> str:
    block.attrib.pop("class", None)
    block.tail = None
    return html.tostring(block, encoding="unicode")


def _notes_inline(root):
    """Footnotes, which stand at the end, go to where they are referred to."""
    notes = {}
    for item in root.xpath(".//li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]"):
        for back in item.xpath(".//a[starts-with(@href, '#')]"):
            back.drop_tree()
        notes[item.get("id")] = _text(item)
        holder = item.getparent()
        item.drop_tree()
        if holder is not None and not len(holder):
            holder.drop_tree()
    for link in root.xpath(".//a[starts-with(@href, '#')]"):
        note = notes.get(link.get("href")[1:])
        holder = link.getparent()
        if note and holder.tag == "sup":
            holder.tag = "small"
            holder.text, holder[:] = note, []
        else:
            link.drop_tag()
