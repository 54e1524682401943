"""The preflight: everything that should be looked at before an issue is signed.

Nothing is set for it: what is asked are the contents, the faces and the pages as
the engine will be given them.  Green, amber and red; only what makes the layout
fail stands in the way of a signature.  Pure.
"""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from bulletins.contents import Article, Contents
from bulletins.printing import flaws, glyphs
from bulletins.printing.columns import DoesNotFit
from bulletins.printing.design import MUNICIPAL, Design
from bulletins.printing.faces import Faces
from bulletins.printing.findings import Check, Finding, Level, Place, of_article, stopping
from bulletins.printing.inline import LINKS
from bulletins.printing.pagination import paginate
from bulletins.richtext import Figure, Paragraph, Run, all_runs

GREEN = {
    Check.GLYPHS: "字库里都有这些字",
    Check.FALLBACKS: "没有用到补字",
    Check.PICTURES: "图片都够清晰，或没有图片",
    Check.OVERFLOW: "没有超宽、超高的内容",
    Check.WIDOWS: "没有孤行，各页都排满",
    Check.SECTIONS: "每个栏目都有稿件",
    Check.CONTENTS: "目录标题都在一行之内，或不印目录",
    Check.SHEETS: "页数是4的倍数",
    Check.FILES: "文件都已生成，逐字核对过，字体全部嵌入",
    Check.LINKS: "文中没有链接",
    Check.FIELDS: "期号、日期、主办、印发范围、来源都齐全",
}
OF_PAGES = (Check.PICTURES, Check.OVERFLOW, Check.WIDOWS, Check.CONTENTS, Check.SHEETS)
NAMED = 8  # characters that one sentence names
# What readers call a face that stands in for another.
_STAND_INS = {"Yinfa Fangsong": "仿宋体", "Yinfa Rare": "补字字体", "Yinfa Title": "标题宋体"}


@functools.lru_cache(maxsize=64)
def inspect(contents: Contents, faces: Faces, design: Design = MUNICIPAL) -> tuple[Finding, ...]:
    """Everything found in an issue but for its files, in the order of the checks."""
    printed = design.printed(contents)
    found = [
        *_missing(printed, faces),
        *_fallbacks(printed, faces),
        *_lost_pictures(contents),
        *_empty(contents),
        *_links(contents),
        *_fields(contents),
        *_pages(contents, faces, design),
    ]
    order = list(Check)
    return tuple(sorted(found, key=lambda finding: order.index(finding.check)))


def complete(found: Iterable[Finding]) -> list[Finding]:
    """The gravest first, and a green sentence for every check that found nothing."""
    found = list(found)
    quiet = set(Check) - {finding.check for finding in found}
    green = [Finding(Level.GREEN, check, GREEN[check]) for check in Check if check in quiet]
    return sorted(found, key=lambda finding: -finding.level) + green


# --- the text ---


def _missing(contents: Contents, faces: Faces) -> Iterator[Finding]:
    places: dict[str, list[str]] = {}
    for item in glyphs.missing(contents, faces):
        places.setdefault(item.article, []).append(str(item))
    for key, named in places.items():
        sentence = f"字库中没有这些字：{_listed(named)}"
        yield stopping(Check.GLYPHS, sentence, key, None if key else Place.FACTS)


def _fallbacks(contents: Contents, faces: Faces) -> Iterator[Finding]:
    chars: dict[tuple[str, str], dict[str, None]] = {}
    for key, char, face in glyphs.fallbacks(contents, faces):
        chars.setdefault((key, face), {})[f"“{char}”"] = None
    for (key, face), named in chars.items():
        sentence = f"{_listed(list(named))}用{_STAND_INS.get(face, face)}代替，请看一眼印样"
        yield of_article(Level.AMBER, Check.FALLBACKS, sentence, key)


def _listed(named: list[str]) -> str:
    more = f"等{len(named)}处" if len(named) > NAMED else ""
    return "、".join(named[:NAMED]) + more


def _lost_pictures(contents: Contents) -> Iterator[Finding]:
    for article in contents.articles:
        for figure in article.blocks:
            if isinstance(figure, Figure) and not (figure.width and figure.height):
                yield stopping(Check.PICTURES, "文中有一幅图片找不到了，请重新插入", article.key)


def _empty(contents: Contents) -> Iterator[Finding]:
    if not contents.articles:
        yield Finding(Level.RED, Check.SECTIONS, "这一期还没有稿件", None, Place.SECTION)
        return
    for number, section in enumerate(contents.sections):
        if not section.articles:
            named = f"栏目“{section.title}”" if section.title else "有一个没有名称的栏目"
            sentence = f"{named}没有稿件，不会印出来"
            yield Finding(
                Level.AMBER, Check.SECTIONS, sentence, None, Place.SECTION, section=number
            )


def _links(contents: Contents) -> Iterator[Finding]:
    for article in contents.articles:
        text = _text(article)
        for href in dict.fromkeys(run.href for run in _runs(article) if run.href):
            if not href.lower().startswith(LINKS):
                sentence = f"链接“{href[:60]}”不是网址或邮箱，不会做成链接；请改正或去掉"
                yield of_article(Level.RED, Check.LINKS, sentence, article.key)
                continue
            shown = href.removeprefix("mailto:") in text
            why = "网址已印在文中" if shown else "网址没有印在文中，读者看不到"
            sentence = f"链接“{href[:60]}”在纸上点不开；{why}"
            yield of_article(Level.AMBER, Check.LINKS, sentence, article.key)


def _runs(article: Article) -> Iterator[Run]:
    for block in article.blocks:
        for run in all_runs(block):
            yield from run.footnote or (run,)


def _text(article: Article) -> str:
    return "".join(run.text for run in _runs(article))


# --- what should be said and is not ---


def _fields(contents: Contents) -> Iterator[Finding]:
    head = contents.masthead
    for value, sentence, place in (
        (head.title, "没有刊名", Place.BULLETIN),
        (head.number, "没有期号", Place.FACTS),
        (head.date, "没有日期", Place.FACTS),
        (head.publisher, "没有主办单位", Place.BULLETIN),
        (any(g.labels for g in contents.distribution), "没有印发范围", Place.DISTRIBUTION),
    ):
        if not value:
            yield Finding(Level.AMBER, Check.FIELDS, sentence, None, place)
    for article in contents.articles:
        yield from _fields_of(article)


def _fields_of(article: Article) -> Iterator[Finding]:
    title, opening = article.contents_title, _text(article).strip()
    if not article.headline and not opening and not _has_more(article):
        yield stopping(Check.FIELDS, f"“{title}”没有标题也没有正文", article.key)
        return
    if not article.source:
        yield of_article(Level.AMBER, Check.FIELDS, f"“{title}”没有来源", article.key)
    if not article.headline and not article.brief:
        yield of_article(Level.AMBER, Check.FIELDS, f"“{title}”没有标题", article.key)
    if not article.headline and (title == "（无题）" or opening.startswith(title)):
        sentence = f"简讯没有标题，目录里印的是开头几个字“{title}”，请拟一个目录标题"
        yield Finding(Level.AMBER, Check.FIELDS, sentence, article.key, Place.ENTRY)


def _has_more(article: Article) -> bool:
    """Whether anything but running text is printed of it."""
    others = any(not isinstance(block, Paragraph) for block in article.blocks)
    return others or bool(article.note or article.subtitle or article.byline or article.source)


# --- the pages and the files ---


def _pages(contents: Contents, faces: Faces, design: Design) -> list[Finding]:
    if not contents.articles:
        return [_unchecked(check) for check in OF_PAGES]
    try:
        return list(flaws.of_pages(paginate(contents, faces, design=design)))
    except DoesNotFit as giant:
        found = [stopping(Check.OVERFLOW, str(giant), giant.article)]
        return found + [_unchecked(check) for check in OF_PAGES if check != Check.OVERFLOW]


def _unchecked(check: Check) -> Finding:
    return Finding(Level.AMBER, check, "排不成页，这一项没有检查")


@dataclass(frozen=True, slots=True)
class Made:
    """How far the PDF or another file of an issue is: ``state`` as stored, ``label`` its name."""

    label: str
    state: str
    failure: str = ""
    article: str = ""


def of_files(made: Iterable[Made], loose: Iterable[str] = ()) -> Iterator[Finding]:
    """What is missing among the files; ``loose`` are fonts that the PDF does not carry."""
    found = list(made)
    if not found:
        sentence = "还没有生成这份内容的PDF，文字、字体都还没有核对"
        yield Finding(Level.AMBER, Check.FILES, sentence, None, Place.FILES)
    for file in found:
        if file.state == "failed":
            sentence = f"{file.label}没有做成：{file.failure}"
            place = Place.ARTICLE if file.article else Place.FILES
            yield Finding(Level.RED, Check.FILES, sentence, file.article or None, place)
        elif file.state != "done":
            yield Finding(
                Level.AMBER, Check.FILES, f"{file.label}正在生成，还没有核对", None, Place.FILES
            )
    if named := list(loose):
        sentence = f"PDF里这些字体没有嵌入：{'、'.join(named)}"
        yield Finding(Level.RED, Check.FILES, sentence, None, Place.FILES)


def loose_fonts(pdf: Path) -> tuple[str, ...]:
    """Names of the fonts which the pages of a PDF use without carrying them.

    Raises pikepdf.PdfError for what is no PDF.
    """
    found: dict[str, None] = {}
    with pikepdf.open(pdf) as document:
        for page in document.pages:
            fonts = page.obj.get("/Resources", {}).get("/Font", {})
            for font in dict(fonts).values():
                for inner in font.get("/DescendantFonts", [font]):
                    if not _embedded(inner):
                        found[str(inner.get("/BaseFont", "?")).lstrip("/")] = None
    return tuple(found)


def _embedded(font: pikepdf.Object) -> bool:
    if font.get("/Subtype") == "/Type3":
        return True
    descriptor = font.get("/FontDescriptor", {})
    return any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
