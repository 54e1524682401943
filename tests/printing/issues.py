"""Issues made by hand for the tests of printing: fictional units, every kind of block."""

import hashlib
import io
from functools import cache

from PIL import Image

from bulletins.contents import (
    ARTICLES,
    BRIEFS,
    Article,
    Contents,
    DistributionGroup,
    Masthead,
    Section,
)
from bulletins.richtext import Cell, Figure, Paragraph, Run, Table

MASTHEAD = Masthead(
    "工会信息", "第12期（总第345期）", "示范市总工会办公室", "2026年7月1日", "内部资料　注意保存"
)
IMPRINT = ("示范市总工会办公室", "2026年7月1日印发")
FOOT = (
    DistributionGroup("报", ("市委、市政府领导", "省总工会"), 20),
    DistributionGroup("发", ("各县（市）、区总工会", "各产业工会"), 80),
)
SENTENCE = (
    "各单位要把学习培训同推动工作结合起来，围绕中心任务，细化工作举措，"
    "切实把“面对面、心贴心”的服务送到一线职工身边，全年走访1,234人次，同比增长12.5%。"
)


def paragraph(text: str, kind: str = "body", **more) -> Paragraph:
    return Paragraph((Run(text),), kind, **more)


def article(key: str, headline: str = "示范市总工会开展暖冬行动", **more) -> Article:
    fields = {"blocks": (paragraph(SENTENCE * 2), paragraph(SENTENCE)), "source": "示范市总工会"}
    fields |= more
    lines = (headline,) if headline else ()
    title = fields.pop("contents_title", headline or "无题简讯")
    return Article(key, lines, title, **fields)


def issue(*articles: Article, **more) -> Contents:
    """One section of articles with masthead and foot."""
    fields = {"masthead": MASTHEAD, "distribution": FOOT, "imprint": IMPRINT} | more
    return Contents(sections=(Section("工作动态", ARTICLES, articles),), **fields)


@cache
def picture(width: int, height: int) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), (120, 160, 200)).save(stream, "PNG")
    return stream.getvalue()


def figure(number: int, width: int, height: int, caption: str = "") -> Figure:
    digest = hashlib.sha256(picture(width, height)).hexdigest()
    runs = (Run(caption),) if caption else ()
    return Figure(number, runs, caption, digest, width, height)


def table(rows: int, head_rows: int = 1) -> Table:
    head = tuple(Cell((Run(text),), header=True) for text in ("单位", "走访人数", "备注"))
    body = [
        tuple(Cell((Run(text),)) for text in (f"示范单位{n}", f"{n * 13}", "慰问品另行统计" * 3))
        for n in range(rows)
    ]
    return Table((head, *body), head_rows, (Run("表1　走访慰问情况"),))


def everything() -> tuple[Contents, dict[int, bytes]]:
    """An issue with every kind of block and dress, rare characters included."""
    mixed = Paragraph(
        (
            Run("经统计，"),
            Run("全年共走访", ("strong",)),
            Run("困难职工，其中"),
            Run("女职工", ("em",)),
            Run("占45%，面积30m"),
            Run("2", ("sup",)),
            Run("，CO"),
            Run("2", ("sub",)),
            Run("下降，"),
            Run("务必落实", ("u",)),
            Run("，见"),
            Run("https://example.org/warm/2026", (), "https://example.org/warm/2026"),
            Run("。"),
            Run("\n"),
            Run("联系人：䶮某、𠮷某、阿不都·买买提——工会主席……"),
        )
    )
    long = article(
        "7",
        subtitle="——在全市工会工作会议上的讲话",
        byline="示范市总工会主席　张某某",
        blocks=(
            paragraph("一、基本情况", "heading"),
            mixed,
            paragraph(SENTENCE, "item", depth=1, marker="1."),
            paragraph("动态管理。", "item", depth=2, marker="•"),
            paragraph(SENTENCE, "quote"),
            table(24),
            paragraph(SENTENCE * 3),
            figure(7, 1600, 1000, "图1　走访现场"),
            figure(8, 300, 500),
            paragraph("完。"),
        ),
    )
    briefs = (
        article("8", "", brief=True, contents_title="无题简讯"),
        article("9", "某区举办职工运动会", brief=True, source="某区总工会"),
        article("10", "又一则", brief=True, source=""),
    )
    contents = Contents(
        MASTHEAD,
        (Section("专题", ARTICLES, (long, article("11"))), Section("简讯", BRIEFS, briefs)),
        FOOT,
        imprint=IMPRINT,
    )
    return contents, {7: picture(1600, 1000), 8: picture(300, 500)}
