"""Bringing a whole printed bulletin in: a parsed text becomes an issue being assembled.

Units are matched by name, short name and alias; what matches none stays a plain
label and is listed, never invented.
"""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from . import assembly, drafting, richtext, workflow
from .models import Article, Bulletin, Issue, Placement, Section, Source
from .refusals import NotNow
from .sources import match_sources


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made; ``unknown`` are the credited labels that no unit is known by."""

    issue: Issue
    articles: int
    unknown: tuple[str, ...]


def import_parsed(parsed: dict, bulletin: Bulletin, actor, **numbers) -> Imported:
    """Make an issue of ``parsed`` (``text_import.parse(text).as_json()``), all or nothing.

    ``actor`` becomes its assembler, so others must review and sign it.  ``numbers``
    are date, number and serial as in ``assembly.start_issue``.
    """
    articles = [article for section in parsed["sections"] for article in section["articles"]]
    if not articles:
        raise NotNow(_("No article was recognised in this text."))
    _require_room(parsed)
    unknown: dict[str, None] = {}
    with transaction.atomic():
        issue = assembly.start_issue(bulletin, actor, **numbers)
        issue.sections.all().delete()
        entries = [(g["group"], label, 0) for g in parsed["distribution"] for label in g["labels"]]
        if entries:
            issue.distribution_list.replace_entries(entries)
        for data in parsed["sections"]:
            section = assembly.add_section(issue, actor, data["title"], data["style"])
            for article in data["articles"]:
                unknown |= dict.fromkeys(_bring_in(article, section, actor))
    issue.refresh_from_db()
    return Imported(issue, len(articles), tuple(unknown))


def _bring_in(data: dict, section: Section, actor) -> list[str]:
    """One article, accepted and placed; returns its labels that match no unit."""
    sources = match_sources(data["source"])
    article = drafting.start(
        key=uuid.uuid4(),
        bulletin=section.issue.bulletin,
        unit=None,
        author=actor,
        text=drafting.Text(
            headline="\n".join(data["headline_lines"]),
            subtitle=data["subtitle"],
            byline=data["byline"],
            body=richtext.from_paragraphs(data["paragraphs"], data.get("footnotes", ())),
            suggested_section=section.title,
            contents_title=data["contents_title"],
            sources=sources,
        ),
    )
    workflow.admit(article, actor)
    assembly.place(article, section, actor)
    return [label for unit, label in sources if unit is None]


def _require_room(parsed: dict):
    """Refuse what no column could hold, naming it, before anything is written."""
    limits = [(Section, "title", s["title"]) for s in parsed["sections"]]
    for section in parsed["sections"]:
        for article in section["articles"]:
            limits += [(Article, name, article[name]) for name in ("subtitle", "byline")]
            limits.append((Placement, "contents_title", article["contents_title"]))
            limits.append((Source, "label", article["source"]))
    for group in parsed["distribution"]:
        limits += [(Source, "label", label) for label in group["labels"]]
    for model, name, value in limits:
        field = model._meta.get_field(name)
        if len(value) > field.max_length:
            raise NotNow(
                _("“%(start)s…” is too long for a %(field)s. Correct the text first.")
                % {"start": value[:20], "field": field.verbose_name}
            )
