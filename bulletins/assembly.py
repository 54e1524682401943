"""Putting an issue together: numbers, sections, placements, order.

Every change locks the issue, is possible only while it is being assembled, and
makes its author one of the issue's assemblers.  Moves are relative to the order
found under the lock, so two people moving at once both get their move.
"""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import arrangements, following, holding, numbering, permissions
from .arrangements import end, renumber, shift
from .models import (
    Article,
    Assembler,
    Bulletin,
    DistributionList,
    Issue,
    Placement,
    Section,
)
from .models.article import ArticleState
from .models.issue import IssueState
from .refusals import NotNow, NotYou

FIRST = 0  # instead of an article behind which another is put: before all


class FactsOvertaken(Exception):
    """Someone changed the issue's facts in between; ``current`` is the stored issue."""

    def __init__(self, current: Issue):
        super().__init__(_("Someone changed this issue meanwhile."))
        self.current = current


def start_issue(
    bulletin: Bulletin, actor, *, date=None, number=None, serial=None, like=None, **facts
) -> Issue:
    """A new issue with the sections and distribution list of ``like``, an earlier issue of the
    bulletin, or with the usual ones; ``facts`` are further ``Issue.FACTS``.

    ``date`` defaults to today in Beijing; ``number`` (from 1 in each year and kind) and
    ``serial`` to the next free ones, given out under a lock on the bulletin.
    ``issue.taken`` says what it began with.
    """
    _require_editor(actor)
    date = date or timezone.localdate()
    with transaction.atomic():
        bulletin = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
        proposed = numbering.propose(bulletin, date.year, facts.get("kind", ""))
        issue = Issue(
            bulletin=bulletin,
            year=date.year,
            number=number or proposed.number,
            serial=serial or proposed.serial,
            date=date,
            changed_by=actor,
            **facts,
        )
        numbering.require_free(issue)
        issue.save()
        Assembler.objects.create(issue=issue, user=actor)
        issue.taken = following.begin(issue, like)
    return issue


def _require_editor(actor):
    if not permissions.can_assemble(actor):
        raise NotYou(_("Only an editor may put an issue together."))


@contextmanager
def assembling(issue: Issue, actor):
    """The issue under its lock; on leaving, its version is raised and ``actor`` noted."""
    _require_editor(actor)
    with transaction.atomic():
        locked = (
            Issue.objects.select_for_update(of=("self",))
            .select_related("bulletin")
            .get(pk=issue.pk)
        )
        if locked.state != IssueState.ASSEMBLING:
            raise NotNow(
                _("This issue is now “%(state)s”. Call it back before you change it.")
                % {"state": locked.get_state_display()}
            )
        yield locked
        locked.version += 1
        locked.changed_at, locked.changed_by = timezone.now(), actor
        locked.save()
        Assembler.objects.get_or_create(issue=locked, user=actor)


def change_facts(issue: Issue, actor, *, version: int, **facts) -> Issue:
    """Change some of ``Issue.FACTS``, if ``version`` is still the newest."""
    with assembling(issue, actor) as locked:
        if locked.version != version:
            raise FactsOvertaken(locked)
        for name in Issue.FACTS:
            if name in facts:
                setattr(locked, name, facts[name])
        locked.year = locked.date.year
        # start_issue gives out numbers under this lock
        Bulletin.objects.select_for_update().get(pk=locked.bulletin_id)
        numbering.require_free(locked)
    return locked


def change_distribution(issue: Issue, actor, *, version: int, entries) -> Issue:
    """Replace the issue's distribution list by ``entries``: (group, label, copies) in order."""
    with assembling(issue, actor) as locked:
        if locked.version != version:
            raise FactsOvertaken(locked)
        own, _created = DistributionList.objects.get_or_create(
            bulletin=locked.bulletin, issue=locked
        )
        own.replace_entries(entries)
    return locked


# --- sections and placements: what is kept in the history of the board --------------------


@contextmanager
def _arranging(issue: Issue, actor):
    """As ``assembling``; what was changed, which the block must say, can be undone."""
    with assembling(issue, actor) as locked:
        change = arrangements.Change(locked, actor)
        yield change
        change.keep()


def add_section(issue: Issue, actor, title: str, style: str) -> Section:
    with _arranging(issue, actor) as change:
        sections = change.issue.sections
        section = sections.create(title=title, style=style, position=end(sections))
        change.said = _("%(section)s was added.") % {"section": arrangements.marked(section)}
        return section


def change_section(section: Section, actor, title: str, style: str):
    with _arranging(section.issue, actor) as change:
        before = arrangements.marked(_stored_section(section))
        Section.objects.filter(pk=section.pk).update(title=title, style=style)
        now = arrangements.marked(_stored_section(section))
        change.said = _("%(before)s is now %(section)s.") % {"before": before, "section": now}


def remove_section(section: Section, actor):
    """Remove an empty section; one that holds articles is refused, so that none is lost."""
    with _arranging(section.issue, actor) as change:
        if section.placements.exists():
            raise NotNow(_("There are articles in this section. Move them first."))
        change.said = _("%(section)s was removed.") % {"section": arrangements.marked(section)}
        section.delete()


def move_section(section: Section, actor, step: int):
    """Move a section ``step`` places down (negative: up), as far as there is room."""
    with _arranging(section.issue, actor) as change:
        rows = list(change.issue.sections.all())
        shift(rows, section, step)
        change.said = arrangements.said_of_section(section, rows)


def place(article: Article, section: Section, actor, after: int | None = None) -> Placement:
    """Put an accepted article into ``section``; where, see ``move_to``.  Held no longer."""
    with _arranging(section.issue, actor) as change:
        _stored_section(section)
        locked = Article.objects.select_for_update().get(pk=article.pk)
        _require_placeable(locked, change.issue)
        try:
            with transaction.atomic():
                placement = Placement.objects.create(
                    article=locked,
                    section=section,
                    position=end(section.placements),
                    contents_title=locked.contents_title,
                    placed_by=actor,
                )
        except IntegrityError as error:
            raise NotNow(_("Someone else has just placed this article.")) from error
        change.held = holding.end(locked)
        _put(placement, section, after, change)
        return placement


def _require_placeable(article: Article, issue: Issue):
    if article.state != ArticleState.ACCEPTED:
        raise NotNow(
            _("“%(article)s” is “%(state)s”; only accepted articles can be placed.")
            % {"article": article, "state": article.get_state_display()}
        )
    if article.bulletin_id != issue.bulletin_id:
        raise NotNow(_("This article was sent to another bulletin."))
    taken = permissions.issue_of(article)
    if taken is not None:
        raise NotNow(
            _("“%(article)s” is already placed in %(issue)s.")
            % {"article": article, "issue": taken}
        )


def unplace(placement: Placement, actor):
    """Take an article out of the issue; it stays accepted."""
    with _arranging(placement.section.issue, actor) as change:
        change.said = _("%(article)s was taken out of the issue.") % {
            "article": arrangements.quoted(placement.article)
        }
        placement.delete()


def move(placement: Placement, actor, step: int):
    """Move an article ``step`` places down (negative: up) within its section."""
    with _arranging(placement.section.issue, actor) as change:
        _refresh(placement, change.issue)
        rows = list(placement.section.placements.all())
        shift(rows, placement, step)
        change.said = arrangements.said_of(placement, rows)


def move_to(placement: Placement, actor, section: Section, after: int | None = None):
    """Move an article into a section of the same issue.

    ``after`` is the article (its primary key) behind which it goes, so that the move means
    the same when others moved something meanwhile; FIRST: before all; None, or one that is
    no longer in that section: to the end.
    """
    if section.issue_id != placement.section.issue_id:
        raise NotNow(_("That section belongs to another issue."))
    with _arranging(section.issue, actor) as change:
        _refresh(placement, change.issue)
        _stored_section(section)
        _put(placement, section, after, change)


def retitle(placement: Placement, actor, contents_title: str, note: str | None = None):
    """Set the article's line in the contents box (empty means: the short title that its unit
    gave it, else its headline) and, if given, the editor's note before it."""
    fields = {"contents_title": contents_title.strip()}
    if note is not None:
        fields["note"] = note.strip()
    with _arranging(placement.section.issue, actor) as change:
        if not Placement.objects.filter(pk=placement.pk).update(**fields):
            raise NotNow(_("It was moved away meanwhile."))
        change.said = _("The title in the contents or the note of %(article)s was changed.") % {
            "article": arrangements.quoted(placement.article)
        }


def _put(placement: Placement, section: Section, after: int | None, change):
    rows = [row for row in section.placements.all() if row.pk != placement.pk]
    places = {row.article_id: place for place, row in enumerate(rows, 1)} | {FIRST: 0}
    placement.section = section
    rows.insert(places.get(after, len(rows)), placement)
    renumber(rows, "section")
    change.said = arrangements.said_of(placement, rows)


def _refresh(placement: Placement, issue: Issue):
    """Read ``placement`` again under the issue's lock, if it still is in that issue."""
    if not Placement.objects.filter(pk=placement.pk, section__issue=issue).exists():
        raise NotNow(_("It was moved away meanwhile."))
    placement.refresh_from_db()


def _stored_section(section: Section) -> Section:
    stored = Section.objects.filter(pk=section.pk).first()
    if stored is None:
        raise NotNow(_("This section was removed meanwhile."))
    return stored
