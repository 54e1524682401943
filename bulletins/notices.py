"""Who is told of what: those who must act next, and those whose text it is about."""

from django.db.models import Q

from units.models import Role, User

from .models import Decision, Notice, NoticeKind
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
        who = _about_issue(decision.issue, decision.to_state)
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


def _about_issue(issue, state) -> Q:
    hands = Q(pk__in=issue.assemblers.values("user"))
    return {
        I.IN_REVIEW: _in_office(Role.REVIEWER),
        I.AWAITING_SIGNATURE: _in_office(Role.SIGNER),
    }.get(state, hands)
