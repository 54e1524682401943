"""Proof that nothing was lost: contents = pages = PDF, character for character.

Two comparisons, blanks and invisible characters aside: what the pages hold is
what the contents say, article by article; and what can be read back from the
finished PDF is what the pages hold, page by page.  Pictures are counted.
"""

from pathlib import Path
from unicodedata import normalize

import pikepdf

from bulletins.contents import Article, Contents
from bulletins.printing.blocks import Picture, Row, SectionTitle, Text, Title
from bulletins.printing.composer import Line
from bulletins.printing.faces import is_blank
from bulletins.printing.footnotes import Portion
from bulletins.printing.pagination import Page, Pages, Placed
from bulletins.printing.readback import read_page
from bulletins.richtext import Figure, Paragraph, Run, Table, numbered


class NotEqual(Exception):
    """Something is missing or wrong; ``article`` is its key, empty if it belongs to none."""

    def __init__(self, article: str, reason: str):
        super().__init__(reason)
        self.article = article


def inked(text: str) -> str:
    """``text`` without blanks and invisible characters, accents joined to their letters."""
    return normalize("NFC", text.translate(_INK))


class _Ink(dict):
    """Code points to themselves, those without ink to nothing; learnt as they come."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if is_blank(chr(code)) else code
        return self[code]


_INK = _Ink()


def check_pages(contents: Contents, pages: Pages) -> None:
    """Every article stands on the pages as the contents have it, once."""
    found: dict[str, list[str]] = {article.key: [] for article in contents.articles}
    captions: dict[str, list[str]] = {article.key: [] for article in contents.articles}
    found[""], captions[""] = [], []  # the note on the whole issue belongs to no article
    notes: dict[str, dict[str, str]] = {article.key: {} for article in contents.articles}
    for page in pages.pages:
        for item in page.placed:
            if not item.repeated and not isinstance(item.block, SectionTitle):
                apart = isinstance(item.block, Text) and item.block.kind == "caption"
                (captions if apart else found)[item.block.article].append(_placed_text(item))
        for portion in (portion for shelf in page.shelves for portion in shelf.portions):
            marked = notes[portion.footnote.article]
            mark = portion.footnote.mark
            marked[mark] = marked.get(mark, "") + _note_text(portion)
    if contents.articles:
        _compare(inked("".join(found[""])), inked(contents.note), "")
    for article in contents.articles:
        marks = [note.mark for note in numbered(article.blocks)[1]]
        # That of a caption may stand a little after its place, as its picture.
        below = [notes[article.key][m] for m in sorted(notes[article.key], key=marks.index)]
        text = "".join(found[article.key] + captions[article.key] + below)
        _compare(inked(text), inked(article_text(article)), article.key)


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


def check_same(source: Path, made: Path, imposed: bool = False, left_out: str = "") -> None:
    """A file made from the screen file ``source`` has its text and pictures, page by page.

    An ``imposed`` file has other pages: all that stands on any page of the one then
    stands on a page of the other, but for ``left_out``.
    """
    with pikepdf.open(source) as old, pikepdf.open(made) as new:
        if not imposed and len(old.pages) != len(new.pages):
            raise NotEqual("", f"应有{len(old.pages)}页，文件有{len(new.pages)}页")
        wanted, found = ([read_page(page) for page in pdf.pages] for pdf in (old, new))
    if imposed:
        wanted, found = [_altogether(wanted)], [_altogether([*found, (left_out, 0)])]
    for number, (before, after) in enumerate(zip(wanted, found, strict=True), 1):
        _compare(inked(after[0]), inked(before[0]), "", 0 if imposed else number)
        if before[1] != after[1]:
            raise NotEqual("", f"第{number}页应有{before[1]}幅图片，文件中有{after[1]}幅")


def foot_stands_alone(pdf: Path, contents: Contents) -> bool:
    """Whether the last page of the screen file holds nothing but the foot of the issue.

    That is: the last article does not end on it.
    """
    if not contents.articles:
        return False
    ending = inked(article_text(contents.articles[-1]))[-8:]
    with pikepdf.open(pdf) as document:
        text, pictures = read_page(document.pages[-1])
    return not pictures and ending not in inked(text)


def _altogether(pages: list[tuple[str, int]]) -> tuple[str, int]:
    """All characters in one order of their own, and all pictures."""
    return "".join(sorted("".join(text for text, _ in pages))), sum(count for _, count in pages)


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
    """The text of an article as it must be printed, from the contents alone.

    Captions come after the text: a picture may stand a little after its place in it.
    Notes come last.
    """
    blocks, notes = numbered(article.blocks)
    head = "".join((article.note, *article.headline_lines, article.subtitle, article.byline))
    if article.runs_in:
        stop = "" if article.headline[-1] in "。！？…" else "。"
        head = article.note + article.headline + stop
    body = "".join(_block_text(block) for block in blocks)
    source = f"（{article.source}）" if article.source else ""
    captions = [b.caption for b in blocks if not isinstance(b, Paragraph)]
    below = "".join(note.mark + note.text for note in notes)
    return head + body + source + "".join(map(_runs_text, captions)) + below


def _block_text(block: Paragraph | Table | Figure) -> str:
    if isinstance(block, Paragraph):
        return block.marker * bool(block.text.strip()) + block.text
    if isinstance(block, Figure):
        return ""
    return "".join(cell.text for row in block.rows for cell in row)


def _runs_text(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


# --- what the pages hold ---


def page_text(page: Page, contents: Contents) -> str:
    """All text of a page in the order in which it is drawn, furniture included."""
    parts: list[str] = []
    if page.head:
        parts += page.head.texts
    if page.box:
        parts.append(page.box.heading)
        for entry in page.box.entries:
            row = _joined(entry.lines)
            parts.append(f"●{row}{entry.page}" if entry.article else row)
    parts += [_placed_text(item) for item in page.placed]
    parts += [_note_text(portion) for shelf in page.shelves for portion in shelf.portions]
    parts += [row.label + _joined(row.lines) + _joined(row.right) for row in page.foot_rows]
    parts += [page.running_head(contents.masthead.title), page.folio]
    return "".join(parts)


def _joined(lines: tuple[Line, ...]) -> str:
    return "".join(line.text for line in lines)


def _note_text(portion: Portion) -> str:
    note = portion.footnote
    return note.mark * portion.begins + _joined(note.lines[portion.start : portion.end])


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
