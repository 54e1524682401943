"""Issues made by chance from a number: every mark, number, dress and kind of block turns up."""

from random import Random

from bulletins.contents import ARTICLES, BRIEFS, Article, Contents, DistributionGroup, Section
from bulletins.printing.punctuation import NO_START, OPENING
from bulletins.richtext import Block, Cell, Figure, Paragraph, Run, Table
from tests.printing.issues import IMPRINT, MASTHEAD, picture

_WORDS = (
    "示范市 总工会 职工 会议 活动 服务 中心 推进 工作 积极 开展 组织 建设 创新 困难 帮扶 培训 "
    "竞赛 技能 企业 的 了 在 和 对 为 将 是 某区 某县 街道 社区 领导 干部 一线 走访 慰问 龘 镕"
)
_FIGURES = (
    "160名 1,234人次 10.32万人次 95% 3.5万元 2026年3月5日 12个百分点 5G CEO WR-710 3—5月 "
    "第12期 APEC 30平方米 9时30分 三百六十五天 m² A类 第三届"
)
WORDS, FIGURES = _WORDS.split(), _FIGURES.split()
MARKS = "，，，，，、、、。。；：！？"
PAIRS = ("“{}”", "《{}》", "（{}）", "‘{}’", "【{}】", "({})")
DRESSES = ((), (), (), (), ("strong",), ("em",), ("u",), ("strong", "u"), ("sup",), ("sub",))


def phrase(chance: Random) -> str:
    words = "".join(chance.choice(WORDS) for _ in range(chance.randint(1, 5)))
    if chance.random() < 0.25:
        words += chance.choice(FIGURES) + chance.choice(WORDS)
    if chance.random() < 0.2:
        words = chance.choice(PAIRS).format(words)
    if chance.random() < 0.05:
        words += chance.choice(("——", "……", "·"))
    return words + chance.choice(MARKS)


def text(chance: Random, phrases: int) -> str:
    return "".join(phrase(chance) for _ in range(phrases)).rstrip("，、；：") + "。"


def runs(chance: Random, phrases: int) -> tuple[Run, ...]:
    if chance.random() < 0.7:
        return (Run(text(chance, phrases)),)
    return tuple(Run(phrase(chance), chance.choice(DRESSES)) for _ in range(phrases))


def paragraph(chance: Random) -> Paragraph:
    kind = chance.choice(("body",) * 8 + ("heading", "quote", "item", "item"))
    phrases = 2 if kind == "heading" else chance.randint(1, 30)
    if kind != "item":
        return Paragraph(runs(chance, phrases), kind)
    depth = chance.randint(1, 3)
    return Paragraph(runs(chance, phrases), kind, depth, chance.choice(("1.", "•", "")))


def table(chance: Random) -> Table:
    columns = chance.randint(1, 6)
    head = tuple(Cell((Run(text(chance, 1)),), header=True) for _ in range(columns))
    body = [
        tuple(
            Cell((Run(chance.choice(("", "12", "3.5%", text(chance, chance.randint(1, 3))))),))
            for _ in range(columns)
        )
        for _ in range(chance.randint(1, 25))
    ]
    caption = (Run("表" + text(chance, 1)),) if chance.random() < 0.5 else ()
    return Table((head, *body), chance.choice((0, 1, 1)), caption)


def figure(chance: Random, number: int) -> Figure:
    width, height = chance.choice(((1600, 1000), (300, 500), (900, 200), (80, 80)))
    caption = (Run(text(chance, 1)),) if chance.random() < 0.7 else ()
    return Figure(number, caption, "图", "", width, height)


def block(chance: Random, number: int) -> Block:
    kind = chance.random()
    if kind < 0.06:
        return table(chance)
    return figure(chance, number) if kind < 0.12 else paragraph(chance)


def article(chance: Random, key: str, brief: bool) -> Article:
    blocks = tuple(block(chance, int(key) * 100 + n) for n in range(chance.randint(1, 6)))
    title = text(chance, chance.randint(1, 3)).rstrip("。").strip("".join(NO_START | OPENING))
    first = title or "标题"
    headline = () if brief and chance.random() < 0.2 else (first,)
    return Article(
        key,
        headline,
        first[:20],
        blocks,
        subtitle=text(chance, 1) if chance.random() < 0.1 else "",
        byline="示范市总工会　张某" if chance.random() < 0.1 else "",
        source=chance.choice(("", "示范市总工会", "综合来稿", "甲单位、乙单位" * 5)),
        brief=brief,
    )


def issue(number: int) -> tuple[Contents, dict[int, bytes]]:
    """The issue of this number, the same every time, and its pictures by id."""
    chance = Random(number)  # noqa: S311 - the same issue every time is what is wanted
    sections, key = [], 0
    for style in chance.choice(((ARTICLES,), (ARTICLES, BRIEFS), (ARTICLES, ARTICLES, BRIEFS))):
        articles = []
        for _ in range(chance.randint(1, 8 if style == BRIEFS else 4)):
            key += 1
            articles.append(article(chance, str(key), style == BRIEFS))
        title = chance.choice(("", "工作动态", "简讯", "专题报道"))
        sections.append(Section(title, style, tuple(articles)))
    labels = tuple(f"某单位{n}" for n in range(chance.choice((0, 2, 10, 60))))
    contents = Contents(
        MASTHEAD,
        tuple(sections),
        (DistributionGroup("发", labels, len(labels)),) if labels else (),
        contents_heading=chance.choice(("本期要目", "")),
        imprint=IMPRINT if chance.random() < 0.8 else ("", ""),
    )
    return contents, {f.picture: picture(f.width, f.height) for f in contents.figures}
