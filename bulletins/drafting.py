"""Keeping what is typed: every save of an article's text, and its revisions.

A save names the version it started from; when someone else was faster, nothing
is written and the caller gets ``Overtaken`` with both texts.  What the page saves by itself
while somebody types is a save like any other.  One sitting of one
person is one revision; submitting and deciding seal it.
"""

from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from . import finding, permissions, richtext
from .models import Article, ArticleRevision, Assembler, Issue, Source
from .models.issue import IssueState
from .refusals import NotNow, NotYou

SITTING = timedelta(minutes=30)
HANDED_IN, TO_HEAD = "submit", "submit_to_head"  # by what a submitted revision was sealed
SET_ASIDE = "set_aside"  # kept before its whole text was replaced
AFTER = "after_"  # before the action that changed the credits: kept after a merge or its undoing
UNSEEN_BY_OFFICE = ("draft", "awaiting_unit", "returned", "withdrawn")


@dataclass(frozen=True, slots=True)
class Text:
    """Everything of an article that a person types.  ``body`` is cleaned on the way in.

    ``sources`` are (unit id or None, printed label), in order.
    """

    headline: str = ""
    subtitle: str = ""
    byline: str = ""
    body: str = ""
    suggested_section: str = ""
    contents_title: str = ""
    author_name: str = ""
    photographer_name: str = ""
    contact_phone: str = ""
    sources: tuple[tuple[int | None, str], ...] = ()

    @classmethod
    def of(cls, article: Article) -> "Text":
        return cls(
            **{name: getattr(article, name) for name in FIELDS},
            sources=tuple((s.unit_id, s.label) for s in article.sources.all()),
        )

    @classmethod
    def from_json(cls, data: dict) -> "Text":
        """Of a revision; what was not asked for yet when it was made is empty."""
        sources = tuple((unit, label) for unit, label in data["sources"])
        return cls(**{**data, "sources": sources})

    @property
    def headline_lines(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.headline.splitlines() if line.strip())

    @property
    def credit(self) -> str:
        """The source as printed, without its brackets."""
        return "、".join(label for _unit, label in self.sources)

    @property
    def persons(self) -> tuple[tuple[str, str], ...]:
        """Whom to thank and to ask; for the office, not printed."""
        return (
            ("作者", self.author_name),
            ("摄影", self.photographer_name),
            ("联系电话", self.contact_phone),
        )

    def as_plain(self) -> str:
        """Everything typed as plain text, for comparing two texts."""
        lines = [self.headline, self.subtitle, self.byline, richtext.plain(self.body)]
        lines += [f"（{self.credit}）" if self.credit else ""]
        lines += [f"{label}：{value}" for label, value in self.persons if value]
        return "\n".join(line for line in lines if line)


FIELDS = (
    "headline",
    "subtitle",
    "byline",
    "body",
    "suggested_section",
    "contents_title",
    "author_name",
    "photographer_name",
    "contact_phone",
)


class Overtaken(Exception):
    """Someone saved in between: ``current`` is stored, ``yours`` was not saved."""

    def __init__(self, current: Article, yours: Text):
        super().__init__(_("Someone saved a newer text meanwhile."))
        self.current, self.yours = current, yours


def start(*, key, bulletin, unit, author, text: Text) -> Article:
    """A new draft; the same ``key`` again gives the draft already made, unchanged."""
    if not permissions.can_write_for(author, unit):
        raise NotYou(_("You may not write for this unit."))
    with transaction.atomic():
        article, created = Article.objects.get_or_create(
            key=key,
            defaults={"bulletin": bulletin, "unit": unit, "author": author, "changed_by": author},
        )
        if created:
            _write(article, text)
            article.save()
            _revise(article, author)
        elif article.author_id != author.pk:
            raise NotYou(_("You may not write for this unit."))
    return article


def save(article: Article, *, version: int, by, text: Text, to=None) -> Article:
    """Store ``text`` as the article's, if ``version`` is still the newest.

    ``to`` is the (bulletin, unit) that it is for from now on, or None where that stays.
    Locks the issue before the article, so that nothing can change under a signature.
    """
    with transaction.atomic():
        issue = lock_issue_of(article)
        locked = Article.objects.select_for_update().get(pk=article.pk)
        if not permissions.can_change_text(by, locked):
            refuse(by, locked)
        moves = to is not None and to != (locked.bulletin, locked.unit)
        if Text.of(locked) == cleaned(text, locked) and not moves:
            return locked  # also where the answer to the very same save was lost on its way
        if locked.version != version or permissions.issue_of(locked) != issue:
            raise Overtaken(locked, text)
        if moves:
            _readdress(locked, to, by)
        _write(locked, text)
        locked.version += 1
        locked.changed_at, locked.changed_by = timezone.now(), by
        locked.save()
        _revise(locked, by)
        touch(issue, by)
    return locked


def _readdress(article: Article, to, by):
    if not permissions.can_readdress(by, article):
        raise NotNow(_("Bulletin and unit can be chosen until the article is submitted."))
    article.bulletin, article.unit = to
    if not permissions.can_write_for(by, article.unit):
        raise NotYou(_("You may not write for this unit."))


def lock_issue_of(article):
    issue = permissions.issue_of(article)
    return issue and Issue.objects.select_for_update().get(pk=issue.pk)


def touch(issue: Issue | None, by):
    """Who changes the text of a placed article has a hand in its issue."""
    if issue is None:
        return
    Assembler.objects.get_or_create(issue=issue, user=by)
    Issue.objects.filter(pk=issue.pk).update(
        version=issue.version + 1, changed_at=timezone.now(), changed_by=by
    )


def refuse(user, article):
    """Raise what keeps ``user`` from changing the text: the moment or the person."""
    issue = permissions.issue_of(article) if user.in_office else None
    if issue is not None and issue.state != IssueState.ASSEMBLING:
        raise NotNow(_("The issue is no longer being assembled; its text cannot be changed."))
    if permissions.belongs_to(user, article) or permissions.can_assemble(user):
        raise NotNow(
            _("This is now “%(state)s”; its text cannot be changed.")
            % {"state": article.get_state_display()}
        )
    raise NotYou(_("You may not change this article."))


def cleaned(text: Text, article: Article) -> Text:
    """``text`` with a clean body that shows only the article's own pictures."""
    own = set(article.pictures.values_list("pk", flat=True)) if article.pk else set()
    return replace(text, body=richtext.clean(text.body, own))


def _write(article: Article, text: Text):
    text = cleaned(text, article)
    for name in FIELDS:
        setattr(article, name, getattr(text, name))
    if article.pk and tuple((s.unit_id, s.label) for s in article.sources.all()) != text.sources:
        article.sources.all().delete()
        Source.objects.bulk_create(
            Source(article=article, unit_id=unit, label=label, position=position)
            for position, (unit, label) in enumerate(text.sources)
        )


def _revise(article: Article, author) -> ArticleRevision:
    """Keep the article's present text: in the sitting's own row, or in a new one."""
    now, said = timezone.now(), Text.of(article)
    text = asdict(said)
    open_to_office = article.unit_id is None or article.state not in UNSEEN_BY_OFFICE
    finding.remember(article, said, office=open_to_office)
    as_writer = article.state in permissions.WRITING_STATES
    last = article.revisions.first()
    if (
        last
        and not last.sealed
        and last.author_id == author.pk
        and last.as_writer == as_writer
        and now - last.started_at < SITTING
    ):
        last.text, last.saved_at = text, now
        last.save(update_fields=["text", "saved_at"])
        return last
    return article.revisions.create(
        number=last.number + 1 if last else 1, text=text, author=author, as_writer=as_writer
    )


def seal(article: Article, author, action: str) -> ArticleRevision:
    """Close the sitting: the text as it was when ``action`` was taken stays as a revision."""
    last = article.revisions.first()
    handing_in = action in (HANDED_IN, TO_HEAD)
    if last is None or (
        last.sealed
        and (
            Text.from_json(last.text) != Text.of(article) or (handing_in and last.sealed != action)
        )
    ):
        last = _revise(article, author)
    if not last.sealed:
        last.sealed = action
        last.save(update_fields=["sealed"])
    if action == HANDED_IN:
        finding.remember(article, Text.of(article), office=True)
    return last


def keep_after(article: Article, author, action: str):
    """The text as ``action`` left it, in a row of ``author``'s even where no word changed."""
    article.revisions.create(
        number=article.revisions.first().number + 1,
        text=asdict(Text.of(article)),
        author=author,
        as_writer=False,
        sealed=AFTER + action,
    )
    finding.remember(article, Text.of(article), office=True)


def set_aside(article: Article):
    """Keep the sitting's text as it is now: the next save makes a revision of its own."""
    last = article.revisions.first()
    if last and not last.sealed:
        last.sealed = SET_ASIDE
        last.save(update_fields=["sealed"])


def hand_in(article: Article):
    """What the unit's head approved is what the office may read."""
    article.revisions.filter(pk=article.revisions.first().pk, sealed=TO_HEAD).update(
        sealed=HANDED_IN
    )
    finding.remember(article, Text.of(article), office=True)


def submitted_text(article: Article) -> Text | None:
    """What the unit last submitted; the office never sees the drafts in between."""
    revision = article.revisions.filter(sealed=HANDED_IN).first()
    return Text.from_json(revision.text) if revision else None


def readable_by(user, article: Article) -> Text:
    """The text that ``user`` may read: for the office, what was last handed in to it."""
    if article.unit_id is None or article.state not in UNSEEN_BY_OFFICE or not user.in_office:
        return Text.of(article)
    return submitted_text(article) or Text.of(article)


def revisions_for(user, article: Article):
    """The revisions that ``user`` may read: the office gets those submitted and its own."""
    if article.unit_id is None or not user.in_office:
        return article.revisions.all()
    return article.revisions.filter(Q(as_writer=False) | ~Q(sealed__in=("", TO_HEAD, SET_ASIDE)))
