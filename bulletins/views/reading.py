"""The issue as its reviewer and its signer have it before them: pages, preflight, what changed."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bulletins import changes, comparing, contents, permissions, signing, tasks, workflow
from bulletins.models import Issue
from bulletins.models.issue import IssueState

from . import preflight, underway
from .access import visible_issue
from .underway import READ_FIRST

WAITING = (IssueState.IN_REVIEW, IssueState.AWAITING_SIGNATURE)


@require_safe
def issue_read(request, pk):
    """The whole issue in print order; with ``?part=making`` only how far its files are."""
    found = visible_issue(request, pk)
    if not request.user.in_office:
        raise Http404
    workflow.verify_signature(found)
    if request.GET.get("part") == "making":
        return render(request, "bulletins/_making.html", _making(found))
    return page(request, found)


def page(request, found: Issue, *, refusal="", typed=None, status=200):
    built = preflight.contents_of(found)
    layout = found.layout_of(built.digest)
    if layout is None and found.state in WAITING:
        layout = tasks.request_files(found, request.user)
    actions = {a.action: a for a in workflow.available_actions(found, request.user)}
    missing = {a.action: workflow.missing_for(found, a) for a in actions.values()}
    for action in READ_FIRST:
        if action in missing:
            missing[action] = missing[action] or preflight.obstacle(found, built)
    if "sign" in actions and request.method == "GET":
        _note_look(request, found, built)
    context = {
        "issue": found,
        "contents": built,
        "actions": [a for a in actions.values() if a.action in (*READ_FIRST, "send_back")],
        "hidden": {"digest": built.digest, "layout": layout.key if layout else ""},
        "missing": missing,
        "capacities": _capacities(request.user, found) if "sign" in actions else (),
        "checked": preflight.counted(preflight.findings(found, built, layout)),
        "changed": changed_since_last_round(found, built),
        "refusal": refusal,
        "typed": typed or {},
        **_making(found, built),
        **underway.standing(found),
    }
    return render(request, "bulletins/issue_read.html", context, status=status)


def _making(found: Issue, built=None) -> dict:
    """The layout of what is read, and what is not made of it yet."""
    built = built or preflight.contents_of(found)
    _layout, sentence = signing.ready(found, built.digest)
    waited_for = found.state in WAITING
    layout = found.layout_of(built.digest)
    return {"issue": found, "layout": layout, "not_ready": sentence if waited_for else ""}


def _note_look(request, found, built):
    """Only what is really shown counts: finished pages of exactly these contents."""
    layout, _sentence = signing.ready(found, built.digest)
    if layout is not None:
        signing.note_look(found, layout, request.user)


def _capacities(user, found) -> list[tuple[str, str]]:
    """In whose name ``user`` may sign: (value of the field, name); "" is their own."""
    own = [("", str(user))] if permissions.signs_in_own_right(user, found) else []
    given = permissions.delegations_to(user, found)
    return [*own, *((str(d.pk), f"{user} 代 {d.signer}") for d in given)]


def changed_since_last_round(found: Issue, built) -> dict | None:
    """What differs from the contents of the last round that was reviewed or sent back.

    None when this is the first round.  The earlier contents are those of its layout.
    """
    decisions = list(found.decisions.order_by("at", "pk"))
    rounds = [n for n, d in enumerate(decisions) if d.action == "submit_for_review"]
    for start, end in reversed(list(zip(rounds, rounds[1:], strict=False))):
        looked = [d for d in decisions[start:end] if d.action in ("pass_review", "send_back")]
        if looked:
            layout = found.layouts.filter(digest=decisions[start].digest).first()
            if layout is None:
                return {"ended": decisions[end - 1], "rows": None}
            listed = changes.between(contents.from_json(layout.contents), built)
            return {"ended": decisions[end - 1], "rows": [_row(change) for change in listed]}
    return None


def _row(change) -> dict:
    pieces = comparing.compare(change.old, change.new) if change.old != change.new else ()
    return {"sentence": changes.sentence(change), "kind": change.kind, "pieces": pieces}
