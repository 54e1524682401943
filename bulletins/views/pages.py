"""The pages of an issue as pictures: the strip beside the board, one page to be read, all."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bulletins import commenting, page_strip, page_wishes, permissions
from bulletins.models import Comment, Issue, PagePicture
from bulletins.models.page import SIZES

from .access import office_only, visible_issue

ZOOMS = ("fit", "full")
A_YEAR = 365 * 86400  # seconds


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def strip(request, pk):
    """The strip alone, for its own poll; a POST asks for the pages as they are now."""
    issue = visible_issue(request, pk)
    if request.method == "POST":
        page_wishes.request_pages(issue, request.user)
        if request.headers.get("X-Requested-With") != "fetch":
            return redirect(issue)
    shown = page_strip.of(issue)
    page_wishes.nudge_stalled(shown.wish)
    if page_strip.is_forgotten(shown):
        page_wishes.take_up(shown.at_work)
    return render(request, "bulletins/_page_pictures.html", strip_context(issue, shown))


def strip_context(issue: Issue, shown: page_strip.Strip) -> dict:
    return {"issue": issue, "strip": shown, "rows": page_strip.rows_of(shown)}


@require_safe
@office_only
def pages(request, pk):
    """All pages one under another."""
    issue = visible_issue(request, pk)
    shown = page_strip.of(issue)
    context = strip_context(issue, shown) | {"zoom": _zoom(request)}
    return render(request, "bulletins/pages.html", context)


@require_safe
@office_only
def page(request, pk, number):
    return page_page(request, visible_issue(request, pk), number)


def page_page(request, issue: Issue, number: int, *, refusal="", typed=None, status=200):
    """One page to be read, with what is said of it; ``typed`` is what a refused form said."""
    shown = page_strip.of(issue)
    found = next((page for page in shown.pages if page.number == number), None)
    if found is None:
        raise Http404
    context = {
        "issue": issue,
        "strip": shown,
        "page": found,
        "previous": number - 1,
        "next": number + 1 if number < len(shown.pages) else 0,
        "zoom": _zoom(request),
        "comments": comments_on(issue, shown, number),
        "may_comment": permissions.can_comment(request.user) and issue.state != "published",
        "may_answer": permissions.can_answer_comments(request.user) and issue.state != "published",
        "may_mark": permissions.can_assemble(request.user),
        "refusal": refusal,
        "typed": typed or {},
        "longest": commenting.LONGEST,
    }
    return render(request, "bulletins/page.html", context, status=status)


def comments_on(issue: Issue, shown: page_strip.Strip, number: int) -> list[Comment]:
    """What is said of a page, open comments first."""
    said = Comment.objects.filter(issue=issue).first_words()
    said = said.select_related("article").prefetch_related("answers")
    here = [one for one in said if page_strip.page_of(one, shown.layout) == number]
    return sorted(here, key=lambda one: bool(one.done))


def _zoom(request) -> str:
    zoom = request.GET.get("zoom", "")
    return zoom if zoom in ZOOMS else ZOOMS[0]


@require_safe
@office_only
def page_picture(request, key, number, size):
    """A page of one layout, which its key names; what a number shows never changes."""
    found = get_object_or_404(
        PagePicture.objects.select_related("layout"),
        layout__key=key,
        layout__issue__in=Issue.objects.visible_to(request.user),
        number=number,
    )
    if size not in SIZES or not default_storage.exists(found.name(size)):
        raise Http404
    tag = f'"{found.sha256}-{size}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = FileResponse(default_storage.open(found.name(size)), content_type="image/png")
    response["ETag"] = tag
    response["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return response
