"""The issue after it was assembled: who must act now, who did what, and the buttons."""

from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _

from bulletins import correcting, errata, permissions, tasks, workflow
from bulletins.models import Issue
from bulletins.models.decision import in_place_of
from bulletins.models.issue import IssueState as I

READ_FIRST = ("pass_review", "sign")  # offered only below the whole contents


def renew(bulletin, request):
    """After a change of a bulletin's masthead or design: signatures that no longer hold are
    void, with a word to who changed it, and what waits for review or signature is laid out
    anew."""
    for found in bulletin.issues.filter(state=I.SIGNED):
        if why := workflow.verify_signature(found, request.user):
            void = _("The signature of %(issue)s is void. %(why)s") % {"issue": found, "why": why}
            messages.warning(request, void)
    for found in bulletin.issues.filter(state__in=(I.IN_REVIEW, I.AWAITING_SIGNATURE)):
        tasks.request_files(found, request.user)


def page(request, found: Issue, *, refusal="", typed=None, status=200):
    actions = workflow.available_actions(found, request.user)
    edition = found.edition
    context = {
        "issue": found,
        "sections": found.sections.prefetch_related("placements__article__sources"),
        "actions": [a for a in actions if a.action not in READ_FIRST],
        "missing": {a.action: workflow.missing_for(found, a) for a in actions},
        "to_read": [a for a in actions if a.action in READ_FIRST],
        "decisions": found.decisions.select_related("actor"),
        "editions": correcting.editions(found),
        "errata": errata.of_issue(found, request.user),
        "files": edition.signed_files if edition else (),
        "layout": _layout(found),
        "refusal": refusal,
        "typed": typed or {},
        **standing(found),
    }
    return render(request, "bulletins/issue_underway.html", context, status=status)


def _layout(found: Issue):
    """The pages of the last submitted contents; nothing can have changed them since."""
    last = found.decisions.exclude(digest="").order_by("at", "pk").last()
    return found.layout_of(found.edition.digest if found.edition else last.digest) if last else None


def standing(found: Issue) -> dict:
    """``headline``, who must do what now; ``steps``, this round's decisions with their notes."""
    decisions = list(found.decisions.order_by("at", "pk"))
    starts = [n for n, d in enumerate(decisions) if d.action == "submit_for_review"]
    return {
        "headline": headline(found),
        "steps": decisions[starts[-1] :] if starts and found.state != I.ASSEMBLING else (),
    }


def headline(found: Issue) -> str:
    """Who must do what now, by name."""
    if found.state == I.IN_REVIEW:
        return _waiting_for(
            _("Waiting for review: %(people)s"),
            _("Nobody can review this issue: every reviewer had a hand in it. "
              "An administrator must name another reviewer."),
            map(str, permissions.reviewers_for(found)),
        )  # fmt: skip
    if found.state == I.AWAITING_SIGNATURE:
        return _waiting_for(
            _("Waiting for the signature: %(people)s"),
            _("Nobody can sign this issue: every signer had a hand in it. "
              "An administrator must name another signer."),
            [in_place_of(str(person), str(principal or ""))
             for person, principal in permissions.signatories_for(found)],
        )  # fmt: skip
    if found.state == I.SIGNED:
        return _("Signed by %(who)s. An editor publishes it now.") % {
            "who": found.edition.signatory
        }
    if found.state == I.PUBLISHED:
        return _("Published. Signed by %(who)s.") % {"who": found.edition.signatory}
    return ""


def _waiting_for(words: str, nobody: str, names) -> str:
    people = "、".join(names)
    return words % {"people": people} if people else nobody


def void_signature(found: Issue):
    """The decision that voided the signature, until the issue is submitted again."""
    told = found.decisions.filter(action__in=("void", "submit_for_review")).order_by("at", "pk")
    last = told.last()
    return last if last and last.action == "void" else None
