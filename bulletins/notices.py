"""Who is told of what: those who must act next, and those whose text it is about."""

from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal

from units.models import Role, User

from .models import Decision, Delegation, Notice, NoticeKind, Topic
from .models.article import ArticleState as A
from .models.issue import IssueState as I

given = Signal()  # sent inside the transaction, with given=, the notices just saved


def tell(decision: Decision):
    """Give everyone concerned, but not the actor, a notice of ``decision``."""
    said = {"title": decision.subject_title, "url": decision.subject.get_absolute_url()}
    said |= {"decision": decision, "created_at": decision.at}
    new = Notice.objects.bulk_create(
        Notice(user=person, topic=topic, **said) for person, topic in audience(decision)
    )
    given.send(sender=Notice, given=new)


def give(people, kind: NoticeKind, occasion: str, *, title: str, url: str) -> list[User]:
    """Give each of ``people`` (users) one notice of ``kind`` for ``occasion``; returns those
    who had none yet.  Safe to repeat, also at the same time.
    """
    there = Notice.objects.filter(kind=kind, occasion=occasion)
    already = set(there.values_list("user", flat=True))
    new = [person for person in people if person.pk not in already]
    said = {"kind": kind, "topic": kind, "occasion": occasion, "title": title[:200], "url": url}
    with transaction.atomic():
        Notice.objects.bulk_create(
            (Notice(user=person, **said) for person in new), ignore_conflicts=True
        )
        if new:  # asked for again: rows that may conflict come back without their keys
            given.send(sender=Notice, given=list(there.filter(user__in=new).select_related("user")))
    return new


def audience(decision: Decision) -> list[tuple[User, Topic]]:
    """Active people to whom ``decision`` matters, but not its actor, each once; and what it
    is to them."""
    parts = _about_article(decision) if decision.article_id else _about_issue(decision)
    found = {}
    for topic, who in parts:
        people = User.objects.filter(who, is_active=True).exclude(pk=decision.actor_id)
        for person in people.distinct():
            found.setdefault(person, topic)
    return list(found.items())


def _in_office(*roles) -> Q:
    return Q(memberships__role__in=roles, memberships__unit=None)


def _about_article(decision) -> list[tuple[Topic, Q]]:
    article, before, state = decision.article, decision.from_state, decision.to_state
    writers, heads = Q(pk=article.author_id), Q(pk__in=[])
    if article.unit_id is not None:
        writers |= Q(memberships__role=Role.REPORTER, memberships__unit=article.unit_id)
        heads = Q(memberships__role=Role.UNIT_HEAD, memberships__unit=article.unit_id)
    if state == A.AWAITING_UNIT:
        return [(Topic.APPROVE_ARTICLE, heads)]
    if state == A.SUBMITTED:
        handed_in = [(Topic.REVIEW_ARTICLE, _in_office(Role.EDITOR))]
        by_writers = before in (A.DRAFT, A.RETURNED)
        return handed_in if by_writers else [*handed_in, (Topic.ARTICLE_NEWS, writers)]
    if state == A.WITHDRAWN and before == A.AWAITING_UNIT:
        return [(Topic.ARTICLE_NEWS, heads)]  # the office has not seen this text
    if state == A.WITHDRAWN and article.unit_id is not None:
        return [(Topic.ARTICLE_NEWS, _in_office(Role.EDITOR))]
    back = state == A.RETURNED or (state == A.DRAFT and before == A.AWAITING_UNIT)
    return [(Topic.REVISE_ARTICLE if back else Topic.ARTICLE_NEWS, writers)]


def _about_issue(decision) -> list[tuple[Topic, Q]]:
    """Who must act next; whoever put it together or decided on it, when it comes back to the
    editors; the signer in whose place a deputy signed."""
    issue, before, state = decision.issue, decision.from_state, decision.to_state
    hands, principal = Q(pk__in=issue.assemblers.values("user")), Q(pk=decision.principal_id)
    if state == I.ASSEMBLING:
        decided = issue.decisions.filter(action__in=("pass_review", "sign"))
        others = Q(pk__in=decided.values("actor")) | Q(pk__in=decided.values("principal"))
        if decision.action == "call_back":
            others |= _waited_for(before)
        return [(Topic.REVISE_ISSUE, hands), (Topic.ISSUE_NEWS, others)]
    next_ones = {
        I.IN_REVIEW: (Topic.REVIEW_ISSUE, _waited_for(state)),
        I.AWAITING_SIGNATURE: (Topic.SIGN_ISSUE, _waited_for(state)),
        I.SIGNED: (Topic.PUBLISH_ISSUE, hands),
    }.get(state, (Topic.ISSUE_NEWS, hands))
    return [next_ones, (Topic.ISSUE_NEWS, principal)] if decision.principal_id else [next_ones]


def _waited_for(state) -> Q:
    """Who acts on an issue in ``state`` of review or signature, deputies included; else
    nobody."""
    if state == I.IN_REVIEW:
        return _in_office(Role.REVIEWER)
    if state == I.AWAITING_SIGNATURE:
        deputies = Delegation.objects.in_force().values("deputy")
        return _in_office(Role.SIGNER) | Q(pk__in=deputies)
    return Q(pk__in=[])
