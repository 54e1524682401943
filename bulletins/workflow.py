"""What may happen to an article and to an issue, and the one function that makes it happen.

``ARTICLE`` and ``ISSUE`` are the whole truth: one row per action, with the states
it starts from, the state it leads to and who may do it.  Buttons come from
``available_actions``; nothing else assigns a state.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from . import contents, correcting, drafting, freezing, merging, notices, permissions, signing
from .models import Article, Bulletin, Decision, Issue, Placement
from .models.article import ArticleState as A
from .models.issue import IssueState as I
from .refusals import NotNow, NotYou

issue_published = Signal()  # sent inside the transaction, with issue= and edition=


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a workflow table.

    ``may(user, subject)`` says who; ``ready(subject, inputs)`` returns a sentence
    saying what is still missing, or "".  ``effect(subject, actor, inputs)`` runs in
    the transaction before the state changes; what it returns becomes fields of
    the Decision.  ``button`` is False for what happens only as part of another
    action.
    """

    action: str
    label: str
    sources: frozenset[str]
    target: str | Callable
    may: Callable
    needs_note: bool = False
    ready: Callable = field(default=lambda subject, inputs: "")
    effect: Callable = field(default=lambda subject, actor, inputs: {})
    button: bool = True


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
            _apply(locked, ISSUE["void"], actor, why, {})
        else:
            decision = _apply(locked, transition, actor, note, inputs)
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
            _apply(locked, ISSUE["void"], actor, why, {})
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


def _apply(subject, transition, actor, note, inputs) -> Decision:
    facts = transition.effect(subject, actor, inputs) or {}
    before, subject.state = subject.state, _target(transition, subject)
    subject.version += 1
    subject.changed_at, subject.changed_by = timezone.now(), actor
    subject.save()
    decision = Decision.objects.create(
        article=subject if isinstance(subject, Article) else None,
        issue=subject if isinstance(subject, Issue) else None,
        subject_title=str(subject)[:200],
        action=transition.action,
        from_state=before,
        to_state=subject.state,
        actor=actor,
        actor_name=str(actor or _("Yinfa (checked by itself)"))[:50],
        actor_place=_place_of(actor, subject)[:100] if actor else "",
        note=note.strip(),
        round=getattr(subject, "round", 0),
        **facts,
    )
    notices.tell(decision)
    return decision


def _target(transition, subject) -> str:
    return transition.target(subject) if callable(transition.target) else transition.target


def _place_of(actor, subject) -> str:
    """Where the actor acted from: the unit's name, or empty for the office."""
    unit = getattr(subject, "unit", None)
    return unit.name if unit is not None and unit.pk in actor.unit_ids() else ""


# --- articles -----------------------------------------------------------------------------


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


def _nobody(user, subject) -> bool:
    return False


def _rows(*transitions: Transition) -> dict[str, Transition]:
    return {transition.action: transition for transition in transitions}


def _from(*states: str) -> frozenset[str]:
    return frozenset(str(state.value) for state in states)


ARTICLE = _rows(
    Transition("submit", gettext_lazy("Submit"), _from(A.DRAFT, A.RETURNED), _after_submit,
               permissions.belongs_to, ready=_complete, effect=_submit),
    Transition("approve", gettext_lazy("Approve"), _from(A.AWAITING_UNIT), A.SUBMITTED,
               _head_may, effect=_approve),
    Transition("send_back", gettext_lazy("Send back"), _from(A.AWAITING_UNIT), A.DRAFT,
               permissions.heads_unit_of, needs_note=True),
    Transition("withdraw", gettext_lazy("Withdraw"), _from(A.AWAITING_UNIT, A.SUBMITTED),
               A.WITHDRAWN, permissions.belongs_to),
    Transition("resume", gettext_lazy("Take up again"), _from(A.WITHDRAWN), A.DRAFT,
               permissions.belongs_to),
    Transition("accept", gettext_lazy("Accept"), _from(A.SUBMITTED), A.ACCEPTED,
               _may_decide, effect=_seal_decision("accept")),
    Transition("return", gettext_lazy("Return for changes"), _from(A.SUBMITTED), A.RETURNED,
               _may_decide, needs_note=True, effect=_seal_decision("return")),
    Transition("decline", gettext_lazy("Decline"), _from(A.SUBMITTED), A.DECLINED,
               _may_decide, needs_note=True, effect=_seal_decision("decline")),
    Transition("merge", gettext_lazy("Merge"), _from(A.SUBMITTED, A.ACCEPTED), A.MERGED,
               _may_decide, ready=_merge_target_ready, effect=_merge),
    Transition("unmerge", gettext_lazy("Undo merge"), _from(A.MERGED), _before_merge,
               _may_decide, ready=_unmerge_ready, effect=_unmerge),
    Transition("reopen", gettext_lazy("Reopen"), _from(A.DECLINED), A.SUBMITTED, _may_decide),
    Transition("unaccept", gettext_lazy("Undo acceptance"), _from(A.ACCEPTED), A.SUBMITTED,
               _may_decide, ready=_must_be_unplaced),
    Transition("import", gettext_lazy("Import"), _from(A.DRAFT), A.ACCEPTED, _nobody, button=False,
               effect=_hand_in),
    Transition("publish", pgettext_lazy("article", "Publish"), _from(A.ACCEPTED), A.PUBLISHED,
               _nobody, button=False),
    Transition("correct", pgettext_lazy("article", "Correct"), _from(A.PUBLISHED), A.ACCEPTED,
               _nobody, button=False),
)  # fmt: skip


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
        decision = _apply(locked, ARTICLE["import"], actor, "", {})
    article.refresh_from_db()
    return decision


# --- issues -------------------------------------------------------------------------------


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
        _apply(article, ARTICLE[action], actor, str(issue), {})
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


ISSUE = _rows(
    Transition("submit_for_review", gettext_lazy("Submit for review"), _from(I.ASSEMBLING),
               I.IN_REVIEW, _may_assemble, ready=signing.unprintable, effect=signing.hand_over),
    Transition("pass_review", gettext_lazy("Pass review"), _from(I.IN_REVIEW), I.AWAITING_SIGNATURE,
               permissions.can_review, ready=_reviewable, effect=signing.pass_on),
    Transition("sign", gettext_lazy("Sign"), _from(I.AWAITING_SIGNATURE), I.SIGNED,
               permissions.can_sign, ready=_signable, effect=signing.seal),
    Transition("publish", pgettext_lazy("issue", "Publish"), _from(I.SIGNED), I.PUBLISHED,
               _may_assemble, effect=_publish),
    Transition("send_back", gettext_lazy("Send back"), _from(I.IN_REVIEW, I.AWAITING_SIGNATURE),
               I.ASSEMBLING, _may_send_back, needs_note=True),
    Transition("call_back", gettext_lazy("Call back"),
               _from(I.IN_REVIEW, I.AWAITING_SIGNATURE, I.SIGNED), I.ASSEMBLING,
               _may_call_back, needs_note=True, effect=_call_back),
    Transition("void", gettext_lazy("Signature void"), _from(I.SIGNED), I.ASSEMBLING, _nobody,
               effect=_call_back, button=False),
    Transition("correct", gettext_lazy("Correct this issue"), _from(I.PUBLISHED), I.ASSEMBLING,
               _may_assemble, needs_note=True, effect=_correct),
    Transition("drop_correction", gettext_lazy("Give up the correction"), _from(I.ASSEMBLING),
               I.PUBLISHED, _may_drop_correction, ready=correcting.missing_to_drop,
               effect=_drop_correction),
)  # fmt: skip
