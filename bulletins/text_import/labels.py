"""The foot: 本期印发：…, or 报：… 送：… 发：…, and its labels."""

import re

from .blocks import BLANKS, Block, without_blanks
from .values import ABOVE, BELOW, ISSUED, PRINTED, Distribution, Piece

_WORDS = (
    "本期印发|本期发送|本期分送|本期报送|本期抄送|印发范围|发送范围|分送范围|发送单位|呈报|呈送|抄报|抄送|抄发|主报|主送"
    "|报送|分送|发送|发至|下发|印发|报|送|发"
)
_HEADING = re.compile(
    r"(?<![^\s；;。，,、])[【\[]?("
    + "|".join(r"[ \t\u3000]{0,4}".join(w) for w in _WORDS.split("|"))
    + r")(?:[】\]][ \t\u3000]{0,4}[：:]?|[ \t\u3000]{0,4}[：:])"
)
_ALWAYS = {
    "报": ABOVE,
    "呈报": ABOVE,
    "抄报": ABOVE,
    "主报": ABOVE,
    "报送": ABOVE,
    "呈送": ABOVE,
    "送": BELOW,
    "抄送": BELOW,
    "主送": BELOW,
    "发": ISSUED,
    "抄发": ISSUED,
    "发至": ISSUED,
    "下发": ISSUED,
}
_BESIDE = {"分送": BELOW, "发送": ISSUED, "印发": ISSUED}  # beside 报 or 送; alone: the whole list
_SEPARATORS = "、，,；;\n"

_AREA = "省|市|县|区|州|盟|旗|乡|镇|街道|村|社区|园区|开发区|高新区|新区"
_OFFICE = "委|办|局|部|处|科|室|所|站|公司|集团|企业|学校|院校|院|厂|系统|产业"
_BARE = re.compile(rf"(?:{_AREA})+|(?:{_OFFICE})+")
_BEGINS_BARE = re.compile(rf"{_AREA}|{_OFFICE}")
_BODY_OF_POWER = re.compile("党委|党工委|政府|人民政府|人大|政协|纪委|管委会|办事处|工会")
_EVERY = re.compile("(?:全?[省市县区]|[省市县区]总|[省市县区]直)?各")


def is_foot(text: str) -> bool:
    """Whether a line begins a group of the foot."""
    return bool(_HEADING.match(text)) and "。" not in text[:-1]


def goes_on(before: str) -> bool:
    """Whether a line of the foot asks for the next one."""
    return before[-1:] in tuple(_SEPARATORS + "：:")


def read_distribution(blocks: list[Block]) -> tuple[tuple[Distribution, ...], list[Piece]]:
    """The groups of the foot in order, and the separators left out of them."""
    found, marks = [], []
    for block in blocks:
        headings = list(_HEADING.finditer(block.text))
        edge = headings[0].start() if headings else len(block.text)
        for piece in _labels(block, 0, edge, marks) if edge else ():
            found = _carry_on(found, piece)
        for index, heading in enumerate(headings):
            end = headings[index + 1].start() if index + 1 < len(headings) else len(block.text)
            marks += block.cut("mark", heading.start(), heading.start(1))
            shown = block.cut("group", heading.start(1), heading.end(1))
            marks += block.cut("mark", heading.end(1), heading.end())
            found.append((shown[0], _labels(block, heading.end(), end, marks)))
    words = [without_blanks(heading.text) for heading, _ in found]
    alone = not any(word in _ALWAYS for word in words)
    return tuple(
        Distribution(_group(word, alone), heading, tuple(labels))
        for word, (heading, labels) in zip(words, found, strict=True)
    ), marks


def _carry_on(found, label: Piece):
    """A label on a line that names no group belongs to the group before it."""
    if found:
        return [*found[:-1], (found[-1][0], [*found[-1][1], label])]
    return [(Piece("", "group", label.lines, label.place), [label])]


def _group(word: str, alone: bool) -> str:
    return _ALWAYS.get(word) or (PRINTED if alone else _BESIDE.get(word, PRINTED))


def _labels(block: Block, start: int, end: int, marks: list[Piece]) -> list[Piece]:
    spans = split_labels(block.text[start:end])
    labels, position = [], start
    for first, last in spans:
        marks += block.cut("mark", position, start + first)
        labels += block.cut("label", start + first, start + last)
        position = start + last
    marks += block.cut("mark", position, end)
    return labels


def split_labels(text: str) -> list[tuple[int, int]]:
    """Where the labels of a list stand in it.

    、，； outside brackets part labels, spaces where there are no such marks.  A
    part that cannot stand alone (区, 办, 局（公司）工会 after 各市（县）) joins on.
    """
    parts = _parts(text, _SEPARATORS + "。")
    if len(parts) == 1 and not any(c in text for c in _SEPARATORS):
        parts = _parts(text, BLANKS + "。")
    joined: list[tuple[int, int]] = []
    for start, end in parts:
        if joined and _belongs(text[joined[-1][0] : joined[-1][1]], text[start:end]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _parts(text: str, separators: str) -> list[tuple[int, int]]:
    parts, start, depth = [], 0, 0
    paired = sum(text.count(c) for c in "（(〔[") == sum(text.count(c) for c in "）)〕]")
    for offset, c in enumerate(text + separators[0]):
        at_end = offset == len(text)
        depth += paired * ((c in "（(〔[") - (c in "）)〕]"))
        if (c in separators and depth <= 0) or at_end:
            if text[start:offset].strip(BLANKS):
                parts.append((start, offset))
            start, depth = offset + 1, max(depth, 0)
    return parts


def _belongs(before: str, part: str) -> bool:
    """Whether ``part`` goes on the label ``before``: 各市（县） + 区 + 局（公司）工会."""
    if _EVERY.match(before.strip(BLANKS)) and _BODY_OF_POWER.fullmatch(part.strip(BLANKS)):
        return True
    last = re.split("[、，,；;\n]", _bare(before[-60:]))[-1].strip(BLANKS)
    bare = _bare(part[:60]).strip(BLANKS)
    waiting = bool(_EVERY.match(before.strip(BLANKS)) or _BARE.fullmatch(last)) and bool(
        _BARE.fullmatch(_EVERY.sub("", last, count=1)) or last.endswith(tuple("市县区乡镇委办局"))
    )
    if not waiting:
        return False
    return bool(_BARE.fullmatch(bare) or _BEGINS_BARE.match(bare)) and not _owned(bare)


def _owned(part: str) -> bool:
    """市委办公室, 市各部门: begins with an area's name, yet is a label of its own."""
    return bool(re.match("[省市县区](?:委[^、]|政府|人大|政协|纪委|各|级|直|四套)", part))


def _bare(text: str) -> str:
    """Without what stands in brackets."""
    kept, depth = [], 0
    for c in text:
        depth += c in "（(〔["
        if depth == 0:
            kept.append(c)
        depth -= c in "）)〕]" and depth > 0
    return "".join(kept)
