"""What an issue says, in print order: the waist of the hourglass.

Everything that leaves Yinfa (PDF, page budget, the digest that is signed) is
made from a ``Contents`` value and from nothing else.  ``build`` fills one from
the database, ``parsed.from_bulletin`` from the parsed text of a bulletin; both
are pure values, equal when what would be printed is equal.
"""

import hashlib
import json
import re
import string
from dataclasses import asdict, dataclass, replace

from bulletins import richtext
from bulletins.phrases import date_text, note_text, number_text
from bulletins.richtext import Block, Figure, Paragraph

SCHEMA = "yinfa-contents-1"
ARTICLES, BRIEFS = "articles", "briefs"
OPENING = 24  # characters of a brief that stand for its headline in the contents box
_PAIRS = ("（）", "()", "“”", "‘’", "《》", "【】")
_UNBROKEN = string.ascii_letters + string.digits + ".,%"


@dataclass(frozen=True, slots=True)
class Masthead:
    """The head of page one.  Every field is the printed text; empty means not printed."""

    title: str  # 工会信息
    number: str = ""  # 第12期（总第345期）
    publisher: str = ""  # 某某市总工会办公室
    date: str = ""  # 2026年7月1日
    marking: str = ""  # 内部资料　注意保存
    special: str = ""  # title of a special issue (专刊), under the number


@dataclass(frozen=True, slots=True)
class Article:
    """One printed article.

    ``key`` names it in errors and links (the article's primary key, or its
    place in a parsed text); it is not printed and not part of the digest.
    ``contents_title`` is the line in the contents box; never empty.
    ``source`` is printed in brackets; without them here; may be empty.
    """

    key: str
    headline_lines: tuple[str, ...]
    contents_title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    byline: str = ""
    source: str = ""
    brief: bool = False
    note: str = ""  # 按语: the editor's note before the article, a paragraph a line

    @property
    def headline(self) -> str:
        return "".join(self.headline_lines)

    @property
    def runs_in(self) -> bool:
        """Whether the headline of a brief begins its first paragraph and has no line of its own."""
        first = self.blocks[0] if self.blocks else None
        plain = isinstance(first, Paragraph) and first.kind == "body"
        return bool(self.brief and self.headline and plain and not self.subtitle + self.byline)


@dataclass(frozen=True, slots=True)
class Section:
    """One section; ``title`` without 【】, empty for a bulletin without sections."""

    title: str
    style: str
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class DistributionGroup:
    """One line of the foot: ``group`` is 本期印发, 报, 送 or 发; ``labels`` as printed.

    ``copies`` is the sum of ``each``, the copies label by label; ``each`` is empty where
    none are given, and in contents from before they were kept.
    """

    group: str
    labels: tuple[str, ...]
    copies: int = 0
    each: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """A whole issue in print order.

    ``imprint`` is the last row of the foot (publisher left, date right), or ("", "").
    ``staff`` are label and name: ("编辑", "张某某").  ``note`` is the editors' note on the
    whole issue, printed before its first article, a paragraph a line.
    """

    masthead: Masthead
    sections: tuple[Section, ...]
    distribution: tuple[DistributionGroup, ...] = ()
    contents_heading: str = "本期要目"
    imprint: tuple[str, str] = ("", "")
    staff: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def articles(self) -> tuple[Article, ...]:
        return tuple(article for section in self.sections for article in section.articles)

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(b for a in self.articles for b in a.blocks if isinstance(b, Figure))

    @property
    def picture_texts(self) -> dict[int, str]:
        """What is said in place of each picture, by its id: never nothing."""
        found: dict[int, str] = {}
        for article in self.articles:
            shown = [block for block in article.blocks if isinstance(block, Figure)]
            for number, figure in enumerate(shown, 1):
                given = figure.alt.strip() or richtext.text_of(figure.caption).strip()
                text = given or f"{article.headline or article.contents_title}　图{number}"
                found.setdefault(figure.picture, text)
        return found

    @property
    def copies(self) -> int:
        return sum(group.copies for group in self.distribution)

    def to_json(self) -> str:
        """Canonical JSON: the same contents always give the same text."""
        return _canonical(self._data())

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over everything that is printed and who gets how many copies of it."""
        data = self._data()
        for section in data["sections"]:
            for article in section["articles"]:
                del article["key"]
                for block in article["blocks"]:
                    block.pop("picture", None)  # the picture's own hash stands for it
        return hashlib.sha256(f"{SCHEMA}\n{_canonical(data)}".encode()).hexdigest()

    def _data(self) -> dict:
        """The fields; those that came later are left out where they are empty, so that
        contents without them keep their digest."""
        data = asdict(self)
        if not self.note:
            del data["note"]
        for group in data["distribution"]:
            if not group["each"]:
                del group["each"]
        return richtext.without_empty_notes(data)


def _canonical(data) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Contents:
    """The inverse of ``Contents.to_json``."""
    data = json.loads(text)
    return Contents(
        masthead=Masthead(**data["masthead"]),
        sections=tuple(
            Section(s["title"], s["style"], tuple(_article(a) for a in s["articles"]))
            for s in data["sections"]
        ),
        distribution=tuple(
            DistributionGroup(g["group"], tuple(g["labels"]), g["copies"], tuple(g.get("each", ())))
            for g in data["distribution"]
        ),
        contents_heading=data["contents_heading"],
        imprint=tuple(data["imprint"]),
        staff=tuple((label, name) for label, name in data.get("staff", ())),
        note=data.get("note", ""),
    )


def _article(data) -> Article:
    fields = {**data, "headline_lines": tuple(data["headline_lines"])}
    fields["blocks"] = tuple(map(richtext.from_data, data["blocks"]))
    return Article(**fields)


def build(issue) -> Contents:
    """The contents of ``issue`` as it stands now, in eight queries however many articles.

    ``issue`` is a bulletins.models.Issue; a change of anything printed (text, order,
    picture, distribution list) gives another digest.
    """
    bulletin = issue.bulletin
    sections = issue.sections.prefetch_related(
        "placements__article__sources", "placements__article__pictures"
    )
    entries = getattr(issue, "distribution_list", None)
    return Contents(
        masthead=Masthead(
            title=bulletin.title,
            number=number_text(issue.number, issue.serial, bulletin.number_style, issue.kind),
            publisher=bulletin.publisher,
            date=date_text(issue.date),
            marking=bulletin.marking,
            special=issue.special_title,
        ),
        sections=tuple(
            Section(
                section.title,
                section.style,
                tuple(_placed(p, section.style) for p in section.placements.all()),
            )
            for section in sections
        ),
        distribution=_groups(entries.entries.all() if entries else ()),
        contents_heading=bulletin.contents_heading,
        imprint=_imprint(bulletin.publisher, issue.date),
        staff=tuple((label, name) for label, name in issue.staff if name),
        note=note_text(issue.note),
    )


def _imprint(publisher: str, date) -> tuple[str, str]:
    return (publisher, f"{date_text(date)}印发") if publisher else ("", "")


def _placed(placement, style: str) -> Article:
    brief = style == BRIEFS
    return of_article(placement.article, placement.contents_title, brief, placement.note)


def of_article(article, contents_title: str = "", brief: bool = False, note: str = "") -> Article:
    """One stored article as it would print; for its page in an issue and for previews."""
    blocks = tuple(_with_picture(b, article) for b in richtext.blocks(article.body))
    title = contents_title or article.contents_title or "".join(article.headline_lines)
    return Article(
        key=str(article.pk),
        headline_lines=article.headline_lines,
        contents_title=title or opening_of(blocks),
        blocks=blocks,
        subtitle=article.subtitle,
        byline=article.byline,
        source=article.source_text,
        brief=brief,
        note=note_text(note),
    )


def _with_picture(block: Block, article) -> Block:
    if not isinstance(block, Figure):
        return block
    for picture in article.pictures.all():
        if picture.pk == block.picture:
            size = {"width": picture.width, "height": picture.height}
            return replace(block, sha256=picture.sha256, **size)
    return block


def opening_of(blocks: tuple[Block, ...]) -> str:
    """A line for the contents box from the first words, for a brief without a headline."""
    text = next((b.text for b in blocks if isinstance(b, Paragraph) and b.text.strip()), "")
    clause = re.split("[，。；！？\n]", text.strip(), maxsplit=1)[0]
    if len(clause) > OPENING:
        clause = _cut(clause)
    return clause or "（无题）"


def _cut(clause: str) -> str:
    """Shortened to OPENING characters: no number or Latin word in two, no bracket left open."""
    short = clause[:OPENING]
    if clause[OPENING] in _UNBROKEN:
        short = short.rstrip(_UNBROKEN)
    for opening, closing in _PAIRS:
        if short.rfind(opening) > short.rfind(closing):
            short = short[: short.rfind(opening)]
    return short.rstrip(" 　、：—") or clause[:OPENING]


def _groups(entries) -> tuple[DistributionGroup, ...]:
    groups: dict[str, list] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(entry)
    return tuple(_group(group, found) for group, found in groups.items())


def _group(group: str, entries: list) -> DistributionGroup:
    each = tuple(entry.copies for entry in entries)
    labels = tuple(entry.label for entry in entries)
    return DistributionGroup(group, labels, sum(each), each if any(each) else ())
