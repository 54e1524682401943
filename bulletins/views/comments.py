"""Comments of the review: said of a page, answered, marked as done."""

import math

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bulletins import commenting, page_strip
from bulletins.models import Article, Comment, Issue
from bulletins.refusals import NotNow

from .access import office_only, typed_into, visible_issue
from .pages import page_page

TYPED = ("text", "article", "x", "y")


@require_POST
@office_only
def comment_add(request, pk):
    """Say something of the page named; a refusal shows that page with what was typed."""
    issue = visible_issue(request, pk)
    number = _whole(request.POST.get("page")) or 1
    try:
        place = _place(request)
        added = commenting.comment(issue, request.user, request.POST.get("text", ""), place)
    except NotNow as refusal:
        typed = {name: request.POST.get(name, "") for name in TYPED}
        return page_page(request, issue, number, refusal=str(refusal), typed=typed, status=409)
    messages.success(request, _("Your comment is kept; those who put the issue together are told."))
    return redirect(_at(added, number))


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def comment(request, pk):
    """Go to a comment on its page; a POST answers it or, with ``done``, marks it as done."""
    issues = Issue.objects.visible_to(request.user)
    found = get_object_or_404(
        Comment.objects.visible_to(request.user).first_words().select_related("issue__bulletin"),
        pk=pk,
        issue__in=issues,
    )
    number = page_strip.page_of(found, page_strip.of(found.issue).layout)
    if request.method != "POST":
        return redirect(_at(found, number))
    text = request.POST.get("text", "")
    try:
        if "done" in request.POST:
            commenting.mark_done(found, request.user, text)
        else:
            commenting.answer(found, request.user, text)
    except NotNow as refusal:
        typed = {"answer": text, "comment": found.pk}
        refused = {"refusal": str(refusal), "typed": typed, "status": 409}
        return page_page(request, found.issue, number, **refused)
    return redirect(_at(found, number))


def _at(comment: Comment, number: int) -> str:
    return f"{reverse('page', args=[comment.issue_id, number])}#comment-{comment.pk}"


def _place(request) -> commenting.Place:
    """Where the comment belongs, as the form says it; what is no number is no place."""
    article = None
    if chosen := request.POST.get("article"):
        articles = Article.objects.visible_to(request.user)
        article = get_object_or_404(articles, pk=_whole(chosen) or 0)
    x, y = (_share(request.POST.get(name)) for name in "xy")
    whole = x is not None and y is not None
    return commenting.Place(
        digest=typed_into(request.POST, "digest", 64),
        page=_whole(request.POST.get("page")),
        article=article,
        x=x if whole else None,
        y=y if whole else None,
    )


def _share(value: str | None) -> float | None:
    """A fraction from 0 to 1; None for anything else."""
    try:
        share = float((value or "")[:20])
    except ValueError:
        return None
    return share if math.isfinite(share) and 0 <= share <= 1 else None


def _whole(value: str | None) -> int | None:
    """A number from a form; what was never one on our pages does not exist."""
    if not value:
        return None
    if not value.isdecimal() or len(value) > 9:
        raise Http404
    return int(value)
