"""The form of a body: blocks in order, each with something in it, no blanks at their edges."""

import re
from collections.abc import Iterator

from .tree import CELLS, INLINE, LISTS, ROW_GROUPS, Node, TooMuch

LONGEST_FOOTNOTE = 500  # characters; what is longer belongs into the text

# Stand for leaves while the text of a paragraph is looked at as one string; ``tree`` lets
# no control character through.
PART, BREAK, NEW_PARAGRAPH = "\x01", "\x02", "\x03"
BLANKS = re.compile(f"[ \t\r\n\u3000\xa0{PART}{BREAK}]+")
INDENT = re.compile("\u3000\u3000|(?:\xa0 ?){4}")


class FootnoteTooLong(TooMuch):
    """A footnote of more than LONGEST_FOOTNOTE characters; ``start`` is how it begins."""

    def __init__(self, start: str):
        super().__init__("footnote too long")
        self.start = start


def tidy(nodes: list[Node]) -> list[Node]:
    """``nodes`` as blocks only: stray inline content is put into paragraphs, empty blocks go."""
    blocks: list[Node] = []
    inline: list[Node] = []

    def end_paragraph(name="p"):
        blocks.extend(Node(name, {}, children) for children in _paragraphs(inline))
        inline.clear()

    for node in nodes:
        if node.name in ("", "br", *INLINE):
            inline.append(node)
            continue
        end_paragraph()
        if node.name in ("p", "h4"):
            inline.extend(node.children)
            end_paragraph(node.name)
        else:
            blocks.extend(_tidy_block(node))
    end_paragraph()
    return blocks


def _tidy_block(node: Node) -> list[Node]:
    if node.name == "blockquote":
        inner = tidy(node.children)
        return [Node("blockquote", {}, inner)] if inner else []
    if node.name in LISTS:
        return _tidy_list(node)
    if node.name == "table":
        return _tidy_table(node)
    if node.name in ("figure", "img"):
        return _tidy_figure(node)
    return tidy(node.children)  # a part outside of what it is a part of


def _tidy_list(node: Node) -> list[Node]:
    items: list[Node] = []
    for child in node.children:
        if child.name in LISTS and items:  # a list directly in a list belongs to the item before
            items[-1].children.extend(_tidy_list(child))
            continue
        inner = tidy(child.children if child.name == "li" else [child])
        if inner:
            items.append(Node("li", {}, inner))
    return [Node(node.name, {}, items)] if items else []


def _tidy_table(node: Node) -> list[Node]:
    """The table, and after it what stood in it but not in a cell, and its pictures."""
    rows, caption, outside = [], [], []
    for part in node.children:
        if part.name == "caption":
            caption += _line(_inline_only(part.children))
            outside += [n for n in tidy(part.children) if n.name == "figure"]
            continue
        for row in part.children if part.name in ROW_GROUPS else [part]:
            if row.name != "tr":
                outside += tidy([row])
                continue
            outside += tidy([child for child in row.children if child.name not in CELLS])
            cells = [child for child in row.children if child.name in CELLS]
            made = [_tidy_cell(cell, part.name == "thead", outside) for cell in cells]
            rows += [Node("tr", {}, made)] if made else []
    if not any(cell.children for row in rows for cell in row.children):
        return ([Node("p", {}, caption)] if caption else []) + outside
    head = 0
    while head < len(rows) and all(cell.name == "th" for cell in rows[head].children):
        head += 1
    head = head if head < len(rows) else 0
    parts = [Node("caption", {}, caption)] if caption else []
    parts += [Node("thead", {}, rows[:head])] if head else []
    return [Node("table", {}, [*parts, Node("tbody", {}, rows[head:])]), *outside]


def _tidy_cell(cell: Node, in_head: bool, outside: list[Node]) -> Node:
    inner = [kept for block in tidy(cell.children) for kept in _in_cell(block, outside)]
    return Node("th" if in_head else cell.name, cell.attributes, inner)


def _in_cell(block: Node, outside: list[Node]) -> list[Node]:
    """``block`` as what may stand in a cell; pictures are put ``outside``, tables flattened."""
    if block.name == "figure":
        outside.append(block)
        return []
    if block.name == "table":
        paragraphs = []
        for part in block.walk():
            if part.name == "caption":
                paragraphs.append(Node("p", {}, part.children))
            elif part.name in CELLS:
                paragraphs += part.children
        return paragraphs
    if block.name in ("blockquote", "li", *LISTS):
        inner = [kept for child in block.children for kept in _in_cell(child, outside)]
        return [Node(block.name, {}, inner)] if inner else []
    return [block]


def _tidy_figure(node: Node) -> list[Node]:
    """One figure per picture, the caption with the last; what else stood in it comes after."""
    pictures = [n for n in node.walk() if n.name == "img" and n.attributes.get("src")]
    figures = [Node("figure", {}, [Node("img", _with_alt(p.attributes))]) for p in pictures]
    captions = [n for n in node.children if n.name == "figcaption"]
    text = _line(_inline_only(captions))
    if figures and text:
        figures[-1].children.append(Node("figcaption", {}, text))
    elif text:
        figures.append(Node("p", {}, text))
    rest = [n for n in node.children if n.name not in ("img", "figcaption")]
    return figures + [block for block in tidy(rest) if block.name != "figure"]


def _with_alt(attributes: dict[str, str]) -> dict[str, str]:
    return {"src": attributes["src"], "alt": attributes.get("alt", "")}


def _inline_only(nodes: list[Node]) -> list[Node]:
    """The inline content of ``nodes``, blocks among them parted by line breaks."""
    result: list[Node] = []
    for node in nodes:
        if node.name in ("", "br", *INLINE):
            result.append(node)
        elif inner := _inline_only(node.children):
            parted = result and result[-1].name != "br"
            result += [*([Node("br")] if parted else []), *inner, Node("br")]
    return result


def _line(nodes: list[Node]) -> list[Node]:
    """Inline nodes folded, breaks kept as breaks; notes without a word to stand at made text."""
    _fold(nodes)
    filled = _filled(nodes)
    if not any(leaf.own_text for node in filled for leaf in _leaves(node)):
        return _unwrapped(filled)
    for note in (n for node in filled for n in node.walk() if n.name == "small"):
        text = "".join(leaf.own_text for leaf in note.walk())
        if len(text) > LONGEST_FOOTNOTE:
            raise FootnoteTooLong(text[:20])
    return filled


def _leaves(node: Node) -> Iterator[Node]:
    """The texts and breaks of the running text, notes left out."""
    if node.name in ("", "br"):
        yield node
    elif node.name != "small":
        for child in node.children:
            yield from _leaves(child)


def _unwrapped(nodes: list[Node]) -> list[Node]:
    """``nodes`` with the content of every note in its place."""
    result: list[Node] = []
    for node in nodes:
        children = _unwrapped(node.children)
        if node.name == "small":
            result += children
        else:
            result.append(Node(node.name, node.attributes, children, node.own_text))
    return result


def _fold_notes(node: Node):
    """A note is one line of its own: no note in it, breaks made ends of source lines."""
    if node.name != "small":
        for child in node.children:
            _fold_notes(child)
        return
    node.children = _unwrapped(node.children)
    for leaf in node.walk():
        if leaf.name == "br":
            leaf.name, leaf.own_text = "", "\n"
    _fold(node.children)


def _paragraphs(nodes: list[Node]) -> list[list[Node]]:
    """Inline nodes folded and parted where two breaks, or a break and an indent, part them."""
    _fold(nodes)
    groups: list[list[Node]] = [[]]
    for node in nodes:
        if node.name == "br" and node.own_text == NEW_PARAGRAPH:
            groups.append([])
        else:
            groups[-1].append(node)
    return [line for line in map(_line, groups) if line]


def _fold(nodes: list[Node]):
    """Change the text of ``nodes`` as blanks in HTML are meant, in place.

    Blanks go at the edges and around breaks.  Line ends of the source are no
    characters, except between words of an alphabet; a tab is a blank.
    """
    for node in nodes:
        _fold_notes(node)
    leaves = [leaf for node in nodes for leaf in _leaves(node)]
    if not leaves:
        return
    text = PART.join(BREAK if leaf.name == "br" else leaf.own_text for leaf in leaves)
    folded = BLANKS.sub(_fold_run, text)
    for leaf, part in zip(leaves, folded.split(PART), strict=True):
        leaf.own_text = part


def _fold_run(run: re.Match) -> str:
    blanks, text = run[0], run.string
    if run.start() == 0 or run.end() == len(text):
        return "".join(c for c in blanks if c == PART)
    before, after = text[run.start() - 1], text[run.end()]
    if BREAK in blanks:
        indented = INDENT.search(blanks, blanks.rindex(BREAK))
        mark = NEW_PARAGRAPH if blanks.count(BREAK) > 1 or indented else BREAK
        return "".join(c for c in blanks if c in PART + BREAK).replace(BREAK, mark)
    if re.search("[\r\n]", blanks):
        blank = " " if _in_alphabet(before) and _in_alphabet(after) else ""
        first, *rest = re.split("[ \t\r\n]+", blanks)
        return first + blank + "".join(rest)
    return re.sub("\t+", " ", blanks)


def _in_alphabet(char: str) -> bool:
    return char < "\u2000"  # there the punctuation begins that Chinese shares


def _filled(nodes: list[Node]) -> list[Node]:
    """``nodes`` without empty text, breaks that fell away, and dress around nothing."""
    result = []
    for node in nodes:
        if node.name == "br":
            result += [Node("br")] if node.own_text else []
        elif node.name == "":
            result += [node] if node.own_text else []
        elif children := _filled(node.children):
            bare = node.name == "a" and not node.attributes
            result += children if bare else [Node(node.name, node.attributes, children)]
    return result
