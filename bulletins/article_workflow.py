"""What may happen to an article: one row per action, the whole truth about its states."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from . import drafting, merging, permissions
from .models.article import ArticleState as A
from .refusals import NotNow
from .transitions import Transition, nobody, rows, states


def _complete(article, inputs) -> str:
    if not article.headline_lines:
        return _("Write the headline first.")
    if not article.body.strip():
        return _("Write the body first.")
    if not article.bulletin.active:
        return _("This bulletin takes no more articles.")
    return ""


def _submit(article, actor, inputs):
    article.round += 1
    if _passes_unit_head(article):
        drafting.seal(article, actor, drafting.TO_HEAD)
    else:
        drafting.seal(article, actor, drafting.HANDED_IN)
        _hand_in(article)


def _passes_unit_head(article) -> bool:
    return article.unit is not None and article.unit.head_approves


def _after_submit(article) -> str:
    return A.AWAITING_UNIT if _passes_unit_head(article) else A.SUBMITTED


def _hand_in(article, actor=None, inputs=None):
    article.submitted_at = timezone.now()
    article.first_submitted_at = article.first_submitted_at or article.submitted_at


def _approve(article, actor, inputs):
    drafting.hand_in(article)
    _hand_in(article)


def _seal_decision(action: str):
    def effect(article, actor, inputs):
        drafting.seal(article, actor, action)

    return effect


def _head_may(user, article) -> bool:
    return permissions.heads_unit_of(user, article) and not permissions.wrote(user, article)


def _merge_target_ready(article, inputs) -> str:
    if article.is_placed:
        return _("Take it out of the issue first.")
    into = inputs.get("into")
    if into is None:  # asked before anyone could choose, when there are no inputs yet
        return _("Choose the article to merge it into.") if inputs else ""
    return merging.missing_for(article, into)


def _merge(article, actor, inputs):
    if "into" not in inputs:
        raise NotNow(_("Choose the article to merge it into."))
    article.merged_into = inputs["into"]
    merging.credit(article, inputs["into"], actor)


def _unmerge_ready(article, inputs) -> str:
    return merging.closed(article.merged_into)


def _unmerge(article, actor, inputs):
    merging.uncredit(article, article.merged_into, actor)
    article.merged_into = None


def _before_merge(article) -> str:
    return article.decisions.filter(action="merge").last().from_state


def _must_be_unplaced(article, inputs) -> str:
    return _("Take it out of the issue first.") if article.is_placed else ""


def _may_decide(user, article) -> bool:
    return permissions.can_decide(user, article)


ARTICLE = rows(
    Transition("submit", gettext_lazy("Submit"), states(A.DRAFT, A.RETURNED), _after_submit,
               permissions.belongs_to, ready=_complete, effect=_submit),
    Transition("approve", gettext_lazy("Approve"), states(A.AWAITING_UNIT), A.SUBMITTED,
               _head_may, effect=_approve),
    Transition("send_back", gettext_lazy("Send back"), states(A.AWAITING_UNIT), A.DRAFT,
               permissions.heads_unit_of, needs_note=True),
    Transition("withdraw", gettext_lazy("Withdraw"), states(A.AWAITING_UNIT, A.SUBMITTED),
               A.WITHDRAWN, permissions.belongs_to),
    Transition("resume", gettext_lazy("Take up again"), states(A.WITHDRAWN), A.DRAFT,
               permissions.belongs_to),
    Transition("accept", gettext_lazy("Accept"), states(A.SUBMITTED), A.ACCEPTED,
               _may_decide, effect=_seal_decision("accept")),
    Transition("return", gettext_lazy("Return for changes"), states(A.SUBMITTED), A.RETURNED,
               _may_decide, needs_note=True, effect=_seal_decision("return")),
    Transition("decline", gettext_lazy("Decline"), states(A.SUBMITTED), A.DECLINED,
               _may_decide, needs_note=True, effect=_seal_decision("decline")),
    Transition("merge", gettext_lazy("Merge"), states(A.SUBMITTED, A.ACCEPTED), A.MERGED,
               _may_decide, ready=_merge_target_ready, effect=_merge),
    Transition("unmerge", gettext_lazy("Undo merge"), states(A.MERGED), _before_merge,
               _may_decide, ready=_unmerge_ready, effect=_unmerge),
    Transition("reopen", gettext_lazy("Reopen"), states(A.DECLINED), A.SUBMITTED, _may_decide),
    Transition("unaccept", gettext_lazy("Undo acceptance"), states(A.ACCEPTED), A.SUBMITTED,
               _may_decide, ready=_must_be_unplaced),
    Transition("import", gettext_lazy("Import"), states(A.DRAFT), A.ACCEPTED, nobody, button=False,
               effect=_hand_in),
    Transition("publish", pgettext_lazy("article", "Publish"), states(A.ACCEPTED), A.PUBLISHED,
               nobody, button=False),
    Transition("correct", pgettext_lazy("article", "Correct"), states(A.PUBLISHED), A.ACCEPTED,
               nobody, button=False),
)  # fmt: skip
