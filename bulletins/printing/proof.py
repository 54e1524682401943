"""Proof that nothing was lost: contents = pages = PDF, character for character.

Two comparisons, blanks and invisible characters aside: what the pages hold is
what the contents say, article by article; and what can be read back from the
finished PDF is what the pages hold, page by page.  Pictures are counted.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pikepdf

from bulletins.contents import Article, Contents
from bulletins.printing.blocks import Picture, Row, SectionTitle, Text, Title
from bulletins.printing.composer import Line
from bulletins.printing.faces import is_blank
from bulletins.printing.pagination import Page, Pages, Placed
from bulletins.richtext import Figure, Paragraph, Run, Table


class NotEqual(Exception):
    """Something is missing or wrong; ``article`` is its key, empty if it belongs to none."""

    def __init__(self, article: str, reason: str):
        super().__init__(reason)
        self.article = article


def inked(text: str) -> str:
    """``text`` without blanks and invisible characters, accents joined to their letters."""
    return normalize("NFC", "".join(char for char in text if not is_blank(char)))


def check_pages(contents: Contents, pages: Pages) -> None:
    """Every article stands on the pages as the contents have it, once."""
    found: dict[str, list[str]] = {article.key: [] for article in contents.articles}
    for page in pages.pages:
        for item in page.placed:
            if not item.repeated and not isinstance(item.block, SectionTitle):
                found[item.block.article].append(_placed_text(item))
    for article in contents.articles:
        _compare(inked("".join(found[article.key])), inked(article_text(article)), article.key)


def check_pdf(pdf: Path, contents: Contents, pages: Pages) -> None:
    """Every page of the file holds the text and the pictures of its page."""
    with pikepdf.open(pdf) as document:
        if len(document.pages) != len(pages.pages):
            raise NotEqual("", f"应有{len(pages.pages)}页，文件有{len(document.pages)}页")
        for page, printed in zip(pages.pages, document.pages, strict=True):
            text, pictures = read_page(printed)
            suspect = page.articles[0] if len(page.articles) == 1 else ""
            _compare(inked(text), inked(page_text(page, contents)), suspect, page.number)
            _count_pictures(page, pictures)


def _count_pictures(page: Page, found: int) -> None:
    wanted = [p.block.article for p in page.placed if isinstance(p.block, Picture)]
    if len(wanted) != found:
        key = wanted[0] if wanted else ""
        raise NotEqual(key, f"第{page.number}页应有{len(wanted)}幅图片，文件中有{found}幅")


def _compare(found: str, wanted: str, article: str, page: int = 0) -> None:
    if found == wanted:
        return
    place = next(
        (n for n, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b),
        min(len(found), len(wanted)),
    )
    where = f"第{page}页" if page else "排版"
    raise NotEqual(
        article,
        f"{where}的文字与内容不一致：应为“{wanted[place : place + 12]}”，"
        f"实为“{found[place : place + 12]}”",
    )


# --- what the contents say ---


def article_text(article: Article) -> str:
    """The text of an article as it must be printed, from the contents alone."""
    head = "".join((*article.headline_lines, article.subtitle, article.byline))
    first = article.blocks[0] if article.blocks else None
    if article.brief and isinstance(first, Paragraph) and first.kind == "body":
        stop = "" if not article.headline or article.headline[-1] in "。！？…" else "。"
        head = article.headline + stop
    body = "".join(_block_text(block) for block in article.blocks)
    return head + body + (f"（{article.source}）" if article.source else "")


def _block_text(block: Paragraph | Table | Figure) -> str:
    if isinstance(block, Paragraph):
        return block.marker * bool(block.text.strip()) + block.text
    if isinstance(block, Figure):
        return _runs_text(block.caption)
    return _runs_text(block.caption) + "".join(cell.text for row in block.rows for cell in row)


def _runs_text(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


# --- what the pages hold ---


def page_text(page: Page, contents: Contents) -> str:
    """All text of a page in the order in which it is drawn, furniture included."""
    parts: list[str] = []
    if page.head:
        head = page.head.masthead
        parts += [head.marking, head.title, head.number, head.special, head.publisher, head.date]
    if page.box:
        parts.append(page.box.heading)
        for entry in page.box.entries:
            row = _joined(entry.lines)
            parts.append(f"●{row}{entry.page}" if entry.article else row)
    parts += [_placed_text(item) for item in page.placed]
    parts += [row.label + _joined(row.lines) + _joined(row.right) for row in page.foot_rows]
    parts += [page.running_head(contents.masthead.title), f"—{page.number}—"]
    return "".join(parts)


def _joined(lines: tuple[Line, ...]) -> str:
    return "".join(line.text for line in lines)


def _placed_text(item: Placed) -> str:
    block = item.block
    if isinstance(block, Text):
        text = _joined(block.lines[item.start : item.end])
        if item.start == 0:
            text = block.marker + text
        if item.end == len(block.lines) and block.source:
            text += block.source.text
        return text
    if isinstance(block, Title):
        return _joined(block.headline + block.subtitle + block.byline)
    if isinstance(block, SectionTitle):
        return _joined(block.lines)
    if isinstance(block, Row):
        return "".join(_joined(lines) for _, lines in block.cells)
    return ""


# --- what the file holds ---

_BFCHAR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def read_page(page: pikepdf.Page) -> tuple[str, int]:
    """Text of a page in drawing order through the fonts' own tables, and its pictures."""
    resources = page.obj.get("/Resources", pikepdf.Dictionary())
    fonts = {name: _characters(font) for name, font in resources.get("/Font", {}).items()}
    objects = resources.get("/XObject", pikepdf.Dictionary())
    text: list[str] = []
    pictures = 0
    current: dict[int, str] = {}
    for operands, operator in _operations(page):
        name = str(operator)
        if name == "Tf":
            current = fonts[str(operands[0])]
        elif name == "Do":
            pictures += str(objects[str(operands[0])].get("/Subtype")) == "/Image"
        elif name in ("Tj", "TJ"):
            strings = operands[0] if name == "TJ" else operands
            text += _decoded(strings, current)
    return "".join(text), pictures


def _operations(page: pikepdf.Page) -> Iterator[tuple]:
    yield from pikepdf.parse_content_stream(page, "Tf Tj TJ Do")


def _decoded(strings, characters: dict[int, str]) -> Iterator[str]:
    for string in strings:
        if isinstance(string, pikepdf.String):
            codes = bytes(string)
            for place in range(0, len(codes), 2):
                yield characters.get(int.from_bytes(codes[place : place + 2], "big"), "\ufffd")


def _characters(font: pikepdf.Object) -> dict[int, str]:
    table = font.get("/ToUnicode")
    if table is None:
        return {}
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in _BFCHAR.findall(table.read_bytes())
    }
