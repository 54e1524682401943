"""What may happen to an issue: one row per action, the whole truth about its states."""

from django.dispatch import Signal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from . import contents, correcting, freezing, permissions, signing
from .article_workflow import ARTICLE
from .models import Article, Issue, Placement
from .models.issue import IssueState as I
from .transitions import Transition, apply, nobody, rows, states

issue_published = Signal()  # sent inside the transaction, with issue= and edition=


def _reviewable(issue, inputs) -> str:
    if "digest" in inputs and inputs["digest"] != contents.build(issue).digest:
        return _("The contents changed while you were looking. Look at them again, then decide.")
    if sentence := signing.unprintable(issue, inputs):
        return sentence
    return signing.laid_out(issue, contents.build(issue).digest)[1]


def _signable(issue, inputs) -> str:
    return signing.unprintable(issue, inputs) or signing.missing_for(issue, inputs)


def _call_back(issue, actor, inputs):
    digest, issue.edition = issue.edition.digest if issue.edition else "", None
    return {"digest": digest}


def _publish(issue, actor, inputs):
    edition = issue.in_force = issue.edition
    freezing.freeze(edition, issue.layout_of(edition.digest))
    facts = _carry(issue, "publish", actor)
    issue_published.send(sender=Issue, issue=issue, edition=edition)
    return facts


def _carry(issue, action, actor):
    """The same ``action`` for every article placed in ``issue``."""
    placed = Placement.objects.filter(section__issue=issue).values("article")
    for article in Article.objects.select_for_update().filter(pk__in=placed).order_by("pk"):
        apply(article, ARTICLE[action], actor, str(issue), {})
    return {"digest": issue.in_force.digest}


def _correct(issue, actor, inputs):
    signing.hand_over(issue, actor, inputs)
    issue.edition = issue.articles_due = issue.print_due = None
    return _carry(issue, "correct", actor)


def _drop_correction(issue, actor, inputs):
    issue.edition = issue.in_force
    return _carry(issue, "publish", actor)


def _may_drop_correction(user, issue) -> bool:
    return issue.is_being_corrected and permissions.can_assemble(user)


def _may_assemble(user, issue) -> bool:
    return permissions.can_assemble(user)


def _may_send_back(user, issue) -> bool:
    if issue.state == I.IN_REVIEW:
        return permissions.can_review(user, issue)
    return permissions.can_sign(user, issue)


def _may_call_back(user, issue) -> bool:
    if permissions.can_assemble(user):
        return True
    return issue.state == I.SIGNED and permissions.can_sign(user, issue)


ISSUE = rows(
    Transition("submit_for_review", gettext_lazy("Submit for review"), states(I.ASSEMBLING),
               I.IN_REVIEW, _may_assemble, ready=signing.unprintable, effect=signing.hand_over),
    Transition("pass_review", gettext_lazy("Pass review"), states(I.IN_REVIEW),
               I.AWAITING_SIGNATURE, permissions.can_review, ready=_reviewable,
               effect=signing.pass_on),
    Transition("sign", gettext_lazy("Sign"), states(I.AWAITING_SIGNATURE), I.SIGNED,
               permissions.can_sign, ready=_signable, effect=signing.seal),
    Transition("publish", pgettext_lazy("issue", "Publish"), states(I.SIGNED), I.PUBLISHED,
               _may_assemble, effect=_publish),
    Transition("send_back", gettext_lazy("Send back"), states(I.IN_REVIEW, I.AWAITING_SIGNATURE),
               I.ASSEMBLING, _may_send_back, needs_note=True),
    Transition("call_back", gettext_lazy("Call back"),
               states(I.IN_REVIEW, I.AWAITING_SIGNATURE, I.SIGNED), I.ASSEMBLING,
               _may_call_back, needs_note=True, effect=_call_back),
    Transition("void", gettext_lazy("Signature void"), states(I.SIGNED), I.ASSEMBLING, nobody,
               effect=_call_back, button=False),
    Transition("correct", gettext_lazy("Correct this issue"), states(I.PUBLISHED), I.ASSEMBLING,
               _may_assemble, needs_note=True, effect=_correct),
    Transition("drop_correction", gettext_lazy("Give up the correction"), states(I.ASSEMBLING),
               I.PUBLISHED, _may_drop_correction, ready=correcting.missing_to_drop,
               effect=_drop_correction),
)  # fmt: skip
