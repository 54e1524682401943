"""Messages on an article, between its unit and the office: who may write, who is told, what is
new to whom.

A message is new to the other side until one of its people, who may answer, has had it before
them.  Nobody writes about what the office never received, and the office's own articles have
no other side.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from units.models import Role, User

from . import drafting, notices, permissions
from .models import Article, Message, MessageRead, Notice, NoticeKind, Side
from .refusals import NotNow, NotYou

LONGEST = 1000  # characters of a message
SHOWN = 100  # the newest of a thread that are shown at first


def side_of(user, article: Article) -> str:
    """The side from which ``user`` takes part; empty for who may only read."""
    if article.unit_id is None:
        return ""
    if user.in_office:
        return Side.OFFICE if permissions.can_assemble(user) else ""
    return Side.UNIT if article.unit_id in user.unit_ids() else ""


def has_thread(article: Article) -> bool:
    return article.unit_id is not None and article.first_submitted_at is not None


def say(article: Article, actor, text: str) -> Message:
    """Write a message to the other side and tell its people."""
    side = side_of(actor, article)
    if not side:
        raise NotYou(_("Only the unit's people and the editors write messages."))
    if not has_thread(article):
        raise NotNow(_("The office has not received this article yet. Submit it first."))
    with transaction.atomic():
        said = Message.objects.create(
            article=article, author=actor, author_name=str(actor)[:50], place=side,
            text=_checked(text),
        )  # fmt: skip
        _tell(said)
    return said


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise NotNow(_("Write what you want to say first."))
    if len(text) > LONGEST:
        raise NotNow(
            _("A message has at most %(most)s characters; this one has %(count)s. Shorten it.")
            % {"most": LONGEST, "count": len(text)}
        )
    return text


def _tell(said: Message):
    """The editors hear of the unit's words, the unit's people of the office's."""
    article = said.article
    if said.place == Side.UNIT:
        who = Q(memberships__role=Role.EDITOR, memberships__unit=None)
    else:
        who = Q(memberships__unit=article.unit_id) & (
            Q(memberships__role=Role.REPORTER)
            | Q(pk__in=article.messages.filter(place=Side.UNIT).values("author"))
        )
    people = User.objects.filter(who, is_active=True).exclude(pk=said.author_id).distinct()
    # The office does not read the headline of a text in rework.
    text = drafting.Text.of(article)
    if said.place == Side.UNIT and article.state in drafting.UNSEEN_BY_OFFICE:
        text = drafting.submitted_text(article) or text
    title = "".join(text.headline_lines) or _("(no headline yet)")
    url = f"{article.get_absolute_url()}#messages"
    notices.give(people, NoticeKind.MESSAGE, f"message-{said.pk}", title=title, url=url)


def thread(article: Article, everything: bool = False) -> list[Message]:
    """The messages, oldest first, with their read marks; without ``everything`` the newest."""
    found = article.messages.order_by("-pk").prefetch_related("reads")
    return list(found if everything else found[:SHOWN])[::-1]


def mark_read(article: Article, reader):
    """What the other side wrote has been before ``reader``; safe to repeat."""
    side = side_of(reader, article)
    if not side:
        return
    theirs = article.messages.exclude(place=side).exclude(reads__reader=reader)
    new = list(theirs.values_list("pk", flat=True))
    if not new:
        return
    marks = [MessageRead(message_id=pk, reader=reader) for pk in new]
    MessageRead.objects.bulk_create(marks, ignore_conflicts=True)
    given = Notice.objects.filter(user=reader, kind=NoticeKind.MESSAGE, seen_at=None)
    given.filter(occasion__in=[f"message-{pk}" for pk in new]).update(seen_at=timezone.now())
