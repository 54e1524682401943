"""Comments of the review: who may say what, and what is still open.

Text is only ever added, under the issue's lock: an answer and the mark that a comment is done
are rows of their own.  What is said of a published issue or of a comment that is done would
come too late and is refused.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from units.models import User

from . import notices, permissions
from .models import Article, Comment, Issue, Layout, NoticeKind
from .models.issue import IssueState
from .refusals import NotNow, NotYou

LONGEST = 600  # characters of a comment
NOTE = 2000  # characters of the note with which an issue is sent back


@dataclass(frozen=True, slots=True)
class Place:
    """What a comment is about: a page of the layout of ``digest``, an article, or both;
    ``x`` and ``y`` are a place on the page as fractions of the paper."""

    digest: str
    page: int | None = None
    article: Article | None = None
    x: float | None = None
    y: float | None = None


def comment(issue: Issue, actor, text: str, place: Place) -> Comment:
    """Say something of a page or an article, and tell those who put the issue together."""
    if not permissions.can_comment(actor):
        raise NotYou(_("Only reviewers and signers may comment; editors may answer."))
    said = _said(text)
    layout = _required_layout(issue, place)
    return _add(
        issue,
        actor,
        text=said,
        kind=Comment.Kind.COMMENT,
        digest=place.digest,
        page=place.page or layout.first_pages[str(place.article.pk)],
        article=place.article,
        x=place.x,
        y=place.y,
    )


def answer(parent: Comment, actor, text: str) -> Comment:
    """Answer a comment; what is done needs no more answers."""
    return _reply(parent, actor, Comment.Kind.ANSWER, _said(text))


def mark_done(parent: Comment, actor, text: str = "") -> Comment:
    """Mark a comment as done, with or without a word; only once."""
    if not permissions.can_mark_done(actor, parent):
        raise NotYou(_("Only an editor, or who wrote the comment, may mark it as done."))
    return _reply(parent, actor, Comment.Kind.DONE, _said(text) if text.strip() else "")


def _reply(parent: Comment, actor, kind: str, text: str) -> Comment:
    if not permissions.can_answer_comments(actor):
        raise NotYou(_("Only editors, reviewers and signers may answer a comment."))
    return _add(parent.issue, actor, text=text, kind=kind, parent=parent, digest=parent.digest)


def _said(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise NotNow(_("Write what you want to say first."))
    if len(text) > LONGEST:
        raise NotNow(
            _("A comment has at most %(most)s characters; this one has %(count)s. Shorten it.")
            % {"most": LONGEST, "count": len(text)}
        )
    return text


def _required_layout(issue: Issue, place: Place) -> Layout:
    layout = issue.layouts.filter(digest=place.digest, pages__gt=0).first()
    if layout is None:
        raise NotNow(_("These pages are not there any more. Load the page anew, then comment."))
    if place.page is None and place.article is None:
        raise NotNow(_("Say which page or which article the comment is about."))
    if place.page is not None and not 1 <= place.page <= layout.pages:
        raise NotNow(_("There is no page %(page)s.") % {"page": place.page})
    if place.article is not None and str(place.article.pk) not in layout.first_pages:
        raise NotNow(_("This article is not on these pages."))
    return layout


def _add(issue: Issue, actor, parent: Comment | None = None, **fields) -> Comment:
    with transaction.atomic():
        locked = Issue.objects.select_for_update().get(pk=issue.pk)
        if locked.state == IssueState.PUBLISHED:
            raise NotNow(_("This issue is published; comments come too late."))
        if parent and parent.answers.filter(kind=Comment.Kind.DONE).exists():
            raise NotNow(_("This comment is done already."))
        said = {"issue": issue, "parent": parent, "by": actor, "by_name": str(actor)[:50]}
        added = Comment.objects.create(**said, **fields)
        _tell(added)
    return added


def _tell(added: Comment):
    """The issue's assemblers hear of a comment, its writer of what is replied."""
    if added.parent is None:
        people = User.objects.filter(pk__in=added.issue.assemblers.values("user"))
    else:
        people = User.objects.filter(pk=added.parent.by_id)
    told = people.filter(is_active=True).exclude(pk=added.by_id)
    title = f"{added.issue}：{(added.text or (added.parent or added).text)[:80]}"
    url = added.get_absolute_url()
    notices.give(told, NoticeKind.COMMENT, f"comment-{added.pk}", title=title, url=url)


def as_note(issue: Issue) -> str:
    """The open comments in a few lines: the substance of a note that sends the issue back."""
    lines = [f"{number}. {where(said)}{said.text}"
             for number, said in enumerate(issue.open_comments, 1)]  # fmt: skip
    return "\n".join(lines)[:NOTE]


def where(said: Comment) -> str:
    """What a comment is about, as it stands before its text; in Chinese like the text."""
    page = f"第{said.page}页" if said.page else ""
    return page + (f"《{said.article}》" if said.article else "") + "："
