"""Who may do what: one predicate per sentence.

Which rows a person may see at all is each queryset's ``visible_to``; what a
state allows is workflow.py's.  Superusers get no exception from the rule of
three people.
"""

from units.models import Role, User

from .models import Decision, Delegation, Placement
from .models.article import ArticleState
from .models.issue import IssueState

WRITING_STATES = (ArticleState.DRAFT, ArticleState.RETURNED)
EDITING_STATES = (ArticleState.SUBMITTED, ArticleState.ACCEPTED)


def can_start_article(user) -> bool:
    return bool(user.unit_ids(Role.REPORTER)) or user.has_office_role(Role.EDITOR)


def can_write_for(user, unit) -> bool:
    """Whether ``user`` may begin an article for ``unit`` (None: for the office itself)."""
    return unit.pk in user.unit_ids(Role.REPORTER) if unit else can_assemble(user)


def can_readdress(user, article) -> bool:
    """While nobody but its unit knows of it, its author may still choose bulletin and unit."""
    fresh = article.state == ArticleState.DRAFT and article.author_id == user.pk
    return fresh and not article.decisions.exists()


def belongs_to(user, article) -> bool:
    """Whether ``user`` reports for the article's unit (for the office's own: is an editor)."""
    if article.unit_id is None:
        return user.has_office_role(Role.EDITOR)
    return article.unit_id in user.unit_ids(Role.REPORTER)


def heads_unit_of(user, article) -> bool:
    return article.unit_id is not None and article.unit_id in user.unit_ids(Role.UNIT_HEAD)


def wrote(user, article) -> bool:
    """Whether any of the article's text before its acceptance is ``user``'s."""
    if article.author_id == user.pk:
        return True
    return article.revisions.filter(author=user, as_writer=True).exists()


def can_write(user, article) -> bool:
    """The unit may change its text until it submits, and again when it comes back."""
    return article.state in WRITING_STATES and belongs_to(user, article)


def can_edit(user, article) -> bool:
    """The office may edit what it has received, until the issue goes to review."""
    if article.state not in EDITING_STATES or not user.has_office_role(Role.EDITOR):
        return False
    issue = issue_of(article)
    return issue is None or issue.state == IssueState.ASSEMBLING


def can_change_text(user, article) -> bool:
    return can_write(user, article) or can_edit(user, article)


def can_decide(user, article) -> bool:
    """An editor decides on what others wrote."""
    return user.has_office_role(Role.EDITOR) and not wrote(user, article)


def can_assemble(user) -> bool:
    return user.has_office_role(Role.EDITOR)


def makers_of(issue) -> set[int]:
    """Who put the issue together or typed any text of an article in it, by primary key."""
    return set(_makers(issue))


def _makers(issue):
    placed = Placement.objects.filter(section__issue=issue).order_by()
    return issue.assemblers.order_by().values_list("user").union(
        placed.values_list("article__author"), placed.values_list("article__revisions__author")
    ).values_list("user", flat=True)  # fmt: skip


def assembled(user, issue) -> bool:
    return user.pk in makers_of(issue)


def hands_of(issue) -> set[int]:
    """The makers, and whoever ever passed this issue's review."""
    passed = Decision.objects.filter(issue=issue, action="pass_review")
    return makers_of(issue) | set(passed.values_list("actor", flat=True))


def can_review(user, issue) -> bool:
    return user.has_office_role(Role.REVIEWER) and not assembled(user, issue)


def had_a_hand(user, issue) -> bool:
    return user.pk in hands_of(issue)


def can_sign(user, issue) -> bool:
    return signs_in_own_right(user, issue) or bool(delegations_to(user, issue))


def signs_in_own_right(user, issue) -> bool:
    return user.has_office_role(Role.SIGNER) and not had_a_hand(user, issue)


def can_stand_in(user) -> bool:
    """Whom a signer may let sign in their place: who answers for issues already."""
    return user.has_office_role(Role.REVIEWER, Role.SIGNER)


def delegations_to(user, issue) -> list[Delegation]:
    """By which delegations ``user`` may sign ``issue`` today.

    Neither the deputy nor the signer may have had a hand in it: what a signer may not
    sign, nobody signs for them.
    """
    if not can_stand_in(user):
        return []
    given = list(Delegation.objects.in_force().filter(deputy=user).select_related("signer"))
    hands = hands_of(issue) if given else set()
    if user.pk in hands:
        return []
    return [d for d in given if d.signer.has_office_role(Role.SIGNER) and d.signer_id not in hands]


def office(*roles):
    """Active people of the office with one of ``roles``, by name."""
    held = User.objects.filter(memberships__role__in=roles, memberships__unit=None, is_active=True)
    return held.distinct().order_by("name", "pk")


def reviewers_for(issue) -> list[User]:
    """Who can review it."""
    return list(office(Role.REVIEWER).exclude(pk__in=makers_of(issue)))


def signatories_for(issue) -> list[tuple[User, User | None]]:
    """Who can sign it: signers, and deputies with whom they stand for."""
    hands = hands_of(issue)
    signers = list(office(Role.SIGNER).exclude(pk__in=hands))
    deputies = office(Role.REVIEWER, Role.SIGNER).exclude(pk__in=hands).exclude(
        pk__in=[signer.pk for signer in signers])  # fmt: skip
    given = Delegation.objects.in_force().filter(signer__in=signers, deputy__in=list(deputies))
    given = given.select_related("deputy", "signer").order_by("deputy__name", "pk")
    return [(signer, None) for signer in signers] + [(d.deputy, d.signer) for d in given]


def can_delegate(user) -> bool:
    """Signers for themselves, administrators for any signer."""
    return user.has_office_role(Role.SIGNER, Role.ADMINISTRATOR)


def can_administer(user) -> bool:
    return user.has_office_role(Role.ADMINISTRATOR)


def issue_of(article):
    """The issue in which ``article`` is placed, or None."""
    placement = (
        Placement.objects.filter(article=article).select_related("section__issue__bulletin").first()
    )
    return placement and placement.section.issue


def can_comment(user) -> bool:
    """Who answers for an issue says what is wrong with it."""
    return user.has_office_role(Role.REVIEWER, Role.SIGNER)


def can_answer_comments(user) -> bool:
    return user.has_office_role(Role.EDITOR, Role.REVIEWER, Role.SIGNER)


def can_mark_done(user, comment) -> bool:
    return user.has_office_role(Role.EDITOR) or comment.by_id == user.pk
