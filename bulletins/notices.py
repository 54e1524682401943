"""Who is told of what: those who must act next, and those whose text it is about."""

from django.db.models import Q

from units.models import Role, User

from .models import Decision, Delegation, Notice, NoticeKind
from .models.article import ArticleState as A
from .models.issue import IssueState as I


def tell(decision: Decision):
    """Give everyone concerned, but not the actor, a notice of ``decision``."""
    people = audience(decision).exclude(pk=decision.actor_id)
    said = {"title": decision.subject_title, "url": decision.subject.get_absolute_url()}
    Notice.objects.bulk_create(
        Notice(user=person, decision=decision, created_at=decision.at, **said) for person in people
    )


def give(people, kind: NoticeKind, occasion: str, *, title: str, url: str) -> list[User]:
    """Give each of ``people`` (users) one notice of ``kind`` for ``occasion``; returns those
    who had none yet.  Safe to repeat, also at the same time.
    """
    given = Notice.objects.filter(kind=kind, occasion=occasion)
    already = set(given.values_list("user", flat=True))
    new = [person for person in people if person.pk not in already]
    said = {"kind": kind, "occasion": occasion, "title": title[:200], "url": url}
    Notice.objects.bulk_create(
        (Notice(user=person, **said) for person in new), ignore_conflicts=True
    )
    return new


def audience(decision: Decision):
    """Active people to whom ``decision`` matters, as a queryset of users."""
    if decision.article_id:
        who = _about_article(decision.article, decision.from_state, decision.to_state)
    else:
        who = _about_issue(decision)
    return User.objects.filter(who, is_active=True).distinct()


def _in_office(*roles) -> Q:
    return Q(memberships__role__in=roles, memberships__unit=None)


def _about_article(article, before, state) -> Q:
    writers = Q(pk=article.author_id)
    if article.unit_id is None:
        return _in_office(Role.EDITOR) if state == A.SUBMITTED else writers
    reporters = Q(memberships__role=Role.REPORTER, memberships__unit=article.unit_id)
    heads = Q(memberships__role=Role.UNIT_HEAD, memberships__unit=article.unit_id)
    if state == A.AWAITING_UNIT:
        return heads
    if state == A.WITHDRAWN and before == A.AWAITING_UNIT:
        return heads  # the office has not seen this text
    if state in (A.SUBMITTED, A.WITHDRAWN):
        return _in_office(Role.EDITOR)
    return writers | reporters


def _about_issue(decision) -> Q:
    """Who must act next; whoever put it together or decided on it, when it comes back to the
    editors; the signer in whose place a deputy signed."""
    issue, before, state = decision.issue, decision.from_state, decision.to_state
    hands = Q(pk__in=issue.assemblers.values("user"))
    if state != I.ASSEMBLING:
        waited_for = _waited_for(state) or hands
        return waited_for | Q(pk=decision.principal_id) if decision.principal_id else waited_for
    decided = issue.decisions.filter(action__in=("pass_review", "sign"))
    concerned = hands | Q(pk__in=decided.values("actor")) | Q(pk__in=decided.values("principal"))
    waited_for = _waited_for(before)
    return concerned | waited_for if waited_for and decision.action == "call_back" else concerned


def _waited_for(state) -> Q | None:
    """Who acts on an issue in ``state`` of review or signature, deputies included."""
    if state == I.IN_REVIEW:
        return _in_office(Role.REVIEWER)
    if state == I.AWAITING_SIGNATURE:
        deputies = Delegation.objects.in_force().values("deputy")
        return _in_office(Role.SIGNER) | Q(pk__in=deputies)
    return None
