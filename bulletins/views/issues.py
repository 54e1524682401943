"""The issue: its list, its page for the people who assemble, review, sign and publish it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bulletins import contents, correcting, errata, permissions, tasks, workflow
from bulletins.models import Bulletin, Issue
from bulletins.refusals import NotNow, NotYou

from . import board, preflight, reading, underway
from .access import typed_into, visible_issue
from .underway import READ_FIRST

PER_PAGE = 50
NAMED = ("digest", "layout", "delegation")  # what a form says it was shown, and for whom


@require_safe
def issues(request):
    """What is in the making, for the office, and below it what is published."""
    user = request.user
    found = Issue.objects.visible_to(user).select_related("bulletin")
    bulletin = typed_into(request.GET, "bulletin", 50)
    if bulletin:
        found = found.filter(bulletin__slug=bulletin)
    published = found.published().annotate(articles=Count("sections__placements"))
    published = published.order_by("-year", "-number", "bulletin__title")  # not Meta's, grouped
    context = {
        "making": found.unpublished().with_progress() if user.in_office else (),
        "page": Paginator(published, PER_PAGE).get_page(request.GET.get("page")),
        "bulletins": Bulletin.objects.all(),
        "bulletin": bulletin,
        "may_start": permissions.can_assemble(user),
    }
    return render(request, "bulletins/issues.html", context)


@require_safe
def issue(request, pk):
    return issue_page(request, visible_issue(request, pk))


def issue_page(request, found: Issue, *, refusal="", typed=None, status=200):
    """The issue as its reader may see it; published issues look the same to everyone."""
    if not request.user.in_office:
        return _published_page(request, found)
    workflow.verify_signature(found)
    if found.state != "assembling":
        return underway.page(request, found, refusal=refusal, typed=typed, status=status)
    assembling = found.state == "assembling" and permissions.can_assemble(request.user)
    actions = workflow.available_actions(found, request.user)
    digest = contents.build(found).digest
    context = {
        "issue": found,
        "sections": ()
        if assembling
        else found.sections.prefetch_related("placements__article__sources"),
        "assembling": assembling,
        "actions": actions,
        "missing": {a.action: workflow.missing_for(found, a) for a in actions},
        "decisions": found.decisions.select_related("actor"),
        "layout": _newest_layout(found, digest),
        "digest": digest,
        "void": underway.void_signature(found),
        "editions": correcting.editions(found),
        "errata": errata.of_issue(found, request.user),
        "refusal": refusal,
        "typed": typed or {},
    }
    if assembling:
        context |= board.context_of(request, found)
    template = "bulletins/board.html" if assembling else "bulletins/issue.html"
    return render(request, template, context, status=status)


def _newest_layout(found, digest):
    """The layout of the contents as they are now, and whether an older one is all there is."""
    current = found.layout_of(digest)
    return {"current": current, "older": None if current else found.layouts.first()}


def _published_page(request, found):
    edition = found.in_force
    context = {
        "issue": found,
        "editions": correcting.editions(found),
        "errata": errata.of_issue(found, request.user),
        "contents": contents.from_json(edition.contents),
        "files": edition.signed_files,
    }
    return render(request, "bulletins/issue_published.html", context)


@require_POST
def issue_action(request, pk, action):
    """Carry out one action of the workflow table; a refusal keeps the note that was typed."""
    found = visible_issue(request, pk)
    transition = workflow.ISSUE.get(action)
    if transition is None or not transition.button or not request.user.in_office:
        raise Http404
    note = typed_into(request.POST, "note", 2000)
    inputs = {name: request.POST[name][:64] for name in NAMED if name in request.POST}
    version = request.POST.get("version", "")
    version = int(version) if version.isdecimal() and len(version) < 10 else None
    try:
        if action == "sign":
            _refuse_what_will_not_print(found, request.user)
        workflow.perform(found, action, request.user, note, version=version, **inputs)
    except NotNow as refusal:
        found = visible_issue(request, pk)
        typed = {"action": action, "note": note}
        page = reading.page if action in READ_FIRST else issue_page
        return page(request, found, refusal=str(refusal), typed=typed, status=409)
    except NotYou as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    if action == "submit_for_review":
        tasks.request_files(found, request.user)
    messages.success(
        request, _("Done: %(action)s · %(issue)s") % {"action": transition.label, "issue": found}
    )
    return redirect(found)


def _refuse_what_will_not_print(found, user):
    """For whom could sign; others are refused by the workflow, with its own sentence."""
    may = any(a.action == "sign" for a in workflow.available_actions(found, user))
    if may and (sentence := preflight.obstacle(found, contents.build(found))):
        raise NotNow(sentence)
