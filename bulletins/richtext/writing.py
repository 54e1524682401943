"""Printable values as HTML for a page: the inverse of ``reading.blocks``."""

import html
import re

from .footnotes import Footnote, mark, numbered
from .values import Block, Figure, Paragraph, Run, Table

ELEMENT = {"body": "p", "heading": "h4", "quote": "blockquote", "item": "p"}


def to_html(blocks: tuple[Block, ...]) -> str:
    """``blocks`` as escaped HTML; list items keep their printed marker and depth.

    Notes follow the text, called by their marks as in print.
    """
    marked, notes = numbered(blocks)
    below = f'<div class="footnotes">{"".join(map(_footnote, notes))}</div>' if notes else ""
    return "".join(map(_block, marked)) + below


def with_notes_below(body: str) -> str:
    """A clean body as it is read: marks in the text, and the notes after it."""
    notes: list[str] = []

    def called(found: re.Match) -> str:
        notes.append(f"<p>{mark(len(notes) + 1)} {found[1]}</p>")
        return f"<sup>{mark(len(notes))}</sup>"

    body = re.sub("<small>(.*?)</small>", called, body, flags=re.DOTALL)
    return body + (f'<div class="footnotes">{"".join(notes)}</div>' if notes else "")


def _footnote(note: Footnote) -> str:
    return f"<p>{html.escape(note.mark)} {_runs(note.runs)}</p>"


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        element = ELEMENT[block.kind]
        marker = f"{html.escape(block.marker)} " if block.marker else ""
        item = f' class="item depth-{min(block.depth, 4)}"' if block.kind == "item" else ""
        return f"<{element}{item}>{marker}{_runs(block.runs)}</{element}>"
    if isinstance(block, Table):
        return _table(block)
    return _figure(block)


def _table(table: Table) -> str:
    rows = []
    for row in table.rows:
        cells = []
        for cell in row:
            name = "th" if cell.header else "td"
            spans = "".join(
                f' {kind}="{size}"'
                for kind, size in (("colspan", cell.colspan), ("rowspan", cell.rowspan))
                if size > 1
            )
            cells.append(f"<{name}{spans}>{_runs(cell.runs)}</{name}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    head, body = "".join(rows[: table.head_rows]), "".join(rows[table.head_rows :])
    caption = f"<caption>{_runs(table.caption)}</caption>" if table.caption else ""
    head = f"<thead>{head}</thead>" if head else ""
    return f"<table>{caption}{head}<tbody>{body}</tbody></table>"


def _figure(figure: Figure) -> str:
    caption = f"<figcaption>{_runs(figure.caption)}</figcaption>" if figure.caption else ""
    alt = html.escape(figure.alt)
    return f'<figure><img src="/pictures/{figure.picture:d}/" alt="{alt}">{caption}</figure>'


def _runs(runs: tuple[Run, ...]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    text = "<br>" if run.text == "\n" else html.escape(run.text, quote=False)
    for dress in reversed(run.marks):
        text = f"<{dress}>{text}</{dress}>"
    if run.href.startswith(("http://", "https://", "mailto:")):
        text = f'<a href="{html.escape(run.href)}" rel="noopener noreferrer">{text}</a>'
    return text
