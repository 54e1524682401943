"""Carrying out what may happen to an article or an issue.

``ARTICLE`` (article_workflow) and ``ISSUE`` (issue_workflow) say what may happen, one row
per action, with the states it starts from, the state it leads to and who may do it; buttons
come from ``available_actions``; ``perform`` makes it happen.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from . import merging, permissions, signing
from .article_workflow import ARTICLE
from .issue_workflow import ISSUE
from .models import Article, Bulletin, Decision, Issue
from .models.issue import IssueState as I
from .refusals import NotNow, NotYou
from .transitions import Transition, apply


def perform(subject, action, actor, note="", *, version=None, **inputs) -> Decision:
    """Carry out ``action`` on ``subject`` (an Article or Issue) as ``actor``.

    ``version`` is the subject's version that the actor saw, when a page knows it.
    Raises ``NotNow`` when the state, the version or something missing forbids it,
    ``NotYou`` when the actor may not; either message is a sentence for the actor.
    """
    transition = table_of(subject)[action]
    why = ""
    with transaction.atomic():
        locked = _lock(subject, inputs)
        _check(locked, transition, actor, note, version, inputs)
        if action == "publish" and isinstance(locked, Issue):
            why = signing.broken(locked, thoroughly=True)
        if why:
            apply(locked, ISSUE["void"], actor, why, {})
        else:
            decision = apply(locked, transition, actor, note, inputs)
    subject.refresh_from_db()
    if why:
        raise NotNow(_("The signature is void. %(why)s") % {"why": why})
    return decision


def verify_signature(issue, actor=None) -> str:
    """Void the signature of a signed issue if it no longer holds; why, or "" when it does.

    Called where a change can have broken it (a bulletin's masthead or design, by ``actor``)
    and whenever the signed issue is opened; publishing checks by itself, and every byte.
    """
    if issue.state != I.SIGNED or not signing.broken(issue):
        return ""
    with transaction.atomic():
        locked = _lock(issue, {})
        why = signing.broken(locked) if locked.state == I.SIGNED else ""
        if why:
            apply(locked, ISSUE["void"], actor, why, {})
    issue.refresh_from_db()
    return why


def _lock(subject, inputs):
    """The row under its lock: in a merge with the article that takes it in (``into``), an
    issue with its bulletin, so that masthead and design hold still."""
    into = inputs.get("into") or getattr(subject, "merged_into", None)
    if into is not None and into.pk != subject.pk:
        locked, inputs["into"] = merging.lock(subject, into)
        return locked
    locked = type(subject).objects.select_for_update().get(pk=subject.pk)
    if isinstance(locked, Issue):
        bulletins = Bulletin.objects.select_for_update(no_key=True)
        locked.bulletin = bulletins.get(pk=locked.bulletin_id)
    return locked


def available_actions(subject, actor) -> list[Transition]:
    """What ``actor`` may do to ``subject`` in its present state, in the table's order."""
    return [
        transition
        for transition in table_of(subject).values()
        if transition.button
        and subject.state in transition.sources
        and transition.may(actor, subject)
    ]


def missing_for(subject, transition) -> str:
    """What keeps an available action from being carried out now; empty when nothing does."""
    return transition.ready(subject, {})


def table_of(subject) -> dict[str, Transition]:
    return ARTICLE if isinstance(subject, Article) else ISSUE


def _check(subject, transition, actor, note, version, inputs):
    if subject.state not in transition.sources:
        raise NotNow(
            _("This is now “%(state)s”; “%(action)s” is no longer possible.")
            % {"state": subject.get_state_display(), "action": transition.label}
        )
    if not transition.may(actor, subject):
        raise NotYou(_refusal(subject, transition, actor, inputs))
    if version is not None and version != subject.version:
        raise NotNow(_("It was changed since you opened it. Look at it again, then decide."))
    if transition.needs_note and not note.strip():
        raise NotNow(_("Say why: a note is required."))
    if sentence := transition.ready(subject, inputs):
        raise NotNow(sentence)


def _refusal(subject, transition, actor, inputs) -> str:
    if transition.action == "sign":
        return signing.refusal(actor, subject, inputs.get("delegation", ""))
    return _("You may not do this: “%(action)s”.") % {"action": transition.label}


def admit(article, actor) -> Decision:
    """Accept a draft that the office brought in with a whole printed bulletin.

    Not for units' articles: it passes over their submission.  The importer counts
    as an assembler, so two further people still answer for the issue.
    """
    if article.unit_id is not None or not permissions.can_assemble(actor):
        raise NotYou(_("You may not do this: “%(action)s”.") % {"action": _("Import")})
    with transaction.atomic():
        locked = Article.objects.select_for_update().get(pk=article.pk)
        if locked.state not in ARTICLE["import"].sources:
            raise NotNow(_("Only a draft can be imported."))
        decision = apply(locked, ARTICLE["import"], actor, "", {})
    article.refresh_from_db()
    return decision
