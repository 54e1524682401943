"""留待下期: accepted articles kept out of this issue, with a reason, until they are released."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import permissions
from .arrangements import quoted
from .models import Article, Hold
from .models.article import ArticleState
from .refusals import NotNow, NotYou


def hold(article: Article, actor, note: str = "") -> Hold:
    """Keep an accepted article that is in no issue for a later one; again: with a new note."""
    _require_editor(actor)
    with transaction.atomic():
        locked = Article.objects.select_for_update().get(pk=article.pk)
        if locked.state != ArticleState.ACCEPTED:
            raise NotNow(
                _("%(article)s is “%(state)s”; only accepted articles can be held.")
                % {"article": quoted(locked), "state": locked.get_state_display()}
            )
        if (issue := permissions.issue_of(locked)) is not None:
            raise NotNow(
                _("%(article)s is placed in %(issue)s. Take it out first.")
                % {"article": quoted(locked), "issue": issue}
            )
        held, _new = Hold.objects.update_or_create(
            article=locked, defaults={"note": note.strip()[:200], "by": actor, "at": timezone.now()}
        )
        return held


def release(article: Article, actor):
    """The article waits for its place again."""
    _require_editor(actor)
    Hold.objects.filter(article=article).delete()


# --- a hold that ended by placing its article, and comes back when that is undone -------------


def end(article: Article) -> dict | None:
    """End the hold of an article that is being placed; it as plain data, if there was one."""
    found = Hold.objects.filter(article=article).first()
    if found is None:
        return None
    found.delete()
    return {"article": article.pk, "note": found.note, "by": found.by_id,
            "at": found.at.isoformat()}  # fmt: skip


def restore(ended: dict):
    """Hold the article again as it was held, unless it is placed, not accepted any more, or
    held anew."""
    article = Article.objects.select_for_update().filter(pk=ended["article"]).first()
    if article and article.state == ArticleState.ACCEPTED and not article.is_placed:
        Hold.objects.get_or_create(article=article, defaults=_fields(ended))


def lift(ended: dict):
    """End the hold once more; one that somebody has set or worded anew stays."""
    Hold.objects.filter(article=ended["article"], **_fields(ended)).delete()


def _fields(ended: dict) -> dict:
    at = datetime.datetime.fromisoformat(ended["at"])
    return {"note": ended["note"], "by_id": ended["by"], "at": at}


def _require_editor(actor):
    if not permissions.can_assemble(actor):
        raise NotYou(_("Only an editor may put an issue together."))
