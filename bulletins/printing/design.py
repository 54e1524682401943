"""A design: everything about the looks of a bulletin that an office may decide, as data.

Wording is no part of it: what is printed comes from ``contents``; a design says
which of it, how large, where and in what colour.  Pure and frozen; equal values
give equal pages.
"""

import json
import re
from dataclasses import asdict, dataclass, fields, replace

from bulletins.contents import Contents

# What each field that is not a number, a colour or a yes-or-no may say.
CHOICES = {
    "masthead_shape": ("centred", "banner"),
    "masthead_face": ("masthead", "title", "black", "kai"),
    "marking": ("left", "right", "none"),
    "contents": ("box", "column", "none"),
    "sections": ("brackets", "bar", "rule"),
    "autospace": ("none", "letters", "all"),
    "body": ("3号", "小3号", "4号", "小4号"),
    "columns": (1, 2),
    "brief_columns": (1, 2),
    "folio": ("dashes", "plain", "none"),
    "foot": ("grouped", "ruled"),
}
RANGES = {"masthead_size": (24.0, 72.0), "masthead_gap": (0.0, 1.0)}
COLOUR = re.compile("#[0-9a-f]{6}")


class InvalidDesign(ValueError):
    """Not a design; ``field`` names what is wrong with it."""

    def __init__(self, field: str, reason: str):
        super().__init__(f"{field}: {reason}")
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """The defaults are the municipal 工会信息."""

    # masthead
    masthead_shape: str = "centred"  # red letters over a red rule, or white ones on a red panel
    masthead_face: str = "masthead"  # role of faces.ROLES which sets the name
    masthead_size: float = 58.0  # points, at most: a long name is set as large as fits
    masthead_gap: float = 0.3  # em between the letters of the name, less when it is long
    red: str = "#d7000f"  # sRGB, six hexadecimal digits
    spot: bool = False  # the press prints the red from a plate of its own, not from two inks
    marking: str = "left"  # 内部资料 or secrecy, above the name: at which side, or not at all
    publisher_line: bool = True  # publisher and date under the name
    # the table of contents on page one
    contents: str = "box"  # across the page, at the head of the second column, or none
    # text
    body: str = "3号"  # size; lines a page and characters a line follow from it (measures.SIZES)
    columns: int = 1  # columns of all text
    brief_columns: int = 1  # columns of sections of briefs
    sections: str = "brackets"  # 【】 centred in red, white on a black bar, or left over a rule
    autospace: str = "none"  # a quarter em between Han and Latin letters, or digits too
    # head and foot of the pages
    running_heads: bool = True  # name and section above the pages, none on page one
    folio: str = "dashes"  # — 1 —, 1, or no page numbers
    # foot of the issue (版记)
    foot: str = "grouped"  # a rule above the first group only, or one between all rows
    staff: bool = True  # editor, reviewer, signer
    copies: bool = True  # 共印N份

    def __post_init__(self):
        for field in fields(self):
            _check(field.name, getattr(self, field.name), type(field.default))
        if self.contents == "column" and self.columns != 2:
            raise InvalidDesign("contents", "a column of contents needs text in two columns")

    def columns_of(self, briefs: bool) -> int:
        """How many columns a section has, of briefs or of articles."""
        return max(self.columns, self.brief_columns) if briefs else self.columns

    def printed(self, contents: Contents) -> Contents:
        """``contents`` without what this design does not print."""
        head = contents.masthead
        if self.marking == "none":
            head = replace(head, marking="")
        if not self.publisher_line:
            head = replace(head, publisher="", date="")
        groups = contents.distribution
        if not self.copies:
            groups = tuple(replace(group, copies=0, each=()) for group in groups)
        return replace(
            contents,
            masthead=head,
            distribution=groups,
            contents_heading="" if self.contents == "none" else contents.contents_heading,
            staff=contents.staff if self.staff else (),
        )

    def to_data(self) -> dict:
        return asdict(self)

    def to_json(self) -> str:
        """Canonical JSON: the same design always gives the same text."""
        return json.dumps(self.to_data(), ensure_ascii=False, sort_keys=True)


def _check(name: str, value, kind: type) -> None:
    if kind is float and type(value) is int:
        kind = int
    if type(value) is not kind:
        raise InvalidDesign(name, f"must be a {kind.__name__}")
    if name in CHOICES and value not in CHOICES[name]:
        raise InvalidDesign(name, f"must be one of {CHOICES[name]}")
    if name in RANGES and not RANGES[name][0] <= value <= RANGES[name][1]:
        raise InvalidDesign(name, f"must be from {RANGES[name][0]:g} to {RANGES[name][1]:g}")
    if name == "red" and not COLOUR.fullmatch(value):
        raise InvalidDesign(name, "must be # and six hexadecimal digits in lower case")


def from_data(data: dict) -> Design:
    """The inverse of ``Design.to_data``; fields left out are as in the municipal design."""
    if not isinstance(data, dict):
        raise InvalidDesign("design", "must be an object")
    known = {field.name for field in fields(Design)}
    for name in data:
        if name not in known:
            raise InvalidDesign(str(name), "is not known")
    return Design(**data)


def from_json(text: str) -> Design:
    """The inverse of ``Design.to_json``."""
    return from_data(json.loads(text))


MUNICIPAL = Design()

# 简报: no table of contents, the text begins under the red rule; 报 / 送 / 发 row by row.
PLAIN = Design(
    masthead_face="title",
    masthead_size=64.0,
    masthead_gap=0.6,
    red="#c8000a",
    contents="none",
    sections="rule",
    running_heads=False,
    foot="ruled",
)

# Two columns of smaller type under a red panel, the contents beside the text.
NEWSLETTER = Design(
    masthead_shape="banner",
    masthead_face="black",
    masthead_size=44.0,
    masthead_gap=0.12,
    red="#b8121b",
    marking="right",
    contents="column",
    body="小4号",
    columns=2,
    brief_columns=2,
    sections="bar",
    autospace="letters",
    folio="plain",
)

SHIPPED = {"municipal": MUNICIPAL, "plain": PLAIN, "newsletter": NEWSLETTER}
