"""An issue as one self-contained web page: readable on a phone, printable, nothing fetched.

Everything from the contents is escaped; the page's own policy allows its one
stylesheet and pictures within it, no script and no address.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

from bulletins.contents import Article, Contents, Section
from bulletins.exports import figures, wording
from bulletins.exports.figures import Pictures
from bulletins.richtext import Block, Figure, Footnote, Paragraph, Run, Table, numbered

STYLESHEET = Path(__file__).with_name("page.css")
LINKS = ("http://", "https://", "mailto:")
_ELEMENTS = {"heading": "h4", "quote": "blockquote", "body": "p"}

_PAGE = Template("""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="author" content="$author">
<title>$title</title>
<style>$style</style>
</head>
<body>
$body
</body>
</html>
""")


def write(contents: Contents, pictures: Pictures) -> bytes:
    """The page in UTF-8; ``pictures`` are the bytes of the issue's pictures by id."""
    style = STYLESHEET.read_text()
    seal = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    head = contents.masthead
    return _PAGE.substitute(
        policy=f"default-src 'none'; img-src data:; style-src 'sha256-{seal}'; base-uri 'none'; "
        "form-action 'none'",
        title=escape(" ".join(filter(None, (head.title, head.number))) or "简报"),
        author=escape(head.publisher),
        style=style,
        body="\n".join(_Page(contents, pictures).parts()),
    ).encode()


class _Page:
    def __init__(self, contents: Contents, pictures: Pictures):
        self.contents, self.pictures = contents, pictures
        self.picture_texts = contents.picture_texts
        self.anchors = {a.key: f"a{n}" for n, a in enumerate(contents.articles, 1)}

    def parts(self) -> Iterator[str]:
        yield _masthead(self.contents)
        if self.contents.contents_heading and self.contents.articles:
            yield self._box()
        yield "<main>"
        yield _note(self.contents.note)
        yield from (self._section(section) for section in self.contents.sections)
        yield "</main>"
        rows = "".join(f"<p>{escape(line)}</p>" for line in wording.foot_lines(self.contents))
        yield f"<footer>{rows}</footer>" if rows else ""

    def _box(self) -> str:
        groups = []
        for section in self.contents.sections:
            rows = "".join(
                f'<li><a href="#{self.anchors[a.key]}">{escape(a.contents_title)}</a></li>'
                for a in section.articles
            )
            title = f"<h3>{escape(wording.section_title(section))}</h3>" if section.title else ""
            groups.append(f"{title}<ul>{rows}</ul>")
        heading = escape(self.contents.contents_heading)
        return f'<nav aria-labelledby="box"><h2 id="box">{heading}</h2>{"".join(groups)}</nav>'

    def _section(self, section: Section) -> str:
        title = f"<h2>{escape(wording.section_title(section))}</h2>" if section.title else ""
        articles = "\n".join(self._article(article) for article in section.articles)
        return f"<section>{title}\n{articles}\n</section>"

    def _article(self, article: Article) -> str:
        marked, notes = numbered(article.blocks, self.anchors[article.key])
        blocks = [*_lists(marked, self._block)]
        head = _note(article.note)
        if article.brief:
            head += _run_in(article, blocks)
        else:
            lines = "<br>".join(map(escape, article.headline_lines))
            head += f"<h3>{lines}</h3>" if lines else ""
        if article.subtitle:
            head += f'<p class="subtitle">{escape(article.subtitle)}</p>'
        for line in wording.byline_lines(article):
            head += f'<p class="byline">{escape(line)}</p>'
        source = (
            f'<p class="source">{escape(wording.source(article))}</p>' if article.source else ""
        )
        below = _footnotes(notes, self.anchors[article.key])
        inner = "\n".join(filter(None, (head, *blocks, source, below)))
        return f'<article id="{self.anchors[article.key]}">{inner}</article>'

    def _block(self, block: Block) -> str:
        if isinstance(block, Figure):
            return self._figure(block)
        if isinstance(block, Table):
            return _table(block)
        element = _ELEMENTS.get(block.kind, "p")
        return f"<{element}>{_runs(block.runs)}</{element}>"

    def _figure(self, figure: Figure) -> str:
        data = figures.content(figure, self.pictures)
        address = f"data:{figures.media_type(data)};base64,{base64.b64encode(data).decode()}"
        size = f' width="{figure.width}" height="{figure.height}"' if figure.width else ""
        caption = f"<figcaption>{_runs(figure.caption)}</figcaption>" if figure.caption else ""
        alt = escape(self.picture_texts[figure.picture], quote=True)
        return f'<figure><img src="{address}" alt="{alt}"{size}>{caption}</figure>'


def _footnotes(notes: tuple[Footnote, ...], anchor: str) -> str:
    """The notes of an article, each with a link back to its mark."""
    rows = "".join(
        f'<li id="{anchor}-{note.number}"><a href="#from-{anchor}-{note.number}"'
        f' aria-label="回到正文{note.mark}">{note.mark}</a>{_runs(note.runs)}</li>'
        for note in notes
    )
    return f'<ul class="footnotes" aria-label="脚注">{rows}</ul>' if rows else ""


def _masthead(contents: Contents) -> str:
    head = contents.masthead
    rows = [("marking", head.marking), ("number", head.number), ("special", head.special)]
    found = {name: f'<p class="{name}">{escape(text)}</p>' if text else "" for name, text in rows}
    title = f"<h1>{escape(head.title)}</h1>" if head.title else ""
    ends = "".join(f"<span>{escape(text)}</span>" for text in (head.publisher, head.date) if text)
    ends = f'<p class="ends">{ends}</p>' if ends else ""
    return f"<header>{found['marking']}{title}{found['number']}{found['special']}{ends}</header>"


def _note(text: str) -> str:
    return "".join(f'<p class="note">{escape(line)}</p>' for line in text.splitlines())


def _run_in(article: Article, blocks: list[str]) -> str:
    """The headline of a brief at the beginning of its first paragraph."""
    if not article.headline:
        return ""
    head = escape(article.headline + wording.stop_after(article.headline))
    if blocks and blocks[0].startswith("<p>"):
        blocks[0] = f"<p><b>{head}</b>{blocks[0][len('<p>') :]}"
        return ""
    return f"<p><b>{head}</b></p>"


def _lists(blocks: Sequence[Block], make) -> Iterator[str]:
    """Each block made; the items of a list together, with the marks they print."""
    for item, group in groupby(blocks, key=_is_item):
        if item:
            yield f'<ul class="items">{"".join(map(_item, group))}</ul>'
        else:
            yield from map(make, group)


def _is_item(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.kind == "item"


def _item(item: Paragraph) -> str:
    marker = f'<span class="marker">{escape(item.marker)}</span>' if item.marker else ""
    return f'<li class="depth{min(max(item.depth, 1), 4)}">{marker}{_runs(item.runs)}</li>'


def _table(table: Table) -> str:
    caption = f"<caption>{_runs(table.caption)}</caption>" if table.caption else ""
    head = "".join(map(_row, table.rows[: table.head_rows]))
    body = "".join(map(_row, table.rows[table.head_rows :]))
    head = f"<thead>{head}</thead>" if head else ""
    return f'<div class="wide"><table>{caption}{head}<tbody>{body}</tbody></table></div>'


def _row(row) -> str:
    cells = []
    for cell in row:
        tag = 'th scope="col"' if cell.header else "td"
        spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
        spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
        cells.append(f"<{tag}{spans}>{_runs(cell.runs)}</{tag[:2]}>")
    return f"<tr>{''.join(cells)}</tr>"


def _runs(runs: Iterable[Run]) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    text = escape(run.text, quote=False).replace("\n", "<br>")
    for mark in run.marks:
        text = f"<{mark}>{text}</{mark}>"
    if run.footnote:
        name = escape(run.href[1:], quote=True)
        return f'<a id="from-{name}" href="#{name}" aria-label="脚注{run.text}">{text}</a>'
    if run.href.lower().startswith(LINKS):
        text = f'<a href="{escape(run.href, quote=True)}" rel="noreferrer">{text}</a>'
    return text
