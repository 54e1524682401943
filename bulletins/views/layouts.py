"""Asking for the PDF, watching it being made, and downloading what is finished."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from bulletins import tasks
from bulletins.models import EditionFile, Issue, Layout

from .access import office_only, visible_issue


@require_POST
@office_only
def layout_request(request, pk):
    return redirect(tasks.request_layout(visible_issue(request, pk), request.user))


@require_safe
@office_only
def layout(request, key):
    """The progress page; with ``?part=1`` only the fragment that changes."""
    found = _visible_layout(request, key)
    if tasks.is_stalled(found):
        tasks.make_layout.enqueue(found.pk)
    name = "bulletins/_layout.html" if "part" in request.GET else "bulletins/layout.html"
    return render(request, name, {"layout": found, "issue": found.issue})


@require_safe
@office_only
def layout_pdf(request, key):
    found = _visible_layout(request, key)
    if found.state != Layout.State.DONE or not found.file:
        raise Http404
    return _pdf(request, found.file, found.issue)


def _visible_layout(request, key) -> Layout:
    issues = Issue.objects.visible_to(request.user)
    return get_object_or_404(
        Layout.objects.select_related("issue__bulletin", "failed_article"),
        key=key,
        issue__in=issues,
    )


@require_safe
def edition_file(request, pk):
    """A frozen file of a published issue, for everyone who may see the issue."""
    issues = Issue.objects.visible_to(request.user)
    found = get_object_or_404(
        EditionFile.objects.select_related("edition__issue__bulletin"),
        pk=pk,
        edition__issue__in=issues,
    )
    return _pdf(request, found.file, found.edition.issue)


def _pdf(request, file, issue):
    """Shown in the browser; downloaded with ``?download``.  Nothing in it may run."""
    response = FileResponse(
        file.open("rb"),
        as_attachment="download" in request.GET,
        filename=f"{issue}.pdf",
        content_type="application/pdf",
    )
    response["Cache-Control"] = "private, no-cache"
    return response
