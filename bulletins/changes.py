"""What differs between two contents of one issue, in words: for the signer, and for a void
signature.  Whatever gives another digest gives at least one change."""

from dataclasses import astuple, dataclass, fields, is_dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .contents import Article, Contents, DistributionGroup
from .richtext import Figure, Table, text_of

# What of the issue is not an article or a section, by its field; the rest is "facts".
NAMES = {
    "title": gettext_lazy("name of the bulletin"),
    "number": gettext_lazy("number"),
    "publisher": gettext_lazy("publisher"),
    "date": gettext_lazy("date"),
    "marking": gettext_lazy("marking"),
    "special": gettext_lazy("title of a special issue"),
    "distribution": gettext_lazy("distribution list"),
    "contents_heading": gettext_lazy("contents heading"),
    "imprint": gettext_lazy("imprint"),
    "note": gettext_lazy("editor's note of the issue"),
    "staff": gettext_lazy("names of editor, reviewer and signer"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """``kind``: added, removed, text, format (words alike, dress or picture not), sections,
    order or facts.  ``title`` names what changed; ``old`` and ``new`` are its plain text."""

    kind: str
    title: str
    old: str = ""
    new: str = ""


def between(old: Contents, new: Contents) -> list[Change]:
    """The changes that make ``old`` into ``new``: articles, sections, order, facts."""
    before = {a.key: _bare(a) for a in old.articles}
    after = {a.key: _bare(a) for a in new.articles}
    return [*_articles(before, after), *_sections(old, new), *_order(old, new), *_facts(old, new)]


def summary(found: list[Change]) -> str:
    """All changes in one sentence, the first few by name."""
    named = [sentence(change) for change in found[:5]]
    if len(found) > 5:
        named.append(_("and %(count)s more") % {"count": len(found) - 5})
    return "；".join(named) or str(_("the contents"))


def sentence(change: Change) -> str:
    words = {
        "added": _("“%(title)s” added"),
        "removed": _("“%(title)s” taken out"),
        "text": _("text of “%(title)s”"),
        "format": _("form or pictures of “%(title)s”"),
        "sections": _("sections"),
        "order": _("order of the articles"),
        "facts": "%(title)s",
    }
    return words[change.kind] % {"title": change.title}


def _bare(article: Article) -> Article:
    """Without what is not printed: equal when what is printed is equal."""
    blocks = tuple(replace(b, picture=0) if isinstance(b, Figure) else b for b in article.blocks)
    return replace(article, blocks=blocks)


def _articles(before: dict, after: dict):
    for key, article in before.items():
        if key not in after:
            yield Change("removed", _title(article), old=text(article))
    for key, article in after.items():
        earlier = before.get(key)
        if earlier is None:
            yield Change("added", _title(article), new=text(article))
        elif earlier != article:
            old, new = text(earlier), text(article)
            kind = "text" if old != new else "format"
            yield Change(kind, _title(article), old, new)


def _title(article: Article) -> str:
    return article.headline or article.contents_title


def text(article: Article) -> str:
    """Every printed word of an article, a paragraph a line."""
    lines = [article.note, *article.headline_lines, article.subtitle, article.byline]
    lines += [_block(block) for block in article.blocks]
    lines += [article.source and f"（{article.source}）"]
    lines += [_("In the contents box:") + article.contents_title]
    return "\n".join(line for line in lines if line)


def _block(block) -> str:
    if isinstance(block, Figure):
        return f"〔图〕{text_of(block.caption) or block.alt}"
    if isinstance(block, Table):
        rows = ["　".join(cell.text for cell in row) for row in block.rows]
        return "\n".join([text_of(block.caption), *rows]).strip()
    return block.marker + block.text


def _sections(old: Contents, new: Contents):
    before, after = ([(s.title, s.style) for s in side.sections] for side in (old, new))
    if before != after:
        titles = ("\n".join(title for title, _style in side) for side in (before, after))
        yield Change("sections", _("sections"), *titles)


def _order(old: Contents, new: Contents):
    """The order of what both have, and in which section each stands (renamed or not)."""
    common = {a.key for a in old.articles} & {a.key for a in new.articles}
    renamed = len(old.sections) == len(new.sections)
    sides = [
        [(n if renamed else s.title, s.title, a) for n, s in enumerate(side.sections)
         for a in s.articles if a.key in common]
        for side in (old, new)
    ]  # fmt: skip
    before, after = ([(section, a.key) for section, _t, a in side] for side in sides)
    if before != after:
        listed = ("\n".join(f"{t}　{_title(a)}".strip() for _s, t, a in side) for side in sides)
        yield Change("order", _("order of the articles"), *listed)


def _facts(old: Contents, new: Contents):
    pairs = [(f.name, old.masthead, new.masthead) for f in fields(old.masthead)]
    others = [f.name for f in fields(old) if f.name not in ("masthead", "sections")]
    for name, one, other in [*pairs, *((name, old, new) for name in others)]:
        before, after = getattr(one, name), getattr(other, name)
        if before != after:
            yield Change("facts", str(NAMES.get(name, _("facts"))), _plain(before), _plain(after))


def _plain(value) -> str:
    """A fact as text: strings, numbers, and tuples or records of them, an item a line."""
    if isinstance(value, DistributionGroup):
        each = value.each or ("",) * len(value.labels)
        labels = [f"{a} {n}".strip() for a, n in zip(value.labels, each, strict=True)]
        return f"{value.group}：{'、'.join(labels)}　{value.copies or ''}".strip()
    if is_dataclass(value):
        return "　".join(_plain(part) for part in astuple(value) if part)
    if isinstance(value, tuple):
        return "\n".join(
            "　".join(str(p) for p in item) if _is_row(item) else _plain(item) for item in value
        )
    return str(value)


def _is_row(item) -> bool:
    return isinstance(item, tuple) and all(isinstance(part, str | int) for part in item)
