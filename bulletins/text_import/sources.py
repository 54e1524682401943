"""Where a paragraph's attribution is, if the bracket at its end is one."""

import re
from dataclasses import dataclass

from .blocks import BLANKS
from .shapes import is_name

LONGEST = 90  # characters between the brackets
_OPEN, _CLOSE = "（(［[〔", "）)］]〕"
_CREDIT = (
    "供稿|来稿|来源|稿件来源|信息来源|文|图|文/图|图/文|图文|摄影|摄|作者|通讯员|记者|撰稿|报送"
)
_WAYS = frozenset(_CREDIT.split("|"))
_CREDITED = re.compile(
    rf"(?:{_CREDIT})(?:单位)?\s{{0,3}}[：:/／]|(?:供稿|来稿|摄影|通讯员|记者|撰稿)\s"
)
_OWN_LINE = re.compile(
    r"(?:供稿|供稿单位|来稿|来稿单位|来源|稿件来源|信息来源|报送单位|撰稿)\s{0,3}[：:]"
    r"|(?:本刊)?综合(?:各地)?来稿$"
)
_NOT = re.compile(
    "(?:详?见|附|注|图为|图\\d|其中|以下|下同|下转|上接|根据|摘自|节选|有删|完$|全文完|待续|未完|略|掌声|笑声|鼓掌|含|不含|包括"
    "|约|如|即|指|按|截至|截止|至|原载|转载|名单|详情|第|一等|二等|三等|以|有|无|共|分别|排名|简称|代|暂|试行|讨论|征求)"
    "|.*(?:附后|略|掌声|如下|为准|现场|合影|不等|以上|以下|左右|为例|方面|人次|万元|简称.*)$"
)
_HOST = re.compile("(?:主办|承办|协办|主管|牵头|地点|地址|单位名称|获奖|责编|编辑|校对)")
_UNIT_END = re.compile(
    "(?:会|部|室|局|办|委|政府|院|厂|公司|校|中心|站|团|队|社|科|处|所|馆|宫|镇|乡|街道|园|园区|区|县|市|网|报|台|行|店|集团"
    "|大学|学院|党组|机关|小组|支部|单位|班|组|矿|段|库|港|场|总|来稿|供稿|报送|整理|推荐|摄影|文/图|学会|协会)$"
)
_SURE = re.compile(
    "(?:工会|市总|县总|区总|来稿|供稿|办公室|研究室|编辑部|课题组|调研组)$|(?:总工会|市总|县总|区总).{1,8}[部室办团]$"
)


@dataclass(frozen=True, slots=True)
class Tail:
    """A bracket that closes a paragraph, by offsets; ``start == 0`` if it is all there is.

    ``apart``: it stands where a source stands, after a full stop or a wide gap.
    ``sure``: its words are a unit's or a person's name.
    """

    start: int
    end: int
    apart: bool
    sure: bool
    plain: bool  # a name of which there can be no doubt, whatever stands before it
    before: "Tail | None" = None  # another source in front of this one


def find_tail(text: str, behind_another: bool = True) -> Tail | None:
    """The bracket at the end of ``text`` if it can be a source, also a second one behind it."""
    if text[-1:] not in tuple(_CLOSE):
        return None
    start = _opening(text)
    if start is None:
        return None
    inner = text[start + 1 : -1].strip(BLANKS)
    if not may_be_source(inner):
        return None
    before = text[:start].rstrip(BLANKS)
    gap = start - len(before)
    if behind_another and before[-1:] in tuple(_CLOSE):
        first = find_tail(before, behind_another=False)
        if first and first.apart and first.sure:
            return Tail(start, len(text), True, is_credit(inner), False, first)
    stopped = before.rstrip("”’」』")[-1:] in tuple("。！？!?…；;.")
    return Tail(
        start,
        len(text),
        stopped or gap >= 2 or not before,
        is_credit(inner),
        bool(_SURE.search(inner)) and "：" not in inner,
    )


def _opening(text: str) -> int | None:
    depth = 0
    for offset in range(len(text) - 1, max(-1, len(text) - LONGEST - 2), -1):
        depth += (text[offset] in _CLOSE) - (text[offset] in _OPEN)
        if depth == 0:
            return offset
    return None


def may_be_source(inner: str) -> bool:
    """Not a remark such as 名单附后, 掌声, 完, 一, 2026年."""
    if not inner or len(inner) > LONGEST or any(c in inner for c in "。；！？“”《》"):
        return False
    if not any(c.isalpha() for c in inner) or inner[0].isdigit() or len(inner) == 1:
        return False
    if _CREDITED.match(inner):
        return True
    if _NOT.match(inner) or _HOST.match(inner):
        return False
    label, _, name = inner.replace(":", "：").partition("：")
    if name:
        return len(label) <= 6 and is_credit(name)
    return "，" not in inner or is_credit(inner)


def is_credit(inner: str) -> bool:
    """Every word of it names a unit, a person or a way of contributing."""
    if _CREDITED.match(inner):
        return True
    words = [w for w in re.split(r"[、，,；;/／\s]", inner) if w and w not in _WAYS]
    return bool(words) and all(_UNIT_END.search(w.rstrip("）)")) or is_name(w) for w in words)


def is_union(text: str) -> bool:
    """Nothing but the name of a union or its office."""
    return len(text) <= 20 and is_credit(text) and bool(_SURE.search(text)) and "综合" not in text


def is_picture_credit(text: str) -> bool:
    """（摄影：某某）, （图 某某）"""
    return bool(re.match("[（(](?:摄影|摄|图片?|照片)[\\s：:/／]", text))


def is_unbracketed(text: str) -> bool:
    """供稿：云溪市总工会 or 综合来稿 on a line of its own."""
    return len(text) <= LONGEST and bool(_OWN_LINE.match(text)) and "。" not in text


def is_flush_right(text: str, indent: int) -> bool:
    """A unit's name pushed far to the right, without brackets."""
    return indent >= 16 and len(text) <= 30 and is_credit(text) and not is_name(text)


_WRAP = re.compile(rf"^(?:{_CREDIT})(?:单位)?\s*[：:/／]|\s*(?:供稿|来稿|报送|摄影)$")


def units(source: str) -> tuple[str, ...]:
    """The names credited, in order, without 供稿： and the like; 综合来稿 stays whole."""
    if source.endswith("综合来稿") or source == "来稿":
        return (source,)
    bare = _WRAP.sub("", source[:200]).strip(BLANKS)
    depth, words = 0, [""]
    for c in bare:
        depth += (c in _OPEN) - (c in _CLOSE)
        if depth <= 0 and c in "、，,；;" + BLANKS:
            words.append("")
        else:
            words[-1] += c
    return tuple(word for word in words if word)
