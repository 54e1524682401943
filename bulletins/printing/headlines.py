"""Headlines that do not fit one line are broken by sense and balanced.

GB/T 9704-2012 7.3.1: lines of a title end where the sense allows, none is cut
inside a word, and the shape is a trapezium or a diamond.  Without a dictionary
of the language the words are guessed from marks, function words and the
vocabulary of such bulletins; the author's own line ends always stand.
"""

from bulletins.printing.atoms import HALF
from bulletins.printing.composer import MAX_SQUEEZE, Line, compose
from bulletins.printing.faces import Faces
from bulletins.printing.measures import TITLE_MEASURE
from bulletins.printing.punctuation import CLOSING, LEFT_HALF, NO_END, NO_START, OPENING, STOPS
from bulletins.richtext import Run


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# A new line may well begin with these (particles that open a phrase, verbs of news) …
_OPENERS = _words(
    "举办 召开 开展 组织 推进 加强 启动 举行 赴 深入 扎实 积极 全力 大力 着力 切实 认真 努力 "
    "走访 慰问 视察 调研 荣获 获得 表彰 部署 落实 完善 建立 探索 促进 助推 助力 服务 推动 实施 "
    "打造 构建 创建 争创 深化 强化 号召 联合 集中 专题 全面 稳步 正式 成功 圆满 喜获 被评 "
    "和 与 及 为 向 对 从 把 被 以 在 让 将 赋能 提升 维护 保障 关爱 学习 贯彻 传达 宣传 "
    "纳入 列入 应邀 率先 首次 又添 再添 进 助 庆 迎 送"
)
# … a line may well end with these …
_CLOSERS = _words("的 了 着 时 后 前 中 上 下 会 局 委 部 处 市 县 区 镇 街道 公司 总工会 工会 等")
# … and these words are never cut.
_WORDS = _words(
    "总工会 工会 市总 区总 职工 员工 劳模 劳动模范 工作 活动 会议 培训 竞赛 大赛 比赛 技能 "
    "先进 集体 个人 企业 行业 系统 银行 汽车 机关 干部 主席 副主席 书记 领导 基层 组织 建设 "
    "经济 社会 发展 科学 地方 文化 教育 健康 安全 生产 法律 权益 协商 机制 民生 现代化 工程 "
    "创新 创业 人才 科技 服务 维权 帮扶 困难 农民工 女职工 心理 咨询 讲座 论坛 展览 演出 "
    "交友 大型 首届 第一 成果 建议 合理化 优秀 优质 工资 收入 监测 联系点 主题 荣誉 称号 "
    "奖章 奖状 五一 七一 精神 讲话 重点 项目 措施 举措 制度 办法 意见 通知 情况 调查 研究 "
    "社区 村级 园区 开发区 高新区 街道 乡镇 医疗 保险 保障 互助 慰问 温暖 清凉 春风 行动 "
    "号召 争当 面对面 心贴心 实打实 党建 团建 妇联 共青团 代表 大会 座谈会 推进会 动员 动员会 "
    "表彰 会员 评选 推荐 示范 标准化 规范化 信息化 数字化 平台 网络 宣传 学习 贯彻 落实 "
    "推动 促进 加强 开展 举办 召开 组织 启动 深入 积极 全力 扎实 切实 荣获 获得 走访 调研 视察 "
    "助推 助力 三项 两项 多项 系列 专题 全市 全区 全国 全省 我市 我区 近日 年度 年会"
)

# Adverbs and prepositions stay with what follows them.
_STICKY = _words(
    "积极 扎实 全力 大力 深入 认真 切实 着力 稳步 努力 联合 集中 正式 成功 圆满 全面 率先 首次 "
    "进一步 在 为 向 对 从 把 被 以 将 让 和 与 及 新 各 全 第"
)

_UNCUT = tuple({word for word in (*_WORDS, *_OPENERS, *_STICKY) if len(word) > 1})

LONGEST = 120  # characters: beyond it a headline is a paragraph, set as such

_AT_MARK, _AT_OPENER, _AT_CLOSER, _PLAIN, _STUCK, _INSIDE = 0, 2, 6, 14, 30, 60


def headline(
    lines: tuple[str, ...], faces: Faces, measure: int = TITLE_MEASURE
) -> tuple[Line, ...]:
    """The composed lines of a headline; given lines that are too wide are broken further."""
    composed: list[Line] = []
    for text in lines:
        for part in broken(text, faces, measure):
            run = (Run(part),)
            composed += compose(run, faces, "title", measure, 0, justify=False)
    return tuple(composed)


def broken(text: str, faces: Faces, measure: int, role: str = "title") -> list[str]:
    """``text`` in as few lines as fit ``measure`` (thousandths of an em), by sense."""
    text = " ".join(text.split())
    if not text:
        return []
    widths = [glyph.width if (glyph := faces.glyph(role, c)) else 0 for c in text]
    hanging = HALF if text[-1] in LEFT_HALF else 0
    if sum(widths) - hanging <= measure + MAX_SQUEEZE:
        return [text]
    if len(text) > LONGEST:
        lines = compose((Run(text),), faces, role, measure, 0, justify=False)
        return [line.text for line in lines]
    count = max(2, -(-sum(widths) // measure))
    for lines in range(count, count + 2):
        ends = _best(text, widths, lines, measure)
        if ends:
            return [text[a:b].strip() for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]
    return [text]


def _best(text: str, widths: list[int], lines: int, measure: int) -> list[int] | None:
    """The cheapest ``lines`` - 1 places to break at, or None if the lines would not fit."""
    costs = {
        place: cost for place in range(1, len(text)) if (cost := _cost(text, place)) is not None
    }
    starts = [0]
    for width in widths:
        starts.append(starts[-1] + width)
    ideal = starts[-1] / lines
    ways: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for number in range(1, lines + 1):
        reached: dict[int, tuple[float, list[int]]] = {}
        ends = [len(text)] if number == lines else list(costs)
        for end in ends:
            for begin, (cost, places) in ways.items():
                width = starts[end] - starts[begin]
                if end <= begin or width > measure:
                    continue
                uneven = ((width - ideal) / 1000) ** 2 / 2
                total = cost + uneven + costs.get(end, 0)
                if end not in reached or total < reached[end][0]:
                    reached[end] = (total, [*places, end])
        ways = reached
    found = ways.get(len(text))
    return found[1][:-1] if found else None


def _cost(text: str, place: int) -> float | None:
    """What a break before ``text[place]`` costs; None where it is forbidden."""
    before, after = text[place - 1], text[place]
    if after in NO_START or before in NO_END or _one_word(before, after):
        return None
    cost: float = _PLAIN
    if before in STOPS or before in " —":
        cost = _AT_MARK
    elif before in CLOSING or after in "“‘《〈「『【":
        cost = _AT_OPENER
    elif _cuts_word(text, place):
        cost = _INSIDE
    elif any(text.endswith(word, 0, place) for word in _STICKY):
        cost = _STUCK
    elif any(text.startswith(word, place) for word in _OPENERS):
        cost = _AT_OPENER
    elif any(text.endswith(word, 0, place) for word in _CLOSERS):
        cost = _AT_CLOSER
    return cost + (_PLAIN if _inside_brackets(text, place) else 0)


def _one_word(before: str, after: str) -> bool:
    return before.isascii() and after.isascii() and before != " " and after != " "


def _cuts_word(text: str, place: int) -> bool:
    return any(
        text.startswith(word, start)
        for word in _UNCUT
        for start in range(max(0, place - len(word) + 1), place)
    ) or (text[place - 1].isdigit() and text[place] in "年月日个名次项届%万亿")


def _inside_brackets(text: str, place: int) -> bool:
    return sum((c in OPENING) - (c in CLOSING) for c in text[:place]) > 0
