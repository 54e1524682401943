"""Any HTML made into the few elements a body may hold; idempotent."""

import re

import nh3

from .reading import PICTURE_SOURCE
from .tree import CELLS, LISTS, Node, parse
from .values import MARKS

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 40
INLINE = {*MARKS, "a", "br"}
BLOCKS = {"p", "h4", "blockquote", "table", "figure", *LISTS}
# Elements with the same meaning under another name; anything else is unwrapped by nh3,
# which would join neighbouring paragraphs, so block-like strangers become p first.
RENAMED = {
    "b": "strong", "i": "em", "ins": "u", "div": "p", "section": "p", "article": "p",
    "header": "p", "footer": "p", "pre": "p", "address": "p", "dd": "p", "dt": "p",
    "center": "p", "main": "p", "aside": "p", "nav": "p", "form": "p", "fieldset": "p",
    **{f"h{level}": "h4" for level in (1, 2, 3, 5, 6)},
}  # fmt: skip
TAG_NAME = re.compile(r"(</?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])")
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]")
BLANKS = " \t\r\n\u3000\xa0"


class TooMuch(ValueError):
    """The HTML is too long or too deeply nested to be an article."""


def clean(markup: str, pictures: set[int] | None = None) -> str:
    """``markup`` reduced to the allowed elements; raises ``TooMuch`` beyond the limits.

    Visible text is kept, in order; only blanks at the edges of paragraphs and
    invisible control characters go.  With ``pictures``, only pictures of these ids stay.
    """
    _check_size(markup)
    markup = INVISIBLE.sub("", markup)
    markup = TAG_NAME.sub(_rename, markup)
    tree = parse(_CLEANER.clean(markup))
    if pictures is not None:
        _drop_other_pictures(tree, pictures)
    return "".join(node.write() for node in _flow(tree.children))


def _drop_other_pictures(tree: Node, allowed: set[int]):
    for node in tree.walk():
        source = PICTURE_SOURCE.fullmatch(node.attributes.get("src", ""))
        if source and int(source[1]) not in allowed:
            del node.attributes["src"]


def _check_size(markup: str):
    if len(markup) > MAX_CHARACTERS:
        raise TooMuch("too long")
    depth = 0
    for match in TAG_NAME.finditer(markup):
        if match[2].lower() in ("br", "img", "p", "li", "hr", "col", "input", "meta", "link"):
            continue  # void, or closed by its successor: cannot nest by mere repetition
        depth = depth + 1 if match[1] == "<" else max(0, depth - 1)
        if depth > MAX_DEPTH:
            raise TooMuch("too deeply nested")


def _rename(match: re.Match) -> str:
    name = match[2].lower()
    return match[1] + RENAMED.get(name, name)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if PICTURE_SOURCE.fullmatch(value) else None
    if name in ("colspan", "rowspan"):
        return value if re.fullmatch("[2-9]|1[0-9]|20", value) else None
    return value


_CLEANER = nh3.Cleaner(
    tags={*INLINE, *BLOCKS, "li", "thead", "tbody", "tr", *CELLS, "caption", "img", "figcaption"},
    attributes={
        "a": {"href"},
        "img": {"src", "alt"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    attribute_filter=_attribute,
    clean_content_tags={"script", "style", "title", "textarea", "template", "xmp", "noscript"},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
    strip_comments=True,
)


def _flow(nodes: list[Node]) -> list[Node]:
    """``nodes`` as blocks only: stray inline content is put into paragraphs, empty blocks go."""
    blocks: list[Node] = []
    inline: list[Node] = []

    def end_paragraph(name="p"):
        children = _trim(_tidy(inline))
        if children:
            blocks.append(Node(name, {}, children))
        inline.clear()

    for node in nodes:
        if node.name in ("p", "h4", "li", "caption", "figcaption", "thead", "tbody", "tr", *CELLS):
            end_paragraph()
            kind = "h4" if node.name == "h4" else "p"
            if any(_holds_block(child) for child in node.children):
                blocks.extend(_flow(node.children))
            else:
                inline.extend(node.children)
                end_paragraph(kind)
        elif node.name in BLOCKS or node.name == "img":
            end_paragraph()
            blocks.extend(_tidy_block(node))
        elif _holds_block(node):
            end_paragraph()
            blocks.extend(_flow(node.children))
        else:
            inline.append(node)
    end_paragraph()
    return blocks


def _holds_block(node: Node) -> bool:
    structure = {*BLOCKS, *CELLS, "img", "li", "caption", "figcaption", "thead", "tbody", "tr"}
    return node.name in structure or any(_holds_block(child) for child in node.children)


def _tidy_block(node: Node) -> list[Node]:
    if node.name == "blockquote":
        inner = _flow(node.children)
        return [Node("blockquote", {}, inner)] if inner else []
    if node.name in LISTS:
        return _tidy_list(node)
    if node.name == "table":
        return _tidy_table(node)
    return _tidy_figure(node)


def _tidy_list(node: Node) -> list[Node]:
    items: list[Node] = []
    for child in node.children:
        if child.name in LISTS and items:  # a list directly in a list belongs to the item before
            items[-1].children.extend(_tidy_list(child))
            continue
        inner = _flow(child.children if child.name == "li" else [child])
        if inner:
            items.append(Node("li", {}, inner))
    return [Node(node.name, {}, items)] if items else []


def _tidy_table(node: Node) -> list[Node]:
    rows, strays = [], []
    caption = next((child for child in node.children if child.name == "caption"), None)
    for part in node.children:
        for row in part.children if part.name in ("thead", "tbody") else [part]:
            if row.name == "tr":
                cells = [_tidy_cell(cell, part.name == "thead") for cell in row.children
                         if cell.name in CELLS]  # fmt: skip
                if cells:
                    rows.append(Node("tr", {}, cells))
            elif row.name != "caption":
                strays.append(row)
    head = 0
    while head < len(rows) and all(cell.name == "th" for cell in rows[head].children):
        head += 1
    if head == len(rows):
        head = 0
    parts = [Node("thead", {}, rows[:head])] if head else []
    parts += [Node("tbody", {}, rows[head:])] if rows else []
    if caption and (children := _trim(_tidy(_inline_only(caption.children)))):
        parts.insert(0, Node("caption", {}, children))
    table = [Node("table", {}, parts)] if rows else []
    return table + _flow(strays)


def _tidy_cell(cell: Node, in_head: bool) -> Node:
    inner = [paragraph for block in _flow(cell.children) for paragraph in _paragraphs(block)]
    name = "th" if in_head else cell.name
    return Node(name, {k: v for k, v in cell.attributes.items() if v}, inner)


def _paragraphs(block: Node) -> list[Node]:
    """``block`` as paragraphs and lists: what may stand in a cell.  Pictures may not."""
    if block.name == "table":
        return [p for cell in block.walk() if cell.name in CELLS
                for child in cell.children for p in _paragraphs(child)]  # fmt: skip
    if block.name == "figure":
        caption = next((n.children for n in block.children if n.name == "figcaption"), [])
        return [Node("p", {}, caption)] if caption else []
    return [block]


def _tidy_figure(node: Node) -> list[Node]:
    pictures = [n for n in node.walk() if n.name == "img" and n.attributes.get("src")]
    caption = next((n for n in node.walk() if n.name == "figcaption"), None)
    text = _trim(_tidy(_inline_only(caption.children))) if caption else []
    rest = [n for n in node.children if n.name not in ("img", "figcaption")]
    figures = [
        Node("figure", {}, [Node("img", {"src": p.attributes["src"],
                                         "alt": p.attributes.get("alt", "")}, [])])
        for p in pictures
    ]  # fmt: skip
    if figures and text:
        figures[-1].children.append(Node("figcaption", {}, text))
    elif text:
        figures.append(Node("p", {}, text))
    strays = [n for n in rest if n.name not in ("p", "a") or n.text.strip(BLANKS)]
    return figures + [b for b in _flow(strays) if b.name != "figure"]


def _inline_only(nodes: list[Node]) -> list[Node]:
    """The inline content of ``nodes``, blocks among them parted by line breaks."""
    result: list[Node] = []
    for node in nodes:
        if node.name in ("", *INLINE) and not _holds_block(node):
            result.append(node)
        elif inner := _inline_only(node.children):
            result += [Node("br", {}, []), *inner] if result else inner
    return result


def _tidy(nodes: list[Node]) -> list[Node]:
    """Inline nodes with white space folded as HTML source means it, and empty dress removed."""
    result = []
    for node in nodes:
        if node.name == "":
            text = _fold(node.text)
            if text:
                result.append(Node.of_text(text))
        elif node.name == "br":
            result.append(Node("br", {}, []))
        else:
            children = _tidy(node.children)
            if node.name == "a" and not node.attributes.get("href"):
                result.extend(children)
            elif any(child.name == "br" or child.text for child in children):
                result.append(Node(node.name, dict(node.attributes), children))
    return result


def _fold(text: str) -> str:
    """Line ends of the source are no characters of the text, except between Latin words."""
    return re.sub(
        r"(?<=[!-~])[ \t]*[\r\n]+[ \t]*(?=[!-~])|[ \t]*[\r\n]+[ \t]*|\t+",
        lambda m: " " if m[0].startswith("\t") or _between_latin(m) else "",
        text,
    )


def _between_latin(match: re.Match) -> bool:
    text, start, end = match.string, match.start(), match.end()
    return start > 0 and end < len(text) and text[start - 1].isascii() and text[end].isascii()


def _trim(nodes: list[Node]) -> list[Node]:
    """``nodes`` without blanks and line breaks at either end."""
    nodes = list(nodes)
    while nodes and (trimmed := _trim_edge(nodes[0], first=True)) is not nodes[0]:
        nodes[:1] = [trimmed] if trimmed else []
    while nodes and (trimmed := _trim_edge(nodes[-1], first=False)) is not nodes[-1]:
        nodes[-1:] = [trimmed] if trimmed else []
    return nodes


def _trim_edge(node: Node, first: bool) -> Node | None:
    if node.name == "br":
        return None
    if node.name == "":
        text = node.text.lstrip(BLANKS) if first else node.text.rstrip(BLANKS)
        return node if text == node.text else (Node.of_text(text) if text else None)
    edge = 0 if first else -1
    trimmed = _trim_edge(node.children[edge], first)
    if trimmed is node.children[edge]:
        return node
    children = list(node.children)
    children[edge : edge + 1 or None] = [trimmed] if trimmed else []
    return Node(node.name, node.attributes, children) if children else None
