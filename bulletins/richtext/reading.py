"""A clean body read as values, as plain text, and made from plain paragraphs."""

import html
import re
from collections.abc import Iterable
from dataclasses import replace

from .footnotes import called, spelt_out
from .tree import LISTS, Node, parse
from .values import Block, Cell, Figure, Paragraph, Run, Table, text_of

PICTURE_SOURCE = re.compile(r"/pictures/([0-9]{1,9})/")


def from_paragraphs(paragraphs, notes=()) -> str:
    """Plain paragraphs as a clean body; nothing of their text is changed.

    The footnotes ``notes`` are put in the place of their marks.
    """
    return "".join(f"<p>{''.join(map(_written, runs))}</p>" for runs in called(paragraphs, notes))


def _written(run: Run) -> str:
    if run.footnote:
        return f"<small>{html.escape(text_of(run.footnote), quote=False)}</small>"
    return html.escape(run.text, quote=False)


def plain(markup: str) -> str:
    """The visible text of a body, one line per block or line break; notes in brackets."""
    return "\n".join(lines(blocks(markup)))


def lines(found: Iterable[Block]) -> list[str]:
    """The visible text of blocks: a line per paragraph, caption and row of a table."""
    result = []
    for block in found:
        if isinstance(block, Paragraph):
            result.append(_spelt_out(block.runs))
            continue
        if block.caption:
            result.append(_spelt_out(block.caption))
        if isinstance(block, Table):
            result += ["\t".join(_spelt_out(cell.runs) for cell in row) for row in block.rows]
    return result


def _spelt_out(runs: tuple[Run, ...]) -> str:
    return text_of(spelt_out(runs))


def count_characters(markup: str) -> int:
    """Characters without white space, as Word's 字数 counts Chinese text."""
    return sum(1 for char in plain(markup) if not char.isspace())


def blocks(markup: str) -> tuple[Block, ...]:
    """A clean body as printable values, in order."""
    result: list[Block] = []
    for node in parse(markup).children:
        _read_block(node, result, "body")
    return tuple(result)


def _read_block(node: Node, result: list[Block], kind: str):
    if node.name in ("p", "h4"):
        kind = "heading" if node.name == "h4" else kind
        if runs := _runs(node.children):
            result.append(Paragraph(runs, kind))
    elif node.name == "blockquote":
        for child in node.children:
            _read_block(child, result, "quote")
    elif node.name in LISTS:
        _read_list(node, result, 1)
    elif node.name == "table":
        result.append(_read_table(node))
    elif node.name == "figure":
        result.extend(_read_figure(node))


def _read_list(node: Node, result: list[Block], depth: int):
    for number, item in enumerate(node.children, 1):
        marker = f"{number}." if node.name == "ol" else "•"
        for child in item.children:
            if child.name in LISTS:
                _read_list(child, result, depth + 1)
                continue
            inner: list[Block] = []
            _read_block(child, inner, "item")
            for block in inner:
                if isinstance(block, Paragraph):
                    block = replace(block, kind="item", depth=depth, marker=marker)
                    marker = ""
                result.append(block)


def _read_table(node: Node) -> Table:
    rows, head_rows, caption = [], 0, ()
    for part in node.children:
        if part.name == "caption":
            caption = _runs(part.children)
            continue
        head_rows += len(part.children) if part.name == "thead" else 0
        rows += [tuple(_read_cell(cell) for cell in row.children) for row in part.children]
    return Table(tuple(rows), head_rows, caption)


def _read_cell(node: Node) -> Cell:
    inner: list[Block] = []
    for child in node.children:
        _read_block(child, inner, "body")
    runs: list[Run] = []
    for block in inner:
        if isinstance(block, Paragraph):
            mark = (Run(f"{block.marker} "),) if block.marker else ()
            runs += [*((Run("\n"),) if runs else ()), *mark, *block.runs]
    span = {k: int(node.attributes.get(k) or 1) for k in ("colspan", "rowspan")}
    return Cell(tuple(runs), node.name == "th", **span)


def _read_figure(node: Node) -> list[Block]:
    picture = next((n for n in node.children if n.name == "img"), None)
    caption = next((_runs(n.children) for n in node.children if n.name == "figcaption"), ())
    number = PICTURE_SOURCE.fullmatch(picture.attributes.get("src", "")) if picture else None
    if not number:
        return []
    return [Figure(int(number[1]), caption, picture.attributes.get("alt", ""))]


def _runs(nodes: list[Node], marks: tuple[str, ...] = (), href: str = "") -> tuple[Run, ...]:
    runs: list[Run] = []
    for node in nodes:
        if node.name == "":
            runs.append(Run(node.own_text, marks, href))
        elif node.name == "br":
            runs.append(Run("\n"))
        elif node.name == "a":
            runs += _runs(node.children, marks, node.attributes.get("href", ""))
        elif node.name == "small":
            runs.append(Run("", footnote=_footnote(node.children)))
        else:
            runs += _runs(node.children, tuple(sorted({*marks, node.name})), href)
    return tuple(run for run in runs if run.text or run.footnote)


def _footnote(nodes: list[Node]) -> tuple[Run, ...]:
    """A note is one line and holds no other: a cleaned body has none that does."""
    found: list[Run] = []
    for run in _runs(nodes):
        found += run.footnote or (replace(run, text=" ") if run.text == "\n" else run,)
    return tuple(found)
