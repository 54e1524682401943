"""Marks and blanks after GB/T 15834-2011; the numbers in the reasons are its sections.

Every rule is one linear regular expression.  What stands among Latin letters and digits (addresses,
formulas, decimals) is left alone.
"""

import re
from collections import Counter
from collections.abc import Iterator

from .remark import Remark

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff〇"
FULL = "，。；：？！、（）《》“”‘’【】〔〕…—·"
WIDE = {",": "，", ".": "。", ";": "；", ":": "：", "?": "？", "!": "！"}
PAIRS = {"（": "）", "《": "》", "〈": "〉", "“": "”", "‘": "’", "【": "】", "〔": "〕", "「": "」"}
OPENED_BY = {closing: opening for opening, closing in PAIRS.items()}

_NARROW = re.compile(
    rf"(?<=[{HAN}”’》）])[,;:?!](?![0-9A-Za-z/\\])|(?<=[{HAN}”’》）])\.(?![\w./\\])"
)
_NARROW_BEFORE = re.compile(rf"(?<=[0-9A-Za-z%])([,;?!])(?=[{HAN}“《（])")
_BRACKETED = re.compile(r"\(([^()（）\n]{0,200})\)")
_QUOTED = re.compile(r'"([^"“”\n]{1,200})"')
_HAS_HAN = re.compile(f"[{HAN}]")
_BLANK = re.compile(rf"(?<=[{HAN}{FULL}])[ \u3000\xa0]+(?=[{HAN}{FULL}])")
_INDENT = re.compile(r"^[ \u3000\xa0\t]+(?=\S)")
_TRAILING = re.compile(r"(?<=\S)[ \u3000\xa0\t]+$")
_REPEATED = re.compile(r"(?<![，、；：])[，、；：]+(?=[。！？])|([，、；：])\1+|(?<!。)。。(?!。)")
_DOTS = re.compile(r"\.{3,}|。{3,}|·{3,}|(?<!…)…(?!…)|…{3,}")
_DASH = re.compile(rf"(?<=[{HAN}”》）])(?:-{{2,}}|－{{2,}}|(?<!—)—(?![—0-9{HAN}]))(?=[{HAN}“《（])")
_LISTED = re.compile(r"(?<=[》”])、(?=[《“])")
_ETC = re.compile(r"……等(?=[，。；）])|等等?……")
_WIDE_LATIN = re.compile(r"[０-９Ａ-Ｚａ-ｚ％]+(?:[．，：][０-９]+)*")
_DOCUMENT = re.compile(r"[\[［【(（]((?:19|20)\d\d)[\]］】)）](?=第?\d+号)")
_NUMERAL = re.compile(r"^([一二三四五六七八九十]{1,3})[.．,，：:](?![一二三四五六七八九十])(?=\S)")
_IN_BRACKETS = re.compile(r"^(（[一二三四五六七八九十]{1,3}）|（\d{1,2}）)[、，.．]")
_DIGIT = re.compile(r"^(\d{1,2})、")
_FIRST = re.compile(r"(?:(?<=[。；])|^)(第[一二三四五六七八九十]|首先|其次|最后)、")


def remarks(text: str) -> Iterator[Remark]:
    """On one paragraph (no line break within)."""
    yield from _widths(text)
    yield from _blanks(text)
    yield from _marks(text)
    yield from _numbering(text)
    yield from _unpaired(text)


def _say(match, reason, fix=None, sure=True) -> Remark:
    return Remark(match.start(), match.end(), "punctuation", reason, fix, sure)


def _widths(text):
    for pattern in (_NARROW, _NARROW_BEFORE):
        for match in pattern.finditer(text):
            wide = WIDE[match[0]]
            yield _say(match, f"汉字之间用全角标点“{wide}”。", wide)
    for match in _BRACKETED.finditer(text):
        if _HAS_HAN.search(match[1]) or _beside_han(text, match):
            yield _say(match, "中文里用全角括号。", f"（{match[1]}）")
    for match in _QUOTED.finditer(text):
        if _HAS_HAN.search(match[1]):
            yield _say(match, "中文里用弯引号“”（GB/T 15834 4.8）。", f"“{match[1]}”")
    for match in _WIDE_LATIN.finditer(text):
        narrow = "".join(chr(ord(sign) - 0xFEE0) for sign in match[0])
        yield _say(match, "数字和字母用半角。", narrow)


def _beside_han(text, match) -> bool:
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    return bool(_HAS_HAN.match(before)) and not after.isalnum() or bool(_HAS_HAN.match(after))


def _blanks(text):
    for match in _INDENT.finditer(text):
        yield Remark(match.start(), match.end(), "blank", "段首缩进由版面自动排，不用空格。", "")
    for match in _TRAILING.finditer(text):
        yield Remark(match.start(), match.end(), "blank", "段末有多余的空格。", "")
    for match in _BLANK.finditer(text):
        yield Remark(match.start(), match.end(), "blank", "汉字之间不空格。", "")


def _marks(text):
    for match in _REPEATED.finditer(text):
        same = len(set(match[0])) == 1 and text[match.end() : match.end() + 1] not in "。！？"
        yield _say(match, "标点重复。", match[0][0] if same or match[0] == "。。" else "")
    for match in _DOTS.finditer(text):
        yield _say(match, "省略号是六个点（GB/T 15834 4.11）。", "……")
    for match in _DASH.finditer(text):
        yield _say(match, "破折号占两个字（GB/T 15834 4.10）。", "——")
    for match in _LISTED.finditer(text):
        yield _say(match, "并列的书名号、引号之间不用顿号（GB/T 15834 4.5.3.5）。", "", sure=False)
    for match in _ETC.finditer(text):
        fix = "等" if match[0].startswith("……") else "……"
        yield _say(match, "省略号和“等”只用一个。", fix)
    for match in _DOCUMENT.finditer(text):
        yield _say(match, "发文字号的年份用六角括号（GB/T 9704 7.2.5）。", f"〔{match[1]}〕")


def _numbering(text):
    for match in _NUMERAL.finditer(text):
        yield _say(match, "“一”“二”等序数后用顿号。", f"{match[1]}、")
    for match in _IN_BRACKETS.finditer(text):
        yield _say(match, "带括号的序数后不加标点。", match[1])
    for match in _DIGIT.finditer(text):
        yield _say(match, "阿拉伯数字作序数，后面用“.”。", f"{match[1]}.", sure=False)
    for match in _FIRST.finditer(text):
        yield _say(match, f"“{match[1]}”后用逗号。", f"{match[1]}，")


def _unpaired(text):
    """Marks without their partner; a closing one closes the nearest open one of its kind."""
    waiting: list[tuple[str, int]] = []
    open_now = Counter()
    for place, sign in enumerate(text):
        if sign in PAIRS:
            waiting.append((sign, place))
            open_now[sign] += 1
        elif sign in OPENED_BY and open_now[OPENED_BY[sign]]:
            while (last := waiting.pop())[0] != OPENED_BY[sign]:
                open_now[last[0]] -= 1
                yield _alone(*last)
            open_now[last[0]] -= 1
        elif sign in OPENED_BY:
            yield _alone(sign, place)
    yield from (_alone(mark, at) for mark, at in waiting)


def _alone(sign: str, place: int) -> Remark:
    partner = PAIRS.get(sign) or OPENED_BY[sign]
    return Remark(place, place + 1, "pair", f"“{sign}”没有配对的“{partner}”。")
