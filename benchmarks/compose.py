"""CPU time to compose an issue of 20,000 characters and decide its pages.

    .venv/bin/python -m benchmarks.compose [RUNS]

Each run is paired with a plain reference: the same text wrapped greedily by its
widths alone, without prohibitions, squeezing or justification.  The ratio of
the two is what can be compared between machines.  Nothing is asserted.
"""

import statistics
import sys
import time

from bulletins.contents import ARTICLES, Article, Contents, Masthead, Section
from bulletins.printing import budget, faces, headlines
from bulletins.printing.composer import compose
from bulletins.printing.pagination import paginate
from bulletins.richtext import Paragraph, Run

CHARACTERS, ARTICLE = 20_000, 1_000
SENTENCE = (
    "各单位要把学习培训同推动工作结合起来，围绕中心任务，细化工作举措，切实把“面对面、心贴心”的"
    "服务送到一线职工身边；2026年3月5日，全年走访第{}批1,234人次（同比增长12.5%），CEO论坛——"
    "《职工之家》{}期专刊同步印发。"
)


def issue() -> Contents:
    """No two paragraphs are alike, so that nothing is found in a cache."""
    articles, number = [], 0
    for key in range(CHARACTERS // ARTICLE):
        blocks, size = [], 0
        while size < ARTICLE:
            number += 1
            text = "".join(SENTENCE.format(number + n, number * 7 + n) for n in range(2))
            blocks.append(Paragraph((Run(text[: ARTICLE - size]),)))
            size += len(blocks[-1].text)
        head = f"示范市总工会积极推进第{key}批职工服务中心规范化建设工作"
        articles.append(Article(str(key), (head,), head[:12], tuple(blocks), source="示范市总工会"))
    return Contents(Masthead("工会信息"), (Section("工作动态", ARTICLES, tuple(articles)),))


def reference(contents: Contents, prepared: faces.Faces) -> int:
    """Lines of all paragraphs, broken wherever they are full."""
    lines = 0
    for article in contents.articles:
        for block in article.blocks:
            room = 26_000
            for char in block.text:
                width = prepared.glyph("body", char).width
                if width > room:
                    lines, room = lines + 1, 28_000
                room -= width
            lines += 1
    return lines


def seconds(work, *arguments) -> float:
    started = time.process_time()
    work(*arguments)
    return time.process_time() - started


def main(runs: int) -> None:
    contents, prepared = issue(), faces.load()
    size = sum(len(block.text) for a in contents.articles for block in a.blocks)
    composed, plain, again = [], [], []
    for _ in range(runs):
        plain.append(seconds(reference, contents, prepared))
        compose.cache_clear()
        headlines.broken.cache_clear()
        composed.append(seconds(paginate, contents, prepared))
        again.append(seconds(budget.measure, contents, prepared, budget.MUNICIPAL, False))
    pages = len(paginate(contents, prepared).pages)
    ratio = statistics.median(a / b for a, b in zip(composed, plain, strict=True))
    print(f"{size} characters, {pages} pages, median of {runs} runs, CPU time:")
    print(f"  composed and paginated     {_milliseconds(composed)}")
    print(f"  wrapped by widths alone    {_milliseconds(plain)}  (ours is {ratio:.1f} times that)")
    print(f"  budget after a move        {_milliseconds(again)}  (nothing composed anew)")


def _milliseconds(times: list[float]) -> str:
    median, least, most = statistics.median(times), min(times), max(times)
    return f"{1000 * median:6.1f} ms  [{1000 * least:.1f}-{1000 * most:.1f}]"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
