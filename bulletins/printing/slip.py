"""The signing slip (签发单) as markup: who did what with an issue, and what was signed.

What it says comes as plain values (signing_slip.py gathers them); no grid, no composer: the
engine breaks its lines and pages.  A paper for the file must never fail over a sign that no
face has: in its place stands 〓, as printers set a missing type.
"""

import base64
import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template

from bulletins.printing import fonts
from bulletins.printing.faces import ROLES, Faces
from bulletins.printing.markup import PICTURE_SCHEME

SHELL = fonts.PROJECT / "templates" / "print" / "slip.xml"
STYLESHEET = Path(__file__).with_name("slip.css")
MISSING = "〓"
GROUP = 4  # hexadecimal digits that are compared at a glance
CODE = 1  # the picture of the QR code


def document(slip: Mapping, faces: Faces) -> tuple[str, str, dict[int, bytes]]:
    """Markup, stylesheet and pictures of ``slip``.

    Its ``facts`` and ``hashes`` are pairs of label and value, its ``steps`` and ``earlier`` rows
    of step, person, time and words, its ``comments`` rows of place, person, words and what
    became of them; ``address`` is where a file is checked and ``code`` that address as a QR
    code (PNG in base64).
    """
    writer = _Writer(faces)
    one = writer.text
    heads = ("环节", "办理人", "时间", "意见")
    html = Template(SHELL.read_text()).substitute(
        title=one(slip["title"]),
        office=one(slip["office"]),
        number=one(slip["number"]),
        facts=writer.facts(slip["facts"]),
        steps=writer.table(heads, slip["steps"], "steps main"),
        earlier=writer.section("此前办理情况", heads, slip["earlier"], "steps"),
        comments=writer.section(
            "审核批注", ("位置", "提出人", "内容", "处理"), slip["comments"], "comments"
        ),
        hashes=writer.hashes(slip["hashes"]),
        check=writer.check(slip["address"], slip["made"]),
    )
    pictures = {CODE: base64.b64decode(slip["code"])}
    return html, _stylesheet(), pictures


def _stylesheet() -> str:
    names = {role: ", ".join(f'"{name}"' for name in chain) for role, chain in ROLES.items()}
    return re.sub(r"var\(--face-(\w+)\)", lambda m: names[m[1]], STYLESHEET.read_text())


class _Writer:
    def __init__(self, faces: Faces):
        self.faces = faces

    def text(self, words: str) -> str:
        """Escaped, a line break at each new line, without what no face can print."""
        spaced = "".join(" " if c.isspace() and c != "\n" and c != "　" else c for c in words)
        absent = {char for _place, char in self.faces.missing(spaced)} - {"\n"}
        told = "".join(MISSING if char in absent else char for char in spaced)
        return "<br/>".join(escape(line) for line in told.strip().split("\n"))

    def facts(self, pairs: Iterable) -> str:
        """Two pairs a row; one whose value is long has a row of its own."""
        rows, held = [], []
        for label, value in pairs:
            cells = f"<th>{self.text(label)}</th><td{{span}}>{self.text(value)}</td>"
            if len(value) > 16:
                rows += [held, [cells.format(span=' colspan="3"')]]
                held = []
            else:
                held.append(cells.format(span=""))
                if len(held) == 2:
                    rows.append(held)
                    held = []
        rows.append(held)
        filled = [row + ["<th></th><td></td>"] if _half(row) else row for row in rows if row]
        return "".join(f"<tr>{''.join(row)}</tr>" for row in filled)

    def section(self, heading: str, heads: tuple, rows: list, look: str) -> str:
        return f"<h2>{heading}</h2>{self.table(heads, rows, look)}" if rows else ""

    def table(self, heads: tuple, rows: list, look: str) -> str:
        looks = ("step", "who", "time", "words")
        if look == "comments":
            looks = ("step", "who", "words", "time")
        head = "".join(f"<th>{name}</th>" for name in heads)
        body = "".join(
            "<tr>"
            + "".join(
                f'<td class="{name}">{self.text(cell)}</td>'
                for name, cell in zip(looks, row, strict=True)
            )
            + "</tr>"
            for row in rows
        )
        return f'<table class="{look}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'

    def hashes(self, pairs: Iterable) -> str:
        return "".join(
            f"<tr><th>{self.text(label)}</th><td>{_grouped(digest)}</td></tr>"
            for label, digest in pairs
        )

    def check(self, address: str, made: str) -> str:
        """How a file is checked, and when the slip was made."""
        code = f'<img src="{PICTURE_SCHEME}{CODE}" alt="核验地址的二维码"/>'
        return (
            f'<div class="check"><div class="code">{code}</div><div>'
            "<p>核验：扫码，或打开下面的地址，选择手头的文件，即知是否为本次签发的文件。</p>"
            f'<p class="address">{self.text(address)}</p>'
            f"<p>制表：{self.text(made)}</p></div></div>"
        )


def _half(row: list) -> bool:
    return len(row) == 1 and "colspan" not in row[0]


def _grouped(digest: str) -> str:
    groups = [digest[start : start + GROUP] for start in range(0, len(digest), GROUP)]
    return " ".join(f'<span class="group">{escape(group)}</span>' for group in groups)
