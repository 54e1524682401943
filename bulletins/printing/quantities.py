"""Numbers, dates and what they count: where no line ends, or only when it must.

GB/T 15835-2011 writes them, CLREQ 3.1.3 keeps them together: a number is never
parted from its unit or counter (160名, 1 286条, 10.32万人次, 95%); a date parts only
between year, month and day, and a figure in Han characters only in need.
"""

import re
from enum import IntEnum


class Hold(IntEnum):
    """How strongly two characters are held together at a line's end."""

    FREE = 0
    RELUCTANT = 1  # between the parts of a date, within 三百六十五
    BOUND = 2  # a number and its counter: parted only when a line cannot be made otherwise
    NEVER = 3  # forbidden marks, inside a number or a Latin word


_COUNTERS = (
    "名 位 个 人 人次 人份 项 家 户 户次 件 条 次 场 场次 期 届 年 年度 年代 月 月份 日 号 岁 "
    "天 小时 分钟 秒 秒钟 元 万元 亿元 美元 倍 成 折 个百分点 百分点 个月 个工作日 周年 周岁 "
    "周 季度 平方米 平方公里 立方米 公里 千米 厘米 毫米 米 吨 公斤 千克 克 亩 公顷 千瓦时 "
    "千瓦 度 台 台套 辆 套 册 份 本 张 支 只 双 对 组 批 批次 所 座 处 间 层 页 篇 章 节 款 "
    "类 种 级 强 站 点 时 分 课时 学时 人时 学分 版 集 部 幅 枚 面 块 片 箱 袋 瓶 顶 车次 "
    "班次 班 队 支队 世纪"
)
# Longest first, so that 人次 is not taken for 人.
_COUNTER = "|".join(sorted(_COUNTERS.split(), key=len, reverse=True))
_SCALE = "[余多]?[十百千万亿]*[余多]?"
_GROUPED = r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)"  # 1 286, as GB/T 15835-2011 has it
_COUNTED = re.compile(rf"第?(?:{_GROUPED}|\d)[\d.,:]*[%％‰℃]?{_SCALE}(?:{_COUNTER})?")
_RANGE = re.compile(r"\d[年月日时%％万亿元]{0,2}[—～~-]\d")
_UNIT = "(?:[kKmMGcμn]?(?:m|g|W|V|A|Hz|B|L|t)|kWh|h|min)(?![A-Za-z])"
_UNIT_AFTER_BLANK = re.compile(rf"\d (?={_UNIT})")
_HAN_DIGITS = "[〇零一二三四五六七八九十百千万亿两]"
_FIGURE = re.compile(f"{_HAN_DIGITS}{{2,}}[余多]?(?:人次|[名个人元家项年月日])?")
_ORDINAL = re.compile(f"第{_HAN_DIGITS}+[个次届期批条章节款项名位]?")
_DATE_JOINT = re.compile(
    r"(?<=\d年)(?=\d{1,2}月)|(?<=\d月)(?=\d{1,2}[日号])|(?<=\d[时点])(?=\d{1,2}分)"
)
_DIGIT = re.compile(r"\d")


def holds(text: str) -> dict[int, Hold]:
    """By the place before which a line might end: how strongly the two sides are held."""
    found: dict[int, Hold] = {}
    for match in _FIGURE.finditer(text):
        _hold(found, match.start(), match.end(), Hold.RELUCTANT)
    for match in _ORDINAL.finditer(text):
        _hold(found, match.start(), match.end(), Hold.BOUND)
    if _DIGIT.search(text):
        for pattern in (_COUNTED, _RANGE, _UNIT_AFTER_BLANK):
            for match in pattern.finditer(text):
                _hold(found, match.start(), match.end(), Hold.BOUND)
        for match in _UNIT_AFTER_BLANK.finditer(text):
            found[match.end()] = Hold.BOUND
        for match in _DATE_JOINT.finditer(text):
            found[match.start()] = Hold.RELUCTANT
    return found


def _hold(found: dict[int, Hold], start: int, end: int, hold: Hold) -> None:
    for place in range(start + 1, end):
        found[place] = max(hold, found.get(place, Hold.FREE))
