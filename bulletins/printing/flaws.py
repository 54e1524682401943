"""What is unsightly or too large on the pages of an issue, seen before the engine sets them.

GB/T 9704-2012 has no number for widows, the customs of book setting are taken.  Pure.
"""

from collections.abc import Iterator

from bulletins.printing import measures
from bulletins.printing.blocks import Picture, Row, SectionTitle, Text, Title
from bulletins.printing.budget import SHEET
from bulletins.printing.columns import Placed
from bulletins.printing.composer import Line
from bulletins.printing.findings import Check, Finding, Level, Place, of_article
from bulletins.printing.measures import EM, LINE
from bulletins.printing.pagination import Page, Pages
from bulletins.printing.sharpness import Sharpness

HEADLINE_LINES = 3
EARLY = 4  # grid lines that may stay free at the foot of a page
NAME_SHARE = 0.6  # of the size in the design: a smaller name looks lost
_TOLERANCE = EM // 2  # a mark at the end of a line may hang out by half an em


def of_pages(pages: Pages) -> Iterator[Finding]:
    """Everything found on the pages, in print order."""
    yield from _masthead(pages)
    yield from _sheets(pages)
    following = [*pages.pages[1:], None]
    for page, after in zip(pages.pages, following, strict=True):
        yield from _turned_entries(page)
        for item in page.placed:
            yield from _picture(page, item)
            yield from _overflow(page, item)
            yield from _widows(page, item)
        yield from _early_end(page, after)


def _masthead(pages: Pages) -> Iterator[Finding]:
    head = pages.pages[0].head
    if head and head.masthead.title and head.size < NAME_SHARE * pages.design.masthead_size:
        sentence = f"刊名太长，只能排成{head.size:.0f}磅（设计为{pages.design.masthead_size:g}磅）"
        yield Finding(Level.AMBER, Check.OVERFLOW, sentence, None, Place.BULLETIN, 1)


def _sheets(pages: Pages) -> Iterator[Finding]:
    count = len(pages.pages)
    if blank := -count % SHEET:
        sentence = f"共{count}页，不是4的倍数：骑马订的小册子会有{blank}个空白页"
        yield Finding(Level.AMBER, Check.SHEETS, sentence)


def _turned_entries(page: Page) -> Iterator[Finding]:
    for entry in page.box.entries if page.box else ():
        if entry.article and len(entry.lines) > 1:
            title = "".join(line.text for line in entry.lines)
            sentence = f"“{title}”在目录里要排{len(entry.lines)}行，可另拟一个短的目录标题"
            yield Finding(
                Level.AMBER, Check.CONTENTS, sentence, entry.article, Place.ENTRY, page.number
            )


def _picture(page: Page, item: Placed) -> Iterator[Finding]:
    block = item.block
    if not isinstance(block, Picture) or not block.figure.width:
        return
    found = Sharpness(block.figure.width, block.width)
    if found.level > Level.GREEN:
        yield of_article(found.level, Check.PICTURES, found.sentence, block.article, page.number)


def _overflow(page: Page, item: Placed) -> Iterator[Finding]:
    block = item.block
    if isinstance(block, Title):
        sentences = _title(page, item, block)
    elif isinstance(block, Text) and block.kind not in ("caption", "source"):
        wide = _wider(block.lines[item.start : item.end], block.measure - block.left)
        sentences = ["正文有一行比版心宽"] if wide else []
    elif isinstance(block, Row) and block.height > page.room // 2:
        sentences = ["表格中有一行比半页还高，最好拆成几行"]
    else:
        sentences = []
    for sentence in sentences:
        yield _of(Check.OVERFLOW, sentence, block, page)


def _of(check: Check, sentence: str, block: Text | Title | Row, page: Page) -> Finding:
    """What is amber about a block; the note on the whole issue is one of its facts."""
    if block.article:
        return of_article(Level.AMBER, check, sentence, block.article, page.number)
    return Finding(Level.AMBER, check, sentence, None, Place.FACTS, page.number)


def _title(page: Page, item: Placed, title: Title) -> list[str]:
    area = measures.area(page.design, 2 if item.column else 1)
    found = []
    if len(title.headline) > HEADLINE_LINES:
        found.append(f"标题排成了{len(title.headline)}行，最好不超过{HEADLINE_LINES}行")
    if _wider(title.headline, area.measure_at(area.title)):
        found.append("标题有一行比版心宽")
    if _wider(title.subtitle + title.byline, area.measure):
        found.append("副题或署名有一行比版心宽")
    return found


def _wider(lines: tuple[Line, ...], measure: int) -> bool:
    return any(line.width > measure + _TOLERANCE for line in lines)


def _widows(page: Page, item: Placed) -> Iterator[Finding]:
    block = item.block
    if not isinstance(block, Text) or len(block.lines) < 2:
        return
    if item.end - item.start == 1 and item.start:
        sentence = "一段的最后一行单独落在页首或栏首"
        yield _of(Check.WIDOWS, sentence, block, page)
    elif item.end - item.start == 1:
        sentence = "一段的第一行单独留在页末或栏末"
        yield _of(Check.WIDOWS, sentence, block, page)
    last = block.lines[-1].text
    alone = block.source is None or block.source_gap is None
    if item.end == len(block.lines) and alone and sum(map(str.isalnum, last)) <= 1:
        sentence = f"一段的最后一行只有“{last}”，删去几个字可省一行"
        yield _of(Check.WIDOWS, sentence, block, page)


def _early_end(page: Page, after: Page | None) -> Iterator[Finding]:
    free = page.free // LINE
    if after is None or not page.placed or free <= EARLY:
        return
    first = after.placed[0].block if after.placed else None
    named = {Picture: "图片", Row: "表格", Title: "标题", SectionTitle: "栏目名"}
    what = "版记" if first is None else named.get(type(first), "正文")
    article = next(iter(after.articles), "")
    sentence = f"第{page.number}页末尾空出{free}行：下一页开头的{what}排不进来"
    yield of_article(Level.AMBER, Check.WIDOWS, sentence, article, page.number)
