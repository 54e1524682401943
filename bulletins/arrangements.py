"""How the sections and placements of an issue stand, kept before each change and brought back.

Everything here runs under the issue's lock, which assembly.py takes.  A kept arrangement is
plain data: sections in order, in each its placements in order, both with their primary keys,
so that what is brought back is the same row to every page that still names it.
"""

import datetime

from django.db.models import F, Max
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .models import Arrangement, Article, Issue, Placement, Section
from .models.article import ArticleState
from .refusals import NotNow

FAR = 1_000_000  # positions beyond every real one, for renumbering under a unique constraint
SHORT = 40  # characters of a headline in a sentence


class Change:
    """One change of an issue that is locked: how it stood before, and what was done."""

    def __init__(self, issue: Issue, actor, kind: str = Arrangement.Kind.CHANGE, of=None):
        self.issue, self.actor, self.kind, self.of = issue, actor, kind, of
        self.before, self.said, self.held = snapshot(issue), "", None

    def keep(self, always: bool = False):
        """Append it to the history, if it changed anything."""
        if snapshot(self.issue) == self.before and not always:
            return
        last = self.issue.arrangements.last()
        Arrangement.objects.create(
            issue=self.issue,
            number=last.number + 1 if last else 1,
            kind=self.kind,
            of=self.of,
            actor=self.actor,
            actor_name=str(self.actor),
            said=self.said,
            before=self.before,
            held=self.held,
        )


def snapshot(issue: Issue) -> list[dict]:
    """The arrangement as plain data, in two queries."""
    return [
        {
            "id": section.pk,
            "title": section.title,
            "style": section.style,
            "placements": [_row(placement) for placement in section.placements.all()],
        }
        for section in issue.sections.prefetch_related("placements")
    ]


def _row(placement: Placement) -> dict:
    return {
        "id": placement.pk,
        "article": placement.article_id,
        "contents_title": placement.contents_title,
        "note": placement.note,
        "placed_by": placement.placed_by_id,
        "placed_at": placement.placed_at.isoformat(),
    }


def bring_back(issue: Issue, arrangement: list[dict]) -> list[Article]:
    """Arrange ``issue`` as it was; the articles that can no longer be placed are left out
    and returned."""
    wanted = [row["article"] for section in arrangement for row in section["placements"]]
    articles = Article.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    found = {article.pk: article for article in articles}
    fit = set(_free(found.values(), issue))
    inside = Placement.objects.filter(section__issue=issue)
    inside.exclude(article__in=fit).delete()
    inside.update(position=F("position") + FAR)
    issue.sections.update(position=F("position") + FAR)
    kept = {placement.article_id: placement for placement in inside}
    for position, data in enumerate(arrangement):
        section = Section(pk=data["id"], issue=issue, title=data["title"], style=data["style"])
        section.position = position
        section.save()
        rows = [row for row in data["placements"] if row["article"] in fit]
        for place, row in enumerate(rows):
            _bring_back(row, section, place, kept)
    issue.sections.exclude(pk__in=[data["id"] for data in arrangement]).delete()
    return [found[pk] for pk in wanted if pk in found and pk not in fit]


def _bring_back(row: dict, section: Section, place: int, kept: dict[int, Placement]):
    placement = kept.get(row["article"]) or Placement(pk=row["id"], article_id=row["article"])
    placement.section, placement.position = section, place
    placement.contents_title, placement.note = row["contents_title"], row["note"]
    placement.placed_by_id = row["placed_by"]
    placement.placed_at = datetime.datetime.fromisoformat(row["placed_at"])
    placement.save()


def _free(articles, issue: Issue):
    """Those which stand in this issue or may be placed in it: accepted, not held, nowhere else."""
    elsewhere = Placement.objects.exclude(section__issue=issue)
    taken = set(elsewhere.filter(article__in=articles).values_list("article", flat=True))
    held = set(Article.objects.filter(pk__in=[a.pk for a in articles], hold__isnull=False)
               .values_list("pk", flat=True))  # fmt: skip
    for article in articles:
        accepted = article.state == ArticleState.ACCEPTED
        ours = accepted and article.bulletin_id == issue.bulletin_id
        if ours and article.pk not in taken | held:
            yield article.pk


def renumber(rows: list, *fields: str):
    """Give ``rows`` the positions of their order and save ``fields`` as well; in two steps, so
    that positions stay unique."""
    if not rows:
        return
    for offset in (FAR, 0):
        for position, row in enumerate(rows):
            row.position = position + offset
        type(rows[0]).objects.bulk_update(rows, ["position", *fields])


def shift(rows: list, row, step: int):
    """Renumber ``rows`` with ``row`` moved by ``step``, as far as there is room."""
    index = next((i for i, other in enumerate(rows) if other.pk == row.pk), None)
    if index is None:
        raise NotNow(_("It was moved away meanwhile."))
    moved = rows.pop(index)
    rows.insert(min(max(index + step, 0), len(rows)), moved)
    renumber(rows)


def end(rows) -> int:
    """The position after the last of ``rows``."""
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


# --- what there is to undo ------------------------------------------------------------------


def reach(issue: Issue) -> tuple[Arrangement | None, Arrangement | None]:
    """The change which an undo takes back now, and the undo which a redo takes back."""
    done, undone = [], []
    for row in issue.arrangements.defer("before").select_related("actor"):
        if row.kind == Arrangement.Kind.UNDO:
            undone.append((done.pop(), row))
        elif row.kind == Arrangement.Kind.REDO:
            done.append(undone.pop()[0])
        else:
            done.append(row)
            undone = []
    return (done[-1] if done else None, undone[-1][1] if undone else None)


# --- sentences ------------------------------------------------------------------------------


def quoted(article) -> str:
    """《…》, cut where it is long."""
    return f"《{Truncator(str(article)).chars(SHORT)}》"


def marked(section) -> str:
    """【…】"""
    return f"【{section}】"


def said_of(placement: Placement, rows: list) -> str:
    """Where an article now stands among the ``rows`` of its section."""
    place = next(n for n, row in enumerate(rows, 1) if row.pk == placement.pk)
    return _("%(article)s is now no. %(place)s of %(count)s in %(section)s") % {
        "article": quoted(placement.article),
        "section": marked(placement.section),
        "place": place,
        "count": len(rows),
    }


def said_of_section(section: Section, rows: list) -> str:
    place = next(n for n, row in enumerate(rows, 1) if row.pk == section.pk)
    return _("%(section)s is now section %(place)s of %(count)s") % {
        "section": marked(section),
        "place": place,
        "count": len(rows),
    }
