"""Numbers and dates after GB/T 15835-2011; the numbers in the reasons are its sections."""

import re
from collections.abc import Iterator

from .remark import Remark

HAN_DIGITS = "零一二三四五六七八九"
_ZERO = re.compile(r"[一二][〇零0O○一二三四五六七八九]{3}(?=年)")
_SHORT_YEAR = re.compile(r"(?<![\d〇一二三四五六七八九])(\d\d)年(?=\d{1,2}月)")
_DATE = re.compile(r"(?<![\d./-])((?:19|20)\d\d)([./-])(\d{1,2})\2(\d{1,2})(?![\d./-])")
_RANGE_OF_DATES = re.compile(r"(?<=[年月日时号])\s?[-－~]\s?(?=\d+[年月日时号])")
_PERCENT_RANGE = re.compile(r"(?<![\d.%\-])(\d+(?:\.\d+)?)[-－—~～至](\d+(?:\.\d+)?)([%万亿])")
_NUMBER_RANGE = re.compile(
    r"(?<![\dA-Za-z.\-])(\d+(?:\.\d+)?)[-－~](\d+(?:\.\d+)?)(?=[人名个家次天件期场户项])"
)
_PERCENT = re.compile(r"百分之(\d+(?:\.\d+)?)")
_MIXED = re.compile(r"(?<![\d.])(\d{1,4})([万千百])(\d{1,3})([千百十])(?![分\d])")
_HUNDREDS = re.compile(r"(?<![\d.])(\d{1,2})([千百])(?=[人名元个家次件余多])")
_ABOUT_DIGITS = re.compile(r"(?<![\d.])([1-9])、([1-9])(?=[天个年次人名家]|位)(?!个月)(?!年级)")
_ABOUT_HAN = re.compile(
    r"(?<![一二三四五六七八九十、])([一二三四五六七八九])、([一二三四五六七八九])"
    r"(?=百|千|天|个|次|人|名|岁|年(?!级))(?!个月)"
)
_SEVERAL = re.compile(r"(?<!\d)([1-9])0几")
_COUNTED = r"(\d[\d.万亿]*)([人名个家次天年件元%万亿]{0,2})"
_DOUBLY = (
    re.compile(rf"(近|约|大约|将近){_COUNTED}(左右|上下)"),
    re.compile(rf"(超过|多达|高达|超){_COUNTED}(以上|余|多)(?=[人名个家次件元，。])"),
)
_HOLIDAY = re.compile(
    r"(?<![\d一二三四五六七八九十])(五[.．]一|5[.．·]1(?=国际劳动节|劳动节|假期))"
)
_GROWN = re.compile(r"(减少|降低|下降|缩短)(?:了)?(\d+|[一两二三四五六七八九十])倍")


def remarks(text: str) -> Iterator[Remark]:
    """On one paragraph."""
    yield from _dates(text)
    yield from _ranges(text)
    yield from _forms(text)
    yield from _about(text)


def _say(match, reason, fix=None, sure=True) -> Remark:
    return Remark(match.start(), match.end(), "number", reason, fix, sure)


def _dates(text):
    for match in _ZERO.finditer(text):
        right = re.sub("[零0O○]", "〇", match[0])
        if right != match[0]:
            yield _say(match, "汉字年份里的“0”写作“〇”（GB/T 15835 5.2.5）。", right)
    for match in _SHORT_YEAR.finditer(text):
        yield _say(match, "年份写全四位（GB/T 15835 5.1.4）。", f"20{match[1]}年", sure=False)
    for match in _DATE.finditer(text):
        year, month, day = match[1], int(match[3]), int(match[4])
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield _say(match, "行文里的日期写作“年、月、日”。", f"{year}年{month}月{day}日")
    for match in _RANGE_OF_DATES.finditer(text):
        yield _say(match, "时间起止用一字线或浪纹，不用短横（GB/T 15834 4.13.3.2）。", "—")


def _ranges(text):
    for match in _PERCENT_RANGE.finditer(text):
        low, high, unit = match.groups()
        yield _say(match, f"起止两个数都要带“{unit}”，中间用浪纹（GB/T 15835 5.1.3）。",
                   f"{low}{unit}～{high}{unit}")  # fmt: skip
    for match in _NUMBER_RANGE.finditer(text):
        yield _say(match, "数值的起止用浪纹（GB/T 15834 4.13.3.3）。", f"{match[1]}～{match[2]}")


def _forms(text):
    for match in _PERCENT.finditer(text):
        yield _say(match, "阿拉伯数字的百分数写作“%”。", f"{match[1]}%")
    for match in _MIXED.finditer(text):
        yield _say(match, "一个数里除“万”“亿”外不混用汉字（GB/T 15835 5.3）。", _unmixed(match))
    for match in _HUNDREDS.finditer(text):
        worth = int(match[1]) * (1000 if match[2] == "千" else 100)
        yield _say(match, "阿拉伯数字后的数位只用“万”“亿”（GB/T 15835 5.3）。", str(worth))
    for match in _HOLIDAY.finditer(text):
        yield _say(match, "节日简称写作“五一”。", "“五一”", sure=False)
    for match in _GROWN.finditer(text):
        yield _say(match, "减少、下降不用“倍”，用百分数或分数。")


def _unmixed(match) -> str:
    """3万5千 is 3.5万; 5千3百 is 5300."""
    worth = {"万": 10_000, "千": 1000, "百": 100, "十": 10}
    whole = int(match[1]) * worth[match[2]] + int(match[3]) * worth[match[4]]
    return f"{whole / 10_000:.10g}万" if match[2] == "万" else str(whole)


def _about(text):
    for match in _ABOUT_DIGITS.finditer(text):
        if int(match[2]) == int(match[1]) + 1:
            fix = HAN_DIGITS[int(match[1])] + HAN_DIGITS[int(match[2])]
            yield _say(match, "概数用汉字，中间不用顿号（GB/T 15835 5.2.1）。", fix)
    for match in _ABOUT_HAN.finditer(text):
        if HAN_DIGITS.index(match[2]) == HAN_DIGITS.index(match[1]) + 1:
            fix = match[1] + match[2]
            yield _say(match, "概数的两个数之间不用顿号（GB/T 15834 4.5.3.4）。", fix, sure=False)
    for match in _SEVERAL.finditer(text):
        tens = "" if match[1] == "1" else HAN_DIGITS[int(match[1])]
        yield _say(match, "带“几”的数用汉字（GB/T 15835 4.2.2）。", f"{tens}十几")
    for pattern in _DOUBLY:
        for match in pattern.finditer(text):
            reason = f"“{match[1]}”和“{match[4]}”意思重复，留一个。"
            yield _say(match, reason, match.expand(r"\1\2\3"))
