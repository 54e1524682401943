"""Words: set phrases and forms to avoid from a dictionary, words typed twice, names of units.

The dictionary is the office's: it starts with ``COMMON`` and is kept up on a page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .remark import Remark


@dataclass(frozen=True, slots=True)
class Entry:
    """A form to avoid and what to write instead; an empty ``right`` proposes nothing."""

    wrong: str
    right: str = ""
    reason: str = ""


COMMON = tuple(
    Entry(*line)
    for line in (
        ("布署", "部署", "错别字。"),
        ("坐谈会", "座谈会", "错别字。"),
        ("既使", "即使", "错别字。"),
        ("再接再励", "再接再厉", "错别字。"),
        ("一如继往", "一如既往", "错别字。"),
        ("迫不急待", "迫不及待", "错别字。"),
        ("相形见拙", "相形见绌", "错别字。"),
        ("默守成规", "墨守成规", "错别字。"),
        ("谈笑风声", "谈笑风生", "错别字。"),
        ("出奇不意", "出其不意", "错别字。"),
        ("全神惯注", "全神贯注", "错别字。"),
        ("走头无路", "走投无路", "错别字。"),
        ("甘败下风", "甘拜下风", "错别字。"),
        ("按步就班", "按部就班", "错别字。"),
        ("穿流不息", "川流不息", "错别字。"),
        ("通迅", "通讯", "错别字。"),
        ("帐户", "账户", "错别字。"),
        ("图象", "图像", "规范词形。"),
        ("按装", "安装", "错别字。"),
        ("渡假", "度假", "错别字。"),
        ("做为", "作为", "错别字。"),
        ("截止目前", "截至目前", "“截止”后面不带时间。"),
        ("截止到", "截至", "“截止”后面不带时间。"),
        ("涉及到", "涉及", "“及”就是“到”。"),
        ("凯旋归来", "凯旋", "“旋”就是归来。"),
        ("亲眼目睹", "目睹", "意思重复。"),
        ("悬殊很大", "悬殊", "意思重复。"),
        ("国际五一劳动节", "“五一”国际劳动节", "固定名称。"),
        ("五一国际劳动节", "“五一”国际劳动节", "“五一”加引号。"),
        ("残废人", "残疾人", "不宜使用的称呼。"),
        ("弱智儿童", "智力障碍儿童", "不宜使用的称呼。"),
        ("民工子女", "务工人员子女", "不宜使用的称呼。"),
    )
)

_TWICE = re.compile(r"([的了在是和与及将把被从向也都而于])\1(?!确确)")
_WORDS_TWICE = re.compile(r"([\u4e00-\u9fff]{2,6})\1")
# Verbs that Chinese doubles on purpose (研究研究), and words made of two pairs.
_DOUBLED_ON_PURPOSE = (
    "研究 讨论 学习 交流 考虑 商量 休息 活动 介绍 帮助 了解 打听 锻炼 比较 检查 安排 收拾 准备 整理"
)
_BODIES = ("总工会", "工会", "委员会", "联合会", "局", "公司", "集团", "中心", "学院", "医院")


def remarks(
    text: str, entries: Iterable[Entry] = COMMON, names: Iterable[str] = ()
) -> Iterator[Remark]:
    """On one paragraph; ``names`` are the full and short names and aliases of all units."""
    yield from _listed(text, entries)
    yield from _repeated(text)
    yield from _misnamed(text, frozenset(names))


def _listed(text, entries):
    for entry in entries:
        start = text.find(entry.wrong) if entry.wrong else -1
        while start >= 0:
            end = start + len(entry.wrong)
            inside = entry.right.find(entry.wrong)
            right_already = inside >= 0 and text.startswith(entry.right, start - inside)
            if not right_already:
                reason = entry.reason or "用词不规范。"
                yield Remark(start, end, "word", reason, entry.right or None)
            start = text.find(entry.wrong, end)


def _repeated(text):
    for match in _TWICE.finditer(text):
        yield Remark(*match.span(), "twice", f"“{match[1]}”字重复。", match[1])
    for match in _WORDS_TWICE.finditer(text):
        word = match[1]
        if word not in _DOUBLED_ON_PURPOSE and len(set(word)) > 1:
            yield Remark(*match.span(), "twice", f"“{word}”重复。", word, sure=False)


def _misnamed(text, names):
    """A name that differs from a unit's by one character behind its place name.

    The place itself must be right: a neighbouring city's union may differ by just that.
    """
    known = [span for name in names if name in text for span in _spans(name, text)]
    for name in sorted(names, key=len, reverse=True):
        if len(name) < 5 or not name.endswith(_BODIES):
            continue
        for match in _near(name, text):
            # Its own short form (松岭县总) at the beginning does not make it right.
            if not any(
                start < match.end()
                and match.start() < end
                and (other == name or not name.startswith(other))
                for start, end, other in known
            ):
                yield Remark(
                    *match.span(), "name", f"单位名称应是“{name}”，请核对。", name, sure=False
                )


def _spans(name: str, text: str) -> Iterator[tuple[int, int, str]]:
    start = text.find(name)
    while start >= 0:
        yield start, start + len(name), name
        start = text.find(name, start + len(name))


def _near(name: str, text: str) -> Iterator[re.Match]:
    """``name`` with one character missing, added or changed, but not in its place."""
    place_ends = next((n for n in (2, 3, 4) if name[n] in "省市县区州旗镇乡"), 1) + 1
    if name[:place_ends] not in text:
        return
    head, tail = re.escape(name[:place_ends]), name[place_ends:]
    forms = set()
    for place in range(len(tail)):
        before, after = re.escape(tail[:place]), re.escape(tail[place + 1 :])
        forms.add(before + "[\u4e00-\u9fff]" + after)
        forms.add(before + after)
        if place:
            forms.add(before + "[\u4e00-\u9fff]" + re.escape(tail[place:]))
    yield from re.finditer(f"{head}(?:{'|'.join(sorted(forms, key=len, reverse=True))})", text)
